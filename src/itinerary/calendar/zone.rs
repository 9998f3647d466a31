//! VTIMEZONE: the zone's clock changes around a week, from the compiled-in tz database.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

use super::lines::Lines;

/// Years over which a rule must hold to be written as one: enough that the last Sunday of a
/// month is not always the fourth.
const YEARS: i32 = 10;

/// A change of the clock.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    /// When, by the clock before it.
    wall: NaiveDateTime,
    /// Seconds from universal time, before.
    from: i32,
    /// The same, after.
    to: i32,
    /// Whether daylight-saving time begins.
    is_daylight: bool,
    /// The new time's short name.
    name: String,
}

/// Writes the block of a zone for a week that begins on `monday`.
///
/// A zone that changes twice a year by rule is written by rule, as Outlook wants it; one
/// that changes otherwise by its single changes from the year before to the year after; one
/// that does not change as standard time since 1970.
pub(super) fn write(lines: &mut Lines, zone: Tz, monday: NaiveDate) {
    lines.raw("BEGIN", "VTIMEZONE");
    lines.raw("TZID", zone.name());
    let first = monday.year() - 1;
    let changes = changes(zone, first, first + YEARS);
    if let Some(rules) = rules(&changes) {
        for (change, rule) in &rules {
            part(lines, change, Some(rule));
        }
    } else {
        part(lines, &standing(zone, first), None);
        for change in changes
            .iter()
            .filter(|change| change.wall.year() <= first + 2)
        {
            part(lines, change, None);
        }
    }
    lines.raw("END", "VTIMEZONE");
}

