//! One sort of rule loosened for all that is left out, and what a plan made under that needs
//! of it.

use std::collections::BTreeSet;

use super::change::{Change, is_liaison, only_shift, who_does};
use super::raise::rounded;
use super::{allow, meet};
use crate::domain::Week;
use crate::domain::ids::{ShiftIx, TaskIx, Work};
use crate::domain::rule::Rule;
use crate::domain::task::Task;
use crate::domain::time::{Minutes, Moment, Span};
use crate::plan::eligible::may_do;
use crate::plan::limits;
use crate::plan::new_shift;
use crate::plan::problem::{Built, build};
use crate::solver::model::{JobId, Measure, Problem};
use crate::solver::solution::{Solution, Visit};
use crate::solver::{Draft, used};

/// How much longer shifts and windows are looked at.
const LONGER: Minutes = Minutes(120);
/// Nobody is asked to be about before or after this, in minutes of the day.
const DAY: (i32, i32) = (7 * 60, 21 * 60);
/// Ends of work are asked for on such a grid, and ends of windows on that one.
pub(super) const END_GRID: i32 = 5;
pub(super) const WINDOW_GRID: i32 = 15;

/// A sort of rule that could be loosened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Shifts go on for longer.
    Late,
    /// Shifts begin sooner.
    Early,
    /// Windows are open for longer.
    Open,
    /// Who attends can be met for longer.
    Meet,
    /// Rides may take longer.
    Ride,
    /// Limits are higher.
    Limits,
    /// Dues are later.
    Due,
    /// Others may do it.
    Staff,
    /// Somebody comes along.
    Partner,
    /// It waits for nothing.
    After,
    /// It is held in any language.
    Language,
    /// Clearances and permissions last.
    Clearance,
}

/// The problem of the week with nothing of `asked` pinned; none where nothing is. It is no
/// [`Sort`], since nobody grants what was settled with others.
pub(super) fn unpinned(week: &Week, asked: &[Work]) -> Option<Built> {
    if asked.iter().all(|&work| week.pin(work).is_none()) {
        return None;
    }
    let mut loose = week.clone();
    for &work in asked {
        match work {
            Work::Task(ix) => loose.tasks[ix.ix()].pin = None,
            Work::Ride(ix) => loose.rides[ix.ix()].pin = None,
        }
    }
    Some(build(&loose))
}

impl Sort {
    pub(super) const ALL: [Self; 12] = [
        Self::Late,
        Self::Early,
        Self::Open,
        Self::Meet,
        Self::Ride,
        Self::Limits,
        Self::Due,
        Self::Staff,
        Self::Partner,
        Self::After,
        Self::Language,
        Self::Clearance,
    ];

    /// The week and its problem with the rule loosened for `asked`; none where there is
    /// nothing to loosen.
    pub(super) fn loosened(self, week: &Week, asked: &[Work]) -> Option<(Week, Built)> {
        let mut loose = week.clone();
        let mut is_looser = false;
        if self == Self::Late {
            for ix in 0..loose.shifts.len() {
                let to = latest(week, ShiftIx::at(ix));
                is_looser |= to > loose.shifts[ix].latest_end;
                loose.shifts[ix].latest_end = to.max(loose.shifts[ix].latest_end);
            }
        }
        if self == Self::Early {
            for ix in 0..loose.shifts.len() {
                let from = earliest(week, ShiftIx::at(ix));
                is_looser |= from < loose.shifts[ix].span.from;
                loose.shifts[ix].span.from = from;
            }
        }
        for &work in asked {
            let ix = match work {
                Work::Task(ix) => ix,
                Work::Ride(ride) => {
                    if self == Self::Ride {
                        meet::ride_longer(&mut loose, ride);
                        is_looser = true;
                    }
                    if self == Self::Clearance && allow::is_any_ended(week, ride) {
                        loose.rides[ride.ix()].permission_until = None;
                        let staff = loose.staff.iter_mut();
                        staff.for_each(|member| member.cleared_until = None);
                        is_looser = true;
                    }
                    continue;
                }
            };
            if self == Self::Meet {
                is_looser |= meet::meet_longer(week, &mut loose, ix);
            }
            let (was, now) = (week.task(ix), &mut loose.tasks[ix.ix()]);
            match self {
                Self::Open => now.windows = wider(week, was),
                Self::Due if was.binding_due().is_some() => now.due = None,
                Self::Staff => now.staff.clear(),
                Self::Partner if may_need_partner(was) => {
                    now.partners.count = 1;
                    now.partners.who.clear();
                }
                Self::After => now.after.clear(),
                Self::Language if allow::is_unspoken(week, ix) => now.language = None,
                _ => {}
            }
            is_looser |= was != now;
        }
        if self == Self::Meet {
            meet::keep_others(week, &mut loose, asked);
        }
        let mut built = build(&loose);
        if self == Self::Limits {
            is_looser = !built.problem.budgets.is_empty();
            for budget in &mut built.problem.budgets {
                budget.limit = i64::MAX;
            }
        }
        is_looser.then_some((loose, built))
    }

