//! No runs take fewer vehicles, by time: two arguments that look at drives, not at seats alone.
//!
//! *Pairs.* Two riders who cannot be in one vehicle in any order of their four stops, neither
//! together nor one after the other, take two. Riders of whom every two are so, a clique, take
//! as many vehicles as they are.
//!
//! *Work.* Whoever makes several stops at homes spends, between the first start and the last, at
//! least the drive into each further home, stopping there, and boarding. All of it lies
//! between the earliest and the latest start, which gives how much a vehicle can do.
//!
//! Drives are the shortest of any departure and by way of any stops, so neither traffic nor
//! tables without the triangle inequality break the arguments.

use std::collections::BTreeMap;

use super::scene::{Scene, Trip};
use crate::domain::Week;
use crate::domain::ride::Direction;

/// Of so many riders, those with the longest rides, pairs are looked at.
const MOST_PAIRS: usize = 250;
/// At most so many sites have their shortest ways by other sites reckoned; in larger scenes the
/// pairs are left out.
const MOST_SITES: usize = 300;
/// The work of at most so many stretches is looked at, each way.
const MOST_STRETCHES: usize = 16;

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
    let trips = trips.as_slice();
    let ways = Ways::of(week, scene);
    let pairs = ways
        .as_ref()
        .map_or(1, |ways| pairs(week, scene, trips, ways));
    let work = [Direction::ToSchool, Direction::FromSchool].map(|way| {
        let own = trips.iter().copied();
        let own = own.filter(|&ix| week.ride(scene.rides[ix]).direction == way);
        work(week, scene, &own.collect::<Vec<usize>>())
    });
    work.into_iter().fold(pairs, u32::max)
}

/// The sites of a scene, ascending: where riders get on and off, and where vehicles stand.
fn sites(week: &Week, scene: &Scene) -> Vec<usize> {
    let trips = scene.trips.iter();
    let ends = trips.flat_map(|trip| trip.ends.iter().chain(&trip.options).copied());
    let stands = scene.cars.iter();
    let stands = stands.filter_map(|car| week.vehicles[car.vehicle.ix()].place);
    let mut sites: Vec<usize> = ends
        .chain(stands)
        .map(|place| week.travel.site(place))
        .collect();
    sites.sort_unstable();
    sites.dedup();
    sites
}

/// The shortest ways between the sites of a scene, by any others of them.
struct Ways {
    at: BTreeMap<usize, usize>,
    seconds: Vec<i32>,
    /// By site, what stopping there takes at least: who has a length of their own stops without
    /// dwelling, and spares it whoever gets on next.
    dwell: BTreeMap<usize, i32>,
}

impl Ways {
    fn of(week: &Week, scene: &Scene) -> Option<Self> {
        let sites = sites(week, scene);
        let size = sites.len();
        if size > MOST_SITES {
            return None;
        }
        let each = |from: &usize| {
            let from = *from;
            let to = sites.iter();
            to.map(move |&to| week.travel.shortest_seconds(from, to).0)
        };
        let mut seconds: Vec<i32> = sites.iter().flat_map(each).collect();
        for by in 0..size {
            for from in 0..size {
                let first = seconds[from * size + by];
                for to in 0..size {
                    let way = first.saturating_add(seconds[by * size + to]);
                    let known = &mut seconds[from * size + to];
                    *known = way.min(*known);
                }
            }
        }
        let at = sites.into_iter().enumerate().map(|(ix, site)| (site, ix));
        Some(Self {
            at: at.collect(),
            seconds,
            dwell: dwells(week, scene),
        })
    }

    /// From one stop's start to the next one's, at least.
    fn gap(&self, from: &End, to: &End) -> i32 {
        let dwell = self.dwell.get(&to.site).copied().unwrap_or(0);
        let stops = if from.site == to.site { 0 } else { dwell };
        from.board + self.between(from.site, to.site) + stops
    }

    fn between(&self, from: usize, to: usize) -> i32 {
        let at = |site| self.at.get(&site).copied().unwrap_or(0);
        self.seconds[at(from) * self.at.len() + at(to)]
    }
}

/// What stopping takes at least, by site.
fn dwells(week: &Week, scene: &Scene) -> BTreeMap<usize, i32> {
    let mut dwells: BTreeMap<usize, i32> = BTreeMap::new();
    for trip in &scene.trips {
        let own = trip.ends.iter().zip(&trip.stays);
        // Wherever else the student may be met, either way of stopping is let be.
        let others = trip.options.iter().filter(|_| trip.options.len() > 1);
        let others = others.flat_map(|place| trip.stays.iter().map(move |stay| (place, stay)));
        for (place, stay) in own.chain(others) {
            let dwell = dwells.entry(week.travel.site(*place)).or_insert(i32::MAX);
            *dwell = stay.dwell.0.min(*dwell);
        }
    }
    dwells
}

