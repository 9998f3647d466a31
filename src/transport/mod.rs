//! Student runs: the vehicles' rides of a week into the same routing problem as the week's
//! tasks, to the second, and back into outings with names, times and reasons.
//!
//! A week is cut into scenes, the waves of its days. Days with the same riders make the same
//! scene and get the same runs; a day that is nearly like one that is planned begins from its
//! runs and keeps riders in their vehicles where that misses nobody. Where students may walk, all of
//! it is done again with the stops that were chosen for them.

mod add;
mod bells;
mod bound;
mod compare;
mod dear;
mod decode;
mod drivers;
mod ease;
mod eligible;
mod keep;
mod lesson;
mod limits;
mod lunch;
mod needs;
mod pairing;
mod problem;
mod scene;
mod stops;
mod today;
mod totals;
mod unserved;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::domain::Week;
use crate::domain::ids::{RideIx, VehicleIx};
use crate::domain::run::{BellStudy, Outing, RunPlan, Unserved};
use crate::solver::solution::{Activity, RoutePlan, Solution, Visit};
use crate::solver::{self, Stop};

pub use add::offers;
pub use bells::with_move;
pub use compare::compare;
use lesson::Lesson;
use problem::{Built, build};
use scene::{Scene, Scenes, Terms, scenes};
use stops::Choice;
pub use today::changes;
pub use totals::totals;

/// How to plan.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Runs to begin from; what of them no longer holds is dropped.
    pub from: Option<&'a RunPlan>,
    /// Whether riders keep the vehicles and times of those runs, as far as nobody is missed
    /// for it.
    pub keep: bool,
    /// Whether to look, in a part of the time, for bells that would save vehicles if moved.
    pub bells: bool,
    /// When the search is over.
    pub stop: Stop,
    /// How many threads search; at least one.
    pub threads: usize,
    /// The random seed.
    pub seed: u64,
}

/// How far the search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Rides that have a vehicle so far, in the scene that is being planned.
    pub served: usize,
    /// Rides of that scene.
    pub of: usize,
    /// Scenes done.
    pub scenes: usize,
    /// Different scenes in all.
    pub of_scenes: usize,
}

/// Runs could not be made, by a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum RunsError {
    /// The rides were turned into a problem that is not well formed.
    #[error("the rides make no well-formed routing problem: {0}")]
    Problem(#[from] solver::ProblemError),
}

/// A scene that was planned.
struct Planned {
    scene: Scene,
    built: Built,
    best: Solution,
}

impl Planned {
    /// The vehicles that are out.
    fn vehicles(&self) -> BTreeSet<VehicleIx> {
        let routes = self.best.routes.iter();
        routes
            .map(|route| self.scene.cars[route.shift.ix()].vehicle)
            .collect()
    }
}

