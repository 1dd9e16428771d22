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

/// The bytes, where they are without a hole, and what is lost at the end.
pub(crate) type Joined = (Zeroizing<Vec<u8>>, Vec<Run>, Option<u64>);

/// Joins the pieces.
pub(crate) fn join(pieces: &[Piece<'_>]) -> Result<Joined, SoundError> {
    let length = |piece: &Piece<'_>| match piece {
        Piece::Bytes(bytes) => bytes.len(),
        Piece::Lost { .. } => 0,
    };
    let length = pieces.iter().map(length).sum();
    check(length, 0)?;
    // Its full length at once: what grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    let mut runs: Vec<Run> = Vec::new();
    let mut lost: Option<u64> = None;
    for piece in pieces {
        match piece {
            Piece::Lost { about_ms } => {
                lost = Some(lost.unwrap_or(0).saturating_add(*about_ms));
            }
            Piece::Bytes([]) => {}
            Piece::Bytes(more) => {
                let start = bytes.len();
                bytes.extend_from_slice(more);
                match runs.last_mut() {
                    Some(run) if lost.is_none() => run.range.end = bytes.len(),
                    _ => runs.push(Run {
                        range: start..bytes.len(),
                        lost_before: lost.take(),
                    }),
                }
            }
        }
    }
    Ok((bytes, runs, lost))
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
