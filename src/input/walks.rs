//! Who can walk to which stop: the stops of stops.csv as places of the week, and corners of the
//! roads for homes that none of them is near.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::PlaceIx;
use crate::domain::money::Metres;
use crate::domain::ride::{BusStop, Ride, Walk, Walks};
use crate::domain::road::{Corner, Network};
use crate::domain::travel::{LatLon, straight_walk};
use crate::table::{Fault, Faults};

use super::places::Places;
use super::stops::Stops;

/// Each home has so many of the corners that most homes reach, and the nearest one.
const SHARED: usize = 3;
/// No more corners than this are taken: every place makes the travel table longer.
const MOST_CORNERS: usize = 1_500;

/// A home from which somebody may walk, and where it is.
type Home = (PlaceIx, LatLon);

/// Finds the walks of at most `limit` from the homes of students who may walk. Stops that one of
/// them can reach become places, marked as used; where a home reaches none and the roads are
/// known, corners do.
///
/// Cost: homes times stops; with roads a search within the limit for each home.
pub(super) fn read(
    stops: Stops,
    rides: &[Ride],
    network: Option<&dyn Network>,
    (places, limit): (&mut Places, Metres),
    used: &mut Vec<bool>,
    faults: &mut Faults,
) -> (Vec<BusStop>, Walks) {
    let homes = homes(rides, places);
    let has_any = !stops.list.is_empty() || network.is_some();
    if limit.0 == 0 || homes.is_empty() || !has_any || lacks_points(places, used, faults) {
        return (stops.list, Walks::default());
    }
    let mut reach = Reach::default();
    for (home, at) in &homes {
        reach.look(*home, *at, &stops.list, (network, limit));
    }
    let Stops {
        mut list,
        lines,
        file,
    } = stops;
    let mut walks = Walks::default();
    for (ix, from) in std::mem::take(&mut reach.stops) {
        let stop = &mut list[ix];
        if !is_joined(network, stop.at, &from, places) {
            let fault = Fault::warning(&file, "has no road to a home near it; nobody waits there");
            faults.push(fault.at(lines[ix]).of_row(&stop.id).in_column("lat"));
            continue;
        }
        let place = places.add_stop(stop, lines[ix]);
        stop.place = Some(place);
        add(&mut walks, place, &from);
    }
    for (id, (corner, from)) in reach.chosen() {
        if places.names.get(&id).is_some() || !is_joined(network, corner.at, &from, places) {
            continue;
        }
        let mut stop = BusStop {
            id,
            name: corner.streets.join(" & "),
            at: corner.at,
            side: String::new(),
            place: None,
        };
        let place = places.add_stop(&stop, 0);
        stop.place = Some(place);
        add(&mut walks, place, &from);
        list.push(stop);
    }
    for walks in walks.of_home.values_mut() {
        walks.sort_by_key(|walk| (walk.metres, walk.stop));
    }
    used.resize(places.list.len(), true);
    (list, walks)
}

/// The homes of students who may walk, as far as one knows where they are. A stop near a
/// confidential place would betray it.
fn homes(rides: &[Ride], places: &Places) -> Vec<Home> {
    let walkers = rides.iter().filter(|ride| ride.may_walk());
    let homes: BTreeSet<PlaceIx> = walkers.map(|ride| ride.home).collect();
    let open = |home: &PlaceIx| !places.list[home.ix()].confidential;
    homes
        .into_iter()
        .filter(open)
        .filter_map(|home| Some((home, places.point(home)?)))
        .collect()
}

/// Whether a used place has no coordinates: no drive between it and a stop can be reckoned.
fn lacks_points(places: &Places, used: &[bool], faults: &mut Faults) -> bool {
    let mut all = (0..used.len()).filter(|ix| used[*ix]);
    let lacking = all.find(|ix| places.point(PlaceIx::at(*ix)).is_none());
    if let Some(ix) = lacking {
        let message = "has no coordinates, so that no stop can be driven to; nobody walks to one";
        let fault = Fault::warning(&places.file, message).at(places.lines[ix]);
        let fault = fault.of_row(&places.list[ix].id).in_column("lat");
        faults.push(fault.remedy("give lat and lon"));
    }
    lacking.is_some()
}

/// Whether one drives from the stop to the nearest of its homes and back, where roads are known.
fn is_joined(
    network: Option<&dyn Network>,
    at: LatLon,
    from: &[(PlaceIx, Metres)],
    places: &Places,
) -> bool {
    let nearest = from.iter().min_by_key(|(home, metres)| (*metres, *home));
    let home = nearest.and_then(|(home, _)| places.point(*home));
    match (network, home) {
        (Some(network), Some(home)) => {
            network.drive(at, home).is_ok() && network.drive(home, at).is_ok()
        }
        _ => true,
    }
}

fn add(walks: &mut Walks, stop: PlaceIx, from: &[(PlaceIx, Metres)]) {
    for &(home, metres) in from {
        let of_home = walks.of_home.entry(home).or_default();
        of_home.push(Walk { stop, metres });
    }
}

/// The homes from which a place is in reach, and how far each is.
type Within = Vec<(PlaceIx, Metres)>;

/// What homes reach.
#[derive(Default)]
struct Reach {
    /// By position in stops.csv.
    stops: BTreeMap<usize, Within>,
    /// By id.
    corners: BTreeMap<String, (Corner, Within)>,
}

