//! A replan changes what it must, and nothing that is past; where nothing happened, it changes
//! nothing.

mod support;

use std::collections::BTreeMap;

use liaison::domain::Week;
use liaison::domain::ids::{StaffIx, Work};
use liaison::domain::plan::{Activity, Plan, Stop};
use liaison::domain::policy::MoveCost;
use liaison::domain::task::Value;
use liaison::domain::time::{Day, Moment};
use liaison::plan::Options;
use liaison::plan::replan::{self, Happened};
use liaison::solver::Stop as Until;
use liaison::verify;
use support::random::{Size, workspace};

const SIZES: [Size; 3] = [
    Size {
        liaisons: 1,
        days: 3,
        tasks: 14,
        rides: 3,
        wild: true,
    },
    Size {
        liaisons: 2,
        days: 3,
        tasks: 18,
        rides: 0,
        wild: true,
    },
    Size {
        liaisons: 2,
        days: 5,
        tasks: 26,
        rides: 4,
        wild: false,
    },
];

const OPTIONS: Options = Options {
    stop: Until::Iterations(200),
    threads: 1,
    seed: 1,
    version: 2,
};

/// The same with more of a search.
const LONGER: Options = Options {
    stop: Until::Iterations(1_000),
    ..OPTIONS
};

/// Where each stop with work is: by work and activity, who and when.
fn stops(week: &Week, plan: &Plan) -> BTreeMap<(Work, &'static str), (StaffIx, Stop)> {
    let mut all = BTreeMap::new();
    for route in &plan.routes {
        let who = week.shift(route.shift).staff;
        for stop in &route.stops {
            if let Some(work) = stop.activity.work() {
                // Slack is what is left for later stops, which may change.
                let stop = Stop {
                    slack: liaison::domain::time::Minutes(0),
                    ..stop.clone()
                };
                all.insert((work, stop.activity.name()), (who, stop));
            }
        }
    }
    all
}

fn weeks() -> impl Iterator<Item = (u64, Week, Plan)> {
    (0..24).map(|seed| {
        let files = workspace(8_000 + seed, SIZES[seed as usize % SIZES.len()]);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        let plan = support::plan(&week, 500, seed);
        (seed, week, plan)
    })
}

fn moments(week: &Week) -> [Moment; 3] {
    let at = |day: u8, minute: i32| Moment(week.clock.whole_day(Day(day)).from.0 + minute);
    [at(0, 0), at(0, 10 * 60 + 7), at(1, 13 * 60)]
}

/// The same plan to the minute, partners included, from whatever moment on; also where what
/// is left out was looked at again and nothing could come in, the kept stops stay.
#[test]
fn nothing_happened_and_nothing_changes() {
    for (seed, week, plan) in weeks() {
        for as_of in moments(&week) {
            let happened = Happened {
                as_of,
                ..Happened::default()
            };
            let again = replan::make(&week, &plan.routes, &happened, &OPTIONS).expect("a problem");
            assert!(
                again.changes.is_empty(),
                "seed {seed}, {as_of:?}: {:#?}",
                again.changes
            );
            assert_eq!(
                stops(&week, &again.plan),
                stops(&week, &plan),
                "seed {seed}, {as_of:?}"
            );
        }
    }
}

