//! Runs of one week under different settings, side by side: what `liaison compare --routes`
//! finds.

use super::comparison::Scenario;
use super::run::{RunPlan, Second};
use super::time::Day;

/// A scenario and its runs.
#[derive(Clone, Debug)]
pub struct RunPoint {
    /// Under which settings.
    pub scenario: Scenario,
    /// The best runs that were found.
    pub plan: RunPlan,
    /// Another scenario is no worse in anything and better in something.
    pub is_dominated: bool,
}

/// One ride by what can be told of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rider {
    /// The ride's id: `R7@2026-12-01`.
    pub ride: String,
    /// The family's id, or the student's who has none.
    pub family: String,
    /// The school, by id.
    pub school: String,
    /// The family's language; empty where none is known.
    pub language: String,
    /// `wheelchair`; empty: nothing.
    pub need: &'static str,
    /// Leaving it out is missing it.
    pub must_ride: bool,
}

/// When, where and by what a student is picked up at the home end or brought back to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtHome {
    /// The vehicle, by id.
    pub vehicle: String,
    /// When the stop begins.
    pub at: Second,
    /// The stop to which they walk, by id; none: met at the door.
    pub stop: Option<String>,
}

/// A ride that both of two plans serve, by another vehicle, at another minute or at another stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Whose.
    pub rider: Rider,
    /// On which day.
    pub day: Day,
    /// In the first plan.
    pub before: AtHome,
    /// In the second.
    pub after: AtHome,
}

impl Moved {
    /// Minutes later at home than before; less than zero is earlier.
    pub fn later(&self) -> i32 {
        (self.after.at.moment() - self.before.at.moment()).0
    }

    /// Whether another vehicle comes.
    pub fn is_other_vehicle(&self) -> bool {
        self.before.vehicle != self.after.vehicle
    }

    /// Whether both are alike after all.
    pub fn is_none(&self) -> bool {
        self.later() == 0 && !self.is_other_vehicle() && self.before.stop == self.after.stop
    }
}

/// What lies between two plans: exactly their difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStep {
    /// Position of the point it leads from.
    pub from: usize,
    /// Position of the point it leads to.
    pub to: usize,
    /// Rides that only the second plan serves.
    pub comes_in: Vec<Rider>,
    /// Rides that only the first plan serves.
    pub falls_out: Vec<Rider>,
    /// Rides that both serve, and not alike.
    pub moved: Vec<Moved>,
}

impl RunStep {
    /// Families for whom the time at home changes by more than so many minutes, each once.
    pub fn families_moved(&self, minutes: i32) -> usize {
        let far = self.moved.iter().filter(|one| one.later().abs() > minutes);
        let mut families: Vec<&str> = far.map(|one| one.rider.family.as_str()).collect();
        families.sort_unstable();
        families.dedup();
        families.len()
    }
}

/// Several settings of a week's runs side by side.
#[derive(Clone, Debug)]
pub struct RunComparison {
    /// The scenarios, in the order in which they were asked for.
    pub points: Vec<RunPoint>,
    /// Position of the point that the others are told against: the first by name, else the
    /// last of a sweep.
    pub reference: usize,
    /// By point, what lies between the reference and it.
    pub against: Vec<RunStep>,
    /// From each point of a sweep to the next.
    pub steps: Vec<RunStep>,
}
