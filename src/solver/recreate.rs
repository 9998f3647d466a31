//! Putting jobs back: one after another in some order, each at its best place.

use super::cache::Cache;
use super::insertion::{Mode, Pick, Room};
use super::instance::{Instance, NONE};
use super::rng::Rng;
use super::state::{Insertion, State};

/// In which order jobs are put back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    Random,
    /// Dearest first.
    Reward,
    /// Dearest for the time that they take first.
    Density,
    /// Those with the fewest places first.
    Tight,
    /// What takes most aboard first.
    Demand,
    /// Farthest from the start first.
    Far,
    /// Nearest to the start first.
    Close,
    /// Earliest to open first.
    Opening,
    /// Latest to close first.
    Closing,
    /// What is worth most for what its place costs first.
    Bargain,
}

/// Room for recreating.
pub(crate) struct Recreator {
    pub cache: Cache,
    pub room: Room,
    keyed: Vec<(f64, u32)>,
    /// By job: reward for each tick of service and of a typical drive.
    density: Vec<f64>,
    /// By job: ticks of its windows, as a measure of how easily it is placed.
    ease: Vec<f64>,
    /// By job: what it takes aboard, all dimensions together.
    demand: Vec<f64>,
    /// By job: drive from the start of a shift that may do it.
    away: Vec<f64>,
    /// By job: first and last tick of its first stop.
    span: Vec<(f64, f64)>,
    shifts: Vec<u32>,
    /// Classes of empty shifts that were looked at.
    empty: Vec<u32>,
    /// How much of the unit the noise on costs is.
    noise: f64,
    /// How much likelier than a position a shift is passed over.
    skip: f64,
    /// Touched shifts and those that share a budget with them.
    reach: Vec<u32>,
    /// When the last shift ends.
    end: f64,
}

impl Recreator {
    /// Room for a problem.
    pub(crate) fn new(inst: &Instance<'_>) -> Self {
        let typical = typical_leg(inst);
        let n = inst.p.jobs.len();
        let mut density = Vec::with_capacity(n);
        let mut ease = Vec::with_capacity(n);
        let mut demand = Vec::with_capacity(n);
        let mut away = Vec::with_capacity(n);
        let mut span = Vec::with_capacity(n);
        for (j, job) in inst.p.jobs.iter().enumerate() {
            let taken: i64 = (0..inst.dims).map(|d| inst.takes(j, d)).sum();
            demand.push(taken as f64);
            let windows = &job.stops[0].windows;
            let (from, to) = (windows.first(), windows.last());
            span.push((
                from.map_or(0.0, |w| f64::from(w.from)),
                to.map_or(0.0, |w| f64::from(w.to)),
            ));
            let from = inst.job_shifts[j].first().map_or(0.0, |&s| {
                let sh = &inst.shifts[s as usize];
                let to = job.stops[0].location.map_or(NONE, |l| l.0);
                f64::from(inst.drive(sh.travel, sh.start, to))
            });
            away.push(from);
            let work: i32 = job.stops.iter().map(|s| s.service).sum();
            density.push(job.reward as f64 / (f64::from(work) + typical));
            let mut open = 0.0;
            for &s in &inst.job_shifts[j] {
                if let Some(pair) = inst.pair(j, s as usize) {
                    for &(a, b) in inst.windows(inst.ranges[pair][0]) {
                        open += f64::from(b - a + 1);
                    }
                }
            }
            ease.push(open);
        }
        let ends = inst.shifts.iter().map(|shift| f64::from(shift.close));
        Recreator {
            end: ends.fold(1.0, f64::max),
            cache: Cache::new(inst),
            room: Room::default(),
            keyed: Vec::new(),
            density,
            ease,
            demand,
            away,
            span,
            shifts: Vec::new(),
            empty: Vec::new(),
            noise: if inst.weights.earns { 0.01 } else { 0.0 },
            skip: if inst.weights.earns { 2.0 } else { 1.0 },
            reach: Vec::new(),
        }
    }

