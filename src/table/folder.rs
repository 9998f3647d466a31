//! A set of output files replaced whole or not at all.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::TableError;
use super::atomic::{folder_of, sync_folder, write_new};

/// With more files of the user's than this, a folder is not made anew.
const MAX_FOREIGN: usize = 1_000;

/// How the folders are called in which files are staged and kept inside the folder itself.
const INSIDE: &str = ".liaison-";

/// How old a staging folder must be before it is taken for the remains of a crash.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// Makes `dir` hold exactly `files` (name and bytes), beside what is not ours.
///
/// `is_ours` says of a file name whether this program writes such files: those of an earlier
/// run that are not among `files` go, and all others, the user's own, stay. Names are plain,
/// without folders and not hidden. `dir` is made if it is missing.
///
/// Every file is first written and seen to the disk in a folder beside `dir`, so a full disk
/// or a refused write leaves `dir` as it was. That folder then takes the place of `dir` in one
/// step, so a crash leaves the old set or the new one; the user's files are linked into both.
///
/// Where that cannot be (no right to write beside `dir`, a mount point, the current folder,
/// folders of the user's inside, a system that cannot swap), the files are staged inside
/// `dir` and moved one by one. A failure then puts every old file back; only a crash in the
/// instant of moving can leave some old and some new, and the rest in `.liaison-old-...`.
pub fn write_all<N, B>(
    dir: &Path,
    files: &[(N, B)],
    is_ours: impl Fn(&str) -> bool,
) -> Result<(), TableError>
where
    N: AsRef<str>,
    B: AsRef<[u8]>,
{
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_ref()).collect();
    let is_plain =
        |n: &&str| !n.is_empty() && !n.starts_with('.') && !n.contains(['/', '\\', ':', '\0']);
    if names.len() < files.len() || !names.iter().all(is_plain) {
        let kind = io::Error::new(
            io::ErrorKind::InvalidInput,
            "its files need plain names, each once",
        );
        return Err(TableError::write(dir, "write")(kind));
    }
    fs::create_dir_all(folder_of(dir)).map_err(TableError::write(folder_of(dir), "create"))?;
    if !dir.exists() {
        return create(dir, files).map_err(TableError::write(dir, "create"));
    }
    let dir = fs::canonicalize(dir).map_err(TableError::write(dir, "find"))?;
    let replaced = || -> io::Result<()> {
        if fs::metadata(&dir)?.permissions().readonly() {
            // A swap would not ask for the right to write in it.
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let (mut old, mut foreign) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(&dir)? {
            let name = entry?.file_name();
            let is_old = name
                .to_str()
                .is_some_and(|n| names.contains(n) || is_ours(n));
            if is_old {
                old.push(name)
            } else {
                foreign.push(name)
            }
        }
        if swap_folders(&dir, files, &old, &foreign) {
            Ok(())
        } else {
            replace_inside(&dir, files, &old)
        }
    };
    replaced().map_err(TableError::write(dir.clone(), "replace the files of"))
}

/// A folder that was not there, with all its files at once.
fn create<N: AsRef<str>, B: AsRef<[u8]>>(dir: &Path, files: &[(N, B)]) -> io::Result<()> {
    let parent = folder_of(dir);
    remove_remains(parent, &staging_prefix(dir));
    let staging = tempfile::Builder::new()
        .prefix(&staging_prefix(dir))
        .tempdir_in(parent)?;
    stage(staging.path(), files)?;
    fs::rename(staging.path(), dir)?;
    // It has left its old name; there is nothing to clean up there.
    let _ = staging.keep();
    sync_folder(parent);
    Ok(())
}

fn stage<N: AsRef<str>, B: AsRef<[u8]>>(folder: &Path, files: &[(N, B)]) -> io::Result<()> {
    for (name, bytes) in files {
        write_new(&folder.join(name.as_ref()), bytes.as_ref())?;
    }
    sync_folder(folder);
    Ok(())
}

fn staging_prefix(dir: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(dir.file_name().unwrap_or(OsStr::new("out")));
    prefix.push(".new-");
    prefix
}

/// Deletes the staging folders of runs that were killed long ago. They hold files alone.
fn remove_remains(parent: &Path, prefix: &OsStr) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let is_staging = entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(prefix.as_encoded_bytes());
        let age = entry
            .metadata()
            .and_then(|m| m.modified())
            .map(|at| SystemTime::now().duration_since(at));
        if is_staging && matches!(age, Ok(Ok(age)) if age > STALE) {
            remove_flat(&entry.path());
        }
    }
}

/// Deletes a folder and the files in it, never what lies in a folder below. What cannot be
/// deleted stays: it is in nobody's way.
fn remove_flat(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = fs::remove_file(entry.path());
    }
    let _ = fs::remove_dir(folder);
}

