//! A plan as it really is: who stands where when, and which drives that takes. Only what
//! the stops state as activity, times, partners and a break's place is taken from the plan;
//! places, drives, metres and riders are reckoned from the week.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Amount, Found, Spot, narrow};
use super::stretch::Stretch;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::rule::Rule;
use crate::domain::staff::Shift;
use crate::domain::time::{Day, Minutes, Moment};

/// A drive that ends at a stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    /// The stop from which it leaves.
    pub(super) origin: usize,
    pub(super) from: PlaceIx,
    pub(super) to: PlaceIx,
    pub(super) minutes: i64,
    pub(super) metres: i64,
    /// With a rider on board.
    pub(super) rider: bool,
}

/// A stop as it really is.
pub(super) struct StopFacts<'a> {
    pub(super) stated: &'a Stop,
    pub(super) activity: Activity,
    /// Where one stands; none on the way and before a route has been anywhere.
    pub(super) place: Option<PlaceIx>,
    pub(super) arrive: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) leave: i64,
    /// The drive from the last stop that stands somewhere; none where there is none.
    pub(super) leg: Option<Leg>,
    /// Riders on board when one gets there, by row.
    pub(super) riders_before: BTreeSet<RideIx>,
    /// Riders on board when one leaves.
    pub(super) riders_after: BTreeSet<RideIx>,
    /// Who comes along, each once.
    pub(super) partners: BTreeSet<StaffIx>,
}

impl StopFacts<'_> {
    /// From the start of the service to its end.
    pub(super) fn service(&self) -> Stretch {
        Stretch {
            from: self.start,
            to: self.end,
        }
    }
}

/// A route as it really is.
pub(super) struct RouteFacts<'a> {
    pub(super) shift: &'a Shift,
    pub(super) staff: StaffIx,
    pub(super) day: Day,
    pub(super) stops: Vec<StopFacts<'a>>,
}

impl RouteFacts<'_> {
    /// Where on this route a stop's violation is.
    pub(super) fn spot(&self, stop: usize) -> Spot {
        let stop = &self.stops[stop];
        Spot {
            work: stop.activity.work().into_iter().collect(),
            staff: Some(self.staff),
            day: Some(self.day),
            at: Some(stop.start),
        }
    }

    /// The same, for what concerns all of the route.
    pub(super) fn whole(&self) -> Spot {
        Spot {
            staff: Some(self.staff),
            day: Some(self.day),
            ..Spot::default()
        }
    }

    /// From the first departure to the return.
    pub(super) fn out(&self) -> Stretch {
        Stretch {
            from: self.stops.first().map_or(0, |stop| stop.leave),
            to: self.stops.last().map_or(0, |stop| stop.arrive),
        }
    }
}

/// Where a stop is: route and position on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) route: usize,
    pub(super) stop: usize,
}

/// The whole plan as it really is.
pub(super) struct Facts<'a> {
    pub(super) week: &'a Week,
    pub(super) routes: Vec<RouteFacts<'a>>,
    pub(super) tasks: BTreeMap<TaskIx, Vec<At>>,
    pub(super) notes: BTreeMap<TaskIx, Vec<At>>,
    pub(super) pickups: BTreeMap<RideIx, Vec<At>>,
    pub(super) dropoffs: BTreeMap<RideIx, Vec<At>>,
}

impl<'a> Facts<'a> {
    /// Reads a plan. What points outside of the week's lists is reported and left out.
    pub(super) fn new(week: &'a Week, plan: &'a Plan, found: &mut Found<'_>) -> Self {
        let mut facts = Self {
            week,
            routes: Vec::new(),
            tasks: BTreeMap::new(),
            notes: BTreeMap::new(),
            pickups: BTreeMap::new(),
            dropoffs: BTreeMap::new(),
        };
        for route in &plan.routes {
            match is_known_shift(week, route.shift) {
                true => facts.push(route, found),
                false => found.add(
                    Rule::Once,
                    Amount::Count(1),
                    Spot::default(),
                    "a route of no shift of the week",
                ),
            }
        }
        facts
    }

