//! What a road is called, and whether two names are one road's.

use strsim::osa_distance;

use super::super::geocode::{Agreement, Street};
use super::super::graph::{EdgeIx, Graph};
use super::super::osm::{Str, Strings};

/// Names shorter than this are not taken for a misspelling of another.
const LEAST_LETTERS: usize = 6;
/// A name is worth a word from so many metres on.
const LONG_NAME: f64 = 100.0;

/// The names of a road that is driven, with how far it was called so.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// In the order of the drive, each once.
    names: Vec<(Str, f64)>,
    /// The numbers that all of it has, as far as it has any.
    numbers: Vec<String>,
}

impl Named {
    /// The name and the numbers of one stretch. Of a ramp only the name counts: its number is
    /// that of the exit, or of where it leads.
    pub fn of(graph: &Graph, edge: EdgeIx, metres: f64) -> Self {
        let segment = graph.segment(edge.segment());
        let is_exit = |name: Str| segment.is_link && is_exit_number(graph.strings.get(name));
        let names = Some(segment.name).filter(|name| !name.is_empty() && !is_exit(*name));
        let number = match segment.is_link {
            true => "",
            false => graph.strings.get(segment.number),
        };
        let numbers = number.split(';').map(str::trim);
        Self {
            names: names.map(|name| (name, metres)).into_iter().collect(),
            numbers: numbers
                .filter(|number| !number.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.numbers.is_empty()
    }

    /// Whether what follows is the same road: it shares a number, or a name in another
    /// spelling.
    pub fn is(&self, other: &Self, strings: &Strings) -> bool {
        let own = || self.names.iter().map(|(name, _)| *name);
        let theirs = || other.names.iter().map(|(name, _)| *name);
        own().any(|name| theirs().any(|other| other == name))
            || self.numbers.iter().any(|own| other.numbers.contains(own))
            || own().any(|name| theirs().any(|other| agree(strings.get(name), strings.get(other))))
            || own().any(|name| is_number(strings.get(name), &other.numbers))
            || theirs().any(|name| is_number(strings.get(name), &self.numbers))
    }

    /// Takes in what follows on the same road. Of its numbers those stay that both have, so
    /// that a road which shares its pavement with a second for a while does not become it.
    pub fn absorb(&mut self, other: Self) {
        let shared = self.numbers.iter().filter(|it| other.numbers.contains(it));
        let shared: Vec<String> = shared.cloned().collect();
        if !shared.is_empty() {
            self.numbers = shared;
        } else if self.numbers.is_empty() {
            self.numbers = other.numbers;
        }
        for (name, metres) in other.names {
            match self.names.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 += metres,
                None => self.names.push((name, metres)),
            }
        }
    }

    /// What is said of it: the name that it has at first, if it has it for long enough to be
    /// worth a word, else the name that most of it has; and its number where it changes
    /// its name on the way. The number alone where it has no name.
    pub fn words(&self, strings: &Strings) -> String {
        let number = self.numbers.first();
        let first = self
            .names
            .first()
            .filter(|(_, metres)| *metres >= LONG_NAME);
        let most = self.names.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((name, _)) = first.or(most) else {
            return number.cloned().unwrap_or_default();
        };
        let name = strings.get(*name);
        let mut others = self.names.iter().map(|(name, _)| strings.get(*name));
        let is_one = others.all(|other| other == name || agree(other, name));
        match number {
            Some(number) if !is_one && !is_number(name, &self.numbers) => {
                format!("{name} ({number})")
            }
            _ => name.to_owned(),
        }
    }
}

/// `20B`, as ramps are called where their exit's number was put into the name.
fn is_exit_number(name: &str) -> bool {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < name.len() && rest.len() <= 1 && rest.chars().all(|c| c.is_ascii_alphabetic())
}

/// Whether two names are one in two spellings: `S Vineyard Blvd`, `South Vineyard Boulevard`.
fn agree(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (Street::parse(a), Street::parse(b)) else {
        return false;
    };
    let is_long =
        |core: &str| core.len() >= LEAST_LETTERS && !core.bytes().any(|it| it.is_ascii_digit());
    let ends = |long: &str, short: &str| {
        short.len() >= LEAST_LETTERS
            && long
                .strip_suffix(short)
                .is_some_and(|rest| rest.ends_with(' '))
    };
    // `Ghar Dalam` and `Triq Ghar Dalam`: what a street is may stand before its name.
    if ends(&a.core, &b.core) || ends(&b.core, &a.core) {
        return true;
    }
    let is_core = a.core == b.core
        || (is_long(&a.core) && is_long(&b.core) && osa_distance(&a.core, &b.core) == 1);
    let agreement = a.agreement(&b);
    is_core && matches!(agreement, Some(Agreement::Full | Agreement::Partial))
}

/// Whether a name is one of the numbers written out: `Interstate H-1` is `I H1`.
fn is_number(name: &str, numbers: &[String]) -> bool {
    let plain = |text: &str| -> String {
        let text = text.to_ascii_lowercase().replace("interstate", "i");
        text.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let name = plain(name);
    !name.is_empty() && numbers.iter().any(|number| plain(number) == name)
}
