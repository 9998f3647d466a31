//! compare.json: the comparison for programs. Ids, kinds and codes only.

use serde::Serialize;

use super::super::summary::{Summary, summary};
use super::{amount, folders};
use crate::domain::comparison::{Comparison, Family, Item, Point, Reached, Spending, Step};
use crate::domain::money::Money;
use crate::domain::time::Minutes;

/// What compare.json holds.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Of this form.
    version: u32,
    week: String,
    scenarios: Vec<ScenarioDocument>,
    steps: Vec<StepDocument>,
    exchange: Vec<ExchangeDocument>,
    /// What each fund pays for.
    funds: Vec<FundDocument>,
    never_reached: Vec<FamilyDocument>,
    /// Beyond this much of the swept limit more buys nothing.
    enough: Option<f64>,
    enough_proven: bool,
    reached: Vec<ReachedDocument>,
}

#[derive(Debug, Serialize)]
struct ScenarioDocument {
    scenario: String,
    folder: String,
    limits: std::collections::BTreeMap<String, f64>,
    /// By limit, points for one more of it; a ranking.
    prices: std::collections::BTreeMap<String, f64>,
    dominated: bool,
    spending: SpendingDocument,
    #[serde(flatten)]
    summary: Summary,
}

/// Dollars, hours and miles to two decimals.
#[derive(Debug, Serialize)]
struct SpendingDocument {
    straight_dollars: f64,
    overtime_dollars: f64,
    mileage_dollars: f64,
    partner_dollars: f64,
    partner_hours: f64,
    interpreter_hours: f64,
    commute_miles: f64,
    /// Time off that is owed for overtime.
    comp_hours: f64,
}

#[derive(Debug, Serialize)]
struct StepDocument {
    from: String,
    to: String,
    comes_in: Vec<ItemDocument>,
    falls_out: Vec<ItemDocument>,
    families_reached: Vec<FamilyDocument>,
    families_lost: Vec<FamilyDocument>,
}

#[derive(Debug, Serialize)]
struct ItemDocument {
    id: String,
    kind: &'static str,
    school: String,
    language: String,
    need: &'static str,
    required: bool,
    due: bool,
    value: f64,
}

#[derive(Debug, Serialize)]
struct FamilyDocument {
    id: String,
    school: String,
    language: String,
    need: &'static str,
}

#[derive(Debug, Serialize)]
struct ExchangeDocument {
    scenario: String,
    limit: String,
    more: f64,
    buys: f64,
    /// Required tasks and rides that it keeps and that were missed.
    keeps: u32,
    /// What the relaxation allows at most; a ranking.
    price: Option<f64>,
}

#[derive(Debug, Serialize)]
struct FundDocument {
    scenario: String,
    fund: String,
    minutes: i32,
    of_minutes: i32,
    /// Per cent that it is to pay.
    share: Option<f64>,
    /// It pays for more than that.
    over_share: bool,
    not_allowed: u32,
}

#[derive(Debug, Serialize)]
struct ReachedDocument {
    goal: String,
    limit: String,
    least: Option<f64>,
    impossible_up_to: Option<f64>,
    step: f64,
}

/// The comparison for programs.
pub fn document(found: &Comparison) -> Document {
    let folders = folders(found);
    let scenarios = found.points.iter().zip(&found.spending).zip(folders);
    Document {
        version: 1,
        week: found.week().clock.monday().to_string(),
        scenarios: scenarios
            .map(|((point, spending), folder)| scenario(point, spending, folder))
            .collect(),
        steps: found.steps.iter().map(|one| step(found, one)).collect(),
        exchange: found
            .exchange
            .iter()
            .map(|one| exchange(found, one))
            .collect(),
        funds: found.funds.iter().map(|one| fund(found, one)).collect(),
        never_reached: found.never.iter().map(family).collect(),
        enough: found.enough.map(|enough| enough.from.number()),
        enough_proven: found.enough.is_some_and(|enough| enough.is_proven),
        reached: found
            .reached
            .iter()
            .map(|one| reached(found, one))
            .collect(),
    }
}