/// One observance.
fn part(lines: &mut Lines, change: &Change, rule: Option<&str>) {
    let name = if change.is_daylight {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    lines.raw("BEGIN", name);
    lines.raw("DTSTART", &change.wall.format("%Y%m%dT%H%M%S").to_string());
    lines.raw("TZOFFSETFROM", &offset(change.from));
    lines.raw("TZOFFSETTO", &offset(change.to));
    lines.text("TZNAME", &change.name);
    if let Some(rule) = rule {
        lines.raw("RRULE", rule);
    }
    lines.raw("END", name);
}

/// `-0800`; with seconds where the zone has them.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.abs();
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

/// The time that holds when `year` begins, as if since 1970.
fn standing(zone: Tz, year: i32) -> Change {
    let start = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let (to, is_daylight, name) = holding(zone, start.and_time(Default::default()).and_utc());
    Change {
        wall: NaiveDateTime::default(),
        from: to,
        to,
        is_daylight,
        name,
    }
}

/// Offset, whether it is daylight-saving time, and its short name.
fn holding(zone: Tz, at: DateTime<Utc>) -> (i32, bool, String) {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let seconds = offset.fix().local_minus_utc();
    let name = offset.abbreviation().unwrap_or(zone.name()).to_owned();
    (seconds, !offset.dst_offset().is_zero(), name)
}

/// All changes from the start of year `first` up to that of `end`, to the minute.
fn changes(zone: Tz, first: i32, end: i32) -> Vec<Change> {
    let midnight = |year| {
        let date = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        date.and_time(Default::default()).and_utc()
    };
    let (mut day, end) = (midnight(first), midnight(end));
    let mut found = Vec::new();
    while day < end {
        let next = day + Days::new(1);
        let (from, ..) = holding(zone, day);
        if holding(zone, next).0 != from {
            // The first minute of the day at which the new offset holds.
            let (mut low, mut high) = (0, 24 * 60);
            while high - low > 1 {
                let middle = (low + high) / 2;
                if holding(zone, day + TimeDelta::minutes(middle)).0 == from {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let at = day + TimeDelta::minutes(high);
            let (to, is_daylight, name) = holding(zone, at);
            let wall = at.naive_utc() + TimeDelta::seconds(i64::from(from));
            found.push(Change {
                wall,
                from,
                to,
                is_daylight,
                name,
            });
        }
        day = next;
    }
    found
}

/// The two yearly rules that make all the `changes`, each with its first change; none when
/// there is no such pair.
fn rules(changes: &[Change]) -> Option<[(Change, String); 2]> {
    let of_year = |nth: usize| -> Vec<&Change> { changes.iter().skip(nth).step_by(2).collect() };
    let (odd, even) = (of_year(0), of_year(1));
    let years = YEARS as usize;
    if odd.len() != years || even.len() != years {
        return None;
    }
    Some([
        (odd[0].clone(), rule(&odd)?),
        (even[0].clone(), rule(&even)?),
    ])
}

/// The rule of changes that come once a year: the nth or the last such weekday of a month.
fn rule(changes: &[&Change]) -> Option<String> {
    let first = changes.first()?;
    let nth = |change: &Change| change.wall.day0() / 7 + 1;
    let is_last = |change: &Change| (change.wall + Days::new(7)).month() != change.wall.month();
    let alike = changes.iter().enumerate().all(|(ix, change)| {
        change.wall.year() == first.wall.year() + ix as i32
            && change.wall.month() == first.wall.month()
            && change.wall.weekday() == first.wall.weekday()
            && change.wall.time() == first.wall.time()
            && (change.from, change.to, change.is_daylight)
                == (first.from, first.to, first.is_daylight)
    });
    let which = if !alike {
        return None;
    } else if changes.iter().all(|change| nth(change) == nth(first)) {
        nth(first).to_string()
    } else if changes.iter().all(|change| is_last(change)) {
        "-1".to_owned()
    } else {
        return None;
    };
    let weekday = first.wall.format("%a").to_string().to_uppercase();
    let month = first.wall.month();
    Some(format!(
        "FREQ=YEARLY;BYMONTH={month};BYDAY={which}{}",
        &weekday[..2]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(zone: Tz, year: i32) -> String {
        let mut lines = Lines::default();
        write(
            &mut lines,
            zone,
            NaiveDate::from_ymd_opt(year, 11, 30).unwrap(),
        );
        lines.finish().replace("\r\n", "\n")
    }

    /// Pacific time: the second Sunday in March and the first in November, 02:00 each.
    #[test]
    fn pacific_by_rule() {
        assert_eq!(
            block(chrono_tz::America::Los_Angeles, 2026),
            "BEGIN:VTIMEZONE\nTZID:America/Los_Angeles\n\
             BEGIN:DAYLIGHT\nDTSTART:20250309T020000\nTZOFFSETFROM:-0800\nTZOFFSETTO:-0700\n\
             TZNAME:PDT\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nEND:DAYLIGHT\n\
             BEGIN:STANDARD\nDTSTART:20251102T020000\nTZOFFSETFROM:-0700\nTZOFFSETTO:-0800\n\
             TZNAME:PST\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\n\
             END:VTIMEZONE\n"
        );
    }

    /// Berlin changes on last Sundays: 02:00 to 03:00 and 03:00 to 02:00.
    #[test]
    fn last_sundays() {
        let block = block(chrono_tz::Europe::Berlin, 2026);
        assert!(block.contains("DTSTART:20250330T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200"));
        assert!(block.contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"));
        assert!(block.contains("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"));
    }

    /// A zone without changes is standard time since 1970, and one with changes that no such
    /// rule makes (Gaza: around Ramadan) gives them one by one.
    #[test]
    fn without_rule() {
        let arizona = block(chrono_tz::America::Phoenix, 2026);
        assert_eq!(arizona.matches("BEGIN:STANDARD").count(), 1);
        assert!(arizona.contains("DTSTART:19700101T000000\nTZOFFSETFROM:-0700"));
        let gaza = block(chrono_tz::Asia::Gaza, 2026);
        assert!(!gaza.contains("RRULE"));
        assert!(gaza.matches("BEGIN:DAYLIGHT").count() >= 3);
    }
}
