//! The vault key: random, the same for the vault's whole life, and never on disk unwrapped.

use std::fmt;

use zeroize::Zeroizing;

use crate::random::{self, Draw, RandomnessError};

/// The vault's master key: 32 random bytes, wiped on drop.
///
/// It crosses from the worker that derives it to the page that uses it, and goes nowhere else.
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    pub(crate) fn make_with(draw: Draw<'_>) -> Result<Self, RandomnessError> {
        Ok(Self(Zeroizing::new(random::make_bytes(draw)?)))
    }

    /// Takes the key from the bytes of [`VaultKey::to_bytes`].
    /// **The caller wipes its own copy.** A wrong key is noticed by `Vault::open`.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A copy of the 32 bytes, itself wiped on drop.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}
