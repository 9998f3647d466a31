//! Staff and their shifts.

use chrono::NaiveDate;

use super::ids::{PersonIx, PlaceIx, StaffIx};
use super::money::{Metres, Rate};
use super::time::{Day, Minutes, Moment, Span, Spans};

/// What a member of staff does in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StaffRole {
    /// Has routes and does tasks.
    Liaison,
    /// Comes along.
    Partner,
    /// Comes along and interprets.
    Interpreter,
    /// Drives a vehicle.
    Driver,
}

/// What of their time is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayBasis {
    /// All of every used shift less lunch, and what goes beyond its end.
    Shift,
    /// From departure to return, less lunch.
    Used,
    /// Overtime and mileage only.
    Salaried,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq)]
pub struct Staff {
    /// The id in staff.csv; the same as of `person`.
    pub id: String,
    /// They as a person, whom others may need too.
    pub person: PersonIx,
    /// What they do.
    pub role: StaffRole,
    /// Languages, lower case.
    pub languages: Vec<String>,
    /// Skills, lower case.
    pub skills: Vec<String>,
    /// Where their routes begin and end, unless the shift says otherwise.
    pub base: Option<PlaceIx>,
    /// The schools they serve; empty: all.
    pub schools: Vec<PlaceIx>,
    /// Students that the own car takes.
    pub seats: u32,
    /// Wheelchairs that it takes.
    pub wheelchair_places: u32,
    /// Boosters that the own car carries.
    pub boosters: u32,
    /// What is paid.
    pub pay: PayBasis,
    /// An hour's pay; none when not given.
    pub hourly_rate: Option<Rate>,
    /// Most metres of the week.
    pub max_metres_week: Option<Metres>,
    /// Most driving of the week.
    pub max_drive_week: Option<Minutes>,
    /// Most tasks and rides of a day.
    pub max_tasks_day: Option<u32>,
    /// Driving with a student aboard that is left of the year: the year's limit less what is used.
    pub student_drive_left: Option<Minutes>,
    /// Driving with a student aboard before this week, in the year.
    pub student_drive_used: Minutes,
    /// After this day they take no rider.
    pub cleared_until: Option<NaiveDate>,
    /// Personal.
    pub phone: String,
    /// When nothing of theirs is planned: no task, drive or lunch.
    pub busy: Spans,
    /// When somebody who comes along is there at all: shift and availability.
    pub present: Spans,
}

/// One working interval of a liaison: at most one route.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Whose.
    pub staff: StaffIx,
    /// The day it belongs to.
    pub day: Day,
    /// From its start to its regular end.
    pub span: Span,
    /// When one must be back; the regular end, or later.
    pub latest_end: Moment,
    /// Where it begins; none: at its first stop.
    pub start_place: Option<PlaceIx>,
    /// Where it ends; none: at its last stop.
    pub end_place: Option<PlaceIx>,
}
