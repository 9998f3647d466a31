//! What may stand in a cell: dates, times, numbers, yes and no, words of a fixed list.
//!
//! Every reader takes the text of one cell, trimmed and not empty, and says in a [`Bad`] what
//! is wrong. Nothing is guessed: what can be read in two ways is refused.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, NaiveTime};

use crate::domain::time::{Day, Moment, NoSuchTime, WeekClock};
use crate::table::{nearest, same_name};

/// Minutes of a day of 24 hours.
const DAY_MINUTES: u16 = 24 * 60;

/// Why a text is not what its cell should hold. It never repeats the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bad {
    /// What is wrong.
    pub message: String,
    /// What may stand there; empty where the message says it.
    pub allowed: String,
    /// What to do; empty where that is plain.
    pub remedy: String,
}

impl Bad {
    /// Something wrong.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            allowed: String::new(),
            remedy: String::new(),
        }
    }

    /// The same with what may stand there.
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = allowed.into();
        self
    }

    /// The same with what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

/// A wall-clock time, or the 24:00 that ends a day: minutes from 0 to 1,440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TimeOfDay(u16);

impl TimeOfDay {
    /// A time by the clock; none beyond 24:00.
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= DAY_MINUTES).then_some(Self(minutes))
    }

    /// As the clock shows it; none for 24:00.
    pub fn naive(self) -> Option<NaiveTime> {
        NaiveTime::from_num_seconds_from_midnight_opt(u32::from(self.0) * 60, 0)
    }

    /// When it is on a day. 00:00 is when the day begins, also where the clocks go forward at
    /// midnight.
    ///
    /// # Errors
    /// When the clocks go forward over it that day.
    pub fn on(self, day: Day, clock: &WeekClock) -> Result<Moment, NoSuchTime> {
        if self.0 == 0 {
            return Ok(clock.whole_day(day).from);
        }
        self.naive()
            .map_or(Ok(clock.whole_day(day).to), |time| clock.moment(day, time))
    }

    /// When it is on a day, or else when the clocks have gone forward over it: for times that
    /// hold on every day and that nobody wrote for this one.
    pub fn on_or_after(self, day: Day, clock: &WeekClock) -> Moment {
        (self.0..=DAY_MINUTES)
            .find_map(|minutes| Self(minutes).on(day, clock).ok())
            .unwrap_or(clock.whole_day(day).to)
    }
}

/// What a date cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DateCell {
    /// One date.
    On(NaiveDate),
    /// That day of the week.
    Each(Day),
}

impl DateCell {
    /// The day of this week that it means; none when the date lies in another.
    pub fn day(self, clock: &WeekClock) -> Option<Day> {
        match self {
            Self::On(date) => clock.day(date),
            Self::Each(day) => Some(day),
        }
    }

    /// The date that it means, a weekday being that of this week.
    pub fn date(self, clock: &WeekClock) -> NaiveDate {
        match self {
            Self::On(date) => date,
            Self::Each(day) => clock.date(day),
        }
    }
}

const DATES: &str = "a date like 2026-11-30 or 11/30/2026";

/// A weekday by its name or the first letters of it: `Mon`, `tues`, `Wednesday`.
pub(super) fn weekday(text: &str) -> Option<Day> {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let text = text.trim_end_matches('.').to_ascii_lowercase();
    let day = NAMES
        .iter()
        .position(|name| text.len() >= 3 && name.starts_with(&text))?;
    Some(Day(day as u8))
}

/// A date or a weekday.
pub(super) fn date(text: &str) -> Result<DateCell, Bad> {
    if let Some(day) = weekday(text) {
        return Ok(DateCell::Each(day));
    }
    calendar_date(text)
        .map(DateCell::On)
        .map_err(|bad| bad.allowed(format!("{DATES}, or a weekday like Mon")))
}

