//! Families: who lives together, what they speak, and when they can be met.

use super::clock::{DAYS, Stretch, at, every_day};
use super::names::TONGUES;
use super::names::Tongue;
use super::people::{Adult, People};
use super::quotas::Kind;
use super::schools::{Level, School};
use super::streets::Spot;
use super::team::phone;
use super::town::Town;

/// A student.
pub(super) struct Child {
    pub id: String,
    pub given: &'static str,
    pub grade: usize,
    pub school: usize,
    /// Among the teachers of the district.
    pub teacher: usize,
}

/// A family of one home.
pub(super) struct Family {
    pub id: String,
    pub name: &'static str,
    pub home: String,
    pub language: &'static str,
    /// Those to call, in order.
    pub guardians: Vec<Adult>,
    pub children: Vec<Child>,
    pub is_hidden: bool,
    /// What they are on the list for.
    pub reasons: Vec<Kind>,
}

/// What is wanted of a new family.
#[derive(Clone, Copy, Default)]
pub(super) struct Wish {
    /// A child goes to this school.
    pub school: usize,
    /// So many children go there, if it is an elementary school; at least one.
    pub pupils: usize,
    /// They live near by, and one guardian is at home in the day.
    pub near: bool,
    /// Nobody may learn where.
    pub hidden: bool,
}

/// Hours of a guardian: rows of availability.csv (day or every day, from, to, status).
type Pattern = &'static [(Option<usize>, u32, u32, &'static str)];
/// What guardians do all week, with weights: no answer (the role's hours hold), at home,
/// early shift in a packing house, office day, evening shift, night shift, two jobs, a
/// college course.
const PATTERNS: [(usize, Pattern); 8] = [
    (32, &[]),
    (
        16,
        &[
            (None, at(8, 30), at(19, 0), "free"),
            (None, at(9, 0), at(11, 30), "preferred"),
        ],
    ),
    (12, &[(None, at(14, 0), at(19, 30), "free")]),
    (
        9,
        &[
            (None, at(12, 0), at(13, 0), "free"),
            (None, at(16, 45), at(20, 0), "free"),
        ],
    ),
    (
        10,
        &[
            (None, at(8, 30), at(13, 30), "free"),
            (None, at(10, 0), at(12, 0), "preferred"),
        ],
    ),
    (
        7,
        &[
            (None, at(13, 30), at(19, 0), "free"),
            (None, at(15, 0), at(17, 0), "preferred"),
        ],
    ),
    (
        7,
        &[
            (Some(1), at(13, 0), at(17, 0), "free"),
            (Some(3), at(8, 30), at(16, 0), "free"),
        ],
    ),
    (
        7,
        &[
            (Some(0), at(8, 0), at(14, 0), "busy"),
            (Some(2), at(8, 0), at(14, 0), "busy"),
        ],
    ),
];

impl People {
    /// A new family that fulfils a wish; gives its number.
    pub fn add_family(&mut self, wish: Wish, town: &mut Town) -> usize {
        let number = self.families.len();
        let near = self.neighbourhood(wish, town);
        let (home, _) = if wish.hidden {
            town.add_shelter(near)
        } else {
            let country = !wish.near && self.dice.chance(6);
            town.add_home(near, country)
        };
        let tongue = &TONGUES[self.dice.weighted(&self.weights.clone())];
        let name = self.dice.word(tongue.family);
        let id = format!("F{}", number + 1);
        let guardians = self.add_guardians(number, wish, &id, &home, tongue, name);
        let mut family = Family {
            id,
            name,
            home,
            language: tongue.code,
            guardians,
            children: Vec::new(),
            is_hidden: wish.hidden,
            reasons: Vec::new(),
        };
        self.add_children(number, wish, tongue, &mut family, town);
        for child in &family.children {
            if self.of_school[child.school].last() != Some(&number) {
                self.of_school[child.school].push(number);
            }
        }
        self.families.push(family);
        number
    }

    /// Around the school itself, or around an elementary school whose children go on to it.
    fn neighbourhood(&mut self, wish: Wish, town: &Town) -> Spot {
        let feeders = &self.feeders[wish.school];
        let around = if wish.near {
            wish.school
        } else {
            self.dice.choose(feeders).copied().unwrap_or(wish.school)
        };
        town.schools[around].spot
    }

    fn add_guardians(
        &mut self,
        number: usize,
        wish: Wish,
        family: &str,
        home: &str,
        tongue: &Tongue,
        name: &str,
    ) -> Vec<Adult> {
        let adults = 1 + usize::from(self.dice.chance(58));
        let mut names = Vec::new();
        let mut guardians = Vec::new();
        for (ix, letter) in ["A", "B"].into_iter().enumerate().take(adults) {
            let id = format!("G{}{letter}", number + 1);
            // Always one early in the list, so that small districts have one too.
            let is_barred = ix == 1 && (number == 5 || self.dice.chance(4));
            let full = format!("{} {name}", self.given_name(tongue, &mut names));
            let email = if self.dice.chance(45) {
                format!("{}@mail.example", id.to_lowercase())
            } else {
                String::new()
            };
            let cells = [
                ("person_id", id.as_str()),
                ("name", &full),
                ("role", "guardian"),
                ("home_place", if is_barred { "" } else { home }),
                ("family_id", family),
                ("language", tongue.code),
                ("phone", &phone(&mut self.dice)),
                ("email", &email),
                ("no_contact", if is_barred { "yes" } else { "" }),
                (
                    "notes",
                    if is_barred {
                        "court order on file in the office"
                    } else {
                        ""
                    },
                ),
            ];
            self.sheet.add(&cells);
            if is_barred {
                continue;
            }
            let weights = PATTERNS.map(|(weight, _)| weight);
            let pattern = if wish.near && ix == 0 {
                1
            } else {
                self.dice.weighted(&weights)
            };
            let free = self.add_pattern(&id, PATTERNS[pattern].1);
            guardians.push(Adult { id, free });
        }
        guardians
    }

