//! `liaison places` as a user sees it: coordinates are filled in from addresses, nothing else
//! in the file changes, nothing personal is printed, and only addresses leave for the Census.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use liaison::domain::travel::LatLon;
use liaison::table;
use tempfile::TempDir;

/// The centre of Helsinki. © OpenStreetMap contributors, ODbL 1.0; see tests/roads/README.md.
fn extract() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roads/helsinki-centre.osm.pbf")
}

/// Seven places: with coordinates, at known numbers, between two, on a street alone, on none,
/// confidential, without an address.
const PLACES: &str = "place_id,name,kind,address,city,postcode,confidential,lat,lon\n\
    S1,Ressu,school,,,,,60.167117,24.93832\n\
    H1,\"Secret, Maria\",home,Bulevardi 15,Helsinki,00120,,,\n\
    H2,Secret Otto,home,16 Eteläranta,Helsinki,00130-1234,,,\n\
    H3,Secret Pia,home,Aleksanterinkatu 997,Helsinki,,,,\n\
    H4,Secret Kai,home,Nowhere Lane 5,Helsinki,,,,\n\
    H5,Secret Joe,home,Unioninkatu 22,Helsinki,,yes,,\n\
    C1,Library,community,,,,,,\n";

const WEEK: &str = "[week]\nstart = \"2026-11-30\"\ntime_zone = \"Europe/Helsinki\"\n";

fn workspace(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    for (name, bytes) in [("week.toml", WEEK.as_bytes())].iter().chain(files) {
        fs::write(folder.path().join(name), bytes).expect("a file can be written");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("liaison")
        .expect("the program was built")
        .arg("places")
        .arg(folder)
        .args(arguments)
        .output()
        .expect("it runs")
}

fn with_roads(folder: &Path, more: &[&str]) -> Output {
    let extract = extract().display().to_string();
    let mut arguments = vec!["--roads", extract.as_str()];
    arguments.extend(more);
    run(folder, &arguments)
}

fn printed(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(text).expect("it prints UTF-8")
}

/// No name and no address is in a text.
fn has_nothing_personal(text: &str) {
    for word in [
        "Secret",
        "Bulevardi",
        "Etel",
        "Aleksanter",
        "Nowhere",
        "Unionin",
        "Helsinki",
        "00120",
    ] {
        assert!(!text.contains(word), "{word} is in:\n{text}");
    }
}

fn point(folder: &Path, place: &str) -> Option<LatLon> {
    let table = table::read(&folder.join("places.csv")).expect("places.csv reads");
    let row = table.rows().find(|row| row.text("place_id") == place)?;
    Some(LatLon {
        lat: row.text("lat").parse().ok()?,
        lon: row.text("lon").parse().ok()?,
    })
}

/// What is found is filled in, what was given stays, and each place says how sure it is;
/// those to look at are listed by id, a confidential one by its line.
#[test]
fn filled_in() {
    let folder = workspace(&[("places.csv", PLACES.as_bytes())]);
    let done = with_roads(folder.path(), &[]);
    // One street is nowhere and one place has no address: the answer is no.
    assert_eq!(done.status.code(), Some(1), "{}", printed(&done));
    has_nothing_personal(&printed(&done));
    let near = |place, lat, lon| {
        let at = point(folder.path(), place).unwrap_or_else(|| panic!("{place} has no point"));
        let off = at.metres_to(LatLon { lat, lon });
        assert!(off < 60.0, "{place} is {off} m off");
    };
    // As the extract has these house numbers.
    near("H1", 60.164198, 24.936171);
    near("H2", 60.166565, 24.951819);
    near("H5", 60.166402, 24.950961);
    near("S1", 60.167117, 24.93832);
    assert!(point(folder.path(), "H3").is_some());
    assert!(point(folder.path(), "H4").is_none() && point(folder.path(), "C1").is_none());
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(text.contains("look at 3: H3, H4, C1"), "{text}");
    assert!(text.contains("line 7") && !text.contains("H5"), "{text}");
    let line = text
        .lines()
        .find(|line| line.starts_with("H3"))
        .expect("a line a place");
    assert!(line.contains("street alone"), "{line}");
    // Again: nothing new is found, so nothing is written and there is no second backup.
    let before = fs::read(folder.path().join("places.csv")).expect("it is there");
    assert_eq!(with_roads(folder.path(), &[]).status.code(), Some(1));
    assert_eq!(
        fs::read(folder.path().join("places.csv")).expect("it is there"),
        before
    );
    assert!(!folder.path().join("places.csv.2.bak").exists());
}

/// Encoding, delimiter, line ends, quotes, unknown columns and the user's own cells stay as
/// they are, and so does what was there, in a backup that no later one replaces.
#[test]
fn nothing_else_changes() {
    let old = b"Place ID;colour;address;city;notes\r\n\r\nH1;\"red\";Bulevardi 15;Helsinki;\"Jos\xe9; \"\"x\"\"\"\r\nS1;;;;\r\n";
    let folder = workspace(&[("places.csv", old), ("places.csv.bak", b"older")]);
    with_roads(folder.path(), &[]);
    let new = fs::read(folder.path().join("places.csv")).expect("it is there");
    let text: String = new.iter().map(|byte| char::from(*byte)).collect();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "Place ID;colour;address;city;notes;lat;lon");
    assert_eq!((lines[1], lines[3], lines[4]), ("", "S1;;;;;;", ""));
    assert!(
        lines[2].starts_with("H1;\"red\";Bulevardi 15;Helsinki;\"Jos\u{e9}; \"\"x\"\"\";60.16"),
        "{text}"
    );
    let kept = |name: &str| fs::read(folder.path().join(name)).expect("it is there");
    assert_eq!(kept("places.csv.bak"), b"older");
    assert_eq!(kept("places.csv.2.bak"), old);
}

