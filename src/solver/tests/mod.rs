//! The engine held to slow, obvious seconds: a clock that tries every tick, a
//! checker that reads the answer alone, and brute force.

pub(crate) mod any;
mod checker;
pub(crate) mod oracle;
mod properties;
mod slow;
mod small;
