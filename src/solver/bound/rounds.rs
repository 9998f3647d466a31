//! Rounds of prices: routes are found that earn more than the prices allow, and the prices are
//! bettered for them (column generation, by its dual).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::layout::Layout;
use super::master::Master;
use super::pricing::{Found, Look, Priced};
use super::taken::Taken;
use super::{Cut, Effort, Known, Prices, value};
use crate::solver::instance::Instance;

/// How routes are looked for in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
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
/// Prices whose bound is no further above the columns are as good as they get.
const DONE: f64 = 1e-5;

/// What the rounds work on.
pub(super) struct Rounds<'a> {
    pub inst: &'a Instance<'a>,
    /// By class of shifts.
    pub layouts: &'a [Layout],
    pub known: &'a Known<'a>,
    pub effort: &'a Effort,
    pub begun: Instant,
    /// Prices are scaled by two to the power of this.
    pub bits: u32,
    /// What rewards are multiples of.
    pub grain: i64,
}

/// What a round gave.
struct Round {
    /// A bound, scaled.
    bound: i128,
    /// What the routes that were found come to with the prices, scaled.
    value: i128,
    /// By class, what was found.
    routes: Vec<Vec<Taken>>,
}

impl Rounds<'_> {
    /// A scaled bound as a reward.
    pub(super) fn round_down(&self, scaled: i128) -> i64 {
        (scaled >> self.bits) as i64 / self.grain * self.grain
    }

    /// The best bound found from `best` on; what each round proves is added to `cuts`.
    pub(super) fn run(&self, mut best: i128, cuts: &mut Vec<Cut>) -> i128 {
        let Known { reward, missed, .. } = *self.known;
        let mut master = Master::new(self.inst, reward as f64, missed == 0, self.known.seen);
        let mut kind = Kind::Coarse;
        let (mut least, mut stale) = (f64::INFINITY, 0);
        for round in 0..self.effort.rounds {
            let prices = master.prices(self.bits);
            let Some(found) = self.round(&prices, kind, &master.floors()) else {
                break;
            };
            best = best.min(found.bound);
            cuts.push(Cut::new(self.inst, &prices, found.bound));
            if self.round_down(best) <= reward {
                break;
            }
            let value = found.value as f64 / f64::from(1_u32 << self.bits);
            stale += 1;
            if value < least {
                (least, stale) = (value, 0);
                master.keep();
            } else {
                master.hold_back();
            }
            for (class, routes) in found.routes.iter().enumerate() {
                for route in routes {
                    master.add(class, route, kind == Kind::Coarse);
                }
            }
            let above = (least - master.value) / least;
            let next = match kind {
                Kind::Whole if above < DONE && master.is_done() => break,
                Kind::Whole => kind,
                Kind::Coarse if self.part(round) < CHEAP * (round + 1) as f64 => kind.finer(),
                Kind::Quick if stale >= STALE => kind.finer(),
                _ if above < NEAR[kind as usize] => kind.finer(),
                // Where even these rounds take long, all is looked through by their prices.
                _ if self.part(round) >= SPENT[kind as usize] => Kind::Whole,
                _ => kind,
            };
            if next == kind {
                // Prices that did not move are not looked through again.
                let goes_on = || above < DONE && !self.effort.is_over();
                while !master.improve(STEPS) && !master.is_done() && goes_on() {}
                continue;
            }
            (least, stale) = (f64::INFINITY, 0);
            master.go_back();
            kind = next;
        }
        best
    }

    /// Which part of the effort is spent.
    fn part(&self, round: usize) -> f64 {
        match self.effort.until {
            Some(until) => {
                let all = until.saturating_duration_since(self.begun).as_secs_f64();
                self.begun.elapsed().as_secs_f64() / all.max(f64::MIN_POSITIVE)
            }
            None => (round + 1) as f64 / self.effort.rounds as f64,
        }
    }

    /// One round; none when it is late before all completions are there.
    fn round(&self, prices: &Prices, kind: Kind, floors: &[f64]) -> Option<Round> {
        let unit = f64::from(1_u32 << self.bits);
        let priced: Option<Vec<Priced>> = self
            .layouts
            .par_iter()
            .map(|layout| (!self.effort.is_over()).then(|| Priced::new(self.inst, layout, prices)))
            .collect();
        let priced = priced?;
        let coarse = || priced.iter().map(|priced| priced.coarse.most);
        let bound = value(self.inst, prices, coarse());
        if kind == Kind::Coarse {
            return Some(Round {
                bound,
                value: bound,
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
                    is_quick: kind == Kind::Quick,
                    until: self.slot(ahead.fetch_sub(1, Ordering::Relaxed)),
                };
                priced.look(self.inst, layout, &look)
            })
            .collect();
        let value = value(self.inst, prices, found.iter().map(|found| found.most));
        Some(Round {
            bound: if kind == Kind::Quick { bound } else { value },
            value,
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
