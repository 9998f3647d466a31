//! Large problems in parts: first the jobs are divided into parts that lie together, each with
//! its share of the shifts; then a few routes at a time that lie near each other are planned
//! anew as a problem of their own, with nothing else in it; last the whole is searched.
//!
//! An iteration on a part costs a small share of one on the whole, so the same time betters
//! the plan far more. A part that comes out worse is not taken. Source: POPMUSIC, Taillard and
//! Voss (2002).

mod divide;
mod part;

use std::time::{Duration, Instant};

use super::check::ProblemError;
use super::islands::{Options, Outcome, Progress, Stop, solve};
use super::model::{Group, JobId, LocationId, Problem, ShiftId};
use super::rng::Rng;
use super::solution::{Activity, Solution};
use divide::divide;
use part::Part;

/// Problems with fewer jobs are searched whole.
const FEWEST_JOBS: usize = 300;
/// A part has about so many jobs, and no more routes than this.
const PART_JOBS: usize = 120;
const PART_ROUTES: usize = 12;
/// Of the jobs that are left out, a part takes up so many, and so many shifts without a route.
const LEFT_OUT: usize = 20;
const MORE_SHIFTS: usize = 3;
/// The shares of the effort that go into the first parts, and into the whole at the end.
const FIRST: f64 = 0.25;
const WHOLE: f64 = 0.15;
/// So often every route is planned anew, about.
const SWEEPS: usize = 5;

/// Searches for the best plan, in parts where the problem is large and falls into some and no
/// plan is given to begin from.
///
/// With iterations each part gets a tenth of them, and the number of parts depends on nothing
/// else, so equal input gives equal plans.
///
/// # Errors
/// When the problem is not well formed; see [`Problem::check`].
pub fn solve_in_parts(
    p: &Problem,
    options: &Options<'_>,
    report: &(dyn Fn(&Progress) + Sync),
) -> Result<Outcome, ProblemError> {
    p.check()?;
    if options.start.is_some() || p.jobs.len() < FEWEST_JOBS || !falls_apart(p) {
        return solve(p, options, report);
    }
    let mut parts = Parts::new(p, options.seed);
    parts.begin(options, options.stop.sooner(FIRST))?;
    parts.sweep(options, options.stop.sooner(1.0 - WHOLE), report)?;
    let start = parts.plan;
    let last = Options {
        start: Some(&start),
        ..options.clone()
    };
    solve(p, &last, report)
}

/// Whether nothing but a route of its own binds a job: no budget over several shifts, nobody
/// who accompanies or is present, no order among jobs.
fn falls_apart(p: &Problem) -> bool {
    let pairs = |group: &Group| matches!(group, Group::Together(..) | Group::Apart(..));
    p.precedences.is_empty()
        && p.groups.iter().all(pairs)
        && p.budgets.iter().all(|budget| budget.shifts.len() <= 1)
        && p.owners
            .iter()
            .all(|owner| owner.overtime.is_none() && owner.person.is_none())
        && (p.jobs.iter()).all(|job| job.companions.is_none() && job.presences.is_empty())
}

/// A plan that is bettered part by part.
struct Parts<'p> {
    p: &'p Problem,
    /// Routes with jobs only, ascending.
    plan: Solution,
    rng: Rng,
    /// By job, its groups.
    groups: Vec<Vec<u32>>,
    /// How often each shift was in a part.
    turns: Vec<u32>,
}

impl<'p> Parts<'p> {
    fn new(p: &'p Problem, seed: u64) -> Self {
        let mut groups = vec![Vec::new(); p.jobs.len()];
        for (ix, group) in (0_u32..).zip(&p.groups) {
            if let Group::Together(a, b) | Group::Apart(a, b) = group {
                groups[a.ix()].push(ix);
                groups[b.ix()].push(ix);
            }
        }
        let plan = Solution {
            unplaced: (0..p.jobs.len()).map(JobId::at).collect(),
            ..Solution::default()
        };
        Self {
            p,
            plan,
            rng: Rng::new(seed ^ 0x9E37_79B9_7F4A_7C15),
            groups,
            turns: vec![0; p.shifts.len()],
        }
    }

