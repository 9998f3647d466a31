//! A made-up district with vehicles: students who ride to school and home again, drivers, and
//! nobody who is visited. It lies in a town that does not exist, or on the roads of a map.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::File;
use super::clock::{DAYS, at, clock};
use super::dice::Dice;
use super::names::{TONGUES, Tongue};
use super::sheet::Sheet;

/// How large a made-up fleet and its district are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FleetSize {
    /// Students, each with a ride to school and one home, every day.
    pub riders: usize,
    /// Schools; taken as 1 when 0.
    pub schools: usize,
    /// Vehicles, each with a driver; taken as 1 when 0.
    pub vehicles: usize,
    /// What chance is drawn from.
    pub seed: u64,
    /// The Monday of the week.
    pub monday: NaiveDate,
}

/// A map that a made-up fleet drives on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The map's file, as week.toml names it.
    pub roads: String,
    /// Where homes, schools and stops may be; with none they are where they are without a map.
    pub corners: Vec<Spot>,
}

/// A point, north and east, in hundred-thousandths of a degree.
pub type Spot = (i64, i64);

const PLACES: &[&str] = &[
    "place_id",
    "name",
    "kind",
    "lat",
    "lon",
    "school_start",
    "school_end",
];
const PEOPLE: &[&str] = &[
    "person_id",
    "name",
    "role",
    "home_place",
    "school_place",
    "family_id",
    "guardians",
    "language",
    "phone",
    "birth_date",
    "height_cm",
];
const RIDES: &[&str] = &[
    "ride_id",
    "student_id",
    "direction",
    "wheelchair",
    "booster",
    "keep_with",
    "adult_at_home",
    "walk_ok",
];
const VEHICLES: &[&str] = &[
    "vehicle_id",
    "name",
    "place_id",
    "seats",
    "wheelchair_places",
    "boosters",
    "cost_per_mile",
    "cost_per_hour",
    "cost_per_day",
];
const STAFF: &[&str] = &["staff_id", "name", "role", "languages", "hourly_rate"];
const SHIFTS: &[&str] = &["staff_id", "date", "start", "end"];
const STOPS: &[&str] = &["stop_id", "name", "lat", "lon"];
const BELLS: &[&str] = &["place_id", "doors", "start", "end"];

/// Three bells, so that a vehicle can serve several schools one after the other.
const TIERS: [(u32, u32); 3] = [
    (at(7, 45), at(14, 15)),
    (at(8, 20), at(14, 50)),
    (at(9, 0), at(15, 30)),
];

/// The middle of the town that does not exist, in the valley of the other samples.
const MIDDLE: Spot = (3_730_000, -12_048_000);

/// Latitude and longitude as they are written.
fn degrees((north, east): Spot) -> (String, String) {
    let text = |all: i64| {
        let sign = if all < 0 { "-" } else { "" };
        format!("{sign}{}.{:05}", all.abs() / 100_000, all.abs() % 100_000)
    };
    (text(north), text(east))
}

/// The files of a district with vehicles, in a fixed order. The same size and the same ground
/// give the same bytes everywhere.
///
/// Cost: linear in everything; on a map, each place looks at every corner.
pub fn fleet(size: &FleetSize, ground: Option<&Ground>) -> Vec<File> {
    let mut maker = Fleet::new(size, ground);
    maker.add_schools(size.schools.max(1));
    maker.add_students(size.riders);
    maker.add_vehicles(size.vehicles.max(1));
    let sheets = [
        maker.staff,
        maker.shifts,
        maker.places,
        maker.bells,
        maker.people,
        maker.rides,
        maker.vehicles,
        maker.stops,
    ];
    let written = sheets.into_iter().filter(|sheet| !sheet.is_empty());
    std::iter::once(settings(size, ground))
        .chain(written.map(Sheet::used))
        .collect()
}

struct Fleet<'g> {
    dice: Dice,
    ground: Option<&'g Ground>,
    monday: NaiveDate,
    schools: Vec<Spot>,
    staff: Sheet,
    shifts: Sheet,
    places: Sheet,
    bells: Sheet,
    people: Sheet,
    rides: Sheet,
    vehicles: Sheet,
    stops: Sheet,
    written: usize,
}

