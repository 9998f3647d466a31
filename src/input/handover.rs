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
    /// Its own; of a row that stands for another one, that one's, so that whatever names this finds
    /// the ride.
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
        let is_new = |id: &str| {
            new.binary_search_by(|(other, _)| natural(other, id))
                .is_ok()
        };
        let stands_for = |id: &str, line: Line<'_, RideCol>| {
            let of = |id: &str| rows.iter().find(|row| row.id == id).copied();
            let is_same =
                |column| move |of: &RideRow<'_>| of.line.text(column) == line.text(column);
            // A further row of a ride stands beside its first one, and is the same trip.
            let before = id.rsplit_once('-').map(|(before, _)| before);
            let further = before.filter(|before| is_new(before)).and_then(of);
            let further = further.filter(is_same(RideCol::Student));
            of(id).or(further.filter(is_same(RideCol::Direction)))
        };
        let standing = new.iter().map(|&(id, line)| {
            let of = stands_for(id, line);
            RideRow {
                id: of.map_or(id, |of| of.id),
                line,
                of: of.map(|of| of.line),
            }
        });
        let standing: Vec<RideRow<'_>> = standing.collect();
        rows.retain(|row| {
            let found = new.binary_search_by(|(other, _)| natural(other, row.id));
            found.is_err()
        });
        rows.extend(standing);
    }
    rows.sort_by(|a, b| natural(a.id, b.id));
    rows
}

/// What no vehicle takes is a liaison's, whatever its row says. Gives the ids of the rows that were
/// handed over.
pub(super) fn hand_over<'s>(
    sources: &'s [Source<RideCol>],
    rides: &mut [Ride],
) -> HashSet<&'s str> {
    let Some(handed) = sources.get(1).and_then(|source| source.sheet.as_ref()) else {
        return HashSet::new();
    };
    let ids: HashSet<&str> = handed.lines().map(|line| line.text(RideCol::Id)).collect();
    for ride in rides
        .iter_mut()
        .filter(|ride| ids.contains(ride.row_id.as_str()))
    {
        ride.by = RideBy::Liaison;
    }
    ids
}
