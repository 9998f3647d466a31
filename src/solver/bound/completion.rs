//! What a route can still earn from a place and a tick on, at most: a bound by itself, cheap
//! enough for many rounds, and what makes most labels hopeless before they are extended.
//!
//! It is a dynamic program over places and ticks, and whether the tightest break is taken.
//! The other break, closures, loads, write-ups and who is aboard are left out, and only the
//! stop just made is remembered (Christofides, Mingozzi and Toth 1981). A ride earns half at
//! its pickup and half at its drop-off, so a route that makes both earns it once. So it is too
//! much and never too little for every route.
//!
//! It goes back from the last tick in two turns: what a place gives to one who is ready there,
//! and what a place gives to one who leaves it. The second is the most of the first over all
//! places that one can drive to, a block of ticks at a time. All that is given falls with the
//! tick, so one look at a block's two ends tells most drives to be useless.

use std::cmp::Reverse;

use super::layout::{ANYWHERE, Kind, Layout, MOST_TICKS};
use super::taken::{PARTS, Taken};
use super::twos::{BLOCK, NO_MOVE, NOTHING, Twos};
use super::worth::Worth;
use crate::solver::instance::Instance;
use crate::solver::model::Tick;

/// What is worth more than this in the table's units is not kept in it.
const HIGH: i64 = 1 << 28;

/// So many routes are told of at most.
const TOLD: usize = 8;

/// Where a route is, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub place: u16,
    pub t: Tick,
    /// The set of breaks that are taken.
    pub taken: u8,
}

/// The break that is kept track of.
#[derive(Clone, Copy)]
struct Pause {
    /// Its bit in a set of breaks.
    bit: u8,
    earliest: Tick,
    latest_end: Tick,
    ticks: Tick,
}

impl Pause {
    /// The tightest break of a shift.
    fn of(inst: &Instance<'_>, shift: usize) -> Option<Self> {
        let sh = &inst.shifts[shift];
        let all = (0..sh.count).map(|k| {
            let (earliest, latest_end, ticks) = sh.breaks[k];
            Self {
                bit: k as u8,
                earliest,
                latest_end,
                ticks,
            }
        });
        all.min_by_key(|one| one.latest_end - one.earliest)
    }

    /// The earliest end of a drive from `t` on with the break before it, after it or on the
    /// way.
    fn drive(&self, t: Tick, drive: Tick) -> Option<Tick> {
        self.is_in_time(t).then(|| self.after(t + drive))
    }

    /// Whether it can still be taken.
    fn is_in_time(&self, t: Tick) -> bool {
        t.max(self.earliest) + self.ticks <= self.latest_end
    }

    /// When one is ready who would be at `ready` without it.
    fn after(&self, ready: Tick) -> Tick {
        ready.max(self.earliest) + self.ticks
    }
}

/// A stop that is worth making, and what it earns.
#[derive(Clone, Copy)]
struct Gain {
    ix: u16,
    value: i32,
}

/// A stop that comes next: its move, what the route earns from there on, and where one is then.
type Step = (u16, i32, (usize, Tick, usize));

/// The prices of legs, and of going home, in the table's units.
struct Tolls {
    legs: Vec<i32>,
    home: Vec<i32>,
}

/// By place and tick, and by whether the tightest break is taken.
pub(super) struct Completion {
    open: Tick,
    close: Tick,
    ticks: usize,
    pause: Option<Pause>,
    /// What leaving a place gives: before the break, then after it.
    leave: [Twos; 2],
    /// A unit of the table is two to the power of this.
    unit: u32,
    tolls: Tolls,
    /// What stops that take no time could add.
    timeless: i64,
    /// By rider: what the drop-off earns.
    halves: Vec<i64>,
    /// By last start, the latest first.
    gains: Vec<Gain>,
}

/// The stops of a fill, sorted to be looked at.
struct Stops {
    /// By place: those that take time, and those that take none.
    at: Vec<[Vec<Gain>; 2]>,
    /// Wherever one is: those at least a block long, and shorter ones; the best first.
    anywhere: [Vec<Gain>; 2],
    /// By place, the first tick at which one can be there: before it nothing is asked.
    first: Vec<Tick>,
}

