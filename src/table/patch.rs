//! Some cells of a file changed, and all the rest left as it stands, byte for byte.

use encoding_rs::WINDOWS_1252;

use super::decode::{Encoding, decode};
use super::defuse::defuse;
use super::fault::Fault;
use super::names::same_name;
use super::read::{MAX_COLUMNS, header_name};
use super::scan::{RawRow, Scanner, needs_quotes};

/// A file with some cells changed: encoding, byte order mark, delimiter, line ends, quotes,
/// blank rows, comments and every other cell stay as they are.
///
/// `added` are names of new columns at the end; those that the file has are not added again.
/// `edit` is asked for every named cell of a row that is not blank, with the row's line and
/// the column's name as the file writes it (of a new one as `added` does), and answers with
/// a new text or none to leave the old (of a new column: empty). Where columns are added,
/// rows that Excel cut short are filled up first. What a spreadsheet would run is defused.
///
/// The file is one that [`read`](super::read) takes; of another the fault is told, or rows
/// are changed as far as they can be told apart.
///
/// Cost: one pass over the file.
pub fn patch(
    name: &str,
    bytes: &[u8],
    added: &[&str],
    mut edit: impl FnMut(u64, &str) -> Option<String>,
) -> Result<Vec<u8>, Fault> {
    let (text, encoding) = decode(name, bytes)?;
    let mut scanner = Scanner::new(&text);
    let delimiter = char::from(scanner.delimiter());
    let mut row = RawRow::default();
    let headers = headers(&mut scanner, &mut row);
    let width = row.count;
    let new = |name: &&&str| !headers.iter().any(|header| same_name(header, name));
    let added: Vec<&str> = added.iter().filter(new).copied().collect();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut done = 0;
    let append = |out: &mut String, missing: usize, cells: Vec<String>| {
        out.extend(std::iter::repeat_n(
            delimiter,
            if cells.is_empty() { 0 } else { missing },
        ));
        for cell in cells {
            out.push(delimiter);
            push_cell(out, &cell, delimiter);
        }
    };
    if let Some((_, end)) = row.spans.last() {
        out.push_str(&text[..*end]);
        done = *end;
        append(
            &mut out,
            0,
            added.iter().map(|name| (*name).to_owned()).collect(),
        );
    }
    while scanner.next_row(&mut row, MAX_COLUMNS) {
        if row.is_blank() {
            continue;
        }
        for (header, (start, end)) in headers
            .iter()
            .zip(&row.spans)
            .filter(|(h, _)| !h.is_empty())
        {
            if let Some(cell) = edit(row.line, header) {
                out.push_str(&text[done..*start]);
                push_cell(&mut out, &cell, delimiter);
                done = *end;
            }
        }
        let Some((_, end)) = row.spans.last() else {
            continue;
        };
        out.push_str(&text[done..*end]);
        done = *end;
        let cells = added
            .iter()
            .map(|name| edit(row.line, name).unwrap_or_default())
            .collect();
        append(&mut out, width.saturating_sub(row.count), cells);
    }
    out.push_str(&text[done..]);
    Ok(encode(&out, encoding))
}

/// A file with one row more at its end, in its own encoding, delimiter and line ends.
///
/// `cells` are the columns' names and texts; columns that the file does not have are added at
/// the end, columns that are not named stay empty. What a spreadsheet would run is defused.
///
/// # Errors
/// As [`patch`].
///
/// Cost: two passes over the file.
pub fn append(name: &str, bytes: &[u8], cells: &[(&str, &str)]) -> Result<Vec<u8>, Fault> {
    let added: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
    let wide = patch(name, bytes, &added, |_, _| None)?;
    let (text, encoding) = decode(name, &wide)?;
    let mut scanner = Scanner::new(&text);
    let delimiter = char::from(scanner.delimiter());
    let mut row = RawRow::default();
    let headers = headers(&mut scanner, &mut row);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = text.trim_end_matches(['\r', '\n']).to_owned();
    out.push_str(line_end);
    for (ix, header) in headers.iter().enumerate() {
        if ix > 0 {
            out.push(delimiter);
        }
        let cell = cells.iter().find(|(column, _)| same_name(column, header));
        push_cell(&mut out, cell.map_or("", |(_, text)| *text), delimiter);
    }
    out.push_str(line_end);
    Ok(encode(&out, encoding))
}

/// The columns' names, from the first row that is not blank; it is left in `row`.
fn headers(scanner: &mut Scanner<'_>, row: &mut RawRow) -> Vec<String> {
    while scanner.next_row(row, MAX_COLUMNS) {
        if !row.is_blank() {
            break;
        }
    }
    row.cells().map(header_name).collect()
}

fn push_cell(out: &mut String, text: &str, delimiter: char) {
    let text = defuse(text);
    if needs_quotes(&text) || text.contains(delimiter) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&text);
    }
}

