//! The recovery code: 160 random bits on a sheet of paper, spelled so that a slip is noticed.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::random::{self, Draw, RandomnessError};
use crate::secret_bytes::SecretBytes;

/// Crockford's base 32: no I, L, O or U (<https://www.crockford.com/base32.html>).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "RJ1";
const CODE_CHARS: usize = 32;
const CHECK_CHARS: usize = 2;

/// The second way into a vault: 160 random bits, wiped on drop.
///
/// `Display` writes the whole code, `RJ1-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-CC`, because the
/// code exists to be printed; `Debug` writes nothing of it.
pub struct RecoveryCode(SecretBytes<20>);

impl RecoveryCode {
    /// Draws a new code.
    ///
    /// # Errors
    /// When the device gives no random numbers.
    pub fn make() -> Result<Self, RandomnessError> {
        Self::make_with(&mut random::system)
    }

    pub(crate) fn make_with(draw: Draw<'_>) -> Result<Self, RandomnessError> {
        Ok(Self(SecretBytes::make_with(draw)?))
    }

    /// Reads a code as a person copies it from paper.
    ///
    /// Case, white space, dashes of any kind and a missing `RJ1` do not matter; O is read as 0, and
    /// I and L as 1.
    ///
    /// # Errors
    /// When it is too short or too long, has a character that no code has, is of another version,
    /// or does not fit its two check characters.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeError> {
        // Room for everything, so that no copy is left behind by a buffer that grows.
        let mut chars = Zeroizing::new(String::with_capacity(typed.len()));
        chars.extend(typed.chars().filter(|c| !is_separator(*c)).map(read_alike));
        let found = chars.chars().count();
        let bare = CODE_CHARS + CHECK_CHARS;
        let code = match found {
            _ if found == bare => chars.as_str(),
            _ if found == PREFIX.len() + bare => chars
                .strip_prefix(PREFIX)
                .ok_or(RecoveryCodeError::UnknownVersion)?,
            _ => return Err(RecoveryCodeError::BadLength { found }),
        };
        let mut values = Zeroizing::new([0u8; CODE_CHARS + CHECK_CHARS]);
        for (value, c) in values.iter_mut().zip(code.chars()) {
            *value = ALPHABET
                .iter()
                .position(|a| char::from(*a) == c)
                .ok_or(RecoveryCodeError::BadCharacter)? as u8;
        }
        let mut bytes = SecretBytes::zeros();
        // Eight characters of five bits are five bytes.
        for (five, eight) in bytes.chunks_exact_mut(5).zip(values.chunks_exact(8)) {
            let bits = eight
                .iter()
                .fold(0u64, |bits, value| bits << 5 | u64::from(*value));
            five.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        if derive_check(&bytes) != values[CODE_CHARS..] {
            return Err(RecoveryCodeError::BadCheck);
        }
        Ok(Self(bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        let mut values = Zeroizing::new([0u8; CODE_CHARS]);
        for (eight, five) in values.chunks_exact_mut(8).zip(self.0.chunks_exact(5)) {
            let mut bits = five
                .iter()
                .fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            for value in eight.iter_mut().rev() {
                *value = (bits & 31) as u8;
                bits >>= 5;
            }
            bits.zeroize();
        }
        for group in values.chunks_exact(4) {
            f.write_str("-")?;
            write_values(f, group)?;
        }
        f.write_str("-")?;
        write_values(f, &derive_check(&self.0))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// Why a typed recovery code is not one; it says nothing of what was typed but its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeError {
    /// Too short or too long.
    #[error("the recovery code has {found} characters and not 37")]
    BadLength {
        /// How many were found, without spaces and dashes.
        found: usize,
    },
    /// As long as a code with its beginning, but beginning otherwise.
    #[error("the recovery code does not begin with RJ1")]
    UnknownVersion,
    /// A character that stands in no code.
    #[error("the recovery code has a character that no recovery code has")]
    BadCharacter,
    /// The check characters say otherwise.
    #[error("the recovery code has a slip in it: its last two characters do not fit the rest")]
    BadCheck,
}

impl RecoveryCodeError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::BadLength { .. } => {
                "copy the whole code: RJ1, eight groups of four characters, and two at the end"
            }
            Self::UnknownVersion => "look whether this is the sheet of this app, or update the app",
            Self::BadCharacter => "a code has digits and letters only, and never the letter U",
            Self::BadCheck => "compare it with the sheet, group by group",
        })
    }
}

