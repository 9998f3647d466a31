//! Routes seen in good plans, to be recombined by set packing.
//!
//! Kept by what they do, not by how: of two routes for the same jobs (and the same
//! committed starts) on shifts that are alike, the cheaper one stays. Islands keep the routes
//! that an iteration has changed when its plan is near their best, taken on or refused.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::coupling::Commit;
use super::instance::{Instance, NONE};
use super::route::{FREE, Item, Totals};
use super::solution::Measures;
use super::state::State;

/// A route of the pool.
#[derive(Clone)]
pub(crate) struct Kept {
    /// Its shifts.
    pub class: u32,
    /// Its stops, with their committed starts.
    pub items: Vec<Item>,
    /// What its coupled jobs had fixed.
    pub commits: Vec<(u32, Commit)>,
    /// What it adds to a plan; missed counts below zero.
    pub sum: Measures,
    /// Its totals.
    pub tot: Totals,
    /// The scalar of the best plan that it was seen in.
    pub seen: f64,
    /// Its own costs as the scalar weighs them, and then its driving and metres.
    cost: (f64, i64),
    /// The hash of what it does.
    key: u64,
}

impl Kept {
    /// Its jobs, ascending.
    pub(crate) fn jobs(&self, inst: &Instance<'_>) -> Vec<usize> {
        let nodes = self.items.iter().map(|i| &inst.nodes[i.node as usize]);
        let firsts = nodes.filter(|n| n.stop == 0);
        let mut list: Vec<usize> = firsts.map(|n| n.job as usize).collect();
        list.sort_unstable();
        list
    }

    /// Orders routes by what they do: equal for those of which one is enough.
    fn same(&self, other: &Kept) -> Ordering {
        (self.class, self.key).cmp(&(other.class, other.key))
    }

    /// Of routes that do the same, the cheaper one comes first; of equals the one from the
    /// better plan.
    fn dearer(&self, other: &Kept) -> Ordering {
        let costs = self.cost.0.total_cmp(&other.cost.0);
        costs
            .then(self.cost.1.cmp(&other.cost.1))
            .then(self.seen.total_cmp(&other.seen))
    }
}

/// Routes by what they do.
#[derive(Clone, Default)]
pub(crate) struct Pool {
    at: HashMap<u64, u32>,
    list: Vec<Kept>,
}

/// Most routes of a pool, or of several together; when one is full the half from the better plans stays.
const MOST: usize = 6000;

impl Pool {
    /// All routes, in the order in which they came.
    pub(crate) fn routes(&self) -> &[Kept] {
        &self.list
    }

    /// Keeps some routes of a plan that comes to the scalar `worth`; nothing where there is
    /// but one shift.
    ///
    /// Cost: linear in their stops; every few thousand routes a sort of the pool.
    pub(crate) fn keep(&mut self, state: &State<'_>, shifts: &[usize], worth: f64) {
        if state.routes.len() < 2 {
            return;
        }
        for &s in shifts {
            if state.routes[s].len() > 0 {
                self.keep_one(state, s, worth);
            }
        }
        if self.list.len() > MOST {
            self.halve();
        }
    }

    /// Keeps all routes of a plan that comes to the scalar `worth`.
    pub(crate) fn keep_all(&mut self, state: &State<'_>, worth: f64) {
        let shifts: Vec<usize> = (0..state.routes.len()).collect();
        self.keep(state, &shifts, worth);
    }

