//! `--reach GOAL`: over which limit the least is looked for, and the answers.

use liaison::domain::Week;
use liaison::domain::comparison::{Comparison, Point, Scenario};
use liaison::domain::dial::{Amount, Dial};
use liaison::plan::Options;
use liaison::plan::compare::{self, Goal, Reach};

use super::Failure;
use super::compare::Arguments;
use super::sweep::Sweep;

/// The goals, as they are asked for.
pub fn goals(texts: &[String]) -> Result<Vec<Goal>, Failure> {
    let goal = |text: &String| {
        Goal::parse(text).ok_or_else(|| Failure::Use {
            what: format!("--reach knows no goal {text:?}"),
            hint: "for example --reach value=90%, --reach value=300, --reach task=T5 or --reach kind=home_visit:all (or :12)".to_owned(),
        })
    };
    texts.iter().map(goal).collect()
}

/// Over which limit it is looked, and from which week.
pub struct Over {
    week: Week,
    dial: Dial,
    /// Its span, where a sweep gives it.
    span: Option<Reach>,
}

/// The limit of the one sweep; else the one of `--budget`; else the only one of week.toml.
pub fn over(
    arguments: &Arguments,
    scenarios: &[Scenario],
    swept: &[Dial],
    goals: &[Goal],
) -> Result<Over, Failure> {
    let wrong = |what: &str| Failure::Use {
        what: what.to_owned(),
        hint: "say which limit: --sweep miles=0..200:20 --reach value=90%".to_owned(),
    };
    // The last one has what --budget or a sweep asks for; else it is the first that is meant.
    let is_asked = !arguments.budget.is_empty() || !arguments.sweep.is_empty();
    let week = match is_asked {
        true => scenarios.last(),
        false => scenarios.first(),
    };
    let week = week
        .map(|one| one.week.clone())
        .ok_or_else(|| wrong("--reach has no week to look at"))?;
    for goal in goals {
        let Some(asked) = goal.asked(&week) else {
            continue;
        };
        if asked.is_empty() {
            return Err(Failure::Use {
                what: format!("--reach finds no task or ride for {}", goal.words()),
                hint: "name an id or a kind of this week\u{2019}s tasks and rides".to_owned(),
            });
        }
        if goal.count(asked.len()) > asked.len() {
            return Err(Failure::Use {
                what: format!("--reach asks for {}", goal.words()),
                hint: format!("ask for at most {}: the week has no more", asked.len()),
            });
        }
    }
    if let [text] = arguments.sweep.as_slice() {
        let (from, to, step) = Sweep::parse(text)?.span();
        let dial = swept[0];
        let step = if step == Amount(0) {
            dial.counted.step()
        } else {
            step.min(dial.counted.step())
        };
        let span = Some(Reach {
            dial,
            from,
            to,
            step,
        });
        return Ok(Over { week, dial, span });
    }
    if arguments.sweep.len() > 1 {
        return Err(wrong("--reach looks over one limit, not over a grid"));
    }
    let keys = arguments
        .budget
        .iter()
        .filter_map(|change| change.split_once('='));
    let given: Vec<Dial> = keys
        .filter_map(|(key, _)| Dial::named(&week, key.trim()))
        .collect();
    let all = Dial::all(&week);
    match (given.as_slice(), all.as_slice()) {
        (&[dial], _) | (&[], &[dial]) => Ok(Over {
            week,
            dial,
            span: None,
        }),
        ([], []) => Err(wrong("--reach looks over a limit, and this week has none")),
        _ => Err(wrong("--reach looks over one limit, and there are several")),
    }
}

impl Over {
    /// The comparison with the answers, and with the plans that get there.
    pub fn answered(
        &self,
        found: Comparison,
        goals: &[Goal],
        options: &Options,
    ) -> Result<Comparison, Failure> {
        let span = match self.span {
            Some(span) => span,
            None => self.widest(&part(options, 0.2))?,
        };
        let (mut reached, mut points) = (Vec::new(), Vec::new());
        for (k, goal) in goals.iter().enumerate() {
            let own = part(options, 1.0 / (goals.len() - k) as f64);
            let (answer, point) = compare::reach(&self.week, goal, span, &found.points, &own)?;
            reached.push(answer);
            points.extend(point.map(|point| self.named(point, goal, &found)));
        }
        Ok(compare::extended(found, points, reached, options)?)
    }

    /// Holds the answers to the plans that are shown: what was found later may do with less.
    pub fn held_to_points(&self, found: &mut Comparison, goals: &[Goal]) {
        compare::held_to_points(found, &self.week, goals);
    }

    /// What the plan without the limit uses of it.
    fn widest(&self, options: &Options) -> Result<Reach, Failure> {
        let mut week = self.week.clone();
        self.dial.clear(&mut week);
        let scenario = Scenario {
            name: String::new(),
            week,
            set: Vec::new(),
        };
        let found = compare::compare(vec![scenario], Vec::new(), options, &|_, _| {})?;
        Ok(compare::span(&found.points[0], self.dial))
    }

    /// A plan that gets there, as a scenario of its own.
    fn named(&self, mut point: Point, goal: &Goal, found: &Comparison) -> Point {
        let is_asked = goal.asked(&self.week).is_some();
        if is_asked {
            point.scenario.name = format!("{} with {}", point.scenario.name, goal.words());
        }
        // It is a point of the sweep only where there is one, and the same is asked of it.
        if is_asked || found.swept.is_empty() {
            point.scenario.set = Vec::<(Dial, Amount)>::new();
            point.answers = Some(goal.words());
        }
        point
    }
}

/// The same options with a part of the time that is left.
pub fn part(options: &Options, part: f64) -> Options {
    Options {
        stop: options.stop.sooner(part),
        ..*options
    }
}
