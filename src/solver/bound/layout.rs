//! A shift laid out for pricing: what may be done on it, and what each move takes.

use std::cmp::Reverse;

use super::jobs::{self, Jobs};
use super::uses::{Uses, is_priced};
use crate::solver::instance::{Instance, NEVER, NONE};
use crate::solver::model::{Budget, Metres, ShiftId, Tick};
use crate::solver::route::first_start;

/// What a move does to its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// All that there is to do; what is to be done later, wherever one is, is owed.
    Whole { owes: Tick },
    /// A rider (or a load) gets on; of the shift's riders this one.
    Pickup { rider: u8 },
    /// The same gets off.
    Dropoff { rider: u8 },
}

/// One stop that the shift may make.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub job: u32,
    /// Position among the shift's jobs.
    pub bit: u8,
    pub kind: Kind,
    /// Where, among the places of the layout; [`ANYWHERE`]: where one is.
    pub place: u16,
    pub setup: Tick,
    pub service: Tick,
    /// Windows of its start, a range of the instance's.
    pub wins: (u32, u32),
    /// Its last start.
    pub last: Tick,
    /// Whether it may be made with somebody aboard.
    pub with_riders: bool,
}

/// A drive to a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub to: u16,
    pub drive: Tick,
}

/// Shifts of more ticks have no table of ends, and no [`Completion`](super::completion).
pub(super) const MOST_TICKS: Tick = 3_000;
/// No place of its own.
pub(super) const ANYWHERE: u16 = u16::MAX;
/// So many riders of a shift are told apart, at most.
const RIDERS: usize = 64;
/// A job remembers which of so many of its nearest, itself among them, were done before it
/// (ng-sets; Baldacci, Mingozzi and Roberti 2011).
const NEAREST: usize = 20;
/// The same where all classes of shifts together have more jobs to look at than this: there
/// labels are what takes the time.
const FEW_NEAREST: usize = 3;
const LARGE: usize = 2_000;

/// How many of its nearest a job remembers.
pub(super) fn nearest(inst: &Instance<'_>) -> usize {
    let classes = inst.classes.shifts.iter();
    let jobs: usize = classes
        .map(|list| inst.shift_jobs[list[0] as usize].len())
        .sum();
    if jobs > LARGE { FEW_NEAREST } else { NEAREST }
}

/// A shift's moves.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub shift: usize,
    /// Where the shift can be, at its start first.
    pub places: Vec<u32>,
    /// Driving ticks and metres from place to place, row by row: the shortest that they can be.
    pub drive: Vec<Tick>,
    pub metres: Vec<Metres>,
    /// Row by row the places that one can drive to, the nearest first.
    pub ways: Vec<Way>,
    /// From each place to the shift's end.
    pub home: Vec<(Tick, Metres)>,
    /// From each place to the end by the shortest way over other places: there may be a stop at
    /// one of them.
    pub least_home: Vec<Tick>,
    /// Whether no detour is shorter than the way: then what earns nothing is left out. Without
    /// an end of its own a route may end anywhere, and a leg more never helps either.
    pub is_direct: bool,
    /// When each move ends, by the tick since opening at which one is ready for it; empty for
    /// a shift of very many ticks.
    ends: Vec<Vec<Tick>>,
    open: Tick,
    /// By last start, the latest first.
    pub moves: Vec<Move>,
    /// Jobs that the program leaves out: what they earn is added outright.
    pub outright: Vec<u32>,
    /// By bit: the jobs that are remembered there.
    pub near: Vec<Jobs>,
    /// Last starts, ascending, each with the jobs that can no longer be begun after it.
    pub gone: Vec<(Tick, Jobs)>,
    /// Of all that can be aboard, the people: nothing without a place and no break lies
    /// between their stops.
    pub people: u64,
    /// By bit: the job.
    pub jobs: Vec<u32>,
    /// By rider: what they take aboard, by dimension; empty where loads are not checked.
    pub loads: Vec<Vec<i32>>,
    /// By rider: how long they may be aboard at most.
    pub rides: Vec<Tick>,
    /// Budgets that have a price and hold for this shift: position, and what routes use.
    pub budgets: Vec<(usize, Uses)>,
}

