//! What is planned at once: the rides of one wave of one day, and the vehicles with their
//! drivers. All times are seconds of the day, so that days with the same rides make the same
//! scene, and the same runs.
//!
//! A wave is a part of a day between two pauses, mostly the morning and the afternoon. In a
//! pause every vehicle is at its place; waves share nothing but the vehicles.

use std::collections::{BTreeMap, BTreeSet};

use super::drivers::{self, Habits};
use super::eligible::{self, Stay};
use super::lunch::{self, Lunch};
use super::stops::{self, Choice};
use crate::domain::Week;
use crate::domain::ids::{PersonIx, PlaceIx, RideIx, StaffIx, VehicleIx};
use crate::domain::ride::RideBy;
use crate::domain::rule::Rule;
use crate::domain::run::{Second, Seconds};
use crate::domain::time::{Day, Span};
use crate::solver::model::Window;

/// Rides that are this far apart in time never share a vehicle's outing, in seconds.
const PAUSE: i32 = 90 * 60;

/// A ride as the solver needs it; equal on two days where nothing about it differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trip {
    /// The row in rides.csv.
    pub row: String,
    pub student: PersonIx,
    /// Where it begins and ends: at the door, or at the stop to which the student walks.
    pub ends: [PlaceIx; 2],
    /// Where the home end may be: the door first, then the stops in reach.
    pub options: Vec<PlaceIx>,
    pub school: PlaceIx,
    /// When the pickup and the drop-off may start.
    pub windows: [Vec<Window>; 2],
    pub stays: [Stay; 2],
    pub longest: Seconds,
    /// The shortest that its ride can be, in seconds, from any of the options and by way of any
    /// places.
    pub shortest: i32,
    pub load: [i32; 3],
    pub must: bool,
    pub value: i64,
    /// Positions in the scene.
    pub with: Vec<usize>,
    pub apart: Vec<usize>,
    /// Positions of the cars that may take it; ascending.
    pub cars: Vec<usize>,
}

/// What is left of a driver's limits for one scene; none: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub drive: Option<i64>,
    pub with_riders: Option<i64>,
    pub metres: Option<i64>,
}

/// A vehicle with a driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Car {
    pub vehicle: VehicleIx,
    pub driver: StaffIx,
    /// When it may be out.
    pub open: i32,
    pub close: i32,
    pub left: Left,
    /// The lunch that its driver must have while it may be out; none: there is time elsewhere.
    pub lunch: Option<Lunch>,
}

/// One wave of one day.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub day: Day,
    /// The day's first second.
    pub midnight: Second,
    /// What each trip is on this day.
    pub rides: Vec<RideIx>,
    pub trips: Vec<Trip>,
    pub cars: Vec<Car>,
}

impl Scene {
    /// Whether the same runs serve both.
    pub fn is_same(&self, other: &Self) -> bool {
        self.trips == other.trips && self.cars == other.cars
    }

    /// Whether both are of one day, with the same riders and cars: where riders are met may differ.
    pub fn has_same_riders(&self, other: &Self) -> bool {
        self.day == other.day && self.rides == other.rides && self.cars == other.cars
    }

    /// The scene with one ride and nobody with it.
    pub fn only(&self, ix: usize) -> Self {
        let mut trip = self.trips[ix].clone();
        trip.with.clear();
        trip.apart.clear();
        Self {
            rides: vec![self.rides[ix]],
            trips: vec![trip],
            ..self.without_rides()
        }
    }

    /// The scene with one car and some of its rides, ascending; who must be with or without
    /// whom stays as far as both are there.
    pub fn part(&self, car: usize, trips: &[usize]) -> Self {
        let among = |list: &[usize]| {
            let list = list
                .iter()
                .filter_map(|other| trips.binary_search(other).ok());
            list.collect::<Vec<usize>>()
        };
        let trip = |ix: &usize| {
            let trip = &self.trips[*ix];
            let can = trip.cars.contains(&car);
            Trip {
                with: among(&trip.with),
                apart: among(&trip.apart),
                cars: if can { vec![0] } else { Vec::new() },
                ..trip.clone()
            }
        };
        Self {
            rides: trips.iter().map(|ix| self.rides[*ix]).collect(),
            trips: trips.iter().map(trip).collect(),
            cars: vec![self.cars[car].clone()],
            ..self.without_rides()
        }
    }

    fn without_rides(&self) -> Self {
        Self {
            day: self.day,
            midnight: self.midnight,
            rides: Vec::new(),
            trips: Vec::new(),
            cars: self.cars.clone(),
        }
    }
}

/// The scenes of a week in order of time, and the rides that no vehicle can take whatever
/// the others do.
pub(super) struct Scenes {
    pub list: Vec<Scene>,
    pub refused: Vec<(RideIx, Rule)>,
}

