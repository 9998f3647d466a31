//! What each command says and how it ends: standard output, standard error and exit code, as
//! snapshots. Folders, which differ from run to run, stand as `[dir]`.

mod support;

use std::path::Path;
use std::process::{Output, Stdio};

use support::world::World;

/// A visit, and a call.
const FILES: [(&str, &str); 2] = [
    (
        "week.toml",
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n\n[scenario.lean]\nmiles = 3\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,minutes,priority,windows\n\
         T1,home_visit,K1,30,8,Mon 10:00-12:00\n\
         T2,phone_call,K1,15,5,Mon 08:00-09:00\n",
    ),
];

impl World {
    fn new() -> Self {
        Self::with(&FILES)
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("it runs");
        self.told(arguments, &output)
    }

    /// What was said, as a snapshot has it.
    fn told(&self, arguments: &[&str], output: &Output) -> String {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.replace(&self.0.path().display().to_string(), "[dir]")
        };
        format!(
            "$ liaison {}\n{}--- stderr\n{}--- exit {}\n",
            arguments.join(" "),
            text(&output.stdout),
            text(&output.stderr),
            output.status.code().unwrap_or(-1),
        )
    }

    /// Several commands, one after the other.
    fn runs(&self, all: &[&[&str]]) -> String {
        all.iter().map(|arguments| self.run(arguments)).collect()
    }
}

/// A plan that is the same on every machine.
const PLAN: [&str; 6] = ["plan", "week", "--iterations", "100", "--threads", "1"];

fn plan<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PLAN.iter().chain(more).copied().collect()
}

/// The help of the program and of each command.
#[test]
fn help() {
    let world = World::new();
    insta::assert_snapshot!(world.runs(&[
        &["--help"],
        &["new", "--help"],
        &["plan", "--help"],
        &["check", "--help"],
        &["verify", "--help"],
        &["explain", "--help"],
        &["replan", "--help"],
        &["sample", "--help"],
        &["routes", "--help"],
    ]));
    assert!(world.run(&["--version"]).contains("liaison 0."));
}

/// What is wrong with a call, and what to write instead: exit code 2, nothing on standard output.
#[test]
fn wrong_use() {
    let world = World::new();
    std::fs::write(world.0.path().join("file"), "x").expect("it can be written");
    let told = world.runs(&[
        &[],
        &["plann"],
        &["plan"],
        &["plan", "nowhere"],
        &["check", "nowhere"],
        &["plan", "file"],
        &["verify", "week"],
        &["verify", "week", "nowhere.json"],
        &["plan", "week", "--seconds", "-1"],
        &["plan", "week", "--seconds", "5", "--iterations", "5"],
        &["plan", "week", "--threads", "0"],
        &["plan", "week", "--budget", "miles"],
        &["plan", "week", "--budget", "milles=3"],
        &["plan", "week", "--scenario", "leen"],
        &["plan", "week", "--names", "none"],
        &["plan", "week", "--iterations", "1", "--out", "file"],
        &["new", "week"],
        &["new", "fresh", "--start", "2026-12-01"],
        &["new", "fresh", "--time-zone", "Pacific"],
        &["sample", "town", "--liaisons", "51"],
        &["sample", "fleet", "--vehicles", "2", "--tasks", "5"],
        &["sample", "fleet", "--vehicles", "2", "--rides", "0"],
        &["sample", "fleet", "--schools", "3"],
    ]);
    assert!(
        !told.contains("exit 0") && !told.contains("exit 1"),
        "{told}"
    );
    assert!(!world.0.path().join("fresh").exists());
    insta::assert_snapshot!(told);
}

/// A workspace made by `new` is without fault and can be planned; nobody's files are replaced.
#[test]
fn new_then_check_then_plan() {
    let world = World::new();
    let new = [
        "new",
        "fresh",
        "--start",
        "2026-11-30",
        "--time-zone",
        "America/Los_Angeles",
        "--staff",
        "L1,L2",
        "--languages",
        "en,es",
        "--school",
        "Oak School",
    ];
    insta::assert_snapshot!(world.runs(&[
        &new,
        &["check", "fresh"],
        &["plan", "fresh", "--iterations", "20", "--threads", "1"],
        &new,
        &["check", "fresh", "--json"],
    ]));
}

/// A made-up district is without fault; `--quiet` says nothing at all.
#[test]
fn sample_then_check() {
    let world = World::new();
    insta::assert_snapshot!(world.runs(&[
        &[
            "sample",
            "town",
            "--liaisons",
            "1",
            "--tasks",
            "40",
            "--rides",
            "4"
        ],
        &["check", "town", "--quiet"],
        &["sample", "other", "--quiet"],
    ]));
}

