//! The map of the week in week.html: streets faint, drives bold, each driver in a line of
//! their own that is told apart without colour. Nothing on it names a home.

use std::collections::BTreeSet;
use std::fmt::Write;

use maud::{Markup, html};

use super::drives::{self, ATTRIBUTION, Drives};
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, StaffIx};
use crate::domain::place::PlaceKind;
use crate::domain::plan::Plan;
use crate::domain::travel::LatLon;

/// Units across the map.
const WIDE: f64 = 2_000.0;
/// The map is no flatter and no taller than this part of its width.
const SHAPES: (f64, f64) = (0.4, 0.9);
/// What is left free around the drives, as a part of the longer side.
const MARGIN: f64 = 0.06;
/// Most points of faint streets: the page stays small, and short streets go first.
const MOST_POINTS: usize = 24_000;
/// Lines of drivers: dashes and gaps, in turn.
const LINES: [&str; 5] = ["none", "28 14", "6 12", "40 12 6 12", "14 8"];

/// The map, or nothing where no drive may be shown.
pub(super) fn map(week: &Week, plan: &Plan, drives: &Drives) -> Markup {
    let Some(frame) = Frame::of(week, plan, drives) else {
        return html! {};
    };
    let drivers = drivers(week, plan);
    let view = format!("0 0 {WIDE:.0} {:.0}", frame.high);
    html! {
        h2 id="map" { "Where the drives go" }
        figure.map {
            svg viewBox=(view) role="img" aria-labelledby="map" {
                @if let Some(roads) = drives.roads() {
                    path.street d=(frame.streets(&roads.streets(frame.south_west, frame.north_east))) {}
                }
                @for (ix, &staff) in drivers.iter().enumerate() {
                    path.drive d=(frame.lines(week, plan, drives, staff)) stroke-dasharray=(LINES[ix % LINES.len()]) {}
                }
                @for (place, at) in stops(week, plan) { (frame.stop(week, place, at)) }
            }
            figcaption {
                @for (ix, &staff) in drivers.iter().enumerate() {
                    span.nowrap {
                        svg viewBox="0 0 120 20" aria-hidden="true" { path.drive d="M4 10h112" stroke-dasharray=(LINES[ix % LINES.len()]) {} }
                        (week.member(staff).id)
                    }
                }
                @if drives.roads().is_some() { span { (ATTRIBUTION) } }
                @else { span { "straight lines: no roads were given" } }
            }
        }
    }
}

fn drivers(week: &Week, plan: &Plan) -> BTreeSet<StaffIx> {
    let drives = |route: &&crate::domain::plan::Route| !drives::legs(week, route).is_empty();
    let of = plan.routes.iter().filter(drives);
    of.map(|route| week.shift(route.shift).staff).collect()
}

/// Every place of the plan that may be shown; a room is its building.
fn stops(week: &Week, plan: &Plan) -> Vec<(PlaceIx, LatLon)> {
    let stops = plan.routes.iter().flat_map(|route| &route.stops);
    let places = stops.filter_map(|stop| stop.place);
    let places: BTreeSet<PlaceIx> = places
        .map(|place| week.place(place).part_of.unwrap_or(place))
        .collect();
    let at = |place| drives::shown(week, place).map(|at| (place, at));
    places.into_iter().filter_map(at).collect()
}

/// What part of the earth is shown, and how large.
struct Frame {
    south_west: LatLon,
    north_east: LatLon,
    /// Units a degree of longitude and of latitude.
    scale: (f64, f64),
    high: f64,
}

impl Frame {
    fn of(week: &Week, plan: &Plan, drives: &Drives) -> Option<Self> {
        let legs: Vec<drives::Leg> = plan
            .routes
            .iter()
            .flat_map(|route| drives::legs(week, route))
            .collect();
        let points: Vec<LatLon> = legs.iter().flat_map(|leg| drives.line(leg)).collect();
        let first = *points.first()?;
        let (mut low, mut high) = (first, first);
        for point in &points {
            low.lat = low.lat.min(point.lat);
            low.lon = low.lon.min(point.lon);
            high.lat = high.lat.max(point.lat);
            high.lon = high.lon.max(point.lon);
        }
        // A degree of longitude is shorter than one of latitude by the cosine.
        let narrow = f64::midpoint(low.lat, high.lat)
            .to_radians()
            .cos()
            .max(0.01);
        let wide = (high.lon - low.lon) * narrow;
        let tall = high.lat - low.lat;
        let margin = wide.max(tall).max(1e-4) * MARGIN;
        let wide = (wide + 2.0 * margin).max((tall + 2.0 * margin) / SHAPES.1);
        let tall = (tall + 2.0 * margin).max(wide * SHAPES.0);
        let middle = LatLon {
            lat: f64::midpoint(low.lat, high.lat),
            lon: f64::midpoint(low.lon, high.lon),
        };
        let corner = |sign: f64| LatLon {
            lat: middle.lat + sign * tall / 2.0,
            lon: middle.lon + sign * wide / 2.0 / narrow,
        };
        let scale = WIDE / wide;
        Some(Self {
            south_west: corner(-1.0),
            north_east: corner(1.0),
            scale: (scale * narrow, scale),
            high: tall * scale,
        })
    }

