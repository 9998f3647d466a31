//! Every rule broken once, by hand, caught by that rule alone with the exact amount.

use std::collections::BTreeSet;

use super::week::*;
use crate::domain::Week;
use crate::domain::fixture::{at, span};
use crate::domain::ids::Work;
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::place::PlaceKind;
use crate::domain::plan::{Activity, Plan, Unplaced};
use crate::domain::policy::Limits;
use crate::domain::rule::Rule;
use crate::domain::task::Pin;
use crate::domain::time::{Day, Minutes, Spans};
use crate::verify::Amount::{self, Count, Days, Minutes as Min, People};
use crate::verify::{restated, verify};

/// Something done to the good week and plan, and the one violation that follows.
type Case = (Rule, Amount, fn(&mut Week, &mut Plan));

fn all_limits(week: &mut Week) -> &mut Limits {
    &mut week.policy.budgets.plan
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    // The visit is 9:00-9:40 on Monday.
    (Rule::Window, Min(12), |week, _| week.tasks[VISIT.ix()].windows[0] = span(0, 912, 1200)),
    (Rule::Window, Min(5), |week, _| week.tasks[VISIT.ix()].windows[0] = span(0, 900, 935)),
    (Rule::Window, Min(20), |week, _| week.tasks[VISIT.ix()].windows = vec![span(0, 900, 920), span(0, 920, 1000)]),
    (Rule::Window, Min(30), |week, _| week.tasks[VISIT.ix()].earliest = Some(at(0, 930))),
    (Rule::Due, Min(10), |week, _| week.tasks[VISIT.ix()].due = Some(at(0, 930))),
    (Rule::AttendeeBusy, Min(5), |week, _| guardian_free(week, 905, 1900)),
    (Rule::AttendeeClash, Min(30), |week, _| week.tasks[ROOM_DUTY.ix()].attendees = vec![GUARDIAN]),
    // L2 is needed at L1's meeting 10:15-10:45, and does the group's task from 10:30.
    (Rule::AttendeeClash, Min(15), |week, plan| {
        week.tasks[MEETING.ix()].attendees = vec![week.staff[L2.ix()].person];
        retime(plan, OTHER, Activity::Task(GROUP_A), at(0, 1030), at(0, 1100));
    }),
    // Two tasks in one room: the meeting, and L2's from 10:20.
    (Rule::AttendeeClash, Min(25), |week, plan| {
        week.tasks[GROUP_A.ix()].place = Some(ROOM);
        find(plan, OTHER, Activity::Task(GROUP_A)).place = Some(ROOM);
        retime(plan, OTHER, Activity::Task(GROUP_A), at(0, 1020), at(0, 1050));
    }),
    // A confidential place likewise: L1 is there 11:30-12:00, L2 from 11:40.
    (Rule::AttendeeClash, Min(20), |week, plan| {
        week.places[SCHOOL.ix()].confidential = true;
        retime(plan, OTHER, Activity::End, at(0, 1220), at(0, 1220));
        retime(plan, OTHER, Activity::Task(GROUP_A), at(0, 1140), at(0, 1210));
    }),
    (Rule::Staff, People(1), |week, _| week.tasks[MEETING.ix()].staff = vec![L2]),
    // L2's only work about a school is the ride.
    (Rule::Staff, People(1), |week, _| week.staff[L2.ix()].schools = vec![OFFICE]),
    (Rule::Language, Count(1), |week, _| week.tasks[MEETING.ix()].language = Some("so".into())),
    (Rule::Skill, Count(2), |week, _| week.tasks[MEETING.ix()].skills = vec!["law".into(), "braille".into()]),
    (Rule::Partner, Min(10), |week, _| week.staff[P1.ix()].present = Spans::union([span(0, 910, 1630)])),
    (Rule::Partner, People(1), |week, _| week.tasks[VISIT.ix()].partners.count = 2),
    (Rule::Partner, People(1), |week, _| week.tasks[VISIT.ix()].partners.who = vec![L2]),
    (Rule::Partner, People(1), |_, plan| find(plan, MONDAY, Activity::Lunch).partners = vec![P1]),
    // From the visit's end at 9:40 to the group's task at the school at 9:45: 5 of 10 min.
    (Rule::Partner, Min(5), |week, plan| {
        week.tasks[GROUP_A.ix()].partners.count = 1;
        find(plan, OTHER, Activity::Task(GROUP_A)).partners = vec![P1];
        retime(plan, OTHER, Activity::Task(GROUP_A), at(0, 945), at(0, 1015));
        retime(plan, OTHER, Activity::Reserve, at(0, 1015), at(0, 1030));
    }),
    // Two tasks at once: 9:30-9:40.
    (Rule::Partner, Min(10), |week, plan| {
        week.tasks[GROUP_A.ix()].partners.count = 1;
        find(plan, OTHER, Activity::Task(GROUP_A)).partners = vec![P1];
    }),
    (Rule::Shift, Min(10), |week, _| week.shifts[MONDAY].span.from = at(0, 900)),
    (Rule::Shift, Min(8), |week, _| week.shifts[MONDAY].latest_end = at(0, 1530)),
    (Rule::Shift, Min(5), |week, _| week.staff[L1.ix()].busy = Spans::union([span(0, 1040, 1045)])),
    // Busy 10:05-10:11, driving 10:05-10:15.
    (Rule::Shift, Min(6), |week, _| week.staff[L1.ix()].busy = Spans::union([span(0, 1005, 1011)])),
    (Rule::Shift, Count(1), |week, _| week.no_work = vec![Day(1)]),
    (Rule::Travel, Min(3), |week, _| week.travel.set(0, 2, 13.0, Metres(5_000))),
    (Rule::Clock, Min(5), |week, _| week.tasks[CALL.ix()].minutes = Minutes(20)),
    (Rule::Clock, Min(7), |_, plan| later(&mut find(plan, MONDAY, Activity::Task(VISIT)).arrive, 7)),
    (Rule::Clock, Min(4), |_, plan| later(&mut find(plan, MONDAY, Activity::Reserve).leave, 4)),
    (Rule::Clock, Count(1), |_, plan| drop(plan.routes[TUESDAY].stops.remove(0))),
    (Rule::Place, Count(1), |_, plan| find(plan, MONDAY, Activity::Task(CALL)).place = Some(SCHOOL)),
    (Rule::Place, Count(1), |_, plan| find(plan, MONDAY, Activity::Task(VISIT)).place = Some(HOME_2)),
    (Rule::Place, Count(1), |_, plan| find(plan, MONDAY, Activity::Start).place = Some(HOME_1)),
    (Rule::Place, Count(1), |_, plan| find(plan, MONDAY, Activity::Lunch).place = Some(HOME_2)),
    // A call with one rider on board, while the car waits at the first home.
    (Rule::Place, People(1), |_, plan| {
        let call = plan.routes[MONDAY].stops.remove(3);
        plan.routes[MONDAY].stops.insert(11, call);
        let stops = &mut plan.routes[MONDAY].stops;
        let call = &mut stops[11];
        (call.arrive, call.start, call.end, call.leave) = (at(0, 1516), at(0, 1516), at(0, 1531), at(0, 1531));
        for stop in &mut stops[12..] {
            for moment in [&mut stop.arrive, &mut stop.start, &mut stop.end, &mut stop.leave] { later(moment, 15); }
        }
    }),
    (Rule::Lunch, Min(30), |_, plan| cut(plan, OTHER, Activity::Lunch)),
    (Rule::Lunch, Min(10), |_, plan| {
        let stop = find(plan, OTHER, Activity::Lunch);
        (stop.start, stop.end, stop.leave) = (at(0, 1050), at(0, 1120), at(0, 1120));
    }),
    (Rule::Reserve, Min(15), |_, plan| cut(plan, OTHER, Activity::Reserve)),
    (Rule::Reserve, Min(5), |_, plan| {
        let stop = find(plan, OTHER, Activity::Reserve);
        (stop.end, stop.leave) = (at(0, 1010), at(0, 1010));
    }),
    (Rule::Notes, Min(10), |_, plan| cut(plan, MONDAY, Activity::Notes(VISIT))),
    (Rule::Notes, Count(1), |_, plan| {
        let mut stop = find(plan, TUESDAY, Activity::Task(PINNED)).clone();
        stop.activity = Activity::Notes(PINNED);
        (stop.arrive, stop.start, stop.end, stop.leave) = (at(1, 1230), at(1, 1230), at(1, 1230), at(1, 1230));
        plan.routes[TUESDAY].stops.insert(5, stop);
    }),
    // The second rider is aboard 15:04-15:26.
    (Rule::RideLimit, Min(2), |week, _| week.rides[RIDE_2.ix()].max_ride = Minutes(20)),
    (Rule::Seats, People(1), |week, _| week.staff[L1.ix()].seats = 1),
    (Rule::Seats, People(2), |week, _| week.rides[RIDE_2.ix()].seats = 3),
    (Rule::Wheelchair, People(1), |week, _| (week.rides[RIDE_1.ix()].wheelchair, week.rides[RIDE_1.ix()].seats) = (true, 0)),
    (Rule::Bell, Min(5), |week, _| week.rides[RIDE_1.ix()].pickup.from = at(0, 1505)),
    (Rule::Bell, Min(9), |week, _| week.rides[RIDE_3.ix()].dropoff.to = at(0, 815)),
    (Rule::Ride, Count(1), |_, plan| cut(plan, MONDAY, Activity::Dropoff(RIDE_2))),
    (Rule::Ride, Count(1), |_, plan| cut(plan, MONDAY, Activity::Pickup(RIDE_2))),
    (Rule::Ride, People(1), |week, plan| {
        week.tasks[REQUIRED.ix()].place = Some(HOME_1);
        week.tasks[REQUIRED.ix()].minutes = Minutes(0);
        let mut stop = find(plan, MONDAY, Activity::Dropoff(RIDE_1)).clone();
        (stop.activity, stop.arrive, stop.start) = (Activity::Task(REQUIRED), stop.end, stop.end);
        plan.routes[MONDAY].stops.insert(12, stop);
        plan.unplaced.retain(|each| each.work != Work::Task(REQUIRED));
    }),
    (Rule::KeepWith, Count(1), |week, _| week.rides[RIDE_1.ix()].keep_with.push(RIDE_3)),
    // From 15:04 to 15:14.
    (Rule::KeepApart, Min(10), |week, _| week.rides[RIDE_2.ix()].keep_apart = vec![RIDE_1]),
    (Rule::AdultAtHome, People(1), |week, _| guardian_free(week, 800, 1515)),
    (Rule::Clearance, Days(1), |week, _| week.rides[RIDE_1.ix()].permission_until = week.clock.monday().pred_opt()),
    (Rule::Clearance, Days(1), |week, _| week.staff[L2.ix()].cleared_until = week.clock.monday().pred_opt()),
    (Rule::Booster, People(1), |week, _| (week.rides[RIDE_1.ix()].booster, week.rides[RIDE_2.ix()].booster) = (true, true)),
    (Rule::Sessions, Count(1), |week, _| (week.tasks[SESSION_1.ix()].session, week.tasks[SESSION_2.ix()].session) = (Some(2), Some(1))),
    (Rule::Sessions, Count(1), |week, _| (week.tasks[AFTER.ix()].session, week.tasks[AFTER.ix()].row_id) = (Some(1), "s".into())),
    (Rule::Sessions, People(1), |week, _| (week.tasks[GROUP_A.ix()].session, week.tasks[GROUP_A.ix()].row_id, week.tasks[SESSION_1.ix()].row_id) = (Some(1), "s".into(), "t".into())),
    // The visit ends at 9:40; two hours later is 11:40, and it starts at 11:30.
    (Rule::After, Min(10), |week, _| week.tasks[AFTER.ix()].gap = Minutes(120)),
    (Rule::After, Count(1), |week, _| week.tasks[AFTER.ix()].after = vec![Work::Task(GROUP_B)]),
    (Rule::Group, Count(1), |week, _| week.tasks[ROOM_DUTY.ix()].group = week.tasks[GROUP_A.ix()].group),
    (Rule::Pin, Min(5), |week, _| week.tasks[PINNED.ix()].pin = Some(Pin { start: Some(at(1, 1205)), ..Pin::default() })),
    (Rule::Pin, People(1), |week, _| week.tasks[PINNED.ix()].pin = Some(Pin { staff: Some(L2), ..Pin::default() })),
    (Rule::Pin, Days(3), |week, _| week.tasks[PINNED.ix()].pin = Some(Pin { day: Some(Day(4)), ..Pin::default() })),
    (Rule::Pin, Count(1), |week, _| week.rides[RIDE_1.ix()].pin = Some(Pin { never: true, ..Pin::default() })),
    // 50,000 m, 100 min, 24 h of pay in all; 35,000 m and 70 min are L1's.
    (Rule::BudgetMiles, Amount::Metres(1_000), |week, _| all_limits(week).metres = Some(Metres(49_000))),
    (Rule::BudgetDriveHours, Min(1), |week, _| all_limits(week).drive = Some(Minutes(99))),
    (Rule::BudgetPaidHours, Min(40), |week, _| all_limits(week).paid = Some(Minutes(1_400))),
    // Each of the three shifts is 10 min over a day's 470.
    (Rule::BudgetOvertimeHours, Min(5), |week, _| {
        week.policy.pay.overtime_day = Minutes(470);
        all_limits(week).overtime = Some(Minutes(25));
    }),
    (Rule::BudgetDollars, Amount::Money(Money(1)), |week, _| {
        let all = Money::from_dollars(540.0) + Money::for_metres(Rate(7_000), Metres(50_000));
        all_limits(week).money = Some(all - Money(1));
    }),
    // P1 alone: 40 min at 30 dollars.
    (Rule::BudgetDollars, Amount::Money(Money(10_000 * 1_005_840)), |week, _| {
        week.policy.budgets.staff = vec![(P1, Limits { money: Some(Money::from_dollars(19.0)), ..Limits::default() })];
    }),
    (Rule::LimitMilesWeek, Amount::Metres(1_000), |week, _| week.staff[L1.ix()].max_metres_week = Some(Metres(34_000))),
    (Rule::LimitDriveHoursWeek, Min(10), |week, _| week.staff[L1.ix()].max_drive_week = Some(Minutes(60))),
    // Five tasks and two rides on Monday.
    (Rule::LimitTasksDay, Count(1), |week, _| week.staff[L1.ix()].max_tasks_day = Some(6)),
    // School to the first home to the second: two drives with riders.
    (Rule::LimitStudentDriveHours, Min(5), |week, _| week.staff[L1.ix()].student_drive_left = Some(Minutes(15))),
    (Rule::Once, Count(1), |_, plan| plan.unplaced.push(Unplaced::unexplained(Work::Task(CALL)))),
    (Rule::Once, Count(1), |_, plan| plan.unplaced.push(Unplaced::unexplained(Work::Task(REQUIRED)))),
    (Rule::Once, Count(1), |_, plan| drop(plan.unplaced.pop())),
];

