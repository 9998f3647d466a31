//! Committed starts: who is occupied when, and who accompanies.
//!
//! People, presences, companions and precedences depend on actual times. A job
//! that has any is placed at a fixed tick; its people's timelines hold it.

use super::instance::{Instance, NONE};
use super::model::Tick;
use super::route::FREE;

/// A time in which a person is occupied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Booking {
    from: Tick,
    to: Tick,
    job: u32,
    /// The person is the owner of the shift that does it.
    own: bool,
}

/// A job that a companion attends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attendance {
    from: Tick,
    to: Tick,
    loc: u32,
    job: u32,
}

/// What a placed job has fixed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Commit {
    /// Starts of its stops, or [`FREE`].
    pub starts: [Tick; 2],
    /// Who accompanies.
    pub companions: Vec<u32>,
    /// Whose timelines hold it, and when.
    pub booked: Vec<(u32, Tick, Tick)>,
}

impl Commit {
    /// Nothing fixed.
    pub(crate) fn free() -> Self {
        Commit {
            starts: [FREE; 2],
            ..Commit::default()
        }
    }
}

/// All timelines.
#[derive(Clone, Default)]
pub(crate) struct Timelines {
    people: Vec<Vec<Booking>>,
    staff: Vec<Vec<Attendance>>,
    /// By job, what it has fixed.
    pub commits: Vec<Commit>,
}

/// Removes the starts from `set` that would overlap `from..to`.
fn subtract(
    set: &mut Vec<(Tick, Tick)>,
    from: Tick,
    to: Tick,
    length: Tick,
    spare: &mut Vec<(Tick, Tick)>,
) {
    let (last, next) = (from - length, to);
    if next <= last {
        return;
    }
    spare.clear();
    for &(a, b) in set.iter() {
        if b <= last || a >= next {
            spare.push((a, b));
            continue;
        }
        if a <= last {
            spare.push((a, last));
        }
        if b >= next {
            spare.push((next, b));
        }
    }
    std::mem::swap(set, spare);
}

impl Timelines {
    /// Empty timelines for a problem.
    pub(crate) fn new(inst: &Instance<'_>) -> Self {
        Timelines {
            people: vec![Vec::new(); inst.p.people as usize],
            staff: vec![Vec::new(); inst.p.companions.len()],
            commits: vec![Commit::free(); inst.p.jobs.len()],
        }
    }

    /// The person who owns a shift, if they are.
    fn owner(inst: &Instance<'_>, shift: usize) -> Option<u32> {
        inst.p.owners[inst.shifts[shift].owner].person.map(|p| p.0)
    }

    /// Whether `person` can be occupied then by that job on that shift.
    fn free(
        &self,
        inst: &Instance<'_>,
        person: u32,
        job: u32,
        shift: usize,
        from: Tick,
        to: Tick,
    ) -> bool {
        let own = Self::owner(inst, shift) == Some(person);
        self.people[person as usize]
            .iter()
            .all(|b| b.job == job || (own && b.own) || b.to <= from || to <= b.from)
    }

