//! Prices bettered step by step: the deflected subgradient with Polyak's step length.

use super::earned::{Earned, PARTS};
use super::{Known, Prices, is_priced};
use crate::solver::instance::Instance;

/// Where time is dear, a tick begins at this part of what the best that does not fit would
/// earn with it.
const FIRST: f64 = 0.9;
/// The weight of the newest direction among those before; the next one each time that it
/// begins again, so that it does not run in the same circle.
const NEWEST: [f64; 4] = [0.6, 0.3, 0.15, 0.4];
/// Rounds without a better bound after which steps become shorter, and by how much.
const PATIENCE: usize = 15;
const SHORTER: f64 = 0.7;
/// Steps shorter than this part of Polyak's lead nowhere; then it begins again from the best
/// prices with long ones, so many times.
const SHORTEST: f64 = 0.004;
const RESTARTS: usize = 12;
/// The first step from prices that are good already.
const AGAIN: f64 = 0.5;
/// No price, and no price times its limit, is larger: sums stay in 64 bits.
const LARGEST: f64 = (1_u64 << 50) as f64;
/// A limit below this counts as this much where prices are kept small.
const SMALL_LIMIT: f64 = (1_u64 << 22) as f64;

/// A price under way.
#[derive(Clone, Copy, Debug)]
struct Price {
    now: f64,
    best: f64,
    /// The direction of the last step.
    along: f64,
    least: f64,
    most: f64,
    /// Units of this price to a unit of the others.
    scale: f64,
}

/// Prices of all jobs, then of all budgets.
pub(super) struct Steps {
    bits: u32,
    jobs: usize,
    prices: Vec<Price>,
    limits: Vec<f64>,
    target: f64,
    best: f64,
    length: f64,
    stalled: usize,
    restarts: usize,
}

/// So many of the shortest drives from a place are those that plans have.
const NEAREST: usize = 5;

/// A typical drive of a plan: the mean of the shortest few from each place.
fn typical_drive(inst: &Instance<'_>) -> f64 {
    let Some(table) = inst.p.travel.first() else {
        return 0.0;
    };
    let (mut sum, mut count) = (0.0, 0);
    for row in table.ticks.chunks(table.size.max(1)) {
        let mut legs: Vec<i32> = row.iter().copied().filter(|&ticks| ticks > 0).collect();
        legs.sort_unstable();
        let nearest = legs.iter().take(NEAREST);
        sum += nearest.clone().map(|&ticks| f64::from(ticks)).sum::<f64>();
        count += nearest.len();
    }
    sum / f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX))
}

/// About how long each job takes, with half a typical drive for each of its stops.
fn ticks(inst: &Instance<'_>) -> Vec<f64> {
    let half = 0.5 * typical_drive(inst);
    let stop = |stop: &crate::solver::model::Stop| {
        f64::from(stop.service) + if stop.location.is_some() { half } else { 0.0 }
    };
    let jobs = inst.p.jobs.iter();
    jobs.map(|job| job.stops.iter().map(stop).sum::<f64>().max(1.0))
        .collect()
}

/// What a tick of a shift is worth about: what the jobs that pay best for their time leave of
/// all shifts is nothing, and the first that finds none would have paid this for it.
fn worth_of_a_tick(inst: &Instance<'_>, ticks: &[f64]) -> f64 {
    let shifts = inst.p.shifts.iter().map(|shift| {
        let breaks: i32 = shift.breaks.iter().map(|one| one.ticks).sum();
        f64::from(shift.close - shift.open - breaks)
    });
    let mut left: f64 = shifts.sum();
    let jobs = inst.p.jobs.iter().zip(ticks);
    let mut rates: Vec<(f64, f64)> = jobs
        .map(|(job, &ticks)| (job.reward as f64 / ticks, ticks))
        .collect();
    rates.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (rate, ticks) in rates {
        left -= ticks;
        if left < 0.0 {
            return rate;
        }
    }
    0.0
}

