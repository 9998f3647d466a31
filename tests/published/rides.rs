//! DARP.

use liaison::solver::model::{Measure, Tick};

use crate::darp::Rides;
use crate::family::{Call, Puzzle, Refusal, Tour, Value};

/// One vehicle; a rider from (3, 0) to (9, 0), one from (4, 0) to (6, 0); rides of at most 7.
const TWO: &str = "1 2 30 2 7\n\
    0 0 0 0 0 0 100\n\
    1 3 0 1 1 0 50\n\
    2 4 0 1 1 0 50\n\
    3 9 0 1 -1 0 50\n\
    4 6 0 1 -1 0 50\n\
    5 0 0 0 0 0 100\n";

/// A tick is 1/100000.
fn tour(depart: Tick, calls: &[(usize, usize, Tick)]) -> Tour {
    let ticks = |units: Tick| units * 100_000;
    let call = |&(job, stop, start): &(usize, usize, Tick)| Call {
        job,
        stop,
        start: ticks(start),
    };
    Tour {
        shift: 0,
        depart: ticks(depart),
        calls: calls.iter().map(call).collect(),
    }
}

fn two() -> Rides {
    Rides::parse(TWO).unwrap()
}

#[test]
fn rides_on_the_way_cost_the_way() {
    // 3, wait not, 4 at 5, 6 at 8, 9 at 12, back at 22. First ride: from 4 to 12 = 8, too long.
    let refused = two().check(&[tour(0, &[(0, 0, 3), (1, 0, 5), (1, 1, 8), (0, 1, 12)])]);
    assert_eq!(refused, Err(Refusal::Ride { at: 3, ride: 8.0 }));
    // One after the other: the second goes first, 4 at 4, 6 at 7, back to 3 at 11, 9 at 18.
    let apart = tour(0, &[(1, 0, 4), (1, 1, 7), (0, 0, 11), (0, 1, 18)]);
    assert_eq!(two().check(&[apart]), Ok(Value::Distance(24.0)));
}

#[test]
fn waiting_with_somebody_aboard_counts_and_before_the_pickup_does_not() {
    let one = TWO.replacen("2 4 0 1 1 0 50", "2 4 0 1 1 8 50", 1);
    let case = Rides::parse(&one).unwrap();
    // Out at 4, the second rider from 9 to 11, back at 32: 28 of 30.
    let leisure = tour(4, &[(1, 0, 8), (1, 1, 11), (0, 0, 15), (0, 1, 22)]);
    assert_eq!(case.check(&[leisure]), Ok(Value::Distance(24.0)));
    // The first picked up at 3, the second at 8: the first has ridden from 4 to 15.
    let waits = tour(0, &[(0, 0, 3), (1, 0, 8), (1, 1, 11), (0, 1, 15)]);
    assert_eq!(
        case.check(&[waits]),
        Err(Refusal::Ride { at: 3, ride: 11.0 })
    );
}

#[test]
fn a_vehicle_is_not_out_for_longer_than_it_may_be() {
    // Departure at 0 and the last stop at 28 mean a return at 38, with 30 allowed.
    let slow = tour(0, &[(1, 0, 4), (1, 1, 7), (0, 0, 21), (0, 1, 28)]);
    assert_eq!(
        two().check(&[slow]),
        Err(Refusal::Long {
            vehicle: 0,
            long: 38.0
        })
    );
    let problem = two().problem();
    let limit = problem.budgets[0].clone();
    assert_eq!((limit.measure, limit.limit), (Measure::Paid, 3_000_000));
    // Where the depot closes by then, no further limit is needed.
    let closing = Rides::parse(&TWO.replace("0 0 0 0 0 100", "0 0 0 0 0 30")).unwrap();
    assert!(closing.problem().budgets.is_empty());
}

#[test]
fn the_clock_is_held_to_drives_windows_and_capacity() {
    let fast = tour(0, &[(1, 0, 3), (1, 1, 7), (0, 0, 11), (0, 1, 18)]);
    assert_eq!(
        two().check(&[fast]),
        Err(Refusal::Window { at: 2, start: 3.0 })
    );
    let full = Rides::parse(&TWO.replacen("1 2 30 2 7", "1 2 30 1 9", 1)).unwrap();
    let refused = full.check(&[tour(0, &[(0, 0, 3), (1, 0, 5), (1, 1, 8), (0, 1, 12)])]);
    assert_eq!(
        refused,
        Err(Refusal::Load {
            vehicle: 0,
            at: 2,
            load: 2.0
        })
    );
    let never = tour(0, &[(1, 0, 4), (0, 0, 6), (1, 1, 10)]);
    assert_eq!(two().check(&[never]), Err(Refusal::Unserved(1)));
    let backwards = tour(0, &[(1, 1, 6), (1, 0, 9), (0, 0, 11), (0, 1, 18)]);
    assert_eq!(two().check(&[backwards]), Err(Refusal::Order(4)));
}

#[test]
fn the_copy_of_the_depot_may_be_missing() {
    let short: String = TWO
        .lines()
        .take(6)
        .map(|line| format!("{line}\n"))
        .collect();
    let jobs = |text: &str| Rides::parse(text).unwrap().problem().jobs.len();
    assert_eq!(jobs(&short), 2);
    assert_eq!(jobs(TWO), 2);
    assert!(Rides::parse(&TWO.replacen("3 9 0 1 -1", "3 9 0 1 -2", 1)).is_err());
}
