//! A line of an address as people write it, into number and street.

use crate::domain::road::Address;

use super::fold;
use super::number::{self, Entry, Number};
use super::street::Street;
use super::vocabulary::{direction, kind, ordinal};

/// Words that say that a unit follows.
const UNITS: [&str; 17] = [
    "apt",
    "apartment",
    "unit",
    "suite",
    "ste",
    "no",
    "fl",
    "floor",
    "rm",
    "room",
    "bldg",
    "building",
    "lot",
    "trlr",
    "trailer",
    "spc",
    "space",
];

/// One way to read an address.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The numbers that it may mean, likeliest first; none when only a street is named.
    pub numbers: Vec<Number>,
    /// The street.
    pub street: Street,
    /// How likely this reading is, next to the first one: at most 1.
    pub weight: f64,
}

/// An address taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parsed {
    /// Every way to read number and street, likeliest first; none for a post office box.
    pub readings: Vec<Reading>,
    /// The unit, folded; empty where none is named.
    pub unit: String,
    /// The city, folded, from its own field or else from behind a comma.
    pub city: String,
    /// The postcode likewise.
    pub postcode: String,
}

/// Takes an address apart.
///
/// A city and a postcode behind commas in the street's line are used where their own
/// fields are empty.
pub(super) fn parse(address: &Address) -> Parsed {
    let mut parsed = Parsed {
        city: fold::name(&address.city),
        postcode: fold::postcode(&address.postcode),
        ..Parsed::default()
    };
    let mut pieces: Vec<Vec<&str>> = address
        .street
        .split([',', '\n', '\r', ';'])
        .map(|piece| piece.split_whitespace().take(24).collect())
        .filter(|piece: &Vec<&str>| !piece.is_empty())
        .take(8)
        .collect();
    if pieces.is_empty() || is_box(&pieces[0]) {
        return parsed;
    }
    // `58, Triq il-Kbira` has its number before the comma.
    if pieces.len() > 1 && pieces[0].len() == 1 && is_number(pieces[0][0]) {
        let number = pieces.remove(0);
        // Of `3055;3045 Pualei Circle` the first number will do.
        let is_list = pieces[0].len() > 2 && is_number(pieces[0][0]);
        pieces[0].splice(..usize::from(is_list), number);
    }
    for piece in &mut pieces {
        take_unit(piece, &mut parsed.unit);
    }
    for piece in &pieces[1..] {
        outskirts(piece, &mut parsed);
    }
    parsed.readings = readings(&pieces[0]);
    parsed
}

fn is_box(piece: &[&str]) -> bool {
    let words: Vec<String> = piece
        .iter()
        .take(3)
        .flat_map(|word| fold::words(word))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["po" | "pob" | "pmb", ..] | ["p", "o", ..] | ["box", ..]
    )
}

/// Whether a word is a house number: it begins with a digit, or is a letter or two before
/// digits, and is no ordinal.
fn is_number(word: &str) -> bool {
    let folded = fold::words(word).concat();
    let is_ordinal = ordinal(&folded).is_some();
    let letters = folded.chars().take_while(|c| c.is_alphabetic()).count();
    let begins = letters <= 2
        && folded
            .chars()
            .nth(letters)
            .is_some_and(|c| c.is_ascii_digit());
    begins && !is_ordinal && !number::entries(word).is_empty()
}

/// Takes `Apt 4`, `#5510`, `Unit B` out of a piece. A word is only taken for a unit's behind
/// a number and a street, and before something that can be a unit.
fn take_unit(piece: &mut Vec<&str>, unit: &mut String) {
    if let Some(at) = piece.iter().position(|word| word.starts_with('#')) {
        let count = if piece[at].len() == 1 { 2 } else { 1 };
        let end = (at + count).min(piece.len());
        *unit = piece.drain(at..end).flat_map(fold::words).collect();
        return;
    }
    let can_be_unit = |word: &str| {
        let folded = fold::words(word).concat();
        folded.chars().any(|c| c.is_ascii_digit()) || folded.chars().count() == 1
    };
    let is_unit = |word: &str| UNITS.contains(&fold::words(word).concat().as_str());
    // `66-250 Suite G120 Kamehameha Hwy`: a unit between number and street.
    for at in 0..2 {
        if piece.len() > at + 3 && is_unit(piece[at]) && can_be_unit(piece[at + 1]) {
            *unit = piece
                .drain(at..at + 2)
                .skip(1)
                .flat_map(fold::words)
                .collect();
            return;
        }
    }
    // Of a piece of its own (`Apt 4` behind a comma) the word stands first.
    let first = if piece.len() <= 2 { 0 } else { 2 };
    for at in first..piece.len() {
        if is_unit(piece[at]) && piece.get(at + 1).is_some_and(|next| can_be_unit(next)) {
            *unit = piece.drain(at..).skip(1).flat_map(fold::words).collect();
            return;
        }
    }
}

