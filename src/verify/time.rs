//! `clock`, `travel` and `shift`: times in order, drives that fit, nothing outside of the
//! shift or inside a busy time.

use super::facts::{Facts, Leg, RouteFacts, StopFacts};
use super::report::{Amount, Found, Spot, narrow};
use super::stretch::Stretch;
use crate::domain::Week;
use crate::domain::plan::Activity;
use crate::domain::rule::Rule;
use crate::domain::time::Moment;

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for route in &facts.routes {
        shape(route, found);
        order(facts.week, route, found);
        drives(route, found);
        bounds(facts.week, route, found);
        busy(facts.week, route, found);
    }
    one_route_at_a_time(facts, found);
}

/// A route sets out once, first, and comes back once, last.
fn shape(route: &RouteFacts<'_>, found: &mut Found<'_>) {
    let last = route.stops.len().wrapping_sub(1);
    let begins = route
        .stops
        .first()
        .is_some_and(|stop| stop.activity == Activity::Start);
    let ends = route
        .stops
        .last()
        .is_some_and(|stop| stop.activity == Activity::End);
    if !begins {
        found.add(
            Rule::Clock,
            Amount::Count(1),
            route.whole(),
            "the route does not begin with its start",
        );
    }
    if !ends {
        found.add(
            Rule::Clock,
            Amount::Count(1),
            route.whole(),
            "the route does not end with its end",
        );
    }
    for (ix, stop) in route.stops.iter().enumerate() {
        let astray = stop.activity == Activity::Start && ix != 0
            || stop.activity == Activity::End && ix != last;
        if astray {
            let message = format!("the route's {} stands in its middle", stop.activity.name());
            found.add(Rule::Clock, Amount::Count(1), route.spot(ix), message);
        }
    }
}

/// How long a stop takes; none for breaks, whose length their own rules hold.
fn length(week: &Week, activity: Activity) -> Option<i64> {
    let minutes = match activity {
        Activity::Start | Activity::End => return Some(0),
        Activity::Lunch | Activity::Reserve => return None,
        Activity::Task(task) => week.task(task).minutes,
        Activity::Notes(task) => week.task(task).notes_minutes,
        Activity::Pickup(ride) => week.ride(ride).pickup_minutes,
        Activity::Dropoff(ride) => week.ride(ride).dropoff_minutes,
    };
    Some(minutes.0.into())
}

fn order(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    let day = Stretch::from(week.clock.whole_day(route.day));
    for (ix, stop) in route.stops.iter().enumerate() {
        let mut say = |amount: i64, message: String| {
            found.add(
                Rule::Clock,
                Amount::Minutes(amount),
                route.spot(ix),
                message,
            );
        };
        let early = stop.arrive - stop.start;
        say(early, format!("starts {early} min before it is reached"));
        let hasty = stop.end - stop.leave;
        say(hasty, format!("is left {hasty} min before it ends"));
        match length(week, stop.activity) {
            Some(length) => {
                let wrong = (stop.end - stop.start - length).abs();
                say(
                    wrong,
                    format!(
                        "takes {} min instead of {length} min",
                        stop.end - stop.start
                    ),
                );
            }
            None => say(
                stop.start - stop.end,
                format!("ends {} min before it starts", stop.start - stop.end),
            ),
        }
        if let Some(before) = ix.checked_sub(1).map(|before| &route.stops[before]) {
            let over = before.leave - stop.arrive;
            say(
                over,
                format!("is reached {over} min before the stop before it is left"),
            );
        }
        let (early, late) = Stretch {
            from: stop.arrive,
            to: stop.leave,
        }
        .beyond(day);
        say(
            early.max(late),
            format!("lies {} min outside of the shift's day", early.max(late)),
        );
    }
}

/// Minutes of breaks on the way of a leg that ends at stop `to`.
fn on_the_way<'r>(route: &'r RouteFacts<'_>, leg: Leg, to: usize) -> &'r [StopFacts<'r>] {
    &route.stops[leg.origin + 1..to]
}

fn drives(route: &RouteFacts<'_>, found: &mut Found<'_>) {
    for (ix, stop) in route.stops.iter().enumerate() {
        let Some(leg) = stop.leg else { continue };
        let breaks: i64 = on_the_way(route, leg, ix)
            .iter()
            .map(|each| (each.leave - each.arrive).max(0))
            .sum();
        // Where stops overlap, `clock` says so; here it counts as no time at all.
        let time = (stop.arrive - route.stops[leg.origin].leave - breaks).max(0);
        let short = leg.minutes - time;
        let message = format!(
            "the drive there takes {} min and has {time} min",
            leg.minutes
        );
        found.add(
            Rule::Travel,
            Amount::Minutes(short),
            route.spot(ix),
            message,
        );
    }
}

