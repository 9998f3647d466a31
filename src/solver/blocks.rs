//! Blocks of positions under limits on ride time.
//!
//! A limit ties the start of a pair's second stop to the end of its first, so the
//! first may have to wait. Windows and such differences form a lattice: the least
//! starts from a given readiness, and the greatest before a given end, exist and
//! are found by passes until nothing moves.

use super::instance::{EVER, Instance, NEVER, NONE};
use super::model::Tick;
use super::route::{Pos, Route, Scratch};

/// Passes after which a block counts as infeasible.
const PASSES: usize = 2000;

/// Where the block that begins at `a` ends: the first position that no limit leaves.
pub(crate) fn block_end(pos: &[Pos], a: usize) -> usize {
    let mut z = a;
    while pos[z].limits > 0 {
        z += 1;
    }
    z
}

/// The position inside `a..k` of the first stop of the pair whose second is at `k`.
fn partner(pos: &[Pos], a: usize, k: usize) -> usize {
    let want = pos[k].node.wrapping_sub(1);
    (a..k).find(|&i| pos[i].node == want).unwrap_or(a)
}

/// Whether position `k` ends a limited pair.
fn closes(inst: &Instance<'_>, pos: &Pos) -> Option<Tick> {
    if pos.node == NONE {
        return None;
    }
    let n = &inst.nodes[pos.node as usize];
    (n.stop == 1 && n.max_ride < NEVER).then_some(n.max_ride)
}

/// The least starts of positions `a..=z` when ready at `a` at `r` and breaks are
/// taken on legs as `add` says (by leg leaving `a`, ...); `x` receives them.
/// False when there are none.
pub(crate) fn least(
    inst: &Instance<'_>,
    shift: usize,
    pos: &[Pos],
    (a, z): (usize, usize),
    r: Tick,
    add: &[u8],
    (x, lb): (&mut Vec<Tick>, &mut Vec<Tick>),
) -> bool {
    x.clear();
    x.resize(z - a + 1, EVER);
    lb.clear();
    lb.resize(z - a + 1, EVER);
    lb[0] = r;
    let mut from = a;
    for _ in 0..PASSES {
        for k in from..=z {
            let mut ready = lb[k - a];
            if k > a {
                let before = x[k - 1 - a] + pos[k - 1].service;
                let leg = pos[k].leg_from(&pos[k - 1]);
                let by_leg = inst.ready(shift, leg, before, usize::from(add[k - 1 - a]));
                if by_leg >= NEVER {
                    return false;
                }
                ready = ready.max(by_leg);
            }
            x[k - a] = pos[k].start(inst, ready);
            if x[k - a] >= NEVER {
                return false;
            }
        }
        from = z + 1;
        for k in a + 1..=z {
            let Some(max) = closes(inst, &pos[k]) else {
                continue;
            };
            let p = partner(pos, a, k);
            let need = x[k - a] - max - pos[p].service;
            if x[p - a] < need {
                lb[p - a] = lb[p - a].max(need);
                from = from.min(p);
            }
        }
        if from > z {
            return true;
        }
    }
    false
}

/// The greatest starts of positions `a..=z` that end by `e`; otherwise as [`least`].
pub(crate) fn greatest(
    inst: &Instance<'_>,
    shift: usize,
    pos: &[Pos],
    (a, z): (usize, usize),
    e: Tick,
    add: &[u8],
    (x, ub): (&mut Vec<Tick>, &mut Vec<Tick>),
) -> bool {
    x.clear();
    x.resize(z - a + 1, NEVER);
    ub.clear();
    ub.resize(z - a + 1, NEVER);
    ub[z - a] = e - pos[z].service;
    let mut from = z + 1;
    for _ in 0..PASSES {
        for k in (a..from).rev() {
            let mut by = ub[k - a];
            if k < z {
                let leg = pos[k + 1].leg_from(&pos[k]);
                let end = inst.leave(shift, leg, x[k + 1 - a], usize::from(add[k - a]));
                if end <= EVER {
                    return false;
                }
                by = by.min(end - pos[k].service);
            }
            x[k - a] = pos[k].start_by(inst, by);
            if x[k - a] <= EVER {
                return false;
            }
        }
        from = a;
        for k in a + 1..=z {
            let Some(max) = closes(inst, &pos[k]) else {
                continue;
            };
            let p = partner(pos, a, k);
            let most = x[p - a] + pos[p].service + max;
            if x[k - a] > most {
                ub[k - a] = ub[k - a].min(most);
                from = from.max(k + 1);
            }
        }
        if from == a {
            return true;
        }
    }
    false
}

