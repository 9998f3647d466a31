//! A plan that there is, as what a search or a probe begins from.

use super::problem::Built;
use crate::domain::Week;
use crate::domain::ids::ShiftIx;
use crate::domain::plan::{Activity, Route, Stop};
use crate::solver::model::{CompanionId, JobId, Problem, ShiftId, Window};
use crate::solver::solution::{self, RoutePlan, Solution, Visit};
use crate::solver::{Draft, ProblemError, evaluate, held};

/// The routes of a plan for the problem of `week`, shift by shift; what the problem does not
/// have is left out. `shift` finds a route's shift in that week.
///
/// Only what is done in which order, the starts and who comes along are filled in: the rest
/// is for the engine to reckon.
pub(super) fn solution(
    week: &Week,
    built: &Built,
    routes: &[Route],
    shift: impl Fn(ShiftIx) -> Option<ShiftIx>,
) -> Solution {
    let mut begun = Solution::default();
    for route in routes {
        let Some(at) = shift(route.shift).filter(|at| at.ix() < week.shifts.len()) else {
            continue;
        };
        let mut visits = Vec::new();
        for stop in &route.stops {
            let (Some(job), Some(part)) = (
                stop.activity.work().and_then(|work| built.job(work)),
                part(stop),
            ) else {
                continue;
            };
            visits.push(visit(job, part, stop));
            let along = &built.problem.jobs[job.ix()].companions;
            if part == 0 && along.is_some() {
                let position = |who| built.companions.iter().position(|&own| own == who);
                let who = stop.partners.iter().filter_map(|&who| position(who));
                begun
                    .companions
                    .push((job, who.map(CompanionId::at).collect()));
            }
        }
        if !visits.is_empty() {
            let shift = ShiftId::at(at.ix());
            begun.routes.push(RoutePlan::begun(shift, visits));
        }
    }
    begun.routes.sort_by_key(|route| route.shift);
    begun.companions.sort_by_key(|(job, _)| *job);
    begun
}

/// Which of a job's stops it is.
fn part(stop: &Stop) -> Option<u8> {
    match stop.activity {
        Activity::Task(_) | Activity::Pickup(_) => Some(0),
        Activity::Notes(_) | Activity::Dropoff(_) => Some(1),
        Activity::Start | Activity::Lunch | Activity::Reserve | Activity::End => None,
    }
}

/// A stop as a visit of the engine.
pub(super) fn visit(job: JobId, part: u8, stop: &Stop) -> Visit {
    Visit {
        end: stop.end.0,
        ..Visit::begun(job, part, stop.start.0)
    }
}

/// A plan of one problem as a draft for another, in which `shift` finds its shifts.
pub(super) fn transferred(
    solution: &Solution,
    from: &Built,
    to: &Built,
    shift: impl Fn(ShiftId) -> Option<ShiftId>,
) -> Draft {
    let there = |job: JobId| to.job(from.works[job.ix()]);
    let with = |who: &CompanionId| {
        let who = from.companions[who.ix()];
        let position = to.companions.iter().position(|&own| own == who);
        position.map(CompanionId::at)
    };
    let draft = Draft::of(&from.problem, solution);
    let route = |(at, list): (ShiftId, Vec<(JobId, u8)>)| {
        let list = list.into_iter();
        let list = list.filter_map(|(job, stop)| Some((there(job)?, stop)));
        Some((shift(at)?, list.collect()))
    };
    let starts = draft.starts.into_iter();
    let companions = draft.companions.into_iter();
    Draft {
        routes: draft.routes.into_iter().filter_map(route).collect(),
        starts: starts
            .filter_map(|(job, at)| Some((there(job)?, at)))
            .collect(),
        companions: companions
            .filter_map(|(job, who)| Some((there(job)?, who.iter().filter_map(with).collect())))
            .collect(),
    }
}

/// A plan of one problem as what a search of another begins from.
pub(super) fn moved(
    solution: &Solution,
    from: &Built,
    to: &Built,
    shift: impl Fn(ShiftId) -> Option<ShiftId>,
) -> Solution {
    let there = |job: JobId| to.job(from.works[job.ix()]);
    let visit = |visit: &Visit| {
        let solution::Activity::Stop { job, stop } = visit.activity else {
            return None;
        };
        let activity = solution::Activity::Stop {
            job: there(job)?,
            stop,
        };
        Some(Visit { activity, ..*visit })
    };
    let mut routes: Vec<RoutePlan> = Vec::new();
    for route in &solution.routes {
        let visits: Vec<Visit> = route.visits.iter().filter_map(visit).collect();
        if let Some(shift) = shift(route.shift).filter(|_| !visits.is_empty()) {
            routes.push(RoutePlan {
                shift,
                visits,
                ..*route
            });
        }
    }
    Solution {
        routes,
        companions: transferred(solution, from, to, shift).companions,
        ..Solution::default()
    }
}

/// The problem with everything of a plan at its very time and with the same company, but for
/// some.
pub(super) fn fixed(problem: &Problem, plan: &Solution, but: &[JobId]) -> Problem {
    let mut problem = problem.clone();
    for route in &plan.routes {
        for visit in &route.visits {
            let solution::Activity::Stop { job, stop } = visit.activity else {
                continue;
            };
            if !but.contains(&job) {
                let own = &mut problem.jobs[job.ix()];
                own.shifts = vec![route.shift];
                own.stops[usize::from(stop)].windows = vec![Window::exactly(visit.start)];
            }
        }
    }
    for (job, who) in &plan.companions {
        let own = &mut problem.jobs[job.ix()].companions;
        if let Some(companions) = own.as_mut().filter(|_| !but.contains(job)) {
            companions.candidates.retain(|one| who.contains(one));
        }
    }
    problem
}

/// Takes stops out of a plan that a search is to begin from.
pub(super) fn strike(plan: &mut Solution, is_out: impl Fn(JobId, u8) -> bool) {
    for route in &mut plan.routes {
        route.visits.retain(|visit| match visit.activity {
            solution::Activity::Stop { job, stop } => !is_out(job, stop),
            solution::Activity::Break(_) => true,
        });
    }
}

/// A plan of the week as the engine has it: exactly where every rule holds, else what of it
/// still does.
pub(super) fn taken_up(
    week: &Week,
    built: &Built,
    routes: &[Route],
) -> Result<Solution, ProblemError> {
    let begun = solution(week, built, routes, Some);
    match evaluate(&built.problem, &Draft::of(&built.problem, &begun)) {
        Ok(whole) => Ok(whole),
        Err(_) => held(&built.problem, &begun),
    }
}

/// A plan of the week as the engine has it; none where a rule does not hold.
pub(super) fn whole(week: &Week, built: &Built, routes: &[Route]) -> Option<Solution> {
    let begun = solution(week, built, routes, Some);
    evaluate(&built.problem, &Draft::of(&built.problem, &begun)).ok()
}
