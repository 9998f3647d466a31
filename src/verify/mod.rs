//! The second opinion: every rule of a week's plan, reckoned anew from the week and from
//! what the plan states as activities and times. It shares nothing with planning but `domain`.
//!
//! A plan that somebody brings may be nonsense; it then gives violations, never a panic.

mod breaks;
mod budget;
pub mod clock;
mod facts;
mod ledger;
mod people;
mod place;
mod relations;
mod report;
mod rides;
mod runs;
mod staff;
mod stretch;
#[cfg(test)]
mod tests;
mod time;
mod totals;
mod windows;

pub use report::{Amount, Report, Violation};
pub use runs::{RunReport, RunViolation, verify_runs};

use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Plan, Stop, Totals};
use facts::Facts;
use ledger::Ledger;
use people::Diaries;
use report::Found;

/// Checks every rule of a plan.
///
/// The times need not be the [canonical](clock::canonical) ones: a plan that somebody brings is held to its rules only.
/// Required work that is left out breaks no rule and is reported apart.
///
/// Cost: linear in stops but for people's diaries, which are sorted.
pub fn verify(week: &Week, plan: &Plan) -> Report {
    let mut found = Found::new(week);
    let facts = Facts::new(week, plan, &mut found);
    let ledger = Ledger::new(&facts);
    let diaries = Diaries::new(&facts);
    let totals = totals::totals(&facts, &ledger);
    time::check(&facts, &mut found);
    windows::check(&facts, &mut found);
    place::check(&facts, &mut found);
    breaks::check(&facts, &mut found);
    staff::check(&facts, &mut found);
    people::check(&facts, &diaries, &mut found);
    rides::check(&facts, &diaries, &mut found);
    relations::check(&facts, plan, &mut found);
    budget::check(&facts, &ledger, &mut found);
    totals::check(&facts, plan, &totals, &mut found);
    let missed = |work: &Work| week.is_required(*work) && !facts.is_placed(*work);
    Report {
        missed: week.work().filter(missed).collect(),
        violations: found.sorted(),
        totals,
    }
}

/// A plan with what follows from its activities, places and times filled in anew: drives,
/// metres, riders and totals. For a plan that somebody edited by hand, whose derived columns
/// mean nothing. Routes that name what is not in the week stay as they are.
pub fn restated(week: &Week, plan: &Plan) -> Plan {
    let mut restated = plan.clone();
    for route in &mut restated.routes {
        let known = |stop: &Stop| {
            stop.activity
                .work()
                .is_none_or(|work| facts::is_known(week, work))
        };
        if route.shift.ix() >= week.shifts.len() || !route.stops.iter().all(known) {
            continue;
        }
        let derived = facts::derived(week, route);
        for (stop, (drive, metres, riders)) in route.stops.iter_mut().zip(derived) {
            (stop.drive, stop.metres, stop.riders) = (drive, metres, riders);
        }
    }
    restated.totals = totals(week, plan);
    restated
}

/// What a plan's stops come to, whatever it states.
pub fn totals(week: &Week, plan: &Plan) -> Totals {
    let facts = Facts::new(week, plan, &mut Found::new(week));
    totals::totals(&facts, &Ledger::new(&facts))
}