    fn sort(
        &mut self,
        state: &State<'_>,
        jobs: &mut [u32],
        fresh: &[bool],
        (order, mode): (Order, Mode),
        rng: &mut Rng,
    ) {
        let inst = state.inst;
        if order == Order::Random {
            rng.shuffle(jobs);
        } else {
            let mut keyed = std::mem::take(&mut self.keyed);
            keyed.clear();
            for &job in jobs.iter() {
                let j = job as usize;
                let reward = inst.p.jobs[j].reward as f64;
                let noise = 0.7 + 0.6 * rng.unit();
                let key = match order {
                    Order::Reward => -reward * noise,
                    Order::Density => -self.density[j] * noise,
                    Order::Demand => -self.demand[j] * noise,
                    Order::Far => -self.away[j],
                    Order::Close => self.away[j],
                    Order::Opening => self.span[j].0,
                    Order::Closing => -self.span[j].1,
                    Order::Tight | Order::Random => self.ease[j] * noise,
                    Order::Bargain => {
                        let cost = self.cheapest(state, j, fresh[j], mode, rng);
                        -reward / (cost + CHEAP * inst.weights.unit) * noise
                    }
                };
                keyed.push((key, job));
            }
            keyed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (slot, &(_, j)) in jobs.iter_mut().zip(&keyed) {
                *slot = j;
            }
            self.keyed = keyed;
        }
        // Required jobs come first, and what others wait for.
        jobs.sort_by_key(|&j| {
            let job = &inst.p.jobs[j as usize];
            (!job.required, inst.before[j as usize].len())
        });
    }

    /// What the best place of a job costs in the plan as it is; infinite where it has none.
    fn cheapest(
        &mut self,
        state: &State<'_>,
        job: usize,
        all: bool,
        mode: Mode,
        rng: &mut Rng,
    ) -> f64 {
        let inst = state.inst;
        let steady = Mode { blink: 0.0, ..mode };
        let shifts = if all {
            &inst.job_shifts[job]
        } else {
            &self.reach
        };
        let mut least = f64::INFINITY;
        for &s in shifts {
            let (cache, room) = (&mut self.cache, &mut self.room);
            if let Some(place) = cache.best(state, job, s as usize, steady, rng, room) {
                least = least.min(place.cost.max(0.0));
            }
        }
        least
    }

    /// Tries to place the jobs, in order; `fresh` says which may go to any shift,
    /// while the others are tried on touched shifts alone.
    pub(crate) fn run(
        &mut self,
        state: &mut State<'_>,
        jobs: &mut [u32],
        fresh: &[bool],
        order: Order,
        mode: Mode,
        rng: &mut Rng,
    ) {
        let inst = state.inst;
        self.reach.clear();
        self.reach.extend(state.touched.iter().map(|&s| s as u32));
        for &s in &state.touched {
            if self.reach.len() < REACH {
                self.reach.extend_from_slice(&inst.linked[s]);
            }
        }
        self.reach.sort_unstable();
        self.reach.dedup();
        self.sort(state, jobs, fresh, (order, mode), rng);
        for &job in jobs.iter() {
            self.insert(state, job as usize, fresh[job as usize], mode, rng);
        }
    }

