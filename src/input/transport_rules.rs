//! rules.csv: the rules of transport as dated, named data with their sources. What the program
//! brings holds until a workspace says otherwise: its rows of a name replace all of that name.

use chrono::NaiveDate;

use crate::domain::policy::{TransportRule, TransportRuleName};
use crate::table::{Faults, parse_into};

use super::cells::{self, Bad};
use super::files::Source;
use super::sheet::{Line, Sheet, columns};

columns! {
    /// The columns of rules.csv.
    RuleCol in "rules.csv" {
        Name = "rule" required,
        From = "from",
        Until = "until",
        On = "on",
        Value = "value" required,
        Unit = "unit",
        Source = "source",
    }
}

/// The rules that come with the program.
const BUILT_IN: &[u8] = include_bytes!("transport-rules.csv");

/// The rules that hold in a workspace, those that are off among them.
pub(super) fn read(source: &Source<RuleCol>, faults: &mut Faults) -> Vec<TransportRule> {
    let mut rules: Vec<TransportRule> = Vec::new();
    if let Some(own) = parse_into("rules.csv", BUILT_IN, faults)
        && let Some(sheet) = Sheet::<RuleCol>::new(own, faults)
    {
        rules.extend(sheet.lines().filter_map(|line| rule(line, faults)));
    }
    let own: Vec<TransportRule> = source
        .lines()
        .filter_map(|line| rule(line, faults))
        .collect();
    rules.retain(|rule| !own.iter().any(|other| other.name == rule.name));
    rules.extend(own);
    rules
}

fn rule(line: Line<'_, RuleCol>, faults: &mut Faults) -> Option<TransportRule> {
    use RuleCol as Col;
    let names: Vec<(TransportRuleName, &str)> = (TransportRuleName::ALL.iter())
        .map(|name| (*name, name.name()))
        .collect();
    let name = line.need(Col::Name, faults, |text| cells::word(text, &names));
    let mut date =
        |column| -> Option<NaiveDate> { line.read(column, faults, cells::calendar_date) };
    let (from, until) = (date(Col::From), date(Col::Until));
    let is_on = line.read(Col::On, faults, cells::yes_no).unwrap_or(true);
    let value = line.need(Col::Value, faults, |text| cells::whole(text, 1..=100_000));
    let (name, value) = (name?, value?);
    if !line.text(Col::Unit).is_empty() && line.text(Col::Unit) != name.unit() {
        let bad = Bad::new("is not the unit of this rule").allowed(name.unit());
        faults.push(line.bad(Col::Unit, bad));
        return None;
    }
    Some(TransportRule {
        name,
        from,
        until,
        is_on,
        value: i64::from(value),
        source: line.text(Col::Source).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    //! What the program brings can be read, and what is unchecked is off.
    use super::*;

    #[test]
    fn built_in_rules() {
        let mut faults = Faults::default();
        let none: Source<RuleCol> = Source {
            sheet: None,
            is_there: false,
            is_whole: true,
        };
        let rules = read(&none, &mut faults);
        assert!(faults.sorted().is_empty());
        assert_eq!(rules.len(), TransportRuleName::ALL.len());
        for rule in rules {
            assert_eq!(
                rule.source.contains("nchecked"),
                !rule.is_on,
                "{:?}",
                rule.name
            );
        }
    }
}
