//! `place`: everything is where the week puts it, and what has no place is done where one is.

use super::facts::{Facts, RouteFacts, StopFacts, given_place};
use super::report::{Amount, Found};
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::plan::Activity;
use crate::domain::rule::Rule;

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for route in &facts.routes {
        for (ix, stop) in route.stops.iter().enumerate() {
            if let Some(message) = misplaced(facts.week, route, stop) {
                found.add(Rule::Place, Amount::Count(1), route.spot(ix), message);
            }
            let riders = stop.riders_before.len() as i64;
            if is_placeless_task(facts.week, stop) {
                let message = format!("it has no place, and {} on board", Amount::People(riders));
                found.add(Rule::Place, Amount::People(riders), route.spot(ix), message);
            }
        }
    }
}

/// Writing up and breaks have rules of their own for riders on board.
pub(super) fn is_placeless_task(week: &Week, stop: &StopFacts<'_>) -> bool {
    matches!(stop.activity, Activity::Task(task) if week.task(task).place.is_none())
}

/// What is wrong with the place that a stop states.
fn misplaced(week: &Week, route: &RouteFacts<'_>, stop: &StopFacts<'_>) -> Option<&'static str> {
    let stated = stop.stated.place;
    if stated.is_some_and(|place| place.ix() >= week.places.len()) {
        return Some("at no place of the week");
    }
    let given = given_place(week, route.shift, stop.activity);
    match (stop.activity, given) {
        (_, Some(given)) if stated == Some(given) => None,
        (Activity::Start | Activity::End, Some(_)) => Some("not where the shift begins or ends"),
        (_, Some(_)) => Some("not at its place"),
        // A start that the shift does not give is the first stop, if it is stated at all.
        (Activity::Start, None) => {
            let first = route.stops[1..].iter().find_map(|later| later.place);
            elsewhere(week, stated, first).then_some("not where the first stop is")
        }
        (Activity::Lunch | Activity::Reserve, None) => elsewhere(week, stated, stop.place)
            .then_some("neither at the stop before nor at the next one"),
        (_, None) => elsewhere(week, stated, stop.place).then_some("not where the stop before is"),
    }
}

/// Whether a place is stated and is not `really`, nor in the same building.
fn elsewhere(week: &Week, stated: Option<PlaceIx>, really: Option<PlaceIx>) -> bool {
    stated.is_some_and(|stated| {
        really.is_none_or(|really| week.travel.site(really) != week.travel.site(stated))
    })
}
