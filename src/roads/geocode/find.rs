//! An address into a point.

use strsim::osa_distance;

use crate::domain::road::{Address, Doubt, Locate, Located, Match};
use crate::domain::travel::LatLon;

use super::blocks;
use super::course::{BLOCK_METRES, Course};
use super::index::{Gazetteer, House, Known};
use super::line::{self, Parsed};
use super::near::{Found, exact, near};
use super::number::Number;
use super::street::{Agreement, Street};
use super::sure;

/// Names shorter than this are not taken for a misspelling of another.
const LEAST_LETTERS: usize = 6;
/// Two answers nearer than this are one.
const ONE_ANSWER: f64 = 300.0;

/// One answer among several.
#[derive(Clone, Copy, Debug)]
struct Answer {
    located: Located,
    /// What its confidence is weighed by beside its kind: name and city.
    weight: f64,
    /// Of a street alone: how long it is, in metres.
    length: f64,
}

impl Answer {
    /// With the confidence that it has among the others.
    fn of_several(&self, confidence: f64, has_rivals: bool) -> Located {
        let several = has_rivals.then_some(Doubt::Several);
        Located {
            confidence,
            doubt: several.or(self.located.doubt),
            ..self.located
        }
    }
}

impl Locate for Gazetteer {
    fn locate(&self, address: &Address) -> Option<Located> {
        Gazetteer::locate(self, address)
    }
}

impl Gazetteer {
    /// Where an address is, with the confidence of the match; none when its street is not
    /// known here, or nothing in it is a street.
    ///
    /// What is sought, in the order of confidence: the very house number; a place between
    /// known numbers of the street, those of the same side before others; a place beside
    /// one; the hundred block, where cross streets are numbered; the middle of the street.
    /// A name that differs in one letter, in a direction or in what the street is counts
    /// less, and so does one of another city. Of several answers that are equally good one
    /// is given, with its share of the confidence.
    ///
    /// Cost: a few searches by name; a search along one street; and a look at every street
    /// name only when none agrees.
    pub fn locate(&self, address: &Address) -> Option<Located> {
        let parsed = line::parse(address);
        let mut answers = self.answers(&parsed, |name| self.agreeing(name));
        if answers.is_empty() {
            answers = self.answers(&parsed, |name| self.misspelt(name));
        }
        best(&answers)
    }

    fn answers<'a>(
        &'a self,
        parsed: &Parsed,
        find: impl Fn(&Street) -> Vec<(&'a Known, f64, Option<Doubt>)>,
    ) -> Vec<Answer> {
        let mut answers = Vec::new();
        for reading in &parsed.readings {
            for (street, weight, doubt) in find(&reading.street) {
                let place = |at, house: Option<&House>| {
                    let (place, differs) = self.place(parsed, at, house);
                    let doubt = doubt.or(differs.then_some(Doubt::Town));
                    (weight * reading.weight * place, doubt)
                };
                let mut push = |found: Option<(Found, Option<&House>)>, length: f64| {
                    if let Some((found, house)) = found {
                        let (weight, doubt) = place(found.at, house);
                        let located = Located {
                            at: found.at,
                            how: found.how,
                            confidence: found.sure,
                            within: found.within,
                            doubt,
                        };
                        answers.push(Answer {
                            located,
                            weight,
                            length,
                        });
                    }
                };
                for number in &reading.numbers {
                    push(self.number(street, number), 0.0);
                }
                if let Some(middle) = Course::of(&street.lines).map(|course| course.middle()) {
                    push(Some((Found::street(&middle), None)), middle.length);
                }
            }
        }
        answers
    }

    /// Streets whose name agrees, with how much that is worth.
    fn agreeing(&self, name: &Street) -> Vec<(&Known, f64, Option<Doubt>)> {
        let agreeing = self.of_core(&name.core).iter().filter_map(|street| {
            let (weight, doubt) = match street.name.agreement(name)? {
                Agreement::Full => (1.0, None),
                Agreement::Partial => (sure::PARTIAL, None),
                Agreement::OtherKind => (sure::OTHER_KIND, Some(Doubt::Name)),
            };
            Some((street, weight, doubt))
        });
        agreeing.collect()
    }

    /// Streets whose name differs in one letter. A number differs by more than a slip.
    fn misspelt(&self, name: &Street) -> Vec<(&Known, f64, Option<Doubt>)> {
        let is_long = |core: &str| {
            core.len() >= LEAST_LETTERS && !core.bytes().any(|byte| byte.is_ascii_digit())
        };
        if !is_long(&name.core) {
            return Vec::new();
        }
        let is_near = |core: &&String| {
            core.len().abs_diff(name.core.len()) <= 2
                && is_long(core)
                && osa_distance(core, &name.core) == 1
        };
        let found = self
            .cores
            .keys()
            .filter(is_near)
            .flat_map(|core| self.of_core(core));
        let found = found.filter(|street| {
            let agreement = street.name.agreement(&Street {
                core: street.name.core.clone(),
                ..name.clone()
            });
            agreement.is_some_and(|agreement| agreement < Agreement::OtherKind)
        });
        found
            .map(|street| (street, sure::SPELLING, Some(Doubt::Name)))
            .collect()
    }

