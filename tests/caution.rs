//! A plan with caution (`--p80`): it keeps every rule with drives and visits that take longer, and
//! bears made-up weeks better than a plan without.

mod support;

use liaison::plan::risk::risk;
use liaison::verify;
use support::random::{Size, workspace};

const SIZE: Size = Size {
    liaisons: 1,
    days: 3,
    tasks: 24,
    rides: 2,
    wild: false,
};
const WEEKS: u32 = 200;

#[test]
fn a_cautious_plan_holds_and_is_late_less_often() {
    let (mut usual, mut cautious) = (0.0, 0.0);
    for seed in 0..8 {
        let files = workspace(9_900 + seed, SIZE);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
        let careful = week.clone().cautious();
        let plan = support::plan(&careful, 400, seed);
        assert!(verify::verify(&careful, &plan).is_clean(), "seed {seed}");
        let without = support::plan(&week, 400, seed);
        // By what the same made-up weeks bring, and so drawn from the usual times.
        cautious += risk(&week, &plan.routes, WEEKS, seed).on_time;
        usual += risk(&week, &without.routes, WEEKS, seed).on_time;
    }
    println!(
        "on time {:.3} with caution, {:.3} without",
        cautious / 8.0,
        usual / 8.0
    );
    assert!(cautious > usual + 0.1);
}
