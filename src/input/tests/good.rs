//! A good workspace is read as the texts say, feature by feature.

use crate::domain::Week;
use crate::domain::ids::{TaskIx, Work};
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::person::PersonRole;
use crate::domain::place::PlaceKind;
use crate::domain::policy::Limits;
use crate::domain::ride::{Direction, RideBy};
use crate::domain::staff::{PayBasis, StaffRole};
use crate::domain::task::Value;
use crate::domain::time::{Day, Minutes, Moment, Span};

use super::{BASE, asked, lines, read_dir, week, workspace};

/// A moment of a day, `at(1, 8, 30)` being Tuesday 08:30.
fn at(day: i32, hour: i32, minute: i32) -> Moment {
    Moment(day * 1440 + hour * 60 + minute)
}

fn span(day: i32, from: (i32, i32), to: (i32, i32)) -> Span {
    Span::new(at(day, from.0, from.1), at(day, to.0, to.1))
}

fn ids(week: &Week) -> Vec<&str> {
    week.tasks.iter().map(|task| task.id.as_str()).collect()
}

fn task<'w>(week: &'w Week, id: &str) -> &'w crate::domain::task::Task {
    week.tasks.iter().find(|task| task.id == id).unwrap()
}

fn place_id(week: &Week, id: &str) -> Option<crate::domain::ids::PlaceIx> {
    let position = week.places.iter().position(|place| place.id == id);
    position.map(crate::domain::ids::PlaceIx::at)
}

fn person_ids<'w>(week: &'w Week, who: &[crate::domain::ids::PersonIx]) -> Vec<&'w str> {
    who.iter()
        .map(|who| week.person(*who).id.as_str())
        .collect()
}

const WEEK: &str = r#"
[week]
start = "2026-11-30"
time_zone = "America/Los_Angeles"
no_work = ["2026-12-04"]
"#;

/// The base workspace has no fault, and every default is the one of the texts.
#[test]
fn defaults_hold_where_nothing_is_said() {
    let week = week(&[]);
    assert_eq!(week.clock.monday().to_string(), "2026-11-30");
    assert_eq!(week.no_work, []);
    // Liaisons L1 and L2, Monday to Friday 08:00-16:30, from and to their base.
    assert_eq!(week.shifts.len(), 10);
    let shift = &week.shifts[6];
    assert_eq!(
        (week.member(shift.staff).id.as_str(), shift.day),
        ("L2", Day(1))
    );
    assert_eq!(
        (shift.span, shift.latest_end),
        (span(1, (8, 0), (16, 30)), at(1, 16, 30))
    );
    assert_eq!(
        (shift.start_place, shift.end_place),
        (place_id(&week, "S1"), place_id(&week, "S1"))
    );
    let task = &week.tasks[0];
    assert_eq!(
        (task.minutes, task.notes_minutes, task.priority),
        (Minutes(45), Minutes(0), 5)
    );
    assert_eq!(
        (task.value, task.required, task.place),
        (Value(5_000), false, None)
    );
    assert_eq!(task.windows.len(), 7);
    assert_eq!(task.windows[6], week.clock.whole_day(Day(6)));
    let policy = &week.policy;
    let lunch = policy.lunch.unwrap();
    assert_eq!(lunch.minutes, Minutes(30));
    assert_eq!(
        (lunch.earliest.to_string(), lunch.latest_end.to_string()),
        ("11:00:00".into(), "13:30:00".into())
    );
    assert_eq!(
        (policy.reserve, policy.riders_alone, policy.counts_money),
        (Minutes(0), true, false)
    );
    assert_eq!(policy.pay.overtime_day, Minutes(480));
    assert_eq!(
        (policy.pay.overtime_week, policy.pay.overtime_percent),
        (Minutes(2400), 150)
    );
    assert_eq!(policy.budgets.plan, Limits::default());
    // A partner without shifts.csv works as everybody does.
    let partner = week
        .staff
        .iter()
        .find(|member| member.role == StaffRole::Partner)
        .unwrap();
    assert_eq!(
        partner.present.iter().next(),
        Some(span(0, (8, 0), (16, 30)))
    );
    assert_eq!(partner.languages, ["en"]);
}

