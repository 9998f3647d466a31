//! day-STAFF-DATE.html and print-STAFF.html: the sheet for the car. It works alone, on paper
//! and on a telephone.

use maud::{Markup, html};

use super::drives::ATTRIBUTION;
use super::names::People;
use super::sheet::{Contact, Row, Sheet};
use super::{fit, page, words};
use crate::domain::Week;
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Plan};
use crate::domain::time::Day;

/// What the outcome boxes take, as log.csv knows it.
const OUTCOMES: &str = "Outcome: D done \u{b7} NS no show \u{b7} NH nobody home \u{b7} NA no answer \u{b7} \
    LM left message \u{b7} R refused \u{b7} WA wrong address \u{b7} RF rescheduled by family \u{b7} \
    RS rescheduled by staff \u{b7} C cancelled \u{b7} P moved to phone \u{b7} L late";

/// The page of one sheet.
pub(super) fn html(people: People, plan: &Plan, sheet: &Sheet) -> String {
    let title = format!(
        "{} {}",
        people.week.member(sheet.staff).id,
        people.week.clock.date(sheet.day)
    );
    page::frame(&title, false, &section(people, plan, sheet, "sheet 1 of 1"))
}

/// The page of all of a person's sheets, each on a page of its own when printed.
pub(super) fn print(people: People, plan: &Plan, sheets: &[Sheet]) -> String {
    let Some(first) = sheets.first() else {
        return String::new();
    };
    let title = format!(
        "{} week of {}",
        people.week.member(first.staff).id,
        people.week.clock.monday()
    );
    let all = html! {
        @for (ix, sheet) in sheets.iter().enumerate() {
            (section(people, plan, sheet, &format!("sheet {} of {}", ix + 1, sheets.len())))
        }
    };
    page::frame(&title, false, &all)
}

/// Widths of the columns beside the one that says what; of an airy sheet and of a dense one.
const AIRY: [&str; 5] = [
    "width:13.5%",
    "width:22%",
    "width:8%",
    "width:12%",
    "width:13%",
];
const DENSE: [&str; 5] = [
    "width:11.5%",
    "width:23%",
    "width:7%",
    "width:9%",
    "width:11%",
];

fn section(people: People, plan: &Plan, sheet: &Sheet, number: &str) -> Markup {
    let week = people.week;
    let fit = fit::fit(sheet);
    let tight = fit.is_dense.then(|| fit::dense(&sheet.rows));
    let rows = tight.as_deref().unwrap_or(&sheet.rows);
    let widths = if fit.is_dense { DENSE } else { AIRY };
    let has_turns = sheet.rows.iter().any(|row| !row.turns.is_empty());
    html! {
        section.sheet.dense[fit.is_dense].unturned[!fit.has_turns] style=(format!("--fit:{:.2}", fit.scale)) {
            header.top {
                h1 { (words::weekday(week, sheet.day)) " " span.date { (words::long_date(week, sheet.day)) } }
                p.who { (people.member(sheet.staff)) }
            }
            (figures(week, sheet))
            table.timeline role="table" {
                caption.hidden { "Stops of the day, in order" }
                thead role="rowgroup" { tr role="row" {
                    th scope="col" role="columnheader" style=(widths[0]) { "Time" }
                    th scope="col" role="columnheader" { "What and with whom" }
                    th scope="col" role="columnheader" style=(widths[1]) { "Where" }
                    th scope="col" role="columnheader" style=(widths[2]) { "Drive there" }
                    th scope="col" role="columnheader" style=(widths[3]) { "Latest to leave" }
                    th scope="col" role="columnheader" style=(widths[4]) { "Done" @if fit.is_dense { ", miles" } }
                } }
                tbody role="rowgroup" { @for (ix, row) in rows.iter().enumerate() { (table_row(people, sheet, row, ix + 1)) } }
            }
            @if !sheet.standby.is_empty() {
                p.legend { strong { "If a visit fails" } " (after ten minutes of waiting; call first, and keep the other times)" }
                ol.legend { @for (ix, line) in sheet.standby.iter().enumerate() { li { (ix + 1) ". " (line) } } }
            }
            @if sheet.out.is_some() { p.legend { "Latest to leave: what harms nothing after it, for this stop alone. Time to spare is shared: used here, it is gone for the rest of the day. " br;  (OUTCOMES) } }
            @if has_turns {
                @if !fit.has_turns { p.legend.on-paper { "The turns of the drives do not fit on this page; they are on the sheet on the telephone." } }
                p.legend { (ATTRIBUTION) }
            }
            (page::foot(week, plan, number))
        }
    }
}

