//! `.osm` and `.osm.gz`: XML, read as a stream.
//!
//! Nothing in an extract is longer than a few kilobytes between two `>`, and no packed extract
//! grows a hundredfold, so a file of zeros or a packed bomb ends early instead of filling the
//! memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::super::RoadsError;
use super::element::{Element, Kinds, Member, MemberKind, Point};

/// The longest stretch without a `>`, in bytes.
const MAX_PIECE: usize = 1024 * 1024;
/// How much a packed extract may grow, and what is let go besides.
const MAX_GROWTH: u64 = 100;
const FREE_GROWTH: u64 = 16 * 1024 * 1024;

/// An extract as XML.
#[derive(Debug)]
pub(super) struct Xml {
    pub file: PathBuf,
    pub is_packed: bool,
}

impl Xml {
    /// Shows every element of these kinds, in the file's order.
    pub fn pass<T>(
        &self,
        kinds: Kinds,
        start: impl Fn() -> T,
        visit: impl Fn(&mut T, Element),
    ) -> Result<Vec<T>, RoadsError> {
        let mut out = start();
        let mut reader = Reader::from_reader(Watched::new(self.stream()?));
        let mut pending = Pending::default();
        let mut buffer = Vec::new();
        let (mut depth, mut is_osm) = (0_u32, false);
        loop {
            buffer.clear();
            let at = reader.buffer_position();
            let event = reader.read_event_into(&mut buffer);
            let event = event.map_err(|error| self.damaged(at, &error))?;
            match event {
                Event::Start(tag) => {
                    depth += 1;
                    if depth == 1 {
                        is_osm = tag.name().as_ref() == "osm";
                        if !is_osm {
                            return Err(RoadsError::wrong(&self.file, "XML without <osm>"));
                        }
                    }
                    pending.open(&tag).map_err(|e| self.damaged(at, &e))?;
                }
                Event::Empty(tag) => {
                    let is_whole = pending.open(&tag).map_err(|e| self.damaged(at, &e))?;
                    if is_whole && depth > 0 {
                        pending.close(kinds, &mut |element| visit(&mut out, element));
                    }
                    is_osm |= depth == 0 && tag.name().as_ref() == "osm";
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    if matches!(tag.name().as_ref(), "node" | "way" | "relation") {
                        pending.close(kinds, &mut |element| visit(&mut out, element));
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        match (is_osm, depth) {
            (true, 0) => Ok(vec![out]),
            (true, _) => Err(RoadsError::damaged(
                &self.file,
                "it ends before </osm>, so it is cut off",
            )),
            (false, _) => Err(RoadsError::wrong(&self.file, "text without <osm>")),
        }
    }

    fn stream(&self) -> Result<Box<dyn BufRead>, RoadsError> {
        let opened = |path: &Path| -> io::Result<Box<dyn BufRead>> {
            let file = File::open(path)?;
            let bytes = file.metadata()?.len();
            let plain = BufReader::with_capacity(256 * 1024, file);
            if !self.is_packed {
                return Ok(Box::new(plain));
            }
            let most = bytes.saturating_mul(MAX_GROWTH).saturating_add(FREE_GROWTH);
            let unpacked = MultiGzDecoder::new(plain).take(most);
            Ok(Box::new(BufReader::with_capacity(256 * 1024, unpacked)))
        };
        opened(&self.file).map_err(RoadsError::unreadable(&self.file))
    }

    fn damaged(&self, at: u64, error: &quick_xml::Error) -> RoadsError {
        // The parser's own words may hold a piece of the file.
        let what = match error {
            quick_xml::Error::Io(error) => format!("{error} near byte {at}"),
            _ => format!("it is no XML near byte {at}"),
        };
        RoadsError::damaged(&self.file, what)
    }
}

/// Refuses to go on where no `>` comes.
struct Watched<R> {
    inner: R,
    since: usize,
}

impl<R> Watched<R> {
    fn new(inner: R) -> Self {
        Self { inner, since: 0 }
    }
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?.read(into)?;
        self.consume(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > MAX_PIECE {
            return Err(io::Error::other("it is no XML"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            let used = &buffer[..amount.min(buffer.len())];
            self.since = match used.iter().rposition(|byte| *byte == b'>') {
                Some(last) => used.len() - last,
                None => self.since + used.len(),
            };
        }
        self.inner.consume(amount);
    }
}

/// The element whose end was not seen yet.
#[derive(Default)]
struct Pending {
    kind: Option<Kinds>,
    id: i64,
    at: Option<Point>,
    is_gone: bool,
    refs: Vec<i64>,
    tags: Vec<(String, String)>,
    members: Vec<(MemberKind, i64, String)>,
}

impl Pending {
    /// Takes a tag in; says whether it is an element by itself.
    fn open(&mut self, tag: &BytesStart) -> Result<bool, quick_xml::Error> {
        let name = tag.name();
        let kind = match name.as_ref() {
            "node" => Kinds::NODES,
            "way" => Kinds::WAYS,
            "relation" => Kinds::RELATIONS,
            "tag" | "nd" | "member" if self.kind.is_some() => {
                self.part(tag)?;
                return Ok(false);
            }
            _ => return Ok(false),
        };
        *self = Self {
            kind: Some(kind),
            ..Self::default()
        };
        let (mut lat, mut lon) = (f64::NAN, f64::NAN);
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            match attribute.key.as_ref() {
                "id" => self.id = value.parse().unwrap_or_default(),
                "lat" => lat = value.parse().unwrap_or(f64::NAN),
                "lon" => lon = value.parse().unwrap_or(f64::NAN),
                "visible" => self.is_gone |= value == "false",
                "action" => self.is_gone |= value == "delete",
                _ => {}
            }
        }
        self.at = Point::from_degrees(lat, lon);
        Ok(true)
    }

    fn part(&mut self, tag: &BytesStart) -> Result<(), quick_xml::Error> {
        let (mut first, mut second, mut id) = (String::new(), String::new(), None);
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            match attribute.key.as_ref() {
                "k" | "type" => first = value.into_owned(),
                "v" | "role" => second = value.into_owned(),
                "ref" => id = value.parse().ok(),
                _ => {}
            }
        }
        match (tag.name().as_ref(), id) {
            ("tag", _) => self.tags.push((first, second)),
            ("nd", Some(id)) => self.refs.push(id),
            ("member", Some(id)) => {
                let kind = match first.as_str() {
                    "node" => MemberKind::Node,
                    "way" => MemberKind::Way,
                    _ => MemberKind::Relation,
                };
                self.members.push((kind, id, second));
            }
            _ => {}
        }
        Ok(())
    }

    /// Shows the element, if it is asked for, and forgets it.
    fn close(&mut self, kinds: Kinds, visit: &mut dyn FnMut(Element)) {
        let Some(kind) = self.kind.take().filter(|_| !self.is_gone) else {
            return;
        };
        if !kinds.has(kind) {
            return;
        }
        let tags: Vec<(&str, &str)> = self
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        let tags = tags.as_slice();
        let id = self.id;
        match (kind, self.at) {
            (Kinds::NODES, Some(at)) => visit(Element::Node { id, at, tags }),
            (Kinds::NODES, None) => {}
            (Kinds::WAYS, _) => visit(Element::Way {
                id,
                refs: &self.refs,
                tags,
            }),
            _ => {
                let members: Vec<Member> = self
                    .members
                    .iter()
                    .map(|(kind, id, role)| Member {
                        kind: *kind,
                        id: *id,
                        role,
                    })
                    .collect();
                visit(Element::Relation {
                    members: &members,
                    tags,
                });
            }
        }
    }
}
