//! All tables into one week, in the order in which they need each other.

use std::path::Path;
use std::sync::Arc;

use crate::domain::ids::PlaceIx;
use crate::domain::policy::{Budgets, Policy};
use crate::domain::ride::{BusStop, Ride, RideBy, Vehicle};
use crate::domain::road::Network;
use crate::domain::staff::Shift;
use crate::domain::task::Task;
use crate::domain::time::{Day, WeekClock};
use crate::domain::travel::{LatLon, TravelTable};
use crate::domain::{Week, need};
use crate::table::{Fault, Faults};

use super::Asked;
use super::after::{self, Units};
use super::base::{self, Base};
use super::config::{self, Config};
use super::files::{self, Folder, Source};
use super::names::Names;
use super::pins::{self, PinCol};
use super::roads::Extract;
use super::travel::{self, TravelCol};
use super::{
    attendance, expand, handover, locate, rides, stops, tasks, transport_rules, vehicles, walks,
};

/// Reads the week; all that is wrong goes to `faults`, and what comes back is of use only
/// where nothing in there stops the work.
pub(super) fn read(
    dir: &Path,
    asked: &Asked,
    faults: &mut Faults,
) -> Option<(Week, Option<Arc<dyn Network>>)> {
    let config = config::read(dir, asked, faults)?;
    let clock = clock(&config, faults)?;
    let folder = Folder::new(dir, config.shared.as_ref(), faults).with(&asked.drafts);
    folder.check_names(faults);
    let (mut base, besides) = base::read(config, clock, &folder, &asked.kept, faults);
    let tasks_source = folder.table(faults);
    let drafts = tasks::read(&tasks_source, &base, faults);
    let (mut tasks, of_draft) = expand::expand(&drafts, &base, faults);
    tasks::be_overdue(&asked.overdue, (&drafts, &of_draft), &mut tasks, &base);
    let vehicles_source = folder.table(faults);
    let (vehicles, vehicle_names) = vehicles::read(&vehicles_source, &base, faults);
    check_without(&base, &vehicle_names, faults);
    let ride_tables = handover::tables(&folder, asked, faults);
    let by = if vehicles_source.is_there {
        RideBy::Vehicle
    } else {
        RideBy::Liaison
    };
    let ride_rows = handover::rows(&ride_tables, faults);
    let is_whole = ride_tables.iter().all(|source| source.is_whole);
    let mut rides = rides::read(&ride_rows, is_whole, by, &base, faults);
    let handed = handover::hand_over(&ride_tables, &mut rides);
    let ride_ids: Vec<String> = ride_rows.iter().map(|row| row.id.to_owned()).collect();
    let is_whole = is_whole && tasks_source.is_whole;
    let units = Units::new(&drafts, &tasks, &ride_ids, &rides, is_whole, &base);
    after::resolve(
        &drafts, &of_draft, &mut tasks, &rides, &units, &base, faults,
    );
    after::check_circles(&tasks, &drafts, &of_draft, faults);
    let pins = pin_table(&folder, asked, faults);
    let works = (&mut tasks[..], &mut rides[..]);
    pins::apply(&pins, (&units, &handed), works, &base, faults);
    need(&mut tasks, &mut rides);
    let groups = after::group(&drafts, &of_draft, &mut tasks, faults);
    let stops = stops::read(&folder.table(faults), &base.places, faults);
    attendance::check(&folder.table(faults), &base.people, faults);
    if !tasks_source.is_there && ride_tables.is_empty() && folder.find("cases.csv").is_none() {
        let fault = Fault::error(
            "tasks.csv",
            "is missing, and so are cases.csv and rides.csv",
        );
        faults.push(fault.remedy("add one of them"));
    }
    warn_of_languages(&base, &tasks, faults);
    config::check_funds(&tasks, &base.config.funds, faults);
    let mut used = used_places(&base, &tasks, &rides, &besides.shifts, &vehicles);
    locate::fill(&folder, &used, asked.open_map, &mut base, faults);
    let roads = network(&folder, asked, &used, &base, faults);
    let (bus_stops, walks) = walks::read(
        stops,
        &rides,
        roads.as_deref(),
        (&mut base.places, base.config.rides.runs.walk),
        &mut used,
        faults,
    );
    let travel = travel_table(
        &folder,
        roads.as_deref(),
        (&used, &bus_stops),
        &base,
        faults,
    );
    let mut policy = policy(&base, faults);
    policy.rides.rules = transport_rules::read(&folder.table(faults), faults);
    let no_work = Day::all()
        .filter(|day| !base.work_days.contains(day))
        .collect();
    let week = Week {
        clock: base.clock,
        no_work,
        places: base.places.list,
        bells: base.bells.list,
        people: base.people.list,
        families: base.people.family_ids,
        staff: base.staff,
        shifts: besides.shifts,
        tasks,
        groups,
        rides,
        vehicles,
        bus_stops,
        walks,
        cases: base.cases,
        log: besides.log,
        travel,
        policy,
        is_cautious: false,
    };
    Some((week, roads))
}

