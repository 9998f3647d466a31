//! The reader on small files that are written here, on broken ones, and on two cities.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::*;
use crate::roads::RoadsError;

fn file(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn read_xml(body: &str) -> Extract {
    let dir = tempfile::tempdir().unwrap();
    let path = file(
        dir.path(),
        "a.osm",
        format!("<?xml version='1.0'?>\n<osm version='0.6'>{body}</osm>").as_bytes(),
    );
    read(&path, None).unwrap()
}

fn city(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/roads")
        .join(name)
}

const OAK: &str = "
    <way id='9'><nd ref='3'/><nd ref='1'/><nd ref='7'/><nd ref='2'/>
      <tag k='highway' v='residential'/><tag k='name' v='Oak &amp; Elm'/><tag k='colour' v='x'/></way>
    <node id='3' lat='1.0' lon='2.0'/>
    <node id='1' lat='1.1' lon='2.0'><tag k='barrier' v='gate'/></node>
    <node id='2' lat='1.2' lon='-2.0000001'/>";

/// Ids and elements in no order, an absent node that cuts the way, entities, tags of no
/// interest.
#[test]
fn cut_and_unsorted() {
    let extract = read_xml(OAK);
    let (_, way) = extract.ways().next().unwrap();
    assert_eq!(extract.tags(way).get(Key::Name), Some("Oak & Elm"));
    assert_eq!(way.tags.of(&extract.tags).len(), 2);
    // Nodes are numbered by id: 1, 2, 3.
    let nodes = extract.nodes(way);
    assert_eq!(nodes, [NodeIx(2), NodeIx(0), NodeIx::MISSING, NodeIx(1)]);
    let stretches: Vec<_> = extract.stretches(way).collect();
    assert_eq!(stretches, [&[NodeIx(2), NodeIx(0)]]);
    assert!(extract.node_tags(NodeIx(0)).is(Key::Barrier, "gate"));
    assert_eq!(extract.node_tags(NodeIx(1)).get(Key::Barrier), None);
    let corner = Point {
        lat: 12_000_000,
        lon: -20_000_001,
    };
    assert_eq!(extract.point(NodeIx(1)), corner);
}

/// With a box, only what has a node in it is kept, and ways end at its edge.
#[test]
fn clipped() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.osm", format!("<osm>{OAK}</osm>").as_bytes());
    let at = |lat, lon| Point::from_degrees(lat, lon).unwrap();
    let clip = Clip {
        south_west: at(1.05, 1.9),
        north_east: at(1.15, 2.1),
    };
    let extract = read(&path, Some(&clip)).unwrap();
    let (_, way) = extract.ways().next().unwrap();
    // Of 3, 1, 7 and 2 only node 1 lies inside.
    let gone = NodeIx::MISSING;
    assert_eq!(extract.nodes(way), [gone, NodeIx(0), gone, gone]);
    let elsewhere = Clip {
        south_west: at(5.0, 5.0),
        north_east: at(6.0, 6.0),
    };
    assert_eq!(read(&path, Some(&elsewhere)).unwrap().ways().len(), 0);
}

/// A box around places is as wide as asked in every direction and ends at the grid's lines.
#[test]
fn boxes_around_places() {
    let home = Point::from_degrees(60.0, 25.01).unwrap();
    let clip = Clip::around([home], 20_000.0, 500_000).unwrap();
    // 20 km are 0.18 degrees of latitude, at 60 degrees north 0.36 of longitude; the lines are
    // 0.05 degrees apart.
    assert_eq!(clip.south_west, Point::from_degrees(59.80, 24.65).unwrap());
    assert_eq!(clip.north_east, Point::from_degrees(60.20, 25.40).unwrap());
    assert_eq!(Clip::around([], 20_000.0, 500_000), None);
}

