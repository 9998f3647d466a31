//! Dial-a-ride: all requests served at the least distance, with limits on each
//! ride and on how long a vehicle is out.
//!
//! Distances are Euclid's in double precision. A drive is rounded up to a tick
//! and windows and limits inwards, so what the engine holds for feasible is
//! feasible. Here starting earlier is not always better, so the checker takes the
//! engine's clock and holds it to the raw instance.

use std::path::Path;

use liaison::solver::model::{Budget, Level, Measure, Problem, ShiftId};

use crate::data::{self, Best, Fault};
use crate::family::{Family, Puzzle, Refusal, Tour, Value};
use crate::fleet::{self, Scale};

/// The family.
pub struct Darp;

impl Family for Darp {
    fn name(&self) -> &'static str {
        "darp"
    }

    fn origin(&self) -> &'static str {
        "https://neumann.hec.ca/chairedistributique/data/darp (Cordeau 2006; Cordeau and Laporte 2003)"
    }

    fn cases(&self, dir: &Path, further: bool) -> Result<Vec<Best>, Fault> {
        data::best(dir, |name, cell| {
            let wanted = further || !name.starts_with('R');
            wanted.then(|| cell.parse().ok().map(Value::Distance))?
        })
    }

    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault> {
        let text = data::text(&dir.join("instances").join(format!("{case}.txt")))?;
        Ok(Box::new(Rides::parse(&text)?))
    }
}

/// A row of the file.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    xy: (f64, f64),
    service: f64,
    load: f64,
    open: f64,
    close: f64,
}

/// A case of the family.
#[derive(Debug)]
pub struct Rides {
    vehicles: usize,
    longest: f64,
    capacity: f64,
    ride: f64,
    /// The depot, the pickups, the deliveries in the same order.
    vertices: Vec<Vertex>,
}

impl Rides {
    /// Reads a file, with or without the copy of the depot at its end.
    ///
    /// # Errors
    /// [`Fault::Line`] and [`Fault::Shape`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let rows = data::rows(text);
        let [(line, head), rest @ ..] = rows.as_slice() else {
            return Err(Fault::Shape("the file holds no numbers"));
        };
        let &[vehicles, _, longest, capacity, ride] = head.as_slice() else {
            return Err(Fault::Line {
                line: *line,
                what: "five numbers",
            });
        };
        let mut vertices = Vec::with_capacity(rest.len());
        for (line, row) in rest {
            let &[_, x, y, service, load, open, close] = row.as_slice() else {
                return Err(Fault::Line {
                    line: *line,
                    what: "seven numbers",
                });
            };
            vertices.push(Vertex {
                xy: (x, y),
                service,
                load,
                open,
                close,
            });
        }
        if vertices.len().is_multiple_of(2) {
            vertices.pop();
        }
        let rides = vertices.len() / 2;
        let paired = |ix: usize| vertices[ix].load == -vertices[ix + rides].load;
        if vertices.is_empty() || !(1..=rides).all(paired) {
            return Err(Fault::Shape(
                "every pickup needs its own delivery of the same load",
            ));
        }
        Ok(Self {
            vehicles: data::whole(*line, vehicles)?,
            longest,
            capacity,
            ride,
            vertices,
        })
    }

    fn rides(&self) -> usize {
        self.vertices.len() / 2
    }

    /// The vertex of a job's stop.
    fn at(&self, job: usize, stop: usize) -> usize {
        1 + job + stop * self.rides()
    }

    fn drive(&self, from: usize, to: usize) -> f64 {
        data::distance(self.vertices[from].xy, self.vertices[to].xy)
    }

    fn scale(&self) -> Scale {
        Scale::finest(self.vertices[0].close, 1e5)
    }

    /// Follows a tour by the engine's clock and returns its distance.
    fn follow(&self, tour: &Tour) -> Result<f64, Refusal> {
        const TOLERANCE: f64 = 1e-6;
        let scale = self.scale();
        let depart = scale.units(tour.depart);
        let (mut clock, mut here, mut distance, mut load) = (depart, 0, 0.0, 0.0);
        // When the pickup of a request ended, while somebody is aboard.
        let mut aboard: Vec<Option<f64>> = vec![None; self.rides()];
        for call in &tour.calls {
            let at = self.at(call.job, call.stop);
            let (v, leg) = (self.vertices[at], self.drive(here, at));
            let start = scale.units(call.start);
            let late = clock + leg > start + TOLERANCE;
            if late || start < v.open - TOLERANCE || start > v.close + TOLERANCE {
                return Err(Refusal::Window { at, start });
            }
            clock = start + v.service;
            distance += leg;
            load += v.load;
            if load > self.capacity {
                return Err(Refusal::Load {
                    vehicle: tour.shift,
                    at,
                    load,
                });
            }
            match (call.stop, aboard[call.job]) {
                (0, None) => aboard[call.job] = Some(clock),
                (1, Some(since)) if start - since > self.ride + TOLERANCE => {
                    return Err(Refusal::Ride {
                        at,
                        ride: start - since,
                    });
                }
                (1, Some(_)) => aboard[call.job] = None,
                _ => return Err(Refusal::Order(at)),
            }
            here = at;
        }
        if let Some(job) = aboard.iter().position(Option::is_some) {
            return Err(Refusal::Order(self.at(job, 1)));
        }
        let leg = self.drive(here, 0);
        let back = clock + leg;
        let depot = self.vertices[0];
        if depart < depot.open - TOLERANCE || back > depot.close + TOLERANCE {
            return Err(Refusal::Late {
                vehicle: tour.shift,
                back,
            });
        }
        if back - depart > self.longest + TOLERANCE {
            return Err(Refusal::Long {
                vehicle: tour.shift,
                long: back - depart,
            });
        }
        Ok(distance + leg)
    }
}

