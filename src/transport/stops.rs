//! Where a student is met: at the door, or at a stop to which they walk, the same all week.
//!
//! Before anything is driven the stops are chosen by an estimate: what stopping takes once for
//! each place, and a tree of roads that joins a school's places. The runs then decide: a choice
//! is kept only where the runs made with it are better.

use std::collections::BTreeMap;

use crate::domain::Week;
use crate::domain::ids::{PersonIx, PlaceIx, RideIx};
use crate::domain::money::Metres;
use crate::domain::ride::{Direction, Ride};
use crate::domain::run::{Outing, RunPlan, RunStop};

/// Whose rides they are: a student's, one way, from or to one home.
type Key = (PersonIx, Direction, PlaceIx);

/// Places that are driven to are joined within a sector of at most so many riders, as seen from
/// the school.
const SECTOR: usize = 30;
/// What a metre on foot weighs against driving, in thousandths of a second: 100 m for 2 s.
const WALK: i64 = 20;
/// All pairs of so many of the places that most riders reach are tried, and so many more alone.
const PAIRS: usize = 10;
const ALONE: usize = 40;
/// A change of stop is tried where it would save so much driving a day at least, in seconds.
const WORTH: i64 = 5;

fn key(ride: &Ride) -> Key {
    (ride.student, ride.direction, ride.home)
}

/// The stops that were chosen; who has none is met at the door.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Choice(BTreeMap<Key, PlaceIx>);

impl Choice {
    /// Where a ride begins and ends.
    pub fn ends(&self, ride: &Ride) -> [PlaceIx; 2] {
        let home = self.0.get(&key(ride)).copied().unwrap_or(ride.home);
        match ride.direction {
            Direction::ToSchool => [home, ride.school],
            Direction::FromSchool => [ride.school, home],
        }
    }

    /// The stops of runs that there are, as far as they may still be walked to; who is met at the
    /// door there has that as a choice.
    pub fn of_runs(week: &Week, plan: &RunPlan) -> Self {
        let mut choice = Self::default();
        for (ride, _, stop) in home_ends(week, &plan.outings) {
            let ride = week.ride(ride);
            let mut known = options(week, ride).into_iter();
            if let Some(place) = known.find(|place| Some(*place) == stop.place) {
                choice.0.entry(key(ride)).or_insert(place);
            }
        }
        for gone in &plan.gone {
            let ride = week.ride(gone.ride);
            let mut known = options(week, ride).into_iter();
            if let Some(place) = known.find(|place| Some(*place) == gone.place) {
                choice.0.entry(key(ride)).or_insert(place);
            }
        }
        choice
    }

    /// The choice without those who are met at the door.
    pub fn walkers(mut self) -> Self {
        self.0.retain(|(_, _, home), place| place != home);
        self
    }

    /// The same with one ride's student somewhere else.
    pub fn with(&self, ride: &Ride, place: PlaceIx) -> Self {
        let mut choice = self.clone();
        choice.set(key(ride), place);
        choice
    }

    fn set(&mut self, key: Key, place: PlaceIx) {
        if place == key.2 {
            self.0.remove(&key);
        } else {
            self.0.insert(key, place);
        }
    }
}

/// The stops of runs at which students are picked up at the home end, or brought back to it.
pub(super) fn home_ends<'p>(
    week: &'p Week,
    outings: &'p [Outing],
) -> impl Iterator<Item = (RideIx, &'p Outing, &'p RunStop)> {
    let stops = outings.iter().flat_map(|outing| {
        let stops = outing.stops.iter();
        stops.map(move |stop| (outing, stop))
    });
    stops.filter_map(|(outing, stop)| {
        let ride = stop.activity.ride()?;
        let is_home = stop.activity.is_home_end(week.ride(ride).direction);
        is_home.then_some((ride, outing, stop))
    })
}

/// How far a ride's student walks to a place; none at the door.
pub(super) fn walk(week: &Week, ride: RideIx, place: PlaceIx) -> Option<Metres> {
    let home = week.ride(ride).home;
    (place != home)
        .then(|| week.walks.metres(home, place))
        .flatten()
}

