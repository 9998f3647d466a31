//! Taking jobs out: strings, days, slices of time, room for a job that has none.

use super::instance::{Instance, NONE};
use super::model::Tick;
use super::rng::Rng;
use super::state::State;
use super::state::cross::Cut;

/// Room for ruining, and how much is taken out.
pub(crate) struct Ruiner {
    /// Jobs that go.
    pub out: Vec<u32>,
    /// Before each string that goes, one a shift at most.
    pub gaps: Vec<Cut>,
    /// Mean number of jobs that strings take.
    pub mean: f64,
    /// Longest string.
    pub longest: usize,
    /// Stops of a job, in the mean.
    stops: f64,
}

impl Ruiner {
    /// Room with the usual sizes.
    pub(crate) fn new(inst: &Instance<'_>) -> Self {
        Ruiner {
            stops: inst.nodes.len() as f64 / inst.first.len().max(1) as f64,
            out: Vec::new(),
            gaps: Vec::new(),
            mean: 8.0,
            longest: 8,
        }
    }

    /// Chooses jobs to take out of the plan; they are left in `out`.
    pub(crate) fn choose(&mut self, state: &State<'_>, rng: &mut Rng) {
        self.out.clear();
        self.gaps.clear();
        let placed = state.inst.p.jobs.len() - state.unplaced.len();
        if placed == 0 {
            return;
        }
        if !state.inst.weights.earns {
            self.slack(state, rng);
            return;
        }
        match rng.below(100) {
            0..35 => self.strings(state, rng),
            35..75 if !state.unplaced.is_empty() => self.room(state, rng),
            75..85 => self.scattered(state, rng),
            85..90 => self.day(state, rng),
            90..95 => self.weak(state, rng),
            _ => self.strings(state, rng),
        }
    }

    fn take(&mut self, job: u32) {
        if !self.out.contains(&job) {
            self.out.push(job);
        }
    }

    fn is_hit(&self, shift: u32) -> bool {
        self.gaps.iter().any(|&(s, _)| s == shift as usize)
    }

    fn placed(state: &State<'_>, rng: &mut Rng) -> Option<usize> {
        let n = state.inst.p.jobs.len();
        (0..50).map(|_| rng.below(n)).find(|&j| state.at[j] != NONE)
    }

    /// Slack induction by string removals: near one another, on several routes
    /// (Christiaens and Vanden Berghe 2020).
    fn strings(&mut self, state: &State<'_>, rng: &mut Rng) {
        let Some(seed) = Self::placed(state, rng) else {
            return;
        };
        let most = 1 + rng.below((self.mean / 2.0).ceil() as usize);
        let start = if rng.chance(0.5) { 0 } else { rng.below(4) };
        for k in start..state.inst.near[seed].len() {
            let job = state.inst.near[seed][k];
            let s = state.at[job as usize];
            if s == NONE || self.is_hit(s) || self.out.contains(&job) {
                continue;
            }
            // Nearness alone repeats itself in a small town.
            if rng.chance(0.3) {
                continue;
            }
            self.string(state, job, s as usize, rng);
            if self.gaps.len() >= most {
                break;
            }
        }
    }

    /// Slack induction by string removals as published (Christiaens and Vanden Berghe
    /// 2020): strings near one another, on several routes.
    fn slack(&mut self, state: &State<'_>, rng: &mut Rng) {
        let Some(seed) = Self::placed(state, rng) else {
            return;
        };
        let (mut sum, mut count) = (0, 0);
        for route in state.routes.iter().filter(|r| r.len() > 0) {
            sum += route.len();
            count += 1;
        }
        let mean = sum as f64 / f64::from(count.max(1));
        let longest = mean.min(LONGEST);
        let most = 4.0 * REMOVED * self.stops / (1.0 + longest) - 1.0;
        let strings = (1.0 + rng.unit() * most.max(0.0)) as usize;
        for &job in &state.inst.near[seed] {
            if self.gaps.len() >= strings {
                break;
            }
            let s = state.at[job as usize];
            if s == NONE || self.is_hit(s) || self.out.contains(&job) {
                continue;
            }
            let n = state.routes[s as usize].len();
            let length = (1.0 + rng.unit() * longest.min(n as f64)) as usize;
            self.cut(state, job, s as usize, length.min(n), rng);
        }
    }

