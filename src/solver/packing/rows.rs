//! The set-packing model: columns are routes, rows are what they cannot share.
//!
//! A row holds `sum of entries <= limit`. There is a row for each job, for each tick at
//! which a person or a companion begins to be busy, for groups, for the order of two
//! committed starts, and for each budget that is a sum over routes. Classes of shifts are no
//! rows: prices and branching handle them as such. What has no row (overtime, drives of
//! companions, who is present) is checked when a choice of routes is put together.

use std::collections::BTreeMap;

use super::super::instance::Instance;
use super::super::model::{Group, Level, Measure, Tick};
use super::super::pool::Kept;
use super::super::route::FREE;
use super::super::solution::Measures;
use super::super::state::of;

/// A column's entry in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The row.
    pub row: u32,
    /// What the column takes of it; 1, but for budgets and for what follows another job.
    pub takes: f64,
}

/// The model.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// By row, its limit; rows of jobs come first.
    pub limit: Vec<f64>,
    /// By column, its entries, rows ascending.
    pub columns: Vec<Vec<Entry>>,
    /// By column, what it is worth.
    pub worth: Vec<f64>,
    /// By column, its class.
    pub class: Vec<u32>,
    /// By class, how many shifts it has.
    pub shifts: Vec<u32>,
}

/// Rows under way: by what they say, the columns and what they take.
type Named = BTreeMap<(u8, u32, i64), Vec<(u32, f64)>>;

impl Rows {
    /// The model of some routes, with a limit on how many there are where fewer shifts come
    /// first.
    pub(crate) fn new(inst: &Instance<'_>, routes: &[&Kept], value: &Value) -> Self {
        let mut rows = Rows {
            limit: vec![1.0; inst.p.jobs.len()],
            columns: vec![Vec::new(); routes.len()],
            worth: routes.iter().map(|r| value.of(&r.sum)).collect(),
            class: routes.iter().map(|r| r.class).collect(),
            shifts: inst.classes.shifts.iter().map(|l| l.len() as u32).collect(),
        };
        for (c, route) in routes.iter().enumerate() {
            for job in route.jobs(inst) {
                rows.columns[c].push(Entry {
                    row: job as u32,
                    takes: 1.0,
                });
            }
        }
        let mut named = Named::new();
        busy(inst, routes, &mut named);
        groups(inst, routes, &mut named);
        orders(inst, routes, &mut named);
        for list in named.into_values() {
            rows.add(1.0, list);
        }
        for (list, limit) in implied(inst, routes) {
            rows.add(limit, list);
        }
        for (list, limit) in budgets(inst, routes) {
            rows.add(limit, list);
        }
        if let Some(most) = value.most_used {
            let list = (0..routes.len() as u32).map(|c| (c, 1.0 / most)).collect();
            rows.add(1.0, list);
        }
        rows
    }

