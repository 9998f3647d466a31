//! people.csv: students, guardians, teachers, principals; staff are people too.

use std::collections::BTreeSet;

use crate::domain::ids::{FamilyIx, PersonIx, PlaceIx};
use crate::domain::person::{Availability, Person, PersonRole};
use crate::table::Faults;

use super::about::each_once;
use super::cells::{self, Bad};
use super::files::Source;
use super::names::{Names, natural, rows_by_id};
use super::places::Places;
use super::sheet::{Line, columns};
use super::staff::StaffCol;

columns! {
    /// The columns of people.csv.
    PersonCol in "people.csv" {
        Id = "person_id" required,
        Name = "name" personal,
        Role = "role",
        Home = "home_place",
        School = "school_place",
        Family = "family_id",
        Guardians = "guardians",
        Language = "language" personal,
        Phone = "phone" personal,
        Email = "email" personal,
        Grade = "grade" personal,
        BirthDate = "birth_date" personal,
        Height = "height_cm" personal,
        Weight = "weight_kg" personal,
        BeltTest = "belt_test_on" personal,
        NoContact = "no_contact",
        Notes = "notes" personal,
    }
}

const ROLES: [(PersonRole, &str); 6] = [
    (PersonRole::Student, "student"),
    (PersonRole::Guardian, "guardian"),
    (PersonRole::Teacher, "teacher"),
    (PersonRole::Principal, "principal"),
    (PersonRole::Staff, "staff"),
    (PersonRole::Other, "other"),
];

/// The people, and their ids.
#[derive(Debug)]
pub(super) struct People {
    /// In the order of ids; staff who are not in people.csv among them.
    pub list: Vec<Person>,
    /// Their ids.
    pub names: Names<PersonIx>,
    /// Families, by id.
    pub families: Names<FamilyIx>,
    /// The families' ids.
    pub family_ids: Vec<String>,
    /// The members of each family.
    pub members: Vec<Vec<PersonIx>>,
}

/// A language as it is compared: lower case, English by its code however it is written.
pub(super) fn language(text: &str) -> String {
    let text = text.to_lowercase();
    match text.as_str() {
        "english" | "eng" | "en-us" | "en_us" => "en".to_owned(),
        _ => text,
    }
}

/// An id with its row of people.csv and its row of staff.csv.
type BothRows<'a> = (
    &'a str,
    Option<Line<'a, PersonCol>>,
    Option<Line<'a, StaffCol>>,
);

