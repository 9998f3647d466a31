//! What fits in the place of a visit that fails: for each day of each liaison a few tasks
//! nearby, found by the rules that plan the week.
//!
//! A visit that fails has been driven to and waited at. All else of the week keeps its time
//! and its company, but for writing up, which may be later; what is on standby begins after the
//! wait, on the same shift, and by the time at which the visit would have ended.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Instant;

use rayon::prelude::*;

use super::problem::{Built, build};
use super::risk::WAITED;
use super::{PlanError, start};
use crate::domain::Week;
use crate::domain::ids::{ShiftIx, StaffIx, Work};
use crate::domain::plan::Plan;
use crate::domain::standby::{Fit, Standby};
use crate::domain::task::TaskKind;
use crate::domain::time::{Day, Minutes, Moment};
use crate::solver::model::{JobId, Problem, ShiftId, Window};
use crate::solver::probe::{Probe, Session};
use crate::solver::solution::{self, Solution, Visit};
use crate::solver::{Draft, evaluate};

/// So many are named for a day at most.
const MOST: usize = 5;
/// Those that the plan has on a later day are looked at where fewer than this are left out.
const FEW: usize = 3;
/// Nearby: the day has no more driving than this for it.
const NEAR: Minutes = Minutes(20);

/// What fits into a day, with whether the plan has it later.
type OfDay = BTreeMap<Work, (bool, Vec<Fit>)>;

/// Fills in what could be done where a visit that begins at `from` or later fails. After
/// `until` no visit is looked at any more; none: it does not look at the clock.
///
/// A plan that does not hold for the week as it is gets no such list.
///
/// Cost: for each visit the week laid out once, and an insertion for each task that is left
/// out; where these are few, the plan laid out for each task of a later day that may be sooner.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours.
pub fn fill(
    week: &Week,
    plan: &mut Plan,
    from: Moment,
    until: Option<Instant>,
) -> Result<(), PlanError> {
    plan.standby.clear();
    let built = build(week);
    let begun = start::solution(week, &built, &plan.routes, Some);
    let Ok(whole) = evaluate(&built.problem, &Draft::of(&built.problem, &begun)) else {
        return Ok(());
    };
    plan.standby = lists(week, &built, &whole, &|work| work, from, until)?;
    Ok(())
}

/// The lists for a plan as the engine has it; `named` is what its work is called in the plan.
pub(super) fn lists(
    week: &Week,
    built: &Built,
    whole: &Solution,
    named: &dyn Fn(Work) -> Work,
    from: Moment,
    until: Option<Instant>,
) -> Result<Vec<Standby>, PlanError> {
    let scene = Scene {
        week,
        fixed: around(built, whole),
        built,
        whole,
    };
    let routes = whole.routes.iter();
    let all = routes.flat_map(|route| route.visits.iter().map(|visit| (route.shift, visit)));
    let visits: Vec<(ShiftIx, JobId, &Visit)> = all
        .filter(|(_, visit)| visit.start >= from.0)
        .filter_map(|(shift, visit)| {
            let job = met(week, built, visit)?;
            Some((ShiftIx::at(shift.ix()), job, visit))
        })
        .collect();
    let found: Vec<Vec<(Work, bool, Fit)>> = visits
        .par_iter()
        .map(|&(shift, job, visit)| {
            if until.is_some_and(|until| Instant::now() >= until) {
                return Ok(Vec::new());
            }
            scene.instead(shift, job, visit)
        })
        .collect::<Result<_, PlanError>>()?;
    let mut of_day: BTreeMap<(StaffIx, Day), OfDay> = BTreeMap::new();
    for (&(shift, ..), found) in visits.iter().zip(found) {
        let shift = week.shift(shift);
        let day = of_day.entry((shift.staff, shift.day)).or_default();
        for (work, is_sooner, fit) in found {
            let failed = named(fit.failed);
            let one = day.entry(named(work)).or_insert((is_sooner, Vec::new()));
            one.1.push(Fit { failed, ..fit });
        }
    }
    let mut standby = Vec::new();
    for ((staff, day), found) in of_day {
        let all = found.into_iter().map(|(work, (is_sooner, fits))| Standby {
            staff,
            day,
            work,
            is_sooner,
            fits,
        });
        standby.extend(chosen(week, all.collect()));
    }
    Ok(standby)
}

