//! The week's clock: one axis of minutes for the whole week, and local wall time on it.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// A length of time in whole minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(pub i32);

/// A point in the week: minutes that have passed since its Monday, 00:00 local time.
///
/// On the Sunday of a clock change an hour of the wall clock is missing or comes
/// twice; on this axis every minute has the same length, so durations and gaps
/// are right there too. [`WeekClock`] converts to and from the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i32);

impl Add<Minutes> for Moment {
    type Output = Self;
    fn add(self, by: Minutes) -> Self {
        Self(self.0 + by.0)
    }
}
impl Sub<Minutes> for Moment {
    type Output = Self;
    fn sub(self, by: Minutes) -> Self {
        Self(self.0 - by.0)
    }
}
impl Sub for Moment {
    type Output = Minutes;
    fn sub(self, other: Self) -> Minutes {
        Minutes(self.0 - other.0)
    }
}
impl Add for Minutes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Minutes {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Minutes {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Minutes {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Minutes {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl std::iter::Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

/// An interval of the week, from `from` up to `to`. Two that only touch do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Its first moment.
    pub from: Moment,
    /// The moment at which it is over.
    pub to: Moment,
}

impl Span {
    /// The interval between two moments, empty when `to` is not after `from`.
    pub const fn new(from: Moment, to: Moment) -> Self {
        Self { from, to }
    }

    /// Its length; negative never, zero when empty.
    pub fn minutes(self) -> Minutes {
        Minutes((self.to.0 - self.from.0).max(0))
    }

    /// Whether nothing lies in it.
    pub fn is_empty(self) -> bool {
        self.to <= self.from
    }

