//! PDPTW and VRPTW.

use super::tour;
use crate::family::{Puzzle, Refusal, Value};
use crate::pdptw::Deliveries;
use crate::vrptw::Routing;

/// Two vehicles of capacity 10; a request from (3, 4) to (6, 8), one from (0, 1) to (0, 2).
const PAIRS: &str = "2 10 1\n\
    0 0 0 0 0 100 0 0 0\n\
    1 3 4 6 0 50 1 0 3\n\
    2 0 1 6 0 50 1 0 4\n\
    3 6 8 -6 0 50 1 1 0\n\
    4 0 2 -6 0 50 1 2 0\n";

fn pairs() -> Deliveries {
    Deliveries::parse(PAIRS).unwrap()
}

#[test]
fn a_request_becomes_one_job_of_two_stops() {
    let problem = pairs().problem();
    assert_eq!(problem.jobs.len(), 2);
    let loads: Vec<i32> = problem.jobs[0].stops.iter().map(|s| s.load[0]).collect();
    assert_eq!(loads, [6, -6]);
    assert!(problem.jobs.iter().all(|job| job.required));
    // The drive to (3, 4) is 5 exactly, in ticks of 1/100000.
    assert_eq!(problem.travel[0].ticks[1], 500_000);
}

#[test]
fn both_requests_by_one_vehicle_cost_their_distance() {
    // 0 to (0,1) to (0,2), 2 in all; to (3,4) sqrt 13; to (6,8) 5; back 10.
    let value = pairs()
        .check(&[tour(1, &[(1, 0), (1, 1), (0, 0), (0, 1)])])
        .unwrap();
    let Value::Fleet { vehicles, distance } = value else {
        panic!("{value:?}")
    };
    assert_eq!(vehicles, 1);
    assert!(
        (distance - (17.0 + 13f64.sqrt())).abs() < 1e-9,
        "{distance}"
    );
}

#[test]
fn what_breaks_a_rule_of_pairs_is_refused() {
    let case = pairs();
    // Both aboard are 12.
    let refused = case.check(&[tour(0, &[(0, 0), (1, 0), (1, 1), (0, 1)])]);
    assert_eq!(
        refused,
        Err(Refusal::Load {
            vehicle: 0,
            at: 2,
            load: 12.0
        })
    );
    let refused = case.check(&[tour(0, &[(0, 1), (0, 0), (1, 0), (1, 1)])]);
    assert_eq!(refused, Err(Refusal::Order(3)));
    // Pickup in one tour, delivery in the other.
    let split = [tour(0, &[(0, 0)]), tour(1, &[(0, 1), (1, 0), (1, 1)])];
    assert_eq!(case.check(&split), Err(Refusal::Order(3)));
    assert_eq!(
        case.check(&[tour(0, &[(0, 0), (0, 1)])]),
        Err(Refusal::Unserved(1))
    );
}

#[test]
fn a_late_delivery_is_refused() {
    // The pickup ends at 6 and the delivery is 5 further: 11.
    let tight = PAIRS.replacen("-6 0 50 1 1 0", "-6 0 11 1 1 0", 1);
    let tours = [tour(0, &[(0, 0), (0, 1)]), tour(1, &[(1, 0), (1, 1)])];
    assert!(Deliveries::parse(&tight).unwrap().check(&tours).is_ok());
    let late = PAIRS.replacen("-6 0 50 1 1 0", "-6 0 10 1 1 0", 1);
    let refused = Deliveries::parse(&late).unwrap().check(&tours);
    assert_eq!(refused, Err(Refusal::Window { at: 3, start: 11.0 }));
}

#[test]
fn a_pickup_without_its_own_delivery_is_refused() {
    assert!(Deliveries::parse(&PAIRS.replacen("4 6 0 50 1 0 3", "4 6 0 50 1 0 4", 1)).is_ok());
    assert!(Deliveries::parse(&PAIRS.replacen("6 8 -6", "6 8 -5", 1)).is_err());
    assert!(Deliveries::parse(&PAIRS.replacen("1 0 3", "1 0 9", 1)).is_err());
}

const SOLOMON: &str = "T1\n\nVEHICLE\nNUMBER     CAPACITY\n  2         10\n\nCUSTOMER\n\
    CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n\n\
    0 0 0 0 0 100 0\n\
    1 1 1 6 0 50 10\n\
    2 2 1 6 20 50 10\n";

#[test]
fn the_two_goals_round_differently() {
    // To (1, 1) it is 1.414..., to (2, 1) it is 2.236..., each there and back.
    let tours = [tour(0, &[(0, 0)]), tour(1, &[(1, 0)])];
    let cut = Routing::parse(SOLOMON, false)
        .unwrap()
        .check(&tours)
        .unwrap();
    let Value::Distance(distance) = cut else {
        panic!("{cut:?}")
    };
    assert!((distance - 7.2).abs() < 1e-9, "{distance}");
    let exact = Routing::parse(SOLOMON, true)
        .unwrap()
        .check(&tours)
        .unwrap();
    let Value::Fleet { vehicles, distance } = exact else {
        panic!("{exact:?}")
    };
    assert_eq!(vehicles, 2);
    assert!(
        (distance - 2.0 * (2f64.sqrt() + 5f64.sqrt())).abs() < 1e-9,
        "{distance}"
    );
}

#[test]
fn too_much_aboard_or_nobody_served_is_refused() {
    let case = Routing::parse(SOLOMON, false).unwrap();
    let refused = case.check(&[tour(0, &[(0, 0), (1, 0)])]);
    assert_eq!(
        refused,
        Err(Refusal::Load {
            vehicle: 0,
            at: 0,
            load: 12.0
        })
    );
    assert_eq!(case.check(&[]), Err(Refusal::Unserved(2)));
    assert_eq!(case.check(&[tour(0, &[(0, 0)])]), Err(Refusal::Unserved(1)));
}

#[test]
fn only_fewest_vehicles_first_asks_for_few_vehicles() {
    let levels = |fleet| Routing::parse(SOLOMON, fleet).unwrap().problem().objective;
    assert_eq!(
        levels(false).iter().map(|l| l.used).collect::<Vec<_>>(),
        [0, 0]
    );
    assert_eq!(
        levels(true).iter().map(|l| l.used).collect::<Vec<_>>(),
        [0, 1, 0]
    );
}