    /// Places one job where it costs least, if that betters the plan; now and then also if it
    /// would with all that waits for it.
    fn insert(
        &mut self,
        state: &mut State<'_>,
        job: usize,
        all: bool,
        mode: Mode,
        rng: &mut Rng,
    ) -> bool {
        let inst = state.inst;
        let w = &inst.weights;
        let asked = &inst.p.jobs[job];
        let worth = |reward: i64, required: bool| {
            w.reward * reward as f64 - if required { w.missed } else { 0.0 }
        };
        let gain = worth(asked.reward, asked.required);
        let lead = inst.leads[job];
        let with_next = gain + worth(lead.reward, lead.required);
        // The sooner it is done, the likelier there is room for what waits for it.
        let mut next = inst.after[job].iter();
        let haste = match next.any(|&(next, _)| state.at[next as usize] == NONE) {
            true => -worth(lead.reward, lead.required) / self.end,
            false => 0.0,
        };
        let always = (w.reward_first && asked.reward > 0) || (w.missed_first && asked.required);
        for _ in 0..3 {
            let mut shifts = std::mem::take(&mut self.shifts);
            shifts.clear();
            if all {
                shifts.extend_from_slice(&inst.job_shifts[job]);
            } else {
                let may = |s: &&u32| inst.pair(job, **s as usize).is_some();
                shifts.extend(self.reach.iter().filter(may));
            }
            let mut best: Option<Insertion> = None;
            let mut value = f64::INFINITY;
            self.empty.clear();
            for &s in &shifts {
                if state.routes[s as usize].len() == 0 {
                    // Of empty shifts that are alike one is enough.
                    let class = inst.classes.of[s as usize];
                    if state.sum.used >= state.most_used || self.empty.contains(&class) {
                        continue;
                    }
                    self.empty.push(class);
                }
                if mode.blink > 0.0 && rng.chance(self.skip * mode.blink) {
                    continue;
                }
                let blink = if rng.chance(0.1) { mode.blink } else { 0.0 };
                let how = Mode {
                    blink,
                    pick: mode.pick,
                };
                if let Some(ins) = self
                    .cache
                    .best(state, job, s as usize, how, rng, &mut self.room)
                {
                    // A little noise, so that equal days take turns.
                    let noise = w.unit * self.noise * rng.unit();
                    let v = ins.cost + noise + haste * f64::from(inst.shifts[s as usize].open);
                    if v < value {
                        value = v;
                        best = Some(ins);
                    }
                }
            }
            self.shifts = shifts;
            let Some(ins) = best else { return false };
            if !always {
                let daring = daring(rng);
                let pays = |gain: f64| ins.cost + gain * daring < 0.0;
                if !(pays(gain) || pays(with_next) && rng.chance(LURED)) {
                    return false;
                }
            }
            if state.place(&ins) {
                return true;
            }
            self.cache.forget(inst, job, ins.shift);
        }
        false
    }
}

/// What a place costs at least, as a part of what a typical step changes, where jobs are
/// compared by what they are worth for it: of places that cost nothing the dearer job comes first.
const CHEAP: f64 = 0.1;

/// How often a job is put in for what waits for it alone. When it is not, what was put in so
/// and for nothing goes.
const LURED: f64 = 0.5;

/// How much more than a job is worth may be paid for it: a little, since the scalar is not
/// exact, and now and then much, since the next job may share what this one opens.
fn daring(rng: &mut Rng) -> f64 {
    let most = if rng.chance(0.2) { 1.0 } else { 0.05 };
    1.0 + most * rng.unit()
}

/// About how many shifts are looked at for a job that nothing has set free.
const REACH: usize = 24;

/// Picks an order, or a way of committing starts.
pub(crate) fn draw(inst: &Instance<'_>, rng: &mut Rng) -> (Order, Pick) {
    let order = if inst.weights.earns {
        match rng.below(100) {
            0..30 => Order::Bargain,
            30..51 => Order::Random,
            51..72 => Order::Reward,
            72..86 => Order::Density,
            _ => Order::Tight,
        }
    } else {
        // The weights of Christiaens and Vanden Berghe (2020).
        match rng.below(17) {
            0..4 => Order::Random,
            4..8 => Order::Demand,
            8..10 => Order::Far,
            10 => Order::Close,
            11..13 => Order::Tight,
            13..15 => Order::Opening,
            _ => Order::Closing,
        }
    };
    let pick = match rng.below(4) {
        0 | 1 => Pick::Early,
        2 => Pick::Late,
        _ => Pick::Random,
    };
    (order, pick)
}

/// The mean drive of the first table.
fn typical_leg(inst: &Instance<'_>) -> f64 {
    inst.p.travel.first().map_or(1.0, |t| {
        let n = t.ticks.len().max(1);
        t.ticks.iter().map(|&x| f64::from(x)).sum::<f64>() / n as f64 + 1.0
    })
}
