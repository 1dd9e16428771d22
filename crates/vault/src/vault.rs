//! The open vault: seals and unseals records, and is gone when it is locked.

use std::fmt;

use zeroize::Zeroizing;

use crate::cipher::{self, NONCE_BYTES};
use crate::derive::{self, Key};
use crate::key::VaultKey;
use crate::keyring::{Keyring, UnlockError};
use crate::padding;
use crate::random::{self, Draw, RandomnessError};
use crate::record::{Header, Label, SealedRecord};
use crate::vault_id::VaultId;

/// The longest plaintext of one record, in bytes: 64 MiB.
pub const MAX_PLAINTEXT: usize = 64 * 1024 * 1024;

/// Exists only while the vault is unlocked; its keys are wiped when it is dropped.
pub struct Vault {
    id: VaultId,
    /// The data keys, epoch 1 first. Never empty.
    epochs: Vec<Key>,
    index_key: Key,
}

/// What came out of a record.
pub struct Unsealed {
    /// The revision it was sealed with, now proved.
    pub revision: u64,
    /// What was sealed, wiped on drop.
    pub plaintext: Zeroizing<Vec<u8>>,
}

impl Vault {
    /// Opens the data keys of every epoch. The vault key is dropped, and wiped, before this returns.
    ///
    /// # Errors
    /// [`UnlockError::Damaged`] when an epoch does not open: the key is another vault's, or the
    /// keyring was damaged.
    pub fn open(keyring: &Keyring, key: VaultKey) -> Result<Vault, UnlockError> {
        let id = keyring.vault_id();
        Ok(Self {
            id,
            epochs: keyring.open_epochs(&key)?,
            index_key: derive::derive_key(key.as_bytes(), &[&id.0], &[b"rj/idx/v1"]),
        })
    }

    /// The vault's random name.
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// Seals `plaintext` under `label`, padded, with the newest data key and a fresh nonce.
    ///
    /// # Errors
    /// When the plaintext is longer than [`MAX_PLAINTEXT`], or when the device gives no random
    /// numbers. Nothing was sealed then.
    pub fn seal(
        &self,
        label: &Label,
        revision: u64,
        plaintext: &[u8],
    ) -> Result<SealedRecord, SealError> {
        self.seal_with(&mut random::system, label, revision, plaintext)
    }

    pub(crate) fn seal_with(
        &self,
        draw: Draw<'_>,
        label: &Label,
        revision: u64,
        plaintext: &[u8],
    ) -> Result<SealedRecord, SealError> {
        if plaintext.len() > MAX_PLAINTEXT {
            return Err(SealError::TooLong {
                length: plaintext.len(),
            });
        }
        let nonce: [u8; NONCE_BYTES] = random::make_bytes(draw)?;
        let epoch = self.newest_epoch();
        let newest = self
            .epochs
            .last()
            .expect("a keyring has at least one epoch");
        let mut buffer = padding::pad(plaintext);
        let tag = cipher::encrypt(
            &self.derive_store_key(newest, label),
            &nonce,
            &label.associated_data(self.id, epoch, revision),
            &mut buffer,
        );
        Ok(SealedRecord::from_parts(
            &Header {
                epoch,
                revision,
                nonce,
            },
            &buffer,
            &tag,
        ))
    }

    /// Unseals a record of any epoch of this vault.
    ///
    /// # Errors
    /// [`UnsealError::Damaged`] for everything that is not exactly what `seal` gave for this label:
    /// damaged, forged, moved from another place. Nothing of it is handed out.
    pub fn unseal(&self, label: &Label, record: &SealedRecord) -> Result<Unsealed, UnsealError> {
        let parts = record.parts()?;
        let Header {
            epoch,
            revision,
            nonce,
        } = parts.header;
        let data_key = self.data_key(epoch)?;
        if parts.ciphertext.len() > padding::padded_size(MAX_PLAINTEXT) {
            return Err(UnsealError::Damaged);
        }
        let mut buffer = Zeroizing::new(parts.ciphertext.to_vec());
        cipher::decrypt(
            &self.derive_store_key(data_key, label),
            &nonce,
            &label.associated_data(self.id, epoch, revision),
            &mut buffer,
            parts.tag,
        )
        .map_err(|_| UnsealError::Damaged)?;
        let content = padding::unpad(&buffer).ok_or(UnsealError::Damaged)?;
        Ok(Unsealed {
            revision,
            plaintext: Zeroizing::new(content.to_vec()),
        })
    }

    /// A vault of given keys, for vectors and laws.
    #[cfg(test)]
    pub(crate) fn from_keys(id: VaultId, epochs: Vec<Key>, index_key: Key) -> Self {
        Self {
            id,
            epochs,
            index_key,
        }
    }

    /// The number of the data key that seals today.
    pub(crate) fn newest_epoch(&self) -> u32 {
        self.epochs.len() as u32
    }

    /// The data key of an epoch, or [`UnsealError::UnknownEpoch`].
    pub(crate) fn data_key(&self, epoch: u32) -> Result<&Key, UnsealError> {
        (epoch as usize)
            .checked_sub(1)
            .and_then(|index| self.epochs.get(index))
            .ok_or(UnsealError::UnknownEpoch { epoch })
    }

    /// The key of the catalogue's sum.
    pub(crate) fn index_key(&self) -> &Key {
        &self.index_key
    }

    fn derive_store_key(&self, data_key: &Key, label: &Label) -> Key {
        let info = [b"rj/rec/v1/".as_slice(), label.store.name.as_bytes()];
        derive::derive_key(data_key.as_slice(), &[&self.id.0], &info)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({}, [REDACTED])", self.id)
    }
}

impl fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsealed(revision {}, [REDACTED])", self.revision)
    }
}

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Longer than a record may be.
    #[error("{length} bytes are more than one record holds (64 MiB)")]
    TooLong {
        /// The length of the plaintext in bytes.
        length: usize,
    },
    /// Longer than a slice of a blob may be.
    #[error("{length} bytes are more than one slice holds (8 MiB)")]
    SliceTooLong {
        /// The length of the slice in bytes.
        length: usize,
    },
    /// There was no nonce to be had.
    #[error(transparent)]
    Randomness(#[from] RandomnessError),
}

impl SealError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::TooLong { .. } | Self::SliceTooLong { .. } => Some("divide it into parts"),
            Self::Randomness(error) => error.advice(),
        }
    }
}

/// Why a record or a slice stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsealError {
    /// Not what was sealed under this label: damaged, forged or moved. Nobody can tell which.
    #[error("the record is damaged or does not belong here")]
    Damaged,
    /// Not what was sealed as this slice of this blob: damaged, forged or moved.
    #[error("slice {number} is damaged or does not belong here")]
    SliceDamaged {
        /// The number that it was to have.
        number: u32,
    },
    /// Written by a newer version of the format.
    #[error("the record was written by a newer version of this app")]
    UnknownVersion,
    /// Sealed with a data key that this keyring does not have.
    #[error("the record was sealed with data key {epoch}, which the keyring does not have")]
    UnknownEpoch {
        /// The epoch that the record's header claims.
        epoch: u32,
    },
}

impl UnsealError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Damaged => "bring this record back from the second copy or a backup",
            Self::SliceDamaged { .. } => "go on with the next slice: the others are whole",
            Self::UnknownVersion => "update the app",
            Self::UnknownEpoch { .. } => "bring back the newest keyring from the second copy",
        })
    }
}

#[cfg(test)]
mod tests;
