//! A shift that would give a task room: the smallest change of shifts.csv that is worth
//! proposing where nobody who may do the task works at its times.

use super::eligible::{may_do, task_starts};
use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::ids::{PlaceIx, StaffIx};
use crate::domain::staff::Staff;
use crate::domain::task::Task;
use crate::domain::time::{Day, Minutes, Moment, Span, Spans};

/// What to change in shifts.csv so that somebody is there for the task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A shift of its own, on a time at which they work nowhere else.
    Row { who: StaffIx, span: Span },
    /// The only shift of that day goes on until `to`.
    LatestEnd { who: StaffIx, to: Moment },
}

impl Change {
    /// What to do, in words without a name.
    pub(super) fn words(&self, week: &Week) -> String {
        let day = self.date(week);
        match *self {
            Self::Row { who, span } => format!(
                "open a shift of {} on {day}, {}-{}",
                week.member(who).id,
                week.clock.hhmm(span.from, None),
                end(week, span.to)
            ),
            Self::LatestEnd { who, to } => format!(
                "let {} work until {} on {day}",
                week.member(who).id,
                end(week, to)
            ),
        }
    }

    /// The row of shifts.csv, or the cell of one.
    pub(super) fn grant(&self, week: &Week) -> Grant {
        let day = self.date(week);
        match *self {
            Self::Row { who, span } => Grant::Row {
                file: "shifts.csv",
                columns: &["staff_id", "date", "start", "end"],
                values: vec![
                    week.member(who).id.clone(),
                    day,
                    week.clock.hhmm(span.from, None),
                    end(week, span.to),
                ],
            },
            Self::LatestEnd { who, to } => Grant::Cell {
                file: "shifts.csv",
                id: format!("{}@{day}", week.member(who).id),
                column: "latest_end",
                value: end(week, to),
            },
        }
    }

    fn date(&self, week: &Week) -> String {
        let (Self::Row {
            span: Span { to, .. },
            ..
        }
        | Self::LatestEnd { to, .. }) = *self;
        week.clock.date(day_before(week, to)).to_string()
    }
}

/// The day that ends at a moment, or holds it.
fn day_before(week: &Week, to: Moment) -> Day {
    week.clock.day_of(to - Minutes(1))
}

/// An end of work, `24:00` at midnight.
fn end(week: &Week, to: Moment) -> String {
    week.clock.hhmm(to, Some(day_before(week, to)))
}

/// The earliest change that gives a task room for itself, the drives from and to the base
/// and the write-up; a longer shift before another one. None where those who may do it are
/// busy or at work at all of its times.
///
/// Lunch, budgets and partners are not looked at: a plan made anew shows them.
pub(super) fn that_holds(week: &Week, task: &Task) -> Option<Change> {
    let starts = task_starts(week, task).ok()?;
    let with_partners = task.partners.count > 0;
    let who: Vec<StaffIx> = (0..week.staff.len())
        .map(StaffIx::at)
        .filter(|&staff| may_do(week, staff, task, with_partners).is_ok())
        .collect();
    let first = |change: fn(&Week, &Task, StaffIx, Span) -> Option<Change>| {
        let mut each = starts
            .iter()
            .flat_map(|room| who.iter().map(move |&who| (who, room)));
        each.find_map(|(who, room)| change(week, task, who, room))
    };
    first(stay_on).or_else(|| first(open))
}

/// The drives from the base to the task and back; nothing for whoever has no base.
struct Way {
    there: Option<(usize, usize)>,
}

impl Way {
    fn of(week: &Week, member: &Staff, place: Option<PlaceIx>) -> Self {
        let site = |place| week.travel.site(place);
        let there = member.base.zip(place);
        Self {
            there: there.map(|(base, place)| (site(base), site(place))),
        }
    }

    /// What one is away for when the task begins at `start`.
    fn away(&self, week: &Week, task: &Task, start: Moment) -> Span {
        let end = start + task.minutes;
        let (from, to) = match self.there {
            Some((base, place)) => (
                week.travel.depart_by(base, place, start),
                end + week.travel.drive(place, base, end),
            ),
            None => (start, end),
        };
        Span::new(from, to + task.notes_minutes)
    }
}

/// A shift of its own in `room`, the starts that the task has at one stretch.
fn open(week: &Week, task: &Task, who: StaffIx, room: Span) -> Option<Change> {
    let member = week.member(who);
    let way = Way::of(week, member, task.place);
    let taken = taken(week, who);
    // As early as can be: at once, or when one is back from something else.
    let again = taken.iter().flat_map(|busy| {
        let drive = room.from - way.away(week, task, room.from).from;
        [busy.to, busy.to + drive]
    });
    let mut tries: Vec<Moment> = std::iter::once(room.from)
        .chain(again)
        .filter(|&start| room.from <= start && start < room.to)
        .collect();
    tries.sort_unstable();
    tries
        .into_iter()
        .map(|start| way.away(week, task, start))
        .find(|&away| is_of_one_day(week, away) && !taken.overlaps(away))
        .map(|span| Change::Row { who, span })
}