/// Reads the people, and takes the staff among them.
pub(super) fn read(
    source: &Source<PersonCol>,
    staff: &[(&str, Line<'_, StaffCol>)],
    is_staff_whole: bool,
    places: &Places,
    faults: &mut Faults,
) -> People {
    let (rows, is_whole) = rows_by_id(source, PersonCol::Id, faults);
    let file = source.file();
    let mut both: Vec<BothRows<'_>> = rows
        .iter()
        .map(|(id, line)| (*id, Some(*line), None))
        .collect();
    for (id, line) in staff {
        match rows.binary_search_by(|(other, _)| natural(other, id)) {
            Ok(ix) => both[ix].2 = Some(*line),
            Err(_) => both.push((id, None, Some(*line))),
        }
    }
    both.sort_by(|a, b| natural(a.0, b.0));
    let ids: Vec<String> = both.iter().map(|(id, _, _)| (*id).to_owned()).collect();
    let is_whole = is_whole && is_staff_whole;
    let names = Names::new(
        "person of people.csv or staff.csv",
        file,
        is_whole,
        ids,
        PersonIx::at,
    );
    let family_ids: BTreeSet<&str> = rows
        .iter()
        .map(|(_, line)| line.text(PersonCol::Family))
        .filter(|id| !id.is_empty())
        .collect();
    let mut family_ids: Vec<String> = family_ids.into_iter().map(str::to_owned).collect();
    family_ids.sort_by(|a, b| natural(a, b));
    let families = Names::new(
        "family of people.csv",
        file,
        is_whole,
        family_ids.clone(),
        FamilyIx::at,
    );
    let list: Vec<Person> = both
        .iter()
        .map(|(id, line, member)| match line {
            Some(line) => person(id, *line, *member, &names, &families, places, faults),
            None => of_staff(id, *member),
        })
        .collect();
    let mut members = vec![Vec::new(); family_ids.len()];
    for (ix, person) in list.iter().enumerate() {
        if let Some(family) = person.family {
            members[family.ix()].push(PersonIx::at(ix));
        }
    }
    People {
        list,
        names,
        families,
        family_ids,
        members,
    }
}

fn person(
    id: &str,
    line: Line<'_, PersonCol>,
    member: Option<Line<'_, StaffCol>>,
    names: &Names<PersonIx>,
    families: &Names<FamilyIx>,
    places: &Places,
    faults: &mut Faults,
) -> Person {
    use PersonCol as Col;
    let role = line.read(Col::Role, faults, |text| cells::word(text, &ROLES));
    let place = |column, faults: &mut Faults| -> Option<PlaceIx> {
        line.read(column, faults, |text| places.names.find(text))
            .flatten()
    };
    let or_staff = |column, of_staff| match line.text(column) {
        "" => member
            .map_or("", |member: Line<'_, StaffCol>| member.text(of_staff))
            .to_owned(),
        text => text.to_owned(),
    };
    let named = line.list(Col::Guardians, faults, |text| names.find(text));
    let mut guardians = each_once(named.into_iter().flatten());
    if let Some(own) = names.get(id).filter(|own| guardians.contains(own)) {
        let bad = Bad::new("is the person's own id");
        faults.push(line.bad_part(Col::Guardians, id, bad.remedy("take it out")));
        guardians.retain(|guardian| *guardian != own);
    }
    let default = if member.is_some() {
        PersonRole::Staff
    } else {
        PersonRole::Other
    };
    Person {
        id: id.to_owned(),
        name: or_staff(Col::Name, StaffCol::Name),
        role: role.unwrap_or(default),
        staff: None,
        home: place(Col::Home, faults),
        school: place(Col::School, faults),
        family: line
            .read(Col::Family, faults, |text| families.find(text))
            .flatten(),
        guardians,
        language: line.read(Col::Language, faults, |text| Ok(language(text))),
        phone: or_staff(Col::Phone, StaffCol::Phone),
        email: line.text(Col::Email).to_owned(),
        grade: line.text(Col::Grade).to_owned(),
        birth_date: line.read(Col::BirthDate, faults, cells::calendar_date),
        height_cm: line.read(Col::Height, faults, |text| {
            cells::number(text, 20.0..=260.0)
        }),
        weight_kg: line.read(Col::Weight, faults, |text| cells::number(text, 1.0..=400.0)),
        belt_test_on: line.read(Col::BeltTest, faults, cells::calendar_date),
        no_contact: line
            .read(Col::NoContact, faults, cells::yes_no)
            .unwrap_or(false),
        notes: line.text(Col::Notes).to_owned(),
        availability: Availability::default(),
    }
}

/// A member of staff who is not in people.csv.
fn of_staff(id: &str, member: Option<Line<'_, StaffCol>>) -> Person {
    let text = |column| {
        member
            .map_or("", |member: Line<'_, StaffCol>| member.text(column))
            .to_owned()
    };
    Person {
        id: id.to_owned(),
        name: text(StaffCol::Name),
        role: PersonRole::Staff,
        staff: None,
        home: None,
        school: None,
        family: None,
        guardians: Vec::new(),
        language: None,
        phone: text(StaffCol::Phone),
        email: String::new(),
        grade: String::new(),
        birth_date: None,
        height_cm: None,
        weight_kg: None,
        belt_test_on: None,
        no_contact: false,
        notes: String::new(),
        availability: Availability::default(),
    }
}
