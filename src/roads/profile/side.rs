//! On which side one drives.

use super::super::osm::Point;

/// The side of the road on which one drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roads) enum DrivingSide {
    Left,
    Right,
}

/// Boxes (south, west, north, east) in which one drives on the left. Countries whose border
/// is no box are left out rather than half right; extracts of them may say `driving_side`.
const LEFT: [[f64; 4]; 20] = [
    // United Kingdom and Ireland, Malta, Cyprus.
    [49.8, -11.0, 61.0, 1.8],
    [35.7, 14.0, 36.2, 14.7],
    [34.4, 32.2, 35.8, 34.7],
    // Japan with its southern islands, Hong Kong, Singapore and the Malay peninsula.
    [30.0, 129.3, 46.0, 146.0],
    [24.0, 122.9, 30.0, 132.0],
    [22.1, 113.5, 22.6, 114.5],
    [0.8, 99.9, 6.6, 104.6],
    // Java and Bali, the south of India with Sri Lanka, South Africa.
    [-9.0, 105.0, -5.0, 116.0],
    [5.8, 72.0, 20.0, 88.0],
    [-35.0, 16.4, -26.9, 33.0],
    // Australia, New Zealand, Fiji, Samoa, Tonga, Niue.
    [-44.0, 112.0, -10.0, 154.0],
    [-48.0, 166.0, -34.0, 179.0],
    [-19.5, 176.8, -16.0, 180.0],
    [-14.1, -173.0, -13.4, -171.3],
    [-22.4, -176.3, -15.5, -173.6],
    [-19.2, -170.1, -18.9, -169.7],
    // United States Virgin Islands, Bahamas, Jamaica, Barbados.
    [17.6, -65.1, 18.5, -64.2],
    [20.9, -79.0, 27.3, -72.7],
    [17.7, -78.4, 18.6, -76.1],
    [13.0, -59.7, 13.4, -59.4],
];

/// What most roads that have a `driving_side` say, else what is usual at `at`.
pub(in crate::roads) fn driving_side(left: usize, right: usize, at: Point) -> DrivingSide {
    let at = at.degrees();
    let is_left = match left.cmp(&right) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => LEFT.iter().any(|[south, west, north, east]| {
            (*south..=*north).contains(&at.lat) && (*west..=*east).contains(&at.lon)
        }),
    };
    if is_left {
        DrivingSide::Left
    } else {
        DrivingSide::Right
    }
}
