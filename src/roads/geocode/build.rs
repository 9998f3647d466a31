//! Streets and addresses, as sources give them, into a [`Gazetteer`].

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::travel::LatLon;

use super::blocks;
use super::cluster;
use super::fold;
use super::hyphens::Hyphens;
use super::index::{Gazetteer, House, Known};
use super::number::{self, Entry, Number};
use super::reckoned;
use super::street::Street;

/// Gathers what is known; see [`finish`](Self::finish).
#[derive(Debug, Default)]
pub struct Builder {
    ways: Vec<(Vec<Street>, Vec<LatLon>)>,
    houses: Vec<Draft>,
}

/// An address of a source.
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'a> {
    /// The house number as written; perhaps several.
    pub number: &'a str,
    /// The street.
    pub street: &'a str,
    /// The city, if the source has it.
    pub city: &'a str,
    /// The postcode, if the source has it.
    pub postcode: &'a str,
}

/// A house whose number may still mean two things.
#[derive(Debug)]
struct Draft {
    street: Street,
    /// The street without the number that stands before its name: `3375 Koapaka Street`.
    bare: Option<Street>,
    entry: Entry,
    at: LatLon,
    city: Box<str>,
    postcode: Box<str>,
    is_reckoned: bool,
}

impl Builder {
    /// Adds a piece of a street, under all its names.
    pub fn street<'a>(&mut self, names: impl IntoIterator<Item = &'a str>, line: Vec<LatLon>) {
        let mut streets: Vec<Street> = names.into_iter().filter_map(Street::parse).collect();
        streets.sort();
        streets.dedup();
        if !streets.is_empty() && line.len() > 1 {
            self.ways.push((streets, line));
        }
    }

    /// Adds a house with an address of its own.
    pub fn house(&mut self, address: Numbered<'_>, at: LatLon) {
        self.push(address, at, false);
    }

    /// Adds a line along which house numbers are reckoned, with the numbers that are known
    /// on it; `rule` is `even`, `odd`, `all`, `alphabetic` or a step.
    pub fn interpolation(&mut self, rule: &str, nodes: &[(LatLon, Option<Numbered<'_>>)]) {
        for (at, address) in nodes {
            if let Some(address) = address {
                self.push(*address, *at, false);
            }
        }
        reckoned::along(rule, nodes, &mut |number, address, at| {
            self.push(
                Numbered {
                    number: &number,
                    ..address
                },
                at,
                true,
            );
        });
    }

    fn push(&mut self, address: Numbered<'_>, at: LatLon, is_reckoned: bool) {
        let Some(street) = Street::parse(address.street) else {
            return;
        };
        // Beyond the poles a map's file is broken.
        if !(at.lat.abs() <= 90.0 && at.lon.abs() <= 180.0) {
            return;
        }
        let bare = address
            .street
            .trim()
            .split_once(' ')
            .filter(|(first, _)| number::count(first).is_some());
        let bare = bare.and_then(|(_, rest)| Street::parse(rest));
        for entry in number::entries(address.number) {
            self.houses.push(Draft {
                street: street.clone(),
                bare: bare.clone(),
                entry,
                at,
                city: fold::name(address.city).into(),
                postcode: fold::postcode(address.postcode).into(),
                is_reckoned,
            });
        }
    }

    /// The gazetteer of all that was added.
    ///
    /// Streets of one name that lie apart become several. A house whose street no way bears
    /// is also entered under the name of a way that nearly bears it and passes by. Whether
    /// a hyphen stands for a range or is part of a number is decided street by street: by
    /// whether most of its hyphens could be ranges, and where it has none that could not,
    /// by all streets together.
    ///
    /// Cost: linear in the map but for sorting.
    pub fn finish(self) -> Gazetteer {
        let mut names: BTreeMap<Street, (Vec<usize>, Vec<House>)> = BTreeMap::new();
        for (way, (streets, _)) in self.ways.iter().enumerate() {
            for street in streets {
                names.entry(street.clone()).or_default().0.push(way);
            }
        }
        let hyphens = Hyphens::of(
            self.houses
                .iter()
                .map(|draft| (&draft.street, &draft.entry)),
        );
        for draft in &self.houses {
            let is_way =
                |street: &Street| names.get(street).is_some_and(|(ways, _)| !ways.is_empty());
            let street = match &draft.bare {
                Some(bare) if !is_way(&draft.street) && is_way(bare) => bare,
                _ => &draft.street,
            };
            let mut streets = vec![street.clone()];
            if !is_way(street) {
                streets.extend(passing(street, draft.at, &names, &self.ways));
            }
            let numbers = hyphens.numbers(&draft.entry, &draft.street);
            for street in streets {
                let houses = &mut names.entry(street).or_default().1;
                houses.extend(numbers.iter().map(|number| draft.house(number.clone())));
            }
        }
        let mut found = Gazetteer::default();
        for (name, (ways, houses)) in names {
            let lines: Vec<&[LatLon]> = ways
                .iter()
                .map(|way| self.ways[*way].1.as_slice())
                .collect();
            separate(&name, &lines, houses, &mut found.streets);
        }
        for (ix, street) in found.streets.iter().enumerate() {
            let range = found
                .cores
                .entry(street.name.core.clone())
                .or_insert((ix, ix));
            range.1 = ix + 1;
        }
        note_places(&mut found);
        blocks::find_crossings(&mut found);
        found.blocks = blocks::weigh(&found);
        found
    }
}

impl Draft {
    fn house(&self, number: Number) -> House {
        House {
            number,
            at: self.at,
            city: self.city.clone(),
            postcode: self.postcode.clone(),
            is_reckoned: self.is_reckoned,
        }
    }
}

/// The name of the nearest way of the same core that passes within 150 m of a house.
fn passing(
    street: &Street,
    at: LatLon,
    names: &BTreeMap<Street, (Vec<usize>, Vec<House>)>,
    ways: &[(Vec<Street>, Vec<LatLon>)],
) -> Option<Street> {
    const NEAR: f64 = 150.0;
    let first = Street {
        core: street.core.clone(),
        ..Street::default()
    };
    let near = names
        .range(first..)
        .take_while(|(name, _)| name.core == street.core)
        .filter(|(name, _)| name.agreement(street).is_some())
        .flat_map(|(name, (of_name, _))| of_name.iter().map(move |way| (name, *way)))
        .filter_map(|(name, way)| {
            let course = super::course::Course::of(std::slice::from_ref(&ways[way].1))?;
            Some((name, course.nearest(at).off))
        });
    near.filter(|(_, off)| *off <= NEAR)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(name, _)| name.clone())
}

