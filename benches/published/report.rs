//! The rows of a run and what they come to.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::path::Path;

use crate::family::{Standing, Value};

/// One case, solved once.
#[derive(Clone, Debug)]
pub struct Row {
    /// The family's name.
    pub family: &'static str,
    /// The case's name.
    pub instance: String,
    /// The best known value.
    pub best: Value,
    /// That value is proven to be optimal.
    pub proven: bool,
    /// Where it is from.
    pub source: String,
    /// Our value, or why there is none.
    pub ours: Result<(Value, Standing), String>,
    /// What no plan is better than, where that was asked for and is known.
    pub bound: Option<Value>,
    /// Seconds from the question to the answer, without the bound.
    pub seconds: f64,
    /// The search's seed.
    pub seed: u64,
    /// Iterations of all threads.
    pub iterations: u64,
    /// What was measured.
    pub commit: String,
}

/// The columns of a row, in a table and on a line.
pub const HEAD: [&str; 12] = [
    "family",
    "instance",
    "best_known",
    "proven",
    "ours",
    "gap_percent",
    "bound",
    "seconds",
    "seed",
    "iterations",
    "commit",
    "source",
];

impl Row {
    /// The cells under [`HEAD`]. The bound is empty where there is none.
    pub fn cells(&self) -> [String; 12] {
        let (ours, gap) = match &self.ours {
            Ok((value, standing)) => (value.to_string(), percent(standing.gap)),
            Err(reason) => (format!("refused: {reason}"), String::new()),
        };
        [
            self.family.to_owned(),
            self.instance.clone(),
            self.best.to_string(),
            if self.proven { "yes" } else { "unknown" }.to_owned(),
            ours,
            gap,
            self.bound.map_or(String::new(), |bound| bound.to_string()),
            format!("{:.2}", self.seconds),
            self.seed.to_string(),
            self.iterations.to_string(),
            self.commit.clone(),
            self.source.clone(),
        ]
    }
}

/// The heading of the lines.
pub fn heading() -> String {
    aligned(&HEAD.map(str::to_owned))
}

/// A row as a line of columns. Only the source, which ends it, is cut short.
pub fn line(row: &Row) -> String {
    let mut cells = row.cells();
    if cells[11].chars().count() > 60 {
        cells[11] = cells[11].chars().take(59).chain(['…']).collect();
    }
    aligned(&cells)
}

fn aligned(cells: &[String; 12]) -> String {
    const WIDTHS: [usize; 12] = [8, 18, 13, 7, 13, 11, 5, 7, 4, 10, 9, 0];
    let mut out = String::new();
    for (cell, width) in cells.iter().zip(WIDTHS) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{cell:<width$} ");
    }
    out.trim_end().to_owned()
}

fn percent(gap: f64) -> String {
    format!("{:.3}", gap * 100.0)
}

/// What a family's rows come to. A refused answer counts as a gap of 100 %.
pub fn summary(rows: &[Row]) -> String {
    let standings: Vec<&Standing> = rows
        .iter()
        .filter_map(|row| row.ours.as_ref().ok().map(|(_, s)| s))
        .collect();
    let refused = rows.len() - standings.len();
    let gaps = standings
        .iter()
        .map(|s| s.gap)
        .chain(std::iter::repeat_n(1.0, refused));
    let (sum, most) = gaps.fold((0.0, 0.0_f64), |(sum, most), gap| {
        (sum + gap, most.max(gap))
    });
    let wins = standings.iter().filter(|s| s.win).count();
    let met = standings.iter().filter(|s| s.gap == 0.0).count();
    let over = standings.iter().filter(|s| !s.vehicles_met).count();
    let gap = |row: &&Row| row.ours.as_ref().map_or(1.0, |(_, s)| s.gap);
    let worst = rows.iter().find(|row| most > 0.0 && gap(row) >= most);
    let worst = worst.map_or("none", |row| row.instance.as_str());
    let mean = if rows.is_empty() {
        0.0
    } else {
        sum / rows.len() as f64
    };
    let cases = format!(
        "{} cases, mean gap {} %, max gap {} % ({worst}), {wins} wins, {met} met, \
         {over} with more vehicles, {refused} refused",
        rows.len(),
        percent(mean),
        percent(most),
    );
    cases + &vehicles(rows) + &bounds(rows)
}

/// Vehicles in sum, and how many cases take fewer, as many or more than the best known;
/// empty where vehicles are not what counts.
fn vehicles(rows: &[Row]) -> String {
    let counts: Vec<(usize, usize)> = (rows.iter())
        .filter_map(|row| match (row.ours.as_ref().ok()?.0, row.best) {
            (Value::Vehicles(ours), Value::Vehicles(best)) => Some((ours, best)),
            _ => None,
        })
        .collect();
    if counts.is_empty() {
        return String::new();
    }
    let those = |order| counts.iter().filter(|(a, b)| a.cmp(b) == order).count();
    format!(
        "; {} vehicles where the best known take {}: {} cases below, {} equal, {} above",
        counts.iter().map(|(ours, _)| ours).sum::<usize>(),
        counts.iter().map(|(_, best)| best).sum::<usize>(),
        those(Ordering::Less),
        those(Ordering::Equal),
        those(Ordering::Greater),
    )
}

/// How many answers are proven to be the best, and whose best known value no plan can have;
/// empty where no bounds were asked for.
fn bounds(rows: &[Row]) -> String {
    let bounded = || rows.iter().filter_map(|row| Some((row, row.bound?)));
    if bounded().next().is_none() {
        return String::new();
    }
    let proven = bounded().filter(|(row, bound)| {
        let ours = row.ours.as_ref();
        ours.is_ok_and(|(ours, _)| ours == bound)
    });
    let beyond = bounded().filter(|(row, bound)| row.best.is_beyond(*bound));
    let beyond: Vec<&str> = beyond.map(|(row, _)| row.instance.as_str()).collect();
    let mut text = format!("; {} proven to be the best", proven.count());
    if !beyond.is_empty() {
        let names = beyond.join(", ");
        let _ = write!(text, "; no plan is as good as the best known of {names}");
    }
    text
}

/// Adds rows to a table, with its heading when it is new.
///
/// # Errors
/// When the file cannot be written.
pub fn append(path: &Path, row: &Row) -> Result<(), csv::Error> {
    let fresh = std::fs::metadata(path).map_or(true, |m| m.len() == 0);
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)?;
    let mut writer = csv::Writer::from_writer(file);
    if fresh {
        writer.write_record(HEAD)?;
    }
    writer.write_record(row.cells())?;
    writer.flush()?;
    Ok(())
}
