//! The weeks of a comparison as small grids.

use maud::{Markup, html};

use super::super::words;
use super::charts;
use crate::domain::comparison::{Comparison, Point};
use crate::domain::ids::StaffIx;
use crate::domain::plan::{Activity, Route};
use crate::domain::time::{Day, Moment};

/// Minutes of the day that a week's grid shows.
const DAY: (i32, i32) = (7 * 60, 18 * 60);
/// A day's width and a person's height in a grid.
const CELL: (f64, f64) = (58.0, 15.0);

/// Monday to Friday, and what of the weekend some scenario has a shift on.
fn days(found: &Comparison) -> Vec<Day> {
    let has_shift = |day: Day| {
        let weeks = found.points.iter().map(|point| &point.scenario.week);
        let mut shifts = weeks.flat_map(|week| &week.shifts);
        shifts.any(|shift| shift.day == day)
    };
    let is_shown = |day: &Day| day.0 < 5 || has_shift(*day);
    Day::all().filter(is_shown).collect()
}

/// The week of every scenario.
pub(super) fn grids(found: &Comparison) -> Markup {
    let days = days(found);
    html! {
        div.grids { @for (at, point) in found.points.iter().enumerate() { (grid(at, point, &days)) } }
    }
}

/// A small week: a row a person, a column a day, a bar from leaving to coming back, ticks for
/// tasks and rides.
fn grid(at: usize, point: &Point, days: &[Day]) -> Markup {
    let week = &point.scenario.week;
    let mut staff: Vec<StaffIx> = week.shifts.iter().map(|shift| shift.staff).collect();
    staff.dedup();
    let high = 16.0 + CELL.1 * staff.len() as f64;
    let wide = 40.0 + CELL.0 * days.len() as f64;
    let id = format!("grid-{at}");
    let totals = &point.plan.totals;
    let place = |moment: Moment, column: usize| {
        let midnight = i32::from(days[column].0) * 24 * 60;
        let minute = (moment.0 - midnight - DAY.0).clamp(0, DAY.1 - DAY.0);
        let part = f64::from(minute) / f64::from(DAY.1 - DAY.0);
        40.0 + CELL.0 * column as f64 + part * (CELL.0 - 4.0)
    };
    let column = |route: &Route| {
        let day = week.shift(route.shift).day;
        days.iter().position(|&shown| shown == day)
    };
    html! {
        figure.grid-of-week {
            svg viewBox=(format!("0 0 {wide:.0} {high:.0}")) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
                title id=(format!("{id}-t")) { "The week under " (point.scenario.name) }
                desc id=(format!("{id}-d")) { (totals.placed) " tasks and rides, " (words::duration(totals.drive)) " of driving; each bar is a day from leaving to coming back, each tick a task or ride." }
                @for (column, day) in days.iter().enumerate() {
                    text.small x=(format!("{:.1}", 42.0 + CELL.0 * column as f64)) y="10" { (words::weekday(week, *day).chars().take(3).collect::<String>()) }
                }
                @for (row, &who) in staff.iter().enumerate() {
                    @let top = 16.0 + CELL.1 * row as f64;
                    text.small x="0" y=(format!("{:.1}", top + 10.0)) { (week.member(who).id) }
                    @for route in point.plan.routes.iter().filter(|route| week.shift(route.shift).staff == who) {
                        @if let (Some(day), Some(first), Some(last)) = (column(route), route.stops.first(), route.stops.last()) {
                            rect.out x=(format!("{:.1}", place(first.leave, day))) y=(format!("{:.1}", top + 2.0)) width=(format!("{:.1}", (place(last.arrive, day) - place(first.leave, day)).max(1.0))) height="10" {}
                            @for stop in route.stops.iter().filter(|stop| matches!(stop.activity, Activity::Task(_) | Activity::Pickup(_))) {
                                path.tick d=(format!("M{:.1} {:.1}v10", place(stop.start, day), top + 2.0)) {}
                            }
                        }
                    }
                }
            }
            figcaption { strong { (charts::letter(at)) } " " (point.scenario.name) }
        }
    }
}