fn bounds(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    if week.no_work.contains(&route.day) {
        found.add(
            Rule::Shift,
            Amount::Count(1),
            route.whole(),
            "nothing is done on this day",
        );
    }
    let moments = || {
        route
            .stops
            .iter()
            .flat_map(|stop| [stop.arrive, stop.start, stop.end, stop.leave])
    };
    let (Some(from), Some(to)) = (moments().min(), moments().max()) else {
        return;
    };
    let shift = Stretch {
        from: route.shift.span.from.0.into(),
        to: route.shift.latest_end.0.into(),
    };
    let (early, late) = Stretch { from, to }.beyond(shift);
    let early_spot = Spot {
        at: Some(from),
        ..route.whole()
    };
    found.add(
        Rule::Shift,
        Amount::Minutes(early),
        early_spot,
        format!("begins {early} min before the shift"),
    );
    let late_spot = Spot {
        at: Some(to),
        ..route.whole()
    };
    found.add(
        Rule::Shift,
        Amount::Minutes(late),
        late_spot,
        format!("ends {late} min after the shift's latest end"),
    );
}

/// No service, break or drive in a busy time of the member.
fn busy(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    let busy = &week.member(route.staff).busy;
    for (ix, stop) in route.stops.iter().enumerate() {
        let inside = stop.service().inside(busy);
        let message = format!("{inside} min of it lie in a busy time of who does it");
        found.add(
            Rule::Shift,
            Amount::Minutes(inside),
            route.spot(ix),
            message,
        );
        if let Some(leg) = stop.leg {
            let inside = busy_drive(week, route, leg, ix);
            let message = format!("{inside} min of the drive there lie in a busy time");
            found.add(
                Rule::Shift,
                Amount::Minutes(inside),
                route.spot(ix),
                message,
            );
        }
    }
}

/// Busy minutes that a drive cannot avoid. One may set out later than one could leave, as
/// long as one is there in time; a drive with a break on the way sets out at once.
fn busy_drive(week: &Week, route: &RouteFacts<'_>, leg: Leg, to: usize) -> i64 {
    let busy = &week.member(route.staff).busy;
    let (leave, arrive) = (route.stops[leg.origin].leave, route.stops[to].arrive);
    let breaks = on_the_way(route, leg, to);
    if busy.is_empty() {
        return 0;
    }
    if !breaks.is_empty() {
        return pieces(leave, leg.minutes, breaks)
            .iter()
            .map(|piece| piece.inside(busy))
            .sum();
    }
    let at_once = Stretch {
        from: leave,
        to: leave.saturating_add(leg.minutes),
    }
    .inside(busy);
    let (a, b) = (week.travel.site(leg.from), week.travel.site(leg.to));
    let last = arrive.min(leave.saturating_add(i64::from(week.clock.whole_week().minutes().0)));
    let mut least = at_once;
    for depart in leave..=last {
        let there = depart + i64::from(week.travel.drive(a, b, Moment(narrow(depart))).0);
        if least == 0 || there > arrive {
            break;
        }
        least = least.min(
            Stretch {
                from: depart,
                to: there,
            }
            .inside(busy),
        );
    }
    least
}

/// The stretches in which one drives around the breaks on the way.
fn pieces(leave: i64, minutes: i64, breaks: &[StopFacts<'_>]) -> Vec<Stretch> {
    let (mut now, mut left) = (leave, minutes);
    let mut pieces = Vec::new();
    for each in breaks {
        let driven = (each.arrive - now).clamp(0, left);
        pieces.push(Stretch {
            from: now,
            to: now + driven,
        });
        left -= driven;
        now = each.leave;
    }
    pieces.push(Stretch {
        from: now,
        to: now + left,
    });
    pieces
}

/// The two halves of a split shift do not overlap: one is back before one sets out again.
fn one_route_at_a_time(facts: &Facts<'_>, found: &mut Found<'_>) {
    let mut routes: Vec<&RouteFacts<'_>> = facts.routes.iter().collect();
    routes.sort_by_key(|route| (route.staff, route.out()));
    for pair in routes
        .windows(2)
        .filter(|pair| pair[0].staff == pair[1].staff)
    {
        let shared = pair[0].out().shared(pair[1].out());
        let spot = Spot {
            at: Some(pair[1].out().from),
            ..pair[1].whole()
        };
        let message = format!("sets out {shared} min before the route before is over");
        found.add(Rule::Shift, Amount::Minutes(shared), spot, message);
    }
}
