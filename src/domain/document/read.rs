//! Ids into a plan of a week.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{
    Document, DocumentError, RouteDocument, StandbyDocument, StopDocument, TotalsDocument,
    UnplacedDocument, places, shifts_of,
};
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx, StaffIx, TaskIx, Work};
use crate::domain::money::{Metres, Money};
use crate::domain::plan::{Activity, Plan, Route, Standing, Status, Stop, Totals, Unplaced};
use crate::domain::rule::Rule;
use crate::domain::standby::{Fit, Standby};
use crate::domain::task::Value;
use crate::domain::time::{Minutes, Moment, WeekClock};

impl Document {
    /// The plan it is, in a week. Rules are not looked at: that is `verify`'s work.
    ///
    /// # Errors
    /// When it is of another week, names what the week does not have, or gives a time that
    /// is none of this week.
    pub fn plan(&self, week: &Week) -> Result<Plan, DocumentError> {
        let monday = week.clock.monday();
        if self.week != monday.to_string() {
            return Err(DocumentError::OtherWeek {
                found: self.week.clone(),
                week: monday,
            });
        }
        let routes = self.routes.iter().enumerate();
        let unplaced = self.unplaced.iter().enumerate();
        let standby = self.standby.iter().enumerate();
        Ok(Plan {
            version: self.version,
            routes: routes
                .map(|(ix, route)| route.route(week, &format!("routes[{ix}]")))
                .collect::<Result<_, _>>()?,
            unplaced: unplaced
                .map(|(ix, one)| one.unplaced(week, &format!("unplaced[{ix}]")))
                .collect::<Result<_, _>>()?,
            standby: standby
                .map(|(ix, one)| one.standby(week, &format!("standby[{ix}]")))
                .collect::<Result<_, _>>()?,
            status: named(&STATUSES, Status::name, &self.status, "status", "status")?,
            value_bound: self.value_bound.map(value),
            totals: self.totals.totals(),
            seed: self.seed,
            seconds: self.seconds,
        })
    }
}

impl Document {
    /// It without what the week does not have any more: tasks and rides whose rows are gone or
    /// done, routes of shifts that there are no more.
    pub fn known(&self, week: &Week) -> Self {
        let mut known = self.clone();
        let has = |id: &str| task(week, id).is_some() || ride(week, id).is_some();
        known.routes.retain(|route| route.is_there(week));
        for stops in known.routes.iter_mut().map(|route| &mut route.stops) {
            stops.retain(|stop| stop.id.as_deref().is_none_or(has));
            for stop in stops {
                stop.partners.retain(|id| staff(week, id, "").is_ok());
            }
        }
        known.unplaced.retain(|one| has(&one.id));
        known.standby.retain(|one| {
            let mut failed = one.fits.iter().map(|fit| fit.failed.as_str());
            has(&one.id) && failed.all(has) && staff(week, &one.staff_id, "").is_ok()
        });
        known
    }

    /// The shifts of routes that had begun by `as_of` and that the week has no more, though it
    /// has their days: `L1 2026-11-30`.
    pub fn lost_shifts(&self, week: &Week, as_of: Moment) -> Vec<String> {
        let is_begun = |route: &&RouteDocument| {
            let day = route
                .date
                .parse()
                .ok()
                .and_then(|date| week.clock.day(date));
            let first = route.stops.first();
            let left = first.and_then(|stop| moment(&week.clock, &stop.leave));
            day.is_some() && left.is_some_and(|left| left < as_of)
        };
        let lost = self.routes.iter().filter(|route| !route.is_there(week));
        let lost = lost.filter(is_begun);
        lost.map(|route| format!("{} {}", route.staff_id, route.date))
            .collect()
    }

    /// From when on it was changed last: what lay before is past. None for a first plan, and for
    /// one made anew, which is one for all of the week.
    pub fn as_of(&self, week: &Week) -> Option<Moment> {
        let last = self.history.last().filter(|last| !last.is_anew())?;
        moment(&week.clock, &last.as_of)
    }

    /// The ids of all tasks and rides that it names, placed or not, and of their rows in
    /// tasks.csv: what stays in a week that is read for it, whatever the log says is done.
    pub fn kept(&self) -> std::collections::BTreeSet<String> {
        with_rows(self.ids().into_iter())
    }

    /// The ids of all tasks and rides that it names, placed or not.
    pub fn ids(&self) -> std::collections::BTreeSet<String> {
        let stops = self.routes.iter().flat_map(|route| &route.stops);
        let placed = stops.filter_map(|stop| stop.id.clone());
        placed
            .chain(self.unplaced.iter().map(|one| one.id.clone()))
            .collect()
    }
}

