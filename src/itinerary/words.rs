//! Words and figures that several formats share.

use super::codes::Codes;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Plan, Route, Standing, Status, Stop};
use crate::domain::task::TaskKind;
use crate::domain::time::{Day, Minutes, Moment};

/// `08:30`; the end of `day`, on which the route runs, is its 24:00.
pub(super) fn clock(week: &Week, day: Day, moment: Moment) -> String {
    week.clock.hhmm(moment, Some(day))
}

/// Miles with two decimals: 3.21.
pub(super) fn miles(metres: Metres) -> String {
    format!("{:.2}", metres.miles())
}

/// Miles with one decimal, for turns: 0.4; less than a tenth is 0.1.
pub(super) fn tenths(metres: Metres) -> String {
    format!("{:.1}", metres.miles().max(0.1))
}

/// The id of a place in files without names; empty on the way and for a confidential place,
/// which is never written.
pub(super) fn place_id(week: &Week, place: Option<PlaceIx>) -> &str {
    match place.map(|place| week.place(place)) {
        Some(place) if !place.confidential => &place.id,
        _ => "",
    }
}

/// The kind of a task, or `ride`.
pub(super) fn kind(week: &Week, work: Work) -> &'static str {
    match work {
        Work::Task(task) => week.task(task).kind.name(),
        Work::Ride(_) => "ride",
    }
}

/// Whether its due date has passed.
pub(super) fn is_overdue(week: &Week, work: Work) -> bool {
    matches!(work, Work::Task(task) if week.task(task).overdue)
}

/// `yes`, or nothing.
pub(super) fn yes(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}

/// `yes` or `no`.
pub(super) fn yes_or_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// Staff ids, joined as lists are in the input.
pub(super) fn partners(week: &Week, stop: &Stop) -> String {
    let ids: Vec<&str> = stop
        .partners
        .iter()
        .map(|&who| week.member(who).id.as_str())
        .collect();
    ids.join(";")
}

/// How long one waits before it starts.
pub(super) fn wait(stop: &Stop) -> Minutes {
    stop.start - stop.arrive
}

/// How much more a plan could be worth at most, as a part of the bound: 0 when it is proven
/// best or worth nothing; none when no bound was reckoned.
pub(super) fn gap(plan: &Plan) -> Option<f64> {
    let bound = plan.value_bound?.0;
    let value = plan.totals.value.0;
    Some(if bound <= value {
        0.0
    } else {
        (bound - value) as f64 / bound as f64
    })
}

/// A kind of task in words.
pub(super) fn kind_words(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::HomeVisit => "Home visit",
        TaskKind::PhoneCall => "Phone call",
        TaskKind::Meeting => "Meeting",
        TaskKind::Consultation => "Consultation",
        TaskKind::Tutoring => "Tutoring",
        TaskKind::ElSession => "EL session",
        TaskKind::Report => "Report",
        TaskKind::Event => "Event",
        TaskKind::Duty => "Duty",
    }
}

/// What is done, in words and without whom: `Home visit`, `Pick up`.
pub(super) fn activity(week: &Week, activity: Activity) -> &'static str {
    match activity {
        Activity::Start => "Leave",
        Activity::Task(task) => kind_words(week.task(task).kind),
        Activity::Notes(_) => "Write up",
        Activity::Pickup(_) => "Pick up",
        Activity::Dropoff(_) => "Drop off",
        Activity::Lunch => "Lunch",
        Activity::Reserve => "Kept free",
        Activity::End => "Back",
    }
}

/// Whom it is for, by code; by the task's id where it is about nobody.
pub(super) fn subject<'a>(week: &'a Week, codes: &'a Codes, activity: Activity) -> Option<&'a str> {
    match activity.work()? {
        Work::Task(task) => {
            let task = week.task(task);
            Some(codes.task(week, task).unwrap_or(&task.id))
        }
        Work::Ride(ride) => {
            let ride = week.ride(ride);
            Some(codes.person(ride.student).unwrap_or(&ride.id))
        }
    }
}

/// What is done and for whom, by code: `Home visit 14A`, `Write up 14A`, `Lunch`.
pub(super) fn headline(week: &Week, codes: &Codes, of: Activity) -> String {
    match subject(week, codes, of) {
        Some(subject) => format!("{} {subject}", activity(week, of)),
        None => activity(week, of).to_owned(),
    }
}

