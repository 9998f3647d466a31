//! Plans of one week under different settings, side by side: what `liaison compare` finds.

use super::Week;
use super::dial::{Amount, Dial};
use super::money::{Metres, Money};
use super::plan::Plan;
use super::task::Value;
use super::time::Minutes;

/// A week under some settings.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What it is called: `base`, a name of week.toml, or its settings.
    pub name: String,
    /// The week with these settings.
    pub week: Week,
    /// The limits that a sweep or a search gave it, in the order of the sweeps.
    pub set: Vec<(Dial, Amount)>,
}

/// What one more unit of a limit adds to the bound at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Which limit.
    pub dial: Dial,
    /// Points for a mile, an hour or a dollar. It ranks limits and promises nothing.
    pub points: f64,
}

/// A scenario and its plan.
#[derive(Clone, Debug)]
pub struct Point {
    /// Under which settings.
    pub scenario: Scenario,
    /// The best plan that was found.
    pub plan: Plan,
    /// What the relaxation asks for its limits; none for those that have no price there.
    pub prices: Vec<Price>,
    /// The goal that it answers, in words: it is nobody's setting that others are told against.
    /// None for what was asked for by its settings.
    pub answers: Option<String>,
    /// Another scenario has no less value and uses no more of anything, and is better in
    /// something.
    pub is_dominated: bool,
}

/// What comes in or falls out from one plan to the next: one task or ride.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its kind; `ride` for a ride.
    pub kind: &'static str,
    /// The school it belongs to, by id; empty where there is none.
    pub school: String,
    /// The language of the family, or the one it needs; empty where none is known.
    pub language: String,
    /// What it needs besides: `case`, `interpreter`, `wheelchair`; empty: nothing.
    pub need: &'static str,
    /// Whether it is required, or a ride that must be.
    pub is_required: bool,
    /// Whether leaving it out misses a date.
    pub is_due: bool,
    /// What it is worth.
    pub value: Value,
}

/// A family, or a student without one, by what can be told of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Family {
    /// The family's id, or the student's.
    pub id: String,
    /// The school, by id; empty where none is known.
    pub school: String,
    /// The language; empty where none is known.
    pub language: String,
    /// What it needs besides; empty: nothing.
    pub need: &'static str,
}

/// What lies between two plans: exactly their difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Position of the point it leads from.
    pub from: usize,
    /// Position of the point it leads to.
    pub to: usize,
    /// What only the second plan has.
    pub comes_in: Vec<Item>,
    /// What only the first plan has.
    pub falls_out: Vec<Item>,
    /// Families that only the second plan reaches.
    pub reaches: Vec<Family>,
    /// Families that only the first plan reaches.
    pub loses: Vec<Family>,
}

/// What a little more of one limit buys, planned anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// Position of the point.
    pub at: usize,
    /// Of which limit.
    pub dial: Dial,
    /// How much more.
    pub more: Amount,
    /// What the plan with it is worth more.
    pub buys: Value,
    /// Required tasks and rides that it keeps and that were missed.
    pub keeps: u32,
    /// What the relaxation says that it could buy at most; none where it has no price.
    pub price: Option<f64>,
}

/// What the money of a plan goes for, with the hours and miles behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// Paid time of liaisons.
    pub paid: Minutes,
    /// Overtime, daily and weekly.
    pub overtime: Minutes,
    /// Pay of what is no overtime.
    pub straight_money: Money,
    /// Overtime at its factor.
    pub overtime_money: Money,
    /// Mileage, by the rate of the day driven.
    pub mileage_money: Money,
    /// Pay of partners and interpreters for the tasks they come along to.
    pub partner_money: Money,
    /// Time of partners at tasks.
    pub partners: Minutes,
    /// Time of interpreters at tasks.
    pub interpreters: Minutes,
    /// Between home and the first or last stop: driven and not claimed.
    pub commute: Metres,
    /// Time off that is owed for overtime, where `[pay] comp_time` gives it in place of money.
    pub comp: Minutes,
}

impl Spending {
    /// All of it: the plan's dollars.
    pub fn all(&self) -> Money {
        self.straight_money + self.overtime_money + self.mileage_money + self.partner_money
    }
}

/// What a fund pays for in a plan: time and effort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundUse {
    /// Position of the point.
    pub at: usize,
    /// The fund.
    pub name: String,
    /// Minutes of its planned tasks, writing them up included.
    pub minutes: Minutes,
    /// Minutes of all planned tasks.
    pub of: Minutes,
    /// The share that it is to pay, in hundredths of a per cent.
    pub share: Option<i64>,
    /// Planned tasks that it may not pay for.
    pub not_allowed: u32,
}

impl FundUse {
    /// The share of the task time that it pays for, in per cent; zero where there is none.
    pub fn percent(&self) -> f64 {
        100.0 * f64::from(self.minutes.0) / f64::from(self.of.0.max(1))
    }

    /// Whether it pays for more than its share; never without one.
    pub fn is_over(&self) -> bool {
        let used = i64::from(self.minutes.0) * 10_000;
        self.share
            .is_some_and(|share| used > share * i64::from(self.of.0))
    }
}

/// The least of a limit that gets to a goal.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The goal as it was asked for.
    pub goal: String,
    /// Of which limit.
    pub dial: Dial,
    /// The least at which a plan was found that gets there; none: at none that was tried.
    pub least: Option<Amount>,
    /// No plan gets there with so much or less; none: nothing is proven.
    pub impossible_up_to: Option<Amount>,
    /// In which steps it was looked for.
    pub step: Amount,
}

/// Several plans of a week side by side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The scenarios, in the order in which they were asked for.
    pub points: Vec<Point>,
    /// The limits that were swept; at most two.
    pub swept: Vec<Dial>,
    /// From each point to its neighbour.
    pub steps: Vec<Step>,
    /// Position of the point that the others are told against: the week as it is, else the
    /// widest limits.
    pub reference: usize,
    /// By point, what lies between the reference and it.
    pub against: Vec<Step>,
    /// What a little more buys, at each point.
    pub exchange: Vec<Exchange>,
    /// By point, what its money goes for.
    pub spending: Vec<Spending>,
    /// What each fund pays for in each plan.
    pub funds: Vec<FundUse>,
    /// Families that no plan reaches.
    pub never: Vec<Family>,
    /// With one sweep: from where on more buys nothing.
    pub enough: Option<Enough>,
    /// The answers to the goals.
    pub reached: Vec<Reached>,
}

/// From where on more of the swept limit buys nothing, as far as the sweep goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enough {
    /// The least amount that buys as much as `to` does.
    pub from: Amount,
    /// The largest amount of the sweep.
    pub to: Amount,
    /// Whether that is proven, and not only what was found.
    pub is_proven: bool,
}

impl Comparison {
    /// The base week: that of the first point.
    ///
    /// # Panics
    /// When there is no point: none is made without.
    pub fn week(&self) -> &Week {
        &self.points[0].scenario.week
    }
}
