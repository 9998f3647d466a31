//! Pay, mileage and budgets.

use chrono::NaiveDate;

use crate::domain::money::{Metres, Money, Rate};
use crate::domain::policy::{Limits, PayPolicy};
use crate::domain::time::Minutes;
use crate::input::cells::{self, Bad};
use crate::input::settings::{Keys, Node};
use crate::table::Faults;

use super::{Given, push};

/// The most miles that a limit may name.
const MAX_MILES: f64 = 1_000_000.0;

pub(in crate::input) fn pay(node: Option<&Node>, faults: &mut Faults) -> PayPolicy {
    let known = [
        "overtime_after_hours_day",
        "overtime_after_hours_week",
        "overtime_factor",
        "comp_time",
        "mileage",
    ];
    let keys = Keys::new(node, &known, faults);
    let limit = |key, default, faults: &mut Faults| {
        keys.number(key, faults, hours_of)
            .unwrap_or(Minutes(default))
    };
    let mut mileage: Vec<(NaiveDate, Rate)> = Vec::new();
    for entry in keys.list("mileage", faults) {
        let row = Keys::new(Some(entry), &["from", "rate"], faults);
        let from = row.text("from", faults, cells::calendar_date);
        let rate = row.number("rate", faults, |text| cells::decimal(text, 4, 100));
        match (from, rate) {
            (Some(from), Some(_)) if mileage.iter().any(|(other, _)| *other == from) => {
                faults.push(
                    entry
                        .origin
                        .fault(format!("has two rates from {from}"))
                        .remedy("keep one of them"),
                );
            }
            (Some(from), Some(rate)) => mileage.push((from, Rate(rate))),
            _ if row.get("from").is_none() || row.get("rate").is_none() => {
                faults.push(
                    entry
                        .origin
                        .fault("is not whole")
                        .allowed("{ from = \"2026-07-01\", rate = 0.76 }"),
                );
            }
            _ => {}
        }
    }
    mileage.sort_unstable();
    let factor = keys.number("overtime_factor", faults, |text| {
        cells::decimal(text, 2, 10)
    });
    if factor.is_some_and(|factor| factor < 100) {
        push(
            keys.get("overtime_factor").map(|node| {
                node.origin
                    .fault("is less than 1")
                    .allowed("1 or more, like 1.5")
            }),
            faults,
        );
    }
    PayPolicy {
        overtime_day: limit("overtime_after_hours_day", 480, faults),
        overtime_week: limit("overtime_after_hours_week", 2400, faults),
        overtime_percent: factor.unwrap_or(150),
        comp_time: keys.flag("comp_time", faults).unwrap_or(false),
        mileage,
    }
}

/// Hours as whole minutes, what is left over being let go.
pub(in crate::input) fn hours_of(text: &str) -> Result<Minutes, Bad> {
    let hours = cells::number(text, 0.0..=10_000.0)?;
    Ok(Minutes((hours * 60.0 + 1e-9).floor() as i32))
}

pub(in crate::input) fn budgets(
    node: Option<&Node>,
    faults: &mut Faults,
) -> (Limits, Vec<(Given, Limits)>) {
    let known = [
        "miles",
        "drive_hours",
        "paid_hours",
        "overtime_hours",
        "dollars",
        "staff",
    ];
    let keys = Keys::new(node, &known, faults);
    let plan = limits(&keys, faults);
    let mut staff = Vec::new();
    for (id, node) in Keys::free(keys.get("staff"), faults) {
        let keys = Keys::new(Some(node), &known[..5], faults);
        staff.push(((id.to_owned(), node.origin.clone()), limits(&keys, faults)));
    }
    (plan, staff)
}

fn limits(keys: &Keys<'_>, faults: &mut Faults) -> Limits {
    let hours = |key, faults: &mut Faults| keys.number(key, faults, hours_of);
    let dollars = |text| cells::decimal(text, 4, 100_000_000).map(|units| Money::once(Rate(units)));
    Limits {
        metres: keys
            .number("miles", faults, |text| cells::number(text, 0.0..=MAX_MILES))
            .map(Metres::from_miles),
        drive: hours("drive_hours", faults),
        paid: hours("paid_hours", faults),
        overtime: hours("overtime_hours", faults),
        money: keys.number("dollars", faults, dollars),
    }
}
