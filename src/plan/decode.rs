//! The solver's routes back into a plan with names: stops, places, riders and partners.

use std::collections::BTreeMap;

use super::problem::{Built, lunch_span};
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::time::{Minutes, Moment};
use crate::solver::solution::{self, RoutePlan, Solution, Visit};

/// The routes of a solution, in order of staff, then time; and what its jobs are called in
/// the plan.
pub(super) fn routes(week: &Week, built: &Built, solution: &Solution) -> (Vec<Route>, Renamed) {
    let along: BTreeMap<Work, Vec<StaffIx>> = solution
        .companions
        .iter()
        .map(|(job, who)| {
            let staff = who.iter().map(|who| built.companions[who.ix()]).collect();
            (built.works[job.ix()], staff)
        })
        .collect();
    let mut routes: Vec<Route> = solution
        .routes
        .iter()
        .map(|route| one(week, built, route, &along))
        .collect();
    let renamed = number_sessions(week, &mut routes);
    (routes, renamed)
}

/// Sessions that bear another number in the plan than in the problem.
#[derive(Default)]
pub(super) struct Renamed(BTreeMap<TaskIx, TaskIx>);

impl Renamed {
    /// What a job's work is called in the plan.
    pub(super) fn of(&self, work: Work) -> Work {
        match work {
            Work::Task(ix) => Work::Task(self.0.get(&ix).copied().unwrap_or(ix)),
            Work::Ride(_) => work,
        }
    }
}

fn one(
    week: &Week,
    built: &Built,
    route: &RoutePlan,
    along: &BTreeMap<Work, Vec<StaffIx>>,
) -> Route {
    let shift_ix = ShiftIx::at(route.shift.ix());
    let shift = week.shift(shift_ix);
    let depart = Moment(route.depart);
    let slack = route.visits.first().map_or(0, |visit| visit.slack);
    let mut stops = vec![still(
        Activity::Start,
        shift.start_place,
        depart,
        Minutes(slack),
    )];
    let mut place = shift.start_place;
    let mut riders = 0;
    for (ix, visit) in route.visits.iter().enumerate() {
        let activity = activity(week, built, shift_ix, visit);
        let next = || {
            route.visits[ix + 1..]
                .iter()
                .find_map(|later| place_of(week, self::activity(week, built, shift_ix, later)))
        };
        let here = match activity {
            Activity::Lunch | Activity::Reserve => {
                break_place(week, built, visit, place, next().or(shift.end_place))
            }
            _ => place_of(week, activity).or(place),
        };
        riders = match activity {
            Activity::Pickup(_) => riders + 1,
            Activity::Dropoff(_) => riders - 1,
            _ => riders,
        };
        let partners = match activity {
            Activity::Task(task) => along.get(&Work::Task(task)).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        stops.push(Stop {
            activity,
            place: here,
            arrive: Moment(visit.arrive),
            start: Moment(visit.start),
            end: Moment(visit.end),
            leave: Moment(visit.leave),
            drive: Minutes(visit.drive),
            metres: Metres(visit.metres),
            slack: Minutes(visit.slack),
            riders,
            partners,
        });
        place = here.or(place);
    }
    let mut end = still(
        Activity::End,
        shift.end_place.or(place),
        Moment(route.back),
        Minutes(0),
    );
    end.drive = Minutes(route.last_drive);
    end.metres = Metres(route.last_metres);
    end.slack = shift.latest_end - end.end;
    stops.push(end);
    Route {
        shift: shift_ix,
        stops,
    }
}

/// A stop that takes no time.
fn still(activity: Activity, place: Option<PlaceIx>, at: Moment, slack: Minutes) -> Stop {
    Stop {
        activity,
        place,
        arrive: at,
        start: at,
        end: at,
        leave: at,
        drive: Minutes(0),
        metres: Metres(0),
        slack,
        riders: 0,
        partners: Vec::new(),
    }
}

fn activity(week: &Week, built: &Built, shift: ShiftIx, visit: &Visit) -> Activity {
    match visit.activity {
        solution::Activity::Break(0) if lunch_span(week, week.shift(shift)).is_some() => {
            Activity::Lunch
        }
        solution::Activity::Break(_) => Activity::Reserve,
        solution::Activity::Stop { job, stop } => match (built.works[job.ix()], stop) {
            (Work::Task(task), 0) => Activity::Task(task),
            (Work::Task(task), _) => Activity::Notes(task),
            (Work::Ride(ride), 0) => Activity::Pickup(ride),
            (Work::Ride(ride), _) => Activity::Dropoff(ride),
        },
    }
}

/// The place that the week gives an activity; none where it is done wherever one is.
fn place_of(week: &Week, activity: Activity) -> Option<PlaceIx> {
    match activity {
        Activity::Task(task) => week.task(task).place,
        Activity::Pickup(ride) => Some(week.ride(ride).from()),
        Activity::Dropoff(ride) => Some(week.ride(ride).to()),
        _ => None,
    }
}

/// A break stands where the stop before was, or where the next one is; none on the way.
fn break_place(
    week: &Week,
    built: &Built,
    visit: &Visit,
    last: Option<PlaceIx>,
    next: Option<PlaceIx>,
) -> Option<PlaceIx> {
    let site = built.site(visit.location?);
    let stands = |place: &PlaceIx| week.travel.site(*place) == site;
    last.filter(stands).or(next.filter(stands))
}

/// Sessions are alike but for their number: the placed ones are numbered by date, and those
/// that a pin names keep their number. Those that are not placed get the numbers that are left.
fn number_sessions(week: &Week, routes: &mut [Route]) -> Renamed {
    let mut placed: BTreeMap<&str, Vec<(Moment, TaskIx)>> = BTreeMap::new();
    for stop in routes.iter().flat_map(|route| &route.stops) {
        if let Activity::Task(ix) = stop.activity {
            let task = week.task(ix);
            if task.session.is_some() && task.pin.is_none() {
                placed
                    .entry(&task.row_id)
                    .or_default()
                    .push((stop.start, ix));
            }
        }
    }
    let mut renamed: BTreeMap<TaskIx, TaskIx> = BTreeMap::new();
    for sessions in placed.values_mut() {
        sessions.sort_unstable();
        let row = &week.task(sessions[0].1).row_id;
        let same = |task: &&(usize, &crate::domain::task::Task)| {
            &task.1.row_id == row && task.1.pin.is_none()
        };
        let units = week.tasks.iter().enumerate();
        let mut free: Vec<TaskIx> = units
            .filter(|task| same(&task))
            .map(|(ix, _)| TaskIx::at(ix))
            .collect();
        free.sort_unstable_by_key(|&ix| week.task(ix).session);
        let is_out = |ix: &TaskIx| !sessions.iter().any(|(_, placed)| placed == ix);
        let out: Vec<TaskIx> = free.iter().copied().filter(is_out).collect();
        let by_date = sessions.iter().map(|&(_, ix)| ix).chain(out);
        renamed.extend(by_date.zip(free));
    }
    for stop in routes.iter_mut().flat_map(|route| &mut route.stops) {
        if let Activity::Task(ix) | Activity::Notes(ix) = &mut stop.activity {
            *ix = renamed.get(ix).copied().unwrap_or(*ix);
        }
    }
    Renamed(renamed)
}
