//! What a plan has and the week has no more, put back into the week: so that it can be told,
//! and those who expected it called.

use std::collections::BTreeSet;

use super::read::moment;
use super::{Document, StopDocument};
use crate::domain::Week;
use crate::domain::ids::{CaseIx, FamilyIx, PersonIx, PlaceIx, RideIx, TaskIx, Work};
use crate::domain::ride::{Direction, Ride, RideBy};
use crate::domain::task::{About, Partners, Pin, Task, TaskKind, Value};
use crate::domain::time::{Minutes, Span};

const NEVER: Pin = Pin {
    staff: None,
    day: None,
    start: None,
    promised: false,
    never: true,
};

impl Document {
    /// The week with what this plan has placed and the week does not have any more, after all
    /// else and never to be placed; and which work that is.
    ///
    /// Of each as much comes back as the document says: a ride whose student is gone too does
    /// not.
    pub fn with_lost(&self, week: &Week) -> (Week, BTreeSet<Work>) {
        let mut whole = week.clone();
        let mut lost = BTreeSet::new();
        let known: BTreeSet<&str> = week.work().map(|work| week.work_id(work)).collect();
        for stops in self.routes.iter().map(|route| &route.stops) {
            for stop in stops {
                let Some(id) = stop.id.as_deref().filter(|id| !known.contains(id)) else {
                    continue;
                };
                let of_id = |name: &str| {
                    let mut own = stops.iter().filter(|other| other.id.as_deref() == Some(id));
                    own.find(|other| other.activity == name)
                };
                match stop.activity.as_str() {
                    "task" => {
                        let task = stop.task(week, id, of_id("notes"));
                        lost.extend(task.map(|task| {
                            whole.tasks.push(task);
                            Work::Task(TaskIx::at(whole.tasks.len() - 1))
                        }));
                    }
                    "pickup" => {
                        let ride = of_id("dropoff").and_then(|last| stop.ride(week, id, last));
                        lost.extend(ride.map(|ride| {
                            whole.rides.push(ride);
                            Work::Ride(RideIx::at(whole.rides.len() - 1))
                        }));
                    }
                    _ => {}
                }
            }
        }
        (whole, lost)
    }
}

impl StopDocument {
    fn span(&self, week: &Week) -> Option<Span> {
        let at = |text| moment(&week.clock, text);
        Some(Span::new(at(&self.start)?, at(&self.end)?))
    }

    fn place(&self, week: &Week) -> Option<PlaceIx> {
        let id = self.place_id.as_deref()?;
        let found = week.places.iter().position(|place| place.id == id);
        found.map(PlaceIx::at)
    }

    fn people(&self, week: &Week) -> Vec<PersonIx> {
        let ids = self.attendees.iter();
        ids.filter_map(|id| person(week, id)).collect()
    }

    fn task(&self, week: &Week, id: &str, notes: Option<&Self>) -> Option<Task> {
        let span = self.span(week)?;
        let session = id.rsplit_once('#');
        let session = session.and_then(|(row, number)| Some((row, number.parse().ok()?)));
        let kind = self.kind.as_deref().and_then(TaskKind::named);
        let notes = notes.and_then(|notes| notes.span(week));
        Some(Task {
            id: id.to_owned(),
            row_id: session.map_or(id, |(row, _)| row).to_owned(),
            session: session.map(|(_, number)| number),
            line: 0,
            kind: kind.unwrap_or(TaskKind::Duty),
            about: self.about.as_deref().and_then(|id| about(week, id)),
            family: None,
            title: String::new(),
            place: self.place(week),
            school: None,
            minutes: span.minutes(),
            notes_minutes: notes.map_or(Minutes(0), |notes| notes.minutes()),
            priority: 5,
            value: Value(0),
            required: false,
            is_needed: false,
            overdue: false,
            staff: Vec::new(),
            language: None,
            skills: Vec::new(),
            attendees: self.people(week),
            attendees_optional: Vec::new(),
            partners: Partners {
                count: u32::try_from(self.partners.len()).unwrap_or(0),
                who: Vec::new(),
            },
            earliest: None,
            due: None,
            windows: vec![span],
            after: Vec::new(),
            gap: Minutes(0),
            group: None,
            fund: String::new(),
            purpose: String::new(),
            notes: String::new(),
            pin: Some(NEVER),
        })
    }

    fn ride(&self, week: &Week, id: &str, last: &Self) -> Option<Ride> {
        let (pickup, dropoff) = (self.span(week)?, last.span(week)?);
        let student = self.about.as_deref().and_then(|id| person(week, id))?;
        let own = week.person(student);
        let direction = match self.kind.as_deref() == Some(Direction::ToSchool.name()) {
            true => Direction::ToSchool,
            false => Direction::FromSchool,
        };
        Some(Ride {
            id: id.to_owned(),
            row_id: id.split_once('@').map_or(id, |(row, _)| row).to_owned(),
            line: 0,
            day: week.clock.day_of(pickup.from),
            student,
            direction,
            home: own.home?,
            school: own.school?,
            pickup,
            dropoff,
            pickup_minutes: pickup.minutes(),
            dropoff_minutes: dropoff.minutes(),
            own_minutes: [false; 2],
            max_ride: dropoff.from - pickup.to,
            seats: 1,
            wheelchair: false,
            booster: false,
            own_seat: false,
            aide: false,
            must_ride: false,
            is_needed: false,
            value: Value(0),
            by: RideBy::Liaison,
            keep_with: Vec::new(),
            keep_apart: Vec::new(),
            adult_at_home: false,
            may_receive: self.people(week),
            language: None,
            walk_ok: false,
            permission_until: None,
            pin: Some(NEVER),
        })
    }
}

fn person(week: &Week, id: &str) -> Option<PersonIx> {
    let found = week.people.iter().position(|person| person.id == id);
    found.map(PersonIx::at)
}

fn about(week: &Week, id: &str) -> Option<About> {
    let family = || week.families.iter().position(|family| family == id);
    let case = || week.cases.iter().position(|case| case.id == id);
    person(week, id)
        .map(About::Person)
        .or_else(|| family().map(|ix| About::Family(FamilyIx::at(ix))))
        .or_else(|| case().map(|ix| About::Case(CaseIx::at(ix))))
}
