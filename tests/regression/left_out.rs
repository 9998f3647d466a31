//! unplaced.csv says why: which rule leaves no place, or what would have to give way.

use super::{plan, workspace};

fn left_out(changes: &[(&str, &str)]) -> String {
    let dir = workspace(changes);
    let done = plan(dir.path());
    assert!(matches!(done.status.code(), Some(0 | 1)), "{done:?}");
    std::fs::read_to_string(dir.path().join("plan/unplaced.csv")).expect("written")
}

const SHIFT: (&str, &str) = (
    "shifts.csv",
    "staff_id,date,start,end\nL1,Mon,08:00,09:00\n",
);

/// One hour, two tasks of 45 minutes: the lesser gave way to the other. The reason was empty.
#[test]
fn what_gave_way_says_to_what() {
    let left = left_out(&[
        SHIFT,
        (
            "tasks.csv",
            "task_id,kind,minutes,value\nT1,report,45,9\nT2,report,45,4\n",
        ),
    ]);
    assert!(
        left.contains(
            "T2,report,4,can_wait,,\"with L1 on 2026-11-30 it would push out T1, worth 5 points more"
        ),
        "{left}"
    );
}

/// A task that is longer than the only shift has no place by itself, and the reason is proven.
#[test]
fn what_never_fits_names_the_rule() {
    let left = left_out(&[
        SHIFT,
        ("tasks.csv", "task_id,kind,minutes,value\nT1,report,90,9\n"),
    ]);
    assert!(left.contains("T1,report,9,impossible,shift,"), "{left}");
    assert!(left.contains(",yes,"), "{left}");
}

/// Two homes and miles for one of them: the budget is named, with what it allows.
#[test]
fn a_budget_is_named() {
    let left = left_out(&[
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n[budget]\nmiles = 10\n",
        ),
        (
            "tasks.csv",
            "task_id,kind,about,place_id,minutes,value,windows\nT1,meeting,K1,H1,30,9,Mon\nT2,home_visit,K9,,30,4,Tue\n",
        ),
    ]);
    assert!(
        left.contains("T2,home_visit,4,can_wait,budget_miles,"),
        "{left}"
    );
    assert!(
        left.contains("it would exceed the 10 miles allowed"),
        "{left}"
    );
}