/// Every key of week.toml arrives.
#[test]
fn settings_arrive() {
    let toml = format!(
        "{WEEK}\
        [travel]\nminutes_per_stop = 2.5\ntraffic = [ {{ from = \"07:00\", to = \"09:00\", factor = 1.25 }} ]\n\
        [lunch]\nminutes = 0\n[reserve]\nminutes_per_day = 20\n\
        [minutes]\nreport = 50\n[priority]\n10 = 60\n5 = 4.125\n\
        [rides]\nbetween = \"any\"\nmax_ride_minutes = 33\narrive_before_bell = [5, 25]\ndwell_seconds = 90\n\
        [pay]\novertime_after_hours_day = 7.5\novertime_factor = 1.75\n\
        mileage = [ {{ from = \"2026-07-01\", rate = 0.76 }}, {{ from = \"2026-01-01\", rate = 0.725 }} ]\n\
        [objective]\npoints_per_dollar = 0.05\n\
        [budget]\nmiles = 150\ndrive_hours = 10.01\ndollars = 900.1\novertime_hours = 0\n\
        [budget.staff.L1]\nmiles = 60\n"
    );
    let tasks =
        "task_id,kind,priority\nT1,report,\nT2,report,10\nT3,report,required\nT4,report,7\n";
    let week = week(&[("week.toml", &toml), ("tasks.csv", tasks)]);
    assert_eq!(week.no_work, [Day(4)]);
    let policy = &week.policy;
    assert_eq!(
        (policy.lunch, policy.reserve, policy.riders_alone),
        (None, Minutes(20), false)
    );
    let values: Vec<i64> = week.tasks.iter().map(|task| task.value.0).collect();
    assert_eq!(values, [4_125, 60_000, 0, 7_000]);
    assert!(week.tasks[2].required && week.tasks[0].minutes == Minutes(50));
    // Friday is off: six days are left.
    assert_eq!(week.tasks[0].windows.len(), 6);
    assert_eq!(policy.pay.overtime_day, Minutes(450));
    assert_eq!(policy.pay.overtime_percent, 175);
    let rates: Vec<Rate> = policy.pay.mileage.iter().map(|(_, rate)| *rate).collect();
    assert_eq!(rates, [Rate(7_250), Rate(7_600)]);
    assert_eq!((policy.trade.per_dollar, policy.counts_money), (50, true));
    let limits = policy.budgets.plan;
    // 150 miles x 1609.344 = 241,401.6 m; 10.01 hours are 600.6 minutes, of which 600 are whole.
    assert_eq!(
        (limits.metres, limits.drive),
        (Some(Metres(241_402)), Some(Minutes(600)))
    );
    assert_eq!(
        (limits.money, limits.paid),
        (Some(Money::once(Rate(9_001_000))), None)
    );
    assert_eq!(limits.overtime, Some(Minutes(0)));
    assert_eq!(policy.budgets.staff[0].1.metres, Some(Metres(96_561)));
    assert!(week.travel.has_traffic());
}

/// A scenario and the command line replace what week.toml says, the latter last.
#[test]
fn scenarios_and_budgets_replace() {
    let toml = format!(
        "{WEEK}[budget]\nmiles = 100\npaid_hours = 40\n[budget.staff.L1]\nmiles = 50\n\
         [scenario.lean]\nmiles = 60\n\"staff.L1.miles\" = 30\nstaff.L2.miles = 20\nwithout = [\"L2\"]\n\
         shifts = \"lean.csv\"\n\"pay.overtime_factor\" = 2.0\n"
    );
    let files = [
        ("week.toml", toml.as_bytes()),
        (
            "lean.csv",
            b"staff_id,date,start,end\nL1,Mon,09:00,12:00\nL2,Mon,09:00,12:00\n".as_slice(),
        ),
    ];
    let dir = workspace(&files);
    let mut asked = asked();
    let miles = |week: &Week| week.policy.budgets.plan.metres.unwrap().miles().round();
    let plain = read_dir(dir.path()).unwrap().week;
    assert_eq!(
        (
            miles(&plain),
            plain.shifts.len(),
            plain.policy.budgets.staff.len()
        ),
        (100.0, 8, 1)
    );
    asked.scenario = Some("lean".to_owned());
    asked.budget = vec![("staff.L1.miles".to_owned(), "10".to_owned())];
    let lean = super::super::read_week(dir.path(), &asked).unwrap().week;
    assert_eq!((miles(&lean), lean.shifts.len()), (60.0, 1));
    assert_eq!(lean.policy.pay.overtime_percent, 200);
    assert_eq!(lean.policy.budgets.plan.paid, Some(Minutes(2400)));
    let of_staff: Vec<f64> = lean
        .policy
        .budgets
        .staff
        .iter()
        .map(|(_, limits)| limits.metres.unwrap().miles().round())
        .collect();
    assert_eq!(of_staff, [10.0, 20.0]);
    // L2 stays a person and a member of staff, without a shift.
    assert_eq!(lean.staff.len(), 3);
}