/// A date: `2026-11-30`, `11/30/2026` (month first), with a midnight behind it or not.
pub(super) fn calendar_date(text: &str) -> Result<NaiveDate, Bad> {
    let bad = |message: &str| Bad::new(message).allowed(DATES);
    let text = without_midnight(text);
    let separator = ['-', '/', '.'].into_iter().find(|c| text.contains(*c));
    let parts: Vec<&str> = match separator {
        Some(separator) => text.split(separator).collect(),
        None => return Err(bad("is not a date")),
    };
    let &[a, b, c] = parts.as_slice() else {
        return Err(bad("is not a date"));
    };
    let number = |part: &str| match part.len() {
        1..=4 if part.bytes().all(|c| c.is_ascii_digit()) => part.parse::<u32>().ok(),
        _ => None,
    };
    let (Some(first), Some(second), Some(third)) = (number(a), number(b), number(c)) else {
        return Err(bad("is not a date"));
    };
    let (year, month, day) = match (separator, a.len(), c.len()) {
        (Some('-' | '/'), 4, 1..=2) => (first, second, third),
        (Some('/' | '-'), 1..=2, 4) => (third, first, second),
        (Some('/'), 1..=2, 2) => (2000 + third, first, second),
        _ => return Err(bad("is not a date")),
    };
    if month > 12 && day <= 12 {
        return Err(
            bad("has no such month").remedy("write the month before the day, or year-month-day")
        );
    }
    if !(1900..=2200).contains(&year) {
        return Err(bad("lies far outside our time"));
    }
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or_else(|| bad("is no day of the calendar"))
}

/// Excel adds a midnight to dates whose cell has a time format.
fn without_midnight(text: &str) -> &str {
    const MIDNIGHTS: [&str; 6] = [
        " 00:00:00",
        "T00:00:00",
        " 0:00:00",
        " 00:00",
        " 0:00",
        " 12:00:00 AM",
    ];
    MIDNIGHTS
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text)
        .trim_end()
}

const TIMES: &str = "a time like 08:30 or 3:15 PM";

/// A time: `08:30`, `8:30:00 AM`, `7:46AM`, `3 p.m.`, `1530`, `noon`, `24:00`. Seconds must be zero.
pub(super) fn time(text: &str) -> Result<TimeOfDay, Bad> {
    let bad = |message: &str| Bad::new(message).allowed(TIMES);
    let lower: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .take(16)
        .collect();
    let lower = lower.replace("a.m.", "am").replace("p.m.", "pm");
    if lower == "noon" {
        return Ok(TimeOfDay(720));
    }
    let (digits, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (lower.as_str(), None),
    };
    let number = |part: &str| match part.len() {
        1..=2 if part.bytes().all(|c| c.is_ascii_digit()) => part.parse::<u16>().ok(),
        _ => None,
    };
    let parts: Vec<&str> = digits.split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [whole] if whole.is_ascii() && (3..=4).contains(&whole.len()) => {
            let (hour, minute) = whole.split_at(whole.len() - 2);
            (number(hour), number(minute), Some(0))
        }
        [hour] if half.is_some() => (number(hour), Some(0), Some(0)),
        [hour, minute] => (
            number(hour),
            number(minute).filter(|_| minute.len() == 2),
            Some(0),
        ),
        [hour, minute, second] => (number(hour), number(minute), number(second)),
        _ => (None, None, None),
    };
    let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else {
        return Err(bad("is not a time"));
    };
    if second != 0 {
        return Err(bad("has seconds, and plans are made in whole minutes"));
    }
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return Err(bad("is not a time")),
        Some(half) => hour % 12 + half,
        None => hour,
    };
    TimeOfDay::new(hour, minute).ok_or_else(|| bad("is no time of the day"))
}

/// Yes or no: `yes no true false 1 0 x`.
pub(super) fn yes_no(text: &str) -> Result<bool, Bad> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => {
            Err(Bad::new("is neither yes nor no")
                .allowed("yes, no, true, false, 1, 0, x or nothing"))
        }
    }
}

/// The entries of a list, separated by `;`. Empty ones are dropped.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

