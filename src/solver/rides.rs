//! Whether the limits on rides still hold after an insertion: only the block of the route
//! around it is timed afresh, from what is known before it and after it.

use super::instance::{Instance, NEVER, NONE};
use super::model::Tick;
use super::route::{FREE, Pos, Route, first_start};

/// Passes after which a block counts as infeasible.
const PASSES: usize = 200;

/// A stop of the block.
#[derive(Clone, Copy)]
struct Hop {
    node: u32,
    /// From the end of the stop before: drive and setup.
    leg: Tick,
    service: Tick,
    /// Committed start, or [`FREE`].
    commit: Tick,
    /// Range of its windows.
    wins: (u32, u32),
    /// The latest start after which the rest cannot work.
    by: Tick,
    /// Where in the block its ride begins, or [`NONE`], and the ride's limit.
    partner: u32,
    max: Tick,
}

/// Room for a block.
#[derive(Default)]
pub(super) struct Block {
    hops: Vec<Hop>,
    starts: Vec<Tick>,
    /// Earliest starts that later rides ask for.
    least: Vec<Tick>,
}

/// A pair to be put into a route of a shift without breaks, closures or traffic: its first
/// stop after position `i`, its second after position `j`.
pub(super) struct Pair<'r> {
    /// The route as it is.
    pub route: &'r Route,
    /// The first stop's node; the second's follows.
    pub node: u32,
    /// Windows of both.
    pub wins: [(u32, u32); 2],
    /// Positions.
    pub at: (usize, usize),
}

impl Block {
    /// Whether the route with the pair can be done.
    ///
    /// Cost: a pass over the block, and one more for each ride that has to begin later.
    pub(super) fn holds(&mut self, inst: &Instance<'_>, pair: &Pair<'_>) -> bool {
        let (pos, (i, j)) = (&pair.route.pos, pair.at);
        let mut a = i + 1;
        while a > 1 && pos[a - 1].limits > 0 {
            a -= 1;
        }
        self.hops.clear();
        let table = inst.shifts[pair.route.shift].travel;
        let mut here = pos[a - 1].loc;
        let ready = pos[a - 1].f[0];
        let mut k = a;
        loop {
            for (stop, after) in [(0, i), (1, j)] {
                if k == after + 1 {
                    let node = pair.node + stop;
                    let hop = Hop::new(inst, table, here, node, pair.wins[stop as usize]);
                    self.push(inst, hop);
                    here = inst.nodes[node as usize].loc;
                }
            }
            // After both, the block ends where nobody is left whose ride has a limit.
            if k > j && pos[k - 1].limits == 0 {
                break;
            }
            let hop = Hop::of(inst, table, here, &pos[k]);
            self.push(inst, hop);
            here = pos[k].loc;
            k += 1;
        }
        let next = &pos[k];
        let setup = match next.node {
            NONE => 0,
            _ if next.loc == here => 0,
            node => inst.nodes[node as usize].setup,
        };
        let on = inst.drive(table, here, next.loc) + setup;
        self.time(inst, ready, next.b[0] - on)
    }

    fn push(&mut self, inst: &Instance<'_>, mut hop: Hop) {
        let n = &inst.nodes[hop.node as usize];
        if n.stop == 1 && n.max_ride < NEVER {
            let first = hop.node - 1;
            if let Some(p) = self.hops.iter().rposition(|other| other.node == first) {
                hop.partner = p as u32;
                hop.max = n.max_ride;
            }
        }
        self.hops.push(hop);
    }

    /// Whether the block can be done from readiness to leave at `ready` to an end by `end`.
    fn time(&mut self, inst: &Instance<'_>, ready: Tick, end: Tick) -> bool {
        let hops = &self.hops;
        self.starts.clear();
        self.starts.resize(hops.len(), 0);
        self.least.clear();
        self.least.resize(hops.len(), Tick::MIN);
        let mut from = 0;
        for _ in 0..PASSES {
            let mut again = hops.len();
            let mut now = match from {
                0 => ready,
                _ => self.starts[from - 1] + hops[from - 1].service,
            };
            for k in from..hops.len() {
                let hop = &hops[k];
                let start = hop.start(inst, (now + hop.leg).max(self.least[k]));
                if start > hop.by {
                    return false;
                }
                self.starts[k] = start;
                now = start + hop.service;
                if hop.partner != NONE {
                    let p = hop.partner as usize;
                    let need = start - hop.max - hops[p].service;
                    if self.starts[p] < need {
                        self.least[p] = need;
                        again = p;
                        break;
                    }
                }
            }
            if again == hops.len() {
                return now <= end;
            }
            from = again;
        }
        false
    }
}

impl Hop {
    /// A new stop, reached from `here`.
    fn new(inst: &Instance<'_>, table: usize, here: u32, node: u32, wins: (u32, u32)) -> Self {
        let n = &inst.nodes[node as usize];
        let setup = if n.loc == here { 0 } else { n.setup };
        Hop {
            node,
            leg: inst.drive(table, here, n.loc) + setup,
            service: n.service,
            commit: FREE,
            wins,
            by: NEVER - 1,
            partner: NONE,
            max: NEVER,
        }
    }

    /// A stop of the route, reached from `here`.
    fn of(inst: &Instance<'_>, table: usize, here: u32, pos: &Pos) -> Self {
        Hop {
            commit: pos.commit,
            by: pos.b[0],
            ..Self::new(inst, table, here, pos.node, pos.wins)
        }
    }

    #[inline]
    fn start(&self, inst: &Instance<'_>, ready: Tick) -> Tick {
        if self.commit != FREE {
            return if ready <= self.commit {
                self.commit
            } else {
                NEVER
            };
        }
        first_start(inst.windows(self.wins), ready)
    }
}
