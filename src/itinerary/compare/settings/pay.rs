//! What is paid, in one scenario and in another.

use super::super::super::words;
use crate::domain::Week;
use crate::domain::money::Rate;
use crate::domain::time::Day;

/// `overtime paid at 2 times the pay instead of 1.5`, `$0.90 a mile instead of $0.76`.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let (before, after) = (&was.policy.pay, &is.policy.pay);
    let mut all = Vec::new();
    for (unit, was, is) in [
        ("day", before.overtime_day, after.overtime_day),
        ("week", before.overtime_week, after.overtime_week),
    ] {
        if was != is {
            let (was, is) = (words::hours(was), words::hours(is));
            all.push(format!(
                "overtime after {is} hours a {unit} instead of {was}"
            ));
        }
    }
    if before.overtime_percent != after.overtime_percent {
        let times = |percent: i64| percent as f64 / 100.0;
        let (was, is) = (
            times(before.overtime_percent),
            times(after.overtime_percent),
        );
        all.push(format!(
            "overtime paid at {is} times the pay instead of {was}"
        ));
    }
    match (before.comp_time, after.comp_time) {
        (false, true) => all.push("overtime given back as time off".to_owned()),
        (true, false) => all.push("overtime paid out instead of time off".to_owned()),
        _ => {}
    }
    let miles = |week: &Week| -> Vec<Rate> {
        let dates = Day::all().map(|day| week.clock.date(day));
        dates.map(|date| week.policy.pay.mileage_on(date)).collect()
    };
    let rates = miles(was).into_iter().zip(miles(is));
    if let Some((was, is)) = rates.into_iter().find(|(was, is)| was != is) {
        all.push(format!(
            "{} a mile instead of {}",
            dollars(is),
            dollars(was)
        ));
    }
    all
}

/// `$0.90`, `$0.725`; `nothing`.
pub(super) fn dollars(rate: Rate) -> String {
    match (rate.0, rate.0 % 100) {
        (0, _) => "nothing".to_owned(),
        (_, 0) => format!("${:.2}", rate.0 as f64 / 10_000.0),
        _ => format!("${}", rate.0 as f64 / 10_000.0),
    }
}
