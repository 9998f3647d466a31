//! A small made-up week and a plan of it, with something of everything that a format must
//! show or keep to itself.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::America::Los_Angeles;

use crate::domain::Week;
use crate::domain::ids::{FamilyIx, PersonIx, PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::person::{Availability, Person, PersonRole};
use crate::domain::place::{Place, PlaceKind};
use crate::domain::plan::{Activity, Plan, Route, Standing, Status, Stop, Totals, Unplaced};
use crate::domain::policy::{Budgets, Lunch, PayPolicy, Policy, RidePolicy, Trade};
use crate::domain::ride::{Direction, Ride, RideBy};
use crate::domain::rule::Rule;
use crate::domain::staff::{PayBasis, Shift, Staff, StaffRole};
use crate::domain::task::{About, Partners, Pin, Task, TaskKind, Value};
use crate::domain::time::{Day, Minutes, Moment, Span, Spans, WeekClock};
use crate::domain::travel::{LatLon, TravelTable, straight_line};

/// The office, the school, one of its rooms, three homes (the third confidential), the
/// library and the second liaison's home.
pub(crate) const OFFICE: PlaceIx = PlaceIx(0);
pub(crate) const SCHOOL: PlaceIx = PlaceIx(1);
pub(crate) const ROOM: PlaceIx = PlaceIx(2);
pub(crate) const HOME_1: PlaceIx = PlaceIx(3);
pub(crate) const HOME_2: PlaceIx = PlaceIx(4);
pub(crate) const SHELTER: PlaceIx = PlaceIx(5);
pub(crate) const LIBRARY: PlaceIx = PlaceIx(6);
pub(crate) const OWN_HOME: PlaceIx = PlaceIx(7);

/// Every cell of the fixture that is personal: none may stand outside day and print sheets.
pub(crate) const PERSONAL: [&str; 22] = [
    "Rosa",
    "Lindqvist",
    "Dev",
    "Adeyemi",
    "Ines",
    "Castellanos",
    "Mar\u{ed}a",
    "<i>Quispe</i>",
    "Quispe",
    "Tom\u{e1}s",
    "Nadia",
    "Haddad",
    "Grünewald",
    "555-01",
    "412 Alder",
    "77 Tannery",
    "Tannery",
    "9 Hidden",
    "side gate",
    "attendance talk",
    "first visit title",
    "bring the blue form",
];

/// What of the confidential place may stand nowhere at all, and who may be nowhere.
pub(crate) const NOWHERE: [&str; 6] = [
    "H3x",
    "9 Hidden",
    "Shelter name",
    "knock twice",
    "47.61",
    "Grünewald",
];

fn place(id: &str, name: &str, kind: PlaceKind, address: &str, at: (f64, f64)) -> Place {
    Place {
        id: id.into(),
        name: name.into(),
        kind,
        part_of: None,
        capacity: None,
        address: address.into(),
        city: "Port Ansel".into(),
        postcode: "98000".into(),
        at: Some(LatLon {
            lat: at.0,
            lon: at.1,
        }),
        notes: String::new(),
        confidential: false,
    }
}

fn places() -> Vec<Place> {
    use PlaceKind::{Community, Home, Office, Room, School};
    let mut all = vec![
        place(
            "O1",
            "District office",
            Office,
            "1 Main St",
            (47.600, -122.300),
        ),
        place(
            "S1",
            "Alder Elementary",
            School,
            "20 School Rd",
            (47.630, -122.310),
        ),
        place("S1-12", "Room 12", Room, "", (47.630, -122.310)),
        place(
            "H1",
            "Quispe home",
            Home,
            "412 Alder Ave, Apt 3",
            (47.620, -122.330),
        ),
        place(
            "H2",
            "Haddad home",
            Home,
            "77 Tannery Ln",
            (47.645, -122.290),
        ),
        place(
            "H3x",
            "Shelter name",
            Home,
            "9 Hidden Way",
            (47.611, -122.350),
        ),
        place("B1", "Library", Community, "3 Park Sq", (47.605, -122.320)),
        place("HL2", "Adeyemi home", Home, "5 Own St", (47.590, -122.280)),
    ];
    all[2].part_of = Some(SCHOOL);
    all[3].notes = "side gate, small dog".into();
    all[5].notes = "knock twice".into();
    all[5].confidential = true;
    all
}

fn travel(places: &[Place]) -> TravelTable {
    // The room is at the school's site; all else stands alone.
    let site = vec![0, 1, 1, 2, 3, 4, 5, 6];
    let first = [0, 1, 3, 4, 5, 6, 7];
    let mut table = TravelTable::new(site, 0.0, vec![]);
    for (from, &a) in first.iter().enumerate() {
        for (to, &b) in first.iter().enumerate() {
            let (Some(a), Some(b)) = (places[a].at, places[b].at) else {
                continue;
            };
            let (minutes, metres) = straight_line(a, b);
            table.set(from, to, minutes, metres);
        }
    }
    table
}

fn person(id: &str, name: &str, role: PersonRole) -> Person {
    Person {
        id: id.into(),
        name: name.into(),
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
        availability: Availability::default(),
    }
}

fn people() -> Vec<Person> {
    use PersonRole::{Guardian, Staff, Student, Teacher};
    let mut all = vec![
        person("L1", "Rosa Lindqvist", Staff),
        person("L2", "Dev Adeyemi", Staff),
        person("P1", "Ines Castellanos", Staff),
        person("G1", "Mar\u{ed}a <i>Quispe</i>", Guardian),
        person("K1", "Tom\u{e1}s Quispe", Student),
        person("G2", "Nadia Haddad", Guardian),
        person("K2", "Sami Haddad", Student),
        person("TE1", "Ruth Vance", Teacher),
        person("G3", "Karl Grünewald", Guardian),
    ];
    for (ix, staff) in [(0, 0), (1, 1), (2, 2)] {
        all[ix].staff = Some(StaffIx(staff));
    }
    all[1].home = Some(OWN_HOME);
    for (guardian, student, family, phone) in
        [(3, 4, 0, "(206) 555-0101"), (5, 6, 1, "206-555-0102")]
    {
        all[guardian].family = Some(FamilyIx(family));
        all[guardian].phone = phone.into();
        all[guardian].language = Some("spanish".into());
        all[student].family = Some(FamilyIx(family));
        all[student].guardians = vec![PersonIx(guardian as u32)];
        all[student].school = Some(SCHOOL);
    }
    all[5].language = Some("ar".into());
    all[5].availability.assumed = true;
    all[8].no_contact = true;
    all[8].phone = "206-555-0109".into();
    all
}

fn staff(id: &str, person: u32, role: StaffRole, base: Option<PlaceIx>) -> Staff {
    Staff {
        id: id.into(),
        person: PersonIx(person),
        role,
        languages: vec!["english".into()],
        skills: vec![],
        base,
        schools: vec![],
        seats: 4,
        wheelchair_places: 0,
        boosters: 0,
        pay: PayBasis::Shift,
        hourly_rate: Some(Rate(245_000)),
        max_metres_week: None,
        max_drive_week: None,
        max_tasks_day: None,
        student_drive_left: None,
        student_drive_used: Minutes(0),
        cleared_until: None,
        phone: "206-555-0199".into(),
        busy: Spans::default(),
        present: Spans::default(),
    }
}

fn task(id: &str, kind: TaskKind, place: Option<PlaceIx>) -> Task {
    Task {
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
        minutes: kind.default_minutes(),
        notes_minutes: Minutes(0),
        priority: 5,
        value: Value(5_000),
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
        windows: vec![],
        after: vec![],
        gap: Minutes(0),
        group: None,
        fund: String::new(),
        purpose: String::new(),
        notes: String::new(),
        pin: None,
    }
}

fn tasks() -> Vec<Task> {
    let mut all = vec![
        task("T1", TaskKind::HomeVisit, Some(HOME_1)),
        task("T2", TaskKind::PhoneCall, None),
        task("T3", TaskKind::Meeting, Some(ROOM)),
        task("T4", TaskKind::HomeVisit, Some(SHELTER)),
        task("T5#1", TaskKind::Tutoring, Some(LIBRARY)),
        task("T6", TaskKind::Event, Some(SCHOOL)),
        task("T7", TaskKind::HomeVisit, Some(HOME_2)),
        task("T8", TaskKind::Report, None),
    ];
    let visit = &mut all[0];
    visit.about = Some(About::Person(PersonIx(4)));
    visit.family = Some(FamilyIx(0));
    visit.title = "first visit title".into();
    visit.purpose = "attendance talk".into();
    visit.notes = "bring the blue form".into();
    visit.language = Some("spanish".into());
    visit.attendees = vec![PersonIx(3)];
    visit.attendees_optional = vec![PersonIx(8)];
    visit.partners = Partners {
        count: 1,
        who: vec![],
    };
    visit.notes_minutes = Minutes(10);
    visit.fund = "Title I".into();
    all[1].about = Some(About::Family(FamilyIx(1)));
    all[1].family = Some(FamilyIx(1));
    all[1].attendees = vec![PersonIx(5)];
    all[2].attendees = vec![PersonIx(5), PersonIx(7)];
    all[2].family = Some(FamilyIx(1));
    all[2].overdue = true;
    all[2].priority = 10;
    all[2].pin = Some(Pin {
        promised: true,
        ..Pin::default()
    });
    all[4].row_id = "T5".into();
    all[4].session = Some(1);
    all[6].required = true;
    all
}

fn ride() -> Ride {
    let whole = Span::new(Moment(0), Moment(7 * 1440));
    Ride {
        id: "R7@2026-12-01".into(),
        row_id: "R7".into(),
        line: 2,
        day: Day(1),
        student: PersonIx(6),
        direction: Direction::ToSchool,
        home: HOME_2,
        school: SCHOOL,
        pickup: whole,
        dropoff: whole,
        pickup_minutes: Minutes(2),
        dropoff_minutes: Minutes(2),
        own_minutes: [false; 2],
        max_ride: Minutes(45),
        seats: 1,
        wheelchair: false,
        booster: true,
        own_seat: false,
        aide: false,
        must_ride: true,
        is_needed: false,
        value: Value(0),
        by: RideBy::Liaison,
        keep_with: vec![],
        keep_apart: vec![],
        adult_at_home: false,
        may_receive: vec![],
        language: None,
        walk_ok: false,
        permission_until: None,
        pin: None,
    }
}

fn shift(staff: u32, day: u8, place: PlaceIx) -> Shift {
    let midnight = i32::from(day) * 1440;
    Shift {
        staff: StaffIx(staff),
        day: Day(day),
        span: Span::new(Moment(midnight + 480), Moment(midnight + 990)),
        latest_end: Moment(midnight + 1_230),
        start_place: Some(place),
        end_place: Some(place),
    }
}

/// The week of 30 November 2026, or of another Monday.
pub(crate) fn week_of(monday: (i32, u32, u32)) -> Week {
    let monday = NaiveDate::from_ymd_opt(monday.0, monday.1, monday.2).unwrap();
    let places = places();
    let travel = travel(&places);
    let noon = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    Week {
        is_cautious: false,
        clock: WeekClock::new(monday, Los_Angeles).unwrap(),
        no_work: vec![],
        places,
        bells: vec![],
        people: people(),
        families: vec!["F1".into(), "F2".into()],
        staff: vec![
            staff("L1", 0, StaffRole::Liaison, Some(OFFICE)),
            staff("L2", 1, StaffRole::Liaison, Some(OWN_HOME)),
            staff("P1", 2, StaffRole::Interpreter, None),
        ],
        shifts: vec![
            shift(0, 0, OFFICE),
            shift(0, 1, OFFICE),
            shift(1, 0, OWN_HOME),
        ],
        tasks: tasks(),
        groups: vec![],
        rides: vec![ride()],
        vehicles: vec![],
        bus_stops: vec![],
        walks: crate::domain::ride::Walks::default(),
        cases: vec![],
        log: vec![],
        travel,
        policy: Policy {
            lunch: Some(Lunch {
                minutes: Minutes(30),
                earliest: noon(11, 0),
                latest_end: noon(13, 30),
            }),
            reserve: Minutes(0),
            riders_alone: true,
            rides: RidePolicy::default(),
            pay: PayPolicy {
                overtime_day: Minutes(480),
                overtime_week: Minutes(2_400),
                overtime_percent: 150,
                comp_time: false,
                mileage: vec![],
            },
            trade: Trade::default(),
            counts_money: true,
            moves: crate::domain::policy::MoveCost::default(),
            budgets: Budgets::default(),
            funds: vec![],
        },
    }
}

/// The week of 30 November 2026.
pub(crate) fn week() -> Week {
    week_of((2026, 11, 30))
}

/// A route of `(activity, place, start and length in minutes of the day)`; the drives are the
/// table's, and one leaves when a stop ends.
pub(crate) fn route(
    week: &Week,
    shift: u32,
    steps: &[(Activity, Option<PlaceIx>, i32, i32)],
) -> Route {
    let midnight = week.clock.whole_day(week.shift(ShiftIx(shift)).day).from;
    let mut stops: Vec<Stop> = Vec::new();
    let mut riders = 0;
    for &(activity, place, start, minutes) in steps {
        let start = midnight + Minutes(start);
        let end = start + Minutes(minutes);
        let from = stops.iter().rev().find_map(|stop| stop.place);
        let leave = stops.last().map_or(start, |stop| stop.leave);
        let (drive, metres) = match (from, place) {
            (Some(from), Some(to)) => {
                let (a, b) = (week.travel.site(from), week.travel.site(to));
                (week.travel.drive(a, b, leave), week.travel.metres(a, b))
            }
            _ => (Minutes(0), Metres(0)),
        };
        riders += u32::from(matches!(activity, Activity::Pickup(_)));
        riders -= u32::from(matches!(activity, Activity::Dropoff(_)));
        let partners = match activity {
            Activity::Task(TaskIx(0)) => vec![StaffIx(2)],
            _ => vec![],
        };
        let arrive = leave + drive;
        assert!(arrive <= start, "{activity:?} starts before one is there");
        let slack = Minutes(10);
        stops.push(Stop {
            activity,
            place,
            arrive,
            start,
            end,
            leave: end,
            drive,
            metres,
            slack,
            riders,
            partners,
        });
    }
    Route {
        shift: ShiftIx(shift),
        stops,
    }
}

/// A plan of [`week`] in three routes; a required visit and a report are left out.
pub(crate) fn plan(week: &Week) -> Plan {
    use Activity::{Dropoff, End, Lunch, Notes, Pickup, Reserve, Start};
    let task = |ix| Activity::Task(TaskIx(ix));
    let (office, home) = (Some(OFFICE), Some(HOME_1));
    let monday = route(
        week,
        0,
        &[
            (Start, office, 520, 0),
            (task(0), home, 540, 40),
            (Notes(TaskIx(0)), home, 580, 10),
            (task(3), Some(SHELTER), 610, 40),
            (Lunch, Some(SHELTER), 660, 30),
            (task(1), Some(SHELTER), 690, 15),
            (Reserve, office, 720, 30),
            (End, office, 750, 0),
        ],
    );
    let tuesday = route(
        week,
        1,
        &[
            (Start, office, 450, 0),
            (Pickup(RideIx(0)), Some(HOME_2), 470, 2),
            (Dropoff(RideIx(0)), Some(SCHOOL), 485, 2),
            (task(2), Some(ROOM), 500, 30),
            (Lunch, None, 670, 30),
            (End, office, 720, 0),
        ],
    );
    let second = route(
        week,
        2,
        &[
            (Start, Some(OWN_HOME), 500, 0),
            (task(4), Some(LIBRARY), 540, 30),
            (Lunch, Some(LIBRARY), 690, 30),
            (task(5), Some(SCHOOL), 1_080, 120),
            (End, Some(OWN_HOME), 1_220, 0),
        ],
    );
    let routes = vec![monday, tuesday, second];
    let stops = || routes.iter().flat_map(|route| &route.stops);
    let totals = Totals {
        value: Value(30_000),
        placed: 7,
        unplaced: 2,
        required_unplaced: 1,
        deadlines_missed: 1,
        families_not_reached: 0,
        drive: stops().map(|stop| stop.drive).sum(),
        metres: stops().map(|stop| stop.metres).sum(),
        paid: Minutes(1_530),
        overtime: Minutes(90),
        money: Money::for_minutes(Rate(245_001), Minutes(1_531)),
        preferred: Minutes(40),
    };
    Plan {
        version: 3,
        routes,
        unplaced: vec![
            Unplaced {
                work: Work::Task(TaskIx(7)),
                standing: Standing::CanWait,
                rule: None,
                reason: "gave way to T6".into(),
                fix: "30 minutes more on Tuesday".into(),
                grant: String::new(),
                proven: true,
                reason_proven: true,
            },
            Unplaced {
                work: Work::Task(TaskIx(6)),
                standing: Standing::DeadlineMissed,
                rule: Some(Rule::AttendeeBusy),
                reason: "G2 is free only on Friday, when nobody works".into(),
                fix: "a shift on Friday".into(),
                grant: "shifts.csv: L1,Fri,08:00,12:00".into(),
                proven: false,
                reason_proven: true,
            },
        ],
        status: Status::Incomplete,
        value_bound: Some(Value(30_120)),
        totals,
        seed: 7,
        seconds: None,
        standby: Vec::new(),
    }
}
