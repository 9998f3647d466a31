//! Street names, taken apart so that two spellings of one street are equal.

use super::fold;
use super::vocabulary::{direction, is_ten, kind, ordinal, short};

/// A street's name in its parts, each in its short form.
///
/// `Northwest Saint Paul Street` and `NW St. Paul St` are equal, and so are `Twenty-First
/// Ave` and `21st Avenue`. The word before and the word behind are kept apart from the
/// name's core, since people leave them out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Street {
    /// What the name is about: `main`, `5` of `Fifth`, `n` of `North Ave`. Not empty.
    pub core: String,
    /// A direction before it: `n`, `se`.
    pub before: Option<&'static str>,
    /// What the street is: `st`, `ave`.
    pub kind: Option<&'static str>,
    /// A direction behind it.
    pub after: Option<&'static str>,
}

/// How well two names agree whose cores are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// In every part.
    Full,
    /// One of them lacks a direction or what the street is.
    Partial,
    /// They say two different things of what the street is: `Main St`, `Main Ave`.
    OtherKind,
}

impl Street {
    /// Takes a name apart; none when there is no word in it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of_words(&fold::words(text))
    }

    /// The same of words that are folded already.
    pub(super) fn of_words(raw: &[String]) -> Option<Self> {
        let words = shortened(raw);
        let mut rest: &[&str] = &words.iter().map(String::as_str).collect::<Vec<_>>();
        let mut street = Self::default();
        // `Avenue N` and `N Street` are all of a name: a direction is one only if a name is
        // left without it.
        let has_name = |rest: &[&str]| match rest {
            [] => false,
            [only] => kind(only).is_none(),
            _ => true,
        };
        if let [before @ .., first, second] = rest
            && let Some(both) = joined(first, second)
            && before.len() > 1
            && has_name(before)
        {
            (street.after, rest) = (Some(both), before);
        } else if let [before @ .., last] = rest
            && let Some(found) = direction(last)
            && has_name(before)
        {
            (street.after, rest) = (Some(found), before);
        }
        if let [first, second, behind @ ..] = rest
            && let Some(both) = joined(first, second)
            && has_name(behind)
        {
            (street.before, rest) = (Some(both), behind);
        } else if let [first, behind @ ..] = rest
            && let Some(found) = direction(first)
            && has_name(behind)
        {
            (street.before, rest) = (Some(found), behind);
        }
        if let [before @ .., last] = rest
            && let Some(found) = kind(last)
            && !before.is_empty()
        {
            (street.kind, rest) = (Some(found), before);
        }
        street.core = rest.join(" ");
        (!street.core.is_empty()).then_some(street)
    }

    /// The number of a numbered street: 5 of `5th Street NW`.
    pub fn ordinal(&self) -> Option<u32> {
        self.core.parse().ok().filter(|_| self.core.len() <= 4)
    }

    /// The letter of a lettered street: `k` of `K Street`.
    pub fn letter(&self) -> Option<char> {
        let mut chars = self.core.chars();
        let letter = chars.next().filter(char::is_ascii_lowercase)?;
        (chars.next().is_none() && self.kind == Some("st")).then_some(letter)
    }

    /// How well another name of the same core agrees; none when the directions are two
    /// different ones, which makes it another street.
    pub fn agreement(&self, other: &Self) -> Option<Agreement> {
        let (mine, theirs) = (self.directions(), other.directions());
        let is_same = mine == theirs || (self.before, self.after) == (other.after, other.before);
        let is_part = mine.iter().flatten().count() == 0
            || theirs.iter().flatten().count() == 0
            || (self.before == other.before && (self.after.is_none() || other.after.is_none()))
            || (self.after == other.after && (self.before.is_none() || other.before.is_none()));
        match (self.kind, other.kind) {
            _ if !is_same && !is_part => None,
            (a, b) if a == b && is_same => Some(Agreement::Full),
            (Some(a), Some(b)) if a != b => Some(Agreement::OtherKind),
            _ => Some(Agreement::Partial),
        }
    }

    fn directions(&self) -> [Option<&'static str>; 2] {
        [self.before, self.after]
    }
}

/// `n` and `w` written as two words.
fn joined(first: &str, second: &str) -> Option<&'static str> {
    match (first, second) {
        ("n", "w") => Some("nw"),
        ("n", "e") => Some("ne"),
        ("s", "w") => Some("sw"),
        ("s", "e") => Some("se"),
        _ => None,
    }
}

