//! What ties works together: `once`, `sessions`, `after`, `group`; and `pin`.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{At, Facts, is_known};
use super::report::{Amount, Found, Spot};
use crate::domain::ids::{GroupIx, TaskIx, Work};
use crate::domain::plan::Plan;
use crate::domain::ride::RideBy;
use crate::domain::rule::Rule;
use crate::domain::task::Pin;

pub(super) fn check(facts: &Facts<'_>, plan: &Plan, found: &mut Found<'_>) {
    once(facts, found);
    listed(facts, plan, found);
    sessions(facts, found);
    after(facts, found);
    groups(facts, found);
    pins(facts, found);
}

/// Nothing is placed twice, no shift has two routes, and vehicles' rides stay theirs.
fn once(facts: &Facts<'_>, found: &mut Found<'_>) {
    let again = |stops: &[At]| stops.len() as i64 - 1;
    for stops in facts.tasks.values().chain(facts.pickups.values()) {
        let more = Amount::Count(again(stops));
        found.add(
            Rule::Once,
            more,
            facts.spot(stops[stops.len() - 1]),
            format!("placed {more} too often"),
        );
    }
    for (&ride, stops) in &facts.pickups {
        let foreign = facts.week.ride(ride).by != RideBy::Liaison;
        found.add(
            Rule::Once,
            Amount::Count(foreign.into()),
            facts.spot(stops[0]),
            "a ride that vehicles take",
        );
    }
    for (ix, route) in facts.routes.iter().enumerate() {
        let earlier = facts.routes[..ix]
            .iter()
            .any(|other| std::ptr::eq(other.shift, route.shift));
        found.add(
            Rule::Once,
            Amount::Count(earlier.into()),
            route.whole(),
            "a second route of one shift",
        );
    }
}

/// What is not placed is listed as unplaced, once, and nothing else is.
fn listed(facts: &Facts<'_>, plan: &Plan, found: &mut Found<'_>) {
    let mut listed: BTreeMap<Work, i64> = BTreeMap::new();
    for unplaced in &plan.unplaced {
        *listed.entry(unplaced.work).or_default() += 1;
    }
    let works: BTreeSet<Work> = facts.week.work().collect();
    for &work in &works {
        let times = listed.get(&work).copied().unwrap_or(0);
        let mut say = |count: i64, message: &str| {
            found.add(Rule::Once, Amount::Count(count), Spot::of(work), message);
        };
        match facts.is_placed(work) {
            true => say(times, "placed, and listed as unplaced"),
            false => say(times - 1, "listed as unplaced more than once"),
        }
        if times == 0 && facts.first(work).or(facts.last(work)).is_none() {
            say(1, "neither placed nor listed as unplaced");
        }
    }
    for (&work, &times) in listed.iter().filter(|(work, _)| !works.contains(work)) {
        let spot = if is_known(facts.week, work) {
            Spot::of(work)
        } else {
            Spot::default()
        };
        found.add(
            Rule::Once,
            Amount::Count(times),
            spot,
            "listed as unplaced and not to be placed",
        );
    }
}

/// A placed session.
struct Session {
    ix: TaskIx,
    number: u32,
    at: At,
    /// Numbered by date; a pinned one keeps its number.
    free: bool,
}

/// Sessions of a row: different days, one member of staff, numbered by date.
fn sessions(facts: &Facts<'_>, found: &mut Found<'_>) {
    let mut rows: BTreeMap<&str, Vec<Session>> = BTreeMap::new();
    for (&ix, stops) in &facts.tasks {
        let task = facts.week.task(ix);
        if let Some(number) = task.session {
            let session = Session {
                ix,
                number,
                at: stops[0],
                free: task.pin.is_none(),
            };
            rows.entry(&task.row_id).or_default().push(session);
        }
    }
    for row in rows.values_mut() {
        row.sort_by_key(|session| (session.number, session.ix));
        for (ix, session) in row.iter().enumerate() {
            let earlier = &row[..ix];
            same_day(facts, earlier, session, found);
            if let Some(first) = earlier
                .first()
                .filter(|first| staff_of(facts, first) != staff_of(facts, session))
            {
                let spot = facts.spot(session.at).and(Work::Task(first.ix));
                found.add(
                    Rule::Sessions,
                    Amount::People(1),
                    spot,
                    "sessions are done by different people",
                );
            }
        }
        let free: Vec<&Session> = row.iter().filter(|session| session.free).collect();
        for pair in free.windows(2) {
            let wrong = facts.route(pair[0].at).day > facts.route(pair[1].at).day;
            let spot = facts.spot(pair[1].at).and(Work::Task(pair[0].ix));
            found.add(
                Rule::Sessions,
                Amount::Count(wrong.into()),
                spot,
                "sessions are not numbered by date",
            );
        }
    }
}

