//! One file replaced whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::TableError;

/// Writes a file so that a crash or a full disk leaves either the old bytes or the new ones.
///
/// The bytes go to a temporary file beside it, to the disk, and then take its name in one
/// step. The file is for its owner alone (mode 0600) where the system knows modes. A link is
/// followed, and stays one. The folder must exist.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), TableError> {
    // A path that does not exist yet is no link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target);
    let replace = || -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .prefix(".liaison-")
            .suffix(".tmp")
            .tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    };
    replace().map_err(TableError::write(path, "write"))?;
    sync_folder(folder);
    Ok(())
}

/// Copies bytes to a new file beside a path: `places.csv.bak`, or `places.csv.2.bak` and so on
/// where there is one, for its owner alone. What is there already is never replaced.
pub fn back_up(path: &Path, bytes: &[u8]) -> Result<PathBuf, TableError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for count in 1..10_000 {
        let mut name = target.as_os_str().to_owned();
        name.push(match count {
            1 => ".bak".to_owned(),
            _ => format!(".{count}.bak"),
        });
        let backup = PathBuf::from(name);
        match write_new(&backup, bytes) {
            Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => {}
            Err(failed) => return Err(TableError::write(backup, "write")(failed)),
            Ok(()) => return Ok(backup),
        }
    }
    let full = io::Error::new(
        io::ErrorKind::AlreadyExists,
        "there are 9,999 backups of it",
    );
    Err(TableError::write(path, "back up")(full))
}

/// The folder of a path; of a bare name the current one.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

/// Writes a new file, for its owner alone, and sees it to the disk.
pub(super) fn write_new(path: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Sees names in a folder to the disk. Not every system can; the files are safe either way,
/// so a failure changes nothing for the caller.
pub(super) fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file is made and replaced, is its owner's alone, and leaves nothing beside it.
    #[test]
    fn written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("places.csv");
        write_atomic(&path, b"old, and longer").unwrap();
        write_atomic(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    /// A second backup takes a number, and the first stays as it was.
    #[test]
    fn backups() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("places.csv");
        for (bytes, name) in [
            (b"one", "places.csv.bak"),
            (b"two", "places.csv.2.bak"),
            (b"six", "places.csv.3.bak"),
        ] {
            let backup = back_up(&path, bytes).unwrap();
            assert!(backup.ends_with(name), "{}", backup.display());
        }
        let kept = |name: &str| fs::read(dir.path().join(name)).unwrap();
        assert_eq!(
            (kept("places.csv.bak"), kept("places.csv.2.bak")),
            (b"one".to_vec(), b"two".to_vec())
        );
    }

    /// A failure names the path and leaves no temporary file.
    #[test]
    fn refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("folder");
        fs::create_dir(&path).unwrap();
        let error = write_atomic(&path, b"new").unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(write_atomic(&dir.path().join("none/a.csv"), b"new").is_err());
    }

    /// A link stays a link, and the file behind it changes.
    #[cfg(unix)]
    #[test]
    fn links_are_followed() {
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("a.csv"), dir.path().join("b.csv"));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write_atomic(&link, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
