//! From an extract's file to a gazetteer.

use std::path::Path;

use crate::domain::travel::LatLon;
use crate::roads::RoadsError;
use crate::roads::osm::{self, Clip};

use super::build::Builder;
use super::index::Gazetteer;

/// A place further than this from the middle one is a slip, and nobody looks there; metres.
const FAR: f64 = 400_000.0;
/// So far around the known places an extract is read, in metres.
const AROUND: f64 = 20_000.0;
/// The grid on which the box ends, in ten-millionths of a degree: 0.05 degrees, so that it
/// does not tell where a place is.
const GRID: i32 = 500_000;

/// The streets and addresses of an extract; where places are `known`, those within 20 km of
/// them, and else all.
///
/// # Errors
/// With what is wrong with the extract.
pub fn open(path: &Path, known: &[LatLon]) -> Result<Gazetteer, RoadsError> {
    let mut builder = Builder::default();
    add(&mut builder, path, known)?;
    Ok(builder.finish())
}

/// The same into a builder that may hold more.
///
/// # Errors
/// With what is wrong with the extract.
pub fn add(builder: &mut Builder, path: &Path, known: &[LatLon]) -> Result<(), RoadsError> {
    builder.extract(&osm::read(path, clip(known).as_ref())?);
    Ok(())
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
