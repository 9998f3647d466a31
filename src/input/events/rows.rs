//! Events written into the tables: rows and cells that every command reads from then on.

use super::{Event, place_of};
use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::ids::{PlaceIx, ShiftIx, StaffIx, Work};
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::time::{Day, Minutes, Moment, Span, Spans};
use crate::input::drafts::Drafts;
use crate::table::Fault;

impl Drafts {
    /// Writes an event into the tables; `plan` is what the week had before it.
    ///
    /// # Errors
    /// When a table cannot be read or changed.
    pub fn happen(
        &mut self,
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        event: &Event,
    ) -> Result<(), Fault> {
        match event {
            Event::NoShow(work) => {
                // It is told when one knows it, and it was when the visit was to be.
                let planned = place_of(plan, *work).map(|(_, stop)| stop.start);
                self.logged(week, plan, planned.unwrap_or(as_of), *work, "no_show")?;
                self.let_go(week, plan, *work)
            }
            Event::Off(work) => {
                self.logged(week, plan, as_of, *work, "cancelled")?;
                self.pin(week, *work, &[("mode", "never")])
            }
            Event::Late(who, minutes) => {
                let from = free_from(week, plan, as_of, *who);
                self.busy(week, *who, from, from + *minutes)
            }
            Event::Sick(who, day) => self.sick(week, plan, as_of, *who, *day),
            Event::Move(work, at) => {
                let (date, start) = when(week, *at);
                self.open_for(week, *work, *at)?;
                let cells = [
                    ("date", date.as_str()),
                    ("start", &start),
                    ("mode", "promised"),
                ];
                self.pin(week, *work, &cells)
            }
            Event::Keep(work) => self.hold(week, plan, *work, "keep"),
            Event::Confirm(work, None) => self.hold(week, plan, *work, "promised"),
            Event::Confirm(work, Some(at)) => {
                self.happen(week, plan, as_of, &Event::Move(*work, *at))
            }
            Event::Decline(work) => self.decline(week, plan, *work),
            Event::Close(place) => self.close(week, plan, as_of, *place),
            Event::Add(cells) => {
                let cells: Vec<(&str, &str)> = cells
                    .iter()
                    .map(|(column, text)| (*column, text.as_str()))
                    .collect();
                self.row(week, "tasks.csv", &cells)
            }
        }
    }

    /// Pins it where the plan has it.
    fn hold(&mut self, week: &Week, plan: &Plan, work: Work, mode: &str) -> Result<(), Fault> {
        let Some((route, stop)) = place_of(plan, work) else {
            return Ok(());
        };
        let (date, start) = when(week, stop.start);
        let who = week.member(week.shift(route.shift).staff).id.as_str();
        let cells = [
            ("staff_id", who),
            ("date", date.as_str()),
            ("start", &start),
            ("mode", mode),
        ];
        self.pin(week, work, &cells)
    }

    /// Takes day and time out of a pin that holds something where the plan has it; it stays
    /// required, and with whom it is.
    ///
    /// # Errors
    /// When a table cannot be read or changed.
    pub fn let_go(&mut self, week: &Week, plan: &Plan, work: Work) -> Result<(), Fault> {
        let (Some(pin), Some((_, stop))) = (week.pin(work), place_of(plan, work)) else {
            return Ok(());
        };
        let is_there = pin.day == Some(week.clock.day_of(stop.start))
            && pin.start.is_none_or(|start| start == stop.start);
        if pin.never || !is_there {
            return Ok(());
        }
        let who = pin.staff.map_or("", |who| week.member(who).id.as_str());
        self.pin(week, work, &[("staff_id", who), ("mode", "keep")])
    }

    /// Takes the time at which the plan has a task out of its windows, and out of its pin.
    fn decline(&mut self, week: &Week, plan: &Plan, work: Work) -> Result<(), Fault> {
        let (Work::Task(ix), Some((_, stop))) = (work, place_of(plan, work)) else {
            return Err(Fault::error("rides.csv", "has the times of rides")
                .remedy("change pickup_from and pickup_to there"));
        };
        let task = week.task(ix);
        let declined = Spans::union([Span::new(stop.start, stop.end)]);
        let left = task.windows.iter().flat_map(|&window| {
            let left = Spans::union([window]).minus(&declined);
            left.iter().collect::<Vec<_>>()
        });
        let left = left.filter(|window| window.minutes() >= task.minutes);
        let left: Vec<Span> = left.collect();
        if left.is_empty() {
            return self.pin(week, work, &[("mode", "never")]);
        }
        if task.pin.is_some_and(|pin| pin.start.is_some()) {
            self.let_go(week, plan, work)?;
        }
        self.grant(week, &Grant::windows(week, &task.row_id, left))
    }

