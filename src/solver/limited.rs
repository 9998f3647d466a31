//! Which budget keeps a job out of a plan that has room for it.

use super::check::ProblemError;
use super::evaluate::warm;
use super::insertion::{PLAIN, Room};
use super::instance::Instance;
use super::model::{JobId, Problem};
use super::rng::Rng;
use super::solution::Solution;
use super::state::State;

/// For each of `jobs`, the budget (a position in [`Problem::budgets`]) whose lifting alone
/// lets it into the plan as the plan stands; none where there is no room for it even without
/// budgets, or where it takes the lifting of several or of none.
///
/// Cost: a copy of the problem for each budget, and an insertion a shift for each job.
///
/// # Errors
/// When the problem is not well formed, or there is no such job.
pub fn limited(
    p: &Problem,
    plan: &Solution,
    jobs: &[JobId],
) -> Result<Vec<Option<usize>>, ProblemError> {
    p.check()?;
    if let Some(job) = jobs.iter().find(|job| job.ix() >= p.jobs.len()) {
        return Err(ProblemError::Index {
            what: "job",
            index: job.ix(),
            field: "position",
        });
    }
    let mut found = vec![None; jobs.len()];
    if p.budgets.is_empty() {
        return Ok(found);
    }
    let mut free = p.clone();
    free.budgets.iter_mut().for_each(|b| b.limit = i64::MAX);
    // What has room as it is is kept out by no budget: the search missed it.
    let has_room = admitted(p, plan, jobs);
    let mut open = admitted(&free, plan, jobs);
    for (open, has_room) in open.iter_mut().zip(has_room) {
        *open &= !has_room;
    }
    for ix in 0..p.budgets.len() {
        if !open.contains(&true) {
            break;
        }
        let mut lifted = p.clone();
        lifted.budgets[ix].limit = i64::MAX;
        let asked: Vec<usize> = (0..jobs.len()).filter(|&k| open[k]).collect();
        let of: Vec<JobId> = asked.iter().map(|&k| jobs[k]).collect();
        for (&k, is_in) in asked.iter().zip(admitted(&lifted, plan, &of)) {
            if is_in {
                found[k] = Some(ix);
                open[k] = false;
            }
        }
    }
    Ok(found)
}

/// Whether each job has room in the plan, by itself and with nothing taken out.
fn admitted(p: &Problem, plan: &Solution, jobs: &[JobId]) -> Vec<bool> {
    let inst = Instance::new(p);
    let mut state = State::new(&inst);
    warm(&mut state, plan);
    let (mut rng, mut room) = (Rng::new(1), Room::default());
    let fits = |job: &JobId| {
        inst.job_shifts[job.ix()].iter().any(|&s| {
            state.begin();
            let found = state.best(job.ix(), s as usize, PLAIN, &mut rng, &mut room);
            let is_in = found.is_some_and(|ins| state.place(&ins)) && state.within_budgets();
            state.take_back();
            is_in
        })
    };
    jobs.iter().map(fits).collect()
}
