//! What tasks take and are worth, and how rides are timed.

use std::collections::BTreeMap;

use crate::domain::money::{Metres, Rate};
use crate::domain::policy::RidePolicy;
use crate::domain::run::Seconds;
use crate::domain::task::TaskKind;
use crate::domain::time::Minutes;
use crate::input::cells;
use crate::input::settings::{self, Keys, Node};
use crate::table::Faults;

use super::{MAX_POINTS, RideRules, minutes};

pub(in crate::input) fn kind_minutes(
    node: Option<&Node>,
    faults: &mut Faults,
) -> BTreeMap<TaskKind, Minutes> {
    let names = TaskKind::ALL.map(|(_, name)| name);
    let keys = Keys::new(node, &names, faults);
    let read = TaskKind::ALL.iter().filter_map(|(kind, name)| {
        let minutes = keys.number(name, faults, |text| cells::whole(text, 1..=1440))?;
        Some((*kind, Minutes(i32::try_from(minutes).ok()?)))
    });
    read.collect()
}

pub(in crate::input) fn worth(node: Option<&Node>, faults: &mut Faults) -> [i64; 11] {
    const NAMES: [&str; 10] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    let keys = Keys::new(node, &NAMES, faults);
    let mut worth = [0; 11];
    for (priority, name) in (1..=10).zip(NAMES) {
        let set = keys.number(name, faults, |text| cells::decimal(text, 3, MAX_POINTS));
        worth[priority] = set.unwrap_or(priority as i64 * 1000);
    }
    worth
}

pub(in crate::input) fn rides(node: Option<&Node>, faults: &mut Faults) -> RideRules {
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
    let dwell = seconds("dwell_seconds", 30, faults);
    let board = seconds("board_seconds", 6, faults);
    let stop = dwell + board;
    let whole = |seconds| Seconds(i32::try_from(seconds).unwrap_or(0));
    let cost = keys.number("ride_minute_cost", faults, |text| {
        cells::decimal(text, 4, 1000)
    });
    let walk = keys.number("walk_metres", faults, |text| cells::whole(text, 0..=20_000));
    let runs = RidePolicy {
        dwell: whole(dwell),
        board: whole(board),
        mixed_schools: keys.flag("mixed_schools", faults).unwrap_or(true),
        minute_cost: Rate(cost.unwrap_or(0)),
        walk: Metres(walk.unwrap_or(0).into()),
        // They are a table of their own.
        rules: Vec::new(),
    };
    let between = keys.text("between", faults, |text| {
        cells::word(text, &[(true, "rides"), (false, "any")])
    });
    RideRules {
        max_ride: minutes(&keys, "max_ride_minutes", 45, faults),
        arrive: range(&keys, "arrive_before_bell", faults),
        pickup: range(&keys, "pickup_after_bell", faults),
        stop: Minutes(i32::try_from(stop.div_ceil(60)).unwrap_or(1)),
        riders_alone: between.unwrap_or(true),
        runs,
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
