//! Required work that cannot all be kept: a least set of it that cannot hold together.

use super::Options;
use super::loosen::{Sort, unpinned};
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::rule::Rule;
use crate::plan::PlanError;
use crate::plan::limits;
use crate::plan::problem::Built;
use crate::solver::bound::{self, Known};
use crate::solver::model::{JobId, Level, Problem};
use crate::solver::solution::Solution;
use crate::solver::{self, Outcome, Stop};

/// Iterations of a search for a plan of some required work: its problem is small.
const ITERATIONS: u64 = 250;
/// Rounds of the bound that proves that there is none.
const ROUNDS: usize = 60;

/// Required work that was not found to hold together, though it does without any one of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What it consists of; ascending.
    pub works: Vec<Work>,
    /// Each rule that alone, if it were looser, would let all of it hold.
    pub rules: Vec<Rule>,
    /// Whether it is proven that it cannot hold together. That the rest holds without any one
    /// of it is always shown by a plan.
    pub proven: bool,
    /// Whether each was tried: else the time ended, and the set may be larger than it need be.
    pub is_least: bool,
}

/// Least sets of required work that do not hold together, each with something of what `plan`
/// misses; none where all that is required is in it. No two have anything in common: what is told
/// of one is out of the next.
///
/// Deletion filter (Chinneck and Dravnieks 1991): one after another is left out, and stays out
/// unless a plan then keeps all the others.
///
/// Cost: for each set a short search for each piece of required work. After the first, sets are
/// looked for while there is time.
pub(super) fn conflicts(
    week: &Week,
    built: &Built,
    plan: &Solution,
    effort: Options,
) -> Result<Vec<Conflict>, PlanError> {
    let never = built.excluded.iter();
    let never = never.filter(|(work, _)| week.is_required(*work));
    let mut found: Vec<Conflict> = never
        .map(|&(work, rule)| Conflict {
            works: vec![work],
            rules: vec![rule],
            proven: true,
            is_least: true,
        })
        .collect();
    let jobs = (0..built.works.len()).map(JobId::at);
    let mut required: Vec<JobId> = jobs
        .filter(|job| built.problem.jobs[job.ix()].required)
        .collect();
    // What comes after something that cannot be is no conflict of its own.
    let mut missed: Vec<JobId> = required.clone();
    missed.retain(|job| plan.unplaced.contains(job));
    while let Some(&first) = missed.first() {
        if !found.is_empty() && effort.stop.is_over() {
            break;
        }
        missed.remove(0);
        // Of several that are missed one is looked into at a time.
        let set: Vec<JobId> = required
            .iter()
            .copied()
            .filter(|job| *job == first || !plan.unplaced.contains(job))
            .collect();
        let scene = Scene {
            built,
            required: &required,
            effort,
        };
        if scene.holds(&built.problem, &set)?.is_none() {
            // The search that made the plan missed a way.
            continue;
        }
        if let Some(conflict) = scene.least(week, set)? {
            let is_told = |job: &JobId| conflict.works.contains(&built.works[job.ix()]);
            required.retain(|job| !is_told(job));
            missed.retain(|job| !is_told(job));
            found.push(conflict);
        }
    }
    Ok(found)
}

/// What some work, agreed with people, cannot be kept beside; none where all of `agreed` holds
/// together, or does not hold without it either.
///
/// Cost: as [`conflict`].
pub(super) fn beside(
    week: &Week,
    built: &Built,
    work: Work,
    agreed: &[Work],
    effort: Options,
) -> Result<Option<Conflict>, PlanError> {
    let jobs = agreed.iter().filter_map(|&work| built.job(work));
    let set: Vec<JobId> = jobs.collect();
    let own = built.job(work);
    let others: Vec<JobId> = set
        .iter()
        .copied()
        .filter(|job| Some(*job) != own)
        .collect();
    let scene = Scene {
        built,
        required: &set,
        effort,
    };
    let holds = |set: &[JobId]| Ok::<_, PlanError>(scene.holds(&built.problem, set)?.is_none());
    match own.is_none() || holds(&set)? || !holds(&others)? {
        true => Ok(None),
        false => scene.least(week, set.clone()),
    }
}

struct Scene<'a> {
    built: &'a Built,
    required: &'a [JobId],
    effort: Options,
}