impl<'g> Fleet<'g> {
    fn new(size: &FleetSize, ground: Option<&'g Ground>) -> Self {
        Self {
            dice: Dice::new(size.seed, 11),
            ground,
            monday: size.monday,
            schools: Vec::new(),
            staff: Sheet::new("staff.csv", STAFF),
            shifts: Sheet::new("shifts.csv", SHIFTS),
            places: Sheet::new("places.csv", PLACES),
            bells: Sheet::new("bells.csv", BELLS),
            people: Sheet::new("people.csv", PEOPLE),
            rides: Sheet::new("rides.csv", RIDES),
            vehicles: Sheet::new("vehicles.csv", VEHICLES),
            stops: Sheet::new("stops.csv", STOPS),
            written: 0,
        }
    }

    /// The point itself where there is no map; else the corner nearest to it, by degrees.
    fn settled(&self, (north, east): Spot) -> Spot {
        let corners = self.ground.map_or(&[][..], |ground| &ground.corners);
        let away = |spot: &&Spot| (spot.0 - north).pow(2) + (spot.1 - east).pow(2);
        corners
            .iter()
            .min_by_key(away)
            .copied()
            .unwrap_or((north, east))
    }

    /// The middle of all corners, or of the town that does not exist.
    fn middle(&self) -> Spot {
        let corners = self.ground.map_or(&[][..], |ground| &ground.corners);
        if corners.is_empty() {
            return MIDDLE;
        }
        let mean = |part: fn(&Spot) -> i64| -> i64 {
            corners.iter().map(part).sum::<i64>() / corners.len() as i64
        };
        self.settled((mean(|spot| spot.0), mean(|spot| spot.1)))
    }

    /// Where a school is: anywhere in a town of about ten miles, or at any corner of a map, so
    /// that there are more of them where there are more streets.
    fn school_spot(&mut self) -> Spot {
        match self
            .ground
            .and_then(|ground| self.dice.choose(&ground.corners))
        {
            Some(corner) => *corner,
            None => {
                let north = MIDDLE.0 + self.dice.between(-7_000, 7_000);
                (north, MIDDLE.1 + self.dice.between(-9_000, 9_000))
            }
        }
    }

    /// Schools with their bells and stops, and the yard in their middle.
    fn add_schools(&mut self, count: usize) {
        let yard = self.middle();
        self.add_place("YARD", "Bus yard", "office", yard);
        for ix in 0..count {
            let spot = self.school_spot();
            self.schools.push(spot);
            let id = format!("S{}", ix + 1);
            self.add_place(&id, &format!("School {}", ix + 1), "school", spot);
            let (start, end) = TIERS[ix % TIERS.len()];
            let (start, end, doors) = (clock(start), clock(end), clock(start - 25));
            let cells = [
                ("place_id", id.as_str()),
                ("doors", &doors),
                ("start", &start),
                ("end", &end),
            ];
            self.bells.add(&cells);
            self.add_stops(ix + 1, spot);
        }
    }

    /// Stops round a school, about 780 m from one to the next, where who may walk can be told to
    /// wait. At one corner of a map there is one stop.
    fn add_stops(&mut self, school: usize, (north, east): Spot) {
        let mut taken = BTreeSet::from([(north, east)]);
        for nr in 0..49_i64 {
            let (row, column) = (nr / 7 - 3, nr % 7 - 3);
            let spot = self.settled((north + row * 700, east + column * 880));
            if !taken.insert(spot) {
                continue;
            }
            let (lat, lon) = degrees(spot);
            let id = format!("B{school}-{}", nr + 1);
            let name = format!("Stop {} of School {school}", nr + 1);
            let cells = [
                ("stop_id", id.as_str()),
                ("name", &name),
                ("lat", &lat),
                ("lon", &lon),
            ];
            self.stops.add(&cells);
        }
    }

    fn add_place(&mut self, id: &str, name: &str, kind: &str, spot: Spot) {
        let (lat, lon) = degrees(spot);
        let cells = [
            ("place_id", id),
            ("name", name),
            ("kind", kind),
            ("lat", &lat),
            ("lon", &lon),
        ];
        self.places.add(&cells);
    }

