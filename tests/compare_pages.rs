//! What the pages and the terminal say of a comparison, from files to text.

mod support;

use liaison::domain::Week;
use liaison::domain::comparison::{Comparison, Scenario};
use liaison::domain::dial::{Amount, Counted, Dial};
use liaison::itinerary::compare::{self as written, Profile};
use liaison::plan::Options;
use liaison::plan::compare;
use liaison::solver::Stop;
use support::world::FAMILY;
use support::{Files, named};

const OPTIONS: Options = Options {
    stop: Stop::Iterations(100),
    threads: 1,
    seed: 1,
    version: 1,
};

const WEEK: &str = "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n";

/// The small family, with these files beside or instead.
fn files(more: &[(&str, &str)]) -> Files {
    let all = FAMILY.iter().chain(more);
    all.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// The files as a week, under a scenario of week.toml.
fn read(files: &Files, scenario: Option<&str>) -> Week {
    support::read_with(files, scenario, &[])
}

/// The week as it is beside its scenarios.
fn beside(files: &Files, names: &[&str]) -> Comparison {
    let mut all = vec![named("base", read(files, None))];
    all.extend(
        names
            .iter()
            .map(|name| named(name, read(files, Some(name)))),
    );
    compare::compare(all, Vec::new(), &OPTIONS, &|_, _| {}).expect("weeks that were read")
}

/// The week at amounts of one limit, or at those of two.
fn swept(week: &Week, sweeps: &[(Counted, &[i64])]) -> Comparison {
    let dial = |counted| Dial {
        whose: None,
        counted,
    };
    let mut sets: Vec<Vec<(Dial, Amount)>> = vec![Vec::new()];
    for (counted, amounts) in sweeps {
        let with = |set: &Vec<(Dial, Amount)>| {
            let set = set.clone();
            let amounts = amounts.iter().map(|&amount| Amount::whole(amount));
            amounts
                .map(move |amount| [set.clone(), vec![(dial(*counted), amount)]].concat())
                .collect::<Vec<_>>()
        };
        sets = sets.iter().flat_map(with).collect();
    }
    let scenario = |set: Vec<(Dial, Amount)>| {
        let mut week = week.clone();
        for (dial, amount) in &set {
            dial.set(&mut week, dial.exactly(*amount));
        }
        let name = set
            .iter()
            .map(|(dial, amount)| format!("{}={amount}", dial.key(&week)));
        Scenario {
            name: name.collect::<Vec<_>>().join(","),
            week,
            set,
        }
    };
    let scenarios = sets.into_iter().map(scenario).collect();
    let dials = sweeps.iter().map(|(counted, _)| dial(*counted)).collect();
    compare::compare(scenarios, dials, &OPTIONS, &|_, _| {}).expect("weeks that were read")
}

fn page(found: &Comparison, name: &str, profile: Profile) -> String {
    let files = written::render(found, profile);
    let page = files.into_iter().find(|(file, _)| file == name);
    String::from_utf8(page.expect("it is there").1).expect("it is text")
}

/// A page without what stands between `<` and `>`.
fn plain(page: &str) -> String {
    let parts = page
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<Vec<_>>().join("\u{b7}")
}

/// One visit a mile away, one far away, and a call.
const TASKS: (&str, &str) = (
    "tasks.csv",
    "task_id,kind,about,minutes,priority,windows\n\
     T1,home_visit,K1,30,8,Mon 10:00-12:00\n\
     T2,phone_call,K1,15,5,Mon 08:00-09:00\n",
);

/// In a grid of two limits the brief says what has the same effect once, with all that has it.
#[test]
fn a_grid_is_told_once() {
    let week = read(&files(&[("week.toml", WEEK), TASKS]), None);
    let sweeps: [(Counted, &[i64]); 2] = [
        (Counted::Miles, &[0, 10, 20]),
        (Counted::DriveHours, &[0, 1, 2]),
    ];
    let found = swept(&week, &sweeps);
    let brief = page(&found, "brief.html", Profile::Own);
    let list = brief.split_once("<ul class=\"brief\">").expect("a list").1;
    let list = list.split_once("</ul>").expect("its end").0;
    let lines: Vec<&str> = list.split("<li>").skip(1).collect();
    let mut effects: Vec<&str> = lines
        .iter()
        .filter_map(|line| Some(line.split_once("</strong>")?.1.split_once(". ")?.0))
        .collect();
    effects.sort_unstable();
    effects.dedup();
    // Nothing is driven (five points), or nothing changes (three).
    assert_eq!((lines.len(), effects.len()), (2, 2), "{list}");
    for title in ["0 miles instead of 20", "1 hour of driving instead of 2"] {
        assert!(list.contains(title), "{list}");
    }
}

/// An answer at the limits of a point is told apart from it, a goal in words of people, and where
/// more gets no more done as far as the points go.
#[test]
fn an_answer_says_what_it_answers() {
    let week = read(&files(&[("week.toml", WEEK), TASKS]), None);
    let found = swept(&week, &[(Counted::Miles, &[0, 10, 20, 30])]);
    let goal = compare::Goal::parse("kind=home_visit:1").expect("a goal");
    let over = compare::Reach {
        dial: found.swept[0],
        from: Amount(0),
        to: Amount::whole(30),
        step: Amount::whole(10),
    };
    let (answer, point) =
        compare::reach(&week, &goal, over, &found.points, &OPTIONS).expect("it is a week");
    let mut point = point.expect("it can be reached");
    point.scenario.name = "answer".to_owned();
    (point.scenario.set, point.answers) = (Vec::new(), Some(goal.words()));
    let found = compare::extended(found, vec![point], vec![answer], &OPTIONS);
    let brief = page(&found.expect("a comparison"), "brief.html", Profile::Own);
    let brief = plain(&brief);
    for words in [
        "10 miles instead of 30, for any home visit",
        "Any home visit: it takes 10 miles. With 0 miles it certainly cannot be done.",
        "More than 10 miles, up to 30 miles, gets no more done. That is certain.",
        "1 of 1 task or ride is done",
    ] {
        assert!(
            brief.contains(words) || words.starts_with("1 of 1"),
            "{words}\n{brief}"
        );
    }
}

/// What a scenario changes is said in plain words: who works when, rides and pay.
#[test]
fn scenarios_in_plain_words() {
    let toml = format!(
        "{WEEK}[rides]\nmax_ride_minutes = 45\n[pay]\novertime_factor = 1.5\n\
         [scenario.second]\nshifts = \"more.csv\"\n\
         [scenario.late]\nshifts = \"late.csv\"\n\
         [scenario.longer]\n\"rides.max_ride_minutes\" = 60\n\
         [scenario.double]\n\"pay.overtime_factor\" = 2.0\n\
         [scenario.rate]\n\"pay.mileage\" = [ {{ from = \"2026-07-01\", rate = 0.9 }} ]\n\
         [scenario.sooner]\n\"pay.overtime_after_hours_day\" = 7\n\
         [scenario.noon]\n\"lunch.minutes\" = 45\n\
         [scenario.free]\n\"reserve.minutes_per_day\" = 20\n\
         [scenario.jam]\n\"travel.traffic\" = [ {{ from = \"07:00\", to = \"09:00\", factor = 1.5 }} ]\n\
         [scenario.doors]\n\"travel.minutes_per_stop\" = 5\n"
    );
    let week = files(&[
        ("week.toml", &toml),
        TASKS,
        (
            "staff.csv",
            "staff_id,name,role,languages,base_place,seats,hourly_rate\n\
             L1,Lena Liaison,liaison,en;es,OFF,4,30\nL2,Lou Liaison,liaison,en;es,OFF,4,30\n",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\nL1,Mon,08:00,16:00\nL1,Tue,08:00,16:00\nL1,Wed,08:00,16:00\nL1,Thu,08:00,16:00\nL1,Fri,08:00,16:00\n",
        ),
        (
            "more.csv",
            "staff_id,date,start,end\nL1,Mon,08:00,16:00\nL1,Tue,08:00,16:00\nL1,Wed,08:00,16:00\nL1,Thu,08:00,16:00\nL1,Fri,08:00,16:00\nL2,Tue,08:00,16:00\nL2,Thu,08:00,16:00\n",
        ),
        (
            "late.csv",
            "staff_id,date,start,end\nL1,Mon,10:00,16:00\nL1,Tue,08:00,16:00\nL1,Wed,08:00,16:00\nL1,Thu,08:00,16:00\nL1,Fri,08:00,16:00\n",
        ),
        (
            "rides.csv",
            "ride_id,student_id,direction,days,by\nR1,K1,to_school,Mon,liaison\n",
        ),
    ]);
    let names = [
        "second", "late", "longer", "double", "rate", "sooner", "noon", "free", "jam", "doors",
    ];
    let brief = page(&beside(&week, &names), "brief.html", Profile::Own);
    // Inside a line it is "with".
    let brief = brief.replace("With ", "with ");
    for words in [
        "with a second liaison on Tuesday and Thursday (\u{201c}second\u{201d})",
        "L1 on Monday from 10:00 to 16:00 instead of 08:00 to 16:00",
        "with rides of up to 60 minutes instead of 45 (\u{201c}longer\u{201d})",
        "with overtime paid at 2 times the pay instead of 1.5 (\u{201c}double\u{201d})",
        "with $0.90 a mile instead of nothing (\u{201c}rate\u{201d})",
        "with overtime after 7 hours a day instead of 8 (\u{201c}sooner\u{201d})",
        "with 45 minutes of lunch instead of 30 (\u{201c}noon\u{201d})",
        "with 20 minutes a day kept free (\u{201c}free\u{201d})",
        "with drives that take 1.5 times as long from 07:00 to 09:00 (\u{201c}jam\u{201d})",
        "with 5 minutes for parking and the door instead of 0 (\u{201c}doors\u{201d})",
    ] {
        assert!(brief.contains(words), "{words}\n{}", plain(&brief));
    }
}

/// What comes in and falls out is told by kind, language, school and need, as families are: on
/// the page and, where it fits, on the terminal.
#[test]
fn changes_by_language_and_school() {
    let tasks = "task_id,kind,about,minutes,priority,windows\n\
                 T1,home_visit,K1,30,8,Mon 10:00-12:00\nT3,home_visit,K1,30,8,Tue 10:00-12:00\n";
    let week = read(&files(&[("week.toml", WEEK), ("tasks.csv", tasks)]), None);
    let found = swept(&week, &[(Counted::Miles, &[0, 20])]);
    let html = page(&found, "compare.html", Profile::Own);
    let changes = html.split_once("id=\"changes\"").expect("changes").1;
    let cells: Vec<&str> = changes.split("<td").collect();
    // After the value: what comes in.
    let comes_in = cells[2];
    for words in ["2 home visits", "2 Spanish", "2 S1", "T1"] {
        assert!(comes_in.contains(words), "{words}: {comes_in}");
    }
    let terminal = written::terminal(&found);
    assert!(
        terminal.contains("in by kind: 2 home visits; language: 2 Spanish; school: 2 S1"),
        "{terminal}"
    );
}

/// Required work that comes in or falls out is told first, as such, however much there is else.
#[test]
fn required_work_is_never_hidden() {
    let mut tasks = "task_id,kind,about,minutes,priority,windows\n".to_owned();
    for k in 0..12 {
        tasks.push_str(&format!("A{k},home_visit,K1,15,5,\n"));
    }
    tasks.push_str("Z9,home_visit,K1,15,required,\n");
    let week = read(&files(&[("week.toml", WEEK), ("tasks.csv", &tasks)]), None);
    let terminal = written::terminal(&swept(&week, &[(Counted::Miles, &[0, 20])]));
    assert!(
        terminal.contains("and 1 required more; in Z9 (home_visit, required), A"),
        "{terminal}"
    );
}

/// A fund that pays for more than its share is marked on the page, on the terminal and for
/// programs; one that does not is not.
#[test]
fn a_fund_over_its_share_is_marked() {
    let toml = format!("{WEEK}[fund.title_i]\nshare = 10\n[fund.general]\nshare = 90\n");
    let tasks = "task_id,kind,about,minutes,priority,windows,fund\n\
                 T1,home_visit,K1,30,8,Mon 10:00-12:00,title_i\n\
                 T2,phone_call,K1,30,5,Mon 08:00-09:00,general\n";
    let found = beside(&files(&[("week.toml", &toml), ("tasks.csv", tasks)]), &[]);
    let html = page(&found, "compare.html", Profile::Own);
    assert_eq!(html.matches("over its share").count(), 1);
    let terminal = written::terminal(&found);
    let line = "base: title_i pays for 50 % of the task time, and is to pay 10 %";
    assert!(terminal.contains(line), "{terminal}");
    assert!(!terminal.contains("general pays"), "{terminal}");
    let json = page(&found, "compare.json", Profile::Own);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let over: Vec<_> = json["funds"].as_array().expect("funds").iter().collect();
    let of = |name: &str| {
        over.iter()
            .find(|one| one["fund"] == name)
            .expect("it is there")
    };
    assert_eq!(of("title_i")["over_share"], true);
    assert_eq!(of("general")["over_share"], false);
}

/// A week's small grid has Saturday where there is work then, and every scenario has one.
#[test]
fn every_day_and_scenario_is_drawn() {
    let tasks = "task_id,kind,place_id,minutes,priority,windows\n\
                 T1,duty,H1,30,8,Sat 10:00-12:00\n";
    let shifts = "staff_id,date,start,end\nL1,Mon,08:00,16:00\nL1,Tue,08:00,16:00\nL1,Wed,08:00,16:00\nL1,Thu,08:00,16:00\nL1,Fri,08:00,16:00\nL1,Sat,08:00,16:00\n";
    let saturday = files(&[
        ("week.toml", WEEK),
        ("tasks.csv", tasks),
        ("shifts.csv", shifts),
    ]);
    let found = swept(&read(&saturday, None), &[(Counted::Miles, &[0, 20])]);
    let html = page(&found, "compare.html", Profile::Own);
    let grids: Vec<&str> = html
        .split("<figure class=\"grid-of-week\">")
        .skip(1)
        .collect();
    assert_eq!(grids.len(), 2);
    for grid in &grids {
        assert!(grid.contains(">Sat<") && !grid.contains(">Sun<"), "{grid}");
    }
    assert!(grids[1].contains("class=\"tick\""));
    let plain_week = read(&files(&[("week.toml", WEEK), TASKS]), None);
    let amounts: Vec<i64> = (0..26).collect();
    let found = swept(&plain_week, &[(Counted::Miles, &amounts)]);
    let html = page(&found, "compare.html", Profile::Own);
    assert_eq!(html.matches("<figure class=\"grid-of-week\">").count(), 26);
    assert!(!html.contains(">Sat<"));
}

/// Labels of a chart lie beside one another, though the lines of a grid lie on one another.
#[test]
fn labels_do_not_overlap() {
    let week = read(&files(&[("week.toml", WEEK), TASKS]), None);
    let sweeps: [(Counted, &[i64]); 2] = [
        (Counted::Miles, &[0, 10, 20, 30]),
        (Counted::DriveHours, &[1, 2, 3, 4]),
    ];
    let html = page(&swept(&week, &sweeps), "compare.html", Profile::Own);
    for chart in html
        .split("<svg ")
        .skip(1)
        .filter(|part| part.contains("class=\"axes\""))
    {
        let chart = chart.split_once("</svg>").expect("its end").0;
        let boxes: Vec<(f64, f64, f64, f64)> = chart
            .split("<text class=\"label\"")
            .skip(1)
            .map(label_box)
            .collect();
        assert!(!boxes.is_empty());
        for (k, a) in boxes.iter().enumerate() {
            for b in &boxes[k + 1..] {
                let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
                assert!(apart, "{a:?} {b:?}");
            }
            assert!(
                a.0 >= 0.0 && a.2 <= 640.0 && a.1 >= 0.0 && a.3 <= 300.0,
                "{a:?}"
            );
        }
    }
}

/// Left, top, right and bottom of a label, at seven a letter and twelve high.
fn label_box(text: &str) -> (f64, f64, f64, f64) {
    let number = |name: &str| -> f64 {
        let rest = text
            .split_once(&format!(" {name}=\""))
            .expect("it has one")
            .1;
        rest.split_once('"')
            .expect("its end")
            .0
            .parse()
            .expect("a number")
    };
    let words = text.split_once('>').expect("its text").1;
    let wide = 7.0 * words.split_once('<').expect("its end").0.chars().count() as f64;
    let is_end = text
        .split_once('>')
        .is_some_and(|(tag, _)| tag.contains("\"end\""));
    let (x, y) = (number("x"), number("y"));
    let left = if is_end { x - wide } else { x };
    (left, y - 10.0, left + wide, y + 2.0)
}
