//! The window grammar: `Mon 08:30-10:30; 2026-12-02 14:00-16:00; Tue; 09:00-11:00; Thu P3`.
//! A time may be the name of a period: `P2-P4` is from the start of one to the end of the other.

use crate::domain::ids::PlaceIx;
use crate::domain::time::{Day, Moment, Span, WeekClock};

use super::bells::Bells;
use super::cells::{self, Bad, TimeOfDay};

const WINDOW: &str = "windows like Mon 08:30-10:30, 2026-12-02 14:00-16:00, Mon-Fri, 09:00-11:00, or a period of bells.csv";

/// What is needed to read windows: the week, and whose periods the names mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// The week.
    pub clock: &'a WeekClock,
    /// Periods.
    pub bells: Option<&'a Bells>,
    /// The school whose periods are meant.
    pub school: Option<PlaceIx>,
}

/// One end of a window.
#[derive(Clone, Copy, Debug)]
enum Edge {
    /// As the clock shows it.
    Clock(TimeOfDay),
    /// Of a period, or of the day.
    At(Moment),
}

impl Context<'_> {
    /// The windows of one entry of the list, one a day. A date outside the week has none, nor
    /// has a day on which the named period is not.
    pub fn window(self, text: &str) -> Result<Vec<Span>, Bad> {
        let (days, is_named, rest) = self.days(text)?;
        if days.is_empty() {
            // A date in another week: what follows must be right all the same.
            self.on(Day(0), false, rest)?;
        }
        let mut spans = Vec::with_capacity(days.len());
        for day in days {
            spans.extend(self.on(day, is_named, rest)?);
        }
        Ok(spans)
    }

    /// An entry that holds only days: a weekday, a range of them, or a date.
    pub fn days_only(self, text: &str) -> Result<Vec<Day>, Bad> {
        let allowed = "Mon, Mon-Fri, or a date like 2026-11-30";
        match self.days(text) {
            Ok((days, true, "")) => Ok(days),
            Ok(_) => Err(Bad::new("names no day").allowed(allowed)),
            Err(bad) => Err(bad.allowed(allowed)),
        }
    }

    /// The days that an entry begins with (all where it names none), whether it names them, and
    /// what follows them.
    fn days(self, text: &str) -> Result<(Vec<Day>, bool, &str), Bad> {
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim_start();
        if self.knows(text) {
            return Ok((Day::all().collect(), false, text));
        }
        if let Ok(date) = cells::date(first) {
            return Ok((date.day(self.clock).into_iter().collect(), true, rest));
        }
        let ends =
            halves(first).and_then(|(from, to)| Some((cells::weekday(from)?, cells::weekday(to)?)));
        match ends {
            Some((from, to)) if to < from => {
                Err(Bad::new("has its days in the wrong order").allowed(WINDOW))
            }
            Some((from, to)) => {
                let days = Day::all().filter(|day| (from..=to).contains(day));
                Ok((days.collect(), true, rest))
            }
            None => Ok((Day::all().collect(), false, text)),
        }
    }

    /// What an entry's times are on a day; none when a named period is not on it.
    fn on(self, day: Day, is_named: bool, text: &str) -> Result<Option<Span>, Bad> {
        if text.is_empty() {
            return Ok(Some(self.clock.whole_day(day)));
        }
        if self.knows(text) {
            return Ok(self.period(day, text));
        }
        let Some((from, to)) = halves(text) else {
            let bad = Bad::new("is no window").allowed(WINDOW);
            return Err(match self.school {
                None => bad.remedy("the name of a period needs a place or a student with a school"),
                Some(_) => bad,
            });
        };
        self.between(day, is_named, from, to)
            .map_err(|bad| bad.allowed(WINDOW))
    }

    /// The span between two times or names of periods. An empty start or end is the day's, and
    /// an empty end after a period is that period's. None when a named period is not on the day.
    ///
    /// `is_named`: somebody wrote these times for this very day, so that one over which the
    /// clocks go forward is wrong; else it is the moment at which they have.
    pub fn between(
        self,
        day: Day,
        is_named: bool,
        from: &str,
        to: &str,
    ) -> Result<Option<Span>, Bad> {
        let to = if to.is_empty() && self.knows(from) {
            from
        } else {
            to
        };
        let (Some(start), Some(end)) = (self.edge(day, from, false)?, self.edge(day, to, true)?)
        else {
            return Ok(None);
        };
        let moment = |edge| self.moment(edge, day, is_named);
        let span = Span::new(moment(start)?, moment(end)?);
        let is_swapped =
            matches!((start, end), (Edge::Clock(start), Edge::Clock(end)) if end <= start);
        if is_swapped || (span.is_empty() && is_named) {
            return Err(Bad::new("ends before it starts"));
        }
        Ok((!span.is_empty()).then_some(span))
    }

    /// Whether a text is a time or a period's name that can stand for this day.
    pub fn check(self, day: Day, is_named: bool, text: &str) -> Result<(), Bad> {
        match self.edge(day, text, false)? {
            Some(edge) => self.moment(edge, day, is_named).map(|_| ()),
            None => Ok(()),
        }
    }

    fn moment(self, edge: Edge, day: Day, is_named: bool) -> Result<Moment, Bad> {
        match edge {
            Edge::Clock(time) if is_named => time
                .on(day, self.clock)
                .map_err(|error| Bad::new(error.to_string())),
            Edge::Clock(time) => Ok(time.on_or_after(day, self.clock)),
            Edge::At(moment) => Ok(moment),
        }
    }

    fn edge(self, day: Day, text: &str, is_end: bool) -> Result<Option<Edge>, Bad> {
        let pick = |span: Span| Edge::At(if is_end { span.to } else { span.from });
        if text.is_empty() {
            return Ok(Some(pick(self.clock.whole_day(day))));
        }
        if self.knows(text) {
            return Ok(self.period(day, text).map(pick));
        }
        cells::time(text).map(|time| Some(Edge::Clock(time)))
    }

    /// Whether a text is the name of a period of the school.
    fn knows(self, name: &str) -> bool {
        matches!((self.bells, self.school), (Some(bells), Some(school)) if bells.knows(school, name))
    }

    fn period(self, day: Day, name: &str) -> Option<Span> {
        self.bells?
            .period(self.school?, name, day)
            .map(|bell| bell.span)
    }
}

/// The two sides of a dash, where there is exactly one way to cut: names of periods may hold
/// dashes, so the cut is where both sides are times, or else at the only dash.
fn halves(text: &str) -> Option<(&str, &str)> {
    let cuts: Vec<(&str, &str)> = text
        .char_indices()
        .filter(|(_, c)| matches!(c, '-' | '\u{2013}' | '\u{2014}'))
        .map(|(at, c)| (text[..at].trim(), text[at + c.len_utf8()..].trim()))
        .filter(|(from, to)| !from.is_empty() && !to.is_empty())
        .collect();
    let both_times = cuts
        .iter()
        .find(|(from, to)| cells::time(from).is_ok() && cells::time(to).is_ok());
    both_times
        .or(cuts.first().filter(|_| cuts.len() == 1))
        .copied()
}
