//! How small a run sheet is set, so that a driver's day stays on one page: airy as long as that
//! needs no small print; else dense, with words that run on in their lines; else, where it may be
//! set larger so, dense and in two columns, mostly the morning and the afternoon. A day that would need smaller print than 6
//! points runs on to a second page.

/// What one may write on, in points: the height of Letter and the width of A4, the lower and the
/// narrower of the two papers.
const HEIGHT: f64 = 730.0;
const WIDTH: f64 = 525.0;
/// The full size of print, in points.
const SIZE: f64 = 9.6;
/// A sign's average width, in parts of the size. A wide typeface was measured; most are narrower.
const SIGN: f64 = 0.56;
/// No airy sheet is set smaller than this: 8 points.
const SMALL: f64 = 0.82;
/// No print is set smaller than this: 6 points.
const LEAST: f64 = 0.62;
/// Two columns are taken where their print is larger by this part of the full size.
const WORTH: f64 = 0.08;
/// The day's heading and the foot, in points, and the legend, in lines.
const FRAME: f64 = 58.0;
const LEGEND: f64 = 3.0;
/// Room between the two columns, as a part of the width.
const GAP: f64 = 0.03;
/// By how much two columns may differ, since a row stays whole, in lines.
const UNEVEN: f64 = 8.0;

/// How a sheet is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    /// The part of the full size.
    pub scale: f64,
    pub is_dense: bool,
    /// In two columns.
    pub is_twofold: bool,
}

/// The texts of a row's two wide columns, each in the lines of an airy sheet.
pub(super) struct Cells {
    pub who: Vec<String>,
    pub place: Vec<String>,
}

/// The largest setting in which the rows of a day's outings are expected to fit one page.
pub(super) fn fit(outings: &[Vec<Cells>]) -> Fit {
    let steps = |least: f64, is_dense, is_twofold| {
        let all = (0..).map(|step| 1.0 - 0.03 * f64::from(step));
        all.take_while(move |&scale| scale >= least)
            .map(move |scale| Fit {
                scale,
                is_dense,
                is_twofold,
            })
    };
    let fits = |fit: &Fit| fit.height(outings) <= HEIGHT;
    let least = Fit {
        scale: LEAST,
        is_dense: true,
        is_twofold: true,
    };
    let airy = steps(SMALL, false, false).find(fits);
    airy.unwrap_or_else(|| {
        let one = steps(LEAST, true, false).find(fits);
        let two = steps(LEAST, true, true).find(fits).unwrap_or(least);
        // Two columns are harder to follow: larger print is worth it.
        one.filter(|one| one.scale + WORTH > two.scale)
            .unwrap_or(two)
    })
}

impl Fit {
    /// The height of a sheet, in points.
    fn height(self, outings: &[Vec<Cells>]) -> f64 {
        let all: f64 = outings.iter().map(|rows| self.outing(rows)).sum();
        let body = match self.is_twofold {
            true => all / 2.0 + UNEVEN * self.size(),
            false => all,
        };
        FRAME + LEGEND * self.size() + body
    }

    fn size(self) -> f64 {
        SIZE * self.scale
    }

    fn outing(self, rows: &[Cells]) -> f64 {
        let head = match self.is_dense {
            true => 6.0 * self.size(),
            false => 70.0,
        };
        let rows = rows.iter().map(|row| self.row(row));
        head + rows.sum::<f64>()
    }

    fn row(self, row: &Cells) -> f64 {
        // The columns Who and Where, as the style sheet has them.
        let (who, place) = match (self.is_dense, self.is_twofold) {
            (false, _) => (0.27, 0.27),
            (true, false) => (0.43, 0.25),
            (true, true) => (0.47, 0.17),
        };
        let whole = match self.is_twofold {
            true => WIDTH * (1.0 - GAP) / 2.0,
            false => WIDTH,
        };
        let lines = |texts: &[String], part: f64| {
            let signs = whole * part / (SIGN * self.size());
            let long = texts.iter().map(|text| text.chars().count() as f64);
            match self.is_dense {
                // The texts run on, with three signs between two.
                true => ((long.map(|long| long + 3.0).sum::<f64>() - 3.0) / signs).ceil(),
                false => long.map(|long| (long / signs).ceil().max(1.0)).sum(),
            }
        };
        let tallest = lines(&row.who, who).max(lines(&row.place, place)).max(1.0);
        let (line, padding) = match self.is_dense {
            true => (1.2, 0.3),
            false => (1.26, 0.44),
        };
        (tallest * line + padding) * self.size() + 0.6
    }
}

#[cfg(test)]
mod tests {
    //! More rows are set smaller, and then side by side.
    use super::*;

    fn outing(rows: usize) -> Vec<Cells> {
        let row = |_| Cells {
            who: vec!["On A. B. A12 Spanish".to_owned()],
            place: vec!["H12".to_owned()],
        };
        (0..rows).map(row).collect()
    }

    #[test]
    fn longer_days_are_set_smaller_and_then_twofold() {
        let set = |rows: usize| {
            let fit = fit(&[outing(rows), outing(rows)]);
            (fit.scale, fit.is_dense, fit.is_twofold)
        };
        assert_eq!(set(8), (1.0, false, false));
        let (scale, is_dense, _) = set(20);
        assert!(is_dense && scale > LEAST);
        assert!(set(40).2 && set(40).0 >= LEAST);
    }
}