/// Where the home end of a ride may be: the door first, then the stops in reach.
pub(super) fn options(week: &Week, ride: &Ride) -> Vec<PlaceIx> {
    let stops = week.stops_for(ride).iter().map(|walk| walk.stop);
    std::iter::once(ride.home).chain(stops).collect()
}

/// Whether anybody may walk to a stop.
pub(super) fn has_walkers(week: &Week) -> bool {
    week.rides
        .iter()
        .any(|ride| !week.stops_for(ride).is_empty())
}

/// A rider whose stop is chosen, or who is met at the door anyway.
struct Rider {
    key: Key,
    /// The door first.
    options: Vec<(PlaceIx, Metres)>,
}

/// Chooses the stops of a week. Who has one in `today`, or the door, keeps it.
///
/// Cost: for each sector a few rounds of its riders times their options, each the square of the
/// sector.
pub(super) fn choose(week: &Week, today: &Choice) -> Choice {
    let mut groups: BTreeMap<(Direction, PlaceIx), BTreeMap<Key, Rider>> = BTreeMap::new();
    for ride in super::asked(week).map(|ride| week.ride(ride)) {
        let key = key(ride);
        let mut options = vec![(ride.home, Metres(0))];
        match today.0.get(&key) {
            Some(&kept) => options = vec![(kept, Metres(0))],
            None => options.extend(
                week.stops_for(ride)
                    .iter()
                    .map(|walk| (walk.stop, walk.metres)),
            ),
        }
        let riders = groups.entry((ride.direction, ride.school)).or_default();
        riders.entry(key).or_insert(Rider { key, options });
    }
    let mut choice = today.clone();
    for ((_, school), riders) in groups {
        for sector in sectors(week, school, riders.into_values().collect()) {
            if sector.iter().all(|rider| rider.options.len() == 1) {
                continue;
            }
            let options: Vec<Vec<(usize, i64)>> = (sector.iter())
                .map(|rider| {
                    let of = rider.options.iter();
                    of.map(|(place, walk)| (week.travel.site(*place), walk.0))
                        .collect()
                })
                .collect();
            let picked = Sector::new(week, school, options).best();
            for (rider, picked) in sector.iter().zip(picked) {
                choice.set(rider.key, rider.options[picked].0);
            }
        }
    }
    choice.walkers()
}

/// A school's riders in sectors by where they live as seen from it, none larger than
/// [`SECTOR`]. Source: the sweep of Gillett and Miller (1974).
fn sectors(week: &Week, school: PlaceIx, mut riders: Vec<Rider>) -> Vec<Vec<Rider>> {
    let angle = |rider: &Rider| {
        let ends = week.place(school).at.zip(week.place(rider.key.2).at);
        ends.map_or(0.0, |(school, home)| {
            let east = (home.lon - school.lon) * school.lat.to_radians().cos();
            (home.lat - school.lat).atan2(east)
        })
    };
    riders.sort_by(|a, b| (angle(a).total_cmp(&angle(b))).then(a.key.2.cmp(&b.key.2)));
    let count = riders.len().div_ceil(SECTOR).max(1);
    let each = riders.len().div_ceil(count).max(1);
    let mut sectors: Vec<Vec<Rider>> = Vec::with_capacity(count);
    for rider in riders {
        match sectors.last_mut().filter(|sector| sector.len() < each) {
            Some(sector) => sector.push(rider),
            None => sectors.push(vec![rider]),
        }
    }
    sectors
}

/// Riders of one school who may share stops.
struct Sector {
    /// By rider, the options: a position in the sites, and the walk in metres.
    options: Vec<Vec<(usize, i64)>>,
    /// By two sites, the drive between them in seconds, the mean of both ways; the school is
    /// the last one.
    drives: Vec<i64>,
    sites: usize,
    /// What stopping takes once, in seconds.
    dwell: i64,
}

