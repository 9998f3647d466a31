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
    /// At another home: who, when, and what the place is called.
    to_school_from: fn(&str, &str, &str) -> String,
    from_school_to: fn(&str, &str, &str) -> String,
    /// What another home is called that has no name, or is confidential.
    other: &'static str,
    /// No vehicle takes them.
    none_to_school: fn(&str) -> String,
    none_from_school: fn(&str) -> String,
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
    to_school_from: |who, at, home| format!("Pickup of {who} at {home} at {at}."),
    from_school_to: |who, at, home| format!("{who} is brought to {home} at about {at}."),
    other: "the other address that the school has",
    none_to_school: |who| {
        format!("No vehicle takes {who} to school yet. The school will tell you more.")
    },
    none_from_school: |who| {
        format!("No vehicle brings {who} back yet. The school will tell you more.")
    },
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
    to_school_from: |who, at, home| format!("Recogemos a {who} en {home} a las {at}."),
    from_school_to: |who, at, home| {
        format!("Llevamos a {who} a {home} aproximadamente a las {at}.")
    },
    other: "la otra direcci\u{f3}n que tiene la escuela",
    none_to_school: |who| {
        format!(
            "Todav\u{ed}a no hay transporte a la escuela para {who}. La escuela les avisar\u{e1}."
        )
    },
    none_from_school: |who| {
        format!(
            "Todav\u{ed}a no hay transporte de regreso para {who}. La escuela les avisar\u{e1}."
        )
    },
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

/// A ride of the row, the time, and the stop to which the student walks; without a time no vehicle
/// takes it.
type Met = (RideIx, Option<String>, Option<PlaceIx>);
/// On a day.
type Timed = (Day, Met);
/// A ride's pickup or drop-off at its home end; without a time no vehicle takes it.
type HomeEnd = (RideIx, Option<Second>, Option<PlaceIx>);

/// The letters in order of families: what each is called by, and the page.
pub(super) fn letters(week: &Week, plan: &RunPlan) -> Vec<(String, String)> {
    let stops = plan.outings.iter().flat_map(|outing| &outing.stops);
    let taken = stops.filter_map(|stop| {
        let ix = stop.activity.ride()?;
        let ride = week.ride(ix);
        let is_home = stop.activity.is_home_end(ride.direction);
        is_home.then_some((ix, Some(stop.start), stop_of(ride, stop.place)))
    });
    let left_out = plan.unserved.iter().map(|one| (one.ride, None, None));
    let mut homes: BTreeMap<Household, Vec<HomeEnd>> = BTreeMap::new();
    for end in taken.chain(left_out) {
        let student = week.ride(end.0).student;
        let family = week.person(student).family;
        let home = family.map_or(Household::Alone(student), Household::Family);
        homes.entry(home).or_default().push(end);
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
        let at = at.map(|at| clock(week, ride.day, at));
        let first = by_row.entry((ride.student, ride.line)).or_default();
        let model = first.first().map_or(*ix, |(_, (model, ..))| *model);
        first.push((ride.day, (model, at, *stop)));
    }
    let is_taken = |(_, at, _): &&HomeEnd| at.is_some();
    let is_met = rides.iter().any(|ride| is_taken(&ride));
    let mut taken = rides.iter().filter(is_taken);
    let needs_adult = taken.any(|(ride, ..)| week.ride(*ride).adult_at_home);
    let body = html! {
        section.sheet lang=(words.code) {
            h1 { (words.title) }
            @for rows in by_row.into_values() { (line(week, words, rows)) }
            @if is_met { p { ((words.ready)(READY)) } }
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
        let other = other_home(week, words, ride);
        let text = match (ride.direction, at, at_stop) {
            (Direction::ToSchool, None, _) => (words.none_to_school)(&who),
            (Direction::FromSchool, None, _) => (words.none_from_school)(&who),
            (Direction::ToSchool, Some(at), None) => match other {
                None => (words.to_school)(&who, &at),
                Some(home) => (words.to_school_from)(&who, &at, &home),
            },
            (Direction::FromSchool, Some(at), None) => match other {
                None => (words.from_school)(&who, &at),
                Some(home) => (words.from_school_to)(&who, &at, &home),
            },
            (way, Some(at), Some((stop, metres))) => {
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

/// What the home of a ride is called where it is not the student's own; never an address.
fn other_home(week: &Week, words: &Words, ride: &Ride) -> Option<String> {
    if week.person(ride.student).home == Some(ride.home) {
        return None;
    }
    let place = week.place(ride.home);
    let name = Some(place.name.trim()).filter(|name| !name.is_empty() && !place.confidential);
    Some(name.unwrap_or(words.other).to_owned())
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
