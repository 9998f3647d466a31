//! Numbers as bytes, least first, and lists with their length before them.

use super::super::ch::{Climb, Half, Hierarchy};
use super::super::graph::{EdgeIx, Graph, Segment, Weight};
use super::super::osm::{Point, Str, Strings};
use super::super::profile::{DrivingSide, Zone};

#[derive(Debug, Default)]
pub(super) struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    fn list<T: Copy>(&mut self, list: &[T], mut each: impl FnMut(&mut Self, T)) {
        self.bytes
            .extend_from_slice(&(list.len() as u64).to_le_bytes());
        list.iter().for_each(|item| each(self, *item));
    }

    fn weight(&mut self, weight: Weight) {
        self.u32(weight.cost);
        self.u32(weight.time);
        self.u32(weight.length);
    }

    fn segment(&mut self, segment: Segment) {
        let flags = [
            segment.is_roundabout,
            segment.is_link,
            segment.weight[0].is_some(),
            segment.weight[1].is_some(),
            segment.zone == Zone::Service,
            segment.zone == Zone::Restricted,
        ];
        let flags = flags
            .iter()
            .rev()
            .fold(0, |all, flag| all * 2 + u32::from(*flag));
        self.u32(flags);
        for number in [segment.ends, segment.shape].concat() {
            self.u32(number);
        }
        self.u32(segment.name.0);
        self.u32(segment.number.0);
        for weight in segment.weight {
            self.weight(weight.unwrap_or_default());
        }
    }

    pub fn graph(&mut self, graph: &Graph) {
        self.u32(u32::from(graph.side == DrivingSide::Left));
        let texts: Vec<&str> = graph.strings.iter().map(|(_, text)| text).collect();
        self.list(&texts, |out, text| {
            out.list(text.as_bytes(), |out, byte| out.bytes.push(byte));
        });
        self.list(&graph.segments, Self::segment);
        self.list(&graph.shape, |out, point| {
            out.u32(point.lat.cast_unsigned());
            out.u32(point.lon.cast_unsigned());
        });
        self.list(&graph.edges, |out, edge| out.u32(edge.0));
        self.list(&graph.vertex_of, Self::u32);
        self.list(&graph.copies, |out, (edge, vertex)| {
            out.u32(edge.0);
            out.u32(vertex);
        });
        self.list(&graph.first, Self::u32);
        self.list(&graph.heads, Self::u32);
        self.list(&graph.weights, Self::weight);
    }

    pub fn hierarchy(&mut self, hierarchy: &Hierarchy) {
        self.list(&hierarchy.rank, Self::u32);
        self.list(&hierarchy.vertex, Self::u32);
        for half in [&hierarchy.up, &hierarchy.down] {
            self.list(&half.first, Self::u32);
            self.list(&half.arcs, |out, arc| {
                out.u32(arc.to);
                out.weight(arc.weight);
            });
            self.list(&half.over, Self::u32);
        }
    }
}

/// Reads what [`Writer`] wrote; none where the bytes do not suffice.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        let bytes = self.take(4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    }

    fn list<T>(&mut self, mut each: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = u64::from_le_bytes(self.take(8)?.try_into().ok()?);
        // Every item has a byte at least, so no length can ask for more than there is.
        let length = usize::try_from(length)
            .ok()
            .filter(|it| *it <= self.rest.len())?;
        (0..length).map(|_| each(self)).collect()
    }

    fn weight(&mut self) -> Option<Weight> {
        Some(Weight {
            cost: self.u32()?,
            time: self.u32()?,
            length: self.u32()?,
        })
    }

    fn segment(&mut self) -> Option<Segment> {
        let flags = self.u32()?;
        let has = |bit: u32| flags & (1 << bit) != 0;
        let ends = [self.u32()?, self.u32()?];
        let shape = [self.u32()?, self.u32()?];
        let (name, number) = (Str(self.u32()?), Str(self.u32()?));
        let (forward, backward) = (self.weight()?, self.weight()?);
        Some(Segment {
            ends,
            shape,
            name,
            number,
            zone: match (has(4), has(5)) {
                (true, _) => Zone::Service,
                (_, true) => Zone::Restricted,
                _ => Zone::Open,
            },
            is_roundabout: has(0),
            is_link: has(1),
            weight: [has(2).then_some(forward), has(3).then_some(backward)],
        })
    }

    pub fn graph(&mut self) -> Option<Graph> {
        let side = match self.u32()? {
            0 => DrivingSide::Right,
            _ => DrivingSide::Left,
        };
        let texts = self.list(|it| String::from_utf8(it.list(|it| Some(it.take(1)?[0]))?).ok())?;
        Some(Graph {
            side,
            strings: Strings::of(&texts),
            segments: self.list(Self::segment)?,
            shape: self.list(|it| {
                Some(Point {
                    lat: it.u32()?.cast_signed(),
                    lon: it.u32()?.cast_signed(),
                })
            })?,
            edges: self.list(|it| it.u32().map(EdgeIx))?,
            vertex_of: self.list(Self::u32)?,
            copies: self.list(|it| Some((EdgeIx(it.u32()?), it.u32()?)))?,
            first: self.list(Self::u32)?,
            heads: self.list(Self::u32)?,
            weights: self.list(Self::weight)?,
        })
    }

    pub fn hierarchy(&mut self) -> Option<Hierarchy> {
        Some(Hierarchy {
            rank: self.list(Self::u32)?,
            vertex: self.list(Self::u32)?,
            up: self.half()?,
            down: self.half()?,
        })
    }

    fn half(&mut self) -> Option<Half> {
        Some(Half {
            first: self.list(Self::u32)?,
            arcs: self.list(|it| {
                Some(Climb {
                    to: it.u32()?,
                    weight: it.weight()?,
                })
            })?,
            over: self.list(Self::u32)?,
        })
    }
}