/// Words in their short form; ordinals as numbers, also those of two words.
fn shortened(raw: &[String]) -> Vec<String> {
    let mut words = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [word, behind @ ..] = rest {
        rest = behind;
        if is_ten(word)
            && let [one, behind @ ..] = behind
            && let Some(number) = ordinal(&format!("{word}{one}"))
        {
            words.push(number.to_string());
            rest = behind;
            continue;
        }
        match ordinal(word) {
            Some(number) => words.push(number.to_string()),
            None => words.push(short(word).to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> String {
        let street = Street::parse(text).unwrap();
        let part = |part: Option<&str>| part.unwrap_or("-").to_owned();
        format!(
            "{} {} {} {}",
            part(street.before),
            street.core.replace(' ', "_"),
            part(street.kind),
            part(street.after)
        )
    }

    /// Each name falls into its parts, spelled out or not.
    #[test]
    fn taken_apart() {
        for (text, expected) in [
            ("Main Street", "- main st -"),
            ("MAIN ST.", "- main st -"),
            ("North Main St", "n main st -"),
            ("N. Main St", "n main st -"),
            ("5th Street Northwest", "- 5 st nw"),
            ("Fifth St N.W.", "- 5 st nw"),
            ("5th St N W", "- 5 st nw"),
            ("N W 5th St", "nw 5 st -"),
            ("West First Avenue", "w 1 ave -"),
            ("West 1st Ave", "w 1 ave -"),
            ("Twenty-First Ave", "- 21 ave -"),
            ("Twenty First Ave", "- 21 ave -"),
            ("42nd Street", "- 42 st -"),
            ("112th Ave SE", "- 112 ave se"),
            ("North Avenue", "- n ave -"),
            ("E Street Southeast", "- e st se"),
            ("N Street NW", "- n st nw"),
            ("South Street", "- s st -"),
            ("Avenue N", "- ave_n - -"),
            ("Avenue D", "- ave_d - -"),
            ("North Capitol Street Northwest", "n capitol st nw"),
            ("Saint Paul Street", "- st_paul st -"),
            ("St. Paul St", "- st_paul st -"),
            ("State Street", "- state st -"),
            ("Street", "- st - -"),
            ("Broadway", "- broadway - -"),
            ("Park Avenue", "- park ave -"),
            (
                "Dr Martin Luther King Jr Blvd",
                "- dr_martin_luther_king_jr blvd -",
            ),
            (
                "Doctor Martin Luther King Junior Boulevard",
                "- dr_martin_luther_king_jr blvd -",
            ),
            ("Kalaniana\u{2bb}ole Highway", "- kalanianaole hwy -"),
            ("US Highway 40", "- us_hwy_40 - -"),
            ("Main Street Extension", "- main_st ext -"),
            ("Whispering Pines Cir", "- whispering_pines cir -"),
            ("Deer Trl", "- deer trl -"),
            ("Forest Lp", "- forest loop -"),
            ("Boulevard des Moulins", "- blvd_des_moulins - -"),
            ("Triq il-Kbira", "- triq_il_kbira - -"),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
        assert_eq!(Street::parse(" , "), None);
    }

    /// Parts that are missing agree in part, other directions not at all.
    #[test]
    fn agreements() {
        for (a, b, expected) in [
            ("N Main St", "North Main Street", Some(Agreement::Full)),
            ("N Main St", "Main St N", Some(Agreement::Full)),
            ("Main St", "N Main St", Some(Agreement::Partial)),
            ("Main", "Main St", Some(Agreement::Partial)),
            ("N Main", "Main St", Some(Agreement::Partial)),
            ("Main St", "Main Ave", Some(Agreement::OtherKind)),
            ("N Main St", "S Main St", None),
            ("5th St NW", "5th St NE", None),
            ("N Capitol St NW", "N Capitol St", Some(Agreement::Partial)),
            ("N Capitol St NW", "S Capitol St", None),
        ] {
            let (a, b) = (Street::parse(a).unwrap(), Street::parse(b).unwrap());
            assert_eq!(a.agreement(&b), expected, "{a:?} {b:?}");
            assert_eq!(b.agreement(&a), expected);
        }
        assert_eq!(Street::parse("Fifth St").unwrap().ordinal(), Some(5));
        assert_eq!(Street::parse("K St NW").unwrap().letter(), Some('k'));
        assert_eq!(Street::parse("K Ave").unwrap().letter(), None);
    }
}
