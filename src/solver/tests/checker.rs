//! Every rule of the model, read off the answer alone.

use crate::solver::model::*;
use crate::solver::solution::*;

/// Everything that is wrong with a plan.
pub(crate) fn faults(p: &Problem, s: &Solution) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |what: String| out.push(what);
    // By job: shift, starts, ends, positions, effective places.
    let mut at: At = vec![None; p.jobs.len()];
    let mut m = Measures::default();
    let mut tot: Vec<Option<Shifted>> = vec![None; p.shifts.len()];
    for r in &s.routes {
        let x = r.shift.ix();
        if tot[x].is_some() {
            say(format!("shift {x} twice"));
        }
        tot[x] = Some(route(p, r, &mut at, &mut say));
    }
    for (j, job) in p.jobs.iter().enumerate() {
        let unplaced = s.unplaced.contains(&JobId::at(j));
        match &at[j] {
            None if !unplaced => say(format!("job {j} neither placed nor unplaced")),
            None => m.missed += i64::from(job.required),
            Some((x, visits)) => {
                if unplaced
                    || visits.len() != job.stops.len()
                    || !job.shifts.contains(&ShiftId::at(*x))
                {
                    say(format!("job {j} placed wrongly"));
                }
                m.reward += job.reward;
                for (k, v) in visits.iter().enumerate() {
                    if !job.stops[k]
                        .windows
                        .iter()
                        .any(|w| w.from <= v.0 && v.0 <= w.to)
                    {
                        say(format!("job {j} outside its windows"));
                    }
                    for w in &job.preferred {
                        m.preferred += i64::from((v.1.min(w.to) - v.0.max(w.from)).max(0));
                    }
                }
                if let Some(second) = visits.get(1) {
                    let ride = second.0 - visits[0].1;
                    if job.max_ride.is_some_and(|max| ride > max) {
                        say(format!("job {j} rides too long"));
                    }
                    if job.rider {
                        m.ride += i64::from(ride);
                    }
                }
            }
        }
    }
    bookings(p, s, &at, &mut say);
    relations(p, &at, &mut say);
    money(p, s, &at, &tot, &mut m, &mut say);
    if m != s.measures {
        say(format!("measures {:?} are {m:?}", s.measures));
    }
    let score: Vec<i64> = p
        .objective
        .iter()
        .map(|l| {
            l.missed * m.missed
                + l.reward * m.reward
                + l.used * m.used
                + l.money * m.money
                + l.metres * m.metres
                + l.drive * m.drive
                + l.ride * m.ride
                + l.preferred * m.preferred
        })
        .collect();
    if score != s.score {
        say("score".into());
    }
    out
}

/// What a used shift comes to.
#[derive(Clone, Default)]
struct Shifted {
    drive: i64,
    metres: i64,
    claimed: i64,
    rider_drive: i64,
    paid: i64,
    jobs: i64,
    takes: i64,
}

/// A visit: start, end, position on its route, place.
type Visited = (Tick, Tick, usize, Option<LocationId>);

/// By job, its shift and visits.
type At = Vec<Option<(usize, Vec<Visited>)>>;

