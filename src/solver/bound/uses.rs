//! How much of a budget a route uses at least: a sum over its legs and jobs.
//!
//! Paid time and money are no such sums, but what they are at the least is one. A shift that is
//! paid whole is paid to its regular end once it is used; one that is paid by use is paid for
//! all its driving and service. Money is that time by its rate, and what legs and the shift
//! cost. Waiting, paid breaks, overtime's premium and companions come on top and are left out,
//! which only makes a bound larger. Overtime is reckoned by the week, and has no such sum.

use crate::solver::instance::Instance;
use crate::solver::model::{Budget, Measure, Pay, Problem};
use crate::solver::seen::SeenRoute;

/// The money of the dearest shift comes to about so many units at most, so that prices times
/// money stay in 64 bits.
const UNITS: i64 = 1 << 26;

/// What a route of one shift uses of a budget at least, in the budget's [`unit`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Uses {
    /// Once it does anything.
    pub base: i64,
    /// Of each metre.
    pub metre: i64,
    /// Of each driving tick, and of each with riders aboard on top.
    pub tick: i64,
    pub rider_tick: i64,
    /// Of each job, and of each tick of service.
    pub job: i64,
    pub service: i64,
    /// In which dimension what jobs take aboard is counted.
    pub load: Option<usize>,
    /// Whether the metres of the legs from the start, and of the leg to the end, do not count.
    pub skips_first: bool,
    pub skips_last: bool,
}

impl Uses {
    /// Of a budget that has a price.
    pub(super) fn new(inst: &Instance<'_>, shift: usize, budget: &Budget) -> Self {
        let none = Self::default();
        match budget.measure {
            Measure::Metres => Self { metre: 1, ..none },
            Measure::Drive => Self { tick: 1, ..none },
            Measure::RiderDrive => Self {
                rider_tick: 1,
                ..none
            },
            Measure::Jobs => Self { job: 1, ..none },
            Measure::Load(d) => Self {
                load: Some(usize::from(d)),
                ..none
            },
            Measure::Paid => Self::paid(inst, shift),
            Measure::Money => Self::money(inst, shift, unit(inst.p, budget)),
            Measure::Overtime => none,
        }
    }

    fn paid(inst: &Instance<'_>, shift: usize) -> Self {
        let one = &inst.p.shifts[shift];
        let owner = &inst.p.owners[one.owner.ix()];
        let none = Self::default();
        match one.pay {
            _ if owner.overtime.is_some_and(|over| over.only) => none,
            Pay::Used => Self {
                tick: 1,
                service: 1,
                ..none
            },
            Pay::Whole { until } => {
                let unpaid = one.breaks.iter().filter(|pause| !pause.paid);
                let unpaid: i64 = unpaid.map(|pause| i64::from(pause.ticks)).sum();
                let base = i64::from(until) - i64::from(one.open) - unpaid;
                Self {
                    base: base.max(0),
                    ..none
                }
            }
        }
    }

    fn money(inst: &Instance<'_>, shift: usize, unit: i64) -> Self {
        let one = &inst.p.shifts[shift];
        let (cost, paid) = (&one.cost, Self::paid(inst, shift));
        let start = inst.shifts[shift].start;
        // A route may come by its start again: the leg from there is not the first one then,
        // and a detour over it must not be cheaper than the way.
        let jobs = inst.shift_jobs[shift].iter();
        let mut nodes = jobs.flat_map(|&job| inst.stops_of(job as usize));
        let is_met = nodes.any(|node| node.loc == start);
        let metre = match one.first_leg_claimed || !is_met {
            true => cost.per_metre / unit,
            false => 0,
        };
        Self {
            base: (cost.used + cost.per_paid_tick * paid.base) / unit,
            metre,
            tick: (cost.per_drive_tick + cost.per_paid_tick * paid.tick) / unit,
            service: cost.per_paid_tick * paid.service / unit,
            skips_first: !one.first_leg_claimed,
            skips_last: !one.last_leg_claimed,
            ..Self::default()
        }
    }

    /// Of a job; of a ride it is counted once.
    pub(super) fn of_job(&self, inst: &Instance<'_>, job: usize) -> i64 {
        let load = self.load.map_or(0, |d| inst.takes(job, d));
        let nodes = inst.stops_of(job).iter();
        let service: i64 = nodes.map(|node| i64::from(node.service)).sum();
        self.job + load + self.service * service
    }