/// The problem with all of a plan at its very time, but for writing up.
fn around(built: &Built, whole: &Solution) -> Problem {
    let mut fixed = start::fixed(&built.problem, whole, &[]);
    let jobs = fixed.jobs.iter_mut().zip(&built.problem.jobs);
    for ((own, loose), work) in jobs.zip(&built.works) {
        if let (Work::Task(_), [_, notes], [_, open]) = (work, &mut own.stops[..], &loose.stops[..])
        {
            notes.windows.clone_from(&open.windows);
        }
    }
    fixed
}

/// The job of a visit to somebody who could be away; none where it is anything else.
fn met(week: &Week, built: &Built, visit: &Visit) -> Option<JobId> {
    let solution::Activity::Stop { job, stop: 0 } = visit.activity else {
        return None;
    };
    let Work::Task(ix) = built.works[job.ix()] else {
        return None;
    };
    (!week.task(ix).attendees.is_empty()).then_some(job)
}

/// The best few of a day: first those that are left out and worth the most; but for each visit
/// there is something, where anything fits.
fn chosen(week: &Week, mut all: Vec<Standby>) -> Vec<Standby> {
    let drive = |one: &Standby| one.fits.iter().map(|fit| fit.more_drive).max();
    all.sort_by_cached_key(|one| {
        let value = Reverse(week.value(one.work));
        (one.is_sooner, value, drive(one), one.work)
    });
    let mut taken: Vec<usize> = Vec::new();
    let covers = |taken: &[usize], failed: Work| {
        let mut fits = taken.iter().flat_map(|&ix| &all[ix].fits);
        fits.any(|fit| fit.failed == failed)
    };
    while taken.len() < MOST.min(all.len()) {
        let left = (0..all.len()).filter(|ix| !taken.contains(ix));
        let new = |ix: &usize| {
            let fits = all[*ix].fits.iter();
            fits.filter(|fit| !covers(&taken, fit.failed)).count()
        };
        // Of equals the first.
        let Some(next) = left.min_by_key(|ix| Reverse(new(ix))) else {
            break;
        };
        taken.push(next);
    }
    taken.sort_unstable();
    taken.into_iter().map(|ix| all[ix].clone()).collect()
}

struct Scene<'a> {
    week: &'a Week,
    built: &'a Built,
    whole: &'a Solution,
    /// The problem with all of the plan at its very time.
    fixed: Problem,
}

