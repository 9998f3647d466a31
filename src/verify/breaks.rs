//! `lunch`, `reserve` and `notes`: what a route holds besides work.

use super::facts::{At, Facts, RouteFacts};
use super::report::{Amount, Found, Spot};
use super::stretch::Stretch;
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::Activity;
use crate::domain::rule::Rule;

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for route in &facts.routes {
        lunch(facts.week, route, found);
        reserve(facts.week, route, found);
    }
    notes(facts, found);
}

/// The span of the day that lunch lies in, and its length.
fn lunch_of_day(week: &Week, route: &RouteFacts<'_>) -> Option<(Stretch, i64)> {
    let lunch = week.policy.lunch?;
    let from = week.clock.moment(route.day, lunch.earliest).ok()?;
    let to = week.clock.moment(route.day, lunch.latest_end).ok()?;
    Some((
        Stretch {
            from: from.0.into(),
            to: to.0.into(),
        },
        lunch.minutes.0.into(),
    ))
}

/// The stops of one kind.
fn stops_of(route: &RouteFacts<'_>, activity: Activity) -> Vec<usize> {
    let stops = route.stops.iter().enumerate();
    stops
        .filter(|(_, stop)| stop.activity == activity)
        .map(|(ix, _)| ix)
        .collect()
}

fn lunch(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    let stops = stops_of(route, Activity::Lunch);
    let Some((span, minutes)) = lunch_of_day(week, route) else {
        for ix in stops {
            found.add(
                Rule::Lunch,
                Amount::Count(1),
                route.spot(ix),
                "there is no lunch to be had",
            );
        }
        return;
    };
    let shift = Stretch::from(route.shift.span);
    let due = shift.from <= span.from && shift.to >= span.to;
    if due && stops.is_empty() {
        let message = format!("the lunch of {minutes} min is missing");
        found.add(
            Rule::Lunch,
            Amount::Minutes(minutes),
            route.whole(),
            message,
        );
    }
    for (count, &ix) in stops.iter().enumerate() {
        let stop = &route.stops[ix];
        if count > 0 {
            found.add(
                Rule::Lunch,
                Amount::Count(1),
                route.spot(ix),
                "a second lunch",
            );
        }
        let (early, late) = stop.service().beyond(span);
        found.add(
            Rule::Lunch,
            Amount::Minutes(early),
            route.spot(ix),
            format!("starts {early} min too early"),
        );
        found.add(
            Rule::Lunch,
            Amount::Minutes(late),
            route.spot(ix),
            format!("ends {late} min too late"),
        );
        wrong_length(Rule::Lunch, minutes, route, ix, found);
        no_rider(Rule::Lunch, route, ix, found);
    }
}

fn reserve(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    let minutes = i64::from(week.policy.reserve.0);
    let stops = stops_of(route, Activity::Reserve);
    if stops.is_empty() {
        let message = format!("the reserve of {minutes} min is missing");
        found.add(
            Rule::Reserve,
            Amount::Minutes(minutes),
            route.whole(),
            message,
        );
    }
    for (count, &ix) in stops.iter().enumerate() {
        if count > 0 || minutes <= 0 {
            found.add(
                Rule::Reserve,
                Amount::Count(1),
                route.spot(ix),
                "a reserve that nobody asked for",
            );
            continue;
        }
        wrong_length(Rule::Reserve, minutes, route, ix, found);
        no_rider(Rule::Reserve, route, ix, found);
    }
}

fn wrong_length(
    rule: Rule,
    minutes: i64,
    route: &RouteFacts<'_>,
    ix: usize,
    found: &mut Found<'_>,
) {
    let stop = &route.stops[ix];
    let takes = stop.end - stop.start;
    let message = format!("takes {takes} min instead of {minutes} min");
    found.add(
        rule,
        Amount::Minutes((takes - minutes).abs()),
        route.spot(ix),
        message,
    );
}

fn no_rider(rule: Rule, route: &RouteFacts<'_>, ix: usize, found: &mut Found<'_>) {
    let riders = route.stops[ix].riders_before.len() as i64;
    let message = format!("{} on board", Amount::People(riders));
    found.add(rule, Amount::People(riders), route.spot(ix), message);
}

/// A task that is to be written up is, after it and in the same shift, with nobody around.
fn notes(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (&task, stops) in &facts.tasks {
        let minutes = i64::from(facts.week.task(task).notes_minutes.0);
        if minutes > 0 && !facts.notes.contains_key(&task) {
            let message = format!("the {minutes} min of writing it up are missing");
            found.add(
                Rule::Notes,
                Amount::Minutes(minutes),
                facts.spot(stops[0]),
                message,
            );
        }
    }
    for (&task, stops) in &facts.notes {
        let asked = facts.week.task(task).notes_minutes.0 > 0;
        for (count, &at) in stops.iter().enumerate() {
            let mut say = |wrong: bool, message: &str| {
                found.add(
                    Rule::Notes,
                    Amount::Count(wrong.into()),
                    facts.spot(at),
                    message,
                );
            };
            say(count > 0, "written up a second time");
            say(!asked, "nothing of it is to be written up");
            no_rider(Rule::Notes, facts.route(at), at.stop, found);
            follows(facts, Work::Task(task), at, found);
        }
    }
}

fn follows(facts: &Facts<'_>, work: Work, at: At, found: &mut Found<'_>) {
    let Some(done) = facts.first(work) else {
        return found.add(
            Rule::Notes,
            Amount::Count(1),
            facts.spot(at),
            "written up and not done",
        );
    };
    if done.route != at.route {
        return found.add(
            Rule::Notes,
            Amount::Count(1),
            facts.spot(at),
            "written up in another shift",
        );
    }
    let early = facts.stop(done).end - facts.stop(at).start;
    let spot: Spot = facts.spot(at);
    found.add(
        Rule::Notes,
        Amount::Minutes(early),
        spot,
        format!("written up {early} min before it is done"),
    );
}
