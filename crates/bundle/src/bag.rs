//! The bag: BagIt 1.0 (RFC 8493) in one folder of a stored ZIP.

mod read;
mod write;

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256, Sha512};

use crate::zip::ZipError;

pub(crate) use read::{Bag, Stored, read};
pub(crate) use write::BagWriter;

const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const TAGMANIFEST: &str = "tagmanifest-sha512.txt";
const SIGNATURE: &str = "tagmanifest-sha512.txt.sig";
const PADDING: &str = "padding.bin";
pub(crate) const SUBMISSION: &str = "data/submission.json";
pub(crate) const ENTRIES: &str = "data/entries/";
pub(crate) const AUDIO: &str = "data/audio/";
const MANIFEST_256: &str = "manifest-sha256.txt";
const MANIFEST_512: &str = "manifest-sha512.txt";
/// The tag files that the tag manifest lists, in the order they are written.
const LISTED: [&str; 4] = ["bag-info.txt", "bagit.txt", MANIFEST_256, MANIFEST_512];
/// An entry is text; what is larger was not written by hand.
const JSON_CAP: usize = 1024 * 1024;
/// A manifest of as many files as there may be.
const TAG_CAP: usize = 8 * 1024 * 1024;
/// Everything but recordings and padding is held in memory at once.
pub(crate) const TEXT_CAP: usize = 256 * 1024 * 1024;

/// The digests of a file that are written down in manifests, lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sums {
    pub sha256: String,
    pub sha512: String,
}

impl Sums {
    pub fn of(bytes: &[u8]) -> Self {
        let mut summing = Summing::default();
        summing.update(bytes);
        summing.finish()
    }
}

/// The digests of a file that is not in memory.
#[derive(Default)]
struct Summing(Sha256, Sha512);

impl Summing {
    fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
        self.1.update(piece);
    }

    fn finish(self) -> Sums {
        Sums {
            sha256: hex::encode(self.0.finalize()),
            sha512: hex::encode(self.1.finalize()),
        }
    }
}

/// The size a length is padded to: Padmé (Nikitin et al., "Reducing Metadata Leakage from
/// Encrypted Files and Communication with PURBs", 2019). At most 12 % more, and the length
/// tells O(log log n) bits.
pub(crate) fn padme(length: u64) -> u64 {
    if length < 2 {
        return length;
    }
    let exponent = u64::from(length.ilog2());
    let kept = u64::from(exponent.ilog2()) + 1;
    let mask = (1u64 << exponent.saturating_sub(kept)) - 1;
    (length + mask) & !mask
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BagError {
    Zip(ZipError),
    Missing(String),
    Digest(String),
    Unlisted(String),
    Manifest(String),
    Layout(&'static str),
}

impl From<ZipError> for BagError {
    fn from(error: ZipError) -> Self {
        Self::Zip(error)
    }
}
