//! Every file as a whole: its snapshot, what it may not hold, and that it is made alike twice.
use super::{Names, Style, render};
use crate::domain::sample_plan as fixture;

fn style() -> Style {
    Style {
        names: Names::Initials,
        key: b"a key of the tests".to_vec(),
        when: None,
    }
}

fn files() -> Vec<(String, String)> {
    let week = fixture::week();
    let files = render(&week, &fixture::plan(&week), &style());
    files
        .into_iter()
        .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// Each file of the fixture is what it was, letter by letter.
#[test]
fn files_are_what_they_were() {
    for (name, text) in files() {
        insta::assert_snapshot!(name, text);
    }
}

/// Only day and print sheets hold anything personal: every personal cell of the fixture is
/// looked for in every other file.
#[test]
fn personal_cells_stay_on_the_sheets() {
    for (name, text) in files() {
        if name.starts_with("day-") || name.starts_with("print-") {
            continue;
        }
        for cell in fixture::PERSONAL {
            assert!(!text.contains(cell), "{name} holds {cell}");
        }
    }
}

/// A confidential place, and a person who must not be contacted, are in no file at all.
#[test]
fn what_is_confidential_is_nowhere() {
    for (name, text) in files() {
        for cell in fixture::NOWHERE {
            assert!(!text.contains(cell), "{name} holds {cell}");
        }
    }
}

/// The same plan gives the same bytes.
#[test]
fn made_twice_it_is_the_same() {
    assert_eq!(files(), files());
}
