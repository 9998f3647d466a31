//! compare.html: the scenarios in a table, the charts beside it, and what each step changes.

use maud::{Markup, html};

use super::super::{page, words};
use super::groups::{self, Profile};
use super::{brief, charts, folders, grids, settings, text};
use crate::domain::comparison::{Comparison, Family, Item, Point, Step};
use crate::domain::task::Value;
use crate::domain::time::Day;

/// The page.
pub(super) fn html(found: &Comparison, profile: Profile) -> String {
    let week = found.week();
    let body = html! {
        (super::style())
        header.top {
            h1 { "Budgets side by side " span.date { (words::long_date(week, Day(0))) } }
            p.who { (found.points.len()) " scenarios" }
        }
        h2 id="scenarios" { "What each comes to" }
        (table(found, profile))
        p.soft { "\u{201c}At most\u{201d} is what it is proven that no plan exceeds. A hollow mark, \u{201c}beaten\u{201d} in the table, is a scenario to which another is equal or better in everything." }
        @if !found.swept.is_empty() { h2 { "What more of it buys" } (charts::sweep(found)) }
        @if let Some(line) = brief::enough(found) { p { (line) } }
        h2 { "Value against what it costs" }
        (charts::frontiers(found))
        @if !found.steps.is_empty() {
            h2 id="changes" { "What changes from one to the next" }
            (changes(found, profile))
        }
        @if !found.exchange.is_empty() { h2 id="rate" { "The rate of exchange" } (rate(found, profile)) }
        @if !found.reached.is_empty() {
            h2 { "What it takes" }
            (brief::lines(&found.reached.iter().map(|one| brief::reached(week, one)).collect::<Vec<_>>()))
        }
        @if found.week().policy.counts_money { h2 id="spending" { "What the money goes for" } (spending(found)) }
        @if !found.funds.is_empty() { h2 id="funds" { "Who pays" } (funds(found, profile)) }
        h2 id="never" { "Who is never reached" }
        (never(found, profile))
        // When single people leave and come back is nobody else's business.
        @if profile == Profile::Own {
            h2 { "The weeks" }
            (grids::grids(found))
        }
        (super::foot(found, "compared", profile))
    };
    page::frame(&format!("Budgets {}", week.clock.monday()), true, &body)
}

fn table(found: &Comparison, profile: Profile) -> Markup {
    let counts_money = found.week().policy.counts_money;
    let folders = folders(found);
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="scenarios" { table.many {
            thead { tr {
                th scope="col" { "" } th scope="col" { "Scenario" }
                th.num scope="col" { "Value" } th.num scope="col" { "At most" }
                th.num scope="col" { "Done" } th.num scope="col" { "Required left out" }
                th.num scope="col" { "Deadlines missed" } th.num scope="col" { "Families not reached" }
                th.num scope="col" { "Miles" } th.num scope="col" { "Driving" }
                th.num scope="col" { "Paid hours" } th.num scope="col" { "Overtime" }
                @if counts_money { th.num scope="col" { "Dollars" } }
                th scope="col" { "" }
            } }
            tbody { @for ((at, point), folder) in found.points.iter().enumerate().zip(&folders) {
                (row(at, point, folder, profile, counts_money))
            } }
        } }
    }
}

fn row(at: usize, point: &Point, folder: &str, profile: Profile, counts_money: bool) -> Markup {
    let (totals, plan) = (&point.plan.totals, &point.plan);
    html! { tr {
        td { strong { (charts::letter(at)) } }
        th scope="row" { @match (profile == Profile::Own).then_some(folder) {
            Some(folder) => a href=(format!("{folder}/week.html")) { (point.scenario.name) },
            None => (point.scenario.name),
        } }
        td.num { (totals.value.points()) }
        td.num { @if let Some(bound) = plan.value_bound { (bound.points()) @if bound > totals.value { span.soft { " (" (text::at_most(plan)) ")" } } @else { span.soft { " (proven)" } } } }
        td.num { (profile.number(totals.placed as usize)) } td.num { (profile.number(totals.required_unplaced as usize)) }
        td.num { (profile.number(totals.deadlines_missed as usize)) } td.num { (profile.number(totals.families_not_reached as usize)) }
        td.num { (words::miles(totals.metres)) } td.num { (words::duration(totals.drive)) }
        td.num { (words::hours(totals.paid)) } td.num { (words::hours(totals.overtime)) }
        @if counts_money { td.num { (totals.money.words()) } }
        td { @if point.is_dominated { span.marked { "beaten" } } }
    } }
}

fn changes(found: &Comparison, profile: Profile) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="changes" { table {
            thead { tr {
                th scope="col" style="width:18%" { "From, to" } th.num scope="col" style="width:6%" { "Value" }
                th scope="col" style="width:24%" { "Comes in" } th scope="col" style="width:24%" { "Falls out" }
                th scope="col" style="width:14%" { "Families reached" } th scope="col" style="width:14%" { "Families lost" }
            } }
            tbody { @for step in &found.steps { (change(found, step, profile)) } }
        } }
    }
}

