//! The routing problem: what the engine can be asked.
//!
//! It knows no school and no file. Jobs are served at locations by shifts; every
//! limit of a week or of a benchmark is one of the terms below. Ticks are whole
//! numbers: minutes for a week, seconds for runs, scaled decimals for a benchmark.
//! All times are on one axis, so a shift on Tuesday simply opens later than one on
//! Monday.

use std::sync::Arc;

/// A point on the problem's time axis, or a length of time.
pub type Tick = i32;

/// A distance in whole metres (or a benchmark's scaled unit).
pub type Metres = i64;

macro_rules! index {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the problem's list.
            #[inline]
            pub const fn ix(self) -> usize {
                self.0 as usize
            }

            /// The identifier of position `ix`.
            ///
            /// # Panics
            /// When `ix` exceeds `u32::MAX`: no list of a problem is that long.
            #[inline]
            pub fn at(ix: usize) -> Self {
                Self(u32::try_from(ix).expect("a problem's lists are shorter than 2^32"))
            }
        }
    )+};
}

index! {
    /// A location of every [`Travel`] table.
    LocationId,
    /// A position in [`Problem::shifts`].
    ShiftId,
    /// A position in [`Problem::owners`].
    OwnerId,
    /// A position in [`Problem::jobs`].
    JobId,
    /// Somebody or something that cannot be in two jobs at once (0 .. [`Problem::people`]).
    PersonId,
    /// A position in [`Problem::companions`].
    CompanionId,
    /// A position in [`Problem::travel`].
    TravelId,
}

/// A closed interval of ticks.
///
/// As a window of a [`Stop`] it bounds the *start* of service, both ends
/// included. As an interval of presence or closure it is the time from `from` to
/// `to`, and two intervals that only touch do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// First tick.
    pub from: Tick,
    /// Last tick; never before `from`.
    pub to: Tick,
}

impl Window {
    /// One tick and no other.
    pub fn exactly(at: Tick) -> Self {
        Self { from: at, to: at }
    }
}

/// How long a drive takes that leaves at a given tick.
///
/// Both functions must be first in, first out: leaving later never arrives
/// earlier, and `depart_by` is the inverse of `arrive`.
pub trait Timed: Send + Sync {
    /// The arrival of the drive that leaves `from` at `depart`.
    fn arrive(&self, from: LocationId, to: LocationId, depart: Tick) -> Tick;
    /// The latest departure that arrives at `to` by `arrive`.
    fn depart_by(&self, from: LocationId, to: LocationId, arrive: Tick) -> Tick;
}

/// A square table of driving ticks and metres, row by row.
///
/// It need not be symmetric nor obey the triangle inequality.
#[derive(Clone)]
pub struct Travel {
    /// Locations on a side.
    pub size: usize,
    /// `size * size` driving ticks, `from` major. With `timed`, the shortest that
    /// any departure takes.
    pub ticks: Vec<Tick>,
    /// `size * size` metres, `from` major.
    pub metres: Vec<Metres>,
    /// Driving ticks by departure, where they vary.
    pub timed: Option<Arc<dyn Timed>>,
}

impl std::fmt::Debug for Travel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Travel");
        out.field("size", &self.size)
            .field("ticks", &self.ticks)
            .field("metres", &self.metres);
        out.field("timed", &self.timed.is_some()).finish()
    }
}

/// Whose shifts they are: a person or a vehicle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owner {
    /// Given when the owner may also be needed by somebody else's job: every job
    /// on the owner's own shifts then occupies this person (its stops only).
    pub person: Option<PersonId>,
    /// Qualifications, as bits; see [`Companions::need`].
    pub features: u128,
    /// When work counts as overtime, and what that adds.
    pub overtime: Option<Overtime>,
}

/// Overtime of one owner: time over `day` on each day, and what is left of the
/// week's paid time over `week`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overtime {
    /// Paid ticks of a day after which overtime begins.
    pub day: Tick,
    /// Paid ticks of the week, less the days' overtime, after which it begins.
    pub week: Tick,
    /// Cost of an overtime tick, on top of [`Cost::per_paid_tick`].
    pub premium: i64,
    /// The owner is paid for overtime alone: only that counts as paid time in a
    /// budget and for [`Cost::per_paid_tick`] (at the dearest of the owner's shifts),
    /// though all work counts towards the thresholds.
    pub only: bool,
}

