//! runs.html: what the runs come to, and every other page. Ids only.

use maud::{Markup, html};

use super::super::page;
use super::super::words::miles;
use super::bells;
use super::figures::figures;
use super::words::{
    AtBell, changed, clock, day_names, finding_of, lasting, left_by_days, needs_by_days, same_days,
};
use crate::domain::Week;
use crate::domain::ride::Direction;
use crate::domain::run::{Outing, RunActivity, RunPlan};

/// A page that the index leads to: what it is called, and its file.
pub(super) type Link = (String, String);

/// The page. `sheets` and `rosters` are what it leads to.
pub(super) fn html(
    week: &Week,
    plan: &RunPlan,
    (sheets, rosters): (&[Link], &[Link]),
    objections: usize,
) -> String {
    let body = html! {
        header.top { h1 { "Runs" } p.who { "Week of " (week.clock.monday()) } }
        (trade(plan, week))
        @if let Some(line) = changed(plan) {
            p { (line) ": " a href="changes.csv" { "changes.csv" } }
        }
        p { (objections) @if objections == 1 { " objection" } @else { " objections" } " that drivers would have: " a href="objections.csv" { "objections.csv" } }
        @for days in same_days(week, plan) {
            h2 { (day_names(&days)) }
            (outings(week, plan, days[0]))
        }
        (rules(week, plan))
        (moves(week, plan))
        (dear(week, plan))
        (needs(week, plan))
        @if !plan.unserved.is_empty() {
            h2 { "Without a vehicle" }
            p { "For the liaisons: " a href="handover.csv" { "handover.csv" } }
            table {
                thead { tr { th scope="col" { "Ride" } th scope="col" { "Days" } th scope="col" { "Must" } th scope="col" { "Why" } th scope="col" { "Would fit with" } } }
                tbody { @for (days, one) in left_by_days(week, plan) { tr {
                    th scope="row" { (one.row) } td { (day_names(&days)) }
                    td { @if one.must { "yes" } @else { "no" } }
                    td { @if let Some(rule) = one.rule { (rule.name()) ": " } (one.reason) }
                    td { (one.fix) }
                } } }
            }
        }
        (links("Run sheets", sheets))
        (links("Rosters of schools", rosters))
    };
    page::frame(&format!("Runs {}", week.clock.monday()), true, &body)
}

/// Dated rules of transport that would be broken, with what mends it.
fn rules(week: &Week, plan: &RunPlan) -> Markup {
    html! {
        @if !plan.findings.is_empty() {
            h2 { "Rules of transport that would be broken" }
            table {
                thead { tr { th scope="col" { "Ride or vehicle" } th scope="col" { "Rule" } th scope="col" { "Why" } th scope="col" { "Would be mended by" } } }
                tbody { @for one in &plan.findings { tr {
                    th scope="row" { (finding_of(week, one)) }
                    td { (one.rule.name()) }
                    td { (one.message) }
                    td { (one.fix) }
                } } }
            }
        }
    }
}

/// The trade between riders' time and money.
fn trade(plan: &RunPlan, week: &Week) -> Markup {
    let (totals, figures) = (&plan.totals, figures(week, plan));
    let share = |part: i64, all: i64| format!("{:.0} %", part as f64 / all.max(1) as f64 * 100.0);
    html! {
        dl.figures {
            (page::figure("rides with a vehicle", &format!("{} of {}", totals.served, totals.served + totals.unserved), true))
            (page::figure("vehicles at once", &totals.at_once.to_string(), true))
            (page::figure("no fewer than", &plan.vehicle_bound.to_string(), false))
            (page::figure("runs a week", &totals.runs.to_string(), false))
            (page::figure("average ride", &lasting(figures.average_ride), false))
            (page::figure("longest ride", &lasting(totals.longest), false))
            (page::figure("slack at school", &lasting(figures.average_slack), false))
            (page::figure("load factor", &format!("{:.0} %", figures.load_factor * 100.0), false))
            (page::figure("miles", &miles(totals.metres), false))
            (page::figure("deadhead", &share(totals.deadhead.0, totals.metres.0), false))
            @if totals.walked > 0 {
                (page::figure("rides with a walk", &totals.walked.to_string(), false))
                (page::figure("longest walk", &format!("{} mi", miles(totals.longest_walk)), false))
            }
            @if totals.money.0 > 0 {
                (page::figure("dollars", &totals.money.text(), false))
                (page::figure("a student", &format!("${:.2}", figures.dollars_a_student), false))
            }
        }
    }
}

