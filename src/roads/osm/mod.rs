//! An OpenStreetMap extract into what streets and addresses need of it.
//!
//! The file is read two or three times, so that little is held: which nodes lie in the box
//! (only where there is one), then ways and relations, then the nodes that those refer to.
//! Ids need not be sorted. A way's node that is not in the file, or not in the box, cuts the
//! way there; a relation with a member that is not there is left out.

mod block;
mod collect;
mod element;
mod extract;
mod keys;
mod nodes;
mod pbf;
mod resolve;
mod strings;
mod xml;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::RoadsError;
use collect::{Collected, Place};
use element::{Element, Kinds};
use nodes::Wanted;

pub use element::{Clip, Point};
pub use extract::{Extract, Interpolation, NodeIx, Numbered, Restriction, Tags, Via, Way, WayIx};
pub use keys::Key;
pub use strings::{Str, Strings};

pub(super) use extract::Part;

/// Reads an extract, or the part of it that lies in a box.
///
/// # Errors
/// With what is wrong with the file. An extract without streets is none of it: whoever
/// wants roads asks for them.
///
/// Cost: two passes over the file, three with a box, on all cores. What is held is what
/// is kept, and of every core one block; besides, with a box, eight bytes a node in it.
pub fn read(path: &Path, clip: Option<&Clip>) -> Result<Extract, RoadsError> {
    let source = Source::open(path)?;
    let inside = match clip {
        Some(clip) => Some(nodes::inside(&source, clip)?),
        None => None,
    };
    let mut collected = ways(&source, inside.as_deref())?;
    outlines(&source, &mut collected)?;
    let too_many = |what| RoadsError::TooLarge {
        file: path.to_owned(),
        what,
    };
    if u32::try_from(collected.refs.len()).is_err() {
        return Err(too_many("streets"));
    }
    let mut wanted = Wanted::new(&collected.refs, inside);
    nodes::fill(&source, clip, &mut wanted, &mut collected)?;
    if u32::try_from(collected.tags.len()).is_err() {
        return Err(too_many("tags"));
    }
    Ok(resolve::resolve(collected, wanted))
}

/// Whether a file looks like an extract: its first bytes and, of blocks their sizes.
///
/// # Errors
/// As [`read`], without reading the file.
pub(super) fn check(path: &Path) -> Result<(), RoadsError> {
    Source::open(path).map(drop)
}

/// The file by its kind.
#[derive(Debug)]
enum Source {
    Pbf(pbf::Pbf),
    Xml(xml::Xml),
}

impl Source {
    /// Looks at the first bytes; the name does not matter.
    fn open(path: &Path) -> Result<Self, RoadsError> {
        let mut start = Vec::new();
        File::open(path)
            .and_then(|file| file.take(512).read_to_end(&mut start))
            .map_err(RoadsError::unreadable(path))?;
        let xml = |is_packed| {
            let file = path.to_owned();
            Ok(Self::Xml(xml::Xml { file, is_packed }))
        };
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        match start.as_slice() {
            [] => Err(RoadsError::wrong(path, "it is empty")),
            [0x1f, 0x8b, ..] => xml(true),
            // A block's header: its length, then field 1, the block's type.
            [0, 0, _, _, 0x0a, 9, rest @ ..] if rest.starts_with(b"OSMHeader") => {
                pbf::Pbf::open(path).map(Self::Pbf)
            }
            [b'B', b'Z', b'h', ..] => Err(RoadsError::wrong(path, "it is packed with bzip2")),
            [b'P', b'K', ..] => Err(RoadsError::wrong(path, "it is a zip archive")),
            _ if first == Some(&b'<') => xml(false),
            _ => Err(RoadsError::wrong(
                path,
                "its first bytes are of no kind that is known",
            )),
        }
    }

    fn pass<T: Send>(
        &self,
        kinds: Kinds,
        start: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, Element) + Sync,
    ) -> Result<Vec<T>, RoadsError> {
        match self {
            Self::Pbf(pbf) => pbf.pass(kinds, start, visit),
            Self::Xml(xml) => xml.pass(kinds, start, visit),
        }
    }
}

/// Collects ways and relations; of ways only those with a node inside, where that matters.
fn ways(source: &Source, inside: Option<&[i64]>) -> Result<Collected, RoadsError> {
    let is_here = |refs: &[i64]| {
        inside.is_none_or(|inside| refs.iter().any(|id| inside.binary_search(id).is_ok()))
    };
    let kinds = Kinds::WAYS.and(Kinds::RELATIONS);
    let parts = source.pass(kinds, Collected::default, |out, element| match element {
        Element::Way { id, refs, tags } if is_here(refs) => out.way(id, refs, tags),
        Element::Relation { members, tags } => out.relation(members, tags),
        _ => {}
    })?;
    Ok(Collected::join(parts))
}

/// Collects the outlines of numbered buildings of several parts, which other ways draw.
fn outlines(source: &Source, collected: &mut Collected) -> Result<(), RoadsError> {
    let mut ids = Vec::new();
    for numbered in &collected.numbered {
        if let Place::Outline(outline) = &numbered.place {
            ids.extend_from_slice(outline);
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    ids.sort_unstable();
    let parts = source.pass(Kinds::WAYS, Collected::default, |out, element| {
        if let Element::Way { id, refs, .. } = element
            && ids.binary_search(&id).is_ok()
        {
            out.outline(id, refs);
        }
    })?;
    let found = Collected::join(parts);
    let start = collected.refs.len();
    collected.refs.extend_from_slice(&found.refs);
    for (id, part) in found.outlines {
        let refs = part.of(&found.refs).len();
        let from = start + part.start as usize;
        let part = Part::since(from, &collected.refs[..from + refs]);
        collected.outlines.push((id, part));
    }
    Ok(())
}
