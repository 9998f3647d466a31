//! What is said of what has no place is true: each shift that is said to be closed, the rule
//! that is said to close it, and each set of required work that is said not to hold together
//! are held to every way that there is.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use liaison::domain::Week;
use liaison::domain::ids::{PlaceIx, RideIx, ShiftIx, TaskIx, Work};
use liaison::domain::money::Metres;
use liaison::domain::plan::Route;
use liaison::domain::rule::Rule;
use liaison::domain::staff::StaffRole;
use liaison::domain::time::{Day, Minutes, Spans};
use liaison::domain::travel::TravelTable;
use liaison::plan::explain::{Explainer, Options, closed_shifts};
use liaison::solver::Stop;
use liaison::verify;
use support::random::{Size, workspace};
use support::ways::{ways, whole, without, without_coupling};

/// What can close a shift to a piece of work, in the order in which it is looked for: a rule
/// is named where it is the first that leaves nothing of what those before it left.
const ORDER: [&[Rule]; 16] = [
    &[Rule::Window, Rule::Bell],
    &[Rule::Due],
    &[Rule::AttendeeBusy],
    &[Rule::Pin],
    &[Rule::Staff],
    &[Rule::Clearance],
    &[Rule::Language, Rule::Seats],
    &[Rule::Skill, Rule::Wheelchair],
    &[Rule::Booster],
    &[Rule::AttendeeClash],
    // Of the day: each is lifted beside those before it, until there is room.
    LIMITS,
    &[Rule::RideLimit],
    &[Rule::Lunch, Rule::Reserve],
    BUSY,
    &[Rule::Travel],
    &[Rule::Shift],
];
const LIMITS: &[Rule] = &[
    Rule::BudgetMiles,
    Rule::BudgetDriveHours,
    Rule::BudgetPaidHours,
    Rule::BudgetOvertimeHours,
    Rule::BudgetDollars,
    Rule::LimitMilesWeek,
    Rule::LimitDriveHoursWeek,
    Rule::LimitTasksDay,
    Rule::LimitStudentDriveHours,
];
/// Where the busy times of staff stand, which go by the name of the shift.
const BUSY: &[Rule] = &[];
const PIN: usize = 3;
/// From here on it is the shift's own day that closes it.
const DAY: usize = 10;

/// The week with these lifted for a piece of work on a shift.
fn lifted(week: &Week, work: Work, shift: ShiftIx, lifts: &[usize]) -> Week {
    let mut week = week.clone();
    for &at in lifts {
        match ORDER[at] {
            [] => {
                for member in &mut week.staff {
                    member.busy = Spans::default();
                }
            }
            [rule, ..] => lift(&mut week, work, shift, *rule),
        }
    }
    week
}

fn lift(week: &mut Week, work: Work, shift: ShiftIx, rule: Rule) {
    match rule {
        Rule::BudgetMiles => {
            week.policy.budgets = liaison::domain::policy::Budgets::default();
            for member in &mut week.staff {
                member.max_metres_week = None;
                member.max_drive_week = None;
                member.max_tasks_day = None;
                member.student_drive_left = None;
            }
        }
        Rule::Lunch => {
            week.policy.lunch = None;
            week.policy.reserve = Minutes(0);
        }
        Rule::Travel => {
            let sites = (0..week.places.len()).map(PlaceIx::at);
            let sites =
                sites.map(|place| u32::try_from(week.travel.site(place)).expect("a small town"));
            let mut travel = TravelTable::new(sites.collect(), 0.0, Vec::new());
            for from in 0..travel.sites() {
                for to in 0..travel.sites() {
                    travel.set(from, to, 0.0, Metres(0));
                }
            }
            week.travel = travel;
        }
        _ => lift_own(week, work, shift, rule),
    }
}

/// Of the work itself and of who does it.
fn lift_own(week: &mut Week, work: Work, shift: ShiftIx, rule: Rule) {
    let who = week.shift(shift).staff;
    let person = week.member(who).person;
    let day = week.clock.whole_day(week.shift(shift).day);
    let all = week.clock.whole_week();
    match work {
        Work::Task(ix) => {
            let attendees = week.task(ix).attendees.clone();
            let task = &mut week.tasks[ix.ix()];
            match rule {
                Rule::Window => {
                    task.windows = vec![day];
                    task.earliest = None;
                }
                Rule::Due => task.due = None,
                Rule::AttendeeBusy => {
                    for person in attendees {
                        week.people[person.ix()].availability.free = Spans::union([all]);
                    }
                }
                Rule::Pin => task.pin = None,
                Rule::Staff => {
                    task.staff.clear();
                    task.school = None;
                    week.staff[who.ix()].role = StaffRole::Liaison;
                }
                Rule::Language => task.language = None,
                Rule::Skill => task.skills.clear(),
                // Whoever does it cannot attend it.
                Rule::AttendeeClash => task.attendees.retain(|&own| own != person),
                _ => {}
            }
        }
        Work::Ride(ix) => {
            let ride = &mut week.rides[ix.ix()];
            let member = &mut week.staff[who.ix()];
            match rule {
                Rule::Window => (ride.pickup, ride.dropoff) = (day, day),
                Rule::Pin => ride.pin = None,
                Rule::Staff => {
                    member.role = StaffRole::Liaison;
                    member.schools.clear();
                }
                Rule::Clearance => {
                    member.cleared_until = None;
                    ride.permission_until = None;
                }
                Rule::Language => member.seats = 9,
                Rule::Skill => member.wheelchair_places = 9,
                Rule::Booster => member.boosters = 9,
                Rule::RideLimit => ride.max_ride = Minutes(24 * 60),
                _ => {}
            }
        }
    }
}