impl Completion {
    /// None for a shift of very many ticks. Cost: at most places x places x ticks.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, worth: &Worth) -> Option<Self> {
        let sh = &inst.shifts[layout.shift];
        let span = sh
            .close
            .checked_sub(sh.open)
            .filter(|span| *span <= MOST_TICKS)?;
        let ticks = usize::try_from(span).ok()? + 1;
        if layout.moves.len() >= NO_MOVE as usize {
            return None;
        }
        let halves = halves(layout, worth);
        let value = |ix: usize| match layout.moves[ix].kind {
            Kind::Whole { .. } => worth.nets[ix],
            Kind::Pickup { rider } => worth.nets[ix] - halves[usize::from(rider)],
            Kind::Dropoff { rider } => halves[usize::from(rider)],
        };
        let open = || worth.open.iter().map(|&ix| ix as usize);
        let all: i64 = open().map(|ix| value(ix).max(0)).sum();
        // Most routes make no stop twice; one that does may earn too much for the table, and
        // then it is full and still not too little.
        let unit = (0..64).find(|&unit| all >> unit < HIGH / 4).unwrap_or(63);
        let up = |value: i64| {
            ((value >> unit) + i64::from(value & ((1 << unit) - 1) != 0)).clamp(-HIGH, HIGH) as i32
        };
        let down = |value: &i64| (value >> unit).min(HIGH) as i32;
        let timeless = open().filter(|&ix| layout.moves[ix].service == 0);
        let pause = Pause::of(inst, layout.shift);
        let twos = || Twos::new(layout.places.len(), ticks);
        let mut completion = Self {
            open: sh.open,
            close: sh.close,
            ticks,
            pause,
            leave: [
                twos(),
                if pause.is_some() {
                    twos()
                } else {
                    Twos::new(0, 0)
                },
            ],
            unit,
            tolls: Tolls {
                legs: worth.tolls[0].iter().map(down).collect(),
                home: worth.home.iter().map(down).collect(),
            },
            timeless: timeless.map(|ix| value(ix).max(0)).sum(),
            gains: open()
                .map(|ix| Gain {
                    ix: ix as u16,
                    value: up(value(ix)),
                })
                .collect(),
            halves,
        };
        completion.fill(layout);
        Some(completion)
    }

    fn stops(&self, layout: &Layout) -> Stops {
        let mut stops = Stops {
            at: vec![Default::default(); layout.places.len()],
            anywhere: Default::default(),
            first: vec![Tick::MAX; layout.places.len()],
        };
        stops.first[0] = self.open;
        for &gain in &self.gains {
            let one = &layout.moves[usize::from(gain.ix)];
            if one.place == ANYWHERE {
                let is_short = one.service < BLOCK as Tick;
                stops.anywhere[usize::from(is_short)].push(gain);
                continue;
            }
            let place = usize::from(one.place);
            stops.at[place][usize::from(one.service == 0)].push(gain);
            let first = &mut stops.first[place];
            *first = (*first).min(self.open + one.service);
        }
        for list in &mut stops.anywhere {
            list.sort_by_key(|gain| Reverse(gain.value));
        }
        stops
    }

    /// Fills the table from the last block of ticks on.
    fn fill(&mut self, layout: &Layout) {
        let stops = self.stops(layout);
        let states = 1 + usize::from(self.pause.is_some());
        // What being ready at a place gives, coming from elsewhere; before the break with the
        // break on the way as well.
        let mut ready = [(); 2].map(|()| Twos::new(layout.places.len(), self.ticks));
        let blocks = self.ticks.div_ceil(BLOCK);
        for block in (0..blocks).rev() {
            let begin = block * BLOCK;
            let end = self.open + (begin + BLOCK) as Tick;
            for state in (0..states).rev() {
                for place in (0..layout.places.len()).filter(|&p| stops.first[p] < end) {
                    self.block(layout, &stops, &ready[state], (place, state, begin));
                }
            }
            for tick in (begin..self.ticks.min(begin + BLOCK)).rev() {
                for state in (0..states).rev() {
                    self.tick(layout, &stops, &mut ready, (state, tick));
                }
            }
        }
    }

    /// Whether one can have taken the break by a tick, or still take it.
    fn can_be(&self, t: Tick, state: usize) -> bool {
        match &self.pause {
            None => state == 0,
            Some(pause) if state == 1 => t >= pause.earliest + pause.ticks,
            Some(pause) => pause.is_in_time(t),
        }
    }

    /// What leaving a place in a block of ticks gives, as far as it is known before the block
    /// is: going home, drives and stops of at least a block's length.
    fn block(
        &mut self,
        layout: &Layout,
        stops: &Stops,
        ready: &Twos,
        (place, state, begin): (usize, usize, usize),
    ) {
        let from = self.open + begin as Tick;
        if !(from..).take(BLOCK).any(|t| self.can_be(t, state)) {
            return;
        }
        let mut twos = self.leave[state].read(place, begin);
        for k in 0..BLOCK {
            if begin + k < self.ticks {
                twos.first[k] = self.home(layout, (place, from + k as Tick, state));
            }
        }
        let row = place * layout.places.len();
        for way in &layout.ways[row..row + layout.places.len()] {
            let at = begin + way.drive as usize;
            if (way.drive as usize) < BLOCK || at >= self.ticks {
                continue;
            }
            let to = usize::from(way.to);
            let toll = self.tolls.legs[row + to];
            if to != place && ready.most(to, at) - toll > twos.least() {
                twos.merge(&ready.read(to, at), toll);
            }
        }
        let [long, _] = &stops.anywhere;
        for gain in long {
            let one = &layout.moves[usize::from(gain.ix)];
            let soonest = begin + one.service as usize;
            let rest = self.most_after(place, soonest, state);
            if one.last < from || gain.value.saturating_add(rest) <= twos.least() {
                continue;
            }
            for k in 0..BLOCK.min(self.ticks - begin) {
                let t = from + k as Tick;
                let value = self.stay(layout, gain, (place, t, state));
                twos.hear(k, i32::from(gain.ix), value);
            }
        }
        // After the last tick at which one can be there nothing is left of it.
        for k in 0..BLOCK {
            if begin + k >= self.ticks || !self.can_be(from + k as Tick, state) {
                twos.clear(k);
            }
        }
        self.leave[state].put(place, begin, &twos);
    }

    /// The most of leaving a place from a tick on, before the break or after it.
    fn most_after(&self, place: usize, tick: usize, state: usize) -> i32 {
        if tick >= self.ticks {
            return NOTHING;
        }
        let now = self.leave[state].most(place, tick);
        match (&self.pause, state) {
            (Some(pause), 0) => {
                let later = (pause.after(self.open + tick as Tick) - self.open) as usize;
                now.max(if later < self.ticks {
                    self.leave[1].most(place, later)
                } else {
                    NOTHING
                })
            }
            _ => now,
        }
    }

    /// One tick: what being ready at each place gives, and then what leaving it gives, with
    /// drives and stops shorter than a block.
    fn tick(
        &mut self,
        layout: &Layout,
        stops: &Stops,
        ready: &mut [Twos; 2],
        (state, tick): (usize, usize),
    ) {
        let t = self.open + tick as Tick;
        let places = layout.places.len();
        // After the break nobody is ready before it can be over.
        if state == 1 && !self.can_be(t, state) {
            return;
        }
        for place in 0..places {
            self.arrive(layout, &stops.at[place][0], ready, (place, state, tick));
        }
        if self.can_be(t, state) {
            for place in (0..places).filter(|&p| stops.first[p] <= t) {
                let row = place * places;
                let mut two = self.leave[state].get(place, tick);
                for way in &layout.ways[row..row + places] {
                    if way.drive as usize >= BLOCK {
                        break;
                    }
                    let to = usize::from(way.to);
                    let at = tick + way.drive as usize;
                    if to == place || at >= self.ticks {
                        continue;
                    }
                    let toll = self.tolls.legs[row + to];
                    if ready[state].most(to, at) - toll > two.least() {
                        two.merge(ready[state].get(to, at), toll);
                    }
                }
                for gain in stops.at[place][0].iter().chain(&stops.anywhere[1]) {
                    let value = self.stay(layout, gain, (place, t, state));
                    two.hear(i32::from(gain.ix), value);
                }
                self.leave[state].set(place, tick, two);
            }
        }
        for place in (0..places).filter(|&place| !stops.at[place][1].is_empty()) {
            self.arrive(layout, &stops.at[place][1], ready, (place, state, tick));
        }
    }

    /// What being ready at a place gives by some of its stops.
    fn arrive(
        &self,
        layout: &Layout,
        gains: &[Gain],
        ready: &mut [Twos; 2],
        (place, state, tick): (usize, usize, usize),
    ) {
        let mut two = ready[state].get(place, tick);
        for gain in gains {
            let one = &layout.moves[usize::from(gain.ix)];
            let t = self.open + tick as Tick + one.setup;
            let value = self.stop(layout, gain, (place, t, state));
            two.hear(i32::from(gain.ix), value);
        }
        if let (0, Some(pause)) = (state, &self.pause) {
            let later = (pause.after(self.open + tick as Tick) - self.open) as usize;
            if later < self.ticks {
                two.join(ready[1].get(place, later));
            }
        }
        ready[state].set(place, tick, two);
    }

    /// What a stop gives where one is already, from a tick on, the break before it or not.
    fn stay(&self, layout: &Layout, gain: &Gain, (place, t, state): (usize, Tick, usize)) -> i32 {
        let now = self.stop(layout, gain, (place, t, state));
        match &self.pause {
            Some(pause) if state == 0 && pause.is_in_time(t) => {
                now.max(self.stop(layout, gain, (place, pause.after(t), 1)))
            }
            _ => now,
        }
    }

    /// What a stop gives for which one is ready at a tick, and all after it.
    fn stop(
        &self,
        layout: &Layout,
        gain: &Gain,
        (place, ready, state): (usize, Tick, usize),
    ) -> i32 {
        let end = layout.end(usize::from(gain.ix), ready);
        let rest = end.map_or(NOTHING, |end| self.after(place, end, state, gain.ix));
        if rest > NOTHING / 2 {
            (gain.value + rest).min(HIGH as i32)
        } else {
            NOTHING
        }
    }

    /// What going home costs, if it is possible with the break that is left.
    fn home(&self, layout: &Layout, (place, t, state): (usize, Tick, usize)) -> i32 {
        let drive = layout.home[place].0;
        let back = match &self.pause {
            Some(pause) if state == 0 => pause.drive(t, drive),
            _ => Some(t + drive),
        };
        if back.is_some_and(|back| back <= self.close) {
            -self.tolls.home[place]
        } else {
            NOTHING
        }
    }

    /// Hears of each stop that may come next: its move, what the route earns from here on with
    /// it, and where one is then.
    fn each(
        &self,
        layout: &Layout,
        (place, t, state): (usize, Tick, usize),
        mut hear: impl FnMut(u16, i32, (usize, Tick, usize)),
    ) {
        let row = place * layout.places.len();
        let pause = self.pause.as_ref().filter(|_| state == 0);
        for gain in &self.gains {
            let one = &layout.moves[usize::from(gain.ix)];
            if one.last < t {
                break;
            }
            let to = if one.place == ANYWHERE {
                place
            } else {
                usize::from(one.place)
            };
            let (drive, toll, setup) = if to == place {
                (0, 0, 0)
            } else {
                (layout.drive[row + to], self.tolls.legs[row + to], one.setup)
            };
            let mut go = |ready: Tick, state: usize| {
                let end = layout.end(usize::from(gain.ix), ready + setup);
                let value = self.stop(layout, gain, (to, ready + setup, state));
                if let Some(end) = end.filter(|end| *end > t && value > NOTHING / 2) {
                    hear(gain.ix, value - toll, (to, end, state));
                }
            };
            go(t + drive, state);
            if let Some(ready) = pause.and_then(|pause| pause.drive(t, drive)) {
                go(ready, 1);
            }
        }
    }

    /// The most from a place and tick on that does not begin with a stop.
    fn after(&self, place: usize, t: Tick, state: usize, not: u16) -> i32 {
        let tick = (t - self.open) as usize;
        if tick >= self.ticks {
            return NOTHING;
        }
        self.leave[state].without(place, tick, i32::from(not))
    }

    fn state(&self, taken: u8) -> usize {
        let pause = self.pause.as_ref();
        usize::from(pause.is_some_and(|pause| taken >> pause.bit & 1 == 1))
    }

    /// A value of the table in whole prices.
    fn whole(&self, value: i32) -> i64 {
        if value >= HIGH as i32 {
            i64::MAX / 4
        } else {
            i64::from(value) << self.unit
        }
    }

    /// The most that can still be earned after the stop `by`, with these riders aboard, whose
    /// rides are counted as earned already.
    pub(super) fn most(&self, at: At, by: Option<u32>, aboard: u64) -> i64 {
        let not = by.map_or(NO_MOVE as u16 - 1, |by| by as u16);
        let rest = self.after(usize::from(at.place), at.t, self.state(at.taken), not);
        let mut earned = 0;
        let mut set = aboard;
        while set != 0 {
            earned += self.halves[set.trailing_zeros() as usize];
            set &= set - 1;
        }
        self.whole(rest) + self.timeless - earned
    }

    /// At least as much as any route earns, and what the one does that seems to earn it; then
    /// what some others do that begin with other stops, the best first.
    pub(super) fn routes(
        &self,
        inst: &Instance<'_>,
        layout: &Layout,
        outright: i64,
    ) -> (i64, Vec<Taken>) {
        let start = (0, self.open, 0);
        let left = self.after(start.0, start.1, start.2, NO_MOVE as u16 - 1);
        let most = self.whole(left.max(0)) + self.timeless + outright;
        let mut firsts: Vec<Step> = Vec::new();
        self.each(layout, start, |ix, value, to| {
            if value > 0 {
                firsts.push((ix, value, to));
            }
        });
        firsts.sort_by_key(|&(ix, value, _)| (Reverse(value), ix));
        firsts.dedup_by_key(|first| first.0);
        firsts.truncate(TOLD);
        let routes = firsts
            .into_iter()
            .map(|first| self.route(inst, layout, first));
        (most, routes.collect())
    }

    /// What the best route does that begins with a step.
    fn route(&self, inst: &Instance<'_>, layout: &Layout, first: Step) -> Taken {
        let mut taken = Taken::nothing(layout);
        let (mut place, mut next) = (0, first);
        loop {
            let (ix, _, to) = next;
            taken.count_leg(layout, place, Some(to.0), false);
            let one = &layout.moves[usize::from(ix)];
            let is_whole = matches!(one.kind, Kind::Whole { .. });
            taken.count_stop(inst, layout, one, if is_whole { PARTS } else { 1 });
            place = to.0;
            let left = self.after(to.0, to.1, to.2, ix);
            let mut best: Option<Step> = None;
            self.each(layout, to, |other, value, to| {
                if other != ix && best.is_none_or(|(_, most, _)| value > most) {
                    best = Some((other, value, to));
                }
            });
            match best.filter(|&(_, value, _)| value >= left) {
                Some(step) => next = step,
                None => {
                    taken.count_leg(layout, place, None, false);
                    return taken;
                }
            }
        }
    }
}

/// By rider: half of what the ride earns, where it earns anything.
fn halves(layout: &Layout, worth: &Worth) -> Vec<i64> {
    let mut halves = Vec::new();
    for (one, &net) in layout.moves.iter().zip(&worth.nets) {
        if let Kind::Pickup { rider } = one.kind {
            let rider = usize::from(rider);
            if halves.len() <= rider {
                halves.resize(rider + 1, 0);
            }
            halves[rider] = net.max(0) / 2;
        }
    }
    halves
}