/// Calls `f` with every way of taking the breaks of `set` on the legs of `a..=z`
/// that allow it.
pub(crate) fn each_placing(
    pos: &[Pos],
    (a, z): (usize, usize),
    set: usize,
    add: &mut Vec<u8>,
    f: &mut dyn FnMut(&[u8]),
) {
    add.clear();
    add.resize(z - a + 1, 0);
    if set == 0 {
        f(add);
        return;
    }
    let bits: &[u8] = match set {
        1 => &[1],
        2 => &[2],
        _ => &[1, 2],
    };
    for i in a..z {
        if pos[i].riders > 0 {
            continue;
        }
        add[i - a] |= bits[0];
        if bits.len() == 1 {
            f(add);
        } else {
            for j in a..z {
                if pos[j].riders == 0 {
                    add[j - a] |= bits[1];
                    f(add);
                    add[j - a] &= !bits[1];
                }
            }
        }
        add[i - a] &= !bits[0];
    }
}

/// Fills the earliest ends of the block that begins at `a`, and says where it
/// ends; none when it cannot be done.
pub(crate) fn forward(
    route: &mut Route,
    inst: &Instance<'_>,
    a: usize,
    ready: &[Tick; 4],
    scratch: &mut Scratch,
) -> Option<usize> {
    let shift = route.shift;
    let masks = inst.shifts[shift].masks;
    let z = block_end(&route.pos, a);
    let mut ends = [NEVER; 4];
    let Scratch { x, lb, add, .. } = scratch;
    for m in 0..masks {
        if ready[m] >= NEVER {
            continue;
        }
        for more in 0..masks {
            if more & m != 0 {
                continue;
            }
            let pos = &route.pos;
            let end = &mut ends[m | more];
            each_placing(pos, (a, z), more, add, &mut |add| {
                if least(inst, shift, pos, (a, z), ready[m], add, (x, lb)) {
                    *end = (*end).min(x[z - a] + pos[z].service);
                }
            });
        }
    }
    if ends.iter().all(|&e| e >= NEVER) {
        return None;
    }
    // Inside, what would hold without the limits.
    let mut now = *ready;
    for k in a..z {
        if k > a {
            now = route.ready_at(inst, k);
        }
        let p = &mut route.pos[k];
        for m in 0..masks {
            let s = if now[m] >= NEVER {
                NEVER
            } else {
                p.start(inst, now[m])
            };
            p.f[m] = if s >= NEVER { NEVER } else { s + p.service };
        }
    }
    route.pos[z].f = ends;
    Some(z)
}

/// Fills the latest readiness of the block that ends at `z`, given the latest ends
/// there, and says where it begins.
pub(crate) fn backward(
    route: &Route,
    inst: &Instance<'_>,
    z: usize,
    by: &[Tick; 4],
    out: &mut [[Tick; 4]],
    scratch: &mut Scratch,
) -> usize {
    let shift = route.shift;
    let masks = inst.shifts[shift].masks;
    let pos = &route.pos;
    let mut a = z;
    while a > 0 && pos[a - 1].limits > 0 {
        a -= 1;
    }
    let mut latest = [EVER; 4];
    let Scratch { x, lb, add, .. } = scratch;
    for m in 0..masks {
        for more in 0..masks {
            if more & m != 0 || by[m | more] <= EVER {
                continue;
            }
            let best = &mut latest[m];
            let end = by[m | more];
            each_placing(pos, (a, z), more, add, &mut |add| {
                if greatest(inst, shift, pos, (a, z), end, add, (x, lb)) {
                    *best = (*best).max(x[0]);
                }
            });
        }
    }
    let mut now = *by;
    for k in (a + 1..=z).rev() {
        if k < z {
            now = route.leave_at(inst, k, &out[k + 1]);
        }
        let p = &pos[k];
        for m in 0..masks {
            out[k][m] = if now[m] <= EVER {
                EVER
            } else {
                p.start_by(inst, now[m] - p.service)
            };
        }
    }
    out[a] = latest;
    a
}
