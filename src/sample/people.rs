//! Families, teachers and principals, and when they can be met.

use super::clock::{DAYS, Stretch, WED, at, clock, every_day};
use super::dice::Dice;
use super::families::{Family, feeders};
use super::names::{TONGUES, Tongue};
use super::schools::School;
use super::sheet::Sheet;
use super::team::{Team, phone};
use super::town::Town;

/// Somebody who can be met at times.
#[derive(Clone)]
pub(super) struct Adult {
    pub id: String,
    pub free: Vec<Stretch>,
}

/// A teacher.
pub(super) struct Teacher {
    pub id: String,
    pub school: usize,
    pub free: Vec<Stretch>,
}

/// Everybody who is not staff of the program.
pub(super) struct People {
    pub sheet: Sheet,
    pub availability: Sheet,
    pub families: Vec<Family>,
    /// Families by school, in the order they came.
    pub of_school: Vec<Vec<usize>>,
    pub teachers: Vec<Teacher>,
    /// Teachers by school.
    pub staff_room: Vec<Vec<usize>>,
    /// One to each school.
    pub principals: Vec<Adult>,
    /// Of each tongue, among families.
    pub weights: [usize; TONGUES.len()],
    /// By school: the elementary schools around which its children live.
    pub feeders: Vec<Vec<usize>>,
    /// Of the week, for ages.
    pub year: i32,
    pub dice: Dice,
}

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
    "email",
    "grade",
    "birth_date",
    "height_cm",
    "weight_kg",
    "belt_test_on",
    "no_contact",
    "notes",
];
const AVAILABILITY: &[&str] = &["person_id", "date", "start", "end", "status"];

impl People {
    /// Teachers and principals of every school; families come as they are needed.
    pub fn new(teachers: usize, town: &Town, team: &Team, year: i32, seed: u64) -> Self {
        let schools = &town.schools;
        let weigh = |tongue: &Tongue| {
            if team.knows(tongue.code) {
                tongue.weight
            } else {
                0
            }
        };
        let mut people = Self {
            sheet: Sheet::new("people.csv", PEOPLE),
            availability: Sheet::new("availability.csv", AVAILABILITY),
            families: Vec::new(),
            of_school: schools.iter().map(|_| Vec::new()).collect(),
            teachers: Vec::new(),
            staff_room: schools.iter().map(|_| Vec::new()).collect(),
            principals: Vec::new(),
            weights: std::array::from_fn(|ix| weigh(&TONGUES[ix])),
            feeders: (0..schools.len()).map(|ix| feeders(ix, schools)).collect(),
            year,
            dice: Dice::new(seed, 3),
        };
        for liaison in &team.liaisons {
            if let Some(home) = &liaison.home {
                people.add_liaison(&liaison.id, home);
            }
        }
        for partner in team.partners.iter().filter(|partner| partner.is_on_call) {
            for (day, name) in DAYS.iter().enumerate() {
                let (from, to) = if day == WED {
                    (at(12, 0), at(18, 30))
                } else {
                    (at(9, 0), at(15, 30))
                };
                people.open(&partner.id, name, from, to, "free");
            }
        }
        for (ix, school) in schools.iter().enumerate() {
            people.add_principal(ix, school);
            for _ in 0..teachers {
                people.add_teacher(ix, school);
            }
        }
        people
    }

    fn add_principal(&mut self, ix: usize, school: &School) {
        let id = format!("PRI{}", ix + 1);
        let name = self.name();
        let cells = [
            ("person_id", id.as_str()),
            ("name", &name),
            ("role", "principal"),
            ("school_place", &school.id),
            ("language", "en"),
            ("phone", &phone(&mut self.dice)),
        ];
        self.sheet.add(&cells);
        // An hour in classrooms, a different one at each school.
        let from = at(9, 0) + 30 * (ix % 4) as u32;
        self.open(&id, DAYS[1 + ix % 3], from, from + 60, "busy");
        let mut free: Vec<Stretch> = every_day(at(8, 0), at(16, 30)).collect();
        free.retain(|stretch| stretch.day != 1 + ix % 3);
        self.principals.push(Adult { id, free });
    }

    fn add_teacher(&mut self, ix: usize, school: &School) {
        let number = self.teachers.len();
        let id = format!("TCH{}", number + 1);
        let name = self.name();
        let cells = [
            ("person_id", id.as_str()),
            ("name", &name),
            ("role", "teacher"),
            ("school_place", &school.id),
            ("language", "en"),
        ];
        self.sheet.add(&cells);
        let before = (school.start - 30, school.start - 5);
        let after = (school.end + 5, school.end + 60);
        let mut free: Vec<Stretch> = every_day(before.0, before.1).collect();
        self.open(&id, "", before.0, before.1, "free");
        if let Some(period) = school
            .periods
            .get(self.staff_room[ix].len() % school.periods.len().max(1))
        {
            let (usual, early) = (period.usual, period.early);
            let hours = |day| if day == WED { early } else { usual };
            free.extend((0..5).map(|day| Stretch {
                day,
                from: hours(day).0,
                to: hours(day).1,
            }));
            self.availability.add(&[
                ("person_id", &id),
                ("start", &period.name),
                ("end", &period.name),
                ("status", "free"),
            ]);
        }
        free.extend(every_day(after.0, after.1).filter(|stretch| stretch.day != WED));
        self.open(&id, "", after.0, after.1, "free");
        // Staff development takes the early Wednesday.
        self.open(
            &id,
            DAYS[WED],
            school.early_end,
            school.early_end + 150,
            "busy",
        );
        self.staff_room[ix].push(number);
        self.teachers.push(Teacher {
            id,
            school: ix,
            free,
        });
    }

    fn name(&mut self) -> String {
        let tongue = &TONGUES[self.dice.weighted(&[50, 30, 3, 3, 5, 3, 3, 3])];
        format!(
            "{} {}",
            self.dice.word(tongue.given),
            self.dice.word(tongue.family)
        )
    }

    /// Adds a row of availability.csv.
    pub fn open(&mut self, id: &str, day: &str, from: u32, to: u32, status: &str) {
        self.availability.add(&[
            ("person_id", id),
            ("date", day),
            ("start", &clock(from)),
            ("end", &clock(to)),
            ("status", status),
        ]);
    }

    /// Where a liaison lives whose shift begins at home.
    fn add_liaison(&mut self, id: &str, home: &str) {
        self.sheet
            .add(&[("person_id", id), ("role", "staff"), ("home_place", home)]);
    }
}