    /// Whether all of `other` lies in it.
    pub fn holds(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// Whether the two share more than an end.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// What the two share; possibly empty.
    pub fn meet(self, other: Self) -> Self {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// A set of moments as ascending intervals that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// The union of `spans`; overlapping and touching ones are joined, empty ones dropped.
    pub fn union(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut all: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
        all.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(all.len());
        for span in all {
            match joined.last_mut() {
                Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    /// What of it is not in `other`.
    pub fn minus(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        for &span in &self.0 {
            let mut from = span.from;
            for cut in other.0.iter().filter(|cut| cut.overlaps(span)) {
                left.push(Span::new(from, cut.from));
                from = from.max(cut.to);
            }
            left.push(Span::new(from, span.to));
        }
        Self::union(left)
    }

    /// What is in both.
    pub fn meet(&self, other: &Self) -> Self {
        Self::union(
            self.0
                .iter()
                .flat_map(|&a| other.0.iter().map(move |&b| a.meet(b))),
        )
    }

    /// Whether all of `span` lies in one of its intervals.
    pub fn holds(&self, span: Span) -> bool {
        self.0.iter().any(|each| each.holds(span))
    }

    /// Whether some of `span` is in it.
    pub fn overlaps(&self, span: Span) -> bool {
        self.0.iter().any(|each| each.overlaps(span))
    }

    /// The intervals, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.0.iter().copied()
    }

    /// Whether it holds no moment.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A day of the week: 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u8);

impl Day {
    /// The seven days, Monday first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..7).map(Self)
    }
}

/// A wall-clock time that one day of the week does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clocks go forward on {date}: {time} does not exist that day")]
pub struct NoSuchTime {
    /// The day.
    pub date: NaiveDate,
    /// The time that is skipped.
    pub time: NaiveTime,
}

/// Converts between [`Moment`]s and the wall clock of one week in one time zone.
#[derive(Clone, Debug)]
pub struct WeekClock {
    monday: NaiveDate,
    zone: Tz,
    origin: DateTime<Utc>,
    starts: [Moment; 8],
}

impl WeekClock {
    /// The clock of the week that begins with `monday`; none when `monday` is another weekday
    /// or lies at the edge of the calendar.
    pub fn new(monday: NaiveDate, zone: Tz) -> Option<Self> {
        if monday.weekday() != chrono::Weekday::Mon {
            return None;
        }
        let origin = first_instant(monday, zone)?;
        let mut starts = [Moment(0); 8];
        for (days, start) in starts.iter_mut().enumerate() {
            let date = monday.checked_add_days(Days::new(days as u64))?;
            let minutes = (first_instant(date, zone)? - origin).num_minutes();
            *start = Moment(i32::try_from(minutes).ok()?);
        }
        Some(Self {
            monday,
            zone,
            origin,
            starts,
        })
    }

    /// The week's Monday.
    pub fn monday(&self) -> NaiveDate {
        self.monday
    }

    /// The time zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The date of a day.
    pub fn date(&self, day: Day) -> NaiveDate {
        self.monday + Days::new(u64::from(day.0))
    }

    /// The day of a date; none when it lies outside the week.
    pub fn day(&self, date: NaiveDate) -> Option<Day> {
        let days = (date - self.monday).num_days();
        u8::try_from(days).ok().filter(|&day| day < 7).map(Day)
    }

    /// All of a day, from its 00:00 to its 24:00.
    pub fn whole_day(&self, day: Day) -> Span {
        Span::new(
            self.starts[usize::from(day.0)],
            self.starts[usize::from(day.0) + 1],
        )
    }

    /// All of the week.
    pub fn whole_week(&self) -> Span {
        Span::new(self.starts[0], self.starts[7])
    }

    /// The moment at which the wall clock of `day` shows `time`; the first of the two when
    /// the clocks go back over it.
    ///
    /// # Errors
    /// When the clocks go forward over it.
    pub fn moment(&self, day: Day, time: NaiveTime) -> Result<Moment, NoSuchTime> {
        let date = self.date(day);
        match self
            .zone
            .from_local_datetime(&date.and_time(time))
            .earliest()
        {
            Some(instant) => {
                let minutes = (instant.with_timezone(&Utc) - self.origin).num_minutes();
                Ok(Moment(i32::try_from(minutes).unwrap_or(i32::MAX)))
            }
            None => Err(NoSuchTime { date, time }),
        }
    }

    /// The second moment of `day` at which the wall clock shows the same as at `first`, where
    /// the clocks go back over it; none on any other.
    pub fn again(&self, day: Day, first: Moment) -> Option<Moment> {
        let shown = self.zone.from_local_datetime(&self.wall(first));
        let minutes = (shown.latest()?.with_timezone(&Utc) - self.origin).num_minutes();
        let second = Moment(i32::try_from(minutes).ok()?);
        (first < second && self.whole_day(day).to > second).then_some(second)
    }

    /// Whether the wall clock has shown the same before: in the hour that comes twice.
    pub fn is_again(&self, moment: Moment) -> bool {
        let shown = self.zone.from_local_datetime(&self.wall(moment));
        shown
            .earliest()
            .is_some_and(|first| first.with_timezone(&Utc) < self.utc(moment))
    }

    /// The day that a moment belongs to. A day's 24:00 belongs to the next one; what lies
    /// outside the week belongs to its first or last day.
    pub fn day_of(&self, moment: Moment) -> Day {
        let after = self.starts[1..7]
            .iter()
            .filter(|&&start| start <= moment)
            .count();
        Day(after as u8)
    }

    /// What the wall clock shows.
    pub fn wall(&self, moment: Moment) -> chrono::NaiveDateTime {
        self.utc(moment).with_timezone(&self.zone).naive_local()
    }

    /// The moment in universal time.
    pub fn utc(&self, moment: Moment) -> DateTime<Utc> {
        self.origin + TimeDelta::minutes(i64::from(moment.0))
    }

    /// `08:30`; a day's 24:00 shows as `24:00` when `end_of` is that day.
    pub fn hhmm(&self, moment: Moment, end_of: Option<Day>) -> String {
        if end_of.is_some_and(|day| self.whole_day(day).to == moment) {
            return "24:00".to_owned();
        }
        let wall = self.wall(moment);
        format!("{:02}:{:02}", wall.hour(), wall.minute())
    }

    /// A window as tasks.csv has it: `2026-12-01 14:00-16:30`; a whole day is its date alone.
    pub fn window(&self, span: Span) -> String {
        let day = self.day_of(span.from);
        let date = self.date(day);
        if span == self.whole_day(day) {
            return date.to_string();
        }
        let at = |moment| self.hhmm(moment, Some(day));
        format!("{date} {}-{}", at(span.from), at(span.to))
    }
}

/// The first instant of a date: its midnight, or the end of the gap where that is skipped.
fn first_instant(date: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    (0..24 * 60).step_by(15).find_map(|minute| {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0)?;
        zone.from_local_datetime(&date.and_time(time))
            .earliest()
            .map(|at| at.with_timezone(&Utc))
    })
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} min", self.0)
    }
}

#[cfg(test)]
mod tests {
    //! The clock keeps true durations across both daylight-saving Sundays, and sets of
    //! intervals obey their algebra.
    use super::*;
    use chrono_tz::America::Los_Angeles;

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    fn clock(year: i32, month: u32, day: u32) -> WeekClock {
        WeekClock::new(
            NaiveDate::from_ymd_opt(year, month, day).unwrap(),
            Los_Angeles,
        )
        .unwrap()
    }

