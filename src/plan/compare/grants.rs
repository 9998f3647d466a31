//! What a step that people can grant (10 miles, 30 minutes, 50 dollars) of a limit buys at each
//! point, planned anew from the plan that is there.

use crate::domain::Week;
use crate::domain::comparison::{Comparison, Exchange, Point};
use crate::domain::dial::Dial;
use crate::domain::plan::Totals;
use crate::domain::task::Value;
use crate::plan::{Built, Options, PlanError, build, decode, start, totals};
use crate::solver::{self, solve_levels};

/// The limits of the whole plan that a week has and no sweep turns: what a step more of each
/// buys is to be found.
pub fn grants_of(week: &Week, swept: &[Dial]) -> Vec<Dial> {
    let mut dials = Dial::all(week);
    dials.retain(|dial| dial.whose.is_none() && !swept.contains(dial));
    dials
}

/// The comparison with what a step more of each limit buys, at every point that leaves something
/// out; of a limit that is swept its steps say so already. Each point has an even share of the
/// time.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn with_grants(mut found: Comparison, options: &Options) -> Result<Comparison, PlanError> {
    let asks = |point: &&(usize, &Point)| {
        let (_, point) = point;
        point.plan.totals.unplaced > 0 && !point.is_answer
    };
    let points: Vec<(usize, &Point)> = found.points.iter().enumerate().collect();
    let asking: Vec<&(usize, &Point)> = points.iter().filter(asks).collect();
    let mut all = Vec::new();
    for (k, &&(at, point)) in asking.iter().enumerate() {
        let dials = grants_of(&point.scenario.week, &found.swept);
        let own = Options {
            stop: options.stop.sooner(1.0 / (asking.len() - k) as f64),
            ..*options
        };
        all.extend(granted(at, point, &dials, &own)?);
    }
    found.exchange.extend(all);
    Ok(found)
}

/// What a step more of each of these limits buys at one point: against what as much searching
/// finds without it, so that what it buys is not what more time does.
fn granted(
    at: usize,
    point: &Point,
    dials: &[Dial],
    options: &Options,
) -> Result<Vec<Exchange>, PlanError> {
    let week = &point.scenario.week;
    let with_more = |dial: &Dial| {
        let mut week = week.clone();
        let limit = dial.exact(&week).unwrap_or_default();
        let more = dial.exactly(dial.counted.step());
        dial.set(&mut week, limit.saturating_add(more));
        week
    };
    if dials.is_empty() {
        return Ok(Vec::new());
    }
    let without = build(week);
    // What keeps a limit keeps a larger one.
    let begun = start::taken_up(week, &without, &point.plan.routes)?;
    let weeks: Vec<Week> = dials.iter().map(with_more).collect();
    let with = weeks.iter().map(build);
    let built: Vec<Built> = std::iter::once(without).chain(with).collect();
    let problems: Vec<_> = built.iter().map(|built| built.problem.clone()).collect();
    let asked = solver::Options {
        stop: options.stop,
        threads: options.threads,
        seed: options.seed,
        start: Some(&begun),
    };
    let outcomes = solve_levels(&problems, &asked, &|_, _| {})?;
    let weeks = std::iter::once(week).chain(&weeks);
    let totals = weeks.zip(&built).zip(&outcomes);
    let totals = totals.map(|((week, built), outcome)| {
        let (routes, _) = decode::routes(week, built, &outcome.best);
        totals::totals(week, &routes)
    });
    let totals: Vec<Totals> = totals.collect();
    let Some((without, with)) = totals.split_first() else {
        return Ok(Vec::new());
    };
    let exchange = |(&dial, with): (&Dial, &Totals)| {
        let more = dial.counted.step();
        let price = point.prices.iter().find(|price| price.dial == dial);
        Exchange {
            at,
            dial,
            more,
            buys: Value(with.value.0 - without.value.0),
            keeps: without
                .required_unplaced
                .saturating_sub(with.required_unplaced),
            price: price.map(|price| price.points * more.number()),
        }
    };
    Ok(dials.iter().zip(with).map(exchange).collect())
}
