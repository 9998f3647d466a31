//! The planner finds what trying every plan finds, on weeks of up to seven tasks and rides.
//!
//! The oracle shares nothing with the planner: it tries every subset, assignment and order,
//! times each route by `verify`'s slow clock, and lets `verify` judge the whole.

mod support;

use std::collections::BTreeMap;

use liaison::domain::Week;
use liaison::domain::ids::{ShiftIx, Work};
use liaison::domain::plan::{Activity, Plan, Route, Status, Stop, Totals, Unplaced, placed};
use liaison::domain::time::Minutes;
use liaison::verify::{self, clock::Item};
use support::random::{Size, workspace};

/// (required missed, -value, money, driving): smaller is better.
type Score = (u32, i64, i64, i32);

fn score(week: &Week, totals: &Totals) -> Score {
    let money = if week.policy.counts_money {
        totals.money.0
    } else {
        0
    };
    let trade = week.policy.trade;
    // Thousandths of a point, times the grain in which dollars and hours are whole.
    let dollar = 10_000_i128 * 1_005_840;
    let grain = i128::from(totals.value.0) * dollar
        - i128::from(trade.per_dollar) * i128::from(totals.money.0)
        - i128::from(trade.per_drive_hour) * (dollar / 60) * i128::from(totals.drive.0);
    let value = i64::try_from(-grain / 1_000_000).expect("small weeks");
    (totals.required_unplaced, value, money, totals.drive.0)
}

struct Oracle<'a> {
    week: &'a Week,
    best: Option<Score>,
    tried: usize,
    /// Every way of doing some work on a shift, by both: assignments share them.
    ways: BTreeMap<(ShiftIx, Vec<Work>), Vec<Route>>,
}

impl Oracle<'_> {
    /// Gives each piece of work to a shift or to none, then tries every order.
    fn assign(&mut self, left: &[Work], given: &mut BTreeMap<ShiftIx, Vec<Work>>) {
        let Some((&work, rest)) = left.split_first() else {
            let shifts: Vec<(ShiftIx, Vec<Work>)> = given
                .iter()
                .map(|(shift, work)| (*shift, work.clone()))
                .collect();
            self.orders(&shifts, &mut Vec::new());
            return;
        };
        self.assign(rest, given);
        for shift in (0..self.week.shifts.len()).map(ShiftIx::at) {
            given.entry(shift).or_default().push(work);
            self.assign(rest, given);
            given.get_mut(&shift).expect("just put there").pop();
        }
    }

    fn orders(&mut self, shifts: &[(ShiftIx, Vec<Work>)], routes: &mut Vec<Route>) {
        let Some(((shift, works), rest)) = shifts.split_first() else {
            self.judge(routes);
            return;
        };
        if works.is_empty() {
            self.orders(rest, routes);
            return;
        }
        let week = self.week;
        let key = (*shift, works.clone());
        let found = self
            .ways
            .entry(key)
            .or_insert_with(|| ways(week, *shift, works));
        for route in found.clone() {
            routes.push(route);
            self.orders(rest, routes);
            routes.pop();
        }
    }

    fn judge(&mut self, routes: &[Route]) {
        self.tried += 1;
        let plan = whole(self.week, routes);
        let score = score(self.week, &plan.totals);
        if self.best.is_some_and(|best| best <= score) {
            return;
        }
        if verify::verify(self.week, &plan).is_clean() {
            self.best = Some(score);
        }
    }
}

