//! Scenarios that are one problem at several limits.

use std::collections::BTreeMap;

use crate::domain::Week;
use crate::domain::comparison::Scenario;
use crate::domain::dial::{Counted, Dial};
use crate::domain::ids::{ShiftIx, StaffIx};
use crate::domain::money::Metres;
use crate::plan::problem::{Built, build};
use crate::solver::levels::differ_in_limits_alone;
use crate::solver::model::{CompanionId, JobId, ShiftId};
use crate::solver::solution::{Activity, Solution};
use crate::solver::{Draft, Problem, evaluate};

use super::together::Found;

/// Scenarios that differ in their limits alone.
pub(super) struct Family {
    /// Positions of its scenarios.
    pub members: Vec<usize>,
    /// By member, its week: limits that some other scenario sets are set here too, beyond
    /// what any plan could use, so that all have the same budgets.
    pub weeks: Vec<Week>,
    /// By member, its problem.
    pub built: Vec<Built>,
    /// The same problems for the engine.
    pub problems: Vec<Problem>,
}

/// Beyond any plan: no limit.
fn unlimited(counted: Counted) -> i64 {
    match counted {
        Counted::Miles => Metres::from_miles(1e9).0,
        Counted::DriveHours | Counted::PaidHours | Counted::OvertimeHours => i64::from(i32::MAX),
        Counted::Dollars => i64::MAX,
    }
}

/// The scenarios by family, each family's in order.
pub(super) fn families(scenarios: &[Scenario]) -> Vec<Family> {
    let mut dials: Vec<Dial> = scenarios
        .iter()
        .flat_map(|one| Dial::all(&one.week))
        .collect();
    dials.sort_unstable();
    dials.dedup();
    let mut families: Vec<Family> = Vec::new();
    for (member, scenario) in scenarios.iter().enumerate() {
        let mut week = scenario.week.clone();
        for dial in &dials {
            if dial.exact(&week).is_none() {
                dial.set(&mut week, unlimited(dial.counted));
            }
        }
        let built = build(&week);
        let is_home = |family: &&mut Family| {
            family.weeks[0].travel == week.travel
                && family.built[0].works == built.works
                && differ_in_limits_alone(&family.built[0].problem, &built.problem)
        };
        let problem = built.problem.clone();
        match families.iter_mut().find(is_home) {
            Some(family) => {
                family.members.push(member);
                family.weeks.push(week);
                family.built.push(built);
                family.problems.push(problem);
            }
            None => families.push(Family {
                members: vec![member],
                weeks: vec![week],
                built: vec![built],
                problems: vec![problem],
            }),
        }
    }
    families
}

impl Family {
    /// Takes over a plan of another family for every member whose rules it keeps and for whom
    /// it is better than the own plan.
    pub(super) fn take_over(&self, from: &Self, plan: &Solution, found: &mut [Option<Found>]) {
        let Some(draft) = translated(from, self, plan) else {
            return;
        };
        for (k, &member) in self.members.iter().enumerate() {
            let Ok(theirs) = evaluate(&self.problems[k], &draft) else {
                continue;
            };
            if let Some(own) = &mut found[member]
                && super::is_better(&theirs, &own.solution)
            {
                own.solution = theirs;
            }
        }
    }
}

/// A shift by whose it is and when it begins.
type Named<'w> = (&'w str, crate::domain::time::Moment);

fn shift_names(week: &Week) -> BTreeMap<Named<'_>, ShiftId> {
    let named = |(ix, shift): (usize, &crate::domain::staff::Shift)| {
        let whose = week.member(shift.staff).id.as_str();
        ((whose, shift.span.from), ShiftId::at(ix))
    };
    week.shifts.iter().enumerate().map(named).collect()
}

/// A plan of one family by the ids of another; none where that has not all of it.
fn translated(from: &Family, to: &Family, plan: &Solution) -> Option<Draft> {
    let (theirs, ours) = (&from.built[0], &to.built[0]);
    let (week, our_week) = (&from.weeks[0], &to.weeks[0]);
    let works: BTreeMap<&str, usize> = ours
        .works
        .iter()
        .enumerate()
        .map(|(ix, &work)| (our_week.work_id(work), ix))
        .collect();
    let job = |job: JobId| {
        let id = week.work_id(theirs.works[job.ix()]);
        works.get(id).map(|&ix| JobId::at(ix))
    };
    let shifts = shift_names(our_week);
    let companion = |who: &CompanionId| {
        let id = &week.member(theirs.companions[who.ix()]).id;
        let same = |staff: &StaffIx| our_week.member(*staff).id == *id;
        ours.companions.iter().position(same).map(CompanionId::at)
    };
    let mut draft = Draft::default();
    for route in &plan.routes {
        let shift = week.shift(ShiftIx::at(route.shift.ix()));
        let whose = week.member(shift.staff).id.as_str();
        let shift = *shifts.get(&(whose, shift.span.from))?;
        let mut stops = Vec::new();
        for visit in &route.visits {
            if let Activity::Stop { job: theirs, stop } = visit.activity {
                let job = job(theirs)?;
                stops.push((job, stop));
                match draft.starts.iter_mut().find(|(known, _)| *known == job) {
                    Some((_, starts)) => starts.push(visit.start),
                    None => draft.starts.push((job, vec![visit.start])),
                }
            }
        }
        draft.routes.push((shift, stops));
    }
    for (theirs, who) in &plan.companions {
        let who: Option<Vec<CompanionId>> = who.iter().map(companion).collect();
        draft.companions.push((job(*theirs)?, who?));
    }
    Some(draft)
}
