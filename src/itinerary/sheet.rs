//! What stands on a day sheet, before it is a page: the stops of one person's day, each with
//! who, where and by when.

use super::drives::{self, Drives};
use super::names::{People, dialled};
use super::{Names, words};
use crate::domain::Week;
use crate::domain::ids::{PersonIx, PlaceIx, RideIx, StaffIx, TaskIx, Work};
use crate::domain::place::PlaceKind;
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::ride::Ride;
use crate::domain::standby::{Fit, Standby};
use crate::domain::task::{About, Task};
use crate::domain::time::{Day, Minutes, Moment};

/// One person's day.
pub(super) struct Sheet {
    /// Whose.
    pub staff: StaffIx,
    /// Which.
    pub day: Day,
    /// In order; of both routes of a split shift.
    pub rows: Vec<Row>,
    /// When one leaves first and is back last; none for who only comes along.
    pub out: Option<(Moment, Moment)>,
    /// All drives.
    pub drive: Minutes,
    /// All drives.
    pub metres: i64,
    /// What to turn to where a visit fails, each on a line.
    pub standby: Vec<String>,
}

/// One stop.
#[derive(Clone)]
pub(super) struct Row {
    /// What is done.
    pub activity: Activity,
    /// When it starts and ends.
    pub time: (Moment, Moment),
    /// When one gets there, if one drives there and then waits.
    pub arrive: Option<Moment>,
    /// Minutes and miles from the stop before, if one drives.
    pub drive: Option<(Minutes, String)>,
    /// The turns of that drive, where roads are known and both its ends may be shown.
    pub turns: Vec<String>,
    /// How much later it could start.
    pub slack: Minutes,
    /// When one must have left at the latest; none at the end and for who comes along.
    pub leave_by: Option<Moment>,
    /// Family or case, by code or task id.
    pub subject: Option<String>,
    /// The id of the task or ride, where `subject` is a code.
    pub id: Option<String>,
    /// `overdue`, `promised`: what must be seen at once.
    pub marks: Vec<&'static str>,
    /// Who is there, how to speak with them and how to reach them.
    pub people: Vec<Contact>,
    /// More lines, such as the purpose.
    pub lines: Vec<String>,
    /// Where: a name, an address and what to know of it; `same place` where one stays.
    pub place: Vec<String>,
    /// Until when it is written up, where that has no row of its own.
    pub write_up: Option<Moment>,
}

/// What stands for the place of a stop that is where the one before was.
pub(super) const SAME_PLACE: &str = "same place";

/// Somebody of a stop.
#[derive(Clone)]
pub(super) struct Contact {
    /// As the sheet's style has it, with role and language.
    pub label: String,
    /// The number as given, and as dialled.
    pub phone: Option<(String, String)>,
}

impl Contact {
    /// All of it, as it is read.
    pub(super) fn text(&self) -> String {
        match &self.phone {
            Some((shown, _)) => format!("{} {shown}", self.label),
            None => self.label.clone(),
        }
    }
}

/// The days on which somebody has anything, with what.
pub(super) fn sheets(people: People, plan: &Plan, drives: &Drives, staff: StaffIx) -> Vec<Sheet> {
    let days = Day::all().map(|day| sheet(people, plan, drives, staff, day));
    days.filter(|sheet| !sheet.rows.is_empty()).collect()
}

fn sheet(people: People, plan: &Plan, drives: &Drives, staff: StaffIx, day: Day) -> Sheet {
    let week = people.week;
    let mut sheet = Sheet {
        staff,
        day,
        rows: vec![],
        out: None,
        drive: Minutes(0),
        metres: 0,
        standby: standby(people, plan, staff, day),
    };
    for route in &plan.routes {
        let shift = week.shift(route.shift);
        if shift.day != day {
            continue;
        }
        if shift.staff == staff {
            let legs = drives::legs(week, route);
            for (ix, stop) in route.stops.iter().enumerate() {
                let mut row = own_row(people, route, ix);
                if let Some(leg) = legs.iter().find(|leg| leg.stop == ix) {
                    row.turns = drives.turns(leg);
                }
                sheet.rows.push(row);
                sheet.drive += stop.drive;
                sheet.metres += stop.metres.0;
            }
            if let (Some(first), Some(last)) = (route.stops.first(), route.stops.last()) {
                let out = sheet
                    .out
                    .map_or(first.leave, |(out, _)| out.min(first.leave));
                let back = sheet
                    .out
                    .map_or(last.arrive, |(_, back)| back.max(last.arrive));
                sheet.out = Some((out, back));
            }
        } else {
            let along = route
                .stops
                .iter()
                .filter(|stop| stop.partners.contains(&staff));
            sheet
                .rows
                .extend(along.map(|stop| row(people, stop, staff, shift.staff)));
        }
    }
    sheet.rows.sort_by_key(|row| row.time.0);
    sheet
}

