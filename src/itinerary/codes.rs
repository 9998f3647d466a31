//! Codes and calendar ids: what stands for a family or a task where its name may not.

use std::collections::BTreeSet;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::domain::Week;
use crate::domain::ids::{FamilyIx, PersonIx};
use crate::domain::person::PersonRole;
use crate::domain::task::{About, Task};

/// Letters that are not taken for digits.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// How often a taken code of one length is drawn again before it gets a digit more.
const DRAWS: u32 = 4;

/// A short code, such as `14A`, for every family and every person without one.
///
/// A code depends on the workspace's key and the id, not on the name, and so stays the same
/// from week to week. Only where two ids fall on one code does the later id get another.
pub(super) struct Codes {
    families: Vec<String>,
    people: Vec<Option<String>>,
}

impl Codes {
    /// The codes of a week. Staff, teachers and principals have none: their ids serve.
    pub(super) fn of(week: &Week, key: &[u8]) -> Self {
        let mut taken = BTreeSet::new();
        let mut families = vec![String::new(); week.families.len()];
        for ix in by_id(&week.families, |id| id) {
            families[ix] = draw(key, "family", &week.families[ix], &mut taken);
        }
        let mut people = vec![None; week.people.len()];
        for ix in by_id(&week.people, |person| &person.id) {
            let person = &week.people[ix];
            let is_family = matches!(
                person.role,
                PersonRole::Student | PersonRole::Guardian | PersonRole::Other
            );
            people[ix] = match person.family {
                Some(family) => Some(families[family.ix()].clone()),
                None if is_family => Some(draw(key, "person", &person.id, &mut taken)),
                None => None,
            };
        }
        Self { families, people }
    }

    /// Of a family.
    pub(super) fn family(&self, family: FamilyIx) -> &str {
        &self.families[family.ix()]
    }

    /// Of a person: their family's, or their own.
    pub(super) fn person(&self, person: PersonIx) -> Option<&str> {
        self.people[person.ix()].as_deref()
    }

    /// Of whom a task is about; none when it is about nobody.
    pub(super) fn task(&self, week: &Week, task: &Task) -> Option<&str> {
        if let Some(family) = task.family {
            return Some(self.family(family));
        }
        match task.about? {
            About::Person(person) => self.person(person),
            About::Family(family) => Some(self.family(family)),
            About::Case(case) => self.person(week.cases[case.ix()].student),
        }
    }
}

/// The positions of `all` in the order of their ids.
fn by_id<T>(all: &[T], id: fn(&T) -> &String) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&ix| id(&all[ix]));
    order
}

/// A code that is not taken yet.
fn draw(key: &[u8], what: &str, id: &str, taken: &mut BTreeSet<String>) -> String {
    let mut digits = 2;
    loop {
        for attempt in 0..DRAWS {
            let hash = hash(key, &[what, id, &format!("{digits}.{attempt}")]);
            let mut number = [0; 8];
            number.copy_from_slice(&hash[..8]);
            let number = u64::from_be_bytes(number);
            let least = 10_u64.pow(digits - 1);
            let letters = LETTERS.len() as u64;
            let letter = LETTERS[(number % letters) as usize];
            let code = format!(
                "{}{}",
                least + number / letters % (9 * least),
                char::from(letter)
            );
            if taken.insert(code.clone()) {
                return code;
            }
        }
        digits = (digits + 1).min(18);
    }
}

/// The keyed hash under which a calendar knows something, the same in every plan.
pub(super) fn uid(key: &[u8], what: &str, id: &str) -> String {
    let hash = hash(key, &["uid", what, id]);
    let hex: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{hex}@liaison")
}

/// HMAC-SHA256 over texts, each ended so that no two lists read alike.
fn hash(key: &[u8], texts: &[&str]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for text in texts {
        mac.update(text.as_bytes());
        mac.update(&[0]);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;

    /// Thousands of families have codes of their own, short ones while they last: 2,070 codes
    /// have two digits, so 500 ids leave nearly all of them with two.
    #[test]
    fn codes_are_distinct_and_short() {
        let mut week = sample_plan::week();
        week.families = (0..5_000).map(|number| format!("F{number}")).collect();
        let codes = Codes::of(&week, b"key");
        let distinct: BTreeSet<&String> = codes.families.iter().collect();
        assert_eq!(distinct.len(), 5_000);
        week.families.truncate(500);
        let codes = Codes::of(&week, b"key");
        let short = codes.families.iter().filter(|code| code.len() == 3).count();
        assert!(short > 490, "{short}");
    }

    /// A code hangs on key and id: another key gives other codes, another order the same.
    #[test]
    fn codes_hang_on_key_and_id() {
        let mut week = sample_plan::week();
        let (one, other) = (Codes::of(&week, b"key"), Codes::of(&week, b"other"));
        assert_ne!(one.families, other.families);
        week.families.reverse();
        let mut turned = Codes::of(&week, b"key").families;
        turned.reverse();
        assert_eq!(turned, one.families);
    }

    /// A UID is a hash: it neither holds the id nor is the same under another key.
    #[test]
    fn uids_hide_ids() {
        assert_ne!(uid(b"a", "task", "T1"), uid(b"b", "task", "T1"));
        assert_ne!(uid(b"a", "task", "T1"), uid(b"a", "drive", "T1"));
        assert_eq!(uid(b"a", "task", "T1").len(), 32 + "@liaison".len());
    }
}
