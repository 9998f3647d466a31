//! The problem laid out for speed: flat arrays, windows clipped to each shift,
//! what couples jobs, and the weights of the search.

use std::collections::BTreeSet;

use super::classes::Classes;
use super::model::{Group, Measure, Metres, Pay, Problem, Shift, Tick, Travel, Window};
use super::wanted::Wanted;
use super::weights::Weights;

/// No node, no location, no shift.
pub(crate) const NONE: u32 = u32::MAX;
/// Later than any tick.
pub(crate) const NEVER: Tick = 1 << 29;
/// Earlier than any tick.
pub(crate) const EVER: Tick = -(1 << 29);

/// One stop of a job.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    /// Its job.
    pub job: u32,
    /// Which stop of it.
    pub stop: u8,
    /// Whether a rider is aboard between it and its partner.
    pub rider: bool,
    /// Where, or [`NONE`].
    pub loc: u32,
    /// Ticks on coming from elsewhere.
    pub setup: Tick,
    /// Ticks of service.
    pub service: Tick,
    /// The pair's limit from end to start, or [`NEVER`].
    pub max_ride: Tick,
}

/// A shift's numbers.
#[derive(Clone)]
pub(crate) struct ShiftInfo {
    /// Earliest departure.
    pub open: Tick,
    /// Latest return.
    pub close: Tick,
    /// Start location or [`NONE`].
    pub start: u32,
    /// End location or [`NONE`].
    pub end: u32,
    /// Its table.
    pub travel: usize,
    /// Its breaks as (earliest, latest end, ticks).
    pub breaks: [(Tick, Tick, Tick); 2],
    /// How many of them there are.
    pub count: usize,
    /// Sets of breaks: `1 << count`.
    pub masks: usize,
    /// No closures and a constant table.
    pub simple: bool,
    /// Its owner.
    pub owner: usize,
    /// Its day.
    pub day: u16,
    /// Positions of budgets that are sums over legs or jobs.
    pub sums: Vec<u32>,
    /// Positions of budgets of paid time, overtime and money.
    pub pays: Vec<u32>,
    /// Positions of budgets of load, with the dimension.
    pub takes: Vec<(u32, usize)>,
    /// What a drive takes depends on when it leaves.
    pub timed: bool,
    /// Paid time matters and depends on the clock, so candidates are timed in full.
    pub clocked: bool,
    /// The owner's person may be wanted elsewhere during this shift.
    pub live: bool,
    /// Limits of load.
    pub capacity: Vec<i32>,
}

/// The jobs that cannot be done without another, however many lie between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lead {
    /// What they earn together.
    pub reward: i64,
    /// Whether one of them is required.
    pub required: bool,
}

