//! Places without coordinates are put where the roads' map has their address.

use crate::domain::ids::PlaceIx;
use crate::domain::place::Place;
use crate::domain::road::{Address, Located};
use crate::domain::travel::LatLon;
use crate::table::{Fault, Faults};

use super::OpenMap;
use super::base::Base;
use super::files::Folder;

/// So many places are named in a warning.
const NAMED: usize = 12;

/// Finds the points of used places that have none and an address, and warns of those that
/// somebody should look at, by id. What is not found stays without a point, which is told
/// where its drives are reckoned.
pub(super) fn fill(
    folder: &Folder,
    used: &[bool],
    open: Option<OpenMap>,
    base: &mut Base,
    faults: &mut Faults,
) {
    let Some(((file, origin), open)) = base.config.roads.clone().zip(open) else {
        return;
    };
    let lacking = lacking(used, base);
    if lacking.is_empty() {
        return;
    }
    let Some((path, name)) = folder.find(&file) else {
        let fault = origin.fault("names a file that is not there").found(file);
        faults.push(fault.remedy("give its path as seen from the workspace"));
        return;
    };
    let known: Vec<LatLon> = base
        .places
        .list
        .iter()
        .filter_map(|place| place.at)
        .collect();
    let map = match open(&path, &known) {
        Ok(map) => map,
        Err(wrong) => {
            faults.push(Fault::error(name, wrong));
            return;
        }
    };
    let mut doubtful = Vec::new();
    let mut found = 0;
    for ix in lacking {
        let place = &mut base.places.list[ix];
        match map.locate(&address(place)) {
            Some(located) => {
                place.at = Some(located.at);
                found += 1;
                if !located.is_sure() {
                    doubtful.push((ix, located));
                }
            }
            None => base.places.is_sought[ix] = true,
        }
    }
    warn(found, &doubtful, base, faults);
}

/// The buildings of used places that have an address, and neither a point nor a wrong one.
fn lacking(used: &[bool], base: &Base) -> Vec<usize> {
    let places = &base.places;
    let mut is_used = vec![false; places.list.len()];
    for (ix, _) in used.iter().enumerate().filter(|(_, used)| **used) {
        is_used[places.building(PlaceIx::at(ix)).ix()] = true;
    }
    let lacks = |ix: &usize| {
        let place = &places.list[*ix];
        is_used[*ix] && place.at.is_none() && !place.address.is_empty() && !places.is_misplaced[*ix]
    };
    (0..places.list.len()).filter(lacks).collect()
}

fn address(place: &Place) -> Address {
    Address {
        street: place.address.clone(),
        city: place.city.clone(),
        postcode: place.postcode.clone(),
    }
}

fn warn(found: usize, doubtful: &[(usize, Located)], base: &Base, faults: &mut Faults) {
    if doubtful.is_empty() {
        return;
    }
    let name = |(ix, _): &(usize, Located)| {
        let place = &base.places.list[*ix];
        match place.confidential {
            true => format!("line {}", base.places.lines[*ix]),
            false => place.id.clone(),
        }
    };
    let mut names: Vec<String> = doubtful.iter().take(NAMED).map(name).collect();
    if doubtful.len() > NAMED {
        names.push(format!("and {} more", doubtful.len() - NAMED));
    }
    let message = format!(
        "{} of {found} places that were found by their address should be looked at: {}",
        doubtful.len(),
        names.join(", ")
    );
    let remedy = "`liaison places WORKSPACE` says how sure each is and fills them in";
    faults.push(
        Fault::warning(&base.places.file, message)
            .in_column("address")
            .remedy(remedy),
    );
}