/// A ride that may be, with its windows in seconds of the week.
struct Wish {
    ride: RideIx,
    windows: [Vec<Window>; 2],
}

impl Wish {
    /// From the first second at which it may begin to the last at which it may end.
    fn span(&self) -> (i32, i32) {
        let from = self.windows[0].first().map_or(0, |window| window.from);
        let to = self.windows[1].last().map_or(0, |window| window.to);
        (from, to)
    }
}

/// Cuts the week's rides into scenes, with each student at the stop that was chosen.
///
/// Cost: rides times vehicles.
pub(super) fn scenes(week: &Week, choice: &Choice) -> Scenes {
    let mut found = Scenes {
        list: Vec::new(),
        refused: Vec::new(),
    };
    for day in Day::all() {
        let mut habits = Habits::default();
        let waves = waves(wishes(week, day, &mut found.refused));
        let spans: Vec<(i32, i32)> = waves.iter().map(|wave| extent(wave)).collect();
        let whole = drivers::seconds(week.clock.whole_day(day));
        for (ix, mut wave) in waves.into_iter().enumerate() {
            part_company(week, &mut wave, &mut found.refused);
            let middle = |a: i32, b: i32| a + (b - a) / 2;
            let from = match ix.checked_sub(1) {
                Some(before) => middle(spans[before].1, spans[ix].0),
                None => whole.0.0,
            };
            let to = match spans.get(ix + 1) {
                Some(after) => middle(spans[ix].1, after.0),
                None => whole.1.0,
            };
            let time = Times {
                day,
                core: minutes(spans[ix]),
                wave: minutes((from, to)),
            };
            scene(week, choice, &time, wave, &mut habits, &mut found);
        }
    }
    share_limits(week, &mut found.list);
    super::bound::set_shortest(week, &mut found.list);
    lunch::settle(week, &mut found.list);
    found.refused.sort_unstable();
    found
}

/// The whole minutes that lie inside a stretch of seconds.
fn minutes((from, to): (i32, i32)) -> Span {
    Span::new(Second(from + 59).moment(), Second(to).moment())
}

fn extent(wave: &[Wish]) -> (i32, i32) {
    let spans = wave.iter().map(Wish::span);
    spans.fold((i32::MAX, i32::MIN), |(from, to), (a, b)| {
        (from.min(a), to.max(b))
    })
}

/// The vehicles' rides of a day that may be, in the order of the week.
fn wishes(week: &Week, day: Day, refused: &mut Vec<(RideIx, Rule)>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for (ix, ride) in week.rides.iter().enumerate() {
        if ride.by != RideBy::Vehicle || ride.day != day {
            continue;
        }
        let ride_ix = RideIx::at(ix);
        if ride.pin.is_some_and(|pin| pin.never) {
            refused.push((ride_ix, Rule::Pin));
            continue;
        }
        match eligible::starts(week, ride) {
            Ok(windows) => wishes.push(Wish {
                ride: ride_ix,
                windows,
            }),
            Err(rule) => refused.push((ride_ix, rule)),
        }
    }
    wishes
}

/// Rides in waves, in order of time; within a wave in the order of the week.
fn waves(mut wishes: Vec<Wish>) -> Vec<Vec<Wish>> {
    wishes.sort_by_key(|wish| (wish.span(), wish.ride));
    let mut waves: Vec<Vec<Wish>> = Vec::new();
    let mut end = i32::MIN;
    for wish in wishes {
        let (from, to) = wish.span();
        match waves.last_mut() {
            Some(wave) if from < end.saturating_add(PAUSE) => wave.push(wish),
            _ => waves.push(vec![wish]),
        }
        end = end.max(to);
    }
    for wave in &mut waves {
        wave.sort_by_key(|wish| wish.ride);
    }
    waves
}

/// Riders who must ride with somebody of another wave cannot both ride: who need not, else
/// the later in the list, is refused.
fn part_company(week: &Week, wave: &mut Vec<Wish>, refused: &mut Vec<(RideIx, Rule)>) {
    let here: BTreeSet<RideIx> = wave.iter().map(|wish| wish.ride).collect();
    let is_out: BTreeSet<RideIx> = refused.iter().map(|(ride, _)| *ride).collect();
    let gives_way = |wish: &Wish| {
        let own = week.ride(wish.ride);
        own.keep_with.iter().any(|&other| {
            let theirs = week.ride(other);
            let is_elsewhere = theirs.by == RideBy::Vehicle
                && theirs.day == own.day
                && !here.contains(&other)
                && !is_out.contains(&other);
            is_elsewhere && (own.must_ride, other) < (theirs.must_ride, wish.ride)
        })
    };
    let gone: Vec<RideIx> = (wave.iter().filter(|wish| gives_way(wish)))
        .map(|wish| wish.ride)
        .collect();
    wave.retain(|wish| !gone.contains(&wish.ride));
    refused.extend(gone.into_iter().map(|ride| (ride, Rule::KeepWith)));
}

