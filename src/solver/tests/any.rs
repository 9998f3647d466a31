//! Random small problems that use every term of the model.

use std::sync::Arc;

use crate::solver::model::*;
use crate::solver::rng::Rng;

/// Which terms a random problem may use.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub jobs: usize,
    pub shifts: usize,
    /// Horizon in ticks.
    pub horizon: i32,
    pub breaks: usize,
    pub closures: bool,
    pub timed: bool,
    pub pairs: bool,
    pub unlocated: bool,
    pub coupled: bool,
    pub budgets: bool,
    pub groups: bool,
    pub pay: bool,
}

/// Everything at once.
pub(crate) const ALL: Terms = Terms {
    jobs: 9,
    shifts: 3,
    horizon: 60,
    breaks: 2,
    closures: true,
    timed: true,
    pairs: true,
    unlocated: true,
    coupled: true,
    budgets: true,
    groups: true,
    pay: true,
};

/// Rush hour: the nearer departure is to the beginning, the longer the drive.
pub(crate) struct Rush {
    pub size: usize,
    pub ticks: Vec<Tick>,
    pub peak: Tick,
}

impl Timed for Rush {
    fn arrive(&self, from: LocationId, to: LocationId, depart: Tick) -> Tick {
        let d = self.ticks[from.ix() * self.size + to.ix()];
        let extra = if d == 0 {
            0
        } else {
            (self.peak - depart.rem_euclid(100)).clamp(0, 3)
        };
        depart + d + extra
    }

    fn depart_by(&self, from: LocationId, to: LocationId, arrive: Tick) -> Tick {
        let mut t = arrive;
        while self.arrive(from, to, t) > arrive {
            t -= 1;
        }
        t
    }
}

fn range(rng: &mut Rng, from: i32, to: i32) -> i32 {
    from + rng.below((to - from + 1) as usize) as i32
}

fn windows(rng: &mut Rng, base: i32, horizon: i32) -> Vec<Window> {
    let mut list = Vec::new();
    let mut at = base + range(rng, 0, horizon / 2);
    for _ in 0..1 + rng.below(3) {
        let to = at + range(rng, 0, horizon / 3);
        list.push(Window { from: at, to });
        at = to + range(rng, 1, 8);
    }
    list
}

/// A random problem.
pub(crate) fn problem(rng: &mut Rng, t: Terms) -> Problem {
    let size = 5;
    let mut p = Problem::default();
    let mut ticks = vec![0; size * size];
    let mut metres = vec![0; size * size];
    for a in 0..size {
        for b in 0..size {
            if a != b {
                ticks[a * size + b] = range(rng, 1, 7);
                metres[a * size + b] = i64::from(range(rng, 1, 20));
            }
        }
    }
    let timed = (t.timed && rng.chance(0.4)).then(|| {
        Arc::new(Rush {
            size,
            ticks: ticks.clone(),
            peak: range(rng, 5, 30),
        }) as Arc<dyn Timed>
    });
    p.travel.push(Travel {
        size,
        ticks,
        metres,
        timed,
    });
    for _ in 0..2 {
        let overtime = (t.pay && rng.chance(0.5)).then(|| Overtime {
            day: range(rng, 10, 40),
            week: range(rng, 10, 60),
            premium: i64::from(range(rng, 0, 3)),
            only: rng.chance(0.3),
        });
        p.owners.push(Owner {
            person: None,
            features: 1,
            overtime,
        });
    }
    for s in 0..t.shifts {
        let owner = s * 2 / t.shifts.max(1);
        let day = s as i32;
        p.shifts.push(shift(rng, t, owner, day, size));
    }
    p.people = 4;
    if t.coupled {
        p.owners[0].person = rng.chance(0.3).then_some(PersonId(3));
        for c in 0..2 {
            let present = (0..t.shifts as i32)
                .map(|d| Window {
                    from: d * 100,
                    to: d * 100 + range(rng, 20, t.horizon),
                })
                .collect();
            p.companions.push(CompanionStaff {
                person: (c == 0 && rng.chance(0.5)).then_some(PersonId(2)),
                features: 1 << (c + 1),
                present,
                travel: TravelId(0),
                cost_per_tick: 1,
            });
        }
    }
    for _ in 0..t.jobs {
        let job = job(rng, t, size);
        p.jobs.push(job);
    }
    relations(rng, t, &mut p);
    p.riders_alone = rng.chance(0.4);
    p.objective = vec![
        Level {
            missed: 1,
            ..Level::default()
        },
        Level {
            reward: -1,
            ..Level::default()
        },
        Level {
            money: 1,
            used: 1,
            ..Level::default()
        },
        Level {
            drive: 1,
            metres: 1,
            ..Level::default()
        },
        Level {
            ride: 1,
            preferred: -2,
            ..Level::default()
        },
    ];
    p
}

