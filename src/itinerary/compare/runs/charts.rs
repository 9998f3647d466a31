//! Runs by scenario as small bar charts, inline SVG: no colour says anything alone, each bar has
//! its number beside it, and each chart a title, a description and the table above.

use maud::{Markup, html};

use super::super::super::runs::lasting;
use super::super::super::words;
use super::super::charts::{letter, nice};
use super::super::groups::Profile;
use super::numbers;
use crate::domain::run_comparison::{RunComparison, RunPoint};

/// A chart's width, and what of it is left of the bars and right of the longest.
const WIDE: f64 = 320.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 84.0;
/// From one bar to the next, and how high a bar is.
const ROW: f64 = 24.0;
const BAR: f64 = 15.0;
/// Most scenarios that are drawn, and that a description counts up.
const MOST: usize = 60;
const MOST_TOLD: usize = 12;

/// What a chart shows: its id, its title, the number of a scenario, and the same in words.
type Shown = (
    &'static str,
    &'static str,
    fn(&RunPoint) -> f64,
    fn(&RunPoint) -> String,
);

/// Vehicles at once, miles, rides, what is left out and, where anything has a price, dollars; a
/// bar a scenario. The public is not shown how many are left out, which may be few.
pub(super) fn bars(found: &RunComparison, profile: Profile) -> Markup {
    let all: [Shown; 5] = [
        (
            "at-once",
            "Vehicles at once",
            |point| f64::from(point.plan.totals.at_once),
            |point| point.plan.totals.at_once.to_string(),
        ),
        (
            "miles",
            "Miles a week",
            |point| point.plan.totals.metres.miles(),
            |point| words::miles(point.plan.totals.metres),
        ),
        (
            "ride",
            "Average ride",
            |point| numbers::average(&point.plan.totals).minutes(),
            |point| lasting(numbers::average(&point.plan.totals)),
        ),
        (
            "left-out",
            "Rides left out",
            |point| f64::from(point.plan.totals.unserved),
            |point| point.plan.totals.unserved.to_string(),
        ),
        (
            "dollars",
            "Dollars a week",
            |point| point.plan.totals.money.cents() as f64 / 100.0,
            |point| point.plan.totals.money.words(),
        ),
    ];
    let is_few = |id: &str| id == "left-out" && profile == Profile::Public;
    // Where all are nothing there is nothing to draw.
    let tells = |(id, _, number, _): &&Shown| {
        !is_few(id) && found.points.iter().any(|point| number(point) > 0.0)
    };
    html! {
        div.multiples { @for shown in all.iter().filter(tells) { (chart(found, shown)) } }
        @if found.points.len() > MOST { p.soft { "The first " (MOST) " scenarios; the table has all." } }
    }
}

fn chart(found: &RunComparison, (id, title, number, said): &Shown) -> Markup {
    let points: Vec<(usize, &RunPoint)> = found.points.iter().enumerate().take(MOST).collect();
    let most = nice(
        points
            .iter()
            .map(|(_, point)| number(point))
            .fold(0.0, f64::max),
    );
    let high = ROW * points.len() as f64 + 4.0;
    let told = points.iter().take(MOST_TOLD);
    let told =
        told.map(|(at, point)| format!("{} {}: {}", letter(*at), point.scenario.name, said(point)));
    let told = told.collect::<Vec<_>>().join("; ");
    html! {
        figure.chart.bars {
            figcaption { strong { (title) } }
            svg viewBox=(format!("0 0 {WIDE:.0} {high:.0}")) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
                title id=(format!("{id}-t")) { (title) " by scenario" }
                desc id=(format!("{id}-d")) { (told) ". All numbers are in the table above." }
                @for (row, (at, point)) in points.iter().enumerate() {
                    @let top = ROW * row as f64 + 2.0;
                    @let long = (number(point) / most * (WIDE - LEFT - RIGHT)).max(0.0);
                    @let class = if *at == found.reference { "bar given" } else { "bar" };
                    text.label x=(format!("{:.1}", LEFT - 8.0)) y=(format!("{:.1}", top + 13.0)) text-anchor="end" { (letter(*at)) }
                    rect class=(class) x=(format!("{LEFT:.1}")) y=(format!("{:.1}", top + 1.0)) width=(format!("{long:.1}")) height=(format!("{BAR:.1}")) {}
                    text.amount x=(format!("{:.1}", LEFT + long + 6.0)) y=(format!("{:.1}", top + 13.0)) { (said(point)) }
                }
            }
        }
    }
}
