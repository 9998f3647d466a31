//! What a hyphen in a house number stands for: a range, or a part of one number.

use std::collections::BTreeMap;

use super::number::{self, Entry, Number};
use super::street::Street;

/// What hyphens mean: of each street and of all, how many could be ranges and how many not.
pub(super) struct Hyphens<'a> {
    streets: BTreeMap<&'a Street, (u32, u32)>,
    all: (u32, u32),
}

impl<'a> Hyphens<'a> {
    /// Of all streets and what their house numbers say.
    pub fn of(houses: impl Iterator<Item = (&'a Street, &'a Entry)>) -> Self {
        let mut hyphens = Self {
            streets: BTreeMap::new(),
            all: (0, 0),
        };
        for (street, entry) in houses {
            let is_range = match entry {
                Entry::Hyphen(first, second) => number::can_be_range(*first, *second),
                _ => continue,
            };
            let street = hyphens.streets.entry(street).or_default();
            for counts in [street, &mut hyphens.all] {
                *if is_range {
                    &mut counts.0
                } else {
                    &mut counts.1
                } += 1;
            }
        }
        hyphens
    }

    /// All numbers of an entry. The one with the hyphen is always among them, since people
    /// write an address as the house has it.
    pub fn numbers(&self, entry: &Entry, street: &Street) -> Vec<Number> {
        let (first, second) = match entry {
            Entry::One(number) => return vec![number.clone()],
            Entry::Hyphen(first, second) => (*first, *second),
        };
        let mut numbers = vec![Number::hyphenated(first, second)];
        let of_street = self.streets.get(street).copied().unwrap_or_default();
        let counts = if of_street.1 > 0 { of_street } else { self.all };
        if counts.0 > counts.1 && number::can_be_range(first, second) {
            let step = if (second - first) % 2 == 0 { 2 } else { 1 };
            numbers.extend((first..=second).step_by(step).map(Number::plain));
        }
        numbers
    }
}
