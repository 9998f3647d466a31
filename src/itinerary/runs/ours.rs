//! Which files of an output folder are those of earlier runs.

/// Files with a name of their own.
const NAMED: [&str; 8] = [
    "changes.csv",
    "runs.csv",
    "runs.html",
    "summary.json",
    "handover.csv",
    "unplaced.csv",
    "routes.geojson",
    "objections.csv",
];

/// Files that there is one of for each driver, school, family or day: how they begin and end.
const MANY: [(&str, &str); 3] = [
    ("run-", ".html"),
    ("roster-", ".html"),
    ("letter-", ".html"),
];

/// Whether earlier runs may have left a file of this name: new runs replace those. Other files
/// in the folder are the user's.
pub fn is_ours(name: &str) -> bool {
    let is_one_of = |(begin, end): &(&str, &str)| name.starts_with(begin) && name.ends_with(end);
    NAMED.contains(&name) || MANY.iter().any(is_one_of)
}
