//! A plan under work: routes, who is where, timelines, budgets, and what it
//! comes to; changed one route at a time, and taken back when a change is refused.

use super::coupling::{Commit, Timelines};
use super::instance::{Instance, NONE};
use super::model::{Group, Measure, Tick};
use super::route::{FREE, Item, Route, Scratch, Totals};
use super::solution::Measures;

pub(crate) mod cross;

/// A place found for a job.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Insertion {
    /// The job.
    pub job: usize,
    /// The shift.
    pub shift: usize,
    /// After which position its first stop goes.
    pub i: usize,
    /// After which position of the route as it is its second stop goes.
    pub j: usize,
    /// What it adds to the scalar, its own reward aside.
    pub cost: f64,
    /// Committed starts, or [`FREE`].
    pub starts: [Tick; 2],
}

/// An entry of the log that takes changes back.
enum Change {
    Placed {
        job: usize,
    },
    Removed {
        job: usize,
        shift: usize,
        commit: Commit,
        loc: u32,
    },
    Moved {
        job: usize,
        from: usize,
    },
}

/// The plan under work.
pub(crate) struct State<'a> {
    /// The problem.
    pub inst: &'a Instance<'a>,
    /// A route for every shift.
    pub routes: Vec<Route>,
    /// By job, its shift or [`NONE`].
    pub at: Vec<u32>,
    /// Committed starts and who is occupied.
    pub lines: Timelines,
    /// What every budget has used.
    pub used: Vec<i64>,
    /// What the plan comes to; paid and overtime are not kept up.
    pub sum: Measures,
    /// Jobs without a place.
    pub unplaced: Vec<u32>,
    /// The most shifts that may be used.
    pub most_used: i64,
    /// Position of a job in `unplaced`, or [`NONE`].
    place: Vec<u32>,
    /// Counts versions.
    versions: u32,
    /// Room.
    pub scratch: Scratch,
    /// A spare route.
    spare: Route,
    /// Another, where two change at once.
    second: Route,
    log: Vec<Change>,
    saved: Vec<Route>,
    saved_count: usize,
    saved_at: Vec<u32>,
    logging: bool,
    saved_used: Vec<i64>,
    saved_sum: Measures,
    items: Vec<Item>,
    /// Routes changed since the log began.
    pub touched: Vec<usize>,
}

/// What one owner's work comes to.
#[derive(Clone, Copy, Default)]
struct Work {
    overtime: i64,
    money: i64,
}

