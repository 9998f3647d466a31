//! How small a day sheet is set, so that a day stays on one page.

use super::day::is_quiet;
use super::sheet::{Contact, Row, Sheet};
use crate::domain::plan::Activity;

/// Lines that the table may take on a Letter page, the lower of the two papers, at full size;
/// the heading, the legend and the foot take the rest.
const LINES: f64 = 47.5;
/// Characters of a line of the second and third column on A4, the narrower, at full size. A
/// wide typeface was measured; most are narrower.
const WHAT: f64 = 34.0;
const WHERE: f64 = 22.0;
/// What a row takes besides its lines.
const PADDING: f64 = 0.5;
/// The two boxes of a row, in lines.
const BOXES: f64 = 2.0;
/// An airy sheet is set no smaller than this: 8 points.
const SMALL: f64 = 0.82;
/// No print is set smaller than this: 6 points.
const LEAST: f64 = 0.62;
/// The same as above for a dense sheet.
const WHAT_DENSE: f64 = 44.0;
const WHERE_DENSE: f64 = 26.0;
const PADDING_DENSE: f64 = 0.4;
const BOXES_DENSE: f64 = 1.5;
/// Characters that the activity, a code, an id and a mark take.
const HEAD: usize = 34;

/// Characters of a line of turns, which goes across the page in smaller print; and the height
/// of such a line.
const TURNS: f64 = 100.0;
const TURNS_HEIGHT: f64 = 0.9;
/// What the line below takes that says whose the map is.
const WHOSE: f64 = 2.0;
/// The turns are printed where the sheet need not be set smaller than this for them.
const WITH_TURNS: f64 = 0.78;

/// How a day sheet is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// The part of the full size.
    pub scale: f64,
    /// People and places run on in their lines, in wider columns, and what is written up at
    /// once stands with the stop.
    pub is_dense: bool,
    /// The turns of the drives are printed too, if there are any.
    pub has_turns: bool,
}

/// The largest setting in which the sheet is expected to fit one page: airy as long as that
/// needs no small print, else dense, as small as it takes; with the turns of its drives where
/// there is room for them in print that can be read at the wheel. A day that would need
/// smaller print than 6 points runs on to a second page.
pub(super) fn fit(sheet: &Sheet) -> Fit {
    let steps = |least: f64| {
        let all = (0..).map(|step| 1.0 - 0.03 * f64::from(step));
        all.take_while(move |&scale| scale > least)
    };
    let set = |is_dense, has_turns| {
        move |scale| Fit {
            scale,
            is_dense,
            has_turns,
        }
    };
    let mut tried = steps(SMALL)
        .map(set(false, true))
        .chain(steps(WITH_TURNS).map(set(true, true)))
        .chain(steps(SMALL).map(set(false, false)))
        .chain(steps(LEAST).map(set(true, false)));
    let fits = |fit: &Fit| {
        let rows = sheet
            .rows
            .iter()
            .map(|row| fit.height(row) + fit.turns_height(row));
        let has_any = sheet.rows.iter().any(|row| !row.turns.is_empty());
        let whose = if has_any { WHOSE } else { 0.0 };
        (rows.sum::<f64>() + whose + fit.standby_height(sheet)) * fit.scale <= LINES
    };
    tried.find(fits).unwrap_or(Fit {
        scale: LEAST,
        is_dense: true,
        has_turns: false,
    })
}

/// The rows as a dense sheet has them: what is written up where one is, at once, is no row.
pub(super) fn dense(rows: &[Row]) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        match (row.activity, kept.last_mut()) {
            (Activity::Notes(task), Some(before))
                if before.activity == Activity::Task(task)
                    && before.time.1 == row.time.0
                    && row.drive.is_none() =>
            {
                before.write_up = Some(row.time.1);
                before.leave_by = row.leave_by;
            }
            _ => kept.push(row.clone()),
        }
    }
    kept
}

/// The lines that words take where so many characters fit on one; a word stays whole.
fn wrapped<'a>(words: impl IntoIterator<Item = &'a str>, width: f64) -> f64 {
    let (mut lines, mut used) = (0.0, 0.0);
    for word in words {
        let length = word.chars().count() as f64;
        if lines == 0.0 || used + 1.0 + length > width {
            lines += (length / width).ceil().max(1.0);
            used = length % width;
        } else {
            used += 1.0 + length;
        }
    }
    lines
}

impl Fit {
    /// The lines that a row's turns take.
    fn turns_height(self, row: &Row) -> f64 {
        if !self.has_turns || row.turns.is_empty() {
            return 0.0;
        }
        let characters: usize = row.turns.iter().map(|turn| turn.chars().count() + 3).sum();
        (characters as f64 * self.scale / TURNS).ceil() * TURNS_HEIGHT + PADDING
    }

    /// The lines that the list of what is on standby takes, its heading among them.
    fn standby_height(self, sheet: &Sheet) -> f64 {
        let line = |text: &String| {
            let characters = text.chars().count() as f64;
            (characters * self.scale / TURNS).ceil() * TURNS_HEIGHT
        };
        match sheet.standby.is_empty() {
            true => 0.0,
            false => sheet.standby.iter().map(line).sum::<f64>() + WHOSE,
        }
    }

