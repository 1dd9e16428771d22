//! A recording that was understood, and the clean file that is made of it.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::bytes;
use crate::error::SoundError;
use crate::found::{Found, Stream};
use crate::piece::{self, Container, Piece};
use crate::timeline::{self, Slot};
use crate::{aac, mp4, ogg, opus, webm};

/// How the sound is coded, and what a decoder must know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// Opus (RFC 6716), 48 000 ticks a second.
    Opus,
    /// AAC-LC, a tick a sample, 1024 in a packet.
    Aac {
        /// Ticks a second.
        rate: u32,
    },
}

/// One packet, or silence in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// What the decoder is given.
    pub bytes: &'a [u8],
    /// How long it lasts, in the codec's ticks.
    pub ticks: u32,
}

/// A clean file.
pub struct Clean {
    /// The file, whole. Wiped on drop.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Its media type: `audio/ogg;codecs=opus` or `audio/mp4`.
    pub mime: &'static str,
    /// `ogg` or `m4a`.
    pub extension: &'static str,
    /// Its length, as its header says it.
    pub duration_ms: u64,
    /// What was silenced because it was asked for, in milliseconds: every packet that holds a part of
    /// a span or of the encoder's overlap with it, so a little more than was asked.
    pub silenced: Vec<Range<u64>>,
    /// What is silent because it was lost, in milliseconds.
    pub lost: Vec<Range<u64>>,
}

/// A recording that was understood: its packets in their places in time.
pub struct Sound {
    container: Container,
    stream: Stream,
    /// All pieces, joined.
    bytes: Zeroizing<Vec<u8>>,
    slots: Vec<Slot>,
    ends_whole: bool,
}

impl Sound {
    /// Reads a recording from its pieces, in order. A torn end is left out, a hole is silence, and
    /// what is in the midst of a packet when a hole ends is passed over.
    ///
    /// # Errors
    /// When it is no recording of a browser, when its head is lost and no packet tells what it was,
    /// or when there is no sound in it or too much.
    pub fn read(pieces: &[Piece<'_>]) -> Result<Self, SoundError> {
        let (bytes, runs, lost_after) = piece::join(pieces)?;
        let container = piece::container(&bytes, &runs)?;
        let mut read = match container {
            Container::WebM => webm::read(&bytes, &runs),
            Container::Ogg => ogg::read(&bytes, &runs),
            Container::Mp4 => mp4::read(&bytes, &runs),
        }?;
        if let Some(about_ms) = lost_after {
            read.found.push(Found::Hole { about_ms });
        }
        let is_packet = |found: &Found| matches!(found, Found::Packet { .. });
        if !read.found.iter().any(is_packet) {
            return Err(SoundError::Silent);
        }
        let mut slots = timeline::lay(read.stream, read.found);
        if let Stream::Aac(_) = read.stream {
            hush_run_in(&mut slots);
        }
        let sound = Self {
            container,
            stream: read.stream,
            bytes,
            slots,
            ends_whole: read.ends_whole && lost_after.is_none(),
        };
        sound.checked()
    }

    /// What it was recorded into.
    pub fn container(&self) -> Container {
        self.container
    }

    /// How its packets are coded.
    pub fn codec(&self) -> Codec {
        match self.stream {
            Stream::Opus(_) => Codec::Opus,
            Stream::Aac(config) => Codec::Aac {
                rate: config.rate(),
            },
        }
    }

    /// 1 or 2.
    pub fn channels(&self) -> u8 {
        match self.stream {
            Stream::Opus(head) => head.channels,
            Stream::Aac(config) => config.channels,
        }
    }

    /// How long it plays, in milliseconds, with what is lost.
    pub fn duration_ms(&self) -> u64 {
        self.ms(self.slots.iter().map(Slot::ticks).sum())
    }

    /// Whether nothing is lost and the end is not torn.
    pub fn is_whole(&self) -> bool {
        self.ends_whole && self.lost().is_empty()
    }

    /// Where something is lost, in milliseconds.
    pub fn lost(&self) -> Vec<Range<u64>> {
        let is_lost = |slot: &Slot| matches!(slot, Slot::Silence { is_lost: true, .. });
        self.spans(|slot, _| is_lost(slot))
    }

    /// What a decoder is given, in order and without a gap.
    pub fn packets(&self) -> impl Iterator<Item = Packet<'_>> + Clone {
        self.packets_but(|_, _| false)
    }

    /// Puts another take behind this one.
    ///
    /// # Errors
    /// When it is coded in another way, or when both are too long for one.
    pub fn append(&mut self, take: &Sound) -> Result<(), SoundError> {
        self.stream = match (self.stream, take.stream) {
            (Stream::Opus(first), Stream::Opus(second)) if first.gain == second.gain => {
                Stream::Opus(opus::Head {
                    channels: first.channels.max(second.channels),
                    ..first
                })
            }
            (Stream::Aac(first), Stream::Aac(second)) if first == second => self.stream,
            _ => return Err(SoundError::DifferentKinds),
        };
        let begins = self.bytes.len();
        let ticks = |slots: &[Slot]| slots.iter().map(Slot::ticks).sum::<u64>();
        piece::check(
            begins + take.bytes.len(),
            self.ms(ticks(&self.slots) + ticks(&take.slots)),
        )?;
        // A new place for both: what grows leaves copies behind.
        self.bytes = Zeroizing::new([&self.bytes[..], &take.bytes].concat());
        self.slots
            .extend(take.slots.iter().cloned().map(|slot| match slot {
                Slot::Packet { range, ticks } => Slot::Packet {
                    range: begins + range.start..begins + range.end,
                    ticks,
                },
                silence @ Slot::Silence { .. } => silence,
            }));
        self.ends_whole = self.ends_whole && take.ends_whole;
        Ok(())
    }