/// A plan with all in it: the summary, the same as JSON, and nothing but it when quiet.
#[test]
fn plan_with_all_in_it() {
    let world = World::new();
    let told = world.runs(&[
        &plan(&[]),
        &plan(&["--json", "--quiet"]),
        &plan(&["--quiet"]),
        &plan(&["--quiet", "--scenario", "lean"]),
        &plan(&["--quiet", "--budget", "drive_hours=0"]),
    ]);
    insta::assert_snapshot!(told);
    let mut names: Vec<String> = std::fs::read_dir(world.week().join("plan"))
        .expect("it was written")
        .map(|entry| {
            entry
                .expect("it can be listed")
                .file_name()
                .into_string()
                .expect("ASCII")
        })
        .collect();
    names.sort();
    insta::assert_snapshot!(names.join("\n"));
}

/// Something required that cannot be kept: the plan is written, and the exit code is 1.
#[test]
fn plan_without_what_is_required() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,about,minutes,priority,windows\nT1,home_visit,K1,30,8,\nT3,meeting,K1,30,required,Sat\n",
    );
    insta::assert_snapshot!(world.run(&plan(&[])));
    insta::assert_snapshot!(world.read("plan/unplaced.csv"));
    insta::assert_snapshot!(world.run(&["verify", "week", "week/plan/plan.json"]));
}

/// A workspace with faults: all of them, by file and line, the same from `check` and `plan`; no
/// plan is written, and no name is repeated.
#[test]
fn broken_workspace() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,about,minutes,priority,windows,colour\n\
         T1,home_vist,K1,30,8,,\n\
         T1,phone_call,K7,-5,11,Mon 12:00-09:00,\n\
         T2,phone_call,K7,-5,11,Mon 12:00-09:00,red\n",
    );
    world.write(
        "staff.csv",
        "staff_id,name,role,base_place\nL1,Lena Liaison,boss,OFFICE\n",
    );
    let told = world.runs(&[
        &["check", "week"],
        &["check", "week", "--json"],
        &plan(&[]),
        &["verify", "week", "week/plan/plan.json"],
    ]);
    assert!(!told.contains("Lena"), "{told}");
    assert!(!world.week().join("plan").exists());
    insta::assert_snapshot!(told);
}

/// What explains and replans in so many rounds on one thread.
fn briefly<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let end = ["--iterations", "60", "--threads", "1"];
    arguments.iter().chain(&end).copied().collect()
}

/// Why a visit is not in the plan: what it would take is said, written, and then enough; what
/// is placed says why it is there; what is not known is wrong use.
#[test]
fn explain_and_apply() {
    let world = World::new();
    world.write(
        "shifts.csv",
        "staff_id,date,start,end\r\nL1,Mon,08:00,10:15\r\n",
    );
    let told = world.runs(&[
        &["explain", "week"],
        &plan(&["--quiet"]),
        &briefly(&["explain", "week"]),
        &briefly(&["explain", "week", "--json"]),
        &briefly(&["explain", "week", "T2"]),
        &briefly(&["explain", "week", "Mon 08:05"]),
        &briefly(&["explain", "week", "T1", "--json"]),
        &briefly(&["explain", "week", "T1", "--apply"]),
        &plan(&["--quiet"]),
        &briefly(&["explain", "week"]),
        &["explain", "week", "T7"],
        &["explain", "week", "Sun 08:00"],
        &["explain", "week", "--apply"],
    ]);
    insta::assert_snapshot!(told + &world.read("shifts.csv"));
    assert!(world.week().join("shifts.csv.bak").is_file());
}

/// Two required meetings in one hour: both are named, and that neither alone is too much.
#[test]
fn what_cannot_hold_together() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,minutes,priority,windows\n\
         T1,report,40,required,Mon 08:00-09:00\n\
         T2,report,40,required,Mon 08:00-09:00\n\
         T3,report,40,required,Tue\n",
    );
    let told = world.runs(&[
        &plan(&["--quiet"]),
        &briefly(&["explain", "week"]),
        &briefly(&["explain", "week", "--json"]),
    ]);
    assert!(
        told.contains("T1 and T2 cannot all be kept (proven)"),
        "{told}"
    );
    insta::assert_snapshot!(told);
}

/// Two that their pins keep from one another: the pins are named.
#[test]
fn pins_that_cannot_hold_together_are_named() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,minutes,windows\nT1,report,40,Mon 08:00-12:00\nT2,report,40,Mon 08:00-12:00\n",
    );
    world.write(
        "pins.csv",
        "task_id,date,start\nT1,2026-11-30,09:00\nT2,2026-11-30,09:10\n",
    );
    let told = world.runs(&[&plan(&["--quiet"]), &briefly(&["explain", "week"])]);
    let line = told
        .lines()
        .find(|line| line.contains("cannot all be kept"));
    assert!(
        line.is_some_and(|line| line.ends_with("one of these, looser, would let them: pin")),
        "{told}"
    );
}

