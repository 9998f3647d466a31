//! Whether what is to be promised can be kept.

use super::{Options, conflict, shifts};
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::rule::Rule;
use crate::domain::time::Span;
use crate::plan::PlanError;
use crate::plan::problem::build;

/// Why `work`, as it is pinned in the week, cannot be promised: it has no place even in an empty
/// week, or none beside what is promised already. In words without names; none where it can be.
///
/// Cost: a few insertions a shift, and short searches of what is promised alone.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours.
pub fn broken_promise(
    week: &Week,
    work: Work,
    options: &Options,
) -> Result<Option<String>, PlanError> {
    let built = build(week);
    let closed = shifts::closed(week, &built, work);
    if closed.len() == week.shifts.len() {
        let is_pin = closed.iter().all(|(_, rule)| *rule == Rule::Pin);
        let then = not_then(week, work).filter(|_| is_pin);
        return Ok(Some(
            then.unwrap_or_else(|| shifts::words(week, work, &closed)),
        ));
    }
    let is_agreed = |&other: &Work| {
        let promised = week.pin(other).is_some_and(|pin| pin.promised);
        promised || other == work
    };
    let agreed: Vec<Work> = week.work().filter(is_agreed).collect();
    let found = conflict::beside(week, &built, work, &agreed, *options)?;
    Ok(found.map(|found| found.words(week)))
}

/// Why a task cannot be at the time to which it is pinned, whoever does it.
fn not_then(week: &Week, work: Work) -> Option<String> {
    let Work::Task(ix) = work else { return None };
    let task = week.task(ix);
    let start = task.pin?.start?;
    let span = Span::new(start, start + task.minutes);
    let is_away = |who: &&_| !week.person(**who).availability.free.holds(span);
    let away: Vec<String> = task
        .attendees
        .iter()
        .filter(is_away)
        .map(|&who| week.person(who).id.clone())
        .collect();
    if !away.is_empty() {
        return Some(format!("{} cannot be met then", super::and(&away)));
    }
    if task.binding_due().is_some_and(|due| due < span.to) {
        return Some("it is due sooner".to_owned());
    }
    let is_early = task.earliest.is_some_and(|earliest| span.from < earliest);
    is_early.then(|| "it may not be so early".to_owned())
}
