//! The inverse question: the least of a limit that gets to a goal.
//!
//! Levels are planned together, first across the whole span, then between the last that fails
//! and the first that gets there, down to a step that people can grant. That less does not do
//! is proven where the bound of a level below says so: of the value, or of how many of the
//! asked tasks any plan can place. The engine knows no "at least so many of these": plans are
//! sought that place as many as they can, after what the week requires, and those are counted.

use crate::domain::Week;
use crate::domain::comparison::{Point, Reached, Scenario};
use crate::domain::dial::{Amount, Dial};
use crate::domain::ids::Work;
use crate::domain::plan::{Plan, placed};
use crate::domain::task::Value;
use crate::plan::{Options, PlanError, whole};
use crate::solver::Stop;
use crate::solver::bound;

use super::family::families;
use super::goal::Goal;
use super::{frontier, retold};

/// Levels that are planned together.
const AT_ONCE: i64 = 11;
/// Most rounds of levels: each leaves a twelfth of the span.
const MOST_ROUNDS: u32 = 8;
/// Part of what is left in the end that goes into planning the answer once more.
const AGAIN_PART: f64 = 0.8;
/// Part of a round's time that goes into proving that less does not do.
const PROOF_PART: f64 = 0.2;

/// From where to where a limit may go, and in which steps.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// The limit.
    pub dial: Dial,
    /// The least.
    pub from: Amount,
    /// The most.
    pub to: Amount,
    /// The step that people can grant.
    pub step: Amount,
}

/// A level that was looked at.
struct Level {
    amount: Amount,
    gets_there: bool,
    /// It is proven that no plan gets there.
    cannot: bool,
    point: Point,
}

/// Looks for the least amount of a limit at which a plan gets to the goal; gives the answer
/// and, where there is one, the plan. `known` are points of a sweep of that limit: for a goal
/// of value they are not planned again.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn reach(
    base: &Week,
    goal: &Goal,
    over: Reach,
    known: &[Point],
    options: &Options,
) -> Result<(Reached, Option<Point>), PlanError> {
    let asked = goal.asked(base);
    let wanted = asked.as_ref().map(|asked| favoured(base, asked));
    let mut levels: Vec<Level> = Vec::new();
    let amount_of = |point: &Point| match point.scenario.set.as_slice() {
        [(dial, amount)] if *dial == over.dial => Some(*amount),
        _ => None,
    };
    if asked.is_none() {
        levels.extend(known.iter().filter_map(|point| {
            Some(Level {
                amount: amount_of(point)?,
                gets_there: false,
                cannot: false,
                point: point.clone(),
            })
        }));
    }
    // Half of the time that is left goes into each round.
    for _ in 0..MOST_ROUNDS {
        judge(base, &mut levels, goal, asked.as_deref());
        let amounts = next(&levels, over);
        if amounts.is_empty() {
            break;
        }
        let left = Options {
            stop: options.stop.sooner(0.5),
            ..*options
        };
        let week = wanted.as_ref().unwrap_or(base);
        levels.extend(planned(week, over.dial, &amounts, &left)?);
        judge(base, &mut levels, goal, asked.as_deref());
        if let Some(asked) = &asked {
            prove(base, goal, asked, over.dial, &mut levels, options)?;
        }
    }
    let best = levels
        .iter()
        .filter(|level| level.gets_there)
        .min_by_key(|level| level.amount);
    let least = best.map(|level| level.amount);
    let proven = levels.iter().filter(|level| level.cannot);
    let reached = Reached {
        goal: goal.words(),
        dial: over.dial,
        least,
        impossible_up_to: proven.map(|level| level.amount).max(),
        step: over.step,
    };
    let point = match (best, &asked) {
        (Some(best), Some(asked)) => Some(as_it_is(base, goal, asked, over.dial, best, options)?),
        (best, _) => best.map(|level| level.point.clone()),
    };
    Ok((reached, point))
}

/// The same answer held to the points of a sweep as they are now: where one with less gets there
/// it takes no more than that, and where the widest is worth more by now a share of it takes more.
/// Without a sweep of that limit it stays.
pub(super) fn again(base: &Week, goal: &Goal, points: &[Point], reached: &mut Reached) {
    let of_sweep = |point: &&Point| matches!(point.scenario.set.as_slice(), [(dial, _)] if *dial == reached.dial);
    let mut levels: Vec<Level> = (points.iter().filter(of_sweep))
        .map(|point| Level {
            amount: point.scenario.set[0].1,
            gets_there: false,
            cannot: false,
            point: point.clone(),
        })
        .collect();
    if levels.is_empty() {
        return;
    }
    let asked = goal.asked(base);
    judge(base, &mut levels, goal, asked.as_deref());
    let there = levels.iter().filter(|level| level.gets_there);
    let least = there.map(|level| level.amount).min();
    reached.least = match asked {
        None => least,
        // The plan that was made for it is a point of its own.
        Some(_) => least.into_iter().chain(reached.least).min(),
    };
}