    /// Writes the sound anew: Opus into Ogg, AAC into MP4, whole, seekable, with its length, and with
    /// no date, application, device or title. In the spans, in milliseconds, the packets are silent
    /// ones: **nothing of what was there is in the file**.
    pub fn clean(&self, silenced: &[Range<u64>]) -> Clean {
        let is_silenced = |_: &Slot, during: Range<u64>| {
            let mut asked = silenced.iter().filter(|span| span.start < span.end);
            asked.any(|span| self.holds(&during, span))
        };
        let packets = self.packets_but(is_silenced);
        let (bytes, mime, extension) = match self.stream {
            Stream::Opus(head) => (
                ogg::write::write(
                    head,
                    packets.map(|packet| (packet.bytes, packet.ticks)),
                    self.bytes.len() + self.bytes.len() / 16,
                ),
                "audio/ogg;codecs=opus",
                "ogg",
            ),
            Stream::Aac(config) => (
                mp4::write::write(config, packets.map(|packet| packet.bytes)),
                "audio/mp4",
                "m4a",
            ),
        };
        Clean {
            bytes: Zeroizing::new(bytes),
            mime,
            extension,
            duration_ms: self.duration_ms(),
            silenced: self.spans(is_silenced),
            lost: self.lost(),
        }
    }

    /// Whether a packet that plays `during`, in ticks, holds something of a span in milliseconds.
    fn holds(&self, during: &Range<u64>, span: &Range<u64>) -> bool {
        let rate = u64::from(self.stream.rate());
        let ticks = |ms| bytes::rescale(ms, 1000, rate);
        let margin = match self.stream {
            // A packet overlaps the next by 2.5 ms, and the encoder delays by 6.5.
            Stream::Opus(_) => ticks(20),
            // A frame sounds in its own time and in that of the next, and an encoder delays by up to
            // 2112 samples, which one player takes off and another does not.
            Stream::Aac(_) => 3 * u64::from(aac::FRAME),
        };
        let (from, to) = (ticks(span.start), ticks(span.end).saturating_add(1));
        during.start < to.saturating_add(margin) && from < during.end.saturating_add(margin)
    }

    /// The slots as packets, those that are `hushed` replaced by silence of the same length.
    fn packets_but<'a>(
        &'a self,
        hushed: impl Fn(&Slot, Range<u64>) -> bool + Clone + 'a,
    ) -> impl Iterator<Item = Packet<'a>> + Clone {
        self.timed().flat_map(move |(slot, during)| {
            let (packet, silence) = match slot {
                Slot::Packet { range, ticks } if !hushed(slot, during) => {
                    let packet = Packet {
                        bytes: &self.bytes[range.clone()],
                        ticks: *ticks as u32,
                    };
                    (Some(packet), 0)
                }
                Slot::Packet { ticks, .. } | Slot::Silence { ticks, .. } => (None, *ticks),
            };
            packet.into_iter().chain(self.silence(silence))
        })
    }

    /// Silent packets for so many ticks.
    fn silence(&self, mut ticks: u64) -> impl Iterator<Item = Packet<'_>> + Clone + use<'_> {
        let stream = self.stream;
        std::iter::from_fn(move || {
            let (bytes, own) = match stream {
                Stream::Opus(_) => opus::silence(ticks)?,
                Stream::Aac(config) => (ticks > 0).then(|| (config.silence(), aac::FRAME))?,
            };
            ticks = ticks.saturating_sub(u64::from(own));
            Some(Packet { bytes, ticks: own })
        })
    }

    /// Every slot, with the ticks that it begins and ends at.
    fn timed(&self) -> impl Iterator<Item = (&Slot, Range<u64>)> + Clone {
        let mut now = 0u64;
        self.slots.iter().map(move |slot| {
            let begin = now;
            now = now.saturating_add(slot.ticks());
            (slot, begin..now)
        })
    }

    /// Where slots are as `is` says, in milliseconds, neighbours joined.
    fn spans(&self, is: impl Fn(&Slot, Range<u64>) -> bool) -> Vec<Range<u64>> {
        let mut spans: Vec<Range<u64>> = Vec::new();
        let rate = u64::from(self.stream.rate());
        for (slot, during) in self.timed() {
            if !is(slot, during.clone()) {
                continue;
            }
            let [from, to] =
                [during.start, during.end].map(|ticks| bytes::rescale(ticks, rate, 1000));
            match spans.last_mut() {
                Some(last) if last.end == from => last.end = to,
                _ => spans.push(from..to),
            }
        }
        spans
    }

    /// So many ticks in milliseconds.
    fn ms(&self, ticks: u64) -> u64 {
        bytes::rescale(ticks, u64::from(self.stream.rate()), 1000)
    }

    fn checked(self) -> Result<Self, SoundError> {
        let ticks = self.slots.iter().map(Slot::ticks);
        let ticks = ticks.fold(0, u64::saturating_add);
        piece::check(self.bytes.len(), self.ms(ticks))?;
        if ticks > u64::from(u32::MAX) {
            return Err(SoundError::TooLong);
        }
        Ok(self)
    }
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (container, ms) = (self.container, self.duration_ms());
        write!(f, "Sound({container:?}, {ms} ms)")
    }
}

impl std::fmt::Debug for Clean {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (mime, length) = (self.mime, self.bytes.len());
        write!(f, "Clean({mime}, {length} bytes)")
    }
}

/// The first frame is an encoder's run-in, is not heard, and may carry the encoder's name.
fn hush_run_in(slots: &mut [Slot]) {
    if let Some(Slot::Packet { ticks, .. }) = slots.first() {
        slots[0] = Slot::Silence {
            ticks: *ticks,
            is_lost: false,
        };
    }
}
