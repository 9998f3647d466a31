//! Reading the sets: where they lie, their numbers, their best-known values.

use std::path::{Path, PathBuf};

use crate::family::Value;

/// What is wrong with a set's files.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The table of best-known values is no table.
    #[error("{}: {source}", path.display())]
    Table {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A line does not hold what its format says.
    #[error("line {line}: {what}")]
    Line {
        /// As an editor counts.
        line: usize,
        /// What was expected there.
        what: &'static str,
    },
    /// The file as a whole is not of its format.
    #[error("{0}")]
    Shape(&'static str),
    /// The case is not a name of this family.
    #[error("no case of this family has the name {0}")]
    Name(String),
}

/// One line of a table of best-known values.
#[derive(Clone, Debug)]
pub struct Best {
    /// The case's name.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Proven to be optimal.
    pub proven: bool,
    /// Where the value is from.
    pub source: String,
}

/// The family's folder in what was given: it, or its part of that name, or that of its `bench`.
pub fn folder(given: &Path, family: &str) -> Option<PathBuf> {
    let tried = [
        given.to_path_buf(),
        given.join(family),
        given.join("bench").join(family),
    ];
    tried.into_iter().find(|dir| dir.join("bks.csv").is_file())
}

/// The text of a file.
///
/// # Errors
/// [`Fault::Read`].
pub fn text(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|source| Fault::Read {
        path: path.to_path_buf(),
        source,
    })
}

/// The best-known values of a folder, in the order of its table.
///
/// `value` makes sense of the column `bks` for a case of this name; rows that it
/// gives none for are left out.
///
/// # Errors
/// [`Fault::Table`].
pub fn best(dir: &Path, value: impl Fn(&str, &str) -> Option<Value>) -> Result<Vec<Best>, Fault> {
    let path = dir.join("bks.csv");
    let fault = |source| Fault::Table {
        path: path.clone(),
        source,
    };
    let mut reader = csv::Reader::from_path(&path).map_err(fault)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let cell = |ix: usize| record.get(ix).unwrap_or("").trim();
        if let Some(value) = value(cell(0), cell(1)) {
            rows.push(Best {
                name: cell(0).to_owned(),
                value,
                proven: cell(2) == "yes",
                source: cell(4).to_owned(),
            });
        }
    }
    Ok(rows)
}

/// The lines of a file that hold anything, as numbers, each with its place.
///
/// Words that are no numbers end a line's numbers: a heading gives none.
pub fn rows(text: &str) -> Vec<(usize, Vec<f64>)> {
    text.lines()
        .enumerate()
        .map(|(ix, line)| {
            (
                ix + 1,
                line.split_whitespace()
                    .map_while(|w| w.parse().ok())
                    .collect(),
            )
        })
        .filter(|(_, row): &(usize, Vec<f64>)| !row.is_empty())
        .collect()
}

/// A number that must be a whole one, zero or more.
///
/// # Errors
/// [`Fault::Line`] when it is not.
pub fn whole(line: usize, number: f64) -> Result<usize, Fault> {
    if number >= 0.0 && number.fract() == 0.0 && number < 1e9 {
        Ok(number as usize)
    } else {
        Err(Fault::Line {
            line,
            what: "a whole number, zero or more",
        })
    }
}

/// Euclid's distance.
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Euclid's distance cut off after some decimals.
///
/// What is a hair below a whole number of them counts as that number: it is the
/// binary form of the decimals of the coordinates that made it so.
pub fn cut(a: (f64, f64), b: (f64, f64), decimals: i32) -> f64 {
    let unit = 10f64.powi(decimals);
    (distance(a, b) * unit + 1e-7).floor() / unit
}
