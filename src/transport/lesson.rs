//! What one plan teaches the next: which rides need a vehicle and a driver before others get
//! theirs, which vehicles are to have which drivers, and what of a driver's limits of the week each
//! wave takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Planned;
use super::eligible;
use super::limits::Left;
use super::scene::{Scene, Scenes};
use crate::domain::Week;
use crate::domain::ids::{RideIx, StaffIx, VehicleIx};
use crate::domain::time::Day;
use crate::solver::solution::{Activity, RoutePlan};

/// A car of a wave: the day, the wave's number in it, the vehicle and the driver.
pub(super) type Place = (Day, usize, VehicleIx, StaffIx);

/// What is known from plans so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lesson {
    /// Rides that were missed, and those that need the same.
    pub first: BTreeSet<RideIx>,
    /// What of a driver's limits a wave may take, where they are not shared evenly.
    pub shares: BTreeMap<Place, Left>,
    /// By day and wave, vehicles that are to have these drivers.
    pub pairs: BTreeMap<(Day, usize), Pairs>,
}

/// Vehicles with their drivers.
pub(super) type Pairs = Vec<(VehicleIx, StaffIx)>;

/// Whether another plan might serve more for what this one taught: some vehicle is without a
/// driver in some wave, drivers have limits of the week, or a rider is not for every driver.
///
/// Cost: rides times vehicles.
pub(super) fn may_help(week: &Week, scenes: &Scenes) -> bool {
    scenes.list.iter().any(|scene| {
        let manned: BTreeSet<VehicleIx> = scene.cars.iter().map(|car| car.vehicle).collect();
        manned.len() < week.vehicles.len()
            || scene.cars.iter().any(|car| !car.left.is_open())
            || (0..scene.trips.len()).any(|ix| depends_on_driver(week, scene, ix))
    })
}

/// Whether a vehicle that names no driver may take a trip, and not with the driver whom it has.
fn depends_on_driver(week: &Week, scene: &Scene, trip: usize) -> bool {
    let ride = week.ride(scene.rides[trip]);
    let others = (0..scene.cars.len()).filter(|car| !scene.trips[trip].cars.contains(car));
    others.into_iter().any(|car| {
        let vehicle = &week.vehicles[scene.cars[car].vehicle.ix()];
        vehicle.driver.is_none() && eligible::may_carry(week, vehicle, ride).is_ok()
    })
}

impl Lesson {
    /// The vehicles of a wave that are to have certain drivers.
    pub fn pairs_of(&self, day: Day, wave: usize) -> &[(VehicleIx, StaffIx)] {
        self.pairs.get(&(day, wave)).map_or(&[], Vec::as_slice)
    }

    /// What a plan teaches beyond this; none where it misses nobody who must ride, or nothing new
    /// is seen.
    pub fn next(&self, week: &Week, scenes: &Scenes, planned: &[Planned]) -> Option<Self> {
        let plans: Vec<(&Scene, &Planned)> = (scenes.list.iter())
            .filter_map(|scene| Some((scene, planned.iter().find(|one| one.scene.is_same(scene))?)))
            .collect();
        let mut first = self.first.clone();
        for (scene, done) in &plans {
            for ix in missed(scene, done) {
                first.insert(scene.rides[ix]);
                let needs = needs(week, scene.rides[ix]);
                let needs_much = needs != Needs::default();
                let alike = scene.rides.iter().filter(|_| needs_much);
                first.extend(alike.filter(|ride| self::needs(week, **ride) == needs));
            }
        }
        let next = Self {
            first,
            shares: shares(week, &plans),
            pairs: self.pairs.clone(),
        };
        let is_missed = plans
            .iter()
            .any(|(scene, done)| missed(scene, done).next().is_some());
        (is_missed && next != *self).then_some(next)
    }
}

/// The trips that must ride and have no vehicle, as positions in the scene.
pub(super) fn missed<'s>(scene: &'s Scene, done: &'s Planned) -> impl Iterator<Item = usize> + 's {
    let out = done.best.unplaced.iter().map(|job| job.ix());
    out.filter(|&ix| scene.trips[ix].must)
}

