//! Reading a workspace for a command: what was asked, warnings, and the calendars' key.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use liaison::domain::Week;
use liaison::domain::document::Document;
use liaison::domain::plan::Plan;
use liaison::domain::road::Network;
use liaison::domain::time::Moment;
use liaison::domain::travel::LatLon;
use liaison::input::{self, Asked, Drafts, NoRoads};
use liaison::roads;
use liaison::table::{back_up, write_atomic};
use sha2::{Digest, Sha256};

use super::Failure;
use super::terminal::Terminal;

/// Options that change what the files say.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "What if")]
pub struct Changes {
    /// Plan a [scenario.NAME] of week.toml
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Replace a limit, as in [budget]: miles=60, staff.L1.miles=30
    #[arg(long, value_name = "KEY=VALUE")]
    pub budget: Vec<String>,
    /// Use these pins instead of pins.csv; an itinerary.csv keeps all that it has
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,
    /// Take drives and visits for as long as four of five are: a plan that bears more. Its
    /// plan.json says so, and verify, explain and replan go by that
    #[arg(long)]
    pub p80: bool,
    /// Add the rides of this file (a handover of `routes`)
    #[arg(long, value_name = "FILE")]
    pub rides: Option<PathBuf>,
}

/// Reads a workspace and prints the warnings.
pub fn read(
    folder: &Path,
    changes: &Changes,
    terminal: &mut Terminal,
) -> Result<input::Read, Failure> {
    read_asked(folder, &asked(changes)?, terminal)
}

/// The same for a plan that was made before; see [`asked_with`].
pub fn read_with(
    folder: &Path,
    changes: &Changes,
    plan: &Path,
    terminal: &mut Terminal,
) -> Result<input::Read, Failure> {
    read_asked(folder, &asked_with(changes, plan)?, terminal)
}

/// The same, as it is asked.
pub fn read_asked(
    folder: &Path,
    asked: &Asked,
    terminal: &mut Terminal,
) -> Result<input::Read, Failure> {
    must_be_there(folder)?;
    let read = input::read_week(folder, asked).map_err(Failure::Input)?;
    for warning in &read.warnings {
        terminal.warning(warning);
    }
    Ok(read)
}

/// The plan that a command is about; where there is none, `hint` says what to do.
pub fn plan_at(week: &Week, path: &Path, hint: &str) -> Result<Plan, Failure> {
    if !path.is_file() {
        return Err(Failure::Use {
            what: format!("there is no plan at {}", path.display()),
            hint: hint.to_owned(),
        });
    }
    input::read_plan(week, path).map_err(Failure::Brought)
}

/// Writes tables that changed; what was there is kept beside each.
pub fn write_drafts(drafts: &Drafts, terminal: &mut Terminal) -> Result<(), Failure> {
    for (path, before, after) in drafts.changed() {
        let backup = match before {
            Some(before) => Some(back_up(path, before)?),
            None => None,
        };
        write_atomic(path, after)?;
        let name = |path: &Path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let name_of = name(path).unwrap_or_default();
        terminal.remark(match backup.as_deref().and_then(name) {
            Some(backup) => format!("{name_of} changed; what it was is in {backup}"),
            None => format!("{name_of} made"),
        });
    }
    Ok(())
}

/// Where there is no folder, no file of it is missing: another was meant.
pub fn must_be_there(folder: &Path) -> Result<(), Failure> {
    if folder.is_dir() {
        Ok(())
    } else {
        Err(Failure::NoWorkspace(folder.to_owned()))
    }
}

/// What the options ask of the reader for a plan that was made before: what it has stays in the
/// week, though the log may say by now that it is done; what was driven took as long as it did;
/// what was overdue is; and where it was made with `--p80` the week is taken with caution. Of an
/// itinerary.csv the last three are those of the plan.json beside it.
pub fn asked_with(changes: &Changes, plan: &Path) -> Result<Asked, Failure> {
    let mut asked = asked(changes)?;
    let is_json = plan
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let beside = plan.with_file_name("plan.json");
    let document = input::read_document(if is_json { plan } else { &beside }).ok();
    if let Some(document) = &document {
        asked.driven = document.driven();
        asked.overdue = document.overdue.iter().cloned().collect();
        asked.is_cautious |= document.p80;
    }
    asked.kept = match (is_json, &document) {
        (true, document) => document.as_ref().map(Document::kept).unwrap_or_default(),
        (false, _) => input::kept_of_table(plan),
    };
    Ok(asked)
}

