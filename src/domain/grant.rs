//! The least that somebody would have to grant: one cell, one row, or one key of a workspace.

use std::fmt;

use super::Week;
use super::time::Span;

/// A change of a workspace that makes room for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// One cell. The row is the one of this id; in shifts.csv of `L1@2026-12-01`, and of a split
    /// shift `L1@2026-12-01 13:00`, by its start.
    Cell {
        /// The file, `tasks.csv`.
        file: &'static str,
        /// The row's id.
        id: String,
        /// The column's name.
        column: &'static str,
        /// What is to stand there; empty: nothing.
        value: String,
    },
    /// A new row, its cells in the order of `columns`.
    Row {
        /// The file, `shifts.csv`.
        file: &'static str,
        /// The columns that the row fills.
        columns: &'static [&'static str],
        /// Their cells.
        values: Vec<String>,
    },
    /// A number of week.toml.
    Key {
        /// Where: `budget.miles`, `budget.staff.L1.miles`.
        key: String,
        /// The number as it is written there.
        value: String,
    },
    /// Several together: none of them alone is enough.
    All(Vec<Grant>),
}

impl Grant {
    /// These windows for the task of a row.
    pub fn windows(week: &Week, row_id: &str, windows: impl IntoIterator<Item = Span>) -> Self {
        let windows = windows.into_iter().map(|span| week.clock.window(span));
        Self::Cell {
            file: "tasks.csv",
            id: row_id.to_owned(),
            column: "windows",
            value: windows.collect::<Vec<_>>().join("; "),
        }
    }
}

impl fmt::Display for Grant {
    /// As unplaced.csv has it: `file,id,column,value`, `file` and the cells of a row, or
    /// `week.toml,key,value`; quoted as in a table where a cell needs it. Several have ` + `
    /// between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = match self {
            Self::Cell {
                file,
                id,
                column,
                value,
            } => vec![file, id, column, value],
            Self::Row { file, values, .. } => std::iter::once(*file)
                .chain(values.iter().map(String::as_str))
                .collect(),
            Self::Key { key, value } => vec!["week.toml", key, value],
            Self::All(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                return f.write_str(&all.join(" + "));
            }
        };
        for (ix, part) in parts.into_iter().enumerate() {
            if ix > 0 {
                f.write_str(",")?;
            }
            if part.contains([',', '"', '\n']) {
                write!(f, "\"{}\"", part.replace('"', "\"\""))?;
            } else {
                f.write_str(part)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    //! A grant is one line of a table; several are told together.
    use super::*;

    /// A cell, a row and a key; an id with a comma is quoted.
    #[test]
    fn grants_as_text() {
        let cell = |id: &str| Grant::Cell {
            file: "tasks.csv",
            id: id.to_owned(),
            column: "due",
            value: "2026-12-04".to_owned(),
        };
        assert_eq!(cell("T1").to_string(), "tasks.csv,T1,due,2026-12-04");
        assert_eq!(cell("T,1").to_string(), "tasks.csv,\"T,1\",due,2026-12-04");
        let row = Grant::Row {
            file: "shifts.csv",
            columns: &["staff_id", "date", "start", "end"],
            values: ["L1", "2026-12-01", "13:00", "14:00"]
                .map(str::to_owned)
                .to_vec(),
        };
        assert_eq!(row.to_string(), "shifts.csv,L1,2026-12-01,13:00,14:00");
        let key = Grant::Key {
            key: "budget.miles".to_owned(),
            value: "66".to_owned(),
        };
        assert_eq!(key.to_string(), "week.toml,budget.miles,66");
        let both = Grant::All(vec![key, cell("T1")]);
        let text = "week.toml,budget.miles,66 + tasks.csv,T1,due,2026-12-04";
        assert_eq!(both.to_string(), text);
    }
}
