//! Prices of rows by Lagrangian relaxation: what a job, a person's hour or a budget is worth
//! to the routes that want it. They rank columns and bound what any choice can be worth.
//!
//! Subgradient steps (Held, Wolfe and Crowder 1974; the direction deflected as in Camerini,
//! Fratta and Maffioli 1975), a fixed number of them: no clock, and no simplex that may run on.

use super::rows::{Entry, Rows};

/// Prices, and what they make of the columns.
#[derive(Debug, Default)]
pub(crate) struct Prices {
    /// By row; zero or more.
    pub price: Vec<f64>,
    /// By column, what it is worth beyond the prices of what it takes.
    pub reduced: Vec<f64>,
    /// No choice of columns is worth more.
    pub bound: f64,
}

impl Rows {
    /// What a column is worth beyond the prices of what it takes.
    fn reduce(&self, c: usize, price: &[f64]) -> f64 {
        let taken = |e: &Entry| e.takes * price[e.row as usize];
        self.worth[c] - self.columns[c].iter().map(taken).sum::<f64>()
    }

    /// Prices after some steps from `price`, or from an even split of each column's worth.
    /// `known` is what a known choice is worth; columns that are in none worth more are
    /// dropped on the way, with a reduced worth of minus infinity.
    ///
    /// Cost: a step is linear in the entries of the columns that are left.
    pub(crate) fn prices(
        &self,
        price: Option<Vec<f64>>,
        known: f64,
        steps: u32,
        out_of_time: &dyn Fn() -> bool,
    ) -> Prices {
        let mut price = price.unwrap_or_else(|| self.split());
        price.resize(self.len(), 0.0);
        let mut left: Vec<u32> = (0..self.worth.len() as u32).collect();
        let mut best = Prices {
            bound: f64::INFINITY,
            ..Prices::default()
        };
        let mut reduced = vec![f64::NEG_INFINITY; self.worth.len()];
        let mut chosen: Vec<u32> = Vec::new();
        let (mut slack, mut way) = (vec![0.0; self.len()], vec![0.0; self.len()]);
        let (mut pace, mut stale) = (1.0, 0);
        for step in 0..=steps {
            for &c in &left {
                reduced[c as usize] = self.reduce(c as usize, &price);
            }
            let bound = self.bound(&price, &reduced, &left, &mut chosen);
            stale += 1;
            if bound < best.bound {
                stale = 0;
                best.bound = bound;
                best.price.clone_from(&price);
                best.reduced.clone_from(&reduced);
            } else if stale >= PATIENCE {
                (pace, stale) = (pace * 0.5, 0);
            }
            if best.bound <= known + TINY || out_of_time() {
                break;
            }
            if step % SWEEP == SWEEP - 1 {
                self.drop_hopeless(&mut best, known, &mut left);
                for (slot, known) in reduced.iter_mut().zip(&best.reduced) {
                    if *known == f64::NEG_INFINITY {
                        *slot = *known;
                    }
                }
                chosen.retain(|&c| reduced[c as usize] > 0.0);
            }
            slack.copy_from_slice(&self.limit);
            for entry in chosen.iter().flat_map(|&c| &self.columns[c as usize]) {
                slack[entry.row as usize] -= entry.takes;
            }
            // A row with room and no price stays so.
            for (s, p) in slack.iter_mut().zip(&price) {
                if *p == 0.0 && *s > 0.0 {
                    *s = 0.0;
                }
            }
            deflect(&slack, &mut way);
            let length: f64 = way.iter().map(|d| d * d).sum();
            if length == 0.0 {
                break;
            }
            let step = pace * (bound - known).max(TINY) / length;
            for (p, d) in price.iter_mut().zip(&way) {
                *p = (*p - step * d).max(0.0);
            }
        }
        self.drop_hopeless(&mut best, known, &mut left);
        let rest = self.bound(&best.price, &best.reduced, &left, &mut chosen);
        best.bound = best.bound.min(rest);
        best
    }

