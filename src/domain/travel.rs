//! The travel table: how long and how far it is between two places.

use super::ids::PlaceIx;
use super::money::Metres;
use super::run::{Second, Seconds};
use super::time::{Minutes, Moment, Span};

/// A part of the week in which everybody drives slower (or faster).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traffic {
    /// When.
    pub span: Span,
    /// What a minute's worth of road takes then: 1.25 is a quarter longer. More than zero.
    pub factor: f64,
}

/// A point on the earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatLon {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

impl LatLon {
    /// The straight line's length in metres, on a sphere of 6,371 km (haversine).
    pub fn metres_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * 6_371_000.0 * h.sqrt().min(1.0).asin()
    }
}

/// How much longer a way along streets is taken to be than the straight line.
pub const DETOUR: f64 = 1.35;

/// A walk without roads: the straight line times [`DETOUR`], rounded up to a whole metre.
pub fn straight_walk(from: LatLon, to: LatLon) -> Metres {
    Metres((from.metres_to(to) * DETOUR).ceil() as i64)
}

/// A drive without roads: the straight line times 1.35 at 35 km/h, plus a minute;
/// nothing at all between two places at one point.
pub fn straight_line(from: LatLon, to: LatLon) -> (f64, Metres) {
    let metres = from.metres_to(to) * DETOUR;
    if metres == 0.0 {
        return (0.0, Metres(0));
    }
    (
        metres / 35_000.0 * 60.0 + 1.0,
        Metres(metres.round() as i64),
    )
}

/// Driving minutes and metres between every two places of a week.
///
/// It need not be symmetric, nor obey the triangle inequality. Places at one
/// `site` (a room and its building) are one point: nobody drives between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TravelTable {
    site: Vec<u32>,
    sites: usize,
    minutes: Vec<f64>,
    metres: Vec<i64>,
    minutes_per_stop: f64,
    traffic: Vec<Traffic>,
    /// By minute since the week's begin, when the next traffic begins: that minute itself inside.
    slow_from: Vec<Moment>,
    /// What was driven; one a pair of sites.
    driven: Vec<Driven>,
}

/// A drive that was made: whoever left before a moment took so long for it, whatever it takes by
/// now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Driven {
    /// From which site.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// Who left before then.
    pub until: Moment,
    /// How long it took.
    pub minutes: Minutes,
    /// How far it was.
    pub metres: Metres,
}

impl TravelTable {
    /// A table for places that stand at the sites `site` (one entry a place, numbered
    /// from 0 without gaps), with every drive zero until [`set`](Self::set).
    ///
    /// `minutes_per_stop` is added to every drive between two sites; `traffic` is
    /// ascending and disjoint.
    pub fn new(site: Vec<u32>, minutes_per_stop: f64, traffic: Vec<Traffic>) -> Self {
        let sites = site.iter().max().map_or(0, |&last| last as usize + 1);
        Self {
            site,
            sites,
            minutes: vec![0.0; sites * sites],
            metres: vec![0; sites * sites],
            minutes_per_stop,
            slow_from: slow_from(&traffic),
            traffic,
            driven: Vec::new(),
        }
    }

    /// Lets those drives that take longer by now have taken what they took. Of several of one
    /// pair the longest counts, so that each of them holds. What has become shorter is not
    /// remembered: leaving later would arrive earlier.
    pub fn remember(&mut self, mut drives: Vec<Driven>) {
        self.driven.clear();
        drives.retain(|one| {
            let is_known = one.from < self.sites && one.to < self.sites && one.from != one.to;
            is_known && one.minutes < self.shortest(one.from, one.to)
        });
        drives.sort_by_key(|one| (one.from, one.to, std::cmp::Reverse(one.minutes)));
        drives.dedup_by_key(|one| (one.from, one.to));
        self.driven = drives;
    }

    /// Whether some drive that was made is remembered.
    pub fn has_driven(&self) -> bool {
        !self.driven.is_empty()
    }

    /// What was driven between two sites.
    fn driven(&self, from: usize, to: usize) -> Option<&Driven> {
        let mut driven = self.driven.iter();
        driven.find(|one| (one.from, one.to) == (from, to))
    }

    /// How many sites there are.
    pub fn sites(&self) -> usize {
        self.sites
    }

    /// The site at which a place stands.
    pub fn site(&self, place: PlaceIx) -> usize {
        self.site[place.ix()] as usize
    }

    /// Minutes that are added to every drive between two sites.
    pub fn minutes_per_stop(&self) -> f64 {
        self.minutes_per_stop
    }

    /// When drives take longer, ascending.
    pub fn traffic(&self) -> &[Traffic] {
        &self.traffic
    }

