//! A plan that follows an earlier one: what changed and whom to call, what leaves the
//! calendars, and the history in plan.json.

use std::fmt::Write;

use super::codes::Codes;
use super::{File, Files, Style, calendar, file_id, render, words, working};
use crate::domain::Week;
use crate::domain::document::{Document, VersionDocument};
use crate::domain::ids::PersonIx;
use crate::domain::moved::{Moved, Spot};
use crate::domain::plan::Plan;
use crate::domain::road::Network;
use crate::table::write_csv;

/// What a plan follows.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The week with what the plan before had and the week has no more
    /// ([`Document::with_lost`]).
    pub week: &'a Week,
    /// The plan before it.
    pub plan: &'a Plan,
    /// How the two differ.
    pub moved: &'a [Moved],
    /// The versions so far, this one last.
    pub history: &'a [VersionDocument],
}

/// Every file of a plan that follows another: those of [`render`], changes.csv, and
/// cancel-STAFF.ics for who had something that is there no more.
pub fn render_again(
    week: &Week,
    plan: &Plan,
    style: &Style,
    roads: Option<&dyn Network>,
    before: &Before<'_>,
) -> Vec<File> {
    let mut files = Files(render(week, plan, style, roads));
    let codes = Codes::of(week, &style.key);
    files.add("changes.csv", csv(before.week, before.moved));
    for staff in working(week, before.plan) {
        let gone = calendar::gone(before.week, before.plan, plan, style, &codes, staff);
        if let Some((text, _)) = gone {
            let id = file_id(&week.member(staff).id);
            files.add(&format!("cancel-{id}.ics"), text);
        }
    }
    note(&mut files.0, week, plan, None, before.history);
    files.0
}

/// Puts into plan.json what it was made from and how it came about.
pub fn note(
    files: &mut [File],
    week: &Week,
    plan: &Plan,
    inputs: Option<&str>,
    history: &[VersionDocument],
) {
    let Some((_, bytes)) = files.iter_mut().find(|(name, _)| name == "plan.json") else {
        return;
    };
    let mut document = Document::of(week, plan);
    document.inputs = inputs.map(str::to_owned);
    document.history = history.to_vec();
    *bytes = document.to_json().into_bytes();
}

const HEADER: [&str; 14] = [
    "task_id",
    "kind",
    "status",
    "from_staff",
    "from_date",
    "from_start",
    "from_end",
    "to_staff",
    "to_date",
    "to_start",
    "to_end",
    "with",
    "reason",
    "call",
];

fn csv(week: &Week, moved: &[Moved]) -> Vec<u8> {
    let spot = |spot: Option<&Spot>| match spot {
        Some(spot) => [
            week.member(spot.staff).id.clone(),
            week.clock.date(spot.day).to_string(),
            words::clock(week, spot.day, spot.start),
            words::clock(week, spot.day, spot.end),
        ],
        None => [const { String::new() }; 4],
    };
    let rows = moved.iter().map(|one| {
        let partners = one.after.iter().flat_map(|spot| &spot.partners);
        let with: Vec<&str> = partners.map(|&who| week.member(who).id.as_str()).collect();
        let mut row = vec![
            week.work_id(one.work).to_owned(),
            words::kind(week, one.work).to_owned(),
            status(one).to_owned(),
        ];
        row.extend(spot(one.before.as_ref()));
        row.extend(spot(one.after.as_ref()));
        row.push(with.join(";"));
        row.push(one.reason.clone());
        let call: Vec<&str> = one
            .call
            .iter()
            .map(|&who| week.person(who).id.as_str())
            .collect();
        row.push(call.join(";"));
        row
    });
    write_csv(&HEADER, rows)
}

fn status(one: &Moved) -> &'static str {
    match (&one.before, &one.after) {
        (None, _) => "proposed",
        (_, None) => "withdrawn",
        _ => "changed",
    }
}

/// The change list as people read it, whom to call, how much better a plan of the rest could be,
/// and what to delete from calendars that take no cancellation. Ids, codes and kinds only; every
/// line ends in a line feed.
pub fn changes(plan: &Plan, style: &Style, before: &Before<'_>) -> String {
    let week = before.week;
    let mut out = String::new();
    for one in before.moved {
        let _ = writeln!(out, "  {}", line(week, one));
        let call = call(week, &one.call);
        let call = match call.is_empty() {
            true => String::new(),
            false => format!("; call {call}"),
        };
        let _ = writeln!(out, "    {}{call}", one.reason);
    }
    let codes = Codes::of(week, &style.key);
    let mut gone = Vec::new();
    for staff in working(week, before.plan) {
        let cancelled = calendar::gone(week, before.plan, plan, style, &codes, staff);
        if let Some((_, lines)) = cancelled {
            let id = &week.member(staff).id;
            gone.extend(lines.into_iter().map(|line| format!("  {id}  {line}")));
        }
    }
    let exceeded = words::exceeded(plan).filter(|_| !before.moved.is_empty());
    if let Some(words) = exceeded {
        let _ = writeln!(
            out,
            "\nFrom then on no plan could {words}, however much it changed."
        );
    }
    if !gone.is_empty() {
        out.push_str(
            "\nNo longer in the calendar (cancel-STAFF.ics takes it out; else delete by hand):\n",
        );
        for line in gone {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

/// `T14 (home_visit): Tue 1 Dec 10:00 with L1 -> Thu 3 Dec 14:00 with L1`; with both ends where
/// it begins when it began, as a ride whose drop-off alone is later.
pub fn line(week: &Week, one: &Moved) -> String {
    let with_end = match (&one.before, &one.after) {
        (Some(old), Some(new)) => {
            (old.day, old.start) == (new.day, new.start) && old.end != new.end
        }
        _ => false,
    };
    let spot = |spot: &Spot| {
        let partners: Vec<&str> = spot
            .partners
            .iter()
            .map(|&who| week.member(who).id.as_str())
            .collect();
        let and = match partners.is_empty() {
            true => String::new(),
            false => format!(" and {}", partners.join(", ")),
        };
        let end = match with_end {
            true => format!("-{}", words::clock(week, spot.day, spot.end)),
            false => String::new(),
        };
        format!(
            "{} {}{end} with {}{and}",
            words::short_date(week, spot.day),
            words::clock(week, spot.day, spot.start),
            week.member(spot.staff).id
        )
    };
    let (id, kind) = (week.work_id(one.work), words::kind(week, one.work));
    match (&one.before, &one.after) {
        (Some(old), Some(new)) => format!("{id} ({kind}): {} -> {}", spot(old), spot(new)),
        (Some(old), None) => format!("{id} ({kind}): {} -> left out", spot(old)),
        (None, Some(new)) => format!("{id} ({kind}): not planned -> {}", spot(new)),
        (None, None) => format!("{id} ({kind})"),
    }
}

/// `G12A in Spanish, TCH5`.
fn call(week: &Week, who: &[PersonIx]) -> String {
    let one = |&who: &PersonIx| {
        let person = week.person(who);
        match person.language.as_deref() {
            Some(language) if language != "en" && language != "english" => {
                format!("{} in {}", person.id, words::language(language))
            }
            _ => person.id.clone(),
        }
    };
    let all: Vec<String> = who.iter().map(one).collect();
    all.join(", ")
}
