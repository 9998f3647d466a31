//! Prices to begin with: what a job is worth beyond the time that it takes, where time is
//! dear.

use crate::solver::instance::Instance;
use crate::solver::model::Stop;

/// Where time is dear, a tick begins at this part of what the best that does not fit would
/// earn with it.
const FIRST: f64 = 0.9;
/// So many of the shortest drives from a place are those that plans have.
const NEAREST: usize = 5;

/// By job, in rewards. Where all would fit, half of what it is worth.
pub(super) fn prices(inst: &Instance<'_>) -> Vec<f64> {
    let ticks = ticks(inst);
    let tick = FIRST * worth_of_a_tick(inst, &ticks);
    let jobs = inst.p.jobs.iter().zip(&ticks);
    jobs.map(|(job, ticks)| {
        let reward = job.reward as f64;
        let rest = if tick > 0.0 {
            reward - tick * ticks
        } else {
            0.5 * reward
        };
        rest.max(0.0)
    })
    .collect()
}

/// A typical drive of a plan: the mean of the shortest few from each place.
fn typical_drive(inst: &Instance<'_>) -> f64 {
    let Some(table) = inst.p.travel.first() else {
        return 0.0;
    };
    let (mut sum, mut count) = (0.0, 0);
    for row in table.ticks.chunks(table.size.max(1)) {
        let mut legs: Vec<i32> = row.iter().copied().filter(|&ticks| ticks > 0).collect();
        legs.sort_unstable();
        let nearest = legs.iter().take(NEAREST);
        sum += nearest.clone().map(|&ticks| f64::from(ticks)).sum::<f64>();
        count += nearest.len();
    }
    sum / count.max(1) as f64
}

/// About how long each job takes, with half a typical drive for each of its stops.
fn ticks(inst: &Instance<'_>) -> Vec<f64> {
    let half = 0.5 * typical_drive(inst);
    let stop =
        |stop: &Stop| f64::from(stop.service) + if stop.location.is_some() { half } else { 0.0 };
    let jobs = inst.p.jobs.iter();
    jobs.map(|job| job.stops.iter().map(stop).sum::<f64>().max(1.0))
        .collect()
}

/// What a tick of a shift is worth about: what the jobs that pay best for their time leave of
/// all shifts is nothing, and the first that finds none would have paid this for it.
fn worth_of_a_tick(inst: &Instance<'_>, ticks: &[f64]) -> f64 {
    let shifts = inst.p.shifts.iter().map(|shift| {
        let breaks: i32 = shift.breaks.iter().map(|one| one.ticks).sum();
        f64::from(shift.close - shift.open - breaks)
    });
    let mut left: f64 = shifts.sum();
    let jobs = inst.p.jobs.iter().zip(ticks);
    let mut rates: Vec<(f64, f64)> = jobs
        .map(|(job, &ticks)| (job.reward as f64 / ticks, ticks))
        .collect();
    rates.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (rate, ticks) in rates {
        left -= ticks;
        if left < 0.0 {
            return rate;
        }
    }
    0.0
}