    fn add_students(&mut self, count: usize) {
        for nr in 1..=count {
            let school = self.dice.below(self.schools.len());
            // The sum of three throws lies near the school mostly.
            let mut near = |spread: i64| {
                (0..3)
                    .map(|_| self.dice.between(-spread, spread))
                    .sum::<i64>()
            };
            let (north, east) = (near(1_500), near(2_000));
            let (a, b) = self.schools[school];
            let home = format!("H{nr}");
            let spot = self.settled((a + north, b + east));
            self.add_place(&home, "", "home", spot);
            let weights: Vec<usize> = TONGUES.iter().map(|tongue| tongue.weight).collect();
            let tongue = &TONGUES[self.dice.weighted(&weights)];
            let age = self.dice.between(5, 17);
            self.add_family(nr, &home, school, (tongue, age));
            self.add_rides(nr, age);
        }
    }

    fn add_family(&mut self, nr: usize, home: &str, school: usize, (tongue, age): (&Tongue, i64)) {
        let family = self.dice.word(tongue.family);
        let (child, adult) = (self.dice.word(tongue.given), self.dice.word(tongue.given));
        let (child, adult) = (format!("{child} {family}"), format!("{adult} {family}"));
        let year = chrono::Datelike::year(&self.monday) - age as i32 - 1;
        let birth = format!(
            "{year}-{:02}-{:02}",
            self.dice.between(1, 12),
            self.dice.between(1, 28)
        );
        let height = (78 + age * 6 + self.dice.between(-4, 4)).to_string();
        let (student, guardian) = (format!("K{nr}"), format!("G{nr}"));
        let (id, school) = (format!("F{nr}"), format!("S{}", school + 1));
        let phone = format!("209-555-{:04}", nr % 10_000);
        let own = [
            ("person_id", student.as_str()),
            ("name", &child),
            ("role", "student"),
            ("home_place", home),
            ("school_place", &school),
            ("family_id", &id),
            ("guardians", &guardian),
            ("language", tongue.code),
            ("birth_date", &birth),
            ("height_cm", &height),
        ];
        self.people.add(&own);
        let own = [
            ("person_id", guardian.as_str()),
            ("name", &adult),
            ("role", "guardian"),
            ("home_place", home),
            ("family_id", &id),
            ("language", tongue.code),
            ("phone", &phone),
        ];
        self.people.add(&own);
    }

    /// To school and home. The youngest need a booster and somebody at home; some come in a
    /// wheelchair. Who is nine or older may walk to a stop.
    fn add_rides(&mut self, nr: usize, age: i64) {
        self.written += 1;
        let in_wheelchair = self.written.is_multiple_of(40);
        let yes = |is: bool| if is { "yes" } else { "" };
        let student = format!("K{nr}");
        for (begin, direction) in [("A", "to_school"), ("P", "from_school")] {
            let id = format!("{begin}{nr}");
            let is_small = age <= 8 && !in_wheelchair;
            let is_met = age <= 5 && direction == "from_school";
            let cells = [
                ("ride_id", id.as_str()),
                ("student_id", &student),
                ("direction", direction),
                ("wheelchair", yes(in_wheelchair)),
                ("booster", yes(is_small)),
                ("adult_at_home", yes(is_met)),
                ("walk_ok", yes(age >= 9 && !in_wheelchair)),
            ];
            self.rides.add(&cells);
        }
    }

