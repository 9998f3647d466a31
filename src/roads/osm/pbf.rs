//! `.osm.pbf`: blocks that are read one by one, on all cores.
//!
//! The blocks' sizes are checked before anything is read or unpacked, so that a file that is
//! no extract costs no memory: a block's header has at most 64 KB, a block 32 MB, and none may
//! reach over the end of the file. What a block unpacks to is weighed before it is decoded.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};

use osmpbf::{BlobDecode, BlobReader, PrimitiveBlock, RelMemberType};
use rayon::prelude::*;

use super::super::RoadsError;
use super::block::{self, Value, Weighed};
use super::element::{Element, Kinds, Member, MemberKind, Point};

/// The longest header and block that the format allows, in bytes.
const MAX_HEADER: u32 = 64 * 1024;
const MAX_BLOCK: u64 = 32 * 1024 * 1024;
/// What readers of the format have to understand, as far as this one does.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
const UNKNOWN: u8 = u8::MAX;

/// An extract as its blocks.
#[derive(Debug)]
pub(super) struct Pbf {
    file: PathBuf,
    frames: Vec<Frame>,
}

/// Where a block with its header lies.
#[derive(Debug)]
struct Frame {
    offset: u64,
    bytes: u32,
    /// The [`Kinds`] in it, once it was read.
    kinds: AtomicU8,
}

impl Pbf {
    /// Finds the blocks, without reading them.
    pub fn open(path: &Path) -> Result<Self, RoadsError> {
        let mut file = File::open(path).map_err(RoadsError::unreadable(path))?;
        let length = file.metadata().map_err(RoadsError::unreadable(path))?.len();
        let mut frames = Vec::new();
        let mut offset = 0;
        while offset < length {
            let bytes = frame_bytes(&mut file, offset, length)
                .map_err(RoadsError::unreadable(path))?
                .ok_or_else(|| {
                    let what = format!("the block at byte {offset} is broken or cut off");
                    RoadsError::damaged(path, what)
                })?;
            frames.push(Frame {
                offset,
                bytes,
                kinds: AtomicU8::new(UNKNOWN),
            });
            offset += u64::from(bytes);
        }
        Ok(Self {
            file: path.to_owned(),
            frames,
        })
    }

    /// Shows every element of these kinds; each block collects into a `T` of its own, and they
    /// come back in the file's order.
    pub fn pass<T: Send>(
        &self,
        kinds: Kinds,
        start: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, Element) + Sync,
    ) -> Result<Vec<T>, RoadsError> {
        let read = |frame: &Frame| {
            let mut out = start();
            let seen = frame.kinds.load(Ordering::Relaxed);
            if seen == UNKNOWN || Kinds(seen).has(kinds) {
                let block = self.block(frame)?;
                // The decoder panics on some values that the format does not have, such as an
                // unknown kind of member.
                let seen = catch_unwind(AssertUnwindSafe(|| match &block {
                    Some(block) => show(block, kinds, &mut |element| visit(&mut out, element)),
                    None => Kinds(0),
                }));
                let seen = seen.map_err(|_| self.broken(frame))?;
                frame.kinds.store(seen.0, Ordering::Relaxed);
            }
            Ok(out)
        };
        self.frames.par_iter().map(read).collect()
    }

    fn block(&self, frame: &Frame) -> Result<Option<PrimitiveBlock>, RoadsError> {
        let mut bytes = vec![0; frame.bytes as usize];
        File::open(&self.file)
            .and_then(|mut file| {
                file.seek(SeekFrom::Start(frame.offset))?;
                file.read_exact(&mut bytes)
            })
            .map_err(RoadsError::unreadable(&self.file))?;
        let bytes = match block::weigh(bytes) {
            Weighed::Fine(bytes) => bytes,
            Weighed::Broken => return Err(self.broken(frame)),
            Weighed::TooMuch => {
                let what = format!(
                    "the block at byte {} unpacks to more than a block can hold",
                    frame.offset
                );
                return Err(RoadsError::damaged(&self.file, what));
            }
        };
        let decoded = catch_unwind(AssertUnwindSafe(|| {
            let blob = BlobReader::new(bytes.as_slice()).next()?.ok()?;
            Some(match blob.decode().ok()? {
                BlobDecode::OsmData(block) => Ok(Some(block)),
                BlobDecode::Unknown(_) => Ok(None),
                BlobDecode::OsmHeader(header) => {
                    let needed = header.required_features().iter();
                    match needed.clone().find(|it| !FEATURES.contains(&it.as_str())) {
                        Some(other) => Err(other.clone()),
                        None => Ok(None),
                    }
                }
            })
        }));
        match decoded {
            Ok(Some(Ok(block))) => Ok(block),
            Ok(Some(Err(feature))) => Err(RoadsError::wrong(
                &self.file,
                format!("it needs the feature {feature:?}"),
            )),
            Ok(None) | Err(_) => Err(self.broken(frame)),
        }
    }

    fn broken(&self, frame: &Frame) -> RoadsError {
        let what = format!("the block at byte {} cannot be unpacked", frame.offset);
        RoadsError::damaged(&self.file, what)
    }
}

