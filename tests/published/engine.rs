//! The engine asked through the public model, and its answers held to the checkers.

use liaison::solver::{Options, Stop, solve};

use crate::darp::Rides;
use crate::family::{Puzzle, Value, tours};
use crate::mctopmtw::Selection;
use crate::toptw::Orienteering;

fn answer(puzzle: &dyn Puzzle) -> Value {
    let options = Options {
        stop: Stop::Iterations(200),
        threads: 1,
        seed: 1,
        start: None,
    };
    let outcome = solve(&puzzle.problem(), &options, &|_| {}).unwrap();
    puzzle.check(&tours(&outcome.best)).unwrap()
}

#[test]
fn two_windows_that_fit_one_way_only_are_both_met() {
    // As orienteering.rs works out: vertex 1, then vertex 2, is back at 9.6 of 10.
    let text = "1 2 2 1\n0 200\n0 0 0 0 0 0 0 0 10\n1 1 1 2 7 4 1 15 1 3\n2 3 0 1 5 4 1 3 5 6\n";
    let case = Orienteering::parse(text, 1, 1).unwrap();
    assert_eq!(answer(&case), Value::Score(12.0));
}

#[test]
fn a_budget_over_fees_and_types_is_kept() {
    // Scores 10 and 20 with fees 4 and 4, of which 7 may be spent: the 20 alone.
    let text = "2 2 7 1 1 1 1 1 1 1 1 1 1\n0 0 0 0 0 0 40\n\
        2 3 4 1 10 0 5 9.25 20 30 1 4 1 0 0 0 0 0 0 0 0 0\n\
        3 0 4 1 20 0 5 9.25 20 30 0 4 1 0 0 0 0 0 0 0 0 0\n";
    assert_eq!(
        answer(&Selection::parse(text, 1).unwrap()),
        Value::Score(20.0)
    );
    // With 8 to spend the limit of one vertex of the first type binds; without it all is visited.
    let typed = text.replacen("2 2 7 1", "2 2 8 1", 1);
    assert_eq!(
        answer(&Selection::parse(&typed, 1).unwrap()),
        Value::Score(20.0)
    );
    let free = text.replacen("2 2 7 1", "2 2 8 2", 1);
    assert_eq!(
        answer(&Selection::parse(&free, 1).unwrap()),
        Value::Score(30.0)
    );
}

#[test]
fn a_ride_limit_makes_the_way_longer() {
    // In the order 3-4-6-9 it is 18, but the first rider rides 8 of at most 7; in the
    // order 3-4-9-6, 18 too, the second rides 9; 4-3-6-9 costs 20 with rides of 7 and 5.
    let text = "1 2 60 2 7\n0 0 0 0 0 0 100\n1 3 0 1 1 0 50\n2 4 0 1 1 0 50\n\
        3 9 0 1 -1 0 50\n4 6 0 1 -1 0 50\n";
    let case = Rides::parse(text).unwrap();
    assert_eq!(answer(&case), Value::Distance(20.0));
    let patient = Rides::parse(&text.replacen("1 2 60 2 7", "1 2 60 2 8", 1)).unwrap();
    assert_eq!(answer(&patient), Value::Distance(18.0));
}