fn outings(week: &Week, plan: &RunPlan, day: crate::domain::time::Day) -> Markup {
    let mut all: Vec<&Outing> = plan
        .outings
        .iter()
        .filter(|outing| outing.day == day)
        .collect();
    all.sort_by_key(|outing| (outing.leaves(), outing.vehicle));
    let riders = |outing: &Outing| {
        let on = outing
            .stops
            .iter()
            .filter(|stop| matches!(stop.activity, RunActivity::Pickup(_)));
        on.count()
    };
    html! {
        table {
            thead { tr {
                th scope="col" { "Vehicle" } th scope="col" { "Driver" } th scope="col" { "Out" } th scope="col" { "Back" }
                th.num scope="col" { "Runs" } th.num scope="col" { "Riders" } th.num scope="col" { "Miles" }
            } }
            tbody { @for outing in all { tr {
                th scope="row" { (week.vehicles[outing.vehicle.ix()].id) }
                td { @if let Some(who) = outing.driver { (week.member(who).id) } }
                td { (clock(week, day, outing.leaves())) }
                td { (clock(week, day, outing.is_back())) }
                td.num { (outing.runs().last().map_or(0, |run| run + 1)) }
                td.num { (riders(outing)) }
                td.num { (miles(outing.stops.iter().map(|stop| stop.metres).sum())) }
            } } }
        }
    }
}

/// What moving bells would save.
fn moves(week: &Week, plan: &RunPlan) -> Markup {
    html! {
        @if let Some(headline) = bells::headline(&plan.bells) {
            h2 { "Bells" }
            p { (headline) }
            @if !plan.bells.moves.is_empty() {
                ul { @for one in &plan.bells.moves { li { (bells::line(week, one)) } } }
            }
        }
    }
}

/// The rides that cost most driving.
fn dear(week: &Week, plan: &RunPlan) -> Markup {
    html! {
        @if !plan.dearest.is_empty() {
            h2 { "Rides that cost the most driving" }
            table {
                thead { tr { th scope="col" { "Ride" } th.num scope="col" { "Minutes saved without it" } th.num scope="col" { "Miles" } } }
                tbody { @for one in &plan.dearest { tr {
                    th scope="row" { (week.ride(one.ride).id) }
                    td.num { (super::words::minutes(one.drive)) }
                    td.num { (miles(one.metres)) }
                } } }
            }
        }
    }
}

/// Riders against places, bell by bell.
fn needs(week: &Week, plan: &RunPlan) -> Markup {
    html! {
        h2 { "Riders and places by bell" }
        table {
            thead { tr {
                th scope="col" { "Day" } th scope="col" { "Way" } th scope="col" { "At school" }
                th.num scope="col" { "Riders" } th.num scope="col" { "Seats needed" } th.num scope="col" { "Seats" }
                th.num scope="col" { "Wheelchairs" } th.num scope="col" { "Their places" }
                th.num scope="col" { "Vehicles there" } th.num scope="col" { "No fewer than" }
            } }
            tbody { @for (days, AtBell { hours, need }) in needs_by_days(week, &plan.needs) { tr {
                th scope="row" { (day_names(&days)) }
                td { @match need.direction { Direction::ToSchool => "to school", Direction::FromSchool => "from school" } }
                td { (hours.join("\u{2013}")) }
                td.num { (need.riders) } td.num { (need.seats) } td.num { (need.has_seats) }
                td.num { (need.wheelchairs) } td.num { (need.has_wheelchairs) }
                td.num { (need.vehicles) } td.num { (need.least) }
            } } }
        }
    }
}

fn links(title: &str, links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            h2 { (title) }
            p { @for (ix, (name, file)) in links.iter().enumerate() { @if ix > 0 { " \u{b7} " } a href=(file) { (name) } } }
        }
    }
}
