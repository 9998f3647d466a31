//! What a completion knows of a route's past: whether the tightest break is taken, and which of
//! the riders that are told apart are aboard.

use crate::solver::bound::layout::{ANYWHERE, Kind, Layout, Move};
use crate::solver::instance::Instance;
use crate::solver::model::Tick;

/// So many riders of a shift are told apart at most.
const MOST: usize = 7;
/// So many times as much as without them the states may cost.
const MOST_COST: i64 = 2;

/// The break that is kept track of.
#[derive(Clone, Copy)]
pub(super) struct Pause {
    /// Its bit in a set of breaks.
    pub bit: u8,
    earliest: Tick,
    latest_end: Tick,
    ticks: Tick,
}

impl Pause {
    /// The tightest break of a shift.
    pub(super) fn of(inst: &Instance<'_>, shift: usize) -> Option<Self> {
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
    pub(super) fn drive(&self, t: Tick, drive: Tick) -> Option<Tick> {
        self.is_in_time(t).then(|| self.after(t + drive))
    }

    /// Whether it can still be taken.
    #[inline]
    pub(super) fn is_in_time(&self, t: Tick) -> bool {
        t.max(self.earliest) + self.ticks <= self.latest_end
    }

    /// When one is ready who would be at `ready` without it.
    #[inline]
    pub(super) fn after(&self, ready: Tick) -> Tick {
        ready.max(self.earliest) + self.ticks
    }
}

/// What a stop does to who is aboard, of the riders that are told apart.
#[derive(Clone, Copy)]
pub(super) struct Change {
    on: u8,
    off: u8,
    /// Whether it is made with nobody aboard only.
    is_alone: bool,
}

/// One state.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// Of the riders that are told apart, those aboard.
    aboard: u8,
    /// Whether one of them is a person: no break is taken meanwhile.
    pub people: bool,
    /// Whether the break is behind.
    pub is_paused: bool,
    /// The ticks in which a route can be in it, the last excluded.
    from: Tick,
    to: Tick,
}

impl State {
    /// Whether a route may end in it.
    pub(super) fn is_empty(&self) -> bool {
        self.aboard == 0
    }

    /// Whether a route can be in it in a range of ticks, the last excluded.
    #[inline]
    pub(super) fn is_within(&self, (from, to): (Tick, Tick)) -> bool {
        self.from < to && from < self.to
    }

    /// Its ticks, counted from one on.
    pub(super) fn ticks(&self, open: Tick) -> (usize, usize) {
        let count = |t: Tick| usize::try_from(t - open).unwrap_or(0);
        (count(self.from), count(self.to.max(self.from)))
    }
}

/// The states of a shift. What comes after the break stands right after what comes before it.
pub(super) struct States {
    pub pause: Option<Pause>,
    pub all: Vec<State>,
    /// The riders that are told apart, by their bits.
    told: Vec<u8>,
    /// By who is aboard, its state before the break.
    position: Vec<u16>,
}

/// No such state.
const NOWHERE: u16 = u16::MAX;

