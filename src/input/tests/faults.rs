//! Every defect is told in one exact line: file, line, row, column, what, allowed, what to do.
//! The snapshot holds each broken file with all that is said of it.

use std::fmt::Write;

use super::{asked, lines};

/// A file of the base workspace in its place, broken.
const CASES: &[(&str, &str)] = &[
    // week.toml
    ("week.toml", "-"),
    ("week.toml", "[week\nstart"),
    (
        "week.toml",
        "[week]\nstrat = \"2026-11-30\"\ntime_zone = \"UTC\"",
    ),
    ("week.toml", "[weak]\n[week]\ntime_zone = \"UTC\""),
    (
        "week.toml",
        "[week]\nstart = \"2026-12-01\"\ntime_zone = \"UTC\"",
    ),
    (
        "week.toml",
        "[week]\nstart = 2026-12-06\ntime_zone = \"UTC\"",
    ),
    ("week.toml", "[week]\nstart = \"soon\"\ntime_zone = \"UTC\""),
    ("week.toml", "[week]\nstart = 5\ntime_zone = \"UTC\""),
    ("week.toml", "[week]\nstart = \"2026-11-30\"\n"),
    ("week.toml", "[week]\ntime_zone = \"Pacific Standard Time\""),
    ("week.toml", "[week]\ntime_zone = \"los angeles\""),
    ("week.toml", "[week]\ntime_zone = \"America/Los_Angles\""),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\nno_work = [\"2026-13-04\"]",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\nno_work = \"2026-12-04\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[files]\nshared = \"../nowhere\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[travel]\nmatrix = \"none.csv\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[travel]\nroads = \"r.osm.pbf\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[travel]\ntraffic = [ { from = \"07:00\", to = \"09:00\", factor = 1.2 },\n { from = \"08:00\", to = \"10:00\", factor = 1.3 } ]",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[travel]\ntraffic = [ { from = \"09:00\", to = \"07:00\", factor = 0 } ]",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[travel]\ntraffic = [ { from = \"09:00\" } ]",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[lunch]\nminutes = 90\nearliest = \"12:00\"\nlatest_end = \"13:00\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[reserve]\nminutes_per_day = -5",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[availability]\nguardian = \"Mon-Fri 19:00-08:00\"\nparent = \"\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[minutes]\nhome_vist = 40\nreport = 0",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[priority]\n11 = 60\n3 = 1.2345",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[rides]\narrive_before_bell = [20, 0]\nbetween = \"all\"\nmixed_schools = 1",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[pay]\novertime_factor = 0.5\nmileage = [ { from = \"2026-07-01\", rate = 0.76123 } ]",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[pay]\nmileage = [ { from = \"2026-07-01\", rate = 0.76 }, { from = \"2026-07-01\", rate = 0.7 } ]",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[budget]\nmiles = nan\ndollars = -1\ndrive_hours = \"ten\"",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[budget]\nmile = 4",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[budget.staff.L9]\nmiles = 4",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[budget.staff.l1]\nmile = 4",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\n[scenario.lean]\nmils = 4\n\"rides.max_ride\" = 3",
    ),
    (
        "week.toml",
        "[week]\ntime_zone = \"UTC\"\nweek = 3\n[lunch]\nminutes = \"30\"",
    ),
    // places.csv
    ("places.csv", "-"),
    ("places.csv", ""),
    ("places.csv", "id,kynd\nS1,school\n"),
    (
        "places.csv",
        "place_id,kind,lat,lon,capcity\nS1,school,34.05,-118.25,4\nH1,home,34.06,-118.26,\nS1,home,34,-118,\n",
    ),
    (
        "places.csv",
        "place_id,kind,lat,lon,part_of\nS1,scool,-118.25,34.05,\nH1,home,34.06,,\nH2,home,nan,-118.26,\nH3,home,34.06,-218.26,\nR1,room,,,R9\nR2,room,,,R2\nR3,room,,,H4\nH4,home,34,-118,S1\n",
    ),
    (
        "places.csv",
        "place_id,lat,lon,school_start,school_end,capacity,confidential\nS1,34.05,-118.25,8:00,,-3,maybe\nH1,0,0,15:00,08:00,,\n",
    ),
    ("places.csv", "place_id,kind\nS1,school\nH1,home\n"),
    (
        "places.csv",
        "place_id,kind,lat,lon\nS1;2,school,34,-118\n,home,34,-118\n1.23457E+11,home,34,-118\n#REF!,home,34,-118\n",
    ),
    // bells.csv
    (
        "bells.csv",
        "place_id,date,period,doors,start,end,closed\nS1,,P1,,08:00,07:00,\nS1,2026-12-01,,,,14:00,\nS1,2026-12-01,,,,13:00,\nS9,,,,,,\nS1,,P2,,09:00,,\nS1,Wed,,09:00,,,\nS1,Funday,,,,,x\n",
    ),
    // staff.csv
    ("staff.csv", "-"),
    ("staff.csv", "name,role\nMaria Secret,liaison\n"),
    (
        "staff.csv",
        "staff_id,role,languages,base_place,schools,seats,pay,hourly_rate,max_miles_week,cleared_until\nL1,lison,,S7,H1,many,weekly,24.555,-1,2026-02-30\nP1,partner,,,,,,,,\n",
    ),
    ("staff.csv", "staff_id,role\nP1,partner\n"),
    // people.csv
    (
        "people.csv",
        "person_id,name,role,home_place,guardians,birth_date,height_cm,no_contact\nK1,Kid Secret,pupil,H1,G9;K1,31/12/2015,3,perhaps\nK1,Kid Secret,,,,,,\n",
    ),
    // shifts.csv
    (
        "shifts.csv",
        "staff_id,date,start,end,latest_end,start_place\nL1,Mon,08:00,12:00,,\nL1,2026-11-30,11:00,16:00,,\nL1,Tue,12:00,08:00,,\nL1,Wed,08:00,12:00,11:00,\nL1,Thu,08:00,12:00,14:00,\nL1,Thu,13:00,15:00,,\nL9,Fri,08:00,12:00,,\nL2,,08:00,12:00,,H9\nL2,Fri,8,noonish,,\n",
    ),
    // availability.csv
    (
        "availability.csv",
        "person_id,date,start,end,status\nG1,Mon,10:00,09:00,free\nG9,Mon,,,free\nG1,Moonday,,,free\nG1,Tue,10,,free\nG1,Tue,10:00,11:00,perhaps\nK1,Wed,P1,,free\n",
    ),
    // tasks.csv
    ("tasks.csv", "-"),
    (
        "tasks.csv",
        "task_id,kind\nT1,home_vist\nT2,\nT3,home_visit\nT1,report\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,place_id,minutes,priority,value,staff,attendees,partners\nT1,report,K9,H9,0,11,-1,P1,X1,L1\nT2,report,,,1441,high,1.0001,L7,G9,\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,earliest,due,windows,after,gap_minutes,per_week,repeat\nT1,report,Wed,Tue,,,,,\nT2,report,,,Mon 10:30-08:30; Mo 08:00-09:00;25:00-26:00,T9;T2,-1,8,daily\nT3,report,,,Fri-Mon,,,,every 2 weeks\nT4,report,someday,,P1,,,,\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,after\nT1,report,T2\nT2,report,T3\nT3,report,T1\nT4,report,T4\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,group,priority,after\nT1,report,g,required,\nT2,report,g,required,\nT3,report,h,required,\nT4,report,h,5,\nT5,report,,required,T4\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,minutes,windows,due\nT1,report,60,Mon 08:00-08:30,\nT2,report,60,2026-12-09 08:00-10:00,\nT3,report,60,Mon 08:00-10:00,2026-11-30 08:30\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,language,attendees\nT1,home_visit,G1,,\nT2,phone_call,K1,,\nT3,phone_call,K1,Klingon,G2\nT5,meeting,,,G1\n",
    ),
    (
        "tasks.csv",
        "task_id,kind\nT#1,report\nT@2,report\n0042,report\n",
    ),
    // pins.csv
    (
        "pins.csv",
        "task_id,staff_id,date,start,mode\nT1,L1,2026-12-09,10:00,keep\nT9,,,,\nT1,P1,,,\nT1,,,10:00,\nT1,,Mon,25:00,\nT1,,,,perhaps\n",
    ),
    ("pins.csv", "task_id,date\nT1,Mon\nT1,Tue\n01,Mon\n"),
    // rides.csv
    (
        "rides.csv",
        "ride_id,student_id,direction,days,home_place,school_place,bell,seats,by,keep_with\nR1,K9,to_school,,,,,,,\nR2,K1,north,,,,,,,\nR3,K1,to_school,Mo,H1,H2,,0,bus,R9;R3\nR4,X1,to_school,,,S1,,,,\nR5,K1,to_school,Mon,,H2,,,,\nR6,K1,to_school,Mon,,,P9,,,\n",
    ),
    (
        "rides.csv",
        "ride_id,student_id,direction,days,pickup_from,pickup_to,dropoff_from,dropoff_to\nR1,K1,to_school,Mon,09:00,08:00,,\nR2,K1,to_school,Mon,,,08:30,8:30:30\nR3,K1,from_school,Mon,,,,15:00\n",
    ),
    // others
    (
        "vehicles.csv",
        "vehicle_id,place_id,seats,driver,cost_per_mile,start,end\nV1,H9,-1,L9,0.123456,17:00,06:00\nV1,,,,,,\n",
    ),
    ("stops.csv", "stop_id,lat,lon\nB1,,\nB2,91,0\nB3,34,\n"),
    (
        "travel.csv",
        "from,to,minutes,miles\nS1,H1,6,1.5\nS1,H1,7,1.5\nS1,H9,1,1\nS1,H2,inf,1\nH1,H2,,1\n",
    ),
    ("travel.csv", "from,to,minutes\nS1,H1,6\n"),
    (
        "cases.csv",
        "case_id,student_id,staff_id,stage,guardian_id,school_id,priority,opened,resources\nC1,K9,L9,opened,G9,S9,0,x,R1\nC1,K1,,,,,,,\n",
    ),
    (
        "resources.csv",
        "resource_id,title,kind\nR1,Secret,thing\nR1,,\n",
    ),
    ("attendance.csv", "student_id,date,code\nK9,2026-13-01,\n"),
    (
        "log.csv",
        "date,task_id,kind,outcome,start,end\n2026-11-30,T1,,don,10:00,09:00\nyesterday,T1,,,,\n2026-11-30,,,done,,\n",
    ),
    (
        "week.toml",
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"UTC\"\nno_work = [\"Mon\"]\n[casework]\nanything = 1\n",
    ),
    (
        "places.csv",
        "place_id,kind,lat,lon\nS1,school,34.05,-118.25\nH1,home,34.06,118.26\nH2,home,34.07,-118.24\nH3,home,,\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,place_id\nT1,event,H1\nT2,event,h2\nT3,event,H01\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,partners\nT1,home_visit,K1,2\nT2,home_visit,K1,P9;L1\nT3,home_visit,K1,21\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,windows,per_week,earliest\nT1,report,Mon;Tue,3,\nT2,report,,,Tue 10:15\nT3,report,,,2026-12-01T10:15\nT4,report,,,Tue 25:15\n",
    ),
    (
        "pins.csv",
        "task_id,date,start\nT1,2026-11-30,08:00\nT1#2,Mon,\n",
    ),
    (
        "availability.csv",
        "person_id,date,start,end,status\n\u{0}\u{1},a\n",
    ),
];

/// Each broken file gives exactly these lines, and none of them repeats what is personal.
#[test]
fn every_defect_is_told_in_its_exact_line() {
    let mut told = String::new();
    for (file, text) in CASES {
        writeln!(told, "---- {file}").unwrap();
        let shown = text.replace(char::is_control, "\n").replace("\n\n", "\n");
        shown
            .lines()
            .for_each(|line| writeln!(told, "    {line}").unwrap());
        for line in lines(&[(file, text)], &asked()) {
            assert!(!line.contains("Secret"), "{line}");
            writeln!(told, "{line}").unwrap();
        }
    }
    insta::assert_snapshot!(told);
}

/// A file with no good row, or none at all, gives its own faults and not one for every id that
/// other files name of it.
#[test]
fn one_broken_file_is_told_once() {
    for (file, text, count) in [
        ("places.csv", "-", 1),
        ("places.csv", "place_id,kind\n;,school\n", 1),
        ("staff.csv", "-", 1),
    ] {
        let lines = lines(&[(file, text)], &asked());
        assert_eq!(lines.len(), count, "{lines:?}");
    }
}

/// Three hundred bad rows are told as two hundred and a count.
#[test]
fn many_faults_are_counted() {
    let mut text = "task_id,kind\n".to_owned();
    (0..300).for_each(|row| writeln!(text, "T{row},nonsense").unwrap());
    let lines = lines(&[("tasks.csv", &text)], &asked());
    assert_eq!(lines.len(), 201);
    assert_eq!(lines[200], "tasks.csv: and 100 more errors");
}

/// What the command line asks for is checked as week.toml is.
#[test]
fn the_command_line_is_checked() {
    let toml = "[week]\nstart = \"2026-11-30\"\ntime_zone = \"UTC\"\n[scenario.lean]\nmiles = 5\nwithout = [\"L1\", \"van2\"]\nshifts = \"other.csv\"\n";
    let budget = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let mut asked = asked();
    asked.scenario = Some("leen".to_owned());
    asked.budget = vec![
        budget("miles", "many"),
        budget("staff.L9.miles", "3"),
        budget("", "3"),
    ];
    assert_eq!(
        lines(&[("week.toml", toml)], &asked),
        [
            "--budget: has no key before the `=`; write KEY=VALUE, as in miles=150 or staff.L1.miles=60",
            "--budget: miles: is a text; allowed: a number",
            "--budget: budget.staff.L9: is no member of staff.csv, found `L9`; correct the id, or add it to staff.csv",
            "week.toml: has no scenario of the name that was asked for, found `leen`; allowed: lean; \
             ask for `lean` if that is meant",
        ]
    );
    asked.scenario = Some("lean".to_owned());
    asked.budget.clear();
    assert_eq!(
        lines(&[("week.toml", toml)], &asked),
        [
            "week.toml:6: scenario.lean.without: is neither a member of staff nor a vehicle, found `van2`; \
             correct the id, or add it to staff.csv",
            "week.toml:7: scenario.lean.shifts: names a file that is not there, found `other.csv`",
        ]
    );
}
