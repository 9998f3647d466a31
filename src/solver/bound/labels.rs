//! The most that one route of a shift can earn beyond the prices, by labels in order of time.
//!
//! A label is a route's beginning: where it stands and when, breaks taken, riders aboard,
//! what it owes, how long the riders may still ride, and which jobs it remembers. One that is no
//! later, owes no more, has earned no less, lets nobody ride shorter and remembers nothing more
//! than another makes the other useless. Jobs that are
//! forgotten may be done again, and of a ride only drives and stops count against its limit, no
//! waiting: both only add. Where it gives up early, what the labels that are left can come to is
//! a bound as well: exact up to then, and coarse from then on.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Instant;

use super::beam::Beam;
use super::completion::{At, Completion};
use super::jobs::Jobs;
use super::layout::{ANYWHERE, Kind, Layout, Move};
use super::pricing::{How, Look, Priced};
use super::taken::{Call, PARTS, Taken};
use super::worth::Worth;
use crate::solver::instance::{Instance, NEVER, NONE};
use crate::solver::model::{Metres, Tick};
use crate::solver::route::first_start;
use crate::solver::timing::Leg;

/// Labels after which it gives up, with them some 50 MB; and, with some 200 MB, where every route
/// is looked for, since there no part of them is of use.
const MOST_LABELS: usize = 200_000;
const MOST_OF_ALL: usize = 600_000;
/// So many routes are told of at most.
const TOLD: usize = 20;

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
    rides: Rides,
    way: Way,
    before: u32,
    by: u32,
}

/// The metres, the driving ticks and those with riders that a beginning has used of budgets;
/// reckoned where every route is looked for, since there a dearer way may be the one that the
/// budgets allow.
type Way = [i64; 3];

/// Whether a way uses no more of anything than another.
fn is_no_more(way: &Way, than: &Way) -> bool {
    way.iter().zip(than).all(|(mine, other)| mine <= other)
}

/// So many of the rides aboard are held to their limits.
const HELD: usize = 4;

/// What the first of those aboard, in the order of riders, may still ride at most.
#[derive(Clone, Copy)]
struct Rides([Tick; HELD]);

impl Rides {
    const NONE: Self = Self([NEVER; HELD]);

    /// Everybody rides so long; false where that is too long for one of them.
    fn ride(&mut self, ticks: Tick) -> bool {
        for left in self.0.iter_mut().filter(|left| **left < NEVER) {
            *left -= ticks;
        }
        self.0.iter().all(|left| *left >= 0)
    }

    /// A rider gets on, who may ride so long, where so many before them are aboard.
    fn get_on(&mut self, at: usize, most: Tick) {
        if at < HELD {
            self.0[at..].rotate_right(1);
            self.0[at] = most;
        }
    }

    /// The rider gets off before whom so many are aboard. Who comes to be held is not known to
    /// have ridden at all.
    fn get_off(&mut self, at: usize) {
        if at < HELD {
            self.0[at..].rotate_left(1);
            self.0[HELD - 1] = NEVER;
        }
    }

    /// Whether nobody may ride longer with another.
    fn is_no_less(&self, than: &Self) -> bool {
        self.0
            .iter()
            .zip(&than.0)
            .all(|(mine, other)| mine >= other)
    }
}

/// What makes another label of the same place, breaks and riders useless.
#[derive(Clone, Copy)]
struct Front {
    t: Tick,
    owed: Tick,
    value: i64,
    memory: Jobs,
    rides: Rides,
    way: Way,
    label: u32,
}

