//! The liaisons, those who come along with them, and their shifts.

use super::clock::{DAYS, THU, WED, at, clock};
use super::dice::Dice;
use super::names::TONGUES;
use super::schools::School;
use super::sheet::Sheet;
use super::town::Town;

/// Who plans their week with the program.
pub(super) struct Liaison {
    pub id: String,
    /// The school from whose office they work.
    pub base: usize,
    /// Those they serve.
    pub schools: Vec<usize>,
    pub languages: Vec<&'static str>,
    pub seats: u32,
    /// The own home, where it is known because a shift begins there.
    pub home: Option<String>,
    pub part_time: bool,
    /// Has a parent evening on Thursday.
    pub evening: bool,
    /// Thursday is in two parts.
    pub split: bool,
    /// Minutes of work that they were given.
    pub load: usize,
}

/// Who comes along.
pub(super) struct Partner {
    pub id: String,
    pub languages: Vec<&'static str>,
    /// Is there when availability.csv says so, and has no shifts.
    pub is_on_call: bool,
}

/// All staff.
pub(super) struct Team {
    pub liaisons: Vec<Liaison>,
    pub partners: Vec<Partner>,
    pub staff: Sheet,
    pub shifts: Sheet,
}

const STAFF: &[&str] = &[
    "staff_id",
    "name",
    "role",
    "languages",
    "skills",
    "base_place",
    "schools",
    "seats",
    "boosters",
    "wheelchair_places",
    "pay",
    "hourly_rate",
    "max_miles_week",
    "max_drive_hours_week",
    "max_tasks_day",
    "max_student_drive_hours_year",
    "student_drive_hours_used",
    "cleared_until",
    "phone",
];
const SHIFTS: &[&str] = &[
    "staff_id",
    "date",
    "start",
    "end",
    "start_place",
    "latest_end",
];
const RATES: [&str; 6] = ["24.50", "26.10", "23.75", "27.40", "25.20", "28.85"];

impl Team {
    /// A team for a town. `evenings` is how many parent evenings there are at most;
    /// `cleared` a date after the week.
    pub fn new(
        liaisons: usize,
        evenings: usize,
        town: &mut Town,
        cleared: &str,
        seed: u64,
    ) -> Self {
        let mut team = Self {
            liaisons: Vec::new(),
            partners: Vec::new(),
            staff: Sheet::new("staff.csv", STAFF),
            shifts: Sheet::new("shifts.csv", SHIFTS),
        };
        let mut dice = Dice::new(seed, 2);
        let mut evenings_left = evenings;
        for (ix, schools) in served(liaisons, &town.schools).into_iter().enumerate() {
            let part_time = ix % 5 == 1;
            let evening = ix % 3 == 0 && !part_time && evenings_left > 0;
            evenings_left -= usize::from(evening);
            let base = town.schools[ix].spot;
            let home = (ix % 3 == 1).then(|| town.add_home(base, false).0);
            team.liaisons.push(Liaison {
                id: format!("L{}", ix + 1),
                base: ix,
                schools,
                languages: spoken(ix),
                seats: if ix % 4 == 3 {
                    0
                } else {
                    3 + u32::from(ix % 2 == 0)
                },
                home,
                part_time,
                evening,
                split: evening && ix % 2 == 1,
                load: 0,
            });
        }
        for ix in 0..liaisons {
            team.write_liaison(ix, town, cleared, &mut dice);
        }
        for ix in 0..liaisons.div_ceil(3) {
            team.add_partner(ix, &mut dice);
        }
        for ix in 0..liaisons.div_ceil(4) {
            team.add_interpreter(ix, &mut dice);
        }
        team
    }

    /// Whether a liaison of the school speaks the language.
    pub fn speaks(&self, school: usize, language: &str) -> bool {
        let knows = |liaison: &&Liaison| liaison.languages.contains(&language);
        self.liaisons
            .iter()
            .filter(|liaison| liaison.schools.contains(&school))
            .any(|l| knows(&l))
    }

    /// Those who come along and speak the language, by id.
    pub fn interpreters(&self, language: &str) -> Vec<&str> {
        let knows = |partner: &&Partner| partner.languages.contains(&language);
        self.partners
            .iter()
            .filter(knows)
            .map(|partner| partner.id.as_str())
            .collect()
    }

    /// Whether anybody at all speaks the language.
    pub fn knows(&self, language: &str) -> bool {
        let liaisons = self
            .liaisons
            .iter()
            .any(|liaison| liaison.languages.contains(&language));
        liaisons || !self.interpreters(language).is_empty()
    }

