//! What holds of every comparison, on random weeks that use every rule.

mod support;

use std::collections::BTreeSet;

use liaison::domain::Week;
use liaison::domain::comparison::{Comparison, Point, Scenario};
use liaison::domain::dial::{Amount, Counted, Dial};
use liaison::domain::ids::Work;
use liaison::domain::plan::Plan;
use liaison::domain::task::Value;
use liaison::plan::Options;
use liaison::plan::compare::{self, Goal, Reach};
use liaison::solver::Stop;
use liaison::verify;
use support::random::{Size, workspace};

const SIZE: Size = Size {
    liaisons: 2,
    days: 3,
    tasks: 14,
    rides: 3,
    wild: true,
};

const OPTIONS: Options = Options {
    stop: Stop::Iterations(400),
    threads: 2,
    seed: 1,
    version: 1,
};

fn week(seed: u64) -> Week {
    let files = workspace(seed, SIZE);
    support::read(&files).unwrap_or_else(|faults| panic!("seed {seed}: {faults:#?}"))
}

fn of_files(files: &[(&str, &str)]) -> Week {
    let text = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
    let files = files.iter().map(text).collect();
    support::read(&files).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn levels(week: &Week, counted: Counted, amounts: &[i64]) -> (Vec<Scenario>, Vec<Dial>) {
    let dial = Dial {
        whose: None,
        counted,
    };
    let scenario = |&amount: &i64| {
        let mut week = week.clone();
        dial.set(&mut week, dial.exactly(Amount::whole(amount)));
        Scenario {
            name: format!("{}={amount}", counted.key()),
            week,
            set: vec![(dial, Amount::whole(amount))],
        }
    };
    (amounts.iter().map(scenario).collect(), vec![dial])
}

fn compared((scenarios, swept): (Vec<Scenario>, Vec<Dial>)) -> Comparison {
    compare::compare(scenarios, swept, &OPTIONS, &|_, _| {}).expect("weeks that were read")
}

/// Required missed, then value: smaller is better.
fn worth(point: &Point) -> (u32, i64) {
    let totals = &point.plan.totals;
    (totals.required_unplaced, -totals.value.0)
}

/// Every plan is verified; a larger limit has a plan no worse; and no plan under a limit that
/// is no larger, and that misses no more, is above a bound.
#[test]
fn frontiers_rise_and_bounds_hold() {
    for seed in 0..10 {
        let counted = [Counted::Miles, Counted::DriveHours, Counted::PaidHours][seed as usize % 3];
        let amounts: &[i64] = match counted {
            Counted::Miles => &[0, 8, 16, 30, 200],
            Counted::DriveHours => &[0, 1, 2, 9],
            _ => &[0, 6, 12, 40],
        };
        let found = compared(levels(&week(4_000 + seed), counted, amounts));
        for point in &found.points {
            is_sound(point, seed);
        }
        for (a, b) in found.points.iter().zip(&found.points[1..]) {
            assert!(
                worth(b) <= worth(a),
                "seed {seed}: {} {}",
                a.scenario.name,
                b.scenario.name
            );
        }
        for (k, wide) in found.points.iter().enumerate() {
            let Some(bound) = wide.plan.value_bound else {
                continue;
            };
            for narrow in &found.points[..=k] {
                let misses = narrow.plan.totals.required_unplaced;
                let counts = misses <= wide.plan.totals.required_unplaced;
                assert!(!counts || narrow.plan.totals.value <= bound, "seed {seed}");
            }
        }
    }
}

/// A point's plan keeps the rules, is told as it is, and is within its bound.
fn is_sound(point: &Point, seed: u64) {
    let report = verify::verify(&point.scenario.week, &point.plan);
    assert!(report.is_clean(), "seed {seed}: {:#?}", report.violations);
    assert_eq!(report.totals, point.plan.totals, "seed {seed}");
    let unplaced = point.plan.unplaced.len() as u32;
    assert_eq!(unplaced, point.plan.totals.unplaced, "seed {seed}");
    let bound = point.plan.value_bound;
    assert!(bound.is_none_or(|bound| bound >= point.plan.totals.value));
}

fn placed(point: &Point) -> BTreeSet<String> {
    let stops = point.plan.routes.iter().flat_map(|route| &route.stops);
    let works = stops.filter_map(|stop| stop.activity.work());
    works
        .map(|work| point.scenario.week.work_id(work).to_owned())
        .collect()
}

fn reached(point: &Point) -> BTreeSet<String> {
    let week = &point.scenario.week;
    let household = |work: Work| match work {
        Work::Task(task) => week.household(task),
        Work::Ride(_) => None,
    };
    let stops = point.plan.routes.iter().flat_map(|route| &route.stops);
    let works = stops.filter_map(|stop| stop.activity.work());
    works
        .filter_map(household)
        .map(|household| format!("{household:?}"))
        .collect()
}

/// What a step says comes in and falls out is the difference of the two plans, and the
/// families too.
#[test]
fn a_step_is_the_difference_of_two_plans() {
    for seed in 0..6 {
        let found = compared(levels(
            &week(4_100 + seed),
            Counted::Miles,
            &[0, 10, 25, 100],
        ));
        assert_eq!(found.steps.len(), 3);
        for step in found.steps.iter().chain(&found.against) {
            let (a, b) = (&found.points[step.from], &found.points[step.to]);
            let (before, after) = (placed(a), placed(b));
            let ids = |items: &[liaison::domain::comparison::Item]| -> BTreeSet<String> {
                items.iter().map(|item| item.id.clone()).collect()
            };
            let comes_in: BTreeSet<String> = after.difference(&before).cloned().collect();
            let falls_out: BTreeSet<String> = before.difference(&after).cloned().collect();
            assert_eq!(ids(&step.comes_in), comes_in, "seed {seed}");
            assert_eq!(ids(&step.falls_out), falls_out, "seed {seed}");
            let (met, meets) = (reached(a), reached(b));
            assert_eq!(
                step.reaches.len(),
                meets.difference(&met).count(),
                "seed {seed}"
            );
            assert_eq!(
                step.loses.len(),
                met.difference(&meets).count(),
                "seed {seed}"
            );
        }
    }
}

/// A scenario whose plans all keep another's rules has no better plan than that other, though
/// they are different problems: without one liaison, and with fewer seats.
#[test]
fn scenarios_take_over_plans_of_others() {
    for seed in 0..6 {
        let base = week(4_200 + seed);
        let mut without = base.clone();
        let last = without.shifts.last().map(|shift| shift.staff);
        without.shifts.retain(|shift| Some(shift.staff) != last);
        let mut seats = base.clone();
        seats.staff.iter_mut().for_each(|member| member.seats = 0);
        let named = |name: &str, week: Week| Scenario {
            name: name.to_owned(),
            week,
            set: Vec::new(),
        };
        let all = vec![
            named("without", without),
            named("base", base),
            named("seats", seats),
        ];
        let found = compared((all, Vec::new()));
        let [without, base, seats] = found.points.as_slice() else {
            panic!("three scenarios");
        };
        assert!(worth(base) <= worth(without), "seed {seed}");
        assert!(worth(base) <= worth(seats), "seed {seed}");
    }
}

/// The same iterations, seed and threads give the same comparison.
#[test]
fn the_same_seed_gives_the_same_plans() {
    let week = week(4_300);
    let plans = || -> Vec<_> {
        let found = compared(levels(&week, Counted::Miles, &[5, 20, 60]));
        found.points.into_iter().map(|point| point.plan).collect()
    };
    assert_eq!(plans(), plans());
}

/// The least that gets to a share of the value gets there, a step less does not, and what is
/// said to be impossible is below it.
#[test]
fn the_least_gets_there() {
    for seed in 0..4 {
        let week = week(4_400 + seed);
        let dial = Dial {
            whose: None,
            counted: Counted::Miles,
        };
        let over = Reach {
            dial,
            from: Amount(0),
            to: Amount::whole(60),
            step: Amount::whole(10),
        };
        let kind = week.work().next().map(|work| week.work_id(work).to_owned());
        let goals = [Goal::Share(8_000), Goal::One(kind.expect("there is work"))];
        for goal in goals {
            let (answer, point) =
                compare::reach(&week, &goal, over, &[], &OPTIONS).expect("it is a week");
            let impossible = answer.impossible_up_to;
            if let (Some(least), Some(impossible)) = (answer.least, impossible) {
                assert!(impossible < least, "seed {seed}: {answer:?}");
            }
            assert_eq!(answer.least.is_some(), point.is_some(), "seed {seed}");
            if let Some(point) = point {
                assert_eq!(answer.least.map(|least| least.0 % 100_000), Some(0));
                let report = verify::verify(&point.scenario.week, &point.plan);
                assert!(report.is_clean(), "seed {seed}: {:#?}", report.violations);
            }
        }
    }
}

/// What is required comes first: a share of the value is not reached by leaving a required
/// visit out, and that it cannot be had with less is not said of where it is reached.
#[test]
fn no_goal_is_reached_at_the_price_of_required_work() {
    let files = [
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
        ),
        ("staff.csv", "staff_id,role,base_place\nL1,liaison,S1\n"),
        (
            "places.csv",
            "place_id,kind\nS1,school\nNEAR,home\nFAR,home\n",
        ),
        (
            "travel.csv",
            "from,to,minutes,miles\nS1,NEAR,5,2\nS1,FAR,45,25\nNEAR,FAR,45,25\n",
        ),
        (
            "tasks.csv",
            "task_id,kind,place_id,minutes,priority,windows\n\
             T1,home_visit,NEAR,30,5,Mon 09:00-12:00\n\
             T2,home_visit,FAR,30,required,Tue 09:00-12:00\n",
        ),
    ];
    let week = of_files(&files);
    let over = Reach {
        dial: Dial {
            whose: None,
            counted: Counted::Miles,
        },
        from: Amount(0),
        to: Amount::whole(60),
        step: Amount::whole(10),
    };
    for goal in [Goal::Share(9_000), Goal::One("T1".to_owned())] {
        let (answer, _) = compare::reach(&week, &goal, over, &[], &OPTIONS).expect("it is a week");
        assert_eq!(answer.least, Some(Amount::whole(60)), "{answer:?}");
        let less = answer.impossible_up_to;
        assert!(
            less.is_none_or(|less| less < Amount::whole(60)),
            "{answer:?}"
        );
    }
}

