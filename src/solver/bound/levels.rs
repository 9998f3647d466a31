//! Bounds of several problems that differ in the limits of their budgets alone.
//!
//! What a route earns by prices has no limit in it, so all levels share their columns, the
//! riders that are told apart, and every line that a round of prices proves. One level begins
//! from nothing; each of the others begins from the prices that prove most there so far, which
//! are a neighbour's, and needs few rounds more.

use std::time::Instant;

use super::cut::{Cut, least};
use super::rounds::{Proved, Reached, Rounds};
use super::uses::unit;
use super::{Bound, Effort, Known, bits, is_bounded, is_priced, layouts, limits, told};
use crate::solver::instance::Instance;
use crate::solver::model::Problem;

/// The level that begins from nothing has the effort of so many others.
const FIRST: f64 = 4.0;

/// The bounds of all levels; the effort is of all together.
pub(super) fn bounds(
    problems: &[Problem],
    known: &[Known<'_>],
    effort: &Effort,
) -> Vec<Option<Bound>> {
    let Some(first) = problems.first().filter(|p| is_bounded(p)) else {
        return vec![None; problems.len()];
    };
    let Some(bits) = bits(first) else {
        return vec![None; problems.len()];
    };
    let inst = Instance::new(first);
    let layouts = layouts(&inst);
    let limits: Vec<Vec<i64>> = problems.iter().map(limits).collect();
    let grain = first.grain();
    let mut all = Levels {
        known,
        limits: &limits,
        of_all: Cut::of_all(first),
        proved: Vec::new(),
        grain,
    };
    let order = outward(problems.len());
    let mut reached: Option<Reached<'_>> = None;
    let mut ahead = order.len() as f64 + FIRST - 1.0;
    for &level in &order {
        let part = if reached.is_none() { FIRST } else { 1.0 };
        let share = share(effort, part, ahead, order.len());
        if !is_bounded(&problems[level]) || all.is_met(level) {
            ahead -= 1.0;
            continue;
        }
        ahead -= part;
        let rounds = Rounds {
            inst: &inst,
            layouts: &layouts,
            known: &known[level],
            limits: &limits[level],
            effort: share,
            begun: Instant::now(),
            bits,
            grain,
        };
        let mut now = match reached.take() {
            None => rounds.begin(),
            Some(before) => rounds.turn(before, all.best(level)),
        };
        rounds.run(&mut now, false);
        all.proved.append(&mut now.proved);
        reached = Some(now);
    }
    (0..problems.len())
        .map(|level| all.bound(level, &problems[level]))
        .collect()
}

/// What is known of all levels.
struct Levels<'a> {
    known: &'a [Known<'a>],
    limits: &'a [Vec<i64>],
    /// All that can be placed at all.
    of_all: Cut,
    /// What the rounds of all levels proved.
    proved: Vec<Proved>,
    grain: i64,
}

impl Levels<'_> {
    fn least(&self, level: usize) -> Option<(i64, &Cut)> {
        let known = &self.known[level];
        let cuts = self.proved.iter().map(|one| &one.cut);
        let cuts = std::iter::once(&self.of_all).chain(cuts);
        least(cuts, &self.limits[level], known.missed, self.grain)
    }

    /// Whether no more can be proven of a level.
    fn is_met(&self, level: usize) -> bool {
        self.least(level)
            .is_some_and(|(value, _)| value <= self.known[level].reward)
    }

    /// The scaled bound of a level, and the prices that prove it; none where no round did.
    fn best(&self, level: usize) -> Option<(i128, &[f64])> {
        let missed = self.known[level].missed;
        let each = self.proved.iter().filter_map(|one| {
            let at = one.cut.at(&self.limits[level], missed)?;
            Some((at, one.by_unit.as_slice()))
        });
        each.min_by_key(|(at, _)| *at)
    }

    fn bound(&self, level: usize, p: &Problem) -> Option<Bound> {
        let (value, cut) = self.least(level)?;
        let budgets = p.budgets.iter().enumerate();
        // Without a round all that can be placed is the bound, whatever the limits.
        let has_prices = !self.proved.is_empty();
        Some(Bound {
            value: told(value, &self.known[level])?,
            prices: budgets
                .map(|(b, budget)| {
                    let price = || cut.price(b) / unit(p, budget) as f64;
                    (has_prices && is_priced(p, budget)).then(price)
                })
                .collect(),
        })
    }
}

/// A part of the effort, of all that is ahead.
fn share(effort: &Effort, part: f64, ahead: f64, levels: usize) -> Effort {
    let until = effort.until.map(|until| {
        let now = Instant::now();
        now + until
            .saturating_duration_since(now)
            .mul_f64((part / ahead.max(part)).min(1.0))
    });
    let all = levels as f64 + FIRST - 1.0;
    Effort {
        rounds: match effort.until {
            Some(_) => effort.rounds,
            None => (effort.rounds as f64 * part / all).ceil() as usize,
        },
        until,
        ..*effort
    }
}

/// The positions of a list from its middle on to the end, then from the middle back to the
/// beginning: each beside one that came before.
fn outward(count: usize) -> Vec<usize> {
    let middle = count / 2;
    (middle..count).chain((0..middle).rev()).collect()
}
