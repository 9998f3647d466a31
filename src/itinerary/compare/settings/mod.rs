//! How one scenario's settings differ from another's, in plain words.

mod day;
mod pay;
mod rides;
mod staff;

use crate::domain::Week;
use crate::domain::dial::{Amount, Counted, Dial};

/// `60 miles instead of 140`, `no overtime instead of 4 hours`, `without INT1`, `a second liaison
/// on Tuesday`, `rides of up to 60 minutes instead of 45`: what one scenario has other than
/// another; nothing where that is not told by limits, staff, rides, pay, days and drives.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let mut dials = Dial::all(was);
    dials.extend(Dial::all(is));
    dials.sort_unstable();
    dials.dedup();
    let limits = dials.into_iter().filter_map(|dial| limit(was, is, dial));
    let mut all: Vec<String> = limits.collect();
    all.extend(staff::differences(was, is));
    all.extend(rides::differences(was, is));
    all.extend(pay::differences(was, is));
    all.extend(day::differences(was, is));
    all
}

fn limit(was: &Week, is: &Week, dial: Dial) -> Option<String> {
    let (before, after) = (dial.amount(was), dial.amount(is));
    if before == after {
        return None;
    }
    let whose = dial
        .whose
        .map(|who| format!(" for {}", is.member(who).id))
        .unwrap_or_default();
    let counted = dial.counted;
    Some(match (before, after) {
        (Some(before), Some(after)) => {
            format!(
                "{}{whose} instead of {}",
                much(counted, after),
                plainly(counted, before)
            )
        }
        (None, Some(after)) => format!("at most {}{whose}", much(counted, after)),
        (_, None) => format!("no limit on {}{whose}", counted.words()),
    })
}

/// `60 miles`, `$900`, `no overtime`.
pub(super) fn much(counted: Counted, amount: Amount) -> String {
    match (counted, amount) {
        (Counted::OvertimeHours, Amount(0)) => "no overtime".to_owned(),
        (Counted::Dollars, _) => format!("${amount}"),
        (_, Amount(10_000)) => format!("1 {}", counted.one()),
        _ => format!("{amount} {}", counted.words()),
    }
}

/// The same with whose it is: `60 miles for L1`.
pub(super) fn whose(week: &Week, dial: Dial, amount: Amount) -> String {
    let much = much(dial.counted, amount);
    match dial.whose {
        Some(who) => format!("{much} for {}", week.member(who).id),
        None => much,
    }
}

/// The same where the unit was said just before.
fn plainly(counted: Counted, amount: Amount) -> String {
    match counted {
        Counted::OvertimeHours if amount == Amount::whole(1) => "1 hour of it".to_owned(),
        Counted::OvertimeHours => format!("{amount} hours of it"),
        Counted::Dollars => format!("${amount}"),
        _ => amount.to_string(),
    }
}
