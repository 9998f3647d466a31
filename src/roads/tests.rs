//! The fast searches against the slow one, on two cities and, where they are at hand, on all
//! extracts.

use std::path::{Path, PathBuf};

use super::dijkstra;
use super::graph::{Graph, Weight};
use super::network::Roads;
use super::osm::Point;
use super::snap::{Entry, Snap};
use crate::domain::road::Network;
use crate::domain::travel::LatLon;

fn city(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/roads")
        .join(name)
}

/// The extracts of LIAISON_DATA; none where it is not set.
fn extracts() -> Vec<PathBuf> {
    let Some(data) = std::env::var_os("LIAISON_DATA") else {
        eprintln!("skipped: LIAISON_DATA is not set");
        return Vec::new();
    };
    let mut found = Vec::new();
    for folder in ["fetched", "registry"] {
        let entries = std::fs::read_dir(Path::new(&data).join("roads").join(folder)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        found.extend(paths.filter(|path| {
            let name = path.to_string_lossy();
            name.ends_with(".pbf") || name.ends_with(".osm")
        }));
    }
    found.sort();
    found
}

fn open(path: &Path) -> Roads {
    super::prepare(path, None).unwrap()
}

/// A few numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }

    /// A point between two of a random stretch's.
    fn place(&mut self, graph: &Graph) -> LatLon {
        let points = &graph.shape[..];
        let at = self.roll(points.len() - 1);
        let (a, b) = (points[at].degrees(), points[at + 1].degrees());
        let share = self.roll(100) as f64 / 100.0;
        LatLon {
            lat: a.lat + (b.lat - a.lat) * share,
            lon: a.lon + (b.lon - a.lon) * share,
        }
    }
}

/// The best drive by the slow search.
fn slow(graph: &Graph, from: &Snap, to: &Snap) -> Option<Weight> {
    let (starts, ends) = (from.starts(graph), to.ends(graph));
    let is_one = from.segment == to.segment;
    let tree = dijkstra::tree(graph, &starts, is_one);
    let around = ends
        .iter()
        .filter_map(|end| tree.labels[end.vertex as usize].map(|label| label.minus(end.rest)));
    let ahead =
        |start: &Entry, end: &Entry| start.edge == end.edge && start.rest.cost >= end.rest.cost;
    let direct = starts.iter().flat_map(|start| {
        let ends = ends.iter().filter(move |end| ahead(start, end));
        ends.map(|end| start.rest.minus(end.rest))
    });
    around.chain(direct).min_by_key(|weight| weight.key())
}

/// 1,000 random drives cost and take what the slow search says, by the table and one by one,
/// and the vertices of each are joined by arcs that add up to it.
fn same_as_dijkstra(path: &Path) {
    let roads = open(path);
    let graph = &roads.graph;
    let mut dice = Dice(0x1234_5678);
    // 40 times 25 pairs, the slow search once for each.
    let from: Vec<LatLon> = (0..40).map(|_| dice.place(graph)).collect();
    let to: Vec<LatLon> = (0..25).map(|_| dice.place(graph)).collect();
    let table = roads.table(&from, &to);
    for (i, start) in from.iter().enumerate() {
        for (j, end) in to.iter().enumerate() {
            let found = table[i * to.len() + j];
            let (Some(a), Some(b)) = (roads.snap(*start), roads.snap(*end)) else {
                assert!(found.is_err());
                continue;
            };
            let best = slow(graph, &a, &b);
            let way = roads.way(&a, &b);
            let key = |weight: Option<Weight>| weight.map(Weight::key);
            assert_eq!(
                key(way.as_ref().map(|way| way.weight)),
                key(best),
                "{i} {j}"
            );
            assert_eq!(
                found.ok().map(|it| it.minutes),
                best.map(|best| { f64::from(best.time) / 60_000.0 })
            );
            let Some(way) = way else { continue };
            let entry = a
                .starts(graph)
                .into_iter()
                .find(|it| it.vertex == way.vertices[0]);
            let mut sum = entry.unwrap().rest;
            for two in way.vertices.windows(2) {
                let arcs = graph.arcs(two[0]).filter(|(head, _)| *head == two[1]);
                sum = sum.plus(arcs.map(|(_, weight)| weight).min().unwrap());
            }
            let last = way.vertices[way.vertices.len() - 1];
            let end = b
                .ends(graph)
                .into_iter()
                .find(|it| it.vertex == last)
                .unwrap();
            assert_eq!(sum.minus(end.rest).key(), way.weight.key());
        }
    }
}

