//! What prices prove, at any limits: a bound is linear in them.
//!
//! For some prices the bound is the limits times the budgets' prices, and a rest in which no
//! limit stands (the jobs' prices, and what routes earn beyond all prices). So each round of
//! prices gives a straight line over the limits, and the least of all lines is a bound at
//! every one of them.

use super::{Prices, trivial};
use crate::solver::instance::Instance;
use crate::solver::model::Problem;

/// One such line, in exact whole numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    bits: u32,
    /// The part that no limit changes, scaled by two to the power of `bits`.
    rest: i128,
    /// By budget, its price, scaled.
    price: Vec<i64>,
    /// It holds for plans that miss no required job alone.
    if_none_missed: bool,
}

impl Cut {
    pub(super) fn new(limits: &[i64], prices: &Prices, bound: i128) -> Self {
        Self {
            bits: prices.bits,
            rest: bound - paid(limits, &prices.budget),
            price: prices.budget.clone(),
            if_none_missed: prices.job.iter().any(|&price| price < 0),
        }
    }

    /// All that can be placed at all, whatever the limits.
    pub(super) fn of_all(p: &Problem) -> Self {
        Self {
            bits: 0,
            rest: trivial(&Instance::new(p)),
            price: vec![0; p.budgets.len()],
            if_none_missed: false,
        }
    }

    /// What it proves at these limits of the budgets, scaled; none where it says nothing of
    /// plans that miss so many required jobs.
    pub(super) fn at(&self, limits: &[i64], missed: i64) -> Option<i128> {
        (missed == 0 || !self.if_none_missed).then(|| self.rest + paid(limits, &self.price))
    }

    /// By budget, what one more unit of it adds; in rewards.
    pub(super) fn price(&self, budget: usize) -> f64 {
        self.price[budget] as f64 / f64::from(1_u32 << self.bits)
    }
}

/// What limits come to by prices.
pub(super) fn paid(limits: &[i64], prices: &[i64]) -> i128 {
    let each = limits.iter().zip(prices);
    each.map(|(&limit, &price)| i128::from(limit) * i128::from(price))
        .sum()
}

/// The least that lines prove at some limits, rounded down to a multiple of `grain`, with the
/// line that proves it.
///
/// For plans that miss no more than `missed` required jobs; limits below zero prove nothing.
pub(super) fn least<'c>(
    cuts: impl Iterator<Item = &'c Cut>,
    limits: &[i64],
    missed: i64,
    grain: i64,
) -> Option<(i64, &'c Cut)> {
    if limits.iter().any(|&limit| limit < 0) {
        return None;
    }
    let each = cuts.filter_map(|cut| {
        let scaled = cut.at(limits, missed)? >> cut.bits;
        let value = i64::try_from(scaled).ok()?;
        Some((value / grain * grain, scaled, cut))
    });
    let least = each.min_by_key(|(value, scaled, _)| (*value, *scaled))?;
    Some((least.0, least.2))
}