    /// The starts of a job's stop on a shift that its windows, people, presences
    /// and predecessors leave; companions are not looked at. `spare` is room.
    pub(crate) fn allowed(
        &self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        stop: usize,
        set: &mut Vec<(Tick, Tick)>,
        spare: &mut Vec<(Tick, Tick)>,
    ) {
        set.clear();
        let Some(pair) = inst.pair(job, shift) else {
            return;
        };
        set.extend_from_slice(inst.windows(inst.ranges[pair][stop]));
        let service = inst.nodes[inst.first[job] as usize + stop].service;
        let owner = Self::owner(inst, shift);
        let mut away = |person: u32, set: &mut Vec<(Tick, Tick)>| {
            for b in &self.people[person as usize] {
                if b.job as usize != job && !(b.own && owner == Some(person)) {
                    subtract(set, b.from, b.to, service, spare);
                }
            }
        };
        if stop <= inst.ending(job) {
            for &person in &inst.people[job] {
                away(person, set);
            }
        }
        if inst.shifts[shift].live
            && let Some(person) = owner
        {
            away(person, set);
        }
        if stop == 0 {
            for &(before, gap) in &inst.before[job] {
                let commit = &self.commits[before as usize];
                let last = inst.ending(before as usize);
                if commit.starts[last] == FREE {
                    set.clear();
                    return;
                }
                let end = commit.starts[last]
                    + inst.nodes[inst.first[before as usize] as usize + last].service;
                set.retain_mut(|w| {
                    w.0 = w.0.max(end + gap);
                    w.0 <= w.1
                });
            }
        }
        let last = inst.ending(job);
        for &(after, gap) in &inst.after[job] {
            let starts = &self.commits[after as usize].starts;
            if stop == last && starts[0] != FREE {
                set.retain_mut(|w| {
                    w.1 = w.1.min(starts[0] - gap - service);
                    w.0 <= w.1
                });
            }
        }
        for &k in &inst.presences[job] {
            if usize::from(inst.p.jobs[job].presences[k as usize].stop) == stop {
                self.keep_present(inst, job, shift, k as usize, service, set);
            }
        }
    }

    /// Keeps the starts at which somebody of a presence is there and free.
    fn keep_present(
        &self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        k: usize,
        service: Tick,
        set: &mut Vec<(Tick, Tick)>,
    ) {
        let mut any: Vec<(Tick, Tick)> = Vec::new();
        let (mut one, mut spare) = (Vec::new(), Vec::new());
        for (person, when) in &inst.p.jobs[job].presences[k].any_of {
            one.clear();
            for w in when {
                for &(a, b) in set.iter() {
                    let (from, to) = (a.max(w.from), b.min(w.to - service));
                    if from <= to {
                        one.push((from, to));
                    }
                }
            }
            let own = Self::owner(inst, shift) == Some(person.0);
            for b in &self.people[person.ix()] {
                if b.job as usize != job && !(own && b.own) {
                    subtract(&mut one, b.from, b.to, service, &mut spare);
                }
            }
            any.extend_from_slice(&one);
        }
        any.sort_unstable();
        set.clear();
        for w in any {
            match set.last_mut() {
                Some(last) if w.0 <= last.1 => last.1 = last.1.max(w.1),
                _ => set.push(w),
            }
        }
    }

    /// Whether a job may be at these starts, companions aside; names the bookings.
    fn bookings(
        &self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        starts: [Tick; 2],
        out: &mut Vec<(u32, Tick, Tick)>,
    ) -> bool {
        let first = inst.first[job] as usize;
        let ending = inst.ending(job);
        let end = starts[ending] + inst.nodes[first + ending].service;
        let owner = Self::owner(inst, shift);
        let id = job as u32;
        for &person in &inst.people[job] {
            if !self.free(inst, person, id, shift, starts[0], end) {
                return false;
            }
            out.push((person, starts[0], end));
        }
        for &k in &inst.presences[job] {
            let presence = &inst.p.jobs[job].presences[k as usize];
            let stop = usize::from(presence.stop);
            let (from, to) = (
                starts[stop],
                starts[stop] + inst.nodes[first + stop].service,
            );
            let chosen = presence.any_of.iter().find(|(person, when)| {
                when.iter().any(|w| w.from <= from && to <= w.to)
                    && self.free(inst, person.0, id, shift, from, to)
            });
            let Some((person, _)) = chosen else {
                return false;
            };
            out.push((person.0, from, to));
        }
        if inst.shifts[shift].live
            && let Some(person) = owner
        {
            for (stop, &from) in starts.iter().enumerate().take(inst.stops(job)) {
                let to = from + inst.nodes[first + stop].service;
                if !self.free(inst, person, id, shift, from, to) {
                    return false;
                }
                out.push((person, from, to));
            }
        }
        true
    }

