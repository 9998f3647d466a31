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
