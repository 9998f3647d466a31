//! What a workspace sets: lunch, reserve, rides, pay, objective and budgets.

use chrono::{NaiveDate, NaiveTime};

use super::ids::StaffIx;
use super::money::{Metres, Money, Rate};
use super::run::Seconds;
use super::task::{TaskKind, Value};
use super::time::Minutes;

/// Lunch on every used shift that is there for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lunch {
    /// How long.
    pub minutes: Minutes,
    /// It starts no earlier.
    pub earliest: NaiveTime,
    /// It has ended by then.
    pub latest_end: NaiveTime,
}

/// How money is reckoned.
#[derive(Clone, Debug, PartialEq)]
pub struct PayPolicy {
    /// Paid minutes of a day after which overtime begins.
    pub overtime_day: Minutes,
    /// Paid minutes of the week, less daily overtime, after which it begins.
    pub overtime_week: Minutes,
    /// What an hour of overtime costs, in hundredths of an hour's pay.
    pub overtime_percent: i64,
    /// Overtime is given back as time off at that factor and not paid out. The plan reckons it
    /// at the same money: it is paid when the time off is taken.
    pub comp_time: bool,
    /// What a mile pays from a day on; ascending. Empty: mileage is no cost of the plan.
    pub mileage: Vec<(NaiveDate, Rate)>,
}

impl PayPolicy {
    /// The mileage rate of a day by the workspace's own table; zero before its first day
    /// and without one.
    pub fn mileage_on(&self, date: NaiveDate) -> Rate {
        self.mileage
            .iter()
            .rev()
            .find(|(from, _)| *from <= date)
            .map_or(Rate(0), |&(_, rate)| rate)
    }
}

/// The federal business mileage rates, in ten-thousandths of a dollar a mile, by the first
/// day they hold. They price a claim where the workspace gives no rate.
///
/// Source: IRS notices and announcements for 2022 to 2026 (Announcement 2026-11 for the
/// rate from 1 July 2026).
pub const FEDERAL_MILEAGE: [((i32, u32, u32), Rate); 7] = [
    ((2022, 1, 1), Rate(5_850)),
    ((2022, 7, 1), Rate(6_250)),
    ((2023, 1, 1), Rate(6_550)),
    ((2024, 1, 1), Rate(6_700)),
    ((2025, 1, 1), Rate(7_000)),
    ((2026, 1, 1), Rate(7_250)),
    ((2026, 7, 1), Rate(7_600)),
];

/// The federal rate of a day; zero before 2022.
pub fn federal_mileage_on(date: NaiveDate) -> Rate {
    FEDERAL_MILEAGE
        .iter()
        .rev()
        .find(|((year, month, day), _)| {
            NaiveDate::from_ymd_opt(*year, *month, *day).is_some_and(|from| from <= date)
        })
        .map_or(Rate(0), |&(_, rate)| rate)
}

/// What value is traded against, in thousandths of a point; zero: strictly in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trade {
    /// For a dollar.
    pub per_dollar: i64,
    /// For an hour of driving.
    pub per_drive_hour: i64,
}

/// What a change of an agreed plan costs, weighed against value when a week is replanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveCost {
    /// Somebody else comes.
    pub person: Value,
    /// It is on another day.
    pub day: Value,
    /// It starts at another time.
    pub time: Value,
}

impl Default for MoveCost {
    /// What holds where week.toml says nothing: three points for another person or day, two for
    /// another time.
    fn default() -> Self {
        Self {
            person: Value(3_000),
            day: Value(3_000),
            time: Value(2_000),
        }
    }
}

/// Upper limits; none: no limit, zero is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// All legs.
    pub metres: Option<Metres>,
    /// All legs.
    pub drive: Option<Minutes>,
    /// Paid time.
    pub paid: Option<Minutes>,
    /// Overtime, daily and weekly.
    pub overtime: Option<Minutes>,
    /// All money.
    pub money: Option<Money>,
}

macro_rules! transport_rules {
    ($($(#[$doc:meta])+ $name:ident = $text:literal in $unit:literal),+ $(,)?) => {
        /// A rule of transport that is data: what it is called, and what its value counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TransportRuleName { $($(#[$doc])+ $name),+ }

        impl TransportRuleName {
            /// Every name.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in rules.csv.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// What its value counts.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$name => $unit),+ }
            }
        }
    };
}

transport_rules! {
    /// Who is younger needs a child restraint.
    RestraintAge = "restraint_age" in "years",
    /// Who is so tall needs none.
    RestraintHeight = "restraint_height" in "cm",
    /// Who is younger and has passed no belt test needs a restraint too.
    BeltTestAge = "belt_test_age" in "years",
    /// A year's hours of driving students, for drivers without a limit of their own.
    StudentDriveHours = "student_drive_hours" in "hours",
    /// Most people in a vehicle, the driver counted.
    VehiclePeople = "vehicle_people" in "people",
}

/// A rule of transport from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportRule {
    /// Which.
    pub name: TransportRuleName,
    /// From this day on; none: always.
    pub from: Option<NaiveDate>,
    /// Up to this day; none: without an end.
    pub until: Option<NaiveDate>,
    /// Whether it is looked at. What nobody has checked is off.
    pub is_on: bool,
    /// Its number, in its unit.
    pub value: i64,
    /// Where it is written.
    pub source: String,
}

/// How runs of vehicles are timed and weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct RidePolicy {
    /// What a stop takes once, for all who get on or off there together.
    pub dwell: Seconds,
    /// And for each of them.
    pub board: Seconds,
    /// Riders of several schools may be aboard together.
    pub mixed_schools: bool,
    /// Money for a minute that a rider spends aboard.
    pub minute_cost: Rate,
    /// How far a rider who may walk walks to a stop at most.
    pub walk: Metres,
    /// Dated rules of transport, those that are off among them.
    pub rules: Vec<TransportRule>,
}

impl Default for RidePolicy {
    /// What holds where week.toml says nothing.
    fn default() -> Self {
        Self {
            dwell: Seconds(30),
            board: Seconds(6),
            mixed_schools: true,
            minute_cost: Rate(0),
            walk: Metres(0),
            rules: Vec::new(),
        }
    }
}

/// The limits of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budgets {
    /// Of the whole plan.
    pub plan: Limits,
    /// Of single members of staff, ascending: `[budget.staff]` alone. The limits of staff.csv stand
    /// with [`Staff`](super::staff::Staff) and bind too, under their own names.
    pub staff: Vec<(StaffIx, Limits)>,
}

/// Money that pays for part of the work, and for some of it not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// Its name: what stands in a task's `fund`.
    pub name: String,
    /// The share of the planned task time that it pays, in hundredths of a per cent.
    pub share: Option<i64>,
    /// Kinds of tasks that it may not pay for.
    pub may_not_pay: Vec<TaskKind>,
}

/// What a workspace sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Lunch; none when it has no minutes.
    pub lunch: Option<Lunch>,
    /// Kept free in every used shift.
    pub reserve: Minutes,
    /// With a rider on board only riders' stops are made.
    pub riders_alone: bool,
    /// Runs of vehicles.
    pub rides: RidePolicy,
    /// Money.
    pub pay: PayPolicy,
    /// Objective.
    pub trade: Trade,
    /// Whether dollars count at all: somebody has an hourly rate, or mileage has one.
    pub counts_money: bool,
    /// Limits.
    pub budgets: Budgets,
    /// What changes cost when a week is replanned.
    pub moves: MoveCost,
    /// Who pays, by name.
    pub funds: Vec<Fund>,
}
