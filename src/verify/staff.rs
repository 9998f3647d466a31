//! `staff`, `language`, `skill` and `partner`: whoever does it, and who comes along.

use std::collections::BTreeMap;

use super::facts::{At, Facts};
use super::report::{Amount, Found, narrow};
use super::stretch::Stretch;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, StaffIx, TaskIx};
use crate::domain::plan::Activity;
use crate::domain::rule::Rule;
use crate::domain::staff::StaffRole;
use crate::domain::time::{Day, Moment};

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for route in &facts.routes {
        let is_liaison = facts.week.member(route.staff).role == StaffRole::Liaison;
        found.add(
            Rule::Staff,
            Amount::People((!is_liaison).into()),
            route.whole(),
            "has a route and is no liaison",
        );
    }
    for (at, task) in facts.task_stops() {
        doer(facts, at, task, found);
        present(facts, at, task, found);
        partners(facts, at, task, found);
    }
    for (&ride, stops) in &facts.pickups {
        for &at in stops {
            let school = facts.week.ride(ride).school;
            if !serves(facts.week, facts.route(at).staff, school) {
                found.add(
                    Rule::Staff,
                    Amount::People(1),
                    facts.spot(at),
                    "the school is not one they serve",
                );
            }
        }
    }
    for (at, stop) in facts.stops() {
        if !matches!(stop.activity, Activity::Task(_)) {
            let along = stop.partners.len() as i64;
            let message = format!("{} come along to no task", Amount::People(along));
            found.add(
                Rule::Partner,
                Amount::People(along),
                facts.spot(at),
                message,
            );
        }
    }
    diaries(facts, found);
}

fn serves(week: &Week, staff: StaffIx, school: PlaceIx) -> bool {
    let schools = &week.member(staff).schools;
    schools.is_empty() || schools.contains(&school)
}

fn doer(facts: &Facts<'_>, at: At, ix: TaskIx, found: &mut Found<'_>) {
    let (task, staff) = (facts.week.task(ix), facts.route(at).staff);
    if !task.staff.is_empty() && !task.staff.contains(&staff) {
        found.add(
            Rule::Staff,
            Amount::People(1),
            facts.spot(at),
            "not one of those who may do it",
        );
    }
    if task
        .school
        .is_some_and(|school| !serves(facts.week, staff, school))
    {
        found.add(
            Rule::Staff,
            Amount::People(1),
            facts.spot(at),
            "the school is not one they serve",
        );
    }
}

/// What the doer and the partners present lack together.
fn present(facts: &Facts<'_>, at: At, ix: TaskIx, found: &mut Found<'_>) {
    let task = facts.week.task(ix);
    let there = || {
        let along = facts.stop(at).partners.iter().copied();
        along
            .chain([facts.route(at).staff])
            .map(|staff| facts.week.member(staff))
    };
    let spoken = |language: &String| there().any(|member| member.languages.contains(language));
    if let Some(language) = task.language.as_ref().filter(|language| !spoken(language)) {
        let message = format!("nobody of the staff there speaks {language}");
        found.add(Rule::Language, Amount::Count(1), facts.spot(at), message);
    }
    let mut lacking = task.skills.clone();
    lacking.retain(|skill| !there().any(|member| member.skills.contains(skill)));
    let message = format!(
        "nobody of the staff there has the skill {}",
        lacking.join(", ")
    );
    found.add(
        Rule::Skill,
        Amount::Count(lacking.len() as i64),
        facts.spot(at),
        message,
    );
}

fn partners(facts: &Facts<'_>, at: At, ix: TaskIx, found: &mut Found<'_>) {
    let (week, task, stop) = (facts.week, facts.week.task(ix), facts.stop(at));
    let (asked, there) = (i64::from(task.partners.count), stop.partners.len() as i64);
    let mut say =
        |amount: Amount, message: String| found.add(Rule::Partner, amount, facts.spot(at), message);
    say(
        Amount::People(asked - there),
        format!("{there} come along, {asked} are asked for"),
    );
    say(
        Amount::People(there - asked),
        format!("{there} come along, {asked} are asked for"),
    );
    let twice = stop.stated.partners.len() as i64 - there;
    say(
        Amount::People(twice),
        "somebody comes along twice, or is not of the staff".to_owned(),
    );
    for &who in &stop.partners {
        let member = week.member(who);
        let id = &member.id;
        if !matches!(member.role, StaffRole::Partner | StaffRole::Interpreter) {
            say(
                Amount::People(1),
                format!("{id} is neither partner nor interpreter"),
            );
        }
        if !task.partners.who.is_empty() && !task.partners.who.contains(&who) {
            say(
                Amount::People(1),
                format!("{id} is not one of those who may come along"),
            );
        }
        let absent = stop.service().outside_best(&member.present);
        say(
            Amount::Minutes(absent),
            format!("{id} is not there for {absent} min of it"),
        );
    }
}

/// A task in a partner's diary.
struct Entry {
    during: Stretch,
    at: At,
    place: Option<PlaceIx>,
    day: Day,
}

/// One task at a time for each partner, with the drive between two of one day.
fn diaries(facts: &Facts<'_>, found: &mut Found<'_>) {
    let mut diaries: BTreeMap<StaffIx, Vec<Entry>> = BTreeMap::new();
    for (at, _) in facts.task_stops() {
        let stop = facts.stop(at);
        for &who in &stop.partners {
            let entry = Entry {
                during: stop.service(),
                at,
                place: stop.place,
                day: facts.route(at).day,
            };
            diaries.entry(who).or_default().push(entry);
        }
    }
    for (who, mut diary) in diaries {
        diary.sort_by_key(|entry| (entry.during, entry.at));
        for pair in diary.windows(2).filter(|pair| pair[0].day == pair[1].day) {
            between(facts, who, &pair[0], &pair[1], found);
        }
    }
}

fn between(facts: &Facts<'_>, who: StaffIx, first: &Entry, then: &Entry, found: &mut Found<'_>) {
    let travel = &facts.week.travel;
    let id = &facts.week.member(who).id;
    let gap = then.during.from - first.during.to;
    let drive = match (first.place, then.place) {
        (Some(from), Some(to)) => {
            travel
                .drive(
                    travel.site(from),
                    travel.site(to),
                    Moment(narrow(first.during.to)),
                )
                .0
        }
        _ => 0,
    };
    let short = i64::from(drive) - gap;
    let message = match gap < 0 {
        true => format!("{id} is in the task before for {} min of it", -gap),
        false => format!("{id} needs {drive} min for the drive there and has {gap} min"),
    };
    let amount = if gap < 0 { -gap } else { short };
    let earlier = facts.stop(first.at).activity.work();
    let spot = earlier
        .into_iter()
        .fold(facts.spot(then.at), super::report::Spot::and);
    found.add(Rule::Partner, Amount::Minutes(amount), spot, message);
}
