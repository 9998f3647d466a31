//! What the terminal shows of runs, as plain text and by ids.

use std::fmt::Write;

use super::super::words::{count, miles};
use super::bells;
use super::figures::figures;
use super::words::{
    AtBell, Walk, by_days, changed, clock, day_names, finding_of, lasting, left_by_days,
    needs_by_days, same_days,
};
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::money::Metres;
use crate::domain::ride::{Direction, RideBy};
use crate::domain::rule::Rule;
use crate::domain::run::{Finding, Need, Offer, Outing, RunActivity, RunPlan};
use crate::domain::staff::StaffRole;
use crate::domain::time::Day;

/// Of how many outings of a day each has a line.
const LINES: usize = 12;
/// Of how many rides left out each has a line.
const LEFT_OUT: usize = 20;

/// Of how many moves of bells each has a line.
const MOVES: usize = 6;

/// The page that `routes` prints: counts first, then riders against places where these are
/// short, the outings of each different day, what is left out, and what it all comes to. Every
/// line ends in a line feed.
pub fn page(week: &Week, plan: &RunPlan) -> String {
    let mut out = String::new();
    push(&mut out, &headline(plan));
    for (days, at_bell) in needs_by_days(week, &plan.needs) {
        if is_short(&at_bell.need) {
            push(&mut out, &shortage(&days, &at_bell));
        }
    }
    for days in same_days(week, plan) {
        push(&mut out, &format!("\n{}", day_names(&days)));
        a_day(&mut out, week, plan, days[0]);
    }
    left_out(&mut out, week, plan);
    findings(&mut out, week, plan);
    push(&mut out, "");
    totals(&mut out, week, plan);
    if let Some(headline) = bells::headline(&plan.bells) {
        push(&mut out, &format!("\n{headline}"));
        for one in plan.bells.moves.iter().take(MOVES) {
            push(&mut out, &format!("  {}", bells::line(week, one)));
        }
        let more = plan.bells.moves.len().saturating_sub(MOVES);
        if more > 0 {
            push(&mut out, &format!("  and {more} more: see summary.json"));
        }
    }
    if let Some(line) = changed(plan) {
        push(&mut out, &format!("{line}: see changes.csv"));
    }
    out
}

/// The runs that can take a new rider on each day, the best first: a line each, with what the
/// others bear. Days on which they are the same stand together.
pub fn offers(week: &Week, ride: &str, of_days: &[(Day, Result<Vec<Offer>, Rule>)]) -> String {
    let lines = of_days.iter().map(|(day, found)| {
        let lines: Vec<String> = match found {
            Ok(offers) if !offers.is_empty() => {
                let numbered = offers.iter().enumerate();
                numbered.map(|(ix, one)| offer(week, ix + 1, one)).collect()
            }
            Ok(_) => vec!["  none, with the others as they are".to_owned()],
            Err(rule) => vec![format!("  none: {rule}")],
        };
        (*day, lines)
    });
    let mut out = String::new();
    for (days, lines) in by_days(lines.collect()) {
        push(
            &mut out,
            &format!("Best runs for {ride} on {}:", day_names(&days)),
        );
        for line in lines {
            push(&mut out, &line);
        }
    }
    out
}

fn offer(week: &Week, nr: usize, offer: &Offer) -> String {
    let at = |second| clock(week, offer.day, second);
    let stop = offer
        .stop
        .map(|stop| format!(" at the stop {}", week.place(stop).id));
    let (mut on, mut off) = (String::new(), String::new());
    match offer.direction {
        Direction::ToSchool => on = stop.unwrap_or_default(),
        Direction::FromSchool => off = stop.unwrap_or_default(),
    }
    format!(
        "  {nr}. {} ({})  picked up{on} {}, let off{off} {}  others ride {:.1} min longer in all, {:.1} min the most  {:.1} min and {} miles more to drive",
        week.vehicles[offer.vehicle.ix()].id,
        week.member(offer.driver).id,
        at(offer.pickup),
        at(offer.dropoff),
        offer.others.minutes(),
        offer.most.minutes(),
        offer.drive.minutes(),
        miles(offer.metres),
    )
}