/// Two values of five bits: SHA-256 of the twenty bytes, as a big-endian number, modulo 1024.
fn derive_check(code: &[u8; 20]) -> [u8; CHECK_CHARS] {
    let digest = Sha256::digest(code);
    let last = u16::from_be_bytes([digest[30], digest[31]]) % 1024;
    [(last >> 5) as u8, (last & 31) as u8]
}

fn write_values(f: &mut fmt::Formatter<'_>, values: &[u8]) -> fmt::Result {
    for value in values {
        write!(f, "{}", char::from(ALPHABET[usize::from(*value)]))?;
    }
    Ok(())
}

/// White space, and what keyboards and printers make of a dash.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn read_alike(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(bytes: [u8; 20]) -> RecoveryCode {
        RecoveryCode(SecretBytes::take(bytes))
    }

    #[test]
    fn is_spelled_in_eight_groups_and_two_check_characters() {
        let text = RecoveryCode::make().unwrap().to_string();
        let groups: Vec<_> = text.split('-').map(str::len).collect();
        assert_eq!(groups, [3, 4, 4, 4, 4, 4, 4, 4, 4, 2]);
        assert!(text.starts_with("RJ1-"));
        assert_eq!(
            code([0xff; 20]).to_string(),
            "RJ1-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-BT"
        );
    }

    #[test]
    fn length_and_letters_are_checked_before_the_sum() {
        let parse = |typed: &str| RecoveryCode::parse(typed).map(|_| ()).unwrap_err();
        assert_eq!(parse(""), RecoveryCodeError::BadLength { found: 0 });
        assert_eq!(parse("RJ1-0000"), RecoveryCodeError::BadLength { found: 7 });
        assert_eq!(parse(&"U".repeat(34)), RecoveryCodeError::BadCharacter);
        assert_eq!(parse(&"é".repeat(34)), RecoveryCodeError::BadCharacter);
        assert_eq!(parse(&"0".repeat(37)), RecoveryCodeError::UnknownVersion);
    }

    #[test]
    fn nearly_every_single_slip_and_swap_is_noticed() {
        let text = code(*b"twenty random bytes!").to_string().replace('-', "");
        let (mut tried, mut missed) = (0, 0);
        let mut attempt = |chars: &[char]| {
            tried += 1;
            let typed: String = chars.iter().collect();
            missed += usize::from(RecoveryCode::parse(&typed).is_ok());
        };
        let original: Vec<char> = text.chars().collect();
        for i in 3..original.len() {
            for letter in ALPHABET
                .iter()
                .map(|a| char::from(*a))
                .filter(|a| *a != original[i])
            {
                let mut typed = original.clone();
                typed[i] = letter;
                attempt(&typed);
            }
            if i + 1 < original.len() && original[i] != original[i + 1] {
                let mut typed = original.clone();
                typed.swap(i, i + 1);
                attempt(&typed);
            }
        }
        assert!(tried > 1000);
        assert!(missed <= 4, "{missed} of {tried} slips were not noticed");
    }

    proptest! {
        #[test]
        fn parsing_inverts_printing(bytes: [u8; 20]) {
            let parsed = RecoveryCode::parse(&code(bytes).to_string()).unwrap();
            prop_assert_eq!(parsed.as_bytes(), &bytes);
        }

        #[test]
        fn a_sloppy_hand_is_forgiven(bytes: [u8; 20], with_prefix: bool) {
            let text = code(bytes).to_string();
            let text = if with_prefix { &text } else { text.trim_start_matches("RJ1-") };
            let sloppy = text.to_lowercase().replace('-', " \u{2013} ");
            let sloppy = format!("\n{}  ", sloppy.replace('0', "o").replace('1', "l"));
            let parsed = RecoveryCode::parse(&sloppy).unwrap();
            prop_assert_eq!(parsed.as_bytes(), &bytes);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = RecoveryCode::parse(&text);
        }
    }
}
