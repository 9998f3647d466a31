//! What can be wrong with an extract.

use std::io;
use std::path::{Path, PathBuf};

/// Why no roads come out of an extract.
#[derive(Debug, thiserror::Error)]
pub enum RoadsError {
    /// The system does not give the file.
    #[error("{} cannot be read: {source}", file.display())]
    Unreadable {
        /// The extract.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no extract, or of a kind that is not read.
    #[error("{} is no OpenStreetMap extract that can be read: {found}", file.display())]
    WrongFormat {
        /// The extract.
        file: PathBuf,
        /// What it seems to be.
        found: String,
    },
    /// The file begins as an extract and goes on as something else.
    #[error("{} is damaged: {what}", file.display())]
    Damaged {
        /// The extract.
        file: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// A whole extract without a road for cars.
    #[error("{} has no roads that a car may use", file.display())]
    NoRoads {
        /// The extract.
        file: PathBuf,
    },
    /// An extract of somewhere else.
    #[error("{} has no roads within {km} km of the places", file.display())]
    NoRoadsHere {
        /// The extract.
        file: PathBuf,
        /// How far around the places was looked.
        km: u32,
    },
    /// More than can be held.
    #[error("{} has more {what} than can be held", file.display())]
    TooLarge {
        /// The extract.
        file: PathBuf,
        /// What there is too much of.
        what: &'static str,
    },
}

impl RoadsError {
    /// What to do about it, for whoever has to.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "give the path of an .osm.pbf, .osm or .osm.gz file",
            Self::WrongFormat { .. } => {
                "allowed are .osm.pbf, .osm and .osm.gz, as Geofabrik, BBBike and osmium write them"
            }
            Self::Damaged { .. } => "download the extract again; the download may have broken off",
            Self::NoRoads { .. } => "take an extract with the streets in it, not only buildings",
            Self::NoRoadsHere { .. } => {
                "take the extract of the area that the places are in, or check lat and lon for a swap"
            }
            Self::TooLarge { .. } => "take the extract of a smaller area",
        }
    }

    pub(super) fn damaged(file: &Path, what: impl Into<String>) -> Self {
        Self::Damaged {
            file: file.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn wrong(file: &Path, found: impl Into<String>) -> Self {
        Self::WrongFormat {
            file: file.to_owned(),
            found: found.into(),
        }
    }

    pub(super) fn unreadable(file: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Unreadable {
            file: file.to_owned(),
            source,
        }
    }
}
