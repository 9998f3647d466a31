//! The slow clock: what it times is clean and least, and some clocks worked out on paper.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::domain::Week;
use crate::domain::fixture::{
    self, add_person, add_place, add_ride, add_shift, add_staff, add_task, at, drives_of, span,
    stop, wall,
};
use crate::domain::ids::{PersonIx, PlaceIx, ShiftIx};
use crate::domain::money::Metres;
use crate::domain::person::PersonRole;
use crate::domain::place::PlaceKind;
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::policy::Lunch;
use crate::domain::ride::Direction;
use crate::domain::staff::StaffRole;
use crate::domain::task::TaskKind;
use crate::domain::time::{Minutes, Moment, Span, Spans};
use crate::domain::travel::{Traffic, TravelTable};
use crate::verify::clock::{Item, Times, canonical};
use crate::verify::{restated, verify};

/// What a random route is made from: a task or a ride, where, how long, and when.
#[derive(Clone, Debug)]
enum Wish {
    Task {
        place: Option<u32>,
        minutes: i32,
        windows: Vec<(i32, i32)>,
        notes: i32,
    },
    Ride {
        home: u32,
        school: u32,
        longest: i32,
        from: i32,
    },
}

fn any_wish() -> impl Strategy<Value = Wish> {
    let windows = vec((480..900_i32, 10..240_i32), 1..3);
    let task = (
        prop::option::weighted(0.8, 0..5_u32),
        5..60_i32,
        windows,
        prop_oneof![Just(0), 5..15_i32],
    );
    let ride = (0..5_u32, 0..5_u32, 5..60_i32, 480..800_i32);
    prop_oneof![
        3 => task.prop_map(|(place, minutes, windows, notes)| Wish::Task { place, minutes, windows, notes }),
        1 => ride.prop_map(|(home, school, longest, from)| Wish::Ride { home, school, longest, from }),
    ]
}

/// A week of one liaison with one shift on Monday, lunch, reserve, busy time and traffic by choice.
#[derive(Clone, Debug)]
struct Setting {
    drives: Vec<i32>,
    lunch: bool,
    reserve: i32,
    busy: Option<(i32, i32)>,
    traffic: bool,
    base: bool,
}

fn any_setting() -> impl Strategy<Value = Setting> {
    let busy = prop::option::of((480..900_i32, 5..60_i32));
    (
        vec(1..40_i32, 25),
        any::<bool>(),
        prop_oneof![Just(0), 5..30_i32],
        busy,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(drives, lunch, reserve, busy, traffic, base)| Setting {
            drives,
            lunch,
            reserve,
            busy,
            traffic,
            base,
        })
}

fn setting(setting: &Setting) -> Week {
    let mut week = fixture::week();
    for id in ["A", "B", "C", "D", "E"] {
        add_place(&mut week, id, PlaceKind::Community);
    }
    let site = drives_of(&week, 0.0, 0);
    let slow = Traffic {
        span: span(0, 930, 1230),
        factor: 1.5,
    };
    week.travel = TravelTable::new(
        (0..site.sites() as u32).collect(),
        0.0,
        if setting.traffic { vec![slow] } else { vec![] },
    );
    for (ix, &minutes) in setting
        .drives
        .iter()
        .enumerate()
        .filter(|(ix, _)| ix / 5 != ix % 5)
    {
        week.travel.set(
            ix / 5,
            ix % 5,
            f64::from(minutes),
            Metres(i64::from(minutes) * 500),
        );
    }
    let staff = add_staff(&mut week, "L", StaffRole::Liaison);
    (week.staff[0].seats, week.policy.reserve) = (9, Minutes(setting.reserve));
    if let Some((from, minutes)) = setting.busy {
        week.staff[0].busy = Spans::union([Span::new(Moment(from), Moment(from + minutes))]);
    }
    if setting.lunch {
        let lunch = Lunch {
            minutes: Minutes(30),
            earliest: wall(11, 0),
            latest_end: wall(13, 30),
        };
        week.policy.lunch = Some(lunch);
    }
    add_shift(
        &mut week,
        staff,
        0,
        (800, 1630),
        setting.base.then_some(PlaceIx(0)),
    );
    week
}

