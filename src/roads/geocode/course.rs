//! The line of a street: where along it something lies, and what lies between two points.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::domain::travel::LatLon;

/// How far on either side of a block's middle its ends are, in metres: what is no further
/// off is on the right block.
pub const BLOCK_METRES: f64 = 150.0;

/// Most points at which a line is looked at to find its middle.
const MAX_SAMPLES: usize = 240;

/// A place on the plane around some origin, in metres east and north.
type Flat = (f64, f64);

/// A node of the street in ten-millionths of a degree: lines meet where theirs are equal.
pub(super) fn node(at: LatLon) -> (i32, i32) {
    let units = |degrees: f64| (degrees.clamp(-180.0, 180.0) * 1e7).round() as i32;
    (units(at.lat), units(at.lon))
}

/// The plane around a point; good for a town.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    origin: LatLon,
    east: f64,
}

const NORTH: f64 = 6_371_000.0 * std::f64::consts::PI / 180.0;

impl Plane {
    pub fn around(origin: LatLon) -> Self {
        Self {
            origin,
            east: NORTH * origin.lat.to_radians().cos().max(0.01),
        }
    }

    pub fn flat(self, at: LatLon) -> Flat {
        (
            (at.lon - self.origin.lon) * self.east,
            (at.lat - self.origin.lat) * NORTH,
        )
    }

    pub fn round(self, at: Flat) -> LatLon {
        LatLon {
            lat: self.origin.lat + at.1 / NORTH,
            lon: self.origin.lon + at.0 / self.east,
        }
    }
}

/// A street's line as a graph of its own nodes.
#[derive(Debug)]
pub(super) struct Course {
    plane: Plane,
    nodes: Vec<Flat>,
    edges: Vec<(usize, usize, f64)>,
    around: Vec<Vec<usize>>,
}

/// A point on an edge of a course.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    edge: usize,
    /// From the edge's first node, in metres.
    along: f64,
    /// From the point that was asked for, in metres.
    pub off: f64,
    asked: Flat,
}

/// The middle of a street, and how well it stands for the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Middle {
    pub at: LatLon,
    /// Metres of street no further than a block from it.
    pub near: f64,
    /// Metres of street.
    pub length: f64,
    /// Nine tenths of the street are no further off.
    pub most: f64,
}

impl Course {
    /// The course of lines; none where they have no length.
    pub fn of(lines: &[Vec<LatLon>]) -> Option<Self> {
        let origin = *lines.first()?.first()?;
        let plane = Plane::around(origin);
        let mut ids: BTreeMap<(i32, i32), usize> = BTreeMap::new();
        let mut course = Self {
            plane,
            nodes: Vec::new(),
            edges: Vec::new(),
            around: Vec::new(),
        };
        for line in lines {
            let mut before = None;
            for &at in line {
                let id = *ids.entry(node(at)).or_insert(course.nodes.len());
                if id == course.nodes.len() {
                    course.nodes.push(plane.flat(at));
                    course.around.push(Vec::new());
                }
                if let Some(before) = before.filter(|before| *before != id) {
                    let edge = course.edges.len();
                    course.edges.push((
                        before,
                        id,
                        distance(course.nodes[before], course.nodes[id]),
                    ));
                    course.around[before].push(edge);
                    course.around[id].push(edge);
                }
                before = Some(id);
            }
        }
        (!course.edges.is_empty()).then_some(course)
    }

    /// The point of the street nearest to another.
    pub fn nearest(&self, at: LatLon) -> Spot {
        let asked = self.plane.flat(at);
        let on_edge = |edge: usize| {
            let (from, to, length) = self.edges[edge];
            let (from, to) = (self.nodes[from], self.nodes[to]);
            let share = ((asked.0 - from.0) * (to.0 - from.0)
                + (asked.1 - from.1) * (to.1 - from.1))
                / (length * length).max(1e-9);
            let along = share.clamp(0.0, 1.0) * length;
            let off = distance(asked, step(from, to, along, length));
            Spot {
                edge,
                along,
                off,
                asked,
            }
        };
        let spots = (0..self.edges.len()).map(on_edge);
        spots
            .min_by(|a, b| a.off.total_cmp(&b.off))
            .expect("a course has an edge, or it would not be")
    }

