//! Plans that somebody brings are read with what can be derived derived.

use super::{week, workspace};
use crate::domain::Week;
use crate::domain::plan::{Activity, Plan};
use crate::domain::time::{Minutes, Moment};
use crate::input::read_plan;

fn tasks() -> Week {
    week(&[
        (
            "tasks.csv",
            "task_id,kind,place_id,minutes,due\nT1,event,H1,40,\nT2,report,,30,Fri\nT3,event,H2,20,Fri\n",
        ),
        (
            "rides.csv",
            "ride_id,student_id,direction,days\nR1,K1,to_school,Mon\n",
        ),
        (
            "travel.csv",
            "from,to,minutes,miles\nS1,H1,6,1.5\nH1,H2,10,3\nS1,H2,9,2\n",
        ),
    ])
}

fn read(week: &Week, name: &str, text: &str) -> Result<Plan, Vec<String>> {
    let dir = workspace(&[(name, text.as_bytes())]);
    read_plan(week, &dir.path().join(name))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

/// Only the columns that cannot be derived, rows out of order, no start and no end.
#[test]
fn a_bare_itinerary_is_filled_in() {
    let week = tasks();
    let text = "staff_id,date,activity,id,place_id,start,end\n\
        L1,Mon,task,T2,,9:30 AM,\nL1,2026-11-30,task,T1,H1,08:30,09:10\nL1,Mon,lunch,,,12:00,12:30\n";
    let plan = read(&week, "mine.csv", text).unwrap();
    assert_eq!(plan.routes.len(), 1);
    let stops = &plan.routes[0].stops;
    let seen: Vec<(&str, i32, i32, i32, i32)> = stops
        .iter()
        .map(|stop| {
            (
                stop.activity.name(),
                stop.arrive.0,
                stop.start.0,
                stop.end.0,
                stop.leave.0,
            )
        })
        .collect();
    // T1 at 08:30 begins the route there: one sets out at the shift's place S1 at 08:30, six
    // minutes too late, which is verify's to find. T2 has no place: it is done at H1, where one
    // waits. The lunch is on the way, from 09:10 + 20 minutes on.
    assert_eq!(seen[0], ("start", 510, 510, 510, 510));
    assert_eq!(seen[1], ("task", 510, 510, 550, 550));
    assert_eq!(seen[2], ("task", 550, 570, 600, 600));
    assert_eq!((seen[3].0, seen[3].2, seen[3].3), ("lunch", 720, 750));
    assert_eq!(seen[4].0, "end");
    assert_eq!(stops[2].place, stops[1].place);
    assert_eq!(stops[3].place, None);
    assert_eq!(stops[4].place, stops[0].place);
    // T3 and the ride are left out; T3 is due.
    let left: Vec<(&str, &str)> = plan
        .unplaced
        .iter()
        .map(|one| (week.work_id(one.work), one.standing.name()))
        .collect();
    assert_eq!(left, [("T3", "deadline_missed"), ("R1", "can_wait")]);
}

/// Stated arrivals and departures hold where they can be.
#[test]
fn stated_times_hold_where_they_can() {
    let week = tasks();
    let text = "staff_id,vehicle_id,date,seq,activity,id,place_id,arrive,start,end,leave,with\n\
        ,V1,2026-11-30,1,task,T9,,,08:00,,,\n\
        L1,,2026-11-30,1,start,,S1,08:00,08:00,08:00,08:20,\n\
        L1,,2026-11-30,2,pickup,R1,,08:26,08:30,08:31,08:31,\n\
        L1,,2026-11-30,3,dropoff,R1,,08:33,08:40,08:41,08:41,\n\
        L1,,2026-11-30,4,task,T3,H2,08:55,09:00,09:20,09:20,P1\n\
        L1,,2026-11-30,5,end,,S1,10:00,10:00,10:00,10:00,\n";
    let plan = read(&week, "itinerary.csv", text).unwrap();
    let stops = &plan.routes[0].stops;
    assert!(matches!(stops[1].activity, Activity::Pickup(_)));
    // The start is left at 08:20, H1 is six minutes away.
    assert_eq!(
        (stops[0].leave, stops[1].arrive),
        (Moment(500), Moment(506))
    );
    // From H1 it cannot be there at 08:33, since it is left at 08:31: 08:37 is reckoned.
    assert_eq!(stops[2].arrive, Moment(517));
    assert_eq!(
        (stops[3].arrive, stops[4].start),
        (Moment(535), Moment(600))
    );
    assert_eq!(week.member(stops[3].partners[0]).id, "P1");
}

/// Every defect of an itinerary is told in its line.
#[test]
fn defects_of_an_itinerary() {
    let week = tasks();
    let text = "staff_id,date,activity,id,place_id,start,end\n\
        L9,Mon,task,T1,,08:00,\nL1,Sat,task,T1,,08:00,\nL1,Mon,pickup,T1,,08:00,\nL1,Mon,task,T9,,08:00,\n\
        L1,Mon,task,T1,H2,08:00,\nL1,Mon,nap,,,08:00,\nL1,2026-12-08,lunch,,,08:00,\nL1,Mon,lunch,,,,\n";
    let faults = read(&week, "itinerary.csv", text).unwrap_err();
    insta::assert_snapshot!(faults.join("\n"));
}

/// plan.json reads back as it was written, and nonsense is told with its line.
#[test]
fn plan_json() {
    use crate::domain::document::Document;
    let week = tasks();
    let text = "staff_id,date,activity,id,place_id,start,end\nL1,Mon,task,T1,,08:36,\n";
    let plan = read(&week, "itinerary.csv", text).unwrap();
    let json = Document::of(&week, &plan).to_json();
    assert_eq!(read(&week, "plan.json", &json).unwrap(), plan);
    assert_eq!(
        read(&week, "plan.json", "{\n\"format\": 1,\n oops").unwrap_err(),
        ["plan.json:3: not a plan.json; give the plan.json of a plan of this week"]
    );
    assert!(read(&week, "none.json", "-").unwrap_err()[0].starts_with("none.json: cannot be read"));
    assert_eq!(
        plan.routes[0].stops[1].end - plan.routes[0].stops[1].start,
        Minutes(40)
    );
}
