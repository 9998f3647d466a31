//! Addresses out to the US Census geocoder's batch file, and its reply back in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use liaison::input::PlacesFile;
use liaison::input::census::{self, IDS_FILE, Reply, SentPlace};
use liaison::table::{self, Faults, write_atomic};

use super::Outcome;
use crate::cli::failure::plural;
use crate::cli::terminal::Terminal;
use crate::cli::workspace::random_bytes;
use crate::cli::{Answer, Failure};

/// Writes the file or files for the service, and which place each id is beside the places.
pub fn write(
    workspace: &Path,
    out: &Path,
    file: &PlacesFile,
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    let ids = workspace.join(IDS_FILE);
    let sent = known_ids(&ids)?;
    let batch = census::batch(&file.lacking, &sent, || u64::from_le_bytes(random_bytes()));
    if batch.rows == 0 {
        terminal.remark(
            "no place without coordinates has an address that may leave; nothing was written",
        );
        return Ok(Answer::No);
    }
    let names: Vec<PathBuf> = (0..batch.files.len()).map(|ix| numbered(out, ix)).collect();
    if let Some(taken) = names.iter().find(|name| name.exists()) {
        return Err(Failure::Use {
            what: format!("{} exists already", taken.display()),
            hint: "name a file that does not exist yet".to_owned(),
        });
    }
    write_atomic(&ids, &batch.ids)?;
    for (name, bytes) in names.iter().zip(&batch.files) {
        write_atomic(name, bytes)?;
        terminal.result(name.display())?;
    }
    terminal.warning(format!(
        "{} of families and schools will leave this machine if you upload {}: your district \
         must allow that first",
        if batch.rows == 1 {
            "1 address".to_owned()
        } else {
            format!("{} addresses", batch.rows)
        },
        if names.len() == 1 {
            "this file"
        } else {
            "these files"
        },
    ));
    terminal.remark(format!(
        "no name, no id of yours and no confidential place is in it ({} left out); {IDS_FILE} in the \
         workspace knows which place each row is, keep it there",
        plural(batch.confidential, "confidential place")
    ));
    terminal.remark(format!(
        "next: upload it at geocoding.geo.census.gov (find locations, address batch), then: liaison places {} \
         --from-census GeocodeResults.csv",
        workspace.display()
    ));
    Ok(Answer::Yes)
}

/// `batch.csv`, `batch-2.csv`, ...
fn numbered(out: &Path, ix: usize) -> PathBuf {
    if ix == 0 {
        return out.to_owned();
    }
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    let extension = out
        .extension()
        .map_or(String::new(), |ext| format!(".{}", ext.to_string_lossy()));
    out.with_file_name(format!("{stem}-{}{extension}", ix + 1))
}

fn known_ids(path: &Path) -> Result<BTreeMap<String, SentPlace>, Failure> {
    if path.symlink_metadata().is_err() {
        return Ok(BTreeMap::new());
    }
    let mut faults = Faults::default();
    let bytes = table::load(path, IDS_FILE).map_err(|fault| Failure::Input(vec![fault]))?;
    let ids = census::read_ids(&bytes, &mut faults);
    if faults.has_errors() {
        Err(Failure::Input(faults.sorted()))
    } else {
        Ok(ids)
    }
}

/// Reads the service's reply. Only places that still have no coordinates, and whose address
/// is still the one that was sent, get what it found.
pub fn read(
    workspace: &Path,
    reply: &Path,
    file: &PlacesFile,
    terminal: &mut Terminal,
) -> Result<Vec<Outcome>, Failure> {
    let sent = known_ids(&workspace.join(IDS_FILE))?;
    if sent.is_empty() {
        return Err(Failure::Use {
            what: format!(
                "{IDS_FILE} is missing in the workspace, so nobody knows whose rows these are"
            ),
            hint: "write the batch with --for-census first; its ids are in that file".to_owned(),
        });
    }
    let mut faults = Faults::default();
    let name = reply.file_name().unwrap_or_default().to_string_lossy();
    let bytes = table::load(reply, &name).map_err(|fault| Failure::Input(vec![fault]))?;
    let replies = census::read_reply(&name, &bytes, &mut faults);
    if faults.has_errors() {
        return Err(Failure::Input(faults.sorted()));
    }
    let foreign = replies.keys().filter(|id| !sent.contains_key(*id)).count();
    if foreign > 0 {
        terminal.warning(format!(
            "{name}: {} without an id of this workspace",
            plural(foreign, "row")
        ));
    }
    let mut by_place: BTreeMap<&str, Vec<(&SentPlace, Reply)>> = BTreeMap::new();
    for (id, reply) in &replies {
        if let Some(sent) = sent.get(id) {
            by_place
                .entry(&sent.place)
                .or_default()
                .push((sent, *reply));
        }
    }
    let outcome = |place: &liaison::input::Lacking| {
        // A confidential place was never sent; an id that now is one gets nothing.
        let replies = by_place
            .get(place.label.id.as_str())
            .filter(|_| !place.label.is_confidential)?;
        let digest = census::digest(&place.address);
        let current = replies.iter().find(|(sent, _)| sent.digest == digest);
        let found = match current {
            Some((_, Reply::Match(located))) => Ok(*located),
            Some((_, Reply::NoMatch)) => Err("no match"),
            Some((_, Reply::Tie)) => Err("a tie of several matches"),
            None => Err("the address has changed since it was sent"),
        };
        Some(Outcome {
            label: place.label.clone(),
            found,
        })
    };
    Ok(file.lacking.iter().filter_map(outcome).collect())
}
