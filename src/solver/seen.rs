//! Routes that a search saw in good plans: what a bound begins with.

use super::instance::Instance;
use super::pool::Kept;
use super::route::Totals;

/// Routes that a search saw in good plans, by what they do; their order is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(pub(crate) Vec<SeenRoute>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeenRoute {
    /// Its class of alike shifts.
    pub class: u32,
    /// Its jobs, ascending.
    pub jobs: Vec<u32>,
    /// What its legs come to.
    pub tot: Totals,
}

impl SeenRoute {
    /// What was kept of a route.
    pub(crate) fn of(inst: &Instance<'_>, route: &Kept) -> Self {
        let jobs = route.jobs(inst).into_iter();
        Self {
            class: route.class,
            jobs: jobs.map(|j| j as u32).collect(),
            tot: route.tot,
        }
    }
}
