//! Tasks: work to be placed.

use super::ids::{CaseIx, FamilyIx, GroupIx, PersonIx, PlaceIx, StaffIx, Work};
use super::time::{Day, Minutes, Moment, Span};

/// What a task is. A new kind is added here, and in the tables of `plan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskKind {
    /// At a family's home.
    HomeVisit,
    /// By telephone.
    PhoneCall,
    /// With parents, teachers, the principal.
    Meeting,
    /// With a teacher.
    Consultation,
    /// With a student.
    Tutoring,
    /// English for a learner.
    ElSession,
    /// Writing.
    Report,
    /// An evening for parents, a fair.
    Event,
    /// Anything fixed: a staff meeting, lunch supervision.
    Duty,
}

impl TaskKind {
    /// Every kind with its name in the files.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::HomeVisit, "home_visit"),
        (Self::PhoneCall, "phone_call"),
        (Self::Meeting, "meeting"),
        (Self::Consultation, "consultation"),
        (Self::Tutoring, "tutoring"),
        (Self::ElSession, "el_session"),
        (Self::Report, "report"),
        (Self::Event, "event"),
        (Self::Duty, "duty"),
    ];

    /// Its name in the files.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// What people call one and several of it.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::HomeVisit => ["home visit", "home visits"],
            Self::PhoneCall => ["phone call", "phone calls"],
            Self::Meeting => ["meeting", "meetings"],
            Self::Consultation => ["consultation", "consultations"],
            Self::Tutoring => ["tutoring session", "tutoring sessions"],
            Self::ElSession => ["EL session", "EL sessions"],
            Self::Report => ["report", "reports"],
            Self::Event => ["event", "events"],
            Self::Duty => ["duty", "duties"],
        }
    }

    /// The kind of that name in the files.
    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(kind, _)| *kind)
    }

    /// Minutes where neither the row nor `[minutes]` gives any.
    pub fn default_minutes(self) -> Minutes {
        Minutes(match self {
            Self::HomeVisit => 40,
            Self::PhoneCall => 15,
            Self::Meeting | Self::Tutoring | Self::ElSession => 30,
            Self::Consultation => 20,
            Self::Report => 45,
            Self::Event => 120,
            Self::Duty => 30,
        })
    }
}

/// What something is worth when it is placed, in thousandths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub i64);

impl Value {
    /// In points, for printing.
    pub fn points(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// In words: `1 point`, `2.5 points`.
    pub fn words(self) -> String {
        let s = if self.0 == 1000 { "" } else { "s" };
        format!("{} point{s}", self.points())
    }
}

/// Whom or what a task is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A person, mostly a student.
    Person(PersonIx),
    /// A family.
    Family(FamilyIx),
    /// A case.
    Case(CaseIx),
}

/// What a row of pins.csv asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pin {
    /// Who is to do it.
    pub staff: Option<StaffIx>,
    /// On which day.
    pub day: Option<Day>,
    /// When it starts.
    pub start: Option<Moment>,
    /// Agreed with the people: no plan moves it.
    pub promised: bool,
    /// Never to be placed.
    pub never: bool,
}

/// Who comes along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partners {
    /// How many.
    pub count: u32,
    /// Who it may be; empty: any partner or interpreter.
    pub who: Vec<StaffIx>,
}

/// A task, or one session of a task that is done several times a week.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// `T5`, or `T5#2` for a session.
    pub id: String,
    /// `T5`.
    pub row_id: String,
    /// The session's number, from 1; none for a task that is done once.
    pub session: Option<u32>,
    /// The row's line in tasks.csv.
    pub line: u64,
    /// What it is.
    pub kind: TaskKind,
    /// Whom it is about.
    pub about: Option<About>,
    /// The family it reaches, directly or through the student.
    pub family: Option<FamilyIx>,
    /// Personal.
    pub title: String,
    /// Where; none: wherever one is.
    pub place: Option<PlaceIx>,
    /// The school whose staff must be able to do it: of the place, or of the student.
    pub school: Option<PlaceIx>,
    /// How long it takes.
    pub minutes: Minutes,
    /// Writing it up afterwards, anywhere in the same shift.
    pub notes_minutes: Minutes,
    /// 1 to 10; 10 when overdue.
    pub priority: u8,
    /// What placing it is worth.
    pub value: Value,
    /// Leaving it out is missing it.
    pub required: bool,
    /// It is required only since something required comes after it.
    pub is_needed: bool,
    /// Its due date has passed.
    pub overdue: bool,
    /// Who may do it; empty: every liaison.
    pub staff: Vec<StaffIx>,
    /// The language that is needed, lower case.
    pub language: Option<String>,
    /// The skills that are needed, lower case.
    pub skills: Vec<String>,
    /// Who must be there.
    pub attendees: Vec<PersonIx>,
    /// Who is asked too.
    pub attendees_optional: Vec<PersonIx>,
    /// Who comes along.
    pub partners: Partners,
    /// It starts no earlier.
    pub earliest: Option<Moment>,
    /// It has ended by then.
    pub due: Option<Moment>,
    /// It lies wholly in one of these; never joined. Days without work are already left out.
    pub windows: Vec<Span>,
    /// What is placed and ended before it starts.
    pub after: Vec<Work>,
    /// At least so long before.
    pub gap: Minutes,
    /// At most one task of a group is placed.
    pub group: Option<GroupIx>,
    /// Who pays.
    pub fund: String,
    /// Personal.
    pub purpose: String,
    /// Personal.
    pub notes: String,
    /// What pins.csv says.
    pub pin: Option<Pin>,
}

impl Task {
    /// When it must be over; none where that has passed already: it is overdue, and its due binds
    /// no longer.
    pub fn binding_due(&self) -> Option<Moment> {
        self.due.filter(|_| !self.overdue)
    }
}
