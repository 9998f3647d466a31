//! What is wrong with an input file, where, and what to do: the one type for it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How many errors, and how many warnings, of one file are kept; the rest is counted.
pub const FAULTS_PER_FILE: usize = 200;

/// How many characters of a name or a found text are shown.
const SHOWN_CHARS: usize = 60;

/// Whether a fault stops the work. Errors come first in every order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is planned from a file with such a fault.
    Error,
    /// The file is used, and the reader should know.
    Warning,
}

/// One defect of one input file (a table or a settings file).
///
/// Shown as `tasks.csv:17: T5: due: message, found ...; allowed: ...; remedy`, on one line,
/// without the parts that are empty. Names and found texts are cut to 60 characters and
/// control characters in them are replaced, so that a hostile file cannot drive a terminal.
///
/// Nothing personal may go into any field: of a name, address, phone or note column only
/// the row's id and the column are given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Fault {
    /// Whether it stops the work.
    pub severity: Severity,
    /// The file's name, as the user knows it.
    pub file: String,
    /// Line as an editor counts, the first being 1; none where the whole file is meant.
    pub line: Option<u64>,
    /// The id of the row, where it has one.
    pub row_id: Option<String>,
    /// Column name as the file writes it, or the key of a settings file.
    pub column: Option<String>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What stood there; only where the column is not personal.
    pub found: Option<String>,
    /// What may stand there.
    pub allowed: Option<String>,
    /// What to do, as an order: `add the column`.
    pub remedy: Option<String>,
    /// For how many faults it stands that were counted and not kept; 0: for itself.
    #[serde(skip)]
    pub more: u64,
}

impl Fault {
    /// A fault that stops the work.
    pub fn error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, file.into(), message.into())
    }

    /// A fault that does not stop the work.
    pub fn warning(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, file.into(), message.into())
    }

    fn new(severity: Severity, file: String, message: String) -> Self {
        Fault {
            severity,
            file,
            line: None,
            row_id: None,
            column: None,
            message,
            found: None,
            allowed: None,
            remedy: None,
            more: 0,
        }
    }

    /// How many faults a list tells of, those that were only counted included.
    pub fn count(list: &[Self]) -> u64 {
        list.iter().map(|fault| fault.more.max(1)).sum()
    }

    /// The same with a line.
    pub fn at(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same with the id of its row. Empty text is no id.
    pub fn of_row(mut self, id: impl Into<String>) -> Self {
        self.row_id = Some(id.into()).filter(|id| !id.is_empty());
        self
    }

    /// The same with a column name or a key.
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The same with what stood there. Never call it for a personal column.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// The same with what may stand there.
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// The same with what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", shown(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        for part in [&self.row_id, &self.column].into_iter().flatten() {
            write!(f, ": {}", shown(part))?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(found) = &self.found {
            write!(f, ", found `{}`", shown(found))?;
        }
        if let Some(allowed) = &self.allowed {
            write!(f, "; allowed: {allowed}")?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "; {remedy}")?;
        }
        Ok(())
    }
}

/// A text from a file, fit for one line of a message.
fn shown(text: &str) -> String {
    // Bidirectional marks would let a name rewrite the line around it.
    let is_unfit =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut chars = text
        .chars()
        .map(|c| if is_unfit(c) { '\u{fffd}' } else { c });
    let mut out: String = chars.by_ref().take(SHOWN_CHARS).collect();
    if chars.next().is_some() {
        out.push_str("...");
    }
    out
}

/// The faults of several files, gathered to be reported together.
///
/// Of each file the first [`FAULTS_PER_FILE`] errors and as many warnings are kept, and the
/// rest counted, so that a ruined file costs neither memory nor the reader's patience.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    kept: Vec<Fault>,
    /// Kept and dropped, by severity and file.
    counts: BTreeMap<(Severity, String), (usize, u64)>,
}

impl Faults {
    /// Adds one, or counts it where its file has enough of its kind.
    pub fn push(&mut self, fault: Fault) {
        let (kept, dropped) = self
            .counts
            .entry((fault.severity, fault.file.clone()))
            .or_default();
        if *kept < FAULTS_PER_FILE {
            *kept += 1;
            self.kept.push(fault);
        } else {
            *dropped += 1;
        }
    }

