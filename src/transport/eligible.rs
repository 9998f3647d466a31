//! When a ride's stops may be, which vehicle and driver may take it, and when drivers are at work:
//! the rules that bear on one ride alone, written down once for the solver.

use std::collections::BTreeSet;

use crate::domain::Week;
use crate::domain::ids::{RideIx, StaffIx};
use crate::domain::ride::{Direction, Ride, Vehicle};
use crate::domain::rule::Rule;
use crate::domain::run::{Second, Seconds};
use crate::domain::staff::StaffRole;
use crate::domain::time::{Day, Span, Spans};
use crate::solver::model::Window;

/// A ride that may be.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub ride: RideIx,
    /// When its pickup and its drop-off may start, in seconds of the week.
    pub windows: [Vec<Window>; 2],
}

impl Wish {
    /// From the first second at which it may begin to the last at which it may end.
    pub fn span(&self) -> (i32, i32) {
        let from = self.windows[0].first().map_or(0, |window| window.from);
        let to = self.windows[1].last().map_or(0, |window| window.to);
        (from, to)
    }

    /// The minutes that its span touches.
    pub fn minutes(&self) -> Span {
        let (from, to) = self.span();
        Span::new(Second(from).moment(), Second(to + 59).moment())
    }

    /// Whether it might be while a vehicle is to be had; drives are not looked at.
    pub fn may_be_in(&self, span: Span) -> bool {
        let (from, to) = (Second::of(span.from).0, Second::of(span.to).0);
        let mut ups = self.windows[0].iter();
        let up = ups.find(|window| window.to >= from);
        let mut offs = self.windows[1].iter().rev();
        let off = offs.find(|window| window.from <= to);
        let (Some(up), Some(off)) = (up, off) else {
            return false;
        };
        up.from.max(from) < off.to.min(to)
    }
}

/// How long one rider's part of a stop takes, and the time before it that a stop takes once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    pub dwell: Seconds,
    pub board: Seconds,
}

/// Of the pickup and of the drop-off. A length that the row gives holds the whole stop.
pub(super) fn stays(week: &Week, ride: &Ride) -> [Stay; 2] {
    let rules = &week.policy.rides;
    let of = |own: bool, minutes| Stay {
        dwell: if own { Seconds(0) } else { rules.dwell },
        board: if own {
            Seconds::of(minutes)
        } else {
            rules.board
        },
    };
    [
        of(ride.own_minutes[0], ride.pickup_minutes),
        of(ride.own_minutes[1], ride.dropoff_minutes),
    ]
}

/// The seconds at which something of length `board` may start, so that it lies in the span.
fn starts_within(span: Span, board: Seconds) -> Option<Window> {
    let window = Window {
        from: Second::of(span.from).0,
        to: Second::of(span.to).0.saturating_sub(board.0),
    };
    (window.from <= window.to).then_some(window)
}