fn clock(config: &Config, faults: &mut Faults) -> Option<WeekClock> {
    let clock = WeekClock::new(config.start, config.zone);
    if clock.is_none() {
        let fault = Fault::error(config::FILE, "has a start that no calendar reaches");
        faults.push(fault.in_column("week.start"));
    }
    clock
}

/// A path of the command line as the user wrote it.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn pin_table(folder: &Folder, asked: &Asked, faults: &mut Faults) -> Source<PinCol> {
    match &asked.pins {
        Some(path) => match pins::of_itinerary(path) {
            Some(bytes) => files::given(&shown(path), &bytes, faults),
            None => files::load(path, &shown(path), faults),
        },
        None => folder.table(faults),
    }
}

/// The ids that a scenario leaves out are of staff or of vehicles.
fn check_without(base: &Base, vehicles: &Names<usize>, faults: &mut Faults) {
    for (id, origin) in &base.config.extras.without {
        let is_known = base.staff_names.get(id).is_some() || vehicles.get(id).is_some();
        if !is_known && base.staff_names.is_whole() && vehicles.is_whole() {
            let mut bad = base.staff_names.unknown(id);
            "is neither a member of staff nor a vehicle".clone_into(&mut bad.message);
            faults.push(origin.bad(id, bad));
        }
    }
}

/// Warns once of every language that is needed and that nobody speaks.
fn warn_of_languages(base: &Base, tasks: &[Task], faults: &mut Faults) {
    let mut told: Vec<&str> = Vec::new();
    for task in tasks {
        let Some(language) = task.language.as_deref() else {
            continue;
        };
        let is_spoken = base
            .staff
            .iter()
            .any(|member| member.languages.iter().any(|own| own == language));
        if is_spoken || told.contains(&language) {
            continue;
        }
        told.push(language);
        let fault = Fault::warning("tasks.csv", "needs a language that nobody in staff.csv has");
        faults.push(
            fault
                .at(task.line)
                .of_row(&task.row_id)
                .in_column("language"),
        );
    }
}

/// The places to or from which somebody may drive in this week.
fn used_places(
    base: &Base,
    tasks: &[Task],
    rides: &[Ride],
    shifts: &[Shift],
    vehicles: &[Vehicle],
) -> Vec<bool> {
    let mut used = vec![false; base.places.list.len()];
    let mut note = |place: Option<PlaceIx>| {
        if let Some(flag) = place.and_then(|place| used.get_mut(place.ix())) {
            *flag = true;
        }
    };
    tasks.iter().for_each(|task| note(task.place));
    for ride in rides {
        note(Some(ride.home));
        note(Some(ride.school));
    }
    for shift in shifts {
        note(shift.start_place);
        note(shift.end_place);
    }
    base.staff.iter().for_each(|member| note(member.base));
    vehicles.iter().for_each(|vehicle| note(vehicle.place));
    used
}

/// The roads around the used places. Roads that do not open are told once.
fn network(
    folder: &Folder,
    asked: &Asked,
    used: &[bool],
    base: &Base,
    faults: &mut Faults,
) -> Option<Arc<dyn Network>> {
    let extract = Extract::find(folder, asked, base, faults)?;
    let places = (0..used.len()).filter(|ix| used[*ix]);
    let points = places.filter_map(|ix| base.places.point(PlaceIx::at(ix)));
    let points: Vec<LatLon> = points.collect();
    match points.is_empty() {
        true => None,
        false => extract.open(&points, faults),
    }
}

fn travel_table(
    folder: &Folder,
    network: Option<&dyn Network>,
    (used, stops): (&[bool], &[BusStop]),
    base: &Base,
    faults: &mut Faults,
) -> TravelTable {
    let matrix = base.config.matrix.as_ref();
    let file = matrix.map_or("travel.csv", |(file, _)| file.as_str());
    let source: Source<TravelCol> = folder.named(file, faults);
    if let Some((file, origin)) = matrix.filter(|_| !source.is_there) {
        faults.push(origin.fault("names a file that is not there").found(file));
    }
    // A broken matrix would make every drive unknown, which is told once and not for each.
    if source.is_there && !source.is_whole {
        return TravelTable::default();
    }
    travel::read(&source, network, (used, stops), base, faults)
}

fn policy(base: &Base, faults: &mut Faults) -> Policy {
    let config = &base.config;
    let mut staff = Vec::new();
    for ((id, origin), limits) in &config.staff_budget {
        match base.staff_names.find(id) {
            Ok(found) => staff.extend(found.map(|ix| (ix, *limits))),
            Err(bad) => faults.push(origin.bad(id, bad)),
        }
    }
    staff.sort_by_key(|(ix, _)| *ix);
    let has_rate = base.staff.iter().any(|member| member.hourly_rate.is_some());
    Policy {
        lunch: config.lunch,
        reserve: config.reserve,
        riders_alone: config.rides.riders_alone,
        rides: config.rides.runs.clone(),
        counts_money: has_rate || !config.pay.mileage.is_empty(),
        pay: config.pay.clone(),
        trade: config.trade,
        moves: config.moves,
        budgets: Budgets {
            plan: config.budget,
            staff,
        },
        funds: config.funds.clone(),
    }
}
