//! Contraction: the ranks and the shortcuts.

use rayon::prelude::*;

use super::super::graph::{Graph, NONE};
use super::pool::Pool;
use super::witness::{Link, Scratch, Until};
use super::{Climb, Half, Hierarchy};

/// How far a search for a way past a vertex looks, in vertices. To judge how much a vertex
/// matters a short look is enough: on O'ahu 8 instead of 60 halves the time of preparing, and
/// tables take as long.
const SHORTCUT_PATIENCE: usize = 60;
const JUDGE_PATIENCE: usize = 8;
/// Up to so many ends are looked for one by one.
const FEW: usize = 8;

/// A shortcut that contracting a vertex makes.
#[derive(Clone, Copy, Debug)]
struct Shortcut {
    from: u32,
    link: Link,
}

/// The graph while it is contracted.
struct Work {
    out: Vec<Vec<Link>>,
    into: Vec<Vec<Link>>,
    level: Vec<u32>,
    importance: Vec<u64>,
    is_done: Vec<bool>,
    is_now: Vec<bool>,
    /// Whose importance is that of before a neighbour went.
    is_stale: Vec<bool>,
}

/// Contracts a graph.
///
/// Round by round, all vertices that matter less than all their neighbours are contracted at
/// once, on all cores; searches for a way past one of them pass none of the others, so that
/// no two rely on each other. The result does not depend on the number of threads. How much
/// a vertex matters is reckoned anew only when it is about to go: after each neighbour that
/// goes would cost twice the time on a grid of streets, for tables 5 % faster.
///
/// Cost: about a second for 70,000 vertices.
pub(in crate::roads) fn contract(graph: &Graph) -> Hierarchy {
    let pool = Pool::default();
    let scratch = || Scratch::new(graph.vertices());
    let mut work = Work::new(graph);
    let mut left: Vec<u32> = (0..graph.vertices() as u32).collect();
    let first: Vec<u64> = left
        .par_iter()
        .map(|vertex| pool.with(scratch, |scratch| work.judge(*vertex, scratch)))
        .collect();
    work.importance = first;
    let mut order = Vec::with_capacity(left.len());
    let mut halves = (vec![Vec::new(); left.len()], vec![Vec::new(); left.len()]);
    while !left.is_empty() {
        let least: Vec<u32> = left
            .par_iter()
            .copied()
            .filter(|vertex| work.is_least(*vertex))
            .collect();
        work.judge_again(&least, &pool);
        let least = least.into_iter();
        let now: Vec<u32> = least.filter(|vertex| work.is_least(*vertex)).collect();
        now.iter().for_each(|v| work.is_now[*v as usize] = true);
        let shortcuts: Vec<Vec<Shortcut>> = now
            .par_iter()
            .map(|vertex| {
                pool.with(scratch, |scratch| {
                    work.shortcuts(*vertex, SHORTCUT_PATIENCE, scratch)
                })
            })
            .collect();
        for (vertex, shortcuts) in now.iter().zip(shortcuts) {
            let (out, into) = work.remove(*vertex);
            halves.0[*vertex as usize] = out;
            halves.1[*vertex as usize] = into;
            shortcuts.iter().for_each(|shortcut| work.add(shortcut));
        }
        order.extend_from_slice(&now);
        left.retain(|vertex| !work.is_done[*vertex as usize]);
    }
    ranked(order, &halves.0, &halves.1)
}

impl Work {
    fn new(graph: &Graph) -> Self {
        let vertices = graph.vertices();
        let mut work = Self {
            out: vec![Vec::new(); vertices],
            into: vec![Vec::new(); vertices],
            level: vec![0; vertices],
            importance: Vec::new(),
            is_done: vec![false; vertices],
            is_now: vec![false; vertices],
            is_stale: vec![false; vertices],
        };
        for from in 0..vertices as u32 {
            for (to, weight) in graph.arcs(from).filter(|(to, _)| *to != from) {
                let link = Link {
                    to,
                    weight,
                    hops: 1,
                    over: NONE,
                };
                work.add(&Shortcut { from, link });
            }
        }
        work
    }

    /// Adds an arc, or betters the one that is there.
    fn add(&mut self, shortcut: &Shortcut) {
        let Shortcut { from, link } = *shortcut;
        put(&mut self.out[from as usize], link);
        let back = Link { to: from, ..link };
        put(&mut self.into[link.to as usize], back);
    }

    /// Whether a vertex matters less than all its neighbours.
    fn is_least(&self, vertex: u32) -> bool {
        let own = self.key(vertex);
        let links = [&self.out[vertex as usize], &self.into[vertex as usize]];
        let mut links = links.into_iter().flatten();
        links.all(|link| own < self.key(link.to))
    }

    /// Ties are broken by a scrambled number, so that a long chain of equals is not contracted
    /// from one end.
    fn key(&self, vertex: u32) -> (u64, u32, u32) {
        let scrambled = vertex.wrapping_mul(0x9e37_79b1);
        (self.importance[vertex as usize], scrambled, vertex)
    }

