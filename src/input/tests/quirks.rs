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
