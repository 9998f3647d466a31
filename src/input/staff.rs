//! staff.csv: liaisons, and who comes along with them.

use crate::domain::ids::{PlaceIx, StaffIx};
use crate::domain::money::{Metres, Rate};
use crate::domain::person::Person;
use crate::domain::place::PlaceKind;
use crate::domain::staff::{PayBasis, Staff, StaffRole};
use crate::domain::time::{Minutes, Spans};
use crate::table::Faults;

use super::cells::{self, Bad};
use super::config::hours_of;
use super::names::Names;
use super::people::{People, language};
use super::places::Places;
use super::sheet::{Line, columns};

columns! {
    /// The columns of staff.csv.
    StaffCol in "staff.csv" {
        Id = "staff_id" required,
        Name = "name" personal,
        Role = "role",
        Languages = "languages",
        Skills = "skills",
        Base = "base_place",
        Schools = "schools",
        Seats = "seats",
        Wheelchairs = "wheelchair_places",
        Boosters = "boosters",
        Pay = "pay",
        Rate = "hourly_rate" personal,
        MaxMiles = "max_miles_week",
        MaxDrive = "max_drive_hours_week",
        MaxTasks = "max_tasks_day",
        MaxStudentDrive = "max_student_drive_hours_year",
        StudentDriveUsed = "student_drive_hours_used",
        ClearedUntil = "cleared_until",
        Phone = "phone" personal,
    }
}

const ROLES: [(StaffRole, &str); 4] = [
    (StaffRole::Liaison, "liaison"),
    (StaffRole::Partner, "partner"),
    (StaffRole::Interpreter, "interpreter"),
    (StaffRole::Driver, "driver"),
];

const PAY: [(PayBasis, &str); 3] = [
    (PayBasis::Shift, "shift"),
    (PayBasis::Used, "used"),
    (PayBasis::Salaried, "salaried"),
];

/// Reads the staff in the order of ids, and notes at the people who of them is staff.
///
/// `busy` and `present` are filled when shifts and availability are known.
pub(super) fn read(
    rows: &[(&str, Line<'_, StaffCol>)],
    places: &Places,
    people: &mut People,
    faults: &mut Faults,
) -> Vec<Staff> {
    let mut list = Vec::with_capacity(rows.len());
    for (ix, (id, line)) in rows.iter().enumerate() {
        let Some(person) = people.names.get(id) else {
            continue;
        };
        people.list[person.ix()].staff = Some(StaffIx::at(ix));
        list.push(member(id, *line, person, &people.list, places, faults));
    }
    list
}

/// Ids of the staff.
pub(super) fn names(
    rows: &[(&str, Line<'_, StaffCol>)],
    file: &str,
    is_whole: bool,
) -> Names<StaffIx> {
    let ids = rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    Names::new("member of staff.csv", file, is_whole, ids, StaffIx::at)
}

fn member(
    id: &str,
    line: Line<'_, StaffCol>,
    person: crate::domain::ids::PersonIx,
    people: &[Person],
    places: &Places,
    faults: &mut Faults,
) -> Staff {
    use StaffCol as Col;
    let count = |column, most, faults: &mut Faults| {
        line.read(column, faults, |text| cells::whole(text, 0..=most))
    };
    let hours = |column, faults: &mut Faults| line.read(column, faults, hours_of);
    let school = |text: &str| {
        let found = places.names.find(text)?;
        let is_school = |place: PlaceIx| places.list[place.ix()].kind == PlaceKind::School;
        match found {
            Some(place) if !is_school(place) => Err(Bad::new("is no school in places.csv")
                .remedy("give the place the kind `school`, or name a school")),
            found => Ok(found),
        }
    };
    // English is what staff speak of whom nothing else is said.
    let mut languages: Vec<String> = line.list(Col::Languages, faults, |text| Ok(language(text)));
    if languages.is_empty() {
        languages.push("en".to_owned());
    }
    let year = hours(Col::MaxStudentDrive, faults);
    let used = hours(Col::StudentDriveUsed, faults).unwrap_or(Minutes(0));
    let schools: Vec<Option<PlaceIx>> = line.list(Col::Schools, faults, school);
    Staff {
        id: id.to_owned(),
        person,
        role: line
            .read(Col::Role, faults, |text| cells::word(text, &ROLES))
            .unwrap_or(StaffRole::Liaison),
        languages: sorted(languages),
        skills: sorted(line.list(Col::Skills, faults, |text| Ok(text.to_lowercase()))),
        base: line
            .read(Col::Base, faults, |text| places.names.find(text))
            .flatten(),
        schools: sorted(schools.into_iter().flatten().collect()),
        seats: count(Col::Seats, 100, faults).unwrap_or(0),
        wheelchair_places: count(Col::Wheelchairs, 100, faults).unwrap_or(0),
        boosters: count(Col::Boosters, 100, faults).unwrap_or(0),
        pay: line
            .read(Col::Pay, faults, |text| cells::word(text, &PAY))
            .unwrap_or(PayBasis::Shift),
        hourly_rate: line.read(Col::Rate, faults, |text| {
            cells::decimal(text, 2, 10_000).map(|cents| Rate(cents * 100))
        }),
        max_metres_week: line
            .read(Col::MaxMiles, faults, |text| {
                cells::number(text, 0.0..=100_000.0)
            })
            .map(Metres::from_miles),
        max_drive_week: hours(Col::MaxDrive, faults),
        max_tasks_day: count(Col::MaxTasks, 1000, faults),
        student_drive_left: year.map(|year| Minutes((year - used).0.max(0))),
        student_drive_used: used,
        cleared_until: line.read(Col::ClearedUntil, faults, cells::calendar_date),
        phone: people[person.ix()].phone.clone(),
        busy: Spans::default(),
        present: Spans::default(),
    }
}

/// A set as a list: ascending, each once.
pub(super) fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort();
    list.dedup();
    list
}
