//! The week, traffic, lunch, and the hours of people of whom nothing else is known.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::domain::policy::Lunch;
use crate::domain::time::Minutes;
use crate::input::Asked;
use crate::input::cells::{self, Bad, DateCell, TimeOfDay};
use crate::input::settings::{self, Keys, Node};
use crate::table::{Fault, Faults, nearest};

use super::{FILE, Given, TrafficRule, given, minutes, push};

/// The coming Monday when none is given; today if it is one.
pub(in crate::input) fn start(week: &Keys<'_>, asked: &Asked, faults: &mut Faults) -> NaiveDate {
    let coming = || {
        let days = (7 - u64::from(asked.today.weekday().num_days_from_monday())) % 7;
        asked
            .today
            .checked_add_days(chrono::Days::new(days))
            .unwrap_or(asked.today)
    };
    let date = match week.text("start", faults, cells::calendar_date) {
        Some(date) => date,
        None => return coming(),
    };
    if date.weekday() == Weekday::Mon {
        return date;
    }
    let monday = cells::nearest_monday(date).unwrap_or(date);
    if let Some(node) = week.get("start") {
        let bad = Bad::new(format!("is a {}, not a Monday", date.format("%A")));
        let bad = bad.remedy(format!("the nearest Monday is {monday}"));
        faults.push(node.origin.bad(&date.to_string(), bad));
    }
    monday
}

pub(in crate::input) fn zone(week: &Keys<'_>, asked: &Asked, faults: &mut Faults) -> Tz {
    if week.get("time_zone").is_some() {
        return week
            .text("time_zone", faults, zone_named)
            .unwrap_or(Tz::UTC);
    }
    asked.zone.unwrap_or_else(|| {
        let fault = Fault::error(FILE, "names no time zone, and neither does this machine");
        faults.push(
            fault
                .in_column("week.time_zone")
                .remedy("add time_zone = \"America/Los_Angeles\""),
        );
        Tz::UTC
    })
}

fn zone_named(text: &str) -> Result<Tz, Bad> {
    /// What people and Windows call the zones of the United States.
    const SPOKEN: [(&str, &str); 6] = [
        ("pacific", "America/Los_Angeles"),
        ("mountain", "America/Denver"),
        ("central", "America/Chicago"),
        ("eastern", "America/New_York"),
        ("alaska", "America/Anchorage"),
        ("hawaii", "Pacific/Honolulu"),
    ];
    if let Ok(zone) = Tz::from_str(text) {
        return Ok(zone);
    }
    let lower = text.to_ascii_lowercase();
    let by_case = chrono_tz::TZ_VARIANTS
        .iter()
        .find(|zone| zone.name().eq_ignore_ascii_case(text));
    let spoken = SPOKEN
        .iter()
        .find(|(word, _)| lower.starts_with(word))
        .map(|(_, name)| *name);
    let names: Vec<&str> = chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .collect();
    // People often write the city alone.
    let city = names.iter().copied().find(|name| {
        name.rsplit('/')
            .next()
            .is_some_and(|city| crate::table::same_name(city, text))
    });
    let near = by_case
        .map(|zone| zone.name())
        .or(spoken)
        .or(city)
        .or_else(|| nearest(text, &names));
    let bad =
        Bad::new("is no time zone").allowed("a name of the tz database like America/Los_Angeles");
    Err(match near {
        Some(name) => bad.remedy(format!("write `{name}` if that is meant")),
        None => bad,
    })
}

pub(in crate::input) fn no_work(week: &Keys<'_>, faults: &mut Faults) -> Vec<DateCell> {
    let list = week.list("no_work", faults);
    list.iter()
        .filter_map(|node| settings::text(node, faults, cells::date))
        .collect()
}

pub(in crate::input) fn traffic(travel: &Keys<'_>, faults: &mut Faults) -> Vec<TrafficRule> {
    let mut rules: Vec<(TrafficRule, &Node)> = Vec::new();
    for node in travel.list("traffic", faults) {
        let keys = Keys::new(Some(node), &["from", "to", "factor"], faults);
        let from = keys.text("from", faults, cells::time);
        let to = keys.text("to", faults, cells::time);
        let factor = keys.number("factor", faults, |text| cells::number(text, 0.1..=10.0));
        for key in ["from", "to", "factor"]
            .into_iter()
            .filter(|key| keys.get(key).is_none())
        {
            faults.push(
                node.origin
                    .fault(format!("has no `{key}`"))
                    .remedy("write { from, to, factor }"),
            );
        }
        let (Some(from), Some(to), Some(factor)) = (from, to, factor) else {
            continue;
        };
        if to <= from {
            faults.push(node.origin.fault("ends before it starts"));
            continue;
        }
        rules.push((TrafficRule { from, to, factor }, node));
    }
    rules.sort_by_key(|(rule, _)| rule.from);
    for pair in rules.windows(2) {
        if pair[1].0.from < pair[0].0.to {
            faults.push(
                pair[1]
                    .1
                    .origin
                    .fault("has periods that overlap")
                    .remedy("let one end where the next begins"),
            );
        }
    }
    rules.into_iter().map(|(rule, _)| rule).collect()
}

pub(in crate::input) fn lunch(node: Option<&Node>, faults: &mut Faults) -> Option<Lunch> {
    let keys = Keys::new(node, &["minutes", "earliest", "latest_end"], faults);
    let length = minutes(&keys, "minutes", 30, faults);
    let time = |text| {
        cells::time(text)?
            .naive()
            .ok_or_else(|| Bad::new("is the end of the day").allowed("a time before 24:00"))
    };
    let default = |hour, minute| {
        TimeOfDay::new(hour, minute)
            .and_then(TimeOfDay::naive)
            .unwrap_or_default()
    };
    let earliest = keys
        .text("earliest", faults, time)
        .unwrap_or_else(|| default(11, 0));
    let latest_end = keys
        .text("latest_end", faults, time)
        .unwrap_or_else(|| default(13, 30));
    let room = (latest_end - earliest).num_minutes();
    if length > Minutes(0) && room < i64::from(length.0) {
        let at = node.map(|node| node.origin.clone());
        let message = format!(
            "has {} minutes that do not fit between earliest and latest_end",
            length.0
        );
        push(at.map(|origin| origin.fault(message)), faults);
    }
    (length > Minutes(0)).then_some(Lunch {
        minutes: length,
        earliest,
        latest_end,
    })
}

pub(in crate::input) fn hours(node: Option<&Node>, root: &Node, faults: &mut Faults) -> [Given; 3] {
    const ROLES: [(&str, &str); 3] = [
        ("guardian", "Mon-Fri 08:00-19:00"),
        ("teacher", "Mon-Fri 07:30-08:15; Mon-Fri 15:15-16:30"),
        ("principal", "Mon-Fri 08:00-16:30"),
    ];
    let keys = Keys::new(node, &ROLES.map(|(role, _)| role), faults);
    ROLES.map(|(role, default)| {
        let set = given(&keys, role, faults);
        set.unwrap_or_else(|| (default.to_owned(), root.origin.clone()))
    })
}