impl Reach {
    /// Adds what a home reaches: stops, else corners.
    fn look(
        &mut self,
        home: PlaceIx,
        at: LatLon,
        stops: &[BusStop],
        (network, limit): (Option<&dyn Network>, Metres),
    ) {
        let near = (0..stops.len()).filter(|ix| stops[*ix].at.metres_to(at) <= limit.0 as f64);
        let near: Vec<usize> = near.collect();
        let points: Vec<LatLon> = near.iter().map(|ix| stops[*ix].at).collect();
        let walked = network.and_then(|network| network.walks(at, &points, limit));
        let mut reaches_any = false;
        for (nr, ix) in near.into_iter().enumerate() {
            let metres = match &walked {
                Some(walked) => walked.to.get(nr).copied().flatten(),
                None => Some(straight_walk(at, stops[ix].at)),
            };
            if let Some(metres) = metres.filter(|metres| *metres <= limit) {
                self.stops.entry(ix).or_default().push((home, metres));
                reaches_any = true;
            }
        }
        let corners = walked.map(|walked| walked.corners).unwrap_or_default();
        for corner in corners.into_iter().filter(|_| !reaches_any) {
            let metres = corner.metres;
            let of = self.corners.entry(corner_id(corner.at));
            of.or_insert((corner, Vec::new())).1.push((home, metres));
        }
    }

    /// The corners that are taken: for each home those that most homes reach, and its nearest.
    fn chosen(self) -> Vec<(String, (Corner, Within))> {
        let mut nearest: BTreeMap<PlaceIx, (Metres, &str)> = BTreeMap::new();
        for (id, (_, from)) in &self.corners {
            for (home, metres) in from {
                let own = nearest.entry(*home).or_insert((*metres, id));
                *own = (*own).min((*metres, id));
            }
        }
        let mut order: Vec<(&String, &Within)> = (self.corners.iter())
            .map(|(id, (_, from))| (id, from))
            .collect();
        let walk = |from: &Within| from.iter().map(|(_, Metres(metres))| metres).sum::<i64>();
        order.sort_by_key(|(id, from)| (std::cmp::Reverse(from.len()), walk(from), *id));
        let mut has: BTreeMap<PlaceIx, usize> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (id, from) in order {
            let lacks = from
                .iter()
                .any(|(home, _)| has.get(home).is_none_or(|has| *has < SHARED));
            if lacks && taken.len() < MOST_CORNERS {
                taken.insert(id.clone());
                from.iter()
                    .for_each(|(home, _)| *has.entry(*home).or_default() += 1);
            }
        }
        for (_, id) in nearest.into_values() {
            if taken.len() < MOST_CORNERS {
                taken.insert(id.to_owned());
            }
        }
        let mut all = self.corners;
        let own = |id: String| all.remove_entry(&id);
        taken.into_iter().filter_map(own).collect()
    }
}

/// An id made of where a corner is, to a metre or so: it is the same in every week.
fn corner_id(at: LatLon) -> String {
    let part = |degrees: f64, half: i64| (degrees * 100_000.0).round() as i64 + half * 100_000;
    let mut left = part(at.lat, 90) * 36_000_001 + part(at.lon, 180);
    let mut digits = Vec::new();
    while left > 0 {
        let digit = u32::try_from(left % 36).unwrap_or(0);
        digits.extend(char::from_digit(digit, 36));
        left /= 36;
    }
    let text: String = digits.into_iter().rev().collect();
    format!("X{}", text.to_ascii_uppercase())
}

/// Whether an id is one of a corner, perhaps of another week.
pub(super) fn is_corner(id: &str) -> bool {
    let digits = id.strip_prefix('X').unwrap_or("");
    (8..=10).contains(&digits.len())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    //! Corners keep their ids, and every home has some that it shares, and its nearest.
    use super::*;

    #[test]
    fn a_corner_has_one_id() {
        let spots = [
            (43.74, 7.42),
            (43.74001, 7.42),
            (43.74, 7.42001),
            (-33.9, 151.2),
            (37.3, -120.48),
        ];
        let ids = spots.map(|(lat, lon)| corner_id(LatLon { lat, lon }));
        let different: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
        assert!(ids.iter().all(|id| is_corner(id)), "{ids:?}");
        let near = LatLon {
            lat: 43.740_001,
            lon: 7.419_999,
        };
        assert_eq!(corner_id(near), ids[0]);
        assert!(
            ["", "X", "H1", "X12", "x4QNOOW7QZ3", "X4QNOOW7QZ3;"]
                .iter()
                .all(|id| !is_corner(id))
        );
    }

    #[test]
    fn a_home_has_shared_corners_and_its_nearest() {
        // Corners 0 to 9 in a row, 100 m apart; homes at 0, 450 and 900 m reach 500 m.
        let homes = [0, 450, 900];
        let mut reach = Reach::default();
        for nr in 0..10_i64 {
            let of = homes.iter().enumerate().filter_map(|(ix, home)| {
                let metres = (nr * 100 - home).abs();
                (metres <= 500).then_some((PlaceIx::at(ix), Metres(metres)))
            });
            let corner = Corner {
                at: LatLon {
                    lat: 0.0,
                    lon: nr as f64,
                },
                streets: Vec::new(),
                metres: Metres(0),
            };
            reach
                .corners
                .insert(format!("X{nr}"), (corner, of.collect()));
        }
        let chosen = reach.chosen();
        let ids: Vec<&str> = chosen.iter().map(|(id, _)| id.as_str()).collect();
        for (ix, nearest) in ["X0", "X4", "X9"].iter().enumerate() {
            let own = chosen
                .iter()
                .filter(|(_, (_, from))| from.iter().any(|(home, _)| home.ix() == ix));
            assert!(own.count() >= SHARED, "{ids:?}");
            assert!(ids.contains(nearest), "{ids:?}");
        }
    }
}
