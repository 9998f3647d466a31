//! The most that one route of a shift can earn beyond the prices, by labels in order of time.
//!
//! A label is a route's beginning: where it stands and when, breaks taken, riders aboard,
//! what it owes, and which jobs it remembers. One that is no later, owes no more, has earned
//! no less and remembers nothing more than another makes the other useless. Jobs that are
//! forgotten may be done again, and ride limits are not held: both only add.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Instant;

use super::Prices;
use super::completion::{Completion, Worth};
use super::layout::{ANYWHERE, Kind, Layout, Move};
use crate::solver::instance::{Instance, NEVER, NONE};
use crate::solver::model::{Measure, Tick};
use crate::solver::route::first_start;
use crate::solver::timing::Leg;

/// What a shift's best route earns and does.
#[derive(Clone, Debug, Default)]
pub(super) struct Earned {
    /// At least as much as any route earns beyond the prices; 0 or less: none earns anything.
    pub value: i64,
    /// The jobs of the route that earns it, as often as it does them.
    pub jobs: Vec<u32>,
    /// What it takes of each budget that has a price, by position.
    pub used: Vec<(usize, i64)>,
}

/// Labels after which a program is given up: then all that could earn anything is added up.
const MOST_LABELS: usize = 1_500_000;

/// Labels between two looks at the clock.
const GLANCE: u32 = 256;

#[derive(Clone, Copy)]
struct Label {
    t: Tick,
    owed: Tick,
    value: i64,
    place: u16,
    taken: u8,
    /// Position among the sets of riders met so far.
    aboard: u32,
    memory: u128,
    before: u32,
    by: u32,
}

/// What makes another label of the same place, breaks and riders useless.
#[derive(Clone, Copy)]
struct Front {
    t: Tick,
    owed: Tick,
    value: i64,
    memory: u128,
    label: u32,
}

impl Front {
    fn beats(&self, other: &Self) -> bool {
        self.value >= other.value
            && self.t <= other.t
            && self.owed <= other.owed
            && self.memory & !other.memory == 0
    }
}

/// The sets of riders aboard, numbered as they are met; number 0 is nobody.
struct Riders {
    sets: Vec<u64>,
    numbers: HashMap<u64, u32>,
}

impl Riders {
    fn new() -> Self {
        Self {
            sets: vec![0],
            numbers: HashMap::from([(0, 0)]),
        }
    }

    fn number(&mut self, set: u64) -> u32 {
        let next = self.sets.len() as u32;
        let number = *self.numbers.entry(set).or_insert(next);
        if number == next {
            self.sets.push(set);
        }
        number
    }
}

/// Finds the route that earns most. What another one earned, by other prices, is a beginning:
/// no route that earns less is looked for. None when the time was up. Cost: labels times moves.
pub(super) fn best_route(
    inst: &Instance<'_>,
    layout: &Layout,
    prices: &Prices,
    before: Option<&Earned>,
    until: Option<Instant>,
) -> Option<Earned> {
    let mut program = Program::new(inst, layout, prices);
    let floor = before.map_or(0, |earned| earned.by(inst, prices));
    program.floor = floor - 1;
    let mut earned = program.run(until)?;
    // What was dropped comes to no more than the floor; then the route before stands.
    if earned.value < floor + program.outright
        && let Some(before) = before
    {
        earned = Earned {
            value: floor + program.outright,
            ..before.clone()
        };
    }
    Some(earned)
}

impl Earned {
    /// What the same route earns by other prices.
    fn by(&self, inst: &Instance<'_>, prices: &Prices) -> i64 {
        let jobs = self.jobs.iter();
        let nets = jobs.map(|&job| {
            let reward = inst.p.jobs[job as usize].reward << prices.bits;
            reward - prices.job[job as usize]
        });
        let budgets = self.used.iter();
        let paid: i64 = budgets.map(|&(ix, used)| prices.budget[ix] * used).sum();
        (nets.sum::<i64>() - paid).max(0)
    }
}

struct Program<'a> {
    inst: &'a Instance<'a>,
    layout: &'a Layout,
    /// Earned by a move, prices paid; what its job is worth stands with the move that begins it.
    nets: Vec<i64>,
    /// The moves that are worth trying, by last start, the latest first.
    open: Vec<u32>,
    /// Price of each leg from place to place, without and with riders, and of going home.
    tolls: [Vec<i64>; 2],
    home: Vec<i64>,
    labels: Vec<Label>,
    /// Labels that another made useless.
    dead: Vec<bool>,
    heap: BinaryHeap<Reverse<(Tick, u32)>>,
    fronts: Vec<Vec<Front>>,
    riders: Riders,
    best: (i64, u32),
    /// What the jobs that are left out could earn.
    outright: i64,
    /// Labels that cannot come to more are dropped.
    floor: i64,
    completion: Option<Completion>,
}