    fn add_vehicles(&mut self, count: usize) {
        for nr in 1..=count {
            let (seats, lifts) = match nr % 4 {
                0 => ("12", "3"),
                1 => ("28", "0"),
                2 => ("20", "1"),
                _ => ("24", "0"),
            };
            let id = format!("V{nr}");
            let cells = [
                ("vehicle_id", id.as_str()),
                ("place_id", "YARD"),
                ("seats", seats),
                ("wheelchair_places", lifts),
                ("boosters", "10"),
                ("cost_per_mile", "0.85"),
                ("cost_per_hour", "6"),
                ("cost_per_day", "55"),
            ];
            self.vehicles.add(&cells);
            let driver = format!("D{nr}");
            let tongue = &TONGUES[nr % 2];
            let name = format!(
                "{} {}",
                self.dice.word(tongue.given),
                self.dice.word(tongue.family)
            );
            let cells = [
                ("staff_id", driver.as_str()),
                ("name", &name),
                ("role", "driver"),
                ("languages", if nr % 2 == 0 { "en" } else { "en;es" }),
                ("hourly_rate", "24.50"),
            ];
            self.staff.add(&cells);
            for day in DAYS {
                for (start, end) in [("06:00", "10:00"), ("13:30", "17:30")] {
                    let cells = [
                        ("staff_id", driver.as_str()),
                        ("date", day),
                        ("start", start),
                        ("end", end),
                    ];
                    self.shifts.add(&cells);
                }
            }
        }
    }
}

/// The week's settings.
fn settings(size: &FleetSize, ground: Option<&Ground>) -> File {
    let (town, travel) = match ground {
        Some(ground) => {
            let roads = toml::Value::String(ground.roads.clone());
            let travel = format!("[travel]\nroads = {roads}\n\n");
            ("on the roads of a map; nobody in them exists", travel)
        }
        None => ("in Almendra, a town that does not exist", String::new()),
    };
    let text = format!(
        "# Made-up runs {town}.\n[week]\nstart = \"{}\"\n\
         time_zone = \"America/Los_Angeles\"\n\n{travel}[availability]\nguardian = \"Mon-Fri 06:00-19:00\"\n\n\
         [rides]\nmax_ride_minutes = 45\nride_minute_cost = 0.05   # dollars for a minute aboard\n\n\
         [scenario.walking]\n\"rides.walk_metres\" = 800    # who may walk waits at a stop this near\n",
        size.monday
    );
    ("week.toml".to_owned(), text.into_bytes())
}

#[cfg(test)]
mod tests {
    //! A fleet is as large as asked and the same every time, on a map at its corners alone.
    use super::*;

    fn size() -> FleetSize {
        FleetSize {
            riders: 30,
            schools: 4,
            vehicles: 5,
            seed: 2,
            monday: NaiveDate::from_ymd_opt(2026, 11, 30).unwrap(),
        }
    }

    fn rows(files: &[File], name: &str) -> Vec<csv::StringRecord> {
        let file = files.iter().find(|(file, _)| file == name);
        let bytes = file.map_or(&[][..], |(_, bytes)| bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        reader.records().map(Result::unwrap).collect()
    }

    #[test]
    fn as_large_as_asked() {
        let files = fleet(&size(), None);
        assert_eq!(rows(&files, "rides.csv").len(), 60);
        assert_eq!(rows(&files, "vehicles.csv").len(), 5);
        assert_eq!(rows(&files, "people.csv").len(), 60);
        assert_eq!(rows(&files, "places.csv").len(), 35);
        assert_eq!(fleet(&size(), None), files);
    }

    #[test]
    fn on_a_map_everything_is_at_its_corners() {
        let corners = vec![(2_130_000, -15_780_000), (2_131_000, -15_781_500)];
        let written = ["21.30000,-157.80000", "21.31000,-157.81500"];
        let ground = Ground {
            roads: "C:\\maps\\island.osm.pbf".to_owned(),
            corners,
        };
        let files = fleet(&size(), Some(&ground));
        let places = rows(&files, "places.csv");
        let at = |row: &csv::StringRecord, ix: usize| format!("{},{}", &row[ix], &row[ix + 1]);
        assert_eq!(places.len(), 35);
        assert!(
            places
                .iter()
                .all(|row| written.contains(&at(row, 3).as_str()))
        );
        // The other corner alone is left for a stop of each school.
        let stops = rows(&files, "stops.csv");
        assert_eq!(stops.len(), 4);
        assert!(
            stops
                .iter()
                .all(|row| written.contains(&at(row, 2).as_str()))
        );
        let week = files.iter().find(|(name, _)| name == "week.toml").unwrap();
        let week: toml::Table = toml::from_str(str::from_utf8(&week.1).unwrap()).unwrap();
        assert_eq!(
            week["travel"]["roads"].as_str(),
            Some(ground.roads.as_str())
        );
    }
}
