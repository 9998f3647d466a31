//! The drives of a plan as they may be shown: which legs there are, and the line and the
//! turns of each where roads are known.

use std::collections::BTreeMap;

use super::words;
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::plan::{Plan, Route};
use crate::domain::road::{Network, Path, Side, Turn, TurnKind};
use crate::domain::travel::LatLon;

/// What must stand wherever something made from the map is shown.
pub(super) const ATTRIBUTION: &str = "\u{a9} OpenStreetMap contributors (ODbL)";

/// A drive that may be shown: neither end is confidential or without coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Leg {
    /// The stop of the route at which it ends.
    pub stop: usize,
    pub from: (PlaceIx, LatLon),
    pub to: (PlaceIx, LatLon),
}

/// The legs of a route that may be shown, in order.
pub(super) fn legs(week: &Week, route: &Route) -> Vec<Leg> {
    let mut legs = Vec::new();
    let mut last: Option<PlaceIx> = None;
    for (stop, step) in route.stops.iter().enumerate() {
        let Some(place) = step.place else { continue };
        let ends = last.map(|from| (from, shown(week, from)));
        if let (Some((from, Some(a))), Some(b)) = (ends, shown(week, place))
            && step.metres.0 > 0
        {
            legs.push(Leg {
                stop,
                from: (from, a),
                to: (place, b),
            });
        }
        last = Some(place);
    }
    legs
}

/// Where a place may be shown: nowhere when it is confidential or has no coordinates; a room
/// without its own is where its building is.
pub(super) fn shown(week: &Week, place: PlaceIx) -> Option<LatLon> {
    let place = week.place(place);
    let building = place.part_of.map(|building| week.place(building));
    let is_hidden = place.confidential || building.is_some_and(|building| building.confidential);
    if is_hidden {
        None
    } else {
        place.at.or_else(|| building?.at)
    }
}

/// The roads of a plan's drives, found once for all files.
pub(super) struct Drives<'a> {
    roads: Option<&'a dyn Network>,
    paths: BTreeMap<(PlaceIx, PlaceIx), Path>,
}

impl<'a> Drives<'a> {
    /// Finds every drive of the plan that may be shown; without roads there is none.
    pub(super) fn of(week: &Week, plan: &Plan, roads: Option<&'a dyn Network>) -> Self {
        let mut paths = BTreeMap::new();
        if let Some(roads) = roads {
            for leg in plan.routes.iter().flat_map(|route| legs(week, route)) {
                let ends = (leg.from.0, leg.to.0);
                if !paths.contains_key(&ends)
                    && let Ok(path) = roads.path(leg.from.1, leg.to.1)
                {
                    paths.insert(ends, path);
                }
            }
        }
        Self { roads, paths }
    }

    /// The roads, where they are known.
    pub(super) fn roads(&self) -> Option<&dyn Network> {
        self.roads
    }

    /// The line of a leg: along the road, else straight.
    pub(super) fn line(&self, leg: &Leg) -> Vec<LatLon> {
        match self.path(leg) {
            Some(path) if path.line.len() > 1 => path.line.clone(),
            _ => vec![leg.from.1, leg.to.1],
        }
    }

    /// The turns of a leg, in words; empty where no road is known.
    pub(super) fn turns(&self, leg: &Leg) -> Vec<String> {
        self.path(leg)
            .map(|path| path.turns.iter().filter_map(turn).collect())
            .unwrap_or_default()
    }

    fn path(&self, leg: &Leg) -> Option<&Path> {
        self.paths.get(&(leg.from.0, leg.to.0))
    }
}

/// One instruction as short as it can be read at the wheel: `left Oak St 0.4 mi`. None for an
/// arrival of which nothing is to be said.
fn turn(turn: &Turn) -> Option<String> {
    let what = match turn.kind {
        TurnKind::Depart(None) => "start".to_owned(),
        TurnKind::Depart(Some(heading)) => format!("start {}", heading.words()),
        TurnKind::Continue => "on".to_owned(),
        TurnKind::SlightLeft => "bear left".to_owned(),
        TurnKind::Left => "left".to_owned(),
        TurnKind::SharpLeft => "sharp left".to_owned(),
        TurnKind::SlightRight => "bear right".to_owned(),
        TurnKind::Right => "right".to_owned(),
        TurnKind::SharpRight => "sharp right".to_owned(),
        TurnKind::UTurn => "turn round".to_owned(),
        TurnKind::Ramp(Side::Left) => "ramp on the left".to_owned(),
        TurnKind::Ramp(_) => "ramp".to_owned(),
        TurnKind::Roundabout(0) => "roundabout".to_owned(),
        TurnKind::Roundabout(exit) => format!("roundabout exit {exit}"),
        TurnKind::Arrive(Side::Left) => return Some("there on the left".to_owned()),
        TurnKind::Arrive(Side::Right) => return Some("there on the right".to_owned()),
        TurnKind::Arrive(Side::Ahead) => return None,
    };
    let street = if turn.street.is_empty() {
        String::new()
    } else {
        format!(" {}", turn.street)
    };
    Some(format!("{what}{street} {} mi", words::tenths(turn.metres)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::money::Metres;
    use crate::domain::road::{Drive, NoDrive};
    use crate::domain::sample_plan;

    /// Roads that go north first and then east, and know one turn.
    #[derive(Debug)]
    pub(in crate::itinerary) struct Corner;

    impl Network for Corner {
        fn table(&self, from: &[LatLon], to: &[LatLon]) -> Vec<Result<Drive, NoDrive>> {
            vec![Err(NoDrive::NoRoadBetween); from.len() * to.len()]
        }

        fn drive(&self, from: LatLon, to: LatLon) -> Result<Drive, NoDrive> {
            self.path(from, to).map(|path| path.drive)
        }

        fn away(&self, _: LatLon) -> Option<Metres> {
            Some(Metres(0))
        }

        fn path(&self, from: LatLon, to: LatLon) -> Result<Path, NoDrive> {
            let corner = LatLon {
                lat: to.lat,
                lon: from.lon,
            };
            let turn = |kind, street: &str, metres| Turn {
                kind,
                street: street.to_owned(),
                metres: Metres(metres),
            };
            Ok(Path {
                drive: Drive {
                    minutes: 3.0,
                    metres: Metres(1_609),
                },
                line: vec![from, corner, to],
                turns: vec![
                    turn(TurnKind::Depart(None), "Elm Street", 805),
                    turn(TurnKind::Right, "", 804),
                    turn(TurnKind::Arrive(Side::Left), "", 0),
                ],
            })
        }

        fn streets(&self, south_west: LatLon, north_east: LatLon) -> Vec<Vec<LatLon>> {
            vec![vec![south_west, north_east]]
        }
    }

    /// 805 m are half a mile; an unnamed street is not named; without roads a leg is straight
    /// and has no turns. Of Monday's three drives only the first may be shown.
    #[test]
    fn drives_have_lines_and_turns_where_roads_are() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let monday = legs(&week, &plan.routes[0]);
        assert_eq!(monday.len(), 1);
        let with = Drives::of(&week, &plan, Some(&Corner));
        assert_eq!(with.line(&monday[0]).len(), 3);
        assert_eq!(
            with.turns(&monday[0]),
            [
                "start Elm Street 0.5 mi",
                "right 0.5 mi",
                "there on the left"
            ]
        );
        let without = Drives::of(&week, &plan, None);
        assert_eq!(without.line(&monday[0]).len(), 2);
        assert!(without.turns(&monday[0]).is_empty());
    }
}
