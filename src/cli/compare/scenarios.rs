//! Which scenarios are compared: by name, by `--budget`, and at the points of sweeps.

use std::collections::BTreeSet;
use std::path::Path;

use liaison::domain::Week;
use liaison::domain::comparison::Scenario;
use liaison::domain::dial::{Amount, Dial};
use liaison::input;

use super::super::Failure;
use super::super::sweep::{self, Sweep};
use super::super::terminal::Terminal;
use super::super::workspace::{self, Changes};
use super::Arguments;

/// Most scenarios at a time.
pub(super) const MOST: usize = 200;
/// What the week is called as its files have it.
pub(super) const BASE: &str = "base";

/// What is compared, and the limits that are swept.
pub(super) fn scenarios(
    arguments: &Arguments,
    folder: &Path,
    terminal: &mut Terminal,
) -> Result<(Vec<Scenario>, Vec<Dial>), Failure> {
    let sweeps: Vec<Sweep> = arguments
        .sweep
        .iter()
        .map(|text| Sweep::parse(text))
        .collect::<Result<_, Failure>>()?;
    let points = sweep::grid(&sweeps, MOST)?;
    let names = names(arguments, folder)?;
    if names.len() + points.len() > MOST {
        return Err(Failure::Use {
            what: format!(
                "{} scenarios are too many at a time",
                names.len() + points.len()
            ),
            hint: format!("ask for {MOST} or fewer: a larger step, or a smaller span"),
        });
    }
    let read = |name: Option<&str>, budget: &[String], terminal: &mut Terminal| {
        let changes = Changes {
            scenario: name.map(str::to_owned),
            budget: budget.to_vec(),
            ..Changes::default()
        };
        workspace::read(folder, &changes, terminal).map(|read: input::Read| read.week)
    };
    // Warnings are told once: with the first week that is read.
    let mut quiet = Terminal::new(false, true, clap::ColorChoice::Never);
    let mut is_first = true;
    let mut week = |name: Option<&str>, budget: &[String]| -> Result<Week, Failure> {
        let to: &mut Terminal = if is_first { terminal } else { &mut quiet };
        is_first = false;
        read(name, budget, to)
    };
    let mut all = Vec::new();
    for name in names {
        let of_file = (name != BASE).then_some(name.as_str());
        let week = week(of_file, &[])?;
        all.push(Scenario {
            name,
            week,
            set: Vec::new(),
        });
    }
    if !arguments.budget.is_empty() && sweeps.is_empty() {
        all.push(Scenario {
            name: arguments.budget.join(","),
            week: week(None, &arguments.budget)?,
            set: Vec::new(),
        });
    }
    if sweeps.is_empty() {
        return Ok((all, Vec::new()));
    }
    let base = week(None, &arguments.budget)?;
    let dials: Vec<Dial> = sweeps
        .iter()
        .map(|sweep| sweep.dial(&base))
        .collect::<Result<_, Failure>>()?;
    all.extend(points.iter().map(|amounts| at(&base, &dials, amounts)));
    Ok((all, dials))
}

/// The base with these amounts of these limits.
fn at(base: &Week, dials: &[Dial], amounts: &[Amount]) -> Scenario {
    let mut week = base.clone();
    let set: Vec<(Dial, Amount)> = dials.iter().copied().zip(amounts.iter().copied()).collect();
    for &(dial, amount) in &set {
        dial.set(&mut week, dial.exactly(amount));
    }
    let named = set
        .iter()
        .map(|(dial, amount)| format!("{}={amount}", dial.key(base)));
    Scenario {
        name: named.collect::<Vec<_>>().join(","),
        week,
        set,
    }
}

/// The scenarios that are asked for by name; without options the base and all there are.
///
/// `base` is the week as it is: where week.toml has a scenario of that name it is not known which
/// is meant.
pub(super) fn names(arguments: &Arguments, folder: &Path) -> Result<Vec<String>, Failure> {
    let named = arguments.scenarios.iter().map(|name| name.trim());
    let mut names: Vec<String> = (named.filter(|name| !name.is_empty()))
        .map(str::to_owned)
        .collect();
    if names.is_empty() && !arguments.scenarios.is_empty() {
        return Err(Failure::Use {
            what: "--scenarios names none".to_owned(),
            hint: "for example --scenarios base,lean".to_owned(),
        });
    }
    let of_file = input::scenario_names(folder);
    if names.is_empty() && arguments.sweep.is_empty() {
        names.push(BASE.to_owned());
        if arguments.budget.is_empty() {
            names.extend(of_file.iter().cloned());
        }
    }
    let is_base = |name: &String| name == BASE;
    if names.iter().any(is_base) && of_file.iter().any(is_base) {
        return Err(Failure::Use {
            what: "week.toml has a [scenario.base], and `base` is the week as it is".to_owned(),
            hint: "give that scenario another name in week.toml".to_owned(),
        });
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(names)
}
