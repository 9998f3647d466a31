//! run-STAFF-DATE.html: a driver's day on one page. It works alone, on paper and on a telephone.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::drives::ATTRIBUTION;
use super::super::names::People;
use super::super::page;
use super::super::sheet::{Contact, contact, needs, place};
use super::super::words::{long_date, miles, weekday};
use super::fit::{Cells, fit};
use super::roads::Roads;
use super::stands::{Stand, stands};
use super::words::{clock, lasting};
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx, StaffIx};
use crate::domain::money::Metres;
use crate::domain::ride::Ride;
use crate::domain::run::{Outing, RunActivity, RunPlan, RunStop, Second, Seconds};
use crate::domain::time::Day;

/// The sheets of every driver and day, in order: whose, which day, and the page.
pub(super) fn sheets(people: People, plan: &RunPlan, roads: &Roads) -> Vec<(StaffIx, Day, String)> {
    let mut days: BTreeMap<(StaffIx, Day), Vec<&Outing>> = BTreeMap::new();
    for outing in &plan.outings {
        if let Some(driver) = outing.driver {
            days.entry((driver, outing.day)).or_default().push(outing);
        }
    }
    let pages = days.into_iter().map(|((driver, day), mut outings)| {
        outings.sort_by_key(|outing| outing.leaves());
        let page = sheet(people, (driver, day), &outings, roads);
        (driver, day, page)
    });
    pages.collect()
}

fn sheet(
    people: People,
    (driver, day): (StaffIx, Day),
    outings: &[&Outing],
    roads: &Roads,
) -> String {
    let week = people.week;
    let title = format!("Runs {} {}", week.member(driver).id, week.clock.date(day));
    let texts = outings.iter().map(|outing| cells(people, outing, roads));
    let fit = fit(&texts.collect::<Vec<Vec<Cells>>>());
    let body = html! {
        section.sheet.dense[fit.is_dense].twofold[fit.is_twofold] style=(format!("--fit:{:.2}", fit.scale)) {
            header.top {
                h1 { (weekday(week, day)) " " span.date { (long_date(week, day)) } }
                p.who { (people.member(driver)) }
            }
            @if let Some(lunch) = lunch(week, day, outings) { p { (lunch) } }
            div.outings { @for outing in outings { div.outing { (one(people, outing, roads)) } } }
            p.legend {
                "On, off: who gets on and off. Hand over only to those named. To spare: how much later the stop could be with no harm to what follows; it is shared."
                @if roads.is_known() { " " (ATTRIBUTION) }
            }
            footer { strong { (page::SHRED) } span { "Runs of the week of " (week.clock.monday()) } }
        }
    };
    page::frame(&title, false, &body)
}

/// When there is time for lunch, where an outing leaves no more than a part of the time in which
/// it may be.
fn lunch(week: &Week, day: Day, outings: &[&Outing]) -> Option<String> {
    let lunch = week.policy.lunch?;
    let length = Seconds::of(lunch.minutes);
    let at = |time| week.clock.moment(day, time).ok().map(Second::of);
    let (from, to) = (at(lunch.earliest)?, at(lunch.latest_end)?);
    let is_out = |outing: &&&Outing| outing.leaves() < to && from < outing.is_back();
    let out: Vec<&Outing> = outings.iter().filter(is_out).copied().collect();
    if out.is_empty() {
        return None;
    }
    let mut free = vec![(from, to, Seconds(0))];
    free.extend(
        out.windows(2)
            .map(|pair| (pair[0].is_back(), pair[1].leaves(), Seconds(0))),
    );
    free[0].1 = out.first()?.leaves();
    free.push((out.last()?.is_back(), to, Seconds(0)));
    free.extend(out.iter().flat_map(|outing| {
        let stretches = outing.empty_stretches();
        stretches.map(|(ix, begin, end)| (begin, end, outing.stops[ix].drive))
    }));
    let best = free.into_iter().map(|(begin, end, drive)| {
        let (begin, end) = (begin.max(from), end.min(to));
        ((end - begin) - drive, begin, end)
    });
    let (spare, begin, end) = best.max_by_key(|(spare, ..)| *spare)?;
    (spare >= length).then(|| {
        format!(
            "Lunch, {}: between {} and {}.",
            lasting(length),
            clock(week, day, begin),
            clock(week, day, end)
        )
    })
}

/// The texts of an outing's rows, as the page has them.
fn cells(people: People, outing: &Outing, roads: &Roads) -> Vec<Cells> {
    let stands = stands(people.week, outing);
    let rows = stands.iter().enumerate().map(|(ix, stand)| {
        let from = ix.checked_sub(1).and_then(|ix| stands[ix].place);
        Cells {
            who: paragraphs(&riders(people, stand)),
            place: whereabouts(people, outing, stand, from, roads),
        }
    });
    rows.collect()
}

