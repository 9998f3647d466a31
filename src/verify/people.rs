//! `attendee_busy` and `attendee_clash`: people are free, and nobody (and no room) is in
//! two tasks or rides at once.

use std::collections::BTreeMap;

use super::facts::{At, Facts};
use super::report::{Amount, Found, Spot};
use super::stretch::Stretch;
use crate::domain::ids::{PersonIx, PlaceIx, Work};
use crate::domain::plan::Activity;
use crate::domain::rule::Rule;

/// Why somebody is occupied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum As {
    /// It is their own stop: they do it.
    Doer,
    /// They come along.
    Partner,
    /// They are needed, or ride.
    Needed,
}

/// A stretch in which somebody or something is occupied.
struct Entry {
    during: Stretch,
    work: Work,
    at: At,
    role: As,
}

/// What each person is in, in order of time.
pub(super) struct Diaries(BTreeMap<PersonIx, Vec<Entry>>);

impl Diaries {
    pub(super) fn new(facts: &Facts<'_>) -> Self {
        let mut diaries: BTreeMap<PersonIx, Vec<Entry>> = BTreeMap::new();
        let mut enter = |who: PersonIx, entry: Entry| diaries.entry(who).or_default().push(entry);
        for (at, stop) in facts.stops() {
            let Some(work) = stop.activity.work() else {
                continue;
            };
            let during = stop.service();
            let doer = facts.week.member(facts.route(at).staff).person;
            enter(
                doer,
                Entry {
                    during,
                    work,
                    at,
                    role: As::Doer,
                },
            );
            let Activity::Task(task) = stop.activity else {
                continue;
            };
            for &who in &stop.partners {
                let who = facts.week.member(who).person;
                enter(
                    who,
                    Entry {
                        during,
                        work,
                        at,
                        role: As::Partner,
                    },
                );
            }
            for &who in &facts.week.task(task).attendees {
                enter(
                    who,
                    Entry {
                        during,
                        work,
                        at,
                        role: As::Needed,
                    },
                );
            }
        }
        for (ride, up, off) in facts.whole_rides() {
            let during = Stretch {
                from: facts.stop(up).start,
                to: facts.stop(off).end,
            };
            let student = facts.week.ride(ride).student;
            enter(
                student,
                Entry {
                    during,
                    work: Work::Ride(ride),
                    at: up,
                    role: As::Needed,
                },
            );
        }
        for diary in diaries.values_mut() {
            diary.sort_by_key(|entry| (entry.during, entry.work, entry.role));
        }
        Self(diaries)
    }

    /// Whether somebody is in no task or ride then, but for one that does not count.
    pub(super) fn is_free(&self, who: PersonIx, during: Stretch, but: Work) -> bool {
        let diary = self.0.get(&who).map_or(&[][..], Vec::as_slice);
        diary
            .iter()
            .all(|entry| entry.work == but || entry.during.shared(during) == 0)
    }
}

pub(super) fn check(facts: &Facts<'_>, diaries: &Diaries, found: &mut Found<'_>) {
    for (at, ix) in facts.task_stops() {
        for &who in &facts.week.task(ix).attendees {
            let person = facts.week.person(who);
            let busy = facts
                .stop(at)
                .service()
                .outside_best(&person.availability.free);
            let message = format!("{} is not free for {busy} min of it", person.id);
            found.add(
                Rule::AttendeeBusy,
                Amount::Minutes(busy),
                facts.spot(at),
                message,
            );
        }
    }
    for (&who, diary) in &diaries.0 {
        clashes(facts, diary, &facts.week.person(who).id, found);
    }
    for (place, diary) in rooms(facts) {
        clashes(facts, &diary, &facts.week.place(place).id, found);
    }
}

/// What is done in each room and confidential place.
fn rooms(facts: &Facts<'_>) -> BTreeMap<PlaceIx, Vec<Entry>> {
    let mut rooms: BTreeMap<PlaceIx, Vec<Entry>> = BTreeMap::new();
    for (at, ix) in facts.task_stops() {
        let exclusive = facts
            .week
            .task(ix)
            .place
            .filter(|&place| facts.week.place(place).is_exclusive());
        if let Some(place) = exclusive {
            let during = facts.stop(at).service();
            let entry = Entry {
                during,
                work: Work::Task(ix),
                at,
                role: As::Needed,
            };
            rooms.entry(place).or_default().push(entry);
        }
    }
    for diary in rooms.values_mut() {
        diary.sort_by_key(|entry| (entry.during, entry.work));
    }
    rooms
}

/// Reports every two entries that share time. What one does oneself, one after another, is a
/// matter of `clock`; what a partner comes along to, of `partner`.
fn clashes(facts: &Facts<'_>, diary: &[Entry], id: &str, found: &mut Found<'_>) {
    for (ix, first) in diary.iter().enumerate() {
        let later = diary[ix + 1..]
            .iter()
            .take_while(|then| then.during.from < first.during.to);
        for then in later {
            let elsewhere = first.role == then.role && first.role != As::Needed;
            if first.work == then.work || elsewhere {
                continue;
            }
            let shared = first.during.shared(then.during);
            let spot = Spot {
                at: Some(then.during.from),
                ..facts.spot(then.at)
            }
            .and(first.work);
            let message = format!("{id} is in both for {shared} min");
            found.add(Rule::AttendeeClash, Amount::Minutes(shared), spot, message);
        }
    }
}
