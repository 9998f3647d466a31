//! Team orienteering with several windows a vertex, an entrance fee to keep
//! within a budget, and limits on how many vertices of a type are visited.
//!
//! Odd and even tours have different windows. The model has one time axis, so
//! even tours drive on a second day: a vertex has its windows of both days.
//! Ticks are hundredths: windows have up to two decimals in either set.

use std::path::Path;

use liaison::solver::model::{Budget, Level, Measure, Problem, Tick, Window};

use crate::data::{self, Best, Fault};
use crate::family::{Family, Puzzle, Refusal, Tour, Value};
use crate::fleet::{self, Scale};

/// The family.
pub struct Mctopmtw;

/// How many types of vertices there are.
const TYPES: usize = 10;

const SCALE: Scale = Scale(100.0);

impl Family for Mctopmtw {
    fn name(&self) -> &'static str {
        "mctopmtw"
    }

    fn origin(&self) -> &'static str {
        "https://www.mech.kuleuven.be/en/cib/op (Souffriau, Vansteenwegen, Vanden Berghe, Van Oudheusden 2013)"
    }

    fn cases(&self, dir: &Path, _: bool) -> Result<Vec<Best>, Fault> {
        data::best(dir, |_, cell| cell.parse().ok().map(Value::Score))
    }

    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault> {
        let text = data::text(&dir.join("instances").join(format!("{case}.txt")))?;
        let cordeau = case
            .rsplit('-')
            .next()
            .is_some_and(|base| base.starts_with("pr"));
        Ok(Box::new(Selection::parse(
            &text,
            if cordeau { 2 } else { 1 },
        )?))
    }
}

/// A vertex of the file.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    xy: (f64, f64),
    service: f64,
    score: f64,
    /// The ends of the four windows, which follow one another.
    edges: [f64; 5],
    /// Whether odd tours have the first and third window.
    plain: bool,
    fee: f64,
    types: [bool; TYPES],
}

impl Vertex {
    /// The two windows of a tour, counted from zero.
    fn windows(&self, tour: usize) -> [(f64, f64); 2] {
        let first = usize::from(tour.is_multiple_of(2) != self.plain);
        [first, first + 2].map(|ix| (self.edges[ix], self.edges[ix + 1]))
    }
}

/// A case of the family.
#[derive(Debug)]
pub struct Selection {
    tours: usize,
    budget: f64,
    most: [f64; TYPES],
    decimals: i32,
    depot: (f64, f64),
    open: f64,
    close: f64,
    vertices: Vec<Vertex>,
}

