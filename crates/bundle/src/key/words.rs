//! An identity on paper: as words, and as its text, typed again by a person who makes mistakes.
//!
//! The words are those of BIP-39 for 256 bits: 24 words of the English list of 2048, eleven bits
//! each, most significant first, over the 32 bytes of the identity and the first byte of their
//! SHA-256. That sum lets one mistake in 256 pass and cannot say where one is. So the six check
//! words of the key ([`journal::check_words`]) stand behind them on the paper: with these typed as
//! well, a restored key is certainly the one of the paper, and a single mistake is found.

mod error;
#[cfg(test)]
mod tests;
mod text;

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use bip39::Language;
use journal::check_words;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Identity;

pub use error::{TypedKeyError, UnknownWord};

/// How many words an identity has: 24 of 11 bits, 256 bits and their sum.
pub const IDENTITY_WORDS: usize = 24;
/// How many check words may follow.
const CHECK_WORDS: usize = 6;
/// The beginning of every identity, as Bech32 (BIP-173) calls it.
const PREFIX: &str = "age-secret-key-";

/// A key that was typed from its paper copy.
#[derive(Debug, Clone)]
pub struct TypedKey {
    /// The key.
    pub identity: Identity,
    /// Whether its sum certainly is that of the paper: the text has 30 bits of it, and check
    /// words have 66. Words without check words have 8: **the caller MUST then have a person
    /// compare the check words.**
    pub is_certain: bool,
}

impl Identity {
    /// The identity as [`IDENTITY_WORDS`] words with blanks between. **The caller MUST keep them
    /// sealed, or on paper.**
    pub fn to_words(&self) -> Zeroizing<String> {
        let list = Language::English.word_list();
        let bits = with_sum(&self.to_bytes());
        let words = Zeroizing::new(indices(&bits));
        let mut text = Zeroizing::new(String::with_capacity(IDENTITY_WORDS * 9));
        for (at, index) in words.iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(list[usize::from(*index)]);
        }
        text
    }

    /// Reads what a person typed from a paper copy: the text `AGE-SECRET-KEY-1…`, in groups or
    /// not, or the words, with the six check words behind them or without. Numbers, commas and the
    /// breaks between lines do not matter, nor does case.
    ///
    /// # Errors
    /// With the place of the mistake wherever it can be known.
    pub fn from_typed(typed: &str) -> Result<TypedKey, TypedKeyError> {
        if text::is_meant(typed) {
            return text::read(typed).map(|identity| TypedKey {
                identity,
                is_certain: true,
            });
        }
        from_words(typed)
    }

    /// The 32 bytes that the identity's text carries.
    fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let text = self.to_secret_string();
        let mut bytes = Zeroizing::new([0; 32]);
        // age itself wrote the text.
        let checked = CheckedHrpstring::new::<Bech32>(&text).expect("an identity is Bech32");
        for (into, byte) in bytes.iter_mut().zip(checked.byte_iter()) {
            *into = byte;
        }
        bytes
    }

    fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let hrp = Hrp::parse(PREFIX).ok()?;
        let text = Zeroizing::new(bech32::encode_upper::<Bech32>(hrp, bytes).ok()?);
        text.parse().ok()
    }
}

fn from_words(typed: &str) -> Result<TypedKey, TypedKeyError> {
    let typed = Zeroizing::new(typed.to_lowercase());
    let words: Vec<&str> = typed
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return Err(TypedKeyError::Empty);
    }
    if words.len() != IDENTITY_WORDS && words.len() != IDENTITY_WORDS + CHECK_WORDS {
        return Err(TypedKeyError::Count(words.len()));
    }
    let list = Language::English.word_list();
    // The list is in order.
    let found: Vec<Option<u16>> = words
        .iter()
        .map(|word| list.binary_search(word).ok().map(|index| index as u16))
        .collect();
    let unknown: Vec<usize> = (0..words.len()).filter(|at| found[*at].is_none()).collect();
    let check = words
        .get(IDENTITY_WORDS..)
        .filter(|check| !check.is_empty());
    let mut key = Zeroizing::new([0; IDENTITY_WORDS]);
    for (into, index) in key.iter_mut().zip(&found) {
        *into = index.unwrap_or(0);
    }
    if let [first, more @ ..] = unknown.as_slice() {
        // One stranger among the words, and whole check words: then it can be said what it was.
        if let (Some(check), true) = (check, more.is_empty() && *first < IDENTITY_WORDS)
            && let Some(meant) = meant_at(&key, *first, check)
        {
            return Err(TypedKeyError::Word {
                position: first + 1,
                meant,
            });
        }
        let unknown = unknown.iter().map(|at| UnknownWord {
            position: at + 1,
            nearest: nearest(words[*at]),
        });
        return Err(TypedKeyError::Unknown(unknown.collect()));
    }
    match (identity(&key), check) {
        (Some(identity), None) => Ok(TypedKey {
            identity,
            is_certain: false,
        }),
        // Where they differ the sum fitted by chance, or somebody else's check words were typed.
        (Some(identity), Some(check)) => {
            compare(identity, check).map_err(|error| mistake(&key, check).unwrap_or(error))
        }
        (None, None) => Err(TypedKeyError::Sum),
        (None, Some(check)) => Err(mistake(&key, check).unwrap_or(TypedKeyError::Several)),
    }
}

