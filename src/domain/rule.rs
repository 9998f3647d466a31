//! The rules of a plan, by name.

use std::fmt;

macro_rules! rules {
    ($($(#[$doc:meta])+ $name:ident = $text:literal),+ $(,)?) => {
        /// A rule that `verify`, unplaced.csv and explanations call by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])+ $name),+ }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The rule of that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.name() == name)
            }
        }
    };
}

rules! {
    /// The whole task lies in one of its windows, not before `earliest`.
    Window = "window",
    /// It ends by `due`.
    Due = "due",
    /// It lies in one free stretch of each attendee.
    AttendeeBusy = "attendee_busy",
    /// Nobody is in two tasks or rides at once; a room and a confidential place hold one task.
    AttendeeClash = "attendee_clash",
    /// Whoever does it may do it, and serves the school.
    Staff = "staff",
    /// The language is spoken by somebody of the staff present.
    Language = "language",
    /// The skills are there among the staff present.
    Skill = "skill",
    /// As many partners as asked for, each free and able to get there.
    Partner = "partner",
    /// Inside the shift, and outside the staff member's busy times.
    Shift = "shift",
    /// There is time for each drive.
    Travel = "travel",
    /// Times are in order, services have their length, nothing crosses midnight.
    Clock = "clock",
    /// Work without a place is done where one is, with no rider on board.
    Place = "place",
    /// A used shift that spans it holds one lunch.
    Lunch = "lunch",
    /// A used shift keeps its reserve.
    Reserve = "reserve",
    /// Writing up follows its task in the same shift.
    Notes = "notes",
    /// A ride is no longer than its limit.
    RideLimit = "ride_limit",
    /// Riders aboard have seats.
    Seats = "seats",
    /// Wheelchairs aboard have places.
    Wheelchair = "wheelchair",
    /// A rider is picked up and dropped in the times of the bell or the row.
    Bell = "bell",
    /// Pickup comes before drop-off on one route; with a rider on board only riders' stops.
    Ride = "ride",
    /// Riders who ride together.
    KeepWith = "keep_with",
    /// Riders who never ride together.
    KeepApart = "keep_apart",
    /// Riders aboard are of one school, where `[rides] mixed_schools` is false.
    MixedSchools = "mixed_schools",
    /// A guardian is free at the home stop.
    AdultAtHome = "adult_at_home",
    /// A stop to which a rider walks is known, near enough, and allowed.
    Walk = "walk",
    /// The driver is cleared, and the family's permission holds.
    Clearance = "clearance",
    /// A booster is there for who needs one.
    Booster = "booster",
    /// Sessions lie on different days by one member of staff, each once.
    Sessions = "sessions",
    /// What comes before is placed and ended.
    After = "after",
    /// At most one of a group.
    Group = "group",
    /// What is pinned is where it is pinned.
    Pin = "pin",
    /// Miles of the plan or of a member of staff.
    BudgetMiles = "budget_miles",
    /// Driving of the plan or of a member of staff.
    BudgetDriveHours = "budget_drive_hours",
    /// Paid time.
    BudgetPaidHours = "budget_paid_hours",
    /// Overtime.
    BudgetOvertimeHours = "budget_overtime_hours",
    /// Money.
    BudgetDollars = "budget_dollars",
    /// Miles of staff.csv.
    LimitMilesWeek = "limit_miles_week",
    /// Driving of staff.csv.
    LimitDriveHoursWeek = "limit_drive_hours_week",
    /// Tasks of a day of staff.csv.
    LimitTasksDay = "limit_tasks_day",
    /// Driving with students in the year.
    LimitStudentDriveHours = "limit_student_drive_hours",
    /// Placed once at most, and only what is to be placed.
    Once = "once",
    /// What a plan states as drives, riders and totals is what its stops come to.
    Totals = "totals",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
