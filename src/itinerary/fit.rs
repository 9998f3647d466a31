//! How small a day sheet is set, so that a day stays on one page.

use super::day::is_quiet;
use super::sheet::{Row, Sheet};

/// Lines that the table may take on a Letter page, the lower of the two papers, at full size;
/// the heading, the legend and the foot take the rest.
const LINES: f64 = 51.0;
/// Characters of a line of the second and third column on A4, the narrower, at full size. A
/// wide typeface was measured; most are narrower.
const WHAT: f64 = 34.0;
const WHERE: f64 = 22.0;
/// What a row takes besides its lines.
const PADDING: f64 = 0.5;
/// The two boxes of a row, in lines.
const BOXES: f64 = 2.0;
/// No print is set smaller than this: 7 points.
const LEAST: f64 = 0.73;

/// Characters of a line of turns, which goes across the page in smaller print; and the height
/// of such a line.
const TURNS: f64 = 120.0;
const TURNS_HEIGHT: f64 = 0.85;
/// The turns are printed where the sheet need not be set smaller than this for them.
const WITH_TURNS: f64 = 0.79;

/// How a sheet is set on its page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// The part of the full size, from 1 down to [`LEAST`].
    pub scale: f64,
    /// Whether the turns of the drives are printed too.
    pub has_turns: bool,
}

/// The largest size at which the sheet is expected to fit one page, with the turns of its
/// drives if there is room for them. A day that would need smaller print runs on to a second
/// page.
pub(super) fn fit(sheet: &Sheet) -> Fit {
    let with = scale(sheet, true).filter(|&scale| scale >= WITH_TURNS);
    Fit {
        scale: with.or_else(|| scale(sheet, false)).unwrap_or(LEAST),
        has_turns: with.is_some(),
    }
}

fn scale(sheet: &Sheet, with_turns: bool) -> Option<f64> {
    let steps = (0..).map(|step| 1.0 - 0.03 * f64::from(step));
    let mut tried = steps.take_while(|&scale| scale > LEAST);
    let row_height = |row: &Row, scale: f64| {
        let turns = if with_turns {
            turns_height(row, scale)
        } else {
            0.0
        };
        height(row, scale) + turns
    };
    tried.find(|&scale| {
        let rows = sheet.rows.iter().map(|row| row_height(row, scale));
        rows.sum::<f64>() * scale <= LINES
    })
}

/// The lines that a row's turns take.
fn turns_height(row: &Row, scale: f64) -> f64 {
    let characters: usize = row.turns.iter().map(|turn| turn.chars().count() + 3).sum();
    (characters as f64 * scale / TURNS).ceil() * TURNS_HEIGHT
}

/// A row's height in lines, when set at `scale`: the smaller, the more fits on a line.
fn height(row: &Row, scale: f64) -> f64 {
    let lines = |text: &str, width: f64| (text.chars().count() as f64 * scale / width).ceil();
    if is_quiet(row) {
        let place = lines(&row.place.join(", "), WHERE);
        return place.max(if row.drive.is_some() { 2.0 } else { 1.0 }) + PADDING;
    }
    let contact = |label: &str, phone: Option<&str>| {
        let phone = phone.map_or(0, |phone| phone.chars().count() + 1);
        lines(&format!("{label}{:phone$}", ""), WHAT)
    };
    let people: f64 = row
        .people
        .iter()
        .map(|who| {
            contact(
                &who.label,
                who.phone.as_ref().map(|(shown, _)| shown.as_str()),
            )
        })
        .sum();
    let what = 1.0
        + people
        + lines(&row.lines.join(" - "), WHAT)
        + if row.marks.len() > 1 { 1.0 } else { 0.0 };
    let place: f64 = row.place.iter().map(|line| lines(line, WHERE)).sum();
    what.max(place).max(BOXES) + PADDING
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{StaffIx, TaskIx};
    use crate::domain::plan::Activity;
    use crate::domain::road::Network;
    use crate::domain::sample_plan::{self, HOME_1, HOME_2, OFFICE};
    use crate::itinerary::codes::Codes;
    use crate::itinerary::drives::Drives;
    use crate::itinerary::drives::tests::Corner;
    use crate::itinerary::names::People;
    use crate::itinerary::{Names, sheet};

    /// How small a day of so many visits, each written up, is set.
    fn fit_of(visits: i32, names: Names, roads: Option<&dyn Network>) -> (f64, bool) {
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
        let fit = fit(&sheet::sheets(people, &plan, &drives, StaffIx(0))[0]);
        (fit.scale, fit.has_turns)
    }

    fn scale_of(visits: i32, names: Names) -> f64 {
        fit_of(visits, names, None).0
    }

    /// Turns are printed on a short day, in print that is no larger for them; on a long day
    /// the stops go before them.
    #[test]
    fn turns_give_way_to_stops() {
        let (scale, has_turns) = fit_of(3, Names::Full, Some(&Corner));
        assert!(has_turns && scale <= scale_of(3, Names::Full));
        let long = fit_of(17, Names::Full, Some(&Corner));
        assert_eq!(long, (scale_of(17, Names::Full), false));
    }

    /// A short day is set in full size, a longer one smaller, none below 7 points; and full
    /// names, which take more lines, never larger than initials.
    #[test]
    fn longer_days_are_set_smaller() {
        assert_eq!(scale_of(3, Names::Full), 1.0);
        let scales: Vec<f64> = (1..=18)
            .map(|visits| scale_of(visits, Names::Full))
            .collect();
        assert!(
            scales.windows(2).all(|pair| pair[1] <= pair[0]),
            "{scales:?}"
        );
        assert_eq!(scales[17], LEAST);
        for visits in 1..=18 {
            assert!(scale_of(visits, Names::Full) <= scale_of(visits, Names::Initials));
        }
    }
}
