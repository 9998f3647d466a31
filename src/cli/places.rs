//! `liaison places`: coordinates for places from their addresses.

mod census;
mod sources;

use std::collections::BTreeMap;
use std::path::PathBuf;

use liaison::domain::road::Located;
use liaison::domain::travel::LatLon;
use liaison::input::{self, Label, PlacesFile};
use liaison::table::{back_up, write_atomic};
use serde::Serialize;

use super::failure::plural;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

pub use sources::open_map;

/// Fill in the coordinates of places from their addresses
#[derive(clap::Args)]
#[command(after_help = "Examples:
  liaison places week-49 --roads town.osm.pbf
  liaison places week-49 --for-census batch.csv
  liaison places week-49 --from-census GeocodeResults.csv")]
pub struct Arguments {
    /// The folder with week.toml
    workspace: PathBuf,
    /// The OpenStreetMap extract to look in [default: what [travel] roads names]
    #[arg(long, value_name = "FILE")]
    roads: Option<PathBuf>,
    /// A list of addresses with coordinates to look in too, as OpenAddresses has them
    #[arg(long, value_name = "FILE")]
    addresses: Option<PathBuf>,
    /// Write the addresses to a file for the batch geocoder of the US Census
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from_census", "roads", "addresses"])]
    for_census: Option<PathBuf>,
    /// Read the reply of that geocoder
    #[arg(long, value_name = "FILE", conflicts_with_all = ["roads", "addresses"])]
    from_census: Option<PathBuf>,
}

/// What became of one place.
struct Outcome {
    label: Label,
    found: Result<Located, &'static str>,
}

#[derive(Serialize)]
struct Line {
    place: String,
    how: String,
    confidence: f64,
    within_metres: Option<f64>,
    look: bool,
    remark: String,
}

#[derive(Serialize)]
struct Report {
    places: Vec<Line>,
    look_at: Vec<String>,
    written: bool,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let asked = workspace::asked(&Changes::default())?;
    let file = input::places_file(&arguments.workspace, &asked).map_err(Failure::Input)?;
    if let Some(out) = &arguments.for_census {
        return census::write(&arguments.workspace, out, &file, terminal);
    }
    let outcomes = match &arguments.from_census {
        Some(reply) => census::read(&arguments.workspace, reply, &file, terminal)?,
        None => locate(arguments, &file, terminal)?,
    };
    finish(&file, &outcomes, terminal)
}

/// Looks every place up that has an address and no coordinates.
fn locate(
    arguments: &Arguments,
    file: &PlacesFile,
    terminal: &mut Terminal,
) -> Result<Vec<Outcome>, Failure> {
    let known = sources::read(
        arguments.roads.as_deref(),
        arguments.addresses.as_deref(),
        file,
    )?;
    for (label, at) in &file.given {
        if known.is_swapped(*at) {
            terminal.warning(format!(
                "{}: {label}: lat and lon seem to be exchanged: the place lies outside the roads, \
                 and the other way round inside",
                file.name
            ));
        }
    }
    let look_up = |place: &input::Lacking| Outcome {
        label: place.label.clone(),
        found: match place.address.street.is_empty() {
            true => Err("has no address"),
            false => known.locate(&place.address).ok_or("street not found"),
        },
    };
    Ok(file.lacking.iter().map(look_up).collect())
}

/// Writes what was found and says how sure it is.
fn finish(
    file: &PlacesFile,
    outcomes: &[Outcome],
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    let points: BTreeMap<u64, LatLon> = outcomes
        .iter()
        .filter_map(|outcome| Some((outcome.label.line, outcome.found.as_ref().ok()?.at)))
        .collect();
    let backup = if points.is_empty() {
        None
    } else {
        Some(save(file, &points)?)
    };
    report(outcomes, backup.is_some(), terminal)?;
    if let Some(backup) = backup {
        let name = backup
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        terminal.remark(format!(
            "{} filled in {}; what it was is in {name}",
            plural(points.len(), "place"),
            file.name
        ));
    }
    let is_all = outcomes.iter().all(|outcome| outcome.found.is_ok());
    Ok(if is_all { Answer::Yes } else { Answer::No })
}

/// The backup first, so that no moment is without a copy of what the user wrote.
fn save(file: &PlacesFile, points: &BTreeMap<u64, LatLon>) -> Result<PathBuf, Failure> {
    let bytes = file
        .filled(points)
        .map_err(|fault| Failure::Input(vec![fault]))?;
    let backup = back_up(&file.path, file.bytes())?;
    write_atomic(&file.path, &bytes)?;
    Ok(backup)
}

fn report(outcomes: &[Outcome], written: bool, terminal: &mut Terminal) -> Result<(), Failure> {
    let lines: Vec<Line> = outcomes.iter().map(Line::of).collect();
    let look_at: Vec<String> = lines
        .iter()
        .filter(|line| line.look)
        .map(|line| line.place.clone())
        .collect();
    if terminal.json {
        return terminal.result_json(&Report {
            places: lines,
            look_at,
            written,
        });
    }
    let width = lines
        .iter()
        .map(|line| line.place.chars().count())
        .max()
        .unwrap_or(0);
    for line in &lines {
        let remark = if line.remark.is_empty() {
            String::new()
        } else {
            format!("; {}", line.remark)
        };
        let within = line
            .within_metres
            .map_or(String::new(), |within| format!(", within {within:.0} m"));
        terminal.result(format!(
            "{:width$}  {:3.0} %  {}{within}{remark}",
            line.place,
            line.confidence * 100.0,
            line.how
        ))?;
    }
    let found = outcomes
        .iter()
        .filter(|outcome| outcome.found.is_ok())
        .count();
    terminal.result(format!(
        "{found} of {} without coordinates found",
        plural(lines.len(), "place")
    ))?;
    if !look_at.is_empty() {
        terminal.result(format!("look at {}: {}", look_at.len(), look_at.join(", ")))?;
    }
    Ok(())
}

impl Line {
    fn of(outcome: &Outcome) -> Self {
        let place = outcome.label.to_string();
        match &outcome.found {
            Ok(located) => Self {
                place,
                how: located.how.words().to_owned(),
                confidence: (located.confidence * 100.0).round() / 100.0,
                within_metres: Some(located.within.round()),
                look: !located.is_sure(),
                remark: located.doubt.map_or("", |doubt| doubt.words()).to_owned(),
            },
            Err(why) => Self {
                place,
                how: (*why).to_owned(),
                confidence: 0.0,
                within_metres: None,
                look: true,
                remark: String::new(),
            },
        }
    }
}