/// The problem and what is precomputed from it.
pub(crate) struct Instance<'a> {
    /// What it came from.
    pub p: &'a Problem,
    /// All stops.
    pub nodes: Vec<Node>,
    /// A job's first node.
    pub first: Vec<u32>,
    /// Loads, by node and dimension.
    pub load: Vec<i32>,
    /// How many dimensions.
    pub dims: usize,
    /// Shifts.
    pub shifts: Vec<ShiftInfo>,
    /// Clipped windows of starts, pooled.
    pub wins: Vec<(Tick, Tick)>,
    /// By compatible pair of job and shift: ranges of `wins` for both stops.
    pub ranges: Vec<[(u32, u32); 2]>,
    /// By job and shift: index of the compatible pair, or [`NONE`].
    pub pair: Vec<u32>,
    /// A job's compatible shifts.
    pub job_shifts: Vec<Vec<u32>>,
    /// A shift's compatible jobs.
    pub shift_jobs: Vec<Vec<u32>>,
    /// Whether placing the job needs a committed start whatever the shift.
    pub coupled: Vec<bool>,
    /// A job's people whom others may want at the time, each once.
    pub people: Vec<Vec<u32>>,
    /// By person: jobs that want them when others may.
    pub wanting: Vec<Vec<u32>>,
    /// Jobs that come before a job, with the gap.
    pub before: Vec<Vec<(u32, Tick)>>,
    /// Jobs that come after a job, with the gap.
    pub after: Vec<Vec<(u32, Tick)>>,
    /// What waits for a job.
    pub leads: Vec<Lead>,
    /// Shifts of an owner, in order.
    pub owner_shifts: Vec<Vec<u32>>,
    /// Budgets of money over every shift: companions count there.
    pub whole_money: Vec<u32>,
    /// Groups that a job is in.
    pub groups: Vec<Vec<u32>>,
    /// Jobs of a group.
    pub members: Vec<Vec<u32>>,
    /// Other shifts that share a budget with a shift.
    pub linked: Vec<Vec<u32>>,
    /// Whether any job on any shift has a committed start.
    pub any_commits: bool,
    /// Whether any stop has no location of its own.
    pub any_unlocated: bool,
    /// A job's presences whose people may be wanted elsewhere at the time.
    pub presences: Vec<Vec<u32>>,
    /// Weights of the scalar objective.
    pub weights: Weights,
    /// Nearest other jobs of a job, by driving and time.
    pub near: Vec<Vec<u32>>,
    /// Which shifts are alike.
    pub classes: Classes,
    /// Fewer shifts come before whatever they cost.
    pub fleet: bool,
    /// By table: its driving ticks turned over, `to` major.
    pub into: Vec<Vec<Tick>>,
    /// By table: no detour is a short cut, as far as that was looked into.
    pub metric: Vec<bool>,
}

impl<'a> Instance<'a> {
    /// Lays out a checked problem. Cost: jobs x shifts, and jobs squared for the neighbours.
    pub(crate) fn new(p: &'a Problem) -> Self {
        let mut nodes = Vec::new();
        let mut first = Vec::with_capacity(p.jobs.len());
        let dims = p.dims();
        let mut load = Vec::new();
        for (j, job) in p.jobs.iter().enumerate() {
            first.push(nodes.len() as u32);
            for (k, s) in job.stops.iter().enumerate() {
                nodes.push(Node {
                    job: j as u32,
                    stop: k as u8,
                    rider: job.rider,
                    loc: s.location.map_or(NONE, |l| l.0),
                    setup: s.setup,
                    service: s.service,
                    max_ride: job.max_ride.unwrap_or(NEVER),
                });
                load.extend((0..dims).map(|d| s.load.get(d).copied().unwrap_or(0)));
            }
        }
        let wanted = Wanted::new(p);
        let shifts: Vec<ShiftInfo> = (0..p.shifts.len())
            .map(|s| shift_info(p, s, dims, &wanted))
            .collect();
        let mut before = vec![Vec::new(); p.jobs.len()];
        let mut after = vec![Vec::new(); p.jobs.len()];
        for x in &p.precedences {
            before[x.after.ix()].push((x.before.0, x.gap));
            after[x.before.ix()].push((x.after.0, x.gap));
        }
        let leads = (0..p.jobs.len()).map(|job| lead(p, &after, job)).collect();
        let Wanted {
            people,
            presences,
            narrowed,
            ..
        } = wanted;
        let coupled: Vec<bool> = (0..p.jobs.len())
            .map(|j| {
                !people[j].is_empty()
                    || !presences[j].is_empty()
                    || p.jobs[j].companions.is_some()
                    || !before[j].is_empty()
                    || !after[j].is_empty()
            })
            .collect();
        let mut groups = vec![Vec::new(); p.jobs.len()];
        let mut sets: Vec<Vec<u32>> = Vec::new();
        for (g, group) in p.groups.iter().enumerate() {
            let members: Vec<usize> = match group {
                Group::AtMostOne(l) | Group::DifferentDays(l) | Group::SameOwner(l) => {
                    l.iter().map(|j| j.ix()).collect()
                }
                Group::Together(a, b) | Group::Apart(a, b) => vec![a.ix(), b.ix()],
            };
            sets.push(members.iter().map(|&j| j as u32).collect());
            for j in members {
                if groups[j].last() != Some(&(g as u32)) {
                    groups[j].push(g as u32);
                }
            }
        }
        let weights = Weights::new(p);
        let any_unlocated = nodes.iter().any(|n| n.loc == NONE);
        let any_commits = coupled.iter().any(|&c| c) || shifts.iter().any(|s| s.live);
        let mut wanting = vec![Vec::new(); p.people as usize];
        for (j, list) in people.iter().enumerate() {
            for &x in list {
                wanting[x as usize].push(j as u32);
            }
        }
        let mut owner_shifts = vec![Vec::new(); p.owners.len()];
        for (s, shift) in p.shifts.iter().enumerate() {
            owner_shifts[shift.owner.ix()].push(s as u32);
        }
        let whole = |b: &super::model::Budget| {
            b.measure == Measure::Money && b.shifts.len() == p.shifts.len()
        };
        let whole_money = (0..p.budgets.len())
            .filter(|&b| whole(&p.budgets[b]))
            .map(|b| b as u32)
            .collect();
        let mut inst = Instance {
            p,
            nodes,
            first,
            load,
            dims,
            shifts,
            wins: Vec::new(),
            ranges: Vec::new(),
            pair: vec![NONE; p.jobs.len() * p.shifts.len()],
            job_shifts: vec![Vec::new(); p.jobs.len()],
            shift_jobs: vec![Vec::new(); p.shifts.len()],
            coupled,
            owner_shifts,
            whole_money,
            wanting,
            people,
            before,
            after,
            leads,
            groups,
            members: sets,
            linked: linked(p),
            presences,
            any_commits,
            any_unlocated,
            weights,
            near: Vec::new(),
            classes: Classes::default(),
            fleet: super::fleet::Shrinking::wanted(p),
            into: p.travel.iter().map(turned).collect(),
            metric: metric(p),
        };
        inst.match_shifts(&narrowed);
        inst.classes = Classes::new(&inst);
        inst.near = super::neighbours::nearest(&inst);
        inst
    }

