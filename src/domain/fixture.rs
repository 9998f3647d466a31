//! Builders of small weeks for tests: everything unnamed is as permissive as it can be.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::America::Los_Angeles;

use super::Week;
use super::ids::{PersonIx, PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx};
use super::money::{Metres, Money};
use super::person::{Availability, Person, PersonRole};
use super::place::{Place, PlaceKind};
use super::plan::{Activity, Plan, Route, Status, Stop, Totals, Unplaced, placed};
use super::policy::{Budgets, PayPolicy, Policy, RidePolicy, Trade};
use super::ride::{Direction, Ride, RideBy};
use super::staff::{PayBasis, Shift, Staff, StaffRole};
use super::task::{Partners, Task, TaskKind, Value};
use super::time::{Day, Minutes, Moment, Span, Spans, WeekClock};
use super::travel::TravelTable;

/// A wall-clock time.
pub(crate) fn wall(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

/// `HHMM` on a day of an ordinary week: `at(1, 830)` is Tuesday, 08:30.
pub(crate) fn at(day: u8, hhmm: i32) -> Moment {
    Moment(i32::from(day) * 1440 + hhmm / 100 * 60 + hhmm % 100)
}

/// From one `HHMM` of a day to another.
pub(crate) fn span(day: u8, from: i32, to: i32) -> Span {
    Span::new(at(day, from), at(day, to))
}

/// All of an ordinary week.
pub(crate) fn all_week() -> Span {
    Span::new(Moment(0), Moment(7 * 1440))
}

/// The week of Monday 2026-11-30 with nothing in it: no lunch, no budget, overtime after 8 and
/// 40 hours at time and a half.
pub(crate) fn week() -> Week {
    let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    Week {
        is_cautious: false,
        clock: WeekClock::new(monday, Los_Angeles).unwrap(),
        no_work: vec![],
        places: vec![],
        bells: vec![],
        people: vec![],
        families: vec![],
        staff: vec![],
        shifts: vec![],
        tasks: vec![],
        groups: vec![],
        rides: vec![],
        vehicles: vec![],
        bus_stops: vec![],
        walks: crate::domain::ride::Walks::default(),
        cases: vec![],
        log: vec![],
        travel: TravelTable::default(),
        policy: Policy {
            lunch: None,
            reserve: Minutes(0),
            riders_alone: true,
            rides: RidePolicy::default(),
            pay: PayPolicy {
                overtime_day: Minutes(480),
                overtime_week: Minutes(2400),
                overtime_percent: 150,
                comp_time: false,
                mileage: vec![],
            },
            trade: Trade::default(),
            counts_money: false,
            moves: crate::domain::policy::MoveCost::default(),
            budgets: Budgets::default(),
            funds: vec![],
        },
    }
}

/// Adds a place.
pub(crate) fn add_place(week: &mut Week, id: &str, kind: PlaceKind) -> PlaceIx {
    week.places.push(Place {
        id: id.into(),
        name: String::new(),
        kind,
        part_of: None,
        capacity: None,
        address: String::new(),
        city: String::new(),
        postcode: String::new(),
        at: None,
        notes: String::new(),
        confidential: false,
    });
    PlaceIx::at(week.places.len() - 1)
}

/// A travel table in which every two places are so far apart, rooms of a building not.
pub(crate) fn drives_of(week: &Week, minutes: f64, metres: i64) -> TravelTable {
    let mut site: Vec<u32> = Vec::new();
    let mut sites = 0;
    for place in &week.places {
        match place.part_of {
            Some(building) => site.push(site[building.ix()]),
            None => {
                site.push(sites);
                sites += 1;
            }
        }
    }
    let mut table = TravelTable::new(site, 0.0, vec![]);
    for from in 0..table.sites() {
        for to in (0..table.sites()).filter(|&to| to != from) {
            table.set(from, to, minutes, Metres(metres));
        }
    }
    table
}

/// Adds somebody who is free all week.
pub(crate) fn add_person(week: &mut Week, id: &str, role: PersonRole) -> PersonIx {
    week.people.push(Person {
        id: id.into(),
        name: String::new(),
        role,
        staff: None,
        home: None,
        school: None,
        family: None,
        guardians: vec![],
        language: None,
        phone: String::new(),
        email: String::new(),
        grade: String::new(),
        birth_date: None,
        height_cm: None,
        weight_kg: None,
        belt_test_on: None,
        no_contact: false,
        notes: String::new(),
        availability: Availability {
            free: Spans::union([all_week()]),
            ..Availability::default()
        },
    });
    PersonIx::at(week.people.len() - 1)
}

/// Adds a member of staff, there all week, paid nothing.
pub(crate) fn add_staff(week: &mut Week, id: &str, role: StaffRole) -> StaffIx {
    let person = add_person(week, id, PersonRole::Staff);
    let staff = StaffIx::at(week.staff.len());
    week.people[person.ix()].staff = Some(staff);
    week.staff.push(Staff {
        id: id.into(),
        person,
        role,
        languages: vec![],
        skills: vec![],
        base: None,
        schools: vec![],
        seats: 0,
        wheelchair_places: 0,
        boosters: 0,
        pay: PayBasis::Shift,
        hourly_rate: None,
        max_metres_week: None,
        max_drive_week: None,
        max_tasks_day: None,
        student_drive_left: None,
        student_drive_used: Minutes(0),
        cleared_until: None,
        phone: String::new(),
        busy: Spans::default(),
        present: Spans::union([all_week()]),
    });
    staff
}

/// Adds a shift from `from` to `to` o'clock (`HHMM`) that begins and ends at `place`.
pub(crate) fn add_shift(
    week: &mut Week,
    staff: StaffIx,
    day: u8,
    (from, to): (i32, i32),
    place: Option<PlaceIx>,
) -> ShiftIx {
    let span = span(day, from, to);
    week.shifts.push(Shift {
        staff,
        day: Day(day),
        span,
        latest_end: span.to,
        start_place: place,
        end_place: place,
    });
    ShiftIx::at(week.shifts.len() - 1)
}

/// Adds an optional task of one point, at any time of the week.
pub(crate) fn add_task(
    week: &mut Week,
    id: &str,
    kind: TaskKind,
    place: Option<PlaceIx>,
    minutes: i32,
) -> TaskIx {
    week.tasks.push(Task {
        id: id.into(),
        row_id: id.into(),
        session: None,
        line: 2,
        kind,
        about: None,
        family: None,
        title: String::new(),
        place,
        school: None,
        minutes: Minutes(minutes),
        notes_minutes: Minutes(0),
        priority: 5,
        value: Value(1_000),
        required: false,
        is_needed: false,
        overdue: false,
        staff: vec![],
        language: None,
        skills: vec![],
        attendees: vec![],
        attendees_optional: vec![],
        partners: Partners::default(),
        earliest: None,
        due: None,
        windows: vec![all_week()],
        after: vec![],
        gap: Minutes(0),
        group: None,
        fund: String::new(),
        purpose: String::new(),
        notes: String::new(),
        pin: None,
    });
    TaskIx::at(week.tasks.len() - 1)
}

/// Adds a ride of one seat on a day, of 45 minutes at most, with stops of two minutes at any time.
pub(crate) fn add_ride(
    week: &mut Week,
    id: &str,
    (student, day): (PersonIx, u8),
    direction: Direction,
    (home, school): (PlaceIx, PlaceIx),
) -> RideIx {
    let whole = span(day, 0, 2400);
    week.rides.push(Ride {
        id: id.into(),
        row_id: id.into(),
        line: 2,
        day: Day(day),
        student,
        direction,
        home,
        school,
        pickup: whole,
        dropoff: whole,
        pickup_minutes: Minutes(2),
        dropoff_minutes: Minutes(2),
        own_minutes: [false; 2],
        max_ride: Minutes(45),
        seats: 1,
        wheelchair: false,
        booster: false,
        own_seat: false,
        aide: false,
        must_ride: false,
        is_needed: false,
        value: Value(1_000),
        by: RideBy::Liaison,
        keep_with: vec![],
        keep_apart: vec![],
        adult_at_home: false,
        may_receive: vec![],
        language: None,
        walk_ok: false,
        permission_until: None,
        pin: None,
    });
    RideIx::at(week.rides.len() - 1)
}

/// A stop that is reached at `arrive`, lasts from `start` to `end` and is left at once; nothing
/// derived is stated.
pub(crate) fn stop(
    activity: Activity,
    place: Option<PlaceIx>,
    arrive: Moment,
    start: Moment,
    end: Moment,
) -> Stop {
    Stop {
        activity,
        place,
        arrive,
        start,
        end,
        leave: end,
        drive: Minutes(0),
        metres: Metres(0),
        slack: Minutes(0),
        riders: 0,
        partners: vec![],
    }
}

/// A plan of some routes; what they do not hold is listed as unplaced, and no total is stated.
pub(crate) fn plan(week: &Week, routes: Vec<Route>) -> Plan {
    let placed = placed(&routes);
    let unplaced = week.work().filter(|work| !placed.contains(work));
    Plan {
        version: 1,
        unplaced: unplaced.map(Unplaced::unexplained).collect(),
        routes,
        status: Status::Feasible,
        value_bound: None,
        totals: Totals {
            money: Money(0),
            ..Totals::default()
        },
        seed: 0,
        seconds: None,
        standby: Vec::new(),
    }
}