    /// The same for two sorts together.
    pub(super) fn both_loosened(
        self,
        other: Self,
        week: &Week,
        asked: &[Work],
    ) -> Option<(Week, Built)> {
        // Limits are loosened in the problem alone, and so last.
        let (first, last) = match self {
            Self::Limits => (other, self),
            _ => (self, other),
        };
        let (loose, _) = first.loosened(week, asked)?;
        last.loosened(&loose, asked)
    }

    /// The rules that it loosens, each by the name of its most common case.
    pub(super) fn rules(self, week: &Week, problem: &Problem) -> Vec<Rule> {
        vec![match self {
            Self::Late | Self::Early => Rule::Shift,
            Self::Open => Rule::Window,
            Self::Meet => Rule::AttendeeBusy,
            Self::Ride => Rule::RideLimit,
            Self::Limits => {
                let all = 0..problem.budgets.len();
                let rules = all.filter_map(|ix| limits::of_budget(problem, week, ix));
                return rules.collect::<BTreeSet<Rule>>().into_iter().collect();
            }
            Self::Due => Rule::Due,
            Self::Staff => Rule::Staff,
            Self::Partner => Rule::Partner,
            Self::After => Rule::After,
            Self::Language => Rule::Language,
            Self::Clearance => Rule::Clearance,
        }]
    }

    /// Whether it is worth looking at for a piece of work.
    pub(super) fn bears_on(self, week: &Week, work: Work) -> bool {
        let ix = match work {
            Work::Task(ix) => ix,
            Work::Ride(ride) => {
                let is_of_rides =
                    matches!(self, Self::Late | Self::Early | Self::Ride | Self::Limits);
                return is_of_rides || (self == Self::Clearance && allow::is_any_ended(week, ride));
            }
        };
        let task = week.task(ix);
        match self {
            Self::Late | Self::Early | Self::Limits => true,
            Self::Open => task.windows != wider(week, task),
            Self::Meet => meet::is_any_asked(week, ix),
            Self::Ride => false,
            Self::Due => task.binding_due().is_some(),
            Self::Staff => !task.staff.is_empty(),
            Self::Partner => may_need_partner(task),
            Self::After => !task.after.is_empty(),
            Self::Language => allow::is_unspoken(week, ix),
            Self::Clearance => false,
        }
    }

