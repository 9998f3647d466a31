//! What the moves of a shift are worth once prices are paid.

use super::Prices;
use super::jobs::Jobs;
use super::layout::{Kind, Layout, Move};
use super::uses::Uses;
use crate::solver::instance::Instance;

/// A shift's moves and legs by some prices.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    /// By move: what it earns beyond the prices; what a ride earns stands with its pickup.
    pub nets: Vec<i64>,
    /// Price of each leg from place to place, without and with riders.
    pub tolls: [Vec<i64>; 2],
    /// The same of going home.
    pub home: Vec<i64>,
    /// The moves that are worth trying, by last start, the latest first.
    pub open: Vec<u32>,
    /// What the jobs that the layout leaves out could earn.
    pub outright: i64,
}

impl Worth {
    /// Moves whose jobs earn no more than `least` are left out, where leaving them out of a
    /// route only shortens it.
    pub(super) fn new(inst: &Instance<'_>, layout: &Layout, prices: &Prices, least: i64) -> Self {
        let net = |one: &Move| {
            if matches!(one.kind, Kind::Dropoff { .. }) {
                return 0;
            }
            net_of(inst, layout, prices, one.job as usize)
        };
        let left_out = layout.outright.iter();
        let outright = left_out.map(|&job| net_of(inst, layout, prices, job as usize).max(0));
        let priced = |used: &dyn Fn(&Uses) -> i64| -> i64 {
            let budgets = layout.budgets.iter();
            budgets
                .map(|(ix, uses)| prices.budget[*ix] * used(uses))
                .sum()
        };
        // Legs from the start stand first.
        let across = layout.places.len();
        let metre = [true, false].map(|is_start| priced(&|uses| uses.metre_from(is_start)));
        let toll = |riders: bool| {
            let tick = prices.tick + priced(&|uses| uses.tick_with(riders));
            let legs = layout.drive.iter().zip(&layout.metres).enumerate();
            legs.map(|(leg, (&ticks, &metres))| {
                metre[usize::from(leg >= across)] * metres + tick * i64::from(ticks)
            })
            .collect()
        };
        let home = layout.home.iter().enumerate();
        let home = home.map(|(from, &(ticks, metres))| {
            let leg = (i64::from(ticks), metres);
            prices.tick * leg.0 + priced(&|uses| uses.of_home(leg, from == 0))
        });
        let nets: Vec<i64> = layout.moves.iter().map(net).collect();
        Self {
            open: worthwhile(layout, &nets, least),
            nets,
            tolls: [toll(false), toll(true)],
            home: home.collect(),
            outright: outright.sum(),
        }
    }

    /// Everything that could earn, each once: more than any route does.
    pub(super) fn all(&self, layout: &Layout) -> i64 {
        let begins = |ix: &usize| !matches!(layout.moves[*ix].kind, Kind::Dropoff { .. });
        let moves = (0..layout.moves.len()).filter(begins);
        self.outright + moves.map(|ix| self.nets[ix].max(0)).sum::<i64>()
    }
}

/// Positions of the moves that are worth trying: all, unless a detour is never shorter than
/// the way; then those of jobs that earn more than `least`.
fn worthwhile(layout: &Layout, nets: &[i64], least: i64) -> Vec<u32> {
    let begins = |one: &Move| !matches!(one.kind, Kind::Dropoff { .. });
    let mut earning = Jobs::default();
    for (one, &net) in layout.moves.iter().zip(nets) {
        if begins(one) && net > least {
            earning.put(one.bit);
        }
    }
    let is_open = |one: &Move| !layout.is_direct || earning.has(one.bit);
    let all = layout.moves.iter().enumerate();
    all.filter(|(_, one)| is_open(one))
        .map(|(ix, _)| ix as u32)
        .collect()
}

/// What a job earns beyond its price and that of what it takes.
fn net_of(inst: &Instance<'_>, layout: &Layout, prices: &Prices, job: usize) -> i64 {
    let budgets = layout.budgets.iter();
    let taken: i64 = budgets
        .map(|(ix, uses)| prices.budget[*ix] * uses.of_job(inst, job))
        .sum();
    (inst.p.jobs[job].reward << prices.bits) - prices.job[job] - taken
}
