//! What a scenario or `--budget KEY=VALUE` puts in place of what week.toml says.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::table::{Fault, Faults, nearest};

use super::config::SECTIONS;
use super::settings::{self, Item, Keys, Node, Origin, joined};

/// What a scenario says beside the settings that it replaces.
#[derive(Clone, Debug, Default)]
pub(super) struct Extras {
    /// Staff and vehicles that are left out.
    pub without: Vec<(String, Origin)>,
    /// The file that stands for shifts.csv.
    pub shifts: Option<(String, Origin)>,
    /// The file that stands for bells.csv.
    pub bells: Option<(String, Origin)>,
}

/// The names of the scenarios, ascending.
pub(super) fn names(root: &Node) -> Vec<&str> {
    match &root.item {
        Item::Keys(keys) => match keys.get("scenario").map(|node| &node.item) {
            Some(Item::Keys(scenarios)) => scenarios.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The settings under a scenario, and what it says beside them. An unknown name is a fault.
pub(super) fn apply(root: &Node, name: &str, faults: &mut Faults) -> (Node, Extras) {
    apply_to(root, root, name, faults)
}

/// The settings without the scenarios: what each of them is applied to.
pub(super) fn without_scenarios(root: &Node) -> Node {
    let mut plain = root.clone();
    if let Item::Keys(keys) = &mut plain.item
        && matches!(
            keys.get("scenario").map(|node| &node.item),
            Some(Item::Keys(_))
        )
    {
        keys.remove("scenario");
    }
    plain
}

/// The same as [`apply`], with the settings that it replaces parts of given apart.
///
/// Cost: a copy of `plain`.
pub(super) fn apply_to(
    plain: &Node,
    root: &Node,
    name: &str,
    faults: &mut Faults,
) -> (Node, Extras) {
    let mut settled = plain.clone();
    let mut extras = Extras::default();
    let scenarios = Keys::free(child(root, "scenario"), faults).find(|(key, _)| *key == name);
    let Some((_, scenario)) = scenarios else {
        let known = names(root);
        let fault = root
            .origin
            .fault("has no scenario of the name that was asked for")
            .found(name);
        let fault = match nearest(name, &known) {
            Some(near) => fault.remedy(format!("ask for `{near}` if that is meant")),
            None => fault.remedy(format!("add a section [scenario.{name}]")),
        };
        faults.push(if known.is_empty() {
            fault
        } else {
            fault.allowed(known.join(", "))
        });
        return (settled, extras);
    };
    for (key, node) in Keys::free(Some(scenario), faults) {
        match key {
            "without" => {
                for entry in settings::list(node, faults) {
                    if let Some(id) = settings::text(entry, faults, Ok) {
                        extras.without.push((id.to_owned(), entry.origin.clone()));
                    }
                }
            }
            "shifts" => {
                let file = settings::text(node, faults, Ok);
                extras.shifts = file.map(|file| (file.to_owned(), node.origin.clone()));
            }
            "bells" => {
                let file = settings::text(node, faults, Ok);
                extras.bells = file.map(|file| (file.to_owned(), node.origin.clone()));
            }
            _ => replace(&mut settled, key, node, faults),
        }
    }
    (settled, extras)
}

/// Puts `--budget KEY=VALUE` in place.
pub(super) fn apply_budget(root: &mut Node, key: &str, value: &str, faults: &mut Faults) {
    let origin = Origin {
        file: Rc::from("--budget"),
        line: None,
        key: key.to_owned(),
    };
    if key.is_empty() || key.split('.').any(str::is_empty) {
        let fault = Fault::error("--budget", "has no key before the `=`");
        faults.push(fault.remedy("write KEY=VALUE, as in miles=150 or staff.L1.miles=60"));
        return;
    }
    let is_number = value.parse::<f64>().is_ok();
    let value = value.trim().to_owned();
    let item = if is_number {
        Item::Number(value)
    } else {
        Item::Text(value)
    };
    replace(root, key, &Node { origin, item }, faults);
}

/// Puts a value at a dotted key: of a section where it begins with one's name, else of `[budget]`.
fn replace(root: &mut Node, key: &str, node: &Node, faults: &mut Faults) {
    let first = key.split('.').next().unwrap_or(key);
    let is_setting =
        SECTIONS.contains(&first) && (key.contains('.') || matches!(node.item, Item::Keys(_)));
    let path = if is_setting {
        key.to_owned()
    } else {
        joined("budget", key)
    };
    let mut at = root;
    let parts: Vec<&str> = path.split('.').collect();
    for part in &parts[..parts.len() - 1] {
        let origin = at.origin.clone();
        let Item::Keys(keys) = &mut at.item else {
            faults.push(
                node.origin
                    .fault("replaces a part of something that is no section"),
            );
            return;
        };
        at = keys.entry((*part).to_owned()).or_insert_with(|| Node {
            origin: Origin {
                key: joined(&origin.key, part),
                ..node.origin.clone()
            },
            item: Item::Keys(BTreeMap::new()),
        });
    }
    let Item::Keys(keys) = &mut at.item else {
        faults.push(
            node.origin
                .fault("replaces a part of something that is no section"),
        );
        return;
    };
    if let Some(last) = parts.last() {
        merge(keys, last, node);
    }
}

/// A section is merged key by key, so that a scenario may write `staff.L1 = { miles = 30 }`.
fn merge(keys: &mut BTreeMap<String, Node>, key: &str, node: &Node) {
    if let Item::Keys(new) = &node.item
        && let Some(Node {
            item: Item::Keys(old),
            ..
        }) = keys.get_mut(key)
    {
        for (key, node) in new {
            merge(old, key, node);
        }
        return;
    }
    keys.insert(key.to_owned(), node.clone());
}

fn child<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.item {
        Item::Keys(keys) => keys.get(key),
        _ => None,
    }
}