    /// A string of `length` stops of a route that holds `job`, at times with a stop in the
    /// middle kept.
    fn cut(&mut self, state: &State<'_>, job: u32, shift: usize, length: usize, rng: &mut Rng) {
        let n = state.routes[shift].len();
        let mut keep = 0;
        if length < n && length > 1 && rng.chance(SPLIT) {
            keep = 1;
            while length + keep < n && rng.chance(MORE_KEPT) {
                keep += 1;
            }
        }
        let hole = |rng: &mut Rng| match keep {
            0 => 0,
            _ => 1 + rng.below(length - 1),
        };
        self.take_string(state, (job, shift), (length + keep, keep), hole, rng);
    }

    /// A string of one route that holds `job`, with a part in the middle kept at times.
    fn string(&mut self, state: &State<'_>, job: u32, shift: usize, rng: &mut Rng) {
        let n = state.routes[shift].len();
        let length = 1 + rng.below(self.longest.min(n));
        let keep = if length > 1 && rng.chance(0.4) {
            rng.below(n - length + 1).min(3)
        } else {
            0
        };
        let span = (length + keep).min(n);
        let hole = |rng: &mut Rng| rng.below(span - keep + 1);
        self.take_string(state, (job, shift), (span, keep), hole, rng);
    }

    /// Takes the stops of a route, `span` of them around one of `job`, but for `keep` from
    /// where `hole` says.
    fn take_string(
        &mut self,
        state: &State<'_>,
        (job, shift): (u32, usize),
        (span, keep): (usize, usize),
        hole: impl FnOnce(&mut Rng) -> usize,
        rng: &mut Rng,
    ) {
        let pos = &state.routes[shift].pos;
        let job_of = |k: usize| state.inst.nodes[pos[k].node as usize].job;
        let n = state.routes[shift].len();
        let Some(at) = (1..=n).find(|&k| job_of(k) == job) else {
            return;
        };
        let low = (at + 1).saturating_sub(span).max(1);
        let high = at.min(n + 1 - span);
        let from = low + rng.below(high - low + 1);
        let hole = from + hole(rng);
        self.gaps
            .push((shift, state.routes[shift].pos[from - 1].node));
        for k in from..from + span {
            if !(hole..hole + keep).contains(&k) {
                self.take(job_of(k));
            }
        }
    }

    /// Room for a job without a place: what is done around one of its windows.
    fn room(&mut self, state: &State<'_>, rng: &mut Rng) {
        let inst = state.inst;
        let mut job = state.unplaced[rng.below(state.unplaced.len())] as usize;
        for _ in 0..2 {
            let other = state.unplaced[rng.below(state.unplaced.len())] as usize;
            let value = |j: usize| (inst.p.jobs[j].required, inst.p.jobs[j].reward);
            if value(other) > value(job) {
                job = other;
            }
        }
        let places = inst.job_shifts[job].len();
        if places == 0 {
            return;
        }
        let rounds = 1 + rng.below(2);
        for _ in 0..rounds {
            let shift = inst.job_shifts[job][rng.below(places)] as usize;
            let Some(pair) = inst.pair(job, shift) else {
                continue;
            };
            for k in 0..inst.stops(job) {
                let wins = inst.windows(inst.ranges[pair][k]);
                let (a, b) = wins[rng.below(wins.len())];
                let at = a + rng.below((b - a + 1) as usize) as Tick;
                self.around(state, shift, at, 1 + rng.below(4));
            }
        }
        for &person in &inst.people[job] {
            // Whoever has the people this job wants may have to give way.
            if let Some(&other) =
                inst.wanting[person as usize].get(rng.below(inst.wanting[person as usize].len()))
                && state.at[other as usize] != NONE
                && rng.chance(0.5)
            {
                self.take(other);
            }
        }
        for &(before, _) in &inst.before[job] {
            if state.at[before as usize] != NONE && rng.chance(WITH_BEFORE) {
                self.take(before);
            }
        }
    }

