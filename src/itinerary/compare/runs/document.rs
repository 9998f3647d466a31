//! compare.json of runs: the comparison for programs. Ids and counts only.

use serde::Serialize;

use super::super::super::runs::{Summary, clock, summary};
use super::folders;
use crate::domain::Week;
use crate::domain::run_comparison::{Moved, Rider, RunComparison, RunPoint, RunStep};

/// What compare.json holds.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Of this form.
    version: u32,
    week: String,
    /// What `against` is told against.
    reference: String,
    scenarios: Vec<ScenarioDocument>,
    against: Vec<StepDocument>,
    /// From each point of a sweep to the next.
    steps: Vec<StepDocument>,
}

#[derive(Debug, Serialize)]
struct ScenarioDocument {
    scenario: String,
    folder: String,
    dominated: bool,
    #[serde(flatten)]
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct StepDocument {
    from: String,
    to: String,
    comes_in: Vec<RiderDocument>,
    falls_out: Vec<RiderDocument>,
    moves: Vec<MovedDocument>,
    families_moved: usize,
    /// By more than ten minutes.
    families_moved_far: usize,
}

#[derive(Debug, Serialize)]
struct RiderDocument {
    ride: String,
    family: String,
    school: String,
    language: String,
    need: &'static str,
    must_ride: bool,
}

#[derive(Debug, Serialize)]
struct MovedDocument {
    #[serde(flatten)]
    rider: RiderDocument,
    vehicle_before: String,
    time_before: String,
    vehicle_after: String,
    time_after: String,
    minutes_later: i32,
    /// None: met at the door.
    stop_before: Option<String>,
    stop_after: Option<String>,
}

/// The comparison for programs.
pub fn document(found: &RunComparison) -> Document {
    let folders = folders(found);
    let name = |at: usize| found.points[at].scenario.name.clone();
    let scenarios = found.points.iter().zip(folders);
    let against = found.against.iter().enumerate();
    let against = against.filter(|(at, _)| *at != found.reference);
    Document {
        version: 1,
        week: (found.points.first())
            .map(|point| point.scenario.week.clock.monday().to_string())
            .unwrap_or_default(),
        reference: name(found.reference),
        scenarios: scenarios
            .map(|(point, folder)| scenario(point, folder))
            .collect(),
        against: against.map(|(_, one)| step(found, one)).collect(),
        steps: found.steps.iter().map(|one| step(found, one)).collect(),
    }
}

/// The file's text.
pub(super) fn json(found: &RunComparison) -> String {
    let mut text =
        serde_json::to_string_pretty(&document(found)).expect("names and numbers are always JSON");
    text.push('\n');
    text
}

fn scenario(point: &RunPoint, folder: String) -> ScenarioDocument {
    ScenarioDocument {
        scenario: point.scenario.name.clone(),
        folder,
        dominated: point.is_dominated,
        summary: summary(&point.scenario.week, &point.plan),
    }
}

fn step(found: &RunComparison, step: &RunStep) -> StepDocument {
    let name = |at: usize| found.points[at].scenario.name.clone();
    let week = &found.points[step.to].scenario.week;
    StepDocument {
        from: name(step.from),
        to: name(step.to),
        comes_in: step.comes_in.iter().map(rider).collect(),
        falls_out: step.falls_out.iter().map(rider).collect(),
        moves: step.moved.iter().map(|one| moved(week, one)).collect(),
        families_moved: step.families_moved(0),
        families_moved_far: step.families_moved(super::FAR),
    }
}

fn rider(one: &Rider) -> RiderDocument {
    RiderDocument {
        ride: one.ride.clone(),
        family: one.family.clone(),
        school: one.school.clone(),
        language: one.language.clone(),
        need: one.need,
        must_ride: one.must_ride,
    }
}

fn moved(week: &Week, one: &Moved) -> MovedDocument {
    MovedDocument {
        rider: rider(&one.rider),
        vehicle_before: one.before.vehicle.clone(),
        time_before: clock(week, one.day, one.before.at),
        vehicle_after: one.after.vehicle.clone(),
        time_after: clock(week, one.day, one.after.at),
        minutes_later: one.later(),
        stop_before: one.before.stop.clone(),
        stop_after: one.after.stop.clone(),
    }
}
