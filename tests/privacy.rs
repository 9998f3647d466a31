//! Nothing personal leaves by the wrong door: every personal cell of the sample is searched in
//! every file that may not have it, and in all that the commands print.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use liaison::table;

/// Personal columns, by table.
const PERSONAL: &[(&str, &[&str])] = &[
    ("staff.csv", &["name", "phone"]),
    ("places.csv", &["address", "notes"]),
    ("people.csv", &["name", "phone", "email", "notes"]),
    ("tasks.csv", &["title", "purpose", "notes"]),
    (
        "cases.csv",
        &["reason", "agreed", "notes", "progress", "involvement"],
    ),
    (
        "log.csv",
        &["agreed", "progress", "notes", "shared_note", "next_step"],
    ),
];

fn personal(sample: &Path) -> BTreeSet<String> {
    let mut cells = BTreeSet::new();
    for (file, columns) in PERSONAL {
        let Ok(table) = table::read(&sample.join(file)) else {
            continue;
        };
        for row in table.rows() {
            for column in *columns {
                let text = row.text(column).trim();
                // Very short texts, and words that are kinds too, would be found anywhere.
                if text.len() >= 6 && text.contains(' ') {
                    cells.insert(text.to_owned());
                }
            }
        }
    }
    for row in table::read(&sample.join("places.csv"))
        .expect("the sample reads")
        .rows()
    {
        if row.text("kind") == "home" && row.text("name").len() >= 6 {
            cells.insert(row.text("name").to_owned());
        }
    }
    cells
}

#[test]
fn personal_cells_stand_on_day_and_print_sheets_alone() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let cells = personal(&sample);
    assert!(cells.len() > 50, "the sample has people in it");
    let out = tempfile::tempdir().expect("a temporary folder");
    let plan = out.path().join("plan");
    let done = Command::cargo_bin("liaison")
        .expect("the program was built")
        .args([
            "plan",
            "--iterations",
            "300",
            "--threads",
            "1",
            "--names",
            "full",
            "--out",
        ])
        .args([&plan, &sample])
        .output()
        .expect("it runs");
    let printed = [done.stdout, done.stderr].concat();
    let mut texts = vec![(
        "the terminal".to_owned(),
        String::from_utf8_lossy(&printed).into_owned(),
    )];
    for entry in std::fs::read_dir(&plan).expect("a plan was written") {
        let path = entry.expect("it can be listed").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with("day-") && !name.starts_with("print-") {
            texts.push((
                name,
                std::fs::read_to_string(&path).expect("outputs are text"),
            ));
        }
    }
    assert!(texts.len() > 8);
    for (name, text) in &texts {
        for cell in &cells {
            assert!(
                !text.contains(cell.as_str()),
                "{name} holds a personal cell"
            );
        }
    }
}

#[test]
fn confidential_places_stand_nowhere() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let places = table::read(&sample.join("places.csv")).expect("the sample reads");
    let hidden: Vec<[String; 3]> = places
        .rows()
        .filter(|row| ["yes", "true", "1", "x"].contains(&row.text("confidential")))
        .map(|row| {
            [
                row.text("place_id").to_owned(),
                row.text("address").to_owned(),
                row.text("lat").to_owned(),
            ]
        })
        .collect();
    assert!(!hidden.is_empty(), "the sample has a confidential place");
    let out = tempfile::tempdir().expect("a temporary folder");
    let plan = out.path().join("plan");
    Command::cargo_bin("liaison")
        .expect("the program was built")
        .args([
            "plan",
            "--iterations",
            "300",
            "--threads",
            "1",
            "--names",
            "full",
            "--quiet",
            "--out",
        ])
        .args([&plan, &sample])
        .output()
        .expect("it runs");
    for entry in std::fs::read_dir(&plan).expect("a plan was written") {
        let path = entry.expect("it can be listed").path();
        let text = std::fs::read_to_string(&path).expect("outputs are text");
        let words: BTreeSet<&str> = text
            .split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)))
            .collect();
        for [id, address, lat] in &hidden {
            assert!(
                !words.contains(id.as_str()),
                "{} names a confidential place",
                path.display()
            );
            assert!(
                address.is_empty() || !text.contains(address),
                "{} has its address",
                path.display()
            );
            assert!(
                lat.is_empty() || !text.contains(lat),
                "{} has where it is",
                path.display()
            );
        }
    }
}

/// The text of every file under a folder that is no day or print sheet.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("it was written") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            all.extend(texts(&path));
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("day-") && !name.starts_with("print-") {
            let text = std::fs::read_to_string(&path).expect("outputs are text");
            all.push((path.display().to_string(), text));
        }
    }
    all
}

/// A comparison holds nothing personal, in its own files and in those of its plans, and names
/// no confidential place.
#[test]
fn comparisons_hold_nothing_personal() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let mut cells = personal(&sample);
    let places = table::read(&sample.join("places.csv")).expect("the sample reads");
    let hidden = places
        .rows()
        .filter(|row| ["yes", "true", "1", "x"].contains(&row.text("confidential")));
    cells.extend(hidden.map(|row| row.text("lat").to_owned()));
    let out = tempfile::tempdir().expect("a temporary folder");
    let compared = out.path().join("compare");
    let done = Command::cargo_bin("liaison")
        .expect("the program was built")
        .args(["compare", "--iterations", "100", "--threads", "2", "--out"])
        .args([&compared, &sample])
        .output()
        .expect("it runs");
    let printed = [done.stdout, done.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    let mut texts = texts(&compared);
    texts.push(("the terminal".to_owned(), printed));
    assert!(texts.len() > 20);
    for (name, text) in &texts {
        for cell in &cells {
            assert!(
                !text.contains(cell.as_str()),
                "{name} holds a personal cell"
            );
        }
    }
}
