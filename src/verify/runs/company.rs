//! Who rides together: keep_with, keep_apart, and riders of several schools.

use super::report::{Found, lasting};
use super::{At, Facts};
use crate::domain::ids::RideIx;
use crate::domain::rule::Rule;

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (&ride, &(up, off)) in &facts.pairs {
        let own = facts.week.ride(ride);
        let others = |list: &[RideIx]| {
            let of = list.iter().copied().filter(|&other| other != ride);
            of.filter_map(|other| Some((other, *facts.pairs.get(&other)?)))
                .collect::<Vec<(RideIx, (At, At))>>()
        };
        // Of two that name each other, the later one in the list speaks.
        let speaks = |other: RideIx, list: &[RideIx]| !(other > ride && list.contains(&ride));
        for (other, pair) in others(&own.keep_with) {
            let is_apart = shared(facts, (up, off), pair).is_none();
            if speaks(other, &facts.week.ride(other).keep_with) {
                let spot = facts.spot(up).and(other);
                let message = "they do not ride together";
                found.add(Rule::KeepWith, is_apart.into(), "times", spot, message);
            }
        }
        for (other, pair) in others(&own.keep_apart) {
            let Some(shared) = shared(facts, (up, off), pair) else {
                continue;
            };
            if speaks(other, &facts.week.ride(other).keep_apart) {
                let spot = facts.spot(up).and(other);
                let message = format!("they are aboard together for {}", lasting(shared));
                found.add(Rule::KeepApart, shared.max(1), "s", spot, message);
            }
        }
    }
    if !facts.week.policy.rides.mixed_schools {
        (0..facts.outings.len()).for_each(|outing| mixed(facts, outing, found));
    }
}

/// For how long two are aboard one vehicle, in seconds; none when never. Aboard means by order
/// of stops, between the end of the pickup and the start of the drop-off.
fn shared(facts: &Facts<'_>, (up, off): (At, At), (other_up, other_off): (At, At)) -> Option<i64> {
    let meet = up.outing == other_up.outing && up.stop < other_off.stop && other_up.stop < off.stop;
    let from = facts.stop(up).end.max(facts.stop(other_up).end);
    let to = facts.stop(off).start.min(facts.stop(other_off).start);
    meet.then(|| i64::from((to - from).0).max(0))
}

/// Where schools may not mix, riders aboard are of one school; told once an outing.
fn mixed(facts: &Facts<'_>, outing: usize, found: &mut Found<'_>) {
    for (stop, aboard) in facts.aboard(outing).iter().enumerate() {
        let mut schools = aboard.iter().map(|ride| facts.week.ride(*ride).school);
        let first = schools.next();
        let others = schools.filter(|school| Some(*school) != first).count();
        if others > 0 {
            let spot = facts.spot(At { outing, stop });
            let message = "riders of several schools are aboard together";
            found.add(Rule::MixedSchools, others as i64, "people", spot, message);
            return;
        }
    }
}
