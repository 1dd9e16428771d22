//! The device's secret: what an authenticator gives for a fingerprint or a face (WebAuthn PRF).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::derive::Key;
use crate::random::{self, RandomnessError};

/// The longest credential id, in bytes, that an authenticator may give (WebAuthn Level 3, section
/// 4, "Credential ID").
const MAX_CREDENTIAL_ID: usize = 1023;

/// The 32 bytes that the authenticator gave for a [`DeviceKeyslot`], wiped on drop.
pub struct DeviceSecret(Key);

impl DeviceSecret {
    /// Takes what the authenticator gave. **The caller wipes its own copy.**
    ///
    /// Nothing, when all bytes are zero: a broken authenticator would give the same to everybody.
    pub fn from_bytes(bytes: [u8; 32]) -> Option<DeviceSecret> {
        let key = Key::take(bytes);
        key.iter().any(|byte| *byte != 0).then_some(Self(key))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// What to ask the authenticator for, as it stands in the keyring's JSON. Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceKeyslot {
    /// Which credential: the name that the authenticator gave it, 1 to 1023 bytes.
    #[serde(with = "hex::serde")]
    pub credential_id: Vec<u8>,
    /// The input of the credential's pseudo-random function; its output is the [`DeviceSecret`].
    #[serde(with = "hex::serde")]
    pub prf_input: [u8; 32],
}

impl DeviceKeyslot {
    /// Draws an input for a new credential.
    ///
    /// # Errors
    /// When the device gives no random numbers.
    pub fn make_input() -> Result<[u8; 32], RandomnessError> {
        random::make_bytes(&mut random::system)
    }

    /// Whether the credential id is one that an authenticator gives.
    pub(super) fn is_within_bounds(&self) -> bool {
        (1..=MAX_CREDENTIAL_ID).contains(&self.credential_id.len())
    }
}