    /// Whether the drives between the same places are those of another table, traffic and what is
    /// added at stops aside. Places where nothing of a week is have no drives there and say
    /// nothing.
    ///
    /// Cost: quadratic in the sites.
    pub fn has_same_roads(&self, other: &Self) -> bool {
        let mut places: Vec<(u32, u32)> = (self.site.iter().copied())
            .zip(other.site.iter().copied())
            .collect();
        places.sort_unstable();
        places.dedup();
        let drive = |table: &Self, from: u32, to: u32| {
            let at = from as usize * table.sites + to as usize;
            let drive = (table.minutes[at], table.metres[at]);
            (drive != (0.0, 0)).then_some(drive)
        };
        places.iter().all(|from| {
            places.iter().all(|to| {
                let drives = (drive(self, from.0, to.0), drive(other, from.1, to.1));
                !matches!(drives, (Some(one), Some(another)) if one != another)
            })
        })
    }

    /// Fills one drive, by site: minutes without traffic and stop, and metres.
    pub fn set(&mut self, from: usize, to: usize, minutes: f64, metres: Metres) {
        self.minutes[from * self.sites + to] = minutes;
        self.metres[from * self.sites + to] = metres.0;
    }

    /// Lets every drive take `factor` times as long; the minutes per stop and the miles stay.
    pub fn lengthen(&mut self, factor: f64) {
        self.minutes
            .iter_mut()
            .for_each(|minutes| *minutes *= factor);
    }

    /// Whether drives take longer at some times than at others.
    pub fn has_traffic(&self) -> bool {
        !self.traffic.is_empty() || !self.driven.is_empty()
    }

    /// How far it is, by site.
    pub fn metres(&self, from: usize, to: usize) -> Metres {
        Metres(self.metres[from * self.sites + to])
    }

    /// How far it is for who leaves at `depart`: what was driven was as far as it was.
    pub fn metres_at(&self, from: usize, to: usize, depart: Moment) -> Metres {
        let driven = self.driven(from, to).filter(|one| depart < one.until);
        driven.map_or_else(|| self.metres(from, to), |one| one.metres)
    }

    /// The shortest that the drive takes, whenever it leaves.
    pub fn shortest(&self, from: usize, to: usize) -> Minutes {
        let fastest = self
            .traffic
            .iter()
            .map(|slow| slow.factor)
            .fold(1.0, f64::min);
        if from == to {
            return Minutes(0);
        }
        if let Some(driven) = self.driven(from, to) {
            return driven.minutes;
        }
        let base = self.minutes[from * self.sites + to] * fastest;
        self.whole_minutes(base)
    }

    /// How long the drive from site `from` to site `to` takes that leaves at `depart`.
    ///
    /// Traffic slows the speed inside its periods, so a drive over an edge is reckoned
    /// in pieces and leaving later never arrives earlier. The sum with the minutes per
    /// stop is rounded up once, after a millionth of a minute is let go.
    /// Cost: constant without traffic, else linear in its periods.
    pub fn drive(&self, from: usize, to: usize, depart: Moment) -> Minutes {
        if from == to {
            return Minutes(0);
        }
        if let Some(driven) = self.driven(from, to).filter(|one| depart < one.until) {
            return driven.minutes;
        }
        let base = self.minutes[from * self.sites + to];
        let free = self.whole_minutes(base);
        if self.is_quiet(depart, free) {
            return free;
        }
        self.whole_minutes(self.in_traffic(base, f64::from(depart.0)))
    }

    /// A drive with the minutes of its stop, rounded up once after a millionth of a minute is
    /// let go.
    fn whole_minutes(&self, driven: f64) -> Minutes {
        let exact = driven + self.minutes_per_stop - 1e-6;
        // What `ceil` gives, in few instructions on any machine.
        let whole = exact as i32;
        Minutes(
            whole
                .saturating_add(i32::from(f64::from(whole) < exact))
                .max(0),
        )
    }

    /// Whether no traffic begins, or is, from a moment on for so long.
    fn is_quiet(&self, from: Moment, minutes: Minutes) -> bool {
        match usize::try_from(from.0) {
            Ok(at) => {
                let slow = self.slow_from.get(at);
                slow.is_none_or(|&slow| from + minutes <= slow)
            }
            Err(_) => self.traffic.is_empty(),
        }
    }

    /// The same to the second, for runs: the exact drive rounded up once to a whole second.
    pub fn drive_seconds(&self, from: usize, to: usize, depart: Second) -> Seconds {
        if from == to {
            return Seconds(0);
        }
        let base = self.minutes[from * self.sites + to];
        let driven = if self.traffic.is_empty() {
            base
        } else {
            self.in_traffic(base, f64::from(depart.0) / 60.0)
        };
        whole_seconds(driven + self.minutes_per_stop)
    }

