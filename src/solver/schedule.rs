//! The canonical clock of a route: the earliest possible return, then the latest
//! departure that keeps it, then each stop as early as that departure allows.
//!
//! Every way of placing the breaks is tried, so this is slow and plain; the
//! search calls it only where the clock itself is paid for.

use super::blocks::{greatest, least};
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
}

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

/// The canonical clock of a built, feasible route; none when there is no clock,
/// which means that it was not feasible.
pub(crate) fn clock(inst: &Instance<'_>, route: &Route, scratch: &mut Scratch) -> Option<Clock> {
    let shift = route.shift;
    let sh = &inst.shifts[shift];
    let last = route.pos.len() - 1;
    let ends = (0, last);
    let Scratch { x, lb, .. } = scratch;
    let mut feasible: Vec<(Vec<u8>, Tick)> = Vec::new();
    let mut back = NEVER;
    for add in placings(route, sh.count) {
        if least(inst, shift, &route.pos, ends, sh.open, &add, (x, lb)) && x[last] <= sh.close {
            back = back.min(x[last]);
            feasible.push((add, x[last]));
        }
    }
    feasible.retain(|(_, r)| *r == back);
    let mut depart = EVER;
    let mut latest = Vec::with_capacity(feasible.len());
    for (add, _) in feasible {
        if greatest(inst, shift, &route.pos, ends, back, &add, (x, lb)) {
            depart = depart.max(x[0]);
            latest.push((add, x[0]));
        }
    }
    let mut best: Option<(Vec<u8>, Vec<Tick>)> = None;
    for (add, d) in latest {
        if d != depart || !least(inst, shift, &route.pos, ends, depart, &add, (x, lb)) {
            continue;
        }
        if best.as_ref().is_none_or(|(_, starts)| *x < *starts) {
            best = Some((add, x.clone()));
        }
    }
    let (add, starts) = best?;
    let mut clock = Clock {
        depart,
        back,
        starts,
        add,
        ..Clock::default()
    };
    measure(inst, route, &mut clock);
    Some(clock)
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
