//! Depth-first branch and bound over the columns, bounded by the prices of the root and by
//! how much work it may do. No clock, no tolerances of a solver, and no proof claimed.

use super::prices::{Prices, TINY};
use super::rows::Rows;

/// A set of small numbers.
type Bits = Vec<u64>;

fn set(bits: &mut [u64], k: usize) {
    bits[k / 64] |= 1 << (k % 64);
}

fn has(bits: &[u64], k: usize) -> bool {
    bits[k / 64] >> (k % 64) & 1 == 1
}

/// What a search came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effort {
    /// Columns looked at.
    pub work: u64,
    /// Columns that could still be in a better choice.
    pub open: usize,
    /// Nothing was cut short: no better choice of these columns is accepted.
    pub whole: bool,
}

/// A column among those that are left after the root.
struct Column {
    /// Position in the model.
    at: u32,
    class: usize,
    reduced: f64,
    jobs: Vec<u32>,
    /// Jobs as a set.
    covers: Bits,
    /// Columns it cannot be with, those for the same job among them.
    clashes: Bits,
    /// What it takes of rows that are no clashes.
    takes: Vec<(u32, f64)>,
}

/// Whether a choice is to be the new best; it may be asked about any choice that looks better.
pub(crate) type Accept<'f> = dyn FnMut(&[u32]) -> bool + 'f;

struct Search<'s, 'f> {
    rows: &'s Rows,
    price: &'s [f64],
    /// Jobs that have a price.
    priced: Bits,
    /// Room for counting, by job.
    count: Vec<u32>,
    columns: Vec<Column>,
    /// What the best choice is worth.
    best: f64,
    chosen: Vec<usize>,
    accept: &'s mut Accept<'f>,
    work: u64,
    most: u64,
    refused: u32,
    out_of_time: &'s dyn Fn() -> bool,
    stopped: bool,
}

/// Part of the tree.
#[derive(Clone)]
struct Node {
    /// Columns that may still be chosen, the dearest first.
    open: Vec<u32>,
    /// Jobs that are covered.
    covered: Bits,
    /// Shifts left by class.
    left: Vec<u32>,
    /// Room left in rows that are no clashes.
    room: Vec<f64>,
    /// Prices of all rows, and what the chosen are worth beyond them.
    bound: f64,
    /// What the chosen are worth.
    worth: f64,
}

/// Looks for choices of columns worth more than `known`.
///
/// Columns that the prices show to be in no better choice are left out; of the others at
/// most `widest` are looked at, and at most `most` columns over the whole tree.
pub(crate) fn search(
    rows: &Rows,
    prices: &Prices,
    known: f64,
    (widest, most): (usize, u64),
    out_of_time: &dyn Fn() -> bool,
    accept: &mut Accept<'_>,
) -> Effort {
    let (columns, open) = remaining(rows, prices, known, widest);
    let node = Node {
        open: (0..columns.len() as u32).collect(),
        covered: vec![0; rows.jobs.div_ceil(64)],
        left: rows.shifts.clone(),
        room: rows.limit[rows.clashes..].to_vec(),
        bound: prices
            .price
            .iter()
            .zip(&rows.limit)
            .map(|(p, l)| p * l)
            .sum(),
        worth: 0.0,
    };
    let whole = columns.len() == open;
    let mut priced = vec![0; rows.jobs.div_ceil(64)];
    (0..rows.jobs)
        .filter(|&j| prices.price[j] > 0.0)
        .for_each(|j| set(&mut priced, j));
    let mut search = Search {
        rows,
        price: &prices.price,
        priced,
        count: vec![0; rows.jobs],
        columns,
        best: known,
        chosen: Vec::new(),
        accept,
        work: 0,
        most,
        refused: 0,
        out_of_time,
        stopped: false,
    };
    search.visit(node);
    Effort {
        work: search.work,
        open,
        whole: whole && !search.stopped,
    }
}

/// The columns that may be in a choice worth more than `known`, the dearest first, and how
/// many there were before the widest limit.
fn remaining(rows: &Rows, prices: &Prices, known: f64, widest: usize) -> (Vec<Column>, usize) {
    let reduced = |c: u32| prices.reduced[c as usize];
    let dear = |a: &u32, b: &u32| reduced(*b).total_cmp(&reduced(*a)).then(a.cmp(b));
    let mut stays: Vec<u32> = (0..rows.worth.len() as u32)
        .filter(|&c| reduced(c).is_finite())
        .collect();
    let last = rows.last_taken(prices, &stays);
    let with = |c: u32| rows.most_with(prices, c, &last);
    stays.retain(|&c| with(c) > known + TINY);
    let open = stays.len();
    if open > widest {
        stays.sort_by(|&a, &b| with(b).total_cmp(&with(a)).then(a.cmp(&b)));
        stays.truncate(widest);
    }
    stays.sort_by(dear);
    let words = stays.len().div_ceil(64);
    let mut columns: Vec<Column> = stays
        .iter()
        .map(|&c| column(rows, prices, c, words))
        .collect();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); rows.clashes];
    for (k, &c) in stays.iter().enumerate() {
        for e in &rows.columns[c as usize] {
            if (e.row as usize) < rows.clashes {
                members[e.row as usize].push(k);
            }
        }
    }
    for list in members {
        let mut bits = vec![0; words];
        list.iter().for_each(|&k| set(&mut bits, k));
        for &k in &list {
            let mine = columns[k].clashes.iter_mut();
            mine.zip(&bits).for_each(|(a, b)| *a |= b);
        }
    }
    (columns, open)
}

