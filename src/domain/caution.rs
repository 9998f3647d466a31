//! A week taken with caution: drives and visits as long as four of five of them are.
//!
//! How long they take varies more than one would think, and a plan that has the mean of each runs
//! late by noon. The factors are guesses, the same for all (`plan::risk` draws from the same).

use super::Week;
use super::time::{Minutes, Span};

/// Of what is planned for a drive, in percent: four of five take no longer.
pub const DRIVE: i32 = 115;
/// The same of what is done at a stop.
pub const SERVICE: i32 = 120;

impl Week {
    /// The week with every drive at [`DRIVE`] and every task at [`SERVICE`] percent of its time.
    ///
    /// A task whose start is pinned keeps its time, since that is what was agreed; no other
    /// becomes longer than its longest window. Rides take as long at their ends as before. Plans
    /// of such a week say so ([`Document::p80`](super::document::Document::p80)).
    #[must_use]
    pub fn cautious(mut self) -> Self {
        self.is_cautious = true;
        self.travel.lengthen(f64::from(DRIVE) / 100.0);
        for task in &mut self.tasks {
            if task.pin.is_some_and(|pin| pin.start.is_some()) {
                continue;
            }
            let lengths = task
                .windows
                .iter()
                .map(|window: &Span| window.to - window.from);
            let longest = lengths.max().unwrap_or(task.minutes);
            let longer = Minutes((task.minutes.0 * SERVICE + 99) / 100);
            task.minutes = longer.min(longest).max(task.minutes);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::sample_plan;
    use crate::domain::task::Pin;
    use crate::domain::time::Moment;

    /// Drives and tasks take longer, miles do not, and what was agreed stays.
    #[test]
    fn only_times_grow() {
        let mut week = sample_plan::week();
        week.tasks[0].pin = Some(Pin {
            start: Some(Moment(600)),
            ..Pin::default()
        });
        let cautious = week.clone().cautious();
        let sites = week.travel.sites();
        let pairs = (0..sites).flat_map(|a| (0..sites).map(move |b| (a, b)));
        let mut is_any_longer = false;
        for (a, b) in pairs {
            let before = week.travel.drive(a, b, Moment(0));
            let after = cautious.travel.drive(a, b, Moment(0));
            assert!(before <= after && after.0 <= before.0 * 115 / 100 + 1);
            is_any_longer |= before < after;
            assert_eq!(week.travel.metres(a, b), cautious.travel.metres(a, b));
        }
        assert!(is_any_longer);
        assert_eq!(week.tasks[0].minutes, cautious.tasks[0].minutes);
        for (before, after) in week.tasks.iter().zip(&cautious.tasks).skip(1) {
            let room = before.windows.iter().map(|window| window.to - window.from);
            let room = room.max().unwrap_or(before.minutes);
            assert!(before.minutes <= after.minutes && after.minutes <= room.max(before.minutes));
        }
    }
}
