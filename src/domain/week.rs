//! The week: all that a plan is made from.

use super::case::{Case, LogEntry, Outcome};
use super::ids::{FamilyIx, GroupIx, PersonIx, PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use super::person::{Person, PersonRole};
use super::place::{Bell, Place};
use super::policy::Policy;
use super::ride::{BusStop, Ride, RideBy, Vehicle, Walk, Walks};
use super::staff::{Shift, Staff};
use super::task::{About, Pin, Task, Value};
use super::time::{Day, WeekClock};
use super::travel::TravelTable;

/// One week of one workspace, read and checked.
///
/// What holds of every week: positions point into its lists; tasks' windows, ids and
/// values are checked; `after` has no cycle and what a required task comes after is
/// required; no group has two required tasks; shifts of one member of staff are in
/// order and do not overlap; the travel table knows every drive.
#[derive(Clone, Debug)]
pub struct Week {
    /// Its clock.
    pub clock: WeekClock,
    /// Days on which nothing is planned.
    pub no_work: Vec<Day>,
    /// Places.
    pub places: Vec<Place>,
    /// School days and periods of this week.
    pub bells: Vec<Bell>,
    /// People, staff among them.
    pub people: Vec<Person>,
    /// Families, by id.
    pub families: Vec<String>,
    /// Staff.
    pub staff: Vec<Staff>,
    /// Shifts of liaisons, in order of staff, then time.
    pub shifts: Vec<Shift>,
    /// Tasks, sessions apart; what the log says is done is not among them.
    pub tasks: Vec<Task>,
    /// Groups of tasks, by name.
    pub groups: Vec<String>,
    /// Rides, days apart; those that vehicles take among them.
    pub rides: Vec<Ride>,
    /// Vehicles.
    pub vehicles: Vec<Vehicle>,
    /// Stops of runs.
    pub bus_stops: Vec<BusStop>,
    /// Who can walk to them from where.
    pub walks: Walks,
    /// Cases.
    pub cases: Vec<Case>,
    /// What has been done.
    pub log: Vec<LogEntry>,
    /// Drives.
    pub travel: TravelTable,
    /// What the workspace sets.
    pub policy: Policy,
    /// Whether drives and tasks are taken for longer than the files say ([`Week::cautious`]).
    pub is_cautious: bool,
}

/// Makes required what a required task comes after, and nothing else of what was required for
/// that alone; what a pin forbids stays forbidden.
///
/// Cost: one look at each `after`.
pub fn need(tasks: &mut [Task], rides: &mut [Ride]) {
    for task in tasks.iter_mut().filter(|task| task.is_needed) {
        (task.required, task.is_needed) = (false, false);
    }
    for ride in rides.iter_mut().filter(|ride| ride.is_needed) {
        (ride.must_ride, ride.is_needed) = (false, false);
    }
    let is_never = |pin: Option<Pin>| pin.is_some_and(|pin| pin.never);
    let mut open: Vec<usize> = (0..tasks.len()).filter(|ix| tasks[*ix].required).collect();
    while let Some(ix) = open.pop() {
        for work in tasks[ix].after.clone() {
            match work {
                Work::Task(before) => {
                    let task = &mut tasks[before.ix()];
                    if !task.required && !is_never(task.pin) {
                        (task.required, task.is_needed) = (true, true);
                        open.push(before.ix());
                    }
                }
                Work::Ride(before) => {
                    let ride = &mut rides[before.ix()];
                    if !ride.must_ride && !is_never(ride.pin) {
                        (ride.must_ride, ride.is_needed) = (true, true);
                    }
                }
            }
        }
    }
}

/// What counts as one family where reached families are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Household {
    /// A family of people.csv.
    Family(FamilyIx),
    /// A student of whom no family is known.
    Alone(PersonIx),
}

impl Week {
    /// A place.
    pub fn place(&self, place: PlaceIx) -> &Place {
        &self.places[place.ix()]
    }

    /// A person.
    pub fn person(&self, person: PersonIx) -> &Person {
        &self.people[person.ix()]
    }

    /// The language of a person's first guardian who has one; else the person's own.
    pub fn language_of(&self, who: PersonIx) -> Option<&str> {
        let guardians = self.person(who).guardians.iter();
        let mut all = guardians.chain([&who]);
        all.find_map(|&who| self.person(who).language.as_deref())
    }

    /// A member of staff.
    pub fn member(&self, staff: StaffIx) -> &Staff {
        &self.staff[staff.ix()]
    }

    /// A shift.
    pub fn shift(&self, shift: ShiftIx) -> &Shift {
        &self.shifts[shift.ix()]
    }

    /// A task.
    pub fn task(&self, task: TaskIx) -> &Task {
        &self.tasks[task.ix()]
    }

