//! A district while it is made, and its tasks while they are written.

use chrono::NaiveDate;

use super::clock::{DAYS, Stretch, common, date, every_day, window};
use super::dice::Dice;
use super::families::{Family, Wish};
use super::people::People;
use super::quotas::Kind;
use super::sheet::Sheet;
use super::team::Team;
use super::town::Town;

/// A row of tasks.csv while it is thought up.
pub(super) struct Draft {
    pub kind: Kind,
    pub minutes: usize,
    pub notes_minutes: usize,
    cells: Vec<(&'static str, String)>,
}

impl Draft {
    /// A task of a kind that takes so long, and so long to write up.
    pub fn new(kind: Kind, minutes: usize, notes_minutes: usize) -> Self {
        Self {
            kind,
            minutes,
            notes_minutes,
            cells: Vec::new(),
        }
    }

    /// Fills a cell; an empty text leaves it empty.
    pub fn with(mut self, column: &'static str, text: impl Into<String>) -> Self {
        self.cells.push((column, text.into()));
        self
    }
}

const TASKS: &[&str] = &[
    "task_id",
    "kind",
    "about",
    "title",
    "place_id",
    "minutes",
    "notes_minutes",
    "priority",
    "value",
    "staff",
    "language",
    "skills",
    "attendees",
    "attendees_optional",
    "partners",
    "earliest",
    "due",
    "windows",
    "after",
    "gap_minutes",
    "per_week",
    "repeat",
    "group",
    "fund",
    "purpose",
    "notes",
];

/// All that goes into a district while it is made.
pub(super) struct Maker {
    pub monday: NaiveDate,
    pub town: Town,
    pub team: Team,
    pub people: People,
    pub tasks: Sheet,
    pub cases: Sheet,
    pub pins: Sheet,
    pub log: Sheet,
    pub attendance: Sheet,
    /// How many tasks of each kind are still to be written.
    pub left: [usize; 9],
    pub dice: Dice,
    pub written: usize,
    pub case_count: usize,
    pub groups: usize,
    /// Calls and reports so far: every so many is special, in small districts too.
    pub calls: usize,
    pub reports: usize,
}

impl Maker {
    /// A district without work.
    pub fn new(
        monday: NaiveDate,
        town: Town,
        team: Team,
        people: People,
        left: [usize; 9],
        seed: u64,
    ) -> Self {
        Self {
            monday,
            town,
            team,
            people,
            tasks: Sheet::new("tasks.csv", TASKS),
            cases: super::records::cases(),
            pins: Sheet::new(
                "pins.csv",
                &["task_id", "staff_id", "date", "start", "mode"],
            ),
            log: super::records::log(),
            attendance: Sheet::new("attendance.csv", &["student_id", "date", "code"]),
            left,
            dice: Dice::new(seed, 4),
            written: 0,
            case_count: 0,
            groups: 0,
            calls: 0,
            reports: 0,
        }
    }

    /// Whether tasks of these kinds are still wanted.
    pub fn wants(&self, kinds: &[Kind]) -> bool {
        kinds.iter().all(|&kind| self.left[kind as usize] > 0)
    }

    /// Writes a task on the account of a liaison; gives its id.
    pub fn write(&mut self, liaison: usize, draft: Draft) -> String {
        self.written += 1;
        let id = format!("T{}", self.written);
        self.left[draft.kind as usize] = self.left[draft.kind as usize].saturating_sub(1);
        let sessions = draft.cells.iter().find(|(column, _)| *column == "per_week");
        let times = sessions
            .and_then(|(_, n)| n.parse::<usize>().ok())
            .unwrap_or(1);
        let drive = match draft.kind {
            Kind::Visit => 14,
            Kind::Call | Kind::Report => 0,
            _ => 5,
        };
        self.team.liaisons[liaison].load += times * (draft.minutes + draft.notes_minutes + drive);
        let minutes = draft.minutes.to_string();
        let notes = if draft.notes_minutes > 0 {
            draft.notes_minutes.to_string()
        } else {
            String::new()
        };
        let mut cells = vec![
            ("task_id", id.as_str()),
            ("kind", draft.kind.name()),
            ("minutes", &minutes),
            ("notes_minutes", &notes),
        ];
        cells.extend(
            draft
                .cells
                .iter()
                .map(|(column, text)| (*column, text.as_str())),
        );
        self.tasks.add(&cells);
        id
    }