impl Scene<'_> {
    /// What fits where a visit fails: whether the plan has it later, and how.
    fn instead(
        &self,
        shift: ShiftIx,
        job: JobId,
        visit: &Visit,
    ) -> Result<Vec<(Work, bool, Fit)>, PlanError> {
        let failed = self.built.works[job.ix()];
        let waited = WAITED.min(Minutes(visit.end - visit.start));
        let problem = self.without(job, waited);
        let mut begin = self.whole.clone();
        start::strike(&mut begin, |own, part| own == job && part > 0);
        let place = Place {
            shift: ShiftId::at(shift.ix()),
            span: (Moment(visit.start) + waited, Moment(visit.end)),
            failed,
        };
        let left = self.whole.unplaced.iter().copied();
        let left: Vec<JobId> = left.filter(|&job| self.may_be(job, failed)).collect();
        let mut found = Vec::new();
        let mut open = problem.clone();
        for &job in &left {
            self.open(&mut open, job, place);
        }
        let probe = Probe::new(&open)?;
        let mut session = probe.session(&begin);
        for job in left {
            let fit = self.fit(&mut session, job, place);
            found.extend(fit.map(|fit| (self.built.works[job.ix()], false, fit)));
        }
        if found.len() < FEW {
            for job in self.later(shift, failed) {
                let mut open = problem.clone();
                self.open(&mut open, job, place);
                let mut begin = begin.clone();
                start::strike(&mut begin, |own, _| own == job);
                let probe = Probe::new(&open)?;
                let mut session = probe.session(&begin);
                let fit = self.fit(&mut session, job, place);
                found.extend(fit.map(|fit| (self.built.works[job.ix()], true, fit)));
            }
        }
        Ok(found)
    }

    /// The problem in which a visit takes only the wait, needs nobody and is not written up.
    fn without(&self, job: JobId, waited: Minutes) -> Problem {
        let mut problem = self.fixed.clone();
        let failed = &mut problem.jobs[job.ix()];
        failed.stops.truncate(1);
        failed.stops[0].service = waited.0;
        failed.people.clear();
        failed.presences.clear();
        problem
    }

    /// Lets a job be on the shift after the wait.
    fn open(&self, problem: &mut Problem, job: JobId, place: Place) {
        let loose = &self.built.problem.jobs[job.ix()];
        let own = &mut problem.jobs[job.ix()];
        own.shifts.clone_from(&loose.shifts);
        own.shifts.retain(|&shift| shift == place.shift);
        own.stops.clone_from(&loose.stops);
        let (from, to) = place.span;
        let windows = own.stops[0].windows.iter().map(|window| Window {
            from: window.from.max(from.0),
            to: window.to.min(to.0),
        });
        let windows = windows.filter(|window| window.from <= window.to);
        own.stops[0].windows = windows.collect();
        own.reward = own.reward.max(1);
        if own.stops[0].windows.is_empty() {
            own.shifts.clear();
        }
    }

    /// Whether it is a task that one could turn to without anybody coming along, and that does
    /// not wait for what failed.
    fn may_be(&self, job: JobId, failed: Work) -> bool {
        let Work::Task(ix) = self.built.works[job.ix()] else {
            return false;
        };
        let task = self.week.task(ix);
        task.partners.count == 0 && !waits_for(self.week, Work::Task(ix), failed)
    }

    /// What the plan has on a later day where nobody is driven to: a call may be tried sooner.
    fn later(&self, shift: ShiftIx, failed: Work) -> Vec<JobId> {
        let today = self.week.shift(shift).day;
        let routes = self.whole.routes.iter();
        let routes =
            routes.filter(|route| self.week.shift(ShiftIx::at(route.shift.ix())).day > today);
        let visits = routes.flat_map(|route| &route.visits);
        let jobs = visits.filter_map(|visit| match visit.activity {
            solution::Activity::Stop { job, stop: 0 } => Some(job),
            _ => None,
        });
        let is_alone = |job: &JobId| {
            let Work::Task(ix) = self.built.works[job.ix()] else {
                return false;
            };
            let task = self.week.task(ix);
            let is_call = task.kind == TaskKind::PhoneCall;
            (is_call || task.attendees.is_empty()) && task.pin.is_none()
        };
        jobs.filter(is_alone)
            .filter(|&job| self.may_be(job, failed))
            .collect()
    }

    /// How a job fits while nothing gives way to it; none where it does not or is not nearby.
    fn fit(&self, session: &mut Session<'_>, job: JobId, place: Place) -> Option<Fit> {
        let forced = session.displaced(job, 1, None)?;
        let shown = forced.better.filter(|_| forced.out.is_empty())?;
        let (_, visit) = shown.first_stop(job)?;
        let of_day = |plan: &Solution| -> i32 {
            let route = plan.routes.iter().find(|route| route.shift == place.shift);
            route.map_or(0, |route| {
                let drives = route.visits.iter().map(|visit| visit.drive);
                drives.sum::<i32>() + route.last_drive
            })
        };
        let more_drive = Minutes(of_day(&shown) - of_day(self.whole));
        (more_drive <= NEAR).then_some(Fit {
            failed: place.failed,
            start: Moment(visit.start),
            more_drive,
        })
    }
}

/// Where and when something is to fit.
#[derive(Clone, Copy)]
struct Place {
    shift: ShiftId,
    /// When it may begin: after the wait, and before the visit would have ended.
    span: (Moment, Moment),
    failed: Work,
}

/// Whether something comes after another, at once or by way of others. The relation has no
/// cycle.
fn waits_for(week: &Week, work: Work, other: Work) -> bool {
    let Work::Task(ix) = work else { return false };
    let mut before = week.task(ix).after.iter();
    before.any(|&before| before == other || waits_for(week, before, other))
}