/// Two pairs that have nothing to do with each other: both are told, and nothing twice.
#[test]
fn all_that_cannot_hold_together() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,minutes,priority,windows\n\
         T1,report,40,required,Mon 08:00-09:00\n\
         T2,report,40,required,Mon 08:00-09:00\n\
         T3,report,40,required,Tue 08:00-09:00\n\
         T4,report,40,required,Tue 08:00-09:00\n\
         T5,report,40,required,Wed\n",
    );
    let told = world.runs(&[
        &plan(&["--quiet"]),
        &briefly(&["explain", "week"]),
        &briefly(&["explain", "week", "--json"]),
    ]);
    for both in ["T1 and T2", "T3 and T4"] {
        let what = format!("{both} cannot all be kept (proven)");
        assert_eq!(told.matches(&what).count(), 1, "{told}");
    }
    let json = |name: &str| told.split_once(name).map_or("", |(_, rest)| rest);
    assert!(json("\"further_conflicts\"").contains("\"T4\""), "{told}");
}

/// Of three sessions for which there is room for two, neither pushes the other out.
#[test]
fn a_session_takes_the_place_of_another() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,minutes,priority,windows,per_week\n\
         T1,report,40,5,Mon 08:00-09:00; Tue 08:00-09:00,3\n",
    );
    world.write(
        "shifts.csv",
        "staff_id,date,start,end\nL1,Mon,08:00,16:00\nL1,Tue,08:00,16:00\nL1,Wed,08:00,16:00\n",
    );
    let told = world.runs(&[
        &plan(&["--quiet"]),
        &briefly(&["explain", "week"]),
        &briefly(&["explain", "week", "T1"]),
        &briefly(&["explain", "week", "Mon 08:30"]),
    ]);
    assert!(!told.contains("push"), "{told}");
    assert!(told.contains("in place of another session of T1"), "{told}");
    assert!(told.contains("2 of the 3 sessions of T1"), "{told}");
    assert!(!told.contains("without it T1#3 would come in"), "{told}");
}

/// A window is to be open for no longer than is needed, though a place further on was found.
#[test]
fn a_grant_is_the_least() {
    let world = World::new();
    world.write(
        "tasks.csv",
        "task_id,kind,minutes,priority,windows\n\
         T1,report,40,5,Mon 08:00-09:00\n\
         T2,report,40,5,Mon 08:00-09:00\n",
    );
    let told = world.runs(&[&plan(&["--quiet"]), &briefly(&["explain", "week"])]);
    assert!(!told.contains("09:45"), "{told}");
    assert!(
        told.contains("open its window of 2026-11-30 until 09:30"),
        "{told}"
    );
}

/// What waits for something that has no place, needs a language that nobody speaks, or a driver
/// whose clearance has ended: the change of that one rule is told.
#[test]
fn order_language_and_clearance_can_be_granted() {
    let world = World::new();
    let tasks = "task_id,kind,about,minutes,priority,windows,language,after\n\
                 T1,report,,40,5,Sat,,\n\
                 T2,report,,40,5,Mon 08:00-09:00,,T1\n\
                 T3,home_visit,K1,30,8,Mon 10:00-12:00,ar,\n";
    world.write("tasks.csv", tasks);
    let staff = "staff_id,name,role,languages,base_place,seats,cleared_until\n\
                 L1,Lena Liaison,liaison,en;es,OFF,4,2026-11-29\n";
    world.write("staff.csv", staff);
    let rides = "ride_id,student_id,direction,days,by\nR1,K1,to_school,Tue,liaison\n";
    world.write("rides.csv", rides);
    let told = world.runs(&[
        &plan(&["--quiet"]),
        &briefly(&["explain", "week", "T2"]),
        &briefly(&["explain", "week", "T3"]),
        &briefly(&["explain", "week", "R1"]),
    ]);
    for (words, grant) in [
        (
            "let it not wait for T1, where that cannot come first",
            "tasks.csv,T2,after,\n",
        ),
        ("hold it in en and not in ar", "tasks.csv,T3,language,en\n"),
        (
            "renew the clearance of L1 until 2026-12-01",
            "staff.csv,L1,cleared_until,2026-12-01\n",
        ),
    ] {
        assert!(
            told.contains(words) && told.contains(grant),
            "{words}: {told}"
        );
    }
}