/// Stages beside `dir` and swaps the two folders. False if that cannot be; `dir` is then as
/// it was.
#[cfg(target_os = "linux")]
fn swap_folders<N: AsRef<str>, B: AsRef<[u8]>>(
    dir: &Path,
    files: &[(N, B)],
    old: &[OsString],
    foreign: &[OsString],
) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let is_file = |name: &OsString| fs::symlink_metadata(dir.join(name)).is_ok_and(|m| m.is_file());
    // Whoever stands in the folder would be left standing in the old one.
    let is_current = std::env::current_dir().is_ok_and(|current| current.starts_with(dir));
    if is_current || foreign.len() > MAX_FOREIGN || !foreign.iter().chain(old).all(is_file) {
        return false;
    }
    remove_remains(folder_of(dir), &staging_prefix(dir));
    let staged = || -> io::Result<tempfile::TempDir> {
        let staging = tempfile::Builder::new()
            .prefix(&staging_prefix(dir))
            .tempdir_in(folder_of(dir))?;
        for name in foreign {
            fs::hard_link(dir.join(name), staging.path().join(name))?;
        }
        stage(staging.path(), files)?;
        fs::set_permissions(staging.path(), fs::metadata(dir)?.permissions())?;
        Ok(staging)
    };
    let Ok(staging) = staged() else { return false };
    if renameat_with(CWD, staging.path(), CWD, dir, RenameFlags::EXCHANGE).is_err() {
        return false;
    }
    sync_folder(folder_of(dir));
    // The staging name now holds the old folder. Only what was listed goes from it, so a
    // file that the user saved there meanwhile is found again rather than lost.
    let behind = staging.keep();
    for name in old.iter().chain(foreign) {
        let _ = fs::remove_file(behind.join(name));
    }
    for entry in fs::read_dir(&behind).into_iter().flatten().flatten() {
        let target = dir.join(entry.file_name());
        if !target.exists() {
            let _ = fs::rename(entry.path(), target);
        }
    }
    let _ = fs::remove_dir(&behind);
    true
}

#[cfg(not(target_os = "linux"))]
fn swap_folders<N, B>(_: &Path, _: &[(N, B)], _: &[OsString], _: &[OsString]) -> bool {
    false
}