    /// Whether a job can be at these starts, people and presences included.
    pub(crate) fn can_be(
        &self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        starts: [Tick; 2],
    ) -> bool {
        self.bookings(inst, job, shift, starts, &mut Vec::new())
    }

    /// Whether a companion can attend a job then and there.
    #[allow(clippy::too_many_arguments)]
    fn attends(
        &self,
        inst: &Instance<'_>,
        c: usize,
        job: usize,
        shift: usize,
        loc: u32,
        from: Tick,
        to: Tick,
    ) -> bool {
        let staff = &inst.p.companions[c];
        let Some(present) = staff.present.iter().find(|w| w.from <= from && to <= w.to) else {
            return false;
        };
        if let Some(p) = staff.person
            && (Self::owner(inst, shift) == Some(p.0)
                || !self.free(inst, p.0, job as u32, shift, from, to))
        {
            return false;
        }
        let travel = &inst.p.travel[staff.travel.ix()];
        let arrive = |a: u32, b: u32, t: Tick| match &travel.timed {
            Some(f) if a != b && a != NONE && b != NONE => {
                let at = super::model::LocationId;
                f.arrive(at(a), at(b), t)
            }
            _ => t + inst.drive(staff.travel.ix(), a, b),
        };
        self.staff[c].iter().all(|x| {
            if x.job as usize == job {
                return true;
            }
            if x.to <= from {
                return x.from < present.from || arrive(x.loc, loc, x.to) <= from;
            }
            to <= x.from && (x.to > present.to || arrive(loc, x.loc, to) <= x.from)
        })
    }

    /// Companions for a job then and there, in order; none when there are not enough.
    pub(crate) fn companions(
        &self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        loc: u32,
        start: Tick,
    ) -> Option<Vec<u32>> {
        let Some(asked) = &inst.p.jobs[job].companions else {
            return Some(Vec::new());
        };
        let end = start + inst.nodes[inst.first[job] as usize].service;
        let need = asked.need & !inst.p.owners[inst.shifts[shift].owner].features;
        let mut able: Vec<(usize, u128)> = Vec::new();
        for c in &asked.candidates {
            if self.attends(inst, c.ix(), job, shift, loc, start, end) {
                able.push((c.ix(), inst.p.companions[c.ix()].features));
            }
        }
        let mut chosen = Vec::new();
        let mut steps = 0;
        choose(
            inst,
            &able,
            usize::from(asked.count),
            need,
            &mut chosen,
            &mut steps,
        )
        .then(|| {
            let mut list: Vec<u32> = chosen.iter().map(|&c| c as u32).collect();
            list.sort_unstable();
            list
        })
    }

    /// Whether exactly these companions can attend a job then and there.
    pub(crate) fn companions_hold(
        &self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        loc: u32,
        start: Tick,
        list: &[u32],
    ) -> bool {
        let Some(asked) = &inst.p.jobs[job].companions else {
            return list.is_empty();
        };
        let end = start + inst.nodes[inst.first[job] as usize].service;
        let mut have = inst.p.owners[inst.shifts[shift].owner].features;
        let mut seen: Vec<u32> = Vec::new();
        for &c in list {
            let known = asked.candidates.iter().any(|x| x.0 == c);
            if !known || seen.contains(&c) || clash_person(inst, &seen, c) {
                return false;
            }
            if !self.attends(inst, c as usize, job, shift, loc, start, end) {
                return false;
            }
            have |= inst.p.companions[c as usize].features;
            seen.push(c);
        }
        list.len() == usize::from(asked.count) && asked.need & !have == 0
    }

