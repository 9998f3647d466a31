//! Plans from outside: given routes checked and clocked, and plans written out.

use super::check::ProblemError;
use super::decode;
use super::instance::{Instance, NONE};
use super::model::{CompanionId, JobId, Problem, ShiftId, Tick};
use super::route::{FREE, Item, Scratch};
use super::schedule;
use super::search::Snapshot;
use super::solution::{Activity, Measures, Solution};
use super::state::{Insertion, State, score};

/// A plan to be checked: what is done in which order, and what is fixed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Routes: stops in order (breaks are placed anew).
    pub routes: Vec<(ShiftId, Vec<(JobId, u8)>)>,
    /// Starts of coupled jobs (both stops of a pair, in order).
    pub starts: Vec<(JobId, Vec<Tick>)>,
    /// Who accompanies.
    pub companions: Vec<(JobId, Vec<CompanionId>)>,
}

impl Draft {
    /// What a plan has fixed.
    pub fn of(p: &Problem, s: &Solution) -> Self {
        let mut draft = Draft::default();
        let mut starts: Vec<Vec<Tick>> = vec![Vec::new(); p.jobs.len()];
        for r in &s.routes {
            let mut list = Vec::new();
            for v in &r.visits {
                if let Activity::Stop { job, stop } = v.activity {
                    list.push((job, stop));
                    if let Some(slot) = starts.get_mut(job.ix()) {
                        slot.push(v.start);
                    }
                }
            }
            draft.routes.push((r.shift, list));
        }
        let timed = starts
            .into_iter()
            .enumerate()
            .filter(|(_, s)| !s.is_empty());
        draft.starts = timed.map(|(j, s)| (JobId::at(j), s)).collect();
        draft.companions = s.companions.clone();
        draft
    }
}

/// Why a draft does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The problem itself is not well formed.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A job, stop or shift that there is not, twice, or only in part.
    #[error("shift {0}: a stop is unknown, repeated, out of order or has no partner")]
    Stops(usize),
    /// A shift cannot do its stops in this order.
    #[error("shift {0}: cannot be done in this order")]
    Route(usize),
    /// A coupled job has no start, or one that its people do not allow.
    #[error("job {0}: its start does not hold")]
    Start(usize),
    /// Companions are too few, not able or not there.
    #[error("job {0}: its companions do not hold")]
    Companions(usize),
    /// A group or a precedence is broken.
    #[error("job {0}: a group or a precedence is broken")]
    Relation(usize),
    /// A budget is exceeded.
    #[error("budget {0} is exceeded")]
    Budget(usize),
}

/// Checks a draft by every rule of the problem and gives it its canonical clock.
///
/// # Errors
/// The first rule that it breaks.
pub fn evaluate(p: &Problem, draft: &Draft) -> Result<Solution, DraftError> {
    p.check()?;
    let inst = Instance::new(p);
    let mut state = entered(&inst, draft)?;
    if let Some(b) = (0..p.budgets.len()).find(|&b| state.used[b] > p.budgets[b].limit) {
        return Err(DraftError::Budget(b));
    }
    Ok(solution(&mut state))
}

/// What a draft takes of each budget, whether or not that is within its limit.
///
/// # Errors
/// The first rule that it breaks, budgets aside.
pub fn used(p: &Problem, draft: &Draft) -> Result<Vec<i64>, DraftError> {
    p.check()?;
    let inst = Instance::new(p);
    let state = entered(&inst, draft)?;
    Ok(state.used.clone())
}

/// What of a plan still holds in a problem, clocked anew: all of it where it does as a whole;
/// else job after job, each after those that came before it.
///
/// # Errors
/// When the problem is not well formed.
pub fn held(p: &Problem, start: &Solution) -> Result<Solution, ProblemError> {
    p.check()?;
    // A part of a day may take a road home that the whole day does not.
    if let Ok(whole) = evaluate(p, &Draft::of(p, start)) {
        return Ok(whole);
    }
    let inst = Instance::new(p);
    let mut state = State::new(&inst);
    warm(&mut state, start);
    Ok(solution(&mut state))
}

