//! What driving to homes takes: it lies between the earliest and the latest start, which gives how
//! much a vehicle can do.

use std::collections::BTreeMap;

use super::ways::{Sites, ends};
use crate::domain::Week;
use crate::domain::ride::Direction;
use crate::transport::scene::Scene;

/// The work of at most so many stretches is looked at, each way.
const MOST_STRETCHES: usize = 16;

/// A home to be stopped at: when that may start, what driving there and stopping take at least,
/// and boarding.
#[derive(Clone, Copy, Debug)]
struct Home {
    from: i32,
    to: i32,
    there: i64,
    board: i64,
}

/// How many vehicles the work of trips of one direction takes.
pub(super) fn vehicles(week: &Week, scene: &Scene, trips: &[usize], sites: &Sites) -> u32 {
    let homes = homes(week, scene, trips, sites);
    let mut starts: Vec<i32> = homes.iter().map(|home| home.from).collect();
    let mut ends: Vec<i32> = homes.iter().map(|home| home.to).collect();
    for times in [&mut starts, &mut ends] {
        times.sort_unstable();
        times.dedup();
        // Every so many-th is looked at, and the last.
        let step = times.len().div_ceil(MOST_STRETCHES).max(1);
        let last = times.len();
        let mut ix = 0;
        times.retain(|_| {
            ix += 1;
            (ix - 1) % step == 0 || ix == last
        });
    }
    let mut best = 1;
    for &from in &starts {
        for &to in ends.iter().filter(|&&to| to >= from) {
            let inside = homes.iter();
            let inside = inside.filter(|home| from <= home.from && home.to <= to);
            best = best.max(workers(&inside.copied().collect::<Vec<Home>>(), to - from));
        }
    }
    best
}

/// The homes of trips. Riders of one home are one: who shares it takes no further drive.
///
/// Cost: homes times sites.
fn homes(week: &Week, scene: &Scene, trips: &[usize], sites: &Sites) -> Vec<Home> {
    let there = |own: usize| {
        let others = sites.list.iter().filter(|&&site| site != own);
        let drives = others.map(|&site| week.travel.shortest_seconds(site, own).0);
        drives
            .min()
            .map_or(0, |drive| i64::from(drive) + i64::from(sites.dwell(own)))
    };
    let mut homes: BTreeMap<usize, Home> = BTreeMap::new();
    for &ix in trips {
        let end = match week.ride(scene.rides[ix]).direction {
            Direction::ToSchool => 0,
            Direction::FromSchool => 1,
        };
        let own = ends(week, &scene.trips[ix])[end];
        let home = homes.entry(own.site).or_insert_with(|| Home {
            from: own.from,
            to: own.to,
            there: there(own.site),
            board: 0,
        });
        home.from = home.from.min(own.from);
        home.to = home.to.max(own.to);
        home.board += i64::from(own.board);
    }
    homes.into_values().collect()
}

/// How many vehicles do the work of homes whose starts lie within `length`. Of each vehicle the
/// way to its first home, and its last boarding, may lie outside.
fn workers(homes: &[Home], length: i32) -> u32 {
    let all: i64 = homes.iter().map(|home| home.there + home.board).sum();
    let mut free: Vec<i64> = homes.iter().map(|home| home.there).collect();
    free.sort_unstable_by_key(|&there| std::cmp::Reverse(there));
    let last = homes.iter().map(|home| home.board).max().unwrap_or(0);
    let mut outside = 0;
    for (nr, there) in (1_i64..).zip(free) {
        outside += there;
        if all - outside - nr * last <= nr * i64::from(length) {
            return u32::try_from(nr).unwrap_or(u32::MAX);
        }
    }
    u32::try_from(homes.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    //! The work of homes that are all alike.
    use super::*;

    /// Ten homes, each 5 min from anywhere, 36 s a stop: 10 x 330 + 10 x 6 s of work. With all
    /// starts within 1,000 s a vehicle does its first home and 3 more at most: 3 vehicles.
    #[test]
    fn work_takes_time() {
        let home = Home {
            from: 0,
            to: 1_000,
            there: 330,
            board: 6,
        };
        // Two: 3360 - 660 - 12 = 2688 > 2000. Three: 3360 - 990 - 18 = 2352 <= 3000.
        assert_eq!(workers(&[home; 10], 1_000), 3);
        assert_eq!(workers(&[home; 10], 10_000), 1);
        assert_eq!(workers(&[home], 0), 1);
    }
}
