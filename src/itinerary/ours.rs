//! Which files of an output folder are ours to replace.

/// Files with a name of their own.
const NAMED: [&str; 10] = [
    "changes.csv",
    "plan.json",
    "itinerary.csv",
    "unplaced.csv",
    "summary.json",
    "mileage.csv",
    "routes.geojson",
    "week.html",
    "appointments.csv",
    "appointments.html",
];

/// Files that there is one of for each person or day: how they begin, and how they end.
const MANY: [(&str, &str); 6] = [
    ("week-", ".html"),
    ("week-", ".ics"),
    ("day-", ".html"),
    ("print-", ".html"),
    ("office-", ".html"),
    ("cancel-", ".ics"),
];

/// Those of them that have a date in their names.
const DATED: [&str; 2] = ["day-", "office-"];

/// Whether an earlier plan may have left a file of this name: a new plan replaces those, so
/// that no sheet of somebody who has nothing to do any more stays behind. Other files in the
/// folder are the user's.
pub fn is_ours(name: &str) -> bool {
    NAMED.contains(&name)
        || MANY.iter().any(|(begin, end)| {
            let between = name
                .strip_prefix(begin)
                .and_then(|rest| rest.strip_suffix(end));
            between.is_some_and(|between| !DATED.contains(begin) || has_date(between))
        })
}

/// Whether a name holds a date like 2026-11-30, at its end or before a number.
fn has_date(name: &str) -> bool {
    let shape: String = name
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape.contains("0000-00-00")
}

#[cfg(test)]
mod tests {
    //! What we write is ours, and nothing else.
    use super::is_ours;

    #[test]
    fn own_names_are_told_from_others() {
        for name in [
            "plan.json",
            "week-L1.html",
            "day-L1-2026-11-30.html",
            "week-L1.ics",
            "office-2026-11-30.html",
        ] {
            assert!(is_ours(name), "{name}");
        }
        for name in [
            "notes.txt",
            "week.xlsx",
            "plan.json.bak",
            "budget.csv",
            "day-planner.html",
            "office-map.html",
        ] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