/// A task takes place, language and attendees from whom it is about, where its cells are empty.
#[test]
fn tasks_take_from_whom_they_are_about() {
    let files = [
        (
            "people.csv",
            "person_id,role,home_place,school_place,family_id,guardians,language,no_contact\n\
             K1,student,H1,S1,F1,G1;G2,,\n\
             K2,student,,S1,F2,,,\n\
             G1,guardian,,,F1,,es,yes\n\
             G2,guardian,,,F1,,So,\n\
             G3,guardian,H2,,F2,,English,\n\
             E1,teacher,,S1,,,,\nE2,principal,,S1,,,,\n",
        ),
        (
            "cases.csv",
            "case_id,student_id,guardian_id,teacher_id,principal_id\nC1,K1,G2,E1,E2\n",
        ),
        (
            "tasks.csv",
            "task_id,kind,about,place_id,language,attendees\n\
             T1,home_visit,K1,,,\nT2,phone_call,K1,,,\nT3,meeting,C1,,,\nT4,tutoring,K1,,,\n\
             T5,home_visit,F2,,,\nT6,consultation,E1,,,\nT7,report,K1,,,\nT8,home_visit,K1,H2,en,G3\n\
             T9,consultation,C1,,,\nT10,home_visit,K2,,,\n",
        ),
    ];
    let week = week(&files);
    // Natural order: T10 is the last.
    assert_eq!(
        ids(&week),
        ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10"]
    );
    let of = |id: &str| {
        let task = task(&week, id);
        let place = task.place.map_or("", |place| week.place(place).id.as_str());
        (
            place,
            task.language.as_deref().unwrap_or(""),
            person_ids(&week, &task.attendees).join(";"),
        )
    };
    // G1 may not be contacted, so G2 is the one to speak with, in Somali.
    assert_eq!(of("T1"), ("H1", "so", "G2".into()));
    assert_eq!(of("T2"), ("", "so", "G2".into()));
    assert_eq!(of("T3"), ("S1", "so", "E1;E2;G2".into()));
    assert_eq!(of("T4"), ("S1", "", "K1".into()));
    // The family's home is the guardian's, and English is not asked for by default.
    assert_eq!(of("T5"), ("H2", "", "G3".into()));
    assert_eq!(of("T6"), ("S1", "", "E1".into()));
    assert_eq!(of("T7"), ("", "", String::new()));
    assert_eq!(of("T8"), ("H2", "en", "G3".into()));
    assert_eq!(of("T9"), ("S1", "", "E1".into()));
    assert_eq!(of("T10"), ("H2", "", "G3".into()));
    let families: Vec<Option<&str>> = week
        .tasks
        .iter()
        .map(|task| {
            task.family
                .map(|family| week.families[family.ix()].as_str())
        })
        .collect();
    assert_eq!(
        families[..6],
        [
            Some("F1"),
            Some("F1"),
            Some("F1"),
            Some("F1"),
            Some("F2"),
            None
        ]
    );
    // The school of a task at a home is the student's.
    assert_eq!(task(&week, "T1").school, place_id(&week, "S1"));
}

