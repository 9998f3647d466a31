//! compare.csv: a row a scenario.

use super::super::summary::summary;
use super::super::words;
use super::amount;
use crate::domain::comparison::{Comparison, Point, Spending};
use crate::table::write_csv;

const HEADER: [&str; 23] = [
    "scenario",
    "status",
    "value",
    "value_bound",
    "gap",
    "placed",
    "required_unplaced",
    "deadlines_missed",
    "families_not_reached",
    "miles",
    "drive_hours",
    "paid_hours",
    "overtime_hours",
    "dollars",
    "dominated",
    "straight_dollars",
    "overtime_dollars",
    "mileage_dollars",
    "partner_dollars",
    "partner_hours",
    "interpreter_hours",
    "commute_miles",
    "comp_hours",
];

/// The table, with the limits that were swept at its end: `limit_miles`.
pub(super) fn csv(found: &Comparison) -> Vec<u8> {
    let mut header: Vec<String> = HEADER.iter().map(|&name| name.to_owned()).collect();
    let keys = found.swept.iter().map(|dial| dial.key(found.week()));
    header.extend(keys.map(|key| format!("limit_{key}")));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = found.points.iter().zip(&found.spending);
    let rows = rows.map(|(point, spending)| row(found, point, spending));
    write_csv(&header, rows)
}

fn row(found: &Comparison, point: &Point, spending: &Spending) -> Vec<String> {
    let all = summary(&point.plan);
    let some = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut row = vec![
        point.scenario.name.clone(),
        all.status.to_owned(),
        all.value.to_string(),
        some(all.value_bound),
        some(all.gap),
        all.placed.to_string(),
        all.required_unplaced.to_string(),
        all.deadlines_missed.to_string(),
        all.families_not_reached.to_string(),
        all.miles.to_string(),
        all.drive_hours().to_string(),
        all.paid_hours.to_string(),
        all.overtime_hours.to_string(),
        all.dollars.to_string(),
        words::yes(point.is_dominated),
        spending.straight_money.text(),
        spending.overtime_money.text(),
        spending.mileage_money.text(),
        spending.partner_money.text(),
        words::hours(spending.partners),
        words::hours(spending.interpreters),
        words::miles(spending.commute),
        words::hours(spending.comp),
    ];
    let limits = found.swept.iter().map(|&dial| {
        let is_set = !point.scenario.set.is_empty();
        if is_set {
            amount(point, dial)
        } else {
            String::new()
        }
    });
    row.extend(limits);
    row
}
