//! From what was found to what is played: one thing after the other, and silence where nothing is.

use std::ops::Range;

use crate::aac;
use crate::bytes;
use crate::found::{Found, Stream};
use crate::opus;

/// A stretch of time, with or without a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    Packet { range: Range<usize>, ticks: u64 },
    Silence { ticks: u64, is_lost: bool },
}

impl Slot {
    pub fn ticks(&self) -> u64 {
        match self {
            Self::Packet { ticks, .. } | Self::Silence { ticks, .. } => *ticks,
        }
    }
}

/// Below this a clock that says another time than the packets is only inexact: recorders round, and
/// stamp packets by the clock of the day.
const TOLERANCE_MS: u64 = 100;
/// A clock that jumps so far is wrong, and not the recording that long.
const LONGEST_GAP_MS: u64 = 24 * 60 * 60 * 1000;

/// Lays everything that was found on one line of time.
pub(crate) fn lay(stream: Stream, mut found: Vec<Found>) -> Vec<Slot> {
    time_backwards(&mut found);
    let rate = u64::from(stream.rate());
    let ticks_of = |ms| bytes::rescale(ms, 1000, rate);
    let mut line = Line {
        unit: match stream {
            Stream::Opus(_) => opus::SHORTEST,
            Stream::Aac(_) => u64::from(aac::FRAME),
        },
        slots: Vec::with_capacity(found.len()),
        now: 0,
    };
    let mut origin = None;
    // What is missing since the last packet, if anything is.
    let mut missing: Option<u64> = None;
    for found in found {
        match found {
            Found::Hole { about_ms } => {
                let before = missing.unwrap_or(0);
                missing = Some(before.saturating_add(ticks_of(about_ms.min(LONGEST_GAP_MS))));
            }
            Found::Packet { range, ticks, at } => {
                if let (Some(at), None) = (at, origin) {
                    let before = line.now + missing.unwrap_or(0);
                    // Where a beginning was lost, the clock says how long it was: it began at 0.
                    let is_from_zero = missing.is_some() && line.slots.is_empty();
                    let origin_of = if is_from_zero {
                        0
                    } else {
                        at.saturating_sub(before)
                    };
                    origin = Some(origin_of);
                }
                let due = at.zip(origin).map(|(at, origin)| at.saturating_sub(origin));
                let gap = match (due, missing) {
                    (Some(due), _) => due.saturating_sub(line.now),
                    (None, Some(missing)) => missing,
                    (None, None) => 0,
                };
                let is_gap = missing.is_some() || gap > ticks_of(TOLERANCE_MS);
                if is_gap && gap <= ticks_of(LONGEST_GAP_MS) {
                    line.rest(gap, missing.is_some());
                }
                missing = None;
                line.now += u64::from(ticks);
                line.slots.push(Slot::Packet {
                    range,
                    ticks: u64::from(ticks),
                });
            }
        }
    }
    if let Some(missing) = missing {
        line.rest(missing, true);
    }
    line.slots
}

struct Line {
    /// Silence is a multiple of it.
    unit: u64,
    slots: Vec<Slot>,
    now: u64,
}

impl Line {
    fn rest(&mut self, gap: u64, is_lost: bool) {
        let ticks = (gap + self.unit / 2) / self.unit * self.unit;
        if ticks > 0 {
            self.now += ticks;
            self.slots.push(Slot::Silence { ticks, is_lost });
        }
    }
}

/// Packets between a hole and the next packet with a time: theirs is told from there.
fn time_backwards(found: &mut [Found]) {
    let mut next = None;
    for found in found.iter_mut().rev() {
        match found {
            Found::Hole { .. } => next = None,
            Found::Packet { ticks, at, .. } => {
                *at = at.or_else(|| next.and_then(|next: u64| next.checked_sub(u64::from(*ticks))));
                next = *at;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPUS: Stream = Stream::Opus(opus::Head {
        channels: 1,
        gain: 0,
    });

    fn packet(at_ms: Option<u64>) -> Found {
        Found::Packet {
            range: 0..1,
            ticks: 960,
            at: at_ms.map(|ms| ms * 48),
        }
    }

    const HOLE: Found = Found::Hole { about_ms: 1000 };

    /// The line in milliseconds: packets as they are, silence negative.
    fn laid(found: Vec<Found>) -> Vec<i64> {
        let slot = |slot: Slot| match slot {
            Slot::Packet { ticks, .. } => ticks as i64 / 48,
            Slot::Silence { ticks, .. } => -(ticks as i64 / 48),
        };
        lay(OPUS, found).into_iter().map(slot).collect()
    }

    #[test]
    fn a_clock_that_is_a_little_off_changes_nothing() {
        let found = [500, 521, 539, 640].map(|ms| packet(Some(ms)));
        assert_eq!(laid(found.into()), [20, 20, 20, 20]);
    }

    #[test]
    fn a_gap_and_a_hole_become_silence_of_their_length() {
        let gap = vec![packet(Some(0)), packet(Some(320))];
        assert_eq!(laid(gap), [20, -300, 20]);
        let hole = vec![packet(Some(0)), HOLE, packet(None), packet(Some(840))];
        assert_eq!(laid(hole), [20, -800, 20, 20]);
        let untimed = vec![packet(None), HOLE, packet(None)];
        assert_eq!(laid(untimed), [20, -1000, 20]);
        assert_eq!(laid(vec![packet(Some(0)), HOLE]), [20, -1000]);
        assert_eq!(laid(vec![HOLE, packet(Some(900))]), [-900, 20]);
    }

    #[test]
    fn a_clock_gone_mad_is_not_believed() {
        let found = vec![
            packet(Some(0)),
            packet(Some(u64::MAX / 48)),
            packet(Some(0)),
        ];
        assert_eq!(laid(found), [20, 20, 20]);
    }
}
