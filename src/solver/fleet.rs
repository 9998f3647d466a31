//! Fewer shifts first: a shift is given up, and what it did is pressed into the others.
//!
//! What is left out stands aside for a while; each job counts how often it did, and a
//! plan is taken on whose absent jobs have been absent less (Christiaens and Vanden
//! Berghe 2020, after the ejections of Nagata and Braysy 2009).

use super::instance::{Instance, NONE};
use super::model::Problem;
use super::search::Island;

/// The part of a run that is given to it.
pub(super) const SHARE: f64 = 0.15;

/// What is known of a fleet that is being made smaller.
pub(super) struct Shrinking {
    /// By job, how often it has been left out.
    absences: Vec<u64>,
}

impl Shrinking {
    /// Whether a problem wants all its jobs done, and that by few shifts.
    pub(super) fn wanted(p: &Problem) -> bool {
        let Some(used) = p.objective.iter().position(|l| l.used > 0) else {
            return false;
        };
        let (before, level) = (&p.objective[..used], &p.objective[used]);
        let all = before.iter().any(|l| l.missed > 0) && p.jobs.iter().all(|j| j.required);
        let others = [
            level.missed,
            level.reward,
            level.money,
            level.metres,
            level.drive,
        ];
        all && before.iter().all(|l| l.reward == 0 && !l.costs()) && others == [0; 5]
    }

    /// For problems that want it; none for others.
    pub(super) fn of(inst: &Instance<'_>) -> Option<Self> {
        inst.fleet.then(|| Shrinking {
            absences: vec![0; inst.p.jobs.len()],
        })
    }

    fn sum(&self, jobs: &[u32]) -> u64 {
        jobs.iter().map(|&j| self.absences[j as usize]).sum()
    }
}

impl Island<'_> {
    /// One iteration with a shift fewer than the best plan has.
    pub(super) fn shrink(&mut self, fleet: &mut Shrinking, temperature: f64) {
        if self.state.unplaced.is_empty() {
            self.give_up(fleet);
        }
        let before = self.state.scalar();
        let absent = fleet.sum(&self.state.unplaced);
        let count = self.state.unplaced.len();
        self.rebuild();
        let now = fleet.sum(&self.state.unplaced);
        let fewer = self.state.unplaced.len() < count || now < absent;
        for &job in &self.state.unplaced {
            fleet.absences[job as usize] += 1;
        }
        let after = self.state.scalar();
        let alike = now == absent && after <= before - temperature * self.rng.unit().ln();
        if !(fewer || alike) {
            self.state.take_back();
        } else {
            self.keep_best();
        }
    }

    /// Takes a shift out of use: one whose jobs have been absent least.
    fn give_up(&mut self, fleet: &Shrinking) {
        let mut least = (u64::MAX, 0.0, NONE);
        for (s, route) in self.state.routes.iter().enumerate() {
            if route.len() > 0 {
                let jobs = route
                    .items()
                    .map(|i| self.state.inst.nodes[i.node as usize].job);
                let sum = jobs.map(|j| fleet.absences[j as usize]).sum();
                let tie = self.rng.unit();
                if (sum, tie) < (least.0, least.1) {
                    least = (sum, tie, s as u32);
                }
            }
        }
        if least.2 == NONE {
            return;
        }
        let route = &self.state.routes[least.2 as usize];
        let jobs: Vec<u32> = route
            .items()
            .map(|i| self.state.inst.nodes[i.node as usize].job)
            .collect();
        self.state.most_used = self.state.sum.used - 1;
        self.state.begin();
        self.state.remove(&jobs);
    }

    /// Goes on from the best plan, and with no more shifts than it has.
    pub(super) fn stay_small(&mut self) {
        let best = std::mem::take(&mut self.best);
        self.adopt(&best);
    }
}
