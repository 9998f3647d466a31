//! Jobs and shifts divided into parts that lie together.

use super::PART_JOBS;
use crate::solver::model::{Group, JobId, Problem, ShiftId};

/// Shifts and jobs of a part; both ascending.
pub(super) type Division = (Vec<ShiftId>, Vec<JobId>);

/// Divides jobs into parts that lie together, and deals the shifts out among them by their
/// numbers of jobs. Jobs that share people are in none: the search of the whole places them.
///
/// Cost: jobs times the logarithm of the parts, sorted.
pub(super) fn divide(p: &Problem) -> Vec<Division> {
    let free = (0..p.jobs.len()).filter(|&job| p.jobs[job].people.is_empty());
    let unit = units(p);
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<Vec<usize>> = vec![free.collect()];
    while let Some(jobs) = open.pop() {
        match halves(p, &unit, &jobs) {
            Some((one, other)) => open.extend([other, one]),
            None => parts.push(jobs),
        }
    }
    let all: usize = parts.iter().map(Vec::len).sum();
    let mut shifts: Vec<Vec<ShiftId>> = vec![Vec::new(); parts.len()];
    // Each shift goes to the part that has fewest for its jobs.
    for shift in 0..p.shifts.len() {
        let lack = |part: usize| {
            let due = parts[part].len() as f64 * p.shifts.len() as f64 / all.max(1) as f64;
            (shifts[part].len() as f64 + 0.5) / due.max(0.1)
        };
        let poorest = (0..parts.len()).min_by(|&a, &b| lack(a).total_cmp(&lack(b)));
        if let Some(poorest) = poorest {
            shifts[poorest].push(ShiftId::at(shift));
        }
    }
    let sorted = shifts.into_iter().zip(parts).map(|(shifts, mut jobs)| {
        jobs.sort_unstable();
        (shifts, jobs.into_iter().map(JobId::at).collect())
    });
    sorted.collect()
}

/// By job, the first of those that must be with it.
fn units(p: &Problem) -> Vec<usize> {
    let mut unit: Vec<usize> = (0..p.jobs.len()).collect();
    let mut changes = true;
    while changes {
        changes = false;
        for group in &p.groups {
            if let Group::Together(a, b) = group {
                let least = unit[a.ix()].min(unit[b.ix()]);
                changes |= unit[a.ix()] != least || unit[b.ix()] != least;
                unit[a.ix()] = least;
                unit[b.ix()] = least;
            }
        }
    }
    unit
}

/// Two halves of jobs that lie apart, those that must be together in one; none where there are
/// few enough.
fn halves(p: &Problem, unit: &[usize], jobs: &[usize]) -> Option<(Vec<usize>, Vec<usize>)> {
    if jobs.len() <= PART_JOBS {
        return None;
    }
    let table = p.travel.first()?;
    let apart = |a: usize, b: usize| -> i64 {
        let stops = p.jobs[a].stops.iter().zip(&p.jobs[b].stops);
        let legs = stops.filter_map(|(a, b)| Some((a.location?.ix(), b.location?.ix())));
        legs.map(|(a, b)| i64::from(table.ticks[a * table.size + b]))
            .sum()
    };
    let furthest = |from: usize| {
        jobs.iter()
            .copied()
            .max_by_key(|&job| (apart(from, job), job))
    };
    let one = furthest(*jobs.first()?)?;
    let other = furthest(one)?;
    let mut order: Vec<(i64, usize, usize)> = (jobs.iter())
        .map(|&job| {
            (
                apart(one, unit[job]) - apart(other, unit[job]),
                unit[job],
                job,
            )
        })
        .collect();
    order.sort_unstable();
    let mut cut = order.len() / 2;
    while cut < order.len() && order[cut].1 == order[cut - 1].1 {
        cut += 1;
    }
    if cut == order.len() {
        return None;
    }
    let jobs = |part: &[(i64, usize, usize)]| part.iter().map(|&(.., job)| job).collect();
    Some((jobs(&order[..cut]), jobs(&order[cut..])))
}
