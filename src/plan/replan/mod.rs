//! A week replanned in the middle of it: what is past stays, what happened comes in, and what
//! follows changes as little as it can.
//!
//! First all that still holds is held at its very time, and only what lost its place, and what
//! is new, is placed around it. Then more and more is let go: the times of the routes
//! concerned, the whole days, everything. The plan is taken that is worth the most after what
//! its changes cost; last, each change that is not needed is undone.

mod actual;
mod cause;
mod changes;
mod freeze;
mod log;
mod slack;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

pub use actual::Actual;
pub use cause::{Bears, Cause};
use changes::{Where, cost};
use freeze::{At, along, frozen, is_begun, keep, places};

use super::problem::Built;
use super::{Options, PlanError, decode, eligible, standby, start, unplaced, whole};
use crate::domain::Week;
use crate::domain::ids::{ShiftIx, StaffIx, Work};
use crate::domain::moved::Moved;
use crate::domain::plan::{Plan, Route};
use crate::domain::task::Value;
use crate::domain::time::Moment;
use crate::solver::model::{JobId, Problem, ShiftId};
use crate::solver::seen::Seen;
use crate::solver::solution::{RoutePlan, Solution};
use crate::solver::{self, Stop, bound, held};

/// What happened.
#[derive(Clone, Debug, Default)]
pub struct Happened {
    /// What began before it stays.
    pub as_of: Moment,
    /// What the plan has and what did not take place: it is planned anew. With the reason.
    pub released: BTreeMap<Work, String>,
    /// Of these, what was put off, whatever was agreed before.
    pub put_off: BTreeSet<Work>,
    /// What is not planned any more, with the reason.
    pub gone: BTreeMap<Work, String>,
    /// What is new in this week.
    pub new: BTreeSet<Work>,
    /// What of the plan breaks a rule by now, with the reason.
    pub broken: BTreeMap<Work, String>,
    /// Of these, what one does not go on to though the drive there has begun.
    pub shut: BTreeSet<Work>,
    /// What is not tried again before a moment: a family that was not there.
    pub not_before: BTreeMap<Work, Moment>,
    /// When what the plan has on the same day began and ended, where the log says it.
    pub actual: BTreeMap<Work, Actual>,
    /// Who is late, or goes home: a drive under way has not begun for them.
    pub late: BTreeSet<StaffIx>,
    /// What was agreed to be at another time, with the reason; it is among what is broken.
    pub agreed: BTreeMap<Work, String>,
    /// What happened, for what follows from it.
    pub told: Vec<Cause>,
    /// Whether what the plan leaves out may come in though nothing else happened: the files
    /// have changed.
    pub may_add: bool,
    /// Whether each day that is left is to have its list of what fits where a visit fails.
    pub with_standby: bool,
}

/// A new plan, and how it differs from the old.
#[derive(Clone, Debug)]
pub struct Replanned {
    /// The plan.
    pub plan: Plan,
    /// Its differences, by time.
    pub changes: Vec<Moved>,
    /// Pieces of work that had begun.
    pub past: usize,
}

/// How much is let go beside what lost its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loose {
    /// Nothing.
    Nothing,
    /// Times on the routes concerned.
    Routes,
    /// Times and persons on the days concerned.
    Days,
    /// All that has not begun and is not promised.
    All,
}

const LEVELS: [(Loose, f64); 4] = [
    (Loose::Nothing, 0.3),
    (Loose::Routes, 0.3),
    (Loose::Days, 0.35),
    (Loose::All, 0.5),
];
/// So often a plan takes in what there is room for.
const MOST_FILLED: usize = 5;
/// At most so many changes are tried to be undone.
const MOST_UNDONE: usize = 60;
/// So many of those left out are tried in place of so many that have come in.
const MOST_EXCHANGED: usize = 6;
/// Where standby lists are asked for, the search has so much of the time, and of what is left so
/// much is theirs.
const BEFORE_STANDBY: f64 = 0.75;
const FOR_STANDBY: f64 = 0.8;
/// Of what is left so much is for reckoning how much better the plan could be.
const BOUND_PART: f64 = 0.6;
/// So long the reasons are looked for in any case, and standby lists.
const LEAST_TOLD: Duration = Duration::from_millis(300);

