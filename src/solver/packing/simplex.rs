//! The relaxation of the choice by the simplex method: which fractions of columns are worth
//! most, and what one more of each row would be worth, its price.
//!
//! Rows are some hundreds and a column takes of a dozen, so the inverse of the basis is kept as
//! it is, and a pivot changes it in place. From nothing chosen the primal method climbs, its
//! columns taken from a list of those that earn most, which is renewed when it is used up.
//! Where a column is taken or barred the prices still hold, and the dual method goes on from
//! them in some pivots. Limits and worths are shifted a little at random, against going round
//! among equals (Wolfe 1963). Work is counted, and a clock is looked at between pivots: it may be
//! cut short, and claims no proof.

use super::super::rng::Rng;
use super::rows::{Entry, Rows};

/// By how much a limit is shifted at most.
const LIMIT_SHIFT: f64 = 2e-6;
/// How far apart shifts of worths are: as a part of what plans differ by, and of the largest
/// worth at least.
const WORTH_SHIFT: (f64, f64) = (5e-3, 4e-7);
/// Most columns of the list that a climb takes from.
const LIST: usize = 500;
/// What counts as nothing: of what a pivot divides by, of an amount, of what a column earns as
/// a part of the largest worth.
const PIVOT: f64 = 1e-7;
const AMOUNT: f64 = 1e-7;
const EARNED: f64 = 1e-14;
/// Two steps that differ by less are the same; of them the one with the larger pivot is taken.
const SAME: f64 = 1e-12;
/// After so many pivots columns that are in no better choice are left out again.
const TRIM: u32 = 8;
/// Most pivots of the dual method; what goes on longer goes round.
const MOST: u32 = 3000;

/// How much may be done, in entries looked at.
pub(crate) struct Work<'f> {
    /// What is left of it.
    pub left: u64,
    /// Whether the time is up.
    pub out_of_time: &'f dyn Fn() -> bool,
}

impl Work<'_> {
    /// Does so much; false when it was too much.
    fn does(&mut self, entries: usize) -> bool {
        self.left = self.left.saturating_sub(entries as u64);
        !self.is_over()
    }

    /// Whether nothing more may be done.
    pub(crate) fn is_over(&self) -> bool {
        self.left == 0 || (self.out_of_time)()
    }
}

/// The relaxation: columns and rows, with a row for each class of shifts after the others.
pub(crate) struct Relaxation {
    /// Where the entries of each column begin, and after them the end.
    begins: Vec<u32>,
    entries: Vec<Entry>,
    /// Where the columns of each row begin, and after them the end.
    of_row: Vec<u32>,
    /// Columns and what they take, row by row.
    takers: Vec<(u32, f64)>,
    worth: Vec<f64>,
    limit: Vec<f64>,
    /// The largest worth.
    scale: f64,
}

/// A basis: which columns and slacks there are some of, and the prices that this makes.
#[derive(Clone)]
pub(crate) struct Basis {
    /// The inverse, row by row.
    inverse: Vec<f64>,
    /// By position: a column, or after all columns the slack of a row.
    of: Vec<u32>,
    /// By position, how much there is of it.
    amount: Vec<f64>,
    /// By position, whether it must go.
    goes: Vec<bool>,
    /// By row.
    price: Vec<f64>,
    /// By row, whether its slack is in the basis.
    slack: Vec<bool>,
    /// By row, what is left of it.
    limit: Vec<f64>,
}

/// Columns that may come into a basis, with what they earn beyond its prices.
#[derive(Clone, Default)]
pub(crate) struct Open {
    pub columns: Vec<u32>,
    pub earned: Vec<f64>,
}

/// How the dual method ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// The fractions are the best.
    Best,
    /// They are worth no more than was asked for.
    TooLittle,
    /// It was cut short.
    Unknown,
}

/// What may come into a basis.
struct Coming {
    /// What prices rise by for it; the least keeps the others from earning anything.
    step: f64,
    /// A column, or after all columns the slack of a row.
    one: usize,
    /// Its place among the open columns; none for a slack.
    place: Option<usize>,
    /// How much of what goes one of it stands for.
    part: f64,
}

