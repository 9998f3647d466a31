//! What a replan says: the changes, whom to call, and what was written.

use std::collections::BTreeSet;
use std::path::Path;

use liaison::domain::document::{Document, VersionDocument};
use liaison::domain::ids::Work;
use liaison::domain::moved::Moved;
use liaison::domain::plan::Plan;
use liaison::itinerary::{self, Before, Style};
use serde::Serialize;

use super::scene::{Scene, why_lost};
use crate::cli::Failure;
use crate::cli::failure::plural;
use crate::cli::terminal::Terminal;
use crate::cli::workspace;

/// The same for programs.
#[derive(Serialize)]
struct Told {
    version: u32,
    written: bool,
    changes: Vec<String>,
    reasons: Vec<String>,
    summary: itinerary::Summary,
}

/// What is said of a new plan.
pub struct Account<'a> {
    scene: &'a Scene,
    /// How the plans differ.
    moved: &'a [Moved],
    /// A line for each difference.
    lines: Vec<String>,
    /// What is new and left out, and what was left out and is no more, with the reason.
    lost: Vec<(String, String)>,
    /// The versions so far, this one last.
    pub history: Vec<VersionDocument>,
}

impl<'a> Account<'a> {
    /// Of `plan`, which follows `document`; `events` in the words in which they were given, and
    /// what was agreed in them.
    pub fn of(
        scene: &'a Scene,
        document: &Document,
        (events, agreed): (Vec<String>, &BTreeSet<Work>),
        plan: &Plan,
        moved: &'a [Moved],
    ) -> Self {
        let line = |one: &Moved| {
            let change = itinerary::change_line(&scene.whole, one);
            format!("{change}: {}", one.reason)
        };
        let mut lines: Vec<String> = moved.iter().map(line).collect();
        let lost = scene.lost.iter().map(|id| {
            let line = format!("{id}: left out -> no task or ride");
            (line, why_lost(&scene.week, id).to_owned())
        });
        let lost: Vec<(String, String)> = left_out(scene, plan, agreed).chain(lost).collect();
        lines.extend(lost.iter().map(|(line, why)| format!("{line}: {why}")));
        let mut history = document.history.clone();
        history.push(VersionDocument {
            version: plan.version,
            as_of: workspace::stamp(&scene.week, scene.as_of),
            events,
            changes: lines.clone(),
        });
        Self {
            scene,
            moved,
            lines,
            lost,
            history,
        }
    }

    /// Whether nothing is another.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What the new plan follows.
    pub fn before(&self) -> Before<'_> {
        Before {
            week: &self.scene.whole,
            plan: &self.scene.before,
            moved: self.moved,
            history: &self.history,
        }
    }

    /// As JSON.
    pub fn json(
        &self,
        plan: &Plan,
        is_written: bool,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let lost = self.lost.iter().map(|(_, why)| why.clone());
        terminal.result_json(&Told {
            version: plan.version,
            written: is_written,
            changes: self.lines.clone(),
            reasons: (self.moved.iter().map(|one| one.reason.clone()))
                .chain(lost)
                .collect(),
            summary: itinerary::summary(plan),
        })
    }

    /// As people read it; `past` tasks and rides had begun.
    pub fn print(
        &self,
        plan: &Plan,
        past: usize,
        style: &Style,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let (clock, as_of) = (&self.scene.week.clock, self.scene.as_of);
        terminal.result(format!(
            "As of {} {}: {}{}",
            clock.date(clock.day_of(as_of)).format("%a %-d %b"),
            clock.hhmm(as_of, None),
            match past {
                0 => String::new(),
                1 => "1 task or ride that had begun stays, ".to_owned(),
                past => format!("{past} tasks and rides that had begun stay, "),
            },
            match self.lines.len() {
                0 => "nothing changes".to_owned(),
                count => plural(count, "change"),
            }
        ))?;
        // What has no place any more stands among the changes, before whom to call.
        for (line, why) in &self.lost {
            terminal.result(format!("\n  {line}\n    {why}"))?;
        }
        let text = itinerary::changes(plan, style, &self.before());
        if !text.is_empty() {
            terminal.result(format!("\n{}", text.trim_end()))?;
        }
        Ok(())
    }
}

/// What the plan before did not know, or left out and was agreed since, and this one leaves out:
/// whoever asked for it should not hear that nothing changes.
fn left_out<'a>(
    scene: &'a Scene,
    plan: &'a Plan,
    agreed: &'a BTreeSet<Work>,
) -> impl Iterator<Item = (String, String)> + 'a {
    let week = &scene.week;
    plan.unplaced.iter().filter_map(move |one| {
        let was_left_out = || scene.before.unplaced.iter().any(|was| was.work == one.work);
        let how = match scene.known.contains(week.work_id(one.work)) {
            false => "new -> left out",
            true if agreed.contains(&one.work) && was_left_out() => {
                "left out -> agreed, and left out"
            }
            true => return None,
        };
        let kind = match one.work {
            Work::Task(ix) => week.task(ix).kind.name(),
            Work::Ride(_) => "ride",
        };
        let line = format!("{} ({kind}): {how}", week.work_id(one.work));
        Some((line, one.reason.clone()))
    })
}

/// Where the new plan is now.
pub fn remark(
    version: u32,
    (is_written, is_dry): (bool, bool),
    out: &Path,
    terminal: &mut Terminal,
) {
    terminal.remark(match (is_written, is_dry) {
        (true, _) => format!("version {version} written to {}", out.display()),
        (false, true) => "nothing was written".to_owned(),
        (false, false) => format!("the plan stays as it is, version {version}"),
    });
}
