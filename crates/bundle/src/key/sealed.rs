//! An identity at rest: an age identity file behind a passphrase, as `age -p` makes one. Plain
//! `age -d -i FILE bundle.age` opens bundles with it.

use zeroize::Zeroizing;

use super::{Identity, ParseKeyError};
use crate::envelope::{self, EnvelopeError, Passphrase};

/// scrypt at `N = 2^18`, `r = 8` takes 256 MiB, the cost that `age -p` itself chooses.
const LOG_N: u8 = 18;
/// What a file may ask for: 1 GiB.
const MAX_LOG_N: u8 = 20;
/// No identity file is larger, in bytes.
const CAP: usize = 1024 * 1024;
/// The shortest passphrase, in characters.
pub const PASSPHRASE_MIN: usize = 12;

impl Identity {
    /// The identity file as `age-keygen` writes it, with the key's check words as a comment.
    /// `created` is a moment in RFC 3339. **The caller MUST keep it sealed.**
    pub fn to_file(&self, created: &str) -> Zeroizing<String> {
        let recipient = self.recipient().to_string();
        Zeroizing::new(format!(
            "# created: {created}\n# public key: {recipient}\n# check words: {}\n{}\n",
            journal::check_words(&recipient).join(" "),
            *self.to_secret_string()
        ))
    }

    /// [`Identity::to_file`] sealed with a passphrase. Takes 256 MiB of memory and about a second:
    /// **call this in a worker**.
    ///
    /// # Errors
    /// When the passphrase is shorter than [`PASSPHRASE_MIN`] characters.
    pub fn seal(&self, created: &str, passphrase: &str) -> Result<Vec<u8>, SealKeyError> {
        let found = passphrase.chars().count();
        if found < PASSPHRASE_MIN {
            return Err(SealKeyError::Short { found });
        }
        let file = self.to_file(created);
        // Only a file of gigabytes is refused.
        envelope::seal_with_passphrase(file.as_bytes(), passphrase, LOG_N)
            .ok_or(SealKeyError::NoMemory)
    }

    /// Whether a key file is sealed with a passphrase: age, binary or armoured.
    pub fn is_sealed(bytes: &[u8]) -> bool {
        envelope::is_for_passphrase(bytes)
    }

    /// Every identity of a sealed identity file, ours or of `age -p`.
    ///
    /// # Errors
    /// When the passphrase is another, the file is damaged, or what is in it is no identity.
    pub fn open_sealed(bytes: &[u8], passphrase: &str) -> Result<Vec<Self>, OpenKeyError> {
        if bytes.len() > CAP || !Self::is_sealed(bytes) {
            return Err(OpenKeyError::NotSealed);
        }
        let passphrase = Passphrase::new(passphrase, MAX_LOG_N);
        let file =
            envelope::open_with_passphrase(bytes, &passphrase).map_err(|error| match error {
                EnvelopeError::NoMatch => OpenKeyError::WrongPassphrase,
                EnvelopeError::TooCostly => OpenKeyError::TooCostly,
                EnvelopeError::NotAge | EnvelopeError::TooLarge => OpenKeyError::NotSealed,
                EnvelopeError::Header
                | EnvelopeError::HeaderCut
                | EnvelopeError::Damaged
                | EnvelopeError::Cut => OpenKeyError::Damaged,
            })?;
        let text = std::str::from_utf8(&file).map_err(|_| ParseKeyError::Identity)?;
        Ok(Self::parse_file(text)?)
    }
}

/// Why a key was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealKeyError {
    /// Too short to keep a key that opens everything.
    #[error("the passphrase has {found} characters and needs at least {PASSPHRASE_MIN}")]
    Short {
        /// Its length in characters.
        found: usize,
    },
    /// It could not be sealed.
    #[error("there was not enough memory to seal the key")]
    NoMemory,
}

impl SealKeyError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Short { .. } => "take a longer one, or have six words drawn",
            Self::NoMemory => "close other programs: sealing takes 256 MiB",
        })
    }
}

/// Why a sealed key did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenKeyError {
    /// Not this passphrase, or a changed beginning.
    #[error("it does not open with this passphrase")]
    WrongPassphrase,
    /// Changed or cut short.
    #[error("it is damaged or cut short")]
    Damaged,
    /// It asks for more than 1 GiB of memory.
    #[error("opening it would take more than 1 GiB of memory")]
    TooCostly,
    /// No age file with a passphrase.
    #[error("it is not sealed with a passphrase")]
    NotSealed,
    /// What is in it is no identity.
    #[error(transparent)]
    Keys(#[from] ParseKeyError),
}

impl OpenKeyError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::WrongPassphrase => {
                "try again; capitals and blanks count, and another keyboard may type other letters"
            }
            Self::Damaged => "take a copy of the file, or restore the key from its paper copy",
            Self::TooCostly => "open it with `age -d` and seal it again with `age -p`",
            Self::NotSealed => "give the file that `loop-desk key new` wrote",
            Self::Keys(_) => "an identity file has a line AGE-SECRET-KEY-1…",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "six words Ünicode";

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_only() {
        let identity = Identity::make();
        let sealed = identity.seal("2026-01-05T00:00:00Z", PASSPHRASE).unwrap();
        assert!(Identity::is_sealed(&sealed));
        let open = Identity::open_sealed(&sealed, PASSPHRASE).unwrap();
        assert_eq!(open[0].recipient(), identity.recipient());
        assert_eq!(open.len(), 1);
        let armoured = crate::armoured(&sealed);
        assert!(Identity::is_sealed(armoured.as_bytes()));
        assert_eq!(
            Identity::open_sealed(&sealed, "six words Unicode").unwrap_err(),
            OpenKeyError::WrongPassphrase
        );
        let last = sealed.len() - 1;
        assert_eq!(
            Identity::open_sealed(&sealed[..last], PASSPHRASE).unwrap_err(),
            OpenKeyError::Damaged
        );
        let secret = identity.to_secret_string();
        assert!(!sealed.windows(secret.len()).any(|w| w == secret.as_bytes()));
    }

    #[test]
    fn what_cannot_be_sealed_or_opened_says_why() {
        let identity = Identity::make();
        assert_eq!(
            identity.seal("", "elevenchars").unwrap_err(),
            SealKeyError::Short { found: 11 }
        );
        let plain = identity.to_file("2026-01-05");
        assert!(!Identity::is_sealed(plain.as_bytes()));
        assert_eq!(
            Identity::open_sealed(plain.as_bytes(), PASSPHRASE).unwrap_err(),
            OpenKeyError::NotSealed
        );
        let costly = envelope::seal_with_passphrase(b"x", PASSPHRASE, 1).unwrap();
        let text = String::from_utf8_lossy(&costly[..64]).replace(" 1\n", " 21\n");
        assert_eq!(
            Identity::open_sealed(text.as_bytes(), PASSPHRASE).unwrap_err(),
            OpenKeyError::Damaged
        );
        assert_eq!(
            Identity::open_sealed(&costly, PASSPHRASE).unwrap_err(),
            OpenKeyError::Keys(ParseKeyError::Identity)
        );
    }
}
