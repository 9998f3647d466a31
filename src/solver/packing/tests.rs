//! The packing against brute force, and what it makes of halves; its relaxation by certificates.

use super::rows::Entry;
use super::simplex::{Relaxation, Settled};
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

/// A model of some columns, each worth about what it takes: rows of which there is one, one that
/// many take parts of, one of which there is nothing without what another column brings.
fn model(rng: &mut Rng, columns: usize) -> Rows {
    let (rows, classes) = (8, 3);
    let mut model = Rows {
        limit: vec![1.0; rows],
        shifts: vec![1, 2, 1],
        ..Rows::default()
    };
    model.limit.push(0.0);
    for _ in 0..columns {
        let mut takes: Vec<Entry> = Vec::new();
        for row in 0..rows as u32 - 1 {
            if rng.chance(0.3) {
                takes.push(Entry { row, takes: 1.0 });
            }
        }
        if takes.is_empty() {
            takes.push(Entry { row: 0, takes: 1.0 });
        }
        let share = rng.unit();
        let row = rows as u32 - 1;
        takes.push(Entry { row, takes: share });
        if rng.chance(0.3) {
            let takes_one = if rng.chance(0.5) { 1.0 } else { -1.0 };
            takes.push(Entry {
                row: row + 1,
                takes: takes_one,
            });
        }
        let about = takes.len() as f64 * 100.0;
        model.worth.push((about * (0.5 + rng.unit())).round());
        model.class.push(rng.below(classes) as u32);
        model.columns.push(takes);
    }
    model
}

const ENDLESS: fn() -> bool = || false;

fn endless<'f>() -> Work<'f> {
    Work {
        left: u64::MAX,
        out_of_time: &ENDLESS,
    }
}

/// What some columns take of each row and class beyond what there is; with their fractions.
fn beyond(model: &Rows, chosen: &[(u32, f64)]) -> f64 {
    let shifts = model.shifts.iter().map(|&shifts| f64::from(shifts));
    let mut left: Vec<f64> = model.limit.iter().copied().chain(shifts).collect();
    for &(column, fraction) in chosen {
        for entry in &model.columns[column as usize] {
            left[entry.row as usize] -= fraction * entry.takes;
        }
        left[model.len() + model.class[column as usize] as usize] -= fraction;
    }
    left.into_iter()
        .fold(0.0, |most, left| f64::max(most, -left))
}

fn worth(model: &Rows, chosen: &[(u32, f64)]) -> f64 {
    let each = chosen.iter();
    each.map(|&(column, fraction)| fraction * model.worth[column as usize])
        .sum()
}

/// Shifts of limits and worths do no more than this.
const CLOSE: f64 = 0.05;

#[test]
fn the_fractions_are_the_best_by_their_prices() {
    // Proves the relaxation by its certificate: the fractions keep every limit, no column earns
    // anything beyond the prices, no price is below zero, and both come to the same.
    let mut rng = Rng::new(23);
    for _ in 0..200 {
        let columns = 5 + rng.below(60);
        let model = model(&mut rng, columns);
        let relaxation = Relaxation::new(&model, 1.0);
        let mut basis = relaxation.nothing();
        assert!(relaxation.climb(&mut basis, &mut endless()));
        let fractions = relaxation.fractions(&basis);
        assert!(beyond(&model, &fractions) < 1e-4);
        assert!((worth(&model, &fractions) - basis.value()).abs() < CLOSE);
        let open = relaxation.open(&basis, f64::INFINITY);
        assert!(open.earned.iter().all(|&earned| earned < 1e-6));
        assert!(basis.prices().iter().all(|&price| price > -1e-6));
    }
}

#[test]
fn going_on_comes_to_what_beginning_anew_does() {
    // Proves that after a column is taken, or barred, the dual method ends at the fractions of
    // the model that is left, built from nothing.
    let mut rng = Rng::new(29);
    let mut taken = 0;
    for case in 0..200 {
        let model = model(&mut rng, 40);
        let relaxation = Relaxation::new(&model, 1.0);
        let mut basis = relaxation.nothing();
        assert!(relaxation.climb(&mut basis, &mut endless()));
        let mut open = relaxation.open(&basis, f64::INFINITY);
        let fractions = relaxation.fractions(&basis);
        let (column, _) = fractions[rng.below(fractions.len())];
        let mut left = Rows {
            limit: model.limit.clone(),
            shifts: model.shifts.clone(),
            ..Rows::default()
        };
        if case % 2 == 0 {
            relaxation.take(&mut basis, &mut open, column);
            left.shifts[model.class[column as usize] as usize] -= 1;
            for entry in &model.columns[column as usize] {
                left.limit[entry.row as usize] -= entry.takes;
            }
            taken += 1;
        } else {
            relaxation.bar(&mut basis, column);
        }
        for other in (0..40).filter(|&other| other != column as usize) {
            // In fractions more would fit, and none of that is of use.
            let fits = |entry: &Entry| {
                model.limit[entry.row as usize] == 0.0
                    || entry.takes <= left.limit[entry.row as usize] + 1e-9
            };
            let class = model.class[other];
            if left.shifts[class as usize] > 0 && model.columns[other].iter().all(fits) {
                left.columns.push(model.columns[other].clone());
                left.worth.push(model.worth[other]);
                left.class.push(class);
            }
        }
        let settled = relaxation.settle(&mut basis, &mut open, -1e9, &mut endless());
        if left.limit.iter().any(|&limit| limit < 0.0) {
            continue;
        }
        assert_eq!(settled, Settled::Best, "case {case}");
        let anew = Relaxation::new(&left, 1.0);
        let mut other = anew.nothing();
        assert!(anew.climb(&mut other, &mut endless()));
        let (one, two) = (basis.value(), other.value());
        assert!((one - two).abs() < CLOSE, "case {case}: {one} and {two}");
    }
    assert!(taken > 0);
}

#[test]
fn the_tree_finds_what_trying_every_choice_finds() {
    // Proves that no choice of columns is worth more than what the tree ends with, and that it
    // says when it was cut short.
    let mut rng = Rng::new(31);
    for case in 0..150 {
        let model = model(&mut rng, 12);
        let all = |set: u32| (0..12).filter(move |c| set >> c & 1 == 1).map(|c| (c, 1.0));
        let sets = (0..1_u32 << 12).map(|set| all(set).collect::<Vec<(u32, f64)>>());
        let whole = sets.filter(|chosen| beyond(&model, chosen) < 1e-9);
        let most = whole.map(|chosen| worth(&model, &chosen));
        let most = most.fold(0.0, f64::max);
        let mut best = 0.0;
        let mut accept = |choice: &[u32]| {
            let chosen: Vec<(u32, f64)> = choice.iter().map(|&c| (c, 1.0)).collect();
            let holds = beyond(&model, &chosen) < 1e-9;
            if holds {
                best = f64::max(best, worth(&model, &chosen));
            }
            holds
        };
        let whole = branch::search(&model, (0.0, 1.0), endless(), &mut accept);
        assert!(
            whole && (best - most).abs() < 1e-6,
            "case {case}: {best} of {most}"
        );
        let nothing = Work {
            left: 1,
            out_of_time: &ENDLESS,
        };
        assert!(!branch::search(&model, (0.0, 1.0), nothing, &mut |_| false));
    }
}
