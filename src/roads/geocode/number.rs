//! House numbers, which are text: `1924B`, `95-269`, `12 1/2`, `D133`.

use super::fold;

/// The most numbers that one text may stand for.
const MAX_NUMBERS: usize = 60;

/// The widest range, from the first number to the last, that a hyphen may stand for.
pub(super) const MAX_RANGE: u32 = 40;

/// A house number: a count, with what stands before and behind it.
///
/// Numbers of one series stand in the order of their values along a street.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// What stands before the count: `95-` of `95-269`, `d` of `D133`; mostly nothing.
    pub series: String,
    /// The count.
    pub value: u32,
    /// What stands behind it: `b` of `1924B` and `1924-B`, `1/2` of `12 1/2`.
    pub suffix: String,
}

/// What one entry of a house number may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// One number.
    One(Number),
    /// Two counts with a hyphen between: a range, or (on O'ahu, in Queens) one number.
    Hyphen(u32, u32),
}

impl Number {
    /// A plain count.
    pub fn plain(value: u32) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }

    /// The one number of a hyphen that is no range.
    pub(super) fn hyphenated(first: u32, second: u32) -> Self {
        Self {
            series: format!("{first}-"),
            value: second,
            suffix: String::new(),
        }
    }
}

/// Whether a hyphen between two counts can stand for all numbers from one to the other.
pub(super) fn can_be_range(first: u32, second: u32) -> bool {
    first < second && second - first <= MAX_RANGE
}

/// All that a house number's text says: `4;5`, `11,13,15` and `244/245` are several, and what
/// follows a `#` is a unit.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let text = text.split('#').next().unwrap_or(text);
    let text = text.replace('½', " 1/2");
    let mut found = Vec::new();
    for part in text.split([';', ',']) {
        let (part, fraction) = without_fraction(part.trim());
        let numbers: Vec<&str> = part.split(['/', '+', '&']).map(str::trim).collect();
        for number in numbers.iter().filter(|number| !number.is_empty()) {
            found.extend(entry(number, fraction));
            if found.len() >= MAX_NUMBERS {
                return found;
            }
        }
    }
    found
}

/// Takes a fraction off the end: `12 1/2`.
fn without_fraction(text: &str) -> (&str, &str) {
    match text.rsplit_once([' ', '-']) {
        Some((number, fraction @ ("1/2" | "1/3" | "2/3" | "1/4" | "3/4")))
            if number.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            (number, fraction)
        }
        _ => (text, ""),
    }
}

/// One number with nothing but hyphens and spaces in it.
fn entry(text: &str, fraction: &str) -> Option<Entry> {
    if let Some((first, second)) = text.split_once(['-', '–'])
        && let (Some(first), Some(second)) = (count(first.trim()), count(second.trim()))
    {
        return Some(Entry::Hyphen(first, second));
    }
    let mut plain: String = fold::words(text).concat();
    // `723-B` and `1 B`: the letter belongs to the number. `95-269B` keeps its series.
    if let Some((first, rest)) = text.split_once('-')
        && let Some(first) = count(first.trim())
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        let number = one(&fold::words(rest).concat())?;
        plain = format!("{first}-");
        return Some(Entry::One(Number {
            series: plain,
            ..number
        }));
    }
    let number = one(&plain)?;
    let suffix = format!("{}{fraction}", number.suffix);
    Some(Entry::One(Number { suffix, ..number }))
}

/// The last count of a folded text, with what is before and behind it.
fn one(text: &str) -> Option<Number> {
    let is_digit = |c: char| c.is_ascii_digit();
    let first = text.find(is_digit)?;
    // `58a2` is number 58; `w204n5678` begins with a letter, and its last count is the number.
    let start = if first == 0 {
        0
    } else {
        text.rfind(|c: char| !is_digit(c))
            .map_or(0, |at| at + char_len(text, at))
    };
    let start = if start >= text.len() { first } else { start };
    let digits = text[start..].chars().take_while(|c| is_digit(*c)).count();
    let value = count(&text[start..start + digits])?;
    let (series, suffix) = (&text[..start], &text[start + digits..]);
    if series.len() > 12 || suffix.len() > 12 {
        return None;
    }
    Some(Number {
        series: series.to_owned(),
        value,
        suffix: suffix.to_owned(),
    })
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

/// Digits alone, at most six.
pub(super) fn count(text: &str) -> Option<u32> {
    let is_count = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_count.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(series: &str, value: u32, suffix: &str) -> Entry {
        Entry::One(Number {
            series: series.to_owned(),
            value,
            suffix: suffix.to_owned(),
        })
    }

    /// Letters, lists, fractions, units and hyphens as they occur in real extracts.
    #[test]
    fn read() {
        let plain = |value| number("", value, "");
        for (text, expected) in [
            ("123", vec![plain(123)]),
            ("0042", vec![plain(42)]),
            ("1924B", vec![number("", 1924, "b")]),
            ("723-B", vec![number("", 723, "b")]),
            ("1 B", vec![number("", 1, "b")]),
            ("58a", vec![number("", 58, "a")]),
            ("D133", vec![number("d", 133, "")]),
            ("N101", vec![number("n", 101, "")]),
            ("W204N5678", vec![number("w204n", 5678, "")]),
            ("95-269", vec![Entry::Hyphen(95, 269)]),
            ("95-269B", vec![number("95-", 269, "b")]),
            ("1-8", vec![Entry::Hyphen(1, 8)]),
            ("4;5", vec![plain(4), plain(5)]),
            ("11,13,15", vec![plain(11), plain(13), plain(15)]),
            ("244/245", vec![plain(244), plain(245)]),
            ("12 1/2", vec![number("", 12, "1/2")]),
            ("12½", vec![number("", 12, "1/2")]),
            ("1450 #5510", vec![plain(1450)]),
            ("", vec![]),
            ("none", vec![]),
            ("12345678901", vec![]),
        ] {
            assert_eq!(entries(text), expected, "{text}");
        }
        assert!(entries(&"1;".repeat(10_000)).len() <= MAX_NUMBERS);
    }

    /// A hyphen is a range only where the numbers could stand on one building.
    #[test]
    fn ranges() {
        assert!(can_be_range(1, 8) && can_be_range(1200, 1210));
        assert!(!can_be_range(95, 269) && !can_be_range(10, 95) && !can_be_range(8, 1));
    }
}