/// A call that nobody answered, and something new: shown, written with its tables, and taken
/// back; where nothing happened nothing is written.
#[test]
fn replan_and_undo() {
    let world = World::new();
    let as_of = |more: &[&'static str]| -> Vec<&'static str> {
        let begin = ["replan", "week", "--as-of", "Mon 08:30"];
        briefly(&[&begin[..], more].concat())
    };
    let new = ["--no-show", "T2", "--add", "phone_call K1 15 by Tue"];
    let told = world.runs(&[
        &as_of(&[]),
        &plan(&["--quiet"]),
        &as_of(&[]),
        &as_of(&[&new[..], &["--dry-run"]].concat()),
        &as_of(&new),
        &["verify", "week", "week/plan/plan.json"],
        &as_of(&["--json"]),
    ]);
    let files = [
        "log.csv",
        "tasks.csv",
        "plan/changes.csv",
        "plan/cancel-L1.ics",
    ];
    let files: String = files.map(|name| world.read(name)).concat();
    insta::assert_snapshot!(told + &files);
    assert!(world.read("plan/week-L1.ics").contains("SEQUENCE:1"));
    assert!(world.read("plan/plan.json").contains("no-show T2"));
    insta::assert_snapshot!(world.runs(&[
        &["replan", "week", "--undo"],
        &["replan", "week", "--undo"],
        &as_of(&["--late", "25"]),
        &as_of(&["--late", "L9:25"]),
        &as_of(&["--sick", "L1:Tuesdy"]),
        &as_of(&["--move", "T1=never"]),
        &as_of(&["--add", "phone_call"]),
        &as_of(&["--add", "phone_call K1 soon"]),
        &as_of(&["--off", "T77"]),
        &["replan", "week", "--as-of", "noon"],
    ]));
    assert!(!world.week().join("log.csv").exists());
    assert!(!world.read("tasks.csv").contains("N1"));
    assert!(!world.read("plan/plan.json").contains("no-show T2"));
}

/// What people said to a time is a row of the tables: a promise that the next plan keeps, and a
/// time that it leaves alone; what names no task, or no time, is told and writes nothing.
#[test]
fn confirm_and_decline() {
    let world = World::new();
    insta::assert_snapshot!(world.runs(&[
        &["confirm", "week", "T1"],
        &plan(&["--quiet"]),
        &["confirm", "week", "T77", "--as-of", "Mon"],
        &["confirm", "week", "T1", "noon", "--as-of", "Mon"],
        &["confirm", "week", "T1", "--as-of", "Mon"],
        &["decline", "week", "T2", "--as-of", "Mon"],
    ]));
    let files = ["pins.csv", "tasks.csv"].map(|name| world.read(name));
    insta::assert_snapshot!(files.concat());
    let before = world.read("plan/itinerary.csv");
    world.runs(&[&plan(&["--quiet"])]);
    let after = world.read("plan/itinerary.csv");
    let row = |text: &str, id: &str| {
        let mut rows = text.lines();
        let found = rows.find(|row| row.contains(&format!(",task,{id},")));
        let cells = found.map(|row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
        // Who, on which day, from when.
        cells.map(|cells| [0, 2, 9].map(|at| cells[at].clone()))
    };
    assert_eq!(row(&before, "T1"), row(&after, "T1"));
    assert!(row(&before, "T2").is_some() && row(&before, "T2") != row(&after, "T2"));
}

/// What the log says is done by now is part of the plan that it was done in, in a spreadsheet too.
#[test]
fn what_is_done_can_be_verified() {
    let world = World::new();
    world.run(&plan(&["--quiet"]));
    world.write("log.csv", "date,task_id,outcome\n2026-11-30,T2,done\n");
    for name in ["plan.json", "itinerary.csv"] {
        let told = world.run(&["verify", "week", &format!("week/plan/{name}")]);
        assert!(told.contains("every rule holds"), "{told}");
    }
    let text = world.read("plan/itinerary.csv");
    world.write("edited.csv", &text.replace(",T2,", ",T9,"));
    let told = world.run(&["verify", "week", "week/edited.csv"]);
    assert!(told.contains("found `T9`"), "{told}");
}

/// What was due before `--as-of` and was not done is overdue: it counts as the first of all, its due
/// binds no longer, and the plan that says so holds, is verified and replanned so.
#[test]
fn what_is_past_its_due_is_overdue() {
    let world = World::new();
    let tasks = "task_id,kind,about,minutes,priority,due,windows\n\
                 T1,home_visit,K1,30,6,2026-11-30,Mon 10:00-12:00;Wed 10:00-12:00\n\
                 T2,report,,30,5,,Thu 08:00-09:00\n";
    world.write("tasks.csv", tasks);
    world.run(&plan(&["--quiet"]));
    let replan = |as_of: &str, event: [&str; 2]| {
        let all = ["replan", "week", "--iterations", "100", "--as-of", as_of];
        world.run(&[&all[..], &event].concat())
    };
    let told = replan("Tue 07:00", ["--no-show", "T1"]);
    assert!(told.contains("with L1 -> Wed 2 Dec"), "{told}");
    let row = |id: &str| {
        let text = world.read("plan/itinerary.csv");
        let mut rows = text.lines().map(str::to_owned);
        rows.find(|row| row.contains(&format!(",task,{id},")))
    };
    // Its due of Monday binds no longer, and stands for what it was where it had begun by then.
    replan("Thu 07:00", ["--off", "T2"]);
    assert_eq!(row("T2"), None);
    let kept = row("T1").expect("it is placed");
    assert!(
        kept.contains("2026-12-02") && kept.contains(",yes"),
        "{kept}"
    );
    for name in ["plan.json", "itinerary.csv"] {
        let told = world.run(&["verify", "week", &format!("week/plan/{name}")]);
        assert!(told.contains("every rule holds"), "{told}");
    }
    let summary = world.read("plan/summary.json");
    assert!(summary.contains("\"value\": 10"), "{summary}");
}

/// An itinerary is clean as it was written, and what a hand changed is named with its amount.
#[test]
fn verify_an_edited_itinerary() {
    let world = World::new();
    world.run(&plan(&["--quiet"]));
    let clean = world.run(&["verify", "week", "week/plan/itinerary.csv"]);
    let edited: String = world
        .read("plan/itinerary.csv")
        .lines()
        // The visit is put into the lunch hour, and the call is struck out.
        .filter(|line| !line.contains("T2"))
        .map(|line| {
            let line = if line.contains(",T1,") {
                "L1,,2026-11-30,3,task,T1,home_visit,H1,11:55,11:55,12:30,12:30,,,,,,,"
            } else {
                line
            };
            format!("{line}\n")
        })
        .collect();
    world.write("edited.csv", &edited);
    world.write("rubbish.json", "{\"version\": 1");
    world.write("rubbish.csv", "staff_id,date\nL1,Mon\n");
    // An itinerary that holds can be kept: then the plan is what it was.
    let kept = plan(&[
        "--quiet",
        "--pins",
        "week/plan/itinerary.csv",
        "--out",
        "kept",
    ]);
    world.run(&kept);
    let of = |text: &str| -> Vec<String> {
        let task = |line: &&str| line.contains(",task,");
        text.lines().filter(task).map(str::to_owned).collect()
    };
    let again = std::fs::read_to_string(world.0.path().join("kept/itinerary.csv"));
    let starts = |lines: Vec<String>| -> Vec<Vec<String>> {
        let cells = |line: &String| line.split(',').map(str::to_owned).take(10).collect();
        lines.iter().map(cells).collect()
    };
    assert_eq!(
        starts(of(&again.expect("it was written"))),
        starts(of(&world.read("plan/itinerary.csv")))
    );
    insta::assert_snapshot!(
        clean
            + &world.runs(&[
                &["verify", "week", "week/plan/plan.json", "--json"],
                &["verify", "week", "week/edited.csv"],
                &["verify", "week", "week/edited.csv", "--json"],
                &["verify", "week", "week/rubbish.json"],
                &["verify", "week", "week/rubbish.csv"],
            ])
    );
}

/// Whoever stops reading does no harm: the exit code is that of the answer.
#[test]
fn a_closed_pipe_is_success() {
    let world = World::new();
    for arguments in [
        &plan(&[])[..],
        &["check", "week"],
        &["--help"],
        &["plan", "--help"],
    ] {
        let mut child = world
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        drop(child.stderr.take());
        let status = child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{arguments:?}");
    }
}

/// Colour where it is asked for, none where NO_COLOR is set or nobody watches.
#[test]
fn colour() {
    let world = World::new();
    let coloured = |arguments: &[&str], no_color: &str| {
        let output = world.command(arguments).env("NO_COLOR", no_color).output();
        let output = output.expect("it runs");
        [output.stdout, output.stderr].concat().contains(&b'\x1b')
    };
    assert!(coloured(&["plan", "nowhere", "--color", "always"], ""));
    assert!(!coloured(&["plan", "nowhere", "--color", "never"], ""));
    assert!(!coloured(&["plan", "nowhere"], ""));
    assert!(!coloured(&["plan", "nowhere"], "1"));
    assert!(!coloured(&["--help"], "1"));
}

/// A workspace in which nothing can be written is planned to another folder.
#[test]
fn a_read_only_workspace() {
    let world = World::new();
    let key = world.week().join(".liaison-key");
    std::fs::create_dir(&key).expect("it can be made");
    let told = world.run(&[
        "plan",
        "week",
        "--seconds",
        "0.2",
        "--out",
        "out",
        "--quiet",
    ]);
    assert!(
        told.contains("exit 2") && told.contains("is no key"),
        "{told}"
    );
    std::fs::remove_dir(&key).expect("it is empty");
    let told = world.run(&[
        "plan",
        "week",
        "--seconds",
        "0.2",
        "--out",
        "out",
        "--quiet",
    ]);
    assert!(told.contains("exit 0") && is_private(&key), "{told}");
}

fn is_private(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode();
        mode & 0o777 == 0o600
    }
    #[cfg(not(unix))]
    path.is_file()
}

/// What lies in the output folder and was not written by a plan stays, whatever its name.
#[test]
fn files_of_the_user_stay() {
    let world = World::new();
    let out = world.0.path().join("out");
    std::fs::create_dir(&out).expect("it can be made");
    std::fs::write(out.join("week-notes.html"), "mine").expect("it can be written");
    std::fs::write(out.join("day-planner.html"), "mine").expect("it can be written");
    world.run(&plan(&["--quiet", "--out", "out"]));
    assert!(out.join("plan.json").is_file() && out.join("week-notes.html").is_file());
    world.run(&plan(&["--quiet", "--out", "out"]));
    assert!(out.join("day-planner.html").is_file());
}

/// What has begun cannot be taken back by the files: each row or limit that does not hold it
/// any more is told, and all stays as it was.
#[test]
fn what_has_begun_is_not_taken_back() {
    let shifts = "staff_id,date,start,end\nL1,Mon,08:00,16:00\nL1,Tue,08:00,16:00\n";
    let cases = [
        (
            "shifts.csv",
            "staff_id,date,start,end\nL1,Mon,12:00,16:00\nL1,Tue,08:00,16:00\n",
            "shift: begins",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\nL1,Tue,08:00,16:00\n",
            "L1 2026-11-30: shift: shifts.csv has it no more",
        ),
        (
            "availability.csv",
            "person_id,date,start,end,status\nL1,Mon,09:00,13:00,busy\n",
            "T1: shift: 30 min of it lie in a busy time",
        ),
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n\n[budget]\nmiles = 1\n",
            "budget_miles",
        ),
    ];
    for (file, text, what) in cases {
        let world = World::new();
        world.write("shifts.csv", shifts);
        world.run(&plan(&["--quiet"]));
        let before = world.read("plan/plan.json");
        world.write(file, text);
        let told = world.run(&[
            "replan",
            "week",
            "--as-of",
            "Tue 07:00",
            "--iterations",
            "100",
        ]);
        let is_told = told.contains(what) && told.contains("put the rows and limits");
        assert!(is_told && told.contains("exit 2"), "{told}");
        assert_eq!(world.read("plan/plan.json"), before);
    }
}