    /// What a choice with this column in it can be worth at most.
    pub(crate) fn most_with(&self, prices: &Prices, c: u32, last: &[f64]) -> f64 {
        let last = last[self.class[c as usize] as usize];
        prices.bound + (prices.reduced[c as usize] - last).min(0.0)
    }

    /// By class, the reduced worth that makes way when another column is taken: that of the
    /// last column that the bound takes, or nothing where a shift is left.
    pub(crate) fn last_taken(&self, prices: &Prices, left: &[u32]) -> Vec<f64> {
        let mut last = vec![0.0; self.shifts.len()];
        let mut paying: Vec<f64> = Vec::new();
        for range in left.chunk_by(|&a, &b| self.class[a as usize] == self.class[b as usize]) {
            let class = self.class[range[0] as usize] as usize;
            let most = self.shifts[class] as usize;
            paying.clear();
            let reduced = range.iter().map(|&c| prices.reduced[c as usize]);
            paying.extend(reduced.filter(|&r| r > 0.0));
            if paying.len() >= most {
                last[class] = *paying
                    .select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a))
                    .1;
            }
        }
        last
    }

    /// Drops columns that are in no choice worth more than `known`.
    fn drop_hopeless(&self, best: &mut Prices, known: f64, left: &mut Vec<u32>) {
        let last = self.last_taken(best, left);
        left.retain(|&c| {
            let stays = self.most_with(best, c, &last) > known + TINY;
            if !stays {
                best.reduced[c as usize] = f64::NEG_INFINITY;
            }
            stays
        });
    }

    /// The bound that prices give, and the columns that it takes; `left` is sorted by class.
    fn bound(&self, price: &[f64], reduced: &[f64], left: &[u32], chosen: &mut Vec<u32>) -> f64 {
        chosen.clear();
        let mut bound: f64 = price.iter().zip(&self.limit).map(|(p, l)| p * l).sum();
        for range in left.chunk_by(|&a, &b| self.class[a as usize] == self.class[b as usize]) {
            let begin = chosen.len();
            chosen.extend(range.iter().filter(|&&c| reduced[c as usize] > 0.0));
            let most = self.shifts[self.class[range[0] as usize] as usize] as usize;
            if chosen.len() - begin > most {
                let dear = |a: &u32, b: &u32| {
                    let (x, y) = (reduced[*a as usize], reduced[*b as usize]);
                    y.total_cmp(&x).then(a.cmp(b))
                };
                chosen[begin..].select_nth_unstable_by(most - 1, dear);
                chosen.truncate(begin + most);
            }
            let taken = chosen[begin..].iter().map(|&c| reduced[c as usize]);
            bound += taken.sum::<f64>();
        }
        bound
    }

    /// Prices to begin with: each column's worth, split evenly among its jobs.
    fn split(&self) -> Vec<f64> {
        let (mut price, mut count) = (vec![0.0; self.len()], vec![0.0; self.len()]);
        for (column, worth) in self.columns.iter().zip(&self.worth) {
            let jobs = column.iter().filter(|e| (e.row as usize) < self.jobs);
            let share = worth.max(0.0) / jobs.clone().count().max(1) as f64;
            for entry in jobs {
                price[entry.row as usize] += share;
                count[entry.row as usize] += 1.0;
            }
        }
        for (p, n) in price.iter_mut().zip(count) {
            *p /= f64::max(n, 1.0);
        }
        price
    }
}

/// Turns the way of the last step towards the new slack, without going back and forth.
fn deflect(slack: &[f64], way: &mut [f64]) {
    let dot: f64 = slack.iter().zip(way.iter()).map(|(a, b)| a * b).sum();
    let length: f64 = way.iter().map(|d| d * d).sum();
    let keep = if dot < 0.0 { -1.5 * dot / length } else { 0.0 };
    for (d, s) in way.iter_mut().zip(slack) {
        *d = s + keep * *d;
    }
}

/// Every so many steps hopeless columns are dropped.
const SWEEP: u32 = 15;
/// Steps without a better bound, after which they get shorter.
const PATIENCE: u32 = 8;
/// Less than any two plans differ by.
pub(crate) const TINY: f64 = 1e-10;