/// What a ride asks of vehicles and drivers beyond a seat.
#[derive(Debug, Default, PartialEq)]
struct Needs<'w> {
    wheelchair: bool,
    booster: bool,
    language: Option<&'w str>,
}

fn needs(week: &Week, ride: RideIx) -> Needs<'_> {
    let ride = week.ride(ride);
    Needs {
        wheelchair: ride.wheelchair,
        booster: eligible::needs_booster(ride),
        language: ride.language.as_deref(),
    }
}

/// Each wave keeps of a driver's limits what it takes; what is left over goes to the waves that
/// miss somebody whom the driver may take, in equal parts.
fn shares(week: &Week, plans: &[(&Scene, &Planned)]) -> BTreeMap<Place, Left> {
    let mut taken: BTreeMap<StaffIx, Taken> = BTreeMap::new();
    let mut shares: BTreeMap<Place, (Left, bool)> = BTreeMap::new();
    for (scene, done) in plans {
        for (ix, car) in scene
            .cars
            .iter()
            .enumerate()
            .filter(|(_, car)| !car.left.is_open())
        {
            let route = done.best.routes.iter().find(|route| route.shift.ix() == ix);
            let own = route.map_or_else(Taken::default, Taken::of);
            let lacks = missed(scene, done).any(|trip| scene.trips[trip].cars.contains(&ix));
            let sum = taken.entry(car.driver).or_default();
            *sum = sum.plus(&own);
            sum.lacking += i64::from(lacks);
            let place = (scene.day, scene.wave, car.vehicle, car.driver);
            shares.insert(place, (own.within(car.left), lacks));
        }
    }
    let shares = shares.into_iter().map(|(place, (own, lacks))| {
        let all = &taken[&place.3];
        let limit = Left::of(week, place.3);
        let spare = all.spare(limit).map(|spare| match lacks {
            true => spare / all.lacking.max(1),
            false => 0,
        });
        (place, own.plus(spare))
    });
    shares.collect()
}

/// What routes take of a driver's limits, and how many of them are of waves that miss somebody.
#[derive(Clone, Debug, Default)]
struct Taken {
    drive: i64,
    with_riders: i64,
    metres: i64,
    lacking: i64,
}

impl Taken {
    fn of(route: &RoutePlan) -> Self {
        let mut sum = Self {
            drive: i64::from(route.last_drive),
            metres: route.last_metres,
            ..Self::default()
        };
        let mut riders = 0;
        for visit in &route.visits {
            sum.drive += i64::from(visit.drive);
            sum.metres += visit.metres;
            if riders > 0 {
                sum.with_riders += i64::from(visit.drive);
            }
            if let Activity::Stop { stop, .. } = visit.activity {
                riders += if stop == 0 { 1 } else { -1 };
            }
        }
        sum
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            drive: self.drive + other.drive,
            with_riders: self.with_riders + other.with_riders,
            metres: self.metres + other.metres,
            lacking: self.lacking + other.lacking,
        }
    }

    /// As limits, of those that there are.
    fn within(&self, limits: Left) -> Left {
        Left {
            drive: limits.drive.map(|_| self.drive),
            with_riders: limits.with_riders.map(|_| self.with_riders),
            metres: limits.metres.map(|_| self.metres),
        }
    }

    /// What is left of limits.
    fn spare(&self, limits: Left) -> Left {
        Left {
            drive: limits.drive.map(|limit| (limit - self.drive).max(0)),
            with_riders: (limits.with_riders).map(|limit| (limit - self.with_riders).max(0)),
            metres: limits.metres.map(|limit| (limit - self.metres).max(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    //! What is left of a limit goes where somebody is missed.
    use super::*;

    /// Of 100 s, two waves take 30 and 40; the one that misses a rider gets the other 30.
    #[test]
    fn what_is_left_goes_where_it_is_lacked() {
        let limits = Left {
            drive: Some(100),
            ..Left::default()
        };
        let own = |drive| Taken {
            drive,
            ..Taken::default()
        };
        let all = own(30).plus(&own(40));
        assert_eq!(all.spare(limits).drive, Some(30));
        let lacking = own(40).within(limits).plus(all.spare(limits));
        assert_eq!(lacking.drive, Some(70));
        assert_eq!(lacking.metres, None);
    }
}
