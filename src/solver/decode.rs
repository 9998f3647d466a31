//! A route with its clock, as visits.

use super::instance::{EVER, Instance, NEVER, NONE};
use super::model::{JobId, LocationId, ShiftId, Tick};
use super::route::{FREE, Route};
use super::schedule::Clock;
use super::solution::{Activity, RoutePlan, Visit};
use super::timing::Step;

fn place(loc: u32) -> Option<LocationId> {
    (loc != NONE).then_some(LocationId(loc))
}

/// The visits of a route, breaks placed.
pub(crate) fn plan(inst: &Instance<'_>, route: &Route, clock: &Clock) -> RoutePlan {
    let shift = route.shift;
    let last = route.pos.len() - 1;
    let latest = latest_starts(inst, route, clock);
    let mut visits = Vec::with_capacity(route.pos.len());
    let mut end = clock.depart;
    let mut told = false;
    let mut last_drive = 0;
    for k in 1..=last {
        let (from, to) = (&route.pos[k - 1], &route.pos[k]);
        let add = usize::from(clock.add[k - 1]);
        let drive = inst.driven(shift, to.leg_from(from), end, add);
        if k == last {
            last_drive = drive;
        }
        let walk = Walk {
            inst,
            shift,
            from: from.loc,
            to: to.loc,
            shortest: to.drive,
            drive,
        };
        let (arrive, left) = walk.go(end, add, to.setup, latest[k], to.metres, &mut visits);
        if k == last {
            told = !left;
            break;
        }
        let node = &inst.nodes[to.node as usize];
        end = clock.starts[k] + to.service;
        visits.push(Visit {
            activity: Activity::Stop {
                job: JobId(node.job),
                stop: node.stop,
            },
            location: place(to.loc),
            arrive,
            start: clock.starts[k],
            end,
            leave: end,
            slack: if to.commit == FREE {
                (latest[k] - clock.starts[k]).max(0)
            } else {
                0
            },
            drive: if left { drive } else { 0 },
            metres: if left { to.metres } else { 0 },
        });
    }
    RoutePlan {
        shift: ShiftId::at(shift),
        depart: clock.depart,
        visits,
        // A break on arrival tells the drive itself.
        last_drive: if told { 0 } else { last_drive },
        last_metres: if told { 0 } else { route.pos[last].metres },
        back: clock.back,
    }
}

/// By position, the latest start that harms nothing after it, what comes before
/// staying as it is.
fn latest_starts(inst: &Instance<'_>, route: &Route, clock: &Clock) -> Vec<Tick> {
    let last = route.pos.len() - 1;
    let mut out = vec![EVER; route.pos.len()];
    out[last] = inst.shifts[route.shift].close;
    for k in (1..last).rev() {
        let leg = route.pos[k + 1].leg_from(&route.pos[k]);
        let end = inst.leave(route.shift, leg, out[k + 1], clock.add[k].into());
        let pos = &route.pos[k];
        let mut by = end - pos.service;
        let node = &inst.nodes[pos.node as usize];
        if node.stop == 1
            && node.max_ride < NEVER
            && let Some(p) = route.pos[..k].iter().position(|x| x.node == pos.node - 1)
        {
            by = by.min(clock.starts[p] + route.pos[p].service + node.max_ride);
        }
        out[k] = pos.start_by(inst, by);
    }
    out
}

fn break_visit(k: usize, loc: u32, arrive: Tick, start: Tick, ticks: Tick) -> Visit {
    Visit {
        activity: Activity::Break(k as u8),
        location: place(loc),
        arrive,
        start,
        end: start + ticks,
        leave: start + ticks,
        slack: 0,
        drive: 0,
        metres: 0,
    }
}

/// A leg to be walked through, with the breaks on it.
struct Walk<'a> {
    inst: &'a Instance<'a>,
    shift: usize,
    from: u32,
    to: u32,
    /// The least that the drive ever takes.
    shortest: Tick,
    /// What it takes now.
    drive: Tick,
}