/// Whether something could be all that is done on a shift.
fn fits(week: &Week, work: Work, shift: ShiftIx) -> bool {
    let mut all = ways(week, shift, &[work]).into_iter();
    all.any(|route| verify::verify(week, &whole(week, &[route])).is_clean())
}

/// The same where the shift may be all of any day.
fn fits_some_day(week: &Week, work: Work, shift: ShiftIx) -> bool {
    (0..7).map(Day).any(|day| {
        let mut week = week.clone();
        let one = &mut week.shifts[shift.ix()];
        one.day = day;
        one.span = week.clock.whole_day(day);
        one.latest_end = one.span.to;
        fits(&week, work, shift)
    })
}

/// What is wrong with saying that `rule` closes a shift.
fn wrong(week: &Week, work: Work, shift: ShiftIx, rule: Rule) -> Option<&'static str> {
    if fits(week, work, shift) {
        return Some("there is a way");
    }
    let mut at = ORDER.iter().position(|rules| rules.contains(&rule))?;
    let last = ORDER.len() - 1;
    if at < DAY {
        let with = |lifts: &[usize]| fits_some_day(&lifted(week, work, shift, lifts), work, shift);
        let after: Vec<usize> = (at + 1..last).collect();
        if with(&after) {
            return Some("without those that come after it there is a way");
        }
        // A pin's staff comes after the others who may do it, its time before.
        let too: Vec<usize> = (at..last).chain([PIN]).collect();
        return (!with(&too)).then_some("without it and those that come after it there is no way");
    }
    if rule == Rule::Shift {
        // Busy times go by this name too.
        at = ORDER.iter().position(|rules| rules.is_empty())?;
    }
    let before: Vec<usize> = (DAY..at).collect();
    if fits(&lifted(week, work, shift, &before), work, shift) {
        return Some("without those that come before it there is a way");
    }
    let is_way = if rule == Rule::Shift {
        let all: Vec<usize> = (DAY..last).collect();
        fits_some_day(&lifted(week, work, shift, &all), work, shift)
    } else {
        let too: Vec<usize> = (DAY..=at).collect();
        fits(&lifted(week, work, shift, &too), work, shift)
    };
    (!is_way).then_some("without it there is no way")
}

#[test]
fn every_closed_shift_is_closed_by_the_rule_that_is_named() {
    let mut seen: BTreeMap<Rule, usize> = BTreeMap::new();
    let mut open = 0;
    let mut faults = Vec::new();
    for seed in 0..60 {
        let size = Size {
            liaisons: 2,
            days: 2,
            tasks: 5,
            rides: 2,
            wild: true,
        };
        let mut files = workspace(8_000 + seed, size);
        without_coupling(&mut files);
        without(&mut files, "rides.csv", &["keep_with", "keep_apart"]);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        for work in week.work() {
            let closed = closed_shifts(&week, work);
            let shifts = (0..week.shifts.len()).map(ShiftIx::at);
            for shift in shifts {
                let what = format!("seed {seed}, {} on {shift:?}", week.work_id(work));
                let Some(&(_, rule)) = closed.iter().find(|(closed, _)| *closed == shift) else {
                    // With traffic there are ways to wait that the oracle does not try.
                    if !week.travel.has_traffic() && !fits(&week, work, shift) {
                        faults.push(format!("{what} is said to be open"));
                    }
                    open += 1;
                    continue;
                };
                *seen.entry(rule).or_default() += 1;
                if let Some(why) = wrong(&week, work, shift, rule) {
                    faults.push(format!("{what}, closed by {rule}: {why}"));
                }
            }
        }
    }
    println!("{open} open, closed by {seen:?}");
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(seen.len() >= 8, "too few rules were met: {seen:?}");
}

