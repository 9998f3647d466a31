//! cases.csv: students' cases. What they drive comes with the rooms above.

use crate::domain::case::{Case, Stage};
use crate::domain::ids::{CaseIx, StaffIx};
use crate::table::Faults;

use super::cells;
use super::files::Source;
use super::names::{Names, rows_by_id};
use super::people::People;
use super::places::Places;
use super::sheet::{Line, columns};

columns! {
    /// The columns of cases.csv.
    CaseCol in "cases.csv" {
        Id = "case_id" required,
        Student = "student_id" required,
        Staff = "staff_id",
        Origin = "origin" personal,
        Type = "type" personal,
        Opened = "opened",
        Reason = "reason" personal,
        Stage = "stage",
        Guardian = "guardian_id",
        Teacher = "teacher_id",
        Principal = "principal_id",
        School = "school_id",
        OtherSchool = "other_school_id",
        Priority = "priority",
        Attempts = "attempts",
        Progress = "progress" personal,
        Involvement = "involvement" personal,
        Agreed = "agreed" personal,
        Resources = "resources",
        Notes = "notes" personal,
    }
}

const STAGES: [(Stage, &str); 6] = [
    (Stage::Alert, "alert"),
    (Stage::Contacted, "contacted"),
    (Stage::Meeting, "meeting"),
    (Stage::Visit, "visit"),
    (Stage::FollowUp, "follow_up"),
    (Stage::Closed, "closed"),
];

/// Reads the cases in the order of ids. `resources` are the ids of resources.csv.
pub(super) fn read(
    source: &Source<CaseCol>,
    places: &Places,
    people: &People,
    staff: &Names<StaffIx>,
    resources: &Names<usize>,
    faults: &mut Faults,
) -> (Vec<Case>, Names<CaseIx>) {
    let (rows, is_whole) = rows_by_id(source, CaseCol::Id, faults);
    let file = source.file();
    let mut list = Vec::with_capacity(rows.len());
    for (id, line) in &rows {
        list.extend(case(id, *line, places, people, staff, resources, faults));
    }
    let ids = list.iter().map(|case: &Case| case.id.clone()).collect();
    let is_whole = is_whole && list.len() == rows.len();
    (
        list,
        Names::new("case of cases.csv", file, is_whole, ids, CaseIx::at),
    )
}

fn case(
    id: &str,
    line: Line<'_, CaseCol>,
    places: &Places,
    people: &People,
    staff: &Names<StaffIx>,
    resources: &Names<usize>,
    faults: &mut Faults,
) -> Option<Case> {
    use CaseCol as Col;
    let student = line
        .need(Col::Student, faults, |text| people.names.find(text))
        .flatten();
    let person = |column, faults: &mut Faults| {
        line.read(column, faults, |text| people.names.find(text))
            .flatten()
    };
    let place = |column, faults: &mut Faults| {
        line.read(column, faults, |text| places.names.find(text))
            .flatten()
    };
    line.list(Col::Resources, faults, |text| resources.find(text));
    place(Col::OtherSchool, faults);
    let priority = line.read(Col::Priority, faults, |text| cells::whole(text, 1..=10));
    let reasons = [Col::Origin, Col::Type, Col::Reason].map(|column| line.text(column));
    let case = Case {
        id: id.to_owned(),
        student: student.unwrap_or(crate::domain::ids::PersonIx(0)),
        staff: line
            .read(Col::Staff, faults, |text| staff.find(text))
            .flatten(),
        reason: reasons
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        opened: line.read(Col::Opened, faults, cells::calendar_date),
        stage: line.read(Col::Stage, faults, |text| cells::word(text, &STAGES)),
        guardian: person(Col::Guardian, faults),
        teacher: person(Col::Teacher, faults),
        principal: person(Col::Principal, faults),
        school: place(Col::School, faults),
        priority: priority.and_then(|priority| u8::try_from(priority).ok()),
        attempts: line
            .read(Col::Attempts, faults, |text| {
                cells::whole(text, 0..=100_000)
            })
            .unwrap_or(0),
    };
    student.map(|_| case)
}
