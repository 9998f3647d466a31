//! Gaps, tables and summaries.

use crate::data;
use crate::family::{Standing, Value};
use crate::fleet::Scale;
use crate::report::{Row, summary};

fn standing(ours: Value, best: Value) -> Standing {
    Standing::of(ours, best).unwrap()
}

#[test]
fn a_gap_is_never_below_zero_and_wins_are_told() {
    let worse = standing(Value::Score(95.0), Value::Score(100.0));
    assert!((worse.gap - 0.05).abs() < 1e-12 && !worse.win);
    let better = standing(Value::Score(101.0), Value::Score(100.0));
    assert_eq!((better.gap, better.win), (0.0, true));
    let longer = standing(Value::Distance(102.0), Value::Distance(100.0));
    assert!((longer.gap - 0.02).abs() < 1e-12 && !longer.win);
}

#[test]
fn distances_are_compared_as_they_are_published() {
    // 828.9369 is the published 828.94: no gap, and no win either.
    let same = standing(Value::Distance(828.9369), Value::Distance(828.94));
    assert_eq!((same.gap, same.win), (0.0, false));
}

#[test]
fn vehicles_come_before_distance() {
    let fleet = |vehicles, distance| Value::Fleet { vehicles, distance };
    let more = standing(fleet(11, 800.0), fleet(10, 828.94));
    assert!((more.gap - 0.1).abs() < 1e-12 && !more.vehicles_met && !more.win);
    let fewer = standing(fleet(9, 900.0), fleet(10, 828.94));
    assert!(fewer.gap == 0.0 && fewer.vehicles_met && fewer.win);
    assert_eq!(Value::fleet("10 / 828.94"), Some(fleet(10, 828.94)));
    assert_eq!(Standing::of(Value::Score(1.0), fleet(1, 1.0)), None);
}

#[test]
fn cases_of_vehicles_are_counted_below_equal_and_above() {
    let row = |ours, best| Row {
        family: "sbrp",
        instance: "b".to_owned(),
        best: Value::Vehicles(best),
        proven: false,
        source: String::new(),
        ours: Ok((
            Value::Vehicles(ours),
            standing(Value::Vehicles(ours), Value::Vehicles(best)),
        )),
        bound: None,
        seconds: 1.0,
        seed: 1,
        iterations: 1,
        commit: String::new(),
    };
    let text = summary(&[row(9, 10), row(10, 10), row(12, 10), row(11, 10)]);
    let expected = "; 42 vehicles where the best known take 40: 1 cases below, 1 equal, 2 above";
    assert!(text.ends_with(expected), "{text}");
    assert!(
        text.contains("max gap 20.000 % (b), 1 wins, 2 met, 2 with more"),
        "{text}"
    );
}

#[test]
fn a_refused_answer_counts_as_a_whole_gap() {
    let row = |ours| Row {
        family: "toptw",
        instance: "t".to_owned(),
        best: Value::Score(10.0),
        proven: true,
        source: String::new(),
        ours,
        bound: None,
        seconds: 1.0,
        seed: 1,
        iterations: 1,
        commit: String::new(),
    };
    let met = (
        Value::Score(10.0),
        standing(Value::Score(10.0), Value::Score(10.0)),
    );
    let text = summary(&[row(Ok(met)), row(Err("why".to_owned()))]);
    let expected = "2 cases, mean gap 50.000 %, max gap 100.000 % (t), 0 wins, 1 met, \
                    0 with more vehicles, 1 refused";
    assert_eq!(text, expected);
}

#[test]
fn rounding_never_makes_room_that_is_not_there() {
    let scale = Scale(10.0);
    assert_eq!((scale.up(1.41), scale.down(1.49)), (15, 14));
    // 0.7 * 10 is 7.000000000000001 and 0.3 * 10 is 3 in binary: both are meant exactly.
    assert_eq!(
        (
            scale.up(0.7),
            scale.down(0.7),
            scale.up(0.3),
            scale.down(0.3)
        ),
        (7, 7, 3, 3)
    );
    // The engine takes ticks up to 2^27 = 134,217,728: 1,342 x 1e5 is below, 1,343 x 1e5 is not.
    assert_eq!(
        (Scale::finest(1342.0, 1e5).0, Scale::finest(1343.0, 1e5).0),
        (1e5, 1e4)
    );
}

#[test]
fn a_whole_distance_survives_being_cut_off() {
    // A triangle of 0.3, 0.4 and 0.5, whose sides have no exact binary form.
    assert!((data::cut((0.1, 0.1), (0.4, 0.5), 1) - 0.5).abs() < 1e-12);
    assert!((data::cut((0.0, 0.0), (1.0, 1.0), 2) - 1.41).abs() < 1e-12);
}

#[test]
fn bounds_tell_what_is_best_and_what_cannot_be() {
    let row = |ours, bound: Option<f64>| Row {
        family: "mctopmtw",
        instance: "beyond".to_owned(),
        best: Value::Score(10.0),
        proven: false,
        source: String::new(),
        ours: Ok((
            Value::Score(ours),
            standing(Value::Score(ours), Value::Score(10.0)),
        )),
        bound: bound.map(Value::Score),
        seconds: 1.0,
        seed: 1,
        iterations: 1,
        commit: String::new(),
    };
    let none = summary(&[row(9.0, None)]);
    assert!(none.ends_with("0 refused"), "{none}");
    let open = summary(&[row(9.0, Some(10.0)), row(10.0, Some(10.0)), row(9.0, None)]);
    assert!(open.ends_with("; 1 proven to be the best"), "{open}");
    let beyond = summary(&[row(8.0, Some(9.0))]);
    let expected = "; 0 proven to be the best; no plan is as good as the best known of beyond";
    assert!(beyond.ends_with(expected), "{beyond}");
    assert_eq!(row(8.0, Some(9.0)).cells()[6], "9");
}
