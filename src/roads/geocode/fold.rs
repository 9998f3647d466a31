//! Texts as they are compared: without case, accents and most marks.

use unicode_normalization::UnicodeNormalization;

/// Longer texts are no addresses; what is beyond is not looked at.
const MAX_CHARS: usize = 400;

/// The words of a text: lower case, without accents and combining marks, apostrophes and
/// okinas dropped, cut at everything else that is neither letter nor digit.
///
/// A full stop between two initials joins them (`N.W.` is `nw`), any other one cuts
/// (`St.Paul` is two words). `&` is the word `and`, `½` is `1 2`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for c in text
        .chars()
        .take(MAX_CHARS)
        .nfkd()
        .flat_map(char::to_lowercase)
    {
        match c {
            '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '´' | '′' | '\u{ad}' => {}
            '.' if word.chars().count() == 1 && !word.starts_with(|c: char| c.is_ascii_digit()) => {
                word.push('.');
            }
            '&' => {
                end(&mut word);
                word.push_str("and");
                end(&mut word);
            }
            _ if c.is_alphanumeric() => {
                // A second letter behind `N.` was no initial's: `N.W` goes on, `A.Main` ends.
                push_plain(&mut word, c);
            }
            _ if is_mark(c) => {}
            '.' if word.contains('.') => word.push('.'),
            _ => end(&mut word),
        }
    }
    end(&mut word);
    words.iter().flat_map(|word| initials(word)).collect()
}

/// Letters without an accent of their own that people write plainly.
fn push_plain(word: &mut String, c: char) {
    match c {
        'ħ' => word.push('h'),
        'ø' => word.push('o'),
        'ł' => word.push('l'),
        'đ' | 'ð' => word.push('d'),
        'ı' => word.push('i'),
        'ß' => word.push_str("ss"),
        'æ' => word.push_str("ae"),
        'œ' => word.push_str("oe"),
        _ => word.push(c),
    }
}

/// Combining marks: what is left of an accent once the letter is taken apart.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// `n.w.` is one word, `a.main` two.
fn initials(word: &str) -> Vec<String> {
    let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
    if parts.iter().all(|part| part.chars().count() == 1) {
        vec![parts.concat()]
    } else {
        parts.into_iter().map(str::to_owned).collect()
    }
}

/// A city or another name in one piece, for comparing.
pub(super) fn name(text: &str) -> String {
    words(text).join(" ")
}

/// A postcode for comparing: without spaces, and of a ZIP+4 the ZIP.
pub(super) fn postcode(text: &str) -> String {
    let text = text.trim();
    let zip = text.split('-').next().unwrap_or(text);
    if zip.len() == 5 && zip.bytes().all(|b| b.is_ascii_digit()) {
        return zip.to_owned();
    }
    words(text).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accents, okinas, apostrophes, full stops and commas do not tell two names apart.
    #[test]
    fn folded() {
        for (text, folded) in [
            ("Kalaniana\u{2bb}ole Hwy", "kalanianaole hwy"),
            ("KALANIANA'OLE HWY.", "kalanianaole hwy"),
            ("Ka\u{304}heka St", "kaheka st"),
            ("Kāheka St", "kaheka st"),
            ("Triq il-Kbira, Ħal Għaxaq", "triq il kbira hal ghaxaq"),
            ("5th St N.W.", "5th st nw"),
            ("St.Paul Pl", "st paul pl"),
            ("St. Paul Pl.", "st paul pl"),
            ("A.Main", "a main"),
            ("Straße 5½", "strasse 51 2"),
            ("Hollywood & Vine", "hollywood and vine"),
            ("  ", ""),
        ] {
            assert_eq!(name(text), folded, "{text}");
        }
        assert_eq!(postcode("96814-1234"), "96814");
        assert_eq!(postcode("SPB 3417"), "spb3417");
        assert!(words(&"x ".repeat(10_000)).len() <= 200);
    }
}
