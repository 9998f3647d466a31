//! One-way roads and their many spellings.

use super::super::osm::{Key, Tags};

/// Which directions are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub forward: bool,
    pub backward: bool,
}

const BOTH: Open = Open {
    forward: true,
    backward: true,
};
const FORWARD: Open = Open {
    forward: true,
    backward: false,
};
const BACKWARD: Open = Open {
    forward: false,
    backward: true,
};
const NEITHER: Open = Open {
    forward: false,
    backward: false,
};

/// The most special first.
const ORDER: [Key; 4] = [
    Key::OnewayMotorcar,
    Key::OnewayMotorVehicle,
    Key::OnewayVehicle,
    Key::Oneway,
];

/// The open directions. Motorways and roundabouts are one-way unless they say `no`.
pub(super) fn of(tags: &Tags, class: &str, is_roundabout: bool) -> Open {
    let said = ORDER.iter().find_map(|key| tags.get(*key)).and_then(value);
    said.unwrap_or(if class == "motorway" || is_roundabout {
        FORWARD
    } else {
        BOTH
    })
}

fn value(text: &str) -> Option<Open> {
    Some(match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => FORWARD,
        "-1" | "reverse" => BACKWARD,
        "no" | "false" | "0" | "alternating" => BOTH,
        "reversible" => NEITHER,
        _ => return None,
    })
}