    /// The `count` stops of a shift that are done nearest to a tick.
    fn around(&mut self, state: &State<'_>, shift: usize, at: Tick, count: usize) {
        let route = &state.routes[shift];
        let n = route.len();
        if n == 0 {
            return;
        }
        let mut low = 1;
        while low < n
            && route.pos[low].f[0].min(route.pos[low].b[state.inst.shifts[shift].masks - 1]) < at
        {
            low += 1;
        }
        let mut high = low;
        let mut left = count;
        // Outwards from there, before and after in turn.
        loop {
            self.take(
                state.inst.nodes
                    [route.pos[if left.is_multiple_of(2) { low } else { high }].node as usize]
                    .job,
            );
            left -= 1;
            if left == 0 {
                break;
            }
            if left.is_multiple_of(2) {
                if low > 1 {
                    low -= 1;
                } else if high < n {
                    high += 1;
                    self.take(state.inst.nodes[route.pos[high].node as usize].job);
                }
            } else if high < n {
                high += 1;
            } else if low > 1 {
                low -= 1;
                self.take(state.inst.nodes[route.pos[low].node as usize].job);
            }
        }
    }

    fn scattered(&mut self, state: &State<'_>, rng: &mut Rng) {
        let count = 1 + rng.below(self.mean as usize);
        for _ in 0..count {
            if let Some(j) = Self::placed(state, rng) {
                self.take(j as u32);
            }
        }
    }

    /// All of one route, if it is not long.
    fn day(&mut self, state: &State<'_>, rng: &mut Rng) {
        let Some(seed) = Self::placed(state, rng) else {
            return;
        };
        let route = &state.routes[state.at[seed] as usize];
        if route.len() > 40 {
            self.strings(state, rng);
            return;
        }
        for k in 1..=route.len() {
            self.take(state.inst.nodes[route.pos[k].node as usize].job);
        }
    }

    /// What brings little for its time and its detour.
    fn weak(&mut self, state: &State<'_>, rng: &mut Rng) {
        let count = 1 + rng.below(self.mean as usize);
        for _ in 0..count {
            let mut worst: Option<(f64, usize)> = None;
            for _ in 0..6 {
                let Some(j) = Self::placed(state, rng) else {
                    continue;
                };
                let work: Tick = state.inst.p.jobs[j].stops.iter().map(|s| s.service).sum();
                let detour = detour(state.inst, state, j);
                let v = state.inst.p.jobs[j].reward as f64 / f64::from(work + detour + 1);
                if worst.is_none_or(|(w, _)| v < w) {
                    worst = Some((v, j));
                }
            }
            if let Some((_, j)) = worst {
                self.take(j as u32);
            }
        }
    }
}

/// How often what a job waits for goes to make room for it: done sooner, it leaves more.
const WITH_BEFORE: f64 = 0.7;
/// Mean number of jobs that strings take, where nothing is earned.
const REMOVED: f64 = 10.0;
/// Longest string there.
const LONGEST: f64 = 10.0;
/// Chance that a string keeps stops in its middle.
const SPLIT: f64 = 0.5;
/// Chance that it keeps one more of them.
const MORE_KEPT: f64 = 0.01;

/// Driving ticks that leaving a job out would save.
fn detour(inst: &Instance<'_>, state: &State<'_>, job: usize) -> Tick {
    let route = &state.routes[state.at[job] as usize];
    let table = inst.shifts[route.shift].travel;
    let mut sum = 0;
    for k in 1..=route.len() {
        if inst.nodes[route.pos[k].node as usize].job as usize == job {
            let (a, b) = (route.pos[k - 1].loc, route.pos[k + 1].loc);
            sum += route.pos[k].drive + route.pos[k + 1].drive - inst.drive(table, a, b);
        }
    }
    sum.max(0)
}
