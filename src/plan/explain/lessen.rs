//! What is to be granted made as little as it can be: a plan that shows one need not use the
//! nearest place, nor the least of a shift or a limit.

use super::change::{Change, only_shift};
use super::loosen::{END_GRID, WINDOW_GRID, down, up};
use super::meet::RIDE_GRID;
use super::raise::{grain, rounded};
use crate::domain::Week;
use crate::domain::time::{Moment, Span};
use crate::plan::new_shift;
use crate::solver::model::Measure;

/// Ends, and begins, of each of two changes.
pub(super) const PARTS: usize = 4;
/// So many amounts of a limit are told apart.
const MOST_AMOUNTS: i64 = 64;

impl Change {
    /// The same with less of one of its [`PARTS`], the least first: windows, hours and shifts that
    /// are open until (part 0), or from (part 1), each step before; a limit or a ride by each
    /// amount before (part 0); of two changes together the second has the last two parts.
    pub(super) fn lesser(&self, week: &Week, part: usize) -> Vec<Self> {
        match self {
            Self::Windows {
                task,
                windows,
                told,
                was,
            } => {
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
                let lesser = shorter(week, *told, *was, part).into_iter();
                lesser.map(with).collect()
            }
            Self::Meet { who, told, was } => {
                let with = |span| Self::Meet {
                    who: *who,
                    told: span,
                    was: *was,
                };
                let lesser = shorter(week, *told, *was, part).into_iter();
                lesser.map(with).collect()
            }
            &Self::Shift(new_shift::Change::LatestEnd { who, to }) if part == 0 => {
                let day = week.clock.day_of(Moment(to.0 - 1));
                let Some(shift) = only_shift(week, who, day) else {
                    return Vec::new();
                };
                let until = week.shift(shift).latest_end;
                let ends = later(week, until, to, END_GRID).into_iter();
                let with = |to| Self::Shift(new_shift::Change::LatestEnd { who, to });
                ends.map(with).collect()
            }
            &Self::Start { who, from } if part == 1 => {
                let Some(shift) = only_shift(week, who, week.clock.day_of(from)) else {
                    return Vec::new();
                };
                let begin = week.shift(shift).span.from;
                let begins = sooner(week, begin, from, END_GRID).into_iter();
                begins.map(|from| Self::Start { who, from }).collect()
            }
            &Self::Ride { ride, to, was } if part == 0 => {
                let first = up(was.0 + 1, RIDE_GRID);
                let amounts = (first..to.0).step_by(RIDE_GRID as usize);
                let with = |minutes| Self::Ride {
                    ride,
                    to: crate::domain::time::Minutes(minutes),
                    was,
                };
                amounts.map(with).collect()
            }
            &Self::Limit {
                stands,
                measure,
                to,
                was,
            } if part == 0 => {
                let with = |to| Self::Limit {
                    stands,
                    measure,
                    to,
                    was,
                };
                amounts(measure, was, to).into_iter().map(with).collect()
            }
            Self::Both(one, other) => {
                let (one, other) = (one.as_ref(), other.as_ref());
                let both = |one: Self, other: Self| Self::Both(Box::new(one), Box::new(other));
                match part.checked_sub(PARTS / 2) {
                    None => {
                        let lesser = one.lesser(week, part).into_iter();
                        lesser.map(|one| both(one, other.clone())).collect()
                    }
                    Some(part) => {
                        let lesser = other.lesser(week, part).into_iter();
                        lesser.map(|other| both(one.clone(), other)).collect()
                    }
                }
            }
            _ => Vec::new(),
        }
    }
}

/// The first of these changes for which there is something, where there is something for all
/// after it: halves are tried. None where there is nothing for any that is tried.
pub(super) fn least<T>(lesser: &[Change], of: impl Fn(&Change) -> Option<T>) -> Option<T> {
    let (mut from, mut to, mut best) = (0, lesser.len(), None);
    while from < to {
        let middle = (from + to) / 2;
        match of(&lesser[middle]) {
            Some(found) => (to, best) = (middle, Some(found)),
            None => from = middle + 1,
        }
    }
    best
}

