//! Students whom the liaisons drive.

use std::collections::BTreeSet;

use super::clock::{DAYS, at, date};
use super::families::Wish;
use super::quotas::Kind;
use super::sheet::Sheet;
use super::work::Maker;

const RIDES: &[&str] = &[
    "ride_id",
    "student_id",
    "direction",
    "days",
    "home_place",
    "max_ride_minutes",
    "wheelchair",
    "booster",
    "own_seat",
    "aide",
    "must_ride",
    "priority",
    "by",
    "keep_with",
    "keep_apart",
    "adult_at_home",
    "permission_until",
    "pickup_minutes",
    "dropoff_minutes",
];

/// A ride while it is thought up.
#[derive(Default)]
struct Ride {
    family: usize,
    child: usize,
    home: bool,
    days: String,
    must: bool,
    wheelchair: bool,
    own_seat: bool,
    with: String,
    apart: String,
    until: i64,
}

/// The rides while they are written.
struct Rides {
    sheet: Sheet,
    wanted: usize,
    written: usize,
    /// Days and direction of the last one that need not be kept.
    last: Option<(String, bool)>,
    /// Whoever rides on a day, and whether home.
    taken: BTreeSet<(String, String, bool)>,
}

impl Rides {
    fn next(&self, further: usize) -> String {
        format!("R{}", self.written + 1 + further)
    }

    fn are_enough(&self) -> bool {
        self.written >= self.wanted
    }
}

impl Maker {
    /// So many rides. The first two rounds must be kept and fit each liaison's early and
    /// late hours at their own school; all others may be kept.
    pub fn add_rides(&mut self, wanted: usize) -> Sheet {
        let mut rides = Rides {
            sheet: Sheet::new("rides.csv", RIDES),
            wanted,
            written: 0,
            last: None,
            taken: BTreeSet::new(),
        };
        let drivers: Vec<usize> = (0..self.team.liaisons.len())
            .filter(|&ix| self.team.liaisons[ix].seats > 0)
            .collect();
        let mut regulars = Vec::new();
        for &ix in &drivers {
            if !rides.are_enough() {
                regulars.push((ix, self.add_morning(ix, &mut rides)));
            }
        }
        for (ix, family) in regulars {
            self.add_afternoon(ix, family, &mut rides);
        }
        let mut turn = 0;
        while !rides.are_enough() && !drivers.is_empty() {
            self.add_optional(drivers[turn % drivers.len()], turn, &mut rides);
            turn += 1;
        }
        rides.sheet
    }

    /// Two of one family, where the school is for small children, and sometimes a
    /// neighbour. Gives the family.
    fn add_morning(&mut self, ix: usize, rides: &mut Rides) -> usize {
        let liaison = &self.team.liaisons[ix];
        let (school, days) = (
            liaison.base,
            if liaison.part_time {
                "Mon;Wed"
            } else {
                "Mon;Wed;Fri"
            },
        );
        let has_lift = ix.is_multiple_of(6);
        let wish = Wish {
            school,
            pupils: 2,
            near: true,
            hidden: false,
        };
        let family = self.people.add_family(wish, &mut self.town);
        self.add_siblings(family, school, false, days, rides);
        if has_lift || self.dice.chance(50) {
            let wish = Wish { pupils: 1, ..wish };
            let neighbour = self.people.add_family(wish, &mut self.town);
            let ride = Ride {
                family: neighbour,
                days: days.to_owned(),
                must: true,
                wheelchair: has_lift,
                own_seat: true,
                until: 200,
                ..Ride::default()
            };
            self.write_ride(ride, rides);
        }
        family
    }

    /// The same children home again, on the days when the liaison is there then.
    fn add_afternoon(&mut self, ix: usize, family: usize, rides: &mut Rides) {
        let liaison = &self.team.liaisons[ix];
        let school = liaison.base;
        let is_early = self.town.schools[school].end <= at(15, 0);
        let days = match (liaison.part_time, is_early, liaison.split) {
            (false, true, false) => "Tue;Thu",
            (false, true, true) => "Tue",
            (false, false, false) => "Thu",
            _ => return,
        };
        self.add_siblings(family, school, true, days, rides);
    }

