//! Where the labels of a chart stand: beside what they name, and none upon another.

use maud::{Markup, html};

/// How wide a letter of a label is at most, and how far a line reaches above and below its base.
const LETTER: f64 = 7.5;
const REACH: (f64, f64) = (11.0, 3.0);
/// From one line to the next.
const LINE: f64 = 14.5;
/// Lines that are tried above and below.
const LINES: u32 = 24;

/// Left, top, right and bottom.
type Box = [f64; 4];

/// The labels of one chart.
pub(super) struct Labels {
    within: Box,
    taken: Vec<Box>,
}

impl Labels {
    /// None yet; all must lie within this.
    pub(super) fn within(within: Box) -> Self {
        Self {
            within,
            taken: Vec::new(),
        }
    }

    /// A mark that no label hides, by its middle and how far it reaches.
    pub(super) fn keep(&mut self, (x, y): (f64, f64), reach: f64) {
        self.taken
            .push([x - reach, y - reach, x + reach, y + reach]);
    }

    /// A label at a point: right above it, else as near as there is room; where there is none,
    /// right above it all the same.
    pub(super) fn at(&mut self, (x, y): (f64, f64), text: &str) -> Markup {
        let wide = LETTER * text.chars().count() as f64;
        let near = [(x + 8.0, false), (x - 8.0, true)];
        let far = [(x - 14.0 - wide, true), (x + 14.0 + wide, false)];
        let places = [near, far].into_iter().flat_map(|sides| {
            (0..LINES).flat_map(move |line| {
                let off = f64::from(line) * LINE;
                let heights = [y - 7.0 - off, y + 16.0 + off];
                heights.map(|y| sides.map(|(x, is_end)| (x, y, is_end)))
            })
        });
        let box_of = |(x, y, is_end): (f64, f64, bool)| -> Box {
            let left = if is_end { x - wide } else { x };
            [left, y - REACH.0, left + wide, y + REACH.1]
        };
        let places: Vec<(f64, f64, bool)> = places.flatten().collect();
        let free = places.iter().find(|&&place| self.is_free(box_of(place)));
        let place = free.copied().unwrap_or((x + 8.0, y - 7.0, false));
        self.taken.push(box_of(place));
        let (x, y, is_end) = place;
        html! {
            text.label x=(format!("{x:.1}")) y=(format!("{y:.1}")) text-anchor=[is_end.then_some("end")] { (text) }
        }
    }

    fn is_free(&self, new: Box) -> bool {
        let [left, top, right, bottom] = self.within;
        let lies_within = left <= new[0] && top <= new[1] && new[2] <= right && new[3] <= bottom;
        let meets = |other: &Box| {
            new[0] < other[2] && other[0] < new[2] && new[1] < other[3] && other[1] < new[3]
        };
        lies_within && !self.taken.iter().any(meets)
    }
}

#[cfg(test)]
mod tests {
    //! Labels of the same point stand beside one another, and within the chart.
    use super::*;

    #[test]
    fn labels_make_room() {
        let mut labels = Labels::within([0.0, 0.0, 200.0, 100.0]);
        for _ in 0..8 {
            let _ = labels.at((190.0, 50.0), "A label");
        }
        for (k, a) in labels.taken.iter().enumerate() {
            assert!(
                a[0] >= 0.0 && a[2] <= 200.0 && a[1] >= 0.0 && a[3] <= 100.0,
                "{a:?}"
            );
            for b in &labels.taken[k + 1..] {
                assert!(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]);
            }
        }
    }
}
