//! Reads WebM (RFC 8794, RFC 9559) as a recorder leaves it: sizes unknown, no index, an end at will.
//!
//! The elements are walked flat: a master that is of interest is entered and never left, so that an
//! unknown size needs no rule, and a walk may begin in the midst.

use std::ops::Range;

use crate::bytes;
use crate::error::SoundError;
use crate::found::{Found, Read, Run, Stream};
use crate::opus;

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TIMESTAMP_SCALE: u32 = 0x2a_d7b1;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK_ENTRY: u32 = 0xae;
const TRACK_NUMBER: u32 = 0xd7;
const CODEC_ID: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63a2;
const CLUSTER: u32 = 0x1f43_b675;
const TIMESTAMP: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;

/// Nanoseconds: what a timestamp counts when nothing else is said.
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
/// Track number, timestamp and flags of a block.
const BLOCK_HEAD: usize = 4;
const LACED: u8 = 0x06;
/// So many elements in a row that fit are no accident.
const CHAIN: usize = 3;

/// Whether these are a WebM's first bytes.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&EBML.to_be_bytes())
}

/// Whether, in bytes whose beginning is lost, a WebM goes on.
pub(crate) fn goes_on(bytes: &[u8], range: Range<usize>) -> bool {
    resume(bytes, range).is_some()
}

/// Finds the packets of the first Opus track.
pub(crate) fn read(bytes: &[u8], runs: &[Run]) -> Result<Read, SoundError> {
    let mut reader = Reader {
        bytes,
        scale: MILLISECOND,
        cluster: None,
        track: None,
        has_tracks: false,
        found: Vec::new(),
    };
    let mut ends_whole = true;
    for run in runs {
        if let Some(about_ms) = run.lost_before {
            reader.found.push(Found::Hole { about_ms });
        }
        ends_whole = reader.walk(run);
    }
    if reader.has_tracks && reader.track.is_none() {
        return Err(SoundError::UnknownCodec {
            container: "WebM",
            expected: "Opus, mono or stereo",
        });
    }
    let track = reader.track.unwrap_or_else(|| reader.guess());
    Ok(Read {
        stream: Stream::Opus(track.head),
        found: reader.found,
        ends_whole,
    })
}

#[derive(Clone, Copy)]
struct Track {
    number: u8,
    head: opus::Head,
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// Nanoseconds that a timestamp counts.
    scale: u64,
    /// The timestamp of the cluster at hand; unknown after a hole.
    cluster: Option<u64>,
    track: Option<Track>,
    /// Whether the head was there.
    has_tracks: bool,
    found: Vec<Found>,
}

impl Reader<'_> {
    /// Walks a run to its end; whether it ends with an element's end.
    fn walk(&mut self, run: &Run) -> bool {
        let end = run.range.end;
        let mut at = run.range.start;
        if run.lost_before.is_some() {
            self.cluster = None;
            match resume(self.bytes, run.range.clone()) {
                Some(start) => at = start,
                None => return false,
            }
        }
        while at < end {
            let Some(element) = Element::read(&self.bytes[..end], at) else {
                // Torn, when it is the end; else damaged: on with the next thing that fits.
                match resume(self.bytes, at + 1..end) {
                    Some(next) => {
                        self.found.push(Found::Hole { about_ms: 0 });
                        self.cluster = None;
                        at = next;
                        continue;
                    }
                    None => return false,
                }
            };
            at = if element.is_entered() {
                element.body.start
            } else {
                self.take(&element);
                element.body.end
            };
        }
        true
    }

    fn take(&mut self, element: &Element) {
        let body = &self.bytes[element.body.clone()];
        match element.id {
            TIMESTAMP_SCALE => {
                self.scale = number(body).filter(|n| *n > 0).unwrap_or(MILLISECOND);
            }
            TRACK_ENTRY => {
                self.has_tracks = true;
                self.track = self.track.or_else(|| track(body));
            }
            TIMESTAMP => self.cluster = number(body),
            SIMPLE_BLOCK | BLOCK => {
                let packet = self.packet(element.body.clone());
                self.found
                    .push(packet.unwrap_or(Found::Hole { about_ms: 0 }));
            }
            _ => {}
        }
    }

    fn packet(&self, body: Range<usize>) -> Option<Found> {
        let block = &self.bytes[body.clone()];
        let [track, high, low, flags] = *block.first_chunk::<BLOCK_HEAD>()?;
        // Track numbers below 128 are one byte: browsers write 1 or 2.
        let is_ours = self.track.is_none_or(|ours| track == 0x80 | ours.number);
        if !is_ours || flags & LACED != 0 {
            return None;
        }
        let ticks = opus::ticks(&block[BLOCK_HEAD..])?;
        let relative = i64::from(i16::from_be_bytes([high, low]));
        let at = self
            .cluster
            .map(|cluster| {
                cluster
                    .saturating_add_signed(relative)
                    .saturating_mul(self.scale)
            })
            .map(|nanoseconds| bytes::rescale(nanoseconds, SECOND, u64::from(opus::RATE)));
        Some(Found::Packet {
            range: body.start + BLOCK_HEAD..body.end,
            ticks,
            at,
        })
    }

    /// The head, when it is lost: each packet of Opus says enough of itself to be played.
    fn guess(&self) -> Track {
        let is_stereo = self.found.iter().any(|found| match found {
            Found::Packet { range, .. } => opus::is_stereo(&self.bytes[range.clone()]),
            Found::Hole { .. } => false,
        });
        let head = opus::Head {
            channels: 1 + u8::from(is_stereo),
            gain: 0,
        };
        Track { number: 0, head }
    }
}