    /// The one change that a plan of the loosened problem makes use of; none where it makes
    /// use of none, or of several.
    pub(super) fn needed(
        self,
        week: &Week,
        built: &Built,
        plan: &Solution,
        job: JobId,
    ) -> Option<Change> {
        let work = built.works[job.ix()];
        match (self, work) {
            (Self::Late, _) => later_end(week, plan),
            (Self::Early, _) => earlier_start(week, plan),
            (Self::Limits, _) => higher_limit(week, built, plan),
            (Self::Open, Work::Task(task)) => open_window(week, task, plan.first_stop(job)?.1),
            (Self::Meet, Work::Task(task)) => meet::needed(week, task, plan.first_stop(job)?.1),
            (Self::Ride, Work::Ride(ride)) => meet::needed_ride(week, ride, plan, job),
            (Self::Due, Work::Task(task)) => {
                let end = Moment(plan.first_stop(job)?.1.end);
                if week.task(task).binding_due().is_none_or(|due| end <= due) {
                    return None;
                }
                let day = week.clock.day_of(end - Minutes(1));
                Some(Change::Due { task, day })
            }
            (Self::Staff, Work::Task(task)) => {
                let who = who_does(week, plan, job)?;
                let is_new = is_liaison(week, who) && !week.task(task).staff.contains(&who);
                is_new.then_some(Change::Staff { task, who })
            }
            (Self::Partner, Work::Task(task)) => partner(week, built, plan, task, job),
            (Self::After, Work::Task(task)) => allow::needed_after(week, built, plan, task, job),
            (Self::Language, Work::Task(task)) => allow::needed_language(week, plan, task, job),
            (Self::Clearance, Work::Ride(ride)) => allow::needed_clearance(week, plan, ride, job),
            _ => None,
        }
    }
}

fn may_need_partner(task: &Task) -> bool {
    task.partners.count == 0 && (task.language.is_some() || !task.skills.is_empty())
}

/// Who came along in a plan, where whoever does it needs that.
fn partner(
    week: &Week,
    built: &Built,
    plan: &Solution,
    task: TaskIx,
    job: JobId,
) -> Option<Change> {
    let staff = who_does(week, plan, job)?;
    if may_do(week, staff, week.task(task), false).is_ok() {
        return None;
    }
    let along = plan.companions.iter().find(|(own, _)| *own == job);
    let who = *along?.1.first()?;
    let who = built.companions[who.ix()];
    Some(Change::Partner { task, who })
}

/// How long a shift could go on: the only one of its day.
fn latest(week: &Week, ix: ShiftIx) -> Moment {
    let shift = week.shift(ix);
    let is_only = only_shift(week, shift.staff, shift.day).is_some();
    let most = week.clock.whole_day(shift.day).from + Minutes(DAY.1);
    if is_only {
        shift.latest_end.max((shift.latest_end + LONGER).min(most))
    } else {
        shift.latest_end
    }
}

/// How early a shift could begin: the only one of its day.
fn earliest(week: &Week, ix: ShiftIx) -> Moment {
    let shift = week.shift(ix);
    let is_only = only_shift(week, shift.staff, shift.day).is_some();
    let first = week.clock.whole_day(shift.day).from + Minutes(DAY.0);
    if is_only {
        shift.span.from.min((shift.span.from - LONGER).max(first))
    } else {
        shift.span.from
    }
}

/// Its windows, each open for longer on both sides.
fn wider(week: &Week, task: &Task) -> Vec<Span> {
    let windows = task.windows.iter();
    windows.map(|&window| longer(week, window)).collect()
}

/// A stretch of a day, longer on both sides.
pub(super) fn longer(week: &Week, span: Span) -> Span {
    let whole = week.clock.whole_day(week.clock.day_of(span.from));
    let (first, last) = (whole.from + Minutes(DAY.0), whole.from + Minutes(DAY.1));
    Span::new(
        span.from.min((span.from - LONGER).max(first)),
        span.to.max((span.to + LONGER).min(last)),
    )
}

