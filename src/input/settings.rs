//! week.toml as a tree whose every value knows where it was written, so that all that is wrong
//! with it is said at once and with its line, and so that a scenario can replace parts of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use crate::table::{Fault, Faults, Severity, nearest};

use super::cells::Bad;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The file, or the option of the command line.
    pub file: Rc<str>,
    /// The line; none for an option.
    pub line: Option<u64>,
    /// The whole key: `budget.staff.L1.miles`.
    pub key: String,
}

impl Origin {
    /// A fault of what was written here.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        let fault = Fault::error(&*self.file, message);
        let fault = match self.line {
            Some(line) => fault.at(line),
            None => fault,
        };
        if self.key.is_empty() {
            fault
        } else {
            fault.in_column(&self.key)
        }
    }

    /// The same as a warning.
    pub fn warning(&self, message: impl Into<String>) -> Fault {
        let mut fault = self.fault(message);
        fault.severity = Severity::Warning;
        fault
    }

    /// The same with all that a reader of cells found.
    pub fn bad(&self, found: &str, bad: Bad) -> Fault {
        let mut fault = self.fault(bad.message);
        if !found.is_empty() {
            fault = fault.found(found);
        }
        if !bad.allowed.is_empty() {
            fault = fault.allowed(bad.allowed);
        }
        if !bad.remedy.is_empty() {
            fault = fault.remedy(bad.remedy);
        }
        fault
    }
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where.
    pub origin: Origin,
    /// What.
    pub item: Item,
}

/// What a key may hold. Numbers and dates stay as they were written, so that they are exact.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A text or a date.
    Text(String),
    /// A number.
    Number(String),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<Node>),
    /// A section.
    Keys(BTreeMap<String, Node>),
}

impl Item {
    /// What it is, for messages.
    fn sort(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::List(_) => "a list",
            Self::Keys(_) => "a section",
        }
    }
}

/// Reads week.toml; none when it is no TOML, which is said in `faults` with every place.
pub(super) fn parse(file: &str, text: &str, faults: &mut Faults) -> Option<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::new(text);
    let file: Rc<str> = file.into();
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let message = format!(
            "is not written as TOML: {}",
            error.message().replace('\n', ", ")
        );
        let fault = Fault::error(&*file, message);
        faults.push(match error.span() {
            Some(span) => fault.at(lines.of(span.start)),
            None => fault,
        });
    }
    let origin = Origin {
        file,
        line: None,
        key: String::new(),
    };
    errors
        .is_empty()
        .then(|| section(root.get_ref(), &origin, &lines))
}

fn section(table: &DeTable<'_>, origin: &Origin, lines: &Lines) -> Node {
    let keys = table.iter().map(|(key, value)| {
        let name = key.get_ref().to_string();
        let origin = Origin {
            file: Rc::clone(&origin.file),
            line: Some(lines.of(key.span().start)),
            key: joined(&origin.key, &name),
        };
        (name, node(value.get_ref(), origin, lines))
    });
    Node {
        origin: origin.clone(),
        item: Item::Keys(keys.collect()),
    }
}

fn node(value: &DeValue<'_>, origin: Origin, lines: &Lines) -> Node {
    let item = match value {
        DeValue::String(text) => Item::Text(text.to_string()),
        DeValue::Integer(number) => Item::Number(match number.radix() {
            10 => plain(number.as_str()),
            radix => i64::from_str_radix(&plain(number.as_str()), radix)
                .map_or_else(|_| number.as_str().to_owned(), |number| number.to_string()),
        }),
        DeValue::Float(number) => Item::Number(plain(number.as_str())),
        DeValue::Boolean(flag) => Item::Flag(*flag),
        DeValue::Datetime(when) => Item::Text(when.to_string()),
        DeValue::Array(values) => {
            let list = values.iter().map(|value| {
                let line = Some(lines.of(value.span().start));
                let origin = Origin {
                    line,
                    ..origin.clone()
                };
                node(value.get_ref(), origin, lines)
            });
            Item::List(list.collect())
        }
        DeValue::Table(table) => return section(table, &origin, lines),
    };
    Node { origin, item }
}

/// A number without the underscores and the plus sign that TOML allows.
fn plain(number: &str) -> String {
    number.trim_start_matches('+').replace('_', "")
}

/// A key inside a section.
pub(super) fn joined(section: &str, key: &str) -> String {
    if section.is_empty() {
        key.to_owned()
    } else {
        format!("{section}.{key}")
    }
}

