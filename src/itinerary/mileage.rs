//! mileage.csv: what the plan's driving would pay. An estimate: the claim comes from the log.

use super::words;
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::money::{Metres, Money, Rate, cents_text};
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::policy::federal_mileage_on;
use crate::table::write_csv;

const HEADER: [&str; 11] = [
    "date",
    "staff_id",
    "from",
    "to",
    "task_id",
    "miles",
    "paid_miles",
    "rate",
    "amount",
    "fund",
    "estimate",
];

/// The table, a row a drive. The last column says what it is. `amount` is rounded so that
/// the column adds up: it is the rounded sum so far less that of the row before, so that
/// single rows may be a cent off and their total is not.
///
/// `rate` is that of the workspace on the day, else the federal one. `fund` is that of the
/// task driven to; for other drives that of the next task on the route, else of the last.
pub(super) fn csv(week: &Week, plan: &Plan) -> Vec<u8> {
    let mut so_far = Money(0);
    let mut rows = Vec::new();
    for route in &plan.routes {
        let shift = week.shift(route.shift);
        let date = week.clock.date(shift.day);
        let rate = rate(week, date);
        let mut from = None;
        for (ix, stop) in route.stops.iter().enumerate() {
            if stop.metres.0 > 0 {
                let paid = if is_commute(week, route, ix) {
                    Metres(0)
                } else {
                    stop.metres
                };
                let before = so_far.cents();
                so_far += Money::for_metres(rate, paid);
                rows.push(vec![
                    date.to_string(),
                    week.member(shift.staff).id.clone(),
                    words::place_id(week, from).to_owned(),
                    words::place_id(week, stop.place).to_owned(),
                    stop.activity
                        .work()
                        .map(|work| week.work_id(work).to_owned())
                        .unwrap_or_default(),
                    words::miles(stop.metres),
                    words::miles(paid),
                    price(rate),
                    cents_text(so_far.cents() - before),
                    fund(week, route, ix),
                    "planned".to_owned(),
                ]);
            }
            from = stop.place.or(from);
        }
    }
    write_csv(&HEADER, rows)
}

/// The rate of a day: the workspace's own, else the federal one.
fn rate(week: &Week, date: chrono::NaiveDate) -> Rate {
    match week.policy.pay.mileage_on(date) {
        Rate(0) if week.policy.pay.mileage.is_empty() => federal_mileage_on(date),
        own => own,
    }
}

/// `0.76`, `0.725`: dollars a mile, with cents and what is finer where it is.
fn price(rate: Rate) -> String {
    let text = format!("{}.{:04}", rate.0 / 10_000, rate.0 % 10_000);
    let spare = text
        .bytes()
        .rev()
        .take(2)
        .take_while(|&digit| digit == b'0')
        .count();
    text[..text.len() - spare].to_owned()
}

/// Whether the leg to stop `ix` is the way to work or home: it begins or ends at the
/// member's own home and no work with a place lies between there and it.
fn is_commute(week: &Week, route: &Route, ix: usize) -> bool {
    let shift = week.shift(route.shift);
    let is_work = |stop: &Stop| stop.activity.work().is_some() && stop.place.is_some();
    let first = route.stops.iter().position(is_work).unwrap_or(0);
    let last = route.stops.iter().rposition(is_work).unwrap_or(0);
    let home = |place| week.is_commute(shift.staff, place);
    (ix <= first && home(shift.start_place)) || (ix > last && home(shift.end_place))
}

/// Who pays for the leg to stop `ix`.
fn fund(week: &Week, route: &Route, ix: usize) -> String {
    let of = |stop: &Stop| match stop.activity {
        Activity::Task(task) => Some(week.task(task).fund.clone()),
        other => match other.work() {
            Some(Work::Ride(_)) => Some(String::new()),
            _ => None,
        },
    };
    let next = route.stops[ix..].iter().find_map(of);
    next.or_else(|| route.stops[..ix].iter().rev().find_map(of))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;

    /// Rates keep what is finer than a cent and nothing more.
    #[test]
    fn prices() {
        for (rate, text) in [
            (7_600, "0.76"),
            (7_250, "0.725"),
            (10_000, "1.00"),
            (6_555, "0.6555"),
        ] {
            assert_eq!(price(Rate(rate)), text);
        }
    }

    /// The second liaison starts and ends at home: the first and last legs are driven and not
    /// paid, the one between is; and the amounts add up to the rounded total.
    #[test]
    fn the_commute_is_not_paid() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let text = String::from_utf8(csv(&week, &plan)).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let paid: Vec<&str> = rows
            .iter()
            .filter(|row| &row[1] == "L2")
            .map(|row| &row[6])
            .collect();
        assert_eq!(paid, ["0.00", "2.42", "0.00"]);
        let metres: Metres = plan.routes[..2]
            .iter()
            .flat_map(|route| &route.stops)
            .map(|stop| stop.metres)
            .sum();
        let all = metres + plan.routes[2].stops[3].metres;
        // The federal rate from 1 July 2026 is 76 cents.
        let total = Money::for_metres(Rate(7_600), all).cents();
        let cents =
            |row: &csv::StringRecord| (row[8].parse::<f64>().unwrap() * 100.0).round() as i64;
        assert_eq!(rows.iter().map(cents).sum::<i64>(), total);
    }
}
