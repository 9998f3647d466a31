//! What a quick look for good routes keeps: of all labels that end at about the same time the
//! few that can come to most.

use crate::solver::model::Tick;

/// Labels that end within so many ticks compete.
const WIDTH: Tick = 5;
/// So many of them are kept.
const KEPT: usize = 20;

/// By span of ticks, the most that the kept ones can come to, the best first.
pub(super) struct Beam {
    open: Tick,
    kept: Vec<[i64; KEPT]>,
    /// The span that is looked at, and how many of its labels were.
    span: usize,
    looked: usize,
}

impl Beam {
    /// Nothing kept yet, for a shift that is open from a tick to another.
    pub(super) fn new(open: Tick, close: Tick) -> Self {
        let spans = usize::try_from((close - open) / WIDTH).unwrap_or(0) + 1;
        Self {
            open,
            kept: vec![[i64::MIN; KEPT]; spans],
            span: usize::MAX,
            looked: 0,
        }
    }

    fn span(&self, t: Tick) -> usize {
        let span = usize::try_from((t - self.open) / WIDTH).unwrap_or(0);
        span.min(self.kept.len() - 1)
    }

    /// Whether a label that ends at a tick and can come to so much is among the best; then it
    /// takes its place.
    pub(super) fn takes(&mut self, t: Tick, most: i64) -> bool {
        let span = self.span(t);
        let kept = &mut self.kept[span];
        let at = kept.partition_point(|&other| other >= most);
        if at == KEPT {
            return false;
        }
        kept[at..].rotate_right(1);
        kept[at] = most;
        true
    }

    /// Whether there is still room to look at a label that ends at a tick; ticks never fall.
    pub(super) fn looks(&mut self, t: Tick) -> bool {
        let span = self.span(t);
        if span != self.span {
            (self.span, self.looked) = (span, 0);
        }
        self.looked += 1;
        self.looked <= KEPT
    }
}
