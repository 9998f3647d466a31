//! The options that say how long and how to search.

use std::time::{Duration, Instant};

use liaison::solver::Stop;

use super::Failure;

/// What is kept for verifying and writing, of the time that was given.
const LAST_PART: f64 = 0.04;

#[derive(clap::Args)]
#[command(next_help_heading = "Search")]
pub struct Search {
    /// How long it may take in all, reading and writing included
    #[arg(
        long,
        value_name = "S",
        default_value_t = 10.0,
        allow_negative_numbers = true,
        conflicts_with = "iterations"
    )]
    pub seconds: f64,
    /// Search so many rounds instead: the same plan for the same seed and threads
    #[arg(long, value_name = "N")]
    pub iterations: Option<u64>,
    /// How many threads search [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// The random seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

impl Search {
    /// When the search is over; what is kept for verifying and writing is taken off.
    pub fn stop(&self, started: Instant) -> Result<Stop, Failure> {
        match self.iterations {
            Some(iterations) => Ok(Stop::Iterations(iterations)),
            None if self.seconds.is_finite() && (0.0..=1e6).contains(&self.seconds) => {
                let whole = Duration::from_secs_f64(self.seconds * (1.0 - LAST_PART));
                Ok(Stop::Deadline(started + whole))
            }
            None => Err(Failure::Use {
                what: format!("--seconds takes 0 to 1,000,000, not {}", self.seconds),
                hint: "for example --seconds 10".to_owned(),
            }),
        }
    }

    /// How many threads search.
    pub fn threads(&self) -> Result<usize, Failure> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        match self.threads.unwrap_or(cores) {
            threads @ 1..=1024 => Ok(threads),
            threads => Err(Failure::Use {
                what: format!("--threads takes 1 to 1024, not {threads}"),
                hint: "leave it out to use all cores".to_owned(),
            }),
        }
    }
}