    fn xy(&self, at: LatLon) -> (i32, i32) {
        let x = (at.lon - self.south_west.lon) * self.scale.0;
        let y = (self.north_east.lat - at.lat) * self.scale.1;
        (x.round() as i32, y.round() as i32)
    }

    /// A line in units, without points that fall on one another.
    fn line(&self, points: &[LatLon]) -> Vec<(i32, i32)> {
        let mut line: Vec<(i32, i32)> = points.iter().map(|&at| self.xy(at)).collect();
        line.dedup();
        line
    }

    /// The drives of one driver, each once.
    fn lines(&self, week: &Week, plan: &Plan, drives: &Drives, staff: StaffIx) -> String {
        let mut seen = BTreeSet::new();
        let mut path = String::new();
        for route in &plan.routes {
            if week.shift(route.shift).staff != staff {
                continue;
            }
            for leg in drives::legs(week, route) {
                let ends = (leg.from.0.min(leg.to.0), leg.from.0.max(leg.to.0));
                if seen.insert(ends) {
                    draw(&mut path, &self.line(&drives.line(&leg)));
                }
            }
        }
        path
    }

    /// The streets, the longest first as far as there is room for them.
    fn streets(&self, streets: &[Vec<LatLon>]) -> String {
        let mut lines: Vec<Vec<(i32, i32)>> = streets
            .iter()
            .map(|street| self.line(street))
            .filter(|line| line.len() > 1)
            .collect();
        lines.sort_by_cached_key(|line| std::cmp::Reverse(extent(line)));
        let mut points = 0;
        let mut path = String::new();
        for line in &lines {
            points += line.len();
            if points > MOST_POINTS {
                break;
            }
            draw(&mut path, line);
        }
        path
    }

    /// A square for a school, a ring for where people work, a dot for anything else.
    fn stop(&self, week: &Week, place: PlaceIx, at: LatLon) -> Markup {
        let (x, y) = self.xy(at);
        let place = week.place(place);
        let label = (place.kind != PlaceKind::Home).then_some(place.id.as_str());
        html! {
            @match place.kind {
                PlaceKind::School | PlaceKind::Room => rect.stop x=(x - 14) y=(y - 14) width="28" height="28" {},
                PlaceKind::Office => circle.ring cx=(x) cy=(y) r="15" {},
                PlaceKind::Home | PlaceKind::Community | PlaceKind::Stop => circle.stop cx=(x) cy=(y) r="9" {},
            }
            @if let Some(label) = label { text x=(x + 24) y=(y + 12) { (label) } }
        }
    }
}

/// How far a line reaches in either direction.
fn extent(line: &[(i32, i32)]) -> i32 {
    let reach = |of: fn(&(i32, i32)) -> i32| {
        let (low, high) = (line.iter().map(of).min(), line.iter().map(of).max());
        high.unwrap_or(0) - low.unwrap_or(0)
    };
    reach(|point| point.0).max(reach(|point| point.1))
}

/// Appends a line to a path: the first point, then steps.
fn draw(path: &mut String, line: &[(i32, i32)]) {
    for (ix, &(x, y)) in line.iter().enumerate() {
        let step = match ix.checked_sub(1).map(|before| line[before]) {
            None => write!(path, "M{x} {y}"),
            Some((a, b)) => write!(path, "l{} {}", x - a, y - b),
        };
        // Writing into a string cannot fail.
        let _ = step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;
    use crate::itinerary::drives::tests::Corner;

    /// The map holds a line for each driver and the streets where there are roads, says whose
    /// the roads are, and is left out where nothing may be shown. It names no home.
    #[test]
    fn a_map_shows_streets_and_drives() {
        let mut week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let with = map(&week, &plan, &Drives::of(&week, &plan, Some(&Corner))).into_string();
        assert_eq!(with.matches("class=\"street\"").count(), 1);
        let drivers = drivers(&week, &plan).len();
        // Once on the map and once in its key.
        assert_eq!(with.matches("class=\"drive\"").count(), 2 * drivers);
        assert!(with.contains("OpenStreetMap contributors"));
        assert!(!with.contains(">H1<"));
        let without = map(&week, &plan, &Drives::of(&week, &plan, None)).into_string();
        assert!(!without.contains("class=\"street\"") && without.contains("straight lines"));
        for place in &mut week.places {
            place.at = None;
        }
        let empty = map(&week, &plan, &Drives::of(&week, &plan, None)).into_string();
        assert_eq!(empty, "");
    }
}