/// City and postcode from what follows a comma.
fn outskirts(piece: &[&str], parsed: &mut Parsed) {
    let mut words: Vec<&str> = piece.to_vec();
    if let Some(at) = words.iter().position(|word| is_zip(word)) {
        let zip = words.remove(at);
        if parsed.postcode.is_empty() {
            parsed.postcode = fold::postcode(zip);
        }
    }
    // `CA`, or nothing at all.
    let is_state = matches!(words.as_slice(), [] | [_]) && words.iter().all(|word| word.len() == 2);
    if !is_state && parsed.city.is_empty() {
        if words
            .last()
            .is_some_and(|word| word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase()))
        {
            words.pop();
        }
        parsed.city = fold::name(&words.join(" "));
    }
}

fn is_zip(word: &str) -> bool {
    let zip = fold::postcode(word);
    zip.len() == 5 && zip.bytes().all(|b| b.is_ascii_digit())
}

/// Every way to read a piece in which number and street stand.
fn readings(piece: &[&str]) -> Vec<Reading> {
    let mut found = Vec::new();
    let mut add = |number: &str, street: &[&str], weight: f64| {
        let words: Vec<String> = street.iter().flat_map(|word| fold::words(word)).collect();
        let numbers = numbers(number);
        if let Some(street) = Street::of_words(&words)
            && (number.is_empty() || !numbers.is_empty())
        {
            found.push(Reading {
                numbers,
                street,
                weight,
            });
        }
    };
    let [first, rest @ ..] = piece else {
        return found;
    };
    if is_number(first) {
        match rest {
            ["-" | "–", second, street @ ..] if is_number(second) => {
                add(&format!("{first}-{second}"), street, 1.0);
            }
            [fraction @ ("1/2" | "½"), street @ ..] => {
                add(&format!("{first} {fraction}"), street, 1.0)
            }
            _ => {
                add(first, rest, 1.0);
                // `1924 B Main St`: the letter is the number's, unless there is a B Main St.
                if let [letter, street @ ..] = rest
                    && letter.len() == 1
                    && letter.starts_with(|c: char| c.is_ascii_alphabetic())
                    && direction(&letter.to_ascii_lowercase()).is_none()
                    && !street.is_empty()
                {
                    add(&format!("{first}{letter}"), street, 0.9);
                }
            }
        }
        // `1300 Park Avenue 302`, `1024 Berkeley Road C`: a unit without a word for it.
        if let [street @ .., kind, unit] = rest
            && is_end(kind)
            && is_bare_unit(unit)
            && !street.is_empty()
        {
            add(first, &rest[..rest.len() - 1], 0.95);
        }
        add("", piece, 0.5);
        return found;
    }
    add("", piece, 1.0);
    // `Mannerheimintie 12 B`: the number follows the street.
    if let [street @ .., number] = piece
        && is_number(number)
    {
        add(number, street, 0.9);
    }
    if let [street @ .., number, letter] = piece
        && is_number(number)
        && letter.len() == 1
    {
        add(&format!("{number}{letter}"), street, 0.9);
    }
    found
}

/// Whether a word ends a street's name: what the street is, or a direction.
fn is_end(word: &str) -> bool {
    let word = fold::words(word).concat();
    kind(&word).or_else(|| direction(&word)).is_some()
}

/// A number or a letter alone, which is no direction.
fn is_bare_unit(word: &str) -> bool {
    let word = fold::words(word).concat();
    let is_letter = word.chars().count() == 1 && direction(&word).is_none();
    is_letter || (is_number(&word) && ordinal(&word).is_none())
}

