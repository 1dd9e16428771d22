//! A slot: the vault key, wrapped for one secret.

use serde::{Deserialize, Serialize};

use super::{DeviceKeyslot, DeviceSecret, MakeError, Secret, UnlockError};
use crate::cipher::{self, NONCE_BYTES, TAG_BYTES};
use crate::cost::Cost;
use crate::derive::{self, Key, SlowError};
use crate::key::VaultKey;
use crate::passphrase::Passphrase;
use crate::random::{self, Draw};
use crate::recovery_code::RecoveryCode;
use crate::vault_id::VaultId;

/// Which secret opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    #[serde(rename = "passphrase")]
    Passphrase,
    #[serde(rename = "recovery_code")]
    RecoveryCode,
    #[serde(rename = "device")]
    Device,
}

/// One slot, as it stands in the keyring's JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slot {
    pub v: u32,
    #[serde(with = "hex::serde")]
    pub id: [u8; 16],
    pub kind: Kind,
    /// Only a passphrase is slow; the other secrets are random, and HKDF is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argon2id: Option<Slow>,
    /// Only an authenticator has to be asked, and in the right words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceKeyslot>,
    #[serde(with = "hex::serde")]
    pub nonce: [u8; NONCE_BYTES],
    #[serde(with = "hex::serde")]
    pub ct: [u8; 32 + TAG_BYTES],
}

impl Slot {
    pub const VERSION: u32 = 1;

    pub fn make_for_passphrase(
        draw: Draw<'_>,
        vault: VaultId,
        key: &VaultKey,
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<Self, MakeError> {
        if passphrase.is_empty() {
            return Err(MakeError::EmptyPassphrase);
        }
        let slow = Slow {
            memory_kib: cost.memory_kib,
            passes: cost.passes,
            lanes: cost.lanes,
            salt: random::make_bytes(draw)?,
        };
        let wrapping = slow.derive_wrapping(vault, passphrase)?;
        let mut slot = Self::blank(draw, Kind::Passphrase)?;
        slot.argon2id = Some(slow);
        slot.wrap(vault, &wrapping, key);
        Ok(slot)
    }

    pub fn make_for_recovery_code(
        draw: Draw<'_>,
        vault: VaultId,
        key: &VaultKey,
        code: &RecoveryCode,
    ) -> Result<Self, MakeError> {
        let mut slot = Self::blank(draw, Kind::RecoveryCode)?;
        let wrapping = slot.derive_from_recovery_code(vault, code);
        slot.wrap(vault, &wrapping, key);
        Ok(slot)
    }

    pub fn make_for_device(
        draw: Draw<'_>,
        vault: VaultId,
        key: &VaultKey,
        device: DeviceKeyslot,
        secret: &DeviceSecret,
    ) -> Result<Self, MakeError> {
        if !device.is_within_bounds() {
            let length = device.credential_id.len();
            return Err(MakeError::BadCredentialId { length });
        }
        let mut slot = Self::blank(draw, Kind::Device)?;
        slot.device = Some(device);
        let wrapping = slot.derive_from_device(vault, secret);
        slot.wrap(vault, &wrapping, key);
        Ok(slot)
    }

    /// The vault key, if `secret` is this slot's. A secret of another kind is simply wrong.
    pub fn open(&self, vault: VaultId, secret: &Secret) -> Result<VaultKey, UnlockError> {
        let wrapping = match (secret, &self.argon2id) {
            (Secret::Passphrase(passphrase), Some(slow)) => {
                slow.derive_wrapping(vault, passphrase)?
            }
            (Secret::RecoveryCode(code), None) => self.derive_from_recovery_code(vault, code),
            (Secret::Device(secret), None) => self.derive_from_device(vault, secret),
            _ => return Err(UnlockError::WrongSecret),
        };
        let mut key = Key::zeros();
        let mut tag = [0; TAG_BYTES];
        key.copy_from_slice(&self.ct[..32]);
        tag.copy_from_slice(&self.ct[32..]);
        cipher::decrypt(
            &wrapping,
            &self.nonce,
            &self.associated_data(vault),
            &mut *key,
            &tag,
        )
        .map_err(|_| UnlockError::WrongSecret)?;
        Ok(VaultKey::from_key(key))
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn cost(&self) -> Option<Cost> {
        self.argon2id.as_ref().map(Slow::cost)
    }

    /// `"rj-slot-v1\0" || vault id || slot id || kind u8 || alg u8 || m u32be || t u32be || p u32be
    /// || salt length u8 || salt`; without Argon2id the numbers are zero. The salt is Argon2id's, or
    /// the input of the device's function, or nothing.
    pub(crate) fn associated_data(&self, vault: VaultId) -> Vec<u8> {
        let kind = match self.kind {
            Kind::Passphrase => 1u8,
            Kind::RecoveryCode => 2,
            Kind::Device => 3,
        };
        let (alg, cost, salt): (u8, _, &[u8]) = match (&self.argon2id, &self.device) {
            (Some(slow), _) => (1, [slow.memory_kib, slow.passes, slow.lanes], &slow.salt),
            (None, Some(device)) => (2, [0; 3], &device.prf_input),
            (None, None) => (2, [0; 3], &[]),
        };
        let mut aad = [b"rj-slot-v1\0".as_slice(), &vault.0, &self.id, &[kind, alg]].concat();
        for number in cost {
            aad.extend_from_slice(&number.to_be_bytes());
        }
        aad.push(salt.len() as u8);
        aad.extend_from_slice(salt);
        aad
    }

    /// A slot with its own id and nonce, and nothing wrapped in it yet.
    fn blank(draw: Draw<'_>, kind: Kind) -> Result<Self, MakeError> {
        Ok(Self {
            v: Self::VERSION,
            id: random::make_bytes(draw)?,
            kind,
            argon2id: None,
            device: None,
            nonce: random::make_bytes(draw)?,
            ct: [0; 32 + TAG_BYTES],
        })
    }

    pub(crate) fn wrap(&mut self, vault: VaultId, wrapping: &Key, key: &VaultKey) {
        let mut buffer = Key::copy_of(key.as_bytes());
        let aad = self.associated_data(vault);
        let tag = cipher::encrypt(wrapping, &self.nonce, &aad, &mut *buffer);
        self.ct[..32].copy_from_slice(buffer.as_slice());
        self.ct[32..].copy_from_slice(&tag);
    }

    fn derive_from_recovery_code(&self, vault: VaultId, code: &RecoveryCode) -> Key {
        derive::derive_key(
            code.as_bytes(),
            &[&vault.0, &self.id],
            &[b"rj/kek/recovery/v1"],
        )
    }

    fn derive_from_device(&self, vault: VaultId, secret: &DeviceSecret) -> Key {
        derive::derive_key(
            secret.as_bytes(),
            &[&vault.0, &self.id],
            &[b"rj/kek/prf/v1"],
        )
    }
}

/// The parameters of Argon2id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slow {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    #[serde(with = "hex::serde")]
    pub salt: [u8; 16],
}

impl Slow {
    fn cost(&self) -> Cost {
        Cost {
            memory_kib: self.memory_kib,
            passes: self.passes,
            lanes: self.lanes,
        }
    }

    pub fn derive_wrapping(
        &self,
        vault: VaultId,
        passphrase: &Passphrase,
    ) -> Result<Key, SlowError> {
        let slow_key = derive::derive_slow(passphrase, &self.salt, self.cost())?;
        Ok(derive::derive_key(
            slow_key.as_slice(),
            &[&vault.0],
            &[b"rj/kek/pass/v1"],
        ))
    }
}
