//! The point on a road nearest to a place.

use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance, RTree};

use super::graph::{EdgeIx, Graph, SegmentIx, Weight};
use super::osm::Point;
use crate::domain::road::Side;

/// How far a place may be from a road, in metres: a house at the end of a long private way,
/// and not a place in another county.
pub(super) const FARTHEST: f64 = 1_000.0;
/// Nearer to the road than this one cannot tell on which side a place lies, in metres.
const ON_THE_ROAD: f32 = 2.0;
const METRES_PER_DEGREE: f64 = 111_194.93;

type Piece = GeomWithData<Line<[f32; 2]>, (SegmentIx, u32)>;

/// Finds roads near places.
#[derive(Debug)]
pub(super) struct Snapper {
    tree: RTree<Piece>,
    plane: Plane,
}

/// A map on which metres are metres, near its middle; at 100 km from it they are off by a
/// percent or two, which moves no place to another road.
#[derive(Clone, Copy, Debug)]
struct Plane {
    middle: Point,
    shrink: f64,
}

impl Plane {
    fn at(self, point: Point) -> [f32; 2] {
        let metres = METRES_PER_DEGREE * 1e-7;
        let (lat, lon) = (
            f64::from(point.lat) - f64::from(self.middle.lat),
            f64::from(point.lon) - f64::from(self.middle.lon),
        );
        [(lon * self.shrink * metres) as f32, (lat * metres) as f32]
    }
}

/// Where a place is on the roads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Snap {
    pub segment: SegmentIx,
    /// The line between which two of its points.
    pub piece: u32,
    /// How far along the stretch, as a share of it.
    pub share: f64,
    pub at: Point,
    /// On which side of the stretch's own direction the place lies.
    pub side: Side,
    /// How far from the place, in metres.
    pub away: f64,
}

impl Snapper {
    /// Takes in all stretches that one may start or end on.
    ///
    /// Cost: n log n in their points.
    pub fn new(graph: &Graph) -> Self {
        let plane = plane(graph);
        let mut pieces = Vec::with_capacity(graph.shape.len());
        for ix in (0..graph.segments.len() as u32).map(SegmentIx) {
            if !graph.is_used(ix) {
                continue;
            }
            for (piece, two) in graph.points(ix).windows(2).enumerate() {
                let line = Line::new(plane.at(two[0]), plane.at(two[1]));
                pieces.push(Piece::new(line, (ix, piece as u32)));
            }
        }
        Self {
            tree: RTree::bulk_load(pieces),
            plane,
        }
    }

    /// The nearest point on a road; none where there is no road near.
    ///
    /// Cost: logarithmic in the roads.
    pub fn snap(&self, graph: &Graph, place: Point) -> Option<Snap> {
        let [x, y] = self.plane.at(place);
        let nearest = self.tree.nearest_neighbor([x, y])?;
        let away = f64::from(nearest.distance_2(&[x, y])).sqrt();
        if away > FARTHEST {
            return None;
        }
        let (segment, piece) = nearest.data;
        let points = graph.points(segment);
        let (a, b) = (points[piece as usize], points[piece as usize + 1]);
        let ([ax, ay], [bx, by]) = (self.plane.at(a), self.plane.at(b));
        let (dx, dy) = (bx - ax, by - ay);
        let square = dx * dx + dy * dy;
        let along = if square > 0.0 {
            (((x - ax) * dx + (y - ay) * dy) / square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let along = f64::from(along);
        let between = |a: i32, b: i32| {
            let (a, b) = (f64::from(a), f64::from(b));
            (a + (b - a) * along).round() as i32
        };
        let cross = dx * (y - ay) - dy * (x - ax);
        let side = match cross {
            _ if (away as f32) < ON_THE_ROAD => Side::Ahead,
            cross if cross > 0.0 => Side::Left,
            _ => Side::Right,
        };
        let lengths = points.windows(2).map(|two| two[0].metres_to(two[1]));
        let lengths: Vec<f64> = lengths.collect();
        let before: f64 = lengths[..piece as usize].iter().sum();
        let total: f64 = lengths.iter().sum();
        let share = if total > 0.0 {
            (before + lengths[piece as usize] * along) / total
        } else {
            0.0
        };
        Some(Snap {
            segment,
            piece,
            share: share.clamp(0.0, 1.0),
            at: Point {
                lat: between(a.lat, b.lat),
                lon: between(a.lon, b.lon),
            },
            side,
            away,
        })
    }
}

fn plane(graph: &Graph) -> Plane {
    let lats = graph.shape.iter().map(|point| i64::from(point.lat));
    let lons = graph.shape.iter().map(|point| i64::from(point.lon));
    let count = graph.shape.len().max(1) as i64;
    let middle = Point {
        lat: (lats.sum::<i64>() / count) as i32,
        lon: (lons.sum::<i64>() / count) as i32,
    };
    Plane {
        middle,
        shrink: middle.degrees().lat.to_radians().cos().max(0.01),
    }
}

/// What it takes from a place to the end of an edge, or is left over at the end of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub vertex: u32,
    pub edge: EdgeIx,
    /// Of a start: the rest of the edge. Of an end: what lies beyond the place, which a label
    /// at the edge's end has too much.
    pub rest: Weight,
}

impl Snap {
    /// The vertices at which a drive from here begins.
    pub fn starts(&self, graph: &Graph) -> Vec<Entry> {
        let entries = self.edges().into_iter().filter_map(|(edge, share)| {
            let vertex = graph.vertex_of[edge.ix()];
            let whole = graph.weight(edge)?;
            (vertex != super::graph::NONE).then(|| Entry {
                vertex,
                edge,
                rest: rest(whole, share),
            })
        });
        entries.collect()
    }

    /// The vertices at which a drive to here ends.
    pub fn ends(&self, graph: &Graph) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (edge, share) in self.edges() {
            if let Some(whole) = graph.weight(edge) {
                entries.extend(graph.vertices_of(edge).map(|vertex| Entry {
                    vertex,
                    edge,
                    rest: rest(whole, share),
                }));
            }
        }
        entries
    }

    /// Both directions, with how far along each the place is.
    fn edges(&self) -> [(EdgeIx, f64); 2] {
        let forward = EdgeIx::forward(self.segment);
        [(forward, self.share), (forward.reverse(), 1.0 - self.share)]
    }
}

/// What is left of a weight after a share of it.
fn rest(whole: Weight, share: f64) -> Weight {
    let driven = whole.share(share);
    Weight {
        cost: whole.cost - driven.cost.min(whole.cost),
        time: whole.time - driven.time.min(whole.time),
        length: whole.length - driven.length.min(whole.length),
    }
}
