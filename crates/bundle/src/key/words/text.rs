//! The identity's own text, typed: Bech32 (BIP-173), whose sum of 30 bits tells a single wrong
//! character exactly.

use bech32::Bech32;
use bech32::primitives::decode::CheckedHrpstring;
use zeroize::Zeroizing;

use super::TypedKeyError;
use crate::key::Identity;

const START: &str = "AGE-SECRET-KEY-1";
/// 52 characters for 32 bytes, and six of the sum.
const LENGTH: usize = 58;
/// The characters of Bech32: no 1, B, I and O.
const LETTERS: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// Whether a person meant the text and not words.
pub(super) fn is_meant(typed: &str) -> bool {
    let text = plain(typed);
    text.starts_with("AGE1") || text.starts_with("AGE-") || text.starts_with("AGESECRETKEY")
}

/// Reads it, with the place of a mistake.
pub(super) fn read(typed: &str) -> Result<Identity, TypedKeyError> {
    let text = plain(typed);
    if text.starts_with("AGE1") {
        return Err(TypedKeyError::Public);
    }
    let rest = text.strip_prefix(START).ok_or(TypedKeyError::Start)?;
    let strangers: Vec<(usize, char)> = (1..)
        .zip(rest.chars())
        .filter(|(_, c)| !LETTERS.contains(*c))
        .collect();
    if !strangers.is_empty() {
        return Err(TypedKeyError::Strangers(strangers));
    }
    if rest.len() != LENGTH {
        return Err(TypedKeyError::Length(rest.len()));
    }
    text.parse().map_err(|_| wrong_character(&text))
}

/// Upper case, without blanks and lines. A dash at the end of a group is the beginning's own.
fn plain(typed: &str) -> Zeroizing<String> {
    Zeroizing::new(
        typed
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '–' | '‑' | '−' => '-',
                c => c.to_ascii_uppercase(),
            })
            .collect(),
    )
}

/// One character can be wrong in 58 · 31 ways, and the sum lets none but the right one through.
fn wrong_character(text: &str) -> TypedKeyError {
    for at in START.len()..text.len() {
        for letter in LETTERS.chars() {
            let mut tried = Zeroizing::new(text.to_owned());
            tried.replace_range(at..=at, letter.encode_utf8(&mut [0; 4]));
            if CheckedHrpstring::new::<Bech32>(&tried).is_ok() {
                return TypedKeyError::Character {
                    position: at + 1 - START.len(),
                    meant: letter,
                };
            }
        }
    }
    TypedKeyError::TextSum
}
