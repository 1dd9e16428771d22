//! Fragments: `moof`, and the media data after it (ISO/IEC 14496-12, 8.8).

use std::ops::Range;

use super::Sample;
use super::boxes::Mp4Box;
use crate::bytes;

/// What holds for every sample of the track unless its fragment says otherwise (`trex`).
#[derive(Default)]
pub(super) struct Defaults {
    track: u32,
    size: u32,
}

impl Defaults {
    /// Reads the `trex` of a track; zeros when there is none.
    pub fn read(bytes: &[u8], moov: &Mp4Box, track: u32) -> Self {
        let mvex = moov.child(bytes, b"mvex");
        let mut trexes = mvex.iter().flat_map(|mvex| mvex.children(bytes));
        let trex = trexes.find(|trex| bytes::u32_be(trex.bytes(bytes), 4) == Some(track));
        let size = trex.and_then(|trex| bytes::u32_be(trex.bytes(bytes), 16));
        Self {
            track,
            size: size.unwrap_or(0),
        }
    }

    /// The samples of the track in a fragment. That of the first in each run has a time, if the
    /// fragment has one: the packets themselves say how long they are.
    pub fn samples(&self, bytes: &[u8], moof: &Mp4Box) -> Option<Vec<Sample>> {
        let mut samples = Vec::new();
        let trafs = moof.children(bytes).filter(|child| &child.kind == b"traf");
        for traf in trafs {
            let tfhd = traf.child(bytes, b"tfhd")?.bytes(bytes);
            if bytes::u32_be(tfhd, 4)? != self.track {
                continue;
            }
            let mut at = traf.child(bytes, b"tfdt").and_then(|tfdt| {
                let tfdt = tfdt.bytes(bytes);
                match *tfdt.first()? {
                    1 => bytes::u64_be(tfdt, 4),
                    _ => bytes::u32_be(tfdt, 4).map(u64::from),
                }
            });
            let size = self.default_size(tfhd)?;
            // Where a recorder's fragment counts from, in every file seen: its own beginning. An
            // absolute place would be wrong after a hole.
            let base = moof.body.start.checked_sub(8)?;
            let mut next = moof.body.end + 8;
            for trun in traf.children(bytes).filter(|child| &child.kind == b"trun") {
                // A sample is a byte at least.
                let most = bytes.len() - samples.len();
                let run = Run::read(trun.bytes(bytes), size, most)?;
                if let Some(offset) = run.offset {
                    next = base.checked_add_signed(offset as isize)?;
                }
                for size in run.sizes.into_iter().take(most) {
                    samples.push(Sample {
                        start: next,
                        size,
                        at: at.take(),
                    });
                    next = next.checked_add(usize::try_from(size).ok()?)?;
                }
            }
        }
        Some(samples)
    }

    fn default_size(&self, tfhd: &[u8]) -> Option<u32> {
        let flags = bytes::u32_be(tfhd, 0)?;
        let is = |flag: u32| flags & flag != 0;
        if !is(0x10) {
            return Some(self.size);
        }
        // Base offset, description, duration stand before it, each if it is there.
        let at = 8 + 8 * usize::from(is(1)) + 4 * usize::from(is(2)) + 4 * usize::from(is(8));
        bytes::u32_be(tfhd, at)
    }
}

/// One `trun`.
struct Run {
    offset: Option<i32>,
    sizes: Vec<u64>,
}

impl Run {
    fn read(trun: &[u8], default_size: u32, most: usize) -> Option<Self> {
        let flags = bytes::u32_be(trun, 0)?;
        let is = |flag: u32| flags & flag != 0;
        let count = bytes::u32_be(trun, 4)? as usize;
        let mut at = 8;
        let offset = if is(1) {
            at += 4;
            Some(bytes::u32_be(trun, 8)?.cast_signed())
        } else {
            None
        };
        at += 4 * usize::from(is(4));
        let fields = [0x100, 0x200, 0x400, 0x800].map(|flag| usize::from(is(flag)));
        let entry = 4 * fields.iter().sum::<usize>();
        if fields[1] == 0 {
            let size = u64::from(default_size);
            let is_likely = default_size > 0 && count <= most;
            return is_likely.then(|| Self {
                offset,
                sizes: vec![size; count],
            });
        }
        let entries = trun.get(at..)?.chunks_exact(entry).take(count);
        let size = |entry: &[u8]| bytes::u32_be(entry, 4 * fields[0]).map(u64::from);
        Some(Self {
            offset,
            sizes: entries.filter_map(size).collect(),
        })
    }
}

/// The first fragment in `range`: a `moof` whose first box is its number.
pub(super) fn find(bytes: &[u8], range: Range<usize>) -> Option<usize> {
    let bytes = &bytes[..range.end];
    range.into_iter().find(|at| {
        let is_numbered = || bytes.get(at + 8..at + 16) == Some(b"\0\0\0\x10mfhd");
        bytes.get(at + 4..at + 8) == Some(b"moof") && is_numbered()
    })
}