/// The week with this work required, and whatever it comes after.
fn required(base: &Week, asked: &[Work]) -> Week {
    let mut week = base.clone();
    let mut open = asked.to_vec();
    while let Some(work) = open.pop() {
        match work {
            Work::Task(ix) => {
                let task = &mut week.tasks[ix.ix()];
                if !task.required || asked.contains(&work) {
                    task.required = true;
                    open.extend(task.after.iter().filter(|before| !asked.contains(before)));
                }
            }
            Work::Ride(ix) => week.rides[ix.ix()].must_ride = true,
        }
    }
    week
}

/// The week in which as many of this work are placed as can be, then of what it comes after,
/// before anything else but what is required.
fn favoured(base: &Week, asked: &[Work]) -> Week {
    let mut week = base.clone();
    let all: i64 = base.work().map(|work| base.value(work).0).sum();
    let pulled = required(base, asked);
    let comes_before = |work: &Work| {
        let is_new = pulled.is_required(*work) && !base.is_required(*work);
        is_new && !asked.contains(work)
    };
    let before: Vec<Work> = base.work().filter(comes_before).collect();
    let more = all + 1;
    let most = all + more * before.len() as i64 + 1;
    for (works, bonus) in [(asked, most), (&before, more)] {
        for &work in works {
            match work {
                Work::Task(ix) => week.tasks[ix.ix()].value.0 += bonus,
                Work::Ride(ix) => week.rides[ix.ix()].value.0 += bonus,
            }
        }
    }
    week
}

/// The plan of a level that does what is asked, told of the week as it is. As many of it as must
/// be, those that are worth most, are asked for once more: what else is done then may be worth
/// more.
fn as_it_is(
    base: &Week,
    goal: &Goal,
    asked: &[Work],
    dial: Dial,
    best: &Level,
    options: &Options,
) -> Result<Point, PlanError> {
    let mut week = base.clone();
    dial.set(&mut week, dial.exactly(best.amount));
    let done = placed(&best.point.plan.routes);
    let mut chosen: Vec<Work> = asked.to_vec();
    chosen.retain(|work| done.contains(work));
    chosen.sort_by_key(|&work| std::cmp::Reverse(base.value(work)));
    chosen.truncate(goal.count(asked.len()));
    let most = Options {
        stop: options.stop.sooner(AGAIN_PART),
        ..*options
    };
    let again = planned(&required(base, &chosen), dial, &[best.amount], &most)?;
    let worth = |level: &Level| {
        let placed = placed(&level.point.plan.routes);
        let value: i64 = placed.iter().map(|&work| base.value(work).0).sum();
        (missed(base, level), -value)
    };
    let keeps = |level: &&Level| {
        let placed = placed(&level.point.plan.routes);
        chosen.iter().all(|work| placed.contains(work))
    };
    let again = again.iter().find(keeps);
    let shown = again.filter(|again| worth(again) < worth(best));
    let shown = shown.unwrap_or(best);
    let plan = &shown.point.plan;
    let told = retold::retold(&week, &plan.routes, plan, options.stop.until())?;
    let plan = told.unwrap_or_else(|| whole(&week, &plan.routes));
    // That no plan with what was asked again is worth more says so of every plan that gets there
    // where all was asked.
    let is_all = chosen.len() == asked.len();
    let bounds = again.filter(|again| is_all && missed(base, again) == missed(base, shown));
    let value_bound = bounds.and_then(|again| again.point.plan.value_bound);
    let mut point = best.point.clone();
    point.scenario.week = week;
    point.plan = Plan {
        value_bound,
        ..plan
    };
    // These would be of another value.
    point.prices.clear();
    Ok(point)
}

/// How much of what the week itself requires a level's plan leaves out.
fn missed(base: &Week, level: &Level) -> usize {
    let placed = placed(&level.point.plan.routes);
    let left = base.work().filter(|work| !placed.contains(work));
    left.filter(|&work| base.is_required(work)).count()
}

/// Which levels get there, and which cannot. What is required comes first: who gets there
/// leaves out no more of it than the widest level does.
fn judge(base: &Week, levels: &mut [Level], goal: &Goal, asked: Option<&[Work]>) {
    let widest = levels.iter().max_by_key(|level| level.amount);
    let Some((most, fewest)) =
        widest.map(|level| (level.point.plan.totals.value.0, missed(base, level)))
    else {
        return;
    };
    let target = match goal {
        Goal::Share(share) => Some((most * share + 9_999).div_euclid(10_000)),
        Goal::Worth(value) => Some(value.0),
        Goal::One(_) | Goal::Kind(..) => None,
    };
    for level in levels {
        let missed = missed(base, level);
        let plan = &level.point.plan;
        match (target, asked) {
            (Some(target), _) => {
                level.gets_there = plan.totals.value.0 >= target && missed <= fewest;
                // The bound is that of plans which leave out no more than this one does.
                let is_bounded = missed >= fewest;
                let bound = plan.value_bound.filter(|_| is_bounded);
                level.cannot = bound.is_some_and(|bound| bound.0 < target);
            }
            (None, Some(asked)) => {
                let placed = placed(&plan.routes);
                let of_them = asked.iter().filter(|work| placed.contains(work)).count();
                let enough = of_them >= goal.count(asked.len());
                level.gets_there = !asked.is_empty() && enough && missed <= fewest;
            }
            (None, None) => {}
        }
    }
}

