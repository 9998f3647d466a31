//! week.toml, with a scenario and `--budget` applied, into settings.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::domain::money::{Metres, Money, Rate};
use crate::domain::policy::{Limits, Lunch, PayPolicy, Trade};
use crate::domain::task::TaskKind;
use crate::domain::time::Minutes;
use crate::table::{Fault, Faults, nearest};

use super::Asked;
use super::cells::{self, Bad, DateCell, TimeOfDay};
use super::scenario::{self, Extras};
use super::settings::{self, Keys, Node, Origin};

/// The file's name.
pub(super) const FILE: &str = "week.toml";

/// Its sections. The last three belong to rooms that read them themselves.
pub(super) const SECTIONS: [&str; 16] = [
    "week",
    "files",
    "travel",
    "lunch",
    "reserve",
    "availability",
    "minutes",
    "priority",
    "rides",
    "pay",
    "objective",
    "budget",
    "scenario",
    "casework",
    "replan",
    "fund",
];

/// The largest week.toml that is read.
const MAX_BYTES: u64 = 1 << 20;
/// The most that a value or a priority may be worth, in points.
pub(super) const MAX_POINTS: i64 = 1_000_000;
/// The most hours and miles that a limit may name.
const MAX_AMOUNT: f64 = 1_000_000.0;

/// How rides are timed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RideRules {
    /// Most minutes aboard.
    pub max_ride: Minutes,
    /// Dropped at school between the second and the first minutes before the bell.
    pub arrive: (Minutes, Minutes),
    /// Picked up there between the first and the second minutes after it.
    pub pickup: (Minutes, Minutes),
    /// A stop with one rider, in minutes.
    pub stop: Minutes,
    /// Only riders' stops with a rider on board.
    pub riders_alone: bool,
}

/// A daily period in which everybody drives slower.
#[derive(Clone, Debug)]
pub(super) struct TrafficRule {
    /// From.
    pub from: TimeOfDay,
    /// Up to.
    pub to: TimeOfDay,
    /// By so much.
    pub factor: f64,
}

/// A text that is read later, when places and bells are known.
pub(super) type Given = (String, Origin);

/// What week.toml sets, with defaults filled in.
#[derive(Clone, Debug)]
pub(super) struct Config {
    /// The Monday.
    pub start: NaiveDate,
    /// The time zone.
    pub zone: Tz,
    /// Dates without work.
    pub no_work: Vec<DateCell>,
    /// Where tables are looked for that are not in the workspace.
    pub shared: Option<Given>,
    /// The matrix.
    pub matrix: Option<Given>,
    /// The roads.
    pub roads: Option<Given>,
    /// Added to every drive.
    pub minutes_per_stop: f64,
    /// Ascending and disjoint.
    pub traffic: Vec<TrafficRule>,
    /// Lunch.
    pub lunch: Option<Lunch>,
    /// Reserve.
    pub reserve: Minutes,
    /// Hours of guardians, teachers and principals without rows.
    pub hours: [Given; 3],
    /// Default minutes, for the kinds that are named.
    pub minutes: BTreeMap<TaskKind, Minutes>,
    /// What the priorities 1 to 10 are worth, in thousandths; position 0 is not used.
    pub worth: [i64; 11],
    /// Rides.
    pub rides: RideRules,
    /// Pay.
    pub pay: PayPolicy,
    /// Objective.
    pub trade: Trade,
    /// Limits of the whole plan.
    pub budget: Limits,
    /// Limits of members of staff.
    pub staff_budget: Vec<(Given, Limits)>,
    /// What a scenario says besides.
    pub extras: Extras,
}

/// Reads week.toml of a workspace; none when it cannot be read at all.
///
/// Scenarios that are not asked for are checked too.
pub(super) fn read(dir: &Path, asked: &Asked, faults: &mut Faults) -> Option<Config> {
    let text = load(&dir.join(FILE), faults)?;
    let root = settings::parse(FILE, &text, faults)?;
    let (mut tree, extras) = match &asked.scenario {
        Some(name) => scenario::apply(&root, name, faults),
        None => (root.clone(), Extras::default()),
    };
    for (key, value) in &asked.budget {
        scenario::apply_budget(&mut tree, key, value, faults);
    }
    let mut config = interpret(&tree, asked, faults);
    config.extras = extras;
    let mut known: Vec<Fault> = faults.sorted();
    for name in scenario::names(&root) {
        let mut other = Faults::default();
        let (tree, _) = scenario::apply(&root, name, &mut other);
        interpret(&tree, asked, &mut other);
        for fault in other
            .sorted()
            .into_iter()
            .filter(|fault| fault.line.is_some())
        {
            if !known.contains(&fault) {
                known.push(fault.clone());
                faults.push(fault);
            }
        }
    }
    Some(config)
}

