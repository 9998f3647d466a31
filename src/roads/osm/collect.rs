//! What one block of the file gives, and many blocks as one.

use super::element::{Member, MemberKind, Point, RawTags};
use super::extract::{Part, Way};
use super::keys::Key;
use super::strings::{Interner, Str};

/// Ways of these classes are for no car; they are kept only for their names.
const NO_CAR: [&str; 16] = [
    "footway",
    "path",
    "cycleway",
    "steps",
    "bridleway",
    "corridor",
    "elevator",
    "platform",
    "pedestrian",
    "proposed",
    "construction",
    "abandoned",
    "razed",
    "raceway",
    "via_ferrata",
    "bus_stop",
];

/// A relation of type restriction, its members by id.
#[derive(Clone, Debug)]
pub(super) struct RawRestriction {
    pub from: Vec<i64>,
    pub to: Vec<i64>,
    pub via_ways: Vec<i64>,
    pub via_node: Option<i64>,
    pub tags: Part,
}

/// Where a numbered thing is, before its nodes are known.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Node(i64, Point),
    /// A building's corners.
    Way(Part),
    /// The outer ways of a building of several parts.
    Outline(Vec<i64>),
}

/// A thing with a house number.
#[derive(Clone, Debug)]
pub(super) struct RawNumbered {
    pub place: Place,
    /// Number, street, place, city, postcode.
    pub words: [Str; 5],
}

const WORDS: [Key; 5] = [
    Key::AddrHousenumber,
    Key::AddrStreet,
    Key::AddrPlace,
    Key::AddrCity,
    Key::AddrPostcode,
];

/// What is kept, ids not resolved.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub strings: Interner,
    pub refs: Vec<i64>,
    pub tags: Vec<(Key, Str)>,
    pub ways: Vec<Way>,
    pub restrictions: Vec<RawRestriction>,
    pub numbered: Vec<RawNumbered>,
    /// Nodes, kind and street of lines of house numbers.
    pub interpolations: Vec<(Part, Str, Str)>,
    /// Outer ways of numbered buildings.
    pub outlines: Vec<(i64, Part)>,
}

fn value<'a>(tags: &RawTags<'a>, key: &str) -> Option<&'a str> {
    let found = tags.iter().find(|(other, _)| *other == key);
    found
        .map(|(_, value)| *value)
        .filter(|value| !value.is_empty())
}

impl Collected {
    /// A way: a street, a numbered building, a line of house numbers, or nothing of interest.
    pub fn way(&mut self, id: i64, refs: &[i64], tags: &RawTags) {
        if tags.is_empty() || refs.is_empty() {
            return;
        }
        let is_street = value(tags, "highway")
            .is_some_and(|class| !NO_CAR.contains(&class) || value(tags, "name").is_some());
        let interpolation = value(tags, "addr:interpolation");
        let is_numbered = value(tags, "addr:housenumber").is_some() && !is_street;
        if !is_street && interpolation.is_none() && !is_numbered {
            return;
        }
        let part = self.push_refs(refs);
        if is_street {
            let tags = self.push_tags(tags);
            self.ways.push(Way {
                id,
                refs: part,
                tags,
            });
        }
        if let Some(kind) = interpolation {
            let kind = self.strings.intern(kind);
            let street = self.word(tags, Key::AddrStreet);
            self.interpolations.push((part, kind, street));
        } else if is_numbered {
            self.push_numbered(Place::Way(part), tags);
        }
    }

    /// A node with a house number.
    pub fn numbered_node(&mut self, id: i64, at: Point, tags: &RawTags) {
        if value(tags, "addr:housenumber").is_some() {
            self.push_numbered(Place::Node(id, at), tags);
        }
    }

    /// A relation: a turn restriction, a numbered building, or nothing of interest.
    pub fn relation(&mut self, members: &[Member], tags: &RawTags) {
        let ways = |role: &str| -> Vec<i64> {
            let ways = members.iter().filter(|it| it.kind == MemberKind::Way);
            ways.filter(|it| it.role == role).map(|it| it.id).collect()
        };
        match value(tags, "type") {
            Some("restriction") => {
                let via = members
                    .iter()
                    .find(|it| it.kind == MemberKind::Node && it.role == "via");
                let tags = self.push_tags(tags);
                self.restrictions.push(RawRestriction {
                    from: ways("from"),
                    to: ways("to"),
                    via_ways: ways("via"),
                    via_node: via.map(|it| it.id),
                    tags,
                });
            }
            Some("multipolygon" | "building") if value(tags, "addr:housenumber").is_some() => {
                let mut outline = ways("outer");
                outline.extend(ways("outline"));
                outline.extend(ways(""));
                self.push_numbered(Place::Outline(outline), tags);
            }
            _ => {}
        }
    }

    /// The outline of a numbered building.
    pub fn outline(&mut self, id: i64, refs: &[i64]) {
        let part = self.push_refs(refs);
        self.outlines.push((id, part));
    }

    fn push_refs(&mut self, refs: &[i64]) -> Part {
        let start = self.refs.len();
        self.refs.extend_from_slice(refs);
        Part::since(start, &self.refs)
    }

    pub fn push_tags(&mut self, tags: &RawTags) -> Part {
        let start = self.tags.len();
        for (key, value) in tags {
            if let Some(key) = Key::of(key) {
                let value = self.strings.intern(value);
                self.tags.push((key, value));
            }
        }
        Part::since(start, &self.tags)
    }

    fn word(&mut self, tags: &RawTags, key: Key) -> Str {
        let found = tags.iter().find(|(other, _)| Key::of(other) == Some(key));
        found.map_or(Str::EMPTY, |(_, value)| self.strings.intern(value))
    }

    fn push_numbered(&mut self, place: Place, tags: &RawTags) {
        let words = WORDS.map(|key| self.word(tags, key));
        self.numbered.push(RawNumbered { place, words });
    }

    /// Many blocks as one, in their order.
    pub fn join(parts: Vec<Self>) -> Self {
        let mut all = Self::default();
        for part in parts {
            all.absorb(part);
        }
        all
    }

    pub fn absorb(&mut self, other: Self) {
        let string = self.strings.absorb(&other.strings);
        let string = |old: Str| string[old.0 as usize];
        let shift = |by: usize| {
            let by = u32::try_from(by).unwrap_or(u32::MAX);
            move |part: Part| Part {
                start: part.start.saturating_add(by),
                end: part.end.saturating_add(by),
            }
        };
        let (refs, tags) = (shift(self.refs.len()), shift(self.tags.len()));
        self.refs.extend(other.refs);
        let renamed = other.tags.iter().map(|(key, value)| (*key, string(*value)));
        self.tags.extend(renamed);
        self.ways.extend(other.ways.iter().map(|way| Way {
            id: way.id,
            refs: refs(way.refs),
            tags: tags(way.tags),
        }));
        self.restrictions
            .extend(other.restrictions.into_iter().map(|it| RawRestriction {
                tags: tags(it.tags),
                ..it
            }));
        self.numbered
            .extend(other.numbered.into_iter().map(|it| RawNumbered {
                place: match it.place {
                    Place::Way(part) => Place::Way(refs(part)),
                    place => place,
                },
                words: it.words.map(string),
            }));
        let lines = other.interpolations.iter();
        self.interpolations.extend(
            lines.map(|(part, kind, street)| (refs(*part), string(*kind), string(*street))),
        );
        let outlines = other.outlines.iter();
        self.outlines
            .extend(outlines.map(|(id, part)| (*id, refs(*part))));
    }
}
