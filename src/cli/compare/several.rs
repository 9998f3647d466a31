//! Several weeks under the same scenarios: each compared by itself, then averaged.

use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::itinerary::compare as written;
use liaison::table::write_all;

use super::super::terminal::Terminal;
use super::super::{Answer, Failure};
use super::files::write;
use super::{Arguments, Asked, ProfileOf, answer, options};

/// Compares each week and writes it to a folder of its own, and the averages beside them. All
/// weeks are read before the first is planned.
pub(super) fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let folders = arguments.workspaces.as_slice();
    let out = arguments.out.clone().ok_or_else(|| Failure::Use {
        what: "several weeks need a folder for what is written".to_owned(),
        hint: "add --out DIR".to_owned(),
    })?;
    let names = folder_names(folders)?;
    let asked = folders
        .iter()
        .map(|folder| Asked::of(arguments, folder, terminal));
    let asked: Vec<Asked> = asked.collect::<Result<_, Failure>>()?;
    let mut left: f64 = asked.iter().map(Asked::seconds).sum();
    let whole = options(arguments, left, started)?;
    let mut all = Vec::new();
    for ((asked, folder), name) in asked.into_iter().zip(folders).zip(&names) {
        let seconds = asked.seconds();
        let own = super::super::reach::part(&whole, seconds / left.max(f64::MIN_POSITIVE));
        left -= seconds;
        let found = asked.compared(arguments, &own, terminal, started)?;
        write(arguments, folder, &found, &out.join(name))?;
        all.push(found);
    }
    // An average of the public's kind has small numbers too: it is for those who work here.
    let (averages, first) = match arguments.profile {
        ProfileOf::Own => (written::averages(&names, &all), "average.html".to_owned()),
        ProfileOf::Public => (Vec::new(), format!("{}/brief.html", names[0])),
    };
    write_all(&out, &averages, averages_in(&out))?;
    if terminal.json {
        terminal.result_json(&written::averages_document(&names, &all))?;
    } else {
        terminal.result(written::average_terminal(&all))?;
        terminal.remark(format!("written to {}: begin with {first}", out.display()));
    }
    let is_yes = all.iter().all(|found| answer(found) == Answer::Yes);
    Ok(if is_yes { Answer::Yes } else { Answer::No })
}

/// Which files of a folder are the averages of an earlier comparison of several weeks.
fn averages_in(out: &Path) -> impl Fn(&str) -> bool + use<> {
    let text = std::fs::read_to_string(out.join("average.csv")).unwrap_or_default();
    let is_ours = text
        .trim_start_matches('\u{feff}')
        .starts_with("scenario,weeks,");
    move |name| is_ours && ["average.csv", "average.html"].contains(&name)
}

/// What the weeks' folders are called; no two alike.
fn folder_names(weeks: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = Vec::new();
    for week in weeks {
        let name = week.canonicalize().ok().and_then(|path| {
            let name = path.file_name()?;
            Some(name.to_string_lossy().into_owned())
        });
        let name = name.ok_or_else(|| Failure::NoWorkspace(week.clone()))?;
        if names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            return Err(Failure::Use {
                what: format!("two of the weeks are called {name:?}"),
                hint: "give them folders with names of their own".to_owned(),
            });
        }
        names.push(name);
    }
    Ok(names)
}
