//! The week as a routing problem: the one place where its rules are written down for the
//! solver.

use std::sync::Arc;

use super::coupling::{self, Coupling};
use super::eligible::{self, is_forbidden, may_do, may_drive, needs_booster};
use super::objective;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, ShiftIx, StaffIx, Work};
use crate::domain::money::{Money, Rate};
use crate::domain::ride::Ride;
use crate::domain::rule::Rule;
use crate::domain::staff::{PayBasis, Shift, StaffRole};
use crate::domain::task::Task;
use crate::domain::time::{Minutes, Moment, Span, Spans};
use crate::domain::travel::TravelTable;
use crate::solver::model as solver;
use crate::solver::model::{
    Break, CompanionId, CompanionStaff, Companions, Cost, Job, JobId, LocationId, Overtime, Owner,
    OwnerId, Pay, Problem, ShiftId, Stop, Tick, Timed, Travel, TravelId, Window,
};

/// The routing problem of a week, and what its parts stand for.
///
/// Shifts and owners keep the positions of the week's shifts and staff.
pub struct Built {
    /// The problem.
    pub problem: Problem,
    /// What each job stands for.
    pub works: Vec<Work>,
    /// What cannot be placed by the rules that need no plan, and the rule.
    pub excluded: Vec<(Work, Rule)>,
    /// Which member of staff each companion is.
    pub companions: Vec<StaffIx>,
    sites: Vec<u32>,
}

impl Built {
    /// The job that stands for a piece of work; none where it is excluded. Cost: linear.
    pub(super) fn job(&self, work: Work) -> Option<JobId> {
        let position = self.works.iter().position(|&own| own == work);
        position.map(JobId::at)
    }

    /// The site of the week's travel table at which a location stands.
    pub fn site(&self, location: LocationId) -> usize {
        self.sites[location.ix()] as usize
    }
}

/// When and by whom a piece of work can be done, looked at alone.
pub(super) struct Chance {
    pub work: Work,
    /// Starts of its stop, or of pickup and drop-off.
    pub starts: [Spans; 2],
    pub shifts: Vec<ShiftIx>,
}

/// Turns a week into a routing problem.
///
/// Cost: linear in the work times the shifts, and in the square of the sites used.
pub fn build(week: &Week) -> Built {
    let mut excluded = Vec::new();
    let mut chances = Vec::new();
    for work in week.work() {
        match chance(week, work) {
            Ok(chance) => chances.push(chance),
            Err(rule) => excluded.push((work, rule)),
        }
    }
    drop_orphans(week, &mut chances, &mut excluded);
    let sites = Sites::used(week, &chances);
    let companions: Vec<StaffIx> = accompanying(week).collect();
    let coupling = Coupling::of(week, &chances);
    let features = Features::of(week, &chances);
    let jobs = chances
        .iter()
        .enumerate()
        .map(|(ix, chance)| {
            job(
                week,
                chance,
                &sites,
                &companions,
                &features,
                coupling.of_job(JobId::at(ix)),
            )
        })
        .collect();
    let works: Vec<Work> = chances.iter().map(|chance| chance.work).collect();
    let problem = Problem {
        travel: vec![sites.travel(week)],
        owners: (0..week.staff.len())
            .map(|ix| owner(week, StaffIx::at(ix), &features, &coupling))
            .collect(),
        shifts: week
            .shifts
            .iter()
            .map(|one| shift(week, one, &sites))
            .collect(),
        jobs,
        people: coupling.people(),
        companions: companions
            .iter()
            .map(|&who| companion(week, who, &features, &coupling))
            .collect(),
        precedences: coupling::precedences(week, &works),
        groups: coupling::groups(week, &works),
        budgets: objective::budgets(week),
        riders_alone: week.policy.riders_alone,
        objective: objective::levels(week),
    };
    Built {
        problem,
        works,
        excluded,
        companions,
        sites: sites.used,
    }
}

fn chance(week: &Week, work: Work) -> Result<Chance, Rule> {
    match work {
        Work::Task(ix) => {
            let task = week.task(ix);
            if is_forbidden(task.pin.as_ref()) {
                return Err(Rule::Pin);
            }
            let starts = eligible::task_starts(week, task)?;
            let accompanied = task.partners.count > 0;
            let mut shifts = eligible::shifts(week, &starts, |staff| {
                may_do(week, staff, task, accompanied)
            })?;
            // Somebody who is to attend may do the task, but then only if nobody else can.
            let attends = |shift: &ShiftIx| {
                task.attendees
                    .contains(&week.member(week.shift(*shift).staff).person)
            };
            if shifts.iter().any(|shift| !attends(shift)) {
                shifts.retain(|shift| !attends(shift));
            }
            Ok(Chance {
                work,
                starts: [starts, Spans::default()],
                shifts,
            })
        }
        Work::Ride(ix) => {
            let ride = week.ride(ix);
            if is_forbidden(ride.pin.as_ref()) {
                return Err(Rule::Pin);
            }
            let starts = eligible::ride_starts(week, ride)?;
            let mut shifts =
                eligible::shifts(week, &starts[0], |staff| may_drive(week, staff, ride))?;
            shifts.retain(|&shift| week.shift(shift).day == ride.day);
            if shifts.is_empty() {
                Err(Rule::Shift)
            } else {
                Ok(Chance {
                    work,
                    starts,
                    shifts,
                })
            }
        }
    }
}

