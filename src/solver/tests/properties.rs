//! Properties on random problems that use every term.

use super::any;
use super::checker::faults;
use crate::solver::bound::{Effort, Known, reward_bound, reward_bounds};
use crate::solver::model::*;
use crate::solver::rng::Rng;
use crate::solver::seen::Seen;
use crate::solver::{Draft, Options, Stop as Halt, evaluate, probe, solve};

fn options(iterations: u64) -> Options<'static> {
    Options {
        stop: Halt::Iterations(iterations),
        threads: 1,
        seed: 7,
        start: None,
    }
}

#[test]
fn every_plan_passes_the_checker() {
    // Proves that whatever the terms, what is found breaks no rule, and that its
    // measures are what the visits come to.
    let mut rng = Rng::new(21);
    for case in 0..150 {
        let p = any::problem(&mut rng, any::ALL);
        p.check().expect("well formed");
        let found = solve(&p, &options(120), &|_| {}).expect("well formed").best;
        let faults = faults(&p, &found);
        assert!(
            faults.is_empty(),
            "case {case}: {faults:#?}\n{found:#?}\n{p:#?}"
        );
    }
}

#[test]
fn no_plan_exceeds_the_bound() {
    // Proves that with every term of the model nothing that is found is worth more than
    // the bound of plans that miss as much, and that the bound is the same twice.
    let mut rng = Rng::new(25);
    for case in 0..60 {
        let p = any::problem(&mut rng, any::ALL);
        let outcome = solve(&p, &options(60), &|_| {}).expect("well formed");
        let found = outcome.best;
        let none = Seen::default();
        let known = Known {
            reward: 0,
            missed: found.measures.missed,
            // With and without routes to begin with.
            seen: if case % 3 == 0 { &none } else { &outcome.seen },
        };
        let effort = Effort {
            rounds: 20,
            until: None,
            threads: 1 + case % 2,
        };
        let bound = reward_bound(&p, &known, &effort).expect("well formed");
        let again = reward_bound(&p, &known, &effort).expect("well formed");
        assert_eq!(bound, again);
        if let Some(bound) = bound {
            assert!(
                bound >= found.measures.reward,
                "case {case}: {bound} {p:#?}"
            );
        }
    }
}

#[test]
fn bounds_of_levels_hold_and_rise() {
    // Proves that bounds reckoned together hold at each of several limits for what is found
    // there, that they are the same twice, that a larger limit has no lower one, and that none
    // rises by more than its prices say (and the grain to which it is rounded), also where the
    // prices are of paid time or money.
    let mut rng = Rng::new(26);
    let (mut tight, mut paid) = (0, 0);
    for case in 0..40 {
        let p = any::problem(&mut rng, any::ALL);
        let at = |parts: i64| {
            let mut p = p.clone();
            for budget in &mut p.budgets {
                budget.limit = budget.limit.max(0) * parts / 2;
            }
            p
        };
        let problems: Vec<_> = [0, 1, 2, 3, 6].into_iter().map(at).collect();
        let found: Vec<_> = problems
            .iter()
            .map(|p| solve(p, &options(60), &|_| {}).expect("well formed"))
            .collect();
        // All are bounded for plans that miss as much as the worst.
        let missed = found.iter().map(|one| one.best.measures.missed).max();
        let known: Vec<Known<'_>> = found
            .iter()
            .map(|one| Known {
                reward: 0,
                missed: missed.unwrap_or_default(),
                seen: &one.seen,
            })
            .collect();
        let effort = Effort {
            rounds: 40,
            until: None,
            threads: 1 + case % 2,
        };
        let bounds = reward_bounds(&problems, &known, &effort).expect("well formed");
        let again = reward_bounds(&problems, &known, &effort).expect("well formed");
        assert_eq!(bounds, again);
        let all: i64 = p.jobs.iter().map(|job| job.reward).sum();
        let mut before = 0;
        for ((bound, one), p) in bounds.iter().zip(&found).zip(&problems) {
            let Some(bound) = bound else { continue };
            assert!(
                bound.value >= one.best.measures.reward,
                "case {case}: {p:#?}"
            );
            assert!(bound.value >= before, "case {case}: {p:#?}");
            before = bound.value;
            tight += usize::from(bound.value < all);
            let pays = |measure| matches!(measure, Measure::Paid | Measure::Money);
            let prices = p.budgets.iter().zip(&bound.prices);
            let mut positive = prices.filter(|(_, price)| price.is_some_and(|price| price > 0.0));
            paid += usize::from(positive.any(|(budget, _)| pays(budget.measure)));
        }
        let grain = p
            .jobs
            .iter()
            .map(|job| job.reward)
            .min()
            .unwrap_or_default();
        for (at, bound) in bounds.iter().enumerate() {
            let Some(bound) = bound else { continue };
            assert!(bound.prices.iter().flatten().all(|price| *price >= 0.0));
            for (other, then) in bounds.iter().zip(&problems) {
                let Some(other) = other else { continue };
                let budgets = then.budgets.iter().zip(&problems[at].budgets);
                let more = budgets.zip(&bound.prices).map(|((then, now), price)| {
                    price.unwrap_or_default() * (then.limit - now.limit) as f64
                });
                let says = bound.value as f64 + more.sum::<f64>() + grain as f64;
                assert!(other.value as f64 <= says, "case {case}: {p:#?}");
            }
        }
    }
    assert!(tight > 50, "{tight} bounds say something");
    assert!(paid > 10, "{paid} have a price of paid time or money");
}

