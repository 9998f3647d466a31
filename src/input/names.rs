//! Ids: which are known, what an unknown one was probably meant to be, and the order of lists.

use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::collections::HashMap;

use crate::table::{Faults, nearest};

use super::cells::Bad;
use super::files::Source;
use super::sheet::{Columns, Line};

/// The longest id that is taken.
const ID_CHARS: usize = 100;
/// Of how many unknown ids the nearest known one is looked for: it costs a pass over all.
const NEAREST_LOOKUPS: u32 = 60;
/// Among how many ids the nearest is looked for.
const NEAREST_AMONG: usize = 20_000;

/// Ids in the order of a list: `T2` before `T10`.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a, b);
    while let (Some(c), Some(d)) = (x.chars().next(), y.chars().next()) {
        if c.is_ascii_digit() && d.is_ascii_digit() {
            let (m, rest_x) = digits(x);
            let (n, rest_y) = digits(y);
            let by_number = (m.len(), m).cmp(&(n.len(), n));
            if by_number != Ordering::Equal {
                return by_number;
            }
            (x, y) = (rest_x, rest_y);
        } else if c != d {
            return c.cmp(&d);
        } else {
            (x, y) = (&x[c.len_utf8()..], &y[d.len_utf8()..]);
        }
    }
    x.len().cmp(&y.len()).then_with(|| a.cmp(b))
}

/// The number that a text begins with, without leading zeros, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    (number.trim_start_matches('0'), rest)
}

/// An id that a row gives itself.
pub(super) fn new_id(text: &str) -> Result<&str, Bad> {
    if text.chars().count() > ID_CHARS {
        return Err(Bad::new(format!(
            "is longer than the {ID_CHARS} characters of an id"
        )));
    }
    if text.contains([';', '#', '@']) {
        return Err(
            Bad::new("holds `;`, `#` or `@`, which stand for lists, sessions and days")
                .remedy("take another id"),
        );
    }
    if text.chars().any(char::is_control) {
        return Err(Bad::new("holds a line end or another control character"));
    }
    if is_rounded(text) {
        return Err(Bad::new("was rounded by a spreadsheet")
            .remedy("format the column as text there, enter the id again and save"));
    }
    Ok(text)
}

/// Whether it is what Excel makes of a long number: `1.23457E+11`.
fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.split_once("E+") else {
        return false;
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    is_digits(power) && number.split('.').all(is_digits)
}

/// The ids of one list and their positions in it.
#[derive(Debug)]
pub(super) struct Names<Ix> {
    what: &'static str,
    file: String,
    /// Ids in the list's order.
    ids: Vec<String>,
    by_id: HashMap<String, Ix>,
    /// By what is left of an id without case and leading zeros.
    loose: OnceCell<HashMap<String, usize>>,
    lookups: Cell<u32>,
    is_whole: bool,
}

impl<Ix: Copy> Names<Ix> {
    /// The ids of a list in its order. `what` they name, and `file` they are added to, are for
    /// messages. Where the list could not be read whole, unknown ids are nobody's fault.
    pub fn new(
        what: &'static str,
        file: &str,
        is_whole: bool,
        ids: Vec<String>,
        at: impl Fn(usize) -> Ix,
    ) -> Self {
        let by_id = ids
            .iter()
            .enumerate()
            .map(|(ix, id)| (id.clone(), at(ix)))
            .collect();
        Self {
            what,
            file: file.to_owned(),
            ids,
            by_id,
            loose: OnceCell::new(),
            lookups: Cell::new(0),
            is_whole,
        }
    }

    /// The position of an id, if it is known.
    pub fn get(&self, id: &str) -> Option<Ix> {
        self.by_id.get(id).copied()
    }

    /// Whether every row of the list was read.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The position of an id. When the list is not whole, an unknown id is `None`.
    ///
    /// Cost: constant; unknown ids cost a pass over all ids, the first few of them.
    pub fn find(&self, id: &str) -> Result<Option<Ix>, Bad> {
        match self.get(id) {
            Some(ix) => Ok(Some(ix)),
            None if !self.is_whole => Ok(None),
            None => Err(self.unknown(id)),
        }
    }

