//! No more vehicles are asked for than trying everything finds, and often more than seats
//! alone ask for.
use super::super::needs;
use super::super::scene::{Terms, scenes};
use super::*;
use crate::domain::fixture::{add_person, add_place, add_ride, add_staff, at, drives_of, week};
use crate::domain::ids::PlaceIx;
use crate::domain::money::{Metres, Rate};
use crate::domain::person::PersonRole;
use crate::domain::place::PlaceKind;
use crate::domain::ride::{RideBy, Vehicle};
use crate::domain::staff::StaffRole;
use crate::domain::time::{Minutes, Span};

const RIDERS: usize = 4;

/// Four riders to two schools or back, four vans of two or three seats, drives of 1 to 12
/// minutes, some of nine times as much, that obey nothing, bells within half an hour.
fn random(seed: u64) -> Week {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: i32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as i32 % below
    };
    let mut week = week();
    let depot = add_place(&mut week, "DEP", PlaceKind::Office);
    for school in ["S1", "S2"] {
        add_place(&mut week, school, PlaceKind::School);
    }
    for home in 0..3 {
        add_place(&mut week, &format!("H{home}"), PlaceKind::Home);
    }
    week.travel = drives_of(&week, 10.0, 5_000);
    for from in 0..6 {
        for to in (0..6).filter(|&to| to != from) {
            week.travel.set(
                from,
                to,
                f64::from((1 + next(12)) * (if next(8) == 0 { 9 } else { 1 })),
                Metres(1),
            );
        }
    }
    week.policy.rides.mixed_schools = next(3) > 0;
    for id in 0..RIDERS {
        let child = add_person(&mut week, &format!("K{id}"), PersonRole::Student);
        let way = match seed % 2 {
            0 => Direction::ToSchool,
            _ => Direction::FromSchool,
        };
        let home = PlaceIx::at(3 + next(3) as usize);
        let school = PlaceIx::at(1 + next(2) as usize);
        let ride = add_ride(
            &mut week,
            &format!("R{id}"),
            (child, 0),
            way,
            (home, school),
        );
        let ride = &mut week.rides[ride.ix()];
        (ride.by, ride.must_ride) = (RideBy::Vehicle, true);
        ride.max_ride = Minutes(8 + next(12));
        let from = at(0, 800) + Minutes(next(25));
        let span = Span::new(from, from + Minutes(2 + next(6)));
        match way {
            Direction::ToSchool => ride.dropoff = span,
            Direction::FromSchool => ride.pickup = span,
        }
        if next(4) == 0 {
            ride.own_minutes = [true, false];
            ride.pickup_minutes = Minutes(next(3));
        }
    }
    let seats = 2 + next(2) as u32;
    for id in 0..RIDERS {
        add_staff(&mut week, &format!("D{id}"), StaffRole::Driver);
        week.vehicles.push(van(id, depot, seats));
    }
    week
}

/// A van that anybody may drive at any time.
fn van(id: usize, depot: PlaceIx, seats: u32) -> Vehicle {
    Vehicle {
        id: format!("V{id}"),
        name: String::new(),
        place: Some(depot),
        seats,
        wheelchair_places: 0,
        boosters: 0,
        driver: None,
        cleared_until: None,
        cost_per_mile: Rate(0),
        cost_per_hour: Rate(0),
        cost_per_day: Rate(0),
        hours: vec![Span::new(at(0, 0), at(0, 2400))],
    }
}

/// Whether one vehicle can do an order of stops: starts as early as the windows, the drives
/// and, pulled up from the drop-off, the longest rides allow.
fn is_possible(week: &Week, scene: &Scene, order: &[(usize, usize)]) -> bool {
    let stop = |&(trip, end): &(usize, usize)| {
        let trip = &scene.trips[trip];
        (
            week.travel.site(trip.ends[end]),
            trip.stays[end],
            trip.windows[end][0],
        )
    };
    let stops: Vec<_> = order.iter().map(stop).collect();
    let mut starts: Vec<i32> = stops.iter().map(|stop| stop.2.from).collect();
    loop {
        let before = starts.clone();
        for ix in 1..starts.len() {
            let ((a, stay, _), (b, own, _)) = (stops[ix - 1], stops[ix]);
            let dwell = if a == b { 0 } else { own.dwell.0 };
            let drive = week.travel.shortest_seconds(a, b).0;
            starts[ix] = starts[ix].max(starts[ix - 1] + stay.board.0 + drive + dwell);
        }
        for (ix, &(trip, end)) in order.iter().enumerate().filter(|(_, stop)| stop.1 == 0) {
            let off = order.iter().position(|stop| *stop == (trip, end + 1));
            let longest = scene.trips[trip].longest.0 + stops[ix].1.board.0;
            starts[ix] = starts[ix].max(starts[off.expect("let off")] - longest);
        }
        if (0..starts.len()).any(|ix| starts[ix] > stops[ix].2.to) {
            return false;
        }
        if starts == before {
            return true;
        }
    }
}

