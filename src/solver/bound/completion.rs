//! What a route can still earn from a place and a tick on, at most: a bound by itself, cheap
//! enough for many rounds, and what makes most labels hopeless before they are extended.
//!
//! It is a dynamic program over places and ticks, and whether the tightest break is taken.
//! The other break, closures, loads, write-ups and who is aboard are left out, and only the
//! stop just made is remembered (Christofides, Mingozzi and Toth 1981). A ride earns half at
//! its pickup and half at its drop-off, so a route that makes both earns it once. So it is too
//! much and never too little for every route.

use super::earned::{Earned, PARTS};
use std::cmp::Reverse;
use std::ops::Range;

use super::layout::{ANYWHERE, Kind, Layout, MOST_TICKS};
use super::worth::Worth;
use crate::solver::instance::Instance;
use crate::solver::model::Tick;

/// No way home.
const NOTHING: i64 = i64::MIN / 4;
/// So many ticks are filled at a time.
const BLOCK: usize = 10;
/// No stop.
const NO_MOVE: u16 = u16::MAX;

/// The best beginning of a completion, and the best that begins with another stop.
#[derive(Clone, Copy)]
struct Two {
    first: (i64, u16),
    second: i64,
}

/// Nothing, not even a way home.
const NO_TWO: Two = Two {
    first: (NOTHING, NO_MOVE),
    second: NOTHING,
};

impl Two {
    /// Takes note of a beginning.
    fn hear(&mut self, ix: u16, value: i64) {
        if value > self.first.0 {
            if self.first.1 != ix {
                self.second = self.first.0;
            }
            self.first = (value, ix);
        } else if value > self.second && ix != self.first.1 {
            self.second = value;
        }
    }
}

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
        let is_in_time = t.max(self.earliest) + self.ticks <= self.latest_end;
        is_in_time.then(|| (t + drive).max(self.earliest) + self.ticks)
    }
}

/// A stop that is worth making, and what it earns.
#[derive(Clone, Copy)]
struct Gain {
    ix: u16,
    value: i64,
}

/// By place and tick, and by whether the tightest break is taken.
pub(super) struct Completion {
    open: Tick,
    close: Tick,
    ticks: usize,
    places: usize,
    pause: Option<Pause>,
    two: Vec<Two>,
    /// What stops that take no time could add.
    timeless: i64,
    /// By rider: what the drop-off earns.
    halves: Vec<i64>,
    /// By last start, the latest first.
    gains: Vec<Gain>,
}

