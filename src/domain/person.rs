//! People: students, guardians, teachers, principals, and staff, who are people too.

use chrono::NaiveDate;

use super::ids::{FamilyIx, PersonIx, PlaceIx, StaffIx};
use super::time::Spans;

/// What somebody is to the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonRole {
    /// A student.
    Student,
    /// A parent or another guardian.
    Guardian,
    /// A teacher.
    Teacher,
    /// A principal.
    Principal,
    /// Other staff of the school, and who is in staff.csv without a role in people.csv.
    Staff,
    /// Anybody else.
    Other,
}

/// When somebody can be met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Availability {
    /// Free stretches, preferred ones included; a task lies wholly in one of them.
    pub free: Spans,
    /// The time they like best; part of `free`.
    pub preferred: Spans,
    /// Nobody gave it: it is the hours of the role.
    pub assumed: bool,
    /// Some row says when they are free: another such row adds to it.
    pub is_given: bool,
    /// When rows say that they are busy; no part of `free`.
    pub busy: Spans,
}

/// Somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The id in people.csv or staff.csv.
    pub id: String,
    /// Personal.
    pub name: String,
    /// What they are.
    pub role: PersonRole,
    /// Their entry among the staff, if they are of it.
    pub staff: Option<StaffIx>,
    /// Where they live.
    pub home: Option<PlaceIx>,
    /// The school they go to or work at.
    pub school: Option<PlaceIx>,
    /// Their family.
    pub family: Option<FamilyIx>,
    /// A student's guardians, in the order to call.
    pub guardians: Vec<PersonIx>,
    /// The language to speak with them, lower case; none when not given.
    pub language: Option<String>,
    /// Personal.
    pub phone: String,
    /// Personal.
    pub email: String,
    /// As the school writes it.
    pub grade: String,
    /// For child restraints.
    pub birth_date: Option<NaiveDate>,
    /// For child restraints.
    pub height_cm: Option<f64>,
    /// For child restraints.
    pub weight_kg: Option<f64>,
    /// When the belt test was passed.
    pub belt_test_on: Option<NaiveDate>,
    /// Never an attendee, never on a sheet or letter.
    pub no_contact: bool,
    /// Personal.
    pub notes: String,
    /// When they can be met. For staff: all the week but their busy times.
    pub availability: Availability,
}