impl Sector {
    fn new(week: &Week, school: PlaceIx, options: Vec<Vec<(usize, i64)>>) -> Self {
        let mut used: Vec<usize> = options.iter().flatten().map(|(site, _)| *site).collect();
        used.sort_unstable();
        used.dedup();
        let at = |site: usize| used.binary_search(&site).unwrap_or(0);
        let options = options
            .iter()
            .map(|of| of.iter().map(|(site, walk)| (at(*site), *walk)).collect())
            .collect();
        used.push(week.travel.site(school));
        let drive = |from, to| i64::from(week.travel.shortest_seconds(from, to).0);
        let mean = |&from: &usize, &to: &usize| (drive(from, to) + drive(to, from)) / 2;
        let drives = (used.iter())
            .flat_map(|from| used.iter().map(move |to| (from, to)))
            .map(|(from, to)| mean(from, to))
            .collect();
        Self {
            options,
            drives,
            sites: used.len(),
            dwell: week.policy.rides.dwell.0.into(),
        }
    }

    /// What a choice comes to, in thousandths of a second: the dwell of each place, the least
    /// tree of drives that joins the places and the school, and the walks.
    ///
    /// Cost: the square of the places that are used (Prim's algorithm).
    fn cost(&self, picked: &[usize]) -> i64 {
        let mut is_used = vec![false; self.sites];
        let mut walks = 0;
        for (of, &pick) in self.options.iter().zip(picked) {
            is_used[of[pick].0] = true;
            walks += of[pick].1 * WALK;
        }
        let mut left: Vec<usize> = (0..self.sites).filter(|&site| is_used[site]).collect();
        let dwells = left.len() as i64 * self.dwell;
        let mut near: Vec<i64> = (left.iter())
            .map(|&site| self.drive(self.sites - 1, site))
            .collect();
        let mut tree = 0;
        while let Some(next) = (0..left.len()).min_by_key(|&ix| (near[ix], left[ix])) {
            tree += near.swap_remove(next);
            let site = left.swap_remove(next);
            for (near, &other) in near.iter_mut().zip(&left) {
                *near = (*near).min(self.drive(site, other));
            }
        }
        (dwells + tree) * 1_000 + walks
    }

    fn drive(&self, from: usize, to: usize) -> i64 {
        self.drives[from * self.sites + to]
    }

    /// The best choice that is found: from everybody at the door, and from the best that is seen
    /// while places are given up one by one; then from all who can reach one place, or one of
    /// two, being there.
    fn best(&self) -> Vec<usize> {
        let door = vec![0; self.options.len()];
        let mut best = self.descend(door);
        let keep = |picked: Vec<usize>, best: &mut Vec<usize>| {
            let picked = self.descend(picked);
            if self.cost(&picked) < self.cost(best) {
                *best = picked;
            }
        };
        keep(self.given_up(), &mut best);
        let mut reach = vec![0_usize; self.sites];
        for (site, _) in self.options.iter().flatten() {
            reach[*site] += 1;
        }
        let mut most: Vec<usize> = (0..self.sites).filter(|&site| reach[site] > 0).collect();
        most.sort_by_key(|&site| (std::cmp::Reverse(reach[site]), site));
        for (nr, &site) in most.iter().enumerate().take(PAIRS + ALONE) {
            keep(self.gathered(site, &best), &mut best);
            for &other in most[..nr].iter().filter(|_| nr < PAIRS) {
                let both = self.gathered(other, &self.gathered(site, &best));
                keep(both, &mut best);
            }
        }
        best
    }

    /// The choice with all who can reach a place being there.
    fn gathered(&self, site: usize, picked: &[usize]) -> Vec<usize> {
        let there = |of: &Vec<(usize, i64)>| of.iter().position(|(other, _)| *other == site);
        let each = self.options.iter().zip(picked);
        each.map(|(of, pick)| there(of).unwrap_or(*pick)).collect()
    }

