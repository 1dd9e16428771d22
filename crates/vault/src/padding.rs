//! Padding: a sealed record tells the size class of what is in it, and not its size.
//!
//! Up to 4 KiB the classes are 256 bytes apart; above, they are those of Padmé (Nikitin et al.,
//! "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019,
//! algorithm 1), at most 12 % more than the content.

use zeroize::Zeroizing;

const LENGTH_BYTES: usize = 4;
const STEP: usize = 256;
const STEPS_END: usize = 4096;

/// Length (u32, big-endian), content, zeros up to the class. Wiped on drop.
/// **The content is shorter than 4 GiB.**
pub(crate) fn pad(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let size = padded_size(content.len());
    let mut padded = Zeroizing::new(Vec::with_capacity(size));
    padded.extend_from_slice(&(content.len() as u32).to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(size, 0);
    padded
}

/// The content of `padded`, or nothing when the length lies or the rest is not zeros.
pub(crate) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_first_chunk::<LENGTH_BYTES>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (content, zeros) = rest.split_at_checked(length)?;
    zeros.iter().all(|byte| *byte == 0).then_some(content)
}

/// How many bytes a content of `length` bytes takes, its four bytes of length included.
pub(crate) fn padded_size(length: usize) -> usize {
    let size = length + LENGTH_BYTES;
    if size <= STEPS_END {
        return size.next_multiple_of(STEP);
    }
    let exponent = size.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    size.next_multiple_of(1 << (exponent - kept_bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_classes_are_where_they_are_said_to_be() {
        let sizes = [
            (0, 256),
            (252, 256),
            (253, 512),
            (4092, 4096),
            (4093, 4352),
            (8188, 8192),
            (8189, 8704),
            (100_000 - 4, 100_352),
        ];
        for (length, size) in sizes {
            assert_eq!(padded_size(length), size, "for {length}");
        }
    }

    #[test]
    fn a_lying_length_and_a_rest_that_is_not_zeros_are_refused() {
        assert_eq!(unpad(&[0, 0, 0]), None);
        assert_eq!(unpad(&[0, 0, 0, 0]), Some(&[][..]));
        assert_eq!(unpad(&[0, 0, 0, 2, 7]), None);
        assert_eq!(unpad(&[0xff, 0xff, 0xff, 0xff, 7]), None);
        assert_eq!(unpad(&[0, 0, 0, 1, 7, 0, 0]), Some(&[7][..]));
        assert_eq!(unpad(&[0, 0, 0, 1, 7, 0, 1]), None);
    }

    proptest! {
        #[test]
        fn unpad_inverts_pad(content: Vec<u8>) {
            let padded = pad(&content);
            prop_assert_eq!(unpad(&padded), Some(&content[..]));
        }

        #[test]
        fn a_class_holds_its_content_and_wastes_little(length in 4093usize..100_000_000) {
            let size = padded_size(length);
            prop_assert!(size >= length + 4);
            prop_assert!((size - length - 4) * 100 <= (length + 4) * 12);
        }
    }
}
