//! Team orienteering with time windows: which of the vertices `m` tours visit.
//!
//! Distances are cut off after one decimal (the sets of Solomon) or two (those of
//! Cordeau), which are the ticks.

use std::path::Path;

use liaison::solver::model::{Level, Problem};

use crate::data::{self, Best, Fault};
use crate::family::{Family, Puzzle, Refusal, Tour, Value};
use crate::fleet::{self, Place, Scale};

/// The family.
pub struct Toptw;

impl Family for Toptw {
    fn name(&self) -> &'static str {
        "toptw"
    }

    fn origin(&self) -> &'static str {
        "https://www.mech.kuleuven.be/en/cib/op (Vansteenwegen et al. 2009; Montemanni and Gambardella 2009)"
    }

    fn cases(&self, dir: &Path, further: bool) -> Result<Vec<Best>, Fault> {
        data::best(dir, |name, cell| {
            let (_, tours) = split(name)?;
            (further || tours <= 4).then(|| cell.parse().ok().map(Value::Score))?
        })
    }

    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault> {
        let (base, tours) = split(case).ok_or_else(|| Fault::Name(case.to_owned()))?;
        let text = data::text(&dir.join("instances").join(format!("{base}.txt")))?;
        let decimals = if base.starts_with("pr") { 2 } else { 1 };
        Ok(Box::new(Orienteering::parse(&text, tours, decimals)?))
    }
}

/// `c101-m2` is file c101 with two tours.
fn split(name: &str) -> Option<(&str, usize)> {
    let (base, tours) = name.rsplit_once("-m")?;
    Some((base, tours.parse().ok()?))
}

/// A vertex of the file.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    xy: (f64, f64),
    service: f64,
    score: f64,
    open: f64,
    close: f64,
}

/// A case of the family.
#[derive(Debug)]
pub struct Orienteering {
    tours: usize,
    decimals: i32,
    /// The first is where all tours start and end.
    vertices: Vec<Vertex>,
}

impl Orienteering {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Fault::Line`] and [`Fault::Shape`].
    pub fn parse(text: &str, tours: usize, decimals: i32) -> Result<Self, Fault> {
        let rows = data::rows(text);
        let [(line, head), _, vertices @ ..] = rows.as_slice() else {
            return Err(Fault::Shape(
                "two lines of numbers, then the vertices, are expected",
            ));
        };
        let what = "how many vertices there are, as the third number";
        let count = *head.get(2).ok_or(Fault::Line { line: *line, what })?;
        let vertices: Vec<Vertex> = vertices
            .iter()
            .map(|(line, row)| match row.as_slice() {
                [_, x, y, service, score, _, .., open, close] => Ok(Vertex {
                    xy: (*x, *y),
                    service: *service,
                    score: *score,
                    open: *open,
                    close: *close,
                }),
                _ => Err(Fault::Line {
                    line: *line,
                    what: "a vertex of eight numbers or more",
                }),
            })
            .collect::<Result<_, _>>()?;
        if vertices.len() != data::whole(*line, count)? + 1 {
            return Err(Fault::Shape(
                "there are not as many vertices as the first line says",
            ));
        }
        Ok(Self {
            tours,
            decimals,
            vertices,
        })
    }

    fn drive(&self, from: usize, to: usize) -> f64 {
        data::cut(self.vertices[from].xy, self.vertices[to].xy, self.decimals)
    }
}

impl Puzzle for Orienteering {
    fn problem(&self) -> Problem {
        let scale = Scale(10f64.powi(self.decimals));
        let travel = fleet::travel(self.vertices.len(), |from, to| {
            scale.up(self.drive(from, to))
        });
        let depot = self.vertices[0];
        let (open, close) = (scale.up(depot.open), scale.down(depot.close));
        let mut problem = fleet::vehicles(self.tours, open, close, Vec::new(), travel);
        for (ix, vertex) in self.vertices.iter().enumerate().skip(1) {
            let windows = vec![scale.window(vertex.open, vertex.close)];
            let stop = fleet::stop(ix, scale.up(vertex.service), windows, Vec::new());
            let mut job = fleet::job(vec![stop], self.tours);
            job.required = false;
            job.reward = vertex.score.round() as i64;
            problem.jobs.push(job);
        }
        problem.objective = vec![
            Level {
                reward: -1,
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
        fleet::once(tours, self.tours, self.vertices.len() - 1, 1)?;
        let depot = self.vertices[0];
        let mut score = 0.0;
        for tour in tours {
            let places = tour.calls.iter().map(|call| {
                let v = self.vertices[call.job + 1];
                Place {
                    at: call.job + 1,
                    open: v.open,
                    close: v.close,
                    service: v.service,
                }
            });
            fleet::earliest(tour.shift, places, depot.open, depot.close, |a, b| {
                self.drive(a, b)
            })?;
            score += tour
                .calls
                .iter()
                .map(|c| self.vertices[c.job + 1].score)
                .sum::<f64>();
        }
        Ok(Value::Score(score))
    }

    fn numbers(&self, tour: &Tour) -> Vec<usize> {
        tour.calls.iter().map(|call| call.job + 1).collect()
    }

    fn worth(&self, reward: i64) -> Option<Value> {
        Some(Value::Score(reward as f64))
    }
}
