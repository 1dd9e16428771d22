//! Opus packets (RFC 6716) and the head of a stream of them (RFC 7845): how long, and silent ones.

/// Opus always counts 48 000 a second.
pub(crate) const RATE: u32 = 48_000;
/// The longest packet: 48 frames of at most 1275 bytes, and their sizes.
pub(crate) const MAX_PACKET: usize = 61_440;
/// The shortest frame, 2.5 ms: what silence is counted in.
pub(crate) const SHORTEST: u64 = 120;
/// A packet lasts 120 ms at most.
const LONGEST: u32 = 5760;

/// How long a packet lasts, or nothing when it is none (RFC 6716, 3.1 and 3.2).
pub(crate) fn ticks(packet: &[u8]) -> Option<u32> {
    let (toc, rest) = packet.split_first()?;
    if packet.len() > MAX_PACKET {
        return None;
    }
    let config = toc >> 3;
    let frame = match config {
        0..12 => [480, 960, 1920, 2880][usize::from(config % 4)],
        12..16 => [480, 960][usize::from(config % 2)],
        _ => [120, 240, 480, 960][usize::from(config % 4)],
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(*rest.first()? & 0x3f),
    };
    let ticks = frame * count;
    (1..=LONGEST).contains(&ticks).then_some(ticks)
}

/// Whether a packet holds two channels.
pub(crate) fn is_stereo(packet: &[u8]) -> bool {
    packet.first().is_some_and(|toc| toc & 4 != 0)
}

/// The longest silent packet that lasts no longer than `ticks`, and how long it lasts; nothing below
/// the shortest frame.
///
/// One frame of CELT whose first coded bit says "silence" (RFC 6716, 4.3): the decoder gives zeros,
/// where an empty frame would make it go on with what it heard last.
pub(crate) fn silence(ticks: u64) -> Option<(&'static [u8], u32)> {
    let packets: [(&[u8], u32); 4] = [
        (&[31 << 3, 0xff, 0xfe], 960),
        (&[30 << 3, 0xff, 0xfe], 480),
        (&[29 << 3, 0xff, 0xfe], 240),
        (&[28 << 3, 0xff, 0xfe], 120),
    ];
    packets
        .into_iter()
        .find(|(_, own)| u64::from(*own) <= ticks)
}

/// What is kept of a head: everything else in it says something of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// 1 or 2.
    pub channels: u8,
    /// Q7.8 in decibels, to be added when it is played.
    pub gain: i16,
}

impl Head {
    /// Reads `OpusHead`; of channel mappings only the plain one, mono or stereo.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"OpusHead")?;
        let [
            version,
            channels,
            _,
            _,
            _,
            _,
            _,
            _,
            gain_low,
            gain_high,
            family,
        ] = *rest.first_chunk()?;
        let is_plain = version < 16 && (1..=2).contains(&channels) && family == 0;
        is_plain.then_some(Self {
            channels,
            gain: i16::from_le_bytes([gain_low, gain_high]),
        })
    }

    /// `OpusHead`, with 48 000 as the rate that it was recorded at, and nothing to be skipped: what
    /// recorders write there is 0, the encoder's 6.5 ms or a constant of 80 that is no part of the
    /// sound, and a reader that honours it ends at another time than one that does not.
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = b"OpusHead\x01".to_vec();
        bytes.push(self.channels);
        bytes.extend([0, 0]);
        bytes.extend(RATE.to_le_bytes());
        bytes.extend(self.gain.to_le_bytes());
        bytes.push(0);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_the_table() {
        for (config, ms) in [
            (0, 10),
            (3, 60),
            (11, 60),
            (12, 10),
            (15, 20),
            (19, 20),
            (31, 20),
        ] {
            assert_eq!(ticks(&[config << 3, 0]), Some(ms * 48), "{config}");
        }
        assert_eq!(ticks(&[28 << 3, 0]), Some(120));
        assert_eq!(ticks(&[(31 << 3) | 1, 0]), Some(1920));
        assert_eq!(ticks(&[(31 << 3) | 3, 3]), Some(2880));
        for none in [&[][..], &[0xfb], &[0xfb, 0], &[0xfb, 7], &[0x1b, 3]] {
            assert_eq!(ticks(none), None, "{none:?}");
        }
        assert_eq!(ticks(&vec![0xf8; MAX_PACKET + 1]), None);
    }

    #[test]
    fn silence_of_any_length_is_made_of_packets() {
        for (wanted, own) in [(120, 120), (359, 240), (480, 480), (5760, 960)] {
            let (packet, found) = silence(wanted).unwrap();
            assert_eq!((found, ticks(packet)), (own, Some(own)));
        }
        assert_eq!(silence(119), None);
    }

    #[test]
    fn a_head_loses_its_skip_and_the_rate_it_was_recorded_at() {
        let bytes = b"OpusHead\x01\x02\x38\x01\x44\xac\0\0\x05\0\0";
        let head = Head::read(bytes).unwrap();
        assert_eq!((head.channels, head.gain), (2, 5));
        let written = head.to_bytes();
        assert_eq!(written[10..12], [0, 0]);
        assert_eq!(written[12..16], RATE.to_le_bytes());
        assert_eq!(Head::read(&written), Some(head));
        assert_eq!(Head::read(&bytes[..18]), None);
        assert_eq!(
            Head::read(b"OpusHead\x01\x06\x38\x01\x44\xac\0\0\0\0\x01"),
            None
        );
    }
}
