//! Files of a workspace as they would be: cells, rows and keys changed, and all else byte for
//! byte as it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::staff::StaffRole;
use crate::table::{self, Fault, Faults, Severity, same_name};

use super::Asked;
use super::cells;
use super::config::{self, FILE};
use super::files::Folder;
use super::settings::{self, Item, Node};

/// What some files of a workspace would be.
#[derive(Debug)]
pub struct Drafts {
    dir: PathBuf,
    folder: Folder,
    files: BTreeMap<String, Draft>,
    /// Whose pins have a row by now that the week knows nothing of.
    pub(super) pinned: BTreeSet<String>,
}

#[derive(Debug)]
struct Draft {
    path: PathBuf,
    /// None where there is no such file yet.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

impl Drafts {
    /// A workspace with nothing changed.
    ///
    /// # Errors
    /// With the faults of a week.toml that cannot be read.
    pub fn new(dir: &Path, asked: &Asked) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let config = config::read(dir, asked, &mut faults);
        match config {
            Some(config) if faults.count(Severity::Error) == 0 => Ok(Self {
                dir: dir.to_owned(),
                folder: Folder::new(dir, config.shared.as_ref(), &mut faults),
                files: BTreeMap::new(),
                pinned: BTreeSet::new(),
            }),
            _ => Err(faults.sorted()),
        }
    }

    /// The files that would change, for [`Asked::drafts`].
    pub fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        let files = self.files.iter();
        files
            .map(|(name, draft)| (name.clone(), draft.after.clone()))
            .collect()
    }

    /// A digest of the files that a plan is made from, as they would be; the log is none of them.
    pub fn digest(&self) -> String {
        self.folder.digest(&self.bytes())
    }

    /// The files that would change: where each lies, what it is (none where there is none),
    /// and what it would be.
    pub fn changed(&self) -> impl Iterator<Item = (&Path, Option<&[u8]>, &[u8])> {
        let is_other = |draft: &&Draft| draft.before.as_ref() != Some(&draft.after);
        self.files.values().filter(is_other).map(|draft| {
            (
                draft.path.as_path(),
                draft.before.as_deref(),
                &draft.after[..],
            )
        })
    }

    /// Makes a grant; `week` is the workspace as it was read.
    ///
    /// # Errors
    /// When the row or key is not there, or a file cannot be read.
    pub fn grant(&mut self, week: &Week, grant: &Grant) -> Result<(), Fault> {
        match grant {
            Grant::Cell {
                file,
                id,
                column,
                value,
            } => self.cell(week, file, id, column, value),
            Grant::Row {
                file,
                columns,
                values,
            } => {
                let cells = columns.iter().zip(values);
                let cells: Vec<(&str, &str)> = cells
                    .map(|(column, value)| (*column, value.as_str()))
                    .collect();
                self.row(week, file, &cells)
            }
            Grant::Key { key, value } => self.key(key, value),
            Grant::All(all) => all.iter().try_for_each(|grant| self.grant(week, grant)),
        }
    }

    /// Adds a row to a table, which is made where there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row(&mut self, week: &Week, file: &str, cells: &[(&str, &str)]) -> Result<(), Fault> {
        let (path, before, bytes) = self.load(week, file)?;
        let bytes = match bytes {
            Some(bytes) => table::append(file, &bytes, cells)?,
            None => {
                let header: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
                let row: Vec<String> = cells.iter().map(|(_, text)| (*text).to_owned()).collect();
                table::write_csv(&header, [row])
            }
        };
        self.keep(file, path, before, bytes);
        Ok(())
    }

    fn cell(
        &mut self,
        week: &Week,
        file: &str,
        id: &str,
        column: &str,
        value: &str,
    ) -> Result<(), Fault> {
        let (path, before, bytes) = self.load(week, file)?;
        let Some(bytes) = bytes else {
            return Err(Fault::error(file, "is missing").remedy("add it, and the row"));
        };
        let line = line_of(week, file, id, &bytes)?;
        let patched = table::patch(file, &bytes, &[column], |at, name| {
            (at == line && same_name(name, column)).then(|| value.to_owned())
        })?;
        self.keep(file, path, before, patched);
        Ok(())
    }

    /// Puts a number at a dotted key of week.toml.
    fn key(&mut self, key: &str, value: &str) -> Result<(), Fault> {
        let path = self.dir.join(FILE);
        let (before, bytes) = match self.files.get(FILE) {
            Some(draft) => (draft.before.clone(), draft.after.clone()),
            None => {
                let bytes = std::fs::read(&path);
                let bytes = bytes
                    .map_err(|wrong| Fault::error(FILE, format!("cannot be read: {wrong}")))?;
                (Some(bytes.clone()), bytes)
            }
        };
        let by_hand = || {
            Fault::error(FILE, "cannot be changed at this key without changing more")
                .in_column(key)
                .remedy(format!("write {value} there yourself"))
        };
        let text = String::from_utf8(bytes).map_err(|_| by_hand())?;
        let changed = with_key(&text, key, value).ok_or_else(by_hand)?;
        self.keep(FILE, path, before, changed.into_bytes());
        Ok(())
    }

    /// A table as it would be, where it lies, and what it is; without shifts.csv the shifts that
    /// everybody then has.
    #[allow(
        clippy::type_complexity,
        reason = "three things that belong to one file"
    )]
    fn load(
        &self,
        week: &Week,
        file: &str,
    ) -> Result<(PathBuf, Option<Vec<u8>>, Option<Vec<u8>>), Fault> {
        if let Some(draft) = self.files.get(file) {
            let after = Some(draft.after.clone());
            return Ok((draft.path.clone(), draft.before.clone(), after));
        }
        if let Some((path, name)) = self.folder.find(file) {
            let bytes = table::load(&path, &name)?;
            return Ok((path, Some(bytes.clone()), Some(bytes)));
        }
        let made = (file == "shifts.csv").then(|| standard_shifts(week));
        Ok((self.dir.join(file), None, made))
    }

    fn keep(&mut self, file: &str, path: PathBuf, before: Option<Vec<u8>>, after: Vec<u8>) {
        let draft = Draft {
            path,
            before,
            after,
        };
        self.files.insert(file.to_owned(), draft);
    }
}

