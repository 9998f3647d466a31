//! The best place for a job on a shift, by tests of constant time per position.

use super::glance::Glance;
use super::instance::{EVER, Instance, NEVER, NONE};
use super::model::{Measure, Metres, Tick};
use super::plain::Plain;
use super::rides::Block;
use super::rng::Rng;
use super::route::{FREE, Pos, Route, Scratch, advance, first_start, retreat};
use super::state::{Insertion, State};
use super::timing::Leg;

/// How a coupled job's start is chosen among those that its place allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pick {
    /// The first.
    Early,
    /// The last.
    Late,
    /// Any.
    Random,
}

/// How places are tried.
#[derive(Clone, Copy)]
pub(crate) struct Mode {
    /// Chance that a position is passed over.
    pub blink: f64,
    /// For coupled jobs.
    pub pick: Pick,
}

/// Steady, complete trials.
pub(crate) const PLAIN: Mode = Mode {
    blink: 0.0,
    pick: Pick::Early,
};

/// Room for trials.
#[derive(Default)]
pub(crate) struct Room {
    sets: [Vec<(Tick, Tick)>; 2],
    spare: Vec<(Tick, Tick)>,
    route: Route,
    scratch: Scratch,
    ticks: Vec<Tick>,
    /// Places to be reckoned, by cost.
    pub(super) places: Vec<(f64, u32, u32)>,
    pub(super) block: Block,
    /// The last trial met a place that a budget forbade.
    pub pinched: bool,
}

/// What an additive budget leaves.
#[derive(Clone, Copy, Default)]
struct Slack {
    metres: i64,
    drive: i64,
}

/// A stop to be tried.
#[derive(Clone, Copy)]
pub(super) struct Stop {
    pub node: u32,
    pub loc: u32,
    pub setup: Tick,
    pub service: Tick,
}

/// A trial of one job on one shift.
pub(super) struct Trial<'s, 'a> {
    pub state: &'s State<'a>,
    pub inst: &'a Instance<'a>,
    pub route: &'s Route,
    pub job: usize,
    pub shift: usize,
    pub table: usize,
    slack: Slack,
    /// Scalar of a driving tick, a metre, a claimed metre.
    rates: (f64, f64, f64),
    base: f64,
    /// Times and totals must be reckoned by building the route.
    pub exact: bool,
    /// Metres are neither paid for nor limited.
    pub timely: bool,
    claims: (bool, bool),
    riders_alone: bool,
}

/// What a detour adds.
#[derive(Clone, Copy, Default)]
struct Detour {
    drive: i64,
    metres: Metres,
    claimed: Metres,
}

impl<'a> State<'a> {
    /// What additive budgets leave for a shift.
    fn slack(&self, shift: usize) -> Slack {
        let mut s = Slack {
            metres: i64::MAX,
            drive: i64::MAX,
        };
        for &b in &self.inst.shifts[shift].sums {
            let budget = &self.inst.p.budgets[b as usize];
            let left = budget.limit - self.used[b as usize];
            match budget.measure {
                Measure::Metres => s.metres = s.metres.min(left),
                Measure::Drive => s.drive = s.drive.min(left),
                Measure::Jobs if left < 1 => {
                    return Slack {
                        metres: i64::MIN,
                        drive: i64::MIN,
                    };
                }
                _ => {}
            }
        }
        s
    }

    /// What additive budgets leave for a shift, as a stamp: a place that was right for
    /// one slack is right for another between it and what it needs.
    pub(crate) fn slack_stamp(&self, shift: usize) -> (i64, i64) {
        let s = self.slack(shift);
        (s.metres, s.drive)
    }

