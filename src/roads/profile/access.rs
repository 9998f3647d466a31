//! Who may drive: the most special tag that is there decides.

use super::super::osm::{Key, Tags};

/// What an access tag says to a private car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Open,
    Restricted,
    Closed,
}

/// The most special first.
const ORDER: [Key; 4] = [Key::Motorcar, Key::MotorVehicle, Key::Vehicle, Key::Access];

/// What the tags of a way or node say; none where they say nothing.
pub(super) fn of(tags: &Tags) -> Option<Access> {
    ORDER.iter().find_map(|key| tags.get(*key)).map(value)
}

/// Whether cars may not drive along the way's nodes.
pub(super) fn is_shut_forward(tags: &Tags) -> bool {
    is_shut(tags, Key::MotorVehicleForward, Key::VehicleForward)
}

/// Whether cars may not drive against the way's nodes.
pub(super) fn is_shut_backward(tags: &Tags) -> bool {
    is_shut(tags, Key::MotorVehicleBackward, Key::VehicleBackward)
}

fn is_shut(tags: &Tags, special: Key, general: Key) -> bool {
    let found = tags.get(special).or_else(|| tags.get(general));
    found.map(value) == Some(Access::Closed)
}

/// One value. Of several (`yes;no`) the first counts.
fn value(text: &str) -> Access {
    let first = text.split([';', ',']).next().unwrap_or_default();
    match first.trim().to_ascii_lowercase().as_str() {
        "yes" | "permissive" | "designated" | "public" | "allowed" | "open" | "true" | "1"
        | "hov" | "toll" | "variable" => Access::Open,
        "no"
        | "false"
        | "0"
        | "none"
        | "agricultural"
        | "forestry"
        | "emergency"
        | "psv"
        | "bus"
        | "taxi"
        | "official"
        | "military"
        | "foot"
        | "bicycle"
        | "use_sidepath"
        | "restricted_to_buses" => Access::Closed,
        // private, destination, customers, delivery, permit, residents, and what is misspelt.
        _ => Access::Restricted,
    }
}
