//! Whether a problem is well formed: what the rest of the engine relies on.

use super::model::{
    Budget, Companions, Group, Job, JobId, Problem, Shift, ShiftId, Stop, Tick, Travel, Window,
};

/// Ticks and metres beyond this, either way, are refused, so that sums stay in range.
pub const LARGEST_TICK: Tick = 1 << 27;

/// A problem that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// An index points outside its list.
    #[error("{what} {index}: {field} is out of range")]
    Index {
        /// Which list the offender is in.
        what: &'static str,
        /// Its position.
        index: usize,
        /// Which of its fields.
        field: &'static str,
    },
    /// A list that must be ascending, disjoint or free of repetition is not.
    #[error("{what} {index}: {field} is not in order")]
    Order {
        /// Which list the offender is in.
        what: &'static str,
        /// Its position.
        index: usize,
        /// Which of its fields.
        field: &'static str,
    },
    /// A number is negative, too large, or of the wrong size.
    #[error("{what} {index}: {field} is not allowed")]
    Value {
        /// Which list the offender is in.
        what: &'static str,
        /// Its position.
        index: usize,
        /// Which of its fields.
        field: &'static str,
    },
}

type Checked = Result<(), ProblemError>;

/// Says where an offender is.
#[derive(Clone, Copy)]
struct At(&'static str, usize);

impl At {
    fn index(self, ok: bool, field: &'static str) -> Checked {
        let At(what, index) = self;
        if ok {
            Ok(())
        } else {
            Err(ProblemError::Index { what, index, field })
        }
    }

    fn order(self, ok: bool, field: &'static str) -> Checked {
        let At(what, index) = self;
        if ok {
            Ok(())
        } else {
            Err(ProblemError::Order { what, index, field })
        }
    }

    fn value(self, ok: bool, field: &'static str) -> Checked {
        let At(what, index) = self;
        if ok {
            Ok(())
        } else {
            Err(ProblemError::Value { what, index, field })
        }
    }
}

fn tick(t: Tick) -> bool {
    (-LARGEST_TICK..=LARGEST_TICK).contains(&t)
}

fn length(t: Tick) -> bool {
    (0..=LARGEST_TICK).contains(&t)
}

fn money(m: i64) -> bool {
    (-(1 << 40)..=1 << 40).contains(&m)
}

fn disjoint(windows: &[Window]) -> bool {
    windows
        .iter()
        .all(|w| w.from <= w.to && tick(w.from) && tick(w.to))
        && windows.windows(2).all(|w| w[0].to <= w[1].from)
}

fn ascending<T: Ord>(list: &[T]) -> bool {
    list.windows(2).all(|w| w[0] < w[1])
}

impl Problem {
    /// Checks that the problem can be solved: indices in range, lists in order,
    /// numbers in range. [`super::solve`] relies on it and calls it.
    ///
    /// # Errors
    /// The first offender.
    pub fn check(&self) -> Result<(), ProblemError> {
        let size = self.travel.first().map_or(0, |t| t.size);
        for (i, t) in self.travel.iter().enumerate() {
            check_travel(At("travel table", i), t, size)?;
        }
        for (i, o) in self.owners.iter().enumerate() {
            let at = At("owner", i);
            at.index(o.person.is_none_or(|p| p.0 < self.people), "person")?;
            if let Some(over) = o.overtime {
                at.value(length(over.day) && length(over.week), "overtime")?;
                at.value(money(over.premium), "premium")?;
            }
        }
        for (i, s) in self.shifts.iter().enumerate() {
            self.check_shift(At("shift", i), s, size)?;
        }
        for (i, j) in self.jobs.iter().enumerate() {
            self.check_job(At("job", i), j, size)?;
        }
        for (i, c) in self.companions.iter().enumerate() {
            let at = At("companion", i);
            at.index(c.person.is_none_or(|p| p.0 < self.people), "person")?;
            at.index(c.travel.ix() < self.travel.len(), "travel")?;
            at.order(disjoint(&c.present), "present")?;
            at.value(money(c.cost_per_tick), "cost")?;
        }
        for (i, b) in self.budgets.iter().enumerate() {
            self.check_budget(At("budget", i), b)?;
        }
        self.check_relations()?;
        for (i, l) in self.objective.iter().enumerate() {
            let all = [
                l.missed,
                l.reward,
                l.used,
                l.money,
                l.metres,
                l.drive,
                l.ride,
                l.preferred,
            ];
            At("objective", i).value(all.into_iter().all(money), "weights")?;
        }
        Ok(())
    }

    /// How many dimensions of load there are. A shift that names fewer has no
    /// limit in the others, and a stop that names fewer loads nothing there.
    pub(crate) fn dims(&self) -> usize {
        let loads = self
            .jobs
            .iter()
            .flat_map(|j| &j.stops)
            .map(|s| s.load.len());
        self.shifts
            .iter()
            .map(|s| s.capacity.len())
            .chain(loads)
            .max()
            .unwrap_or(0)
    }

    fn check_shift(&self, at: At, s: &Shift, size: usize) -> Checked {
        at.index(s.owner.ix() < self.owners.len(), "owner")?;
        at.index(s.travel.ix() < self.travel.len(), "travel")?;
        at.index(s.start.is_none_or(|l| l.ix() < size), "start")?;
        at.index(s.end.is_none_or(|l| l.ix() < size), "end")?;
        at.value(
            tick(s.open) && tick(s.close) && s.open <= s.close,
            "open and close",
        )?;
        at.order(disjoint(&s.closures), "closures")?;
        at.value(s.breaks.len() <= 2, "breaks")?;
        let fine =
            |b: &super::model::Break| tick(b.earliest) && tick(b.latest_end) && length(b.ticks);
        at.value(s.breaks.iter().all(fine), "breaks")?;
        if let super::model::Pay::Whole { until } = s.pay {
            at.value(tick(until), "pay")?;
        }
        let c = s.cost;
        let rates = [c.used, c.per_metre, c.per_drive_tick, c.per_paid_tick];
        at.value(rates.into_iter().all(money), "cost")
    }

    fn check_job(&self, at: At, j: &Job, size: usize) -> Checked {
        at.value(matches!(j.stops.len(), 1 | 2), "stops")?;
        for s in &j.stops {
            check_stop(at, s, size)?;
        }
        at.value(
            j.stops.len() == 2 || (!j.rider && j.max_ride.is_none()),
            "ride",
        )?;
        at.value(j.max_ride.is_none_or(length), "max_ride")?;
        at.value((0..=1 << 40).contains(&j.reward), "reward")?;
        at.order(ascending(&j.shifts), "shifts")?;
        at.index(
            j.shifts.iter().all(|s| s.ix() < self.shifts.len()),
            "shifts",
        )?;
        at.index(j.people.iter().all(|p| p.0 < self.people), "people")?;
        for p in &j.presences {
            at.index(usize::from(p.stop) < j.stops.len(), "presences")?;
            for (person, when) in &p.any_of {
                at.index(person.0 < self.people, "presences")?;
                at.order(disjoint(when), "presences")?;
            }
        }
        if let Some(c) = &j.companions {
            let Companions {
                count, candidates, ..
            } = c;
            at.value(!j.rider, "companions of a ride")?;
            at.value(*count <= 8, "companions' count")?;
            at.order(ascending(candidates), "companions")?;
            at.index(
                candidates.iter().all(|c| c.ix() < self.companions.len()),
                "companions",
            )?;
        }
        at.value(
            j.preferred
                .iter()
                .all(|w| w.from <= w.to && tick(w.from) && tick(w.to)),
            "preferred",
        )
    }

    fn check_budget(&self, at: At, b: &Budget) -> Checked {
        at.order(ascending(&b.shifts), "shifts")?;
        at.index(
            b.shifts.iter().all(|s| s.ix() < self.shifts.len()),
            "shifts",
        )?;
        use super::model::Measure::{Load, Money, Overtime, Paid};
        if let Load(d) = b.measure {
            at.index(usize::from(d) < self.dims(), "measure")?;
        }
        if !matches!(b.measure, Paid | Overtime | Money) {
            return Ok(());
        }
        // Overtime is reckoned by owner, so such a budget holds all or none of an owner's shifts.
        let mut inside = vec![false; self.shifts.len()];
        for s in &b.shifts {
            inside[s.ix()] = true;
        }
        let mut seen: Vec<Option<bool>> = vec![None; self.owners.len()];
        for (i, s) in self.shifts.iter().enumerate() {
            let owner = &self.owners[s.owner.ix()];
            let by_owner = match (b.measure, owner.overtime) {
                (_, None) => false,
                (Overtime, _) => true,
                (Money, Some(o)) => o.premium != 0 || o.only,
                (_, Some(o)) => o.only,
            };
            let slot = &mut seen[s.owner.ix()];
            at.value(
                !by_owner || slot.is_none_or(|was| was == inside[i]),
                "shifts of one owner",
            )?;
            *slot = Some(inside[i]);
        }
        Ok(())
    }

    fn check_relations(&self) -> Checked {
        let known = |j: &JobId| j.ix() < self.jobs.len();
        for (i, p) in self.precedences.iter().enumerate() {
            let at = At("precedence", i);
            at.index(known(&p.before) && known(&p.after), "job")?;
            at.value(p.before != p.after, "job")?;
            at.value(length(p.gap), "gap")?;
        }
        for (i, g) in self.groups.iter().enumerate() {
            let at = At("group", i);
            match g {
                Group::AtMostOne(list) | Group::DifferentDays(list) | Group::SameOwner(list) => {
                    at.index(list.iter().all(known), "jobs")?;
                }
                Group::Together(a, b) | Group::Apart(a, b) => {
                    at.index(known(a) && known(b), "jobs")?;
                    at.value(a != b, "jobs")?;
                    let pair = |j: &JobId| self.jobs[j.ix()].stops.len() == 2;
                    at.value(pair(a) && pair(b), "jobs of one stop")?;
                }
            }
        }
        Ok(())
    }

    /// Every shift, for budgets over the whole plan.
    pub fn all_shifts(&self) -> Vec<ShiftId> {
        (0..self.shifts.len()).map(ShiftId::at).collect()
    }
}

fn check_travel(at: At, t: &Travel, size: usize) -> Checked {
    at.value(t.size == size, "size")?;
    at.value(
        t.ticks.len() == size * size && t.metres.len() == size * size,
        "entries",
    )?;
    at.value(t.ticks.iter().all(|&x| length(x)), "ticks")?;
    at.value(
        t.metres.iter().all(|&x| (0..=1 << 40).contains(&x)),
        "metres",
    )
}

fn check_stop(at: At, s: &Stop, size: usize) -> Checked {
    at.index(s.location.is_none_or(|l| l.ix() < size), "location")?;
    at.value(length(s.setup) && length(s.service), "setup and service")?;
    at.order(disjoint(&s.windows), "windows")?;
    at.value(
        s.load.iter().all(|l| (-(1 << 20)..=1 << 20).contains(l)),
        "load",
    )
}