impl Layout {
    /// With jobs that remember so many of their [`nearest`].
    pub(super) fn new(inst: &Instance<'_>, shift: usize, nearest: usize) -> Self {
        let holds = |b: &Budget| {
            is_priced(inst.p, b) && b.shifts.binary_search(&ShiftId::at(shift)).is_ok()
        };
        let budgets = inst.p.budgets.iter().enumerate();
        let budgets = budgets
            .filter(|(_, budget)| holds(budget))
            .map(|(ix, budget)| (ix, Uses::new(inst, shift, budget)));
        let mut layout = Self {
            shift,
            places: vec![inst.shifts[shift].start],
            drive: Vec::new(),
            metres: Vec::new(),
            ways: Vec::new(),
            home: Vec::new(),
            least_home: Vec::new(),
            is_direct: false,
            ends: Vec::new(),
            open: inst.shifts[shift].open,
            moves: Vec::new(),
            outright: Vec::new(),
            near: Vec::new(),
            gone: Vec::new(),
            people: 0,
            jobs: Vec::new(),
            loads: Vec::new(),
            rides: Vec::new(),
            budgets: budgets.collect(),
        };
        let mut riders = 0;
        for &job in &inst.shift_jobs[shift] {
            layout.add(inst, job, &mut riders);
        }
        let lone_loads = inst.shift_jobs[shift].iter().any(|&job| {
            let first = inst.first[job as usize] as usize * inst.dims;
            inst.stops(job as usize) == 1
                && inst.load[first..first + inst.dims].iter().any(|&l| l != 0)
        });
        if lone_loads {
            layout.loads.clear();
        }
        layout.remember(inst, nearest);
        layout.measure(inst);
        layout.moves.sort_by_key(|one| Reverse(one.last));
        layout.look_up(inst);
        layout
    }

    fn add(&mut self, inst: &Instance<'_>, job: u32, riders: &mut usize) {
        let j = job as usize;
        let Some(pair) = inst.pair(j, self.shift) else {
            return;
        };
        let first = inst.first[j];
        let stops = inst.stops(j);
        let node = |k: usize| &inst.nodes[first as usize + k];
        // Somebody or something is aboard between the stops; else the second is writing up.
        let carries = stops == 2 && (node(0).rider || node(1).loc != NONE);
        if carries && *riders == RIDERS || self.jobs.len() == jobs::MOST {
            self.outright.push(job);
            return;
        }
        let bit = self.jobs.len() as u8;
        self.jobs.push(job);
        let mut put = |k: usize, kind: Kind| {
            let wins = inst.ranges[pair][k];
            let place = self.places.iter().position(|&loc| loc == node(k).loc);
            let place = match place {
                _ if node(k).loc == NONE => ANYWHERE,
                Some(at) => at as u16,
                None => {
                    self.places.push(node(k).loc);
                    (self.places.len() - 1) as u16
                }
            };
            self.moves.push(Move {
                job,
                bit,
                kind,
                place,
                setup: node(k).setup,
                service: node(k).service,
                wins,
                last: inst.windows(wins).last().map_or(Tick::MIN, |w| w.1),
                with_riders: node(k).rider || !inst.p.riders_alone,
            });
        };
        if carries {
            let rider = *riders as u8;
            *riders += 1;
            self.people |= u64::from(node(0).rider) << rider;
            put(0, Kind::Pickup { rider });
            put(1, Kind::Dropoff { rider });
            let load = |d: usize| inst.load[first as usize * inst.dims + d];
            self.loads.push((0..inst.dims).map(load).collect());
            self.rides.push(node(1).max_ride);
        } else {
            let owes = if stops == 2 { node(1).service } else { 0 };
            put(0, Kind::Whole { owes });
        }
    }

    /// Fills the tables of drives between the places.
    fn measure(&mut self, inst: &Instance<'_>) {
        let sh = &inst.shifts[self.shift];
        let pairs = |&from: &u32| self.places.iter().map(move |&to| (from, to));
        let pairs = || self.places.iter().flat_map(pairs);
        let drive = pairs().map(|(a, b)| inst.drive(sh.travel, a, b)).collect();
        let metres = pairs().map(|(a, b)| inst.metres(sh.travel, a, b)).collect();
        (self.drive, self.metres) = (drive, metres);
        let home = |&from: &u32| {
            let to = if sh.end == NONE { from } else { sh.end };
            (
                inst.drive(sh.travel, from, to),
                inst.metres(sh.travel, from, to),
            )
        };
        self.home = self.places.iter().map(home).collect();
        self.is_direct = sh.simple && self.setups_are_no_more(sh.count > 0);
        let legs = (self.drive.clone(), self.metres.clone(), self.home.clone());
        self.close_legs();
        self.least_home = self.home.iter().map(|leg| leg.0).collect();
        if !self.is_direct {
            (self.drive, self.metres, self.home) = legs;
        }
        for row in self.drive.chunks(self.places.len()) {
            let begin = self.ways.len();
            let ways = row.iter().enumerate();
            self.ways.extend(ways.map(|(to, &drive)| Way {
                to: to as u16,
                drive,
            }));
            self.ways[begin..].sort_by_key(|way| way.drive);
        }
    }

