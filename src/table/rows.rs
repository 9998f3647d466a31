//! A table that was read: rows and cells that know where they stand.

use super::decode::Encoding;
use super::fault::{Fault, Faults};
use super::names::{canonical, nearest, same_name};

/// A table as a file holds it, cells cleaned. See [`read`](super::read).
///
/// Rows without any text are left out, and so are columns without a name. All texts lie in
/// one piece of memory, four bytes a cell beside it.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) file: String,
    pub(super) encoding: Encoding,
    pub(super) delimiter: u8,
    pub(super) is_crlf: bool,
    /// What stood above the header line.
    pub(super) preamble: String,
    pub(super) header_line: u64,
    /// Names as the file writes them; an empty one has no column.
    pub(super) headers: Vec<String>,
    pub(super) text: String,
    /// Where each cell ends in `text`, row after row.
    pub(super) ends: Vec<u32>,
    /// Where each row starts in the file.
    pub(super) lines: Vec<u64>,
    /// Cells (by their place in `ends`) that stood in an `="..."` guard; ascending.
    pub(super) wrapped: Vec<u32>,
    pub(super) warnings: Faults,
}

/// A column of one table, found once and used for every row. It means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column(usize);

impl Table {
    /// The file's name, as faults show it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// How the bytes were read.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What separates the cells in the file.
    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// The line of the column names.
    pub fn header_line(&self) -> u64 {
        self.header_line
    }

    /// The column names as the file writes them, in its order.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .map(String::as_str)
            .filter(|h| !h.is_empty())
    }

    /// The column of this name (compared as [`same_name`] does), if the file has it.
    pub fn column(&self, name: &str) -> Option<Column> {
        let is_it = |h: &String| !h.is_empty() && same_name(h, name);
        self.headers.iter().position(is_it).map(Column)
    }

    /// How many rows hold something.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row under the header line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The rows, as the file orders them.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|index| Row { table: self, index })
    }

    /// What was noticed and does not stop the work. Empty on a table from
    /// [`read_into`](super::read_into), which hands everything to its caller.
    pub fn warnings(&self) -> &Faults {
        &self.warnings
    }

    /// A fault at the header line.
    pub fn header_fault(&self, message: impl Into<String>) -> Fault {
        Fault::error(&self.file, message).at(self.header_line)
    }

    /// What is wrong with the column names: a required one missing is an error, an unknown
    /// one a warning that names the nearest known one.
    ///
    /// If not one is known, that is the only fault and no name is repeated in it: the header
    /// line is probably missing, and what stands there may be a person's data.
    pub fn check_columns(&self, known: &[&str], required: &[&str]) -> Faults {
        let mut faults = Faults::default();
        if !self
            .headers()
            .any(|h| known.iter().any(|k| same_name(k, h)))
        {
            let fault = self.header_fault("names no known column");
            faults.push(
                fault
                    .allowed(known.join(", "))
                    .remedy("put the column names into the first line"),
            );
            return faults;
        }
        for name in required.iter().filter(|name| self.column(name).is_none()) {
            faults.push(
                self.header_fault("is missing")
                    .in_column(*name)
                    .remedy("add the column"),
            );
        }
        for header in self
            .headers()
            .filter(|h| !known.iter().any(|k| same_name(k, h)))
        {
            let fault = Fault::warning(&self.file, "unknown column, not used")
                .at(self.header_line)
                .in_column(header);
            faults.push(match nearest(header, known) {
                Some(name) => fault.remedy(format!("rename it to `{name}` if that is meant")),
                None => fault.allowed(known.join(", ")),
            });
        }
        faults
    }

    pub(super) fn is_wrapped(&self, row: usize, column: usize) -> bool {
        let cell = row * self.headers.len() + column;
        u32::try_from(cell).is_ok_and(|cell| self.wrapped.binary_search(&cell).is_ok())
    }

    fn cell_text(&self, row: usize, column: usize) -> &str {
        let cell = row * self.headers.len() + column;
        let start = if cell == 0 {
            0
        } else {
            self.ends[cell - 1] as usize
        };
        &self.text[start..self.ends[cell] as usize]
    }
}

/// The first two headers that are the same name, for every name that comes twice.
pub(super) fn duplicates(headers: &[String]) -> Vec<(usize, usize)> {
    let mut seen = std::collections::BTreeMap::new();
    let mut out = Vec::new();
    for (i, header) in headers.iter().enumerate().filter(|(_, h)| !h.is_empty()) {
        let first = *seen.entry(canonical(header)).or_insert(i);
        if first != i {
            out.push((first, i));
        }
    }
    out
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    index: usize,
}