/// A comparison that is the same on every machine.
fn compare<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let all = ["compare", "week", "--iterations", "100", "--threads", "1"];
    all.iter().chain(more).copied().collect()
}

/// A week under several settings: the base beside its scenarios, a sweep with a goal, what
/// programs read, and the folders with a plan each.
#[test]
fn compare_side_by_side() {
    let world = World::new();
    let told = world.runs(&[
        &compare(&[]),
        &compare(&["--quiet", "--budget", "miles=1"]),
        &compare(&["--quiet", "--sweep", "miles=0..6:2", "--reach", "task=T1"]),
        &compare(&[
            "--quiet",
            "--sweep",
            "miles=0..6:3",
            "--reach",
            "value=100%",
            "--reach",
            "value=9000",
        ]),
        &compare(&[
            "--quiet",
            "--sweep",
            "miles=0..4:4",
            "--sweep",
            "drive_hours=0..1:1",
        ]),
        &compare(&["--quiet", "--scenarios", "lean,base", "--out", "side"]),
        &["compare", "--help"],
    ]);
    insta::assert_snapshot!(told);
    let csv = std::fs::read_to_string(world.0.path().join("side/compare.csv"));
    insta::assert_snapshot!(csv.expect("it was written"));
    for name in ["base", "lean"] {
        let plan = format!("side/{name}/plan.json");
        assert!(told.contains(name) && world.0.path().join(&plan).is_file());
        let clean = world.run(&["verify", "week", &plan, "--quiet"]);
        assert!(clean.contains("exit 0"), "{clean}");
    }
    for name in ["brief.html", "compare.html", "compare.json"] {
        assert!(
            is_private(&world.0.path().join("side").join(name)),
            "{name}"
        );
    }
}

