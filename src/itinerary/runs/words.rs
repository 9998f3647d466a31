//! Words and figures that the formats of runs share.

use super::super::words::{count, miles};
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::money::Metres;
use crate::domain::rule::Rule;
use crate::domain::run::{Change, Finding, Need, Outing, RunPlan, Second, Seconds, Unserved};
use crate::domain::time::{Day, Moment, Span};

/// `07:12:30`; the end of `day` is its 24:00:00.
pub(super) fn exact(week: &Week, day: Day, at: Second) -> String {
    let minute = week.clock.hhmm(at.moment(), Some(day));
    format!("{minute}:{:02}", at.past_minute())
}

/// `07:12`, the minute in which it is: who is there by then is in time.
pub(in crate::itinerary) fn clock(week: &Week, day: Day, at: Second) -> String {
    week.clock.hhmm(at.moment(), Some(day))
}

/// Minutes with one decimal: `4.5`.
pub(super) fn minutes(length: Seconds) -> String {
    format!("{:.1}", length.minutes())
}

/// Seconds as people say them: `45 s`, `4 min`, `1 h 05 min`.
pub(in crate::itinerary) fn lasting(length: Seconds) -> String {
    match length.0 {
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds => super::super::words::duration(crate::domain::time::Minutes((seconds + 30) / 60)),
    }
}

/// How many rides have another vehicle, time or stop than before, are new, or have none any more;
/// none where nothing changed.
pub(super) fn changed(plan: &RunPlan) -> Option<String> {
    let number = |is: fn(&Change) -> bool| {
        let found = plan.changes.iter().filter(|change| is(change)).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let other = number(|change| change.before.is_some() && change.after.is_some());
    let new = number(|change| change.before.is_none());
    let gone = number(|change| change.after.is_none());
    let part = |number, one: &str, many: &str, what: &str| {
        (number > 0).then(|| format!("{} {what}", count(number, one, many)))
    };
    let parts = [
        part(
            other,
            "ride has",
            "rides have",
            "another vehicle, time or stop than before",
        ),
        part(new, "ride had", "rides had", "none before"),
        part(gone, "ride has", "rides have", "none any more"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The row or the vehicle that a dated rule is broken by.
pub(super) fn finding_of<'w>(week: &'w Week, one: &Finding) -> &'w str {
    let ride = one.ride.map(|ride| week.ride(ride).row_id.as_str());
    let vehicle = one.vehicle.map(|ix| week.vehicles[ix.ix()].id.as_str());
    ride.or(vehicle).unwrap_or("runs")
}

/// How runs are called: the vehicle, and which of its runs of the day it is, from 1. One list
/// for each outing, in order, with an entry a stop.
pub(super) fn run_ids(week: &Week, plan: &RunPlan) -> Vec<Vec<String>> {
    let mut last: Option<&Outing> = None;
    let mut before = 0;
    let ids = plan.outings.iter().map(|outing| {
        if last.is_none_or(|last| (last.vehicle, last.day) != (outing.vehicle, outing.day)) {
            before = 0;
        }
        last = Some(outing);
        let vehicle = &week.vehicles[outing.vehicle.ix()].id;
        let runs = outing.runs();
        let ids = runs
            .iter()
            .map(|run| format!("{vehicle}-{}", before + run + 1));
        let ids: Vec<String> = ids.collect();
        before += runs.last().map_or(0, |run| run + 1);
        ids
    });
    ids.collect()
}

/// The days of the runs, in order.
pub(super) fn days(plan: &RunPlan) -> Vec<Day> {
    let mut days: Vec<Day> = plan.outings.iter().map(|outing| outing.day).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// What an outing is but for its day: by whom, which rides where and when.
fn shape(week: &Week, plan: &RunPlan, day: Day) -> Vec<String> {
    let midnight = Second::of(week.clock.whole_day(day).from);
    let outings = plan.outings.iter().filter(|outing| outing.day == day);
    let shapes = outings.map(|outing| {
        let mut text = format!("{:?} {:?}", outing.vehicle, outing.driver);
        for stop in &outing.stops {
            let ride = stop
                .activity
                .ride()
                .map(|ride| week.ride(ride).row_id.as_str());
            let since = (stop.start - midnight).0;
            text.push_str(&format!(
                " {} {} {since}",
                stop.activity.name(),
                ride.unwrap_or("")
            ));
        }
        text
    });
    shapes.collect()
}

/// The days of the runs, those together that have the same runs at the same times.
pub(super) fn same_days(week: &Week, plan: &RunPlan) -> Vec<Vec<Day>> {
    let mut groups: Vec<(Vec<String>, Vec<Day>)> = Vec::new();
    for day in days(plan) {
        let shape = shape(week, plan, day);
        match groups.iter_mut().find(|(other, _)| *other == shape) {
            Some((_, days)) => days.push(day),
            None => groups.push((shape, vec![day])),
        }
    }
    groups.into_iter().map(|(_, days)| days).collect()
}

/// The days of the week, as the files have them.
pub(super) const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Days in words: `Mon-Fri`, `Mon, Wed`.
pub(in crate::itinerary) fn day_names(days: &[Day]) -> String {
    named(days, &DAYS, "\u{2013}")
}

/// The same with other names.
pub(super) fn named(days: &[Day], names: &[&str; 7], to: &str) -> String {
    let name = |day: &Day| names[usize::from(day.0 % 7)];
    let runs = days.chunk_by(|a, b| a.0 + 1 == b.0);
    let parts = runs.map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{}{to}{}", name(first), name(last)),
        _ => run.iter().map(name).collect::<Vec<&str>>().join(", "),
    });
    parts.collect::<Vec<String>>().join(", ")
}

/// Things of days, those together that are equal, in order of their first days.
pub(super) fn by_days<T: PartialEq>(of: Vec<(Day, T)>) -> Vec<(Vec<Day>, T)> {
    let mut groups: Vec<(Vec<Day>, T)> = Vec::new();
    for (day, what) in of {
        match groups.iter_mut().find(|(_, other)| *other == what) {
            Some((days, _)) => days.push(day),
            None => groups.push((vec![day], what)),
        }
    }
    groups
}

/// Riders against places at a bell, on whatever day.
#[derive(PartialEq)]
pub(super) struct AtBell {
    /// From when to when at school: `07:25`, `07:45`.
    pub hours: [String; 2],
    /// The counts; day and time are let go.
    pub need: Need,
}

/// Riders against places, bell by bell, with the days on which they are the same.
pub(super) fn needs_by_days(week: &Week, needs: &[Need]) -> Vec<(Vec<Day>, AtBell)> {
    let at_bell = |need: &Need| {
        let at = |moment| week.clock.hhmm(moment, Some(need.day));
        let hours = [need.window.from, need.window.to].map(at);
        // What is left of it is the same on days that are alike.
        let (day, window) = (Day(0), Span::new(Moment(0), Moment(0)));
        let need = Need {
            day,
            window,
            ..*need
        };
        AtBell { hours, need }
    };
    by_days(needs.iter().map(|need| (need.day, at_bell(need))).collect())
}

/// A ride without a vehicle, on whatever day.
#[derive(PartialEq)]
pub(super) struct LeftOut<'p> {
    /// The id of its row in rides.csv.
    pub row: &'p str,
    /// Whether it must be.
    pub must: bool,
    /// Why.
    pub rule: Option<Rule>,
    /// Why, in words.
    pub reason: &'p str,
    /// What would bring it in.
    pub fix: &'p str,
}