    /// Of each metre of a leg from the start, or from anywhere else.
    pub(super) fn metre_from(&self, is_start: bool) -> i64 {
        if is_start && self.skips_first {
            0
        } else {
            self.metre
        }
    }

    /// Of each metre of the leg to the end.
    pub(super) fn metre_home(&self, is_start: bool) -> i64 {
        if self.skips_last {
            0
        } else {
            self.metre_from(is_start)
        }
    }

    /// Of each driving tick.
    pub(super) fn tick_with(&self, riders: bool) -> i64 {
        self.tick + if riders { self.rider_tick } else { 0 }
    }

    /// Of a leg of so many ticks and metres.
    pub(super) fn of_leg(&self, (ticks, metres): (i64, i64), is_start: bool, riders: bool) -> i64 {
        self.metre_from(is_start) * metres + self.tick_with(riders) * ticks
    }

    /// Of the leg to the end, and of doing anything at all.
    pub(super) fn of_home(&self, (ticks, metres): (i64, i64), is_start: bool) -> i64 {
        self.base + self.metre_home(is_start) * metres + self.tick_with(false) * ticks
    }

    /// Of a route that was seen.
    pub(super) fn of_seen(&self, inst: &Instance<'_>, route: &SeenRoute) -> i64 {
        let metres = if self.skips_first || self.skips_last {
            route.tot.claimed
        } else {
            route.tot.metres
        };
        let jobs = route.jobs.iter();
        let jobs: i64 = jobs.map(|&job| self.of_job(inst, job as usize)).sum();
        self.base
            + self.metre * metres
            + self.tick * route.tot.drive
            + self.rider_tick * route.tot.rider_drive
            + jobs
    }
}

/// Whether a budget has a price: what it counts is at least a sum over legs and jobs.
pub(super) fn is_priced(p: &Problem, budget: &Budget) -> bool {
    match budget.measure {
        Measure::Overtime => false,
        Measure::Money => {
            let costs = budget.shifts.iter().map(|shift| &p.shifts[shift.ix()].cost);
            let mut rates = costs.flat_map(|cost| {
                [
                    cost.used,
                    cost.per_metre,
                    cost.per_drive_tick,
                    cost.per_paid_tick,
                ]
            });
            let mut premiums = p.owners.iter().filter_map(|owner| owner.overtime.as_ref());
            rates.all(|rate| rate >= 0)
                && premiums.all(|over| over.premium >= 0)
                && p.companions.iter().all(|one| one.cost_per_tick >= 0)
        }
        _ => true,
    }
}

/// Whether what a budget counts is itself a sum over legs and jobs, and no more than that.
pub(super) fn is_sum(measure: Measure) -> bool {
    !matches!(measure, Measure::Paid | Measure::Money | Measure::Overtime)
}

/// How much of a budget is counted as one: money is exact in so small units that a price of one
/// would be none. What a route uses is rounded down, and so may what there is.
pub(super) fn unit(p: &Problem, budget: &Budget) -> i64 {
    if budget.measure != Measure::Money {
        return 1;
    }
    let tables = p.travel.iter().map(|table| table.metres.iter().max());
    let longest: Vec<i64> = tables
        .map(|most| most.copied().unwrap_or_default())
        .collect();
    let dearest = budget.shifts.iter().map(|shift| {
        let one = &p.shifts[shift.ix()];
        let span = i64::from(one.close) - i64::from(one.open);
        let longest = longest[one.travel.ix()];
        let times = one
            .cost
            .per_paid_tick
            .saturating_add(one.cost.per_drive_tick);
        let ways = one.cost.per_metre.saturating_mul(longest);
        let times = times.saturating_mul(span);
        one.cost.used.saturating_add(times).saturating_add(ways)
    });
    dearest.max().map_or(1, |most| (most / UNITS).max(1))
}

/// What there is of a budget, in its unit.
pub(super) fn limit(p: &Problem, budget: &Budget) -> i64 {
    match is_priced(p, budget) {
        true => budget.limit.div_euclid(unit(p, budget)),
        false => budget.limit,
    }
}
