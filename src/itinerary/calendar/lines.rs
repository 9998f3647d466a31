//! Content lines of iCalendar (RFC 5545, section 3.1): escaped, folded, ended by CRLF.

/// Most octets of a line, without its end.
const OCTETS: usize = 75;

/// The lines of a calendar as they are added.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds a property whose value is no text: a time, a number, a name of the standard.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{value}"));
    }

    /// Adds a property whose value is a text, escaped.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:{}", escape(value)));
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.0
    }

    /// Adds a line, folded: what goes on begins with a space, which counts. No character is
    /// cut in two.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as a value: backslash, semicolon, comma and line ends escaped, other control
/// characters left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            character if character.is_control() => {}
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the text: no line is longer than 75 octets, every line ends in CRLF, each
        /// is whole UTF-8, and unfolding gives the line back.
        #[test]
        fn folds_and_unfolds(text in "\\PC{0,300}") {
            let mut lines = Lines::default();
            lines.raw("X-TEST", &text);
            let folded = lines.finish();
            prop_assert!(folded.ends_with("\r\n"));
            for line in folded.as_bytes().split(|&byte| byte == b'\n') {
                prop_assert!(line.len() <= OCTETS + 1);
                prop_assert!(std::str::from_utf8(line).is_ok());
            }
            prop_assert_eq!(folded.replace("\r\n ", ""), format!("X-TEST:{text}\r\n"));
        }

        /// An escaped text has no bare separator or line end, and reads back as it was.
        #[test]
        fn escapes(text in "[a-z\\\\;,\n]{0,40}") {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains('\n'));
            let mut back = String::new();
            let mut characters = escaped.chars();
            while let Some(character) = characters.next() {
                match character {
                    '\\' => match characters.next().unwrap() {
                        'n' => back.push('\n'),
                        other => back.push(other),
                    },
                    other => { prop_assert!(other != ';' && other != ','); back.push(other) }
                }
            }
            prop_assert_eq!(back, text);
        }
    }

    /// A line of exactly 75 octets is not folded; one of 76 is, before its last octet.
    #[test]
    fn the_edge() {
        for (length, folded) in [(73, false), (74, true)] {
            let mut lines = Lines::default();
            lines.raw("A", &"b".repeat(length));
            assert_eq!(lines.finish().contains("\r\n b"), folded);
        }
    }
}
