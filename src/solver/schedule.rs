//! The canonical clock of a route: the earliest possible return, then the latest
//! departure that keeps it, then each stop as early as that departure allows.
//!
//! The search calls it only where the clock itself matters: where paid time, preferred
//! time or what a drive takes depends on it.

use super::blocks::least;
use super::instance::{EVER, Instance, NEVER, NONE};
use super::model::{Pay, Tick};
use super::route::{Route, Scratch};

/// A route's clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    /// Departure.
    pub depart: Tick,
    /// Return.
    pub back: Tick,
    /// Starts by position, both ends included.
    pub starts: Vec<Tick>,
    /// Breaks by leg, as sets.
    pub add: Vec<u8>,
    /// Paid ticks.
    pub paid: i64,
    /// Ticks of riders aboard.
    pub ride: i64,
    /// Ticks in preferred time.
    pub preferred: i64,
    /// Driving ticks.
    pub drive: i64,
    /// Driving ticks with a rider aboard.
    pub rider_drive: i64,
}

/// The canonical clock of a built, feasible route; none when there is no clock,
/// which means that it was not feasible.
///
/// Cost: linear in the stops, but for routes with ride limits, where every way of placing
/// the breaks is tried that their windows allow.
pub(crate) fn clock(inst: &Instance<'_>, route: &Route, scratch: &mut Scratch) -> Option<Clock> {
    let sh = &inst.shifts[route.shift];
    let mut clock = if route.limited {
        tried(inst, route, scratch)
    } else if sh.timed && sh.count > 0 {
        // A break before a drive or after it makes it longer or shorter.
        branched(inst, route, scratch)
    } else {
        swept(inst, route, scratch)
    }?;
    measure(inst, route, &mut clock);
    Some(clock)
}

/// The departure and the return, if there is one; what is latest at each position for that
/// return is left in `scratch.back`.
fn ends(inst: &Instance<'_>, route: &Route, scratch: &mut Scratch) -> Option<(Tick, Tick)> {
    let back = route.earliest_back(inst);
    if back >= NEVER {
        return None;
    }
    let mut by = std::mem::take(&mut scratch.back);
    route.backward(inst, back, &mut by, scratch);
    let depart = by[0][0];
    scratch.back = by;
    Some((depart, back))
}

/// Where a sweep may stand after a position, by breaks taken: the legs on which they were,
/// the first ones that give these starts.
type Reached = [Option<[u16; 2]>; 4];

/// The clock where no ride limit holds: one pass back from the earliest return, which gives
/// the departure, and one forth from there, which takes the least start at each stop that
/// still arrives then.
fn swept(inst: &Instance<'_>, route: &Route, scratch: &mut Scratch) -> Option<Clock> {
    let sh = &inst.shifts[route.shift];
    let last = route.pos.len() - 1;
    let (depart, back) = ends(inst, route, scratch)?;
    let by = &scratch.back;
    let mut starts = vec![depart; last + 1];
    let mut reached: Reached = [None; 4];
    reached[0] = Some([u16::MAX; 2]);
    for k in 1..=last {
        let (from, to) = (&route.pos[k - 1], &route.pos[k]);
        let leg = to.leg_from(from);
        let (mut least, mut next): (Tick, Reached) = (NEVER, [None; 4]);
        for (taken, legs) in reached.iter().enumerate() {
            let Some(legs) = legs else { continue };
            for add in 0..sh.masks {
                if add & taken != 0 || (add != 0 && from.riders > 0) {
                    continue;
                }
                let ready = inst.ready(route.shift, leg, starts[k - 1] + from.service, add);
                if ready >= NEVER || ready > by[k][taken | add] {
                    continue;
                }
                let start = to.start(inst, ready);
                if start > least {
                    continue;
                }
                if start < least {
                    (least, next) = (start, [None; 4]);
                }
                let mut legs = *legs;
                for (bit, on) in legs.iter_mut().enumerate() {
                    if add >> bit & 1 == 1 {
                        *on = (k - 1) as u16;
                    }
                }
                let slot = &mut next[taken | add];
                *slot = Some(slot.map_or(legs, |other| other.min(legs)));
            }
        }
        starts[k] = least;
        reached = next;
    }
    let legs = reached[sh.masks - 1]?;
    let mut add = vec![0; last + 1];
    for (bit, &leg) in legs.iter().enumerate().take(sh.count) {
        add[usize::from(leg)] |= 1 << bit;
    }
    Some(Clock {
        depart,
        back,
        starts,
        add,
        ..Clock::default()
    })
}