/// What two lists of windows share; ascending and disjoint.
fn meet(a: &[Window], b: &[Window]) -> Vec<Window> {
    let each = a.iter().flat_map(|x| {
        b.iter().map(|y| Window {
            from: x.from.max(y.from),
            to: x.to.min(y.to),
        })
    });
    let mut all: Vec<Window> = each.filter(|window| window.from <= window.to).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// When the pickup and the drop-off may start, in seconds of the week.
///
/// Each is narrowed by the other and the longest ride, so that what is left is when the ride
/// can be.
///
/// # Errors
/// The rule that leaves no time.
pub(super) fn starts(week: &Week, ride: &Ride) -> Result<[Vec<Window>; 2], Rule> {
    let [up, off] = stays(week, ride);
    let pickup = starts_within(ride.pickup, up.board).ok_or(Rule::Bell)?;
    let dropoff = starts_within(ride.dropoff, off.board).ok_or(Rule::Bell)?;
    let longest = Seconds::of(ride.max_ride);
    let first = Window {
        from: pickup.from.max(dropoff.from - longest.0 - up.board.0),
        to: pickup.to.min(dropoff.to - up.board.0),
    };
    let second = Window {
        from: dropoff.from.max(pickup.from + up.board.0),
        to: dropoff.to.min(pickup.to + up.board.0 + longest.0),
    };
    if first.from > first.to || second.from > second.to {
        return Err(Rule::Bell);
    }
    let mut windows = [vec![first], vec![second]];
    if let Some(pin) = &ride.pin {
        // Whoever was promised a minute is met within it.
        let minute = pin.start.map(|start| Window {
            from: Second::of(start).0,
            to: Second::of(start).0 + 59,
        });
        if let Some(minute) = minute {
            windows[0] = meet(&windows[0], &[minute]);
        }
        if windows[0].is_empty() || pin.never || pin.day.is_some_and(|day| day != ride.day) {
            return Err(Rule::Pin);
        }
    }
    if ride.adult_at_home {
        let (home, board) = match ride.direction {
            Direction::ToSchool => (0, up.board),
            Direction::FromSchool => (1, off.board),
        };
        let each = week.receivers(ride).flat_map(|adult| {
            week.person(adult)
                .availability
                .free
                .iter()
                .filter_map(|span| starts_within(span, board))
                .collect::<Vec<Window>>()
        });
        windows[home] = meet(&windows[home], &joined(each.collect()));
        if windows[home].is_empty() {
            return Err(Rule::AdultAtHome);
        }
    }
    Ok(windows)
}

/// Windows of starts joined where they overlap or follow one another.
fn joined(mut all: Vec<Window>) -> Vec<Window> {
    all.sort_unstable();
    let mut joined: Vec<Window> = Vec::with_capacity(all.len());
    for window in all {
        match joined.last_mut() {
            Some(last) if window.from <= last.to.saturating_add(1) => {
                last.to = last.to.max(window.to);
            }
            _ => joined.push(window),
        }
    }
    joined
}

/// Whether the vehicle must carry a booster for the rider.
pub(super) fn needs_booster(ride: &Ride) -> bool {
    ride.booster && !ride.own_seat
}

/// Seats, wheelchair places and boosters that a ride takes.
pub(super) fn load(ride: &Ride) -> [i32; 3] {
    [
        i32::try_from(ride.seats).unwrap_or(i32::MAX),
        i32::from(ride.wheelchair),
        i32::from(needs_booster(ride)),
    ]
}

/// The places of a vehicle for [`load`].
pub(super) fn places(vehicle: &Vehicle) -> [u32; 3] {
    [vehicle.seats, vehicle.wheelchair_places, vehicle.boosters]
}

/// Whether a vehicle may take a ride, by the rules that need no clock and no driver.
pub(super) fn may_carry(week: &Week, vehicle: &Vehicle, ride: &Ride) -> Result<(), Rule> {
    let date = week.clock.date(ride.day);
    if vehicle.cleared_until.is_some_and(|last| last < date)
        || ride.permission_until.is_some_and(|last| last < date)
    {
        return Err(Rule::Clearance);
    }
    let rules = [Rule::Seats, Rule::Wheelchair, Rule::Booster];
    for ((need, has), rule) in load(ride).into_iter().zip(places(vehicle)).zip(rules) {
        if i64::from(need) > i64::from(has) {
            return Err(rule);
        }
    }
    Ok(())
}

/// Whether somebody may drive a rider, by the rules that need no clock.
pub(super) fn may_drive(week: &Week, driver: StaffIx, ride: &Ride) -> Result<(), Rule> {
    let member = week.member(driver);
    let date = week.clock.date(ride.day);
    if member.cleared_until.is_some_and(|last| last < date) {
        return Err(Rule::Clearance);
    }
    let pinned = ride.pin.and_then(|pin| pin.staff);
    if pinned.is_some_and(|who| who != driver) {
        return Err(Rule::Pin);
    }
    if !member.schools.is_empty() && !member.schools.contains(&ride.school) {
        return Err(Rule::Staff);
    }
    let speaks = |language: &String| member.languages.contains(language);
    if !ride.language.as_ref().is_none_or(speaks) {
        return Err(Rule::Language);
    }
    Ok(())
}

/// When a member of staff works on a day, busy times taken out.
pub(super) fn works(week: &Week, who: StaffIx, day: Day) -> Spans {
    let member = week.member(who);
    let whole = Spans::union([week.clock.whole_day(day)]);
    let present = if member.role == StaffRole::Liaison {
        let own = week.shifts.iter().filter(|shift| shift.staff == who);
        Spans::union(own.map(|shift| Span::new(shift.span.from, shift.latest_end)))
    } else {
        member.present.clone()
    };
    present.meet(&whole).minus(&member.busy)
}

/// Who may drive a vehicle that names no driver, in the order of staff.csv.
pub(super) fn pool(week: &Week) -> Vec<StaffIx> {
    let of = |role| {
        let own: BTreeSet<StaffIx> = week
            .vehicles
            .iter()
            .filter_map(|each| each.driver)
            .collect();
        (0..week.staff.len())
            .map(StaffIx::at)
            .filter(|who| week.member(*who).role == role && !own.contains(who))
            .collect::<Vec<StaffIx>>()
    };
    let drivers = of(StaffRole::Driver);
    let has_drivers = (week.staff.iter()).any(|member| member.role == StaffRole::Driver);
    if has_drivers {
        drivers
    } else {
        of(StaffRole::Liaison)
    }
}

/// Of rules by which things were excluded, the one that excluded what came furthest.
fn furthest(found: impl Iterator<Item = Rule>, order: &[Rule]) -> Option<Rule> {
    found.max_by_key(|rule| order.iter().position(|each| each == rule))
}

/// The rule by which no vehicle with a driver can take a ride, whatever the others do; none where
/// one could, and is needed elsewhere.
///
/// Cost: vehicles times drivers.
pub(super) fn why_not(week: &Week, wish: &Wish) -> Option<Rule> {
    let ride = week.ride(wish.ride);
    let tried = (week.vehicles.iter()).map(|vehicle| (vehicle, may_carry(week, vehicle, ride)));
    let (fit, unfit): (Vec<_>, Vec<_>) = tried.partition(|(_, tried)| tried.is_ok());
    if fit.is_empty() {
        let order = [
            Rule::Clearance,
            Rule::Seats,
            Rule::Wheelchair,
            Rule::Booster,
        ];
        let unfit = unfit.into_iter().filter_map(|(_, tried)| tried.err());
        return Some(furthest(unfit, &order).unwrap_or(Rule::Shift));
    }
    let pool = pool(week);
    let mut wrong: Vec<Rule> = Vec::new();
    let mut is_cleared = false;
    for (vehicle, _) in fit {
        let own = vehicle.driver.as_slice();
        let who = if own.is_empty() { &pool[..] } else { own };
        for &who in who {
            if let Err(rule) = may_drive(week, who, ride) {
                wrong.push(rule);
                continue;
            }
            is_cleared = true;
            let works = works(week, who, ride.day);
            let both = works.meet(&Spans::union(vehicle.hours.iter().copied()));
            if both.iter().any(|span| wish.may_be_in(span)) {
                return None;
            }
        }
    }
    let order = [Rule::Clearance, Rule::Pin, Rule::Staff, Rule::Language];
    let wrong = furthest(wrong.into_iter(), &order).filter(|_| !is_cleared);
    Some(wrong.unwrap_or(Rule::Shift))
}

#[cfg(test)]
mod tests {
    //! Starts lie inside bells and limits, and where an adult is at home.
    use super::*;
    use crate::domain::fixture::{add_person, add_place, add_ride, span, week};
    use crate::domain::person::PersonRole;
    use crate::domain::place::PlaceKind;
    use crate::domain::time::Minutes;

    #[test]
    fn a_pickup_is_narrowed_by_the_drop_off_and_the_longest_ride() {
        // Dropped 08:10 to 08:30, riding at most 30 min, 6 s to board: picked up from 07:39:54
        // and not after 08:29:48.
        let mut week = week();
        let home = add_place(&mut week, "H", PlaceKind::Home);
        let school = add_place(&mut week, "S", PlaceKind::School);
        let child = add_person(&mut week, "K", PersonRole::Student);
        let adult = add_person(&mut week, "G", PersonRole::Guardian);
        week.people[child.ix()].guardians = vec![adult];
        let ride = add_ride(
            &mut week,
            "R",
            (child, 0),
            Direction::ToSchool,
            (home, school),
        );
        week.rides[ride.ix()].dropoff = span(0, 810, 830);
        week.rides[ride.ix()].max_ride = Minutes(30);
        let at = |hour, minute, second| (hour * 60 + minute) * 60 + second;
        let [pickup, dropoff] = starts(&week, week.ride(ride)).unwrap();
        let window = |from, to| Window { from, to };
        assert_eq!(pickup, [window(at(7, 39, 54), at(8, 29, 48))]);
        assert_eq!(dropoff, [window(at(8, 10, 0), at(8, 29, 54))]);
        // The adult leaves at 08:00: the last pickup starts 6 s before.
        week.rides[ride.ix()].adult_at_home = true;
        week.people[adult.ix()].availability.free = Spans::union([span(0, 600, 800)]);
        let [pickup, _] = starts(&week, week.ride(ride)).unwrap();
        assert_eq!(pickup, [window(at(7, 39, 54), at(7, 59, 54))]);
        week.people[adult.ix()].availability.free = Spans::union([span(0, 600, 700)]);
        assert_eq!(starts(&week, week.ride(ride)), Err(Rule::AdultAtHome));
    }
}
