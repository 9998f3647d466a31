//! rides.csv: students' trips, a unit a day.

mod times;

use std::collections::{BTreeSet, HashMap};

use crate::domain::ids::{PersonIx, PlaceIx, RideIx};
use crate::domain::ride::{Direction, Ride, RideBy};
use crate::domain::task::Value;
use crate::domain::time::{Day, Minutes, Moment, Span};
use crate::table::Faults;

use super::base::Base;
use super::cells::{self, Bad};
use super::config::MAX_POINTS;
use super::handover::RideRow;
use super::names::Names;
use super::people::language;
use super::sheet::{Line, columns};
use super::tasks::some;

columns! {
    /// The columns of rides.csv.
    RideCol in "rides.csv" {
        Id = "ride_id" required,
        Student = "student_id" required,
        Direction = "direction" required,
        Days = "days",
        Home = "home_place",
        School = "school_place",
        Bell = "bell",
        MaxRide = "max_ride_minutes",
        Seats = "seats",
        Wheelchair = "wheelchair" personal,
        Booster = "booster",
        OwnSeat = "own_seat",
        Aide = "aide" personal,
        MustRide = "must_ride",
        Priority = "priority",
        Value = "value",
        By = "by",
        KeepWith = "keep_with",
        KeepApart = "keep_apart",
        AdultAtHome = "adult_at_home",
        MayReceive = "may_receive",
        Language = "language",
        WalkOk = "walk_ok",
        PermissionUntil = "permission_until",
        PickupFrom = "pickup_from",
        PickupTo = "pickup_to",
        DropoffFrom = "dropoff_from",
        DropoffTo = "dropoff_to",
        PickupMinutes = "pickup_minutes",
        DropoffMinutes = "dropoff_minutes",
    }
}

const DIRECTIONS: [(Direction, &str); 2] = [
    (Direction::ToSchool, "to_school"),
    (Direction::FromSchool, "from_school"),
];
const BY: [(RideBy, &str); 2] = [(RideBy::Vehicle, "vehicle"), (RideBy::Liaison, "liaison")];

/// The times that replace bells and defaults.
const TIMES: [RideCol; 4] = [
    RideCol::PickupFrom,
    RideCol::PickupTo,
    RideCol::DropoffFrom,
    RideCol::DropoffTo,
];

/// A row that was read: what holds on each of its days.
struct Draft<'a> {
    id: String,
    line: Line<'a, RideCol>,
    days: Vec<Day>,
    /// The ride, on no day yet.
    ride: Ride,
}

/// Reads the rides of this week in the order of ids and days. `by_default` takes those for
/// which no row says who does.
pub(super) fn read(
    rows: &[RideRow<'_>],
    is_whole: bool,
    by_default: RideBy,
    base: &Base,
    faults: &mut Faults,
) -> Vec<Ride> {
    let mut drafts = Vec::with_capacity(rows.len());
    for row in rows {
        drafts.extend(draft(row, by_default, base, faults));
    }
    let mut rides: Vec<Ride> = Vec::new();
    let mut lines = Vec::new();
    let mut named: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        *named.entry(row.id).or_default() += 1;
    }
    for draft in &drafts {
        // Where several rows stand for one, each of its rides is known by its day.
        let is_alone = draft.days.len() == 1 && named.get(draft.id.as_str()) == Some(&1);
        for day in &draft.days {
            // What is wrong is mostly so on every day: it is told of the first.
            let Some((pickup, dropoff)) = times::stops(draft, *day, base, faults) else {
                break;
            };
            let id = match is_alone {
                true => draft.id.clone(),
                false => format!("{}@{}", draft.id, base.clock.date(*day)),
            };
            if is_done(&draft.id, &id, *day, base) {
                continue;
            }
            lines.push(draft.line);
            rides.push(Ride {
                id,
                day: *day,
                pickup,
                dropoff,
                ..draft.ride.clone()
            });
        }
    }
    let ids = rows.iter().map(|row| row.id.to_owned()).collect();
    let file = rows.first().map_or("rides.csv", |row| row.line.file());
    let names = Names::new("ride of rides.csv", file, is_whole, ids, |ix| ix);
    keep(&mut rides, &lines, &names, rows, faults);
    twice(&rides, &lines, faults);
    rides
}