    /// A given name that nobody of the same age in the family has.
    fn given_name(&mut self, tongue: &Tongue, taken: &mut Vec<&'static str>) -> &'static str {
        let free: Vec<&'static str> = tongue
            .given
            .iter()
            .copied()
            .filter(|name| !taken.contains(name))
            .collect();
        let name = self.dice.word(&free);
        taken.push(name);
        name
    }

    fn add_pattern(&mut self, id: &str, pattern: Pattern) -> Vec<Stretch> {
        let mut free = Vec::new();
        for &(day, from, to, status) in pattern {
            self.open(id, day.map_or("", |day| DAYS[day]), from, to, status);
            match (day, status) {
                (None, "free") => free.extend(every_day(from, to)),
                (Some(day), "free") => free.push(Stretch { day, from, to }),
                _ => {}
            }
        }
        if free.is_empty() {
            let busy = |day: usize| pattern.iter().any(|row| row.0 == Some(day));
            free.extend(every_day(at(8, 0), at(19, 0)).filter(|stretch| !busy(stretch.day)));
        }
        free
    }

    fn add_children(
        &mut self,
        number: usize,
        wish: Wish,
        tongue: &Tongue,
        family: &mut Family,
        town: &Town,
    ) {
        let pupils = wish.pupils.max(1);
        let mut names = Vec::new();
        let count = pupils.max([1, 2, 2, 3, 1, 2, 4, 1][self.dice.below(8)]);
        let guardians: Vec<&str> = family
            .guardians
            .iter()
            .map(|adult| adult.id.as_str())
            .collect();
        for ix in 0..count {
            let (first, grades) = match town.schools[wish.school].level {
                // Those who are driven are mostly small.
                Level::Elementary if ix < pupils => (0, if wish.near { 4 } else { 6 }),
                Level::Middle if ix == 0 => (6, 3),
                Level::High if ix == 0 => (9, 4),
                _ => (0, 13),
            };
            let mut grade = first + self.dice.below(grades);
            while family.children.iter().any(|child| child.grade == grade) {
                grade = first + (grade + 1 - first) % grades;
            }
            let school = if ix < pupils && fits(grade, town.schools[wish.school].level) {
                wish.school
            } else {
                nearest(grade, wish.school, &town.schools)
            };
            let given = self.given_name(tongue, &mut names);
            let id = format!("ST{}{}", number + 1, ["A", "B", "C", "D"][ix % 4]);
            let teacher = self
                .dice
                .choose(&self.staff_room[school])
                .copied()
                .unwrap_or(0);
            let age = 5 + grade as i64;
            let (height, weight) = (
                age * 6 + 78 + self.dice.between(-4, 4),
                age * 3 + 4 + self.dice.between(-2, 4),
            );
            let born = self.year - 6 - grade as i32;
            let birth = format!(
                "{born}-{:02}-{:02}",
                self.dice.between(1, 8),
                self.dice.between(1, 28)
            );
            let tested = if (8..=10).contains(&age) {
                format!("{}-10-0{}", self.year, self.dice.between(5, 9))
            } else {
                String::new()
            };
            let measured = |number: i64| {
                if age < 11 {
                    number.to_string()
                } else {
                    String::new()
                }
            };
            let cells = [
                ("person_id", id.as_str()),
                ("name", &format!("{given} {}", family.name)),
                ("role", "student"),
                ("home_place", &family.home),
                ("school_place", &town.schools[school].id),
                ("family_id", &family.id),
                ("guardians", &guardians.join(";")),
                ("language", tongue.code),
                (
                    "grade",
                    &if grade == 0 {
                        "K".to_owned()
                    } else {
                        grade.to_string()
                    },
                ),
                ("birth_date", &birth),
                ("height_cm", &measured(height)),
                ("weight_kg", &measured(weight)),
                ("belt_test_on", &tested),
            ];
            self.sheet.add(&cells);
            family.children.push(Child {
                id,
                given,
                grade,
                school,
                teacher,
            });
        }
    }
}

fn fits(grade: usize, level: Level) -> bool {
    match level {
        Level::Elementary => grade < 6,
        Level::Middle => (6..9).contains(&grade),
        Level::High => grade >= 9,
    }
}

/// The school of a grade nearest to another school.
fn nearest(grade: usize, to: usize, schools: &[School]) -> usize {
    let of_grade = schools
        .iter()
        .enumerate()
        .filter(|(_, school)| fits(grade, school.level));
    of_grade
        .min_by_key(|(_, school)| school.spot.square_to(schools[to].spot))
        .map_or(to, |(ix, _)| ix)
}

/// The elementary schools around which a school's children live.
pub(super) fn feeders(ix: usize, schools: &[School]) -> Vec<usize> {
    let grade = match schools[ix].level {
        Level::Elementary => return vec![ix],
        Level::Middle => 6,
        Level::High => 9,
    };
    let is_feeder = |&from: &usize| {
        schools[from].level == Level::Elementary && nearest(grade, from, schools) == ix
    };
    (0..schools.len()).filter(is_feeder).collect()
}
