//! Branch and bound over the columns, depth first: a column is taken, then it is not, and each
//! part of the tree is bounded by its own relaxation. Bounded by how much work it may do, and no
//! proof claimed.

use super::rows::Rows;
use super::simplex::{Basis, Open, Relaxation, Settled, Work};

/// Less than any two plans differ by.
pub(crate) const TINY: f64 = 1e-10;
/// So much of a column is all of it.
const ALL: f64 = 0.999;
/// So many choices that looked better and were refused end the search.
const REFUSED: u32 = 64;
/// Of more rows there is no relaxation: the inverse of a basis would be too large.
const ROWS: usize = 1500;

/// Whether a choice is to be the new best; it may be asked about any choice that looks better.
pub(crate) type Accept<'f> = dyn FnMut(&[u32]) -> bool + 'f;

struct Search<'s, 'f> {
    rows: &'s Rows,
    relaxation: &'s Relaxation,
    /// What the best choice is worth, and by how much a better one must be worth more.
    best: f64,
    more: f64,
    taken: Vec<u32>,
    accept: &'s mut Accept<'f>,
    refused: u32,
    work: Work<'s>,
    stopped: bool,
    /// Some part was not looked through.
    cut_short: bool,
}

/// Looks for choices of columns worth more than `known`: first for those worth more by half a
/// `step`, which are fewer, then for all. False when it was cut short; else no better choice of
/// these columns is accepted, as far as floating point can tell.
pub(crate) fn search(
    rows: &Rows,
    (known, step): (f64, f64),
    work: Work<'_>,
    accept: &mut Accept<'_>,
) -> bool {
    if rows.len() + rows.shifts.len() > ROWS {
        return false;
    }
    let relaxation = Relaxation::new(rows, step);
    let mut basis = relaxation.nothing();
    let mut search = Search {
        rows,
        relaxation: &relaxation,
        best: known,
        more: step / 2.0,
        taken: Vec::new(),
        accept,
        refused: 0,
        work,
        stopped: false,
        cut_short: false,
    };
    if !relaxation.climb(&mut basis, &mut search.work) {
        return false;
    }
    for more in [step / 2.0, TINY] {
        if search.stopped {
            break;
        }
        search.more = more;
        let room = basis.value() - search.least();
        let open = relaxation.open(&basis, room);
        search.visit(basis.clone(), open, 0.0);
    }
    !(search.stopped || search.cut_short)
}

impl Search<'_, '_> {
    /// A choice must be worth more than this.
    fn least(&self) -> f64 {
        self.best + self.more
    }

    /// Searches a part of the tree; what is taken is worth so much.
    fn visit(&mut self, mut basis: Basis, mut open: Open, worth: f64) {
        while !self.stopped && basis.value() + worth > self.least() {
            let fractions = self.relaxation.fractions(&basis);
            let is_whole = fractions.iter().all(|one| one.1 > ALL);
            if is_whole {
                self.offer(&fractions);
            }
            let Some(&(column, _)) = fractions.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else {
                return;
            };
            if !is_whole {
                let (mut with, mut left) = (basis.clone(), open.clone());
                self.relaxation.take(&mut with, &mut left, column);
                let worth = worth + self.rows.worth[column as usize];
                if self.settle(&mut with, &mut left, worth) {
                    self.taken.push(column);
                    self.visit(with, left, worth);
                    self.taken.pop();
                }
            }
            self.relaxation.bar(&mut basis, column);
            if self.stopped || !self.settle(&mut basis, &mut open, worth) {
                return;
            }
        }
    }

    /// The best fractions of a part of the tree; false where they are worth too little.
    fn settle(&mut self, basis: &mut Basis, open: &mut Open, worth: f64) -> bool {
        let least = self.least() - worth;
        let settled = self.relaxation.settle(basis, open, least, &mut self.work);
        self.cut_short |= settled == Settled::Unknown;
        self.stopped |= self.cut_short && self.work.is_over();
        settled == Settled::Best
    }

    /// Offers what is taken with more columns when it is worth more than the best.
    fn offer(&mut self, more: &[(u32, f64)]) {
        let mut list = self.taken.clone();
        list.extend(more.iter().map(|one| one.0));
        let worth: f64 = list.iter().map(|&c| self.rows.worth[c as usize]).sum();
        if worth <= self.best + TINY {
            return;
        }
        if (self.accept)(&list) {
            self.best = worth;
        } else {
            self.refused += 1;
            self.stopped |= self.refused >= REFUSED;
        }
    }
}
