//! bells.csv: when schools begin and end, and their periods; places.csv gives the default.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::ids::PlaceIx;
use crate::domain::place::Bell;
use crate::domain::time::{Day, Moment, Span, WeekClock};
use crate::table::{Faults, canonical};

use super::cells::{self, Bad, DateCell, TimeOfDay};
use super::files::Source;
use super::places::Places;
use super::sheet::{Line, columns};

columns! {
    /// The columns of bells.csv.
    BellCol in "bells.csv" {
        Place = "place_id" required,
        Date = "date",
        Period = "period",
        Doors = "doors",
        Start = "start",
        End = "end",
        Closed = "closed",
    }
}

/// School days and periods of the week.
#[derive(Debug, Default)]
pub(super) struct Bells {
    /// In the order of place, period and time.
    pub list: Vec<Bell>,
    /// Positions in the list, by school, canonical period and day.
    by_day: HashMap<(PlaceIx, String, Day), usize>,
    /// The periods that a school has on some day of some week.
    known: HashSet<(PlaceIx, String)>,
    /// Days on which a school is closed.
    shut: HashSet<(PlaceIx, Day)>,
}

impl Bells {
    /// Whether a school has a period of that name, be it in this week or not.
    pub fn knows(&self, school: PlaceIx, period: &str) -> bool {
        !period.is_empty() && self.known.contains(&(school, canonical(period)))
    }

    /// Whether a school is closed on a day.
    pub fn is_shut(&self, school: PlaceIx, day: Day) -> bool {
        self.shut.contains(&(school, day))
    }

    /// A period, or with an empty name the school day itself.
    pub fn period(&self, school: PlaceIx, period: &str, day: Day) -> Option<&Bell> {
        let ix = self.by_day.get(&(school, canonical(period), day))?;
        self.list.get(*ix)
    }
}

/// What one row says; what is not given is taken from a less specific one.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    doors: Option<TimeOfDay>,
    start: Option<TimeOfDay>,
    end: Option<TimeOfDay>,
    is_closed: bool,
}

/// A row, or the hours of places.csv, which have no line.
#[derive(Clone, Copy, Debug)]
struct Ranked<'a> {
    /// None: every school day.
    date: Option<DateCell>,
    times: Times,
    line: Option<Line<'a, BellCol>>,
}

impl Ranked<'_> {
    /// How specific it is: places.csv, every day, a weekday, a date.
    fn rank(&self) -> u8 {
        match (self.line, self.date) {
            (None, _) => 0,
            (Some(_), None) => 1,
            (Some(_), Some(DateCell::Each(_))) => 2,
            (Some(_), Some(DateCell::On(_))) => 3,
        }
    }

    /// Whether it holds on a day. Without a date it holds from Monday to Friday.
    fn is_on(&self, day: Day, clock: &WeekClock) -> bool {
        self.date
            .map_or(day.0 < 5, |date| date.day(clock) == Some(day))
    }
}

/// Rows by school and period; the school day itself, without a name, comes before its periods.
type Rows<'a> = BTreeMap<(PlaceIx, String), (String, Vec<Ranked<'a>>)>;

/// Reads the bells. Rows without a date and the hours of places.csv hold from Monday to Friday.
pub(super) fn read(
    source: &Source<BellCol>,
    places: &Places,
    clock: &WeekClock,
    is_work: impl Fn(Day) -> bool,
    faults: &mut Faults,
) -> Bells {
    let rows = gather(source, places, faults);
    let mut bells = Bells::default();
    let mut told: HashSet<u64> = HashSet::new();
    for ((place, key), (name, rows)) in &rows {
        bells.known.insert((*place, key.clone()));
        for day in Day::all().filter(|day| is_work(*day)) {
            let Some((times, line)) = settle(rows, day, clock) else {
                continue;
            };
            if times.is_closed {
                if key.is_empty() {
                    bells.shut.insert((*place, day));
                }
                continue;
            }
            if bells.is_shut(*place, day) {
                continue;
            }
            let is_first = line.is_none_or(|line| !told.contains(&line.number()));
            let mut found = Faults::default();
            let Some((doors, span)) = on_day(times, day, clock, line, &mut found) else {
                // A row without a date is wrong on five days and told once.
                if is_first {
                    faults.absorb(found);
                    told.extend(line.map(|line| line.number()));
                }
                continue;
            };
            bells
                .by_day
                .insert((*place, key.clone(), day), bells.list.len());
            bells.list.push(Bell {
                school: *place,
                period: name.clone(),
                doors,
                span,
            });
        }
    }
    bells
}