/// A rider's stop, as far as two riders' timing goes.
#[derive(Clone, Copy, Debug)]
struct End {
    site: usize,
    /// When it may start, gaps between windows let go.
    from: i32,
    to: i32,
    board: i32,
}

fn ends(week: &Week, trip: &Trip) -> [End; 2] {
    [0, 1].map(|end| End {
        site: week.travel.site(trip.ends[end]),
        from: trip.windows[end].first().map_or(0, |window| window.from),
        to: trip.windows[end].last().map_or(0, |window| window.to),
        board: trip.stays[end].board.0,
    })
}

/// The greatest clique that is found of riders who cannot share a vehicle.
fn pairs(week: &Week, scene: &Scene, trips: &[usize], ways: &Ways) -> u32 {
    let mut longest: Vec<usize> = trips.to_vec();
    let length = |ix: &usize| {
        let [up, off] = ends(week, &scene.trips[*ix]);
        ways.between(up.site, off.site)
    };
    longest.sort_by_key(|ix| (std::cmp::Reverse(length(ix)), *ix));
    longest.truncate(MOST_PAIRS);
    let most = most_places(week, scene);
    let size = longest.len();
    let mut cannot = vec![vec![false; size]; size];
    for a in 0..size {
        for b in a + 1..size {
            let is_so = !can_share(week, scene, (longest[a], longest[b]), ways, most);
            (cannot[a][b], cannot[b][a]) = (is_so, is_so);
        }
    }
    let degree: Vec<usize> = cannot
        .iter()
        .map(|row| row.iter().filter(|is| **is).count())
        .collect();
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by_key(|&ix| (std::cmp::Reverse(degree[ix]), ix));
    let from = |first: usize| {
        let mut clique = vec![first];
        for &next in &order {
            if clique.iter().all(|&member| cannot[member][next]) {
                clique.push(next);
            }
        }
        clique.len()
    };
    let best = (0..size).map(from).max().unwrap_or(1);
    u32::try_from(best).unwrap_or(u32::MAX)
}

/// The places of the best vehicle, each kind by itself.
fn most_places(week: &Week, scene: &Scene) -> [i64; 3] {
    scene.cars.iter().fold([0; 3], |most, car| {
        let vehicle = &week.vehicles[car.vehicle.ix()];
        let own = [vehicle.seats, vehicle.wheelchair_places, vehicle.boosters].map(i64::from);
        [0, 1, 2].map(|kind| most[kind].max(own[kind]))
    })
}

/// Whether one vehicle might take both riders, by all that is looked at here.
fn can_share(
    week: &Week,
    scene: &Scene,
    (a, b): (usize, usize),
    ways: &Ways,
    most: [i64; 3],
) -> bool {
    let (one, two) = (&scene.trips[a], &scene.trips[b]);
    if !one
        .cars
        .iter()
        .any(|car| two.cars.binary_search(car).is_ok())
    {
        return false;
    }
    let mixes = week.policy.rides.mixed_schools || one.school == two.school;
    let is_apart = one.apart.contains(&b) || two.apart.contains(&a);
    let is_full =
        (0..3).any(|kind| i64::from(one.load[kind]) + i64::from(two.load[kind]) > most[kind]);
    let together = mixes && !is_apart && !is_full && one.student != two.student;
    let ([p, q], [r, s]) = (ends(week, one), ends(week, two));
    // Each order: the stops, and where in it each rider's two are.
    let after = [
        ([p, q, r, s], [(0, 1), (2, 3)]),
        ([r, s, p, q], [(2, 3), (0, 1)]),
    ];
    let at_once = [
        ([p, r, q, s], [(0, 2), (1, 3)]),
        ([p, r, s, q], [(0, 3), (1, 2)]),
        ([r, p, q, s], [(1, 2), (0, 3)]),
        ([r, p, s, q], [(1, 3), (0, 2)]),
    ];
    let longest = [one.longest.0, two.longest.0];
    let holds =
        |(stops, rides): &([End; 4], [(usize, usize); 2])| might_be(stops, *rides, longest, ways);
    after.iter().any(holds) || together && at_once.iter().any(holds)
}

