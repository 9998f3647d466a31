//! Why something is where it is: what it costs there, where else it could be, and what would
//! be in the plan without it.

use super::offer::Present;
use super::why::Explanation;
use super::{Options, and};
use crate::domain::ids::{ShiftIx, Work};
use crate::domain::money::{Metres, Money};
use crate::domain::task::Value;
use crate::domain::time::Moment;
use crate::plan::{PlanError, start};
use crate::solver::model::{JobId, ShiftId, Tick};
use crate::solver::probe::Probe;
use crate::solver::solution::Solution;
use crate::solver::{self, Draft, evaluate};

/// So many other places are named.
const PLACES: usize = 3;

/// Why `work` is where it is.
pub(super) fn placed(
    present: Present<'_>,
    work: Work,
    named: &str,
    effort: Options,
) -> Result<Option<Explanation>, PlanError> {
    let Present { week, built, plan } = present;
    let Some(job) = built.job(work) else {
        return Ok(None);
    };
    let Some((shift, visit)) = plan.first_stop(job) else {
        return Ok(None);
    };
    let own = week.shift(ShiftIx::at(shift.ix()));
    let day = own.day;
    let at = |tick: i32| week.clock.hhmm(Moment(tick), Some(day));
    let conclusion = format!(
        "{named} is with {} on {} {}-{}{}",
        week.member(own.staff).id,
        week.clock.date(day).format("%a %-d %b"),
        at(visit.start),
        at(visit.end),
        spare(visit.slack),
    );
    let mut facts = Vec::new();
    let bare = without(present, job);
    if let Some(bare) = &bare {
        let (with, less) = (&plan.measures, &bare.measures);
        let worth = match week.is_required(work) {
            true => "required".to_owned(),
            false => format!("worth {}", Value(with.reward - less.reward).words()),
        };
        facts.push(format!(
            "it is {worth} and takes {}",
            cost(
                with.drive - less.drive,
                with.metres - less.metres,
                with.money - less.money
            )
        ));
        facts.push(elsewhere(present, job, shift, bare)?);
    } else {
        facts.extend(waiting(present, work));
    }
    facts.push(instead(present, job, effort)?);
    Ok(Some(Explanation {
        work,
        conclusion,
        facts,
        offer: None,
        proven: false,
        is_cut: effort.stop.is_over(),
    }))
}

/// What of the plan comes after it, which cannot be there without it.
fn waiting(Present { week, built, plan }: Present<'_>, work: Work) -> Option<String> {
    let waits = |job: &JobId| match built.works[job.ix()] {
        Work::Task(ix) => week.task(ix).after.contains(&work) && !plan.unplaced.contains(job),
        Work::Ride(_) => false,
    };
    let jobs = (0..built.works.len()).map(JobId::at).filter(waits);
    let ids: Vec<String> = jobs
        .map(|job| week.work_id(built.works[job.ix()]).to_owned())
        .collect();
    match ids.len() {
        0 => None,
        1 => Some(format!("{} waits for it", ids[0])),
        _ => Some(format!("{} wait for it", and(&ids))),
    }
}

/// `; it could start 12 min later with no harm`.
fn spare(slack: Tick) -> String {
    match slack {
        0 => "; there is no minute to spare".to_owned(),
        slack => format!("; it could start {slack} min later with no harm"),
    }
}

fn cost(drive: i64, metres: i64, money: i64) -> String {
    let (miles, money) = (Metres(metres).miles(), Money(money));
    let mut text = format!("{drive} min and {miles:.2} miles of driving");
    if money.cents() != 0 {
        text.push_str(&format!(", {}", money.words()));
    }
    text
}

/// The plan with the job struck out and nothing else changed; none where others wait for it.
fn without(present: Present<'_>, job: JobId) -> Option<Solution> {
    let problem = &present.built.problem;
    let mut draft = Draft::of(problem, present.plan);
    for (_, list) in &mut draft.routes {
        list.retain(|(other, _)| *other != job);
    }
    draft.routes.retain(|(_, list)| !list.is_empty());
    draft.starts.retain(|(other, _)| *other != job);
    draft.companions.retain(|(other, _)| *other != job);
    evaluate(problem, &draft).ok()
}

/// The best other shifts, each with what it would push out.
fn elsewhere(
    present: Present<'_>,
    job: JobId,
    shift: ShiftId,
    bare: &Solution,
) -> Result<String, PlanError> {
    let Present { week, built, plan } = present;
    let others = built.problem.jobs[job.ix()].shifts.iter().copied();
    let mut found: Vec<(Vec<i64>, ShiftId, Vec<JobId>, i64)> = Vec::new();
    for other in others.filter(|&other| other != shift) {
        let mut problem = built.problem.clone();
        problem.jobs[job.ix()].shifts = vec![other];
        problem.jobs[job.ix()].required = true;
        let probe = Probe::new(&problem)?;
        let mut session = probe.session(bare);
        let Some(forced) = session.displaced(job, 120, None) else {
            continue;
        };
        let Some(moved) = forced.better else { continue };
        let out = moved.unplaced.iter().copied();
        let out: Vec<JobId> = out.filter(|job| !plan.unplaced.contains(job)).collect();
        let drive = moved.measures.drive - plan.measures.drive;
        found.push((moved.score, other, out, drive));
    }
    found.sort();
    if found.is_empty() {
        return Ok("no other shift could take it beside what is there".to_owned());
    }
    let one = |(_, other, out, drive): &(Vec<i64>, ShiftId, Vec<JobId>, i64)| {
        let shift = week.shift(ShiftIx::at(other.ix()));
        let who = &week.member(shift.staff).id;
        let date = week.clock.date(shift.day).format("%a");
        let ids: Vec<String> = out
            .iter()
            .map(|job| week.work_id(built.works[job.ix()]).to_owned())
            .collect();
        let out = match ids.is_empty() {
            true => String::new(),
            false => format!(", without {}", and(&ids)),
        };
        format!("{who} on {date} ({drive:+} min driving{out})")
    };
    let all: Vec<String> = found.iter().take(PLACES).map(one).collect();
    Ok(format!("next best: {}", all.join("; ")))
}

/// What would be in the plan if this were not wanted at all.
fn instead(present: Present<'_>, job: JobId, effort: Options) -> Result<String, PlanError> {
    let Present { week, built, plan } = present;
    let mut problem = built.problem.clone();
    problem.jobs[job.ix()].shifts.clear();
    problem.jobs[job.ix()].required = false;
    let begin = start::moved(plan, built, built, Some);
    let found = solver::solve(&problem, &effort.from(&begin), &|_| {})?.best;
    let row = |job: &JobId| week.row_id(built.works[job.ix()]);
    let new = plan.unplaced.iter();
    let new = new.filter(|other| !found.unplaced.contains(other));
    // Sessions are alike: one in place of another is nothing else.
    let (same, new): (Vec<&JobId>, Vec<&JobId>) = new.partition(|other| row(other) == row(&job));
    let ids = |jobs: &[&JobId]| -> Vec<String> {
        let ids = jobs.iter().map(|job| week.work_id(built.works[job.ix()]));
        ids.map(str::to_owned).collect()
    };
    Ok(match (new.is_empty(), same.is_empty()) {
        (true, true) => "without it nothing else was found to come in".to_owned(),
        (true, false) => format!("without it another session of {} would be here", row(&job)),
        (false, _) => format!("without it {} would come in", and(&ids(&new))),
    })
}
