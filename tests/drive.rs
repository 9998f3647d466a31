//! `liaison drive`, as a user calls it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn city(dir: &Path) -> String {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roads/monaco.osm.pbf");
    let to = dir.join("town.osm.pbf");
    fs::copy(from, &to).expect("the city is in the repository");
    to.display().to_string()
}

fn liaison(arguments: &[&str]) -> (String, String, i32) {
    let output = Command::cargo_bin("liaison")
        .expect("the program is built")
        .args(arguments)
        .output()
        .expect("it can be started");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
    (
        text(&output.stdout),
        text(&output.stderr),
        output.status.code().expect("it ends by itself"),
    )
}

const FROM: &str = "43.7325,7.4189";
const TO: &str = "43.7460,7.4330";

/// Minutes and miles first, then the turns, from the departure to the arrival.
#[test]
fn one_drive() {
    let dir = tempfile::tempdir().unwrap();
    let (out, _, code) = liaison(&["drive", &city(dir.path()), FROM, TO]);
    assert_eq!(code, 0);
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines[0].contains(" minutes, ") && lines[0].ends_with(" miles"),
        "{out}"
    );
    assert!(lines[1].contains("set out"), "{out}");
    assert!(lines[lines.len() - 1].contains("arrive"), "{out}");
    let (json, _, _) = liaison(&["drive", &city(dir.path()), FROM, TO, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let turns = json["turns"].as_array().unwrap();
    // The turns' metres are rounded one by one.
    let sum: i64 = turns
        .iter()
        .map(|turn| turn["metres"].as_i64().unwrap())
        .sum();
    let whole = json["metres"].as_i64().unwrap();
    assert!((sum - whole).abs() <= turns.len() as i64, "{sum} {whole}");
}

/// A table comes back as it was, with two columns more, empty where there is no drive.
#[test]
fn pairs() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("pairs.csv");
    let rows = "note,from_lat,from_lon,to_lat,to_lon\n\
                \"a, b\",43.7325,7.4189,43.7460,7.4330\nc,43.7325,7.4189,10,20\n";
    fs::write(&file, rows).unwrap();
    let town = city(dir.path());
    let pairs = file.display().to_string();
    let (out, err, code) = liaison(&["drive", &town, "--pairs", &pairs]);
    assert_eq!(code, 0, "{err}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[0],
        "note,from_lat,from_lon,to_lat,to_lon,seconds,metres"
    );
    assert!(
        lines[1].starts_with("\"a, b\",43.7325,7.4189,43.7460,7.4330,"),
        "{out}"
    );
    assert_eq!(lines[2], "c,43.7325,7.4189,10,20,,");
    assert!(err.contains("no road within 1000 m of the end"), "{err}");
    // The single drive says the same.
    let (json, _, _) = liaison(&["drive", &town, FROM, TO, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        lines[1].ends_with(&format!(",{}", json["metres"])),
        "{out} {json}"
    );
}

/// What is wrong is said on standard error, with a hint, and the code tells whose fault it is.
#[test]
fn wrong() {
    let dir = tempfile::tempdir().unwrap();
    let town = city(dir.path());
    let (_, err, code) = liaison(&["drive", "nowhere.osm.pbf", FROM, TO]);
    assert!(
        code == 2 && err.contains("cannot be read") && err.contains("hint: "),
        "{err}"
    );
    let (_, err, code) = liaison(&["drive", &town, FROM, "10,20"]);
    assert!(
        code == 3 && err.contains("no road within 1000 m of the end"),
        "{err}"
    );
    let (_, err, code) = liaison(&["drive", &town, FROM, "143.7,7.4"]);
    assert!(code == 2 && err.contains("latitude comes first"), "{err}");
    let (_, err, code) = liaison(&["drive", &town, FROM]);
    assert_eq!(code, 2, "{err}");
    let bad = dir.path().join("bad.osm.pbf");
    fs::write(&bad, [0; 1000]).unwrap();
    let (_, err, code) = liaison(&["drive", &bad.display().to_string(), FROM, TO]);
    assert!(
        code == 3 && err.contains("no OpenStreetMap extract"),
        "{err}"
    );
    let pairs = dir.path().join("pairs.csv");
    fs::write(&pairs, "from_lat,from_lon,to_lat\n1,2,3\n").unwrap();
    let (_, err, code) = liaison(&["drive", &town, "--pairs", &pairs.display().to_string()]);
    assert!(
        code == 2 && err.contains("lacks the column to_lon"),
        "{err}"
    );
    fs::write(&pairs, "from_lat,from_lon,to_lat,to_lon\n1,2,x,4\n").unwrap();
    let (_, err, code) = liaison(&["drive", &town, "--pairs", &pairs.display().to_string()]);
    assert!(code == 2 && err.contains("to_lat"), "{err}");
}

/// A town drawn by hand, a node every 111 m: Oak Street to the east, Elm Avenue and a nameless
/// lane to the north, a roundabout between them, and an island beyond a gate that is closed.
const TOWN: &str = "<osm>
<node id='1' lat='0' lon='0'/><node id='2' lat='0' lon='0.001'/><node id='3' lat='0' lon='0.002'/>
<node id='4' lat='0.001' lon='0'/><node id='5' lat='0.001' lon='0.001'/>
<node id='6' lat='0.002' lon='0.0009'/><node id='7' lat='0.0021' lon='0.001'/>
<node id='8' lat='0.002' lon='0.0011'/><node id='9' lat='0.0019' lon='0.001'/>
<node id='10' lat='0.002' lon='0.002'/><node id='11' lat='0.003' lon='0.001'/>
<node id='12' lat='0.01' lon='0.01'/><node id='13' lat='0.01' lon='0.011'/>
<node id='14' lat='0.0001' lon='0.0005'><tag k='addr:housenumber' v='7'/>
  <tag k='addr:street' v='Oak Street'/></node>
<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/>
  <tag k='name' v='Oak Street'/></way>
<way id='2'><nd ref='2'/><nd ref='3'/><tag k='highway' v='residential'/>
  <tag k='name' v='Oak St'/></way>
<way id='3'><nd ref='2'/><nd ref='5'/><nd ref='9'/><tag k='highway' v='tertiary'/>
  <tag k='name' v='Elm Avenue'/></way>
<way id='4'><nd ref='1'/><nd ref='4'/><nd ref='5'/><tag k='highway' v='residential'/></way>
<way id='5'><nd ref='9'/><nd ref='8'/><nd ref='7'/><nd ref='6'/><nd ref='9'/>
  <tag k='highway' v='tertiary'/><tag k='junction' v='roundabout'/></way>
<way id='6'><nd ref='8'/><nd ref='10'/><tag k='highway' v='residential'/>
  <tag k='name' v='East Road'/></way>
<way id='7'><nd ref='7'/><nd ref='11'/><tag k='highway' v='residential'/>
  <tag k='ref' v='R 5'/></way>
<way id='8'><nd ref='12'/><nd ref='13'/><tag k='highway' v='residential'/>
  <tag k='name' v='Island'/></way>
</osm>";

/// A folder with the town and a table of pairs; what is printed names the folder `[dir]`.
struct World(tempfile::TempDir);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().expect("a temporary folder"));
        world.write("town.osm", TOWN);
        world.write(
            "pairs.csv",
            "note,from_lat,from_lon,to_lat,to_lon\n\
             \"one, two\",0,0.0003,0.002,0.0018\nback,0.002,0.0018,0,0.0003\n\
             far,0,0.0003,1,1\nisland,0,0.0003,0.01,0.0105\n",
        );
        world
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).expect("it can be written");
    }

    /// What each command says and how it ends.
    fn told(&self, all: &[&[&str]]) -> String {
        let mut text = String::new();
        for arguments in all {
            let output = Command::cargo_bin("liaison")
                .expect("the program is built")
                .arg("drive")
                .args(*arguments)
                .current_dir(self.0.path())
                .output()
                .expect("it can be started");
            text += &format!(
                "$ liaison drive {}\n{}--- stderr\n{}--- exit {}\n",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
                output.status.code().unwrap_or(-1)
            );
        }
        text.replace(&self.0.path().display().to_string(), "[dir]")
    }
}

