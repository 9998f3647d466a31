//! Pickups and deliveries with time windows: fewest vehicles, then least distance.
//!
//! Distances are Euclid's in double precision. A drive is rounded up to a tick
//! and windows inwards, so what the engine holds for feasible is feasible.

use std::path::Path;

use liaison::solver::model::{Level, Problem};

use crate::data::{self, Best, Fault};
use crate::family::{Family, Puzzle, Refusal, Tour, Value};
use crate::fleet::{self, Place, Scale};

/// The family.
pub struct Pdptw;

impl Family for Pdptw {
    fn name(&self) -> &'static str {
        "pdptw"
    }

    fn origin(&self) -> &'static str {
        "https://www.sintef.no/projectweb/top/pdptw/li-lim-benchmark (Li and Lim 2001)"
    }

    fn cases(&self, dir: &Path, further: bool) -> Result<Vec<Best>, Fault> {
        let wanted = |name: &str| further || !name.contains('_');
        data::best(dir, |name, cell| {
            wanted(name).then(|| Value::fleet(cell))?
        })
    }

    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault> {
        let class = if case.contains('_') { "200" } else { "100" };
        let path = dir
            .join("instances")
            .join(class)
            .join(format!("{case}.txt"));
        Ok(Box::new(Deliveries::parse(&data::text(&path)?)?))
    }
}

/// A row of the file.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    xy: (f64, f64),
    demand: f64,
    open: f64,
    close: f64,
    service: f64,
    delivery: usize,
}

/// A case of the family.
#[derive(Debug)]
pub struct Deliveries {
    vehicles: usize,
    capacity: f64,
    /// The first is the depot.
    vertices: Vec<Vertex>,
    /// Pickup and delivery of each request.
    requests: Vec<[usize; 2]>,
}

impl Deliveries {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Fault::Line`] and [`Fault::Shape`].
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let rows = data::rows(text);
        let [(line, head), rest @ ..] = rows.as_slice() else {
            return Err(Fault::Shape("the file holds no numbers"));
        };
        let &[vehicles, capacity, ..] = head.as_slice() else {
            return Err(Fault::Line {
                line: *line,
                what: "vehicles and capacity",
            });
        };
        let mut vertices = Vec::with_capacity(rest.len());
        for (line, row) in rest {
            let &[_, x, y, demand, open, close, service, _, delivery] = row.as_slice() else {
                return Err(Fault::Line {
                    line: *line,
                    what: "nine numbers",
                });
            };
            let delivery = data::whole(*line, delivery)?;
            vertices.push(Vertex {
                xy: (x, y),
                demand,
                open,
                close,
                service,
                delivery,
            });
        }
        let pickups = vertices
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, v)| v.demand > 0.0);
        let requests: Vec<[usize; 2]> = pickups.map(|(ix, v)| [ix, v.delivery]).collect();
        let paired = |&[a, b]: &[usize; 2]| {
            vertices
                .get(b)
                .is_some_and(|v| b > 0 && v.demand == -vertices[a].demand)
        };
        if vertices.len() != 2 * requests.len() + 1 || !requests.iter().all(paired) {
            return Err(Fault::Shape(
                "every pickup needs its own delivery of the same amount",
            ));
        }
        Ok(Self {
            vehicles: data::whole(*line, vehicles)?,
            capacity,
            vertices,
            requests,
        })
    }

    fn drive(&self, from: usize, to: usize) -> f64 {
        data::distance(self.vertices[from].xy, self.vertices[to].xy)
    }

    /// What a tour has aboard, and that pickups come first.
    fn aboard(&self, tour: &Tour) -> Result<(), Refusal> {
        let mut load = 0.0;
        let mut open = vec![false; self.requests.len()];
        for call in &tour.calls {
            let at = self.requests[call.job][call.stop];
            load += self.vertices[at].demand;
            if load > self.capacity {
                return Err(Refusal::Load {
                    vehicle: tour.shift,
                    at,
                    load,
                });
            }
            if open[call.job] == (call.stop == 0) {
                return Err(Refusal::Order(at));
            }
            open[call.job] = call.stop == 0;
        }
        match open.iter().position(|&left| left) {
            Some(job) => Err(Refusal::Order(self.requests[job][1])),
            None => Ok(()),
        }
    }
}

impl Puzzle for Deliveries {
    fn problem(&self) -> Problem {
        let depot = self.vertices[0];
        let scale = Scale::finest(depot.close, 1e5);
        let size = self.vertices.len();
        let travel = fleet::travel(size, |from, to| scale.up(self.drive(from, to)));
        let (open, close) = (scale.up(depot.open), scale.down(depot.close));
        let capacity = vec![self.capacity.floor() as i32];
        let mut problem = fleet::vehicles(self.vehicles, open, close, capacity, travel);
        for request in &self.requests {
            let stops = request.map(|ix| {
                let v = self.vertices[ix];
                let windows = vec![scale.window(v.open, v.close)];
                fleet::stop(
                    ix,
                    scale.up(v.service),
                    windows,
                    vec![v.demand.round() as i32],
                )
            });
            problem.jobs.push(fleet::job(stops.to_vec(), self.vehicles));
        }
        problem.objective = vec![
            Level {
                missed: 1,
                ..Level::default()
            },
            Level {
                used: 1,
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
        let made = fleet::once(tours, self.vehicles, self.requests.len(), 2)?;
        if made < 2 * self.requests.len() {
            return Err(Refusal::Unserved(
                (2 * self.requests.len() - made).div_ceil(2),
            ));
        }
        let depot = self.vertices[0];
        let (mut vehicles, mut distance) = (0, 0.0);
        for tour in tours.iter().filter(|tour| !tour.calls.is_empty()) {
            self.aboard(tour)?;
            let places = tour.calls.iter().map(|call| {
                let at = self.requests[call.job][call.stop];
                let v = self.vertices[at];
                Place {
                    at,
                    open: v.open,
                    close: v.close,
                    service: v.service,
                }
            });
            vehicles += 1;
            distance += fleet::earliest(tour.shift, places, depot.open, depot.close, |a, b| {
                self.drive(a, b)
            })?;
        }
        Ok(Value::Fleet { vehicles, distance })
    }

    fn numbers(&self, tour: &Tour) -> Vec<usize> {
        tour.calls
            .iter()
            .map(|call| self.requests[call.job][call.stop])
            .collect()
    }
}
