//! How one scenario's settings for runs differ from another's, in plain words.

use std::collections::BTreeSet;

use crate::domain::Week;

/// `without VAN2`, `rides of up to 60 min instead of 45`, `other bells`: what one scenario has
/// other than another, staff and limits among them.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let mut all = vehicles(was, is);
    all.extend(super::super::settings::differences(was, is));
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
