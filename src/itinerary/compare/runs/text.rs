//! What the terminal shows of a comparison of runs: the table, then what changes for whom.

use super::super::super::runs::lasting;
use super::super::super::words;
use super::super::groups::Profile;
use super::super::text::aligned;
use super::brief;
use super::numbers::{self, tenths};
use crate::domain::run_comparison::{RunComparison, RunPoint, RunStep};

/// The table of the scenarios, then what each is against the reference. Ends in a line feed.
pub fn terminal(found: &RunComparison) -> String {
    let has_money = found.points.iter().any(|one| one.plan.totals.money.0 > 0);
    let mut head = vec![
        "scenario", "served", "left out", "must", "vehicles", "at once", "runs", "miles",
        "driving", "av. ride", "longest",
    ];
    if has_money {
        head.push("dollars");
    }
    head.extend(["moved", ""]);
    let mut rows: Vec<Vec<String>> = vec![head.into_iter().map(str::to_owned).collect()];
    for (point, step) in found.points.iter().zip(&found.against) {
        rows.push(row(point, step, has_money));
    }
    let mut lines = vec![
        "must = left out though they must ride; moved = families with another time at home"
            .to_owned(),
        String::new(),
    ];
    lines.extend(aligned(&rows));
    let others = found.against.iter().enumerate();
    let others = others.filter(|(at, _)| *at != found.reference);
    for (ix, (at, step)) in others.enumerate() {
        if ix == 0 {
            lines.push(String::new());
        }
        let effect = brief::effect(found, step, Profile::Own);
        lines.push(format!("{}: {effect}", brief::title(found, at)));
        for (word, riders) in [("in", &step.comes_in), ("out", &step.falls_out)] {
            if !riders.is_empty() {
                let ids: Vec<&str> = riders.iter().map(|rider| rider.ride.as_str()).collect();
                lines.push(format!("  {word}: {}", listed(&ids)));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn row(point: &RunPoint, step: &RunStep, has_money: bool) -> Vec<String> {
    let totals = &point.plan.totals;
    let mut row = vec![
        point.scenario.name.clone(),
        totals.served.to_string(),
        totals.unserved.to_string(),
        totals.missed.to_string(),
        totals.vehicles.to_string(),
        totals.at_once.to_string(),
        totals.runs.to_string(),
        words::miles(totals.metres),
        lasting(totals.drive),
        tenths(numbers::average(totals)),
        tenths(totals.longest),
    ];
    if has_money {
        row.push(totals.money.text());
    }
    row.push(step.families_moved(0).to_string());
    row.push(if point.is_dominated { "dominated" } else { "" }.to_owned());
    row
}

/// `R5, R7`; of many the first ten.
fn listed(ids: &[&str]) -> String {
    const MOST: usize = 10;
    let first = ids
        .iter()
        .take(MOST)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match ids.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first}, {more} more"),
    }
}
