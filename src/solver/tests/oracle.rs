//! Fast timing against the slow clock, and the search against brute force.

use super::any::{self, Terms};
use super::slow::{self, Stops};
use crate::solver::bound::{Effort, Known, reward_bound};
use crate::solver::instance::Instance;
use crate::solver::model::*;
use crate::solver::rng::Rng;
use crate::solver::route::{FREE, Item, Route, Scratch};
use crate::solver::{Options, Stop as Halt, schedule, solve};

/// A random order of random jobs' stops, pairs in order.
fn sequence(rng: &mut Rng, p: &Problem, most: usize) -> Stops {
    let mut stops: Stops = Vec::new();
    for _ in 0..1 + rng.below(most) {
        let j = rng.below(p.jobs.len());
        if stops.iter().any(|s| s.0 == j) {
            continue;
        }
        let i = rng.below(stops.len() + 1);
        stops.insert(i, (j, 0));
        if p.jobs[j].stops.len() == 2 {
            let k = i + 1 + rng.below(stops.len() - i);
            stops.insert(k, (j, 1));
        }
    }
    stops
}

/// Terms of routes that the slow clock can time.
fn terms(rng: &mut Rng) -> Terms {
    Terms {
        jobs: 6,
        shifts: 1,
        horizon: 45,
        breaks: rng.below(3),
        closures: rng.chance(0.5),
        timed: rng.chance(0.5),
        coupled: false,
        budgets: false,
        groups: false,
        pay: false,
        ..any::ALL
    }
}

#[test]
fn fast_timing_agrees_with_every_tick_tried() {
    // Proves that a route is found feasible exactly when some choice of ticks is,
    // with the same earliest return, and that the canonical departure is the
    // latest that keeps it.
    let mut rng = Rng::new(11);
    let (mut yes, mut no) = (0, 0);
    for _ in 0..700 {
        let t = terms(&mut rng);
        let p = any::problem(&mut rng, t);
        p.check().expect("the generator makes well-formed problems");
        let stops = sequence(&mut rng, &p, 3);
        if stops.iter().any(|s| p.jobs[s.0].shifts != [ShiftId(0)]) {
            continue;
        }
        let slow = slow::earliest(&p, 0, &stops, None, &|_, _| None);
        let inst = Instance::new(&p);
        let (mut route, mut scratch) = (Route::default(), Scratch::default());
        let items = stops.iter().map(|s| Item {
            node: inst.first[s.0] + u32::from(s.1),
            commit: FREE,
        });
        let mut capacity = 0;
        let over = stops.iter().any(|s| {
            capacity += p.jobs[s.0].stops[usize::from(s.1)]
                .load
                .first()
                .copied()
                .unwrap_or(0);
            capacity > 2
        });
        if over {
            continue;
        }
        let built = route.build(&inst, 0, items, &mut scratch);
        let fast = built.then(|| route.earliest_back(&inst));
        assert_eq!(fast, slow, "{stops:?} {:?} {:?}", p.shifts[0], p.jobs);
        if built {
            yes += 1
        } else {
            no += 1
        }
        if built {
            let clock = schedule::clock(&inst, &route, &mut scratch).expect("feasible");
            assert_eq!(Some(clock.back), slow);
            let leaving = |d| slow::earliest(&p, 0, &stops, Some(d), &|_, _| None);
            assert_eq!(
                leaving(clock.depart),
                slow,
                "{clock:?} {stops:?} {:?} {:?}",
                p.shifts[0],
                p.jobs
            );
            for later in 1..6 {
                assert_ne!(
                    leaving(clock.depart + later),
                    slow,
                    "{clock:?} {stops:?} {:?} {:?}",
                    p.shifts[0],
                    p.jobs
                );
            }
        }
    }
    assert!(yes > 100 && no > 50, "both kinds are met: {yes} and {no}");
}

/// The best reward of any plan, by trying every assignment and order.
pub(crate) fn brute(p: &Problem) -> (i64, i64) {
    let mut best = (i64::MAX, i64::MAX);
    let mut routes: Vec<Stops> = vec![Vec::new(); p.shifts.len()];
    extend(p, 0, &mut routes, &mut best);
    best
}

fn extend(p: &Problem, j: usize, routes: &mut Vec<Stops>, best: &mut (i64, i64)) {
    if j == p.jobs.len() {
        let placed: Vec<usize> = routes
            .iter()
            .flatten()
            .filter(|s| s.1 == 0)
            .map(|s| s.0)
            .collect();
        let missed = p
            .jobs
            .iter()
            .enumerate()
            .filter(|(j, job)| job.required && !placed.contains(j))
            .count() as i64;
        let reward: i64 = placed.iter().map(|&j| p.jobs[j].reward).sum();
        if (missed, -reward) < *best && fine(p, routes) {
            *best = (missed, -reward);
        }
        return;
    }
    extend(p, j + 1, routes, best);
    for s in &p.jobs[j].shifts {
        let s = s.ix();
        let n = routes[s].len();
        for i in 0..=n {
            routes[s].insert(i, (j, 0));
            if p.jobs[j].stops.len() == 2 {
                for k in i + 1..=n + 1 {
                    routes[s].insert(k, (j, 1));
                    extend(p, j + 1, routes, best);
                    routes[s].remove(k);
                }
            } else {
                extend(p, j + 1, routes, best);
            }
            routes[s].remove(i);
        }
    }
}

