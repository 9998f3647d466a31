//! compare.html of runs: the scenarios in a table, and what each changes for whom.

use maud::{Markup, html};

use super::super::super::runs::{clock, day_names, lasting};
use super::super::super::{page, words};
use super::super::charts::letter;
use super::super::groups::{self, Profile};
use super::{brief, charts, folders, numbers};
use crate::domain::Week;
use crate::domain::run_comparison::{Moved, Rider, RunComparison, RunPoint, RunStep};
use crate::domain::time::Day;

/// The page.
pub(super) fn html(found: &RunComparison, profile: Profile) -> String {
    let week = &found.points[found.reference].scenario.week;
    let body = html! {
        (super::super::style())
        header.top {
            h1 { "Runs side by side " span.date { (words::long_date(week, Day(0))) } }
            p.who { (found.points.len()) " scenarios" }
        }
        h2 id="scenarios" { "What each comes to" }
        (table(found, profile))
        p.soft { "\u{201c}Must ride\u{201d} counts those left out who must. \u{201c}No fewer than\u{201d} is the number of vehicles at once below which not everybody who must ride can. \u{201c}Beaten\u{201d} is a scenario to which another is equal or better in everything." }
        h2 { "Side by side" }
        (charts::bars(found, profile))
        p.soft { "The dark bar is the scenario that the others are told against." }
        h2 id="changes" { "What each changes, against " (letter(found.reference)) " " (found.points[found.reference].scenario.name) }
        (changes(found, found.against.iter().enumerate().filter(|(at, _)| *at != found.reference).map(|(_, step)| step), profile))
        @if found.steps.len() > 1 {
            h2 id="steps" { "What changes from one to the next" }
            (changes(found, found.steps.iter(), profile))
        }
        @if profile == Profile::Own {
            h2 id="times" { "Whose times move by more than " (super::FAR) " minutes" }
            (times(found))
        }
        footer { @if profile == Profile::Own { strong { (page::SHRED) } } span { "Runs of the week of " (week.clock.monday()) " \u{b7} compared" } }
    };
    page::frame(
        &format!("Runs compared {}", week.clock.monday()),
        true,
        &body,
    )
}

fn table(found: &RunComparison, profile: Profile) -> Markup {
    let has_money = found.points.iter().any(|one| one.plan.totals.money.0 > 0);
    let folders = folders(found);
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="scenarios" { table.many {
            thead { tr {
                th scope="col" { "" } th scope="col" { "Scenario" }
                th.num scope="col" { "Served" } th.num scope="col" { "Left out" }
                th.num scope="col" { "Must ride" }
                th.num scope="col" { "At once" } th.num scope="col" { "No fewer than" }
                th.num scope="col" { "Vehicles" } th.num scope="col" { "Runs" }
                th.num scope="col" { "Miles" } th.num scope="col" { "Driving" }
                th.num scope="col" { "Average ride" } th.num scope="col" { "Longest ride" }
                @if has_money { th.num scope="col" { "Dollars" } }
            } }
            tbody { @for ((at, point), folder) in found.points.iter().enumerate().zip(&folders) {
                (row(at, point, folder, profile, has_money))
            } }
        } }
    }
}

fn row(at: usize, point: &RunPoint, folder: &str, profile: Profile, has_money: bool) -> Markup {
    let totals = &point.plan.totals;
    html! { tr {
        td { strong { (letter(at)) } }
        th scope="row" { @match (profile == Profile::Own).then_some(folder) {
            Some(folder) => a href=(format!("{folder}/runs.html")) { (point.scenario.name) },
            None => (point.scenario.name),
        } @if point.is_dominated { " " span.marked { "beaten" } } }
        td.num { (profile.number(totals.served as usize)) } td.num { (profile.number(totals.unserved as usize)) }
        td.num { (profile.number(totals.missed as usize)) }
        td.num { (totals.at_once) } td.num { (point.plan.vehicle_bound) }
        td.num { (totals.vehicles) } td.num { (totals.runs) }
        td.num { (words::miles(totals.metres)) } td.num { (lasting(totals.drive)) }
        td.num { (lasting(numbers::average(totals))) } td.num { (lasting(totals.longest)) }
        @if has_money { td.num { (totals.money.words()) } }
    } }
}

fn changes<'s>(
    found: &RunComparison,
    steps: impl Iterator<Item = &'s RunStep>,
    profile: Profile,
) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="changes" { table {
            thead { tr {
                th scope="col" style="width:20%" { "Scenario" }
                th scope="col" { "Rides that come in" } th scope="col" { "Rides that fall out" }
                th.num scope="col" { "Families with another time" }
                th.num scope="col" { "By more than " (super::FAR) " minutes" }
                th.num scope="col" { "Rides by another vehicle" }
            } }
            tbody { @for step in steps { (change(found, step, profile)) } }
        } }
    }
}

