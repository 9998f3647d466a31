//! Rounds of prices: routes are found that earn more than the prices allow, and the prices are
//! bettered for them (column generation, by its dual).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::cut::Cut;
use super::finish::FINISHED;
use super::layout::Layout;
use super::master::Master;
use super::pricing::{Found, How, Look, Priced};
use super::taken::Taken;
use super::{Effort, Known, Prices, trivial, value};
use crate::solver::instance::Instance;

/// How routes are looked for in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// What the completions allow stands for a route: cheap, and a bound.
    Coarse,
    /// A quick look for true routes; the completions give the bound.
    Quick,
    /// All routes are looked through; what it gives is the bound.
    Whole,
}

impl Kind {
    fn finer(self) -> Self {
        match self {
            Self::Coarse => Self::Quick,
            Self::Quick | Self::Whole => Self::Whole,
        }
    }
}

/// Steps of the master after each round.
const STEPS: u32 = 100;
/// Parts of the time, and of the rounds, after which coarse and quick rounds are over.
const SPENT: [f64; 2] = [0.8, 0.75];
/// Coarse rounds are for problems where one takes more than this part of the effort.
const CHEAP: f64 = 0.02;
/// A kind of round has done its part when it comes to no more than this part above the
/// columns: the finer the kind, the less,
const NEAR: [f64; 2] = [0.02, 0.005];
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

/// What a round gave.
pub(super) struct Round {
    /// A bound, scaled.
    pub bound: i128,
    /// What the routes that were found come to with the prices, scaled.
    pub value: i128,
    /// By class, the most that a route earns beyond the prices.
    pub most: Vec<i64>,
    /// By class, what was found.
    pub routes: Vec<Vec<Taken>>,
    /// By class, the rider that should be told apart from now on.
    odd: Vec<Option<u8>>,
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
        let Reached {
            best,
            master,
            told,
            kind,
            proved,
            ..
        } = reached;
        let prices = master.prices(self.bits);
        let Some(found) = self.round(&prices, *kind, &master.floors(), told) else {
            return false;
        };
        reached.round += 1;
        *best = (*best).min(found.bound);
        proved.push(Proved {
            cut: Cut::new(self.limits, &prices, found.bound),
            by_unit: master.by_unit(),
        });
        let value = found.value as f64 / f64::from(1_u32 << self.bits);
        reached.stale += 1;
        if value < reached.least {
            (reached.least, reached.stale) = (value, 0);
            master.keep();
        } else {
            master.hold_back();
        }
        master.add_all(&found.routes, *kind == Kind::Coarse);
        // A table of more states pays where many labels hang on it.
        if *kind != Kind::Coarse {
            for (told, odd) in told.iter_mut().zip(found.odd) {
                told.extend(odd);
            }
        }
        let above = (reached.least - master.value) / reached.least;
        if *kind == Kind::Whole && above < DONE && master.is_done() {
            reached.is_done = true;
            return false;
        }
        let next = self.next(*kind, above, reached.stale, reached.round);
        if next == *kind {
            // Prices that did not move are not looked through again.
            let goes_on = || above < DONE && !self.effort.is_over();
            while !master.improve(STEPS) && !master.is_done() && goes_on() {}
        } else {
            (reached.least, reached.stale) = (f64::INFINITY, 0);
            master.go_back();
            *kind = next;
        }
        true
    }

    /// The kind of the next round, after so many, the last of which came to so much above the
    /// columns.
    fn next(&self, kind: Kind, above: f64, stale: u32, rounds: usize) -> Kind {
        let spent = self.part(rounds);
        match kind {
            Kind::Whole => kind,
            Kind::Coarse if spent < CHEAP * rounds as f64 => kind.finer(),
            Kind::Quick if stale >= STALE => kind.finer(),
            _ if above < NEAR[kind as usize] => kind.finer(),
            // Where even these rounds take long, all is looked through by their prices.
            _ if spent >= SPENT[kind as usize] => Kind::Whole,
            _ => kind,
        }
    }

    /// Whether an exact finish may succeed.
    fn is_near(&self, best: i128) -> bool {
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

    /// One round; none when it is late before all completions are there.
    pub(super) fn round(
        &self,
        prices: &Prices,
        kind: Kind,
        floors: &[f64],
        told: &[Vec<u8>],
    ) -> Option<Round> {
        let unit = f64::from(1_u32 << self.bits);
        let priced: Option<Vec<Priced>> = self
            .layouts
            .par_iter()
            .zip(told)
            .map(|(layout, told)| {
                (!self.effort.is_over()).then(|| Priced::new(self.inst, layout, prices, told))
            })
            .collect();
        let priced = priced?;
        let coarse = || priced.iter().map(|priced| priced.coarse.most);
        let bound = value((self.inst, self.limits), prices, coarse());
        let untold = |(priced, told): (&Priced, &Vec<u8>)| priced.odd(told);
        let odd = priced.iter().zip(told).map(untold).collect();
        if kind == Kind::Coarse {
            return Some(Round {
                odd,
                bound,
                value: bound,
                most: coarse().collect(),
                routes: priced
                    .into_iter()
                    .map(|priced| priced.coarse.routes)
                    .collect(),
            });
        }
        let ahead = AtomicUsize::new(self.layouts.len());
        let classes = priced.par_iter().zip(self.layouts).zip(floors);
        let found: Vec<Found> = classes
            .map(|((priced, layout), floor)| {
                let look = Look {
                    floor: (floor * unit) as i64,
                    how: match kind {
                        Kind::Quick => How::Quick,
                        _ => How::Best,
                    },
                    until: self.slot(ahead.fetch_sub(1, Ordering::Relaxed)),
                };
                priced.look(self.inst, layout, &look)
            })
            .collect();
        let most = || found.iter().map(|found| found.most);
        let value = value((self.inst, self.limits), prices, most());
        Some(Round {
            most: most().collect(),
            bound: if kind == Kind::Quick { bound } else { value },
            value,
            odd,
            routes: found.into_iter().map(|found| found.routes).collect(),
        })
    }

    /// Until when the labels of one class may take, when so many classes are still ahead.
    fn slot(&self, ahead: usize) -> Option<Instant> {
        let until = self.effort.until?;
        let now = Instant::now();
        let turns = ahead.div_ceil(self.effort.threads.max(1)).max(1);
        let left = until.saturating_duration_since(now);
        Some(now + left.div_f64(turns as f64))
    }
}
