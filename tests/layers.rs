//! The house holds: every room imports only from rooms below it, as the table in `FLOORS`
//! (and nobody else) says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms that it may import.
const FLOORS: &[(&str, &[&str])] = &[
    ("table", &[]),
    ("domain", &[]),
    ("verify", &["domain"]),
    ("input", &["domain", "table"]),
    ("roads", &["domain", "table"]),
    ("sample", &["table"]),
    ("solver", &[]),
    ("plan", &["domain", "solver"]),
    ("transport", &["domain", "solver"]),
    ("itinerary", &["domain", "table"]),
    (
        "cli",
        &[
            "domain",
            "table",
            "verify",
            "input",
            "roads",
            "sample",
            "solver",
            "plan",
            "transport",
            "itinerary",
        ],
    ),
];

fn sources(under: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(under).expect("the room is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The rooms that a source names, as `crate::room` or `liaison::room`, also in `use crate::{a, b}`.
fn named_rooms(source: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for root in ["crate::", "liaison::"] {
        for (at, _) in source.match_indices(root) {
            let rest = &source[at + root.len()..];
            let list = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or(""),
                None => rest
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap_or(""),
            };
            for name in list.split(',') {
                let name: String = name
                    .trim()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                rooms.insert(name);
            }
        }
    }
    rooms
}

fn without_comments(source: &str) -> String {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_room_imports_only_from_below() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (room, may) in FLOORS {
        for file in sources(&src.join(room)) {
            let source = without_comments(&fs::read_to_string(&file).expect("it can be read"));
            for named in named_rooms(&source) {
                let is_room = FLOORS.iter().any(|(other, _)| *other == named);
                if is_room && named != *room && !may.contains(&named.as_str()) {
                    wrong.push(format!("{} imports {named}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_folder_of_src_is_a_room() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).expect("src is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("rooms have plain names");
            assert!(
                FLOORS.iter().any(|(room, _)| *room == name),
                "{name} has no floor"
            );
        }
    }
}

#[test]
fn an_arrow_that_the_house_does_not_have_is_seen() {
    let rooms = named_rooms("use crate::{domain::Week, solver};\nfn f() { crate::input::read(); }");
    assert_eq!(
        rooms.into_iter().collect::<Vec<_>>(),
        ["domain", "input", "solver"]
    );
}
