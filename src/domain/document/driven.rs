//! The drives that a plan had before a moment: what is driven is not judged by what a road is by
//! now.

use super::Document;
use super::read::moment;
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::money::Metres;
use crate::domain::time::Minutes;
use crate::domain::travel::Driven;

/// A drive of a plan by ids: it took this for who left before a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DrivenDocument {
    /// From which place.
    pub from: String,
    /// To which place.
    pub to: String,
    /// How long it took.
    pub minutes: i32,
    /// How far it was.
    pub metres: i64,
    /// Whoever left before then, as plan.json writes it.
    pub until: String,
}

impl Document {
    /// Its drives that began before the moment from which on it changed anything last; none for a
    /// first plan, or one made anew, which reckons with all drives as the files have them.
    pub fn driven(&self) -> Vec<DrivenDocument> {
        let last = self.history.last().filter(|last| !last.is_anew());
        last.map_or_else(Vec::new, |last| self.driven_before(&last.as_of))
    }

    /// Its drives that began before a moment, as plan.json writes it. Those to or from a place
    /// that is never named are not among them.
    pub fn driven_before(&self, until: &str) -> Vec<DrivenDocument> {
        let mut driven = Vec::new();
        for route in &self.routes {
            let placed = route
                .stops
                .iter()
                .filter(|stop| stop.place_id.is_some() || stop.confidential);
            let placed: Vec<_> = placed.collect();
            for pair in placed.windows(2) {
                let (Some(from), Some(to)) = (&pair[0].place_id, &pair[1].place_id) else {
                    continue;
                };
                if pair[1].drive_minutes > 0 && before(&pair[0].leave, until) {
                    driven.push(DrivenDocument {
                        from: from.clone(),
                        to: to.clone(),
                        minutes: pair[1].drive_minutes,
                        metres: pair[1].metres,
                        until: until.to_owned(),
                    });
                }
            }
        }
        driven.sort();
        driven.dedup();
        driven
    }
}

/// Whether one time is before another; of what is no time it is not said.
fn before(one: &str, other: &str) -> bool {
    let read = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    matches!((read(one), read(other)), (Some(one), Some(other)) if one < other)
}

impl Week {
    /// The week in which these drives took what they took, where they would take longer by now.
    pub fn drove(&mut self, drives: &[DrivenDocument]) {
        let place = |id: &str| {
            let found = self.places.iter().position(|place| place.id == id);
            found.map(PlaceIx::at)
        };
        let driven = drives.iter().filter_map(|drive| {
            let site = |id| place(id).map(|place| self.travel.site(place));
            Some(Driven {
                from: site(&drive.from)?,
                to: site(&drive.to)?,
                until: moment(&self.clock, &drive.until)?,
                minutes: Minutes(drive.minutes),
                metres: Metres(drive.metres),
            })
        });
        let driven: Vec<Driven> = driven.collect();
        self.travel.remember(driven);
    }
}