/// Scenarios that are gone take their plans with them, and nothing of the user's.
#[test]
fn compare_clears_what_it_wrote() {
    let world = World::new();
    let side = world.0.path().join("side");
    world.run(&compare(&["--quiet", "--out", "side"]));
    assert!(side.join("lean/plan.json").is_file());
    std::fs::create_dir(side.join("mine")).expect("a folder");
    std::fs::write(side.join("mine/plan.json"), "{}").expect("a file");
    std::fs::write(side.join("lean/notes.txt"), "mine").expect("a file");
    world.run(&compare(&[
        "--quiet",
        "--out",
        "side",
        "--scenarios",
        "base",
    ]));
    let left = |folder: &str| -> Vec<String> {
        let names = std::fs::read_dir(side.join(folder)).expect("it is there");
        let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.collect()
    };
    assert_eq!(left("lean"), ["notes.txt"]);
    assert_eq!(left("mine"), ["plan.json"]);
    assert!(side.join("base/plan.json").is_file());
    // Without anything of the user's the folder goes too.
    std::fs::remove_file(side.join("lean/notes.txt")).expect("it is there");
    world.run(&compare(&["--quiet", "--out", "side"]));
    world.run(&compare(&[
        "--quiet",
        "--out",
        "side",
        "--scenarios",
        "base",
    ]));
    assert!(!side.join("lean").exists());
}

