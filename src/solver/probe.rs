//! Why a job has no place, and what it would push out.

use std::sync::Arc;
use std::time::Instant;

use super::check::ProblemError;
use super::evaluate::{self, warm};
use super::insertion::{Mode, PLAIN, Pick, Room};
use super::instance::{Instance, NONE};
use super::model::{
    Break, Budget, Job, JobId, LocationId, Problem, Shift, ShiftId, Tick, Timed, Travel, TravelId,
};
use super::recreate::{Order, Recreator};
use super::rng::Rng;
use super::route::FREE;
use super::search::Snapshot;
use super::solution::Solution;
use super::state::{Insertion, State};

/// What forbids a job on an otherwise empty shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// No shift may do it.
    NoShift,
    /// No window of a stop lies in the shift.
    Window,
    /// It is too far to drive there and back within the shift and the windows.
    Drive,
    /// A closure is in the way.
    Closure,
    /// A break is in the way.
    Break,
    /// The ride would be too long.
    Ride,
    /// It loads more than the shift may carry.
    Capacity,
    /// This budget (a position in [`Problem::budgets`]) does not even hold it alone.
    Budget(usize),
    /// Companions are too few, not able, or not there.
    Companion,
    /// People or presences are not there.
    Person,
    /// What must come before it cannot be placed in time.
    Precedence,
    /// Others of its group are in the way.
    Group,
}

/// One allowed shift, tried.
pub type Tried = (ShiftId, Result<(), Limit>);

/// For each shift that may do a job, whether it could be all that is done; if not,
/// which limit forbids it: the first whose removal would let it in, in the order
/// of budgets, people, companions, rides, breaks, closures and drives.
///
/// An empty list means that no shift may do it.
/// Cost: a few insertions a shift.
///
/// # Errors
/// When the problem is not well formed, or there is no such job.
pub fn alone(p: &Problem, job: JobId) -> Result<Vec<Tried>, ProblemError> {
    p.check()?;
    let Some(j) = p.jobs.get(job.ix()) else {
        return Err(ProblemError::Index {
            what: "job",
            index: job.ix(),
            field: "position",
        });
    };
    let mut out = Vec::with_capacity(j.shifts.len());
    for &s in &j.shifts {
        out.push((s, on_shift(p, job, s)));
    }
    if out.iter().any(|t| t.1.is_ok()) && !after_others(p, job) {
        for t in &mut out {
            if t.1.is_ok() {
                t.1 = Err(Limit::Precedence);
            }
        }
    }
    Ok(out)
}

/// A table of few of the locations of another.
struct Renamed {
    inner: Arc<dyn Timed>,
    names: Vec<LocationId>,
}

impl Timed for Renamed {
    fn arrive(&self, from: LocationId, to: LocationId, depart: Tick) -> Tick {
        self.inner
            .arrive(self.names[from.ix()], self.names[to.ix()], depart)
    }

    fn depart_by(&self, from: LocationId, to: LocationId, arrive: Tick) -> Tick {
        self.inner
            .depart_by(self.names[from.ix()], self.names[to.ix()], arrive)
    }
}

