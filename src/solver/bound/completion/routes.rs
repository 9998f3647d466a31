//! What a completion takes for good routes.

use std::cmp::Reverse;

use super::{Completion, NO_MOVE, NOTHING, Point};
use crate::solver::bound::layout::{ANYWHERE, Kind, Layout, Move};
use crate::solver::bound::taken::{PARTS, Taken};
use crate::solver::instance::Instance;
use crate::solver::model::Tick;

/// So many routes are told of at most.
const TOLD: usize = 8;

/// A stop that comes next: its move, what the route earns from there on, and where one is then.
type Step = (u16, i32, Point);

/// Who gets on and off on the way.
#[derive(Default)]
struct Riders {
    aboard: u64,
    /// Those who got on twice, or off without having got on.
    odd: u64,
}

impl Riders {
    fn see(&mut self, one: &Move) {
        let (rider, is_on) = match one.kind {
            Kind::Whole { .. } => return,
            Kind::Pickup { rider } => (rider, true),
            Kind::Dropoff { rider } => (rider, false),
        };
        let rider = 1 << rider;
        if (self.aboard & rider != 0) == is_on {
            self.odd |= rider;
        } else {
            self.aboard ^= rider;
        }
    }
}

impl Completion {
    /// Hears of each stop that may come next: its move, what the route earns from here on with
    /// it, and where one is then.
    fn each(
        &self,
        layout: &Layout,
        (place, t, state): Point,
        mut hear: impl FnMut(u16, i32, Point),
    ) {
        let row = place * layout.places.len();
        let tolls = &self.tolls.legs[usize::from(self.states.all[state].people)];
        let pause = self.states.pause(state);
        for gain in &self.gains {
            let one = &layout.moves[usize::from(gain.ix)];
            if one.last < t {
                break;
            }
            let to = if one.place == ANYWHERE {
                place
            } else {
                usize::from(one.place)
            };
            let (drive, toll, setup) = if to == place {
                (0, 0, 0)
            } else {
                (layout.drive[row + to], tolls[row + to], one.setup)
            };
            let mut go = |ready: Tick, state: usize| {
                let end = layout.end(usize::from(gain.ix), ready + setup);
                let value = self.stop(layout, gain, (to, ready + setup, state));
                let next = self.states.next(state, gain.change);
                if let (Some(end), Some(next)) = (end, next)
                    && end > t
                    && value > NOTHING / 2
                {
                    hear(gain.ix, value - toll, (to, end, next));
                }
            };
            go(t + drive, state);
            if let Some(ready) = pause.and_then(|pause| pause.drive(t, drive)) {
                go(ready, state + 1);
            }
        }
    }

    /// Of riders the one whose ride earns most.
    pub(in crate::solver::bound) fn dearest(&self, riders: u64) -> Option<u8> {
        let all = self.halves.iter().enumerate();
        let some = all.filter(|(rider, _)| riders >> rider & 1 == 1);
        some.max_by_key(|&(_, half)| half)
            .map(|(rider, _)| rider as u8)
    }

    /// At least as much as any route earns, and what the one does that seems to earn it; then
    /// what some others do that begin with other stops, the best first.
    pub(in crate::solver::bound) fn routes(
        &self,
        inst: &Instance<'_>,
        layout: &Layout,
        outright: i64,
    ) -> (i64, Vec<Taken>) {
        let start = (0, self.open, 0);
        let left = self.after(start, NO_MOVE as u16 - 1);
        let most = self.whole(left.max(0)) + self.timeless + outright;
        let mut firsts: Vec<Step> = Vec::new();
        self.each(layout, start, |ix, value, to| {
            if value > 0 {
                firsts.push((ix, value, to));
            }
        });
        firsts.sort_by_key(|&(ix, value, _)| (Reverse(value), ix));
        firsts.dedup_by_key(|first| first.0);
        firsts.truncate(TOLD);
        let routes = firsts
            .into_iter()
            .map(|first| self.route(inst, layout, first));
        (most, routes.collect())
    }

    /// What the best route does that begins with a step.
    fn route(&self, inst: &Instance<'_>, layout: &Layout, first: Step) -> Taken {
        let mut taken = Taken::nothing(layout);
        let mut riders = Riders::default();
        let (mut from, mut next) = ((0, self.open, 0), first);
        loop {
            let (ix, _, to) = next;
            let people = self.states.all[from.2].people;
            taken.count_leg(layout, from.0, Some(to.0), people);
            let one = &layout.moves[usize::from(ix)];
            let is_whole = matches!(one.kind, Kind::Whole { .. });
            taken.count_stop(inst, layout, one, if is_whole { PARTS } else { 1 });
            riders.see(one);
            let left = self.after(to, ix);
            let mut best: Option<Step> = None;
            self.each(layout, to, |other, value, to| {
                if other != ix && best.is_none_or(|(_, most, _)| value > most) {
                    best = Some((other, value, to));
                }
            });
            match best.filter(|&(_, value, _)| value >= left) {
                Some(step) => (from, next) = (to, step),
                None => {
                    taken.count_leg(layout, to.0, None, false);
                    taken.odd = riders.odd | riders.aboard;
                    return taken;
                }
            }
        }
    }
}
