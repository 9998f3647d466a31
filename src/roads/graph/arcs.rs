//! Turns: from which directed stretch onto which, and what that takes.
//!
//! A restriction over several stretches is kept by copies of those in the middle: whoever
//! comes onto them from the restricted side drives on the copies, where the last turn is
//! missing; whoever leaves the sequence is back on the ordinary ones.

use std::collections::HashMap;

use super::super::osm::Extract;
use super::super::profile::{self, Crossing, DrivingSide, TurnSetting, Who};
use super::bearing::{bearing, deviation};
use super::restrict::Rule;
use super::segments::Cut;
use super::{EdgeIx, NONE, SegmentIx, Weight, milliseconds};

/// How far from the junction the direction of a road is taken, in metres, so that a kink in
/// the last metre does not count.
const LOOK_AHEAD: f64 = 10.0;

/// Vertices and arcs, before anything is left out.
#[derive(Debug, Default)]
pub(super) struct Arcs {
    /// By vertex; the first vertex of an edge comes before its copies.
    pub edges: Vec<EdgeIx>,
    /// By edge, its first vertex.
    pub vertex_of: Vec<u32>,
    pub first: Vec<u32>,
    pub heads: Vec<u32>,
    pub weights: Vec<Weight>,
}

/// Rules that one is in the middle of: which, and how many of its edges are driven.
type Active = Vec<(u32, u32)>;

struct Turns<'a> {
    extract: &'a Extract,
    cut: &'a Cut,
    rules: &'a [Rule],
    /// By edge, the rules that begin with it.
    begin: HashMap<EdgeIx, Vec<u32>>,
    /// By junction, the edges that leave it.
    out: Vec<Vec<EdgeIx>>,
    /// By junction, how many roads lead into it only.
    inward: Vec<u32>,
    /// By edge, its bearing at its start, in degrees.
    bearing: Vec<f32>,
    side: DrivingSide,
}

/// All turns that are allowed.
pub(super) fn arcs(extract: &Extract, cut: &Cut, rules: &[Rule], side: DrivingSide) -> Arcs {
    let turns = Turns::new(extract, cut, rules, side);
    let mut out = Arcs {
        vertex_of: vec![NONE; cut.segments.len() * 2],
        ..Arcs::default()
    };
    for edge in (0..cut.segments.len() as u32 * 2).map(EdgeIx) {
        if cut.is_open(edge) {
            out.vertex_of[edge.ix()] = out.edges.len() as u32;
            out.edges.push(edge);
        }
    }
    let mut copies: HashMap<(EdgeIx, Active), u32> = HashMap::new();
    let mut active: Vec<Active> = vec![Vec::new(); out.edges.len()];
    let mut vertex = 0;
    while vertex < out.edges.len() {
        out.first.push(out.heads.len() as u32);
        let edge = out.edges[vertex];
        let now = std::mem::take(&mut active[vertex]);
        for (next, weight) in turns.from(edge) {
            let Some(then) = turns.follow(edge, &now, next) else {
                continue;
            };
            let head = if then.is_empty() {
                out.vertex_of[next.ix()]
            } else {
                *copies.entry((next, then)).or_insert_with_key(|(_, then)| {
                    out.edges.push(next);
                    active.push(then.clone());
                    out.edges.len() as u32 - 1
                })
            };
            out.heads.push(head);
            out.weights.push(weight);
        }
        vertex += 1;
    }
    out.first.push(out.heads.len() as u32);
    out
}