    /// The point at a share of the way along the street from one spot to another, as far to
    /// its side as the two points asked for are, and how long that way is. None where the
    /// street does not lead from one to the other, or by a detour.
    ///
    /// Cost: a search over the nodes of this street.
    pub fn between(&self, from: Spot, to: Spot, share: f64) -> Option<(LatLon, f64)> {
        let line = self.way(from, to)?;
        let length: f64 = line.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
        let chord = distance(line[0], *line.last()?);
        if length > chord * 3.0 + 200.0 {
            return None;
        }
        let first = line
            .windows(2)
            .find(|pair| distance(pair[0], pair[1]) > 0.01)?;
        let last = line
            .windows(2)
            .rev()
            .find(|pair| distance(pair[0], pair[1]) > 0.01)?;
        let aside = (side(first[0], first[1], from.asked) + side(last[0], last[1], to.asked)) / 2.0;
        let mut left = share.clamp(0.0, 1.0) * length;
        for pair in line.windows(2) {
            let piece = distance(pair[0], pair[1]);
            if piece <= 0.01 {
                continue;
            }
            if left <= piece || std::ptr::eq(pair, last) {
                let on = step(pair[0], pair[1], left.min(piece), piece);
                let normal = (
                    (pair[0].1 - pair[1].1) / piece,
                    (pair[1].0 - pair[0].0) / piece,
                );
                // Houses far from their street are not where their street's others are.
                let aside = aside.clamp(-60.0, 60.0);
                let at = (on.0 + normal.0 * aside, on.1 + normal.1 * aside);
                return Some((self.plane.round(at), length));
            }
            left -= piece;
        }
        None
    }

    /// The line along the street between two spots: shortest way.
    fn way(&self, from: Spot, to: Spot) -> Option<Vec<Flat>> {
        let start = self.point(from);
        let end = self.point(to);
        if from.edge == to.edge {
            return Some(vec![start, end]);
        }
        let (a, b, length) = self.edges[from.edge];
        let (c, d, last) = self.edges[to.edge];
        let mut best = vec![f64::INFINITY; self.nodes.len()];
        let mut before = vec![usize::MAX; self.nodes.len()];
        let mut open = BinaryHeap::new();
        for (id, cost) in [(a, from.along), (b, length - from.along)] {
            if cost < best[id] {
                best[id] = cost;
                open.push((Reverse(key(cost)), id));
            }
        }
        while let Some((Reverse(cost), id)) = open.pop() {
            if cost > key(best[id]) {
                continue;
            }
            for &edge in &self.around[id] {
                let (from, to, length) = self.edges[edge];
                let other = if from == id { to } else { from };
                let cost = best[id] + length;
                if cost < best[other] {
                    best[other] = cost;
                    before[other] = id;
                    open.push((Reverse(key(cost)), other));
                }
            }
        }
        let ends = [(c, best[c] + to.along), (d, best[d] + last - to.along)];
        let (mut id, cost) = ends.into_iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        if !cost.is_finite() {
            return None;
        }
        let mut line = vec![end];
        while id != usize::MAX {
            line.push(self.nodes[id]);
            id = before[id];
        }
        line.push(start);
        line.reverse();
        Some(line)
    }

    fn point(&self, spot: Spot) -> Flat {
        let (from, to, length) = self.edges[spot.edge];
        step(self.nodes[from], self.nodes[to], spot.along, length)
    }

    /// The point of the street from which the others are least far, on average.
    ///
    /// Cost: the square of at most a few hundred points.
    pub fn middle(&self) -> Middle {
        let length: f64 = self.edges.iter().map(|edge| edge.2).sum();
        let apart = (length / MAX_SAMPLES as f64).max(5.0);
        let mut samples = Vec::new();
        let mut next = apart / 2.0;
        for &(from, to, piece) in &self.edges {
            while next <= piece {
                samples.push(step(self.nodes[from], self.nodes[to], next, piece));
                next += apart;
            }
            next -= piece;
        }
        if samples.is_empty() {
            samples.push(self.nodes[0]);
        }
        let sum = |at: &Flat| {
            samples
                .iter()
                .map(|other| distance(*at, *other))
                .sum::<f64>()
        };
        let sums: Vec<f64> = samples.iter().map(sum).collect();
        let best = (0..samples.len())
            .min_by(|a, b| sums[*a].total_cmp(&sums[*b]))
            .unwrap_or(0);
        let mut far: Vec<f64> = samples
            .iter()
            .map(|other| distance(samples[best], *other))
            .collect();
        far.sort_by(f64::total_cmp);
        let near = far.iter().filter(|far| **far <= BLOCK_METRES).count() as f64 / far.len() as f64;
        Middle {
            at: self.plane.round(samples[best]),
            near: near * length,
            length,
            most: far[far.len() * 9 / 10],
        }
    }
}