/// Adds a wish to the week, and gives what one does for it, in order.
fn wish_for(week: &mut Week, wish: &Wish) -> Vec<Activity> {
    match wish {
        Wish::Task {
            place,
            minutes,
            windows,
            notes,
        } => {
            let id = format!("T{}", week.tasks.len());
            let ix = add_task(week, &id, TaskKind::Duty, place.map(PlaceIx), *minutes);
            let span = |&(from, long): &(i32, i32)| Span::new(Moment(from), Moment(from + long));
            week.tasks[ix.ix()].windows = windows.iter().map(span).collect();
            week.tasks[ix.ix()].notes_minutes = Minutes(*notes);
            let writing = (*notes > 0).then_some(Activity::Notes(ix));
            [Activity::Task(ix)].into_iter().chain(writing).collect()
        }
        Wish::Ride {
            home,
            school,
            longest,
            from,
        } => {
            let id = format!("R{}", week.rides.len());
            let student = add_person(week, &id, PersonRole::Student);
            let places = (PlaceIx(*home), PlaceIx(*school));
            let ix = add_ride(week, &id, (student, 0), Direction::ToSchool, places);
            week.rides[ix.ix()].max_ride = Minutes(*longest);
            week.rides[ix.ix()].dropoff.from = Moment(*from + 60);
            vec![Activity::Pickup(ix), Activity::Dropoff(ix)]
        }
    }
}

/// A route of as many wishes as fit, each inserted where the random numbers say.
fn random_route(week: &mut Week, wishes: &[(Wish, usize, usize)]) -> Vec<Item> {
    let mut route = vec![Item::new(Activity::Start), Item::new(Activity::End)];
    if week.policy.reserve > Minutes(0) {
        route.insert(1, Item::new(Activity::Reserve));
    }
    if week.policy.lunch.is_some() {
        route.insert(1, Item::new(Activity::Lunch));
    }
    for (wish, first, second) in wishes {
        let mut tried = route.clone();
        let mut from = 1;
        for (activity, at) in wish_for(week, wish).into_iter().zip([first, second]) {
            let ix = from + at % (tried.len() - from);
            tried.insert(ix, Item::new(activity));
            from = ix + 1;
        }
        if keeps_riders_alone(week, &tried) && canonical(week, ShiftIx(0), &tried).is_some() {
            route = tried;
        }
    }
    route
}

/// With a rider on board only riders' stops: the clock does not know this.
fn keeps_riders_alone(week: &Week, route: &[Item]) -> bool {
    let mut aboard = 0;
    route.iter().all(|item| {
        match item.activity {
            Activity::Pickup(_) => aboard += 1,
            Activity::Dropoff(_) => aboard -= 1,
            Activity::End => {}
            _ => return aboard == 0,
        }
        !week.rides.is_empty() || aboard == 0
    })
}

fn as_plan(week: &Week, route: &[Item], times: &[Times]) -> Plan {
    let stop_of = |(item, times): (&Item, &Times)| Stop {
        leave: times.leave,
        ..stop(
            item.activity,
            place_of(week, item.activity),
            times.arrive,
            times.start,
            times.end,
        )
    };
    let stops = route.iter().zip(times).map(stop_of).collect();
    restated(
        week,
        &fixture::plan(
            week,
            vec![Route {
                shift: ShiftIx(0),
                stops,
            }],
        ),
    )
}

