//! What happened, as options.

use liaison::domain::Week;
use liaison::domain::plan::Plan;
use liaison::domain::time::Moment;
use liaison::input::{Event, EventError};

use crate::cli::Failure;

#[derive(clap::Args)]
#[command(next_help_heading = "What happened")]
pub struct Events {
    /// Nobody came or was at home: it is planned for another day
    #[arg(long, value_name = "TASK")]
    no_show: Vec<String>,
    /// Somebody is late: 25, or L1:25
    #[arg(long, value_name = "MINUTES")]
    late: Vec<String>,
    /// Somebody is away for the rest of a day: L1, or L1:Tue
    #[arg(long, value_name = "STAFF")]
    sick: Vec<String>,
    /// It is called off
    #[arg(long, value_name = "TASK")]
    off: Vec<String>,
    /// It was agreed for another time: T9='Wed 14:00'
    #[arg(long = "move", value_name = "TASK=WHEN")]
    moved: Vec<String>,
    /// Something new: 'home_visit S12 40 by today'
    #[arg(long, value_name = "TASK")]
    add: Vec<String>,
    /// A place is closed for the rest of the day
    #[arg(long, value_name = "PLACE")]
    close: Vec<String>,
    /// It stays where it is
    #[arg(long, value_name = "TASK")]
    keep: Vec<String>,
}

/// Each event with the words in which it was given.
pub fn read(
    given: &Events,
    week: &Week,
    plan: &Plan,
    as_of: Moment,
) -> Result<Vec<(Event, String)>, Failure> {
    type Read<'a> = &'a dyn Fn(&str) -> Result<Event, EventError>;
    let added = std::cell::Cell::new(0);
    let all: [(&str, &[String], Read<'_>); 8] = [
        ("no-show", &given.no_show, &|text| {
            Event::no_show(week, plan, as_of, text)
        }),
        ("late", &given.late, &|text| {
            Event::late(week, plan, as_of, text)
        }),
        ("sick", &given.sick, &|text| Event::sick(week, as_of, text)),
        ("off", &given.off, &|text| Event::off(week, plan, text)),
        ("move", &given.moved, &|text| {
            Event::moved(week, plan, as_of, text)
        }),
        ("close", &given.close, &|text| Event::close(week, text)),
        ("keep", &given.keep, &|text| Event::keep(week, plan, text)),
        ("add", &given.add, &|text| {
            Event::add(week, as_of, added.replace(added.get() + 1), text)
        }),
    ];
    let mut events: Vec<(Event, String)> = Vec::new();
    for (name, texts, read) in all {
        for text in texts {
            let event = read(text).map_err(wrong_use)?;
            // What is said twice happened once.
            if events.iter().any(|(other, _)| *other == event) {
                continue;
            }
            let pinned = event.pinned();
            let is_other = |(other, _): &&(Event, String)| pinned == other.pinned();
            if let Some((_, other)) = events.iter().find(is_other).filter(|_| pinned.is_some()) {
                return Err(Failure::Use {
                    what: format!("--{other} and --{name} {text} are of the same task or ride"),
                    hint: "give one of them".to_owned(),
                });
            }
            events.push((event, format!("{name} {text}")));
        }
    }
    let all: Vec<&Event> = events.iter().map(|(event, _)| event).collect();
    for event in &all {
        event
            .fits_among(&all, (week, plan), as_of)
            .map_err(wrong_use)?;
    }
    Ok(events)
}

fn wrong_use(wrong: EventError) -> Failure {
    Failure::Use {
        what: wrong.what,
        hint: wrong.hint,
    }
}