/// Ids of tasks and rides, and those of the rows of sessions: of `T5#2` also `T5`.
pub fn with_rows(ids: impl Iterator<Item = String>) -> std::collections::BTreeSet<String> {
    let both = ids.flat_map(|id| {
        let row = id.split_once('#').map(|(row, _)| row.to_owned());
        [Some(id), row]
    });
    both.flatten().collect()
}

const STATUSES: [Status; 4] = [
    Status::Optimal,
    Status::Feasible,
    Status::Incomplete,
    Status::Infeasible,
];
const STANDINGS: [Standing; 3] = [
    Standing::DeadlineMissed,
    Standing::Impossible,
    Standing::CanWait,
];

/// The one of `all` that goes by `text`.
fn named<T: Copy>(
    all: &[T],
    name: fn(T) -> &'static str,
    text: &str,
    at: &str,
    what: &'static str,
) -> Result<T, DocumentError> {
    all.iter()
        .copied()
        .find(|&one| name(one) == text)
        .ok_or_else(|| unknown(at, what, text))
}

fn unknown(at: &str, what: &'static str, id: &str) -> DocumentError {
    DocumentError::Unknown {
        at: at.to_owned(),
        what,
        id: id.to_owned(),
    }
}

/// Points as thousandths.
fn value(points: f64) -> Value {
    Value((points * 1000.0).round() as i64)
}

impl TotalsDocument {
    fn totals(&self) -> Totals {
        Totals {
            value: value(self.value),
            placed: self.placed,
            unplaced: self.unplaced,
            required_unplaced: self.required_unplaced,
            deadlines_missed: self.deadlines_missed,
            families_not_reached: self.families_not_reached,
            drive: Minutes(self.drive_minutes),
            metres: Metres(self.metres),
            paid: Minutes(self.paid_minutes),
            overtime: Minutes(self.overtime_minutes),
            money: Money::from_dollars(self.dollars),
            preferred: Minutes(self.preferred_minutes),
        }
    }
}

impl RouteDocument {
    fn is_there(&self, week: &Week) -> bool {
        let day = self.date.parse().ok().and_then(|date| week.clock.day(date));
        let who = staff(week, &self.staff_id, "").ok();
        day.zip(who).is_some_and(|(day, who)| {
            let nth = self.shift.checked_sub(1);
            nth.is_some_and(|nth| shifts_of(week, who, day).nth(nth).is_some())
        })
    }

    fn route(&self, week: &Week, at: &str) -> Result<Route, DocumentError> {
        let staff = staff(week, &self.staff_id, at)?;
        let day = self.date.parse().ok().and_then(|date| week.clock.day(date));
        let shift = day
            .and_then(|day| shifts_of(week, staff, day).nth(self.shift.checked_sub(1)?))
            .ok_or_else(|| {
                let id = format!("{} {} {}", self.staff_id, self.date, self.shift);
                unknown(at, "shift", &id)
            })?;
        let mut stops = Vec::with_capacity(self.stops.len());
        for (ix, stop) in self.stops.iter().enumerate() {
            stops.push(stop.stop(week, &format!("{at}.stops[{ix}]"))?);
        }
        let hidden: Vec<bool> = self.stops.iter().map(|stop| stop.confidential).collect();
        places::find(week, week.shift(shift), &hidden, &mut stops);
        Ok(Route { shift, stops })
    }
}

impl StopDocument {
    fn stop(&self, week: &Week, at: &str) -> Result<Stop, DocumentError> {
        let place = |id: &String| {
            let found = week.places.iter().position(|place| place.id == *id);
            found
                .map(PlaceIx::at)
                .ok_or_else(|| unknown(at, "place", id))
        };
        let time = |text: &str| {
            moment(&week.clock, text).ok_or_else(|| DocumentError::Time {
                at: at.to_owned(),
                text: text.to_owned(),
            })
        };
        let partners = self.partners.iter().map(|id| staff(week, id, at));
        Ok(Stop {
            activity: self.activity(week, at)?,
            place: self.place_id.as_ref().map(place).transpose()?,
            arrive: time(&self.arrive)?,
            start: time(&self.start)?,
            end: time(&self.end)?,
            leave: time(&self.leave)?,
            drive: Minutes(self.drive_minutes),
            metres: Metres(self.metres),
            slack: Minutes(self.slack_minutes),
            riders: self.riders,
            partners: partners.collect::<Result<_, _>>()?,
        })
    }

