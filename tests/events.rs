//! What happened in the middle of a week, written by `replan` and `decline` into the tables of a
//! small workspace: what the tables and the plan say afterwards.

mod support;

use support::world::World;

const FILES: [(&str, &str); 4] = [
    (
        "week.toml",
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
    ),
    (
        "shifts.csv",
        "staff_id,date,start,end\nL1,Mon,08:00,16:00\nL1,Tue,08:00,16:00\nL1,Wed,08:00,16:00\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,minutes,priority,place_id,windows\n\
         T1,home_visit,K1,30,8,,Mon 10:00-12:00; Tue 10:00-12:00; Wed 10:00-12:00\n\
         T2,phone_call,K1,15,5,,Mon 13:00-14:00; Tue 13:00-14:00\n\
         T3,meeting,,30,5,S1,Mon 09:00-09:30\n",
    ),
    (
        "pins.csv",
        "task_id,staff_id,date,start,mode\nT1,L1,2026-11-30,10:30,promised\n",
    ),
];

impl World {
    /// The week, planned.
    fn new() -> Self {
        let world = Self::with(&FILES);
        world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
        world
    }

    fn change(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{text}");
        self.write(name, &text.replace(old, new));
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        text(&output.stdout) + &text(&output.stderr) + &format!("exit {code}\n")
    }

    fn replan(&self, as_of: &str, more: &[&str]) -> String {
        let begin = [
            "replan",
            "week",
            "--iterations",
            "50",
            "--threads",
            "1",
            "--as-of",
        ];
        self.run(&[&begin[..], &[as_of], more].concat())
    }

    fn holds(&self) {
        let told = self.run(&["verify", "week", "week/plan/plan.json"]);
        assert!(told.contains("every rule holds"), "{told}");
    }

    /// The date of a task in the plan.
    fn spot(&self, id: &str) -> Option<String> {
        Some(self.at(id)?.0)
    }

    /// The date and the start of a task in the plan.
    fn at(&self, id: &str) -> Option<(String, String)> {
        let text = self.read("plan/itinerary.csv");
        let row = text
            .lines()
            .find(|row| row.contains(&format!(",task,{id},")))?;
        let cells: Vec<&str> = row.split(',').collect();
        Some((cells[2].to_owned(), cells[9].to_owned()))
    }

    /// The week anew with other files, planned.
    fn planned(files: &[(&str, &str)]) -> Self {
        let world = Self::with(&FILES);
        for (name, text) in files {
            world.write(name, text);
        }
        world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
        world
    }
}

/// What has begun is not moved by a word; a visit to which nobody came is logged on its own day,
/// whenever that is told.
#[test]
fn what_has_begun_is_told_for_what_it_was() {
    let world = World::new();
    let told = world.replan("Mon 10:45", &["--move", "T1=Wed 10:00"]);
    assert!(told.contains("the plan has T1 at 2026-11-30"), "{told}");
    assert!(told.contains("say --no-show T1 too"), "{told}");
    assert!(told.ends_with("exit 2\n"), "{told}");
    world.replan("Wed 07:00", &["--no-show", "T1"]);
    assert!(world.read("log.csv").contains("2026-11-30,T1,"));
    world.holds();
}

/// A promise of a time at which nobody came is a promise no more: it is planned anew, and still
/// required.
#[test]
fn nobody_came_to_what_was_promised() {
    let world = World::new();
    assert_eq!(world.spot("T1").as_deref(), Some("2026-11-30"));
    let told = world.replan("Mon 10:45", &["--no-show", "T1"]);
    assert!(
        world
            .spot("T1")
            .is_some_and(|date| date.as_str() > "2026-11-30"),
        "{told}"
    );
    assert!(world.read("pins.csv").contains("T1,L1,,,keep"));
    world.holds();
}

/// So it is where the row of the log was written by hand.
#[test]
fn nobody_came_as_the_log_says() {
    let world = World::new();
    let log = "date,task_id,kind,outcome\n2026-11-30,T1,home_visit,nobody_home\n";
    world.write("log.csv", log);
    let told = world.replan("Mon 10:45", &[]);
    assert!(
        world
            .spot("T1")
            .is_some_and(|date| date.as_str() > "2026-11-30"),
        "{told}"
    );
    world.holds();
}

