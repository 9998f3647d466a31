//! What `liaison compare` says and leaves behind: what programs read, what is refused and with
//! which hint, and what the public may see.

mod support;

use std::path::Path;

use support::world::World;

/// A week with a scenario of its own limit: a visit that takes driving, and a call.
const WEEK: &str = "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n\
                    [scenario.lean]\nmiles = 1\n";
const TASKS: &str = "task_id,kind,about,minutes,priority,windows\n\
                     T1,home_visit,K1,30,8,Mon 10:00-12:00\n\
                     T2,phone_call,K1,15,5,Mon 08:00-09:00\n";

fn world(week: &str) -> World {
    World::with(&[("week.toml", week), ("tasks.csv", TASKS)])
}

/// What a command said on both ways, and how it ended.
struct Told {
    out: String,
    err: String,
    code: Option<i32>,
}

fn run(world: &World, arguments: &[&str]) -> Told {
    let output = world.command(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Told {
        out: text(&output.stdout),
        err: text(&output.stderr),
        code: output.status.code(),
    }
}

/// A comparison that is the same on every machine.
fn compare(world: &World, more: &[&str]) -> Told {
    let all = ["compare", "week", "--iterations", "100", "--threads", "1"];
    run(world, &[&all[..], more].concat())
}

/// A comparison of two weeks.
fn several(world: &World, more: &[&str]) -> Told {
    let weeks = ["compare", "week", "other", "--out", "all"];
    run(
        world,
        &[&weeks[..], &["--iterations", "100"], more].concat(),
    )
}

/// The pages and files of a folder by name, without the plans' own.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).expect("it was written");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let text = |path: std::path::PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, std::fs::read_to_string(&path).ok()?))
    };
    let mut all: Vec<(String, String)> = paths.filter_map(text).collect();
    all.sort();
    all
}

/// A second folder like `week`, called `other`.
fn copied(world: &World) {
    let other = world.0.path().join("other");
    std::fs::create_dir(&other).expect("a folder");
    for (name, text) in files(&world.week()) {
        std::fs::write(other.join(name), text).expect("a file");
    }
}

/// Every scenario that has a limit is told what a step more of it buys, and so is every point of
/// a sweep for the limits that are not swept; what has nothing left to do is not.
#[test]
fn grants_at_every_point() {
    let world = world(WEEK);
    let told = compare(&world, &["--quiet"]);
    assert!(
        told.out.contains("lean with 10 miles more: +"),
        "{}",
        told.out
    );
    assert!(!told.out.contains("base with"), "{}", told.out);
    let strict = WEEK.replace(
        "[scenario",
        "[lunch]\nminutes = 0\n[budget]\npaid_hours = 0\n[scenario",
    );
    world.write("week.toml", &strict);
    let staff = "staff_id,name,role,languages,base_place,seats,pay,hourly_rate\n\
                 L1,Lena Liaison,liaison,en;es,OFF,4,used,30\n";
    world.write("staff.csv", staff);
    let told = compare(&world, &["--quiet", "--sweep", "miles=0..4:4"]);
    for point in ["miles=0", "miles=4"] {
        let line = format!("{point} with 0.5 paid hours more: ");
        assert!(told.out.contains(&line), "{}", told.out);
    }
}

/// Several weeks are told to programs as one: each week's own comparison, and the averages.
#[test]
fn several_weeks_as_json() {
    let world = world(WEEK);
    copied(&world);
    let told = several(&world, &["--json"]);
    let all: serde_json::Value = serde_json::from_str(&told.out).expect("it is JSON");
    let weeks = all["weeks"].as_array().expect("the weeks");
    assert_eq!(weeks.len(), 2);
    assert_eq!(weeks[1]["folder"], "other");
    assert_eq!(weeks[0]["comparison"]["scenarios"][0]["scenario"], "base");
    let base = &all["averages"][0];
    assert_eq!(base["scenario"], "base");
    let value = weeks[0]["comparison"]["scenarios"][0]["value"].as_f64();
    assert_eq!(base["value"]["mean"].as_f64(), value);
}

/// What is wrong with a later week is told before the first is planned.
#[test]
fn a_faulty_week_is_told_first() {
    let world = world(WEEK);
    copied(&world);
    std::fs::write(world.0.path().join("other/tasks.csv"), "task_id\nT1\n").expect("a file");
    let told = several(&world, &[]);
    assert_eq!(told.code, Some(2));
    assert!(!world.0.path().join("all").exists(), "{}", told.err);
}

