//! week-STAFF.ics: a person's week for their calendar, without a name in it.
//!
//! Drives are events of their own, so that nobody books the time on the road. Ids and codes
//! are all that the text holds; there is no LOCATION, which some calendars look up on the net.

use std::collections::BTreeSet;

use chrono::{DateTime, Timelike, Utc};

use super::codes::{self, Codes};
use super::{Style, words};
use crate::domain::Week;
use crate::domain::ids::{StaffIx, Work};
use crate::domain::place::PlaceKind;
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::time::Moment;

mod lines;
mod zone;

use lines::Lines;

/// The calendar of one member of staff: of the routes they drive, or of the tasks to which
/// they come along.
pub(super) fn ics(
    week: &Week,
    plan: &Plan,
    style: &Style,
    codes: &Codes,
    staff: StaffIx,
) -> String {
    let mut lines = begun("PUBLISH");
    let zone = week.clock.zone();
    lines.text(
        "X-WR-CALNAME",
        &format!("Liaison plan {}", week.member(staff).id),
    );
    lines.text("X-WR-TIMEZONE", zone.name());
    zone::write(&mut lines, zone, week.clock.monday());
    let stamp = stamp(week, style);
    for event in events(week, plan, codes, staff) {
        let sequence = sequence(plan);
        event.write(&mut lines, week, &style.key, stamp, sequence, "CONFIRMED");
    }
    lines.raw("END", "VCALENDAR");
    lines.finish()
}

/// A calendar as it begins.
fn begun(method: &str) -> Lines {
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//liaison//plan//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    lines.raw("METHOD", method);
    lines
}

/// When it was made; where nothing may depend on the clock, the week's start.
fn stamp(week: &Week, style: &Style) -> DateTime<Utc> {
    let start = || week.clock.utc(week.clock.whole_week().from);
    style.when.unwrap_or_else(start)
}

/// What somebody's calendar had by an earlier plan and has not by a later one: as a calendar of
/// cancellations, and in lines without names. None where all of it is there still.
pub(super) fn gone(
    week: &Week,
    before: &Plan,
    after: &Plan,
    style: &Style,
    codes: &Codes,
    staff: StaffIx,
) -> Option<(String, Vec<String>)> {
    let kept: BTreeSet<(&str, String)> = events(week, after, codes, staff)
        .into_iter()
        .map(|event| (event.what, event.id))
        .collect();
    let mut gone = events(week, before, codes, staff);
    gone.retain(|event| !kept.contains(&(event.what, event.id.clone())));
    if gone.is_empty() {
        return None;
    }
    let mut lines = begun("CANCEL");
    let zone = week.clock.zone();
    zone::write(&mut lines, zone, week.clock.monday());
    let stamp = stamp(week, style);
    let sequence = sequence(after);
    for event in &gone {
        event.write(&mut lines, week, &style.key, stamp, sequence, "CANCELLED");
    }
    lines.raw("END", "VCALENDAR");
    Some((lines.finish(), told(week, &gone)))
}

/// Events in lines without names, in their order; after those of a day its drives, in one line.
fn told(week: &Week, events: &[Event]) -> Vec<String> {
    let day_of = |event: &Event| week.clock.day_of(event.from);
    let hours = |event: &Event| {
        let at = |moment| words::clock(week, day_of(event), moment);
        format!("{}-{}", at(event.from), at(event.to))
    };
    let mut lines = Vec::new();
    for of_day in events.chunk_by(|a, b| day_of(a) == day_of(b)) {
        let date = words::short_date(week, day_of(&of_day[0]));
        let is_drive = |event: &&Event| event.what == "drive";
        let (drives, others): (Vec<&Event>, Vec<&Event>) = of_day.iter().partition(is_drive);
        let line = |event: &Event| format!("{date} {}  {}", hours(event), event.summary);
        lines.extend(others.into_iter().map(line));
        if !drives.is_empty() {
            let all: Vec<String> = drives.into_iter().map(hours).collect();
            lines.push(format!("{date} {}  Driving", all.join(", ")));
        }
    }
    lines
}