    #[test]
    fn an_ordinary_week_has_days_of_1440_minutes() {
        let clock = clock(2026, 11, 30);
        assert_eq!(clock.moment(Day(1), time(8, 30)), Ok(Moment(1440 + 510)));
        assert_eq!(clock.whole_week().to, Moment(7 * 1440));
        assert_eq!(clock.hhmm(Moment(1440 + 510), None), "08:30");
        assert_eq!(clock.day_of(Moment(1440)), Day(1));
        assert_eq!(clock.hhmm(Moment(1440), Some(Day(0))), "24:00");
    }

    #[test]
    fn the_sunday_that_goes_forward_is_an_hour_short() {
        // 2026-03-08, 02:00 becomes 03:00: 09:00 is eight hours after midnight.
        let clock = clock(2026, 3, 2);
        assert_eq!(
            clock.moment(Day(6), time(9, 0)),
            Ok(Moment(6 * 1440 + 8 * 60))
        );
        assert!(clock.moment(Day(6), time(2, 30)).is_err());
        assert_eq!(clock.hhmm(Moment(6 * 1440 + 8 * 60), None), "09:00");
        assert_eq!(clock.whole_day(Day(6)).minutes(), Minutes(23 * 60));
    }

    #[test]
    fn the_sunday_that_goes_back_is_an_hour_long() {
        // 2026-11-01: 01:30 comes twice and means the first.
        let clock = clock(2026, 10, 26);
        assert_eq!(clock.moment(Day(6), time(1, 30)), Ok(Moment(6 * 1440 + 90)));
        assert_eq!(
            clock.moment(Day(6), time(9, 0)),
            Ok(Moment(6 * 1440 + 10 * 60))
        );
        assert_eq!(clock.whole_day(Day(6)).minutes(), Minutes(25 * 60));
        // The second is an hour later, and only that one is told as such.
        let (first, second) = (Moment(6 * 1440 + 90), Moment(6 * 1440 + 150));
        assert_eq!(clock.again(Day(6), first), Some(second));
        assert_eq!(clock.again(Day(6), first + Minutes(60 * 3)), None);
        assert!(clock.is_again(second) && !clock.is_again(first));
    }

    #[test]
    fn spans_join_cut_and_meet() {
        let span = |from, to| Span::new(Moment(from), Moment(to));
        let set = Spans::union([span(30, 40), span(0, 10), span(10, 20), span(5, 5)]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [span(0, 20), span(30, 40)]);
        let cut = set.minus(&Spans::union([span(5, 32)]));
        assert_eq!(cut.iter().collect::<Vec<_>>(), [span(0, 5), span(32, 40)]);
        assert_eq!(set.meet(&cut), cut);
        assert!(set.holds(span(10, 20)) && !set.holds(span(10, 31)));
    }
}
