//! The counts that head every summary: tasks, families and deadlines.

use std::collections::BTreeSet;

use super::words;
use crate::domain::Week;
use crate::domain::ids::TaskIx;
use crate::domain::plan::Plan;
use crate::domain::task::Task;

/// The headline counts of a plan.
pub(super) struct Counts {
    /// Tasks and rides.
    pub placed: u32,
    /// Tasks and rides that could have been.
    pub asked: u32,
    /// Families with something placed.
    pub reached: u32,
    /// Families about whom something was asked.
    pub families: u32,
    /// Deadlines that fall in or before the week and are kept.
    pub kept: u32,
    /// All deadlines that fall in or before the week.
    pub deadlines: u32,
}

impl Counts {
    /// Counts them; what is missed is what the plan says.
    pub(super) fn of(week: &Week, plan: &Plan) -> Self {
        let totals = &plan.totals;
        let end = week.clock.whole_week().to;
        let is_due = |task: &&Task| task.overdue || task.due.is_some_and(|due| due <= end);
        let families = families(week);
        let deadlines = week.tasks.iter().filter(is_due).count() as u32;
        Self {
            placed: totals.placed,
            asked: totals.placed + totals.unplaced,
            reached: families.saturating_sub(totals.families_not_reached),
            families,
            kept: deadlines.saturating_sub(totals.deadlines_missed),
            deadlines: deadlines.max(totals.deadlines_missed),
        }
    }

    /// `23 of 26 tasks and rides placed`, `11 of 12 families reached`, `4 of 5 deadlines kept`.
    pub(super) fn sentences(&self) -> [String; 3] {
        [
            format!(
                "{} of {} placed",
                self.placed,
                words::count(self.asked, "task or ride", "tasks and rides")
            ),
            format!(
                "{} of {} reached",
                self.reached,
                words::count(self.families, "family", "families")
            ),
            format!(
                "{} of {} kept",
                self.kept,
                words::count(self.deadlines, "deadline", "deadlines")
            ),
        ]
    }
}

/// Families about whom there is a task; a student without a family counts as one.
fn families(week: &Week) -> u32 {
    let tasks = (0..week.tasks.len()).map(TaskIx::at);
    tasks
        .filter_map(|task| week.household(task))
        .collect::<BTreeSet<_>>()
        .len() as u32
}
