//! How one scenario's settings for runs differ from another's, in plain words.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Week;
use crate::domain::time::Minutes;

/// `without VAN2`, `rides of up to 60 min instead of 45`, `other bells`: what one scenario has
/// other than another, staff and limits among them.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let mut all = vehicles(was, is);
    all.extend(super::super::settings::differences(was, is));
    all.extend(ride_time(was, is));
    if was.bells != is.bells {
        all.push("other bells".to_owned());
    }
    match (
        was.policy.rides.mixed_schools,
        is.policy.rides.mixed_schools,
    ) {
        (false, true) => all.push("schools sharing vehicles".to_owned()),
        (true, false) => all.push("no schools sharing vehicles".to_owned()),
        _ => {}
    }
    all
}

fn vehicles(was: &Week, is: &Week) -> Vec<String> {
    let ids = |week: &Week| -> BTreeSet<String> {
        let ids = week.vehicles.iter().map(|vehicle| vehicle.id.clone());
        ids.collect()
    };
    let (before, after) = (ids(was), ids(is));
    let said = |ids: Vec<&String>, word: &str| {
        let ids: Vec<&str> = ids.into_iter().map(String::as_str).collect();
        (!ids.is_empty()).then(|| format!("{word}{}", ids.join(" and ")))
    };
    let out = said(before.difference(&after).collect(), "without ");
    let new = said(after.difference(&before).collect(), "");
    out.into_iter().chain(new).collect()
}

/// How long rides may be, where that differs.
fn ride_time(was: &Week, is: &Week) -> Option<String> {
    let before: BTreeMap<&str, Minutes> = (was.rides.iter())
        .map(|ride| (ride.id.as_str(), ride.max_ride))
        .collect();
    let pairs = is.rides.iter().filter_map(|ride| {
        let before = *before.get(ride.id.as_str())?;
        (before != ride.max_ride).then_some((before.0, ride.max_ride.0))
    });
    let pairs: BTreeSet<(i32, i32)> = pairs.collect();
    match pairs.iter().collect::<Vec<_>>().as_slice() {
        [] => None,
        [(before, after)] => Some(format!(
            "rides of up to {after} minutes instead of {before}"
        )),
        _ => Some("other limits of ride time".to_owned()),
    }
}
