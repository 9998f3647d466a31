//! `liaison new`: a workspace from a few questions, or from options.

use std::fmt::Display;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::path::{Path, PathBuf};

use chrono::{Datelike, Days, NaiveDate};
use liaison::sample::{self, Answers, Starter};
use liaison::table::write_all;

use super::failure::plural;
use super::terminal::Terminal;
use super::{Answer, Failure};

/// Write a new workspace that can be planned at once
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison new week-49 --start 2026-11-30 --staff L1,L2 --school \"Oak School\"\n\n", exits!()))]
pub struct Arguments {
    /// The folder to make
    folder: PathBuf,
    /// The week's Monday [default: the coming one]
    #[arg(long, value_name = "DATE")]
    start: Option<NaiveDate>,
    /// The time zone [default: the machine's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Ids of the liaisons, separated by commas
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    staff: Vec<String>,
    /// Languages that they speak, separated by commas: en,es
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',')]
    languages: Vec<String>,
    /// The name of the first school
    #[arg(long, value_name = "NAME")]
    school: Option<String>,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let monday = monday(arguments)?;
    let zone = zone(arguments)?;
    let ids = list(
        &arguments.staff,
        "Ids of the liaisons, separated by commas",
        "L1",
    )?;
    let languages = list(
        &arguments.languages,
        "Languages that they speak, separated by commas",
        "en",
    )?;
    let school = match &arguments.school {
        Some(school) => school.clone(),
        None => ask("The name of the first school", "Our School")?,
    };
    let starter = |id: String| Starter {
        name: id.clone(),
        id,
        languages: languages.join(";"),
    };
    let liaisons = ids.into_iter().map(starter).collect();
    let answers = Answers {
        monday,
        zone,
        school,
        at: None,
        liaisons,
    };
    let files = sample::blank(&answers);
    write_new(&arguments.folder, &files)?;
    terminal.remark(format!(
        "{} written to {}; columns.md there explains them; next: liaison plan {}",
        plural(files.len(), "file"),
        arguments.folder.display(),
        arguments.folder.display(),
    ));
    Ok(Answer::Yes)
}

/// Writes files into a folder that is not there yet, or empty: nobody's files are replaced.
pub fn write_new(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken || folder.is_file() {
        return Err(Failure::Use {
            what: format!("{} is not empty", folder.display()),
            hint: "name a folder that does not exist yet".to_owned(),
        });
    }
    Ok(write_all(folder, files, |_| false)?)
}

fn monday(arguments: &Arguments) -> Result<NaiveDate, Failure> {
    let today = chrono::Local::now().date_naive();
    let coming = today + Days::new(u64::from(7 - today.weekday().num_days_from_monday()));
    let start = match arguments.start {
        Some(start) => start,
        None => ask("The week's Monday", coming)?.parse().unwrap_or(coming),
    };
    if start.weekday() != chrono::Weekday::Mon {
        return Err(Failure::Use {
            what: format!("{start} is not a Monday"),
            hint: format!(
                "the Monday of that week is {}",
                start.week(chrono::Weekday::Mon).first_day()
            ),
        });
    }
    Ok(start)
}

fn zone(arguments: &Arguments) -> Result<String, Failure> {
    let own = iana_time_zone::get_timezone().unwrap_or_else(|_| "UTC".to_owned());
    let zone = match &arguments.time_zone {
        Some(zone) => zone.clone(),
        None => ask("The time zone", &own)?,
    };
    match zone.parse::<chrono_tz::Tz>() {
        Ok(_) => Ok(zone),
        Err(_) => Err(Failure::Use {
            what: format!("{zone:?} is not a time zone"),
            hint: "for example America/Los_Angeles".to_owned(),
        }),
    }
}

fn list(given: &[String], question: &str, default: &str) -> Result<Vec<String>, Failure> {
    let answer = if given.is_empty() {
        ask(question, default)?
    } else {
        given.join(",")
    };
    let ids = answer
        .split([',', ';', ' '])
        .map(str::trim)
        .filter(|id| !id.is_empty());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    Ok(if ids.is_empty() {
        vec![default.to_owned()]
    } else {
        ids
    })
}

/// Asks on a terminal; elsewhere the default is the answer.
fn ask(question: &str, default: impl Display) -> Result<String, Failure> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return Ok(default.to_string());
    }
    let failed = |source| Failure::Console { source };
    write!(stderr(), "{question} [{default}]: ").map_err(failed)?;
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer).map_err(failed)?;
    let answer = answer.trim();
    Ok(if answer.is_empty() {
        default.to_string()
    } else {
        answer.to_owned()
    })
}