    /// What is known of a number on a street, best first.
    fn number<'a>(&self, street: &'a Known, number: &Number) -> Option<(Found, Option<&'a House>)> {
        if let Some(found) = exact(street, number) {
            return Some(found);
        }
        let mut found: Vec<Found> = Vec::new();
        found.extend(near(street, number));
        if number.series.is_empty()
            && let Some(sure) = self.blocks
            && let Some((at, metres)) = blocks::predict(street, number.value)
        {
            found.push(Found {
                at,
                how: Match::Block,
                sure,
                within: metres.max(100.0),
            });
        }
        let best = found.into_iter().max_by(|a, b| a.sure.total_cmp(&b.sure))?;
        Some((best, None))
    }

    /// What would be said of a number on a street: for the measurement.
    #[cfg(test)]
    pub(super) fn number_for_trial(
        &self,
        street: &Known,
        number: &Number,
    ) -> Option<(Match, f64, f64, LatLon)> {
        self.number(street, number)
            .map(|(found, _)| (found.how, found.sure, found.within, found.at))
    }

    /// What city and postcode say of a point: what that is worth, and whether they differ.
    fn place(&self, parsed: &Parsed, at: LatLon, house: Option<&House>) -> (f64, bool) {
        let of = |asked: &str,
                  own: Option<&str>,
                  known: &std::collections::BTreeMap<String, Vec<LatLon>>| {
            if asked.is_empty() {
                return None;
            }
            if let Some(own) = own.filter(|own| !own.is_empty()) {
                return Some(own == asked);
            }
            let nearest = |points: &[LatLon]| {
                points
                    .iter()
                    .map(|point| point.metres_to(at))
                    .fold(f64::INFINITY, f64::min)
            };
            let same = nearest(known.get(asked)?);
            let others = known.iter().filter(|(name, _)| *name != asked);
            let other = others
                .map(|(_, points)| nearest(points))
                .fold(f64::INFINITY, f64::min);
            if same <= other || same <= 500.0 {
                Some(true)
            } else {
                (same > 2.0 * other + 3_000.0).then_some(false)
            }
        };
        let postcode = of(
            &parsed.postcode,
            house.map(|house| &*house.postcode),
            &self.postcodes,
        );
        let city = of(&parsed.city, house.map(|house| &*house.city), &self.cities);
        match (postcode, city) {
            (Some(true), _) | (None, Some(true)) => (sure::PLACE_AGREES, false),
            (Some(false), Some(true)) | (None, None) => (sure::PLACE_UNKNOWN, false),
            (Some(false), _) | (None, Some(false)) => (sure::PLACE_DIFFERS, true),
        }
    }
}

/// The best of several answers. Others that are nearly as good lessen its confidence.
fn best(answers: &[Answer]) -> Option<Located> {
    let (streets, houses): (Vec<&Answer>, Vec<&Answer>) = answers
        .iter()
        .partition(|answer| answer.located.how == Match::Street);
    let sure = |answer: &Answer| answer.weight * answer.located.confidence;
    let house = houses
        .iter()
        .max_by(|a, b| sure(a).total_cmp(&sure(b)))
        .map(|best| {
            let is_rival = |other: &&&Answer| {
                sure(other) >= 0.8 * sure(best)
                    && other.located.at.metres_to(best.located.at) > ONE_ANSWER
            };
            let rivals = houses.iter().filter(is_rival).count();
            best.of_several(sure(best) / (rivals + 1) as f64, rivals > 0)
        });
    // A street's middle stands for all streets of the name together.
    let heaviest = streets
        .iter()
        .map(|answer| answer.weight)
        .fold(0.0, f64::max);
    let equals: Vec<&&Answer> = streets
        .iter()
        .filter(|answer| answer.weight >= 0.9 * heaviest)
        .collect();
    let length: f64 = equals.iter().map(|answer| answer.length).sum();
    let longest = equals
        .iter()
        .max_by(|a, b| a.length.total_cmp(&b.length))
        .map(|best| {
            let confidence = best.weight * best.located.confidence / length.max(1.0);
            best.of_several(confidence, equals.len() > 1)
        });
    match (house, longest) {
        // Where the whole street is within a block, so is every point of it.
        (Some(house), Some(street)) if house.at.metres_to(street.at) <= BLOCK_METRES => {
            Some(Located {
                confidence: house.confidence.max(street.confidence.min(sure::HOUSE)),
                ..house
            })
        }
        (Some(house), Some(street)) if street.confidence > 2.0 * house.confidence => Some(street),
        (house, street) => house.or(street),
    }
}
