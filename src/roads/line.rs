//! Drives as lines on the map.

use super::graph::{EdgeIx, Graph, SegmentIx};
use super::network::Way;
use super::osm::Point;
use super::profile::Zone;
use super::snap::Snap;
use crate::domain::travel::LatLon;

/// A stretch of a drive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Leg {
    pub edge: EdgeIx,
    /// How much of it is driven, in metres.
    pub metres: f64,
}

/// The stretches of a drive, the first and the last in part.
pub(super) fn legs(graph: &Graph, way: &Way, start: &Snap, end: &Snap) -> Vec<Leg> {
    let last = way.vertices.len() - 1;
    let legs = way.vertices.iter().enumerate().map(|(ix, vertex)| {
        let edge = graph.edges[*vertex as usize];
        let whole = graph.weight(edge).unwrap_or_default().length;
        let along = |snap: &Snap| match edge.is_forward() {
            true => snap.share,
            false => 1.0 - snap.share,
        };
        let from = if ix == 0 { along(start) } else { 0.0 };
        let to = if ix == last { along(end) } else { 1.0 };
        Leg {
            edge,
            metres: f64::from(whole) / 10.0 * (to - from).max(0.0),
        }
    });
    legs.collect()
}

/// The points of a drive, from one place's point on the road to the other's.
pub(super) fn line(graph: &Graph, legs: &[Leg], start: &Snap, end: &Snap) -> Vec<LatLon> {
    let mut line = vec![start.at];
    let last = legs.len() - 1;
    for (ix, leg) in legs.iter().enumerate() {
        let mut points: Vec<Point> = graph.points(leg.edge.segment()).to_vec();
        // Between which points a place lies, counted along the drive.
        let piece = |snap: &Snap| match leg.edge.is_forward() {
            true => snap.piece as usize,
            false => points.len() - 2 - snap.piece as usize,
        };
        let from = if ix == 0 { piece(start) + 1 } else { 0 };
        let to = if ix == last {
            piece(end) + 1
        } else {
            points.len()
        };
        if !leg.edge.is_forward() {
            points.reverse();
        }
        line.extend(points.get(from..to).unwrap_or_default());
    }
    line.push(end.at);
    line.dedup();
    line.into_iter().map(Point::degrees).collect()
}

/// The streets of a map's background: all but service roads and tracks.
pub(super) fn streets(graph: &Graph, south_west: Point, north_east: Point) -> Vec<Vec<LatLon>> {
    let is_near = |points: &[Point]| {
        let lats = points.iter().map(|it| it.lat);
        let lons = points.iter().map(|it| it.lon);
        lats.clone().max() >= Some(south_west.lat)
            && lats.min() <= Some(north_east.lat)
            && lons.clone().max() >= Some(south_west.lon)
            && lons.min() <= Some(north_east.lon)
    };
    let all = (0..graph.segments.len() as u32).map(SegmentIx);
    let public = all.filter(|ix| graph.segment(*ix).zone == Zone::Open);
    let near = public.map(|ix| graph.points(ix)).filter(|it| is_near(it));
    near.map(|points| points.iter().map(|point| point.degrees()).collect())
        .collect()
}
