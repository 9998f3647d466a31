//! What holds of every plan, on random weeks that use every rule.

mod support;

use std::collections::BTreeSet;

use liaison::domain::ids::Work;
use liaison::verify;
use support::Files;
use support::random::{Size, workspace};

const SIZES: [Size; 4] = [
    Size {
        liaisons: 1,
        days: 2,
        tasks: 8,
        rides: 2,
        wild: true,
    },
    Size {
        liaisons: 2,
        days: 3,
        tasks: 14,
        rides: 4,
        wild: true,
    },
    Size {
        liaisons: 3,
        days: 2,
        tasks: 20,
        rides: 6,
        wild: true,
    },
    Size {
        liaisons: 2,
        days: 5,
        tasks: 24,
        rides: 0,
        wild: true,
    },
];

fn each(mut check: impl FnMut(u64, &Files)) {
    for seed in 0..60 {
        let size = SIZES[seed as usize % SIZES.len()];
        check(seed, &workspace(1_000 + seed, size));
    }
}

#[test]
fn every_plan_passes_verification_and_every_row_is_planned_or_explained() {
    each(|seed, files| {
        let week = support::read(files).unwrap_or_else(|faults| panic!("seed {seed}: {faults:#?}"));
        let plan = support::plan(&week, 300, seed);
        let report = verify::verify(&week, &plan);
        assert!(report.is_clean(), "seed {seed}: {:#?}", report.violations);
        assert_eq!(report.totals, plan.totals, "seed {seed}");
        let placed: BTreeSet<Work> = plan
            .routes
            .iter()
            .flat_map(|route| &route.stops)
            .filter_map(|stop| stop.activity.work())
            .collect();
        let explained: BTreeSet<Work> = plan.unplaced.iter().map(|one| one.work).collect();
        assert!(placed.is_disjoint(&explained), "seed {seed}");
        assert_eq!(
            placed.len() + explained.len(),
            week.work().count(),
            "seed {seed}"
        );
        assert!(
            plan.unplaced.iter().all(|one| !one.reason.is_empty()),
            "seed {seed}"
        );
    });
}

#[test]
fn shuffled_rows_make_the_same_plan() {
    for seed in 0..10 {
        let files = workspace(2_000 + seed, SIZES[0]);
        let mut shuffled = files.clone();
        for name in ["people.csv", "availability.csv", "places.csv"] {
            let text = &files[name];
            let mut lines: Vec<&str> = text.lines().collect();
            lines[1..].reverse();
            shuffled.insert(name.to_owned(), lines.join("\n") + "\n");
        }
        let (one, other) = (
            support::read(&files).expect("it reads"),
            support::read(&shuffled).expect("it reads"),
        );
        let (one, other) = (
            support::plan(&one, 1_500, 1),
            support::plan(&other, 1_500, 1),
        );
        assert_eq!(one.totals.value, other.totals.value, "seed {seed}");
        assert_eq!(
            one.totals.required_unplaced, other.totals.required_unplaced,
            "seed {seed}"
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    let week = support::read(&workspace(3_000, SIZES[1])).expect("it reads");
    assert_eq!(support::plan(&week, 400, 7), support::plan(&week, 400, 7));
}
