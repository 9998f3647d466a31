//! Legs in time: the earliest one is ready after a leg, the latest one may leave
//! before it, with and without breaks on the way.

use super::instance::{EVER, Instance, NEVER, NONE, ShiftInfo};
use super::model::Tick;

/// A drive from one place to another, and the setup there.
#[derive(Clone, Copy)]
pub(crate) struct Leg {
    /// From here, or nowhere.
    pub from: u32,
    /// To here, or nowhere.
    pub to: u32,
    /// Driving ticks (the shortest, if they vary).
    pub drive: Tick,
    /// Ticks after arrival.
    pub setup: Tick,
}

/// What happens on a leg of a shift with closures or changing travel, in order.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Drive,
    Break(usize),
}

use Step::{Break as B, Drive as D};

/// The orders in which the breaks of a set may go with a drive.
pub(crate) fn orders(add: usize) -> &'static [&'static [Step]] {
    match add {
        0 => &[&[D]],
        1 => &[&[B(0), D], &[D, B(0)]],
        2 => &[&[B(1), D], &[D, B(1)]],
        _ => &[
            &[B(0), B(1), D],
            &[B(1), B(0), D],
            &[B(0), D, B(1)],
            &[B(1), D, B(0)],
            &[D, B(0), B(1)],
            &[D, B(1), B(0)],
        ],
    }
}

