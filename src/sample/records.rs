//! What has been so far: cases, attendance, the log; and what can be offered.

use super::sheet::Sheet;
use super::work::Maker;

/// An empty cases.csv.
pub(super) fn cases() -> Sheet {
    const CASES: &[&str] = &[
        "case_id",
        "student_id",
        "staff_id",
        "origin",
        "type",
        "opened",
        "reason",
        "stage",
        "guardian_id",
        "teacher_id",
        "principal_id",
        "school_id",
        "priority",
        "attempts",
        "progress",
        "involvement",
        "agreed",
        "resources",
        "notes",
    ];
    Sheet::new("cases.csv", CASES)
}

/// An empty log.csv.
pub(super) fn log() -> Sheet {
    const LOG: &[&str] = &[
        "date",
        "task_id",
        "kind",
        "about",
        "staff_id",
        "outcome",
        "method",
        "met",
        "language",
        "start",
        "end",
        "miles",
        "offered",
        "agreed",
        "next_step",
        "notes",
        "shared_note",
    ];
    Sheet::new("log.csv", LOG)
}

/// What families can be offered.
pub(super) fn resources() -> Sheet {
    const COLUMNS: &[&str] = &[
        "resource_id",
        "title",
        "kind",
        "topics",
        "grades",
        "languages",
        "contact",
    ];
    const ROWS: [[&str; 7]; 7] = [
        [
            "RES1",
            "Breakfast before the first bell",
            "service",
            "attendance;food",
            "",
            "en;es",
            "school office",
        ],
        [
            "RES2",
            "Attendance works: a page for the fridge",
            "material",
            "attendance",
            "K;1;2;3;4;5",
            "en;es;hmn;pa;vi",
            "",
        ],
        [
            "RES3",
            "Reading twenty minutes at home",
            "advice",
            "reading",
            "K;1;2;3",
            "en;es;ar;vi",
            "",
        ],
        [
            "RES4",
            "Homework club",
            "service",
            "homework;grades",
            "6;7;8",
            "en;es",
            "library",
        ],
        [
            "RES5",
            "Coats and shoes",
            "material",
            "clothing",
            "",
            "",
            "family center",
        ],
        [
            "RES6",
            "Evening English for parents",
            "service",
            "language",
            "",
            "es;ar;pa",
            "adult school",
        ],
        [
            "RES7",
            "Help with rent and moving",
            "service",
            "housing",
            "",
            "en;es",
            "county office",
        ],
    ];
    let mut sheet = Sheet::new("resources.csv", COLUMNS);
    for row in ROWS {
        let cells: Vec<(&str, &str)> = COLUMNS.iter().copied().zip(row).collect();
        sheet.add(&cells);
    }
    sheet
}

impl Maker {
    /// Opens a case on a child, with its history; gives its id.
    pub fn add_case(&mut self, liaison: usize, family: usize, child: usize, kind: &str) -> String {
        self.case_count += 1;
        let id = format!("C{}", self.case_count);
        let weeks = self.dice.between(2, 7);
        let opened = self.date(-7 * weeks + self.dice_weekday());
        let household = &self.people.families[family];
        let pupil = &household.children[child];
        let (origin, reasons) = match kind {
            "attendance" => (
                "attendance_report",
                [
                    "Five days missed without a note",
                    "Late on most Mondays",
                    "Stopped coming after the move",
                ],
            ),
            _ => (
                "teacher_referral",
                [
                    "Behind in reading",
                    "Homework is not handed in",
                    "Does not speak in class",
                ],
            ),
        };
        let attempts = self.dice.below(3);
        let stage = if attempts == 0 {
            "alert"
        } else {
            self.dice
                .word(&["contacted", "meeting", "visit", "follow_up"])
        };
        let cells = [
            ("case_id", id.as_str()),
            ("student_id", &pupil.id),
            ("staff_id", &self.team.liaisons[liaison].id),
            ("origin", origin),
            ("type", kind),
            ("opened", &opened),
            ("reason", self.dice.word(&reasons)),
            ("stage", stage),
            (
                "guardian_id",
                household.guardians.first().map_or("", |adult| &adult.id),
            ),
            ("teacher_id", &self.people.teachers[pupil.teacher].id),
            ("principal_id", &self.people.principals[pupil.school].id),
            ("school_id", &self.town.schools[pupil.school].id),
            ("priority", &self.dice.between(5, 9).to_string()),
            ("attempts", &attempts.to_string()),
            (
                "agreed",
                if attempts == 2 {
                    "Tell the office before nine when ill"
                } else {
                    ""
                },
            ),
            (
                "resources",
                if kind == "attendance" {
                    "RES1;RES2"
                } else {
                    "RES3"
                },
            ),
        ];
        self.cases.add(&cells);
        let student = pupil.id.clone();
        if kind == "attendance" {
            self.add_absences(&student);
        }
        for attempt in 0..attempts {
            self.log_history(liaison, family, &student, attempt);
        }
        id
    }