/// Every order of the work and the breaks of a shift that has a clock.
fn ways(week: &Week, shift: ShiftIx, works: &[Work]) -> Vec<Route> {
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
            metres: liaison::domain::money::Metres(0),
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

fn place_of(week: &Week, shift: ShiftIx, item: &Item) -> Option<liaison::domain::ids::PlaceIx> {
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

fn whole(week: &Week, routes: &[Route]) -> Plan {
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
fn without_coupling(files: &mut support::Files) {
    for (name, columns) in [
        ("tasks.csv", &["partners", "after", "gap_minutes"][..]),
        ("rides.csv", &["adult_at_home"][..]),
    ] {
        let Some(text) = files.get(name) else {
            continue;
        };
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

fn compare(seed: u64, size: Size) {
    let mut files = workspace(seed, size);
    without_coupling(&mut files);
    let week = support::read(&files).unwrap_or_else(|faults| panic!("seed {seed}: {faults:#?}"));
    let work: Vec<Work> = week.work().collect();
    if work.len() > size.tasks + size.rides {
        return; // several sessions or days: too many for trying everything
    }
    let mut oracle = Oracle {
        week: &week,
        best: None,
        tried: 0,
        ways: BTreeMap::new(),
    };
    oracle.assign(&work, &mut BTreeMap::new());
    let plan = support::plan(&week, 3_000, seed);
    let report = verify::verify(&week, &plan);
    assert!(report.is_clean(), "seed {seed}: {:#?}", report.violations);
    let best = oracle.best.expect("the empty plan is allowed");
    let ours = score(&week, &plan.totals);
    // With traffic a later start can drive less, and the oracle starts everything as early as
    // it can: there a verified plan may be better than it knows, and is never worse.
    if week.travel.has_traffic() {
        assert!(
            ours.0 == best.0 && ours <= best,
            "seed {seed}: {ours:?}, {best:?}, {} plans tried",
            oracle.tried
        );
    } else {
        assert_eq!(ours, best, "seed {seed}, {} plans tried", oracle.tried);
    }
}

#[test]
fn one_day_of_six_tasks() {
    for seed in 0..12 {
        compare(
            seed,
            Size {
                liaisons: 1,
                days: 1,
                tasks: 6,
                rides: 0,
                wild: false,
            },
        );
    }
}

#[test]
fn one_day_of_seven_tasks() {
    compare(
        100,
        Size {
            liaisons: 1,
            days: 1,
            tasks: 7,
            rides: 0,
            wild: false,
        },
    );
}

#[test]
fn one_day_with_riders() {
    for seed in 200..212 {
        compare(
            seed,
            Size {
                liaisons: 1,
                days: 1,
                tasks: 2,
                rides: 2,
                wild: false,
            },
        );
    }
}

#[test]
fn wild_weeks_of_two_shifts() {
    for seed in 300..320 {
        compare(
            seed,
            Size {
                liaisons: 1,
                days: 2,
                tasks: 2,
                rides: 1,
                wild: true,
            },
        );
    }
}

#[test]
fn wild_weeks_of_two_liaisons() {
    for seed in 400..412 {
        compare(
            seed,
            Size {
                liaisons: 2,
                days: 1,
                tasks: 4,
                rides: 0,
                wild: true,
            },
        );
    }
}

/// The frontier of small weeks is exact: at each amount of miles the plan is the best of all.
#[test]
fn frontiers_of_small_weeks() {
    use liaison::domain::comparison::Scenario;
    use liaison::domain::dial::{Amount, Counted, Dial};
    for seed in 600..603 {
        let size = Size {
            liaisons: 1,
            days: 1,
            tasks: 5,
            rides: 0,
            wild: false,
        };
        let mut files = workspace(seed, size);
        without_coupling(&mut files);
        let week =
            support::read(&files).unwrap_or_else(|faults| panic!("seed {seed}: {faults:#?}"));
        let work: Vec<Work> = week.work().collect();
        let dial = Dial {
            whose: None,
            counted: Counted::Miles,
        };
        let at = |amount: i64| {
            let mut week = week.clone();
            dial.set(&mut week, dial.exactly(Amount::whole(amount)));
            Scenario {
                name: amount.to_string(),
                week,
                set: vec![(dial, Amount::whole(amount))],
            }
        };
        let scenarios: Vec<Scenario> = [0, 3, 6, 10, 20].map(at).into();
        let options = liaison::plan::Options {
            stop: liaison::solver::Stop::Iterations(1_000),
            threads: 2,
            seed,
            version: 1,
        };
        let found = liaison::plan::compare::compare(scenarios, vec![dial], &options, &|_, _| {})
            .expect("a week that was read");
        for point in &found.points {
            let mut oracle = Oracle {
                week: &point.scenario.week,
                best: None,
                tried: 0,
                ways: BTreeMap::new(),
            };
            oracle.assign(&work, &mut BTreeMap::new());
            let best = oracle.best.expect("the empty plan is allowed");
            let ours = score(&point.scenario.week, &point.plan.totals);
            assert_eq!(ours, best, "seed {seed}, {} miles", point.scenario.name);
        }
    }
}
