//! A shift by some prices: what its routes can earn at most, coarsely or by labels.

use std::time::Instant;

use super::Prices;
use super::completion::Completion;
use super::labels::Labels;
use super::layout::Layout;
use super::taken::Taken;
use super::worth::Worth;
use crate::solver::instance::Instance;

/// A shift by some prices, with the most that its completions allow.
pub(super) struct Priced {
    pub worth: Worth,
    pub completion: Option<Completion>,
    /// At least as much as any route earns: what the completions give by themselves, and what
    /// they take for good routes.
    pub coarse: Found,
}

/// How routes are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// What a known route earns: no other that earns less is looked for.
    pub floor: i64,
    /// Whether only the most promising beginnings are followed. What is found is then no
    /// bound.
    pub is_quick: bool,
    /// When to give up. What routes can still come to is told then.
    pub until: Option<Instant>,
}

/// What was found.
pub(super) struct Found {
    /// Unless it was quick, no route earns more.
    pub most: i64,
    /// Good routes, the best first; each does other jobs.
    pub routes: Vec<Taken>,
}

impl Priced {
    /// The completions tell some riders apart. Cost: states x places x places x ticks.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, prices: &Prices, told: &[u8]) -> Self {
        let worth = Worth::new(inst, layout, prices);
        let completion = Completion::new(inst, layout, &worth, told);
        let (most, routes) = match &completion {
            Some(completion) => completion.routes(inst, layout, worth.outright),
            None => (worth.all(layout), Vec::new()),
        };
        let coarse = Found { most, routes };
        Self {
            worth,
            completion,
            coarse,
        }
    }

    /// The dearest rider that the best coarse route takes out of turn and that is not told yet.
    pub(super) fn odd(&self, told: &[u8]) -> Option<u8> {
        let told: u64 = told.iter().map(|rider| 1 << rider).sum();
        let odd = self.coarse.routes.first()?.odd & !told;
        self.completion.as_ref()?.dearest(odd)
    }

    /// Looks for routes that earn more than the floor. Cost: labels times moves.
    pub(super) fn look(&self, inst: &Instance<'_>, layout: &Layout, look: &Look) -> Found {
        let mut labels = Labels::new(inst, layout, self, look);
        let most = labels.run(look.until).max(look.floor) + self.worth.outright;
        Found {
            most: most.min(self.coarse.most),
            routes: labels.routes(),
        }
    }
}
