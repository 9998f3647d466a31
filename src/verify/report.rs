//! What verification has to say: rules broken, each with its amount and where.

use std::fmt;

use crate::domain::Week;
use crate::domain::ids::{StaffIx, Work};
use crate::domain::money::{Metres, Money};
use crate::domain::plan::Totals;
use crate::domain::rule::Rule;
use crate::domain::time::{Day, Moment};

/// By how much a rule is broken. More than zero, and it prints with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Minutes.
    Minutes(i64),
    /// Metres.
    Metres(i64),
    /// People, or seats for them.
    People(i64),
    /// Money.
    Money(Money),
    /// Days.
    Days(i64),
    /// Thousandths of a point of value.
    Value(i64),
    /// Anything else that is counted.
    Count(i64),
}

/// Metres from which on a distance is told in miles: a tenth of one.
const SHORT: i64 = 161;

impl Amount {
    /// The bare number: minutes, metres, people, days, thousandths of a point, a count, or
    /// money's own units.
    pub fn number(self) -> i64 {
        match self {
            Self::Minutes(number)
            | Self::Metres(number)
            | Self::People(number)
            | Self::Days(number)
            | Self::Value(number)
            | Self::Count(number)
            | Self::Money(Money(number)) => number,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |number: i64, one: &'static str, more: &'static str| match number {
            1 => one,
            _ => more,
        };
        match *self {
            Self::Minutes(number) => write!(f, "{number} min"),
            Self::Metres(number) if number < SHORT => write!(f, "{number} m"),
            Self::Metres(number) => write!(f, "{:.1} miles", Metres(number).miles()),
            Self::People(number) => write!(f, "{number} {}", plural(number, "person", "people")),
            Self::Days(number) => write!(f, "{number} {}", plural(number, "day", "days")),
            Self::Value(number) => write!(f, "{:.3} points", number as f64 / 1000.0),
            Self::Count(number) => write!(f, "{number} {}", plural(number, "time", "times")),
            Self::Money(money) if money.cents() == 0 => f.write_str("less than a cent"),
            Self::Money(money) => write!(f, "{} dollars", money.text()),
        }
    }
}

/// A rule that is broken.
///
/// It prints as one line with ids only, no personal data:
/// `T5: window: ends 12 min after its window (Tue 2026-12-01 14:12, L1)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// By how much.
    pub amount: Amount,
    /// The tasks and rides concerned, the one to look at first.
    pub work: Vec<Work>,
    /// On whose route; none when it concerns the whole plan.
    pub staff: Option<StaffIx>,
    /// On which day, if on one.
    pub day: Option<Day>,
    /// When it begins to show, if there is such a time.
    pub at: Option<Moment>,
    /// What is wrong, in words, amount included; ids only.
    pub message: String,
    line: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

/// All that verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Rules broken, in order of rule, then time.
    pub violations: Vec<Violation>,
    /// Required tasks and must_ride rides that the plan leaves out. That is no rule broken:
    /// a plan may have to.
    pub missed: Vec<Work>,
    /// What the stops come to, reckoned anew.
    pub totals: Totals,
}

impl Report {
    /// Whether no rule is broken.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Where a violation is seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub(super) work: Vec<Work>,
    pub(super) staff: Option<StaffIx>,
    pub(super) day: Option<Day>,
    pub(super) at: Option<i64>,
}

impl Spot {
    /// Of one task or ride, wherever it is.
    pub(super) fn of(work: Work) -> Self {
        Self {
            work: vec![work],
            ..Self::default()
        }
    }

    /// Of one member of staff, all week.
    pub(super) fn whose(staff: StaffIx) -> Self {
        Self {
            staff: Some(staff),
            ..Self::default()
        }
    }

    /// The same, with another task or ride.
    pub(super) fn and(mut self, work: Work) -> Self {
        self.work.push(work);
        self
    }
}

/// Collects violations and writes each one's line.
pub(super) struct Found<'a> {
    week: &'a Week,
    violations: Vec<Violation>,
}

impl<'a> Found<'a> {
    pub(super) fn new(week: &'a Week) -> Self {
        Self {
            week,
            violations: Vec::new(),
        }
    }

    /// Notes a broken rule; nothing when the amount is zero or less.
    pub(super) fn add(
        &mut self,
        rule: Rule,
        amount: Amount,
        spot: Spot,
        message: impl Into<String>,
    ) {
        if amount.number() <= 0 {
            return;
        }
        let message = message.into();
        let line = self.line(rule, &spot, &message);
        let Spot {
            work,
            staff,
            day,
            at,
        } = spot;
        let at = at.map(|at| Moment(narrow(at)));
        self.violations.push(Violation {
            rule,
            amount,
            work,
            staff,
            day,
            at,
            message,
            line,
        });
    }

    /// The violations in order of rule, then time.
    pub(super) fn sorted(mut self) -> Vec<Violation> {
        self.violations.sort_by(|a, b| {
            (a.rule, a.at, a.day, a.staff, &a.work).cmp(&(b.rule, b.at, b.day, b.staff, &b.work))
        });
        self.violations
    }

    fn line(&self, rule: Rule, spot: &Spot, message: &str) -> String {
        let week = self.week;
        let ids: Vec<&str> = spot.work.iter().map(|&work| week.work_id(work)).collect();
        let whose = spot.staff.map(|staff| week.member(staff).id.as_str());
        let when = match (spot.at, spot.day) {
            (Some(at), _) => Some(
                week.clock
                    .wall(Moment(narrow(at)))
                    .format("%a %Y-%m-%d %H:%M")
                    .to_string(),
            ),
            (None, Some(day)) => Some(week.clock.date(day).format("%a %Y-%m-%d").to_string()),
            (None, None) => None,
        };
        line((&ids, whose, "plan"), rule, message, when)
    }
}

/// A violation in one line: what it concerns (the work, else the member of staff or vehicle,
/// else the whole), the rule, what is wrong, and when and where.
pub(super) fn line(
    (ids, whose, whole): (&[&str], Option<&str>, &str),
    rule: Rule,
    message: &str,
    when: Option<String>,
) -> String {
    let subject = match whose {
        _ if !ids.is_empty() => ids.join(" and "),
        Some(whose) => whose.to_owned(),
        None => whole.to_owned(),
    };
    let mut place: Vec<String> = when.into_iter().collect();
    place.extend(whose.filter(|_| !ids.is_empty()).map(str::to_owned));
    match place.is_empty() {
        true => format!("{subject}: {rule}: {message}"),
        false => format!("{subject}: {rule}: {message} ({})", place.join(", ")),
    }
}

/// To the width of the domain's quantities, at their ends where it does not fit.
pub(super) fn narrow(wide: i64) -> i32 {
    wide.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}
