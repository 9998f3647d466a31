//! Small problems worked out by hand, and odd ones.

use crate::solver::bound::{Bound, Effort, Known, reward_bounds};
use crate::solver::evaluate::DraftError;
use crate::solver::insertion::PLAIN;
use crate::solver::instance::Instance;
use crate::solver::model::*;
use crate::solver::probe::{Limit, Probe, alone};
use crate::solver::recreate::{Order, Recreator};
use crate::solver::rng::Rng;
use crate::solver::seen::Seen;
use crate::solver::solution::Activity;
use crate::solver::state::State;
use crate::solver::{Draft, Options, ProblemError, Stop as Halt, evaluate, solve};

fn options() -> Options<'static> {
    Options {
        stop: Halt::Iterations(50),
        threads: 1,
        seed: 1,
        start: None,
    }
}

/// Three places in a row, ten ticks and ten metres apart, one shift 0..100 from and
/// to the first.
fn row() -> Problem {
    let far = |a: i32, b: i32| (a - b).abs() * 10;
    let ticks: Vec<Tick> = (0..3)
        .flat_map(|a| (0..3).map(move |b| far(a, b)))
        .collect();
    let metres = ticks.iter().map(|&t| i64::from(t)).collect();
    Problem {
        travel: vec![Travel {
            size: 3,
            ticks,
            metres,
            timed: None,
        }],
        owners: vec![Owner::default()],
        shifts: vec![Shift {
            owner: OwnerId(0),
            day: 0,
            travel: TravelId(0),
            start: Some(LocationId(0)),
            end: Some(LocationId(0)),
            open: 0,
            close: 100,
            closures: vec![],
            capacity: vec![],
            breaks: vec![],
            pay: Pay::Used,
            cost: Cost::default(),
            first_leg_claimed: true,
            last_leg_claimed: true,
        }],
        objective: vec![
            Level {
                missed: 1,
                ..Level::default()
            },
            Level {
                reward: -1,
                ..Level::default()
            },
            Level {
                drive: 1,
                ..Level::default()
            },
        ],
        ..Problem::default()
    }
}

fn visit(at: u32, service: Tick, from: Tick, to: Tick, reward: i64) -> Job {
    Job {
        stops: vec![Stop {
            location: Some(LocationId(at)),
            setup: 0,
            service,
            windows: vec![Window { from, to }],
            load: vec![],
        }],
        max_ride: None,
        rider: false,
        reward,
        required: false,
        shifts: vec![ShiftId(0)],
        people: vec![],
        presences: vec![],
        companions: None,
        preferred: vec![],
    }
}

#[test]
fn the_clock_leaves_as_late_as_the_earliest_return_allows() {
    // One visit of 5 ticks at place 2, 20 away, from tick 40 on: it starts at 40, one
    // is back at 65, and leaves at 20.
    let mut p = row();
    p.jobs.push(visit(2, 5, 40, 60, 3));
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    let r = &s.routes[0];
    assert_eq!((r.depart, r.visits[0].start, r.back), (20, 40, 65));
    // It could start at 60 and one would be back at 85, before 100.
    assert_eq!(r.visits[0].slack, 20);
    assert_eq!(s.score, vec![0, -3, 40]);
}

/// Which jobs are left out when they are put into an empty plan once, some after others.
fn left_out(p: &Problem, turns: &[&[u32]]) -> Vec<u32> {
    let inst = Instance::new(p);
    let mut state = State::new(&inst);
    let mut recreator = Recreator::new(&inst);
    let fresh = vec![true; p.jobs.len()];
    for jobs in turns {
        let (order, rng) = (Order::Random, &mut Rng::new(1));
        state.begin();
        recreator.run(&mut state, &mut jobs.to_vec(), &fresh, order, PLAIN, rng);
        state.settle();
    }
    state.unplaced.clone()
}

/// The second of a problem's jobs waits for the first.
fn second_waits(p: &mut Problem) {
    p.precedences = vec![Precedence {
        before: JobId(0),
        after: JobId(1),
        gap: 0,
    }];
}

#[test]
fn what_is_worth_nothing_is_done_for_what_waits_for_it() {
    let mut p = row();
    p.jobs = vec![visit(2, 5, 0, 100, 0), visit(0, 5, 0, 100, 1)];
    second_waits(&mut p);
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert_eq!((s.score, s.unplaced), (vec![0, -1, 40], vec![]));
    // But not where that has no room: it has to begin before the first can end.
    p.jobs[1].stops[0].windows = vec![Window { from: 0, to: 20 }];
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert_eq!((s.score, s.unplaced.len()), (vec![0, 0, 0], 2));
}

