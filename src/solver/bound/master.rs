//! Prices that are best for the routes known so far: the restricted master, by its dual.
//!
//! A column is a route, or what a relaxation takes for one: its reward, its jobs, and its share
//! of each budget. For any prices the master comes to the prices times what there is, and for
//! each class of shifts the most that one of its columns earns beyond them. From the prices
//! that gave the best bound (the centre) it is bettered by some deflected subgradient steps with
//! Polyak's length. That they are few is what keeps new prices near the centre, where the
//! columns tell the truth; an exact optimum of the columns alone swings far out.

use rayon::prelude::*;

use super::choice::Choice;
use super::layout::Layout;
use super::taken::{PARTS, Taken};
use super::uses::is_sum;
use super::{Prices, is_priced, opening};
use crate::solver::instance::Instance;
use crate::solver::seen::{Seen, SeenRoute};

/// No price, and no price times its limit, is larger: sums stay in 64 bits.
const LARGEST: f64 = (1_u64 << 50) as f64;
/// A limit below this counts as this much where prices are kept small.
const SMALL_LIMIT: f64 = (1_u64 << 22) as f64;
/// Steps without a better value after which they become shorter, and by how much.
const PATIENCE: u32 = 8;
const SHORTER: f64 = 0.6;
/// The weight of the newest direction among those before, by how often the steps led nowhere:
/// another one each time, so that they do not run in the same circle.
const NEWEST: [f64; 4] = [1.0, 0.3, 0.15, 0.6];
/// How much bolder the next prices are after better ones, and shyer after others; and the least.
const BOLDER: f64 = 1.6;
const LEAST_BOLD: f64 = 0.1;
/// How bold the first new prices are, and those of a walk: the columns that were seen tell
/// little of what was not.
const FIRST_BOLD: f64 = 0.3;
/// So often the number of steps is doubled at most, and so often they may lead nowhere on end.
const MOST_DOUBLED: u32 = 3;
const MOST_STUCK: u32 = 8;
/// Less than any two values differ by.
const TINY: f64 = 1e-9;
/// Columns that earned most in none of so many rounds are dropped.
const IDLE: u32 = 25;
/// Under other limits those that earned most in one of so many rounds go on.
const STILL_NEW: u32 = 8;

/// A column.
#[derive(Clone, Debug)]
struct Column {
    /// Its reward, less what its drive costs by itself.
    worth: f64,
    drive: f64,
    /// Rows, and what it takes of them.
    takes: Vec<(u32, f32)>,
    /// Rounds since it earned most.
    idle: u32,
    /// Steps of the last round by whose prices it earned most.
    picked: u32,
}

/// A column that steps picked.
#[derive(Clone, Debug)]
pub(super) struct Picked {
    pub class: usize,
    /// The rows that it takes of, budgets among them.
    pub rows: Vec<u32>,
    /// How many of it the steps picked on average.
    pub share: f64,
}

impl Column {
    /// What it earns beyond the prices.
    fn by(&self, price: &[f64]) -> f64 {
        let takes = self.takes.iter();
        let paid = takes.map(|&(row, takes)| f64::from(takes) * price[row as usize]);
        self.worth - paid.sum::<f64>()
    }
}

/// The columns of a class, and how many shifts it has.
#[derive(Clone, Debug)]
struct Class {
    shifts: f64,
    columns: Vec<Column>,
}

impl Class {
    /// The column that earns most, if one earns anything.
    fn best(&self, price: &[f64]) -> (f64, Option<usize>) {
        let mut best = (0.0, None);
        for (k, column) in self.columns.iter().enumerate() {
            let value = column.by(price);
            if value > best.0 {
                best = (value, Some(k));
            }
        }
        best
    }
}