fn route(p: &Problem, r: &RoutePlan, at: &mut At, say: &mut dyn FnMut(String)) -> Shifted {
    let x = r.shift.ix();
    let s = &p.shifts[x];
    let table = &p.travel[s.travel.ix()];
    let mut t = Shifted::default();
    let mut here = s.start;
    // The tick up to which everything is settled, and the drive that is still owed.
    let mut now = r.depart;
    let mut load = vec![0; s.capacity.len()];
    let mut riders: Vec<usize> = Vec::new();
    let mut taken = vec![false; s.breaks.len()];
    let mut busy: Vec<(Tick, Tick)> = Vec::new();
    let mut middle: Tick = 0;
    let mut stops = 0;
    let mut begun = false;
    let total = r
        .visits
        .iter()
        .filter(|v| matches!(v.activity, Activity::Stop { .. }))
        .count();
    let cost = |a: Option<LocationId>, b: Option<LocationId>| match (a, b) {
        (Some(a), Some(b)) => (
            table.ticks[a.ix() * table.size + b.ix()],
            table.metres[a.ix() * table.size + b.ix()],
        ),
        _ => (0, 0),
    };
    let late = |now: Tick, a: Option<LocationId>, b: Option<LocationId>, d: Tick| match (
        &table.timed,
        a,
        b,
    ) {
        (Some(f), Some(a), Some(b)) if a != b => f.arrive(a, b, now) - now,
        _ => d,
    };
    if r.depart < s.open || r.back > s.close {
        say(format!("shift {x}: outside its hours"));
    }
    let go = |to: Option<LocationId>,
              here: &mut Option<LocationId>,
              now: &mut Tick,
              middle: &mut Tick,
              arrive: Tick,
              told: (Tick, Metres),
              riders: bool,
              last: bool,
              first: bool,
              busy: &mut Vec<(Tick, Tick)>,
              t: &mut Shifted,
              say: &mut dyn FnMut(String)| {
        let (d, metres) = cost(*here, to);
        // Leaving may wait for a closure to pass; the drive itself is in one piece.
        let mut leave = *now;
        let mut need = late(leave, *here, to, d);
        for c in &s.closures {
            if need > 0 && leave < c.to && leave + need > c.from {
                leave = c.to;
                need = late(leave, *here, to, d);
            }
        }
        if told != (need, metres) {
            say(format!(
                "shift {x}: drive told {told:?}, is {need} {metres}"
            ));
        }
        t.drive += i64::from(need);
        t.metres += metres;
        let claimed = (!first || s.first_leg_claimed) && (!last || s.last_leg_claimed);
        t.claimed += if claimed { metres } else { 0 };
        t.rider_drive += if riders { i64::from(need) } else { 0 };
        if arrive != leave + need + *middle {
            say(format!(
                "shift {x}: arrives {arrive}, not {}",
                leave + need + *middle
            ));
        }
        if *middle == 0 && need > 0 {
            busy.push((leave, leave + need));
        }
        *middle = 0;
        *now = arrive;
        *here = to;
    };
    for v in &r.visits {
        match v.activity {
            Activity::Break(k) => {
                let b = &s.breaks[usize::from(k)];
                if taken[usize::from(k)]
                    || v.start < b.earliest
                    || v.end > b.latest_end
                    || v.end - v.start != b.ticks
                    || v.start < s.open
                    || v.end > s.close
                {
                    say(format!("shift {x}: break {k} wrong"));
                }
                if !riders.is_empty() {
                    say(format!("shift {x}: break with a rider"));
                }
                taken[usize::from(k)] = true;
                busy.push((v.start, v.end));
                if v.location.is_none() && here.is_some() {
                    middle += b.ticks;
                    if !s.closures.is_empty() || table.timed.is_some() {
                        say(format!("shift {x}: break in the middle of a drive"));
                    }
                    continue;
                }
                if v.location != here {
                    let last = stops == total;
                    go(
                        v.location,
                        &mut here,
                        &mut now,
                        &mut middle,
                        v.arrive,
                        (v.drive, v.metres),
                        false,
                        last,
                        !begun,
                        &mut busy,
                        &mut t,
                        say,
                    );
                }
                if v.start < now {
                    say(format!("shift {x}: break before it is time"));
                }
                now = v.end;
            }
            Activity::Stop { job, stop } => {
                let j = &p.jobs[job.ix()];
                let st = &j.stops[usize::from(stop)];
                let to = st.location.or(here);
                let elsewhere = r
                    .visits
                    .iter()
                    .take_while(|w| *w != v)
                    .filter(|w| matches!(w.activity, Activity::Stop { .. }))
                    .last()
                    .map_or(s.start, |w| w.location);
                if (p.riders_alone && !j.rider || st.location.is_none()) && !riders.is_empty() {
                    say(format!("shift {x}: stop with a rider aboard"));
                }
                if to == here && v.drive == 0 && middle == 0 {
                    if v.arrive != now {
                        say(format!(
                            "shift {x}: arrives {} at once, not {now}",
                            v.arrive
                        ));
                    }
                } else {
                    go(
                        to,
                        &mut here,
                        &mut now,
                        &mut middle,
                        v.arrive,
                        (v.drive, v.metres),
                        !riders.is_empty(),
                        false,
                        !begun,
                        &mut busy,
                        &mut t,
                        say,
                    );
                }
                if v.location != to {
                    say(format!("shift {x}: place"));
                }
                let setup = if st.location.is_some() && st.location != elsewhere {
                    st.setup
                } else {
                    0
                };
                if v.start < now + setup || v.end != v.start + st.service || v.slack < 0 {
                    say(format!("shift {x}: starts too early"));
                }
                busy.push((v.start, v.end));
                now = v.end;
                for (d, l) in load.iter_mut().enumerate() {
                    *l += st.load.get(d).copied().unwrap_or(0);
                    if *l > s.capacity[d] {
                        say(format!("shift {x}: overloaded"));
                    }
                }
                let slot = at[job.ix()].get_or_insert((x, Vec::new()));
                if slot.0 != x || slot.1.len() != usize::from(stop) {
                    say(format!("job {job:?} on two shifts or out of order"));
                }
                slot.1.push((v.start, v.end, stops, to));
                if j.rider {
                    if stop == 0 {
                        riders.push(job.ix())
                    } else {
                        riders.retain(|&y| y != job.ix())
                    }
                }
                t.jobs += i64::from(stop == 0);
                // The random problems have one dimension of load.
                t.takes += st.load.first().map_or(0, |&l| i64::from(l.max(0)));
                begun |= st.location.is_some();
                stops += 1;
            }
        }
    }
    let end = s.end.or(here);
    if end != here || middle > 0 || r.last_drive != 0 {
        // A break at the end may have told the drive already.
        go(
            end,
            &mut here,
            &mut now,
            &mut middle,
            r.back,
            (r.last_drive, r.last_metres),
            false,
            true,
            !begun,
            &mut busy,
            &mut t,
            say,
        );
    }
    if now != r.back {
        say(format!("shift {x}: back {} not {now}", r.back));
    }
    if taken.contains(&false) || stops == 0 {
        say(format!("shift {x}: a break is missing, or it is empty"));
    }
    for c in &s.closures {
        if busy.iter().any(|b| b.0 < c.to && c.from < b.1) {
            say(format!("shift {x}: busy in a closure"));
        }
    }
    let unpaid: Tick = s.breaks.iter().filter(|b| !b.paid).map(|b| b.ticks).sum();
    t.paid = i64::from(match s.pay {
        Pay::Whole { until } => (until.max(r.back) - s.open - unpaid).max(0),
        Pay::Used => (r.back - r.depart - unpaid).max(0),
    });
    t
}

