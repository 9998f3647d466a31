//! Places for a pair on a shift without breaks, closures, traffic or couplings: the
//! case of pickups and deliveries, by plain sums.

use super::glance::Glance;
use super::insertion::{Mode, Room, Stop, Trial};
use super::instance::{NEVER, NONE};
use super::model::Tick;
use super::rides::Pair;
use super::rng::Rng;
use super::route::{FREE, first_start};
use super::state::Insertion;

/// A trial of a pair where plain sums do.
pub(super) struct Plain<'t, 's, 'a> {
    trial: &'t Trial<'s, 'a>,
    looks: [Glance<'a>; 2],
    stops: [Stop; 2],
    ranges: [(u32, u32); 2],
    /// No detour is a short cut.
    metric: bool,
    /// The most ticks from the end of the first stop to the start of the second.
    limit: Tick,
    /// Places that pass must still be reckoned in full.
    asks: bool,
}

impl<'t, 's, 'a> Plain<'t, 's, 'a> {
    /// The trial of a job that is not coupled; none where plain sums do not do.
    pub(super) fn of(trial: &'t Trial<'s, 'a>, ranges: [(u32, u32); 2]) -> Option<Self> {
        let inst = trial.inst;
        let sh = &inst.shifts[trial.shift];
        let free = sh.simple && sh.masks == 1 && trial.timely && !inst.any_unlocated;
        if !free || inst.p.riders_alone || !inst.groups[trial.job].is_empty() {
            return None;
        }
        let stops = [trial.stop(0), trial.stop(1)];
        let limit = inst.nodes[stops[0].node as usize].max_ride;
        Some(Plain {
            trial,
            looks: [
                Glance::of(trial, stops[0], inst.windows(ranges[0]))?,
                Glance::of(trial, stops[1], inst.windows(ranges[1]))?,
            ],
            stops,
            ranges,
            metric: inst.metric[trial.table] && stops.iter().all(|stop| stop.setup == 0),
            limit,
            asks: trial.exact || limit < NEVER || trial.route.limited,
        })
    }

    /// The best place of the pair.
    pub(super) fn best(&self, mode: Mode, rng: &mut Rng, room: &mut Room) -> Option<Insertion> {
        let mut places = std::mem::take(&mut room.places);
        places.clear();
        let mut found = (f64::INFINITY, 0, 0);
        let last = self.looks[0].wins[self.looks[0].wins.len() - 1].1;
        for (i, edge) in self.trial.route.edges.iter().enumerate() {
            if edge.end > last {
                break;
            }
            if mode.blink > 0.0 && rng.chance(mode.blink) {
                continue;
            }
            self.from(i, &mut found, &mut places, &mut room.pinched);
        }
        let mut best = None;
        if self.asks {
            places.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            for &(cost, i, j) in &places {
                if best.as_ref().is_some_and(|b: &Insertion| cost >= b.cost) {
                    break;
                }
                let mut ins = self.insertion(cost, i, j);
                if let Some(exact) = self.reckon(&ins, room)
                    && best.as_ref().is_none_or(|b| exact < b.cost)
                {
                    ins.cost = exact;
                    best = Some(ins);
                }
            }
        } else if found.0.is_finite() {
            best = Some(self.insertion(found.0, found.1, found.2));
        }
        room.places = places;
        best
    }

    /// The exact cost of a place, if it holds.
    fn reckon(&self, ins: &Insertion, room: &mut Room) -> Option<f64> {
        if self.trial.exact {
            return self.trial.reckon(ins, room);
        }
        let pair = Pair {
            route: self.trial.route,
            node: self.stops[0].node,
            wins: self.ranges,
            at: (ins.i, ins.j),
        };
        room.block.holds(self.trial.inst, &pair).then_some(ins.cost)
    }

    fn insertion(&self, cost: f64, i: u32, j: u32) -> Insertion {
        Insertion {
            job: self.trial.job,
            shift: self.trial.shift,
            i: i as usize,
            j: j as usize,
            cost,
            starts: [FREE; 2],
        }
    }

    /// Setup ticks of a stop after a place.
    #[inline]
    fn setup(&self, k: usize, from: u32) -> Tick {
        let stop = &self.stops[k];
        if from == stop.loc { 0 } else { stop.setup }
    }

    /// When a stop ends that is reached at a tick, or [`NEVER`].
    #[inline]
    fn serve(&self, k: usize, ready: Tick) -> Tick {
        let start = first_start(self.looks[k].wins, ready);
        if start < NEVER {
            start + self.stops[k].service
        } else {
            NEVER
        }
    }

    /// Setup ticks of position `k` of the route when one comes from `from`.
    #[inline]
    fn setup_at(&self, k: usize, from: u32) -> Tick {
        let pos = &self.trial.route.pos[k];
        if pos.node == NONE || pos.loc == from {
            0
        } else {
            self.trial.inst.nodes[pos.node as usize].setup
        }
    }

    /// Looks at all places with the first stop after position `i`.
    fn from(
        &self,
        i: usize,
        found: &mut (f64, u32, u32),
        places: &mut Vec<(f64, u32, u32)>,
        pinched: &mut bool,
    ) {
        let trial = self.trial;
        let (pos, edges) = (&trial.route.pos, &trial.route.edges);
        let [a, b] = &self.stops;
        let [to_a, to_b] = &self.looks;
        let edge = &edges[i];
        let in_a = to_a.into[edge.from as usize];
        let mut now = self.serve(0, edge.end + in_a + self.setup(0, edge.from));
        if now > edge.by || (self.metric && now + to_a.out[edge.to as usize] > edge.by) {
            return;
        }
        let loaded = trial.inst.dims > 0;
        if loaded && !trial.carries(a.node, i, i + 1) {
            return;
        }
        // The drive that the first stop adds, and where it lies, before position `j`.
        let (mut before, mut here) = (in_a, a.loc);
        let mut ride: Tick = 0;
        for j in i..edges.len() {
            let edge = &edges[j];
            if j > i {
                let pos = &pos[j];
                let leg = if j == i + 1 {
                    let leg = to_a.out[pos.loc as usize];
                    before = in_a + leg - edges[i].drive;
                    leg + self.setup_at(j, a.loc)
                } else {
                    pos.drive + pos.setup
                };
                if self.metric && !self.asks && trial.cost_of(before) >= found.0 {
                    return;
                }
                ride += leg;
                now += leg;
                if ride > self.limit || now > pos.b[0] {
                    return;
                }
                ride += pos.service;
                now = pos.start(trial.inst, now);
                if now >= NEVER {
                    return;
                }
                now += pos.service;
                if loaded && !trial.carries(a.node, j, j + 1) {
                    return;
                }
                here = pos.loc;
            }
            let go = to_b.into[here as usize];
            let on = to_b.out[edge.to as usize];
            let drive = before + go + on - edge.drive;
            let cost = trial.cost_of(drive);
            if !self.asks && cost >= found.0 {
                continue;
            }
            let way = go + self.setup(1, here);
            if ride + way > self.limit {
                continue;
            }
            let end = self.serve(1, now + way);
            if end >= NEVER && self.metric {
                // Later positions are reached later still.
                return;
            }
            if end >= NEVER || end + on + self.setup_at(j + 1, b.loc) > edge.by {
                continue;
            }
            if !trial.affords_drive(drive) {
                *pinched = true;
                continue;
            }
            if loaded && !trial.keeps(j, true) {
                continue;
            }
            if self.asks {
                places.push((cost, i as u32, j as u32));
            } else {
                *found = (cost, i as u32, j as u32);
            }
        }
    }
}
