//! TOPTW and MCTOPMTW.

use liaison::solver::model::{Measure, Window};

use super::tour;
use crate::data::Fault;
use crate::family::{Puzzle, Refusal, Value};
use crate::mctopmtw::Selection;
use crate::toptw::Orienteering;

/// Vertex 1 at (1, 1), vertex 2 at (3, 0); lists of different lengths before the windows.
const TWO: &str = "1 2 2 1\n0 200\n\
    0 0.0 0.0 0 0 0 0 0 10\n\
    1 1.0 1.0 2 7 4 1 15 1 3\n\
    2 3.0 0.0 1 5 4 2 3 12 5 6\n";

fn two(decimals: i32) -> Orienteering {
    Orienteering::parse(TWO, 1, decimals).unwrap()
}

#[test]
fn distances_are_cut_off_and_not_rounded() {
    // The drive to (1, 1) is 1.414..., to (3, 0) it is 3, between them 2.236....
    let ticks = two(1).problem().travel[0].ticks.clone();
    assert_eq!(ticks, [0, 14, 30, 14, 0, 22, 30, 22, 0]);
    let ticks = two(2).problem().travel[0].ticks.clone();
    assert_eq!(ticks, [0, 141, 300, 141, 0, 223, 300, 223, 0]);
}

#[test]
fn a_vertex_becomes_an_optional_job_with_its_score_and_window() {
    let problem = two(1).problem();
    assert_eq!(problem.shifts.len(), 1);
    assert_eq!((problem.shifts[0].open, problem.shifts[0].close), (0, 100));
    let job = &problem.jobs[1];
    assert_eq!(
        (job.reward, job.required, job.stops[0].service),
        (5, false, 10)
    );
    assert_eq!(job.stops[0].windows, [Window { from: 50, to: 60 }]);
}

#[test]
fn both_vertices_can_be_visited_in_one_order_only() {
    // 1 first: there at 1.4, done at 3.4, at 2 at 5.6, done at 6.6, back at 9.6.
    let case = two(1);
    assert_eq!(
        case.check(&[tour(0, &[(0, 0), (1, 0)])]),
        Ok(Value::Score(12.0))
    );
    // 2 first: waits until 5, done at 6, at 1 at 8.2, and its window ended at 3.
    let refused = case.check(&[tour(0, &[(1, 0), (0, 0)])]);
    assert!(
        matches!(refused, Err(Refusal::Window { at: 1, .. })),
        "{refused:?}"
    );
}

#[test]
fn no_vertex_is_visited_twice_and_no_tour_is_too_many() {
    let case = two(1);
    assert_eq!(
        case.check(&[tour(0, &[(0, 0), (0, 0)])]),
        Err(Refusal::Stop(0))
    );
    assert_eq!(case.check(&[tour(1, &[(0, 0)])]), Err(Refusal::Vehicle(1)));
    assert_eq!(
        case.check(&[tour(0, &[]), tour(0, &[])]),
        Err(Refusal::Vehicle(0))
    );
    assert_eq!(case.check(&[tour(0, &[(2, 0)])]), Err(Refusal::Stop(2)));
}

#[test]
fn a_tour_must_be_back_by_the_end_of_the_first_vertex() {
    // Vertex 2 is left at 6 and the start is 3 away: 9 is in time for 10 and not for 8.
    let short = TWO.replacen("0 0 0 0 0 10", "0 0 0 0 0 8", 1);
    let case = Orienteering::parse(&short, 1, 1).unwrap();
    let refused = case.check(&[tour(0, &[(1, 0)])]);
    assert_eq!(
        refused,
        Err(Refusal::Late {
            vehicle: 0,
            back: 9.0
        })
    );
    assert_eq!(two(1).check(&[tour(0, &[(1, 0)])]), Ok(Value::Score(5.0)));
}

#[test]
fn a_file_that_lacks_a_vertex_or_a_number_is_refused() {
    let lacking = TWO.replacen("1 2 2 1", "1 2 3 1", 1);
    assert!(matches!(
        Orienteering::parse(&lacking, 1, 1),
        Err(Fault::Shape(_))
    ));
    let cut = TWO.replacen("1 1.0 1.0 2 7 4 1 15 1 3", "1 1.0 1.0 2 7", 1);
    assert!(matches!(
        Orienteering::parse(&cut, 1, 1),
        Err(Fault::Line { line: 4, .. })
    ));
}

