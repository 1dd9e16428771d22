//! A key file as it lies: plain, sealed with a passphrase, or something else.

use bundle::{Identity, ParseKeyError};
use zeroize::Zeroizing;

/// What a key file is.
#[derive(Debug)]
pub enum KeyFile {
    /// It is sealed with a passphrase: [`Identity::open_sealed`] opens it.
    Sealed,
    /// Its identities lie open.
    Plain(Vec<Identity>),
}

impl KeyFile {
    /// Reads a key file, ours or of `age-keygen` or `age -p`.
    ///
    /// # Errors
    /// When it is another kind of file.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyFileError> {
        if Identity::is_sealed(bytes) {
            return Ok(Self::Sealed);
        }
        let text = Zeroizing::new(String::from_utf8_lossy(bytes).into_owned());
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.starts_with("age-encryption.org/") || text.starts_with("-----BEGIN AGE") {
            return Err(KeyFileError::SealedToKeys);
        }
        Ok(Self::Plain(Identity::parse_file(text)?))
    }
}

/// Why a file is no key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// An age file, and its lock is other keys.
    #[error("it is itself sealed to keys")]
    SealedToKeys,
    /// What is in it is no identity.
    #[error(transparent)]
    Keys(#[from] ParseKeyError),
}

impl KeyFileError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::SealedToKeys => {
                "open it on the way: age -d -i KEY FILE | loop-desk … --identity -"
            }
            Self::Keys(ParseKeyError::PublicInsteadOfSecret) => {
                "give the file that `loop-desk key new` wrote"
            }
            Self::Keys(_) => {
                "an identity file has a line AGE-SECRET-KEY-1…; lines with # are comments"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_file_is_told_apart() {
        let identity = Identity::make();
        let plain = identity.to_file("2026-01-05");
        for text in [plain.to_string(), format!("\u{feff}{}", *plain)] {
            let Ok(KeyFile::Plain(found)) = KeyFile::read(text.as_bytes()) else {
                panic!("{text} is a key file");
            };
            assert_eq!(found[0].recipient(), identity.recipient());
        }
        let sealed = identity.seal("2026-01-05", "a long passphrase").unwrap();
        for bytes in [sealed.clone(), bundle::armoured(&sealed).into_bytes()] {
            assert!(matches!(KeyFile::read(&bytes), Ok(KeyFile::Sealed)));
        }
        let to_keys = b"age-encryption.org/v1\n-> X25519 abc\n";
        let refused = |bytes: &[u8]| KeyFile::read(bytes).unwrap_err();
        assert_eq!(refused(to_keys), KeyFileError::SealedToKeys);
        assert_eq!(
            refused(b"\xff\xd8\xff"),
            KeyFileError::Keys(ParseKeyError::Identity)
        );
    }
}
