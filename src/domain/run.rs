//! Runs of vehicles, to the second: what `routes` plans and `verify` checks.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use super::ids::{PlaceIx, RideIx, StaffIx, VehicleIx};
use super::money::{Metres, Money};
use super::policy::TransportRuleName;
use super::ride::Direction;
use super::rule::Rule;
use super::time::{Day, Minutes, Moment, Span};

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub i32);

/// A point in the week: seconds since its Monday, 00:00 local time. The finer sister of
/// [`Moment`], on the same axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Second(pub i32);

impl Second {
    /// The second at which a minute begins.
    pub const fn of(moment: Moment) -> Self {
        Self(moment.0.saturating_mul(60))
    }

    /// The minute in which it lies: seconds are let go.
    pub const fn moment(self) -> Moment {
        Moment(self.0.div_euclid(60))
    }

    /// The seconds past its minute, 0 to 59.
    pub const fn past_minute(self) -> i32 {
        self.0.rem_euclid(60)
    }
}

impl Seconds {
    /// So many minutes.
    pub const fn of(minutes: Minutes) -> Self {
        Self(minutes.0.saturating_mul(60))
    }

    /// In minutes, for printing.
    pub fn minutes(self) -> f64 {
        f64::from(self.0) / 60.0
    }
}

impl Add<Seconds> for Second {
    type Output = Self;
    fn add(self, by: Seconds) -> Self {
        Self(self.0.saturating_add(by.0))
    }
}
impl Sub<Seconds> for Second {
    type Output = Self;
    fn sub(self, by: Seconds) -> Self {
        Self(self.0.saturating_sub(by.0))
    }
}
impl Sub for Second {
    type Output = Seconds;
    fn sub(self, other: Self) -> Seconds {
        Seconds(self.0.saturating_sub(other.0))
    }
}
impl Add for Seconds {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
impl Sub for Seconds {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}
impl AddAssign for Seconds {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}
impl Sum for Seconds {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

/// What a vehicle does at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunActivity {
    /// Sets out.
    Start,
    /// Takes a rider aboard.
    Pickup(RideIx),
    /// Lets a rider off.
    Dropoff(RideIx),
    /// Is back.
    End,
}

impl RunActivity {
    /// Its name in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pickup(_) => "pickup",
            Self::Dropoff(_) => "dropoff",
            Self::End => "end",
        }
    }

    /// Whether it is the stop at the home end of a ride of that direction: where a student is
    /// picked up in the morning, and let off in the afternoon.
    pub fn is_home_end(self, direction: Direction) -> bool {
        match self {
            Self::Pickup(_) => direction == Direction::ToSchool,
            Self::Dropoff(_) => direction == Direction::FromSchool,
            Self::Start | Self::End => false,
        }
    }

    /// The ride concerned.
    pub fn ride(self) -> Option<RideIx> {
        match self {
            Self::Pickup(ride) | Self::Dropoff(ride) => Some(ride),
            Self::Start | Self::End => None,
        }
    }
}

/// One rider getting on or off, or the vehicle setting out or coming back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStop {
    /// What is done.
    pub activity: RunActivity,
    /// Where; none for the start and end of a vehicle that has no place.
    pub place: Option<PlaceIx>,
    /// When the vehicle is there for it: for the second rider at one place, when the first
    /// is on or off.
    pub arrive: Second,
    /// When it starts, after waiting and the time that a stop takes once.
    pub start: Second,
    /// When it ends. One leaves then.
    pub end: Second,
    /// The drive from the stop before.
    pub drive: Seconds,
    /// Its length.
    pub metres: Metres,
    /// Riders on board afterwards.
    pub riders: u32,
    /// How much later it could start with no harm to what follows.
    pub slack: Seconds,
}

impl RunStop {
    /// A stop that takes no time, after no drive, with nobody on board and no slack.
    pub fn still(activity: RunActivity, place: Option<PlaceIx>, at: Second) -> Self {
        Self {
            activity,
            place,
            arrive: at,
            start: at,
            end: at,
            drive: Seconds(0),
            metres: Metres(0),
            riders: 0,
            slack: Seconds(0),
        }
    }
}

/// One vehicle from leaving its place until it is back: one or several runs (tiers).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outing {
    /// Which vehicle.
    pub vehicle: VehicleIx,
    /// Who drives it; none in a plan that somebody brings without saying so.
    pub driver: Option<StaffIx>,
    /// On which day.
    pub day: Day,
    /// From its `Start` to its `End`, in order.
    pub stops: Vec<RunStop>,
}

impl Outing {
    /// When the vehicle leaves.
    pub fn leaves(&self) -> Second {
        self.stops.first().map_or(Second(0), |stop| stop.end)
    }

