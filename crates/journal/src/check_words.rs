//! Words for the ear: a key as six words that two people can compare by telephone.

use bip39::Language;
use sha2::{Digest, Sha256};

/// How many words a key is read aloud in: 6 words of 11 bits are 66 bits.
const KEY_WORDS: usize = 6;

/// The check words of a key or any other public string: the first 66 bits of SHA-256 over its
/// UTF-8 bytes, taken eleven at a time, most significant first, as indices into the BIP-39
/// English list of 2048 words.
pub fn check_words(public: &str) -> [&'static str; KEY_WORDS] {
    words_of_bits(&Sha256::digest(public.as_bytes()))
}

/// Six words drawn at random (66 bits), offered as a passphrase that can be remembered.
///
/// # Errors
/// When the platform has no source of randomness.
pub fn make_random_words() -> Result<[&'static str; KEY_WORDS], crate::MakeIdError> {
    let mut bytes = [0; 9];
    getrandom::fill(&mut bytes).map_err(|_| crate::MakeIdError)?;
    Ok(words_of_bits(&bytes))
}

fn words_of_bits(bytes: &[u8]) -> [&'static str; KEY_WORDS] {
    let list = Language::English.word_list();
    std::array::from_fn(|word| {
        let index = (0..11).fold(0, |index, bit| {
            let at = word * 11 + bit;
            index << 1 | usize::from(bytes[at / 8] >> (7 - at % 8) & 1)
        });
        list[index]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_bits() {
        assert_eq!(words_of_bits(&[0; 9]), ["abandon"; 6]);
        assert_eq!(words_of_bits(&[0xff; 9]), ["zoo"; 6]);
        // 00000000001 00000000010 ...
        assert_eq!(
            words_of_bits(&[0, 0b0010_0000, 0b0000_1000, 0, 0, 0, 0, 0, 0])[..2],
            ["ability", "able"]
        );
    }

    #[test]
    fn a_changed_key_has_other_words() {
        assert_ne!(check_words("age1a"), check_words("age1b"));
        assert_ne!(make_random_words().unwrap(), make_random_words().unwrap());
    }
}