fn gather<'a>(source: &'a Source<BellCol>, places: &Places, faults: &mut Faults) -> Rows<'a> {
    let mut rows: Rows<'_> = BTreeMap::new();
    let mut seen: HashMap<(PlaceIx, String, Option<DateCell>), u64> = HashMap::new();
    for line in source.lines() {
        let Some((place, row)) = ranked(line, places, faults) else {
            continue;
        };
        let period = line.text(BellCol::Period);
        let key = (place, canonical(period), row.date);
        if let Some(first) = seen.get(&key) {
            let fault = line.fault(
                BellCol::Date,
                format!("and period are those of line {first} too"),
            );
            faults.push(fault.remedy("keep one of the two rows"));
            continue;
        }
        let entry = rows.entry((place, key.1.clone()));
        entry
            .or_insert_with(|| (period.to_owned(), Vec::new()))
            .1
            .push(row);
        seen.insert(key, line.number());
    }
    for (ix, hours) in places.hours.iter().enumerate() {
        if let Some((start, end)) = *hours {
            let times = Times {
                start: Some(start),
                end: Some(end),
                ..Times::default()
            };
            let entry = rows.entry((PlaceIx::at(ix), String::new())).or_default();
            entry.1.push(Ranked {
                date: None,
                times,
                line: None,
            });
        }
    }
    for (_, rows) in rows.values_mut() {
        rows.sort_by_key(|row| std::cmp::Reverse(row.rank()));
    }
    rows
}

fn ranked<'a>(
    line: Line<'a, BellCol>,
    places: &Places,
    faults: &mut Faults,
) -> Option<(PlaceIx, Ranked<'a>)> {
    use BellCol as Col;
    let place = line
        .need(Col::Place, faults, |text| places.names.find(text))
        .flatten();
    let date = line.read(Col::Date, faults, cells::date);
    let times = Times {
        doors: line.read(Col::Doors, faults, cells::time),
        start: line.read(Col::Start, faults, cells::time),
        end: line.read(Col::End, faults, cells::time),
        is_closed: line
            .read(Col::Closed, faults, cells::yes_no)
            .unwrap_or(false),
    };
    if let (Some(start), Some(end)) = (times.start, times.end)
        && end <= start
    {
        faults.push(line.bad(Col::End, Bad::new("is not after start")));
        return None;
    }
    if line.has(Col::Date) && date.is_none() {
        return None;
    }
    let line = Some(line);
    Some((place?, Ranked { date, times, line }))
}

/// What holds on a day: each time from the most specific row that gives it, and that row.
fn settle<'a>(
    rows: &[Ranked<'a>],
    day: Day,
    clock: &WeekClock,
) -> Option<(Times, Option<Line<'a, BellCol>>)> {
    let mut on_day = rows.iter().filter(|row| row.is_on(day, clock));
    let first = on_day.next()?;
    let mut times = first.times;
    for row in on_day.filter(|row| !row.times.is_closed) {
        times.doors = times.doors.or(row.times.doors);
        times.start = times.start.or(row.times.start);
        times.end = times.end.or(row.times.end);
    }
    Some((times, first.line))
}

fn on_day(
    times: Times,
    day: Day,
    clock: &WeekClock,
    line: Option<Line<'_, BellCol>>,
    faults: &mut Faults,
) -> Option<(Option<Moment>, Span)> {
    let mut told = |column, message: &str, remedy: &str| {
        if let Some(line) = line {
            faults.push(line.fault(column, message).remedy(remedy));
        }
    };
    let (Some(start), Some(end)) = (times.start, times.end) else {
        let column = if times.start.is_none() {
            BellCol::Start
        } else {
            BellCol::End
        };
        told(column, "is empty, and no other row gives it", "fill it in");
        return None;
    };
    if end <= start {
        told(
            BellCol::End,
            "is not after the start that another row gives",
            "give both",
        );
        return None;
    }
    let span = Span::new(start.on_or_after(day, clock), end.on_or_after(day, clock));
    let doors = times.doors.map(|doors| doors.on_or_after(day, clock));
    if doors.is_some_and(|doors| doors > span.from) {
        told(
            BellCol::Doors,
            "open after the start",
            "give an earlier time",
        );
        return None;
    }
    (!span.is_empty()).then_some((doors, span))
}