/// The shifts of a workspace without shifts.csv, written out.
fn standard_shifts(week: &Week) -> Vec<u8> {
    let rows = week
        .staff
        .iter()
        .filter(|member| member.role != StaffRole::Driver);
    let rows = rows.flat_map(|member| {
        ["Mon", "Tue", "Wed", "Thu", "Fri"].map(|day| {
            [member.id.as_str(), day, "08:00", "16:30"]
                .map(str::to_owned)
                .to_vec()
        })
    });
    table::write_csv(&["staff_id", "date", "start", "end"], rows)
}

/// The line of the row that a grant means by `id`.
fn line_of(week: &Week, file: &str, id: &str, bytes: &[u8]) -> Result<u64, Fault> {
    if file == "tasks.csv" {
        let mut rows = week.tasks.iter();
        if let Some(task) = rows.find(|task| task.row_id == id) {
            return Ok(task.line);
        }
    }
    let mut faults = Faults::default();
    let Some(table) = table::parse_into(file, bytes, &mut faults) else {
        let first = faults.sorted().into_iter().next();
        return Err(first.unwrap_or_else(|| Fault::error(file, "cannot be read")));
    };
    let key = match file {
        "tasks.csv" | "pins.csv" => "task_id",
        "rides.csv" => "ride_id",
        _ => "staff_id",
    };
    let is_shift = file == "shifts.csv";
    let (who, when) = match id.rsplit_once('@').filter(|_| is_shift) {
        Some((who, when)) => (who, Some(when)),
        None => (id, None),
    };
    let (date, start) = match when.and_then(|when| when.split_once(' ')) {
        Some((date, start)) => (Some(date), Some(start)),
        None => (when, None),
    };
    let day = |text: &str| cells::date(text).ok()?.day(&week.clock);
    let time = |text: &str| cells::time(text).ok();
    for row in table.rows() {
        let is_day = date.is_none_or(|date| {
            day(row.text("date")).is_some() && day(row.text("date")) == day(date)
        });
        let is_start = start.is_none_or(|start| time(row.text("start")) == time(start));
        if row.text(key).trim() == who && is_day && is_start {
            return Ok(row.line());
        }
    }
    Err(Fault::error(file, "has no such row").found(id))
}

