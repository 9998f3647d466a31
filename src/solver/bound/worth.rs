//! What the moves of a shift are worth once prices are paid.

use super::Prices;
use super::jobs::Jobs;
use super::layout::{Kind, Layout, Move};
use crate::solver::instance::Instance;
use crate::solver::model::Measure;

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
        let price_of = |of: Measure| -> i64 {
            let budgets = layout.budgets.iter().filter(|(_, measure)| *measure == of);
            budgets.map(|&(ix, _)| prices.budget[ix]).sum()
        };
        let net = |one: &Move| {
            if matches!(one.kind, Kind::Dropoff { .. }) {
                return 0;
            }
            net_of(inst, layout, prices, one.job as usize) - price_of(Measure::Jobs)
        };
        let left_out = layout.outright.iter();
        let outright = left_out.map(|&job| net_of(inst, layout, prices, job as usize).max(0));
        let metre = price_of(Measure::Metres);
        let drive = price_of(Measure::Drive) + prices.tick;
        let with_riders = drive + price_of(Measure::RiderDrive);
        let toll = |tick: i64| {
            let legs = layout.drive.iter().zip(&layout.metres);
            legs.map(|(&ticks, &metres)| metre * metres + tick * i64::from(ticks))
                .collect()
        };
        let home = layout.home.iter();
        let nets: Vec<i64> = layout.moves.iter().map(net).collect();
        Self {
            open: worthwhile(layout, &nets, least),
            nets,
            tolls: [toll(drive), toll(with_riders)],
            home: home
                .map(|&(ticks, metres)| metre * metres + drive * i64::from(ticks))
                .collect(),
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
    let taken: i64 = layout
        .budgets
        .iter()
        .map(|&(ix, measure)| match measure {
            Measure::Load(d) => prices.budget[ix] * inst.takes(job, usize::from(d)),
            _ => 0,
        })
        .sum();
    (inst.p.jobs[job].reward << prices.bits) - prices.job[job] - taken
}
