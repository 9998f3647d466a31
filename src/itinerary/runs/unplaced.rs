//! unplaced.csv of runs: which rides have no vehicle, why, and what would bring them in.

use crate::domain::Week;
use crate::domain::plan::Standing;
use crate::domain::rule::Rule;
use crate::domain::run::RunPlan;
use crate::table::write_csv;

const HEADER: [&str; 10] = [
    "task_id",
    "kind",
    "value",
    "standing",
    "rule",
    "reason",
    "fix",
    "grant",
    "proven",
    "must_ride",
];

/// The table, in the order of the week, must-rides first.
pub(super) fn csv(week: &Week, plan: &RunPlan) -> Vec<u8> {
    let mut all: Vec<_> = plan.unserved.iter().collect();
    all.sort_by_key(|one| (!week.ride(one.ride).must_ride, one.ride));
    let rows = all.into_iter().map(|one| {
        let ride = week.ride(one.ride);
        // A rule shuts it out whatever the others do; of who must ride together that is so of
        // the two, and for some it was only not found.
        let is_shut_out = one.rule.is_some_and(|rule| rule != Rule::KeepWith);
        let standing = match is_shut_out {
            true => Standing::Impossible,
            false => Standing::CanWait,
        };
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
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
            // What would help is told in words: none is looked for that could be written.
            String::new(),
            yes(is_shut_out),
            yes(ride.must_ride),
        ]
    });
    write_csv(&HEADER, rows)
}