    /// Clips every job's windows to every shift that may do it.
    fn match_shifts(&mut self, narrowed: &[[Option<Vec<Window>>; 2]]) {
        let p = self.p;
        for (j, job) in p.jobs.iter().enumerate() {
            for s in &job.shifts {
                let shift = &p.shifts[s.ix()];
                let begin = self.wins.len();
                let mut ranges = [(0u32, 0u32); 2];
                let mut fits = true;
                for (k, stop) in job.stops.iter().enumerate() {
                    let from = self.wins.len() as u32;
                    let windows = narrowed[j][k].as_ref().unwrap_or(&stop.windows);
                    clip(shift, stop.service, windows, &mut self.wins);
                    let to = self.wins.len() as u32;
                    fits &= to > from;
                    for (d, cap) in self.shifts[s.ix()].capacity.iter().enumerate() {
                        fits &= stop.load.get(d).copied().unwrap_or(0) <= *cap;
                    }
                    ranges[k] = (from, to);
                }
                if !fits {
                    self.wins.truncate(begin);
                    continue;
                }
                self.pair[j * p.shifts.len() + s.ix()] = self.ranges.len() as u32;
                self.ranges.push(ranges);
                self.job_shifts[j].push(s.0);
                self.shift_jobs[s.ix()].push(j as u32);
            }
        }
    }

    /// The compatible pair of a job and a shift.
    #[inline]
    pub(crate) fn pair(&self, job: usize, shift: usize) -> Option<usize> {
        let at = self.pair[job * self.shifts.len() + shift];
        (at != NONE).then_some(at as usize)
    }

    /// A range of windows.
    #[inline]
    pub(crate) fn windows(&self, range: (u32, u32)) -> &[(Tick, Tick)] {
        &self.wins[range.0 as usize..range.1 as usize]
    }

