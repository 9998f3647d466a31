//! What a real browser makes of the pages: every day sheet prints on one page. Without a
//! browser the test says that it was skipped; `.ci/run` installs one.

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;

fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

fn print(browser: &Path, page: &Path, pdf: &Path, profile: &Path) {
    let done = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("--no-pdf-header-footer")
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser starts");
    assert!(pdf.is_file(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Page objects of a PDF, whose dictionaries browsers leave readable.
fn pages(pdf: &Path) -> usize {
    let bytes = std::fs::read(pdf).expect("the PDF is there");
    let text = String::from_utf8_lossy(&bytes);
    text.match_indices("/Type /Page")
        .filter(|(at, found)| !text[at + found.len()..].starts_with('s'))
        .count()
}

/// Runs the program, whatever it answers.
fn liaison(arguments: &[&str], more: &[&Path]) {
    let mut command = Command::cargo_bin("liaison").expect("the program was built");
    let done = command.args(arguments).args(more).output();
    done.expect("it runs");
}

/// Prints every page of a folder whose name begins so and holds `part`, and counts their sheets of
/// paper.
fn one_page_each(browser: &Path, folder: &Path, begins: &str, part: &str) {
    let names = std::fs::read_dir(folder).expect("something was written");
    let pages_there: Vec<PathBuf> = names
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(begins) && name.contains(part) && name.ends_with(".html")
        })
        .collect();
    assert!(!pages_there.is_empty());
    for page in pages_there {
        let pdf = page.with_extension("pdf");
        print(browser, &page, &pdf, &folder.join("profile"));
        assert_eq!(pages(&pdf), 1, "{}", page.display());
    }
}

#[test]
fn every_day_sheet_prints_on_one_page() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium on this machine");
        return;
    };
    let out = tempfile::tempdir().expect("a temporary folder");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    let search = ["--iterations", "300", "--threads", "1", "--quiet", "--out"];
    liaison(&[&["plan", sample][..], &search].concat(), &[out.path()]);
    one_page_each(&browser, out.path(), "day-", "");
}

/// Fifty students a vehicle, there and back, and more: a driver's day stays on one page.
#[test]
fn every_run_sheet_prints_on_one_page() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium on this machine");
        return;
    };
    let out = tempfile::tempdir().expect("a temporary folder");
    let fleet = out.path().join("fleet");
    let size = [
        "--rides",
        "110",
        "--schools",
        "4",
        "--vehicles",
        "4",
        "--quiet",
    ];
    liaison(&[&["sample"][..], &size].concat(), &[&fleet]);
    let search = ["routes", "--iterations", "300", "--threads", "1", "--quiet"];
    liaison(&search, &[&fleet]);
    // The days are alike: one of them is printed.
    let monday = std::fs::read_to_string(fleet.join("week.toml")).expect("it was written");
    let monday = monday
        .split_once("start = \"")
        .map_or("", |(_, rest)| &rest[..10]);
    one_page_each(&browser, &fleet.join("runs"), "run-", monday);
}