    /// What trying a job on a shift needs to know.
    fn trial<'s>(&'s self, job: usize, shift: usize, slack: Slack) -> Trial<'s, 'a> {
        let inst = self.inst;
        let sh = &inst.shifts[shift];
        let (s, w) = (&inst.p.shifts[shift], &inst.weights);
        let route = &self.routes[shift];
        let empty = route.len() == 0;
        let rider_budget = |&b: &u32| inst.p.budgets[b as usize].measure == Measure::RiderDrive;
        Trial {
            state: self,
            inst,
            route,
            job,
            shift,
            table: sh.travel,
            slack,
            rates: (
                w.drive + w.money * s.cost.per_drive_tick as f64,
                w.metres,
                w.money * s.cost.per_metre as f64,
            ),
            timely: slack.metres == i64::MAX
                && w.metres == 0.0
                && (w.money == 0.0 || s.cost.per_metre == 0),
            base: if empty {
                w.used + w.money * s.cost.used as f64
            } else {
                0.0
            },
            exact: sh.clocked
                || !sh.pays.is_empty()
                || sh.sums.iter().any(rider_budget)
                || (s.cost.per_metre != 0 && !s.first_leg_claimed && inst.any_unlocated),
            claims: (s.first_leg_claimed, s.last_leg_claimed),
            riders_alone: inst.p.riders_alone,
        }
    }

    /// The best place for a job on a shift, if there is one.
    pub(crate) fn best(
        &self,
        job: usize,
        shift: usize,
        mode: Mode,
        rng: &mut Rng,
        room: &mut Room,
    ) -> Option<Insertion> {
        let inst = self.inst;
        let pair = inst.pair(job, shift)?;
        room.pinched = false;
        if !self.may_join(job, shift) || !self.may_take(job, shift) {
            return None;
        }
        let slack = self.slack(shift);
        if slack.metres == i64::MIN {
            room.pinched = true;
            return None;
        }
        let trial = self.trial(job, shift, slack);
        let coupled = inst.commits(job, shift);
        let two = inst.stops(job) == 2;
        if coupled {
            let (mut a, mut b) = (
                std::mem::take(&mut room.sets[0]),
                std::mem::take(&mut room.sets[1]),
            );
            self.lines
                .allowed(inst, job, shift, 0, &mut a, &mut room.spare);
            if two {
                self.lines
                    .allowed(inst, job, shift, 1, &mut b, &mut room.spare);
            }
            let best = if a.is_empty() || (two && b.is_empty()) {
                None
            } else if two {
                trial.pair([&a, &b], true, mode, rng, room)
            } else {
                trial.single(&a, true, mode, rng, room)
            };
            room.sets = [a, b];
            best
        } else if two {
            let [a, b] = inst.ranges[pair];
            match Plain::of(&trial, [a, b]) {
                Some(plain) => plain.best(mode, rng, room),
                None => {
                    let wins = [inst.windows(a), inst.windows(b)];
                    trial.pair(wins, false, mode, rng, room)
                }
            }
        } else {
            trial.single(inst.windows(inst.ranges[pair][0]), false, mode, rng, room)
        }
    }
}

