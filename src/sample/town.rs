//! The made-up town of Almendra: its schools, its offices, and where people live.

use super::dice::Dice;
use super::names::SCHOOLS;
use super::schools::{BELLS, School};
use super::sheet::Sheet;
use super::streets::{Spot, Streets};

/// The town while it is filled with people.
pub(super) struct Town {
    pub places: Sheet,
    pub bells: Sheet,
    pub schools: Vec<School>,
    streets: Streets,
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
            streets: Streets::new(half, &mut dice),
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
        let (spot, address) = self.streets.lot(near, 300, &mut self.dice);
        let base = SCHOOLS[ix % SCHOOLS.len()];
        let school = School::new(ix, base, spot, 5 * self.dice.below(3) as u32);
        self.add_place(
            &school.id,
            &school.name,
            "school",
            &[("address", &address)],
            spot,
        );
        let room = [
            ("part_of", school.id.as_str()),
            ("capacity", "6"),
            ("address", &address),
        ];
        self.add_place(
            &school.room,
            &format!("{base} family room"),
            "room",
            &room,
            spot,
        );
        school.write_bells(&mut self.bells);
        self.schools.push(school);
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
                "Depot Park community center",
                "community",
                (450, 350),
            ),
        ];
        for (id, name, kind, (x, y)) in places {
            let (spot, address) = self.streets.lot(Spot { x, y }, 150, &mut self.dice);
            self.add_place(id, name, kind, &[("address", &address)], spot);
        }
    }

    /// A new home near a spot; in the country if so wanted. Gives its id and where it is.
    pub fn add_home(&mut self, near: Spot, country: bool) -> (String, Spot) {
        let (spot, address) = if country {
            self.streets.farm(near, &mut self.dice)
        } else {
            self.streets.lot(near, 850, &mut self.dice)
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
        let (spot, address) = self.streets.lot(near, 850, &mut self.dice);
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
}
