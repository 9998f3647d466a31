//! What is kept of an extract: streets, turn restrictions and addresses.

use super::element::Point;
use super::keys::Key;
use super::strings::{Str, Strings};

/// A node that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIx(pub u32);

impl NodeIx {
    /// Stands in a way for a node that the extract does not have.
    pub const MISSING: Self = Self(u32::MAX);

    /// As an index.
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

/// A way that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WayIx(pub u32);

impl WayIx {
    /// As an index.
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

/// A part of one of the lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::roads) struct Part {
    pub start: u32,
    pub end: u32,
}

impl Part {
    pub fn of<T>(self, list: &[T]) -> &[T] {
        &list[self.start as usize..self.end as usize]
    }

    /// What was pushed since `start`; an empty part where the list is too long to count.
    pub fn since<T>(start: usize, list: &[T]) -> Self {
        match (u32::try_from(start), u32::try_from(list.len())) {
            (Ok(start), Ok(end)) => Self { start, end },
            _ => Self::default(),
        }
    }
}

/// A way with a `highway` tag.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Its number in OpenStreetMap.
    pub id: i64,
    pub(in crate::roads) refs: Part,
    pub(in crate::roads) tags: Part,
}

/// A turn restriction, its members resolved.
#[derive(Clone, Debug)]
pub struct Restriction {
    /// Where one comes from; `no_entry` may name several.
    pub from: Vec<WayIx>,
    /// By which node or ways.
    pub via: Via,
    /// Where one may not (or only) go; `no_exit` may name several.
    pub to: Vec<WayIx>,
    pub(in crate::roads) tags: Part,
}

/// What lies between the two ends of a restriction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A junction.
    Node(NodeIx),
    /// Ways, in the order in which they are listed.
    Ways(Vec<WayIx>),
}

/// Something with a house number.
#[derive(Clone, Copy, Debug)]
pub struct Numbered {
    /// Where: the node, or the middle of the building's box.
    pub at: Point,
    /// `addr:housenumber`, as it is written: `95-269`, `11,13`, `58a`.
    pub number: Str,
    /// `addr:street`; empty when there is none.
    pub street: Str,
    /// `addr:place`.
    pub place: Str,
    /// `addr:city`.
    pub city: Str,
    /// `addr:postcode`.
    pub postcode: Str,
}

/// A line along which house numbers run.
#[derive(Clone, Debug)]
pub struct Interpolation {
    /// `even`, `odd`, `all`, `alphabetic` or a step.
    pub kind: Str,
    /// The line; [`NodeIx::MISSING`] where the extract lacks a node.
    pub line: Vec<NodeIx>,
    /// `addr:street` of the line itself; mostly its numbered nodes carry it.
    pub street: Str,
}

/// What is kept of an extract, by number.
#[derive(Clone, Debug, Default)]
pub struct Extract {
    pub(in crate::roads) strings: Strings,
    /// By [`NodeIx`].
    pub(in crate::roads) points: Vec<Point>,
    /// Nodes of streets with tags that matter, ascending.
    pub(in crate::roads) node_tags: Vec<(NodeIx, Part)>,
    pub(in crate::roads) ways: Vec<Way>,
    pub(in crate::roads) refs: Vec<NodeIx>,
    pub(in crate::roads) tags: Vec<(Key, Str)>,
    /// Turn restrictions whose members are all there.
    pub restrictions: Vec<Restriction>,
    /// Everything with a house number.
    pub numbered: Vec<Numbered>,
    /// Nodes with a house number that an interpolation runs through, ascending, and their
    /// entry in `numbered`.
    pub numbered_nodes: Vec<(NodeIx, u32)>,
    /// Lines along which house numbers run.
    pub interpolations: Vec<Interpolation>,
}

/// The tags of one way, node or restriction.
#[derive(Clone, Copy, Debug)]
pub struct Tags<'a> {
    list: &'a [(Key, Str)],
    strings: &'a Strings,
}

impl<'a> Tags<'a> {
    /// The value of a key.
    pub fn get(&self, key: Key) -> Option<&'a str> {
        let string = self.string(key);
        (!string.is_empty()).then(|| self.strings.get(string))
    }

    /// The value of a key, by number; empty where there is none.
    pub fn string(&self, key: Key) -> Str {
        let found = self.list.iter().find(|(other, _)| *other == key);
        found.map_or(Str::EMPTY, |(_, value)| *value)
    }

    /// Whether a key has this value.
    pub fn is(&self, key: Key, value: &str) -> bool {
        self.get(key) == Some(value)
    }
}

impl Extract {
    /// The ways with a `highway` tag: all that cars may use, and all others that have a name.
    pub fn ways(&self) -> impl ExactSizeIterator<Item = (WayIx, &Way)> {
        let ways = self.ways.iter().enumerate();
        ways.map(|(ix, way)| (WayIx(ix as u32), way))
    }

    /// The nodes of a way, [`NodeIx::MISSING`] where the extract has none.
    pub fn nodes(&self, way: &Way) -> &[NodeIx] {
        way.refs.of(&self.refs)
    }

    /// A way's stretches between nodes that are missing, each of two nodes or more.
    pub fn stretches(&self, way: &Way) -> impl Iterator<Item = &[NodeIx]> {
        let pieces = self.nodes(way).split(|node| *node == NodeIx::MISSING);
        pieces.filter(|piece| piece.len() > 1)
    }

    /// The tags of a way.
    pub fn tags(&self, way: &Way) -> Tags<'_> {
        self.tags_of(way.tags)
    }

    /// The tags of a restriction.
    pub fn restriction_tags(&self, restriction: &Restriction) -> Tags<'_> {
        self.tags_of(restriction.tags)
    }

    /// The tags of a node, of which most have none.
    pub fn node_tags(&self, node: NodeIx) -> Tags<'_> {
        let found = self
            .node_tags
            .binary_search_by_key(&node, |(node, _)| *node);
        let part = found.map_or(Part::default(), |ix| self.node_tags[ix].1);
        self.tags_of(part)
    }

    /// Where a node is.
    pub fn point(&self, node: NodeIx) -> Point {
        self.points[node.ix()]
    }

    /// A text.
    pub fn text(&self, string: Str) -> &str {
        self.strings.get(string)
    }

    fn tags_of(&self, part: Part) -> Tags<'_> {
        Tags {
            list: part.of(&self.tags),
            strings: &self.strings,
        }
    }
}