fn place_of(week: &Week, activity: Activity) -> Option<PlaceIx> {
    match activity {
        Activity::Task(task) => week.task(task).place,
        Activity::Pickup(ride) => Some(week.ride(ride).from()),
        Activity::Dropoff(ride) => Some(week.ride(ride).to()),
        Activity::Start => week.shifts[0].start_place,
        Activity::End => week.shifts[0].end_place,
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// What the slow clock times breaks no rule: the clock and the rules are two readings of
    /// the same text.
    #[test]
    fn canonical_times_are_clean(
        choice in any_setting(),
        wishes in vec((any_wish(), 0..20_usize, 0..20_usize), 0..7),
    ) {
        let mut week = setting(&choice);
        let route = random_route(&mut week, &wishes);
        if let Some(times) = canonical(&week, ShiftIx(0), &route) {
            let report = verify(&week, &as_plan(&week, &route, &times));
            prop_assert_eq!(report.violations, vec![]);
        }
    }
}

/// A tiny route with two tasks and a ride's limit, on a shift of `CLOSE` minutes.
const CLOSE: i32 = 30;

/// Every way to set out and to start three stops, tried one by one: the earliest return, then
/// the latest departure, then the earliest starts.
fn by_trying(week: &Week, route: &[Item]) -> Option<(i32, i32, Vec<i32>)> {
    let from = week.shifts[0].span.from.0;
    let all = || from..=from + CLOSE;
    let mut best: Option<(i32, i32, Vec<i32>)> = None;
    for depart in all() {
        for a in all() {
            for b in a..=from + CLOSE {
                for c in b..=from + CLOSE {
                    let starts = [a, b, c];
                    let Some(back) = return_of(week, route, depart, &starts) else {
                        continue;
                    };
                    let key = (back, -depart, starts.to_vec());
                    if best.as_ref().is_none_or(|best| key < *best) {
                        best = Some(key);
                    }
                }
            }
        }
    }
    best
}

/// The return of a route with these starts, if they keep the rules.
fn return_of(week: &Week, route: &[Item], depart: i32, starts: &[i32; 3]) -> Option<i32> {
    let mut ready = depart;
    let mut here = PlaceIx(0);
    let mut ends = [0; 3];
    for (ix, &start) in starts.iter().enumerate() {
        let activity = route[ix + 1].activity;
        let there = place_of(week, activity).unwrap_or(here);
        let (from, to) = (week.travel.site(here), week.travel.site(there));
        let (minutes, windows) = match activity {
            Activity::Task(task) => (week.task(task).minutes.0, week.task(task).windows.clone()),
            Activity::Pickup(_) => (2, vec![week.rides[0].pickup]),
            _ => (2, vec![week.rides[0].dropoff]),
        };
        let during = Span::new(Moment(start), Moment(start + minutes));
        let arrive = ready + week.travel.drive(from, to, Moment(ready)).0;
        if arrive > start || !windows.iter().any(|window| window.holds(during)) {
            return None;
        }
        (ready, here) = (during.to.0, there);
        ends[ix] = ready;
    }
    let find =
        |wanted: fn(Activity) -> bool| route[1..4].iter().position(|item| wanted(item.activity));
    let up = find(|activity| matches!(activity, Activity::Pickup(_)));
    let off = find(|activity| matches!(activity, Activity::Dropoff(_)));
    let back = ready
        + week
            .travel
            .drive(week.travel.site(here), 0, Moment(ready))
            .0;
    let rides = up.zip(off).map_or(0, |(up, off)| starts[off] - ends[up]);
    let in_time = back <= week.shifts[0].latest_end.0;
    (in_time && (week.rides.is_empty() || rides <= week.rides[0].max_ride.0)).then_some(back)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// On tiny shifts the slow clock finds what trying every minute finds, ride limits that
    /// delay a pickup among it.
    #[test]
    fn canonical_is_what_trying_every_minute_finds(
        drives in vec(0..4_i32, 25),
        tasks in vec((prop::option::of(0..5_u32), 1..5_i32, vec((0..25_i32, 3..15_i32), 1..4)), 3),
        ride in prop::option::of((0..5_u32, 0..5_u32, 2..7_i32, 0..24_i32)),
        task_first in any::<bool>(),
    ) {
        let choice = Setting { drives, lunch: false, reserve: 0, busy: None, traffic: false, base: true };
        let mut week = setting(&choice);
        let open = week.shifts[0].span.from.0;
        week.shifts[0].span.to = Moment(open + CLOSE);
        week.shifts[0].latest_end = Moment(open + CLOSE);
        let shifted = |windows: &[(i32, i32)]| windows.iter().map(|&(from, long)| (open + from, long)).collect();
        let mut middle: Vec<Activity> = Vec::new();
        for (place, minutes, windows) in &tasks {
            let wish = Wish::Task { place: *place, minutes: *minutes, windows: shifted(windows), notes: 0 };
            middle.extend(wish_for(&mut week, &wish));
        }
        if let Some((home, school, longest, from)) = ride {
            let wish = Wish::Ride { home, school, longest, from: open + from - 60 };
            let ends = wish_for(&mut week, &wish);
            middle.truncate(1);
            middle.splice(if task_first { 1..1 } else { 0..0 }, ends);
        }
        let mut route = vec![Item::new(Activity::Start)];
        route.extend(middle.into_iter().map(Item::new));
        route.push(Item::new(Activity::End));
        let slow = canonical(&week, ShiftIx(0), &route).map(|times| {
            let starts: Vec<i32> = times[1..4].iter().map(|times| times.start.0).collect();
            (times[4].arrive.0, -times[0].leave.0, starts)
        });
        prop_assert_eq!(slow, by_trying(&week, &route));
    }
}

/// The clock on paper: a window holds the return, the departure is put off to it, lunch is had
/// on the way as soon as it may be, and a ride's limit delays the pickup.
#[test]
fn the_clock_by_hand() {
    let choice = Setting {
        drives: vec![20; 25],
        lunch: true,
        reserve: 0,
        busy: None,
        traffic: false,
        base: true,
    };
    let mut week = setting(&choice);
    let task = add_task(&mut week, "T", TaskKind::Duty, Some(PlaceIx(1)), 30);
    week.tasks[task.ix()].windows = vec![span(0, 1100, 1140), span(0, 1200, 1300)];
    let route = [
        Activity::Start,
        Activity::Lunch,
        Activity::Task(task),
        Activity::End,
    ]
    .map(Item::new);
    let times = canonical(&week, ShiftIx(0), &route).unwrap();
    // Lunch before 11:30 is impossible, so the second window holds: 12:00-12:30, back 12:50. With
    // 20 min of driving and 30 of lunch one sets out at 11:10 and lunches at once, still at home.
    let clock: Vec<i32> = times
        .iter()
        .map(|times| times.start.0 - at(0, 0).0)
        .collect();
    assert_eq!(clock, [670, 670, 720, 770]);
    // With lunch from 11:20 on, one has driven ten minutes by then.
    week.policy.lunch = Some(Lunch {
        minutes: Minutes(30),
        earliest: wall(11, 20),
        latest_end: wall(13, 30),
    });
    let times = canonical(&week, ShiftIx(0), &route).unwrap();
    assert_eq!(times[0].leave, at(0, 1110));
    assert_eq!(
        (times[1].arrive, times[1].start, times[1].end),
        (at(0, 1120), at(0, 1120), at(0, 1150))
    );
    assert_eq!(times[2].arrive, at(0, 1200));
    // The drop-off may not start before 9:00 and the ride lasts 25 min at most: the pickup ends
    // no earlier than 8:35. Reached in time for it, one sets out at 8:13; back 9:02 + 20.
    week.policy.lunch = None;
    let student = PersonIx(0);
    let ride = add_ride(
        &mut week,
        "R",
        (student, 0),
        Direction::ToSchool,
        (PlaceIx(1), PlaceIx(2)),
    );
    week.rides[ride.ix()].max_ride = Minutes(25);
    week.rides[ride.ix()].dropoff = span(0, 900, 930);
    let route = [
        Activity::Start,
        Activity::Pickup(ride),
        Activity::Dropoff(ride),
        Activity::End,
    ]
    .map(Item::new);
    let times = canonical(&week, ShiftIx(0), &route).unwrap();
    // The latest departure that keeps 9:22 picks up 8:38-8:40 and is there at 9:00: 8:18.
    assert_eq!(times[0].leave, at(0, 818));
    assert_eq!(
        (times[1].start, times[2].start, times[3].arrive),
        (at(0, 838), at(0, 900), at(0, 922))
    );
    // A task before it, 8:00-8:10 at the pickup's place, makes one wait there.
    let early = add_task(&mut week, "E", TaskKind::Duty, Some(PlaceIx(1)), 10);
    week.tasks[early.ix()].windows = vec![span(0, 820, 830)];
    let route = [
        Activity::Start,
        Activity::Task(early),
        Activity::Pickup(ride),
        Activity::Dropoff(ride),
        Activity::End,
    ];
    let times = canonical(&week, ShiftIx(0), &route.map(Item::new)).unwrap();
    assert_eq!((times[0].leave, times[1].start), (at(0, 800), at(0, 820)));
    assert_eq!(
        (times[2].arrive, times[2].start, times[3].arrive),
        (at(0, 830), at(0, 833), at(0, 855))
    );
    // With the ride fixed to start at 8:36 it does.
    let mut items = route.map(Item::new);
    items[2].fixed = Some(at(0, 836));
    let times = canonical(&week, ShiftIx(0), &items).unwrap();
    assert_eq!((times[2].start, times[3].arrive), (at(0, 836), at(0, 858)));
    // Busy 8:40-8:50 admits neither stop nor drive. Picked up before it, the ride would last from
    // 8:40 to 9:10 at least, more than 25 min: so 8:50-8:52, and there at 9:12.
    week.staff[0].busy = Spans::union([span(0, 840, 850)]);
    let times = canonical(&week, ShiftIx(0), &route.map(Item::new)).unwrap();
    assert_eq!((times[2].start, times[3].start), (at(0, 850), at(0, 912)));
}
