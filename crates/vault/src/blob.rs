//! A long thing in slices: each is sealed alone, as it comes, and opens in its own place only.
//!
//! Format `rj-blob-v1`; its text is in the README, "A recording's slices".

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cipher::{self, NONCE_BYTES, TAG_BYTES};
use crate::derive::{self, Key};
use crate::padding;
use crate::random::{self, Draw, RandomnessError};
use crate::vault::{SealError, UnsealError, Vault};
use crate::vault_id::VaultId;

/// The longest slice, in bytes: 8 MiB.
pub const MAX_SLICE: usize = 8 * 1024 * 1024;

/// What the key of one blob is drawn from, beside the vault's own. Kept with the blob's other facts,
/// **in a sealed record**; without it the blob never opens again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobSeed {
    /// The data key's number.
    pub(crate) epoch: u32,
    #[serde(with = "hex::serde")]
    pub(crate) salt: [u8; 32],
}

/// Seals and unseals the slices of one blob. Wiped on drop, so **drop it when the vault is locked**.
pub struct BlobKey {
    key: Key,
    vault: VaultId,
    id: [u8; 16],
}

impl Vault {
    /// Begins a blob with a key of its own, under the newest data key. `id` is random.
    ///
    /// # Errors
    /// When the device gives no random numbers.
    pub fn new_blob(&self, id: [u8; 16]) -> Result<(BlobKey, BlobSeed), RandomnessError> {
        self.new_blob_with(&mut random::system, id)
    }

    pub(crate) fn new_blob_with(
        &self,
        draw: Draw<'_>,
        id: [u8; 16],
    ) -> Result<(BlobKey, BlobSeed), RandomnessError> {
        let seed = BlobSeed {
            epoch: self.newest_epoch(),
            salt: random::make_bytes(draw)?,
        };
        let key = self.blob(id, &seed).expect("the newest epoch is there");
        Ok((key, seed))
    }

    /// The key of a blob that was begun before, for more slices or to read them.
    /// A wrong `id` or `seed` is noticed when a slice is unsealed.
    ///
    /// # Errors
    /// [`UnsealError::UnknownEpoch`] when the keyring does not have the seed's data key.
    pub fn blob(&self, id: [u8; 16], seed: &BlobSeed) -> Result<BlobKey, UnsealError> {
        let data_key = self.data_key(seed.epoch)?;
        let info = [b"rj/blob/v1".as_slice(), &id];
        Ok(BlobKey {
            key: derive::derive_key(data_key.as_slice(), &[&seed.salt], &info),
            vault: self.id(),
            id,
        })
    }
}

impl BlobKey {
    /// Seals a slice, padded, under a fresh nonce. Slices are numbered from 0 without a gap, and
    /// `last` is said of the one that ends the blob, which may be empty.
    ///
    /// # Errors
    /// When the slice is longer than [`MAX_SLICE`], or when the device gives no random numbers.
    /// Nothing was sealed then.
    pub fn seal(&self, number: u32, last: bool, slice: &[u8]) -> Result<Vec<u8>, SealError> {
        self.seal_with(&mut random::system, number, last, slice)
    }

    pub(crate) fn seal_with(
        &self,
        draw: Draw<'_>,
        number: u32,
        last: bool,
        slice: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        if slice.len() > MAX_SLICE {
            let length = slice.len();
            return Err(SealError::SliceTooLong { length });
        }
        // Random and not counted: a number that a crash has used already comes again.
        let nonce: [u8; NONCE_BYTES] = random::make_bytes(draw)?;
        let mut buffer = padding::pad(slice);
        let aad = self.associated_data(number, last);
        let tag = cipher::encrypt(&self.key, &nonce, &aad, &mut buffer);
        Ok([nonce.as_slice(), &buffer, &tag].concat())
    }

    /// Unseals a slice.
    ///
    /// # Errors
    /// [`UnsealError::SliceDamaged`] for everything that is not exactly what `seal` gave for this
    /// blob, this number and this `last`. Nothing of it is handed out; the other slices still open.
    pub fn unseal(
        &self,
        number: u32,
        last: bool,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        self.open(number, last, sealed)
            .ok_or(UnsealError::SliceDamaged { number })
    }

    fn open(&self, number: u32, last: bool, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
        if ciphertext.len() > padding::padded_size(MAX_SLICE) {
            return None;
        }
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let aad = self.associated_data(number, last);
        cipher::decrypt(&self.key, nonce, &aad, &mut buffer, tag).ok()?;
        Some(Zeroizing::new(padding::unpad(&buffer)?.to_vec()))
    }

    /// `"rj-blob-v1\0" || vault id || blob id || number u32be || last u8`
    fn associated_data(&self, number: u32, last: bool) -> Vec<u8> {
        [
            b"rj-blob-v1\0".as_slice(),
            self.vault.as_bytes(),
            &self.id,
            &number.to_be_bytes(),
            &[u8::from(last)],
        ]
        .concat()
    }
}

impl fmt::Debug for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlobKey([REDACTED])")
    }
}

#[cfg(test)]
mod tests;
