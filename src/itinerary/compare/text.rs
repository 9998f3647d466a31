//! What the terminal shows of a comparison: the table, what each step buys, and answers.

use super::super::words;
use super::brief;
use super::groups::{self, Profile};
use super::settings;
use crate::domain::comparison::{Comparison, Exchange, Family, FundUse, Item, Point, Step};
use crate::domain::plan::Plan;
use crate::domain::task::Value;

/// The table of the scenarios, then what lies between neighbours. Ends in a line feed.
pub fn terminal(found: &Comparison) -> String {
    let mut lines = table(found);
    if !found.steps.is_empty() {
        lines.push(String::new());
        lines.extend(found.steps.iter().flat_map(|step| buys(found, step)));
    }
    lines.extend(grants(found));
    lines.extend(brief::enough(found));
    let week = found.week();
    lines.extend(found.reached.iter().map(|one| brief::reached(week, one)));
    lines.extend(never(found));
    lines.extend(over_share(found));
    lines.join("\n") + "\n"
}

fn table(found: &Comparison) -> Vec<String> {
    let counts_money = found.week().policy.counts_money;
    let mut head = vec![
        "scenario",
        "value",
        "at most",
        "placed",
        "must",
        "deadlines",
        "families",
        "miles",
        "driving",
        "paid h",
        "overtime h",
    ];
    if counts_money {
        head.push("dollars");
    }
    head.push("");
    let mut rows: Vec<Vec<String>> = vec![head.into_iter().map(str::to_owned).collect()];
    for point in &found.points {
        rows.push(row(point, counts_money));
    }
    let mut lines = vec![
        "Left out: must = required, deadlines = missed, families = not reached".to_owned(),
        String::new(),
    ];
    lines.extend(aligned(&rows));
    lines
}

fn row(point: &Point, counts_money: bool) -> Vec<String> {
    let totals = &point.plan.totals;
    let mut row = vec![
        point.scenario.name.clone(),
        totals.value.points().to_string(),
        at_most(&point.plan),
        totals.placed.to_string(),
        totals.required_unplaced.to_string(),
        totals.deadlines_missed.to_string(),
        totals.families_not_reached.to_string(),
        words::miles(totals.metres),
        words::duration(totals.drive),
        words::hours(totals.paid),
        words::hours(totals.overtime),
    ];
    if counts_money {
        row.push(totals.money.text());
    }
    row.push(if point.is_dominated { "dominated" } else { "" }.to_owned());
    row
}

/// How much better a plan could be: `+0.4 %`; `best` where it is proven to be worth most.
pub(super) fn at_most(plan: &Plan) -> String {
    match plan.value_bound {
        None => String::new(),
        Some(bound) if bound <= plan.totals.value => "proven".to_owned(),
        Some(bound) if plan.totals.value == Value(0) => bound.points().to_string(),
        Some(bound) => {
            let share = (bound.0 - plan.totals.value.0) as f64 / plan.totals.value.0 as f64;
            format!("+{:.1} %", (share * 1000.0).ceil() / 10.0)
        }
    }
}

