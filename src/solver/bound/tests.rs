//! The pieces of the bound against each other, on random problems with every term.

use super::labels::Labels;
use super::layout::{Layout, nearest};
use super::pricing::{Found, How, Look, Priced};
use super::{Effort, Known, Prices, prove};
use crate::solver::instance::Instance;
use crate::solver::model::{Level, Problem};
use crate::solver::rng::Rng;
use crate::solver::tests::any::{self, Terms};
use crate::solver::{Draft, Options, Stop, evaluate, solve};

/// Scaled by so much.
const BITS: u32 = 4;

/// Prices between nothing and a bit more than a job is worth, and small ones of budgets.
fn prices(p: &Problem, rng: &mut Rng) -> Prices {
    let job = |reward: i64| rng.below((reward << BITS) as usize + 20) as i64;
    let job: Vec<i64> = p.jobs.iter().map(|j| j.reward.max(0)).map(job).collect();
    Prices {
        bits: BITS,
        tick: 0,
        job,
        budget: p.budgets.iter().map(|_| rng.below(8) as i64).collect(),
    }
}

/// A random problem with every term; every other one with drives that are longer than the
/// blocks of the completions, and time for them.
fn problem(rng: &mut Rng, case: usize) -> Problem {
    if case.is_multiple_of(2) {
        return any::problem(rng, any::ALL);
    }
    let mut p = any::problem(
        rng,
        Terms {
            horizon: 100,
            timed: false,
            ..any::ALL
        },
    );
    for ticks in p.travel.iter_mut().flat_map(|table| &mut table.ticks) {
        *ticks *= 3;
    }
    p
}

