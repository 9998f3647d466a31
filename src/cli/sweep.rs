//! `KEY=FROM..TO:STEP`: a limit in steps.

use liaison::domain::Week;
use liaison::domain::dial::{Amount, Dial};

use super::Failure;

/// A limit and the amounts it is set to.
pub struct Sweep {
    key: String,
    amounts: Vec<Amount>,
}

/// More steps than anybody looks at.
const MOST: i64 = 1_000;

impl Sweep {
    /// Reads `miles=0..200:20`; the last step is the largest that does not pass the end.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |what: &str| Failure::Use {
            what: format!("--sweep {text:?} {what}"),
            hint: "for example --sweep miles=0..200:20".to_owned(),
        };
        let parts = || {
            let (key, rest) = text.split_once('=')?;
            let (from, rest) = rest.split_once("..")?;
            let (to, step) = rest.split_once(':')?;
            Some((key.trim(), [from, to, step]))
        };
        let (key, numbers) = parts().ok_or_else(|| wrong("is not KEY=FROM..TO:STEP"))?;
        let [from, to, step] = numbers.map(|number| number.trim().parse::<Amount>());
        let (Ok(from), Ok(to), Ok(step)) = (from, to, step) else {
            return Err(wrong(
                "has something that is no number of zero or more with at most four decimals",
            ));
        };
        if step.0 == 0 {
            return Err(wrong("has a step of zero"));
        }
        if from > to {
            return Err(wrong("ends before it begins"));
        }
        let steps = (to.0 - from.0) / step.0;
        if steps >= MOST {
            return Err(wrong("has more steps than can be compared"));
        }
        Ok(Self {
            key: key.to_owned(),
            amounts: (0..=steps).map(|k| Amount(from.0 + k * step.0)).collect(),
        })
    }

    /// From where to where it goes, and its step.
    pub fn span(&self) -> (Amount, Amount, Amount) {
        let (first, last) = (self.amounts[0], self.amounts[self.amounts.len() - 1]);
        let second = self.amounts.get(1).copied();
        (first, last, Amount(second.unwrap_or(first).0 - first.0))
    }

    /// The key as it was given.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The limit of the week that it sweeps.
    pub fn dial(&self, week: &Week) -> Result<Dial, Failure> {
        Dial::named(week, &self.key).ok_or_else(|| Failure::Use {
            what: format!("--sweep knows no limit {:?}", self.key),
            hint: "sweep miles, drive_hours, paid_hours, overtime_hours or dollars, or one of somebody's, like staff.L1.miles".to_owned(),
        })
    }
}

/// The points of one or two sweeps together, the first one's outermost; none without a sweep.
pub fn grid(sweeps: &[Sweep], most: usize) -> Result<Vec<Vec<Amount>>, Failure> {
    let too_many = |what: String| Failure::Use {
        what,
        hint: "take larger steps, or leave one out".to_owned(),
    };
    let points = match sweeps {
        [] => return Ok(Vec::new()),
        [one] => one.amounts.iter().map(|&amount| vec![amount]).collect(),
        [one, two] if one.key == two.key => {
            return Err(Failure::Use {
                what: format!("{:?} is swept twice", one.key),
                hint: "sweep another limit, or one alone over a wider span".to_owned(),
            });
        }
        [one, two] => {
            let pairs = one.amounts.iter().flat_map(|&a| {
                let second = two.amounts.iter();
                second.map(move |&b| vec![a, b])
            });
            pairs.take(most + 1).collect::<Vec<_>>()
        }
        _ => return Err(too_many("more than two sweeps make no grid".to_owned())),
    };
    if points.len() > most {
        return Err(too_many(format!("more than {most} points are too many")));
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    //! A sweep has the points that it says, and two make a grid.
    use super::*;

    #[test]
    fn points_of_sweeps() {
        let one = Sweep::parse("miles=0..50:20").expect("it reads");
        let two = Sweep::parse("drive_hours=1..2:0.5").expect("it reads");
        assert_eq!(one.amounts, [0, 20, 40].map(Amount::whole));
        assert_eq!(two.amounts, [10_000, 15_000, 20_000].map(Amount));
        let grid = grid(&[one, two], 9).expect("nine points");
        assert_eq!(grid.len(), 9);
        assert_eq!(grid[1], [Amount(0), Amount(15_000)]);
        for wrong in [
            "miles",
            "miles=1..2",
            "miles=2..1:1",
            "miles=0..1:0",
            "miles=0..x:1",
            "miles=0..9999:1",
        ] {
            assert!(Sweep::parse(wrong).is_err(), "{wrong}");
        }
    }
}
