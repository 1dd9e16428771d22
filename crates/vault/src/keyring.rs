//! The keyring: what lies on disk of the keys, wrapped once for every secret that opens them.

mod device;
pub(crate) mod epoch;
mod error;
mod form;
pub(crate) mod slot;

pub use device::{DeviceKeyslot, DeviceSecret};
pub use error::{KeyringError, MakeError, UnlockError};

use crate::cost::Cost;
use crate::derive::Key;
use crate::key::VaultKey;
use crate::passphrase::Passphrase;
use crate::random::{self, Draw};
use crate::recovery_code::RecoveryCode;
use crate::vault_id::VaultId;
use epoch::Epoch;
use form::{Form, MAX_EPOCHS};
use slot::{Kind, Slot};

/// One of the secrets that open a vault.
#[derive(Debug)]
pub enum Secret {
    /// What is typed every day.
    Passphrase(Passphrase),
    /// What lies on a sheet of paper for the day when the passphrase is forgotten.
    RecoveryCode(RecoveryCode),
    /// What the device gives for a fingerprint or a face.
    Device(DeviceSecret),
}

/// The wrapped keys of one vault. Holds nothing secret, and is stored in plaintext.
///
/// A change gives a new keyring: **store it in one transaction, in place of the old one**, and
/// exactly one passphrase opens the vault at every moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyring(Form);