    /// A ride.
    pub fn ride(&self, ride: RideIx) -> &Ride {
        &self.rides[ride.ix()]
    }

    /// All that a week plan may place: every task, and the rides that liaisons take.
    pub fn work(&self) -> impl Iterator<Item = Work> + '_ {
        let tasks = (0..self.tasks.len()).map(|ix| Work::Task(TaskIx::at(ix)));
        let rides = self
            .rides
            .iter()
            .enumerate()
            .filter(|(_, ride)| ride.by == RideBy::Liaison);
        tasks.chain(rides.map(|(ix, _)| Work::Ride(RideIx::at(ix))))
    }

    /// The id under which it stands in the files.
    pub fn work_id(&self, work: Work) -> &str {
        match work {
            Work::Task(task) => &self.task(task).id,
            Work::Ride(ride) => &self.ride(ride).id,
        }
    }

    /// The id of its row: that of all of its sessions, or of its days.
    pub fn row_id(&self, work: Work) -> &str {
        match work {
            Work::Task(task) => &self.task(task).row_id,
            Work::Ride(ride) => &self.ride(ride).row_id,
        }
    }

    /// What pins.csv says of it.
    pub fn pin(&self, work: Work) -> Option<Pin> {
        match work {
            Work::Task(task) => self.task(task).pin,
            Work::Ride(ride) => self.ride(ride).pin,
        }
    }

    /// What placing it is worth.
    pub fn value(&self, work: Work) -> Value {
        match work {
            Work::Task(task) => self.task(task).value,
            Work::Ride(ride) => self.ride(ride).value,
        }
    }

    /// Whether leaving it out is missing it.
    pub fn is_required(&self, work: Work) -> bool {
        match work {
            Work::Task(task) => self.task(task).required,
            Work::Ride(ride) => self.ride(ride).must_ride,
        }
    }

    /// Whether the log says in this week that a task or ride of this id, or of its row, is done.
    pub fn is_done(&self, id: &str) -> bool {
        let row = id.split_once(['#', '@']).map_or(id, |(row, _)| row);
        let is_of_week = |date| self.clock.day(date).is_some();
        self.log.iter().any(|entry| {
            entry.outcome == Some(Outcome::Done)
                && is_of_week(entry.date)
                && (entry.task_id == id || entry.task_id == row)
        })
    }

    /// The stops to which a ride's student may walk in place of being met at the door, the
    /// nearest first; none for who [may not walk](Ride::may_walk) or lives at a confidential
    /// place, which a stop near it would betray.
    pub fn stops_for(&self, ride: &Ride) -> &[Walk] {
        match ride.may_walk() && !self.place(ride.home).confidential {
            true => self.walks.from(ride.home),
            false => &[],
        }
    }

    /// The stop that a place stands for.
    pub fn bus_stop(&self, place: PlaceIx) -> Option<&BusStop> {
        if self.place(place).kind != super::place::PlaceKind::Stop {
            return None;
        }
        let mut stops = self.bus_stops.iter();
        stops.find(|stop| stop.place == Some(place))
    }

    /// Who may be at home for a ride: the student's guardians, those who must not be contacted
    /// left out, and whom the ride names.
    pub fn receivers<'a>(&'a self, ride: &'a Ride) -> impl Iterator<Item = PersonIx> + 'a {
        let guardians = self.person(ride.student).guardians.iter();
        let may = |who: &&PersonIx| !self.person(**who).no_contact;
        guardians.filter(may).chain(&ride.may_receive).copied()
    }

    /// Whom a task reaches; none when it is about nobody, or about somebody who is no student
    /// and belongs to no family.
    pub fn household(&self, task: TaskIx) -> Option<Household> {
        let task = self.task(task);
        let student = match task.about {
            Some(About::Person(who)) if self.person(who).role == PersonRole::Student => Some(who),
            Some(About::Case(case)) => self.cases.get(case.ix()).map(|case| case.student),
            _ => None,
        };
        task.family
            .map(Household::Family)
            .or(student.map(Household::Alone))
    }

    /// The tasks of a group.
    pub fn group(&self, group: GroupIx) -> impl Iterator<Item = TaskIx> + '_ {
        let of_group = move |task: &(usize, &Task)| task.1.group == Some(group);
        self.tasks
            .iter()
            .enumerate()
            .filter(of_group)
            .map(|(ix, _)| TaskIx::at(ix))
    }

    /// Whether the leg between a shift's start or end place and its first or last stop is the
    /// member's own way to work: driven, not claimed.
    pub fn is_commute(&self, staff: StaffIx, place: Option<PlaceIx>) -> bool {
        let home = self.person(self.member(staff).person).home;
        place.is_some_and(|place| {
            home == Some(place) || self.place(place).kind == super::place::PlaceKind::Home
        })
    }
}