/// Replans a week of which `routes` is the plan.
///
/// The plan keeps every rule; what is promised stays by its pin, and what has begun stays
/// whatever the files say by now.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours.
pub fn make(
    week: &Week,
    routes: &[Route],
    happened: &Happened,
    options: &Options,
) -> Result<Replanned, PlanError> {
    let mut scene = Scene::new(week, routes, happened);
    let begun = scene.begun();
    let (mut best, freed) = scene.kept(&begun)?;
    // The rest is for the lists.
    let search = match happened.with_standby {
        true => options.stop.sooner(BEFORE_STANDBY),
        false => options.stop,
    };
    let mut value_bound = None;
    if !scene.is_quiet(&freed) {
        for (loose, part) in LEVELS {
            if loose != Loose::Nothing && search.is_over() {
                break;
            }
            let found = scene.search(loose, &freed, &best, search.part(part), options)?;
            if scene.rank(&found) < scene.rank(&best) {
                best = found;
            }
        }
        // What there is room for is not kept out for want of time.
        best = scene.settled(best, search.sooner(0.4))?;
        best = scene.filled(best, search);
        value_bound = scene.bound(
            &best,
            &Options {
                stop: search,
                ..*options
            },
        )?;
    }
    scene.finish(best, value_bound, options)
}

/// Changes to be undone together.
struct Undo {
    /// What goes back to where it was.
    back: Vec<Work>,
    /// What goes out again.
    out: Option<JobId>,
}

impl Undo {
    fn of(back: Vec<Work>) -> Self {
        Self { back, out: None }
    }
}

/// What replanning works on.
struct Scene<'a> {
    week: &'a Week,
    routes: &'a [Route],
    happened: &'a Happened,
    built: Built,
    /// What has begun.
    past: BTreeMap<Work, At>,
    /// What the plan has and has not begun, and may stay.
    ahead: BTreeMap<Work, At>,
}

impl<'a> Scene<'a> {
    fn new(week: &'a Week, routes: &'a [Route], happened: &'a Happened) -> Self {
        let mut past = BTreeMap::new();
        let mut ahead = BTreeMap::new();
        let really = happened.really(routes);
        let times = places(&really);
        for (work, at) in places(routes) {
            if happened.released.contains_key(&work) || happened.gone.contains_key(&work) {
                continue;
            }
            let is_late = happened.late.contains(&week.shift(at.shift).staff)
                || happened.shut.contains(&work);
            let first = times.get(&work).and_then(|at| at.stops.first());
            match first.is_some_and(|stop| is_begun(stop, happened.as_of, is_late)) {
                true => past.insert(work, at),
                false => ahead.insert(work, at),
            };
        }
        let built = frozen(week, [routes, &really], &past, happened);
        Self {
            week,
            routes,
            happened,
            built,
            past,
            ahead,
        }
    }

    /// The plan without what is gone or to be placed anew.
    fn begun(&self) -> Solution {
        let mut routes = self.routes.to_vec();
        for route in &mut routes {
            route.stops.retain(|stop| {
                let work = stop.activity.work();
                work.is_none_or(|work| {
                    self.past.contains_key(&work) || self.ahead.contains_key(&work)
                })
            });
        }
        start::solution(self.week, &self.built, &routes, Some)
    }

    /// Whether nothing happened that asks for another plan.
    fn is_quiet(&self, freed: &BTreeSet<Work>) -> bool {
        let happened = self.happened;
        freed.is_empty()
            && happened.released.is_empty()
            && happened.gone.is_empty()
            && happened.new.is_empty()
            && happened.broken.is_empty()
            && !happened.may_add
    }

    /// All that still holds at its very time, and what does not.
    fn kept(&self, begun: &Solution) -> Result<(Solution, BTreeSet<Work>), PlanError> {
        let mut freed: BTreeSet<Work> = self.happened.broken.keys().copied().collect();
        freed.retain(|work| self.ahead.contains_key(work));
        let (problem, loose) = self.held_problem(Loose::Nothing, &freed);
        freed.extend(loose);
        let mut solution = held(&problem, begun)?;
        let left = solution
            .unplaced
            .iter()
            .map(|job| self.built.works[job.ix()]);
        freed.extend(left.filter(|work| self.ahead.contains_key(work)));
        solution.score.clear();
        Ok((solution, freed))
    }