    /// The liaison with the least to do so far.
    pub fn idlest(&self) -> usize {
        let loads = self.team.liaisons.iter().enumerate();
        // A part-timer is idle at three fifths of the others' load.
        let weighed = |(_, liaison): &(usize, &super::team::Liaison)| {
            if liaison.part_time {
                liaison.load * 5 / 3
            } else {
                liaison.load
            }
        };
        loads.min_by_key(weighed).map_or(0, |(ix, _)| ix)
    }

    /// A family with a child at a school of the liaison: known or new. Gives the family's
    /// number and which child.
    pub fn family_for(&mut self, liaison: usize, reason: Kind) -> (usize, usize) {
        let schools = &self.team.liaisons[liaison].schools;
        // The base has half of the work.
        let school = if self.dice.chance(50) {
            schools[0]
        } else {
            *self.dice.choose(schools).unwrap_or(&0)
        };
        let known = self.dice.choose(&self.people.of_school[school]).copied();
        // Some are on the list already, for one other thing.
        let has_room = |reasons: &[Kind]| reasons.len() < 2 && !reasons.contains(&reason);
        let again = known.filter(|&family| {
            has_room(&self.people.families[family].reasons) && self.dice.chance(60)
        });
        let wish = Wish {
            school,
            pupils: 1,
            ..Wish::default()
        };
        let family = again.unwrap_or_else(|| self.people.add_family(wish, &mut self.town));
        self.people.families[family].reasons.push(reason);
        let children = &self.people.families[family].children;
        let child = children
            .iter()
            .position(|child| child.school == school)
            .unwrap_or(0);
        (family, child)
    }

    /// Up to `count` windows of about two hours in which a family can be visited, and
    /// somebody may work; empty if there are none.
    pub fn windows_of(&mut self, family: usize, count: usize, minutes: u32) -> String {
        let hours: Vec<Stretch> = every_day(8 * 60 + 30, 18 * 60).collect();
        let free = self.people.families[family]
            .guardians
            .first()
            .map(|adult| common(&adult.free, &hours));
        let mut roomy = free.unwrap_or_default();
        roomy.retain(|stretch| stretch.to - stretch.from >= minutes);
        let mut chosen: Vec<Stretch> = Vec::new();
        for _ in 0..count {
            let Some(&stretch) = self.dice.choose(&roomy) else {
                break;
            };
            roomy.retain(|other| other.day != stretch.day);
            let spare = (stretch.to - stretch.from).saturating_sub(minutes.max(75)) / 15;
            let from = stretch.from + 15 * self.dice.below(spare as usize + 1) as u32;
            let length = [90, 120, 150][self.dice.below(3)].max(minutes);
            chosen.push(Stretch {
                day: stretch.day,
                from,
                to: stretch.to.min(from + length),
            });
        }
        chosen.sort_by_key(|stretch| (stretch.day, stretch.from));
        chosen
            .into_iter()
            .map(window)
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// A date of this week (0 to 4), of the weeks before or after.
    pub fn date(&self, days: i64) -> String {
        date(self.monday, days).to_string()
    }

    /// A weekday of this week, by its name.
    pub fn day(&mut self, from: usize) -> &'static str {
        let ix = from + self.dice.below(5usize.saturating_sub(from));
        DAYS[ix % 5]
    }

    /// Who must come along to speak with a family: nobody where a liaison of the school
    /// speaks its language; an interpreter's id or several otherwise.
    pub fn interpreter_for(&self, family: &Family, school: usize) -> String {
        if self.team.speaks(school, family.language) {
            return String::new();
        }
        let all = self.team.interpreters(family.language);
        // A call sheet of three is long enough; which three differs by school.
        let from = if all.is_empty() {
            0
        } else {
            school % all.len()
        };
        all.iter()
            .cycle()
            .skip(from)
            .take(all.len().min(3))
            .copied()
            .collect::<Vec<_>>()
            .join(";")
    }
}
