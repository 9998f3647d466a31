//! What the log says of the plan: what is to be planned anew, and what is off.

use super::freeze::{At, places};
use super::{Actual, Happened};
use crate::domain::Week;
use crate::domain::case::{LogEntry, Outcome};
use crate::domain::ids::Work;
use crate::domain::plan::Route;
use crate::domain::time::Day;

impl Happened {
    /// Takes in the log's rows of this week up to the day of `as_of`: of each piece of work the
    /// last one that is not older than its place in the plan.
    pub fn take_log(&mut self, week: &Week, routes: &[Route]) {
        let today = week.clock.day_of(self.as_of);
        let at = places(routes);
        for entry in &week.log {
            let Some(day) = week.clock.day(entry.date).filter(|&day| day <= today) else {
                continue;
            };
            let Some((work, is_planned)) = meant(week, &at, entry, day) else {
                continue;
            };
            let planned = at.get(&work).map(|at| week.shift(at.shift).day);
            if planned == Some(day) {
                self.take_times(week, work, entry, day);
            }
            self.take(week, work, is_planned, entry, day);
        }
    }

    /// Of what the log says did not take place, what it has a newer word on than a pin: what had
    /// begun, and what was put off.
    pub fn overruled(&self, routes: &[Route]) -> Vec<Work> {
        let begun = self.begun(routes);
        let released = self.released.keys().copied();
        released
            .filter(|work| begun.contains(work) || self.put_off.contains(work))
            .collect()
    }

    /// When it began and ended, of what took place.
    fn take_times(&mut self, week: &Week, work: Work, entry: &LogEntry, day: Day) {
        let took_place = matches!(entry.outcome, None | Some(Outcome::Done | Outcome::Late));
        let at = |time: Option<chrono::NaiveTime>| week.clock.moment(day, time?).ok();
        let actual = Actual {
            start: at(entry.start),
            end: at(entry.end),
        };
        if took_place && actual != Actual::default() {
            self.actual.insert(work, actual);
        }
    }

    fn take(&mut self, week: &Week, work: Work, is_planned: bool, entry: &LogEntry, day: Day) {
        use Outcome as O;
        self.released.remove(&work);
        self.put_off.remove(&work);
        self.gone.remove(&work);
        self.not_before.remove(&work);
        let date = entry.date;
        match entry.outcome {
            Some(O::NoShow | O::NobodyHome | O::NoAnswer | O::LeftMessage) => {
                // Nobody who was not there is there an hour later, whatever the plan has by
                // now; an agreed day counts more.
                if !is_agreed(week, work) {
                    self.not_before.insert(work, week.clock.whole_day(day).to);
                }
                if !is_planned {
                    return;
                }
                let what = match entry.outcome {
                    Some(O::NoShow) => "nobody came",
                    Some(O::NobodyHome) => "nobody was home",
                    Some(O::LeftMessage) => "only a message was left",
                    _ => "nobody answered",
                };
                self.released.insert(work, format!("{what} on {date}"));
            }
            Some(O::RescheduledByFamily | O::RescheduledByStaff) => {
                // To another day, unless one is agreed.
                if !is_agreed(week, work) {
                    self.not_before.insert(work, week.clock.whole_day(day).to);
                }
                if is_planned {
                    self.put_off.insert(work);
                    self.released
                        .insert(work, format!("it was put off on {date}"));
                }
            }
            Some(O::Refused) => self.is_gone(work, format!("it was refused on {date}")),
            Some(O::Cancelled) => self.is_gone(work, format!("it was called off on {date}")),
            Some(O::WrongAddress) => {
                self.is_gone(work, format!("the address was found wrong on {date}"));
            }
            Some(O::MovedToPhone) => {
                self.is_gone(work, format!("a call took its place on {date}"));
            }
            _ => {}
        }
    }

    fn is_gone(&mut self, work: Work, why: String) {
        self.gone.insert(work, why);
    }
}

/// Whether a pin says the day.
fn is_agreed(week: &Week, work: Work) -> bool {
    week.pin(work)
        .is_some_and(|pin| pin.day.is_some() && !pin.never)
}

/// The work that a row of the log is about, and whether the plan has it then or before: a row
/// that is older than its place in the plan is of an earlier attempt.
fn meant(
    week: &Week,
    at: &std::collections::BTreeMap<Work, At>,
    entry: &LogEntry,
    day: Day,
) -> Option<(Work, bool)> {
    let id = &entry.task_id;
    if id.is_empty() {
        return None;
    }
    let day_of = |work: Work| at.get(&work).map(|at| week.shift(at.shift).day);
    let exact = week.work().find(|&work| week.work_id(work) == id);
    // Of several sessions the one that the plan has on that day.
    let of_day = || {
        week.work()
            .find(|&work| week.row_id(work) == id && day_of(work) == Some(day))
    };
    let work = exact.or_else(of_day)?;
    Some((work, day_of(work).is_some_and(|planned| planned <= day)))
}