/// The stretches between one and a longer one that end sooner than the longer (part 0), or begin
/// later (part 1), the shortest first. Where it is longer on both sides one side may stay as it
/// was.
fn shorter(week: &Week, told: Span, was: Span, part: usize) -> Vec<Span> {
    let (begins, ends) = (told.from < was.from, told.to > was.to);
    match part {
        0 if ends => {
            let as_it_was = begins.then_some(was.to).into_iter();
            let ends = as_it_was.chain(later(week, was.to, told.to, WINDOW_GRID));
            ends.map(|end| Span::new(told.from, end)).collect()
        }
        1 if begins => {
            let as_it_was = ends.then_some(was.from).into_iter();
            let begins = as_it_was.chain(sooner(week, was.from, told.from, WINDOW_GRID));
            begins.map(|from| Span::new(from, told.to)).collect()
        }
        _ => Vec::new(),
    }
}

/// Times of a grid after one and before another, the first first.
fn later(week: &Week, was: Moment, to: Moment, grid: i32) -> Vec<Moment> {
    let midnight = week.clock.whole_day(week.clock.day_of(was)).from.0;
    let first = up(was.0 + 1 - midnight, grid) + midnight;
    let times = (first..to.0).step_by(grid as usize);
    times.map(Moment).collect()
}

/// Times of a grid before one and after another, the last first.
fn sooner(week: &Week, was: Moment, to: Moment, grid: i32) -> Vec<Moment> {
    let midnight = week.clock.whole_day(week.clock.day_of(to)).from.0;
    let last = down(was.0 - 1 - midnight, grid) + midnight;
    let times = (to.0 + 1..=last).rev().step_by(grid as usize);
    times.map(Moment).collect()
}

/// Amounts that people grant between a limit and a higher one, the least first: at most
/// [`MOST_AMOUNTS`].
fn amounts(measure: Measure, was: i64, to: i64) -> Vec<i64> {
    let more = to.saturating_sub(was);
    let steps = (more / grain(measure).max(1)).clamp(1, MOST_AMOUNTS);
    let amounts = (0..steps).map(|k| rounded(measure, was + 1 + more / steps * k));
    let mut amounts: Vec<i64> = amounts
        .filter(|&amount| was < amount && amount < to)
        .collect();
    amounts.dedup();
    amounts
}

#[cfg(test)]
mod tests {
    //! What is granted goes down to the least on either side.
    use super::*;
    use crate::domain::fixture;
    use crate::domain::money::Metres;

    #[test]
    fn both_sides_of_a_stretch_can_be_less() {
        let week = fixture::week();
        let at = |minutes: i32| Moment(8 * 60 + minutes);
        let span = |from, to| Span::new(at(from), at(to));
        // Open from 08:00 to 10:00, asked from 07:30 to 10:30: the end goes first, back to where
        // it was, and so does the begin.
        let (was, told) = (span(0, 120), span(-30, 150));
        assert_eq!(
            shorter(&week, told, was, 0),
            [span(-30, 120), span(-30, 135)]
        );
        assert_eq!(shorter(&week, told, was, 1), [span(0, 150), span(-15, 150)]);
        // Of one side alone at least a step is left.
        let told = span(0, 150);
        assert_eq!(shorter(&week, told, was, 0), [span(0, 135)]);
        assert_eq!(shorter(&week, told, was, 1), []);
    }

    #[test]
    fn limits_go_up_by_what_people_grant() {
        // Quarters of an hour.
        assert_eq!(amounts(Measure::Drive, 60, 120), [75, 90, 105]);
        let mile = |miles: i64| Metres::from_miles(miles as f64).0;
        // Whole miles.
        assert_eq!(
            amounts(Measure::Metres, mile(10), mile(13)),
            [mile(11), mile(12)]
        );
        // One more task a day is the least there is.
        assert!(amounts(Measure::Jobs, 4, 5).is_empty());
        assert!(amounts(Measure::Money, 0, i64::MAX).len() <= 64);
    }
}