/// Windows, earliest and due land on the week's axis; a due before the week makes it overdue.
#[test]
fn times_of_tasks() {
    let tasks = "task_id,kind,about,windows,earliest,due,priority,value\n\
        T1,report,,Mon 08:30-10:30; 2026-12-02 2:00 PM-16:00; Tue; 2026-12-09; Fri,,,,\n\
        T2,report,,09:00-11:00,Wed,2026-12-03 10:00,,\n\
        T3,report,,Mon-Tue 09:00\u{2013}11:00,,2026-11-27,2,\n\
        T4,report,,,,11/27/2026,2,3.5\n\
        T5,tutoring,K1,P2; Wed P1-P2,,2027-01-01,required,\n\
        T6,report,,Sat,2027-01-01,,,\n";
    let bells = "place_id,date,period,start,end,closed\n\
        S1,,P1,08:00,09:00,\nS1,,P2,09:10,10:00,\nS1,2026-12-01,P2,09:00,09:30,\nS1,2026-12-03,,,,x\n";
    let week = week(&[
        ("week.toml", WEEK),
        ("tasks.csv", tasks),
        ("bells.csv", bells),
    ]);
    let one = task(&week, "T1");
    // Friday is off, and the 9th is in another week.
    assert_eq!(
        one.windows,
        [
            span(0, (8, 30), (10, 30)),
            week.clock.whole_day(Day(1)),
            span(2, (14, 0), (16, 0))
        ]
    );
    let two = task(&week, "T2");
    assert_eq!(
        (two.earliest, two.due),
        (Some(at(2, 0, 0)), Some(at(3, 10, 0)))
    );
    assert_eq!(two.windows.len(), 6);
    let three = task(&week, "T3");
    assert_eq!(
        (three.overdue, three.due, three.priority, three.value),
        (true, None, 10, Value(10_000))
    );
    assert_eq!(
        three.windows,
        [span(0, (9, 0), (11, 0)), span(1, (9, 0), (11, 0))]
    );
    assert_eq!(task(&week, "T4").value, Value(3_500));
    let five = task(&week, "T5");
    // P2 is earlier on Tuesday, not on Thursday (closed) nor Friday (no work).
    let p2 = |day| span(day, (9, 10), (10, 0));
    assert_eq!(
        five.windows,
        [
            p2(0),
            span(1, (9, 0), (9, 30)),
            span(2, (8, 0), (10, 0)),
            p2(2)
        ]
    );
    assert!(five.required && five.due.is_none());
    assert_eq!(task(&week, "T6").earliest, Some(at(7, 0, 0)));
}

/// Sessions, the log, `after`, groups and pins.
#[test]
fn units_and_what_binds_them() {
    let files = [
        (
            "tasks.csv",
            "task_id,kind,after,gap_minutes,per_week,repeat,group,priority,earliest\n\
             T1,report,,,3,,,,\nT2,report,T1#2;T3,30,,,,,\nT3,report,,,,,g,,\nT4,report,T3,,,,g,3,\n\
             T5,report,T2,,,,,required,\nT6,report,,,,weekly,,,\nT7,report,T8,60,,,,,\nT8,report,,,,,,,\n\
             T9,report,,,,every 2 weeks,,,2026-11-23\nT10,report,,,,monthly 1 Tue,,,\nT11,report,,,,every 2 weeks,,,2026-11-16\n\
             ,report,,,,,,,\n,report,,,,,,,\n",
        ),
        (
            "log.csv",
            "date,task_id,outcome,end\n2026-11-30,T1#1,done,\n2026-11-24,T6,done,\n2026-12-01,T8,done,10:00\n\
             2026-11-24,T1,done,\n2026-11-30,T3,no_answer,\n",
        ),
        (
            "pins.csv",
            "task_id,staff_id,date,start,mode\nT1#3,L1,Tue,09:00,promised\nT4,,,,never\nT6,,Wed,,\n",
        ),
    ];
    let week = week(&files);
    // T1#1 is done, T6 comes back, T8 is done, T9 is of other weeks.
    assert_eq!(
        ids(&week),
        [
            "T1#2", "T1#3", "T2", "T3", "T4", "T5", "T6", "T7", "T10", "T11", "report-1",
            "report-2"
        ]
    );
    let work = |id: &str| {
        Work::Task(TaskIx::at(
            ids(&week).iter().position(|other| *other == id).unwrap(),
        ))
    };
    let two = task(&week, "T2");
    assert_eq!(
        (two.after.as_slice(), two.gap),
        ([work("T1#2"), work("T3")].as_slice(), Minutes(30))
    );
    // T5 is required, so T2 is, and T1#2 and T3 before it; what a pin names is too.
    let required: Vec<&str> = week
        .tasks
        .iter()
        .filter(|task| task.required)
        .map(|task| task.id.as_str())
        .collect();
    assert_eq!(required, ["T1#2", "T1#3", "T2", "T3", "T5", "T6"]);
    let pin = task(&week, "T1#3").pin.unwrap();
    assert_eq!(
        (pin.day, pin.start, pin.promised),
        (Some(Day(1)), Some(at(1, 9, 0)), true)
    );
    assert_eq!(week.member(pin.staff.unwrap()).id, "L1");
    assert!(task(&week, "T4").pin.unwrap().never && task(&week, "T1#2").session == Some(2));
    // T8 was done until Tuesday 10:00, and an hour goes by.
    assert_eq!(task(&week, "T7").earliest, Some(at(1, 11, 0)));
    assert_eq!(week.groups, ["g"]);
    assert_eq!(task(&week, "T3").group, task(&week, "T4").group);
    // The first Tuesday of December is the 1st.
    assert_eq!(task(&week, "T10").windows, [week.clock.whole_day(Day(1))]);
}

