//! The sites of scenes and the shortest ways between them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::ride::Direction;
use crate::transport::scene::{Scene, Trip};

/// At most so many sites have their shortest ways by other sites reckoned for all pairs.
const MOST_SITES: usize = 300;

/// Where riders of scenes may get on and off and where vehicles stand, ascending.
pub(super) struct Sites {
    pub list: Vec<usize>,
    /// By site, what stopping there takes at least: who has a length of their own stops without
    /// dwelling, and spares it whoever gets on next.
    dwell: BTreeMap<usize, i32>,
}

impl Sites {
    pub fn of(week: &Week, scenes: &[Scene]) -> Self {
        let trips = scenes.iter().flat_map(|scene| &scene.trips);
        let ends = trips.flat_map(|trip| trip.ends.iter().chain(&trip.options).copied());
        let stands = scenes.iter().flat_map(|scene| &scene.cars);
        let stands = stands.filter_map(|car| week.vehicles[car.vehicle.ix()].place);
        let mut list: Vec<usize> = ends
            .chain(stands)
            .map(|place| week.travel.site(place))
            .collect();
        list.sort_unstable();
        list.dedup();
        Self {
            list,
            dwell: dwells(week, scenes),
        }
    }

    /// What stopping at a site takes at least.
    pub fn dwell(&self, site: usize) -> i32 {
        self.dwell.get(&site).copied().unwrap_or(0)
    }

    /// The position of a site in the list.
    fn at(&self, week: &Week, place: PlaceIx) -> Option<usize> {
        self.list.binary_search(&week.travel.site(place)).ok()
    }

    /// By site, in the order of the list, the shortest way from it to `site` by any others, or
    /// from `site` to it; right for those that are wanted, and at least so much for the others.
    ///
    /// Cost: at most the square of the sites (Dijkstra's search without a queue), and less where
    /// the wanted lie near.
    fn ways(&self, week: &Week, (site, way): (usize, Direction), wanted: &[usize]) -> Vec<i32> {
        let drive = |from: usize, to: usize| match way {
            Direction::ToSchool => week.travel.shortest_seconds(to, from).0,
            Direction::FromSchool => week.travel.shortest_seconds(from, to).0,
        };
        let mut left: Vec<usize> = (0..self.list.len()).collect();
        let mut far: Vec<i32> = self.list.iter().map(|&to| drive(site, to)).collect();
        while let Some(next) = (0..left.len()).min_by_key(|&ix| far[left[ix]]) {
            let farthest = wanted.iter().map(|&at| far[at]).max();
            let next = left.swap_remove(next);
            // Whoever is farther makes no way shorter.
            if farthest.is_none_or(|farthest| far[next] >= farthest) {
                break;
            }
            for &other in &left {
                let by = far[next].saturating_add(drive(self.list[next], self.list[other]));
                far[other] = far[other].min(by);
            }
        }
        far
    }
}

/// Notes with each trip the shortest that its ride can be: from any place where the student may
/// be met, by way of any places of all scenes.
///
/// Cost: for each school and way at most the square of the sites.
pub(in crate::transport) fn set_shortest(week: &Week, scenes: &mut [Scene]) {
    let sites = Sites::of(week, scenes);
    let key = |scene: &Scene, ix: usize| {
        let way = week.ride(scene.rides[ix]).direction;
        let is_morning = way == Direction::ToSchool;
        (scene.trips[ix].ends[usize::from(is_morning)], is_morning)
    };
    let mut wanted: BTreeMap<(PlaceIx, bool), Vec<usize>> = BTreeMap::new();
    for scene in scenes.iter() {
        for (ix, trip) in scene.trips.iter().enumerate() {
            let options = trip.options.iter();
            let at = options.filter_map(|&option| sites.at(week, option));
            wanted.entry(key(scene, ix)).or_default().extend(at);
        }
    }
    let each = wanted.into_par_iter().map(|(school, mut wanted)| {
        wanted.sort_unstable();
        wanted.dedup();
        let way = match school.1 {
            true => Direction::ToSchool,
            false => Direction::FromSchool,
        };
        let site = week.travel.site(school.0);
        (school, sites.ways(week, (site, way), &wanted))
    });
    let far: BTreeMap<(PlaceIx, bool), Vec<i32>> = each.collect();
    for scene in scenes {
        for ix in 0..scene.trips.len() {
            let Some(far) = far.get(&key(scene, ix)) else {
                continue;
            };
            let options = scene.trips[ix].options.iter();
            let each = options.filter_map(|&option| sites.at(week, option));
            scene.trips[ix].shortest = each.map(|at| far[at]).min().unwrap_or(0);
        }
    }
}

/// The shortest ways between the sites of a scene, by any others of them.
pub(super) struct Ways<'s> {
    sites: &'s Sites,
    at: BTreeMap<usize, usize>,
    seconds: Vec<i32>,
}

impl<'s> Ways<'s> {
    /// None where the sites are too many.
    ///
    /// Cost: the cube of the sites (Floyd and Warshall).
    pub fn of(week: &Week, all: &'s Sites) -> Option<Self> {
        let sites = &all.list;
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
        let at = sites.iter().enumerate().map(|(ix, site)| (*site, ix));
        Some(Self {
            sites: all,
            at: at.collect(),
            seconds,
        })
    }

    /// From one stop's start to the next one's, at least.
    pub fn gap(&self, from: &End, to: &End) -> i32 {
        let stops = if from.site == to.site {
            0
        } else {
            self.sites.dwell(to.site)
        };
        from.board + self.between(from.site, to.site) + stops
    }

    pub fn between(&self, from: usize, to: usize) -> i32 {
        let at = |site| self.at.get(&site).copied().unwrap_or(0);
        self.seconds[at(from) * self.at.len() + at(to)]
    }
}

/// What stopping takes at least, by site.
fn dwells(week: &Week, scenes: &[Scene]) -> BTreeMap<usize, i32> {
    let mut dwells: BTreeMap<usize, i32> = BTreeMap::new();
    for trip in scenes.iter().flat_map(|scene| &scene.trips) {
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
pub(super) struct End {
    pub site: usize,
    /// When it may start, gaps between windows let go.
    pub from: i32,
    pub to: i32,
    pub board: i32,
}

/// A trip's two stops.
pub(super) fn ends(week: &Week, trip: &Trip) -> [End; 2] {
    [0, 1].map(|end| End {
        site: week.travel.site(trip.ends[end]),
        from: trip.windows[end].first().map_or(0, |window| window.from),
        to: trip.windows[end].last().map_or(0, |window| window.to),
        board: trip.stays[end].board.0,
    })
}