impl Front {
    fn beats(&self, other: &Self, how: How) -> bool {
        self.value >= other.value
            && self.t <= other.t
            && self.owed <= other.owed
            && match how {
                How::Quick => true,
                _ if !self.rides.is_no_less(&other.rides) => false,
                How::Best => self.memory.is_within(&other.memory),
                How::Every => self.memory == other.memory && is_no_more(&self.way, &other.way),
            }
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

/// The labels of a shift.
pub(super) struct Labels<'a> {
    inst: &'a Instance<'a>,
    layout: &'a Layout,
    worth: &'a Worth,
    completion: Option<&'a Completion>,
    labels: Vec<Label>,
    /// Labels that another made useless.
    dead: Vec<bool>,
    /// By end, then by the most that they can come to.
    heap: BinaryHeap<Reverse<(Tick, Reverse<i64>, u32)>>,
    fronts: Vec<Vec<Front>>,
    /// Where every route is looked for, the fronts by place, breaks and riders, and jobs.
    numbers: HashMap<(usize, Jobs), usize>,
    riders: Riders,
    how: How,
    /// What a quick look keeps.
    beam: Option<Beam>,
    /// Whether it gave up early.
    is_cut: bool,
    /// Labels that cannot come to more are dropped.
    floor: i64,
    /// Labels that can go home, and what they have earned then, as the best of them rose.
    home: Vec<(i64, u32)>,
}

const NO_LABEL: u32 = u32::MAX;

impl<'a> Labels<'a> {
    /// Where a route begins.
    pub(super) fn new(
        inst: &'a Instance<'a>,
        layout: &'a Layout,
        priced: &'a Priced,
        look: &Look,
    ) -> Self {
        let sh = &inst.shifts[layout.shift];
        let mut labels = Self {
            inst,
            layout,
            worth: &priced.worth,
            completion: priced.completion.as_ref(),
            labels: Vec::new(),
            dead: Vec::new(),
            heap: BinaryHeap::new(),
            fronts: Vec::new(),
            numbers: HashMap::new(),
            riders: Riders::new(),
            how: look.how,
            beam: (look.how == How::Quick).then(|| Beam::new(sh.open, sh.close)),
            is_cut: false,
            floor: match look.how {
                How::Every => look.floor,
                _ => look.floor.max(0),
            },
            home: Vec::new(),
        };
        let start = Label {
            t: sh.open,
            owed: 0,
            value: 0,
            place: 0,
            taken: 0,
            aboard: 0,
            memory: Jobs::default(),
            rides: Rides::NONE,
            way: [0; 3],
            before: NO_LABEL,
            by: 0,
        };
        labels.push(start, i64::MAX);
        labels
    }

    /// Extends labels until there are none, or it gives up; the most that a route can earn, if
    /// it is more than the floor.
    pub(super) fn run(&mut self, until: Option<Instant>) -> i64 {
        let mut popped = 0_u32;
        while let Some(Reverse((t, Reverse(most), at))) = self.heap.pop() {
            if self.dead[at as usize] || most <= self.best() {
                continue;
            }
            popped += 1;
            let is_late =
                popped.is_multiple_of(GLANCE) && until.is_some_and(|until| Instant::now() >= until);
            if is_late || self.labels.len() > self.most_labels() {
                self.is_cut = true;
                let left = self.heap.iter().map(|Reverse((_, Reverse(most), _))| *most);
                return left.fold(most, i64::max).max(self.best());
            }
            if self.beam.as_mut().is_some_and(|beam| !beam.looks(t)) {
                continue;
            }
            let label = self.labels[at as usize];
            if label.aboard == 0 {
                self.close(&label, at);
            }
            // Moves stand by their last start.
            let in_time = |&ix: &u32| self.layout.moves[ix as usize].last >= label.t;
            for open in 0..self.worth.open.partition_point(in_time) {
                self.extend(&label, at, self.worth.open[open] as usize);
            }
        }
        self.best()
    }

    fn most_labels(&self) -> usize {
        match self.how {
            How::Every => MOST_OF_ALL,
            _ => MOST_LABELS,
        }
    }

    /// What a route must earn to be told: more than the best one found so far, or the floor.
    fn best(&self) -> i64 {
        let best = self.home.last().filter(|_| self.how != How::Every);
        best.map_or(self.floor, |best| best.0)
    }

