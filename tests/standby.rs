//! What is on standby fits: the visit shortened to the wait, the task put in at the time that
//! was named, and all else at its time, is a plan that verification passes.

mod support;

use liaison::domain::Week;
use liaison::domain::ids::{TaskIx, Work};
use liaison::domain::plan::{Activity, Plan, Stop};
use liaison::domain::standby::{Fit, Standby};
use liaison::domain::time::Day;
use liaison::domain::time::{Minutes, Span};
use liaison::plan::Options;
use liaison::plan::replan::{self, Happened};
use liaison::plan::standby;
use liaison::solver::Stop as Until;
use liaison::verify;
use support::random::{Size, workspace};

const SIZES: [Size; 3] = [
    Size {
        liaisons: 1,
        days: 2,
        tasks: 16,
        rides: 2,
        wild: true,
    },
    Size {
        liaisons: 2,
        days: 3,
        tasks: 30,
        rides: 3,
        wild: true,
    },
    Size {
        liaisons: 1,
        days: 3,
        tasks: 30,
        rides: 0,
        wild: false,
    },
];

/// The week in which a visit was nothing but a wait of ten minutes.
fn failed(week: &Week, visit: TaskIx, stop: &Stop) -> Week {
    let mut week = week.clone();
    let task = &mut week.tasks[visit.ix()];
    task.minutes = Minutes(10).min(stop.end - stop.start);
    task.notes_minutes = Minutes(0);
    task.attendees.clear();
    task.windows = vec![Span::new(stop.start, stop.start + task.minutes)];
    week
}

/// Whether some way to put `task` at its named time between the stops passes verification;
/// lunch and time kept free may be anywhere that the rules allow.
fn fits(week: &Week, plan: &Plan, one: &Standby, fit: &Fit) -> bool {
    let (Work::Task(visit), Work::Task(task)) = (fit.failed, one.work) else {
        return false;
    };
    let stops = plan.routes.iter().flat_map(|route| &route.stops);
    let mut stops = stops.filter(|stop| stop.activity == Activity::Task(visit));
    let stop = stops.next().expect("a visit of the plan");
    // In its place, not at any time of the day.
    assert!(stop.start < fit.start && fit.start <= stop.end);
    let week = failed(week, visit, stop);
    // A problem of its own, in which nothing but the task may be placed anew.
    let mut pinned = week.clone();
    for route in &plan.routes {
        for stop in &route.stops {
            match stop.activity {
                Activity::Task(ix) if ix != task => {
                    let own = &mut pinned.tasks[ix.ix()];
                    own.windows = vec![Span::new(stop.start, stop.start + own.minutes)];
                    own.required = true;
                    own.staff = vec![week.shift(route.shift).staff];
                }
                Activity::Pickup(ix) => pinned.rides[ix.ix()].must_ride = true,
                _ => {}
            }
        }
    }
    let own = &mut pinned.tasks[task.ix()];
    own.windows = vec![Span::new(fit.start, fit.start + own.minutes)];
    own.required = true;
    own.staff = vec![one.staff];
    let found = support::plan(&pinned, 600, 1);
    let placed = liaison::domain::plan::placed(&found.routes);
    let was = liaison::domain::plan::placed(&plan.routes);
    let is_all = was.iter().all(|work| placed.contains(work)) && placed.contains(&one.work);
    is_all && verify::verify(&pinned, &found).is_clean()
}

#[test]
fn what_is_on_standby_fits() {
    let (mut tried, mut listed, mut full) = (0, 0, 0);
    for seed in 0..18 {
        let files = workspace(9_500 + seed, SIZES[seed as usize % SIZES.len()]);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        let mut plan = support::plan(&week, 400, seed);
        let first = week.clock.whole_week().from;
        standby::fill(&week, &mut plan, first, None).expect("a problem");
        for one in &plan.standby {
            assert!(!one.fits.is_empty());
            listed += 1;
            for fit in &one.fits {
                tried += 1;
                let what = format!("seed {seed}: {} {fit:?}", week.work_id(one.work));
                assert!(fits(&week, &plan, one, fit), "{what}");
            }
        }
        for (staff, day) in plan.standby.iter().map(|one| (one.staff, one.day)) {
            let of_day = plan.standby.iter();
            let count = of_day
                .filter(|one| (one.staff, one.day) == (staff, day))
                .count();
            assert!(count <= 5);
            full += usize::from(count >= 3);
        }
    }
    println!("{tried} fits of {listed} on standby tried, {full} of them on lists of three or more");
    assert!(tried > 15);
}

/// After a visit that failed on the first day each day that is left has its lists, which hold
/// for the new plan; nothing of what began before is on them, nor what failed, that day.
#[test]
fn a_week_replanned_has_its_lists() {
    let (mut tried, mut weeks) = (0, 0);
    for seed in 0..18 {
        let files = workspace(9_500 + seed, SIZES[seed as usize % SIZES.len()]);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        let plan = support::plan(&week, 400, seed);
        let as_of = week.clock.whole_day(Day(0)).from + Minutes(10 * 60 + 7);
        let stops = plan.routes.iter().flat_map(|route| &route.stops);
        let begun = stops.filter(|stop| stop.start < as_of && stop.start.0 > as_of.0 - 240);
        let Some(missed) = begun.filter_map(|stop| stop.activity.work()).next_back() else {
            continue;
        };
        let mut happened = Happened {
            as_of,
            with_standby: true,
            ..Happened::default()
        };
        happened.released.insert(missed, "nobody came".to_owned());
        let tomorrow = week.clock.whole_day(Day(0)).to;
        happened.not_before.insert(missed, tomorrow);
        let options = Options {
            stop: Until::Iterations(100),
            threads: 1,
            seed,
            version: 2,
        };
        let again = replan::make(&week, &plan.routes, &happened, &options).expect("a problem");
        weeks += 1;
        for one in &again.plan.standby {
            let what = format!("seed {seed}: {}", week.work_id(one.work));
            assert!(one.day != Day(0) || one.work != missed, "{what}");
            for fit in &one.fits {
                tried += 1;
                assert!(fit.start > as_of, "{what}");
                let restated = verify::restated(&week, &again.plan);
                assert!(fits(&week, &restated, one, fit), "{what} {fit:?}");
            }
        }
    }
    println!("{tried} fits of {weeks} replanned weeks tried");
    assert!(tried > 8);
}