impl Keyring {
    /// Makes a new vault: its key, its first data key, and a recovery code to print.
    /// Takes as long as one unlocking.
    ///
    /// # Errors
    /// When the passphrase is empty, the cost is out of bounds, or the device gives too little
    /// memory or no random numbers.
    pub fn make(
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<(Keyring, VaultKey, RecoveryCode), MakeError> {
        Self::make_with(&mut random::system, passphrase, cost)
    }

    pub(crate) fn make_with(
        draw: Draw<'_>,
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<(Keyring, VaultKey, RecoveryCode), MakeError> {
        let vault = VaultId(random::make_bytes(draw)?);
        let key = VaultKey::make_with(draw)?;
        let epoch = Epoch::make(draw, vault, &key, 1)?;
        let slot = Slot::make_for_passphrase(draw, vault, &key, passphrase, cost)?;
        let code = RecoveryCode::make_with(draw)?;
        let recovery = Slot::make_for_recovery_code(draw, vault, &key, &code)?;
        Ok((
            Keyring(Form::new(vault, vec![slot, recovery], vec![epoch])),
            key,
            code,
        ))
    }

    /// Reads what [`Keyring::to_json`] wrote. Every bound is checked here, before a key is derived
    /// or memory for it is asked for.
    ///
    /// # Errors
    /// When it is no keyring, is of another version, or asks for a cost out of bounds.
    pub fn from_json(json: &[u8]) -> Result<Keyring, KeyringError> {
        Form::from_json(json).map(Keyring)
    }

    /// The bytes to store.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).expect("numbers and hexadecimal digits are always JSON")
    }

    /// The vault that these keys belong to.
    pub fn vault_id(&self) -> VaultId {
        self.0.vault_id
    }

    /// What a try at the passphrase costs, or nothing when no passphrase opens this keyring.
    pub fn passphrase_cost(&self) -> Option<Cost> {
        self.slot(Kind::Passphrase).and_then(Slot::cost)
    }

    /// What to ask the authenticator for, or nothing when the device does not open this keyring.
    pub fn device(&self) -> Option<DeviceKeyslot> {
        self.slot(Kind::Device).and_then(|slot| slot.device.clone())
    }

    /// Opens the vault key with a secret. A passphrase takes as long as its cost says: **call this
    /// in a worker**.
    ///
    /// # Errors
    /// [`UnlockError::WrongSecret`] for a wrong secret and for a damaged slot alike, because nobody
    /// can tell them apart; the others say what they are.
    pub fn unlock(&self, secret: &Secret) -> Result<VaultKey, UnlockError> {
        let kind = match secret {
            Secret::Passphrase(_) => Kind::Passphrase,
            Secret::RecoveryCode(_) => Kind::RecoveryCode,
            Secret::Device(_) => Kind::Device,
        };
        let slot = self.slot(kind).ok_or(UnlockError::NoSuchSlot)?;
        let key = slot.open(self.vault_id(), secret)?;
        self.open_epochs(&key)?;
        Ok(key)
    }

    /// A new passphrase in place of the old one, and a new data key for what is sealed from now on.
    ///
    /// The vault key stays, so that whoever kept a copy of the old keyring still opens that copy,
    /// and what was sealed until now, with the old passphrase.
    ///
    /// # Errors
    /// As [`Keyring::make`]; and when `key` is not this keyring's, which would lock its owner out.
    pub fn replace_passphrase(
        &self,
        key: &VaultKey,
        new: &Passphrase,
        cost: Cost,
    ) -> Result<Keyring, MakeError> {
        self.replace_passphrase_with(&mut random::system, key, new, cost)
    }

    pub(crate) fn replace_passphrase_with(
        &self,
        draw: Draw<'_>,
        key: &VaultKey,
        new: &Passphrase,
        cost: Cost,
    ) -> Result<Keyring, MakeError> {
        self.open_epochs(key).map_err(|_| MakeError::WrongKey)?;
        let slot = Slot::make_for_passphrase(draw, self.vault_id(), key, new, cost)?;
        let mut form = self.with_slot(slot);
        // At the limit the newest data key stays in use: no one is refused a new passphrase.
        if form.epochs.len() < MAX_EPOCHS {
            let next = form.epochs.len() as u32 + 1;
            form.epochs
                .push(Epoch::make(draw, self.vault_id(), key, next)?);
        }
        Ok(Keyring(form))
    }

    /// A new recovery code in place of the old one.
    ///
    /// # Errors
    /// When the device gives no random numbers, or when `key` is not this keyring's.
    pub fn replace_recovery_code(
        &self,
        key: &VaultKey,
    ) -> Result<(Keyring, RecoveryCode), MakeError> {
        self.replace_recovery_code_with(&mut random::system, key)
    }

    pub(crate) fn replace_recovery_code_with(
        &self,
        draw: Draw<'_>,
        key: &VaultKey,
    ) -> Result<(Keyring, RecoveryCode), MakeError> {
        self.open_epochs(key).map_err(|_| MakeError::WrongKey)?;
        let code = RecoveryCode::make_with(draw)?;
        let slot = Slot::make_for_recovery_code(draw, self.vault_id(), key, &code)?;
        Ok((Keyring(self.with_slot(slot)), code))
    }

    /// A slot for a key of the device, in place of the one there was or as a third beside the
    /// others. `secret` is what the authenticator gave for this credential and this input.
    ///
    /// # Errors
    /// When the credential id is empty or longer than an authenticator's, when the device gives no
    /// random numbers, or when `key` is not this keyring's.
    pub fn with_device(
        &self,
        key: &VaultKey,
        credential_id: Vec<u8>,
        prf_input: [u8; 32],
        secret: &DeviceSecret,
    ) -> Result<Keyring, MakeError> {
        let device = DeviceKeyslot {
            credential_id,
            prf_input,
        };
        self.with_device_with(&mut random::system, key, device, secret)
    }

    pub(crate) fn with_device_with(
        &self,
        draw: Draw<'_>,
        key: &VaultKey,
        device: DeviceKeyslot,
        secret: &DeviceSecret,
    ) -> Result<Keyring, MakeError> {
        self.open_epochs(key).map_err(|_| MakeError::WrongKey)?;
        let slot = Slot::make_for_device(draw, self.vault_id(), key, device, secret)?;
        Ok(Keyring(self.with_slot(slot)))
    }

    /// The keyring without its slot for a key of the device, if it has one.
    ///
    /// Whoever kept a copy of the keyring still opens that copy with the device.
    pub fn without_device(&self) -> Keyring {
        let mut form = self.0.clone();
        form.slots.retain(|slot| slot.kind() != Kind::Device);
        Keyring(form)
    }

    /// The data keys of all epochs, epoch 1 first.
    pub(crate) fn open_epochs(&self, key: &VaultKey) -> Result<Vec<Key>, UnlockError> {
        // Room for all: a list that grows leaves copies behind, though here only of pointers.
        let mut keys = Vec::with_capacity(self.0.epochs.len());
        for epoch in &self.0.epochs {
            keys.push(epoch.open(self.vault_id(), key)?);
        }
        Ok(keys)
    }

    fn slot(&self, kind: Kind) -> Option<&Slot> {
        self.0.slots.iter().find(|slot| slot.kind() == kind)
    }

    fn with_slot(&self, new: Slot) -> Form {
        let mut form = self.0.clone();
        form.slots.retain(|slot| slot.kind() != new.kind());
        form.slots.push(new);
        form
    }
}

#[cfg(test)]
mod tests;
