//! week.toml, with a scenario and `--budget` applied, into settings.

mod funds;
mod money;
mod times;
mod work;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::policy::{Fund, Limits, Lunch, MoveCost, PayPolicy, RidePolicy, Trade};
use crate::domain::task::{TaskKind, Value};
use crate::domain::time::Minutes;
use crate::table::{Fault, Faults};

use super::Asked;
use super::cells::{self, Bad, DateCell, TimeOfDay};
use super::scenario::{self, Extras};
use super::settings::{self, Keys, Node, Origin};

pub(super) use funds::check as check_funds;
pub(super) use money::hours_of;

/// The file's name.
pub(super) const FILE: &str = "week.toml";

/// Its sections. `casework` belongs to a room that reads it itself.
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

/// How many scenarios that are not asked for are looked at.
const MAX_SCENARIOS: usize = 1_000;
/// The largest week.toml that is read.
const MAX_BYTES: u64 = 1 << 20;
/// The most that a value or a priority may be worth, in points.
pub(super) const MAX_POINTS: i64 = 1_000_000;

/// How rides are timed.
#[derive(Clone, Debug, PartialEq)]
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
    /// What runs of vehicles use.
    pub runs: RidePolicy,
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
    /// What changes cost when a week is replanned.
    pub moves: MoveCost,
    /// Limits of the whole plan.
    pub budget: Limits,
    /// Limits of members of staff.
    pub staff_budget: Vec<(Given, Limits)>,
    /// Who pays.
    pub funds: Vec<Fund>,
    /// What a scenario says besides.
    pub extras: Extras,
}

/// Reads week.toml of a workspace; none when it cannot be read at all.
///
/// Scenarios that are not asked for are checked too.
pub(super) fn read(dir: &Path, asked: &Asked, faults: &mut Faults) -> Option<Config> {
    let draft = asked.drafts.get(FILE).cloned();
    let text = match draft.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => text,
        None => load(&dir.join(FILE), faults)?,
    };
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
    let plain = scenario::without_scenarios(&root);
    for name in scenario::names(&root).into_iter().take(MAX_SCENARIOS) {
        let mut other = Faults::default();
        let (tree, _) = scenario::apply_to(&plain, &root, name, &mut other);
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

/// The names of the scenarios in week.toml, ascending; none where it cannot be read.
pub(super) fn scenario_names(dir: &Path) -> Vec<String> {
    // What is wrong with the file is told where the week is read.
    let mut faults = Faults::default();
    let root = load(&dir.join(FILE), &mut faults)
        .and_then(|text| settings::parse(FILE, &text, &mut faults));
    root.map_or_else(Vec::new, |root| {
        let names = scenario::names(&root).into_iter();
        names.map(str::to_owned).collect()
    })
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
    let (budget, staff_budget) = money::budgets(top.get("budget"), faults);
    Config {
        start: times::start(&week, asked, faults),
        zone: times::zone(&week, asked, faults),
        no_work: times::no_work(&week, faults),
        shared: given(&files, "shared", faults),
        matrix: given(&travel, "matrix", faults),
        roads: given(&travel, "roads", faults),
        minutes_per_stop: travel
            .number("minutes_per_stop", faults, |text| {
                cells::number(text, 0.0..=240.0)
            })
            .unwrap_or(0.0),
        traffic: times::traffic(&travel, faults),
        lunch: times::lunch(top.get("lunch"), faults),
        reserve: minutes(&reserve, "minutes_per_day", 0, faults),
        hours: times::hours(top.get("availability"), root, faults),
        minutes: work::kind_minutes(top.get("minutes"), faults),
        worth: work::worth(top.get("priority"), faults),
        rides: work::rides(top.get("rides"), faults),
        pay: money::pay(top.get("pay"), faults),
        trade: Trade {
            per_dollar: points("points_per_dollar", faults),
            per_drive_hour: points("points_per_drive_hour", faults),
        },
        moves: moves(top.get("replan"), faults),
        budget,
        staff_budget,
        funds: funds::funds(top.get("fund"), faults),
        extras: Extras::default(),
    }
}

/// `move_cost`: a number of points for any change, or one for each of person, day and time.
fn moves(section: Option<&Node>, faults: &mut Faults) -> MoveCost {
    let keys = Keys::new(section, &["move_cost"], faults);
    let plain = MoveCost::default();
    let Some(node) = keys.get("move_cost") else {
        return plain;
    };
    let points = |text: &str| cells::decimal(text, 3, MAX_POINTS).map(Value);
    if !matches!(node.item, settings::Item::Keys(_)) {
        let all = settings::number(node, faults, points);
        return all.map_or(plain, |all| MoveCost {
            person: all,
            day: all,
            time: all,
        });
    }
    let each = Keys::new(Some(node), &["person", "day", "time"], faults);
    MoveCost {
        person: each
            .number("person", faults, points)
            .unwrap_or(plain.person),
        day: each.number("day", faults, points).unwrap_or(plain.day),
        time: each.number("time", faults, points).unwrap_or(plain.time),
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

/// Pushes a fault where there is one.
fn push(fault: Option<Fault>, faults: &mut Faults) {
    if let Some(fault) = fault {
        faults.push(fault);
    }
}
