//! What one street knows of a number: its house, one between two, one beside.

use crate::domain::road::Match;
use crate::domain::travel::LatLon;

use super::course::{BLOCK_METRES, Course, Middle};
use super::index::{House, Known};
use super::number::Number;
use super::sure;

/// Known numbers further apart than this, in numbers or in metres, have no number between.
const MAX_APART: u32 = 200;
const MAX_METRES: f64 = 1_000.0;
/// A known number further off than this, in numbers, says nothing.
const MAX_BESIDE: u32 = 100;

/// A point on one street.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub at: LatLon,
    pub how: Match,
    pub sure: f64,
    pub within: f64,
}

impl Found {
    /// The middle of a street, of which the share is still to be divided by its length.
    pub fn street(middle: &Middle) -> Self {
        Self {
            at: middle.at,
            how: Match::Street,
            sure: sure::STREET * middle.near,
            within: middle.most.max(50.0),
        }
    }
}

/// The house of a number; if only the letter behind it is another, the nearest of those.
pub(super) fn exact<'a>(street: &'a Known, number: &Number) -> Option<(Found, Option<&'a House>)> {
    let houses = street.with_value(&number.series, number.value);
    let same: Vec<&House> = houses
        .iter()
        .filter(|house| house.number == *number)
        .collect();
    let (houses, is_same) = if same.is_empty() {
        (houses.iter().collect(), false)
    } else {
        (same, true)
    };
    // Surveyed ones before those that were reckoned.
    let surveyed: Vec<&House> = houses
        .iter()
        .copied()
        .filter(|house| !house.is_reckoned)
        .collect();
    let (houses, is_reckoned) = if surveyed.is_empty() {
        (houses, true)
    } else {
        (surveyed, false)
    };
    // A shopping centre has one number and many points: the one with most others on its
    // block, and of those the most central.
    let around = |house: &House| {
        let off = |other: &&House| other.at.metres_to(house.at);
        let near = houses
            .iter()
            .filter(|other| off(other) <= BLOCK_METRES)
            .count();
        (near, houses.iter().map(off).sum::<f64>())
    };
    let order = |a: &(usize, f64), b: &(usize, f64)| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1));
    let (house, (near, _)) = houses
        .iter()
        .map(|house| (*house, around(house)))
        .min_by(|a, b| order(&a.1, &b.1))?;
    let share = near as f64 / houses.len() as f64;
    let (how, sure, within) = match (is_same, is_reckoned) {
        (_, true) => (Match::Between, sure::between(0.0), 60.0),
        (true, false) => (Match::House, sure::HOUSE, 30.0),
        (false, false) => (Match::Beside, sure::beside(0), 50.0),
    };
    Some((
        Found {
            at: house.at,
            how,
            sure: sure * share,
            within,
        },
        Some(house),
    ))
}

/// A point between known numbers, or beside one.
pub(super) fn near(street: &Known, number: &Number) -> Option<Found> {
    let houses = street.series(&number.series);
    let of_side = |parity: Option<u32>| {
        let is_side =
            move |house: &&House| parity.is_none_or(|parity| house.number.value % 2 == parity);
        let at = houses.partition_point(|house| house.number.value < number.value);
        let below = houses[..at].iter().rev().find(is_side);
        let above = houses[at..].iter().find(is_side);
        (below, above)
    };
    let own = of_side(Some(number.value % 2));
    let between = [own, of_side(None)].into_iter().find_map(|(below, above)| {
        let (below, above) = (below?, above?);
        let metres = below.at.metres_to(above.at);
        let apart = above.number.value - below.number.value;
        (apart <= MAX_APART && metres <= MAX_METRES).then_some((below, above, metres))
    });
    let beside = [own, of_side(None)].into_iter().find_map(|(below, above)| {
        let off = |house: &&House| house.number.value.abs_diff(number.value);
        let nearest = [below, above].into_iter().flatten().min_by_key(off)?;
        (off(&nearest) <= MAX_BESIDE).then(|| (nearest, off(&nearest)))
    });
    let between = between.map(|(below, above, metres)| {
        let apart = f64::from((above.number.value - below.number.value).max(1));
        let share = f64::from(number.value - below.number.value) / apart;
        let straight = LatLon {
            lat: below.at.lat + (above.at.lat - below.at.lat) * share,
            lon: below.at.lon + (above.at.lon - below.at.lon) * share,
        };
        let along = Course::of(&street.lines).and_then(|course| {
            let (from, to) = (course.nearest(below.at), course.nearest(above.at));
            // Houses off the street, in a lane of its name, are not strung along it.
            (from.off <= 200.0 && to.off <= 200.0).then(|| course.between(from, to, share))?
        });
        let (at, metres) =
            along.map_or((straight, metres), |(at, length)| (at, length.max(metres)));
        Found {
            at,
            how: Match::Between,
            sure: sure::between(metres),
            within: (metres * 0.6).max(60.0),
        }
    });
    let beside = beside.map(|(house, off)| Found {
        at: house.at,
        how: Match::Beside,
        sure: sure::beside(off),
        within: sure::beside_within(off),
    });
    [between, beside]
        .into_iter()
        .flatten()
        .max_by(|a, b| a.sure.total_cmp(&b.sure))
}
