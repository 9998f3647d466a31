//! rides.csv, with what `--rides` adds to it: the rides that no vehicle takes.

use std::collections::HashSet;

use crate::domain::ride::{Ride, RideBy};
use crate::table::Faults;

use super::Asked;
use super::files::{self, Folder, Source};
use super::names::{natural, rows_by_id};
use super::rides::RideCol;
use super::sheet::Line;
use super::week::shown;

/// rides.csv, and the file of `--rides`.
pub(super) fn tables(folder: &Folder, asked: &Asked, faults: &mut Faults) -> Vec<Source<RideCol>> {
    let own: Source<RideCol> = folder.table(faults);
    let mut all: Vec<Source<RideCol>> = Vec::new();
    if own.is_there {
        all.push(own);
    }
    if let Some(path) = &asked.rides {
        all.push(files::load(path, &shown(path), faults));
    }
    all
}

/// The rows of all files; a row of `--rides` stands for one of rides.csv with its id.
pub(super) fn rows<'a>(
    sources: &'a [Source<RideCol>],
    faults: &mut Faults,
) -> Vec<(&'a str, Line<'a, RideCol>)> {
    let mut rows: Vec<(&str, Line<'_, RideCol>)> = Vec::new();
    for source in sources {
        let (new, _) = rows_by_id(source, RideCol::Id, faults);
        rows.retain(|(id, _)| {
            new.binary_search_by(|(other, _)| natural(other, id))
                .is_err()
        });
        rows.extend(new);
    }
    rows.sort_by(|a, b| natural(a.0, b.0));
    rows
}

/// What no vehicle takes is a liaison's, whatever its row says.
pub(super) fn hand_over(sources: &[Source<RideCol>], rides: &mut [Ride]) {
    let Some(handed) = sources.get(1).and_then(|source| source.sheet.as_ref()) else {
        return;
    };
    let ids: HashSet<&str> = handed.lines().map(|line| line.text(RideCol::Id)).collect();
    for ride in rides
        .iter_mut()
        .filter(|ride| ids.contains(ride.row_id.as_str()))
    {
        ride.by = RideBy::Liaison;
    }
}
