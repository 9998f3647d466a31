//! The second opinion: every rule of a week's plan, reckoned anew from the week and from
//! what the plan states as activities and times. It shares nothing with planning but `domain`.
//!
//! A plan that somebody brings may be nonsense; it then gives violations, never a panic.

mod breaks;
mod budget;
mod facts;
mod people;
mod place;
mod relations;
mod report;
mod rides;
mod staff;
mod time;
mod totals;
mod windows;

pub use report::{Amount, Report, Violation};

use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Plan, Totals};
use facts::Facts;
use people::Diaries;
use report::Found;
use totals::Ledger;

/// Checks every rule of a plan.
///
/// The times need not be canonical: a plan that somebody brings is held to its rules only.
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

/// What a plan's stops come to, whatever it states.
pub fn totals(week: &Week, plan: &Plan) -> Totals {
    let facts = Facts::new(week, plan, &mut Found::new(week));
    totals::totals(&facts, &Ledger::new(&facts))
}
