//! The choice of columns by HiGHS, through good_lp: cargo feature `highs`. It is asked where the
//! tree of `branch` was cut short, and like it only proposes: its status proves nothing, and a
//! choice counts when its plan holds.
//!
//! It is off because it has not paid so far: beside the tree before this one, which had subgradient
//! prices, and which this one betters. On the master problems of a week of 40 tasks (10
//! calls, 2,840 to 4,161 columns) and one of 80 (9 calls, up to 6,000) it found nothing that the
//! tree had not found, in 2.3 to 15 s a call where the tree takes 0.04 to 0.22 s, and on one of
//! 160 tasks nothing in 95 s; a plan of ten seconds has half a second for all its calls.

use std::time::{Duration, Instant};

use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, Variable, WithTimeLimit, constraint,
    variable,
};

use super::branch::TINY;
use super::rows::Rows;

/// Most nodes of its tree; a limit that is no clock, so that iterations repeat.
const NODES: i32 = 200;

/// The columns of a choice worth more than `known`, ascending, if HiGHS finds one among
/// them. None also where it fails or runs out of nodes or time with none.
///
/// Cost: one mixed-integer program on one thread, a binary variable a column.
pub(crate) fn choose(rows: &Rows, known: f64, until: Option<Instant>) -> Option<Vec<u32>> {
    let columns: Vec<u32> = (0..rows.worth.len() as u32).collect();
    if columns.is_empty() {
        return None;
    }
    let mut variables = ProblemVariables::new();
    let taken: Vec<Variable> = columns
        .iter()
        .map(|_| variables.add(variable().binary()))
        .collect();
    // Rows that no column takes anything of have no sum.
    let mut used: Vec<Option<Expression>> = vec![None; rows.len()];
    let mut shifts = vec![Expression::default(); rows.shifts.len()];
    let mut worth = Expression::default();
    for (&c, &x) in columns.iter().zip(&taken) {
        let c = c as usize;
        worth.add_mul(rows.worth[c], x);
        shifts[rows.class[c] as usize].add_mul(1.0, x);
        for entry in &rows.columns[c] {
            used[entry.row as usize]
                .get_or_insert_default()
                .add_mul(entry.takes, x);
        }
    }
    let mut model = variables
        .maximise(worth)
        .using(good_lp::highs)
        .set_option("mip_max_nodes", NODES)
        .set_option("random_seed", 0)
        .set_threads(1);
    if let Some(until) = until {
        let left = until.saturating_duration_since(Instant::now());
        if left < Duration::from_millis(1) {
            return None;
        }
        model = model.with_time_limit(left.as_secs_f64());
    }
    for (sum, &limit) in used.into_iter().zip(&rows.limit) {
        if let Some(sum) = sum {
            model = model.with(constraint!(sum <= limit));
        }
    }
    for (sum, &most) in shifts.into_iter().zip(&rows.shifts) {
        model = model.with(constraint!(sum <= most));
    }
    let found = model.solve().ok()?;
    let chosen = columns.iter().zip(&taken);
    let chosen: Vec<u32> = chosen
        .filter(|&(_, &x)| found.value(x) > 0.5)
        .map(|(&c, _)| c)
        .collect();
    let worth: f64 = chosen.iter().map(|&c| rows.worth[c as usize]).sum();
    (worth > known + TINY).then_some(chosen)
}
