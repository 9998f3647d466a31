//! Elements as a file gives them, before anything is kept.

use crate::domain::travel::LatLon;

/// A point in ten-millionths of a degree, as OpenStreetMap holds it (about a centimetre).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Ten-millionths of a degree north.
    pub lat: i32,
    /// Ten-millionths of a degree east.
    pub lon: i32,
}

const UNITS: f64 = 1e7;

impl Point {
    /// A point of degrees; none where the earth has none.
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let is_on_earth = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        // Within ±180 degrees the product fits an i32: 1.8e9 < 2.1e9.
        is_on_earth.then(|| Self {
            lat: (lat * UNITS).round() as i32,
            lon: (lon * UNITS).round() as i32,
        })
    }

    /// A point of billionths of a degree; none where the earth has none.
    pub fn from_nano(lat: i64, lon: i64) -> Option<Self> {
        Self::from_degrees(lat as f64 * 1e-9, lon as f64 * 1e-9)
    }

    /// In degrees.
    pub fn degrees(self) -> LatLon {
        LatLon {
            lat: f64::from(self.lat) / UNITS,
            lon: f64::from(self.lon) / UNITS,
        }
    }

    /// Metres to another, on the sphere.
    pub fn metres_to(self, other: Self) -> f64 {
        self.degrees().metres_to(other.degrees())
    }
}

impl From<LatLon> for Point {
    /// The nearest point; what is not on the earth is pulled onto it.
    fn from(at: LatLon) -> Self {
        Self {
            lat: (at.lat.clamp(-90.0, 90.0) * UNITS).round() as i32,
            lon: (at.lon.clamp(-180.0, 180.0) * UNITS).round() as i32,
        }
    }
}

/// A box on the map, edges included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clip {
    /// Its least latitude and longitude.
    pub south_west: Point,
    /// Its greatest.
    pub north_east: Point,
}

impl Clip {
    /// Whether a point lies in it.
    pub fn contains(&self, at: Point) -> bool {
        (self.south_west.lat..=self.north_east.lat).contains(&at.lat)
            && (self.south_west.lon..=self.north_east.lon).contains(&at.lon)
    }

    /// The box of points and so many metres around them, its edges moved outward to
    /// whole `grid` units; none without points.
    ///
    /// The rounding makes boxes of nearly the same places the same, and keeps a box
    /// from telling where exactly the outermost place is.
    pub fn around(points: impl IntoIterator<Item = Point>, metres: f64, grid: i32) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (mut low, mut high) = (first, first);
        for point in points {
            low = Point {
                lat: low.lat.min(point.lat),
                lon: low.lon.min(point.lon),
            };
            high = Point {
                lat: high.lat.max(point.lat),
                lon: high.lon.max(point.lon),
            };
        }
        let degrees = metres / 111_195.0;
        let widest = low.lat.abs().max(high.lat.abs());
        let shrink = (f64::from(widest) / UNITS).to_radians().cos().max(0.01);
        let (lat, lon) = (degrees * UNITS, degrees / shrink * UNITS);
        let grid = f64::from(grid.max(1));
        let down = |at: i32, by: f64| (((f64::from(at) - by) / grid).floor() * grid) as i32;
        let up = |at: i32, by: f64| (((f64::from(at) + by) / grid).ceil() * grid) as i32;
        Some(Self {
            south_west: Point {
                lat: down(low.lat, lat),
                lon: down(low.lon, lon),
            },
            north_east: Point {
                lat: up(high.lat, lat),
                lon: up(high.lon, lon),
            },
        })
    }
}

/// What a relation's member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemberKind {
    Node,
    Way,
    Relation,
}

/// A member of a relation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'a> {
    pub kind: MemberKind,
    pub id: i64,
    pub role: &'a str,
}

/// The tags of one element.
pub(super) type RawTags<'a> = [(&'a str, &'a str)];

/// One element of the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Element<'a> {
    Node {
        id: i64,
        at: Point,
        tags: &'a RawTags<'a>,
    },
    Way {
        id: i64,
        refs: &'a [i64],
        tags: &'a RawTags<'a>,
    },
    Relation {
        members: &'a [Member<'a>],
        tags: &'a RawTags<'a>,
    },
}

/// Which elements a reading asks for, as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kinds(pub u8);

impl Kinds {
    pub const NODES: Self = Self(1);
    pub const WAYS: Self = Self(2);
    pub const RELATIONS: Self = Self(4);

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