/// Rides by bells, by their own times, by days, and with each other.
#[test]
fn rides_of_the_week() {
    let files = [
        ("week.toml", WEEK),
        (
            "bells.csv",
            "place_id,date,doors,end\nS1,,07:50,\nS1,Wed,,13:00\n",
        ),
        (
            "rides.csv",
            "ride_id,student_id,direction,days,seats,wheelchair,aide,must_ride,priority,keep_with,dropoff_from,dropoff_to,bell\n\
             R1,K1,to_school,,,,,,,R3,,,\n\
             R2,K1,from_school,Wed,2,,yes,no,3,,,15:30,\n\
             R3,K1,to_school,Tue;2026-12-09,3,x,x,no,,,07:30,07:55,\n\
             R4,K1,to_school,Mon,,,,,,,,,09:00\n",
        ),
    ];
    let week = week(&files);
    let ids: Vec<&str> = week.rides.iter().map(|ride| ride.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "R1@2026-11-30",
            "R1@2026-12-01",
            "R1@2026-12-02",
            "R1@2026-12-03",
            "R2",
            "R3",
            "R4"
        ]
    );
    let ride = |ix: usize| &week.rides[ix];
    // The bell is at 08:00 and the doors open at 07:50: not from 07:40 on.
    assert_eq!(ride(0).dropoff, span(0, (7, 50), (8, 0)));
    assert_eq!(ride(0).pickup, span(0, (0, 0), (8, 0)));
    // 30 and 6 seconds are a minute.
    assert_eq!(
        (ride(0).pickup_minutes, ride(0).max_ride, ride(0).seats),
        (Minutes(1), Minutes(45), 1)
    );
    assert_eq!(
        (ride(0).must_ride, ride(0).value, ride(0).by),
        (true, Value(0), RideBy::Liaison)
    );
    // Wednesday ends at 13:00.
    assert_eq!(
        (ride(4).direction, ride(4).pickup),
        (Direction::FromSchool, span(2, (13, 0), (13, 20)))
    );
    assert_eq!(
        (ride(4).dropoff, ride(4).seats, ride(4).value),
        (span(2, (13, 0), (15, 30)), 3, Value(3_000))
    );
    assert_eq!((ride(5).seats, ride(5).wheelchair), (1, true));
    assert_eq!(ride(5).dropoff, span(1, (7, 30), (7, 55)));
    assert_eq!(ride(6).dropoff, span(0, (8, 40), (9, 0)));
    // Tuesday's R1 and R3 ride together, both ways.
    assert_eq!(
        (
            ride(1).keep_with.len(),
            ride(5).keep_with[0].ix(),
            ride(0).keep_with.len()
        ),
        (1, 1, 0)
    );
    assert!(lines(&files, &asked()).is_empty());
    let with_vans = [
        files[0],
        files[1],
        files[2],
        ("vehicles.csv", "vehicle_id,seats\nV1,8\n"),
    ];
    assert!(
        super::week(&with_vans)
            .rides
            .iter()
            .all(|ride| ride.by == RideBy::Vehicle)
    );
}

