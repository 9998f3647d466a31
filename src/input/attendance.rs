//! attendance.csv: who was absent when. Its rows are checked here; who uses them reads them.

use crate::table::Faults;

use super::cells;
use super::files::Source;
use super::people::People;
use super::sheet::columns;

columns! {
    /// The columns of attendance.csv.
    AttendanceCol in "attendance.csv" {
        Student = "student_id" required,
        Date = "date" required,
        Code = "code" required personal,
    }
}

/// Checks the rows.
pub(super) fn check(source: &Source<AttendanceCol>, people: &People, faults: &mut Faults) {
    use AttendanceCol as Col;
    for line in source.lines() {
        line.need(Col::Student, faults, |text| people.names.find(text));
        line.need(Col::Date, faults, cells::calendar_date);
        line.need(Col::Code, faults, Ok);
    }
}