/// The only shift of the day, longer at its end; one is then at its end place before.
fn stay_on(week: &Week, task: &Task, who: StaffIx, room: Span) -> Option<Change> {
    let day = week.clock.day_of(room.from);
    let mut of_day = week
        .shifts
        .iter()
        .filter(|shift| shift.staff == who && shift.day == day);
    let (shift, None) = (of_day.next()?, of_day.next()) else {
        return None;
    };
    let way = Way::of(week, week.member(who), task.place);
    let drive = room.from - way.away(week, task, room.from).from;
    let start = room.from.max(shift.span.from + drive);
    let away = way.away(week, task, start);
    let begins_inside =
        shift.span.from <= away.from && away.from <= shift.latest_end && start < room.to;
    let is_free = !week.member(who).busy.overlaps(away);
    (begins_inside && shift.latest_end < away.to && is_free && is_of_one_day(week, away))
        .then_some(Change::LatestEnd { who, to: away.to })
}

/// When somebody works or is busy.
fn taken(week: &Week, who: StaffIx) -> Spans {
    let shifts = week.shifts.iter().filter(|shift| shift.staff == who);
    let shifts = shifts.map(|shift| Span::new(shift.span.from, shift.latest_end));
    Spans::union(shifts.chain(week.member(who).busy.iter()))
}

fn is_of_one_day(week: &Week, span: Span) -> bool {
    let whole = week.clock.whole_week();
    whole.holds(span)
        && week
            .clock
            .whole_day(week.clock.day_of(span.from))
            .holds(span)
}

#[cfg(test)]
mod tests {
    //! A change is proposed only where it collides with nothing, drives included.
    use super::*;
    use crate::domain::sample_plan::{self, HOME_1};

    /// The first member's only shift of Monday is 08:30-12:30; a visit at a home 9 min from
    /// the office, 40 min long, with no other window than `from`-`to` (minutes of Monday).
    fn with_window(from: i32, to: i32, busy: Option<(i32, i32)>) -> (Week, Option<Change>) {
        let mut week = sample_plan::week();
        let who = StaffIx::at(0);
        let span = |from, to| Span::new(Moment(from), Moment(to));
        let first = week.shifts.iter().position(|shift| shift.staff == who);
        let mut shift = week.shifts[first.expect("the fixture has shifts of L1")].clone();
        shift.span = span(510, 750);
        shift.latest_end = Moment(750);
        week.shifts = vec![shift];
        week.staff[0].busy = Spans::union(busy.map(|(from, to)| span(from, to)));
        let mut task = week.tasks[6].clone();
        task.place = Some(HOME_1);
        task.staff = vec![who];
        task.language = None;
        task.minutes = Minutes(40);
        task.pin = None;
        task.windows = vec![span(from, to)];
        let change = that_holds(&week, &task);
        (week, change)
    }

    /// The drive is counted on both sides: 13:20 less the drive, 14:00 and the drive.
    #[test]
    fn a_shift_of_its_own_holds_the_drives() {
        let (week, change) = with_window(800, 840, None);
        let Some(Change::Row { span, .. }) = change.clone() else {
            panic!("{change:?}");
        };
        let drive = week.travel.drive(0, 2, Moment(0));
        assert!(drive.0 > 0);
        assert_eq!(span, Span::new(Moment(800) - drive, Moment(840) + drive));
        let grant = change.map(|change| change.grant(&week).to_string());
        assert!(grant.is_some_and(|grant| grant.starts_with("shifts.csv,L1,2026-11-30,13:")));
    }

    /// From 12:10 on there are 20 min of the shift left: it goes on for 20 and the drive back.
    #[test]
    fn a_shift_that_ends_too_early_goes_on() {
        let (week, change) = with_window(730, 770, None);
        let drive = week.travel.drive(2, 0, Moment(0));
        let to = Moment(770) + drive;
        assert_eq!(
            change,
            Some(Change::LatestEnd {
                who: StaffIx::at(0),
                to
            })
        );
    }

    /// Busy at its only time, or at work there anyway: nothing is proposed.
    #[test]
    fn nothing_is_proposed_over_busy_time() {
        assert_eq!(with_window(730, 770, Some((740, 745))).1, None);
        assert_eq!(with_window(800, 840, Some((830, 835))).1, None);
        assert_eq!(with_window(600, 640, None).1, None);
    }

    /// Busy at its beginning: as soon as one is back and has driven there.
    #[test]
    fn a_later_start_is_taken_where_there_is_one() {
        let (week, change) = with_window(800, 900, Some((780, 820)));
        let drive = week.travel.drive(0, 2, Moment(0));
        let Some(Change::Row { span, .. }) = change else {
            panic!("{change:?}");
        };
        assert_eq!(span.from, Moment(820));
        assert_eq!(span.minutes(), Minutes(40) + drive + drive);
    }
}
