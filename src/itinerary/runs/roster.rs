//! roster-SCHOOL.html: who comes with which vehicle and when, and who leaves with it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::super::names::People;
use super::super::page;
use super::words::{by_days, clock, day_names};
use crate::domain::ids::PlaceIx;
use crate::domain::ride::Direction;
use crate::domain::run::{RunActivity, RunPlan};
use crate::domain::time::Day;

/// A student's line: time, vehicle, run, who, and what must be seen to.
type Line = (String, String, String, String);

/// The rosters in order of schools: the school, and the page.
pub(super) fn rosters(
    people: People,
    plan: &RunPlan,
    ids: &[Vec<String>],
) -> Vec<(PlaceIx, String)> {
    let week = people.week;
    let rides = plan.outings.iter().flat_map(|outing| &outing.stops);
    let rides = rides.filter_map(|stop| stop.activity.ride());
    let schools: BTreeSet<PlaceIx> = rides.map(|ride| week.ride(ride).school).collect();
    let pages = schools.into_iter().map(|school| {
        let of = |way| {
            by_days(
                lines(people, plan, ids, (school, way))
                    .into_iter()
                    .collect(),
            )
        };
        let (come, go) = (of(Direction::ToSchool), of(Direction::FromSchool));
        let name = match week.place(school).name.trim() {
            "" => &week.place(school).id,
            name => name,
        };
        let body = html! {
            section.sheet {
                header.top { h1 { (name) } p.who { "Week of " (week.clock.monday()) } }
                (table("Arrive", &come))
                (table("Leave", &go))
                footer { strong { (page::SHRED) } span { "Bus roster" } }
            }
        };
        let title = format!("Roster {}", week.place(school).id);
        (school, page::frame(&title, false, &body))
    });
    pages.collect()
}

fn lines(
    people: People,
    plan: &RunPlan,
    ids: &[Vec<String>],
    (school, way): (PlaceIx, Direction),
) -> BTreeMap<Day, Vec<Line>> {
    let week = people.week;
    let mut lines: BTreeMap<Day, Vec<Line>> = BTreeMap::new();
    for (outing, ids) in plan.outings.iter().zip(ids) {
        for (stop, run) in outing.stops.iter().zip(ids) {
            let Some(ride) = stop.activity.ride().map(|ride| week.ride(ride)) else {
                continue;
            };
            let at_school = match way {
                Direction::ToSchool => matches!(stop.activity, RunActivity::Dropoff(_)),
                Direction::FromSchool => matches!(stop.activity, RunActivity::Pickup(_)),
            };
            if !at_school || ride.school != school || ride.direction != way {
                continue;
            }
            let who = people.person(ride.student);
            let who = who.unwrap_or_else(|| week.person(ride.student).id.clone());
            let needs = super::super::sheet::needs(ride).join(", ");
            let at = clock(week, outing.day, stop.start);
            lines
                .entry(outing.day)
                .or_default()
                .push((at, run.clone(), who, needs));
        }
    }
    lines.values_mut().for_each(|lines| lines.sort_unstable());
    lines
}

fn table(what: &str, groups: &[(Vec<Day>, Vec<Line>)]) -> Markup {
    html! {
        @for (days, lines) in groups {
            h2 { (what) ", " (day_names(days)) }
            table {
                thead { tr { th scope="col" { "Time" } th scope="col" { "Run" } th scope="col" { "Student" } th scope="col" { "Needs" } } }
                tbody { @for (at, run, who, needs) in lines {
                    tr { th scope="row" { (at) } td { (run) } td { (who) } td { (needs) } }
                } }
            }
        }
    }
}