/// `Phone call 30N (T50), 10 min, M. I., guardian, 206 555 0101: after 09:15 from 09:41, 4 min
/// more driving`.
fn standby(people: People, plan: &Plan, staff: StaffIx, day: Day) -> Vec<String> {
    let week = people.week;
    let at = |moment| words::clock(week, day, moment);
    let begins = |work: Work| {
        let mut stops = plan.routes.iter().flat_map(|route| &route.stops);
        let stop = stops.find(|stop| stop.activity.work() == Some(work));
        stop.map(|stop| stop.start)
    };
    let mine = plan.standby.iter();
    let mine = mine.filter(|one| one.staff == staff && one.day == day);
    let line = |one: &Standby| {
        let Work::Task(ix) = one.work else {
            return None;
        };
        let task = week.task(ix);
        let activity = Activity::Task(ix);
        let id = words::id_beside(week, people.codes, activity);
        let mut parts = vec![match id {
            Some(id) => format!("{} ({id})", words::headline(week, people.codes, activity)),
            None => words::headline(week, people.codes, activity),
        }];
        parts.push(format!("{} min", task.minutes.0));
        let who = task.attendees.iter();
        let who = who.filter_map(|&who| contact(people, who, true));
        parts.extend(who.map(|who| who.text()));
        parts.extend((task.place.is_some()).then(|| place(people, task.place).join(", ")));
        if let Some(later) = begins(one.work).filter(|_| one.is_sooner) {
            let later = week.clock.day_of(later);
            parts.push(format!("planned for {}", words::weekday(week, later)));
        }
        let fit = |fit: &Fit| {
            let drive = match fit.more_drive.0 {
                0 => String::new(),
                more @ 1.. => format!(" (+{more} min driving)"),
                less => format!(" ({less} min driving)"),
            };
            let failed = begins(fit.failed).map(at).unwrap_or_default();
            format!("after {failed} from {}{drive}", at(fit.start))
        };
        let fits: Vec<String> = one.fits.iter().map(fit).collect();
        Some(format!("{}: {}", parts.join(", "), fits.join("; ")))
    };
    mine.filter_map(line).collect()
}

/// A stop of a route for who drives it.
fn own_row(people: People, route: &Route, ix: usize) -> Row {
    let week = people.week;
    let stop = &route.stops[ix];
    let driver = week.shift(route.shift).staff;
    let mut row = row(people, stop, driver, driver);
    row.drive = (stop.drive.0 > 0).then(|| (stop.drive, words::miles(stop.metres)));
    row.arrive = (row.drive.is_some() && stop.arrive < stop.start).then_some(stop.arrive);
    row.leave_by = latest_leave(week, route, ix);
    let before = ix
        .checked_sub(1)
        .and_then(|before| route.stops[before].place);
    if stop.place.is_some() && stop.place == before {
        row.place = vec![SAME_PLACE.to_owned()];
    }
    row
}

/// The latest one may leave stop `ix` with no harm to what follows: the drive, as slow as it
/// is then, must end when the next stop can start at the latest. None where one stays.
pub(super) fn latest_leave(week: &Week, route: &Route, ix: usize) -> Option<Moment> {
    let stop = &route.stops[ix];
    let next = route.stops.get(ix + 1).filter(|next| next.drive.0 > 0)?;
    let by = next.start + next.slack;
    let latest = match (stop.place, next.place) {
        (Some(from), Some(to)) => {
            week.travel
                .depart_by(week.travel.site(from), week.travel.site(to), by)
        }
        _ => by - (next.arrive - stop.leave),
    };
    Some(latest.max(stop.leave))
}

/// A stop for `reader`, who may be the one who drives or one who comes along.
fn row(people: People, stop: &Stop, reader: StaffIx, driver: StaffIx) -> Row {
    let week = people.week;
    let mut row = Row {
        activity: stop.activity,
        time: (stop.start, stop.end),
        arrive: None,
        drive: None,
        turns: vec![],
        slack: stop.slack,
        leave_by: None,
        subject: words::subject(week, people.codes, stop.activity).map(str::to_owned),
        id: words::id_of_day(week, people.codes, stop.activity).map(str::to_owned),
        marks: vec![],
        people: vec![],
        lines: vec![],
        place: place(people, stop.place),
        write_up: None,
    };
    match stop.activity {
        Activity::Task(task) => of_task(people, &mut row, task),
        Activity::Pickup(ride) | Activity::Dropoff(ride) => {
            let is_pickup = matches!(stop.activity, Activity::Pickup(_));
            of_ride(people, &mut row, ride, is_pickup);
        }
        _ => {}
    }
    let along = stop.partners.iter().filter(|&&who| who != reader);
    let mut with: Vec<String> = along.map(|&who| people.member(who)).collect();
    if driver != reader {
        with.insert(0, people.member(driver));
    }
    if !with.is_empty() {
        row.lines.insert(0, format!("With {}", with.join(", ")));
    }
    row
}