/// Liaisons who drive runs, where the week has tasks or rides for liaisons: `plan` takes them to be
/// free then. None where nobody has two duties.
pub fn second_duty(week: &Week, plan: &RunPlan) -> Option<String> {
    let has_other =
        !week.tasks.is_empty() || week.rides.iter().any(|ride| ride.by == RideBy::Liaison);
    let mut who: Vec<StaffIx> = (plan.outings.iter().filter_map(|outing| outing.driver))
        .filter(|who| week.member(*who).role == StaffRole::Liaison)
        .collect();
    who.sort_unstable();
    who.dedup();
    let ids: Vec<&str> = who
        .iter()
        .map(|who| week.member(*who).id.as_str())
        .collect();
    (has_other && !ids.is_empty()).then(|| {
        format!(
            "liaisons drive runs, and `plan` takes them to be free then: {}; give each a duty of that time in tasks.csv (kind `duty`, staff, windows, minutes, priority `required`)",
            ids.join(", ")
        )
    })
}

/// Where runs that were begun from are as they were: that nobody need be told anything. None where
/// something is other than before, which the page says.
pub fn unchanged(plan: &RunPlan) -> Option<&'static str> {
    let text = "every ride keeps its vehicle, minute and stop: nobody has to be told";
    plan.changes.is_empty().then_some(text)
}

/// What today's runs come to, in a line.
pub fn today(plan: &RunPlan, broken: usize) -> String {
    let lost = u32::try_from(plan.gone.len()).unwrap_or(u32::MAX);
    let lost = match lost {
        0 => String::new(),
        lost => format!(
            ", {} more by vehicles that are gone",
            count(lost, "ride", "rides")
        ),
    };
    format!(
        "today: {} served{lost}, {} at once, {} miles; {}",
        count(plan.totals.served, "ride", "rides"),
        count(plan.totals.at_once, "vehicle", "vehicles"),
        miles(plan.totals.metres),
        count(
            u32::try_from(broken).unwrap_or(u32::MAX),
            "rule broken",
            "rules broken"
        ),
    )
}

fn headline(plan: &RunPlan) -> String {
    let totals = &plan.totals;
    let of = totals.served + totals.unserved;
    let missed = match totals.missed {
        0 => "every must_ride kept".to_owned(),
        missed => format!("{missed} must_ride missed"),
    };
    format!(
        "{} of {} a vehicle, {missed}; {} at once (no fewer than {}), {}",
        totals.served,
        count(of, "ride has", "rides have"),
        count(totals.at_once, "vehicle", "vehicles"),
        plan.vehicle_bound,
        count(totals.runs, "run", "runs"),
    )
}

fn is_short(need: &Need) -> bool {
    need.least > need.vehicles || need.wheelchairs > 0 && need.has_wheelchairs == 0
}

fn shortage(days: &[Day], AtBell { hours, need }: &AtBell) -> String {
    let way = match need.direction {
        Direction::ToSchool => "to school",
        Direction::FromSchool => "from school",
    };
    format!(
        "short: {} {way} {}: {} {} and {}; {} with {} and {}",
        day_names(days),
        hours.join("-"),
        count(need.riders, "rider needs", "riders need"),
        count(need.seats, "seat", "seats"),
        count(need.wheelchairs, "wheelchair place", "wheelchair places"),
        count(need.vehicles, "vehicle is there", "vehicles are there"),
        need.has_seats,
        need.has_wheelchairs,
    )
}

fn a_day(out: &mut String, week: &Week, plan: &RunPlan, day: Day) {
    let mut outings: Vec<&Outing> = plan.outings.iter().filter(|one| one.day == day).collect();
    outings.sort_by_key(|outing| (outing.leaves(), outing.vehicle));
    let id = |outing: &Outing| week.vehicles[outing.vehicle.ix()].id.chars().count();
    let width = outings.iter().map(|outing| id(outing)).max().unwrap_or(0);
    for outing in outings.iter().take(LINES) {
        push(out, &line(week, outing, width));
    }
    let more = outings.len().saturating_sub(LINES);
    if more > 0 {
        push(out, &format!("  and {more} more: see runs.csv"));
    }
}

