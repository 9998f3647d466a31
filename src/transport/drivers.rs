//! Who drives what: before a wave is planned, vehicles get their drivers for it.
//!
//! A vehicle whose row names a driver has that one. Any other takes one cleared person: of
//! role driver where staff.csv has any, else a liaison; nobody has two vehicles at once, and
//! who changes vehicles in a day does so at one place. First come those who drive today, where
//! there are runs to begin from; then the pairs that an earlier plan asks for; then vehicle
//! and driver for each ride that is known to need them; then a driver for every other vehicle:
//! of those who are there for as much of the wave and may drive as many, who drives it at
//! another time of today. Where drivers are short, vehicles with wheelchair places and then
//! those with the most seats come first. What is left of a driver's day then goes to vehicles
//! that nobody has at that time, so that a day of split shifts is covered.

use std::collections::{BTreeMap, BTreeSet};

use super::eligible::{self, Wish};
use crate::domain::Week;
use crate::domain::ids::{RideIx, StaffIx, VehicleIx};
use crate::domain::run::{Outing, Second};
use crate::domain::time::{Day, Minutes, Span, Spans};

/// A vehicle with its driver, and when the two are there together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manned {
    pub vehicle: VehicleIx,
    pub driver: StaffIx,
    pub span: Span,
}

/// What is left of a driver's day is given to another vehicle, or to the same one once more, where
/// it is so long within the wave.
const WORTH: Minutes = Minutes(10);

/// What a wave asks of vehicles and drivers, and who has them today.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'w> {
    pub rides: &'w [Wish],
    /// For these a vehicle and a driver are looked for before all others; the first come first.
    pub first: &'w [RideIx],
    /// These vehicles have these drivers, as far as both are to be had.
    pub pairs: &'w [(VehicleIx, StaffIx)],
    /// Runs to begin from: who drives there drives.
    pub today: &'w [Outing],
}

/// Who had which vehicle, wave after wave of a day.
#[derive(Clone, Debug, Default)]
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

/// The interval of `spans` that shares most with `core`, of equals the first.
fn fittest(spans: &Spans, core: Span) -> Option<Span> {
    let there = spans.iter().filter(|span| span.overlaps(core));
    there.fold(None, |best: Option<Span>, span| match best {
        Some(best) if best.meet(core).minutes() >= span.meet(core).minutes() => Some(best),
        _ => Some(span),
    })
}

/// Gives the vehicles of a wave their drivers, in the order of vehicles and of time. `core` is
/// when rides may be, `wave` when a vehicle may be out for them.
///
/// Cost: vehicles times drivers, and rides times drivers; for each ride that comes first, both.
pub(super) fn man(
    week: &Week,
    day: Day,
    (core, wave): (Span, Span),
    wanted: Wanted<'_>,
    habits: &mut Habits,
) -> Vec<Manned> {
    let mut crew = Crew::of(week, day, (core, wave), habits);
    crew.keep(day, wanted.today);
    crew.pair(wanted.pairs);
    for ride in wanted.first {
        if let Some(wish) = wanted.rides.iter().find(|wish| wish.ride == *ride) {
            crew.man_for(wish);
        }
    }
    let today = wanted.today.iter().filter(|outing| outing.day == day);
    let drives = today.filter_map(|outing| Some((outing.vehicle, outing.driver?)));
    crew.man_all(wanted.rides, &drives.collect());
    crew.use_what_is_left();
    let mut manned = crew.manned;
    manned.sort_by_key(|each| (each.vehicle, each.span));
    manned
}

/// The vehicles and drivers of a wave while they are brought together.
struct Crew<'w> {
    week: &'w Week,
    core: Span,
    /// When a vehicle may be out and nobody has it yet.
    hours: Vec<Spans>,
    /// When somebody who may drive is at work and has no vehicle yet, in the order of staff.csv.
    free: BTreeMap<StaffIx, Spans>,
    /// Who may have a vehicle that names no driver.
    pool: Vec<StaffIx>,
    habits: &'w mut Habits,
    manned: Vec<Manned>,
    /// What the rides that come first take of the places of each.
    taken: Vec<[i32; 3]>,
}

