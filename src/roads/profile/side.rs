//! On which side one drives.

use super::super::osm::Point;
use super::left::LEFT;

/// The side of the road on which one drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roads) enum DrivingSide {
    Left,
    Right,
}

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