    fn logged(
        &mut self,
        week: &Week,
        plan: &Plan,
        at: Moment,
        work: Work,
        outcome: &str,
    ) -> Result<(), Fault> {
        let (kind, id) = match work {
            Work::Task(ix) => (week.task(ix).kind.name(), week.work_id(work)),
            Work::Ride(_) => ("", week.work_id(work)),
        };
        let date = week.clock.date(week.clock.day_of(at)).to_string();
        let who = place_of(plan, work)
            .map(|(route, _)| week.member(week.shift(route.shift).staff).id.as_str());
        let cells = [
            ("date", date.as_str()),
            ("task_id", id),
            ("kind", kind),
            ("staff_id", who.unwrap_or_default()),
            ("outcome", outcome),
        ];
        self.row(week, "log.csv", &cells)
    }

    /// Sets a pin: its row where there is one, else a new one.
    fn pin(
        &mut self,
        week: &Week,
        work: Work,
        cells: &[(&'static str, &str)],
    ) -> Result<(), Fault> {
        let id = week.work_id(work);
        // Two events may pin the same, as a place that is closed and a ride that is off.
        let is_there = week.pin(work).is_some() || !self.pinned.insert(id.to_owned());
        if is_there {
            for column in ["staff_id", "date", "start", "mode"] {
                let cell = cells.iter().find(|(name, _)| *name == column);
                let value = cell.map_or("", |(_, text)| *text).to_owned();
                let grant = Grant::Cell {
                    file: "pins.csv",
                    id: id.to_owned(),
                    column,
                    value,
                };
                // A row of `T5` may stand for `T5#2`: then it gets one of its own, and is told.
                self.grant(week, &grant)?;
            }
            return Ok(());
        }
        let row: Vec<(&str, &str)> = std::iter::once(("task_id", id))
            .chain(cells.iter().copied())
            .collect();
        self.row(week, "pins.csv", &row)
    }

    /// What was agreed is one of its windows.
    fn open_for(&mut self, week: &Week, work: Work, at: Moment) -> Result<(), Fault> {
        let Work::Task(ix) = work else { return Ok(()) };
        let task = week.task(ix);
        let agreed = Span::new(at, at + task.minutes);
        if task.windows.iter().any(|window| window.holds(agreed)) {
            return Ok(());
        }
        let all = task.windows.iter().copied().chain([agreed]);
        self.grant(week, &Grant::windows(week, &task.row_id, all))
    }

    fn busy(&mut self, week: &Week, who: StaffIx, from: Moment, to: Moment) -> Result<(), Fault> {
        let day = week.clock.day_of(from);
        let to = to.min(week.clock.whole_day(day).to);
        let date = week.clock.date(day).to_string();
        let at = |moment| week.clock.hhmm(moment, Some(day));
        let cells = [
            ("person_id", week.member(who).id.as_str()),
            ("date", &date),
            ("start", &at(from)),
            ("end", &at(to)),
            ("status", "busy"),
        ];
        self.row(week, "availability.csv", &cells)
    }

    /// Away: the shift that is under way ends when they are home, and for the rest of the day
    /// they are busy.
    fn sick(
        &mut self,
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        who: StaffIx,
        day: Day,
    ) -> Result<(), Fault> {
        let whole = week.clock.whole_day(day);
        let begun = |stop: &&Stop| stop.start < as_of && stop.activity != Activity::Start;
        let of_day = plan.routes.iter().filter(|route| {
            let shift = week.shift(route.shift);
            shift.staff == who && shift.day == day
        });
        let mut begun = of_day.filter_map(|route| Some((route, route.stops.iter().rfind(begun)?)));
        // Of a split shift the part that began last.
        let Some((route, last)) = begun.next_back() else {
            let from = match week.clock.day_of(as_of) == day {
                true => free_from(week, plan, as_of, who),
                false => whole.from,
            };
            return self.busy(week, who, from, whole.to);
        };
        let home = home_by(week, route.shift, last, as_of) + pending(week, route, as_of);
        self.end_at(week, route.shift, home)?;
        let later = week.shifts.iter().filter(|shift| {
            (shift.staff, shift.day) == (who, day)
                && shift.span.from >= week.shift(route.shift).span.to
        });
        match later.map(|shift| shift.span.from).min() {
            Some(from) => self.busy(week, who, from.max(as_of), whole.to),
            None => Ok(()),
        }
    }

    /// Ends a shift at a moment, where it would end later.
    fn end_at(&mut self, week: &Week, shift: ShiftIx, at: Moment) -> Result<(), Fault> {
        let shift = week.shift(shift);
        let date = week.clock.date(shift.day);
        let start = week.clock.hhmm(shift.span.from, Some(shift.day));
        let id = format!("{}@{date} {start}", week.member(shift.staff).id);
        let ends = [("end", shift.span.to), ("latest_end", shift.latest_end)];
        for (column, _) in ends.into_iter().filter(|(_, end)| at < *end) {
            let grant = Grant::Cell {
                file: "shifts.csv",
                id: id.clone(),
                column,
                value: week.clock.hhmm(at, Some(shift.day)),
            };
            self.grant(week, &grant)?;
        }
        Ok(())
    }

    /// Tasks at a place lose the rest of today in their windows, rides from or to it are called
    /// off; what has begun keeps its time.
    fn close(
        &mut self,
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        place: PlaceIx,
    ) -> Result<(), Fault> {
        let today = week.clock.day_of(as_of);
        let midnight = week.clock.whole_day(today).to;
        let is_here = |at: PlaceIx| at == place || week.place(at).part_of == Some(place);
        let mut rows: Vec<&str> = Vec::new();
        for (ix, task) in week.tasks.iter().enumerate() {
            if !task.place.is_some_and(is_here) || rows.contains(&task.row_id.as_str()) {
                continue;
            }
            rows.push(&task.row_id);
            let begun = begun_of(week, plan, as_of, &task.row_id);
            let closed = Span::new(begun.unwrap_or(as_of).max(as_of), midnight);
            let closed = Spans::union([closed]);
            let cut = task.windows.iter().flat_map(|&window| {
                let left = Spans::union([window]).minus(&closed);
                left.iter().collect::<Vec<_>>()
            });
            let left: Vec<Span> = cut.filter(|left| left.minutes() >= task.minutes).collect();
            if left == task.windows {
                continue;
            }
            let is_over = begun.is_none() && left.iter().all(|window| window.to <= as_of);
            match is_over {
                true => {
                    let work = Work::Task(crate::domain::ids::TaskIx::at(ix));
                    self.pin(week, work, &[("mode", "never")])?;
                }
                false => self.grant(week, &Grant::windows(week, &task.row_id, left))?,
            }
        }
        for work in week.work() {
            if let Work::Ride(ix) = work {
                let ride = week.ride(ix);
                let has_begun = place_of(plan, work).is_some_and(|(_, stop)| stop.start < as_of);
                let is_ahead = ride.day == today && ride.pickup.to > as_of && !has_begun;
                if is_ahead && (is_here(ride.from()) || is_here(ride.to())) {
                    self.pin(week, work, &[("mode", "never")])?;
                }
            }
        }
        Ok(())
    }
}

/// When the last of what has begun of a row of tasks.csv ends; none: nothing has.
fn begun_of(week: &Week, plan: &Plan, as_of: Moment, row_id: &str) -> Option<Moment> {
    let stops = plan.routes.iter().flat_map(|route| &route.stops);
    let of_row = stops.filter(|stop| match stop.activity {
        Activity::Task(ix) => stop.start < as_of && week.task(ix).row_id == row_id,
        _ => false,
    });
    of_row.map(|stop| stop.end).max()
}

/// When somebody has ended what they had begun.
fn free_from(week: &Week, plan: &Plan, as_of: Moment, who: StaffIx) -> Moment {
    let is_there = |(route, stop): &(&Route, &Stop)| {
        week.shift(route.shift).staff == who || stop.partners.contains(&who)
    };
    let stops = plan.routes.iter();
    let stops = stops.flat_map(|route| route.stops.iter().map(move |stop| (route, stop)));
    let begun = stops
        .filter(is_there)
        .filter(|(_, stop)| stop.start < as_of)
        .map(|(_, stop)| stop.end);
    begun.max().map_or(as_of, |end| end.max(as_of))
}

/// What a day that has begun still asks for before it can end: writing up what was done, and
/// the time that is kept free.
fn pending(week: &Week, route: &Route, as_of: Moment) -> Minutes {
    let is_done = |work: Option<Work>| {
        let mut stops = route.stops.iter();
        stops.any(|stop| {
            matches!(stop.activity, Activity::Task(_))
                && stop.activity.work() == work
                && stop.start < as_of
        })
    };
    let ahead = route.stops.iter().filter(|stop| stop.start >= as_of);
    let left = ahead.filter(|stop| match stop.activity {
        Activity::Notes(_) => is_done(stop.activity.work()),
        Activity::Reserve => week.policy.reserve > Minutes(0),
        _ => false,
    });
    left.map(|stop| stop.end - stop.start).sum()
}

/// When somebody is home who leaves at once after a stop, or when a busy time that is in the way
/// is over.
fn home_by(week: &Week, shift: ShiftIx, last: &Stop, as_of: Moment) -> Moment {
    let shift = week.shift(shift);
    let site = |place| week.travel.site(place);
    let home = |leave: Moment| match last.place.zip(shift.end_place) {
        Some((from, to)) => leave + week.travel.drive(site(from), site(to), leave),
        None => leave,
    };
    let mut leave = last.end.max(as_of);
    for busy in week.member(shift.staff).busy.iter() {
        if busy.from < home(leave) && leave < busy.to {
            leave = busy.to;
        }
    }
    home(leave)
}

fn when(week: &Week, at: Moment) -> (String, String) {
    let day = week.clock.day_of(at);
    (week.clock.date(day).to_string(), week.clock.hhmm(at, None))
}
