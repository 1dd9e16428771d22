//! The keyring's JSON, and every bound that is checked before any of it is believed.

use serde::{Deserialize, Serialize};

use super::KeyringError;
use super::epoch::Epoch;
use super::slot::{Kind, Slot};
use crate::vault_id::VaultId;

const VERSION: u32 = 1;
/// A keyring with the most epochs is a little shorter.
const MAX_JSON_BYTES: usize = 256 * 1024;
pub(super) const MAX_EPOCHS: usize = 1000;

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    v: u32,
    pub vault_id: VaultId,
    pub slots: Vec<Slot>,
    pub epochs: Vec<Epoch>,
}

impl Form {
    pub fn new(vault_id: VaultId, slots: Vec<Slot>, epochs: Vec<Epoch>) -> Self {
        Self {
            v: VERSION,
            vault_id,
            slots,
            epochs,
        }
    }

    pub fn from_json(json: &[u8]) -> Result<Self, KeyringError> {
        if json.len() > MAX_JSON_BYTES {
            return Err(KeyringError::Malformed("it is too long"));
        }
        let Versions { v, slots, epochs } = serde_json::from_slice(json).map_err(not_readable)?;
        let parts = slots.iter().map(|part| (part.v, Slot::VERSION));
        let parts = parts.chain(epochs.iter().map(|part| (part.v, Epoch::VERSION)));
        for (found, known) in std::iter::once((v, VERSION)).chain(parts) {
            if found != known {
                return Err(KeyringError::UnknownVersion { found });
            }
        }
        let form: Form = serde_json::from_slice(json).map_err(not_readable)?;
        form.check()?;
        Ok(form)
    }

    fn check(&self) -> Result<(), KeyringError> {
        let count = |kind| self.slots.iter().filter(|slot| slot.kind() == kind).count();
        // A phone may be lost, and its keys are bound to the app's address: never the only way in.
        if count(Kind::Passphrase) == 0 && count(Kind::RecoveryCode) == 0 {
            return Err(KeyringError::Malformed(
                "it has no slot for a passphrase or a recovery code",
            ));
        }
        let kinds = [Kind::Passphrase, Kind::RecoveryCode, Kind::Device];
        if kinds.into_iter().any(|kind| count(kind) > 1) {
            return Err(KeyringError::Malformed("it has two slots of one kind"));
        }
        for slot in &self.slots {
            match (slot.kind(), slot.cost(), &slot.device) {
                (Kind::Passphrase, Some(cost), None) => cost.check()?,
                (Kind::RecoveryCode, None, None) => {}
                (Kind::Device, None, Some(device)) if device.is_within_bounds() => {}
                (Kind::Device, None, Some(_)) => {
                    return Err(KeyringError::Malformed(
                        "a credential id is empty or too long",
                    ));
                }
                _ => {
                    return Err(KeyringError::Malformed(
                        "a slot's kind and what it holds do not fit",
                    ));
                }
            }
        }
        if self.epochs.is_empty() || self.epochs.len() > MAX_EPOCHS {
            return Err(KeyringError::Malformed("it has no epoch or too many"));
        }
        if self
            .epochs
            .iter()
            .zip(1..)
            .any(|(epoch, number)| epoch.epoch != number)
        {
            return Err(KeyringError::Malformed(
                "its epochs are not numbered 1, 2, 3 and so on",
            ));
        }
        Ok(())
    }
}

/// Only the versions: a keyring of tomorrow may have fields that this code does not know, and its
/// owner is told to update and not that it is damaged.
#[derive(Deserialize)]
struct Versions {
    v: u32,
    #[serde(default)]
    slots: Vec<Version>,
    #[serde(default)]
    epochs: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

fn not_readable(_: serde_json::Error) -> KeyringError {
    KeyringError::Malformed("it is not the JSON of a keyring")
}