    fn add_siblings(
        &mut self,
        family: usize,
        school: usize,
        home: bool,
        days: &str,
        rides: &mut Rides,
    ) {
        let children = &self.people.families[family].children;
        let riders: Vec<usize> = (0..children.len())
            .filter(|&ix| children[ix].school == school)
            .take(2)
            .collect();
        let ids: Vec<String> = (0..riders.len())
            .map(|further| rides.next(further))
            .collect();
        let room = rides.wanted.saturating_sub(rides.written);
        let together = riders.len() == 2 && room >= 2;
        for (place, child) in riders.into_iter().enumerate() {
            let with = if together {
                ids[1 - place].clone()
            } else {
                String::new()
            };
            let ride = Ride {
                family,
                child,
                home,
                days: days.to_owned(),
                must: true,
                with,
                until: 200,
                ..Ride::default()
            };
            self.write_ride(ride, rides);
        }
    }

    /// One that is kept if there is time.
    fn add_optional(&mut self, liaison: usize, turn: usize, rides: &mut Rides) {
        let (family, child) = self.family_for(liaison, Kind::Event);
        if self.people.families[family].is_hidden {
            return;
        }
        let days = ["Tue", "Thu", "Mon;Thu", "Fri", "Wed", "Tue;Thu"];
        let (mut days, mut home) = (self.dice.word(&days).to_owned(), self.dice.chance(55));
        let mut apart = String::new();
        // Some pairs do not get on.
        if let (2, Some(last)) = (turn % 6, &rides.last) {
            (days, home) = last.clone();
            apart = format!("R{}", rides.written);
        }
        // Nobody rides twice the same way on a day: another is found in the next turn.
        let student = &self.people.families[family].children[child].id;
        let mut trips = days
            .split(';')
            .map(|day| (student.clone(), day.to_owned(), home));
        if trips.any(|trip| rides.taken.contains(&trip)) {
            return;
        }
        rides.last = Some((days.clone(), home));
        // Every seventh permission runs out in the middle of the week.
        let until = if turn % 7 == 3 { 2 } else { 90 };
        let own_seat = self.dice.chance(30);
        let ride = Ride {
            family,
            child,
            home,
            days,
            own_seat,
            apart,
            until,
            ..Ride::default()
        };
        self.write_ride(ride, rides);
    }

    fn write_ride(&mut self, ride: Ride, rides: &mut Rides) {
        if rides.are_enough() {
            return;
        }
        let id = rides.next(0);
        rides.written += 1;
        let child = &self.people.families[ride.family].children[ride.child];
        for day in ride.days.split(';') {
            let trip = (child.id.clone(), day.to_owned(), ride.home);
            rides.taken.insert(trip);
        }
        let needs_booster = child.grade <= 2 && !ride.wheelchair;
        let is_escorted = child.grade <= 2 && ride.home && ride.must;
        let yes = |condition: bool| if condition { "yes" } else { "" };
        let until = date(self.monday, ride.until).to_string();
        let priority = if ride.must {
            String::new()
        } else {
            self.dice.between(4, 7).to_string()
        };
        let cells = [
            ("ride_id", id.as_str()),
            ("student_id", &child.id),
            (
                "direction",
                if ride.home {
                    "from_school"
                } else {
                    "to_school"
                },
            ),
            ("days", &ride.days),
            ("max_ride_minutes", if ride.wheelchair { "30" } else { "" }),
            ("wheelchair", yes(ride.wheelchair)),
            ("booster", yes(needs_booster)),
            ("own_seat", yes(needs_booster && ride.own_seat)),
            ("must_ride", if ride.must { "yes" } else { "no" }),
            ("priority", &priority),
            ("by", "liaison"),
            ("keep_with", &ride.with),
            ("keep_apart", &ride.apart),
            ("adult_at_home", yes(is_escorted)),
            ("permission_until", &until),
            ("pickup_minutes", if ride.wheelchair { "4" } else { "" }),
            ("dropoff_minutes", if ride.wheelchair { "4" } else { "" }),
        ];
        rides.sheet.add(&cells);
        debug_assert!(ride.days.split(';').all(|day| DAYS.contains(&day)));
    }
}
