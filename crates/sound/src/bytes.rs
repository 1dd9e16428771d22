//! Numbers in bytes that are not trusted: what is not there is `None`.

use std::ops::Range;

/// The `N` bytes at `at`.
pub(crate) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

pub(crate) fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

pub(crate) fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

pub(crate) fn u64_be(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_be_bytes)
}

/// The range of `length` bytes from `start`, when it ends at `end` or before.
pub(crate) fn range(start: usize, length: u64, end: usize) -> Option<Range<usize>> {
    let stop = start.checked_add(usize::try_from(length).ok()?)?;
    (stop <= end).then_some(start..stop)
}

/// `value` in units of `from` a second, as units of `to` a second; as many as a u64 holds.
pub(crate) fn rescale(value: u64, from: u64, to: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(to) / u128::from(from.max(1));
    u64::try_from(scaled).unwrap_or(u64::MAX)
}
