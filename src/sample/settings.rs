//! The sample's week.toml.

use chrono::{Datelike, NaiveDate};

use super::Size;

/// The week's settings. Budgets grow with the team, so that they bind a little
/// everywhere and never force out what must be kept.
pub(super) fn week(size: &Size) -> (String, Vec<u8>) {
    let team = size.liaisons.max(1);
    let miles = 70 * team;
    let lean = 45 * team;
    let overtime = 2 * team;
    let text = format!(
        r#"# A made-up week in Almendra, a town that does not exist.
[week]
start = "{monday}"
time_zone = "America/Los_Angeles"

[travel]
minutes_per_stop = 2        # parking and the walk to the door
traffic = [ {{ from = "07:30", to = "08:30", factor = 1.2 }} ]

[reserve]
minutes_per_day = 15        # walk-in parents

[availability]              # of people who have told us nothing
guardian = "Mon-Fri 08:00-19:00"

[rides]
max_ride_minutes = 40

[pay]
mileage = [ {{ from = "{since}", rate = 0.76 }} ]

[budget]
miles = {miles}
overtime_hours = {overtime}

[scenario.lean]
miles = {lean}
overtime_hours = 0

[scenario.no_interpreter]
without = ["INT1"]
"#,
        monday = size.monday,
        since = mileage_since(size.monday),
    );
    ("week.toml".to_owned(), text.into_bytes())
}

/// The first of July before the week.
fn mileage_since(monday: NaiveDate) -> NaiveDate {
    let of_year = |year| NaiveDate::from_ymd_opt(year, 7, 1);
    let this = of_year(monday.year()).filter(|from| *from <= monday);
    this.or_else(|| of_year(monday.year() - 1))
        .unwrap_or(monday)
}
