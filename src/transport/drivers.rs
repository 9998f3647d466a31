//! Who drives what: before a wave is planned, every vehicle gets one driver for all of it.
//!
//! A vehicle whose row names a driver has that one. Any other takes one cleared person: of
//! role driver where staff.csv has any, else a liaison; nobody has two vehicles at once, and
//! who changes vehicles in a day does so at one place. Where drivers are short, vehicles with
//! wheelchair places and then those with the most seats come first.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Week;
use crate::domain::ids::{RideIx, StaffIx, VehicleIx};
use crate::domain::run::Second;
use crate::domain::staff::StaffRole;
use crate::domain::time::{Day, Span, Spans};

/// A vehicle with its driver, and when the two are there together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manned {
    pub vehicle: VehicleIx,
    pub driver: StaffIx,
    pub span: Span,
}

/// What the riders of a wave ask of vehicles and drivers.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Riders in wheelchairs.
    wheelchairs: usize,
    /// Languages that a driver is to speak.
    languages: BTreeSet<String>,
}

impl Wanted {
    /// By these rides.
    pub fn of(week: &Week, rides: &[RideIx]) -> Self {
        let rides = || rides.iter().map(|ride| week.ride(*ride));
        Self {
            wheelchairs: rides().filter(|ride| ride.wheelchair).count(),
            languages: rides().filter_map(|ride| ride.language.clone()).collect(),
        }
    }

    /// How many of the languages somebody speaks.
    fn spoken(&self, week: &Week, who: StaffIx) -> usize {
        let own = &week.member(who).languages;
        own.iter()
            .filter(|own| self.languages.contains(*own))
            .count()
    }
}

/// Who had which vehicle, wave after wave of a day.
#[derive(Debug, Default)]
pub(super) struct Habits(BTreeMap<StaffIx, VehicleIx>);

impl Habits {
    /// Whether somebody may have a vehicle: the one they had before, or one that stands where
    /// that one does.
    fn allow(&self, week: &Week, who: StaffIx, ix: VehicleIx) -> bool {
        match self.0.get(&who) {
            Some(&before) if before != ix => {
                let before = week.vehicles[before.ix()].place;
                before.is_some() && before == week.vehicles[ix.ix()].place
            }
            _ => true,
        }
    }
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

/// The interval of `spans` that shares most with `core`, of equals the first, cut to `wave`.
fn fittest(spans: &Spans, core: Span, wave: Span) -> Option<Span> {
    let there = spans.iter().filter(|span| span.overlaps(core));
    let best = there.fold(None, |best: Option<Span>, span| match best {
        Some(best) if best.meet(core).minutes() >= span.meet(core).minutes() => Some(best),
        _ => Some(span),
    });
    best.map(|span| span.meet(wave))
        .filter(|span| !span.is_empty())
}

/// Gives the vehicles of a wave their drivers, in the order of vehicles. `core` is when rides
/// may be, `wave` when a vehicle may be out for them.
///
/// Cost: vehicles times drivers.
pub(super) fn man(
    week: &Week,
    day: Day,
    (core, wave): (Span, Span),
    wanted: &Wanted,
    habits: &mut Habits,
) -> Vec<Manned> {
    let date = week.clock.date(day);
    let mut free: Vec<(StaffIx, Spans)> = pool(week)
        .into_iter()
        .filter(|who| (week.member(*who).cleared_until).is_none_or(|last| last >= date))
        .map(|who| (who, works(week, who, day)))
        .filter(|(_, spans)| spans.overlaps(core))
        .collect();
    let mut order: Vec<VehicleIx> = (0..week.vehicles.len()).map(VehicleIx::at).collect();
    let is_short = free.len() < order.len();
    if is_short {
        let of = |ix: &VehicleIx| &week.vehicles[ix.ix()];
        let lifts = |ix: &VehicleIx| wanted.wheelchairs > 0 && of(ix).wheelchair_places > 0;
        order.sort_by_key(|ix| (!lifts(ix), std::cmp::Reverse(of(ix).seats), ix.0));
    }
    let mut manned = Vec::new();
    for ix in order {
        let vehicle = &week.vehicles[ix.ix()];
        if vehicle.cleared_until.is_some_and(|last| last < date) {
            continue;
        }
        let Some(hours) = fittest(&Spans::union(vehicle.hours.iter().copied()), core, wave) else {
            continue;
        };
        let found = match vehicle.driver {
            // Whom two vehicles name drives the first.
            Some(own) if manned.iter().any(|each: &Manned| each.driver == own) => None,
            Some(own) if !habits.allow(week, own, ix) => None,
            Some(own) => fittest(&works(week, own, day), core, hours).map(|span| (own, span)),
            None => choose(week, ix, (core, hours), &mut free, (wanted, habits)),
        };
        if let Some((driver, span)) = found {
            habits.0.insert(driver, ix);
            manned.push(Manned {
                vehicle: ix,
                driver,
                span,
            });
        }
    }
    manned.sort_by_key(|each| each.vehicle);
    manned
}

/// Takes the driver who is there for most of the wave; of equals who speaks most of the languages
/// asked for, then who had the vehicle before, then who had none yet.
fn choose(
    week: &Week,
    ix: VehicleIx,
    (core, hours): (Span, Span),
    free: &mut Vec<(StaffIx, Spans)>,
    (wanted, habits): (&Wanted, &Habits),
) -> Option<(StaffIx, Span)> {
    let rank = |who: StaffIx| match habits.0.get(&who) {
        Some(&before) if before == ix => 2,
        None => 1,
        Some(_) => 0,
    };
    let mut best: Option<((i32, usize, i32), usize, Span)> = None;
    for (at, (who, spans)) in free.iter().enumerate() {
        let Some(span) = fittest(spans, core, hours).filter(|_| habits.allow(week, *who, ix))
        else {
            continue;
        };
        let key = (
            span.meet(core).minutes().0,
            wanted.spoken(week, *who),
            rank(*who),
        );
        if best.is_none_or(|(known, ..)| key > known) {
            best = Some((key, at, span));
        }
    }
    let (_, at, span) = best?;
    Some((free.remove(at).0, span))
}

/// The same to the second.
pub(super) fn seconds(span: Span) -> (Second, Second) {
    (Second::of(span.from), Second::of(span.to))
}

#[cfg(test)]
mod tests {
    //! Vehicles get drivers who are there, each one vehicle, and keep them.
    use super::*;
    use crate::domain::fixture::{add_staff, span, week};
    use crate::domain::money::Rate;
    use crate::domain::ride::Vehicle;