/// The certificate that labels are shortest: no arc leads to a vertex at less than its label,
/// and each label is that of the vertex before it and the arc between.
fn no_shorter_arc(graph: &Graph, roads: &Roads) {
    let mut dice = Dice(99);
    let place = Point::from(dice.place(graph)).degrees();
    let Some(snap) = roads.snap(place) else {
        return;
    };
    let starts = snap.starts(graph);
    let tree = dijkstra::tree(graph, &starts, false);
    let mut reached = 0;
    for vertex in 0..graph.vertices() as u32 {
        let Some(label) = tree.labels[vertex as usize] else {
            continue;
        };
        reached += 1;
        for (head, weight) in graph.arcs(vertex) {
            let other = tree.labels[head as usize].unwrap();
            assert!(other <= label.plus(weight));
        }
        let before = tree.before[vertex as usize];
        let is_start = before == vertex;
        let own = starts.iter().find(|it| it.vertex == vertex);
        if is_start {
            assert_eq!(own.unwrap().rest, label);
        } else {
            let from = tree.labels[before as usize].unwrap();
            let mut arcs = graph.arcs(before);
            assert!(arcs.any(|(head, weight)| head == vertex && from.plus(weight) == label));
        }
    }
    assert!(reached > graph.vertices() / 3, "only {reached} reached");
}

/// The cities' 1,000 drives each.
#[test]
fn cities_drive_as_dijkstra_says() {
    for name in ["monaco.osm.pbf", "helsinki-centre.osm.pbf"] {
        same_as_dijkstra(&city(name));
    }
}

/// No label of the slow search could be shorter, so what the fast one is held against is right.
#[test]
fn labels_are_certified() {
    for name in ["monaco.osm.pbf", "helsinki-centre.osm.pbf"] {
        let roads = open(&city(name));
        no_shorter_arc(&roads.graph, &roads);
    }
}

/// The same of every extract at hand.
#[test]
fn extracts_drive_as_dijkstra_says() {
    for path in extracts() {
        same_as_dijkstra(&path);
        let roads = open(&path);
        no_shorter_arc(&roads.graph, &roads);
    }
}

/// Our minutes and miles lie among those of two established routers: the median of our time
/// over their mean within 0.9 and 1.15, nine drives in ten between 0.8 of the shorter time
/// and 1.25 of the longer one and within a tenth of one of the lengths.
#[test]
fn times_are_those_of_the_field() {
    let Some(data) = std::env::var_os("LIAISON_DATA") else {
        eprintln!("skipped: LIAISON_DATA is not set");
        return;
    };
    let data = Path::new(&data).join("roads");
    let csv = std::fs::read_to_string(data.join("reference-times.csv")).unwrap();
    for (area, file) in [
        ("honolulu", "fetched/honolulu.osm.pbf"),
        ("oakland", "fetched/oakland-ca.osm.pbf"),
        ("malta", "registry/malta.osm.pbf"),
    ] {
        let roads = open(&data.join(file));
        let rows = csv.lines().filter(|line| line.starts_with(area));
        let (mut ratios, mut timely, mut near, mut all) = (Vec::new(), 0, 0, 0);
        for row in rows {
            let cells: Vec<f64> = row
                .split(',')
                .map(|cell| cell.parse().unwrap_or(f64::NAN))
                .collect();
            let at = |ix: usize| LatLon {
                lat: cells[ix],
                lon: cells[ix + 1],
            };
            all += 1;
            // One pair of Malta takes the ferry, which is off.
            let Ok(found) = roads.path(at(2), at(6)) else {
                continue;
            };
            let (seconds, metres) = (found.drive.minutes * 60.0, found.drive.metres.0 as f64);
            let (low, high) = (cells[11].min(cells[15]), cells[11].max(cells[15]));
            ratios.push(seconds / ((low + high) / 2.0));
            timely += usize::from(seconds >= 0.8 * low && seconds <= 1.25 * high);
            let is_near = |other: f64| (metres / other - 1.0).abs() <= 0.1;
            near += usize::from(is_near(cells[12]) || is_near(cells[16]));
        }
        ratios.sort_by(f64::total_cmp);
        let median = ratios[ratios.len() / 2];
        assert!((0.9..=1.15).contains(&median), "{area}: {median}");
        assert!(
            timely * 10 >= all * 9 && near * 10 >= all * 9,
            "{area}: {timely}, {near} of {all}"
        );
    }
}