    /// What a beginning uses of budgets once a leg more is driven, by the leg's place in the
    /// tables.
    fn way(&self, label: &Label, leg: usize) -> Way {
        let set = self.riders.sets[label.aboard as usize];
        let people = set & self.layout.people != 0;
        let (ticks, metres) = (self.layout.drive[leg], self.layout.metres[leg]);
        self.further(label, (ticks, metres), people)
    }

    /// The same once one is home.
    fn way_home(&self, label: &Label) -> Way {
        self.further(label, self.layout.home[usize::from(label.place)], false)
    }

    fn further(&self, label: &Label, (ticks, metres): (Tick, Metres), people: bool) -> Way {
        if self.how != How::Every || self.layout.budgets.is_empty() {
            return label.way;
        }
        let [far, long, with_riders] = label.way;
        let ticks = i64::from(ticks);
        let ridden = if people { ticks } else { 0 };
        [far + metres, long + ticks, with_riders + ridden]
    }

    /// Every route above the floor, the best first; of those with the same jobs the best, and
    /// any that uses less of something than all better ones.
    /// None when it gave up.
    pub(super) fn every(mut self, until: Option<Instant>) -> Option<Vec<(i64, Taken)>> {
        self.run(until);
        if self.is_cut {
            return None;
        }
        let mut home = std::mem::take(&mut self.home);
        home.sort_by_key(|&(value, at)| (Reverse(value), at));
        let mut met: HashMap<Jobs, Vec<Way>> = HashMap::new();
        home.retain(|&(_, at)| {
            let label = &self.labels[at as usize];
            let way = self.way_home(label);
            let ways = met.entry(label.memory).or_default();
            let is_new = !ways.iter().any(|better| is_no_more(better, &way));
            if is_new {
                ways.push(way);
            }
            is_new
        });
        let told = home.into_iter().map(|(value, at)| (value, self.route(at)));
        Some(told.collect())
    }

    /// Where labels of the same place, breaks and riders are; of the same jobs as well, where
    /// every route is looked for.
    fn front(&mut self, label: &Label) -> usize {
        let each = self.layout.places.len() * 4;
        let place = usize::from(label.place) * 4 + usize::from(label.taken);
        let mut at = label.aboard as usize * each + place;
        if self.how == How::Every {
            let next = self.numbers.len();
            at = *self.numbers.entry((at, label.memory)).or_insert(next);
        }
        if self.fronts.len() <= at {
            self.fronts.resize(at + 1, Vec::new());
        }
        at
    }

    /// Keeps a label that can come to so much, unless another makes it useless.
    fn push(&mut self, mut label: Label, most: i64) {
        // What cannot be begun any more need not be remembered.
        let gone = self
            .layout
            .gone
            .partition_point(|(last, _)| *last < label.t);
        if gone > 0 && self.how != How::Every {
            label.memory = label.memory.without(&self.layout.gone[gone - 1].1);
        }
        let new = Front {
            t: label.t,
            owed: label.owed,
            value: label.value,
            memory: label.memory,
            rides: label.rides,
            way: label.way,
            label: self.labels.len() as u32,
        };
        let how = self.how;
        let front = self.front(&label);
        let front = &mut self.fronts[front];
        // The most valuable come first.
        let equal = front.partition_point(|other| other.value > new.value);
        let worth = front.partition_point(|other| other.value >= new.value);
        if front[..worth].iter().any(|other| other.beats(&new, how)) {
            return;
        }
        let mut kept = equal;
        for at in equal..front.len() {
            if new.beats(&front[at], how) {
                self.dead[front[at].label as usize] = true;
            } else {
                front[kept] = front[at];
                kept += 1;
            }
        }
        front.truncate(kept);
        let worth = front.partition_point(|other| other.value >= new.value);
        front.insert(worth, new);
        self.heap.push(Reverse((label.t, Reverse(most), new.label)));
        self.labels.push(label);
        self.dead.push(false);
    }

    /// What a label can come to at most.
    fn most(&self, at: At, by: Option<u32>, aboard: u64, value: i64) -> i64 {
        match &self.completion {
            Some(completion) => value.saturating_add(completion.most(at, by, aboard)),
            None => i64::MAX,
        }
    }

