//! Plans the week of school liaisons, the people who stand between schools and families.
//!
//! What holds everywhere:
//! - `verify` uses `domain` only, never the solver.
//! - Every plan that is written passed `verify`; a plan that someone brings is shown
//!   with its violations.
//! - The same input, iterations, seed and threads give the same bytes.
//! - Nothing leaves the machine.
//! - A number that the user sees has a unit.

pub mod domain;
pub mod input;
pub mod itinerary;
pub mod plan;
pub mod roads;
pub mod sample;
pub mod solver;
pub mod table;
pub mod transport;
pub mod verify;
