//! All tables into one week, in the order in which they need each other.

use std::path::Path;

use crate::domain::Week;
use crate::domain::ids::{PlaceIx, StaffIx};
use crate::domain::policy::{Budgets, Policy};
use crate::domain::ride::{Ride, RideBy};
use crate::domain::staff::{Staff, StaffRole};
use crate::domain::task::Task;
use crate::domain::time::{Day, Spans, WeekClock};
use crate::table::{Fault, Faults};

use super::Asked;
use super::after::{self, Units};
use super::availability::{self, Setting};
use super::base::Base;
use super::config::{self, Config};
use super::files::{self, Folder, Source};
use super::names::{Names, rows_by_id};
use super::people::People;
use super::pins::PinCol;
use super::rides::RideCol;
use super::sheet::Line;
use super::shifts::{self, Roster};
use super::staff::StaffCol;
use super::travel::TravelCol;
use super::{
    attendance, bells, cases, expand, log, people, pins, places, resources, rides, staff, stops,
    tasks, travel, vehicles,
};

/// Reads the week; all that is wrong goes to `faults`, and what comes back is of use only
/// where nothing in there stops the work.
pub(super) fn read(dir: &Path, asked: &Asked, faults: &mut Faults) -> Option<Week> {
    let config = config::read(dir, asked, faults)?;
    let clock = clock(&config, faults)?;
    let folder = Folder::new(dir, config.shared.as_ref(), faults);
    folder.check_names(faults);
    let (base, log) = base(config, clock, &folder, faults);
    let tasks_source = folder.table(faults);
    let drafts = tasks::read(&tasks_source, &base, faults);
    let (mut tasks, of_draft) = expand::expand(&drafts, &base, faults);
    let vehicles_source = folder.table(faults);
    let (vehicles, vehicle_names) = vehicles::read(&vehicles_source, &base, faults);
    check_without(&base, &vehicle_names, faults);
    let ride_table = ride_table(&folder, asked, faults);
    let by = if vehicles_source.is_there {
        RideBy::Vehicle
    } else {
        RideBy::Liaison
    };
    let ride_rows = ride_rows(&ride_table, faults);
    let is_whole = ride_table.iter().all(|source| source.is_whole);
    let mut rides = rides::read(&ride_rows, is_whole, by, &base, faults);
    hand_over(&ride_table, &mut rides);
    let ride_ids: Vec<String> = ride_rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    let is_whole = is_whole && tasks_source.is_whole;
    let units = Units::new(&drafts, &tasks, &ride_ids, &rides, is_whole, &base);
    after::resolve(
        &drafts, &of_draft, &mut tasks, &rides, &units, &base, faults,
    );
    after::check_circles(&tasks, &drafts, &of_draft, faults);
    let pins = pin_table(&folder, asked, faults);
    pins::apply(&pins, &units, &mut tasks, &mut rides, &base, faults);
    after::close(&mut tasks, &mut rides);
    let groups = after::group(&drafts, &of_draft, &mut tasks, faults);
    let bus_stops = stops::read(&folder.table(faults), faults);
    attendance::check(&folder.table(faults), &base.people, faults);
    if !tasks_source.is_there && ride_table.is_empty() && folder.find("cases.csv").is_none() {
        let fault = Fault::error(
            "tasks.csv",
            "is missing, and so are cases.csv and rides.csv",
        );
        faults.push(fault.remedy("add one of them"));
    }
    warn_of_languages(&base, &tasks, faults);
    let used = used_places(&base, &tasks, &rides, &log.shifts, &vehicles);
    let travel = travel_table(&folder, &used, &base, faults);
    let policy = policy(&base, faults);
    let no_work = Day::all()
        .filter(|day| !base.work_days.contains(day))
        .collect();
    Some(Week {
        clock: base.clock,
        no_work,
        places: base.places.list,
        bells: base.bells.list,
        people: base.people.list,
        families: base.people.family_ids,
        staff: base.staff,
        shifts: log.shifts,
        tasks,
        groups,
        rides,
        vehicles,
        bus_stops,
        cases: base.cases,
        log: log.log,
        travel,
        policy,
    })
}

