//! A stretch of time, wide enough that no sum of a plan's times overflows.

use crate::domain::time::{Span, Spans};

/// A stretch of time on the week's axis, wide enough that no sum overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Stretch {
    pub(super) fn minutes(self) -> i64 {
        (self.to - self.from).max(0)
    }

    /// Minutes that the two share.
    pub(super) fn shared(self, other: Self) -> i64 {
        (self.to.min(other.to) - self.from.max(other.from)).max(0)
    }

    /// Minutes of it that lie in a set.
    pub(super) fn inside(self, spans: &Spans) -> i64 {
        spans.iter().map(|span| self.shared(span.into())).sum()
    }

    /// Minutes of it that are outside of the one interval that holds most of it.
    pub(super) fn outside_best(self, spans: &Spans) -> i64 {
        let held = |span: Span| self.shared(span.into());
        // An empty stretch still has to lie somewhere; it is a minute short when it does not.
        if self.minutes() == 0 {
            let there = spans
                .iter()
                .any(|span| i64::from(span.from.0) <= self.from && self.to <= i64::from(span.to.0));
            return i64::from(!there);
        }
        self.minutes() - spans.iter().map(held).max().unwrap_or(0)
    }

    /// Minutes by which it begins too early and ends too late for another.
    pub(super) fn beyond(self, other: Self) -> (i64, i64) {
        ((other.from - self.from).max(0), (self.to - other.to).max(0))
    }
}

impl From<Span> for Stretch {
    fn from(span: Span) -> Self {
        Self {
            from: span.from.0.into(),
            to: span.to.0.into(),
        }
    }
}
