//! A table that is filled row by row, cell by named cell.

use crate::table::Writer;

/// A file of a workspace while it is written.
pub(super) struct Sheet {
    name: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty table.
    pub fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self {
            name,
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; columns that are not named stay empty. A name that is no column is a
    /// mistake of this room, caught by its tests, and left out otherwise.
    pub fn add(&mut self, cells: &[(&str, &str)]) {
        let mut row = vec![String::new(); self.columns.len()];
        for (column, text) in cells {
            let found = self.columns.iter().position(|name| name == column);
            debug_assert!(found.is_some(), "{} has no column {column}", self.name);
            if let Some(cell) = found.and_then(|ix| row.get_mut(ix)) {
                (*text).clone_into(cell);
            }
        }
        self.rows.push(row);
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The file, without the columns that no row uses.
    pub fn used(self) -> (String, Vec<u8>) {
        let used: Vec<usize> = (0..self.columns.len())
            .filter(|&ix| self.rows.iter().any(|row| !row[ix].is_empty()))
            .collect();
        self.write(&used)
    }

    /// The file with all its columns.
    pub fn whole(self) -> (String, Vec<u8>) {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        self.write(&all)
    }

    fn write(self, columns: &[usize]) -> (String, Vec<u8>) {
        let header: Vec<&str> = columns.iter().map(|&ix| self.columns[ix]).collect();
        let mut writer = Writer::new(&header);
        for row in &self.rows {
            writer.row(columns.iter().map(|&ix| &row[ix]));
        }
        (self.name.to_owned(), writer.finish())
    }
}
