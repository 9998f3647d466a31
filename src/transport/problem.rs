//! A scene as a routing problem in seconds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::scene::{Car, Scene, Trip};
use crate::domain::Week;
use crate::domain::ids::{PersonIx, PlaceIx, VehicleIx};
use crate::domain::money::Rate;
use crate::domain::run::Second;
use crate::domain::staff::PayBasis;
use crate::domain::travel::TravelTable;
use crate::solver::model::{
    Budget, Cost, Group, Job, JobId, Level, LocationId, Measure, Owner, OwnerId, Pay, PersonId,
    Problem, Shift, ShiftId, Stop, Tick, Timed, Travel, TravelId,
};

/// Units of money to a dollar.
const UNITS: i64 = 10_000_000;
/// Units to a [`Rate`]'s ten-thousandth of a dollar.
const GRAIN: i64 = UNITS / 10_000;
/// What it costs to use a vehicle that is not out in another wave of the day: more than all
/// that can be saved by it.
const FRESH: i64 = 10_000 * UNITS;
/// Units to a second of driving where nothing has a price.
const DRIVE: i64 = 10_000;
/// What a rate and a day may cost at most, in units: no sum then leaves its range.
const MOST: i64 = 1 << 38;

/// The routing problem of a scene. Shifts keep the positions of its cars, jobs those of its
/// trips.
pub(super) struct Built {
    pub problem: Problem,
    /// The jobs with what is kept of today's runs, where these are to be kept.
    pub held: Option<Vec<Job>>,
    sites: Vec<usize>,
}

impl Built {
    /// The site of the week's travel table at which a location stands.
    pub fn site(&self, location: LocationId) -> usize {
        self.sites[location.ix()]
    }
}

/// Lays a scene out. `out` are the vehicles that are out in another wave of the day anyway.
///
/// Cost: the square of the places, and trips times cars.
pub(super) fn build(week: &Week, scene: &Scene, out: &[VehicleIx]) -> Built {
    let sites = Sites::of(week, scene);
    let people = people(scene);
    let counts = counts_money(week);
    let jobs = scene
        .trips
        .iter()
        .map(|trip| job(week, trip, &sites, &people));
    let shifts = scene.cars.iter().enumerate().map(|(ix, car)| {
        let is_fresh = !out.contains(&car.vehicle);
        shift(week, (ix, car), &sites, is_fresh)
    });
    let problem = Problem {
        travel: vec![sites.travel(week, scene.midnight)],
        owners: scene.cars.iter().map(|_| Owner::default()).collect(),
        shifts: shifts.collect(),
        jobs: jobs.collect(),
        people: u32::try_from(people.len()).unwrap_or(u32::MAX),
        groups: groups(week, scene),
        budgets: budgets(scene),
        riders_alone: true,
        objective: levels(week, counts),
        ..Problem::default()
    };
    Built {
        problem,
        held: None,
        sites: sites.used,
    }
}

/// Whether runs have a price: a vehicle or somebody who may drive one has a rate.
pub(super) fn counts_money(week: &Week) -> bool {
    let priced = |rates: [Rate; 3]| rates.iter().any(|rate| rate.0 > 0);
    let vehicles = (week.vehicles.iter())
        .any(|each| priced([each.cost_per_mile, each.cost_per_hour, each.cost_per_day]));
    let drives = |who| {
        week.vehicles.iter().any(|each| each.driver == Some(who))
            || super::eligible::pool(week).contains(&who)
    };
    vehicles
        || (0..week.staff.len()).any(|ix| {
            let paid = week.staff[ix].hourly_rate.is_some_and(|rate| rate.0 > 0);
            paid && drives(crate::domain::ids::StaffIx::at(ix))
        })
}

/// Must-rides missed, vehicles, worth of the rides that may be left out, money (or driving)
/// with riders' time, driving.
fn levels(week: &Week, counts: bool) -> Vec<Level> {
    let minute = week.policy.rides.minute_cost.0;
    let ride = if counts {
        (minute * GRAIN / 60).min(MOST)
    } else {
        // Driving stands for money: a minute of it for a dollar.
        (minute * DRIVE / 10_000).min(MOST)
    };
    let mut levels = vec![
        Level {
            missed: 1,
            ..Level::default()
        },
        Level {
            used: 1,
            ..Level::default()
        },
        Level {
            reward: -1,
            ..Level::default()
        },
        Level {
            money: 1,
            drive: if counts { 0 } else { DRIVE },
            ride,
            ..Level::default()
        },
    ];
    if counts {
        levels.push(Level {
            drive: 1,
            ..Level::default()
        });
    }
    levels
}

