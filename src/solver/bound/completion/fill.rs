//! The tables filled, from the last tick back: first what being ready at a place gives, then
//! what leaving a place gives, which is the most of the first over all places that one can
//! drive to, a block of ticks at a time. All that is given falls with the tick, so one look at
//! a block's two ends tells most drives to be useless.

use std::cmp::Reverse;

use super::twos::{BLOCK, NOTHING, Twos};
use super::{Completion, Gain, HIGH, Point};
use crate::solver::bound::layout::{ANYWHERE, Layout, Way};
use crate::solver::model::Tick;

/// The stops of a fill, sorted to be looked at.
struct Stops {
    /// By place: those that take time, and those that take none.
    at: Vec<[Vec<Gain>; 2]>,
    /// Wherever one is: those at least a block long, and shorter ones; the best first.
    anywhere: [Vec<Gain>; 2],
    /// By place, the first tick at which one can be there: before it nothing is asked.
    first: Vec<Tick>,
    /// By place, the others at which there is a stop, the nearest first.
    ways: Vec<Vec<Way>>,
}

impl Completion {
    fn stops(&self, layout: &Layout) -> Stops {
        let mut stops = Stops {
            at: vec![Default::default(); layout.places.len()],
            anywhere: Default::default(),
            first: vec![Tick::MAX; layout.places.len()],
            ways: Vec::new(),
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
        let has_stop = |place: usize| stops.at[place].iter().any(|list| !list.is_empty());
        let rows = layout.ways.chunks(layout.places.len()).enumerate();
        let ways = rows.map(|(from, row)| {
            let others = row.iter().filter(move |way| usize::from(way.to) != from);
            others.copied().filter(|way| has_stop(usize::from(way.to)))
        });
        stops.ways = ways.map(Iterator::collect).collect();
        stops
    }

    /// Fills the table from the last block of ticks on.
    pub(super) fn fill(&mut self, layout: &Layout) {
        let stops = self.stops(layout);
        let places = layout.places.len();
        // What being ready at a place gives, coming from elsewhere; before the break with the
        // break on the way as well.
        let ticks = self.states.all.iter().map(|state| state.ticks(self.open));
        let mut ready: Vec<Twos> = ticks.map(|ticks| Twos::new(places, ticks)).collect();
        let blocks = self.ticks.div_ceil(BLOCK);
        for block in (0..blocks).rev() {
            let begin = block * BLOCK;
            let from = self.open + begin as Tick;
            let end = from + BLOCK as Tick;
            let is_within = |&state: &usize| self.states.all[state].is_within((from, end));
            let states: Vec<usize> = (0..ready.len()).rev().filter(is_within).collect();
            for &state in &states {
                for place in (0..places).filter(|&p| stops.first[p] < end) {
                    self.block(layout, &stops, &ready[state], (place, state, begin));
                }
            }
            for tick in (begin..self.ticks.min(begin + BLOCK)).rev() {
                for &state in &states {
                    self.tick(layout, &stops, &mut ready, (state, tick));
                }
            }
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
        let can_be = |k: usize| self.states.can_be(from + k as Tick, state);
        if !(0..BLOCK).any(can_be) {
            return;
        }
        let mut twos = self.leave[state].read(place, begin);
        for k in 0..BLOCK {
            if begin + k < self.ticks {
                twos.first[k] = self.home(layout, (place, from + k as Tick, state));
            }
        }
        let row = place * layout.places.len();
        let tolls = &self.tolls.legs[usize::from(self.states.all[state].people)];
        for way in &stops.ways[place] {
            let at = begin + way.drive as usize;
            if (way.drive as usize) < BLOCK || !ready.has(at) {
                continue;
            }
            let to = usize::from(way.to);
            let toll = tolls[row + to];
            if ready.most(to, at) - toll > twos.least() {
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
            if begin + k >= self.ticks || !can_be(k) {
                twos.clear(k);
            }
        }
        self.leave[state].put(place, begin, &twos);
    }

    /// The most of leaving a place from a tick on, before the break or after it.
    fn most_after(&self, place: usize, tick: usize, state: usize) -> i32 {
        let most = |state: usize, tick: usize| {
            let leave = &self.leave[state];
            if leave.has(tick) {
                leave.most(place, tick)
            } else {
                NOTHING
            }
        };
        let now = most(state, tick);
        match self.states.pause(state) {
            Some(pause) => {
                let later = pause.after(self.open + tick as Tick) - self.open;
                now.max(most(state + 1, later as usize))
            }
            None => now,
        }
    }

    /// One tick: what being ready at each place gives, and then what leaving it gives, with
    /// drives and stops shorter than a block.
    fn tick(
        &mut self,
        layout: &Layout,
        stops: &Stops,
        ready: &mut [Twos],
        (state, tick): (usize, usize),
    ) {
        let t = self.open + tick as Tick;
        let places = layout.places.len();
        if !self.states.all[state].is_within((t, t + 1)) {
            return;
        }
        for place in 0..places {
            self.arrive(layout, &stops.at[place][0], ready, (place, state, tick));
        }
        if self.states.can_be(t, state) {
            let with_riders = usize::from(self.states.all[state].people);
            for place in (0..places).filter(|&p| stops.first[p] <= t) {
                let row = place * places;
                let mut two = self.leave[state].get(place, tick);
                for way in &stops.ways[place] {
                    if way.drive as usize >= BLOCK {
                        break;
                    }
                    let to = usize::from(way.to);
                    let at = tick + way.drive as usize;
                    if !ready[state].has(at) {
                        continue;
                    }
                    let toll = self.tolls.legs[with_riders][row + to];
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
        ready: &mut [Twos],
        (place, state, tick): (usize, usize, usize),
    ) {
        let mut two = ready[state].get(place, tick);
        for gain in gains {
            let one = &layout.moves[usize::from(gain.ix)];
            let t = self.open + tick as Tick + one.setup;
            let value = self.stop(layout, gain, (place, t, state));
            two.hear(i32::from(gain.ix), value);
        }
        if let Some(pause) = self.states.pause(state) {
            let later = (pause.after(self.open + tick as Tick) - self.open) as usize;
            if ready[state + 1].has(later) {
                two.join(ready[state + 1].get(place, later));
            }
        }
        ready[state].set(place, tick, two);
    }

    /// What a stop gives where one is already, from a tick on, the break before it or not.
    fn stay(&self, layout: &Layout, gain: &Gain, (place, t, state): Point) -> i32 {
        let now = self.stop(layout, gain, (place, t, state));
        match self.states.pause(state) {
            Some(pause) if pause.is_in_time(t) => {
                now.max(self.stop(layout, gain, (place, pause.after(t), state + 1)))
            }
            _ => now,
        }
    }

    /// What a stop gives for which one is ready at a tick, and all after it.
    #[inline]
    pub(super) fn stop(&self, layout: &Layout, gain: &Gain, (place, ready, state): Point) -> i32 {
        let Some(state) = self.states.next(state, gain.change) else {
            return NOTHING;
        };
        let end = layout.end(usize::from(gain.ix), ready);
        let rest = end.map_or(NOTHING, |end| self.after((place, end, state), gain.ix));
        if rest > NOTHING / 2 {
            (gain.value + rest).min(HIGH as i32)
        } else {
            NOTHING
        }
    }

    /// What going home costs, if it is possible with the break that is left.
    fn home(&self, layout: &Layout, (place, t, state): Point) -> i32 {
        if !self.states.all[state].is_empty() {
            return NOTHING;
        }
        let drive = layout.home[place].0;
        let back = match self.states.pause(state) {
            Some(pause) => pause.drive(t, drive),
            None => Some(t + drive),
        };
        if back.is_some_and(|back| back <= self.close) {
            -self.tolls.home[place]
        } else {
            NOTHING
        }
    }
}