/// Every version of a plan is a later word on each of its events.
fn sequence(plan: &Plan) -> u32 {
    plan.version.saturating_sub(1)
}

/// Something that takes time.
struct Event {
    /// What and whose it is: under these the calendar knows it again.
    what: &'static str,
    id: String,
    from: Moment,
    to: Moment,
    summary: String,
    about: Vec<String>,
    is_away: bool,
}

/// All events of somebody, in order.
fn events(week: &Week, plan: &Plan, codes: &Codes, staff: StaffIx) -> Vec<Event> {
    let mut all = Vec::new();
    for route in &plan.routes {
        let is_own = week.shift(route.shift).staff == staff;
        for (ix, stop) in route.stops.iter().enumerate() {
            if is_own {
                all.extend(drive(week, codes, route, ix));
            }
            if is_own || stop.partners.contains(&staff) {
                all.extend(service(week, codes, route, stop));
            }
        }
    }
    all.sort_by_key(|event| (event.from, event.to));
    all
}

/// The drive to a stop, if there is one.
fn drive(week: &Week, codes: &Codes, route: &Route, ix: usize) -> Option<Event> {
    let stop = &route.stops[ix];
    let before = route.stops[..ix].last()?;
    if stop.drive.0 == 0 {
        return None;
    }
    let place = Some(words::place_id(week, stop.place)).filter(|place| !place.is_empty());
    let subject = words::subject(week, codes, stop.activity);
    let summary = match (stop.activity, subject.or(place)) {
        (Activity::End, _) => "Drive back".to_owned(),
        (Activity::Dropoff(_), Some(whom)) => format!("Drive with {whom}"),
        (_, Some(to)) => format!("Drive to {to}"),
        (_, None) => "Drive".to_owned(),
    };
    Some(Event {
        what: "drive",
        id: id(week, route, stop),
        // One leaves when the stop before ends, and what waiting there is comes after it.
        from: before.leave.max(stop.arrive - stop.drive),
        to: stop.arrive,
        summary,
        about: vec![format!(
            "{} min, {} miles",
            stop.drive.0,
            words::miles(stop.metres)
        )],
        is_away: true,
    })
}

/// What is done at a stop, if it takes time.
fn service(week: &Week, codes: &Codes, route: &Route, stop: &Stop) -> Option<Event> {
    if stop.end <= stop.start {
        return None;
    }
    let mut about = Vec::new();
    if let Some(work) = stop.activity.work() {
        about.push(week.work_id(work).to_owned());
        if words::is_overdue(week, work) {
            about.push("overdue".to_owned());
        }
    }
    let place = words::place_id(week, stop.place);
    if !place.is_empty() {
        about.push(format!("place {place}"));
    }
    if !stop.partners.is_empty() {
        let who = words::partners(week, stop).replace(';', ", ");
        about.push(format!(
            "{} with {who}",
            week.member(week.shift(route.shift).staff).id
        ));
    }
    let is_away = matches!(
        stop.place.map(|place| week.place(place).kind),
        Some(PlaceKind::Home | PlaceKind::Community)
    );
    Some(Event {
        what: stop.activity.name(),
        id: id(week, route, stop),
        from: stop.start,
        to: stop.end,
        summary: words::headline(week, codes, stop.activity),
        about,
        is_away,
    })
}

/// The id of the work; of what is no work, its name, day and shift. A session is known by its
/// row and day: its number may be another's in the next plan.
fn id(week: &Week, route: &Route, stop: &Stop) -> String {
    match stop.activity.work() {
        Some(Work::Task(ix)) if week.task(ix).session.is_some() => {
            let date = week.clock.date(week.shift(route.shift).day);
            format!("{}@{date}", week.task(ix).row_id)
        }
        Some(work @ Work::Task(_)) => week.work_id(work).to_owned(),
        // Both ends of a ride are stops, and each may have a drive.
        Some(work) => format!("{} {}", week.work_id(work), stop.activity.name()),
        None => {
            let shift = week.shift(route.shift);
            let earlier = week.shifts[..route.shift.ix()].iter();
            let nth = earlier
                .filter(|one| (one.staff, one.day) == (shift.staff, shift.day))
                .count();
            let (who, date) = (&week.member(shift.staff).id, week.clock.date(shift.day));
            format!("{who} {date} {nth} {}", stop.activity.name())
        }
    }
}