/// Students who have several rides in the scene, each a person who is in one at a time.
fn people(scene: &Scene) -> BTreeMap<PersonIx, PersonId> {
    let mut rides: BTreeMap<PersonIx, u32> = BTreeMap::new();
    for trip in &scene.trips {
        *rides.entry(trip.student).or_default() += 1;
    }
    let several = rides.into_iter().filter(|(_, rides)| *rides > 1);
    several
        .enumerate()
        .map(|(ix, (who, _))| (who, PersonId::at(ix)))
        .collect()
}

fn job(week: &Week, trip: &Trip, sites: &Sites, people: &BTreeMap<PersonIx, PersonId>) -> Job {
    let stop = |ix: usize, sign: i32| Stop {
        location: Some(sites.location(week, trip.ends[ix])),
        setup: trip.stays[ix].dwell.0,
        service: trip.stays[ix].board.0,
        windows: trip.windows[ix].clone(),
        load: trip.load.iter().map(|&each| each * sign).collect(),
    };
    Job {
        stops: vec![stop(0, 1), stop(1, -1)],
        max_ride: Some(trip.longest.0),
        rider: true,
        reward: if trip.must { 0 } else { trip.value },
        required: trip.must,
        shifts: trip.cars.iter().map(|&car| ShiftId::at(car)).collect(),
        people: people.get(&trip.student).copied().into_iter().collect(),
        presences: Vec::new(),
        companions: None,
        preferred: Vec::new(),
    }
}

fn shift(week: &Week, (ix, car): (usize, &Car), sites: &Sites, is_fresh: bool) -> Shift {
    let vehicle = &week.vehicles[car.vehicle.ix()];
    let driver = week.member(car.driver);
    let pay = match driver.pay {
        PayBasis::Salaried => Rate(0),
        PayBasis::Shift | PayBasis::Used => driver.hourly_rate.unwrap_or_default(),
    };
    let place = vehicle.place.map(|place| sites.location(week, place));
    let hour = vehicle.cost_per_hour.0.saturating_add(pay.0);
    // Ten-thousandths of a dollar a mile, in units a metre.
    let metre =
        vehicle.cost_per_mile.0 as f64 * GRAIN as f64 / crate::domain::money::METRES_PER_MILE;
    let day = (vehicle.cost_per_day.0.saturating_mul(GRAIN)).min(MOST);
    Shift {
        owner: OwnerId::at(ix),
        day: 0,
        travel: TravelId(0),
        start: place,
        end: place,
        open: car.open,
        close: car.close,
        closures: Vec::new(),
        capacity: [vehicle.seats, vehicle.wheelchair_places, vehicle.boosters]
            .map(|places| i32::try_from(places).unwrap_or(i32::MAX))
            .to_vec(),
        breaks: Vec::new(),
        pay: Pay::Used,
        cost: Cost {
            used: if is_fresh { FRESH + day } else { 0 },
            per_metre: (metre.round() as i64).min(MOST),
            per_drive_tick: 0,
            per_paid_tick: (hour.saturating_mul(GRAIN) / 3_600).min(MOST),
        },
        first_leg_claimed: true,
        last_leg_claimed: true,
    }
}

