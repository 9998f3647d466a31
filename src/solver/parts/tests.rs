//! A large problem is planned in parts: the plan holds as a whole, pairs that must be
//! together are, and the same effort gives the same plan.

use super::*;
use crate::solver::model::{
    Cost, Job, Level, Owner, OwnerId, Pay, PersonId, Shift, Stop as Call, Tick, Travel, TravelId,
    Window,
};
use crate::solver::{Draft, evaluate};

/// Rides along a line to its middle, in vans that begin there.
fn line(jobs: usize, shifts: usize) -> Problem {
    let size = jobs + 1;
    let at = |ix: usize| if ix == 0 { size as i32 / 2 } else { ix as i32 };
    let drives = (0..size * size).map(|pair| (at(pair / size) - at(pair % size)).abs() * 10);
    let ticks: Vec<Tick> = drives.collect();
    let call = |location: usize, load: i32| Call {
        location: Some(LocationId::at(location)),
        setup: 5,
        service: 1,
        windows: vec![Window {
            from: 0,
            to: 18_000,
        }],
        load: vec![load],
    };
    let job = |ix: usize| Job {
        stops: vec![call(ix + 1, 1), call(0, -1)],
        max_ride: Some(4_000),
        rider: true,
        reward: 0,
        required: true,
        shifts: (0..shifts).map(ShiftId::at).collect(),
        people: if ix < 2 { vec![PersonId(0)] } else { vec![] },
        presences: vec![],
        companions: None,
        preferred: vec![],
    };
    let shift = |ix: usize| Shift {
        owner: OwnerId::at(ix),
        day: 0,
        travel: TravelId(0),
        start: Some(LocationId(0)),
        end: Some(LocationId(0)),
        open: 0,
        close: 20_000,
        closures: vec![],
        capacity: vec![12],
        breaks: vec![],
        pay: Pay::Used,
        cost: Cost::default(),
        first_leg_claimed: true,
        last_leg_claimed: true,
    };
    let together = (10..60).step_by(2);
    Problem {
        travel: vec![Travel {
            size,
            metres: ticks.iter().map(|&tick| tick.into()).collect(),
            ticks,
            timed: None,
        }],
        owners: vec![Owner::default(); shifts],
        shifts: (0..shifts).map(shift).collect(),
        jobs: (0..jobs).map(job).collect(),
        people: 1,
        groups: together
            .map(|ix| Group::Together(JobId::at(ix), JobId::at(ix + 200)))
            .collect(),
        riders_alone: true,
        objective: vec![
            Level {
                missed: 1,
                ..Level::default()
            },
            Level {
                used: 1,
                ..Level::default()
            },
            Level {
                drive: 1,
                ..Level::default()
            },
        ],
        ..Problem::default()
    }
}

#[test]
fn parts_make_a_whole() {
    let p = line(310, 34);
    let options = Options {
        stop: Stop::Iterations(1),
        threads: 2,
        seed: 3,
        start: None,
    };
    let found = solve_in_parts(&p, &options, &|_| {}).unwrap().best;
    assert!(found.measures.missed < 31, "{}", found.measures.missed);
    let again = evaluate(&p, &Draft::of(&p, &found)).unwrap();
    assert_eq!(again.score, found.score);
    assert_eq!(solve_in_parts(&p, &options, &|_| {}).unwrap().best, found);
}

#[test]
fn divisions_keep_pairs_and_lose_nothing() {
    let p = line(310, 34);
    let parts = divide(&p);
    let mut all: Vec<usize> = (parts.iter())
        .flat_map(|(_, jobs)| jobs.iter().map(|job| job.ix()))
        .collect();
    all.sort_unstable();
    // The two that share somebody are in none.
    assert_eq!(all, (2..310).collect::<Vec<usize>>());
    let of = |job: usize| {
        parts
            .iter()
            .position(|(_, jobs)| jobs.contains(&JobId::at(job)))
    };
    for job in (10..60).step_by(2) {
        assert_eq!(of(job), of(job + 200));
    }
    let shifts: usize = parts.iter().map(|(shifts, _)| shifts.len()).sum();
    assert_eq!(shifts, 34);
}
