//! One round: shifts by some prices, with the routes that earn more.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::pricing::{Found, How, Look, Priced};
use super::rounds::Rounds;
use super::taken::Taken;
use super::{Prices, value};

/// So many turns come to a whole round.
pub(super) const TURNS: usize = 6;

/// How routes are looked for in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// They are not: what the completions allow stands for them. Cheap, and a bound.
    Coarse,
    /// A quick look for true routes; the completions give the bound.
    Quick,
    /// All routes are looked through; what it gives is the bound.
    Whole,
}

impl Kind {
    pub(super) fn finer(self) -> Self {
        match self {
            Self::Coarse => Self::Quick,
            Self::Quick | Self::Whole => Self::Whole,
        }
    }
}

/// What a round gave.
pub(super) struct Round {
    /// A bound, scaled; none where only some classes were looked at.
    pub bound: Option<i128>,
    /// What the routes that were found come to with the prices, scaled.
    pub value: i128,
    /// By class, the most that a route earns beyond the prices; where it was not looked at a
    /// guess.
    pub most: Vec<i64>,
    /// By class, what was found.
    pub routes: Vec<Vec<Taken>>,
    /// By class, the rider that should be told apart from now on.
    pub odd: Vec<Option<u8>>,
}

impl Rounds<'_> {
    /// One round at some prices, by which the known columns earn so much by class (`floors`): of
    /// all classes, or of those whose turn it is. None when it is late before all completions
    /// are there.
    pub(super) fn round(
        &self,
        (prices, floors): (&Prices, &[f64]),
        kind: Kind,
        told: &[Vec<u8>],
        turn: Option<usize>,
    ) -> Option<Round> {
        let classes = self.layouts.len();
        let is_due = |class: &usize| turn.is_none_or(|turn| (class + turn).is_multiple_of(TURNS));
        let due: Vec<usize> = (0..classes).filter(is_due).collect();
        let price = |&class: &usize| {
            let layout = &self.layouts[class];
            (!self.effort.is_over()).then(|| Priced::new(self.inst, layout, prices, &told[class]))
        };
        let priced: Option<Vec<Priced>> = due.par_iter().map(price).collect();
        let priced = priced?;
        let all =
            |most: &mut dyn Iterator<Item = i64>| value((self.inst, self.limits), prices, most);
        let coarse = turn
            .is_none()
            .then(|| all(&mut priced.iter().map(|one| one.coarse.most)));
        let mut round = Round {
            bound: coarse,
            value: coarse.unwrap_or(0),
            most: vec![0; classes],
            routes: vec![Vec::new(); classes],
            odd: vec![None; classes],
        };
        for (&class, priced) in due.iter().zip(&priced) {
            round.odd[class] = priced.odd(&told[class]);
        }
        if kind == Kind::Coarse {
            return Some(round);
        }
        let floor = |class: usize| (floors[class] * f64::from(1_u32 << self.bits)) as i64;
        let ahead = AtomicUsize::new(due.len());
        let look = |(priced, &class): (&Priced, &usize)| {
            let look = Look {
                floor: floor(class),
                how: match kind {
                    Kind::Quick => How::Quick,
                    _ => How::Best,
                },
                until: self.slot(ahead.fetch_sub(1, Ordering::Relaxed)),
            };
            priced.look(self.inst, &self.layouts[class], &look)
        };
        let found: Vec<Found> = priced.par_iter().zip(&due).map(look).collect();
        if turn.is_some() {
            // The others may earn more than their columns in the same measure.
            let (mut most, mut known) = (1.0, 1.0);
            for (found, &class) in found.iter().zip(&due) {
                most += found.most as f64;
                known += floor(class) as f64;
            }
            for (class, guess) in round.most.iter_mut().enumerate() {
                *guess = (floor(class) as f64 * (most / known)) as i64;
            }
        }
        for (found, &class) in found.into_iter().zip(&due) {
            round.most[class] = found.most;
            round.routes[class] = found.routes;
        }
        round.value = all(&mut round.most.iter().copied());
        if kind == Kind::Whole {
            round.bound = turn.is_none().then_some(round.value);
        }
        Some(round)
    }

    /// Until when the labels of one class may take, when so many classes are still ahead.
    fn slot(&self, ahead: usize) -> Option<Instant> {
        let until = self.effort.until?;
        let now = Instant::now();
        let turns = ahead.div_ceil(self.effort.threads.max(1)).max(1);
        let left = until.saturating_duration_since(now);
        Some(now + left.div_f64(turns as f64))
    }
}