    fn push(&mut self, route: &'a Route, found: &mut Found<'_>) {
        let route = reckon(self.week, route, found);
        let ix = self.routes.len();
        for (stop, facts) in route.stops.iter().enumerate() {
            let at = At { route: ix, stop };
            match facts.activity {
                Activity::Task(task) => self.tasks.entry(task).or_default().push(at),
                Activity::Notes(task) => self.notes.entry(task).or_default().push(at),
                Activity::Pickup(ride) => self.pickups.entry(ride).or_default().push(at),
                Activity::Dropoff(ride) => self.dropoffs.entry(ride).or_default().push(at),
                Activity::Start | Activity::Lunch | Activity::Reserve | Activity::End => {}
            }
        }
        self.routes.push(route);
    }

    pub(super) fn route(&self, at: At) -> &RouteFacts<'a> {
        &self.routes[at.route]
    }

    pub(super) fn stop(&self, at: At) -> &StopFacts<'a> {
        &self.routes[at.route].stops[at.stop]
    }

    pub(super) fn spot(&self, at: At) -> Spot {
        self.route(at).spot(at.stop)
    }

    /// Where a task or a ride begins: its first stop, if it is placed.
    pub(super) fn first(&self, work: Work) -> Option<At> {
        let stops = match work {
            Work::Task(task) => self.tasks.get(&task),
            Work::Ride(ride) => self.pickups.get(&ride),
        };
        stops.and_then(|stops| stops.first()).copied()
    }

    /// Where it is over: a task with its own stop, a ride with the drop-off.
    pub(super) fn last(&self, work: Work) -> Option<At> {
        let stops = match work {
            Work::Task(task) => self.tasks.get(&task),
            Work::Ride(ride) => self.dropoffs.get(&ride),
        };
        stops.and_then(|stops| stops.first()).copied()
    }

    /// Whether it is done: a ride needs both its ends.
    pub(super) fn is_placed(&self, work: Work) -> bool {
        self.first(work).is_some() && self.last(work).is_some()
    }

    /// Every stop of the plan.
    pub(super) fn stops(&self) -> impl Iterator<Item = (At, &StopFacts<'a>)> {
        self.routes.iter().enumerate().flat_map(|(route, facts)| {
            facts
                .stops
                .iter()
                .enumerate()
                .map(move |(stop, each)| (At { route, stop }, each))
        })
    }

    /// Every stop at which a task is done, with the task.
    pub(super) fn task_stops(&self) -> impl Iterator<Item = (At, TaskIx)> {
        self.tasks
            .iter()
            .flat_map(|(&task, stops)| stops.iter().map(move |&at| (at, task)))
    }

    /// Every ride with a pickup and a drop-off on one route, in that order.
    pub(super) fn whole_rides(&self) -> impl Iterator<Item = (RideIx, At, At)> {
        self.pickups.iter().filter_map(|(&ride, pickups)| {
            let (&up, &off) = (pickups.first()?, self.dropoffs.get(&ride)?.first()?);
            (up.route == off.route && up.stop < off.stop).then_some((ride, up, off))
        })
    }
}

fn is_known_shift(week: &Week, shift: ShiftIx) -> bool {
    shift.ix() < week.shifts.len()
}

/// Whether what a plan names is in the week at all.
pub(super) fn is_known(week: &Week, work: Work) -> bool {
    match work {
        Work::Task(task) => task.ix() < week.tasks.len(),
        Work::Ride(ride) => ride.ix() < week.rides.len(),
    }
}

/// The place that the week gives an activity of a shift; none where it gives none.
pub(super) fn given_place(week: &Week, shift: &Shift, activity: Activity) -> Option<PlaceIx> {
    match activity {
        Activity::Start => shift.start_place,
        Activity::End => shift.end_place,
        Activity::Task(task) => week.task(task).place,
        Activity::Pickup(ride) => Some(week.ride(ride).from()),
        Activity::Dropoff(ride) => Some(week.ride(ride).to()),
        Activity::Notes(_) | Activity::Lunch | Activity::Reserve => None,
    }
}

