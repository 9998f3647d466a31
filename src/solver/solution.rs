//! A plan as the engine gives it: routes with their clock, and what it comes to.

use super::model::{CompanionId, JobId, Level, LocationId, Metres, ShiftId, Tick};

/// What a route does at one point of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Stop `stop` (0 or 1) of a job.
    Stop {
        /// The job.
        job: JobId,
        /// Which of its stops.
        stop: u8,
    },
    /// The shift's break of this position.
    Break(u8),
}

/// An activity with its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// What is done.
    pub activity: Activity,
    /// Where; none for a break in the middle of a drive, and where a route without
    /// a start has not been anywhere yet.
    pub location: Option<LocationId>,
    /// When one gets there.
    pub arrive: Tick,
    /// When it starts; after `arrive` by the waiting and the setup.
    pub start: Tick,
    /// When it ends.
    pub end: Tick,
    /// When one leaves: at once, but for a closure that the drive would run into.
    pub leave: Tick,
    /// How much later it could start with no harm to what follows.
    pub slack: Tick,
    /// Driving ticks since the last located visit (or the route's start), without a break on
    /// the way; what they are at that departure, where travel changes.
    pub drive: Tick,
    /// Metres of that drive.
    pub metres: Metres,
}

impl Visit {
    /// A stop of which only the start is known: what a search may begin from.
    pub fn begun(job: JobId, stop: u8, start: Tick) -> Self {
        Self {
            activity: Activity::Stop { job, stop },
            location: None,
            arrive: start,
            start,
            end: start,
            leave: start,
            slack: 0,
            drive: 0,
            metres: 0,
        }
    }
}

/// A used shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutePlan {
    /// Which shift.
    pub shift: ShiftId,
    /// When it leaves its start.
    pub depart: Tick,
    /// What it does, in order.
    pub visits: Vec<Visit>,
    /// The drive back to its end: ticks.
    pub last_drive: Tick,
    /// The drive back to its end: metres.
    pub last_metres: Metres,
    /// When it is back.
    pub back: Tick,
}

impl RoutePlan {
    /// A route of which only the visits are known: what a search may begin from.
    pub fn begun(shift: ShiftId, visits: Vec<Visit>) -> Self {
        Self {
            shift,
            depart: 0,
            visits,
            last_drive: 0,
            last_metres: 0,
            back: 0,
        }
    }
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Required jobs left out.
    pub missed: i64,
    /// Reward of what is placed.
    pub reward: i64,
    /// Used shifts.
    pub used: i64,
    /// Money.
    pub money: i64,
    /// Metres.
    pub metres: i64,
    /// Driving ticks.
    pub drive: i64,
    /// Ticks of riders aboard.
    pub ride: i64,
    /// Ticks in preferred time.
    pub preferred: i64,
    /// Paid ticks.
    pub paid: i64,
    /// Overtime ticks.
    pub overtime: i64,
}

impl Measures {
    /// What a level of the objective makes of them.
    pub fn level(&self, level: &Level) -> i64 {
        level.missed * self.missed
            + level.reward * self.reward
            + level.used * self.used
            + level.money * self.money
            + level.metres * self.metres
            + level.drive * self.drive
            + level.ride * self.ride
            + level.preferred * self.preferred
    }
}

/// A feasible plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// Used shifts, ascending.
    pub routes: Vec<RoutePlan>,
    /// Jobs left out, ascending.
    pub unplaced: Vec<JobId>,
    /// Who accompanies, for jobs with companions; ascending by job.
    pub companions: Vec<(JobId, Vec<CompanionId>)>,
    /// What it comes to.
    pub measures: Measures,
    /// The objective's levels, in order.
    pub score: Vec<i64>,
}

impl Solution {
    /// The first stop of a job, and its shift; none where the job is left out. Cost: linear.
    pub fn first_stop(&self, job: JobId) -> Option<(ShiftId, &Visit)> {
        let is_it = |visit: &&Visit| visit.activity == Activity::Stop { job, stop: 0 };
        let mut routes = self.routes.iter();
        routes.find_map(|route| Some((route.shift, route.visits.iter().find(is_it)?)))
    }
}
