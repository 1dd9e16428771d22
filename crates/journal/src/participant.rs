//! A participant's code: a pseudonym that was given by hand and catches slips of the pen.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How the study writes its codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRule {
    /// The letters and digits a code is made of. Their number must be even (Luhn mod N).
    pub alphabet: String,
    /// How many of them a code has, without its check character.
    pub length: usize,
    /// What stands before the check character.
    #[serde(default)]
    pub separator: String,
    /// How the check character is computed; only `luhn-mod-n` is known.
    pub check: String,
}

impl CodeRule {
    /// The check character of a code without it: Luhn mod N (ISO/IEC 7812-1 carried over to an
    /// alphabet of N characters), doubling from the right.
    pub fn check_character(&self, code: &str) -> Option<char> {
        let alphabet: Vec<char> = self.alphabet.chars().collect();
        let n = alphabet.len();
        let mut sum = 0;
        for (place, letter) in code.chars().rev().enumerate() {
            let value = alphabet.iter().position(|known| *known == letter)?;
            let value = if place.is_multiple_of(2) {
                value * 2
            } else {
                value
            };
            sum += value / n + value % n;
        }
        alphabet.get((n - sum % n) % n).copied()
    }

    /// How many different codes the rule has.
    pub fn number_of_codes(&self) -> u128 {
        let letters = self.alphabet.chars().count() as u128;
        letters.saturating_pow(u32::try_from(self.length).unwrap_or(u32::MAX))
    }

    /// Draws codes at random, every code of the rule as likely as any other, none twice and none
    /// of `taken`, whose codes may be written in any way.
    ///
    /// # Errors
    /// When the rule cannot be used, fewer than half of its codes would be left, or the platform
    /// has no source of randomness.
    pub fn make_codes(
        &self,
        count: usize,
        taken: &BTreeSet<String>,
    ) -> Result<Vec<ParticipantCode>, MakeCodesError> {
        if !self.is_usable() {
            return Err(MakeCodesError::Rule);
        }
        let mut taken: BTreeSet<String> = taken
            .iter()
            .map(|code| ParticipantCode(code.to_uppercase()).characters())
            .collect();
        let wanted = taken.len() as u128 + count as u128;
        if wanted > self.number_of_codes() / 2 {
            return Err(MakeCodesError::TooFew {
                codes: self.number_of_codes(),
                wanted,
            });
        }
        let letters: Vec<char> = self.alphabet.chars().collect();
        let mut codes = Vec::with_capacity(count);
        while codes.len() < count {
            let body = (0..self.length)
                .map(|_| make_index(letters.len()).map(|index| letters[index]))
                .collect::<Result<String, _>>()?;
            let check = self.check_character(&body).ok_or(MakeCodesError::Rule)?;
            if taken.insert(format!("{body}{check}").to_uppercase()) {
                codes.push(ParticipantCode(format!("{body}{}{check}", self.separator)));
            }
        }
        Ok(codes)
    }

    /// Whether the rule itself can be used.
    pub(crate) fn is_usable(&self) -> bool {
        let letters: Vec<char> = self.alphabet.chars().collect();
        let distinct: std::collections::BTreeSet<_> = letters.iter().collect();
        letters.len() >= 2
            && letters.len().is_multiple_of(2)
            && distinct.len() == letters.len()
            && letters.iter().all(char::is_ascii_alphanumeric)
            && (3..=16).contains(&self.length)
            && self.check == "luhn-mod-n"
    }
}

/// A number below `limit`, each as likely as the others: draws that are too large are thrown away.
fn make_index(limit: usize) -> Result<usize, MakeCodesError> {
    loop {
        let mut byte = [0];
        getrandom::fill(&mut byte).map_err(|_| MakeCodesError::NoRandomness)?;
        let number = usize::from(byte[0]);
        if number < 256 / limit * limit {
            return Ok(number % limit);
        }
    }
}

/// The characters of a code however it is written: capitals, no blanks, no dashes.
fn bare(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '‑' | '_' | '.'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// A pseudonym under a study's rule, check character included, as `M7QK4-G`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParticipantCode(String);

impl ParticipantCode {
    /// Reads a code as a person types it: case, blanks and dashes do not matter.
    ///
    /// # Errors
    /// When a character does not belong, the length is off, or the check character differs.
    pub fn parse(typed: &str, rule: &CodeRule) -> Result<Self, CodeError> {
        let letters: Vec<char> = bare(typed).chars().collect();
        if letters.is_empty() {
            return Err(CodeError::Empty);
        }
        if let Some(stranger) = letters.iter().find(|c| !rule.alphabet.contains(**c)) {
            return Err(CodeError::Stranger(*stranger));
        }
        if letters.len() != rule.length + 1 {
            return Err(CodeError::Length {
                expected: rule.length + 1,
                found: letters.len(),
            });
        }
        let body: String = letters[..rule.length].iter().collect();
        let check = letters[rule.length];
        if rule.check_character(&body) != Some(check) {
            return Err(CodeError::Check);
        }
        Ok(Self(format!("{body}{}{check}", rule.separator)))
    }

    /// The code as it is written everywhere.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code without what separates its check character: as it travels in an address.
    pub fn characters(&self) -> String {
        self.0.chars().filter(char::is_ascii_alphanumeric).collect()
    }

    /// Whether the text has the shape a code may have in file names and tables: 1 to 40 ASCII
    /// letters, digits and dashes. What a bundle claims is checked with this before it is used.
    pub fn is_safe(&self) -> bool {
        (1..=40).contains(&self.0.len())
            && self
                .0
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    }
}

impl fmt::Display for ParticipantCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ParticipantCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a typed code is not one of the study's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing was typed.
    #[error("no code was typed")]
    Empty,
    /// A character that no code has.
    #[error("the character {0} is in no code of this study")]
    Stranger(char),
    /// Too short or too long.
    #[error("a code has {expected} characters, this one has {found}")]
    Length {
        /// Characters a code has, the check character among them.
        expected: usize,
        /// Characters that were typed.
        found: usize,
    },
    /// The check character does not fit the rest.
    #[error("the code does not add up: one character is probably different")]
    Check,
}