impl Relaxation {
    /// The relaxation of a model whose choices differ by so much that it matters.
    pub(crate) fn new(rows: &Rows, step: f64) -> Self {
        let mut rng = Rng::new(rows.worth.len() as u64);
        let shifts = rows.shifts.iter().map(|&shifts| f64::from(shifts));
        let limits = rows.limit.iter().copied().chain(shifts);
        let limit = limits.map(|limit| limit + LIMIT_SHIFT * (1.0 + rng.unit()) / 2.0);
        let limit = limit.collect();
        let scale = rows
            .worth
            .iter()
            .fold(1.0, |most, &w| f64::max(most, w.abs()));
        let shift = f64::max(WORTH_SHIFT.0 * step, WORTH_SHIFT.1 * scale);
        let mut begins = vec![0];
        let mut entries: Vec<Entry> = Vec::new();
        for (column, &class) in rows.columns.iter().zip(&rows.class) {
            entries.extend(column);
            entries.push(Entry {
                row: rows.len() as u32 + class,
                takes: 1.0,
            });
            begins.push(entries.len() as u32);
        }
        let worth = rows.worth.iter();
        let (of_row, takers) = by_row(&begins, &entries, rows.len() + rows.shifts.len());
        Self {
            begins,
            entries,
            of_row,
            takers,
            worth: worth.map(|w| w + shift * (rng.unit() - 0.5)).collect(),
            limit,
            scale,
        }
    }

    fn entries(&self, column: u32) -> &[Entry] {
        let column = column as usize;
        &self.entries[self.begins[column] as usize..self.begins[column + 1] as usize]
    }

    /// Nothing chosen.
    pub(crate) fn nothing(&self) -> Basis {
        let size = self.limit.len();
        let mut inverse = vec![0.0; size * size];
        inverse.iter_mut().step_by(size + 1).for_each(|x| *x = 1.0);
        Basis {
            inverse,
            of: (0..size)
                .map(|row| (self.worth.len() + row) as u32)
                .collect(),
            amount: self.limit.clone(),
            goes: vec![false; size],
            price: vec![0.0; size],
            slack: vec![true; size],
            limit: self.limit.clone(),
        }
    }

    /// What a column earns beyond prices.
    fn earned(&self, column: u32, price: &[f64]) -> f64 {
        self.worth[column as usize] - along(self.entries(column), price)
    }

