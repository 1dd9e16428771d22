//! The vault key: random, the same for the vault's whole life, and never on disk unwrapped.

use std::fmt;

use zeroize::Zeroizing;

use crate::derive::Key;
use crate::random::{Draw, RandomnessError};

/// The vault's master key: 32 random bytes, wiped on drop.
///
/// It crosses from the worker that derives it to the page that uses it, and goes nowhere else.
pub struct VaultKey(Key);

impl VaultKey {
    pub(crate) fn make_with(draw: Draw<'_>) -> Result<Self, RandomnessError> {
        Ok(Self(Key::make_with(draw)?))
    }

    /// Takes the key from the bytes of [`VaultKey::to_bytes`].
    /// **The caller wipes its own copy.** A wrong key is noticed by `Vault::open`.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Key::take(bytes))
    }

    /// A copy of the 32 bytes, itself wiped on drop. **An array copied out of it is not.**
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(self.as_bytes());
        bytes
    }

    /// Takes the key where it lies: no copy is made.
    pub(crate) fn from_key(key: Key) -> Self {
        Self(key)
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
