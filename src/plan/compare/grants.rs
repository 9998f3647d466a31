//! What a step that people can grant (10 miles, 30 minutes, 50 dollars) of a limit buys at each
//! point, planned anew from the plan that is there.

use crate::domain::Week;
use crate::domain::comparison::{Comparison, Exchange, Point};
use crate::domain::dial::Dial;
use crate::domain::plan::Totals;
use crate::domain::task::Value;
use crate::plan::{Built, Options, PlanError, build, decode, start, totals};
use crate::solver::{self, solve_levels};

use super::frontier;
use super::lent::{Lent, take_over, worth};

/// Part of the time that is left that goes into searching; the rest into taking over what was
/// found.
const SEARCH_PART: f64 = 0.9;

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
/// What is found on the way is not lost: every point has the best of all plans that keep its
/// rules, its own among them, so that a larger limit still shows no worse plan, and a step more
/// is held to the plan that is shown.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn with_grants(mut found: Comparison, options: &Options) -> Result<Comparison, PlanError> {
    let asks = |point: &&(usize, &Point)| {
        let (_, point) = point;
        point.plan.totals.unplaced > 0 && point.answers.is_none()
    };
    let points: Vec<(usize, &Point)> = found.points.iter().enumerate().collect();
    let asking: Vec<&(usize, &Point)> = points.iter().filter(asks).collect();
    let search = Options {
        stop: options.stop.sooner(SEARCH_PART),
        ..*options
    };
    let mut all: Vec<Granted> = Vec::new();
    let mut plans: Vec<Lent> = Vec::new();
    for (k, &&(at, point)) in asking.iter().enumerate() {
        let dials = grants_of(&point.scenario.week, &found.swept);
        let own = Options {
            stop: search.stop.sooner(1.0 / (asking.len() - k) as f64),
            ..search
        };
        let (granted, lent) = granted(at, point, &dials, &own)?;
        all.extend(granted);
        plans.extend(lent);
    }
    let has_changed = take_over(&mut found.points, &plans, options)?;
    if has_changed {
        let reached = std::mem::take(&mut found.reached);
        found = frontier::settled(found.points, found.swept);
        found.reached = reached;
    }
    let exchange = all.iter().map(|one| one.exchange(&found.points[one.at]));
    found.exchange.extend(exchange);
    Ok(found)
}

/// The best plan that was found with a step more of a limit.
struct Granted {
    at: usize,
    dial: Dial,
    with: Totals,
}

impl Granted {
    /// What it buys against the plan that is shown, which keeps the larger limit too.
    fn exchange(&self, point: &Point) -> Exchange {
        let more = self.dial.counted.step();
        let price = point.prices.iter().find(|price| price.dial == self.dial);
        let without = &point.plan.totals;
        let with = match worth(&self.with) < worth(without) {
            true => &self.with,
            false => without,
        };
        Exchange {
            at: self.at,
            dial: self.dial,
            more,
            buys: Value(with.value.0 - without.value.0),
            keeps: without
                .required_unplaced
                .saturating_sub(with.required_unplaced),
            price: price.map(|price| price.points * more.number()),
        }
    }
}

/// What a step more of each of these limits buys at one point: against what as much searching
/// finds without it, so that what it buys is not what more time does. And all plans that were
/// found.
fn granted(
    at: usize,
    point: &Point,
    dials: &[Dial],
    options: &Options,
) -> Result<(Vec<Granted>, Vec<Lent>), PlanError> {
    let week = &point.scenario.week;
    let with_more = |dial: &Dial| {
        let mut week = week.clone();
        let limit = dial.exact(&week).unwrap_or_default();
        let more = dial.exactly(dial.counted.step());
        dial.set(&mut week, limit.saturating_add(more));
        week
    };
    if dials.is_empty() {
        return Ok((Vec::new(), Vec::new()));
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
    let lent = weeks.zip(&built).zip(&outcomes);
    let lent = lent.map(|((week, built), outcome)| {
        let (routes, _) = decode::routes(week, built, &outcome.best);
        (totals::totals(week, &routes), Lent { at, routes })
    });
    let (totals, lent): (Vec<Totals>, Vec<Lent>) = lent.unzip();
    // The first is without any more.
    let granted = dials.iter().zip(totals.into_iter().skip(1));
    let granted = granted.map(|(&dial, with)| Granted { at, dial, with });
    Ok((granted.collect(), lent))
}