impl<'a> Trial<'_, 'a> {
    pub(super) fn stop(&self, k: usize) -> Stop {
        let node = self.inst.first[self.job] + k as u32;
        let n = &self.inst.nodes[node as usize];
        Stop {
            node,
            loc: n.loc,
            setup: n.setup,
            service: n.service,
        }
    }

    /// The leg from a location to a stop.
    fn leg(&self, from: u32, to: Stop) -> Leg {
        let loc = if to.loc == NONE { from } else { to.loc };
        Leg {
            from,
            to: loc,
            drive: self.inst.drive(self.table, from, loc),
            setup: if loc == from { 0 } else { to.setup },
        }
    }

    /// The leg from a location to a position of the route that follows it.
    fn leg_on(&self, from: u32, to: &Pos) -> Leg {
        if to.node == NONE {
            // Without an end of its own the shift ends where its last stop is.
            let end = self.inst.shifts[self.shift].end;
            let end = if end == NONE { from } else { end };
            return Leg {
                from,
                to: end,
                drive: self.inst.drive(self.table, from, end),
                setup: 0,
            };
        }
        let n = &self.inst.nodes[to.node as usize];
        self.leg(
            from,
            Stop {
                node: to.node,
                loc: n.loc,
                setup: n.setup,
                service: n.service,
            },
        )
    }

    /// What going from position `i` by `legs` to position `i + 1` adds.
    fn detour(&self, i: usize, legs: &[Leg]) -> Detour {
        let next = &self.route.pos[i + 1];
        let last = self.route.pos.len() - 1;
        if self.timely {
            let drive: i64 = legs.iter().map(|leg| i64::from(leg.drive)).sum();
            return Detour {
                drive: drive - i64::from(next.drive),
                ..Detour::default()
            };
        }
        let mut d = Detour {
            drive: -i64::from(next.drive),
            metres: -next.metres,
            claimed: 0,
        };
        let claim = |first: bool, end: bool| (!first || self.claims.0) && (!end || self.claims.1);
        if claim(i == 0, i + 1 == last) {
            d.claimed -= next.metres;
        }
        for (k, leg) in legs.iter().enumerate() {
            let metres = self.inst.metres(self.table, leg.from, leg.to);
            d.drive += i64::from(leg.drive);
            d.metres += metres;
            if claim(i == 0 && k == 0, i + 1 == last && k + 1 == legs.len()) {
                d.claimed += metres;
            }
        }
        d
    }

    /// The cost of a detour where metres do not matter.
    #[inline]
    pub(super) fn cost_of(&self, drive: Tick) -> f64 {
        self.base + self.rates.0 * f64::from(drive)
    }

    /// Whether the limits of driving let a detour be.
    #[inline]
    pub(super) fn affords_drive(&self, drive: Tick) -> bool {
        i64::from(drive) <= self.slack.drive
    }

    fn cost(&self, d: Detour) -> f64 {
        self.base
            + self.rates.0 * d.drive as f64
            + self.rates.1 * d.metres as f64
            + self.rates.2 * d.claimed as f64
    }

    fn affords(&self, d: Detour) -> bool {
        d.metres <= self.slack.metres && d.drive <= self.slack.drive
    }

    /// Whether a stop without a location follows, which would move with an insertion.
    fn anchored(&self, k: usize) -> bool {
        let node = self.route.pos[k].node;
        node != NONE && self.inst.nodes[node as usize].loc == NONE
    }

    /// Whether the load of `node` fits from position `i` to before `end`.
    pub(super) fn carries(&self, node: u32, i: usize, end: usize) -> bool {
        let dims = self.inst.dims;
        (0..dims).all(|d| {
            let load = self.inst.load[node as usize * dims + d];
            let cap = self.inst.shifts[self.shift].capacity[d];
            load <= 0 || (i..end).all(|k| self.route.load[k * dims + d] + load <= cap)
        })
    }

    /// Whether what a job leaves aboard for good fits from position `j` on.
    pub(super) fn keeps(&self, j: usize, two: bool) -> bool {
        let dims = self.inst.dims;
        let first = self.inst.first[self.job] as usize;
        (0..dims).all(|d| {
            let mut load = self.inst.load[first * dims + d];
            if two {
                load += self.inst.load[(first + 1) * dims + d];
            }
            load <= 0
                || self.route.peak[j * dims + d] + load <= self.inst.shifts[self.shift].capacity[d]
        })
    }

    /// Builds the route in full; the exact cost if it holds and can be paid for.
    pub(super) fn reckon(&self, ins: &Insertion, room: &mut Room) -> Option<f64> {
        let Room { route, scratch, .. } = room;
        if !self.exact && !self.inst.shifts[self.shift].timed {
            // What it costs is known.
            let items = self.state.with(ins);
            let holds = route.can_be_timed(self.inst, self.shift, items, scratch);
            return holds.then_some(ins.cost);
        }
        if !self.state.build_with(ins, route, scratch) {
            return None;
        }
        let tot = route.tot;
        (self.state.affords(self.shift, &tot, 0)).then(|| self.state.delta(self.shift, &tot))
    }

    fn single(
        &self,
        wins: &[(Tick, Tick)],
        coupled: bool,
        mode: Mode,
        rng: &mut Rng,
        room: &mut Room,
    ) -> Option<Insertion> {
        let stop = self.stop(0);
        let pos = &self.route.pos;
        let sh = &self.inst.shifts[self.shift];
        let (first, last) = (wins[0].0, wins[wins.len() - 1].1);
        let mut best: Option<Insertion> = None;
        let mut tied = 1;
        let glance = Glance::of(self, stop, wins);
        for (i, edge) in self.route.edges.iter().enumerate() {
            if edge.end > last {
                break;
            }
            if edge.by < first + stop.service || glance.as_ref().is_some_and(|g| !g.admits(edge)) {
                continue;
            }
            if let Some(g) = &glance
                && self.timely
                && best
                    .as_ref()
                    .is_some_and(|b| self.cost_of(g.detour(edge)) > b.cost)
            {
                continue;
            }
            let (p, n) = (&pos[i], &pos[i + 1]);
            if stop.loc == NONE {
                if p.riders > 0 {
                    continue;
                }
            } else if self.anchored(i + 1) {
                continue;
            }
            if self.riders_alone && p.riders > 0 {
                continue;
            }
            if mode.blink > 0.0 && rng.chance(mode.blink) {
                continue;
            }
            let to = self.leg(p.loc, stop);
            let on = self.leg_on(to.to, n);
            let d = self.detour(i, &[to, on]);
            let mut cost = self.cost(d);
            if !self.affords(d) {
                room.pinched = true;
                continue;
            }
            if best.as_ref().is_some_and(|b| cost > b.cost) {
                continue;
            }
            let ready = advance(self.inst, self.shift, &p.f, to, p.riders > 0);
            let by = retreat(self.inst, self.shift, &n.b, on, p.riders > 0);
            let fits = |m: usize| {
                ready[m] < NEVER && by[m] > EVER && {
                    let s = first_start(wins, ready[m]);
                    s < NEVER && s + stop.service <= by[m]
                }
            };
            if !(0..sh.masks).any(fits) || (self.inst.dims > 0 && !self.keeps(i, false)) {
                continue;
            }
            let mut ins = Insertion {
                job: self.job,
                shift: self.shift,
                i,
                j: i,
                cost,
                starts: [FREE; 2],
            };
            let blocked = p.limits > 0;
            if coupled {
                let spans = Spans {
                    ready,
                    by,
                    masks: sh.masks,
                    service: stop.service,
                };
                let Some(t) = self.tick(wins, &spans, to.to, mode.pick, rng, room, |t, room| {
                    let mut one = ins;
                    one.starts[0] = t;
                    !blocked || self.reckon(&one, room).is_some()
                }) else {
                    continue;
                };
                ins.starts[0] = t;
            }
            if self.exact || blocked {
                match self.reckon(&ins, room) {
                    Some(c) => cost = c,
                    None => continue,
                }
            }
            ins.cost = cost;
            match &best {
                Some(b) if cost > b.cost => {}
                Some(b) if cost == b.cost => {
                    tied += 1;
                    if rng.below(tied) == 0 {
                        best = Some(ins);
                    }
                }
                _ => {
                    best = Some(ins);
                    tied = 1;
                }
            }
        }
        best
    }

    /// A committed start for a single stop: inside `wins` and what its place allows.
    #[allow(clippy::too_many_arguments)]
    fn tick(
        &self,
        wins: &[(Tick, Tick)],
        spans: &Spans,
        loc: u32,
        pick: Pick,
        rng: &mut Rng,
        room: &mut Room,
        mut holds: impl FnMut(Tick, &mut Room) -> bool,
    ) -> Option<Tick> {
        let mut ticks = std::mem::take(&mut room.ticks);
        ticks.clear();
        spans.ends(wins, &mut ticks);
        if pick == Pick::Random {
            let k = rng.below(wins.len());
            let (a, b) = wins[k];
            let t = a + rng.below((b - a + 1).max(1) as usize) as Tick;
            if spans.holds(t) {
                ticks.insert(0, t);
            }
        }
        let asks = self.inst.p.jobs[self.job].companions.is_some();
        let begin = ticks.len();
        if asks {
            self.state.lines.turns(self.inst, self.job, loc, &mut ticks);
            let mut k = begin;
            while k < ticks.len() {
                let t = ticks[k];
                if spans.holds(t) && wins.iter().any(|w| w.0 <= t && t <= w.1) {
                    k += 1;
                } else {
                    ticks.swap_remove(k);
                }
            }
        }
        match pick {
            Pick::Early => ticks.sort_unstable(),
            Pick::Late => {
                ticks.sort_unstable();
                ticks.reverse();
            }
            Pick::Random => {
                if !ticks.is_empty() {
                    let k = rng.below(ticks.len());
                    ticks.swap(0, k);
                }
            }
        }
        ticks.dedup();
        let found = ticks.iter().copied().find(|&t| {
            let lines = &self.state.lines;
            lines.can_be(self.inst, self.job, self.shift, [t, FREE])
                && (!asks
                    || lines
                        .companions(self.inst, self.job, self.shift, loc, t)
                        .is_some())
                && holds(t, room)
        });
        room.ticks = ticks;
        found
    }

    fn pair(
        &self,
        wins: [&[(Tick, Tick)]; 2],
        coupled: bool,
        mode: Mode,
        rng: &mut Rng,
        room: &mut Room,
    ) -> Option<Insertion> {
        let (a, b) = (self.stop(0), self.stop(1));
        let pos = &self.route.pos;
        let sh = &self.inst.shifts[self.shift];
        let node = &self.inst.nodes[a.node as usize];
        let (rider, limit) = (node.rider, node.max_ride);
        let (first, last) = (wins[0][0].0, wins[0][wins[0].len() - 1].1);
        let latest = wins[1][wins[1].len() - 1].1;
        let open = sh.masks - 1;
        let grouped = !self.inst.groups[self.job].is_empty();
        let mut best: Option<Insertion> = None;
        for i in 0..pos.len() - 1 {
            let (p, n) = (&pos[i], &pos[i + 1]);
            if p.f[0] > last {
                break;
            }
            if n.node != NONE && n.b[open] < first + a.service {
                continue;
            }
            if (a.loc == NONE && p.riders > 0) || (a.loc != NONE && self.anchored(i + 1)) {
                continue;
            }
            if self.riders_alone && p.riders > 0 && !rider {
                continue;
            }
            if self.inst.dims > 0 && !self.carries(a.node, i, i + 1) {
                continue;
            }
            if mode.blink > 0.0 && rng.chance(mode.blink) {
                continue;
            }
            let to = self.leg(p.loc, a);
            let mut now = advance(self.inst, self.shift, &p.f, to, p.riders > 0);
            if !serve(&mut now, wins[0], a.service, sh.masks) {
                continue;
            }
            let mut here = to.to;
            // What the first stop has added before position j.
            let mut so_far = Detour::default();
            let mut blocked = limit < NEVER;
            let mut j = i;
            let mut least_ride: Tick = 0;
            loop {
                let n = &pos[j + 1];
                let aboard = pos[j].riders > 0 || rider;
                blocked |= pos[j].limits > 0;
                // The second stop between position j and the next.
                let unlocated_next = self.anchored(j + 1);
                let place_ok = if b.loc == NONE {
                    pos[j].riders == 0
                } else {
                    !unlocated_next
                };
                if place_ok {
                    let go = self.leg(here, b);
                    let on = self.leg_on(go.to, n);
                    let d = if j == i {
                        self.detour(i, &[to, go, on])
                    } else {
                        let d = self.detour(j, &[go, on]);
                        Detour {
                            drive: d.drive + so_far.drive,
                            metres: d.metres + so_far.metres,
                            claimed: d.claimed + so_far.claimed,
                        }
                    };
                    let cost = self.cost(d);
                    let affords = self.affords(d);
                    room.pinched |= !affords;
                    if affords
                        && best.as_ref().is_none_or(|b| cost < b.cost)
                        && least_ride + go.drive + go.setup <= limit
                    {
                        let mut end = advance(self.inst, self.shift, &now, go, aboard);
                        if serve(&mut end, wins[1], b.service, sh.masks)
                            && self.joins(&end, on, n, pos[j].riders > 0)
                            && (!grouped || self.state.may_ride(self.job, self.shift, i, j))
                            && (self.inst.dims == 0 || self.keeps(j, true))
                        {
                            let ins = Insertion {
                                job: self.job,
                                shift: self.shift,
                                i,
                                j,
                                cost,
                                starts: [FREE; 2],
                            };
                            if let Some(ins) =
                                self.confirm(ins, wins, coupled, blocked, mode.pick, rng, room)
                                && best.as_ref().is_none_or(|b| ins.cost < b.cost)
                            {
                                best = Some(ins);
                            }
                        }
                    }
                }
                // On to the next position with the first stop behind.
                j += 1;
                if pos[j].node == NONE {
                    break;
                }
                let over = &self.inst.nodes[pos[j].node as usize];
                if rider && (over.loc == NONE || (self.riders_alone && !over.rider)) {
                    break;
                }
                if self.inst.dims > 0 && !self.carries(a.node, j, j + 1) {
                    break;
                }
                let leg = if j == i + 1 {
                    self.leg_on(here, &pos[j])
                } else {
                    pos[j].leg_from(&pos[j - 1])
                };
                if j == i + 1 {
                    so_far = self.detour(i, &[to, leg]);
                }
                least_ride += leg.drive + leg.setup;
                if least_ride > limit {
                    break;
                }
                least_ride += pos[j].service;
                now = advance(self.inst, self.shift, &now, leg, aboard);
                let mut any = false;
                for m in 0..sh.masks {
                    if now[m] < NEVER && now[m] <= pos[j].b[m] {
                        let s = pos[j].start(self.inst, now[m]);
                        now[m] = if s < NEVER { s + pos[j].service } else { NEVER };
                    } else {
                        now[m] = NEVER;
                    }
                    any |= now[m] < NEVER;
                }
                if !any || now.iter().all(|&t| t > latest) {
                    break;
                }
                here = pos[j].loc;
            }
        }
        best
    }

    /// Whether the route goes on from some state after the leg `on` to position `n`.
    fn joins(&self, end: &[Tick; 4], on: Leg, n: &Pos, riders: bool) -> bool {
        let by = retreat(self.inst, self.shift, &n.b, on, riders);
        (0..self.inst.shifts[self.shift].masks).any(|m| end[m] < NEVER && end[m] <= by[m])
    }

    /// Reckons a pair's place in full where needed, and commits its starts.
    #[allow(clippy::too_many_arguments)]
    fn confirm(
        &self,
        mut ins: Insertion,
        wins: [&[(Tick, Tick)]; 2],
        coupled: bool,
        blocked: bool,
        pick: Pick,
        rng: &mut Rng,
        room: &mut Room,
    ) -> Option<Insertion> {
        if !coupled {
            if blocked || self.exact {
                ins.cost = self.reckon(&ins, room)?;
            }
            return Some(ins);
        }
        let (lo, hi) = self.range(&ins, 0, room)?;
        let second = self.inst.commits_second(self.job, self.shift);
        let mut starts = tries(wins[0], lo, hi, pick, rng);
        let asks = self.inst.p.jobs[self.job].companions.is_some();
        let node = self.inst.first[self.job];
        let loc = room
            .route
            .pos
            .iter()
            .find(|p| p.node == node)
            .map_or(NONE, |p| p.loc);
        if asks {
            let begin = starts.len();
            self.state
                .lines
                .turns(self.inst, self.job, loc, &mut starts);
            let inside =
                |t: Tick| lo <= t && t <= hi && wins[0].iter().any(|w| w.0 <= t && t <= w.1);
            let mut k = 0;
            starts.retain(|&t| {
                k += 1;
                k <= begin || inside(t)
            });
            let lines = &self.state.lines;
            starts.retain(|&t| {
                lines
                    .companions(self.inst, self.job, self.shift, loc, t)
                    .is_some()
            });
            starts.truncate(6);
        }
        for t in starts {
            ins.starts = [t, FREE];
            if !second {
                if let Some(cost) = self.settle(&ins, room) {
                    ins.cost = cost;
                    return Some(ins);
                }
                continue;
            }
            let Some((lo, hi)) = self.range(&ins, 1, room) else {
                continue;
            };
            let then = if pick == Pick::Late {
                Pick::Late
            } else {
                Pick::Early
            };
            for u in tries(wins[1], lo, hi, then, rng) {
                ins.starts = [t, u];
                if let Some(cost) = self.settle(&ins, room) {
                    ins.cost = cost;
                    return Some(ins);
                }
            }
        }
        None
    }

    /// The cost of a committed pair, if people let it be and its route holds.
    fn settle(&self, ins: &Insertion, room: &mut Room) -> Option<f64> {
        let lines = &self.state.lines;
        let free = lines.can_be(self.inst, self.job, self.shift, ins.starts);
        if free { self.reckon(ins, room) } else { None }
    }

    /// Earliest and latest start of a stop of the job, placed as `ins` says.
    fn range(&self, ins: &Insertion, stop: u32, room: &mut Room) -> Option<(Tick, Tick)> {
        let Room { route, scratch, .. } = room;
        if !self.state.build_with(ins, route, scratch) {
            return None;
        }
        let node = self.inst.first[self.job] + stop;
        let pos = route.pos.iter().find(|p| p.node == node)?;
        let masks = self.inst.shifts[self.shift].masks;
        let lo = (0..masks).map(|m| pos.f[m]).min()? - pos.service;
        let hi = (0..masks).map(|m| pos.b[m]).max()?;
        Some((lo, hi))
    }
}