fn figures(week: &Week, sheet: &Sheet) -> Markup {
    let at = |moment| words::clock(week, sheet.day, moment);
    let work = sheet
        .rows
        .iter()
        .filter(|row| row.activity.work().is_some() && !matches!(row.activity, Activity::Notes(_)));
    let stops = words::count(work.count() as u32, "stop", "stops");
    html! {
        dl.figures {
            @if let Some((out, back)) = sheet.out {
                (page::figure("leave by", &at(out), true))
                (page::figure("back by", &at(back), true))
                (page::figure("with work", &stops, false))
                (page::figure("driving", &words::duration(sheet.drive), false))
                (page::figure("miles", &words::miles(Metres(sheet.metres)), false))
                (odometer("odometer, start"))
                (odometer("odometer, end"))
            } @else if let (Some(first), Some(last)) = (sheet.rows.first(), sheet.rows.last()) {
                (page::figure("first begins", &at(first.time.0), true))
                (page::figure("last ends", &at(last.time.1), true))
                (page::figure("coming along", &stops, false))
            }
        }
    }
}

fn odometer(label: &str) -> Markup {
    html! { div.box { dt { (label) } dd { input.blank type="text" inputmode="decimal" autocomplete="off" aria-label=(label); } } }
}

/// Whether a row is only a time to know, with nothing to do or to write.
pub(super) fn is_quiet(row: &Row) -> bool {
    matches!(
        row.activity,
        Activity::Start | Activity::End | Activity::Lunch | Activity::Reserve | Activity::Notes(_)
    )
}

fn table_row(people: People, sheet: &Sheet, row: &Row, number: usize) -> Markup {
    let week = people.week;
    let at = |moment| words::clock(week, sheet.day, moment);
    let (from, to) = row.time;
    html! {
        @if !row.turns.is_empty() { tr.turns role="row" { td colspan="6" role="cell" { (row.turns.join(" \u{b7} ")) } } }
        tr.quiet[is_quiet(row)] role="row" {
            th scope="row" role="rowheader" {
                (at(from)) @if to > from { "\u{2013}" (at(to)) }
                @if let Some(arrive) = row.arrive { span.small { "there at " (at(arrive)) } }
            }
            td role="cell" { (what(week, sheet.day, row)) }
            td.stack role="cell" { (place(row)) }
            td role="cell" data-label=[row.drive.is_some().then_some("Drive there")] {
                @if let Some((minutes, miles)) = &row.drive { p.nowrap { (minutes) } p.nowrap.soft { (miles) " mi" } }
            }
            (leave(week, sheet, row))
            td role="cell" { @if !is_quiet(row) { (blanks(row, number)) } }
        }
    }
}

/// Where it is; on one line where there is nothing to do but be there.
fn place(row: &Row) -> Markup {
    html! {
        @if is_quiet(row) { p { (row.place.join(", ")) } }
        @else { @for (ix, line) in row.place.iter().enumerate() { p.soft[ix > 1] { (line) } } }
    }
}

/// By when one must go, and how much later it could start.
fn leave(week: &Week, sheet: &Sheet, row: &Row) -> Markup {
    let is_own = sheet.out.is_some();
    let has_slack = is_own
        && !matches!(
            row.activity,
            Activity::Start | Activity::End | Activity::Notes(_)
        );
    html! {
        td role="cell" data-label=[row.leave_by.map(|_| "Latest to leave")] {
            @if let Some(latest) = row.leave_by { p.strong { (words::clock(week, sheet.day, latest)) } }
            @if has_slack { p.soft.small.nowrap { (row.slack) " to spare" } }
        }
    }
}

fn what(week: &Week, day: Day, row: &Row) -> Markup {
    html! {
        div.stack {
            p { span.word { (page::icon(week, row.activity)) (words::activity(week, row.activity)) }
                @if let Some(subject) = &row.subject { " " span.code { (subject) } }
                @if let Some(id) = &row.id { " " span.soft.small.nowrap { (id) } }
                @for mark in &row.marks { " " span.marked { (mark) } }
            }
            @for who in &row.people { (person(who)) }
            @if !row.lines.is_empty() { p.soft { (row.lines.join(" \u{b7} ")) } }
            @if let Some(until) = row.write_up { p.soft { "write up until " (words::clock(week, day, until)) } }
        }
    }
}

fn person(who: &Contact) -> Markup {
    html! {
        p { (who.label) @if let Some((shown, dialled)) = &who.phone { " " a.nowrap href={ "tel:" (dialled) } { (shown) } } }
    }
}

fn blanks(row: &Row, number: usize) -> Markup {
    html! {
        div.blanks {
            label { "Outcome" input.blank type="text" autocomplete="off" aria-label=(format!("Outcome of stop {number}")); }
            @if row.drive.is_some() { label { "Miles" input.blank type="text" inputmode="decimal" autocomplete="off" aria-label=(format!("Miles to stop {number}")); } }
        }
    }
}