    fn dice_weekday(&self) -> i64 {
        (self.case_count % 5) as i64
    }

    fn add_absences(&mut self, student: &str) {
        let count = self.dice.between(3, 5);
        for ix in 0..count {
            // Three weeks back, one weekday after the other, never twice on one.
            let days = -21 + ix * 3 + self.dice.between(0, 2);
            let weekday = days.rem_euclid(7);
            let day = if weekday > 4 { days - 2 } else { days };
            let code = self.dice.word(&["U", "U", "T", "E"]);
            let day = self.date(day);
            self.attendance
                .add(&[("student_id", student), ("date", &day), ("code", code)]);
        }
    }

    /// A contact of the weeks before, which was no task of this week.
    fn log_history(&mut self, liaison: usize, family: usize, student: &str, attempt: usize) {
        // Two and a week ago, on a working day.
        let day = self.date(-14 + 7 * attempt as i64 + self.dice_weekday() / 2);
        let household = &self.people.families[family];
        let guardian = household
            .guardians
            .first()
            .map_or("", |adult| adult.id.as_str());
        let is_met = attempt == 1;
        let miles = format!("{:.1}", self.dice.between(8, 60) as f64 / 10.0);
        let cells = [
            ("date", day.as_str()),
            ("kind", if is_met { "home_visit" } else { "phone_call" }),
            ("about", student),
            ("staff_id", &self.team.liaisons[liaison].id),
            ("outcome", if is_met { "done" } else { "no_answer" }),
            ("method", if is_met { "visit" } else { "phone" }),
            ("met", if is_met { guardian } else { "" }),
            ("language", household.language),
            ("start", if is_met { "15:10" } else { "10:05" }),
            ("end", if is_met { "15:45" } else { "10:08" }),
            ("miles", if is_met { &miles } else { "" }),
            ("offered", if is_met { "RES1" } else { "" }),
            (
                "agreed",
                if is_met {
                    "A call on the first day of illness"
                } else {
                    ""
                },
            ),
            (
                "next_step",
                if is_met {
                    "see how the month went"
                } else {
                    "try after work"
                },
            ),
            (
                "notes",
                if is_met {
                    "father works nights, tired but kind"
                } else {
                    ""
                },
            ),
            (
                "shared_note",
                if is_met {
                    "Family wants to be told early."
                } else {
                    ""
                },
            ),
        ];
        self.log.add(&cells);
    }

    /// An earlier try at a task that is still on the list; one in eight was done since.
    pub fn log_attempt(&mut self, task: &str, liaison: usize) {
        let outcome = [
            "no_answer",
            "left_message",
            "no_answer",
            "left_message",
            "no_answer",
            "no_answer",
            "left_message",
            "done",
        ];
        let outcome = self.dice.word(&outcome);
        let day = self.date(-6);
        self.log.add(&[
            ("date", &day),
            ("task_id", task),
            ("kind", "phone_call"),
            ("staff_id", &self.team.liaisons[liaison].id),
            ("outcome", outcome),
            ("method", "phone"),
            ("start", "14:20"),
            ("end", "14:24"),
        ]);
    }
}