    /// How many stops a job has.
    #[inline]
    pub(crate) fn stops(&self, job: usize) -> usize {
        self.p.jobs[job].stops.len()
    }

    /// A job's stops.
    pub(crate) fn stops_of(&self, job: usize) -> &[Node] {
        let first = self.first[job] as usize;
        &self.nodes[first..first + self.stops(job)]
    }

    /// Driving ticks of a leg; zero from or to nowhere.
    #[inline]
    pub(crate) fn drive(&self, table: usize, from: u32, to: u32) -> Tick {
        if from == NONE || to == NONE {
            return 0;
        }
        let t = &self.p.travel[table];
        t.ticks[from as usize * t.size + to as usize]
    }

    /// Driving ticks from a place, by where to.
    #[inline]
    pub(crate) fn drives_from(&self, table: usize, from: u32) -> &[Tick] {
        let t = &self.p.travel[table];
        let begin = from as usize * t.size;
        &t.ticks[begin..begin + t.size]
    }

    /// Driving ticks to a place, by where from.
    #[inline]
    pub(crate) fn drives_to(&self, table: usize, to: u32) -> &[Tick] {
        let size = self.p.travel[table].size;
        let begin = to as usize * size;
        &self.into[table][begin..begin + size]
    }

    /// Metres of a leg; zero from or to nowhere.
    #[inline]
    pub(crate) fn metres(&self, table: usize, from: u32, to: u32) -> Metres {
        if from == NONE || to == NONE {
            return 0;
        }
        let t = &self.p.travel[table];
        t.metres[from as usize * t.size + to as usize]
    }

    /// What a job takes aboard in a dimension.
    pub(crate) fn takes(&self, job: usize, d: usize) -> i64 {
        let first = self.first[job] as usize;
        (first..first + self.stops(job))
            .map(|n| i64::from(self.load[n * self.dims + d].max(0)))
            .sum()
    }

    /// The stop with which a job ends for those who wait for it: the second where
    /// somebody rides, else the first.
    #[inline]
    pub(crate) fn ending(&self, job: usize) -> usize {
        usize::from(self.p.jobs[job].rider)
    }

    /// Whether the second stop of a job that commits has a committed start too.
    pub(crate) fn commits_second(&self, job: usize, shift: usize) -> bool {
        let second = |k: &u32| self.p.jobs[job].presences[*k as usize].stop == 1;
        self.p.jobs[job].rider || self.shifts[shift].live || self.presences[job].iter().any(second)
    }

    /// Whether a job placed on a shift has a committed start.
    #[inline]
    pub(crate) fn commits(&self, job: usize, shift: usize) -> bool {
        self.coupled[job] || self.shifts[shift].live
    }
}

/// A table's driving ticks by where they lead to, so that all drives to a place lie together.
fn turned(t: &Travel) -> Vec<Tick> {
    let n = t.size;
    (0..n * n).map(|k| t.ticks[k % n * n + k / n]).collect()
}

/// By table whether it is metric; looked into only where pairs and shifts without breaks ask.
fn metric(p: &Problem) -> Vec<bool> {
    let pairs = p.jobs.iter().any(|j| j.stops.len() == 2);
    let plain = |s: &Shift| s.breaks.is_empty() && s.closures.is_empty();
    let asked = pairs && p.shifts.iter().any(plain);
    p.travel.iter().map(|t| asked && is_metric(t)).collect()
}

/// Most locations among which every detour is looked at.
const LOOKED_AT: usize = 200;

/// Whether no detour in a table is a short cut; false where it is too large to be looked at.
fn is_metric(t: &Travel) -> bool {
    let n = t.size;
    let row = |a: usize| &t.ticks[a * n..(a + 1) * n];
    n <= LOOKED_AT
        && (0..n).all(|a| {
            (0..n).all(|b| {
                let by = t.ticks[a * n + b];
                row(a)
                    .iter()
                    .zip(row(b))
                    .all(|(&past, &on)| past <= by + on)
            })
        })
}

