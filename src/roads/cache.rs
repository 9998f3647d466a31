//! A prepared network beside its extract, so that the second week is planned at once.
//!
//! The file is `EXTRACT.liaison-roads`. It says for which bytes of the extract, which box and
//! which version of this program's tables it was made, and ends with a checksum over all of
//! it; a file of which any of that is not so is as good as none, and is replaced. It holds
//! roads only: no place of a week, and of the places' box only the grid lines around it.
//! Where it cannot be written, everything works as well, only later.

mod codec;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ch::Hierarchy;
use super::graph::Graph;
use super::osm::Clip;
use crate::table;
use codec::{Reader, Writer};

const MAGIC: &[u8; 16] = b"liaison roads 1\n";
const HASH: usize = 32;

/// What a cache was made for.
pub(super) type Key = [u8; HASH];

/// Where the cache of an extract lies.
fn path_of(extract: &Path) -> PathBuf {
    let mut name = extract.as_os_str().to_owned();
    name.push(".liaison-roads");
    PathBuf::from(name)
}

/// The key of an extract's bytes and a box.
///
/// Cost: one pass over the file.
pub(super) fn key(extract: &Path, clip: Option<&Clip>) -> io::Result<Key> {
    let mut hash = Sha256::new();
    hash.update(MAGIC);
    hash.update(env!("CARGO_PKG_VERSION"));
    if let Some(clip) = clip {
        for at in [clip.south_west, clip.north_east] {
            hash.update(at.lat.to_le_bytes());
            hash.update(at.lon.to_le_bytes());
        }
    }
    let mut file = fs::File::open(extract)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().into()),
            bytes => hash.update(&buffer[..bytes]),
        }
    }
}

/// What the cache holds, if it was made for this key and is whole.
pub(super) fn load(extract: &Path, key: &Key) -> Option<(Graph, Hierarchy)> {
    let bytes = fs::read(path_of(extract)).ok()?;
    let (content, checksum) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let body = content.strip_prefix(MAGIC)?.strip_prefix(key)?;
    if Sha256::digest(content).as_slice() != checksum {
        return None;
    }
    let mut reader = Reader::new(body);
    let graph = reader.graph()?;
    let hierarchy = reader.hierarchy()?;
    // The checksum says that these are the bytes that were written.
    (reader.is_at_end() && hierarchy.rank.len() == graph.vertices()).then_some((graph, hierarchy))
}

/// Writes the cache. That it cannot be written is no failure.
pub(super) fn save(extract: &Path, key: &Key, graph: &Graph, hierarchy: &Hierarchy) {
    let mut writer = Writer::default();
    writer.bytes.extend_from_slice(MAGIC);
    writer.bytes.extend_from_slice(key);
    writer.graph(graph);
    writer.hierarchy(hierarchy);
    let checksum = Sha256::digest(&writer.bytes);
    writer.bytes.extend_from_slice(&checksum);
    // A folder that may not be written is no fault of the week's.
    let _ = table::write_atomic(&path_of(extract), &writer.bytes);
}

#[cfg(test)]
mod tests {
    use super::super::open::open;
    use super::*;
    use crate::domain::road::Network;
    use crate::domain::travel::LatLon;

    fn copy(dir: &Path) -> PathBuf {
        let path = dir.join("town.osm.pbf");
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roads/monaco.osm.pbf");
        fs::copy(city, &path).unwrap();
        path
    }

    /// The second time all comes out of the cache, and is the same.
    #[test]
    fn kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = copy(dir.path());
        let first = open(&path, None).unwrap();
        let second = open(&path, None).unwrap();
        assert!(!first.was_cached && second.was_cached);
        assert_eq!(first.roads.hierarchy, second.roads.hierarchy);
        let at = |lat, lon| LatLon { lat, lon };
        let (from, to) = (at(43.7325, 7.4189), at(43.7460, 7.4330));
        assert_eq!(first.roads.path(from, to), second.roads.path(from, to));
        assert!(first.roads.path(from, to).is_ok());
    }

    /// A cache that is cut off, spoilt, of another extract or no cache at all is made anew.
    #[test]
    fn poisoned() {
        let dir = tempfile::tempdir().unwrap();
        let path = copy(dir.path());
        open(&path, None).unwrap();
        let cache = path_of(&path);
        let good = fs::read(&cache).unwrap();
        let mut spoilt = good.clone();
        spoilt[good.len() / 2] ^= 1;
        for bad in [&good[..good.len() - 1], &good[..20], b"", &spoilt, b"hello"] {
            fs::write(&cache, bad).unwrap();
            assert!(!open(&path, None).unwrap().was_cached);
            assert_eq!(fs::read(&cache).unwrap(), good);
        }
        // Other bytes in the extract: the cache is of another one now.
        let near = LatLon {
            lat: 43.73,
            lon: 7.42,
        };
        assert!(!open(&path, Some(&[near])).unwrap().was_cached);
        assert!(open(&path, Some(&[near])).unwrap().was_cached);
        assert!(!open(&path, None).unwrap().was_cached);
    }

    /// A place's coordinates are nowhere in the file: two places in one square of the grid
    /// make the same bytes.
    #[test]
    fn tells_no_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = copy(dir.path());
        let made = |lat, lon| {
            open(&path, Some(&[LatLon { lat, lon }])).unwrap();
            fs::read(path_of(&path)).unwrap()
        };
        assert_eq!(made(43.7312, 7.4201), made(43.7319, 7.4199));
    }
}
