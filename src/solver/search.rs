//! One island: ruin and recreate under simulated annealing.

use super::cooling::Cooling;
use super::coupling::Commit;
use super::fleet::{self, Shrinking};
use super::insertion::{Mode, PLAIN};
use super::instance::{Instance, NONE};
use super::pool::Pool;
use super::recreate::{Order, Recreator, draw};
use super::rng::Rng;
use super::route::Item;
use super::ruin::Ruiner;
use super::solution::Measures;
use super::state::{State, score};

/// A plan put away: stops by shift and what is committed.
#[derive(Clone, Default)]
pub(crate) struct Snapshot {
    /// Stops by shift.
    pub routes: Vec<Vec<Item>>,
    /// Committed jobs.
    pub commits: Vec<(u32, Commit)>,
    /// What it comes to.
    pub sum: Measures,
    /// The objective's levels.
    pub score: Vec<i64>,
}

impl State<'_> {
    /// Puts the plan away.
    pub(crate) fn snapshot(&self, into: &mut Snapshot) {
        into.routes.resize(self.routes.len(), Vec::new());
        for (list, route) in into.routes.iter_mut().zip(&self.routes) {
            list.clear();
            list.extend(route.items());
        }
        into.commits.clear();
        for (j, c) in self.lines.commits.iter().enumerate() {
            if self.inst.any_commits && self.at[j] != NONE && c.starts[0] != super::route::FREE {
                into.commits.push((j as u32, c.clone()));
            }
        }
        into.sum = self.sum;
        into.score = self.score();
    }

    /// The plan that was put away, in place of this one. It held when it was put
    /// away, so it holds now.
    pub(crate) fn restore(&mut self, from: &Snapshot) {
        let inst = self.inst;
        let mut fresh = State::new(inst);
        fresh.load(from);
        // Versions go on from where they are, so that nothing kept is mistaken.
        fresh.renew(self);
        *self = fresh;
    }
}

/// An island's own things.
pub(crate) struct Island<'a> {
    /// The plan under work.
    pub state: State<'a>,
    /// The best so far.
    pub best: Snapshot,
    /// Routes of plans near the best.
    pub pool: Pool,
    /// The scalar of the best.
    scalar: f64,
    recreator: Recreator,
    ruiner: Ruiner,
    pub(super) rng: Rng,
    jobs: Vec<u32>,
    fresh: Vec<bool>,
    pub(super) cooling: Cooling,
    /// While the fleet is made smaller.
    shrinking: Option<Shrinking>,
    /// Iterations done.
    pub iterations: u64,
}

/// Where in its run an island is, from 0 to 1.
pub(crate) trait Pace {
    /// How far the run is after so many iterations, or none when it is over.
    fn at(&self, iterations: u64) -> Option<f64>;
}

impl<'a> Island<'a> {
    /// An island with a first plan: the one that is given, completed greedily.
    pub(crate) fn new(inst: &'a Instance<'a>, seed: u64, mut state: State<'a>) -> Self {
        let mut rng = Rng::new(seed);
        let mut recreator = Recreator::new(inst);
        let mut jobs = state.unplaced.clone();
        let fresh = vec![true; inst.p.jobs.len()];
        state.begin();
        recreator.run(
            &mut state,
            &mut jobs,
            &fresh,
            Order::Density,
            PLAIN,
            &mut rng,
        );
        state.settle();
        let mut best = Snapshot::default();
        state.snapshot(&mut best);
        let mut pool = Pool::default();
        pool.keep_all(&state, state.scalar());
        Island {
            scalar: state.scalar(),
            pool,
            state,
            best,
            recreator,
            ruiner: Ruiner::new(inst),
            rng,
            jobs,
            fresh: vec![false; inst.p.jobs.len()],
            cooling: Cooling::new(inst),
            shrinking: Shrinking::of(inst),
            iterations: 0,
        }
    }

    /// Goes on from another island's best plan.
    pub(crate) fn adopt(&mut self, other: &Snapshot) {
        self.state.restore(other);
        self.best = other.clone();
        self.scalar = self.state.scalar();
        self.pool.keep_all(&self.state, self.scalar);
        if self.state.inst.fleet && self.state.sum.missed == 0 {
            self.state.most_used = self.state.sum.used;
        }
    }

