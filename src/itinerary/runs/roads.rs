//! The roads of the runs' drives: lines for the map, and for drivers the side of the street and
//! where to turn round.

use std::collections::BTreeMap;

use super::super::drives::shown;
use super::stands::stands;
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::road::{Network, Path, Side, TurnKind};
use crate::domain::run::RunPlan;
use crate::domain::travel::LatLon;

/// Every drive of the runs that may be shown, found once for all files.
pub(super) struct Roads {
    paths: BTreeMap<(PlaceIx, PlaceIx), Path>,
    is_known: bool,
}

impl Roads {
    /// Finds them; without a network there is none.
    ///
    /// Cost: a shortest path for each different drive.
    pub(super) fn of(week: &Week, plan: &RunPlan, network: Option<&dyn Network>) -> Self {
        let mut paths = BTreeMap::new();
        if let Some(network) = network {
            for outing in &plan.outings {
                let places = stands(week, outing)
                    .into_iter()
                    .filter_map(|stand| stand.place);
                let places: Vec<PlaceIx> = places.collect();
                for pair in places.windows(2) {
                    let ends = (pair[0], pair[1]);
                    if let (Some(from), Some(to)) = (shown(week, ends.0), shown(week, ends.1))
                        && ends.0 != ends.1
                        && !paths.contains_key(&ends)
                        && let Ok(path) = network.path(from, to)
                    {
                        paths.insert(ends, path);
                    }
                }
            }
        }
        Self {
            paths,
            is_known: network.is_some(),
        }
    }

    /// Whether roads are known at all.
    pub(super) fn is_known(&self) -> bool {
        self.is_known
    }

    /// The way from one place to another, if it is known.
    pub(super) fn path(&self, from: PlaceIx, to: PlaceIx) -> Option<&Path> {
        self.paths.get(&(from, to))
    }

    /// The line from one place to another; straight without a road. None where an end may not
    /// be shown.
    pub(super) fn line(&self, week: &Week, from: PlaceIx, to: PlaceIx) -> Option<Vec<LatLon>> {
        let ends = (shown(week, from)?, shown(week, to)?);
        Some(match self.path(from, to) {
            Some(path) if path.line.len() > 1 => path.line.clone(),
            _ => vec![ends.0, ends.1],
        })
    }

    /// On which side of the street one stops, coming from another place.
    pub(super) fn side(&self, from: PlaceIx, to: PlaceIx) -> Option<&'static str> {
        match self.path(from, to)?.turns.last()?.kind {
            TurnKind::Arrive(Side::Left) => Some("on the left"),
            TurnKind::Arrive(Side::Right) => Some("on the right"),
            _ => None,
        }
    }

    /// How often one turns round on the way.
    pub(super) fn u_turns(&self, from: PlaceIx, to: PlaceIx) -> usize {
        let turns = self.path(from, to).map_or(&[][..], |path| &path.turns);
        turns
            .iter()
            .filter(|turn| turn.kind == TurnKind::UTurn)
            .count()
    }
}
