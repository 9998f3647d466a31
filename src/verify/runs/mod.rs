//! The second opinion on runs: every rule of a ride, a vehicle and a driver, reckoned anew
//! from the week and from what the runs state as activities, places and times.

mod company;
mod crew;
mod law;
mod lunch;
mod report;
mod riders;
#[cfg(test)]
mod tests;
mod timing;
mod walks;

pub use report::{RunReport, RunViolation};

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Week;
use crate::domain::ids::RideIx;
use crate::domain::ride::RideBy;
use crate::domain::rule::Rule;
use crate::domain::run::{Outing, RunActivity, RunPlan, RunStop};
use report::{Found, Spot};

/// Checks every rule of runs. They may be nonsense; that gives violations, never a panic.
///
/// A must_ride ride that is left out breaks no rule and is reported apart.
///
/// Cost: linear in the stops but for riders aboard together, and people's diaries, which are
/// sorted.
pub fn verify_runs(week: &Week, plan: &RunPlan) -> RunReport {
    let mut found = Found::new(week);
    let outings = known(week, plan, &mut found);
    let facts = Facts::new(week, outings);
    timing::check(&facts, &mut found);
    riders::check(&facts, &mut found);
    walks::check(&facts, &mut found);
    company::check(&facts, &mut found);
    crew::check(&facts, &mut found);
    let missed = week.rides.iter().enumerate().filter(|(ix, ride)| {
        let ix = RideIx::at(*ix);
        ride.by == RideBy::Vehicle && ride.must_ride && !facts.pairs.contains_key(&ix)
    });
    RunReport {
        missed: missed.map(|(ix, _)| RideIx::at(ix)).collect(),
        violations: found.sorted(),
        findings: law::findings(&facts),
    }
}

/// The outings that name what is in the week; stops that do not are told and left out.
fn known(week: &Week, plan: &RunPlan, found: &mut Found<'_>) -> Vec<Outing> {
    let mut outings = Vec::with_capacity(plan.outings.len());
    for outing in &plan.outings {
        if outing.vehicle.ix() >= week.vehicles.len() {
            found.add(
                Rule::Once,
                1,
                "times",
                Spot::default(),
                "no vehicle of the week",
            );
            continue;
        }
        let mut outing = outing.clone();
        outing.driver = outing.driver.filter(|who| who.ix() < week.staff.len());
        let spot = Spot::of(&outing);
        outing.stops.retain(|stop| {
            let is_known = stop.activity.ride().is_none_or(|ride| {
                (week.rides.get(ride.ix()))
                    .is_some_and(|ride| ride.day == outing.day && ride.by == RideBy::Vehicle)
            }) && stop
                .place
                .is_none_or(|place| place.ix() < week.places.len());
            if !is_known {
                let message = "a stop for no ride that a vehicle takes on this day";
                found.add(Rule::Once, 1, "times", spot.clone(), message);
            }
            is_known
        });
        outings.push(outing);
    }
    outings
}

/// Where a stop is: the outing and the position in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    outing: usize,
    stop: usize,
}

/// The outings, and where each ride begins and ends.
struct Facts<'a> {
    week: &'a Week,
    outings: Vec<Outing>,
    pickups: BTreeMap<RideIx, Vec<At>>,
    dropoffs: BTreeMap<RideIx, Vec<At>>,
    /// Rides with one pickup and one drop-off after it in one outing.
    pairs: BTreeMap<RideIx, (At, At)>,
}

impl<'a> Facts<'a> {
    fn new(week: &'a Week, outings: Vec<Outing>) -> Self {
        let mut pickups: BTreeMap<RideIx, Vec<At>> = BTreeMap::new();
        let mut dropoffs: BTreeMap<RideIx, Vec<At>> = BTreeMap::new();
        for (ix, outing) in outings.iter().enumerate() {
            for (at, stop) in outing.stops.iter().enumerate() {
                let at = At {
                    outing: ix,
                    stop: at,
                };
                match stop.activity {
                    RunActivity::Pickup(ride) => pickups.entry(ride).or_default().push(at),
                    RunActivity::Dropoff(ride) => dropoffs.entry(ride).or_default().push(at),
                    RunActivity::Start | RunActivity::End => {}
                }
            }
        }
        let pair = |(ride, up): (&RideIx, &Vec<At>)| {
            let off = dropoffs.get(ride)?;
            match (up.as_slice(), off.as_slice()) {
                (&[up], &[off]) if up.outing == off.outing && up.stop < off.stop => {
                    Some((*ride, (up, off)))
                }
                _ => None,
            }
        };
        let pairs = pickups.iter().filter_map(pair).collect();
        Self {
            week,
            outings,
            pickups,
            dropoffs,
            pairs,
        }
    }

    fn stop(&self, at: At) -> &RunStop {
        &self.outings[at.outing].stops[at.stop]
    }

    fn spot(&self, at: At) -> Spot {
        let stop = self.stop(at);
        let mut spot = Spot::of(&self.outings[at.outing]);
        spot.at = Some(stop.start);
        spot.rides.extend(stop.activity.ride());
        spot
    }

    /// Who is aboard after each stop of an outing.
    fn aboard(&self, outing: usize) -> Vec<BTreeSet<RideIx>> {
        let mut now = BTreeSet::new();
        let stops = self.outings[outing].stops.iter();
        stops
            .map(|stop| {
                match stop.activity {
                    RunActivity::Pickup(ride) => now.insert(ride),
                    RunActivity::Dropoff(ride) => now.remove(&ride),
                    RunActivity::Start | RunActivity::End => false,
                };
                now.clone()
            })
            .collect()
    }
}