    /// Every place is open at first and each rider at the nearest open one; then one place after
    /// the other is closed, each time the one that costs least, until somebody would have none.
    /// The best on the way.
    fn given_up(&self) -> Vec<usize> {
        let mut is_open = vec![true; self.sites];
        let nearest = |is_open: &[bool]| {
            let of = self.options.iter().map(|of| {
                let open = (0..of.len()).filter(|&pick| is_open[of[pick].0]);
                open.min_by_key(|&pick| (of[pick].1, pick))
            });
            of.collect::<Option<Vec<usize>>>()
        };
        let mut now = vec![0; self.options.len()];
        let mut best = (self.cost(&now), now.clone());
        loop {
            let mut used: Vec<usize> = (self.options.iter().zip(&now))
                .map(|(of, pick)| of[*pick].0)
                .collect();
            used.sort_unstable();
            used.dedup();
            let mut next: Option<(i64, usize, Vec<usize>)> = None;
            for site in used {
                is_open[site] = false;
                if let Some(picked) = nearest(&is_open) {
                    let cost = self.cost(&picked);
                    if next.as_ref().is_none_or(|next| cost < next.0) {
                        next = Some((cost, site, picked));
                    }
                }
                is_open[site] = true;
            }
            let Some((cost, site, picked)) = next else {
                return best.1;
            };
            is_open[site] = false;
            if cost < best.0 {
                best = (cost, picked.clone());
            }
            now = picked;
        }
    }

    fn descend(&self, mut picked: Vec<usize>) -> Vec<usize> {
        let mut cost = self.cost(&picked);
        loop {
            let before = cost;
            let mut keep = |tried: Vec<usize>, picked: &mut Vec<usize>| {
                let new = self.cost(&tried);
                if new < cost {
                    cost = new;
                    *picked = tried;
                }
            };
            for site in 0..self.sites {
                let tried = self.gathered(site, &picked);
                if tried != picked {
                    keep(tried, &mut picked);
                }
            }
            for rider in 0..picked.len() {
                for pick in 0..self.options[rider].len() {
                    if pick != picked[rider] {
                        let mut tried = picked.clone();
                        tried[rider] = pick;
                        keep(tried, &mut picked);
                    }
                }
            }
            if cost == before {
                return picked;
            }
        }
    }
}

/// The choice changed where, in runs that were made with it, a student's other stop (or door)
/// would lie better on the way of the vehicle that takes them; nothing where no change would
/// save driving.
///
/// Cost: linear in the stops, times the options of a student.
pub(super) fn refined(week: &Week, outings: &[Outing], choice: &Choice) -> Option<Choice> {
    let mut gains: BTreeMap<Key, BTreeMap<PlaceIx, i64>> = BTreeMap::new();
    let mut days: BTreeMap<Key, i64> = BTreeMap::new();
    for outing in outings {
        for (ix, stop) in outing.stops.iter().enumerate() {
            let Some(ride) = stop.activity.ride().map(|ride| week.ride(ride)) else {
                continue;
            };
            let walks = week.stops_for(ride);
            let (true, Some(here)) = (stop.activity.is_home_end(ride.direction), stop.place) else {
                continue;
            };
            if walks.is_empty() {
                continue;
            }
            let of_key = gains.entry(key(ride)).or_default();
            *days.entry(key(ride)).or_default() += 1;
            let now = added(week, outing, ix, here);
            for option in options(week, ride)
                .into_iter()
                .filter(|option| *option != here)
            {
                let walk = |place| walk_of(week, ride, place) * WALK / 1_000;
                let gain = now - added(week, outing, ix, option) + walk(here) - walk(option);
                *of_key.entry(option).or_default() += gain;
            }
        }
    }
    let mut next = choice.clone();
    for (key, of_key) in gains {
        let best = of_key
            .into_iter()
            .max_by_key(|(place, gain)| (*gain, std::cmp::Reverse(*place)));
        let worth = WORTH * days.get(&key).copied().unwrap_or(1);
        if let Some((place, _)) = best.filter(|(_, gain)| *gain >= worth) {
            next.set(key, place);
        }
    }
    (next != *choice).then_some(next)
}

fn walk_of(week: &Week, ride: &Ride, place: PlaceIx) -> i64 {
    week.walks.metres(ride.home, place).map_or(0, |walk| walk.0)
}

