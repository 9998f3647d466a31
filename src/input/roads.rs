//! Drives that the roads of `[travel] roads` give.

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::money::Metres;
use crate::domain::road::{Drive, Network, NoDrive};
use crate::domain::travel::LatLon;
use crate::table::{Fault, Faults};

use super::base::Base;
use super::config::Given;
use super::files::Folder;
use super::{Asked, OpenRoads};

/// From how many places the roads are asked at once, so that answers for thousands of places
/// are not all held twice.
const AT_ONCE: usize = 500;
/// Farther from a road than this a place is named, in metres: it may be somewhere else.
const FAR: i64 = 100;

/// An extract that week.toml names and that is there.
#[derive(Clone, Debug)]
pub(super) struct Extract {
    given: Given,
    path: PathBuf,
    open: OpenRoads,
}

impl Extract {
    /// What week.toml names, if it does.
    pub fn find(folder: &Folder, asked: &Asked, base: &Base, faults: &mut Faults) -> Option<Self> {
        let given = base.config.roads.clone()?;
        let Some((path, _)) = folder.find(&given.0) else {
            let fault = given.1.fault("names a file that is not there");
            let fault = fault.found(&given.0);
            faults.push(fault.remedy("give the extract's path as seen from the workspace"));
            return None;
        };
        let Some(open) = asked.roads else {
            let fault = given
                .1
                .warning("is not read here; drives are straight lines");
            faults.push(fault.found(&given.0));
            return None;
        };
        Some(Self { given, path, open })
    }

    /// The network around some places.
    pub fn open(&self, places: &[LatLon], faults: &mut Faults) -> Option<Arc<dyn Network>> {
        match (self.open)(&self.path, places) {
            Ok(network) => Some(network),
            Err(no) => {
                let fault = self.given.1.fault(no.what).found(&self.given.0);
                faults.push(fault.remedy(no.remedy));
                None
            }
        }
    }
}

/// What is wrong with a site's drives.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    /// There is no road so near.
    pub no_road: Option<Metres>,
    /// How far the road is, if that is far.
    pub away: Option<Metres>,
    /// Sites that no road leads to, and one of them.
    pub count: usize,
    pub other: Option<usize>,
}

/// Asks the roads for all drives between sites (with their points), and gives each to `set`.
pub(super) fn fill(
    network: &dyn Network,
    sites: &[(usize, LatLon)],
    cuts: &mut [Cut],
    mut set: impl FnMut(usize, usize, Option<Drive>),
    is_wanted: impl Fn(usize, usize) -> bool,
) {
    let points: Vec<LatLon> = sites.iter().map(|(_, at)| *at).collect();
    for (site, at) in sites {
        let away = network.away(*at);
        cuts[*site].away = away.filter(|Metres(metres)| *metres > FAR);
    }
    for chunk in sites.chunks(AT_ONCE) {
        let from: Vec<LatLon> = chunk.iter().map(|(_, at)| *at).collect();
        let found = network.table(&from, &points);
        for ((from, _), row) in chunk.iter().zip(found.chunks(points.len().max(1))) {
            for ((to, _), drive) in sites.iter().zip(row) {
                if from == to || !is_wanted(*from, *to) {
                    continue;
                }
                match drive {
                    Ok(_) => {}
                    Err(NoDrive::NoRoadAtStart(metres)) => cuts[*from].no_road = Some(*metres),
                    Err(NoDrive::NoRoadAtEnd(metres)) => cuts[*to].no_road = Some(*metres),
                    Err(NoDrive::NoRoadBetween) => {
                        cuts[*from].count += 1;
                        cuts[*from].other.get_or_insert(*to);
                    }
                }
                set(*from, *to, drive.ok());
            }
        }
    }
}

/// Says what is wrong with a place's drives: by id, never where it is.
pub(super) fn tell(
    cut: &Cut,
    id: &str,
    other: Option<&str>,
    line: u64,
    file: &str,
) -> Option<Fault> {
    let remedy = "check lat and lon, or add the drives to travel.csv";
    let fault = match (cut, other) {
        (
            Cut {
                no_road: Some(Metres(metres)),
                ..
            },
            _,
        ) => Fault::error(file, format!("has no road within {metres} m")),
        (Cut { count: 1, .. }, Some(other)) => {
            Fault::error(file, format!("has no road to {other}"))
        }
        (Cut { count: 2.., .. }, Some(other)) => Fault::error(
            file,
            format!("has no road to {} places, such as {other}", cut.count),
        ),
        (
            Cut {
                away: Some(Metres(metres)),
                ..
            },
            _,
        ) => Fault::warning(file, format!("lies {metres} m from the nearest road")),
        _ => return None,
    };
    let fault = fault.at(line).of_row(id).in_column("lat");
    Some(fault.remedy(remedy))
}
