//! A recording that was understood, and the clean file that is made of it.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::bytes;
use crate::error::SoundError;
use crate::found::{Found, Stream};
use crate::piece::{self, Container, Piece, Recorded};
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
        let length = |piece: &Piece<'_>| match piece {
            Piece::Bytes(bytes) => bytes.len(),
            Piece::Lost { .. } => 0,
        };
        let mut recorded = Recorded::with_capacity(pieces.iter().map(length).sum());
        pieces.iter().for_each(|piece| recorded.add(*piece));
        Self::of(recorded).map_err(|(error, _)| error)
    }

    /// The same of pieces that were joined already, which are given back when they are none.
    ///
    /// # Errors
    /// See [`Sound::read`].
    pub fn of(recorded: Recorded) -> Result<Self, (SoundError, Recorded)> {
        match Self::understand(&recorded) {
            Err(error) => Err((error, recorded)),
            Ok(sound) => Ok(Self {
                bytes: recorded.into_bytes(),
                ..sound
            }),
        }
    }

    /// All of it but the bytes.
    fn understand(recorded: &Recorded) -> Result<Self, SoundError> {
        let (bytes, runs) = (recorded.bytes(), &recorded.runs[..]);
        piece::check(bytes.len(), 0)?;
        let container = piece::container(bytes, runs)?;
        let mut read = match container {
            Container::WebM => webm::read(bytes, runs),
            Container::Ogg => ogg::read(bytes, runs),
            Container::Mp4 => mp4::read(bytes, runs),
        }?;
        if let Some(about_ms) = recorded.lost_after {
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
            bytes: Zeroizing::default(),
            slots,
            ends_whole: read.ends_whole && recorded.lost_after.is_none(),
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

    /// What a recording begins with and the rest cannot be read without: the first boxes of an MP4.
    /// Kept once more, and given as the first piece where the first slice is lost, it makes the rest
    /// readable. `None` where packets say enough of themselves.
    pub fn head(&self) -> Option<&[u8]> {
        match self.container {
            Container::Mp4 => mp4::head(&self.bytes),
            Container::WebM | Container::Ogg => None,
        }
    }

    /// A file of those packets that begin within a span, in milliseconds: for who decodes an hour
    /// and has no room for an hour of samples.
    pub fn part(&self, span: Range<u64>) -> Clean {
        let rate = u64::from(self.stream.rate());
        let [from, to] = [span.start, span.end].map(|ms| bytes::rescale(ms, 1000, rate));
        let mut now = 0u64;
        let packets = self.packets().filter(move |packet| {
            let begin = now;
            now += u64::from(packet.ticks);
            (from..to).contains(&begin)
        });
        let ticks = packets.clone().map(|packet| u64::from(packet.ticks)).sum();
        self.file(packets, self.ms(ticks))
    }

    /// Writes the sound anew: Opus into Ogg, AAC into MP4, whole, seekable, with its length, and with
    /// no date, application, device or title. In the spans, in milliseconds, the packets are silent
    /// ones: **nothing of what was there is in the file**.
    pub fn clean(&self, silenced: &[Range<u64>]) -> Clean {
        let is_silenced = |_: &Slot, during: Range<u64>| {
            let mut asked = silenced.iter().filter(|span| span.start < span.end);
            asked.any(|span| self.holds(&during, span))
        };
        Clean {
            silenced: self.spans(is_silenced),
            lost: self.lost(),
            ..self.file(self.packets_but(is_silenced), self.duration_ms())
        }
    }

    /// A clean file of packets that last so long.
    fn file<'a>(
        &self,
        packets: impl Iterator<Item = Packet<'a>> + Clone,
        duration_ms: u64,
    ) -> Clean {
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
            duration_ms,
            silenced: Vec::new(),
            lost: Vec::new(),
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
        piece::check(0, self.ms(ticks))?;
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
