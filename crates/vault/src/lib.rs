//! Protection at rest: knows bytes and labels, and has never heard of an entry.
#![doc = include_str!("../README.md")]

mod blob;
mod catalogue;
mod cipher;
mod cost;
mod derive;
mod key;
mod keyring;
mod padding;
mod passphrase;
mod random;
mod record;
mod recovery_code;
mod secret_bytes;
mod vault;
mod vault_id;

#[cfg(test)]
mod golden_device_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod vector_tests;
#[cfg(test)]
mod wiping_tests;

pub use blob::{BlobKey, BlobSeed, MAX_SLICE};
pub use catalogue::{Catalogue, CatalogueError, CatalogueMismatch};
pub use cost::{Cost, CostError};
pub use key::VaultKey;
pub use keyring::{
    DeviceKeyslot, DeviceSecret, Keyring, KeyringError, MakeError, Secret, UnlockError,
};
pub use passphrase::Passphrase;
pub use random::RandomnessError;
pub use record::{Label, SealedRecord, Store, Trace};
pub use recovery_code::{RecoveryCode, RecoveryCodeError};
pub use vault::{MAX_PLAINTEXT, SealError, UnsealError, Unsealed, Vault};
pub use vault_id::VaultId;
