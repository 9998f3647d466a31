//! brief.html: one page for a principal, in plain words and without a solver's.

use maud::{Markup, html};

use super::super::{page, words};
use super::groups::{self, Profile};
use super::settings;
use crate::domain::Week;
use crate::domain::comparison::{Comparison, Point, Reached, Scenario, Step};
use crate::domain::dial::Amount;
use crate::domain::time::{Day, Minutes};

/// The page.
pub(super) fn html(found: &Comparison, profile: Profile) -> String {
    let week = found.week();
    let reference = &found.points[found.reference];
    let body = html! {
        (super::style())
        header.top {
            h1 { "What the week comes to " span.date { "under other budgets" } }
            p.who { "Week of " (words::long_date(week, Day(0))) }
        }
        p { (as_it_is(reference, profile)) }
        (against(found, profile))
        @if !found.never.is_empty() {
            h2 { "Not reached in any of them" }
            p { (profile.counted(found.never.len(), ["family", "families"])) (groups::in_brackets(&groups::languages(profile, &found.never))) "." }
        }
        @if let Some(line) = enough(found) { h2 { "Where more stops helping" } p { (line) } }
        @if !found.reached.is_empty() {
            h2 { "What it takes" }
            ul.brief { @for one in &found.reached { li { (reached(week, one)) } } }
        }
        h2 { "How sure this is" }
        p { (sure(found)) }
        (super::foot(found, "brief", profile))
    };
    page::frame(&format!("Brief {}", week.clock.monday()), false, &body)
}

