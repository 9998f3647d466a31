//! What could be done in the place of a visit that fails.

use super::ids::{StaffIx, Work};
use super::time::{Day, Minutes, Moment};

/// Something that fits into somebody's day in the place of a visit that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standby {
    /// Whose day.
    pub staff: StaffIx,
    /// Which day.
    pub day: Day,
    /// What could be done.
    pub work: Work,
    /// The plan has it on a later day, alone or as a call: it would be done sooner. Else the plan
    /// leaves it out.
    pub is_sooner: bool,
    /// In whose place it fits, in order of time; never empty.
    pub fits: Vec<Fit>,
}

/// How something fits in the place of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The visit that failed.
    pub failed: Work,
    /// When it could start; all else of the day keeps its time.
    pub start: Moment,
    /// How much more driving the day then has; negative: less.
    pub more_drive: Minutes,
}
