//! Which jobs are near one another: where string removals begin.

use super::instance::{EVER, Instance, NEVER, NONE};
use super::model::{Stop, Tick};

/// How many neighbours a job keeps.
const KEPT: usize = 60;

/// A job's first and last stop, and when it may begin.
struct Spot {
    ends: [u32; 2],
    span: (Tick, Tick),
}

/// For each job the nearest others, itself first: by the drives between their first stops
/// and between their last ones on the first table, and by how far apart in time they are.
pub(crate) fn nearest(inst: &Instance<'_>) -> Vec<Vec<u32>> {
    let n = inst.p.jobs.len();
    let spots: Vec<Spot> = (0..n).map(|j| spot(inst, j)).collect();
    let mut keyed: Vec<(i64, u32)> = Vec::with_capacity(n);
    (0..n)
        .map(|a| {
            keyed.clear();
            for b in 0..n {
                let (x, y) = (&spots[a], &spots[b]);
                let drive = |k: usize| i64::from(inst.drive(0, x.ends[k], y.ends[k]));
                let apart = (y.span.0 - x.span.1).max(x.span.0 - y.span.1).max(0);
                // A ride is one trip in time; a single stop may well lie beside a later one,
                // and where jobs may be left out any place will do.
                let trip = inst.stops(a) == 2 && !inst.weights.earns;
                let far = if trip {
                    drive(0) + drive(1) + 2 * i64::from(apart)
                } else {
                    drive(0)
                };
                keyed.push((if a == b { -1 } else { far }, b as u32));
            }
            let keep = KEPT.min(n);
            if keep < n {
                keyed.select_nth_unstable(keep);
                keyed.truncate(keep);
            }
            keyed.sort_unstable();
            keyed.iter().map(|&(_, b)| b).collect()
        })
        .collect()
}

/// Where a job is, and between which ticks it may begin by the windows of both its stops.
fn spot(inst: &Instance<'_>, job: usize) -> Spot {
    let first = inst.first[job] as usize;
    let last = first + inst.stops(job) - 1;
    let loc = |k: usize, other: usize| match inst.nodes[k].loc {
        NONE => inst.nodes[other].loc,
        loc => loc,
    };
    let hull = |stop: &Stop| match (stop.windows.first(), stop.windows.last()) {
        (Some(a), Some(b)) => (a.from, b.to),
        _ => (EVER, NEVER),
    };
    let stops = &inst.p.jobs[job].stops;
    let mut span = hull(&stops[0]);
    if let [a, b] = stops.as_slice() {
        let (from, to) = hull(b);
        let drive = inst.drive(0, inst.nodes[first].loc, inst.nodes[last].loc);
        span.1 = span.1.min(to - drive - a.service);
        if let Some(limit) = inst.p.jobs[job].max_ride {
            span.0 = span.0.max(from - limit - a.service);
        }
    }
    Spot {
        ends: [loc(first, last), loc(last, first)],
        span,
    }
}
