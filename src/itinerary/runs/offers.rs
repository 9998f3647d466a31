//! The best runs for a ride as JSON, for programs: what `routes --add` names. Ids only.

use serde::Serialize;

use super::super::words::place_id;
use super::words::clock;
use crate::domain::Week;
use crate::domain::rule::Rule;
use crate::domain::run::Offer;
use crate::domain::time::Day;

/// The runs that can take a ride on a day, the best first.
#[derive(Clone, Debug, Serialize)]
pub struct DayOffers {
    date: String,
    /// The rule that leaves the ride no vehicle, whatever the others do; none where it has offers,
    /// or others are in the way.
    rule: Option<&'static str>,
    offers: Vec<OneOffer>,
}

/// Minutes to one decimal, miles to two; less than zero where something is saved.
#[derive(Clone, Debug, Serialize)]
struct OneOffer {
    vehicle_id: String,
    staff_id: String,
    pickup: String,
    dropoff: String,
    /// The stop to which the student walks; empty at the door.
    stop: String,
    others_minutes: f64,
    others_minutes_most: f64,
    drive_minutes: f64,
    miles: f64,
}

/// The same as [`offers`](super::terminal::offers) prints, a value for each day.
pub fn offers(week: &Week, of_days: &[(Day, Result<Vec<Offer>, Rule>)]) -> Vec<DayOffers> {
    let days = of_days.iter().map(|(day, found)| DayOffers {
        date: week.clock.date(*day).to_string(),
        rule: found.as_ref().err().map(|rule| rule.name()),
        offers: (found.iter().flatten())
            .map(|offer| one(week, offer))
            .collect(),
    });
    days.collect()
}

fn one(week: &Week, offer: &Offer) -> OneOffer {
    let tenth = |minutes: f64| (minutes * 10.0).round() / 10.0;
    OneOffer {
        vehicle_id: week.vehicles[offer.vehicle.ix()].id.clone(),
        staff_id: week.member(offer.driver).id.clone(),
        pickup: clock(week, offer.day, offer.pickup),
        dropoff: clock(week, offer.day, offer.dropoff),
        stop: place_id(week, offer.stop).to_owned(),
        others_minutes: tenth(offer.others.minutes()),
        others_minutes_most: tenth(offer.most.minutes()),
        drive_minutes: tenth(offer.drive.minutes()),
        miles: (offer.metres.miles() * 100.0).round() / 100.0,
    }
}
