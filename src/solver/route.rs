//! A route: the stops of a shift in order, with what insertion tests need.
//!
//! Each position keeps the earliest end of its service and the latest tick at
//! which one must be ready for it, for each set of breaks already taken
//! (Savelsbergh's forward slack, for many windows and floating breaks). Where a
//! limit on ride time holds, these come from a fixpoint over the block of
//! positions it covers; inside such a block they are only necessary conditions.

use super::blocks;
use super::instance::{EVER, Instance, NEVER, NONE};
use super::model::{Metres, Pay, Tick};
use super::timing::Leg;

/// No committed start.
pub(crate) const FREE: Tick = Tick::MIN;

/// A stop of a route to be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Node.
    pub node: u32,
    /// Committed start, or [`FREE`].
    pub commit: Tick,
}

/// A position of a route. The first is its start, the last its end.
#[derive(Clone, Copy)]
pub(crate) struct Pos {
    /// Node, or [`NONE`] at both ends.
    pub node: u32,
    /// Where one is, also for stops without a location of their own.
    pub loc: u32,
    /// Setup spent, given the stop before.
    pub setup: Tick,
    /// Service.
    pub service: Tick,
    /// Committed start or [`FREE`].
    pub commit: Tick,
    /// Range of its windows.
    pub wins: (u32, u32),
    /// Drive from the position before.
    pub drive: Tick,
    /// Metres of that drive.
    pub metres: Metres,
    /// Riders aboard on leaving.
    pub riders: u16,
    /// Ride limits that hold on leaving.
    pub limits: u16,
    /// Earliest end by set of breaks taken.
    pub f: [Tick; 4],
    /// Latest readiness by set of breaks taken.
    pub b: [Tick; 4],
}

impl Pos {
    const END: Pos = Pos {
        node: NONE,
        loc: NONE,
        setup: 0,
        service: 0,
        commit: FREE,
        wins: (0, 0),
        drive: 0,
        metres: 0,
        riders: 0,
        limits: 0,
        f: [NEVER; 4],
        b: [EVER; 4],
    };

    /// The leg that leads here from `from`.
    #[inline]
    pub(crate) fn leg_from(&self, from: &Pos) -> Leg {
        Leg {
            from: from.loc,
            to: self.loc,
            drive: self.drive,
            setup: self.setup,
        }
    }

    /// The earliest start when ready at `r`, or [`NEVER`].
    #[inline]
    pub(crate) fn start(&self, inst: &Instance<'_>, r: Tick) -> Tick {
        if self.commit != FREE {
            return if r <= self.commit { self.commit } else { NEVER };
        }
        if self.node == NONE {
            return r;
        }
        first_start(inst.windows(self.wins), r)
    }

    /// The latest start no later than `t`, or [`EVER`].
    #[inline]
    pub(crate) fn start_by(&self, inst: &Instance<'_>, t: Tick) -> Tick {
        if self.commit != FREE {
            return if self.commit <= t { self.commit } else { EVER };
        }
        if self.node == NONE {
            return t;
        }
        last_start(inst.windows(self.wins), t)
    }
}

/// The earliest tick of the windows that is not before `r`, or [`NEVER`].
#[inline]
pub(crate) fn first_start(wins: &[(Tick, Tick)], r: Tick) -> Tick {
    for &(from, to) in wins {
        if r <= to {
            return r.max(from);
        }
    }
    NEVER
}

/// The latest tick of the windows that is not after `t`, or [`EVER`].
#[inline]
pub(crate) fn last_start(wins: &[(Tick, Tick)], t: Tick) -> Tick {
    for &(from, to) in wins.iter().rev() {
        if t >= from {
            return t.min(to);
        }
    }
    EVER
}

/// A leg of a route, with what a first look at a place on it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Its drive.
    pub drive: Tick,
    /// The earliest end before it, no break taken.
    pub end: Tick,
    /// The latest readiness after it, all breaks taken.
    pub by: Tick,
}

/// What a route's legs come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// Whether it has a stop.
    pub used: bool,
    /// Jobs.
    pub jobs: i64,
    /// Reward of its jobs.
    pub reward: i64,
    /// Required jobs among them.
    pub required: i64,
    /// Metres.
    pub metres: i64,
    /// Metres that can be claimed.
    pub claimed: i64,
    /// Driving ticks.
    pub drive: i64,
    /// Driving ticks with a rider aboard.
    pub rider_drive: i64,
    /// Paid ticks as the shift pays, if they matter or were asked for.
    pub paid: i64,
    /// Ticks of riders aboard, by the canonical schedule, if they matter.
    pub ride: i64,
    /// Ticks in preferred time, by the canonical schedule, if they matter.
    pub preferred: i64,
}