fn of_task(people: People, row: &mut Row, task: TaskIx) {
    let week = people.week;
    let task = week.task(task);
    if task.overdue {
        row.marks.push("overdue");
    }
    if task.pin.is_some_and(|pin| pin.promised) {
        row.marks.push("promised");
    }
    let named = |who: &PersonIx| !task.attendees.contains(who);
    if let Some(subject) = subject(week, task).filter(named) {
        row.people.extend(contact(people, subject, false));
    }
    let not_self = |who: &&PersonIx| week.person(**who).staff.is_none();
    row.people.extend(
        task.attendees
            .iter()
            .filter_map(|&who| contact(people, who, true)),
    );
    let asked = task.attendees_optional.iter().filter(not_self);
    let asked: Vec<String> = asked.filter_map(|&who| people.person(who)).collect();
    if !asked.is_empty() {
        row.lines.push(format!("Asked too: {}", asked.join(", ")));
    }
    let is_assumed = |who: &PersonIx| {
        let who = week.person(*who);
        who.availability.assumed && !who.no_contact
    };
    if task.attendees.iter().any(is_assumed) {
        row.lines.push("Hours assumed: confirm the time".to_owned());
    }
    if people.names == Names::Full && !task.title.is_empty() {
        row.lines.push(task.title.clone());
    }
    if people.names != Names::Code && !task.purpose.is_empty() {
        row.lines.push(task.purpose.clone());
    }
    if people.names == Names::Full && !task.notes.is_empty() {
        row.lines.push(task.notes.clone());
    }
}

/// The person a task is about, if it is about one.
fn subject(week: &Week, task: &Task) -> Option<PersonIx> {
    match task.about? {
        About::Person(person) => Some(person),
        About::Family(_) => None,
        About::Case(case) => Some(week.cases[case.ix()].student),
    }
}

fn of_ride(people: People, row: &mut Row, ride: RideIx, is_pickup: bool) {
    let week = people.week;
    let ride = week.ride(ride);
    row.people.extend(contact(people, ride.student, false));
    let at_home = is_pickup == (ride.from() == ride.home);
    if at_home {
        let student = week.person(ride.student);
        let who = if ride.may_receive.is_empty() {
            &student.guardians
        } else {
            &ride.may_receive
        };
        row.people
            .extend(who.iter().filter_map(|&who| contact(people, who, true)));
    }
    let needs = needs(ride);
    if is_pickup && !needs.is_empty() {
        row.lines.push(format!("Needs {}", needs.join(", ")));
    }
    if !is_pickup && at_home && ride.adult_at_home {
        row.lines.push("Only to an adult at home".to_owned());
    }
}

pub(super) fn needs(ride: &Ride) -> Vec<&'static str> {
    let booster = if ride.own_seat {
        "the own child seat"
    } else {
        "a booster"
    };
    let all = [
        (ride.wheelchair, "a wheelchair place"),
        (ride.booster, booster),
        (ride.aide, "the aide"),
    ];
    all.into_iter()
        .filter_map(|(is_needed, what)| is_needed.then_some(what))
        .collect()
}

pub(super) fn contact(people: People, who: PersonIx, with_phone: bool) -> Option<Contact> {
    let person = people.week.person(who);
    let name = people.person(who)?;
    let language = people.language(who).unwrap_or_default();
    let parts = [name.as_str(), people.role(who), &language];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let phone = Some(person.phone.trim()).filter(|phone| with_phone && !phone.is_empty());
    let phone = phone.and_then(|phone| Some((phone.to_owned(), dialled(phone)?)));
    Some(Contact {
        label: parts.join(", "),
        phone,
    })
}

/// A place as lines; `see office` for a confidential one.
pub(super) fn place(people: People, place: Option<PlaceIx>) -> Vec<String> {
    let week = people.week;
    let Some(place) = place.map(|place| week.place(place)) else {
        return vec![];
    };
    let building = place.part_of.map(|building| week.place(building));
    if place.confidential || building.is_some_and(|building| building.confidential) {
        return vec!["see office".to_owned()];
    }
    let mut lines = Vec::new();
    // A home's name is that of the people who live there.
    let is_named = place.kind != PlaceKind::Home || people.names == Names::Full;
    let names = [Some(place), building]
        .into_iter()
        .flatten()
        .map(|place| place.name.trim());
    let names: Vec<&str> = names.filter(|name| is_named && !name.is_empty()).collect();
    lines.extend((!names.is_empty()).then(|| names.join(", ")));
    let of = if place.address.is_empty() {
        building.unwrap_or(place)
    } else {
        place
    };
    let address: Vec<&str> = [of.address.trim(), of.city.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    lines.extend((!address.is_empty()).then(|| address.join(", ")));
    if lines.is_empty() {
        lines.push(place.id.clone());
    }
    if people.names != Names::Code && !place.notes.trim().is_empty() {
        lines.push(place.notes.trim().to_owned());
    }
    lines
}