/// Up to six starts between `lo` and `hi` in a set, in the order they are preferred.
fn tries(set: &[(Tick, Tick)], lo: Tick, hi: Tick, pick: Pick, rng: &mut Rng) -> Vec<Tick> {
    let mut list = Vec::new();
    for &(a, b) in set {
        let (a, b) = (a.max(lo), b.min(hi));
        if a <= b {
            list.push(a);
            if pick == Pick::Random && b > a + 1 {
                list.push(a + 1 + rng.below((b - a - 1) as usize) as Tick);
            }
            if b > a {
                list.push(b);
            }
        }
    }
    match pick {
        Pick::Early => {}
        Pick::Late => list.reverse(),
        Pick::Random => rng.shuffle(&mut list),
    }
    list.truncate(6);
    list
}

/// Serves a stop in every state; false when none can.
fn serve(now: &mut [Tick; 4], wins: &[(Tick, Tick)], service: Tick, masks: usize) -> bool {
    let mut any = false;
    for t in now.iter_mut().take(masks) {
        if *t < NEVER {
            let s = first_start(wins, *t);
            *t = if s < NEVER { s + service } else { NEVER };
        }
        any |= *t < NEVER;
    }
    any
}

/// When a stop at one place may start, by breaks taken.
struct Spans {
    ready: [Tick; 4],
    by: [Tick; 4],
    masks: usize,
    service: Tick,
}