/// The other name of the command, with `[travel] roads` and as JSON.
#[test]
fn as_json() {
    let folder = workspace(&[("places.csv", PLACES.as_bytes())]);
    let week = format!("{WEEK}[travel]\nroads = {:?}\n", extract());
    fs::write(folder.path().join("week.toml"), week).expect("a file can be written");
    let done = Command::cargo_bin("liaison")
        .expect("the program was built")
        .args(["locate", "--json"])
        .arg(folder.path())
        .output()
        .expect("it runs");
    has_nothing_personal(&printed(&done));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).expect("it is JSON");
    assert_eq!(report["look_at"], serde_json::json!(["H3", "H4", "C1"]));
    assert_eq!(report["places"][0]["how"], "house number");
    assert_eq!(report["written"], true);
}

/// Lat and lon that are exchanged are noticed against the roads.
#[test]
fn exchanged() {
    let places = "place_id,lat,lon\nS1,60.167,24.938\nS2,60.168,24.940\nS3,24.938,60.167\n";
    let folder = workspace(&[("places.csv", places.as_bytes())]);
    let done = with_roads(folder.path(), &[]);
    assert_eq!(done.status.code(), Some(0));
    let text = printed(&done);
    assert!(
        text.contains("S3: lat and lon seem to be exchanged") && !text.contains("S1:"),
        "{text}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("places.csv")).expect("it is there"),
        places
    );
}

