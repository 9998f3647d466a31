//! The made-up town of Almendra: streets, schools with bells, and where people live.

use std::collections::BTreeSet;

use super::clock::{DAYS, WED, at, clock};
use super::dice::Dice;
use super::names::{AVENUES, SCHOOLS, street};
use super::sheet::Sheet;

/// Metres east and north of the middle of the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub x: i64,
    pub y: i64,
}

impl Spot {
    /// The square of the distance in metres.
    pub fn square_to(self, other: Self) -> i64 {
        (self.x - other.x).pow(2) + (self.y - other.y).pow(2)
    }
}

/// Which grades a school has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Elementary,
    Middle,
    High,
}

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
    /// Its family room, or the school as a whole.
    pub fn room_or_site(&self, room: bool) -> &str {
        if room { &self.room } else { &self.id }
    }
}

/// The town while it is filled with people.
pub(super) struct Town {
    pub places: Sheet,
    pub bells: Sheet,
    pub schools: Vec<School>,
    /// Where avenues cross the town from west to east, ascending.
    avenues: Vec<i64>,
    /// Where numbered streets cross it from south to north, ascending.
    streets: Vec<i64>,
    taken: BTreeSet<String>,
    homes: usize,
    dice: Dice,
}

const PLACES: &[&str] = &[
    "place_id",
    "name",
    "kind",
    "part_of",
    "capacity",
    "address",
    "city",
    "postcode",
    "lat",
    "lon",
    "notes",
    "confidential",
];
const BELLS: &[&str] = &["place_id", "date", "period", "doors", "start", "end"];
/// A corner of farmland in the valley where no town stands.
const MIDDLE: (f64, f64) = (37.1480, -120.1290);
/// Metres of a degree of latitude, and of longitude at the middle.
const DEGREE: (f64, f64) = (111_200.0, 88_650.0);
/// Metres between two schools, about.
const SPREAD: i64 = 1_500;

impl Town {
    /// A town with so many schools (at least three), its offices and its library.
    pub fn new(schools: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 1);
        let side = (1..).find(|n| n * n >= schools).unwrap_or(1);
        let half = side as i64 * SPREAD / 2 + 500;
        let mut town = Self {
            places: Sheet::new("places.csv", PLACES),
            bells: Sheet::new("bells.csv", BELLS),
            schools: Vec::new(),
            avenues: lines(half, &mut dice),
            streets: lines(half, &mut dice),
            taken: BTreeSet::new(),
            homes: 0,
            dice,
        };
        for ix in 0..schools {
            let column = ix % side;
            let row = ix / side;
            let place = |n: usize| n as i64 * SPREAD + SPREAD / 2 - side as i64 * SPREAD / 2;
            town.add_school(
                ix,
                Spot {
                    x: place(column),
                    y: place(row),
                },
            );
        }
        town.add_public();
        town
    }

    fn add_school(&mut self, ix: usize, near: Spot) {
        let level = match ix % 5 {
            1 => Level::Middle,
            2 => Level::High,
            _ => Level::Elementary,
        };
        let (spot, address) = self.lot(near, 300);
        let base = SCHOOLS[ix % SCHOOLS.len()];
        let shift = 5 * self.dice.below(3) as u32;
        let (kind, start) = match level {
            Level::Elementary => ("Elementary", at(8, 0) + shift),
            Level::Middle => ("Middle School", at(8, 20) + shift),
            Level::High => ("High School", at(8, 25) + shift),
        };
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
        let school = School {
            room: format!("{id}-RM"),
            name: format!("{base} {kind}"),
            level,
            spot,
            start,
            end,
            early_end,
            periods,
            id,
        };
        self.add_place(
            &school.id,
            &school.name,
            "school",
            &[("address", &address)],
            spot,
        );
        self.add_place(
            &school.room,
            &format!("{base} family room"),
            "room",
            &[
                ("part_of", &school.id),
                ("capacity", "6"),
                ("address", &address),
            ],
            spot,
        );
        self.add_bells(&school);
        self.schools.push(school);
    }

    fn add_bells(&mut self, school: &School) {
        let doors = clock(school.start - 30);
        let start = clock(school.start);
        for (date, end) in [("", school.end), (DAYS[WED], school.early_end)] {
            let cells = [
                ("place_id", school.id.as_str()),
                ("date", date),
                ("doors", &doors),
                ("start", &start),
                ("end", &clock(end)),
            ];
            self.bells.add(&cells);
        }
        for period in &school.periods {
            for (date, (from, to)) in [("", period.usual), (DAYS[WED], period.early)] {
                let cells = [
                    ("place_id", school.id.as_str()),
                    ("date", date),
                    ("period", &period.name),
                    ("start", &clock(from)),
                    ("end", &clock(to)),
                ];
                self.bells.add(&cells);
            }
        }
    }

    fn add_public(&mut self) {
        let places = [
            (
                "DO",
                "Almendra Unified, student services",
                "office",
                (100, -250),
            ),
            ("LIB", "Almendra branch library", "community", (-350, 200)),
            (
                "PARK",
                "Depot Park community centre",
                "community",
                (450, 350),
            ),
        ];
        for (id, name, kind, (x, y)) in places {
            let (spot, address) = self.lot(Spot { x, y }, 150);
            self.add_place(id, name, kind, &[("address", &address)], spot);
        }
    }

    /// A new home near a spot; in the country if so wanted. Gives its id and where it is.
    pub fn add_home(&mut self, near: Spot, country: bool) -> (String, Spot) {
        let (spot, address) = if country {
            self.farm(near)
        } else {
            self.lot(near, 850)
        };
        self.homes += 1;
        let id = format!("H{}", self.homes);
        const NOTES: [&str; 5] = [
            "dog in the yard, call from the gate",
            "gate code with the family",
            "park on the street, the drive is shared",
            "second door on the left, bell is broken",
            "unit is behind the main house",
        ];
        let notes = if self.dice.chance(12) {
            self.dice.word(&NOTES)
        } else {
            ""
        };
        self.add_place(
            &id,
            "",
            "home",
            &[("address", &address), ("notes", notes)],
            spot,
        );
        (id, spot)
    }

    /// A home whose whereabouts are nobody's business.
    pub fn add_shelter(&mut self, near: Spot) -> (String, Spot) {
        let (spot, address) = self.lot(near, 850);
        self.homes += 1;
        let id = format!("H{}", self.homes);
        self.add_place(
            &id,
            "Casa Amapola",
            "home",
            &[("address", &address), ("confidential", "yes")],
            spot,
        );
        (id, spot)
    }

    fn add_place(&mut self, id: &str, name: &str, kind: &str, more: &[(&str, &str)], spot: Spot) {
        let lat = format!("{:.5}", MIDDLE.0 + spot.y as f64 / DEGREE.0);
        let lon = format!("{:.5}", MIDDLE.1 + spot.x as f64 / DEGREE.1);
        let mut cells = vec![
            ("place_id", id),
            ("name", name),
            ("kind", kind),
            ("city", "Almendra"),
            ("postcode", "93600"),
            ("lat", &lat),
            ("lon", &lon),
        ];
        cells.extend_from_slice(more);
        self.places.add(&cells);
    }

    /// A lot on a street within about `radius` metres of a spot, and its address, which
    /// nobody else has.
    fn lot(&mut self, near: Spot, radius: i64) -> (Spot, String) {
        // The sum of two throws gathers the homes of a neighbourhood around its middle.
        let mut offset =
            || (self.dice.between(-radius, radius) + self.dice.between(-radius, radius)) / 2;
        let (dx, dy) = (offset(), offset());
        let wanted = Spot {
            x: near.x + dx,
            y: near.y + dy,
        };
        let side = if self.dice.chance(50) { 1 } else { -1 };
        let (column, row) = (
            nearest(&self.avenues, wanted.x),
            nearest(&self.streets, wanted.y),
        );
        let on_street = self.dice.chance(60);
        let (mut number, name, spot) = if on_street {
            let y = self.streets[row] + 14 * side;
            (
                house(&self.avenues, wanted.x),
                street(row + 1),
                Spot { x: wanted.x, y },
            )
        } else {
            let x = self.avenues[column] + 14 * side;
            (
                house(&self.streets, wanted.y),
                avenue(column),
                Spot { x, y: wanted.y },
            )
        };
        // Even numbers on one side, odd ones on the other.
        number += usize::from((number % 2 == 0) == (side > 0));
        while !self.taken.insert(format!("{number} {name}")) {
            number += 2;
        }
        (spot, format!("{number} {name}"))
    }

    /// A farm on a country road, two to five kilometres further out than `near`.
    fn farm(&mut self, near: Spot) -> (Spot, String) {
        let out = |n: i64, dice: &mut Dice| {
            let further = dice.between(1_200, 3_200);
            if n < 0 { n - further } else { n + further }
        };
        let spot = Spot {
            x: out(near.x, &mut self.dice),
            y: out(near.y, &mut self.dice),
        };
        // County roads are numbered by the half mile from the county line.
        let road = 14 + spot.x.rem_euclid(16_000) / 805;
        let mut number = 21_000 + spot.y.rem_euclid(16_000) / 2;
        while !self.taken.insert(format!("{number} Road {road}")) {
            number += 2;
        }
        (spot, format!("{number} Road {road}"))
    }
}