/// What comes after something that can never be placed cannot be placed either.
fn drop_orphans(week: &Week, chances: &mut Vec<Chance>, excluded: &mut Vec<(Work, Rule)>) {
    loop {
        let known: std::collections::BTreeSet<Work> =
            chances.iter().map(|chance| chance.work).collect();
        let orphan = |chance: &Chance| match chance.work {
            Work::Task(task) => !week
                .task(task)
                .after
                .iter()
                .all(|before| known.contains(before)),
            Work::Ride(_) => false,
        };
        let before = chances.len();
        chances.retain(|chance| {
            let gone = orphan(chance);
            if gone {
                excluded.push((chance.work, Rule::After));
            }
            !gone
        });
        if chances.len() == before {
            excluded.sort_unstable_by_key(|(work, _)| *work);
            return;
        }
    }
}

fn accompanying(week: &Week) -> impl Iterator<Item = StaffIx> + '_ {
    let along = |role| matches!(role, StaffRole::Partner | StaffRole::Interpreter);
    (0..week.staff.len())
        .map(StaffIx::at)
        .filter(move |&ix| along(week.member(ix).role))
}

/// The sites that this plan can touch, numbered without gaps: the solver's locations.
struct Sites {
    location: Vec<Option<LocationId>>,
    used: Vec<u32>,
}

impl Sites {
    fn used(week: &Week, chances: &[Chance]) -> Self {
        let mut sites = Self {
            location: vec![None; week.travel.sites()],
            used: Vec::new(),
        };
        for shift in &week.shifts {
            sites.add(week, shift.start_place);
            sites.add(week, shift.end_place);
        }
        for chance in chances {
            match chance.work {
                Work::Task(task) => sites.add(week, week.task(task).place),
                Work::Ride(ride) => {
                    sites.add(week, Some(week.ride(ride).home));
                    sites.add(week, Some(week.ride(ride).school));
                }
            }
        }
        sites
    }

    fn add(&mut self, week: &Week, place: Option<PlaceIx>) {
        let Some(site) = place.map(|place| week.travel.site(place)) else {
            return;
        };
        if self.location[site].is_none() {
            self.location[site] = Some(LocationId::at(self.used.len()));
            self.used.push(site as u32);
        }
    }

    fn of(&self, week: &Week, place: Option<PlaceIx>) -> Option<LocationId> {
        place.and_then(|place| self.location[week.travel.site(place)])
    }

    fn travel(&self, week: &Week) -> Travel {
        let size = self.used.len();
        let pairs = || {
            let row = |&from: &u32| {
                self.used
                    .iter()
                    .map(move |&to| (from as usize, to as usize))
            };
            self.used.iter().flat_map(row)
        };
        let table = &week.travel;
        let timed = table.has_traffic().then(|| {
            let timed: Arc<dyn Timed> = Arc::new(WeekTravel {
                table: table.clone(),
                used: self.used.clone(),
            });
            timed
        });
        Travel {
            size,
            ticks: pairs()
                .map(|(from, to)| table.shortest(from, to).0)
                .collect(),
            metres: pairs().map(|(from, to)| table.metres(from, to).0).collect(),
            timed,
        }
    }
}

/// The week's drives where traffic makes them depend on the departure.
struct WeekTravel {
    table: TravelTable,
    used: Vec<u32>,
}

impl Timed for WeekTravel {
    fn arrive(&self, from: LocationId, to: LocationId, depart: Tick) -> Tick {
        let (from, to) = (self.used[from.ix()] as usize, self.used[to.ix()] as usize);
        depart + self.table.drive(from, to, Moment(depart)).0
    }

    fn depart_by(&self, from: LocationId, to: LocationId, arrive: Tick) -> Tick {
        let (from, to) = (self.used[from.ix()] as usize, self.used[to.ix()] as usize);
        self.table.depart_by(from, to, Moment(arrive)).0
    }
}

