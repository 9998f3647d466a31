//! What a day holds besides work, how long drives take, and what else week.toml sets.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::policy::Lunch;
use crate::domain::time::{Day, Minutes};

/// `30 minutes of lunch instead of 45`, `20 minutes a day kept free instead of 15`, `drives that
/// take 1.5 times as long from 07:30 to 08:30`, `other lengths of tasks`: what one scenario has
/// other than another.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let mut all: Vec<String> = lunch(was.policy.lunch, is.policy.lunch)
        .into_iter()
        .collect();
    all.extend(reserve(was.policy.reserve, is.policy.reserve));
    all.extend(stops(
        was.travel.minutes_per_stop(),
        is.travel.minutes_per_stop(),
    ));
    let (before, after) = (traffic(was), traffic(is));
    match after.is_empty() {
        _ if before == after => {}
        true => all.push("no slow traffic".to_owned()),
        false => all.push(words_of(&after)),
    }
    if !was.travel.has_same_roads(&is.travel) {
        all.push("other drives".to_owned());
    }
    if was.policy.trade != is.policy.trade {
        all.push("value weighed otherwise against money and driving".to_owned());
    }
    all.extend(tasks(was, is));
    if is_met_otherwise(was, is) {
        all.push("other hours at which people can be met".to_owned());
    }
    all
}

fn lunch(was: Option<Lunch>, is: Option<Lunch>) -> Option<String> {
    let minutes = |lunch: Lunch| format!("{} minutes of lunch", lunch.minutes.0);
    let between = |lunch: Lunch| {
        let at = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        format!(
            "between {} and {}",
            at(lunch.earliest),
            at(lunch.latest_end)
        )
    };
    match (was, is) {
        (was, is) if was == is => None,
        (None, None) => None,
        (Some(_), None) => Some("no lunch".to_owned()),
        (None, Some(is)) => Some(format!("{} {}", minutes(is), between(is))),
        (Some(was), Some(is)) => {
            let is_when = (was.earliest, was.latest_end) == (is.earliest, is.latest_end);
            let instead = match (is_when, was.minutes == is.minutes) {
                (true, _) => format!("{} instead of {}", minutes(is), was.minutes.0),
                (false, true) => format!("lunch {} instead of {}", between(is), between(was)),
                (false, false) => format!(
                    "{} {} instead of {} {}",
                    minutes(is),
                    between(is),
                    was.minutes.0,
                    between(was)
                ),
            };
            Some(instead)
        }
    }
}

fn reserve(was: Minutes, is: Minutes) -> Option<String> {
    match (was.0, is.0) {
        (was, is) if was == is => None,
        (was, 0) => Some(format!("no time kept free instead of {was} minutes a day")),
        (0, is) => Some(format!("{is} minutes a day kept free")),
        (was, is) => Some(format!("{is} minutes a day kept free instead of {was}")),
    }
}

fn stops(was: f64, is: f64) -> Option<String> {
    let is_other = (was - is).abs() > f64::EPSILON;
    is_other.then(|| format!("{is} minutes for parking and the door instead of {was}"))
}

/// When drives take how much longer, as people say it, with the days on which they do.
type Slow = BTreeMap<(String, String, String), Vec<Day>>;

fn traffic(week: &Week) -> Slow {
    let mut slow = Slow::new();
    for one in week.travel.traffic() {
        let day = week.clock.day_of(one.span.from);
        let at = |moment| week.clock.hhmm(moment, Some(day));
        let (from, to) = (at(one.span.from), at(one.span.to));
        let days = slow.entry((from, to, one.factor.to_string())).or_default();
        days.push(day);
    }
    slow
}

fn words_of(slow: &Slow) -> String {
    let all = slow
        .keys()
        .map(|(from, to, factor)| format!("{factor} times as long from {from} to {to}"));
    let all: Vec<String> = all.collect();
    format!("drives that take {}", all.join(" and "))
}

/// Tasks that both have and that take other times, or are worth something else.
fn tasks(was: &Week, is: &Week) -> Vec<String> {
    let before: BTreeMap<&str, Work> = (was.work()).map(|work| (was.work_id(work), work)).collect();
    let pairs: Vec<(Work, Work)> = (is.work())
        .filter_map(|work| Some((*before.get(is.work_id(work))?, work)))
        .collect();
    let is_longer = pairs.iter().any(|&pair| match pair {
        (Work::Task(a), Work::Task(b)) => {
            let (a, b) = (was.task(a), is.task(b));
            (a.minutes, a.notes_minutes) != (b.minutes, b.notes_minutes)
        }
        _ => false,
    });
    let is_worth = pairs.iter().any(|&(a, b)| was.value(a) != is.value(b));
    let longer = is_longer.then(|| "other lengths of tasks".to_owned());
    let worth = is_worth.then(|| "other worth of tasks".to_owned());
    longer.into_iter().chain(worth).collect()
}

/// Whether somebody who is not of the staff can be met at other times.
fn is_met_otherwise(was: &Week, is: &Week) -> bool {
    let hours = |week: &Week| -> BTreeMap<String, crate::domain::time::Spans> {
        let people = week.people.iter().filter(|person| person.staff.is_none());
        let hours = people.map(|person| (person.id.clone(), person.availability.free.clone()));
        hours.collect()
    };
    let (before, after) = (hours(was), hours(is));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    ids.into_iter().any(|id| before.get(id) != after.get(id))
}