    fn keep_one(&mut self, state: &State<'_>, s: usize, worth: f64) {
        let inst = state.inst;
        let class = inst.classes.of[s];
        let route = &state.routes[s];
        let key = route.items().fold(mix(u64::from(class)), |key, item| {
            let named = u64::from(item.node) << 32 | u64::from(item.commit as u32);
            // A sum does not ask for the order.
            key.wrapping_add(mix(named ^ 0x5bd1_e995_0000_0000))
        });
        let sum = added(state, s);
        let cost = (
            inst.weights.scalar(&Measures {
                missed: 0,
                reward: 0,
                ..sum
            }),
            sum.drive + sum.metres,
        );
        if let Some(&at) = self.at.get(&key) {
            let kept = &mut self.list[at as usize];
            kept.seen = kept.seen.min(worth);
            if cost >= kept.cost {
                return;
            }
            kept.items.clear();
            kept.items.extend(route.items());
            (kept.sum, kept.tot, kept.cost) = (sum, route.tot, cost);
            kept.commits = commits(state, s);
            return;
        }
        self.at.insert(key, self.list.len() as u32);
        self.list.push(Kept {
            class,
            items: route.items().collect(),
            commits: commits(state, s),
            sum,
            tot: route.tot,
            seen: worth,
            cost,
            key,
        });
    }

    /// Drops the half that was seen in worse plans; of equals the older.
    fn halve(&mut self) {
        let mut order: Vec<u32> = (0..self.list.len() as u32).collect();
        let seen = |k: u32| self.list[k as usize].seen;
        order.sort_by(|&a, &b| seen(a).total_cmp(&seen(b)).then(b.cmp(&a)));
        let mut new = vec![NONE; self.list.len()];
        let mut stays = order[..self.list.len() / 2].to_vec();
        stays.sort_unstable();
        for (k, &old) in stays.iter().enumerate() {
            new[old as usize] = k as u32;
        }
        self.at.retain(|_, at| {
            *at = new[*at as usize];
            *at != NONE
        });
        let mut k = 0;
        self.list.retain(|_| {
            k += 1;
            new[k - 1] != NONE
        });
    }
}

/// The routes of some pools, each once, by class; of very many those from the best plans.
pub(crate) fn merged<'p>(pools: &[&'p Pool]) -> Vec<&'p Kept> {
    let mut routes = distinct(pools.iter().flat_map(|pool| pool.routes()).collect());
    if routes.len() > MOST {
        routes.sort_by(|a, b| a.seen.total_cmp(&b.seen));
        routes.truncate(MOST);
    }
    routes.sort_by_key(|r| r.class);
    routes
}

/// Each of some routes once, by what it does: of those that do the same the cheapest.
pub(crate) fn distinct(mut routes: Vec<&Kept>) -> Vec<&Kept> {
    routes.sort_by(|a, b| a.same(b).then_with(|| a.dearer(b)));
    routes.dedup_by(|b, a| a.same(b).is_eq());
    routes
}

/// What the route of a shift adds to a plan, its owner's overtime aside.
fn added(state: &State<'_>, s: usize) -> Measures {
    let tot = &state.routes[s].tot;
    let companions: i64 = commits_of(state, s)
        .map(|j| state.companions_money(j as usize, &state.lines.commits[j as usize].companions))
        .sum();
    Measures {
        missed: -tot.required,
        reward: tot.reward,
        used: i64::from(tot.used),
        money: state.shift_money(s, tot) + companions,
        metres: tot.metres,
        drive: tot.drive,
        ride: tot.ride,
        preferred: tot.preferred,
        paid: tot.paid,
        overtime: 0,
    }
}

/// The jobs of a shift that have committed starts.
fn commits_of<'b>(state: &'b State<'_>, s: usize) -> impl Iterator<Item = u32> + 'b {
    let inst = state.inst;
    let firsts = state.routes[s].items().filter(|i| i.commit != FREE);
    firsts
        .map(|i| &inst.nodes[i.node as usize])
        .filter(|n| n.stop == 0)
        .map(|n| n.job)
}

fn commits(state: &State<'_>, s: usize) -> Vec<(u32, Commit)> {
    commits_of(state, s)
        .map(|j| (j, state.lines.commits[j as usize].clone()))
        .collect()
}

/// Spreads a number's bits (splitmix64's finish, Steele, Lea and Flood 2014).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}
