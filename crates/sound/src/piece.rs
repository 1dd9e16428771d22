//! The pieces of a recording as they were stored, and what they are pieces of.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::error::SoundError;
use crate::found::Run;
use crate::{mp4, ogg, webm};

/// The largest recording: 512 MiB.
pub const MAX_BYTES: usize = 512 * 1024 * 1024;
/// The longest recording, which is also as much as an MP4 counts in 32 bits.
const MAX_MS: u64 = 24 * 60 * 60 * 1000;

/// A part of a recording as it was stored.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'a> {
    /// What is there. Pieces may begin and end anywhere.
    Bytes(&'a [u8]),
    /// What is not there any more.
    Lost {
        /// About how long it was, in milliseconds. The clock in what follows is believed instead,
        /// where there is one.
        about_ms: u64,
    },
}

/// What browsers record into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Chromium and Firefox.
    WebM,
    /// Firefox.
    Ogg,
    /// WebKit and Chromium.
    Mp4,
}

/// Refuses what is more than one recording.
pub(crate) fn check(bytes: usize, ms: u64) -> Result<(), SoundError> {
    if bytes > MAX_BYTES || ms > MAX_MS {
        return Err(SoundError::TooLong);
    }
    Ok(())
}

/// The pieces of a recording, joined as they come: a slice that was added can be let go.
#[derive(Debug, Default)]
pub struct Recorded {
    bytes: Zeroizing<Vec<u8>>,
    /// Where they are without a hole.
    pub(crate) runs: Vec<Run>,
    /// What is lost at the end, about, in milliseconds.
    pub(crate) lost_after: Option<u64>,
}

impl Recorded {
    /// Nothing yet, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Zeroizing::new(Vec::with_capacity(bytes.min(MAX_BYTES))),
            ..Self::default()
        }
    }

    /// Adds the next piece.
    pub fn add(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Lost { about_ms } => {
                let before = self.lost_after.unwrap_or(0);
                self.lost_after = Some(before.saturating_add(about_ms));
            }
            Piece::Bytes([]) => {}
            Piece::Bytes(more) => {
                let start = self.bytes.len();
                self.make_room(more.len());
                self.bytes.extend_from_slice(more);
                let end = self.bytes.len();
                match self.runs.last_mut() {
                    Some(run) if self.lost_after.is_none() => run.range.end = end,
                    _ => self.runs.push(Run {
                        range: start..end,
                        lost_before: self.lost_after.take(),
                    }),
                }
            }
        }
    }

    /// All bytes that are there, one behind the other.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }

    /// What grows by itself leaves copies behind.
    fn make_room(&mut self, more: usize) {
        let length = self.bytes.len() + more;
        if length > self.bytes.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(length.max(2 * self.bytes.len())));
            larger.extend_from_slice(&self.bytes);
            self.bytes = larger;
        }
    }
}

/// Told by the first bytes, or, when these are lost, by what follows.
pub(crate) fn container(bytes: &[u8], runs: &[Run]) -> Result<Container, SoundError> {
    type Asked = fn(&[u8], Range<usize>) -> bool;
    let goes_on: [(Container, Asked); 3] = [
        (Container::Ogg, ogg::goes_on),
        (Container::Mp4, mp4::goes_on),
        (Container::WebM, webm::goes_on),
    ];
    let is_headless = runs.first().is_some_and(|run| run.lost_before.is_some());
    match bytes {
        [] => Err(SoundError::Silent),
        _ if is_headless => runs
            .iter()
            .flat_map(|run| goes_on.map(|(container, asked)| (container, asked, run)))
            .find(|(_, asked, run)| asked(bytes, run.range.clone()))
            .map(|(container, ..)| container)
            .ok_or(SoundError::HeadLost),
        _ if webm::begins(bytes) => Ok(Container::WebM),
        _ if ogg::begins(bytes) => Ok(Container::Ogg),
        _ if mp4::begins(bytes) => Ok(Container::Mp4),
        _ => Err(SoundError::UnknownContainer),
    }
}