fn end_of(plan: &mut Plan, route: usize) -> [&mut crate::domain::time::Moment; 4] {
    let stop = find(plan, route, Activity::End);
    [
        &mut stop.arrive,
        &mut stop.start,
        &mut stop.end,
        &mut stop.leave,
    ]
}

/// Each case breaks its rule, by its amount, and no other.
#[test]
fn every_rule_is_caught_alone_and_by_its_amount() {
    for (number, (rule, amount, spoil)) in CASES.iter().enumerate() {
        let mut week = week();
        let mut plan = good_plan(&week);
        spoil(&mut week, &mut plan);
        let plan = restated(&week, &plan);
        let report = verify(&week, &plan);
        let lines: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        let found: Vec<(Rule, Amount)> = report
            .violations
            .iter()
            .map(|each| (each.rule, each.amount))
            .collect();
        assert_eq!(
            found,
            [(*rule, *amount)],
            "case {number}, {rule}: {lines:#?}"
        );
    }
}

/// A figure that a plan states and does not come to is named: totals, drives, metres, riders, bound.
#[test]
fn stated_figures_are_reckoned_anew() {
    type Spoil = fn(&mut Plan);
    let spoils: [(Amount, Spoil); 7] = [
        (Min(7), |plan| plan.totals.drive.0 += 7),
        (Amount::Money(Money(1)), |plan| {
            plan.totals.money = plan.totals.money - Money(1)
        }),
        (Count(1), |plan| plan.totals.placed -= 1),
        (Amount::Value(500), |plan| {
            plan.value_bound = Some(crate::domain::task::Value(11_500))
        }),
        (Min(10), |plan| {
            plan.routes[MONDAY].stops[1].drive = Minutes(0)
        }),
        (Amount::Metres(1), |plan| {
            plan.routes[MONDAY].stops[1].metres = Metres(5_001)
        }),
        (People(1), |plan| plan.routes[MONDAY].stops[10].riders = 1),
    ];
    for (amount, spoil) in spoils {
        let week = week();
        let mut plan = good_plan(&week);
        spoil(&mut plan);
        let found: Vec<(Rule, Amount)> = verify(&week, &plan)
            .violations
            .iter()
            .map(|each| (each.rule, each.amount))
            .collect();
        assert_eq!(found, [(Rule::Totals, amount)]);
    }
}

