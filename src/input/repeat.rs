//! How often a task comes back: `weekly`, `every 2 weeks`, `monthly 2 Tue`.

use chrono::Datelike;

use crate::domain::time::{Day, WeekClock};

use super::cells::{self, Bad};

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Every so many weeks, counted from the week of `earliest`.
    Weeks(u32),
    /// On the so-manieth weekday of each month.
    Monthly(u32, Day),
}

impl Repeat {
    /// Reads a cell.
    pub fn read(text: &str) -> Result<Self, Bad> {
        let bad =
            || Bad::new("is no repetition").allowed("weekly, every 2 weeks, or monthly 2 Tue");
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let number = |text: &str, most| cells::whole(text, 1..=most).map_err(|_| bad());
        match words.as_slice() {
            ["weekly"] | ["every", "week"] => Ok(Self::Weeks(1)),
            ["every", weeks, "week" | "weeks"] => Ok(Self::Weeks(number(weeks, 52)?)),
            ["monthly", which, day] => {
                let day = cells::weekday(day).ok_or_else(bad)?;
                Ok(Self::Monthly(number(which, 5)?, day))
            }
            _ => Err(bad()),
        }
    }

    /// The day of this week on which a monthly task falls; none when it falls in another.
    pub fn monthly_day(which: u32, day: Day, clock: &WeekClock) -> Option<Day> {
        ((clock.date(day).day() - 1) / 7 + 1 == which).then_some(day)
    }
}

#[cfg(test)]
mod tests {
    //! Repetitions are read, and the so-manieth weekday of a month is found.
    use super::*;
    use chrono::NaiveDate;

    /// 2026-12-08 is the second Tuesday of December: it is in the week of the 7th alone.
    #[test]
    fn repetitions() {
        assert_eq!(Repeat::read("Every 2 weeks"), Ok(Repeat::Weeks(2)));
        assert_eq!(
            Repeat::read("monthly 2 Tue"),
            Ok(Repeat::Monthly(2, Day(1)))
        );
        assert!(Repeat::read("monthly 6 Tue").is_err() && Repeat::read("daily").is_err());
        let week = |day| {
            WeekClock::new(
                NaiveDate::from_ymd_opt(2026, 12, day).unwrap(),
                chrono_tz::UTC,
            )
            .unwrap()
        };
        assert_eq!(Repeat::monthly_day(2, Day(1), &week(7)), Some(Day(1)));
        assert_eq!(Repeat::monthly_day(2, Day(1), &week(14)), None);
    }
}
