//! What a road network can tell, for whoever needs drives and knows no graph.

use std::fmt::Debug;

use super::money::Metres;
use super::travel::LatLon;

/// The drives between places and the places of addresses. `roads` implements it; the
/// reader, the sheets and the map ask it, and see no graph.
pub trait Network: Debug + Send + Sync {
    /// Driving minutes (without traffic and stops) and metres from each of `from` to each
    /// of `to`, row by row.
    ///
    /// Cost: a many-to-many search; see the network.
    fn table(&self, from: &[LatLon], to: &[LatLon]) -> Vec<Result<Drive, NoDrive>>;

    /// One drive, as [`table`](Self::table) has it.
    fn drive(&self, from: LatLon, to: LatLon) -> Result<Drive, NoDrive>;

    /// How far a place is from the road that its drives begin and end on; none where there
    /// is no road near.
    fn away(&self, place: LatLon) -> Option<Metres>;

    /// One drive with its line and turns.
    fn path(&self, from: LatLon, to: LatLon) -> Result<Path, NoDrive>;

    /// The walks from a place along the streets that cars use, both ways: to each of `to`, none
    /// where that is farther than `limit`, and to the corners within it. None where there is no
    /// street near, or where the network knows no walks.
    ///
    /// Cost: a search of the streets within the limit.
    fn walks(&self, _from: LatLon, _to: &[LatLon], _limit: Metres) -> Option<Walked> {
        None
    }

    /// The streets inside a box of two corners, as lines, for a map's background.
    fn streets(&self, south_west: LatLon, north_east: LatLon) -> Vec<Vec<LatLon>>;
}

/// A map that finds addresses. It needs no road network.
pub trait Locate {
    /// Where an address is; none when its street is not known.
    fn locate(&self, address: &Address) -> Option<Located>;
}

/// How long and how far a drive is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// Minutes, not rounded, without traffic and without minutes per stop.
    pub minutes: f64,
    /// Metres along the road.
    pub metres: Metres,
}

/// What is within a walk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walked {
    /// How far each place asked for is; none where it is out of reach.
    pub to: Vec<Option<Metres>>,
    /// Corners in reach, the nearest first.
    pub corners: Vec<Corner>,
}

/// A corner: where three or more stretches of street meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Corner {
    /// Where it is.
    pub at: LatLon,
    /// The streets that meet there, each once; empty where none has a name.
    pub streets: Vec<String>,
    /// How far the walk is.
    pub metres: Metres,
}

/// Why there is no drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDrive {
    /// No road within so many metres of where it begins.
    NoRoadAtStart(Metres),
    /// No road within so many metres of where it ends.
    NoRoadAtEnd(Metres),
    /// No road between the two.
    NoRoadBetween,
}

/// A drive with its line and turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// How long and how far.
    pub drive: Drive,
    /// The line on the map, from the point on the road nearest the start to the one
    /// nearest the end; at least one point.
    pub line: Vec<LatLon>,
    /// What to do, in order: from the departure to the arrival.
    pub turns: Vec<Turn>,
}

/// One instruction of a turn list.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// What to do.
    pub kind: TurnKind,
    /// The street that one is on after it; empty when it has no name.
    pub street: String,
    /// How far to go until the next one; zero at the arrival.
    pub metres: Metres,
}

/// What to do at a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnKind {
    /// Set out; in which direction, as far as it is known.
    Depart(Option<Heading>),
    /// Go on, under another name.
    Continue,
    /// Bear left.
    SlightLeft,
    /// Turn left.
    Left,
    /// Turn sharply left.
    SharpLeft,
    /// Bear right.
    SlightRight,
    /// Turn right.
    Right,
    /// Turn sharply right.
    SharpRight,
    /// Turn round.
    UTurn,
    /// Take the ramp on this side, off a road or onto one.
    Ramp(Side),
    /// Leave the roundabout at this exit, counted from 1; 0 where one stays in it.
    Roundabout(u8),
    /// Be there.
    Arrive(Side),
}

/// One of the eight winds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the wind of its name")]
pub enum Heading {
    North,
    NorthEast,
    East,
    SouthEast,
    South,
    SouthWest,
    West,
    NorthWest,
}

impl Heading {
    /// The wind nearest to a direction in degrees from north, clockwise.
    pub fn of_degrees(degrees: f64) -> Self {
        let winds = [
            Self::North,
            Self::NorthEast,
            Self::East,
            Self::SouthEast,
            Self::South,
            Self::SouthWest,
            Self::West,
            Self::NorthWest,
        ];
        // Between 0 and 8 after the remainder, and 8 is north again.
        winds[(degrees.rem_euclid(360.0) / 45.0).round() as usize % winds.len()]
    }

    /// In words: `north`, `southwest`.
    pub fn words(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::NorthEast => "northeast",
            Self::East => "east",
            Self::SouthEast => "southeast",
            Self::South => "south",
            Self::SouthWest => "southwest",
            Self::West => "west",
            Self::NorthWest => "northwest",
        }
    }
}

/// The side of the street on which a place lies, as one arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On the left.
    Left,
    /// On the right.
    Right,
    /// On the road itself, or too near to tell.
    Ahead,
}

/// A postal address; personal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Number and street, perhaps with a unit: `95-269 Waikalani Dr Apt 4`.
    pub street: String,
    /// City; empty when unknown.
    pub city: String,
    /// Postcode; empty when unknown.
    pub postcode: String,
}

/// Where an address was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Located {
    /// The point.
    pub at: LatLon,
    /// How it was found.
    pub how: Match,
    /// How sure it is, from 0 to 1: the share of such matches that are expected to lie on
    /// the right block, no further than 150 m from the house.
    pub confidence: f64,
    /// Nine in ten of such matches are expected to be no further off than this, in metres,
    /// if the street is the right one.
    pub within: f64,
    /// What makes it less sure than its kind, if something does.
    pub doubt: Option<Doubt>,
}

impl Located {
    /// With less confidence somebody should look at it.
    pub const SURE: f64 = 0.8;

    /// Whether nobody needs to look at it.
    pub fn is_sure(&self) -> bool {
        self.confidence >= Self::SURE
    }
}

/// How an address was found, the surer before the less sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// At the very house number.
    House,
    /// Between known numbers of the street.
    Between,
    /// On a range of numbers along the street, as the Census geocoder finds it.
    Range,
    /// Beside a known number of the street that is not far from it.
    Beside,
    /// Between numbered cross streets: 550 between 5th and 6th Street.
    Block,
    /// The street alone; its middle.
    Street,
}

impl Match {
    /// In words: `house number`, `street alone`.
    pub fn words(self) -> &'static str {
        match self {
            Self::House => "house number",
            Self::Between => "between known numbers",
            Self::Range => "range of numbers",
            Self::Beside => "beside a known number",
            Self::Block => "between cross streets",
            Self::Street => "street alone",
        }
    }
}

/// What makes a match less sure than others of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The street's name differs by a letter, or in what the street is.
    Name,
    /// City or postcode are those of another part of the map.
    Town,
    /// Several places answer to it.
    Several,
}

impl Doubt {
    /// In words, as the end of a remark on a place.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "the street's name is spelled otherwise",
            Self::Town => "city or postcode are another part's",
            Self::Several => "several places answer to it",
        }
    }
}