fn shift_info(p: &Problem, ix: usize, dims: usize, wanted: &Wanted) -> ShiftInfo {
    let s = &p.shifts[ix];
    let mut breaks = [(0, 0, 0); 2];
    for (slot, b) in breaks.iter_mut().zip(&s.breaks) {
        *slot = (b.earliest.max(s.open), b.latest_end.min(s.close), b.ticks);
    }
    let holds = |b: &&super::model::Budget| {
        b.shifts
            .binary_search(&super::model::ShiftId::at(ix))
            .is_ok()
    };
    let mut sums = Vec::new();
    let mut pays = Vec::new();
    let mut takes = Vec::new();
    for (i, b) in p.budgets.iter().enumerate().filter(|(_, b)| holds(b)) {
        match b.measure {
            Measure::Paid | Measure::Overtime | Measure::Money => pays.push(i as u32),
            Measure::Load(d) => takes.push((i as u32, usize::from(d))),
            _ => sums.push(i as u32),
        }
    }
    let owner = &p.owners[s.owner.ix()];
    let money = p.objective.iter().any(|l| l.money != 0);
    let rated = s.cost.per_paid_tick != 0 || owner.overtime.is_some_and(|o| o.premium != 0);
    let matters = !pays.is_empty() || (money && rated);
    let varies = match s.pay {
        Pay::Whole { until } => s.close > until,
        Pay::Used => true,
    };
    ShiftInfo {
        open: s.open,
        close: s.close,
        start: s.start.map_or(NONE, |l| l.0),
        end: s.end.map_or(NONE, |l| l.0),
        travel: s.travel.ix(),
        breaks,
        count: s.breaks.len(),
        masks: 1 << s.breaks.len(),
        simple: s.closures.is_empty() && p.travel[s.travel.ix()].timed.is_none(),
        timed: p.travel[s.travel.ix()].timed.is_some(),
        owner: s.owner.ix(),
        day: s.day,
        sums,
        pays,
        takes,
        clocked: matters && varies,
        live: wanted.live[ix],
        capacity: (0..dims)
            .map(|d| s.capacity.get(d).copied().unwrap_or(i32::MAX))
            .collect(),
    }
}

/// The starts that a shift leaves of a stop's windows: inside opening and closing,
/// and clear of closures.
fn clip(shift: &Shift, service: Tick, windows: &[Window], out: &mut Vec<(Tick, Tick)>) {
    for w in windows {
        let mut from = w.from.max(shift.open);
        let to = w.to.min(shift.close - service);
        for c in &shift.closures {
            // Starts strictly between these two would overlap the closure.
            let (shut, clear) = (c.from - service, c.to);
            if clear <= shut || clear <= from || shut >= to {
                continue;
            }
            if shut >= from {
                out.push((from, shut));
            }
            from = clear;
        }
        if from <= to {
            out.push((from, to));
        }
    }
}

/// By shift, the others that share a budget with it. A budget over very many shifts
/// links none: looking everywhere after every change would cost more than it finds.
fn linked(p: &Problem) -> Vec<Vec<u32>> {
    let mut out = vec![Vec::new(); p.shifts.len()];
    for b in p.budgets.iter().filter(|b| b.shifts.len() <= 14) {
        for x in &b.shifts {
            out[x.ix()].extend(b.shifts.iter().filter(|y| *y != x).map(|y| y.0));
        }
    }
    for list in &mut out {
        list.sort_unstable();
        list.dedup();
    }
    out
}

/// What waits for a job. Cost: the precedences that follow from it.
fn lead(p: &Problem, after: &[Vec<(u32, Tick)>], job: usize) -> Lead {
    let mut lead = Lead::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![job];
    while let Some(one) = open.pop() {
        for &(next, _) in &after[one] {
            let next = next as usize;
            if seen.insert(next) {
                lead.reward += p.jobs[next].reward;
                lead.required |= p.jobs[next].required;
                open.push(next);
            }
        }
    }
    lead
}
