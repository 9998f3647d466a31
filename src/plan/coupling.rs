//! What ties pieces of work to each other: people and rooms that several need, order,
//! groups, sessions, and riders who ride together or apart.

use std::collections::BTreeMap;

use super::eligible::{occupied, riding};
use super::problem::Chance;
use crate::domain::Week;
use crate::domain::ids::{PersonIx, PlaceIx, RideIx, StaffIx, Work};
use crate::domain::ride::Direction;
use crate::domain::time::Spans;
use crate::solver::model::{Group, JobId, PersonId, Precedence, Presence, Window};

/// Somebody or something that cannot be in two places at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    Person(PersonIx),
    Place(PlaceIx),
}

/// How a piece of work needs a holder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// As an attendee, or as the room.
    Task,
    /// As the rider, all the way.
    Rider,
    /// As one of those who may be at home.
    AtHome,
    /// As the one who does it, or comes along.
    Duty,
}

/// The people whom more than one job may need at one time, numbered for the solver.
pub(super) struct Coupling {
    ids: BTreeMap<Holder, PersonId>,
    jobs: Vec<OfJob>,
    staff: Vec<Option<PersonId>>,
}

/// What one job occupies.
#[derive(Clone, Default)]
pub(super) struct OfJob {
    pub people: Vec<PersonId>,
    pub presences: Vec<Presence>,
}

struct Claim {
    job: usize,
    need: Need,
    when: Spans,
}

impl Coupling {
    /// Finds who can clash at all. Two tasks of one liaison are one after the other anyway,
    /// and times that never meet tie nothing.
    pub fn of(week: &Week, chances: &[Chance]) -> Self {
        let mut claims = claims(week, chances);
        let owners: Vec<Option<StaffIx>> = chances
            .iter()
            .map(|chance| sole_owner(week, chance))
            .collect();
        claims.retain(|_, claims| clash(claims, &owners));
        let mut ids: BTreeMap<Holder, PersonId> = claims
            .keys()
            .enumerate()
            .map(|(ix, &holder)| (holder, PersonId::at(ix)))
            .collect();
        number_all_adults(week, chances, &mut ids);
        let mut jobs = vec![OfJob::default(); chances.len()];
        for (holder, claims) in &claims {
            for claim in claims
                .iter()
                .filter(|claim| matches!(claim.need, Need::Task | Need::Rider))
            {
                jobs[claim.job].people.push(ids[holder]);
            }
        }
        for (ix, chance) in chances.iter().enumerate() {
            jobs[ix].presences = presence(week, chance, &ids).into_iter().collect();
        }
        let person = |ix| {
            ids.get(&Holder::Person(week.member(StaffIx::at(ix)).person))
                .copied()
        };
        let staff = (0..week.staff.len()).map(person).collect();
        Self { ids, jobs, staff }
    }