/// The problem with one job and one shift alone, on a table of their locations.
fn small(p: &Problem, job: JobId, shift: ShiftId) -> Problem {
    let mut j: Job = p.jobs[job.ix()].clone();
    let mut s: Shift = p.shifts[shift.ix()].clone();
    let mut names: Vec<LocationId> = j.stops.iter().filter_map(|x| x.location).collect();
    names.extend(s.start);
    names.extend(s.end);
    names.sort_unstable();
    names.dedup();
    let rename = |l: LocationId| LocationId::at(names.iter().position(|&x| x == l).unwrap_or(0));
    for stop in &mut j.stops {
        stop.location = stop.location.map(rename);
    }
    s.start = s.start.map(rename);
    s.end = s.end.map(rename);
    let table = |t: &Travel| {
        let at = |a: &LocationId, b: &LocationId| a.ix() * t.size + b.ix();
        let all = |f: &dyn Fn(usize) -> i64| -> Vec<i64> {
            names
                .iter()
                .flat_map(|a| names.iter().map(move |b| (a, b)))
                .map(|(a, b)| f(at(a, b)))
                .collect()
        };
        Travel {
            size: names.len(),
            ticks: all(&|k| i64::from(t.ticks[k]))
                .into_iter()
                .map(|x| x as Tick)
                .collect(),
            metres: all(&|k| t.metres[k]),
            timed: t.timed.as_ref().map(|f| {
                Arc::new(Renamed {
                    inner: Arc::clone(f),
                    names: names.clone(),
                }) as Arc<dyn Timed>
            }),
        }
    };
    let budgets = p
        .budgets
        .iter()
        .map(|b| Budget {
            shifts: b
                .shifts
                .iter()
                .filter(|&&x| x == shift)
                .map(|_| ShiftId(0))
                .collect(),
            ..b.clone()
        })
        .collect();
    j.shifts = vec![ShiftId(0)];
    j.reward = j.reward.max(1);
    let (mut owner, travel) = (
        p.owners[s.owner.ix()].clone(),
        p.travel.iter().map(table).collect(),
    );
    // Alone, nobody else wants the owner.
    owner.person = None;
    s.owner = super::model::OwnerId(0);
    Problem {
        travel,
        owners: vec![owner],
        shifts: vec![s],
        jobs: vec![j],
        people: p.people,
        companions: p.companions.clone(),
        precedences: Vec::new(),
        groups: Vec::new(),
        budgets,
        riders_alone: p.riders_alone,
        objective: p.objective.clone(),
    }
}

/// Whether the only job of a small problem can be placed, at the first or last
/// possible start or at some of those between.
fn fits(p: &Problem) -> bool {
    let inst = Instance::new(p);
    let mut state = State::new(&inst);
    let (mut rng, mut room) = (Rng::new(1), Room::default());
    let picks = [Pick::Early, Pick::Late]
        .into_iter()
        .chain([Pick::Random; 8]);
    for pick in picks {
        let mode = Mode { blink: 0.0, pick };
        let found = state.best(0, 0, mode, &mut rng, &mut room);
        if found.is_some_and(|ins| state.place(&ins)) {
            return true;
        }
        if !inst.any_commits {
            return false;
        }
    }
    false
}

/// A limit, and how to lift it.
type Lift = (Limit, fn(&mut Problem));

fn on_shift(p: &Problem, job: JobId, shift: ShiftId) -> Result<(), Limit> {
    let mut q = small(p, job, shift);
    if fits(&q) {
        return Ok(());
    }
    for ix in 0..q.budgets.len() {
        let kept = std::mem::replace(&mut q.budgets[ix].limit, i64::MAX);
        if kept < i64::MAX && fits(&q) {
            return Err(Limit::Budget(ix));
        }
        q.budgets[ix].limit = kept;
    }
    let over = q.budgets.iter().position(|b| !b.shifts.is_empty());
    for b in &mut q.budgets {
        b.limit = i64::MAX;
    }
    if let Some(ix) = over
        && fits(&q)
    {
        return Err(Limit::Budget(ix));
    }
    let (j, s) = (&q.jobs[0], &q.shifts[0]);
    let load = |x: &super::model::Stop| {
        x.load
            .iter()
            .enumerate()
            .any(|(d, &l)| s.capacity.get(d).is_some_and(|&c| l > c))
    };
    if j.stops.iter().any(load) {
        return Err(Limit::Capacity);
    }
    let outside = |x: &super::model::Stop| {
        !x.windows
            .iter()
            .any(|w| w.from.max(s.open) <= w.to.min(s.close - x.service))
    };
    if j.stops.iter().any(outside) {
        return Err(Limit::Window);
    }
    // One after another, limits are lifted and stay so.
    let lifts: [Lift; 6] = [
        (Limit::Person, |q| {
            q.jobs[0].people.clear();
            q.jobs[0].presences.clear();
        }),
        (Limit::Companion, |q| q.jobs[0].companions = None),
        (Limit::Ride, |q| q.jobs[0].max_ride = None),
        (Limit::Break, |q| q.shifts[0].breaks = Vec::<Break>::new()),
        (Limit::Closure, |q| q.shifts[0].closures.clear()),
        (Limit::Drive, |q| {
            for t in &mut q.travel {
                t.ticks.fill(0);
                t.timed = None;
            }
            q.shifts[0].travel = TravelId(0);
        }),
    ];
    for (limit, lift) in lifts {
        lift(&mut q);
        if fits(&q) {
            return Err(limit);
        }
    }
    Err(Limit::Window)
}

