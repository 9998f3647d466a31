//! The cheapest grant that brings something in and loses nothing: looked for under one
//! loosened rule after another, and shown by a plan made under the grant itself.

use std::time::Instant;

use rayon::prelude::*;

use super::change::Change;
use super::lessen::{PARTS, least};
use super::loosen::{self, Sort};
use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::ids::Work;
use crate::domain::money::Money;
use crate::domain::plan::{Plan, Route};
use crate::domain::time::Minutes;
use crate::plan::problem::{Built, build};
use crate::plan::{decode, start};
use crate::solver::evaluate;
use crate::solver::model::JobId;
use crate::solver::model::ShiftId;
use crate::solver::probe::Probe;
use crate::solver::solution::Solution;

/// Most trials of making room for one under one loosened rule.
const TRIALS: usize = 200;
/// So many are looked for in one copy of a loosened week: what is found does not depend on
/// the number of threads.
const AT_A_TIME: usize = 8;

/// A grant that brings something in, with the plan that shows it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What is to be granted.
    pub grant: Grant,
    /// The same in words without a name.
    pub words: String,
    /// The plan under the grant, in which nothing is lost.
    pub routes: Vec<Route>,
    /// How much more driving that plan has.
    pub drive: Minutes,
    /// How much more it costs.
    pub money: Money,
    change: Change,
}

impl Offer {
    /// The week under the grant and the plan that shows it; none for another week.
    pub fn shown(&self, week: &Week) -> Option<(Week, Plan)> {
        let granted = self.change.applied(week)?;
        let plan = crate::plan::whole(&granted, &self.routes);
        Some((granted, plan))
    }
}

/// The plan that is there, for one after another to be brought in.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Present<'a> {
    pub week: &'a Week,
    pub built: &'a Built,
    pub plan: &'a Solution,
}