    /// Divides jobs and shifts, and plans each part.
    fn begin(&mut self, options: &Options<'_>, stop: Stop) -> Result<(), ProblemError> {
        let threads = options.threads.clamp(1, 64);
        let divided = divide(self.p);
        let rounds = divided.len().div_ceil(threads).max(1);
        let slice = match stop {
            Stop::Deadline(end) => {
                end.saturating_duration_since(Instant::now()) / u32::try_from(rounds).unwrap_or(1)
            }
            Stop::Iterations(_) => Duration::ZERO,
        };
        for round in divided.chunks(threads) {
            let stop = match stop {
                Stop::Iterations(count) => Stop::Iterations(count.div_ceil(10)),
                Stop::Deadline(_) => Stop::Deadline(Instant::now() + slice),
            };
            let parts = round.iter().map(|(shifts, jobs)| {
                Part::new(self.p, &self.groups, shifts.clone(), jobs.clone())
            });
            let parts: Vec<Part> = parts.collect();
            self.better(parts, stop, options.seed)?;
        }
        Ok(())
    }

    /// Plans routes that lie near each other anew, until the effort is spent.
    fn sweep(
        &mut self,
        options: &Options<'_>,
        stop: Stop,
        report: &(dyn Fn(&Progress) + Sync),
    ) -> Result<(), ProblemError> {
        let threads = options.threads.clamp(1, 64);
        let begin = Instant::now();
        let used = self.plan.routes.len().max(1);
        let jobs: usize = self.p.jobs.len() - self.plan.unplaced.len();
        let in_part = (PART_JOBS * used / jobs.max(1)).clamp(2, PART_ROUTES);
        let rounds = (SWEEPS * used).div_ceil(in_part * threads).max(1);
        let slice = match stop {
            Stop::Deadline(end) => {
                end.saturating_duration_since(begin) / u32::try_from(rounds).unwrap_or(1)
            }
            Stop::Iterations(_) => Duration::ZERO,
        };
        let slice = slice.clamp(Duration::from_millis(100), Duration::from_secs(5));
        let mut round = 0;
        loop {
            let stop = match stop {
                Stop::Iterations(_) if round >= rounds => return Ok(()),
                Stop::Iterations(count) => Stop::Iterations(count.div_ceil(10)),
                Stop::Deadline(end) => {
                    let now = Instant::now();
                    if now >= end {
                        return Ok(());
                    }
                    Stop::Deadline(end.min(now + slice))
                }
            };
            let parts = self.choose(threads);
            if parts.is_empty() {
                return Ok(());
            }
            self.better(parts, stop, options.seed.wrapping_add(round as u64))?;
            round += 1;
            report(&Progress {
                iterations: round as u64,
                score: Vec::new(),
                unplaced: self.plan.unplaced.len(),
            });
        }
    }

    /// Parts with no route in common, one a thread as far as there are routes.
    fn choose(&mut self, threads: usize) -> Vec<Part> {
        let mut is_taken = vec![false; self.plan.routes.len()];
        let mut parts = Vec::new();
        for _ in 0..threads {
            let routes = self.near(&is_taken);
            if routes.len() < 2 {
                break;
            }
            for &route in &routes {
                is_taken[route] = true;
                self.turns[self.plan.routes[route].shift.ix()] += 1;
            }
            let with_rest = parts.is_empty();
            parts.push(self.part(&routes, with_rest));
        }
        parts
    }

    /// A route that had its turn least often, and those nearest to it.
    fn near(&mut self, is_taken: &[bool]) -> Vec<usize> {
        let free: Vec<usize> = (0..is_taken.len()).filter(|&ix| !is_taken[ix]).collect();
        let turns = |ix: usize| self.turns[self.plan.routes[ix].shift.ix()];
        let Some(least) = free.iter().map(|&ix| turns(ix)).min() else {
            return Vec::new();
        };
        let next: Vec<usize> = (free.iter().copied())
            .filter(|&ix| turns(ix) == least)
            .collect();
        let seed = next[self.rng.below(next.len())];
        let mut by_distance: Vec<(i64, usize)> = (free.iter())
            .filter(|&&ix| ix != seed)
            .map(|&ix| (self.distance(seed, ix), ix))
            .collect();
        by_distance.sort_unstable();
        let mut chosen = vec![seed];
        let mut jobs = self.plan.routes[seed].visits.len() / 2;
        for (_, ix) in by_distance {
            if jobs >= PART_JOBS || chosen.len() >= PART_ROUTES {
                break;
            }
            jobs += self.plan.routes[ix].visits.len() / 2;
            chosen.push(ix);
        }
        chosen.sort_unstable();
        chosen
    }