#[test]
fn what_others_wait_for_is_done_soon() {
    // With the third on the second day the first costs no drive there. What waits for the first
    // has to be done on the first day.
    let mut p = row();
    p.shifts.push(p.shifts[0].clone());
    (p.shifts[1].day, p.shifts[1].open, p.shifts[1].close) = (1, 100, 200);
    let spans = [(0, 200), (0, 90), (100, 200)];
    p.jobs = spans.map(|(from, to)| visit(1, 10, from, to, 1)).to_vec();
    for job in &mut p.jobs {
        job.shifts = vec![ShiftId(0), ShiftId(1)];
    }
    second_waits(&mut p);
    assert!(left_out(&p, &[&[2], &[0, 1]]).is_empty());
}

#[test]
fn a_break_in_the_middle_of_a_drive_has_no_place() {
    // The visit may start at 50 at the latest and takes to 60; the break must begin at
    // 65 or later, end by 70, and the drive home lasts from 60 to 80 without it: on the
    // way. With closing at 75 nothing else is possible, since 20 + 5 ticks after 60 are 85.
    let mut p = row();
    p.jobs.push(visit(2, 10, 50, 50, 3));
    p.shifts[0].breaks.push(Break {
        earliest: 65,
        latest_end: 70,
        ticks: 5,
        paid: false,
    });
    p.shifts[0].close = 85;
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    let v = s.routes[0].visits[1];
    assert_eq!(
        (v.activity, v.location, v.start, v.end),
        (Activity::Break(0), None, 65, 70)
    );
    assert_eq!(s.routes[0].back, 85);
}

#[test]
fn writing_up_follows_its_visit_before_driving_on() {
    // A visit at place 2 with ten ticks of writing up without a place, and nothing else:
    // both there, or the second at home; either way all is done and the drive is 40.
    let mut p = row();
    let mut job = visit(2, 5, 0, 50, 3);
    job.stops.push(Stop {
        location: None,
        service: 10,
        ..visit(0, 0, 0, 100, 0).stops[0].clone()
    });
    p.jobs.push(job);
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert_eq!(s.score, vec![0, -3, 40]);
    assert_eq!(s.routes[0].visits[1].location, Some(LocationId(2)));
}

#[test]
fn two_jobs_of_one_person_do_not_overlap() {
    // Two shifts of two owners, one person, both jobs only from 10 to 12 for 10 ticks:
    // they would overlap, so the dearer alone is placed.
    let mut p = row();
    p.owners.push(Owner::default());
    let mut other = p.shifts[0].clone();
    other.owner = OwnerId(1);
    p.shifts.push(other);
    p.people = 1;
    for (s, reward) in [(0, 3), (1, 4)] {
        let mut job = visit(1, 10, 10, 12, reward);
        job.shifts = vec![ShiftId(s)];
        job.people = vec![PersonId(0)];
        p.jobs.push(job);
    }
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert_eq!(s.unplaced, vec![JobId(0)]);
    // Ten ticks later both fit.
    p.jobs[0].stops[0].windows[0].to = 22;
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert!(s.unplaced.is_empty());
}

#[test]
fn probes_name_the_limit() {
    // Each job is impossible for one reason, worked out beside it.
    let mut p = row();
    p.people = 1;
    p.jobs = vec![
        visit(1, 5, 0, 90, 1),
        visit(1, 5, 150, 160, 1), // after closing
        visit(2, 5, 0, 10, 1),    // 20 ticks away, to be begun by 10
        visit(1, 95, 0, 90, 1),   // longer than what is left after closing's margin
    ];
    let mut nowhere = visit(1, 5, 0, 90, 1);
    nowhere.shifts.clear();
    p.jobs.push(nowhere);
    let why = |p: &Problem, j: u32| alone(p, JobId(j)).expect("well formed");
    assert_eq!(why(&p, 0), vec![(ShiftId(0), Ok(()))]);
    assert_eq!(why(&p, 1), vec![(ShiftId(0), Err(Limit::Window))]);
    assert_eq!(why(&p, 2), vec![(ShiftId(0), Err(Limit::Drive))]);
    assert_eq!(why(&p, 3), vec![(ShiftId(0), Err(Limit::Drive))]);
    assert_eq!(why(&p, 4), vec![]);
    // That others come one after the other is nothing to job 0.
    let mut q = p.clone();
    q.precedences.push(Precedence {
        before: JobId(1),
        after: JobId(2),
        gap: 0,
    });
    assert_eq!(why(&q, 0), vec![(ShiftId(0), Ok(()))]);
    // Twenty metres there and back do not fit into nineteen.
    p.budgets.push(Budget {
        measure: Measure::Metres,
        limit: 19,
        shifts: p.all_shifts(),
    });
    assert_eq!(why(&p, 0), vec![(ShiftId(0), Err(Limit::Budget(0)))]);
}

