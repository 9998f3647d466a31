//! Hundred blocks: where a town numbers its cross streets, the house numbers between 5th and
//! 6th Street are 500 to 599.
//!
//! Much of the United States is numbered so, and much is not (in Columbus, Ohio, 5th Avenue
//! crosses at number 1100). The rule is therefore held against the house numbers that the
//! map has, and is used as far as they bear it out; where the map has hardly any, with the
//! confidence that was measured on such maps.

use std::collections::BTreeMap;

use crate::domain::travel::LatLon;

use super::course::{BLOCK_METRES, Course, node};
use super::index::{Gazetteer, Known};
use super::number::Number;
use super::sure;

/// A numbered or lettered street crosses here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crossing {
    /// The first number behind it, were the rule to hold: 500 at 5th Street.
    pub first: u32,
    /// Whether its name is a letter: 1100 at K Street, where there is no J Street.
    pub is_letter: bool,
    pub at: LatLon,
}

/// Crossings may be missing between two that are used, but no more than to this.
const MAX_GAP: u32 = 300;
/// Two crossings further apart than this have no blocks between them.
const MAX_METRES: f64 = 1_500.0;
/// So many houses are asked whether the rule holds.
const MAX_WITNESSES: usize = 400;

/// Notes on every street which numbered and lettered streets cross it, and where.
pub(super) fn find_crossings(found: &mut Gazetteer) {
    let has_j = !found.of_core("j").is_empty();
    let mut marks: BTreeMap<(i32, i32), Vec<(u32, bool)>> = BTreeMap::new();
    for street in &found.streets {
        let Some((first, is_letter)) = first_number(street, has_j) else {
            continue;
        };
        for at in street.lines.iter().flatten() {
            marks.entry(node(*at)).or_default().push((first, is_letter));
        }
    }
    for street in &mut found.streets {
        let own = first_number(street, has_j);
        let mut crossings: Vec<Crossing> = Vec::new();
        for at in street.lines.iter().flatten() {
            for &(first, is_letter) in marks.get(&node(*at)).into_iter().flatten() {
                if own != Some((first, is_letter)) {
                    crossings.push(Crossing {
                        first,
                        is_letter,
                        at: *at,
                    });
                }
            }
        }
        crossings.sort_by_key(|crossing| (crossing.is_letter, crossing.first, node(crossing.at)));
        crossings.dedup();
        street.crossings = crossings;
    }
}

fn first_number(street: &Known, has_j: bool) -> Option<(u32, bool)> {
    let is_way = matches!(street.name.kind, Some("st" | "ave") | None);
    if let Some(number) = street
        .name
        .ordinal()
        .filter(|number| is_way && (1..=300).contains(number))
    {
        return Some((number * 100, false));
    }
    let letter = u32::from(street.name.letter()?) - u32::from('a') + 1;
    let skipped = u32::from(!has_j && letter > 10);
    Some(((letter - skipped) * 100, true))
}

/// Where a number would be if the rule held here, and how long its blocks are.
pub(super) fn predict(street: &Known, value: u32) -> Option<(LatLon, f64)> {
    let of_kind = |is_letter: bool| {
        let own = street
            .crossings
            .iter()
            .filter(move |crossing| crossing.is_letter == is_letter);
        let below = own
            .clone()
            .map(|crossing| crossing.first)
            .filter(|first| *first <= value)
            .max()?;
        let above = own
            .clone()
            .map(|crossing| crossing.first)
            .filter(|first| *first > value)
            .min()?;
        let at = |first: u32| {
            own.clone()
                .filter(move |crossing| crossing.first == first)
                .map(|c| c.at)
        };
        let pairs = at(below).flat_map(|low| at(above).map(move |high| (low, high)));
        let pair = pairs.min_by(|a, b| a.0.metres_to(a.1).total_cmp(&b.0.metres_to(b.1)))?;
        let metres = pair.0.metres_to(pair.1);
        let is_near = above - below <= MAX_GAP && metres <= MAX_METRES && metres > 1.0;
        let mut distinct: Vec<u32> = own.map(|crossing| crossing.first).collect();
        distinct.dedup();
        is_near.then_some((distinct.len(), below, above, pair))
    };
    // A diagonal street crosses both kinds; it counts by the one that it crosses more often.
    let (_, below, above, (low, high)) = [of_kind(false), of_kind(true)]
        .into_iter()
        .flatten()
        .max_by_key(|(count, ..)| *count)?;
    let course = Course::of(&street.lines)?;
    let share = f64::from(value - below) / f64::from(above - below);
    course.between(course.nearest(low), course.nearest(high), share)
}

