//! Nothing that a file holds makes the reader panic, hang or guess.

use proptest::prelude::*;

use super::{BASE, asked, read_dir, workspace};
use crate::input::read_week;

/// Files that are read besides those of the base workspace.
const OTHERS: [(&str, &str); 8] = [
    (
        "shifts.csv",
        "staff_id,date,start,end,latest_end\nL1,Mon,08:00,16:30,17:00\n",
    ),
    (
        "bells.csv",
        "place_id,date,period,doors,start,end\nS1,Mon,P1,07:50,08:00,09:00\n",
    ),
    (
        "availability.csv",
        "person_id,date,start,end,status\nG2,Mon,P1,10:00,free\n",
    ),
    (
        "rides.csv",
        "ride_id,student_id,direction,days,bell,pickup_from,dropoff_to\nR1,K1,to_school,Mon,P1,07:00,08:00\n",
    ),
    (
        "pins.csv",
        "task_id,staff_id,date,start,mode\nT1,L1,Mon,09:00,keep\n",
    ),
    ("travel.csv", "from,to,minutes,miles\nS1,H1,6,1.5\n"),
    (
        "log.csv",
        "date,task_id,outcome,start,end\n2026-11-24,T9,done,09:00,10:00\n",
    ),
    (
        "vehicles.csv",
        "vehicle_id,place_id,seats,cost_per_mile,start,end\nV1,S1,8,0.5,06:00,18:00\n",
    ),
];

fn files() -> impl Strategy<Value = (usize, String)> {
    (0..BASE.len() + OTHERS.len()).prop_map(|ix| {
        let (_, text) = BASE.iter().chain(&OTHERS).nth(ix).unwrap();
        (ix, (*text).to_owned())
    })
}

/// What a cell may be replaced by.
const CELLS: [&str; 24] = [
    "",
    "-1",
    "NaN",
    "1e308",
    "99999999999999999999",
    "24:00",
    "00:00",
    "2026-02-30",
    "9999-12-31",
    "Mon-Fri",
    ";;;",
    "T1;T1",
    "L1",
    "K1",
    "S1",
    "x",
    "\u{1f600}",
    "Mon 08:00-",
    "P1-P1",
    "0",
    "yes",
    "Sun 02:30-03:30",
    "required",
    "#REF!",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Random bytes in place of any file, or spliced into it, give faults or a week.
    #[test]
    fn random_bytes_never_panic(
        (ix, text) in files(),
        noise in proptest::collection::vec(any::<u8>(), 0..200),
        at in any::<proptest::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let (name, _) = BASE.iter().chain(&OTHERS).nth(ix).unwrap();
        let mut bytes = if whole { Vec::new() } else { text.into_bytes() };
        let at = at.index(bytes.len() + 1);
        bytes.splice(at..at, noise);
        let mut all: Vec<(&str, &[u8])> = OTHERS.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        all.retain(|(other, _)| other != name);
        all.push((name, &bytes));
        let _ = read_dir(workspace(&all).path());
    }

    /// Any cell replaced by any odd text gives faults or a week, of a week with daylight saving.
    #[test]
    fn odd_cells_never_panic(
        (ix, text) in files(),
        cell in any::<proptest::sample::Index>(),
        odd in proptest::sample::select(CELLS.as_slice()),
        start in proptest::sample::select(["2026-11-30", "2026-03-02", "2026-10-26"].as_slice()),
    ) {
        let (name, _) = BASE.iter().chain(&OTHERS).nth(ix).unwrap();
        let mut cells: Vec<&str> = text.split_inclusive([',', '\n']).collect();
        let at = cell.index(cells.len());
        let end = cells[at].chars().last().filter(|c| matches!(c, ',' | '\n')).map(String::from).unwrap_or_default();
        let new = format!("{odd}{end}");
        cells[at] = &new;
        let text = cells.concat();
        let toml = BASE[0].1.replace("2026-11-30", start);
        let mut all: Vec<(&str, &[u8])> = OTHERS.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        all.push(("week.toml", toml.as_bytes()));
        all.retain(|(other, _)| other != name);
        all.push((name, text.as_bytes()));
        let _ = read_dir(workspace(&all).path());
    }

    /// `--budget` and `--scenario` take any text.
    #[test]
    fn any_command_line_is_answered(key in "[a-z.L1\u{e9}]{0,12}", value in ".{0,8}", scenario in "[a-z]{0,3}") {
        let mut asked = asked();
        asked.budget.push((key, value));
        asked.scenario = Some(scenario);
        let _ = read_week(workspace(&[]).path(), &asked);
    }
}

/// Many rows that refer to each other in the worst way are read in their time: 5,000 tasks in a
/// chain, 20,000 rows of one person's availability, ids that nobody knows.
#[test]
fn large_files_are_read_in_time() {
    use std::fmt::Write;
    let mut tasks = "task_id,kind,after,windows\n".to_owned();
    (0..5_000).for_each(|ix| {
        let after = if ix == 0 {
            String::new()
        } else {
            format!("T{}", ix - 1)
        };
        writeln!(
            tasks,
            "T{ix},report,{after},Mon 08:00-10:00;Tue 09:00-11:00"
        )
        .unwrap();
    });
    let mut rows = "person_id,date,start,end,status\n".to_owned();
    (0..20_000)
        .for_each(|ix| writeln!(rows, "G2,,{:02}:{:02},24:00,free", ix % 23, ix % 60).unwrap());
    let mut unknown = "from,to,minutes,miles\n".to_owned();
    (0..50_000).for_each(|ix| writeln!(unknown, "QQQQ{ix},S1,1,1").unwrap());
    let start = std::time::Instant::now();
    let week = super::week(&[("tasks.csv", &tasks), ("availability.csv", &rows)]);
    assert_eq!(week.tasks.len(), 5_000);
    assert_eq!(
        super::lines(&[("travel.csv", &unknown)], &asked()).len(),
        201
    );
    // Each scenario is looked at by itself: 5,000 of them once took 42 s.
    let mut toml = super::BASE[0].1.to_owned();
    (0..5_000).for_each(|ix| writeln!(toml, "[scenario.s{ix}]\nmiles = {ix}").unwrap());
    assert_eq!(super::lines(&[("week.toml", &toml)], &asked()).len(), 0);
    // Quadratic work on any of these would take minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
