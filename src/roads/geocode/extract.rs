//! Streets and addresses of an OpenStreetMap extract.

use std::collections::BTreeMap;

use crate::roads::osm::{Extract, Key, NodeIx};

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
        let address = |numbered: &crate::roads::osm::Numbered| -> [&str; 4] {
            let street = match extract.text(numbered.street) {
                "" => extract.text(numbered.place),
                street => street,
            };
            [
                extract.text(numbered.number),
                street,
                extract.text(numbered.city),
                extract.text(numbered.postcode),
            ]
        };
        for numbered in &extract.numbered {
            let [number, street, city, postcode] = address(numbered);
            self.house(
                Numbered {
                    number,
                    street,
                    city,
                    postcode,
                },
                numbered.at.degrees(),
            );
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
                        let [number, street, city, postcode] = address(numbered);
                        let street = if street.is_empty() { of_line } else { street };
                        Numbered {
                            number,
                            street,
                            city,
                            postcode,
                        }
                    });
                    (extract.point(*node).degrees(), address)
                })
                .collect();
            self.interpolation(extract.text(line.kind), &nodes);
        }
    }
}