impl Puzzle for Rides {
    fn problem(&self) -> Problem {
        let depot = self.vertices[0];
        let scale = self.scale();
        let size = self.vertices.len();
        let travel = fleet::travel(size, |from, to| scale.up(self.drive(from, to)));
        let (open, close) = (scale.up(depot.open), scale.down(depot.close));
        let capacity = vec![self.capacity.floor() as i32];
        let mut problem = fleet::vehicles(self.vehicles, open, close, capacity, travel);
        for job in 0..self.rides() {
            let stops = [0, 1].map(|stop| {
                let at = self.at(job, stop);
                let v = self.vertices[at];
                // Windows may go on when the depot has long closed.
                let windows = vec![scale.window(v.open, v.close.min(depot.close))];
                fleet::stop(
                    at,
                    scale.up(v.service),
                    windows,
                    vec![v.load.round() as i32],
                )
            });
            let mut job = fleet::job(stops.to_vec(), self.vehicles);
            job.rider = true;
            job.max_ride = Some(scale.down(self.ride));
            problem.jobs.push(job);
        }
        if self.longest < depot.close - depot.open {
            // A vehicle is paid for as long as it is out.
            problem.budgets.extend((0..self.vehicles).map(|ix| Budget {
                measure: Measure::Paid,
                limit: scale.down(self.longest).into(),
                shifts: vec![ShiftId::at(ix)],
            }));
        }
        problem.objective = vec![
            Level {
                missed: 1,
                ..Level::default()
            },
            Level {
                drive: 1,
                ..Level::default()
            },
        ];
        problem
    }

    fn check(&self, tours: &[Tour]) -> Result<Value, Refusal> {
        let made = fleet::once(tours, self.vehicles, self.rides(), 2)?;
        if made < 2 * self.rides() {
            return Err(Refusal::Unserved((2 * self.rides() - made).div_ceil(2)));
        }
        let mut distance = 0.0;
        for tour in tours.iter().filter(|tour| !tour.calls.is_empty()) {
            distance += self.follow(tour)?;
        }
        Ok(Value::Distance(distance))
    }

    fn numbers(&self, tour: &Tour) -> Vec<usize> {
        tour.calls
            .iter()
            .map(|call| self.at(call.job, call.stop))
            .collect()
    }
}
