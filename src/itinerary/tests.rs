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
    let files = render(&week, &fixture::plan(&week), &style(), None);
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

/// Pages stand alone and can be read by everybody: a language, nothing from outside, no
/// script, a scope on every header cell, a name on every field.
#[test]
fn pages_stand_alone() {
    let mut pages = 0;
    for (name, text) in files().iter().filter(|(name, _)| name.ends_with(".html")) {
        pages += 1;
        assert!(text.contains("<html lang=\"en\">"), "{name}");
        for outside in [
            "http:", "https:", "<script", "url(", "<img", "<link", "src=",
        ] {
            assert!(!text.contains(outside), "{name} holds {outside}");
        }
        let body = text.split("</style>").nth(1).unwrap();
        for tag in body
            .split('<')
            .filter(|tag| tag.starts_with("th ") || tag.starts_with("th>"))
        {
            assert!(tag.contains("scope="), "{name}: <{tag}");
        }
        for tag in body.split('<').filter(|tag| tag.starts_with("input")) {
            let is_named = tag.contains("aria-label=") || tag.contains("checkbox");
            assert!(is_named, "{name}: <{tag}");
        }
        assert!(text.contains("Contains student records: shred"), "{name}");
    }
    // The week, two office days, three weeks, four days, three prints.
    assert_eq!(pages, 13);
}

/// By code a sheet holds no name, title, purpose or note; in full it holds them, escaped.
#[test]
fn sheets_obey_the_style() {
    let week = fixture::week();
    let sheet = |names| {
        let style = Style { names, ..style() };
        let files = render(&week, &fixture::plan(&week), &style, None);
        let of_day = files
            .into_iter()
            .find(|(name, _)| name == "day-L1-2026-11-30.html");
        String::from_utf8(of_day.unwrap().1).unwrap()
    };
    let (code, initials, full) = (
        sheet(Names::Code),
        sheet(Names::Initials),
        sheet(Names::Full),
    );
    let free = [
        "Quispe",
        "first visit title",
        "attendance talk",
        "bring the blue form",
        "side gate",
    ];
    for text in free {
        assert!(!code.contains(text), "{text}");
        assert!(full.contains(text), "{text}");
    }
    assert!(full.contains("Mar\u{ed}a &lt;i&gt;Quispe&lt;/i&gt;"));
    assert!(!initials.contains("Quispe") && initials.contains("M. I., guardian, Spanish"));
    // Whoever drives needs address and telephone under every style.
    for text in [&code, &initials, &full] {
        assert!(text.contains("412 Alder Ave") && text.contains("href=\"tel:2065550101\""));
    }
}

/// A plan without a route is written too: tables with headers, a week of nothing.
#[test]
fn an_empty_plan_is_written() {
    let week = fixture::week();
    let mut plan = fixture::plan(&week);
    plan.routes.clear();
    plan.unplaced.clear();
    let names: Vec<String> = render(&week, &plan, &style(), None)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let expected = [
        "plan.json",
        "itinerary.csv",
        "unplaced.csv",
        "summary.json",
        "mileage.csv",
        "routes.geojson",
        "week.html",
    ];
    assert_eq!(names, expected);
}

/// Ids that are written alike in file names do not overwrite each other's files.
#[test]
fn file_names_are_distinct() {
    let mut week = fixture::week();
    week.staff[0].id = "L/1".into();
    week.staff[1].id = "l:1".into();
    let names: Vec<String> = render(&week, &fixture::plan(&week), &style(), None)
        .into_iter()
        .map(|(name, _)| name.to_lowercase())
        .collect();
    let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
    assert!(names.iter().all(|name| !name.contains(['/', ':'])));
}