fn load(path: &Path, faults: &mut Faults) -> Option<String> {
    let is_file = std::fs::metadata(path).map(|meta| (meta.is_file(), meta.len()));
    let fault = match is_file {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Fault::error(FILE, "is missing")
                .remedy("give the folder of a workspace, or make one with `liaison new`")
        }
        Err(error) => Fault::error(FILE, format!("cannot be read: {error}")),
        Ok((false, _)) => Fault::error(FILE, "is not a regular file"),
        Ok((true, size)) if size > MAX_BYTES => Fault::error(FILE, "is larger than 1 MiB"),
        Ok(_) => match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => return Some(text),
            Ok(Err(_)) => Fault::error(FILE, "is not UTF-8 text").remedy("save it as UTF-8"),
            Err(error) => Fault::error(FILE, format!("cannot be read: {error}")),
        },
    };
    faults.push(fault);
    None
}

fn interpret(root: &Node, asked: &Asked, faults: &mut Faults) -> Config {
    let top = Keys::new(Some(root), &SECTIONS, faults);
    let week = Keys::new(top.get("week"), &["start", "time_zone", "no_work"], faults);
    let files = Keys::new(top.get("files"), &["shared"], faults);
    let travel_keys = ["matrix", "roads", "minutes_per_stop", "traffic"];
    let travel = Keys::new(top.get("travel"), &travel_keys, faults);
    let reserve = Keys::new(top.get("reserve"), &["minutes_per_day"], faults);
    let objective = Keys::new(
        top.get("objective"),
        &["points_per_dollar", "points_per_drive_hour"],
        faults,
    );
    let points = |key, faults: &mut Faults| {
        objective
            .number(key, faults, |text| cells::decimal(text, 3, MAX_POINTS))
            .unwrap_or(0)
    };
    let (budget, staff_budget) = budgets(top.get("budget"), faults);
    Config {
        start: start(&week, asked, faults),
        zone: zone(&week, asked, faults),
        no_work: no_work(&week, faults),
        shared: given(&files, "shared", faults),
        matrix: given(&travel, "matrix", faults),
        roads: given(&travel, "roads", faults),
        minutes_per_stop: travel
            .number("minutes_per_stop", faults, |text| {
                cells::number(text, 0.0..=240.0)
            })
            .unwrap_or(0.0),
        traffic: traffic(&travel, faults),
        lunch: lunch(top.get("lunch"), faults),
        reserve: minutes(&reserve, "minutes_per_day", 0, faults),
        hours: hours(top.get("availability"), root, faults),
        minutes: kind_minutes(top.get("minutes"), faults),
        worth: worth(top.get("priority"), faults),
        rides: rides(top.get("rides"), faults),
        pay: pay(top.get("pay"), faults),
        trade: Trade {
            per_dollar: points("points_per_dollar", faults),
            per_drive_hour: points("points_per_drive_hour", faults),
        },
        budget,
        staff_budget,
        extras: Extras::default(),
    }
}

fn given(keys: &Keys<'_>, key: &str, faults: &mut Faults) -> Option<Given> {
    let not_empty = |text: &str| match text {
        "" => Err(Bad::new("is empty").remedy("fill it in, or take the key out")),
        _ => Ok(text.to_owned()),
    };
    let text = keys.text(key, faults, not_empty)?;
    keys.get(key).map(|node| (text, node.origin.clone()))
}

fn minutes(keys: &Keys<'_>, key: &str, default: i32, faults: &mut Faults) -> Minutes {
    let read = keys.number(key, faults, |text| cells::whole(text, 0..=1440));
    Minutes(
        read.and_then(|minutes| i32::try_from(minutes).ok())
            .unwrap_or(default),
    )
}