#[test]
fn forcing_a_job_in_names_what_it_displaces() {
    // Two visits of 50 ticks at places 10 away do not fit into 100 ticks; the dearer
    // stays. Forcing the other in costs 5 - 2 = 3 of reward, and as much drive.
    let mut p = row();
    p.jobs = vec![visit(1, 50, 0, 90, 5), visit(1, 50, 0, 90, 2)];
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert_eq!(s.unplaced, vec![JobId(1)]);
    let probe = Probe::new(&p).expect("well formed");
    let forced = probe.session(&s).displaced(JobId(1), 400, None);
    let d = forced.expect("possible");
    assert_eq!((d.out, d.change), (vec![JobId(0)], vec![0, 3, 0]));
}

#[test]
fn nothing_to_do_and_nothing_possible_are_plans_too() {
    // No jobs, no shifts, or jobs that no shift can do give an empty plan.
    let s = solve(&Problem::default(), &options(), &|_| {})
        .expect("well formed")
        .best;
    assert!(s.routes.is_empty() && s.unplaced.is_empty());
    let mut p = row();
    p.jobs.push(visit(2, 5, 0, 1, 3));
    p.jobs[0].required = true;
    let s = solve(&p, &options(), &|_| {}).expect("well formed").best;
    assert_eq!((s.routes.len(), s.score[0]), (0, 1));
}

#[test]
fn what_is_not_well_formed_is_refused() {
    // A shift that closes before it opens, an unknown location, windows out of order.
    let mut p = row();
    p.shifts[0].close = -1;
    let field = "open and close";
    assert_eq!(
        p.check(),
        Err(ProblemError::Value {
            what: "shift",
            index: 0,
            field
        })
    );
    let mut p = row();
    p.jobs.push(visit(7, 5, 0, 1, 3));
    assert!(matches!(
        p.check(),
        Err(ProblemError::Index { what: "job", .. })
    ));
    let mut p = row();
    p.jobs.push(visit(1, 5, 4, 3, 3));
    assert!(matches!(
        p.check(),
        Err(ProblemError::Order { what: "job", .. })
    ));
    assert!(solve(&p, &options(), &|_| {}).is_err());
}

/// The bounds of a problem with one budget at several limits, each with what is known there.
fn bounds_at(p: &Problem, measure: Measure, levels: &[(i64, i64)]) -> Vec<Bound> {
    let at = |&(limit, _): &(i64, i64)| {
        let budget = Budget {
            measure,
            limit,
            shifts: vec![ShiftId(0)],
        };
        Problem {
            budgets: vec![budget],
            ..p.clone()
        }
    };
    let problems: Vec<Problem> = levels.iter().map(at).collect();
    let seen = Seen::default();
    let known = levels.iter().map(|&(_, reward)| Known {
        seen: &seen,
        reward,
        missed: 0,
    });
    let effort = Effort {
        rounds: 200,
        until: None,
        threads: 1,
    };
    let known: Vec<Known<'_>> = known.collect();
    let bounds = reward_bounds(&problems, &known, &effort).expect("well formed");
    bounds
        .into_iter()
        .map(|one| one.expect("a bound"))
        .collect()
}