impl<'w> Crew<'w> {
    fn of(week: &'w Week, day: Day, (core, wave): (Span, Span), habits: &'w mut Habits) -> Self {
        let date = week.clock.date(day);
        let in_wave = Spans::union([wave]);
        let pool: Vec<StaffIx> = (eligible::pool(week).into_iter())
            .filter(|who| (week.member(*who).cleared_until).is_none_or(|last| last >= date))
            .collect();
        let own = week.vehicles.iter().filter_map(|vehicle| vehicle.driver);
        let drivers = pool.iter().copied().chain(own);
        let hours = week.vehicles.iter().map(|vehicle| {
            let is_over = vehicle.cleared_until.is_some_and(|last| last < date);
            let hours = vehicle.hours.iter().copied().filter(|_| !is_over);
            Spans::union(hours).meet(&in_wave)
        });
        Self {
            week,
            core,
            hours: hours.collect(),
            free: drivers
                .map(|who| (who, eligible::works(week, who, day).meet(&in_wave)))
                .collect(),
            pool,
            habits,
            manned: Vec::new(),
            taken: Vec::new(),
        }
    }

    fn vehicles(&self) -> impl Iterator<Item = VehicleIx> + use<> {
        (0..self.hours.len()).map(VehicleIx::at)
    }

    /// Who may have a vehicle.
    fn may_have(&self, ix: VehicleIx) -> Vec<StaffIx> {
        let who = match self.week.vehicles[ix.ix()].driver {
            Some(own) => vec![own],
            None => self.pool.clone(),
        };
        let allowed = |who: &StaffIx| self.habits.allow(self.week, *who, ix);
        who.into_iter().filter(allowed).collect()
    }

    /// When a vehicle and a driver are both to be had: the stretch that shares most with `core`.
    fn both(&self, ix: VehicleIx, who: StaffIx, core: Span) -> Option<Span> {
        let free = self.free.get(&who)?;
        fittest(&self.hours[ix.ix()].meet(free), core)
    }

    fn has_driver(&self, ix: VehicleIx) -> bool {
        self.manned.iter().any(|each| each.vehicle == ix)
    }

    fn take(&mut self, vehicle: VehicleIx, driver: StaffIx, span: Span) {
        let taken = Spans::union([span]);
        self.hours[vehicle.ix()] = self.hours[vehicle.ix()].minus(&taken);
        if let Some(free) = self.free.get_mut(&driver) {
            *free = free.minus(&taken);
        }
        self.habits.0.insert(driver, vehicle);
        self.manned.push(Manned {
            vehicle,
            driver,
            span,
        });
        self.taken.push([0; 3]);
    }

    /// Who drives a vehicle today drives it, as far as they still may.
    fn keep(&mut self, day: Day, today: &[Outing]) {
        for outing in today.iter().filter(|outing| outing.day == day) {
            let Some(who) = outing.driver else { continue };
            let span = Span::new(
                outing.leaves().moment(),
                Second(outing.is_back().0 + 59).moment(),
            );
            let ix = outing.vehicle;
            let is_had = (self.manned.iter())
                .any(|each| (each.vehicle, each.driver) == (ix, who) && each.span.overlaps(span));
            if is_had || !span.overlaps(self.core) || !self.may_have(ix).contains(&who) {
                continue;
            }
            if let Some(both) = self.both(ix, who, span) {
                self.take(ix, who, both);
            }
        }
    }

    /// Vehicles get these drivers, as far as both are to be had.
    fn pair(&mut self, pairs: &[(VehicleIx, StaffIx)]) {
        for &(ix, who) in pairs {
            if self.has_driver(ix) || !self.may_have(ix).contains(&who) {
                continue;
            }
            if let Some(span) = self.both(ix, who, self.core) {
                self.take(ix, who, span);
            }
        }
    }

