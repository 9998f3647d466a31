//! Why one piece of work is not in a plan, or why it is where it is: the conclusion first,
//! then at most three facts.

use super::loosen::Sort;
use super::offer::{Offer, Present};
use super::{Options, and, shifts};
use crate::domain::Week;
use crate::domain::ids::{ShiftIx, Work};
use crate::domain::money::Money;
use crate::domain::rule::Rule;
use crate::domain::task::Value;
use crate::plan::problem::Built;
use crate::plan::{PlanError, reasons, start, unplaced};
use crate::solver::model::JobId;
use crate::solver::{self, Stop};

/// What is said of one piece of work.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Of what.
    pub work: Work,
    /// What it comes to, in words without names.
    pub conclusion: String,
    /// At most three facts.
    pub facts: Vec<String>,
    /// The cheapest grant that was found, with the plan that shows it.
    pub offer: Option<Offer>,
    /// Whether the conclusion is proven, not only the best that was found.
    pub proven: bool,
    /// Whether the time ended before all was looked at.
    pub is_cut: bool,
}

/// Why `work` is not in the plan, and what it would take.
pub(super) fn left_out(
    present: Present<'_>,
    work: Work,
    named: &str,
    effort: Options,
) -> Result<Explanation, PlanError> {
    let Present { week, built, .. } = present;
    let closed = shifts::closed(week, built, work);
    let has_no_place = closed.len() == week.shifts.len();
    let mut offer = present
        .offers(&[work], effort.part(0.3).stop.until())
        .pop()
        .flatten();
    let mut facts = Vec::new();
    let conclusion;
    let mut proven = false;
    let mut is_cut = false;
    if has_no_place {
        let alone = |job| unplaced::alone(week, built, job);
        let (rule, is_sure) = match built.job(work) {
            Some(job) => alone(job).unwrap_or((Rule::Shift, false)),
            None => {
                let mut excluded = built.excluded.iter();
                let rule = excluded.find(|(other, _)| *other == work);
                (rule.map_or(Rule::Shift, |(_, rule)| *rule), true)
            }
        };
        proven = is_sure;
        let reason = reasons::of(week, work, rule).reason;
        conclusion = format!("{named} has no place even in an empty week: {reason}");
        if !closed.is_empty() {
            facts.push(shifts::words(week, work, &closed));
        }
        // Where a grant brings it in, the smaller one that only makes it possible says little.
        let possible = match offer {
            Some(_) => None,
            None => present.possible(work),
        };
        if let Some(words) = possible {
            facts.push(format!("the least that gives it a place at all: {words}"));
        }
    } else {
        let forced = forced(present, work, effort.part(0.4))?;
        is_cut = effort.stop.is_over();
        match forced {
            Some(forced) => {
                // That it need not cost anything, the plan with it shows.
                let is_required = |out: &Work| week.is_required(*out);
                proven = forced.value >= 0 && !forced.out.iter().any(is_required);
                conclusion = forced.conclusion(week, named, work);
                facts.extend(forced.facts(week));
            }
            None => {
                conclusion = match sessions(present, work) {
                    Some((of, all)) => format!(
                        "{named} has a place only in place of another session of {}: no plan was found with more than {of} of the {all} sessions of {0}",
                        week.row_id(work)
                    ),
                    None => format!(
                        "{named} has a place by itself, and none was found beside what is required"
                    ),
                };
            }
        }
    }
    if offer.is_none() {
        offer = deeper(present, work, effort)?;
    }
    let is_late = effort.stop.is_over();
    facts.push(match &offer {
        Some(offer) => taken(offer),
        None if is_late => {
            "the time ended before a single change was found that brings it in".to_owned()
        }
        None => "no single change, and no two together, that were looked for bring it in and lose nothing".to_owned(),
    });
    Ok(Explanation {
        work,
        conclusion,
        facts,
        proven,
        offer,
        is_cut: is_cut || is_late,
    })
}

/// `let L1 work until 16:40 on 2026-12-01 (10 min more) brings it in and loses nothing; ...`.
fn taken(offer: &Offer) -> String {
    format!(
        "to bring it in and lose nothing: {}{}, as a plan made with it shows",
        offer.words,
        costs(offer.drive.0, offer.money)
    )
}

/// `; 12 min more driving, $3.20 more`.
fn costs(drive: i32, money: Money) -> String {
    let mut text = String::new();
    if drive != 0 {
        let word = if drive > 0 { "more" } else { "less" };
        text.push_str(&format!("; {} min {word} driving", drive.abs()));
    }
    let cents = money.cents();
    if cents != 0 {
        let word = if cents > 0 { "more" } else { "less" };
        let money = Money(money.0.abs());
        text.push_str(&format!(", {} {word}", money.words()));
    }
    text
}

/// The plan into which something was forced.
struct Forced {
    shift: ShiftIx,
    at: (i32, i32),
    out: Vec<Work>,
    new: Vec<Work>,
    value: i64,
    drive: i32,
    money: Money,
}

impl Forced {
    fn conclusion(&self, week: &Week, named: &str, work: Work) -> String {
        let shift = week.shift(self.shift);
        let who = &week.member(shift.staff).id;
        let date = week.clock.date(shift.day).format("%a %-d %b");
        let at = week
            .clock
            .hhmm(crate::domain::time::Moment(self.at.0), None);
        let place = format!("with {who} on {date} at {at}");
        let required = self
            .out
            .iter()
            .filter(|&&out| week.is_required(out))
            .count();
        let points = Value(-self.value).words();
        match () {
            () if required > 0 => {
                format!("{named} has a place only where something required gives way: {place}")
            }
            () if self.value > 0 => format!(
                "{named} has a place after all, {place}: the search missed it; replan or plan for longer"
            ),
            () if self.value == 0 && self.out.is_empty() && week.value(work).0 == 0 => {
                format!("{named} is worth nothing and has a place {place}")
            }
            () if self.value == 0 => {
                format!(
                    "{named} has a place {place} at no loss of value: the plan is as good without it"
                )
            }
            () => {
                format!("{named} has a place at a price: {place} the plan is worth {points} less")
            }
        }
    }