/// An element: its id, and where its body is.
struct Element {
    id: u32,
    /// Empty when the size is unknown.
    body: Range<usize>,
}

impl Element {
    /// Reads the head of the element at `at`; nothing when it does not fit or cannot be one.
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let (id, id_length) = vint(bytes, at)?;
        let id = u32::try_from(id).ok()?;
        let size_at = at + id_length;
        let (size, size_length) = vint(bytes, size_at)?;
        let data_bits = 7 * size_length as u32;
        let size = size & ((1 << data_bits) - 1);
        let start = size_at + size_length;
        let element = |body| Self { id, body };
        let opened = element(start..start);
        if opened.is_entered() {
            return Some(opened);
        }
        // All ones: unknown, which only masters may be that are entered.
        if size == (1 << data_bits) - 1 {
            return None;
        }
        bytes::range(start, size, bytes.len()).map(element)
    }

    fn is_entered(&self) -> bool {
        matches!(self.id, SEGMENT | INFO | TRACKS | CLUSTER | BLOCK_GROUP)
    }
}

/// A number of 1 to 8 bytes that says its own length, marker kept, and that length.
fn vint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let length = bytes.get(at)?.leading_zeros() as usize + 1;
    let bytes = bytes.get(at..at + length).filter(|_| length <= 8)?;
    Some((joined(bytes), length))
}

/// An unsigned integer of an element.
fn number(body: &[u8]) -> Option<u64> {
    (body.len() <= 8).then(|| joined(body))
}

fn joined(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

/// Reads a track, if it is one of Opus.
fn track(entry: &[u8]) -> Option<Track> {
    let (mut track_number, mut is_opus, mut head) = (None, false, None);
    let mut at = 0;
    while at < entry.len() {
        let element = Element::read(entry, at)?;
        let body = &entry[element.body.clone()];
        match element.id {
            TRACK_NUMBER => track_number = number(body),
            CODEC_ID => is_opus = body == b"A_OPUS",
            CODEC_PRIVATE => head = opus::Head::read(body),
            _ => {}
        }
        at = element.body.end;
    }
    Some(Track {
        number: u8::try_from(track_number?).ok().filter(|n| *n < 0x80)?,
        head: head.filter(|_| is_opus)?,
    })
}

/// The first place in `range` where a walk can go on: a cluster, or a row of blocks that fit.
fn resume(bytes: &[u8], range: Range<usize>) -> Option<usize> {
    let end = range.end;
    range.into_iter().find(|at| is_chain(&bytes[..end], *at))
}

fn is_chain(bytes: &[u8], start: usize) -> bool {
    // Most places fail here.
    if !matches!(bytes[start], 0x1f | 0xa3) {
        return false;
    }
    let mut at = start;
    for _ in 0..CHAIN {
        if at == bytes.len() {
            return at > start;
        }
        let Some(element) = Element::read(bytes, at) else {
            return false;
        };
        let body = &bytes[element.body.clone()];
        let fits = match element.id {
            CLUSTER | BLOCK_GROUP => true,
            TIMESTAMP => body.len() <= 8,
            SIMPLE_BLOCK | BLOCK => is_block(body),
            _ => false,
        };
        if !fits {
            return false;
        }
        at = if element.is_entered() {
            element.body.start
        } else {
            element.body.end
        };
    }
    true
}

fn is_block(body: &[u8]) -> bool {
    body.len() > BLOCK_HEAD
        && body[0] & 0x80 != 0
        && body[3] & LACED == 0
        && opus::ticks(&body[BLOCK_HEAD..]).is_some()
}
