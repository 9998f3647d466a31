//! What is known of streets and houses, in the order in which it is looked for.

use std::collections::BTreeMap;

use crate::domain::travel::LatLon;

use super::blocks::Crossing;
use super::number::Number;
use super::street::Street;

/// Streets with their lines, houses and crossings; made by [`Builder`](super::Builder), asked
/// by [`locate`](Self::locate).
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// Streets of one core stand together.
    pub(super) streets: Vec<Known>,
    /// The streets of each core, as a range of `streets`.
    pub(super) cores: BTreeMap<String, (usize, usize)>,
    /// Houses of each city and of each postcode, folded.
    pub(super) cities: BTreeMap<String, Vec<LatLon>>,
    pub(super) postcodes: BTreeMap<String, Vec<LatLon>>,
    /// How sure hundred blocks are here; none where they do not hold.
    pub(super) blocks: Option<f64>,
    /// South-west and north-east corner of all that is known.
    pub(super) corners: Option<(LatLon, LatLon)>,
}

/// A street in one place: of two Main Streets of two towns each is one.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub name: Street,
    pub lines: Vec<Vec<LatLon>>,
    /// In the order of numbers.
    pub houses: Vec<House>,
    /// Numbered and lettered streets that cross it.
    pub crossings: Vec<Crossing>,
}

/// A house number with its point.
#[derive(Clone, Debug)]
pub(super) struct House {
    pub number: Number,
    pub at: LatLon,
    /// Folded; empty where the map has none.
    pub city: Box<str>,
    pub postcode: Box<str>,
    /// Reckoned along an interpolation line, not surveyed.
    pub is_reckoned: bool,
}

impl Known {
    /// The houses of a number, letters not counted, in a series.
    pub fn with_value(&self, series: &str, value: u32) -> &[House] {
        let key =
            |house: &House| (house.number.series.as_str(), house.number.value) < (series, value);
        let start = self.houses.partition_point(key);
        let rest = &self.houses[start..];
        let end = rest.partition_point(|house| {
            (house.number.series.as_str(), house.number.value) <= (series, value)
        });
        &rest[..end]
    }

    /// The houses of a series.
    pub fn series(&self, series: &str) -> &[House] {
        let start = self
            .houses
            .partition_point(|house| house.number.series.as_str() < series);
        let rest = &self.houses[start..];
        &rest[..rest.partition_point(|house| house.number.series.as_str() <= series)]
    }
}

impl Gazetteer {
    /// The streets whose core is this one.
    pub(super) fn of_core(&self, core: &str) -> &[Known] {
        self.cores
            .get(core)
            .map_or(&[], |&(from, to)| &self.streets[from..to])
    }

    /// How many streets and how many house numbers are known.
    pub fn counts(&self) -> (usize, usize) {
        (
            self.streets.len(),
            self.streets.iter().map(|street| street.houses.len()).sum(),
        )
    }

    /// Whether a point lies in the box of all that is known; none when nothing is.
    pub fn covers(&self, at: LatLon) -> Option<bool> {
        self.corners.map(|(low, high)| {
            (low.lat..=high.lat).contains(&at.lat) && (low.lon..=high.lon).contains(&at.lon)
        })
    }

    /// Whether a point lies outside the box of all that is known and would lie inside with
    /// lat and lon exchanged.
    pub fn is_swapped(&self, at: LatLon) -> bool {
        let other = LatLon {
            lat: at.lon,
            lon: at.lat,
        };
        self.covers(at) == Some(false) && self.covers(other) == Some(true)
    }
}