/// A time that is declined is in no pin any more.
#[test]
fn a_promised_time_is_declined() {
    let world = World::new();
    let told = world.run(&["decline", "week", "T1"]);
    assert!(told.contains("exit 0"), "{told}");
    assert!(told.contains("T1 stays required"), "{told}");
    assert!(world.read("pins.csv").contains("T1,L1,,,keep"));
    let told = world.replan("Mon 08:00", &[]);
    assert!(world.spot("T1").is_some(), "{told}");
    world.holds();
}

/// A place that closes at noon was open in the morning: what had begun there stays and holds.
#[test]
fn a_place_closes_after_what_had_begun() {
    let world = World::new();
    world.replan("Mon 09:10", &["--close", "S1"]);
    assert_eq!(world.spot("T3").as_deref(), Some("2026-11-30"));
    world.holds();
}

/// Who was not there on Tuesday is not there an hour later, also for the replan after the next.
#[test]
fn not_before_the_next_day_holds_on() {
    let world = World::new();
    let both = "Mon 13:00-14:00; Tue 13:00-14:00";
    world.change("tasks.csv", both, "Mon 13:00-14:00");
    world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
    world.change("tasks.csv", "Mon 13:00-14:00", both);
    assert_eq!(world.spot("T2").as_deref(), Some("2026-11-30"));
    world.replan("Mon 13:10", &["--no-show", "T2"]);
    assert_eq!(world.spot("T2").as_deref(), Some("2026-12-01"));
    world.replan("Mon 13:20", &["--sick", "L1:Tue"]);
    assert_eq!(world.spot("T2"), None);
    world.holds();
}

/// Two new tasks have an id each; two options that pin one task are told, not their rows.
#[test]
fn two_events_at_once() {
    let world = World::new();
    let add = ["--add", "phone_call K1 15", "--add", "phone_call K1 20"];
    let told = world.replan("Mon 08:10", &add);
    assert!(
        world.spot("N1").is_some() && world.spot("N2").is_some(),
        "{told}"
    );
    let told = world.replan("Mon 08:20", &["--keep", "T2", "--off", "T2"]);
    let both = "--off T2 and --keep T2 are of the same task or ride";
    assert!(told.contains(both) && told.contains("exit 2"), "{told}");
}

/// What is wrong of a new task is told of the option, not of a row that nobody wrote; and what is
/// said twice happened once.
#[test]
fn a_wrong_option_blames_no_file() {
    let world = World::new();
    let before = world.read("tasks.csv");
    for (text, column) in [
        ("home_visit K1 99999", "minutes"),
        ("home_vizit K1 30", "kind"),
        ("home_visit K9 30", "about"),
        ("home_visit K1 30 at K9", "place_id"),
    ] {
        let told = world.replan("Mon 08:10", &["--add", text]);
        let wrong = format!("--add {text}: {column}: ");
        assert!(told.contains(&wrong) && told.contains("exit 2"), "{told}");
        assert!(!told.contains("tasks.csv"), "{told}");
    }
    assert_eq!(world.read("tasks.csv"), before);
    let told = world.replan("Mon 08:10", &["--sick", "L1:Wed", "--sick", "L1:Wed"]);
    assert!(told.contains("exit 0"), "{told}");
    assert_eq!(world.read("availability.csv").matches("busy").count(), 1);
}

/// What is promised already is promised again without a new file.
#[test]
fn a_promise_is_made_once() {
    let world = World::new();
    let told = world.run(&["confirm", "week", "T1", "--as-of", "Mon 08:10"]);
    assert!(told.contains("T1 is promised"), "{told}");
    let pins = world.read("pins.csv");
    let told = world.run(&["confirm", "week", "T1", "--as-of", "Mon 08:10"]);
    assert!(
        told.contains("T1 is promised") && !told.contains("changed"),
        "{told}"
    );
    assert_eq!(world.read("pins.csv"), pins);
}

