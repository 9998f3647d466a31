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
    /// Breaks before leaving.
    pub before: usize,
    /// Breaks after the return.
    pub after: usize,
    /// Paid ticks.
    pub paid: i64,
    /// Ticks of riders aboard.
    pub ride: i64,
    /// Ticks in preferred time.
    pub preferred: i64,
}

/// Where each break goes.
#[derive(Clone, Default)]
struct Placing {
    before: usize,
    after: usize,
    add: Vec<u8>,
}

/// Every placing that the riders aboard allow. A break before leaving stands on the first
/// leg, after the departure and before its drive; one after returning on the last, before the
/// return: so departure and return hold all breaks between them.
fn placings(route: &Route, count: usize) -> Vec<Placing> {
    let legs = route.pos.len() - 1;
    let base = Placing {
        add: vec![0; legs + 1],
        ..Placing::default()
    };
    let mut list = vec![base];
    for k in 0..count {
        let bit = 1usize << k;
        let mut next = Vec::new();
        for one in &list {
            for leg in 0..legs {
                if route.pos[leg].riders == 0 {
                    let mut more = one.clone();
                    more.add[leg] |= bit as u8;
                    next.push(more);
                }
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
    let mut feasible: Vec<(Placing, Tick)> = Vec::new();
    let mut back = NEVER;
    for p in placings(route, sh.count) {
        let from = inst.breaks_first(shift, p.before);
        let by = inst.latest_back(shift, (sh.masks - 1) & !p.after);
        if from >= NEVER || by <= EVER {
            continue;
        }
        if least(inst, shift, &route.pos, ends, from, &p.add, (x, lb)) && x[last] <= by {
            back = back.min(x[last]);
            feasible.push((p, x[last]));
        }
    }
    feasible.retain(|(_, r)| *r == back);
    let mut depart = EVER;
    let mut latest = Vec::with_capacity(feasible.len());
    for (p, _) in feasible {
        if greatest(inst, shift, &route.pos, ends, back, &p.add, (x, lb)) {
            depart = depart.max(x[0]);
            latest.push((p, x[0]));
        }
    }
    let mut best: Option<(Placing, Vec<Tick>)> = None;
    for (p, d) in latest {
        if d != depart || !least(inst, shift, &route.pos, ends, depart, &p.add, (x, lb)) {
            continue;
        }
        if best.as_ref().is_none_or(|(_, starts)| *x < *starts) {
            best = Some((p, x.clone()));
        }
    }
    let (p, starts) = best?;
    let mut clock = Clock {
        depart,
        back,
        starts,
        add: p.add,
        before: p.before,
        after: p.after,
        ..Clock::default()
    };
    measure(inst, route, &mut clock);
    Some(clock)
}

/// Fills in what the clock comes to.
fn measure(inst: &Instance<'_>, route: &Route, clock: &mut Clock) {
    let s = &inst.p.shifts[route.shift];
    let on_the_way = clock
        .add
        .iter()
        .fold(0usize, |all, &a| all | usize::from(a));
    let unpaid = |set: usize| -> Tick {
        let inside = |k: usize| set >> k & 1 == 1 && !s.breaks[k].paid;
        (0..s.breaks.len())
            .filter(|&k| inside(k))
            .map(|k| s.breaks[k].ticks)
            .sum()
    };
    clock.paid = match s.pay {
        Pay::Whole { until } => until.max(clock.back) - s.open - unpaid(3),
        Pay::Used => clock.back - clock.depart - unpaid(on_the_way),
    }
    .max(0)
    .into();
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
