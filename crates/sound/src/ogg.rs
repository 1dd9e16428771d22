//! Reads Ogg (RFC 3533) with Opus in it (RFC 7845).

pub(crate) mod page;
pub(crate) mod write;

use std::ops::Range;

use crate::error::SoundError;
use crate::found::{Found, Read, Run, Stream};
use crate::opus;
use page::Page;

/// Whether these are an Ogg's first bytes.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(page::MAGIC)
}

/// Whether, in bytes whose beginning is lost, an Ogg goes on.
pub(crate) fn goes_on(bytes: &[u8], range: Range<usize>) -> bool {
    page::find(bytes, range, &mut { page::PATIENCE }).is_some()
}

/// Finds the packets of the first Opus stream.
pub(crate) fn read(bytes: &[u8], runs: &[Run]) -> Result<Read, SoundError> {
    let mut reader = Reader {
        bytes,
        serial: None,
        head: None,
        is_other: false,
        patience: page::PATIENCE,
        found: Vec::new(),
    };
    let mut ends_whole = true;
    for run in runs {
        if let Some(about_ms) = run.lost_before {
            reader.found.push(Found::Hole { about_ms });
        }
        ends_whole = reader.walk(run.range.clone());
    }
    if reader.is_other && reader.head.is_none() {
        return Err(SoundError::UnknownCodec {
            container: "Ogg",
            expected: "Opus, mono or stereo",
        });
    }
    Ok(Read {
        stream: Stream::Opus(reader.head.unwrap_or_else(|| reader.guess())),
        found: reader.found,
        ends_whole,
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// The stream that is read.
    serial: Option<u32>,
    head: Option<opus::Head>,
    /// Whether a stream began that is none of Opus.
    is_other: bool,
    patience: usize,
    found: Vec<Found>,
}

impl Reader<'_> {
    /// Walks a run to its end; whether it ends with a page's end.
    fn walk(&mut self, run: Range<usize>) -> bool {
        let mut at = run.start;
        while at < run.end {
            match Page::read(&self.bytes[..run.end], at) {
                Some(page) => {
                    at = page.end;
                    self.take(&page);
                }
                None => match page::find(self.bytes, at + 1..run.end, &mut self.patience) {
                    Some(next) => {
                        if at != run.start {
                            self.found.push(Found::Hole { about_ms: 0 });
                        }
                        at = next;
                    }
                    None => return false,
                },
            }
        }
        true
    }

    fn take(&mut self, page: &Page) {
        if page.is_first {
            let first = page.packets.first().map(|range| &self.bytes[range.clone()]);
            let head = first.and_then(opus::Head::read);
            if head.is_none() {
                self.is_other = true;
            } else if self.head.is_none() {
                self.head = head;
                self.serial = Some(page.serial);
            }
            return;
        }
        if *self.serial.get_or_insert(page.serial) != page.serial {
            return;
        }
        let begins = self.found.len();
        for range in &page.packets {
            let packet = &self.bytes[range.clone()];
            if packet.starts_with(b"OpusTags") {
                continue;
            }
            self.found.push(match opus::ticks(packet) {
                Some(ticks) => Found::Packet {
                    range: range.clone(),
                    ticks,
                    at: None,
                },
                None => Found::Hole { about_ms: 0 },
            });
        }
        // Where the page's last packet ends; of the stream's last page at most a packet less.
        let Some(position) = page.position else {
            return;
        };
        let mut end = Some(position);
        for found in self.found[begins..].iter_mut().rev() {
            if let Found::Packet { ticks, at, .. } = found {
                end = end.and_then(|end| end.checked_sub(u64::from(*ticks)));
                *at = end;
            }
        }
    }

    /// The head, when it is lost: each packet of Opus says enough of itself to be played.
    fn guess(&self) -> opus::Head {
        let is_stereo = self.found.iter().any(|found| match found {
            Found::Packet { range, .. } => opus::is_stereo(&self.bytes[range.clone()]),
            Found::Hole { .. } => false,
        });
        opus::Head {
            channels: 1 + u8::from(is_stereo),
            gain: 0,
        }
    }
}