impl Walk<'_> {
    /// Enters the breaks of `set`; says when one arrives at the stop (or is back from
    /// its breaks there) and whether the drive is still to be told with the stop.
    fn go(
        &self,
        t: Tick,
        set: usize,
        setup: Tick,
        latest: Tick,
        metres: i64,
        out: &mut Vec<Visit>,
    ) -> (Tick, bool) {
        let leg = super::timing::Leg {
            from: self.from,
            to: self.to,
            drive: self.shortest,
            setup,
        };
        if set == 0 {
            return (self.set_out(leg, t, out), true);
        }
        let begin = out.len();
        let simple = self.inst.shifts[self.shift].simple;
        let (arrive, left) = if simple {
            self.simple(t, set, out)
        } else {
            self.slow(leg, t, set, out)
        };
        if !left
            && let Some(first) = out[begin..]
                .iter_mut()
                .find(|v| v.location == place(self.to) && v.drive < 0)
        {
            first.drive = self.drive;
            first.metres = metres;
        }
        for v in &mut out[begin..] {
            v.drive = v.drive.max(0);
        }
        self.slacks(latest - setup, &mut out[begin..]);
        (arrive, left)
    }

    /// Drives after the last of `out`, which is left when the drive begins; the arrival.
    fn set_out(&self, leg: super::timing::Leg, t: Tick, out: &mut [Visit]) -> Tick {
        let (leave, arrive) = self.inst.drive_from(self.shift, leg, t);
        if let Some(last) = out.last_mut() {
            last.leave = leave;
        }
        arrive
    }

    /// How much later each break could be: what follows must still be in time.
    fn slacks(&self, ready: Tick, breaks: &mut [Visit]) {
        let mut by = ready;
        let mut after = ready;
        for v in breaks.iter_mut().rev() {
            let Activity::Break(k) = v.activity else {
                continue;
            };
            // The drive that is still to come after this break, at most all of it.
            let to_come = if v.location == place(self.to) && v.drive == 0 && self.from != self.to {
                0
            } else if v.location.is_some() && v.drive == 0 {
                self.drive
            } else {
                0
            };
            by = (after - to_come).min(by);
            let start = self.inst.before_break(self.shift, usize::from(k), by);
            v.slack = if v.location.is_none() {
                0
            } else {
                (start - v.start).max(0)
            };
            after = v.start;
            by = v.start;
        }
    }

    /// A constant leg: at once if the break may begin, else on arrival, else on the way.
    fn simple(&self, t: Tick, set: usize, out: &mut Vec<Visit>) -> (Tick, bool) {
        let sh = &self.inst.shifts[self.shift];
        let list: &[&[usize]] = match set {
            1 => &[&[0]],
            2 => &[&[1]],
            _ => &[&[0, 1], &[1, 0]],
        };
        let finish = |order: &[usize]| {
            let (mut now, mut total) = (t, 0);
            for &k in order {
                let (e, l, b) = sh.breaks[k];
                now = now.max(e) + b;
                total += b;
                if now > l {
                    return NEVER;
                }
            }
            now.max(t + self.drive + total)
        };
        let order = list
            .iter()
            .min_by_key(|o| finish(o))
            .copied()
            .unwrap_or(&[]);
        let (mut now, mut left, mut loc) = (t, self.drive, self.from);
        let mut told = false;
        for &k in order {
            let (e, _, b) = sh.breaks[k];
            let mut visit = break_visit(k, loc, now, now.max(e), b);
            if now < e {
                if now + left <= e {
                    visit.location = place(self.to);
                    visit.arrive = now + left;
                    if loc != self.to || left > 0 {
                        // Marked, for the caller to tell the drive here.
                        visit.drive = -1;
                        told = true;
                    }
                    loc = self.to;
                    left = 0;
                } else {
                    visit.location = None;
                    visit.arrive = e;
                    left -= e - now;
                    loc = NONE;
                }
            }
            now = visit.end;
            out.push(visit);
        }
        (now + left, !told)
    }

    /// With closures or changing travel: before the drive or after it.
    fn slow(
        &self,
        leg: super::timing::Leg,
        t: Tick,
        set: usize,
        out: &mut Vec<Visit>,
    ) -> (Tick, bool) {
        let order = self.inst.best_order(self.shift, leg, t, set);
        let (mut now, mut loc, mut told, mut driven) = (t, self.from, false, false);
        for step in order {
            match step {
                Step::Drive => {
                    now = self.set_out(leg, now, out);
                    loc = self.to;
                    driven = true;
                }
                Step::Break(k) => {
                    let end = self.inst.after_break(self.shift, *k, now);
                    let ticks = self.inst.shifts[self.shift].breaks[*k].2;
                    let mut visit = break_visit(*k, loc, now, end - ticks, ticks);
                    if driven && !told {
                        visit.drive = -1;
                        told = true;
                    }
                    out.push(visit);
                    now = end;
                }
            }
        }
        (now, !told)
    }
}
