//! Keys: whom a bundle is sealed to, who can open it, and which phone signed it.

mod sealed;
mod words;

use std::fmt;
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use ssh_key::PublicKey;
use ssh_key::public::{Ed25519PublicKey, KeyData};
use zeroize::Zeroizing;

pub use sealed::{OpenKeyError, PASSPHRASE_MIN, SealKeyError};
pub use words::{IDENTITY_WORDS, TypedKey, TypedKeyError, UnknownWord};

/// Whom a bundle is sealed to: an age X25519 recipient, `age1…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(pub(crate) age::x25519::Recipient);

impl Recipient {
    /// SHA-256 over the recipient string, lower-case hex: how a submission names its keys.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.to_string().as_bytes()))
    }
}

impl FromStr for Recipient {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        text.trim()
            .parse()
            .map(Self)
            .map_err(|_| ParseKeyError::Recipient)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who can open a bundle: an age X25519 identity.
#[derive(Clone)]
pub struct Identity(pub(crate) age::x25519::Identity);

impl Identity {
    /// Draws a new identity.
    pub fn make() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Whom to seal to, so that this identity can open it.
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    /// `AGE-SECRET-KEY-1…`. **The caller MUST keep it sealed.**
    pub fn to_secret_string(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Reads every identity of an age identity file: one per line, `#` begins a comment.
    ///
    /// # Errors
    /// When a line is no identity, or there is none.
    pub fn parse_file(text: &str) -> Result<Vec<Self>, ParseKeyError> {
        let identities = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Self::from_str)
            .collect::<Result<Vec<_>, _>>()?;
        if identities.is_empty() {
            Err(ParseKeyError::NoIdentity)
        } else {
            Ok(identities)
        }
    }
}

impl FromStr for Identity {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        let text = text.trim();
        if text.starts_with("age1") {
            return Err(ParseKeyError::PublicInsteadOfSecret);
        }
        text.parse().map(Self).map_err(|_| ParseKeyError::Identity)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity([REDACTED])")
    }
}

/// The key a phone signs its bundles with: Ed25519 (RFC 8032). Its seed lives sealed in the
/// vault and is wiped from memory on drop.
#[derive(Clone)]
pub struct DeviceKey(pub(crate) SigningKey);

impl DeviceKey {
    /// Draws a new key.
    pub fn make() -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rand::RngCore::fill_bytes(&mut rand::rngs::OsRng, &mut *seed);
        Self::from_seed(&seed)
    }

    /// The key of a seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed. **The caller MUST keep it sealed.**
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public key as OpenSSH writes it: `ssh-ed25519 AAAA…`.
    pub fn public(&self) -> String {
        public_string(&self.0.verifying_key())
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.public())
    }
}

/// The public key as OpenSSH writes it, without a comment.
pub(crate) fn public_string(key: &VerifyingKey) -> String {
    let data = KeyData::Ed25519(Ed25519PublicKey(key.to_bytes()));
    PublicKey::new(data, "")
        .to_openssh()
        .expect("an Ed25519 key can be written")
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseKeyError {
    /// No recipient.
    #[error("this is not an age recipient (age1…)")]
    Recipient,
    /// No identity.
    #[error("this is not an age identity (AGE-SECRET-KEY-1…)")]
    Identity,
    /// The half that seals, where the half that opens is needed.
    #[error("this is a public key (age1…); opening needs the secret one (AGE-SECRET-KEY-1…)")]
    PublicInsteadOfSecret,
    /// An identity file without an identity.
    #[error("there is no identity in this file")]
    NoIdentity,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_file_is_read_with_its_comments() {
        let identity = Identity::make();
        let file = format!(
            "# created: today\n# public key: x\n\n{}\n",
            *identity.to_secret_string()
        );
        let read = Identity::parse_file(&file).unwrap();
        assert_eq!(read[0].recipient(), identity.recipient());
        assert_eq!(
            Identity::parse_file("# nothing").unwrap_err(),
            ParseKeyError::NoIdentity
        );
        let public = identity.recipient().to_string();
        assert_eq!(
            Identity::parse_file(&public).unwrap_err(),
            ParseKeyError::PublicInsteadOfSecret
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let (identity, device) = (Identity::make(), DeviceKey::make());
        assert!(!format!("{identity:?}").contains("SECRET-KEY"));
        assert!(!format!("{device:?}").contains(&hex::encode(*device.seed())));
    }
}