    /// The shortest that the drive takes to the second, whenever it leaves.
    pub fn shortest_seconds(&self, from: usize, to: usize) -> Seconds {
        if from == to {
            return Seconds(0);
        }
        let factors = self.traffic.iter().map(|slow| slow.factor);
        let base = self.minutes[from * self.sites + to] * factors.fold(1.0, f64::min);
        whole_seconds(base + self.minutes_per_stop)
    }

    /// The latest departure that is there by `arrive`: the inverse of
    /// [`drive_seconds`](Self::drive_seconds).
    ///
    /// Cost: constant without traffic, else a binary search over what the drive can vary by.
    pub fn depart_by_seconds(&self, from: usize, to: usize, arrive: Second) -> Second {
        let shortest = self.shortest_seconds(from, to);
        if self.traffic.is_empty() || from == to {
            return arrive - shortest;
        }
        let there = |depart: Second| depart + self.drive_seconds(from, to, depart);
        let mut late = arrive - shortest;
        let mut step = Seconds(60);
        let mut early = late;
        while there(early) > arrive {
            late = early;
            early = early - step;
            step = Seconds(step.0.saturating_mul(2));
        }
        while late > early {
            let middle = Second(early.0 + (late.0 - early.0 + 1) / 2);
            if there(middle) <= arrive {
                early = middle;
            } else {
                late = middle - Seconds(1);
            }
        }
        early
    }

    /// Elapsed minutes of a drive that takes `left` minutes on empty roads and leaves at minute `start`.
    fn in_traffic(&self, mut left: f64, start: f64) -> f64 {
        let mut now = start;
        for slow in &self.traffic {
            let (from, to) = (f64::from(slow.span.from.0), f64::from(slow.span.to.0));
            if to <= now {
                continue;
            }
            let free = (from - now).max(0.0);
            if left <= free {
                break;
            }
            left -= free;
            now += free;
            let inside = (to - now) / slow.factor;
            if left <= inside {
                return now + left * slow.factor - start;
            }
            left -= inside;
            now = to;
        }
        now + left - start
    }

    /// The latest departure that is there by `arrive`: the inverse of [`drive`](Self::drive).
    ///
    /// Cost: constant without traffic, else a search over the minutes that a drive can vary by.
    pub fn depart_by(&self, from: usize, to: usize, arrive: Moment) -> Moment {
        if from == to {
            return arrive;
        }
        if let Some(driven) = self.driven(from, to) {
            // Leaving a minute after the last who still drove it arrives late, or not at all.
            let early = (arrive - driven.minutes).min(driven.until - Minutes(1));
            if arrive < driven.until + self.drive(from, to, driven.until) {
                return early;
            }
        }
        let free = self.whole_minutes(self.minutes[from * self.sites + to]);
        // A minute later is a minute too late where neither drive meets traffic.
        if self.is_quiet(arrive - free, free + Minutes(1)) {
            return arrive - free;
        }
        let mut depart = arrive - self.drive(from, to, arrive);
        let there = |depart: Moment| depart + self.drive(from, to, depart);
        while there(depart) > arrive {
            depart -= Minutes(1);
        }
        while there(depart + Minutes(1)) <= arrive {
            depart += Minutes(1);
        }
        depart
    }
}

/// By minute, when the next of the periods begins, up to the end of the last one.
fn slow_from(traffic: &[Traffic]) -> Vec<Moment> {
    let mut next = Vec::new();
    for slow in traffic {
        let until = usize::try_from(slow.span.to.0).unwrap_or(0);
        for minute in next.len()..until {
            next.push(slow.span.from.max(Moment(minute as i32)));
        }
    }
    next
}

/// Minutes as whole seconds, rounded up once after a ten-thousandth of a second is let go.
fn whole_seconds(minutes: f64) -> Seconds {
    Seconds((minutes * 60.0 - 1e-4).ceil().max(0.0) as i32)
}

impl std::ops::AddAssign<Minutes> for Moment {
    fn add_assign(&mut self, by: Minutes) {
        self.0 += by.0;
    }
}
impl std::ops::SubAssign<Minutes> for Moment {
    fn sub_assign(&mut self, by: Minutes) {
        self.0 -= by.0;
    }
}

#[cfg(test)]
mod tests {
    //! Drives round up once, and traffic is first in, first out with an exact inverse.
    use super::*;

    fn table(minutes: f64, per_stop: f64, traffic: Vec<Traffic>) -> TravelTable {
        let mut table = TravelTable::new(vec![0, 1], per_stop, traffic);
        table.set(0, 1, minutes, Metres(1_000));
        table
    }

    #[test]
    fn a_drive_rounds_up_once() {
        assert_eq!(table(6.0, 0.0, vec![]).drive(0, 1, Moment(0)), Minutes(6));
        assert_eq!(
            table(6.0000005, 0.0, vec![]).drive(0, 1, Moment(0)),
            Minutes(6)
        );
        assert_eq!(table(6.4, 1.5, vec![]).drive(0, 1, Moment(0)), Minutes(8));
        assert_eq!(table(6.4, 1.5, vec![]).drive(0, 0, Moment(0)), Minutes(0));
    }