/// A row that is gone leaves the plan, and one that finds no place comes into it: both are told,
/// and the plan is one of the week again.
#[test]
fn rows_come_and_go() {
    let world = World::new();
    let row = "T3,meeting,,30,5,S1,Mon 09:00-09:30\n";
    world.change("tasks.csv", row, "T4,meeting,,60,5,S1,Fri 09:00-11:00\n");
    let told = world.replan("Mon 08:10", &[]);
    let line = "T3 (meeting): Mon 30 Nov 09:00 with L1 -> left out\n    the files have it no more";
    assert!(
        told.contains("2 changes\n") && told.contains(line),
        "{told}"
    );
    assert!(told.contains("T4 (meeting): new -> left out"), "{told}");
    assert!(told.contains("version 2 written"), "{told}");
    assert!(world.read("plan/unplaced.csv").contains("T4"));
    world.holds();
    // A new row that finds no place, alone.
    world.change("tasks.csv", "T4,", "T5,");
    let told = world.replan("Mon 08:15", &[]);
    assert!(told.contains("T4: left out -> no task or ride"), "{told}");
    assert!(told.contains("version 3 written"), "{told}");
    assert!(world.replan("Mon 08:20", &[]).contains("nothing changes"));
}

/// A Monday in two parts, with work in both; a call on Tuesday.
const SPLIT: [(&str, &str); 3] = [
    (
        "shifts.csv",
        "staff_id,date,start,end\nL1,Mon,13:00,16:00\nL1,Mon,08:00,12:00\nL1,Tue,08:00,16:00\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,minutes,priority,place_id,windows\n\
         T1,home_visit,K1,30,8,,Mon 09:00-09:30\n\
         T2,meeting,,30,5,S1,Mon 14:00-15:00\n\
         T3,meeting,,30,5,S1,Mon 11:00-12:00\n",
    ),
    ("pins.csv", "task_id,staff_id,date,start,mode\n"),
];

/// Who goes home ill in the first part of a split day is away in the second too; in the second,
/// that one alone is cut; between them, the second.
#[test]
fn a_split_day_is_lost_from_then_on() {
    for (as_of, stays) in [
        // On the way to the first.
        ("Mon 08:55", &[][..]),
        ("Mon 09:10", &["T1"]),
        ("Mon 12:30", &["T1", "T3"]),
        ("Mon 14:10", &["T1", "T2", "T3"]),
    ] {
        let world = World::planned(&SPLIT);
        let told = world.replan(as_of, &["--sick", "L1"]);
        assert!(told.contains("exit 0"), "{as_of}: {told}");
        for id in ["T1", "T2", "T3"] {
            let is_there = world.spot(id).is_some();
            assert_eq!(is_there, stays.contains(&id), "{as_of}, {id}: {told}");
        }
        world.holds();
    }
}

/// Late first and then ill: the way home begins when the delay is over. At once: ill counts.
#[test]
fn late_and_then_sick() {
    let world = World::planned(&SPLIT);
    world.replan("Mon 09:10", &["--late", "L1:25"]);
    let told = world.replan("Mon 09:35", &["--sick", "L1"]);
    assert!(told.contains("exit 0"), "{told}");
    assert_eq!((world.spot("T2"), world.spot("T3")), (None, None), "{told}");
    world.holds();
    let world = World::planned(&SPLIT);
    let told = world.replan("Mon 09:10", &["--late", "L1:25", "--sick", "L1"]);
    assert!(told.contains("exit 0"), "{told}");
    assert_eq!((world.spot("T2"), world.spot("T3")), (None, None), "{told}");
    world.holds();
}

/// Who expected what was deleted is told as if it had been called off: in changes.csv, in the
/// list of calls, and in the calendar's cancellations.
#[test]
fn what_was_deleted_is_withdrawn() {
    let world = World::new();
    let text = world.read("tasks.csv");
    let row = text.lines().find(|row| row.starts_with("T1,"));
    world.change("tasks.csv", &format!("{}\n", row.expect("a row")), "");
    world.write("pins.csv", "task_id,staff_id,date,start,mode\n");
    let told = world.replan("Mon 08:10", &[]);
    let line = "T1 (home_visit): Mon 30 Nov 10:30 with L1 -> left out\n    \
                the files have it no more; call G1 in Spanish";
    assert!(told.contains(line), "{told}");
    assert!(
        told.contains("  L1  Mon 30 Nov 10:30-11:00  Home visit"),
        "{told}"
    );
    let changes = world.read("plan/changes.csv");
    let row = "T1,home_visit,withdrawn,L1,2026-11-30,10:30,11:00,,,,,,the files have it no more,G1";
    assert!(changes.contains(row), "{changes}");
    let cancelled = world.read("plan/cancel-L1.ics");
    let visit = "DTSTART;TZID=America/Los_Angeles:20261130T103000";
    assert!(cancelled.contains(visit), "{cancelled}");
    assert!(!world.read("plan/unplaced.csv").contains("T1"));
    world.holds();
}

