//! What `--reach` asks for.

use crate::domain::Week;
use crate::domain::dial::Amount;
use crate::domain::ids::Work;
use crate::domain::task::{TaskKind, Value};

/// What is to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// So many hundredths of a per cent of the value at the widest limit.
    Share(i64),
    /// So much value.
    Worth(Value),
    /// One task or ride, by id; all sessions or days of one by its row's id.
    One(String),
    /// Any so many of a kind (`ride` for rides), or all of them.
    Kind(String, Option<usize>),
}

impl Goal {
    /// Reads `value=90%`, `value=300`, `task=T5`, `kind=home_visit:all`, `kind=home_visit:12`.
    pub fn parse(text: &str) -> Option<Self> {
        let (what, rest) = text.split_once('=')?;
        let rest = rest.trim();
        match what.trim() {
            "value" => match rest.strip_suffix('%') {
                Some(share) => {
                    let share: Amount = share.trim().parse().ok()?;
                    (share <= Amount::whole(100)).then_some(Self::Share(share.0 / 100))
                }
                None => {
                    let worth: Amount = rest.parse().ok()?;
                    Some(Self::Worth(Value(worth.0.div_euclid(10))))
                }
            },
            "task" if !rest.is_empty() => Some(Self::One(rest.to_owned())),
            "kind" => {
                let (kind, count) = rest.split_once(':').unwrap_or((rest, "all"));
                let is_known = kind == "ride" || TaskKind::named(kind).is_some();
                let count = match count {
                    "all" => None,
                    number => Some(number.parse().ok().filter(|count| *count > 0)?),
                };
                is_known.then(|| Self::Kind(kind.to_owned(), count))
            }
            _ => None,
        }
    }

    /// In words: `90 % of the value`, `T5`, `every home visit`, `any 12 home visits`.
    pub fn words(&self) -> String {
        match self {
            Self::Share(share) => format!("{} % of the value", *share as f64 / 100.0),
            Self::Worth(value) => format!("a value of {}", value.points()),
            Self::One(id) => id.clone(),
            Self::Kind(kind, count) => {
                let kind = TaskKind::named(kind);
                let [one, many] = kind.map_or(["ride", "rides"], TaskKind::words);
                match count {
                    None => format!("every {one}"),
                    Some(1) => format!("any {one}"),
                    Some(count) => format!("any {count} {many}"),
                }
            }
        }
    }

    /// The work that it asks for; none where it asks for value.
    pub fn asked(&self, week: &Week) -> Option<Vec<Work>> {
        let kind = |work: Work| match work {
            Work::Task(task) => week.task(task).kind.name(),
            Work::Ride(_) => "ride",
        };
        match self {
            Self::Share(_) | Self::Worth(_) => None,
            Self::One(id) => {
                let is_it = |work: &Work| week.work_id(*work) == id || week.row_id(*work) == id;
                Some(week.work().filter(is_it).collect())
            }
            Self::Kind(name, _) => Some(week.work().filter(|&work| kind(work) == name).collect()),
        }
    }

    /// How many of what it asks for must be placed.
    pub fn count(&self, asked: usize) -> usize {
        match self {
            Self::Kind(_, Some(count)) => *count,
            _ => asked,
        }
    }
}