/// Availability by rows, by role, of staff, and with periods.
#[test]
fn availability_of_people() {
    let people = "person_id,role,school_place\nG1,guardian,\nG2,guardian,\nE1,teacher,S1\nE2,teacher,S1\nX1,other,\n";
    let rows = "person_id,date,start,end,status\n\
        G1,Mon,08:00,10:00,free\nG1,,10:00,11:00,preferred\nG1,Tue,10:30,,busy\nG1,2026-12-09,,,free\n\
        E1,,P1,,busy\nP1,Tue,,12:00,busy\nL1,Wed,09:00,10:00,busy\n";
    let bells = "place_id,period,start,end\nS1,P1,08:00,09:00\n";
    let week = week(&[
        ("people.csv", people),
        ("availability.csv", rows),
        ("bells.csv", bells),
    ]);
    let of = |id: &str| {
        &week
            .people
            .iter()
            .find(|person| person.id == id)
            .unwrap()
            .availability
    };
    let free: Vec<Span> = of("G1").free.iter().take(2).collect();
    // Dated and undated rows touch on Monday; Tuesday is cut at 10:30.
    assert_eq!(free, [span(0, (8, 0), (11, 0)), span(1, (10, 0), (10, 30))]);
    assert_eq!(
        of("G1").preferred.iter().next(),
        Some(span(0, (10, 0), (11, 0)))
    );
    assert!(!of("G1").assumed && of("G2").assumed && of("E2").assumed && !of("X1").assumed);
    assert_eq!(of("G2").free.iter().next(), Some(span(0, (8, 0), (19, 0))));
    assert_eq!(of("E2").free.iter().next(), Some(span(0, (7, 30), (8, 15))));
    // Only busy rows: all other times are free.
    assert_eq!(of("E1").free.iter().next(), Some(span(0, (0, 0), (8, 0))));
    assert_eq!(of("X1").free.iter().next(), Some(week.clock.whole_week()));
    let partner = week.staff.iter().find(|member| member.id == "P1").unwrap();
    let present: Vec<Span> = partner.present.iter().take(2).collect();
    assert_eq!(
        present,
        [span(0, (8, 0), (16, 30)), span(1, (12, 0), (16, 30))]
    );
    assert!(week.staff[0].busy.holds(span(2, (9, 0), (10, 0))));
}

/// Staff, shifts of several kinds, and one name space with people.
#[test]
fn staff_and_shifts() {
    let staff = "staff_id,name,role,languages,skills,base_place,schools,seats,pay,hourly_rate,max_miles_week,\
        max_student_drive_hours_year,student_drive_hours_used,boosters\n\
        L1,,,ES;en,Nurse,S1,S1,4,used,24.5,60,40,38.5,2\nP1,,interpreter,so,,,,,,,,,,\nP2,,partner,,,,,,,,,,,\n";
    let shifts = "staff_id,date,start,end,latest_end,start_place\n\
        L1,Mon,8:00 AM,11:00 AM,,\nL1,2026-11-30,13:00,17:00,18:00,H1\nL1,2026-12-07,08:00,12:00,,\nP1,Tue,09:00,12:00,,\n";
    let people = "person_id,name,role,home_place\nL1,Maria,guardian,H2\n";
    let week = week(&[
        ("staff.csv", staff),
        ("shifts.csv", shifts),
        ("people.csv", people),
    ]);
    let member = &week.staff[0];
    assert_eq!(
        (member.languages.as_slice(), member.skills.as_slice()),
        (
            ["en", "es"].map(String::from).as_slice(),
            ["nurse".to_owned()].as_slice()
        )
    );
    assert_eq!(
        (member.pay, member.hourly_rate, member.seats),
        (PayBasis::Used, Some(Rate(245_000)), 4)
    );
    assert_eq!(
        (member.student_drive_left, member.boosters),
        (Some(Minutes(90)), 2)
    );
    assert!(week.policy.counts_money);
    // The next Monday is another week; the two of this one are a split shift.
    assert_eq!(week.shifts.len(), 2);
    assert_eq!(
        (week.shifts[1].span, week.shifts[1].latest_end),
        (span(0, (13, 0), (17, 0)), at(0, 18, 0))
    );
    assert_eq!(
        (week.shifts[1].start_place, week.shifts[1].end_place),
        (place_id(&week, "H1"), place_id(&week, "S1"))
    );
    // L1 is the same person in both files.
    let person = week.person(member.person);
    assert_eq!(
        (week.people.len(), person.role, person.home),
        (3, PersonRole::Guardian, place_id(&week, "H2"))
    );
    let present = |ix: usize| week.staff[ix].present.iter().collect::<Vec<_>>();
    assert_eq!(present(1), [span(1, (9, 0), (12, 0))]);
    assert_eq!(present(2), [week.clock.whole_week()]);
}