fn staff_of(facts: &Facts<'_>, session: &Session) -> crate::domain::ids::StaffIx {
    facts.route(session.at).staff
}

fn same_day(facts: &Facts<'_>, earlier: &[Session], session: &Session, found: &mut Found<'_>) {
    let day = facts.route(session.at).day;
    if let Some(other) = earlier
        .iter()
        .find(|other| facts.route(other.at).day == day)
    {
        let spot = facts.spot(session.at).and(Work::Task(other.ix));
        found.add(
            Rule::Sessions,
            Amount::Count(1),
            spot,
            "two sessions lie on one day",
        );
    }
}

/// What comes before is placed, and ended long enough before.
fn after(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (at, ix) in facts.task_stops() {
        let task = facts.week.task(ix);
        for &before in &task.after {
            let spot = facts.spot(at).and(before);
            let Some(last) = facts.last(before).filter(|_| facts.is_placed(before)) else {
                found.add(
                    Rule::After,
                    Amount::Count(1),
                    spot,
                    "what comes before it is not placed",
                );
                continue;
            };
            let early = facts.stop(last).end + i64::from(task.gap.0) - facts.stop(at).start;
            let message = format!("starts {early} min too early after it");
            found.add(Rule::After, Amount::Minutes(early), spot, message);
        }
    }
}

fn groups(facts: &Facts<'_>, found: &mut Found<'_>) {
    let mut groups: BTreeMap<GroupIx, Vec<Work>> = BTreeMap::new();
    for &ix in facts.tasks.keys() {
        if let Some(group) = facts.week.task(ix).group {
            groups.entry(group).or_default().push(Work::Task(ix));
        }
    }
    for work in groups.into_values() {
        let more = work.len() as i64 - 1;
        let spot = Spot {
            work,
            ..Spot::default()
        };
        found.add(
            Rule::Group,
            Amount::Count(more),
            spot,
            format!("{} of one group are placed", more + 1),
        );
    }
}

fn pins(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (&ix, stops) in &facts.tasks {
        if let Some(pin) = &facts.week.task(ix).pin {
            stops.iter().for_each(|&at| pinned(facts, at, pin, found));
        }
    }
    for (&ix, stops) in &facts.pickups {
        if let Some(pin) = &facts.week.ride(ix).pin {
            stops.iter().for_each(|&at| pinned(facts, at, pin, found));
        }
    }
}

fn pinned(facts: &Facts<'_>, at: At, pin: &Pin, found: &mut Found<'_>) {
    let (route, stop) = (facts.route(at), facts.stop(at));
    let mut say =
        |amount: Amount, message: String| found.add(Rule::Pin, amount, facts.spot(at), message);
    if pin.never {
        return say(Amount::Count(1), "pinned as never to be placed".to_owned());
    }
    if let Some(staff) = pin.staff.filter(|&staff| staff != route.staff) {
        say(
            Amount::People(1),
            format!("pinned to {}", facts.week.member(staff).id),
        );
    }
    if let Some(day) = pin.day {
        let off = Amount::Days((i64::from(day.0) - i64::from(route.day.0)).abs());
        say(
            off,
            format!(
                "pinned to {}",
                facts.week.clock.date(day).format("%a %Y-%m-%d")
            ),
        );
    }
    if let Some(start) = pin.start {
        let off = (i64::from(start.0) - stop.start).abs();
        say(
            Amount::Minutes(off),
            format!("{off} min off the time it is pinned to"),
        );
    }
}