impl Present<'_> {
    /// The cheapest grant found for each of `asked`, with the plan that shows it. After
    /// `until` nothing more is looked for; none: it does not look at the clock.
    ///
    /// Cost: for every few of them a problem laid out for each sort of rule, and a bounded
    /// number of insertion trials for each, on all cores.
    pub(in crate::plan) fn offers(
        self,
        asked: &[Work],
        until: Option<Instant>,
    ) -> Vec<Option<Offer>> {
        let tasks: Vec<(&[Work], Sort)> = asked
            .chunks(AT_A_TIME)
            .flat_map(|chunk| Sort::ALL.map(|sort| (chunk, sort)))
            .collect();
        let found: Vec<Vec<Option<Offer>>> = tasks
            .par_iter()
            .map(|&(chunk, sort)| self.of_sort(sort, chunk, until))
            .collect();
        let mut best: Vec<Option<Offer>> = vec![None; asked.len()];
        for (ix, offers) in found.into_iter().enumerate() {
            let first = ix / Sort::ALL.len() * AT_A_TIME;
            for (slot, offer) in best[first..].iter_mut().zip(offers) {
                *slot = self.cheaper(slot.take(), offer);
            }
        }
        // A shift of its own only where nothing smaller helps.
        let shifts: Vec<Option<Offer>> = asked
            .par_iter()
            .zip(&best)
            .map(|(&work, best)| match best {
                Some(_) => None,
                None => self.of_new_shift(work, until),
            })
            .collect();
        best.into_iter()
            .zip(shifts)
            .map(|(one, other)| one.or(other))
            .collect()
    }

    pub(super) fn cheaper(self, one: Option<Offer>, other: Option<Offer>) -> Option<Offer> {
        let asks = |offer: &Offer| (offer.change.asks(self.week), offer.money.0, offer.drive.0);
        [one, other].into_iter().flatten().min_by_key(asks)
    }

    fn of_sort(self, sort: Sort, asked: &[Work], until: Option<Instant>) -> Vec<Option<Offer>> {
        let nothing = || vec![None; asked.len()];
        let bears = |work: &Work| sort.bears_on(self.week, *work);
        if !asked.iter().any(bears) || is_over(until) {
            return nothing();
        }
        let Some((_, mut loose)) = sort.loosened(self.week, asked) else {
            return nothing();
        };
        count_all(&mut loose, asked);
        let Ok(probe) = Probe::new(&loose.problem) else {
            return nothing();
        };
        let begin = start::moved(self.plan, self.built, &loose, Some);
        let mut session = probe.session(&begin);
        let each = asked.iter().map(|&work| {
            if !bears(&work) || is_over(until) {
                return None;
            }
            let job = loose.job(work)?;
            let plan = session.displaced(job, TRIALS, until)?.better?;
            let change = sort.needed(self.week, &loose, &plan, job)?;
            let offer = self.shown(change, work, &loose, &plan)?;
            Some(self.lessened(offer, work, until))
        });
        each.collect()
    }

    /// The same with as little of it as is shown to be enough. More of it admits all that less
    /// does, so halves are tried; of what has several parts one part after another.
    ///
    /// Cost: a problem laid out for each of a few trials.
    pub(super) fn lessened(self, mut offer: Offer, work: Work, until: Option<Instant>) -> Offer {
        for part in 0..PARTS {
            let lesser = offer.change.lesser(self.week, part);
            let tried = |change: &Change| match is_over(until) {
                true => None,
                false => self.tried(change, work, until),
            };
            if let Some(less) = least(&lesser, tried) {
                offer = less;
            }
        }
        offer
    }

    /// A change, where a plan made under it shows that it is enough.
    fn tried(self, change: &Change, work: Work, until: Option<Instant>) -> Option<Offer> {
        let week = change.applied(self.week)?;
        let mut built = build(&week);
        count_all(&mut built, &[work]);
        let begin = start::moved(self.plan, self.built, &built, same_shift(self.week, &week));
        let job = built.job(work)?;
        let probe = Probe::new(&built.problem).ok()?;
        let mut session = probe.session(&begin);
        let plan = session.displaced(job, TRIALS, until)?.better?;
        self.shown_in(change.clone(), work, &week, &plan)
    }

    /// Two changes of different sorts that together bring it in and lose nothing: the cheapest
    /// that trials show.
    ///
    /// Cost: a problem laid out for each pair of sorts that bear on it, on all cores.
    pub(super) fn of_two(self, work: Work, until: Option<Instant>) -> Option<Offer> {
        let sorts = Sort::ALL.into_iter();
        let sorts: Vec<Sort> = sorts
            .filter(|sort| sort.bears_on(self.week, work))
            .collect();
        let each = sorts.iter().enumerate();
        let pairs: Vec<(Sort, Sort)> = each
            .flat_map(|(ix, &one)| sorts[ix + 1..].iter().map(move |&other| (one, other)))
            .collect();
        let found: Vec<Option<Offer>> = pairs
            .par_iter()
            .map(|&(one, other)| self.of_pair(one, other, work, until))
            .collect();
        let found = found.into_iter();
        let best = found.fold(None, |best, offer| self.cheaper(best, offer))?;
        Some(self.lessened(best, work, until))
    }

    fn of_pair(self, one: Sort, other: Sort, work: Work, until: Option<Instant>) -> Option<Offer> {
        if is_over(until) {
            return None;
        }
        let (_, mut loose) = one.both_loosened(other, self.week, &[work])?;
        count_all(&mut loose, &[work]);
        let job = loose.job(work)?;
        let probe = Probe::new(&loose.problem).ok()?;
        let begin = start::moved(self.plan, self.built, &loose, Some);
        let mut session = probe.session(&begin);
        let plan = session.displaced(job, TRIALS, until)?.better?;
        let needed = |sort: Sort| Some(Box::new(sort.needed(self.week, &loose, &plan, job)?));
        let change = Change::Both(needed(one)?, needed(other)?);
        self.shown(change, work, &loose, &plan)
    }

    /// A shift that gives the work room.
    fn of_new_shift(self, work: Work, until: Option<Instant>) -> Option<Offer> {
        if is_over(until) {
            return None;
        }
        let change = loosen::new_shift(self.week, work)?;
        self.tried(&change, work, until)
    }

    /// The least single change with which the work has a place though nothing else is planned.
    pub(super) fn possible(self, work: Work) -> Option<String> {
        let of_sort = |sort: Sort| {
            let bears = sort.bears_on(self.week, work);
            let (_, mut loose) = sort.loosened(self.week, &[work]).filter(|_| bears)?;
            count_all(&mut loose, &[work]);
            let job = loose.job(work)?;
            let probe = Probe::new(&loose.problem).ok()?;
            let mut session = probe.session(&Solution::default());
            let plan = session.displaced(job, TRIALS, None)?.better?;
            sort.needed(self.week, &loose, &plan, job)
        };
        let found = Sort::ALL.into_iter().filter_map(of_sort);
        let opens = |change: &Change| {
            let granted = change.applied(self.week);
            granted.is_some_and(|week| super::closed_shifts(&week, work).len() < week.shifts.len())
        };
        let found = found
            .chain(loosen::new_shift(self.week, work))
            .filter(opens);
        let least_of = |change: Change| {
            (0..PARTS).fold(change, |change, part| {
                let lesser = change.lesser(self.week, part);
                let opens = |less: &Change| opens(less).then(|| less.clone());
                least(&lesser, opens).unwrap_or(change)
            })
        };
        found
            .map(least_of)
            .min_by_key(|change| change.asks(self.week))
            .map(|change| change.words(self.week))
    }

    /// The offer, where the plan holds under the change alone and nothing is lost.
    pub(super) fn shown(
        self,
        change: Change,
        work: Work,
        loose: &Built,
        plan: &Solution,
    ) -> Option<Offer> {
        let week = change.applied(self.week)?;
        let built = build(&week);
        let draft = start::transferred(plan, loose, &built, same_shift(self.week, &week));
        let plan = evaluate(&built.problem, &draft).ok()?;
        self.shown_in(change, work, &week, &plan)
    }

    fn shown_in(self, change: Change, work: Work, week: &Week, plan: &Solution) -> Option<Offer> {
        let built = build(week);
        if !self.loses_nothing(work, &built, plan) {
            return None;
        }
        let (before, after) = (&self.plan.measures, &plan.measures);
        Some(Offer {
            grant: change.grant(self.week)?,
            words: change.words(self.week),
            routes: decode::routes(week, &built, plan).0,
            drive: Minutes(i32::try_from(after.drive - before.drive).ok()?),
            money: Money(after.money - before.money),
            change,
        })
    }

    /// The other sessions of its row that the plan has.
    pub(super) fn siblings(self, work: Work) -> Vec<JobId> {
        let Self { week, built, plan } = self;
        let is_other = |own: Work| {
            matches!((own, work), (Work::Task(_), Work::Task(_)))
                && own != work
                && week.row_id(own) == week.row_id(work)
        };
        let jobs = (0..built.works.len()).map(JobId::at);
        jobs.filter(|job| is_other(built.works[job.ix()]) && !plan.unplaced.contains(job))
            .collect()
    }

    /// Whether the work is in, and of sessions one more than before, nothing required is newly
    /// missed, and all else is worth at least what it was.
    fn loses_nothing(self, work: Work, built: &Built, plan: &Solution) -> bool {
        let missed = |built: &Built, plan: &Solution| {
            let left = plan.unplaced.iter().map(|job| built.works[job.ix()]);
            left.filter(|&left| left != work && self.week.is_required(left))
                .count()
        };
        let is_in = built.job(work);
        let is_in = is_in.is_some_and(|job| !plan.unplaced.contains(&job));
        // Sessions are alike: one in place of another brings nothing in.
        let others = |built, plan| {
            let week = self.week;
            Present { week, built, plan }.siblings(work).len()
        };
        let is_more = others(built, plan) >= others(self.built, self.plan);
        let value = self.week.value(work).0;
        is_in
            && is_more
            && missed(built, plan) <= missed(self.built, self.plan)
            && plan.measures.reward >= self.plan.measures.reward + value
    }
}

fn is_over(until: Option<Instant>) -> bool {
    until.is_some_and(|until| Instant::now() >= until)
}

/// What is worth nothing is worth a grain while room is looked for.
fn count_all(built: &mut Built, asked: &[Work]) {
    for (job, work) in built.problem.jobs.iter_mut().zip(&built.works) {
        if asked.contains(work) {
            job.reward = job.reward.max(1);
        }
    }
}

/// A shift of one week in another that has it too.
fn same_shift(week: &Week, other: &Week) -> impl Fn(ShiftId) -> Option<ShiftId> {
    // A grant may move one end of a shift, not its day.
    let key = |shift: &crate::domain::staff::Shift| (shift.staff, shift.span.to);
    let there: Vec<Option<ShiftId>> = week
        .shifts
        .iter()
        .map(|shift| {
            let is_it = |own: &crate::domain::staff::Shift| key(own) == key(shift);
            other.shifts.iter().position(is_it).map(ShiftId::at)
        })
        .collect();
    move |shift: ShiftId| there.get(shift.ix()).copied().flatten()
}
