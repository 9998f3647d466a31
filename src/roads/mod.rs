//! OpenStreetMap into a road network: how long and how far it is by car, on which line and
//! with which turns, and where an address is.

mod cache;
mod ch;
#[cfg(test)]
mod dijkstra;
mod directions;
mod error;
pub mod geocode;
mod graph;
mod line;
mod network;
mod open;
pub mod osm;
mod profile;
mod snap;
mod walk;

#[cfg(test)]
mod tests;
#[cfg(test)]
use open::prepare;

pub use error::RoadsError;
pub use network::Roads;
pub use open::{Opened, open};
