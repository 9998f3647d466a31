//! office-DATE.html: where each liaison is and when they are back, for the office to know
//! when to worry. No reasons, no families, no names: places by id. The mobile numbers are
//! written in by hand, since this page carries none.

use maud::{Markup, html};

use super::{page, words};
use crate::domain::Week;
use crate::domain::place::PlaceKind;
use crate::domain::plan::{Plan, Route, Stop};
use crate::domain::time::{Day, Moment};

/// A stay at one place.
struct Stay<'a> {
    place: &'a str,
    from: Moment,
    to: Moment,
    checks_in: bool,
}

/// The page of a day; none when nobody is out.
pub(super) fn html(week: &Week, plan: &Plan, day: Day) -> Option<String> {
    let is_of_day = |route: &&Route| week.shift(route.shift).day == day;
    let routes: Vec<&Route> = plan.routes.iter().filter(is_of_day).collect();
    if routes.is_empty() {
        return None;
    }
    let title = format!("Office {}", week.clock.date(day));
    let body = html! {
        header.top {
            h1 { (words::weekday(week, day)) " " span.date { (words::long_date(week, day)) } }
            p.who { "Office" }
        }
        p.soft { "Where everybody is and when to expect them. A check-in that does not come by its time: call the mobile, then whoever is named in your safety rules." }
        @for route in routes { (person(week, route)) }
        (page::foot(week, plan, ""))
    };
    Some(page::frame(&title, false, &body))
}

fn person(week: &Week, route: &Route) -> Markup {
    let shift = week.shift(route.shift);
    let id = &week.member(shift.staff).id;
    let at = |moment| words::clock(week, shift.day, moment);
    let (Some(first), Some(last)) = (route.stops.first(), route.stops.last()) else {
        return html! {};
    };
    let mobile = format!("Mobile of {id}");
    html! {
        h2 { (id) }
        dl.figures {
            (page::figure("leaves", &at(first.leave), false))
            (page::figure("expected back", &at(last.arrive), true))
            div.box { dt { "mobile" } dd { input.blank.wider type="tel" autocomplete="off" aria-label=(mobile); } }
        }
        table {
            caption.hidden { "Where " (id) " is" }
            thead { tr {
                th scope="col" style="width:22%" { "From, to" }
                th scope="col" { "Place" }
                th scope="col" style="width:34%" { "Check-in" }
            } }
            tbody { @for stay in stays(week, route) { tr {
                th scope="row" { (at(stay.from)) "\u{2013}" (at(stay.to)) }
                td { (stay.place) }
                td { @if stay.checks_in { (check(&format!("by {}", at(stay.to)))) } }
            } }
            tr {
                th scope="row" { (at(last.arrive)) }
                td { "back" }
                td { (check(&format!("by {}", at(last.arrive)))) }
            } }
        }
    }
}

fn check(label: &str) -> Markup {
    html! { label { input type="checkbox"; " " (label) } }
}

/// The stays of a route, stops at one place taken together.
fn stays<'a>(week: &'a Week, route: &Route) -> Vec<Stay<'a>> {
    let mut stays: Vec<(Option<_>, Stay<'a>)> = Vec::new();
    let is_stop = |stop: &&Stop| stop.place.is_some() && stop.end > stop.start;
    for stop in route.stops.iter().filter(is_stop) {
        match stays.last_mut() {
            Some((place, stay)) if *place == stop.place => stay.to = stop.leave,
            _ => {
                let Some(place) = stop.place.map(|place| week.place(place)) else {
                    continue;
                };
                let is_office = matches!(
                    place.kind,
                    PlaceKind::School | PlaceKind::Office | PlaceKind::Room
                );
                let shown = if place.confidential {
                    "see office"
                } else {
                    &place.id
                };
                let stay = Stay {
                    place: shown,
                    from: stop.arrive,
                    to: stop.leave,
                    checks_in: place.confidential || !is_office,
                };
                stays.push((stop.place, stay));
            }
        }
    }
    stays.into_iter().map(|(_, stay)| stay).collect()
}