/// Plans the runs of a week's vehicles.
///
/// Every rule is kept; must_ride rides that no vehicle can take are left out and named.
/// `told` hears of each better plan, from any thread.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours.
pub fn make(
    week: &Week,
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<RunPlan, RunsError> {
    let runs = Options {
        stop: options
            .stop
            .sooner(if options.bells { 1.0 - BELLS } else { 1.0 }),
        ..*options
    };
    let mut best = match stops::has_walkers(week) {
        true => walking(week, &runs, told)?,
        false => pass(week, &Choice::default(), &[], &runs, told)?,
    };
    if options.bells {
        let bells = best.study_bells(week, options)?;
        best.plan = told_as_runs(week, &best.scenes, &best.planned, options.seed);
        best.plan.bells = bells;
    }
    let mut plan = best.plan;
    plan.needs = needs::of_week(week, &best.scenes);
    let kinds = best.planned.iter().map(|done| &done.scene);
    let bounds = kinds.map(|kind| needs::bound(week, kind));
    plan.vehicle_bound = bounds.max().unwrap_or(0);
    if let Some(today) = options.from {
        plan.changes = changes(week, today, &plan);
    }
    Ok(plan)
}

/// The parts of what is left of the effort that go into runs at the door, and then into the
/// first runs with stops. Of iterations each gets all.
const AT_THE_DOOR: f64 = 0.4;
const FIRST_STOPS: f64 = 0.6;

/// Runs where students may walk to stops: first with everybody at the door, as if nobody might;
/// then at the stops that are chosen, and at those that these runs ask for. The best are taken,
/// so stops never make runs worse. Today's runs that are to be kept keep their stops and doors.
fn walking(
    week: &Week,
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<Pass, RunsError> {
    let today = options.from.map(|today| Choice::of_runs(week, today));
    let today = today.unwrap_or_default();
    if options.keep {
        return pass(week, &stops::choose(week, &today), &[], options, told);
    }
    let part = |part| Options {
        stop: options.stop.sooner(part),
        ..*options
    };
    let door = pass(week, &Choice::default(), &[], &part(AT_THE_DOOR), told)?;
    let choice = stops::choose(week, &today.walkers());
    let first = pass(week, &choice, &door.planned, &part(FIRST_STOPS), told)?;
    let refined = stops::refined(week, &first.plan.outings, &choice).unwrap_or(choice);
    let second = pass(week, &refined, &first.planned, options, told)?;
    // Whoever need not walk is met at the door.
    Ok(door.or_better(first, week).or_better(second, week))
}

/// Runs with one choice of stops, and the scenes that they were made from.
struct Pass {
    scenes: Scenes,
    /// One of each kind.
    planned: Vec<Planned>,
    plan: RunPlan,
    /// Rides that are other than today, where today's runs are to be kept.
    moved: usize,
}

impl Pass {
    /// The better of two, of equals the first.
    fn or_better(self, next: Self, week: &Week) -> Self {
        match next.is_better(&self, week) {
            true => next,
            false => self,
        }
    }

    fn is_better(&self, other: &Self, week: &Week) -> bool {
        let rank = |pass: &Self| {
            let rank = totals::rank(week, &pass.plan);
            (rank.0, pass.moved, rank)
        };
        rank(self) < rank(other)
    }

    /// Looks for bells that would save vehicles if moved; runs may get better on the way.
    fn study_bells(&mut self, week: &Week, options: &Options<'_>) -> Result<BellStudy, RunsError> {
        let all = &self.scenes.list;
        let days = |kind: &Scene| {
            let same = all.iter().filter(|scene| scene.is_same(kind));
            same.map(|scene| scene.day).collect()
        };
        bells::study(week, &mut self.planned, &days, options)
    }
}

/// The part of the effort of one choice of stops that goes into a first plan, where more might be
/// served for what it teaches.
const LEARNING: f64 = 0.85;
/// So often a plan is made for what the last one taught.
const LESSONS: usize = 2;
/// The part of the time that is left in which other pairs of vehicles and drivers are looked for,
/// and then the part of the rest for a plan with them.
const PAIRING: f64 = 0.5;

/// Plans the runs of one choice of stops; scenes that were planned with another choice are begun
/// from there. Where riders are missed, drivers are given to vehicles once more, and limits of the
/// week shared anew, for what the plan so far teaches; and where that is not enough, pairs of
/// vehicles and drivers are tried one after the other.
fn pass(
    week: &Week,
    choice: &Choice,
    before: &[Planned],
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<Pass, RunsError> {
    let mut terms = Terms {
        choice: choice.clone(),
        today: options.from,
        keeps: options.keep,
        lesson: Lesson::default(),
    };
    let scenes = scenes(week, &terms);
    if !lesson::may_help(week, &scenes) {
        return once(week, scenes, before, options, told);
    }
    let part = |part| Options {
        stop: options.stop.sooner(part),
        ..*options
    };
    let mut best = once(week, scenes, before, &part(LEARNING), told)?;
    // What the best plan so far was made with.
    let mut taught = terms.lesson.clone();
    let mut rounds = 0;
    while rounds < LESSONS
        && !options.stop.is_over()
        && let Some(lesson) = terms.lesson.next(week, &best.scenes, &best.planned)
    {
        terms.lesson = lesson;
        rounds += 1;
        let own = part(1.0 / (LESSONS + 2 - rounds) as f64);
        let scenes = self::scenes(week, &terms);
        let next = once(week, scenes, &best.planned, &own, told)?;
        if next.is_better(&best, week) {
            best = next;
            taught.clone_from(&terms.lesson);
        }
    }
    terms.lesson = taught;
    while !options.stop.is_over()
        && let Some(lesson) = pairing::better(week, &terms, &best, &part(PAIRING))?
    {
        let other = Terms {
            lesson,
            ..terms.clone()
        };
        let next = once(
            week,
            self::scenes(week, &other),
            &best.planned,
            &part(PAIRING),
            told,
        )?;
        if !next.is_better(&best, week) {
            break;
        }
        best = next;
        terms = other;
    }
    // The time that is left goes into the same search.
    if !options.keep && matches!(options.stop, Stop::Deadline(_)) && !options.stop.is_over() {
        let scenes = self::scenes(week, &terms);
        let next = once(week, scenes, &best.planned, options, told)?;
        best = best.or_better(next, week);
    }
    Ok(best)
}

/// Plans scenes, one of each kind.
fn once(
    week: &Week,
    scenes: Scenes,
    before: &[Planned],
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<Pass, RunsError> {
    let planned = plan_kinds(week, &kinds(&scenes.list), before, options, told)?;
    let plan = told_as_runs(week, &scenes, &planned, options.seed);
    let kept = options.from.filter(|_| options.keep);
    Ok(Pass {
        moved: kept.map_or(0, |today| changes(week, today, &plan).len()),
        plan,
        scenes,
        planned,
    })
}

/// What was planned, as outings of each day.
fn told_as_runs(week: &Week, scenes: &Scenes, planned: &[Planned], seed: u64) -> RunPlan {
    let mut plan = RunPlan {
        seed,
        ..RunPlan::default()
    };
    for scene in &scenes.list {
        let Some(done) = planned.iter().find(|done| done.scene.is_same(scene)) else {
            continue;
        };
        plan.outings
            .extend(decode::outings(week, scene, &done.built, &done.best));
        let out = done.best.unplaced.iter();
        plan.unserved
            .extend(out.map(|&job| unserved::left_out(week, scene, job)));
    }
    let refused = scenes.refused.iter();
    plan.unserved
        .extend(refused.map(|&(ride, rule)| unserved::refused(week, ride, rule)));
    let mut plan = finish(week, plan);
    // Two that are out one after the other in a wave are two.
    let used = planned.iter().map(|done| done.vehicles().len());
    let used = u32::try_from(used.max().unwrap_or(0)).unwrap_or(u32::MAX);
    plan.totals.at_once = plan.totals.at_once.max(used);
    plan
}

fn finish(week: &Week, mut plan: RunPlan) -> RunPlan {
    let order = |outing: &Outing| (outing.vehicle, outing.leaves());
    plan.outings.sort_by_key(order);
    plan.unserved.sort_by_key(|one: &Unserved| one.ride);
    plan.totals = totals(week, &plan.outings, &plan.unserved);
    plan.dearest = dear::dearest(week, &plan.outings);
    plan
}

/// One scene of each kind, with the most riders first: what is out there is out anyway in the
/// smaller ones.
fn kinds(all: &[Scene]) -> Vec<Scene> {
    let mut kinds: Vec<Scene> = Vec::new();
    for scene in all {
        if !kinds.iter().any(|kind| kind.is_same(scene)) {
            kinds.push(scene.clone());
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.trips.len()));
    kinds
}

/// The part of the time in which moves of bells are tried.
const BELLS: f64 = 0.15;
/// The part of a scene's time that is kept for planning again with drivers' lunches, where rides
/// may be then.
const LUNCHES: f64 = 0.4;
/// The part of a nearly alike scene's effort that goes into keeping riders in their vehicles.
const KEEPING: f64 = 0.4;
/// From this share of common riders on a scene is nearly like another.
const ALIKE: f64 = 0.5;

fn plan_kinds(
    week: &Week,
    kinds: &[Scene],
    before: &[Planned],
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<Vec<Planned>, RunsError> {
    let mut planned: Vec<Planned> = Vec::with_capacity(kinds.len());
    let weight = |scene: &Scene| (scene.trips.len() as f64).powf(1.3);
    let mut left: f64 = kinds.iter().map(weight).sum();
    for scene in kinds {
        let part = weight(scene) / left.max(1.0);
        left -= weight(scene);
        let whole = Share::of(options.stop, part);
        let own = match lunch::may_lack(scene) {
            true => Share::of(options.stop, part * (1.0 - LUNCHES)),
            false => whole,
        };
        let out = out_that_day(&planned, scene);
        let mut built = build(week, scene, &out);
        let hears = |progress: &solver::Progress| {
            told(Found {
                served: scene.trips.len() - progress.unplaced,
                of: scene.trips.len(),
                scenes: planned.len(),
                of_scenes: kinds.len(),
            });
        };
        let ask = |stop| solver::Options {
            stop,
            threads: options.threads,
            seed: options.seed,
            start: None,
        };
        let kept = (scene.today.as_ref())
            .filter(|today| !today.runs.routes.is_empty() || !today.gone.is_empty());
        // What was planned before, else today's runs.
        let start = || {
            let before = before.iter().find(|done| done.scene.is_same_wave(scene));
            let today = || options.from.map(|today| today::start(scene, today));
            before
                .map(|done| moved(done, scene))
                .or_else(|| today().filter(|today| !today.routes.is_empty()))
        };
        let solve = |problem: &solver::model::Problem, start: &Solution, stop| {
            let from = solver::Options {
                start: Some(start),
                ..ask(stop)
            };
            solver::solve(problem, &from, &hears).map(|found| found.best)
        };
        let best = if let Some(today) = kept {
            // Whatever was planned before: what there is today is kept.
            let found = keep::keeping(week, scene, &built, today, own, &solve)?;
            built.held = Some(found.jobs);
            found.best
        } else if let Some(start) = start() {
            solve(&built.problem, &start, own.all())?
        } else if let Some(model) = alike(&planned, scene) {
            near(&built, scene, model, own, &ask, &hears)?
        } else {
            solver::solve_in_parts(&built.problem, &ask(own.all()), &hears)?.best
        };
        let best = lunch::with_lunches(week, scene, &mut built, best, |built, from| {
            let stop = whole.all().sooner(0.5);
            let Some(jobs) = &built.held else {
                return solve(&built.problem, from, stop);
            };
            let held = solver::model::Problem {
                jobs: jobs.clone(),
                ..built.problem.clone()
            };
            let found = solve(&held, from, stop)?;
            match found.unplaced.len() > from.unplaced.len() {
                true => solve(&built.problem, from, stop),
                false => Ok(found),
            }
        })?;
        planned.push(Planned {
            scene: scene.clone(),
            built,
            best,
        });
    }
    Ok(planned)
}

/// The vehicles that are out in other waves of a scene's day, as far as these are planned.
fn out_that_day(planned: &[Planned], scene: &Scene) -> Vec<VehicleIx> {
    let same_day = planned.iter().filter(|done| done.scene.day == scene.day);
    let out: BTreeSet<VehicleIx> = same_day.flat_map(Planned::vehicles).collect();
    out.into_iter().collect()
}

/// The planned scene that shares most riders with another, if they are nearly alike.
fn alike<'p>(planned: &'p [Planned], scene: &Scene) -> Option<&'p Planned> {
    let rows: BTreeSet<&str> = scene.trips.iter().map(|trip| trip.row.as_str()).collect();
    let shared = |done: &Planned| {
        let common = done
            .scene
            .trips
            .iter()
            .filter(|trip| rows.contains(trip.row.as_str()));
        common.count()
    };
    let best = planned.iter().max_by_key(|done| shared(done))?;
    (shared(best) as f64 >= ALIKE * scene.trips.len() as f64).then_some(best)
}

/// Plans a scene that is nearly like a planned one: first with every rider in the vehicle that
/// takes them there; freely where that leaves out somebody who must ride.
fn near<'o>(
    built: &Built,
    scene: &Scene,
    model: &Planned,
    own: Share,
    ask: &dyn Fn(Stop) -> solver::Options<'o>,
    hears: &(dyn Fn(&solver::Progress) + Sync),
) -> Result<Solution, RunsError> {
    let start = moved(model, scene);
    let mut kept = built.problem.clone();
    for route in &start.routes {
        for visit in &route.visits {
            if let Activity::Stop { job, .. } = visit.activity
                && kept.jobs[job.ix()].shifts.contains(&route.shift)
            {
                kept.jobs[job.ix()].shifts = vec![route.shift];
            }
        }
    }
    let from = |stop| solver::Options {
        start: Some(&start),
        ..ask(stop)
    };
    let first = solver::solve_in_parts(&kept, &from(own.part(KEEPING)), hears)?.best;
    if first.measures.missed == 0 {
        return Ok(first);
    }
    let free = solver::Options {
        start: Some(&first),
        ..ask(own.all())
    };
    Ok(solver::solve_in_parts(&built.problem, &free, hears)?.best)
}

/// The runs of a planned scene for the riders of another, each vehicle's as far as it is there.
fn moved(model: &Planned, scene: &Scene) -> Solution {
    let job_of = |row: &str| scene.trips.iter().position(|trip| trip.row == row);
    let jobs: Vec<Option<usize>> = (model.scene.trips.iter())
        .map(|trip| job_of(&trip.row))
        .collect();
    let routes = model.best.routes.iter().filter_map(|route| {
        let own = &model.scene.cars[route.shift.ix()];
        let car = scene.car_of(own.vehicle, Some(own.driver), route.depart)?;
        let visits = route.visits.iter().filter_map(|visit| {
            let Activity::Stop { job, stop } = visit.activity else {
                return None;
            };
            let job = solver::model::JobId::at(jobs[job.ix()]?);
            Some(Visit {
                activity: Activity::Stop { job, stop },
                ..*visit
            })
        });
        Some(RoutePlan {
            shift: solver::model::ShiftId::at(car),
            visits: visits.collect(),
            ..route.clone()
        })
    });
    Solution {
        routes: routes.collect(),
        ..Solution::default()
    }
}

/// The effort of one scene: a stretch of the clock from now on, or so many iterations.
#[derive(Clone, Copy)]
struct Share {
    stop: Stop,
    begin: Instant,
}

impl Share {
    /// A part of what is left. Iterations are the same for every scene.
    fn of(stop: Stop, part: f64) -> Self {
        Self {
            stop: stop.sooner(part),
            begin: Instant::now(),
        }
    }

    fn all(self) -> Stop {
        self.stop
    }

    fn part(self, part: f64) -> Stop {
        match self.stop {
            Stop::Iterations(count) => Stop::Iterations((count as f64 * part).ceil() as u64),
            Stop::Deadline(end) => {
                let whole: Duration = end.saturating_duration_since(self.begin);
                Stop::Deadline(self.begin + whole.mul_f64(part))
            }
        }
    }
}

/// The rides that vehicles are to take, in the order of the week.
pub fn asked(week: &Week) -> impl Iterator<Item = RideIx> + '_ {
    let rides = week.rides.iter().enumerate();
    rides
        .filter(|(_, ride)| ride.by == crate::domain::ride::RideBy::Vehicle)
        .map(|(ix, _)| RideIx::at(ix))
}