    fn facts(&self, week: &Week) -> Option<String> {
        let ids = |works: &[Work]| {
            let ids: Vec<String> = works
                .iter()
                .map(|&work| week.work_id(work).to_owned())
                .collect();
            and(&ids)
        };
        let mut text = match self.out.is_empty() {
            true => "forced in, it pushes out nothing".to_owned(),
            false => format!("forced in, it pushes out {}", ids(&self.out)),
        };
        if !self.new.is_empty() {
            text.push_str(&format!(" and lets in {}", ids(&self.new)));
        }
        text.push_str(&costs(self.drive, self.money));
        Some(text)
    }
}

/// How many sessions of its row the plan has, and how many there are; none where it has none.
fn sessions(present: Present<'_>, work: Work) -> Option<(usize, usize)> {
    let has = present.siblings(work).len();
    let week = present.week;
    let all = week
        .work()
        .filter(|&own| week.row_id(own) == week.row_id(work));
    (has > 0).then(|| (has, all.count()))
}

/// The best plan found with the work required, and all sessions of its row that the plan has: one
/// more of them is asked for, and not this one for another. It begins from the present one.
fn forced(present: Present<'_>, work: Work, effort: Options) -> Result<Option<Forced>, PlanError> {
    let Present { built, plan, .. } = present;
    let Some(job) = built.job(work) else {
        return Ok(None);
    };
    let mut problem = built.problem.clone();
    problem.jobs[job.ix()].required = true;
    let siblings = present.siblings(work);
    for sibling in &siblings {
        problem.jobs[sibling.ix()].required = true;
    }
    let begin = start::moved(plan, built, built, Some);
    // A first way in, where one is quickly found: the search betters it.
    let first = {
        let probe = crate::solver::probe::Probe::new(&problem)?;
        let mut session = probe.session(&begin);
        session
            .displaced(job, 400, effort.stop.until())
            .and_then(|forced| forced.better)
    };
    let begin = first.as_ref().unwrap_or(&begin);
    let found = solver::solve(&problem, &effort.from(begin), &|_| {})?.best;
    let is_lost = |sibling: &JobId| found.unplaced.contains(sibling);
    let (Some((shift, visit)), false) = (found.first_stop(job), siblings.iter().any(is_lost))
    else {
        return Ok(None);
    };
    let names = |left: &[JobId], other: &[JobId]| {
        let gone = left.iter().filter(|&&job| !other.contains(&job));
        gone.map(|job| built.works[job.ix()])
            .filter(|&gone| gone != work)
            .collect()
    };
    let (before, after) = (&plan.measures, &found.measures);
    Ok(Some(Forced {
        shift: ShiftIx::at(shift.ix()),
        at: (visit.start, visit.end),
        out: names(&found.unplaced, &plan.unplaced),
        new: names(&plan.unplaced, &found.unplaced),
        value: after.reward - before.reward,
        drive: i32::try_from(after.drive - before.drive).unwrap_or(0),
        money: Money(after.money - before.money),
    }))
}

/// A grant that a search under each loosened rule shows, where trials alone showed none; else
/// two together.
fn deeper(present: Present<'_>, work: Work, effort: Options) -> Result<Option<Offer>, PlanError> {
    let mut best: Option<Offer> = None;
    let sorts: Vec<Sort> = Sort::ALL
        .into_iter()
        .filter(|sort| sort.bears_on(present.week, work))
        .collect();
    // The rest is for two together.
    let single = Options {
        stop: effort.stop.sooner(0.75),
        ..effort
    };
    for (ix, &sort) in sorts.iter().enumerate() {
        if single.stop.is_over() {
            break;
        }
        let part = match single.stop {
            Stop::Deadline(_) => single.part(1.0 / (sorts.len() - ix) as f64),
            Stop::Iterations(_) => single.part(0.25),
        };
        let Some((_, loose)) = sort.loosened(present.week, &[work]) else {
            continue;
        };
        let offer = searched(present, sort, work, &loose, part)?;
        best = present.cheaper(best, offer);
    }
    if best.is_none() && !effort.stop.is_over() {
        best = present.of_two(work, effort.stop.until());
    }
    Ok(best)
}

fn searched(
    present: Present<'_>,
    sort: Sort,
    work: Work,
    loose: &Built,
    effort: Options,
) -> Result<Option<Offer>, PlanError> {
    let Some(job) = loose.job(work) else {
        return Ok(None);
    };
    let mut problem = loose.problem.clone();
    problem.jobs[job.ix()].required = true;
    // One more session is asked for, and not this one for another.
    for sibling in present.siblings(work) {
        if let Some(sibling) = loose.job(present.built.works[sibling.ix()]) {
            problem.jobs[sibling.ix()].required = true;
        }
    }
    let begin = start::moved(present.plan, present.built, loose, Some);
    let found = solver::solve(&problem, &effort.from(&begin), &|_| {})?.best;
    let change = sort.needed(present.week, loose, &found, job);
    let offer = change.and_then(|change| present.shown(change, work, loose, &found));
    Ok(offer.map(|offer| present.lessened(offer, work, effort.stop.until())))
}