/// One way to have come to a position, with a set of breaks taken, at a start.
#[derive(Clone, Copy)]
struct Way {
    taken: usize,
    start: Tick,
    drive: i64,
    /// The legs on which the breaks were taken.
    legs: [u16; 2],
    /// Position among the ways to the stop before.
    before: usize,
}

/// The clock where travel changes and no ride limit holds: as [`swept`], but of all ways to
/// place the breaks that keep return and departure the one that drives least is looked for,
/// by every start that a position can have.
fn branched(inst: &Instance<'_>, route: &Route, scratch: &mut Scratch) -> Option<Clock> {
    let sh = &inst.shifts[route.shift];
    let last = route.pos.len() - 1;
    let (depart, back) = ends(inst, route, scratch)?;
    let by = &scratch.back;
    let mut ways: Vec<Vec<Way>> = vec![vec![Way {
        taken: 0,
        start: depart,
        drive: 0,
        legs: [u16::MAX; 2],
        before: 0,
    }]];
    for k in 1..=last {
        let (from, to) = (&route.pos[k - 1], &route.pos[k]);
        let leg = to.leg_from(from);
        let mut next: Vec<Way> = Vec::new();
        for (before, way) in ways[k - 1].iter().enumerate() {
            for add in 0..sh.masks {
                if add & way.taken != 0 || (add != 0 && from.riders > 0) {
                    continue;
                }
                let end = way.start + from.service;
                let taken = way.taken | add;
                let ready = inst.ready(route.shift, leg, end, add);
                if ready >= NEVER || ready > by[k][taken] {
                    continue;
                }
                let mut legs = way.legs;
                for (bit, on) in legs.iter_mut().enumerate() {
                    if add >> bit & 1 == 1 {
                        *on = (k - 1) as u16;
                    }
                }
                let new = Way {
                    taken,
                    start: to.start(inst, ready),
                    drive: way.drive + i64::from(inst.driven(route.shift, leg, end, add)),
                    legs,
                    before,
                };
                let same = |other: &&mut Way| (other.taken, other.start) == (taken, new.start);
                match next.iter_mut().find(same) {
                    Some(other) if is_better(&ways, k, &new, other) => *other = new,
                    Some(_) => {}
                    None => next.push(new),
                }
            }
        }
        ways.push(next);
    }
    let ended = ways[last].iter().filter(|way| way.taken == sh.masks - 1);
    let best = ended.reduce(|best, way| {
        if is_better(&ways, last, way, best) {
            way
        } else {
            best
        }
    })?;
    let mut add = vec![0; last + 1];
    for (bit, &leg) in best.legs.iter().enumerate().take(sh.count) {
        add[usize::from(leg)] |= 1 << bit;
    }
    Some(Clock {
        depart,
        back,
        starts: starts(&ways, last, best),
        add,
        ..Clock::default()
    })
}

/// The starts of a way, from the departure on.
fn starts(ways: &[Vec<Way>], k: usize, way: &Way) -> Vec<Tick> {
    let mut starts = vec![way.start];
    let (mut k, mut before) = (k, way.before);
    while k > 0 {
        k -= 1;
        let way = &ways[k][before];
        starts.push(way.start);
        before = way.before;
    }
    starts.reverse();
    starts
}

/// Whether a way drives less than another to the same position; of equals the one that starts
/// earlier, then the one whose breaks come first.
fn is_better(ways: &[Vec<Way>], k: usize, a: &Way, b: &Way) -> bool {
    a.drive < b.drive
        || (a.drive == b.drive && (starts(ways, k, a), a.legs) < (starts(ways, k, b), b.legs))
}

