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

#[test]
fn every_day_sheet_prints_on_one_page() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium on this machine");
        return;
    };
    let out = tempfile::tempdir().expect("a temporary folder");
    let plan = out.path().join("plan");
    Command::cargo_bin("liaison")
        .expect("the program was built")
        .args([
            "plan",
            concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"),
            "--iterations",
            "300",
            "--threads",
            "1",
            "--quiet",
            "--out",
        ])
        .arg(&plan)
        .output()
        .expect("it runs");
    let sheets: Vec<PathBuf> = std::fs::read_dir(&plan)
        .expect("a plan was written")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            name.starts_with("day-") && name.ends_with(".html")
        })
        .collect();
    assert!(!sheets.is_empty());
    for sheet in sheets {
        let pdf = sheet.with_extension("pdf");
        print(&browser, &sheet, &pdf, &out.path().join("profile"));
        assert_eq!(pages(&pdf), 1, "{}", sheet.display());
    }
}