/// A visit at the time of a required report is not reached by leaving the report out: of two that
/// are required alike, either might go.
#[test]
fn what_cannot_stand_beside_required_work_is_not_reached() {
    let files = [
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
        ),
        ("staff.csv", "staff_id,role,base_place\nL1,liaison,S1\n"),
        ("places.csv", "place_id,kind\nS1,school\nNEAR,home\n"),
        ("travel.csv", "from,to,minutes,miles\nS1,NEAR,5,2\n"),
        (
            "tasks.csv",
            "task_id,kind,place_id,minutes,priority,windows\n\
             T1,home_visit,NEAR,30,9,Mon 09:00-09:30\n\
             T2,report,S1,30,required,Mon 09:00-09:30\n",
        ),
    ];
    let week = of_files(&files);
    let over = Reach {
        dial: Dial {
            whose: None,
            counted: Counted::Miles,
        },
        from: Amount(0),
        to: Amount::whole(20),
        step: Amount::whole(10),
    };
    for goal in [
        Goal::One("T1".to_owned()),
        Goal::Kind("home_visit".to_owned(), None),
    ] {
        let (answer, point) =
            compare::reach(&week, &goal, over, &[], &OPTIONS).expect("it is a week");
        assert_eq!(answer.least, None, "{answer:?}");
        assert!(point.is_none());
    }
}