impl<'a> State<'a> {
    /// The empty plan.
    pub(crate) fn new(inst: &'a Instance<'a>) -> Self {
        let jobs = inst.p.jobs.len();
        let mut scratch = Scratch::default();
        let routes: Vec<Route> = (0..inst.shifts.len())
            .map(|s| {
                let mut r = Route {
                    version: s as u32 + 1,
                    ..Route::default()
                };
                // An empty route may be infeasible (its breaks do not fit): nothing fits it then.
                r.build(inst, s, std::iter::empty(), &mut scratch);
                r
            })
            .collect();
        let required = inst.p.jobs.iter().filter(|j| j.required).count() as i64;
        State {
            inst,
            routes,
            at: vec![NONE; jobs],
            lines: Timelines::new(inst),
            used: vec![0; inst.p.budgets.len()],
            sum: Measures {
                missed: required,
                ..Measures::default()
            },
            unplaced: (0..jobs as u32).collect(),
            most_used: i64::MAX,
            place: (0..jobs as u32).collect(),
            versions: inst.shifts.len() as u32 + 1,
            scratch,
            spare: Route::default(),
            second: Route::default(),
            log: Vec::new(),
            saved: Vec::new(),
            saved_count: 0,
            saved_at: vec![NONE; inst.shifts.len()],
            logging: false,
            saved_used: Vec::new(),
            saved_sum: Measures::default(),
            items: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// The scalar that the search minimises.
    pub(crate) fn scalar(&self) -> f64 {
        self.inst.weights.scalar(&self.sum)
    }

    /// The objective's levels.
    pub(crate) fn score(&self) -> Vec<i64> {
        score(self.inst, &self.sum)
    }

    /// Begins a log; later changes can be taken back.
    pub(crate) fn begin(&mut self) {
        self.log.clear();
        for &s in &self.touched {
            self.saved_at[s] = NONE;
        }
        self.touched.clear();
        self.saved_count = 0;
        self.logging = true;
        self.saved_used.clone_from(&self.used);
        self.saved_sum = self.sum;
    }

    /// Takes back every change since [`State::begin`].
    pub(crate) fn take_back(&mut self) {
        while let Some(change) = self.log.pop() {
            match change {
                Change::Placed { job } => {
                    if self.lines.commits[job].starts[0] != FREE {
                        self.lines.leave(job);
                    }
                    self.at[job] = NONE;
                    self.list(job);
                }
                Change::Removed {
                    job,
                    shift,
                    commit,
                    loc,
                } => {
                    if commit.starts[0] != FREE {
                        self.lines.restore(self.inst, job, shift, commit, loc);
                    }
                    self.at[job] = shift as u32;
                    self.unlist(job);
                }
                Change::Moved { job, from } => self.at[job] = from as u32,
            }
        }
        for k in 0..self.saved_count {
            let s = self.saved[k].shift;
            std::mem::swap(&mut self.routes[s], &mut self.saved[k]);
            self.saved_at[s] = NONE;
        }
        self.touched.clear();
        self.saved_count = 0;
        self.used.clone_from(&self.saved_used);
        self.sum = self.saved_sum;
    }

    fn list(&mut self, job: usize) {
        self.place[job] = self.unplaced.len() as u32;
        self.unplaced.push(job as u32);
    }

    fn unlist(&mut self, job: usize) {
        let at = self.place[job] as usize;
        self.place[job] = NONE;
        self.unplaced.swap_remove(at);
        if let Some(&moved) = self.unplaced.get(at) {
            self.place[moved as usize] = at as u32;
        }
    }

    /// Keeps a copy of a route before its first change.
    fn save(&mut self, s: usize) {
        if !self.logging || self.saved_at[s] != NONE {
            return;
        }
        if self.saved_count == self.saved.len() {
            self.saved.push(Route::default());
        }
        self.saved[self.saved_count].copy_from(&self.routes[s]);
        self.saved_at[s] = self.saved_count as u32;
        self.saved_count += 1;
        self.touched.push(s);
    }

    /// Puts the spare route, already built, in the place of shift `s`.
    fn swap_in(&mut self, s: usize) {
        self.save(s);
        let (old, new) = (self.routes[s].tot, self.spare.tot);
        self.account(s, &old, &new);
        let inst = self.inst;
        for &(b, d) in &inst.shifts[s].takes {
            let now = self.spare.takes(inst, d) - self.routes[s].takes(inst, d);
            self.used[b as usize] += now;
        }
        self.versions += 1;
        self.spare.version = self.versions;
        std::mem::swap(&mut self.routes[s], &mut self.spare);
    }

    /// Moves sums and budgets from one total of a shift to another.
    fn account(&mut self, s: usize, old: &Totals, new: &Totals) {
        let inst = self.inst;
        self.sum.missed -= new.required - old.required;
        self.sum.reward += new.reward - old.reward;
        self.sum.used += i64::from(new.used) - i64::from(old.used);
        self.sum.metres += new.metres - old.metres;
        self.sum.drive += new.drive - old.drive;
        self.sum.ride += new.ride - old.ride;
        self.sum.preferred += new.preferred - old.preferred;
        self.sum.money += self.shift_money(s, new) - self.shift_money(s, old);
        for &b in &inst.shifts[s].sums {
            let m = inst.p.budgets[b as usize].measure;
            self.used[b as usize] += of(m, new) - of(m, old);
        }
        let owner = inst.shifts[s].owner;
        for &b in &inst.shifts[s].pays {
            let before = self.part(b as usize, owner, Some((s, old)));
            let now = self.part(b as usize, owner, Some((s, new)));
            self.used[b as usize] += now - before;
        }
        let before = self.work(owner, Some((s, old))).money;
        let now = self.work(owner, Some((s, new))).money;
        self.sum.money += now - before;
    }

    /// Money of a shift, its owner's overtime aside.
    pub(crate) fn shift_money(&self, s: usize, t: &Totals) -> i64 {
        if !t.used {
            return 0;
        }
        let shift = &self.inst.p.shifts[s];
        let c = &shift.cost;
        let only = self.inst.p.owners[shift.owner.ix()]
            .overtime
            .is_some_and(|o| o.only);
        let paid = if only { 0 } else { c.per_paid_tick * t.paid };
        c.used + c.per_metre * t.claimed + c.per_drive_tick * t.drive + paid
    }

    /// Overtime of an owner and its money, with one shift's totals replaced.
    fn work(&self, owner: usize, other: Option<(usize, &Totals)>) -> Work {
        let Some(over) = self.inst.p.owners[owner].overtime else {
            return Work::default();
        };
        let (mut daily, mut regular) = (0i64, 0i64);
        let (mut day, mut sum, mut rate) = (None, 0i64, 0i64);
        let mut close = |sum: i64| {
            daily += (sum - i64::from(over.day)).max(0);
            regular += sum.min(i64::from(over.day));
        };
        for &s in &self.inst.owner_shifts[owner] {
            let s = s as usize;
            let t = match other {
                Some((x, t)) if x == s => t,
                _ => &self.routes[s].tot,
            };
            rate = rate.max(self.inst.p.shifts[s].cost.per_paid_tick);
            if day != Some(self.inst.shifts[s].day) {
                close(sum);
                sum = 0;
                day = Some(self.inst.shifts[s].day);
            }
            sum += if t.used { t.paid } else { 0 };
        }
        close(sum);
        let overtime = daily + (regular - i64::from(over.week)).max(0);
        let each = over.premium + if over.only { rate } else { 0 };
        Work {
            overtime,
            money: each * overtime,
        }
    }

    /// What an owner adds to a budget of paid time, overtime or money.
    fn part(&self, b: usize, owner: usize, other: Option<(usize, &Totals)>) -> i64 {
        let budget = &self.inst.p.budgets[b];
        let over = self.inst.p.owners[owner].overtime;
        let work = self.work(owner, other);
        if budget.measure == Measure::Overtime {
            return work.overtime;
        }
        let only = over.is_some_and(|o| o.only);
        if budget.measure == Measure::Paid && only {
            return work.overtime;
        }
        let mut sum = if budget.measure == Measure::Money {
            work.money
        } else {
            0
        };
        for &s in &self.inst.owner_shifts[owner] {
            let s = s as usize;
            if self.inst.shifts[s].pays.binary_search(&(b as u32)).is_err() {
                continue;
            }
            let t = match other {
                Some((x, t)) if x == s => t,
                _ => &self.routes[s].tot,
            };
            sum += match budget.measure {
                Measure::Money => self.shift_money(s, t),
                _ => {
                    if t.used {
                        t.paid
                    } else {
                        0
                    }
                }
            };
        }
        sum
    }

    /// Money for companions of a job, by who they are.
    pub(crate) fn companions_money(&self, job: usize, list: &[u32]) -> i64 {
        let node = self.inst.first[job] as usize;
        let service = i64::from(self.inst.nodes[node].service);
        list.iter()
            .map(|&c| self.inst.p.companions[c as usize].cost_per_tick * service)
            .sum()
    }

    /// Enters companions' money, or takes it out again with `sign` -1.
    fn account_companions(&mut self, money: i64, sign: i64) {
        if money == 0 {
            return;
        }
        self.sum.money += sign * money;
        for &b in &self.inst.whole_money {
            self.used[b as usize] += sign * money;
        }
    }

    /// Whether the totals of shift `s` may become `new`, by every budget that holds
    /// it, with so much more money for companions.
    pub(crate) fn affords(&self, s: usize, new: &Totals, companions: i64) -> bool {
        let inst = self.inst;
        let old = &self.routes[s].tot;
        for &b in &inst.shifts[s].sums {
            let budget = &inst.p.budgets[b as usize];
            let now = self.used[b as usize] + of(budget.measure, new) - of(budget.measure, old);
            if now > budget.limit {
                return false;
            }
        }
        let owner = inst.shifts[s].owner;
        for &b in &inst.shifts[s].pays {
            let budget = &inst.p.budgets[b as usize];
            let mut now = self.used[b as usize] + self.part(b as usize, owner, Some((s, new)))
                - self.part(b as usize, owner, Some((s, old)));
            if inst.whole_money.contains(&b) {
                now += companions;
            }
            if now > budget.limit {
                return false;
            }
        }
        if companions > 0 {
            for &b in &inst.whole_money {
                if inst.shifts[s].pays.binary_search(&b).is_err()
                    && self.used[b as usize] + companions > inst.p.budgets[b as usize].limit
                {
                    return false;
                }
            }
        }
        true
    }

    /// How the scalar changes when the totals of shift `s` become `new`, reward and
    /// required jobs aside.
    pub(crate) fn delta(&self, s: usize, new: &Totals) -> f64 {
        let w = &self.inst.weights;
        let old = &self.routes[s].tot;
        let owner = self.inst.shifts[s].owner;
        let money = self.shift_money(s, new) - self.shift_money(s, old)
            + self.work(owner, Some((s, new))).money
            - self.work(owner, None).money;
        w.used * (f64::from(u8::from(new.used)) - f64::from(u8::from(old.used)))
            + w.money * money as f64
            + w.metres * (new.metres - old.metres) as f64
            + w.drive * (new.drive - old.drive) as f64
    }

    /// Whether every budget holds.
    pub(crate) fn within_budgets(&self) -> bool {
        self.used
            .iter()
            .zip(&self.inst.p.budgets)
            .all(|(u, b)| *u <= b.limit)
    }

    /// Whether the budgets of load have room for a job on a shift.
    pub(crate) fn may_take(&self, job: usize, shift: usize) -> bool {
        let inst = self.inst;
        inst.shifts[shift].takes.iter().all(|&(b, d)| {
            let more = inst.takes(job, d);
            more == 0 || self.used[b as usize] + more <= inst.p.budgets[b as usize].limit
        })
    }

    /// Whether groups and predecessors let a job onto a shift.
    pub(crate) fn may_join(&self, job: usize, shift: usize) -> bool {
        let inst = self.inst;
        if inst.before[job]
            .iter()
            .any(|&(b, _)| self.at[b as usize] == NONE)
        {
            return false;
        }
        inst.groups[job].iter().all(|&g| {
            let placed = |j: &super::model::JobId| {
                (j.ix() != job && self.at[j.ix()] != NONE).then(|| self.at[j.ix()] as usize)
            };
            match &inst.p.groups[g as usize] {
                Group::AtMostOne(list) => list.iter().all(|j| placed(j).is_none()),
                Group::DifferentDays(list) => list.iter().all(|j| {
                    placed(j).is_none_or(|s| inst.shifts[s].day != inst.shifts[shift].day)
                }),
                Group::SameOwner(list) => list.iter().all(|j| {
                    placed(j).is_none_or(|s| inst.shifts[s].owner == inst.shifts[shift].owner)
                }),
                Group::Together(a, b) => {
                    let other = if a.ix() == job { b } else { a };
                    placed(other).is_none_or(|s| s == shift)
                }
                Group::Apart(..) => true,
            }
        })
    }

    /// Whether a rider may be aboard from after position `i` to after position `j`,
    /// by those who must be with or without them.
    pub(crate) fn may_ride(&self, job: usize, shift: usize, i: usize, j: usize) -> bool {
        let inst = self.inst;
        inst.groups[job].iter().all(|&g| {
            let (other, together) = match &inst.p.groups[g as usize] {
                Group::Together(a, b) => (if a.ix() == job { b } else { a }, true),
                Group::Apart(a, b) => (if a.ix() == job { b } else { a }, false),
                _ => return true,
            };
            if self.at[other.ix()] != shift as u32 {
                return true;
            }
            let first = inst.first[other.ix()];
            let find = |node: u32| self.routes[shift].pos.iter().position(|p| p.node == node);
            let (Some(p), Some(d)) = (find(first), find(first + 1)) else {
                return true;
            };
            // Mine come after positions i and j: aboard together iff p <= j and d > i.
            (p <= j && d > i) == together
        })
    }

    /// The stops of a shift with an insertion made.
    pub(crate) fn with<'b>(&'b self, ins: &'b Insertion) -> impl Iterator<Item = Item> + 'b {
        let first = self.inst.first[ins.job];
        let pair = self.inst.stops(ins.job) == 2;
        let route = &self.routes[ins.shift];
        let n = route.len();
        (0..=n).flat_map(move |k| {
            let own = (k > 0).then(|| Item {
                node: route.pos[k].node,
                commit: route.pos[k].commit,
            });
            let one = (k == ins.i).then_some(Item {
                node: first,
                commit: ins.starts[0],
            });
            let two = (pair && k == ins.j).then_some(Item {
                node: first + 1,
                commit: ins.starts[1],
            });
            own.into_iter().chain(one).chain(two)
        })
    }

    /// Builds an insertion into `room`; false when it is not feasible.
    pub(crate) fn build_with(
        &self,
        ins: &Insertion,
        room: &mut Route,
        scratch: &mut Scratch,
    ) -> bool {
        room.build(self.inst, ins.shift, self.with(ins), scratch)
    }

    /// Makes an insertion; false, and nothing changed, when it does not hold.
    pub(crate) fn place(&mut self, ins: &Insertion) -> bool {
        if !self.may_take(ins.job, ins.shift) {
            return false;
        }
        let mut spare = std::mem::take(&mut self.spare);
        let mut scratch = std::mem::take(&mut self.scratch);
        let built = self.build_with(ins, &mut spare, &mut scratch);
        self.spare = spare;
        self.scratch = scratch;
        if !built {
            return false;
        }
        let first = self.inst.first[ins.job];
        let commits = ins.starts[0] != FREE;
        let mut money = 0;
        if commits {
            let Some(pos) = self.spare.pos.iter().find(|p| p.node == first) else {
                return false;
            };
            let loc = pos.loc;
            let Some(list) =
                self.lines
                    .companions(self.inst, ins.job, ins.shift, loc, ins.starts[0])
            else {
                return false;
            };
            money = self.companions_money(ins.job, &list);
            let new = self.spare.tot;
            if !self.affords(ins.shift, &new, money)
                || !self
                    .lines
                    .enter(self.inst, ins.job, ins.shift, ins.starts, list, loc)
            {
                return false;
            }
        } else {
            let new = self.spare.tot;
            if !self.affords(ins.shift, &new, 0) {
                return false;
            }
        }
        self.swap_in(ins.shift);
        self.account_companions(money, 1);
        self.at[ins.job] = ins.shift as u32;
        self.unlist(ins.job);
        if self.logging {
            self.log.push(Change::Placed { job: ins.job });
        }
        true
    }

    /// Removes jobs, and with them what comes after them or stands where they took it.
    ///
    /// A removal can make a route infeasible where a detour is shorter; then more of
    /// that route goes.
    pub(crate) fn remove(&mut self, jobs: &[u32]) {
        let mut gone: Vec<u32> = Vec::with_capacity(jobs.len());
        let mut shifts: Vec<usize> = Vec::new();
        for &job in jobs {
            self.mark(job as usize, &mut gone, &mut shifts);
        }
        while let Some(s) = shifts.pop() {
            loop {
                let mut items = std::mem::take(&mut self.items);
                items.clear();
                let inst = self.inst;
                items.extend(
                    self.routes[s]
                        .items()
                        .filter(|i| self.at[inst.nodes[i.node as usize].job as usize] == s as u32),
                );
                let mut spare = std::mem::take(&mut self.spare);
                let built = spare.build(inst, s, items.iter().copied(), &mut self.scratch);
                self.spare = spare;
                let culprit = if built || items.is_empty() {
                    self.stranded(s)
                } else {
                    Some(inst.nodes[items[items.len() / 2].node as usize].job)
                };
                self.items = items;
                match culprit {
                    None => break,
                    Some(job) => self.mark(job as usize, &mut gone, &mut shifts),
                }
            }
            shifts.retain(|&x| x != s);
            self.swap_in(s);
        }
    }

    /// A job on the spare route without a place of its own whose companions were
    /// told to come elsewhere.
    fn stranded(&self, s: usize) -> Option<u32> {
        self.spare
            .pos
            .iter()
            .filter(|p| p.node != NONE)
            .find_map(|p| {
                let node = &self.inst.nodes[p.node as usize];
                let commit = &self.lines.commits[node.job as usize];
                if node.loc != NONE || commit.companions.is_empty() {
                    return None;
                }
                let was = self.routes[s]
                    .pos
                    .iter()
                    .find(|q| q.node == p.node)
                    .map(|q| q.loc);
                (was != Some(p.loc)).then_some(node.job)
            })
    }

    /// Takes a job off its shift and its timelines; its route is still to be rebuilt.
    fn mark(&mut self, job: usize, gone: &mut Vec<u32>, shifts: &mut Vec<usize>) {
        let s = self.at[job];
        if s == NONE {
            return;
        }
        let shift = s as usize;
        self.at[job] = NONE;
        self.list(job);
        gone.push(job as u32);
        if !shifts.contains(&shift) {
            shifts.push(shift);
        }
        let mut commit = Commit::free();
        let mut loc = NONE;
        if self.lines.commits[job].starts[0] != FREE {
            let first = self.inst.first[job];
            loc = self.routes[shift]
                .pos
                .iter()
                .find(|p| p.node == first)
                .map_or(NONE, |p| p.loc);
            commit = self.lines.leave(job);
            let money = self.companions_money(job, &commit.companions);
            self.account_companions(money, -1);
        }
        if self.logging {
            self.log.push(Change::Removed {
                job,
                shift,
                commit,
                loc,
            });
        }
        let inst = self.inst;
        for &(after, _) in &inst.after[job] {
            self.mark(after as usize, gone, shifts);
        }
    }

    /// Jobs that the log has taken out so far.
    pub(crate) fn removed(&self) -> impl Iterator<Item = u32> + '_ {
        self.log.iter().filter_map(|c| match c {
            Change::Removed { job, .. } => Some(*job as u32),
            Change::Placed { .. } | Change::Moved { .. } => None,
        })
    }

    /// Puts a whole route onto an empty shift; false when it does not hold. Jobs
    /// with committed starts are still to be entered.
    pub(crate) fn set_route(&mut self, s: usize, items: &[Item]) -> bool {
        let mut spare = std::mem::take(&mut self.spare);
        let built = spare.build(self.inst, s, items.iter().copied(), &mut self.scratch);
        self.spare = spare;
        if !built {
            return false;
        }
        self.swap_in(s);
        for item in items {
            let job = self.inst.nodes[item.node as usize].job as usize;
            if self.at[job] == NONE {
                self.at[job] = s as u32;
                self.unlist(job);
            }
        }
        true
    }

    /// Enters the commitments of a job on its route, with the companions given or any
    /// that can; the error says whether it was the companions.
    pub(crate) fn commit_placed(
        &mut self,
        job: usize,
        chosen: Option<Vec<u32>>,
    ) -> Result<(), bool> {
        let inst = self.inst;
        let shift = self.at[job] as usize;
        let first = inst.first[job];
        let mut starts = [FREE; 2];
        let mut loc = NONE;
        for p in self.routes[shift].pos.iter().filter(|p| p.node != NONE) {
            if p.node == first {
                starts[0] = p.commit;
                loc = p.loc;
            } else if p.node == first + 1 && inst.stops(job) == 2 {
                starts[1] = p.commit;
            }
        }
        let list = match chosen {
            Some(list) => {
                let holds = self
                    .lines
                    .companions_hold(inst, job, shift, loc, starts[0], &list);
                holds.then_some(list)
            }
            None => self.lines.companions(inst, job, shift, loc, starts[0]),
        };
        let list = list.ok_or(true)?;
        let money = self.companions_money(job, &list);
        if !self.lines.enter(inst, job, shift, starts, list, loc) {
            return Err(false);
        }
        self.account_companions(money, 1);
        Ok(())
    }

    /// The plan that was put away, into an empty state.
    pub(crate) fn load(&mut self, from: &super::search::Snapshot) {
        for (s, items) in from.routes.iter().enumerate() {
            if !items.is_empty() {
                self.set_route(s, items);
            }
        }
        for (job, commit) in &from.commits {
            let job = *job as usize;
            if self.at[job] == NONE {
                continue;
            }
            let (shift, first) = (self.at[job] as usize, self.inst.first[job]);
            let found = self.routes[shift].pos.iter().find(|p| p.node == first);
            let loc = found.map_or(NONE, |p| p.loc);
            let money = self.companions_money(job, &commit.companions);
            self.lines
                .restore(self.inst, job, shift, commit.clone(), loc);
            self.account_companions(money, 1);
        }
        self.touched.clear();
        self.touched.extend(0..self.routes.len());
        self.settle();
        self.touched.clear();
    }

    /// Gives every route a version that the other plan has not had.
    pub(crate) fn renew(&mut self, other: &State<'_>) {
        self.versions = self.versions.max(other.versions);
        for r in &mut self.routes {
            self.versions += 1;
            r.version = self.versions;
        }
    }

    /// Paid and overtime ticks of all owners.
    pub(crate) fn hours(&self) -> (i64, i64) {
        let (mut paid, mut overtime) = (0, 0);
        for owner in 0..self.inst.p.owners.len() {
            let work = self.work(owner, None);
            overtime += work.overtime;
            if self.inst.p.owners[owner].overtime.is_some_and(|o| o.only) {
                paid += work.overtime;
            } else {
                paid += self.inst.owner_shifts[owner]
                    .iter()
                    .map(|&s| &self.routes[s as usize].tot)
                    .map(|t| if t.used { t.paid } else { 0 })
                    .sum::<i64>();
            }
        }
        (paid, overtime)
    }

    /// Money of the whole plan, reckoned afresh.
    pub(crate) fn money(&self) -> i64 {
        let shifts: i64 = (0..self.routes.len())
            .map(|s| self.shift_money(s, &self.routes[s].tot))
            .sum();
        let owners: i64 = (0..self.inst.p.owners.len())
            .map(|o| self.work(o, None).money)
            .sum();
        let companions: i64 = self
            .lines
            .commits
            .iter()
            .enumerate()
            .map(|(j, c)| self.companions_money(j, &c.companions))
            .sum();
        shifts + owners + companions
    }

    /// Makes exact what depends on the clock of changed routes: rides and preferred time.
    pub(crate) fn settle(&mut self) {
        let w = &self.inst.weights;
        if w.ride == 0.0 && w.preferred == 0.0 {
            return;
        }
        for k in 0..self.touched.len() {
            let s = self.touched[k];
            let inst = self.inst;
            let route = &self.routes[s];
            let wants = |p: &super::route::Pos| {
                p.node != NONE && {
                    let n = &inst.nodes[p.node as usize];
                    (w.ride != 0.0 && n.rider)
                        || (w.preferred != 0.0 && !inst.p.jobs[n.job as usize].preferred.is_empty())
                }
            };
            let (mut ride, mut preferred) = (0, 0);
            if route.pos.iter().any(wants)
                && let Some(c) = super::schedule::clock(inst, route, &mut self.scratch)
            {
                (ride, preferred) = (c.ride, c.preferred);
            }
            let t = &mut self.routes[s].tot;
            self.sum.ride += ride - t.ride;
            self.sum.preferred += preferred - t.preferred;
            (t.ride, t.preferred) = (ride, preferred);
        }
    }
}

/// A measure that is a sum, of one shift.
pub(crate) fn of(measure: Measure, t: &Totals) -> i64 {
    match measure {
        Measure::Metres => t.metres,
        Measure::Drive => t.drive,
        Measure::RiderDrive => t.rider_drive,
        Measure::Jobs => t.jobs,
        Measure::Paid | Measure::Overtime | Measure::Money | Measure::Load(_) => 0,
    }
}

/// The objective's levels of what a plan comes to.
pub(crate) fn score(inst: &Instance<'_>, m: &Measures) -> Vec<i64> {
    inst.p
        .objective
        .iter()
        .map(|level| m.level(level))
        .collect()
}
