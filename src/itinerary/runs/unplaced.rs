//! unplaced.csv of runs: which rides have no vehicle, why, and what would bring them in.

use crate::domain::Week;
use crate::domain::run::RunPlan;
use crate::table::write_csv;

const HEADER: [&str; 7] = [
    "task_id",
    "kind",
    "value",
    "must_ride",
    "rule",
    "reason",
    "fix",
];

/// The table, in the order of the week, must-rides first.
pub(super) fn csv(week: &Week, plan: &RunPlan) -> Vec<u8> {
    let mut all: Vec<_> = plan.unserved.iter().collect();
    all.sort_by_key(|one| (!week.ride(one.ride).must_ride, one.ride));
    let rows = all.into_iter().map(|one| {
        let ride = week.ride(one.ride);
        vec![
            ride.id.clone(),
            "ride".to_owned(),
            ride.value.points().to_string(),
            if ride.must_ride { "yes" } else { "no" }.to_owned(),
            one.rule
                .map(|rule| rule.name().to_owned())
                .unwrap_or_default(),
            one.reason.clone(),
            one.fix.clone(),
        ]
    });
    write_csv(&HEADER, rows)
}