/// House numbers come from nodes, buildings and buildings of several parts; lines of numbers
/// know their ends.
#[test]
fn house_numbers() {
    let extract = read_xml(
        "<node id='1' lat='1' lon='1'><tag k='addr:housenumber' v='95-269'/>
           <tag k='addr:street' v='Oak'/></node>
         <node id='2' lat='1' lon='2'/><node id='3' lat='2' lon='2'/>
         <node id='4' lat='1' lon='3'><tag k='addr:housenumber' v='11'/></node>
         <way id='5'><nd ref='2'/><nd ref='3'/><nd ref='1'/><tag k='addr:housenumber' v='7'/></way>
         <way id='6'><nd ref='1'/><nd ref='4'/><tag k='addr:interpolation' v='odd'/></way>
         <way id='7'><nd ref='2'/><nd ref='3'/></way>
         <relation id='8'><member type='way' ref='7' role='outer'/>
           <member type='way' ref='99' role='outer'/>
           <tag k='type' v='multipolygon'/><tag k='addr:housenumber' v='5;7'/></relation>
         <relation id='9'><member type='way' ref='99' role='outer'/>
           <tag k='type' v='multipolygon'/><tag k='addr:housenumber' v='6'/></relation>",
    );
    let found = extract.numbered.iter().map(|it| {
        let at = it.at.degrees();
        (
            extract.text(it.number),
            extract.text(it.street),
            at.lat,
            at.lon,
        )
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|a, b| a.0.cmp(b.0));
    // The triangle's box has its middle at 1.5, 1.5; of the two outer ways one is there;
    // the last relation has none.
    assert_eq!(
        found,
        [
            ("11", "", 1.0, 3.0),
            ("5;7", "", 1.5, 2.0),
            ("7", "", 1.5, 1.5),
            ("95-269", "Oak", 1.0, 1.0),
        ]
    );
    let line = &extract.interpolations[0];
    assert_eq!(extract.text(line.kind), "odd");
    let numbers = line.line.iter().map(|node| {
        let ix = extract
            .numbered_nodes
            .binary_search_by_key(node, |(node, _)| *node);
        extract.text(extract.numbered[extract.numbered_nodes[ix.unwrap()].1 as usize].number)
    });
    assert_eq!(numbers.collect::<Vec<_>>(), ["95-269", "11"]);
}

/// A restriction with an absent member is left out, the others stay.
#[test]
fn absent_members() {
    let member = |kind: &str, id: u32, role: &str| {
        format!("<member type='{kind}' ref='{id}' role='{role}'/>")
    };
    let relation = |via: u32, to: u32| {
        format!(
            "<relation id='1'>{}{}{}<tag k='type' v='restriction'/>
             <tag k='restriction' v='no_left_turn'/></relation>",
            member("way", 9, "from"),
            member("node", via, "via"),
            member("way", to, "to")
        )
    };
    let body = format!(
        "{OAK}{}{}{}",
        relation(1, 9),
        relation(77, 9),
        relation(1, 77)
    );
    let extract = read_xml(&body);
    assert_eq!(extract.restrictions.len(), 1);
    let only = &extract.restrictions[0];
    assert_eq!(only.via, Via::Node(NodeIx(0)));
    assert!(
        extract
            .restriction_tags(only)
            .is(Key::Restriction, "no_left_turn")
    );
}

/// The cities hold what other readers count in them.
#[test]
fn cities() {
    // Counted with pyosmium: objects with a house number, relations of type restriction.
    for (name, numbered, restrictions) in [
        ("monaco.osm.pbf", 340, 44),
        ("helsinki-centre.osm.pbf", 1470, 45),
    ] {
        let extract = read(&city(name), None).unwrap();
        assert!(extract.ways().len() > 1000, "{name}");
        let found = extract.numbered.len();
        assert!(
            found <= numbered && found + 5 >= numbered,
            "{name}: {found}"
        );
        assert!(extract.restrictions.len() <= restrictions, "{name}");
        assert!(extract.restrictions.len() + 12 >= restrictions, "{name}");
    }
}

/// The same streets as XML, packed and plain, in blocks and in one.
#[test]
fn packed() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("<osm>{OAK}</osm>");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let path = file(dir.path(), "a.osm.gz", &packer.finish().unwrap());
    assert_eq!(read(&path, None).unwrap().ways().len(), 1);
}

fn fault(bytes: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.osm.pbf", bytes);
    let error = read(&path, None).unwrap_err();
    assert!(!matches!(error, RoadsError::Unreadable { .. }), "{error}");
    let text = error.to_string();
    text.split_once("a.osm.pbf ").unwrap().1.to_owned()
}

/// What is no extract is named as what it is, and what is broken as broken.
#[test]
fn broken() {
    assert!(fault(b"").contains("it is empty"));
    assert!(fault(b"hello").contains("no kind"));
    assert!(fault(&[0; 100_000]).contains("no kind"));
    assert!(fault(b"BZh91AY").contains("bzip2"));
    assert!(fault(b"<html></html>").contains("without <osm>"));
    assert!(fault(b"<osm><node id='1' lat='1' lon='1'/>").contains("cut off"));
    assert!(fault(b"<osm><node id='1' <<<</osm>").contains("is damaged"));
    let error = read(Path::new("no/such.osm.pbf"), None).unwrap_err();
    assert!(error.to_string().contains("cannot be read"));
}

/// Wherever an extract is cut off, that is said; so it is when bytes in it are wrong.
#[test]
fn truncated() {
    let whole = fs::read(city("monaco.osm.pbf")).unwrap();
    for cut in [20, 150, 1000, whole.len() / 2, whole.len() - 1] {
        let text = fault(&whole[..cut]);
        assert!(text.contains("is damaged"), "{cut}: {text}");
    }
    let mut spoilt = whole.clone();
    for at in (2000..whole.len()).step_by(997) {
        spoilt[at] ^= 0x55;
    }
    assert!(fault(&spoilt).contains("is damaged"));
}

