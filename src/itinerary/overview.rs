//! week.html and week-STAFF.html: the plan at a glance and a person's week, by ids, kinds and
//! codes. These may be left on a desk; names are on the day sheets.

use maud::{Markup, html};

use super::codes::Codes;
use super::counts::Counts;
use super::drives::Drives;
use super::{chart, page, unplaced, words};
use crate::domain::Week;
use crate::domain::ids::{StaffIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::time::{Day, Minutes};

/// What both pages are made from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub week: &'a Week,
    pub plan: &'a Plan,
    pub codes: &'a Codes,
    pub drives: &'a Drives<'a>,
}

impl View<'_> {
    /// The days to show: those on which anybody has a route, and Monday to Friday.
    fn days(&self) -> Vec<Day> {
        let is_used = |day: Day| {
            self.plan
                .routes
                .iter()
                .any(|route| self.week.shift(route.shift).day == day)
        };
        Day::all()
            .filter(|&day| day.0 < 5 || is_used(day))
            .collect()
    }

    /// Somebody's routes of a day; both of a split shift.
    fn routes(&self, staff: StaffIx, day: Day) -> Vec<&Route> {
        let is_of = |route: &&Route| {
            let shift = self.week.shift(route.shift);
            shift.staff == staff && shift.day == day
        };
        self.plan.routes.iter().filter(is_of).collect()
    }

    /// `08:40-12:30`, from departure to return.
    fn out_and_back(&self, route: &Route) -> String {
        let day = self.week.shift(route.shift).day;
        let (Some(first), Some(last)) = (route.stops.first(), route.stops.last()) else {
            return String::new();
        };
        let at = |moment| words::clock(self.week, day, moment);
        format!("{}\u{2013}{}", at(first.leave), at(last.arrive))
    }

    /// What somebody does on a day, with the start of each; to come along counts.
    fn stops(&self, staff: StaffIx, day: Day) -> Vec<(String, &Stop)> {
        let of_day = self
            .plan
            .routes
            .iter()
            .filter(|route| self.week.shift(route.shift).day == day);
        let mut all: Vec<&Stop> = of_day
            .flat_map(|route| {
                let is_own = self.week.shift(route.shift).staff == staff;
                route
                    .stops
                    .iter()
                    .filter(move |stop| is_own || stop.partners.contains(&staff))
            })
            .filter(|stop| !matches!(stop.activity, Activity::Start | Activity::End))
            .collect();
        all.sort_by_key(|stop| stop.start);
        all.into_iter()
            .map(|stop| (words::clock(self.week, day, stop.start), stop))
            .collect()
    }

    fn line(&self, stop: &Stop) -> Markup {
        let is_overdue = stop
            .activity
            .work()
            .is_some_and(|work| words::is_overdue(self.week, work));
        html! {
            (words::headline(self.week, self.codes, stop.activity))
            @if let Some(id) = words::id_of_day(self.week, self.codes, stop.activity) { " " span.soft { (id) } }
            @if is_overdue { " " span.marked { "overdue" } }
        }
    }
}

fn driving(routes: &[&Route]) -> (Minutes, Metres) {
    let stops = || routes.iter().flat_map(|route| &route.stops);
    (
        stops().map(|stop| stop.drive).sum(),
        stops().map(|stop| stop.metres).sum(),
    )
}

/// week.html.
pub(super) fn week_page(view: View, working: &[StaffIx]) -> String {
    let (week, plan) = (view.week, view.plan);
    let title = format!("Plan of the week of {}", week.clock.monday());
    let body = html! {
        header.top {
            h1 { "Week of " span.date { (words::long_date(week, Day(0))) } }
            p.who { "Plan " (plan.version) }
        }
        (headline(view))
        h2 id="days" { "Who does what, day by day" }
        (grid(view, working))
        h2 id="unplaced" { "What is not in the plan" }
        (left_out(view))
        (chart::map(week, plan, view.drives))
        h2 id="totals" { "What it comes to" }
        (totals(view, working))
        (page::foot(week, plan, ""))
    };
    page::frame(&title, true, &body)
}

fn headline(view: View) -> Markup {
    let counts = Counts::of(view.week, view.plan);
    let of = |done: u32, all: u32| format!("{done} of {all}");
    html! {
        div.headline {
            p { strong { (of(counts.placed, counts.asked)) } "tasks and rides placed" }
            p { strong { (of(counts.reached, counts.families)) } "families reached" }
            p { strong { (of(counts.kept, counts.deadlines)) } "deadlines kept" }
        }
        p { (words::quality(view.plan)) }
    }
}

fn grid(view: View, working: &[StaffIx]) -> Markup {
    let days = view.days();
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="days" {
            table.grid {
                thead { tr {
                    th scope="col" { "Who" }
                    @for &day in &days { th scope="col" { (words::short_date(view.week, day)) } }
                } }
                tbody { @for &staff in working { tr {
                    th scope="row" { (view.week.member(staff).id) }
                    @for &day in &days { td { (grid_cell(view, staff, day)) } }
                } } }
            }
        }
    }
}

fn grid_cell(view: View, staff: StaffIx, day: Day) -> Markup {
    let stops = view.stops(staff, day);
    html! {
        @if stops.is_empty() { span.none { @if view.week.no_work.contains(&day) { "no work" } @else { "\u{2013}" } } }
        @else {
            @for route in view.routes(staff, day) { p.span { (view.out_and_back(route)) } }
            ul { @for (time, stop) in &stops { li { span.soft { (time) } span { (view.line(stop)) } } } }
        }
    }
}