/// Whether some plan keeps all of `works`: every assignment and order is tried.
struct Keeps<'a> {
    week: &'a Week,
    ways: BTreeMap<(ShiftIx, Vec<Work>), Vec<Route>>,
}

impl Keeps<'_> {
    fn all(&mut self, works: &[Work]) -> bool {
        self.assign(works, &mut BTreeMap::new())
    }

    fn assign(&mut self, left: &[Work], given: &mut BTreeMap<ShiftIx, Vec<Work>>) -> bool {
        let Some((&work, rest)) = left.split_first() else {
            let given: Vec<(ShiftIx, Vec<Work>)> = given
                .iter()
                .filter(|(_, works)| !works.is_empty())
                .map(|(shift, works)| (*shift, works.clone()))
                .collect();
            return self.orders(&given, &mut Vec::new());
        };
        (0..self.week.shifts.len()).map(ShiftIx::at).any(|shift| {
            given.entry(shift).or_default().push(work);
            let is_kept = !self.ways(shift, &given[&shift]).is_empty() && self.assign(rest, given);
            given.get_mut(&shift).expect("just put there").pop();
            is_kept
        })
    }

    fn ways(&mut self, shift: ShiftIx, works: &[Work]) -> Vec<Route> {
        let week = self.week;
        let found = self.ways.entry((shift, works.to_vec()));
        found.or_insert_with(|| ways(week, shift, works)).clone()
    }

    fn orders(&mut self, given: &[(ShiftIx, Vec<Work>)], routes: &mut Vec<Route>) -> bool {
        let Some(((shift, works), rest)) = given.split_first() else {
            return verify::verify(self.week, &whole(self.week, routes)).is_clean();
        };
        self.ways(*shift, works).into_iter().any(|route| {
            routes.push(route);
            let is_kept = self.orders(rest, routes);
            routes.pop();
            is_kept
        })
    }
}

/// All is required of it.
fn all_required(week: &mut Week) {
    for task in &mut week.tasks {
        task.required = true;
        task.group = None;
    }
    for ride in &mut week.rides {
        ride.must_ride = true;
    }
}

#[test]
fn every_conflict_is_a_conflict_and_as_small_as_can_be() {
    let options = Options {
        stop: Stop::Iterations(40),
        threads: 1,
        seed: 1,
    };
    let (mut several, mut proven, mut sizes) = (0, 0, BTreeSet::new());
    for seed in 0..60 {
        let size = Size {
            liaisons: 1 + seed as usize % 2,
            days: 1,
            tasks: 9,
            rides: seed as usize % 3,
            wild: seed % 2 == 0,
        };
        let mut files = workspace(9_000 + seed, size);
        without_coupling(&mut files);
        without(&mut files, "rides.csv", &["keep_with", "keep_apart"]);
        let mut week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        // What has no place by itself would hide the others.
        let never: Vec<Work> = week
            .work()
            .filter(|&work| closed_shifts(&week, work).len() == week.shifts.len())
            .collect();
        let drop = |work: Work| never.contains(&work);
        let mut ix = 0;
        week.tasks
            .retain(|_| (!drop(Work::Task(TaskIx::at(ix))), ix += 1).0);
        ix = 0;
        week.rides
            .retain(|_| (!drop(Work::Ride(RideIx::at(ix))), ix += 1).0);
        all_required(&mut week);
        let plan = support::plan(&week, 400, seed);
        let explainer = Explainer::new(&week, &plan.routes).expect("a problem");
        let found = explainer.conflicts(&options).expect("a problem");
        assert!(
            found.is_empty() || plan.totals.required_unplaced > 0,
            "{seed}"
        );
        let told: Vec<Work> = found.iter().flat_map(|one| one.works.clone()).collect();
        let distinct: BTreeSet<Work> = told.iter().copied().collect();
        assert_eq!(told.len(), distinct.len(), "{seed}: {found:?}");
        for found in found {
            let what = format!("seed {seed}: {}", found.words(&week));
            assert!(found.is_least, "{what}");
            proven += usize::from(found.proven);
            several += usize::from(found.works.len() > 1);
            sizes.insert(found.works.len());
            // With traffic there are ways to wait that the oracle does not try.
            if found.works.len() > 6 || week.travel.has_traffic() {
                continue;
            }
            let mut keeps = Keeps {
                week: &week,
                ways: BTreeMap::new(),
            };
            assert!(!keeps.all(&found.works), "{what}");
            for out in &found.works {
                let rest: Vec<Work> = found
                    .works
                    .iter()
                    .copied()
                    .filter(|work| work != out)
                    .collect();
                assert!(keeps.all(&rest), "{what}: without {out:?}");
            }
        }
    }
    println!("{several} conflicts of several, {proven} proven, of {sizes:?}");
    assert!(several >= 15, "{several} conflicts of several");
}