fn reckon<'a>(week: &'a Week, route: &'a Route, found: &mut Found<'_>) -> RouteFacts<'a> {
    let shift = week.shift(route.shift);
    let (staff, day) = (shift.staff, shift.day);
    let mut facts = RouteFacts {
        shift,
        staff,
        day,
        stops: Vec::new(),
    };
    let known = |stop: &&Stop| stop.activity.work().is_none_or(|work| is_known(week, work));
    for _ in route.stops.iter().filter(|stop| !known(stop)) {
        found.add(
            Rule::Once,
            Amount::Count(1),
            facts.whole(),
            "a stop for no task or ride of the week",
        );
    }
    let stops: Vec<&Stop> = route.stops.iter().filter(known).collect();
    // Where one last stood: the position of that stop, and the place.
    let mut stood: Option<(usize, PlaceIx)> = None;
    let mut aboard: BTreeSet<RideIx> = BTreeSet::new();
    for (ix, stop) in stops.iter().enumerate() {
        let here = stood.map(|(_, place)| place);
        let place = match stop.activity {
            Activity::Lunch | Activity::Reserve => {
                let next = stops[ix + 1..]
                    .iter()
                    .find_map(|later| given_place(week, shift, later.activity));
                break_place(week, stop.place, here, next)
            }
            other => given_place(week, shift, other).or(here),
        };
        let before = aboard.clone();
        let leg = stood.zip(place).and_then(|((origin, from), to)| {
            let depart = stops[origin].leave;
            leg(week, origin, from, to, depart, !before.is_empty())
        });
        match stop.activity {
            Activity::Pickup(ride) => aboard.insert(ride),
            Activity::Dropoff(ride) => aboard.remove(&ride),
            _ => false,
        };
        let partners = stop
            .partners
            .iter()
            .copied()
            .filter(|who| who.ix() < week.staff.len());
        facts.stops.push(StopFacts {
            stated: stop,
            activity: stop.activity,
            place,
            arrive: stop.arrive.0.into(),
            start: stop.start.0.into(),
            end: stop.end.0.into(),
            leave: stop.leave.0.into(),
            leg,
            riders_before: before,
            riders_after: aboard.clone(),
            partners: partners.collect(),
        });
        if let Some(place) = place {
            stood = Some((ix, place));
        }
    }
    facts
}

/// Where a break stands: where one is, or where one drives next; else on the way.
fn break_place(
    week: &Week,
    stated: Option<PlaceIx>,
    here: Option<PlaceIx>,
    next: Option<PlaceIx>,
) -> Option<PlaceIx> {
    let stated = stated.filter(|place| place.ix() < week.places.len())?;
    let same = |place: &PlaceIx| week.travel.site(*place) == week.travel.site(stated);
    here.filter(same).or(next.filter(same)).map(|_| stated)
}

fn leg(
    week: &Week,
    origin: usize,
    from: PlaceIx,
    to: PlaceIx,
    depart: Moment,
    rider: bool,
) -> Option<Leg> {
    let (a, b) = (week.travel.site(from), week.travel.site(to));
    if a == b {
        return None;
    }
    let minutes = week.travel.drive(a, b, depart).0.into();
    Some(Leg {
        origin,
        from,
        to,
        minutes,
        metres: week.travel.metres_at(a, b, depart).0,
        rider,
    })
}

/// What each stop of a route states beside activity, place and times: drive, metres, riders.
pub(super) fn derived(week: &Week, route: &Route) -> Vec<(Minutes, Metres, u32)> {
    let facts = reckon(week, route, &mut Found::new(week));
    let of = |stop: &StopFacts<'_>| {
        let (minutes, metres) = stop.leg.map_or((0, 0), |leg| (leg.minutes, leg.metres));
        let riders = u32::try_from(stop.riders_after.len()).unwrap_or(u32::MAX);
        (Minutes(narrow(minutes)), Metres(metres), riders)
    };
    facts.stops.iter().map(of).collect()
}