/// Whether an order of stops might be timed: no start is later than it may be, and no ride is
/// bound to be too long.
fn might_be(stops: &[End; 4], rides: [(usize, usize); 2], longest: [i32; 2], ways: &Ways) -> bool {
    let gaps = [0, 1, 2].map(|ix| ways.gap(&stops[ix], &stops[ix + 1]));
    // From stop `a` on, started at `at`, stop `b` starts no earlier than this.
    let earliest = |a: usize, b: usize, at: i32| {
        (a..b).fold(at, |at, ix| (at + gaps[ix]).max(stops[ix + 1].from))
    };
    if (1..4).any(|ix| earliest(0, ix, stops[0].from) > stops[ix].to) {
        return false;
    }
    rides.iter().zip(longest).all(|(&(up, off), longest)| {
        // The later it begins, the shorter is the ride; what follows may start later at will.
        let shortest = earliest(up, off, stops[up].to) - stops[up].to - stops[up].board;
        shortest <= longest
    })
}

/// A home to be stopped at: when that may start, what driving there and stopping take at least,
/// and boarding.
#[derive(Clone, Copy, Debug)]
struct Home {
    from: i32,
    to: i32,
    there: i64,
    board: i64,
}

/// The work of trips of one direction.
fn work(week: &Week, scene: &Scene, trips: &[usize]) -> u32 {
    let homes = homes(week, scene, trips);
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
fn homes(week: &Week, scene: &Scene, trips: &[usize]) -> Vec<Home> {
    let (sites, dwells) = (sites(week, scene), dwells(week, scene));
    let there = |own: usize| {
        let others = sites.iter().filter(|&&site| site != own);
        let drives = others.map(|&site| week.travel.shortest_seconds(site, own).0);
        let dwell = dwells.get(&own).copied().unwrap_or(0);
        drives
            .min()
            .map_or(0, |drive| i64::from(drive) + i64::from(dwell))
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
    //! No more vehicles are asked for than trying everything finds, and often more than seats
    //! alone ask for.
    use super::super::needs;
    use super::super::scene::scenes;
    use super::super::stops::Choice;
    use super::*;
    use crate::domain::fixture::{add_person, add_place, add_ride, add_staff, at, drives_of, week};
    use crate::domain::ids::PlaceIx;
    use crate::domain::money::{Metres, Rate};
    use crate::domain::person::PersonRole;
    use crate::domain::place::PlaceKind;
    use crate::domain::ride::{RideBy, Vehicle};
    use crate::domain::staff::StaffRole;
    use crate::domain::time::{Minutes, Span};

    const RIDERS: usize = 4;

    /// Four riders to two schools or back, four vans of two or three seats, drives of 1 to 12
    /// minutes that obey nothing, bells within half an hour.
    fn random(seed: u64) -> Week {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = |below: i32| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as i32 % below
        };
        let mut week = week();
        let depot = add_place(&mut week, "DEP", PlaceKind::Office);
        for school in ["S1", "S2"] {
            add_place(&mut week, school, PlaceKind::School);
        }
        for home in 0..3 {
            add_place(&mut week, &format!("H{home}"), PlaceKind::Home);
        }
        week.travel = drives_of(&week, 10.0, 5_000);
        for from in 0..6 {
            for to in (0..6).filter(|&to| to != from) {
                week.travel
                    .set(from, to, f64::from(1 + next(12)), Metres(1));
            }
        }
        week.policy.rides.mixed_schools = next(3) > 0;
        for id in 0..RIDERS {
            let child = add_person(&mut week, &format!("K{id}"), PersonRole::Student);
            let way = match seed % 2 {
                0 => Direction::ToSchool,
                _ => Direction::FromSchool,
            };
            let home = PlaceIx::at(3 + next(3) as usize);
            let school = PlaceIx::at(1 + next(2) as usize);
            let ride = add_ride(
                &mut week,
                &format!("R{id}"),
                (child, 0),
                way,
                (home, school),
            );
            let ride = &mut week.rides[ride.ix()];
            (ride.by, ride.must_ride) = (RideBy::Vehicle, true);
            ride.max_ride = Minutes(8 + next(12));
            let from = at(0, 800) + Minutes(next(25));
            let span = Span::new(from, from + Minutes(2 + next(6)));
            match way {
                Direction::ToSchool => ride.dropoff = span,
                Direction::FromSchool => ride.pickup = span,
            }
            if next(4) == 0 {
                ride.own_minutes = [true, false];
                ride.pickup_minutes = Minutes(next(3));
            }
        }
        let seats = 2 + next(2) as u32;
        for id in 0..RIDERS {
            add_staff(&mut week, &format!("D{id}"), StaffRole::Driver);
            week.vehicles.push(Vehicle {
                id: format!("V{id}"),
                name: String::new(),
                place: Some(depot),
                seats,
                wheelchair_places: 0,
                boosters: 0,
                driver: None,
                cleared_until: None,
                cost_per_mile: Rate(0),
                cost_per_hour: Rate(0),
                cost_per_day: Rate(0),
                hours: vec![Span::new(at(0, 0), at(0, 2400))],
            });
        }
        week
    }

    /// Whether one vehicle can do an order of stops: starts as early as the windows, the drives
    /// and, pulled up from the drop-off, the longest rides allow.
    fn is_possible(week: &Week, scene: &Scene, order: &[(usize, usize)]) -> bool {
        let stop = |&(trip, end): &(usize, usize)| {
            let trip = &scene.trips[trip];
            (
                week.travel.site(trip.ends[end]),
                trip.stays[end],
                trip.windows[end][0],
            )
        };
        let stops: Vec<_> = order.iter().map(stop).collect();
        let mut starts: Vec<i32> = stops.iter().map(|stop| stop.2.from).collect();
        loop {
            let before = starts.clone();
            for ix in 1..starts.len() {
                let ((a, stay, _), (b, own, _)) = (stops[ix - 1], stops[ix]);
                let dwell = if a == b { 0 } else { own.dwell.0 };
                let drive = week.travel.shortest_seconds(a, b).0;
                starts[ix] = starts[ix].max(starts[ix - 1] + stay.board.0 + drive + dwell);
            }
            for (ix, &(trip, end)) in order.iter().enumerate().filter(|(_, stop)| stop.1 == 0) {
                let off = order.iter().position(|stop| *stop == (trip, end + 1));
                let longest = scene.trips[trip].longest.0 + stops[ix].1.board.0;
                starts[ix] = starts[ix].max(starts[off.expect("let off")] - longest);
            }
            if (0..starts.len()).any(|ix| starts[ix] > stops[ix].2.to) {
                return false;
            }
            if starts == before {
                return true;
            }
        }
    }

    /// Whether one vehicle can take these trips in some order.
    fn takes(week: &Week, scene: &Scene, trips: &[usize], order: &mut Vec<(usize, usize)>) -> bool {
        if order.len() == trips.len() * 2 {
            return is_possible(week, scene, order);
        }
        let is_on = |order: &[(usize, usize)], trip| order.contains(&(trip, 0));
        let is_off = |order: &[(usize, usize)], trip| order.contains(&(trip, 1));
        let aboard: Vec<usize> = (trips.iter().copied())
            .filter(|&trip| is_on(order, trip) && !is_off(order, trip))
            .collect();
        let seats = week.vehicles[0].seats as usize;
        let school = |trip: usize| scene.trips[trip].school;
        for &trip in trips {
            let mixes = week.policy.rides.mixed_schools
                || aboard.iter().all(|&other| school(other) == school(trip));
            let next = match (is_on(order, trip), is_off(order, trip)) {
                (false, _) if aboard.len() < seats && mixes => (trip, 0),
                (true, false) => (trip, 1),
                _ => continue,
            };
            order.push(next);
            let is_so = takes(week, scene, trips, order);
            order.pop();
            if is_so {
                return true;
            }
        }
        false
    }

    /// The fewest vehicles that take all trips; none when no number does.
    fn fewest(takes: &dyn Fn(usize) -> bool, left: usize) -> Option<u32> {
        if left == 0 {
            return Some(0);
        }
        let first = left & left.wrapping_neg();
        let sets = (1..=left).filter(|set| set & left == *set && set & first > 0 && takes(*set));
        let counts = sets.filter_map(|set| fewest(takes, left & !set));
        counts.min().map(|count| count + 1)
    }

    #[test]
    fn no_more_than_trying_everything_finds() {
        let (mut tried, mut better, mut exact) = (0, 0, 0);
        for seed in 1..=240 {
            let week = random(seed);
            let scenes = scenes(&week, &Choice::default()).list;
            let [scene] = scenes.as_slice() else { continue };
            if scene.trips.len() < RIDERS {
                continue;
            }
            let can: Vec<bool> = (0..1 << RIDERS)
                .map(|set: usize| {
                    let trips: Vec<usize> = (0..RIDERS).filter(|ix| set >> ix & 1 == 1).collect();
                    takes(&week, scene, &trips, &mut Vec::new())
                })
                .collect();
            let Some(least) = fewest(&|set| can[set], (1 << RIDERS) - 1) else {
                continue;
            };
            let all: Vec<usize> = (0..RIDERS).collect();
            let bound = by_time(&week, scene, &all);
            assert!(bound <= least, "seed {seed}: {bound} of {least}");
            let whole = needs::bound(&week, scene);
            assert!(whole <= least, "seed {seed}: with seats {whole} of {least}");
            tried += 1;
            better += u32::from(whole > needs::by_seats(&week, scene));
            exact += u32::from(whole == least);
        }
        assert!(
            tried > 100 && better > 30 && exact > 50,
            "{tried} {better} {exact}"
        );
    }

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
