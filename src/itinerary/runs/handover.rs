//! handover.csv: what no vehicle takes, as rows of rides.csv that `plan --rides` adds to the
//! liaisons' week. Ids only.

use std::collections::{BTreeMap, BTreeSet};

use super::words::DAYS;
use crate::domain::Week;
use crate::domain::ids::{PersonIx, RideIx};
use crate::domain::ride::{Direction, Ride};
use crate::domain::run::RunPlan;
use crate::domain::time::{Day, Moment, Span};
use crate::table::write_csv;

const HEADER: [&str; 27] = [
    "ride_id",
    "student_id",
    "direction",
    "days",
    "home_place",
    "school_place",
    "max_ride_minutes",
    "seats",
    "wheelchair",
    "booster",
    "own_seat",
    "aide",
    "must_ride",
    "value",
    "by",
    "keep_with",
    "keep_apart",
    "adult_at_home",
    "may_receive",
    "language",
    "permission_until",
    "pickup_from",
    "pickup_to",
    "dropoff_from",
    "dropoff_to",
    "pickup_minutes",
    "dropoff_minutes",
];

/// The table: a row for each row of rides.csv, on the days on which it has no vehicle. Where its
/// times differ by day, further rows are `R7-2`, `R7-3`, but for ids that another row has.
pub(super) fn csv(week: &Week, plan: &RunPlan) -> Vec<u8> {
    let mut rows: BTreeMap<(u64, &str), Vec<Vec<String>>> = BTreeMap::new();
    let mut seen: BTreeMap<(u64, &str), Vec<Vec<Day>>> = BTreeMap::new();
    for one in &plan.unserved {
        let ride = week.ride(one.ride);
        let key = (ride.line, ride.row_id.as_str());
        let cells = cells(week, one.ride);
        let alike = rows.entry(key).or_default();
        let days = seen.entry(key).or_default();
        match alike.iter().position(|other| *other == cells) {
            Some(ix) => days[ix].push(ride.day),
            None => {
                alike.push(cells);
                days.push(vec![ride.day]);
            }
        }
    }
    let known: BTreeSet<&str> = week.rides.iter().map(|ride| ride.row_id.as_str()).collect();
    let all = rows.into_iter().flat_map(|(key, alike)| {
        let days = seen.remove(&key).unwrap_or_default();
        let further = (2..).map(|nr| format!("{}-{nr}", key.1));
        let further = further.filter(|id| !known.contains(id.as_str()));
        let ids = std::iter::once(key.1.to_owned()).chain(further);
        let each = alike.into_iter().zip(days).zip(ids);
        let each = each.map(|((mut cells, days), id)| {
            cells[0] = id;
            let names: Vec<&str> = days
                .iter()
                .map(|day| DAYS[usize::from(day.0 % 7)])
                .collect();
            cells[3] = names.join(";");
            cells
        });
        each.collect::<Vec<Vec<String>>>()
    });
    write_csv(&HEADER, all)
}

/// The cells of a ride but for its id and days.
fn cells(week: &Week, ix: RideIx) -> Vec<String> {
    let ride = week.ride(ix);
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    let student = week.person(ride.student);
    let place = |own, place| match own == Some(place) || week.place(place).confidential {
        true => String::new(),
        false => week.place(place).id.clone(),
    };
    let rows = |list: &[RideIx]| {
        let ids: Vec<&str> = list
            .iter()
            .map(|ride| week.ride(*ride).row_id.as_str())
            .collect();
        ids.join(";")
    };
    let people = |list: &[PersonIx]| {
        let ids: Vec<&str> = list
            .iter()
            .map(|who| week.person(*who).id.as_str())
            .collect();
        ids.join(";")
    };
    let seats = if ride.wheelchair {
        0
    } else {
        ride.seats.saturating_sub(u32::from(ride.aide))
    };
    let times = times(week, ride);
    let mut cells = vec![
        String::new(),
        student.id.clone(),
        match ride.direction {
            Direction::ToSchool => "to_school".to_owned(),
            Direction::FromSchool => "from_school".to_owned(),
        },
        String::new(),
        place(student.home, ride.home),
        place(student.school, ride.school),
        ride.max_ride.0.to_string(),
        if seats > 1 {
            seats.to_string()
        } else {
            String::new()
        },
        yes(ride.wheelchair),
        yes(ride.booster),
        yes(ride.own_seat),
        yes(ride.aide),
        if ride.must_ride { "yes" } else { "no" }.to_owned(),
        ride.value.points().to_string(),
        "liaison".to_owned(),
        rows(&ride.keep_with),
        rows(&ride.keep_apart),
        yes(ride.adult_at_home),
        people(&ride.may_receive),
        ride.language.clone().unwrap_or_default(),
        ride.permission_until
            .map(|date| date.to_string())
            .unwrap_or_default(),
    ];
    cells.extend(times);
    let lengths = [ride.pickup_minutes, ride.dropoff_minutes];
    let lengths = lengths.into_iter().zip(ride.own_minutes);
    cells.extend(lengths.map(|(minutes, is_own)| match is_own {
        true => minutes.0.to_string(),
        false => String::new(),
    }));
    cells
}

/// The four times of a ride; empty at the ends of the day.
fn times(week: &Week, ride: &Ride) -> [String; 4] {
    let whole: Span = week.clock.whole_day(ride.day);
    let at = |moment: Moment| match moment == whole.from || moment == whole.to {
        true => String::new(),
        false => week.clock.hhmm(moment, Some(ride.day)),
    };
    [
        ride.pickup.from,
        ride.pickup.to,
        ride.dropoff.from,
        ride.dropoff.to,
    ]
    .map(at)
}