/// A draft in a state, by every rule but the budgets.
pub(crate) fn entered<'a>(inst: &'a Instance<'a>, draft: &Draft) -> Result<State<'a>, DraftError> {
    let p = inst.p;
    let mut state = State::new(inst);
    let mut seen = vec![NONE; p.jobs.len()];
    let mut snapshot = Snapshot {
        routes: vec![Vec::new(); p.shifts.len()],
        ..Snapshot::default()
    };
    let mut starts: Vec<Option<&Vec<Tick>>> = vec![None; p.jobs.len()];
    for (job, s) in &draft.starts {
        *starts
            .get_mut(job.ix())
            .ok_or(DraftError::Start(job.ix()))? = Some(s);
    }
    for (shift, list) in &draft.routes {
        let s = shift.ix();
        if s >= p.shifts.len() || !snapshot.routes[s].is_empty() {
            return Err(DraftError::Stops(s));
        }
        for &(job, stop) in list {
            let j = job.ix();
            if j >= p.jobs.len() || usize::from(stop) >= p.jobs[j].stops.len() {
                return Err(DraftError::Stops(s));
            }
            let expected = match seen[j] {
                NONE => 0,
                0 => 1,
                _ => 2,
            };
            if expected != u32::from(stop) {
                return Err(DraftError::Stops(s));
            }
            seen[j] = u32::from(stop);
            let commit = if inst.commits(j, s) && (stop == 0 || inst.commits_second(j, s)) {
                // Clear of the shift's closures too.
                let pair = inst.pair(j, s).ok_or(DraftError::Start(j))?;
                let windows = inst.windows(inst.ranges[pair][usize::from(stop)]);
                let is_open = |&&at: &&Tick| {
                    let mut windows = windows.iter();
                    windows.any(|&(from, to)| from <= at && at <= to)
                };
                // A start that is given is taken as it is, and so has to be looked at here.
                *starts[j]
                    .and_then(|t| t.get(usize::from(stop)))
                    .filter(is_open)
                    .ok_or(DraftError::Start(j))?
            } else {
                FREE
            };
            snapshot.routes[s].push(Item {
                node: inst.first[j] + u32::from(stop),
                commit,
            });
        }
        for &(job, _) in list {
            let whole = list.iter().filter(|x| x.0 == job).count() == p.jobs[job.ix()].stops.len();
            if !whole {
                return Err(DraftError::Stops(s));
            }
        }
    }
    check_relations(inst, &snapshot)?;
    let chosen = |j: usize| {
        draft
            .companions
            .iter()
            .find(|(job, _)| job.ix() == j)
            .map(|(_, list)| list.iter().map(|c| c.0).collect::<Vec<u32>>())
    };
    enter(&mut state, &snapshot, &chosen)?;
    Ok(state)
}

/// Puts the snapshot's routes and commitments into an empty state.
fn enter(
    state: &mut State<'_>,
    snapshot: &Snapshot,
    chosen: &dyn Fn(usize) -> Option<Vec<u32>>,
) -> Result<(), DraftError> {
    let inst = state.inst;
    for (s, items) in snapshot.routes.iter().enumerate() {
        if !items.is_empty() && !state.set_route(s, items) {
            return Err(DraftError::Route(s));
        }
    }
    for j in 0..inst.p.jobs.len() {
        let s = state.at[j];
        if s == NONE || !inst.commits(j, s as usize) {
            continue;
        }
        let list = chosen(j);
        if let Err(companions) = state.commit_placed(j, list) {
            return Err(if companions {
                DraftError::Companions(j)
            } else {
                DraftError::Start(j)
            });
        }
    }
    Ok(())
}

/// Checks groups and precedences of whole routes.
pub(crate) fn check_relations(inst: &Instance<'_>, snapshot: &Snapshot) -> Result<(), DraftError> {
    use super::model::Group;
    let p = inst.p;
    let mut at = vec![NONE; p.jobs.len()];
    let mut span = vec![(0usize, 0usize); p.jobs.len()];
    let mut time = vec![(FREE, FREE); p.jobs.len()];
    for (s, items) in snapshot.routes.iter().enumerate() {
        for (k, item) in items.iter().enumerate() {
            let n = &inst.nodes[item.node as usize];
            let j = n.job as usize;
            at[j] = s as u32;
            if n.stop == 0 {
                span[j].0 = k;
                time[j].0 = item.commit;
            }
            span[j].1 = k;
            if usize::from(n.stop) == inst.ending(j) {
                time[j].1 = item.commit.saturating_add(n.service);
            }
        }
    }
    for x in &p.precedences {
        let (a, b) = (x.before.ix(), x.after.ix());
        if at[b] != NONE && (at[a] == NONE || time[a].1.saturating_add(x.gap) > time[b].0) {
            return Err(DraftError::Relation(b));
        }
    }
    let placed = |list: &[JobId]| -> Vec<usize> {
        let mut l: Vec<usize> = list
            .iter()
            .map(|j| j.ix())
            .filter(|&j| at[j] != NONE)
            .collect();
        l.sort_unstable();
        l.dedup();
        l
    };
    for g in &p.groups {
        let broken = match g {
            Group::AtMostOne(l) => placed(l).get(1).copied(),
            Group::DifferentDays(l) => {
                let l = placed(l);
                let mut days: Vec<u16> =
                    l.iter().map(|&j| inst.shifts[at[j] as usize].day).collect();
                days.sort_unstable();
                days.windows(2).any(|d| d[0] == d[1]).then(|| l[0])
            }
            Group::SameOwner(l) => {
                let l = placed(l);
                let owner = |j: usize| inst.shifts[at[j] as usize].owner;
                l.iter().copied().find(|&j| owner(j) != owner(l[0]))
            }
            Group::Together(a, b) | Group::Apart(a, b) => {
                let (x, y) = (a.ix(), b.ix());
                let both = at[x] != NONE && at[y] != NONE;
                let overlap = at[x] == at[y] && span[x].0 < span[y].1 && span[y].0 < span[x].1;
                (both && overlap != matches!(g, Group::Together(..))).then_some(x)
            }
        };
        if let Some(j) = broken {
            return Err(DraftError::Relation(j));
        }
    }
    Ok(())
}