/// Calls with each shift of some random problems by random prices.
fn each_priced(
    (seed, cases): (u64, usize),
    mut call: impl FnMut(&Instance<'_>, &Layout, &Prices, &Priced),
) {
    let mut rng = Rng::new(seed);
    for case in 0..cases {
        let p = problem(&mut rng, case);
        let inst = Instance::new(&p);
        let prices = prices(&p, &mut rng);
        for shift in 0..p.shifts.len() {
            let layout = Layout::new(&inst, shift, nearest(&inst));
            // Some riders are told apart, in any order.
            let mut told: Vec<u8> = (0..8).collect();
            rng.shuffle(&mut told);
            told.truncate(rng.below(9));
            let priced = Priced::new(&inst, &layout, &prices, &told);
            call(&inst, &layout, &prices, &priced);
        }
    }
}

const ALL: Look = Look {
    floor: -1,
    how: How::Best,
    until: None,
};

#[test]
fn completions_never_hide_the_best_route() {
    // Proves that what completions allow is at least what the best route earns: with them
    // the labels find just as much as without, and by themselves they allow no less. A quick
    // look finds no more than that, and a floor that is met changes nothing.
    let mut cut = 0;
    each_priced((31, 1000), |inst, layout, _, priced| {
        let outright = priced.worth.outright;
        let with = priced.look(inst, layout, &ALL).most;
        let bare = Priced {
            completion: None,
            coarse: Found {
                most: i64::MAX,
                routes: Vec::new(),
            },
            worth: priced.worth.clone(),
        };
        let without = Labels::new(inst, layout, &bare, &ALL).run(None) + outright;
        assert_eq!(with, without, "shift {}: {:#?}", layout.shift, inst.p);
        assert!(priced.coarse.most >= without, "{:#?}", inst.p);
        cut += usize::from(priced.coarse.most > without);
        let quick = Look {
            how: How::Quick,
            ..ALL
        };
        let quick = priced.look(inst, layout, &quick);
        assert!(quick.most <= with, "{:#?}", inst.p);
        let floor = Look {
            floor: without - outright,
            ..ALL
        };
        let found = priced.look(inst, layout, &floor).most;
        assert_eq!(found, with, "{:#?}", inst.p);
    });
    assert!(cut > 20, "labels say more than completions: {cut}");
}

#[test]
fn riders_told_apart_only_tighten_completions() {
    // Proves that completions that tell riders apart allow no more than those that do not, and
    // that they often allow less, down to what labels find.
    let (mut less, mut exact) = (0, 0);
    each_priced((34, 800), |inst, layout, prices, priced| {
        let plain = Priced::new(inst, layout, prices, &[]).coarse.most;
        let told = priced.coarse.most;
        assert!(told <= plain, "{told} {plain}: {:#?}", inst.p);
        less += usize::from(told < plain);
        let labels = priced.look(inst, layout, &ALL).most;
        exact += usize::from(told < plain && told == labels);
    });
    assert!(less > 20 && exact > 5, "{less} are less, {exact} exact");
}

#[test]
fn a_look_that_gives_up_on_a_large_shift_claims_nothing() {
    // Proves that the bound of a shift of more jobs than are told apart, and more ticks than
    // have completions, allows all of them: also where labels give up at once.
    let terms = Terms {
        jobs: 300,
        shifts: 1,
        horizon: 5_000,
        timed: false,
        coupled: false,
        groups: false,
        budgets: false,
        ..any::ALL
    };
    let p = any::problem(&mut Rng::new(36), terms);
    let inst = Instance::new(&p);
    let layout = Layout::new(&inst, 0, nearest(&inst));
    let prices = Prices {
        bits: BITS,
        tick: 0,
        job: vec![0; p.jobs.len()],
        budget: vec![0; p.budgets.len()],
    };
    let priced = Priced::new(&inst, &layout, &prices, &[]);
    assert!(priced.completion.is_none() && priced.worth.outright > 0);
    let now = Look {
        until: Some(std::time::Instant::now()),
        ..ALL
    };
    let found = priced.look(&inst, &layout, &now);
    let all: i64 = p.jobs.iter().map(|job| job.reward << BITS).sum();
    assert_eq!(found.most, all);
}

/// Routes that nothing ties together but jobs and budgets.
const UNTIED: Terms = Terms {
    jobs: 12,
    timed: false,
    coupled: false,
    groups: false,
    pay: false,
    ..any::ALL
};

/// The same with people, orders and groups.
const TIED: Terms = Terms {
    coupled: true,
    groups: true,
    ..UNTIED
};

#[test]
fn no_route_that_was_seen_earns_more_than_is_allowed() {
    // Proves that by any prices no route of a search earns more than the labels and the
    // completions of its class say that one can. So many cases, since some of what would hide a
    // route is rare: the way home over a stop that is shorter than the way (once in five thousand).
    let mut rng = Rng::new(36);
    let mut seen = 0;
    for case in 0..5_500 {
        let mut p = match case % 3 {
            0 => problem(&mut rng, case),
            1 => any::problem(&mut rng, TIED),
            _ => any::problem(&mut rng, UNTIED),
        };
        // Long setups, so that much hangs on who is at a place before.
        let stops = p.jobs.iter_mut().flat_map(|job| &mut job.stops);
        stops.for_each(|stop| stop.setup *= 3);
        let options = Options {
            stop: Stop::Iterations(200),
            threads: 1,
            seed: 1,
            start: None,
        };
        let outcome = solve(&p, &options, &|_| {}).expect("well formed");
        let inst = Instance::new(&p);
        let prices = prices(&p, &mut rng);
        for (class, shifts) in inst.classes.shifts.iter().enumerate() {
            let layout = Layout::new(&inst, shifts[0] as usize, nearest(&inst));
            let priced = Priced::new(&inst, &layout, &prices, &[]);
            let most = priced.look(&inst, &layout, &ALL).most;
            for route in outcome
                .seen
                .0
                .iter()
                .filter(|one| one.class as usize == class)
            {
                let jobs = route.jobs.iter().map(|&job| job as usize);
                let nets = jobs.map(|job| (p.jobs[job].reward << BITS) - prices.job[job]);
                let budgets = layout.budgets.iter();
                let paid = budgets.map(|(b, uses)| prices.budget[*b] * uses.of_seen(&inst, route));
                let earned = nets.sum::<i64>() - paid.sum::<i64>();
                assert!(
                    earned <= most,
                    "case {case}: {earned} > {most}: {route:?} {p:#?}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 30_000, "{seen} routes");
}

#[test]
fn no_plan_is_proven_best_that_is_not() {
    // Proves that a plan is never said to be the best where a better one is known: with less
    // driving by one tick, or more reward; and that many of the best are said to be. Where the
    // finish comes from a worse plan to one that it calls the best, none is known that is better;
    // and it comes to many.
    let mut rng = Rng::new(35);
    let (mut best, mut bettered, mut of) = (0, 0, 0);
    for case in 0..120 {
        let mut p = match case % 4 {
            0 => problem(&mut rng, case),
            // What ties routes together forbids some of what the bound allows.
            1 => any::problem(&mut rng, TIED),
            _ => any::problem(&mut rng, UNTIED),
        };
        p.objective = ["missed", "reward", "drive"].map(level).to_vec();
        let options = Options {
            stop: Stop::Iterations(400),
            threads: 1,
            seed: 1,
            start: None,
        };
        let outcome = solve(&p, &options, &|_| {}).expect("well formed");
        let found = outcome.best.measures;
        if found.missed > 0 {
            continue;
        }
        let proven = |reward: i64, drive: i64| {
            let known = Known {
                seen: &outcome.seen,
                reward,
                missed: 0,
            };
            let effort = Effort {
                rounds: 60,
                until: None,
                threads: 1,
            };
            let proof = prove(&p, &known, drive, &effort).expect("well formed")?;
            if let Some(plan) = &proof.better {
                let again = evaluate(&p, &Draft::of(&p, plan)).expect("it keeps every rule");
                assert_eq!(again.measures, plan.measures);
                let now = (-again.measures.reward, again.measures.drive);
                assert!(now < (-reward, drive) && again.measures.missed == 0);
            }
            Some(proof)
        };
        // What is the best, where that is told: none where it is the known plan.
        let told = |reward: i64, drive: i64| {
            let proof = proven(reward, drive).filter(|proof| proof.is_best)?;
            Some(
                proof
                    .better
                    .map(|plan| (-plan.measures.reward, plan.measures.drive)),
            )
        };
        let grain = p.grain();
        for worse in [(found.reward, found.drive + 1), (found.reward - grain, 0)] {
            if let Some(to) = told(worse.0, worse.1) {
                let to = to.expect("a better plan is known");
                assert!(to <= (-found.reward, found.drive), "case {case}: {p:#?}");
                bettered += 1;
            }
        }
        of += 1;
        best += usize::from(told(found.reward, found.drive) == Some(None));
    }
    assert!(
        bettered > 30,
        "{bettered} times a better plan is found and proven"
    );
    assert!(best > 15, "{best} of {of} are proven");
}

/// A level that is one thing alone.
fn level(of: &str) -> Level {
    let weight = |name: &str, weight: i64| if name == of { weight } else { 0 };
    Level {
        missed: weight("missed", 1),
        reward: weight("reward", -1),
        drive: weight("drive", 1),
        ..Level::default()
    }
}

#[test]
fn routes_that_are_told_earn_what_is_said() {
    // Proves that the best route that a look tells earns, job by job and leg by leg, what the
    // look says is the most.
    let mut told = 0;
    each_priced((32, 100), |inst, layout, prices, priced| {
        let found = priced.look(inst, layout, &ALL);
        let Some(best) = found.routes.first() else {
            return;
        };
        let nets = best.jobs.iter().map(|&(job, parts)| {
            let net = (inst.p.jobs[job as usize].reward << BITS) - prices.job[job as usize];
            net * i64::from(parts) / i64::from(super::taken::PARTS)
        });
        let paid = best.used.iter().map(|&(b, used)| prices.budget[b] * used);
        let earned = nets.sum::<i64>() - paid.sum::<i64>();
        assert_eq!(earned + priced.worth.outright, found.most, "{:#?}", inst.p);
        told += 1;
    });
    assert!(told > 50, "{told} routes");
}

#[test]
fn more_room_never_lowers_a_bound() {
    // Proves that by the same prices, whatever they are, larger budgets and wider windows
    // have no lower bound.
    let mut rng = Rng::new(33);
    let mut more = 0;
    for case in 0..150 {
        let mut p = problem(&mut rng, case);
        let prices = prices(&p, &mut rng);
        let bound = |p: &Problem| {
            let inst = Instance::new(p);
            let most = (0..p.shifts.len()).map(|shift| {
                let layout = Layout::new(&inst, shift, nearest(&inst));
                Priced::new(&inst, &layout, &prices, &[])
                    .look(&inst, &layout, &ALL)
                    .most
                    .max(0)
            });
            let jobs: i64 = prices.job.iter().sum();
            let budgets = p.budgets.iter().zip(&prices.budget);
            let budgets: i64 = budgets.map(|(budget, price)| budget.limit * price).sum();
            jobs + budgets + most.sum::<i64>()
        };
        let before = bound(&p);
        for budget in &mut p.budgets {
            budget.limit += rng.below(3) as i64;
        }
        for stop in p.jobs.iter_mut().flat_map(|job| &mut job.stops) {
            if let Some(last) = stop.windows.last_mut() {
                last.to += rng.below(4) as i32;
            }
        }
        let after = bound(&p);
        assert!(after >= before, "case {case}: {before} {after} {p:#?}");
        more += usize::from(after > before);
    }
    assert!(more > 20, "{more} bounds rose");
}
