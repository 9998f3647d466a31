//! Which rides cost the most driving.

use crate::domain::Week;
use crate::domain::ids::RideIx;
use crate::domain::money::Metres;
use crate::domain::run::{Dear, Outing, RunActivity, Seconds};

/// So many are named.
const NAMED: usize = 10;

/// The dearest rides of the week's first day with each row: what the vehicle would not drive if
/// it passed by both of the rider's stops, by the shortest drives: all of it, where it is out for
/// that rider alone. The dearest first.
///
/// Cost: the square of the stops of an outing, and sorted.
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

/// Each rider of an outing, with what the vehicle would not drive without either of their stops.
fn of(week: &Week, outing: &Outing) -> Vec<Dear> {
    let sites = |without: Option<RideIx>| {
        let stops = outing.stops.iter();
        let left = stops.filter(move |stop| without.is_none() || stop.activity.ride() != without);
        left.filter_map(|stop| Some(week.travel.site(stop.place?)))
    };
    let whole = length(week, sites(None));
    let picked = outing.stops.iter().filter_map(|stop| match stop.activity {
        RunActivity::Pickup(ride) => Some(ride),
        _ => None,
    });
    let dear = |ride| {
        let rest = length(week, sites(Some(ride)));
        Dear {
            ride,
            drive: Seconds((whole.0 - rest.0).0.max(0)),
            metres: Metres((whole.1.0 - rest.1.0).max(0)),
        }
    };
    picked.map(dear).collect()
}

/// How long a way by some sites is, by the shortest drives.
fn length(week: &Week, sites: impl Iterator<Item = usize>) -> (Seconds, Metres) {
    let mut before: Option<usize> = None;
    sites.fold((Seconds(0), Metres(0)), |(drive, metres), site| {
        let from = before.replace(site).unwrap_or(site);
        let (own, far) = (
            week.travel.shortest_seconds(from, site),
            week.travel.metres(from, site),
        );
        (drive + own, metres + far)
    })
}
