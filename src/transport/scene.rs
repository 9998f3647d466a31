//! What is planned at once: the rides of one wave of one day, and the vehicles with their
//! drivers. All times are seconds of the day, so that days with the same rides make the same
//! scene, and the same runs.
//!
//! A wave is a part of a day between two pauses, mostly the morning and the afternoon. In a
//! pause every vehicle is at its place; waves share nothing but the vehicles.

use std::collections::{BTreeMap, BTreeSet};

use super::drivers::{self, Habits, Manned};
use super::eligible::{self, Stay, Wish};
use super::keep::Today;
use super::lesson::Lesson;
use super::limits::{self, Left};
use super::lunch::{self, Lunch};
use super::stops::{self, Choice};
use super::today;
use crate::domain::Week;
use crate::domain::ids::{PersonIx, PlaceIx, RideIx, StaffIx, VehicleIx};
use crate::domain::ride::RideBy;
use crate::domain::rule::Rule;
use crate::domain::run::{RunPlan, Second, Seconds};
use crate::domain::time::{Day, Span};
use crate::solver::model::{Job, Window};

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
    /// Which of the day's waves, from 0.
    pub wave: usize,
    /// The day's first second.
    pub midnight: Second,
    /// What each trip is on this day.
    pub rides: Vec<RideIx>,
    pub trips: Vec<Trip>,
    pub cars: Vec<Car>,
    /// Its riders in today's runs, where these are to be kept.
    pub today: Option<Today>,
}

impl Scene {
    /// Whether the same runs serve both; where today's are to be kept, whether these are the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.trips == other.trips && self.cars == other.cars && self.today == other.today
    }

    /// The scene with the windows that jobs of its trips have.
    pub fn held(&self, jobs: &[Job]) -> Self {
        let mut held = self.clone();
        for (trip, job) in held.trips.iter_mut().zip(jobs) {
            for (own, stop) in trip.windows.iter_mut().zip(&job.stops) {
                own.clone_from(&stop.windows);
            }
        }
        held
    }

    /// Whether both are the same wave of the same day: who rides, and where they are met, may
    /// differ.
    pub fn is_same_wave(&self, other: &Self) -> bool {
        (self.day, self.wave) == (other.day, other.wave)
    }

    /// The car that a vehicle is at a second of the day, by this driver if that may be; else
    /// any that it is in this wave.
    pub fn car_of(&self, vehicle: VehicleIx, driver: Option<StaffIx>, at: i32) -> Option<usize> {
        let own = self.cars.iter().enumerate();
        let own = own.filter(|(_, car)| car.vehicle == vehicle);
        let best = own.min_by_key(|(_, car)| {
            let is_out = car.open <= at && at <= car.close;
            (!is_out, Some(car.driver) != driver)
        });
        best.map(|(ix, _)| ix)
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
            wave: self.wave,
            midnight: self.midnight,
            rides: Vec::new(),
            trips: Vec::new(),
            cars: self.cars.clone(),
            today: None,
        }
    }
}

/// The scenes of a week in order of time, and the rides that no vehicle in them can take.
pub(super) struct Scenes {
    pub list: Vec<Scene>,
    /// With the rule that lets none take them; none where one could, and is needed elsewhere.
    pub refused: Vec<(RideIx, Option<Rule>)>,
}

/// What the scenes of a week are laid out by.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms<'t> {
    /// Where students are met.
    pub choice: Choice,
    /// Runs to begin from: who drives there drives.
    pub today: Option<&'t RunPlan>,
    /// Whether they are to be kept.
    pub keeps: bool,
    /// What was learned from earlier plans.
    pub lesson: Lesson,
}