/// Without roads, with broken ones, and with a broken places.csv the command says why.
#[test]
fn refused() {
    let folder = workspace(&[("places.csv", PLACES.as_bytes())]);
    let broken = folder.path().join("broken.osm.pbf");
    for bytes in [
        &b""[..],
        b"\0\0\0\x0d\n\tOSMHeader\x18\x7fxxxx",
        b"not a map",
        &[0; 4096],
    ] {
        fs::write(&broken, bytes).expect("a file can be written");
        let done = run(folder.path(), &["--roads", &broken.display().to_string()]);
        assert_eq!(done.status.code(), Some(2), "{}", printed(&done));
        assert!(printed(&done).contains("hint: "));
    }
    let done = run(folder.path(), &[]);
    assert_eq!(done.status.code(), Some(2));
    assert!(printed(&done).contains("--roads"));
    assert_eq!(
        fs::read_to_string(folder.path().join("places.csv")).expect("it is there"),
        PLACES
    );
    for places in [
        "name\nMaria Secret\n",
        "place_id,address\nH1,\"Secret\n",
        "",
        "place_id,lat,lat\n1,1,1\n",
    ] {
        fs::write(folder.path().join("places.csv"), places).expect("a file can be written");
        let done = with_roads(folder.path(), &[]);
        assert_eq!(done.status.code(), Some(2), "{}", printed(&done));
        has_nothing_personal(&printed(&done));
    }
}

/// A list of addresses as OpenAddresses has them is looked in as well.
#[test]
fn from_a_list() {
    let folder = workspace(&[("places.csv", PLACES.as_bytes())]);
    let list = folder.path().join("list.csv");
    let rows = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH\n\
        24.9,60.1,5,NOWHERE LN,,HELSINKI,,,,,x\n,,,,,,,,,,\nx,y,1,A,,,,,,,\n";
    fs::write(&list, rows).expect("a file can be written");
    let done = run(folder.path(), &["--addresses", &list.display().to_string()]);
    assert_eq!(
        point(folder.path(), "H4"),
        Some(LatLon {
            lat: 60.1,
            lon: 24.9
        }),
        "{}",
        printed(&done)
    );
    has_nothing_personal(&printed(&done));
    fs::write(&list, "a,b\n1,2\n").expect("a file can be written");
    let done = run(folder.path(), &["--addresses", &list.display().to_string()]);
    assert_eq!(done.status.code(), Some(2));
}

/// What is sent are random ids and addresses, no confidential place; what comes back finds
/// its place by the id, and an address that changed meanwhile gets nothing.
#[test]
fn census() {
    let folder = workspace(&[("places.csv", PLACES.as_bytes())]);
    let batch = folder.path().join("batch.csv");
    let batch_name = batch.display().to_string();
    let done = run(folder.path(), &["--for-census", &batch_name]);
    assert_eq!(done.status.code(), Some(0), "{}", printed(&done));
    has_nothing_personal(&printed(&done));
    assert!(
        printed(&done).contains("will leave this machine"),
        "{}",
        printed(&done)
    );
    let sent = fs::read_to_string(&batch).expect("it was written");
    assert_eq!(sent.lines().count(), 4);
    for hidden in ["Secret", "H1", "Unioninkatu", "Ressu"] {
        assert!(!sent.contains(hidden), "{hidden} is in:\n{sent}");
    }
    let ids = folder.path().join("census-ids.csv");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&ids)
            .expect("it was written")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // A file that is there is not replaced.
    assert_eq!(
        run(folder.path(), &["--for-census", &batch_name])
            .status
            .code(),
        Some(2)
    );
    let known = table::read(&ids).expect("it is a table");
    let id = |place: &str| {
        let row = known
            .rows()
            .find(|row| row.text("place_id") == place)
            .expect("it was sent");
        row.text("census_id").to_owned()
    };
    let reply = format!(
        "\"{}\",\"x\",\"Tie\"\n\"{}\",\"x\",\"Match\",\"Exact\",\"X\",\"24.95,60.16\",\"1\",\"L\"\n\
         \"{}\",\"x\",\"No_Match\"\n\"{}\",\"x\",\"Match\",\"Non_Exact\",\"X\",\"24.96,60.17\",\"1\",\"L\",\"1\",\"2\",\"3\",\"4\"\n\
         \"zzz\",\"x\",\"No_Match\"\n",
        id("H3"),
        id("H1"),
        id("H4"),
        id("H2")
    );
    let changed = PLACES.replace("16 Etel\u{e4}ranta", "17 Etel\u{e4}ranta");
    fs::write(folder.path().join("places.csv"), changed).expect("a file can be written");
    let file = folder.path().join("reply.csv");
    fs::write(&file, reply).expect("a file can be written");
    let done = run(
        folder.path(),
        &["--from-census", &file.display().to_string()],
    );
    assert_eq!(done.status.code(), Some(1));
    let text = printed(&done);
    has_nothing_personal(&text);
    assert!(text.contains("look at 3: H2, H3, H4"), "{text}");
    assert!(
        text.contains("1 row without an id of this workspace"),
        "{text}"
    );
    assert_eq!(
        point(folder.path(), "H1"),
        Some(LatLon {
            lat: 60.16,
            lon: 24.95
        })
    );
    assert!(
        ["H2", "H3", "H4", "H5"]
            .iter()
            .all(|place| point(folder.path(), place).is_none())
    );
    // What is no reply, and a workspace that sent nothing.
    fs::write(&file, "a,b,c\nx,Secret St,Perhaps\n").expect("a file can be written");
    let done = run(
        folder.path(),
        &["--from-census", &file.display().to_string()],
    );
    assert_eq!(done.status.code(), Some(2));
    has_nothing_personal(&printed(&done));
    fs::remove_file(&ids).expect("it is there");
    assert_eq!(
        run(
            folder.path(),
            &["--from-census", &file.display().to_string()]
        )
        .status
        .code(),
        Some(2)
    );
}

