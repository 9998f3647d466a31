//! The streets of the town, and addresses on them.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::names::{AVENUES, street};

/// Metres east and north of the middle of the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub x: i64,
    pub y: i64,
}

impl Spot {
    /// The square of the distance in metres.
    pub fn square_to(self, other: Self) -> i64 {
        (self.x - other.x).pow(2) + (self.y - other.y).pow(2)
    }
}

/// An irregular grid of streets, and the addresses that are given away.
pub(super) struct Streets {
    /// Where avenues cross the town from west to east, ascending.
    avenues: Vec<i64>,
    /// Where numbered streets cross it from south to north, ascending.
    streets: Vec<i64>,
    taken: BTreeSet<String>,
}

impl Streets {
    /// Streets of a town that reaches `half` metres from its middle each way.
    pub fn new(half: i64, dice: &mut Dice) -> Self {
        Self {
            avenues: lines(half, dice),
            streets: lines(half, dice),
            taken: BTreeSet::new(),
        }
    }

    /// A lot on a street within about `radius` metres of a spot, and its address, which
    /// nobody else has.
    pub fn lot(&mut self, near: Spot, radius: i64, dice: &mut Dice) -> (Spot, String) {
        // The sum of two throws gathers the homes of a neighbourhood around its middle.
        let mut offset = || (dice.between(-radius, radius) + dice.between(-radius, radius)) / 2;
        let (dx, dy) = (offset(), offset());
        let wanted = Spot {
            x: near.x + dx,
            y: near.y + dy,
        };
        let side = if dice.chance(50) { 1 } else { -1 };
        let (column, row) = (
            nearest(&self.avenues, wanted.x),
            nearest(&self.streets, wanted.y),
        );
        let on_street = dice.chance(60);
        let (mut number, name, spot) = if on_street {
            let y = self.streets[row] + 14 * side;
            (
                house(&self.avenues, wanted.x),
                street(row + 1),
                Spot { x: wanted.x, y },
            )
        } else {
            let x = self.avenues[column] + 14 * side;
            (
                house(&self.streets, wanted.y),
                avenue(column),
                Spot { x, y: wanted.y },
            )
        };
        // Even numbers on one side, odd ones on the other.
        number += usize::from((number % 2 == 0) == (side > 0));
        while !self.taken.insert(format!("{number} {name}")) {
            number += 2;
        }
        (spot, format!("{number} {name}"))
    }

    /// A farm on a country road, two to five kilometres further out than `near`.
    pub fn farm(&mut self, near: Spot, dice: &mut Dice) -> (Spot, String) {
        let out = |n: i64, dice: &mut Dice| {
            let further = dice.between(1_200, 3_200);
            if n < 0 { n - further } else { n + further }
        };
        let spot = Spot {
            x: out(near.x, dice),
            y: out(near.y, dice),
        };
        // County roads are numbered by the half mile from the county line.
        let road = 14 + spot.x.rem_euclid(16_000) / 805;
        let mut number = 21_000 + spot.y.rem_euclid(16_000) / 2;
        while !self.taken.insert(format!("{number} Road {road}")) {
            number += 2;
        }
        (spot, format!("{number} Road {road}"))
    }
}

/// Lines of an irregular grid from `-half` to `half` metres.
fn lines(half: i64, dice: &mut Dice) -> Vec<i64> {
    let mut all = vec![-half];
    let mut last = -half;
    while last < half {
        // Short blocks in the old middle, long ones further out.
        let (low, high) = if last.abs() < 700 {
            (95, 140)
        } else {
            (150, 320)
        };
        last += dice.between(low, high);
        all.push(last);
    }
    all
}

/// The position of the line nearest to `at`.
fn nearest(lines: &[i64], at: i64) -> usize {
    let after = lines
        .partition_point(|line| *line < at)
        .min(lines.len() - 1);
    let before = after.saturating_sub(1);
    if (at - lines[before]).abs() <= (lines[after] - at).abs() {
        before
    } else {
        after
    }
}

/// The number of a house `at` metres along: a hundred a block, more as one goes on.
fn house(lines: &[i64], at: i64) -> usize {
    let block = lines
        .partition_point(|line| *line <= at)
        .clamp(1, lines.len() - 1);
    let (from, to) = (lines[block - 1], lines[block]);
    let along = (at - from).clamp(0, to - from - 1) * 98 / (to - from);
    block * 100 + usize::try_from(along).unwrap_or(0)
}

fn avenue(column: usize) -> String {
    const ENDINGS: [&str; 3] = ["Ave", "Way", "Ln"];
    format!(
        "{} {}",
        AVENUES[column % AVENUES.len()],
        ENDINGS[column / AVENUES.len() % ENDINGS.len()]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// House numbers rise by a hundred a block and stay inside their block.
    #[test]
    fn houses() {
        let lines = [-100, 0, 200];
        assert_eq!(house(&lines, -100), 100);
        assert_eq!(house(&lines, 0), 200);
        // Half way along a block of 200 metres: 98 / 2 further.
        assert_eq!(house(&lines, 100), 249);
        assert_eq!(house(&lines, 900), 297);
        assert_eq!(nearest(&lines, 80), 1);
        assert_eq!(nearest(&lines, -900), 0);
    }
}
