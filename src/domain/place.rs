//! Places, and when schools begin and end.

use super::ids::PlaceIx;
use super::time::{Moment, Span};
use super::travel::LatLon;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A school.
    School,
    /// Where somebody lives.
    Home,
    /// An office.
    Office,
    /// A library, a park, a church.
    Community,
    /// A room of a building; it holds one task at a time.
    Room,
    /// Where riders of runs may be told to wait: of stops.csv, or a corner of roads.
    Stop,
}

/// Somewhere that work can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its id in places.csv.
    pub id: String,
    /// Its name; personal for a home.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// The building of a room.
    pub part_of: Option<PlaceIx>,
    /// How many people it holds.
    pub capacity: Option<u32>,
    /// Street and number; personal.
    pub address: String,
    /// City.
    pub city: String,
    /// Postcode.
    pub postcode: String,
    /// Where on earth, if known.
    pub at: Option<LatLon>,
    /// Free text; personal.
    pub notes: String,
    /// Used to reckon drives and never written.
    pub confidential: bool,
}

impl Place {
    /// Whether it holds one task at a time.
    pub fn is_exclusive(&self) -> bool {
        self.kind == PlaceKind::Room || self.confidential
    }
}

/// A school's day, or one of its periods, in the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bell {
    /// Which school.
    pub school: PlaceIx,
    /// The period's name; empty is the school day itself.
    pub period: String,
    /// When children may come in, if it is known.
    pub doors: Option<Moment>,
    /// From the first bell to the last.
    pub span: Span,
}