/// Whether the key is the one of the check words.
fn compare(identity: Identity, check: &[&str]) -> Result<TypedKey, TypedKeyError> {
    let real = words_of(&identity);
    let other: Vec<usize> = (0..CHECK_WORDS)
        .filter(|at| real[*at] != check[*at])
        .collect();
    match other.as_slice() {
        [] => Ok(TypedKey {
            identity,
            is_certain: true,
        }),
        // Five of six by chance: one in 2^55.
        [at] => Err(TypedKeyError::CheckWord(IDENTITY_WORDS + at + 1)),
        _ => Err(TypedKeyError::OtherKey),
    }
}

/// The one word that is wrong, or the two neighbours that changed places.
fn mistake(key: &[u16; IDENTITY_WORDS], check: &[&str]) -> Option<TypedKeyError> {
    for at in 1..IDENTITY_WORDS {
        let mut swapped = Zeroizing::new(*key);
        swapped.swap(at - 1, at);
        if identity(&swapped).is_some_and(|key| words_of(&key)[..] == *check) {
            return Some(TypedKeyError::Swapped(at));
        }
    }
    (0..IDENTITY_WORDS).find_map(|at| {
        meant_at(key, at, check).map(|meant| TypedKeyError::Word {
            position: at + 1,
            meant,
        })
    })
}

/// The word that, put in that place, gives the key of the check words. Of 2048 words the sum lets
/// eight through.
fn meant_at(key: &[u16; IDENTITY_WORDS], at: usize, check: &[&str]) -> Option<&'static str> {
    let list = Language::English.word_list();
    let mut tried = Zeroizing::new(*key);
    (0..=2047).find_map(|index| {
        tried[at] = index;
        identity(&tried)
            .filter(|key| words_of(key)[..] == *check)
            .map(|_| list[usize::from(index)])
    })
}

fn words_of(identity: &Identity) -> [&'static str; CHECK_WORDS] {
    check_words(&identity.recipient().to_string())
}

/// The identity of the words, if their sum fits.
fn identity(words: &[u16; IDENTITY_WORDS]) -> Option<Identity> {
    let mut bits = Zeroizing::new([0; 33]);
    for (at, bit) in (0..264).map(|bit| (bit / 11, bit)) {
        let is_set = words[at] >> (10 - bit % 11) & 1 == 1;
        bits[bit / 8] |= u8::from(is_set) << (7 - bit % 8);
    }
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(&bits[..32]);
    (with_sum(&bytes) == bits).then(|| Identity::from_bytes(&bytes))?
}

fn with_sum(bytes: &[u8; 32]) -> Zeroizing<[u8; 33]> {
    let mut bits = Zeroizing::new([0; 33]);
    bits[..32].copy_from_slice(bytes);
    bits[32] = Sha256::digest(bytes)[0];
    bits
}

fn indices(bits: &[u8; 33]) -> [u16; IDENTITY_WORDS] {
    std::array::from_fn(|word| {
        (word * 11..word * 11 + 11).fold(0, |index, bit| {
            index << 1 | u16::from(bits[bit / 8] >> (7 - bit % 8) & 1)
        })
    })
}

/// The word of the list that begins the same: four letters name every word of it.
fn nearest(typed: &str) -> Option<&'static str> {
    let list = Language::English.word_list();
    let shared = |word: &str| {
        word.chars()
            .zip(typed.chars())
            .take_while(|(a, b)| a == b)
            .count()
    };
    list.iter()
        .max_by_key(|word| {
            (
                shared(word),
                std::cmp::Reverse(word.len().abs_diff(typed.len())),
            )
        })
        .filter(|word| shared(word) >= 3)
        .copied()
}
