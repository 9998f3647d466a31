//! Steps as a person would give them: a road is one, whatever it is called on the way, and
//! what lies within a junction is not spoken of.

use super::super::graph::deviation;
use super::super::osm::Strings;
use super::steps::{SLIGHT, Step, by_degrees};
use crate::domain::road::TurnKind;

/// What is shorter lies within a junction, in metres: one side of a divided road to the other.
const WITHIN: f64 = 30.0;
/// A new name for so short a way is not worth saying.
const SHORT_NAME: f64 = 60.0;
/// So far a nameless piece is taken for the beginning of what comes next.
const NAMELESS: f64 = 400.0;
/// A slip road at a corner is shorter than this, a ramp longer.
const SLIP: f64 = 150.0;
/// Who turns by more within a junction has turned round.
const ROUND: f64 = 150.0;

/// Joins steps until there is nothing more to join. Metres are only moved, never lost.
///
/// Cost: linear in the steps, since one only goes back a step after two were joined.
pub(super) fn tidy(steps: &mut Vec<Step>, strings: &Strings) {
    // Ramps and slip roads first, while their ends are still to be seen.
    join_all(steps, link);
    join_all(steps, |steps, at| pair(steps, at, strings));
}

fn join_all(steps: &mut Vec<Step>, find: impl Fn(&[Step], usize) -> Option<Join>) {
    let mut at = 0;
    while at + 1 < steps.len() {
        match find(steps, at) {
            Some(how) => {
                let next = steps.remove(at + 1);
                steps[at].join(next, how);
                at = at.saturating_sub(1);
            }
            None => at += 1,
        }
    }
}

impl Step {
    fn join(&mut self, next: Self, how: Join) {
        self.metres += next.metres;
        match how {
            Join::Whole => {
                self.road.absorb(next.road);
                self.is_link &= next.is_link;
            }
            Join::Lost => {}
            Join::Onto(kind) => {
                self.kind = kind;
                self.degrees += next.degrees;
                self.road = next.road;
                self.is_link = next.is_link;
            }
        }
    }
}

/// How a step takes in the next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Join {
    /// It is the same road.
    Whole,
    /// The next is not spoken of.
    Lost,
    /// The step itself is only the way onto the next.
    Onto(TurnKind),
}

/// A ramp and the road that it leads onto: one turns onto that road.
fn link(steps: &[Step], at: usize) -> Option<Join> {
    let [step, next, ..] = steps.get(at..)? else {
        return None;
    };
    if !step.is_link || next.is_link || at == 0 || is_roundabout(next.kind) {
        return None;
    }
    if step.metres < SLIP && !is_roundabout(step.kind) {
        // Round a corner by a slip road is a plain turn, whatever the slip road does; only
        // one that loops is none.
        let whole = deviation(step.arrive, next.arrive + next.degrees);
        if whole.abs() < ROUND {
            return Some(Join::Onto(by_degrees(whole)));
        }
    }
    (next.degrees.abs() < SLIGHT).then_some(Join::Onto(step.kind))
}

fn pair(steps: &[Step], at: usize, strings: &Strings) -> Option<Join> {
    let [step, next, ..] = steps.get(at..)? else {
        return None;
    };
    let is_on = next.kind == TurnKind::Continue;
    let is_first = at == 0;
    let is_turn = !is_first && step.kind != TurnKind::Continue;
    if is_on && step.road.is(&next.road, strings) {
        return Some(Join::Whole);
    }
    // A name that goes again at once.
    let is_short = next.metres < SHORT_NAME && steps.len() > at + 2;
    if is_on && (next.road.is_empty() || is_short) && !(next.is_link && next.metres > SLIP) {
        return Some(Join::Lost);
    }
    let is_slight = matches!(step.kind, TurnKind::SlightLeft | TurnKind::SlightRight);
    let is_approach = is_slight && step.road.is_empty() && step.metres < NAMELESS;
    if is_approach && is_roundabout(next.kind) {
        return Some(Join::Onto(next.kind));
    }
    let is_nameless = step.road.is_empty() && (step.metres < NAMELESS || step.is_link);
    if is_on && is_turn && (is_nameless || step.metres < SHORT_NAME) {
        return Some(Join::Onto(step.kind));
    }
    if is_turn && !is_roundabout(step.kind) && !is_roundabout(next.kind) && step.metres < WITHIN {
        let before = &steps[at - 1].road;
        let sum = step.degrees + next.degrees;
        if sum.abs() > ROUND && before.is(&next.road, strings) {
            return Some(Join::Onto(TurnKind::UTurn));
        }
        let is_crossing = step.road.is_empty()
            || step.road.is(&next.road, strings)
            || step.road.is(before, strings);
        if is_crossing && sum.abs() <= ROUND {
            return Some(Join::Onto(by_degrees(sum)));
        }
    }
    None
}

fn is_roundabout(kind: TurnKind) -> bool {
    matches!(kind, TurnKind::Roundabout(_))
}