/// Something that was under way did not take place: what began before stays to the minute,
/// every rule holds, and the changes that nobody had to make are few.
#[test]
fn a_no_show_leaves_the_past_and_moves_little() {
    let (mut needless, mut bounds) = (Vec::new(), 0);
    for (seed, week, plan) in weeks() {
        for as_of in moments(&week).into_iter().skip(1) {
            let stops_of = plan.routes.iter().rev();
            let mut begun = stops_of
                .flat_map(|route| route.stops.iter().rev())
                .filter(|stop| stop.start < as_of)
                .filter_map(|stop| stop.activity.work());
            let Some(missed) = begun.next() else { continue };
            let mut happened = Happened {
                as_of,
                ..Happened::default()
            };
            happened.released.insert(missed, "nobody came".to_owned());
            let again = replan::make(&week, &plan.routes, &happened, &OPTIONS).expect("a problem");
            let what = format!("seed {seed}, {as_of:?}, {}", week.work_id(missed));
            let report = verify::verify(&week, &verify::restated(&week, &again.plan));
            // No plan with what had begun in its place is worth more than what is said.
            let mut free = week.clone();
            let nothing = Value(0);
            free.policy.moves = MoveCost {
                person: nothing,
                day: nothing,
                time: nothing,
            };
            let best = replan::make(&free, &plan.routes, &happened, &LONGER).expect("a problem");
            let (told, met) = (&again.plan, &best.plan.totals);
            if met.required_unplaced == told.totals.required_unplaced {
                let bound = told.value_bound.expect("one is told");
                assert!(told.totals.value <= bound && met.value <= bound, "{what}");
                bounds += 1;
            }
            // What has to come after a no-show loses its place with it.
            assert!(report.is_clean(), "{what}: {:#?}", report.violations);
            let (old, new) = (stops(&week, &plan), stops(&week, &again.plan));
            for (key, (who, stop)) in &old {
                if key.0 != missed && stop.start < as_of {
                    let now = new
                        .get(key)
                        .unwrap_or_else(|| panic!("{what}: {key:?} is lost"));
                    assert_eq!(
                        (who, stop.start, stop.end),
                        (&now.0, now.1.start, now.1.end),
                        "{what}"
                    );
                }
            }
            let early = |spot: &liaison::domain::moved::Spot| spot.start < as_of;
            let others = again.changes.iter().filter(|change| change.work != missed);
            let moved = others.filter(|change| change.before.is_some());
            needless.push(moved.clone().count());
            for change in moved {
                assert!(
                    !change.before.as_ref().is_some_and(early),
                    "{what}: {change:#?}"
                );
                assert!(
                    !change.after.as_ref().is_some_and(early),
                    "{what}: {change:#?}"
                );
            }
        }
    }
    needless.sort_unstable();
    println!("others moved: {needless:?}");
    assert!(needless.len() > 20 && bounds > 20, "{bounds}");
    assert!(needless[needless.len() / 2] <= 1, "{needless:?}");
}

/// A week of a usual size: two liaisons with interpreters and partners, 60 tasks and some rides.
fn usual(seed: u64) -> Week {
    let size = liaison::sample::Size {
        liaisons: 2,
        tasks: 60,
        rides: 8,
        seed,
        monday: chrono::NaiveDate::from_ymd_opt(2026, 11, 30).expect("a date"),
    };
    let text = |(name, bytes)| (name, String::from_utf8(bytes).expect("text"));
    let files = liaison::sample::district(&size).into_iter().map(text);
    support::read(&files.collect()).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"))
}

/// On such a week a replan without anything new changes nothing; after one no-show no day before
/// it changes, and of what it need not change few stops do.
#[test]
fn a_usual_week_changes_little() {
    let options = Options {
        stop: Until::Iterations(60),
        ..OPTIONS
    };
    let mut needless = Vec::new();
    for seed in 1..4 {
        let week = usual(seed);
        let plan = support::plan(&week, 150, seed);
        let nothing = Happened {
            as_of: Moment(week.clock.whole_day(Day(2)).from.0 + 11 * 60),
            ..Happened::default()
        };
        let again = replan::make(&week, &plan.routes, &nothing, &options).expect("a problem");
        assert!(
            again.changes.is_empty(),
            "seed {seed}: {:#?}",
            again.changes
        );
        assert_eq!(
            stops(&week, &again.plan),
            stops(&week, &plan),
            "seed {seed}"
        );
        for (day, minute) in [(1, 10 * 60 + 20), (2, 14 * 60)] {
            let as_of = Moment(week.clock.whole_day(Day(day)).from.0 + minute);
            let all = plan.routes.iter().flat_map(|route| &route.stops);
            let begun =
                all.filter(|stop| stop.start < as_of && matches!(stop.activity, Activity::Task(_)));
            let Some(missed) = begun.max_by_key(|stop| stop.start) else {
                continue;
            };
            let missed = missed.activity.work().expect("a task");
            let mut happened = Happened {
                as_of,
                ..Happened::default()
            };
            happened.released.insert(missed, "nobody came".to_owned());
            let next = week.clock.whole_day(Day(day)).to;
            happened.not_before.insert(missed, next);
            let again = replan::make(&week, &plan.routes, &happened, &options).expect("a problem");
            let what = format!("seed {seed}, day {day}, {}", week.work_id(missed));
            let report = verify::verify(&week, &verify::restated(&week, &again.plan));
            assert!(report.is_clean(), "{what}: {:#?}", report.violations);
            let others = again.changes.iter().filter(|change| change.work != missed);
            let moved: Vec<_> = others.filter(|change| change.before.is_some()).collect();
            for change in &moved {
                let spots = change.before.iter().chain(&change.after);
                assert!(
                    spots.map(|spot| spot.start).all(|at| at >= as_of),
                    "{what}: {change:#?}"
                );
            }
            needless.push(moved.len());
        }
    }
    needless.sort_unstable();
    println!("others moved: {needless:?}");
    assert!(needless.len() >= 5);
    assert!(needless[needless.len() / 2] <= 3, "{needless:?}");
}
