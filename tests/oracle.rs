//! The planner finds what trying every plan finds, on weeks of up to seven tasks and rides.
//!
//! The oracle shares nothing with the planner: it tries every subset, assignment and order,
//! times each route by `verify`'s slow clock, and lets `verify` judge the whole.

mod support;

use std::collections::BTreeMap;

use liaison::domain::Week;
use liaison::domain::ids::{ShiftIx, Work};
use liaison::domain::plan::{Route, Totals};
use liaison::verify;
use support::random::{Size, workspace};
use support::ways::{ways, whole, without_coupling};

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
