//! A file into a [`Table`], with everything that is wrong with it said at once.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::TableError;
use super::decode::{Encoding, decode, is_bad_control};
use super::defuse::clean;
use super::fault::{Fault, Faults, Severity};
use super::names::canonical;
use super::rows::{Table, duplicates};
use super::scan::{RawRow, Scanner};

/// The largest file that is read.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// The longest cell.
pub const MAX_CELL_CHARS: usize = 100_000;
/// The most columns.
pub const MAX_COLUMNS: usize = 1_000;
/// The most cells (rows times columns) of a table; they take four bytes each.
pub const MAX_CELLS: usize = 10_000_000;

/// After so many errors the rest of a file is not looked at; it would only take time.
const MAX_ERRORS: usize = 1_000;

const TOO_MUCH: &str = "take out what does not belong to this week";

/// Excel drops the empty cells at the end of rows by blocks of this many.
const EXCEL_BLOCK: usize = 16;

/// Reads a table; its name in faults is the file's name without folders.
///
/// Fails with every fault of the file if one of them is an error; warnings are then among
/// them, and else in [`Table::warnings`]. Takes UTF-8, UTF-16 and Windows-1252; `,` `;`
/// tab or `|`; every line end; see [`Encoding`] and the limits of this module. Costs one
/// pass over the file, and no more memory than a few times its size.
pub fn read(path: &Path) -> Result<Table, TableError> {
    strictly(|faults| read_into(path, &file_name(path), faults))
}

/// The same of bytes in memory.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Result<Table, TableError> {
    strictly(|faults| parse_into(name, bytes, faults))
}

/// Reads what can be read, for a caller who gathers the faults of many files: rows with
/// faults are left out, and all faults go to `faults`, under `name`. None if the file as a
/// whole is no table. A table in spite of errors serves only to find more of them.
pub fn read_into(path: &Path, name: &str, faults: &mut Faults) -> Option<Table> {
    match load(path, name) {
        Ok(bytes) => parse_into(name, &bytes, faults),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// The same of bytes in memory.
pub fn parse_into(name: &str, bytes: &[u8], faults: &mut Faults) -> Option<Table> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        faults.push(too_large(name));
        return None;
    }
    let (text, encoding) = match decode(name, bytes) {
        Ok(decoded) => decoded,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    Reader::new(name, &text, encoding, faults)?.finish()
}

fn strictly(read: impl FnOnce(&mut Faults) -> Option<Table>) -> Result<Table, TableError> {
    let mut faults = Faults::default();
    match read(&mut faults) {
        Some(mut table) if !faults.has_errors() => {
            table.warnings = faults;
            Ok(table)
        }
        _ => Err(TableError::Faulty(faults)),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn too_large(name: &str) -> Fault {
    let message = format!("is larger than {} MiB", MAX_FILE_BYTES >> 20);
    Fault::error(name, message).remedy(TOO_MUCH)
}

/// The bytes of a regular file; its size is looked at before anything is read. Pipes and
/// devices are refused, since they may never end.
pub fn load(path: &Path, name: &str) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| Fault::error(name, format!("cannot be read: {error}"));
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Fault::error(name, "is not a regular file").remedy("give a CSV file"));
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(too_large(name));
    }
    let mut bytes = Vec::new();
    // The file may grow meanwhile: one byte over the limit is enough to know.
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

/// Judges rows and gathers them into a table.
struct Reader<'a> {
    scanner: Scanner<'a>,
    table: Table,
    faults: &'a mut Faults,
    /// Rows read so far, those above the header line included: a sheet's row numbers.
    sheet_rows: usize,
    /// Columns without a name in which something was found.
    unnamed: Vec<bool>,
    has_short_blocks: bool,
    /// Cells of the header line, nameless ones at its end included.
    header_cells: usize,
    errors: usize,
}