    fn activity(&self, week: &Week, at: &str) -> Result<Activity, DocumentError> {
        let id = self.id.as_deref().unwrap_or_default();
        Ok(match self.activity.as_str() {
            "start" => Activity::Start,
            "lunch" => Activity::Lunch,
            "reserve" => Activity::Reserve,
            "end" => Activity::End,
            "task" => Activity::Task(task(week, id).ok_or_else(|| unknown(at, "task", id))?),
            "notes" => Activity::Notes(task(week, id).ok_or_else(|| unknown(at, "task", id))?),
            "pickup" => Activity::Pickup(ride(week, id).ok_or_else(|| unknown(at, "ride", id))?),
            "dropoff" => Activity::Dropoff(ride(week, id).ok_or_else(|| unknown(at, "ride", id))?),
            other => return Err(unknown(at, "activity", other)),
        })
    }
}

impl UnplacedDocument {
    fn unplaced(&self, week: &Week, at: &str) -> Result<Unplaced, DocumentError> {
        let work = task(week, &self.id)
            .map(Work::Task)
            .or_else(|| ride(week, &self.id).map(Work::Ride));
        let rule = |name: &String| Rule::named(name).ok_or_else(|| unknown(at, "rule", name));
        Ok(Unplaced {
            work: work.ok_or_else(|| unknown(at, "task or ride", &self.id))?,
            standing: named(&STANDINGS, Standing::name, &self.standing, at, "standing")?,
            rule: self.rule.as_ref().map(rule).transpose()?,
            reason: self.reason.clone(),
            fix: self.fix.clone(),
            grant: self.grant.clone(),
            proven: self.proven,
            reason_proven: self.reason_proven,
        })
    }
}

impl StandbyDocument {
    fn standby(&self, week: &Week, at: &str) -> Result<Standby, DocumentError> {
        let work = |id: &str| {
            let found = task(week, id).map(Work::Task);
            let found = found.or_else(|| ride(week, id).map(Work::Ride));
            found.ok_or_else(|| unknown(at, "task or ride", id))
        };
        let date = self.date.parse().ok();
        let day = date.and_then(|date| week.clock.day(date));
        let no_time = |text: &str| DocumentError::Time {
            at: at.to_owned(),
            text: text.to_owned(),
        };
        let fits = self.fits.iter().map(|fit| {
            Ok(Fit {
                failed: work(&fit.failed)?,
                start: moment(&week.clock, &fit.start).ok_or_else(|| no_time(&fit.start))?,
                more_drive: Minutes(fit.more_drive_minutes),
            })
        });
        Ok(Standby {
            staff: staff(week, &self.staff_id, at)?,
            day: day.ok_or_else(|| no_time(&self.date))?,
            work: work(&self.id)?,
            is_sooner: self.sooner,
            fits: fits.collect::<Result<_, DocumentError>>()?,
        })
    }
}

fn task(week: &Week, id: &str) -> Option<TaskIx> {
    week.tasks
        .iter()
        .position(|task| task.id == id)
        .map(TaskIx::at)
}

fn ride(week: &Week, id: &str) -> Option<RideIx> {
    week.rides
        .iter()
        .position(|ride| ride.id == id)
        .map(RideIx::at)
}

fn staff(week: &Week, id: &str, at: &str) -> Result<StaffIx, DocumentError> {
    let found = week.staff.iter().position(|member| member.id == id);
    found
        .map(StaffIx::at)
        .ok_or_else(|| unknown(at, "staff member", id))
}
/// The moment of the week that a text means; none outside the week.
pub(super) fn moment(clock: &WeekClock, text: &str) -> Option<Moment> {
    let from_start = |at: DateTime<Utc>| {
        let since = at - clock.utc(Moment(0));
        let minutes = i32::try_from(since.num_minutes()).ok()?;
        (since.num_seconds() == i64::from(minutes) * 60).then_some(Moment(minutes))
    };
    let found = match DateTime::parse_from_rfc3339(text) {
        Ok(at) => from_start(at.with_timezone(&Utc))?,
        Err(_) => {
            let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
            let read = |form| NaiveDateTime::parse_from_str(text, form).ok();
            let wall = forms.into_iter().find_map(read)?;
            clock.moment(clock.day(wall.date())?, wall.time()).ok()?
        }
    };
    let week = clock.whole_week();
    (week.from <= found && found <= week.to).then_some(found)
}
