//! The published sets' readers, converters and checkers, on tiny cases.
//!
//! They are the benchmark's own files: it has no harness, so cargo would not run
//! tests that stand in them.
#![allow(
    dead_code,
    reason = "the benchmark's program uses the rest of these files"
)]
#![allow(clippy::unwrap_used, reason = "all of it is tests")]

#[path = "../../benches/published/darp.rs"]
mod darp;
#[path = "../../benches/published/data.rs"]
mod data;
#[path = "../../benches/published/family.rs"]
mod family;
#[path = "../../benches/published/fleet.rs"]
mod fleet;
#[path = "../../benches/published/mctopmtw.rs"]
mod mctopmtw;
#[path = "../../benches/published/pdptw.rs"]
mod pdptw;
#[path = "../../benches/published/report.rs"]
mod report;
#[path = "../../benches/published/sbrp.rs"]
mod sbrp;
#[path = "../../benches/published/toptw.rs"]
mod toptw;
#[path = "../../benches/published/vrptw.rs"]
mod vrptw;

mod deliveries;
mod engine;
mod orienteering;
mod rides;
mod school_buses;
mod values;

use family::{Call, Tour};

/// A tour of a vehicle that makes these stops (job, stop) and whose clock is of no matter.
fn tour(shift: usize, calls: &[(usize, usize)]) -> Tour {
    let call = |&(job, stop): &(usize, usize)| Call {
        job,
        stop,
        start: 0,
    };
    Tour {
        shift,
        depart: 0,
        calls: calls.iter().map(call).collect(),
    }
}
