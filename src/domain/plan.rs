//! A plan: who does what, when, in what order, and what is left out and why.

use std::collections::BTreeSet;

use super::ids::{PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use super::money::{Metres, Money};
use super::rule::Rule;
use super::standby::Standby;
use super::task::Value;
use super::time::{Minutes, Moment};

/// What somebody does at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Activity {
    /// Sets out.
    Start,
    /// Does a task.
    Task(TaskIx),
    /// Writes a task up.
    Notes(TaskIx),
    /// Takes a rider aboard.
    Pickup(RideIx),
    /// Lets a rider off.
    Dropoff(RideIx),
    /// Has lunch.
    Lunch,
    /// Keeps time free.
    Reserve,
    /// Is back.
    End,
}

impl Activity {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Task(_) => "task",
            Self::Notes(_) => "notes",
            Self::Pickup(_) => "pickup",
            Self::Dropoff(_) => "dropoff",
            Self::Lunch => "lunch",
            Self::Reserve => "reserve",
            Self::End => "end",
        }
    }

    /// What it places or belongs to.
    pub fn work(self) -> Option<Work> {
        match self {
            Self::Task(task) | Self::Notes(task) => Some(Work::Task(task)),
            Self::Pickup(ride) | Self::Dropoff(ride) => Some(Work::Ride(ride)),
            Self::Start | Self::Lunch | Self::Reserve | Self::End => None,
        }
    }
}

/// A presence at a place at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What is done.
    pub activity: Activity,
    /// Where; none on the way, and where a route without a start has not been anywhere.
    pub place: Option<PlaceIx>,
    /// When one gets there.
    pub arrive: Moment,
    /// When it starts.
    pub start: Moment,
    /// When it ends.
    pub end: Moment,
    /// When one leaves.
    pub leave: Moment,
    /// The drive from the last stop that has a place.
    pub drive: Minutes,
    /// Its length.
    pub metres: Metres,
    /// How much later it could start with no harm to what follows.
    pub slack: Minutes,
    /// Riders on board when one leaves.
    pub riders: u32,
    /// Who comes along.
    pub partners: Vec<StaffIx>,
}

/// What one member of staff does in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Which shift.
    pub shift: ShiftIx,
    /// From its `Start` to its `End`, in order.
    pub stops: Vec<Stop>,
}

/// What some routes place.
pub fn placed(routes: &[Route]) -> BTreeSet<Work> {
    let stops = routes.iter().flat_map(|route| &route.stops);
    stops.filter_map(|stop| stop.activity.work()).collect()
}

/// What it means that something is not in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is due this week, or was, and is not done.
    DeadlineMissed,
    /// It can be done another week.
    CanWait,
    /// It could not be placed even alone.
    Impossible,
}

impl Standing {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::DeadlineMissed => "deadline_missed",
            Self::Impossible => "impossible",
            Self::CanWait => "can_wait",
        }
    }
}

/// Something that is not in the plan, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// What.
    pub work: Work,
    /// What that means.
    pub standing: Standing,
    /// The rule that leaves no place; none when it gave way to other work.
    pub rule: Option<Rule>,
    /// Why, in words without names.
    pub reason: String,
    /// What would bring it in, in words.
    pub fix: String,
    /// The fix as a row or key that can be applied; empty when there is none.
    pub grant: String,
    /// Whether it is proven, not only the best that was found: that the grant brings it in, where
    /// there is one, else the reason.
    pub proven: bool,
    /// Whether the reason is proven, with a grant or without.
    pub reason_proven: bool,
}

impl Unplaced {
    /// Something that can wait, without a reason.
    pub fn unexplained(work: Work) -> Self {
        Self {
            work,
            standing: Standing::CanWait,
            rule: None,
            reason: String::new(),
            fix: String::new(),
            grant: String::new(),
            proven: false,
            reason_proven: false,
        }
    }
}

/// How good the plan is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every level of the objective is proven.
    Optimal,
    /// All that is required is in it.
    Feasible,
    /// Something required is missing, and it is not proven that it must.
    Incomplete,
    /// It is proven that not all that is required can be kept.
    Infeasible,
}

impl Status {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Feasible => "feasible",
            Self::Incomplete => "incomplete",
            Self::Infeasible => "infeasible",
        }
    }
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// What is placed is worth this.
    pub value: Value,
    /// Tasks and rides placed.
    pub placed: u32,
    /// Tasks and rides left out.
    pub unplaced: u32,
    /// Required tasks and must_ride rides among them.
    pub required_unplaced: u32,
    /// Tasks left out that were due this week or before.
    pub deadlines_missed: u32,
    /// Families about whom something was asked and nothing is placed.
    pub families_not_reached: u32,
    /// All legs.
    pub drive: Minutes,
    /// All legs.
    pub metres: Metres,
    /// Paid time.
    pub paid: Minutes,
    /// Overtime, in `paid` too.
    pub overtime: Minutes,
    /// All money.
    pub money: Money,
    /// Minutes in people's preferred time.
    pub preferred: Minutes,
}

/// A plan of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Counts the plans of a workspace, from 1.
    pub version: u32,
    /// Used shifts, in order of staff, then time.
    pub routes: Vec<Route>,
    /// What is left out.
    pub unplaced: Vec<Unplaced>,
    /// What could be done where a visit fails, in order of staff and day, of each the best
    /// first; empty where it was not looked for.
    pub standby: Vec<Standby>,
    /// How good it is known to be.
    pub status: Status,
    /// No plan that misses no more required work is worth more; none when not reckoned.
    pub value_bound: Option<Value>,
    /// What it comes to.
    pub totals: Totals,
    /// The seed it was made with.
    pub seed: u64,
    /// How long it took; none when nothing may depend on the clock.
    pub seconds: Option<f64>,
}