/// The coming Monday when none is given; today if it is one.
fn start(week: &Keys<'_>, asked: &Asked, faults: &mut Faults) -> NaiveDate {
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

fn zone(week: &Keys<'_>, asked: &Asked, faults: &mut Faults) -> Tz {
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

fn no_work(week: &Keys<'_>, faults: &mut Faults) -> Vec<DateCell> {
    let list = week.list("no_work", faults);
    list.iter()
        .filter_map(|node| settings::text(node, faults, cells::date))
        .collect()
}

fn traffic(travel: &Keys<'_>, faults: &mut Faults) -> Vec<TrafficRule> {
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

fn lunch(node: Option<&Node>, faults: &mut Faults) -> Option<Lunch> {
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
        faults.extend_with(at.map(|origin| origin.fault(message)));
    }
    (length > Minutes(0)).then_some(Lunch {
        minutes: length,
        earliest,
        latest_end,
    })
}

fn hours(node: Option<&Node>, root: &Node, faults: &mut Faults) -> [Given; 3] {
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

fn kind_minutes(node: Option<&Node>, faults: &mut Faults) -> BTreeMap<TaskKind, Minutes> {
    let names = TaskKind::ALL.map(|(_, name)| name);
    let keys = Keys::new(node, &names, faults);
    let read = TaskKind::ALL.iter().filter_map(|(kind, name)| {
        let minutes = keys.number(name, faults, |text| cells::whole(text, 1..=1440))?;
        Some((*kind, Minutes(i32::try_from(minutes).ok()?)))
    });
    read.collect()
}

fn worth(node: Option<&Node>, faults: &mut Faults) -> [i64; 11] {
    const NAMES: [&str; 10] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    let keys = Keys::new(node, &NAMES, faults);
    let mut worth = [0; 11];
    for (priority, name) in (1..=10).zip(NAMES) {
        let set = keys.number(name, faults, |text| cells::decimal(text, 3, MAX_POINTS));
        worth[priority] = set.unwrap_or(priority as i64 * 1000);
    }
    worth
}

fn rides(node: Option<&Node>, faults: &mut Faults) -> RideRules {
    let known = [
        "max_ride_minutes",
        "arrive_before_bell",
        "pickup_after_bell",
        "dwell_seconds",
        "board_seconds",
        "between",
        "mixed_schools",
        "ride_minute_cost",
        "walk_metres",
    ];
    let keys = Keys::new(node, &known, faults);
    let seconds = |key, default, faults: &mut Faults| {
        keys.number(key, faults, |text| cells::whole(text, 0..=3600))
            .unwrap_or(default)
    };
    let stop = seconds("dwell_seconds", 30, faults) + seconds("board_seconds", 6, faults);
    // What only runs of vehicles use is checked here and read there.
    keys.flag("mixed_schools", faults);
    keys.number("ride_minute_cost", faults, |text| {
        cells::decimal(text, 4, 1000)
    });
    keys.number("walk_metres", faults, |text| cells::whole(text, 0..=20_000));
    let between = keys.text("between", faults, |text| {
        cells::word(text, &[(true, "rides"), (false, "any")])
    });
    RideRules {
        max_ride: minutes(&keys, "max_ride_minutes", 45, faults),
        arrive: range(&keys, "arrive_before_bell", faults),
        pickup: range(&keys, "pickup_after_bell", faults),
        stop: Minutes(i32::try_from(stop.div_ceil(60)).unwrap_or(1)),
        riders_alone: between.unwrap_or(true),
    }
}

/// Two minutes, the lesser first; `[0, 20]` when not given.
fn range(keys: &Keys<'_>, key: &str, faults: &mut Faults) -> (Minutes, Minutes) {
    let default = (Minutes(0), Minutes(20));
    let Some(node) = keys.get(key) else {
        return default;
    };
    let list = keys.list(key, faults);
    let read: Vec<i32> = list
        .iter()
        .filter_map(|entry| settings::number(entry, faults, |text| cells::whole(text, 0..=240)))
        .filter_map(|minutes| i32::try_from(minutes).ok())
        .collect();
    match read.as_slice() {
        &[from, to] if list.len() == 2 && from <= to => (Minutes(from), Minutes(to)),
        _ => {
            let fault = node.origin.fault("is not a pair of minutes");
            faults.push(fault.allowed("two whole numbers, the lesser first, like [0, 20]"));
            default
        }
    }
}

fn pay(node: Option<&Node>, faults: &mut Faults) -> PayPolicy {
    let known = [
        "overtime_after_hours_day",
        "overtime_after_hours_week",
        "overtime_factor",
        "mileage",
    ];
    let keys = Keys::new(node, &known, faults);
    let limit = |key, default, faults: &mut Faults| {
        keys.number(key, faults, hours_of)
            .unwrap_or(Minutes(default))
    };
    let mut mileage: Vec<(NaiveDate, Rate)> = Vec::new();
    for entry in keys.list("mileage", faults) {
        let row = Keys::new(Some(entry), &["from", "rate"], faults);
        let from = row.text("from", faults, cells::calendar_date);
        let rate = row.number("rate", faults, |text| cells::decimal(text, 4, 100));
        match (from, rate) {
            (Some(from), Some(_)) if mileage.iter().any(|(other, _)| *other == from) => {
                faults.push(
                    entry
                        .origin
                        .fault(format!("has two rates from {from}"))
                        .remedy("keep one of them"),
                );
            }
            (Some(from), Some(rate)) => mileage.push((from, Rate(rate))),
            _ if row.get("from").is_none() || row.get("rate").is_none() => {
                faults.push(
                    entry
                        .origin
                        .fault("is not whole")
                        .allowed("{ from = \"2026-07-01\", rate = 0.76 }"),
                );
            }
            _ => {}
        }
    }
    mileage.sort_unstable();
    let factor = keys.number("overtime_factor", faults, |text| {
        cells::decimal(text, 2, 10)
    });
    if factor.is_some_and(|factor| factor < 100) {
        faults.extend_with(keys.get("overtime_factor").map(|node| {
            node.origin
                .fault("is less than 1")
                .allowed("1 or more, like 1.5")
        }));
    }
    PayPolicy {
        overtime_day: limit("overtime_after_hours_day", 480, faults),
        overtime_week: limit("overtime_after_hours_week", 2400, faults),
        overtime_percent: factor.unwrap_or(150),
        mileage,
    }
}

/// Hours as whole minutes, what is left over being let go.
pub(super) fn hours_of(text: &str) -> Result<Minutes, Bad> {
    let hours = cells::number(text, 0.0..=10_000.0)?;
    Ok(Minutes((hours * 60.0 + 1e-9).floor() as i32))
}

fn budgets(node: Option<&Node>, faults: &mut Faults) -> (Limits, Vec<(Given, Limits)>) {
    let known = [
        "miles",
        "drive_hours",
        "paid_hours",
        "overtime_hours",
        "dollars",
        "staff",
    ];
    let keys = Keys::new(node, &known, faults);
    let plan = limits(&keys, faults);
    let mut staff = Vec::new();
    for (id, node) in Keys::free(keys.get("staff"), faults) {
        let keys = Keys::new(Some(node), &known[..5], faults);
        staff.push(((id.to_owned(), node.origin.clone()), limits(&keys, faults)));
    }
    (plan, staff)
}

fn limits(keys: &Keys<'_>, faults: &mut Faults) -> Limits {
    let hours = |key, faults: &mut Faults| keys.number(key, faults, hours_of);
    let dollars = |text| cells::decimal(text, 4, 100_000_000).map(|units| Money::once(Rate(units)));
    Limits {
        metres: keys
            .number("miles", faults, |text| {
                cells::number(text, 0.0..=MAX_AMOUNT)
            })
            .map(Metres::from_miles),
        drive: hours("drive_hours", faults),
        paid: hours("paid_hours", faults),
        overtime: hours("overtime_hours", faults),
        money: keys.number("dollars", faults, dollars),
    }
}

/// Pushes a fault where there is one.
trait ExtendWith {
    fn extend_with(&mut self, fault: Option<Fault>);
}

impl ExtendWith for Faults {
    fn extend_with(&mut self, fault: Option<Fault>) {
        if let Some(fault) = fault {
            self.push(fault);
        }
    }
}