/// Millimetres, which have an order.
fn key(metres: f64) -> u64 {
    (metres * 1_000.0) as u64
}

pub(super) fn distance(a: Flat, b: Flat) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The point so many metres from one of two towards the other.
fn step(from: Flat, to: Flat, metres: f64, length: f64) -> Flat {
    let share = if length > 0.0 { metres / length } else { 0.0 };
    (
        from.0 + (to.0 - from.0) * share,
        from.1 + (to.1 - from.1) * share,
    )
}

/// How far left of the line from one point through another a third lies, in metres.
fn side(from: Flat, to: Flat, at: Flat) -> f64 {
    let length = distance(from, to).max(1e-9);
    ((to.0 - from.0) * (at.1 - from.1) - (to.1 - from.1) * (at.0 - from.0)) / length
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many metres east and north of a point of O'ahu.
    fn at(east: f64, north: f64) -> LatLon {
        Plane::around(LatLon {
            lat: 21.3,
            lon: -157.8,
        })
        .round((east, north))
    }

    /// A street that goes 100 m east and then 100 m north: half way between houses at its
    /// ends is the corner, not the middle of the chord; and on the houses' side.
    #[test]
    fn follows_the_line() {
        let lines = vec![
            vec![at(0.0, 0.0), at(100.0, 0.0)],
            vec![at(100.0, 0.0), at(100.0, 100.0)],
        ];
        let course = Course::of(&lines).unwrap();
        let (from, to) = (
            course.nearest(at(0.0, 0.0)),
            course.nearest(at(100.0, 100.0)),
        );
        let (half, length) = course.between(from, to, 0.5).unwrap();
        assert!((length - 200.0).abs() < 0.1, "{length}");
        assert!(half.metres_to(at(100.0, 0.0)) < 0.1);
        // Ten metres left of the line, on both ends: north of its first half.
        let (from, to) = (
            course.nearest(at(0.0, 10.0)),
            course.nearest(at(90.0, 100.0)),
        );
        let (quarter, _) = course.between(from, to, 0.25).unwrap();
        assert!(quarter.metres_to(at(50.0, 10.0)) < 0.1);
        let (back, _) = course.between(to, from, 0.75).unwrap();
        assert!(back.metres_to(quarter) < 0.1);
    }

    /// Two pieces that do not meet have no way between them; two points of one edge have.
    #[test]
    fn pieces() {
        let lines = vec![
            vec![at(0.0, 0.0), at(100.0, 0.0)],
            vec![at(100.0, 30.0), at(0.0, 30.0)],
        ];
        let course = Course::of(&lines).unwrap();
        let spot = |east, north| course.nearest(at(east, north));
        assert!(
            course
                .between(spot(10.0, 0.0), spot(10.0, 30.0), 0.5)
                .is_none()
        );
        let (half, _) = course
            .between(spot(10.0, 0.0), spot(30.0, 0.0), 0.5)
            .unwrap();
        assert!(half.metres_to(at(20.0, 0.0)) < 0.1);
        assert!(Course::of(&[vec![at(1.0, 1.0)]]).is_none());
        assert!(Course::of(&[]).is_none());
        assert!(Course::of(&[vec![at(1.0, 1.0), at(1.0, 1.0)]]).is_none());
    }

    /// Of a kilometre of straight street 300 m are within 150 m of its middle, and nine
    /// tenths of it are within 450 m.
    #[test]
    fn middles() {
        let course = Course::of(&[vec![at(0.0, 0.0), at(1_000.0, 0.0)]]).unwrap();
        let middle = course.middle();
        assert!(middle.at.metres_to(at(500.0, 0.0)) < 5.0);
        assert!((middle.near - 300.0).abs() < 10.0, "{}", middle.near);
        assert!((middle.most - 450.0).abs() < 10.0, "{}", middle.most);
        assert!((middle.length - 1_000.0).abs() < 0.1);
    }
}
