//! How long a turn takes.

use super::side::DrivingSide;

/// The longest that turning takes, in seconds, the share by which the turn across oncoming
/// traffic comes sooner and longer, and what turning round adds: as OSRM has them, and
/// Valhalla after it.
const LONGEST: f64 = 7.5;
const BIAS: f64 = 1.075;
const STEEPNESS: f64 = 13.0;
const U_TURN: f64 = 20.0;

/// Where a turn happens.
#[derive(Clone, Copy, Debug)]
pub(in crate::roads) struct TurnSetting {
    /// On which side one drives.
    pub side: DrivingSide,
    /// How many roads meet; where only two do, a bend is no turn.
    pub roads: usize,
}

/// Seconds for a turn by so many degrees, to the right above zero.
///
/// A sigmoid of the angle: nothing straight on, the half at a right angle, all of it when
/// nearly turning back.
pub(in crate::roads) fn turn_seconds(degrees: f64, setting: TurnSetting) -> f64 {
    if setting.roads <= 2 {
        return 0.0;
    }
    let is_across = match setting.side {
        DrivingSide::Right => degrees < 0.0,
        DrivingSide::Left => degrees > 0.0,
    };
    let bias = if is_across { 1.0 / BIAS } else { BIAS };
    let steepness = STEEPNESS / bias * degrees.abs() / 180.0 - STEEPNESS / 2.0 * bias;
    LONGEST / (1.0 + (-steepness).exp())
}

/// Seconds for turning round.
pub(in crate::roads) fn u_turn_seconds() -> f64 {
    U_TURN + LONGEST
}