/// A route with its arrays.
#[derive(Clone, Default)]
pub(crate) struct Route {
    /// Which shift.
    pub shift: usize,
    /// Changes with every change; never the same for different contents.
    pub version: u32,
    /// Positions; at least the two ends once built.
    pub pos: Vec<Pos>,
    /// The leg that leaves each position but the last.
    pub edges: Vec<Edge>,
    /// Load after each position, by dimension.
    pub load: Vec<i32>,
    /// The most aboard from a position on, by dimension.
    pub peak: Vec<i32>,
    /// What it comes to.
    pub tot: Totals,
    /// Whether a ride limit holds anywhere.
    pub limited: bool,
}

/// Room for building, kept between builds.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    /// Fixpoint values.
    pub x: Vec<Tick>,
    /// Lower bounds of the fixpoint.
    pub lb: Vec<Tick>,
    /// Breaks by leg of a block.
    pub add: Vec<u8>,
    /// Latest readiness under another return.
    pub back: Vec<[Tick; 4]>,
}

impl Route {
    /// How many stops it has.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.pos.len().saturating_sub(2)
    }

    /// What its stops take aboard in a dimension.
    pub(crate) fn takes(&self, inst: &Instance<'_>, d: usize) -> i64 {
        let stops = self.pos.iter().filter(|p| p.node != NONE);
        stops
            .map(|p| i64::from(inst.load[p.node as usize * inst.dims + d].max(0)))
            .sum()
    }

    /// Its stops in order.
    pub(crate) fn items(&self) -> impl Iterator<Item = Item> + '_ {
        let n = self.pos.len();
        self.pos[1..n.max(2) - 1].iter().map(|p| Item {
            node: p.node,
            commit: p.commit,
        })
    }

    /// Takes over another route's contents without new memory where possible.
    pub(crate) fn copy_from(&mut self, other: &Route) {
        self.shift = other.shift;
        self.version = other.version;
        self.pos.clone_from(&other.pos);
        self.edges.clone_from(&other.edges);
        self.load.clone_from(&other.load);
        self.peak.clone_from(&other.peak);
        self.tot = other.tot;
        self.limited = other.limited;
    }

    /// Builds the route of `shift` from its stops; false when it is not feasible,
    /// and then its contents mean nothing. Cost: linear in the stops, but for
    /// blocks with ride limits.
    pub(crate) fn build(
        &mut self,
        inst: &Instance<'_>,
        shift: usize,
        items: impl Iterator<Item = Item>,
        scratch: &mut Scratch,
    ) -> bool {
        self.shift = shift;
        self.lay_out(inst, items)
            && self.add_loads(inst)
            && self.forward(inst, scratch)
            && {
                let close = inst.shifts[shift].close;
                let mut back = std::mem::take(&mut scratch.back);
                self.backward(inst, close, &mut back, scratch);
                for (pos, b) in self.pos.iter_mut().zip(&back) {
                    pos.b = *b;
                }
                scratch.back = back;
                self.list_edges(inst);
                self.arrives(inst)
            }
            && self.reckon_clock(inst, scratch)
    }

    /// Whether the stops can be done in this order by the clock; the loads, and where pay
    /// is limited that too, are not looked at, and the contents mean nothing afterwards.
    pub(crate) fn can_be_timed(
        &mut self,
        inst: &Instance<'_>,
        shift: usize,
        items: impl Iterator<Item = Item>,
        scratch: &mut Scratch,
    ) -> bool {
        self.shift = shift;
        self.lay_out(inst, items) && self.forward(inst, scratch) && {
            let sh = &inst.shifts[shift];
            self.pos[self.pos.len() - 1].f[sh.masks - 1] <= sh.close
        }
    }

    fn list_edges(&mut self, inst: &Instance<'_>) {
        let open = inst.shifts[self.shift].masks - 1;
        self.edges.clear();
        self.edges.extend(self.pos.windows(2).map(|two| Edge {
            from: two[0].loc,
            to: two[1].loc,
            drive: two[1].drive,
            end: two[0].f[0],
            by: two[1].b[open],
        }));
    }

    /// The earliest possible return.
    pub(crate) fn earliest_back(&self, inst: &Instance<'_>) -> Tick {
        let end = &self.pos[self.pos.len() - 1];
        let masks = inst.shifts[self.shift].masks;
        (0..masks)
            .filter(|&m| end.f[m] <= end.b[m])
            .map(|m| end.f[m])
            .min()
            .unwrap_or(NEVER)
    }

    /// Fills what depends on the clock: the paid ticks, where they matter or cost nothing to
    /// know, and what drives take where travel changes.
    fn reckon_clock(&mut self, inst: &Instance<'_>, scratch: &mut Scratch) -> bool {
        if self.len() == 0 {
            return true;
        }
        let s = &inst.p.shifts[self.shift];
        let sh = &inst.shifts[self.shift];
        let is_paid = s.pay == Pay::Used && sh.clocked;
        let clock = if is_paid || sh.timed {
            let Some(clock) = super::schedule::clock(inst, self, scratch) else {
                return false;
            };
            Some(clock)
        } else {
            None
        };
        if let Some(clock) = clock.as_ref().filter(|_| sh.timed) {
            (self.tot.drive, self.tot.rider_drive) = (clock.drive, clock.rider_drive);
        }
        match s.pay {
            Pay::Whole { until } => {
                let unpaid: Tick = s.breaks.iter().filter(|b| !b.paid).map(|b| b.ticks).sum();
                let to = until.max(self.earliest_back(inst));
                self.tot.paid = i64::from((to - s.open - unpaid).max(0));
            }
            Pay::Used => {
                if let Some(clock) = clock.filter(|_| is_paid) {
                    self.tot.paid = clock.paid;
                }
            }
        }
        true
    }

    /// Whether some state reaches the end in time.
    fn arrives(&self, inst: &Instance<'_>) -> bool {
        let end = &self.pos[self.pos.len() - 1];
        (0..inst.shifts[self.shift].masks).any(|m| end.f[m] <= end.b[m]) || self.len() == 0
    }

    /// Places, drives, riders and totals; false when a rule without a clock is broken.
    fn lay_out(&mut self, inst: &Instance<'_>, items: impl Iterator<Item = Item>) -> bool {
        let sh = &inst.shifts[self.shift];
        let table = sh.travel;
        self.pos.clear();
        self.tot = Totals::default();
        self.limited = false;
        self.pos.push(Pos {
            loc: sh.start,
            ..Pos::END
        });
        let (mut here, mut riders, mut limits) = (sh.start, 0u16, 0u16);
        let mut fits = true;
        for item in items {
            let node = &inst.nodes[item.node as usize];
            let job = &inst.p.jobs[node.job as usize];
            let Some(pair) = inst.pair(node.job as usize, self.shift) else {
                return false;
            };
            let loc = if node.loc == NONE { here } else { node.loc };
            fits &= riders == 0 || node.loc != NONE;
            fits &= !(inst.p.riders_alone && riders > 0 && !node.rider);
            let drive = inst.drive(table, here, loc);
            self.tot.rider_drive += if riders > 0 { i64::from(drive) } else { 0 };
            if job.stops.len() == 2 {
                let (limit, rider) = (node.max_ride < NEVER, node.rider);
                if node.stop == 0 {
                    riders += u16::from(rider);
                    limits += u16::from(limit);
                } else {
                    riders -= u16::from(rider);
                    limits -= u16::from(limit);
                }
                self.limited |= limit;
            }
            if node.stop == 0 {
                self.tot.jobs += 1;
                self.tot.reward += job.reward;
                self.tot.required += i64::from(job.required);
            }
            self.pos.push(Pos {
                node: item.node,
                loc,
                setup: if loc == here { 0 } else { node.setup },
                service: node.service,
                commit: item.commit,
                wins: inst.ranges[pair][usize::from(node.stop)],
                drive,
                metres: inst.metres(table, here, loc),
                riders,
                limits,
                ..Pos::END
            });
            here = loc;
        }
        let end = if sh.end == NONE { here } else { sh.end };
        let used = self.pos.len() > 1;
        self.pos.push(Pos {
            loc: end,
            drive: if used {
                inst.drive(table, here, end)
            } else {
                0
            },
            metres: if used {
                inst.metres(table, here, end)
            } else {
                0
            },
            ..Pos::END
        });
        self.sum_legs(inst, used);
        fits
    }

    fn sum_legs(&mut self, inst: &Instance<'_>, used: bool) {
        let s = &inst.p.shifts[self.shift];
        let last = self.pos.len() - 1;
        self.tot.used = used;
        // The way to work is the leg to the first stop with a place of its own.
        let mut begun = false;
        for (k, p) in self.pos.iter().enumerate().skip(1) {
            self.tot.drive += i64::from(p.drive);
            self.tot.metres += p.metres;
            let first = !begun && !s.first_leg_claimed;
            if !(first || (k == last && !s.last_leg_claimed)) {
                self.tot.claimed += p.metres;
            }
            begun |= p.node != NONE && inst.nodes[p.node as usize].loc != NONE;
        }
    }

    fn add_loads(&mut self, inst: &Instance<'_>) -> bool {
        let dims = inst.dims;
        self.load.clear();
        self.peak.clear();
        if dims == 0 {
            return true;
        }
        let capacity = &inst.shifts[self.shift].capacity;
        self.load.resize(self.pos.len() * dims, 0);
        let mut fits = true;
        for k in 1..self.pos.len() {
            let node = self.pos[k].node as usize;
            for d in 0..dims {
                let more = if self.pos[k].node == NONE {
                    0
                } else {
                    inst.load[node * dims + d]
                };
                let now = self.load[(k - 1) * dims + d] + more;
                fits &= now <= capacity[d];
                self.load[k * dims + d] = now;
            }
        }
        self.peak.clone_from(&self.load);
        for k in (0..self.pos.len() - 1).rev() {
            for d in 0..dims {
                self.peak[k * dims + d] =
                    self.peak[k * dims + d].max(self.peak[(k + 1) * dims + d]);
            }
        }
        fits
    }

    fn forward(&mut self, inst: &Instance<'_>, scratch: &mut Scratch) -> bool {
        let sh = &inst.shifts[self.shift];
        let masks = sh.masks;
        self.pos[0].f = [NEVER; 4];
        self.pos[0].f[0] = sh.open;
        let mut k = 1;
        while k < self.pos.len() {
            let ready = self.ready_at(inst, k);
            if self.pos[k].limits > 0 {
                let Some(z) = blocks::forward(self, inst, k, &ready, scratch) else {
                    return false;
                };
                k = z + 1;
                continue;
            }
            let p = &mut self.pos[k];
            let mut any = false;
            for m in 0..masks {
                let s = if ready[m] >= NEVER {
                    NEVER
                } else {
                    p.start(inst, ready[m])
                };
                p.f[m] = if s >= NEVER { NEVER } else { s + p.service };
                any |= s < NEVER;
            }
            if !any {
                return false;
            }
            k += 1;
        }
        true
    }

    /// When one is ready at position `k`, by breaks taken, from the position before.
    #[inline]
    pub(crate) fn ready_at(&self, inst: &Instance<'_>, k: usize) -> [Tick; 4] {
        let (from, to) = (&self.pos[k - 1], &self.pos[k]);
        advance(
            inst,
            self.shift,
            &from.f,
            to.leg_from(from),
            from.riders > 0,
        )
    }

    /// Latest readiness at each position for a return by `cap`.
    pub(crate) fn backward(
        &self,
        inst: &Instance<'_>,
        cap: Tick,
        out: &mut Vec<[Tick; 4]>,
        scratch: &mut Scratch,
    ) {
        let masks = inst.shifts[self.shift].masks;
        let last = self.pos.len() - 1;
        out.clear();
        out.resize(self.pos.len(), [EVER; 4]);
        // Back with all breaks taken, or not at all.
        out[last][masks - 1] = cap.min(inst.shifts[self.shift].close);
        let mut k = last;
        while k > 0 {
            k -= 1;
            let by = self.leave_at(inst, k, &out[k + 1]);
            let p = &self.pos[k];
            if k == 0 {
                out[0] = by;
                break;
            }
            // A block ends where no limit holds on leaving but one does on coming.
            if self.pos[k - 1].limits > 0 && p.limits == 0 {
                k = blocks::backward(self, inst, k, &by, out, scratch);
                continue;
            }
            for m in 0..masks {
                out[k][m] = if by[m] <= EVER {
                    EVER
                } else {
                    p.start_by(inst, by[m] - p.service)
                };
            }
        }
    }

    /// The latest end at position `k`, by breaks taken, given latest readiness after it.
    #[inline]
    pub(crate) fn leave_at(&self, inst: &Instance<'_>, k: usize, next: &[Tick; 4]) -> [Tick; 4] {
        let (from, to) = (&self.pos[k], &self.pos[k + 1]);
        retreat(inst, self.shift, next, to.leg_from(from), from.riders > 0)
    }
}