    /// Climbs to the best fractions; false when it is cut short.
    ///
    /// Cost: a pivot is quadratic in the rows; for some dozens of them all columns are looked at.
    pub(crate) fn climb(&self, basis: &mut Basis, work: &mut Work<'_>) -> bool {
        let columns = self.worth.len();
        let nothing = EARNED * self.scale;
        let mut is_in = vec![false; columns];
        let mut list: Vec<u32> = Vec::new();
        let mut by = Vec::new();
        loop {
            let mut best = basis.dearest_slack(nothing, columns);
            list.retain(|&column| {
                let earned = self.earned(column, &basis.price);
                if !is_in[column as usize] && earned > best.0 {
                    best = (earned, column as usize);
                }
                !is_in[column as usize] && earned > nothing
            });
            let mut looked = list.len();
            if list.is_empty() {
                looked = columns;
                let all = (0..columns as u32).filter(|&column| !is_in[column as usize]);
                let all = all.map(|column| (self.earned(column, &basis.price), column));
                let mut all: Vec<(f64, u32)> = all.filter(|one| one.0 > nothing).collect();
                if all.len() > LIST {
                    let dear = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0);
                    all.select_nth_unstable_by(LIST - 1, dear);
                    all.truncate(LIST);
                }
                for (earned, column) in all {
                    list.push(column);
                    if earned > best.0 {
                        best = (earned, column as usize);
                    }
                }
            }
            let (earned, comes) = best;
            if comes == usize::MAX {
                return true;
            }
            if !work.does(looked * self.mean() + basis.inverse.len()) {
                return false;
            }
            self.along_inverse(basis, comes, &mut by);
            let Some(at) = basis.first_used_up(&by) else {
                return false;
            };
            if let Some(goes) = is_in.get_mut(basis.of[at] as usize) {
                *goes = false;
            }
            if let Some(comes) = is_in.get_mut(comes) {
                *comes = true;
            }
            let amount = basis.amount[at].max(0.0) / by[at];
            basis.pivot(at, comes as u32, columns, &by, (earned, amount));
        }
    }

    /// Entries of a column, on average.
    fn mean(&self) -> usize {
        self.entries.len() / self.worth.len().max(1) + 1
    }

    /// The columns that may be in a choice worth `room` less than the fractions, or more.
    pub(crate) fn open(&self, basis: &Basis, room: f64) -> Open {
        let mut is_in = vec![false; self.worth.len()];
        for &one in &basis.of {
            if let Some(is_in) = is_in.get_mut(one as usize) {
                *is_in = true;
            }
        }
        let mut open = Open::default();
        for column in 0..self.worth.len() as u32 {
            let earned = self.earned(column, &basis.price);
            if !is_in[column as usize] && earned > -room {
                open.columns.push(column);
                open.earned.push(earned);
            }
        }
        open
    }

    /// Takes one of a column that the basis has, and with it what it takes of the rows; what no
    /// longer fits beside it must go.
    pub(crate) fn take(&self, basis: &mut Basis, open: &mut Open, column: u32) {
        for entry in self.entries(column) {
            basis.limit[entry.row as usize] -= entry.takes;
        }
        for at in 0..basis.of.len() {
            let one = basis.of[at];
            if one == column {
                basis.amount[at] -= 1.0;
                basis.goes[at] = true;
            } else if (one as usize) < self.worth.len() && !self.fits(one, &basis.limit) {
                basis.goes[at] = true;
            }
        }
        open.retain(|column, _| self.fits(column, &basis.limit));
    }

    /// Lets a column that the basis has go.
    pub(crate) fn bar(&self, basis: &mut Basis, column: u32) {
        let at = basis.of.iter().position(|&one| one == column);
        at.into_iter().for_each(|at| basis.goes[at] = true);
    }

    /// Whether there is enough left of each row for all of a column. Rows of nothing may get
    /// room from a column to come.
    fn fits(&self, column: u32, limit: &[f64]) -> bool {
        let entries = self.entries(column).iter();
        entries
            .filter(|entry| self.limit[entry.row as usize] > LIMIT_SHIFT)
            .all(|entry| entry.takes <= limit[entry.row as usize] + PIVOT)
    }

    /// Goes on to the best fractions after columns were taken or barred, as long as they are
    /// worth more than `least`. Columns that are then in no such choice are no longer open.
    ///
    /// Cost: a pivot is quadratic in the rows and linear in what the open columns take.
    pub(crate) fn settle(
        &self,
        basis: &mut Basis,
        open: &mut Open,
        least: f64,
        work: &mut Work<'_>,
    ) -> Settled {
        let columns = self.worth.len();
        let mut by = Vec::new();
        let (mut parts, mut dense) = (Vec::new(), vec![0.0; columns]);
        for pivot in 0..MOST {
            let value = basis.value();
            if value <= least {
                return Settled::TooLittle;
            }
            let Some((at, sign)) = basis.farthest_out() else {
                return Settled::Best;
            };
            if pivot % TRIM == 0 {
                open.retain(|_, earned| earned > least - value);
            }
            if !work.does(open.columns.len() * self.mean() + basis.inverse.len()) {
                return Settled::Unknown;
            }
            let row = basis.row(at);
            let mut best: Option<Coming> = None;
            let mut offer = |coming: Coming| {
                let is_better = best.as_ref().is_none_or(|best| {
                    let is_same = (coming.step - best.step).abs() <= SAME;
                    coming.step < best.step - SAME || is_same && coming.part > best.part
                });
                if is_better {
                    best = Some(coming);
                }
            };
            self.parts(row, &open.columns, &mut dense, &mut parts);
            for (k, (&column, earned)) in open.columns.iter().zip(&open.earned).enumerate() {
                let part = parts[k] * sign;
                if part > PIVOT {
                    offer(Coming {
                        step: (-earned).max(0.0) / part,
                        one: column as usize,
                        place: Some(k),
                        part,
                    });
                }
            }
            for (k, part) in row.iter().enumerate() {
                let part = part * sign;
                if !basis.slack[k] && part > PIVOT {
                    offer(Coming {
                        step: basis.price[k].max(0.0) / part,
                        one: columns + k,
                        place: None,
                        part,
                    });
                }
            }
            let Some(Coming { one, place, .. }) = best else {
                // No fractions keep the limits.
                return Settled::TooLittle;
            };
            self.along_inverse(basis, one, &mut by);
            let earned = match place {
                Some(k) => open.earned[k],
                None => -basis.price[one - columns],
            };
            let step = earned / by[at];
            for (earned, part) in open.earned.iter_mut().zip(&parts) {
                *earned -= step * part;
            }
            let (out, goes) = (basis.of[at], basis.goes[at]);
            if let Some(k) = place {
                open.columns.swap_remove(k);
                open.earned.swap_remove(k);
            }
            if (out as usize) < columns && !goes {
                open.columns.push(out);
                open.earned.push(-step);
            }
            let amount = basis.amount[at] / by[at];
            basis.pivot(at, one as u32, columns, &by, (earned, amount));
        }
        Settled::Unknown
    }

    /// How much of each open column comes to one along a row of the inverse.
    fn parts(&self, row: &[f64], open: &[u32], dense: &mut [f64], parts: &mut Vec<f64>) {
        let some = || row.iter().enumerate().filter(|one| *one.1 != 0.0);
        let of = |k: usize| self.of_row[k] as usize..self.of_row[k + 1] as usize;
        let by_rows: usize = some().map(|(k, _)| of(k).len()).sum();
        parts.clear();
        if open.len() * self.mean() < by_rows + self.worth.len() {
            parts.extend(open.iter().map(|&column| along(self.entries(column), row)));
            return;
        }
        dense.fill(0.0);
        for (k, &x) in some() {
            for &(column, takes) in &self.takers[of(k)] {
                dense[column as usize] += takes * x;
            }
        }
        parts.extend(open.iter().map(|&column| dense[column as usize]));
    }

    /// What one of a column, or of a slack, takes of each in the basis.
    fn along_inverse(&self, basis: &Basis, comes: usize, by: &mut Vec<f64>) {
        let size = basis.of.len();
        by.clear();
        let rows = basis.inverse.chunks_exact(size);
        match comes.checked_sub(self.worth.len()) {
            Some(slack) => by.extend(rows.map(|row| row[slack])),
            None => by.extend(rows.map(|row| along(self.entries(comes as u32), row))),
        }
    }

    /// The columns that there is some of, with their fractions.
    pub(crate) fn fractions(&self, basis: &Basis) -> Vec<(u32, f64)> {
        let each = basis.of.iter().zip(&basis.amount).zip(&basis.goes);
        each.filter(|((one, amount), goes)| {
            (**one as usize) < self.worth.len() && **amount > 1e-5 && !**goes
        })
        .map(|((&one, &amount), _)| (one, amount))
        .collect()
    }
}

