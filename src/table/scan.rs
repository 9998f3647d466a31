//! Text cut into rows and cells, with lines counted and nothing judged.

use super::decode::count_line_ends;

/// The delimiters that are recognised, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Whether a text must be quoted lest some reader cut it or take it for a comment.
pub(super) fn needs_quotes(text: &str) -> bool {
    text.starts_with('#')
        || text
            .bytes()
            .any(|b| DELIMITERS.contains(&b) || matches!(b, b'"' | b'\n' | b'\r'))
}

/// Walks through a text, row by row. Linear in the text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    pos: usize,
    /// Line at `pos`, the first being 1.
    line: u64,
    delimiter: u8,
}

/// A row as it stands in the file, cells unquoted but not cleaned.
#[derive(Debug, Default)]
pub(super) struct RawRow {
    /// Line on which it starts.
    pub line: u64,
    text: String,
    ends: Vec<usize>,
    /// Where the cells that were kept stand in the file's text, quotes and spaces included.
    pub spans: Vec<(usize, usize)>,
    /// How many cells it has, kept or not.
    pub count: usize,
    /// Whether one of those not kept holds something.
    pub is_surplus_filled: bool,
    /// The first cell in which text follows the closing quote.
    pub stray_quote: Option<usize>,
    /// The line on which a quoted cell begins that never ends.
    pub unclosed: Option<u64>,
}

impl RawRow {
    /// The cells that were kept.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.text[start..*end])
    }

    /// Whether it holds nothing but white space.
    pub fn is_blank(&self) -> bool {
        !self.is_surplus_filled && self.text.trim().is_empty()
    }

    fn clear(&mut self, line: u64) {
        self.text.clear();
        self.ends.clear();
        self.spans.clear();
        self.line = line;
        self.count = 0;
        self.is_surplus_filled = false;
        self.stray_quote = None;
        self.unclosed = None;
    }
}

impl<'a> Scanner<'a> {
    /// Starts behind what may stand above the header line: blank lines, comment lines
    /// (`# ...`, of ours and others) and Excel's `sep=;`. The delimiter is the one that
    /// `sep=` names, else the likeliest that stands in the header line outside quotes,
    /// else the comma.
    pub fn new(text: &'a str) -> Self {
        let mut scanner = Scanner {
            text,
            pos: 0,
            line: 1,
            delimiter: b',',
        };
        let mut named = None;
        loop {
            let rest = scanner.rest();
            let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
            let trimmed = line.trim();
            let separator = trimmed.as_bytes().strip_prefix(b"sep=");
            if let Some(&[byte]) = separator.filter(|_| scanner.pos == 0)
                && (byte.is_ascii_punctuation() && byte != b'"')
            {
                named = Some(byte);
            } else if separator == Some(b"") && scanner.pos == 0 {
                // `sep=` and a tab, which the trimming took.
                named = Some(b'\t');
            } else if !(trimmed.is_empty() || trimmed == "#" || trimmed.starts_with("# ")) {
                break;
            }
            scanner.pos += line.len();
            if !scanner.end_line() {
                break;
            }
        }
        scanner.delimiter = named.unwrap_or_else(|| detect(scanner.rest()));
        scanner
    }

    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// What stands before the next row.
    pub fn preamble(&self) -> &'a str {
        &self.text[..self.pos]
    }

    /// Puts the next row into `row`, of which at most `keep` cells are stored; says whether
    /// there was one.
    pub fn next_row(&mut self, row: &mut RawRow, keep: usize) -> bool {
        if self.pos == self.text.len() {
            return false;
        }
        row.clear(self.line);
        loop {
            let start = row.text.len();
            let (cell, raw) = (row.count, self.pos);
            row.count += 1;
            self.next_cell(row, cell);
            if cell < keep {
                row.ends.push(row.text.len());
                row.spans.push((raw, self.pos));
            } else {
                row.is_surplus_filled |= !row.text[start..].trim().is_empty();
                row.text.truncate(start);
            }
            if self.rest().as_bytes().first() == Some(&self.delimiter) {
                self.pos += 1;
            } else {
                self.end_line();
                return true;
            }
        }
    }

    /// Appends the next cell's text; stops at the delimiter, line end or end of the text.
    fn next_cell(&mut self, row: &mut RawRow, cell: usize) {
        let rest = self.rest();
        let is_space = |b: &u8| *b == b' ' || (*b == b'\t' && self.delimiter != b'\t');
        let spaces = rest.bytes().take_while(is_space).count();
        if rest.as_bytes().get(spaces) == Some(&b'"') {
            self.pos += spaces + 1;
            self.quoted(row);
            let tail = self.unquoted();
            if !tail.trim().is_empty() {
                row.stray_quote.get_or_insert(cell);
                row.text.push_str(tail);
            }
        } else {
            row.text.push_str(self.unquoted());
        }
    }

    /// What stands before the next delimiter or line end.
    fn unquoted(&mut self) -> &'a str {
        let rest = self.rest();
        let is_end = |b: u8| b == self.delimiter || b == b'\n' || b == b'\r';
        let len = rest.bytes().position(is_end).unwrap_or(rest.len());
        self.pos += len;
        &rest[..len]
    }

    /// Appends what stands before the closing quote, and steps over that.
    fn quoted(&mut self, row: &mut RawRow) {
        let began = self.line;
        loop {
            let rest = self.rest();
            let len = rest.find('"').unwrap_or(rest.len());
            row.text.push_str(&rest[..len]);
            self.line += count_line_ends(&rest.as_bytes()[..len]);
            self.pos += len;
            match rest.as_bytes().get(len..len + 2) {
                Some(b"\"\"") => {
                    row.text.push('"');
                    self.pos += 2;
                }
                _ if len < rest.len() => {
                    self.pos += 1;
                    return;
                }
                _ => {
                    row.unclosed = Some(began);
                    return;
                }
            }
        }
    }

    /// Steps over a line end, if it stands here.
    fn end_line(&mut self) -> bool {
        let rest = self.rest().as_bytes();
        let len = if rest.starts_with(b"\r\n") {
            2
        } else {
            usize::from(matches!(rest.first(), Some(b'\n' | b'\r')))
        };
        self.pos += len;
        self.line += u64::from(len > 0);
        len > 0
    }

    fn rest(&self) -> &'a str {
        &self.text[self.pos..]
    }
}