/// What each scenario changes against the reference. What has the same effect as one before is
/// told with that: `The same with 20 miles instead of 80.`
pub(super) fn against(found: &Comparison, profile: Profile) -> Markup {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for (at, step) in found.against.iter().enumerate() {
        if at == found.reference {
            continue;
        }
        let (title, effect) = (title(found, at), effect(found, step, profile));
        match lines.iter_mut().find(|(known, _)| *known == effect) {
            Some((_, titles)) => titles.push(title),
            None => lines.push((effect, vec![title])),
        }
    }
    let inside = |title: &String| {
        let mut letters = title.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    html! {
        ul.brief { @for (effect, titles) in &lines { @if let Some((first, rest)) = titles.split_first() {
            li {
                strong { (first) ": " } (effect)
                @if !rest.is_empty() { " The same " (rest.iter().map(inside).collect::<Vec<_>>().join("; ")) "." }
            }
        } } }
    }
}

/// What the reference comes to.
fn as_it_is(point: &Point, profile: Profile) -> String {
    let totals = &point.plan.totals;
    let counts_money = point.scenario.week.policy.counts_money;
    let nouns = ["task or ride is", "tasks and rides are"];
    let placed = totals.placed as usize;
    let done = match profile {
        Profile::Own => {
            let all = placed + totals.unplaced as usize;
            format!("{placed} of {}", profile.counted(all, nouns))
        }
        // How many are left out may be few.
        Profile::Public => profile.counted(placed, nouns),
    };
    let mut text = format!(
        "{}: {done} done, {} not reached, {} missed, {} miles driven",
        of(point),
        profile.counted(totals.families_not_reached as usize, ["family", "families"]),
        profile.counted(totals.deadlines_missed as usize, ["deadline", "deadlines"]),
        words::miles(totals.metres),
    );
    if counts_money {
        text.push_str(&format!(", ${} spent", totals.money.text()));
    }
    text + "."
}

fn of(point: &Point) -> String {
    match (point.scenario.set.is_empty(), point.scenario.name.as_str()) {
        (true, "base") => "As the week is set up now".to_owned(),
        (true, name) => format!("With \u{201c}{name}\u{201d}"),
        (false, _) => {
            let set = point.scenario.set.iter();
            let all: Vec<String> = set
                .map(|&(dial, amount)| settings::whose(&point.scenario.week, dial, amount))
                .collect();
            format!("With {}", all.join(" and "))
        }
    }
}

/// `With 60 miles instead of 140`, and what it answers: `With 60 miles instead of 140, for T5`.
pub(super) fn title(found: &Comparison, at: usize) -> String {
    let (from, to) = (&found.points[found.reference], &found.points[at]);
    let changes = settings::differences(&from.scenario.week, &to.scenario.week);
    match &to.answers {
        None => titled(&changes, own_name(&to.scenario)).unwrap_or_else(|| of(to)),
        Some(goal) => match titled(&changes, None) {
            Some(title) => format!("{title}, for {goal}"),
            None => format!("For {goal}"),
        },
    }
}

/// What a scenario is called in week.toml; none where its settings are its name.
pub(super) fn own_name(scenario: &Scenario) -> Option<&str> {
    let is_own = scenario.set.is_empty() && !scenario.name.contains('=');
    is_own.then_some(&scenario.name)
}

/// A scenario by what it changes, with its name where it has one; none where nothing is told.
pub(super) fn titled(changes: &[String], name: Option<&str>) -> Option<String> {
    if changes.is_empty() {
        return None;
    }
    let changes = changes.join(", ");
    let changes = match changes.strip_prefix("without ") {
        Some(rest) => format!("Without {rest}"),
        None => format!("With {changes}"),
    };
    Some(match name {
        Some(name) => format!("{changes} (\u{201c}{name}\u{201d})"),
        None => changes,
    })
}

/// `6 families not visited (3 Spanish, 3 Arabic), 2 deadlines missed; saves $212 a week`.
pub(super) fn effect(found: &Comparison, step: &Step, profile: Profile) -> String {
    let (from, to) = (&found.points[step.from], &found.points[step.to]);
    let mut parts = Vec::new();
    let families = |word: &str, list: &[crate::domain::comparison::Family]| {
        let counted = profile.counted(list.len(), ["family", "families"]);
        let languages = groups::in_brackets(&groups::languages(profile, list));
        format!("{counted} {word}{languages}")
    };
    if !step.loses.is_empty() {
        parts.push(families("not reached any more", &step.loses));
    }
    if !step.reaches.is_empty() {
        parts.push(families("reached as well", &step.reaches));
    }
    let (a, b) = (&from.plan.totals, &to.plan.totals);
    let deadlines = (a.deadlines_missed, b.deadlines_missed);
    parts.extend(change(
        profile,
        deadlines,
        ["deadline", "deadlines"],
        ["missed", "kept"],
    ));
    let required = (a.required_unplaced, b.required_unplaced);
    let nouns = ["required task", "required tasks"];
    parts.extend(change(profile, required, nouns, ["left out", "done"]));
    let (out, into) = (&step.falls_out, &step.comes_in);
    match (out.is_empty(), into.is_empty()) {
        (true, true) => parts.push("nothing changes".to_owned()),
        (false, true) => parts.push(format!(
            "not done any more: {}",
            groups::kinds(profile, out)
        )),
        (true, false) => parts.push(format!("also done: {}", groups::kinds(profile, into))),
        (false, false) => parts.push(format!(
            "not done any more: {}; done instead: {}",
            groups::kinds(profile, out),
            groups::kinds(profile, into)
        )),
    }
    format!("{}; {}.", parts.join(", "), saves(from, to))
}

/// `2 more deadlines missed`, `1 more deadline kept`.
fn change(
    profile: Profile,
    (before, after): (u32, u32),
    nouns: [&str; 2],
    [worse, better]: [&str; 2],
) -> Option<String> {
    let word = match after.cmp(&before) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Greater => worse,
        std::cmp::Ordering::Less => better,
    };
    let number = after.abs_diff(before) as usize;
    let nouns = nouns.map(|noun| format!("more {noun}"));
    let counted = profile.counted(number, [&nouns[0], &nouns[1]]);
    Some(format!("{counted} {word}"))
}

