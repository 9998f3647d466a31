//! The packing against brute force, and what it makes of halves.

use super::*;
use crate::solver::evaluate::solution as written;
use crate::solver::model::*;
use crate::solver::route::{FREE, Item};
use crate::solver::tests::any::{self, Terms};
use crate::solver::tests::oracle::brute;
use crate::solver::{Draft, evaluate};

/// Every order of every set of a shift's stops that holds alone, each put into the pool.
fn enumerate(state: &mut State<'_>, shift: usize, items: &mut Vec<Item>, pool: &mut Pool) {
    let inst = state.inst;
    for node in 0..inst.nodes.len() as u32 {
        let n = &inst.nodes[node as usize];
        let has = |node: u32| items.iter().any(|i| i.node == node);
        let job = n.job as usize;
        if has(node) || (n.stop == 1 && !has(node - 1)) || inst.pair(job, shift).is_none() {
            continue;
        }
        items.push(Item { node, commit: FREE });
        let nodes = items.iter().map(|i| &inst.nodes[i.node as usize]);
        let firsts = nodes.clone().filter(|n| n.stop == 0);
        let stops: usize = firsts.map(|n| inst.stops(n.job as usize)).sum();
        if stops == items.len() {
            let mut alone = State::new(inst);
            if alone.set_route(shift, items) {
                pool.keep_all(&alone, 0.0);
            }
        }
        enumerate(state, shift, items, pool);
        items.pop();
    }
}

/// What the packing makes of nothing but a pool.
fn packed<'a>(inst: &'a Instance<'a>, pools: &[&Pool]) -> Snapshot {
    let empty = put_away(&State::new(inst));
    let mut packing = Packing::new(inst);
    packing.run(pools, &empty, None).unwrap_or(empty)
}

#[test]
fn over_all_routes_it_finds_what_brute_force_finds() {
    // Proves that with every route in the pool the choice misses as few required jobs as any
    // plan does, and then has as much reward, with budgets and groups; and that its plan
    // holds when it is checked from outside.
    let mut rng = Rng::new(17);
    let mut chosen = 0;
    for case in 0..60 {
        let t = Terms {
            jobs: 4,
            shifts: 2 + case % 2,
            horizon: 40,
            breaks: 1,
            timed: false,
            unlocated: false,
            coupled: false,
            pay: false,
            ..any::ALL
        };
        let p = any::problem(&mut rng, t);
        let inst = Instance::new(&p);
        let mut pool = Pool::default();
        for shift in 0..p.shifts.len() {
            let mut state = State::new(&inst);
            enumerate(&mut state, shift, &mut Vec::new(), &mut pool);
        }
        let plan = packed(&inst, &[&pool]);
        assert_eq!(
            (plan.score[0], plan.score[1]),
            brute(&p),
            "case {case}, {} routes: {p:#?}",
            pool.routes().len()
        );
        let mut state = State::new(&inst);
        state.load(&plan);
        let solution = written(&mut state);
        assert_eq!(
            evaluate(&p, &Draft::of(&p, &solution)).map(|s| s.score),
            Ok(plan.score)
        );
        chosen += usize::from(solution.routes.len() > 1);
    }
    assert!(chosen > 10, "{chosen} plans of several routes");
}

/// Two shifts of different days at one place; a job worth 2 and one worth 3 on each day, and
/// time for one of them.
fn two_days() -> Problem {
    let mut p = Problem {
        travel: vec![Travel {
            size: 1,
            ticks: vec![0],
            metres: vec![0],
            timed: None,
        }],
        owners: vec![Owner::default()],
        objective: vec![Level {
            reward: -1,
            ..Level::default()
        }],
        ..Problem::default()
    };
    for day in 0..2 {
        let open = i32::from(day) * 100;
        p.shifts.push(Shift {
            owner: OwnerId(0),
            day,
            travel: TravelId(0),
            start: None,
            end: None,
            open,
            close: open + 10,
            closures: vec![],
            capacity: vec![],
            breaks: vec![],
            pay: Pay::Used,
            cost: Cost::default(),
            first_leg_claimed: true,
            last_leg_claimed: true,
        });
        for reward in [2, 3] {
            p.jobs.push(Job {
                stops: vec![Stop {
                    location: Some(LocationId(0)),
                    setup: 0,
                    service: 10,
                    windows: vec![Window {
                        from: open,
                        to: open,
                    }],
                    load: vec![],
                }],
                max_ride: None,
                rider: false,
                reward,
                required: false,
                shifts: vec![ShiftId(day.into())],
                people: vec![],
                presences: vec![],
                companions: None,
                preferred: vec![],
            });
        }
    }
    p
}

/// A plan with one job on each day.
fn plan_of<'a>(inst: &'a Instance<'a>, jobs: [u32; 2]) -> State<'a> {
    let mut state = State::new(inst);
    for (shift, job) in jobs.into_iter().enumerate() {
        let item = Item {
            node: inst.first[job as usize],
            commit: FREE,
        };
        assert!(state.set_route(shift, &[item]));
    }
    state
}

#[test]
fn the_better_halves_of_two_plans_make_one() {
    // Proves that halves from two islands are put together: one plan has 3 + 2, the other
    // 2 + 3, and neither pool alone has better than its own 5; both have 3 + 3 = 6.
    let p = two_days();
    let inst = Instance::new(&p);
    let (a, b) = (plan_of(&inst, [1, 2]), plan_of(&inst, [0, 3]));
    let (mut first, mut second) = (Pool::default(), Pool::default());
    first.keep_all(&a, a.scalar());
    second.keep_all(&b, b.scalar());
    let best = put_away(&a);
    assert_eq!(best.score, [-5]);
    let mut packing = Packing::new(&inst);
    assert!(packing.run(&[&first], &best, None).is_none());
    let plan = packing.run(&[&first, &second], &best, None);
    assert_eq!(plan.expect("halves fit").score, [-6]);
}

#[test]
fn the_same_pools_give_the_same_plan() {
    // Proves that nothing but the pools decides: two packings of one pool agree stop by stop.
    let mut rng = Rng::new(4);
    for _ in 0..30 {
        let p = any::problem(&mut rng, any::ALL);
        let inst = Instance::new(&p);
        let mut pool = Pool::default();
        let mut island = crate::solver::search::Island::new(&inst, 5, State::new(&inst));
        struct Few;
        impl crate::solver::search::Pace for Few {
            fn at(&self, iterations: u64) -> Option<f64> {
                (iterations < 64).then_some(0.5)
            }
        }
        island.run(&Few, 1.0);
        pool.keep_all(&island.state, 0.0);
        let pools = [&island.pool, &pool];
        let (one, two) = (packed(&inst, &pools), packed(&inst, &pools));
        assert_eq!(one.routes, two.routes);
        assert_eq!(one.commits, two.commits);
        assert!(one.score <= put_away(&State::new(&inst)).score);
    }
}