/// Readiness after a leg by breaks taken, from ends before it.
#[inline]
pub(crate) fn advance(
    inst: &Instance<'_>,
    shift: usize,
    f: &[Tick; 4],
    leg: Leg,
    riders: bool,
) -> [Tick; 4] {
    let masks = inst.shifts[shift].masks;
    let mut out = [NEVER; 4];
    for m in 0..masks {
        if f[m] >= NEVER {
            continue;
        }
        out[m] = out[m].min(inst.ready(shift, leg, f[m], 0));
        if riders {
            continue;
        }
        for add in 1..masks {
            if add & m == 0 {
                out[m | add] = out[m | add].min(inst.ready(shift, leg, f[m], add));
            }
        }
    }
    out
}

/// Latest ends before a leg by breaks taken, from latest readiness after it.
#[inline]
pub(crate) fn retreat(
    inst: &Instance<'_>,
    shift: usize,
    b: &[Tick; 4],
    leg: Leg,
    riders: bool,
) -> [Tick; 4] {
    let masks = inst.shifts[shift].masks;
    let mut out = [EVER; 4];
    for m in 0..masks {
        out[m] = inst.leave(shift, leg, b[m], 0);
        if riders {
            continue;
        }
        for add in 1..masks {
            if add & m == 0 {
                out[m] = out[m].max(inst.leave(shift, leg, b[m | add], add));
            }
        }
    }
    out
}
