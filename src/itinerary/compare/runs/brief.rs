//! brief.html of runs: one page for a principal, in plain words.

use maud::html;

use super::super::super::runs::lasting;
use super::super::super::{page, words};
use super::super::groups::{self, Profile};
use super::{numbers, settings};
use crate::domain::run_comparison::{Rider, RunComparison, RunPoint, RunStep};
use crate::domain::time::Day;

/// The page.
pub(super) fn html(found: &RunComparison, profile: Profile) -> String {
    let reference = &found.points[found.reference];
    let week = &reference.scenario.week;
    let body = html! {
        (super::super::style())
        header.top {
            h1 { "What the runs come to " span.date { "under other settings" } }
            p.who { "Week of " (words::long_date(week, Day(0))) }
        }
        p { (as_it_is(reference, profile)) }
        ul.brief { @for (at, step) in found.against.iter().enumerate() { @if at != found.reference {
            li { strong { (title(found, at)) ": " } (effect(found, step, profile)) }
        } } }
        h2 { "How sure this is" }
        p { "All runs behind these lines keep all rules and were checked twice. They are the best that were found in the time; where fewer vehicles are shown to be impossible, the page with the table says so." }
        footer { @if profile == Profile::Own { strong { (page::SHRED) } } span { "Runs of the week of " (week.clock.monday()) } }
    };
    page::frame(&format!("Brief {}", week.clock.monday()), false, &body)
}

/// What the reference comes to.
fn as_it_is(point: &RunPoint, profile: Profile) -> String {
    let totals = &point.plan.totals;
    let named = match point.scenario.name.as_str() {
        "base" => "As the week is set up now".to_owned(),
        name => format!("With \u{201c}{name}\u{201d}"),
    };
    // How many are left out may be few.
    let of_all = match profile {
        Profile::Own => format!(" of {}", totals.served + totals.unserved),
        Profile::Public => String::new(),
    };
    let mut text = format!(
        "{named}: {}{of_all} rides have a vehicle, {} at once at most; a ride takes {} on average and {} at most; {} miles",
        profile.number(totals.served as usize),
        words::count(totals.at_once, "vehicle", "vehicles"),
        lasting(numbers::average(totals)),
        lasting(totals.longest),
        words::miles(totals.metres),
    );
    if totals.missed > 0 {
        let number = profile.number(totals.missed as usize);
        text.push_str(&format!(", {number} left out who must ride"));
    }
    if totals.money.0 > 0 {
        text.push_str(&format!(", {} a week", totals.money.words()));
    }
    text + "."
}

/// `Without VAN2 ("one_van_less")`.
pub(super) fn title(found: &RunComparison, at: usize) -> String {
    let (from, to) = (&found.points[found.reference], &found.points[at]);
    let changes = settings::differences(&from.scenario.week, &to.scenario.week);
    let name = super::super::brief::own_name(&to.scenario);
    let titled = super::super::brief::titled(&changes, name);
    titled.unwrap_or_else(|| format!("With \u{201c}{}\u{201d}", to.scenario.name))
}

/// `5 rides of 2 families without a vehicle (3 Spanish), 12 families get another time, 4 of
/// them by more than 10 minutes; one vehicle less at once; saves $212.00 a week`.
pub(super) fn effect(found: &RunComparison, step: &RunStep, profile: Profile) -> String {
    let (from, to) = (&found.points[step.from], &found.points[step.to]);
    let mut parts = Vec::new();
    parts.extend(rides(profile, &step.falls_out, "without a vehicle"));
    parts.extend(rides(profile, &step.comes_in, "with a vehicle as well"));
    let (moved, far) = (step.families_moved(0), step.families_moved(super::FAR));
    match moved {
        0 => parts.push("no family gets another time".to_owned()),
        _ => {
            let nouns = ["family gets", "families get"];
            parts.push(format!("{} another time", profile.counted(moved, nouns)));
        }
    }
    if far > 0 {
        parts.push(format!(
            "{} of them by more than {} minutes",
            profile.number(far),
            super::FAR
        ));
    }
    let mut text = parts.join(", ");
    let parts = vehicles(from, to).into_iter().chain(ride_time(from, to));
    for part in parts.chain([saves(from, to)]) {
        text.push_str(&format!("; {part}"));
    }
    text + "."
}

/// `5 rides of 2 families without a vehicle (3 Spanish, 2 Somali), 3 of which must be kept`.
fn rides(profile: Profile, riders: &[Rider], word: &str) -> Option<String> {
    if riders.is_empty() {
        return None;
    }
    let languages = riders.iter().map(|rider| groups::language(&rider.language));
    let languages = groups::in_brackets(&groups::said(profile.groups(languages)));
    let must = riders.iter().filter(|rider| rider.must_ride).count();
    let must = match must {
        0 => String::new(),
        _ => format!(", {} of which must be kept", profile.number(must)),
    };
    Some(format!(
        "{} of {} {word}{languages}{must}",
        profile.counted(riders.len(), ["ride", "rides"]),
        profile.counted(super::families(riders), ["family", "families"]),
    ))
}

fn vehicles(from: &RunPoint, to: &RunPoint) -> Option<String> {
    let (a, b) = (from.plan.totals.at_once, to.plan.totals.at_once);
    let number = words::count(a.abs_diff(b), "vehicle", "vehicles");
    match b.cmp(&a) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less => Some(format!("{number} fewer at once")),
        std::cmp::Ordering::Greater => Some(format!("{number} more at once")),
    }
}

/// How the average ride changes, to the minute.
fn ride_time(from: &RunPoint, to: &RunPoint) -> Option<String> {
    let average = |point: &RunPoint| numbers::average(&point.plan.totals).minutes();
    let more = (average(to) - average(from)).round() as i64;
    let word = if more < 0 { "shorter" } else { "longer" };
    (more != 0).then(|| format!("the average ride is {} min {word}", more.abs()))
}

/// `saves $212.00 a week`; where nothing has a price, miles.
fn saves(from: &RunPoint, to: &RunPoint) -> String {
    let (a, b) = (&from.plan.totals, &to.plan.totals);
    if a.money.0 > 0 || b.money.0 > 0 {
        let saved = a.money - b.money;
        return match saved.cents() {
            0 => "costs the same".to_owned(),
            1.. => format!("saves {} a week", saved.words()),
            _ => format!("costs {} more a week", (b.money - a.money).words()),
        };
    }
    let apart = crate::domain::money::Metres((a.metres.0 - b.metres.0).abs());
    match a.metres.cmp(&b.metres) {
        std::cmp::Ordering::Equal => "as many miles as before".to_owned(),
        std::cmp::Ordering::Greater => format!("{} miles fewer a week", words::miles(apart)),
        std::cmp::Ordering::Less => format!("{} miles more a week", words::miles(apart)),
    }
}