impl States {
    /// With some of the riders told apart, as many as do not cost too much, the first first.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, riders: &[u8]) -> Self {
        let mut states = Self::none(inst, layout);
        let most = states.cost() * MOST_COST;
        // A stop that takes no time would have to be filled in before the state that it leads to.
        let is_timeless = |&&rider: &&u8| {
            let is_its = |one: &&Move| matches!(one.kind, Kind::Pickup { rider: r } | Kind::Dropoff { rider: r } if r == rider);
            layout
                .moves
                .iter()
                .filter(is_its)
                .any(|one| one.service == 0)
        };
        for &rider in riders.iter().filter(|rider| !is_timeless(rider)) {
            let mut told = states.told.clone();
            told.push(rider);
            if told.len() > MOST {
                break;
            }
            let more = Self::of(inst, layout, told);
            if more.cost() <= most {
                states = more;
            }
        }
        states
    }

    fn none(inst: &Instance<'_>, layout: &Layout) -> Self {
        Self::of(inst, layout, Vec::new())
    }

    fn of(inst: &Instance<'_>, layout: &Layout, told: Vec<u8>) -> Self {
        let sh = &inst.shifts[layout.shift];
        let pause = Pause::of(inst, layout.shift);
        let mut states = Self {
            pause,
            all: Vec::new(),
            position: vec![NOWHERE; 1 << told.len()],
            told,
        };
        for aboard in 0..states.position.len() {
            let aboard = aboard as u8;
            let Some((from, to)) = states.range(inst, layout, aboard) else {
                continue;
            };
            let people = states.riders(aboard) & layout.people != 0;
            states.position[usize::from(aboard)] = states.all.len() as u16;
            let state = State {
                aboard,
                people,
                is_paused: false,
                from,
                to,
            };
            let Some(pause) = pause else {
                states.all.push(state);
                continue;
            };
            // With people aboard the break is not on the way, and comes after all that.
            let latest = pause.latest_end - pause.ticks + 1;
            states.all.push(State {
                to: if people { to.min(latest) } else { to },
                ..state
            });
            states.all.push(State {
                is_paused: true,
                from: from.max(pause.earliest + pause.ticks).min(sh.close + 1),
                ..state
            });
        }
        states
    }

    /// The ticks in which all of some riders can be aboard; none when they never can.
    fn range(&self, inst: &Instance<'_>, layout: &Layout, aboard: u8) -> Option<(Tick, Tick)> {
        let sh = &inst.shifts[layout.shift];
        let (mut from, mut to) = (sh.open, sh.close + 1);
        let riders = self.riders(aboard);
        for one in &layout.moves {
            match one.kind {
                Kind::Pickup { rider } if riders >> rider & 1 == 1 => {
                    from = from.max(first(inst, one) + one.service);
                }
                Kind::Dropoff { rider } if riders >> rider & 1 == 1 => to = to.min(one.last + 1),
                _ => {}
            }
        }
        (from < to && layout.has_room(inst, riders)).then_some((from, to))
    }

    /// How many states there are, each times its ticks.
    fn cost(&self) -> i64 {
        let ticks = self.all.iter();
        ticks.map(|one| i64::from((one.to - one.from).max(0))).sum()
    }

    /// A set of those that are told apart, as a set of riders.
    fn riders(&self, aboard: u8) -> u64 {
        let told = self.told.iter().enumerate();
        let is_in = told.filter(|(bit, _)| aboard >> bit & 1 == 1);
        is_in.map(|(_, &rider)| 1 << rider).sum()
    }

    /// Of a set of riders those that are told apart.
    fn told(&self, riders: u64) -> u8 {
        let told = self.told.iter().enumerate();
        let is_in = told.filter(|&(_, &rider)| riders >> rider & 1 == 1);
        is_in.map(|(bit, _)| 1 << bit).sum()
    }

    /// What a stop does.
    pub(super) fn change(&self, one: &Move) -> Change {
        let is_alone = !one.with_riders || one.place == ANYWHERE;
        let (on, off) = match one.kind {
            Kind::Whole { .. } => (0, 0),
            Kind::Pickup { rider } => (self.told(1 << rider), 0),
            Kind::Dropoff { rider } => (0, self.told(1 << rider)),
        };
        Change { on, off, is_alone }
    }

    /// The state after a stop, if it can be made.
    #[inline]
    pub(super) fn next(&self, state: usize, change: Change) -> Option<usize> {
        let State {
            aboard,
            people,
            is_paused,
            ..
        } = self.all[state];
        if change.off & !aboard != 0 || change.on & aboard != 0 || people && change.is_alone {
            return None;
        }
        let then = aboard & !change.off | change.on;
        if then == aboard {
            return Some(state);
        }
        self.at(then, is_paused)
    }

    #[inline]
    fn at(&self, aboard: u8, is_paused: bool) -> Option<usize> {
        let position = self.position[usize::from(aboard)];
        (position != NOWHERE).then(|| usize::from(position) + usize::from(is_paused))
    }

    /// The state of a beginning, by its breaks and its riders; none where they cannot be aboard
    /// together.
    pub(super) fn of_beginning(&self, taken: u8, aboard: u64) -> Option<usize> {
        let is_paused = self.pause.is_some_and(|pause| taken >> pause.bit & 1 == 1);
        self.at(self.told(aboard), is_paused)
    }

    /// The break, where it can come next.
    #[inline]
    pub(super) fn pause(&self, state: usize) -> Option<&Pause> {
        let State {
            people, is_paused, ..
        } = self.all[state];
        self.pause.as_ref().filter(|_| !is_paused && !people)
    }

    /// Whether one can leave a place in a state at a tick.
    #[inline]
    pub(super) fn can_be(&self, t: Tick, state: usize) -> bool {
        let one = &self.all[state];
        let in_time = |pause: &Pause| one.is_paused || pause.is_in_time(t);
        one.from <= t && t < one.to && self.pause.as_ref().is_none_or(in_time)
    }
}

/// The first start of a move.
fn first(inst: &Instance<'_>, one: &Move) -> Tick {
    let first = inst.windows(one.wins).first();
    first.map_or(Tick::MAX / 2, |window| window.0)
}
