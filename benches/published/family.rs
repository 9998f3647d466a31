//! What a family of cases is to the runner, and how an answer compares.

use std::fmt;
use std::path::Path;

use liaison::solver::model::{Problem, Tick};
use liaison::solver::solution::{Activity, Solution};

use crate::data::{Best, Fault};

/// A published set.
pub trait Family {
    /// As it is called on the command line, and its folder.
    fn name(&self) -> &'static str;
    /// Whether its cases are solved in parts, as student runs are.
    fn in_parts(&self) -> bool {
        false
    }
    /// Where the set is to be had.
    fn origin(&self) -> &'static str;
    /// Its cases with their best-known values; `further` ones come along when asked for.
    ///
    /// # Errors
    /// When the table of best-known values cannot be read.
    fn cases(&self, dir: &Path, further: bool) -> Result<Vec<Best>, Fault>;
    /// Reads a case.
    ///
    /// # Errors
    /// When its file cannot be read or is not of the set's format.
    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault>;
}

/// A case that was read.
pub trait Puzzle {
    /// As the engine is asked it.
    fn problem(&self) -> Problem;
    /// What an answer is worth by the raw instance and the set's conventions.
    ///
    /// # Errors
    /// The first rule that it breaks.
    fn check(&self, tours: &[Tour]) -> Result<Value, Refusal>;
    /// The tours in the set's own numbers, for keeping.
    fn numbers(&self, tour: &Tour) -> Vec<usize>;
    /// The value of a plan of so much reward, where reward is all that counts: what the bounds
    /// of the engine are of.
    fn worth(&self, _reward: i64) -> Option<Value> {
        None
    }
}

/// A stop that a vehicle makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Position of the job.
    pub job: usize,
    /// Which stop of it.
    pub stop: usize,
    /// When service starts.
    pub start: Tick,
}

/// What a vehicle does: all that a checker takes over from the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tour {
    /// Position of the shift.
    pub shift: usize,
    /// When it leaves.
    pub depart: Tick,
    /// In order.
    pub calls: Vec<Call>,
}

/// The tours of a plan.
pub fn tours(solution: &Solution) -> Vec<Tour> {
    let call = |activity: Activity, start| match activity {
        Activity::Stop { job, stop } => Some(Call {
            job: job.ix(),
            stop: stop.into(),
            start,
        }),
        Activity::Break(_) => None,
    };
    let tour = |route: &liaison::solver::solution::RoutePlan| Tour {
        shift: route.shift.ix(),
        depart: route.depart,
        calls: route
            .visits
            .iter()
            .filter_map(|v| call(v.activity, v.start))
            .collect(),
    };
    solution.routes.iter().map(tour).collect()
}

/// A rule that an answer breaks.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Something is done twice, or is no work of the case.
    #[error("stop {0} is made twice or does not exist")]
    Stop(usize),
    /// A vehicle has two tours or does not exist.
    #[error("vehicle {0} has two tours or does not exist")]
    Vehicle(usize),
    /// Something that must be served is not.
    #[error("{0} of the requests are not served")]
    Unserved(usize),
    /// A visit begins after its window.
    #[error("service at {at} starts at {start}, outside its window")]
    Window {
        /// The vertex.
        at: usize,
        /// When, in the case's unit.
        start: f64,
    },
    /// A vehicle is back too late.
    #[error("vehicle {vehicle} is back at {back}, too late")]
    Late {
        /// The vehicle.
        vehicle: usize,
        /// When, in the case's unit.
        back: f64,
    },
    /// A vehicle is out for too long.
    #[error("vehicle {vehicle} is out for {long}, too long")]
    Long {
        /// The vehicle.
        vehicle: usize,
        /// How long, in the case's unit.
        long: f64,
    },
    /// Too much is aboard.
    #[error("vehicle {vehicle} has {load} aboard at {at}")]
    Load {
        /// The vehicle.
        vehicle: usize,
        /// The vertex.
        at: usize,
        /// What is aboard.
        load: f64,
    },
    /// A delivery is not preceded by its pickup in the same tour.
    #[error("the delivery at {0} has no pickup before it in its tour")]
    Order(usize),
    /// Somebody rides for too long.
    #[error("the ride to {at} takes {ride}, too long")]
    Ride {
        /// The delivery's vertex.
        at: usize,
        /// How long, in the case's unit.
        ride: f64,
    },
    /// A limit over all tours is exceeded.
    #[error("{what} come to {sum} and may be {limit}")]
    Limit {
        /// What is limited.
        what: &'static str,
        /// What the tours come to.
        sum: f64,
        /// The limit.
        limit: f64,
    },
}

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// More is better.
    Score(f64),
    /// Less is better; compared to two decimals, as they are published.
    Distance(f64),
    /// Fewer is better.
    Vehicles(usize),
    /// Fewer vehicles first, then less distance to two decimals.
    Fleet {
        /// Vehicles with a tour.
        vehicles: usize,
        /// Of all tours.
        distance: f64,
    },
}

