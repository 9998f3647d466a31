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

/// How thoroughly routes are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Only the most promising beginnings are followed. What is found is no bound.
    Quick,
    /// For the best.
    Best,
    /// For every one above the floor: none does a job twice, and of those that do the same
    /// jobs the best is told, and any that uses less of a budget than all better ones.
    Every,
}

/// How routes are looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// What a known route earns: no other that earns less is looked for.
    pub floor: i64,
    /// How thoroughly.
    pub how: How,
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
        Self::with(inst, layout, Worth::new(inst, layout, prices, 0), told)
    }

    fn with(inst: &Instance<'_>, layout: &Layout, worth: Worth, told: &[u8]) -> Self {
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

    /// Every route that earns at most `room` less than `most`, with what it earns; none when
    /// they are too many, or it is late.
    pub(super) fn every(
        (inst, layout): (&Instance<'_>, &Layout),
        (prices, told): (&Prices, &[u8]),
        (most, room): (i64, i64),
        until: Option<Instant>,
    ) -> Option<Vec<(i64, Taken)>> {
        let look = Look {
            floor: most.saturating_sub(room).saturating_sub(1),
            how: How::Every,
            until,
        };
        // What a job loses its route may be made good by its price.
        let worth = Worth::new(inst, layout, prices, (-room).saturating_sub(1));
        let priced = Self::with(inst, layout, worth, told);
        Labels::new(inst, layout, &priced, &look).every(until)
    }

    /// Looks for routes that earn more than the floor. Cost: labels times moves.
    pub(super) fn look(&self, inst: &Instance<'_>, layout: &Layout, look: &Look) -> Found {
        let mut labels = Labels::new(inst, layout, self, look);
        // Labels that give up without completions tell no limit at all.
        let most = labels.run(look.until).max(look.floor);
        let most = most.saturating_add(self.worth.outright);
        Found {
            most: most.min(self.coarse.most),
            routes: labels.routes(),
        }
    }
}