/// Several weeks are averaged: each number is the mean, the least and the most of those that the
/// weeks' own tables have.
#[test]
fn compare_several_weeks() {
    let world = World::new();
    let other = world.0.path().join("other");
    std::fs::create_dir(&other).expect("a folder");
    for entry in std::fs::read_dir(world.week()).expect("it is there") {
        let path = entry.expect("it can be listed").path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            std::fs::copy(&path, other.join(name)).expect("it can be copied");
        }
    }
    let tasks =
        "task_id,kind,about,minutes,priority,windows\nT1,home_visit,K1,30,8,Mon 10:00-12:00\n";
    std::fs::write(other.join("tasks.csv"), tasks).expect("a file");
    let limits = ["--iterations", "100", "--threads", "1", "--quiet"];
    let more = ["compare", "week", "other", "--out", "all"];
    let arguments: Vec<&str> = more.iter().chain(&limits).copied().collect();
    let told = world.run(&arguments);
    let read = |name: &str| -> Vec<std::collections::HashMap<String, String>> {
        let path = world.0.path().join("all").join(name);
        let mut reader = csv::Reader::from_path(path).expect("it was written");
        reader
            .deserialize()
            .map(|row| row.expect("a row"))
            .collect()
    };
    let (one, two, all) = (
        read("week/compare.csv"),
        read("other/compare.csv"),
        read("average.csv"),
    );
    assert_eq!((one.len(), two.len(), all.len()), (2, 2, 2));
    let mut differ = 0;
    for ((one, two), all) in one.iter().zip(&two).zip(&all) {
        assert_eq!(
            (&one["scenario"], all["weeks"].as_str()),
            (&all["scenario"], "2")
        );
        for column in ["value", "placed", "families_not_reached", "miles"] {
            let number = |text: &String| text.parse::<f64>().expect("a number");
            let (a, b) = (number(&one[column]), number(&two[column]));
            differ += u32::from(a != b);
            let is = |name: String, expected: f64| {
                assert!((number(&all[&name]) - expected).abs() < 0.0051, "{name}");
            };
            is(column.to_owned(), (a + b) / 2.0);
            is(format!("{column}_least"), a.min(b));
            is(format!("{column}_most"), a.max(b));
        }
    }
    assert!(differ > 0 && told.contains("base"), "{told}");
    assert!(world.0.path().join("all/average.html").is_file());
    // For the public there is no average: its numbers are small too.
    let arguments = [
        "compare",
        "week",
        "other",
        "--out",
        "shown",
        "--profile",
        "public",
    ];
    let arguments: Vec<&str> = arguments.iter().chain(&limits).copied().collect();
    world.run(&arguments);
    assert!(!world.0.path().join("shown/average.csv").exists());
    assert!(world.0.path().join("shown/week/brief.html").is_file());
}

/// For the public there are pages alone, and no ids on them.
#[test]
fn compare_for_the_public() {
    let world = World::new();
    world.run(&compare(&[
        "--quiet",
        "--profile",
        "public",
        "--out",
        "shown",
    ]));
    let shown = world.0.path().join("shown");
    let mut names: Vec<String> = std::fs::read_dir(&shown)
        .expect("it was written")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    assert_eq!(names, ["brief.html", "compare.html"]);
    for name in names {
        let text = std::fs::read_to_string(shown.join(&name)).expect("it is text");
        for id in ["T1", "T2", "F1", "K1"] {
            assert!(!text.contains(id), "{name} has {id}");
        }
    }
}

