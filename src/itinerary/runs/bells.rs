//! What moving bells would save, in words. Ids only.

use serde::Serialize;

use super::super::words::count;
use super::words::day_names;
use crate::domain::Week;
use crate::domain::ride::Direction;
use crate::domain::run::{BellMove, BellStudy};

/// What was looked for and found, in a line; none where nothing was looked for.
pub(super) fn headline(study: &BellStudy) -> Option<String> {
    let tried = format!("{} of {} moves tried", study.tried, study.of);
    match (study.of, study.moves.len()) {
        (0, _) => None,
        (_, 0) => Some(format!(
            "Bells: moving one by 15 min was not found to save a vehicle ({tried}, each briefly)."
        )),
        _ => Some(format!(
            "Bells that would save vehicles, one moved and the others as they are (the best found; {tried}, each briefly):"
        )),
    }
}

/// One move: `S2 to school, let off 08:40-09:00, Mon–Fri: 15 min later takes 5 vehicles in place
/// of 6 (today no fewer than 4); the week's fullest wave then takes 6`.
pub(super) fn line(week: &Week, one: &BellMove) -> String {
    let at = |moment| week.clock.hhmm(moment, one.days.first().copied());
    let (way, what) = match one.direction {
        Direction::ToSchool => ("to school", "let off"),
        Direction::FromSchool => ("from school", "picked up"),
    };
    format!(
        "{} {way}, {what} {}-{}, {}: {} min {} takes {} in place of {} (today no fewer than {}); the week's fullest wave then takes {}",
        school(week, one),
        at(one.window.from),
        at(one.window.to),
        day_names(&one.days),
        one.by.0.abs(),
        if one.by.0 < 0 { "earlier" } else { "later" },
        count(one.after, "vehicle", "vehicles"),
        one.before,
        one.bound,
        one.fleet,
    )
}

/// Its id, where that may be written.
fn school<'w>(week: &'w Week, one: &BellMove) -> &'w str {
    let place = week.place(one.school);
    if place.confidential {
        return "a school";
    }
    &place.id
}

/// The same for programs.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Moved {
    school: String,
    direction: &'static str,
    dates: Vec<String>,
    from: String,
    to: String,
    minutes_later: i32,
    vehicles: u32,
    vehicles_now: u32,
    vehicles_now_bound: u32,
    vehicles_of_the_week: u32,
}

/// Those that save vehicles.
pub(super) fn moved(week: &Week, study: &BellStudy) -> Vec<Moved> {
    let each = study.moves.iter().map(|one| {
        let at = |moment| week.clock.hhmm(moment, one.days.first().copied());
        let date = |day: &crate::domain::time::Day| week.clock.date(*day).to_string();
        Moved {
            school: school(week, one).to_owned(),
            direction: one.direction.name(),
            dates: one.days.iter().map(date).collect(),
            from: at(one.window.from),
            to: at(one.window.to),
            minutes_later: one.by.0,
            vehicles: one.after,
            vehicles_now: one.before,
            vehicles_now_bound: one.bound,
            vehicles_of_the_week: one.fleet,
        }
    });
    each.collect()
}