    /// A vehicle with a driver for one ride, where none of those so far has a place left for it;
    /// whether two riders are aboard at one time is not looked at.
    fn man_for(&mut self, wish: &Wish) {
        let week = self.week;
        let ride = week.ride(wish.ride);
        let carries =
            |ix: VehicleIx| eligible::may_carry(week, &week.vehicles[ix.ix()], ride).is_ok();
        let drives = |who: StaffIx| eligible::may_drive(week, who, ride).is_ok();
        let load = eligible::load(ride);
        let has_place = |(each, taken): (&Manned, &[i32; 3])| {
            let places = eligible::places(&week.vehicles[each.vehicle.ix()]);
            let fits = (0..3).all(|kind| {
                i64::from(taken[kind]) + i64::from(load[kind]) <= i64::from(places[kind])
            });
            fits && carries(each.vehicle) && drives(each.driver) && wish.may_be_in(each.span)
        };
        let mut known = self.manned.iter().zip(&self.taken);
        let known = known.position(has_place);
        if let Some(at) = known {
            return self.promise(at, load);
        }
        let core = wish.minutes();
        let mut best: Option<((bool, i32, i32, i32), Manned)> = None;
        for ix in self.vehicles().filter(|ix| carries(*ix)) {
            for who in self.may_have(ix).into_iter().filter(|who| drives(*who)) {
                let both = self.both(ix, who, core);
                let Some(span) = both.filter(|both| wish.may_be_in(*both)) else {
                    continue;
                };
                let vehicle = &week.vehicles[ix.ix()];
                let key = (
                    self.habits.0.get(&who) == Some(&ix),
                    span.meet(core).minutes().0,
                    span.meet(self.core).minutes().0,
                    i32::try_from(vehicle.seats).unwrap_or(i32::MAX),
                );
                let found = Manned {
                    vehicle: ix,
                    driver: who,
                    span,
                };
                if best.as_ref().is_none_or(|(known, _)| key > *known) {
                    best = Some((key, found));
                }
            }
        }
        if let Some((_, found)) = best {
            self.take(found.vehicle, found.driver, found.span);
            self.promise(self.manned.len() - 1, load);
        }
    }

    fn promise(&mut self, at: usize, load: [i32; 3]) {
        for (taken, load) in self.taken[at].iter_mut().zip(load) {
            *taken = taken.saturating_add(load);
        }
    }

    /// A driver for every vehicle that has none: who is there for most of the wave; of equals who
    /// may drive most of the riders, then who has it at another time of `today`, then who had it
    /// before, then who had none yet. Who has another vehicle today is taken last.
    fn man_all(&mut self, rides: &[Wish], today: &BTreeSet<(VehicleIx, StaffIx)>) {
        let week = self.week;
        let may_drive = |who: StaffIx| {
            let of = rides.iter().map(|wish| week.ride(wish.ride));
            of.filter(|ride| eligible::may_drive(week, who, ride).is_ok())
                .count()
        };
        let serves: BTreeMap<StaffIx, usize> = (self.free.keys())
            .map(|who| (*who, may_drive(*who)))
            .collect();
        let wheelchairs = rides.iter().any(|wish| week.ride(wish.ride).wheelchair);
        let mut order: Vec<VehicleIx> = self.vehicles().collect();
        let there = |who: &&StaffIx| self.free[*who].overlaps(self.core);
        if self.pool.iter().filter(there).count() < order.len() {
            let of = |ix: &VehicleIx| &week.vehicles[ix.ix()];
            let lifts = |ix: &VehicleIx| wheelchairs && of(ix).wheelchair_places > 0;
            order.sort_by_key(|ix| (!lifts(ix), std::cmp::Reverse(of(ix).seats), ix.0));
        }
        let has_today: BTreeSet<StaffIx> = today.iter().map(|(_, who)| *who).collect();
        for ix in order {
            if self.has_driver(ix) {
                continue;
            }
            let mut best: Option<((i32, usize, i32), StaffIx, Span)> = None;
            for who in self.may_have(ix) {
                let Some(span) = self.both(ix, who, self.core) else {
                    continue;
                };
                let habit = match self.habits.0.get(&who) {
                    _ if today.contains(&(ix, who)) => 3,
                    Some(&before) if before == ix => 2,
                    None if !has_today.contains(&who) => 1,
                    _ => 0,
                };
                let key = (span.meet(self.core).minutes().0, serves[&who], habit);
                if best.is_none_or(|(known, ..)| key > known) {
                    best = Some((key, who, span));
                }
            }
            if let Some((_, who, span)) = best {
                self.take(ix, who, span);
            }
        }
    }

    /// What is left of drivers' time in the wave goes to vehicles that nobody has then: to the one
    /// they had, else to the one that it covers most of.
    fn use_what_is_left(&mut self) {
        let drivers: Vec<(StaffIx, Spans)> = (self.free.iter())
            .map(|(who, spans)| (*who, spans.clone()))
            .collect();
        for (who, spans) in drivers {
            for span in spans.iter() {
                let core = span.meet(self.core);
                let mut best: Option<((i32, bool), VehicleIx, Span)> = None;
                for ix in self.vehicles() {
                    let both = (self.may_have(ix).contains(&who))
                        .then(|| self.both(ix, who, core))
                        .flatten();
                    let Some(span) = both else { continue };
                    let long = span.meet(core).minutes();
                    let key = (long.0, self.habits.0.get(&who) == Some(&ix));
                    if long >= WORTH && best.is_none_or(|(known, ..)| key > known) {
                        best = Some((key, ix, span));
                    }
                }
                if let Some((_, ix, span)) = best {
                    self.take(ix, who, span);
                }
            }
        }
    }
}

