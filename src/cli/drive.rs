//! `liaison drive`: minutes, miles and turns between two places of an extract.

use std::path::{Path, PathBuf};

use liaison::domain::money::Metres;
use liaison::domain::road::{Address, Network, NoDrive, Path as Route, Side, Turn, TurnKind};
use liaison::domain::travel::LatLon;
use liaison::roads;
use liaison::table::{self, Fault, Faults, Row, Table, Writer};
use serde::Serialize;
use serde_json::{Map, Value};

use super::terminal::Terminal;
use super::{Answer, Failure};

/// Say how long and how far it is by car, with every turn
#[derive(clap::Args)]
#[command(after_help = concat!(
    "Examples:\n  liaison drive town.osm.pbf 37.8044,-122.2712 37.8267,-122.2521\n",
    "  liaison drive town.osm.pbf --pairs pairs.csv\n\n",
    "Map data \u{a9} OpenStreetMap contributors, ODbL 1.0.\n\n",
    exits!()
))]
pub struct Arguments {
    /// The map: an .osm.pbf, .osm or .osm.gz file
    extract: PathBuf,
    /// Where it begins: LAT,LON or an address
    #[arg(
        allow_hyphen_values = true,
        required_unless_present = "pairs",
        requires = "to"
    )]
    from: Option<String>,
    /// Where it ends
    #[arg(allow_hyphen_values = true)]
    to: Option<String>,
    /// Print this CSV (from_lat, from_lon, to_lat, to_lon) with seconds and metres added
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    pairs: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let open = || roads::open(&arguments.extract, None).map(|opened| opened.roads);
    match (&arguments.pairs, &arguments.from, &arguments.to) {
        (Some(file), ..) => {
            let (table, pairs) = read_pairs(file)?;
            print_pairs(&open()?, &table, &pairs, terminal)
        }
        (None, Some(from), Some(to)) => {
            let roads = open()?;
            let extract = &arguments.extract;
            let (from, to) = (place(extract, from)?, place(extract, to)?);
            let route = roads.path(from, to).map_err(no_drive)?;
            print_route(&route, terminal)
        }
        _ => Err(Failure::Use {
            what: "drive takes where it begins and where it ends".to_owned(),
            hint: "for example liaison drive town.osm.pbf 37.80,-122.27 37.83,-122.25".to_owned(),
        }),
    }
}

/// Coordinates, or else an address of the extract.
fn place(extract: &Path, text: &str) -> Result<LatLon, Failure> {
    let wrong = |what: &str, hint: &str| Failure::Use {
        what: what.to_owned(),
        hint: hint.to_owned(),
    };
    let numbers: Vec<Option<f64>> = text.split(',').map(|it| it.trim().parse().ok()).collect();
    if let [Some(lat), Some(lon)] = numbers[..] {
        let is_on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        return match is_on_earth {
            true => Ok(LatLon { lat, lon }),
            false => Err(wrong(
                "there is no such point on the earth",
                "latitude comes first: 21.31,-157.86",
            )),
        };
    }
    let mut parts = text.split(',').map(|part| part.trim().to_owned());
    let address = Address {
        street: parts.next().unwrap_or_default(),
        city: parts.next().unwrap_or_default(),
        postcode: parts.next().unwrap_or_default(),
    };
    let map = roads::geocode::open(extract, &[])?;
    let found = map.locate(&address).map(|located| located.at);
    found.ok_or_else(|| {
        wrong(
            "an address was not found in the extract",
            "write it as \"95-269 Waikalani Drive, Mililani\", or give LAT,LON",
        )
    })
}

fn no_drive(why: NoDrive) -> Failure {
    let what = words(why);
    let hint = match why {
        NoDrive::NoRoadBetween => "ferries are not taken, and gates with access=no are closed",
        _ => "latitude comes first; the extract may be of another area",
    };
    Failure::NoDrive { what, hint }
}

fn words(why: NoDrive) -> String {
    let near = |Metres(metres), which| format!("there is no road within {metres} m of the {which}");
    match why {
        NoDrive::NoRoadAtStart(metres) => near(metres, "start"),
        NoDrive::NoRoadAtEnd(metres) => near(metres, "end"),
        NoDrive::NoRoadBetween => "there is no road between the two places".to_owned(),
    }
}

#[derive(Serialize)]
struct RouteJson {
    minutes: f64,
    miles: f64,
    metres: i64,
    turns: Vec<TurnJson>,
    /// Latitude and longitude.
    line: Vec<[f64; 2]>,
}

#[derive(Serialize)]
struct TurnJson {
    turn: String,
    street: String,
    miles: f64,
    metres: i64,
}