/// A whole number in a range. `4.0` is one too.
pub(super) fn whole(text: &str, range: RangeInclusive<u32>) -> Result<u32, Bad> {
    let digits = text
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|c| c == b'0'))
        .map_or(text, |(digits, _)| digits);
    let allowed = || format!("a whole number from {} to {}", range.start(), range.end());
    let is_number =
        !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|c| c.is_ascii_digit());
    match digits.parse::<u32>() {
        Ok(number) if is_number && range.contains(&number) => Ok(number),
        Ok(_) if is_number => Err(Bad::new("is out of range").allowed(allowed())),
        _ => Err(Bad::new("is not a whole number").allowed(allowed())),
    }
}

/// A number that is zero or more, exact to `places` decimals: what it is in units of the last
/// of them. A dollar sign before it is let go; `max` is in the same unit as the text.
pub(super) fn decimal(text: &str, places: u32, max: i64) -> Result<i64, Bad> {
    let allowed = || format!("a number from 0 to {max} with at most {places} decimals");
    let bad = |message: &str| Bad::new(message).allowed(allowed());
    let text = text.strip_prefix('$').unwrap_or(text).trim();
    if text.starts_with('-') && text[1..].bytes().all(|c| c.is_ascii_digit() || c == b'.') {
        return Err(bad("is less than 0"));
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
        return Err(match text.contains(',') {
            true => bad("is not a number").remedy("write a point before the decimals and no comma"),
            false => bad("is not a number"),
        });
    }
    let part = part.trim_end_matches('0');
    if part.len() > places as usize {
        return Err(bad("has too many decimals"));
    }
    let digits = format!(
        "{}{part:0<width$}",
        whole.trim_start_matches('0'),
        width = places as usize
    );
    let units = if digits.is_empty() {
        Ok(0)
    } else {
        digits.parse::<i64>()
    };
    let most = max.saturating_mul(10_i64.saturating_pow(places));
    units
        .ok()
        .filter(|units| *units <= most)
        .ok_or_else(|| bad("is out of range"))
}

/// A number in a range, for what is measured and not counted.
pub(super) fn number(text: &str, range: RangeInclusive<f64>) -> Result<f64, Bad> {
    let allowed = format!("a number from {} to {}", range.start(), range.end());
    let plain = text
        .bytes()
        .all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'-' | b'+' | b'e' | b'E'));
    match text.parse::<f64>() {
        Ok(number) if plain && range.contains(&number) => Ok(number),
        Ok(number) if plain && number.is_finite() => {
            Err(Bad::new("is out of range").allowed(allowed))
        }
        _ if text.contains(',') => Err(Bad::new("is not a number")
            .allowed(allowed)
            .remedy("write a point before the decimals and no comma")),
        _ => Err(Bad::new("is not a number").allowed(allowed)),
    }
}

/// One of the words of a list, spelled as column names may be.
pub(super) fn word<T: Copy>(text: &str, words: &[(T, &str)]) -> Result<T, Bad> {
    let found = words.iter().find(|(_, name)| same_name(name, text));
    found.map(|(value, _)| *value).ok_or_else(|| {
        let names: Vec<&str> = words.iter().map(|(_, name)| *name).collect();
        let bad = Bad::new("is not one of the words known here").allowed(names.join(", "));
        match nearest(text, &names) {
            Some(name) => bad.remedy(format!("write `{name}` if that is meant")),
            None => bad,
        }
    })
}

/// The Monday nearest to a date; a Friday's is the next one's.
pub(super) fn nearest_monday(date: NaiveDate) -> Option<NaiveDate> {
    let past = u64::from(date.weekday().num_days_from_monday());
    if past <= 3 {
        date.checked_sub_days(chrono::Days::new(past))
    } else {
        date.checked_add_days(chrono::Days::new(7 - past))
    }
}

