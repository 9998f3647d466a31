//! An exact finish: which plan is the best, in reward and, by the same reward, in driving.
//!
//! Where that is too much to be told, the bound is lowered grain by grain: that no plan has so
//! much reward leaves fewer routes to look through the nearer it is to what prices prove.
//!
//! A driving tick gets a price so small that all driving of a week is worth less than the grain
//! of the rewards. Then a better plan comes to at least one such price more than the known one,
//! and each of its routes earns nearly the most that its shift allows by good prices: all such
//! routes are looked through, and which of them make a plan together (Baldacci, Christofides and
//! Mingozzi 2008). What ties routes together in any other way is left out, as in all bounds: such
//! routes are made a plan of as far as that goes, and where it is no better one, it may be that
//! the finish cannot tell. It never tells that a plan is best which is not.

use rayon::prelude::*;

use super::Prices;
use super::branch::{OF_ALL, Search, Verdict};
use super::choice::Choice;
use super::left::Left;
use super::pricing::Priced;
use super::round::{Kind, Round};
use super::rounds::{Reached, Rounds};
use super::taken::Call;
use super::uses::is_sum;
use crate::solver::evaluate::{self, Draft};
use crate::solver::model::{JobId, Level, Problem, ShiftId};
use crate::solver::search::Island;
use crate::solver::solution::{RoutePlan, Solution, Visit};
use crate::solver::state::State;

/// Rounds of prices that count driving, before routes are looked through.
const ROUNDS: usize = 40;
/// Steps of the master after each.
const STEPS: u32 = 100;
/// Prices whose bound is no further above the columns are as good as they get.
const NEAR: f64 = 1e-5;

/// Where more than this part of the bound is between it and a better plan, routes are too many,
/// unless jobs are few.
pub(super) const FINISHED: f64 = 0.01;
const SMALL: usize = 32;
/// So often routes may make no plan together, by what the bound leaves out, before it gives up.
const MOST_REFUSED: u32 = 60;