impl<'a> Reader<'a> {
    /// Reads the header line; none if it is unfit.
    fn new(
        name: &'a str,
        text: &'a str,
        encoding: Encoding,
        faults: &'a mut Faults,
    ) -> Option<Self> {
        let mut scanner = Scanner::new(text);
        let preamble = scanner.preamble();
        let mut sheet_rows = preamble.lines().count() + 1;
        let mut row = RawRow::default();
        // Rows of delimiters alone may stand above the header line too.
        let mut is_found = scanner.next_row(&mut row, MAX_COLUMNS + 1);
        while is_found && row.is_blank() {
            is_found = scanner.next_row(&mut row, MAX_COLUMNS + 1);
            sheet_rows += 1;
        }
        if !is_found {
            faults.push(
                Fault::error(name, "is empty").remedy("put the column names into the first line"),
            );
            return None;
        }
        let headers = headers(name, &row, faults)?;
        let table = Table {
            file: name.to_owned(),
            encoding,
            delimiter: scanner.delimiter(),
            is_crlf: text.find('\n').is_some_and(|at| text[..at].ends_with('\r')),
            preamble: preamble.to_owned(),
            header_line: row.line,
            text: String::new(),
            ends: Vec::new(),
            lines: Vec::new(),
            wrapped: Vec::new(),
            warnings: Faults::default(),
            headers,
        };
        let unnamed = vec![false; table.headers.len()];
        Some(Reader {
            scanner,
            table,
            faults,
            sheet_rows,
            unnamed,
            has_short_blocks: false,
            header_cells: row.count,
            errors: 0,
        })
    }

    /// Reads the rows; none if the file has to be given up.
    fn finish(mut self) -> Option<Table> {
        let width = self.table.headers.len();
        let mut block: Vec<RawRow> = (0..EXCEL_BLOCK).map(|_| RawRow::default()).collect();
        // The rest of the block in which the header line stands has its width.
        let mut is_headed = !self.sheet_rows.is_multiple_of(EXCEL_BLOCK);
        loop {
            let size = EXCEL_BLOCK - self.sheet_rows % EXCEL_BLOCK;
            let mut count = 0;
            while count < size && self.scanner.next_row(&mut block[count], width) {
                count += 1;
            }
            self.sheet_rows += count;
            let rows = &block[..count];
            let is_short_block = !is_headed && is_cut_by_excel(rows, width);
            is_headed = false;
            for row in rows {
                self.take_row(row, is_short_block)?;
            }
            if count < size {
                return Some(self.table);
            }
        }
    }

    /// Judges a row and keeps it if it is sound; none if the file has to be given up.
    fn take_row(&mut self, row: &RawRow, is_short_block: bool) -> Option<()> {
        let width = self.table.headers.len();
        if let Some(line) = row.unclosed {
            let message = "a quote opens a cell and is never closed";
            let remedy = "close it or delete it; a quote inside a quoted cell is written twice";
            self.push(
                Fault::error(&self.table.file, message)
                    .at(line)
                    .remedy(remedy),
            );
            return None;
        }
        if row.is_blank() {
            return Some(());
        }
        if let Some(fault) = self.misshapen(row, is_short_block) {
            self.push(fault.at(row.line));
            return (self.errors < MAX_ERRORS).then_some(());
        }
        if row.count < width && !self.has_short_blocks {
            self.has_short_blocks = true;
            let message = format!(
                "has {} where the header line has {width}, as Excel cuts rows; \
                 the others are read as empty, here and below",
                cells(row.count)
            );
            self.push(Fault::warning(&self.table.file, message).at(row.line));
        }
        if (self.table.lines.len() + 1) * width > MAX_CELLS {
            let fault = Fault::error(&self.table.file, format!("has more than {MAX_CELLS} cells"));
            self.push(fault.at(row.line).remedy(TOO_MUCH));
            return None;
        }
        self.keep_row(row);
        (self.errors < MAX_ERRORS).then_some(())
    }