    /// The problem with all held that is not let go; and what could not be held.
    fn held_problem(&self, loose: Loose, freed: &BTreeSet<Work>) -> (Problem, Vec<Work>) {
        let touched = self.touched(freed);
        let mut problem = self.built.problem.clone();
        let mut lost = Vec::new();
        for (&work, at) in &self.ahead {
            let Some(job) = self.built.job(work).filter(|_| !freed.contains(&work)) else {
                continue;
            };
            let shift = self.week.shift(at.shift);
            let own = &mut problem.jobs[job.ix()];
            let is_let_go = match loose {
                Loose::Nothing => false,
                Loose::Routes => touched.contains(&(Some(shift.staff), shift.day)),
                Loose::Days => {
                    let all = 0..self.week.staff.len();
                    all.map(StaffIx::at)
                        .any(|who| touched.contains(&(Some(who), shift.day)))
                }
                Loose::All => true,
            };
            match (is_let_go, loose) {
                (true, Loose::Routes) => own.shifts.retain(|own| own.ix() == at.shift.ix()),
                (true, Loose::Days) => {
                    let is_of_day =
                        |own: &ShiftId| self.week.shift(ShiftIx::at(own.ix())).day == shift.day;
                    own.shifts.retain(is_of_day);
                }
                (true, _) => {}
                (false, _) => {
                    let along = along(&self.built.companions, at);
                    if !keep(&self.built, own, at, &along) {
                        lost.push(work);
                    }
                }
            }
        }
        (problem, lost)
    }

    /// Whose day loses something, or has something to take in.
    fn touched(
        &self,
        freed: &BTreeSet<Work>,
    ) -> BTreeSet<(Option<StaffIx>, crate::domain::time::Day)> {
        let all = places(self.routes);
        let happened = self.happened;
        let works = freed
            .iter()
            .chain(happened.released.keys())
            .chain(happened.gone.keys());
        let days = works.filter_map(|work| all.get(work)).map(|at| {
            let shift = self.week.shift(at.shift);
            (Some(shift.staff), shift.day)
        });
        days.collect()
    }

    fn search(
        &self,
        loose: Loose,
        freed: &BTreeSet<Work>,
        begin: &Solution,
        stop: Stop,
        options: &Options,
    ) -> Result<Solution, PlanError> {
        let (problem, _) = self.held_problem(loose, freed);
        let asked = solver::Options {
            stop,
            threads: options.threads,
            seed: options.seed,
            start: Some(begin),
        };
        Ok(solver::solve(&problem, &asked, &|_| {})?.best)
    }

    /// What a plan is compared by; smaller is better: required work missed, value less what
    /// its changes cost, dollars, driving.
    fn rank(&self, plan: &Solution) -> (i64, i64, i64, i64) {
        let all = &plan.measures;
        let changes: i64 = self.moved(plan).map(|(_, cost)| cost).sum();
        (all.missed, changes - all.reward, all.money, all.drive)
    }

    /// What a plan has elsewhere than before, or nowhere, and what that costs.
    fn moved<'s>(&'s self, plan: &'s Solution) -> impl Iterator<Item = (Work, i64)> + 's {
        let spots = self.spots(plan);
        self.ahead.iter().filter_map(move |(&work, at)| {
            let after = self.built.job(work).and_then(|job| spots.get(&job));
            let cost = cost(self.week, work, at, after);
            (cost > 0).then_some((work, cost))
        })
    }

    /// Where a plan has each job.
    fn spots(&self, plan: &Solution) -> BTreeMap<JobId, Where> {
        let along = |job: JobId| {
            let own = plan.companions.iter().find(|(own, _)| *own == job);
            let who = own.map(|(_, who)| who.as_slice()).unwrap_or_default();
            who.iter()
                .map(|who| self.built.companions[who.ix()])
                .collect()
        };
        let is_ride = |job: JobId| matches!(self.built.works[job.ix()], Work::Ride(_));
        let mut spots: BTreeMap<JobId, Where> = BTreeMap::new();
        for route in &plan.routes {
            for visit in &route.visits {
                let solver::solution::Activity::Stop { job, .. } = visit.activity else {
                    continue;
                };
                let end = Moment(visit.end);
                match spots.get_mut(&job) {
                    None => {
                        let spot = Where {
                            shift: ShiftIx::at(route.shift.ix()),
                            start: Moment(visit.start),
                            end,
                            partners: along(job),
                        };
                        spots.insert(job, spot);
                    }
                    Some(spot) if is_ride(job) => spot.end = end,
                    // The notes.
                    Some(_) => {}
                }
            }
        }
        spots
    }