/// The file's text.
pub(super) fn json(found: &Comparison) -> String {
    let mut text =
        serde_json::to_string_pretty(&document(found)).expect("names and numbers are always JSON");
    text.push('\n');
    text
}

/// To six decimals.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn scenario(point: &Point, spent: &Spending, folder: String) -> ScenarioDocument {
    let week = &point.scenario.week;
    let limits = crate::domain::dial::Dial::all(week).into_iter();
    let limit = |dial: crate::domain::dial::Dial| {
        let amount = amount(point, dial).parse().unwrap_or_default();
        (dial.key(week), amount)
    };
    let price =
        |price: &crate::domain::comparison::Price| (price.dial.key(week), rounded(price.points));
    ScenarioDocument {
        scenario: point.scenario.name.clone(),
        folder,
        limits: limits.map(limit).collect(),
        prices: point.prices.iter().map(price).collect(),
        dominated: point.is_dominated,
        spending: spending(spent),
        summary: summary(&point.plan),
    }
}

fn spending(one: &Spending) -> SpendingDocument {
    let dollars = |money: Money| money.cents() as f64 / 100.0;
    let short = |number: f64| (number * 100.0).round() / 100.0;
    let hours = |time: Minutes| short(f64::from(time.0) / 60.0);
    SpendingDocument {
        straight_dollars: dollars(one.straight_money),
        overtime_dollars: dollars(one.overtime_money),
        mileage_dollars: dollars(one.mileage_money),
        partner_dollars: dollars(one.partner_money),
        partner_hours: hours(one.partners),
        interpreter_hours: hours(one.interpreters),
        commute_miles: short(one.commute.miles()),
        comp_hours: hours(one.comp),
    }
}

fn step(found: &Comparison, step: &Step) -> StepDocument {
    let name = |at: usize| found.points[at].scenario.name.clone();
    StepDocument {
        from: name(step.from),
        to: name(step.to),
        comes_in: step.comes_in.iter().map(item).collect(),
        falls_out: step.falls_out.iter().map(item).collect(),
        families_reached: step.reaches.iter().map(family).collect(),
        families_lost: step.loses.iter().map(family).collect(),
    }
}

fn item(one: &Item) -> ItemDocument {
    ItemDocument {
        id: one.id.clone(),
        kind: one.kind,
        school: one.school.clone(),
        language: one.language.clone(),
        need: one.need,
        required: one.is_required,
        due: one.is_due,
        value: one.value.points(),
    }
}

fn family(one: &Family) -> FamilyDocument {
    FamilyDocument {
        id: one.id.clone(),
        school: one.school.clone(),
        language: one.language.clone(),
        need: one.need,
    }
}

fn exchange(found: &Comparison, one: &crate::domain::comparison::Exchange) -> ExchangeDocument {
    ExchangeDocument {
        scenario: found.points[one.at].scenario.name.clone(),
        limit: one.dial.key(found.week()),
        more: one.more.number(),
        buys: one.buys.points(),
        keeps: one.keeps,
        price: one.price.map(rounded),
    }
}

fn reached(found: &Comparison, one: &Reached) -> ReachedDocument {
    ReachedDocument {
        goal: one.goal.clone(),
        limit: one.dial.key(found.week()),
        least: one.least.map(crate::domain::dial::Amount::number),
        impossible_up_to: one
            .impossible_up_to
            .map(crate::domain::dial::Amount::number),
        step: one.step.number(),
    }
}

fn fund(found: &Comparison, one: &crate::domain::comparison::FundUse) -> FundDocument {
    FundDocument {
        scenario: found.points[one.at].scenario.name.clone(),
        fund: one.name.clone(),
        minutes: one.minutes.0,
        of_minutes: one.of.0,
        share: one.share.map(|share| share as f64 / 100.0),
        over_share: one.is_over(),
        not_allowed: one.not_allowed,
    }
}
