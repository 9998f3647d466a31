//! What comes up with families, as small stories whose tasks hang together.

use super::clock::{DAYS, common};
use super::quotas::Kind;
use super::work::{Draft, Maker};

/// A story's weight, what it needs, and how it is written.
type Story = (usize, &'static [Kind], fn(&mut Maker, usize));

const STORIES: [Story; 11] = [
    (4, &[Kind::Call, Kind::Visit, Kind::Report], Maker::absences),
    (2, &[Kind::Call, Kind::Visit], Maker::welcome),
    (3, &[Kind::Consultation, Kind::Meeting], Maker::conference),
    (3, &[Kind::English], Maker::english),
    (3, &[Kind::Tutoring], Maker::tutoring),
    (3, &[Kind::Visit], Maker::follow_up),
    (5, &[Kind::Call], Maker::call),
    (3, &[Kind::Consultation], Maker::consultation),
    (2, &[Kind::Report], Maker::report),
    (2, &[Kind::Meeting], Maker::meeting),
    (1, &[Kind::Visit, Kind::Meeting], Maker::either),
];

const PURPOSES: [&str; 8] = [
    "Missed first hour on most days this month",
    "Reading at home, and how the school can help",
    "Health form and the school nurse",
    "Moved twice this year",
    "Grades fell this autumn",
    "Wishes an evening contact",
    "Free lunch form is missing",
    "Asked for help with the bus stop",
];

impl Maker {
    /// Writes stories until every quota is used up.
    pub fn add_stories(&mut self) {
        loop {
            let weights =
                STORIES.map(|(weight, needs, _)| if self.wants(needs) { weight } else { 0 });
            if weights.iter().sum::<usize>() == 0 {
                return;
            }
            let (_, _, tell) = STORIES[self.dice.weighted(&weights)];
            let liaison = self.idlest();
            tell(self, liaison);
        }
    }

    /// A call, then a visit, then its report: an attendance case.
    fn absences(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Visit);
        let case = self.add_case(liaison, family, child, "attendance");
        let call = self.call_about(liaison, family, child, &case, "7");
        let visit = self
            .visit_draft(family, child, &case, 30)
            .with("priority", "8")
            .with("after", call.as_str());
        let visit = visit.with("gap_minutes", "60").with("due", DAYS[4]);
        let visit = self.write(liaison, visit);
        let id = self.team.liaisons[liaison].id.clone();
        let name = self.people.families[family].name;
        let minutes = 30 + 5 * self.dice.below(4);
        let report = Draft::new(Kind::Report, minutes, 0)
            .with("about", case)
            .with("title", format!("Attendance report on the {name} case"))
            .with("priority", "6")
            .with("staff", id)
            .with("after", visit)
            .with("due", self.date(8))
            .with("fund", "lcff");
        self.write(liaison, report);
    }

    /// A call and a first visit to a new family.
    fn welcome(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Visit);
        let student = self.student(family, child);
        let call = self.call_about(liaison, family, child, &student, "6");
        let draft = self
            .visit_draft(family, child, &student, 40)
            .with("priority", "6")
            .with("after", call);
        self.write(liaison, draft);
    }

    fn follow_up(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Visit);
        self.visit_about(liaison, family, child);
    }

    /// A visit to a family that is known already.
    pub fn visit_about(&mut self, liaison: usize, family: usize, child: usize) {
        let student = self.student(family, child);
        let priority = self.priority(4, 8);
        let notes = [
            "",
            "",
            "bring the health form",
            "grandmother opens, speaks softly",
            "",
        ];
        let notes = self.dice.word(&notes);
        let draft = self
            .visit_draft(family, child, &student, 35)
            .with("priority", priority)
            .with("notes", notes);
        self.write(liaison, draft);
    }

    /// A teacher first, then everybody at one table.
    fn conference(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Meeting);
        let about = if self.dice.chance(50) {
            self.add_case(liaison, family, child, "learning")
        } else {
            self.student(family, child)
        };
        let talk = self.consultation_about(liaison, family, child);
        let draft = self
            .meeting_draft(family, child, &about)
            .with("after", talk);
        self.write(liaison, draft);
    }

    fn meeting(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Meeting);
        let about = self.student(family, child);
        let draft = self.meeting_draft(family, child, &about);
        self.write(liaison, draft);
    }

    /// A visit or a meeting at school, whichever can be had.
    fn either(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Meeting);
        let about = self.student(family, child);
        self.groups += 1;
        let group = format!("G{}", self.groups);
        let visit = self
            .visit_draft(family, child, &about, 35)
            .with("priority", "7")
            .with("group", group.as_str());
        let meeting = self
            .meeting_draft(family, child, &about)
            .with("group", group);
        self.write(liaison, visit);
        self.write(liaison, meeting);
    }

    fn english(&mut self, liaison: usize) {
        self.sessions(liaison, Kind::English, "English, small group", "title3");
        if self.wants(&[Kind::Consultation]) && self.dice.chance(40) {
            self.consultation(liaison);
        }
    }

    fn tutoring(&mut self, liaison: usize) {
        self.sessions(liaison, Kind::Tutoring, "Reading and homework", "title1");
    }

    fn sessions(&mut self, liaison: usize, kind: Kind, title: &str, fund: &str) {
        let (family, child) = self.family_for(liaison, kind);
        let pupil = &self.people.families[family].children[child];
        let school = &self.town.schools[pupil.school];
        let windows = [
            "08:45-11:15",
            "09:00-11:45; 13:00-14:00",
            "10:00-12:00",
            "12:15-14:15",
        ];
        let draft = Draft::new(kind, [35, 40, 40, 45][self.dice.below(4)], 0)
            .with("about", pupil.id.as_str())
            .with("title", format!("{title} with {}", pupil.given))
            .with("place_id", school.room_or_site(self.dice.chance(35)))
            .with("priority", (5 + self.dice.below(3)).to_string())
            .with("staff", self.team.liaisons[liaison].id.as_str())
            .with("language", "en")
            .with("attendees", pupil.id.as_str())
            .with("windows", self.dice.word(&windows))
            .with("per_week", if self.dice.chance(65) { "3" } else { "2" })
            .with("repeat", "weekly")
            .with("fund", fund);
        self.write(liaison, draft);
    }

    fn call(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Call);
        let student = self.student(family, child);
        let priority = self.priority(3, 7);
        self.call_about(liaison, family, child, &student, &priority);
    }

    /// A call to the first guardian; some are late already, some wait for a day.
    fn call_about(
        &mut self,
        liaison: usize,
        family: usize,
        child: usize,
        about: &str,
        priority: &str,
    ) -> String {
        let purpose = self.dice.word(&PURPOSES);
        let minutes = [10, 10, 12, 15][self.dice.below(4)];
        let household = &self.people.families[family];
        let school = household.children[child].school;
        let partners = self.interpreter_for(household, school);
        let title = format!("Call the {} family", household.name);
        let draft = Draft::new(Kind::Call, minutes, [0, 5, 5][self.dice.below(3)])
            .with("about", about)
            .with("title", title)
            .with("priority", priority)
            .with("partners", partners)
            .with("fund", "lcff")
            .with("purpose", purpose);
        self.calls += 1;
        let draft = match self.calls % 20 {
            // Overdue.
            4 => draft.with("due", self.date(-10 + (self.written % 5) as i64)),
            1 | 6 | 9 | 12 | 17 => {
                let due = self.day(2);
                draft.with("due", due)
            }
            7 => draft.with("earliest", DAYS[2]),
            3 | 14 => draft.with("windows", "09:00-12:00; 16:00-18:30"),
            8 => draft.with("notes", "third try, by text message before"),
            _ => draft,
        };
        let id = self.write(liaison, draft);
        if self.dice.chance(20) {
            self.log_attempt(&id, liaison);
        }
        id
    }

    fn consultation(&mut self, liaison: usize) {
        let (family, child) = self.family_for(liaison, Kind::Consultation);
        self.consultation_about(liaison, family, child);
    }

    /// With the student's teacher, who has a free period or time around school.
    fn consultation_about(&mut self, liaison: usize, family: usize, child: usize) -> String {
        let pupil = &self.people.families[family].children[child];
        let teacher = &self.people.teachers[pupil.teacher];
        let draft = Draft::new(Kind::Consultation, [15, 15, 20][self.dice.below(3)], 0)
            .with("about", pupil.id.as_str())
            .with("title", format!("Talk with {}'s teacher", pupil.given))
            .with("place_id", self.town.schools[teacher.school].id.as_str())
            .with("priority", (4 + self.dice.below(4)).to_string())
            .with("language", "en")
            .with("attendees", teacher.id.as_str())
            .with("fund", "lcff");
        self.write(liaison, draft)
    }

    fn report(&mut self, liaison: usize) {
        const REPORTS: [(&str, usize); 6] = [
            ("Weekly activity report", 30),
            ("Certificate of eligibility", 45),
            ("Letters of absence", 30),
            ("Time sheet by fund", 20),
            ("Minutes of the parent committee", 40),
            ("Referral to county services", 35),
        ];
        self.reports += 1;
        let (title, minutes) = REPORTS[self.reports % REPORTS.len()];
        let id = self.team.liaisons[liaison].id.clone();
        let due = match self.reports % 8 {
            3 => self.date(-4),
            1 | 5 => DAYS[2].to_owned(),
            2 | 6 => DAYS[4].to_owned(),
            _ => self.date(9),
        };
        // Some have a date set by law.
        let is_legal = self.reports % 24 == 1;
        let draft = Draft::new(Kind::Report, minutes, 0)
            .with("title", title)
            .with(
                "priority",
                if is_legal {
                    "required".to_owned()
                } else {
                    self.priority(4, 7)
                },
            )
            .with("staff", id)
            .with("due", if is_legal { DAYS[4].to_owned() } else { due })
            .with("fund", if is_legal { "migrant" } else { "lcff" });
        self.write(liaison, draft);
    }

    fn visit_draft(&mut self, family: usize, child: usize, about: &str, minutes: usize) -> Draft {
        let has_windows = self.dice.chance(60);
        let windows = if has_windows {
            self.windows_of(family, 3, minutes as u32)
        } else {
            String::new()
        };
        let household = &self.people.families[family];
        let school = household.children[child].school;
        let interpreters = self.interpreter_for(household, school);
        // Some families rather meet at the library.
        let place = if self.dice.chance(8) { "LIB" } else { "" };
        let draft = Draft::new(Kind::Visit, minutes + 5 * self.dice.below(2), 10)
            .with("about", about)
            .with("title", format!("Visit the {} family", household.name))
            .with("place_id", place)
            .with(
                "skills",
                if household.is_hidden {
                    "mckinney_vento"
                } else {
                    ""
                },
            )
            .with(
                "partners",
                if interpreters.is_empty() {
                    "1".to_owned()
                } else {
                    interpreters
                },
            )
            .with("windows", windows)
            .with("fund", "title1");
        draft.with("purpose", self.dice.word(&PURPOSES))
    }

    /// Parents, teacher and often the principal; where the teacher is never free when the
    /// parents are, the teacher is only invited, as a rule.
    fn meeting_draft(&mut self, family: usize, child: usize, about: &str) -> Draft {
        let household = &self.people.families[family];
        let pupil = &household.children[child];
        let teacher = &self.people.teachers[pupil.teacher];
        let principal = &self.people.principals[pupil.school];
        let mut free = teacher.free.clone();
        let mut asked = vec![teacher.id.as_str()];
        let mut invited: Vec<&str> = Vec::new();
        if let Some(guardian) = household.guardians.first() {
            free = common(&free, &guardian.free);
            asked.insert(0, &guardian.id);
        }
        let minutes = [30, 40, 40, 45][self.dice.below(4)];
        let is_hopeless = free
            .iter()
            .all(|stretch| ((stretch.to - stretch.from) as usize) < minutes);
        if is_hopeless && self.dice.chance(85) {
            invited.extend(asked.pop());
        }
        if self.dice.chance(45) {
            asked.push(&principal.id);
        }
        let school = &self.town.schools[pupil.school];
        Draft::new(Kind::Meeting, minutes, 5)
            .with("about", about)
            .with(
                "title",
                format!("Conference on {} {}", pupil.given, household.name),
            )
            .with("place_id", school.room_or_site(self.dice.chance(45)))
            .with("priority", (6 + self.dice.below(4)).to_string())
            .with("attendees", asked.join(";"))
            .with("attendees_optional", invited.join(";"))
            .with("partners", self.interpreter_for(household, pupil.school))
            .with("fund", "title1")
    }

    fn student(&self, family: usize, child: usize) -> String {
        self.people.families[family].children[child].id.clone()
    }

    fn priority(&mut self, low: i64, high: i64) -> String {
        self.dice.between(low, high).to_string()
    }
}
