//! The skeleton of a user's own workspace, as `liaison new` writes it.

use chrono::NaiveDate;

use super::File;
use super::columns::{TABLES, guide};
use super::sheet::Sheet;

/// A liaison of a new workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starter {
    /// The id in staff.csv.
    pub id: String,
    /// Personal.
    pub name: String,
    /// As in staff.csv, several separated by `;`.
    pub languages: String,
}

/// What is asked before a workspace is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The Monday of the week.
    pub monday: NaiveDate,
    /// The time zone by its IANA name; empty: the machine's, whatever that is then.
    pub zone: String,
    /// The school from which the liaisons start.
    pub school: String,
    /// Where it is, degrees north and east; none: a place to be replaced, said so in the
    /// row's notes.
    pub at: Option<(f64, f64)>,
    /// Who plans; none: one example.
    pub liaisons: Vec<Starter>,
}

/// Coordinates that stand in for those nobody gave: fields in California's valley.
const EXAMPLE: (f64, f64) = (37.1480, -120.1290);

/// A workspace to be filled in: settings with every key explained, the tables with their
/// columns, one example of each thing, and a guide to the columns. It passes `check` and
/// plans as it is. In a fixed order.
pub fn blank(answers: &Answers) -> Vec<File> {
    let mut files = vec![week(answers)];
    for table in TABLES.iter().filter(|table| table.is_written) {
        let mut sheet = Sheet::new(table.file, table.names());
        fill(&mut sheet, table.file, answers);
        files.push(sheet.whole());
    }
    files.push(("columns.md".to_owned(), guide().into_bytes()));
    files
}

/// The example rows of a table.
fn fill(sheet: &mut Sheet, file: &str, answers: &Answers) {
    let example = [Starter {
        id: "L1".into(),
        name: "Example Liaison".into(),
        languages: "en;es".into(),
    }];
    let liaisons = if answers.liaisons.is_empty() {
        &example[..]
    } else {
        &answers.liaisons
    };
    match file {
        "staff.csv" => {
            for starter in liaisons {
                sheet.add(&[
                    ("staff_id", &starter.id),
                    ("name", &starter.name),
                    ("role", "liaison"),
                    ("languages", &starter.languages),
                    ("base_place", "SCH1"),
                ]);
            }
        }
        "shifts.csv" => {
            for starter in liaisons {
                for day in super::clock::DAYS {
                    sheet.add(&[
                        ("staff_id", &starter.id),
                        ("date", day),
                        ("start", "08:00"),
                        ("end", "16:30"),
                    ]);
                }
            }
        }
        "places.csv" => fill_places(sheet, answers),
        "bells.csv" => {
            let hours = [
                ("place_id", "SCH1"),
                ("doors", "07:45"),
                ("start", "08:15"),
                ("end", "14:45"),
            ];
            sheet.add(&hours);
        }
        "people.csv" => fill_people(sheet),
        "availability.csv" => {
            sheet.add(&[
                ("person_id", "G1"),
                ("start", "08:30"),
                ("end", "18:00"),
                ("status", "free"),
            ]);
        }
        "tasks.csv" => fill_tasks(sheet),
        _ => {}
    }
}

fn fill_places(sheet: &mut Sheet, answers: &Answers) {
    let (lat, lon) = answers.at.unwrap_or(EXAMPLE);
    let replace = "example coordinates: replace them";
    let (school_lat, school_lon) = (format!("{lat:.5}"), format!("{lon:.5}"));
    sheet.add(&[
        ("place_id", "SCH1"),
        ("name", &answers.school),
        ("kind", "school"),
        ("lat", &school_lat),
        ("lon", &school_lon),
        ("notes", if answers.at.is_none() { replace } else { "" }),
    ]);
    // About a kilometre north of the school.
    let home_lat = format!("{:.5}", if lat > 80.0 { lat - 0.009 } else { lat + 0.009 });
    sheet.add(&[
        ("place_id", "H1"),
        ("kind", "home"),
        ("lat", &home_lat),
        ("lon", &school_lon),
        ("notes", replace),
    ]);
}

fn fill_people(sheet: &mut Sheet) {
    sheet.add(&[
        ("person_id", "G1"),
        ("name", "Example Parent"),
        ("role", "guardian"),
        ("home_place", "H1"),
        ("family_id", "F1"),
        ("language", "en"),
    ]);
    sheet.add(&[
        ("person_id", "ST1"),
        ("name", "Example Student"),
        ("role", "student"),
        ("home_place", "H1"),
        ("school_place", "SCH1"),
        ("family_id", "F1"),
        ("guardians", "G1"),
        ("language", "en"),
    ]);
}

