//! Directions.

use super::super::osm::Point;

/// The direction in which a line sets out, in degrees from north, looked at over so many
/// metres.
pub(in crate::roads) fn bearing(mut points: impl Iterator<Item = Point>, metres: f64) -> f64 {
    let Some(first) = points.next() else {
        return 0.0;
    };
    let mut last = first;
    for point in points {
        last = point;
        if first.metres_to(point) >= metres {
            break;
        }
    }
    let (a, b) = (first.degrees(), last.degrees());
    let east = (b.lon - a.lon) * a.lat.to_radians().cos();
    east.atan2(b.lat - a.lat).to_degrees()
}

/// By how much one turns, from -180 to 180 degrees, to the right above zero.
pub(in crate::roads) fn deviation(arrive: f64, leave: f64) -> f64 {
    (leave - arrive + 540.0).rem_euclid(360.0) - 180.0
}