/// The amounts to plan next: across the span, then between the last that fails and the first
/// that gets there; none when these are a step apart.
fn next(levels: &[Level], over: Reach) -> Vec<Amount> {
    let first = levels
        .iter()
        .filter(|level| level.gets_there)
        .map(|level| level.amount)
        .min();
    let is_known = |amount: Amount| levels.iter().any(|level| level.amount == amount);
    let (low, high) = match first {
        Some(first) => {
            let below = levels
                .iter()
                .map(|level| level.amount)
                .filter(|&amount| amount < first);
            (below.max(), first)
        }
        None if levels.is_empty() => (None, over.to),
        // Nothing gets there: no more is looked for.
        None => return Vec::new(),
    };
    let from = low.unwrap_or(over.from);
    let steps = (high.0 - from.0 + over.step.0 - 1).div_euclid(over.step.0.max(1));
    // The lowest of the span may not have been looked at yet, and the highest neither.
    let inner = (1..steps).step_by(usize::try_from((steps / AT_ONCE).max(1)).unwrap_or(1));
    let inner = inner.map(|k| Amount(from.0 + k * over.step.0));
    let ends = [from, high].into_iter();
    let mut amounts: Vec<Amount> = ends
        .chain(inner)
        .filter(|&amount| !is_known(amount))
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    amounts
}

fn planned(
    week: &Week,
    dial: Dial,
    amounts: &[Amount],
    options: &Options,
) -> Result<Vec<Level>, PlanError> {
    let scenario = |&amount: &Amount| {
        let mut week = week.clone();
        dial.set(&mut week, dial.exactly(amount));
        Scenario {
            name: format!("{}={amount}", dial.key(&week)),
            week,
            set: vec![(dial, amount)],
        }
    };
    let scenarios: Vec<Scenario> = amounts.iter().map(scenario).collect();
    let found = super::compare(scenarios, vec![dial], options, &|_, _| {})?;
    let levels = found.points.into_iter().zip(amounts);
    Ok(levels
        .map(|(point, &amount)| Level {
            amount,
            gets_there: false,
            cannot: false,
            point,
        })
        .collect())
}

/// Marks levels at which no plan places enough of what is asked: a bound on the same week in
/// which nothing else is worth anything.
fn prove(
    base: &Week,
    goal: &Goal,
    asked: &[Work],
    dial: Dial,
    levels: &mut [Level],
    options: &Options,
) -> Result<(), PlanError> {
    let open: Vec<usize> = (0..levels.len())
        .filter(|&k| !levels[k].gets_there && !levels[k].cannot)
        .collect();
    let mut week = base.clone();
    for task in &mut week.tasks {
        (task.value, task.required) = (Value(0), false);
    }
    for ride in &mut week.rides {
        (ride.value, ride.must_ride) = (Value(0), false);
    }
    for &work in asked {
        match work {
            Work::Task(ix) => week.tasks[ix.ix()].value = Value(1),
            Work::Ride(ix) => week.rides[ix.ix()].value = Value(1),
        }
    }
    let scenario = |&k: &usize| {
        let mut week = week.clone();
        dial.set(&mut week, dial.exactly(levels[k].amount));
        Scenario {
            name: String::new(),
            week,
            set: Vec::new(),
        }
    };
    let scenarios: Vec<Scenario> = open.iter().map(scenario).collect();
    let nothing = crate::solver::seen::Seen::default();
    let known = bound::Known {
        seen: &nothing,
        reward: 0,
        missed: 0,
    };
    for family in families(&scenarios) {
        let effort = bound::Effort {
            rounds: match options.stop {
                Stop::Deadline(_) => usize::MAX,
                Stop::Iterations(count) => usize::try_from(count / 100)
                    .unwrap_or(usize::MAX)
                    .clamp(10, 200),
            },
            until: options.stop.sooner(PROOF_PART).until(),
            threads: options.threads,
        };
        let known = vec![known; family.problems.len()];
        let bounds = bound::reward_bounds(&family.problems, &known, &effort)?;
        for (&member, bound) in family.members.iter().zip(bounds) {
            let enough = goal.count(asked.len()) as i64;
            levels[open[member]].cannot = bound.is_some_and(|bound| bound.value < enough);
        }
    }
    Ok(())
}

/// The span of a limit that no sweep gives: from nothing to what the plan without it uses,
/// rounded up to a step.
pub fn span(without: &Point, dial: Dial) -> Reach {
    let step = dial.counted.step();
    let used = frontier::used(without, dial);
    let units = dial.counted.units() * step.number();
    let steps = (used as f64 / units).ceil().max(1.0) as i64;
    Reach {
        dial,
        from: Amount(0),
        to: Amount(steps * step.0),
        step,
    }
}
