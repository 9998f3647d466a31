//! What addresses are looked for in.

use std::path::{Path, PathBuf};

use liaison::domain::road::Locate;
use liaison::domain::travel::LatLon;
use liaison::input::PlacesFile;
use liaison::roads::geocode::{self, Builder, Gazetteer};
use liaison::table::Faults;

use crate::cli::Failure;

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
        geocode::add(&mut builder, &roads, &known).map_err(|wrong| Failure::Use {
            what: wrong.to_string(),
            hint: wrong.hint().to_owned(),
        })?;
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
    match geocode::open(path, known) {
        Ok(map) => Ok(Box::new(map)),
        Err(wrong) => Err(format!("{wrong}; {}", wrong.hint())),
    }
}