fn print_route(route: &Route, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let drive = route.drive;
    if terminal.json {
        let turns = route.turns.iter().map(|turn| TurnJson {
            turn: instruction(turn.kind),
            street: turn.street.clone(),
            miles: rounded(turn.metres.miles(), 100.0),
            metres: turn.metres.0,
        });
        terminal.result_json(&RouteJson {
            minutes: rounded(drive.minutes, 100.0),
            miles: rounded(drive.metres.miles(), 100.0),
            metres: drive.metres.0,
            turns: turns.collect(),
            line: route.line.iter().map(|at| [at.lat, at.lon]).collect(),
        })?;
        return Ok(Answer::Yes);
    }
    terminal.result(format!(
        "{:.1} minutes, {:.1} miles",
        drive.minutes,
        drive.metres.miles()
    ))?;
    for turn in &route.turns {
        terminal.result(line(turn))?;
    }
    Ok(Answer::Yes)
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

fn line(turn: &Turn) -> String {
    let mut text = instruction(turn.kind);
    if let (TurnKind::Arrive(_), false) = (turn.kind, turn.street.is_empty()) {
        text = text.replacen("arrive", &format!("arrive on {}", turn.street), 1);
    } else if !turn.street.is_empty() {
        let word = match turn.kind {
            TurnKind::Depart(_) | TurnKind::Continue | TurnKind::UTurn => "on",
            _ => "onto",
        };
        text = format!("{text} {word} {}", turn.street);
    }
    match turn.kind {
        TurnKind::Arrive(_) => format!("          {text}"),
        _ => format!("{:5.2} mi  {text}", turn.metres.miles()),
    }
}

fn instruction(kind: TurnKind) -> String {
    match kind {
        TurnKind::Depart(None) => "set out".to_owned(),
        TurnKind::Depart(Some(heading)) => format!("set out {}", heading.words()),
        TurnKind::Continue => "continue".to_owned(),
        TurnKind::SlightLeft => "bear left".to_owned(),
        TurnKind::Left => "turn left".to_owned(),
        TurnKind::SharpLeft => "turn sharply left".to_owned(),
        TurnKind::SlightRight => "bear right".to_owned(),
        TurnKind::Right => "turn right".to_owned(),
        TurnKind::SharpRight => "turn sharply right".to_owned(),
        TurnKind::UTurn => "turn round".to_owned(),
        TurnKind::Ramp(Side::Left) => "take the ramp on the left".to_owned(),
        TurnKind::Ramp(_) => "take the ramp".to_owned(),
        TurnKind::Roundabout(0) => "enter the roundabout".to_owned(),
        TurnKind::Roundabout(exit) => format!("take exit {exit} of the roundabout"),
        TurnKind::Arrive(Side::Left) => "arrive, on the left".to_owned(),
        TurnKind::Arrive(Side::Right) => "arrive, on the right".to_owned(),
        TurnKind::Arrive(Side::Ahead) => "arrive".to_owned(),
    }
}

const COLUMNS: [&str; 4] = ["from_lat", "from_lon", "to_lat", "to_lon"];

/// The table and its pairs of points.
fn read_pairs(file: &Path) -> Result<(Table, Vec<[LatLon; 2]>), Failure> {
    let mut faults = Faults::default();
    let table = table::read_into(file, &file.display().to_string(), &mut faults);
    let mut pairs = Vec::new();
    if let Some(table) = &table {
        for name in COLUMNS.iter().filter(|name| table.column(name).is_none()) {
            faults.push(table.header_fault(format!("lacks the column {name}")));
        }
        if !faults.has_errors() {
            for row in table.rows() {
                pairs.extend(pair(&row, &mut faults));
            }
        }
    }
    match table {
        Some(table) if !faults.has_errors() => Ok((table, pairs)),
        _ => Err(Failure::Table(faults.sorted())),
    }
}

fn pair(row: &Row, faults: &mut Faults) -> Option<[LatLon; 2]> {
    let mut number = |name: &str, most: f64| -> Option<f64> {
        let value = row.text(name).trim().parse::<f64>().ok();
        let value = value.filter(|value| value.abs() <= most);
        if value.is_none() {
            let fault: Fault = row.fault("is no coordinate").in_column(name);
            faults.push(fault.allowed(format!("-{most} to {most}")));
        }
        value
    };
    let [from_lat, from_lon, to_lat, to_lon] = COLUMNS.map(|name| {
        let most = if name.ends_with("lat") { 90.0 } else { 180.0 };
        number(name, most)
    });
    let point = |lat: Option<f64>, lon: Option<f64>| {
        Some(LatLon {
            lat: lat?,
            lon: lon?,
        })
    };
    Some([point(from_lat, from_lon)?, point(to_lat, to_lon)?])
}

/// Prints each pair as it came, with two columns more; empty where there is no drive.
fn print_pairs(
    roads: &dyn Network,
    table: &Table,
    pairs: &[[LatLon; 2]],
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    let mut headers: Vec<&str> = table.headers().collect();
    headers.extend(["seconds", "metres"]);
    let mut writer = Writer::new(&headers);
    let mut objects = Vec::new();
    let mut found = 0;
    for (row, [from, to]) in table.rows().zip(pairs) {
        let drive = roads.drive(*from, *to);
        let (seconds, metres) = match drive {
            Ok(drive) => {
                found += 1;
                (
                    Some(rounded(drive.minutes * 60.0, 10.0)),
                    Some(drive.metres.0),
                )
            }
            Err(why) => {
                terminal.warning(row.fault(words(why)));
                (None, None)
            }
        };
        let mut cells: Vec<String> = row.cells().map(|cell| cell.text.to_owned()).collect();
        cells.push(seconds.map_or(String::new(), |it| format!("{it:.1}")));
        cells.push(metres.map_or(String::new(), |it| it.to_string()));
        if terminal.json {
            let named = headers.iter().zip(&cells);
            let mut object: Map<String, Value> = named
                .map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())))
                .collect();
            object.insert("seconds".to_owned(), seconds.into());
            object.insert("metres".to_owned(), metres.into());
            objects.push(Value::Object(object));
        } else {
            writer.row(&cells);
        }
    }
    if terminal.json {
        terminal.result_json(&objects)?;
    } else {
        let bytes = writer.finish();
        terminal.result(String::from_utf8_lossy(&bytes).trim_end())?;
    }
    match found {
        0 if !pairs.is_empty() => Err(Failure::NoDrive {
            what: "there is no drive between any of the pairs".to_owned(),
            hint: "latitude comes first; the extract may be of another area",
        }),
        _ => Ok(Answer::Yes),
    }
}