    /// The plan with each change undone that is not needed for what it is worth: one by one,
    /// then all of a shift together, then one by one again; and what is left out in place of what
    /// has come in.
    fn settled(&self, mut plan: Solution, stop: Stop) -> Result<Solution, PlanError> {
        for round in 0..3 {
            let mut moved: Vec<(Work, i64)> = self.moved(&plan).collect();
            moved.sort_by_key(|&(work, cost)| (-cost, work));
            let moved = moved.into_iter().take(MOST_UNDONE).map(|(work, _)| work);
            let tries: Vec<Undo> = match round {
                1 => {
                    let mut of_shift: BTreeMap<ShiftIx, Vec<Work>> = BTreeMap::new();
                    for work in moved {
                        of_shift
                            .entry(self.ahead[&work].shift)
                            .or_default()
                            .push(work);
                    }
                    of_shift.into_values().map(Undo::of).collect()
                }
                _ => {
                    let alone = moved.map(|work| Undo::of(vec![work]));
                    alone.chain(self.exchanged(&plan)).collect()
                }
            };
            for one in tries {
                if stop.is_over() {
                    return Ok(plan);
                }
                if let Some(back) = self.put_back(&plan, &one)?
                    && self.rank(&back) < self.rank(&plan)
                {
                    plan = back;
                }
            }
        }
        Ok(plan)
    }

    /// Each that is left out with each that has come in and is not what happened.
    fn exchanged(&self, plan: &Solution) -> Vec<Undo> {
        let spots = self.spots(plan);
        let is_out = |work: &&Work| {
            let job = self.built.job(**work);
            job.is_some_and(|job| !spots.contains_key(&job))
        };
        let is_in = |job: &&JobId| {
            let work = self.built.works[job.ix()];
            let was_there = self.ahead.contains_key(&work) || self.past.contains_key(&work);
            let happened = self.happened;
            let is_asked = happened.new.contains(&work) || happened.released.contains_key(&work);
            !was_there && !is_asked && !self.week.is_required(work)
        };
        let left = self.ahead.keys().filter(is_out).take(MOST_EXCHANGED);
        let come: Vec<JobId> = (spots.keys().filter(is_in).take(MOST_EXCHANGED))
            .copied()
            .collect();
        let each = |&work: &Work| {
            come.iter().map(move |&job| Undo {
                back: vec![work],
                out: Some(job),
            })
        };
        left.flat_map(each).collect()
    }

    /// The plan with some changes undone and all else where it is; none where something more
    /// would be lost.
    fn put_back(&self, plan: &Solution, undo: &Undo) -> Result<Option<Solution>, PlanError> {
        let mut jobs = Vec::new();
        for &work in &undo.back {
            match self.built.job(work) {
                Some(job) => jobs.push((job, &self.ahead[&work])),
                None => return Ok(None),
            }
        }
        let but: Vec<JobId> = jobs.iter().map(|(job, _)| *job).chain(undo.out).collect();
        let mut problem = start::fixed(&self.built.problem, plan, &but);
        let mut begin = plan.clone();
        start::strike(&mut begin, |job, _| but.contains(&job));
        for (job, at) in jobs {
            let along = along(&self.built.companions, at);
            if !keep(&self.built, &mut problem.jobs[job.ix()], at, &along) {
                return Ok(None);
            }
            let visits = at.stops.iter().enumerate();
            let visits = visits.map(|(part, stop)| start::visit(job, part as u8, stop));
            let shift = ShiftId::at(at.shift.ix());
            match begin.routes.iter_mut().find(|route| route.shift == shift) {
                Some(route) => route.visits.extend(visits),
                None => begin.routes.push(RoutePlan::begun(shift, visits.collect())),
            }
        }
        for route in &mut begin.routes {
            route.visits.sort_by_key(|visit| (visit.start, visit.end));
        }
        begin.routes.retain(|route| !route.visits.is_empty());
        begin.routes.sort_by_key(|route| route.shift);
        let back = held(&problem, &begin)?;
        Ok((back.unplaced.len() <= plan.unplaced.len()).then_some(back))
    }

