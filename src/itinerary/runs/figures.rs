//! The figures that districts keep of their transport: ride times, slack, load, cost a student.

use std::collections::BTreeSet;

use crate::domain::Week;
use crate::domain::ids::PersonIx;
use crate::domain::run::{RunActivity, RunPlan, Seconds};

/// What runs mean for riders and money.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Figures {
    /// Of a ride.
    pub average_ride: Seconds,
    /// Of a stop at a school: how much later it could be.
    pub average_slack: Seconds,
    /// Of any rider's stop.
    pub least_slack: Seconds,
    /// Riders at the fullest moment of a run, over the vehicle's seats, averaged over runs.
    pub load_factor: f64,
    /// Money of the week over the students who ride.
    pub dollars_a_student: f64,
}

/// Reckons the figures; zero where nobody rides.
pub(super) fn figures(week: &Week, plan: &RunPlan) -> Figures {
    let mut students: BTreeSet<PersonIx> = BTreeSet::new();
    let (mut slack, mut stops, mut least) = (0_i64, 0_i64, None);
    let (mut load, mut runs) = (0.0, 0.0);
    for outing in &plan.outings {
        let seats = f64::from(week.vehicles[outing.vehicle.ix()].seats.max(1));
        let mut fullest: Vec<u32> = Vec::new();
        for (stop, run) in outing.stops.iter().zip(outing.runs()) {
            fullest.resize(run + 1, 0);
            fullest[run] = fullest[run].max(stop.riders);
            let Some(ride) = stop.activity.ride() else {
                continue;
            };
            let ride = week.ride(ride);
            students.insert(ride.student);
            least = Some(least.map_or(stop.slack, |least: Seconds| least.min(stop.slack)));
            let at_school = match stop.activity {
                RunActivity::Pickup(_) => ride.from() == ride.school,
                _ => ride.to() == ride.school,
            };
            if at_school {
                slack += i64::from(stop.slack.0);
                stops += 1;
            }
        }
        let riders = fullest.iter().map(|&riders| f64::from(riders) / seats);
        load += riders.sum::<f64>();
        runs += fullest.len() as f64;
    }
    let average = |sum: i64, count: i64| Seconds(i32::try_from(sum / count.max(1)).unwrap_or(0));
    Figures {
        average_ride: average(plan.totals.ride.0.into(), plan.totals.served.into()),
        average_slack: average(slack, stops),
        least_slack: least.unwrap_or_default(),
        load_factor: if runs > 0.0 { load / runs } else { 0.0 },
        dollars_a_student: match students.len() {
            0 => 0.0,
            count => plan.totals.money.dollars() / count as f64,
        },
    }
}
