//! Rows into the bytes of a table.

use crate::table::write_csv;

/// A table with a header; every row has as many cells as it.
pub(super) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    write_csv(header, rows)
}
