//! Drives as turn lists.

mod junctions;
mod named;
mod steps;
#[cfg(test)]
mod tests;
mod tidy;

pub(super) use junctions::Junctions;

use super::graph::Graph;
use super::line::Leg;
use super::osm::Point;
use super::snap::Snap;
use crate::domain::money::Metres;
use crate::domain::road::{Heading, Side, Turn, TurnKind};
use crate::domain::travel::LatLon;

/// Less than this is not driven, in metres.
const NOTHING: f64 = 1.0;
/// Over so many metres one sees in which direction one sets out.
const SETTING_OUT: f64 = 30.0;

/// What to do on a drive, from the departure to the arrival. The turns' metres add up to the
/// `whole`.
pub(super) fn turns(
    graph: &Graph,
    junctions: &Junctions,
    legs: &[Leg],
    end: &Snap,
    line: &[LatLon],
    whole: Metres,
) -> Vec<Turn> {
    let Some(last) = legs.last().map(|leg| leg.edge) else {
        return Vec::new();
    };
    let mut steps = steps::steps(graph, junctions, driven(legs));
    tidy::tidy(&mut steps, &graph.strings);
    let side = match (end.side, last.is_forward()) {
        (Side::Left, false) => Side::Right,
        (Side::Right, false) => Side::Left,
        (side, _) => side,
    };
    // Each ends at a rounded metre of the whole, so that no metre is lost by rounding.
    let (mut driven, mut told) = (0.0, 0);
    let count = steps.len();
    let mut turns: Vec<Turn> = Vec::with_capacity(count + 1);
    for (ix, step) in steps.iter().enumerate() {
        driven += step.metres;
        let until = match ix + 1 == count {
            true => whole.0.max(told),
            false => (driven.round() as i64).clamp(told, whole.0.max(told)),
        };
        turns.push(Turn {
            kind: step.kind,
            street: step.road.words(&graph.strings),
            metres: Metres(until - told),
        });
        told = until;
    }
    if let Some(first) = turns.first_mut() {
        // Not beyond the first turn, wherever rounding puts it.
        let metres = steps[0].metres * 0.9;
        first.kind = TurnKind::Depart(heading(line, metres.min(SETTING_OUT)));
    }
    turns.push(Turn {
        kind: TurnKind::Arrive(side),
        street: named::Named::of(graph, last, 0.0).words(&graph.strings),
        metres: Metres(0),
    });
    turns
}

/// The direction in which a line sets out; none where it goes nowhere.
fn heading(line: &[LatLon], metres: f64) -> Option<Heading> {
    if line.len() < 2 {
        return None;
    }
    let points = line.iter().map(|at| Point::from(*at));
    Some(Heading::of_degrees(super::graph::bearing(points, metres)))
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