impl Completion {
    /// None for a shift of very many ticks. Cost: places x ticks x moves.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, worth: &Worth) -> Option<Self> {
        let sh = &inst.shifts[layout.shift];
        let span = sh
            .close
            .checked_sub(sh.open)
            .filter(|span| *span <= MOST_TICKS)?;
        let ticks = usize::try_from(span).ok()? + 1;
        if layout.moves.len() >= usize::from(NO_MOVE) {
            return None;
        }
        let halves = halves(layout, worth);
        let gains: Vec<Gain> = worth
            .open
            .iter()
            .map(|&ix| Gain {
                ix: ix as u16,
                value: match layout.moves[ix as usize].kind {
                    Kind::Whole { .. } => worth.nets[ix as usize],
                    Kind::Pickup { rider } => worth.nets[ix as usize] - halves[usize::from(rider)],
                    Kind::Dropoff { rider } => halves[usize::from(rider)],
                },
            })
            .collect();
        let is_timeless = |gain: &&Gain| layout.moves[usize::from(gain.ix)].service == 0;
        let timeless = gains.iter().filter(is_timeless);
        let pause = Pause::of(inst, layout.shift);
        let masks = 1 + usize::from(pause.is_some());
        let places = layout.places.len();
        let mut completion = Self {
            open: sh.open,
            close: sh.close,
            ticks,
            places,
            pause,
            two: vec![NO_TWO; masks * places * ticks],
            timeless: timeless.map(|gain| gain.value.max(0)).sum(),
            halves,
            gains,
        };
        completion.fill(layout, worth);
        Some(completion)
    }

    /// Fills the table from the last tick on, a block at a time: first what long stops come to
    /// for all ticks of the block, since they end after it; then short ones, tick by tick.
    fn fill(&mut self, layout: &Layout, worth: &Worth) {
        let first = self.first_ends(layout);
        let is_long = |gain: &&Gain| layout.moves[usize::from(gain.ix)].service >= BLOCK as Tick;
        let (mut long, short): (Vec<Gain>, Vec<Gain>) = self.gains.iter().partition(is_long);
        long.sort_by_key(|gain| Reverse(gain.value));
        let mut highest = vec![NOTHING; self.ticks + 1];
        let mut end = self.ticks;
        while end > 0 {
            let block = end.saturating_sub(BLOCK)..end;
            let block_end = self.open + block.end as Tick;
            let places = |by: Tick| {
                let first = first.iter().enumerate();
                first.filter_map(move |(place, &first)| (first < by).then_some(place))
            };
            for has_paused in [true, false] {
                for place in places(block_end) {
                    let at = (place, has_paused);
                    self.long(layout, worth, &long, &highest, at, block.clone());
                }
            }
            for tick in block.clone().rev() {
                let t = self.open + tick as Tick;
                for has_paused in [true, false] {
                    if !self.can_be(t, has_paused) {
                        continue;
                    }
                    for place in places(t + 1) {
                        let at = self.index(place, tick, has_paused);
                        let mut two = self.two[at];
                        self.each(
                            layout,
                            worth,
                            &short,
                            (place, t, has_paused),
                            |ix, value, _| {
                                two.hear(ix, value);
                            },
                        );
                        self.two[at] = two;
                        highest[tick] = highest[tick].max(two.first.0);
                    }
                }
                highest[tick] = highest[tick].max(highest[tick + 1]);
            }
            end = block.start;
        }
    }

    /// Whether one can have taken the break by a tick, or still take it.
    fn can_be(&self, t: Tick, has_paused: bool) -> bool {
        match &self.pause {
            None => !has_paused,
            Some(pause) if has_paused => t >= pause.earliest + pause.ticks,
            Some(pause) => t.max(pause.earliest) + pause.ticks <= pause.latest_end,
        }
    }

    /// One place and the ticks of one block: going home, or a long stop next. `highest` is the
    /// most that any place comes to from a tick on.
    fn long(
        &mut self,
        layout: &Layout,
        worth: &Worth,
        long: &[Gain],
        highest: &[i64],
        (place, has_paused): (usize, bool),
        block: Range<usize>,
    ) {
        let mut two = [NO_TWO; BLOCK];
        let from = self.open + block.start as Tick;
        if !(from..)
            .take(block.len())
            .any(|t| self.can_be(t, has_paused))
        {
            return;
        }
        for (k, two) in two.iter_mut().enumerate().take(block.len()) {
            let t = from + k as Tick;
            two.first.0 = self.home(layout, worth, (place, t, has_paused));
        }
        let row = place * self.places;
        let pause = self.pause.filter(|_| !has_paused);
        let mut least = NOTHING;
        for gain in long {
            let one = &layout.moves[usize::from(gain.ix)];
            if one.last < from {
                continue;
            }
            let to = if one.place == ANYWHERE {
                place
            } else {
                usize::from(one.place)
            };
            let drive = layout.drive[row + to];
            let value = gain.value - worth.tolls[0][row + to];
            let soonest = block.start + (drive + one.service) as usize;
            let most = highest.get(soonest).map_or(NOTHING, |rest| value + rest);
            if most <= least {
                continue;
            }
            let setup = if to == place { 0 } else { one.setup };
            let ix = usize::from(gain.ix);
            let go = |two: &mut Two, ready: Tick, has_paused: bool| {
                if let Some(end) = layout.end(ix, ready + setup) {
                    let rest = self.after(to, end, has_paused, gain.ix);
                    if rest > NOTHING / 2 {
                        two.hear(gain.ix, value + rest);
                    }
                }
            };
            for (k, two) in two.iter_mut().enumerate().take(block.len()) {
                let t = from + k as Tick;
                go(two, t + drive, has_paused);
                if let Some(ready) = pause.and_then(|pause| pause.drive(t, drive)) {
                    go(two, ready, true);
                }
            }
            least = two[..block.len()]
                .iter()
                .map(|two| two.second)
                .min()
                .unwrap_or(NOTHING);
        }
        for (k, two) in two.into_iter().enumerate().take(block.len()) {
            if self.can_be(from + k as Tick, has_paused) {
                let at = self.index(place, block.start + k, has_paused);
                self.two[at] = two;
            }
        }
    }

    /// By place, the first tick at which one can be there: before it nothing is asked.
    fn first_ends(&self, layout: &Layout) -> Vec<Tick> {
        let mut first = vec![Tick::MAX; self.places];
        first[0] = self.open;
        for gain in &self.gains {
            let one = &layout.moves[usize::from(gain.ix)];
            if one.place != ANYWHERE {
                let place = &mut first[usize::from(one.place)];
                *place = (*place).min(self.open + one.service);
            }
        }
        first
    }

    fn index(&self, place: usize, tick: usize, has_paused: bool) -> usize {
        (usize::from(has_paused) * self.places + place) * self.ticks + tick
    }

    /// What going home costs, if it is possible with the break that is left.
    fn home(
        &self,
        layout: &Layout,
        worth: &Worth,
        (place, t, has_paused): (usize, Tick, bool),
    ) -> i64 {
        let drive = layout.home[place].0;
        let back = match &self.pause {
            Some(pause) if !has_paused => pause.drive(t, drive),
            _ => Some(t + drive),
        };
        if back.is_some_and(|back| back <= self.close) {
            -worth.home[place]
        } else {
            NOTHING
        }
    }

    /// Hears of each stop that may come next: its move, what the route earns from here on with
    /// it, and where one is then.
    fn each(
        &self,
        layout: &Layout,
        worth: &Worth,
        gains: &[Gain],
        (place, t, has_paused): (usize, Tick, bool),
        mut hear: impl FnMut(u16, i64, (usize, Tick, bool)),
    ) {
        let row = place * self.places;
        let pause = self.pause.as_ref().filter(|_| !has_paused);
        for gain in gains {
            let one = &layout.moves[usize::from(gain.ix)];
            if one.last < t {
                break;
            }
            let to = if one.place == ANYWHERE {
                place
            } else {
                usize::from(one.place)
            };
            let setup = if to == place { 0 } else { one.setup };
            let drive = layout.drive[row + to];
            let toll = worth.tolls[0][row + to];
            let mut go = |ready: Tick, has_paused: bool| {
                let end = layout.end(usize::from(gain.ix), ready + setup);
                let Some(end) = end.filter(|end| *end > t) else {
                    return;
                };
                let rest = self.after(to, end, has_paused, gain.ix);
                if rest > NOTHING / 2 {
                    hear(gain.ix, gain.value - toll + rest, (to, end, has_paused));
                }
            };
            go(t + drive, has_paused);
            if let Some(ready) = pause.and_then(|pause| pause.drive(t, drive)) {
                go(ready, true);
            }
        }
    }

    /// The most from a place and tick on that does not begin with a stop.
    fn after(&self, place: usize, t: Tick, has_paused: bool, not: u16) -> i64 {
        let tick = (t - self.open) as usize;
        if tick >= self.ticks {
            return NOTHING;
        }
        let two = &self.two[self.index(place, tick, has_paused)];
        if two.first.1 == not {
            two.second
        } else {
            two.first.0
        }
    }

    fn has_paused(&self, taken: u8) -> bool {
        self.pause
            .as_ref()
            .is_some_and(|pause| taken >> pause.bit & 1 == 1)
    }

    /// The most that can still be earned after the stop `by`, with these riders aboard, whose
    /// rides are counted as earned already.
    pub(super) fn most(&self, at: At, by: Option<u32>, aboard: u64) -> i64 {
        let not = by.map_or(NO_MOVE - 1, |by| by as u16);
        let has_paused = self.has_paused(at.taken);
        let rest = self.after(usize::from(at.place), at.t, has_paused, not);
        let mut earned = 0;
        let mut set = aboard;
        while set != 0 {
            earned += self.halves[set.trailing_zeros() as usize];
            set &= set - 1;
        }
        rest + self.timeless - earned
    }

    /// At least as much as any route earns, and what the one does that seems to earn it.
    pub(super) fn route(&self, inst: &Instance<'_>, layout: &Layout, worth: &Worth) -> Earned {
        let mut at = (0, self.open, false);
        let mut left = self.after(at.0, at.1, at.2, NO_MOVE - 1);
        let mut earned = Earned::nothing(layout);
        earned.value = left.max(0) + self.timeless + worth.outright;
        let mut before = NO_MOVE - 1;
        if left <= 0 {
            return earned;
        }
        loop {
            let mut next: Option<(u16, i64, (usize, Tick, bool))> = None;
            self.each(layout, worth, &self.gains, at, |ix, value, to| {
                if ix != before && next.is_none_or(|(_, most, _)| value > most) {
                    next = Some((ix, value, to));
                }
            });
            let Some((ix, _, to)) = next.filter(|&(_, value, _)| value >= left) else {
                earned.count_leg(layout, at.0, None, false);
                return earned;
            };
            earned.count_leg(layout, at.0, Some(to.0), false);
            let one = &layout.moves[usize::from(ix)];
            let is_whole = matches!(one.kind, Kind::Whole { .. });
            earned.count_stop(inst, layout, one, if is_whole { PARTS } else { 1 });
            (at, before) = (to, ix);
            left = self.after(at.0, at.1, at.2, before);
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
