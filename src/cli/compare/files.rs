//! Where a comparison is written, and what goes of an earlier one.

use std::path::{Path, PathBuf};

use liaison::domain::comparison::Comparison;
use liaison::itinerary::{self, File, Names, Style, compare as written};
use liaison::table::write_all;

use super::super::Failure;
use super::super::terminal::Terminal;
use super::super::workspace;
use super::{Arguments, ProfileOf};

/// Each plan in its folder, then the comparison itself.
pub(super) fn write(
    arguments: &Arguments,
    workspace: &Path,
    found: &Comparison,
    out: &Path,
) -> Result<(), Failure> {
    let reproducible = arguments.iterations.is_some();
    let week = found.week();
    let style = Style {
        names: Names::Initials,
        key: workspace::key(workspace, week, reproducible)?,
        when: (!reproducible).then(chrono::Utc::now),
    };
    let folders = written::folders(found);
    let plan = |ix: usize| {
        let point = &found.points[ix];
        itinerary::render(&point.scenario.week, &point.plan, &style, None)
    };
    let files = written::render(found, arguments.profile.profile());
    put(arguments.profile, out, (&folders, &plan), &files)
}

/// What each scenario comes to in its folder, then the files of the comparison itself, in place of
/// an earlier comparison. `plan` gives the files of a folder by its position.
pub(super) fn put(
    profile: ProfileOf,
    out: &Path,
    (folders, plan): (&[String], &dyn Fn(usize) -> Vec<File>),
    files: &[File],
) -> Result<(), Failure> {
    // A plan tells of single families.
    let folders = match profile {
        ProfileOf::Own => folders,
        ProfileOf::Public => &[],
    };
    make_folder(out)?;
    forget(out, folders)?;
    for (ix, name) in folders.iter().enumerate() {
        let folder = out.join(name);
        write_all(&folder, &plan(ix), ours_in(&folder))?;
    }
    write_all(out, files, tables_in(out))?;
    Ok(())
}

/// Where the comparison of one workspace goes.
pub(super) fn out_of(arguments: &Arguments, folder: &Path) -> PathBuf {
    let out = arguments.out.clone();
    out.unwrap_or_else(|| folder.join("compare"))
}

pub(super) fn say_where(out: &Path, terminal: &mut Terminal) {
    terminal.remark(format!(
        "written to {}: begin with brief.html, then compare.html",
        out.display()
    ));
}

pub(super) fn make_folder(out: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(out).map_err(|source| Failure::Use {
        what: format!("{} cannot be made: {source}", out.display()),
        hint: "choose another --out".to_owned(),
    })
}

/// Takes away the plans of an earlier comparison in this folder whose scenarios are gone: what
/// its compare.json names and we wrote. All else stays.
pub(super) fn forget(out: &Path, folders: &[String]) -> Result<(), Failure> {
    let text = std::fs::read_to_string(out.join("compare.json")).unwrap_or_default();
    // What cannot be read names nothing.
    let earlier: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let scenarios = earlier["scenarios"].as_array().into_iter().flatten();
    for name in scenarios.filter_map(|one| one["folder"].as_str()) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let is_name = !name.is_empty() && name.chars().all(is_plain);
        let folder = out.join(name);
        let is_folder = folder.symlink_metadata().is_ok_and(|meta| meta.is_dir());
        if folders.iter().any(|kept| kept == name) || !is_name || !is_folder {
            continue;
        }
        let nothing: [(&str, &[u8]); 0] = [];
        write_all(&folder, &nothing, ours_in(&folder))?;
        // With something of the user's in it the folder stays.
        let _ = std::fs::remove_dir(&folder);
    }
    Ok(())
}

/// Which files of a comparison's folder are tables of an earlier one: they have every number, and
/// what is written now has tables of its own, or is for the public.
pub(super) fn tables_in(out: &Path) -> impl Fn(&str) -> bool + use<> {
    let text = std::fs::read_to_string(out.join("compare.json")).unwrap_or_default();
    let earlier: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let is_ours = earlier["scenarios"].is_array();
    move |name| is_ours && ["compare.csv", "compare.json", "changes.csv"].contains(&name)
}

/// Which files of a scenario's folder are those of the plan or the runs that it holds.
pub(super) fn ours_in(folder: &Path) -> impl Fn(&str) -> bool + use<> {
    let has = |file: &str| folder.join(file).is_file();
    let (had_plan, had_runs) = (has("plan.json"), has("runs.csv"));
    move |name| had_plan && itinerary::is_ours(name) || had_runs && itinerary::runs::is_ours(name)
}
