//! From a file to a network.

use std::path::Path;

use super::network::Roads;
use super::osm::{self, Clip, Point};
use super::{RoadsError, cache, ch, graph};
use crate::domain::travel::LatLon;

/// How far around the places roads are read, in kilometres: farther than any way round goes.
const AROUND_KM: u32 = 20;
/// The grid on which the box ends, in ten-millionths of a degree (0.05 degrees): weeks with
/// nearly the same places share a box, and it does not tell where a place is.
const GRID: i32 = 500_000;

/// A network, and where it came from.
#[derive(Debug)]
pub struct Opened {
    /// The network.
    pub roads: Roads,
    /// Whether it came out of the cache.
    pub was_cached: bool,
}

/// The roads of an extract; with `places`, those within 20 km of them.
///
/// What was prepared is kept beside the extract, in a file of its name and
/// `.liaison-roads`, as far as the folder can be written.
///
/// # Errors
/// With what is wrong with the extract, or when it has no roads there.
///
/// Cost: reading and preparing, two seconds for an island of a million people; with a
/// cache, a tenth of that.
pub fn open(path: &Path, places: Option<&[LatLon]>) -> Result<Opened, RoadsError> {
    let points = places.map(|places| places.iter().copied().map(Point::from));
    let clip = points.and_then(|points| Clip::around(points, f64::from(AROUND_KM) * 1000.0, GRID));
    // Before a key is made of gigabytes that are no extract.
    osm::check(path)?;
    let key = cache::key(path, clip.as_ref()).map_err(RoadsError::unreadable(path))?;
    if let Some((graph, hierarchy)) = cache::load(path, &key) {
        return Ok(Opened {
            roads: Roads::new(graph, hierarchy),
            was_cached: true,
        });
    }
    let roads = prepare(path, clip.as_ref())?;
    cache::save(path, &key, &roads.graph, &roads.hierarchy);
    Ok(Opened {
        roads,
        was_cached: false,
    })
}

/// Reads and prepares, without a cache.
pub(super) fn prepare(path: &Path, clip: Option<&Clip>) -> Result<Roads, RoadsError> {
    let extract = osm::read(path, clip)?;
    let graph = graph::build(&extract);
    drop(extract);
    if graph.vertices() == 0 {
        let file = path.to_owned();
        return Err(match clip {
            Some(_) => RoadsError::NoRoadsHere {
                file,
                km: AROUND_KM,
            },
            None => RoadsError::NoRoads { file },
        });
    }
    let hierarchy = ch::contract(&graph);
    Ok(Roads::new(graph, hierarchy))
}