const NO_LABEL: u32 = u32::MAX;

impl<'a> Program<'a> {
    fn new(inst: &'a Instance<'a>, layout: &'a Layout, prices: &'a Prices) -> Self {
        let price_of = |of: Measure| -> i64 {
            let budgets = layout.budgets.iter().filter(|(_, measure)| *measure == of);
            budgets.map(|&(ix, _)| prices.budget[ix]).sum()
        };
        let net = |one: &Move| {
            if matches!(one.kind, Kind::Dropoff { .. }) {
                return 0;
            }
            net_of(inst, layout, prices, one.job as usize) - price_of(Measure::Jobs)
        };
        let left_out = layout.outright.iter();
        let outright = left_out.map(|&job| net_of(inst, layout, prices, job as usize).max(0));
        let (metre, drive) = (price_of(Measure::Metres), price_of(Measure::Drive));
        let with_riders = drive + price_of(Measure::RiderDrive);
        let toll = |tick: i64| {
            let legs = layout.drive.iter().zip(&layout.metres);
            legs.map(|(&ticks, &metres)| metre * metres + tick * i64::from(ticks))
                .collect()
        };
        let home = layout.home.iter();
        let nets: Vec<i64> = layout.moves.iter().map(net).collect();
        Self {
            inst,
            layout,
            open: worthwhile(layout, &nets),
            nets,
            tolls: [toll(drive), toll(with_riders)],
            home: home
                .map(|&(ticks, metres)| metre * metres + drive * i64::from(ticks))
                .collect(),
            labels: Vec::new(),
            dead: Vec::new(),
            heap: BinaryHeap::new(),
            fronts: Vec::new(),
            riders: Riders::new(),
            best: (0, NO_LABEL),
            outright: outright.sum(),
            floor: -1,
            completion: None,
        }
    }

    fn run(&mut self, until: Option<Instant>) -> Option<Earned> {
        let sh = &self.inst.shifts[self.layout.shift];
        let worth = Worth {
            nets: &self.nets,
            tolls: &self.tolls[0],
            home: &self.home,
            open: &self.open,
        };
        self.completion = Completion::new(self.inst, self.layout, &worth);
        self.push(Label {
            t: sh.open,
            owed: 0,
            value: 0,
            place: 0,
            taken: 0,
            aboard: 0,
            memory: 0,
            before: NO_LABEL,
            by: 0,
        });
        let mut popped = 0_u32;
        while let Some(Reverse((_, at))) = self.heap.pop() {
            popped += 1;
            let is_time = popped.is_multiple_of(GLANCE);
            if is_time && until.is_some_and(|until| Instant::now() >= until) {
                return None;
            }
            let label = self.labels[at as usize];
            if self.dead[at as usize] {
                continue;
            }
            if self.labels.len() > MOST_LABELS {
                return Some(self.given_up());
            }
            if label.aboard == 0 {
                self.close(&label, at);
            }
            // Moves stand by their last start.
            let in_time = |&ix: &u32| self.layout.moves[ix as usize].last >= label.t;
            for open in 0..self.open.partition_point(in_time) {
                self.extend(&label, at, self.open[open] as usize);
            }
        }
        Some(self.earned())
    }

    /// Where labels of the same place, breaks and riders are.
    fn front(&mut self, label: &Label) -> usize {
        let each = self.layout.places.len() * 4;
        let place = usize::from(label.place) * 4 + usize::from(label.taken);
        let at = label.aboard as usize * each + place;
        if self.fronts.len() <= at {
            self.fronts.resize(at + 1, Vec::new());
        }
        at
    }

    fn push(&mut self, mut label: Label) {
        // What cannot be begun any more need not be remembered.
        let gone = self
            .layout
            .gone
            .partition_point(|(last, _)| *last < label.t);
        if gone > 0 {
            label.memory &= !self.layout.gone[gone - 1].1;
        }
        if self.is_hopeless(&label) {
            return;
        }
        let new = Front {
            t: label.t,
            owed: label.owed,
            value: label.value,
            memory: label.memory,
            label: self.labels.len() as u32,
        };
        let front = self.front(&label);
        let front = &mut self.fronts[front];
        // The most valuable come first.
        let equal = front.partition_point(|other| other.value > new.value);
        let worth = front.partition_point(|other| other.value >= new.value);
        if front[..worth].iter().any(|other| other.beats(&new)) {
            return;
        }
        let mut kept = equal;
        for at in equal..front.len() {
            if new.beats(&front[at]) {
                self.dead[front[at].label as usize] = true;
            } else {
                front[kept] = front[at];
                kept += 1;
            }
        }
        front.truncate(kept);
        let worth = front.partition_point(|other| other.value >= new.value);
        front.insert(worth, new);
        self.heap.push(Reverse((label.t, new.label)));
        self.labels.push(label);
        self.dead.push(false);
    }

