//! What the readers of the containers find, in one shape.

use std::ops::Range;

use crate::aac;
use crate::opus;

/// The sound inside a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Opus(opus::Head),
    Aac(aac::Config),
}

impl Stream {
    /// Ticks a second: what packets are counted in.
    pub fn rate(self) -> u32 {
        match self {
            Self::Opus(_) => opus::RATE,
            Self::Aac(config) => config.rate(),
        }
    }

    /// How long a packet lasts, or nothing when it cannot be one.
    pub fn ticks(self, packet: &[u8]) -> Option<u32> {
        match self {
            Self::Opus(_) => opus::ticks(packet),
            Self::Aac(_) => (!packet.is_empty()).then_some(aac::FRAME),
        }
    }
}

/// Bytes without a hole between them, inside the recording's bytes.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub range: Range<usize>,
    /// What was lost before it, about, in milliseconds; nothing at the very beginning.
    pub lost_before: Option<u64>,
}

/// A thing found, in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    Packet {
        range: Range<usize>,
        ticks: u32,
        /// When it begins, in ticks from wherever the container counts, if it says so.
        at: Option<u64>,
    },
    /// Here something is missing, about so long.
    Hole { about_ms: u64 },
}

/// What a reader returns.
#[derive(Debug)]
pub(crate) struct Read {
    pub stream: Stream,
    pub found: Vec<Found>,
    /// Whether the last bytes end a packet and the container's element around it.
    pub ends_whole: bool,
}