/// Enters what still holds of a plan into an empty state, job after job.
pub(crate) fn warm(state: &mut State<'_>, start: &Solution) {
    let inst = state.inst;
    let draft = Draft::of(inst.p, start);
    let begin = |j: usize| {
        draft
            .starts
            .iter()
            .find(|(job, _)| job.ix() == j)
            .map(|(_, s)| s)
    };
    let mut order: Vec<(Tick, usize, usize)> = Vec::new();
    for (shift, list) in &draft.routes {
        for (job, stop) in list {
            if *stop == 0 && job.ix() < inst.p.jobs.len() && shift.ix() < inst.shifts.len() {
                let t = begin(job.ix())
                    .and_then(|s| s.first())
                    .copied()
                    .unwrap_or(0);
                order.push((t, job.ix(), shift.ix()));
            }
        }
    }
    // In order of time, so that what others wait for comes first; each job after the
    // stops that came before it, as far as they are there.
    order.sort_unstable();
    for (_, job, shift) in order {
        if state.at[job] != NONE || !state.may_join(job, shift) {
            continue;
        }
        let Some((_, list)) = draft.routes.iter().find(|(s, _)| s.ix() == shift) else {
            continue;
        };
        let rank = |node: u32| {
            let n = &inst.nodes[node as usize];
            list.iter().position(|x| x.0.0 == n.job && x.1 == n.stop)
        };
        let after = |node: u32| {
            let mine = rank(node);
            let route = &state.routes[shift];
            (1..=route.len())
                .filter(|&k| rank(route.pos[k].node) < mine)
                .max()
                .unwrap_or(0)
        };
        let first = inst.first[job];
        let two = inst.stops(job) == 2;
        let i = after(first);
        let j = if two { after(first + 1).max(i) } else { i };
        let mut starts = [FREE; 2];
        if inst.commits(job, shift) {
            let Some(s) = begin(job) else { continue };
            if s.len() != inst.stops(job) {
                continue;
            }
            starts[0] = s[0];
            if two && inst.commits_second(job, shift) {
                starts[1] = s[1];
            }
            let free = |k: usize| {
                let (mut set, mut spare) = (Vec::new(), Vec::new());
                state
                    .lines
                    .allowed(inst, job, shift, k, &mut set, &mut spare);
                starts[k] == FREE || set.iter().any(|w| w.0 <= starts[k] && starts[k] <= w.1)
            };
            if !(0..inst.stops(job)).all(free) {
                continue;
            }
        }
        if state.may_ride(job, shift, i, j) {
            state.place(&Insertion {
                job,
                shift,
                i,
                j,
                cost: 0.0,
                starts,
            });
        }
    }
}

/// A plan under work, written out with its canonical clock.
pub(crate) fn solution(state: &mut State<'_>) -> Solution {
    let inst = state.inst;
    let mut out = Solution::default();
    let mut scratch = Scratch::default();
    let mut m = Measures {
        paid: 0,
        overtime: 0,
        ride: 0,
        preferred: 0,
        ..state.sum
    };
    for s in 0..state.routes.len() {
        if state.routes[s].len() == 0 {
            continue;
        }
        let Some(clock) = schedule::clock(inst, &state.routes[s], &mut scratch) else {
            continue;
        };
        m.ride += clock.ride;
        m.preferred += clock.preferred;
        state.routes[s].tot.paid = clock.paid;
        out.routes
            .push(decode::plan(inst, &state.routes[s], &clock));
    }
    let (paid, overtime) = state.hours();
    m.paid = paid;
    m.overtime = overtime;
    out.unplaced = state.unplaced.iter().map(|&j| JobId(j)).collect();
    out.unplaced.sort_unstable();
    for (j, c) in state.lines.commits.iter().enumerate() {
        if state.at[j] != NONE && inst.p.jobs[j].companions.is_some() {
            out.companions.push((
                JobId::at(j),
                c.companions.iter().map(|&c| CompanionId(c)).collect(),
            ));
        }
    }
    m.money = state.money();
    out.score = score(inst, &m);
    out.measures = m;
    out
}