/// The paragraphs of a cell, without their marks.
fn paragraphs(cell: &Markup) -> Vec<String> {
    let text = |paragraph: &str| {
        let mut is_mark = true;
        let signs = paragraph.chars().filter(|&sign| {
            let is_text = !is_mark && sign != '<';
            is_mark = sign == '<' || (is_mark && sign != '>');
            is_text
        });
        signs.collect::<String>()
    };
    cell.0.split("<p").skip(1).map(text).collect()
}

/// The lines of the column Where.
fn whereabouts(
    people: People,
    outing: &Outing,
    stand: &Stand<'_>,
    from: Option<PlaceIx>,
    roads: &Roads,
) -> Vec<String> {
    let pair = from.zip(stand.place);
    let mut lines = place(people, stand.place);
    lines.extend(
        pair.and_then(|(from, to)| roads.side(from, to))
            .map(|side| side.to_string()),
    );
    lines.extend(bus_stop(people.week, stand.place));
    lines.extend(bell(people.week, outing.day, stand));
    lines
}

fn one(people: People, outing: &Outing, roads: &Roads) -> Markup {
    let week = people.week;
    let vehicle = &week.vehicles[outing.vehicle.ix()];
    let at = |second| clock(week, outing.day, second);
    let drive: Seconds = outing.stops.iter().map(|stop| stop.drive).sum();
    let metres: Metres = outing.stops.iter().map(|stop| stop.metres).sum();
    let on = outing
        .stops
        .iter()
        .filter(|stop| matches!(stop.activity, RunActivity::Pickup(_)));
    let stands = stands(week, outing);
    html! {
        h2 { "Vehicle " (vehicle.id) @if !vehicle.name.trim().is_empty() { " (" (vehicle.name.trim()) ")" } }
        dl.figures {
            (page::figure("leave by", &at(outing.leaves()), true))
            (page::figure("back by", &at(outing.is_back()), true))
            (page::figure("students", &on.count().to_string(), false))
            (page::figure("to load", &to_load(week, outing), false))
            (page::figure("driving", &lasting(drive), false))
            (page::figure("miles", &miles(metres), false))
        }
        table.timeline.runs role="table" {
            caption.hidden { "Stops in order" }
            thead role="rowgroup" { tr role="row" {
                th scope="col" role="columnheader" { "Time" }
                th scope="col" role="columnheader" { "Who" }
                th scope="col" role="columnheader" { "Where" }
                th scope="col" role="columnheader" { "Drive there" }
                th scope="col" role="columnheader" { "To spare" }
                th scope="col" role="columnheader" { "Aboard" }
            } }
            tbody role="rowgroup" { @for (ix, stand) in stands.iter().enumerate() {
                (row(people, outing, stand, ix.checked_sub(1).and_then(|ix| stands[ix].place), roads))
            } }
        }
    }
}

/// Boosters and wheelchair places at the fullest moment.
fn to_load(week: &Week, outing: &Outing) -> String {
    let mut aboard: Vec<RideIx> = Vec::new();
    let (mut boosters, mut lifts) = (0, 0);
    for stop in &outing.stops {
        match stop.activity {
            RunActivity::Pickup(ride) => aboard.push(ride),
            RunActivity::Dropoff(ride) => aboard.retain(|other| *other != ride),
            RunActivity::Start | RunActivity::End => {}
        }
        let count =
            |is: fn(&Ride) -> bool| aboard.iter().filter(|ride| is(week.ride(**ride))).count();
        boosters = boosters.max(count(|ride| ride.booster && !ride.own_seat));
        lifts = lifts.max(count(|ride| ride.wheelchair));
    }
    let parts = [
        (boosters, "booster", "boosters"),
        (lifts, "wheelchair", "wheelchairs"),
    ];
    let parts = parts.iter().filter(|(number, ..)| *number > 0);
    let parts = parts
        .map(|(number, one, many)| format!("{number} {}", if *number == 1 { one } else { many }));
    let text = parts.collect::<Vec<String>>().join(", ");
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        text
    }
}

fn row(
    people: People,
    outing: &Outing,
    stand: &Stand<'_>,
    from: Option<PlaceIx>,
    roads: &Roads,
) -> Markup {
    let week = people.week;
    let at = |second| clock(week, outing.day, second);
    let first = stand.stops.first().map(|stop| stop.activity);
    let is_quiet = first.is_none_or(|activity| activity.ride().is_none());
    let (drive, metres) = stand.drive();
    // What stopping takes is no wait.
    let is_wait = (stand.start() - stand.arrive()).0 >= week.policy.rides.dwell.0 + 60;
    html! {
        tr.quiet[is_quiet] role="row" {
            th scope="row" role="rowheader" {
                @if is_wait && !is_quiet {
                    (at(stand.arrive())) span.small { "wait until " (at(stand.start())) }
                } @else {
                    // As families and schools are told it.
                    (at(stand.start()))
                }
            }
            td role="cell" { div.stack {
                @match first {
                    Some(RunActivity::Start) => { p { span.word { "Leave" } } }
                    Some(RunActivity::End) => { p { span.word { "Back" } } }
                    _ => { (riders(people, stand)) }
                }
            } }
            td.stack role="cell" {
                @for (ix, line) in whereabouts(people, outing, stand, from, roads).iter().enumerate() {
                    p.soft[ix > 0] { (line) }
                }
            }
            td role="cell" data-label=[(drive.0 > 0).then_some("Drive there")] {
                @if drive.0 > 0 { p.nowrap { (lasting(drive)) " " span.soft.far { (miles(metres)) " mi" } } }
            }
            td role="cell" data-label=[(!is_quiet).then_some("To spare")] { @if !is_quiet { p.nowrap { (lasting(stand.slack())) } } }
            td role="cell" data-label=[(!is_quiet).then_some("Aboard")] { @if !is_quiet { (stand.riders()) } }
        }
    }
}