fn shift(rng: &mut Rng, t: Terms, owner: usize, day: i32, size: usize) -> Shift {
    let base = day * 100;
    let open = base + range(rng, 0, 5);
    let close = base + range(rng, t.horizon - 15, t.horizon);
    let place = |rng: &mut Rng| rng.chance(0.8).then(|| LocationId::at(rng.below(size)));
    let mut breaks = Vec::new();
    for _ in 0..rng.below(t.breaks + 1) {
        let ticks = range(rng, 2, 5);
        let earliest = base + range(rng, 5, t.horizon / 2);
        let latest_end = earliest + ticks + range(rng, 0, 12);
        breaks.push(Break {
            earliest,
            latest_end,
            ticks,
            paid: rng.chance(0.3),
        });
    }
    let mut closures = Vec::new();
    if t.closures && rng.chance(0.3) {
        let from = base + range(rng, 5, t.horizon - 10);
        closures.push(Window {
            from,
            to: from + range(rng, 1, 6),
        });
    }
    let pay = if rng.chance(0.5) {
        Pay::Used
    } else {
        Pay::Whole {
            until: base + range(rng, 20, t.horizon),
        }
    };
    let cost = if t.pay && rng.chance(0.6) {
        Cost {
            used: 2,
            per_metre: 1,
            per_drive_tick: 1,
            per_paid_tick: 2,
        }
    } else {
        Cost::default()
    };
    Shift {
        owner: OwnerId::at(owner),
        day: day as u16,
        travel: TravelId(0),
        start: place(rng),
        end: place(rng),
        open,
        close,
        closures,
        capacity: vec![2],
        breaks,
        pay,
        cost,
        first_leg_claimed: rng.chance(0.5),
        last_leg_claimed: rng.chance(0.5),
    }
}

fn job(rng: &mut Rng, t: Terms, size: usize) -> Job {
    let base = rng.below(t.shifts) as i32 * 100;
    let pair = t.pairs && rng.chance(0.4);
    let rider = pair && rng.chance(0.6);
    let mut stops = Vec::new();
    for k in 0..1 + usize::from(pair) {
        let located = rider || !t.unlocated || rng.chance(if k == 0 { 0.9 } else { 0.3 });
        let mut list = windows(rng, base, t.horizon);
        if pair && k == 1 && rng.chance(0.6) {
            list = vec![Window {
                from: base,
                to: base + t.horizon,
            }];
        } else if rng.chance(0.3) {
            list = (0..t.shifts as i32)
                .map(|d| Window {
                    from: d * 100,
                    to: d * 100 + range(rng, 5, t.horizon),
                })
                .collect();
        }
        let load = if rider {
            vec![if k == 0 { 1 } else { -1 }]
        } else {
            vec![]
        };
        stops.push(Stop {
            location: located.then(|| LocationId::at(rng.below(size))),
            setup: if rng.chance(0.3) { 2 } else { 0 },
            service: range(rng, 0, 8),
            windows: list,
            load,
        });
    }
    let mut people = Vec::new();
    let mut presences = Vec::new();
    let mut companions = None;
    if t.coupled {
        if rng.chance(0.35) {
            people.push(PersonId(rng.below(4) as u32));
        }
        if rng.chance(0.2) {
            let any_of = (0..2)
                .map(|k| {
                    let at = base + range(rng, 0, 20);
                    (
                        PersonId(k),
                        vec![Window {
                            from: at,
                            to: at + range(rng, 10, 40),
                        }],
                    )
                })
                .collect();
            presences.push(Presence {
                stop: rng.below(stops.len()) as u8,
                any_of,
            });
        }
        if !rider && rng.chance(0.25) {
            companions = Some(Companions {
                count: 1,
                candidates: vec![CompanionId(0), CompanionId(1)],
                need: [0, 1, 2, 4][rng.below(4)],
            });
        }
    }
    let mut shifts: Vec<ShiftId> = (0..t.shifts)
        .filter(|_| rng.chance(0.8))
        .map(ShiftId::at)
        .collect();
    if shifts.is_empty() {
        shifts.push(ShiftId(0));
    }
    Job {
        max_ride: (pair && rng.chance(0.6)).then(|| range(rng, 0, 15)),
        stops,
        rider,
        reward: i64::from(range(rng, 1, 20)),
        required: rng.chance(0.1),
        shifts,
        people,
        presences,
        companions,
        preferred: if rng.chance(0.2) {
            vec![Window {
                from: base,
                to: base + 20,
            }]
        } else {
            vec![]
        },
    }
}

fn relations(rng: &mut Rng, t: Terms, p: &mut Problem) {
    let n = p.jobs.len();
    if t.coupled && n > 1 && rng.chance(0.6) {
        let a = rng.below(n - 1);
        let gap = range(rng, 0, 10);
        p.precedences.push(Precedence {
            before: JobId::at(a),
            after: JobId::at(a + 1),
            gap,
        });
    }
    if t.groups && n > 2 {
        let pick = |rng: &mut Rng| -> Vec<JobId> {
            (0..n).filter(|_| rng.chance(0.3)).map(JobId::at).collect()
        };
        if rng.chance(0.4) {
            p.groups.push(Group::AtMostOne(pick(rng)));
        }
        if rng.chance(0.4) {
            p.groups.push(Group::DifferentDays(pick(rng)));
        }
        if rng.chance(0.4) {
            p.groups.push(Group::SameOwner(pick(rng)));
        }
        let riders: Vec<usize> = (0..n).filter(|&j| p.jobs[j].rider).collect();
        if riders.len() > 1 && rng.chance(0.6) {
            let (a, b) = (JobId::at(riders[0]), JobId::at(riders[1]));
            p.groups.push(if rng.chance(0.5) {
                Group::Together(a, b)
            } else {
                Group::Apart(a, b)
            });
        }
    }
    if t.budgets {
        for _ in 0..rng.below(3) {
            let measure = [
                Measure::Metres,
                Measure::Drive,
                Measure::RiderDrive,
                Measure::Jobs,
                Measure::Load(0),
                Measure::Paid,
                Measure::Overtime,
                Measure::Money,
            ][rng.below(if t.pay { 8 } else { 4 })];
            let most = match measure {
                Measure::Jobs => 5,
                Measure::Load(_) => 2,
                Measure::RiderDrive | Measure::Overtime => 20,
                Measure::Paid => 90,
                _ => 60,
            };
            p.budgets.push(Budget {
                measure,
                limit: i64::from(range(rng, 0, most)),
                shifts: p.all_shifts(),
            });
        }
    }
}