#[test]
fn evaluating_a_plan_gives_it_back() {
    // Proves that a plan taken apart and checked is the same plan, to the tick.
    let mut rng = Rng::new(22);
    for case in 0..80 {
        let p = any::problem(&mut rng, any::ALL);
        let found = solve(&p, &options(60), &|_| {}).expect("well formed").best;
        let again = evaluate(&p, &Draft::of(&p, &found));
        assert_eq!(again.as_ref(), Ok(&found), "case {case} {p:#?}");
    }
}

#[test]
fn same_seed_gives_the_same_plan_and_a_start_is_never_worsened() {
    // Proves that with iterations nothing depends on the clock or on threads' turns,
    // and that a warm start keeps at least its score.
    let mut rng = Rng::new(23);
    for _ in 0..15 {
        let p = any::problem(&mut rng, any::ALL);
        let two = Options {
            threads: 2,
            ..options(60)
        };
        let a = solve(&p, &two, &|_| {}).expect("well formed");
        let b = solve(&p, &two, &|_| {}).expect("well formed");
        assert_eq!(a, b);
        let warm = Options {
            start: Some(&a.best),
            seed: 9,
            ..options(1)
        };
        let c = solve(&p, &warm, &|_| {}).expect("well formed").best;
        assert!(
            c.score <= a.best.score,
            "{:?} {:?} {p:#?}",
            c.score,
            a.best.score
        );
    }
}

#[test]
fn probes_agree_with_the_search() {
    // Proves that a job is possible alone exactly when the search places it as the only
    // one there is, that forcing it into a plan throws out only what was in it, and that a
    // plan which it betters keeps every rule.
    let mut rng = Rng::new(24);
    let (mut yes, mut no, mut better_ones) = (0, 0, 0);
    for case in 0..40 {
        let mut p = any::problem(&mut rng, any::ALL);
        p.precedences.clear();
        p.groups.clear();
        let found = solve(&p, &options(4), &|_| {}).expect("well formed").best;
        let probe = probe::Probe::new(&p).expect("well formed");
        let mut session = probe.session(&found);
        for j in 0..p.jobs.len() {
            let forced = session.displaced(JobId::at(j), 400, None);
            if let Some(d) = forced {
                assert!(
                    d.out
                        .iter()
                        .all(|o| !found.unplaced.contains(o) && o.ix() != j)
                );
                if let Some(better) = &d.better {
                    let faults = faults(&p, better);
                    assert!(faults.is_empty(), "case {case} job {j}: {faults:?} {p:?}");
                    assert!(better.score < found.score, "case {case} job {j}");
                    assert!(!better.unplaced.contains(&JobId::at(j)));
                    better_ones += 1;
                }
            }
            if j % 3 != 0 {
                continue;
            }
            let tried = probe::alone(&p, JobId::at(j)).expect("well formed");
            let possible = tried.iter().any(|t| t.1.is_ok());
            let mut only = p.clone();
            only.jobs = vec![p.jobs[j].clone()];
            let alone = solve(&only, &options(60), &|_| {})
                .expect("well formed")
                .best;
            assert_eq!(
                possible,
                alone.unplaced.is_empty(),
                "case {case} job {j} {tried:?} {p:?}"
            );
            if possible { yes += 1 } else { no += 1 }
        }
    }
    assert!(yes > 10 && no > 10, "both kinds are met: {yes} and {no}");
    assert!(better_ones > 2, "plans that are bettered: {better_ones}");
}
