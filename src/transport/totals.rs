//! What runs come to.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Week;
use crate::domain::ids::{RideIx, VehicleIx};
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::run::{Outing, RunActivity, RunPlan, RunTotals, Second, Seconds, Unserved};
use crate::domain::staff::PayBasis;
use crate::domain::time::Day;

use super::stops;

/// Reckons the totals of outings and of what is left out.
///
/// Cost: linear in the stops; the outings of a day are sorted.
pub fn totals(week: &Week, outings: &[Outing], unserved: &[Unserved]) -> RunTotals {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let missed = unserved.iter().filter(|one| week.ride(one.ride).must_ride);
    let mut totals = RunTotals {
        unserved: count(unserved.len()),
        missed: count(missed.count()),
        at_once: at_once(outings),
        ..RunTotals::default()
    };
    let mut vehicles: BTreeSet<VehicleIx> = BTreeSet::new();
    let mut days: BTreeSet<(VehicleIx, Day)> = BTreeSet::new();
    for (ride, _, stop) in stops::home_ends(week, outings) {
        let walk = stop.place.and_then(|place| stops::walk(week, ride, place));
        if let Some(walk) = walk {
            totals.walked += 1;
            totals.walk += walk;
            totals.longest_walk = totals.longest_walk.max(walk);
        }
    }
    let mut taken: BTreeSet<RideIx> = BTreeSet::new();
    for outing in outings {
        vehicles.insert(outing.vehicle);
        days.insert((outing.vehicle, outing.day));
        add(&mut totals, outing, &mut taken);
        totals.money += money(week, outing);
    }
    for (vehicle, _) in days {
        totals.money += Money::once(week.vehicles[vehicle.ix()].cost_per_day);
    }
    totals.served = count(taken.len());
    totals.vehicles = count(vehicles.len());
    totals
}

/// Adds an outing, and notes whom it takes: runs that somebody brings may take a ride twice.
fn add(totals: &mut RunTotals, outing: &Outing, taken: &mut BTreeSet<RideIx>) {
    let last_run = outing.runs().last().copied();
    totals.runs += last_run.map_or(0, |run| u32::try_from(run + 1).unwrap_or(u32::MAX));
    let mut aboard: BTreeMap<RideIx, Second> = BTreeMap::new();
    for stop in &outing.stops {
        totals.drive += stop.drive;
        totals.metres += stop.metres;
        if aboard.is_empty() {
            totals.deadhead += stop.metres;
        }
        match stop.activity {
            RunActivity::Pickup(ride) => {
                aboard.insert(ride, stop.end);
            }
            RunActivity::Dropoff(ride) => {
                if let Some(since) = aboard.remove(&ride) {
                    taken.insert(ride);
                    totals.ride += stop.start - since;
                    totals.longest = totals.longest.max(stop.start - since);
                }
            }
            RunActivity::Start | RunActivity::End => {}
        }
    }
}

/// What makes one plan better than another, the lesser the better: must-rides missed, vehicles at
/// once, vehicles in the week, the worth of rides that are served (less than zero), rides left
/// out, money (else driving) with riders' time, and driving.
pub(super) fn rank(week: &Week, plan: &RunPlan) -> (u32, u32, u32, i64, u32, i128, i32) {
    let totals = &plan.totals;
    let worth = served(&plan.outings).into_iter();
    let worth = worth.map(|ride| week.ride(ride).value.0);
    let hourly = Rate(week.policy.rides.minute_cost.0.saturating_mul(60));
    let rides = Money::for_seconds(hourly, totals.ride);
    let first = match super::problem::counts_money(week) {
        true => totals.money,
        // Driving stands for money: a minute of it for a dollar.
        false => Money::for_seconds(Rate(600_000), totals.drive),
    };
    (
        totals.missed,
        totals.at_once,
        totals.vehicles,
        -worth.fold(0, i64::saturating_add),
        totals.unserved,
        i128::from(first.0) + i128::from(rides.0),
        totals.drive.0,
    )
}

/// The rides that outings serve.
pub(super) fn served(outings: &[Outing]) -> BTreeSet<RideIx> {
    let stops = outings.iter().flat_map(|outing| &outing.stops);
    stops.filter_map(|stop| stop.activity.ride()).collect()
}

/// Miles, hours and the driver's pay of an outing, from leaving to being back.
fn money(week: &Week, outing: &Outing) -> Money {
    let vehicle = &week.vehicles[outing.vehicle.ix()];
    let metres: Metres = outing.stops.iter().map(|stop| stop.metres).sum();
    let pay = outing.driver.map_or(Rate(0), |who| {
        let member = week.member(who);
        match member.pay {
            PayBasis::Salaried => Rate(0),
            PayBasis::Shift | PayBasis::Used => member.hourly_rate.unwrap_or_default(),
        }
    });
    let hour = Rate(vehicle.cost_per_hour.0.saturating_add(pay.0));
    Money::for_metres(vehicle.cost_per_mile, metres)
        + Money::for_seconds(hour, outing.is_back() - outing.leaves())
}

/// Most vehicles out at one time on one day.
fn at_once(outings: &[Outing]) -> u32 {
    let mut changes: Vec<(Second, i32)> = Vec::with_capacity(outings.len() * 2);
    for outing in outings {
        changes.push((outing.leaves(), 1));
        changes.push((outing.is_back().max(outing.leaves() + Seconds(1)), -1));
    }
    changes.sort_unstable();
    let (mut now, mut most) = (0, 0);
    for (_, change) in changes {
        now += change;
        most = most.max(now);
    }
    u32::try_from(most).unwrap_or(0)
}
