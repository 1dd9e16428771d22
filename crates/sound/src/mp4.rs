//! Reads MP4 (ISO/IEC 14496-12), in fragments as browsers record it and whole as it is written here.

mod boxes;
mod fragments;
mod tables;
pub(crate) mod write;

use std::ops::Range;

use crate::aac;
use crate::bytes;
use crate::error::SoundError;
use crate::found::{Found, Read, Run, Stream};
use crate::opus;
use boxes::Mp4Box;
use fragments::Defaults;

/// Whether these are an MP4's first bytes.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
}

/// Whether, in bytes whose beginning is lost, an MP4 goes on.
pub(crate) fn goes_on(bytes: &[u8], range: Range<usize>) -> bool {
    fragments::find(bytes, range).is_some()
}

/// How long a head may be, in bytes: those of browsers are below 2 kB. That of a whole file has its
/// tables in it and is of no use to another.
const HEAD: usize = 16 * 1024;

/// The boxes up to the one that says how the sound is coded.
pub(crate) fn head(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while at < HEAD {
        let top = Mp4Box::read(bytes, at)?;
        match &top.kind {
            b"moov" => return bytes.get(..top.body.end).filter(|head| head.len() <= HEAD),
            b"moof" | b"mdat" => return None,
            _ => at = top.body.end.max(at + 1),
        }
    }
    None
}

/// Finds the packets of the first track of sound.
pub(crate) fn read(bytes: &[u8], runs: &[Run]) -> Result<Read, SoundError> {
    let mut found = Vec::new();
    let mut track: Option<Track> = None;
    let mut ends_whole = true;
    for run in runs {
        let end = run.range.end;
        let mut at = run.range.start;
        if let Some(about_ms) = run.lost_before {
            found.push(Found::Hole { about_ms });
            at = fragments::find(bytes, run.range.clone()).unwrap_or(end);
        }
        ends_whole = true;
        while at < end {
            let Some(top) = Mp4Box::read(&bytes[..end], at) else {
                ends_whole = false;
                // The media data may be cut, and its samples are there up to the cut; or the bytes
                // are damaged, and another fragment follows.
                match fragments::find(bytes, at + 1..end) {
                    Some(next) => at = next,
                    None => break,
                }
                found.push(Found::Hole { about_ms: 0 });
                continue;
            };
            match (&top.kind, &track) {
                (b"moov", None) => {
                    let moov = Track::read(&bytes[..end], &top)?;
                    if let Some(samples) = &moov.tables {
                        found.extend(moov.packets(bytes, end, samples));
                    }
                    track = Some(moov);
                }
                // WebKitGTK writes the last one twice, and the first of the two has no data.
                (b"moof", Some(track)) if has_data(&bytes[..end], &top) => {
                    let samples = track.defaults.samples(&bytes[..end], &top);
                    let samples = samples.unwrap_or_default();
                    found.extend(track.packets(bytes, end, &samples));
                }
                _ => {}
            }
            // Fragments that all claim the same bytes.
            if found.len() > bytes.len() {
                return Err(SoundError::TooLong);
            }
            at = top.body.end;
        }
    }
    let track = track.ok_or(SoundError::HeadLost)?;
    Ok(Read {
        stream: track.stream,
        found,
        ends_whole,
    })
}

/// Whether media data follows a fragment.
fn has_data(bytes: &[u8], moof: &Mp4Box) -> bool {
    let next = moof.body.end;
    bytes.get(next + 4..next + 8) == Some(b"mdat")
}

/// Where a sample lies, and when it begins in units of the track, if that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sample {
    start: usize,
    size: u64,
    at: Option<u64>,
}

struct Track {
    stream: Stream,
    /// Units of time a second.
    timescale: u64,
    defaults: Defaults,
    /// The samples of a file that is not in fragments.
    tables: Option<Vec<Sample>>,
}

impl Track {
    /// Reads `moov`.
    fn read(bytes: &[u8], moov: &Mp4Box) -> Result<Self, SoundError> {
        let other = SoundError::UnknownCodec {
            container: "MP4",
            expected: "AAC-LC or Opus, mono or stereo",
        };
        let traks = moov.children(bytes).filter(|child| &child.kind == b"trak");
        let sound = traks
            .filter_map(|trak| Self::read_trak(bytes, moov, &trak))
            .next();
        sound.ok_or(other)
    }

    fn read_trak(bytes: &[u8], moov: &Mp4Box, trak: &Mp4Box) -> Option<Self> {
        let tkhd = trak.child(bytes, b"tkhd")?.bytes(bytes);
        // Version 1 has times of 8 bytes.
        let id_at = if *tkhd.first()? == 1 { 20 } else { 12 };
        let id = bytes::u32_be(tkhd, id_at)?;
        let mdia = trak.child(bytes, b"mdia")?;
        let mdhd = mdia.child(bytes, b"mdhd")?.bytes(bytes);
        let scale_at = if *mdhd.first()? == 1 { 20 } else { 12 };
        let stbl = mdia.child(bytes, b"minf")?.child(bytes, b"stbl")?;
        let stsd = stbl.child(bytes, b"stsd")?;
        Some(Self {
            stream: stream(bytes, &stsd)?,
            timescale: u64::from(bytes::u32_be(mdhd, scale_at)?).max(1),
            defaults: Defaults::read(bytes, moov, id),
            tables: tables::samples(bytes, &stbl),
        })
    }

    /// The packets of `samples` that end at `end` or before: the rest is torn off.
    fn packets(&self, bytes: &[u8], end: usize, samples: &[Sample]) -> Vec<Found> {
        let rate = u64::from(self.stream.rate());
        let packet = |sample: &Sample| {
            let range = bytes::range(sample.start, sample.size, end)?;
            let ticks = self.stream.ticks(&bytes[range.clone()])?;
            let at = sample.at.map(|at| bytes::rescale(at, self.timescale, rate));
            Some(Found::Packet { range, ticks, at })
        };
        samples.iter().map_while(packet).collect()
    }
}

/// The one kind of sound that is described.
fn stream(bytes: &[u8], stsd: &Mp4Box) -> Option<Stream> {
    // Version, flags, count; then the entries, boxes themselves.
    let entry = Mp4Box::read(&bytes[..stsd.body.end], stsd.body.start + 8)?;
    let description = entry.bytes(bytes);
    // QuickTime's longer descriptions have a version here, and more before the boxes inside.
    let boxes_at = match bytes::u16_be(description, 8)? {
        0 => 28,
        1 => 44,
        _ => return None,
    };
    let inside = Mp4Box {
        kind: entry.kind,
        body: entry.body.start + boxes_at..entry.body.end,
    };
    match &entry.kind {
        b"mp4a" => {
            let esds = inside.child(bytes, b"esds")?.bytes(bytes);
            Some(Stream::Aac(aac::Config::read_descriptors(esds.get(4..)?)?))
        }
        b"Opus" => {
            // The head without its name, and big-endian.
            let dops = inside.child(bytes, b"dOps")?.bytes(bytes);
            let is_plain = *dops.first()? == 0 && *dops.get(10)? == 0;
            let channels = *dops.get(1)?;
            (is_plain && (1..=2).contains(&channels)).then_some(Stream::Opus(opus::Head {
                channels,
                gain: bytes::u16_be(dops, 8)?.cast_signed(),
            }))
        }
        _ => None,
    }
}
