//! What a route can still earn from a place and a tick on, at most: what makes most labels
//! hopeless before they are extended.
//!
//! Breaks and what is owed are left out, and only the job just done is remembered
//! (Christofides, Mingozzi and Toth 1981). Riders take no time at all: each who can still get
//! on, and has not yet as far as is remembered, adds what the ride earns once. So it is too
//! much and never too little for a route that does nothing twice.

use super::layout::{ANYWHERE, Kind, Layout, MOST_TICKS};
use crate::solver::instance::Instance;
use crate::solver::model::Tick;

/// No way home.
const NOTHING: i64 = i64::MIN / 4;
/// No job.
const NO_BIT: u8 = u8::MAX;

/// The best beginning of a completion, and the best that begins with another job.
#[derive(Clone, Copy)]
struct Two {
    first: (i64, u8),
    second: i64,
}

/// By place and tick.
pub(super) struct Completion {
    open: Tick,
    ticks: usize,
    two: Vec<Two>,
    /// What jobs that take no time could add.
    timeless: i64,
    /// By last pickup, the latest first: the rider, the bit of the job and what it earns.
    rides: Vec<(Tick, u8, u8, i64)>,
}

/// What it needs to know of the prices.
pub(super) struct Worth<'a> {
    /// By move.
    pub nets: &'a [i64],
    /// By leg, without riders.
    pub tolls: &'a [i64],
    /// By place.
    pub home: &'a [i64],
    /// Positions of the moves that are worth trying.
    pub open: &'a [u32],
}

impl Completion {
    /// None for a shift of very many ticks. Cost: places x ticks x moves.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, worth: &Worth<'_>) -> Option<Self> {
        let sh = &inst.shifts[layout.shift];
        let span = sh
            .close
            .checked_sub(sh.open)
            .filter(|span| *span <= MOST_TICKS)?;
        let ticks = usize::try_from(span).ok()? + 1;
        let places = layout.places.len();
        let nothing = Two {
            first: (NOTHING, NO_BIT),
            second: NOTHING,
        };
        let begins = |ix: &&u32| {
            matches!(layout.moves[**ix as usize].kind, Kind::Whole { .. })
                && worth.nets[**ix as usize] > 0
        };
        let rides = worth.open.iter().filter_map(|&ix| {
            let one = &layout.moves[ix as usize];
            match one.kind {
                Kind::Pickup { rider } => {
                    Some((one.last, rider, one.bit, worth.nets[ix as usize].max(0)))
                }
                _ => None,
            }
        });
        let moves: Vec<usize> = worth
            .open
            .iter()
            .filter(begins)
            .map(|&ix| ix as usize)
            .collect();
        let is_timeless = |ix: &&usize| layout.moves[**ix].service == 0;
        let mut completion = Self {
            open: sh.open,
            ticks,
            two: vec![nothing; places * ticks],
            timeless: moves
                .iter()
                .filter(is_timeless)
                .map(|&ix| worth.nets[ix])
                .sum(),
            rides: rides.collect(),
        };
        for tick in (0..ticks).rev() {
            let t = sh.open + tick as Tick;
            for place in 0..places {
                let two = completion.at(layout, worth, &moves, place, t, sh.close);
                completion.two[place * ticks + tick] = two;
            }
        }
        Some(completion)
    }

    fn at(
        &self,
        layout: &Layout,
        worth: &Worth<'_>,
        moves: &[usize],
        place: usize,
        t: Tick,
        close: Tick,
    ) -> Two {
        let goes_home = t + layout.home[place].0 <= close;
        let mut two = Two {
            first: (
                if goes_home {
                    -worth.home[place]
                } else {
                    NOTHING
                },
                NO_BIT,
            ),
            second: NOTHING,
        };
        let row = place * layout.places.len();
        for &ix in moves {
            let one = &layout.moves[ix];
            if one.last < t {
                break;
            }
            let to = if one.place == ANYWHERE {
                place
            } else {
                usize::from(one.place)
            };
            let setup = if to == place { 0 } else { one.setup };
            let ready = t + layout.drive[row + to] + setup;
            let Some(end) = layout.end(ix, ready).filter(|end| *end > t) else {
                continue;
            };
            let rest = self.after(to, end, one.bit);
            let value = worth.nets[ix] - worth.tolls[row + to] + rest;
            if value <= two.second || rest <= NOTHING / 2 {
                continue;
            }
            if value > two.first.0 {
                if two.first.1 != one.bit {
                    two.second = two.first.0;
                }
                two.first = (value, one.bit);
            } else if one.bit != two.first.1 {
                two.second = value;
            }
        }
        two
    }

    /// The most from a place and tick on that does not begin with a job.
    fn after(&self, place: usize, t: Tick, bit: u8) -> i64 {
        let tick = (t - self.open) as usize;
        if tick >= self.ticks {
            return NOTHING;
        }
        let two = &self.two[place * self.ticks + tick];
        if two.first.1 == bit {
            two.second
        } else {
            two.first.0
        }
    }

    /// The most that can still be earned from a place and tick on, after the job of a bit, with
    /// these riders aboard and these jobs remembered.
    pub(super) fn most(
        &self,
        (place, t): (u16, Tick),
        bit: Option<u8>,
        aboard: u64,
        memory: u128,
    ) -> i64 {
        let can = self.rides.iter().take_while(|(last, ..)| *last >= t);
        let open =
            can.filter(|(_, rider, bit, _)| aboard >> rider & 1 == 0 && memory >> bit & 1 == 0);
        let rides: i64 = open.map(|(.., net)| net).sum();
        let rest = self.after(usize::from(place), t, bit.unwrap_or(NO_BIT - 1));
        rest + rides + self.timeless
    }
}
