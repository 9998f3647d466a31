//! Workspaces that the program writes: a made-up district to try it on, and the skeleton
//! of a user's own.
//!
//! [`district`] invents a town and a school week in it: streets, schools with bells,
//! families, teachers, liaisons and all they have to do. Everything in it comes from a
//! seed and is the same on every machine. Nobody in it exists.

mod blank;
mod clock;
mod columns;
mod dice;
mod families;
mod fleet;
mod names;
mod people;
mod quotas;
mod records;
mod rides;
mod schools;
mod settings;
mod sheet;
mod standing;
mod stories;
mod streets;
mod team;
mod town;
mod work;

use chrono::NaiveDate;

pub use blank::{Answers, Starter, blank};
pub use fleet::{FleetSize, Ground, Spot, fleet};

use families::Wish;
use people::People;
use quotas::{Kind, quotas};
use team::Team;
use town::Town;
use work::Maker;

/// A file of a workspace: its name in the folder, and its bytes.
pub type File = (String, Vec<u8>);

/// How large a made-up district is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Liaisons; partners and interpreters come on top. Taken as 1 when 0.
    pub liaisons: usize,
    /// Rows of tasks.csv; those with several sessions a week make more units than rows.
    pub tasks: usize,
    /// Rows of rides.csv; 0 leaves the file out.
    pub rides: usize,
    /// What chance is drawn from.
    pub seed: u64,
    /// The Monday of the week.
    pub monday: NaiveDate,
}

/// A made-up district as the files of a workspace, in a fixed order.
///
/// More is asked for than fits into the week (with 35 to 100 tasks a liaison), while all
/// that is required can be kept. The same size gives the same bytes everywhere.
///
/// Cost: linear in tasks and rides, about quadratic in liaisons (schools are compared
/// with each other).
pub fn district(size: &Size) -> Vec<File> {
    let liaisons = size.liaisons.max(1);
    let mut left = quotas(size.tasks, liaisons);
    let mut town = Town::new(liaisons + 2, size.seed);
    let evenings = left[Kind::Event as usize].min(liaisons.div_ceil(3));
    let cleared = clock::date(size.monday, 210).to_string();
    let team = Team::new(liaisons, evenings, &mut town, &cleared, size.seed);
    let teachers = (size.tasks * 15 / 100 / (liaisons + 2)).clamp(2, 30);
    let year = chrono::Datelike::year(&size.monday);
    let people = People::new(teachers, &town, &team, year, size.seed);
    // Stories end when the quotas do; without a school nothing could be told.
    if size.tasks == 0 {
        left = [0; 9];
    }
    let mut maker = Maker::new(size.monday, town, team, people, left, size.seed);
    let rides = maker.add_rides(size.rides);
    maker.add_duties();
    maker.add_events();
    maker.add_pins();
    let wish = Wish {
        school: 0,
        pupils: 1,
        near: false,
        hidden: true,
    };
    let sheltered = maker.people.add_family(wish, &mut maker.town);
    if maker.wants(&[Kind::Visit]) {
        maker.visit_about(0, sheltered, 0);
    }
    maker.add_stories();
    files(size, maker, rides)
}

fn files(size: &Size, maker: Maker, rides: sheet::Sheet) -> Vec<File> {
    let sheets = [
        maker.team.staff,
        maker.team.shifts,
        maker.town.places,
        maker.town.bells,
        maker.people.sheet,
        maker.people.availability,
        maker.tasks,
        maker.cases,
        rides,
        maker.pins,
        maker.log,
        maker.attendance,
        records::resources(),
    ];
    let written = sheets
        .into_iter()
        .filter(|sheet| !sheet.is_empty())
        .map(sheet::Sheet::used);
    std::iter::once(settings::week(size))
        .chain(written)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(liaisons: usize, tasks: usize, rides: usize, seed: u64) -> Size {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        Size {
            liaisons,
            tasks,
            rides,
            seed,
            monday,
        }
    }

    fn rows(files: &[File], name: &str) -> Vec<Vec<String>> {
        let bytes = files
            .iter()
            .find(|(file, _)| file == name)
            .map(|(_, bytes)| bytes.as_slice());
        let mut reader = csv::Reader::from_reader(bytes.unwrap_or(b""));
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    /// A district has as many liaisons, tasks and rides as were asked for, from a handful to
    /// the largest, and no id comes twice.
    #[test]
    fn as_many_as_asked() {
        for (liaisons, tasks, rides) in [
            (1, 0, 0),
            (1, 1, 1),
            (1, 40, 6),
            (2, 70, 12),
            (9, 700, 80),
            (50, 5_000, 400),
        ] {
            let files = district(&size(liaisons, tasks, rides, 3));
            assert_eq!(rows(&files, "tasks.csv").len(), tasks);
            assert_eq!(rows(&files, "rides.csv").len(), rides);
            let staff = rows(&files, "staff.csv");
            assert_eq!(
                staff.iter().filter(|row| row[2] == "liaison").count(),
                liaisons
            );
            for name in [
                "tasks.csv",
                "rides.csv",
                "people.csv",
                "places.csv",
                "staff.csv",
            ] {
                let mut ids: Vec<String> = rows(&files, name)
                    .into_iter()
                    .map(|row| row[0].clone())
                    .collect();
                let all = ids.len();
                ids.sort();
                ids.dedup();
                assert_eq!(ids.len(), all, "{name}");
            }
        }
    }

    /// The same seed gives the same bytes, another seed others.
    #[test]
    fn seeded() {
        assert_eq!(
            district(&size(3, 120, 20, 7)),
            district(&size(3, 120, 20, 7))
        );
        assert_ne!(
            district(&size(3, 120, 20, 7)),
            district(&size(3, 120, 20, 8))
        );
    }

    /// The folders of data/ are what the generator gives, file by file and no file more, so
    /// that neither can drift. After a change, make them anew as data/README.md says.
    #[test]
    fn committed_samples() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        for (name, made) in [("sample", size(2, 76, 12, 3)), ("one", size(1, 44, 8, 2))] {
            let files = district(&made);
            for (file, bytes) in &files {
                let committed = std::fs::read(folder.join(name).join(file)).unwrap();
                assert!(
                    committed == *bytes,
                    "data/{name}/{file} is not what the generator gives"
                );
            }
            let there = std::fs::read_dir(folder.join(name)).unwrap();
            // A plan that was made here lies in a folder, and its key in a hidden file.
            let is_ours = |entry: &std::fs::DirEntry| {
                entry.file_type().unwrap().is_file()
                    && !entry.file_name().to_string_lossy().starts_with('.')
            };
            let written = there.map(Result::unwrap).filter(is_ours);
            assert_eq!(written.count(), files.len(), "data/{name}");
        }
    }
}