/// A workspace with addresses in place of coordinates plans from end to end: every drive is
/// known, and what was found with little confidence is said by id. An address that is
/// nowhere is a fault of its place.
#[test]
fn plans_by_address() {
    let places = PLACES.replace("C1,Library,community,,,,,,\n", "");
    let files: [(&str, &[u8]); 3] = [
        ("staff.csv", b"staff_id,role,base_place\nL1,liaison,S1\n"),
        ("people.csv", b"person_id,name,role,home_place\nG1,Secret Gran,guardian,H1\nG2,Secret Gus,guardian,H3\n"),
        ("tasks.csv", b"task_id,kind,place_id,minutes\nT1,home_visit,H1,30\nT2,home_visit,H2,30\nT3,home_visit,H3,30\n"),
    ];
    let folder = workspace(&files);
    let week = format!("{WEEK}[travel]\nroads = {:?}\n", extract());
    fs::write(folder.path().join("week.toml"), week).expect("a file can be written");
    fs::write(folder.path().join("places.csv"), &places).expect("a file can be written");
    let plan = |folder: &Path| {
        Command::cargo_bin("liaison")
            .expect("the program was built")
            .args(["plan", "--iterations", "200", "--threads", "1"])
            .arg(folder)
            .output()
            .expect("it runs")
    };
    let done = plan(folder.path());
    assert_eq!(done.status.code(), Some(0), "{}", printed(&done));
    has_nothing_personal(&printed(&done));
    assert!(
        printed(&done)
            .contains("1 of 3 places that were found by their address should be looked at: H3")
    );
    let summary =
        fs::read_to_string(folder.path().join("plan/summary.json")).expect("a plan was written");
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("it is JSON");
    assert_eq!(summary["placed"], 3);
    assert!(
        summary["miles"]
            .as_f64()
            .is_some_and(|miles| (0.3..20.0).contains(&miles)),
        "{summary}"
    );
    // The user's file is as it was.
    assert_eq!(
        fs::read_to_string(folder.path().join("places.csv")).expect("it is there"),
        places
    );
    let tasks = b"task_id,kind,place_id,minutes\nT1,home_visit,H4,30\n";
    fs::write(folder.path().join("tasks.csv"), tasks).expect("a file can be written");
    let done = plan(folder.path());
    assert_eq!(done.status.code(), Some(2));
    assert!(
        printed(&done).contains("the roads do not know its address"),
        "{}",
        printed(&done)
    );
    has_nothing_personal(&printed(&done));
}
