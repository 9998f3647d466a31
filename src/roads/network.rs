//! A road network that is ready to be asked.

use std::collections::HashMap;

use super::ch::{self, Climbers, Hierarchy};
use super::graph::{Graph, Weight};
use super::osm::Point;
use super::snap::{self, Entry, Snap, Snapper};
use super::walk::{self, Reach};
use super::{directions, line};
use crate::domain::money::Metres;
use crate::domain::road::{Drive, Network, NoDrive, Path, Walked};
use crate::domain::travel::LatLon;

/// The roads of an extract: times, distances, lines and turns by car.
#[derive(Debug)]
pub struct Roads {
    pub(super) graph: Graph,
    pub(super) hierarchy: Hierarchy,
    snapper: Snapper,
    junctions: directions::Junctions,
    climbers: Climbers,
}

/// A drive in the graph: the vertices on its way.
pub(super) struct Way {
    pub weight: Weight,
    pub vertices: Vec<u32>,
}

impl Roads {
    pub(super) fn new(graph: Graph, hierarchy: Hierarchy) -> Self {
        Self {
            snapper: Snapper::new(&graph),
            junctions: directions::Junctions::new(&graph),
            climbers: Climbers::default(),
            graph,
            hierarchy,
        }
    }

    /// How many stretches of road there are, each between two junctions.
    pub fn stretches(&self) -> usize {
        self.graph.segments.len()
    }

    /// Where three or more stretches of open street meet, in a fixed order.
    ///
    /// Cost: linear in the stretches.
    pub fn corners(&self) -> Vec<LatLon> {
        walk::corners(&self.graph, &self.junctions)
    }

    pub(super) fn snap(&self, place: LatLon) -> Option<Snap> {
        self.snapper.snap(&self.graph, Point::from(place))
    }

    fn both(&self, from: LatLon, to: LatLon) -> Result<(Snap, Snap), NoDrive> {
        let farthest = Metres(snap::FARTHEST as i64);
        let start = self.snap(from).ok_or(NoDrive::NoRoadAtStart(farthest))?;
        let end = self.snap(to).ok_or(NoDrive::NoRoadAtEnd(farthest))?;
        Ok((start, end))
    }

    /// The way from one point of the roads to another.
    pub(super) fn way(&self, from: &Snap, to: &Snap) -> Option<Way> {
        let (starts, ends) = (from.starts(&self.graph), to.ends(&self.graph));
        if from.segment == to.segment {
            return self.way_on_one(&starts, &ends);
        }
        let route = ch::route(&self.hierarchy, &self.climbers, &starts, &ends)?;
        Some(Way {
            weight: route.weight,
            vertices: route.vertices,
        })
    }

    /// The same where both lie on one stretch: along it, or off it and back.
    fn way_on_one(&self, starts: &[Entry], ends: &[Entry]) -> Option<Way> {
        let direct = starts.iter().flat_map(|start| {
            let ahead = ends
                .iter()
                .filter(|end| end.edge == start.edge && end.rest.cost <= start.rest.cost);
            ahead.map(|end| Way {
                weight: start.rest.minus(end.rest),
                vertices: vec![start.vertex],
            })
        });
        let direct = direct.min_by_key(|way| way.weight.key());
        let mut leaving = Vec::new();
        for start in starts {
            leaving.extend(self.graph.arcs(start.vertex).map(|(vertex, weight)| {
                let edge = self.graph.edges[vertex as usize];
                let rest = start.rest.plus(weight);
                (start.vertex, Entry { vertex, edge, rest })
            }));
        }
        let entries: Vec<Entry> = leaving.iter().map(|(_, entry)| *entry).collect();
        let around = ch::route(&self.hierarchy, &self.climbers, &entries, ends).map(|route| {
            let by = leaving.iter().filter(|it| it.1.vertex == route.vertices[0]);
            let by = by.min_by_key(|(_, entry)| entry.rest.key());
            let mut vertices = route.vertices;
            vertices.splice(0..0, by.map(|(start, _)| *start));
            Way {
                weight: route.weight,
                vertices,
            }
        });
        match (direct, around) {
            (Some(direct), Some(around)) if around.weight.key() < direct.weight.key() => {
                Some(around)
            }
            (direct, around) => direct.or(around),
        }
    }
}

