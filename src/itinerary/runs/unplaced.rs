//! unplaced.csv of runs: which rides have no vehicle, why, and what would bring them in.

use super::super::words;
use crate::domain::Week;
use crate::domain::plan::Standing;
use crate::domain::run::RunPlan;
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
    "reason_proven",
    "must_ride",
];

/// The table, in the order of the week, must-rides first.
pub(super) fn csv(week: &Week, plan: &RunPlan) -> Vec<u8> {
    let mut all: Vec<_> = plan.unserved.iter().collect();
    all.sort_by_key(|one| (!week.ride(one.ride).must_ride, one.ride));
    let rows = all.into_iter().map(|one| {
        let ride = week.ride(one.ride);
        let standing = match one.reason_proven {
            true => Standing::Impossible,
            false => Standing::CanWait,
        };
        vec![
            ride.id.clone(),
            "ride".to_owned(),
            ride.value.points().to_string(),
            standing.name().to_owned(),
            one.rule
                .map(|rule| rule.name().to_owned())
                .unwrap_or_default(),
            one.reason.clone(),
            one.fix.clone(),
            // What would help is told in words: nothing that could be applied is looked for.
            String::new(),
            words::yes_or_no(false),
            words::yes_or_no(one.reason_proven),
            words::yes_or_no(ride.must_ride),
        ]
    });
    write_csv(&HEADER, rows)
}
