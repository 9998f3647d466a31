//! Who may be wanted in two places at once: only what can clash is coupled.

use super::instance::{EVER, NEVER};
use super::model::{Job, Presence, Problem, Tick, Window};

/// Who wants a person: a job, staff who accompany, or the owner of shifts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Job(usize),
    Companion(usize),
    Shift(usize),
}

/// A time in which a person may be wanted.
#[derive(Clone, Copy)]
struct Span {
    from: Tick,
    to: Tick,
    by: By,
    owner: u32,
}

/// What may clash.
pub(crate) struct Wanted {
    /// By job: people of it whom others may want at the time.
    pub people: Vec<Vec<u32>>,
    /// By job: positions of presences whose people others may want at the time.
    pub presences: Vec<Vec<u32>>,
    /// By shift: whether its owner's person may be wanted elsewhere meanwhile.
    pub live: Vec<bool>,
    /// By job and stop: windows narrowed by presences that cannot clash.
    pub narrowed: Vec<[Option<Vec<Window>>; 2]>,
}

impl Wanted {
    /// Finds it out. Cost: a sort of all windows by person.
    pub(crate) fn new(p: &Problem) -> Self {
        let n = p.people as usize;
        let mut spans: Vec<Vec<Span>> = vec![Vec::new(); n];
        for (j, job) in p.jobs.iter().enumerate() {
            add_job(p, j, job, &mut spans);
        }
        for (c, staff) in p.companions.iter().enumerate() {
            if let Some(person) = staff.person {
                for w in &staff.present {
                    let by = By::Companion(c);
                    spans[person.ix()].push(Span {
                        from: w.from,
                        to: w.to,
                        by,
                        owner: u32::MAX,
                    });
                }
            }
        }
        for (s, shift) in p.shifts.iter().enumerate() {
            if let Some(person) = p.owners[shift.owner.ix()].person {
                let (by, owner) = (By::Shift(s), shift.owner.0);
                spans[person.ix()].push(Span {
                    from: shift.open,
                    to: shift.close,
                    by,
                    owner,
                });
            }
        }
        let mut out = Wanted {
            people: vec![Vec::new(); p.jobs.len()],
            presences: vec![Vec::new(); p.jobs.len()],
            live: vec![false; p.shifts.len()],
            narrowed: vec![[None, None]; p.jobs.len()],
        };
        // By job: everybody who may clash in it, in whatever role.
        let mut clashing: Vec<Vec<u32>> = vec![Vec::new(); p.jobs.len()];
        for (person, list) in spans.iter_mut().enumerate() {
            for by in clashes(list) {
                match by {
                    By::Job(j) => clashing[j].push(person as u32),
                    By::Shift(s) => out.live[s] = true,
                    By::Companion(_) => {}
                }
            }
        }
        for (j, job) in p.jobs.iter().enumerate() {
            let mut mine: Vec<u32> = job.people.iter().map(|x| x.0).collect();
            mine.sort_unstable();
            mine.dedup();
            mine.retain(|x| clashing[j].contains(x));
            out.people[j] = mine;
            for (k, presence) in job.presences.iter().enumerate() {
                let clash =
                    |x: &(super::model::PersonId, Vec<Window>)| clashing[j].contains(&x.0.0);
                if presence.any_of.iter().any(clash) {
                    out.presences[j].push(k as u32);
                } else {
                    narrow(job, presence, &mut out.narrowed[j]);
                }
            }
        }
        out
    }
}

/// The spans of a job, for each person it may occupy.
fn add_job(p: &Problem, j: usize, job: &Job, spans: &mut [Vec<Span>]) {
    let by = By::Job(j);
    // Whose shifts alone may do it: their owner never clashes with it.
    let owner = match job.shifts.first() {
        Some(s) => p.shifts[s.ix()].owner.0,
        None => return,
    };
    let one = job.shifts.iter().all(|s| p.shifts[s.ix()].owner.0 == owner);
    let owner = if one { owner } else { u32::MAX };
    let last = &job.stops[job.stops.len() - 1];
    let mut whole: Vec<(Tick, Tick)> = Vec::new();
    if !job.rider {
        // The second stop keeps nobody but by a presence.
        for stop in &job.stops {
            whole.extend(stop.windows.iter().map(|w| (w.from, w.to + stop.service)));
        }
    } else if let (Some(a), Some(b)) = (job.stops[0].windows.first(), last.windows.last()) {
        whole.push((a.from, b.to + last.service));
    }
    let mut people: Vec<usize> = job.people.iter().map(|x| x.ix()).collect();
    people.extend(
        job.presences
            .iter()
            .flat_map(|x| x.any_of.iter().map(|y| y.0.ix())),
    );
    people.sort_unstable();
    people.dedup();
    for person in people {
        spans[person].extend(whole.iter().map(|&(from, to)| Span {
            from,
            to,
            by,
            owner,
        }));
    }
}

/// Who of the list may clash with another.
fn clashes(list: &mut [Span]) -> Vec<By> {
    let mut found = Vec::new();
    list.sort_by_key(|s| (s.from, s.to));
    // Of those that began before, the latest end of each party that is still there.
    let mut open: Vec<Span> = Vec::new();
    for s in list.iter() {
        open.retain(|o| o.to > s.from);
        for o in open.iter().filter(|o| !same(o, s) && s.to > o.from) {
            found.extend([o.by, s.by]);
        }
        match open.iter_mut().find(|o| o.by == s.by) {
            Some(o) if o.to >= s.to => {}
            Some(o) => *o = *s,
            None => open.push(*s),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether two spans are one party, or a job and the shifts that alone may do it.
fn same(a: &Span, b: &Span) -> bool {
    let shifted = matches!(a.by, By::Shift(_)) || matches!(b.by, By::Shift(_));
    a.by == b.by || (a.owner != u32::MAX && a.owner == b.owner && shifted)
}

/// Narrows a stop's windows to when one of the presence's people is there.
fn narrow(job: &Job, presence: &Presence, slots: &mut [Option<Vec<Window>>; 2]) {
    let k = usize::from(presence.stop);
    let stop = &job.stops[k];
    let mut there: Vec<Window> = presence
        .any_of
        .iter()
        .flat_map(|(_, when)| when.iter())
        .map(|w| Window {
            from: w.from,
            to: w.to - stop.service,
        })
        .filter(|w| w.from <= w.to)
        .collect();
    there.sort_unstable();
    let mut joined: Vec<Window> = Vec::new();
    for w in there {
        match joined.last_mut() {
            Some(last) if w.from <= last.to => last.to = last.to.max(w.to),
            _ => joined.push(w),
        }
    }
    let windows = slots[k].take().unwrap_or_else(|| stop.windows.clone());
    let mut out = Vec::new();
    for w in &windows {
        for x in &joined {
            let (from, to) = (w.from.max(x.from).max(EVER), w.to.min(x.to).min(NEVER));
            if from <= to {
                out.push(Window { from, to });
            }
        }
    }
    slots[k] = Some(out);
}