/// Who rides together, who never does, and riders of different schools where they may not mix.
///
/// Cost: linear in what keep_with and keep_apart name; the square of the trips where schools
/// may not mix.
fn groups(week: &Week, scene: &Scene) -> Vec<Group> {
    let mut groups = Vec::new();
    for (ix, trip) in scene.trips.iter().enumerate() {
        let later = |list: &[usize]| {
            let list = list.iter().copied().filter(move |&other| other > ix);
            list.collect::<Vec<usize>>()
        };
        let (a, id) = (JobId::at(ix), JobId::at);
        groups.extend(
            later(&trip.with)
                .into_iter()
                .map(|b| Group::Together(a, id(b))),
        );
        groups.extend(
            later(&trip.apart)
                .into_iter()
                .map(|b| Group::Apart(a, id(b))),
        );
        if week.policy.rides.mixed_schools {
            continue;
        }
        for (other, their) in scene.trips.iter().enumerate().skip(ix + 1) {
            let can_meet = trip.school != their.school && overlap(trip, their);
            if can_meet && !trip.apart.contains(&other) {
                groups.push(Group::Apart(a, id(other)));
            }
        }
    }
    groups
}

/// Whether two riders can be aboard at one time.
fn overlap(a: &Trip, b: &Trip) -> bool {
    let span = |trip: &Trip| {
        let from = trip.windows[0].first().map_or(0, |window| window.from);
        (from, trip.windows[1].last().map_or(0, |window| window.to))
    };
    let ((a, a_end), (b, b_end)) = (span(a), span(b));
    a < b_end && b < a_end
}

fn budgets(scene: &Scene) -> Vec<Budget> {
    let each = scene.cars.iter().enumerate().flat_map(|(ix, car)| {
        let limits = [
            (Measure::Drive, car.left.drive),
            (Measure::RiderDrive, car.left.with_riders),
            (Measure::Metres, car.left.metres),
        ];
        limits.into_iter().filter_map(move |(measure, limit)| {
            Some(Budget {
                measure,
                limit: limit?,
                shifts: vec![ShiftId::at(ix)],
            })
        })
    });
    each.collect()
}

/// The sites that a scene can touch, numbered without gaps: the solver's locations.
struct Sites {
    location: BTreeMap<usize, LocationId>,
    used: Vec<usize>,
}

impl Sites {
    fn of(week: &Week, scene: &Scene) -> Self {
        let mut sites = Self {
            location: BTreeMap::new(),
            used: Vec::new(),
        };
        let stand = |car: &Car| week.vehicles[car.vehicle.ix()].place;
        let places = scene.cars.iter().filter_map(stand);
        for place in places.chain(scene.trips.iter().flat_map(|trip| trip.ends)) {
            let site = week.travel.site(place);
            if let std::collections::btree_map::Entry::Vacant(new) = sites.location.entry(site) {
                new.insert(LocationId::at(sites.used.len()));
                sites.used.push(site);
            }
        }
        sites
    }

    /// Of a place of the scene.
    fn location(&self, week: &Week, place: PlaceIx) -> LocationId {
        let site = week.travel.site(place);
        self.location.get(&site).copied().unwrap_or(LocationId(0))
    }

    fn travel(&self, week: &Week, midnight: Second) -> Travel {
        let table = &week.travel;
        let pairs = || {
            let row = |&from: &usize| self.used.iter().map(move |&to| (from, to));
            self.used.iter().flat_map(row)
        };
        let timed = table.has_traffic().then(|| {
            let timed: Arc<dyn Timed> = Arc::new(InTraffic {
                table: table.clone(),
                used: self.used.clone(),
                midnight,
            });
            timed
        });
        Travel {
            size: self.used.len(),
            ticks: pairs()
                .map(|(from, to)| table.shortest_seconds(from, to).0)
                .collect(),
            metres: pairs().map(|(from, to)| table.metres(from, to).0).collect(),
            timed,
        }
    }
}

/// The week's drives where traffic makes them depend on the departure.
struct InTraffic {
    table: TravelTable,
    used: Vec<usize>,
    midnight: Second,
}

impl Timed for InTraffic {
    fn arrive(&self, from: LocationId, to: LocationId, depart: Tick) -> Tick {
        let (from, to) = (self.used[from.ix()], self.used[to.ix()]);
        let at = Second(self.midnight.0 + depart);
        depart + self.table.drive_seconds(from, to, at).0
    }

    fn depart_by(&self, from: LocationId, to: LocationId, arrive: Tick) -> Tick {
        let (from, to) = (self.used[from.ix()], self.used[to.ix()]);
        let at = Second(self.midnight.0 + arrive);
        self.table.depart_by_seconds(from, to, at).0 - self.midnight.0
    }
}