fn left_out(view: View) -> Markup {
    let all = unplaced::sorted(view.week, view.plan);
    html! {
        @if all.is_empty() { p { "Nothing: all that was asked for is in it." } }
        @else {
            table {
                thead { tr {
                    th scope="col" style="width:15%" { "What" }
                    th scope="col" style="width:13%" { "Meaning" }
                    th scope="col" { "Why" }
                    th scope="col" style="width:30%" { "What would bring it in" }
                } }
                tbody { @for one in all { tr {
                    th scope="row" {
                        (view.week.work_id(one.work)) " " (kind(view.week, one.work))
                        @if view.week.is_required(one.work) { " " span.marked { "required" } }
                        @if words::is_overdue(view.week, one.work) { " " span.marked { "overdue" } }
                    }
                    td { (words::standing(one.standing)) }
                    td { (one.reason) @if !one.reason_proven { span.soft { " (the best that was found, not proven)" } } }
                    td { (one.fix) @if !one.grant.is_empty() { p.soft.small { (one.grant) @if one.proven { " (shown by a plan made with it)" } } } }
                } } }
            }
        }
    }
}

fn kind(week: &Week, work: Work) -> &'static str {
    match work {
        Work::Task(task) => words::kind_words(week.task(task).kind),
        Work::Ride(_) => "Ride",
    }
}

fn totals(view: View, working: &[StaffIx]) -> Markup {
    let all = &view.plan.totals;
    let own = |staff: StaffIx| -> Vec<&Route> {
        view.plan
            .routes
            .iter()
            .filter(|route| view.week.shift(route.shift).staff == staff)
            .collect()
    };
    let days = |routes: &[&Route]| {
        let mut days: Vec<Day> = routes
            .iter()
            .map(|route| view.week.shift(route.shift).day)
            .collect();
        days.dedup();
        days.len()
    };
    html! {
        dl.figures {
            (page::figure("paid hours", &words::hours(all.paid), false))
            (page::figure("of them overtime", &words::hours(all.overtime), false))
            @if view.week.policy.counts_money { (page::figure("all money", &all.money.words(), false)) }
            (page::figure("value", &words::value(view.plan), false))
        }
        table {
            caption.hidden { "Driving and work of each" }
            thead { tr {
                th scope="col" { "Who" }
                th.num scope="col" { "Days" } th.num scope="col" { "Tasks and rides" }
                th.num scope="col" { "Driving" } th.num scope="col" { "Miles" }
            } }
            tbody { @for &staff in working {
                @let routes = own(staff);
                @let (drive, metres) = driving(&routes);
                @if !routes.is_empty() { tr {
                    th scope="row" { (view.week.member(staff).id) }
                    td.num { (days(&routes)) } td.num { (words::placed(&routes)) }
                    td.num { (words::duration(drive)) } td.num { (words::miles(metres)) }
                } }
            } }
            tfoot { tr {
                th scope="row" { "All" }
                td {} td.num { (all.placed) }
                td.num { (words::duration(all.drive)) } td.num { (words::miles(all.metres)) }
            } }
        }
    }
}

/// week-STAFF.html.
pub(super) fn member_page(view: View, staff: StaffIx) -> String {
    let (week, plan) = (view.week, view.plan);
    let id = &week.member(staff).id;
    let title = format!("{id} week of {}", week.clock.monday());
    let own: Vec<&Route> = plan
        .routes
        .iter()
        .filter(|route| week.shift(route.shift).staff == staff)
        .collect();
    let (drive, metres) = driving(&own);
    let body = html! {
        header.top {
            h1 { "Week of " span.date { (words::long_date(week, Day(0))) } }
            p.who { (id) }
        }
        @if !own.is_empty() {
            dl.figures {
                (page::figure("tasks and rides", &words::placed(&own).to_string(), true))
                (page::figure("driving", &words::duration(drive), false))
                (page::figure("miles", &words::miles(metres), false))
            }
        }
        table {
            caption.hidden { "The days of the week" }
            thead { tr {
                th scope="col" style="width:15%" { "Day" }
                th scope="col" style="width:16%" { "Out and back" }
                th scope="col" { "What" }
                th.num scope="col" style="width:13%" { "Driving" }
                th.num scope="col" style="width:9%" { "Miles" }
            } }
            tbody.days { @for day in view.days() { (member_day(view, staff, day)) } }
        }
        (page::foot(week, plan, ""))
    };
    page::frame(&title, false, &body)
}

fn member_day(view: View, staff: StaffIx, day: Day) -> Markup {
    let routes = view.routes(staff, day);
    let stops = view.stops(staff, day);
    let (drive, metres) = driving(&routes);
    html! {
        tr {
            th scope="row" { (words::short_date(view.week, day)) }
            td { @for route in &routes { p.nowrap { (view.out_and_back(route)) } } }
            td {
                @if stops.is_empty() { span.soft { @if view.week.no_work.contains(&day) { "no work" } @else { "nothing planned" } } }
                ul { @for (time, stop) in &stops { li {
                    span.soft { (time) "\u{2013}" (words::clock(view.week, day, stop.end)) }
                    span { (view.line(stop)) }
                } } }
            }
            td.num { @if !routes.is_empty() { (words::duration(drive)) } }
            td.num { @if !routes.is_empty() { (words::miles(metres)) } }
        }
    }
}
