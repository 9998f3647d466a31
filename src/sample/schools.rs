//! Schools and their bells.

use super::clock::{DAYS, WED, at, clock};
use super::sheet::Sheet;
use super::streets::Spot;

/// Which grades a school has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Elementary,
    Middle,
    High,
}

/// The columns of bells.csv that are used.
pub(super) const BELLS: &[&str] = &["place_id", "date", "period", "doors", "start", "end"];

/// A lesson or a teacher's free period: its name, and its minutes since midnight on most
/// days and on Wednesdays.
pub(super) struct Period {
    pub name: String,
    pub usual: (u32, u32),
    pub early: (u32, u32),
}

/// A school.
pub(super) struct School {
    pub id: String,
    pub room: String,
    pub name: String,
    pub level: Level,
    pub spot: Spot,
    pub start: u32,
    pub end: u32,
    pub early_end: u32,
    pub periods: Vec<Period>,
}

impl School {
    /// The `ix`-th school of a district, at a spot, whose day begins `later` minutes after
    /// the usual time.
    pub fn new(ix: usize, base: &str, spot: Spot, later: u32) -> Self {
        let level = match ix % 5 {
            1 => Level::Middle,
            2 => Level::High,
            _ => Level::Elementary,
        };
        let (kind, usual) = match level {
            Level::Elementary => ("Elementary", at(8, 0)),
            Level::Middle => ("Middle School", at(8, 20)),
            Level::High => ("High School", at(8, 25)),
        };
        let start = usual + later;
        let periods = match level {
            Level::Elementary => elementary(start),
            Level::Middle => secondary(start, 55),
            Level::High => secondary(start, 58),
        };
        let last = periods
            .last()
            .map_or((start, start), |period| (period.usual.1, period.early.1));
        let (end, early_end) = if level == Level::Elementary {
            (start + 380, start + 305)
        } else {
            last
        };
        let id = format!("SCH{}", ix + 1);
        Self {
            room: format!("{id}-RM"),
            name: format!("{base} {kind}"),
            id,
            level,
            spot,
            start,
            end,
            early_end,
            periods,
        }
    }

    /// Writes its rows of bells.csv.
    pub fn write_bells(&self, bells: &mut Sheet) {
        let doors = clock(self.start - 30);
        let start = clock(self.start);
        for (date, end) in [("", self.end), (DAYS[WED], self.early_end)] {
            let cells = [
                ("place_id", self.id.as_str()),
                ("date", date),
                ("doors", &doors),
                ("start", &start),
                ("end", &clock(end)),
            ];
            bells.add(&cells);
        }
        for period in &self.periods {
            for (date, (from, to)) in [("", period.usual), (DAYS[WED], period.early)] {
                let cells = [
                    ("place_id", self.id.as_str()),
                    ("date", date),
                    ("period", &period.name),
                    ("start", &clock(from)),
                    ("end", &clock(to)),
                ];
                bells.add(&cells);
            }
        }
    }

    /// Its family room, or the school as a whole.
    pub fn room_or_site(&self, room: bool) -> &str {
        if room { &self.room } else { &self.id }
    }
}

/// The two times of the day when another teacher takes the class.
fn elementary(start: u32) -> Vec<Period> {
    let period = |name: &str, usual: u32, early: u32| Period {
        name: name.to_owned(),
        usual: (start + usual, start + usual + 40),
        early: (start + early, start + early + 30),
    };
    vec![period("prep-A", 95, 75), period("prep-B", 285, 200)]
}

/// Six periods with five minutes between, and lunch after the fourth.
fn secondary(start: u32, minutes: u32) -> Vec<Period> {
    let begins = |ix: u32, length: u32| start + ix * (length + 5) + if ix < 4 { 0 } else { 30 };
    let period = |ix: u32| {
        let (usual, early) = (begins(ix, minutes), begins(ix, 40));
        Period {
            name: format!("P{}", ix + 1),
            usual: (usual, usual + minutes),
            early: (early, early + 40),
        }
    };
    (0..6).map(period).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A school day of six periods: 8:20 + 6 x 55 + 5 x 5 + 30 minutes of lunch less the
    /// passing time in it = 14:45, and each begins five minutes after the last or later.
    #[test]
    fn periods() {
        let all = secondary(at(8, 20), 55);
        assert_eq!(all.last().map(|period| period.usual.1), Some(at(14, 45)));
        assert!(
            all.windows(2)
                .all(|two| two[1].usual.0 >= two[0].usual.1 + 5)
        );
        assert!(
            all.windows(2)
                .all(|two| two[1].early.0 >= two[0].early.1 + 5)
        );
    }
}