    /// Adds all of another list, its counted ones included.
    pub fn absorb(&mut self, other: Faults) {
        for fault in other.kept {
            self.push(fault);
        }
        for (key, (_, dropped)) in other.counts {
            self.counts.entry(key).or_default().1 += dropped;
        }
    }

    /// Whether any stops the work.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many there are of a severity, the counted ones included.
    pub fn count(&self, severity: Severity) -> u64 {
        let of = self.counts.iter().filter(|((s, _), _)| *s == severity);
        of.map(|(_, (kept, dropped))| *kept as u64 + dropped).sum()
    }

    /// The faults: errors first, then by file, line and the order in which they were
    /// found; after a file's own, one that says how many more there are.
    pub fn sorted(&self) -> Vec<Fault> {
        let mut all = self.kept.clone();
        for ((severity, file), (_, dropped)) in &self.counts {
            if *dropped > 0 {
                let what = match severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                };
                let s = if *dropped == 1 { "" } else { "s" };
                let message = format!("and {dropped} more {what}{s}");
                let mut closing = Fault::new(*severity, file.clone(), message);
                closing.more = *dropped;
                all.push(closing);
            }
        }
        // Stable, so the closing line, pushed last, stays last among those without a line
        // only if it sorts after every line: it does, by its flag.
        let is_closing = |f: &Fault| f.more > 0;
        all.sort_by(|a, b| {
            let key = |f: &Fault| (f.severity, is_closing(f), f.line);
            (a.severity, &a.file)
                .cmp(&(b.severity, &b.file))
                .then(key(a).cmp(&key(b)))
        });
        all
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.sorted().iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fault reads as one line, its parts in the order where, what, allowed, remedy.
    #[test]
    fn one_line() {
        let fault = Fault::error("tasks.csv", "not a date")
            .at(17)
            .of_row("T5")
            .in_column("due")
            .found("31/31")
            .allowed("2026-11-30 or a weekday")
            .remedy("write the day as year-month-day");
        assert_eq!(
            fault.to_string(),
            "tasks.csv:17: T5: due: not a date, found `31/31`; allowed: 2026-11-30 or a weekday; \
             write the day as year-month-day"
        );
        assert_eq!(
            Fault::warning("week.toml", "empty").to_string(),
            "week.toml: empty"
        );
    }

    /// A hostile column name neither breaks the line nor floods it nor drives a terminal.
    #[test]
    fn hostile_names_are_tamed() {
        let name = format!("\u{1b}[2J\n{}", "x".repeat(1_000));
        let text = Fault::error("a.csv", "unknown column")
            .in_column(name)
            .to_string();
        assert!(!text.contains(['\u{1b}', '\n']));
        // 60 characters of the name, three dots and the rest of the message.
        assert!(text.chars().count() < 60 + 3 + 30, "{text}");
    }

    /// Errors come before warnings, lines in order, and what is over the cap is counted.
    #[test]
    fn sorted_and_capped() {
        let mut faults = Faults::default();
        faults.push(Fault::warning("a.csv", "w").at(1));
        for line in (1..=205).rev() {
            faults.push(Fault::error("b.csv", "e").at(line));
        }
        let lines: Vec<String> = faults.sorted().iter().map(Fault::to_string).collect();
        // 205 errors: the first 200 found are lines 205 down to 6, then the 5 that are over.
        assert_eq!(lines.len(), 202);
        assert_eq!(lines[0], "b.csv:6: e");
        assert_eq!(lines[199], "b.csv:205: e");
        assert_eq!(lines[200], "b.csv: and 5 more errors");
        assert_eq!(lines[201], "a.csv:1: w");
        assert_eq!(Fault::count(&faults.sorted()), 206);
        assert_eq!(
            (
                faults.count(Severity::Error),
                faults.count(Severity::Warning)
            ),
            (205, 1)
        );
    }

    /// Gathering lists keeps the counts of what each of them had dropped.
    #[test]
    fn absorbing_keeps_counts() {
        let mut one = Faults::default();
        (1..=202).for_each(|line| one.push(Fault::error("a.csv", "e").at(line)));
        let mut all = Faults::default();
        all.push(Fault::error("a.csv", "e").at(99));
        all.absorb(one);
        // 1 + 202 errors in all; 200 kept, so 3 are over.
        assert_eq!(all.count(Severity::Error), 203);
        assert_eq!(
            all.sorted().last().expect("it holds faults").message,
            "and 3 more errors"
        );
    }
}