/// What is wrong with a comparison that was asked for: exit code 2, and nothing is written.
#[test]
fn compare_wrong_use() {
    let world = World::new();
    let told = world.runs(&[
        &["compare", "week", "--sweep", "miles"],
        &["compare", "week", "--sweep", "mules=0..9:1"],
        &["compare", "week", "--sweep", "miles=9..0:1"],
        &["compare", "week", "--sweep", "miles=0..900:1"],
        &[
            "compare",
            "week",
            "--sweep",
            "miles=0..2:1",
            "--sweep",
            "miles=0..3:1",
        ],
        &[
            "compare", "week", "--budget", "miles=30", "--budget", "miles=40",
        ],
        &["compare", "week", "--scenarios", "leen"],
        &["compare", "week", "--reach", "half"],
        &["compare", "week", "--scenarios", ","],
        &["compare", "week", "--reach", "kind=home_visit:0"],
        &["compare", "week", "--reach", "kind=home_visit:99"],
        &[
            "compare",
            "week",
            "--sweep",
            "miles=0..2:1",
            "--reach",
            "task=T9",
        ],
        &[
            "compare",
            "week",
            "--scenarios",
            "base",
            "--reach",
            "value=90%",
        ],
        &["compare", "nowhere"],
    ]);
    assert!(
        !told.contains("exit 0") && !told.contains("exit 1"),
        "{told}"
    );
    assert!(!world.week().join("compare").exists());
    insta::assert_snapshot!(told);
}

/// What cannot have happened is told with what to do, and writes nothing.
#[test]
fn events_that_cannot_be() {
    let world = World::new();
    let tasks = world.read("tasks.csv");
    let more = "T3,phone_call,K1,15,5,Tue 10:00-11:00\nT4,phone_call,K1,15,5,Sat 10:00-11:00\n";
    world.write("tasks.csv", &(tasks + more));
    world.run(&plan(&["--quiet"]));
    let told = |as_of: &'static str, event: [&'static str; 2]| {
        let all = ["replan", "week", "--iterations", "100", "--as-of", as_of];
        world.run(&[&all[..], &event[..]].concat())
    };
    let cases = [
        (
            "Mon 10:30",
            ["--no-show", "T3"],
            "is planned for 2026-12-01, a day that is to come",
        ),
        ("Mon 10:30", ["--no-show", "T4"], "`T4` is not in the plan"),
        (
            "Mon 10:30",
            ["--move", "T3=Mon 09:00"],
            "`Mon 09:00` is past",
        ),
        (
            "Tue 10:30",
            ["--sick", "L1:Mon"],
            "`L1:Mon`: 2026-11-30 is over",
        ),
    ];
    for (as_of, event, what) in cases {
        let told = told(as_of, event);
        assert!(told.contains(what) && told.contains("exit 2"), "{told}");
    }
    assert!(!world.week().join("log.csv").exists());
    // What is done is done; what cannot be when it was agreed is told, though nothing changes.
    world.write("log.csv", "date,task_id,outcome\n2026-11-30,T2,done\n");
    for event in [["--off", "T2"], ["--no-show", "T2"]] {
        let told = told("Mon 10:30", event);
        assert!(told.contains("the log says that `T2` is done"), "{told}");
    }
    let told = told("Mon 07:00", ["--move", "T4=Sat 10:00"]);
    assert!(
        told.contains("T4 (phone_call): left out -> agreed, and left out"),
        "{told}"
    );
}

/// After a replan nobody is sent to a time that is past.
#[test]
fn explained_is_what_is_to_come() {
    let world = World::new();
    let tasks = "task_id,kind,about,minutes,priority,windows\n\
                 T1,home_visit,K1,30,8,Mon 10:00-12:00\n\
                 T2,phone_call,K1,15,5,Mon 08:00-09:00\n\
                 T3,report,,30,5,Tue 08:00-09:00\n";
    world.write("tasks.csv", tasks);
    world.run(&plan(&["--quiet"]));
    let two = "Mon 10:00-12:00;Wed 10:00-12:00";
    world.write("tasks.csv", &tasks.replace("Mon 10:00-12:00", two));
    let all = [
        "replan",
        "week",
        "--iterations",
        "100",
        "--as-of",
        "Tue 07:00",
    ];
    world.run(
        &[
            &all[..],
            &["--no-show", "T1", "--no-show", "T2", "--off", "T3"],
        ]
        .concat(),
    );
    let explain = |id| world.run(&["explain", "week", id, "--iterations", "100"]);
    let told = explain("T1");
    assert!(told.contains("on Wed 2 Dec"), "{told}");
    assert!(!told.contains("on Mon"), "{told}");
    let told = explain("T2");
    assert!(
        told.contains("may not be before 2026-12-01 07:00"),
        "{told}"
    );
}

/// Limits of the week bind no runs, and comparing runs by them is refused.
#[test]
fn runs_have_no_limits_of_the_week() {
    let world = World::new();
    world.write("vehicles.csv", "vehicle_id,place_id,seats\nV1,S1,8\n");
    world.write(
        "rides.csv",
        "ride_id,student_id,direction\nR1,K1,to_school\n",
    );
    for asked in [["--sweep", "miles=0..40:20"], ["--budget", "miles=5"]] {
        let told = world.run(&[&["compare", "week", "--routes"], &asked[..]].concat());
        assert!(told.contains("runs have none"), "{told}");
        assert!(told.contains("exit 2"), "{told}");
    }
    assert!(!world.week().join("compare").exists());
}
