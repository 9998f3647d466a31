//! Small random workspaces that use every table column a week plan knows.

use std::fmt::Write;

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::Files;

const DAYS: [&str; 5] = [
    "2026-11-30",
    "2026-12-01",
    "2026-12-02",
    "2026-12-03",
    "2026-12-04",
];

/// How large, and how wild.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub liaisons: usize,
    pub days: usize,
    pub tasks: usize,
    pub rides: usize,
    /// Traffic, reserve, partners, splits, budgets and all other relations.
    pub wild: bool,
}

struct Town {
    dice: Xoshiro256PlusPlus,
    size: Size,
    homes: usize,
    families: usize,
    /// Tasks that others may come after.
    targets: Vec<usize>,
    /// Tasks that are done once.
    single: Vec<usize>,
}

/// A workspace that reads without faults, the same for the same seed.
pub fn workspace(seed: u64, size: Size) -> Files {
    let homes = size.tasks.div_ceil(2).clamp(2, 8);
    let mut town = Town {
        dice: Xoshiro256PlusPlus::seed_from_u64(seed),
        size,
        homes,
        families: homes,
        targets: Vec::new(),
        single: Vec::new(),
    };
    let mut files = Files::new();
    files.insert("week.toml".into(), town.week());
    files.insert("staff.csv".into(), town.staff());
    files.insert("shifts.csv".into(), town.shifts());
    files.insert("places.csv".into(), town.places());
    files.insert("people.csv".into(), town.people());
    files.insert("availability.csv".into(), town.availability());
    files.insert("tasks.csv".into(), town.tasks());
    if size.rides > 0 {
        files.insert("rides.csv".into(), town.rides());
    }
    if town.wild(0.4) && size.tasks > 1 {
        files.insert("pins.csv".into(), town.pins());
    }
    files
}

impl Town {
    fn chance(&mut self, of: f64) -> bool {
        self.dice.random_bool(of)
    }

    /// A chance in wild weeks only.
    fn wild(&mut self, of: f64) -> bool {
        let chance = self.chance(of);
        self.size.wild && chance
    }

    fn of(&mut self, range: std::ops::Range<usize>) -> usize {
        self.dice.random_range(range)
    }