/// A stretch of the day of `needed` opened for that, on the grid of windows.
pub(super) fn opened(week: &Week, span: Span, needed: Span) -> Span {
    let day = week.clock.day_of(needed.from);
    let midnight = week.clock.whole_day(day).from.0;
    let from = match needed.from < span.from {
        true => Moment(down(needed.from.0 - midnight, WINDOW_GRID) + midnight),
        false => span.from,
    };
    let to = match needed.to > span.to {
        true => Moment(up(needed.to.0 - midnight, WINDOW_GRID) + midnight),
        false => span.to,
    };
    Span::new(from, to)
}

fn later_end(week: &Week, plan: &Solution) -> Option<Change> {
    let mut late = plan.routes.iter().filter_map(|route| {
        let shift = week.shift(ShiftIx::at(route.shift.ix()));
        (shift.latest_end < Moment(route.back)).then_some((shift.staff, shift.day, route.back))
    });
    let (Some((who, day, back)), None) = (late.next(), late.next()) else {
        return None;
    };
    only_shift(week, who, day)?;
    let midnight = week.clock.whole_day(day).from.0;
    let to = Moment(up(back - midnight, END_GRID) + midnight);
    Some(Change::Shift(new_shift::Change::LatestEnd { who, to }))
}

fn earlier_start(week: &Week, plan: &Solution) -> Option<Change> {
    let mut early = plan.routes.iter().filter_map(|route| {
        let shift = week.shift(ShiftIx::at(route.shift.ix()));
        let is_early = Moment(route.depart) < shift.span.from;
        is_early.then_some((shift.staff, shift.day, route.depart))
    });
    let (Some((who, day, depart)), None) = (early.next(), early.next()) else {
        return None;
    };
    only_shift(week, who, day)?;
    let midnight = week.clock.whole_day(day).from.0;
    let from = Moment(down(depart - midnight, END_GRID) + midnight);
    Some(Change::Start { who, from })
}

/// The window of the task's day that need be opened the least.
fn open_window(week: &Week, ix: TaskIx, visit: &Visit) -> Option<Change> {
    let task = week.task(ix);
    let needed = Span::new(Moment(visit.start), Moment(visit.end));
    if task.windows.iter().any(|window| window.holds(needed)) {
        return None;
    }
    let day = week.clock.day_of(needed.from);
    let opened = |window: &Span| opened(week, *window, needed);
    let of_day = |window: &&Span| week.clock.day_of(window.from) == day;
    let was = task.windows.iter().filter(of_day);
    let was = *was.min_by_key(|window| opened(window).minutes().0 - window.minutes().0)?;
    let told = opened(&was);
    let mut windows = task.windows.clone();
    windows.retain(|window| *window != was);
    windows.push(told);
    windows.sort_unstable();
    windows.dedup();
    Some(Change::Windows {
        task: ix,
        windows,
        told,
        was,
    })
}

fn higher_limit(week: &Week, loose: &Built, plan: &Solution) -> Option<Change> {
    let strict = super::super::objective::budgets(week);
    let took = used(&loose.problem, &Draft::of(&loose.problem, plan)).ok()?;
    let mut over = strict.iter().zip(&took).enumerate();
    let mut over = over
        .by_ref()
        .filter(|(_, (budget, took))| budget.limit < **took);
    let (Some((ix, (budget, &took))), None) = (over.next(), over.next()) else {
        return None;
    };
    if budget.measure == Measure::RiderDrive {
        return None;
    }
    Some(Change::Limit {
        stands: limits::stands(&loose.problem, week, ix)?,
        measure: budget.measure,
        to: rounded(budget.measure, took),
        was: budget.limit,
    })
}

pub(super) fn up(minutes: i32, grid: i32) -> i32 {
    -down(-minutes, grid)
}

pub(super) fn down(minutes: i32, grid: i32) -> i32 {
    minutes.div_euclid(grid) * grid
}

/// Shifts that could be new: the earliest that gives the task room, of each who may do it.
pub(super) fn new_shift(week: &Week, work: Work) -> Option<Change> {
    let Work::Task(ix) = work else { return None };
    new_shift::that_holds(week, week.task(ix)).map(Change::Shift)
}