fn column(rows: &Rows, prices: &Prices, c: u32, words: usize) -> Column {
    let mut covers = vec![0; rows.jobs.div_ceil(64)];
    let (mut jobs, mut takes) = (Vec::new(), Vec::new());
    for e in &rows.columns[c as usize] {
        let row = e.row as usize;
        if row < rows.jobs {
            set(&mut covers, row);
            jobs.push(e.row);
        } else if row >= rows.clashes {
            takes.push(((row - rows.clashes) as u32, e.takes));
        }
    }
    Column {
        at: c,
        class: rows.class[c as usize] as usize,
        reduced: prices.reduced[c as usize],
        jobs,
        covers,
        clashes: vec![0; words],
        takes,
    }
}

impl Search<'_, '_> {
    /// Searches a part of the tree: with each column for one job, then without that job.
    fn visit(&mut self, mut node: Node) {
        self.offer(&node);
        while !self.stopped && self.may_win(&node) {
            let Some(job) = self.branch(&node) else {
                return;
            };
            let (with, without): (Vec<u32>, Vec<u32>) = node
                .open
                .iter()
                .partition(|&&k| has(&self.columns[k as usize].covers, job));
            for k in with {
                let child = self.choose(&node, k as usize);
                self.chosen.push(k as usize);
                self.visit(child);
                self.chosen.pop();
                if self.stopped {
                    return;
                }
            }
            node.open = without;
        }
    }

    /// Offers the chosen columns when they are worth more than the best.
    fn offer(&mut self, node: &Node) {
        if node.worth <= self.best + TINY || node.room.iter().any(|&r| r < -1e-9) {
            return;
        }
        let list: Vec<u32> = self.chosen.iter().map(|&k| self.columns[k].at).collect();
        if (self.accept)(&list) {
            self.best = node.worth;
        } else {
            self.refused += 1;
            self.stopped |= self.refused >= REFUSED;
        }
    }

    /// Whether what is left could be worth more than the best.
    fn may_win(&mut self, node: &Node) -> bool {
        self.work += 1 + node.open.len() as u64;
        if self.work > self.most || (self.out_of_time)() {
            self.stopped = true;
            return false;
        }
        let mut bound = node.bound;
        let mut left = node.left.clone();
        let mut within = node.covered.clone();
        for &k in &node.open {
            let column = &self.columns[k as usize];
            if left[column.class] > 0 && column.reduced > 0.0 {
                left[column.class] -= 1;
                bound += column.reduced;
            }
            let all = within.iter_mut().zip(&column.covers);
            all.for_each(|(a, b)| *a |= b);
        }
        // A job that no column is left for cannot be worth its price.
        for (w, (bits, priced)) in within.iter().zip(&self.priced).enumerate() {
            let mut dead = priced & !bits;
            while dead != 0 {
                bound -= self.price[w * 64 + dead.trailing_zeros() as usize];
                dead &= dead - 1;
            }
        }
        bound > self.best + TINY && !node.open.is_empty()
    }

    /// The job to decide about: dear, and with few columns.
    fn branch(&mut self, node: &Node) -> Option<usize> {
        self.count.fill(0);
        for &k in &node.open {
            for &j in &self.columns[k as usize].jobs {
                self.count[j as usize] += 1;
            }
        }
        let score = |j: usize| (self.price[j] + TINY) / f64::from(self.count[j]);
        (0..self.rows.jobs)
            .filter(|&j| self.count[j] > 0)
            .max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)))
    }

    /// The part of the tree with a column chosen.
    fn choose(&self, node: &Node, k: usize) -> Node {
        let column = &self.columns[k];
        let mut child = Node {
            open: Vec::new(),
            covered: node.covered.clone(),
            left: node.left.clone(),
            room: node.room.clone(),
            bound: node.bound + column.reduced,
            worth: node.worth + self.rows.worth[column.at as usize],
        };
        for (a, b) in child.covered.iter_mut().zip(&column.covers) {
            *a |= b;
        }
        child.left[column.class] -= 1;
        for &(row, takes) in &column.takes {
            child.room[row as usize] -= takes;
        }
        let fits = |&&other: &&u32| {
            let o = &self.columns[other as usize];
            let positive = o.takes.iter().filter(|t| t.1 > 0.0);
            child.left[o.class] > 0
                && !has(&column.clashes, other as usize)
                && !self.must_wait(&child.room, positive)
        };
        child.open = node.open.iter().filter(fits).copied().collect();
        child
    }

    /// Whether a budget has no room for what a column takes. Rows with a limit of zero may
    /// get room from a column to come.
    fn must_wait<'t>(&self, room: &[f64], mut takes: impl Iterator<Item = &'t (u32, f64)>) -> bool {
        takes.any(|&(row, t)| {
            let row = row as usize;
            self.rows.limit[self.rows.clashes + row] > 0.0 && room[row] + 1e-9 < t
        })
    }
}

/// So many choices that looked better and were refused end the search.
const REFUSED: u32 = 64;
