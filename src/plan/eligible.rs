//! Who may do what, and when it may start: the rules of the week that bear on one
//! piece of work alone, written down once for the solver.

use crate::domain::Week;
use crate::domain::ids::{PlaceIx, ShiftIx, StaffIx};
use crate::domain::ride::Direction::{FromSchool, ToSchool};
use crate::domain::ride::Ride;
use crate::domain::rule::Rule;
use crate::domain::staff::{Staff, StaffRole};
use crate::domain::task::{Pin, Task};
use crate::domain::time::{Minutes, Moment, Span, Spans};

/// The moments at which something of length `minutes` may start, so that it lies wholly in
/// one of `windows`. A start that is the last minute of a span counts: spans of starts are
/// half open, one minute longer than the room for starting.
fn starts_within(windows: impl IntoIterator<Item = Span>, minutes: Minutes) -> Spans {
    let room = |span: Span| Span::new(span.from, span.to - minutes + Minutes(1));
    Spans::union(windows.into_iter().map(room))
}

/// The starts that a pin leaves.
fn starts_pinned(week: &Week, pin: Option<&Pin>, starts: Spans) -> Spans {
    let Some(pin) = pin else { return starts };
    let mut left = starts;
    if let Some(day) = pin.day {
        left = left.meet(&Spans::union([week.clock.whole_day(day)]));
    }
    if let Some(at) = pin.start {
        left = left.meet(&Spans::union([Span::new(at, at + Minutes(1))]));
    }
    left
}

/// When a task may start, and the rule that ended the search when it never may.
///
/// Windows, `earliest`, `due`, every attendee's free stretches and the pin, one after the
/// other; the first that leaves nothing is named.
pub fn task_starts(week: &Week, task: &Task) -> Result<Spans, Rule> {
    let named = |starts: Spans, rule: Rule| {
        if starts.is_empty() {
            Err(rule)
        } else {
            Ok(starts)
        }
    };
    let mut starts = named(
        starts_within(task.windows.iter().copied(), task.minutes),
        Rule::Window,
    )?;
    let all = week.clock.whole_week();
    if let Some(earliest) = task.earliest {
        let later = Spans::union([Span::new(earliest, all.to)]);
        starts = named(starts.meet(&later), Rule::Window)?;
    }
    if let Some(due) = task.binding_due() {
        starts = named(
            starts.meet(&starts_within([Span::new(all.from, due)], task.minutes)),
            Rule::Due,
        )?;
    }
    for &attendee in &task.attendees {
        let free = &week.person(attendee).availability.free;
        starts = named(
            starts.meet(&starts_within(free.iter(), task.minutes)),
            Rule::AttendeeBusy,
        )?;
    }
    named(starts_pinned(week, task.pin.as_ref(), starts), Rule::Pin)
}

/// When a ride's pickup and drop-off may start.
pub fn ride_starts(week: &Week, ride: &Ride) -> Result<[Spans; 2], Rule> {
    let mut pickup = starts_within([ride.pickup], ride.pickup_minutes);
    let mut dropoff = starts_within([ride.dropoff], ride.dropoff_minutes);
    if pickup.is_empty() || dropoff.is_empty() {
        return Err(Rule::Bell);
    }
    if ride.adult_at_home {
        let (home, minutes) = match ride.direction {
            ToSchool => (&mut pickup, ride.pickup_minutes),
            FromSchool => (&mut dropoff, ride.dropoff_minutes),
        };
        let anyone = week.receivers(ride).flat_map(|adult| {
            starts_within(week.person(adult).availability.free.iter(), minutes)
                .iter()
                .collect::<Vec<_>>()
        });
        *home = home.meet(&Spans::union(anyone));
        if home.is_empty() {
            return Err(Rule::AdultAtHome);
        }
    }
    let pickup = starts_pinned(week, ride.pin.as_ref(), pickup);
    if pickup.is_empty() {
        Err(Rule::Pin)
    } else {
        Ok([pickup, dropoff])
    }
}

