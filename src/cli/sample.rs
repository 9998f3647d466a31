//! `liaison sample`: a made-up district.

use std::path::{Path, PathBuf};

use liaison::roads;
use liaison::sample::{self, FleetSize, Ground, Size};

use super::failure::plural;
use super::new::write_new;
use super::terminal::Terminal;
use super::{Answer, Failure};

/// Write a made-up district to try things on
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison sample town --liaisons 3 --tasks 120 --rides 20 && liaison plan town\n  liaison sample runs --rides 200 --vehicles 20 && liaison routes runs\n\n", exits!()))]
pub struct Arguments {
    /// The folder to make
    folder: PathBuf,
    /// How many liaisons (1 to 50)
    #[arg(long, value_name = "N", default_value_t = 2, conflicts_with = "vehicles", value_parser = clap::value_parser!(u32).range(1..=50))]
    liaisons: u32,
    /// How many tasks (1 to 5,000)
    #[arg(long, value_name = "N", default_value_t = 80, conflicts_with = "vehicles", value_parser = clap::value_parser!(u32).range(1..=5_000))]
    tasks: u32,
    /// How many rides a week (0 to 2,000)
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(0..=2_000))]
    rides: u32,
    /// Write runs instead: so many vehicles with their drivers, and `--rides` students who each
    /// ride to school and home (0 to 200)
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=200))]
    vehicles: u32,
    /// With vehicles: how many schools (1 to 100)
    #[arg(long, value_name = "N", default_value_t = 6, requires = "vehicles", value_parser = clap::value_parser!(u32).range(1..=100))]
    schools: u32,
    /// With vehicles: on the streets of this map, an .osm.pbf, .osm or .osm.gz file
    #[arg(long, value_name = "EXTRACT", requires = "vehicles")]
    roads: Option<PathBuf>,
    /// The random seed: the same district for the same numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let monday = chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap_or_default();
    if arguments.vehicles > 0 && arguments.rides == 0 {
        return Err(Failure::Use {
            what: "vehicles without riders have no runs".to_owned(),
            hint: "leave out --rides, or give 1 or more".to_owned(),
        });
    }
    let (files, next) = if arguments.vehicles > 0 {
        let size = FleetSize {
            riders: arguments.rides as usize,
            schools: arguments.schools as usize,
            vehicles: arguments.vehicles as usize,
            seed: arguments.seed,
            monday,
        };
        let ground = arguments.roads.as_deref().map(ground).transpose()?;
        (sample::fleet(&size, ground.as_ref()), "routes")
    } else {
        let size = Size {
            liaisons: arguments.liaisons as usize,
            tasks: arguments.tasks as usize,
            rides: arguments.rides as usize,
            seed: arguments.seed,
            monday,
        };
        (sample::district(&size), "plan")
    };
    write_new(&arguments.folder, &files)?;
    terminal.remark(format!(
        "{} written to {}; nobody in it exists; next: liaison {next} {}",
        plural(files.len(), "file"),
        arguments.folder.display(),
        arguments.folder.display(),
    ));
    Ok(Answer::Yes)
}

/// The corners of a map, for a fleet to drive between.
fn ground(extract: &Path) -> Result<Ground, Failure> {
    let opened = roads::open(extract, None)?;
    let whole = |degrees: f64| (degrees * 100_000.0).round() as i64;
    let corners = opened.roads.corners().into_iter();
    let corners: Vec<_> = corners.map(|at| (whole(at.lat), whole(at.lon))).collect();
    if corners.is_empty() {
        return Err(Failure::Use {
            what: format!("{} has no corner of streets", extract.display()),
            hint: "a map of a town has; give another".to_owned(),
        });
    }
    // A workspace may be anywhere; its map stays where it is.
    let file = std::path::absolute(extract).unwrap_or_else(|_| extract.to_owned());
    Ok(Ground {
        roads: file.display().to_string(),
        corners,
    })
}
