//! When a ride's pickup and drop-off may be: by the bell, and by the row's own times.

use crate::domain::ride::Direction;
use crate::domain::time::{Day, Moment, Span};
use crate::input::base::Base;
use crate::input::cells::{self, Bad, TimeOfDay};
use crate::table::Faults;

use super::{Draft, RideCol, TIMES};

/// When the pickup and the drop-off may be, by the bell and by the row.
pub(super) fn stops(
    draft: &Draft<'_>,
    day: Day,
    base: &Base,
    faults: &mut Faults,
) -> Option<(Span, Span)> {
    use RideCol as Col;
    let (line, ride) = (draft.line, &draft.ride);
    let whole = base.clock.whole_day(day);
    let bell = bell(draft, day, base, faults).ok()?;
    let (mut pickup, mut dropoff) = (whole, whole);
    let rules = &base.config.rides;
    match (ride.direction, bell) {
        (Direction::ToSchool, Some((bell, doors))) => {
            let earliest = bell - rules.arrive.1;
            dropoff = Span::new(
                doors.map_or(earliest, |doors| doors.max(earliest)),
                bell - rules.arrive.0,
            );
        }
        (Direction::FromSchool, Some((bell, _))) => {
            pickup = Span::new(bell + rules.pickup.0, bell + rules.pickup.1);
        }
        (_, None) => {}
    }
    let mut given = |column| {
        let time: TimeOfDay = cells::time(line.text(column)).ok()?;
        let moment = time.on(day, &base.clock);
        moment
            .map_err(|error| faults.push(line.bad(column, Bad::new(error.to_string()))))
            .ok()
    };
    let times = TIMES.map(&mut given);
    pickup.from = times[0].unwrap_or(pickup.from);
    pickup.to = times[1].unwrap_or(pickup.to);
    dropoff.from = times[2].unwrap_or(dropoff.from);
    dropoff.to = times[3].unwrap_or(dropoff.to);
    // A pickup after the last drop-off is no use, nor is the other way round.
    if times[1].is_none() {
        pickup.to = pickup.to.min(dropoff.to);
    }
    if times[2].is_none() {
        dropoff.from = dropoff.from.max(pickup.from);
    }
    for (span, length, own) in [
        (
            pickup,
            ride.pickup_minutes,
            [Col::PickupTo, Col::PickupFrom],
        ),
        (
            dropoff,
            ride.dropoff_minutes,
            [Col::DropoffTo, Col::DropoffFrom],
        ),
    ] {
        if span.to < span.from || span.minutes() < length {
            let given = own
                .into_iter()
                .chain(TIMES)
                .find(|column| line.has(*column));
            let stop = if own[0] == Col::PickupTo {
                "pickup"
            } else {
                "drop-off"
            };
            let message = format!(
                "leaves no room for the {stop}, which takes {} min",
                length.0
            );
            let fault = line.fault(given.unwrap_or(Col::Bell), message);
            faults.push(fault.remedy("look at the bell and at the times of this row"));
            return None;
        }
    }
    Some((pickup, dropoff))
}

/// The bell that a ride is timed by, and the opening of the doors where it is known; none when
/// the row's own times stand for it.
fn bell(
    draft: &Draft<'_>,
    day: Day,
    base: &Base,
    faults: &mut Faults,
) -> Result<Option<(Moment, Option<Moment>)>, ()> {
    use RideCol as Col;
    let (line, ride) = (draft.line, &draft.ride);
    let school = base.places.school(ride.school).unwrap_or(ride.school);
    let text = line.text(Col::Bell);
    let school_day = base.bells.period(school, "", day);
    let doors = school_day.and_then(|bell| bell.doors);
    let pick = |span: Span| match ride.direction {
        Direction::ToSchool => span.from,
        Direction::FromSchool => span.to,
    };
    if !text.is_empty() {
        if base.bells.knows(school, text) {
            return Ok(base
                .bells
                .period(school, text, day)
                .map(|bell| (pick(bell.span), doors)));
        }
        let moment = cells::time(text).and_then(|time| {
            time.on(day, &base.clock)
                .map_err(|error| Bad::new(error.to_string()))
        });
        return match moment {
            Ok(moment) => Ok(Some((moment, doors))),
            Err(bad) => {
                let allowed = "a time like 08:30, or a period that the school has in bells.csv";
                faults.push(line.bad(Col::Bell, bad.allowed(allowed)));
                Err(())
            }
        };
    }
    let own = match ride.direction {
        Direction::ToSchool => Col::DropoffTo,
        Direction::FromSchool => Col::PickupFrom,
    };
    match school_day {
        Some(bell) => Ok(Some((pick(bell.span), doors))),
        None if line.has(own) => Ok(None),
        None => {
            let place = &base.places.list[school.ix()].id;
            let message = format!(
                "is empty, and no bell is known of {place} on {}",
                base.clock.date(day)
            );
            let remedy = "give school_start and school_end in places.csv, a row in bells.csv, or the times of this row";
            faults.push(line.fault(Col::Bell, message).remedy(remedy));
            Err(())
        }
    }
}
