//! Sessions are numbered by date in the plan; what is left out has the numbers that remain.

use super::{plan, workspace};

/// Three sessions and two days: two are placed, as #1 and #2, and the third is left out. The
/// plan listed one of the placed as left out instead, and was not written (101).
#[test]
fn the_session_that_is_left_out_has_the_last_number() {
    for windows in ["Mon 09:00-10:00; Thu 09:00-10:00", "Thu; Fri"] {
        let tasks =
            format!("task_id,kind,about,minutes,per_week,windows\nT1,tutoring,K1,30,3,{windows}\n");
        let dir = workspace(&[("tasks.csv", &tasks)]);
        let done = plan(dir.path());
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("written");
        let itinerary = read("plan/itinerary.csv");
        assert!(
            itinerary.contains("T1#1") && itinerary.contains("T1#2"),
            "{itinerary}"
        );
        let left = read("plan/unplaced.csv");
        assert!(left.contains("T1#3") && !left.contains("T1#2"), "{left}");
    }
}
