//! Which rule keeps a piece of work off each shift, though nothing else is planned.

use std::collections::BTreeMap;

use crate::domain::Week;
use crate::domain::ids::{ShiftIx, Work};
use crate::domain::rule::Rule;
use crate::domain::time::{Minutes, Span};
use crate::plan::eligible::{may_do, may_drive, occupied, ride_starts, riding, task_starts};
use crate::plan::limits;
use crate::plan::problem::Built;
use crate::solver::probe;

/// Each shift on which `work` has no place by itself, with the rule that leaves it none; the
/// other shifts could hold it if nothing else were planned.
///
/// The rule is the first that leaves nothing: who may do it, when it may be, and then what
/// the shift's own day allows. Where a start is committed to others (attendees, partners),
/// some starts are tried, not all.
///
/// Cost: a few insertions a shift.
pub fn closed_shifts(week: &Week, work: Work) -> Vec<(ShiftIx, Rule)> {
    closed(week, &super::super::problem::build(week), work)
}

pub(super) fn closed(week: &Week, built: &Built, work: Work) -> Vec<(ShiftIx, Rule)> {
    let job = built.job(work);
    let tried = job.and_then(|job| probe::alone(&built.problem, job).ok());
    let tried = tried.unwrap_or_default();
    let never = match work {
        Work::Task(ix) => task_starts(week, week.task(ix)).err(),
        Work::Ride(ix) => ride_starts(week, week.ride(ix)).err(),
    };
    let excluded = built.excluded.iter().find(|(other, _)| *other == work);
    let mut all = Vec::new();
    for ix in (0..week.shifts.len()).map(ShiftIx::at) {
        let who = week.shift(ix).staff;
        let may = match work {
            Work::Task(task) => {
                let task = week.task(task);
                may_do(week, who, task, task.partners.count > 0)
            }
            Work::Ride(ride) => may_drive(week, who, week.ride(ride)),
        };
        let found = tried.iter().find(|(shift, _)| shift.ix() == ix.ix());
        let rule = match (never, may, found) {
            (Some(rule), _, _) | (None, Err(rule), _) => Some(rule),
            (None, Ok(()), Some((_, Ok(())))) => None,
            (None, Ok(()), Some(&(shift, Err(limit)))) => {
                job.map(|job| limits::of_limit(built, week, job, shift, limit))
            }
            // Somebody who is to attend does it only where nobody else can.
            (None, Ok(()), None) if job.is_some() && attends(week, work, ix) => {
                Some(Rule::AttendeeClash)
            }
            (None, Ok(()), None) => Some(match (job, excluded) {
                (None, Some((_, rule))) => *rule,
                _ => Rule::Shift,
            }),
        };
        all.extend(rule.map(|rule| (ix, rule)));
    }
    all
}

fn attends(week: &Week, work: Work, shift: ShiftIx) -> bool {
    let person = week.member(week.shift(shift).staff).person;
    matches!(work, Work::Task(task) if week.task(task).attendees.contains(&person))
}

/// `L1 Mon, Tue and Wed: works at none of its times; L2: does not speak ar`.
pub(super) fn words(week: &Week, work: Work, closed: &[(ShiftIx, Rule)]) -> String {
    let mut groups: BTreeMap<(usize, Rule, String), Vec<ShiftIx>> = BTreeMap::new();
    for &(shift, rule) in closed {
        let who = week.shift(shift).staff.ix();
        let why = match rule {
            Rule::Shift => no_room(week, work, shift).to_owned(),
            rule => why(week, work, rule),
        };
        groups.entry((who, rule, why)).or_default().push(shift);
    }
    let one = |((who, _, why), shifts): (&(usize, Rule, String), &Vec<ShiftIx>)| {
        let id = &week.staff[*who].id;
        let all = week.shifts.iter().filter(|shift| shift.staff.ix() == *who);
        if all.count() == shifts.len() {
            return format!("{id}: {why}");
        }
        let mut days: Vec<String> = shifts
            .iter()
            .map(|&shift| {
                week.clock
                    .date(week.shift(shift).day)
                    .format("%a")
                    .to_string()
            })
            .collect();
        days.dedup();
        format!("{id} {}: {why}", super::and(&days))
    };
    let all: Vec<String> = groups.iter().map(one).collect();
    all.join("; ")
}

/// Why a shift has no room for it, as far as it shows: it is too short, there at none of its
/// times, or too little there.
fn no_room(week: &Week, work: Work, shift: ShiftIx) -> &'static str {
    let shift = week.shift(shift);
    let at_work = Span::new(shift.span.from, shift.latest_end);
    let (minutes, times) = match work {
        Work::Task(ix) => {
            let task = week.task(ix);
            let starts = task_starts(week, task);
            let times = starts.map(|starts| occupied(&starts, task.minutes));
            (task.minutes, times.unwrap_or_default())
        }
        Work::Ride(ix) => {
            let ride = week.ride(ix);
            let times = ride_starts(week, ride).map(|starts| riding(ride, &starts));
            (Minutes(0), times.unwrap_or_default())
        }
    };
    match () {
        () if at_work.minutes() < minutes => "works for less time than it takes",
        () if times.overlaps(at_work) => "works too little at its times",
        () => "works at none of its times",
    }
}

fn why(week: &Week, work: Work, rule: Rule) -> String {
    let language = match work {
        Work::Task(ix) => week.task(ix).language.as_deref(),
        Work::Ride(_) => None,
    };
    match rule {
        Rule::Staff => "is not named for it, or does not serve its school".to_owned(),
        Rule::Language => format!("does not speak {}", language.unwrap_or("its language")),
        Rule::Skill => "has not its skills".to_owned(),
        Rule::Travel => "cannot drive there and back in time".to_owned(),
        Rule::Lunch => "has no room for it beside lunch".to_owned(),
        Rule::Reserve => "has no room for it beside the time kept free".to_owned(),
        Rule::Partner => "nobody can come along then".to_owned(),
        Rule::AttendeeClash => "somebody it needs is needed elsewhere".to_owned(),
        Rule::Window | Rule::Due | Rule::AttendeeBusy => "it has no time of its own".to_owned(),
        Rule::After => "what it comes after has no place".to_owned(),
        Rule::Pin => "a pin rules it out".to_owned(),
        Rule::Clearance => "is not cleared to take the rider".to_owned(),
        Rule::Seats | Rule::Wheelchair | Rule::Booster => "has no place in the car".to_owned(),
        Rule::RideLimit => "the ride would be too long".to_owned(),
        other => format!("the rule `{other}`"),
    }
}
