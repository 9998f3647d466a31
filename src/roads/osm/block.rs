//! One block of `.osm.pbf`, unpacked and weighed before it is decoded.
//!
//! A block of a few kilobytes can unpack to millions of empty things of two bytes each, which
//! decoded take a hundred times that. What a block holds is counted first, at the speed of
//! reading it. Most writers put 8,000 things into a block, some a whole town; but no block of
//! a real map holds many more things than it has bytes.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// The longest block that the format allows, unpacked, and the longest header block that
/// makes sense, in bytes.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;
const MAX_HEADER_BLOCK: usize = 1024 * 1024;
/// Most things that are messages of their own: decoded some 100 MB.
const MAX_MESSAGES: u64 = 512 * 1024;
/// Most things of all kinds for each packed byte, beside those that any block may have. The
/// most that was seen is 1.3.
const A_BYTE: u64 = 8;
const FREE: u64 = 8 * 1024;

/// What a block is to its reader.
#[derive(Debug)]
pub(super) enum Weighed {
    /// As it was, or unpacked: a header, and a block that is not packed.
    Fine(Vec<u8>),
    /// It holds more than a block can.
    TooMuch,
    /// It is no block.
    Broken,
}

/// Unpacks a block with its header, and counts what is in it.
///
/// Cost: one pass over what it unpacks to, and never more memory than the format allows.
pub(super) fn weigh(frame: Vec<u8>) -> Weighed {
    let Some((kind, body)) = parts(&frame) else {
        return Weighed::Broken;
    };
    let is_data = match kind {
        b"OSMData" => true,
        b"OSMHeader" => false,
        // Nobody decodes it.
        _ => return Weighed::Fine(frame),
    };
    let Some(packed) = packing(body) else {
        return Weighed::Broken;
    };
    let (unpacked, bytes) = match packed {
        Packed::Raw(raw) => (raw.to_vec(), raw.len()),
        Packed::Zlib(packed) => {
            let mut unpacked = Vec::new();
            let mut reader = ZlibDecoder::new(packed).take(MAX_UNPACKED + 1);
            if reader.read_to_end(&mut unpacked).is_err() {
                return Weighed::Broken;
            }
            (unpacked, packed.len())
        }
    };
    if unpacked.len() as u64 > MAX_UNPACKED || (!is_data && unpacked.len() > MAX_HEADER_BLOCK) {
        return Weighed::TooMuch;
    }
    if is_data {
        let Some(load) = Load::of(&unpacked) else {
            return Weighed::Broken;
        };
        if load.messages > MAX_MESSAGES || load.all() > FREE + A_BYTE * bytes as u64 {
            return Weighed::TooMuch;
        }
    }
    Weighed::Fine(framed(kind, &unpacked))
}

/// The kind of a block and its body.
fn parts(frame: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = frame.split_first_chunk::<4>()?;
    let (mut header, body) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    let mut kind = None;
    while !header.is_empty() {
        if let (1, Value::Bytes(bytes)) = field(&mut header)? {
            kind = Some(bytes);
        }
    }
    Some((kind?, body))
}

enum Packed<'a> {
    Raw(&'a [u8]),
    Zlib(&'a [u8]),
}

fn packing(mut body: &[u8]) -> Option<Packed<'_>> {
    let mut found = None;
    while !body.is_empty() {
        match field(&mut body)? {
            (1, Value::Bytes(bytes)) => found = Some(Packed::Raw(bytes)),
            (3, Value::Bytes(bytes)) => found = Some(Packed::Zlib(bytes)),
            _ => {}
        }
    }
    found
}

/// A header and a block that is not packed.
fn framed(kind: &[u8], unpacked: &[u8]) -> Vec<u8> {
    let mut body = vec![0x0a];
    push_varint(&mut body, unpacked.len() as u64);
    let mut header = vec![0x0a];
    push_varint(&mut header, kind.len() as u64);
    header.extend_from_slice(kind);
    header.push(0x18);
    push_varint(&mut header, (body.len() + unpacked.len()) as u64);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.reserve_exact(header.len() + body.len() + unpacked.len());
    out.extend_from_slice(&header);
    out.extend_from_slice(&body);
    out.extend_from_slice(unpacked);
    out
}

/// How much is in a block.
#[derive(Debug, Default, PartialEq, Eq)]
struct Load {
    /// Groups, ways, relations, and nodes that are not dense.
    messages: u64,
    /// Texts, dense nodes, nodes of ways, members of relations.
    parts: u64,
}

impl Load {
    fn of(mut block: &[u8]) -> Option<Self> {
        let mut load = Self::default();
        while !block.is_empty() {
            match field(&mut block)? {
                (1, Value::Bytes(mut texts)) => {
                    while !texts.is_empty() {
                        field(&mut texts)?;
                        load.parts += 1;
                    }
                }
                (2, Value::Bytes(group)) => load.group(group)?,
                _ => {}
            }
        }
        Some(load)
    }

    fn group(&mut self, mut group: &[u8]) -> Option<()> {
        self.messages += 1;
        while !group.is_empty() {
            let (number, Value::Bytes(bytes)) = field(&mut group)? else {
                continue;
            };
            self.messages += 1;
            self.parts += match number {
                // Dense nodes: as many as there are ids.
                2 => lists(bytes, &[1])?,
                // A way's or relation's tags, and its nodes or members.
                3 | 4 => lists(bytes, &[2, 8, 9, 10])?,
                _ => 0,
            };
        }
        Some(())
    }

    fn all(&self) -> u64 {
        self.messages.saturating_add(self.parts)
    }
}

/// How many numbers there are in these fields of a message.
fn lists(mut message: &[u8], fields: &[u64]) -> Option<u64> {
    let mut count = 0;
    while !message.is_empty() {
        match field(&mut message)? {
            (number, Value::Bytes(bytes)) if fields.contains(&number) => {
                // The last byte of each has its highest bit clear.
                count += bytes.iter().filter(|byte| **byte < 0x80).count() as u64;
            }
            (number, Value::Number(_)) if fields.contains(&number) => count += 1,
            _ => {}
        }
    }
    Some(count)
}

/// A field's value, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Bytes(&'a [u8]),
    Number(u64),
    /// Four or eight bytes, which nobody here reads.
    Fixed,
}

/// The next field of a message, its number and value; none where the bytes are no message.
pub(super) fn field<'a>(bytes: &mut &'a [u8]) -> Option<(u64, Value<'a>)> {
    let tag = varint(bytes)?;
    let fixed = |bytes: &mut &'a [u8], count| {
        *bytes = bytes.get(count..)?;
        Some(Value::Fixed)
    };
    let value = match tag & 7 {
        0 => Value::Number(varint(bytes)?),
        1 => fixed(bytes, 8)?,
        2 => {
            let length = usize::try_from(varint(bytes)?).ok()?;
            let (value, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Value::Bytes(value)
        }
        5 => fixed(bytes, 4)?,
        _ => return None,
    };
    Some((tag >> 3, value))
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