/// The bytes of a text in the encoding that it came in.
fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let wide = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        mark.into_iter()
            .chain(text.encode_utf16().flat_map(bytes))
            .collect()
    };
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoding::Utf16Le => wide([0xff, 0xfe], u16::to_le_bytes),
        Encoding::Utf16Be => wide([0xfe, 0xff], u16::to_be_bytes),
        Encoding::Windows1252 => WINDOWS_1252.encode(text).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::read_bytes;

    fn patched(text: &str, added: &[&str], edits: &[(u64, &str, &str)]) -> String {
        let edit = |line: u64, column: &str| {
            let edit = edits.iter().find(|edit| edit.0 == line && edit.1 == column);
            edit.map(|edit| edit.2.to_owned())
        };
        String::from_utf8(patch("t.csv", text.as_bytes(), added, edit).unwrap()).unwrap()
    }

    /// One cell changes, and quotes, blank rows, odd spacing and comments stay.
    #[test]
    fn one_cell() {
        let text = "# mine\r\n\r\nsep id; \"Name\" ;lat;;\r\n 1 ;\"a;\"\"b\"\"\r\nc\";;;\r\n;;;;\r\n\r\n2;'=x;1;;";
        let expected = text.replace("c\";;;", "c\";-1.5;;");
        assert_eq!(patched(text, &["lat"], &[(4, "lat", "-1.5")]), expected);
        assert_eq!(patched(text, &[], &[]), text);
    }

    /// New columns stand at the end of every row that is not blank, also of one that Excel
    /// cut short, and what is to be quoted or defused is.
    #[test]
    fn columns_added() {
        assert_eq!(
            patched(
                "id,name\n1,a\n\n2,b\n",
                &["lat", "lon"],
                &[(4, "lat", "1"), (4, "lon", "x,y")]
            ),
            "id,name,lat,lon\n1,a,,\n\n2,b,1,\"x,y\"\n"
        );
        assert_eq!(
            patched("id,name,kind\n1\n", &["lat"], &[(2, "lat", "=1")]),
            "id,name,kind,lat\n1,,,'=1\n"
        );
        assert_eq!(patched("id", &["lat"], &[]), "id,lat");
    }

    /// A row is added under the file's own headers, with its delimiter and line ends; a column
    /// that it lacks is added for all rows.
    #[test]
    fn a_row_more() {
        let append = |text: &str, cells: &[(&str, &str)]| {
            String::from_utf8(super::append("t.csv", text.as_bytes(), cells).unwrap()).unwrap()
        };
        assert_eq!(
            append("name;ID\r\na;1\r\n\r\n", &[("id", "2;3")]),
            "name;ID\r\na;1\r\n;\"2;3\"\r\n"
        );
        assert_eq!(
            append("id,name\n1,a", &[("id", "2"), ("mode", "keep")]),
            "id,name,mode\n1,a,\n2,,keep\n"
        );
    }

    /// Windows-1252 and UTF-16 come back as such.
    #[test]
    fn encodings() {
        let bytes = b"id,name,lat\n1,Jos\xe9\x80\x81,\n";
        let edit = |_: u64, column: &str| (column == "lat").then(|| "2".to_owned());
        assert_eq!(
            patch("t.csv", bytes, &[], edit).unwrap(),
            b"id,name,lat\n1,Jos\xe9\x80\x81,2\n"
        );
        let text = "id\tname\tlat\r\n1\tJos\u{e9}\t";
        for (mark, bytes) in [
            ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
            ([0xfe, 0xff], u16::to_be_bytes),
        ] {
            let wide = |text: &str| -> Vec<u8> {
                mark.into_iter()
                    .chain(text.encode_utf16().flat_map(bytes))
                    .collect()
            };
            let expected = wide(&format!("{text}2"));
            assert_eq!(patch("t.csv", &wide(text), &[], edit).unwrap(), expected);
        }
    }

    proptest! {
        /// Whatever is a table stays the very same bytes when nothing is changed, and with
        /// a new column reads as it did, cell for cell.
        #[test]
        fn untouched(text in "(sep=;\n)?(id[,;\t|]name\n)?[a-b\",;\t|\r\n=' #\u{e9}]{0,200}") {
            let Ok(table) = read_bytes("t.csv", text.as_bytes()) else { return Ok(()) };
            let same = patch("t.csv", text.as_bytes(), &[], |_, _| None).unwrap();
            prop_assert_eq!(&same[..], text.as_bytes());
            let wider = patch("t.csv", text.as_bytes(), &["new one"], |_, _| None).unwrap();
            let wider = read_bytes("t.csv", &wider).unwrap();
            for (old, new) in table.rows().zip(wider.rows()) {
                prop_assert_eq!(old.line(), new.line());
                let cells = |row: crate::table::Row<'_>| row.cells().map(|cell| cell.text.to_owned()).collect::<Vec<_>>();
                let (old, mut new) = (cells(old), cells(new));
                prop_assert_eq!(new.pop(), Some(String::new()));
                prop_assert_eq!(old, new);
            }
        }
    }
}