impl Event {
    fn write(
        &self,
        lines: &mut Lines,
        week: &Week,
        key: &[u8],
        stamp: DateTime<Utc>,
        sequence: u32,
        status: &str,
    ) {
        let stamp = utc(stamp);
        lines.raw("BEGIN", "VEVENT");
        lines.raw("UID", &codes::uid(key, self.what, &self.id));
        lines.raw("DTSTAMP", &stamp);
        time(lines, week, "DTSTART", self.from);
        time(lines, week, "DTEND", self.to);
        lines.raw("SEQUENCE", &sequence.to_string());
        lines.text("SUMMARY", &self.summary);
        if !self.about.is_empty() {
            lines.text("DESCRIPTION", &self.about.join("\n"));
        }
        lines.raw("CLASS", "PRIVATE");
        lines.raw("STATUS", status);
        lines.raw("TRANSP", "OPAQUE");
        let busy = if self.is_away { "OOF" } else { "BUSY" };
        lines.raw("X-MICROSOFT-CDO-BUSYSTATUS", busy);
        lines.raw("END", "VEVENT");
    }
}

/// A time by the zone's clock; in universal time in the second pass of the hour that comes
/// twice, which the zone's clock alone would take for the first.
fn time(lines: &mut Lines, week: &Week, name: &str, moment: Moment) {
    let clock = &week.clock;
    let wall = clock.wall(moment);
    let is_first = clock
        .day(wall.date())
        .and_then(|day| clock.moment(day, wall.time()).ok())
        .is_none_or(|first| first == moment);
    if is_first {
        let name = format!("{name};TZID={}", clock.zone().name());
        lines.raw(&name, &wall.format("%Y%m%dT%H%M%S").to_string());
    } else {
        lines.raw(name, &utc(clock.utc(moment)));
    }
}

fn utc(at: DateTime<Utc>) -> String {
    at.with_nanosecond(0)
        .unwrap_or(at)
        .format("%Y%m%dT%H%M%SZ")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;
    use crate::domain::time::Minutes;
    use crate::itinerary::Names;

    fn style() -> Style {
        Style {
            names: Names::Initials,
            key: b"key".to_vec(),
            when: None,
        }
    }

    /// The time of day that a Sunday's second 01:30 gets is universal: 2026-11-01 01:30 PST
    /// is 09:30 UTC, 150 minutes after the midnight of a day in PDT.
    #[test]
    fn the_repeated_hour_is_told_apart() {
        let week = sample_plan::week_of((2026, 10, 26));
        let midnight = week.clock.whole_day(crate::domain::time::Day(6)).from;
        let mut lines = Lines::default();
        time(&mut lines, &week, "DTSTART", midnight + Minutes(90));
        time(&mut lines, &week, "DTSTART", midnight + Minutes(150));
        assert_eq!(
            lines.finish(),
            "DTSTART;TZID=America/Los_Angeles:20261101T013000\r\nDTSTART:20261101T093000Z\r\n"
        );
    }

    /// A task that moves keeps its UID: it is known by what it is, not by when.
    #[test]
    fn uids_outlive_a_move() {
        let week = sample_plan::week();
        let mut plan = sample_plan::plan(&week);
        let codes = Codes::of(&week, b"key");
        let uids = |plan: &Plan| -> Vec<String> {
            let text = ics(&week, plan, &style(), &codes, StaffIx(0));
            text.lines()
                .filter(|line| line.starts_with("UID"))
                .map(str::to_owned)
                .collect()
        };
        let before = uids(&plan);
        let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
        assert_eq!(distinct.len(), before.len());
        for stop in &mut plan.routes[0].stops {
            stop.start += Minutes(1);
            stop.end += Minutes(1);
        }
        assert_eq!(uids(&plan), before);
    }
}