/// Nobody in two places, everybody there.
fn bookings(p: &Problem, s: &Solution, at: &At, say: &mut dyn FnMut(String)) {
    // Person, from, to, job, as owner.
    let mut busy: Vec<(u32, Tick, Tick, usize, bool)> = Vec::new();
    let mut choices: Vec<(usize, Tick, Tick, Vec<u32>)> = Vec::new();
    for (j, slot) in at.iter().enumerate() {
        let Some((x, visits)) = slot else { continue };
        let owner = p.owners[p.shifts[*x].owner.ix()].person;
        // Who rides is there to the end; otherwise people leave after the first stop.
        let ending = usize::from(p.jobs[j].rider);
        let (from, to) = (visits[0].0, visits[ending.min(visits.len() - 1)].1);
        for person in &p.jobs[j].people {
            busy.push((person.0, from, to, j, owner == Some(*person)));
        }
        if let Some(o) = owner {
            busy.extend(visits.iter().map(|v| (o.0, v.0, v.1, j, true)));
        }
        for presence in &p.jobs[j].presences {
            let v = visits[usize::from(presence.stop)];
            let there = |w: &Window| w.from <= v.0 && v.1 <= w.to;
            let able = presence
                .any_of
                .iter()
                .filter(|a| a.1.iter().any(there))
                .map(|a| a.0.0)
                .collect();
            choices.push((j, v.0, v.1, able));
        }
    }
    for (job, list) in &s.companions {
        let Some((x, visits)) = &at[job.ix()] else {
            say(format!("companions of {job:?}, which is not placed"));
            continue;
        };
        let v = visits[0];
        let asked = p.jobs[job.ix()].companions.as_ref().expect("asked for");
        let mut have = p.owners[p.shifts[*x].owner.ix()].features;
        for c in list {
            let staff = &p.companions[c.ix()];
            have |= staff.features;
            if !asked.candidates.contains(c)
                || !staff.present.iter().any(|w| w.from <= v.0 && v.1 <= w.to)
            {
                say(format!("companion {c:?} cannot be at {job:?}"));
            }
            if let Some(person) = staff.person {
                busy.push((person.0, v.0, v.1, job.ix(), false));
            }
            for (other, l) in &s.companions {
                if other == job || !l.contains(c) {
                    continue;
                }
                let w = at[other.ix()].as_ref().expect("placed").1[0];
                if w.0 < v.0 || (w.0 == v.0 && other < job) {
                    let one =
                        |i: &&Window| i.from <= w.0 && w.1 <= i.to && i.from <= v.0 && v.1 <= i.to;
                    let same = staff.present.iter().find(one).is_some();
                    let table = &p.travel[staff.travel.ix()];
                    let there = match (&table.timed, w.3, v.3) {
                        (Some(f), Some(a), Some(b)) if a != b => f.arrive(a, b, w.1),
                        (_, Some(a), Some(b)) => w.1 + table.ticks[a.ix() * table.size + b.ix()],
                        _ => w.1,
                    };
                    if w.1 > v.0 || (same && there > v.0) {
                        say(format!("companion {c:?} comes late to {job:?}"));
                    }
                }
            }
        }
        if list.len() != usize::from(asked.count) || asked.need & !have != 0 {
            say(format!("companions of {job:?} do not do"));
        }
    }
    for (j, slot) in at.iter().enumerate() {
        let listed = s.companions.iter().any(|c| c.0.ix() == j);
        if slot.is_some() && p.jobs[j].companions.is_some() && !listed {
            say(format!("job {j} has no companions"));
        }
    }
    let clash = |a: &(u32, Tick, Tick, usize, bool), b: &(u32, Tick, Tick, usize, bool)| {
        a.0 == b.0 && a.3 != b.3 && a.1 < b.2 && b.1 < a.2 && !(a.4 && b.4)
    };
    for (i, a) in busy.iter().enumerate() {
        if busy[..i].iter().any(|b| clash(a, b)) {
            say(format!("person {} in two places", a.0));
        }
    }
    if !assign(&choices, &mut busy, &clash) {
        say("a presence cannot be kept".into());
    }
}