impl<'a> Row<'a> {
    /// The line where it starts, as an editor counts.
    pub fn line(&self) -> u64 {
        self.table.lines[self.index]
    }

    /// Its place among the table's rows, the first being 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The cell in the column of this name; none if the file has no such column. Compares
    /// names; in a loop over many rows [`Table::column`] and [`Row::at`] are quicker.
    pub fn get(&self, name: &str) -> Option<Cell<'a>> {
        self.table.column(name).map(|column| self.at(column))
    }

    /// The same, where an empty cell is none too.
    pub fn filled(&self, name: &str) -> Option<Cell<'a>> {
        self.get(name).filter(|cell| !cell.is_empty())
    }

    /// The text in the column of this name, empty if there is none.
    pub fn text(&self, name: &str) -> &'a str {
        self.get(name).map_or("", |cell| cell.text)
    }

    /// The cell in a column of this row's own table.
    pub fn at(&self, column: Column) -> Cell<'a> {
        Cell {
            text: self.table.cell_text(self.index, column.0),
            line: self.line(),
            column: &self.table.headers[column.0],
            file: &self.table.file,
        }
    }

    /// Its cells, as the file orders the columns.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'a>> {
        let row = *self;
        let is_named = move |i: &usize| !row.table.headers[*i].is_empty();
        (0..self.table.headers.len())
            .filter(is_named)
            .map(move |i| row.at(Column(i)))
    }

    /// A fault of the whole row.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::error(&self.table.file, message).at(self.line())
    }
}

/// A cell and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its text, trimmed; may hold line ends.
    pub text: &'a str,
    /// The line where its row starts.
    pub line: u64,
    /// Its column's name as the file writes it.
    pub column: &'a str,
    /// The file's name.
    pub file: &'a str,
}

impl Cell<'_> {
    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A fault of this cell, which does not repeat its text: whether that is personal the
    /// caller knows.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::error(self.file, message)
            .at(self.line)
            .in_column(self.column)
    }
}

#[cfg(test)]
mod tests {
    use crate::table::read_bytes;

    /// Cells are found by any spelling of the column and carry line and the file's spelling.
    #[test]
    fn positions() {
        let table =
            read_bytes("t.csv", b"\xef\xbb\xbf\"Task ID\",note\n\n1,\"a\nb\"\n2,\n").unwrap();
        assert_eq!(table.headers().collect::<Vec<_>>(), ["Task ID", "note"]);
        let rows: Vec<_> = table.rows().collect();
        let cell = rows[1].get("task_id").unwrap();
        // Line 2 is blank, the first row takes 3 and 4.
        assert_eq!(
            (cell.text, cell.line, cell.column, cell.file),
            ("2", 5, "Task ID", "t.csv")
        );
        assert_eq!(rows[0].at(table.column("NOTE").unwrap()).text, "a\nb");
        assert!(rows[0].get("due").is_none());
        assert!(rows[1].get("note").is_some() && rows[1].filled("note").is_none());
        assert_eq!(
            rows[0].cells().map(|c| c.text).collect::<Vec<_>>(),
            ["1", "a\nb"]
        );
        assert_eq!(
            cell.fault("not known").to_string(),
            "t.csv:5: Task ID: not known"
        );
    }

    /// A missing column is an error, an unknown one a warning with the nearest name.
    #[test]
    fn columns_checked() {
        let table = read_bytes("t.csv", b"kind,priorty,colour\n").unwrap();
        let faults = table.check_columns(&["task_id", "kind", "priority"], &["task_id", "kind"]);
        assert_eq!(
            faults.to_string(),
            "t.csv:1: task_id: is missing; add the column\n\
             t.csv:1: priorty: unknown column, not used; rename it to `priority` if that is meant\n\
             t.csv:1: colour: unknown column, not used; allowed: task_id, kind, priority"
        );
    }

    /// Where no column is known, what may be a person's name is not repeated.
    #[test]
    fn missing_header_line_is_not_echoed() {
        let table = read_bytes("p.csv", b"Ana Ruiz,5551234\nBo Lee,5551235\n").unwrap();
        let text = table
            .check_columns(&["person_id", "name"], &["person_id"])
            .to_string();
        assert!(
            !text.contains("Ana") && text.starts_with("p.csv:1: names no known column"),
            "{text}"
        );
    }
}