/// Cuts the week's rides into scenes.
///
/// Cost: rides times vehicles, and vehicles times drivers.
pub(super) fn scenes(week: &Week, terms: &Terms<'_>) -> Scenes {
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
                wave_nr: ix,
                core: minutes(spans[ix]),
                wave: minutes((from, to)),
            };
            scene(week, terms, &time, wave, &mut habits, &mut found);
        }
    }
    limits::share(week, terms, &mut found.list);
    super::bound::set_shortest(week, &mut found.list);
    lunch::settle(week, &mut found.list);
    if let Some(runs) = terms.today.filter(|_| terms.keeps) {
        for scene in &mut found.list {
            scene.today = Some(today::of(scene, runs));
        }
    }
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
fn wishes(week: &Week, day: Day, refused: &mut Vec<(RideIx, Option<Rule>)>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for (ix, ride) in week.rides.iter().enumerate() {
        if ride.by != RideBy::Vehicle || ride.day != day {
            continue;
        }
        let ride_ix = RideIx::at(ix);
        match eligible::starts(week, ride) {
            Ok(windows) => wishes.push(Wish {
                ride: ride_ix,
                windows,
            }),
            Err(rule) => refused.push((ride_ix, Some(rule))),
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
fn part_company(week: &Week, wave: &mut Vec<Wish>, refused: &mut Vec<(RideIx, Option<Rule>)>) {
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
    refused.extend(gone.into_iter().map(|ride| (ride, Some(Rule::KeepWith))));
}

/// When a wave is.
struct Times {
    day: Day,
    wave_nr: usize,
    /// When rides may be.
    core: Span,
    /// When a vehicle may be out for them.
    wave: Span,
}

/// Mans the vehicles of a wave and lays its rides out.
fn scene(
    week: &Week,
    terms: &Terms<'_>,
    time: &Times,
    wave: Vec<Wish>,
    habits: &mut Habits,
    found: &mut Scenes,
) {
    let manned = manned(week, terms, time, &wave, habits);
    let midnight = Second::of(week.clock.whole_day(time.day).from);
    let mut scene = Scene {
        day: time.day,
        wave: time.wave_nr,
        midnight,
        rides: Vec::with_capacity(wave.len()),
        trips: Vec::with_capacity(wave.len()),
        cars: Vec::with_capacity(manned.len()),
        today: None,
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
        let cars = cars_for(week, &manned, &wish);
        if cars.is_empty() {
            found
                .refused
                .push((wish.ride, eligible::why_not(week, &wish)));
            continue;
        }
        let trip = trip(week, &terms.choice, &wish, cars, midnight);
        scene.trips.push(trip);
        scene.rides.push(wish.ride);
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

/// Rides that no manned vehicle may take are looked for so often.
const ROUNDS: usize = 4;

/// The vehicles of a wave with their drivers. Where these leave a ride without any, it comes first
/// when they are manned once more; the manning that leaves out fewest is taken.
fn manned(
    week: &Week,
    terms: &Terms<'_>,
    time: &Times,
    wave: &[Wish],
    habits: &mut Habits,
) -> Vec<Manned> {
    let own = |wish: &Wish| terms.lesson.first.contains(&wish.ride);
    let mut first: Vec<RideIx> = (wave.iter().filter(|wish| own(wish)))
        .map(|wish| wish.ride)
        .collect();
    let mut best: Option<((usize, usize), Vec<Manned>, Habits)> = None;
    for _ in 0..ROUNDS {
        let wanted = drivers::Wanted {
            rides: wave,
            first: &first,
            pairs: terms.lesson.pairs_of(time.day, time.wave_nr),
            today: terms.today.map_or(&[], |runs| &runs.outings),
        };
        let mut after = habits.clone();
        let manned = drivers::man(week, time.day, (time.core, time.wave), wanted, &mut after);
        let mut lacking: Vec<RideIx> = (wave.iter())
            .filter(|wish| cars_for(week, &manned, wish).is_empty())
            .map(|wish| wish.ride)
            .collect();
        lacking.sort_by_key(|ride| !week.ride(*ride).must_ride);
        let must = lacking.iter().filter(|ride| week.ride(**ride).must_ride);
        let left_out = (must.count(), lacking.len());
        if best.as_ref().is_none_or(|(known, ..)| left_out < *known) {
            best = Some((left_out, manned, after));
        }
        let known = first.len();
        first.extend(
            lacking
                .into_iter()
                .filter(|ride| !first.contains(ride))
                .collect::<Vec<_>>(),
        );
        if first.len() == known {
            break;
        }
    }
    let (_, manned, after) = best.unwrap_or_default();
    *habits = after;
    manned
}

/// The manned vehicles that may take a ride, as positions.
fn cars_for(week: &Week, manned: &[Manned], wish: &Wish) -> Vec<usize> {
    let ride = week.ride(wish.ride);
    let may = |each: &Manned| {
        let vehicle = &week.vehicles[each.vehicle.ix()];
        wish.may_be_in(each.span)
            && eligible::may_carry(week, vehicle, ride).is_ok()
            && eligible::may_drive(week, each.driver, ride).is_ok()
    };
    let all = manned.iter().enumerate();
    all.filter(|(_, each)| may(each))
        .map(|(ix, _)| ix)
        .collect()
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