fn fill_tasks(sheet: &mut Sheet) {
    let about = [("about", "ST1"), ("priority", "5")];
    let call = [
        ("task_id", "T1"),
        ("kind", "phone_call"),
        ("title", "Example: call home"),
        ("minutes", "15"),
    ];
    let visit = [
        ("task_id", "T2"),
        ("kind", "home_visit"),
        ("title", "Example: visit"),
        ("minutes", "40"),
    ];
    let after = [("notes_minutes", "10"), ("after", "T1")];
    sheet.add(&[&call[..], &about].concat());
    sheet.add(&[&visit[..], &about, &after].concat());
}

/// week.toml with every key; those with a default stand behind a `#`.
fn week(answers: &Answers) -> File {
    let zone = if answers.zone.is_empty() {
        "# time_zone = \"America/Los_Angeles\"   # default: the machine's".to_owned()
    } else {
        format!("time_zone = {}", toml::Value::from(answers.zone.as_str()))
    };
    let text = SETTINGS
        .replace("{monday}", &answers.monday.to_string())
        .replace("{zone}", &zone);
    ("week.toml".to_owned(), text.into_bytes())
}

/// A line behind `#` shows the default, or an example where there is none.
const SETTINGS: &str = r#"# One week of work. Lines that begin with # are off; they show a key's default, or an
# example where the default is none. columns.md explains the tables beside this file.

[week]
start = "{monday}"          # the Monday; default: the coming one
{zone}
# no_work = ["2026-12-04"]      # days on which nothing is planned

[files]
# shared = "../district"        # a folder in which tables that are missing here are looked for

[travel]                        # a pair in the matrix wins, else the roads, else the straight line
# matrix = "travel.csv"         # from, to, minutes, miles
# roads = "roads.osm.pbf"       # an OpenStreetMap extract
# minutes_per_stop = 0          # parking and the walk to the door, added to every drive
# traffic = [ { from = "07:00", to = "09:00", factor = 1.25 } ]   # slower by a quarter then

[lunch]                         # on every shift that is there for all of it; unpaid
# minutes = 30                  # 0: none
# earliest = "11:00"
# latest_end = "13:30"

[reserve]
# minutes_per_day = 0           # kept free in every used shift, for whoever walks in

[availability]                  # of people without a row in availability.csv, by role
# guardian = "Mon-Fri 08:00-19:00"
# teacher = "Mon-Fri 07:30-08:15; Mon-Fri 15:15-16:30"
# principal = "Mon-Fri 08:00-16:30"

[minutes]                       # how long a task takes whose row does not say, by kind
# home_visit = 40
# phone_call = 15
# meeting = 30
# consultation = 20
# tutoring = 30
# el_session = 30
# report = 45
# event = 120
# duty = 30

[priority]                      # what a priority is worth; those not named count themselves
# 10 = 60

[rides]
# max_ride_minutes = 45         # most minutes that a student is aboard
# arrive_before_bell = [0, 20]  # dropped at school between so many minutes before the bell, never before doors open
# pickup_after_bell = [0, 20]   # picked up between so many minutes after the last bell
# dwell_seconds = 30            # a stop, once for all who get on or off there together
# board_seconds = 6             # and for each of them
# between = "rides"             # with a rider aboard only riders' stops are made; "any" allows tasks in between
# mixed_schools = true          # students of different schools may share a vehicle
# ride_minute_cost = 0.0        # money for a minute that a rider spends aboard (routes only)
# walk_metres = 0               # how far a student may walk to a stop

[pay]
# overtime_after_hours_day = 8
# overtime_after_hours_week = 40
# overtime_factor = 1.5
# mileage = [ { from = "2026-07-01", rate = 0.76 } ]   # dollars a mile, by the date driven; default: none

[objective]                     # 0: value first, money and driving only between equals
# points_per_dollar = 0.0       # above 0: so many points of value are given up for a dollar
# points_per_drive_hour = 0.0   # and for an hour of driving

[budget]                        # of the whole plan, never exceeded; no line: no limit; 0 is zero
# miles = 150
# drive_hours = 10
# paid_hours = 40
# overtime_hours = 0
# dollars = 900
# [budget.staff.L1]             # of one liaison
# miles = 60

# [scenario.lean]               # what it replaces, for `--scenario lean` and for comparing
# miles = 60
# "staff.L1.miles" = 30
# without = ["L2"]              # who or which vehicle is missing
# shifts = "shifts-lean.csv"
# "rides.max_ride_minutes" = 60
# "pay.overtime_factor" = 2.0
"#;
