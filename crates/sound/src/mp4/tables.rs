//! The tables of a file that is not in fragments (ISO/IEC 14496-12, 8.6 and 8.7).

use super::Sample;
use super::boxes::Mp4Box;
use crate::bytes;

/// Every sample, in order; nothing when the tables are empty or do not fit each other.
pub(super) fn samples(bytes: &[u8], stbl: &Mp4Box) -> Option<Vec<Sample>> {
    let table = |kind| stbl.child(bytes, kind).map(|child| child.bytes(bytes));
    let sizes = table(b"stsz")?;
    let count = bytes::u32_be(sizes, 8)? as usize;
    // A sample is a byte at least.
    if count == 0 || count > bytes.len() {
        return None;
    }
    let size = |sample: usize| match bytes::u32_be(sizes, 4)? {
        0 => bytes::u32_be(sizes, 12 + 4 * sample),
        size => Some(size),
    };
    let chunk = |chunk: usize| match (table(b"stco"), table(b"co64")) {
        (Some(offsets), _) => bytes::u32_be(offsets, 8 + 4 * chunk).map(|at| at as usize),
        (None, Some(offsets)) => usize::try_from(bytes::u64_be(offsets, 8 + 8 * chunk)?).ok(),
        (None, None) => None,
    };
    // Rows of: first chunk, samples in each, description.
    let rows = table(b"stsc")?.get(8..)?;
    let row = |row: usize| {
        let first = bytes::u32_be(rows, 12 * row)? as usize;
        Some((first.checked_sub(1)?, bytes::u32_be(rows, 12 * row + 4)?))
    };
    let mut samples = Vec::new();
    let (mut number, mut at_row) = (0, 0);
    while samples.len() < count {
        if row(at_row + 1).is_some_and(|(first, _)| first <= number) {
            at_row += 1;
        }
        let (_, in_chunk) = row(at_row)?;
        let mut start = chunk(number)?;
        for _ in 0..in_chunk {
            if samples.len() == count {
                break;
            }
            let size = size(samples.len())?;
            samples.push(Sample {
                start,
                size: u64::from(size),
                at: None,
            });
            start = start.checked_add(size as usize)?;
        }
        number += 1;
    }
    Some(samples)
}
