//! Which rides cost the most driving.

use crate::domain::Week;
use crate::domain::ids::RideIx;
use crate::domain::money::Metres;
use crate::domain::run::{Dear, Outing, Seconds};

/// So many are named.
const NAMED: usize = 10;

/// The dearest rides of the week's first day with each row: what the vehicle would not drive if
/// it passed by the rider's home, by the shortest drives. The dearest first.
///
/// Cost: linear in the stops, and sorted.
pub(super) fn dearest(week: &Week, outings: &[Outing]) -> Vec<Dear> {
    let mut all: Vec<Dear> = outings.iter().flat_map(|outing| of(week, outing)).collect();
    all.sort_by_key(|one| (std::cmp::Reverse(one.drive), one.ride));
    let mut rows: Vec<&str> = Vec::new();
    let mut named = Vec::new();
    for one in all {
        let row = week.ride(one.ride).row_id.as_str();
        if !rows.contains(&row) {
            rows.push(row);
            named.push(one);
        }
        if named.len() == NAMED {
            break;
        }
    }
    named
}

fn of(week: &Week, outing: &Outing) -> Vec<Dear> {
    let place = |ix: usize| outing.stops.get(ix).and_then(|stop| stop.place);
    let mut saved: Vec<Dear> = Vec::new();
    for (ix, stop) in outing.stops.iter().enumerate() {
        let Some(ride) = stop.activity.ride() else {
            continue;
        };
        let before = (0..ix).rev().find_map(place);
        let after = (ix + 1..outing.stops.len()).find_map(place);
        let (Some(before), Some(here), Some(after)) = (before, stop.place, after) else {
            continue;
        };
        let site = |place| week.travel.site(place);
        let leg = |from, to| {
            let (from, to) = (site(from), site(to));
            let drive = week.travel.shortest_seconds(from, to);
            (drive, week.travel.metres(from, to))
        };
        let (there, on, past) = (leg(before, here), leg(here, after), leg(before, after));
        let drive = Seconds((there.0 + on.0 - past.0).0.max(0));
        let metres = Metres((there.1.0 + on.1.0 - past.1.0).max(0));
        add(&mut saved, ride, drive, metres);
    }
    saved
}

fn add(saved: &mut Vec<Dear>, ride: RideIx, drive: Seconds, metres: Metres) {
    match saved.iter_mut().find(|one| one.ride == ride) {
        Some(one) => {
            one.drive += drive;
            one.metres += metres;
        }
        None => saved.push(Dear {
            ride,
            drive,
            metres,
        }),
    }
}
