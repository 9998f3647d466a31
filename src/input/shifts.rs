//! shifts.csv: when staff work.

use crate::domain::ids::{PlaceIx, StaffIx};
use crate::domain::staff::{Shift, Staff, StaffRole};
use crate::domain::time::{Day, Moment, Span, Spans, WeekClock};
use crate::table::Faults;

use super::cells::{self, Bad, TimeOfDay};
use super::files::Source;
use super::names::Names;
use super::places::Places;
use super::sheet::{Line, columns};

columns! {
    /// The columns of shifts.csv.
    ShiftCol in "shifts.csv" {
        Staff = "staff_id" required,
        Date = "date" required,
        Start = "start" required,
        End = "end" required,
        StartPlace = "start_place",
        EndPlace = "end_place",
        LatestEnd = "latest_end",
    }
}

/// Shifts of the week.
#[derive(Debug, Default)]
pub(super) struct Shifts {
    /// Of liaisons, in order of staff, then time.
    pub list: Vec<Shift>,
    /// By position of the staff: when somebody who comes along is at work; none where no row
    /// says anything about them.
    pub present: Vec<Option<Spans>>,
}

/// Who works in this week, and when it is worked at all.
#[derive(Debug)]
pub(super) struct Roster<'a> {
    /// The staff.
    pub staff: &'a [Staff],
    /// Their ids.
    pub names: &'a Names<StaffIx>,
    /// Those whom the scenario leaves out.
    pub without: &'a [StaffIx],
    /// The places.
    pub places: &'a Places,
    /// The week.
    pub clock: &'a WeekClock,
    /// Days on which work is done.
    pub work_days: &'a [Day],
}

/// A row and the interval that it gives.
type Dated<'a> = (Shift, Line<'a, ShiftCol>);

/// Reads the shifts. Without the file everybody works Monday to Friday 08:00-16:30.
pub(super) fn read(source: &Source<ShiftCol>, roster: &Roster<'_>, faults: &mut Faults) -> Shifts {
    let mut shifts = Shifts {
        list: Vec::new(),
        present: vec![None; roster.staff.len()],
    };
    if !source.is_there {
        standard(roster, &mut shifts);
    }
    let lines = source.lines();
    let mut rows: Vec<Dated<'_>> = lines.filter_map(|line| row(line, roster, faults)).collect();
    rows.sort_by_key(|(shift, line)| (shift.staff, shift.span, line.number()));
    check_overlaps(&rows, faults);
    for (shift, _) in rows {
        let staff = shift.staff;
        if roster.without.contains(&staff) {
            continue;
        }
        let is_work = roster.work_days.contains(&shift.day);
        if roster.staff[staff.ix()].role == StaffRole::Liaison {
            shifts.list.extend(is_work.then_some(shift));
        } else {
            let before = shifts.present[staff.ix()].take().unwrap_or_default();
            let span = if is_work {
                shift.span
            } else {
                Span::new(Moment(0), Moment(0))
            };
            shifts.present[staff.ix()] = Some(Spans::union(before.iter().chain([span])));
        }
    }
    for staff in roster.without {
        shifts.present[staff.ix()] = Some(Spans::default());
    }
    shifts
}

/// What everybody works where no file says it.
fn standard(roster: &Roster<'_>, shifts: &mut Shifts) {
    let (Some(start), Some(end)) = (TimeOfDay::new(8, 0), TimeOfDay::new(16, 30)) else {
        return;
    };
    for (ix, member) in roster.staff.iter().enumerate() {
        let staff = StaffIx::at(ix);
        if roster.without.contains(&staff) {
            continue;
        }
        let days = roster.work_days.iter().filter(|day| day.0 < 5);
        let spans = days.map(|day| {
            let at = |time: TimeOfDay| time.on_or_after(*day, roster.clock);
            (*day, Span::new(at(start), at(end)))
        });
        if member.role == StaffRole::Liaison {
            shifts.list.extend(spans.map(|(day, span)| Shift {
                staff,
                day,
                span,
                latest_end: span.to,
                start_place: member.base,
                end_place: member.base,
            }));
        } else {
            shifts.present[ix] = Some(Spans::union(spans.map(|(_, span)| span)));
        }
    }
}

/// The shift of a row; none in another week, or when something about it is wrong.
fn row<'a>(
    line: Line<'a, ShiftCol>,
    roster: &Roster<'_>,
    faults: &mut Faults,
) -> Option<Dated<'a>> {
    use ShiftCol as Col;
    let staff = line
        .need(Col::Staff, faults, |text| roster.names.find(text))
        .flatten();
    let date = line.need(Col::Date, faults, cells::date);
    let start = line.need(Col::Start, faults, cells::time);
    let end = line.need(Col::End, faults, cells::time);
    let latest = line.read(Col::LatestEnd, faults, cells::time);
    let place = |column, faults: &mut Faults| -> Option<PlaceIx> {
        line.read(column, faults, |text| roster.places.names.find(text))
            .flatten()
    };
    let (start_place, end_place) = (place(Col::StartPlace, faults), place(Col::EndPlace, faults));
    let (staff, date, start, end) = (staff?, date?, start?, end?);
    if end <= start {
        let bad =
            Bad::new("is not after start").remedy("a shift ends on the day on which it starts");
        faults.push(line.bad(Col::End, bad));
        return None;
    }
    if latest.is_some_and(|latest| latest < end) {
        faults.push(line.bad(Col::LatestEnd, Bad::new("is before end")));
        return None;
    }
    let day = date.day(roster.clock)?;
    let moment = |column, time: TimeOfDay, faults: &mut Faults| {
        let moment = time.on(day, roster.clock);
        moment
            .map_err(|error| faults.push(line.bad(column, Bad::new(error.to_string()))))
            .ok()
    };
    let span = Span::new(
        moment(Col::Start, start, faults)?,
        moment(Col::End, end, faults)?,
    );
    let latest_end = match latest {
        Some(latest) => moment(Col::LatestEnd, latest, faults)?,
        None => span.to,
    };
    let base = roster.staff.get(staff.ix()).and_then(|member| member.base);
    let shift = Shift {
        staff,
        day,
        span,
        latest_end,
        start_place: start_place.or(base),
        end_place: end_place.or(base),
    };
    Some((shift, line))
}

/// Two rows of a day are a split shift; they may touch and not overlap, and work may not go on
/// into the second.
fn check_overlaps(rows: &[Dated<'_>], faults: &mut Faults) {
    for pair in rows.windows(2) {
        let [(first, first_line), (second, line)] = pair else {
            continue;
        };
        if first.staff != second.staff || second.span.from >= first.latest_end {
            continue;
        }
        let other = first_line.number();
        if second.span.from < first.span.to {
            let message = format!("is before the end of this person's shift in line {other}");
            let bad = Bad::new(message).remedy("the shifts of a split day must not overlap");
            faults.push(line.bad(ShiftCol::Start, bad));
        } else {
            let message = format!(
                "is after the start of this person's next shift in line {}",
                line.number()
            );
            faults.push(first_line.bad(
                ShiftCol::LatestEnd,
                Bad::new(message).remedy("give an earlier time"),
            ));
        }
    }
}
