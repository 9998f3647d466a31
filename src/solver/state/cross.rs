//! What follows a stop on one route and what follows a stop on another change places
//! (2-opt*, Potvin and Rousseau 1995).

use super::{Change, State};
use crate::solver::instance::{Instance, NONE};

/// Where a route is cut: a shift, and the stop after which; [`NONE`] stands for its start.
pub(crate) type Cut = (usize, u32);

impl State<'_> {
    /// Exchanges what follows two cuts; false, and nothing changed, where there is nothing to
    /// exchange, somebody is aboard at a cut, a job is bound to others, or a route does not
    /// hold. Budgets are not looked at.
    ///
    /// Cost: both routes are built anew.
    pub(crate) fn cross(&mut self, one: Cut, two: Cut) -> bool {
        let (Some(i), Some(j)) = (self.stops_before(one), self.stops_before(two)) else {
            return false;
        };
        let (s, t) = (one.0, two.0);
        let whole = (self.routes[s].len(), self.routes[t].len());
        if (i, j) == (0, 0) || (i, j) == whole {
            return false;
        }
        let mut spares = (
            std::mem::take(&mut self.spare),
            std::mem::take(&mut self.second),
        );
        let holds = {
            let head = |s: usize, k: usize| self.routes[s].items().take(k);
            let tail = |s: usize, k: usize| self.routes[s].items().skip(k);
            let (first, second) = (head(s, i).chain(tail(t, j)), head(t, j).chain(tail(s, i)));
            let room = &mut self.scratch;
            spares.0.build(self.inst, s, first, room) && spares.1.build(self.inst, t, second, room)
        };
        (self.spare, self.second) = spares;
        if holds {
            self.swap_in(s);
            std::mem::swap(&mut self.spare, &mut self.second);
            self.swap_in(t);
            self.move_jobs(t, s);
            self.move_jobs(s, t);
        }
        holds
    }

    /// How many stops a cut has before it on its route; none where the stop is gone, where
    /// somebody is aboard there, or where a job after it or the shift is bound to others.
    fn stops_before(&self, (s, stop): Cut) -> Option<usize> {
        let inst = self.inst;
        let job_of = |node: u32| inst.nodes[node as usize].job as usize;
        if inst.shifts[s].live {
            return None;
        }
        let n = self.routes[s].len();
        let stops = &self.routes[s].pos[1..=n];
        let k = match stop {
            NONE => 0,
            _ => 1 + stops.iter().position(|p| p.node == stop)?,
        };
        let mut aboard = 0;
        for p in &stops[..k] {
            if inst.stops(job_of(p.node)) == 2 {
                let boards = inst.nodes[p.node as usize].stop == 0;
                aboard += if boards { 1 } else { -1 };
            }
        }
        let moves = |node: u32| !is_bound(inst, job_of(node));
        (aboard == 0 && stops[k..].iter().all(|p| moves(p.node))).then_some(k)
    }

    /// Enters the jobs that came from one shift to another.
    fn move_jobs(&mut self, from: usize, to: usize) {
        for k in 1..=self.routes[to].len() {
            let node = self.routes[to].pos[k].node;
            let job = self.inst.nodes[node as usize].job as usize;
            if self.at[job] == from as u32 {
                self.at[job] = to as u32;
                if self.logging {
                    self.log.push(Change::Moved { job, from });
                }
            }
        }
    }
}

/// Whether others depend on where or when a job is, or it on them.
fn is_bound(inst: &Instance<'_>, job: usize) -> bool {
    inst.coupled[job]
        || !inst.groups[job].is_empty()
        || !inst.before[job].is_empty()
        || !inst.after[job].is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::evaluate::check_relations;
    use crate::solver::insertion::{PLAIN, Room};
    use crate::solver::rng::Rng;
    use crate::solver::search::Snapshot;
    use crate::solver::tests::any;

    fn put_away(state: &State<'_>) -> Snapshot {
        let mut plan = Snapshot::default();
        state.snapshot(&mut plan);
        plan
    }

    #[test]
    fn what_is_exchanged_holds_and_can_be_taken_back() {
        // Proves that whatever the terms, a plan whose routes were crossed keeps every
        // relation and comes to what it comes to when it is loaded afresh, and that taking
        // it back gives the plan before.
        let mut rng = Rng::new(31);
        let mut crossed = 0;
        for case in 0..600 {
            let mut terms = any::ALL;
            (terms.coupled, terms.groups) = (case % 2 == 0, case % 3 == 0);
            let p = any::problem(&mut rng, terms);
            let inst = Instance::new(&p);
            let mut state = State::new(&inst);
            let mut room = Room::default();
            state.begin();
            for job in 0..p.jobs.len() {
                let shift = rng.below(p.shifts.len());
                if inst.pair(job, shift).is_some()
                    && let Some(place) = state.best(job, shift, PLAIN, &mut rng, &mut room)
                {
                    state.place(&place);
                }
            }
            state.settle();
            let before = put_away(&state);
            for _ in 0..20 {
                let mut cut = |s: usize| {
                    let stops = &before.routes[s];
                    let k = rng.below(stops.len() + 1);
                    (s, if k == 0 { NONE } else { stops[k - 1].node })
                };
                let two = (cut(0), cut(1));
                state.begin();
                let holds = state.cross(two.0, two.1);
                state.settle();
                let after = put_away(&state);
                assert_eq!(holds, after.routes != before.routes, "case {case}");
                if holds {
                    crossed += 1;
                    let mut afresh = State::new(&inst);
                    afresh.load(&after);
                    assert_eq!(put_away(&afresh).routes, after.routes, "case {case}");
                    assert_eq!((afresh.score(), &afresh.at), (after.score, &state.at));
                    assert_eq!(afresh.used, state.used, "case {case}");
                    assert!(check_relations(&inst, &put_away(&state)).is_ok());
                }
                state.take_back();
                let back = put_away(&state);
                assert_eq!((&back.routes, &back.score), (&before.routes, &before.score));
                assert_eq!(back.sum, before.sum);
            }
        }
        assert!(crossed > 200, "{crossed}");
    }
}