impl Spans {
    fn holds(&self, t: Tick) -> bool {
        (0..self.masks).any(|m| self.ready[m] <= t && t + self.service <= self.by[m])
    }

    /// First and last start of every state in every window.
    fn ends(&self, wins: &[(Tick, Tick)], out: &mut Vec<Tick>) {
        for m in 0..self.masks {
            if self.ready[m] >= NEVER || self.by[m] <= EVER {
                continue;
            }
            for &(a, b) in wins {
                let (a, b) = (a.max(self.ready[m]), b.min(self.by[m] - self.service));
                if a <= b {
                    out.extend([a, b]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::model::{Level, LocationId};
    use crate::solver::tests::any;

    #[test]
    fn plain_sums_find_the_places_that_full_trials_find() {
        // Proves that the short cuts for pairs (one's first look, the timing of one block)
        // pass the places that complete trials pass, at the same cost, on random routes
        // with rides, loads, setups and several windows.
        let terms = any::Terms {
            jobs: 14,
            shifts: 2,
            breaks: 0,
            closures: false,
            timed: false,
            unlocated: false,
            coupled: false,
            budgets: false,
            groups: false,
            pay: false,
            ..any::ALL
        };
        let mut rng = Rng::new(7);
        let (mut found, mut none) = (0, 0);
        for _ in 0..300 {
            let mut p = any::problem(&mut rng, terms);
            let drive = Level {
                drive: 1,
                ..Level::default()
            };
            p.objective = vec![drive];
            p.riders_alone = false;
            for shift in &mut p.shifts {
                shift.start = shift.start.or(Some(LocationId(0)));
                shift.end = shift.end.or(Some(LocationId(1)));
            }
            let inst = Instance::new(&p);
            let mut state = State::new(&inst);
            let mut room = Room::default();
            for k in 0..2 * p.jobs.len() * p.shifts.len() {
                let (job, shift) = (k / 2 % p.jobs.len(), rng.below(p.shifts.len()));
                let pair = inst.pair(job, shift).map(|pair| inst.ranges[pair]);
                let Some([a, b]) = pair.filter(|_| state.at[job] == NONE) else {
                    continue;
                };
                if inst.stops(job) == 2 {
                    let trial = state.trial(job, shift, state.slack(shift));
                    let plain = Plain::of(&trial, [a, b]).expect("nothing is in the way");
                    let fast = plain.best(PLAIN, &mut rng, &mut room);
                    let wins = [inst.windows(a), inst.windows(b)];
                    let slow = trial.pair(wins, false, PLAIN, &mut rng, &mut room);
                    let cost = |x: &Option<Insertion>| x.map(|x| x.cost);
                    assert_eq!(cost(&fast), cost(&slow), "{p:#?}");
                    *(if fast.is_some() {
                        &mut found
                    } else {
                        &mut none
                    }) += 1;
                }
                if let Some(ins) = state.best(job, shift, PLAIN, &mut rng, &mut room) {
                    assert!(state.place(&ins), "{p:#?}");
                }
            }
        }
        assert!(found > 200 && none > 200, "{found} and {none}");
    }
}