/// The length of the block at `offset` with its header; none where no block can be.
fn frame_bytes(file: &mut File, offset: u64, length: u64) -> std::io::Result<Option<u32>> {
    let mut four = [0; 4];
    if length - offset < 4 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut four)?;
    let header_bytes = u32::from_be_bytes(four);
    if header_bytes == 0 || header_bytes >= MAX_HEADER {
        return Ok(None);
    }
    if length - offset - 4 < u64::from(header_bytes) {
        return Ok(None);
    }
    let mut header = vec![0; header_bytes as usize];
    file.read_exact(&mut header)?;
    let total = data_bytes(&header)
        .filter(|data| *data <= MAX_BLOCK)
        .map(|data| 4 + u64::from(header_bytes) + data)
        .filter(|total| *total <= length - offset);
    Ok(total.and_then(|total| u32::try_from(total).ok()))
}

/// Field 3 of a block's header, the block's length; none where the header is no such message.
fn data_bytes(mut header: &[u8]) -> Option<u64> {
    let mut found = None;
    while !header.is_empty() {
        if let (3, Value::Number(bytes)) = block::field(&mut header)? {
            found = Some(bytes);
        }
    }
    found
}

/// Shows the elements of a block, and says which kinds it has.
fn show(block: &PrimitiveBlock, kinds: Kinds, visit: &mut dyn FnMut(Element)) -> Kinds {
    let mut seen = Kinds(0);
    for group in block.groups() {
        if group.dense_nodes().len() + group.nodes().len() > 0 {
            seen = seen.and(Kinds::NODES);
        }
        if group.ways().len() > 0 {
            seen = seen.and(Kinds::WAYS);
        }
        if group.relations().len() > 0 {
            seen = seen.and(Kinds::RELATIONS);
        }
        if kinds.has(Kinds::NODES) {
            show_nodes(&group, visit);
        }
        if kinds.has(Kinds::WAYS) {
            let (mut refs, mut tags) = (Vec::new(), Vec::new());
            for way in group.ways() {
                refs.clear();
                refs.extend(way.refs());
                tags.clear();
                tags.extend(way.tags());
                let id = way.id();
                visit(Element::Way {
                    id,
                    refs: &refs,
                    tags: &tags,
                });
            }
        }
        if kinds.has(Kinds::RELATIONS) {
            show_relations(&group, visit);
        }
    }
    seen
}

fn show_nodes(group: &osmpbf::PrimitiveGroup, visit: &mut dyn FnMut(Element)) {
    let mut show = |id: i64, lat: i64, lon: i64, tags: &[(&str, &str)]| {
        if let Some(at) = Point::from_nano(lat, lon) {
            visit(Element::Node { id, at, tags });
        }
    };
    let mut tags = Vec::new();
    for node in group.dense_nodes() {
        tags.clear();
        tags.extend(node.tags());
        show(node.id(), node.nano_lat(), node.nano_lon(), &tags);
    }
    let mut tags = Vec::new();
    for node in group.nodes() {
        tags.clear();
        tags.extend(node.tags());
        show(node.id(), node.nano_lat(), node.nano_lon(), &tags);
    }
}

fn show_relations(group: &osmpbf::PrimitiveGroup, visit: &mut dyn FnMut(Element)) {
    let (mut members, mut tags) = (Vec::new(), Vec::new());
    for relation in group.relations() {
        tags.clear();
        tags.extend(relation.tags());
        members.clear();
        members.extend(relation.members().map(|member| Member {
            kind: match member.member_type {
                RelMemberType::Node => MemberKind::Node,
                RelMemberType::Way => MemberKind::Way,
                RelMemberType::Relation => MemberKind::Relation,
            },
            id: member.member_id,
            role: member.role().unwrap_or_default(),
        }));
        visit(Element::Relation {
            members: &members,
            tags: &tags,
        });
    }
}