/// A school's doors and bells, where it is one.
fn bell(week: &Week, day: Day, stand: &Stand<'_>) -> Option<String> {
    let school = stand.place?;
    let whole = week.clock.whole_day(day);
    let bell = week
        .bells
        .iter()
        .find(|bell| bell.school == school && bell.period.is_empty() && whole.holds(bell.span))?;
    let at = |moment| week.clock.hhmm(moment, Some(day));
    let doors = bell
        .doors
        .map_or(String::new(), |doors| format!("doors {}, ", at(doors)));
    Some(format!(
        "{doors}bells {} and {}",
        at(bell.span.from),
        at(bell.span.to)
    ))
}

/// That riders walk there, its id where it has a name, and its side of the street as given.
fn bus_stop(week: &Week, place: Option<PlaceIx>) -> Option<String> {
    let stop = week.bus_stop(place?)?;
    let mut parts = vec!["walk-to stop".to_owned()];
    parts.extend((!stop.name.trim().is_empty()).then(|| stop.id.clone()));
    let side = stop.side.trim();
    parts.extend((!side.is_empty()).then(|| format!("side: {side}")));
    Some(parts.join(", "))
}

/// Who gets on or off, what they need, and who may receive them. Who gets off at school stands
/// in one paragraph.
fn riders(people: People, stand: &Stand<'_>) -> Markup {
    let all = stand.stops.iter();
    let all = all.filter_map(|stop| Some((stop, people.week.ride(stop.activity.ride()?))));
    let is_at_school = |(stop, ride): &(&RunStop, &Ride)| {
        matches!(stop.activity, RunActivity::Dropoff(_)) && ride.to() == ride.school
    };
    let (off, each): (Vec<_>, Vec<_>) = all.partition(is_at_school);
    let off: Vec<String> = off.iter().map(|(_, ride)| named(people, ride)).collect();
    html! {
        @if !off.is_empty() {
            p {
                span.word { "Off " (off.len()) ": " }
                @for (ix, name) in off.iter().enumerate() { @if ix > 0 { ", " } span.nowrap { (name) } }
            }
        }
        @for (stop, ride) in each { (rider(people, stop, ride)) }
    }
}

/// A student as the sheet's style has it, with the ride's row.
fn named(people: People, ride: &Ride) -> String {
    let student = people.person(ride.student);
    let student = student.unwrap_or_else(|| people.week.person(ride.student).id.clone());
    format!("{student}\u{a0}{}", ride.row_id)
}

fn rider(people: People, stop: &RunStop, ride: &Ride) -> Markup {
    let activity = stop.activity;
    let is_on = matches!(activity, RunActivity::Pickup(_));
    let at_home = activity.is_home_end(ride.direction);
    let needs = needs(ride);
    let away = stop.place.filter(|place| at_home && *place != ride.home);
    let walk = away.and_then(|place| people.week.walks.metres(ride.home, place));
    html! {
        p {
            span.word { @if is_on { "On " } @else { "Off " } }
            (named(people, ride))
            @if at_home { @if let Some(language) = people.language(ride.student) { " " span.soft.small { (language) } } }
            @if is_on && !needs.is_empty() { " " span.marked { (needs.join(", ")) } }
            @if !is_on && at_home && ride.adult_at_home { " " span.marked { "only to an adult" } }
            @if let Some(walk) = walk { " " span.soft.small { "\u{b7} walks " (miles(walk)) " mi" } }
        }
        @if at_home && !is_on && away.is_none() { @for who in receivers(people, ride) { (person(&who)) } }
    }
}

/// Who may receive a student at home, with telephones.
fn receivers(people: People, ride: &Ride) -> Vec<Contact> {
    let named = if ride.may_receive.is_empty() {
        &people.week.person(ride.student).guardians
    } else {
        &ride.may_receive
    };
    named
        .iter()
        .filter_map(|&who| contact(people, who, true))
        .collect()
}

fn person(who: &Contact) -> Markup {
    html! {
        p.soft { "to " (who.label) @if let Some((shown, dialled)) = &who.phone { " " a.nowrap href={ "tel:" (dialled) } { (shown) } } }
    }
}
