//! Tables without column names, as some services send them.

use super::decode::decode;
use super::defuse::clean;
use super::fault::{Fault, Faults};
use super::read::{MAX_CELL_CHARS, MAX_FILE_BYTES};
use super::scan::{RawRow, Scanner};

/// A row of a table without column names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line where it starts.
    pub line: u64,
    /// Its cells, trimmed; as many as it has, up to the limit that was asked for.
    pub cells: Vec<String>,
}

/// Reads rows that need not be of one length and have no column names above them; blank
/// ones are left out, and so are cells beyond `most`. All faults go to `faults`, under
/// `name`; none if the file as a whole is no table.
pub fn read_records(
    name: &str,
    bytes: &[u8],
    most: usize,
    faults: &mut Faults,
) -> Option<Vec<Record>> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        faults.push(Fault::error(
            name,
            format!("is larger than {} MiB", MAX_FILE_BYTES >> 20),
        ));
        return None;
    }
    let (text, _) = match decode(name, bytes) {
        Ok(decoded) => decoded,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    let mut scanner = Scanner::new(&text);
    let mut row = RawRow::default();
    let mut records = Vec::new();
    while scanner.next_row(&mut row, most) {
        if let Some(line) = row.unclosed {
            let fault = Fault::error(name, "a quote opens a cell and is never closed").at(line);
            faults.push(fault.remedy("close it or delete it"));
            return None;
        }
        if row.is_blank() {
            continue;
        }
        if row.cells().any(|cell| cell.len() > MAX_CELL_CHARS) {
            faults.push(Fault::error(name, "holds a cell that is too long").at(row.line));
            continue;
        }
        let cells = row
            .cells()
            .map(|cell| clean(cell).text.into_owned())
            .collect();
        records.push(Record {
            line: row.line,
            cells,
        });
    }
    Some(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of any length come as they are, with their lines; an open quote is told.
    #[test]
    fn any_length() {
        let mut faults = Faults::default();
        let read = |bytes: &[u8], faults: &mut Faults| read_records("r.csv", bytes, 4, faults);
        let records = read(
            b"\"1\",\"a, b\",\"No_Match\"\r\n\r\n2,x,Match,\"1,2\",5,6\r\n",
            &mut faults,
        )
        .unwrap();
        assert!(faults.is_empty());
        assert_eq!(
            records[0],
            Record {
                line: 1,
                cells: vec!["1".into(), "a, b".into(), "No_Match".into()]
            }
        );
        assert_eq!((records[1].line, records[1].cells.len()), (3, 4));
        assert_eq!(records[1].cells[3], "1,2");
        assert!(read(b"1,\"open\n", &mut faults).is_none() && faults.has_errors());
        assert_eq!(read(b"", &mut Faults::default()), Some(vec![]));
        assert!(read(b"PK\x03\x04rest", &mut faults).is_none());
    }
}