/// Whether a job can be placed after all that must come before it, and nothing else.
fn after_others(p: &Problem, job: JobId) -> bool {
    let mut chain = vec![job.ix()];
    let mut k = 0;
    while k < chain.len() {
        let job = chain[k];
        for x in p.precedences.iter().filter(|x| x.after.ix() == job) {
            if !chain.contains(&x.before.ix()) {
                chain.push(x.before.ix());
            }
        }
        k += 1;
    }
    if chain.len() == 1 {
        return true;
    }
    let inst = Instance::new(p);
    let mut state = State::new(&inst);
    let (mut rng, mut room) = (Rng::new(1), Room::default());
    // As often as the chain is long, place what can be placed, each as early as can be.
    for _ in 0..chain.len() {
        for &j in &chain {
            if state.at[j] != NONE {
                continue;
            }
            let found: Vec<Insertion> = inst.job_shifts[j]
                .iter()
                .filter_map(|&s| state.best(j, s as usize, PLAIN, &mut rng, &mut room))
                .collect();
            for ins in found.into_iter().filter(|i| i.starts[0] != FREE) {
                if state.place(&ins) {
                    break;
                }
            }
        }
    }
    state.at[job.ix()] != NONE
}

/// What forcing a job into a plan does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displaced {
    /// Where it goes.
    pub shift: ShiftId,
    /// Jobs of the plan that are left out for it, ascending; empty: it fits, but the
    /// plan is no better for it, or the search missed it.
    pub out: Vec<JobId>,
    /// The objective's levels with it, less those without.
    pub change: Vec<i64>,
    /// The plan with it, where it is the better one.
    pub better: Option<Solution>,
}

/// A problem laid out to have jobs forced into a plan of it.
pub struct Probe<'a> {
    inst: Instance<'a>,
}

impl<'a> Probe<'a> {
    /// Lays a problem out.
    ///
    /// # Errors
    /// When it is not well formed.
    pub fn new(p: &'a Problem) -> Result<Self, ProblemError> {
        p.check()?;
        Ok(Self {
            inst: Instance::new(p),
        })
    }

    /// The plan with which trials are made.
    pub fn session(&self, plan: &Solution) -> Session<'_> {
        let mut state = State::new(&self.inst);
        warm(&mut state, plan);
        Session {
            recreator: Recreator::new(&self.inst),
            state,
        }
    }
}

/// A plan into which jobs are forced, one after another; each finds it as it was.
///
/// What is found depends on the plan and on the jobs that were asked about before, on
/// nothing else.
pub struct Session<'a> {
    state: State<'a>,
    recreator: Recreator,
}

impl Session<'_> {
    /// The best way found to force a job into the plan: what is left out for it, and how
    /// the score changes. None when no way was found within `trials`, each of which takes
    /// some jobs out, places this one, and puts the others back as well as it can; and when
    /// there is no such job, or the plan has it. After `until` no trial begins.
    pub fn displaced(
        &mut self,
        job: JobId,
        trials: usize,
        until: Option<Instant>,
    ) -> Option<Displaced> {
        let inst = self.state.inst;
        let shifts = inst.job_shifts.get(job.ix())?;
        if self.state.at[job.ix()] != NONE {
            return None;
        }
        let mut forcing = Forcing {
            before: self.state.score(),
            placed: self.state.at.clone(),
            job: job.ix(),
            recreator: &mut self.recreator,
            rng: Rng::new(u64::from(job.0) + 1),
            best: None,
            better: Snapshot::default(),
            fresh: vec![true; inst.p.jobs.len()],
        };
        let mut left = trials;
        // One removal first on every shift, then larger ones.
        'all: for count in 0..6 {
            for &s in shifts {
                for out in forcing.removals(&self.state, s as usize, count) {
                    if left == 0 || until.is_some_and(|until| Instant::now() >= until) {
                        break 'all;
                    }
                    left -= 1;
                    forcing.attempt(&mut self.state, s as usize, &out);
                }
            }
        }
        let mut best = forcing.best?;
        if is_better(&best.change) {
            let mut state = State::new(inst);
            state.load(&forcing.better);
            best.better = Some(evaluate::solution(&mut state));
        }
        Some(best)
    }
}