fn change(found: &RunComparison, step: &RunStep, profile: Profile) -> Markup {
    let to = &found.points[step.to];
    let others = step.moved.iter().filter(|one| one.is_other_vehicle());
    html! { tr {
        th scope="row" {
            @if step.from != found.reference { (letter(step.from)) " " (found.points[step.from].scenario.name) " to " }
            (letter(step.to)) " " (to.scenario.name)
            @if step.from == found.reference { p.soft { (brief::title(found, step.to)) } }
        }
        td { (riders(&step.comes_in, profile)) } td { (riders(&step.falls_out, profile)) }
        td.num { (profile.number(step.families_moved(0))) }
        td.num { (profile.number(step.families_moved(super::FAR))) }
        td.num { (profile.number(others.count())) }
    } }
}

/// How many, of which language and school, and which.
fn riders(riders: &[Rider], profile: Profile) -> Markup {
    let of = |name: fn(&Rider) -> String| groups::said(profile.groups(riders.iter().map(name)));
    let must = riders.iter().filter(|rider| rider.must_ride).count();
    html! {
        @if riders.is_empty() { span.soft { "none" } }
        @else {
            strong { (profile.number(riders.len())) } " of " (profile.counted(super::families(riders), ["family", "families"]))
            @if must > 0 { p { (profile.number(must)) " must ride" } }
            p { (of(|rider| groups::language(&rider.language))) }
            p { (of(|rider| groups::school(&rider.school))) }
            @if riders.iter().any(|rider| !rider.need.is_empty()) { p { (of(|rider| groups::need(rider.need))) } }
            @if profile == Profile::Own { p.soft.small { (riders.iter().map(|rider| rider.ride.as_str()).collect::<Vec<_>>().join(", ")) } }
        }
    }
}

/// Most rows of the table of times; changes.csv has all.
const MOST_TIMES: usize = 200;

/// The rides whose time at home moves far: a row for all days on which it moves alike.
fn times(found: &RunComparison) -> Markup {
    let mut rows: Vec<(usize, Vec<Day>, &Moved)> = Vec::new();
    for step in &found.against {
        for one in step
            .moved
            .iter()
            .filter(|one| one.later().abs() > super::FAR)
        {
            let row = |ride: &str| ride.split('@').next().unwrap_or(ride).to_owned();
            let week = &found.points[step.to].scenario.week;
            let alike = rows.iter_mut().find(|(to, days, other)| {
                *to == step.to
                    && !days.contains(&one.day)
                    && row(&other.rider.ride) == row(&one.rider.ride)
                    && shown(week, other) == shown(week, one)
            });
            match alike {
                Some((_, days, _)) => days.push(one.day),
                None => rows.push((step.to, vec![one.day], one)),
            }
        }
    }
    html! {
        @if rows.is_empty() { p { "Nobody's." } }
        @else {
            div.wide tabindex="0" role="region" aria-labelledby="times" { table {
                thead { tr {
                    th scope="col" { "Scenario" } th scope="col" { "Family" } th scope="col" { "Ride" }
                    th scope="col" { "Days" } th scope="col" { "Before" } th scope="col" { "After" } th.num scope="col" { "Minutes later" }
                } }
                tbody { @for (to, days, one) in rows.iter().take(MOST_TIMES) {
                    @let week = &found.points[*to].scenario.week;
                    @let [before, after] = shown(week, one);
                    tr {
                        th scope="row" { (letter(*to)) " " (found.points[*to].scenario.name) }
                        td { (one.rider.family) } td { (one.rider.ride.split('@').next().unwrap_or("")) }
                        td { (day_names(days)) } td { (before) } td { (after) } td.num { (one.later()) }
                    }
                } }
            } }
            @if rows.len() > MOST_TIMES { p { (rows.len() - MOST_TIMES) " more in changes.csv" } }
        }
    }
}

/// `07:12 VAN1`, or with a walk `07:12 VAN1 at B3`, before and after.
fn shown(week: &Week, one: &Moved) -> [String; 2] {
    [&one.before, &one.after].map(|at| {
        let stop = at.stop.iter().map(|stop| format!(" at {stop}"));
        let stop: String = stop.collect();
        format!("{} {}{stop}", clock(week, one.day, at.at), at.vehicle)
    })
}