/// When a wave is.
struct Times {
    day: Day,
    /// When rides may be.
    core: Span,
    /// When a vehicle may be out for them.
    wave: Span,
}

/// Mans the vehicles of a wave and lays its rides out.
fn scene(
    week: &Week,
    choice: &Choice,
    time: &Times,
    wave: Vec<Wish>,
    habits: &mut Habits,
    found: &mut Scenes,
) {
    let rides: Vec<RideIx> = wave.iter().map(|wish| wish.ride).collect();
    let wanted = drivers::Wanted::of(week, &rides);
    let manned = drivers::man(week, time.day, (time.core, time.wave), &wanted, habits);
    let midnight = Second::of(week.clock.whole_day(time.day).from);
    let mut scene = Scene {
        day: time.day,
        midnight,
        rides: Vec::with_capacity(wave.len()),
        trips: Vec::with_capacity(wave.len()),
        cars: Vec::with_capacity(manned.len()),
    };
    for each in &manned {
        let (from, to) = drivers::seconds(each.span);
        scene.cars.push(Car {
            vehicle: each.vehicle,
            driver: each.driver,
            open: from.0 - midnight.0,
            close: to.0 - midnight.0,
            left: Left::default(),
            lunch: None,
        });
    }
    for wish in wave {
        match cars_for(week, &scene.cars, wish.ride) {
            Ok(cars) => {
                scene.trips.push(trip(week, choice, &wish, cars, midnight));
                scene.rides.push(wish.ride);
            }
            Err(rule) => found.refused.push((wish.ride, rule)),
        }
    }
    let at: BTreeMap<RideIx, usize> = (scene.rides.iter().enumerate())
        .map(|(ix, ride)| (*ride, ix))
        .collect();
    for (trip, ride) in scene.trips.iter_mut().zip(&scene.rides) {
        let known = |list: &[RideIx]| {
            list.iter()
                .filter_map(|ride| at.get(ride).copied())
                .collect()
        };
        trip.with = known(&week.ride(*ride).keep_with);
        trip.apart = known(&week.ride(*ride).keep_apart);
    }
    if !scene.trips.is_empty() {
        found.list.push(scene);
    }
}

/// The cars that may take a ride, or the rule that excluded the most promising of them.
fn cars_for(week: &Week, cars: &[Car], ride: RideIx) -> Result<Vec<usize>, Rule> {
    let ride = week.ride(ride);
    let mut worst = None;
    let mut may = Vec::new();
    for (ix, car) in cars.iter().enumerate() {
        let tried = eligible::may_carry(week, &week.vehicles[car.vehicle.ix()], ride)
            .and_then(|()| eligible::may_drive(week, car.driver, ride));
        match tried {
            Ok(()) => may.push(ix),
            Err(rule) => worst = worst.max(Some(rule)),
        }
    }
    if may.is_empty() {
        Err(worst.unwrap_or(Rule::Shift))
    } else {
        Ok(may)
    }
}

fn trip(week: &Week, choice: &Choice, wish: &Wish, cars: Vec<usize>, midnight: Second) -> Trip {
    let ride = week.ride(wish.ride);
    let of_day = |windows: &Vec<Window>| {
        let moved = windows.iter().map(|window| Window {
            from: window.from - midnight.0,
            to: window.to - midnight.0,
        });
        moved.collect::<Vec<Window>>()
    };
    Trip {
        row: ride.row_id.clone(),
        student: ride.student,
        ends: choice.ends(ride),
        options: stops::options(week, ride),
        school: ride.school,
        windows: [of_day(&wish.windows[0]), of_day(&wish.windows[1])],
        stays: eligible::stays(week, ride),
        longest: Seconds::of(ride.max_ride),
        shortest: 0,
        load: eligible::load(ride),
        must: ride.must_ride,
        value: ride.value.0,
        with: Vec::new(),
        apart: Vec::new(),
        cars,
    }
}

/// A limit of a driver's week is shared evenly among the scenes in which they drive.
fn share_limits(week: &Week, scenes: &mut [Scene]) {
    let mut times: BTreeMap<StaffIx, i64> = BTreeMap::new();
    for car in scenes.iter().flat_map(|scene| &scene.cars) {
        *times.entry(car.driver).or_default() += 1;
    }
    for car in scenes.iter_mut().flat_map(|scene| &mut scene.cars) {
        let member = week.member(car.driver);
        let part = |limit: i64| limit.max(0) / times.get(&car.driver).copied().unwrap_or(1);
        let seconds = |minutes: crate::domain::time::Minutes| part(i64::from(minutes.0) * 60);
        car.left = Left {
            drive: member.max_drive_week.map(seconds),
            with_riders: member.student_drive_left.map(seconds),
            metres: member.max_metres_week.map(|metres| part(metres.0)),
        };
    }
}
