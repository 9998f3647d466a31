//! The most that one route of a shift can earn beyond the prices, by labels in order of time.
//!
//! A label is a route's beginning: where it stands and when, breaks taken, riders aboard,
//! what it owes, and which jobs it remembers. One that is no later, owes no more, has earned
//! no less and remembers nothing more than another makes the other useless. Jobs that are
//! forgotten may be done again, and ride limits are not held: both only add.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::Prices;
use super::layout::{Kind, Layout, Move};
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

#[derive(Clone, Copy)]
struct Label {
    t: Tick,
    owed: Tick,
    value: i64,
    loc: u32,
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
    value: i64,
    owed: Tick,
    memory: u128,
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

/// Finds the route that earns most. Cost: labels times moves.
pub(super) fn best_route(inst: &Instance<'_>, layout: &Layout, prices: &Prices) -> Earned {
    let mut program = Program::new(inst, layout, prices);
    program.run()
}

struct Program<'a> {
    inst: &'a Instance<'a>,
    layout: &'a Layout,
    /// Earned by a move, prices paid; what its job is worth stands with the move that begins it.
    nets: Vec<i64>,
    /// Price of a metre, of a driving tick, and of one with a rider aboard.
    rates: (i64, i64, i64),
    locs: HashMap<u32, usize>,
    labels: Vec<Label>,
    heap: BinaryHeap<Reverse<(Tick, u32)>>,
    fronts: Vec<Vec<Front>>,
    riders: Riders,
    best: (i64, u32),
    /// What the jobs that are left out could earn.
    outright: i64,
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
        let sh = &inst.shifts[layout.shift];
        let mut locs = HashMap::new();
        for loc in layout.moves.iter().map(|one| one.loc).chain([sh.start]) {
            let next = locs.len();
            locs.entry(loc).or_insert(next);
        }
        Self {
            inst,
            layout,
            nets: layout.moves.iter().map(net).collect(),
            rates: (
                price_of(Measure::Metres),
                price_of(Measure::Drive),
                price_of(Measure::RiderDrive),
            ),
            locs,
            labels: Vec::new(),
            heap: BinaryHeap::new(),
            fronts: Vec::new(),
            riders: Riders::new(),
            best: (0, NO_LABEL),
            outright: outright.sum(),
        }
    }

    fn run(&mut self) -> Earned {
        let sh = &self.inst.shifts[self.layout.shift];
        self.push(Label {
            t: sh.open,
            owed: 0,
            value: 0,
            loc: sh.start,
            taken: 0,
            aboard: 0,
            memory: 0,
            before: NO_LABEL,
            by: 0,
        });
        while let Some(Reverse((_, at))) = self.heap.pop() {
            let label = self.labels[at as usize];
            if self.is_useless(&label) {
                continue;
            }
            let front = self.front(&label);
            self.fronts[front].push(Front {
                value: label.value,
                owed: label.owed,
                memory: label.memory,
            });
            if self.labels.len() > MOST_LABELS {
                return self.given_up();
            }
            if label.aboard == 0 {
                self.close(&label, at);
            }
            for ix in 0..self.layout.moves.len() {
                self.extend(&label, at, ix);
            }
        }
        self.earned()
    }

    /// Where labels of the same place, breaks and riders are.
    fn front(&mut self, label: &Label) -> usize {
        let each = self.locs.len() * 4;
        let place = self.locs.get(&label.loc).copied().unwrap_or(0);
        let at = label.aboard as usize * each + place * 4 + usize::from(label.taken);
        if self.fronts.len() <= at {
            self.fronts.resize(at + 1, Vec::new());
        }
        at
    }

    /// Whether one that was no later makes it useless.
    fn is_useless(&mut self, label: &Label) -> bool {
        let front = self.front(label);
        self.fronts[front].iter().any(|other| {
            other.value >= label.value
                && other.owed <= label.owed
                && other.memory & !label.memory == 0
        })
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
        if !self.is_useless(&label) {
            self.heap.push(Reverse((label.t, self.labels.len() as u32)));
            self.labels.push(label);
        }
    }

    /// The price of a leg.
    fn toll(&self, from: u32, to: u32, with_riders: bool) -> i64 {
        let (metre, drive, rider) = self.rates;
        if (metre, drive, rider) == (0, 0, 0) {
            return 0;
        }
        let table = self.inst.shifts[self.layout.shift].travel;
        let ticks = i64::from(self.inst.drive(table, from, to));
        metre * self.inst.metres(table, from, to)
            + (drive + if with_riders { rider } else { 0 }) * ticks
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
        if label.t > one.last || (people && !one.with_riders) {
            return;
        }
        let set_after = match one.kind {
            Kind::Dropoff { rider } if set >> rider & 1 == 0 => return,
            Kind::Dropoff { rider } => set & !(1 << rider),
            _ if label.memory >> one.bit & 1 == 1 => return,
            Kind::Pickup { rider } if set >> rider & 1 == 1 || !self.has_room(set, rider) => return,
            Kind::Pickup { rider } => set | 1 << rider,
            Kind::Whole { .. } if one.loc == NONE && people => return,
            Kind::Whole { .. } => set,
        };
        let to = if one.loc == NONE { label.loc } else { one.loc };
        let sh = &self.inst.shifts[shift];
        let leg = Leg {
            from: label.loc,
            to,
            drive: self.inst.drive(sh.travel, label.loc, to),
            setup: if to == label.loc { 0 } else { one.setup },
        };
        if label.t + leg.drive + leg.setup > one.last {
            return;
        }
        let value = label.value + self.nets[ix] - self.toll(label.loc, to, people);
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
            let home = if sh.end == NONE {
                0
            } else {
                self.inst.drive(sh.travel, to, sh.end)
            };
            if end + home > sh.close {
                continue;
            }
            self.push(Label {
                t: end,
                owed,
                value,
                loc: to,
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
        let to = if sh.end == NONE { label.loc } else { sh.end };
        let value = label.value - self.toll(label.loc, to, false);
        if value <= self.best.0 {
            return;
        }
        let leg = Leg {
            from: label.loc,
            to,
            drive: self.inst.drive(sh.travel, label.loc, to),
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
        let sh = &self.inst.shifts[self.layout.shift];
        let mut at = self.best.1;
        let mut to = sh.end;
        let mut is_last = true;
        while at != NO_LABEL {
            let label = &self.labels[at as usize];
            if is_last && to == NONE {
                to = label.loc;
            }
            is_last = false;
            let set = self.riders.sets[label.aboard as usize];
            let people = set & self.layout.people != 0;
            self.count_leg(label.loc, to, people, &mut out.used);
            to = label.loc;
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

    fn count_leg(&self, from: u32, to: u32, with_riders: bool, used: &mut [(usize, i64)]) {
        let table = self.inst.shifts[self.layout.shift].travel;
        let ticks = i64::from(self.inst.drive(table, from, to));
        for (slot, (_, measure)) in used.iter_mut().zip(&self.layout.budgets) {
            slot.1 += match measure {
                Measure::Metres => self.inst.metres(table, from, to),
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
