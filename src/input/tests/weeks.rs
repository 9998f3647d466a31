//! Weeks from elsewhere, where the environment names their folder.

use std::path::Path;

use super::read_dir;

/// Every workspace in the folder `weeks` of `LIAISON_DATA` is read without a fault or a warning.
#[test]
fn the_weeks_of_the_field_are_read() {
    let Some(data) = std::env::var_os("LIAISON_DATA") else {
        println!("skipped: LIAISON_DATA names no folder with weeks in it");
        return;
    };
    let Ok(entries) = std::fs::read_dir(Path::new(&data).join("weeks")) else {
        println!("skipped: LIAISON_DATA has no folder weeks");
        return;
    };
    let mut dirs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    dirs.retain(|dir| dir.join("week.toml").exists());
    dirs.sort();
    assert!(!dirs.is_empty());
    for dir in dirs {
        let start = std::time::Instant::now();
        let read = read_dir(&dir).unwrap_or_else(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{}:\n{}", dir.display(), lines.join("\n"));
        });
        assert!(
            read.warnings.is_empty(),
            "{}: {:?}",
            dir.display(),
            read.warnings
        );
        let week = read.week;
        println!(
            "{} tasks, {} rides, {} sites in {:?}",
            week.tasks.len(),
            week.rides.len(),
            week.travel.sites(),
            start.elapsed()
        );
    }
}