fn clock(config: &Config, faults: &mut Faults) -> Option<WeekClock> {
    let clock = WeekClock::new(config.start, config.zone);
    if clock.is_none() {
        let fault = Fault::error(config::FILE, "has a start that no calendar reaches");
        faults.push(fault.in_column("week.start"));
    }
    clock
}

/// What is read with the base and only handed on.
struct Besides {
    shifts: Vec<crate::domain::staff::Shift>,
    log: Vec<crate::domain::case::LogEntry>,
}

fn base(config: Config, clock: WeekClock, folder: &Folder, faults: &mut Faults) -> (Base, Besides) {
    let no_work: Vec<Day> = config
        .no_work
        .iter()
        .filter_map(|date| date.day(&clock))
        .collect();
    let work_days: Vec<Day> = Day::all().filter(|day| !no_work.contains(day)).collect();
    let place_source = required(folder, faults);
    let places = places::read(&place_source, faults);
    let staff_source: Source<StaffCol> = required(folder, faults);
    let staff_rows: Vec<(&str, Line<'_, StaffCol>)> = match &staff_source.sheet {
        Some(sheet) => rows_by_id(sheet, StaffCol::Id, faults),
        None => Vec::new(),
    };
    let staff_file = staff_source
        .sheet
        .as_ref()
        .map_or("staff.csv", |sheet| sheet.file());
    let is_whole = staff_source.is_whole && staff_source.is_there;
    let staff_names = staff::names(&staff_rows, staff_file, is_whole);
    let mut people = people::read(
        &folder.table(faults),
        &staff_rows,
        is_whole,
        &places,
        faults,
    );
    let mut staff = staff::read(&staff_rows, &places, &mut people, faults);
    if staff_source.sheet.is_some() && !staff.iter().any(|member| member.role == StaffRole::Liaison)
    {
        faults.push(
            Fault::error(staff_file, "has no liaison").remedy("add a row with the role liaison"),
        );
    }
    let bells = bells::read(
        &folder.table(faults),
        &places,
        &clock,
        |day| work_days.contains(&day),
        faults,
    );
    let busy = {
        let setting = Setting {
            clock: &clock,
            bells: &bells,
            places: &places,
            names: &people.names,
            hours: &config.hours,
        };
        availability::read(&folder.table(faults), &setting, &mut people.list, faults)
    };
    let without: Vec<StaffIx> = config
        .extras
        .without
        .iter()
        .filter_map(|(id, _)| staff_names.get(id))
        .collect();
    let shifts = {
        let roster = Roster {
            staff: &staff,
            names: &staff_names,
            without: &without,
            places: &places,
            clock: &clock,
            work_days: &work_days,
        };
        shifts::read(&shift_table(folder, &config, faults), &roster, faults)
    };
    be_present(
        &mut staff,
        &people,
        &busy,
        shifts.present,
        &clock,
        &work_days,
    );
    let resources = resources::read(&folder.table(faults), faults);
    let case_source = folder.table(faults);
    let (cases, case_names) = cases::read(
        &case_source,
        &places,
        &people,
        &staff_names,
        &resources,
        faults,
    );
    let (log, done) = log::read(&folder.table(faults), &staff_names, faults);
    let base = Base {
        config,
        clock,
        work_days,
        places,
        people,
        staff,
        staff_names,
        bells,
        cases,
        case_names,
        done,
    };
    let besides = Besides {
        shifts: shifts.list,
        log,
    };
    (base, besides)
}

/// A table without which there is no workspace.
fn required<C: super::sheet::Columns>(folder: &Folder, faults: &mut Faults) -> Source<C> {
    let source = folder.table(faults);
    if !source.is_there {
        let fault = Fault::error(C::FILE, "is missing");
        faults.push(fault.remedy("add it, or name the folder where it lies in [files] shared"));
    }
    source
}

/// shifts.csv, or what a scenario puts in its place.
fn shift_table(folder: &Folder, config: &Config, faults: &mut Faults) -> Source<shifts::ShiftCol> {
    let Some((file, origin)) = &config.extras.shifts else {
        return folder.table(faults);
    };
    let source = folder.named(file, faults);
    if !source.is_there {
        faults.push(origin.fault("names a file that is not there").found(file));
    }
    source
}

