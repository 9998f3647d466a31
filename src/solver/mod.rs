//! The engine: routes, windows, budgets, search. It knows a [`model::Problem`] and
//! nothing of schools or files.

pub mod model;
pub mod solution;