/// The master, with the prices of its rows: jobs, then budgets. Prices are in rewards; a
/// budget's row is scaled so that its price is of the size of the jobs'.
#[derive(Clone)]
pub(super) struct Master<'a> {
    inst: &'a Instance<'a>,
    /// By class.
    layouts: &'a [Layout],
    /// By budget, its limit.
    limits: Vec<i64>,
    jobs: usize,
    /// What there is of each row.
    there: Vec<f64>,
    least: Vec<f64>,
    classes: Vec<Class>,
    /// No value is below it.
    target: f64,
    /// What a driving tick costs by itself.
    tick: f64,
    centre: Vec<f64>,
    now: Vec<f64>,
    /// What the columns come to by the prices.
    pub value: f64,
    /// Steps of the last round.
    looks: u32,
    /// How often on end the steps led nowhere.
    stuck: u32,
    /// How far the next prices go from the centre to the best for the columns (Wentges 1997).
    boldness: f64,
}

impl<'a> Master<'a> {
    /// Of routes that were seen, with the opening prices.
    /// Required jobs may have prices below zero where all must be placed.
    pub(super) fn new(
        (inst, layouts): (&'a Instance<'a>, &'a [Layout]),
        limits: &[i64],
        (target, all_placed): (f64, bool),
        seen: &Seen,
    ) -> Self {
        let p = inst.p;
        let budgets = p.budgets.len();
        let mut there = vec![1.0; p.jobs.len()];
        there.extend(vec![(p.jobs.len().max(1) as f64).sqrt(); budgets]);
        let classes = inst.classes.shifts.iter().map(|list| Class {
            shifts: list.len() as f64,
            columns: Vec::new(),
        });
        let mut master = Self {
            inst,
            layouts,
            limits: limits.to_vec(),
            jobs: p.jobs.len(),
            there,
            least: leasts(inst, all_placed),
            classes: classes.collect(),
            target,
            tick: 0.0,
            centre: Vec::new(),
            now: Vec::new(),
            value: target,
            looks: 0,
            stuck: 0,
            boldness: FIRST_BOLD,
        };
        for route in &seen.0 {
            master.add_seen(route);
        }
        master.now = opening::prices(inst);
        master.now.resize(master.least.len(), 0.0);
        master.centre.clone_from(&master.now);
        master
    }

    /// Of routes that are all there is, begun from prices of the rows that they take of. Nothing
    /// required is missed.
    pub(super) fn of_choices(
        inst: &'a Instance<'a>,
        limits: &[i64],
        target: f64,
        prices: &Prices,
        choices: &[Choice],
    ) -> Self {
        let unit = f64::from(1_u32 << prices.bits);
        let rows = prices.job.len();
        let mut master = Self::new((inst, &[]), limits, (target, true), &Seen::default());
        let more = rows - master.jobs;
        let at = master.jobs;
        master.there.splice(at..at, vec![1.0; more]);
        master.least.splice(at..at, vec![0.0; more]);
        master.jobs = rows;
        for choice in choices {
            let mut column = Column {
                worth: choice.worth() as f64 / unit,
                drive: 0.0,
                takes: choice.rows().iter().map(|&row| (row, 1.0)).collect(),
                idle: 0,
                picked: 0,
            };
            // Of orders that differ in paid time or money alone not all are known, so those limits
            // are let go.
            for &(budget, used) in choice.used() {
                if is_sum(inst.p.budgets[budget].measure) {
                    master.take(&mut column, budget, used);
                }
            }
            master.classes[choice.class()].columns.push(column);
        }
        let limits = limits.iter().zip(&master.there[rows..]);
        let budgets = prices.budget.iter().zip(limits);
        let budgets = budgets
            .map(|(&price, (&limit, there))| price as f64 / unit * limit.max(1) as f64 / there);
        let jobs = prices.job.iter().map(|&price| price as f64 / unit);
        master.now = jobs.chain(budgets).collect();
        master.centre.clone_from(&master.now);
        master.boldness = 1.0;
        master
    }

    /// What the steps of the last round picked.
    pub(super) fn picked(&self) -> Vec<Picked> {
        let mut all = Vec::new();
        for (ix, class) in self.classes.iter().enumerate() {
            for column in class.columns.iter().filter(|column| column.picked > 0) {
                all.push(Picked {
                    class: ix,
                    rows: column.takes.iter().map(|&(row, _)| row).collect(),
                    share: class.shifts * f64::from(column.picked) / f64::from(self.looks),
                });
            }
        }
        all
    }

    /// Takes other limits, with another known reward: the same routes, begun from prices that
    /// are given as [`Self::by_unit`] gives them, and what was seen under these limits.
    pub(super) fn turn_to(
        &mut self,
        limits: &[i64],
        (target, all_placed): (f64, bool),
        by_unit: &[f64],
        seen: &Seen,
    ) {
        let scale = |(&old, &new): (&i64, &i64)| old.max(1) as f64 / new.max(1) as f64;
        let scales: Vec<f64> = self.limits.iter().zip(limits).map(scale).collect();
        for class in &mut self.classes {
            class.columns.retain(|column| column.idle <= STILL_NEW);
            let takes = class
                .columns
                .iter_mut()
                .flat_map(|column| &mut column.takes);
            for (row, takes) in takes {
                if let Some(budget) = (*row as usize).checked_sub(self.jobs) {
                    *takes = (f64::from(*takes) * scales[budget]) as f32;
                }
            }
        }
        self.limits = limits.to_vec();
        self.least = leasts(self.inst, all_placed);
        (self.target, self.value) = (target, target);
        (self.stuck, self.boldness) = (0, 1.0);
        for route in &seen.0 {
            self.add_seen(route);
        }
        let (jobs, budgets) = by_unit.split_at(self.jobs);
        let budgets = budgets
            .iter()
            .zip(&self.limits)
            .zip(&self.there[self.jobs..]);
        let budgets = budgets.map(|((price, &limit), there)| price * limit.max(1) as f64 / there);
        let prices = jobs.iter().copied().chain(budgets).zip(&self.least);
        self.now = prices.map(|(price, least)| price.max(*least)).collect();
        self.centre.clone_from(&self.now);
    }

    /// The prices as they are, of jobs and of a unit of each budget.
    pub(super) fn by_unit(&self) -> Vec<f64> {
        let mut prices = self.now.clone();
        for ((price, &limit), there) in prices[self.jobs..]
            .iter_mut()
            .zip(&self.limits)
            .zip(&self.there[self.jobs..])
        {
            *price *= there / limit.max(1) as f64;
        }
        prices
    }

    fn add_seen(&mut self, route: &SeenRoute) {
        let (inst, p) = (self.inst, self.inst.p);
        let jobs = route.jobs.iter();
        let mut column = Column {
            worth: jobs
                .clone()
                .map(|&j| p.jobs[j as usize].reward as f64)
                .sum(),
            drive: route.tot.drive as f64,
            takes: jobs.clone().map(|&j| (j, 1.0)).collect(),
            idle: 0,
            picked: 0,
        };
        for &(budget, uses) in &self.layouts[route.class as usize].budgets {
            self.take(&mut column, budget, uses.of_seen(inst, route));
        }
        self.classes[route.class as usize].columns.push(column);
    }

    /// Takes the routes that pricing found, by class.
    pub(super) fn add_all(&mut self, found: &[Vec<Taken>]) {
        for (class, routes) in found.iter().enumerate() {
            for route in routes {
                self.add(class, route);
            }
        }
    }

    fn add(&mut self, class: usize, route: &Taken) {
        let mut column = Column {
            worth: -self.tick * route.drive as f64,
            drive: route.drive as f64,
            takes: Vec::new(),
            idle: 0,
            picked: 0,
        };
        let mut jobs = route.jobs.clone();
        jobs.sort_unstable();
        for (job, parts) in jobs {
            let part = f64::from(parts) / f64::from(PARTS);
            column.worth += self.inst.p.jobs[job as usize].reward as f64 * part;
            match column.takes.last_mut() {
                Some(last) if last.0 == job => last.1 += part as f32,
                _ => column.takes.push((job, part as f32)),
            }
        }
        for &(budget, used) in &route.used {
            self.take(&mut column, budget, used);
        }
        if !column.takes.is_empty() {
            self.classes[class].columns.push(column);
        }
    }

    /// Lets a column take so much of a budget.
    fn take(&self, column: &mut Column, budget: usize, used: i64) {
        let row = self.jobs + budget;
        let limit = self.limits[budget].max(1) as f64;
        if used > 0 {
            let share = used as f64 / limit * self.there[row];
            column.takes.push((row as u32, share as f32));
        }
    }

    /// The prices in whole numbers, scaled by two to the power of `bits`.
    pub(super) fn prices(&self, bits: u32) -> Prices {
        let unit = f64::from(1_u32 << bits);
        let (jobs, budgets) = self.now.split_at(self.jobs);
        let whole = |(price, &least): (&f64, &f64)| (price * unit).round().clamp(least, LARGEST);
        let of_budget = |(b, price): (usize, &f64)| {
            let budget = &self.inst.p.budgets[b];
            let limit = self.limits[b].max(1) as f64;
            let most = LARGEST / limit.max(SMALL_LIMIT);
            let price = price * self.there[self.jobs + b] / limit * unit;
            // Rounded down, so that none is beyond its most.
            if is_priced(self.inst.p, budget) {
                price.clamp(0.0, most) as i64
            } else {
                0
            }
        };
        Prices {
            bits,
            tick: (self.tick * unit).round() as i64,
            job: jobs
                .iter()
                .zip(&self.least)
                .map(|pair| whole(pair) as i64)
                .collect(),
            budget: budgets.iter().enumerate().map(of_budget).collect(),
        }
    }

    /// Whether the prices are as good as the columns let them be, as far as steps can tell.
    pub(super) fn is_done(&self) -> bool {
        self.stuck > MOST_STUCK
    }

    /// Whether steps in each of several ways led nowhere.
    pub(super) fn is_dull(&self) -> bool {
        self.stuck as usize >= NEWEST.len()
    }

    /// What the best column of each class earns by the prices.
    pub(super) fn floors(&self) -> Vec<f64> {
        let classes = self.classes.iter();
        classes.map(|class| class.best(&self.now).0).collect()
    }

    /// Goes on from the prices as they are, which gave a better bound, and more boldly.
    pub(super) fn keep(&mut self) {
        self.centre.clone_from(&self.now);
        self.boldness = (self.boldness * BOLDER).min(1.0);
    }

    /// Goes on from the prices as they are, whatever they gave, with a short step.
    pub(super) fn walk(&mut self) {
        self.centre.clone_from(&self.now);
        self.boldness = FIRST_BOLD;
    }

    /// Stays nearer to the centre: the last prices gave no better bound.
    pub(super) fn hold_back(&mut self) {
        self.boldness = (self.boldness / BOLDER).max(LEAST_BOLD);
    }

    /// Goes back to the prices that gave the best bound, to go on with finer rounds.
    pub(super) fn go_back(&mut self) {
        self.now.clone_from(&self.centre);
        self.value = self.target;
    }

    /// From now on a driving tick costs so much by itself, and no value is below `target`.
    /// It goes on from the best prices so far.
    pub(super) fn weigh_drive(&mut self, tick: f64, target: f64) {
        for column in self.classes.iter_mut().flat_map(|class| &mut class.columns) {
            column.worth += (self.tick - tick) * column.drive;
        }
        (self.tick, self.target, self.value) = (tick, target, target);
        (self.stuck, self.boldness) = (0, 1.0);
        self.now.clone_from(&self.centre);
    }

    /// Betters the prices by at most so many steps from the centre; false when nothing better
    /// was found. Then the next time takes more steps, and turns another way.
    ///
    /// Cost: a step is linear in the entries of all columns.
    pub(super) fn improve(&mut self, steps: u32) -> bool {
        let columns = self.classes.iter_mut().flat_map(|class| &mut class.columns);
        columns.for_each(|column| column.picked = 0);
        self.looks = 0;
        let mut price = self.centre.clone();
        let mut best: Option<(f64, Vec<f64>)> = None;
        let mut first = f64::INFINITY;
        let mut way = vec![0.0; price.len()];
        let (mut pace, mut stale) = (1.0, 0);
        let newest = NEWEST[self.stuck as usize % NEWEST.len()];
        let steps = steps << self.stuck.min(MOST_DOUBLED);
        for step in 0..=steps {
            let (value, mut left) = self.look(&price);
            if step == 0 {
                first = value;
            }
            let least = best
                .as_ref()
                .map_or(first - TINY * first.abs(), |best| best.0);
            stale += 1;
            if value < least {
                stale = 0;
                best = Some((value, price.clone()));
            } else if stale >= PATIENCE {
                (pace, stale) = (pace * SHORTER, 0);
                price.clone_from(best.as_ref().map_or(&self.centre, |best| &best.1));
                way.fill(0.0);
                continue;
            }
            if value <= self.target {
                break;
            }
            // A price at its least is not pushed below it.
            for ((left, price), least) in left.iter_mut().zip(&price).zip(&self.least) {
                if price <= least && *left > 0.0 {
                    *left = 0.0;
                }
            }
            let length = turn(&left, &mut way, newest);
            if length == 0.0 {
                break;
            }
            let step = pace * (value - self.target).max(TINY) / length;
            for ((price, way), least) in price.iter_mut().zip(&way).zip(&self.least) {
                *price = (*price - step * way).max(*least);
            }
        }
        for class in &mut self.classes {
            for column in &mut class.columns {
                column.idle += 1;
            }
            class.columns.retain(|column| column.idle <= IDLE);
        }
        let is_better = best.is_some();
        self.stuck = if is_better { 0 } else { self.stuck + 1 };
        let (value, best) = best.unwrap_or_else(|| (first, self.centre.clone()));
        self.value = value;
        let between = |(&from, to): (&f64, f64)| from + self.boldness * (to - from);
        self.now = self.centre.iter().zip(best).map(between).collect();
        is_better
    }

    /// What the columns come to by some prices, and what they leave of each row.
    fn look(&mut self, price: &[f64]) -> (f64, Vec<f64>) {
        self.looks += 1;
        let all = price.iter().zip(&self.there);
        let mut value: f64 = all.map(|(price, there)| price * there).sum();
        let mut left = self.there.clone();
        let best: Vec<_> = self
            .classes
            .par_iter()
            .map(|class| class.best(price))
            .collect();
        for (class, (earned, best)) in self.classes.iter_mut().zip(best) {
            value += class.shifts * earned;
            if let Some(best) = best {
                let column = &mut class.columns[best];
                column.idle = 0;
                column.picked += 1;
                for &(row, takes) in &column.takes {
                    left[row as usize] -= f64::from(takes) * class.shifts;
                }
            }
        }
        (value, left)
    }
}

/// The least price of each row, jobs and then budgets.
fn leasts(inst: &Instance<'_>, all_placed: bool) -> Vec<f64> {
    let least = |required: bool| {
        if required && all_placed {
            -LARGEST
        } else {
            0.0
        }
    };
    let jobs = inst.p.jobs.iter().map(|job| least(job.required));
    jobs.chain(vec![0.0; inst.p.budgets.len()]).collect()
}

/// Turns the way of the last step towards what is left: with a weight of the newest of 1
/// without going back and forth (Camerini, Fratta and Maffioli 1975), with less as their mean.
/// Gives the square of its length.
fn turn(left: &[f64], way: &mut [f64], newest: f64) -> f64 {
    let dot: f64 = left.iter().zip(way.iter()).map(|(a, b)| a * b).sum();
    let square = |way: &[f64]| way.iter().map(|d| d * d).sum::<f64>();
    let keep = match dot {
        _ if newest < 1.0 => 1.0 - newest,
        _ if dot < 0.0 => -1.5 * dot / square(way),
        _ => 0.0,
    };
    for (d, left) in way.iter_mut().zip(left) {
        *d = newest * left + keep * *d;
    }
    square(way)
}
