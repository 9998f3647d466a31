//! Rounds of prices: routes are found that earn more than the prices allow, and the prices are
//! bettered for them (column generation, by its dual).
//!
//! Where there are many classes of shifts and a round takes long, the prices are bettered after
//! each few classes, in turn, first of all: shifts of one day or one person tell about the same
//! of them. What that walk comes to is a guess, so all its prices are gone on from, and the
//! rounds after it prove.

use std::time::Instant;

use super::cut::Cut;
use super::finish::FINISHED;
use super::layout::Layout;
use super::master::Master;
use super::round::{Kind, TURNS};
use super::{Effort, Known, trivial};
use crate::solver::instance::Instance;

/// Steps of the master after each round.
const STEPS: u32 = 100;
/// Parts of the time, or of the rounds, after which quick rounds are over: without a walk, and
/// in one.
const SPENT: [f64; 2] = [0.75, 0.5];
/// It walks where there are so many classes, and a round takes more than this part of the effort.
const MANY: usize = 12;
const LONG: f64 = 0.002;
/// At the end of a walk there is time for so many whole rounds.
const LAST: f64 = 2.2;
/// A kind of round has done its part when it comes to no more than this part above the columns,
const NEAR: f64 = 0.005;
/// or when so many rounds on end came to no less.
const STALE: u32 = 4;
/// After so much of the effort there is an exact finish, where the bound is near.
const HALF: f64 = 0.5;
/// Prices whose bound is no further above the columns are as good as they get.
const DONE: f64 = 1e-5;

/// What the rounds work on.
pub(super) struct Rounds<'a> {
    pub inst: &'a Instance<'a>,
    /// By class of shifts.
    pub layouts: &'a [Layout],
    pub known: &'a Known<'a>,
    /// By budget, its limit: those of the instance may be another level's.
    pub limits: &'a [i64],
    pub effort: Effort,
    pub begun: Instant,
    /// Prices are scaled by two to the power of this.
    pub bits: u32,
    /// What rewards are multiples of.
    pub grain: i64,
}

/// What a round proved, at any limits.
#[derive(Clone)]
pub(super) struct Proved {
    pub cut: Cut,
    /// The prices that did, as [`Master::by_unit`] gives them.
    pub by_unit: Vec<f64>,
}

/// How far the rounds have come.
#[derive(Clone)]
pub(super) struct Reached<'a> {
    /// The best bound, scaled.
    pub best: i128,
    pub master: Master<'a>,
    /// By class, the riders that are told apart.
    pub told: Vec<Vec<u8>>,
    /// What each round proved.
    pub proved: Vec<Proved>,
    round: usize,
    kind: Kind,
    /// Of the rounds of this kind, the least value, and how many came to no less since.
    least: f64,
    stale: u32,
    /// Whether prices are bettered after each few classes, and which part of the effort a whole
    /// round would take by what was seen of it.
    walks: bool,
    cost: f64,
    /// Prices are as good as they get.
    is_done: bool,
}

impl<'a> Rounds<'a> {
    /// A scaled bound as a reward.
    pub(super) fn round_down(&self, scaled: i128) -> i64 {
        (scaled >> self.bits) as i64 / self.grain * self.grain
    }

