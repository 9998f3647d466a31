//! How one plan of a week differs from the one before it.

use super::ids::{PersonIx, StaffIx, Work};
use super::time::{Day, Moment};

/// Where and when something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// With whom.
    pub staff: StaffIx,
    /// On which day.
    pub day: Day,
    /// From when.
    pub start: Moment,
    /// Until when; of a ride, until the drop-off is over.
    pub end: Moment,
    /// Who comes along.
    pub partners: Vec<StaffIx>,
}

/// One difference between two plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Of what.
    pub work: Work,
    /// Where it was; none: it was not in the plan.
    pub before: Option<Spot>,
    /// Where it is; none: it is not in the plan any more.
    pub after: Option<Spot>,
    /// Why, in words without names.
    pub reason: String,
    /// Who must hear of it: attendees, and staff who come along.
    pub call: Vec<PersonIx>,
}
