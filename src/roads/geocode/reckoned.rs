//! House numbers along an interpolation line, as the map says that they stand.

use crate::domain::travel::LatLon;

use super::build::Numbered;
use super::number::{self, Entry, Number};

/// Most numbers between two that are known; more is a slip of the map.
const MAX_BETWEEN: u32 = 1_000;

/// Calls `found` with every number between two neighbouring known ones of a line, the
/// address that it belongs to and its point, evenly along the line.
///
/// `alphabetic` runs over the letters behind one count: `12a` to `12f`.
pub(super) fn along<'a>(
    rule: &str,
    nodes: &[(LatLon, Option<Numbered<'a>>)],
    found: &mut impl FnMut(String, Numbered<'a>, LatLon),
) {
    let rule = rule.trim().to_ascii_lowercase();
    let step = match rule.as_str() {
        "even" | "odd" => 2,
        "all" | "alphabetic" => 1,
        _ => match number::count(&rule) {
            Some(step) if step > 0 => step,
            _ => return,
        },
    };
    let known: Vec<usize> = (0..nodes.len())
        .filter(|node| nodes[*node].1.is_some())
        .collect();
    for pair in known.windows(2) {
        let (Some(from), Some(to)) = (nodes[pair[0]].1, nodes[pair[1]].1) else {
            continue;
        };
        let line: Vec<LatLon> = nodes[pair[0]..=pair[1]].iter().map(|(at, _)| *at).collect();
        let (Some(first), Some(last)) = (single(from.number), single(to.number)) else {
            continue;
        };
        let numbers = match rule.as_str() {
            "alphabetic" => letters(&first, &last),
            _ => counts(&first, &last, step),
        };
        let all = numbers.len() as f64 + 1.0;
        for (ix, number) in numbers.into_iter().enumerate() {
            found(number, from, point(&line, (ix as f64 + 1.0) / all));
        }
    }
}

fn single(text: &str) -> Option<Number> {
    match number::entries(text).as_slice() {
        [Entry::One(number)] => Some(number.clone()),
        [Entry::Hyphen(first, second)] => Some(Number::hyphenated(*first, *second)),
        _ => None,
    }
}

/// The numbers between two, in the direction of the line.
fn counts(first: &Number, last: &Number, step: u32) -> Vec<String> {
    let apart = first.value.abs_diff(last.value);
    if first.series != last.series || apart / step > MAX_BETWEEN {
        return Vec::new();
    }
    let between = (1..).map(|n| n * step).take_while(|by| *by < apart);
    let value = |by: u32| {
        if first.value < last.value {
            first.value + by
        } else {
            first.value - by
        }
    };
    between
        .map(|by| format!("{}{}", first.series, value(by)))
        .collect()
}

/// The letters between two, behind their count.
fn letters(first: &Number, last: &Number) -> Vec<String> {
    let letter = |number: &Number| match number.suffix.as_bytes() {
        [] => Some(b'a' - 1),
        [letter @ b'a'..=b'z'] => Some(*letter),
        _ => None,
    };
    let (Some(from), Some(to)) = (letter(first), letter(last)) else {
        return Vec::new();
    };
    if (&first.series, first.value) != (&last.series, last.value) || from >= to {
        return Vec::new();
    }
    (from + 1..to)
        .map(|letter| format!("{}{}{}", first.series, first.value, char::from(letter)))
        .collect()
}

/// The point at a share of a line's length.
fn point(line: &[LatLon], share: f64) -> LatLon {
    let pieces: Vec<f64> = line
        .windows(2)
        .map(|pair| pair[0].metres_to(pair[1]))
        .collect();
    let mut left = pieces.iter().sum::<f64>() * share;
    for (pair, piece) in line.windows(2).zip(pieces) {
        if left <= piece && piece > 0.0 {
            let part = left / piece;
            return LatLon {
                lat: pair[0].lat + (pair[1].lat - pair[0].lat) * part,
                lon: pair[0].lon + (pair[1].lon - pair[0].lon) * part,
            };
        }
        left -= piece;
    }
    line[line.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(rule: &str, ends: &[Option<&str>]) -> Vec<(String, f64)> {
        let nodes: Vec<(LatLon, Option<Numbered<'_>>)> = ends
            .iter()
            .enumerate()
            .map(|(ix, number)| {
                let at = LatLon {
                    lat: ix as f64 / 100.0,
                    lon: 0.0,
                };
                (
                    at,
                    number.map(|number| Numbered {
                        number,
                        street: "Oak St",
                        city: "",
                        postcode: "",
                    }),
                )
            })
            .collect();
        let mut found = Vec::new();
        along(rule, &nodes, &mut |number, _, at| {
            found.push((number, (at.lat * 1e4).round() / 1e4))
        });
        found
    }

    /// Every rule gives its numbers, evenly along the line, up or down; known ones in the
    /// middle cut the line.
    #[test]
    fn rules() {
        let own = |list: &[(&str, f64)]| {
            list.iter()
                .map(|(n, at)| ((*n).to_owned(), *at))
                .collect::<Vec<_>>()
        };
        // Two steps of 0.01 degrees; four numbers between 2 and 10 would be three: 4, 6, 8.
        assert_eq!(
            numbers("even", &[Some("2"), None, Some("10")]),
            own(&[("4", 0.005), ("6", 0.01), ("8", 0.015)])
        );
        assert_eq!(
            numbers("odd", &[Some("9"), Some("3")]),
            own(&[("7", 0.0033), ("5", 0.0067)])
        );
        assert_eq!(
            numbers("all", &[Some("1"), Some("3"), Some("5")]),
            own(&[("2", 0.005), ("4", 0.015)])
        );
        assert_eq!(
            numbers("10", &[Some("100"), Some("130")]),
            own(&[("110", 0.0033), ("120", 0.0067)])
        );
        assert_eq!(
            numbers("alphabetic", &[Some("12a"), Some("12d")]),
            own(&[("12b", 0.0033), ("12c", 0.0067)])
        );
        assert_eq!(
            numbers("all", &[Some("95-101"), Some("95-103")]),
            own(&[("95-102", 0.005)])
        );
    }

    /// Nonsense gives nothing, and not a million numbers.
    #[test]
    fn nonsense() {
        for (rule, ends) in [
            ("even", vec![Some("2")]),
            ("even", vec![Some("x"), Some("10")]),
            ("0", vec![Some("2"), Some("10")]),
            ("-2", vec![Some("2"), Some("10")]),
            ("some", vec![Some("2"), Some("10")]),
            ("all", vec![Some("1"), Some("999999")]),
            ("all", vec![Some("A1"), Some("B9")]),
            ("alphabetic", vec![Some("12a"), Some("14c")]),
            ("all", vec![]),
        ] {
            assert!(numbers(rule, &ends).is_empty(), "{rule} {ends:?}");
        }
    }
}
