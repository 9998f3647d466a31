//! What the verification of runs has to say.

use std::fmt;

use super::super::report::line;
use crate::domain::Week;
use crate::domain::ids::{RideIx, VehicleIx};
use crate::domain::rule::Rule;
use crate::domain::run::{Finding, Outing, Second};
use crate::domain::time::Day;

/// A rule that runs break.
///
/// It prints as one line with ids only, no personal data:
/// `R7@2026-12-01: ride_limit: rides 47 min 10 s, 2 min 10 s more than the limit (Tue 2026-12-01
/// 07:12, V3)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunViolation {
    /// Which rule.
    pub rule: Rule,
    /// By how much, in the unit that the message names; more than zero.
    pub amount: i64,
    /// `s`, `people`, `days`, `m` or `times`.
    pub unit: &'static str,
    /// The rides concerned.
    pub rides: Vec<RideIx>,
    /// On which vehicle, if on one.
    pub vehicle: Option<VehicleIx>,
    /// On which day, if on one.
    pub day: Option<Day>,
    /// When it begins to show.
    pub at: Option<Second>,
    /// What is wrong, in words, amount included; ids only.
    pub message: String,
    line: String,
}

impl fmt::Display for RunViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

/// All that verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Rules broken, in order of rule, then time.
    pub violations: Vec<RunViolation>,
    /// Dated rules of transport that are on and broken: data of law, reported with what would
    /// mend it.
    pub findings: Vec<Finding>,
    /// must_ride rides that no run takes whole. That is no rule broken.
    pub missed: Vec<RideIx>,
}

/// Where a violation is seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub rides: Vec<RideIx>,
    pub vehicle: Option<VehicleIx>,
    pub day: Option<Day>,
    pub at: Option<Second>,
}

impl Spot {
    /// Somewhere on an outing.
    pub(super) fn of(outing: &Outing) -> Self {
        Self {
            vehicle: Some(outing.vehicle),
            day: Some(outing.day),
            at: Some(outing.leaves()),
            rides: Vec::new(),
        }
    }

    /// The same, with another ride.
    pub(super) fn and(mut self, ride: RideIx) -> Self {
        self.rides.push(ride);
        self
    }
}

/// Collects violations and writes each one's line.
pub(super) struct Found<'a> {
    week: &'a Week,
    violations: Vec<RunViolation>,
}

impl<'a> Found<'a> {
    pub(super) fn new(week: &'a Week) -> Self {
        Self {
            week,
            violations: Vec::new(),
        }
    }

    /// Notes a broken rule; nothing when the amount is zero or less.
    pub(super) fn add(
        &mut self,
        rule: Rule,
        amount: i64,
        unit: &'static str,
        spot: Spot,
        message: impl Into<String>,
    ) {
        if amount <= 0 {
            return;
        }
        let message = message.into();
        let line = self.line(rule, &spot, &message);
        self.violations.push(RunViolation {
            rule,
            amount,
            unit,
            rides: spot.rides,
            vehicle: spot.vehicle,
            day: spot.day,
            at: spot.at,
            message,
            line,
        });
    }

    /// The violations in order of rule, then time.
    pub(super) fn sorted(mut self) -> Vec<RunViolation> {
        self.violations.sort_by(|a, b| {
            (a.rule, a.at, a.vehicle, &a.rides).cmp(&(b.rule, b.at, b.vehicle, &b.rides))
        });
        self.violations
    }

    fn line(&self, rule: Rule, spot: &Spot, message: &str) -> String {
        let week = self.week;
        let ids: Vec<&str> = (spot.rides.iter())
            .map(|ride| week.ride(*ride).id.as_str())
            .collect();
        let vehicle = spot.vehicle.and_then(|ix| week.vehicles.get(ix.ix()));
        let vehicle = vehicle.map(|vehicle| vehicle.id.as_str());
        let when = match (spot.at, spot.day) {
            (Some(at), _) => Some(week.clock.wall(at.moment()).format("%a %Y-%m-%d %H:%M")),
            (None, Some(day)) => Some(week.clock.date(day).format("%a %Y-%m-%d")),
            (None, None) => None,
        };
        let when = when.map(|when| when.to_string());
        line((&ids, vehicle, "runs"), rule, message, when)
    }
}

/// `47 min 10 s`, `9 s`, `2 min`.
pub(super) fn lasting(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}
