//! The plan and its check counted families in two ways.

use super::{plan, workspace};

/// A student of whom no family is known counts as a family that was not reached. The plan did
/// not count one, the check did, and the program took its own plan for faulty (101).
#[test]
fn a_student_without_a_family_is_one() {
    let dir = workspace(&[
        (
            "people.csv",
            "person_id,role,home_place,school_place\nK1,student,H1,S1\nK2,student,H1,S1\n",
        ),
        // Nobody works on Saturdays: T2 stays out, and with it one of two families.
        (
            "tasks.csv",
            "task_id,kind,about,minutes,windows\nT1,report,K1,30,\nT2,report,K2,30,Sat\n",
        ),
    ]);
    let done = plan(dir.path());
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let summary = std::fs::read_to_string(dir.path().join("plan/summary.json")).expect("written");
    assert!(summary.contains("\"families_not_reached\": 1"), "{summary}");
}