    /// When it is back.
    pub fn is_back(&self) -> Second {
        self.stops.last().map_or(Second(0), |stop| stop.arrive)
    }

    /// The stretches in which nobody is aboard: before which stop, from the end of the stop before
    /// to that stop's start. Driving, waiting and lunch lie in them.
    pub fn empty_stretches(&self) -> impl Iterator<Item = (usize, Second, Second)> + '_ {
        let pairs = self.stops.windows(2).enumerate();
        pairs
            .filter(|(_, pair)| pair[0].riders == 0)
            .map(|(ix, pair)| (ix + 1, pair[0].end, pair[1].start))
    }

    /// The run to which each stop belongs, counted from 0: a new one begins with the first
    /// pickup after everybody was let off. The start belongs to the first, the end to the last.
    pub fn runs(&self) -> Vec<usize> {
        let (mut run, mut aboard, mut was_empty) = (0, 0_i64, false);
        let number = |stop: &RunStop| {
            match stop.activity {
                RunActivity::Pickup(_) => {
                    if aboard == 0 && was_empty {
                        run += 1;
                    }
                    aboard += 1;
                }
                RunActivity::Dropoff(_) => {
                    aboard -= 1;
                    was_empty = true;
                }
                RunActivity::Start | RunActivity::End => {}
            }
            run
        };
        self.stops.iter().map(number).collect()
    }
}

/// A ride that no vehicle takes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unserved {
    /// Which.
    pub ride: RideIx,
    /// The rule that leaves no place; none when it gave way to others.
    pub rule: Option<Rule>,
    /// Why, in words without names.
    pub reason: String,
    /// What would bring it in, in words.
    pub fix: String,
    /// Whether the rule is known to leave it no place whatever the others do; else none was found.
    pub reason_proven: bool,
}

/// What the runs of a week come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunTotals {
    /// Rides taken.
    pub served: u32,
    /// Rides left out.
    pub unserved: u32,
    /// must_ride rides among them.
    pub missed: u32,
    /// Vehicles that go out on some day.
    pub vehicles: u32,
    /// Most vehicles out in one wave of a day.
    pub at_once: u32,
    /// Runs of all days.
    pub runs: u32,
    /// All legs.
    pub drive: Seconds,
    /// All legs.
    pub metres: Metres,
    /// Legs with nobody aboard.
    pub deadhead: Metres,
    /// Time of all riders aboard.
    pub ride: Seconds,
    /// The longest ride.
    pub longest: Seconds,
    /// Vehicles' costs and drivers' pay.
    pub money: Money,
    /// Rides whose student walks to or from a stop.
    pub walked: u32,
    /// Their walks.
    pub walk: Metres,
    /// The longest of them.
    pub longest_walk: Metres,
}

/// Riders of one bell against the places there are for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The day.
    pub day: Day,
    /// Which way.
    pub direction: Direction,
    /// When they are let off at school, or picked up there.
    pub window: Span,
    /// Rides.
    pub riders: u32,
    /// Seats that they take, aides' among them.
    pub seats: u32,
    /// Wheelchair places that they take.
    pub wheelchairs: u32,
    /// Vehicles with a driver that may be out then.
    pub vehicles: u32,
    /// Their seats.
    pub has_seats: u32,
    /// Their wheelchair places.
    pub has_wheelchairs: u32,
    /// No runs serve them with fewer vehicles; one more than there are when they never suffice.
    pub least: u32,
}

/// A dated rule of transport that runs would break, and what would mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: TransportRuleName,
    /// Whose ride, if one's.
    pub ride: Option<RideIx>,
    /// On which vehicle, if it concerns one.
    pub vehicle: Option<VehicleIx>,
    /// What is wrong, without names.
    pub message: String,
    /// What would mend it.
    pub fix: String,
}

/// By what a rider is taken: a vehicle of the week, or one that runs to begin from name and that is
/// gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Of vehicles.csv.
    Vehicle(VehicleIx),
    /// By its id in those runs.
    Gone(String),
}

/// How a rider is met at the home end in runs to begin from, by a vehicle that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneRide {
    /// Which ride.
    pub ride: RideIx,
    /// Which way it goes.
    pub direction: Direction,
    /// The vehicle's id in those runs.
    pub vehicle: String,
    /// When the stop starts.
    pub at: Second,
    /// Where it is.
    pub place: Option<PlaceIx>,
}

