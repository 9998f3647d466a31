//! The one CSV reader and writer, with the one type for faults of input files and the
//! writing of files whole or not at all. It knows no column.
//!
//! Reading: bytes are decoded ([`Encoding`]), cut into rows that know their line, cleaned
//! of what spreadsheets leave behind, and kept as a [`Table`]. Whatever is wrong is said
//! in [`Fault`]s, all together, none of which repeats a cell.
//!
//! Writing: [`Writer`] makes UTF-8 with LF, quoted as RFC 4180 says (which asks for CRLF,
//! but every program reads LF and it makes for quiet diffs), defuses what a spreadsheet
//! would run, and what it wrote reads back as it was. [`patch`] changes single cells of a
//! user's own file and nothing beside. [`write_atomic`], [`write_all`] and [`back_up`] put bytes
//! on the disk.

mod atomic;
mod decode;
mod defuse;
mod fault;
mod folder;
mod names;
mod patch;
mod read;
mod records;
mod rows;
mod scan;
mod write;

pub use atomic::{back_up, write_atomic};
pub use decode::Encoding;
pub use fault::{FAULTS_PER_FILE, Fault, Faults, Severity};
pub use folder::write_all;
pub use names::{canonical, nearest, same_name};
pub use patch::{append, patch};
pub use read::{
    MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_FILE_BYTES, load, parse_into, read, read_bytes,
    read_into,
};
pub use records::{Record, read_records};
pub use rows::{Cell, Column, Row, Table};
pub use write::{Writer, write_csv};

use std::io;
use std::path::PathBuf;

/// What can go wrong here: the input, or the disk.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A file that was read has faults, at least one of them an error. Shown one a line.
    #[error("{0}")]
    Faulty(Faults),
    /// The disk or the folder refused a write. What stood at the path before still does,
    /// except where [`write_all`] says otherwise.
    #[error("cannot {doing} {}", path.display())]
    Write {
        /// The file or folder concerned.
        path: PathBuf,
        /// What was tried, as a verb: `create`, `replace`.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
}

impl TableError {
    fn write(path: impl Into<PathBuf>, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| TableError::Write {
            path,
            doing,
            source,
        }
    }
}