/// Whether one vehicle can take these trips in some order.
fn takes(week: &Week, scene: &Scene, trips: &[usize], order: &mut Vec<(usize, usize)>) -> bool {
    if order.len() == trips.len() * 2 {
        return is_possible(week, scene, order);
    }
    let is_on = |order: &[(usize, usize)], trip| order.contains(&(trip, 0));
    let is_off = |order: &[(usize, usize)], trip| order.contains(&(trip, 1));
    let aboard: Vec<usize> = (trips.iter().copied())
        .filter(|&trip| is_on(order, trip) && !is_off(order, trip))
        .collect();
    let seats = week.vehicles[0].seats as usize;
    let school = |trip: usize| scene.trips[trip].school;
    for &trip in trips {
        let mixes = week.policy.rides.mixed_schools
            || aboard.iter().all(|&other| school(other) == school(trip));
        let next = match (is_on(order, trip), is_off(order, trip)) {
            (false, _) if aboard.len() < seats && mixes => (trip, 0),
            (true, false) => (trip, 1),
            _ => continue,
        };
        order.push(next);
        let is_so = takes(week, scene, trips, order);
        order.pop();
        if is_so {
            return true;
        }
    }
    false
}

/// The fewest vehicles that take all trips; none when no number does.
fn fewest(takes: &dyn Fn(usize) -> bool, left: usize) -> Option<u32> {
    if left == 0 {
        return Some(0);
    }
    let first = left & left.wrapping_neg();
    let sets = (1..=left).filter(|set| set & left == *set && set & first > 0 && takes(*set));
    let counts = sets.filter_map(|set| fewest(takes, left & !set));
    counts.min().map(|count| count + 1)
}

#[test]
fn no_more_than_trying_everything_finds() {
    let (mut tried, mut better, mut exact) = (0, 0, 0);
    for seed in 1..=1_500 {
        let week = random(seed);
        let scenes = scenes(&week, &Terms::default()).list;
        let [scene] = scenes.as_slice() else { continue };
        if scene.trips.len() < RIDERS {
            continue;
        }
        let can: Vec<bool> = (0..1 << RIDERS)
            .map(|set: usize| {
                let trips: Vec<usize> = (0..RIDERS).filter(|ix| set >> ix & 1 == 1).collect();
                takes(&week, scene, &trips, &mut Vec::new())
            })
            .collect();
        let Some(least) = fewest(&|set| can[set], (1 << RIDERS) - 1) else {
            continue;
        };
        let all: Vec<usize> = (0..RIDERS).collect();
        let bound = by_time(&week, scene, &all);
        assert!(bound <= least, "seed {seed}: {bound} of {least}");
        let whole = needs::bound(&week, scene);
        assert!(whole <= least, "seed {seed}: with seats {whole} of {least}");
        tried += 1;
        better += u32::from(whole > needs::by_seats(&week, scene));
        exact += u32::from(whole == least);
    }
    assert!(
        tried > 100 && better > 30 && exact > 50,
        "{tried} {better} {exact}"
    );
}

/// Three who live at H0 and three at H1 of one school, a van of two seats, an hour to be let off
/// in. From H0 it is 100 min to school and 4 min by way of H1: the van takes one of each at a
/// time, and is there three times in the hour.
#[test]
fn a_way_round_may_be_shorter() {
    let mut week = week();
    let depot = add_place(&mut week, "DEP", PlaceKind::Office);
    let school = add_place(&mut week, "S1", PlaceKind::School);
    let homes = ["H0", "H1"].map(|id| add_place(&mut week, id, PlaceKind::Home));
    week.travel = drives_of(&week, 2.0, 1_000);
    let site = |place: PlaceIx| place.ix();
    week.travel
        .set(site(homes[0]), site(school), 100.0, Metres(50_000));
    for id in 0..6 {
        let child = add_person(&mut week, &format!("K{id}"), PersonRole::Student);
        let ends = (homes[id % 2], school);
        let name = format!("R{id}");
        let ride = add_ride(&mut week, &name, (child, 0), Direction::ToSchool, ends);
        let ride = &mut week.rides[ride.ix()];
        (ride.by, ride.must_ride) = (RideBy::Vehicle, true);
        ride.max_ride = Minutes(30);
        ride.dropoff = Span::new(at(0, 800), at(0, 900));
    }
    add_staff(&mut week, "D0", StaffRole::Driver);
    week.vehicles = vec![van(0, depot, 2)];
    let scenes = scenes(&week, &Terms::default()).list;
    assert_eq!(scenes[0].trips.len(), 6);
    assert_eq!(scenes[0].trips[0].shortest, 240);
    assert_eq!(needs::bound(&week, &scenes[0]), 1);
}
