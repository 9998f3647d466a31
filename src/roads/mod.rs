//! OpenStreetMap into a road network: how long and how far it is by car, on which line and
//! with which turns, and where an address is.

mod error;
pub mod geocode;
pub mod osm;

pub use error::RoadsError;