/// `saves $212.00 a week`, `costs $9.10 more a week`; where nothing has a price, driving.
fn saves(from: &Point, to: &Point) -> String {
    let (a, b) = (&from.plan.totals, &to.plan.totals);
    if to.scenario.week.policy.counts_money {
        let saved = a.money - b.money;
        return match saved.cents() {
            0 => "costs the same".to_owned(),
            1.. => format!("saves {} a week", saved.words()),
            _ => format!("costs {} more a week", (b.money - a.money).words()),
        };
    }
    let drive = Minutes((a.drive.0 - b.drive.0).abs());
    match a.drive.cmp(&b.drive) {
        std::cmp::Ordering::Equal => "as much driving as before".to_owned(),
        std::cmp::Ordering::Greater => {
            format!("saves {} of driving a week", words::duration(drive))
        }
        std::cmp::Ordering::Less => format!("{} more driving a week", words::duration(drive)),
    }
}

/// `More than 160 miles, up to 200 miles, gets no more done. That is certain.` Where more costs
/// less, that too.
pub(super) fn enough(found: &Comparison) -> Option<String> {
    let enough = found.enough?;
    let &dial = found.swept.first()?;
    let sure = if enough.is_proven {
        "That is certain."
    } else {
        "No plan was found that shows otherwise."
    };
    let much = |amount| settings::whose(found.week(), dial, amount);
    let at = |amount| {
        let mut points = found.points.iter();
        points.find(|point| point.scenario.set == [(dial, amount)])
    };
    let (from, to) = (at(enough.from)?, at(enough.to)?);
    let (before, after) = (from.plan.totals.money, to.plan.totals.money);
    let counts_money = to.scenario.week.policy.counts_money;
    let less = match counts_money && after < before {
        true => format!(
            " The week costs {} instead of {} then.",
            after.words(),
            before.words()
        ),
        false => String::new(),
    };
    Some(format!(
        "More than {}, up to {}, gets no more done. {sure}{less}",
        much(enough.from),
        much(enough.to)
    ))
}

/// `90 % of the value takes 80 miles; with 60 miles or less it cannot be done.`
pub(super) fn reached(week: &Week, one: &Reached) -> String {
    let much = |amount| settings::whose(week, one.dial, amount);
    let goal = capitalised(&one.goal);
    let first = match one.least {
        Some(least) => format!("{goal}: it takes {}.", much(least)),
        None => format!("{goal}: no plan was found that gets there."),
    };
    match one.impossible_up_to {
        Some(up_to) => format!(
            "{first} With {}{} it certainly cannot be done.",
            much(up_to),
            if up_to == Amount(0) { "" } else { " or less" }
        ),
        None if one.least.is_none() => format!("{first} That none does is not proven."),
        None => format!("{first} Whether less would do is not settled."),
    }
}

/// With a capital at its beginning.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The widest gap among the scenarios, in words.
fn sure(found: &Comparison) -> String {
    let shares = found.points.iter().map(|point| {
        let bound = point.plan.value_bound?.0;
        let value = point.plan.totals.value.0;
        Some(match (bound - value, value) {
            (..=0, _) => 0.0,
            (_, 0) => f64::INFINITY,
            (more, value) => more as f64 / value as f64,
        })
    });
    let shares: Option<Vec<f64>> = shares.collect();
    let most = shares.map(|all| all.into_iter().fold(0.0, f64::max));
    let first = "Every plan behind these lines keeps all rules and was checked twice.";
    match most {
        Some(0.0) => format!("{first} No plan could do more in any of them."),
        Some(most) if most < 1.0 => format!(
            "{first} No plan could do more than {:.0} % better than those shown.",
            (most * 100.0).ceil()
        ),
        _ => format!("{first} How much better a plan could be was not settled for all of them."),
    }
}

/// A page's list of lines.
pub(super) fn lines(all: &[String]) -> Markup {
    html! { ul { @for line in all { li { (line) } } } }
}
