//! A few routes as a problem of their own, with nothing else in it.

use std::sync::Arc;

use crate::solver::check::ProblemError;
use crate::solver::evaluate::{Draft, evaluate};
use crate::solver::islands::{Options, Stop, solve};
use crate::solver::model::{
    Budget, Group, Job, JobId, LocationId, OwnerId, Problem, ShiftId, Tick, Timed, Travel, Window,
};
use crate::solver::solution::{Activity, RoutePlan, Solution};

/// A few routes as a problem of their own.
pub(super) struct Part {
    problem: Problem,
    /// Its routes as they are.
    pub start: Solution,
    /// By shift and job of the part, those of the whole.
    pub shifts: Vec<ShiftId>,
    pub jobs: Vec<JobId>,
    locations: Vec<LocationId>,
}

impl Part {
    /// Jobs and shifts as a problem of their own, both ascending; `groups` are those of each job
    /// of the whole.
    pub(super) fn new(
        p: &Problem,
        groups: &[Vec<u32>],
        shifts: Vec<ShiftId>,
        jobs: Vec<JobId>,
    ) -> Self {
        let locations = locations(p, &shifts, &jobs);
        let mut problem = problem(p, &shifts, &jobs, &locations);
        problem.groups = groups_among(p, groups, &jobs);
        Self {
            problem,
            start: Solution::default(),
            shifts,
            jobs,
            locations,
        }
    }

    /// A better plan of the part, or one as good; none when no such was found.
    pub(super) fn solve(&self, stop: Stop, seed: u64) -> Result<Option<Solution>, ProblemError> {
        let Ok(before) = evaluate(&self.problem, &Draft::of(&self.problem, &self.start)) else {
            return Ok(None);
        };
        let options = Options {
            stop,
            threads: 1,
            seed,
            start: Some(&before),
        };
        let best = solve(&self.problem, &options, &|_| {})?.best;
        Ok((best.score <= before.score).then_some(best))
    }

    /// A route of the whole as one of the part.
    pub(super) fn inside(&self, route: &RoutePlan) -> RoutePlan {
        let shift = position(&self.shifts, &route.shift).map_or(route.shift, ShiftId::at);
        self.renamed(route, shift, &|job| {
            position(&self.jobs, &job).map_or(job, JobId::at)
        })
    }

    /// A route of the part as one of the whole. The order of its stops and their starts count;
    /// the whole reckons the clock anew.
    pub(super) fn outside(&self, route: &RoutePlan) -> RoutePlan {
        let mut route = self.renamed(route, self.shifts[route.shift.ix()], &|job| {
            self.jobs[job.ix()]
        });
        for visit in &mut route.visits {
            visit.location = visit.location.map(|at| self.locations[at.ix()]);
        }
        route
    }

    fn renamed(&self, route: &RoutePlan, shift: ShiftId, of: &dyn Fn(JobId) -> JobId) -> RoutePlan {
        let mut route = route.clone();
        route.shift = shift;
        for visit in &mut route.visits {
            if let Activity::Stop { job, .. } = &mut visit.activity {
                *job = of(*job);
            }
        }
        route
    }

    /// Jobs whose people may be in jobs of other parts keep their shift and their times.
    pub(super) fn fix_the_shared(&mut self, p: &Problem) {
        for route in &self.start.routes {
            for visit in &route.visits {
                let Activity::Stop { job, stop } = visit.activity else {
                    continue;
                };
                if p.jobs[self.jobs[job.ix()].ix()].people.is_empty() {
                    continue;
                }
                let job = &mut self.problem.jobs[job.ix()];
                job.shifts = vec![route.shift];
                job.stops[usize::from(stop)].windows = vec![Window {
                    from: visit.start,
                    to: visit.start,
                }];
            }
        }
    }
}

