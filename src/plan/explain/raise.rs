//! Limits that are raised: in the week, as a cell or key, and in what people count them in.

use crate::domain::Week;
use crate::domain::dial::Counted;
use crate::domain::grant::Grant;
use crate::domain::ids::StaffIx;
use crate::domain::money::{Metres, Money};
use crate::domain::time::Minutes;
use crate::plan::limits::Stands;
use crate::plan::objective;
use crate::solver::model::Measure;

/// Sets a limit where it stands.
pub(super) fn set_limit(week: &mut Week, stands: Stands, measure: Measure, to: i64) -> Option<()> {
    let who = match stands {
        Stands::Dial(dial) => {
            dial.set(week, to);
            return Some(());
        }
        Stands::Row(who) => who,
    };
    let member = week.staff.get_mut(who.ix())?;
    match measure {
        Measure::Metres => member.max_metres_week = Some(Metres(to)),
        Measure::Drive => member.max_drive_week = Some(Minutes(i32::try_from(to).ok()?)),
        Measure::Jobs => member.max_tasks_day = Some(u32::try_from(to).ok()?),
        _ => return None,
    }
    Some(())
}

/// A limit rounded up to what people grant: whole miles and dollars, quarters of an hour.
pub(super) fn rounded(measure: Measure, used: i64) -> i64 {
    match measure {
        Measure::Metres => Metres::from_miles(Metres(used).miles().ceil()).0,
        Measure::Money => {
            let dollars = Money(used).dollars().ceil();
            Money::from_dollars(dollars).0.max(used)
        }
        Measure::Drive | Measure::Paid | Measure::Overtime => {
            let step = grain(measure);
            (used + step - 1).div_euclid(step) * step
        }
        _ => used,
    }
}

/// The least step of [`rounded`], in the engine's unit.
pub(super) fn grain(measure: Measure) -> i64 {
    match measure {
        Measure::Metres => Metres::from_miles(1.0).0,
        Measure::Money => Money::from_dollars(1.0).0,
        Measure::Drive | Measure::Paid | Measure::Overtime => 15,
        _ => 1,
    }
}

/// A limit as the files write it.
pub(super) fn amount(measure: Measure, limit: i64) -> String {
    match measure {
        Measure::Metres => Metres(limit).miles().round().to_string(),
        Measure::Drive | Measure::Paid | Measure::Overtime => (limit as f64 / 60.0).to_string(),
        Measure::Money => Money(limit).dollars().round().to_string(),
        _ => limit.to_string(),
    }
}

/// How much more than before, without the noise of the metre: `2 more miles`.
pub(super) fn more(measure: Measure, to: i64, was: i64) -> String {
    let tenth = |number: f64| ((number * 10.0).ceil() / 10.0).to_string();
    let more = match measure {
        Measure::Metres => tenth(Metres(to - was).miles() - 1e-3),
        Measure::Money => tenth(Money(to - was).dollars() - 1e-6),
        Measure::Drive | Measure::Paid | Measure::Overtime => {
            ((to - was) as f64 / 60.0).to_string()
        }
        _ => (to - was).to_string(),
    };
    let counted = Counted::ALL.iter().map(|&(counted, _)| counted);
    let mut same = counted.filter(|&counted| objective::measure(counted) == measure);
    let unit = match (same.next(), more == "1") {
        (Some(counted), true) => counted.one(),
        (Some(counted), false) => counted.words(),
        (None, true) => "task a day",
        (None, false) => "tasks a day",
    };
    format!("{more} more {unit}")
}

/// It as a number of week.toml or a cell of staff.csv.
pub(super) fn limit(week: &Week, stands: Stands, measure: Measure, to: i64) -> Option<Grant> {
    let value = amount(measure, to);
    let who = match stands {
        Stands::Row(who) => who,
        Stands::Dial(dial) => {
            let is_bare = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            let is_plain = |who: StaffIx| week.member(who).id.chars().all(is_bare);
            let key = format!("budget.{}", dial.key(week));
            return dial
                .whose
                .is_none_or(is_plain)
                .then_some(Grant::Key { key, value });
        }
    };
    let column = match measure {
        Measure::Metres => "max_miles_week",
        Measure::Drive => "max_drive_hours_week",
        Measure::Jobs => "max_tasks_day",
        _ => return None,
    };
    Some(Grant::Cell {
        file: "staff.csv",
        id: week.member(who).id.clone(),
        column,
        value,
    })
}

#[cfg(test)]
mod tests {
    //! One of what is counted is not told as many.
    use super::*;

    /// A mile is 1,609.344 m, so 1,610 m are the first whole metres that hold one.
    #[test]
    fn one_more_is_told_as_one() {
        let told = |measure, was, to| more(measure, to, was);
        assert_eq!(told(Measure::Metres, 0, 1_610), "1 more mile");
        assert_eq!(told(Measure::Metres, 0, 3_219), "2 more miles");
        assert_eq!(told(Measure::Metres, 0, 800), "0.5 more miles");
        assert_eq!(told(Measure::Drive, 60, 120), "1 more hour of driving");
        assert_eq!(told(Measure::Jobs, 3, 4), "1 more task a day");
        assert_eq!(told(Measure::Jobs, 3, 5), "2 more tasks a day");
    }
}
