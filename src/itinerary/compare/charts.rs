//! Charts of a comparison as inline SVG: no colour says anything alone, and each has a title,
//! a description and the table beside it.

use std::fmt::Write;

use maud::{Markup, html};

use super::labels::Labels;
use crate::domain::comparison::{Comparison, Point};

/// A chart's place: width and height of the whole, and of the margins left and below.
const WIDE: f64 = 640.0;
const HIGH: f64 = 300.0;
const LEFT: f64 = 56.0;
const BELOW: f64 = 44.0;
const ABOVE: f64 = 12.0;
const RIGHT: f64 = 28.0;

/// How a scenario is called in charts: `A`, `B`, ..., `Z`, `A2`.
pub(super) fn letter(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

/// Where numbers stand on a chart.
struct Scale {
    most: (f64, f64),
}

impl Scale {
    fn of(points: &[(f64, f64)]) -> Self {
        let most = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(0.0, f64::max);
        Self {
            most: (nice(most(|p| p.0)), nice(most(|p| p.1))),
        }
    }

    fn x(&self, number: f64) -> f64 {
        LEFT + number / self.most.0 * (WIDE - LEFT - RIGHT)
    }

    fn y(&self, number: f64) -> f64 {
        HIGH - BELOW - number / self.most.1 * (HIGH - BELOW - ABOVE)
    }

    /// Axes with five steps each, and what they count.
    fn axes(&self, across: &str, up: &str) -> Markup {
        let steps = (0..=5).map(f64::from);
        html! {
            g.axes {
                @for step in steps {
                    @let (x, y) = (self.most.0 * step / 5.0, self.most.1 * step / 5.0);
                    path d=(format!("M{:.1} {:.1}H{:.1}", LEFT, self.y(y), WIDE - RIGHT)) {}
                    text x=(format!("{:.1}", LEFT - 8.0)) y=(format!("{:.1}", self.y(y) + 4.0)) text-anchor="end" { (short(y)) }
                    text x=(format!("{:.1}", self.x(x))) y=(format!("{:.1}", HIGH - BELOW + 18.0)) text-anchor="middle" { (short(x)) }
                }
                text x=(format!("{:.1}", (LEFT + WIDE - RIGHT) / 2.0)) y=(format!("{:.1}", HIGH - 6.0)) text-anchor="middle" { (across) }
                text.up x="14" y=(format!("{:.1}", HIGH / 2.0)) text-anchor="middle" transform=(format!("rotate(-90 14 {:.1})", HIGH / 2.0)) { (up) }
            }
        }
    }
}

/// The next number that is five times a step people can read: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 or 8
/// times a power of ten. No more than a quarter of a chart stays empty.
pub(super) fn nice(most: f64) -> f64 {
    if most <= 0.0 {
        return 1.0;
    }
    let step = most / 5.0;
    let power = 10_f64.powf(step.log10().floor());
    let steps = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let steps = steps.map(|times| times * power);
    let step = steps.into_iter().find(|&nice| nice >= step - 1e-9);
    step.unwrap_or(10.0 * power) * 5.0
}

fn short(number: f64) -> String {
    ((number * 100.0).round() / 100.0).to_string()
}

/// A mark on a chart, by where it stands: the scenarios there, and whether all are dominated.
struct Mark {
    at: (f64, f64),
    letters: Vec<String>,
    is_dominated: bool,
}

/// The marks of scenarios; those that would hide one another are one mark with all letters.
fn marks(points: impl Iterator<Item = (usize, (f64, f64), bool)>) -> Vec<Mark> {
    let mut all: Vec<Mark> = Vec::new();
    for (at, (x, y), is_dominated) in points {
        let is_there = |mark: &&mut Mark| (mark.at.0 - x).hypot(mark.at.1 - y) < RADIUS;
        match all.iter_mut().find(is_there) {
            Some(mark) => {
                mark.letters.push(letter(at));
                mark.is_dominated &= is_dominated;
            }
            None => all.push(Mark {
                at: (x, y),
                letters: vec![letter(at)],
                is_dominated,
            }),
        }
    }
    all
}

/// How large a mark is.
const RADIUS: f64 = 5.5;

/// Marks, filled, or hollow for dominated ones, with their letters, then names at the ends of
/// lines: nothing upon one another.
fn marked(marks: &[Mark], names: &[((f64, f64), String)]) -> Markup {
    let mut labels = Labels::within([LEFT, 0.0, WIDE, HIGH - BELOW]);
    for mark in marks {
        labels.keep(mark.at, RADIUS);
    }
    html! {
        @for mark in marks {
            @let class = if mark.is_dominated { "hollow" } else { "full" };
            circle class=(class) cx=(format!("{:.1}", mark.at.0)) cy=(format!("{:.1}", mark.at.1)) r=(RADIUS) {}
        }
        @for mark in marks { (labels.at(mark.at, &mark.letters.join(" "))) }
        @for (at, name) in names { (labels.at(*at, name)) }
    }
}

/// A chart with its frame.
fn chart(id: &str, title: &str, description: &str, inside: &Markup) -> Markup {
    let (title_id, description_id) = (format!("{id}-t"), format!("{id}-d"));
    html! {
        figure.chart {
            svg viewBox=(format!("0 0 {WIDE:.0} {HIGH:.0}")) role="img" aria-labelledby=(format!("{title_id} {description_id}")) {
                title id=(title_id) { (title) }
                desc id=(description_id) { (description) }
                (inside)
            }
            figcaption { (title) }
        }
    }
}

/// Value by the limit of a sweep, with the band up to what no plan exceeds; with two sweeps a
/// line for each amount of the second.
pub(super) fn sweep(found: &Comparison) -> Markup {
    let Some(&dial) = found.swept.first() else {
        return html! {};
    };
    let of_sweep: Vec<(usize, &Point)> = found
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| !point.scenario.set.is_empty())
        .collect();
    let x = |point: &Point| point.scenario.set.first().map_or(0.0, |one| one.1.number());
    let value = |point: &Point| point.plan.totals.value.points();
    let most = |point: &Point| {
        point
            .plan
            .value_bound
            .map_or(value(point), |bound| bound.points())
    };
    let numbers: Vec<(f64, f64)> = of_sweep
        .iter()
        .map(|(_, point)| (x(point), most(point)))
        .collect();
    let scale = Scale::of(&numbers);
    let mut lines: Vec<(String, Vec<(usize, &Point)>)> = Vec::new();
    for &(at, point) in &of_sweep {
        let second = point.scenario.set.get(1);
        let name = second.map(|&(dial, amount)| super::settings::whose(found.week(), dial, amount));
        let name = name.unwrap_or_default();
        match lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, line)) => line.push((at, point)),
            None => lines.push((name, vec![(at, point)])),
        }
    }
    let by = match dial.whose {
        Some(who) => format!(
            "{} for {}",
            dial.counted.words(),
            found.week().member(who).id
        ),
        None => dial.counted.words().to_owned(),
    };
    let title = format!("Value of what is done, by {by}");
    let ends = numbers.first().zip(numbers.last());
    let description = ends.map_or_else(String::new, |(first, last)| {
        let low = of_sweep.first().map_or(0.0, |(_, point)| value(point));
        let high = of_sweep.last().map_or(0.0, |(_, point)| value(point));
        let values = match low == high {
            true => format!("is {low} throughout"),
            false => format!("rises from {low} to {high}"),
        };
        format!(
            "From {} to {} {by}: the plans' value {values}. The shaded band above the line ends where it is proven that no plan does better. The numbers are in the table above.",
            first.0, last.0
        )
    });
    let place = |point: &Point| (scale.x(x(point)), scale.y(value(point)));
    let on_line = |&(at, point): &(usize, &Point)| (at, place(point), point.is_dominated);
    let marks = marks(of_sweep.iter().map(on_line));
    let ends = lines.iter().filter(|(name, _)| !name.is_empty());
    let ends = ends.filter_map(|(name, line)| Some((place(line.last()?.1), name.as_str())));
    let names = at_ends(ends);
    let inside = html! {
        defs { pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" { path d="M0 0V7" {} } }
        (scale.axes(&by, "value"))
        @if lines.len() == 1 { path.band d=(band(&scale, &lines[0].1, x, value, most)) {} }
        @for (ix, (_, line)) in lines.iter().enumerate() {
            path.line d=(path(line.iter().map(|(_, point)| place(point)))) stroke-dasharray=(DASHES[ix % DASHES.len()]) {}
        }
        (marked(&marks, &names))
    };
    chart("sweep", &title, &description, &inside)
}

