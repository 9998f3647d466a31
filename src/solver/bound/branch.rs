//! Branch and bound over the routes that are left to an exact finish.
//!
//! A part of the plans is gone through as it is where its routes are few enough for that; else
//! prices are bettered for it alone, and it is split by whether a shift does a job.

use std::time::Instant;

use super::choice::Choice;
use super::left::Left;
use super::master::Picked;
use super::select::Select;

/// Parts after which it gives up.
const MOST_PARTS: u32 = 1_000;
/// So many choices are made before all is split, and before a part is; fewer where there are so
/// many routes that each takes long.
pub(super) const OF_ALL: usize = 300_000;
const OF_PART: usize = 30_000;
const OF_ROUTES: usize = 1_500_000_000;

/// What is made of routes that make a plan together as far as the bound knows.
pub(super) enum Verdict {
    /// A better plan.
    Better {
        /// The least that one which is better still comes to, scaled.
        least: i128,
        /// Whether it comes to all that the routes do.
        is_all: bool,
    },
    /// What ties routes together in any other way forbids it.
    Refused,
    /// Nothing more is to be found out.
    Stop,
}

/// Why something was not gone through to its end.
pub(super) enum Unfinished {
    /// There is too much of it.
    Large,
    /// It is late, or nothing more is asked.
    Stopped,
}

/// A search for plans that are better than all known ones.
pub(super) struct Search<'j> {
    /// The least that a better plan comes to, scaled.
    pub least: i128,
    /// Whether plans were made of all that the routes come to, wherever they make one.
    pub is_sure: bool,
    pub until: Option<Instant>,
    /// So many choices are made before all is split.
    pub most_choices: usize,
    /// Parts that were looked at.
    pub parts: u32,
    /// Judges routes that make a plan together.
    pub judge: &'j mut dyn FnMut(&[&Choice]) -> Verdict,
}

impl Search<'_> {
    /// Whether it is proven that no plan of the routes is better than the best one judged so.
    ///
    /// Cost: a tree; it gives up where that grows large.
    pub(super) fn ends(&mut self, mut left: Left<'_>) -> bool {
        let picked = left.tighten(self.least, &|| self.is_late());
        self.look(&left, &picked).is_ok() && self.is_sure
    }

    pub(super) fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// Takes in what is made of chosen routes.
    pub(super) fn judge(&mut self, chosen: &[&Choice]) -> Result<(), Unfinished> {
        match (self.judge)(chosen) {
            Verdict::Better { least, is_all } => {
                self.least = self.least.max(least);
                self.is_sure &= is_all;
            }
            Verdict::Refused => self.is_sure = false,
            Verdict::Stop => return Err(Unfinished::Stopped),
        }
        Ok(())
    }

    /// Looks through all plans of some routes, by the prices of which the steps picked these.
    fn look(&mut self, left: &Left<'_>, picked: &[Picked]) -> Result<(), Unfinished> {
        self.parts += 1;
        if left.value < self.least {
            return Ok(());
        }
        if self.parts > MOST_PARTS || self.is_late() {
            return Err(Unfinished::Stopped);
        }
        let most = match self.parts {
            1 => self.most_choices,
            _ => self.most_choices.min(OF_PART),
        };
        let most = most.min(OF_ROUTES / left.choices.len().max(1));
        match Select::of(left, most).look_through(self) {
            Err(Unfinished::Large) => {}
            looked => return looked,
        }
        let (class, job) = split(left, picked).ok_or(Unfinished::Large)?;
        for does in [true, false] {
            let mut part = left.clone();
            part.choices.retain(|choice| match choice.class() == class {
                true => choice.does(job) == does,
                false => !does || !choice.does(job),
            });
            let picked = part.better(self.least, &|| self.is_late());
            self.look(&part, &picked)?;
        }
        Ok(())
    }
}

/// A shift that is alone of its class, and a job that it does in about half of what was picked.
fn split(left: &Left<'_>, picked: &[Picked]) -> Option<(usize, u32)> {
    let jobs = left.inst.p.jobs.len();
    let alone = |class: usize| left.inst.classes.shifts[class].len() == 1;
    let mut shares = vec![0.0_f64; left.most.len() * jobs];
    for one in picked.iter().filter(|one| alone(one.class)) {
        for &row in one.rows.iter().filter(|&&row| (row as usize) < jobs) {
            shares[one.class * jobs + row as usize] += one.share;
        }
    }
    let even = |share: f64| share.min(1.0 - share);
    let mut most = (0.0, None);
    for (at, share) in shares.into_iter().enumerate() {
        if even(share) > most.0 {
            most = (even(share), Some((at / jobs, (at % jobs) as u32)));
        }
    }
    most.1
}

#[cfg(test)]
mod tests {
    //! What the tree must find, held to all choices there are.
    use std::collections::BTreeMap;