    pub fn people(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    pub fn of_job(&self, job: JobId) -> OfJob {
        self.jobs[job.ix()].clone()
    }

    /// The person that a member of staff is to the solver, when somebody else's work may need them.
    pub fn owner(&self, who: StaffIx) -> Option<PersonId> {
        self.staff[who.ix()]
    }
}

/// Where one of the adults who may be at home for a ride can clash, all of them are told apart.
fn number_all_adults(week: &Week, chances: &[Chance], ids: &mut BTreeMap<Holder, PersonId>) {
    for chance in chances {
        let Work::Ride(ix) = chance.work else {
            continue;
        };
        let ride = week.ride(ix);
        let adults = || week.receivers(ride).map(Holder::Person);
        if ride.adult_at_home && adults().any(|adult| ids.contains_key(&adult)) {
            for adult in adults() {
                let next = PersonId::at(ids.len());
                ids.entry(adult).or_insert(next);
            }
        }
    }
}

fn sole_owner(week: &Week, chance: &Chance) -> Option<StaffIx> {
    let first = week.shift(*chance.shifts.first()?).staff;
    chance
        .shifts
        .iter()
        .all(|&shift| week.shift(shift).staff == first)
        .then_some(first)
}

fn claims(week: &Week, chances: &[Chance]) -> BTreeMap<Holder, Vec<Claim>> {
    let mut claims: BTreeMap<Holder, Vec<Claim>> = BTreeMap::new();
    for (job, chance) in chances.iter().enumerate() {
        let mut claim = |holder, need, when: &Spans| {
            claims.entry(holder).or_default().push(Claim {
                job,
                need,
                when: when.clone(),
            });
        };
        match chance.work {
            Work::Task(ix) => {
                let task = week.task(ix);
                let when = occupied(&chance.starts[0], task.minutes);
                for &attendee in &task.attendees {
                    claim(Holder::Person(attendee), Need::Task, &when);
                }
                if let Some(place) = task.place.filter(|&place| week.place(place).is_exclusive()) {
                    claim(Holder::Place(place), Need::Task, &when);
                }
            }
            Work::Ride(ix) => {
                let ride = week.ride(ix);
                claim(
                    Holder::Person(ride.student),
                    Need::Rider,
                    &riding(ride, &chance.starts),
                );
                if ride.adult_at_home {
                    let (starts, minutes) = match ride.direction {
                        Direction::ToSchool => (&chance.starts[0], ride.pickup_minutes),
                        Direction::FromSchool => (&chance.starts[1], ride.dropoff_minutes),
                    };
                    for adult in week.receivers(ride) {
                        claim(
                            Holder::Person(adult),
                            Need::AtHome,
                            &occupied(starts, minutes),
                        );
                    }
                }
            }
        }
    }
    add_duties(week, chances, &mut claims);
    claims
}

/// Staff whom others' work needs are occupied by their own work as well.
fn add_duties(week: &Week, chances: &[Chance], claims: &mut BTreeMap<Holder, Vec<Claim>>) {
    for who in (0..week.staff.len()).map(StaffIx::at) {
        let Some(needed) = claims.get_mut(&Holder::Person(week.member(who).person)) else {
            continue;
        };
        for (job, chance) in chances.iter().enumerate() {
            let own = chance
                .shifts
                .iter()
                .any(|&shift| week.shift(shift).staff == who);
            let along = match chance.work {
                Work::Task(task) => week.task(task).partners.count > 0,
                Work::Ride(_) => false,
            };
            if own || along {
                needed.push(Claim {
                    job,
                    need: Need::Duty,
                    when: Spans::union([week.clock.whole_week()]),
                });
            }
        }
    }
}

/// Whether two claims can stand against each other.
fn clash(claims: &[Claim], owners: &[Option<StaffIx>]) -> bool {
    claims.iter().enumerate().any(|(ix, a)| {
        claims[..ix].iter().any(|b| {
            let both_tasks = a.need == Need::Task && b.need == Need::Task;
            let one_after_other =
                both_tasks && owners[a.job].is_some() && owners[a.job] == owners[b.job];
            let free = matches!(
                (a.need, b.need),
                (Need::AtHome, Need::AtHome) | (Need::Duty, Need::Duty)
            );
            a.job != b.job
                && !one_after_other
                && !free
                && a.when.iter().any(|span| b.when.overlaps(span))
        })
    })
}

/// Who must be at home for a ride, where somebody who could be may be needed elsewhere.
fn presence(week: &Week, chance: &Chance, ids: &BTreeMap<Holder, PersonId>) -> Option<Presence> {
    let Work::Ride(ix) = chance.work else {
        return None;
    };
    let ride = week.ride(ix);
    if !ride.adult_at_home {
        return None;
    }
    let stop = match ride.direction {
        Direction::ToSchool => 0,
        Direction::FromSchool => 1,
    };
    // An adult whom nothing else needs is always there in their free time: the windows say
    // so already, unless another adult's free time is in them too.
    let adults: Vec<PersonIx> = week.receivers(ride).collect();
    if !adults
        .iter()
        .any(|&adult| ids.contains_key(&Holder::Person(adult)))
    {
        return None;
    }
    let any_of = adults
        .iter()
        .filter_map(|&adult| {
            let free = &week.person(adult).availability.free;
            let there = free
                .iter()
                .map(|span| Window {
                    from: span.from.0,
                    to: span.to.0,
                })
                .collect();
            ids.get(&Holder::Person(adult)).map(|&id| (id, there))
        })
        .collect();
    Some(Presence { stop, any_of })
}

/// The order that `after` asks for, among the work of the problem.
pub(super) fn precedences(week: &Week, works: &[Work]) -> Vec<Precedence> {
    let job = positions(works);
    let mut all = Vec::new();
    for (ix, work) in works.iter().enumerate() {
        let Work::Task(task) = work else { continue };
        let task = week.task(*task);
        for before in &task.after {
            if let Some(&before) = job.get(before) {
                all.push(Precedence {
                    before,
                    after: JobId::at(ix),
                    gap: task.gap.0,
                });
            }
        }
    }
    all
}

fn positions(works: &[Work]) -> BTreeMap<Work, JobId> {
    works
        .iter()
        .enumerate()
        .map(|(ix, &work)| (work, JobId::at(ix)))
        .collect()
}

/// Groups, sessions, and riders who ride together or apart.
pub(super) fn groups(week: &Week, works: &[Work]) -> Vec<Group> {
    let job = positions(works);
    let mut all = Vec::new();
    let mut grouped: BTreeMap<_, Vec<JobId>> = BTreeMap::new();
    let mut sessions: BTreeMap<&str, Vec<JobId>> = BTreeMap::new();
    for (&work, &id) in &job {
        let Work::Task(task) = work else { continue };
        let task = week.task(task);
        if let Some(group) = task.group {
            grouped.entry(group).or_default().push(id);
        }
        if task.session.is_some() {
            sessions.entry(&task.row_id).or_default().push(id);
        }
    }
    all.extend(
        grouped
            .into_values()
            .filter(|jobs| jobs.len() > 1)
            .map(Group::AtMostOne),
    );
    for jobs in sessions.into_values().filter(|jobs| jobs.len() > 1) {
        all.push(Group::DifferentDays(jobs.clone()));
        all.push(Group::SameOwner(jobs));
    }
    for (ix, ride) in week.rides.iter().enumerate() {
        let Some(&one) = job.get(&Work::Ride(RideIx::at(ix))) else {
            continue;
        };
        let others = |rides: &[RideIx]| -> Vec<JobId> {
            rides
                .iter()
                .filter_map(|&other| job.get(&Work::Ride(other)).copied())
                .collect()
        };
        all.extend(
            others(&ride.keep_with)
                .into_iter()
                .map(|other| ordered(one, other, Group::Together)),
        );
        all.extend(
            others(&ride.keep_apart)
                .into_iter()
                .map(|other| ordered(one, other, Group::Apart)),
        );
    }
    dedup(all)
}

fn ordered(a: JobId, b: JobId, group: fn(JobId, JobId) -> Group) -> Group {
    group(a.min(b), a.max(b))
}

/// keep_with and keep_apart may be said on both sides.
fn dedup(groups: Vec<Group>) -> Vec<Group> {
    let mut seen = std::collections::BTreeSet::new();
    let key = |group: &Group| match group {
        Group::Together(a, b) => Some((0, *a, *b)),
        Group::Apart(a, b) => Some((1, *a, *b)),
        _ => None,
    };
    groups
        .into_iter()
        .filter(|group| key(group).is_none_or(|key| key.1 != key.2 && seen.insert(key)))
        .collect()
}