/// The entries of columns, row by row.
fn by_row(begins: &[u32], entries: &[Entry], rows: usize) -> (Vec<u32>, Vec<(u32, f64)>) {
    let mut of_row = vec![0; rows + 1];
    for entry in entries {
        of_row[entry.row as usize + 1] += 1;
    }
    for row in 0..rows {
        of_row[row + 1] += of_row[row];
    }
    let mut next = of_row.clone();
    let mut takers = vec![(0, 0.0); entries.len()];
    for (column, range) in begins.windows(2).enumerate() {
        for entry in &entries[range[0] as usize..range[1] as usize] {
            let at = &mut next[entry.row as usize];
            takers[*at as usize] = (column as u32, entry.takes);
            *at += 1;
        }
    }
    (of_row, takers)
}

/// What entries come to along a row.
fn along(entries: &[Entry], row: &[f64]) -> f64 {
    let each = entries.iter();
    each.map(|entry| entry.takes * row[entry.row as usize])
        .sum()
}

impl Open {
    /// Keeps columns by a rule, which hears what they earn.
    fn retain(&mut self, stays: impl Fn(u32, f64) -> bool) {
        let mut kept = 0;
        for k in 0..self.columns.len() {
            if stays(self.columns[k], self.earned[k]) {
                self.columns[kept] = self.columns[k];
                self.earned[kept] = self.earned[k];
                kept += 1;
            }
        }
        self.columns.truncate(kept);
        self.earned.truncate(kept);
    }
}