    /// What to say of an id that is not known.
    pub fn unknown(&self, id: &str) -> Bad {
        let bad = Bad::new(format!("is no {}", self.what));
        if let Some(known) = self.loosely(id) {
            let how = if known.eq_ignore_ascii_case(id) {
                "by case"
            } else {
                "by leading zeros"
            };
            return bad.remedy(format!(
                "it differs from `{known}` only {how}: write the id as {} has it",
                self.file
            ));
        }
        self.lookups.set(self.lookups.get().saturating_add(1));
        if self.lookups.get() <= NEAREST_LOOKUPS && self.ids.len() <= NEAREST_AMONG {
            let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
            // Ids of one length differ by a letter as a rule, so only a clear slip is named.
            if let Some(known) = nearest(id, &ids).filter(|_| id.chars().count() >= 4) {
                return bad.remedy(format!(
                    "write `{known}` if that is meant, or add it to {}",
                    self.file
                ));
            }
        }
        bad.remedy(format!("correct the id, or add it to {}", self.file))
    }

    fn loosely(&self, id: &str) -> Option<&str> {
        let loose = self.loose.get_or_init(|| {
            let entries = self.ids.iter().enumerate();
            entries.map(|(ix, id)| (without_zeros(id), ix)).collect()
        });
        loose
            .get(&without_zeros(id))
            .map(|ix| self.ids[*ix].as_str())
    }
}

/// An id in lower case and without the zeros before any of its numbers.
fn without_zeros(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    let mut rest = id;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let (number, behind) = digits(rest);
            out.push_str(if number.is_empty() { "0" } else { number });
            rest = behind;
        } else {
            out.extend(c.to_lowercase());
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// The rows of a table by the id in their first column, in the order of ids, and whether every
/// row has one: else an unknown id elsewhere is nobody's fault. Rows without a good id, or with
/// one that an earlier row has, are said in `faults` and left out.
pub(super) fn rows_by_id<'a, C: Columns>(
    source: &'a Source<C>,
    id: C,
    faults: &mut Faults,
) -> (Vec<(&'a str, Line<'a, C>)>, bool) {
    let mut is_whole = source.is_whole;
    let mut seen: HashMap<&str, u64> = HashMap::new();
    let mut rows = Vec::new();
    for line in source.lines() {
        let Some(text) = line.need(id, faults, new_id) else {
            is_whole = false;
            continue;
        };
        if let Some(first) = seen.get(text) {
            let bad = Bad::new(format!("is the id of line {first} too"));
            faults.push(line.bad(id, bad.remedy("give each row its own id")));
            continue;
        }
        seen.insert(text, line.number());
        rows.push((text, line));
    }
    rows.sort_by(|a, b| natural(a.0, b.0));
    (rows, is_whole)
}

#[cfg(test)]
mod tests {
    //! Ids are in the order in which people count, and unknown ones are explained.
    use super::*;

    /// Numbers inside ids count as numbers, and equal numbers fall back to the text.
    #[test]
    fn natural_order() {
        let mut ids = ["T10", "T2", "T02", "S1", "T", "T2a", "é"];
        ids.sort_by(|a, b| natural(a, b));
        assert_eq!(ids, ["S1", "T", "T02", "T2", "T2a", "T10", "é"]);
    }

    /// What Excel does to ids is named: zeros lost, long numbers rounded.
    #[test]
    fn unknown_ids_are_explained() {
        let ids = vec!["0042".to_owned(), "H7".to_owned(), "north".to_owned()];
        let names = Names::new("place", "places.csv", true, ids, |ix| ix);
        assert_eq!(names.find("0042"), Ok(Some(0)));
        let remedy = |id: &str| names.find(id).unwrap_err().remedy;
        assert!(
            remedy("42").contains("`0042` only by leading zeros"),
            "{}",
            remedy("42")
        );
        assert!(remedy("h7").contains("`H7` only by case"));
        assert!(remedy("norht").contains("`north` if that is meant"));
        assert_eq!(remedy("X"), "correct the id, or add it to places.csv");
        assert!(new_id("1.23457E+11").is_err() && new_id("12E+1x").is_ok());
        assert!(new_id("T5#2").is_err() && new_id("a;b").is_err() && new_id("ESC\u{1b}").is_err());
    }
}
