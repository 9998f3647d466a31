//! Where the tables of a workspace lie: in its folder, else in the shared one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::table::{self, Fault, Faults, Severity, Table};

use super::config::Given;
use super::sheet::{Columns, Line, Sheet};

/// The tables that a workspace may hold.
const TABLES: [&str; 18] = [
    "staff.csv",
    "shifts.csv",
    "places.csv",
    "bells.csv",
    "people.csv",
    "availability.csv",
    "tasks.csv",
    "cases.csv",
    "rides.csv",
    "vehicles.csv",
    "stops.csv",
    "pins.csv",
    "travel.csv",
    "resources.csv",
    "attendance.csv",
    "log.csv",
    "handover.csv",
    "rules.csv",
];

/// The folder of a workspace and the one that it shares with others.
#[derive(Debug)]
pub(super) struct Folder {
    dir: PathBuf,
    shared: Option<(PathBuf, String)>,
    drafts: BTreeMap<String, Vec<u8>>,
}

/// A table that was looked for.
#[derive(Debug)]
pub(super) struct Source<C> {
    /// Its rows; none when there is no such file, or it is no such table.
    pub sheet: Option<Sheet<C>>,
    /// Whether there is such a file.
    pub is_there: bool,
    /// Whether all that it holds was read: an id that is not in it is then unknown.
    pub is_whole: bool,
}

impl<C: Columns> Source<C> {
    /// The rows, as the file orders them.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_, C>> {
        self.sheet.iter().flat_map(|sheet| sheet.lines())
    }

    /// The file's name for messages.
    pub fn file(&self) -> &str {
        self.sheet.as_ref().map_or(C::FILE, |sheet| sheet.file())
    }

    /// No such file.
    fn missing() -> Self {
        Self {
            sheet: None,
            is_there: false,
            is_whole: true,
        }
    }
}

impl Folder {
    /// A workspace. A shared folder that does not exist is a fault.
    pub fn new(dir: &Path, shared: Option<&Given>, faults: &mut Faults) -> Self {
        let shared = shared.map(|(name, origin)| {
            let path = dir.join(name);
            if !path.is_dir() {
                let fault = origin.fault("is no folder").found(name);
                faults.push(fault.remedy("give the folder's path as seen from the workspace"));
            }
            (path, name.trim_end_matches('/').to_owned())
        });
        Self {
            dir: dir.to_owned(),
            shared,
            drafts: BTreeMap::new(),
        }
    }

    /// The same with some files as they would be.
    pub fn with(mut self, drafts: &BTreeMap<String, Vec<u8>>) -> Self {
        self.drafts = drafts.clone();
        self
    }

    /// Reads a table by its own name.
    pub fn table<C: Columns>(&self, faults: &mut Faults) -> Source<C> {
        self.named(C::FILE, faults)
    }

    /// Reads a table under another name.
    pub fn named<C: Columns>(&self, file: &str, faults: &mut Faults) -> Source<C> {
        if let Some(bytes) = self.drafts.get(file) {
            return given(file, bytes, faults);
        }
        match self.find(file) {
            Some((path, name)) => load(&path, &name, faults),
            None => Source::missing(),
        }
    }

    /// Where a file lies, and its name for messages.
    pub fn find(&self, file: &str) -> Option<(PathBuf, String)> {
        let own = self.dir.join(file);
        // A broken link is there, and its fault is told when it is read.
        if own.symlink_metadata().is_ok() {
            return Some((own, file.to_owned()));
        }
        let (shared, name) = self.shared.as_ref()?;
        let path = shared.join(file);
        path.symlink_metadata()
            .is_ok()
            .then(|| (path, format!("{name}/{file}")))
    }

    /// A digest of what a plan is made from: week.toml and all tables but the log, `drafts` in
    /// place of what lies there.
    pub fn digest(&self, drafts: &BTreeMap<String, Vec<u8>>) -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for file in std::iter::once("week.toml").chain(TABLES) {
            let lies = || std::fs::read(self.find(file)?.0).ok();
            let bytes = drafts.get(file).cloned().or_else(lies);
            if let Some(bytes) = bytes.filter(|_| file != "log.csv") {
                hash.update(file);
                hash.update(bytes.len().to_le_bytes());
                hash.update(bytes);
            }
        }
        hash.finalize()[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Warns of tables in the workspace whose name is nearly one that is read.
    pub fn check_names(&self, faults: &mut Faults) {
        let Ok(entries) = std::fs::read_dir(&self.dir) else {
            return;
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.to_ascii_lowercase().ends_with(".csv"))
            .filter(|name| !TABLES.contains(&name.as_str()))
            .collect();
        names.sort_unstable();
        for name in names {
            let near = table::nearest(&name, &TABLES).filter(|near| !self.dir.join(near).exists());
            if let Some(near) = near {
                let fault = Fault::warning(&name, "is not read");
                faults.push(fault.remedy(format!("rename it to {near} if that is meant")));
            }
        }
    }
}

/// Reads a table at a path.
pub(super) fn load<C: Columns>(path: &Path, name: &str, faults: &mut Faults) -> Source<C> {
    parsed(faults, |faults| table::read_into(path, name, faults))
}

/// Reads a table from bytes that stand for a file.
pub(super) fn given<C: Columns>(name: &str, bytes: &[u8], faults: &mut Faults) -> Source<C> {
    parsed(faults, |faults| table::parse_into(name, bytes, faults))
}

/// A table that is there, once it was read.
fn parsed<C: Columns>(
    faults: &mut Faults,
    read: impl FnOnce(&mut Faults) -> Option<Table>,
) -> Source<C> {
    let before = faults.count(Severity::Error);
    let sheet = read(faults).and_then(|table| Sheet::new(table, faults));
    Source {
        is_whole: sheet.is_some() && faults.count(Severity::Error) == before,
        sheet,
        is_there: true,
    }
}
