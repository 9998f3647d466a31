//! Rides of students, and the vehicles that take them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::ids::{PersonIx, PlaceIx, RideIx, StaffIx};
use super::money::{Metres, Rate};
use super::task::{Pin, Value};
use super::time::{Day, Minutes, Span};
use super::travel::LatLon;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From home in the morning.
    ToSchool,
    /// Back home.
    FromSchool,
}

impl Direction {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToSchool => "to_school",
            Self::FromSchool => "from_school",
        }
    }
}

/// Who takes a ride.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RideBy {
    /// A vehicle of vehicles.csv: not part of the week plan.
    Vehicle,
    /// A liaison, in the own car, between tasks.
    Liaison,
}

/// A student's trip on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Ride {
    /// `R7`, or `R7@2026-12-01` where the row covers several days.
    pub id: String,
    /// `R7`.
    pub row_id: String,
    /// The row's line in rides.csv.
    pub line: u64,
    /// When.
    pub day: Day,
    /// Who rides, and is nowhere else from the start of the pickup to the end of the drop-off.
    pub student: PersonIx,
    /// Which way.
    pub direction: Direction,
    /// The home end.
    pub home: PlaceIx,
    /// The school end.
    pub school: PlaceIx,
    /// The whole pickup lies in it.
    pub pickup: Span,
    /// The whole drop-off lies in it.
    pub dropoff: Span,
    /// How long the pickup takes.
    pub pickup_minutes: Minutes,
    /// How long the drop-off takes.
    pub dropoff_minutes: Minutes,
    /// Whether the row gives the length of the pickup and of the drop-off itself; runs then take
    /// it in place of `[rides]` dwell and board seconds.
    pub own_minutes: [bool; 2],
    /// Most minutes from the end of the pickup to the start of the drop-off.
    pub max_ride: Minutes,
    /// Seats it takes; none when in a wheelchair.
    pub seats: u32,
    /// Takes a wheelchair place.
    pub wheelchair: bool,
    /// Needs a booster.
    pub booster: bool,
    /// Brings the own child seat.
    pub own_seat: bool,
    /// An aide rides along.
    pub aide: bool,
    /// Leaving it out is missing it.
    pub must_ride: bool,
    /// It must ride only since something required comes after it.
    pub is_needed: bool,
    /// What placing it is worth.
    pub value: Value,
    /// Who takes it.
    pub by: RideBy,
    /// Rides of the same day with which it shares the vehicle, overlapping, when both are placed.
    pub keep_with: Vec<RideIx>,
    /// Rides of the same day with which it is never aboard together.
    pub keep_apart: Vec<RideIx>,
    /// One guardian must be free at the home stop.
    pub adult_at_home: bool,
    /// Who may receive the student; empty: the guardians.
    pub may_receive: Vec<PersonIx>,
    /// The driver speaks it, lower case; none: it does not matter.
    pub language: Option<String>,
    /// May walk to a stop.
    pub walk_ok: bool,
    /// The family's permission ends with this day.
    pub permission_until: Option<NaiveDate>,
    /// What pins.csv says.
    pub pin: Option<Pin>,
}

impl Ride {
    /// Where it begins.
    pub fn from(&self) -> PlaceIx {
        match self.direction {
            Direction::ToSchool => self.home,
            Direction::FromSchool => self.school,
        }
    }

    /// Where it ends.
    pub fn to(&self) -> PlaceIx {
        match self.direction {
            Direction::ToSchool => self.school,
            Direction::FromSchool => self.home,
        }
    }

    /// When the student is let off at school, or picked up there.
    pub fn at_school(&self) -> Span {
        match self.direction {
            Direction::ToSchool => self.dropoff,
            Direction::FromSchool => self.pickup,
        }
    }

    /// Whether the student may be told to walk to a stop: the family allows it (`walk_ok`), a
    /// vehicle takes the ride, and nothing asks for the door, as a wheelchair, an aide, or an
    /// adult who must be there do.
    pub fn may_walk(&self) -> bool {
        let needs_door = self.wheelchair || self.aide || self.adult_at_home;
        self.walk_ok && self.by == RideBy::Vehicle && !needs_door
    }
}

/// A vehicle of the district.
#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle {
    /// The id in vehicles.csv.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Option<PlaceIx>,
    /// Seats for riders.
    pub seats: u32,
    /// Wheelchair places.
    pub wheelchair_places: u32,
    /// Boosters carried.
    pub boosters: u32,
    /// Who drives it; none: anyone cleared.
    pub driver: Option<StaffIx>,
    /// After this day it takes no rider.
    pub cleared_until: Option<NaiveDate>,
    /// A mile's cost.
    pub cost_per_mile: Rate,
    /// An hour's cost.
    pub cost_per_hour: Rate,
    /// A day's cost.
    pub cost_per_day: Rate,
    /// When it can be used, by day of the week.
    pub hours: Vec<Span>,
}

/// A place where riders may be told to wait: of stops.csv, or a corner of roads.
#[derive(Clone, Debug, PartialEq)]
pub struct BusStop {
    /// The id in stops.csv; of a corner one made from where it is, the same in every week.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where.
    pub at: LatLon,
    /// The side of the street, as given.
    pub side: String,
    /// The place that stands for it; none where no rider of this week may walk there.
    pub place: Option<PlaceIx>,
}

/// A walk from a home to a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The stop's place.
    pub stop: PlaceIx,
    /// How far, along streets where they are known, else reckoned from the straight line.
    pub metres: Metres,
}

/// The stops that can be reached on foot from homes, within `[rides] walk_metres`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walks {
    /// By home, the nearest stop first.
    pub of_home: BTreeMap<PlaceIx, Vec<Walk>>,
}

impl Walks {
    /// The stops within reach of a home, the nearest first; of most homes none.
    pub fn from(&self, home: PlaceIx) -> &[Walk] {
        self.of_home.get(&home).map_or(&[], Vec::as_slice)
    }

    /// How far a stop is from a home; none where it is out of reach.
    pub fn metres(&self, home: PlaceIx, stop: PlaceIx) -> Option<Metres> {
        let mut walks = self.from(home).iter();
        Some(walks.find(|walk| walk.stop == stop)?.metres)
    }
}
