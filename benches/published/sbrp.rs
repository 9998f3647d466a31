//! School buses for several schools with their bells: fewest buses, with students of several
//! schools aboard at once.
//!
//! Distances are those of a grid (Manhattan) in feet, driven at 20 miles an hour and cut to
//! whole seconds. A stop with n students takes 19 + 2.6 n seconds to board and a school
//! 29 + 1.9 n for all who leave there together, cut likewise. A ride lasts from the end of
//! the pickup to the bus's arrival at the school, which lies in the school's window.
//!
//! The engine is asked in tenths of a second. What a school takes once is spent on the way
//! out of it, so that the first who leave do so on arrival, and those after them a little
//! later than they do here: what the engine holds for feasible is feasible.

use std::collections::BTreeMap;
use std::path::Path;

use liaison::solver::model::{Level, Problem, Tick};

use crate::data::{self, Best, Fault};
use crate::family::{Family, Puzzle, Refusal, Tour, Value};
use crate::fleet::{self, Scale};

/// Seats of every bus.
const CAPACITY: usize = 66;
/// Where all buses start and end, in feet.
const DEPOT: (f64, f64) = (105_600.0, 105_600.0);
/// Feet a second: 20 miles an hour.
const SPEED: f64 = 20.0 * 5_280.0 / 3_600.0;
/// Tenths of a second.
const SCALE: Scale = Scale(10.0);
/// Tenths of a second that a school takes once, and for each student.
const AT_SCHOOL: (Tick, Tick) = (290, 19);
/// One bus for so many stops, and some more, are offered.
const STOPS_A_BUS: usize = 5;
const MORE_BUSES: usize = 10;

/// The family.
pub struct Sbrp;

impl Family for Sbrp {
    fn name(&self) -> &'static str {
        "sbrp"
    }

    fn in_parts(&self) -> bool {
        true
    }

    fn origin(&self) -> &'static str {
        "https://github.com/lanxuedang/SBRP-School-Bus-Routing-Problem (Park, Tae and Kim 2012)"
    }

    fn cases(&self, dir: &Path, _: bool) -> Result<Vec<Best>, Fault> {
        data::best(dir, |name, cell| {
            let mixed = name.ends_with(":mixed");
            mixed.then(|| cell.parse().ok().map(Value::Vehicles))?
        })
    }

    fn open(&self, dir: &Path, case: &str) -> Result<Box<dyn Puzzle>, Fault> {
        let name = || Fault::Name(case.to_owned());
        let case = case.strip_suffix(":mixed").unwrap_or(case);
        let (instance, longest) = case.split_once("-MRT").ok_or_else(name)?;
        let longest: u32 = longest.parse().map_err(|_| name())?;
        let folder = dir.join("instances").join(instance);
        let schools = data::text(&folder.join("Schools.txt"))?;
        let stops = data::text(&folder.join("Stops.txt"))?;
        Ok(Box::new(Buses::parse(&schools, &stops, longest)?))
    }
}

/// A school of the file.
#[derive(Clone, Copy, Debug)]
struct School {
    xy: (f64, f64),
    /// When a bus may arrive, in seconds of the day.
    open: f64,
    close: f64,
}

/// A stop of the file, all of whose students go to one school.
#[derive(Clone, Copy, Debug)]
struct Stop {
    number: usize,
    xy: (f64, f64),
    school: usize,
    students: usize,
}

/// A case of the family.
#[derive(Debug)]
pub struct Buses {
    schools: Vec<School>,
    stops: Vec<Stop>,
    /// The longest ride in seconds.
    longest: f64,
}

impl Buses {
    /// Reads the two files of an instance; rides may take `longest` seconds.
    ///
    /// # Errors
    /// [`Fault::Line`] and [`Fault::Shape`].
    pub fn parse(schools: &str, stops: &str, longest: u32) -> Result<Self, Fault> {
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let mut read = Vec::new();
        for (line, row) in data::rows(schools) {
            let &[number, x, y, open, close] = row.as_slice() else {
                let what = "five numbers of a school";
                return Err(Fault::Line { line, what });
            };
            numbers.insert(data::whole(line, number)?, read.len());
            read.push(School {
                xy: (x, y),
                open: clock(data::whole(line, open)?),
                close: clock(data::whole(line, close)?),
            });
        }
        let mut all = Vec::new();
        for (line, row) in data::rows(stops) {
            let &[number, x, y, school, students] = row.as_slice() else {
                let what = "five numbers of a stop";
                return Err(Fault::Line { line, what });
            };
            let school = numbers.get(&data::whole(line, school)?);
            let what = "the number of a school";
            all.push(Stop {
                number: data::whole(line, number)?,
                xy: (x, y),
                school: *school.ok_or(Fault::Line { line, what })?,
                students: data::whole(line, students)?,
            });
        }
        if all.is_empty() {
            return Err(Fault::Shape("there is no stop"));
        }
        Ok(Self {
            schools: read,
            stops: all,
            longest: f64::from(longest),
        })
    }

    fn buses(&self) -> usize {
        self.stops.len().div_ceil(STOPS_A_BUS) + MORE_BUSES
    }

    /// Location 0 is the depot; then come the schools and the stops.
    fn xy(&self, at: usize) -> (f64, f64) {
        match at.checked_sub(1) {
            None => DEPOT,
            Some(ix) => match self.schools.get(ix) {
                Some(school) => school.xy,
                None => self.stops[ix - self.schools.len()].xy,
            },
        }
    }