impl Network for Roads {
    fn table(&self, from: &[LatLon], to: &[LatLon]) -> Vec<Result<Drive, NoDrive>> {
        let farthest = Metres(snap::FARTHEST as i64);
        let snaps = |places: &[LatLon]| -> Vec<Option<Snap>> {
            places.iter().map(|place| self.snap(*place)).collect()
        };
        let (starts, ends) = (snaps(from), snaps(to));
        let sources: Vec<Vec<Entry>> = starts
            .iter()
            .map(|snap| snap.map_or(Vec::new(), |snap| snap.starts(&self.graph)))
            .collect();
        let targets: Vec<Vec<Entry>> = ends
            .iter()
            .map(|snap| snap.map_or(Vec::new(), |snap| snap.ends(&self.graph)))
            .collect();
        let found = ch::table(&self.hierarchy, &sources, &targets);
        let mut on: HashMap<_, Vec<usize>> = HashMap::new();
        for (ix, end) in ends.iter().enumerate() {
            if let Some(end) = end {
                on.entry(end.segment).or_default().push(ix);
            }
        }
        let mut out = Vec::with_capacity(found.len());
        for (row, start) in found.chunks(to.len().max(1)).zip(&starts) {
            let at = out.len();
            out.extend(
                row.iter()
                    .zip(&ends)
                    .map(|(weight, end)| match (start, end) {
                        (None, _) => Err(NoDrive::NoRoadAtStart(farthest)),
                        (_, None) => Err(NoDrive::NoRoadAtEnd(farthest)),
                        _ => weight.map(drive).ok_or(NoDrive::NoRoadBetween),
                    }),
            );
            let Some(start) = start else { continue };
            for ix in on.get(&start.segment).into_iter().flatten() {
                if let Some(end) = &ends[*ix] {
                    let way = self.way(start, end).ok_or(NoDrive::NoRoadBetween);
                    out[at + ix] = way.map(|way| drive(way.weight));
                }
            }
        }
        out
    }

    fn drive(&self, from: LatLon, to: LatLon) -> Result<Drive, NoDrive> {
        let (start, end) = self.both(from, to)?;
        let way = self.way(&start, &end).ok_or(NoDrive::NoRoadBetween)?;
        Ok(drive(way.weight))
    }

    fn away(&self, place: LatLon) -> Option<Metres> {
        Some(Metres(self.snap(place)?.away.round() as i64))
    }

    fn path(&self, from: LatLon, to: LatLon) -> Result<Path, NoDrive> {
        let (start, end) = self.both(from, to)?;
        let way = self.way(&start, &end).ok_or(NoDrive::NoRoadBetween)?;
        let legs = line::legs(&self.graph, &way, &start, &end);
        let (graph, drive) = (&self.graph, drive(way.weight));
        let line = line::line(graph, &legs, &start, &end);
        let turns = directions::turns(graph, &self.junctions, &legs, &end, &line, drive.metres);
        Ok(Path { drive, line, turns })
    }

    fn walks(&self, from: LatLon, to: &[LatLon], limit: Metres) -> Option<Walked> {
        let from = self.snap(from)?;
        let reach = Reach::of(&self.graph, &self.junctions, from, limit);
        let snaps = to.iter().map(|place| self.snap(*place));
        Some(Walked {
            to: snaps.map(|snap| reach.to(&snap?)).collect(),
            corners: reach.corners(),
        })
    }

    fn streets(&self, south_west: LatLon, north_east: LatLon) -> Vec<Vec<LatLon>> {
        line::streets(&self.graph, south_west.into(), north_east.into())
    }
}

fn drive(weight: Weight) -> Drive {
    Drive {
        minutes: f64::from(weight.time) / 60_000.0,
        metres: Metres((i64::from(weight.length) + 5) / 10),
    }
}