/// A drive as text and as JSON, from coordinates and from an address.
#[test]
fn a_drive_as_it_is_printed() {
    let world = World::new();
    insta::assert_snapshot!(world.told(&[
        &["town.osm", "0,0.0003", "0.002,0.0018"],
        &["town.osm", "7 Oak St", "0.0028,0.00102"],
        &["town.osm", "0,0.0003", "0.0018,0.001", "--json"],
    ]));
}

/// Pairs as CSV and as JSON; a pair without a drive is told and left empty.
#[test]
fn pairs_as_they_are_printed() {
    let world = World::new();
    insta::assert_snapshot!(world.told(&[
        &["town.osm", "--pairs", "pairs.csv"],
        &["town.osm", "--pairs", "pairs.csv", "--json", "--quiet"],
    ]));
}

/// Each fault with its hint and exit code: 2 for what was asked wrongly, 3 for roads that
/// fail.
#[test]
fn faults_as_they_are_printed() {
    let world = World::new();
    world.write("empty.osm", "");
    world.write("text.osm", "hello");
    world.write("bare.osm", "<osm><node id='1' lat='0' lon='0'/></osm>");
    world.write("cut.osm", &TOWN[..800]);
    world.write("short.csv", "from_lat,from_lon,to_lat\n1,2,3\n");
    world.write("wrong.csv", "from_lat,from_lon,to_lat,to_lon\n1,2,x,999\n");
    let there = "0,0.0003";
    insta::assert_snapshot!(world.told(&[
        &["town.osm", there, "1,1"],
        &["town.osm", "1,1", there],
        &["town.osm", there, "0.01,0.0105"],
        &["town.osm", there, "91,0"],
        &["town.osm", there, "9 Nowhere Lane"],
        &["town.osm", there],
        &["none.osm", there, there],
        &["empty.osm", there, there],
        &["text.osm", there, there],
        &["bare.osm", there, there],
        &["cut.osm", there, there],
        &["town.osm", "--pairs", "none.csv"],
        &["town.osm", "--pairs", "short.csv"],
        &["town.osm", "--pairs", "wrong.csv"],
    ]));
}

/// A made-up fleet lies on the streets of a map and every drive of it is found; without a map that
/// can be read nothing is written.
#[test]
fn a_fleet_on_a_map() {
    let dir = tempfile::tempdir().unwrap();
    let (town, fleet) = (city(dir.path()), dir.path().join("fleet"));
    let fleet = fleet.display().to_string();
    let size = ["--rides", "12", "--schools", "2", "--vehicles", "3"];
    let sample = |roads: &str| {
        let more = ["--roads", roads];
        liaison(&[&["sample", &fleet], &size[..], &more[..]].concat())
    };
    let (_, err, code) = sample("nowhere.osm.pbf");
    assert_eq!(code, 2, "{err}");
    assert!(!Path::new(&fleet).exists());
    let (_, err, code) = sample(&town);
    assert_eq!(code, 0, "{err}");
    let (out, err, code) = liaison(&["check", &fleet]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (_, err, code) = liaison(&["sample", &fleet, "--roads", &town]);
    assert_eq!(code, 2, "{err}");
}
