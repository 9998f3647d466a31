//! A small week with something under every rule, and a plan of it that keeps them all.
//!
//! Every two sites are 10 minutes and 5,000 m apart.

use crate::domain::Week;
use crate::domain::fixture::{
    add_person, add_place, add_ride, add_shift, add_staff, add_task, at, drives_of, plan, span,
    stop, wall,
};
use crate::domain::ids::{GroupIx, PersonIx, PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::person::PersonRole;
use crate::domain::place::PlaceKind;
use crate::domain::plan::{Activity, Plan, Route, Stop, Totals};
use crate::domain::policy::Lunch;
use crate::domain::ride::Direction;
use crate::domain::staff::StaffRole;
use crate::domain::task::{Pin, TaskKind, Value};
use crate::domain::time::{Minutes, Moment, Spans};
use crate::verify::{restated, verify};

pub(super) const OFFICE: PlaceIx = PlaceIx(0);
pub(super) const SCHOOL: PlaceIx = PlaceIx(1);
pub(super) const HOME_1: PlaceIx = PlaceIx(2);
pub(super) const HOME_2: PlaceIx = PlaceIx(3);
pub(super) const ROOM: PlaceIx = PlaceIx(4);

pub(super) const L1: StaffIx = StaffIx(0);
pub(super) const L2: StaffIx = StaffIx(1);
pub(super) const P1: StaffIx = StaffIx(2);

pub(super) const STUDENT_1: PersonIx = PersonIx(3);
pub(super) const STUDENT_2: PersonIx = PersonIx(4);
pub(super) const STUDENT_3: PersonIx = PersonIx(5);
pub(super) const GUARDIAN: PersonIx = PersonIx(6);
pub(super) const TEACHER: PersonIx = PersonIx(7);

/// A visit with an interpreter and the guardian, written up; a call; a meeting in a room; another
/// there; two sessions; what comes after the visit; one of a group and the other; a pinned task;
/// a required one that is left out.
pub(super) const VISIT: TaskIx = TaskIx(0);
pub(super) const CALL: TaskIx = TaskIx(1);
pub(super) const MEETING: TaskIx = TaskIx(2);
pub(super) const ROOM_DUTY: TaskIx = TaskIx(3);
pub(super) const SESSION_1: TaskIx = TaskIx(4);
pub(super) const SESSION_2: TaskIx = TaskIx(5);
pub(super) const AFTER: TaskIx = TaskIx(6);
pub(super) const GROUP_A: TaskIx = TaskIx(7);
pub(super) const GROUP_B: TaskIx = TaskIx(8);
pub(super) const PINNED: TaskIx = TaskIx(9);
pub(super) const REQUIRED: TaskIx = TaskIx(10);

pub(super) const RIDE_1: RideIx = RideIx(0);
pub(super) const RIDE_2: RideIx = RideIx(1);
pub(super) const RIDE_3: RideIx = RideIx(2);

/// The shifts, and so the routes: Monday and Tuesday of L1, Monday of L2.
pub(super) const MONDAY: usize = 0;
pub(super) const TUESDAY: usize = 1;
pub(super) const OTHER: usize = 2;

pub(super) fn week() -> Week {
    let mut week = crate::domain::fixture::week();
    add_place(&mut week, "O", PlaceKind::Office);
    add_place(&mut week, "S", PlaceKind::School);
    add_place(&mut week, "H1", PlaceKind::Home);
    add_place(&mut week, "H2", PlaceKind::Home);
    add_place(&mut week, "S-12", PlaceKind::Room);
    week.places[ROOM.ix()].part_of = Some(SCHOOL);
    week.travel = drives_of(&week, 10.0, 5_000);
    people(&mut week);
    tasks(&mut week);
    rides(&mut week);
    week.policy.lunch = Some(Lunch {
        minutes: Minutes(30),
        earliest: wall(11, 0),
        latest_end: wall(13, 30),
    });
    week.policy.reserve = Minutes(15);
    week.policy.pay.mileage = vec![(week.clock.monday(), Rate(7_000))];
    week
}

fn people(week: &mut Week) {
    for (id, role, rate, language) in [
        ("L1", StaffRole::Liaison, 200_000, "en"),
        ("L2", StaffRole::Liaison, 250_000, "en"),
        ("P1", StaffRole::Interpreter, 300_000, "vi"),
    ] {
        let staff = add_staff(week, id, role);
        let member = &mut week.staff[staff.ix()];
        member.hourly_rate = Some(Rate(rate));
        member.languages = vec![language.into()];
        (member.seats, member.boosters) = (2, 1);
    }
    for id in ["K1", "K2", "K3"] {
        add_person(week, id, PersonRole::Student);
    }
    add_person(week, "G1", PersonRole::Guardian);
    add_person(week, "T1", PersonRole::Teacher);
    week.people[STUDENT_1.ix()].guardians = vec![GUARDIAN];
    add_shift(week, L1, 0, (800, 1630), Some(OFFICE));
    add_shift(week, L1, 1, (800, 1630), Some(OFFICE));
    add_shift(week, L2, 0, (800, 1630), Some(OFFICE));
}

fn tasks(week: &mut Week) {
    use TaskKind::{Consultation, Duty, HomeVisit, Meeting, PhoneCall, Report, Tutoring};
    let visit = add_task(week, "visit", HomeVisit, Some(HOME_1), 40);
    add_task(week, "call", PhoneCall, None, 15);
    let meeting = add_task(week, "meeting", Meeting, Some(ROOM), 30);
    add_task(week, "room", Duty, Some(ROOM), 30);
    for (id, number) in [("s#1", 1), ("s#2", 2)] {
        let session = add_task(week, id, Tutoring, Some(SCHOOL), 30);
        let session = &mut week.tasks[session.ix()];
        session.row_id = "s".into();
        session.session = Some(number);
        session.attendees = vec![STUDENT_1];
    }
    let after = add_task(week, "after", Consultation, Some(SCHOOL), 30);
    let group = add_task(week, "group-a", Duty, Some(SCHOOL), 30);
    let other = add_task(week, "group-b", Duty, Some(SCHOOL), 30);
    let pinned = add_task(week, "pinned", Duty, Some(SCHOOL), 30);
    let required = add_task(week, "required", Report, None, 30);
    week.groups.push("g".into());
    let task = &mut week.tasks[visit.ix()];
    task.windows = vec![span(0, 900, 1200), span(2, 900, 1200)];
    task.attendees = vec![GUARDIAN];
    task.partners.count = 1;
    task.language = Some("vi".into());
    task.notes_minutes = Minutes(10);
    week.tasks[meeting.ix()].attendees = vec![TEACHER];
    week.tasks[after.ix()].after = vec![Work::Task(VISIT)];
    week.tasks[after.ix()].gap = Minutes(60);
    week.tasks[group.ix()].group = Some(GroupIx(0));
    week.tasks[other.ix()].group = Some(GroupIx(0));
    week.tasks[pinned.ix()].pin = Some(Pin {
        start: Some(at(1, 1200)),
        staff: Some(L1),
        ..Pin::default()
    });
    week.tasks[required.ix()].required = true;
    week.tasks[required.ix()].due = Some(at(4, 2400));
}

fn rides(week: &mut Week) {
    use Direction::{FromSchool, ToSchool};
    let first = add_ride(week, "ride-1", (STUDENT_1, 0), FromSchool, (HOME_1, SCHOOL));
    let second = add_ride(week, "ride-2", (STUDENT_2, 0), FromSchool, (HOME_2, SCHOOL));
    let third = add_ride(week, "ride-3", (STUDENT_3, 0), ToSchool, (HOME_2, SCHOOL));
    for ride in [first, second] {
        week.rides[ride.ix()].pickup = span(0, 1500, 1520);
    }
    week.rides[first.ix()].keep_with = vec![RIDE_2];
    week.rides[first.ix()].adult_at_home = true;
    week.rides[third.ix()].dropoff = span(0, 815, 830);
}

/// Stops of a day as (activity, place, arrive, start, end).
type Rows<'a> = &'a [(Activity, PlaceIx, i32, i32, i32)];

fn route(shift: usize, day: u8, rows: Rows<'_>) -> Route {
    let one = |&(activity, place, arrive, start, end): &(_, _, _, _, _)| {
        stop(
            activity,
            Some(place),
            at(day, arrive),
            at(day, start),
            at(day, end),
        )
    };
    Route {
        shift: ShiftIx::at(shift),
        stops: rows.iter().map(one).collect(),
    }
}

/// A plan that keeps every rule, and states what it comes to.
pub(super) fn good_plan(week: &Week) -> Plan {
    use Activity::{Dropoff, End, Lunch, Notes, Pickup, Reserve, Start, Task};
    let mut monday = route(
        MONDAY,
        0,
        &[
            (Start, OFFICE, 850, 850, 850),
            (Task(VISIT), HOME_1, 900, 900, 940),
            (Notes(VISIT), HOME_1, 940, 940, 950),
            (Task(CALL), HOME_1, 950, 950, 1005),
            (Task(MEETING), ROOM, 1015, 1015, 1045),
            (Reserve, ROOM, 1045, 1045, 1100),
            (Lunch, ROOM, 1100, 1100, 1130),
            (Task(AFTER), SCHOOL, 1130, 1130, 1200),
            (Task(SESSION_1), SCHOOL, 1200, 1300, 1330),
            (Pickup(RIDE_1), SCHOOL, 1330, 1500, 1502),
            (Pickup(RIDE_2), SCHOOL, 1502, 1502, 1504),
            (Dropoff(RIDE_1), HOME_1, 1514, 1514, 1516),
            (Dropoff(RIDE_2), HOME_2, 1526, 1526, 1528),
            (End, OFFICE, 1538, 1538, 1538),
        ],
    );
    monday.stops[1].partners = vec![P1];
    let tuesday = route(
        TUESDAY,
        1,
        &[
            (Start, OFFICE, 850, 850, 850),
            (Task(SESSION_2), SCHOOL, 900, 900, 930),
            (Lunch, SCHOOL, 930, 1100, 1130),
            (Reserve, SCHOOL, 1130, 1130, 1145),
            (Task(PINNED), SCHOOL, 1145, 1200, 1230),
            (End, OFFICE, 1240, 1240, 1240),
        ],
    );
    let other = route(
        OTHER,
        0,
        &[
            (Start, OFFICE, 800, 800, 800),
            (Pickup(RIDE_3), HOME_2, 810, 810, 812),
            (Dropoff(RIDE_3), SCHOOL, 822, 822, 824),
            (Task(ROOM_DUTY), ROOM, 824, 900, 930),
            (Task(GROUP_A), SCHOOL, 930, 930, 1000),
            (Reserve, SCHOOL, 1000, 1000, 1015),
            (Lunch, SCHOOL, 1015, 1100, 1130),
            (End, OFFICE, 1140, 1140, 1140),
        ],
    );
    restated(week, &plan(week, vec![monday, tuesday, other]))
}

/// The stop of an activity on a route.
pub(super) fn find(plan: &mut Plan, route: usize, activity: Activity) -> &mut Stop {
    let stops = &mut plan.routes[route].stops;
    stops
        .iter_mut()
        .find(|stop| stop.activity == activity)
        .unwrap()
}

/// Takes the stops of an activity out of a route.
pub(super) fn cut(plan: &mut Plan, route: usize, activity: Activity) {
    plan.routes[route]
        .stops
        .retain(|stop| stop.activity != activity);
}

/// Gives a stop other times and puts the route in order of time; one arrives just in time everywhere.
pub(super) fn retime(
    plan: &mut Plan,
    route: usize,
    activity: Activity,
    start: Moment,
    end: Moment,
) {
    let stop = find(plan, route, activity);
    (stop.start, stop.end, stop.leave) = (start, end, end);
    let stops = &mut plan.routes[route].stops;
    stops.sort_by_key(|stop| stop.start);
    stops.iter_mut().for_each(|stop| stop.arrive = stop.start);
}

/// When the guardian is free on Monday.
pub(super) fn guardian_free(week: &mut Week, from: i32, to: i32) {
    week.people[GUARDIAN.ix()].availability.free = Spans::union([span(0, from, to)]);
}

/// The plan made by hand breaks no rule and comes to what can be worked out on paper.
#[test]
fn the_good_plan_is_clean() {
    let mut week = week();
    week.people[GUARDIAN.ix()].availability.preferred =
        Spans::union([span(0, 910, 920), span(0, 935, 1000)]);
    let plan = good_plan(&week);
    let report = verify(&week, &plan);
    let lines: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
    assert_eq!(lines, Vec::<String>::new());
    assert_eq!(report.missed, [Work::Task(REQUIRED)]);
    // Legs: Monday O-H1-S-H1-H2-O five, Tuesday two, L2 O-H2-S-O three: ten of 10 min and 5,000 m.
    // Paid: three shifts of 8.5 h less half an hour each, 24 h, no overtime.
    // Money: L1 16 h x 20, L2 8 h x 25, P1 40 min x 30 = 540 dollars, and mileage.
    // Placed: nine tasks and three rides of one point. The guardian likes 9:10-9:20 and 9:35-9:40.
    let mileage = Money::for_metres(Rate(7_000), Metres(50_000));
    let expected = Totals {
        value: Value(12_000),
        placed: 12,
        unplaced: 2,
        required_unplaced: 1,
        deadlines_missed: 1,
        families_not_reached: 0,
        drive: Minutes(100),
        metres: Metres(50_000),
        paid: Minutes(1_440),
        overtime: Minutes(0),
        money: Money::from_dollars(540.0) + mileage,
        preferred: Minutes(15),
    };
    assert_eq!(report.totals, expected);
    assert_eq!(plan.totals, expected);
}

/// Later by so many minutes.
pub(super) fn later(moment: &mut Moment, minutes: i32) {
    moment.0 += minutes;
}