/// Whether the first level of the score that differs is the better for it.
fn is_better(change: &[i64]) -> bool {
    change
        .iter()
        .find(|&&level| level != 0)
        .is_some_and(|&level| level < 0)
}

struct Forcing<'a> {
    before: Vec<i64>,
    placed: Vec<u32>,
    job: usize,
    recreator: &'a mut Recreator,
    rng: Rng,
    best: Option<Displaced>,
    /// The plan of `best`, where it is better than the one without.
    better: Snapshot,
    fresh: Vec<bool>,
}

impl Forcing<'_> {
    /// Sets of jobs whose removal might make room on a shift.
    fn removals(&self, state: &State<'_>, s: usize, count: usize) -> Vec<Vec<u32>> {
        let inst = state.inst;
        let mut always: Vec<u32> = Vec::new();
        for &g in &inst.groups[self.job] {
            if let super::model::Group::AtMostOne(list)
            | super::model::Group::DifferentDays(list)
            | super::model::Group::SameOwner(list) = &inst.p.groups[g as usize]
            {
                let away = |j: &&JobId| state.at[j.ix()] != NONE && !state.may_join(self.job, s);
                always.extend(list.iter().filter(away).map(|j| j.0));
            }
        }
        if count == 0 {
            return vec![always];
        }
        let route = &state.routes[s];
        let n = route.len();
        let jobs: Vec<u32> = (1..=n)
            .map(|k| inst.nodes[route.pos[k].node as usize].job)
            .collect();
        let mut sets = Vec::new();
        for k in 0..(n + 1).saturating_sub(count) {
            let mut set = always.clone();
            set.extend_from_slice(&jobs[k..k + count]);
            sets.push(set);
        }
        // Others who have its people, and the least worth of the owner's week.
        if count <= 2 {
            for &person in &inst.people[self.job] {
                for &other in &inst.wanting[person as usize] {
                    if state.at[other as usize] != NONE {
                        let mut set = always.clone();
                        set.push(other);
                        if count == 2 {
                            set.extend(jobs.first());
                        }
                        sets.push(set);
                    }
                }
            }
        }
        let owner = inst.shifts[s].owner as u32;
        let mut week: Vec<(bool, i64, u32)> = (0..inst.p.jobs.len())
            .filter(|&j| {
                state.at[j] != NONE && inst.shifts[state.at[j] as usize].owner as u32 == owner
            })
            .map(|j| (inst.p.jobs[j].required, inst.p.jobs[j].reward, j as u32))
            .collect();
        week.sort_unstable();
        if week.len() >= count {
            let mut set = always;
            set.extend(week.iter().take(count).map(|w| w.2));
            sets.push(set);
        }
        sets
    }

    /// One trial; the state is afterwards as it was.
    fn attempt(&mut self, state: &mut State<'_>, s: usize, out: &[u32]) {
        state.begin();
        state.remove(out);
        if state.within_budgets() {
            let mut room = Room::default();
            let mut placed = false;
            for pick in [Pick::Early, Pick::Late] {
                let mode = Mode { blink: 0.0, pick };
                if !placed
                    && let Some(ins) = state.best(self.job, s, mode, &mut self.rng, &mut room)
                {
                    placed = state.place(&ins);
                }
            }
            if placed {
                let mut back: Vec<u32> = state.removed().collect();
                self.recreator.run(
                    state,
                    &mut back,
                    &self.fresh,
                    Order::Reward,
                    PLAIN,
                    &mut self.rng,
                );
                state.settle();
                self.note(state, s);
            }
        }
        state.take_back();
    }

    fn note(&mut self, state: &State<'_>, s: usize) {
        let change: Vec<i64> = state
            .score()
            .iter()
            .zip(&self.before)
            .map(|(a, b)| a - b)
            .collect();
        if self.best.as_ref().is_some_and(|b| b.change <= change) {
            return;
        }
        if is_better(&change) {
            state.snapshot(&mut self.better);
        }
        let gone = |j: &usize| self.placed[*j] != NONE && state.at[*j] == NONE;
        let out = (0..state.inst.p.jobs.len())
            .filter(gone)
            .map(JobId::at)
            .collect();
        self.best = Some(Displaced {
            shift: ShiftId::at(s),
            out,
            change,
            better: None,
        });
    }
}
