//! What the terminal shows of a plan, as plain text: a summary, and one person's day.

use std::fmt::Write;

use super::counts::Counts;
use super::{unplaced, words};
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::time::Day;

/// The summary that `plan` prints: counts first, then a line a day and liaison, what is left
/// out, and last how good the plan is. No names; every line ends in a line feed.
pub fn summary(week: &Week, plan: &Plan) -> String {
    let mut out = String::new();
    let [placed, reached, kept] = Counts::of(week, plan).sentences();
    push(&mut out, &format!("{placed}, {reached}, {kept}"));
    let width = plan
        .routes
        .iter()
        .map(|route| id(week, route).chars().count())
        .max()
        .unwrap_or(0);
    let mut routes: Vec<&Route> = plan.routes.iter().collect();
    routes.sort_by_key(|route| {
        let shift = week.shift(route.shift);
        (shift.day, shift.staff, shift.span.from)
    });
    if !routes.is_empty() {
        push(&mut out, "");
    }
    for route in routes {
        push(&mut out, &day_line(week, route, width));
    }
    left_out(&mut out, week, plan);
    push(&mut out, "");
    push(&mut out, &totals(week, plan));
    push(&mut out, &words::quality(plan));
    out
}

/// `Mon 30 Nov  L1  08:40-12:30   3 tasks and rides  26 min driving    7.47 miles`
fn day_line(week: &Week, route: &Route, width: usize) -> String {
    let shift = week.shift(route.shift);
    let at = |stop: Option<&Stop>, of: fn(&Stop) -> crate::domain::time::Moment| {
        stop.map(|stop| words::clock(week, shift.day, of(stop)))
            .unwrap_or_default()
    };
    let out = at(route.stops.first(), |stop| stop.leave);
    let back = at(route.stops.last(), |stop| stop.arrive);
    let done = words::count(words::placed(&[route]), "task or ride", "tasks and rides");
    let drive: crate::domain::time::Minutes = route.stops.iter().map(|stop| stop.drive).sum();
    let metres = route.stops.iter().map(|stop| stop.metres).sum();
    format!(
        "{:<10}  {:<width$}  {out}-{back}  {done:>19}  {:>11} driving  {:>6} miles",
        words::short_date(week, shift.day),
        id(week, route),
        words::duration(drive),
        words::miles(metres),
    )
}

fn id<'a>(week: &'a Week, route: &Route) -> &'a str {
    &week.member(week.shift(route.shift).staff).id
}

fn left_out(out: &mut String, week: &Week, plan: &Plan) {
    if !plan.unplaced.is_empty() {
        push(out, "");
        push(out, "Not in the plan:");
        out.push_str(&unplaced(week, plan));
    }
}

/// What a plan leaves out, why, and what would bring it in: two lines each.
pub fn unplaced(week: &Week, plan: &Plan) -> String {
    let mut out = String::new();
    for one in unplaced::sorted(week, plan) {
        let required = if week.is_required(one.work) {
            ", required"
        } else {
            ""
        };
        let overdue = if words::is_overdue(week, one.work) {
            ", overdue"
        } else {
            ""
        };
        let (id, kind) = (week.work_id(one.work), words::kind(week, one.work));
        let standing = words::standing(one.standing);
        push(
            &mut out,
            &format!(
                "  {id} ({kind}{required}{overdue}), {standing}: {}",
                one.reason
            ),
        );
        if !one.fix.is_empty() {
            push(&mut out, &format!("    would fit with: {}", one.fix));
        }
    }
    out
}

fn totals(week: &Week, plan: &Plan) -> String {
    let all = &plan.totals;
    let mut text = format!(
        "{} paid hours, {} of them overtime; {} driving, {} miles",
        words::hours(all.paid),
        words::hours(all.overtime),
        words::duration(all.drive),
        words::miles(all.metres),
    );
    if week.policy.counts_money {
        text.push_str(&format!("; ${}", all.money.text()));
    }
    text.push_str(&format!("; value {}", words::value(plan)));
    text
}

/// One person's day as an itinerary, by ids; none when they have no route that day.
pub fn day(week: &Week, plan: &Plan, staff: StaffIx, day: Day) -> Option<String> {
    let is_of = |route: &&Route| {
        let shift = week.shift(route.shift);
        shift.staff == staff && shift.day == day
    };
    let mut out = String::new();
    for route in plan.routes.iter().filter(is_of) {
        if !out.is_empty() {
            push(&mut out, "");
        }
        route_lines(&mut out, week, route, day);
    }
    (!out.is_empty()).then_some(out)
}

fn route_lines(out: &mut String, week: &Week, route: &Route, day: Day) {
    let at = |moment| words::clock(week, day, moment);
    let (Some(first), Some(last)) = (route.stops.first(), route.stops.last()) else {
        return;
    };
    push(
        out,
        &format!(
            "{}, {} {}: leave {}, back {}",
            id(week, route),
            words::weekday(week, day),
            words::long_date(week, day),
            at(first.leave),
            at(last.arrive),
        ),
    );
    push(out, "");
    let whats: Vec<String> = route.stops.iter().map(|stop| what(week, stop)).collect();
    let width = whats
        .iter()
        .map(|what| what.chars().count())
        .max()
        .unwrap_or(0);
    for (stop, what) in route.stops.iter().zip(&whats) {
        let until = if stop.end > stop.start {
            format!("-{}", at(stop.end))
        } else {
            String::new()
        };
        let mut line = format!(
            "  {:<11}  {what:<width$}",
            format!("{}{until}", at(stop.start))
        );
        if stop.drive.0 > 0 {
            line.push_str(&format!(
                "  {:>3} min, {:>5} miles",
                stop.drive.0,
                words::miles(stop.metres)
            ));
        } else {
            line.push_str("                      ");
        }
        if !matches!(stop.activity, Activity::Start | Activity::End) {
            line.push_str(&format!("  {:>3} min to spare", stop.slack.0));
        }
        push(out, line.trim_end());
    }
}

/// `Home visit T1 at H1 with P1`.
fn what(week: &Week, stop: &Stop) -> String {
    let mut text = words::activity(week, stop.activity).to_owned();
    if let Some(work) = stop.activity.work() {
        text.push_str(&format!(" {}", week.work_id(work)));
    }
    match stop.place.map(|place| week.place(place)) {
        Some(place) if place.confidential => text.push_str(" (see office)"),
        Some(place) => text.push_str(&format!(" at {}", place.id)),
        None => {}
    }
    if !stop.partners.is_empty() {
        text.push_str(&format!(
            " with {}",
            words::partners(week, stop).replace(';', ", ")
        ));
    }
    if stop
        .activity
        .work()
        .is_some_and(|work| words::is_overdue(week, work))
    {
        text.push_str(", overdue");
    }
    text
}

fn push(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;

    /// The summary is what it was, and holds nothing personal.
    #[test]
    fn the_summary() {
        let week = sample_plan::week();
        let text = summary(&week, &sample_plan::plan(&week));
        insta::assert_snapshot!(text);
        for cell in sample_plan::PERSONAL.iter().chain(&sample_plan::NOWHERE) {
            assert!(!text.contains(cell), "{cell}");
        }
    }

    /// A day is what it was; without a route there is none.
    #[test]
    fn a_day() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        insta::assert_snapshot!(day(&week, &plan, StaffIx(0), Day(0)).unwrap());
        assert_eq!(day(&week, &plan, StaffIx(0), Day(4)), None);
    }
}