/// Whether a text is an error that a spreadsheet left in place of a value.
pub(super) fn is_sheet_error(text: &str) -> bool {
    matches!(
        text,
        "#REF!" | "#N/A" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NULL!" | "#NUM!"
    ) || (text.len() >= 3 && text.bytes().all(|c| c == b'#'))
}

#[cfg(test)]
mod tests {
    //! Cells are read as people and spreadsheets write them, and what is ambiguous is refused.
    use super::*;

    /// Dates in the two orders that occur, with Excel's midnight; impossible ones say why.
    #[test]
    fn dates() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        for text in [
            "2026-11-30",
            "11/30/2026",
            "11/30/26",
            "2026/11/30",
            "11/30/2026 0:00",
            "2026-11-30 00:00:00",
        ] {
            assert_eq!(calendar_date(text), Ok(day), "{text}");
        }
        for (text, why) in [
            ("30/11/2026", "has no such month"),
            ("2026-02-30", "is no day of the calendar"),
            ("soon", "is not a date"),
            ("30.11.2026", "is not a date"),
            ("9999-01-01", "lies far outside our time"),
            ("11/30", "is not a date"),
            ("2026-11-30x", "is not a date"),
        ] {
            assert_eq!(calendar_date(text).unwrap_err().message, why, "{text}");
        }
        assert_eq!(date("Tues"), Ok(DateCell::Each(Day(1))));
        assert_eq!(date("sunday"), Ok(DateCell::Each(Day(6))));
        assert_eq!(date("Mo").unwrap_err().message, "is not a date");
    }

    /// Times as 12 and 24 hours, glued or not, and never with seconds.
    #[test]
    fn times() {
        for (text, minutes) in [
            ("08:30", 510),
            ("8:30", 510),
            ("8:30:00 AM", 510),
            ("7:46AM", 466),
            ("7:46 a.m.", 466),
            ("1530", 930),
            ("830", 510),
            ("12:00 AM", 0),
            ("12:15 pm", 735),
            ("3 p.m.", 900),
            ("noon", 720),
            ("24:00", 1440),
            ("00:00", 0),
        ] {
            assert_eq!(time(text).map(|time| time.0), Ok(minutes), "{text}");
        }
        for text in [
            "8",
            "25:00",
            "24:01",
            "8:60",
            "13:00 PM",
            "8:30:15",
            "8:3",
            "",
            "0.354",
            "einhalb",
            "8:30-9:00",
        ] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    /// Numbers are exact to the decimals that are allowed, and neither infinite nor negative.
    #[test]
    fn numbers() {
        assert_eq!(decimal("24.5", 2, 1000), Ok(2450));
        assert_eq!(decimal("$24.50", 2, 1000), Ok(2450));
        assert_eq!(decimal(".5", 3, 10), Ok(500));
        assert_eq!(decimal("0", 3, 10), Ok(0));
        for text in [
            "1.2345",
            "11",
            "-1",
            "nan",
            "inf",
            "1,5",
            "",
            ".",
            "1e3",
            "99999999999999999999",
        ] {
            assert!(decimal(text, 3, 10).is_err(), "{text}");
        }
        assert_eq!(whole("4.0", 0..=9), Ok(4));
        for text in ["4.5", "-1", "10", "", "x", "99999999999"] {
            assert!(whole(text, 0..=9).is_err(), "{text}");
        }
        assert_eq!(number("-118.25", -180.0..=180.0), Ok(-118.25));
        for text in ["nan", "inf", "1e999", "181", "", "1,5"] {
            assert!(number(text, -180.0..=180.0).is_err(), "{text}");
        }
    }

    /// The nearest Monday of a Thursday is before it, of a Friday after it.
    #[test]
    fn mondays() {
        let of = |day| {
            nearest_monday(NaiveDate::from_ymd_opt(2026, 12, day).unwrap())
                .unwrap()
                .to_string()
        };
        assert_eq!(
            (of(3), of(4)),
            ("2026-11-30".to_owned(), "2026-12-07".to_owned())
        );
    }
}
