//! The vault's own name: sixteen random bytes that every key and every seal is bound to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The random name of one vault. It is no secret, and it says nothing about its owner.
///
/// Shown, and written in JSON, as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VaultId(#[serde(with = "hex::serde")] pub(crate) [u8; 16]);

impl VaultId {
    /// The sixteen bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_hex_in_display_and_in_json() {
        let id = VaultId([0xab; 16]);
        assert_eq!(id.to_string(), "ab".repeat(16));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<VaultId>(&json).unwrap(), id);
        assert!(serde_json::from_str::<VaultId>("\"abcd\"").is_err());
    }
}
