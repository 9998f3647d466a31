//! Drives as turn lists.

use super::graph::{EdgeIx, Graph, SegmentIx};
use super::line::Leg;
use super::osm::Point;
use super::snap::Snap;
use crate::domain::money::Metres;
use crate::domain::road::{Side, Turn, TurnKind};

/// Up to so many degrees one goes straight on, bears to a side, turns; beyond, sharply.
const STRAIGHT: f64 = 20.0;
const SLIGHT: f64 = 45.0;
const PLAIN: f64 = 135.0;
/// Less than this is not driven, in metres.
const NOTHING: f64 = 1.0;
/// How far from a junction the direction of a road is taken, in metres.
const LOOK_AHEAD: f64 = 15.0;

/// The roads that leave each junction.
#[derive(Clone, Debug)]
pub(super) struct Junctions {
    first: Vec<u32>,
    edges: Vec<EdgeIx>,
}

impl Junctions {
    pub fn new(graph: &Graph) -> Self {
        let ends = graph.segments.iter().flat_map(|segment| segment.ends);
        let count = ends.max().map_or(0, |last| last as usize + 1);
        let mut leaving = Vec::with_capacity(graph.segments.len() * 2);
        for (ix, segment) in graph.segments.iter().enumerate() {
            let forward = EdgeIx::forward(SegmentIx(ix as u32));
            leaving.push((segment.ends[0], forward));
            leaving.push((segment.ends[1], forward.reverse()));
        }
        leaving.sort_unstable();
        let starts = (0..=count as u32)
            .map(|junction| leaving.partition_point(|(other, _)| *other < junction) as u32);
        Self {
            first: starts.collect(),
            edges: leaving.iter().map(|(_, edge)| *edge).collect(),
        }
    }

    /// The roads at the end of an edge, open or not, itself turned round among them.
    fn after(&self, graph: &Graph, edge: EdgeIx) -> &[EdgeIx] {
        let ends = graph.segment(edge.segment()).ends;
        let junction = ends[usize::from(edge.is_forward())] as usize;
        &self.edges[self.first[junction] as usize..self.first[junction + 1] as usize]
    }
}

/// What to do on a drive, from the departure to the arrival.
pub(super) fn turns(graph: &Graph, junctions: &Junctions, legs: &[Leg], end: &Snap) -> Vec<Turn> {
    let Some(last) = legs.last().map(|leg| leg.edge) else {
        return Vec::new();
    };
    let legs = driven(legs);
    let first = legs[0];
    let mut list = List {
        turns: vec![(TurnKind::Depart, street(graph, first.edge), first.metres)],
        exits: 0,
    };
    for two in legs.windows(2) {
        list.pass(graph, junctions, two[0].edge, two[1].edge);
        list.drive(two[1].metres);
    }
    let street = street(graph, legs[legs.len() - 1].edge);
    let side = match (end.side, last.is_forward()) {
        (Side::Left, false) => Side::Right,
        (Side::Right, false) => Side::Left,
        (side, _) => side,
    };
    list.turns.push((TurnKind::Arrive(side), street, 0.0));
    let turns = list.turns.into_iter().map(|(kind, street, metres)| Turn {
        kind,
        street,
        metres: Metres(metres.round() as i64),
    });
    turns.collect()
}

/// Without the stretches at the ends of which next to nothing is driven: who sets out from a
/// corner hears of one street only.
fn driven(mut legs: &[Leg]) -> &[Leg] {
    while let [first, rest @ ..] = legs
        && !rest.is_empty()
        && first.metres < NOTHING
    {
        legs = rest;
    }
    while let [rest @ .., last] = legs
        && !rest.is_empty()
        && last.metres < NOTHING
    {
        legs = rest;
    }
    legs
}

/// A turn list that is being written.
struct List {
    turns: Vec<(TurnKind, String, f64)>,
    /// The exits passed in the roundabout that one is in.
    exits: u8,
}

impl List {
    fn drive(&mut self, metres: f64) {
        if let Some(last) = self.turns.last_mut() {
            last.2 += metres;
        }
    }

    /// Goes from one stretch onto the next.
    fn pass(&mut self, graph: &Graph, junctions: &Junctions, from: EdgeIx, to: EdgeIx) {
        let (old, new) = (graph.segment(from.segment()), graph.segment(to.segment()));
        let roads = junctions.after(graph, from);
        if old.is_roundabout {
            let exits = roads.iter().filter(|edge| {
                let is_ring = graph.segment(edge.segment()).is_roundabout;
                !is_ring && graph.weight(**edge).is_some()
            });
            let exits = u8::try_from(exits.count()).unwrap_or(u8::MAX);
            if new.is_roundabout {
                self.exits = self.exits.saturating_add(exits);
                return;
            }
            let kind = TurnKind::Roundabout(self.exits.saturating_add(1));
            self.exits = 0;
            let street = street(graph, to);
            match self.turns.last_mut() {
                Some(last) if matches!(last.0, TurnKind::Roundabout(0)) => {
                    (last.0, last.1) = (kind, street);
                }
                _ => self.turns.push((kind, street, 0.0)),
            }
            return;
        }
        if new.is_roundabout {
            self.turns
                .push((TurnKind::Roundabout(0), street(graph, to), 0.0));
            return;
        }
        if let Some(kind) = self.kind(graph, roads, from, to) {
            self.turns.push((kind, street(graph, to), 0.0));
        }
    }

    /// What to say of a turn; nothing where one just goes on.
    fn kind(&self, graph: &Graph, roads: &[EdgeIx], from: EdgeIx, to: EdgeIx) -> Option<TurnKind> {
        if to == from.reverse() {
            return Some(TurnKind::UTurn);
        }
        let is_other = match self.turns.last() {
            Some((_, known, _)) => *known != street(graph, to),
            None => true,
        };
        let degrees = turned(graph, from, to);
        let size = degrees.abs();
        if roads.len() <= 2 {
            return is_other.then_some(TurnKind::Continue);
        }
        let limit = if is_other { STRAIGHT } else { SLIGHT };
        if size < limit {
            return is_other.then_some(TurnKind::Continue);
        }
        let is_left = degrees < 0.0;
        Some(match (size, is_left) {
            (size, true) if size < SLIGHT => TurnKind::SlightLeft,
            (size, false) if size < SLIGHT => TurnKind::SlightRight,
            (size, true) if size <= PLAIN => TurnKind::Left,
            (size, false) if size <= PLAIN => TurnKind::Right,
            (_, true) => TurnKind::SharpLeft,
            (_, false) => TurnKind::SharpRight,
        })
    }
}

/// By how many degrees one turns, to the right above zero.
fn turned(graph: &Graph, from: EdgeIx, to: EdgeIx) -> f64 {
    let along = |edge: EdgeIx| -> f64 {
        let points = graph.points(edge.segment());
        if edge.is_forward() {
            bearing(points.iter())
        } else {
            bearing(points.iter().rev())
        }
    };
    deviation(along(from.reverse()) + 180.0, along(to))
}

/// The direction in which a line sets out, in degrees from north.
fn bearing<'a>(points: impl Iterator<Item = &'a Point>) -> f64 {
    super::graph::bearing(points.copied(), LOOK_AHEAD)
}

fn deviation(arrive: f64, leave: f64) -> f64 {
    super::graph::deviation(arrive, leave)
}

/// A street's name, or its number.
fn street(graph: &Graph, edge: EdgeIx) -> String {
    let segment = graph.segment(edge.segment());
    let name = match segment.name {
        name if name.is_empty() => segment.number,
        name => name,
    };
    graph.strings.get(name).to_owned()
}
