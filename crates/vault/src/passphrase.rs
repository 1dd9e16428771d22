//! The passphrase: what a person types, made the same on every keyboard.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// What a person types to unlock: NFC-normalised, without white space at either end, wiped on drop.
///
/// Case is kept, and so is everything inside.
/// The copy that the caller typed from is the caller's to clear.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Normalises (NFC, Unicode Standard Annex 15) and trims what was typed.
    pub fn new(typed: &str) -> Self {
        // NFC is at most three times as long in UTF-8 (Annex 15, table 1); room for all of it means
        // that the buffer never grows, and a buffer that grows leaves a copy behind.
        let mut normal = Zeroizing::new(String::with_capacity(typed.len() * 3));
        normal.extend(typed.nfc());
        Self(Zeroizing::new(normal.trim().to_owned()))
    }

    /// Whether nothing is left once the white space is gone.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many characters (Unicode scalar values, after normalising) it has.
    pub fn char_count(&self) -> usize {
        self.0.chars().count()
    }

    /// The text, for what else is sealed with the same passphrase: the writer's backup file.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keyboards_type_one_passphrase() {
        let composed = Passphrase::new("caf\u{e9} cr\u{e8}me");
        let decomposed = Passphrase::new(" \tcafe\u{301} cre\u{300}me\u{a0}\n");
        assert_eq!(composed.as_bytes(), decomposed.as_bytes());
        assert_eq!(composed.char_count(), 10);
    }

    #[test]
    fn case_and_inner_spaces_are_kept() {
        assert_ne!(
            Passphrase::new("Tea").as_bytes(),
            Passphrase::new("tea").as_bytes()
        );
        assert_ne!(
            Passphrase::new("a  b").as_bytes(),
            Passphrase::new("a b").as_bytes()
        );
    }

    #[test]
    fn white_space_alone_is_empty() {
        assert!(Passphrase::new(" \u{3000}\n").is_empty());
        assert!(!Passphrase::new("x").is_empty());
    }

    #[test]
    fn debug_says_nothing() {
        assert_eq!(format!("{:?}", Passphrase::new("a secret")), "[REDACTED]");
    }
}
