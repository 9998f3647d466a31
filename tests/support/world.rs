//! A small workspace in a folder of its own, and the program run in it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// One liaison, one school, one family: the files that a week of them begins with.
pub const FAMILY: [(&str, &str); 3] = [
    (
        "staff.csv",
        "staff_id,name,role,languages,base_place,seats\nL1,Lena Liaison,liaison,en;es,OFF,4\n",
    ),
    (
        "places.csv",
        "place_id,name,kind,lat,lon,school_start,school_end\n\
         OFF,Main Office,office,47.60,-122.33,,\n\
         S1,Oak School,school,47.61,-122.32,08:30,15:00\n\
         H1,First home,home,47.62,-122.31,,\n",
    ),
    (
        "people.csv",
        "person_id,name,role,home_place,school_place,family_id,guardians,language\n\
         K1,Kid One,student,H1,S1,F1,G1,es\n\
         G1,Gus One,guardian,H1,,F1,,es\n",
    ),
];

/// A folder with the small workspace in `week`.
pub struct World(pub TempDir);

impl World {
    /// The family, and these files beside it.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let world = Self(tempfile::tempdir().expect("a temporary folder"));
        std::fs::create_dir(world.week()).expect("it can be made");
        for (name, text) in FAMILY.iter().chain(files) {
            world.write(name, text);
        }
        world
    }

    pub fn week(&self) -> PathBuf {
        self.0.path().join("week")
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.week().join(name), text).expect("it can be written");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.week().join(name)).expect("it was written")
    }

    /// The program in this folder, with no colour and no terminal asked of it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("liaison").expect("the program was built");
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("NO_COLOR")
            .env("TZ", "America/Los_Angeles")
            .stdin(Stdio::null());
        command
    }
}