    /// Before the first round.
    pub(super) fn begin(&self) -> Reached<'a> {
        let Known { reward, missed, .. } = *self.known;
        Reached {
            best: trivial(self.inst) << self.bits,
            master: Master::new(
                (self.inst, self.layouts),
                self.limits,
                (reward as f64, missed == 0),
                self.known.seen,
            ),
            told: vec![Vec::new(); self.layouts.len()],
            proved: Vec::new(),
            round: 0,
            kind: Kind::Coarse,
            least: f64::INFINITY,
            stale: 0,
            walks: self.layouts.len() >= MANY,
            cost: 0.0,
            is_done: false,
        }
    }

    /// Goes on from what another level reached, with the best prices of this one so far.
    pub(super) fn turn(
        &self,
        mut before: Reached<'a>,
        best: Option<(i128, &[f64])>,
    ) -> Reached<'a> {
        let Known { reward, missed, .. } = *self.known;
        let Some((best, prices)) = best else {
            return self.begin();
        };
        let by = (reward as f64, missed == 0);
        before
            .master
            .turn_to(self.limits, by, prices, self.known.seen);
        before.master.improve(STEPS);
        Reached {
            best: best.min(trivial(self.inst) << self.bits),
            round: 0,
            kind: Kind::Quick,
            least: best as f64 / f64::from(1_u32 << self.bits),
            stale: 0,
            walks: false,
            is_done: false,
            ..before
        }
    }

    /// Goes on until the bound is met, is as good as it gets, or the effort is spent. Where an
    /// exact finish comes after it, it stops before that once the bound is near.
    pub(super) fn run(&self, reached: &mut Reached<'a>, finishes: bool) {
        let is_met = |reached: &Reached<'_>| self.round_down(reached.best) <= self.known.reward;
        while reached.round < self.effort.rounds && !reached.is_done && !is_met(reached) {
            if !self.go(reached) {
                break;
            }
            let is_near = || reached.kind == Kind::Whole && self.is_near(reached.best);
            if finishes && self.part(reached.round) > HALF && is_near() {
                break;
            }
        }
    }

    /// One round and the steps after it; false when nothing comes of going on.
    fn go(&self, reached: &mut Reached<'a>) -> bool {
        let spent = self.part(reached.round);
        if reached.kind == Kind::Whole && 1.0 - spent < LAST * reached.cost {
            reached.walks = false;
        }
        let Reached {
            best,
            master,
            told,
            kind,
            proved,
            ..
        } = reached;
        let prices = master.prices(self.bits);
        let turn = (reached.walks && *kind != Kind::Coarse).then_some(reached.round);
        let Some(found) = self.round((&prices, &master.floors()), *kind, told, turn) else {
            return false;
        };
        reached.round += 1;
        let took = self.part(reached.round) - spent;
        if let Some(bound) = found.bound {
            *best = (*best).min(bound);
            proved.push(Proved {
                cut: Cut::new(self.limits, &prices, bound),
                by_unit: master.by_unit(),
            });
        }
        if *kind == Kind::Coarse {
            reached.walks &= took > LONG;
            *kind = kind.finer();
            return true;
        }
        let value = found.value as f64 / f64::from(1_u32 << self.bits);
        let reached_value = if turn.is_some() {
            master.walk();
            if *kind == Kind::Whole {
                reached.cost = reached.cost.max(took * TURNS as f64);
            }
            value
        } else {
            reached.stale += 1;
            if value < reached.least {
                (reached.least, reached.stale) = (value, 0);
                master.keep();
            } else {
                master.hold_back();
            }
            reached.least
        };
        let above = (reached_value - master.value) / reached_value;
        master.add_all(&found.routes);
        // A table of more states pays where many labels hang on it.
        for (told, odd) in told.iter_mut().zip(found.odd) {
            told.extend(odd);
        }
        let is_last = *kind == Kind::Whole && turn.is_none();
        if is_last && above < DONE && master.is_done() {
            reached.is_done = true;
            return false;
        }
        if !is_last && self.has_done_its_part(reached, above) {
            match reached.kind {
                Kind::Whole => reached.walks = false,
                kind => reached.kind = kind.finer(),
            }
            (reached.least, reached.stale) = (f64::INFINITY, 0);
            reached.master.go_back();
            return true;
        }
        // Prices that did not move are not looked through again.
        let goes_on = || above < DONE && !self.effort.is_over();
        let master = &mut reached.master;
        while !master.improve(STEPS) && !master.is_done() && goes_on() {}
        true
    }

    /// Whether rounds of this kind have done their part; the last one came to so much above the
    /// columns.
    fn has_done_its_part(&self, reached: &Reached<'_>, above: f64) -> bool {
        let is_quick = reached.kind == Kind::Quick;
        let is_late = || self.part(reached.round) >= SPENT[usize::from(reached.walks)];
        reached.stale >= STALE || above < NEAR || is_quick && is_late()
    }

    /// Whether an exact finish may succeed.
    pub(super) fn is_near(&self, best: i128) -> bool {
        let reward = self.known.reward as f64;
        self.round_down(best) as f64 - reward < FINISHED * reward
    }

    /// Which part of the effort is spent, after so many rounds.
    fn part(&self, rounds: usize) -> f64 {
        match self.effort.until {
            Some(until) => {
                let all = until.saturating_duration_since(self.begun).as_secs_f64();
                self.begun.elapsed().as_secs_f64() / all.max(f64::MIN_POSITIVE)
            }
            None => rounds as f64 / self.effort.rounds as f64,
        }
    }
}