/// Whether somebody may do a task, by the rules that need no clock.
///
/// Language and skills are the doer's own here; where partners come along they count too,
/// and `with_partners` leaves them to the solver.
pub fn may_do(week: &Week, staff: StaffIx, task: &Task, with_partners: bool) -> Result<(), Rule> {
    let member = week.member(staff);
    if member.role != StaffRole::Liaison || !(task.staff.is_empty() || task.staff.contains(&staff))
    {
        return Err(Rule::Staff);
    }
    if !serves(member, task.school) {
        return Err(Rule::Staff);
    }
    if !with_partners {
        if !task
            .language
            .iter()
            .all(|language| member.languages.contains(language))
        {
            return Err(Rule::Language);
        }
        if !task
            .skills
            .iter()
            .all(|skill| member.skills.contains(skill))
        {
            return Err(Rule::Skill);
        }
    }
    pinned_to(task.pin.as_ref(), staff)
}

/// Whether somebody may take a ride, by the rules that need no clock.
pub fn may_drive(week: &Week, staff: StaffIx, ride: &Ride) -> Result<(), Rule> {
    let member = week.member(staff);
    let date = week.clock.date(ride.day);
    if member.role != StaffRole::Liaison || !serves(member, Some(ride.school)) {
        return Err(Rule::Staff);
    }
    if member.cleared_until.is_some_and(|last| last < date)
        || ride.permission_until.is_some_and(|last| last < date)
    {
        return Err(Rule::Clearance);
    }
    if ride.seats > member.seats {
        return Err(Rule::Seats);
    }
    if ride.wheelchair && member.wheelchair_places == 0 {
        return Err(Rule::Wheelchair);
    }
    if needs_booster(ride) && member.boosters == 0 {
        return Err(Rule::Booster);
    }
    pinned_to(ride.pin.as_ref(), staff)
}

/// Whether the car must carry a booster for the rider.
pub fn needs_booster(ride: &Ride) -> bool {
    ride.booster && !ride.own_seat
}

fn serves(member: &Staff, school: Option<PlaceIx>) -> bool {
    member.schools.is_empty() || school.is_none_or(|school| member.schools.contains(&school))
}

fn pinned_to(pin: Option<&Pin>, staff: StaffIx) -> Result<(), Rule> {
    match pin.and_then(|pin| pin.staff) {
        Some(only) if only != staff => Err(Rule::Pin),
        _ => Ok(()),
    }
}

/// Whether a pin forbids it altogether.
pub fn is_forbidden(pin: Option<&Pin>) -> bool {
    pin.is_some_and(|pin| pin.never)
}

/// The shifts whose time shares something with any of `starts`, by the rule `may`; or the
/// rule that excluded the most promising of them.
pub fn shifts(
    week: &Week,
    starts: &Spans,
    may: impl Fn(StaffIx) -> Result<(), Rule>,
) -> Result<Vec<ShiftIx>, Rule> {
    let mut found = Vec::new();
    let mut excluded = None;
    let mut somebody = false;
    for (ix, shift) in week.shifts.iter().enumerate() {
        if let Err(rule) = may(shift.staff) {
            excluded = excluded.max(Some(rule));
            continue;
        }
        somebody = true;
        let open = Span::new(shift.span.from, shift.latest_end + Minutes(1));
        if starts.overlaps(open) {
            found.push(ShiftIx::at(ix));
        }
    }
    if !found.is_empty() {
        Ok(found)
    } else if somebody {
        Err(Rule::Shift)
    } else {
        Err(excluded.unwrap_or(Rule::Staff))
    }
}

/// When a person may be needed by a task that starts in `starts`.
pub fn occupied(starts: &Spans, minutes: Minutes) -> Spans {
    // Half-open starts end one minute after the last start.
    Spans::union(
        starts
            .iter()
            .map(|span| Span::new(span.from, span.to - Minutes(1) + minutes)),
    )
}

/// When a rider may be on the way: from the first pickup to the last drop-off.
pub fn riding(ride: &Ride, starts: &[Spans; 2]) -> Spans {
    let from = starts[0].iter().next().map_or(Moment(0), |span| span.from);
    let to = starts[1].iter().last().map_or(Moment(0), |span| span.to);
    Spans::union([Span::new(from, to - Minutes(1) + ride.dropoff_minutes)])
}