/// What the family put off is not held where it was promised, and comes on another day.
#[test]
fn what_is_put_off_later_today_leaves_its_promise() {
    let world = World::new();
    let log = "date,task_id,kind,outcome\n2026-11-30,T1,home_visit,rescheduled_by_family\n";
    world.write("log.csv", log);
    let told = world.replan("Mon 08:10", &[]);
    let spot = world.spot("T1");
    assert!(
        spot.is_some_and(|date| date.as_str() > "2026-11-30"),
        "{told}"
    );
    assert!(world.read("pins.csv").contains("T1,L1,,,keep"));
    world.holds();
    // Once it is: the same row says nothing new.
    assert!(world.replan("Mon 08:20", &[]).contains("nothing changes"));
    // A time agreed in its place counts.
    let world = World::new();
    world.write("log.csv", log);
    world.change("pins.csv", "2026-11-30,10:30", "2026-11-30,11:15");
    let told = world.replan("Mon 08:10", &[]);
    let later = ("2026-11-30".to_owned(), "11:15".to_owned());
    assert_eq!(world.at("T1"), Some(later), "{told}");
}

/// Of several sessions the one that is there no more is named, not the last by number.
#[test]
fn the_session_that_is_gone_is_the_one_to_delete() {
    let tasks = "task_id,kind,about,minutes,priority,place_id,windows,per_week\n\
                 T1,tutoring,K1,30,8,S1,Mon 10:00-11:00; Tue 10:00-11:00; Wed 10:00-11:00,3\n";
    let world = World::planned(&[
        ("tasks.csv", tasks),
        ("pins.csv", "task_id,staff_id,date,start,mode\n"),
    ]);
    let told = world.replan("Mon 08:10", &["--sick", "L1:Tue"]);
    let (_, list) = told
        .split_once("No longer in the calendar")
        .unwrap_or_default();
    assert!(list.contains("Tue 1 Dec"), "{told}");
    assert!(!list.contains("Wed 2 Dec"), "{told}");
    let cancelled = world.read("plan/cancel-L1.ics");
    assert!(cancelled.contains("20261201T"), "{cancelled}");
    assert!(!cancelled.contains("20261202T"), "{cancelled}");
    let uids = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("UID"));
        lines.map(str::to_owned).collect()
    };
    let kept = uids(&world.read("plan/week-L1.ics"));
    assert!(uids(&cancelled).iter().all(|uid| !kept.contains(uid)));
}

/// Sessions are numbered by date, so one that moves past another changes its number with it: the
/// change says which one it is by now.
#[test]
fn a_session_that_moves_past_another_is_another_by_number() {
    let tasks = |windows: &str| {
        format!(
            "task_id,kind,about,minutes,priority,place_id,windows,per_week\n\
             T1,tutoring,K1,30,8,S1,{windows},2\n"
        )
    };
    let world = World::planned(&[
        ("tasks.csv", &tasks("Mon 10:00-11:00; Tue 10:00-11:00")),
        ("pins.csv", "task_id,staff_id,date,start,mode\n"),
    ]);
    world.write("tasks.csv", &tasks("Tue 10:00-11:00; Wed 10:00-11:00"));
    let told = world.replan("Mon 08:10", &["--sick", "L1:Mon"]);
    let change = told.lines().find(|line| line.contains("->"));
    let change = change.unwrap_or_default();
    assert!(change.contains("T1#1 (tutoring): Mon 30 Nov"), "{told}");
    assert!(change.contains("-> Wed 2 Dec"), "{told}");
    assert!(told.contains("; it is T1#2 now"), "{told}");
    let first = world.at("T1#1").map(|(date, _)| date);
    assert_eq!(first.as_deref(), Some("2026-12-01"), "{told}");
}

/// A child is home later though the car comes as before: the family hears of it.
#[test]
fn a_later_drop_off_is_told() {
    let world = World::new();
    world.write(
        "rides.csv",
        "ride_id,student_id,direction,days,by\nR1,K1,from_school,Mon,liaison\n",
    );
    let travel = |minutes: u32| format!("from,to,minutes,miles\nS1,H1,{minutes},3\n");
    world.write("travel.csv", &travel(10));
    world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
    world.write("travel.csv", &travel(18));
    let told = world.replan("Mon 08:10", &[]);
    let line = "  R1 (ride): Mon 30 Nov 15:00-15:12 with L1 -> Mon 30 Nov 15:00-15:20 with L1\n";
    assert!(told.contains(line), "{told}");
    let changes = world.read("plan/changes.csv");
    let row = "R1,ride,changed,L1,2026-11-30,15:00,15:12,L1,2026-11-30,15:00,15:20,";
    assert!(changes.contains(row), "{changes}");
}

