//! What the engine's pieces cost: a step of the search (mostly insertion tests), a plan
//! checked from outside, a job probed, the rounds of a bound (completions, then labels).
//! `cargo bench --bench insertion`.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use liaison::solver::bound::{Effort, Known, reward_bound};
use liaison::solver::model::*;
use liaison::solver::{Draft, Options, Stop as Halt, evaluate, probe, solve};

/// A made-up week: `jobs` visits with one to three windows, a ride for every fifth, for
/// `people` of five days with a lunch each.
fn week(jobs: u32, people: u32) -> Problem {
    let mut seed = 1u32;
    let mut draw = move |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    let size = 60;
    let at: Vec<(i32, i32)> = (0..size)
        .map(|_| (draw(20) as i32, draw(20) as i32))
        .collect();
    let far = |a: (i32, i32), b: (i32, i32)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
    let ticks: Vec<Tick> = at
        .iter()
        .flat_map(|&a| at.iter().map(move |&b| far(a, b)))
        .collect();
    let metres = ticks.iter().map(|&t| i64::from(t) * 600).collect();
    let mut p = Problem {
        travel: vec![Travel {
            size,
            ticks,
            metres,
            timed: None,
        }],
        objective: vec![
            Level {
                reward: -1,
                ..Level::default()
            },
            Level {
                drive: 1,
                ..Level::default()
            },
        ],
        ..Problem::default()
    };
    for owner in 0..people {
        p.owners.push(Owner::default());
        for day in 0..5 {
            let base = day * 1440;
            p.shifts.push(Shift {
                owner: OwnerId(owner),
                day: day as u16,
                travel: TravelId(0),
                start: Some(LocationId(owner % 5)),
                end: Some(LocationId(owner % 5)),
                open: base + 480,
                close: base + 990,
                closures: vec![],
                capacity: vec![4],
                breaks: vec![Break {
                    earliest: base + 660,
                    latest_end: base + 810,
                    ticks: 30,
                    paid: false,
                }],
                pay: Pay::Used,
                cost: Cost::default(),
                first_leg_claimed: true,
                last_leg_claimed: true,
            });
        }
    }
    let all = p.all_shifts();
    for k in 0..jobs {
        let ride = k % 5 == 0;
        let mut stop = |load: i32, service: Tick, wide: Tick| {
            let windows = (0..5)
                .filter(|d| wide > 60 || d % 2 == (k as i32) % 2)
                .map(|d| {
                    let from = d * 1440 + 480 + 15 * draw(28) as i32;
                    Window {
                        from,
                        to: from + wide,
                    }
                })
                .collect();
            let location = Some(LocationId(draw(60)));
            Stop {
                location,
                setup: 0,
                service,
                windows,
                load: vec![load],
            }
        };
        let stops = if ride {
            vec![stop(1, 3, 30), stop(-1, 2, 500)]
        } else {
            vec![stop(0, 45, 60)]
        };
        p.jobs.push(Job {
            stops,
            max_ride: ride.then_some(40),
            rider: ride,
            reward: i64::from(1 + k % 10),
            required: false,
            shifts: all.clone(),
            people: vec![],
            presences: vec![],
            companions: None,
            preferred: vec![],
        });
    }
    p
}

fn benches(c: &mut Criterion) {
    let options = |n| Options {
        stop: Halt::Iterations(n),
        threads: 1,
        seed: 1,
        start: None,
    };
    let mut group = c.benchmark_group("search of 500 iterations");
    group.sample_size(10);
    for (jobs, people) in [(40, 1), (160, 2), (400, 5)] {
        let p = week(jobs, people);
        group.bench_with_input(BenchmarkId::from_parameter(jobs), &p, |b, p| {
            b.iter(|| solve(p, &options(500), &|_| {}));
        });
    }
    group.finish();
    // With few rounds most are coarse; the last look through all routes.
    let mut group = c.benchmark_group("bound of 6 rounds");
    group.sample_size(10);
    for (jobs, people) in [(40, 1), (160, 2)] {
        let p = week(jobs, people);
        let Ok(found) = solve(&p, &options(500), &|_| {}) else {
            return;
        };
        let known = Known {
            seen: &found.seen,
            reward: found.best.measures.reward,
            missed: 0,
        };
        let effort = Effort {
            rounds: 6,
            until: None,
            threads: 1,
        };
        group.bench_with_input(BenchmarkId::from_parameter(jobs), &p, |b, p| {
            b.iter(|| reward_bound(p, &known, &effort));
        });
    }
    group.finish();
    let p = week(400, 5);
    let Ok(found) = solve(&p, &options(200), &|_| {}) else {
        return;
    };
    let draft = Draft::of(&p, &found.best);
    c.bench_function("evaluate 400 jobs", |b| b.iter(|| evaluate(&p, &draft)));
    c.bench_function("a job probed alone", |b| {
        b.iter(|| probe::alone(&p, JobId(7)))
    });
}

criterion_group!(all, benches);
criterion_main!(all);
