//! An epoch: one data key, wrapped by the vault key. A new one begins with every new passphrase.

use serde::{Deserialize, Serialize};

use super::UnlockError;
use crate::cipher::{self, NONCE_BYTES, TAG_BYTES};
use crate::derive::{self, Key};
use crate::key::VaultKey;
use crate::random::{self, Draw, RandomnessError};
use crate::vault_id::VaultId;

/// One epoch, as it stands in the keyring's JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Epoch {
    pub v: u32,
    /// Its number, from 1.
    pub epoch: u32,
    #[serde(with = "hex::serde")]
    pub nonce: [u8; NONCE_BYTES],
    #[serde(with = "hex::serde")]
    pub ct: [u8; 32 + TAG_BYTES],
}

impl Epoch {
    pub const VERSION: u32 = 1;

    pub fn make(
        draw: Draw<'_>,
        vault: VaultId,
        key: &VaultKey,
        epoch: u32,
    ) -> Result<Self, RandomnessError> {
        let data_key = Key::make_with(draw)?;
        let nonce = random::make_bytes(draw)?;
        Ok(Self::wrap(vault, key, epoch, &data_key, nonce))
    }

    pub(crate) fn wrap(
        vault: VaultId,
        key: &VaultKey,
        epoch: u32,
        data_key: &Key,
        nonce: [u8; NONCE_BYTES],
    ) -> Self {
        let mut buffer = Key::copy_of(data_key);
        let aad = associated_data(vault, epoch);
        let tag = cipher::encrypt(&derive_wrapping(vault, key), &nonce, &aad, &mut *buffer);
        let mut ct = [0; 32 + TAG_BYTES];
        ct[..32].copy_from_slice(buffer.as_slice());
        ct[32..].copy_from_slice(&tag);
        Self {
            v: Self::VERSION,
            epoch,
            nonce,
            ct,
        }
    }

    pub fn open(&self, vault: VaultId, key: &VaultKey) -> Result<Key, UnlockError> {
        let mut data_key = Key::zeros();
        let mut tag = [0; TAG_BYTES];
        data_key.copy_from_slice(&self.ct[..32]);
        tag.copy_from_slice(&self.ct[32..]);
        let aad = associated_data(vault, self.epoch);
        cipher::decrypt(
            &derive_wrapping(vault, key),
            &self.nonce,
            &aad,
            &mut *data_key,
            &tag,
        )
        .map_err(|_| UnlockError::Damaged)?;
        Ok(data_key)
    }
}

fn derive_wrapping(vault: VaultId, key: &VaultKey) -> Key {
    derive::derive_key(key.as_bytes(), &[&vault.0], &[b"rj/wrap/v1"])
}

/// `"rj-epoch-v1\0" || vault id || epoch u32be`
fn associated_data(vault: VaultId, epoch: u32) -> Vec<u8> {
    [b"rj-epoch-v1\0".as_slice(), &vault.0, &epoch.to_be_bytes()].concat()
}