    fn write_liaison(&mut self, ix: usize, town: &Town, cleared: &str, dice: &mut Dice) {
        let liaison = &self.liaisons[ix];
        let schools: Vec<&str> = liaison
            .schools
            .iter()
            .map(|&school| town.schools[school].id.as_str())
            .collect();
        let is_driver = liaison.seats > 0;
        let base = if ix % 8 == 7 {
            "DO"
        } else {
            town.schools[liaison.base].id.as_str()
        };
        let skills = ["mckinney_vento", "migrant;truancy", "truancy", "migrant"][ix % 4];
        let only = |condition: bool, text: &'static str| if condition { text } else { "" };
        let cells = [
            ("staff_id", liaison.id.as_str()),
            ("name", &staff_name(&liaison.languages, dice)),
            ("role", "liaison"),
            ("languages", &liaison.languages.join(";")),
            ("skills", skills),
            ("base_place", base),
            (
                "schools",
                if self.liaisons.len() == 1 {
                    ""
                } else {
                    &schools.join(";")
                },
            ),
            (
                "seats",
                &if is_driver {
                    liaison.seats.to_string()
                } else {
                    String::new()
                },
            ),
            ("boosters", only(is_driver, "2")),
            ("wheelchair_places", only(ix.is_multiple_of(6), "1")),
            (
                "pay",
                if liaison.part_time {
                    "used"
                } else {
                    only(ix % 7 == 4, "salaried")
                },
            ),
            ("hourly_rate", RATES[ix % RATES.len()]),
            ("max_miles_week", only(ix % 5 == 2, "140")),
            ("max_drive_hours_week", only(ix % 5 == 3, "9")),
            ("max_tasks_day", only(ix % 6 == 2, "16")),
            ("max_student_drive_hours_year", only(is_driver, "40")),
            (
                "student_drive_hours_used",
                &if is_driver {
                    dice.between(9, 24).to_string()
                } else {
                    String::new()
                },
            ),
            ("cleared_until", if is_driver { cleared } else { "" }),
            ("phone", &phone(dice)),
        ];
        self.staff.add(&cells);
        for day in 0..5 {
            self.write_shift(ix, day);
        }
    }

    fn write_shift(&mut self, ix: usize, day: usize) {
        let liaison = &self.liaisons[ix];
        let early = (at(7, 15), at(15, 45), Some(at(16, 45)));
        let usual = (at(8, 0), at(16, 30), Some(at(17, 30)));
        let late = (at(10, 30), at(19, 0), None);
        let hours = match day {
            4 if liaison.part_time => vec![],
            _ if liaison.part_time => vec![(at(7, 15), at(13, 15), Some(at(14, 0)))],
            THU if liaison.split => {
                vec![(at(8, 0), at(12, 0), None), (at(16, 30), at(20, 30), None)]
            }
            THU if liaison.evening => vec![(at(12, 0), at(20, 30), None)],
            THU if liaison.seats > 0 => vec![late],
            _ if liaison.seats > 0 => vec![early],
            WED if !liaison.evening => vec![late],
            _ => vec![usual],
        };
        let home = liaison.home.as_deref().unwrap_or("");
        for (start, end, latest) in hours {
            let cells = [
                ("staff_id", liaison.id.as_str()),
                ("date", DAYS[day]),
                ("start", &clock(start)),
                ("end", &clock(end)),
                // Some begin their Tuesday with a drive from home.
                ("start_place", if day == 1 { home } else { "" }),
                ("latest_end", &latest.map(clock).unwrap_or_default()),
            ];
            self.shifts.add(&cells);
        }
    }

    fn add_partner(&mut self, ix: usize, dice: &mut Dice) {
        let languages = vec!["en", TONGUES[3 + ix % 5].code];
        let id = format!("P{}", ix + 1);
        let cells = [
            ("staff_id", id.as_str()),
            ("name", &staff_name(&languages, dice)),
            ("role", "partner"),
            ("languages", &languages.join(";")),
            ("base_place", "DO"),
            ("hourly_rate", "22.40"),
            ("phone", &phone(dice)),
        ];
        self.staff.add(&cells);
        for (day, name) in DAYS.iter().enumerate() {
            let (start, end) = if day == THU {
                ("10:30", "19:00")
            } else {
                ("08:00", "16:30")
            };
            self.shifts.add(&[
                ("staff_id", &id),
                ("date", name),
                ("start", start),
                ("end", end),
            ]);
        }
        self.partners.push(Partner {
            id,
            languages,
            is_on_call: false,
        });
    }

    /// Interpreters are there when availability.csv says so.
    fn add_interpreter(&mut self, ix: usize, dice: &mut Dice) {
        let languages = vec!["en", "es", TONGUES[2 + ix % 6].code];
        let id = format!("INT{}", ix + 1);
        let cells = [
            ("staff_id", id.as_str()),
            ("name", &staff_name(&languages[2..], dice)),
            ("role", "interpreter"),
            ("languages", &languages.join(";")),
            ("hourly_rate", "38.00"),
            ("phone", &phone(dice)),
        ];
        self.staff.add(&cells);
        self.partners.push(Partner {
            id,
            languages,
            is_on_call: true,
        });
    }
}

/// A number that is given to nobody.
pub(super) fn phone(dice: &mut Dice) -> String {
    format!(
        "{}-555-01{:02}",
        dice.word(&["209", "559"]),
        dice.below(100)
    )
}

fn staff_name(languages: &[&str], dice: &mut Dice) -> String {
    let own = languages.last().copied().unwrap_or("en");
    let tongue = TONGUES
        .iter()
        .find(|tongue| tongue.code == own)
        .unwrap_or(&TONGUES[0]);
    format!("{} {}", dice.word(tongue.given), dice.word(tongue.family))
}

fn spoken(ix: usize) -> Vec<&'static str> {
    let other = TONGUES[2 + ix / 5 % 6].code;
    match ix % 5 {
        2 => vec!["en", other],
        4 => vec!["en", "es", other],
        _ => vec!["en", "es"],
    }
}

/// The schools that each liaison serves, the base first: every school has the two liaisons
/// whose bases are nearest to it.
fn served(liaisons: usize, schools: &[School]) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = (0..liaisons).map(|ix| vec![ix]).collect();
    for (number, school) in schools.iter().enumerate() {
        let mut bases: Vec<usize> = (0..liaisons).collect();
        bases.sort_by_key(|&base| (school.spot.square_to(schools[base].spot), base));
        for &base in bases.iter().take(2).filter(|base| **base != number) {
            all[base].push(number);
        }
    }
    all
}