/// A visit that took longer: what follows begins after it, also what should have begun by now.
#[test]
fn what_took_longer_delays_what_follows() {
    let tasks = "task_id,kind,about,minutes,priority,place_id,windows\n\
                 T1,home_visit,K1,30,8,,Mon 09:00-09:30\n\
                 T2,meeting,,30,5,S1,Mon 09:30-12:00\n";
    let files = [
        ("tasks.csv", tasks),
        (
            "pins.csv",
            "task_id,staff_id,date,start,mode\nT2,L1,Mon,09:45,keep\n",
        ),
    ];
    // Home and school are five minutes apart.
    for (row, as_of, from) in [
        (
            "2026-11-30,T1,home_visit,done,09:00,10:00",
            "Mon 09:55",
            "10:05",
        ),
        ("2026-11-30,T1,home_visit,late,09:20,", "Mon 09:40", "09:55"),
        (
            "2026-11-30,T1,home_visit,done,09:00,09:30",
            "Mon 09:35",
            "09:45",
        ),
    ] {
        let world = World::planned(&files);
        world.write("pins.csv", "task_id,staff_id,date,start,mode\n");
        let log = format!("date,task_id,kind,outcome,start,end\n{row}\n");
        world.write("log.csv", &log);
        let told = world.replan(as_of, &[]);
        let at = world.at("T2").map(|(_, start)| start);
        assert_eq!(at.as_deref(), Some(from), "{row}: {told}");
        assert!(
            from == "09:45"
                || told.contains("T1 ended 30 min later")
                || told.contains("T1 ended 20 min later"),
            "{told}"
        );
        world.holds();
    }
}

/// A plan made after a replan is a later version, and taking back goes one step at a time.
#[test]
fn plan_after_replan_is_a_later_version() {
    let world = World::new();
    world.replan("Mon 08:10", &["--off", "T2"]);
    let second = world.read("plan/plan.json");
    let told = world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
    assert!(told.contains("exit 0"), "{told}");
    let third = world.read("plan/plan.json");
    assert!(third.contains("\"version\": 3"), "{third}");
    assert!(world.read("plan/week-L1.ics").contains("SEQUENCE:2"));
    world.replan("Mon 08:20", &["--add", "phone_call K1 15"]);
    assert!(world.read("plan/plan.json").contains("\"version\": 4"));
    for (before, version) in [(&third, 3), (&second, 2)] {
        let told = world.run(&["replan", "week", "--undo"]);
        assert!(
            told.contains(&format!("back to version {version};")),
            "{told}"
        );
        assert_eq!(&world.read("plan/plan.json"), before);
    }
    let told = world.run(&["replan", "week", "--undo"]);
    assert!(told.contains("back to version 1;"), "{told}");
}

/// A plan that is not the one that the replan left is not overwritten by what was before it.
#[test]
fn undo_leaves_what_is_newer() {
    let world = World::new();
    world.replan("Mon 08:10", &["--off", "T2"]);
    let newer = world
        .read("plan/plan.json")
        .replace("\"version\": 2", "\"version\": 7");
    world.write("plan/plan.json", &newer);
    let told = world.run(&["replan", "week", "--undo"]);
    assert!(
        told.contains("version 7") && told.contains("exit 2"),
        "{told}"
    );
    assert_eq!(world.read("plan/plan.json"), newer);
}

