//! The scalar objective of the search: the levels, weighted so that trading among
//! them makes sense. Plans are compared exactly, by levels; this only steers.

use super::model::{Level, Problem};
use super::solution::Measures;

/// What one unit of each measure adds to the scalar that is minimised.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weights {
    /// A required job left out.
    pub missed: f64,
    /// A unit of reward (negative when reward is wanted).
    pub reward: f64,
    /// A used shift.
    pub used: f64,
    /// A unit of money.
    pub money: f64,
    /// A metre.
    pub metres: f64,
    /// A driving tick.
    pub drive: f64,
    /// A tick of a rider aboard.
    pub ride: f64,
    /// A tick in preferred time.
    pub preferred: f64,
    /// What a typical step changes, for temperatures: placing a job where jobs have
    /// rewards, else a step of the lowest level.
    pub unit: f64,
    /// Whether jobs have rewards.
    pub earns: bool,
    /// More reward comes before whatever it costs.
    pub reward_first: bool,
    /// Missing fewer required jobs comes before whatever it costs.
    pub missed_first: bool,
}

/// How many typical legs a typical reward outweighs, when reward comes first.
const REWARD_IN_LEGS: f64 = 8.0;
/// How many times what the time of a typical job costs a typical reward outweighs, when reward
/// comes first and time is paid: else short jobs are taken before dear ones.
const REWARD_IN_PAY: f64 = 4.0;
/// How many typical legs of the levels below a typical reward outweighs, where costs are
/// traded against it: those levels then only break ties.
const TRADED_IN_LEGS: f64 = 100.0;
/// What a level below still weighs of a cost that is traded against the reward.
const TRADED_BELOW: f64 = 1e-3;
/// How much a missed required job outweighs a typical reward.
const MISSED_IN_REWARDS: f64 = 12.0;

impl Weights {
    /// Weights for a problem's levels. Each level is scaled so that its typical
    /// step outweighs the typical step of the levels below, but not by so much
    /// that those no longer steer.
    pub(crate) fn new(p: &Problem) -> Self {
        let typical = Typical::of(p);
        let mut w = Weights::default();
        let mut below = 0.0_f64;
        let mut least = 0.0_f64;
        for level in p.objective.iter().rev() {
            let step = typical.step(level);
            if step <= 0.0 {
                continue;
            }
            let factor = if level.missed != 0 {
                MISSED_IN_REWARDS
            } else if level.trades() {
                TRADED_IN_LEGS
            } else if level.reward != 0 {
                REWARD_IN_LEGS
            } else {
                3.0
            };
            let scale = if below == 0.0 {
                1.0
            } else {
                below * factor / step
            };
            if level.trades() {
                w.leave_to(level, scale);
            }
            w.add(level, scale);
            if least == 0.0 {
                least = scale * step;
            }
            let paid = (level.money as f64).abs() * typical.paid * REWARD_IN_PAY / REWARD_IN_LEGS;
            below = (scale * step.max(paid)).max(below);
        }
        w.unit = typical.reward * w.reward.abs();
        w.earns = w.unit > 0.0;
        let until = p
            .objective
            .iter()
            .position(Level::costs)
            .unwrap_or(p.objective.len());
        w.reward_first = p.objective[..until].iter().any(|l| l.reward < 0);
        w.missed_first = p.objective[..until].iter().any(|l| l.missed > 0);
        if w.unit == 0.0 {
            w.unit = if least > 0.0 { least } else { 1.0 };
        }
        w
    }

    /// Leaves the costs that `level` prices to it: what lower levels think of them would
    /// decide what is worth its price.
    fn leave_to(&mut self, level: &Level, scale: f64) {
        let cap = |below: &mut f64, priced: i64| {
            if priced != 0 {
                *below = below.min(priced as f64 * scale * TRADED_BELOW);
            }
        };
        cap(&mut self.used, level.used);
        cap(&mut self.money, level.money);
        cap(&mut self.metres, level.metres);
        cap(&mut self.drive, level.drive);
    }

    fn add(&mut self, l: &Level, scale: f64) {
        self.missed += l.missed as f64 * scale;
        self.reward += l.reward as f64 * scale;
        self.used += l.used as f64 * scale;
        self.money += l.money as f64 * scale;
        self.metres += l.metres as f64 * scale;
        self.drive += l.drive as f64 * scale;
        self.ride += l.ride as f64 * scale;
        self.preferred += l.preferred as f64 * scale;
    }

    /// The scalar of what a plan comes to.
    pub(crate) fn scalar(&self, m: &Measures) -> f64 {
        self.missed * m.missed as f64
            + self.reward * m.reward as f64
            + self.used * m.used as f64
            + self.money * m.money as f64
            + self.metres * m.metres as f64
            + self.drive * m.drive as f64
            + self.ride * m.ride as f64
            + self.preferred * m.preferred as f64
    }
}

/// Typical sizes in a problem.
struct Typical {
    reward: f64,
    leg_ticks: f64,
    leg_metres: f64,
    money: f64,
    /// What the time of a job and of the leg to it costs.
    paid: f64,
    used: f64,
}

impl Typical {
    fn of(p: &Problem) -> Self {
        let mean = |sum: f64, n: usize| if n == 0 { 0.0 } else { sum / n as f64 };
        let paying: Vec<f64> = p
            .jobs
            .iter()
            .map(|j| j.reward as f64)
            .filter(|&r| r > 0.0)
            .collect();
        let reward = mean(paying.iter().sum(), paying.len());
        let entries = p.travel.first().map_or(0, |t| t.ticks.len());
        let ticks = p
            .travel
            .first()
            .map_or(0.0, |t| t.ticks.iter().map(|&x| f64::from(x)).sum());
        let metres = p
            .travel
            .first()
            .map_or(0.0, |t| t.metres.iter().map(|&x| x as f64).sum());
        let (leg_ticks, leg_metres) = (mean(ticks, entries), mean(metres, entries));
        let n = p.shifts.len();
        let rate = |f: &dyn Fn(&super::model::Cost) -> i64| {
            mean(p.shifts.iter().map(|s| f(&s.cost) as f64).sum(), n)
        };
        let money = rate(&|c| c.per_metre) * leg_metres
            + (rate(&|c| c.per_drive_tick) + rate(&|c| c.per_paid_tick)) * leg_ticks;
        let jobs = p.jobs.iter();
        let service = jobs.flat_map(|j| &j.stops).map(|s| f64::from(s.service));
        let service = mean(service.sum(), p.jobs.len());
        Typical {
            paid: rate(&|c| c.per_paid_tick) * service + money,
            reward,
            leg_ticks,
            leg_metres,
            money,
            used: rate(&|c| c.used),
        }
    }

    /// How much placing a typical job or driving a typical leg changes a level.
    fn step(&self, l: &Level) -> f64 {
        let job = (l.missed as f64)
            .abs()
            .max((l.reward as f64).abs() * self.reward);
        let leg = (l.drive as f64).abs() * self.leg_ticks
            + (l.metres as f64).abs() * self.leg_metres
            + (l.money as f64).abs() * (self.money + 0.1 * self.used)
            + (l.used as f64).abs()
            + (l.ride as f64).abs() * self.leg_ticks
            + 0.5 * (l.preferred as f64).abs() * self.leg_ticks;
        if job > 0.0 { job } else { leg }
    }
}