/// `base` is what compare calls the week as it is: a scenario of that name is refused, with what
/// to do, wherever it would be meant.
#[test]
fn a_scenario_called_base_is_refused() {
    let world = world(&WEEK.replace("lean", "base"));
    for more in [&[][..], &["--scenarios", "base"]] {
        let told = compare(&world, more);
        assert_eq!(told.code, Some(2), "{}", told.out);
        assert!(told.err.contains("[scenario.base]"), "{}", told.err);
        assert!(told.err.contains("another name"), "{}", told.err);
    }
    assert_eq!(compare(&world, &["--sweep", "miles=0..4:4"]).code, Some(0));
}

/// What cannot be asked of runs is refused with what to do instead.
#[test]
fn what_runs_cannot_be_asked() {
    let world = world(WEEK);
    copied(&world);
    let told = compare(&world, &["--routes", "--reach", "value=90%"]);
    assert_eq!(told.code, Some(2));
    assert!(
        told.err.contains("hint: leave out --reach and sweep"),
        "{}",
        told.err
    );
    let told = run(
        &world,
        &["compare", "week", "other", "--routes", "--out", "all"],
    );
    assert_eq!(told.code, Some(2));
    assert!(
        told.err.contains("hint: compare them one by one"),
        "{}",
        told.err
    );
}

/// For the public: no id of anybody or anything, whatever the scenarios are called after, and no
/// word that the page holds records of students.
#[test]
fn the_public_sees_no_ids() {
    let week = WEEK.replace("miles = 1", "without = [\"L1\"]");
    let week = week.replace("[scenario.lean]", "[scenario.lean-without-T1-of-F1]");
    let world = world(&week);
    let asked: [&[&str]; 3] = [
        &[],
        &["--sweep", "staff.L1.miles=0..4:4"],
        &["--sweep", "miles=0..4:4", "--reach", "task=T1"],
    ];
    for more in asked {
        compare(
            &world,
            &[&["--profile", "public", "--out", "shown"], more].concat(),
        );
        let all = files(&world.0.path().join("shown"));
        assert_eq!(all.len(), 2);
        for (name, text) in all {
            for id in ["L1", "T1", "T2", "K1", "F1", "shred"] {
                assert!(!text.contains(id), "{name} has {id} after {more:?}");
            }
        }
    }
}

/// A school of which there is much to tell is told by number: its id is an id.
#[test]
fn the_public_sees_schools_by_number() {
    let week = WEEK.replace("miles = 1", "without = [\"L1\"]");
    let world = world(&week);
    let call = |at: usize| format!("C{at},phone_call,K1,10\n");
    let calls: String = (1..=12).map(call).collect();
    world.write("tasks.csv", &format!("task_id,kind,about,minutes\n{calls}"));
    compare(&world, &["--profile", "public", "--out", "shown"]);
    let all = files(&world.0.path().join("shown"));
    assert!(
        all.iter()
            .any(|(_, text)| text.contains("about 10 at school 1"))
    );
    for (name, text) in all {
        assert!(!text.contains("S1"), "{name}");
    }
    compare(&world, &["--out", "own"]);
    let own = files(&world.0.path().join("own"));
    assert!(own.iter().any(|(_, text)| text.contains("12 S1")));
}

/// Pages for the public take the place of what was written for those who work here: no table,
/// no plan and no average of it is left in the folder; what is not ours stays.
#[test]
fn the_public_gets_a_clear_folder() {
    let world = world(WEEK);
    let shown = world.0.path().join("shown");
    compare(&world, &["--quiet", "--out", "shown"]);
    assert!(shown.join("compare.csv").is_file() && shown.join("lean/plan.json").is_file());
    std::fs::write(shown.join("notes.txt"), "mine").expect("a file");
    compare(
        &world,
        &["--quiet", "--out", "shown", "--profile", "public"],
    );
    let mut left: Vec<String> = std::fs::read_dir(&shown)
        .expect("it is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    left.sort();
    assert_eq!(left, ["brief.html", "compare.html", "notes.txt"]);
    // So it is with several weeks, and nobody is sent to a page that is not there.
    copied(&world);
    several(&world, &[]);
    assert!(world.0.path().join("all/average.html").is_file());
    let told = several(&world, &["--profile", "public"]);
    assert!(!told.err.contains("average.html"), "{}", told.err);
    for name in ["average.csv", "average.html", "week/compare.csv"] {
        assert!(!world.0.path().join("all").join(name).exists(), "{name}");
    }
}
