//! `[fund.NAME]`: who pays, how large a share, and for what not.

use crate::domain::policy::Fund;
use crate::domain::task::{Task, TaskKind};
use crate::input::cells::{self, Bad};
use crate::input::settings::{self, Keys, Node};
use crate::table::{Fault, Faults, nearest};

pub(in crate::input) fn funds(node: Option<&Node>, faults: &mut Faults) -> Vec<Fund> {
    let mut funds: Vec<Fund> = Vec::new();
    for (name, node) in Keys::free(node, faults) {
        let keys = Keys::new(Some(node), &["share", "may_not_pay"], faults);
        let share = keys.number("share", faults, |text| cells::decimal(text, 2, 100));
        let mut may_not_pay = Vec::new();
        for entry in keys.list("may_not_pay", faults) {
            may_not_pay.extend(settings::text(entry, faults, kind));
        }
        funds.push(Fund {
            name: name.to_owned(),
            share,
            may_not_pay,
        });
    }
    let all: i64 = funds.iter().filter_map(|fund| fund.share).sum();
    if all > 10_000
        && let Some(node) = node
    {
        let warning = node
            .origin
            .warning("has shares of more than 100 per cent together");
        faults.push(warning);
    }
    funds
}

fn kind(text: &str) -> Result<TaskKind, Bad> {
    TaskKind::named(text).ok_or_else(|| {
        let names = TaskKind::ALL.map(|(_, name)| name).join(", ");
        Bad::new("is no kind of task").allowed(names)
    })
}

/// Warns of a task whose fund is not known or may not pay for it. It is planned all the same:
/// who pays is settled by people.
pub(in crate::input) fn check(tasks: &[Task], funds: &[Fund], faults: &mut Faults) {
    if funds.is_empty() {
        return;
    }
    let names: Vec<&str> = funds.iter().map(|fund| fund.name.as_str()).collect();
    // Sessions of one row are told once.
    let firsts = tasks
        .iter()
        .filter(|task| task.session.is_none_or(|n| n == 1));
    for task in firsts.filter(|task| !task.fund.is_empty()) {
        let fault = |message: &str| {
            Fault::warning("tasks.csv", message)
                .at(task.line)
                .of_row(&task.row_id)
                .in_column("fund")
        };
        match funds.iter().find(|fund| fund.name == task.fund) {
            None => {
                let fault = fault("is no fund of week.toml").allowed(names.join(", "));
                faults.push(match nearest(&task.fund, &names) {
                    Some(near) => fault.remedy(format!("write `{near}` if that is meant")),
                    None => fault.remedy("add a section [fund.NAME], or empty the cell"),
                });
            }
            Some(fund) if fund.may_not_pay.contains(&task.kind) => {
                let fault = fault("is a fund that may not pay for this kind of task");
                faults.push(fault.remedy("name another fund, or leave the task to somebody else"));
            }
            Some(_) => {}
        }
    }
}
