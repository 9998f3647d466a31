//! Work in the hour that comes twice when the clocks go back.

use super::{liaison, plan, workspace};

/// Two visits from 01:00 on, 60 minutes each: the first ends when the wall clock shows 01:00
/// again. `verify` refused the program's own itinerary.csv, which did not say which 01:00.
#[test]
fn the_hour_that_comes_twice_is_read_back() {
    let dir = workspace(&[
        (
            "week.toml",
            "[week]\nstart = \"2026-10-26\"\ntime_zone = \"America/Los_Angeles\"\n",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\nL1,2026-11-01,00:30,03:00\n",
        ),
        (
            "tasks.csv",
            "task_id,kind,place_id,minutes,windows\n\
             T1,event,H1,60,Sun 01:00-03:00\nT2,event,H1,60,Sun 01:00-03:00\n",
        ),
    ]);
    let done = plan(dir.path());
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let itinerary = dir.path().join("plan/itinerary.csv");
    let text = std::fs::read_to_string(&itinerary).expect("written");
    assert!(text.contains(",again\n"), "{text}");
    for file in [itinerary, dir.path().join("plan/plan.json")] {
        let verified = liaison(&["verify", "--quiet", &dir.path().to_string_lossy()], &file);
        assert_eq!(verified.status.code(), Some(0), "{verified:?}\n{text}");
    }
}
