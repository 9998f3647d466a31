//! A route from rows: its ends, the place of every stop, arrivals and departures.

use crate::domain::ids::{PlaceIx, ShiftIx};
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::time::{Minutes, Moment};
use crate::input::cells::Bad;
use crate::table::Faults;

use super::{Reader, Row, StopCol};

impl Reader<'_> {
    /// A route from its start to its end, with what follows from its rows.
    pub(super) fn route(&self, shift: ShiftIx, rows: Vec<Row<'_>>, faults: &mut Faults) -> Route {
        let planned = self.week.shift(shift);
        let mut stops: Vec<Stop> = Vec::with_capacity(rows.len() + 2);
        let mut stated = Vec::with_capacity(rows.len() + 2);
        for row in rows {
            self.check_place(&row, faults);
            stops.push(row.stop);
            stated.push(row.stated);
        }
        let is_start = |stop: &Stop| stop.activity == Activity::Start;
        if !stops.first().is_some_and(is_start) {
            let at = stops.first().map_or(planned.span.from, |stop| stop.start);
            stops.insert(0, edge(Activity::Start, at));
            stated.insert(0, (None, None));
        }
        if !stops
            .last()
            .is_some_and(|stop| stop.activity == Activity::End)
        {
            let at = stops.last().map_or(planned.span.from, |stop| stop.end);
            stops.push(edge(Activity::End, at));
            stated.push((None, None));
        }
        self.fill_places(shift, &mut stops);
        self.fill_times(&mut stops, &stated);
        Route { shift, stops }
    }

    /// A task's own place is where it is done, whatever the row says: another one is a fault.
    fn check_place(&self, row: &Row<'_>, faults: &mut Faults) {
        let own = match row.stop.activity {
            Activity::Task(task) => self.week.task(task).place,
            Activity::Pickup(ride) => Some(self.week.ride(ride).from()),
            Activity::Dropoff(ride) => Some(self.week.ride(ride).to()),
            _ => None,
        };
        if let (Some(own), Some(given)) = (own, row.stop.place)
            && own != given
        {
            let bad = Bad::new("is not the place of this task or ride");
            let place = self.week.place(own);
            let bad = match place.confidential {
                true => bad.remedy("leave the cell empty"),
                false => bad.remedy(format!(
                    "write `{}`, or change it in tasks.csv or rides.csv",
                    place.id
                )),
            };
            faults.push(row.line.bad(StopCol::Place, bad));
        }
    }

    /// Where each stop is: the work's own place, the shift's, or where one is anyway. A break
    /// without a place is on the way.
    fn fill_places(&self, shift: ShiftIx, stops: &mut [Stop]) {
        let planned = self.week.shift(shift);
        let mut here: Option<PlaceIx> = None;
        let mut left: Option<Moment> = None;
        for stop in stops {
            // The place of a break at a confidential place is not written; without a drive
            // before it, it is where one is.
            let is_hidden = here.is_some_and(|here| self.week.place(here).confidential);
            let stays = is_hidden && left == Some(stop.start);
            let place = match stop.activity {
                Activity::Start => planned.start_place,
                Activity::End => planned.end_place.or(here),
                Activity::Lunch | Activity::Reserve => stop.place.or(here.filter(|_| stays)),
                activity => self.own_place(activity).or(here),
            };
            stop.place = place;
            here = place.or(here);
            left = Some(stop.end);
        }
    }

    fn own_place(&self, activity: Activity) -> Option<PlaceIx> {
        match activity {
            Activity::Task(task) => self.week.task(task).place,
            Activity::Pickup(ride) => Some(self.week.ride(ride).from()),
            Activity::Dropoff(ride) => Some(self.week.ride(ride).to()),
            _ => None,
        }
    }

    /// Arrivals and departures: those stated where they can be, else as soon as the drive
    /// allows, and at the start itself where it does not, which `verify` then finds.
    fn fill_times(&self, stops: &mut [Stop], stated: &[(Option<Moment>, Option<Moment>)]) {
        let travel = &self.week.travel;
        let mut from: Option<(PlaceIx, Moment)> = None;
        let mut breaks = Minutes(0);
        for ix in 0..stops.len() {
            let (arrive, leave) = stated[ix];
            let next = stops
                .get(ix + 1)
                .map_or(Moment(i32::MAX), |next| next.start);
            let stop = &mut stops[ix];
            let earliest = match (from, stop.place) {
                (Some((origin, left)), Some(place)) => {
                    left + travel.drive(travel.site(origin), travel.site(place), left) + breaks
                }
                _ => stop.start,
            };
            let can_be = |arrive: &Moment| (earliest..=stop.start).contains(arrive);
            stop.arrive = arrive.filter(can_be).unwrap_or(earliest.min(stop.start));
            let is_start = stop.activity == Activity::Start;
            let is_end = stop.activity == Activity::End;
            stop.leave = leave
                .filter(|leave| !is_end && (stop.end..=next).contains(leave))
                .unwrap_or(stop.end);
            if is_start {
                // One sets out when one leaves: a start that is stated too early is no wait.
                stop.arrive = stop.start;
            }
            match stop.place {
                Some(place) => {
                    from = Some((place, stop.leave));
                    breaks = Minutes(0);
                }
                None => breaks += stop.leave - stop.arrive,
            }
        }
    }
}

/// A start or an end that no row states.
fn edge(activity: Activity, at: Moment) -> Stop {
    Stop {
        activity,
        place: None,
        arrive: at,
        start: at,
        end: at,
        leave: at,
        drive: Minutes(0),
        metres: Metres(0),
        slack: Minutes(0),
        riders: 0,
        partners: Vec::new(),
    }
}