/// The names of lines at their ends; of several that end in one place the first and the last.
fn at_ends<'n>(ends: impl Iterator<Item = ((f64, f64), &'n str)>) -> Vec<((f64, f64), String)> {
    let mut all: Vec<((f64, f64), Vec<&str>)> = Vec::new();
    for ((x, y), name) in ends {
        let is_there = |(at, _): &&mut ((f64, f64), _)| (at.0 - x).hypot(at.1 - y) < RADIUS;
        match all.iter_mut().find(is_there) {
            Some((_, names)) => names.push(name),
            None => all.push(((x, y), vec![name])),
        }
    }
    let name = |names: Vec<&str>| match names.as_slice() {
        [first, .., last] => format!("{first} to {last}"),
        names => names.concat(),
    };
    all.into_iter()
        .map(|(at, names)| (at, name(names)))
        .collect()
}

/// Lines of several amounts, told apart without colour.
const DASHES: [&str; 5] = ["none", "9 5", "2 4", "12 4 2 4", "5 3"];

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (ix, (x, y)) in points.enumerate() {
        let letter = if ix == 0 { 'M' } else { 'L' };
        // Writing into a string cannot fail.
        let _ = write!(path, "{letter}{x:.1} {y:.1}");
    }
    path
}

fn band(
    scale: &Scale,
    line: &[(usize, &Point)],
    x: impl Fn(&Point) -> f64,
    value: impl Fn(&Point) -> f64,
    most: impl Fn(&Point) -> f64,
) -> String {
    let above = line
        .iter()
        .map(|(_, point)| (scale.x(x(point)), scale.y(most(point))));
    let below = line
        .iter()
        .rev()
        .map(|(_, point)| (scale.x(x(point)), scale.y(value(point))));
    path(above.chain(below)) + "Z"
}