/// What is promised must be able to be: by the task's own rules, and beside what is promised
/// already; a promise of what is over is none.
#[test]
fn a_promise_is_held_to_the_rules() {
    let world = World::new();
    let pins = world.read("pins.csv");
    let told = |world: &World, more: &[&str]| {
        let as_of = &["confirm", "week", "--as-of", "Mon 08:00"];
        world.run(&[as_of, more].concat())
    };
    for (more, why) in [
        (&["T2", "Thu 13:00"][..], "works at none of its times"),
        (&["T2", "Tue 19:30"], "G1 cannot be met then"),
        (&["T2", "Mon 10:35"], "T1 and T2 cannot all be kept"),
        (&["T3", "Mon 15:50"], "works at none of its times"),
    ] {
        let told = told(&world, more);
        assert!(told.contains("exit 1") && told.contains(why), "{told}");
        assert_eq!(world.read("pins.csv"), pins);
    }
    let said = told(&world, &["T2", "Tue 13:10"]);
    assert!(
        said.contains("exit 0") && said.contains("run `liaison replan`"),
        "{said}"
    );
    // Where the files have moved on the plan's own place may not hold.
    let world = World::new();
    world.change("tasks.csv", "Mon 09:00-09:30", "Mon 12:00-14:00");
    let said = told(&world, &["T3"]);
    assert!(said.contains("exit 1") && said.contains("window"), "{said}");
    world.write(
        "log.csv",
        "date,task_id,kind,outcome\n2026-11-30,T2,phone_call,done\n",
    );
    let said = told(&world, &["T2"]);
    assert!(said.contains("exit 2") && said.contains("done"), "{said}");
}

/// What is new and finds no place is told, with the reason: who asked for it is not to hear that
/// nothing changes. Once it is told it is nothing new.
#[test]
fn what_is_new_and_left_out_is_told() {
    let world = World::new();
    // The shift ends at 16:00.
    let more = ["--add", "home_visit K1 300 by today"];
    for more in [&[&more[..], &["--dry-run"]].concat()[..], &more] {
        let told = world.replan("Tue 12:20", more);
        assert!(
            told.contains("1 change") && told.contains("N1 (home_visit): new -> left out"),
            "{told}"
        );
    }
    assert!(world.read("plan/unplaced.csv").contains("N1,"));
    let told = world.replan("Tue 12:25", &[]);
    assert!(told.contains("nothing changes"), "{told}");
}

/// Two options that call off the same make one row: no file is blamed for them.
#[test]
fn two_events_of_one_task() {
    let world = World::new();
    std::fs::remove_file(world.week().join("pins.csv")).expect("it is there");
    world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
    let told = world.replan(
        "Mon 08:10",
        &["--close", "S1", "--off", "T3", "--close", "S1"],
    );
    assert!(
        told.contains("exit 0") && !told.contains("pins.csv:"),
        "{told}"
    );
    assert_eq!(world.spot("T3"), None);
    assert_eq!(world.read("pins.csv").matches("T3,").count(), 1);
}

/// What is required is not told to be worth nothing.
#[test]
fn why_something_required_is_there() {
    let world = World::new();
    let told = world.run(&[
        "explain",
        "week",
        "T1",
        "--iterations",
        "20",
        "--threads",
        "1",
    ]);
    assert!(told.contains("it is required and takes"), "{told}");
    let told = world.run(&[
        "explain",
        "week",
        "T3",
        "--iterations",
        "20",
        "--threads",
        "1",
    ]);
    assert!(told.contains("it is worth 5 points and takes"), "{told}");
}

/// Nobody promises or declines what is past, nor what would go on after midnight; nothing is
/// written then, and no file is blamed for it.
#[test]
fn what_is_past_is_not_promised() {
    let world = World::new();
    let before = ["pins.csv", "tasks.csv"].map(|name| world.read(name));
    for (said, why) in [
        (
            &["confirm", "week", "T2", "Mon 13:10"][..],
            "`Mon 13:10` is past: it is taken to be 2026-12-01 12:00",
        ),
        (&["confirm", "week", "T1"], "the plan has T1 at 2026-11-30"),
        (&["decline", "week", "T1"], "the plan has T1 at 2026-11-30"),
        (&["confirm", "week", "T2", "Tue 23:59"], "before midnight"),
    ] {
        let told = world.run(&[said, &["--as-of", "Tue 12:00"]].concat());
        assert!(told.contains("exit 2") && told.contains(why), "{told}");
        assert!(!told.contains("tasks.csv:"), "{told}");
        assert_eq!(
            ["pins.csv", "tasks.csv"].map(|name| world.read(name)),
            before
        );
    }
    let told = world.run(&[
        "confirm",
        "week",
        "T2",
        "Tue 13:10",
        "--json",
        "--as-of",
        "Tue 12:00",
    ]);
    assert!(told.contains("\"is_promised\": true"), "{told}");
}

