//! One limit of `[budget]` that can be turned: which it is, and how far it is open.

use super::Week;
use super::ids::StaffIx;
use super::money::{METRES_PER_MILE, Metres, Money, Rate};
use super::policy::Limits;
use super::time::Minutes;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// Miles of all legs.
    Miles,
    /// Hours of driving.
    DriveHours,
    /// Paid hours.
    PaidHours,
    /// Hours of overtime.
    OvertimeHours,
    /// All money.
    Dollars,
}

impl Counted {
    /// Everything that `[budget]` limits, with its key.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Miles, "miles"),
        (Self::DriveHours, "drive_hours"),
        (Self::PaidHours, "paid_hours"),
        (Self::OvertimeHours, "overtime_hours"),
        (Self::Dollars, "dollars"),
    ];

    /// Its key in `[budget]`.
    pub fn key(self) -> &'static str {
        let found = Self::ALL.iter().find(|(counted, _)| *counted == self);
        found.map_or("", |(_, key)| key)
    }

    /// What people count it in: `miles`, `hours of driving`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Miles => "miles",
            Self::DriveHours => "hours of driving",
            Self::PaidHours => "paid hours",
            Self::OvertimeHours => "hours of overtime",
            Self::Dollars => "dollars",
        }
    }

    /// One of what people count it in: `mile`, `hour of driving`.
    pub fn one(self) -> &'static str {
        match self {
            Self::Miles => "mile",
            Self::DriveHours => "hour of driving",
            Self::PaidHours => "paid hour",
            Self::OvertimeHours => "hour of overtime",
            Self::Dollars => "dollar",
        }
    }

    /// A step that people can grant: 10 miles, 30 minutes, 50 dollars.
    pub fn step(self) -> Amount {
        match self {
            Self::Miles => Amount::whole(10),
            Self::DriveHours | Self::PaidHours | Self::OvertimeHours => Amount(5_000),
            Self::Dollars => Amount::whole(50),
        }
    }

    /// How many units of the exact limit (metres, minutes, units of money) one of these is.
    pub fn units(self) -> f64 {
        match self {
            Self::Miles => METRES_PER_MILE,
            Self::DriveHours | Self::PaidHours | Self::OvertimeHours => 60.0,
            Self::Dollars => Money::once(Rate(10_000)).0 as f64,
        }
    }
}

/// So much of a limit, in ten-thousandths of a mile, an hour or a dollar: steps add up exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

impl Amount {
    /// So many whole ones.
    pub fn whole(number: i64) -> Self {
        Self(number * 10_000)
    }

    /// As a number, for charts and files.
    pub fn number(self) -> f64 {
        self.0 as f64 / 10_000.0
    }
}

impl std::fmt::Display for Amount {
    /// `60`, `22.5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl std::str::FromStr for Amount {
    type Err = ();

    /// Zero or more, at most ten million, with at most four decimals.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && part.is_empty() || part.len() > 4 || whole.len() > 8 {
            return Err(());
        }
        if !is_digits(whole) || !is_digits(part) {
            return Err(());
        }
        let number = format!("{whole}{part:0<4}").parse().map_err(|_| ())?;
        if number > 10_000_000 * 10_000 {
            return Err(());
        }
        Ok(Self(number))
    }
}

/// One limit: of the whole plan, or of one member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dial {
    /// Whose; none: of the whole plan.
    pub whose: Option<StaffIx>,
    /// What it counts.
    pub counted: Counted,
}

impl Dial {
    /// The limit that a key of `[budget]` names: `miles`, `staff.L1.miles`; none where there
    /// is no such limit or nobody of that id.
    pub fn named(week: &Week, key: &str) -> Option<Self> {
        let (whose, key) = match key.strip_prefix("staff.") {
            None => (None, key),
            Some(rest) => {
                let (id, key) = rest.rsplit_once('.')?;
                let who = week.staff.iter().position(|member| member.id == id)?;
                (Some(StaffIx::at(who)), key)
            }
        };
        let counted = Counted::ALL.iter().find(|(_, name)| *name == key)?.0;
        Some(Self { whose, counted })
    }

    /// Its key in `[budget]`.
    pub fn key(self, week: &Week) -> String {
        match self.whose {
            None => self.counted.key().to_owned(),
            Some(who) => format!("staff.{}.{}", week.member(who).id, self.counted.key()),
        }
    }

    /// The exact limit as it stands: metres, minutes or units of money; none: no limit.
    pub fn exact(self, week: &Week) -> Option<i64> {
        let budgets = &week.policy.budgets;
        let limits = match self.whose {
            None => &budgets.plan,
            Some(who) => &budgets.staff.iter().find(|(staff, _)| *staff == who)?.1,
        };
        let minutes = |limit: Option<Minutes>| limit.map(|limit| i64::from(limit.0));
        match self.counted {
            Counted::Miles => limits.metres.map(|limit| limit.0),
            Counted::DriveHours => minutes(limits.drive),
            Counted::PaidHours => minutes(limits.paid),
            Counted::OvertimeHours => minutes(limits.overtime),
            Counted::Dollars => limits.money.map(|limit| limit.0),
        }
    }