/// The delimiter that stands most often in the first row, outside quotes; the likelier of
/// equals; the comma if none does.
fn detect(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for b in text.bytes() {
        match b {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if !is_quoted => {
                if let Some(i) = DELIMITERS.iter().position(|d| *d == b) {
                    counts[i] += 1;
                }
            }
            _ => {}
        }
    }
    // `max_by_key` takes the last of equals, so the likeliest must come last.
    let best = (0..DELIMITERS.len())
        .rev()
        .max_by_key(|i| counts[*i])
        .unwrap_or(0);
    DELIMITERS[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut scanner = Scanner::new(text);
        let mut row = RawRow::default();
        let mut out = Vec::new();
        while scanner.next_row(&mut row, 100) {
            out.push((row.line, row.cells().map(str::to_owned).collect()));
        }
        out
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    /// Lines are counted as an editor does, through all line ends, mixed and in quotes.
    #[test]
    fn lines() {
        let text = "a,b\r\n1,\"x\r\ny\rz\nw\"\r2,\n\n3,4";
        // Line 1 header; row 2 spans lines 2 to 5; line 6; 7 blank; 8.
        let expected = [
            row(1, &["a", "b"]),
            row(2, &["1", "x\r\ny\rz\nw"]),
            row(6, &["2", ""]),
            row(7, &[""]),
            row(8, &["3", "4"]),
        ];
        assert_eq!(rows(text), expected);
    }

    /// Quotes: doubled ones, blanks around them, a quote inside an unquoted cell.
    #[test]
    fn quotes() {
        let text = "a, \"b \"\"c\"\"\" ,5\"2,\"\"\n";
        assert_eq!(rows(text), [row(1, &["a", "b \"c\"", "5\"2", ""])]);
    }

    /// Each delimiter is found by the header line alone, quotes aside; a lone column has
    /// none; Excel's own line overrules.
    #[test]
    fn delimiters() {
        for (text, delimiter) in [
            ("a,b;c,d\n1;2;3;4;5", b','),
            ("a;b\n1,2,3", b';'),
            ("a\tb\n", b'\t'),
            ("a|b\n", b'|'),
            ("\"a;b;c\",d\n", b','),
            ("a\nb;c\n", b','),
            ("a,b;c\n", b','),
            ("sep=;\r\na,b;c,d\n", b';'),
            ("sep=\t\r\na\tb\n", b'\t'),
            ("", b','),
        ] {
            assert_eq!(Scanner::new(text).delimiter(), delimiter, "{text:?}");
        }
    }

    /// Comment and blank lines above the header line are passed over and counted.
    #[test]
    fn preamble() {
        let text = "# people, one a line; hello\r\n#\n\n#,id\n# 1,2\n";
        assert_eq!(rows(text), [row(4, &["#", "id"]), row(5, &["# 1", "2"])]);
        assert_eq!(rows("# a"), []);
    }

    /// What is not kept is counted and not stored; broken quotes are marked where they are.
    #[test]
    fn marks() {
        let mut scanner = Scanner::new("a,b,c, \n\"x\"y,\"z\n1\n");
        let mut row = RawRow::default();
        assert!(scanner.next_row(&mut row, 2));
        assert_eq!(
            (row.count, row.cells().count(), row.is_surplus_filled),
            (4, 2, true)
        );
        assert!(scanner.next_row(&mut row, 2));
        assert_eq!((row.stray_quote, row.unclosed), (Some(0), Some(2)));
        assert!(!scanner.next_row(&mut row, 2));
    }
}