    fn vehicle(id: &str, seats: u32, lifts: u32, driver: Option<StaffIx>) -> Vehicle {
        Vehicle {
            id: id.into(),
            name: String::new(),
            place: None,
            seats,
            wheelchair_places: lifts,
            boosters: 0,
            driver,
            cleared_until: None,
            cost_per_mile: Rate(0),
            cost_per_hour: Rate(0),
            cost_per_day: Rate(0),
            hours: vec![span(0, 0, 2400)],
        }
    }

    /// With one driver for three vehicles and a wheelchair to be taken, the one with the lift
    /// goes out; the vehicle that names its driver has that one; the driver's span is the
    /// shift's part of the wave.
    #[test]
    fn short_drivers_go_where_they_are_needed() {
        let mut week = week();
        let one = add_staff(&mut week, "D1", StaffRole::Driver);
        let own = add_staff(&mut week, "D2", StaffRole::Driver);
        week.staff[one.ix()].present = Spans::union([span(0, 700, 900)]);
        week.vehicles = vec![
            vehicle("V1", 20, 0, None),
            vehicle("V2", 6, 1, None),
            vehicle("V3", 8, 0, Some(own)),
        ];
        let waves = (span(0, 630, 830), span(0, 0, 1200));
        let lift = Wanted {
            wheelchairs: 1,
            ..Wanted::default()
        };
        let manned = man(&week, Day(0), waves, &lift, &mut Habits::default());
        let pairs: Vec<(u32, StaffIx)> = manned
            .iter()
            .map(|each| (each.vehicle.0, each.driver))
            .collect();
        assert_eq!(pairs, [(1, one), (2, own)]);
        assert_eq!(manned[0].span, span(0, 700, 900));
        let manned = man(
            &week,
            Day(0),
            waves,
            &Wanted::default(),
            &mut Habits::default(),
        );
        assert_eq!(manned[0].vehicle, VehicleIx(0));
        // Whose clearance is over drives nobody.
        week.staff[one.ix()].cleared_until = week.clock.date(Day(0)).pred_opt();
        assert_eq!(
            man(
                &week,
                Day(0),
                waves,
                &Wanted::default(),
                &mut Habits::default()
            )
            .len(),
            1
        );
    }

    /// With more drivers than vehicles, one who speaks what a rider asks for is among them.
    #[test]
    fn who_speaks_the_language_drives() {
        let mut week = week();
        add_staff(&mut week, "D1", StaffRole::Driver);
        let two = add_staff(&mut week, "D2", StaffRole::Driver);
        week.staff[two.ix()].languages = vec!["es".into()];
        week.vehicles = vec![vehicle("V1", 4, 0, None)];
        let waves = (span(0, 630, 830), span(0, 0, 1200));
        let driver = |wanted: &Wanted| {
            let manned = man(&week, Day(0), waves, wanted, &mut Habits::default());
            manned[0].driver.ix()
        };
        assert_eq!(driver(&Wanted::default()), 0);
        let spanish = Wanted {
            languages: BTreeSet::from(["es".to_owned()]),
            ..Wanted::default()
        };
        assert_eq!(driver(&spanish), 1);
    }
}