/// The plan of an answer is one for every point whose limits it keeps; an answer takes over none.
#[test]
fn an_answer_lends_its_plan() {
    let week = week(4_400);
    let mut found = compared(levels(&week, Counted::Miles, &[0, 60, 70]));
    let best = found.points[1].clone();
    assert!(best.plan.totals.value > found.points[0].plan.totals.value);
    let poor = found.points[0].plan.clone();
    let answer = |plan: &Plan, name: &str| Point {
        plan: plan.clone(),
        scenario: Scenario {
            name: name.to_owned(),
            set: Vec::new(),
            ..best.scenario.clone()
        },
        answers: Some(name.to_owned()),
        ..best.clone()
    };
    let more = vec![answer(&best.plan, "good"), answer(&poor, "poor")];
    found.points[1].plan = poor.clone();
    found.points[2].plan = poor.clone();
    let found = compare::extended(found, more, Vec::new(), &OPTIONS).expect("it is a week");
    let values: Vec<Value> = (found.points.iter())
        .map(|point| point.plan.totals.value)
        .collect();
    let (low, high) = (poor.totals.value, best.plan.totals.value);
    assert_eq!(values, [low, high, high, high, low]);
}

/// A price is told where a round of the bound ran, and nothing where none did.
#[test]
fn no_round_no_price() {
    let week = week(4_500);
    let found = compared(levels(&week, Counted::Miles, &[0, 10, 20]));
    assert_eq!(found.exchange.len(), 2);
    for one in &found.exchange {
        assert_eq!(one.price, None, "{one:?}");
    }
    let (scenarios, swept) = levels(&week, Counted::Miles, &[0, 10, 20]);
    let options = Options {
        stop: Stop::Iterations(4_000),
        ..OPTIONS
    };
    let found = compare::compare(scenarios, swept, &options, &|_, _| {}).expect("it is a week");
    assert!(found.exchange.iter().any(|one| one.price.is_some()));
}

