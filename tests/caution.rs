//! A plan with caution (`--p80`): it keeps every rule with drives and visits that take longer, and
//! bears made-up weeks better than a plan without. Its plan.json says so, and verify, explain and
//! replan go by it.

mod support;

use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use liaison::plan::risk::risk;
use liaison::verify;
use support::random::{Size, workspace};

const SIZE: Size = Size {
    liaisons: 1,
    days: 3,
    tasks: 24,
    rides: 2,
    wild: false,
};
const WEEKS: u32 = 200;

#[test]
fn a_cautious_plan_holds_and_is_late_less_often() {
    let (mut usual, mut cautious) = (0.0, 0.0);
    for seed in 0..8 {
        let files = workspace(9_900 + seed, SIZE);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        let careful = week.clone().cautious();
        let plan = support::plan(&careful, 400, seed);
        assert!(verify::verify(&careful, &plan).is_clean(), "seed {seed}");
        let without = support::plan(&week, 400, seed);
        // By what the same made-up weeks bring, and so drawn from the usual times.
        cautious += risk(&week, &plan.routes, WEEKS, seed).on_time;
        usual += risk(&week, &without.routes, WEEKS, seed).on_time;
    }
    println!(
        "on time {:.3} with caution, {:.3} without",
        cautious / 8.0,
        usual / 8.0
    );
    assert!(cautious > usual + 0.1);
}

/// Planned with the option, and from then on without it: the plan holds, nothing changes where
/// nothing happened, and a replan is cautious again. A plan made without is not.
#[test]
fn a_cautious_plan_stays_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = folder.path().join("week");
    support::write(&workspace(9_901, SIZE), &dir);
    let run = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("liaison").expect("the program was built");
        let output = command.args(arguments).current_dir(folder.path()).output();
        let output = output.expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let (told, wrong) = (text(output.stdout), text(output.stderr));
        assert!(matches!(output.status.code(), Some(0 | 1)), "{wrong}");
        told
    };
    let brief = ["--iterations", "60", "--threads", "1"];
    let with = |begin: &[&str]| run(&[begin, &brief].concat());
    let is_cautious = || {
        let text = std::fs::read_to_string(dir.join("plan/plan.json")).expect("a plan");
        text.contains("\"p80\": true")
    };
    with(&["plan", "week", "--p80"]);
    assert!(is_cautious());
    assert_eq!(
        run(&["verify", "week", "week/plan/plan.json"]),
        "every rule holds\n"
    );
    let told = with(&["replan", "week", "--as-of", "Tue 08:00"]);
    assert!(told.contains("nothing changes"), "{told}");
    with(&["explain", "week"]);
    // What is granted is read with the same caution.
    let unplaced = std::fs::read_to_string(dir.join("plan/unplaced.csv")).expect("a table");
    let left_out = unplaced
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').next());
    let mut applied = 0;
    for task in left_out.take(4) {
        applied += usize::from(with(&["explain", "week", task, "--apply"]).contains("grant: "));
    }
    assert!(applied > 0, "{unplaced}");
    let told = with(&["replan", "week", "--as-of", "Tue 08:00", "--sick", "L0:Wed"]);
    assert!(!told.contains("nothing changes"), "{told}");
    assert!(is_cautious());
    assert_eq!(
        run(&["verify", "week", "week/plan/plan.json"]),
        "every rule holds\n"
    );
    with(&["plan", "week"]);
    assert!(!is_cautious());
}