    /// Whether it cannot come to more than what is known already.
    fn is_hopeless(&self, label: &Label) -> bool {
        let Some(completion) = &self.completion else {
            return false;
        };
        let begun = label.before != NO_LABEL;
        let bit = begun.then(|| self.layout.moves[label.by as usize].bit);
        let aboard = self.riders.sets[label.aboard as usize];
        let most = completion.most((label.place, label.t), bit, aboard, label.memory);
        label.value.saturating_add(most) <= self.best.0.max(self.floor)
    }

    /// Whether the riders aboard leave room for one more.
    fn has_room(&self, set: u64, rider: u8) -> bool {
        let Some(load) = self.layout.loads.get(usize::from(rider)) else {
            return true;
        };
        let capacity = &self.inst.shifts[self.layout.shift].capacity;
        (0..load.len()).all(|d| {
            let others = (0..64).filter(|other| set >> other & 1 == 1);
            let sum: i64 = others
                .map(|other| i64::from(self.layout.loads[other][d]))
                .sum();
            sum + i64::from(load[d]) <= i64::from(capacity[d])
        })
    }

    fn extend(&mut self, label: &Label, at: u32, ix: usize) {
        let one = self.layout.moves[ix];
        let set = self.riders.sets[label.aboard as usize];
        let people = set & self.layout.people != 0;
        let shift = self.layout.shift;
        if people && !one.with_riders {
            return;
        }
        let set_after = match one.kind {
            Kind::Dropoff { rider } if set >> rider & 1 == 0 => return,
            Kind::Dropoff { rider } => set & !(1 << rider),
            _ if label.memory >> one.bit & 1 == 1 => return,
            Kind::Pickup { rider } if set >> rider & 1 == 1 || !self.has_room(set, rider) => return,
            Kind::Pickup { rider } => set | 1 << rider,
            Kind::Whole { .. } if one.place == ANYWHERE && people => return,
            Kind::Whole { .. } => set,
        };
        let (from, to) = match one.place {
            ANYWHERE => (label.place, label.place),
            place => (label.place, place),
        };
        let places = &self.layout.places;
        let row = usize::from(from) * places.len() + usize::from(to);
        let sh = &self.inst.shifts[shift];
        let leg = Leg {
            from: places[usize::from(from)],
            to: places[usize::from(to)],
            drive: self.layout.drive[row],
            setup: if to == from { 0 } else { one.setup },
        };
        if label.t + leg.drive + leg.setup > one.last {
            return;
        }
        let value = label.value + self.nets[ix] - self.tolls[usize::from(people)][row];
        let memory = match one.kind {
            Kind::Dropoff { .. } => label.memory,
            _ => label.memory & self.layout.near[usize::from(one.bit)] | 1 << one.bit,
        };
        let aboard = if set_after == set {
            label.aboard
        } else {
            self.riders.number(set_after)
        };
        for add in 0..sh.masks {
            if add & usize::from(label.taken) != 0 || (add != 0 && people) {
                continue;
            }
            let ready = self.inst.ready(shift, leg, label.t, add);
            if ready >= NEVER {
                continue;
            }
            let start = first_start(self.inst.windows(one.wins), ready);
            if start >= NEVER {
                continue;
            }
            let idle = start - label.t - leg.drive - leg.setup - self.breaks(add);
            let more = match one.kind {
                Kind::Whole { owes } => owes,
                _ => 0,
            };
            let end = start + one.service;
            let owed = (label.owed - idle.max(0)).max(0) + more;
            if end + self.layout.home[usize::from(to)].0 > sh.close {
                continue;
            }
            self.push(Label {
                t: end,
                owed,
                value,
                place: to,
                taken: label.taken | add as u8,
                aboard,
                memory,
                before: at,
                by: ix as u32,
            });
        }
    }

    fn breaks(&self, set: usize) -> Tick {
        let sh = &self.inst.shifts[self.layout.shift];
        (0..sh.count)
            .filter(|k| set >> k & 1 == 1)
            .map(|k| sh.breaks[k].2)
            .sum()
    }

