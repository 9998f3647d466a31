//! A made-up district with vehicles: students who ride to school and home again, drivers, and
//! nobody who is visited.

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

/// A point in hundred-thousandths of a degree.
type Spot = (i64, i64);

/// Latitude and longitude in the valley of the other samples.
fn degrees((north, east): Spot) -> (String, String) {
    let text = |whole: i64, parts: i64| {
        let all = whole * 100_000 + parts;
        let sign = if all < 0 { "-" } else { "" };
        format!("{sign}{}.{:05}", all.abs() / 100_000, all.abs() % 100_000)
    };
    (text(37, north + 30_000), text(-120, east - 48_000))
}

/// The files of a district with vehicles, in a fixed order. The same size gives the same bytes
/// everywhere.
///
/// Cost: linear in everything.
pub fn fleet(size: &FleetSize) -> Vec<File> {
    let mut maker = Fleet::new(size);
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
    std::iter::once(settings(size))
        .chain(written.map(Sheet::used))
        .collect()
}

struct Fleet {
    dice: Dice,
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

impl Fleet {
    fn new(size: &FleetSize) -> Self {
        Self {
            dice: Dice::new(size.seed, 11),
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

    /// Schools over a town of about ten miles, with the yard in its middle.
    fn add_schools(&mut self, count: usize) {
        self.add_place("YARD", "Bus yard", "office", (0, 0));
        for ix in 0..count {
            let spot = (
                self.dice.between(-7_000, 7_000),
                self.dice.between(-9_000, 9_000),
            );
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

    /// Stops round a school, 780 m from one to the next, where who may walk can be told to wait.
    fn add_stops(&mut self, school: usize, (north, east): Spot) {
        for nr in 0..49_i64 {
            let (row, column) = (nr / 7 - 3, nr % 7 - 3);
            if (row, column) == (0, 0) {
                continue;
            }
            let (lat, lon) = degrees((north + row * 700, east + column * 880));
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
            self.add_place(&home, "", "home", (a + north, b + east));
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
fn settings(size: &FleetSize) -> File {
    let text = format!(
        "# Made-up runs in Almendra, a town that does not exist.\n[week]\nstart = \"{}\"\n\
         time_zone = \"America/Los_Angeles\"\n\n[availability]\nguardian = \"Mon-Fri 06:00-19:00\"\n\n\
         [rides]\nmax_ride_minutes = 45\nride_minute_cost = 0.05   # dollars for a minute aboard\n\n\
         [scenario.walking]\n\"rides.walk_metres\" = 800    # who may walk waits at a stop this near\n",
        size.monday
    );
    ("week.toml".to_owned(), text.into_bytes())
}

#[cfg(test)]
mod tests {
    //! A fleet is as large as asked and the same every time.
    use super::*;

    #[test]
    fn as_large_as_asked() {
        let size = FleetSize {
            riders: 30,
            schools: 4,
            vehicles: 5,
            seed: 2,
            monday: NaiveDate::from_ymd_opt(2026, 11, 30).unwrap(),
        };
        let files = fleet(&size);
        let rows = |name: &str| {
            let file = files.iter().find(|(file, _)| file == name);
            let bytes = file.map_or(&[][..], |(_, bytes)| bytes);
            csv::Reader::from_reader(bytes).records().count()
        };
        assert_eq!(rows("rides.csv"), 60);
        assert_eq!(rows("vehicles.csv"), 5);
        assert_eq!(rows("people.csv"), 60);
        assert_eq!(rows("places.csv"), 35);
        assert_eq!(fleet(&size), files);
    }
}
