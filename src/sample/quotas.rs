//! How many tasks of which kind there are.

/// Kinds of tasks, in the order of the quotas.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Call,
    Visit,
    Meeting,
    Consultation,
    Tutoring,
    English,
    Report,
    Event,
    Duty,
}

impl Kind {
    /// Its name in tasks.csv.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "phone_call",
            Self::Visit => "home_visit",
            Self::Meeting => "meeting",
            Self::Consultation => "consultation",
            Self::Tutoring => "tutoring",
            Self::English => "el_session",
            Self::Report => "report",
            Self::Event => "event",
            Self::Duty => "duty",
        }
    }
}

/// Thousandths of all tasks by kind: where each liaison has up to 40, and where each has
/// 100 or more, which can only be short ones.
const SHARES: [(usize, usize); 9] = [
    (230, 560),
    (180, 40),
    (120, 35),
    (110, 150),
    (65, 8),
    (70, 10),
    (125, 133),
    (25, 4),
    (75, 60),
];

/// How many tasks of each kind make up so many in all (by the largest remainders).
pub(super) fn quotas(tasks: usize, liaisons: usize) -> [usize; 9] {
    let each = (tasks / liaisons.max(1)).clamp(40, 100) - 40;
    let shares = SHARES.map(|(rich, short)| rich * (60 - each) + short * each);
    let sum: usize = shares.iter().sum();
    let mut counts = shares.map(|share| share * tasks / sum);
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&ix| std::cmp::Reverse((shares[ix] * tasks % sum, std::cmp::Reverse(ix))));
    let missing = tasks - counts.iter().sum::<usize>();
    for &ix in order.iter().take(missing) {
        counts[ix] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quotas add up for every size, and rich weeks hold more visits than short ones.
    #[test]
    fn quotas_add_up() {
        for tasks in [0, 1, 7, 40, 70, 5_000] {
            for liaisons in [1, 2, 50] {
                assert_eq!(quotas(tasks, liaisons).iter().sum::<usize>(), tasks);
            }
        }
        // The shares add up to 1000 of a thousand in both: 180, and 40.
        assert_eq!(quotas(1_000, 25)[Kind::Visit as usize], 180);
        assert_eq!(quotas(1_000, 10)[Kind::Visit as usize], 40);
    }
}
