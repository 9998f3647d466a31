//! Streets and addresses of an OpenStreetMap extract.

use std::collections::BTreeMap;

use crate::roads::osm::{self, Extract, Key, NodeIx};

use super::build::{Builder, Numbered};

/// The names under which a street is looked for.
const NAMES: [Key; 4] = [Key::Name, Key::NameEn, Key::AltName, Key::OldName];

impl Builder {
    /// Adds all named streets, house numbers and interpolation lines of an extract.
    ///
    /// Cost: one pass over them.
    pub fn extract(&mut self, extract: &Extract) {
        for (_, way) in extract.ways() {
            let tags = extract.tags(way);
            let names = || {
                NAMES
                    .iter()
                    .filter_map(|key| tags.get(*key))
                    .flat_map(|text| text.split(';'))
            };
            for stretch in extract.stretches(way) {
                let line = stretch
                    .iter()
                    .map(|node| extract.point(*node).degrees())
                    .collect();
                self.street(names(), line);
            }
        }
        for numbered in &extract.numbered {
            self.house(address(extract, numbered), numbered.at.degrees());
        }
        let known: BTreeMap<NodeIx, u32> = extract.numbered_nodes.iter().copied().collect();
        for line in &extract.interpolations {
            let of_line = extract.text(line.street);
            let nodes: Vec<_> = line
                .line
                .iter()
                .filter(|node| **node != NodeIx::MISSING)
                .map(|node| {
                    let numbered = known
                        .get(node)
                        .and_then(|ix| extract.numbered.get(*ix as usize));
                    let address = numbered.map(|numbered| {
                        let mut address = address(extract, numbered);
                        if address.street.is_empty() {
                            address.street = of_line;
                        }
                        address
                    });
                    (extract.point(*node).degrees(), address)
                })
                .collect();
            self.interpolation(extract.text(line.kind), &nodes);
        }
    }
}

/// The words of a house number; where it has no street, those of its hamlet.
fn address<'a>(extract: &'a Extract, numbered: &osm::Numbered) -> Numbered<'a> {
    let street = match extract.text(numbered.street) {
        "" => extract.text(numbered.place),
        street => street,
    };
    Numbered {
        number: extract.text(numbered.number),
        street,
        city: extract.text(numbered.city),
        postcode: extract.text(numbered.postcode),
    }
}
