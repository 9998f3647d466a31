//! Tables into bytes.

use super::decode::Encoding;
use super::defuse::{defuse, wrap};
use super::rows::{Row, Table};
use super::scan::needs_quotes;

/// Makes a CSV file in memory: UTF-8, LF, commas, quoted where needed, every cell trimmed
/// and defused. What it makes reads back as it was.
///
/// ```
/// let mut writer = liaison::table::Writer::new(&["task_id", "title"]);
/// writer.row(["T1", "=1+1"]);
/// assert_eq!(writer.finish(), b"task_id,title\nT1,'=1+1\n");
/// ```
#[derive(Debug)]
pub struct Writer {
    out: String,
    delimiter: char,
    line_end: &'static str,
    width: usize,
}

impl Writer {
    /// Starts with the header line. Names must differ as
    /// [`same_name`](super::same_name) compares them, or the file will not be read.
    pub fn new<H: AsRef<str>>(headers: &[H]) -> Self {
        Self::in_dialect(String::new(), ',', "\n", headers)
    }

    /// Starts a file without a header line, of rows of so many cells.
    pub fn without_headers(width: usize) -> Self {
        Writer {
            out: String::new(),
            delimiter: ',',
            line_end: "\n",
            width,
        }
    }

    fn in_dialect<H: AsRef<str>>(
        out: String,
        delimiter: char,
        line_end: &'static str,
        headers: &[H],
    ) -> Self {
        let mut writer = Writer {
            out,
            delimiter,
            line_end,
            width: headers.len(),
        };
        writer.row(headers);
        writer
    }

    /// Adds a row of as many cells as there are headers.
    ///
    /// # Panics
    /// If there are more or fewer: that is a mistake in the calling code.
    pub fn row<I>(&mut self, cells: I)
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut count = 0;
        for cell in cells {
            self.cell(count, &defuse(cell.as_ref()));
            count += 1;
        }
        assert_eq!(
            count, self.width,
            "a row has as many cells as the table has columns"
        );
        self.out.push_str(self.line_end);
    }

    /// The bytes of the file.
    pub fn finish(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    fn cell(&mut self, index: usize, text: &str) {
        if index > 0 {
            self.out.push(self.delimiter);
        }
        if needs_quotes(text) || text.contains(self.delimiter) {
            self.out.push('"');
            self.out.push_str(&text.replace('"', "\"\""));
            self.out.push('"');
        } else {
            self.out.push_str(text);
        }
    }
}

/// A whole CSV file at once; see [`Writer`], also for when it panics.
pub fn write_csv<H, R>(headers: &[H], rows: impl IntoIterator<Item = R>) -> Vec<u8>
where
    H: AsRef<str>,
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut writer = Writer::new(headers);
    rows.into_iter().for_each(|row| writer.row(row));
    writer.finish()
}

