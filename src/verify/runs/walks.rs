//! `walk`: a rider who is not met at the door is met at a stop that is known, and no farther from
//! home than `[rides] walk_metres`; the family allows it, and nothing asks for the door.

use super::report::Found;
use super::{At, Facts};
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::ride::Ride;
use crate::domain::rule::Rule;

/// Whether a stop is the home end of a ride and takes place at a known walk-to stop.
pub(super) fn is_at_stop(facts: &Facts<'_>, at: At) -> bool {
    walk(facts, at).is_some()
}

/// The ride and the stop, where a rider is met at one.
fn walk<'f>(facts: &'f Facts<'_>, at: At) -> Option<(&'f Ride, PlaceIx)> {
    let stop = facts.stop(at);
    let ride = facts.week.ride(stop.activity.ride()?);
    let place = stop.place.filter(|place| *place != ride.home)?;
    let is_known = facts
        .week
        .bus_stops
        .iter()
        .any(|stop| stop.place == Some(place));
    (is_known && stop.activity.is_home_end(ride.direction)).then_some((ride, place))
}

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (outing, stops) in facts.outings.iter().enumerate() {
        for stop in 0..stops.stops.len() {
            let at = At { outing, stop };
            let Some((ride, place)) = walk(facts, at) else {
                continue;
            };
            let mut wrong = |amount, unit, message: String| {
                found.add(Rule::Walk, amount, unit, facts.spot(at), message);
            };
            if let Some(why) = at_the_door(facts.week, ride) {
                wrong(1, "times", why.to_owned());
            }
            let (metres, limit) = (
                metres(facts.week, ride, place),
                facts.week.policy.rides.walk.0,
            );
            match metres {
                Some(metres) => {
                    let over = metres - limit;
                    wrong(
                        over,
                        "m",
                        format!("walks {metres} m, {over} m more than the limit"),
                    );
                }
                None => wrong(1, "times", "nobody knows how far the walk is".to_owned()),
            }
        }
    }
}

/// Why a rider must be met at the door.
fn at_the_door(week: &Week, ride: &Ride) -> Option<&'static str> {
    let reasons = [
        (!ride.walk_ok, "walks to a stop without walk_ok"),
        (ride.wheelchair, "walks to a stop and is in a wheelchair"),
        (ride.aide, "walks to a stop and has an aide"),
        (
            ride.adult_at_home,
            "walks to a stop and must be met by an adult at home",
        ),
        (
            week.place(ride.home).confidential,
            "walks to a stop that betrays a confidential place",
        ),
    ];
    let mut reasons = reasons.into_iter();
    reasons.find_map(|(holds, why)| holds.then_some(why))
}

/// How far the walk is: what the week knows of walks within the limit; of others at least the
/// straight line.
fn metres(week: &Week, ride: &Ride, stop: PlaceIx) -> Option<i64> {
    let straight = || {
        let (home, stop) = (week.place(ride.home).at?, week.place(stop).at?);
        let beyond = home.metres_to(stop).ceil() as i64;
        Some(beyond.max(week.policy.rides.walk.0 + 1))
    };
    let known = week.walks.metres(ride.home, stop).map(|metres| metres.0);
    known.or_else(straight)
}

#[cfg(test)]
mod tests {
    //! Each way in which a walk may be wrong, done once by hand and caught by its name and amount.
    use super::super::tests::{good, town};
    use super::super::verify_runs;
    use super::*;
    use crate::domain::fixture::{add_place, drives_of};
    use crate::domain::money::Metres;
    use crate::domain::place::PlaceKind;
    use crate::domain::ride::{BusStop, Walk, Walks};
    use crate::domain::run::RunPlan;
    use crate::domain::travel::LatLon;

    /// Ana may walk 250 m to a stop that is 10 minutes from everywhere, and is met there.
    fn walking() -> (Week, RunPlan) {
        let (mut week, mut plan) = (town(), good());
        let stop = add_place(&mut week, "B", PlaceKind::Stop);
        week.travel = drives_of(&week, 10.0, 5_000);
        let at = LatLon { lat: 1.0, lon: 1.0 };
        week.bus_stops.push(BusStop {
            id: "B".into(),
            name: String::new(),
            at,
            side: String::new(),
            place: Some(stop),
        });
        let home = week.rides[0].home;
        let metres = Metres(250);
        week.walks.of_home.insert(home, vec![Walk { stop, metres }]);
        week.policy.rides.walk = Metres(300);
        week.rides[0].walk_ok = true;
        week.rides[0].adult_at_home = false;
        plan.outings[0].stops[1].place = Some(stop);
        (week, plan)
    }

    #[test]
    fn every_wrong_walk_is_caught() {
        type Spoil = fn(&mut Week, &mut RunPlan);
        let cases: &[(Spoil, Rule, i64)] = &[
            (|week, _| week.rides[0].walk_ok = false, Rule::Walk, 1),
            (|week, _| week.rides[0].wheelchair = true, Rule::Walk, 1),
            (|week, _| week.rides[0].aide = true, Rule::Walk, 1),
            (|week, _| week.rides[0].adult_at_home = true, Rule::Walk, 1),
            (|week, _| week.places[2].confidential = true, Rule::Walk, 1),
            (
                |week, _| week.policy.rides.walk = Metres(200),
                Rule::Walk,
                50,
            ),
            (|week, _| week.walks = Walks::default(), Rule::Walk, 1),
            // No walk is known; half a thousandth of a degree of latitude is 55.6 m, 6 m more
            // than the limit.
            (
                |week, _| {
                    week.walks = Walks::default();
                    week.policy.rides.walk = Metres(50);
                    week.places[2].at = Some(LatLon {
                        lat: 1.0005,
                        lon: 1.0,
                    });
                    week.places[5].at = Some(LatLon { lat: 1.0, lon: 1.0 });
                },
                Rule::Walk,
                6,
            ),
            (|week, _| week.bus_stops.clear(), Rule::Place, 1),
            // At the school end nobody walks.
            (
                |_, plan| {
                    let stops = &mut plan.outings[0].stops;
                    stops[3].place = stops[1].place;
                },
                Rule::Place,
                1,
            ),
        ];
        let found = |(week, plan): (Week, RunPlan)| {
            let violations = verify_runs(&week, &plan).violations;
            let of = violations.iter().map(|each| (each.rule, each.amount));
            of.collect::<Vec<(Rule, i64)>>()
        };
        assert_eq!(found(walking()), []);
        for (nr, (spoil, rule, amount)) in cases.iter().enumerate() {
            let (mut week, mut plan) = walking();
            spoil(&mut week, &mut plan);
            let found = found((week, plan));
            assert!(found.contains(&(*rule, *amount)), "case {nr}: {found:?}");
        }
    }
}