/// Two tours; one vertex with windows [0,5] [5,9.25] [9.25,20] [20,30] exchanged, one not.
const WINDOWS: &str = "2 2 7 1 1 1 1 1 1 1 1 1 1\n\
    0 0 0 0 0 0 40\n\
    2 3 4 1 10 0 5 9.25 20 30 1 4 1 0 0 0 0 0 0 0 0 0\n\
    3 0 4 1 20 0 5 9.25 20 30 0 4 1 0 0 0 0 0 0 0 0 0\n";

#[test]
fn even_tours_have_the_other_windows_on_their_own_day() {
    // Hundredths; the second day begins at 4001. The first vertex is plain: the first
    // tour has windows 1 and 3 of it, the second tour windows 2 and 4.
    let problem = Selection::parse(WINDOWS, 1).unwrap().problem();
    let w = |from, to| Window { from, to };
    let plain = [w(0, 500), w(925, 2000), w(4501, 4926), w(6001, 7001)];
    assert_eq!(problem.jobs[0].stops[0].windows, plain);
    let exchanged = [w(500, 925), w(2000, 3000), w(4001, 4501), w(4926, 6001)];
    assert_eq!(problem.jobs[1].stops[0].windows, exchanged);
    assert_eq!((problem.shifts[0].open, problem.shifts[0].close), (0, 4000));
    assert_eq!(
        (problem.shifts[1].open, problem.shifts[1].close),
        (4001, 8001)
    );
}

#[test]
fn the_fee_and_each_type_become_a_budget_over_all_tours() {
    let problem = Selection::parse(WINDOWS, 1).unwrap().problem();
    assert_eq!(problem.budgets.len(), 11);
    assert_eq!(
        (problem.budgets[0].measure, problem.budgets[0].limit),
        (Measure::Load(0), 7)
    );
    assert_eq!(
        (problem.budgets[10].measure, problem.budgets[10].limit),
        (Measure::Load(10), 1)
    );
    assert_eq!(
        problem.jobs[0].stops[0].load,
        [4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    );
}

#[test]
fn a_visit_waits_for_the_window_that_its_tour_has() {
    // The second vertex, 4 away: the first tour waits from 4 until 5, is done at 6 and
    // back at 10; at 3 more, the first vertex is reached at 9 and waits until 9.25.
    let case = Selection::parse(WINDOWS, 1).unwrap();
    assert_eq!(case.check(&[tour(0, &[(1, 0)])]), Ok(Value::Score(20.0)));
    let late = WINDOWS.replacen("0 0 0 0 0 0 40", "0 0 0 0 0 0 9", 1);
    let refused = Selection::parse(&late, 1)
        .unwrap()
        .check(&[tour(0, &[(1, 0)])]);
    assert_eq!(
        refused,
        Err(Refusal::Late {
            vehicle: 0,
            back: 10.0
        })
    );
}

#[test]
fn fees_and_types_are_counted_over_all_tours() {
    // Both fees are 4: 8 is over 7. With a budget of 8 it is the type's limit of 1.
    let tours = [tour(0, &[(0, 0)]), tour(1, &[(1, 0)])];
    let refused = Selection::parse(WINDOWS, 1).unwrap().check(&tours);
    assert_eq!(
        refused,
        Err(Refusal::Limit {
            what: "the fees",
            sum: 8.0,
            limit: 7.0
        })
    );
    let rich = WINDOWS.replacen("2 2 7 1", "2 2 8 1", 1);
    let refused = Selection::parse(&rich, 1).unwrap().check(&tours);
    assert!(
        matches!(refused, Err(Refusal::Limit { limit: 1.0, .. })),
        "{refused:?}"
    );
    let free = WINDOWS.replacen("2 2 7 1", "2 2 8 2", 1);
    assert_eq!(
        Selection::parse(&free, 1).unwrap().check(&tours),
        Ok(Value::Score(30.0))
    );
}
