//! `window` and `due`: a task lies in its times.

use super::facts::Facts;
use super::report::{Amount, Found};
use super::stretch::Stretch;
use crate::domain::rule::Rule;
use crate::domain::time::Span;

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (at, ix) in facts.task_stops() {
        let (task, during) = (facts.week.task(ix), facts.stop(at).service());
        let mut say = |rule: Rule, minutes: i64, message: String| {
            found.add(rule, Amount::Minutes(minutes), facts.spot(at), message);
        };
        let (early, late) = beyond_nearest(during, &task.windows);
        say(
            Rule::Window,
            early + late,
            in_words(early, late, task.windows.is_empty()),
        );
        if let Some(earliest) = task.earliest {
            let early = i64::from(earliest.0) - during.from;
            say(
                Rule::Window,
                early,
                format!("starts {early} min before its earliest time"),
            );
        }
        // What is overdue is late already: its due binds no longer.
        if let Some(due) = task.binding_due() {
            let late = during.to - i64::from(due.0);
            say(Rule::Due, late, format!("ends {late} min after it is due"));
        }
    }
}

/// By how much a stretch begins before and ends after the window nearest to it.
fn beyond_nearest(during: Stretch, windows: &[Span]) -> (i64, i64) {
    let beyond = windows.iter().map(|&window| during.beyond(window.into()));
    beyond
        .min_by_key(|(early, late)| early + late)
        .unwrap_or((during.minutes().max(1), 0))
}

fn in_words(early: i64, late: i64, none: bool) -> String {
    match (early, late) {
        _ if none => "it has no window in this week".to_owned(),
        (early, 0) => format!("starts {early} min before its window"),
        (0, late) => format!("ends {late} min after its window"),
        (early, late) => {
            format!("starts {early} min before its window and ends {late} min after it")
        }
    }
}
