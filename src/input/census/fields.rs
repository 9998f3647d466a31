//! An address in the columns of the Census geocoder.

use crate::domain::road::Address;

/// Street, city, state and ZIP as the service wants them: no punctuation, no unit.
pub(super) fn fields(address: &Address) -> [String; 4] {
    let mut pieces = address.street.split([',', ';', '\n', '\r']).map(str::trim);
    let mut street = plain(without_unit(pieces.next().unwrap_or("")));
    let mut zip = zip(&address.postcode);
    let (mut city, mut state) = (plain(&address.city), String::new());
    if let Some((before, last)) = city.rsplit_once(' ').filter(|(_, last)| is_state(last)) {
        (city, state) = (before.to_owned(), last.to_owned());
    }
    for piece in pieces {
        // `58, Oak Street`: the number was cut off.
        if street.bytes().all(|byte| byte.is_ascii_digit()) {
            street = plain(&format!("{street} {}", without_unit(piece)));
            continue;
        }
        let mut words: Vec<&str> = piece.split_whitespace().collect();
        if let Some(at) = words.iter().position(|word| !self::zip(word).is_empty()) {
            let found = words.remove(at);
            if zip.is_empty() {
                zip = self::zip(found);
            }
        }
        if let Some(last) = words.last().copied().filter(|last| is_state(last)) {
            words.pop();
            if state.is_empty() {
                state = last.to_owned();
            }
        }
        let is_unit = words
            .iter()
            .any(|word| word.starts_with('#') || is_unit_word(word));
        if city.is_empty() && !is_unit {
            city = plain(&words.join(" "));
        }
    }
    [street, city, state, zip]
}

fn plain(text: &str) -> String {
    let kept = text.chars().map(|c| {
        if c.is_alphanumeric() || matches!(c, '-' | '/') {
            c
        } else {
            ' '
        }
    });
    kept.collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_state(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_unit_word(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    ["apt", "apartment", "unit", "suite", "ste", "#"].contains(&word.as_str())
}

fn without_unit(text: &str) -> &str {
    let text = text.split('#').next().unwrap_or(text);
    let mut at = 0;
    for (ix, word) in text.split(' ').enumerate() {
        if ix >= 2 && is_unit_word(word) {
            return &text[..at];
        }
        at += word.len() + 1;
    }
    text
}

/// The five digits of a ZIP; empty of anything else.
fn zip(text: &str) -> String {
    let zip = text.trim().split('-').next().unwrap_or("");
    let is_zip = zip.len() == 5 && zip.bytes().all(|byte| byte.is_ascii_digit());
    if is_zip {
        zip.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A city, state and ZIP behind the street are put where they belong.
    #[test]
    fn fields_of_one_line() {
        let of = |street: &str| {
            let address = Address {
                street: street.to_owned(),
                ..Address::default()
            };
            fields(&address).join("|")
        };
        assert_eq!(
            of("1 A St, Apt 2, San Jose, CA 95112-1"),
            "1 A St|San Jose|CA|95112"
        );
        assert_eq!(
            of("1 A St Unit 2, San Jose CA 95112"),
            "1 A St|San Jose|CA|95112"
        );
        assert_eq!(of("58, Oak Street"), "58 Oak Street|||");
        assert_eq!(of(", ,"), "|||");
    }
}
