//! A drive as the steps in which the map has it: one wherever a road gets another name, or
//! something is to be done.

use super::super::graph::{EdgeIx, Graph};
use super::super::line::Leg;
use super::junctions::Junctions;
use super::named::Named;
use crate::domain::road::{Side, TurnKind};

/// Up to so many degrees one goes straight on, bears to a side, turns; beyond, sharply.
pub(super) const STRAIGHT: f64 = 20.0;
pub(super) const SLIGHT: f64 = 45.0;
const PLAIN: f64 = 135.0;
/// How far from a junction the direction of a road is taken, in metres.
const LOOK_AHEAD: f64 = 15.0;

/// Something to do, and the road until the next.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub kind: TurnKind,
    pub road: Named,
    pub metres: f64,
    /// By how much one turns, to the right above zero, in degrees.
    pub degrees: f64,
    /// The direction in which one came.
    pub arrive: f64,
    /// Whether all of it is a ramp or a slip road.
    pub is_link: bool,
}

/// The steps of a drive, without the arrival; at least one.
pub(super) fn steps(graph: &Graph, junctions: &Junctions, legs: &[Leg]) -> Vec<Step> {
    let Some(first) = legs.first() else {
        return Vec::new();
    };
    let mut list = List {
        graph,
        steps: vec![step(graph, TurnKind::Depart(None), None, *first)],
        exits: 0,
    };
    for two in legs.windows(2) {
        list.pass(junctions.after(graph, two[0].edge), two[0].edge, two[1]);
    }
    list.steps
}

fn step(graph: &Graph, kind: TurnKind, from: Option<EdgeIx>, leg: Leg) -> Step {
    Step {
        kind,
        road: Named::of(graph, leg.edge, leg.metres),
        metres: leg.metres,
        degrees: from.map_or(0.0, |from| turned(graph, from, leg.edge)),
        arrive: from.map_or(0.0, |from| arriving(graph, from)),
        is_link: graph.segment(leg.edge.segment()).is_link,
    }
}

struct List<'a> {
    graph: &'a Graph,
    steps: Vec<Step>,
    /// The exits passed in the roundabout that one is in.
    exits: u8,
}

impl List<'_> {
    /// Goes from one stretch onto the next.
    fn pass(&mut self, roads: &[EdgeIx], from: EdgeIx, leg: Leg) {
        let is_ring = |edge: EdgeIx| self.graph.segment(edge.segment()).is_roundabout;
        match (is_ring(from), is_ring(leg.edge)) {
            (true, _) => {
                let is_exit =
                    |edge: &&EdgeIx| !is_ring(**edge) && self.graph.weight(**edge).is_some();
                let exits = roads.iter().filter(is_exit).count();
                let exits = u8::try_from(exits).unwrap_or(u8::MAX);
                if is_ring(leg.edge) {
                    self.exits = self.exits.saturating_add(exits);
                    self.go_on(leg, false);
                } else {
                    self.leave(from, leg);
                }
            }
            (false, true) => {
                let entry = step(self.graph, TurnKind::Roundabout(0), Some(from), leg);
                self.steps.push(entry);
            }
            (false, false) => match self.kind(roads, from, leg.edge) {
                Some(kind) => self.steps.push(step(self.graph, kind, Some(from), leg)),
                None => self.go_on(leg, true),
            },
        }
    }

    /// Leaves a roundabout: what was its entry is now its exit.
    fn leave(&mut self, from: EdgeIx, leg: Leg) {
        let kind = TurnKind::Roundabout(self.exits.saturating_add(1));
        self.exits = 0;
        let exit = step(self.graph, kind, Some(from), leg);
        match self.steps.last_mut() {
            Some(last) if matches!(last.kind, TurnKind::Roundabout(0)) => {
                last.kind = kind;
                last.road = exit.road;
                last.metres += leg.metres;
                last.is_link = exit.is_link;
            }
            _ => self.steps.push(exit),
        }
    }

    fn go_on(&mut self, leg: Leg, is_named: bool) {
        if let Some(last) = self.steps.last_mut() {
            last.metres += leg.metres;
            last.is_link &= self.graph.segment(leg.edge.segment()).is_link;
            if is_named {
                last.road
                    .absorb(Named::of(self.graph, leg.edge, leg.metres));
            }
        }
    }

    /// What there is to do; nothing where one just goes on.
    fn kind(&self, roads: &[EdgeIx], from: EdgeIx, to: EdgeIx) -> Option<TurnKind> {
        if to == from.reverse() {
            return Some(TurnKind::UTurn);
        }
        let (graph, onto) = (self.graph, Named::of(self.graph, to, 0.0));
        let is_link = |edge: EdgeIx| graph.segment(edge.segment()).is_link;
        let last = self.steps.last()?;
        let is_nameless = last.road.is_empty() && onto.is_empty();
        let is_same = is_nameless || last.road.is(&onto, &graph.strings);
        let is_other = !is_same || is_link(from) != is_link(to);
        let on = is_other.then_some(TurnKind::Continue);
        let degrees = turned(graph, from, to);
        // Where there is nothing to choose a road only bends, if it does not turn a corner.
        let others = roads
            .iter()
            .filter(|edge| **edge != to && **edge != from.reverse());
        let mut open = others.filter(|edge| graph.weight(**edge).is_some());
        let is_bend = degrees.abs() < SLIGHT && open.clone().next().is_none();
        if roads.len() <= 2 || is_bend {
            return on;
        }
        let fork = open.find_map(|edge| {
            let other = turned(graph, from, *edge);
            (other.abs() < SLIGHT).then_some((*edge, other))
        });
        match fork {
            Some((other, beside)) if degrees.abs() < SLIGHT => {
                let (side, slight) = match degrees > beside {
                    true => (Side::Right, TurnKind::SlightRight),
                    false => (Side::Left, TurnKind::SlightLeft),
                };
                match (is_link(from), is_link(to), is_link(other)) {
                    (false, true, false) => Some(TurnKind::Ramp(side)),
                    (true, true, true) => Some(slight),
                    _ => is_other.then_some(slight),
                }
            }
            _ if degrees.abs() < if is_other { STRAIGHT } else { SLIGHT } => on,
            _ => Some(by_degrees(degrees)),
        }
    }
}

/// A turn by its size.
pub(super) fn by_degrees(degrees: f64) -> TurnKind {
    match (degrees.abs(), degrees < 0.0) {
        (size, _) if size < STRAIGHT => TurnKind::Continue,
        (size, true) if size < SLIGHT => TurnKind::SlightLeft,
        (size, false) if size < SLIGHT => TurnKind::SlightRight,
        (size, true) if size <= PLAIN => TurnKind::Left,
        (size, false) if size <= PLAIN => TurnKind::Right,
        (_, true) => TurnKind::SharpLeft,
        (_, false) => TurnKind::SharpRight,
    }
}

/// By how many degrees one turns, to the right above zero.
fn turned(graph: &Graph, from: EdgeIx, to: EdgeIx) -> f64 {
    super::super::graph::deviation(arriving(graph, from), leaving(graph, to))
}

/// The direction at the end of an edge, in degrees from north.
fn arriving(graph: &Graph, edge: EdgeIx) -> f64 {
    leaving(graph, edge.reverse()) + 180.0
}

/// The direction in which an edge sets out.
fn leaving(graph: &Graph, edge: EdgeIx) -> f64 {
    let points = graph.points(edge.segment()).iter().copied();
    if edge.is_forward() {
        super::super::graph::bearing(points, LOOK_AHEAD)
    } else {
        super::super::graph::bearing(points.rev(), LOOK_AHEAD)
    }
}
