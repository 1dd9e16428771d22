//! AAC frames (ISO/IEC 14496-3): how a stream is set up, and silent frames of it.

use crate::bytes;

/// Every frame of AAC-LC that a browser writes holds so many samples.
pub(crate) const FRAME: u32 = 1024;
const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];
const LOW_COMPLEXITY: u8 = 2;
const TABLE_ES: u8 = 3;
const TABLE_DECODER: u8 = 4;
const TABLE_SPECIFIC: u8 = 5;

/// What is kept of an `AudioSpecificConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Config {
    /// Place in the table of rates.
    rate_index: u8,
    /// 1 or 2.
    pub channels: u8,
}

impl Config {
    /// Reads an `AudioSpecificConfig`: AAC-LC, mono or stereo, frames of 1024 samples.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let bits = bytes::u16_be(bytes, 0)?;
        let object = (bits >> 11) as u8;
        let rate_index = (bits >> 7 & 0xf) as u8;
        let channels = (bits >> 3 & 0xf) as u8;
        // The last three: frames of 960, a core coder, an extension.
        let is_plain = object == LOW_COMPLEXITY && bits & 7 == 0;
        let is_known = usize::from(rate_index) < RATES.len() && (1..=2).contains(&channels);
        (is_plain && is_known).then_some(Self {
            rate_index,
            channels,
        })
    }

    /// Finds the configuration in the body of an `esds` box, version and flags left out.
    pub fn read_descriptors(mut bytes: &[u8]) -> Option<Self> {
        loop {
            let (tag, body) = descriptor(bytes)?;
            bytes = match tag {
                // Id, flags, and what the flags announce.
                TABLE_ES => {
                    let flags = *body.get(2)?;
                    let mut skipped = 3;
                    if flags & 0x80 != 0 {
                        skipped += 2;
                    }
                    if flags & 0x40 != 0 {
                        skipped += 1 + usize::from(*body.get(skipped)?);
                    }
                    if flags & 0x20 != 0 {
                        skipped += 2;
                    }
                    body.get(skipped..)?
                }
                // 0x40: MPEG-4 audio.
                TABLE_DECODER if *body.first()? == 0x40 => body.get(13..)?,
                TABLE_SPECIFIC => return Self::read(body),
                _ => return None,
            };
        }
    }

    /// Samples a second.
    pub fn rate(self) -> u32 {
        RATES[usize::from(self.rate_index)]
    }

    /// The body of an `esds` box, with nothing in it but how to decode.
    pub fn to_descriptors(self) -> Vec<u8> {
        let specific: u16 = u16::from(LOW_COMPLEXITY) << 11
            | u16::from(self.rate_index) << 7
            | u16::from(self.channels) << 3;
        let [first, second] = specific.to_be_bytes();
        let mut bytes = vec![TABLE_ES, 25, 0, 0, 0, TABLE_DECODER, 17, 0x40, 0x15];
        // Buffer size, highest and mean rate: not said.
        bytes.extend([0; 11]);
        bytes.extend([TABLE_SPECIFIC, 2, first, second, 6, 1, 2]);
        bytes
    }

    /// A frame without a sound: no scale factor band is coded (`max_sfb` 0), so every line is zero.
    pub fn silence(self) -> &'static [u8] {
        if self.channels == 1 {
            // single_channel_element, 29 zeros; then the end, 111, on a byte's edge.
            &[0, 0, 0, 0b0000_0111]
        } else {
            // channel_pair_element (001, tag 0000), common_window 1; ics_info, ms_mask and two
            // channels are 35 zeros; then the end, 111, and two bits to a byte's edge.
            &[0b0010_0001, 0, 0, 0, 0, 0b0001_1100]
        }
    }
}

/// A descriptor's tag and its body (ISO/IEC 14496-1, 8.3.3).
fn descriptor(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let tag = *bytes.first()?;
    let mut length = 0usize;
    for at in 1..=4 {
        let byte = *bytes.get(at)?;
        length = length << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((tag, bytes.get(at + 1..)?.get(..length)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_read_and_written_again() {
        let config = Config::read(&[0x12, 0x08, 0x06, 0x01]).unwrap();
        assert_eq!((config.rate(), config.channels), (44_100, 1));
        assert_eq!(
            Config::read_descriptors(&config.to_descriptors()),
            Some(config)
        );
        // Spectral band replication, frames of 960, 5.1, a rate that is written out.
        for other in [[0x2a, 0x08], [0x12, 0x0c], [0x12, 0x30], [0x17, 0x88]] {
            assert_eq!(Config::read(&other), None, "{other:?}");
        }
        assert_eq!(
            Config::read_descriptors(&[3, 0xff, 0xff, 0xff, 0xff, 0]),
            None
        );
    }
}
