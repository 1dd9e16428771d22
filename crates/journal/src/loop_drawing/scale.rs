//! Where days stand on the line of time.

/// How far apart two entries of one day stand, beside those of different days.
const SAME_DAY: f64 = 0.12;
/// Up to about so many days a pause is as long as it was; a longer one is drawn shorter.
const PAUSE: f64 = 4.0;

/// Distances on the line before anybody knows how long it is: short pauses as they are, long ones
/// by their logarithm, so that neither a year of silence nor a clock that was wrong squeezes the
/// rest together.
pub(super) fn pause(from: i64, to: i64) -> f64 {
    SAME_DAY + ((to - from).max(0) as f64 / PAUSE).ln_1p()
}

/// Days that have their heights, from the earliest on; those between them are in between.
#[derive(Debug, Clone, Default)]
pub(super) struct Scale {
    known: Vec<(i64, f64)>,
}

impl Scale {
    /// A scale with its days in order; several may be the same.
    pub(super) fn new(known: Vec<(i64, f64)>) -> Self {
        Self { known }
    }

    /// The height of a day; that of the first or last where it is beyond them.
    pub(super) fn height(&self, day: i64) -> f64 {
        let after = self.known.partition_point(|(known, _)| *known <= day);
        let before = after.checked_sub(1).and_then(|at| self.known.get(at));
        match (before, self.known.get(after)) {
            (Some((a, from)), Some((b, to))) => {
                from + (to - from) * (day - a) as f64 / (b - a) as f64
            }
            (Some((_, y)), None) | (None, Some((_, y))) => *y,
            (None, None) => 0.0,
        }
    }
}