    /// The plan with what looking for the reasons shows room for, while nothing else moves.
    fn filled(&mut self, mut plan: Solution, stop: Stop) -> Solution {
        for _ in 0..MOST_FILLED {
            if stop.is_over() {
                break;
            }
            let until = stop.sooner(0.8).until();
            let fixed = start::fixed(&self.built.problem, &plan, &[]);
            let loose = std::mem::replace(&mut self.built.problem, fixed);
            let (_, names) = decode::routes(self.week, &self.built, &plan);
            let own = self.rank(&plan);
            let told = unplaced::explain(self.week, &self.built, &plan, &names, until, &|better| {
                self.rank(better) < own
            });
            self.built.problem = loose;
            match told {
                unplaced::Explained::Better(better) => plan = better,
                unplaced::Explained::Reasons(_) => break,
            }
        }
        plan
    }

    /// The plan with names, reasons and the list of what changed.
    /// What no plan exceeds that has what has begun where it is: changes aside, which cost none of
    /// it.
    fn bound(&self, best: &Solution, options: &Options) -> Result<Option<i64>, PlanError> {
        let nothing = Seen::default();
        let known = bound::Known {
            seen: &nothing,
            reward: best.measures.reward,
            missed: best.measures.missed,
        };
        let effort = bound::Effort {
            // Where iterations are counted, a round may take longer than all of the search.
            rounds: match options.stop {
                Stop::Deadline(_) => usize::MAX,
                Stop::Iterations(_) => 0,
            },
            until: options.stop.sooner(BOUND_PART).until(),
            threads: options.threads,
        };
        Ok(bound::reward_bound(&self.built.problem, &known, &effort)?)
    }

    fn finish(
        mut self,
        best: Solution,
        bound: Option<i64>,
        options: &Options,
    ) -> Result<Replanned, PlanError> {
        let (routes, names) = decode::routes(self.week, &self.built, &best);
        let mut plan = whole(self.week, &routes);
        // A bound that a plan exceeds would be a mistake, and is not told.
        let bound = bound.filter(|bound| *bound >= best.measures.reward);
        plan.value_bound = bound.map(|bound| {
            let more = bound - best.measures.reward;
            Value(plan.totals.value.0 + more)
        });
        let later = |until: Option<Instant>| {
            let least = Instant::now() + LEAST_TOLD;
            until.map(|at| at.max(least))
        };
        slack::fill(self.week, &self.built, &mut plan.routes);
        let all = options.stop.until();
        let until = match self.happened.with_standby {
            // The lists are reckoned with what is still free to move.
            true => {
                let (week, from) = (self.week, self.happened.as_of);
                let named = |work| names.of(work);
                let until = later(options.stop.sooner(FOR_STANDBY).until());
                plan.standby = standby::lists(week, &self.built, &best, &named, from, until)?;
                later(all)
            }
            false => later(all),
        };
        // The reasons are those of a plan of which nothing more is to move.
        self.built.problem = start::fixed(&self.built.problem, &best, &[]);
        let told = unplaced::explain(self.week, &self.built, &best, &names, until, &|_| false);
        if let unplaced::Explained::Reasons(told) = told {
            plan.unplaced = told;
        }
        for one in &mut plan.unplaced {
            if let Some(why) = self.happened.gone.get(&one.work) {
                one.reason.clone_from(why);
                one.fix.clear();
                one.proven = true;
                one.reason_proven = true;
            }
        }
        plan.version = options.version;
        plan.seed = options.seed;
        let mut changes = changes::list(self.week, self.routes, &plan.routes, self.happened);
        for change in changes.iter_mut().filter(|change| change.after.is_none()) {
            let why = plan.unplaced.iter().find(|one| one.work == change.work);
            // What is called off, or forbidden for what happened, has its reason in that.
            let is_off = self.happened.gone.contains_key(&change.work)
                || eligible::is_forbidden(self.week.pin(change.work).as_ref());
            if let Some(why) = why.filter(|_| !is_off) {
                change.reason = format!("{}; {}", change.reason, why.reason);
            }
        }
        let past = std::mem::take(&mut self.past).len();
        Ok(Replanned {
            plan,
            changes,
            past,
        })
    }
}