type Busy = (u32, Tick, Tick, usize, bool);

/// Whether everybody needed can be chosen so that nobody is in two places.
fn assign(
    choices: &[(usize, Tick, Tick, Vec<u32>)],
    busy: &mut Vec<Busy>,
    clash: &dyn Fn(&Busy, &Busy) -> bool,
) -> bool {
    let Some((first, rest)) = choices.split_first() else {
        return true;
    };
    for &person in &first.3 {
        let one = (person, first.1, first.2, first.0, false);
        if !busy.iter().any(|b| clash(&one, b)) {
            busy.push(one);
            if assign(rest, busy, clash) {
                return true;
            }
            busy.pop();
        }
    }
    false
}

fn relations(p: &Problem, at: &At, say: &mut dyn FnMut(String)) {
    for x in &p.precedences {
        let fine = match (&at[x.before.ix()], &at[x.after.ix()]) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => {
                a.1[usize::from(p.jobs[x.before.ix()].rider)].1 + x.gap <= b.1[0].0
            }
        };
        if !fine {
            say(format!("{x:?} broken"));
        }
    }
    for g in &p.groups {
        let pairs = |l: &[JobId], bad: &dyn Fn(usize, usize) -> bool| {
            let placed: Vec<usize> = l
                .iter()
                .map(|j| j.ix())
                .filter(|&j| at[j].is_some())
                .collect();
            placed
                .iter()
                .enumerate()
                .any(|(i, &a)| placed[..i].iter().any(|&b| a != b && bad(a, b)))
        };
        let shift = |j: usize| &p.shifts[at[j].as_ref().expect("placed").0];
        let aboard = |a: usize, b: usize| {
            let (x, y) = (
                at[a].as_ref().expect("placed"),
                at[b].as_ref().expect("placed"),
            );
            x.0 == y.0 && x.1[0].2 < y.1[1].2 && y.1[0].2 < x.1[1].2
        };
        let bad = match g {
            Group::AtMostOne(l) => pairs(l, &|_, _| true),
            Group::DifferentDays(l) => pairs(l, &|a, b| shift(a).day == shift(b).day),
            Group::SameOwner(l) => pairs(l, &|a, b| shift(a).owner != shift(b).owner),
            Group::Together(a, b) => pairs(&[*a, *b], &|a, b| !aboard(a, b)),
            Group::Apart(a, b) => pairs(&[*a, *b], &aboard),
        };
        if bad {
            say(format!("{g:?} broken"));
        }
    }
}

