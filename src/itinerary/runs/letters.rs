//! letter-FAMILY.html: when and where each student of a family is picked up and brought back, at
//! the door or at a stop with the walk to it, in the family's language where there are words for
//! it, else in English. No other family is in it, and no address.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::page;
use super::words::{DAYS, Walk, by_days, clock, named, stop_name};
use crate::domain::Week;
use crate::domain::ids::{FamilyIx, PersonIx, PlaceIx, RideIx};
use crate::domain::ride::{Direction, Ride};
use crate::domain::run::{RunPlan, Second};
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
    /// At a stop: who, when, which stop, and how far it is.
    to_stop: fn(&str, &str, &str, &Walk) -> String,
    from_stop: fn(&str, &str, &str, &Walk) -> String,
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
    to_stop: |who, at, stop, walk| {
        let Walk { miles, minutes } = walk;
        format!(
            "Pickup of {who} at the stop {stop} at {at}. The walk to the stop is {miles} miles, about {minutes} min."
        )
    },
    from_stop: |who, at, stop, walk| {
        let Walk { miles, minutes } = walk;
        format!(
            "{who} is let off at the stop {stop} at about {at}. The walk home is {miles} miles, about {minutes} min."
        )
    },
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
    to_stop: |who, at, stop, walk| {
        let Walk { miles, minutes } = walk;
        format!(
            "Recogemos a {who} en la parada {stop} a las {at}. La parada queda a {miles} millas, unos {minutes} min a pie."
        )
    },
    from_stop: |who, at, stop, walk| {
        let Walk { miles, minutes } = walk;
        format!(
            "{who} baja en la parada {stop} aproximadamente a las {at}. La casa queda a {miles} millas, unos {minutes} min a pie."
        )
    },
    ready: |minutes| format!("Por favor, est\u{e9}n listos {minutes} minutos antes de la hora."),
    adult: "Un adulto debe estar presente para recibir al estudiante.",
    change: "Por favor, avisen a la escuela si algo cambia.",
};

/// The words for a language, by code (`es`, `es-MX`) or name; English where there are no others.
fn words(language: Option<&str>) -> &'static Words {
    let base = language.and_then(|language| language.split(['-', '_']).next());
    match base {
        Some("es" | "spa" | "spanish" | "espa\u{f1}ol" | "espanol" | "castellano") => &SPANISH,
        _ => &ENGLISH,
    }
}

/// To whom a letter goes: a family, or a student of whom none is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Household {
    Family(FamilyIx),
    Alone(PersonIx),
}

/// A ride of the row, the time, and the stop to which the student walks.
type Met = (RideIx, String, Option<PlaceIx>);
/// On a day.
type Timed = (Day, Met);
/// A ride's pickup or drop-off at its home end.
type HomeEnd = (RideIx, Second, Option<PlaceIx>);

/// The letters in order of families: what each is called by, and the page.
pub(super) fn letters(week: &Week, plan: &RunPlan) -> Vec<(String, String)> {
    let mut homes: BTreeMap<Household, Vec<HomeEnd>> = BTreeMap::new();
    for stop in plan.outings.iter().flat_map(|outing| &outing.stops) {
        let Some(ix) = stop.activity.ride() else {
            continue;
        };
        let ride = week.ride(ix);
        if stop.activity.is_home_end(ride.direction) {
            let family = week.person(ride.student).family;
            let home = family.map_or(Household::Alone(ride.student), Household::Family);
            homes
                .entry(home)
                .or_default()
                .push((ix, stop.start, stop_of(ride, stop.place)));
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

/// The stop at which a rider is met; none at the door.
fn stop_of(ride: &Ride, place: Option<PlaceIx>) -> Option<PlaceIx> {
    place.filter(|place| *place != ride.home)
}

fn letter(week: &Week, rides: Vec<HomeEnd>) -> String {
    let reader = rides.first().and_then(|(ride, ..)| {
        let guardians = week.person(week.ride(*ride).student).guardians.iter();
        guardians.copied().find(|who| !week.person(*who).no_contact)
    });
    let own = rides.first().map(|(ride, ..)| week.ride(*ride).student);
    let language = reader
        .or(own)
        .and_then(|who| week.person(who).language.as_deref());
    let words = words(language);
    let mut by_row: BTreeMap<(PersonIx, u64), Vec<Timed>> = BTreeMap::new();
    for (ix, at, stop) in &rides {
        let ride = week.ride(*ix);
        let at = clock(week, ride.day, *at);
        let first = by_row.entry((ride.student, ride.line)).or_default();
        let model = first.first().map_or(*ix, |(_, (model, ..))| *model);
        first.push((ride.day, (model, at, *stop)));
    }
    let needs_adult = rides
        .iter()
        .any(|(ride, ..)| week.ride(*ride).adult_at_home);
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
    let lines = by_days(rows).into_iter().map(|(days, (ix, at, stop))| {
        let ride = week.ride(ix);
        let who = who(week, ride);
        let at_stop = stop.and_then(|stop| Some((stop, week.walks.metres(ride.home, stop)?)));
        let text = match (ride.direction, at_stop) {
            (Direction::ToSchool, None) => (words.to_school)(&who, &at),
            (Direction::FromSchool, None) => (words.from_school)(&who, &at),
            (way, Some((stop, metres))) => {
                let say = match way {
                    Direction::ToSchool => words.to_stop,
                    Direction::FromSchool => words.from_stop,
                };
                say(&who, &at, &stop_name(week, stop), &Walk::of(metres))
            }
        };
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

#[cfg(test)]
mod tests {
    use super::{ENGLISH, SPANISH, words};

    #[test]
    fn a_language_is_known_by_its_names_and_regions() {
        for name in [
            "es",
            "es-mx",
            "es_us",
            "spanish",
            "espa\u{f1}ol",
            "castellano",
        ] {
            assert_eq!(words(Some(name)).change, SPANISH.change, "{name}");
        }
        for name in [None, Some("en"), Some("est"), Some("vi")] {
            assert_eq!(words(name).change, ENGLISH.change, "{name:?}");
        }
    }
}
