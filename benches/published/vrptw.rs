//! Vehicle routing with time windows, Solomon's 100 customers.
//!
//! `NAME:dist` is the least distance with arcs cut off after one decimal (DIMACS),
//! `NAME:hier` fewest vehicles, then least distance, in double precision (SINTEF).

use std::path::Path;

use liaison::solver::model::{Level, Problem};

use crate::data::{self, Best, Fault};
use crate::family::{Family, Puzzle, Refusal, Tour, Value};
use crate::fleet::{self, Place, Scale};

/// The family.
pub struct Vrptw;

impl Family for Vrptw {
    fn name(&self) -> &'static str {
        "vrptw"
    }

    fn origin(&self) -> &'static str {
        "https://www.sintef.no/projectweb/top/vrptw and http://dimacs.rutgers.edu/programs/challenge/vrp/vrptw (Solomon 1987)"
    }

    fn cases(&self, dir: &Path, further: bool) -> Result<Vec<Best>, Fault> {
        data::best(dir, |name, cell| match name.split_once(':')? {
            (_, "dist") => cell.parse().ok().map(Value::Distance),
            (_, "hier") if further => Value::fleet(cell),
            _ => None,
        })
    }

    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault> {
        let (base, goal) = case
            .split_once(':')
            .ok_or_else(|| Fault::Name(case.to_owned()))?;
        let text = data::text(&dir.join("instances").join(format!("{base}.txt")))?;
        Ok(Box::new(Routing::parse(&text, goal == "hier")?))
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
}

/// A case of the family.
#[derive(Debug)]
pub struct Routing {
    /// Fewest vehicles first, nothing rounded.
    fleet: bool,
    vehicles: usize,
    capacity: f64,
    /// The first is the depot.
    vertices: Vec<Vertex>,
}

impl Routing {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Fault::Line`] and [`Fault::Shape`].
    pub fn parse(text: &str, fleet: bool) -> Result<Self, Fault> {
        let rows = data::rows(text);
        let [(line, head), rest @ ..] = rows.as_slice() else {
            return Err(Fault::Shape("the file holds no numbers"));
        };
        let &[vehicles, capacity] = head.as_slice() else {
            return Err(Fault::Line {
                line: *line,
                what: "vehicles and capacity",
            });
        };
        let mut vertices = Vec::with_capacity(rest.len());
        for (line, row) in rest {
            let &[_, x, y, demand, open, close, service] = row.as_slice() else {
                return Err(Fault::Line {
                    line: *line,
                    what: "seven numbers",
                });
            };
            vertices.push(Vertex {
                xy: (x, y),
                demand,
                open,
                close,
                service,
            });
        }
        if vertices.is_empty() {
            return Err(Fault::Shape("there is no depot"));
        }
        Ok(Self {
            fleet,
            vehicles: data::whole(*line, vehicles)?,
            capacity,
            vertices,
        })
    }

    fn drive(&self, from: usize, to: usize) -> f64 {
        let (a, b) = (self.vertices[from].xy, self.vertices[to].xy);
        if self.fleet {
            data::distance(a, b)
        } else {
            data::cut(a, b, 1)
        }
    }
}

impl Puzzle for Routing {
    fn problem(&self) -> Problem {
        let depot = self.vertices[0];
        let scale = if self.fleet {
            Scale::finest(depot.close, 1e5)
        } else {
            Scale(10.0)
        };
        let size = self.vertices.len();
        let travel = fleet::travel(size, |from, to| scale.up(self.drive(from, to)));
        let (open, close) = (scale.up(depot.open), scale.down(depot.close));
        let capacity = vec![self.capacity.floor() as i32];
        let mut problem = fleet::vehicles(self.vehicles, open, close, capacity, travel);
        for (ix, v) in self.vertices.iter().enumerate().skip(1) {
            let windows = vec![scale.window(v.open, v.close)];
            let load = vec![v.demand.ceil() as i32];
            let stop = fleet::stop(ix, scale.up(v.service), windows, load);
            problem.jobs.push(fleet::job(vec![stop], self.vehicles));
        }
        problem.objective.push(Level {
            missed: 1,
            ..Level::default()
        });
        if self.fleet {
            problem.objective.push(Level {
                used: 1,
                ..Level::default()
            });
        }
        problem.objective.push(Level {
            drive: 1,
            ..Level::default()
        });
        problem
    }

    fn check(&self, tours: &[Tour]) -> Result<Value, Refusal> {
        let customers = self.vertices.len() - 1;
        let made = fleet::once(tours, self.vehicles, customers, 1)?;
        if made < customers {
            return Err(Refusal::Unserved(customers - made));
        }
        let depot = self.vertices[0];
        let (mut vehicles, mut distance) = (0, 0.0);
        for tour in tours.iter().filter(|tour| !tour.calls.is_empty()) {
            let at = |call: &crate::family::Call| self.vertices[call.job + 1];
            let load = tour.calls.iter().map(|call| at(call).demand).sum();
            if load > self.capacity {
                return Err(Refusal::Load {
                    vehicle: tour.shift,
                    at: 0,
                    load,
                });
            }
            let places = tour.calls.iter().map(|call| {
                let v = at(call);
                Place {
                    at: call.job + 1,
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
        Ok(if self.fleet {
            Value::Fleet { vehicles, distance }
        } else {
            Value::Distance(distance)
        })
    }

    fn numbers(&self, tour: &Tour) -> Vec<usize> {
        tour.calls.iter().map(|call| call.job + 1).collect()
    }
}