/// What of a used shift is paid. An unused shift is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pay {
    /// From the shift's opening to `until`, and on to the return if that is
    /// later; unpaid breaks are taken off.
    Whole {
        /// The regular end of the shift.
        until: Tick,
    },
    /// From departure to return, less unpaid breaks.
    Used,
}

/// What a shift costs, in the problem's unit of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Once, when the shift is used.
    pub used: i64,
    /// For each metre that can be claimed.
    pub per_metre: i64,
    /// For each driving tick.
    pub per_drive_tick: i64,
    /// For each paid tick.
    pub per_paid_tick: i64,
}

/// An interval that a used shift must hold between departure and return: between
/// two stops, before the first or after the last, also in the middle of a drive (of
/// constant tables and without closures only), and never with somebody aboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// It starts no earlier.
    pub earliest: Tick,
    /// It has ended by then.
    pub latest_end: Tick,
    /// How long it is.
    pub ticks: Tick,
    /// Whether it counts as paid time.
    pub paid: bool,
}

/// One vehicle or person on one day: at most one route.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Whose it is.
    pub owner: OwnerId,
    /// The day, for daily overtime and jobs on different days.
    pub day: u16,
    /// The table it drives by.
    pub travel: TravelId,
    /// Where the route begins; none: at its first located stop.
    pub start: Option<LocationId>,
    /// Where it ends; none: at its last located stop.
    pub end: Option<LocationId>,
    /// Earliest departure.
    pub open: Tick,
    /// Latest return.
    pub close: Tick,
    /// Times in which nothing is done: no service, drive or break overlaps them.
    pub closures: Vec<Window>,
    /// Most that may be aboard, by dimension.
    pub capacity: Vec<i32>,
    /// At most two.
    pub breaks: Vec<Break>,
    /// What is paid.
    pub pay: Pay,
    /// What it costs.
    pub cost: Cost,
    /// Whether the leg from `start` counts for [`Cost::per_metre`]: the one that leads
    /// to the first stop with a location of its own.
    pub first_leg_claimed: bool,
    /// Whether the leg to `end` counts for [`Cost::per_metre`].
    pub last_leg_claimed: bool,
}

/// One presence of a shift at a location.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// Where; none: where the stop before was, with nobody aboard.
    pub location: Option<LocationId>,
    /// Ticks spent only when the stop before is at another location.
    pub setup: Tick,
    /// How long it takes.
    pub service: Tick,
    /// When it may start; ascending, disjoint, not empty for a job that can be placed.
    pub windows: Vec<Window>,
    /// What it takes aboard (or, negative, leaves), by dimension.
    pub load: Vec<i32>,
}

/// Work to be placed: one stop, or two on the same shift in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// One stop, or a first and a second one.
    pub stops: Vec<Stop>,
    /// Most ticks from the end of the first stop to the start of the second.
    pub max_ride: Option<Tick>,
    /// Somebody is aboard between its two stops. Then no break and no stop without
    /// a location lies between them; see also [`Problem::riders_alone`].
    pub rider: bool,
    /// What placing it is worth; zero or more.
    pub reward: i64,
    /// Leaving it out counts as missed.
    pub required: bool,
    /// The shifts that may do it; ascending.
    pub shifts: Vec<ShiftId>,
    /// Occupied from the start of the first stop to the end of the last where somebody
    /// rides; without a rider, by the first stop alone.
    pub people: Vec<PersonId>,
    /// People of whom one must be free during a stop, and is then occupied by it.
    pub presences: Vec<Presence>,
    /// Further staff who are there for all of it.
    pub companions: Option<Companions>,
    /// Times in which its service is liked: each tick of a stop's service inside
    /// one counts once for every window that holds it.
    pub preferred: Vec<Window>,
}

/// Somebody of these is needed at a stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// Which stop of the job (0 or 1).
    pub stop: u8,
    /// Who it may be, with the intervals in which each is there at all.
    pub any_of: Vec<(PersonId, Vec<Window>)>,
}

/// Further staff that a job without a rider needs for all of its first stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Companions {
    /// How many.
    pub count: u8,
    /// Who it may be.
    pub candidates: Vec<CompanionId>,
    /// Qualification bits that the shift's owner and the companions must cover together.
    pub need: u128,
}

