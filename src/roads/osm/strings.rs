//! Each text once: streets' names and tags' values repeat a great deal.

use std::collections::HashMap;

/// A text among [`Strings`]; 0 is the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Str(pub u32);

impl Str {
    /// The empty text, which stands for none.
    pub const EMPTY: Self = Self(0);

    /// Whether there is no text.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }
}

/// Texts, each held once, by number.
#[derive(Clone, Debug)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Default for Strings {
    /// Holds the empty text alone.
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: vec![0],
        }
    }
}

impl Strings {
    /// The text of a number that came from here.
    pub fn get(&self, string: Str) -> &str {
        let ix = string.0 as usize;
        let start = if ix == 0 { 0 } else { self.ends[ix - 1] };
        &self.text[start as usize..self.ends[ix] as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the empty text is always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Str, &str)> {
        (0..self.ends.len() as u32).map(|ix| (Str(ix), self.get(Str(ix))))
    }
}

/// Texts while they are collected.
#[derive(Clone, Debug, Default)]
pub(in crate::roads) struct Interner {
    strings: Strings,
    numbers: HashMap<Box<str>, Str>,
}

impl Interner {
    /// The number of a text, which is new or known. What does not fit (4 GB of texts) is
    /// taken for empty.
    pub fn intern(&mut self, text: &str) -> Str {
        if text.is_empty() {
            return Str::EMPTY;
        }
        if let Some(&known) = self.numbers.get(text) {
            return known;
        }
        let strings = &mut self.strings;
        let (Ok(end), Ok(number)) = (
            u32::try_from(strings.text.len() + text.len()),
            u32::try_from(strings.ends.len()),
        ) else {
            return Str::EMPTY;
        };
        strings.text.push_str(text);
        strings.ends.push(end);
        self.numbers.insert(text.into(), Str(number));
        Str(number)
    }

    /// Takes in another's texts; gives their numbers here, by their numbers there.
    pub fn absorb(&mut self, other: &Self) -> Vec<Str> {
        other
            .strings
            .iter()
            .map(|(_, text)| self.intern(text))
            .collect()
    }

    /// The texts alone.
    pub fn finish(self) -> Strings {
        self.strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text has one number, and another collection's texts are found under new ones.
    #[test]
    fn each_once() {
        let mut one = Interner::default();
        let (oak, elm) = (one.intern("Oak"), one.intern("Elm"));
        assert_eq!((oak, elm, one.intern("Oak")), (Str(1), Str(2), Str(1)));
        assert_eq!(one.intern(""), Str::EMPTY);
        let mut two = Interner::default();
        two.intern("Ash");
        // Of `one`: empty, Oak, Elm; here Ash is 1 already.
        assert_eq!(two.absorb(&one), [Str(0), Str(2), Str(3)]);
        let strings = two.finish();
        assert_eq!(strings.get(Str(2)), "Oak");
        assert_eq!(strings.get(Str(0)), "");
        assert_eq!(strings.len(), 4);
    }
}
