//! Which shifts are alike: of empty ones the first is as good as any, and a route of one is a
//! route of each.

use super::instance::Instance;
use super::model::{Group, Owner, Shift};

/// Shifts that are alike in all that a route can notice: a route of one is one of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Classes {
    /// By shift, its class.
    pub of: Vec<u32>,
    /// By class, its shifts, ascending.
    pub shifts: Vec<Vec<u32>>,
}

impl Classes {
    /// The classes of a problem, in order of their first shifts.
    pub(crate) fn new(inst: &Instance<'_>) -> Self {
        let mut classes = Classes::default();
        for s in 0..inst.shifts.len() {
            let mut known = classes.shifts.iter();
            let class = known.position(|list| alike(inst, list[0] as usize, s));
            let class = class.unwrap_or_else(|| {
                classes.shifts.push(Vec::new());
                classes.shifts.len() - 1
            });
            classes.of.push(class as u32);
            classes.shifts[class].push(s as u32);
        }
        classes
    }
}

/// Whether two shifts differ in nothing but their names.
fn alike(inst: &Instance<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&inst.shifts[a], &inst.shifts[b]);
    let (s, t) = (&inst.p.shifts[a], &inst.p.shifts[b]);
    let renamed = Shift {
        owner: s.owner,
        ..t.clone()
    };
    let owners = s.owner == t.owner || {
        let (o, q) = (&inst.p.owners[x.owner], &inst.p.owners[y.owner]);
        let plain = |o: &Owner| o.person.is_none() && o.overtime.is_none();
        let groups = inst.p.groups.iter();
        plain(o)
            && plain(q)
            && o.features == q.features
            && !groups.clone().any(|g| matches!(g, Group::SameOwner(_)))
    };
    owners
        && *s == renamed
        && !x.live
        && !y.live
        && (&x.sums, &x.pays, &x.takes) == (&y.sums, &y.pays, &y.takes)
        && inst.shift_jobs[a] == inst.shift_jobs[b]
}