/// A packed file that grows beyond any extract ends early and small.
#[test]
fn bombs() {
    let pack = |start: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(start).unwrap();
        for _ in 0..64 {
            packer.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        packer.finish().unwrap()
    };
    assert!(fault(&pack(b"<osm>")).contains("is damaged"));
    let mut two = pack(b"<osm>");
    two[40] ^= 0xff;
    fault(&two);
}

/// Bytes of a message: fields that are messages or texts themselves.
fn message(fields: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, bytes) in fields {
        out.push(number << 3 | 2);
        let mut length = bytes.len();
        while length >= 0x80 {
            out.push(length as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
        out.extend_from_slice(bytes);
    }
    out
}

/// A block of the file, packed as it is usual or (`depth` above one) again and again.
fn block(kind: &str, unpacked: &[u8], depth: usize) -> Vec<u8> {
    let mut bytes = unpacked.to_vec();
    for _ in 0..depth {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&bytes).unwrap();
        bytes = packer.finish().unwrap();
    }
    let body = message(&[(if depth == 0 { 1 } else { 3 }, &bytes)]);
    let mut header = message(&[(1, kind.as_bytes())]);
    header.push(3 << 3);
    let mut size = body.len();
    while size >= 0x80 {
        header.push(size as u8 | 0x80);
        size >>= 7;
    }
    header.push(size as u8);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.extend_from_slice(&header);
    out.extend_from_slice(&body);
    out
}

/// A file of a header and one block of data.
fn hostile(unpacked: &[u8], depth: usize) -> Vec<u8> {
    let header = block("OSMHeader", &message(&[(4, b"OsmSchema-V0.6")]), 1);
    [header, block("OSMData", unpacked, depth)].concat()
}

/// Blocks of a few kilobytes that unpack to more than a block can hold end before they are
/// decoded, whatever there is too much of; so do those that are packed twice.
#[test]
fn blocks_that_hold_too_much() {
    let million = 1_000_000;
    let texts = message(&[(1, b"")]);
    // Two bytes each: a node, a way, a relation without anything; a group; a text.
    for (number, what) in [(1, "nodes"), (3, "ways"), (4, "relations")] {
        let group = message(&[(number, b"")]).repeat(million);
        let bytes = message(&[(1, &texts), (2, &group)]);
        assert!(
            fault(&hostile(&bytes, 1)).contains("more than a block can hold"),
            "{what}"
        );
    }
    let groups = message(&[(2, b"")]).repeat(million);
    assert!(fault(&hostile(&groups, 1)).contains("more than a block can hold"));
    let bytes = message(&[(1, &texts.repeat(million))]);
    assert!(fault(&hostile(&bytes, 1)).contains("more than a block can hold"));
    // Dense nodes, a byte each, and a way's nodes.
    let dense = message(&[(1, &vec![0; million])]);
    let bytes = message(&[(1, &texts), (2, &message(&[(2, &dense)]))]);
    assert!(fault(&hostile(&bytes, 1)).contains("more than a block can hold"));
    let way = message(&[(8, &vec![0; million])]);
    let bytes = message(&[(1, &texts), (2, &message(&[(3, &way)]))]);
    assert!(fault(&hostile(&bytes, 1)).contains("more than a block can hold"));
    // 40 MB of nothing, packed once; then twice, which unpacks to what is no block.
    let nothing = vec![0; 40 << 20];
    assert!(fault(&hostile(&nothing, 1)).contains("more than a block can hold"));
    assert!(fault(&hostile(&nothing, 2)).contains("is damaged"));
    // Lengths that reach over the end, and a count that is no number.
    for bytes in [&[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0x12, 0xff]] {
        assert!(fault(&hostile(bytes, 0)).contains("is damaged"));
    }
    // An ordinary block of 8,000 points in a row is none of these, though it packs well.
    let dense = message(&[(1, &[2; 8000]), (8, &[2; 8000]), (9, &[2; 8000])]);
    let bytes = message(&[(1, &texts), (2, &message(&[(2, &dense)]))]);
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "a.osm.pbf", &hostile(&bytes, 1));
    assert_eq!(read(&path, None).unwrap().ways().len(), 0);
}

/// What stands in the README of the data, where it is at hand: unsorted ids, five files.
#[test]
fn whole_extracts() {
    let Some(data) = std::env::var_os("LIAISON_DATA") else {
        eprintln!("skipped: LIAISON_DATA is not set");
        return;
    };
    let fetched = Path::new(&data).join("roads/fetched");
    for (name, numbered, restrictions) in [
        ("honolulu.osm.pbf", 1680, 238),
        ("columbus.osm.pbf", 136, 30),
        ("baltimore.osm.pbf", 1330, 3),
        ("beatty-nv.osm", 4, 0),
    ] {
        let extract = read(&fetched.join(name), None).unwrap();
        let (found, turns) = (extract.numbered.len(), extract.restrictions.len());
        assert!(
            found <= numbered && found + 20 > numbered,
            "{name}: {found}"
        );
        assert!(
            turns <= restrictions && turns * 5 >= restrictions,
            "{name}: {turns}"
        );
    }
}