    /// What is wrong with the quotes or the length of a row.
    fn misshapen(&self, row: &RawRow, is_short_block: bool) -> Option<Fault> {
        let width = self.table.headers.len();
        let error = |message: String| Fault::error(&self.table.file, message);
        if let Some(cell) = row.stray_quote {
            let fault = error("text follows the quote that closes a cell".to_owned());
            let header = self.table.headers.get(cell).filter(|h| !h.is_empty());
            let fault = match header {
                Some(header) => fault.in_column(header),
                None => fault,
            };
            return Some(fault.remedy("write a quote inside a quoted cell twice"));
        }
        let delimiter = match self.table.delimiter {
            b'\t' => "tab".to_owned(),
            other => format!("`{}`", char::from(other)),
        };
        if row.is_surplus_filled && row.count <= self.header_cells {
            let fault = error("holds text in a column without a name".to_owned());
            Some(
                fault.remedy(
                    "name the column or delete it; a title above the header line has to go",
                ),
            )
        } else if row.is_surplus_filled {
            let fault = error(format!(
                "has {} where the header line has {width}",
                cells(row.count)
            ));
            Some(fault.remedy(format!("put quotes around a cell that holds a {delimiter}")))
        } else if row.count < width && !is_short_block {
            let fault = error(format!(
                "has {} where the header line has {width}",
                cells(row.count)
            ));
            let remedy = format!("add the missing cells, or a {delimiter} for each that is empty");
            Some(fault.remedy(remedy))
        } else {
            None
        }
    }

    fn push(&mut self, fault: Fault) {
        self.errors += usize::from(fault.severity == Severity::Error);
        self.faults.push(fault);
    }

    /// Cleans the cells and stores them, unless one is unfit or all are empty.
    fn keep_row(&mut self, row: &RawRow) {
        let table = &mut self.table;
        let before = (table.text.len(), table.ends.len(), table.wrapped.len());
        let (mut is_sound, mut is_filled) = (true, false);
        let mut found = Vec::new();
        for (raw, (header, seen)) in row.cells().zip(table.headers.iter().zip(&mut self.unnamed)) {
            let cleaned = clean(raw);
            if !header.is_empty() {
                is_filled |= !cleaned.text.is_empty();
                if let Some(fault) = judge(&table.file, &cleaned.text) {
                    is_sound &= fault.severity != Severity::Error;
                    found.push(fault.at(row.line).in_column(header));
                }
            } else if !cleaned.text.is_empty() && !std::mem::replace(seen, true) {
                let column = table.ends.len() - before.1 + 1;
                let message = format!("holds text in column {column}, which has no name");
                let remedy =
                    "name the column or delete it; a title above the header line has to go";
                found.push(
                    Fault::error(&table.file, message)
                        .at(row.line)
                        .remedy(remedy),
                );
            }
            if cleaned.wrapped {
                table.wrapped.push(place(table.ends.len()));
            }
            table.text.push_str(&cleaned.text);
            table.ends.push(place(table.text.len()));
        }
        if is_sound && is_filled {
            let end = place(table.text.len());
            table.ends.resize(before.1 + table.headers.len(), end);
            table.lines.push(row.line);
        } else {
            table.text.truncate(before.0);
            table.ends.truncate(before.1);
            table.wrapped.truncate(before.2);
        }
        found.into_iter().for_each(|fault| self.push(fault));
    }
}

/// `1 cell`, `2 cells`.
fn cells(count: usize) -> String {
    format!("{count} cell{}", if count == 1 { "" } else { "s" })
}

/// A place in a table's text or among its cells.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a file of 64 MiB decodes to less than 4 GiB")
}

