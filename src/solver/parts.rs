//! Large problems in parts: first the jobs are divided into parts that lie together, each with
//! its share of the shifts; then a few routes at a time that lie near each other are planned
//! anew as a problem of their own, with nothing else in it; last the whole is searched.
//!
//! An iteration on a part costs a small share of one on the whole, so the same time betters
//! the plan far more. A part that comes out worse is not taken. Source: POPMUSIC, Taillard and
//! Voss (2002).

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::check::ProblemError;
use super::evaluate::{Draft, evaluate};
use super::islands::{Options, Outcome, Progress, Stop, solve};
use super::model::{
    Budget, Group, Job, JobId, LocationId, OwnerId, Problem, ShiftId, Tick, Timed, Travel, Window,
};
use super::rng::Rng;
use super::solution::{Activity, RoutePlan, Solution};

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
    parts.begin(options, part_of(options.stop, FIRST))?;
    parts.sweep(options, part_of(options.stop, 1.0 - WHOLE), report)?;
    let start = parts.plan;
    let last = Options {
        start: Some(&start),
        ..options.clone()
    };
    solve(p, &last, report)
}

/// A share of an effort, from now on.
fn part_of(stop: Stop, share: f64) -> Stop {
    match stop {
        Stop::Iterations(count) => Stop::Iterations(count),
        Stop::Deadline(end) => {
            let now = Instant::now();
            Stop::Deadline(now + end.saturating_duration_since(now).mul_f64(share))
        }
    }
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

/// A few routes as a problem of their own.
struct Part {
    problem: Problem,
    start: Solution,
    shifts: Vec<ShiftId>,
    jobs: Vec<JobId>,
    locations: Vec<LocationId>,
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
            let parts = round
                .iter()
                .map(|(shifts, jobs)| self.part_of(shifts.clone(), jobs.clone()));
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
        let mut part = self.part_of(shifts, jobs);
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

    /// Jobs and shifts as a problem of their own, both ascending.
    fn part_of(&self, shifts: Vec<ShiftId>, jobs: Vec<JobId>) -> Part {
        let locations = self.locations(&shifts, &jobs);
        Part {
            problem: self.problem(&shifts, &jobs, &locations),
            start: Solution::default(),
            shifts,
            jobs,
            locations,
        }
    }

    /// The locations that a part can touch; ascending.
    fn locations(&self, shifts: &[ShiftId], jobs: &[JobId]) -> Vec<LocationId> {
        let ends = shifts.iter().flat_map(|shift| {
            let shift = &self.p.shifts[shift.ix()];
            shift.start.into_iter().chain(shift.end)
        });
        let stops = jobs.iter().flat_map(|job| &self.p.jobs[job.ix()].stops);
        let mut all: Vec<LocationId> = ends.chain(stops.filter_map(|stop| stop.location)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn problem(&self, shifts: &[ShiftId], jobs: &[JobId], locations: &[LocationId]) -> Problem {
        let p = self.p;
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
            groups: self.groups_among(jobs),
            budgets: budgets.collect(),
            riders_alone: p.riders_alone,
            objective: p.objective.clone(),
            ..Problem::default()
        }
    }

    fn groups_among(&self, jobs: &[JobId]) -> Vec<Group> {
        let mut among = Vec::new();
        for (ix, job) in jobs.iter().enumerate() {
            for &group in &self.groups[job.ix()] {
                let (Group::Together(a, b) | Group::Apart(a, b)) = &self.p.groups[group as usize]
                else {
                    continue;
                };
                let other = if a == job { b } else { a };
                let Some(at) = position(jobs, other).filter(|&at| at > ix) else {
                    continue;
                };
                let (one, two) = (JobId::at(ix), JobId::at(at));
                among.push(match &self.p.groups[group as usize] {
                    Group::Together(..) => Group::Together(one, two),
                    _ => Group::Apart(one, two),
                });
            }
        }
        among
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

impl Part {
    /// A better plan of the part, or one as good; none when no such was found.
    fn solve(&self, stop: Stop, seed: u64) -> Result<Option<Solution>, ProblemError> {
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
    fn inside(&self, route: &RoutePlan) -> RoutePlan {
        let shift = position(&self.shifts, &route.shift).map_or(route.shift, ShiftId::at);
        self.renamed(route, shift, &|job| {
            position(&self.jobs, &job).map_or(job, JobId::at)
        })
    }

    /// A route of the part as one of the whole. Locations are not looked up again: only the
    /// order of stops and their starts count, and the clock of the whole gives them.
    fn outside(&self, route: &RoutePlan) -> RoutePlan {
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
    fn fix_the_shared(&mut self, p: &Problem) {
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

/// Shifts and jobs of a part; both ascending.
type Division = (Vec<ShiftId>, Vec<JobId>);

/// Divides jobs into parts that lie together, and deals the shifts out among them by their
/// numbers of jobs. Jobs that share people are in none: the search of the whole places them.
///
/// Cost: jobs times the logarithm of the parts, sorted.
fn divide(p: &Problem) -> Vec<Division> {
    let free = (0..p.jobs.len()).filter(|&job| p.jobs[job].people.is_empty());
    let unit = units(p);
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<Vec<usize>> = vec![free.collect()];
    while let Some(jobs) = open.pop() {
        match halves(p, &unit, &jobs) {
            Some((one, other)) => open.extend([other, one]),
            None => parts.push(jobs),
        }
    }
    let all: usize = parts.iter().map(Vec::len).sum();
    let mut shifts: Vec<Vec<ShiftId>> = vec![Vec::new(); parts.len()];
    // Each shift goes to the part that has fewest for its jobs.
    for shift in 0..p.shifts.len() {
        let lack = |part: usize| {
            let due = parts[part].len() as f64 * p.shifts.len() as f64 / all.max(1) as f64;
            (shifts[part].len() as f64 + 0.5) / due.max(0.1)
        };
        let poorest = (0..parts.len()).min_by(|&a, &b| lack(a).total_cmp(&lack(b)));
        if let Some(poorest) = poorest {
            shifts[poorest].push(ShiftId::at(shift));
        }
    }
    let sorted = shifts.into_iter().zip(parts).map(|(shifts, mut jobs)| {
        jobs.sort_unstable();
        (shifts, jobs.into_iter().map(JobId::at).collect())
    });
    sorted.collect()
}

/// By job, the first of those that must be with it.
fn units(p: &Problem) -> Vec<usize> {
    let mut unit: Vec<usize> = (0..p.jobs.len()).collect();
    let mut changes = true;
    while changes {
        changes = false;
        for group in &p.groups {
            if let Group::Together(a, b) = group {
                let least = unit[a.ix()].min(unit[b.ix()]);
                changes |= unit[a.ix()] != least || unit[b.ix()] != least;
                unit[a.ix()] = least;
                unit[b.ix()] = least;
            }
        }
    }
    unit
}

/// Two halves of jobs that lie apart, those that must be together in one; none where there are
/// few enough.
fn halves(p: &Problem, unit: &[usize], jobs: &[usize]) -> Option<(Vec<usize>, Vec<usize>)> {
    if jobs.len() <= PART_JOBS {
        return None;
    }
    let table = p.travel.first()?;
    let apart = |a: usize, b: usize| -> i64 {
        let stops = p.jobs[a].stops.iter().zip(&p.jobs[b].stops);
        let legs = stops.filter_map(|(a, b)| Some((a.location?.ix(), b.location?.ix())));
        legs.map(|(a, b)| i64::from(table.ticks[a * table.size + b]))
            .sum()
    };
    let furthest = |from: usize| {
        jobs.iter()
            .copied()
            .max_by_key(|&job| (apart(from, job), job))
    };
    let one = furthest(*jobs.first()?)?;
    let other = furthest(one)?;
    let mut order: Vec<(i64, usize, usize)> = (jobs.iter())
        .map(|&job| {
            (
                apart(one, unit[job]) - apart(other, unit[job]),
                unit[job],
                job,
            )
        })
        .collect();
    order.sort_unstable();
    let mut cut = order.len() / 2;
    while cut < order.len() && order[cut].1 == order[cut - 1].1 {
        cut += 1;
    }
    if cut == order.len() {
        return None;
    }
    let jobs = |part: &[(i64, usize, usize)]| part.iter().map(|&(.., job)| job).collect();
    Some((jobs(&order[..cut]), jobs(&order[cut..])))
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

#[cfg(test)]
mod tests {
    //! A large problem is planned in parts: the plan holds as a whole, pairs that must be
    //! together are, and the same effort gives the same plan.
    use super::super::model::{Cost, Level, Owner, Pay, PersonId, Shift, Stop as Call, TravelId};
    use super::*;

    /// Rides along a line to its middle, in vans that begin there.
    fn line(jobs: usize, shifts: usize) -> Problem {
        let size = jobs + 1;
        let at = |ix: usize| if ix == 0 { size as i32 / 2 } else { ix as i32 };
        let drives = (0..size * size).map(|pair| (at(pair / size) - at(pair % size)).abs() * 10);
        let ticks: Vec<Tick> = drives.collect();
        let call = |location: usize, load: i32| Call {
            location: Some(LocationId::at(location)),
            setup: 5,
            service: 1,
            windows: vec![Window {
                from: 0,
                to: 18_000,
            }],
            load: vec![load],
        };
        let job = |ix: usize| Job {
            stops: vec![call(ix + 1, 1), call(0, -1)],
            max_ride: Some(4_000),
            rider: true,
            reward: 0,
            required: true,
            shifts: (0..shifts).map(ShiftId::at).collect(),
            people: if ix < 2 { vec![PersonId(0)] } else { vec![] },
            presences: vec![],
            companions: None,
            preferred: vec![],
        };
        let shift = |ix: usize| Shift {
            owner: OwnerId::at(ix),
            day: 0,
            travel: TravelId(0),
            start: Some(LocationId(0)),
            end: Some(LocationId(0)),
            open: 0,
            close: 20_000,
            closures: vec![],
            capacity: vec![12],
            breaks: vec![],
            pay: Pay::Used,
            cost: Cost::default(),
            first_leg_claimed: true,
            last_leg_claimed: true,
        };
        let together = (10..60).step_by(2);
        Problem {
            travel: vec![Travel {
                size,
                metres: ticks.iter().map(|&tick| tick.into()).collect(),
                ticks,
                timed: None,
            }],
            owners: vec![Owner::default(); shifts],
            shifts: (0..shifts).map(shift).collect(),
            jobs: (0..jobs).map(job).collect(),
            people: 1,
            groups: together
                .map(|ix| Group::Together(JobId::at(ix), JobId::at(ix + 200)))
                .collect(),
            riders_alone: true,
            objective: vec![
                Level {
                    missed: 1,
                    ..Level::default()
                },
                Level {
                    used: 1,
                    ..Level::default()
                },
                Level {
                    drive: 1,
                    ..Level::default()
                },
            ],
            ..Problem::default()
        }
    }

    #[test]
    fn parts_make_a_whole() {
        let p = line(310, 34);
        let options = Options {
            stop: Stop::Iterations(1),
            threads: 2,
            seed: 3,
            start: None,
        };
        let found = solve_in_parts(&p, &options, &|_| {}).unwrap().best;
        assert!(found.measures.missed < 31, "{}", found.measures.missed);
        let again = evaluate(&p, &Draft::of(&p, &found)).unwrap();
        assert_eq!(again.score, found.score);
        assert_eq!(solve_in_parts(&p, &options, &|_| {}).unwrap().best, found);
    }

    #[test]
    fn divisions_keep_pairs_and_lose_nothing() {
        let p = line(310, 34);
        let parts = divide(&p);
        let mut all: Vec<usize> = (parts.iter())
            .flat_map(|(_, jobs)| jobs.iter().map(|job| job.ix()))
            .collect();
        all.sort_unstable();
        // The two that share somebody are in none.
        assert_eq!(all, (2..310).collect::<Vec<usize>>());
        let of = |job: usize| {
            parts
                .iter()
                .position(|(_, jobs)| jobs.contains(&JobId::at(job)))
        };
        for job in (10..60).step_by(2) {
            assert_eq!(of(job), of(job + 200));
        }
        let shifts: usize = parts.iter().map(|(shifts, _)| shifts.len()).sum();
        assert_eq!(shifts, 34);
    }
}