impl Selection {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Fault::Line`] and [`Fault::Shape`].
    pub fn parse(text: &str, decimals: i32) -> Result<Self, Fault> {
        let rows = data::rows(text);
        let [(line, head), (second, start), rest @ ..] = rows.as_slice() else {
            return Err(Fault::Shape(
                "a line of limits, the start, then the vertices, are expected",
            ));
        };
        let &[tours, _, budget, ref most @ ..] = head.as_slice() else {
            return Err(Fault::Line {
                line: *line,
                what: "tours, vertices, budget",
            });
        };
        let what = "a limit for each of ten types";
        let most = most
            .try_into()
            .map_err(|_| Fault::Line { line: *line, what })?;
        let &[_, x, y, _, _, .., open, close] = start.as_slice() else {
            return Err(Fault::Line {
                line: *second,
                what: "seven numbers for the start",
            });
        };
        let vertices = rest
            .iter()
            .map(|(line, row)| vertex(*line, row))
            .collect::<Result<_, _>>()?;
        let tours = data::whole(*line, tours)?;
        Ok(Self {
            tours,
            budget,
            most,
            decimals,
            depot: (x, y),
            open,
            close,
            vertices,
        })
    }

    /// The start is 0 and the vertices follow.
    fn xy(&self, ix: usize) -> (f64, f64) {
        if ix == 0 {
            self.depot
        } else {
            self.vertices[ix - 1].xy
        }
    }

    fn drive(&self, from: usize, to: usize) -> f64 {
        data::cut(self.xy(from), self.xy(to), self.decimals)
    }

    /// When the day of the even tours begins.
    fn second_day(&self) -> Tick {
        SCALE.up(self.close) + 1
    }
}

fn vertex(line: usize, row: &[f64]) -> Result<Vertex, Fault> {
    let fault = Fault::Line {
        line,
        what: "a vertex of 22 numbers",
    };
    let &[
        _,
        x,
        y,
        service,
        score,
        a,
        b,
        c,
        d,
        e,
        exchanged,
        fee,
        ref types @ ..,
    ] = row
    else {
        return Err(fault);
    };
    let types: [f64; TYPES] = types.try_into().map_err(|_| fault)?;
    Ok(Vertex {
        xy: (x, y),
        service,
        score,
        edges: [a, b, c, d, e],
        plain: exchanged != 0.0,
        fee,
        types: types.map(|t| t != 0.0),
    })
}

impl Puzzle for Selection {
    fn problem(&self) -> Problem {
        let travel = fleet::travel(self.vertices.len() + 1, |from, to| {
            SCALE.up(self.drive(from, to))
        });
        let (open, close) = (SCALE.up(self.open), SCALE.down(self.close));
        let mut problem = fleet::vehicles(self.tours, open, close, Vec::new(), travel);
        for (ix, shift) in problem
            .shifts
            .iter_mut()
            .enumerate()
            .filter(|(ix, _)| ix % 2 == 1)
        {
            shift.day = u16::from(ix % 2 == 1);
            shift.open += self.second_day();
            shift.close += self.second_day();
        }
        for (ix, vertex) in self.vertices.iter().enumerate() {
            let mut windows: Vec<Window> = Vec::new();
            for day in 0..self.tours.min(2) {
                let later = if day == 1 { self.second_day() } else { 0 };
                let shifted = vertex.windows(day).map(|(from, to)| {
                    let Window { from, to } = SCALE.window(from, to.min(self.close));
                    Window {
                        from: from + later,
                        to: to + later,
                    }
                });
                windows.extend(shifted.iter().filter(|w| w.from <= w.to));
            }
            let mut load = vec![vertex.fee.round() as i32];
            load.extend(vertex.types.map(i32::from));
            let stop = fleet::stop(ix + 1, SCALE.up(vertex.service), windows, load);
            let mut job = fleet::job(vec![stop], self.tours);
            job.required = false;
            job.reward = vertex.score.round() as i64;
            problem.jobs.push(job);
        }
        let limits = [self.budget].into_iter().chain(self.most).zip(0..);
        problem
            .budgets
            .extend(limits.map(|(limit, dimension)| Budget {
                measure: Measure::Load(dimension),
                limit: limit.floor() as i64,
                shifts: fleet::every(self.tours),
            }));
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
        const TOLERANCE: f64 = 1e-6;
        fleet::once(tours, self.tours, self.vertices.len(), 1)?;
        let (mut score, mut fees, mut types) = (0.0, 0.0, [0.0; TYPES]);
        for tour in tours {
            let (mut clock, mut here) = (self.open, 0);
            for call in &tour.calls {
                let (at, vertex) = (call.job + 1, &self.vertices[call.job]);
                clock += self.drive(here, at);
                let window = vertex.windows(tour.shift);
                let Some((from, _)) = window.iter().find(|(_, to)| clock <= to + TOLERANCE) else {
                    return Err(Refusal::Window { at, start: clock });
                };
                clock = clock.max(*from) + vertex.service;
                here = at;
                score += vertex.score;
                fees += vertex.fee;
                for (sum, is) in types.iter_mut().zip(vertex.types) {
                    *sum += f64::from(u8::from(is));
                }
            }
            clock += self.drive(here, 0);
            if clock > self.close + TOLERANCE {
                return Err(Refusal::Late {
                    vehicle: tour.shift,
                    back: clock,
                });
            }
        }
        if fees > self.budget + TOLERANCE {
            return Err(Refusal::Limit {
                what: "the fees",
                sum: fees,
                limit: self.budget,
            });
        }
        for (&sum, limit) in types.iter().zip(self.most) {
            if sum > limit {
                return Err(Refusal::Limit {
                    what: "the vertices of a type",
                    sum,
                    limit,
                });
            }
        }
        Ok(Value::Score(score))
    }

    fn numbers(&self, tour: &Tour) -> Vec<usize> {
        // Number 1 of the file is the end, the first vertex is number 2.
        tour.calls.iter().map(|call| call.job + 2).collect()
    }

    fn worth(&self, reward: i64) -> Option<Value> {
        Some(Value::Score(reward as f64))
    }
}