/// Streets of one name, one for each group of lines and houses that lie together.
fn separate(name: &Street, lines: &[&[LatLon]], houses: Vec<House>, found: &mut Vec<Known>) {
    let points: Vec<LatLon> = houses.iter().map(|house| house.at).collect();
    let (of_lines, of_houses, count) = cluster::groups(lines, &points);
    let first = found.len();
    found.extend((0..count).map(|_| Known {
        name: name.clone(),
        ..Known::default()
    }));
    for (group, line) in of_lines.iter().zip(lines) {
        found[first + group].lines.push(line.to_vec());
    }
    for (group, house) in of_houses.iter().zip(houses) {
        found[first + group].houses.push(house);
    }
    for street in &mut found[first..] {
        street.houses.sort_by(|a, b| {
            let place = |house: &House| (house.is_reckoned, house.at.lat, house.at.lon);
            let order = place(a)
                .partial_cmp(&place(b))
                .unwrap_or(std::cmp::Ordering::Equal);
            a.number.cmp(&b.number).then(order)
        });
        // One building often has its address on several objects.
        street.houses.dedup_by(|a, b| {
            a.number == b.number && a.at == b.at && a.city == b.city && a.postcode == b.postcode
        });
    }
}

/// Notes where the cities and postcodes are, and the corners of it all.
fn note_places(found: &mut Gazetteer) {
    let mut seen = BTreeSet::new();
    for house in found.streets.iter().flat_map(|street| &street.houses) {
        // One point a square of 200 m is enough to know which is nearest.
        let node = (house.at.lat, house.at.lon);
        let node = (
            (node.0 * 500.0).round() as i64,
            (node.1 * 500.0).round() as i64,
        );
        for (names, name) in [
            (&mut found.cities, &house.city),
            (&mut found.postcodes, &house.postcode),
        ] {
            if !name.is_empty() && seen.insert((node, name.clone())) {
                names.entry(name.to_string()).or_default().push(house.at);
            }
        }
    }
    let points = found.streets.iter().flat_map(|street| {
        street
            .lines
            .iter()
            .flatten()
            .copied()
            .chain(street.houses.iter().map(|house| house.at))
    });
    for at in points {
        let (low, high) = found.corners.get_or_insert((at, at));
        *low = LatLon {
            lat: low.lat.min(at.lat),
            lon: low.lon.min(at.lon),
        };
        *high = LatLon {
            lat: high.lat.max(at.lat),
            lon: high.lon.max(at.lon),
        };
    }
}
