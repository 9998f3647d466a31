//! `lunch`: who is at work for all of the time in which lunch may be has time for one, with no
//! rider aboard. Runs state no lunch; that there is time for one is reckoned from their times.

use super::crew::at_work;
use super::report::{Found, Spot, lasting};
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::rule::Rule;
use crate::domain::run::{Outing, RunActivity, Second, Seconds};
use crate::domain::time::{Day, Span};

/// Of a driver's outings, in order of time.
pub(super) fn check(week: &Week, who: StaffIx, outings: &[&Outing], found: &mut Found<'_>) {
    let Some(lunch) = week.policy.lunch else {
        return;
    };
    for day in Day::all() {
        let own: Vec<&Outing> = outings
            .iter()
            .filter(|one| one.day == day)
            .copied()
            .collect();
        let at = |time| week.clock.moment(day, time).ok();
        let (Some(first), Some(from), Some(to)) =
            (own.first(), at(lunch.earliest), at(lunch.latest_end))
        else {
            continue;
        };
        let span = Span::new(from, to);
        let is_due = at_work(week, who).holds(span) && span.minutes() >= lunch.minutes;
        if !is_due {
            continue;
        }
        let length = Seconds::of(lunch.minutes);
        let longest = longest(week, &own, (Second::of(from), Second::of(to)), length);
        let lack = i64::from((length - longest).0);
        let message = format!(
            "its driver has no more than {} for a lunch of {}",
            lasting(longest.0.into()),
            lasting(length.0.into())
        );
        let mut spot = Spot::of(first);
        spot.at = None;
        found.add(Rule::Lunch, lack, "s", spot, message);
    }
}

/// The longest time for lunch between `from` and `to`, up to `enough`: outside of outings, or on
/// one with nobody aboard, where the drive is made too.
fn longest(
    week: &Week,
    outings: &[&Outing],
    (from, to): (Second, Second),
    enough: Seconds,
) -> Seconds {
    let mut best = Seconds(0);
    let mut free = from;
    for outing in outings {
        best = best.max(outing.leaves().min(to) - free);
        free = free.max(outing.is_back());
        for pair in outing.stops.windows(2).filter(|pair| pair[0].riders == 0) {
            let stays = pair[0].place == pair[1].place;
            let dwell = match pair[1].activity {
                RunActivity::Pickup(ride) if !stays && !week.ride(ride).own_minutes[0] => {
                    week.policy.rides.dwell
                }
                _ => Seconds(0),
            };
            let (begin, end) = (pair[0].end, pair[1].start - dwell);
            // With traffic one drives first or eats first; else lunch may be on the way too.
            let drive = |leave: Second| match (pair[0].place, pair[1].place) {
                (Some(a), Some(b)) => {
                    let site = |place| week.travel.site(place);
                    week.travel.drive_seconds(site(a), site(b), leave)
                }
                _ => Seconds(0),
            };
            let after = (begin + drive(begin)).max(from);
            best = best.max(end.min(to) - after);
            let start = begin.max(from);
            if week.travel.has_traffic() {
                let eaten = start + enough;
                if eaten <= to && eaten + drive(eaten) <= end {
                    best = enough;
                }
            } else {
                let idle = end - begin - drive(begin);
                best = best.max(idle.min(end.min(to) - start));
            }
        }
    }
    best = best.max(to - free);
    best.min(enough).max(Seconds(0))
}
