//! What prices prove, at any limits: a bound is linear in them.
//!
//! For some prices the bound is the limits times the budgets' prices, and a rest in which no
//! limit stands (the jobs' prices, and what routes earn beyond all prices). So each round of
//! prices gives a straight line over the limits, and the least of all lines is a bound at
//! every one of them.

use std::time::Instant;

use super::{Bound, Effort, Known, Prices, grain, is_bounded, is_priced, reckon, trivial};
use crate::solver::instance::Instance;
use crate::solver::model::Problem;

/// One such line, in exact whole numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    bits: u32,
    /// The part that no limit changes, scaled by two to the power of `bits`.
    rest: i128,
    /// By budget, its price, scaled.
    price: Vec<i64>,
    /// It holds for plans that miss no required job alone.
    if_none_missed: bool,
}

impl Cut {
    pub(super) fn new(inst: &Instance<'_>, prices: &Prices, bound: i128) -> Self {
        let limits = inst.p.budgets.iter().map(|budget| budget.limit);
        Self {
            bits: prices.bits,
            rest: bound - paid(limits, &prices.budget),
            price: prices.budget.clone(),
            if_none_missed: prices.job.iter().any(|&price| price < 0),
        }
    }

    /// All that can be placed at all, whatever the limits.
    fn of_all(p: &Problem) -> Self {
        Self {
            bits: 0,
            rest: trivial(&Instance::new(p)),
            price: vec![0; p.budgets.len()],
            if_none_missed: false,
        }
    }

    /// What it proves at these limits of the budgets, scaled; none where it says nothing of
    /// plans that miss so many required jobs.
    fn at(&self, limits: &[i64], missed: i64) -> Option<i128> {
        let limits = limits.iter().copied();
        (missed == 0 || !self.if_none_missed).then(|| self.rest + paid(limits, &self.price))
    }
}

fn paid(limits: impl Iterator<Item = i64>, prices: &[i64]) -> i128 {
    let each = limits.zip(prices);
    each.map(|(limit, &price)| i128::from(limit) * i128::from(price))
        .sum()
}

/// The least that lines prove at some limits, rounded down to a multiple of `grain`, with the
/// line that proves it.
///
/// For plans that miss no more than `missed` required jobs; limits below zero prove nothing.
pub fn least<'c>(
    cuts: &'c [Cut],
    limits: &[i64],
    missed: i64,
    grain: i64,
) -> Option<(i64, &'c Cut)> {
    if limits.iter().any(|&limit| limit < 0) {
        return None;
    }
    let each = cuts.iter().filter_map(|cut| {
        let scaled = cut.at(limits, missed)? >> cut.bits;
        let value = i64::try_from(scaled).ok()?;
        Some((value / grain * grain, scaled, cut))
    });
    let least = each.min_by_key(|(value, scaled, _)| (*value, *scaled))?;
    Some((least.0, least.2))
}

/// The bounds of several levels, from the lines of all of them.
pub(super) fn of_levels(
    problems: &[Problem],
    known: &[Known<'_>],
    effort: &Effort,
) -> Vec<Option<Bound>> {
    let Some(first) = problems.first().filter(|p| is_bounded(p)) else {
        return vec![None; problems.len()];
    };
    let mut cuts = vec![Cut::of_all(first)];
    let grain = grain(first);
    let limits: Vec<Vec<i64>> = problems
        .iter()
        .map(|p| p.budgets.iter().map(|budget| budget.limit).collect())
        .collect();
    let order = halving(problems.len());
    for (k, &level) in order.iter().enumerate() {
        let known = &known[level];
        let so_far = least(&cuts, &limits[level], known.missed, grain);
        if !is_bounded(&problems[level]) || so_far.is_some_and(|(value, _)| value <= known.reward) {
            continue;
        }
        let left = order.len() - k;
        let until = effort.until.map(|until| {
            let now = Instant::now();
            now + until.saturating_duration_since(now).div_f64(left as f64)
        });
        let share = Effort {
            rounds: match effort.until {
                Some(_) => effort.rounds,
                None => effort.rounds.div_ceil(order.len()),
            },
            until,
            threads: effort.threads,
        };
        reckon(&problems[level], known, &share, None, &mut cuts);
    }
    let bound = |level: usize| {
        let known = &known[level];
        let (value, cut) = least(&cuts, &limits[level], known.missed, grain)?;
        let unit = f64::from(1_u32 << cut.bits);
        let prices = problems[level].budgets.iter().zip(&cut.price);
        Some(Bound {
            value: value.max(known.reward),
            prices: prices
                .map(|(budget, &price)| is_priced(budget.measure).then(|| price as f64 / unit))
                .collect(),
            cuts: cuts.clone(),
        })
    };
    (0..problems.len()).map(bound).collect()
}

/// The positions of a list, the middle first, then the ends, then the middles of what is left:
/// each line serves its neighbours.
fn halving(count: usize) -> Vec<usize> {
    let mut order = Vec::with_capacity(count);
    let mut parts = std::collections::VecDeque::from([(0, count)]);
    while let Some((from, to)) = parts.pop_front() {
        if from >= to {
            continue;
        }
        let middle = from.midpoint(to);
        order.push(middle);
        parts.push_back((from, middle));
        parts.push_back((middle + 1, to));
    }
    order
}
