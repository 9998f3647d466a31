//! Files as spreadsheets leave them give the same week as clean ones.

use super::{read_dir, week, workspace};

const TASKS: &str = "task_id,kind,title,windows,due,minutes,priority\n\
    0042,report,\"Ni\u{f1}o, \"\"big\"\"\",Mon 08:30-10:30;Tue,2026-12-03,30,7\n";

/// A byte order mark, semicolons, CRLF, quotes, Windows-1252, American dates and times, spaces
/// and dashes in headers: none of it changes what is read.
#[test]
fn what_excel_writes_reads_the_same() {
    let clean = week(&[("tasks.csv", TASKS)]).tasks;
    let excel = "\u{feff}\"Task ID\";KIND;Title ;windows;Due;Minutes;priority\r\n\
        0042;Report;\"Ni\u{f1}o, \"\"big\"\"\";\"Mon 8:30 AM-10:30 AM;Tue\";12/3/2026;30.0;7\r\n;;;;;;\r\n";
    let tabs = excel.replace(';', "\t").replace("AM\tTue", "AM;Tue");
    let latin: Vec<u8> = excel
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let utf16: Vec<u8> = tabs.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("utf-8", excel.as_bytes()),
        ("tabs", tabs.as_bytes()),
        ("1252", &latin),
        ("utf-16", &utf16),
    ] {
        let dir = workspace(&[("tasks.csv", bytes)]);
        let read = read_dir(dir.path()).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        assert_eq!(read.week.tasks, clean, "{name}");
        assert_eq!(read.week.tasks[0].id, "0042");
    }
}

/// The order of rows and columns does not matter but for the lines that messages name.
#[test]
fn shuffled_rows_and_columns_read_the_same() {
    let one = week(&[(
        "tasks.csv",
        "task_id,kind,after,group\nT1,report,,g\nT2,event,T1,\nT10,duty,T2,h\n,report,,\n,event,,\n",
    )]);
    let two = week(&[(
        "tasks.csv",
        "group,after,kind,task_id\n,,event,\nh,T2,duty,T10\n,T1,event,T2\n,,report,\ng,,report,T1\n",
    )]);
    let without_lines = |week: &crate::domain::Week| {
        let mut tasks = week.tasks.clone();
        tasks.iter_mut().for_each(|task| task.line = 0);
        tasks
    };
    assert_eq!(without_lines(&one), without_lines(&two));
    assert_eq!(one.groups, two.groups);
}

/// A table with its rows and its columns put into another order by two seeds.
fn shuffled(text: &str, seeds: (u64, u64)) -> String {
    use rand::SeedableRng;
    use rand::seq::SliceRandom;
    let mut rows: Vec<Vec<&str>> = text.lines().map(|row| row.split(',').collect()).collect();
    let mut order: Vec<usize> = (0..rows[0].len()).collect();
    order.shuffle(&mut rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(
        seeds.0,
    ));
    rows[1..].shuffle(&mut rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(
        seeds.1,
    ));
    let row = |row: &Vec<&str>| {
        order
            .iter()
            .map(|ix| row[*ix])
            .collect::<Vec<_>>()
            .join(",")
            + "\n"
    };
    rows.iter().map(row).collect()
}

/// A week as text, without the lines that messages name.
fn fingerprint(week: &crate::domain::Week) -> String {
    let text = format!("{week:#?}");
    let is_line = |line: &&str| line.trim_start().starts_with("line: ");
    text.lines()
        .filter(|line| !is_line(line))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The tables of a made-up week of so many tasks.
fn tables(tasks: &[(u8, u8, u8, u8)]) -> Vec<(&'static str, String)> {
    use std::fmt::Write;
    const KINDS: [&str; 5] = ["report", "phone_call", "home_visit", "meeting", "tutoring"];
    const WINDOWS: [&str; 4] = ["", "Mon-Wed 09:00-12:00", "Fri;Tue 10:00-15:00", "P1"];
    let mut rows = "task_id,kind,about,place_id,priority,windows,after,group,per_week\n".to_owned();
    for (ix, (kind, priority, window, before)) in tasks.iter().enumerate() {
        let kind = KINDS[usize::from(*kind) % KINDS.len()];
        let window = WINDOWS[usize::from(*window) % WINDOWS.len()];
        let after = usize::from(*before) % (ix + 2);
        let after = if after < ix {
            format!("T{after}")
        } else {
            String::new()
        };
        let group = if ix % 4 == 3 {
            format!("g{}", before % 3)
        } else {
            String::new()
        };
        let sessions = priority % 3 + 1;
        writeln!(
            rows,
            "T{ix},{kind},K1,S1,{},{window},{after},{group},{sessions}",
            priority % 10 + 1
        )
        .unwrap();
    }
    let other = |name, text: &str| (name, text.to_owned());
    vec![
        ("tasks.csv", rows),
        other(
            "bells.csv",
            "place_id,date,period,start,end\nS1,,P1,08:00,09:00\nS1,Tue,P1,08:30,09:00\nS1,Wed,,08:00,12:00\n",
        ),
        other(
            "availability.csv",
            "person_id,date,start,end,status\nG2,Mon,09:00,12:00,free\nG2,,11:00,14:00,preferred\nP1,Tue,,10:00,busy\n",
        ),
        other(
            "shifts.csv",
            "staff_id,date,start,end\nL1,Mon,08:00,11:00\nL1,Mon,12:00,16:00\nL2,Tue,08:00,16:30\nP1,Mon,09:00,12:00\n",
        ),
        other(
            "rides.csv",
            "ride_id,student_id,direction,days,keep_with\nR1,K1,to_school,Mon;Tue,R2\nR2,K1,to_school,Tue,\n",
        ),
        other(
            "travel.csv",
            "from,to,minutes,miles\nS1,H1,6,1\nH1,S1,7,1.1\nH1,H2,4,2\n",
        ),
        other("pins.csv", "task_id,staff_id,mode\nT0,L1,promised\n"),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: 24, failure_persistence: None, ..Default::default()
    })]

    /// Whatever the week, the order of its rows and columns does not matter.
    #[test]
    fn no_order_of_rows_and_columns_matters(
        tasks in proptest::collection::vec((0_u8..255, 0_u8..255, 0_u8..255, 0_u8..255), 1..12),
        columns in 0_u64..u64::MAX,
        rows in 0_u64..u64::MAX,
    ) {
        let plain = tables(&tasks);
        let mixed: Vec<(&str, String)> =
            plain.iter().map(|(name, text)| (*name, shuffled(text, (columns, rows)))).collect();
        let read = |tables: &[(&str, String)]| {
            let files: Vec<(&str, &str)> = tables.iter().map(|(name, text)| (*name, text.as_str())).collect();
            fingerprint(&week(&files))
        };
        proptest::prop_assert_eq!(read(&plain), read(&mixed));
    }
}