    /// Whether leaving a stop out never delays the next one at the same place, which then has its
    /// setup: that is no more than what the stop took. With a break between the two it would be
    /// more all the same, since a setup comes after the break on its leg.
    fn setups_are_no_more(&self, has_breaks: bool) -> bool {
        let located = || self.moves.iter().filter(|one| one.place != ANYWHERE);
        let mut most = vec![0; self.places.len()];
        for one in located() {
            let most = &mut most[usize::from(one.place)];
            *most = one.setup.max(*most);
        }
        located().all(|one| {
            let took = if has_breaks {
                0
            } else {
                one.setup + one.service
            };
            most[usize::from(one.place)] <= took
        })
    }

    fn look_up(&mut self, inst: &Instance<'_>) {
        let sh = &inst.shifts[self.shift];
        if sh.close - sh.open > MOST_TICKS {
            return;
        }
        let ends = |one: &Move| {
            let wins = inst.windows(one.wins);
            (sh.open..=sh.close)
                .map(|ready| match first_start(wins, ready) {
                    start if start < NEVER => start + one.service,
                    _ => NEVER,
                })
                .collect()
        };
        self.ends = self.moves.iter().map(ends).collect();
    }

    /// When a move ends for which one is ready at a tick, if it can be made then; none also
    /// for shifts of very many ticks.
    pub(super) fn end(&self, ix: usize, ready: Tick) -> Option<Tick> {
        let at = usize::try_from(ready - self.open).ok()?;
        let end = *self.ends.get(ix)?.get(at)?;
        (end < NEVER).then_some(end)
    }

    /// Whether a set of riders has room aboard.
    pub(super) fn has_room(&self, inst: &Instance<'_>, riders: u64) -> bool {
        let capacity = &inst.shifts[self.shift].capacity;
        let load = |d: usize| -> i64 {
            let loads = self.loads.iter().enumerate();
            let aboard = loads.filter(|(rider, _)| riders >> rider & 1 == 1);
            aboard.map(|(_, load)| i64::from(load[d])).sum()
        };
        self.loads.is_empty() || (0..inst.dims).all(|d| load(d) <= i64::from(capacity[d]))
    }

    /// Makes every leg as short as the shortest way over other places. Where nothing else tells
    /// the drive, this only allows more; and then no detour is shorter than the way.
    fn close_legs(&mut self) {
        let n = self.places.len();
        for via in 0..n {
            for a in 0..n {
                for b in 0..n {
                    let (first, second) = (a * n + via, via * n + b);
                    let drive = self.drive[first] + self.drive[second];
                    let metres = self.metres[first] + self.metres[second];
                    let leg = a * n + b;
                    self.drive[leg] = self.drive[leg].min(drive);
                    self.metres[leg] = self.metres[leg].min(metres);
                }
            }
        }
        for a in 0..n {
            for via in 0..n {
                let (drive, metres) = self.home[via];
                let leg = a * n + via;
                self.home[a].0 = self.home[a].0.min(self.drive[leg] + drive);
                self.home[a].1 = self.home[a].1.min(self.metres[leg] + metres);
            }
        }
    }

    /// Fills the sets of jobs that each job remembers: its nearest, and all that could be done
    /// over and over in no time (which itself remembers all); and when jobs are gone.
    fn remember(&mut self, inst: &Instance<'_>, nearest: usize) {
        let table = inst.shifts[self.shift].travel;
        let place: Vec<u32> = self
            .jobs
            .iter()
            .map(|&job| inst.nodes[inst.first[job as usize] as usize].loc)
            .collect();
        let bits = 0..self.jobs.len();
        let timeless = self.moves.iter().filter(|one| one.service == 0);
        let mut always = Jobs::default();
        timeless.for_each(|one| always.put(one.bit));
        self.near = vec![always; self.jobs.len()];
        for at in bits {
            let mut by_drive: Vec<(Tick, usize)> = (0..self.jobs.len())
                .map(|other| (inst.drive(table, place[at], place[other]), other))
                .collect();
            // Itself first, whatever else is as near.
            by_drive.sort_unstable_by_key(|&(drive, other)| (other != at, drive, other));
            // Completions add what takes no time outright: it must not part two of the same.
            let remembered = if always.has(at as u8) {
                by_drive.len()
            } else {
                nearest
            };
            for &(_, other) in by_drive.iter().take(remembered) {
                self.near[at].put(other as u8);
            }
        }
        let begins = |one: &&Move| !matches!(one.kind, Kind::Dropoff { .. });
        let mut lasts: Vec<(Tick, u8)> = self
            .moves
            .iter()
            .filter(begins)
            .map(|one| (one.last, one.bit))
            .collect();
        lasts.sort_unstable();
        let mut set = Jobs::default();
        self.gone = lasts
            .into_iter()
            .map(|(last, bit)| {
                set.put(bit);
                (last, set)
            })
            .collect();
    }
}