/// Columns of one width: the first to the left, the others to the right.
pub(super) fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(ix, (cell, &width))| match ix {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// `miles=60 to miles=80: +12 points; in T5 (home_visit), T7 (meeting); out T9 (phone_call)`.
fn buys(found: &Comparison, step: &Step) -> Vec<String> {
    let (from, to) = (&found.points[step.from], &found.points[step.to]);
    let more = to.plan.totals.value.0 - from.plan.totals.value.0;
    let sign = if more < 0 { "-" } else { "+" };
    let points = Value(more.abs()).points();
    let price = found
        .exchange
        .iter()
        .find(|one| {
            one.at == step.from && to.scenario.set.iter().any(|(dial, _)| *dial == one.dial)
        })
        .filter(|_| found.swept.len() == 1)
        .and_then(|one| one.price)
        .map(|price| format!(" (ranked at {})", (price * 10.0).round() / 10.0))
        .unwrap_or_default();
    let mut line = format!(
        "{} to {}: {sign}{points} points{price}{}",
        from.scenario.name,
        to.scenario.name,
        required(from, to)
    );
    for (word, items) in [("in", &step.comes_in), ("out", &step.falls_out)] {
        if !items.is_empty() {
            line.push_str(&format!("; {word} {}", listed(items)));
        }
    }
    let mut lines = vec![line];
    // Of one it is said already.
    for (word, items) in [("in", &step.comes_in), ("out", &step.falls_out)] {
        if items.len() > 1 {
            let told = groups::told(Profile::Own, items).into_iter();
            let told: Vec<String> = told.map(|(by, said)| format!("{by}: {said}")).collect();
            lines.push(format!("  {word} by {}", told.join("; ")));
        }
    }
    for (word, families) in [
        ("reached", &step.reaches),
        ("not reached any more", &step.loses),
    ] {
        if !families.is_empty() {
            lines.push(format!("  {word}: {}", of_families(families)));
        }
    }
    lines
}

/// ` and 2 required more`, ` and 1 required fewer`; nothing where it is as much. What is required
/// counts no points.
fn required(from: &Point, to: &Point) -> String {
    let missed = |point: &Point| point.plan.totals.required_unplaced;
    let (before, after) = (missed(from), missed(to));
    let word = match after.cmp(&before) {
        std::cmp::Ordering::Equal => return String::new(),
        std::cmp::Ordering::Less => "more",
        std::cmp::Ordering::Greater => "fewer",
    };
    format!(" and {} required {word}", before.abs_diff(after))
}

/// `T9 (duty, required), T5 (home_visit)`: all that is required, and of the others as many as
/// make eight.
fn listed(items: &[Item]) -> String {
    const MOST: usize = 8;
    let mut all: Vec<&Item> = items.iter().collect();
    all.sort_by_key(|item| !item.is_required);
    let required = all.iter().filter(|item| item.is_required).count();
    let shown = all.iter().take(MOST.max(required));
    let mut named: Vec<String> = shown
        .map(|item| {
            let required = if item.is_required { ", required" } else { "" };
            format!("{} ({}{required})", item.id, item.kind)
        })
        .collect();
    if items.len() > named.len() {
        named.push(format!("{} more", items.len() - named.len()));
    }
    named.join(", ")
}

/// `6 families, 3 Arabic`.
fn of_families(families: &[Family]) -> String {
    let count = u32::try_from(families.len()).unwrap_or(u32::MAX);
    let mut text = words::count(count, "family", "families");
    let mut languages = std::collections::BTreeMap::new();
    for family in families.iter().filter(|family| !family.language.is_empty()) {
        *languages
            .entry(words::language(&family.language))
            .or_insert(0) += 1;
    }
    for (language, number) in languages {
        text.push_str(&format!(", {number} {language}"));
    }
    text
}

/// `base with 10 miles more: +12 points`, of limits of which no sweep says what each step buys;
/// where it buys nothing, all scenarios in one line.
fn grants(found: &Comparison) -> Vec<String> {
    let is_grant = |one: &&Exchange| !found.swept.contains(&one.dial);
    let granted: Vec<&Exchange> = found.exchange.iter().filter(is_grant).collect();
    if granted.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new()];
    let mut nothing: Vec<(String, Vec<&str>)> = Vec::new();
    for one in granted {
        let name = found.points[one.at].scenario.name.as_str();
        let more = format!("{} more", settings::whose(found.week(), one.dial, one.more));
        let points = one.buys.points();
        let sign = if one.buys.0 < 0 { "" } else { "+" };
        match (one.buys, one.keeps) {
            (Value(0), 0) => match nothing.iter_mut().find(|(known, _)| *known == more) {
                Some((_, names)) => names.push(name),
                None => nothing.push((more, vec![name])),
            },
            (_, 0) => lines.push(format!("{name} with {more}: {sign}{points} points")),
            (_, keeps) => lines.push(format!(
                "{name} with {more}: {sign}{points} points and {keeps} required"
            )),
        }
    }
    lines.extend(
        nothing.into_iter().map(|(more, names)| {
            format!("{more} buys nothing that was found: {}", names.join("; "))
        }),
    );
    lines
}

/// `base: title_i pays for 62.5 % of the task time, and is to pay 50 %`.
fn over_share(found: &Comparison) -> Vec<String> {
    let over = found.funds.iter().filter(|one| one.is_over());
    let line = |one: &FundUse| {
        let scenario = &found.points[one.at].scenario.name;
        let percent = (one.percent() * 10.0).round() / 10.0;
        let share = one.share.unwrap_or_default() as f64 / 100.0;
        format!(
            "{scenario}: {} pays for {percent} % of the task time, and is to pay {share} %",
            one.name
        )
    };
    let mut lines: Vec<String> = over.map(line).collect();
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

fn never(found: &Comparison) -> Option<String> {
    (!found.never.is_empty()).then(|| {
        format!(
            "Never reached in any of them: {}",
            of_families(&found.never)
        )
    })
}
