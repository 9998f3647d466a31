//! Money and distance, exact.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use super::run::Seconds;
use super::time::Minutes;

/// Metres in a mile.
pub const METRES_PER_MILE: f64 = 1609.344;

/// How many units of [`Money`] a dollar has: 10,000 (a rate's grain) times 1,005,840,
/// the least number that both 60 minutes and 1,609.344 metres divide into whole units.
const UNITS: i64 = 10_000 * GRAIN;
const GRAIN: i64 = 1_005_840;
/// Units of a rate's ten-thousandth for one metre: `GRAIN / 1609.344`.
const PER_METRE: i64 = 625;
/// The same for one minute of an hourly rate: `GRAIN / 60`.
const PER_MINUTE: i64 = 16_764;

/// A distance in whole metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Metres(pub i64);

impl Metres {
    /// The nearest whole metre.
    pub fn from_miles(miles: f64) -> Self {
        Self((miles * METRES_PER_MILE).round() as i64)
    }

    /// The distance in miles.
    pub fn miles(self) -> f64 {
        self.0 as f64 / METRES_PER_MILE
    }
}

impl Add for Metres {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for Metres {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sum for Metres {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

/// A price for a mile, an hour or a day, in ten-thousandths of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub i64);

/// An exact sum of money. Every product of a [`Rate`] with minutes or metres is a
/// whole number of its units, so sums never round; only what is printed does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

impl Money {
    /// So many dollars, to the nearest unit.
    pub fn from_dollars(dollars: f64) -> Self {
        Self((dollars * UNITS as f64).round() as i64)
    }

    /// In dollars, for printing.
    pub fn dollars(self) -> f64 {
        self.0 as f64 / UNITS as f64
    }

    /// In whole cents, halves away from zero.
    pub fn cents(self) -> i64 {
        let unit = UNITS / 100;
        self.0 / unit + self.0 % unit * 2 / unit
    }

    /// To the cent: `12.05`, `-0.50`.
    pub fn text(self) -> String {
        cents_text(self.cents())
    }

    /// The same with its unit: `$12.05`, `-$0.50`.
    pub fn words(self) -> String {
        match self.text().strip_prefix('-') {
            Some(text) => format!("-${text}"),
            None => format!("${}", self.text()),
        }
    }

    /// An hourly rate for so many minutes.
    pub fn for_minutes(rate: Rate, minutes: Minutes) -> Self {
        Self(rate.0 * i64::from(minutes.0) * PER_MINUTE)
    }

    /// An hourly rate for so many seconds, to the nearest unit towards zero.
    pub fn for_seconds(rate: Rate, seconds: Seconds) -> Self {
        // A unit is less than a ten-billionth of a dollar.
        Self(rate.0 * i64::from(seconds.0) * PER_MINUTE / 60)
    }

    /// A rate a mile for so many metres.
    pub fn for_metres(rate: Rate, metres: Metres) -> Self {
        Self(rate.0 * metres.0 * PER_METRE)
    }

    /// A rate a day, once.
    pub fn once(rate: Rate) -> Self {
        Self(rate.0 * GRAIN)
    }
}

/// Cents as dollars: `12.05`, `-0.50`.
pub fn cents_text(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

#[cfg(test)]
mod tests {
    //! Rates times quantities are exact, and only printing rounds.
    use super::*;

    #[test]
    fn a_mile_and_an_hour_cost_exactly_their_rate() {
        // 0.76 dollars a mile over 1,000 miles = 1,609,344 m: 760 dollars, to the unit.
        let miles = Money::for_metres(Rate(7_600), Metres(1_609_344));
        assert_eq!(miles, Money::from_dollars(760.0));
        // 24.50 dollars an hour for 8 hours: 196 dollars.
        assert_eq!(
            Money::for_minutes(Rate(245_000), Minutes(480)),
            Money::from_dollars(196.0)
        );
        assert_eq!(Money::once(Rate(5_000)).cents(), 50);
    }

    #[test]
    fn cents_round_half_away_from_zero() {
        assert_eq!(Money::from_dollars(0.125).cents(), 13);
        assert_eq!(Money::from_dollars(0.124).cents(), 12);
        assert_eq!(Money::from_dollars(-0.5).text(), "-0.50");
        assert_eq!(Money::from_dollars(-0.5).words(), "-$0.50");
        assert_eq!(Money::from_dollars(12.05).words(), "$12.05");
    }
}
