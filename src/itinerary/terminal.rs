//! What the terminal shows of a plan, as plain text: a summary.

use std::fmt::Write;

use super::counts::Counts;
use super::{unplaced, words};
use crate::domain::Week;
use crate::domain::plan::{Plan, Route, Stop};

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
}