/// Languages and skills that tasks with partners ask for, one bit each.
struct Features(Vec<(bool, String)>);

impl Features {
    fn of(week: &Week, chances: &[Chance]) -> Self {
        let mut all = Vec::new();
        for chance in chances {
            if let Work::Task(task) = chance.work {
                let task = week.task(task);
                if task.partners.count > 0 {
                    all.extend(
                        task.language
                            .iter()
                            .map(|language| (true, language.clone())),
                    );
                    all.extend(task.skills.iter().map(|skill| (false, skill.clone())));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// The bits of what `has` says is there. Beyond 127 different ones they share the
    /// last bit, which nobody has: such tasks stay unplaced rather than misplaced.
    fn bits(&self, has: impl Fn(bool, &str) -> bool) -> u128 {
        let named = self.0.iter().take(127).enumerate();
        named
            .filter(|(_, (language, name))| has(*language, name))
            .fold(0, |bits, (ix, _)| bits | 1 << ix)
    }

    fn of_staff(&self, week: &Week, who: StaffIx) -> u128 {
        let member = week.member(who);
        self.bits(|language, name| {
            let known = if language {
                &member.languages
            } else {
                &member.skills
            };
            known.iter().any(|known| known == name)
        })
    }

    fn of_task(&self, task: &Task) -> u128 {
        let asked = |language: bool, name: &str| {
            if language {
                task.language.as_deref() == Some(name)
            } else {
                task.skills.iter().any(|skill| skill == name)
            }
        };
        let beyond = self
            .0
            .iter()
            .skip(127)
            .any(|(language, name)| asked(*language, name));
        self.bits(asked) | u128::from(beyond) << 127
    }
}

fn windows(starts: &Spans) -> Vec<Window> {
    starts
        .iter()
        .map(|span| Window {
            from: span.from.0,
            to: span.to.0 - 1,
        })
        .collect()
}

fn job(
    week: &Week,
    chance: &Chance,
    sites: &Sites,
    companions: &[StaffIx],
    features: &Features,
    coupled: coupling::OfJob,
) -> Job {
    let shifts = chance
        .shifts
        .iter()
        .map(|shift| ShiftId::at(shift.ix()))
        .collect();
    let (stops, max_ride, rider) = match chance.work {
        Work::Task(ix) => (task_stops(week, week.task(ix), chance, sites), None, false),
        Work::Ride(ix) => {
            let ride = week.ride(ix);
            (
                ride_stops(week, ride, chance, sites),
                Some(ride.max_ride.0),
                true,
            )
        }
    };
    let along = match chance.work {
        Work::Task(ix) if week.task(ix).partners.count > 0 => {
            let task = week.task(ix);
            let may =
                |who: StaffIx| task.partners.who.is_empty() || task.partners.who.contains(&who);
            let candidates = companions.iter().enumerate().filter(|&(_, &who)| may(who));
            Some(Companions {
                count: u8::try_from(task.partners.count).unwrap_or(u8::MAX),
                candidates: candidates.map(|(ix, _)| CompanionId::at(ix)).collect(),
                need: features.of_task(task),
            })
        }
        _ => None,
    };
    let reward = week.value(chance.work).0;
    Job {
        stops,
        max_ride,
        rider,
        reward,
        required: week.is_required(chance.work),
        shifts,
        people: coupled.people,
        presences: coupled.presences,
        companions: along,
        preferred: objective::preferred(week, chance.work),
    }
}

fn task_stops(week: &Week, task: &Task, chance: &Chance, sites: &Sites) -> Vec<Stop> {
    let first = Stop {
        location: sites.of(week, task.place),
        setup: 0,
        service: task.minutes.0,
        windows: windows(&chance.starts[0]),
        load: Vec::new(),
    };
    if task.notes_minutes == Minutes(0) {
        return vec![first];
    }
    let all = week.clock.whole_week();
    let notes = Stop {
        location: None,
        setup: 0,
        service: task.notes_minutes.0,
        windows: vec![Window {
            from: all.from.0,
            to: all.to.0,
        }],
        load: Vec::new(),
    };
    vec![first, notes]
}

fn ride_stops(week: &Week, ride: &Ride, chance: &Chance, sites: &Sites) -> Vec<Stop> {
    let load = [
        i32::try_from(ride.seats).unwrap_or(i32::MAX),
        i32::from(ride.wheelchair),
        i32::from(needs_booster(ride)),
    ];
    let stop = |place, minutes: Minutes, starts: &Spans, sign: i32| Stop {
        location: sites.of(week, Some(place)),
        setup: 0,
        service: minutes.0,
        windows: windows(starts),
        load: load.iter().map(|&each| each * sign).collect(),
    };
    vec![
        stop(ride.from(), ride.pickup_minutes, &chance.starts[0], 1),
        stop(ride.to(), ride.dropoff_minutes, &chance.starts[1], -1),
    ]
}

fn owner(week: &Week, who: StaffIx, features: &Features, coupling: &Coupling) -> Owner {
    let member = week.member(who);
    let rate = member.hourly_rate.unwrap_or_default();
    let percent = week.policy.pay.overtime_percent;
    let only = member.pay == PayBasis::Salaried;
    let added = if only { percent } else { percent - 100 };
    let counts = rate != Rate(0) || objective::limits_pay(week, who);
    Owner {
        person: coupling.owner(who),
        features: features.of_staff(week, who),
        overtime: counts.then(|| Overtime {
            day: week.policy.pay.overtime_day.0,
            week: week.policy.pay.overtime_week.0,
            premium: Money::for_minutes(Rate(rate.0 * added / 100), Minutes(1)).0,
            only,
        }),
    }
}

fn shift(week: &Week, shift: &Shift, sites: &Sites) -> solver::Shift {
    let member = week.member(shift.staff);
    let rate = if member.pay == PayBasis::Salaried {
        Rate(0)
    } else {
        member.hourly_rate.unwrap_or_default()
    };
    let mileage = week.policy.pay.mileage_on(week.clock.date(shift.day));
    // The first half of a split shift ends before the second begins.
    let next = week
        .shifts
        .iter()
        .filter(|other| other.staff == shift.staff && other.span.from > shift.span.from);
    let close = next
        .map(|other| other.span.from)
        .fold(shift.latest_end, Moment::min);
    let working = Span::new(shift.span.from, close);
    let busy = member.busy.meet(&Spans::union([working]));
    solver::Shift {
        owner: OwnerId::at(shift.staff.ix()),
        day: u16::from(shift.day.0),
        travel: TravelId(0),
        start: sites.of(week, shift.start_place),
        end: sites.of(week, shift.end_place),
        open: working.from.0,
        close: working.to.0,
        closures: busy
            .iter()
            .map(|span| Window {
                from: span.from.0,
                to: span.to.0,
            })
            .collect(),
        capacity: [member.seats, member.wheelchair_places, member.boosters]
            .map(|places| i32::try_from(places).unwrap_or(i32::MAX))
            .to_vec(),
        breaks: breaks(week, shift),
        pay: match member.pay {
            PayBasis::Shift | PayBasis::Salaried => Pay::Whole {
                until: shift.span.to.0,
            },
            PayBasis::Used => Pay::Used,
        },
        cost: Cost {
            used: 0,
            per_metre: Money::for_metres(mileage, crate::domain::money::Metres(1)).0,
            per_drive_tick: 0,
            per_paid_tick: Money::for_minutes(rate, Minutes(1)).0,
        },
        first_leg_claimed: !week.is_commute(shift.staff, shift.start_place),
        last_leg_claimed: !week.is_commute(shift.staff, shift.end_place),
    }
}

fn breaks(week: &Week, shift: &Shift) -> Vec<Break> {
    let mut breaks = Vec::new();
    if let Some(span) = lunch_span(week, shift) {
        let minutes = week.policy.lunch.map_or(0, |lunch| lunch.minutes.0);
        breaks.push(Break {
            earliest: span.from.0,
            latest_end: span.to.0,
            ticks: minutes,
            paid: false,
        });
    }
    if week.policy.reserve > Minutes(0) {
        breaks.push(Break {
            earliest: shift.span.from.0,
            latest_end: shift.latest_end.0,
            ticks: week.policy.reserve.0,
            paid: true,
        });
    }
    breaks
}

/// Where lunch lies in a shift that must hold it when used.
pub(super) fn lunch_span(week: &Week, shift: &Shift) -> Option<Span> {
    let lunch = week.policy.lunch?;
    let from = week.clock.moment(shift.day, lunch.earliest).ok()?;
    let to = week.clock.moment(shift.day, lunch.latest_end).ok()?;
    let span = Span::new(from, to);
    shift.span.holds(span).then_some(span)
}

fn companion(
    week: &Week,
    who: StaffIx,
    features: &Features,
    coupling: &Coupling,
) -> CompanionStaff {
    let member = week.member(who);
    let rate = member.hourly_rate.unwrap_or_default();
    CompanionStaff {
        person: coupling.owner(who),
        features: features.of_staff(week, who),
        present: member
            .present
            .iter()
            .map(|span| Window {
                from: span.from.0,
                to: span.to.0,
            })
            .collect(),
        travel: TravelId(0),
        cost_per_tick: Money::for_minutes(rate, Minutes(1)).0,
    }
}
