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

/// A row of a ride.
#[derive(Clone, Copy)]
pub(super) struct RideRow<'a> {
    pub id: &'a str,
    pub line: Line<'a, RideCol>,
    /// The row of rides.csv that a row of `--rides` stands for, by its id, or by the id before the
    /// number where its days were told apart (`R7-2`).
    pub of: Option<Line<'a, RideCol>>,
}

impl<'a> RideRow<'a> {
    /// Where a place stands: a confidential one is left out of what is handed over, and is that of
    /// the row in rides.csv.
    pub fn place(&self, column: RideCol) -> Line<'a, RideCol> {
        let of = self.of.filter(|of| of.has(column));
        of.filter(|_| !self.line.has(column)).unwrap_or(self.line)
    }
}

/// The rows of all files; a row of `--rides` stands for one of rides.csv with its id.
pub(super) fn rows<'a>(sources: &'a [Source<RideCol>], faults: &mut Faults) -> Vec<RideRow<'a>> {
    let mut rows: Vec<RideRow<'_>> = Vec::new();
    for source in sources {
        let (new, _) = rows_by_id(source, RideCol::Id, faults);
        let stands_for = |id: &str| {
            let before = id.rsplit_once('-').map(|(before, _)| before);
            let of = |id: &str| rows.iter().find(|row| row.id == id).map(|row| row.line);
            of(id).or_else(|| before.and_then(of))
        };
        let new: Vec<RideRow<'_>> = (new.into_iter())
            .map(|(id, line)| RideRow {
                id,
                line,
                of: stands_for(id),
            })
            .collect();
        rows.retain(|row| {
            let found = new.binary_search_by(|other| natural(other.id, row.id));
            found.is_err()
        });
        rows.extend(new);
    }
    rows.sort_by(|a, b| natural(a.id, b.id));
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
