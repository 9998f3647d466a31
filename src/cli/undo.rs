//! `liaison replan --undo`: what a replan replaced, or a plan after it, kept and brought back.

use std::fs;
use std::path::{Path, PathBuf};

use liaison::input::{self, Drafts};
use liaison::itinerary;
use liaison::table::{write_all, write_atomic};
use serde::{Deserialize, Serialize};

use super::terminal::Terminal;
use super::{Answer, Failure};

/// Where it lies, in the workspace.
const FOLDER: &str = ".liaison-undo";
const MANIFEST: &str = "manifest.json";

/// What a version replaced.
#[derive(Serialize, Deserialize)]
struct Manifest {
    version: u32,
    out: PathBuf,
    /// Files of the plan.
    plan: Vec<String>,
    tables: Vec<Table>,
}

/// A table of the workspace: kept as it was, and as the replan left it.
#[derive(Serialize, Deserialize)]
struct Table {
    path: PathBuf,
    existed: bool,
}

fn console(source: std::io::Error) -> Failure {
    Failure::Console { source }
}

/// A path as seen from the workspace, which may be moved; one outside it as it is.
fn seen_from(workspace: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(workspace) {
        Ok(inside) => inside.to_owned(),
        Err(_) => fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// Keeps the plan in `out` and the tables that will change.
pub fn save(workspace: &Path, out: &Path, drafts: &Drafts, version: u32) -> Result<(), Failure> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut plan = Vec::new();
    for entry in fs::read_dir(out).map_err(console)? {
        let name = entry
            .map_err(console)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if itinerary::is_ours(&name) {
            files.push((
                format!("plan-{name}"),
                fs::read(out.join(&name)).map_err(console)?,
            ));
            plan.push(name);
        }
    }
    plan.sort();
    let mut tables = Vec::new();
    for (ix, (path, before, after)) in drafts.changed().enumerate() {
        if let Some(before) = before {
            files.push((format!("table-{ix}-before"), before.to_vec()));
        }
        files.push((format!("table-{ix}-after"), after.to_vec()));
        tables.push(Table {
            path: seen_from(workspace, path),
            existed: before.is_some(),
        });
    }
    let manifest = Manifest {
        version,
        out: seen_from(workspace, out),
        plan,
        tables,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|wrong| console(wrong.into()))?;
    files.push((MANIFEST.to_owned(), text));
    let folder = workspace.join(FOLDER);
    fs::create_dir_all(&folder).map_err(console)?;
    let next = last(&folder).map_or(1, |last| last + 1);
    write_all(&folder.join(next.to_string()), &files, |_| true)?;
    Ok(())
}

/// The number of the last that was kept; they are numbered as they came, whatever plan they are
/// of.
fn last(folder: &Path) -> Option<u32> {
    let number = |entry: std::io::Result<fs::DirEntry>| {
        entry.ok()?.file_name().to_str()?.parse::<u32>().ok()
    };
    fs::read_dir(folder).ok()?.filter_map(number).max()
}

/// The plan that lies there is the one that came of what was kept; where none can be read, nothing
/// is lost.
fn check_present(manifest: &Manifest, out: &Path) -> Result<(), Failure> {
    let Ok(present) = input::read_document(&out.join("plan.json")) else {
        return Ok(());
    };
    match present.version == manifest.version + 1 {
        true => Ok(()),
        false => Err(Failure::Use {
            what: format!(
                "the plan is version {}, and the last replan made version {}",
                present.version,
                manifest.version + 1
            ),
            hint: "what was made since would be lost; run `liaison plan` or `liaison replan` for another".to_owned(),
        }),
    }
}

/// Goes back to what the last replan replaced. Tables that somebody changed since are not
/// touched, and then nothing is.
pub fn run(workspace: &Path, out: &Path, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let nothing = || Failure::Use {
        what: "there is no replan to take back".to_owned(),
        hint: "--undo goes back to what `liaison replan` replaced".to_owned(),
    };
    let folder = workspace.join(FOLDER);
    let last = last(&folder).ok_or_else(nothing)?;
    let folder = folder.join(last.to_string());
    let text = fs::read(folder.join(MANIFEST)).map_err(console)?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|wrong| console(wrong.into()))?;
    if manifest.out != seen_from(workspace, out) {
        return Err(Failure::Use {
            what: format!("the last replan was of {}", manifest.out.display()),
            hint: "name that folder with --out".to_owned(),
        });
    }
    check_present(&manifest, out)?;
    for (ix, table) in manifest.tables.iter().enumerate() {
        let after = fs::read(folder.join(format!("table-{ix}-after"))).map_err(console)?;
        if fs::read(workspace.join(&table.path)).ok() != Some(after) {
            return Err(Failure::Use {
                what: format!("{} was changed after the replan", table.path.display()),
                hint: "take your change out of it first, or run `liaison replan` again".to_owned(),
            });
        }
    }
    let mut files = Vec::new();
    for name in &manifest.plan {
        let bytes = fs::read(folder.join(format!("plan-{name}"))).map_err(console)?;
        files.push((name.clone(), bytes));
    }
    for (ix, table) in manifest.tables.iter().enumerate() {
        match table.existed {
            true => {
                let before = fs::read(folder.join(format!("table-{ix}-before")));
                write_atomic(&workspace.join(&table.path), &before.map_err(console)?)?;
            }
            false => fs::remove_file(workspace.join(&table.path)).map_err(console)?,
        }
    }
    write_all(out, &files, itinerary::is_ours)?;
    fs::remove_dir_all(&folder).map_err(console)?;
    terminal.result(format!(
        "back to version {}; {} as before it",
        manifest.version,
        super::failure::plural(manifest.tables.len(), "table")
    ))?;
    Ok(Answer::Yes)
}
