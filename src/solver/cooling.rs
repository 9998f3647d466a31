//! How hot a search is: from hot to cold once, or several times where there is time for more.
//!
//! One slow cooling settles where most good plans are, and the best need not be there. Where
//! nothing is earned, a run with iterations to spare is cooled several times: each time but the
//! first begins less hot, and what it leaves behind is other routes to recombine.

use super::instance::Instance;

/// First temperature, as a part of what a typical step changes: what a job is worth, or a leg
/// where nothing is earned.
const HOT: f64 = 1.0;
/// Last temperature, where nothing is earned and where something is: there a colder search finds
/// next to nothing more (of the sweep of a week of 160 tasks, 6 of 6,570 points in half the time).
const COLD: f64 = 0.01;
const COLD_EARNING: f64 = 0.03;
/// Where a cooling begins that is not the first, as a part of the first temperature.
const AGAIN: f64 = 0.3;
/// The part of the run after which its iterations are known.
const KNOWN: f64 = 0.01;
/// Iterations that a cooling wants for each job.
const EACH: f64 = 1250.0;
/// Most coolings of a run.
const MOST: f64 = 5.0;

/// The temperatures of a run.
pub(super) struct Cooling {
    hot: f64,
    cold: f64,
    jobs: f64,
    /// How many coolings there are; none while that is not known.
    rounds: Option<f64>,
}

impl Cooling {
    /// The temperatures for a problem.
    pub(super) fn new(inst: &Instance<'_>) -> Self {
        let cold = match inst.weights.earns {
            true => COLD_EARNING,
            false => COLD,
        };
        Cooling {
            hot: inst.weights.unit * HOT,
            cold: inst.weights.unit * cold,
            jobs: inst.p.jobs.len().max(1) as f64,
            rounds: inst.weights.earns.then_some(1.0),
        }
    }

    /// The temperature at a part of the run, from 0 to 1, after so many iterations.
    pub(super) fn at(&mut self, part: f64, iterations: u64) -> f64 {
        if self.rounds.is_none() && part >= KNOWN {
            let whole = iterations as f64 / part;
            self.rounds = Some((whole / self.jobs / EACH).floor().clamp(1.0, MOST));
        }
        let rounds = self.rounds.unwrap_or(1.0);
        let done = part * rounds;
        let round = done.floor().min(rounds - 1.0);
        let top = if round < 1.0 {
            self.hot
        } else {
            self.hot * AGAIN
        };
        top * (self.cold / top).powf(done - round)
    }

    /// Whether there is more than one cooling.
    pub(super) fn is_repeated(&self) -> bool {
        self.rounds.is_some_and(|rounds| rounds > 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cooling(rounds: Option<f64>) -> Cooling {
        Cooling {
            hot: 100.0,
            cold: 1.0,
            jobs: 10.0,
            rounds,
        }
    }

    #[test]
    fn one_cooling_goes_from_hot_to_cold() {
        let mut once = cooling(Some(1.0));
        let told: Vec<f64> = [0.0, 0.5, 1.0].map(|part| once.at(part, 0)).to_vec();
        assert_eq!(told, [100.0, 10.0, 1.0]);
        assert!(!once.is_repeated());
    }

    #[test]
    fn a_long_run_is_cooled_more_than_once() {
        let mut long = cooling(None);
        assert_eq!(long.at(0.0, 0), 100.0);
        // A hundredth of 25,000 iterations for ten jobs: two coolings.
        long.at(0.01, 250);
        assert!(long.is_repeated());
        assert!(long.at(0.49, 12_250) < 1.2);
        assert!((long.at(0.5, 12_500) - 30.0).abs() < 1e-9);
        assert!((long.at(1.0, 25_000) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_short_run_is_cooled_once() {
        let mut short = cooling(None);
        short.at(0.01, 240);
        assert!(!short.is_repeated());
    }
}
