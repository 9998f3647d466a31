//! Whether there is a way past a vertex that is no longer than the one over it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::graph::Weight;

/// What is left of the graph while it is contracted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub to: u32,
    pub weight: Weight,
    /// How many plain arcs it stands for.
    pub hops: u32,
    pub over: u32,
}

/// When a search is over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Until {
    /// The greatest cost of interest.
    pub most: i64,
    /// How many vertices there are to reach.
    pub ends: usize,
    /// How many it looks at before it gives up, and a shortcut is made that may not be needed.
    pub patience: usize,
}

/// Working memory of one search.
#[derive(Debug)]
pub(super) struct Scratch {
    cost: Vec<i64>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(i64, u32)>>,
}

impl Scratch {
    pub fn new(vertices: usize) -> Self {
        Self {
            cost: vec![i64::MAX; vertices],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    /// Searches from a vertex over those that `may` be passed, until all that `is_end` were
    /// reached or it is too far.
    pub fn search(
        &mut self,
        links: &[Vec<Link>],
        from: u32,
        until: Until,
        may: impl Fn(u32) -> bool,
        is_end: impl Fn(u32) -> bool,
    ) {
        for vertex in self.touched.drain(..) {
            self.cost[vertex as usize] = i64::MAX;
        }
        self.queue.clear();
        self.offer(from, 0);
        let (mut seen, mut ends) = (0, until.ends);
        while let Some(Reverse((cost, vertex))) = self.queue.pop() {
            if cost > self.cost[vertex as usize] {
                continue;
            }
            if seen == until.patience {
                break;
            }
            if is_end(vertex) {
                ends -= 1;
                if ends == 0 {
                    break;
                }
            }
            seen += 1;
            for link in &links[vertex as usize] {
                let next = cost.saturating_add(link.weight.key());
                if next <= until.most && may(link.to) {
                    self.offer(link.to, next);
                }
            }
        }
    }

    fn offer(&mut self, vertex: u32, cost: i64) {
        let known = &mut self.cost[vertex as usize];
        if cost < *known {
            if *known == i64::MAX {
                self.touched.push(vertex);
            }
            *known = cost;
            self.queue.push(Reverse((cost, vertex)));
        }
    }

    /// What was found of a vertex: at most this.
    pub fn cost(&self, vertex: u32) -> i64 {
        self.cost[vertex as usize]
    }
}
