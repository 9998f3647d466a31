//! The routes that are left to an exact finish, and prices bettered over them.
//!
//! Once every route is known that a better plan may have, none of them does a job twice, and rows
//! can be had for nothing that are dear where routes are still looked for: of the routes that do
//! two or more of three jobs a plan has one at most (subset rows; Jepsen, Petersen, Spoorendonk
//! and Pisinger 2008). With prices for these rows as well all comes to less, and fewer routes are
//! left (Contardo and Martinelli 2014).

use super::choice::Choice;
use super::master::{Master, Picked};
use super::{Prices, cut};
use crate::solver::instance::Instance;

/// Rounds of new rows at most, and so many on end that gain little; steps of the prices at once.
const ROUNDS: usize = 12;
const DULL: u32 = 3;
const STEPS: u32 = 150;
/// So often prices are bettered on end at most.
const BETTERED: usize = 6;
/// So many rows of three jobs come in a round at most, and a job is in so many of them.
const ROWS: usize = 40;
const OF_JOB: u32 = 6;
/// A row comes in where routes exceed it by so much, in what the steps picked.
const EXCEEDED: f64 = 0.05;
/// Little is less than this part of the room.
const LITTLE: f64 = 0.02;
/// So few routes need no better prices.
const FEW: usize = 300;

/// The routes that are left, and what prices prove of them.
#[derive(Clone)]
pub(super) struct Left<'a> {
    pub inst: &'a Instance<'a>,
    /// By budget, its limit.
    pub limits: &'a [i64],
    /// Of jobs, and after them of the rows of three.
    pub prices: Prices,
    /// By class, the most that a route earns beyond the prices.
    pub most: Vec<i64>,
    /// No plan of the routes comes to more, scaled.
    pub value: i128,
    pub choices: Vec<Choice>,
}

impl Left<'_> {
    /// Betters the prices with rows of three jobs, and drops the routes that no plan has which
    /// comes to `least`, scaled; gives what the last steps picked.
    ///
    /// Cost: steps, each linear in the stops of all routes; rows, cubic in jobs.
    pub(super) fn tighten(&mut self, least: i128, is_late: &dyn Fn() -> bool) -> Vec<Picked> {
        let (mut round, mut dull) = (0, 0);
        loop {
            round += 1;
            let room = self.value - least;
            let picked = self.better(least, is_late);
            if self.value < least || self.choices.len() <= FEW || is_late() || round == ROUNDS {
                return picked;
            }
            let gained = room - (self.value - least);
            dull = match (gained as f64) < LITTLE * room as f64 {
                true => dull + 1,
                false => 0,
            };
            if dull == DULL || !self.add_rows(&picked) {
                return picked;
            }
        }
    }

    /// Betters the prices of all rows, and drops the routes that no plan has which comes to
    /// `least`; gives what the steps picked.
    pub(super) fn better(&mut self, least: i128, is_late: &dyn Fn() -> bool) -> Vec<Picked> {
        let unit = f64::from(1_u32 << self.prices.bits);
        let target = least as f64 / unit;
        let mut master =
            Master::of_choices(self.inst, self.limits, target, &self.prices, &self.choices);
        for _ in 0..BETTERED {
            let mut is_better = master.improve(STEPS);
            while !is_better && !master.is_dull() && !is_late() {
                is_better = master.improve(STEPS);
            }
            let prices = Prices {
                tick: self.prices.tick,
                ..master.prices(self.prices.bits)
            };
            self.take(prices);
            if !is_better || self.value < least || is_late() {
                break;
            }
            master.keep();
        }
        let room = self.value - least;
        self.choices.retain(|one| i128::from(one.short) <= room);
        master.picked()
    }

    /// Takes prices if they prove more.
    fn take(&mut self, prices: Prices) {
        let mut most = vec![0_i64; self.most.len()];
        let earned: Vec<i64> = self.choices.iter().map(|one| one.earned(&prices)).collect();
        for (choice, &earned) in self.choices.iter().zip(&earned) {
            let most = &mut most[choice.class()];
            *most = (*most).max(earned);
        }
        let rows: i128 = prices.job.iter().map(|&price| i128::from(price)).sum();
        let classes = most.iter().zip(&self.inst.classes.shifts);
        let classes = classes.map(|(&most, shifts)| i128::from(most) * shifts.len() as i128);
        let value = rows + cut::paid(self.limits, &prices.budget) + classes.sum::<i128>();
        if value >= self.value {
            return;
        }
        for (choice, earned) in self.choices.iter_mut().zip(earned) {
            choice.short = most[choice.class()] - earned;
        }
        (self.value, self.most, self.prices) = (value, most, prices);
    }

    /// Adds rows of three jobs that what was picked exceeds most; false where there are none.
    fn add_rows(&mut self, picked: &[Picked]) -> bool {
        let triples = exceeded(picked, self.inst.p.jobs.len());
        for triple in &triples {
            let row = self.prices.job.len() as u32;
            for choice in &mut self.choices {
                if triple.iter().filter(|&&job| choice.does(job)).count() > 1 {
                    choice.take_row(row);
                }
            }
            self.prices.job.push(0);
        }
        !triples.is_empty()
    }
}

/// Triples of jobs of which what was picked has routes that do two or more, more than one in all;
/// the most exceeded first.
fn exceeded(picked: &[Picked], jobs: usize) -> Vec<[u32; 3]> {
    let at = |a: u32, b: u32| a as usize * jobs + b as usize;
    let mut both = vec![0.0_f64; jobs * jobs];
    let is_job = |row: &&u32| (**row as usize) < jobs;
    let routes: Vec<(Vec<u32>, f64)> = picked
        .iter()
        .map(|one| (one.rows.iter().filter(is_job).copied().collect(), one.share))
        .collect();
    for (route, share) in &routes {
        for (k, &a) in route.iter().enumerate() {
            for &b in &route[k + 1..] {
                both[at(a, b)] += share;
            }
        }
    }
    let do_all = |triple: &[u32; 3]| -> f64 {
        let does = |route: &[u32]| triple.iter().all(|job| route.binary_search(job).is_ok());
        let all = routes.iter().filter(|(route, _)| does(route));
        all.map(|(_, share)| share).sum()
    };
    let jobs = jobs as u32;
    let mut found: Vec<(f64, [u32; 3])> = Vec::new();
    for (a, b) in (0..jobs).flat_map(|a| (a + 1..jobs).map(move |b| (a, b))) {
        for c in b + 1..jobs {
            let pairs = both[at(a, b)] + both[at(a, c)] + both[at(b, c)];
            // A route that does all three is among the pairs three times.
            if pairs > 1.0 + EXCEEDED {
                let over = pairs - 2.0 * do_all(&[a, b, c]) - 1.0;
                found.extend((over > EXCEEDED).then_some((over, [a, b, c])));
            }
        }
    }
    found.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    let mut often = vec![0; jobs as usize];
    let mut taken = Vec::new();
    for (_, triple) in found {
        if taken.len() < ROWS && triple.iter().all(|&job| often[job as usize] < OF_JOB) {
            triple.iter().for_each(|&job| often[job as usize] += 1);
            taken.push(triple);
        }
    }
    taken
}
