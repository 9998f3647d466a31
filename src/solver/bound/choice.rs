//! A route that a better plan may have, once all of them are known.

use std::sync::Arc;

use super::Prices;
use super::taken::{Call, Taken};

/// A route that a plan may have.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What it earns short of the most of its class.
    pub short: i64,
    /// What no price changes.
    body: Arc<Body>,
}

#[derive(Clone, Debug)]
struct Body {
    class: usize,
    stops: Vec<Call>,
    worth: i64,
    rows: Vec<u32>,
    used: Vec<(usize, i64)>,
}

impl Choice {
    /// A route that earns so much beyond some prices; a route of its class earns `most` at most.
    pub(super) fn new(
        (class, most): (usize, i64),
        earned: i64,
        route: Taken,
        prices: &Prices,
    ) -> Self {
        let mut rows: Vec<u32> = route.jobs.iter().map(|&(job, _)| job).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut body = Body {
            class,
            stops: route.stops,
            worth: 0,
            rows,
            used: route.used,
        };
        body.worth = earned - body.earned(prices);
        Self {
            short: most - earned,
            body: Arc::new(body),
        }
    }

    /// Its class of shifts.
    pub(super) fn class(&self) -> usize {
        self.body.class
    }

    /// Its stops, in order.
    pub(super) fn stops(&self) -> &[Call] {
        &self.body.stops
    }

    /// What it comes to without any prices, scaled.
    pub(super) fn worth(&self) -> i64 {
        self.body.worth
    }

    /// What it takes one of, ascending: its jobs, and after them other rows.
    pub(super) fn rows(&self) -> &[u32] {
        &self.body.rows
    }

    /// So much of each budget that has a price, by position.
    pub(super) fn used(&self) -> &[(usize, i64)] {
        &self.body.used
    }

    /// What it earns beyond prices.
    pub(super) fn earned(&self, prices: &Prices) -> i64 {
        self.body.earned(prices)
    }

    /// Whether it does a job, or takes of another row.
    pub(super) fn does(&self, row: u32) -> bool {
        self.body.rows.binary_search(&row).is_ok()
    }

    /// Takes of one row more, whose number is beyond all so far.
    pub(super) fn take_row(&mut self, row: u32) {
        Arc::make_mut(&mut self.body).rows.push(row);
    }
}

impl Body {
    fn earned(&self, prices: &Prices) -> i64 {
        let rows = self.rows.iter().map(|&row| prices.job[row as usize]);
        let budgets = self.used.iter();
        let budgets = budgets.map(|&(budget, used)| used * prices.budget[budget]);
        self.worth - rows.sum::<i64>() - budgets.sum::<i64>()
    }
}
