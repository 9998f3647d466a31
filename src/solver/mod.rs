//! The engine: routes, windows, budgets, search. It knows a [`model::Problem`] and
//! nothing of schools or files.
//!
//! From the ground up: [`model`] is what can be asked and [`check`] refuses what
//! is not well formed; `instance` lays it out flat; `timing`, `blocks` and `route`
//! time a route, and `insertion` tests a place in constant time (`glance`, `plain`
//! and `rides` are its short cuts); `coupling` keeps committed starts apart; `state`
//! is a plan under work, whose routes can be crossed; `ruin`, `recreate` and `search`
//! better it, on the threads of [`islands`], for several limits at once on those of
//! [`levels`], `fleet` with fewer shifts; `pool` keeps their routes by the `classes` of
//! shifts that are alike, and `packing` recombines them; `schedule` and `decode` give a
//! route its one canonical clock, [`evaluate`](evaluate()) checks plans from outside, and
//! [`bound`] says how much better a plan could be at most.

// Sets of breaks and positions index several short arrays side by side.
#![allow(clippy::needless_range_loop)]

mod blocks;
pub mod bound;
mod cache;
pub mod check;
mod classes;
mod cooling;
mod coupling;
mod decode;
pub mod evaluate;
mod fleet;
mod glance;
mod insertion;
mod instance;
pub mod islands;
pub mod levels;
pub mod limited;
pub mod model;
mod neighbours;
mod packing;
mod parts;
mod plain;
mod pool;
pub mod probe;
mod recreate;
mod rides;
mod rng;
mod route;
mod ruin;
mod schedule;
mod search;
pub mod seen;
pub mod solution;
mod state;
mod threads;
mod timing;
mod wanted;
mod weights;

pub use check::ProblemError;
pub use evaluate::{Draft, DraftError, evaluate, held, used};
pub use islands::{Options, Outcome, Progress, Stop, solve};
pub use levels::solve_levels;
pub use model::Problem;
pub use parts::solve_in_parts;
pub use solution::Solution;

#[cfg(test)]
mod tests;