/// The clock by trying every way of placing the breaks that may keep return and departure; of
/// those alike in both the one that drives least.
fn tried(inst: &Instance<'_>, route: &Route, scratch: &mut Scratch) -> Option<Clock> {
    let shift = route.shift;
    let last = route.pos.len() - 1;
    let (depart, back) = ends(inst, route, scratch)?;
    let by = &scratch.back;
    let [firsts, seconds] = [0, 1].map(|k| allowed(inst, route, by, k));
    let Scratch { x, lb, .. } = scratch;
    let mut add = vec![0; last + 1];
    let mut best: Option<Clock> = None;
    let mut look = |add: &[u8]| {
        if !least(inst, shift, &route.pos, (0, last), depart, add, (x, lb)) || x[last] > back {
            return;
        }
        let mut clock = Clock {
            depart,
            back,
            starts: x.clone(),
            add: add.to_vec(),
            ..Clock::default()
        };
        (clock.drive, clock.rider_drive) = driven(inst, route, &clock);
        let is_better = |best: &Clock| (clock.drive, &clock.starts) < (best.drive, &best.starts);
        if best.as_ref().is_none_or(is_better) {
            best = Some(clock);
        }
    };
    for first in firsts {
        for &second in &seconds {
            add.fill(0);
            for (bit, leg) in [(1, first), (2, second)] {
                if let Some(leg) = leg {
                    add[leg] |= bit;
                }
            }
            look(&add);
        }
    }
    best
}

/// The legs on which a break can be, by its window and by what is latest at each position
/// (`by`) for a return in time; of a break that there is not, none.
fn allowed(inst: &Instance<'_>, route: &Route, by: &[[Tick; 4]], k: usize) -> Vec<Option<usize>> {
    let sh = &inst.shifts[route.shift];
    if k >= sh.count {
        return vec![None];
    }
    let bit = 1 << k;
    let can_be = |&leg: &usize| {
        let (from, to) = (&route.pos[leg], &by[leg + 1]);
        let masks = || 0..sh.masks;
        let soonest = masks().filter(|m| m & bit == 0).map(|m| from.f[m]).min();
        let latest = masks().filter(|m| m & bit != 0).map(|m| to[m]).max();
        let end = inst.after_break(route.shift, k, soonest.unwrap_or(NEVER));
        from.riders == 0 && end < NEVER && end <= latest.unwrap_or(EVER)
    };
    let legs = 0..route.pos.len() - 1;
    legs.filter(can_be).map(Some).collect()
}

/// Driving ticks, and those with a rider aboard, by a clock.
fn driven(inst: &Instance<'_>, route: &Route, clock: &Clock) -> (i64, i64) {
    let legs = route.pos.windows(2).enumerate().map(|(k, ends)| {
        let (from, to) = (&ends[0], &ends[1]);
        let end = clock.starts[k] + from.service;
        let drive = inst.driven(route.shift, to.leg_from(from), end, clock.add[k].into());
        (i64::from(drive), from.riders > 0)
    });
    legs.fold((0, 0), |(all, rider), (drive, aboard)| {
        (all + drive, if aboard { rider + drive } else { rider })
    })
}

