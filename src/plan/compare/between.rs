//! What lies between two plans: exactly their difference, by what can be told of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::comparison::{Family, FundUse, Item, Point, Step};
use crate::domain::ids::{FamilyIx, PersonIx, PlaceIx, TaskIx, Work};
use crate::domain::person::PersonRole;
use crate::domain::plan::placed;
use crate::domain::policy::Fund;
use crate::domain::task::{About, Task};
use crate::domain::{Household, Week};
use crate::plan::totals::is_due;

/// What a plan places, by id: scenarios may number the same work in other ways.
fn items(point: &Point) -> BTreeMap<&str, Work> {
    let week = &point.scenario.week;
    let placed = placed(&point.plan.routes).into_iter();
    placed.map(|work| (week.work_id(work), work)).collect()
}

/// The households that a plan reaches, by id.
fn reached(point: &Point) -> BTreeMap<&str, Household> {
    let week = &point.scenario.week;
    households(week, placed(&point.plan.routes).into_iter())
}

fn households(week: &Week, works: impl Iterator<Item = Work>) -> BTreeMap<&str, Household> {
    let of = works.filter_map(|work| match work {
        Work::Task(task) => week.household(task),
        Work::Ride(_) => None,
    });
    of.map(|household| (household_id(week, household), household))
        .collect()
}

fn household_id(week: &Week, household: Household) -> &str {
    match household {
        Household::Family(family) => &week.families[family.ix()],
        Household::Alone(student) => &week.person(student).id,
    }
}

/// What a step from one point to another changes.
pub(super) fn step(points: &[Point], from: usize, to: usize) -> Step {
    let (a, b) = (&points[from], &points[to]);
    let (before, after) = (items(a), items(b));
    let (met, meets) = (reached(a), reached(b));
    Step {
        from,
        to,
        comes_in: only_in(&after, &before, |work| item(&b.scenario.week, work)),
        falls_out: only_in(&before, &after, |work| item(&a.scenario.week, work)),
        reaches: only_in(&meets, &met, |one| family(&b.scenario.week, one)),
        loses: only_in(&met, &meets, |one| family(&a.scenario.week, one)),
    }
}

/// What the one has and the other has not, in the order of what it becomes.
fn only_in<T: Copy, U: Ord>(
    one: &BTreeMap<&str, T>,
    other: &BTreeMap<&str, T>,
    of: impl Fn(T) -> U,
) -> Vec<U> {
    let only = one.iter().filter(|(id, _)| !other.contains_key(*id));
    let mut all: Vec<U> = only.map(|(_, &what)| of(what)).collect();
    all.sort_unstable();
    all
}

/// Families about whom something is asked and that no plan reaches.
pub(super) fn never(points: &[Point]) -> Vec<Family> {
    let reached: BTreeSet<&str> = points
        .iter()
        .flat_map(|point| reached(point).into_keys())
        .collect();
    let mut left: BTreeMap<&str, Family> = BTreeMap::new();
    for point in points {
        let week = &point.scenario.week;
        for (id, household) in households(week, week.work()) {
            if !reached.contains(id) {
                left.entry(id).or_insert_with(|| family(week, household));
            }
        }
    }
    left.into_values().collect()
}

/// What each fund of week.toml pays for in a plan.
pub(super) fn funds(at: usize, point: &Point) -> Vec<FundUse> {
    let week = &point.scenario.week;
    let placed = placed(&point.plan.routes);
    let tasks: Vec<&Task> = placed
        .iter()
        .filter_map(|work| match work {
            Work::Task(task) => Some(week.task(*task)),
            Work::Ride(_) => None,
        })
        .collect();
    let minutes = |task: &&Task| task.minutes + task.notes_minutes;
    let of = tasks.iter().map(minutes).sum();
    let fund = |fund: &Fund| {
        let own = || tasks.iter().filter(|task| task.fund == fund.name);
        let refused = own().filter(|task| fund.may_not_pay.contains(&task.kind));
        FundUse {
            at,
            name: fund.name.clone(),
            minutes: own().map(minutes).sum(),
            of,
            share: fund.share,
            not_allowed: u32::try_from(refused.count()).unwrap_or(u32::MAX),
        }
    };
    week.policy.funds.iter().map(fund).collect()
}

/// One task or ride by what can be told of it.
pub(super) fn item(week: &Week, work: Work) -> Item {
    let of_person = |who: PersonIx| week.language_of(who).map(str::to_owned);
    let (kind, school, language, need) = match work {
        Work::Task(ix) => {
            let task = week.task(ix);
            let student = student(week, ix);
            let language = task.language.clone();
            let language = language.or_else(|| student.and_then(of_person));
            let school = task
                .school
                .or(student.and_then(|who| week.person(who).school));
            let need = match task.about {
                Some(About::Case(_)) => "case",
                _ if task.partners.count > 0 => "partner",
                _ => student.map_or("", |who| need(week, who)),
            };
            (task.kind.name(), school, language, need)
        }
        Work::Ride(ix) => {
            let ride = week.ride(ix);
            let need = match ride.wheelchair {
                true => "wheelchair",
                false => need(week, ride.student),
            };
            let language = of_person(ride.student);
            ("ride", Some(ride.school), language, need)
        }
    };
    Item {
        id: week.work_id(work).to_owned(),
        kind,
        school: school_id(week, school),
        language: language.unwrap_or_default(),
        need,
        is_required: week.is_required(work),
        is_due: is_due(week, work),
        value: week.value(work),
    }
}

/// A family by what can be told of it: its first student's school and need.
fn family(week: &Week, household: Household) -> Family {
    let student = match household {
        Household::Alone(student) => Some(student),
        Household::Family(family) => first_student(week, family),
    };
    let language = match (household, student) {
        (_, Some(student)) => week.language_of(student).map(str::to_owned),
        (Household::Family(family), None) => week
            .people
            .iter()
            .filter(|person| person.family == Some(family))
            .find_map(|person| person.language.clone()),
        _ => None,
    };
    Family {
        id: household_id(week, household).to_owned(),
        school: school_id(week, student.and_then(|who| week.person(who).school)),
        language: language.unwrap_or_default(),
        need: student.map_or("", |who| need(week, who)),
    }
}

fn first_student(week: &Week, family: FamilyIx) -> Option<PersonIx> {
    let is_it = |person: &crate::domain::person::Person| {
        person.family == Some(family) && person.role == PersonRole::Student
    };
    week.people.iter().position(is_it).map(PersonIx::at)
}

/// The student that a task is about.
fn student(week: &Week, task: TaskIx) -> Option<PersonIx> {
    match week.task(task).about? {
        About::Person(who) => Some(who),
        About::Case(case) => week.cases.get(case.ix()).map(|case| case.student),
        About::Family(family) => first_student(week, family),
    }
}

/// What a student needs besides: who has a case, or rides in a wheelchair.
fn need(week: &Week, student: PersonIx) -> &'static str {
    let rides = week.rides.iter().filter(|ride| ride.student == student);
    if rides.clone().any(|ride| ride.wheelchair) {
        "wheelchair"
    } else if week.cases.iter().any(|case| case.student == student) {
        "case"
    } else {
        ""
    }
}

/// A school's id; a confidential place is written nowhere.
fn school_id(week: &Week, school: Option<PlaceIx>) -> String {
    match school.map(|school| week.place(school)) {
        Some(place) if !place.confidential => place.id.clone(),
        _ => String::new(),
    }
}
