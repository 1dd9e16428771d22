//! A sealed record and the label it is bound to: the byte layouts, and nothing secret.

use crate::cipher::{NONCE_BYTES, TAG_BYTES};
use crate::random::{self, RandomnessError};
use crate::vault::UnsealError;
use crate::vault_id::VaultId;

/// The first three bytes of a record of any version; the fourth is the version's digit.
const MAGIC: &[u8; 3] = b"RJR";
const VERSION: u8 = b'1';
/// Magic and version (4), epoch (4), revision (8), nonce (24).
const HEADER_BYTES: usize = 40;

/// A kind of record. Both its code and its name are bound into the seal: **neither ever changes**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Store {
    /// Stands in the seal and in the catalogue; **one store, one code**.
    pub code: u8,
    /// Chooses the store's own key; **one store, one name**.
    pub name: &'static str,
}

/// Where a record belongs: its store and its random id. A record opens under its own label only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Label {
    /// The kind of record.
    pub store: Store,
    /// The record's key in the database, which stands there in plaintext and so must be random.
    pub id: [u8; 16],
}

impl Label {
    /// The label of the record `id` in `store`.
    pub fn new(store: Store, id: [u8; 16]) -> Self {
        Self { store, id }
    }

    /// Draws an id for a new record.
    ///
    /// # Errors
    /// When the device gives no random numbers.
    pub fn make_id() -> Result<[u8; 16], RandomnessError> {
        random::make_bytes(&mut random::system)
    }

    /// `"rj-rec-v1\0" || vault id || store code || id || epoch u32be || revision u64be`
    pub(crate) fn associated_data(&self, vault: VaultId, epoch: u32, revision: u64) -> Vec<u8> {
        [
            b"rj-rec-v1\0".as_slice(),
            &vault.0,
            &[self.store.code],
            &self.id,
            &epoch.to_be_bytes(),
            &revision.to_be_bytes(),
        ]
        .concat()
    }
}

/// One row at rest: `"RJR1" || epoch u32be || revision u64be || nonce (24) || ciphertext || tag (16)`.
///
/// Any bytes may be in one until it is unsealed: what comes from storage is not trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedRecord(Vec<u8>);

impl SealedRecord {
    /// Takes bytes as they came from storage; they are looked at when they are used.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(crate) fn from_parts(header: &Header, ciphertext: &[u8], tag: &[u8; TAG_BYTES]) -> Self {
        Self([&header.to_bytes(), ciphertext, tag].concat())
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The revision that the header claims; it is proved only when the record is unsealed.
    ///
    /// # Errors
    /// When the header is not one of this version.
    pub fn revision(&self) -> Result<u64, UnsealError> {
        self.parts().map(|parts| parts.header.revision)
    }

    /// What tells this record from every other that was sealed under its label.
    pub fn trace(&self) -> Trace {
        let end = &self.0[self.0.len().saturating_sub(TAG_BYTES)..];
        let mut trace = Trace {
            revision: self.revision().unwrap_or(0),
            end: [0; TAG_BYTES],
            bytes: end.len() as u8,
        };
        trace.end[..end.len()].copy_from_slice(end);
        trace
    }

    pub(crate) fn parts(&self) -> Result<Parts<'_>, UnsealError> {
        let (header, rest) = self
            .0
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(UnsealError::Damaged)?;
        let (ciphertext, tag) = rest
            .split_last_chunk::<TAG_BYTES>()
            .ok_or(UnsealError::Damaged)?;
        Ok(Parts {
            header: Header::from_bytes(header)?,
            ciphertext,
            tag,
        })
    }
}

impl std::fmt::Debug for SealedRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedRecord({} bytes)", self.0.len())
    }
}

/// A record's revision and tag: all that a catalogue needs of it, so that a vault of any size can be
/// watched over without holding its records in memory.
///
/// Bytes that are no record have one too: revision 0 and their last 16 bytes, or all when fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    revision: u64,
    end: [u8; TAG_BYTES],
    bytes: u8,
}

impl Trace {
    /// The revision that the record's header claims; 0 where it has none.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The tag.
    pub(crate) fn end(&self) -> &[u8] {
        &self.end[..usize::from(self.bytes)]
    }
}

pub(crate) struct Parts<'a> {
    pub header: Header,
    pub ciphertext: &'a [u8],
    pub tag: &'a [u8; TAG_BYTES],
}

pub(crate) struct Header {
    pub epoch: u32,
    pub revision: u64,
    pub nonce: [u8; NONCE_BYTES],
}

impl Header {
    fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..3].copy_from_slice(MAGIC);
        bytes[3] = VERSION;
        bytes[4..8].copy_from_slice(&self.epoch.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.revision.to_be_bytes());
        bytes[16..].copy_from_slice(&self.nonce);
        bytes
    }

    fn from_bytes(bytes: &[u8; HEADER_BYTES]) -> Result<Self, UnsealError> {
        match (bytes.strip_prefix(MAGIC), bytes[3]) {
            (Some(_), VERSION) => {}
            (Some(_), b'2'..=b'9') => return Err(UnsealError::UnknownVersion),
            _ => return Err(UnsealError::Damaged),
        }
        let mut header = Self {
            epoch: 0,
            revision: 0,
            nonce: [0; NONCE_BYTES],
        };
        let mut epoch = [0; 4];
        epoch.copy_from_slice(&bytes[4..8]);
        header.epoch = u32::from_be_bytes(epoch);
        let mut revision = [0; 8];
        revision.copy_from_slice(&bytes[8..16]);
        header.revision = u64::from_be_bytes(revision);
        header.nonce.copy_from_slice(&bytes[16..]);
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_revision_is_read_without_a_key() {
        let header = Header {
            epoch: 1,
            revision: 9,
            nonce: [7; 24],
        };
        let record = SealedRecord::from_parts(&header, &[1, 2, 3], &[5; 16]);
        assert_eq!(record.revision(), Ok(9));
        assert_eq!(record.as_bytes().len(), 40 + 3 + 16);
    }

    #[test]
    fn short_foreign_and_newer_records_are_told_apart() {
        let short = SealedRecord::from_bytes(b"RJR1".to_vec());
        assert_eq!(short.revision(), Err(UnsealError::Damaged));
        let mut bytes = b"RJR2".to_vec();
        bytes.resize(300, 0);
        assert_eq!(
            SealedRecord::from_bytes(bytes.clone()).revision(),
            Err(UnsealError::UnknownVersion)
        );
        bytes[0] = b'X';
        assert_eq!(
            SealedRecord::from_bytes(bytes).revision(),
            Err(UnsealError::Damaged)
        );
    }

    #[test]
    fn a_trace_is_the_revision_and_the_end() {
        let trace = |bytes: &[u8]| SealedRecord::from_bytes(bytes.to_vec()).trace();
        let header = Header {
            epoch: 1,
            revision: 9,
            nonce: [7; 24],
        };
        let record = SealedRecord::from_parts(&header, &[1, 2, 3], &[5; 16]);
        assert_eq!(record.trace().revision(), 9);
        assert_eq!(record.trace().end(), [5; 16]);
        assert!(trace(&[]).end().is_empty());
        assert_eq!(trace(&[1, 2]).revision(), 0);
        assert_eq!(trace(&[1, 2]).end(), [1, 2]);
        assert_ne!(trace(&[0, 0]), trace(&[0]));
    }

    #[test]
    fn ids_are_drawn_anew() {
        assert_ne!(Label::make_id(), Label::make_id());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = SealedRecord::from_bytes(bytes).revision();
        }
    }
}