/// Fills in what the clock comes to.
fn measure(inst: &Instance<'_>, route: &Route, clock: &mut Clock) {
    let s = &inst.p.shifts[route.shift];
    let unpaid: Tick = s.breaks.iter().filter(|b| !b.paid).map(|b| b.ticks).sum();
    let span = match s.pay {
        Pay::Whole { until } => until.max(clock.back) - s.open,
        Pay::Used => clock.back - clock.depart,
    };
    clock.paid = i64::from((span - unpaid).max(0));
    (clock.drive, clock.rider_drive) = driven(inst, route, clock);
    for (k, pos) in route.pos.iter().enumerate() {
        if pos.node == NONE {
            continue;
        }
        let node = &inst.nodes[pos.node as usize];
        let (from, to) = (clock.starts[k], clock.starts[k] + pos.service);
        for w in &inst.p.jobs[node.job as usize].preferred {
            clock.preferred += i64::from((to.min(w.to) - from.max(w.from)).max(0));
        }
        if node.rider && node.stop == 1 {
            let first = pos.node - 1;
            if let Some(p) = route.pos[..k].iter().position(|x| x.node == first) {
                clock.ride += i64::from(from - clock.starts[p] - route.pos[p].service);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::rng::Rng;
    use crate::solver::route::{FREE, Item};
    use crate::solver::solution::Activity;
    use crate::solver::tests::any;
    use crate::solver::{Options, Stop, solve};

    /// Every placing of breaks on legs that the riders aboard allow, in order.
    fn placings(route: &Route, count: usize) -> Vec<Vec<u8>> {
        let legs = route.pos.len() - 1;
        let mut list = vec![vec![0; legs + 1]];
        for k in 0..count {
            let mut next = Vec::new();
            for one in &list {
                for leg in (0..legs).filter(|&leg| route.pos[leg].riders == 0) {
                    let mut more: Vec<u8> = one.clone();
                    more[leg] |= 1 << k;
                    next.push(more);
                }
            }
            list = next;
        }
        list
    }

    /// The clock by its definition, over all placings.
    fn plain(inst: &Instance<'_>, route: &Route) -> Option<Clock> {
        let shift = route.shift;
        let sh = &inst.shifts[shift];
        let last = route.pos.len() - 1;
        let (mut x, mut lb) = (Vec::new(), Vec::new());
        let mut early = |from: Tick, add: &[u8]| {
            let pos = &route.pos;
            let is = least(inst, shift, pos, (0, last), from, add, (&mut x, &mut lb));
            (is && x[last] <= sh.close).then(|| x.clone())
        };
        let placings = placings(route, sh.count);
        let back = placings.iter().filter_map(|add| early(sh.open, add));
        let back = back.map(|x| x[last]).min()?;
        let mut departs = (sh.open..=back).rev();
        let depart = departs.find(|&depart| {
            let mut each = placings.iter().filter_map(|add| early(depart, add));
            each.any(|x| x[last] == back)
        })?;
        let kept = placings.iter().filter_map(|add| {
            let starts = early(depart, add).filter(|x| x[last] == back)?;
            let mut clock = Clock {
                depart,
                back,
                starts,
                add: add.clone(),
                ..Clock::default()
            };
            (clock.drive, clock.rider_drive) = driven(inst, route, &clock);
            Some(clock)
        });
        kept.min_by(|a, b| (a.drive, &a.starts).cmp(&(b.drive, &b.starts)))
    }

    #[test]
    fn the_clock_is_that_of_its_definition() {
        // Proves that each way to the clock gives that of trying every placing and departure,
        // tick for tick and leg for leg, on routes of random problems with closures, changing
        // travel, breaks and ride limits.
        let mut rng = Rng::new(61);
        let mut compared = [0; 2];
        for _ in 0..200 {
            let p = any::problem(&mut rng, any::ALL);
            let options = Options {
                stop: Stop::Iterations(20),
                threads: 1,
                seed: 3,
                start: None,
            };
            let found = solve(&p, &options, &|_| {}).expect("well formed").best;
            let inst = Instance::new(&p);
            let mut scratch = Scratch::default();
            for planned in &found.routes {
                let shift = planned.shift.ix();
                let items = planned.visits.iter().filter_map(|visit| {
                    let Activity::Stop { job, stop } = visit.activity else {
                        return None;
                    };
                    let commits = inst.commits(job.ix(), shift)
                        && (stop == 0 || inst.commits_second(job.ix(), shift));
                    Some(Item {
                        node: inst.first[job.ix()] + u32::from(stop),
                        commit: if commits { visit.start } else { FREE },
                    })
                });
                let mut route = Route::default();
                assert!(route.build(&inst, shift, items, &mut scratch), "{p:#?}");
                let fast = match inst.shifts[shift].timed {
                    _ if route.limited => tried,
                    true => branched,
                    false => swept,
                };
                let (a, b) = (fast(&inst, &route, &mut scratch), plain(&inst, &route));
                let tell = |c: &Option<Clock>| {
                    c.as_ref()
                        .map(|c| (c.depart, c.back, c.starts.clone(), c.add.clone()))
                };
                assert_eq!(tell(&a), tell(&b), "{p:#?}");
                compared[usize::from(route.limited)] += 1;
            }
        }
        assert!(
            compared.iter().all(|&routes| routes > 40),
            "{compared:?} routes"
        );
    }
}