fn change(found: &Comparison, step: &Step, profile: Profile) -> Markup {
    let (from, to) = (&found.points[step.from], &found.points[step.to]);
    let more = to.plan.totals.value.0 - from.plan.totals.value.0;
    let sign = if more < 0 { "\u{2212}" } else { "+" };
    html! { tr {
        th scope="row" { (charts::letter(step.from)) " " (from.scenario.name) p { "to " (charts::letter(step.to)) " " (to.scenario.name) } }
        td.num { (sign) (Value(more.abs()).points()) }
        td { (items(&step.comes_in, profile)) } td { (items(&step.falls_out, profile)) }
        td { (families(&step.reaches, profile)) } td { (families(&step.loses, profile)) }
    } }
}

/// How many of each kind, language, school and need, and which.
fn items(items: &[Item], profile: Profile) -> Markup {
    html! {
        @if items.is_empty() { span.soft { "nothing" } }
        @else {
            @for (_, said) in groups::told(profile, items) { p { (said) } }
            @let required = items.iter().filter(|item| item.is_required).count();
            @if required > 0 { p { (profile.number(required)) " required" } }
            @let due = items.iter().filter(|item| item.is_due).count();
            @if due > 0 { p { (profile.number(due)) " with a deadline" } }
            @if profile == Profile::Own { p.soft.small { (items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(", ")) } }
        }
    }
}

/// How many, of which language, school and need, and which.
fn families(families: &[Family], profile: Profile) -> Markup {
    html! {
        @if families.is_empty() { span.soft { "none" } }
        @else {
            strong { (profile.number(families.len())) }
            p { (groups::languages(profile, families)) }
            p { (groups::schools(profile, families)) }
            @if families.iter().any(|family| !family.need.is_empty()) { p { (groups::needs(profile, families)) } }
            @if profile == Profile::Own { p.soft.small { (families.iter().map(|family| family.id.as_str()).collect::<Vec<_>>().join(", ")) } }
        }
    }
}

fn never(found: &Comparison, profile: Profile) -> Markup {
    html! {
        @if found.never.is_empty() { p { "Nobody: every family about whom something is asked is reached in one of them." } }
        @else { (families(&found.never, profile)) }
    }
}

fn rate(found: &Comparison, profile: Profile) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="rate" { table {
            thead { tr {
                th scope="col" { "From" } th scope="col" { "More" } th.num scope="col" { "Buys, planned anew" }
                th.num scope="col" { "Could buy at most about (a ranking)" }
            } }
            tbody { @for one in &found.exchange { tr {
                th scope="row" { (charts::letter(one.at)) " " (found.points[one.at].scenario.name) }
                td { (settings::whose(found.week(), one.dial, one.more)) }
                td.num { (one.buys.points()) @if one.keeps > 0 { span.soft { " and " (profile.number(one.keeps as usize)) " required" } } }
                td.num { @match one.price { Some(price) => ((price * 10.0).round() / 10.0), None => span.soft { "no price" } } }
            } } }
        } }
    }
}

/// Straight time, overtime, mileage and those who come along; hours and miles beside them.
fn spending(found: &Comparison) -> Markup {
    let owes = found.spending.iter().any(|one| one.comp.0 > 0);
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="spending" { table {
            thead { tr {
                th scope="col" { "Scenario" }
                th.num scope="col" { "Straight time" } th.num scope="col" { "Overtime" }
                th.num scope="col" { "Mileage" } th.num scope="col" { "Partners and interpreters" }
                th.num scope="col" { "All" }
                th.num scope="col" { "Partner hours" } th.num scope="col" { "Interpreter hours" }
                th.num scope="col" { "Commute miles, not paid" }
                @if owes { th.num scope="col" { "Time off owed" } }
            } }
            tbody { @for (at, one) in found.spending.iter().enumerate() { tr {
                th scope="row" { (charts::letter(at)) " " (found.points[at].scenario.name) }
                td.num { (one.straight_money.words()) } td.num { (one.overtime_money.words()) }
                td.num { (one.mileage_money.words()) } td.num { (one.partner_money.words()) }
                td.num { (one.all().words()) }
                td.num { (words::hours(one.partners)) } td.num { (words::hours(one.interpreters)) }
                td.num { (words::miles(one.commute)) }
                @if owes { td.num { (words::hours(one.comp)) " h" } }
            } } }
        } }
        @if owes { p.soft { "Overtime is given back as time off: its dollars are what that time off costs when it is taken." } }
    }
}

/// Time and effort by fund, beside the share that it is to pay.
fn funds(found: &Comparison, profile: Profile) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="funds" { table {
            thead { tr {
                th scope="col" { "Scenario" } th scope="col" { "Fund" } th.num scope="col" { "Task time" }
                th.num scope="col" { "Share of it" } th.num scope="col" { "To pay" } th scope="col" { "" }
            } }
            tbody { @for one in &found.funds { tr {
                th scope="row" { (charts::letter(one.at)) " " (found.points[one.at].scenario.name) }
                td { (one.name) } td.num { (words::duration(one.minutes)) }
                td.num { (format!("{:.1} %", one.percent())) }
                td.num { @if let Some(share) = one.share { (share as f64 / 100.0) " %" } }
                td { @if one.is_over() { span.marked { "over its share" } " " } @if one.not_allowed > 0 { span.marked { "may not pay for " (profile.number(one.not_allowed as usize)) " of them" } } }
            } } }
        } }
    }
}