    /// A row's height in lines: the smaller it is set, the more fits on a line.
    fn height(self, row: &Row) -> f64 {
        let lines = |text: &str, width: f64| wrapped(text.split_whitespace(), width / self.scale);
        // A telephone number is not broken.
        let contact = |who: &Contact| {
            let phone = who.phone.as_ref().map(|(shown, _)| shown.as_str());
            let words = who.label.split_whitespace().chain(phone);
            wrapped(words, WHAT / self.scale)
        };
        let drive = if row.drive.is_some() { 2.0 } else { 1.0 };
        if is_quiet(row) {
            let wide = if self.is_dense { WHERE_DENSE } else { WHERE };
            let is_break = matches!(row.activity, Activity::Lunch | Activity::Reserve);
            let leave = if is_break && row.leave_by.is_some() {
                2.0
            } else {
                1.0
            };
            return lines(&row.place.join(", "), wide).max(drive).max(leave) + PADDING;
        }
        if self.is_dense {
            let mut parts: Vec<String> = row.people.iter().map(Contact::text).collect();
            parts.extend(row.lines.iter().cloned());
            // The activity and its ids, in bold.
            let text = format!("{} {}", "x".repeat(HEAD), parts.join(" - "));
            let what = lines(&text, WHAT_DENSE);
            let place = lines(&row.place.join(" - "), WHERE_DENSE);
            let leave = if row.leave_by.is_some() { 2.0 } else { 1.0 };
            return what.max(place).max(drive).max(leave).max(BOXES_DENSE) + PADDING_DENSE;
        }
        let people: f64 = row.people.iter().map(contact).sum();
        let marks = if row.marks.len() > 1 { 1.0 } else { 0.0 };
        let what = 1.0 + people + lines(&row.lines.join(" - "), WHAT) + marks;
        let place: f64 = row.place.iter().map(|line| lines(line, WHERE)).sum();
        what.max(place).max(BOXES) + PADDING
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{StaffIx, TaskIx};
    use crate::domain::road::Network;
    use crate::domain::sample_plan::{self, HOME_1, HOME_2, OFFICE};
    use crate::itinerary::codes::Codes;
    use crate::itinerary::drives::Drives;
    use crate::itinerary::drives::tests::Corner;
    use crate::itinerary::names::People;
    use crate::itinerary::{Names, sheet};

    /// How small a day of so many visits, each written up, is set.
    fn fit_of(visits: i32, names: Names) -> Fit {
        fit_on(visits, names, None)
    }

    fn fit_on(visits: i32, names: Names, roads: Option<&dyn Network>) -> Fit {
        let week = sample_plan::week();
        let mut plan = sample_plan::plan(&week);
        let mut steps = vec![(Activity::Start, Some(OFFICE), 0, 0)];
        for visit in 0..visits {
            let place = Some(if visit % 2 == 0 { HOME_1 } else { HOME_2 });
            let at = 60 + visit * 70;
            steps.push((Activity::Task(TaskIx(0)), place, at, 40));
            steps.push((Activity::Notes(TaskIx(0)), place, at + 40, 10));
        }
        steps.push((Activity::End, Some(OFFICE), 1_400, 0));
        plan.routes[0] = sample_plan::route(&week, 0, &steps);
        let codes = Codes::of(&week, b"key");
        let people = People {
            week: &week,
            codes: &codes,
            names,
        };
        let drives = Drives::of(&week, &plan, roads);
        fit(&sheet::sheets(people, &plan, &drives, StaffIx(0))[0])
    }

    /// Turns are printed on a short day, in print that is no larger for them; on a long day
    /// the stops go before them.
    #[test]
    fn turns_give_way_to_stops() {
        let short = fit_on(3, Names::Full, Some(&Corner));
        assert!(short.has_turns && short.scale <= fit_of(3, Names::Full).scale);
        let long = fit_on(17, Names::Full, Some(&Corner));
        assert_eq!(long, fit_of(17, Names::Full));
        assert!(!long.has_turns);
    }

    /// A short day is set in full size, a longer one smaller, then dense; and full names,
    /// which take more lines, never larger than initials.
    #[test]
    fn longer_days_are_set_smaller() {
        // The more is airy, the larger it is.
        let size = |fit: Fit| fit.scale + if fit.is_dense { 0.0 } else { 1.0 };
        assert_eq!(size(fit_of(3, Names::Full)), 2.0);
        let sizes: Vec<f64> = (1..=18)
            .map(|visits| size(fit_of(visits, Names::Full)))
            .collect();
        assert!(sizes.windows(2).all(|pair| pair[1] <= pair[0]), "{sizes:?}");
        assert!(sizes[17] < 1.0);
        for visits in 1..=18 {
            let (full, short) = (fit_of(visits, Names::Full), fit_of(visits, Names::Initials));
            assert!(size(full) <= size(short));
        }
    }

    /// Words wrap whole: 9 characters hold `one two` and not `one two three`, and a word of 21
    /// takes three lines of them.
    #[test]
    fn words_wrap_whole() {
        let lines = |text: &str| wrapped(text.split_whitespace(), 9.0);
        assert_eq!(
            (lines(""), lines("one two"), lines("one two three")),
            (0.0, 1.0, 2.0)
        );
        assert_eq!(lines("twentyonecharactersok"), 3.0);
    }

    /// A dense sheet has no rows for what is written up at once: 3 visits are 5 rows.
    #[test]
    fn dense_rows() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let codes = Codes::of(&week, b"key");
        let people = People {
            week: &week,
            codes: &codes,
            names: Names::Initials,
        };
        let drives = Drives::of(&week, &plan, None);
        let rows = &sheet::sheets(people, &plan, &drives, StaffIx(0))[0].rows;
        let is_notes = |row: &&Row| matches!(row.activity, Activity::Notes(_));
        let tight = dense(rows);
        let gone = rows.len() - tight.len();
        assert_eq!(
            gone,
            tight.iter().filter(|row| row.write_up.is_some()).count()
        );
        assert!(gone > 0 && gone <= rows.iter().filter(is_notes).count());
    }
}