/// A point that is put to a sweep takes its place in it, and what it shows to be possible is
/// possible with more.
#[test]
fn a_sweep_that_grows_stays_a_sweep() {
    for seed in 0..6 {
        let week = week(4_600 + seed);
        let least = Options {
            stop: Stop::Iterations(1),
            ..OPTIONS
        };
        let (scenarios, swept) = levels(&week, Counted::Miles, &[0, 40, 80]);
        let found = compare::compare(scenarios, swept, &least, &|_, _| {}).expect("it is a week");
        let more = compared(levels(&week, Counted::Miles, &[20, 30])).points;
        let all = compare::extended(found, more, Vec::new(), &OPTIONS).expect("it is a week");
        let amounts: Vec<i64> = all
            .points
            .iter()
            .map(|point| point.scenario.set[0].1.0 / 10_000)
            .collect();
        assert_eq!(amounts, [0, 20, 30, 40, 80], "seed {seed}");
        for pair in all.points.windows(2) {
            assert!(worth(&pair[1]) <= worth(&pair[0]), "seed {seed}");
        }
        for point in &all.points {
            is_sound(point, seed);
        }
    }
}

/// A better plan that is found while a step more is looked at is shown where its rules are kept:
/// no point is worse than before, a larger limit is no worse than a smaller, and a step more is
/// told against the plan that is shown.
#[test]
fn what_is_found_on_the_way_is_shown() {
    let paid = Dial {
        whose: None,
        counted: Counted::PaidHours,
    };
    let mut risen = 0;
    for seed in 0..3 {
        let mut week = week(4_700 + seed);
        paid.set(&mut week, paid.exactly(Amount::whole(12)));
        let few = Options {
            stop: Stop::Iterations(40),
            ..OPTIONS
        };
        let (scenarios, swept) = levels(&week, Counted::Miles, &[20, 40, 80]);
        let mut found = compare::compare(scenarios, swept, &few, &|_, _| {}).expect("it is a week");
        // As if the first search had found nothing.
        for point in &mut found.points {
            point.plan.routes.clear();
            point.plan.totals = verify::verify(&point.scenario.week, &point.plan).totals;
        }
        let before: Vec<(u32, i64)> = found.points.iter().map(worth).collect();
        let all = compare::with_grants(found, &few).expect("it is a week");
        for pair in all.points.windows(2) {
            assert!(worth(&pair[1]) <= worth(&pair[0]), "seed {seed}");
        }
        for (point, before) in all.points.iter().zip(before) {
            assert!(worth(point) <= before, "seed {seed}");
            risen += usize::from(worth(point) < before);
            is_sound(point, seed);
        }
        for one in all.exchange.iter().filter(|one| one.dial == paid) {
            assert!(one.keeps > 0 || one.buys.0 >= 0, "seed {seed}: {one:?}");
        }
        for step in &all.steps {
            let value = |at: usize| all.points[at].plan.totals.value.0;
            let items = |items: &[liaison::domain::comparison::Item]| -> i64 {
                items.iter().map(|item| item.value.0).sum()
            };
            let difference = items(&step.comes_in) - items(&step.falls_out);
            assert_eq!(difference, value(step.to) - value(step.from), "seed {seed}");
        }
    }
    assert!(risen > 0);
}