    /// The limit as it stands, in the fewest decimals (at most four) that mean just this limit;
    /// none: no limit.
    pub fn amount(self, week: &Week) -> Option<Amount> {
        let exact = self.exact(week)?;
        let amount = exact as f64 / self.counted.units();
        let rounded = |grain: i64| {
            let steps = (amount * 10_000.0 / grain as f64).round();
            Amount(steps as i64 * grain)
        };
        let grains = [10_000, 1_000, 100, 10];
        let mut tried = grains.into_iter().map(rounded);
        let plain = tried.find(|&amount| self.exactly(amount) == exact);
        Some(plain.unwrap_or_else(|| rounded(1)))
    }

    /// What so much of it is, exactly: as week.toml would have it.
    pub fn exactly(self, amount: Amount) -> i64 {
        match self.counted {
            Counted::Miles => Metres::from_miles(amount.number()).0,
            // What is left over of a minute is let go.
            Counted::DriveHours | Counted::PaidHours | Counted::OvertimeHours => {
                amount.0 * 60 / 10_000
            }
            Counted::Dollars => Money::once(Rate(amount.0)).0,
        }
    }

    /// Sets the exact limit.
    pub fn set(self, week: &mut Week, exact: i64) {
        let budgets = &mut week.policy.budgets;
        let limits = match self.whose {
            None => &mut budgets.plan,
            Some(who) => match budgets
                .staff
                .binary_search_by_key(&who, |(staff, _)| *staff)
            {
                Ok(at) => &mut budgets.staff[at].1,
                Err(at) => {
                    budgets.staff.insert(at, (who, Limits::default()));
                    &mut budgets.staff[at].1
                }
            },
        };
        let minutes = Minutes(i32::try_from(exact).unwrap_or(i32::MAX));
        match self.counted {
            Counted::Miles => limits.metres = Some(Metres(exact)),
            Counted::DriveHours => limits.drive = Some(minutes),
            Counted::PaidHours => limits.paid = Some(minutes),
            Counted::OvertimeHours => limits.overtime = Some(minutes),
            Counted::Dollars => limits.money = Some(Money(exact)),
        }
    }

    /// Takes the limit away.
    pub fn clear(self, week: &mut Week) {
        let budgets = &mut week.policy.budgets;
        let limits = match self.whose {
            None => Some(&mut budgets.plan),
            Some(who) => {
                let mut staff = budgets.staff.iter_mut();
                staff.find(|(staff, _)| *staff == who).map(|one| &mut one.1)
            }
        };
        let Some(limits) = limits else { return };
        match self.counted {
            Counted::Miles => limits.metres = None,
            Counted::DriveHours => limits.drive = None,
            Counted::PaidHours => limits.paid = None,
            Counted::OvertimeHours => limits.overtime = None,
            Counted::Dollars => limits.money = None,
        }
    }

    /// Every limit that a week sets, the plan's first.
    pub fn all(week: &Week) -> Vec<Self> {
        let budgets = &week.policy.budgets;
        let staff = budgets.staff.iter().map(|(who, _)| Some(*who));
        let each = std::iter::once(None).chain(staff).flat_map(|whose| {
            Counted::ALL
                .iter()
                .map(move |&(counted, _)| Self { whose, counted })
        });
        each.filter(|dial| dial.exact(week).is_some()).collect()
    }
}

#[cfg(test)]
mod tests {
    //! Amounts are exact, and a limit is read as it was set.
    use super::*;
    use crate::domain::sample_plan;

    /// Four decimals are kept, no more and no sign is taken.
    #[test]
    fn amounts_are_exact() {
        assert_eq!("22.5".parse(), Ok(Amount(225_000)));
        assert_eq!(Amount(225_000).to_string(), "22.5");
        assert_eq!(".05".parse(), Ok(Amount(500)));
        for wrong in ["", ".", "-1", "1.23456", "1e3", "123456789", "x"] {
            assert_eq!(wrong.parse::<Amount>(), Err(()), "{wrong}");
        }
    }

    /// 60 miles are 96,561 m, 1.51 hours are 90 minutes, $900 are 900 dollars to the unit.
    #[test]
    fn a_limit_is_read_as_it_was_set() {
        let mut week = sample_plan::week();
        let whose = Some(StaffIx(0));
        for (counted, amount, exact) in [
            (Counted::Miles, Amount::whole(60), 96_561),
            (Counted::DriveHours, Amount(15_100), 90),
            (
                Counted::Dollars,
                Amount::whole(900),
                Money::from_dollars(900.0).0,
            ),
        ] {
            for whose in [None, whose] {
                let dial = Dial { whose, counted };
                assert_eq!(dial.exactly(amount), exact);
                dial.set(&mut week, exact);
                assert_eq!(dial.exact(&week), Some(exact));
                assert_eq!(dial.amount(&week).map(|one| dial.exactly(one)), Some(exact));
                assert_eq!(Dial::named(&week, &dial.key(&week)), Some(dial));
                assert!(Dial::all(&week).contains(&dial));
            }
        }
        // 140 miles are 225,308 m, which are a little less.
        let miles = Dial {
            whose: None,
            counted: Counted::Miles,
        };
        miles.set(&mut week, 225_308);
        assert_eq!(miles.amount(&week), Some(Amount::whole(140)));
        assert_eq!(Dial::named(&week, "mile"), None);
        assert_eq!(Dial::named(&week, "staff.nobody.miles"), None);
    }
}
