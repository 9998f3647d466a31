//! A stretch that is to be opened, made as short as it can be: a plan that shows one need not use
//! the nearest place.

use super::change::Change;
use super::loosen::{WINDOW_GRID, down, up};
use crate::domain::Week;
use crate::domain::time::{Moment, Span};

impl Change {
    /// The same with less of it, the least first: windows and hours that are open until, or from,
    /// each quarter before. Of what is open for longer on both sides there is none.
    pub(super) fn lesser(&self, week: &Week) -> Vec<Self> {
        match self {
            Self::Windows {
                task,
                windows,
                told,
                was,
            } => {
                let lesser = shorter(week, *told, *was).into_iter();
                let with = |span: Span| {
                    let mut windows = windows.clone();
                    windows.retain(|window| window != told);
                    windows.push(span);
                    windows.sort_unstable();
                    windows.dedup();
                    Self::Windows {
                        task: *task,
                        windows,
                        told: span,
                        was: *was,
                    }
                };
                lesser.map(with).collect()
            }
            Self::Meet { who, told, was } => {
                let lesser = shorter(week, *told, *was).into_iter();
                let with = |span| Self::Meet {
                    who: *who,
                    told: span,
                    was: *was,
                };
                lesser.map(with).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The stretches between one and a longer one, which ends later or begins sooner.
fn shorter(week: &Week, told: Span, was: Span) -> Vec<Span> {
    let midnight = week.clock.whole_day(week.clock.day_of(told.from)).from.0;
    let grid = WINDOW_GRID as usize;
    match (told.from < was.from, told.to > was.to) {
        (false, true) => {
            let first = up(was.to.0 + 1 - midnight, WINDOW_GRID) + midnight;
            let ends = (first..told.to.0).step_by(grid);
            ends.map(|end| Span::new(was.from, Moment(end))).collect()
        }
        (true, false) => {
            let first = down(was.from.0 - 1 - midnight, WINDOW_GRID) + midnight;
            let begins = (told.from.0 + 1..=first).rev().step_by(grid);
            begins.map(|from| Span::new(Moment(from), was.to)).collect()
        }
        _ => Vec::new(),
    }
}