impl Value {
    /// A score or a distance as a table has it.
    pub fn fleet(cell: &str) -> Option<Self> {
        let (vehicles, distance) = cell.split_once('/')?;
        Some(Self::Fleet {
            vehicles: vehicles.trim().parse().ok()?,
            distance: distance.trim().parse().ok()?,
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Score(score) => write!(f, "{score}"),
            Self::Distance(distance) => write!(f, "{distance:.2}"),
            Self::Vehicles(vehicles) => write!(f, "{vehicles}"),
            Self::Fleet { vehicles, distance } => write!(f, "{vehicles} / {distance:.2}"),
        }
    }
}

/// An answer beside the best known one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// How much worse it is, as a share of the best known value; zero when it is no worse.
    /// With more vehicles it is the share of those that are too many.
    pub gap: f64,
    /// Better than the best known.
    pub win: bool,
    /// As many vehicles as the best known, or fewer; true where they do not count.
    pub vehicles_met: bool,
}

impl Standing {
    /// Where `ours` stands beside `best`; none when they are values of different kinds.
    pub fn of(ours: Value, best: Value) -> Option<Self> {
        let shorter = |ours: f64, best: f64| {
            let (ours, best) = ((ours * 100.0).round(), (best * 100.0).round());
            let gap = if best > 0.0 {
                (ours - best).max(0.0) / best
            } else {
                0.0
            };
            Self {
                gap,
                win: ours < best,
                vehicles_met: true,
            }
        };
        Some(match (ours, best) {
            (Value::Score(ours), Value::Score(best)) => {
                let gap = if best > 0.0 {
                    (best - ours).max(0.0) / best
                } else {
                    0.0
                };
                Self {
                    gap,
                    win: ours > best,
                    vehicles_met: true,
                }
            }
            (Value::Distance(ours), Value::Distance(best)) => shorter(ours, best),
            (Value::Vehicles(ours), Value::Vehicles(best)) => Self {
                gap: ours.saturating_sub(best) as f64 / best.max(1) as f64,
                win: ours < best,
                vehicles_met: ours <= best,
            },
            (
                Value::Fleet {
                    vehicles: ours,
                    distance,
                },
                Value::Fleet {
                    vehicles: best,
                    distance: known,
                },
            ) => match ours.cmp(&best) {
                std::cmp::Ordering::Less => Self {
                    gap: 0.0,
                    win: true,
                    vehicles_met: true,
                },
                std::cmp::Ordering::Equal => shorter(distance, known),
                std::cmp::Ordering::Greater => {
                    let gap = (ours - best) as f64 / best.max(1) as f64;
                    Self {
                        gap,
                        win: false,
                        vehicles_met: false,
                    }
                }
            },
            _ => return None,
        })
    }
}

impl Value {
    /// Whether no plan is as good as this one where none has more than `bound`.
    pub fn is_beyond(self, bound: Self) -> bool {
        matches!((self, bound), (Self::Score(score), Self::Score(most)) if score > most)
    }
}
