//! objections.csv: what a driver would object to. Ids only.
//!
//! - `speed`: a leg faster than the road allows, or than anybody drives where no road is known.
//! - `dwell`: a stop shorter than `[rides]` dwell and board seconds say.
//! - `slack`: less than two minutes to spare at the tightest stop of a run.
//! - `u_turn`: the way there turns round.
//! - a dated rule of transport by its name, with what would mend it.

use super::super::words::place_id;
use super::roads::Roads;
use super::stands::{Stand, stands};
use super::words::{day_names, exact, run_ids, same_days};
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::run::{Outing, RunActivity, RunPlan, Seconds};
use crate::table::write_csv;

const HEADER: [&str; 8] = [
    "days",
    "vehicle_id",
    "run_id",
    "what",
    "place_id",
    "time",
    "amount",
    "message",
];

/// Faster than this nobody drives a leg, in metres a second: 65 miles an hour.
const FASTEST: f64 = 29.06;
/// A leg may be this much faster than the road's drive: rounding.
const ROUNDING: f64 = 2.0;
/// Less slack than this is objected to.
const SLACK: Seconds = Seconds(120);

/// Something objected to: what, where, when, how much, and in words.
type Objection = [String; 5];

/// The table: days with the same runs once.
pub(super) fn csv(week: &Week, plan: &RunPlan, roads: &Roads) -> Vec<u8> {
    let ids = run_ids(week, plan);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for days in same_days(week, plan) {
        let outings = plan.outings.iter().zip(&ids);
        for (outing, ids) in outings.filter(|(outing, _)| outing.day == days[0]) {
            for (run, objection) in objections(week, outing, roads) {
                let mut row = vec![
                    day_names(&days).replace('\u{2013}', "-"),
                    week.vehicles[outing.vehicle.ix()].id.clone(),
                    ids[run].clone(),
                ];
                row.extend(objection);
                rows.push(row);
            }
        }
    }
    rows.extend(plan.findings.iter().map(|one| {
        let vehicle = one.vehicle.map(|ix| week.vehicles[ix.ix()].id.clone());
        let ride = one.ride.map(|ride| week.ride(ride).row_id.clone());
        let message = match ride {
            Some(ride) => format!("{ride}: {}; mended by {}", one.message, one.fix),
            None => format!("{}; mended by {}", one.message, one.fix),
        };
        let empty = String::new;
        let rule = one.rule.name().to_owned();
        vec![
            empty(),
            vehicle.unwrap_or_default(),
            empty(),
            rule,
            empty(),
            empty(),
            empty(),
            message,
        ]
    }));
    write_csv(&HEADER, rows)
}

/// How many there are, days with the same runs counted once, and rules of transport that are
/// broken.
pub(super) fn count(week: &Week, plan: &RunPlan, roads: &Roads) -> usize {
    let first_days: Vec<_> = same_days(week, plan)
        .into_iter()
        .map(|days| days[0])
        .collect();
    let outings = plan
        .outings
        .iter()
        .filter(|outing| first_days.contains(&outing.day));
    let of_outings: usize = outings
        .map(|outing| objections(week, outing, roads).len())
        .sum();
    of_outings + plan.findings.len()
}

/// The objections to an outing, each with the position of a stop of its run.
fn objections(week: &Week, outing: &Outing, roads: &Roads) -> Vec<(usize, Objection)> {
    let mut found = Vec::new();
    let mut last: Option<PlaceIx> = None;
    let stands = stands(week, outing);
    for stand in &stands {
        let at = |what: &str, amount: String, message: String| {
            let when = exact(week, outing.day, stand.arrive());
            let place = place_id(week, stand.place).to_owned();
            (
                stand.range.start,
                [what.to_owned(), place, when, amount, message],
            )
        };
        let leg = last.zip(stand.place).filter(|(from, to)| from != to);
        if let Some((from, to)) = leg {
            if let Some((seconds, message)) = too_fast(stand, (from, to), roads) {
                found.push(at("speed", format!("{seconds} s"), message));
            }
            let turns = roads.u_turns(from, to);
            if turns > 0 {
                let message = "the way there turns round".to_owned();
                found.push(at("u_turn", turns.to_string(), message));
            }
        }
        let short = too_short(week, stand);
        if short > 0 {
            let message = "the stop is shorter than dwell and board seconds".to_owned();
            found.push(at("dwell", format!("{short} s"), message));
        }
        last = stand.place.or(last);
    }
    found.extend(tight(week, outing, &stands));
    found.sort();
    found
}

/// By how many seconds a leg is faster than the road, or than anybody.
fn too_fast(stand: &Stand<'_>, ends: (PlaceIx, PlaceIx), roads: &Roads) -> Option<(i64, String)> {
    let (drive, metres) = stand.drive();
    let (least, why) = match roads.path(ends.0, ends.1) {
        Some(path) => (path.drive.minutes * 60.0, "the road takes"),
        None => (metres.0 as f64 / FASTEST, "65 miles an hour takes"),
    };
    let over = least - f64::from(drive.0);
    let text = format!("drives {} s where {why} {least:.0} s", drive.0);
    (over > ROUNDING).then(|| (over.ceil() as i64, text))
}

/// By how many seconds a stand is shorter than the table says, whatever its riders' rows say.
fn too_short(week: &Week, stand: &Stand<'_>) -> i64 {
    let rules = &week.policy.rides;
    let riders = stand
        .stops
        .iter()
        .filter(|stop| stop.activity.ride().is_some())
        .count();
    if riders == 0 {
        return 0;
    }
    let least = i64::from(rules.dwell.0) + riders as i64 * i64::from(rules.board.0);
    let own: i64 = (stand.stops.iter())
        .map(|stop| i64::from((stop.end - stop.start).0))
        .sum();
    let stopping = i64::from((stand.start() - stand.arrive()).0);
    least - own - stopping.min(i64::from(rules.dwell.0))
}

/// The tightest stop of each run, where it has less slack than two minutes.
fn tight(week: &Week, outing: &Outing, stands: &[Stand<'_>]) -> Vec<(usize, Objection)> {
    let runs = stands.last().map_or(0, |stand| stand.run + 1);
    let each = (0..runs).filter_map(|run| {
        let is_stop = |stand: &&Stand<'_>| {
            let first = stand.stops.first().map(|stop| stop.activity);
            stand.run == run
                && matches!(
                    first,
                    Some(RunActivity::Pickup(_) | RunActivity::Dropoff(_))
                )
        };
        let stand = stands
            .iter()
            .filter(is_stop)
            .min_by_key(|stand| stand.slack())?;
        (stand.slack() < SLACK).then(|| {
            let place = place_id(week, stand.place).to_owned();
            let when = exact(week, outing.day, stand.arrive());
            let amount = format!("{} s", stand.slack().0);
            let message = "so little to spare at the tightest stop".to_owned();
            (
                stand.range.start,
                ["slack".to_owned(), place, when, amount, message],
            )
        })
    });
    each.collect()
}
