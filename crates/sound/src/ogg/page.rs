//! One page of Ogg, with its sum (RFC 3533, 6).

use std::ops::Range;

use crate::bytes;

pub(crate) const MAGIC: &[u8; 4] = b"OggS";
pub(crate) const CONTINUED: u8 = 1;
pub(crate) const FIRST: u8 = 2;
pub(crate) const LAST: u8 = 4;
/// Magic, version, flags, position, serial, number, sum, count of segments.
const HEAD: usize = 27;
const SUM_AT: usize = 22;
/// "No packet ends here."
const NO_POSITION: u64 = u64::MAX;

/// A page whose sum is right.
pub(crate) struct Page {
    pub serial: u32,
    /// Where in time the last packet that ends here ends.
    pub position: Option<u64>,
    pub is_first: bool,
    /// The packets that begin and end here. One over several pages is left out: a browser's packets
    /// are far shorter than a page.
    pub packets: Vec<Range<usize>>,
    /// Where the next page begins.
    pub end: usize,
}

impl Page {
    /// Reads the page at `start`; nothing when there is none, it is cut, or its sum is wrong.
    pub fn read(bytes: &[u8], start: usize) -> Option<Self> {
        let head: [u8; HEAD] = bytes::array(bytes, start)?;
        if !head.starts_with(MAGIC) || head[4] != 0 {
            return None;
        }
        let count = usize::from(head[26]);
        let body = start + HEAD + count;
        let segments = bytes.get(start + HEAD..body)?;
        let mut packets = Vec::new();
        let (mut begin, mut at) = (body, body);
        for segment in segments {
            at += usize::from(*segment);
            // A full segment goes on in the next.
            if *segment < 255 {
                packets.push(begin..at);
                begin = at;
            }
        }
        let page = bytes.get(start..at)?;
        let sum = u32::from_le_bytes(bytes::array(&head, SUM_AT)?);
        if sum != self::sum(page) {
            return None;
        }
        if head[5] & CONTINUED != 0 && !packets.is_empty() {
            packets.remove(0);
        }
        let position = u64::from_le_bytes(bytes::array(&head, 6)?);
        Some(Self {
            serial: u32::from_le_bytes(bytes::array(&head, 14)?),
            position: Some(position).filter(|position| *position != NO_POSITION),
            is_first: head[5] & FIRST != 0,
            packets,
            end: at,
        })
    }
}

/// So many pages of a recording may be wrong before no more are looked for: each costs a sum over up
/// to 64 KiB, and real damage leaves one or two.
pub(crate) const PATIENCE: usize = 10_000;

/// The first whole page in `range`, as long as there is `patience` for those that are none.
pub(crate) fn find(bytes: &[u8], range: Range<usize>, patience: &mut usize) -> Option<usize> {
    let bytes = &bytes[..range.end];
    for at in range {
        if !bytes[at..].starts_with(MAGIC) {
            continue;
        }
        if Page::read(bytes, at).is_some() {
            return Some(at);
        }
        *patience = patience.checked_sub(1)?;
    }
    None
}

/// Appends a page of whole packets. **Their segments are 255 at most**: see [`segments`].
pub(crate) fn write(out: &mut Vec<u8>, flags: u8, position: u64, number: u32, packets: &[&[u8]]) {
    let start = out.len();
    let count: usize = packets.iter().map(|packet| segments(packet)).sum();
    out.extend(MAGIC);
    out.extend([0, flags]);
    out.extend(position.to_le_bytes());
    // The serial tells streams of one file apart, and there is one.
    out.extend(1u32.to_le_bytes());
    out.extend(number.to_le_bytes());
    out.extend([0; 4]);
    out.push(count as u8);
    for packet in packets {
        out.resize(out.len() + packet.len() / 255, 255);
        out.push((packet.len() % 255) as u8);
    }
    for packet in packets {
        out.extend_from_slice(packet);
    }
    let sum = sum(&out[start..]).to_le_bytes();
    out[start + SUM_AT..start + SUM_AT + 4].copy_from_slice(&sum);
}

/// How many segments a packet takes.
pub(crate) fn segments(packet: &[u8]) -> usize {
    packet.len() / 255 + 1
}

/// CRC-32 with the polynomial 04c11db7, not reflected, from 0, the sum's own bytes taken as zeros.
fn sum(page: &[u8]) -> u32 {
    let mut sum = 0u32;
    for (at, byte) in page.iter().enumerate() {
        let byte = if (SUM_AT..SUM_AT + 4).contains(&at) {
            0
        } else {
            *byte
        };
        sum = (sum << 8) ^ TABLE[usize::from((sum >> 24) as u8 ^ byte)];
    }
    sum
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            let carry = sum >> 31;
            sum = (sum << 1) ^ (carry * 0x04c1_1db7);
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};
