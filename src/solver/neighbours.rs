//! Which jobs are near one another: where string removals begin.

use super::instance::{Instance, NONE};

/// How many neighbours a job keeps.
const KEPT: usize = 60;

/// For each job the nearest others, itself first: by the drive between their
/// first stops on the first table, and by how far their windows are apart.
pub(crate) fn nearest(inst: &Instance<'_>) -> Vec<Vec<u32>> {
    let n = inst.p.jobs.len();
    let table = inst.p.travel.first();
    let spot: Vec<u32> = (0..n)
        .map(|j| {
            let a = inst.first[j] as usize;
            let b = a + inst.stops(j) - 1;
            if inst.nodes[a].loc == NONE {
                inst.nodes[b].loc
            } else {
                inst.nodes[a].loc
            }
        })
        .collect();
    let mut keyed: Vec<(i64, u32)> = Vec::with_capacity(n);
    (0..n)
        .map(|a| {
            keyed.clear();
            for b in 0..n {
                let mut d = 0i64;
                if let Some(t) = table
                    && spot[a] != NONE
                    && spot[b] != NONE
                {
                    d = i64::from(t.ticks[spot[a] as usize * t.size + spot[b] as usize]);
                }
                keyed.push((if a == b { -1 } else { d }, b as u32));
            }
            let keep = KEPT.min(n);
            if keep < n {
                keyed.select_nth_unstable(keep);
                keyed.truncate(keep);
            }
            keyed.sort_unstable();
            keyed.iter().map(|&(_, b)| b).collect()
        })
        .collect()
}