/// No rule is without a case.
#[test]
fn every_rule_has_a_case() {
    let mut tried: BTreeSet<Rule> = CASES.iter().map(|(rule, ..)| *rule).collect();
    tried.insert(Rule::Totals);
    // Only runs have them; `verify::runs` breaks them.
    tried.extend([Rule::MixedSchools, Rule::Walk]);
    assert_eq!(tried, Rule::ALL.iter().copied().collect());
}

/// A violation prints on one line with ids, amount, time and staff.
#[test]
fn a_violation_is_one_line() {
    let mut week = week();
    let plan = good_plan(&week);
    week.tasks[VISIT.ix()].windows = vec![span(0, 900, 928)];
    week.staff[L1.ix()].max_tasks_day = Some(6);
    let lines: Vec<String> = verify(&week, &plan)
        .violations
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lines,
        [
            "visit: window: ends 12 min after its window (Mon 2026-11-30 09:00, L1)",
            "L1: limit_tasks_day: 7 tasks and rides on a day, 6 are the limit (Mon 2026-11-30)",
        ]
    );
}

/// Nothing crosses midnight, not even in a shift that does.
#[test]
fn midnight_is_the_end_of_the_day() {
    let mut week = week();
    week.shifts[OTHER].latest_end = at(1, 200);
    let mut plan = good_plan(&week);
    // Back at 00:05 the next day.
    for moment in end_of(&mut plan, OTHER) {
        *moment = at(1, 5);
    }
    let report = verify(&week, &restated(&week, &plan));
    let found: Vec<(Rule, Amount)> = report
        .violations
        .iter()
        .map(|each| (each.rule, each.amount))
        .collect();
    assert_eq!(found, [(Rule::Clock, Min(5))]);
}

