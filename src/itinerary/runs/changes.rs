//! changes.csv: each rider whose vehicle, or time or stop at the home end, is another than in the runs that were
//! begun from. Ids only.

use super::super::words::{place_id, yes};
use super::words::clock;
use crate::domain::Week;
use crate::domain::run::{Carrier, RunPlan, Second};
use crate::table::write_csv;

const HEADER: [&str; 11] = [
    "family_id",
    "student_id",
    "ride_id",
    "vehicle_before",
    "time_before",
    "vehicle_after",
    "time_after",
    "minutes_later",
    "same_vehicle",
    "stop_before",
    "stop_after",
];

/// The table, families together.
pub(super) fn csv(week: &Week, plan: &RunPlan) -> Vec<u8> {
    let family = |student: crate::domain::ids::PersonIx| {
        let family = week.person(student).family;
        family
            .map(|family| week.families[family.ix()].clone())
            .unwrap_or_default()
    };
    let mut changes: Vec<_> = plan.changes.iter().collect();
    changes.sort_by_key(|change| (family(week.ride(change.ride).student), change.ride));
    let rows = changes.into_iter().map(|change| {
        let ride = week.ride(change.ride);
        let vehicle = |at: &Option<(Carrier, Second)>| match at {
            Some((Carrier::Vehicle(ix), _)) => week.vehicles[ix.ix()].id.clone(),
            Some((Carrier::Gone(id), _)) => id.clone(),
            None => String::new(),
        };
        let time = |at: &Option<(Carrier, Second)>| {
            let at = at.as_ref();
            at.map(|(_, at)| clock(week, ride.day, *at))
                .unwrap_or_default()
        };
        let both = change.before.as_ref().zip(change.after.as_ref());
        let later = both.map(|((_, before), (_, after))| (after.moment() - before.moment()).0);
        vec![
            family(ride.student),
            week.person(ride.student).id.clone(),
            ride.id.clone(),
            vehicle(&change.before),
            time(&change.before),
            vehicle(&change.after),
            time(&change.after),
            later.map(|later| later.to_string()).unwrap_or_default(),
            yes(both.is_some_and(|((before, _), (after, _))| before == after)),
            place_id(week, change.stops[0]).to_owned(),
            place_id(week, change.stops[1]).to_owned(),
        ]
    });
    write_csv(&HEADER, rows)
}
