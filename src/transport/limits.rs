//! Limits of a driver's week, and what of them each car of a wave may take.

use std::collections::BTreeMap;

use super::lesson;
use super::scene::{Car, Scene, Terms};
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::run::Outing;
use crate::domain::time::Minutes;

/// What is left of a driver's limits for one scene; none: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub drive: Option<i64>,
    pub with_riders: Option<i64>,
    pub metres: Option<i64>,
}

impl Left {
    /// A driver's limits of the week.
    pub fn of(week: &Week, who: StaffIx) -> Self {
        let member = week.member(who);
        let seconds = |minutes: Minutes| i64::from(minutes.0.max(0)) * 60;
        Self {
            drive: member.max_drive_week.map(seconds),
            with_riders: member.student_drive_left.map(seconds),
            metres: member.max_metres_week.map(|metres| metres.0.max(0)),
        }
    }

    /// Each limit that there is as something else.
    pub fn map(self, as_other: impl Fn(i64) -> i64) -> Self {
        Self {
            drive: self.drive.map(&as_other),
            with_riders: self.with_riders.map(&as_other),
            metres: self.metres.map(&as_other),
        }
    }

    /// With what another has of the same limits besides.
    pub fn plus(self, other: Self) -> Self {
        let sum = |a: Option<i64>, b: Option<i64>| Some(a? + b.unwrap_or(0));
        Self {
            drive: sum(self.drive, other.drive),
            with_riders: sum(self.with_riders, other.with_riders),
            metres: sum(self.metres, other.metres),
        }
    }

    /// Nothing taken of any limit.
    pub fn nothing() -> Self {
        Self {
            drive: Some(0),
            with_riders: Some(0),
            metres: Some(0),
        }
    }

    /// The part of one car in limits: what it takes today, as far as all today's runs of the driver
    /// keep the limit, and an even part of what is left.
    fn part(self, own: Self, all: &Shares) -> Self {
        let of = |limit: Option<i64>, own: Option<i64>, taken: Option<i64>| {
            let limit = limit?;
            let (own, taken) = (own.unwrap_or(0), taken.unwrap_or(0));
            Some(match taken <= limit {
                true => own + (limit - taken) / all.parts.max(1),
                false => limit / all.parts.max(1),
            })
        };
        Self {
            drive: of(self.drive, own.drive, all.taken.drive),
            with_riders: of(self.with_riders, own.with_riders, all.taken.with_riders),
            metres: of(self.metres, own.metres, all.taken.metres),
        }
    }

    /// Whether there is no limit at all.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }
}

/// A limit of a driver's week is shared evenly among the scenes in which they drive, as long as
/// it is not known what each of them takes: shares that were learned of other vehicles say nothing
/// of these, and might come to more than the limit with them. Where today's runs are kept, each
/// scene has what it takes today, and what is left is shared.
pub(super) fn share(week: &Week, terms: &Terms<'_>, scenes: &mut [Scene]) {
    let lesson = &terms.lesson;
    let outings = terms.today.filter(|_| terms.keeps);
    let outings = outings.map_or(&[][..], |today| &today.outings);
    let own = scenes.iter().map(|scene| {
        let cars = scene.cars.iter();
        cars.map(|car| taken(scene, car, outings)).collect()
    });
    let own: Vec<Vec<Left>> = own.collect();
    let mut sums: BTreeMap<StaffIx, Shares> = BTreeMap::new();
    for (scene, own) in scenes.iter().zip(&own) {
        for (car, &own) in scene.cars.iter().zip(own) {
            let sum = sums.entry(car.driver).or_default();
            sum.parts += 1;
            sum.has_unknown |= !lesson.shares.contains_key(&place(scene, car));
            sum.taken = sum.taken.plus(own);
        }
    }
    for (scene, own) in scenes.iter_mut().zip(own) {
        for (ix, own) in own.into_iter().enumerate() {
            let car = &scene.cars[ix];
            let Some(sum) = sums.get(&car.driver) else {
                continue;
            };
            let known = lesson.shares.get(&place(scene, car));
            let share = match known.filter(|_| !sum.has_unknown) {
                Some(known) => *known,
                None => Left::of(week, car.driver).part(own, sum),
            };
            scene.cars[ix].left = share;
        }
    }
}

/// What the cars of a driver come to.
struct Shares {
    parts: i64,
    /// Whether of one of them no lesson says what it takes.
    has_unknown: bool,
    /// What they take today.
    taken: Left,
}

impl Default for Shares {
    fn default() -> Self {
        Self {
            parts: 0,
            has_unknown: false,
            taken: Left::nothing(),
        }
    }
}

/// By what a car is known to lessons.
fn place(scene: &Scene, car: &Car) -> lesson::Place {
    (scene.day, scene.wave, car.vehicle, car.driver)
}

/// What the runs of a car of a scene take of its driver's limits.
fn taken(scene: &Scene, car: &Car, outings: &[Outing]) -> Left {
    let is_in = |outing: &&Outing| {
        let leaves = outing.leaves().0 - scene.midnight.0;
        (outing.day, outing.vehicle, outing.driver) == (scene.day, car.vehicle, Some(car.driver))
            && car.open <= leaves
            && leaves < car.close
    };
    let mut sum = [0_i64; 3];
    for outing in outings.iter().filter(is_in) {
        let mut riders = 0;
        for stop in &outing.stops {
            sum[0] += i64::from(stop.drive.0);
            sum[1] += i64::from(stop.drive.0) * i64::from(riders > 0);
            sum[2] += stop.metres.0;
            riders = stop.riders;
        }
    }
    let [drive, with_riders, metres] = sum.map(Some);
    Left {
        drive,
        with_riders,
        metres,
    }
}

#[cfg(test)]
mod tests {
    //! Limits of drivers come to no more than they are.
    use super::*;
    use crate::domain::fixture::{add_staff, week};
    use crate::domain::ids::VehicleIx;
    use crate::domain::run::Second;
    use crate::domain::staff::StaffRole;
    use crate::domain::time::Day;

    /// Of 10 min a week a driver has two waves. A share of 500 s was learned of one vehicle; while it
    /// is not known what the other one takes, each has 300 s, so that both are within the limit.
    #[test]
    fn shares_of_other_vehicles_are_not_added_to() {
        let mut week = week();
        let driver = add_staff(&mut week, "D", StaffRole::Driver);
        week.staff[driver.ix()].max_drive_week = Some(Minutes(10));
        let car = |vehicle| Car {
            vehicle: VehicleIx(vehicle),
            driver,
            open: 0,
            close: 0,
            left: Left::default(),
            lunch: None,
        };
        let scene = |day, vehicle| Scene {
            day: Day(day),
            wave: 0,
            midnight: Second(0),
            rides: Vec::new(),
            trips: Vec::new(),
            cars: vec![car(vehicle)],
            today: None,
        };
        let of = |seconds| Left {
            drive: Some(seconds),
            ..Left::default()
        };
        let mut terms = Terms::default();
        terms
            .lesson
            .shares
            .insert((Day(0), 0, VehicleIx(0), driver), of(500));
        let shared = |terms: &Terms<'_>| {
            let mut scenes = [scene(0, 0), scene(1, 1)];
            share(&week, terms, &mut scenes);
            scenes.map(|scene| scene.cars[0].left.drive)
        };
        assert_eq!(shared(&terms), [Some(300); 2]);
        terms
            .lesson
            .shares
            .insert((Day(1), 0, VehicleIx(1), driver), of(100));
        assert_eq!(shared(&terms), [Some(500), Some(100)]);
    }
}
