//! A table with known columns: rows whose cells are asked for by column, not by text.

use std::marker::PhantomData;

use crate::table::{Column, Fault, Faults, Row, Table};

use super::cells::{self, Bad};

/// A column that a table may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// Its name.
    pub name: &'static str,
    /// Whether the table must have it.
    pub is_required: bool,
    /// Whether its cells are never repeated in a message.
    pub is_personal: bool,
}

impl Spec {
    /// A column that may be missing.
    pub const fn of(name: &'static str) -> Self {
        Self {
            name,
            is_required: false,
            is_personal: false,
        }
    }

    /// One that must be there.
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// One that says something about a person.
    pub const fn personal(mut self) -> Self {
        self.is_personal = true;
        self
    }
}

/// The columns of one table. The first is what its rows are called by in messages.
pub(super) trait Columns: Copy + 'static {
    /// The table's file name.
    const FILE: &'static str;
    /// The columns, in the order of the enum.
    const ALL: &'static [Spec];
    /// The position in `ALL`.
    fn ix(self) -> usize;
}

/// Declares the columns of a table: an enum, each variant with its name in the file and
/// `required` or `personal` behind it.
macro_rules! columns {
    ($(#[$doc:meta])* $name:ident in $file:literal { $($col:ident = $text:literal $($mark:ident)*),+ $(,)? }) => {
        $(#[$doc])*
        // A column that nobody here reads is declared too: it is known, and not warned of.
        #[allow(dead_code)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name { $($col),+ }

        impl crate::input::sheet::Columns for $name {
            const FILE: &'static str = $file;
            const ALL: &'static [crate::input::sheet::Spec] =
                &[$(crate::input::sheet::Spec::of($text)$(.$mark())*),+];
            fn ix(self) -> usize {
                self as usize
            }
        }
    };
}
pub(super) use columns;

/// A table whose columns were found.
#[derive(Debug)]
pub(super) struct Sheet<C> {
    table: Table,
    columns: Vec<Option<Column>>,
    kind: PhantomData<C>,
}

impl<C: Columns> Sheet<C> {
    /// Finds the columns; none when a required one is missing, which is said in `faults`.
    pub fn new(table: Table, faults: &mut Faults) -> Option<Self> {
        let known: Vec<&str> = C::ALL.iter().map(|spec| spec.name).collect();
        let is_required = |spec: &&Spec| spec.is_required;
        let required: Vec<&str> = C::ALL
            .iter()
            .filter(is_required)
            .map(|spec| spec.name)
            .collect();
        let found = table.check_columns(&known, &required);
        let is_usable = !found.has_errors();
        faults.absorb(found);
        let columns = known.iter().map(|name| table.column(name)).collect();
        is_usable.then_some(Self {
            table,
            columns,
            kind: PhantomData,
        })
    }

    /// The rows, as the file orders them.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_, C>> {
        self.table.rows().map(|row| Line { row, sheet: self })
    }

    /// The file's name as the user knows it.
    pub fn file(&self) -> &str {
        self.table.file()
    }
}

/// A row of a sheet.
#[derive(Debug)]
pub(super) struct Line<'a, C> {
    row: Row<'a>,
    sheet: &'a Sheet<C>,
}

impl<C> Clone for Line<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<C> Copy for Line<'_, C> {}

impl<'a, C: Columns> Line<'a, C> {
    /// The line in the file.
    pub fn number(self) -> u64 {
        self.row.line()
    }

    /// The file's name.
    pub fn file(self) -> &'a str {
        self.sheet.file()
    }

    /// The text of a cell; empty where the file has no such column.
    pub fn text(self, column: C) -> &'a str {
        self.sheet.columns[column.ix()].map_or("", |column| self.row.at(column).text)
    }

    /// Whether something stands in a cell.
    pub fn has(self, column: C) -> bool {
        !self.text(column).is_empty()
    }

    /// What the row is called by: the text of its first column.
    fn id(self) -> &'a str {
        self.sheet.columns[0].map_or("", |column| self.row.at(column).text)
    }

    /// A fault of a cell, without its text.
    pub fn fault(self, column: C, message: impl Into<String>) -> Fault {
        let fault = self.row.fault(message);
        let fault = if column.ix() == 0 {
            fault
        } else {
            fault.of_row(self.id())
        };
        match self.sheet.columns[column.ix()] {
            Some(at) => fault.in_column(self.row.at(at).column),
            None => fault.in_column(C::ALL[column.ix()].name),
        }
    }

    /// The same as a warning.
    pub fn warning(self, column: C, message: impl Into<String>) -> Fault {
        let mut fault = self.fault(column, message);
        fault.severity = crate::table::Severity::Warning;
        fault
    }

    /// A fault of a cell, with what stands there where that is not personal.
    pub fn bad(self, column: C, bad: Bad) -> Fault {
        self.bad_part(column, self.text(column), bad)
    }

    /// The same, of one entry of a list in a cell.
    pub fn bad_part(self, column: C, part: &str, bad: Bad) -> Fault {
        let mut fault = self.fault(column, bad.message);
        if !C::ALL[column.ix()].is_personal && !part.is_empty() {
            fault = fault.found(part);
        }
        if !bad.allowed.is_empty() {
            fault = fault.allowed(bad.allowed);
        }
        if !bad.remedy.is_empty() {
            fault = fault.remedy(bad.remedy);
        }
        fault
    }

    /// Reads a cell; none when it is empty or, which is said in `faults`, wrong.
    pub fn read<T>(
        self,
        column: C,
        faults: &mut Faults,
        reader: impl FnOnce(&'a str) -> Result<T, Bad>,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        self.read_part(column, text, faults, reader)
    }

    /// Reads a cell that must not be empty.
    pub fn need<T>(
        self,
        column: C,
        faults: &mut Faults,
        reader: impl FnOnce(&'a str) -> Result<T, Bad>,
    ) -> Option<T> {
        if !self.has(column) {
            faults.push(self.fault(column, "is empty").remedy("fill it in"));
            return None;
        }
        self.read(column, faults, reader)
    }

    /// Reads every entry of a list; wrong ones are said in `faults` and left out.
    pub fn list<T>(
        self,
        column: C,
        faults: &mut Faults,
        mut reader: impl FnMut(&'a str) -> Result<T, Bad>,
    ) -> Vec<T> {
        cells::list(self.text(column))
            .filter_map(|part| self.read_part(column, part, faults, &mut reader))
            .collect()
    }

    fn read_part<T>(
        self,
        column: C,
        part: &'a str,
        faults: &mut Faults,
        reader: impl FnOnce(&'a str) -> Result<T, Bad>,
    ) -> Option<T> {
        let result = if cells::is_sheet_error(part) {
            Err(Bad::new("is an error of the spreadsheet")
                .remedy("correct it there and save again"))
        } else {
            reader(part)
        };
        result
            .map_err(|bad| faults.push(self.bad_part(column, part, bad)))
            .ok()
    }
}
