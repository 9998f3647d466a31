//! What a school week consists of: plain data with its invariants.

pub mod case;
pub mod caution;
pub mod comparison;
pub mod dial;
pub mod document;
#[cfg(test)]
pub(crate) mod fixture;
pub mod grant;
pub mod ids;
pub mod money;
pub mod moved;
pub mod person;
pub mod place;
pub mod plan;
pub mod policy;
pub mod ride;
pub mod road;
pub mod rule;
pub mod run;
pub mod run_comparison;
#[cfg(test)]
pub(crate) mod sample_plan;
pub mod staff;
pub mod standby;
pub mod task;
pub mod time;
pub mod travel;
mod week;

pub use week::{Household, Week, need};