/// What it takes a vehicle to be at a place in position `ix` of its outing, in seconds: the way
/// round, and stopping where it would not stop otherwise.
fn added(week: &Week, outing: &Outing, ix: usize, place: PlaceIx) -> i64 {
    let site = |place| week.travel.site(place);
    let of = |stop: &RunStop| stop.place.map(site);
    let before = outing.stops[..ix].iter().rev().find_map(of);
    let after = outing.stops[ix + 1..].iter().find_map(of);
    let here = site(place);
    if before == Some(here) || after == Some(here) {
        return 0;
    }
    let drive = |from: Option<usize>, to: Option<usize>| match (from, to) {
        (Some(from), Some(to)) => i64::from(week.travel.shortest_seconds(from, to).0),
        _ => 0,
    };
    let round = drive(before, Some(here)) + drive(Some(here), after) - drive(before, after);
    round + i64::from(week.policy.rides.dwell.0)
}

#[cfg(test)]
mod tests {
    //! The choice is as good as trying every choice, or nearly so.
    use super::*;

    /// Riders in a square of 400 s by 400 s, the school in a corner of it, each with the door and
    /// up to three of four stops.
    fn random(seed: u64) -> Sector {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut below = |bound: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % bound) as i64
        };
        let riders = 3 + below(4) as usize;
        let mut points: Vec<(i64, i64)> =
            (0..riders + 4).map(|_| (below(400), below(400))).collect();
        points.push((0, 0));
        let options = (0..riders).map(|rider| {
            let mut of = vec![(rider, 0)];
            for stop in riders..riders + 4 {
                if of.len() < 4 && below(2) == 0 {
                    of.push((stop, 50 + below(300)));
                }
            }
            of
        });
        let options = options.collect();
        let drives = points.iter().flat_map(|a| {
            let to = points.iter();
            to.map(|b| (a.0 - b.0).abs() + (a.1 - b.1).abs())
                .collect::<Vec<i64>>()
        });
        Sector {
            options,
            drives: drives.collect(),
            sites: points.len(),
            dwell: 30,
        }
    }

    /// The least cost of all choices.
    fn least(sector: &Sector) -> i64 {
        let mut picked = vec![0; sector.options.len()];
        let mut least = i64::MAX;
        loop {
            least = least.min(sector.cost(&picked));
            let Some(next) =
                (0..picked.len()).find(|&ix| picked[ix] + 1 < sector.options[ix].len())
            else {
                return least;
            };
            picked[next] += 1;
            picked[..next].fill(0);
        }
    }

    #[test]
    fn the_choice_is_as_good_as_trying_every_one() {
        let mut best = 0;
        for seed in 1..=200 {
            let sector = random(seed);
            let (ours, least) = (sector.cost(&sector.best()), least(&sector));
            assert!(ours >= least);
            assert!(
                ours * 20 <= least * 21,
                "seed {seed}: {ours} against {least}"
            );
            best += u32::from(ours == least);
        }
        assert!(best >= 195, "{best} of 200");
    }

    /// Two riders on either side of a street, 20 s off it, and a stop on it: one stop of 30 s and
    /// 100 s of driving against two doors, which take 60 s and 100 + 20 + 40 s.
    #[test]
    fn a_cost_is_what_it_says() {
        let drives = [
            [0, 40, 20, 120],
            [40, 0, 20, 120],
            [20, 20, 0, 100],
            [120, 120, 100, 0],
        ];
        let sector = Sector {
            options: vec![vec![(0, 0), (2, 50)], vec![(1, 0), (2, 60)]],
            drives: drives.into_iter().flatten().collect(),
            sites: 4,
            dwell: 30,
        };
        assert_eq!(sector.cost(&[0, 0]), (60 + 120 + 40) * 1_000);
        assert_eq!(sector.cost(&[1, 1]), (30 + 100) * 1_000 + 110 * WALK);
        assert_eq!(sector.best(), [1, 1]);
    }
}
