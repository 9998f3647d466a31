//! What addresses are looked for in.

use std::path::{Path, PathBuf};

use liaison::domain::road::Locate;
use liaison::domain::travel::LatLon;
use liaison::input::PlacesFile;
use liaison::roads::RoadsError;
use liaison::roads::geocode::{Builder, Gazetteer};
use liaison::roads::osm::{self, Clip};
use liaison::table::Faults;

use crate::cli::Failure;

/// A place further than this from the middle one is a slip, and nobody looks there.
const FAR: f64 = 400_000.0;
/// So far around the places that have coordinates the extract is read, in metres.
const AROUND: f64 = 20_000.0;
/// The box's edges are rounded to a hundredth of a degree.
const GRID: i32 = 100_000;

/// Reads the extract and the list of addresses, whichever there are.
pub fn read(
    roads: Option<&Path>,
    addresses: Option<&Path>,
    file: &PlacesFile,
) -> Result<Gazetteer, Failure> {
    let roads: Option<PathBuf> = match roads {
        Some(roads) => Some(roads.to_owned()),
        None => file.roads.as_ref().map(|(path, _)| path.clone()),
    };
    if roads.is_none() && addresses.is_none() {
        return Err(Failure::Use {
            what: "there is nothing to look the addresses up in".to_owned(),
            hint: "name an OpenStreetMap extract with --roads, or as `roads` under [travel] in week.toml"
                .to_owned(),
        });
    }
    let mut builder = Builder::default();
    if let Some(roads) = roads {
        let known: Vec<LatLon> = file.given.iter().map(|(_, at)| *at).collect();
        let clip = clip(&known);
        let extract = osm::read(&roads, clip.as_ref()).map_err(|wrong| Failure::Use {
            what: wrong.to_string(),
            hint: wrong.hint().to_owned(),
        })?;
        builder.extract(&extract);
    }
    if let Some(addresses) = addresses {
        let mut faults = Faults::default();
        let name = addresses.file_name().unwrap_or_default().to_string_lossy();
        builder.list(addresses, &name, &mut faults);
        if faults.has_errors() {
            return Err(Failure::Input(faults.sorted()));
        }
    }
    Ok(builder.finish())
}

/// Opens an extract for the reader of a workspace; see [`input::OpenMap`](liaison::input::OpenMap).
pub fn open_map(path: &Path, known: &[LatLon]) -> Result<Box<dyn Locate>, String> {
    let wrong = |wrong: RoadsError| format!("{wrong}; {}", wrong.hint());
    let extract = osm::read(path, clip(known).as_ref()).map_err(wrong)?;
    let mut builder = Builder::default();
    builder.extract(&extract);
    Ok(Box::new(builder.finish()))
}

/// The box around points; none where there is none.
fn clip(known: &[LatLon]) -> Option<Clip> {
    let middle_of = |pick: fn(&LatLon) -> f64| {
        let mut all: Vec<f64> = known.iter().map(pick).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    let middle = LatLon {
        lat: middle_of(|at| at.lat)?,
        lon: middle_of(|at| at.lon)?,
    };
    let near = known.iter().filter(|at| at.metres_to(middle) <= FAR);
    Clip::around(near.map(|at| (*at).into()), AROUND, GRID)
}