/// A rider whose vehicle, time or stop at the home end is another than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which ride.
    pub ride: RideIx,
    /// Vehicle and time before; none: without a vehicle.
    pub before: Option<(Carrier, Second)>,
    /// And now.
    pub after: Option<(Carrier, Second)>,
    /// The stop to which they walked before, and the one now; none: met at the door, or not
    /// taken.
    pub stops: [Option<PlaceIx>; 2],
}

/// A run that can take a new rider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which way the rider goes.
    pub direction: Direction,
    /// By which vehicle.
    pub vehicle: VehicleIx,
    /// Driven by whom.
    pub driver: StaffIx,
    /// On which day.
    pub day: Day,
    /// The stop to which they walk; none: met at the door.
    pub stop: Option<PlaceIx>,
    /// When the rider is picked up.
    pub pickup: Second,
    /// When they are let off.
    pub dropoff: Second,
    /// Time aboard added to all other riders together; less than zero where they gain.
    pub others: Seconds,
    /// The most that is added to one of them.
    pub most: Seconds,
    /// Driving added.
    pub drive: Seconds,
    /// Its length.
    pub metres: Metres,
}

/// What a ride costs: the driving that its vehicle would save without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dear {
    /// Which.
    pub ride: RideIx,
    /// Driving.
    pub drive: Seconds,
    /// Its length.
    pub metres: Metres,
}

/// A school's bell that, moved, saves vehicles in one wave of its days: a plan with fewer was
/// found. That no fewer than `before` would do with today's bells is proven only where `bound`
/// says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BellMove {
    /// Whose.
    pub school: PlaceIx,
    /// The bell that is moved: of the morning, or of the afternoon.
    pub direction: Direction,
    /// The days with the same riders, ascending; never empty.
    pub days: Vec<Day>,
    /// When riders are let off at school, or picked up there, on the first of them today.
    pub window: Span,
    /// Later by so much; less than zero is earlier.
    pub by: Minutes,
    /// Vehicles that are out in the wave today.
    pub before: u32,
    /// With the bell moved and all others as they are.
    pub after: u32,
    /// Today the wave takes at least so many.
    pub bound: u32,
    /// Vehicles that the fullest wave of the week takes with the bell moved.
    pub fleet: u32,
}

/// What moving bells would save, one bell at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BellStudy {
    /// Those that save vehicles, the most first.
    pub moves: Vec<BellMove>,
    /// So many moves were tried.
    pub tried: u32,
    /// Of so many.
    pub of: u32,
}

/// The runs of a week.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunPlan {
    /// In order of vehicle, then time.
    pub outings: Vec<Outing>,
    /// Rides of vehicles that are left out, ascending.
    pub unserved: Vec<Unserved>,
    /// What it comes to.
    pub totals: RunTotals,
    /// Riders against places, bell by bell, in order of time.
    pub needs: Vec<Need>,
    /// The rides that cost most driving, the dearest first.
    pub dearest: Vec<Dear>,
    /// Runs that serve all must-rides need at least so many vehicles at once.
    pub vehicle_bound: u32,
    /// What moving bells would save; nothing tried where it was not asked for.
    pub bells: BellStudy,
    /// Dated rules that they would break; filled by whoever verifies them.
    pub findings: Vec<Finding>,
    /// What is other than in the runs that it began from; empty where there were none.
    pub changes: Vec<Change>,
    /// Of runs to begin from: who was taken by a vehicle that is gone.
    pub gone: Vec<GoneRide>,
    /// The seed it was made with.
    pub seed: u64,
    /// How long it took; none when nothing may depend on the clock.
    pub seconds: Option<f64>,
}

#[cfg(test)]
mod tests {
    //! Seconds and minutes lie on one axis, and runs begin when the vehicle is empty again.
    use super::*;

    #[test]
    fn a_second_lies_in_its_minute() {
        assert_eq!(Second(119).moment(), Moment(1));
        assert_eq!(Second(-1).moment(), Moment(-1));
        assert_eq!(Second(119).past_minute(), 59);
        assert_eq!(Second::of(Moment(2)), Second(120));
    }

    #[test]
    fn a_run_begins_when_everybody_was_let_off() {
        let stop = |activity| RunStop::still(activity, None, Second(0));
        use RunActivity::{Dropoff, End, Pickup, Start};
        let (a, b, c) = (RideIx(0), RideIx(1), RideIx(2));
        let all = [
            Start,
            Pickup(a),
            Pickup(b),
            Dropoff(a),
            Dropoff(b),
            Pickup(c),
            Dropoff(c),
            End,
        ];
        let outing = Outing {
            vehicle: VehicleIx(0),
            driver: None,
            day: Day(0),
            stops: all.into_iter().map(stop).collect(),
        };
        assert_eq!(outing.runs(), [0, 0, 0, 0, 0, 1, 1, 1]);
    }
}