    /// The shortcuts that contracting a vertex needs.
    fn shortcuts(&self, vertex: u32, patience: usize, scratch: &mut Scratch) -> Vec<Shortcut> {
        let (out, into) = (&self.out[vertex as usize], &self.into[vertex as usize]);
        let mut found = Vec::new();
        for before in into {
            let most = out.iter().filter(|link| link.to != before.to);
            let ends = most.clone().count();
            let Some(most) = most.map(|link| link.weight.key()).max() else {
                continue;
            };
            let until = Until {
                most: before.weight.key().saturating_add(most),
                ends,
                patience,
            };
            let may = |other: u32| other != vertex && !self.is_now[other as usize];
            // Of many ends the search seldom reaches all, and looking for each would cost more
            // than stopping early saves.
            let is_few = ends <= FEW;
            let is_end =
                |other: u32| is_few && other != before.to && out.iter().any(|it| it.to == other);
            scratch.search(&self.out, before.to, until, may, is_end);
            for after in out.iter().filter(|link| link.to != before.to) {
                let weight = before.weight.plus(after.weight);
                if scratch.cost(after.to) > weight.key() {
                    found.push(Shortcut {
                        from: before.to,
                        link: Link {
                            to: after.to,
                            weight,
                            hops: before.hops.saturating_add(after.hops),
                            over: vertex,
                        },
                    });
                }
            }
        }
        found
    }

    /// How much a vertex matters: how high it would stand, and how many arcs it would leave
    /// for each that it takes away.
    fn judge(&self, vertex: u32, scratch: &mut Scratch) -> u64 {
        let shortcuts = self.shortcuts(vertex, JUDGE_PATIENCE, scratch);
        let hops = |links: &[Link]| links.iter().map(|link| u64::from(link.hops)).sum::<u64>();
        let (out, into) = (&self.out[vertex as usize], &self.into[vertex as usize]);
        let gone = (out.len() + into.len()).max(1) as u64;
        let gone_hops = (hops(out) + hops(into)).max(1);
        let new = shortcuts.len() as u64;
        let new_hops: u64 = shortcuts.iter().map(|it| u64::from(it.link.hops)).sum();
        1000 * u64::from(self.level[vertex as usize])
            + 2000 * new / gone
            + 1000 * new_hops / gone_hops
    }

    /// Judges those again whose neighbours have changed.
    fn judge_again(&mut self, vertices: &[u32], pool: &Pool<Scratch>) {
        let stale = vertices
            .iter()
            .filter(|vertex| self.is_stale[**vertex as usize]);
        let stale: Vec<u32> = stale.copied().collect();
        let scratch = || Scratch::new(self.out.len());
        let again: Vec<u64> = stale
            .par_iter()
            .map(|vertex| pool.with(scratch, |scratch| self.judge(*vertex, scratch)))
            .collect();
        for (vertex, importance) in stale.iter().zip(again) {
            self.importance[*vertex as usize] = importance;
            self.is_stale[*vertex as usize] = false;
        }
    }

    /// Takes a vertex out, and gives its arcs. Its neighbours matter otherwise now.
    fn remove(&mut self, vertex: u32) -> (Vec<Link>, Vec<Link>) {
        let out = std::mem::take(&mut self.out[vertex as usize]);
        let into = std::mem::take(&mut self.into[vertex as usize]);
        self.is_done[vertex as usize] = true;
        let level = self.level[vertex as usize] + 1;
        for link in &out {
            self.into[link.to as usize].retain(|back| back.to != vertex);
        }
        for link in &into {
            self.out[link.to as usize].retain(|link| link.to != vertex);
        }
        for link in out.iter().chain(&into) {
            let other = &mut self.level[link.to as usize];
            *other = level.max(*other);
            self.is_stale[link.to as usize] = true;
        }
        (out, into)
    }
}

fn put(links: &mut Vec<Link>, link: Link) {
    match links.iter_mut().find(|known| known.to == link.to) {
        Some(known) if link.weight < known.weight => *known = link,
        Some(_) => {}
        None => links.push(link),
    }
}

/// The arcs of each vertex, in the order of the ranks.
fn ranked(order: Vec<u32>, out: &[Vec<Link>], into: &[Vec<Link>]) -> Hierarchy {
    let mut rank = vec![0; order.len()];
    for (at, vertex) in order.iter().enumerate() {
        rank[*vertex as usize] = at as u32;
    }
    let half = |links: &[Vec<Link>]| {
        let mut half = Half {
            first: vec![0],
            ..Half::default()
        };
        for vertex in &order {
            let mut own = links[*vertex as usize].clone();
            own.sort_unstable_by_key(|link| rank[link.to as usize]);
            for link in own {
                half.arcs.push(Climb {
                    to: rank[link.to as usize],
                    weight: link.weight,
                });
                let over = rank.get(link.over as usize).copied();
                half.over.push(over.unwrap_or(NONE));
            }
            half.first.push(half.arcs.len() as u32);
        }
        half
    };
    let (up, down) = (half(out), half(into));
    Hierarchy {
        rank,
        vertex: order,
        up,
        down,
    }
}