/// The locations that a part can touch; ascending.
fn locations(p: &Problem, shifts: &[ShiftId], jobs: &[JobId]) -> Vec<LocationId> {
    let ends = shifts.iter().flat_map(|shift| {
        let shift = &p.shifts[shift.ix()];
        shift.start.into_iter().chain(shift.end)
    });
    let stops = jobs.iter().flat_map(|job| &p.jobs[job.ix()].stops);
    let mut all: Vec<LocationId> = ends.chain(stops.filter_map(|stop| stop.location)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Its problem but for the groups.
fn problem(p: &Problem, shifts: &[ShiftId], jobs: &[JobId], locations: &[LocationId]) -> Problem {
    let place = |of: Option<LocationId>| {
        of.and_then(|of| position(locations, &of))
            .map(LocationId::at)
    };
    let cut = |job: &JobId| {
        let mut job: Job = p.jobs[job.ix()].clone();
        let may = job
            .shifts
            .iter()
            .filter_map(|shift| position(shifts, shift));
        job.shifts = may.map(ShiftId::at).collect();
        for stop in &mut job.stops {
            stop.location = place(stop.location);
        }
        job.people.clear();
        job
    };
    let owned = shifts.iter().enumerate().map(|(ix, shift)| {
        let mut shift = p.shifts[shift.ix()].clone();
        shift.owner = OwnerId::at(ix);
        (shift.start, shift.end) = (place(shift.start), place(shift.end));
        shift
    });
    let owners = shifts
        .iter()
        .map(|shift| p.owners[p.shifts[shift.ix()].owner.ix()].clone());
    let budgets = p.budgets.iter().filter_map(|budget| {
        let shift = position(shifts, budget.shifts.first()?)?;
        Some(Budget {
            shifts: vec![ShiftId::at(shift)],
            ..budget.clone()
        })
    });
    Problem {
        travel: p
            .travel
            .iter()
            .map(|table| cut_out(table, locations))
            .collect(),
        owners: owners.collect(),
        shifts: owned.collect(),
        jobs: jobs.iter().map(cut).collect(),
        budgets: budgets.collect(),
        riders_alone: p.riders_alone,
        objective: p.objective.clone(),
        ..Problem::default()
    }
}

fn groups_among(p: &Problem, groups: &[Vec<u32>], jobs: &[JobId]) -> Vec<Group> {
    let mut among = Vec::new();
    for (ix, job) in jobs.iter().enumerate() {
        for &group in &groups[job.ix()] {
            let (Group::Together(a, b) | Group::Apart(a, b)) = &p.groups[group as usize] else {
                continue;
            };
            let other = if a == job { b } else { a };
            let Some(at) = position(jobs, other).filter(|&at| at > ix) else {
                continue;
            };
            let (one, two) = (JobId::at(ix), JobId::at(at));
            among.push(match &p.groups[group as usize] {
                Group::Together(..) => Group::Together(one, two),
                _ => Group::Apart(one, two),
            });
        }
    }
    among
}

/// Where something stands in an ascending list.
fn position<T: Ord>(list: &[T], of: &T) -> Option<usize> {
    list.binary_search(of).ok()
}

/// The rows and columns of some locations.
fn cut_out(table: &Travel, locations: &[LocationId]) -> Travel {
    let pairs = || {
        let row = |from: &LocationId| {
            let from = from.ix() * table.size;
            locations.iter().map(move |to| from + to.ix())
        };
        locations.iter().flat_map(row)
    };
    let timed = table.timed.clone().map(|whole| {
        let of = locations.to_vec();
        let timed: Arc<dyn Timed> = Arc::new(CutOut { whole, of });
        timed
    });
    Travel {
        size: locations.len(),
        ticks: pairs().map(|at| table.ticks[at]).collect(),
        metres: pairs().map(|at| table.metres[at]).collect(),
        timed,
    }
}

/// Drives that vary, between some of the locations.
struct CutOut {
    whole: Arc<dyn Timed>,
    of: Vec<LocationId>,
}

impl Timed for CutOut {
    fn arrive(&self, from: LocationId, to: LocationId, depart: Tick) -> Tick {
        self.whole
            .arrive(self.of[from.ix()], self.of[to.ix()], depart)
    }

    fn depart_by(&self, from: LocationId, to: LocationId, arrive: Tick) -> Tick {
        self.whole
            .depart_by(self.of[from.ix()], self.of[to.ix()], arrive)
    }
}
