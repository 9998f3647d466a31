//! Which scenarios are worth choosing, what lies between neighbours, and where more of a
//! limit buys nothing more.

use crate::domain::comparison::{Comparison, Enough, Exchange, Point, Step};
use crate::domain::dial::{Amount, Counted, Dial};
use crate::domain::task::Value;

use super::between;
use crate::plan::spending::spending;

/// The comparison of points that are solved.
pub(super) fn settled(mut points: Vec<Point>, swept: Vec<Dial>) -> Comparison {
    let dominated: Vec<bool> = (0..points.len())
        .map(|at| points.iter().any(|other| dominates(other, &points[at])))
        .collect();
    for (point, is_dominated) in points.iter_mut().zip(dominated) {
        point.is_dominated = is_dominated;
    }
    let steps: Vec<Step> = neighbours(&points, swept.len())
        .into_iter()
        .map(|(from, to)| between::step(&points, from, to))
        .collect();
    let exchange = exchange(&points, &steps);
    let reference = reference(&points);
    let against = (0..points.len()).map(|to| between::step(&points, reference, to));
    let against = against.collect();
    let funds = (0..points.len())
        .flat_map(|at| between::funds(at, &points[at]))
        .collect();
    let spending = (points.iter())
        .map(|point| spending(&point.scenario.week, &point.plan.routes))
        .collect();
    let never = between::never(&points);
    let enough = enough(&points, &swept);
    Comparison {
        points,
        swept,
        steps,
        reference,
        against,
        exchange,
        spending,
        funds,
        never,
        enough,
        reached: Vec::new(),
    }
}

/// The first scenario by name; where there is none, the point with the widest limits.
fn reference(points: &[Point]) -> usize {
    let sets = |at: &usize| &points[*at].scenario.set;
    let settings = || (0..points.len()).filter(|&at| points[at].answers.is_none());
    let named = settings().find(|at| sets(at).is_empty());
    let amounts = |at: &usize| -> Vec<Amount> { sets(at).iter().map(|one| one.1).collect() };
    named.or(settings().max_by_key(amounts)).unwrap_or_default()
}

/// What one plan costs and misses: less is better in all of it.
fn costs(point: &Point) -> [i64; 9] {
    let totals = &point.plan.totals;
    [
        i64::from(totals.required_unplaced),
        -totals.value.0,
        i64::from(totals.deadlines_missed),
        i64::from(totals.families_not_reached),
        i64::from(totals.overtime.0),
        totals.metres.0,
        i64::from(totals.drive.0),
        i64::from(totals.paid.0),
        totals.money.0,
    ]
}

/// Whether one scenario's plan is no worse in anything and better in something.
fn dominates(one: &Point, other: &Point) -> bool {
    let (one, other) = (costs(one), costs(other));
    one != other && one.iter().zip(&other).all(|(a, b)| a <= b)
}

/// Pairs of neighbours: along each sweep, and from the first scenario without a sweep to each
/// other such.
fn neighbours(points: &[Point], sweeps: usize) -> Vec<(usize, usize)> {
    let is_named =
        |at: &usize| points[*at].scenario.set.is_empty() && points[*at].answers.is_none();
    let named: Vec<usize> = (0..points.len()).filter(is_named).collect();
    let mut pairs: Vec<(usize, usize)> = named.iter().skip(1).map(|&to| (named[0], to)).collect();
    for axis in 0..sweeps {
        for (from, point) in points.iter().enumerate() {
            let Some(&(_, at)) = point.scenario.set.get(axis) else {
                continue;
            };
            let others = |set: &[(Dial, Amount)]| {
                let mut rest = set.to_vec();
                rest.remove(axis);
                rest
            };
            let mine = others(&point.scenario.set);
            let beyond = points.iter().enumerate().filter_map(|(to, other)| {
                let &(_, theirs) = other.scenario.set.get(axis)?;
                (theirs > at && others(&other.scenario.set) == mine).then_some((theirs, to))
            });
            pairs.extend(beyond.min().map(|(_, to)| (from, to)));
        }
    }
    pairs
}

/// What each step of a sweep buys, beside what the relaxation says at its beginning.
fn exchange(points: &[Point], steps: &[Step]) -> Vec<Exchange> {
    let of_step = |step: &Step| {
        let (from, to) = (&points[step.from], &points[step.to]);
        let pairs = from.scenario.set.iter().zip(&to.scenario.set);
        let (&(dial, before), &(_, after)) = pairs.into_iter().find(|(a, b)| a != b)?;
        let more = Amount(after.0 - before.0);
        let price = from.prices.iter().find(|price| price.dial == dial);
        Some(Exchange {
            at: step.from,
            dial,
            more,
            buys: Value(to.plan.totals.value.0 - from.plan.totals.value.0),
            keeps: from
                .plan
                .totals
                .required_unplaced
                .saturating_sub(to.plan.totals.required_unplaced),
            price: price.map(|price| price.points * more.number()),
        })
    };
    steps.iter().filter_map(of_step).collect()
}

/// The least amount of the one sweep whose plan is worth as much as that of the largest; it is
/// proven where that worth is the bound of the largest.
fn enough(points: &[Point], swept: &[Dial]) -> Option<Enough> {
    let [_] = swept else { return None };
    let at = |point: &Point| point.scenario.set.first().map(|&(_, amount)| amount);
    let of_sweep = || points.iter().filter(|point| at(point).is_some());
    let last = of_sweep().max_by_key(|point| at(point))?;
    let most = |point: &Point| {
        let totals = &point.plan.totals;
        (totals.required_unplaced, -totals.value.0)
    };
    let least = of_sweep()
        .filter(|point| most(point) == most(last))
        .min_by_key(|point| at(point))?;
    let (from, to) = (at(least)?, at(last)?);
    (from < to).then_some(Enough {
        from,
        to,
        is_proven: last.plan.value_bound == Some(last.plan.totals.value),
    })
}

/// How much of a limit a plan uses, in its exact units; of somebody's own limit, what all use.
pub(super) fn used(point: &Point, dial: Dial) -> i64 {
    let totals = &point.plan.totals;
    match dial.counted {
        Counted::Miles => totals.metres.0,
        Counted::DriveHours => i64::from(totals.drive.0),
        Counted::PaidHours => i64::from(totals.paid.0),
        Counted::OvertimeHours => i64::from(totals.overtime.0),
        Counted::Dollars => totals.money.0,
    }
}