    /// Goes home from a label, if that is possible, with the breaks that are left.
    fn close(&mut self, label: &Label, at: u32) {
        if label.before == NO_LABEL {
            return;
        }
        let sh = &self.inst.shifts[self.layout.shift];
        let place = usize::from(label.place);
        let value = label.value - self.home[place];
        if value <= self.best.0 {
            return;
        }
        let from = self.layout.places[place];
        let leg = Leg {
            from,
            to: if sh.end == NONE { from } else { sh.end },
            drive: self.layout.home[place].0,
            setup: 0,
        };
        let add = (sh.masks - 1) & !usize::from(label.taken);
        let back = self.inst.ready(self.layout.shift, leg, label.t, add);
        if back >= NEVER {
            return;
        }
        let idle = back - label.t - leg.drive - self.breaks(add);
        if back + (label.owed - idle.max(0)).max(0) <= sh.close {
            self.best = (value, at);
        }
    }

    /// What the best label earned and did.
    fn earned(&self) -> Earned {
        let mut out = Earned {
            value: self.best.0 + self.outright,
            used: self.layout.budgets.iter().map(|&(ix, _)| (ix, 0)).collect(),
            ..Earned::default()
        };
        let mut at = self.best.1;
        let mut to = None;
        while at != NO_LABEL {
            let label = &self.labels[at as usize];
            let set = self.riders.sets[label.aboard as usize];
            let people = set & self.layout.people != 0;
            self.count_leg(label.place.into(), to, people, &mut out.used);
            to = Some(usize::from(label.place));
            if label.before != NO_LABEL {
                let one = &self.layout.moves[label.by as usize];
                if !matches!(one.kind, Kind::Dropoff { .. }) {
                    out.jobs.push(one.job);
                    self.count_job(one.job as usize, &mut out.used);
                }
            }
            at = label.before;
        }
        out
    }

    /// Counts the leg from one place to another, or home.
    fn count_leg(
        &self,
        from: usize,
        to: Option<usize>,
        with_riders: bool,
        used: &mut [(usize, i64)],
    ) {
        let (ticks, metres) = match to {
            Some(to) => {
                let row = from * self.layout.places.len() + to;
                (self.layout.drive[row], self.layout.metres[row])
            }
            None => self.layout.home[from],
        };
        let ticks = i64::from(ticks);
        for (slot, (_, measure)) in used.iter_mut().zip(&self.layout.budgets) {
            slot.1 += match measure {
                Measure::Metres => metres,
                Measure::Drive => ticks,
                Measure::RiderDrive if with_riders => ticks,
                _ => 0,
            };
        }
    }

    fn count_job(&self, job: usize, used: &mut [(usize, i64)]) {
        for (slot, (_, measure)) in used.iter_mut().zip(&self.layout.budgets) {
            slot.1 += match measure {
                Measure::Jobs => 1,
                Measure::Load(d) => self.inst.takes(job, usize::from(*d)),
                _ => 0,
            };
        }
    }

    /// Everything that could earn, each once: more than any route does.
    fn given_up(&self) -> Earned {
        let begins = |ix: &usize| !matches!(self.layout.moves[*ix].kind, Kind::Dropoff { .. });
        let moves = (0..self.layout.moves.len()).filter(begins);
        Earned {
            value: self.outright + moves.map(|ix| self.nets[ix].max(0)).sum::<i64>(),
            ..Earned::default()
        }
    }
}

/// Positions of the moves that may better a route: all, unless a detour is never shorter than
/// the way; then those of jobs that earn something.
fn worthwhile(layout: &Layout, nets: &[i64]) -> Vec<u32> {
    let begins = |one: &Move| !matches!(one.kind, Kind::Dropoff { .. });
    let mut earning = 0_u128;
    for (one, &net) in layout.moves.iter().zip(nets) {
        if begins(one) && net > 0 {
            earning |= 1 << one.bit;
        }
    }
    let is_open = |one: &Move| !layout.is_direct || earning >> one.bit & 1 == 1;
    let all = layout.moves.iter().enumerate();
    all.filter(|(_, one)| is_open(one))
        .map(|(ix, _)| ix as u32)
        .collect()
}

/// What a job earns beyond its price and that of what it takes.
fn net_of(inst: &Instance<'_>, layout: &Layout, prices: &Prices, job: usize) -> i64 {
    let taken: i64 = layout
        .budgets
        .iter()
        .map(|&(ix, measure)| match measure {
            Measure::Load(d) => prices.budget[ix] * inst.takes(job, usize::from(d)),
            _ => 0,
        })
        .sum();
    (inst.p.jobs[job].reward << prices.bits) - prices.job[job] - taken
}