    use super::*;
    use crate::solver::bound::Prices;
    use crate::solver::bound::taken::Taken;
    use crate::solver::instance::Instance;
    use crate::solver::rng::Rng;
    use crate::solver::tests::any::{self, Terms};

    const JOBS: usize = 14;
    const OF_CLASS: usize = 260;

    fn free_prices() -> Prices {
        Prices {
            bits: 4,
            tick: 0,
            job: vec![0; JOBS],
            budget: Vec::new(),
        }
    }

    /// Random routes of two to six jobs each, worth about what their jobs are.
    fn left<'a>(inst: &'a Instance<'a>, rng: &mut Rng) -> Left<'a> {
        let classes = inst.classes.shifts.len();
        let prices = free_prices();
        let mut routes = BTreeMap::new();
        for class in 0..classes {
            for _ in 0..OF_CLASS {
                let count = 2 + rng.below(5);
                let mut jobs: Vec<u32> = (0..count).map(|_| rng.below(JOBS) as u32).collect();
                jobs.sort_unstable();
                jobs.dedup();
                let worth = (jobs.len() * 40 + rng.below(12)) as i64;
                routes.insert((class, jobs), worth << prices.bits);
            }
        }
        let mut most = vec![0; classes];
        for ((class, _), worth) in &routes {
            most[*class] = i64::max(most[*class], *worth);
        }
        let each = most.iter().zip(&inst.classes.shifts);
        let value = each.map(|(&most, shifts)| i128::from(most) * shifts.len() as i128);
        let value = value.sum();
        let choices = routes.into_iter().map(|((class, jobs), worth)| {
            let route = Taken {
                jobs: jobs.into_iter().map(|job| (job, 2)).collect(),
                ..Taken::default()
            };
            Choice::new((class, most[class]), worth, route, &prices)
        });
        Left {
            inst,
            limits: &[],
            choices: choices.collect(),
            most: most.clone(),
            value,
            prices,
        }
    }

    /// The most that routes come to which do no job twice, by trying them all.
    fn brute(left: &Left<'_>) -> i64 {
        let mut best: BTreeMap<u32, i64> = BTreeMap::from([(0, 0)]);
        for (class, shifts) in left.inst.classes.shifts.iter().enumerate() {
            for _ in shifts {
                let mut next = best.clone();
                for choice in left.choices.iter().filter(|one| one.class() == class) {
                    let jobs = choice.rows().iter().filter(|row| (**row as usize) < JOBS);
                    let mask = jobs.fold(0_u32, |mask, job| mask | 1 << job);
                    for (done, worth) in &best {
                        if done & mask == 0 {
                            let all = next.entry(done | mask).or_insert(i64::MIN);
                            *all = (*all).max(worth + choice.worth());
                        }
                    }
                }
                best = next;
            }
        }
        best.into_values().max().unwrap_or(0)
    }

    #[test]
    fn the_best_routes_are_found_and_never_lost() {
        // Proves that better prices and rows of three jobs drop no route of the best plan, that
        // the tree comes to that plan from any worse one, and says so; and that rows and splits
        // take part.
        let mut rng = Rng::new(77);
        let (mut rows, mut splits) = (0, 0);
        for case in 0..12 {
            let terms = Terms {
                jobs: JOBS,
                shifts: 3,
                budgets: false,
                groups: false,
                coupled: false,
                ..any::ALL
            };
            let mut p = any::problem(&mut rng, terms);
            p.budgets.clear();
            p.jobs.iter_mut().for_each(|job| job.required = false);
            let inst = Instance::new(&p);
            let left = left(&inst, &mut rng);
            let best = brute(&left);
            let mut tight = left.clone();
            tight.tighten(best.into(), &|| false);
            assert!(tight.value >= best.into(), "case {case}");
            assert_eq!(brute(&tight), best, "case {case}");
            rows += tight.prices.job.len() - JOBS;
            for (short, most_choices) in [(0, OF_ALL), (1, OF_ALL), (300, OF_ALL), (300, 60)] {
                let mut found = i64::MIN;
                let mut judge = |chosen: &[&Choice]| {
                    found = chosen.iter().map(|choice| choice.worth()).sum();
                    Verdict::Better {
                        least: i128::from(found) + 1,
                        is_all: true,
                    }
                };
                let mut search = Search {
                    least: (best - short).into(),
                    is_sure: true,
                    until: None,
                    most_choices,
                    parts: 0,
                    judge: &mut judge,
                };
                let ends = search.ends(left.clone());
                let parts = search.parts;
                // Where shifts are alike there may be nothing to split by.
                assert!(ends || most_choices < OF_ALL, "case {case}, {short} short");
                if ends {
                    assert_eq!(found, best, "case {case}, {short} short");
                    splits += parts - 1;
                }
            }
        }
        assert!(rows > 60 && splits > 20, "{rows} rows, {splits} splits");
    }
}