/// How sure hundred blocks are on this map: the share of its houses that they put on the
/// right block, with what was measured elsewhere counted as a few houses more. None where
/// that is too little to use.
pub(super) fn weigh(found: &Gazetteer) -> Option<f64> {
    let is_witness = |number: &Number| number.series.is_empty();
    let all: Vec<(usize, usize)> = found
        .streets
        .iter()
        .enumerate()
        .filter(|(_, street)| street.crossings.len() > 1)
        .flat_map(|(ix, street)| (0..street.houses.len()).map(move |house| (ix, house)))
        .filter(|(ix, house)| is_witness(&found.streets[*ix].houses[*house].number))
        .collect();
    let step = all.len().div_ceil(MAX_WITNESSES).max(1);
    let (mut count, mut right) = (0.0, 0.0);
    for (ix, house) in all.into_iter().step_by(step) {
        let street = &found.streets[ix];
        let house = &street.houses[house];
        if let Some((at, _)) = predict(street, house.number.value) {
            count += 1.0;
            right += f64::from(u8::from(at.metres_to(house.at) <= BLOCK_METRES));
        }
    }
    let share = (right + sure::BLOCK_PRIOR * sure::BLOCK_WEIGHT) / (count + sure::BLOCK_WEIGHT);
    (share >= sure::BLOCK_LEAST).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::super::build::{Builder, Numbered};
    use super::super::course::Plane;
    use super::*;

    fn at(east: f64, north: f64) -> LatLon {
        Plane::around(LatLon {
            lat: 38.9,
            lon: -77.0,
        })
        .round((east, north))
    }

    /// A grid of 100 m blocks: Oak Street goes east and crosses 4th to 7th Street, whose
    /// house numbers are as the rule has them, or (`per_block` 200) are not.
    fn town(houses: u32, per_block: u32) -> Gazetteer {
        let mut builder = Builder::default();
        let crossing = |n: u32| at(f64::from(n - 4) * 100.0, 0.0);
        builder.street(["Oak Street NW"], (4..=7).map(crossing).collect());
        for n in 4..=7 {
            let east = f64::from(n - 4) * 100.0;
            let name = format!("{n}th Street Northwest");
            builder.street(
                [name.as_str()],
                vec![at(east, -300.0), crossing(n), at(east, 300.0)],
            );
        }
        for house in 0..houses {
            let value = 400 + house * 300 / houses.max(1);
            let number = value.to_string();
            let along = f64::from(value - 400) / f64::from(per_block) * 100.0;
            let address = Numbered {
                number: &number,
                street: "Oak St NW",
                city: "",
                postcode: "",
            };
            builder.house(address, at(along, 10.0));
        }
        builder.finish()
    }

    fn oak(town: &Gazetteer) -> &Known {
        &town.of_core("oak")[0]
    }

    /// 550 is half way between 5th and 6th; there is nothing beyond the last crossing.
    #[test]
    fn between_crossings() {
        let town = town(0, 100);
        let (place, metres) = predict(oak(&town), 550).unwrap();
        assert!(place.metres_to(at(150.0, 0.0)) < 1.0);
        assert!((metres - 100.0).abs() < 1.0);
        assert!(predict(oak(&town), 720).is_none() && predict(oak(&town), 20).is_none());
    }

    /// Houses that bear the rule out raise the confidence, houses that do not end its use.
    #[test]
    fn houses_decide() {
        let without = town(0, 100).blocks.unwrap();
        assert!((without - sure::BLOCK_PRIOR).abs() < 1e-9);
        assert!(town(60, 100).blocks.unwrap() > without);
        // 250 m further off for every hundred: none of them is where the rule has it.
        let mut builder = Builder::default();
        builder.street(
            ["Oak St"],
            (0..12).map(|n| at(f64::from(n) * 400.0, 0.0)).collect(),
        );
        for n in 1..12_u32 {
            let east = f64::from(n) * 400.0;
            let name = format!("{n}th Avenue");
            builder.street([name.as_str()], vec![at(east, 0.0), at(east, 300.0)]);
            let number = (n * 100 + 550).to_string();
            let address = Numbered {
                number: &number,
                street: "Oak St",
                city: "",
                postcode: "",
            };
            (0..6).for_each(|k| builder.house(address, at(east + f64::from(k), 0.0)));
        }
        assert_eq!(builder.finish().blocks, None);
    }

    /// K Street is the tenth where there is no J Street, as in Washington, and else the
    /// eleventh, as in Sacramento.
    #[test]
    fn letters() {
        let mut builder = Builder::default();
        builder.street(["K Street"], vec![at(0.0, 0.0), at(100.0, 0.0)]);
        builder.street(["Oak Way"], vec![at(0.0, 0.0), at(0.0, 100.0)]);
        let first = |town: &Gazetteer| town.of_core("oak")[0].crossings[0].first;
        assert_eq!(first(&builder.finish()), 1_000);
        let mut builder = Builder::default();
        builder.street(["K Street"], vec![at(0.0, 0.0), at(100.0, 0.0)]);
        builder.street(["J Street"], vec![at(0.0, 90.0), at(100.0, 90.0)]);
        builder.street(["Oak Way"], vec![at(0.0, 0.0), at(0.0, 80.0)]);
        assert_eq!(first(&builder.finish()), 1_100);
    }
}