/// The rides without a vehicle, with the days on which the same is to be said of them.
pub(super) fn left_by_days<'p>(week: &'p Week, plan: &'p RunPlan) -> Vec<(Vec<Day>, LeftOut<'p>)> {
    let left_out = |one: &'p Unserved| {
        let ride = week.ride(one.ride);
        let left_out = LeftOut {
            row: &ride.row_id,
            must: ride.must_ride,
            rule: one.rule,
            reason: &one.reason,
            fix: &one.fix,
        };
        (ride.day, left_out)
    };
    by_days(plan.unserved.iter().map(left_out).collect())
}

/// How far one walks in a minute, in metres: 3.5 feet a second, at which pedestrian signals are
/// timed. Source: MUTCD, 11th edition (2023), 4I.06.
const A_MINUTE: f64 = 64.0;

/// A walk as people read it.
pub(super) struct Walk {
    /// To two decimals; a shorter walk is `less than 0.01`.
    pub miles: String,
    /// Whole ones, rounded up; at least one.
    pub minutes: i64,
}

impl Walk {
    /// Of so many metres.
    pub(super) fn of(metres: Metres) -> Self {
        Self {
            miles: match miles(metres) {
                none if none == "0.00" => "less than 0.01".to_owned(),
                miles => miles,
            },
            minutes: ((metres.0 as f64 / A_MINUTE).ceil() as i64).max(1),
        }
    }
}

/// What a stop is called: its name, else its id.
pub(super) fn stop_name(week: &Week, stop: PlaceIx) -> String {
    let place = week.place(stop);
    match place.name.trim() {
        "" => place.id.clone(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    //! Walks as people read them.
    use super::*;

    #[test]
    fn a_short_walk_is_no_walk_of_nothing() {
        // A hundredth of a mile is 16.09 m, and half of that rounds up to it.
        let miles = [0, 8, 9, 402].map(|metres| Walk::of(Metres(metres)).miles);
        assert_eq!(miles, ["less than 0.01", "less than 0.01", "0.01", "0.25"]);
    }
}
