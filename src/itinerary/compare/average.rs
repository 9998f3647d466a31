//! Several weeks under the same scenarios: the mean of each number, with its spread.

use std::collections::BTreeMap;

use maud::html;
use serde::Serialize;

use super::super::summary::summary;
use super::super::{File, Files, page};
use super::document::{Document, document};
use super::{brief, text};
use crate::domain::comparison::{Comparison, Point};
use crate::table::write_csv;

/// A number over several weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Spread {
    mean: f64,
    least: f64,
    most: f64,
}

/// What is averaged: its column, how a page calls it, and the number of a plan.
type Number = (&'static str, &'static str, fn(&Point) -> f64);

const NUMBERS: [Number; 10] = [
    ("value", "Value", |point| summary(&point.plan).value),
    ("placed", "Done", |point| {
        f64::from(point.plan.totals.placed)
    }),
    ("required_unplaced", "Required left out", |point| {
        f64::from(point.plan.totals.required_unplaced)
    }),
    ("deadlines_missed", "Deadlines missed", |point| {
        f64::from(point.plan.totals.deadlines_missed)
    }),
    ("families_not_reached", "Families not reached", |point| {
        f64::from(point.plan.totals.families_not_reached)
    }),
    ("miles", "Miles", |point| summary(&point.plan).miles),
    ("drive_hours", "Hours of driving", |point| {
        summary(&point.plan).drive_hours()
    }),
    ("paid_hours", "Paid hours", |point| {
        summary(&point.plan).paid_hours
    }),
    ("overtime_hours", "Overtime", |point| {
        summary(&point.plan).overtime_hours
    }),
    ("dollars", "Dollars", |point| summary(&point.plan).dollars),
];

/// A scenario over the weeks that have it.
struct Row<'c> {
    name: &'c str,
    weeks: usize,
    numbers: Vec<Spread>,
}

fn rows(weeks: &[Comparison]) -> Vec<Row<'_>> {
    let mut names: Vec<&str> = Vec::new();
    for point in weeks.iter().flat_map(|week| &week.points) {
        if !names.contains(&point.scenario.name.as_str()) {
            names.push(&point.scenario.name);
        }
    }
    let row = |name| {
        let of_it = weeks.iter().flat_map(|week| &week.points);
        let points: Vec<&Point> = of_it.filter(|point| point.scenario.name == name).collect();
        Row {
            name,
            weeks: points.len(),
            numbers: NUMBERS
                .iter()
                .map(|(_, _, of)| spread(&points, *of))
                .collect(),
        }
    };
    names.into_iter().map(row).collect()
}

fn spread(points: &[&Point], of: fn(&Point) -> f64) -> Spread {
    let numbers = || points.iter().map(|point| of(point));
    Spread {
        mean: numbers().sum::<f64>() / points.len().max(1) as f64,
        least: numbers().fold(f64::INFINITY, f64::min),
        most: numbers().fold(f64::NEG_INFINITY, f64::max),
    }
}

/// To two decimals.
fn short(number: f64) -> String {
    ((number * 100.0).round() / 100.0).to_string()
}

/// `12.5 (10–15)`; the number alone where the weeks agree.
fn said(spread: Spread) -> String {
    let [mean, least, most] = [spread.mean, spread.least, spread.most].map(short);
    if least == most {
        mean
    } else {
        format!("{mean} ({least}\u{2013}{most})")
    }
}

/// The averages' files, of the weeks in these folders: average.csv and average.html.
pub fn averages(folders: &[String], weeks: &[Comparison]) -> Vec<File> {
    let rows = rows(weeks);
    let mut header = vec!["scenario".to_owned(), "weeks".to_owned()];
    for (column, _, _) in &NUMBERS {
        header.extend(["", "_least", "_most"].map(|end| format!("{column}{end}")));
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let csv = rows.iter().map(|row| {
        let numbers = row.numbers.iter();
        let cells = numbers.flat_map(|one| [one.mean, one.least, one.most].map(short));
        let first = [row.name.to_owned(), row.weeks.to_string()];
        first.into_iter().chain(cells).collect::<Vec<String>>()
    });
    let mut files = Files::default();
    files.add("average.csv", write_csv(&header, csv));
    files.add("average.html", html(folders, weeks, &rows));
    files.0
}

fn html(folders: &[String], weeks: &[Comparison], rows: &[Row<'_>]) -> String {
    let body = html! {
        (super::style())
        header.top {
            h1 { "Budgets side by side " span.date { "over " (weeks.len()) " weeks" } }
        }
        p { "The mean of the weeks, and in brackets the least and the most of them." }
        div.wide tabindex="0" role="region" aria-label="Averages" { table {
            thead { tr {
                th scope="col" { "Scenario" } th.num scope="col" { "Weeks" }
                @for (_, name, _) in &NUMBERS { th.num scope="col" { (name) } }
            } }
            tbody { @for row in rows { tr {
                th scope="row" { (row.name) } td.num { (row.weeks) }
                @for spread in &row.numbers { td.num { (said(*spread)) } }
            } } }
        } }
        @for (folder, week) in folders.iter().zip(weeks) {
            h2 { (folder) ", the week of " (week.week().clock.monday()) }
            (brief::against(week, super::Profile::Own))
        }
    };
    page::frame("Budgets over several weeks", true, &body)
}

/// What programs read of several weeks.
#[derive(Debug, Serialize)]
pub struct AveragesDocument {
    /// Of this form.
    version: u32,
    weeks: Vec<WeekDocument>,
    averages: Vec<RowDocument>,
}

#[derive(Debug, Serialize)]
struct WeekDocument {
    folder: String,
    comparison: Document,
}

#[derive(Debug, Serialize)]
struct RowDocument {
    scenario: String,
    weeks: usize,
    /// By column of average.csv.
    #[serde(flatten)]
    numbers: BTreeMap<&'static str, Spread>,
}

/// Each week's comparison, by the name of its folder, and the averages.
pub fn averages_document(folders: &[String], weeks: &[Comparison]) -> AveragesDocument {
    let each = folders.iter().zip(weeks);
    let rows = rows(weeks).into_iter().map(|row| {
        let columns = NUMBERS.iter().map(|(column, _, _)| *column);
        RowDocument {
            scenario: row.name.to_owned(),
            weeks: row.weeks,
            numbers: columns.zip(row.numbers).collect(),
        }
    });
    AveragesDocument {
        version: 1,
        averages: rows.collect(),
        weeks: each
            .map(|(folder, found)| WeekDocument {
                folder: folder.clone(),
                comparison: document(found),
            })
            .collect(),
    }
}

/// The averages for the terminal.
pub fn average_terminal(weeks: &[Comparison]) -> String {
    let mut table: Vec<Vec<String>> = vec![vec!["scenario".to_owned(), "weeks".to_owned()]];
    table[0].extend(
        NUMBERS
            .iter()
            .map(|(column, _, _)| column.replace('_', " ")),
    );
    for row in rows(weeks) {
        let mut cells = vec![row.name.to_owned(), row.weeks.to_string()];
        cells.extend(row.numbers.iter().map(|spread| said(*spread)));
        table.push(cells);
    }
    text::aligned(&table).join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    //! Means and spreads are those of the weeks that have a scenario.
    use super::*;

    #[test]
    fn a_spread_is_told_where_there_is_one() {
        let of = |mean, least, most| said(Spread { mean, least, most });
        assert_eq!(of(12.5, 10.0, 15.0), "12.5 (10\u{2013}15)");
        assert_eq!(of(3.0, 3.0, 3.0), "3");
    }
}