/// What the options ask of the reader.
pub fn asked(changes: &Changes) -> Result<Asked, Failure> {
    let budget = changes.budget.iter().map(|change| {
        let (key, value) = change.split_once('=').ok_or_else(|| Failure::Use {
            what: format!("--budget takes KEY=VALUE, not {change:?}"),
            hint: "for example --budget miles=60".to_owned(),
        })?;
        Ok((key.trim().to_owned(), value.trim().to_owned()))
    });
    let budget: Vec<(String, String)> = budget.collect::<Result<_, Failure>>()?;
    let mut keys = BTreeSet::new();
    if let Some((twice, _)) = budget.iter().find(|(key, _)| !keys.insert(key)) {
        return Err(Failure::Use {
            what: format!("--budget gives {twice:?} twice"),
            hint: "give each limit once; `liaison compare` sets steps of one beside each other, as in --sweep miles=40..80:20".to_owned(),
        });
    }
    Ok(Asked {
        scenario: changes.scenario.clone(),
        budget,
        pins: changes.pins.clone(),
        rides: changes.rides.clone(),
        is_cautious: changes.p80,
        roads: Some(open_roads),
        open_map: Some(super::places::open_map),
        drafts: BTreeMap::new(),
        kept: BTreeSet::new(),
        overdue: BTreeSet::new(),
        driven: Vec::new(),
        today: chrono::Local::now().date_naive(),
        zone: iana_time_zone::get_timezone()
            .ok()
            .and_then(|name| name.parse().ok()),
    })
}

/// The roads of an extract, for the reader, which knows none.
fn open_roads(extract: &Path, places: &[LatLon]) -> Result<Arc<dyn Network>, NoRoads> {
    match roads::open(extract, Some(places)) {
        Ok(opened) => Ok(Arc::new(opened.roads)),
        Err(error) => Err(NoRoads {
            what: error.words(),
            remedy: error.hint().to_owned(),
        }),
    }
}

/// A moment as plan.json writes it.
pub fn stamp(week: &Week, moment: Moment) -> String {
    let at = week.clock.utc(moment).with_timezone(&week.clock.zone());
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

const KEY_FILE: &str = ".liaison-key";

/// The longest key that is taken.
const KEY_BYTES: u64 = 4096;

/// The key with which calendars hide ids. It lives beside the files, so that an entry keeps
/// its UID from plan to plan. Where there is none yet it is drawn at random and kept; a
/// reproducible run draws nothing and falls back on what the week is made of. So does a run
/// on a workspace in which nothing can be written.
pub fn key(folder: &Path, week: &Week, reproducible: bool) -> Result<Vec<u8>, Failure> {
    let path = folder.join(KEY_FILE);
    match path.metadata() {
        // A pipe would never end.
        Ok(meta) if !meta.is_file() || meta.len() > KEY_BYTES => {
            return Err(Failure::Use {
                what: format!("{} is no key", path.display()),
                hint: "take it away: a new one is made".to_owned(),
            });
        }
        Ok(meta) if meta.len() > 0 => {
            return std::fs::read(&path).map_err(|source| Failure::Console { source });
        }
        _ => {}
    }
    if reproducible {
        return Ok(fixed_key(week));
    }
    let key = random_bytes::<32>().to_vec();
    match write_atomic(&path, &key) {
        Ok(()) => Ok(key),
        Err(_) => Ok(fixed_key(week)),
    }
}

/// A key that is the same whenever the zone and the staff are.
fn fixed_key(week: &Week) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(week.clock.zone().name());
    for member in &week.staff {
        hash.update([0]);
        hash.update(&member.id);
    }
    hash.finalize().to_vec()
}

/// Bytes that nobody can guess, where the system has them; elsewhere from the seeds
/// of the standard library's hash maps.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    let random =
        std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    if random.is_err() {
        // A hash map's seeds are the system's random numbers, within the standard library.
        use std::hash::{BuildHasher, Hasher, RandomState};
        for part in bytes.chunks_mut(8) {
            let hash = RandomState::new().build_hasher().finish().to_le_bytes();
            part.copy_from_slice(&hash[..part.len()]);
        }
    }
    bytes
}

/// The moment from which on things may change: what `--as-of` says, else now.
pub fn as_of(week: &Week, text: Option<&str>) -> Result<Moment, Failure> {
    if let Some(text) = text {
        return input::as_of(week, text).ok_or_else(|| Failure::Use {
            what: format!("--as-of takes a time of the week, not {text:?}"),
            hint: format!("for example --as-of '{} 10:15'", week.clock.monday()),
        });
    }
    let now = chrono::Utc::now();
    let since = (now - week.clock.utc(Moment(0))).num_minutes();
    let whole = week.clock.whole_week();
    let now = i32::try_from(since).unwrap_or(i32::MAX);
    if now >= whole.to.0 {
        return Err(Failure::Use {
            what: format!("the week of {} is over", week.clock.monday()),
            hint: "say from when on things may change with --as-of".to_owned(),
        });
    }
    Ok(Moment(now.max(whole.from.0)))
}