/// A ride stays on its day: another one is no time for it, and no pin is blamed.
#[test]
fn a_ride_is_not_agreed_for_another_day() {
    let world = World::new();
    world.write(
        "rides.csv",
        "ride_id,student_id,direction,days,by\nR1,K1,from_school,Mon;Tue,liaison\n",
    );
    world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
    let ride = "R1@2026-11-30";
    let told = world.run(&["confirm", "week", ride, "Tue 15:10", "--as-of", "Mon 08:10"]);
    let why = "R1@2026-11-30 is a ride of 2026-11-30, and `Tue 15:10` is another day";
    assert!(told.contains(why) && told.contains("exit 2"), "{told}");
    let told = world.replan("Mon 08:10", &["--move", "R1@2026-11-30=Tue 15:10"]);
    assert!(told.contains(why) && told.contains("exit 2"), "{told}");
}

/// A road that is closed by now was driven while it was open: what was done stays, and only
/// what is to come goes another way.
#[test]
fn a_road_closes_behind_what_was_driven() {
    let world = World::new();
    let text = "from,to,minutes,miles\nS1,H1,300,90\nOFF,S1,300,90\n";
    world.write("travel.csv", text);
    let told = world.replan("Mon 13:20", &[]);
    assert!(told.contains("exit 0"), "{told}");
    let before = Some("2026-11-30".to_owned());
    assert_eq!(
        (world.spot("T1"), world.spot("T3")),
        (before.clone(), before)
    );
    world.holds();
    assert!(world.replan("Mon 13:30", &[]).contains("nothing changes"));
}

/// Each change is told with what brought it about: who is away or late, what is closed, what is
/// new; and what follows from another change with that.
#[test]
fn each_change_has_its_cause() {
    let reason = |told: &str, id: &str| -> String {
        let mut lines = told
            .lines()
            .skip_while(|line| !line.contains(&format!("  {id} (")));
        lines.nth(1).unwrap_or_default().trim().to_owned()
    };
    for (option, why) in [
        (["--sick", "L1"], "L1 is away"),
        (["--late", "L1:70"], "L1 is 70 min late"),
        (["--close", "S1"], "S1 is closed"),
    ] {
        let world = World::new();
        let told = world.replan("Mon 08:10", &option);
        assert!(reason(&told, "T3").starts_with(why), "{told}");
        // That it is kept out by a pin is how, and not why.
        assert!(!reason(&told, "T3").contains("pin"), "{told}");
    }
    let world = World::new();
    let text = world.read("tasks.csv") + "T9,meeting,,30,required,S1,Mon 09:00-09:30\n";
    world.write("tasks.csv", &text);
    let told = world.replan("Mon 08:10", &[]);
    assert!(reason(&told, "T9").starts_with("it is new"), "{told}");
    assert!(
        reason(&told, "T3").starts_with("it gave way to T9 (it is new)"),
        "{told}"
    );
    // Where that is called off again there is room.
    let told = world.replan("Mon 08:20", &["--off", "T9"]);
    let room = "there is room where T9 was (it was called off";
    assert!(reason(&told, "T3").starts_with(room), "{told}");
    // A road takes longer, and nothing else has happened.
    let world = World::new();
    world.write("travel.csv", "from,to,minutes,miles\nOFF,S1,70,9\n");
    let told = world.replan("Mon 08:10", &[]);
    assert!(
        reason(&told, "T3").starts_with("the drives around it take longer by now"),
        "{told}"
    );
}

/// A session that a late liaison is about to begin moves or falls out: it is not left where they
/// cannot be.
#[test]
fn late_for_a_session() {
    let tasks = "task_id,kind,about,minutes,priority,place_id,windows,per_week\n\
                 T1,tutoring,K1,30,8,S1,Mon 10:00-11:00; Tue 10:00-11:00; Wed 10:00-11:00,3\n";
    for as_of in ["Mon 09:50", "Mon 09:59", "Mon 10:00"] {
        let world = World::planned(&[
            ("tasks.csv", tasks),
            ("pins.csv", "task_id,staff_id,date,start,mode\n"),
        ]);
        let told = world.replan(as_of, &["--late", "L1:25"]);
        assert!(!told.contains("fault of liaison"), "{as_of}: {told}");
        world.holds();
    }
}

