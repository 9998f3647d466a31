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
use super::completion::{At, Completion};
use super::earned::{Earned, PARTS};
use super::jobs::Jobs;
use super::layout::{ANYWHERE, Kind, Layout};
use super::worth::Worth;
use crate::solver::instance::{Instance, NEVER, NONE};
use crate::solver::model::Tick;
use crate::solver::route::first_start;
use crate::solver::timing::Leg;

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
    memory: Jobs,
    before: u32,
    by: u32,
}

/// What makes another label of the same place, breaks and riders useless.
#[derive(Clone, Copy)]
struct Front {
    t: Tick,
    owed: Tick,
    value: i64,
    memory: Jobs,
    label: u32,
}

impl Front {
    fn beats(&self, other: &Self) -> bool {
        self.value >= other.value
            && self.t <= other.t
            && self.owed <= other.owed
            && self.memory.is_within(&other.memory)
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

/// A shift by some prices, with the most that its completions allow.
pub(super) struct Priced {
    worth: Worth,
    completion: Option<Completion>,
    /// At least as much as any route earns: what the completions give by themselves.
    pub coarse: Earned,
}

impl Priced {
    /// Cost: places x ticks x moves of the shift.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, prices: &Prices) -> Self {
        let worth = Worth::new(inst, layout, prices);
        let completion = Completion::new(inst, layout, &worth);
        let coarse = match &completion {
            Some(completion) => completion.route(inst, layout, &worth),
            None => Earned {
                value: worth.all(layout),
                ..Earned::nothing(layout)
            },
        };
        Self {
            worth,
            completion,
            coarse,
        }
    }

    /// Finds the route that earns most. What another one earned, by other prices, is a
    /// beginning: no route that earns less is looked for. None when the time was up. Cost:
    /// labels times moves.
    pub(super) fn best_route(
        &self,
        inst: &Instance<'_>,
        layout: &Layout,
        prices: &Prices,
        before: Option<&Earned>,
        until: Option<Instant>,
    ) -> Option<Earned> {
        let mut program = Program::new(inst, layout, self);
        let floor = before.map_or(0, |earned| earned.by(inst, prices));
        program.floor = floor - 1;
        let mut earned = program.run(until)?;
        // What was dropped comes to no more than the floor; then the route before stands.
        if earned.value < floor + self.worth.outright
            && let Some(before) = before
        {
            earned = Earned {
                value: floor + self.worth.outright,
                ..before.clone()
            };
        }
        earned.value = earned.value.min(self.coarse.value);
        Some(earned)
    }
}

struct Program<'a> {
    inst: &'a Instance<'a>,
    layout: &'a Layout,
    worth: &'a Worth,
    completion: Option<&'a Completion>,
    labels: Vec<Label>,
    /// Labels that another made useless.
    dead: Vec<bool>,
    heap: BinaryHeap<Reverse<(Tick, u32)>>,
    fronts: Vec<Vec<Front>>,
    riders: Riders,
    best: (i64, u32),
    /// Labels that cannot come to more are dropped.
    floor: i64,
}

const NO_LABEL: u32 = u32::MAX;

impl<'a> Program<'a> {
    fn new(inst: &'a Instance<'a>, layout: &'a Layout, priced: &'a Priced) -> Self {
        Self {
            inst,
            layout,
            worth: &priced.worth,
            completion: priced.completion.as_ref(),
            labels: Vec::new(),
            dead: Vec::new(),
            heap: BinaryHeap::new(),
            fronts: Vec::new(),
            riders: Riders::new(),
            best: (0, NO_LABEL),
            floor: -1,
        }
    }

    fn run(&mut self, until: Option<Instant>) -> Option<Earned> {
        let sh = &self.inst.shifts[self.layout.shift];
        self.push(Label {
            t: sh.open,
            owed: 0,
            value: 0,
            place: 0,
            taken: 0,
            aboard: 0,
            memory: Jobs::default(),
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
                return Some(Earned {
                    value: self.worth.all(self.layout),
                    ..Earned::nothing(self.layout)
                });
            }
            if label.aboard == 0 {
                self.close(&label, at);
            }
            // Moves stand by their last start.
            let in_time = |&ix: &u32| self.layout.moves[ix as usize].last >= label.t;
            for open in 0..self.worth.open.partition_point(in_time) {
                self.extend(&label, at, self.worth.open[open] as usize);
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
            label.memory = label.memory.without(&self.layout.gone[gone - 1].1);
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
        let by = (label.before != NO_LABEL).then_some(label.by);
        let aboard = self.riders.sets[label.aboard as usize];
        let at = At {
            place: label.place,
            t: label.t,
            taken: label.taken,
        };
        let most = completion.most(at, by, aboard);
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
            _ if label.memory.has(one.bit) => return,
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
        let value = label.value + self.worth.nets[ix] - self.worth.tolls[usize::from(people)][row];
        let memory = match one.kind {
            Kind::Dropoff { .. } => label.memory,
            _ => {
                let mut memory = label.memory.and(&self.layout.near[usize::from(one.bit)]);
                memory.put(one.bit);
                memory
            }
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
        let value = label.value - self.worth.home[place];
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
        let mut out = Earned::nothing(self.layout);
        out.value = self.best.0 + self.worth.outright;
        let mut at = self.best.1;
        let mut to = None;
        while at != NO_LABEL {
            let label = &self.labels[at as usize];
            let set = self.riders.sets[label.aboard as usize];
            let people = set & self.layout.people != 0;
            out.count_leg(self.layout, label.place.into(), to, people);
            to = Some(usize::from(label.place));
            if label.before != NO_LABEL {
                let one = &self.layout.moves[label.by as usize];
                if !matches!(one.kind, Kind::Dropoff { .. }) {
                    out.count_stop(self.inst, self.layout, one, PARTS);
                }
            }
            at = label.before;
        }
        out
    }
}
