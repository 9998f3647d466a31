//! Made-up districts and new workspaces are read without a fault, whatever their size and
//! seed.

use std::path::Path;

use chrono::{Days, NaiveDate};
use liaison::domain::Week;
use liaison::input::{Asked, read_week};
use liaison::sample::{Answers, File, Size, Starter, blank, district};

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day of the calendar")
}

fn size(liaisons: usize, tasks: usize, rides: usize, seed: u64) -> Size {
    Size {
        liaisons,
        tasks,
        rides,
        seed,
        monday: monday(),
    }
}

fn write(files: &[File], folder: &Path) {
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("a temporary folder can be written");
    }
}

/// Reads a workspace that must have no fault, not even a warning.
fn clean(files: &[File], asked: &Asked, what: &str) -> Week {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    write(files, folder.path());
    let read = read_week(folder.path(), asked);
    let told = |faults: &[liaison::table::Fault]| {
        faults
            .iter()
            .take(5)
            .map(|fault| fault.to_string())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let read = read.unwrap_or_else(|faults| panic!("{what}: {}", told(&faults)));
    assert!(read.warnings.is_empty(), "{what}: {}", told(&read.warnings));
    read.week
}

/// Fifty seeds of small districts, and every size up to the largest, are read without a fault.
#[test]
fn districts_are_clean() {
    let small = (0..50).map(|seed| {
        size(
            1 + seed as usize % 4,
            40 + seed as usize * 3,
            seed as usize % 15,
            seed,
        )
    });
    let sizes = [
        (1, 40, 6),
        (2, 70, 12),
        (5, 400, 30),
        (12, 480, 60),
        (25, 2_500, 200),
        (50, 5_000, 400),
    ];
    let large = sizes.map(|(liaisons, tasks, rides)| size(liaisons, tasks, rides, 1));
    for size in small.chain(large) {
        let week = clean(
            &district(&size),
            &Asked::plainly(monday()),
            &format!("{size:?}"),
        );
        assert!(week.tasks.len() >= size.tasks * 9 / 10, "{size:?}");
        assert_eq!(week.rides.is_empty(), size.rides == 0, "{size:?}");
        // Nobody rides twice the same way on a day.
        let mut trips: Vec<_> = (week.rides.iter())
            .map(|ride| (ride.student, ride.day, ride.direction))
            .collect();
        trips.sort_unstable();
        let all = trips.len();
        trips.dedup();
        assert_eq!(trips.len(), all, "{size:?}");
    }
}

/// Other weeks of the year, those of the clock change among them, are read as well, and so
/// are the scenarios.
#[test]
fn other_weeks_and_scenarios() {
    for weeks in 0..60 {
        let monday = monday() + Days::new(7 * weeks);
        let made = Size {
            monday,
            ..size(2, 60, 10, weeks)
        };
        clean(
            &district(&made),
            &Asked::plainly(monday),
            &format!("{made:?}"),
        );
    }
    for scenario in ["lean", "no_interpreter"] {
        let asked = Asked {
            scenario: Some(scenario.to_owned()),
            ..Asked::plainly(monday())
        };
        clean(&district(&size(3, 120, 10, 4)), &asked, scenario);
    }
}

/// A sample has what a real week has: everything that a rule is about occurs in it.
#[test]
fn a_sample_has_everything() {
    let week = clean(
        &district(&size(4, 160, 30, 2)),
        &Asked::plainly(monday()),
        "sample",
    );
    let has = |what: &str, is_there: bool| assert!(is_there, "no {what}");
    has("overdue task", week.tasks.iter().any(|task| task.overdue));
    has(
        "chain",
        week.tasks.iter().any(|task| !task.after.is_empty()),
    );
    has("group", !week.groups.is_empty());
    has(
        "session",
        week.tasks.iter().any(|task| task.session == Some(3)),
    );
    has(
        "writing up",
        week.tasks.iter().any(|task| task.notes_minutes.0 > 0),
    );
    has(
        "skill",
        week.tasks.iter().any(|task| !task.skills.is_empty()),
    );
    has(
        "partner",
        week.tasks.iter().any(|task| task.partners.count > 0),
    );
    has(
        "table of three",
        week.tasks.iter().any(|task| task.attendees.len() == 3),
    );
    has(
        "promise",
        week.tasks
            .iter()
            .any(|task| task.pin.is_some_and(|pin| pin.promised)),
    );
    has(
        "confidential place",
        week.places.iter().any(|place| place.confidential),
    );
    has(
        "barred person",
        week.people.iter().any(|person| person.no_contact),
    );
    has("case", !week.cases.is_empty());
    has("history", !week.log.is_empty());
    has("wheelchair", week.rides.iter().any(|ride| ride.wheelchair));
    has("booster", week.rides.iter().any(|ride| ride.booster));
    has(
        "siblings",
        week.rides.iter().any(|ride| !ride.keep_with.is_empty()),
    );
    has(
        "adult at home",
        week.rides.iter().any(|ride| ride.adult_at_home),
    );
    has(
        "optional ride",
        week.rides.iter().any(|ride| !ride.must_ride),
    );
    has(
        "ride that must be",
        week.rides.iter().any(|ride| ride.must_ride),
    );
    let languages: std::collections::BTreeSet<&str> = week
        .people
        .iter()
        .filter_map(|person| person.language.as_deref())
        .collect();
    has("third language", languages.len() >= 3);
}

/// The skeleton of a workspace passes as it is, with what was answered and with what was left
/// open, and every column that it explains is one that is known.
#[test]
fn skeletons_are_clean() {
    let open = Answers {
        monday: monday(),
        zone: String::new(),
        school: String::new(),
        at: None,
        liaisons: vec![],
    };
    let starter = |id: &str| Starter {
        id: id.to_owned(),
        name: "Ana \"Nita\" Duarte, MA".to_owned(),
        languages: "es;en".to_owned(),
    };
    let full = Answers {
        zone: "America/Chicago".to_owned(),
        school: "Orchard, \"the old\" one".to_owned(),
        at: Some((41.25, -96.0)),
        liaisons: vec![starter("0042"), starter("=L2")],
        ..open.clone()
    };
    for answers in [open, full] {
        let asked = Asked {
            zone: Some(chrono_tz::UTC),
            ..Asked::plainly(monday())
        };
        let week = clean(&blank(&answers), &asked, "skeleton");
        assert_eq!(week.staff.len(), answers.liaisons.len().max(1));
        assert_eq!(week.tasks.len(), 2);
        assert_eq!(week.clock.monday(), monday());
    }
}
