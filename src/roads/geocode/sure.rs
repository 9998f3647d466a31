//! How sure a match is: the numbers, and where each was measured.
//!
//! Confidence is the share of matches of a kind that lie on the right block: no further
//! than [`BLOCK_METRES`](super::BLOCK_METRES) from the house.

/// At the very number.
pub(super) const HOUSE: f64 = 0.97;

/// The street's middle, where all of the street is within a block of it; of a longer street
/// that share of it. Less than one, since an extract may hold the end of a street only.
pub(super) const STREET: f64 = 0.75;

/// Between two known numbers of the street, by the metres between the two.
pub(super) fn between(metres: f64) -> f64 {
    match metres {
        _ if metres <= 150.0 => 0.95,
        _ if metres <= 300.0 => 0.9,
        _ if metres <= 600.0 => 0.75,
        _ => 0.5,
    }
}

/// Beside a known number of the street, by the difference of the two numbers.
pub(super) fn beside(difference: u32) -> f64 {
    match difference {
        0..=4 => 0.9,
        5..=20 => 0.85,
        21..=50 => 0.72,
        _ => 0.45,
    }
}

/// Between numbered cross streets, on maps without house numbers to try the rule on.
pub(super) const BLOCK_PRIOR: f64 = 0.8;
/// As many houses as that measurement counts for.
pub(super) const BLOCK_WEIGHT: f64 = 10.0;
/// With less than this the rule is not used.
pub(super) const BLOCK_LEAST: f64 = 0.5;

/// The name agrees but for a part that one of the two lacks.
pub(super) const PARTIAL: f64 = 0.8;
/// `Main St` for `Main Ave`.
pub(super) const OTHER_KIND: f64 = 0.5;
/// One letter is different.
pub(super) const SPELLING: f64 = 0.7;
/// City and postcode are near by.
pub(super) const PLACE_AGREES: f64 = 1.0;
/// Nothing is known of city and postcode there.
pub(super) const PLACE_UNKNOWN: f64 = 0.97;
/// City or postcode are known elsewhere, and not here.
pub(super) const PLACE_DIFFERS: f64 = 0.5;

/// Nine in ten of those beside a known number are no further from it, in metres.
pub(super) fn beside_within(difference: u32) -> f64 {
    match difference {
        0..=4 => 80.0,
        5..=20 => 150.0,
        21..=50 => 270.0,
        _ => 420.0,
    }
}
