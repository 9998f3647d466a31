//! What comes before what: `after` resolved, circles found, and at most one required task in a
//! group.

use std::collections::{BTreeMap, HashMap, HashSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::domain::ids::{GroupIx, RideIx, TaskIx, Work};
use crate::domain::ride::{Ride, RideBy};
use crate::domain::task::Task;
use crate::domain::time::Moment;
use crate::table::Faults;

use super::base::Base;
use super::cells::Bad;
use super::names::{Names, natural};
use super::sheet::Line;
use super::tasks::{Draft, TaskCol};

/// Every id under which work of this week may be named.
#[derive(Debug)]
pub(super) struct Units {
    by_id: HashMap<String, Vec<Work>>,
    /// Rows that have nothing in this week: done, not back yet, or without a day.
    absent: HashSet<String>,
    names: Names<usize>,
}

impl Units {
    /// The ids of tasks and rides, those of rows among them.
    pub fn new(
        drafts: &[Draft<'_>],
        tasks: &[Task],
        ride_rows: &[String],
        rides: &[Ride],
        is_whole: bool,
        base: &Base,
    ) -> Self {
        let mut by_id: HashMap<String, Vec<Work>> =
            HashMap::with_capacity(tasks.len() + rides.len());
        let mut add = |id: String, work: Work| {
            let entry = by_id.entry(id).or_default();
            if !entry.contains(&work) {
                entry.push(work);
            }
        };
        for (ix, task) in tasks.iter().enumerate() {
            add(task.id.clone(), Work::Task(TaskIx::at(ix)));
            add(task.row_id.clone(), Work::Task(TaskIx::at(ix)));
        }
        for (ix, ride) in rides.iter().enumerate() {
            let dated = format!("{}@{}", ride.row_id, base.clock.date(ride.day));
            for id in [dated, ride.id.clone(), ride.row_id.clone()] {
                add(id, Work::Ride(RideIx::at(ix)));
            }
        }
        let rows = drafts
            .iter()
            .map(|draft| draft.task.row_id.clone())
            .chain(ride_rows.iter().cloned());
        let rows: Vec<String> = rows.collect();
        let mut absent: HashSet<String> = rows
            .iter()
            .filter(|id| !by_id.contains_key(*id))
            .cloned()
            .collect();
        for draft in drafts.iter().filter(|draft| draft.sessions > 1) {
            let ids =
                (1..=draft.sessions).map(|session| format!("{}#{session}", draft.task.row_id));
            absent.extend(ids.filter(|id| !by_id.contains_key(id)));
        }
        let names = Names::new(
            "task or ride of this week",
            "tasks.csv or rides.csv",
            is_whole,
            rows,
            |ix| ix,
        );
        Self {
            by_id,
            absent,
            names,
        }
    }

    /// What an id names; empty when there is nothing of it in this week.
    pub fn find(&self, id: &str) -> Result<&[Work], Bad> {
        match self.by_id.get(id) {
            Some(works) => Ok(works),
            None if self.absent.contains(id) || !self.names.is_whole() => Ok(&[]),
            None => Err(self.names.unknown(id)),
        }
    }
}

/// Fills `after` of every task. What the log says is done only moves `earliest`.
pub(super) fn resolve(
    drafts: &[Draft<'_>],
    of_draft: &[usize],
    tasks: &mut [Task],
    rides: &[Ride],
    units: &Units,
    base: &Base,
    faults: &mut Faults,
) {
    let mut by_draft: Vec<(Vec<Work>, Option<Moment>)> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut done_by: Option<Moment> = None;
        let named = draft.line.list(TaskCol::After, faults, |text| {
            // What is still to be done counts before what an earlier week's log says.
            match done_at(text, base).filter(|_| !units.by_id.contains_key(text)) {
                Some(moment) => {
                    done_by = done_by.max(moment);
                    Ok(&[][..])
                }
                None => units.find(text),
            }
        });
        let mut works: Vec<Work> = named.into_iter().flatten().copied().collect();
        works.sort_unstable();
        works.dedup();
        works.retain(|work| {
            let is_vehicle = matches!(work, Work::Ride(ix) if rides[ix.ix()].by == RideBy::Vehicle);
            if is_vehicle {
                let message = "names a ride that a vehicle takes; the plan does not wait for it";
                faults.push(draft.line.warning(TaskCol::After, message));
            }
            !is_vehicle
        });
        by_draft.push((works, done_by));
    }
    for (task, draft) in tasks.iter_mut().zip(of_draft) {
        let (works, done_by) = &by_draft[*draft];
        task.after.clone_from(works);
        if let Some(done_by) = done_by {
            let earliest = *done_by + task.gap;
            task.earliest = Some(task.earliest.map_or(earliest, |given| given.max(earliest)));
        }
    }
}

/// Whether the log says that something is done (and nothing of it is left), and when in this
/// week it ended: an end that was not noted is the end of that day.
fn done_at(id: &str, base: &Base) -> Option<Option<Moment>> {
    let (date, end) = base.done.get(id)?.last()?;
    let moment = base.clock.day(*date).map(|day| match end {
        Some(end) => end.on_or_after(day, &base.clock),
        None => base.clock.whole_day(day).to,
    });
    Some(moment)
}

/// Says every circle, once, at the row of its first task.
pub(super) fn check_circles(
    tasks: &[Task],
    drafts: &[Draft<'_>],
    of_draft: &[usize],
    faults: &mut Faults,
) {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(tasks.len(), tasks.len());
    for _ in tasks {
        graph.add_node(());
    }
    for (ix, task) in tasks.iter().enumerate() {
        for work in &task.after {
            if let Work::Task(before) = work {
                graph.add_edge(NodeIndex::new(before.ix()), NodeIndex::new(ix), ());
            }
        }
    }
    let mut told: HashSet<usize> = HashSet::new();
    for circle in tarjan_scc(&graph) {
        let is_circle = circle.len() > 1 || graph.contains_edge(circle[0], circle[0]);
        let mut rows: Vec<usize> = circle.iter().map(|node| of_draft[node.index()]).collect();
        rows.sort_unstable();
        rows.dedup();
        let Some(first) = rows
            .first()
            .copied()
            .filter(|first| is_circle && told.insert(*first))
        else {
            continue;
        };
        let mut ids: Vec<&str> = rows
            .iter()
            .map(|row| drafts[*row].task.row_id.as_str())
            .collect();
        ids.sort_by(|a, b| natural(a, b));
        ids.truncate(8);
        let message = match ids.len() {
            1 => "names the task itself".to_owned(),
            _ => format!("goes in a circle among {}", ids.join(", ")),
        };
        faults.push(
            drafts[first]
                .line
                .fault(TaskCol::After, message)
                .remedy("take one of them out"),
        );
    }
}

/// Fills the groups; two required tasks in one are a fault. Returns the groups' names.
pub(super) fn group(
    drafts: &[Draft<'_>],
    of_draft: &[usize],
    tasks: &mut [Task],
    faults: &mut Faults,
) -> Vec<String> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (ix, draft) in of_draft.iter().enumerate() {
        let name = drafts[*draft].line.text(TaskCol::Group);
        if !name.is_empty() {
            groups.entry(name).or_default().push(ix);
        }
    }
    for (group, members) in groups.values().enumerate() {
        let mut first: Option<Line<'_, TaskCol>> = None;
        for ix in members {
            tasks[*ix].group = Some(GroupIx::at(group));
            if !tasks[*ix].required {
                continue;
            }
            let line = drafts[of_draft[*ix]].line;
            match first {
                None => first = Some(line),
                Some(other) => {
                    let message = format!(
                        "has two required tasks, in lines {} and {}",
                        other.number(),
                        line.number()
                    );
                    let bad = Bad::new(message)
                        .remedy("at most one task of a group is done: require one of them");
                    faults.push(line.bad(TaskCol::Group, bad));
                }
            }
        }
    }
    groups.into_keys().map(str::to_owned).collect()
}
