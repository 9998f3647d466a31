//! What stands in every week's calendar: duties, parent evenings, fairs.

use super::clock::{DAYS, THU, WED};
use super::quotas::Kind;
use super::work::{Draft, Maker};

/// Duties beyond the staff meetings: title, minutes, windows, priority.
const DUTIES: [(&str, usize, &str, &str); 8] = [
    (
        "Front desk in the family center",
        60,
        "Tue 08:30-10:30; Wed 08:30-10:30",
        "6",
    ),
    ("Lunch supervision", 30, "Thu 11:15-13:00", "4"),
    (
        "Food pantry delivery",
        45,
        "Tue 13:00-16:00; Thu 13:00-16:00",
        "7",
    ),
    ("Crossing at the front gate", 20, "Wed 13:00-14:00", "5"),
    (
        "Intake desk for new families",
        60,
        "Mon 09:00-12:00; Thu 09:00-12:00",
        "6",
    ),
    ("Sort coats and backpacks", 30, "Fri 09:00-12:00", "2"),
    (
        "Attendance list with the clerk",
        25,
        "Mon 08:30-10:30; Tue 08:30-10:30",
        "7",
    ),
    ("Radio check and car log", 15, "Fri 14:00-15:30", "3"),
];

/// Events in the day: title, minutes, windows.
const FAIRS: [(&str, usize, &str); 4] = [
    ("Coffee with the principal", 75, "Fri 08:30-10:15"),
    ("English learner committee", 90, "Wed 09:00-11:00"),
    ("Vaccination clinic", 120, "Tue 09:00-12:00"),
    (
        "Resource fair for families",
        120,
        "Mon 12:30-15:00; Wed 12:30-15:00",
    ),
];

impl Maker {
    /// Writes the duties, liaison by liaison in rounds, until their quota is used up. The
    /// first two rounds are meetings that must be kept, at times that leave all else
    /// that must be kept its place.
    pub fn add_duties(&mut self) {
        let liaisons = self.team.liaisons.len();
        let mut round = 0;
        while self.wants(&[Kind::Duty]) {
            for ix in 0..liaisons {
                if self.wants(&[Kind::Duty]) {
                    self.add_duty(ix, round);
                }
            }
            round += 1;
        }
    }

    fn add_duty(&mut self, ix: usize, round: usize) {
        let liaison = &self.team.liaisons[ix];
        let base = self.town.schools[liaison.base].id.clone();
        let (place, title, minutes, windows, priority) = match (round, liaison.part_time) {
            (0, false) => (base, "Staff meeting", 45, "Mon 14:45-15:30", "required"),
            (0, true) => (base, "Staff meeting", 45, "Mon 08:45-09:30", "required"),
            (1, false) => (
                "DO".to_owned(),
                "Liaison team meeting",
                60,
                "Fri 13:00-14:00",
                "required",
            ),
            (1, true) => (
                "DO".to_owned(),
                "Liaison team meeting",
                60,
                "Wed 11:00-12:00",
                "required",
            ),
            _ => {
                let (title, minutes, windows, priority) = DUTIES[(round - 2 + ix) % DUTIES.len()];
                (base, title, minutes, windows, priority)
            }
        };
        let draft = Draft::new(Kind::Duty, minutes, 0)
            .with("title", title)
            .with("place_id", place)
            .with("priority", priority)
            .with("staff", liaison.id.as_str())
            .with("windows", windows)
            .with("repeat", if round < 2 { "weekly" } else { "" })
            .with("fund", "lcff");
        self.write(ix, draft);
    }

    /// Writes the events: first the parent evenings of those whose Thursday allows for one.
    pub fn add_events(&mut self) {
        for ix in 0..self.team.liaisons.len() {
            let liaison = &self.team.liaisons[ix];
            if !liaison.evening || !self.wants(&[Kind::Event]) {
                continue;
            }
            let draft = Draft::new(Kind::Event, 150, 0)
                .with("title", "Family literacy night, with set-up and clearing")
                .with("place_id", self.town.schools[liaison.base].id.as_str())
                .with("priority", "required")
                .with("staff", liaison.id.as_str())
                .with("windows", format!("{} 17:30-20:00", DAYS[THU]))
                .with(
                    "attendees_optional",
                    self.people.principals[liaison.base].id.as_str(),
                )
                .with("fund", "title1");
            self.write(ix, draft);
        }
        let mut round = 0;
        while self.wants(&[Kind::Event]) {
            let ix = self.idlest();
            let (title, minutes, windows) = FAIRS[round % FAIRS.len()];
            let schools = &self.team.liaisons[ix].schools;
            let school = schools[round % schools.len()];
            let draft = Draft::new(Kind::Event, minutes, 10)
                .with("title", title)
                .with("place_id", self.town.schools[school].id.as_str())
                .with("priority", "8")
                .with("value", if round % 2 == 0 { "" } else { "12.5" })
                .with("windows", windows)
                .with("repeat", if round % 4 == 0 { "monthly 1 Fri" } else { "" })
                .with("fund", "title1");
            self.write(ix, draft);
            round += 1;
        }
    }

    /// Promises and habits that the plan must respect: one promised visit for every third
    /// liaison who has a whole Wednesday morning, and one task that is not wanted.
    pub fn add_pins(&mut self) {
        for ix in 0..self.team.liaisons.len() {
            let liaison = &self.team.liaisons[ix];
            if ix % 3 != 0 || liaison.part_time || liaison.seats == 0 || !self.wants(&[Kind::Visit])
            {
                continue;
            }
            let (id, school) = (liaison.id.clone(), liaison.base);
            let wish = super::families::Wish {
                school,
                pupils: 1,
                near: true,
                ..Default::default()
            };
            let family = self.people.add_family(wish, &mut self.town);
            let partner = format!("P{}", ix / 3 + 1);
            let household = &self.people.families[family];
            let language = household.language;
            let draft = Draft::new(Kind::Visit, 35, 10)
                .with("about", household.children[0].id.as_str())
                .with(
                    "title",
                    format!("Visit promised to the {} family", household.name),
                )
                .with("priority", "7")
                .with("partners", partner)
                .with(
                    "language",
                    if self.team.liaisons[ix].languages.contains(&language) {
                        ""
                    } else {
                        "en"
                    },
                )
                .with("fund", "title1")
                .with("purpose", "Hopes for the year, reading at home");
            let task = self.write(ix, draft);
            let day = self.date(WED as i64);
            self.pins.add(&[
                ("task_id", &task),
                ("staff_id", &id),
                ("date", &day),
                ("start", "11:15"),
                ("mode", "promised"),
            ]);
        }
    }
}