impl Steps {
    pub(super) fn new(inst: &Instance<'_>, bits: u32, known: &Known) -> Self {
        let unit = f64::from(1_u32 << bits);
        let must = known.missed == 0;
        let ticks = ticks(inst);
        let tick = FIRST * worth_of_a_tick(inst, &ticks);
        let jobs = inst.p.jobs.iter().zip(&ticks).map(|(job, ticks)| {
            // Where all would fit, half of what a job is worth.
            let rest = if tick > 0.0 {
                job.reward as f64 - tick * ticks
            } else {
                0.5 * job.reward as f64
            };
            let reward = rest.max(0.0) * unit;
            Price {
                now: reward,
                best: reward,
                along: 0.0,
                least: if must && job.required { -LARGEST } else { 0.0 },
                most: LARGEST,
                scale: 1.0,
            }
        });
        let mut prices: Vec<Price> = jobs.collect();
        let root = (prices.len().max(1) as f64).sqrt();
        let limits: Vec<f64> = inst.p.budgets.iter().map(|b| b.limit as f64).collect();
        let budgets = inst
            .p
            .budgets
            .iter()
            .zip(&limits)
            .map(|(budget, limit)| Price {
                now: 0.0,
                best: 0.0,
                along: 0.0,
                least: 0.0,
                most: if is_priced(budget.measure) {
                    LARGEST / limit.max(SMALL_LIMIT)
                } else {
                    0.0
                },
                scale: root / limit.max(1.0),
            });
        prices.extend(budgets);
        Self {
            bits,
            jobs: inst.p.jobs.len(),
            prices,
            limits,
            target: known.reward as f64 * unit,
            best: f64::INFINITY,
            length: 1.0,
            stalled: 0,
            restarts: RESTARTS,
        }
    }

    /// The prices as they are, in whole numbers.
    pub(super) fn prices(&self) -> Prices {
        let whole = |price: &Price| price.now.round().clamp(price.least, price.most) as i64;
        let (jobs, budgets) = self.prices.split_at(self.jobs);
        Prices {
            bits: self.bits,
            job: jobs.iter().map(whole).collect(),
            // Rounded down, so that none is beyond its most.
            budget: budgets
                .iter()
                .map(|price| price.now.clamp(price.least, price.most) as i64)
                .collect(),
        }
    }

    /// Begins again from the best prices, by a tighter reckoning of what routes earn.
    pub(super) fn begin_again(&mut self) {
        for price in &mut self.prices {
            (price.now, price.along) = (price.best, 0.0);
        }
        self.best = f64::INFINITY;
        self.length = AGAIN;
        self.stalled = 0;
        self.restarts = RESTARTS;
    }

    /// Moves the prices on from those that gave `value` and these routes; false when no
    /// better ones are to be expected.
    pub(super) fn take(&mut self, value: i128, earned: &[Earned]) -> bool {
        let value = value as f64;
        if value < self.best {
            self.best = value;
            self.stalled = 0;
            self.prices
                .iter_mut()
                .for_each(|price| price.best = price.now);
        } else {
            self.stalled += 1;
        }
        if self.stalled >= PATIENCE {
            self.stalled = 0;
            self.length *= SHORTER;
            for price in &mut self.prices {
                (price.now, price.along) = (price.best, 0.0);
            }
            if self.length < SHORTEST && self.restarts > 0 {
                self.restarts -= 1;
                self.length = 1.0;
            }
            return self.length >= SHORTEST;
        }
        // What is left of each job and budget: what is wanted too often gets dearer.
        let mut left: Vec<f64> = vec![1.0; self.jobs];
        left.extend(&self.limits);
        for one in earned.iter().filter(|one| one.value > 0) {
            for &(job, parts) in &one.jobs {
                left[job as usize] -= f64::from(parts) / f64::from(PARTS);
            }
            for &(budget, used) in &one.used {
                left[self.jobs + budget] -= used as f64;
            }
        }
        let newest = NEWEST[self.restarts % NEWEST.len()];
        let mut square = 0.0;
        for (price, left) in self.prices.iter_mut().zip(&left) {
            let slope = if price.most > 0.0 {
                left * price.scale
            } else {
                0.0
            };
            // A price at its least is not pushed below it.
            let stuck = price.now <= price.least && slope > 0.0;
            price.along = if stuck {
                0.0
            } else {
                newest * slope + (1.0 - newest) * price.along
            };
            square += price.along * price.along;
        }
        if square < 1e-12 {
            return false;
        }
        let step = self.length * (value - self.target).max(1.0) / square;
        for price in &mut self.prices {
            let moved = price.now - step * price.along * price.scale;
            price.now = moved.clamp(price.least, price.most);
        }
        true
    }
}