impl<'a> Turns<'a> {
    fn new(extract: &'a Extract, cut: &'a Cut, rules: &'a [Rule], side: DrivingSide) -> Self {
        let mut begin: HashMap<EdgeIx, Vec<u32>> = HashMap::new();
        for (ix, rule) in rules.iter().enumerate() {
            begin.entry(rule.edges[0]).or_default().push(ix as u32);
        }
        let mut out = vec![Vec::new(); cut.nodes.len()];
        let mut inward = vec![0; cut.nodes.len()];
        let mut bearings = Vec::with_capacity(cut.segments.len() * 2);
        for (ix, segment) in cut.segments.iter().enumerate() {
            let forward = EdgeIx::forward(SegmentIx(ix as u32));
            for (edge, from) in [forward, forward.reverse()].into_iter().zip(segment.ends) {
                if cut.is_open(edge) {
                    out[from as usize].push(edge);
                } else {
                    inward[from as usize] += 1;
                }
            }
            let points = &cut.shape[segment.shape[0] as usize..segment.shape[1] as usize];
            bearings.push(bearing(points.iter().copied(), LOOK_AHEAD) as f32);
            bearings.push(bearing(points.iter().rev().copied(), LOOK_AHEAD) as f32);
        }
        Self {
            extract,
            cut,
            rules,
            begin,
            out,
            inward,
            bearing: bearings,
            side,
        }
    }

    /// The turns off an edge, restrictions left aside.
    fn from(&self, edge: EdgeIx) -> Vec<(EdgeIx, Weight)> {
        let segment = &self.cut.segments[edge.segment().ix()];
        let junction = segment.ends[usize::from(edge.is_forward())];
        let tags = self.extract.node_tags(self.cut.nodes[junction as usize]);
        let back = edge.reverse();
        let out = &self.out[junction as usize];
        let (seconds, penalty) = match profile::crossing(&tags) {
            Crossing::Takes { seconds, penalty } => (seconds, penalty),
            // One may turn round in front of what closes the road.
            Crossing::Closed => return self.around(back).into_iter().collect(),
        };
        // One turns round only where the road ends.
        if out.iter().all(|next| *next == back) {
            return self.around(back).into_iter().collect();
        }
        let stop = profile::stops(&tags).map_or(0.0, |stop| match stop.who {
            // A sign at the junction itself does not say for which of its roads it is.
            Who::ToTheNearer => 0.0,
            _ => stop.seconds,
        });
        let setting = TurnSetting {
            side: self.side,
            roads: self.roads(junction),
        };
        let arrive = f64::from(self.bearing[back.ix()]) + 180.0;
        let ahead = out.iter().filter(|next| **next != back);
        let turns = ahead.filter_map(|next| {
            let onto = &self.cut.segments[next.segment().ix()];
            let degrees = deviation(arrive, f64::from(self.bearing[next.ix()]));
            let turn = profile::turn_seconds(degrees, setting);
            let told = seconds + stop + turn;
            let untold = penalty + segment.zone.crossing(onto.zone) + turn;
            let weight = Weight {
                cost: milliseconds(told + untold),
                time: milliseconds(told),
                length: 0,
            };
            Some((*next, weight.plus(onto.weight[next.0 as usize & 1]?)))
        });
        turns.collect()
    }

    fn around(&self, back: EdgeIx) -> Option<(EdgeIx, Weight)> {
        let road = self.cut.segments[back.segment().ix()].weight[back.0 as usize & 1]?;
        let turn = milliseconds(profile::u_turn_seconds());
        let weight = Weight {
            cost: turn,
            time: turn,
            length: 0,
        };
        Some((back, weight.plus(road)))
    }

    /// How many roads meet, a road that passes through being two.
    fn roads(&self, junction: u32) -> usize {
        self.out[junction as usize].len() + self.inward[junction as usize] as usize
    }

    /// The rules that one is in after a turn; none where one of them forbids it.
    fn follow(&self, edge: EdgeIx, now: &Active, next: EdgeIx) -> Option<Active> {
        let begun = self.begin.get(&edge).map_or(&[][..], Vec::as_slice);
        let begun = begun.iter().map(|rule| (*rule, 0));
        let mut then = Vec::new();
        for (ix, driven) in now.iter().copied().chain(begun) {
            let rule = &self.rules[ix as usize];
            let at = driven as usize + 1;
            let is_last = at + 1 == rule.edges.len();
            match (rule.edges[at] == next, rule.is_only, is_last) {
                (true, false, true) | (false, true, _) => return None,
                (true, _, false) => then.push((ix, driven + 1)),
                (true, true, true) | (false, false, _) => {}
            }
        }
        then.sort_unstable();
        Some(then)
    }
}
