//! A route's clock by trying every tick: nothing here is shared with the engine
//! but the model.

use std::collections::BTreeSet;

use crate::solver::model::*;

/// A route to be timed: stops in order.
pub(crate) type Stops = Vec<(usize, u8)>;

/// What is known after a position: the tick, breaks taken, and for each pair whose
/// first stop is behind, when that ended.
type Known = (Tick, usize, Vec<(usize, Tick)>);

/// Everything a route may do, position by position.
struct Walk<'a> {
    p: &'a Problem,
    s: &'a Shift,
}

fn overlaps(s: &Shift, from: Tick, to: Tick) -> bool {
    s.closures.iter().any(|c| {
        if from == to {
            c.from < from && from < c.to
        } else {
            from < c.to && c.from < to
        }
    })
}

impl Walk<'_> {
    fn constant(&self) -> bool {
        self.s.closures.is_empty() && self.p.travel[self.s.travel.ix()].timed.is_none()
    }

    /// All (arrival, breaks) of a leg that begins at `t`.
    fn leg(
        &self,
        from: Option<LocationId>,
        to: Option<LocationId>,
        t: Tick,
        mask: usize,
        riders: bool,
    ) -> BTreeSet<(Tick, usize)> {
        let table = &self.p.travel[self.s.travel.ix()];
        let whole = match (from, to) {
            (Some(a), Some(b)) => table.ticks[a.ix() * table.size + b.ix()],
            _ => 0,
        };
        // A state: tick, drive that is left, breaks taken. One may wait anywhere.
        let mut out = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut stack = vec![(t, whole, mask)];
        while let Some(now) = stack.pop() {
            let (t, left, m) = now;
            if t > self.s.close || !seen.insert(now) {
                continue;
            }
            if left == 0 {
                out.insert((t, m));
            }
            stack.push((t + 1, left, m));
            if self.constant() {
                if left > 0 {
                    stack.push((t + 1, left - 1, m));
                }
            } else if left > 0 && left == whole {
                let there = match (&table.timed, from, to) {
                    (Some(f), Some(a), Some(b)) if a != b => f.arrive(a, b, t),
                    _ => t + left,
                };
                if !overlaps(self.s, t, there) {
                    stack.push((there, 0, m));
                }
            }
            if riders {
                continue;
            }
            for (k, b) in self.s.breaks.iter().enumerate() {
                let fits = t >= b.earliest && t + b.ticks <= b.latest_end.min(self.s.close);
                if m >> k & 1 == 0 && fits && !(b.ticks > 0 && overlaps(self.s, t, t + b.ticks)) {
                    stack.push((t + b.ticks, left, m | 1 << k));
                }
            }
        }
        out
    }
}

/// The earliest return of a route, if it can be done at all, that departs no
/// earlier than `depart`; with `commits`, stops start exactly then.
pub(crate) fn earliest(
    p: &Problem,
    shift: usize,
    stops: &Stops,
    depart: Option<Tick>,
    commits: &dyn Fn(usize, u8) -> Option<Tick>,
) -> Option<Tick> {
    let s = &p.shifts[shift];
    let walk = Walk { p, s };
    let mut here = s.start;
    let mut moved = false;
    let mut states: BTreeSet<Known> = BTreeSet::new();
    for t in s.open..=s.close {
        if depart.is_none_or(|d| t == d) {
            states.insert((t, 0, Vec::new()));
        }
    }
    let mut riders: Vec<usize> = Vec::new();
    for &(j, k) in stops {
        let job = &p.jobs[j];
        let stop = &job.stops[usize::from(k)];
        let to = stop.location.or(here);
        if (stop.location.is_none() || (p.riders_alone && !job.rider)) && !riders.is_empty() {
            return None;
        }
        let setup = if stop.location.is_some() && to != here {
            stop.setup
        } else {
            0
        };
        let mut next: BTreeSet<Known> = BTreeSet::new();
        for (t, m, pending) in &states {
            for (at, m) in walk.leg(here, to, *t, *m, !riders.is_empty()) {
                // Waiting is in the leg already, so setup begins at once.
                if setup > 0 && overlaps(s, at, at + setup) {
                    continue;
                }
                let ready = at + setup;
                for start in ready..=s.close {
                    let inside = stop
                        .windows
                        .iter()
                        .any(|w| w.from <= start && start <= w.to);
                    let end = start + stop.service;
                    if !inside || end > s.close || overlaps(s, start, end) {
                        continue;
                    }
                    if commits(j, k).is_some_and(|c| c != start) {
                        continue;
                    }
                    let mut pending = pending.clone();
                    if job.stops.len() == 2 && k == 0 && job.max_ride.is_some() {
                        pending.push((j, end));
                    }
                    let open = pending.iter().position(|x| x.0 == j);
                    if let (1, Some(max), Some(i)) = (k, job.max_ride, open) {
                        if start - pending[i].1 > max {
                            continue;
                        }
                        pending.remove(i);
                    }
                    next.insert((end, m, pending));
                }
            }
        }
        states = prune(next);
        here = to;
        moved = true;
        if job.rider {
            if k == 0 {
                riders.push(j)
            } else {
                riders.retain(|&x| x != j)
            }
        }
    }
    let end = s.end.or(here);
    let all = (1usize << s.breaks.len()) - 1;
    let mut best: Option<Tick> = None;
    for (t, m, _) in &states {
        let legs = if moved {
            walk.leg(here, end, *t, *m, false)
        } else {
            BTreeSet::from([(*t, *m)])
        };
        for (back, m) in legs {
            if m == all {
                best = Some(best.map_or(back, |b| b.min(back)));
            }
        }
    }
    best
}

/// Keeps, without open ride limits, the earliest tick for each set of breaks.
fn prune(states: BTreeSet<Known>) -> BTreeSet<Known> {
    let mut out: BTreeSet<Known> = BTreeSet::new();
    let mut least: Vec<Option<Tick>> = vec![None; 4];
    for (t, m, pending) in states {
        if pending.is_empty() {
            least[m] = Some(least[m].map_or(t, |l| l.min(t)));
        } else {
            out.insert((t, m, pending));
        }
    }
    out.extend(
        least
            .into_iter()
            .enumerate()
            .filter_map(|(m, t)| t.map(|t| (t, m, Vec::new()))),
    );
    out
}
