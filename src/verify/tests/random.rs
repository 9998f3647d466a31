//! Random plans: nonsense never panics, and what has nothing to do with a plan leaves it clean.

use proptest::collection::vec;
use proptest::prelude::*;

use super::week::{self as hand, good_plan};
use crate::domain::fixture::{self, add_person, add_task, span, stop};
use crate::domain::ids::{PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::money::Metres;
use crate::domain::person::PersonRole;
use crate::domain::plan::{Activity, Plan, Route, Stop, Unplaced};
use crate::domain::task::TaskKind;
use crate::domain::time::{Day, Minutes, Moment, Span, Spans};
use crate::verify::{restated, verify};

fn any_moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        8 => 0..3 * 1440,
        1 => any::<i32>(),
        1 => Just(i32::MAX),
        1 => Just(i32::MIN),
    ]
    .prop_map(Moment)
}

fn any_activity() -> impl Strategy<Value = Activity> {
    prop_oneof![
        Just(Activity::Start),
        Just(Activity::End),
        Just(Activity::Lunch),
        Just(Activity::Reserve),
        (0..13_u32).prop_map(|ix| Activity::Task(TaskIx(ix))),
        (0..13_u32).prop_map(|ix| Activity::Notes(TaskIx(ix))),
        (0..5_u32).prop_map(|ix| Activity::Pickup(RideIx(ix))),
        (0..5_u32).prop_map(|ix| Activity::Dropoff(RideIx(ix))),
    ]
}

fn any_stop() -> impl Strategy<Value = Stop> {
    let place = prop::option::of((0..7_u32).prop_map(PlaceIx));
    let times = (any_moment(), any_moment(), any_moment(), any_moment());
    let stated = (any::<i32>(), any::<i64>(), any::<u32>());
    let partners = vec((0..5_u32).prop_map(StaffIx), 0..3);
    (any_activity(), place, times, stated, partners).prop_map(
        |(activity, place, (arrive, start, end, leave), (drive, metres, riders), partners)| Stop {
            leave,
            drive: Minutes(drive),
            metres: Metres(metres),
            riders,
            partners,
            ..stop(activity, place, arrive, start, end)
        },
    )
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let route = (0..5_u32, vec(any_stop(), 0..12)).prop_map(|(shift, stops)| Route {
        shift: ShiftIx(shift),
        stops,
    });
    let work = prop_oneof![
        (0..13_u32).prop_map(|ix| Work::Task(TaskIx(ix))),
        (0..5_u32).prop_map(|ix| Work::Ride(RideIx(ix))),
    ];
    (vec(route, 0..5), vec(work, 0..6)).prop_map(|(routes, works)| Plan {
        routes,
        unplaced: works.into_iter().map(Unplaced::unexplained).collect(),
        ..fixture::plan(&fixture::week(), vec![])
    })
}

proptest! {
    /// Whatever a plan says, it gets an answer, every violation prints, and stating it anew
    /// leaves no figure off.
    #[test]
    fn nonsense_never_panics(plan in any_plan()) {
        let mut week = hand::week();
        week.staff[0].busy = Spans::union([span(0, 900, 930), span(1, 1000, 1400)]);
        week.rides[1].keep_apart = vec![RideIx(0)];
        for violation in verify(&week, &plan).violations {
            prop_assert!(violation.amount.number() > 0);
            prop_assert!(violation.to_string().contains(violation.rule.name()));
        }
        let _ = verify(&week, &restated(&week, &plan));
    }

    /// A plan stays clean when routes change places, limits and windows widen, and people,
    /// places and optional tasks come that it does not use.
    #[test]
    fn what_is_unrelated_changes_nothing(
        turn in 0..3_usize,
        wider in 0..120_i32,
        spare in 0..1_000_i32,
        minutes in 1..90_i32,
        day in 0..7_u8,
    ) {
        let mut week = hand::week();
        let mut plan = good_plan(&week);
        let before = verify(&week, &plan).totals;
        plan.routes.rotate_left(turn);
        for task in &mut week.tasks {
            for window in &mut task.windows {
                *window = Span::new(window.from - Minutes(wider), window.to + Minutes(wider));
            }
        }
        let limits = &mut week.policy.budgets.plan;
        (limits.drive, limits.metres) = (Some(before.drive + Minutes(spare)), Some(before.metres));
        (limits.paid, limits.money) = (Some(before.paid), Some(before.money));
        limits.overtime = Some(Minutes(spare));
        week.no_work = vec![Day(2 + day % 5)];
        add_person(&mut week, "new", PersonRole::Other);
        week.people.last_mut().unwrap().availability.free = Spans::default();
        let task = add_task(&mut week, "new", TaskKind::Report, None, minutes);
        plan.unplaced.push(Unplaced::unexplained(Work::Task(task)));
        plan.totals.unplaced += 1;
        let report = verify(&week, &plan);
        prop_assert_eq!(report.violations, vec![]);
    }
}
