//! Times of a working week, Monday to Friday, as plain numbers.

use chrono::{Days, NaiveDate};

/// The working days as the files write them.
pub(super) const DAYS: [&str; 5] = ["Mon", "Tue", "Wed", "Thu", "Fri"];
/// Wednesday, when schools let out early.
pub(super) const WED: usize = 2;
/// Thursday, when evening events are held.
pub(super) const THU: usize = 3;

/// A stretch of one working day: its number from Monday, and minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// 0 to 4.
    pub day: usize,
    /// First minute.
    pub from: u32,
    /// The minute after its last.
    pub to: u32,
}

/// A time of day in minutes since midnight.
pub(super) const fn at(hour: u32, minute: u32) -> u32 {
    hour * 60 + minute
}

/// `08:30`.
pub(super) fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `Tue 14:00-16:00`.
pub(super) fn window(stretch: Stretch) -> String {
    format!(
        "{} {}-{}",
        DAYS[stretch.day % 5],
        clock(stretch.from),
        clock(stretch.to)
    )
}

/// What two lists have in common, stretch by stretch.
pub(super) fn common(a: &[Stretch], b: &[Stretch]) -> Vec<Stretch> {
    let mut both = Vec::new();
    for x in a {
        for y in b.iter().filter(|y| y.day == x.day) {
            let (from, to) = (x.from.max(y.from), x.to.min(y.to));
            if from < to {
                both.push(Stretch {
                    day: x.day,
                    from,
                    to,
                });
            }
        }
    }
    both
}

/// The same hours on each of the five days.
pub(super) fn every_day(from: u32, to: u32) -> impl Iterator<Item = Stretch> {
    (0..5).map(move |day| Stretch { day, from, to })
}

/// The date so many days after (or, below zero, before) a Monday; the Monday itself at
/// the ends of the calendar.
pub(super) fn date(monday: NaiveDate, days: i64) -> NaiveDate {
    let far = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        monday.checked_sub_days(far)
    } else {
        monday.checked_add_days(far)
    };
    moved.unwrap_or(monday)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Touching stretches have nothing in common; overlapping ones of one day do.
    #[test]
    fn in_common() {
        let a = [Stretch {
            day: 1,
            from: 480,
            to: 600,
        }];
        let b = [
            Stretch {
                day: 1,
                from: 600,
                to: 700,
            },
            Stretch {
                day: 2,
                from: 480,
                to: 600,
            },
            Stretch {
                day: 1,
                from: 540,
                to: 660,
            },
        ];
        assert_eq!(
            common(&a, &b),
            [Stretch {
                day: 1,
                from: 540,
                to: 600
            }]
        );
        assert_eq!(window(b[2]), "Tue 09:00-11:00");
    }
}