fn fine(p: &Problem, routes: &[Stops]) -> bool {
    let groups = p.groups.iter().all(|g| {
        let at = |j: &JobId| routes.iter().position(|r| r.iter().any(|x| x.0 == j.ix()));
        let pos = |j: &JobId, k: u8| {
            routes
                .iter()
                .flat_map(|r| r.iter().position(|x| *x == (j.ix(), k)))
                .next()
        };
        match g {
            Group::AtMostOne(l) => l.iter().filter(|j| at(j).is_some()).count() <= 1,
            Group::DifferentDays(l) => {
                let mut d: Vec<u16> = l.iter().filter_map(at).map(|s| p.shifts[s].day).collect();
                d.sort_unstable();
                d.windows(2).all(|w| w[0] != w[1])
            }
            Group::SameOwner(l) => {
                let o: Vec<OwnerId> = l.iter().filter_map(at).map(|s| p.shifts[s].owner).collect();
                o.windows(2).all(|w| w[0] == w[1])
            }
            Group::Together(a, b) | Group::Apart(a, b) => {
                if at(a).is_none() || at(b).is_none() {
                    return true;
                }
                let aboard = at(a) == at(b) && pos(a, 0) < pos(b, 1) && pos(b, 0) < pos(a, 1);
                aboard == matches!(g, Group::Together(..))
            }
        }
    });
    groups
        && budgets(p, routes)
        && routes.iter().enumerate().all(|(s, r)| {
            let mut load = 0;
            let carried = r.iter().all(|x| {
                load += p.jobs[x.0].stops[usize::from(x.1)]
                    .load
                    .first()
                    .copied()
                    .unwrap_or(0);
                load <= p.shifts[s].capacity[0]
            });
            r.is_empty() || (carried && slow::earliest(p, s, r, None, &|_, _| None).is_some())
        })
}

fn budgets(p: &Problem, routes: &[Stops]) -> bool {
    let t = &p.travel[0];
    p.budgets.iter().all(|b| {
        let mut sum = 0;
        for (s, r) in routes.iter().enumerate().filter(|r| !r.1.is_empty()) {
            let mut here = p.shifts[s].start;
            let mut riders = 0;
            let leg = |to: Option<LocationId>, riders: i32, here: &mut Option<LocationId>| {
                let (Some(a), Some(z)) = (*here, to) else {
                    *here = to;
                    return 0;
                };
                *here = to;
                let k = a.ix() * t.size + z.ix();
                match b.measure {
                    Measure::Metres => t.metres[k],
                    Measure::Drive => i64::from(t.ticks[k]),
                    Measure::RiderDrive if riders > 0 => i64::from(t.ticks[k]),
                    _ => 0,
                }
            };
            for x in r {
                let job = &p.jobs[x.0];
                let to = job.stops[usize::from(x.1)].location.or(here);
                sum += leg(to, riders, &mut here);
                if job.rider {
                    riders += if x.1 == 0 { 1 } else { -1 };
                }
                sum += i64::from(b.measure == Measure::Jobs && x.1 == 0);
            }
            let end = p.shifts[s].end.or(here);
            sum += leg(end, 0, &mut here);
        }
        sum <= b.limit
    })
}

/// Enough for problems of a few jobs.
const ROUNDS: Effort = Effort {
    rounds: 60,
    until: None,
    threads: 1,
};

#[test]
fn search_finds_what_brute_force_finds() {
    // Proves on tiny problems that no plan places more required jobs, or as many and
    // more reward, than the one found. Stops without a location are left out here,
    // since the search keeps to a normal form of them. Where travel changes nothing limits
    // the driving, which then depends on the clock: brute force has none.
    let mut rng = Rng::new(5);
    let mut tight = 0;
    for case in 0..40 {
        let timed = rng.chance(0.5);
        let t = Terms {
            timed,
            budgets: !timed,
            jobs: 3 + rng.below(2),
            shifts: 1 + rng.below(2),
            horizon: 40,
            breaks: 1,
            unlocated: false,
            coupled: false,
            pay: false,
            ..any::ALL
        };
        let p = any::problem(&mut rng, t);
        let best = brute(&p);
        let options = Options {
            stop: Halt::Iterations(400),
            threads: 1,
            seed: 3,
            start: None,
        };
        let outcome = solve(&p, &options, &|_| {}).expect("well formed");
        let found = &outcome.best;
        assert_eq!((found.score[0], found.score[1]), best, "case {case} {p:?}");
        // And that no bound is below what brute force finds.
        let known = Known {
            reward: 0,
            missed: best.0,
            seen: &outcome.seen,
        };
        let bound = reward_bound(&p, &known, &ROUNDS).expect("well formed");
        let bound = bound.expect("no reward is below zero");
        assert!(bound >= -best.1, "case {case}: {bound} {best:?} {p:?}");
        tight += usize::from(bound == -best.1);
    }
    assert!(tight > 20, "{tight} bounds of 40 are met");
}
