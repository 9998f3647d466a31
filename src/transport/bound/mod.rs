//! No runs take fewer vehicles, by time: two arguments that look at drives, not at seats alone.
//!
//! `pairs`: two riders who cannot be in one vehicle in any order of their four stops, neither
//! together nor one after the other, take two. Riders of whom every two are so, a clique, take
//! as many vehicles as they are. `work`: whoever makes several stops at homes spends, between the
//! first start and the last, at least the drive into each further home, stopping there, and
//! boarding.
//!
//! Drives are the shortest of any departure and by way of any stops (`ways`), so neither traffic
//! nor tables without the triangle inequality break the arguments.

mod pairs;
mod ways;
mod work;

use super::scene::Scene;
use crate::domain::Week;
use crate::domain::ride::Direction;
pub(super) use ways::set_shortest;
use ways::{Sites, Ways};

/// At least so many vehicles serve these trips, all of them, in one wave. Who may walk to a stop
/// is not counted: where they are met is open.
///
/// Cost: the cube of the sites, and the square of the riders, both up to a limit.
pub(super) fn by_time(week: &Week, scene: &Scene, trips: &[usize]) -> u32 {
    if trips.is_empty() {
        return 0;
    }
    let is_fixed = |ix: &usize| scene.trips[*ix].options.len() < 2;
    let trips: Vec<usize> = trips.iter().copied().filter(is_fixed).collect();
    let sites = Sites::of(week, std::slice::from_ref(scene));
    let pairs = match Ways::of(week, &sites) {
        Some(ways) => pairs::clique(week, scene, &trips, &ways),
        None => 1,
    };
    let work = [Direction::ToSchool, Direction::FromSchool].map(|way| {
        let own = trips.iter().copied();
        let own = own.filter(|&ix| week.ride(scene.rides[ix]).direction == way);
        work::vehicles(week, scene, &own.collect::<Vec<usize>>(), &sites)
    });
    work.into_iter().fold(pairs, u32::max)
}

#[cfg(test)]
mod tests;