    /// Adds a row that more than one column is in.
    fn add(&mut self, limit: f64, list: Vec<(u32, f64)>) {
        if list.len() < 2 && limit > 0.0 {
            return;
        }
        let row = self.limit.len() as u32;
        self.limit.push(limit);
        for (c, takes) in list {
            self.columns[c as usize].push(Entry { row, takes });
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.limit.len()
    }
}

/// Enters a column into a row once.
fn enter(named: &mut Named, name: (u8, u32, i64), c: usize) {
    let list = named.entry(name).or_default();
    if list.last().is_none_or(|x| x.0 != c as u32) {
        list.push((c as u32, 1.0));
    }
}

/// A column, and from when to when it keeps somebody busy.
type Busy = (usize, Tick, Tick);

/// Nobody is in two places: two times overlap iff one holds the beginning of the other.
fn busy(inst: &Instance<'_>, routes: &[&Kept], named: &mut Named) {
    let mut times: BTreeMap<(u8, u32), Vec<Busy>> = BTreeMap::new();
    for (c, route) in routes.iter().enumerate() {
        for (job, commit) in &route.commits {
            for &(person, from, to) in &commit.booked {
                times.entry((0, person)).or_default().push((c, from, to));
            }
            let from = commit.starts[0];
            let to = from + inst.nodes[inst.first[*job as usize] as usize].service;
            for &staff in &commit.companions {
                times.entry((1, staff)).or_default().push((c, from, to));
            }
        }
    }
    for ((kind, who), list) in times {
        let mut begins: Vec<Tick> = list.iter().map(|x| x.1).collect();
        begins.sort_unstable();
        begins.dedup();
        for (c, from, to) in list {
            let first = begins.partition_point(|&t| t < from);
            for &t in begins[first..].iter().take_while(|&&t| t < to) {
                enter(named, (kind, who, i64::from(t)), c);
            }
        }
    }
}

/// Relations that no two routes break together.
fn groups(inst: &Instance<'_>, routes: &[&Kept], named: &mut Named) {
    for (c, route) in routes.iter().enumerate() {
        let info = &inst.shifts[inst.classes.shifts[route.class as usize][0] as usize];
        let has = route.jobs(inst);
        let holds = |j: usize| has.binary_search(&j).is_ok();
        let mut seen: Vec<u32> = has.iter().flat_map(|&j| inst.groups[j].clone()).collect();
        seen.sort_unstable();
        seen.dedup();
        for g in seen {
            match &inst.p.groups[g as usize] {
                Group::AtMostOne(_) => enter(named, (2, g, 0), c),
                Group::DifferentDays(_) => enter(named, (2, g, i64::from(info.day)), c),
                Group::SameOwner(list) => {
                    // Of each two jobs, no first on an owner with a second on another.
                    let owners = inst.p.owners.len() as i64;
                    for (x, a) in list.iter().enumerate() {
                        for (y, b) in list.iter().enumerate().filter(|(y, _)| *y != x) {
                            let pair = (x * list.len() + y) as i64 * owners;
                            if holds(a.ix()) {
                                enter(named, (2, g, pair + info.owner as i64), c);
                            }
                            if holds(b.ix()) {
                                let others = (0..owners).filter(|&o| o != info.owner as i64);
                                others.for_each(|o| enter(named, (2, g, pair + o), c));
                            }
                        }
                    }
                }
                Group::Together(a, b) => {
                    if holds(a.ix()) != holds(b.ix()) {
                        enter(named, (2, g, 0), c);
                    }
                }
                Group::Apart(..) => {}
            }
        }
    }
}

/// When a route's job ends, for those who wait for it, and when it begins.
fn time(inst: &Instance<'_>, route: &Kept, job: u32) -> Option<(Tick, Tick)> {
    let found = route.commits.iter().find(|x| x.0 == job)?;
    let last = inst.ending(job as usize);
    let start = found.1.starts[last];
    let node = inst.first[job as usize] as usize + last;
    (start != FREE).then(|| (found.1.starts[0], start + inst.nodes[node].service))
}

/// Committed starts in order: for each start of the later job, it does not begin by then
/// while the earlier one ends later.
fn orders(inst: &Instance<'_>, routes: &[&Kept], named: &mut Named) {
    for (x, order) in inst.p.precedences.iter().enumerate() {
        let (mut ends, mut begins) = (Vec::new(), Vec::new());
        for (c, route) in routes.iter().enumerate() {
            if let Some((_, end)) = time(inst, route, order.before.0) {
                ends.push((c, end + order.gap));
            }
            if let Some((begin, _)) = time(inst, route, order.after.0) {
                begins.push((c, begin));
            }
        }
        let mut ticks: Vec<Tick> = begins.iter().map(|b| b.1).collect();
        ticks.sort_unstable();
        ticks.dedup();
        for t in ticks {
            let late = ends.iter().filter(|e| e.1 > t).map(|e| e.0);
            let early = begins.iter().filter(|b| b.1 <= t).map(|b| b.0);
            let mut both: Vec<usize> = late.chain(early).collect();
            both.sort_unstable();
            for c in both {
                enter(named, (3, x as u32, i64::from(t)), c);
            }
        }
    }
}

/// What follows is there only with what it follows.
fn implied(inst: &Instance<'_>, routes: &[&Kept]) -> Vec<(Vec<(u32, f64)>, f64)> {
    let mut out = Vec::new();
    for order in &inst.p.precedences {
        let mut list = Vec::new();
        for (c, route) in routes.iter().enumerate() {
            let has = |job: u32| route.commits.iter().any(|x| x.0 == job);
            let takes =
                f64::from(u8::from(has(order.after.0))) - f64::from(u8::from(has(order.before.0)));
            if takes != 0.0 {
                list.push((c as u32, takes));
            }
        }
        out.push((list, 0.0));
    }
    out
}

/// Budgets that are sums over routes, in shares of their limits.
fn budgets(inst: &Instance<'_>, routes: &[&Kept]) -> Vec<(Vec<(u32, f64)>, f64)> {
    let mut out = Vec::new();
    for (b, budget) in inst.p.budgets.iter().enumerate() {
        let b = b as u32;
        let mut list = Vec::new();
        for (c, route) in routes.iter().enumerate() {
            let shift = inst.classes.shifts[route.class as usize][0] as usize;
            let info = &inst.shifts[shift];
            let regular = inst.p.owners[info.owner].overtime.is_none();
            let takes = match budget.measure {
                Measure::Load(d) if info.takes.contains(&(b, usize::from(d))) => {
                    let all = route.jobs(inst).into_iter();
                    all.map(|j| inst.takes(j, usize::from(d))).sum()
                }
                Measure::Paid if info.pays.contains(&b) && regular => route.sum.paid,
                Measure::Money if info.pays.contains(&b) && regular => route.sum.money,
                m if info.sums.contains(&b) => of(m, &route.tot),
                _ => 0,
            };
            if takes > 0 {
                list.push((c as u32, takes as f64 / budget.limit.max(1) as f64));
            }
        }
        let limit = if budget.limit < 1 { 0.0 } else { 1.0 };
        if !list.is_empty() {
            out.push((list, limit));
        }
    }
    out
}

/// What a plan is worth as one number: the objective's levels, each above all of those below.
///
/// Where a plan that misses no required job is known, one weighs as much as the dearest route,
/// which is enough to keep them all and keeps prices near those of the routes; else more than
/// all the rest. Where fewer vehicles come first no plan may use more than are used now. Plans
/// are compared by their levels in the end.
#[derive(Debug)]
pub(crate) struct Value {
    weights: Vec<f64>,
    missed: f64,
    most_used: Option<f64>,
    levels: Vec<Level>,
}

/// Levels that count for less than this cannot be told apart any more.
const FINEST: f64 = 1e-9;

impl Value {
    /// The value for some routes, and a plan that is known.
    pub(crate) fn new(inst: &Instance<'_>, routes: &[&Kept], best: &Measures) -> Self {
        let mut value = Value {
            weights: Vec::new(),
            missed: 0.0,
            most_used: None,
            levels: Vec::new(),
        };
        let (mut weight, mut reach) = (1.0, 1.0);
        let mut first = true;
        for level in &inst.p.objective {
            let only = |mut l: Level| {
                (l.missed, l.used) = (0, 0);
                l == Level::default()
            };
            if only(*level) && (level.missed == 0 || level.used == 0) {
                if level.used > 0 && first && best.used > 0 {
                    value.most_used = Some(best.used as f64);
                }
                continue;
            }
            let mut most = vec![0i64; inst.classes.shifts.len()];
            for route in routes {
                let slot = &mut most[route.class as usize];
                *slot = (*slot).max(beside_missed(level, &route.sum).abs());
            }
            let spread: f64 = most
                .iter()
                .zip(&inst.classes.shifts)
                .map(|(&m, l)| m as f64 * l.len() as f64)
                .sum();
            if spread == 0.0 {
                continue;
            }
            if !first {
                weight /= spread + 1.0;
            }
            if weight < FINEST && !first {
                break;
            }
            first = false;
            reach += 2.0 * spread * weight;
            value.weights.push(weight);
            value.levels.push(*level);
        }
        let dearest = routes.iter().map(|r| value.of(&r.sum).abs());
        value.missed = match best.missed {
            0 => dearest.fold(1.0, f64::max),
            _ => reach,
        };
        value
    }

    /// What two plans differ by at least where they differ in the first level.
    pub(crate) fn step(&self, inst: &Instance<'_>) -> f64 {
        let rewards = Level {
            reward: -1,
            ..Level::default()
        };
        match self.levels.first() {
            Some(level) if *level == rewards => inst.p.grain() as f64,
            _ => 1.0,
        }
    }

    /// What a plan or a route is worth; more is better.
    pub(crate) fn of(&self, m: &Measures) -> f64 {
        let levels = self.levels.iter().zip(&self.weights);
        let sum: f64 = levels.map(|(l, w)| beside_missed(l, m) as f64 * w).sum();
        -sum - self.missed * m.missed as f64
    }
}

/// A level's sum, required jobs aside.
fn beside_missed(level: &Level, m: &Measures) -> i64 {
    Measures { missed: 0, ..*m }.level(level)
}