    #[test]
    fn a_drive_over_an_edge_is_reckoned_in_pieces() {
        // Slow from 100 to 110 by 2. Leaving at 95: 5 minutes free, then 10 slow minutes
        // cover 5, so a drive of 12 takes 5 + 10 + 2 = 17.
        let slow = Traffic {
            span: Span::new(Moment(100), Moment(110)),
            factor: 2.0,
        };
        let table = table(12.0, 0.0, vec![slow]);
        for (depart, drive) in [(-20, 12), (0, 12), (88, 12), (89, 13), (95, 17), (109, 13)] {
            assert_eq!(table.drive(0, 1, Moment(depart)), Minutes(drive));
        }
        for depart in [110, 111, 1_000_000] {
            assert_eq!(table.drive(0, 1, Moment(depart)), Minutes(12));
        }
        let mut last = Moment(0);
        for depart in 60..130 {
            let arrive = Moment(depart) + table.drive(0, 1, Moment(depart));
            assert!(arrive >= last);
            last = arrive;
        }
        for arrive in 80..140 {
            let depart = table.depart_by(0, 1, Moment(arrive));
            assert!(depart + table.drive(0, 1, depart) <= Moment(arrive));
            let later = depart + Minutes(1);
            assert!(later + table.drive(0, 1, later) > Moment(arrive));
        }
    }

    /// A place where nothing is has no drives, and says nothing of the roads.
    #[test]
    fn roads_are_those_between_the_same_places() {
        let of = |minutes: f64, sites: usize| {
            let mut table = TravelTable::new(vec![0, 1, 2, 2], 0.0, vec![]);
            for (from, to) in (0..sites).flat_map(|from| (0..from).map(move |to| (from, to))) {
                table.set(from, to, minutes, Metres(1_000));
            }
            table
        };
        assert!(of(6.0, 3).has_same_roads(&of(6.0, 3)));
        assert!(of(6.0, 3).has_same_roads(&of(6.0, 2)));
        assert!(of(6.0, 2).has_same_roads(&of(6.0, 3)));
        assert!(!of(6.0, 3).has_same_roads(&of(7.0, 2)));
    }

    /// 5 minutes until 100, 30 since: no departure in between, and the inverse is exact.
    #[test]
    fn what_was_driven_took_what_it_took() {
        let mut table = table(30.0, 0.0, vec![]);
        table.remember(vec![Driven {
            from: 0,
            to: 1,
            until: Moment(100),
            minutes: Minutes(5),
            metres: Metres(700),
        }]);
        assert_eq!(table.shortest(0, 1), Minutes(5));
        for (depart, drive, metres) in [(0, 5, 700), (99, 5, 700), (100, 30, 1_000)] {
            assert_eq!(table.drive(0, 1, Moment(depart)), Minutes(drive));
            assert_eq!(table.metres_at(0, 1, Moment(depart)), Metres(metres));
        }
        for arrive in 90..160 {
            let depart = table.depart_by(0, 1, Moment(arrive));
            let there = |depart: Moment| depart + table.drive(0, 1, depart);
            assert!(there(depart) <= Moment(arrive));
            assert!(there(depart + Minutes(1)) > Moment(arrive));
        }
    }

    #[test]
    fn drives_to_the_second_are_first_in_first_out_too() {
        // 12.31 minutes are 738.6 seconds: 739. The inverse is exact at every second.
        let slow = Traffic {
            span: Span::new(Moment(100), Moment(110)),
            factor: 1.5,
        };
        let table = table(12.31, 0.0, vec![slow]);
        assert_eq!(table.drive_seconds(0, 1, Second(0)), Seconds(739));
        assert_eq!(table.shortest_seconds(0, 1), Seconds(739));
        for arrive in 5_600..7_800 {
            let depart = table.depart_by_seconds(0, 1, Second(arrive));
            let there = |depart: Second| depart + table.drive_seconds(0, 1, depart);
            assert!(there(depart) <= Second(arrive));
            assert!(there(depart + Seconds(1)) > Second(arrive));
        }
    }

    #[test]
    fn a_straight_line_is_a_degree_long() {
        // One degree of latitude is 6,371,000 * pi / 180 = 111,194.9 m; x 1.35 = 150,113 m;
        // at 35 km/h 257.34 minutes, and one more.
        let (a, b) = (LatLon { lat: 0.0, lon: 0.0 }, LatLon { lat: 1.0, lon: 0.0 });
        let (minutes, metres) = straight_line(a, b);
        assert_eq!(metres, Metres(150_113));
        assert!((minutes - 258.337).abs() < 0.001);
    }
}