/// Warns of rows that are the same trip: a student who goes the same way twice at one time of a
/// day.
fn twice(rides: &[Ride], lines: &[Line<'_, RideCol>], faults: &mut Faults) {
    let mut known: HashMap<(PersonIx, Direction, Span, Span), usize> = HashMap::new();
    let mut told: BTreeSet<u64> = BTreeSet::new();
    for (ix, ride) in rides.iter().enumerate() {
        let trip = (ride.student, ride.direction, ride.pickup, ride.dropoff);
        let first = *known.entry(trip).or_insert(ix);
        if rides[first].line != ride.line && told.insert(ride.line) {
            let message = format!("has the student and the times of {}", rides[first].row_id);
            let fault = lines[ix].warning(RideCol::Student, message);
            faults.push(fault.remedy("take one of the two rows out, unless both are driven"));
        }
    }
}

fn is_done(row_id: &str, id: &str, day: Day, base: &Base) -> bool {
    let date = base.clock.date(day);
    let dated = format!("{row_id}@{date}");
    [row_id, id, &dated].iter().any(|id| {
        base.done
            .get(*id)
            .is_some_and(|dates| dates.iter().any(|(done, _)| *done == date))
    })
}

fn draft<'a>(
    row: &RideRow<'a>,
    by_default: RideBy,
    base: &Base,
    faults: &mut Faults,
) -> Option<Draft<'a>> {
    use RideCol as Col;
    let (id, line) = (row.id, row.line);
    let student = line
        .need(Col::Student, faults, |text| base.person(text))
        .flatten();
    let direction = line.need(Col::Direction, faults, |text| {
        cells::word(text, &DIRECTIONS)
    });
    let flag = |column, default, faults: &mut Faults| {
        line.read(column, faults, cells::yes_no).unwrap_or(default)
    };
    let minutes = |column, least, faults: &mut Faults| {
        let read = line.read(column, faults, |text| cells::whole(text, least..=600))?;
        i32::try_from(read).ok().map(Minutes)
    };
    let wheelchair = flag(Col::Wheelchair, false, faults);
    let aide = flag(Col::Aide, false, faults);
    let seats = line
        .read(Col::Seats, faults, |text| cells::whole(text, 1..=20))
        .unwrap_or(1);
    let must_ride = flag(Col::MustRide, true, faults);
    let priority = line
        .read(Col::Priority, faults, |text| cells::whole(text, 1..=10))
        .unwrap_or(5);
    let value = line.read(Col::Value, faults, |text| {
        cells::decimal(text, 3, MAX_POINTS)
    });
    let worth = if must_ride {
        0
    } else {
        base.worth(priority as u8)
    };
    let student_ix = student.unwrap_or(PersonIx(0));
    let own = base
        .people
        .list
        .get(student_ix.ix())
        .filter(|_| student.is_some());
    let place = |column, own: Option<PlaceIx>, what: &str, faults: &mut Faults| {
        let from = row.place(column);
        let given = from.read(column, faults, |text| base.place(text)).flatten();
        let found = given.or(own);
        if found.is_none() && !from.has(column) && student.is_some() {
            let fault = line.fault(column, "is empty, and the student has none in people.csv");
            faults.push(fault.remedy(format!(
                "give a place, or the student's {what} in people.csv"
            )));
        }
        found
    };
    let home = place(
        Col::Home,
        own.and_then(|own| own.home),
        "home_place",
        faults,
    );
    let school = place(
        Col::School,
        own.and_then(|own| own.school),
        "school_place",
        faults,
    );
    let is_at = |place: PlaceIx| base.places.building(place);
    let goes_nowhere = home.zip(school).is_some_and(|(a, b)| is_at(a) == is_at(b));
    if goes_nowhere {
        let given = [Col::School, Col::Home]
            .into_iter()
            .find(|column| line.has(*column));
        let fault = line.fault(
            given.unwrap_or(Col::Student),
            "goes from a place to that place",
        );
        faults.push(fault.remedy(
            "give another home_place or school_place, here or in people.csv, or take the row out",
        ));
    }
    let stop = base.config.rides.stop;
    let own = [Col::PickupMinutes, Col::DropoffMinutes].map(|column| line.has(column));
    let ride = Ride {
        id: String::new(),
        row_id: id.to_owned(),
        line: line.number(),
        day: Day(0),
        student: student_ix,
        direction: direction.unwrap_or(Direction::ToSchool),
        home: home.unwrap_or(PlaceIx(0)),
        school: school.unwrap_or(PlaceIx(0)),
        pickup: Span::new(Moment(0), Moment(0)),
        dropoff: Span::new(Moment(0), Moment(0)),
        pickup_minutes: minutes(Col::PickupMinutes, 0, faults).unwrap_or(stop),
        dropoff_minutes: minutes(Col::DropoffMinutes, 0, faults).unwrap_or(stop),
        own_minutes: own,
        max_ride: minutes(Col::MaxRide, 1, faults).unwrap_or(base.config.rides.max_ride),
        seats: if wheelchair { 0 } else { seats } + u32::from(aide),
        wheelchair,
        booster: flag(Col::Booster, false, faults),
        own_seat: flag(Col::OwnSeat, false, faults),
        aide,
        must_ride,
        is_needed: false,
        value: Value(value.unwrap_or(worth)),
        by: line
            .read(Col::By, faults, |text| cells::word(text, &BY))
            .unwrap_or(by_default),
        keep_with: Vec::new(),
        keep_apart: Vec::new(),
        adult_at_home: flag(Col::AdultAtHome, false, faults),
        may_receive: some(line.list(Col::MayReceive, faults, |text| base.person(text))),
        language: line.read(Col::Language, faults, |text| Ok(language(text))),
        walk_ok: flag(Col::WalkOk, false, faults),
        permission_until: line.read(Col::PermissionUntil, faults, cells::calendar_date),
        pin: None,
    };
    let days = days(line, school, base, faults);
    let are_times = TIMES
        .iter()
        .all(|column| !line.has(*column) || line.read(*column, faults, cells::time).is_some());
    let is_known = student.is_some() && direction.is_some() && home.is_some() && school.is_some();
    (are_times && is_known && !goes_nowhere).then(|| Draft {
        id: id.to_owned(),
        line,
        days,
        ride,
    })
}

