//! letter-FAMILY.html: when and where each student of a family is picked up and brought back, in
//! the family's language where there are words for it, else in English. No other family is in
//! it, and no address.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::page;
use super::words::{DAYS, by_days, clock, named};
use crate::domain::Week;
use crate::domain::ids::{FamilyIx, PersonIx, RideIx};
use crate::domain::ride::{Direction, Ride};
use crate::domain::run::{RunActivity, RunPlan, Second};
use crate::domain::time::Day;

/// How many minutes before the time one is to be ready.
const READY: i32 = 5;

/// The words of a letter in one language.
struct Words {
    code: &'static str,
    title: &'static str,
    days: [&'static str; 7],
    to: &'static str,
    to_school: fn(&str, &str) -> String,
    from_school: fn(&str, &str) -> String,
    ready: fn(i32) -> String,
    adult: &'static str,
    change: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    title: "School transportation",
    days: DAYS,
    to: " to ",
    to_school: |who, at| format!("Pickup of {who} at home at {at}."),
    from_school: |who, at| format!("{who} is brought back home at about {at}."),
    ready: |minutes| format!("Please be ready {minutes} minutes before the time."),
    adult: "An adult must be there to receive the student.",
    change: "Please tell the school if anything changes.",
};

const SPANISH: Words = Words {
    code: "es",
    title: "Transporte escolar",
    days: ["lun", "mar", "mi\u{e9}", "jue", "vie", "s\u{e1}b", "dom"],
    to: " a ",
    to_school: |who, at| format!("Recogemos a {who} en su casa a las {at}."),
    from_school: |who, at| format!("Regresamos a {who} a su casa aproximadamente a las {at}."),
    ready: |minutes| format!("Por favor, est\u{e9}n listos {minutes} minutos antes de la hora."),
    adult: "Un adulto debe estar presente para recibir al estudiante.",
    change: "Por favor, avisen a la escuela si algo cambia.",
};

/// The words for a language, by code or name; English where there are no others.
fn words(language: Option<&str>) -> &'static Words {
    match language {
        Some("es" | "spa" | "spanish") => &SPANISH,
        _ => &ENGLISH,
    }
}

/// To whom a letter goes: a family, or a student of whom none is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Household {
    Family(FamilyIx),
    Alone(PersonIx),
}

/// A day, a ride of the row and the time on that day.
type Timed = (Day, (RideIx, String));

/// The letters in order of families: what each is called by, and the page.
pub(super) fn letters(week: &Week, plan: &RunPlan) -> Vec<(String, String)> {
    let mut homes: BTreeMap<Household, Vec<(RideIx, Second)>> = BTreeMap::new();
    for stop in plan.outings.iter().flat_map(|outing| &outing.stops) {
        let Some(ix) = stop.activity.ride() else {
            continue;
        };
        let ride = week.ride(ix);
        let is_home_end = match ride.direction {
            Direction::ToSchool => matches!(stop.activity, RunActivity::Pickup(_)),
            Direction::FromSchool => matches!(stop.activity, RunActivity::Dropoff(_)),
        };
        if is_home_end {
            let family = week.person(ride.student).family;
            let home = family.map_or(Household::Alone(ride.student), Household::Family);
            homes.entry(home).or_default().push((ix, stop.start));
        }
    }
    let letters = homes.into_iter().map(|(home, rides)| {
        let id = match home {
            Household::Family(family) => week.families[family.ix()].clone(),
            Household::Alone(student) => week.person(student).id.clone(),
        };
        (id, letter(week, rides))
    });
    letters.collect()
}

fn letter(week: &Week, rides: Vec<(RideIx, Second)>) -> String {
    let reader = rides.first().and_then(|(ride, _)| {
        let guardians = week.person(week.ride(*ride).student).guardians.iter();
        guardians.copied().find(|who| !week.person(*who).no_contact)
    });
    let own = rides.first().map(|(ride, _)| week.ride(*ride).student);
    let language = reader
        .or(own)
        .and_then(|who| week.person(who).language.as_deref());
    let words = words(language);
    let mut by_row: BTreeMap<(PersonIx, u64), Vec<Timed>> = BTreeMap::new();
    for (ix, at) in &rides {
        let ride = week.ride(*ix);
        let at = clock(week, ride.day, *at);
        let first = by_row.entry((ride.student, ride.line)).or_default();
        let model = first.first().map_or(*ix, |(_, (model, _))| *model);
        first.push((ride.day, (model, at)));
    }
    let needs_adult = rides.iter().any(|(ride, _)| week.ride(*ride).adult_at_home);
    let body = html! {
        section.sheet lang=(words.code) {
            h1 { (words.title) }
            @for rows in by_row.into_values() { (line(week, words, rows)) }
            p { ((words.ready)(READY)) }
            @if needs_adult { p { (words.adult) } }
            p { (words.change) }
            footer { strong { (page::SHRED) } span { (week.clock.monday()) } }
        }
    };
    page::frame(words.title, false, &body)
}

/// A ride's times: one line where they are the same on all days.
fn line(week: &Week, words: &Words, mut rows: Vec<Timed>) -> Markup {
    rows.sort_by_key(|(day, _)| *day);
    let lines = by_days(rows).into_iter().map(|(days, (ix, at))| {
        let ride = week.ride(ix);
        let say = match ride.direction {
            Direction::ToSchool => words.to_school,
            Direction::FromSchool => words.from_school,
        };
        let text = say(&who(week, ride), &at);
        (named(&days, &words.days, words.to), text)
    });
    html! { ul.days { @for (days, text) in lines { li { strong { (days) } span { (text) } } } } }
}

fn who(week: &Week, ride: &Ride) -> String {
    let student = week.person(ride.student);
    match student.name.trim() {
        "" => student.id.clone(),
        name => name.to_owned(),
    }
}
