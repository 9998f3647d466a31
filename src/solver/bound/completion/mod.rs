//! What a route can still earn from a place and a tick on, at most: a bound by itself, cheap
//! enough for many rounds, and what makes most labels hopeless before they are extended.
//!
//! It is a dynamic program over places and ticks, whether the tightest break is taken, and
//! who is aboard of the few riders that it tells apart (`states`). The other break, closures,
//! loads, write-ups and all other riders are left out, and only the stop just made is
//! remembered (Christofides, Mingozzi and Toth 1981). A ride earns half at its pickup and half
//! at its drop-off, so a route that makes both earns it once. So it is too much and never too
//! little for every route.
//!
//! It goes back from the last tick in two turns (`fill`): what a place gives to one who is
//! ready there, and what a place gives to one who leaves it. `routes` tells what it takes for
//! the best routes.

mod fill;
mod routes;
mod states;
mod twos;

use super::layout::{Kind, Layout, MOST_TICKS};
use super::worth::Worth;
use crate::solver::instance::Instance;
use crate::solver::model::Tick;
use states::{Change, States};
use twos::{NO_MOVE, NOTHING, Twos};

/// What is worth more than this in the table's units is not kept in it.
const HIGH: i64 = 1 << 28;

/// Where a route is, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub place: u16,
    pub t: Tick,
    /// The set of breaks that are taken.
    pub taken: u8,
}

/// A stop that is worth making, what it earns, and what it does to who is aboard.
#[derive(Clone, Copy)]
struct Gain {
    ix: u16,
    value: i32,
    change: Change,
}

/// A place, a tick and a state.
type Point = (usize, Tick, usize);

/// The prices of legs, without and with riders, and of going home, in the table's units.
struct Tolls {
    legs: [Vec<i32>; 2],
    home: Vec<i32>,
}

/// By state, place and tick.
pub(super) struct Completion {
    open: Tick,
    close: Tick,
    ticks: usize,
    states: States,
    /// By state, what leaving a place gives.
    leave: Vec<Twos>,
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

impl Completion {
    /// With some riders told apart, the first first, as many as are cheap. None for a shift of
    /// very many ticks. Cost: at most states x places x places x ticks.
    pub(super) fn new(
        inst: &Instance<'_>,
        layout: &Layout,
        worth: &Worth,
        told: &[u8],
    ) -> Option<Self> {
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
        let states = States::new(inst, layout, told);
        let gain = |ix: usize| Gain {
            ix: ix as u16,
            value: up(value(ix)),
            change: states.change(&layout.moves[ix]),
        };
        let twos = states.all.iter().map(|state| state.ticks(sh.open));
        let twos = twos.map(|ticks| Twos::new(layout.places.len(), ticks));
        let mut completion = Self {
            open: sh.open,
            close: sh.close,
            ticks,
            leave: twos.collect(),
            unit,
            tolls: Tolls {
                legs: [0, 1].map(|with| worth.tolls[with].iter().map(down).collect()),
                home: worth.home.iter().map(down).collect(),
            },
            timeless: timeless.map(|ix| value(ix).max(0)).sum(),
            gains: open().map(gain).collect(),
            states,
            halves,
        };
        completion.fill(layout);
        Some(completion)
    }

    /// The most from a place and tick on that does not begin with a stop.
    #[inline]
    fn after(&self, (place, t, state): Point, not: u16) -> i32 {
        match usize::try_from(t - self.open) {
            Ok(tick) => self.leave[state].without(place, tick, i32::from(not)),
            Err(_) => NOTHING,
        }
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
        let state = self.states.of_beginning(at.taken, aboard);
        let rest = state.map_or(NOTHING, |state| {
            self.after((usize::from(at.place), at.t, state), not)
        });
        let mut earned = 0;
        let mut set = aboard;
        while set != 0 {
            earned += self.halves[set.trailing_zeros() as usize];
            set &= set - 1;
        }
        self.whole(rest) + self.timeless - earned
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