/// A lunch at the confidential place that one drove to is read back as being there, and not where
/// one came from.
#[test]
fn lunch_before_a_visit_at_a_confidential_place() {
    let world = World::planned(&[
        (
            "places.csv",
            "place_id,name,kind,lat,lon,confidential\n\
             OFF,Main Office,office,47.60,-122.33,\n\
             S1,Oak School,school,47.61,-122.32,\n\
             H1,First home,home,47.62,-122.31,yes\n",
        ),
        (
            "tasks.csv",
            "task_id,kind,about,minutes,priority,place_id,windows\n\
             T1,home_visit,K1,30,8,,Mon 12:45-13:30\n\
             T3,meeting,,30,5,S1,Mon 10:00-10:30\n",
        ),
        ("pins.csv", "task_id,staff_id,date,start,mode\n"),
    ]);
    let text = world.read("plan/itinerary.csv");
    let lunch = text.lines().find(|row| row.contains(",lunch,"));
    let lunch: Vec<&str> = lunch.expect("a lunch").split(',').collect();
    assert_eq!((lunch[7], lunch[12] != "0"), ("", true), "{text}");
    world.holds();
    let told = world.run(&["verify", "week", "week/plan/itinerary.csv"]);
    assert!(told.contains("every rule holds"), "{told}");
}

/// A place that closes while somebody drives to it is not gone on to, and the plan is written.
#[test]
fn a_place_closes_on_the_way_to_it() {
    let world = World::planned(&[
        (
            "tasks.csv",
            "task_id,kind,about,minutes,priority,place_id,windows\n\
             T3,meeting,,30,5,S1,Mon 09:00-09:30; Tue 09:00-09:30\n",
        ),
        ("pins.csv", "task_id,staff_id,date,start,mode\n"),
    ]);
    assert_eq!(world.spot("T3").as_deref(), Some("2026-11-30"));
    let told = world.replan("Mon 09:00", &["--close", "S1"]);
    assert!(told.contains("S1 is closed"), "{told}");
    assert!(told.contains("exit 0"), "{told}");
    assert_eq!(world.spot("T3").as_deref(), Some("2026-12-01"), "{told}");
    world.holds();
}

/// What was required for something else alone is so no more where that does not wait for it: the
/// grant is shown and written.
#[test]
fn what_a_required_task_waits_for_is_granted_away() {
    let world = World::planned(&[
        (
            "tasks.csv",
            "task_id,kind,about,minutes,priority,place_id,windows,after\n\
             T1,home_visit,K1,30,8,,Mon 10:00-10:15,\n\
             T2,meeting,,30,required,S1,,T1\n",
        ),
        ("pins.csv", "task_id,staff_id,date,start,mode\n"),
    ]);
    let more = ["--iterations", "50", "--threads", "1", "--apply"];
    let told = world.run(&[&["explain", "week", "T2"], &more[..]].concat());
    assert!(told.contains("grant: tasks.csv,T2,after,"), "{told}");
    assert!(told.contains("exit 0"), "{told}");
    let told = world.run(&["plan", "week", "--iterations", "50", "--threads", "1"]);
    assert!(world.spot("T2").is_some(), "{told}");
}

/// One call more changes nothing else; and what a closed school leaves out takes the room that
/// there is, though something else would better the plan by value alone.
#[test]
fn the_sample_changes_no_more_than_it_must() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    let world = World::with(&[]);
    for file in std::fs::read_dir(sample).expect("the sample") {
        let file = file.expect("a file");
        if let (Ok(text), Ok(name)) = (
            std::fs::read_to_string(file.path()),
            file.file_name().into_string(),
        ) {
            world.write(&name, &text);
        }
    }
    world.run(&["plan", "week", "--iterations", "1500", "--threads", "1"]);
    let replan = |more: &[&str]| {
        let few = ["--iterations", "300", "--threads", "1"];
        let at = ["replan", "week", "--as-of", "Tue 10:15"];
        world.run(&[&at[..], &few, more].concat())
    };
    // What is agreed is not exchanged for something that is worth as much.
    let call = "phone_call ST20A 10 required";
    let told = replan(&["--seed", "3", "--add", call, "--dry-run"]);
    assert!(told.contains("had begun stay, 1 change\n"), "{told}");
    let told = replan(&["--close", "SCH1"]);
    assert!(told.contains("SCH1 is closed"), "{told}");
    assert!(!told.contains("there is room after all"), "{told}");
}