/// What a chart lays value against: its name, its words, and how much of it a plan uses.
type Against = (&'static str, &'static str, fn(&Point) -> f64);

/// Value against what is spent: dollars where anything has a price, miles, hours of driving
/// and paid hours.
pub(super) fn frontiers(found: &Comparison) -> Markup {
    let all: [Against; 4] = [
        ("dollars", "dollars spent", |point| {
            point.plan.totals.money.cents() as f64 / 100.0
        }),
        ("miles", "miles driven", |point| {
            point.plan.totals.metres.miles()
        }),
        ("drive", "hours of driving", |point| {
            f64::from(point.plan.totals.drive.0) / 60.0
        }),
        ("paid", "paid hours", |point| {
            f64::from(point.plan.totals.paid.0) / 60.0
        }),
    ];
    let counts_money = found.week().policy.counts_money;
    // What is the same for all tells nothing.
    let tells = |(name, _, used): &Against| {
        let first = found.points.first().map(used);
        let differs = found.points.iter().any(|point| Some(used(point)) != first);
        differs && (*name != "dollars" || counts_money)
    };
    html! {
        div.charts {
            @for (name, words, used) in all.into_iter().filter(tells) { (frontier(found, name, words, used)) }
        }
    }
}

fn frontier(found: &Comparison, name: &str, words: &str, used: fn(&Point) -> f64) -> Markup {
    let value = |point: &Point| point.plan.totals.value.points();
    let numbers: Vec<(f64, f64)> = found
        .points
        .iter()
        .map(|point| (used(point), value(point)))
        .collect();
    let scale = Scale::of(&numbers);
    let mut best: Vec<(f64, f64)> = found
        .points
        .iter()
        .filter(|point| !point.is_dominated)
        .map(|point| (used(point), value(point)))
        .collect();
    best.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    // Only what no cheaper one reaches is on the line.
    let mut so_far = f64::NEG_INFINITY;
    best.retain(|point| {
        let is_higher = point.1 > so_far;
        so_far = so_far.max(point.1);
        is_higher
    });
    let title = format!("Value against {words}");
    let dominated = found
        .points
        .iter()
        .filter(|point| point.is_dominated)
        .count();
    let description = format!(
        "{} scenarios by {words} and value; {dominated} of them, drawn hollow, are beaten by another in everything. The numbers are in the table above.",
        found.points.len()
    );
    let marks = marks(found.points.iter().enumerate().map(|(at, point)| {
        let place = (scale.x(used(point)), scale.y(value(point)));
        (at, place, point.is_dominated)
    }));
    let inside = html! {
        (scale.axes(words, "value"))
        path.line d=(path(best.iter().map(|&(x, y)| (scale.x(x), scale.y(y))))) {}
        (marked(&marks, &[]))
    };
    chart(name, &title, &description, &inside)
}