/// Stages inside `dir` and moves the files one by one; puts all back if one cannot be moved.
fn replace_inside<N: AsRef<str>, B: AsRef<[u8]>>(
    dir: &Path,
    files: &[(N, B)],
    old: &[OsString],
) -> io::Result<()> {
    let staging = tempfile::Builder::new()
        .prefix(&format!("{INSIDE}new-"))
        .tempdir_in(dir)?;
    stage(staging.path(), files)?;
    let aside = tempfile::Builder::new()
        .prefix(&format!("{INSIDE}old-"))
        .tempdir_in(dir)?;
    let out = old
        .iter()
        .map(|name| (dir.join(name), aside.path().join(name)));
    let new = files
        .iter()
        .map(|(name, _)| (staging.path().join(name.as_ref()), dir.join(name.as_ref())));
    let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (from, to) in out.chain(new) {
        // Renaming would replace an empty folder of this name in silence on some systems.
        let is_file = fs::symlink_metadata(&from)?.is_file() || from.is_symlink();
        let moved = if is_file {
            fs::rename(&from, &to)
        } else {
            Err(io::ErrorKind::IsADirectory.into())
        };
        if let Err(error) = moved {
            let undone = done.iter().rev().map(|(from, to)| fs::rename(to, from));
            if undone.filter(Result::is_err).count() > 0 {
                // The old files are safer where they are than deleted.
                let _ = aside.keep();
            }
            return Err(error);
        }
        done.push((from, to));
    }
    sync_folder(dir);
    remove_remains(dir, OsStr::new(INSIDE));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: [&str; 4] = ["plan.json", "itinerary.csv", "week-L1.ics", "week-L2.ics"];

    fn is_ours(name: &str) -> bool {
        OURS.contains(&name)
    }

    fn write(dir: &Path, files: &[(&str, &str)]) -> Result<(), TableError> {
        write_all(dir, files, is_ours)
    }

    /// Every file under a folder with its text, hidden ones too, and nothing but `dir` beside it.
    fn listing(dir: &Path) -> Vec<(String, String)> {
        assert_eq!(
            fs::read_dir(folder_of(dir)).unwrap().count(),
            1,
            "something is left beside the folder"
        );
        let mut out: Vec<(String, String)> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|e| {
                (
                    e.file_name().into_string().unwrap(),
                    fs::read_to_string(e.path()).unwrap_or_default(),
                )
            })
            .collect();
        out.sort();
        out
    }

    fn named(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files
            .iter()
            .map(|(n, b)| ((*n).to_owned(), (*b).to_owned()))
            .collect()
    }

    /// A folder is made with its parents, replaced whole, keeps the user's file, and loses
    /// those of our files that are no more.
    #[test]
    fn replaced() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("a/plan");
        write(
            &dir,
            &[
                ("plan.json", "1"),
                ("week-L1.ics", "1"),
                ("week-L2.ics", "1"),
            ],
        )
        .unwrap();
        assert_eq!(
            listing(&dir),
            named(&[
                ("plan.json", "1"),
                ("week-L1.ics", "1"),
                ("week-L2.ics", "1")
            ])
        );
        fs::write(dir.join("my notes.txt"), "mine").unwrap();
        write(&dir, &[("plan.json", "2"), ("week-L1.ics", "2")]).unwrap();
        assert_eq!(
            listing(&dir),
            named(&[
                ("my notes.txt", "mine"),
                ("plan.json", "2"),
                ("week-L1.ics", "2")
            ])
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(dir.join("plan.json"))
                    .unwrap()
                    .permissions()
                    .mode()
                    & 0o777,
                0o600
            );
        }
    }

    /// With a folder of the user's inside, the files are moved one by one, to the same end.
    #[test]
    fn replaced_inside() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("plan");
        write(&dir, &[("plan.json", "1"), ("week-L2.ics", "1")]).unwrap();
        fs::create_dir(dir.join("mine")).unwrap();
        fs::write(dir.join("mine/a.txt"), "a").unwrap();
        write(&dir, &[("plan.json", "2"), ("itinerary.csv", "2")]).unwrap();
        assert_eq!(
            listing(&dir),
            named(&[("itinerary.csv", "2"), ("mine", ""), ("plan.json", "2")])
        );
        assert_eq!(fs::read_to_string(dir.join("mine/a.txt")).unwrap(), "a");
    }

    /// A failure half-way through the moving puts every old file back.
    #[test]
    fn failure_restores() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("plan");
        write(&dir, &[("plan.json", "1"), ("itinerary.csv", "1")]).unwrap();
        // A folder where a file of ours should go: neither swapped nor moved away.
        fs::create_dir(dir.join("week-L1.ics")).unwrap();
        fs::write(dir.join("week-L1.ics/a"), "a").unwrap();
        let before = listing(&dir);
        let new = [
            ("itinerary.csv", "2"),
            ("plan.json", "2"),
            ("week-L1.ics", "2"),
        ];
        assert!(write(&dir, &new).is_err());
        assert_eq!(listing(&dir), before);
    }

    /// A target that is a file, a folder that may not be written and names that are no
    /// plain names are refused, and what was there stays.
    #[test]
    fn refused() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("plan");
        fs::write(&file, "a file").unwrap();
        assert!(write(&file, &[("plan.json", "1")]).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "a file");
        assert!(write(&file.join("below"), &[("plan.json", "1")]).is_err());
        fs::remove_file(&file).unwrap();

        write(&file, &[("plan.json", "1")]).unwrap();
        for name in ["", ".hidden", "../plan.json", "a/b", "a\\b", "c:x"] {
            assert!(
                write(&file, &[("plan.json", "2"), (name, "2")]).is_err(),
                "{name}"
            );
        }
        assert!(write(&file, &[("plan.json", "2"), ("plan.json", "3")]).is_err());
        let mut permissions = fs::metadata(&file).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file, permissions).unwrap();
        assert!(write(&file, &[("plan.json", "2")]).is_err());
        assert_eq!(listing(&file), named(&[("plan.json", "1")]));
    }

    /// What cannot be staged (here: a name too long for the disk, after a good file)
    /// leaves the old set whole, as a full disk would.
    #[test]
    fn staging_fails() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("plan");
        write(&dir, &[("plan.json", "1"), ("itinerary.csv", "1")]).unwrap();
        let before = listing(&dir);
        let long = "x".repeat(300);
        assert!(write(&dir, &[("plan.json", "2"), (&long, "2")]).is_err());
        assert_eq!(listing(&dir), before);
    }

    /// A reader who looks all the while finds every file there, whenever it looks.
    #[cfg(target_os = "linux")]
    #[test]
    fn never_mixed() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("plan");
        let write_run =
            |run: &str| write(&dir, &[("itinerary.csv", run), ("plan.json", run)]).unwrap();
        write_run("0");
        let is_done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut looks = 0;
                while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                    assert!(dir.join("plan.json").exists() && dir.join("itinerary.csv").exists());
                    looks += 1;
                }
                looks
            });
            for run in 1..=50 {
                write_run(&run.to_string());
            }
            is_done.store(true, std::sync::atomic::Ordering::Relaxed);
            assert!(reader.join().unwrap() > 0);
        });
        assert_eq!(
            listing(&dir),
            named(&[("itinerary.csv", "50"), ("plan.json", "50")])
        );
    }
}
