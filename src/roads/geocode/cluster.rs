//! Streets of one name that lie apart, told apart.

use std::collections::BTreeMap;

use crate::domain::travel::LatLon;

use super::course::{Plane, distance};

/// Points are gathered in squares of this side; those of touching squares are together.
/// A street may so have gaps of one to two sides.
const SIDE: f64 = 300.0;

/// Most points by which one segment of a line is stood for.
const MAX_STEPS: usize = 2_000;

/// Gives each line and each point the number of its group, from 0 without gaps: what lies
/// within a few hundred metres of another is of its group.
///
/// Cost: linear in the length of the lines, times a logarithm.
pub(super) fn groups(lines: &[&[LatLon]], points: &[LatLon]) -> (Vec<usize>, Vec<usize>, usize) {
    let Some(origin) = lines
        .iter()
        .find_map(|line| line.first())
        .or(points.first())
    else {
        return (vec![0; lines.len()], Vec::new(), 0);
    };
    let plane = Plane::around(*origin);
    let mut union = Union::new(lines.len() + points.len());
    let mut squares: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (member, line) in lines.iter().enumerate() {
        for at in samples(line, plane) {
            union.gather(member, at, &mut squares);
        }
    }
    for (ix, at) in points.iter().enumerate() {
        union.gather(lines.len() + ix, plane.flat(*at), &mut squares);
    }
    let filled: Vec<((i64, i64), usize)> =
        squares.iter().map(|(at, member)| (*at, *member)).collect();
    for ((x, y), member) in filled {
        for (dx, dy) in [(1, 0), (0, 1), (1, 1), (1, -1)] {
            if let Some(other) = squares.get(&(x + dx, y + dy)) {
                union.join(member, *other);
            }
        }
    }
    let mut numbers = BTreeMap::new();
    let mut group = |member: usize| {
        let next = numbers.len();
        *numbers.entry(union.root(member)).or_insert(next)
    };
    let of_lines: Vec<usize> = (0..lines.len()).map(&mut group).collect();
    let of_points: Vec<usize> = (lines.len()..lines.len() + points.len())
        .map(&mut group)
        .collect();
    (of_lines, of_points, numbers.len())
}

/// Points of a line no further apart than half a square.
fn samples(line: &[LatLon], plane: Plane) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = line.first().map(|at| plane.flat(*at)).into_iter().collect();
    for pair in line.windows(2) {
        let (from, to) = (plane.flat(pair[0]), plane.flat(pair[1]));
        let steps = ((distance(from, to) / SIDE * 2.0).ceil() as usize).clamp(1, MAX_STEPS);
        found.extend((1..=steps).map(|step| {
            let share = step as f64 / steps as f64;
            (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            )
        }));
    }
    found
}

/// Members that are joined, pair by pair.
struct Union(Vec<usize>);

impl Union {
    fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    fn root(&mut self, mut member: usize) -> usize {
        while self.0[member] != member {
            self.0[member] = self.0[self.0[member]];
            member = self.0[member];
        }
        member
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The lesser is the root, so that groups are in the order of their first members.
        self.0[a.max(b)] = a.min(b);
    }

    fn gather(&mut self, member: usize, at: (f64, f64), squares: &mut BTreeMap<(i64, i64), usize>) {
        let square = ((at.0 / SIDE).floor() as i64, (at.1 / SIDE).floor() as i64);
        let first = *squares.entry(square).or_insert(member);
        self.join(member, first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two Main Streets 5 km apart are two; a gap of a block does not cut one; a house goes
    /// to the one that it stands at.
    #[test]
    fn apart() {
        let at = |east: f64, north: f64| {
            Plane::around(LatLon {
                lat: 40.0,
                lon: -83.0,
            })
            .round((east, north))
        };
        let (a, b) = (
            [at(0.0, 0.0), at(2_000.0, 0.0)],
            [at(2_150.0, 0.0), at(2_300.0, 0.0)],
        );
        let c = [at(7_500.0, 0.0), at(7_600.0, 0.0)];
        let (lines, points, count) = groups(
            &[&a, &b, &c],
            &[at(7_550.0, 20.0), at(1_000.0, 20.0), at(0.0, 9_000.0)],
        );
        assert_eq!((lines, points, count), (vec![0, 0, 1], vec![1, 0, 2], 3));
        assert_eq!(groups(&[], &[]), (vec![], vec![], 0));
    }
}