/// What is wrong with the text of a cell, whatever its column.
fn judge(file: &str, text: &str) -> Option<Fault> {
    if text.len() > MAX_CELL_CHARS && text.chars().count() > MAX_CELL_CHARS {
        let message = format!("holds more than {MAX_CELL_CHARS} characters");
        return Some(
            Fault::error(file, message).remedy("shorten it; perhaps a quote is not closed"),
        );
    }
    if text.chars().any(is_bad_control) {
        return Some(
            Fault::error(file, "holds a control character")
                .remedy("delete the cell and write it anew"),
        );
    }
    // Excel's own words, and the signs of a column too narrow for its number.
    const BROKEN: [&str; 8] = [
        "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!",
    ];
    if text.starts_with('#')
        && (BROKEN.contains(&text) || (text.len() > 2 && text.bytes().all(|b| b == b'#')))
    {
        let fault = Fault::warning(file, "holds a spreadsheet's error, not a value");
        return Some(fault.remedy("mend it in the spreadsheet and save again"));
    }
    None
}

/// The column names, cleaned, without the nameless ones at the end; none if they are unfit.
fn headers(name: &str, row: &RawRow, faults: &mut Faults) -> Option<Vec<String>> {
    let mut push = |fault: Fault| faults.push(fault.at(row.line));
    if row.unclosed.is_some() || row.stray_quote.is_some() {
        let fault = Fault::error(
            name,
            "a quote in the header line is not closed where the name ends",
        );
        push(fault.remedy("write the column names without quotes"));
        return None;
    }
    if row.count > MAX_COLUMNS {
        push(
            Fault::error(name, format!("has more than {MAX_COLUMNS} columns"))
                .remedy("delete the columns that are not needed"),
        );
        return None;
    }
    let is_long = |h: &str| h.len() > MAX_CELL_CHARS / 100;
    if row.cells().any(is_long) {
        push(
            Fault::error(name, "has a column name of more than 1000 letters")
                .remedy("shorten it; perhaps a quote is not closed"),
        );
        return None;
    }
    let mut headers: Vec<String> = row.cells().map(header_name).collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    let starts_with_letter = |h: &String| canonical(h).starts_with(|c: char| c.is_alphabetic());
    if !headers.iter().any(starts_with_letter) {
        let fault = Fault::error(
            name,
            "has no header line: nothing in its first line looks like a column name",
        );
        push(fault.remedy("put the column names into the first line"));
        return None;
    }
    let repeated = duplicates(&headers);
    for (first, second) in &repeated {
        let message = format!("comes twice, as columns {} and {}", first + 1, second + 1);
        push(
            Fault::error(name, message)
                .in_column(&headers[*second])
                .remedy("rename or delete one of them"),
        );
    }
    repeated.is_empty().then_some(headers)
}

/// A header cell as a name; empty if nothing of it counts.
pub(super) fn header_name(raw: &str) -> String {
    let text = clean(raw).text;
    if canonical(&text).is_empty() {
        String::new()
    } else {
        text.into_owned()
    }
}