/// The numbers that a text may mean: of `95-269` first the one number, then the range.
fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    for entry in number::entries(text) {
        match entry {
            Entry::One(number) => found.push(number),
            Entry::Hyphen(first, second) => {
                found.push(Number::hyphenated(first, second));
                if number::can_be_range(first, second) {
                    found.extend([Number::plain(first), Number::plain(second)]);
                }
            }
        }
    }
    found.truncate(6);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(street: &str) -> Parsed {
        parse(&Address {
            street: street.to_owned(),
            ..Address::default()
        })
    }

    fn shown(street: &str) -> String {
        let parsed = read(street);
        let Some(reading) = parsed.readings.first() else {
            return "nothing".to_owned();
        };
        let number = reading.numbers.first().map_or("-".to_owned(), |n| {
            format!("{}{}{}", n.series, n.value, n.suffix)
        });
        let kind = reading.street.kind.unwrap_or("-");
        format!("{number} {} {kind} {}", reading.street.core, parsed.unit)
            .trim_end()
            .to_owned()
    }

    /// Number, street and unit are told apart however they are written.
    #[test]
    fn lines() {
        for (line, expected) in [
            ("1450 Ala Moana Blvd", "1450 ala moana blvd"),
            ("1450 Ala Moana Blvd Apt 4", "1450 ala moana blvd 4"),
            ("1450 Ala Moana Blvd, Unit B", "1450 ala moana blvd b"),
            ("1450 #5510 Ala Moana Blvd", "1450 ala moana blvd 5510"),
            ("1450 Ala Moana Blvd # 5510", "1450 ala moana blvd 5510"),
            (
                "1450 Ala Moana Blvd, Apt 4, Honolulu, HI 96814",
                "1450 ala moana blvd 4",
            ),
            ("95-269 Waikalani Dr", "95-269 waikalani dr"),
            ("95 - 269 Waikalani Dr", "95-269 waikalani dr"),
            ("1924B Oak Ln", "1924b oak ln"),
            ("12 1/2 Oak Ln", "121/2 oak ln"),
            ("12½ Oak Ln", "121/2 oak ln"),
            ("100 42nd St", "100 42 st"),
            ("42nd St", "- 42 st"),
            ("100 Lot Street", "100 lot st"),
            ("100 Space Park Way", "100 space park way"),
            ("58, Triq il-Kbira", "58 triq il kbira -"),
            (
                "66-250 Suite G-120 Kamehameha Hwy",
                "66-250 kamehameha hwy g120",
            ),
            (
                "Suite G170 66-250 Kamehameha Hwy",
                "66-250 kamehameha hwy g170",
            ),
            ("3055;3045 Pualei Circle", "3055 pualei cir"),
            ("100 Unit Street", "100 unit st"),
            ("P.O. Box 12", "nothing"),
            ("PO Box 12", "nothing"),
            ("", "nothing"),
            (" , ,", "nothing"),
            ("1450", "- 1450 -"),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    /// What can be read in two ways is, the likelier first.
    #[test]
    fn two_ways() {
        let readings = read("1924 B Main St").readings;
        assert_eq!(
            (
                readings[0].street.core.as_str(),
                readings[0].numbers[0].suffix.as_str()
            ),
            ("b main", "")
        );
        assert_eq!(
            (
                readings[1].street.core.as_str(),
                readings[1].numbers[0].suffix.as_str()
            ),
            ("main", "b")
        );
        let readings = read("Mannerheimintie 12 B").readings;
        assert!(
            readings
                .iter()
                .any(|r| r.street.core == "mannerheimintie" && r.numbers[0].value == 12)
        );
        for line in ["1300 Southwest Park Avenue 302", "1300 SW Park Ave C"] {
            let readings = read(line).readings;
            assert!(
                readings
                    .iter()
                    .any(|r| r.street.core == "park" && r.numbers[0].value == 1300),
                "{line}"
            );
        }
        let readings = read("10-14 Main St").readings;
        let values: Vec<u32> = readings[0].numbers.iter().map(|n| n.value).collect();
        assert_eq!(values, [14, 10, 14]);
    }

    /// A city and a ZIP behind commas serve where their fields are empty.
    #[test]
    fn city_and_zip() {
        let parsed = read("1450 Ala Moana Blvd, Honolulu, HI 96814-1234");
        assert_eq!(
            (parsed.city.as_str(), parsed.postcode.as_str()),
            ("honolulu", "96814")
        );
        let parsed = read("1450 Ala Moana Blvd, Honolulu HI 96814");
        assert_eq!(
            (parsed.city.as_str(), parsed.postcode.as_str()),
            ("honolulu", "96814")
        );
        let parsed = parse(&Address {
            street: "1 A St, Elsewhere, 11111".into(),
            city: "Here".into(),
            postcode: "22222".into(),
        });
        assert_eq!(
            (parsed.city.as_str(), parsed.postcode.as_str()),
            ("here", "22222")
        );
    }
}