/// The days of this week: those of the row, else Monday to Friday, less days without work and
/// days on which the school is closed.
fn days(
    line: Line<'_, RideCol>,
    school: Option<PlaceIx>,
    base: &Base,
    faults: &mut Faults,
) -> Vec<Day> {
    let is_open = |day: &Day| {
        let school = school.and_then(|school| base.places.school(school));
        base.work_days.contains(day)
            && !school.is_some_and(|school| base.bells.is_shut(school, *day))
    };
    if !line.has(RideCol::Days) {
        return Day::all().filter(|day| day.0 < 5 && is_open(day)).collect();
    }
    let context = base.context(None);
    let named = line.list(RideCol::Days, faults, |text| context.days_only(text));
    let named: Vec<Day> = super::staff::sorted(named.into_iter().flatten().collect());
    for day in named.iter().filter(|day| !is_open(day)) {
        let message = format!(
            "names {}, a day without work or school; there is no ride",
            base.clock.date(*day)
        );
        faults.push(line.warning(RideCol::Days, message));
    }
    named.into_iter().filter(is_open).collect()
}

/// Fills keep_with and keep_apart, both ways, among the rides of one day.
fn keep(
    rides: &mut [Ride],
    lines: &[Line<'_, RideCol>],
    names: &Names<usize>,
    rows: &[RideRow<'_>],
    faults: &mut Faults,
) {
    for RideRow { id, line, .. } in rows {
        for column in [RideCol::KeepWith, RideCol::KeepApart] {
            line.list(column, faults, |text| match text == *id {
                true => Err(Bad::new("is the ride itself")),
                false => names.find(text),
            });
        }
    }
    let mut by_row: HashMap<(String, Day), RideIx> = HashMap::with_capacity(rides.len());
    for (ix, ride) in rides.iter().enumerate() {
        by_row.insert((ride.row_id.clone(), ride.day), RideIx::at(ix));
    }
    for ix in 0..rides.len() {
        for column in [RideCol::KeepWith, RideCol::KeepApart] {
            for name in cells::list(lines[ix].text(column)) {
                let Some(&other) = by_row.get(&(name.to_owned(), rides[ix].day)) else {
                    continue;
                };
                for (at, with) in [(ix, other), (other.ix(), RideIx::at(ix))] {
                    match column {
                        RideCol::KeepWith => rides[at].keep_with.push(with),
                        _ => rides[at].keep_apart.push(with),
                    }
                }
            }
        }
    }
    // Told once, where the later of the two rows stands.
    let mut both: BTreeSet<(u64, &str)> = BTreeSet::new();
    for (ix, ride) in rides.iter().enumerate() {
        let earlier = ride.keep_with.iter().filter(|other| other.ix() < ix);
        for other in earlier.filter(|other| ride.keep_apart.contains(other)) {
            if both.insert((ride.line, &rides[other.ix()].row_id)) {
                let other = &rides[other.ix()].row_id;
                let message = format!("names {other}, with which it is kept together too");
                let fault = lines[ix].fault(RideCol::KeepApart, message);
                faults.push(fault.remedy("take it out of keep_with or of keep_apart"));
            }
        }
    }
    for ride in rides {
        ride.keep_with.sort_unstable();
        ride.keep_with.dedup();
        ride.keep_apart.sort_unstable();
        ride.keep_apart.dedup();
    }
}