/// `  V1  D1  06:58-08:12  2 runs  11 riders  31.20 miles`
fn line(week: &Week, outing: &Outing, width: usize) -> String {
    let driver = outing.driver.map_or("", |who| week.member(who).id.as_str());
    let pickups = outing
        .stops
        .iter()
        .filter(|stop| matches!(stop.activity, RunActivity::Pickup(_)));
    let riders = u32::try_from(pickups.count()).unwrap_or(u32::MAX);
    let runs = outing.runs().last().map_or(0, |run| run + 1);
    let metres = outing.stops.iter().map(|stop| stop.metres).sum();
    let at = |second| clock(week, outing.day, second);
    format!(
        "  {:<width$}  {driver:<4}  {}-{}  {:>6}  {:>9}  {:>6} miles",
        week.vehicles[outing.vehicle.ix()].id,
        at(outing.leaves()),
        at(outing.is_back()),
        count(u32::try_from(runs).unwrap_or(u32::MAX), "run", "runs"),
        count(riders, "rider", "riders"),
        miles(metres),
    )
}

fn left_out(out: &mut String, week: &Week, plan: &RunPlan) {
    if plan.unserved.is_empty() {
        return;
    }
    push(
        out,
        "\nWithout a vehicle (handover.csv gives them to the liaisons):",
    );
    let left_out = left_by_days(week, plan);
    for (days, one) in left_out.iter().take(LEFT_OUT) {
        let must = if one.must { ", must ride" } else { "" };
        let rule = one.rule.map_or(String::new(), |rule| format!("{rule}: "));
        let days = day_names(days);
        push(
            out,
            &format!("  {} {days}{must}: {rule}{}", one.row, one.reason),
        );
        push(out, &format!("    would fit with: {}", one.fix));
    }
    let rest = left_out.iter().skip(LEFT_OUT);
    let more: usize = rest.map(|(days, _)| days.len()).sum();
    if more > 0 {
        push(out, &format!("  and {more} more: see handover.csv"));
    }
}

/// A dated rule that would be broken, in a line: `A7: restraint_age: the student's age and height
/// ask for a child restraint`.
pub fn finding(week: &Week, one: &Finding) -> String {
    let id = finding_of(week, one);
    format!("{id}: {}: {}", one.rule.name(), one.message)
}

/// Dated rules that would be broken, with what would mend it.
fn findings(out: &mut String, week: &Week, plan: &RunPlan) {
    if plan.findings.is_empty() {
        return;
    }
    push(out, "\nRules of transport (see rules.csv in the README):");
    for one in plan.findings.iter().take(LEFT_OUT) {
        push(out, &format!("  {}", finding(week, one)));
        push(out, &format!("    would be mended by: {}", one.fix));
    }
    let more = plan.findings.len().saturating_sub(LEFT_OUT);
    if more > 0 {
        push(out, &format!("  and {more} more: see objections.csv"));
    }
}

fn totals(out: &mut String, week: &Week, plan: &RunPlan) {
    let (totals, figures) = (&plan.totals, figures(week, plan));
    push(
        out,
        &format!(
            "Rides: {} on average, {} the longest. Slack at school: {} on average, {} the least anywhere.",
            lasting(figures.average_ride),
            lasting(totals.longest),
            lasting(figures.average_slack),
            lasting(figures.least_slack),
        ),
    );
    let share = match totals.metres.0 {
        0 => 0.0,
        all => totals.deadhead.0 as f64 / all as f64 * 100.0,
    };
    let mut text = format!(
        "{} miles, {share:.0} % of them empty; {} driving; {:.0} % of seats taken at the fullest",
        miles(totals.metres),
        lasting(totals.drive),
        figures.load_factor * 100.0,
    );
    if totals.money.0 > 0 {
        text.push_str(&format!(
            "; ${}, ${:.2} a student",
            totals.money.text(),
            figures.dollars_a_student
        ));
    }
    push(out, &text);
    if totals.walked > 0 {
        let average = Walk::of(Metres(totals.walk.0 / i64::from(totals.walked)));
        let longest = Walk::of(totals.longest_walk);
        let text = format!(
            "{} to or from a stop, {} miles on average, {} the longest ({} min)",
            count(totals.walked, "ride has a walk", "rides have a walk"),
            average.miles,
            longest.miles,
            longest.minutes,
        );
        push(out, &text);
    }
}

fn push(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a string does not fail");
}