    /// Enters a job; false, and nothing entered, when it clashes.
    pub(crate) fn enter(
        &mut self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        starts: [Tick; 2],
        companions: Vec<u32>,
        loc: u32,
    ) -> bool {
        let mut list = Vec::new();
        if !self.bookings(inst, job, shift, starts, &mut list) {
            return false;
        }
        let end = starts[0] + inst.nodes[inst.first[job] as usize].service;
        for &c in &companions {
            if let Some(p) = inst.p.companions[c as usize].person {
                list.push((p.0, starts[0], end));
            }
        }
        self.restore(
            inst,
            job,
            shift,
            Commit {
                starts,
                companions,
                booked: list,
            },
            loc,
        );
        true
    }

    /// Enters a job exactly as it was fixed.
    pub(crate) fn restore(
        &mut self,
        inst: &Instance<'_>,
        job: usize,
        shift: usize,
        commit: Commit,
        loc: u32,
    ) {
        let owner = Self::owner(inst, shift);
        let from = commit.starts[0];
        let to = from + inst.nodes[inst.first[job] as usize].service;
        for &c in &commit.companions {
            self.staff[c as usize].push(Attendance {
                from,
                to,
                loc,
                job: job as u32,
            });
        }
        for &(person, from, to) in &commit.booked {
            let own = owner == Some(person);
            self.people[person as usize].push(Booking {
                from,
                to,
                job: job as u32,
                own,
            });
        }
        self.commits[job] = commit;
    }

    /// Takes a job out and gives back what it had fixed.
    pub(crate) fn leave(&mut self, job: usize) -> Commit {
        let commit = std::mem::replace(&mut self.commits[job], Commit::free());
        for &(person, ..) in &commit.booked {
            self.people[person as usize].retain(|b| b.job as usize != job);
        }
        for &c in &commit.companions {
            self.staff[c as usize].retain(|b| b.job as usize != job);
        }
        commit
    }

    /// Ticks at which companions may become free for a job, for trying starts.
    pub(crate) fn turns(&self, inst: &Instance<'_>, job: usize, loc: u32, out: &mut Vec<Tick>) {
        let Some(asked) = &inst.p.jobs[job].companions else {
            return;
        };
        let service = inst.nodes[inst.first[job] as usize].service;
        for c in &asked.candidates {
            let staff = &inst.p.companions[c.ix()];
            for w in &staff.present {
                out.extend([w.from, w.to - service]);
            }
            for x in &self.staff[c.ix()] {
                out.push(x.to + inst.drive(staff.travel.ix(), x.loc, loc));
                out.push(x.from - inst.drive(staff.travel.ix(), loc, x.loc) - service);
            }
            if let Some(p) = staff.person {
                out.extend(
                    self.people[p.ix()]
                        .iter()
                        .flat_map(|b| [b.to, b.from - service]),
                );
            }
        }
    }
}

/// Whether a companion is the same person as one already chosen.
fn clash_person(inst: &Instance<'_>, seen: &[u32], c: u32) -> bool {
    let person = inst.p.companions[c as usize].person;
    person.is_some()
        && seen
            .iter()
            .any(|&x| inst.p.companions[x as usize].person == person)
}

/// Chooses `count` of `able` whose features cover `need`, by depth-first search
/// of limited size.
fn choose(
    inst: &Instance<'_>,
    able: &[(usize, u128)],
    count: usize,
    need: u128,
    chosen: &mut Vec<usize>,
    steps: &mut usize,
) -> bool {
    *steps += 1;
    if count == 0 {
        return need == 0;
    }
    let union = able.iter().fold(0, |all, x| all | x.1);
    if able.len() < count || need & !union != 0 || *steps > 2000 {
        return false;
    }
    for (i, &(c, features)) in able.iter().enumerate() {
        let seen: Vec<u32> = chosen.iter().map(|&x| x as u32).collect();
        if clash_person(inst, &seen, c as u32) {
            continue;
        }
        chosen.push(c);
        if choose(
            inst,
            &able[i + 1..],
            count - 1,
            need & !features,
            chosen,
            steps,
        ) {
            return true;
        }
        chosen.pop();
    }
    false
}