impl Scene<'_> {
    /// A least part of `set`, which does not hold together, that does not either.
    fn least(&self, week: &Week, mut set: Vec<JobId>) -> Result<Option<Conflict>, PlanError> {
        let problem = &self.built.problem;
        let mut is_least = true;
        for job in set.clone() {
            if self.effort.stop.is_over() {
                is_least = false;
                break;
            }
            let rest: Vec<JobId> = set.iter().copied().filter(|&own| own != job).collect();
            if self.holds(problem, &rest)?.is_some() {
                set = rest;
            }
        }
        let proven = match self.holds(problem, &set)? {
            Some(outcome) => self.is_proven(&set, &outcome)?,
            None => return Ok(None),
        };
        let works: Vec<Work> = set.iter().map(|job| self.built.works[job.ix()]).collect();
        let rules = self.rules(week, &works)?;
        Ok(Some(Conflict {
            works,
            rules,
            proven,
            is_least,
        }))
    }

    /// The problem in which `set` alone is asked for; other required work may be there too.
    fn asked(&self, problem: &Problem, set: &[JobId]) -> Problem {
        let mut asked = problem.clone();
        // What is kept counts whatever it costs.
        for level in asked.objective.iter_mut().filter(|level| level.reward != 0) {
            *level = Level {
                reward: level.reward,
                ..Level::default()
            };
        }
        for (ix, job) in asked.jobs.iter_mut().enumerate() {
            let id = JobId::at(ix);
            job.required = false;
            job.reward = i64::from(set.contains(&id));
            if !self.required.contains(&id) {
                job.shifts.clear();
            }
        }
        asked
    }

    /// None where a plan keeps all of `set`; else what the search found.
    fn holds(&self, problem: &Problem, set: &[JobId]) -> Result<Option<Outcome>, PlanError> {
        let asked = self.asked(problem, set);
        let options = solver::Options {
            stop: Stop::Iterations(ITERATIONS),
            threads: 1,
            seed: self.effort.seed,
            start: None,
        };
        let outcome = solver::solve(&asked, &options, &|_| {})?;
        let is_all = outcome.best.measures.reward >= set.len() as i64;
        Ok((!is_all).then_some(outcome))
    }

    /// Whether no plan keeps all of `set`: by a bound on how many of them any plan has.
    fn is_proven(&self, set: &[JobId], outcome: &Outcome) -> Result<bool, PlanError> {
        let asked = self.asked(&self.built.problem, set);
        let known = Known {
            seen: &outcome.seen,
            reward: outcome.best.measures.reward,
            missed: 0,
        };
        let effort = bound::Effort {
            rounds: ROUNDS,
            until: self.effort.stop.until(),
            threads: self.effort.threads,
        };
        let bound = bound::reward_bound(&asked, &known, &effort)?;
        Ok(bound.is_some_and(|bound| bound < set.len() as i64))
    }

    /// A loosened problem in which of all limits only those of one rule are looser.
    fn but_for(&self, week: &Week, sort: Sort, rule: Rule, loose: &Problem) -> Problem {
        let mut problem = loose.clone();
        let strict = &self.built.problem;
        if sort == Sort::Limits {
            for (ix, budget) in problem.budgets.iter_mut().enumerate() {
                if limits::of_budget(strict, week, ix) != Some(rule) {
                    budget.limit = strict.budgets[ix].limit;
                }
            }
        }
        problem
    }

    /// The rules that alone, if they were looser, would let all of it hold.
    fn rules(&self, week: &Week, works: &[Work]) -> Result<Vec<Rule>, PlanError> {
        let mut rules = Vec::new();
        for sort in Sort::ALL {
            let Some((_, loose)) = sort.loosened(week, works) else {
                continue;
            };
            for rule in sort.rules(week, &self.built.problem) {
                let problem = self.but_for(week, sort, rule, &loose.problem);
                if self.would_hold(&loose, &problem, works)? {
                    rules.push(rule);
                }
            }
        }
        if let Some(loose) = unpinned(week, works)
            && self.would_hold(&loose, &loose.problem, works)?
        {
            rules.push(Rule::Pin);
        }
        rules.dedup();
        Ok(rules)
    }

    /// Whether all of it holds in a loosened week and its problem.
    fn would_hold(
        &self,
        loose: &Built,
        problem: &Problem,
        works: &[Work],
    ) -> Result<bool, PlanError> {
        let job = |work: &Work| loose.job(*work);
        let set: Vec<JobId> = works.iter().filter_map(job).collect();
        let required = self.required.iter();
        let required: Vec<JobId> = required
            .filter_map(|own| job(&self.built.works[own.ix()]))
            .collect();
        let scene = Scene {
            built: loose,
            required: &required,
            effort: self.effort,
        };
        Ok(set.len() == works.len() && scene.holds(problem, &set)?.is_none())
    }
}

impl Conflict {
    /// It in one sentence, without names.
    pub fn words(&self, week: &Week) -> String {
        let ids: Vec<String> = self
            .works
            .iter()
            .map(|&work| week.work_id(work).to_owned())
            .collect();
        let rules: Vec<String> = self.rules.iter().map(ToString::to_string).collect();
        let by = match rules.is_empty() {
            true => "no single rule, looser, would let them".to_owned(),
            false => format!("one of these, looser, would let them: {}", rules.join(", ")),
        };
        let proven = match self.proven {
            true => "proven",
            false => "not proven: no plan was found",
        };
        let least = match (self.is_least, ids.len()) {
            (true, 1) => return format!("{} cannot be kept at all ({proven}); {by}", ids[0]),
            (true, _) => "; without any one of them the others can be kept",
            (false, _) => "; the time ended before each was tried, and fewer may be enough",
        };
        format!(
            "{} cannot all be kept ({proven}){least}; {by}",
            super::and(&ids)
        )
    }
}