fn money(
    p: &Problem,
    s: &Solution,
    at: &At,
    tot: &[Option<Shifted>],
    m: &mut Measures,
    say: &mut dyn FnMut(String),
) {
    let hours = |owner: usize, within: &dyn Fn(usize) -> bool| -> (i64, i64, i64) {
        let mine: Vec<usize> = (0..p.shifts.len())
            .filter(|&x| p.shifts[x].owner.ix() == owner)
            .collect();
        let paid = |x: &usize| tot[*x].as_ref().map_or(0, |t| t.paid);
        let sum: i64 = mine.iter().filter(|&&x| within(x)).map(paid).sum();
        let Some(o) = p.owners[owner].overtime else {
            return (sum, 0, 0);
        };
        let mut days: Vec<u16> = mine.iter().map(|&x| p.shifts[x].day).collect();
        days.sort_unstable();
        days.dedup();
        let (mut daily, mut rest) = (0, 0);
        for d in days {
            let of_day: i64 = mine
                .iter()
                .filter(|&&x| p.shifts[x].day == d)
                .map(paid)
                .sum();
            daily += (of_day - i64::from(o.day)).max(0);
            rest += of_day.min(i64::from(o.day));
        }
        let over = daily + (rest - i64::from(o.week)).max(0);
        let rate = mine
            .iter()
            .map(|&x| p.shifts[x].cost.per_paid_tick)
            .max()
            .unwrap_or(0);
        let each = o.premium + if o.only { rate } else { 0 };
        (if o.only { over } else { sum }, over, each * over)
    };
    let shift_money = |x: usize| {
        let Some(t) = &tot[x] else { return 0 };
        let c = p.shifts[x].cost;
        let only = p.owners[p.shifts[x].owner.ix()]
            .overtime
            .is_some_and(|o| o.only);
        c.used
            + c.per_metre * t.claimed
            + c.per_drive_tick * t.drive
            + if only { 0 } else { c.per_paid_tick * t.paid }
    };
    let companions: i64 = s
        .companions
        .iter()
        .flat_map(|(j, l)| l.iter().map(move |c| (j, c)))
        .map(|(j, c)| {
            let v = at[j.ix()].as_ref().map_or((0, 0), |a| (a.1[0].0, a.1[0].1));
            p.companions[c.ix()].cost_per_tick * i64::from(v.1 - v.0)
        })
        .sum();
    let sum = |f: &dyn Fn(&Shifted) -> i64, l: &[ShiftId]| -> i64 {
        l.iter().filter_map(|x| tot[x.ix()].as_ref()).map(f).sum()
    };
    let all = p.all_shifts();
    let used = |measure: Measure, l: &[ShiftId]| -> i64 {
        let inside = |x: usize| l.contains(&ShiftId::at(x));
        let owners = (0..p.owners.len())
            .filter(|&o| (0..p.shifts.len()).any(|x| p.shifts[x].owner.ix() == o && inside(x)));
        match measure {
            Measure::Metres => sum(&|t| t.metres, l),
            Measure::Drive => sum(&|t| t.drive, l),
            Measure::RiderDrive => sum(&|t| t.rider_drive, l),
            Measure::Jobs => sum(&|t| t.jobs, l),
            Measure::Load(_) => sum(&|t| t.takes, l),
            Measure::Paid => owners.map(|o| hours(o, &inside).0).sum(),
            Measure::Overtime => owners.map(|o| hours(o, &inside).1).sum(),
            Measure::Money => {
                let shifts: i64 = l.iter().map(|x| shift_money(x.ix())).sum();
                let over: i64 = owners.map(|o| hours(o, &inside).2).sum();
                shifts + over + if l.len() == all.len() { companions } else { 0 }
            }
        }
    };
    for (i, b) in p.budgets.iter().enumerate() {
        let now = used(b.measure, &b.shifts);
        if now > b.limit {
            say(format!(
                "budget {i} {:?}: {now} over {}",
                b.measure, b.limit
            ));
        }
    }
    m.used = tot.iter().flatten().count() as i64;
    m.metres = used(Measure::Metres, &all);
    m.drive = used(Measure::Drive, &all);
    m.money = used(Measure::Money, &all);
    m.paid = used(Measure::Paid, &all);
    m.overtime = used(Measure::Overtime, &all);
}