/// Lines of an irregular grid from `-half` to `half` metres.
fn lines(half: i64, dice: &mut Dice) -> Vec<i64> {
    let mut all = vec![-half];
    let mut last = -half;
    while last < half {
        // Short blocks in the old middle, long ones further out.
        let (low, high) = if last.abs() < 700 {
            (95, 140)
        } else {
            (150, 320)
        };
        last += dice.between(low, high);
        all.push(last);
    }
    all
}

/// The position of the line nearest to `at`.
fn nearest(lines: &[i64], at: i64) -> usize {
    let after = lines
        .partition_point(|line| *line < at)
        .min(lines.len() - 1);
    let before = after.saturating_sub(1);
    if (at - lines[before]).abs() <= (lines[after] - at).abs() {
        before
    } else {
        after
    }
}

/// The number of a house `at` metres along: a hundred a block, more as one goes on.
fn house(lines: &[i64], at: i64) -> usize {
    let block = lines
        .partition_point(|line| *line <= at)
        .clamp(1, lines.len() - 1);
    let (from, to) = (lines[block - 1], lines[block]);
    let along = (at - from).clamp(0, to - from - 1) * 98 / (to - from);
    block * 100 + usize::try_from(along).unwrap_or(0)
}

fn avenue(column: usize) -> String {
    const ENDINGS: [&str; 3] = ["Ave", "Way", "Ln"];
    format!(
        "{} {}",
        AVENUES[column % AVENUES.len()],
        ENDINGS[column / AVENUES.len() % ENDINGS.len()]
    )
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

    /// House numbers rise by a hundred a block and stay inside their block.
    #[test]
    fn houses() {
        let lines = [-100, 0, 200];
        assert_eq!(house(&lines, -100), 100);
        assert_eq!(house(&lines, 0), 200);
        // Half way along a block of 200 metres: 98 / 2 further.
        assert_eq!(house(&lines, 100), 249);
        assert_eq!(house(&lines, 900), 297);
        assert_eq!(nearest(&lines, 80), 1);
        assert_eq!(nearest(&lines, -900), 0);
    }

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