impl Instance<'_> {
    /// The earliest one is ready to serve after a leg that begins at `t`, taking the
    /// breaks of the set `add` on it; [`NEVER`] when they do not fit.
    #[inline]
    pub(crate) fn ready(&self, shift: usize, leg: Leg, t: Tick, add: usize) -> Tick {
        let sh = &self.shifts[shift];
        if t >= NEVER {
            return NEVER;
        }
        if !sh.simple {
            return self.ready_slow(shift, leg, t, add);
        }
        match add {
            0 => t + leg.drive + leg.setup,
            1 | 2 => {
                let (e, l, b) = sh.breaks[add - 1];
                if t.max(e) + b > l {
                    NEVER
                } else {
                    (t + leg.drive + b).max(e + b) + leg.setup
                }
            }
            _ => both(sh, leg, t, 0, 1).min(both(sh, leg, t, 1, 0)),
        }
    }

    /// The latest a leg may begin for one to be ready by `r`, taking the breaks of
    /// the set `add` on it; [`EVER`] when they do not fit.
    #[inline]
    pub(crate) fn leave(&self, shift: usize, leg: Leg, r: Tick, add: usize) -> Tick {
        let sh = &self.shifts[shift];
        if r <= EVER {
            return EVER;
        }
        if !sh.simple {
            return self.leave_slow(shift, leg, r, add);
        }
        let r = r - leg.setup;
        match add {
            0 => r - leg.drive,
            1 | 2 => {
                let (e, l, b) = sh.breaks[add - 1];
                if e + b > r || e + b > l {
                    EVER
                } else {
                    (r - leg.drive - b).min(l - b)
                }
            }
            _ => both_back(sh, leg, r, 0, 1).max(both_back(sh, leg, r, 1, 0)),
        }
    }

    /// Departure and arrival of a drive that leaves no earlier than `t`, clear of closures.
    pub(crate) fn drive_from(&self, shift: usize, leg: Leg, t: Tick) -> (Tick, Tick) {
        let s = &self.p.shifts[shift];
        let timed = &self.p.travel[s.travel.ix()].timed;
        let go = |t: Tick| match timed {
            Some(f) if leg.from != NONE && leg.to != NONE && leg.from != leg.to => {
                let at = super::model::LocationId;
                f.arrive(at(leg.from), at(leg.to), t)
            }
            _ => t + leg.drive,
        };
        let mut leave = t;
        for c in &s.closures {
            let there = go(leave);
            if there > leave && leave < c.to && there > c.from {
                leave = c.to;
            }
        }
        (leave, go(leave))
    }

    /// The arrival of a drive that leaves no earlier than `t`, clear of closures.
    pub(crate) fn arrive(&self, shift: usize, leg: Leg, t: Tick) -> Tick {
        self.drive_from(shift, leg, t).1
    }

    /// The order of the breaks of `set` and the drive that is ready first after a leg that
    /// begins at `t`, where closures or changing travel keep breaks out of drives.
    pub(crate) fn best_order(
        &self,
        shift: usize,
        leg: Leg,
        t: Tick,
        set: usize,
    ) -> &'static [Step] {
        let run = |order: &[Step]| {
            order.iter().fold(t, |now, step| match step {
                _ if now >= NEVER => NEVER,
                D => self.arrive(shift, leg, now),
                B(k) => self.after_break(shift, *k, now),
            })
        };
        orders(set)
            .iter()
            .min_by_key(|order| run(order))
            .copied()
            .unwrap_or(&[])
    }

    /// Driving ticks of a leg that begins at `t` with the breaks of `set` on it: what they
    /// are at its departure where travel changes, else always the same.
    pub(crate) fn driven(&self, shift: usize, leg: Leg, t: Tick, set: usize) -> Tick {
        if !self.shifts[shift].timed {
            return leg.drive;
        }
        let mut now = t;
        for step in self.best_order(shift, leg, t, set) {
            match step {
                D => {
                    let (leave, arrive) = self.drive_from(shift, leg, now);
                    return arrive - leave;
                }
                B(k) => now = self.after_break(shift, *k, now),
            }
        }
        leg.drive
    }

    /// The latest departure of a drive that arrives by `r`, clear of closures.
    fn depart_by(&self, shift: usize, leg: Leg, r: Tick) -> Tick {
        let s = &self.p.shifts[shift];
        let timed = &self.p.travel[s.travel.ix()].timed;
        let at = super::model::LocationId;
        let moves = leg.from != NONE && leg.to != NONE && leg.from != leg.to;
        let back = |r: Tick| match timed {
            Some(f) if moves => f.depart_by(at(leg.from), at(leg.to), r),
            _ => r - leg.drive,
        };
        let go = |t: Tick| match timed {
            Some(f) if moves => f.arrive(at(leg.from), at(leg.to), t),
            _ => t + leg.drive,
        };
        let mut leave = back(r);
        for c in s.closures.iter().rev() {
            let there = go(leave);
            if there > leave && leave < c.to && there > c.from {
                leave = back(c.from);
            }
        }
        leave
    }

    /// The earliest start, no earlier than `t`, of something of this length, clear of closures.
    pub(crate) fn clear(&self, shift: usize, t: Tick, length: Tick) -> Tick {
        let mut t = t;
        for c in &self.p.shifts[shift].closures {
            if length > 0 && t < c.to && t + length > c.from {
                t = c.to;
            }
        }
        t
    }

    /// The latest start of something of this length that ends by `r`, clear of closures.
    pub(crate) fn clear_by(&self, shift: usize, r: Tick, length: Tick) -> Tick {
        let mut t = r - length;
        for c in self.p.shifts[shift].closures.iter().rev() {
            if length > 0 && t < c.to && t + length > c.from {
                t = c.from - length;
            }
        }
        t
    }

    /// The end of a break that begins no earlier than `t`, or [`NEVER`].
    pub(crate) fn after_break(&self, shift: usize, k: usize, t: Tick) -> Tick {
        let (e, l, b) = self.shifts[shift].breaks[k];
        let s = self.clear(shift, t.max(e), b);
        if s + b > l { NEVER } else { s + b }
    }

    /// The latest a break can be begun so that it has ended by `r`, or [`EVER`].
    pub(crate) fn before_break(&self, shift: usize, k: usize, r: Tick) -> Tick {
        let (e, l, b) = self.shifts[shift].breaks[k];
        let s = self.clear_by(shift, r.min(l), b);
        if s < e { EVER } else { s }
    }

    fn ready_slow(&self, shift: usize, leg: Leg, t: Tick, add: usize) -> Tick {
        let mut best = NEVER;
        for order in orders(add) {
            let mut now = t;
            for step in *order {
                now = match step {
                    D => self.arrive(shift, leg, now),
                    B(k) => self.after_break(shift, *k, now),
                };
                if now >= NEVER {
                    break;
                }
            }
            if now < NEVER {
                now = self.clear(shift, now, leg.setup) + leg.setup;
            }
            best = best.min(now);
        }
        best
    }

    fn leave_slow(&self, shift: usize, leg: Leg, r: Tick, add: usize) -> Tick {
        let mut best = EVER;
        for order in orders(add) {
            let mut by = if leg.setup > 0 {
                self.clear_by(shift, r, leg.setup)
            } else {
                r
            };
            for step in order.iter().rev() {
                by = match step {
                    D => self.depart_by(shift, leg, by),
                    B(k) => self.before_break(shift, *k, by),
                };
                if by <= EVER {
                    break;
                }
            }
            best = best.max(by);
        }
        best
    }
}

/// Both breaks on one leg, `a` first.
fn both(sh: &ShiftInfo, leg: Leg, t: Tick, a: usize, b: usize) -> Tick {
    let ((ea, la, ta), (eb, lb, tb)) = (sh.breaks[a], sh.breaks[b]);
    let first = t.max(ea) + ta;
    let second = first.max(eb) + tb;
    if first > la || second > lb {
        return NEVER;
    }
    (t + leg.drive + ta + tb).max(second) + leg.setup
}

/// The inverse of [`both`], setup already taken off.
fn both_back(sh: &ShiftInfo, leg: Leg, r: Tick, a: usize, b: usize) -> Tick {
    let ((ea, la, ta), (eb, lb, tb)) = (sh.breaks[a], sh.breaks[b]);
    let second = r.min(lb) - tb;
    let first = second.min(la) - ta;
    if second < eb || first < ea {
        return EVER;
    }
    first.min(r - leg.drive - ta - tb)
}
