//! SBRP.

use liaison::solver::{Options, Stop, solve_in_parts};

use crate::family::{Call, Puzzle, Refusal, Tour, Value, tours};
use crate::sbrp::Buses;

/// A school 2,933 feet (99 s) east of the depot, one 2,933 feet further, open at 07:00 to
/// 07:10 and at 07:05 to 07:15.
const SCHOOLS: &str = "ID X Y AMEARLY AMLATE\n\
    201 108533.5 105600 700 710\n\
    202 111467 105600 705 715\n";
/// Ten students at the depot's corner to each, and sixty to the second.
const STOPS: &str = "ID X_COORD Y_COORD EP_ID STUDENT_COUNT\n\
    101 105600 105600 201 10\n\
    102 105600 105600 202 10\n\
    103 105600 105600 202 60\n";

fn case(longest: u32) -> Buses {
    Buses::parse(SCHOOLS, STOPS, longest).unwrap()
}

/// Stops (job, stop) with the seconds after 06:00 at which each starts.
fn tour(shift: usize, calls: &[(usize, usize, i32)]) -> Tour {
    let call = |&(job, stop, start): &(usize, usize, i32)| Call {
        job,
        stop,
        start: (21_600 + start) * 10,
    };
    Tour {
        shift,
        depart: 216_000,
        calls: calls.iter().map(call).collect(),
    }
}

/// 19 + 26 = 45 s to board ten, 100.0 s to drive on, 29 + 19 = 48 s to let ten off.
const BOTH: [(usize, usize, i32); 4] = [(0, 0, 3_500), (1, 0, 3_545), (0, 1, 3_690), (1, 1, 3_900)];
/// 19 + 156 = 175 s to board sixty; 29 + 114 s to let them off.
const SIXTY: [(usize, usize, i32); 2] = [(2, 0, 3_600), (2, 1, 3_975)];

#[test]
fn students_of_two_schools_ride_together() {
    let found = case(900).check(&[tour(0, &BOTH), tour(1, &SIXTY)]);
    assert_eq!(found, Ok(Value::Vehicles(2)));
    // The first ten board from 3,500 to 3,545 and arrive at 3,690; the second at 3,900, 310 s
    // after they boarded.
    assert_eq!(
        case(300).check(&[tour(0, &BOTH), tour(1, &SIXTY)]),
        Err(Refusal::Ride { at: 2, ride: 310.0 })
    );
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let with = |at: usize, call: (usize, usize, i32)| {
        let mut calls = BOTH;
        calls[at] = call;
        case(900).check(&[tour(0, &calls), tour(1, &SIXTY)])
    };
    // The second boards before the first ten are on.
    let early = Refusal::Window {
        at: 4,
        start: 21_600.0 + 3_544.0,
    };
    assert_eq!(with(1, (1, 0, 3_544)), Err(early));
    // One is at the second school 48 s and a drive of 100 s after 3,690 at the earliest.
    let fast = Refusal::Window {
        at: 2,
        start: 21_600.0 + 3_836.0,
    };
    assert_eq!(with(3, (1, 1, 3_836)), Err(fast));
    let closed = Refusal::Window {
        at: 2,
        start: 21_600.0 + 4_501.0,
    };
    assert_eq!(with(3, (1, 1, 4_501)), Err(closed));
    assert_eq!(with(3, (0, 1, 3_900)), Err(Refusal::Stop(1)));
    // Seventy in one bus.
    let full = tour(
        0,
        &[(1, 0, 3_300), (2, 0, 3_400), (1, 1, 3_900), (2, 1, 3_900)],
    );
    let load = Refusal::Load {
        vehicle: 0,
        at: 5,
        load: 70.0,
    };
    let one = tour(1, &[(0, 0, 3_500), (0, 1, 3_690)]);
    assert_eq!(case(900).check(&[full, one]), Err(load));
    assert_eq!(
        case(900).check(&[tour(0, &BOTH)]),
        Err(Refusal::Unserved(1))
    );
    let back = tour(0, &[(2, 1, 3_900), (2, 0, 3_950)]);
    let back = case(900).check(&[tour(1, &BOTH), back]);
    assert_eq!(back, Err(Refusal::Order(2)));
}

#[test]
fn the_engine_finds_what_the_checker_accepts() {
    // Seventy for the second school do not fit into one bus, and twice there is no time.
    let options = Options {
        stop: Stop::Iterations(200),
        threads: 1,
        seed: 1,
        start: None,
    };
    let case = case(900);
    let best = solve_in_parts(&case.problem(), &options, &|_| {})
        .unwrap()
        .best;
    assert_eq!(case.check(&tours(&best)), Ok(Value::Vehicles(2)));
}

#[test]
fn files_that_are_none_are_told() {
    assert!(Buses::parse(SCHOOLS, "", 900).is_err());
    let unknown = STOPS.replace(" 202 60", " 203 60");
    let text = Buses::parse(SCHOOLS, &unknown, 900)
        .unwrap_err()
        .to_string();
    assert_eq!(text, "line 4: the number of a school");
}
