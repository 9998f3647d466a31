//! places.csv for whoever fills in its coordinates: which places have none, and the file
//! with them, all else as it was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::domain::road::Address;
use crate::domain::travel::LatLon;
use crate::table::{self, Fault, Faults, Severity};

use super::Asked;
use super::cells;
use super::config;
use super::files::Folder;
use super::places::{PlaceCol, point};
use super::sheet::{Columns, Line, Sheet};

/// places.csv of a workspace, or of the folder that it shares.
#[derive(Debug)]
pub struct PlacesFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name in messages.
    pub name: String,
    /// Places with neither lat nor lon, in the order of the file; rooms of a building, which
    /// are where that is, are left out.
    pub lacking: Vec<Lacking>,
    /// Places with coordinates.
    pub given: Vec<(Label, LatLon)>,
    /// What `[travel] roads` names: where it lies, and its name in messages.
    pub roads: Option<(PathBuf, String)>,
    bytes: Vec<u8>,
}

/// A place without coordinates.
#[derive(Clone, Debug)]
pub struct Lacking {
    /// Its id, and whether it may be shown.
    pub label: Label,
    /// Its address; personal.
    pub address: Address,
}

/// What a place is called by in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id.
    pub id: String,
    /// Its line in the file.
    pub line: u64,
    /// Whether it is confidential; its id is then not shown.
    pub is_confidential: bool,
}

impl std::fmt::Display for Label {
    /// The id; of a confidential place its line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.is_confidential || self.id.is_empty() {
            true => write!(f, "line {}", self.line),
            false => f.write_str(&self.id),
        }
    }
}

/// Reads places.csv of a workspace.
///
/// # Errors
/// With the faults of week.toml and places.csv that stand in the way of changing the file.
/// A fault in any other table, or in another column, does not.
pub fn places_file(dir: &Path, asked: &Asked) -> Result<PlacesFile, Vec<Fault>> {
    let mut faults = Faults::default();
    let file = read(dir, asked, &mut faults);
    match file {
        Some(file) if faults.count(Severity::Error) == 0 => Ok(file),
        _ => Err(faults.sorted()),
    }
}

fn read(dir: &Path, asked: &Asked, faults: &mut Faults) -> Option<PlacesFile> {
    let config = config::read(dir, asked, faults)?;
    let folder = Folder::new(dir, config.shared.as_ref(), faults);
    let roads = config.roads.as_ref().map(|(roads, _)| {
        folder
            .find(roads)
            .unwrap_or_else(|| (dir.join(roads), roads.clone()))
    });
    let Some((path, name)) = folder.find(PlaceCol::FILE) else {
        let fault = Fault::error(PlaceCol::FILE, "is missing");
        faults.push(fault.remedy("add it; a row a place, with place_id and address"));
        return None;
    };
    let bytes = table::load(&path, &name)
        .map_err(|fault| faults.push(fault))
        .ok()?;
    let table = table::parse_into(&name, &bytes, faults)?;
    let sheet: Sheet<PlaceCol> = Sheet::new(table, faults)?;
    let mut file = PlacesFile {
        path,
        name,
        lacking: Vec::new(),
        given: Vec::new(),
        roads,
        bytes,
    };
    for line in sheet.lines() {
        file.take(line);
    }
    Some(file)
}

impl PlacesFile {
    fn take(&mut self, line: Line<'_, PlaceCol>) {
        use PlaceCol as Col;
        let text = |column| line.text(column).to_owned();
        let label = Label {
            id: text(Col::Id),
            line: line.number(),
            // What is neither yes nor no is taken for a yes: it costs nothing.
            is_confidential: line.has(Col::Confidential)
                && cells::yes_no(line.text(Col::Confidential)).unwrap_or(true),
        };
        if line.has(Col::Lat) || line.has(Col::Lon) {
            // Wrong ones are told where the week is read, and are the user's to mend.
            let at = point(line, Col::Lat, Col::Lon, &mut Faults::default());
            self.given.extend(at.map(|at| (label, at)));
        } else if !line.has(Col::PartOf) {
            let address = Address {
                street: text(Col::Address),
                city: text(Col::City),
                postcode: text(Col::Postcode),
            };
            self.lacking.push(Lacking { label, address });
        }
    }

    /// The file's bytes as they were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file with the coordinates of some of the places that lacked them, by line. Lat and
    /// lon are added as columns where it has none; nothing else changes, and no cell in which
    /// something stands.
    ///
    /// # Errors
    /// When the bytes cannot be read again, which after [`places_file`] does not happen.
    pub fn filled(&self, points: &BTreeMap<u64, LatLon>) -> Result<Vec<u8>, Fault> {
        let lacks = |line: u64| self.lacking.iter().any(|place| place.label.line == line);
        let points: BTreeMap<u64, LatLon> = points
            .iter()
            .filter(|(line, _)| lacks(**line))
            .map(|(line, at)| (*line, *at))
            .collect();
        let names = [PlaceCol::Lat, PlaceCol::Lon].map(|column| PlaceCol::ALL[column.ix()].name);
        table::patch(&self.name, &self.bytes, &names, |line, column| {
            let at = points.get(&line)?;
            // Six decimals are a tenth of a metre.
            match () {
                () if table::same_name(column, names[0]) => Some(format!("{:.6}", at.lat)),
                () if table::same_name(column, names[1]) => Some(format!("{:.6}", at.lon)),
                () => None,
            }
        })
    }
}
