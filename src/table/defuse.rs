//! What spreadsheets do to a cell, undone, and what they must not do to ours, prevented.

use std::borrow::Cow;

/// A cell as read: its text, and whether it stood in an `="..."` guard.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned<'a> {
    pub text: Cow<'a, str>,
    pub wrapped: bool,
}

/// Trims white space (zero-width and byte order marks too), takes a text out of the
/// `="001234"` that keeps its zeros, and takes off the one apostrophe that [`defuse`] put.
pub(super) fn clean(raw: &str) -> Cleaned<'_> {
    let text = trim(raw);
    if let Some(inner) = unwrapped(text) {
        return Cleaned {
            text: inner,
            wrapped: true,
        };
    }
    let text = match text.strip_prefix('\'') {
        Some(rest) if takes_guard(rest.trim_start_matches('\'')) => trim(rest),
        _ => text,
    };
    Cleaned {
        text: Cow::Borrowed(text),
        wrapped: false,
    }
}

/// The text as it goes into a file: trimmed, without control characters (tab and line ends
/// stay), and behind an apostrophe if a spreadsheet would take it for a formula.
///
/// Plain negative numbers stay as they are. A text that already looks guarded gets one
/// apostrophe more, so that [`clean`] gives back exactly what went in.
pub(super) fn defuse(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    let is_bad = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let text = if text.contains(is_bad) {
        // Taking one out may bare white space that was not at the edge before.
        Cow::Owned(trim(&text.replace(is_bad, "")).to_owned())
    } else {
        Cow::Borrowed(text)
    };
    let rest = text.trim_start_matches('\'');
    let guard = if rest.len() < text.len() {
        takes_guard(rest)
    } else {
        is_run(rest)
    };
    if guard {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

/// A text inside the guard that keeps its zeros in a spreadsheet.
pub(super) fn wrap(text: &str) -> String {
    format!("=\"{}\"", text.replace('"', "\"\""))
}

/// Surrounding white space never means anything in a table.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// The text of `="..."`, if that is all there is: `="a"&B1` is a formula, not a guard.
fn unwrapped(text: &str) -> Option<Cow<'_, str>> {
    let inner = text.strip_prefix("=\"")?.strip_suffix('"')?;
    if !inner.contains('"') {
        return Some(Cow::Borrowed(trim(inner)));
    }
    let is_paired = !inner.replace("\"\"", "").contains('"');
    is_paired.then(|| Cow::Owned(trim(&inner.replace("\"\"", "\"")).to_owned()))
}

/// Whether a text behind apostrophes is one that the first of them guards: a formula, or
/// digits alone, which people guard by hand to keep their zeros.
fn takes_guard(rest: &str) -> bool {
    starts_formula(rest) || (!rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a spreadsheet would run the text.
fn is_run(text: &str) -> bool {
    starts_formula(text) && !is_plain_negative(text)
}

/// The signs with which a formula begins, in full width too, as Excel takes them in some
/// languages; tab and CR because they are skipped on the way to one.
fn starts_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// `-12` or `-12.5`, which no spreadsheet runs.
fn is_plain_negative(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('-')
        .is_some_and(|number| match number.split_once('.') {
            Some((whole, part)) => is_digits(whole) && is_digits(part),
            None => is_digits(number),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formulas get an apostrophe; numbers and harmless texts none.
    #[test]
    fn defused() {
        for text in [
            "=1+1",
            "+15551234",
            "@SUM(A1)",
            "-2+3",
            "-",
            "--1",
            "-1.",
            "\u{ff1d}A1",
            "=\"007\"",
        ] {
            assert_eq!(defuse(text), format!("'{text}"));
        }
        for text in [
            "-12.5", "-7", "12", "0042", "T-5", "a=b", "", "'Aulani", "x@y.org",
        ] {
            assert_eq!(defuse(text), text);
        }
    }

    /// What would be taken off on reading is put on in writing, however many there are.
    #[test]
    fn apostrophes_survive() {
        for text in [
            "'=1", "''=1", "'0042", "'-12.5", "'", "''", "'Aulani", "'90s",
        ] {
            assert_eq!(clean(&defuse(text)).text, text);
        }
    }

    /// Guards of spreadsheets are taken off, formulas are left for the reader to see.
    #[test]
    fn cleaned() {
        let cases = [
            ("=\"001234\"", "001234", true),
            (" =\"001234\" ", "001234", true),
            ("=\"say \"\"hi\"\"\"", "say \"hi\"", true),
            ("=\"\"", "", true),
            ("=\"", "=\"", false),
            ("=\"\"\"", "=\"\"\"", false),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\"", false),
            ("'0042", "0042", false),
            ("'=1+1", "=1+1", false),
            ("'Aulani", "'Aulani", false),
            ("\u{a0} x \u{200b}", "x", false),
        ];
        for (raw, text, wrapped) in cases {
            assert_eq!(
                clean(raw),
                Cleaned {
                    text: text.into(),
                    wrapped
                },
                "{raw}"
            );
        }
        assert_eq!(clean(&wrap("0\"1")).text, "0\"1");
    }

    /// Control characters do not reach a file, and what they hid is still defused.
    #[test]
    fn control_characters() {
        assert_eq!(defuse("a\u{1b}b\0"), "ab");
        assert_eq!(defuse("\u{1} =1"), "'=1");
        assert_eq!(defuse("a\tb\nc"), "a\tb\nc");
    }
}
