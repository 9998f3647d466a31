//! A comparison as anybody may see it: nobody and nothing in it has an id.

use std::collections::BTreeMap;

use super::settings;
use crate::domain::Week;
use crate::domain::comparison::{Comparison, Point};
use crate::domain::place::PlaceKind;
use crate::domain::run_comparison::RunComparison;
use crate::domain::staff::StaffRole;

/// The same comparison with staff by what they are, schools by number, scenarios by their limits
/// where these are somebody's or a goal's, and a goal of one task as such.
pub(super) fn public(found: &Comparison) -> Comparison {
    let mut found = found.clone();
    let ids: Vec<String> = {
        let week = found.week();
        let of = |work| [week.work_id(work).to_owned(), week.row_id(work).to_owned()];
        week.work().flat_map(of).collect()
    };
    for one in &mut found.reached {
        if ids.contains(&one.goal) {
            one.goal = "The task that was asked for".to_owned();
        }
    }
    let schools = Schools::of(found.week());
    let steps = found.steps.iter_mut().chain(&mut found.against);
    for step in steps {
        let items = step.comes_in.iter_mut().chain(&mut step.falls_out);
        items.for_each(|item| schools.rename(&mut item.school));
        let families = step.reaches.iter_mut().chain(&mut step.loses);
        families.for_each(|family| schools.rename(&mut family.school));
    }
    let never = found.never.iter_mut();
    never.for_each(|family| schools.rename(&mut family.school));
    for point in &mut found.points {
        staff(&mut point.scenario.week);
        if let Some(name) = name(point) {
            point.scenario.name = name;
        }
    }
    found
}

/// The same of runs: vehicles too by number.
pub(super) fn public_runs(found: &RunComparison) -> RunComparison {
    let mut found = found.clone();
    let schools = Schools::of(&found.points[found.reference].scenario.week);
    let steps = found.steps.iter_mut().chain(&mut found.against);
    for step in steps {
        let riders = step.comes_in.iter_mut().chain(&mut step.falls_out);
        riders.for_each(|rider| schools.rename(&mut rider.school));
        let moved = step.moved.iter_mut();
        moved.for_each(|one| schools.rename(&mut one.rider.school));
    }
    let all = found
        .points
        .iter()
        .flat_map(|one| &one.scenario.week.vehicles);
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for vehicle in all {
        let next = numbers.len() + 1;
        numbers.entry(vehicle.id.clone()).or_insert(next);
    }
    for point in &mut found.points {
        staff(&mut point.scenario.week);
        for vehicle in &mut point.scenario.week.vehicles {
            if let Some(number) = numbers.get(&vehicle.id) {
                vehicle.id = format!("vehicle {number}");
            }
        }
    }
    found
}

/// Schools by their number, in the order of places.csv.
struct Schools(BTreeMap<String, usize>);

impl Schools {
    fn of(week: &Week) -> Self {
        let schools = week.places.iter();
        let schools = schools.filter(|place| place.kind == PlaceKind::School);
        Self(schools.map(|place| place.id.clone()).zip(1..).collect())
    }

    /// Puts a number in place of an id: `at school 3`.
    fn rename(&self, school: &mut String) {
        if school.is_empty() {
            return;
        }
        *school = match self.0.get(school) {
            Some(number) => format!("at school {number}"),
            // A place that is used as a school and is called something else.
            None => "at another place".to_owned(),
        };
    }
}

/// Puts what they are in place of the ids of the staff.
fn staff(week: &mut Week) {
    for member in &mut week.staff {
        member.id = match member.role {
            StaffRole::Liaison => "a liaison",
            StaffRole::Partner => "a partner",
            StaffRole::Interpreter => "an interpreter",
            StaffRole::Driver => "a driver",
        }
        .to_owned();
    }
}

/// What to call a scenario whose own name may have an id.
fn name(point: &Point) -> Option<String> {
    let scenario = &point.scenario;
    if point.is_answer {
        return Some("With what was asked for".to_owned());
    }
    let set = scenario.set.iter();
    let set = set.map(|&(dial, amount)| settings::whose(&scenario.week, dial, amount));
    let set: Vec<String> = set.collect();
    match set.is_empty() {
        false => Some(set.join(" and ")),
        true => (scenario.name.contains("staff."))
            .then(|| "another limit for one of the staff".to_owned()),
    }
}