/// Whether rows that are shorter than the header line are so because of Excel, which ends
/// all rows of a block of 16 at the last column that is used in the block: then they are
/// all of one width, and that column is filled in one of them.
fn is_cut_by_excel(rows: &[RawRow], width: usize) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let fills_last = |row: &RawRow| {
        row.cells()
            .last()
            .is_some_and(|cell| !cell.trim().is_empty())
    };
    first.count < width
        && rows.iter().all(|row| row.count == first.count)
        && rows.iter().any(fills_last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(table: &Table) -> Vec<Vec<String>> {
        table
            .rows()
            .map(|row| row.cells().map(|cell| cell.text.to_owned()).collect())
            .collect()
    }

    fn table(text: &str) -> Table {
        read_bytes("t.csv", text.as_bytes()).unwrap()
    }

    /// The messages of a file that is refused.
    fn faults(text: &str) -> String {
        read_bytes("t.csv", text.as_bytes())
            .unwrap_err()
            .to_string()
    }

    /// One table in all the dress that spreadsheets give it reads as the same cells.
    #[test]
    fn dresses() {
        let plain = "task_id,title,minutes\n0042,\"Doe, John\",5\nT2,\"a\nb\",\n";
        let expected = [["0042", "Doe, John", "5"], ["T2", "a\nb", ""]];
        let bare = plain.replace("\"Doe, John\"", "\"Doe, John\" ");
        let dresses: Vec<Vec<u8>> = vec![
            plain.into(),
            bare.into(),
            format!("\u{feff}{plain}").into(),
            "task_id,title,minutes\r\n=\"0042\",\"Doe, John\",5\r\nT2,\"a\nb\",\r\n".into(),
            "task_id,title,minutes\r0042,\"Doe, John\",5\rT2,\"a\nb\",".into(),
            "sep=;\r\ntask_id;title;minutes\r\n0042;Doe, John;5\r\nT2;\"a\nb\";\r\n;;\r\n\r\n".into(),
            "\"task_id\"\t\"title\"\t\"minutes\"\n'0042\tDoe, John\t5\nT2\t\"a\nb\"\t\n".into(),
            "task_id|title|minutes||\n0042|Doe, John|5||\n||||\nT2|\"a\nb\"||  |\n".into(),
            "# the tasks\n\n task_id , title , minutes \n 0042 , \"Doe, John\" , 5 \n T2 , \"a\nb\" , \n\u{1a}".into(),
            plain.encode_utf16().fold(vec![0xff, 0xfe], |mut v, u| { v.extend(u.to_le_bytes()); v }),
        ];
        for bytes in dresses {
            let table = read_bytes("t.csv", &bytes).unwrap();
            assert_eq!(
                texts(&table),
                expected,
                "{}",
                String::from_utf8_lossy(&bytes)
            );
            assert!(table.warnings().is_empty());
        }
    }

    /// A lone column, an empty column and a table without rows are tables.
    #[test]
    fn small_tables() {
        assert_eq!(texts(&table("id\n1\n\n2\n")), [["1"], ["2"]]);
        assert_eq!(texts(&table("id,,name\n1,,a\n")), [["1", "a"]]);
        assert!(table("id,name").is_empty());
    }

    /// Ragged rows are all reported, with their lines, and a surplus of empty cells is none.
    #[test]
    fn ragged() {
        assert_eq!(
            faults("id,name\n1,Doe, John\n2,\"a\nb\"\n3\n4,a,,\n5,\"x\" y\n"),
            "t.csv:2: has 3 cells where the header line has 2; put quotes around a cell that holds a `,`\n\
             t.csv:5: has 1 cell where the header line has 2; add the missing cells, or a `,` for each that is empty\n\
             t.csv:7: name: text follows the quote that closes a cell; write a quote inside a quoted cell twice"
        );
        let many = format!("id;name\n{}", "1\n".repeat(1_000));
        let text = faults(&many);
        // The header line's block of 16 holds 15 of these rows; the blocks below it are
        // short throughout, as Excel makes them, and pass with a warning.
        assert_eq!(
            text.lines()
                .filter(|l| l.contains("add the missing"))
                .count(),
            15,
            "{text}"
        );
        let many = format!("id;name\n{}", "1;2;3\n".repeat(1_000));
        assert_eq!(
            faults(&many).lines().last(),
            Some("t.csv: and 800 more errors")
        );
    }

    /// Excel drops empty cells at the end by blocks of 16 rows; such a block is read, with a
    /// warning, and a single short row inside a block is not.
    #[test]
    fn blocks_of_excel() {
        let full = "1,2,\n";
        let text = format!("a,b,c\n{}{}", full.repeat(15), "1,2\n".repeat(20));
        let table = table(&text);
        assert_eq!(table.len(), 35);
        assert_eq!(table.rows().last().unwrap().text("c"), "");
        assert_eq!(table.warnings().sorted()[0].line, Some(17));
        let text = format!("a,b,c\n{}{}1,2\n", full.repeat(15), full.repeat(3));
        assert!(faults(&text).starts_with("t.csv:20: has 2 cells"));
    }

    /// What is no table is refused in a sentence.
    #[test]
    fn refused() {
        let wide = vec!["a"; 1_001].join(",");
        for (text, part) in [
            ("", "is empty"),
            ("\n ,,\n", "is empty"),
            ("# only a comment", "is empty"),
            ("1,2\n3,4\n", "has no header line"),
            ("id,name\n1,\"a\n2,b\n", "t.csv:2: a quote opens a cell"),
            ("id,\"name\n1,a\n", "t.csv:1: a quote in the header line"),
            (
                "id,Task ID,TASK_ID\n",
                "t.csv:1: TASK_ID: comes twice, as columns 2 and 3",
            ),
            (
                "list,,\nid,name\n1,a\n",
                "t.csv:2: holds text in a column without a name",
            ),
            (
                "id,,name\n1,x,a\n2,y,b\n",
                "t.csv:2: holds text in column 2, which has no name",
            ),
            (&wide, "more than 1000 columns"),
            (
                "id\n1\u{7}234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "t.csv:2: id: holds a control character",
            ),
        ] {
            let text = faults(text);
            assert!(text.contains(part), "{text} / {part}");
        }
    }

    /// The limits of size hold: a cell of 10 MB, a row of a million cells, a file too large
    /// (whose bytes are never looked at), too many cells.
    #[test]
    fn limits() {
        let text = faults(&format!(
            "id,notes\n1,\"{}\"\n2,{}\n",
            "x".repeat(10 << 20),
            "é".repeat(100_000)
        ));
        assert_eq!(text.lines().count(), 1);
        assert!(
            text.starts_with("t.csv:2: notes: holds more than 100000 characters"),
            "{text}"
        );
        assert!(
            faults(&format!("id,notes\n{}", "x,".repeat(1_000_000))).contains("has 1000001 cells")
        );
        assert!(faults(&"a,".repeat(10 << 20)).contains("more than 1000 columns"));
        assert!(faults(&"a".repeat(65 << 20)).contains("larger than 64 MiB"));
        let row = format!("{}\n", ["x"; 1_000].join(","));
        let names: Vec<String> = (0..1_000).map(|i| format!("c{i}")).collect();
        assert!(
            faults(&format!("{}\n{}", names.join(","), row.repeat(10_001)))
                .contains("more than 10000000 cells")
        );
    }

    /// Files of the disk: a missing one, a folder, and one too large are refused unread.
    #[test]
    fn from_disk() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        assert!(
            read(&path)
                .unwrap_err()
                .to_string()
                .starts_with("t.csv: cannot be read: ")
        );
        assert!(
            read(dir.path())
                .unwrap_err()
                .to_string()
                .contains("is not a regular file")
        );
        File::create(&path).unwrap().set_len(100 << 20).unwrap();
        assert!(
            read(&path)
                .unwrap_err()
                .to_string()
                .contains("is larger than 64 MiB")
        );
        std::fs::write(&path, "id\n1\n").unwrap();
        assert_eq!(texts(&read(&path).unwrap()), [["1"]]);
    }

    /// A caller who gathers faults gets the sound rows of a faulty file.
    #[test]
    fn sound_rows() {
        let mut faults = Faults::default();
        let table = parse_into("t.csv", b"id,name\n1\n2,b\n3,\x07c\n4,d\n5,#REF!\n\n6,a long text without any fault to make the one control character less than a hundredth\n", &mut faults).unwrap();
        let ids: Vec<_> = table.rows().map(|row| row.text("id")).collect();
        assert_eq!(ids, ["2", "4", "5", "6"]);
        assert_eq!(
            (
                faults.count(Severity::Error),
                faults.count(Severity::Warning)
            ),
            (2, 1)
        );
    }

    /// No message repeats what stands in a cell.
    #[test]
    fn nothing_is_echoed() {
        let texts = [
            "id,name\n1,Secret,Secret\n2\n",
            "id,name\n\"Secret\n",
            "id,name\n\"Secret\" Secret,1\n",
            "1 Secret\nSecret\n",
        ];
        for text in texts {
            assert!(!faults(text).contains("Secret"), "{text}");
        }
    }
}
