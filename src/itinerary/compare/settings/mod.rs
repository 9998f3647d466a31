//! How one scenario's settings differ from another's, in plain words.

use super::super::words;
use crate::domain::Week;
use crate::domain::dial::{Amount, Counted, Dial};
use crate::domain::ids::StaffIx;
use crate::domain::staff::StaffRole;
use crate::domain::time::Minutes;

/// `60 miles instead of 140`, `no overtime instead of 4 hours`, `without INT1`: what one
/// scenario has other than another; nothing where that is not told by limits and staff.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let mut dials = Dial::all(was);
    dials.extend(Dial::all(is));
    dials.sort_unstable();
    dials.dedup();
    let limits = dials.into_iter().filter_map(|dial| limit(was, is, dial));
    let staff = (0..was.staff.len().min(is.staff.len())).map(StaffIx::at);
    let staff = staff.filter_map(|who| member(was, is, who));
    limits.chain(staff).collect()
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
        // `1 mile`, `1 hour of driving`, `1 paid hour`.
        (_, Amount(10_000)) => {
            let words = counted.words();
            let one = words.replacen("miles", "mile", 1);
            format!("1 {}", one.replacen("hours", "hour", 1))
        }
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
        Counted::OvertimeHours => format!("{amount} hours of it"),
        Counted::Dollars => format!("${amount}"),
        _ => amount.to_string(),
    }
}

fn member(was: &Week, is: &Week, who: StaffIx) -> Option<String> {
    let id = &is.member(who).id;
    let shifts = |week: &Week| -> (usize, Minutes) {
        let own = week.shifts.iter().filter(|shift| shift.staff == who);
        (
            own.clone().count(),
            own.map(|shift| shift.span.minutes()).sum(),
        )
    };
    let (before, after) = (shifts(was), shifts(is));
    if before != after {
        return Some(match (before.0.cmp(&after.0), after.0) {
            (std::cmp::Ordering::Greater, 0) => format!("without {id}"),
            (std::cmp::Ordering::Greater, _) => {
                format!("{} less of {id}", days(before.0 - after.0))
            }
            (std::cmp::Ordering::Less, _) => format!("{} more of {id}", days(after.0 - before.0)),
            (std::cmp::Ordering::Equal, _) if after.1 < before.1 => {
                format!("{} less of {id}", words::duration(before.1 - after.1))
            }
            (std::cmp::Ordering::Equal, _) => {
                format!("{} more of {id}", words::duration(after.1 - before.1))
            }
        });
    }
    let along = matches!(
        is.member(who).role,
        StaffRole::Partner | StaffRole::Interpreter
    );
    let is_there = |week: &Week| week.member(who).present.iter().next().is_some();
    match (along, is_there(was), is_there(is)) {
        (true, true, false) => Some(format!("without {id}")),
        (true, false, true) => Some(format!("with {id}")),
        _ => None,
    }
}

fn days(number: usize) -> String {
    match number {
        1 => "one day".to_owned(),
        _ => format!("{number} days"),
    }
}
