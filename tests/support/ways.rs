//! Every way of doing some work on a shift: what the planner and what it says are held to.

use liaison::domain::Week;
use liaison::domain::ids::{PlaceIx, ShiftIx, Work};
use liaison::domain::money::Metres;
use liaison::domain::plan::{Activity, Plan, Route, Status, Stop, Totals, Unplaced, placed};
use liaison::domain::time::Minutes;
use liaison::verify::{self, clock::Item};

use super::Files;

/// Every order of the work and the breaks of a shift that has a clock.
pub fn ways(week: &Week, shift: ShiftIx, works: &[Work]) -> Vec<Route> {
    let mut open: Vec<Activity> = works.iter().map(|&work| first(work)).collect();
    open.extend(breaks(week, shift));
    let mut found = Vec::new();
    permute(week, &mut open, &mut vec![Activity::Start], &mut |order| {
        found.extend(timed(week, shift, order));
    });
    found
}

fn first(work: Work) -> Activity {
    match work {
        Work::Task(task) => Activity::Task(task),
        Work::Ride(ride) => Activity::Pickup(ride),
    }
}

fn second(week: &Week, activity: Activity) -> Option<Activity> {
    match activity {
        Activity::Task(task) if week.task(task).notes_minutes > Minutes(0) => {
            Some(Activity::Notes(task))
        }
        Activity::Pickup(ride) => Some(Activity::Dropoff(ride)),
        _ => None,
    }
}

fn breaks(week: &Week, shift: ShiftIx) -> Vec<Activity> {
    let shift = week.shift(shift);
    let mut all = Vec::new();
    if let Some(lunch) = week.policy.lunch {
        let at = |time| {
            week.clock
                .moment(shift.day, time)
                .expect("an ordinary week")
        };
        if shift.span.from <= at(lunch.earliest) && shift.span.to >= at(lunch.latest_end) {
            all.push(Activity::Lunch);
        }
    }
    if week.policy.reserve > Minutes(0) {
        all.push(Activity::Reserve);
    }
    all
}

/// Every order in which each second stop comes after its first.
fn permute(
    week: &Week,
    open: &mut Vec<Activity>,
    order: &mut Vec<Activity>,
    found: &mut impl FnMut(&[Activity]),
) {
    if open.is_empty() {
        order.push(Activity::End);
        found(order);
        order.pop();
        return;
    }
    for ix in 0..open.len() {
        let activity = open.swap_remove(ix);
        let later = second(week, activity);
        open.extend(later);
        order.push(activity);
        permute(week, open, order, found);
        order.pop();
        if later.is_some() {
            open.pop();
        }
        open.push(activity);
        let last = open.len() - 1;
        open.swap(ix, last);
    }
}

/// The order with its clock: breaks where one is, on the way, or where one goes next.
fn timed(week: &Week, shift: ShiftIx, order: &[Activity]) -> Vec<Route> {
    let mut options = vec![Vec::new()];
    for (ix, &activity) in order.iter().enumerate() {
        let places: Vec<Option<_>> = match activity {
            Activity::Lunch | Activity::Reserve => {
                let place = |activity: &Activity| match activity {
                    Activity::Start => week.shift(shift).start_place,
                    Activity::End => week.shift(shift).end_place,
                    Activity::Task(task) => week.task(*task).place,
                    Activity::Pickup(ride) => Some(week.ride(*ride).from()),
                    Activity::Dropoff(ride) => Some(week.ride(*ride).to()),
                    _ => None,
                };
                let before = order[..ix].iter().rev().find_map(place);
                let after = order[ix..].iter().find_map(place);
                if before == after {
                    vec![before]
                } else {
                    vec![before, after, None]
                }
            }
            _ => vec![None],
        };
        options = options
            .into_iter()
            .flat_map(|items: Vec<Item>| {
                places.iter().map(move |&place| {
                    let mut items = items.clone();
                    items.push(Item {
                        place,
                        ..Item::new(activity)
                    });
                    items
                })
            })
            .collect();
    }
    let timed = options.into_iter().filter_map(|items| {
        let times = verify::clock::canonical(week, shift, &items)?;
        let stop = |(item, time): (&Item, verify::clock::Times)| Stop {
            activity: item.activity,
            place: place_of(week, shift, item),
            arrive: time.arrive,
            start: time.start,
            end: time.end,
            leave: time.leave,
            drive: Minutes(0),
            metres: Metres(0),
            slack: Minutes(0),
            riders: 0,
            partners: Vec::new(),
        };
        let mut stops: Vec<Stop> = items.iter().zip(times).map(stop).collect();
        // Work without a place is done where one is.
        let mut last = None;
        for stop in &mut stops {
            if stop.place.is_none() && !matches!(stop.activity, Activity::Lunch | Activity::Reserve)
            {
                stop.place = last;
            }
            last = stop.place.or(last);
        }
        Some(Route { shift, stops })
    });
    // With the same order a break's place changes the clock, and with traffic the drives: of
    // those with the earliest return and the latest departure all are kept.
    let key = |route: &Route| {
        let back = route.stops.last().map(|stop| stop.end);
        let out = route.stops.first().map(|stop| stop.leave);
        (back, std::cmp::Reverse(out))
    };
    let mut all: Vec<Route> = timed.collect();
    let best = all.iter().map(key).min();
    all.retain(|route| Some(key(route)) == best);
    all
}

fn place_of(week: &Week, shift: ShiftIx, item: &Item) -> Option<PlaceIx> {
    match item.activity {
        Activity::Start => week.shift(shift).start_place,
        Activity::End => week.shift(shift).end_place,
        Activity::Task(task) => week.task(task).place,
        Activity::Pickup(ride) => Some(week.ride(ride).from()),
        Activity::Dropoff(ride) => Some(week.ride(ride).to()),
        Activity::Notes(_) => None,
        Activity::Lunch | Activity::Reserve => item.place,
    }
}

/// A plan of some routes, with its totals.
pub fn whole(week: &Week, routes: &[Route]) -> Plan {
    let placed = placed(routes);
    let left = week.work().filter(|work| !placed.contains(work));
    let unplaced = left.map(Unplaced::unexplained);
    let plan = Plan {
        version: 1,
        routes: routes.to_vec(),
        unplaced: unplaced.collect(),
        status: Status::Feasible,
        value_bound: None,
        totals: Totals::default(),
        seed: 1,
        seconds: None,
        standby: Vec::new(),
    };
    verify::restated(week, &plan)
}

/// What couples one route's times to another's is left out: the oracle times routes alone.
pub fn without_coupling(files: &mut Files) {
    without(files, "tasks.csv", &["partners", "after", "gap_minutes"]);
    without(files, "rides.csv", &["adult_at_home"]);
}

/// Leaves some columns of a table out, where it is there.
pub fn without(files: &mut Files, name: &str, columns: &[&str]) {
    if let Some(text) = files.get(name) {
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let keep: Vec<bool> = header
            .iter()
            .map(|column| !columns.contains(column))
            .collect();
        let cut = |line: &str| {
            let cells = line
                .split(',')
                .zip(&keep)
                .filter(|(_, keep)| **keep)
                .map(|(cell, _)| cell);
            cells.collect::<Vec<_>>().join(",")
        };
        let cut: String = text.lines().map(|line| cut(line) + "\n").collect();
        files.insert(name.to_owned(), cut);
    }
}