    /// Iterates until the pace says that the leg, up to `until` of the run, is over.
    pub(crate) fn run(&mut self, pace: &(dyn Pace + Sync), until: f64) {
        let mut temperature = 0.0;
        let mut part = 0.0;
        loop {
            if self.iterations.is_multiple_of(16) {
                match pace.at(self.iterations) {
                    Some(t) if t < until => part = t,
                    _ => return,
                }
                temperature = self.cooling.at(part, self.iterations);
            }
            self.iterations += 1;
            if let Some(mut fleet) = self.shrinking.take() {
                self.shrink(&mut fleet, temperature);
                if part < fleet::SHARE {
                    self.shrinking = Some(fleet);
                } else {
                    self.stay_small();
                }
                continue;
            }
            self.step(temperature);
        }
    }

    /// Marks jobs that a removal may have let in on any shift, not only where
    /// something has changed: the removed ones, and those who share people, groups
    /// or an order with them.
    fn refresh(&mut self) {
        let inst = self.state.inst;
        for job in self.state.removed() {
            let j = job as usize;
            self.fresh[j] = true;
            for &person in &inst.people[j] {
                for &other in &inst.wanting[person as usize] {
                    self.fresh[other as usize] = true;
                }
            }
            for &(other, _) in inst.before[j].iter().chain(&inst.after[j]) {
                self.fresh[other as usize] = true;
            }
            for &g in &inst.groups[j] {
                for &other in &inst.members[g as usize] {
                    self.fresh[other as usize] = true;
                }
            }
        }
        // Bookings also move in ways that these lists do not tell.
        let unplaced = &self.state.unplaced;
        for _ in 0..unplaced.len().div_ceil(10).min(8) {
            let job = unplaced[self.rng.below(unplaced.len())] as usize;
            self.fresh[job] |= inst.coupled[job];
        }
    }

    fn step(&mut self, temperature: f64) {
        let before = self.state.scalar();
        self.rebuild();
        let after = self.state.scalar();
        let near = self.scalar + NEAR * self.state.inst.weights.unit;
        // Refused plans have good routes too.
        if after <= near {
            self.pool.keep(&self.state, &self.state.touched, after);
        }
        if after > before - temperature * self.rng.unit().ln() {
            self.state.take_back();
            return;
        }
        self.keep_best();
    }

    /// Puts the plan away if it is the best so far.
    pub(super) fn keep_best(&mut self) {
        if better(self.state.inst, &self.state.sum, &self.best.score) {
            self.state.snapshot(&mut self.best);
            self.scalar = self.state.scalar();
            self.pool.keep_all(&self.state, self.scalar);
        }
    }

    /// Lets two of the routes that strings were taken from exchange what follows, now and then;
    /// whether the plan is within its budgets.
    fn cross(&mut self) -> bool {
        let gaps = &self.ruiner.gaps;
        if gaps.len() < 2 || !self.rng.chance(CROSS) {
            return true;
        }
        let k = self.rng.below(gaps.len() - 1);
        !self.state.cross(gaps[k], gaps[k + 1]) || self.state.within_budgets()
    }

    /// Takes jobs out and puts jobs in; the log can take it back.
    pub(super) fn rebuild(&mut self) {
        self.state.begin();
        self.ruiner.choose(&self.state, &mut self.rng);
        self.state.remove(&self.ruiner.out);
        // A detour that was a short cut may break a budget: then nothing changes.
        if !self.state.within_budgets() || !self.cross() {
            self.state.take_back();
            return;
        }
        self.refresh();
        self.jobs.clear();
        let unplaced = &self.state.unplaced;
        if unplaced.len() <= CANDIDATES {
            self.jobs.extend_from_slice(unplaced);
        } else {
            // Of very many, those that may have new places, and some of the others.
            let share = CANDIDATES as f64 / unplaced.len() as f64;
            for &job in unplaced {
                if self.fresh[job as usize] || self.rng.chance(share) {
                    self.jobs.push(job);
                }
            }
        }
        let (order, pick) = draw(self.state.inst, &mut self.rng);
        let mode = Mode { blink: BLINK, pick };
        self.recreator.run(
            &mut self.state,
            &mut self.jobs,
            &self.fresh,
            order,
            mode,
            &mut self.rng,
        );
        self.fresh.fill(false);
        self.state.settle();
    }
}

/// Routes are kept of plans that are no more than this worse than the best, as a part of
/// what a typical step changes.
const NEAR: f64 = 2.0;

/// About how many jobs an iteration tries to place.
const CANDIDATES: usize = 200;
/// Chance that two of the routes that strings were taken from exchange what follows.
const CROSS: f64 = 0.4;
/// Chance that a place is passed over.
const BLINK: f64 = 0.01;

/// Whether what a plan comes to beats a score, level by level.
pub(crate) fn better(inst: &Instance<'_>, sum: &Measures, than: &[i64]) -> bool {
    // Levels are few, so the short list is no burden beside an accepted iteration.
    score(inst, sum).as_slice() < than
}
