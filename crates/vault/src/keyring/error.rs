//! Why a keyring is not read, not made, or not opened.

use crate::cost::CostError;
use crate::derive::SlowError;
use crate::random::RandomnessError;

/// Why bytes are not a keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// Not what `to_json` writes.
    #[error("the keyring is not readable: {0}")]
    Malformed(&'static str),
    /// Written by another version of the format.
    #[error("the keyring, or a part of it, is of version {found}, and this app reads version 1")]
    UnknownVersion {
        /// The version found.
        found: u32,
    },
    /// A passphrase cost that is refused.
    #[error(transparent)]
    Cost(#[from] CostError),
}

impl KeyringError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Malformed(_) => Some("bring the keyring back from the second copy or a backup"),
            Self::UnknownVersion { .. } => Some("update the app"),
            Self::Cost(error) => error.advice(),
        }
    }
}

/// Why no keyring was made. The old one, if there was one, still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    /// Nothing was typed.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The cost is not one that is read again.
    #[error(transparent)]
    Cost(CostError),
    /// The device does not have the memory that the cost asks for.
    #[error("this device did not give the {memory_kib} KiB of memory that the passphrase costs")]
    OutOfMemory {
        /// The memory asked for, in KiB.
        memory_kib: u32,
    },
    /// No authenticator gives such a credential id.
    #[error("the credential id has {length} bytes and not 1 to 1023")]
    BadCredentialId {
        /// How many bytes it has.
        length: usize,
    },
    /// The key does not open this keyring's epochs.
    #[error("the vault key is not the key of this keyring")]
    WrongKey,
    /// There were no random numbers.
    #[error(transparent)]
    Randomness(#[from] RandomnessError),
}

impl MakeError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::EmptyPassphrase => Some("type a passphrase; five or six random words are good"),
            Self::Cost(_) => Some("choose one of the costs of the ladder"),
            Self::OutOfMemory { .. } => {
                Some("close other apps, or try the next cost of the ladder")
            }
            Self::BadCredentialId { .. } => {
                Some("set up the fingerprint or face again, or go on with the passphrase")
            }
            Self::WrongKey => Some("lock, unlock, and try again"),
            Self::Randomness(error) => error.advice(),
        }
    }
}

/// Why a vault stays locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The secret does not open its slot.
    #[error("this is not the passphrase, recovery code or device of this vault")]
    WrongSecret,
    /// No slot is for a secret of this kind.
    #[error("this vault has no slot for a secret of this kind")]
    NoSuchSlot,
    /// The cost is out of bounds.
    #[error(transparent)]
    TooCostly(CostError),
    /// The device does not have the memory that the passphrase costs.
    #[error("this device did not give the {memory_kib} KiB of memory that the passphrase costs")]
    OutOfMemory {
        /// The memory asked for, in KiB.
        memory_kib: u32,
    },
    /// The vault key does not open the data keys.
    #[error("the keyring is damaged: its data keys do not open")]
    Damaged,
}

impl UnlockError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::WrongSecret => {
                Some("look at the keyboard's language and capitals, and try again")
            }
            Self::NoSuchSlot => Some("use another secret"),
            Self::TooCostly(error) => error.advice(),
            Self::OutOfMemory { .. } => {
                Some("close other apps and try again; the recovery code needs no memory")
            }
            Self::Damaged => Some("bring the keyring back from the second copy or a backup"),
        }
    }
}

impl From<SlowError> for UnlockError {
    fn from(error: SlowError) -> Self {
        match error {
            SlowError::Cost(error) => Self::TooCostly(error),
            SlowError::OutOfMemory { memory_kib } => Self::OutOfMemory { memory_kib },
        }
    }
}

impl From<SlowError> for MakeError {
    fn from(error: SlowError) -> Self {
        match error {
            SlowError::Cost(error) => Self::Cost(error),
            SlowError::OutOfMemory { memory_kib } => Self::OutOfMemory { memory_kib },
        }
    }
}