/// A pair of the matrix wins, one direction holds for both, rooms stand at their building, and
/// the straight line fills the rest.
#[test]
fn travel_is_total() {
    let places = "place_id,kind,part_of,lat,lon\nS1,school,,34.05,-118.25\nR1,room,S1,,\nH1,home,,34.05,-118.26\nH2,home,,,\n";
    let tasks = "task_id,kind,place_id\nT1,event,R1\nT2,event,H1\nT3,event,H2\n";
    let travel = "from,to,minutes,miles\nS1,H2,7.5,2\nH2,S1,9,2.5\nH1,H2,5,1\n";
    let week = week(&[
        ("places.csv", places),
        ("tasks.csv", tasks),
        ("travel.csv", travel),
    ]);
    let site = |id: &str| week.travel.site(place_id(&week, id).unwrap());
    let drive = |from: &str, to: &str| week.travel.drive(site(from), site(to), Moment(0)).0;
    assert_eq!((site("R1"), week.travel.sites()), (site("S1"), 3));
    assert_eq!(
        (drive("S1", "H2"), drive("H2", "S1"), drive("R1", "H2")),
        (8, 9, 8)
    );
    assert_eq!((drive("H1", "H2"), drive("H2", "H1")), (5, 5));
    // 0.01 degrees of longitude at 34.05 north are 921.3 m; x 1.35 at 35 km/h 2.13 minutes, plus one.
    assert_eq!(drive("S1", "H1"), 4);
    assert_eq!(week.travel.metres(site("H2"), site("S1")), Metres(4_023));
    assert_eq!(
        week.places
            .iter()
            .find(|place| place.id == "R1")
            .unwrap()
            .kind,
        PlaceKind::Room
    );
}

/// Tables that the workspace has not are read from the shared folder, under its name.
#[test]
fn shared_tables() {
    let shared = workspace(&[
        ("week.toml", b"-"),
        ("tasks.csv", b"-"),
        ("staff.csv", b"staff_id,seats\nL1,x\n"),
    ]);
    let toml = format!(
        "{WEEK}[files]\nshared = {:?}\n",
        shared.path().display().to_string()
    );
    let own = workspace(&[
        ("week.toml", toml.as_bytes()),
        ("places.csv", b"-"),
        ("people.csv", b"-"),
        ("staff.csv", b"staff_id\nL9\n"),
    ]);
    let week = read_dir(own.path()).unwrap().week;
    assert_eq!((week.staff[0].id.as_str(), week.places.len()), ("L9", 3));
    std::fs::remove_file(own.path().join("staff.csv")).unwrap();
    let faults = read_dir(own.path()).unwrap_err();
    assert!(faults[0].file.ends_with("/staff.csv"), "{}", faults[0]);
    assert_eq!(BASE.len(), 5);
}

/// On the Sunday on which the clocks go forward, a time that does not exist is a fault where
/// somebody wrote it for that day, and is passed over where it holds every day.
#[test]
fn the_daylight_saving_sunday() {
    let toml = "[week]\nstart = \"2026-03-02\"\ntime_zone = \"America/Los_Angeles\"\n";
    let shifts = "staff_id,date,start,end\nL1,Sun,02:30,06:00\n";
    let rows = "person_id,date,start,end,status\nG2,,02:30,05:00,free\n";
    assert_eq!(
        lines(&[("week.toml", toml), ("shifts.csv", shifts)], &asked()),
        [
            "shifts.csv:2: L1: start: the clocks go forward on 2026-03-08: 02:30:00 does not exist that day, found `02:30`"
        ]
    );
    let week = week(&[("week.toml", toml), ("availability.csv", rows)]);
    let person = week.people.iter().find(|person| person.id == "G2").unwrap();
    // Sunday: from the first minute that exists, 03:00, two hours after midnight, to 05:00.
    assert_eq!(
        person.availability.free.iter().last(),
        Some(span(6, (2, 0), (4, 0)))
    );
}
