//! Cases, their history, and what can be offered. They are read and checked here; what
//! they drive comes with the rooms above.

use chrono::{NaiveDate, NaiveTime};

use super::ids::{PersonIx, PlaceIx, StaffIx};

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Somebody raised it.
    Alert,
    /// The family was reached.
    Contacted,
    /// A meeting is on.
    Meeting,
    /// A visit is on.
    Visit,
    /// It is being followed up.
    FollowUp,
    /// It is over.
    Closed,
}

/// A student's case.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The id in cases.csv.
    pub id: String,
    /// Whose case it is about.
    pub student: PersonIx,
    /// Who works on it.
    pub staff: Option<StaffIx>,
    /// Free text of origin, type and reason; personal.
    pub reason: String,
    /// When it was opened.
    pub opened: Option<NaiveDate>,
    /// How far it has come.
    pub stage: Option<Stage>,
    /// Whom to speak with.
    pub guardian: Option<PersonIx>,
    /// The teacher.
    pub teacher: Option<PersonIx>,
    /// The principal.
    pub principal: Option<PersonIx>,
    /// The school.
    pub school: Option<PlaceIx>,
    /// 1 to 10.
    pub priority: Option<u8>,
    /// Contact attempts so far.
    pub attempts: u32,
}

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Done,
    /// The family did not come.
    NoShow,
    /// Nobody was at home.
    NobodyHome,
    /// Nobody answered.
    NoAnswer,
    /// A message was left.
    LeftMessage,
    /// It was refused.
    Refused,
    /// Nobody of that name lives there.
    WrongAddress,
    /// The family asked for another time.
    RescheduledByFamily,
    /// The school asked for another time.
    RescheduledByStaff,
    /// It is off.
    Cancelled,
    /// A call took its place.
    MovedToPhone,
    /// It began late.
    Late,
}

impl Outcome {
    /// Every outcome with its name in the files.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::Done, "done"),
        (Self::NoShow, "no_show"),
        (Self::NobodyHome, "nobody_home"),
        (Self::NoAnswer, "no_answer"),
        (Self::LeftMessage, "left_message"),
        (Self::Refused, "refused"),
        (Self::WrongAddress, "wrong_address"),
        (Self::RescheduledByFamily, "rescheduled_by_family"),
        (Self::RescheduledByStaff, "rescheduled_by_staff"),
        (Self::Cancelled, "cancelled"),
        (Self::MovedToPhone, "moved_to_phone"),
        (Self::Late, "late"),
    ];
}

/// A row of log.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// When.
    pub date: NaiveDate,
    /// Which task or ride, as written there; empty for a walk-in.
    pub task_id: String,
    /// By whom.
    pub staff: Option<StaffIx>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// When it began.
    pub start: Option<NaiveTime>,
    /// When it ended.
    pub end: Option<NaiveTime>,
}