impl Table {
    /// The table as a file again, changed: columns, their order and spelling, rows,
    /// delimiter, line ends, comments above the header line and the `="001"` guards stay;
    /// blank rows and nameless columns go. UTF-8; with a byte order mark unless it was plain
    /// UTF-8 before, so that the spreadsheet it came from reads it right.
    ///
    /// `added` are names of new columns at the end. `edit` is asked for every cell, with the
    /// row and the column's name, and answers with a new text or none to leave the old (of a
    /// new column: empty).
    pub fn rewrite(
        &self,
        added: &[&str],
        mut edit: impl FnMut(Row<'_>, &str) -> Option<String>,
    ) -> Vec<u8> {
        let mut out = String::new();
        if self.encoding != Encoding::Utf8 {
            out.push('\u{feff}');
        }
        out.push_str(&self.preamble);
        let line_end = if self.is_crlf { "\r\n" } else { "\n" };
        let kept: Vec<(usize, &String)> = self
            .headers
            .iter()
            .enumerate()
            .filter(|(_, h)| !h.is_empty())
            .collect();
        let headers: Vec<&str> = kept
            .iter()
            .map(|(_, h)| h.as_str())
            .chain(added.iter().copied())
            .collect();
        let mut writer = Writer::in_dialect(out, self.delimiter(), line_end, &headers);
        for row in self.rows() {
            for (i, header) in headers.iter().enumerate() {
                let column = kept.get(i).map(|(column, _)| *column);
                let text = edit(row, header).unwrap_or_else(|| row.text(header).to_owned());
                let is_wrapped = column.is_some_and(|column| self.is_wrapped(row.index(), column));
                let text = if is_wrapped && !text.is_empty() {
                    wrap(&text)
                } else {
                    defuse(&text).into_owned()
                };
                writer.cell(i, &text);
            }
            writer.out.push_str(line_end);
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::{parse_into, read_bytes, same_name};

    fn cells(table: &Table) -> Vec<Vec<String>> {
        table
            .rows()
            .map(|row| row.cells().map(|cell| cell.text.to_owned()).collect())
            .collect()
    }

    /// A table written back untouched is the same file, in its own dialect.
    #[test]
    fn rewritten_as_it_was() {
        for text in [
            "place_id,name\n1,a\n",
            "# places\r\nsep id;Name\r\n=\"007\";\"a;b\"\r\n\"x\r\ny\";'=1\r\n",
            "\u{feff}a\tb\nñ\t1\n",
        ] {
            let text = text.replace("=\"007\"", "\"=\"\"007\"\"\"");
            let table = read_bytes("t.csv", text.as_bytes()).unwrap();
            assert_eq!(
                String::from_utf8(table.rewrite(&[], |_, _| None)).unwrap(),
                text
            );
        }
    }

    /// Cells are changed and columns added without touching the rest.
    #[test]
    fn rewritten_with_changes() {
        let table = read_bytes("t.csv", b"Place-ID;name\n=\"07\";a\n2;b\n").unwrap();
        let bytes = table.rewrite(&["lat"], |row, column| {
            (column == "lat" && row.text("place_id") == "07").then(|| "-12.5".to_owned())
        });
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "Place-ID;name;lat\n\"=\"\"07\"\"\";a;-12.5\n2;b;\n"
        );
    }

    /// Texts that try everything at once, and any others.
    fn any_cell() -> impl Strategy<Value = String> {
        let tricky = "[=+@\\-'\",;|\t\r\n# a0\u{e9}\u{a0}\u{ff1d}\u{1f600}]{0,12}";
        prop_oneof![4 => tricky, 1 => "\\PC{0,20}", 1 => "-?[0-9]{1,3}(\\.[0-9])?"]
    }

    fn any_table() -> impl Strategy<Value = (Vec<String>, Vec<Vec<String>>)> {
        let header = "[a-zA-Z\u{e9}][a-z_ ;,|\"'=#-]{0,8}";
        prop::collection::vec(header, 1..6)
            .prop_map(|mut headers: Vec<String>| {
                headers.iter_mut().for_each(|h| *h = h.trim().to_owned());
                let mut kept: Vec<String> = Vec::new();
                for header in headers {
                    if !kept.iter().any(|k| same_name(k, &header)) {
                        kept.push(header);
                    }
                }
                kept
            })
            .prop_flat_map(|headers| {
                let row = prop::collection::vec(any_cell(), headers.len());
                (Just(headers), prop::collection::vec(row, 0..40))
            })
    }

    proptest! {
        /// What is written reads back as the same cells, trimmed, blank rows left out; the
        /// `csv` crate reads the same shape; no cell begins with what a spreadsheet runs.
        #[test]
        fn round_trip((headers, rows) in any_table()) {
            let bytes = write_csv(&headers, &rows);
            let table = read_bytes("t.csv", &bytes).unwrap();
            let trim = |text: &String| text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')).to_owned();
            let expected: Vec<Vec<String>> = rows.iter()
                .map(|row| row.iter().map(trim).collect::<Vec<_>>())
                .filter(|row| row.iter().any(|text| !text.is_empty()))
                .collect();
            prop_assert_eq!(cells(&table), expected);
            prop_assert!(table.headers().eq(headers.iter()));
            prop_assert_eq!(table.rewrite(&[], |_, _| None), write_csv(&headers, cells(&table)));
            for record in csv::ReaderBuilder::new().from_reader(&bytes[..]).records() {
                for cell in &record.unwrap() {
                    let is_number = cell.parse::<f64>().is_ok();
                    prop_assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
                }
            }
        }

        /// Any bytes give a table or faults, and a table can be written and read again.
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            tame(&bytes)?;
        }

        /// The same of texts made of what means something to the reader.
        #[test]
        fn any_marks(text in "(sep=;\n)?(id[,;\t|]name\n)?[a-b\",;\t|\r\n=' #]{0,200}") {
            tame(text.as_bytes())?;
            let wide = text.encode_utf16().fold(vec![0xff, 0xfe], |mut v, u| { v.extend(u.to_le_bytes()); v });
            tame(&wide)?;
        }
    }

    fn tame(bytes: &[u8]) -> Result<(), TestCaseError> {
        let mut faults = crate::table::Faults::default();
        if let Some(table) = parse_into("t.csv", bytes, &mut faults) {
            let lines = bytes.len() as u64 + 1;
            prop_assert!(table.rows().all(|row| row.line() <= lines));
            let again = read_bytes("t.csv", &table.rewrite(&[], |_, _| None)).unwrap();
            prop_assert_eq!(cells(&again), cells(&table));
        } else {
            prop_assert!(faults.has_errors());
        }
        prop_assert!(!faults.to_string().contains("\r"));
        Ok(())
    }
}