    fn is_school(&self, at: usize) -> bool {
        (1..=self.schools.len()).contains(&at)
    }

    /// The location of a job's stop.
    fn at(&self, job: usize, stop: usize) -> usize {
        match stop {
            0 => 1 + self.schools.len() + job,
            _ => 1 + self.stops[job].school,
        }
    }

    fn drive(&self, from: usize, to: usize) -> f64 {
        let (a, b) = (self.xy(from), self.xy(to));
        (((a.0 - b.0).abs() + (a.1 - b.1).abs()) / SPEED).floor()
    }

    /// Follows a tour by the engine's clock, in its ticks.
    fn follow(&self, tour: &Tour) -> Result<(), Refusal> {
        let ticks = |seconds: f64| SCALE.up(seconds);
        let (mut leave, mut here, mut aboard) = (tour.depart, 0, 0);
        // When the pickup of a stop ended, while its students are aboard.
        let mut since: BTreeMap<usize, Tick> = BTreeMap::new();
        let visits = tour.calls.chunk_by(|a, b| {
            let at = self.at(a.job, a.stop);
            self.is_school(at) && at == self.at(b.job, b.stop)
        });
        for visit in visits {
            let at = self.at(visit[0].job, visit[0].stop);
            let start = visit[0].start;
            let outside = Refusal::Window {
                at,
                start: SCALE.units(start),
            };
            if leave + ticks(self.drive(here, at)) > start {
                return Err(outside);
            }
            if self.is_school(at) {
                let School { open, close, .. } = self.schools[at - 1];
                if start < ticks(open) || start > ticks(close) {
                    return Err(outside);
                }
                let mut off = 0;
                for call in visit {
                    let begin = since.remove(&call.job).ok_or(Refusal::Order(at))?;
                    if start - begin > ticks(self.longest) {
                        let ride = SCALE.units(start - begin);
                        return Err(Refusal::Ride { at, ride });
                    }
                    off += self.stops[call.job].students;
                }
                aboard -= off;
                leave = start + ticks((29.0 + 1.9 * off as f64).floor());
            } else {
                let stop = self.stops[visit[0].job];
                aboard += stop.students;
                leave = start + ticks(boarding(stop.students));
                since.insert(visit[0].job, leave);
            }
            if aboard > CAPACITY {
                return Err(Refusal::Load {
                    vehicle: tour.shift,
                    at,
                    load: aboard as f64,
                });
            }
            here = at;
        }
        match since.keys().next() {
            Some(&job) => Err(Refusal::Order(self.at(job, 1))),
            None => Ok(()),
        }
    }
}

/// Seconds of the day of a clock's hours and minutes: 510 is ten past five.
fn clock(digits: usize) -> f64 {
    (digits / 100 * 3_600 + digits % 100 * 60) as f64
}

/// Seconds that a stop takes.
fn boarding(students: usize) -> f64 {
    (19.0 + 2.6 * students as f64).floor()
}

impl Puzzle for Buses {
    fn problem(&self) -> Problem {
        let size = 1 + self.schools.len() + self.stops.len();
        let travel = fleet::travel(size, |from, to| {
            let once = if self.is_school(from) { AT_SCHOOL.0 } else { 0 };
            SCALE.up(self.drive(from, to)) + once
        });
        let (buses, day) = (self.buses(), SCALE.up(86_400.0));
        let mut problem = fleet::vehicles(buses, 0, day, vec![CAPACITY as i32], travel);
        for (ix, stop) in self.stops.iter().enumerate() {
            let School { open, close, .. } = self.schools[stop.school];
            let [from, to] = [0, 1].map(|end| self.at(ix, end));
            let (board, load) = (boarding(stop.students), stop.students as i32);
            // So late that the ride is not too long, so early that the school is still open.
            let first = (open - self.longest - board).max(0.0);
            let last = close - self.drive(from, to) - board;
            let pickup = SCALE.window(first, last);
            let off = AT_SCHOOL.1 * load;
            let mut job = fleet::job(
                vec![
                    fleet::stop(from, SCALE.up(board), vec![pickup], vec![load]),
                    fleet::stop(to, off, vec![SCALE.window(open, close)], vec![-load]),
                ],
                buses,
            );
            job.max_ride = Some(SCALE.down(self.longest));
            problem.jobs.push(job);
        }
        let level = Level::default();
        problem.objective = vec![
            Level { missed: 1, ..level },
            Level { used: 1, ..level },
            Level { drive: 1, ..level },
        ];
        problem
    }

    fn check(&self, tours: &[Tour]) -> Result<Value, Refusal> {
        let made = fleet::once(tours, self.buses(), self.stops.len(), 2)?;
        if made < 2 * self.stops.len() {
            let missing = 2 * self.stops.len() - made;
            return Err(Refusal::Unserved(missing.div_ceil(2)));
        }
        let out = tours.iter().filter(|tour| !tour.calls.is_empty());
        for tour in out.clone() {
            self.follow(tour)?;
        }
        Ok(Value::Vehicles(out.count()))
    }

    fn numbers(&self, tour: &Tour) -> Vec<usize> {
        let number = |call: &crate::family::Call| self.stops[call.job].number;
        tour.calls.iter().map(number).collect()
    }
}
