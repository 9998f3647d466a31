//! The same choice by HiGHS, over all columns at once. It needs a C++ compiler to build and
//! has a clock of its own, so it is there only where the program is built with the feature
//! `highs`; what it says counts no more than what the tree says.

use std::time::Instant;

use good_lp::{Expression, Solution, SolverModel, Variable, constraint, variable, variables};

use super::branch::Accept;
use super::rows::Rows;

/// Nodes after which it gives up, where nothing may depend on the clock.
const MOST_NODES: i32 = 200;
/// What is closer to one than this is chosen: integer values come back inexact.
const CHOSEN: f64 = 0.5;

/// Offers the best choice that it finds, if it is worth more than `known`.
pub(super) fn search(rows: &Rows, known: f64, until: Option<Instant>, accept: &mut Accept<'_>) {
    let mut all = variables!();
    let columns: Vec<Variable> = rows
        .columns
        .iter()
        .map(|_| all.add(variable().binary()))
        .collect();
    let worth = |(&column, &worth): (&Variable, &f64)| worth * column;
    let value: Expression = columns.iter().zip(&rows.worth).map(worth).sum();
    let mut taken = vec![Expression::default(); rows.len()];
    for (&column, entries) in columns.iter().zip(&rows.columns) {
        for entry in entries {
            taken[entry.row as usize] += entry.takes * column;
        }
    }
    let mut used = vec![Expression::default(); rows.shifts.len()];
    for (&column, &class) in columns.iter().zip(&rows.class) {
        used[class as usize] += column;
    }
    let mut model = all
        .maximise(value.clone())
        .using(good_lp::highs)
        .set_threads(1)
        .set_option("mip_max_nodes", MOST_NODES);
    if let Some(until) = until {
        let left = until.saturating_duration_since(Instant::now());
        model = model.set_time_limit(left.as_secs_f64());
    }
    for (taken, &limit) in taken.into_iter().zip(&rows.limit) {
        model = model.with(constraint!(taken <= limit));
    }
    for (used, &shifts) in used.into_iter().zip(&rows.shifts) {
        model = model.with(constraint!(used <= f64::from(shifts)));
    }
    let Ok(found) = model.solve() else {
        return;
    };
    if found.eval(value) > known {
        let is_chosen = |column: &usize| found.value(columns[*column]) > CHOSEN;
        let choice: Vec<u32> = (0..columns.len())
            .filter(is_chosen)
            .map(|column| column as u32)
            .collect();
        accept(&choice);
    }
}