/// A member of staff who accompanies, with a diary and drives of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanionStaff {
    /// The person they are, if others may need them too.
    pub person: Option<PersonId>,
    /// Qualification bits.
    pub features: u128,
    /// When they can be there: a job lies inside one interval. Between two jobs
    /// inside one interval there is time for the drive.
    pub present: Vec<Window>,
    /// The table they drive by.
    pub travel: TravelId,
    /// Cost of a tick of service.
    pub cost_per_tick: i64,
}

/// `after` is placed only if `before` is, and starts at least `gap` ticks after its end.
///
/// A job without a rider ends here with its first stop: the second (writing it up) keeps
/// nobody waiting. A job with a rider ends with its last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precedence {
    /// The earlier job.
    pub before: JobId,
    /// The later job.
    pub after: JobId,
    /// Ticks between the end of one and the start of the other; zero or more.
    pub gap: Tick,
}

/// A relation among jobs.
#[derive(Clone, Debug, PartialEq)]
pub enum Group {
    /// At most one is placed.
    AtMostOne(Vec<JobId>),
    /// No two on the same day.
    DifferentDays(Vec<JobId>),
    /// All that are placed are on shifts of one owner.
    SameOwner(Vec<JobId>),
    /// Riders who, when both are placed, are on one shift with overlapping times aboard.
    Together(JobId, JobId),
    /// Riders who are never aboard together.
    Apart(JobId, JobId),
}

/// What a budget counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Metres of all legs.
    Metres,
    /// Driving ticks of all legs.
    Drive,
    /// Driving ticks with a rider aboard.
    RiderDrive,
    /// Paid ticks.
    Paid,
    /// Overtime ticks, daily and weekly.
    Overtime,
    /// All money: shifts, overtime, companions.
    Money,
    /// Jobs placed (pairs count once).
    Jobs,
    /// What the stops take aboard in this dimension of load; what they leave is not
    /// counted against it. A number given per job is a dimension without a capacity.
    Load(u8),
}

/// A limit that no plan exceeds, over some shifts together.
///
/// Overtime, and money where overtime is paid, are reckoned by owner: a budget
/// of these lists all shifts of an owner or none. A budget over every shift
/// counts the companions' money too.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// What is counted.
    pub measure: Measure,
    /// The most it may be.
    pub limit: i64,
    /// Over which shifts; ascending.
    pub shifts: Vec<ShiftId>,
}

/// One level of the objective, to be minimised: a weighted sum of what a plan has.
///
/// Levels are compared in order. A weight on `reward` is usually negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Weight of each required job left out.
    pub missed: i64,
    /// Weight of the reward of what is placed.
    pub reward: i64,
    /// Weight of each used shift.
    pub used: i64,
    /// Weight of money.
    pub money: i64,
    /// Weight of a metre.
    pub metres: i64,
    /// Weight of a driving tick.
    pub drive: i64,
    /// Weight of a tick between the end of a rider's first stop and the start of the second.
    pub ride: i64,
    /// Weight of a tick in preferred time.
    pub preferred: i64,
}

impl Level {
    /// Whether a plan's costs count in this level.
    pub(crate) fn costs(&self) -> bool {
        [self.used, self.money, self.metres, self.drive]
            .iter()
            .any(|&weight| weight != 0)
    }

    /// Whether costs are traded against reward here.
    pub(crate) fn trades(&self) -> bool {
        self.reward != 0 && self.costs()
    }
}

/// The whole problem.
///
/// The empty plan is always feasible unless a budget is negative: limits are
/// upper limits and required jobs may be missed, at the price that the objective gives.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Travel tables; all of one size.
    pub travel: Vec<Travel>,
    /// Whose shifts there are.
    pub owners: Vec<Owner>,
    /// Shifts; those of one owner in order of time.
    pub shifts: Vec<Shift>,
    /// Jobs.
    pub jobs: Vec<Job>,
    /// How many [`PersonId`]s there are.
    pub people: u32,
    /// Staff who accompany.
    pub companions: Vec<CompanionStaff>,
    /// Order among jobs.
    pub precedences: Vec<Precedence>,
    /// Other relations among jobs.
    pub groups: Vec<Group>,
    /// Limits.
    pub budgets: Vec<Budget>,
    /// With a rider aboard only riders' stops are made.
    pub riders_alone: bool,
    /// What is best.
    pub objective: Vec<Level>,
}

impl Problem {
    /// What all rewards are multiples of; at least one.
    pub(crate) fn grain(&self) -> i64 {
        self.jobs
            .iter()
            .map(|job| job.reward.abs())
            .fold(0, gcd)
            .max(1)
    }
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