/// The same to the second.
pub(super) fn seconds(span: Span) -> (Second, Second) {
    (Second::of(span.from), Second::of(span.to))
}

#[cfg(test)]
mod tests {
    //! Vehicles get drivers who are there, each one vehicle, and keep them.
    use super::*;
    use crate::domain::fixture::{add_person, add_place, add_ride, add_staff, span, week};
    use crate::domain::money::Rate;
    use crate::domain::person::PersonRole;
    use crate::domain::place::PlaceKind;
    use crate::domain::ride::{Direction, Vehicle};
    use crate::domain::run::{RunActivity, RunStop};
    use crate::domain::staff::StaffRole;
    use crate::solver::model::Window;

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
        let ride = a_ride(&mut week);
        week.rides[ride.ix()].wheelchair = true;
        let wishes = [wish(ride, 700, 800)];
        let lift = Wanted {
            rides: &wishes,
            ..Wanted::default()
        };
        let manned = man(&week, Day(0), waves, lift, &mut Habits::default());
        let pairs: Vec<(u32, StaffIx)> = manned
            .iter()
            .map(|each| (each.vehicle.0, each.driver))
            .collect();
        assert_eq!(pairs, [(1, one), (2, own)]);
        assert_eq!(manned[0].span, span(0, 700, 900));
        let anyhow = Wanted::default();
        let manned = man(&week, Day(0), waves, anyhow, &mut Habits::default());
        assert_eq!(manned[0].vehicle, VehicleIx(0));
        // Whose clearance is over drives nobody.
        week.staff[one.ix()].cleared_until = week.clock.date(Day(0)).pred_opt();
        let manned = man(&week, Day(0), waves, anyhow, &mut Habits::default());
        assert_eq!(manned.len(), 1);
    }

    fn a_ride(week: &mut Week) -> RideIx {
        let student = add_person(week, "K", PersonRole::Student);
        let home = add_place(week, "H", PlaceKind::Home);
        let school = add_place(week, "S", PlaceKind::School);
        let ends = (home, school);
        add_ride(week, "R", (student, 0), Direction::ToSchool, ends)
    }

    fn wish(ride: RideIx, from: i32, to: i32) -> Wish {
        let (from, to) = seconds(span(0, from, to));
        let window = Window {
            from: from.0,
            to: to.0,
        };
        Wish {
            ride,
            windows: [vec![window], vec![window]],
        }
    }

    /// With more drivers than vehicles, one who speaks what a rider asks for is among them.
    #[test]
    fn who_speaks_the_language_drives() {
        let mut week = week();
        add_staff(&mut week, "D1", StaffRole::Driver);
        let two = add_staff(&mut week, "D2", StaffRole::Driver);
        week.staff[two.ix()].languages = vec!["es".into()];
        week.vehicles = vec![vehicle("V1", 4, 0, None)];
        let ride = a_ride(&mut week);
        week.rides[ride.ix()].language = Some("es".to_owned());
        let waves = (span(0, 630, 830), span(0, 0, 1200));
        let driver = |wanted: Wanted<'_>| {
            let manned = man(&week, Day(0), waves, wanted, &mut Habits::default());
            manned[0].driver.ix()
        };
        assert_eq!(driver(Wanted::default()), 0);
        let spanish = [wish(ride, 700, 800)];
        let wanted = Wanted {
            rides: &spanish,
            ..Wanted::default()
        };
        assert_eq!(driver(wanted), 1);
    }

    /// In a morning in which nobody drives today, a vehicle has the driver who has it in the
    /// afternoon, and another one somebody who has none.
    #[test]
    fn who_drives_it_in_the_afternoon_drives_it_in_the_morning() {
        let mut week = week();
        let one = add_staff(&mut week, "D1", StaffRole::Driver);
        let two = add_staff(&mut week, "D2", StaffRole::Driver);
        week.vehicles = vec![vehicle("V1", 4, 0, None), vehicle("V2", 4, 0, None)];
        let waves = (span(0, 630, 830), span(0, 0, 1200));
        let drivers = |today: &[Outing]| {
            let wanted = Wanted {
                today,
                ..Wanted::default()
            };
            let manned = man(&week, Day(0), waves, wanted, &mut Habits::default());
            manned.iter().map(|each| each.driver).collect::<Vec<_>>()
        };
        assert_eq!(drivers(&[]), [one, two]);
        let at = |time| Second::of(span(0, time, 1700).from);
        let afternoon = |day| Outing {
            vehicle: VehicleIx(1),
            driver: Some(one),
            day,
            stops: vec![
                RunStop::still(RunActivity::Start, None, at(1400)),
                RunStop::still(RunActivity::End, None, at(1500)),
            ],
        };
        assert_eq!(drivers(&[afternoon(Day(0))]), [two, one]);
        // Another day's says nothing of this one.
        assert_eq!(drivers(&[afternoon(Day(1))]), [one, two]);
    }

    /// Two drivers with split shifts and one from 09:00 to 14:00, two vehicles at one place, a wave
    /// from early to late. The one who is there longest has the first vehicle, the first of the
    /// others the second, also in the early part; what is left of the last covers the rest.
    #[test]
    fn split_shifts_cover_both_parts() {
        let mut week = week();
        for id in ["D1", "D2"] {
            let who = add_staff(&mut week, id, StaffRole::Driver);
            week.staff[who.ix()].present = Spans::union([span(0, 600, 900), span(0, 1300, 1700)]);
        }
        let midday = add_staff(&mut week, "D3", StaffRole::Driver);
        week.staff[midday.ix()].present = Spans::union([span(0, 900, 1400)]);
        week.vehicles = vec![vehicle("V1", 4, 0, None), vehicle("V2", 4, 0, None)];
        let waves = (span(0, 700, 1600), span(0, 0, 2400));
        let manned = man(
            &week,
            Day(0),
            waves,
            Wanted::default(),
            &mut Habits::default(),
        );
        let parts: Vec<(u32, usize, Span)> = manned
            .iter()
            .map(|each| (each.vehicle.0, each.driver.ix(), each.span))
            .collect();
        let expected = [
            (0, 1, span(0, 600, 900)),
            (0, 2, span(0, 900, 1400)),
            (0, 1, span(0, 1400, 1700)),
            (1, 0, span(0, 600, 900)),
            (1, 0, span(0, 1300, 1700)),
        ];
        assert_eq!(parts, expected);
    }

    /// One driver and one vehicle with boosters, the last of three: the ride that comes first gets
    /// both. Who drives today drives.
    #[test]
    fn who_comes_first_gets_the_vehicle() {
        let mut week = week();
        let one = add_staff(&mut week, "D1", StaffRole::Driver);
        let two = add_staff(&mut week, "D2", StaffRole::Driver);
        week.staff[two.ix()].present = Spans::default();
        week.vehicles = vec![
            vehicle("V1", 20, 0, None),
            vehicle("V2", 8, 0, None),
            vehicle("V3", 4, 0, None),
        ];
        week.vehicles[2].boosters = 1;
        let ride = a_ride(&mut week);
        week.rides[ride.ix()].booster = true;
        let wishes = [wish(ride, 700, 800)];
        let waves = (span(0, 630, 830), span(0, 0, 1200));
        let vehicles = |wanted: Wanted<'_>| {
            let manned = man(&week, Day(0), waves, wanted, &mut Habits::default());
            let pairs = manned.iter().map(|each| (each.vehicle.0, each.driver));
            pairs.collect::<Vec<(u32, StaffIx)>>()
        };
        let mut wanted = Wanted {
            rides: &wishes,
            ..Wanted::default()
        };
        assert_eq!(vehicles(wanted), [(0, one)]);
        let first = [ride];
        wanted.first = &first;
        assert_eq!(vehicles(wanted), [(2, one)]);
        let at = |time| Second::of(span(0, time, 900).from);
        let today = [Outing {
            vehicle: VehicleIx(1),
            driver: Some(one),
            day: Day(0),
            stops: vec![
                RunStop::still(RunActivity::Start, None, at(700)),
                RunStop::still(RunActivity::End, None, at(800)),
            ],
        }];
        let wanted = Wanted {
            today: &today,
            ..Wanted::default()
        };
        assert_eq!(vehicles(wanted), [(1, one)]);
    }
}
