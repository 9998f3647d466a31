//! A comparison as anybody may see it: nobody and nothing in it has an id.

use super::settings;
use crate::domain::Week;
use crate::domain::comparison::{Comparison, Point};
use crate::domain::staff::StaffRole;

/// The same comparison with staff by what they are, scenarios by their limits where these are
/// somebody's or a goal's, and a goal of one task as such.
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
    for point in &mut found.points {
        staff(&mut point.scenario.week);
        if let Some(name) = name(point) {
            point.scenario.name = name;
        }
    }
    found
}

/// Puts what they are in place of the ids of the staff.
pub(super) fn staff(week: &mut Week) {
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