    /// How far the stops of a route are from the nearest of another's, in sum.
    fn distance(&self, from: usize, to: usize) -> i64 {
        let route = &self.plan.routes[from];
        let table = &self.p.travel[self.p.shifts[route.shift.ix()].travel.ix()];
        let spots = |ix: usize| {
            let visits = self.plan.routes[ix].visits.iter();
            visits
                .filter_map(|visit| visit.location)
                .map(LocationId::ix)
        };
        let nearest = |a: usize| spots(to).map(|b| table.ticks[a * table.size + b]).min();
        spots(from).filter_map(nearest).map(i64::from).sum()
    }

    fn part(&self, routes: &[usize], with_rest: bool) -> Part {
        let own = routes.iter().map(|&ix| &self.plan.routes[ix]);
        let mut shifts: Vec<ShiftId> = own.clone().map(|route| route.shift).collect();
        let mut jobs: Vec<JobId> = (own.clone().flat_map(|route| &route.visits))
            .filter_map(|visit| match visit.activity {
                Activity::Stop { job, stop: 0 } => Some(job),
                _ => None,
            })
            .collect();
        if with_rest && !self.plan.unplaced.is_empty() {
            shifts.extend(self.unused());
            shifts.sort_unstable();
            let rest = self.plan.unplaced.iter().copied();
            let fits = |job: &JobId| {
                let is_free = self.p.jobs[job.ix()].people.is_empty() && !self.is_bound(*job);
                let may = &self.p.jobs[job.ix()].shifts;
                is_free && may.iter().any(|shift| shifts.contains(shift))
            };
            jobs.extend(rest.filter(fits).take(LEFT_OUT));
        }
        jobs.sort_unstable();
        let mut part = Part::new(self.p, &self.groups, shifts, jobs);
        part.start.routes = own.map(|route| part.inside(route)).collect();
        part.fix_the_shared(self.p);
        part
    }

    /// Whether a job must be with another.
    fn is_bound(&self, job: JobId) -> bool {
        let groups = self.groups[job.ix()].iter();
        let mut kinds = groups.map(|&group| &self.p.groups[group as usize]);
        kinds.any(|group| matches!(group, Group::Together(..)))
    }

    /// Some shifts that have no route: the rest needs them.
    fn unused(&self) -> Vec<ShiftId> {
        let is_used = |shift: &ShiftId| self.plan.routes.iter().any(|route| route.shift == *shift);
        let free = (0..self.p.shifts.len()).map(ShiftId::at);
        free.filter(|shift| !is_used(shift))
            .take(MORE_SHIFTS)
            .collect()
    }

    /// Plans the parts anew, each on a thread, and takes what is no worse.
    fn better(&mut self, parts: Vec<Part>, stop: Stop, seed: u64) -> Result<(), ProblemError> {
        let solved: Vec<Result<Option<Solution>, ProblemError>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (parts.iter())
                .map(|part| scope.spawn(move || part.solve(stop, seed)))
                .collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            // A thread that panicked has said so; its part stays as it is.
            joined.map(|done| done.unwrap_or(Ok(None))).collect()
        });
        for (part, solved) in parts.iter().zip(solved) {
            if let Some(better) = solved? {
                self.take(part, &better);
            }
        }
        Ok(())
    }

    fn take(&mut self, part: &Part, better: &Solution) {
        self.plan
            .routes
            .retain(|route| !part.shifts.contains(&route.shift));
        self.plan
            .routes
            .extend(better.routes.iter().map(|route| part.outside(route)));
        self.plan.routes.sort_unstable_by_key(|route| route.shift);
        self.plan.unplaced.retain(|job| !part.jobs.contains(job));
        self.plan
            .unplaced
            .extend(better.unplaced.iter().map(|job| part.jobs[job.ix()]));
        self.plan.unplaced.sort_unstable();
    }
}

#[cfg(test)]
mod tests;