    /// Whether a label that can come to so much is worth keeping.
    fn is_promising(&mut self, end: Tick, most: i64) -> bool {
        let best = self.best();
        let beam = self.beam.as_mut();
        most > best && beam.is_none_or(|beam| beam.takes(end, most))
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
            Kind::Pickup { rider } if set >> rider & 1 == 1 => return,
            Kind::Pickup { rider } if !self.layout.has_room(self.inst, set | 1 << rider) => return,
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
        let Some(rides) = self.ridden(label.rides, set, one, leg) else {
            return;
        };
        let value = label.value + self.worth.nets[ix] - self.worth.tolls[usize::from(people)][row];
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
            if end + self.layout.least_home[usize::from(to)] > sh.close {
                continue;
            }
            let here = At {
                place: to,
                t: end,
                taken: label.taken | add as u8,
            };
            let most = self.most(here, Some(ix as u32), set_after, value);
            if !self.is_promising(end, most) {
                continue;
            }
            let memory = match one.kind {
                Kind::Dropoff { .. } => label.memory,
                _ => {
                    let mut memory = label.memory;
                    if self.how != How::Every {
                        memory = memory.and(&self.layout.near[usize::from(one.bit)]);
                    }
                    memory.put(one.bit);
                    memory
                }
            };
            let aboard = if set_after == set {
                label.aboard
            } else {
                self.riders.number(set_after)
            };
            let label = Label {
                t: end,
                owed,
                value,
                place: to,
                taken: here.taken,
                aboard,
                memory,
                rides,
                way: self.way(label, row),
                before: at,
                by: ix as u32,
            };
            self.push(label, most);
        }
    }

    /// What those aboard may still ride after a leg and the stop at its end; none where that is
    /// too long for one of them.
    fn ridden(&self, mut rides: Rides, set: u64, one: Move, leg: Leg) -> Option<Rides> {
        let before = |rider: u8| (set & ((1 << rider) - 1)).count_ones() as usize;
        if !rides.ride(leg.drive + leg.setup) {
            return None;
        }
        if let Kind::Dropoff { rider } = one.kind {
            rides.get_off(before(rider));
        }
        if !rides.ride(one.service) {
            return None;
        }
        if let Kind::Pickup { rider } = one.kind {
            rides.get_on(before(rider), self.layout.rides[usize::from(rider)]);
        }
        Some(rides)
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
        if value <= self.best() {
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
            self.home.push((value, at));
        }
    }

    /// The best routes found, each with other jobs.
    pub(super) fn routes(&self) -> Vec<Taken> {
        let mut routes: Vec<Taken> = Vec::new();
        let sorted = |route: &Taken| {
            let mut jobs = route.jobs.clone();
            jobs.sort_unstable();
            jobs
        };
        for &(_, at) in self.home.iter().rev() {
            let route = self.route(at);
            let jobs = sorted(&route);
            if routes.iter().all(|other| sorted(other) != jobs) {
                routes.push(route);
            }
            if routes.len() == TOLD {
                break;
            }
        }
        routes
    }

    /// What the route of a label takes that goes home.
    fn route(&self, mut at: u32) -> Taken {
        let mut out = Taken::nothing(self.layout);
        let mut to = None;
        while at != NO_LABEL {
            let label = &self.labels[at as usize];
            let set = self.riders.sets[label.aboard as usize];
            let people = set & self.layout.people != 0;
            out.count_leg(self.layout, label.place.into(), to, people);
            to = Some(usize::from(label.place));
            if label.before != NO_LABEL {
                let one = &self.layout.moves[label.by as usize];
                let is_second = matches!(one.kind, Kind::Dropoff { .. });
                if !is_second {
                    out.count_stop(self.inst, self.layout, one, PARTS);
                }
                out.stops.push(Call {
                    job: one.job,
                    stop: u8::from(is_second),
                    start: label.t - one.service,
                });
            }
            at = label.before;
        }
        out.stops.reverse();
        out
    }
}