#[test]
fn paid_time_and_money_have_prices() {
    // Proves that limits of paid time and of money bound the reward and have a price: two jobs
    // of 30 ticks at the start, worth 10 and 6. With 30 paid ticks there is room for the first
    // alone, and a tick is worth 6/30 to 10/30; with 45 half of the second fits the
    // relaxation, 13, and rewards are even; with 60 and more a tick is worth nothing.
    let mut p = row();
    p.jobs = vec![visit(0, 30, 0, 70, 10), visit(0, 30, 0, 70, 6)];
    let told = |bounds: &[Bound]| -> Vec<i64> { bounds.iter().map(|one| one.value).collect() };
    let price = |bound: &Bound| bound.prices[0].expect("a price");
    let by_use = bounds_at(
        &p,
        Measure::Paid,
        &[(30, 10), (45, 10), (60, 16), (100, 16)],
    );
    assert_eq!(told(&by_use), [10, 12, 16, 16]);
    assert!(price(&by_use[0]) > 0.19 && price(&by_use[0]) < 0.34);
    assert!(price(&by_use[2]) == 0.0 && price(&by_use[3]) == 0.0);
    // The same in money, at 7 for a tick.
    p.shifts[0].cost.per_paid_tick = 7;
    let money = bounds_at(&p, Measure::Money, &[(210, 10), (315, 10), (420, 16)]);
    assert_eq!(told(&money), [10, 12, 16]);
    assert!(price(&money[0]) > 0.19 / 7.0 && price(&money[0]) < 0.34 / 7.0);
    // Paid whole, all 100 ticks are paid once anything is done: half of them is half of 16.
    p.shifts[0].pay = Pay::Whole { until: 100 };
    let whole = bounds_at(&p, Measure::Paid, &[(50, 0), (100, 16)]);
    assert_eq!(told(&whole), [8, 16]);
    assert!((price(&whole[0]) - 0.16).abs() < 0.01 && price(&whole[1]) == 0.0);
    // Overtime is no sum over routes.
    let overtime = bounds_at(&p, Measure::Overtime, &[(0, 0)]);
    assert_eq!(overtime[0].prices, [None]);
}

#[test]
fn paid_time_counts_driving_and_service_once() {
    // Proves that a visit 10 ticks out and back, with 15 of service, takes just 35 of a limit
    // of paid time: with one less it is proven to have no place, and with so much it has one.
    let mut p = row();
    p.jobs = vec![visit(1, 15, 0, 80, 10)];
    let bounds = bounds_at(&p, Measure::Paid, &[(34, 0), (35, 10)]);
    assert_eq!((bounds[0].value, bounds[1].value), (0, 10));
    // At 3 a tick and 2 for the shift, 107 of money.
    (p.shifts[0].cost.per_paid_tick, p.shifts[0].cost.used) = (3, 2);
    let bounds = bounds_at(&p, Measure::Money, &[(106, 0), (107, 10)]);
    assert_eq!((bounds[0].value, bounds[1].value), (0, 10));
}

#[test]
fn money_counts_claimed_legs_alone() {
    // Proves that a visit 10 metres out and back at 5 a metre takes 100 of a limit of money, and
    // 50 with one of both legs not claimed: with one less it is proven to have no place. With
    // neither claimed it costs nothing: all there is can be placed, which takes no round and has no
    // price.
    let mut p = row();
    p.jobs = vec![visit(1, 10, 0, 80, 10)];
    p.shifts[0].cost.per_metre = 5;
    for (first, last, costs) in [(true, true, 100), (false, true, 50), (true, false, 50)] {
        p.shifts[0].first_leg_claimed = first;
        p.shifts[0].last_leg_claimed = last;
        let bounds = bounds_at(&p, Measure::Money, &[(costs - 1, 0), (costs, 10)]);
        assert_eq!((bounds[0].value, bounds[1].value), (0, 10));
    }
    p.shifts[0].first_leg_claimed = false;
    p.shifts[0].last_leg_claimed = false;
    let free = bounds_at(&p, Measure::Money, &[(0, 10)]);
    assert_eq!((free[0].value, free[0].prices[0]), (10, None));
}

/// The start of a job that waits for another is given with a draft: it may lie in no closure of the
/// shift, as no drive and no service may.
#[test]
fn a_given_start_is_clear_of_closures() {
    let mut p = row();
    p.jobs = vec![visit(1, 10, 0, 80, 10), visit(1, 10, 0, 80, 10)];
    p.precedences = vec![Precedence {
        before: JobId(0),
        after: JobId(1),
        gap: 0,
    }];
    p.shifts[0].closures = vec![Window { from: 30, to: 50 }];
    let at = |start| {
        let draft = Draft {
            routes: vec![(ShiftId(0), vec![(JobId(0), 0), (JobId(1), 0)])],
            starts: vec![(JobId(0), vec![10]), (JobId(1), vec![start])],
            ..Draft::default()
        };
        evaluate(&p, &draft).map(|_| ())
    };
    assert_eq!(at(20), Ok(()));
    assert_eq!(at(21), Err(DraftError::Start(1)));
    assert_eq!(at(40), Err(DraftError::Start(1)));
    assert_eq!(at(50), Ok(()));
}