    fn day(&mut self) -> &'static str {
        let day = self.of(0..self.size.days);
        DAYS[day]
    }

    /// A time between two hours, on a grid of five minutes.
    fn time(&mut self, from: usize, to: usize) -> String {
        clock(self.of(from * 12..to * 12) * 5)
    }

    fn week(&mut self) -> String {
        let mut text =
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n".to_owned();
        if self.wild(0.15) && self.size.days > 2 {
            text += "no_work = [\"2026-12-02\"]\n";
        }
        text += "[travel]\n";
        if self.wild(0.3) {
            text += "minutes_per_stop = 2\n";
        }
        if self.wild(0.3) {
            text += "traffic = [ { from = \"08:30\", to = \"10:00\", factor = 1.5 } ]\n";
        }
        if self.wild(0.3) {
            text += "[reserve]\nminutes_per_day = 20\n";
        }
        if self.chance(0.2) {
            text += "[lunch]\nminutes = 0\n";
        } else {
            text += "[lunch]\nminutes = 30\nearliest = \"11:00\"\nlatest_end = \"13:30\"\n";
        }
        let between = if self.chance(0.5) { "any" } else { "rides" };
        let _ = writeln!(
            text,
            "[rides]\nmax_ride_minutes = 30\nbetween = \"{between}\""
        );
        if self.wild(0.5) {
            text += "[pay]\novertime_after_hours_day = 6\novertime_after_hours_week = 11\nmileage = [ { from = \"2026-07-01\", rate = 0.76 } ]\n";
        }
        if self.wild(0.2) {
            text += "[objective]\npoints_per_dollar = 0.05\npoints_per_drive_hour = 1.5\n";
        }
        if self.wild(0.6) {
            text += "[budget]\n";
            for (key, low, high) in [
                ("miles", 5, 40),
                ("drive_hours", 1, 3),
                ("paid_hours", 6, 20),
                ("overtime_hours", 0, 2),
                ("dollars", 100, 600),
            ] {
                if self.chance(0.35) {
                    let _ = writeln!(text, "{key} = {}", self.of(low..high));
                }
            }
            if self.chance(0.4) {
                let _ = writeln!(text, "[budget.staff.L0]\nmiles = {}", self.of(3..25));
            }
        }
        text
    }

    fn staff(&mut self) -> String {
        let mut text = "staff_id,name,role,languages,skills,base_place,schools,seats,wheelchair_places,boosters,pay,hourly_rate,max_miles_week,max_drive_hours_week,max_tasks_day,cleared_until\n".to_owned();
        for ix in 0..self.size.liaisons {
            let languages = *["en;es", "en", "en;ar;es"]
                .choose(&mut self.dice)
                .expect("some");
            let skills = if self.chance(0.5) { "math" } else { "" };
            let base = if self.wild(0.15) {
                ""
            } else if self.wild(0.2) {
                "h0"
            } else {
                "s0"
            };
            let schools = if self.wild(0.2) { "s0" } else { "" };
            let pay = *["shift", "used", "salaried"]
                .choose(&mut self.dice)
                .expect("some");
            let rate = if self.wild(0.5) { "24.50" } else { "" };
            let miles = if self.wild(0.2) { "30" } else { "" };
            let drive = if self.wild(0.2) { "2.5" } else { "" };
            let most = if self.wild(0.3) { "3" } else { "" };
            let cleared = if self.wild(0.2) { "2026-12-01" } else { "" };
            let _ = writeln!(
                text,
                "L{ix},Liaison {ix},liaison,{languages},{skills},{base},{schools},2,1,1,{pay},{rate},{miles},{drive},{most},{cleared}"
            );
        }
        if self.size.wild {
            text += "P0,Partner 0,partner,en,,,,,,,,18.00,,,,\nI0,Interpreter 0,interpreter,en;vi;ar,,,,,,,,,,,,\n";
        }
        text
    }

    fn shifts(&mut self) -> String {
        let mut text = "staff_id,date,start,end,latest_end,start_place,end_place\n".to_owned();
        for ix in 0..self.size.liaisons {
            for day in DAYS.iter().take(self.size.days) {
                if self.wild(0.2) {
                    let _ = writeln!(
                        text,
                        "L{ix},{day},08:00,11:00,,,\nL{ix},{day},13:00,16:00,,,"
                    );
                } else {
                    let late = if self.wild(0.3) { "17:00" } else { "" };
                    let end = if self.wild(0.2) { "h1" } else { "" };
                    let _ = writeln!(text, "L{ix},{day},08:00,15:00,{late},,{end}");
                }
            }
        }
        if self.size.wild && self.chance(0.5) {
            for day in DAYS.iter().take(self.size.days) {
                let _ = writeln!(text, "P0,{day},09:00,14:00,,,");
            }
        }
        text
    }

    fn places(&mut self) -> String {
        let mut text = "place_id,name,kind,part_of,lat,lon,school_start,school_end,confidential\n\
            s0,Oak School,school,,37.700,-121.400,09:00,14:00,\ns1,Elm School,school,,37.730,-121.430,08:45,13:45,\n\
            r0,Room 1,room,s0,,,,,\n"
            .to_owned();
        for ix in 0..self.homes {
            let (lat, lon) = (
                37.68 + self.dice.random_range(0.0..0.08),
                -121.46 + self.dice.random_range(0.0..0.09),
            );
            let hidden = if ix == 1 && self.wild(0.4) { "yes" } else { "" };
            let _ = writeln!(text, "h{ix},Home {ix},home,,{lat:.5},{lon:.5},,,{hidden}");
        }
        text
    }

    fn people(&mut self) -> String {
        let mut text =
            "person_id,name,role,home_place,school_place,family_id,guardians,language\n".to_owned();
        for ix in 0..self.families {
            let home = ix % self.homes;
            let language = *["en", "es", "ar", ""].choose(&mut self.dice).expect("some");
            let language = if self.size.wild { language } else { "" };
            let _ = writeln!(
                text,
                "g{ix},Guardian {ix},guardian,h{home},,f{ix},,{language}"
            );
            let _ = writeln!(
                text,
                "k{ix},Student {ix},student,h{home},s{},f{ix},g{ix},",
                ix % 2
            );
        }
        text += "t0,Teacher 0,teacher,,s0,,,\nt1,Teacher 1,teacher,,s1,,,\nq0,Principal 0,principal,,s0,,,\n";
        text
    }

    fn availability(&mut self) -> String {
        let mut text = "person_id,date,start,end,status\n".to_owned();
        for ix in 0..self.families {
            for _ in 0..self.of(0..4) {
                let (from, long) = (self.of(8..14), self.of(1..4));
                let status = *["free", "free", "preferred", "busy"]
                    .choose(&mut self.dice)
                    .expect("some");
                let day = if self.chance(0.6) { self.day() } else { "" };
                let _ = writeln!(
                    text,
                    "g{ix},{day},{},{},{status}",
                    clock(from * 60),
                    clock((from + long) * 60)
                );
            }
        }
        if self.wild(0.4) {
            let day = self.day();
            let _ = writeln!(text, "L0,{day},10:00,10:40,busy");
        }
        text
    }

    fn tasks(&mut self) -> String {
        let mut text = "task_id,kind,about,place_id,minutes,notes_minutes,priority,value,staff,language,skills,attendees,partners,earliest,due,windows,after,gap_minutes,per_week,group\n".to_owned();
        for ix in 0..self.size.tasks {
            let row = self.task(ix);
            text += &row;
        }
        text
    }

    fn task(&mut self, ix: usize) -> String {
        let family = self.of(0..self.families);
        let (kind, place, attendees) = match self.of(0..7) {
            0 | 1 => (
                "home_visit",
                format!("h{}", family % self.homes),
                format!("g{family}"),
            ),
            2 => (
                "phone_call",
                if self.chance(0.5) {
                    "s0".into()
                } else {
                    String::new()
                },
                format!("g{family}"),
            ),
            3 => (
                "meeting",
                (*["s0", "r0"].choose(&mut self.dice).expect("some")).into(),
                format!("g{family};t0"),
            ),
            4 => ("tutoring", "s1".into(), format!("k{family}")),
            5 => ("report", String::new(), String::new()),
            _ => ("consultation", "s0".into(), "t0".into()),
        };
        let minutes = 15 + 5 * self.of(0..8);
        let notes = if self.wild(0.25) { "10" } else { "" };
        let priority = if self.wild(0.15) {
            "required".into()
        } else {
            (1 + self.of(0..10)).to_string()
        };
        let value = if self.chance(0.3) {
            format!("{}", self.of(1..30))
        } else {
            String::new()
        };
        let staff = if self.wild(0.2) { "L0" } else { "" };
        let language = if self.wild(0.2) { "es" } else { "" };
        let skills = if self.wild(0.1) { "math" } else { "" };
        let partners = if self.wild(0.2) {
            *["1", "I0", "2"].choose(&mut self.dice).expect("some")
        } else {
            ""
        };
        // What leaves no room by itself is a fault of the input: days are named in one column
        // only, and a due date is no earlier than the first.
        let (windows, any_day) = match self.of(0..4) {
            0 => (String::new(), true),
            1 => (
                format!("{} 08:30-12:00; {} 12:30-15:00", self.day(), self.day()),
                false,
            ),
            2 => (self.day().to_owned(), false),
            _ => {
                let from = self.of(8..13);
                let to = clock(from * 60 + 60 + minutes);
                (format!("{}-{to}", clock(from * 60)), true)
            }
        };
        let earliest = if any_day && self.wild(0.1) {
            self.day()
        } else {
            ""
        };
        let due = if any_day && self.wild(0.2) {
            self.day().max(earliest)
        } else {
            ""
        };
        let target = self.targets.choose(&mut self.dice).copied();
        let after = match target {
            Some(target) if self.wild(0.2) => format!("T{target}"),
            _ => String::new(),
        };
        let gap = if after.is_empty() {
            ""
        } else {
            *["", "30", "600"].choose(&mut self.dice).expect("some")
        };
        let any_days = any_day && earliest.is_empty() && due.is_empty();
        let can_repeat = self.size.days > 1 && any_days && priority != "required";
        let per_week = if can_repeat && self.wild(0.15) {
            "2"
        } else {
            ""
        };
        let group = if priority != "required" && after.is_empty() && self.wild(0.15) {
            "g"
        } else {
            ""
        };
        if group.is_empty() {
            self.targets.push(ix);
        }
        if per_week.is_empty() {
            self.single.push(ix);
        }
        format!(
            "T{ix},{kind},k{family},{place},{minutes},{notes},{priority},{value},{staff},{language},{skills},{attendees},{partners},{earliest},{due},{windows},{after},{gap},{per_week},{group}\n"
        )
    }

    fn rides(&mut self) -> String {
        let mut text = "ride_id,student_id,direction,days,must_ride,value,max_ride_minutes,seats,wheelchair,booster,own_seat,keep_with,keep_apart,adult_at_home,permission_until,by\n".to_owned();
        for ix in 0..self.size.rides {
            let student = self.of(0..self.families);
            let direction = if self.chance(0.5) {
                "to_school"
            } else {
                "from_school"
            };
            let days = self.day();
            let days = if self.wild(0.2) && self.size.days > 1 {
                "2026-11-30; 2026-12-01"
            } else {
                days
            };
            let must = if self.wild(0.15) { "yes" } else { "no" };
            let (wheelchair, booster) = (
                if self.wild(0.1) { "x" } else { "" },
                if self.wild(0.1) { "x" } else { "" },
            );
            let own = if self.wild(0.3) { "yes" } else { "" };
            let with = if ix > 0 && self.wild(0.2) {
                format!("R{}", ix - 1)
            } else {
                String::new()
            };
            let apart = if ix > 1 && self.wild(0.2) {
                format!("R{}", ix - 2)
            } else {
                String::new()
            };
            let adult = if self.wild(0.2) { "yes" } else { "" };
            let until = if self.wild(0.1) { "2026-12-01" } else { "" };
            let limit = if self.chance(0.4) { "15" } else { "" };
            let value = 1 + self.of(0..12);
            let _ = writeln!(
                text,
                "R{ix},k{student},{direction},{days},{must},{value},{limit},,{wheelchair},{booster},{own},{with},{apart},{adult},{until},liaison"
            );
        }
        text
    }

    fn pins(&mut self) -> String {
        let Some(task) = self.single.choose(&mut self.dice).copied() else {
            return "task_id,staff_id,date,start,mode\n".to_owned();
        };
        let mode = *["keep", "promised", "never"]
            .choose(&mut self.dice)
            .expect("some");
        let day = self.day();
        let staff = if self.chance(0.3) { "L0" } else { "" };
        let start = if self.chance(0.3) {
            self.time(9, 14)
        } else {
            String::new()
        };
        format!("task_id,staff_id,date,start,mode\nT{task},{staff},{day},{start},{mode}\n")
    }
}

fn clock(minutes: usize) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
