//! Families and tasks counted by language, school, need and kind. Where a page is for the
//! public, groups of fewer than ten are merged and the others rounded, so that nobody can be told
//! from a number, nor from the difference of two.

use std::collections::BTreeMap;

use super::super::words;
use crate::domain::comparison::{Family, Item};
use crate::domain::task::TaskKind;

/// For whom a page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// For those who work with these families: ids and every number.
    #[default]
    Own,
    /// For anybody: no ids, and no group of fewer than ten.
    Public,
}

/// Fewer are merged for the public.
const FEW: usize = 10;
/// What merged groups are called beside others, and alone.
const OTHERS: &str = "others";
const MIXED: &str = "mixed";

impl Profile {
    /// A count as this profile may show it: `7`; for the public `fewer than 10`, or the nearest
    /// ten, `about 20`: of two exact numbers, such as what two scenarios get done, the difference
    /// may be one.
    pub(super) fn number(self, count: usize) -> String {
        match (self, count) {
            (Self::Own, _) | (_, 0) => count.to_string(),
            (Self::Public, 1..FEW) => format!("fewer than {FEW}"),
            (Self::Public, _) => format!("about {}", (count + FEW / 2) / FEW * FEW),
        }
    }

    /// A count with its noun: `1 family`, `3 families`, `fewer than 10 families`.
    pub(super) fn counted(self, count: usize, [one, many]: [&str; 2]) -> String {
        let noun = if self == Self::Own && count == 1 {
            one
        } else {
            many
        };
        format!("{} {noun}", self.number(count))
    }

    /// Groups and their sizes, the largest first, then by name. For the public the small ones
    /// are merged, as `others`, with the next larger ones until they are no small group together:
    /// else what is left of a total would tell their number. Merged groups alone are `mixed`.
    pub(super) fn groups(self, names: impl Iterator<Item = String>) -> Vec<(String, String)> {
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        for name in names {
            *sizes.entry(name).or_default() += 1;
        }
        let mut shown: Vec<(String, usize)> = sizes.into_iter().collect();
        shown.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut merged = 0;
        if self == Self::Public {
            let is_small = |size: usize| size < FEW;
            while let Some((_, least)) = shown.last()
                && (is_small(*least) || merged > 0 && is_small(merged))
            {
                merged += least;
                shown.pop();
            }
        }
        if merged > 0 {
            let name = if shown.is_empty() { MIXED } else { OTHERS };
            shown.push((name.to_owned(), merged));
        }
        shown
            .into_iter()
            .map(|(name, size)| (name, self.number(size)))
            .collect()
    }
}

/// A language as people write it; `language not known`.
pub(super) fn language(text: &str) -> String {
    match text {
        "" => "language not known".to_owned(),
        text => words::language(text),
    }
}

/// What a family or task needs besides.
pub(super) fn need(text: &str) -> String {
    match text {
        "" => "no special need known",
        "case" => "with an open case",
        "partner" => "with a second person",
        "wheelchair" => "wheelchair",
        other => other,
    }
    .to_owned()
}

/// A school's id; `no school known`.
pub(super) fn school(text: &str) -> String {
    match text {
        "" => "no school known".to_owned(),
        id => id.to_owned(),
    }
}

/// A kind in words, of one and of several.
fn kind(name: &str) -> [&'static str; 2] {
    TaskKind::named(name).map_or(["ride", "rides"], TaskKind::words)
}

/// `5 home visits, 1 ride`: how many of each kind.
pub(super) fn kinds(profile: Profile, items: &[Item]) -> String {
    let groups = profile.groups(items.iter().map(|item| item.kind.to_owned()));
    let each = groups.into_iter().map(|(name, size)| match name.as_str() {
        OTHERS => format!("{size} others"),
        MIXED => format!("{size} tasks and rides"),
        name if size == "1" => format!("1 {}", kind(name)[0]),
        name => format!("{size} {}", kind(name)[1]),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// Tasks and rides by what can be told of them, each with what it is told by: their kind, and
/// where anything is known of it their language, school and need.
pub(super) fn told(profile: Profile, items: &[Item]) -> Vec<(&'static str, String)> {
    let of = |name: fn(&Item) -> &str, words: fn(&str) -> String| {
        let known = items.iter().map(name).filter(|name| !name.is_empty());
        said(profile.groups(known.map(words)))
    };
    let all = [
        ("kind", kinds(profile, items)),
        ("language", of(|item| &item.language, language)),
        ("school", of(|item| &item.school, school)),
        ("need", of(|item| item.need, need)),
    ];
    all.into_iter()
        .filter(|(_, said)| !said.is_empty())
        .collect()
}

/// `3 Spanish, 1 Somali`.
pub(super) fn languages(profile: Profile, families: &[Family]) -> String {
    said(profile.groups(families.iter().map(|family| language(&family.language))))
}

/// `3 SCH1, 1 SCH2`.
pub(super) fn schools(profile: Profile, families: &[Family]) -> String {
    said(profile.groups(families.iter().map(|family| school(&family.school))))
}

/// `2 with an open case`.
pub(super) fn needs(profile: Profile, families: &[Family]) -> String {
    said(profile.groups(families.iter().map(|family| need(family.need))))
}

/// `3 Spanish, 1 Somali`: groups with their sizes; nothing where all are merged, which says no
/// more than their number.
pub(super) fn said(groups: Vec<(String, String)>) -> String {
    let is_told = |(name, _): &(String, String)| name != MIXED;
    let each = groups.into_iter().filter(is_told);
    let each = each.map(|(name, size)| format!("{size} {name}"));
    each.collect::<Vec<_>>().join(", ")
}

/// ` (3 Spanish, 1 Somali)`; nothing where nothing is said.
pub(super) fn in_brackets(said: &str) -> String {
    match said {
        "" => String::new(),
        said => format!(" ({said})"),
    }
}

#[cfg(test)]
mod tests {
    //! For the public, no number under ten is shown.
    use super::*;

    #[test]
    fn small_groups_are_merged_for_the_public() {
        let names = || {
            let many = std::iter::repeat_n("Spanish".to_owned(), 12);
            many.chain(std::iter::repeat_n("Somali".to_owned(), 3))
        };
        let own = Profile::Own.groups(names());
        assert_eq!(
            own,
            [("Spanish", "12"), ("Somali", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        // Three would be what is left of fifteen.
        let public = Profile::Public.groups(names());
        assert_eq!(public, [("mixed".to_owned(), "about 20".to_owned())]);
        let english = std::iter::repeat_n("English".to_owned(), 11);
        let public = Profile::Public.groups(names().chain(english));
        let expected = [("Spanish", "about 10"), ("others", "about 10")];
        assert_eq!(public, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        let few = Profile::Public.groups(names().skip(12));
        assert_eq!(few, [("mixed".to_owned(), "fewer than 10".to_owned())]);
        assert_eq!(Profile::Public.number(0), "0");
        // Of 44 and 45 the difference would be one.
        assert_eq!(
            [44, 40].map(|count| Profile::Public.number(count)),
            ["about 40"; 2]
        );
        let nouns = ["family", "families"];
        assert_eq!(Profile::Public.counted(1, nouns), "fewer than 10 families");
        assert_eq!(Profile::Own.counted(1, nouns), "1 family");
    }
}