/// Whether all that is best is reward and then driving: what can be proven.
pub(super) fn is_provable(p: &Problem) -> bool {
    let missed = Level {
        missed: 1,
        ..Level::default()
    };
    let drive = Level {
        drive: 1,
        ..Level::default()
    };
    match p.objective.as_slice() {
        [first, second, third] => {
            let reward = Level {
                reward: second.reward,
                ..Level::default()
            };
            *first == missed && *second == reward && second.reward < 0 && *third == drive
        }
        _ => false,
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Finished {
    /// A better plan than the known one.
    pub better: Option<Solution>,
    /// Whether no plan is better than that, or than the known one where there is none.
    pub is_best: bool,
}

/// Prices that count driving, and what they prove.
struct Dual {
    prices: Prices,
    round: Round,
}

impl Rounds<'_> {
    /// Looks for a plan that misses nothing required and has more reward than the known one, or
    /// as much and drives less than `drive` ticks.
    ///
    /// Cost: some rounds, labels without dominance between different jobs, and a tree of
    /// choices; each gives up where it grows large.
    pub(super) fn finish(&self, reached: Reached<'_>, drive: i64) -> Finished {
        let mut finished = Finished::default();
        let Some(tick) = self.tick() else {
            return finished;
        };
        let reward = i128::from(self.known.reward) << self.bits;
        // The least that a better plan comes to.
        let least = reward - i128::from(tick) * i128::from(drive - 1);
        match self.by_prices(reached, tick, least) {
            None => finished.is_best = true,
            Some((Some(dual), told)) => {
                finished.is_best = self.by_routes(&dual, &told, least, &mut finished.better);
            }
            Some((None, _)) => {}
        }
        finished
    }

    /// The bound, scaled, lowered by a grain as often as it is proven that no plan that misses
    /// nothing required has so much reward; and a plan of more reward than the known one, if one
    /// is met on the way.
    ///
    /// Cost: as [`Self::finish`], each time with more room.
    pub(super) fn lower(&self, reached: &mut Reached<'_>) -> Option<Solution> {
        if self.round_down(reached.best) <= self.known.reward {
            return None;
        }
        let Reached { master, told, .. } = reached;
        master.go_back();
        let (prices, floors) = (master.prices(self.bits), master.floors());
        let round = self.round((&prices, &floors), Kind::Whole, told, None)?;
        let mut best = reached.best.min(round.value);
        let dual = Dual { prices, round };
        let mut better = None;
        while self.round_down(best) > self.known.reward {
            let least = i128::from(self.round_down(best)) << self.bits;
            let is_none = self.by_routes(&dual, told, least, &mut better);
            if !is_none || better.is_some() {
                break;
            }
            best = least - 1;
        }
        reached.best = best;
        better
    }

    /// The price of a driving tick: of all that can be driven less than a grain.
    fn tick(&self) -> Option<i64> {
        let shifts = self.inst.p.shifts.iter();
        let most: i64 = shifts
            .map(|shift| i64::from(shift.close - shift.open))
            .sum();
        let tick = (self.grain << self.bits) / (most + 1);
        (tick > 0).then_some(tick)
    }

    /// Good prices, and the riders that are told apart by class; none where they prove by
    /// themselves that nothing comes to `least`.
    fn by_prices(
        &self,
        reached: Reached<'_>,
        tick: i64,
        least: i128,
    ) -> Option<(Option<Dual>, Vec<Vec<u8>>)> {
        let Reached {
            mut master, told, ..
        } = reached;
        let unit = f64::from(1_u32 << self.bits);
        master.go_back();
        master.weigh_drive(tick as f64 / unit, least as f64 / unit);
        let mut best: Option<Dual> = None;
        for _ in 0..ROUNDS.min(self.effort.rounds) {
            let prices = master.prices(self.bits);
            let floors = master.floors();
            let Some(round) = self.round((&prices, &floors), Kind::Whole, &told, None) else {
                break;
            };
            if round.value < least {
                return None;
            }
            master.add_all(&round.routes);
            let value = round.value as f64 / unit;
            if best
                .as_ref()
                .is_none_or(|best| round.value < best.round.value)
            {
                best = Some(Dual { prices, round });
                master.keep();
            } else {
                master.hold_back();
            }
            let is_near = value - master.value < NEAR * value.abs();
            if is_near || self.effort.is_over() {
                break;
            }
            while !master.improve(STEPS) && !master.is_done() && !self.effort.is_over() {}
        }
        Some((best, told))
    }

    /// Whether it is proven that no routes make a plan together that comes to `least`, but for
    /// the plan that is put into `better`, than which none is better.
    fn by_routes(
        &self,
        dual: &Dual,
        told: &[Vec<u8>],
        least: i128,
        better: &mut Option<Solution>,
    ) -> bool {
        let Ok(room) = i64::try_from(dual.round.value - least) else {
            return false;
        };
        let Some(choices) = self.choices(dual, told, room) else {
            return false;
        };
        let left = Left {
            inst: self.inst,
            limits: self.limits,
            prices: dual.prices.clone(),
            most: dual.round.most.iter().map(|&most| most.max(0)).collect(),
            value: dual.round.value,
            choices,
        };
        let tick = i128::from(dual.prices.tick);
        let step = match tick {
            0 => i128::from(self.grain) << self.bits,
            tick => tick,
        };
        let (mut next, mut refused) = (least, 0);
        let mut judge = |chosen: &[&Choice]| {
            let plan = self.plan(chosen);
            let reward = i128::from(plan.measures.reward) << self.bits;
            let comes_to = reward - tick * i128::from(plan.measures.drive);
            if plan.measures.missed == 0 && comes_to >= next {
                next = comes_to + step;
                *better = Some(plan);
                let all: i128 = chosen.iter().map(|one| i128::from(one.worth())).sum();
                return Verdict::Better {
                    least: next,
                    is_all: comes_to >= all,
                };
            }
            refused += 1;
            match refused > MOST_REFUSED {
                true => Verdict::Stop,
                false => Verdict::Refused,
            }
        };
        let mut search = Search {
            least,
            is_sure: true,
            until: self.effort.until,
            most_choices: OF_ALL,
            parts: 0,
            judge: &mut judge,
        };
        search.ends(left)
    }

    /// All routes that a plan may have which comes to no more than `room` less than the bound;
    /// none where they are too many or cannot be told.
    fn choices(&self, dual: &Dual, told: &[Vec<u8>], room: i64) -> Option<Vec<Choice>> {
        let Dual { prices, round } = dual;
        // Of two orders the one with less paid time or money may not be told: with claimed legs
        // alone it is not the one with less metres. Without a price such a limit is let go.
        let budgets = self.inst.p.budgets.iter().zip(&prices.budget);
        let mut priced = budgets.filter(|(_, price)| **price > 0);
        if priced.any(|(budget, _)| !is_sum(budget.measure)) {
            return None;
        }
        let is_far = self.inst.p.jobs.len() > SMALL && room as f64 > FINISHED * round.value as f64;
        if is_far || self.layouts.iter().any(|one| !one.outright.is_empty()) {
            return None;
        }
        let classes = self.layouts.par_iter().zip(told).zip(&round.most);
        let choices = classes.enumerate().map(|(class, ((layout, told), &most))| {
            if self.effort.is_over() {
                return None;
            }
            let most = most.max(0);
            let by = (prices, told.as_slice());
            let of = (self.inst, layout);
            let routes = Priced::every(of, by, (most, room), self.effort.until)?;
            let choice = routes
                .into_iter()
                .map(|(earned, route)| Choice::new((class, most), earned, route, prices));
            Some(choice.collect::<Vec<Choice>>())
        });
        let choices: Option<Vec<Vec<Choice>>> = choices.collect();
        Some(choices?.into_iter().flatten().collect())
    }

    /// What is left of chosen routes where everything holds that the bound leaves out, with
    /// whatever else there is room for.
    fn plan(&self, chosen: &[&Choice]) -> Solution {
        let inst = self.inst;
        let mut shifts: Vec<_> = inst.classes.shifts.iter().map(|all| all.iter()).collect();
        let routes = chosen.iter().filter_map(|choice| {
            let visit = |call: &Call| Visit::begun(JobId(call.job), call.stop, call.start);
            let shift = ShiftId(*shifts[choice.class()].next()?);
            let visits = choice.stops().iter().map(visit).collect();
            Some(RoutePlan::begun(shift, visits))
        });
        let begun = Solution {
            routes: routes.collect(),
            ..Solution::default()
        };
        let whole = evaluate::entered(inst, &Draft::of(inst.p, &begun)).ok();
        let state = whole.filter(State::within_budgets).unwrap_or_else(|| {
            let mut state = State::new(inst);
            evaluate::warm(&mut state, &begun);
            state
        });
        let best = Island::new(inst, 0, state).best;
        let mut state = State::new(inst);
        state.load(&best);
        evaluate::solution(&mut state)
    }
}

#[cfg(test)]
mod tests {
    //! What the finish must not forget.
    use std::time::Instant;

    use super::*;
    use crate::solver::bound::{Effort, Known, layouts, limits};
    use crate::solver::instance::Instance;
    use crate::solver::model::{Budget, LocationId, Measure, ShiftId, Stop, Window};
    use crate::solver::rng::Rng;
    use crate::solver::seen::Seen;
    use crate::solver::tests::any::{self, Terms};

    const BITS: u32 = 10;

    /// Two jobs, each with 5 points, and one shift. In the order that drives least, 3 ticks, they
    /// take 120 metres (60 by the shortest ways); in the other one 4 ticks and 30 metres.
    fn two_orders(limit: i64) -> Problem {
        let terms = Terms {
            jobs: 2,
            shifts: 1,
            horizon: 60,
            breaks: 0,
            closures: false,
            timed: false,
            pairs: false,
            unlocated: false,
            coupled: false,
            budgets: false,
            groups: false,
            pay: false,
        };
        let mut p = any::problem(&mut Rng::new(1), terms);
        p.travel[0].size = 3;
        p.travel[0].ticks = vec![0, 1, 1, 1, 0, 1, 1, 2, 0];
        p.travel[0].metres = vec![0, 40, 10, 10, 0, 40, 40, 10, 0];
        let shift = &mut p.shifts[0];
        (shift.start, shift.end) = (Some(LocationId(0)), Some(LocationId(0)));
        (shift.open, shift.close) = (0, 60);
        for (job, at) in p.jobs.iter_mut().zip([1, 2]) {
            (job.required, job.reward, job.shifts) = (false, 5, vec![ShiftId(0)]);
            job.stops[0] = Stop {
                location: Some(LocationId(at)),
                setup: 0,
                service: 3,
                windows: vec![Window { from: 0, to: 50 }],
                load: Vec::new(),
            };
        }
        p.budgets = vec![Budget {
            shifts: vec![ShiftId(0)],
            measure: Measure::Metres,
            limit,
        }];
        p
    }

    #[test]
    fn an_order_that_a_budget_allows_is_not_forgotten() {
        // Proves that a plan of one job is not said to be the best where both can be had, by the
        // dearer of two orders alone, and metres have no price that would tell: the plan of both
        // is found. And that it is said where neither order is allowed.
        for (limit, none) in [(130, false), (40, false), (20, true)] {
            let p = two_orders(limit);
            let inst = Instance::new(&p);
            let (layouts, limits) = (layouts(&inst), limits(&p));
            let known = Known {
                seen: &Seen::default(),
                reward: 5,
                missed: 0,
            };
            let effort = Effort {
                rounds: 1,
                until: None,
                threads: 1,
            };
            let rounds = Rounds {
                inst: &inst,
                layouts: &layouts,
                known: &known,
                limits: &limits,
                effort,
                begun: Instant::now(),
                bits: BITS,
                grain: 5,
            };
            let prices = Prices {
                bits: BITS,
                tick: rounds.tick().expect("rewards are more than nothing"),
                job: vec![0; 2],
                budget: vec![0],
            };
            let told = vec![Vec::new(); layouts.len()];
            let round = rounds
                .round((&prices, &[0.0]), Kind::Whole, &told, None)
                .expect("there is time");
            let least = (6 << BITS) as i128;
            let mut better = None;
            let found = rounds.by_routes(&Dual { prices, round }, &told, least, &mut better);
            assert!(found, "{limit} metres");
            let reward = better.map(|plan| plan.measures.reward);
            assert_eq!(reward, (!none).then_some(10), "{limit} metres");
        }
    }
}
