//! unplaced.csv: what is not in the plan, why, and what would bring it in.

use std::cmp::Reverse;

use super::words;
use crate::domain::Week;
use crate::domain::plan::{Plan, Standing, Unplaced};
use crate::table::write_csv;

const HEADER: [&str; 11] = [
    "task_id",
    "kind",
    "value",
    "standing",
    "rule",
    "reason",
    "fix",
    "grant",
    "proven",
    "overdue",
    "reason_proven",
];

/// What is left out, as readers want it: missed deadlines first, then what can wait, then
/// what is impossible; of each the most valuable first, then by id.
pub(super) fn sorted<'a>(week: &Week, plan: &'a Plan) -> Vec<&'a Unplaced> {
    let mut all: Vec<&Unplaced> = plan.unplaced.iter().collect();
    let rank = |standing| match standing {
        Standing::DeadlineMissed => 0,
        Standing::CanWait => 1,
        Standing::Impossible => 2,
    };
    all.sort_by_key(|one| {
        (
            rank(one.standing),
            Reverse(week.value(one.work)),
            week.work_id(one.work).to_owned(),
        )
    });
    all
}

/// The table.
pub(super) fn csv(week: &Week, plan: &Plan) -> Vec<u8> {
    let rows = sorted(week, plan).into_iter().map(|one| {
        vec![
            week.work_id(one.work).to_owned(),
            words::kind(week, one.work).to_owned(),
            week.value(one.work).points().to_string(),
            one.standing.name().to_owned(),
            one.rule
                .map(|rule| rule.name())
                .unwrap_or_default()
                .to_owned(),
            one.reason.clone(),
            one.fix.clone(),
            one.grant.clone(),
            words::yes_or_no(one.proven),
            words::yes(words::is_overdue(week, one.work)),
            words::yes_or_no(one.reason_proven),
        ]
    });
    write_csv(&HEADER, rows)
}