/// week.toml with a number at a dotted key that it has, and all else as it was; none where that
/// cannot be done by changing the number alone.
fn with_key(text: &str, key: &str, value: &str) -> Option<String> {
    let read = |text: &str| settings::parse(FILE, text, &mut Faults::default());
    let root = read(text)?;
    let node = at(&root, key)?;
    let Item::Number(old) = &node.item else {
        return None;
    };
    let line = usize::try_from(node.origin.line?).ok()?.checked_sub(1)?;
    let starts: Vec<&str> = text.split_inclusive('\n').collect();
    let old_line = starts.get(line)?;
    let last = key.rsplit('.').next()?;
    let from = old_line.find(last)? + last.len();
    let equals = from + old_line[from..].find('=')? + 1;
    // The number as written may hold underscores, which the tree has not.
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let begin = equals + old_line[equals..].find(is_part)?;
    let rest = &old_line[begin..];
    let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    let new_line = format!("{}{value}{}", &old_line[..begin], &rest[length..]);
    let mut lines = starts.clone();
    lines[line] = &new_line;
    let changed = lines.concat();
    // What it reads as now must be what it was, but for this number.
    let mut expected = root.clone();
    *at_mut(&mut expected, key)? = value.to_owned();
    (settled(&read(&changed)?) == settled(&expected) && old != value).then_some(changed)
}

fn at<'a>(root: &'a Node, key: &str) -> Option<&'a Node> {
    key.split('.')
        .try_fold(root, |node, part| match &node.item {
            Item::Keys(keys) => keys.get(part),
            _ => None,
        })
}

fn at_mut<'a>(root: &'a mut Node, key: &str) -> Option<&'a mut String> {
    let found = key
        .split('.')
        .try_fold(root, |node, part| match &mut node.item {
            Item::Keys(keys) => keys.get_mut(part),
            _ => None,
        });
    match &mut found?.item {
        Item::Number(number) => Some(number),
        _ => None,
    }
}

/// All keys with their values, without where they were written.
fn settled(node: &Node) -> Vec<(String, String)> {
    match &node.item {
        Item::Keys(keys) => keys.values().flat_map(settled).collect(),
        Item::List(list) => list.iter().flat_map(settled).collect(),
        Item::Text(text) | Item::Number(text) => vec![(node.origin.key.clone(), text.clone())],
        Item::Flag(flag) => vec![(node.origin.key.clone(), flag.to_string())],
    }
}

#[cfg(test)]
mod tests {
    //! A number of week.toml changes, and nothing else.
    use super::*;

    /// In its section, in a dotted section, in an inline table; comments and other numbers
    /// stay, and where the key is not there nothing is done.
    #[test]
    fn one_number() {
        let text =
            "[budget] # of us\nmiles = 1_40  # 140 a week\nstaff.L1 = { dollars = 5, miles = 5 }\n";
        assert_eq!(
            with_key(text, "budget.miles", "146").as_deref(),
            Some(
                "[budget] # of us\nmiles = 146  # 140 a week\nstaff.L1 = { dollars = 5, miles = 5 }\n"
            )
        );
        assert_eq!(
            with_key(text, "budget.staff.L1.miles", "7").as_deref(),
            Some(
                "[budget] # of us\nmiles = 1_40  # 140 a week\nstaff.L1 = { dollars = 5, miles = 7 }\n"
            )
        );
        assert_eq!(with_key(text, "budget.dollars", "7"), None);
        assert_eq!(
            with_key("[budget.staff.L1]\nmiles = 5", "budget.staff.L1.miles", "6").as_deref(),
            Some("[budget.staff.L1]\nmiles = 6")
        );
    }
}