/// The way to work is driven and not claimed, and counts in miles.
#[test]
fn a_commute_is_not_claimed() {
    let mut week = week();
    week.places[OFFICE.ix()].kind = PlaceKind::Home;
    let plan = good_plan(&week);
    let totals = verify(&week, &plan).totals;
    // Of ten legs the first and the last of three routes are commutes: four are claimed.
    assert_eq!(totals.metres, Metres(50_000));
    let claimed = Money::for_metres(Rate(7_000), Metres(20_000));
    assert_eq!(totals.money, Money::from_dollars(540.0) + claimed);
}

/// Two routes of one shift, stops of no week and an empty route are violations, not panics.
#[test]
fn nonsense_is_a_violation() {
    let week = week();
    let mut plan = good_plan(&week);
    plan.routes.push(plan.routes[0].clone());
    plan.routes[1].stops.clear();
    plan.routes[2].shift = crate::domain::ids::ShiftIx(99);
    plan.routes[0].stops[3].activity = Activity::Task(crate::domain::ids::TaskIx(99));
    plan.routes[0].stops[1].place = Some(crate::domain::ids::PlaceIx(99));
    let rules: BTreeSet<Rule> = verify(&week, &plan)
        .violations
        .iter()
        .map(|each| each.rule)
        .collect();
    assert!(
        rules.contains(&Rule::Once) && rules.contains(&Rule::Clock) && rules.contains(&Rule::Place)
    );
}