/// Turns places in a text into lines.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(
            text.bytes()
                .enumerate()
                .filter(|(_, c)| *c == b'\n')
                .map(|(at, _)| at)
                .collect(),
        )
    }

    fn of(&self, at: usize) -> u64 {
        self.0.partition_point(|end| *end < at) as u64 + 1
    }
}

/// A section that is read key by key; what nobody asked for is an unknown key.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    node: Option<&'a Node>,
}

impl<'a> Keys<'a> {
    /// The keys of a section, of which only `known` may occur.
    pub fn new(node: Option<&'a Node>, known: &[&str], faults: &mut Faults) -> Self {
        let Some(node) = node else {
            return Self { node: None };
        };
        let Item::Keys(keys) = &node.item else {
            faults.push(wrong_sort(node, "a section"));
            return Self { node: None };
        };
        for (key, value) in keys
            .iter()
            .filter(|(key, _)| !known.contains(&key.as_str()))
        {
            let fault = value.origin.fault("unknown key");
            let is_number = key.bytes().all(|c| c.is_ascii_digit());
            faults.push(match nearest(key, known).filter(|_| !is_number) {
                Some(name) => fault.remedy(format!("write `{name}` if that is meant")),
                None => fault.allowed(known.join(", ")),
            });
        }
        Self { node: Some(node) }
    }

    /// A section whose keys are free names.
    pub fn free(
        node: Option<&'a Node>,
        faults: &mut Faults,
    ) -> impl Iterator<Item = (&'a str, &'a Node)> + use<'a> {
        let keys = node.and_then(|node| match &node.item {
            Item::Keys(keys) => Some(keys),
            _ => {
                faults.push(wrong_sort(node, "a section"));
                None
            }
        });
        keys.into_iter()
            .flatten()
            .map(|(key, node)| (key.as_str(), node))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        match &self.node?.item {
            Item::Keys(keys) => keys.get(key),
            _ => None,
        }
    }

    /// A text or a date, read as a cell is.
    pub fn text<T>(
        &self,
        key: &str,
        faults: &mut Faults,
        read: impl FnOnce(&'a str) -> Result<T, Bad>,
    ) -> Option<T> {
        text(self.get(key)?, faults, read)
    }

    /// A number, read as a cell is.
    pub fn number<T>(
        &self,
        key: &str,
        faults: &mut Faults,
        read: impl FnOnce(&'a str) -> Result<T, Bad>,
    ) -> Option<T> {
        number(self.get(key)?, faults, read)
    }

    /// True or false.
    pub fn flag(&self, key: &str, faults: &mut Faults) -> Option<bool> {
        let node = self.get(key)?;
        match node.item {
            Item::Flag(flag) => Some(flag),
            _ => {
                faults.push(wrong_sort(node, "true or false"));
                None
            }
        }
    }

    /// The entries of a list; none where it is not given.
    pub fn list(&self, key: &str, faults: &mut Faults) -> &'a [Node] {
        self.get(key).map_or(&[], |node| list(node, faults))
    }
}

/// The entries of a list.
pub(super) fn list<'a>(node: &'a Node, faults: &mut Faults) -> &'a [Node] {
    match &node.item {
        Item::List(list) => list,
        _ => {
            faults.push(wrong_sort(node, "a list"));
            &[]
        }
    }
}

/// The text of a value, read as a cell is.
pub(super) fn text<'a, T>(
    node: &'a Node,
    faults: &mut Faults,
    read: impl FnOnce(&'a str) -> Result<T, Bad>,
) -> Option<T> {
    let Item::Text(text) = &node.item else {
        faults.push(wrong_sort(node, "a text"));
        return None;
    };
    read(text.trim())
        .map_err(|bad| faults.push(node.origin.bad(text, bad)))
        .ok()
}

/// The number of a value, read as a cell is.
pub(super) fn number<'a, T>(
    node: &'a Node,
    faults: &mut Faults,
    read: impl FnOnce(&'a str) -> Result<T, Bad>,
) -> Option<T> {
    let Item::Number(number) = &node.item else {
        faults.push(wrong_sort(node, "a number"));
        return None;
    };
    read(number)
        .map_err(|bad| faults.push(node.origin.bad(number, bad)))
        .ok()
}

fn wrong_sort(node: &Node, wanted: &str) -> Fault {
    node.origin
        .fault(format!("is {}", node.item.sort()))
        .allowed(wanted)
}