/// A language as people write it: `spanish` and `es` are Spanish.
pub(super) fn language(text: &str) -> String {
    const CODES: [(&str, &str); 20] = [
        ("am", "Amharic"),
        ("ar", "Arabic"),
        ("en", "English"),
        ("es", "Spanish"),
        ("fa", "Farsi"),
        ("fr", "French"),
        ("hmn", "Hmong"),
        ("ht", "Haitian Creole"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("pa", "Punjabi"),
        ("prs", "Dari"),
        ("ps", "Pashto"),
        ("pt", "Portuguese"),
        ("ru", "Russian"),
        ("so", "Somali"),
        ("tl", "Tagalog"),
        ("uk", "Ukrainian"),
        ("vi", "Vietnamese"),
        ("zh", "Chinese"),
    ];
    if let Some((_, name)) = CODES.iter().find(|(code, _)| *code == text) {
        return (*name).to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `1 task`, `2 tasks`.
pub(super) fn count(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Minutes as people say them: `45 min`, `2 h 05 min`.
pub(super) fn duration(minutes: Minutes) -> String {
    let (hours, rest) = (minutes.0 / 60, minutes.0 % 60);
    match (hours, rest) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest:02} min"),
    }
}

/// How good the plan is known to be, in words.
pub(super) fn quality(plan: &Plan) -> String {
    let first = match plan.status {
        Status::Optimal => {
            return "Proven: no plan of this week is better.".to_owned();
        }
        Status::Infeasible => "It is proven that not all required work can be kept. ",
        Status::Incomplete => "Required work is missing, and it is not proven that it must be. ",
        Status::Feasible => "",
    };
    let second = match exceeded(plan) {
        None => "How much better a plan could be was not reckoned.".to_owned(),
        Some(words) => format!("No plan could {words}."),
    };
    format!("{first}{second}")
}

/// What no plan could: `be worth more`, `do more than 0.4 % better`; none where it was not reckoned.
pub(super) fn exceeded(plan: &Plan) -> Option<String> {
    let value = plan.totals.value;
    Some(match plan.value_bound? {
        bound if bound <= value => "be worth more".to_owned(),
        // A share that says little is said as an amount.
        bound if bound.0 >= 2 * value.0 => format!("be worth more than {}", bound.points()),
        // Of this plan's value, rounded up: what is said holds.
        bound => {
            let share = (bound.0 - value.0) as f64 / value.0 as f64;
            format!(
                "do more than {:.1} % better",
                (share * 1000.0).ceil() / 10.0
            )
        }
    })
}

/// `Monday`.
pub(super) fn weekday(week: &Week, day: Day) -> String {
    week.clock.date(day).format("%A").to_string()
}

/// `30 November 2026`.
pub(super) fn long_date(week: &Week, day: Day) -> String {
    week.clock.date(day).format("%-d %B %Y").to_string()
}

/// `Mon 30 Nov`.
pub(super) fn short_date(week: &Week, day: Day) -> String {
    week.clock.date(day).format("%a %-d %b").to_string()
}

/// Hours with at most two decimals: `25.5`.
pub(super) fn hours(minutes: Minutes) -> String {
    let hours = (f64::from(minutes.0) / 60.0 * 100.0).round() / 100.0;
    hours.to_string()
}

/// How many tasks and rides routes do.
pub(super) fn placed(routes: &[&Route]) -> u32 {
    let counts = |stop: &&Stop| matches!(stop.activity, Activity::Task(_) | Activity::Pickup(_));
    routes
        .iter()
        .flat_map(|route| &route.stops)
        .filter(counts)
        .count() as u32
}

/// What it means that something is left out.
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::DeadlineMissed => "deadline missed",
        Standing::CanWait => "can wait",
        Standing::Impossible => "impossible",
    }
}

/// The id of a stop's work, where its headline has a code instead.
pub(super) fn id_beside<'a>(week: &'a Week, codes: &Codes, activity: Activity) -> Option<&'a str> {
    let id = week.work_id(activity.work()?);
    (subject(week, codes, activity) != Some(id)).then_some(id)
}

/// The same where the day is plain: a ride's without its date.
pub(super) fn id_of_day<'a>(week: &'a Week, codes: &Codes, activity: Activity) -> Option<&'a str> {
    match (activity.work()?, id_beside(week, codes, activity)) {
        (Work::Ride(ride), Some(_)) => Some(&week.ride(ride).row_id),
        (_, id) => id,
    }
}

/// What the plan is worth, beside what any plan could be: `30 of at most 30.12`.
pub(super) fn value(plan: &Plan) -> String {
    let value = plan.totals.value.points();
    match plan.value_bound {
        Some(bound) if bound > plan.totals.value => {
            format!("{value} of at most {}", bound.points())
        }
        _ => value.to_string(),
    }
}