/// So many of a kind are any so many: the near ones, and what the week requires is not left out
/// for one more of them.
#[test]
fn so_many_of_a_kind() {
    let files = [
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
        ),
        ("staff.csv", "staff_id,role,base_place\nL1,liaison,S1\n"),
        (
            "places.csv",
            "place_id,kind\nS1,school\nA,home\nB,home\nFAR,home\n",
        ),
        (
            "travel.csv",
            "from,to,minutes,miles\nS1,A,5,2\nS1,B,6,4\nA,B,4,3\nS1,FAR,45,25\nA,FAR,45,25\nB,FAR,45,25\n",
        ),
        // Two short visits at school lie where the report must be written, and two near ones
        // where a meeting is worth more.
        (
            "tasks.csv",
            "task_id,kind,place_id,minutes,priority,windows,value\n\
             T1,home_visit,A,30,5,Mon 09:00-12:00,\n\
             T2,home_visit,B,30,5,Mon 09:00-12:00,\n\
             T3,home_visit,FAR,30,9,Tue 09:00-12:00,\n\
             T4,home_visit,S1,30,5,Wed 09:00-09:30,\n\
             T5,home_visit,S1,30,5,Wed 09:30-10:00,\n\
             T6,report,S1,60,required,Wed 09:00-10:00,\n\
             T7,meeting,S1,180,,Mon 09:00-12:00,30\n",
        ),
    ];
    let week = of_files(&files);
    let over = Reach {
        dial: Dial {
            whose: None,
            counted: Counted::Miles,
        },
        from: Amount(0),
        to: Amount::whole(60),
        step: Amount::whole(5),
    };
    // What a sweep finds there does the meeting, and so only the far visit.
    let known = compared(levels(&week, Counted::Miles, &[60])).points;
    assert_eq!(placed(&known[0]).len(), 3);
    // Base, A, B and back are 9 miles; with the far one it is 59. Four of five leave the report
    // out.
    for (count, least) in [(2, Some(10)), (3, Some(60)), (4, None)] {
        let goal = Goal::parse(&format!("kind=home_visit:{count}")).expect("a goal");
        let (answer, point) =
            compare::reach(&week, &goal, over, &known, &OPTIONS).expect("it is a week");
        assert_eq!(
            answer.least,
            least.map(Amount::whole),
            "{count}: {answer:?}"
        );
        let Some(point) = point else { continue };
        let report = verify::verify(&point.scenario.week, &point.plan);
        assert!(report.is_clean(), "{:#?}", report.violations);
        assert_eq!(report.totals, point.plan.totals);
        assert_eq!(point.plan.totals.required_unplaced, 0);
        let is_visit = |id: &String| id != "T6" && id != "T7";
        let of_kind = placed(&point).iter().filter(|id| is_visit(id)).count();
        assert!(of_kind >= count, "{count}");
        let required = point
            .scenario
            .week
            .tasks
            .iter()
            .filter(|task| task.required);
        assert_eq!(required.count(), 1);
    }
}