impl CodeError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some("compare it with the slip you were given, character by character")
    }
}

/// Why no codes were drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MakeCodesError {
    /// The rule itself is faulty.
    #[error("the pack's rule for participant codes cannot be used")]
    Rule,
    /// More than half of all codes would be in use: slips would hit somebody else's.
    #[error("the rule has {codes} codes, and {wanted} would be in use")]
    TooFew {
        /// How many there are.
        codes: u128,
        /// How many would be drawn in all.
        wanted: u128,
    },
    /// The platform gave no randomness.
    #[error("this computer gave no random bytes")]
    NoRandomness,
}

impl MakeCodesError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Rule => "run `loop-desk study check` on the pack",
            Self::TooFew { .. } => "make the codes longer in a new revision of the pack",
            Self::NoRandomness => "restart the computer and try again",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule() -> CodeRule {
        CodeRule {
            alphabet: "23456789ABCDEFGHJKMNPQRSTVWXYZ".into(),
            length: 5,
            separator: "-".into(),
            check: "luhn-mod-n".into(),
        }
    }

    fn code(body: &str) -> String {
        format!("{body}-{}", rule().check_character(body).unwrap())
    }

    #[test]
    fn the_check_character_is_luhn_mod_n() {
        // Over the ten digits Luhn mod N is Luhn: 7992739871 has check digit 3.
        let digits = CodeRule {
            alphabet: "0123456789".into(),
            length: 10,
            ..rule()
        };
        assert_eq!(digits.check_character("7992739871"), Some('3'));
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let written = code("M7QK4");
        let typed = format!(" {} ", written.to_lowercase().replace('-', " - "));
        assert_eq!(
            ParticipantCode::parse(&typed, &rule()).unwrap().as_str(),
            written
        );
    }

    #[test]
    fn slips_are_named() {
        let parse = |typed: &str| ParticipantCode::parse(typed, &rule()).unwrap_err();
        assert_eq!(parse(" - "), CodeError::Empty);
        assert_eq!(parse("M7QK0-G"), CodeError::Stranger('0'));
        assert_eq!(
            parse("M7QK4"),
            CodeError::Length {
                expected: 6,
                found: 5
            }
        );
    }

    #[test]
    fn drawn_codes_are_good_and_never_drawn_again() {
        let small = CodeRule {
            alphabet: "2345".into(),
            length: 3,
            ..rule()
        };
        assert_eq!(small.number_of_codes(), 64);
        let mut taken = BTreeSet::new();
        for _ in 0..4 {
            for code in small.make_codes(8, &taken).unwrap() {
                assert_eq!(
                    ParticipantCode::parse(code.as_str(), &small),
                    Ok(code.clone())
                );
                // However the list has it.
                let written = code.as_str().to_lowercase().replace('-', " ");
                assert!(taken.insert(written), "{code} was drawn before");
            }
        }
        assert_eq!(
            small.make_codes(1, &taken),
            Err(MakeCodesError::TooFew {
                codes: 64,
                wanted: 33
            })
        );
        let faulty = CodeRule {
            check: "none".into(),
            ..rule()
        };
        assert_eq!(
            faulty.make_codes(1, &BTreeSet::new()),
            Err(MakeCodesError::Rule)
        );
    }

    #[test]
    fn every_character_is_drawn() {
        let codes = rule().make_codes(400, &BTreeSet::new()).unwrap();
        let drawn: BTreeSet<char> = codes
            .iter()
            .flat_map(|code| code.characters().chars().collect::<Vec<_>>())
            .collect();
        // One of 2000 draws misses a given one of 30 characters once in 10^29.
        assert_eq!(drawn.len(), rule().alphabet.len());
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_always_caught(body in "[2-9A-HJKMNP-TV-Z]{5}", at in 0usize..5, other in "[2-9A-HJKMNP-TV-Z]") {
            let good = code(&body);
            let mut bad: Vec<char> = good.chars().collect();
            let other = other.chars().next().unwrap();
            prop_assume!(bad[at] != other);
            bad[at] = other;
            let bad: String = bad.into_iter().collect();
            prop_assert_eq!(ParticipantCode::parse(&bad, &rule()), Err(CodeError::Check));
        }
    }
}