impl Basis {
    /// What the fractions are worth, those taken aside; no choice is worth more.
    pub(crate) fn value(&self) -> f64 {
        let each = self.price.iter().zip(&self.limit);
        each.map(|(price, limit)| price * limit).sum()
    }

    /// What one more of each row would be worth.
    #[cfg(test)]
    pub(crate) fn prices(&self) -> &[f64] {
        &self.price
    }

    fn row(&self, at: usize) -> &[f64] {
        let size = self.of.len();
        &self.inverse[at * size..(at + 1) * size]
    }

    /// The slack whose row has the price furthest below zero, if it is below `-nothing`.
    fn dearest_slack(&self, nothing: f64, columns: usize) -> (f64, usize) {
        let mut best = (nothing, usize::MAX);
        for (row, (&price, &is_in)) in self.price.iter().zip(&self.slack).enumerate() {
            if !is_in && -price > best.0 {
                best = (-price, columns + row);
            }
        }
        best
    }

    /// The position that is used up first when something comes that takes so much of each.
    fn first_used_up(&self, by: &[f64]) -> Option<usize> {
        let mut first: Option<(f64, usize)> = None;
        for (at, (&by_at, &amount)) in by.iter().zip(&self.amount).enumerate() {
            if by_at <= PIVOT {
                continue;
            }
            let step = amount.max(0.0) / by_at;
            let is_first = first.is_none_or(|(least, other)| {
                step < least - SAME || step < least + SAME && by_at > by[other]
            });
            if is_first {
                first = Some((step, at));
            }
        }
        first.map(|(_, at)| at)
    }

    /// The position whose amount is furthest from where it may be: below zero, or above where
    /// it must go; and which way it moves.
    fn farthest_out(&self) -> Option<(usize, f64)> {
        let (mut worst, mut found) = (AMOUNT, None);
        for (at, (&amount, &goes)) in self.amount.iter().zip(&self.goes).enumerate() {
            if -amount > worst {
                (worst, found) = (-amount, Some((at, -1.0)));
            } else if goes && amount > worst {
                (worst, found) = (amount, Some((at, 1.0)));
            }
        }
        found
    }

    /// Puts something in the place of another: it takes so much of each (`by`), earns so much a
    /// piece, and there will be so much of it.
    fn pivot(
        &mut self,
        at: usize,
        comes: u32,
        columns: usize,
        by: &[f64],
        (earned, amount): (f64, f64),
    ) {
        let size = self.of.len();
        for (held, by) in self.amount.iter_mut().zip(by) {
            *held -= amount * by;
        }
        self.amount[at] = amount;
        let goes = self.of[at] as usize;
        self.of[at] = comes;
        self.goes[at] = false;
        if let Some(row) = goes.checked_sub(columns) {
            self.slack[row] = false;
        }
        if let Some(row) = (comes as usize).checked_sub(columns) {
            self.slack[row] = true;
        }
        let mut pivot = self.row(at).to_vec();
        pivot.iter_mut().for_each(|x| *x /= by[at]);
        // Inverses are mostly nothing at first.
        let some: Vec<(usize, f64)> = pivot
            .iter()
            .enumerate()
            .filter(|one| *one.1 != 0.0)
            .map(|(k, &x)| (k, x))
            .collect();
        for &(k, x) in &some {
            self.price[k] += earned * x;
        }
        for (other, row) in self.inverse.chunks_exact_mut(size).enumerate() {
            let by = by[other];
            if other == at || by == 0.0 {
                continue;
            }
            if some.len() * 3 < size {
                some.iter().for_each(|&(k, x)| row[k] -= by * x);
            } else {
                row.iter_mut()
                    .zip(&pivot)
                    .for_each(|(row, x)| *row -= by * x);
            }
        }
        self.inverse[at * size..(at + 1) * size].copy_from_slice(&pivot);
    }
}
