//! A comparison as anybody may see it: nobody and nothing in it has an id.

use std::collections::{BTreeMap, BTreeSet};

use super::charts::letter;
use super::settings;
use crate::domain::Week;
use crate::domain::comparison::{Comparison, Scenario};
use crate::domain::place::PlaceKind;
use crate::domain::run_comparison::RunComparison;
use crate::domain::staff::StaffRole;

/// The same comparison with staff by what they are, schools by number, scenarios by their limits
/// where they have such, by letter where their own names have an id or somebody's name in them, and
/// a goal of one task as such.
pub(super) fn public(found: &Comparison) -> Comparison {
    let mut found = found.clone();
    let ids: Vec<String> = {
        let week = found.week();
        let of = |work| [week.work_id(work).to_owned(), week.row_id(work).to_owned()];
        week.work().flat_map(of).collect()
    };
    let goals = found.reached.iter_mut().map(|one| &mut one.goal);
    let answers = found
        .points
        .iter_mut()
        .filter_map(|one| one.answers.as_mut());
    for goal in goals.chain(answers).filter(|goal| ids.contains(goal)) {
        *goal = "the task that was asked for".to_owned();
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
    let telling = Telling::of(found.points.iter().map(|point| &point.scenario.week));
    for (at, point) in found.points.iter_mut().enumerate() {
        staff(&mut point.scenario.week);
        match &point.answers {
            Some(goal) => point.scenario.name = format!("for {goal}"),
            None => rename(&telling, at, &mut point.scenario),
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
    let telling = Telling::of(found.points.iter().map(|point| &point.scenario.week));
    for (at, point) in found.points.iter_mut().enumerate() {
        rename(&telling, at, &mut point.scenario);
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

/// Calls a scenario by its limits where it has any, else by its letter where its own name tells of
/// somebody or something.
fn rename(telling: &Telling, at: usize, scenario: &mut Scenario) {
    let set = scenario.set.iter();
    let set = set.map(|&(dial, amount)| settings::whose(&scenario.week, dial, amount));
    let set: Vec<String> = set.collect();
    if !set.is_empty() {
        scenario.name = set.join(" and ");
    } else if telling.is_in(&scenario.name) {
        scenario.name = format!("scenario {}", letter(at));
    }
}

/// What tells of somebody or something: ids, and the words of people's names, in lower case.
struct Telling(BTreeSet<String>);

impl Telling {
    fn of<'w>(weeks: impl Iterator<Item = &'w Week>) -> Self {
        let mut all = BTreeSet::new();
        for week in weeks {
            let people = week.people.iter();
            let names = people.clone().flat_map(|one| one.name.split_whitespace());
            let work = (week.work()).flat_map(|work| [week.work_id(work), week.row_id(work)]);
            let ids = (people.map(|one| &one.id))
                .chain(&week.families)
                .chain(week.places.iter().map(|one| &one.id))
                .chain(week.vehicles.iter().map(|one| &one.id));
            let ids = ids.map(String::as_str).chain(names).chain(work);
            all.extend(ids.map(str::to_lowercase));
        }
        all.remove("");
        Self(all)
    }

    /// Whether any of them stands in a text as a word of its own, or a word that looks like an
    /// id: what a scenario leaves out may be in none of the weeks.
    fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let is_border = |at: Option<char>| at.is_none_or(|letter| !letter.is_alphanumeric());
        let is_known = self.0.iter().any(|word| {
            let mut found = text.match_indices(word.as_str());
            found.any(|(at, _)| {
                is_border(text[..at].chars().next_back())
                    && is_border(text[at + word.len()..].chars().next())
            })
        });
        let mut words = text.split(|letter: char| !letter.is_alphanumeric());
        let is_id = |word: &str| {
            word.contains(char::is_alphabetic) && word.contains(|letter: char| letter.is_numeric())
        };
        is_known || words.any(is_id)
    }
}

#[cfg(test)]
mod tests {
    //! An id or a name is found wherever it stands as a word, and nowhere else.
    use super::*;
    use crate::domain::sample_plan;

    #[test]
    fn what_tells_of_somebody_is_found() {
        let week = sample_plan::week();
        let telling = Telling::of(std::iter::once(&week));
        let school = week.places[0].id.to_lowercase();
        for name in [&school, &format!("without-{school}"), "no_x9", "V6"] {
            assert!(telling.is_in(name), "{name}");
        }
        for name in ["lean", "60 miles", "no overtime", ""] {
            assert!(!telling.is_in(name), "{name}");
        }
    }
}
