//! A plan into ids.

use chrono::SecondsFormat;

use super::{
    Document, FORMAT, FitDocument, RouteDocument, StandbyDocument, StopDocument, TotalsDocument,
    UnplacedDocument, shifts_of,
};
use crate::domain::Week;
use crate::domain::ids::PersonIx;
use crate::domain::plan::{Activity, Plan, Route, Stop, Totals, Unplaced};
use crate::domain::standby::{Fit, Standby};
use crate::domain::task::{About, Value};
use crate::domain::time::{Moment, WeekClock};

impl Document {
    /// A plan by ids.
    pub fn of(week: &Week, plan: &Plan) -> Self {
        Self {
            format: FORMAT,
            version: plan.version,
            week: week.clock.monday().to_string(),
            time_zone: week.clock.zone().name().to_owned(),
            status: plan.status.name().to_owned(),
            p80: week.is_cautious,
            value_bound: plan.value_bound.map(Value::points),
            seed: plan.seed,
            seconds: plan.seconds,
            totals: TotalsDocument::of(&plan.totals),
            routes: plan
                .routes
                .iter()
                .map(|route| RouteDocument::of(week, route))
                .collect(),
            unplaced: plan
                .unplaced
                .iter()
                .map(|one| UnplacedDocument::of(week, one))
                .collect(),
            standby: plan
                .standby
                .iter()
                .map(|one| StandbyDocument::of(week, one))
                .collect(),
            overdue: (week.tasks.iter())
                .filter(|task| task.overdue && task.due.is_some())
                .map(|task| task.id.clone())
                .collect(),
            inputs: None,
            history: Vec::new(),
        }
    }
}

impl TotalsDocument {
    fn of(totals: &Totals) -> Self {
        Self {
            value: totals.value.points(),
            placed: totals.placed,
            unplaced: totals.unplaced,
            required_unplaced: totals.required_unplaced,
            deadlines_missed: totals.deadlines_missed,
            families_not_reached: totals.families_not_reached,
            drive_minutes: totals.drive.0,
            metres: totals.metres.0,
            paid_minutes: totals.paid.0,
            overtime_minutes: totals.overtime.0,
            dollars: totals.money.dollars(),
            preferred_minutes: totals.preferred.0,
        }
    }
}

impl RouteDocument {
    fn of(week: &Week, route: &Route) -> Self {
        let shift = week.shift(route.shift);
        let earlier = shifts_of(week, shift.staff, shift.day).position(|ix| ix == route.shift);
        Self {
            staff_id: week.member(shift.staff).id.clone(),
            date: week.clock.date(shift.day).to_string(),
            shift: earlier.map_or(1, |earlier| earlier + 1),
            stops: route
                .stops
                .iter()
                .map(|stop| StopDocument::of(week, stop))
                .collect(),
        }
    }
}

impl StopDocument {
    fn of(week: &Week, stop: &Stop) -> Self {
        let place = stop.place.map(|place| week.place(place));
        let (kind, about, attendees) = of_work(week, stop.activity);
        let at = |moment| time_text(&week.clock, moment);
        Self {
            activity: stop.activity.name().to_owned(),
            id: stop
                .activity
                .work()
                .map(|work| week.work_id(work).to_owned()),
            place_id: place
                .filter(|place| !place.confidential)
                .map(|place| place.id.clone()),
            confidential: place.is_some_and(|place| place.confidential),
            arrive: at(stop.arrive),
            start: at(stop.start),
            end: at(stop.end),
            leave: at(stop.leave),
            drive_minutes: stop.drive.0,
            metres: stop.metres.0,
            slack_minutes: stop.slack.0,
            riders: stop.riders,
            partners: stop
                .partners
                .iter()
                .map(|&who| week.member(who).id.clone())
                .collect(),
            kind,
            about,
            attendees,
        }
    }
}

/// What is noted of a task or ride where it begins: its kind or direction, whom it is about, and
/// who expects it.
fn of_work(week: &Week, activity: Activity) -> (Option<String>, Option<String>, Vec<String>) {
    let person = |who: PersonIx| week.person(who).id.clone();
    match activity {
        Activity::Task(ix) => {
            let task = week.task(ix);
            let about = task.about.map(|about| match about {
                About::Person(who) => person(who),
                About::Family(family) => week.families[family.ix()].clone(),
                About::Case(case) => week.cases[case.ix()].id.clone(),
            });
            let attendees = task.attendees.iter().map(|&who| person(who)).collect();
            (Some(task.kind.name().to_owned()), about, attendees)
        }
        Activity::Pickup(ix) => {
            let ride = week.ride(ix);
            let receivers = week.receivers(ride).map(person).collect();
            let direction = ride.direction.name().to_owned();
            (Some(direction), Some(person(ride.student)), receivers)
        }
        _ => (None, None, Vec::new()),
    }
}

impl UnplacedDocument {
    fn of(week: &Week, one: &Unplaced) -> Self {
        Self {
            id: week.work_id(one.work).to_owned(),
            standing: one.standing.name().to_owned(),
            rule: one.rule.map(|rule| rule.name().to_owned()),
            reason: one.reason.clone(),
            fix: one.fix.clone(),
            grant: one.grant.clone(),
            proven: one.proven,
            reason_proven: one.reason_proven,
        }
    }
}

impl StandbyDocument {
    fn of(week: &Week, one: &Standby) -> Self {
        let fit = |fit: &Fit| FitDocument {
            failed: week.work_id(fit.failed).to_owned(),
            start: time_text(&week.clock, fit.start),
            more_drive_minutes: fit.more_drive.0,
        };
        Self {
            staff_id: week.member(one.staff).id.clone(),
            date: week.clock.date(one.day).to_string(),
            id: week.work_id(one.work).to_owned(),
            sooner: one.is_sooner,
            fits: one.fits.iter().map(fit).collect(),
        }
    }
}

/// `2026-11-30T08:30:00-08:00`.
pub(super) fn time_text(clock: &WeekClock, moment: Moment) -> String {
    let at = clock.utc(moment).with_timezone(&clock.zone());
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}