/// When staff are busy, and when those who come along are there.
fn be_present(
    staff: &mut [Staff],
    people: &People,
    busy: &[Spans],
    mut present: Vec<Option<Spans>>,
    clock: &WeekClock,
    work_days: &[Day],
) {
    let working = Spans::union(work_days.iter().map(|day| clock.whole_day(*day)));
    for (member, present) in staff.iter_mut().zip(&mut present) {
        let person = member.person.ix();
        member.busy = busy[person].clone();
        let free = people.list[person].availability.free.meet(&working);
        member.present = match (member.role, present.take()) {
            // A liaison comes along with nobody.
            (StaffRole::Liaison, _) => Spans::default(),
            (_, Some(shift)) => shift.meet(&free),
            (_, None) => free,
        };
    }
}

/// rides.csv, and the file of `--rides`.
fn ride_table(folder: &Folder, asked: &Asked, faults: &mut Faults) -> Vec<Source<RideCol>> {
    let own: Source<RideCol> = folder.table(faults);
    let mut all: Vec<Source<RideCol>> = Vec::new();
    if own.is_there {
        all.push(own);
    }
    if let Some(path) = &asked.rides {
        all.push(files::load(path, &shown(path), faults));
    }
    all
}

/// A path of the command line as the user wrote it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The rows of all files; a row of `--rides` stands for one of rides.csv with its id.
fn ride_rows<'a>(
    sources: &'a [Source<RideCol>],
    faults: &mut Faults,
) -> Vec<(&'a str, Line<'a, RideCol>)> {
    let mut rows: Vec<(&str, Line<'_, RideCol>)> = Vec::new();
    for sheet in sources.iter().filter_map(|source| source.sheet.as_ref()) {
        let new = rows_by_id(sheet, RideCol::Id, faults);
        rows.retain(|(id, _)| {
            new.binary_search_by(|(other, _)| super::names::natural(other, id))
                .is_err()
        });
        rows.extend(new);
    }
    rows.sort_by(|a, b| super::names::natural(a.0, b.0));
    rows
}

/// What no vehicle takes is a liaison's, whatever its row says.
fn hand_over(sources: &[Source<RideCol>], rides: &mut [Ride]) {
    let Some(handed) = sources.get(1).and_then(|source| source.sheet.as_ref()) else {
        return;
    };
    let ids: std::collections::HashSet<&str> =
        handed.lines().map(|line| line.text(RideCol::Id)).collect();
    for ride in rides
        .iter_mut()
        .filter(|ride| ids.contains(ride.row_id.as_str()))
    {
        ride.by = RideBy::Liaison;
    }
}

fn pin_table(folder: &Folder, asked: &Asked, faults: &mut Faults) -> Source<PinCol> {
    match &asked.pins {
        Some(path) => files::load(path, &shown(path), faults),
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
    shifts: &[crate::domain::staff::Shift],
    vehicles: &[crate::domain::ride::Vehicle],
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

fn travel_table(
    folder: &Folder,
    used: &[bool],
    base: &Base,
    faults: &mut Faults,
) -> crate::domain::travel::TravelTable {
    let matrix = base.config.matrix.as_ref();
    let file = matrix.map_or("travel.csv", |(file, _)| file.as_str());
    let source: Source<TravelCol> = folder.named(file, faults);
    if let Some((file, origin)) = matrix.filter(|_| !source.is_there) {
        faults.push(origin.fault("names a file that is not there").found(file));
    }
    if let Some((file, origin)) = &base.config.roads {
        let without = if source.is_there {
            "the matrix and straight lines"
        } else {
            "straight lines"
        };
        let fault = origin.warning(format!("is not read yet; drives are reckoned by {without}"));
        faults.push(fault.found(file));
    }
    // A broken matrix would make every drive unknown, which is told once and not for each.
    if source.is_there && !source.is_whole {
        return crate::domain::travel::TravelTable::default();
    }
    travel::read(&source, used, base, faults)
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
        counts_money: has_rate || !config.pay.mileage.is_empty(),
        pay: config.pay.clone(),
        trade: config.trade,
        budgets: Budgets {
            plan: config.budget,
            staff,
        },
    }
}
