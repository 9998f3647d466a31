//! Addresses into points without a network: from the house numbers and streets of a map.
//!
//! A [`Builder`] gathers streets and addresses, from an OpenStreetMap extract or a list of
//! addresses, into a [`Gazetteer`], which finds an address and says how sure it is.

mod blocks;
mod build;
mod cluster;
mod course;
mod extract;
mod find;
mod fold;
mod hyphens;
mod index;
mod line;
mod list;
mod near;
mod number;
mod open;
mod reckoned;
mod street;
mod sure;
mod vocabulary;

#[cfg(test)]
mod measured;
#[cfg(test)]
mod tests;

pub use build::{Builder, Numbered};
pub use course::BLOCK_METRES;
pub use index::Gazetteer;
pub use number::Number;
pub use open::{add, open};
pub use street::{Agreement, Street};
