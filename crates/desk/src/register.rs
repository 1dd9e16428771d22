//! The register of names: which words of a study tell who or where somebody is, and what stands in
//! their place.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

mod apply;
mod fold;
mod found;
mod propose;
mod replace;
#[cfg(test)]
mod tests;
mod words;

pub use apply::{Deidentified, RegisterUse, deidentify};
pub use propose::{Proposal, proposals};
pub use replace::Replacer;

use fold::key;

/// What kind of thing a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum NameKind {
    Person,
    Place,
    Organisation,
    Date,
    Address,
    Email,
    Phone,
    Handle,
    Other,
}

impl NameKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Person,
        Self::Place,
        Self::Organisation,
        Self::Date,
        Self::Address,
        Self::Email,
        Self::Phone,
        Self::Handle,
        Self::Other,
    ];

    /// The name in files and in tokens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Date => "date",
            Self::Address => "address",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Handle => "handle",
            Self::Other => "other",
        }
    }
}

/// What stands in the place of a name: `[person 3]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What kind of thing it is.
    pub kind: NameKind,
    /// Which one, from 1, in the whole study.
    pub number: u32,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} {}]", self.kind.as_str(), self.number)
    }
}

impl std::str::FromStr for Token {
    type Err = RegisterError;

    /// Reads `[person 3]`, `person 3` or `person3`.
    fn from_str(text: &str) -> Result<Self, RegisterError> {
        let text = text.trim().trim_start_matches('[').trim_end_matches(']');
        let kind = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '-');
        let number = text[kind.len()..].trim_start_matches([' ', '-']);
        let kind = NameKind::ALL.into_iter().find(|one| one.as_str() == kind);
        match (kind, number.parse()) {
            (Some(kind), Ok(number)) if number > 0 => Ok(Self { kind, number }),
            _ => Err(RegisterError::NoToken),
        }
    }
}

/// What a person decided about a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The words as they were found.
    pub words: String,
    /// What stands in their place; `None` if they stay.
    pub token: Option<Token>,
    /// When it was decided, RFC 3339.
    pub at: String,
    /// Who decided.
    pub by: String,
}

/// Everything that was decided in a study. **It leads back from the tokens to the names**: it is
/// kept apart from every export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// In the order they were made; of several about one name the last one stands.
    decisions: Vec<Decision>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    format_version: u32,
    decisions: Vec<Decision>,
}

const FORMAT: &str = "closing-the-loop/register";
const VERSION: u32 = 1;

/// What is to become of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// A token of that kind that nothing else has.
    New(NameKind),
    /// The token of something that has one: another name of the same.
    Same(Token),
    /// The words stay.
    Keep,
}

impl Register {
    /// Reads a register.
    ///
    /// # Errors
    /// When it is none: a decision that is passed over would let a name out.
    pub fn parse(text: &str) -> Result<Self, RegisterError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            format_version: u32,
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let head: Head = serde_json::from_str(text).map_err(|_| RegisterError::NotARegister)?;
        if head.format != FORMAT {
            return Err(RegisterError::NotARegister);
        }
        if head.format_version > VERSION {
            return Err(RegisterError::Newer);
        }
        let document: Document =
            serde_json::from_str(text).map_err(|_| RegisterError::NotARegister)?;
        let decisions = document.decisions;
        if decisions
            .iter()
            .any(|one| !key(&one.words).chars().any(fold::is_word))
        {
            return Err(RegisterError::NoWords);
        }
        Ok(Self { decisions })
    }

    /// The register as a file.
    pub fn text(&self) -> String {
        let document = Document {
            format: FORMAT.into(),
            format_version: VERSION,
            decisions: self.decisions.clone(),
        };
        let text = serde_json::to_string_pretty(&document);
        text.expect("strings and numbers are written as JSON") + "\n"
    }

    /// SHA-256 of the file, lower-case hex: which register an export went by.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.text()))
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }

    /// What stands now, by name.
    pub fn standing(&self) -> Vec<&Decision> {
        let mut last = BTreeMap::new();
        for decision in &self.decisions {
            last.insert(key(&decision.words), decision);
        }
        last.into_values().collect()
    }

    /// What was decided about a name, whatever its case.
    pub fn decided(&self, words: &str) -> Option<&Decision> {
        let wanted = key(words);
        let mut latest = self.decisions.iter().rev();
        latest.find(|decision| key(&decision.words) == wanted)
    }

    /// Writes a decision down, at that moment (RFC 3339).
    ///
    /// # Errors
    /// When the words have no letter and no digit, nobody decides, or nothing has the token.
    pub fn decide(
        &mut self,
        words: &str,
        choice: Choice,
        (at, by): (&str, &str),
    ) -> Result<&Decision, RegisterError> {
        if !key(words).chars().any(fold::is_word) {
            return Err(RegisterError::NoWords);
        }
        if by.trim().is_empty() {
            return Err(RegisterError::NoPerson);
        }
        let token = match choice {
            Choice::Keep => None,
            Choice::Same(token) => match self.tokens().any(|known| known == token) {
                true => Some(token),
                false => return Err(RegisterError::UnknownToken(token)),
            },
            Choice::New(kind) => Some(Token {
                kind,
                number: 1 + self.highest(kind),
            }),
        };
        self.decisions.push(Decision {
            words: words.trim().to_owned(),
            token,
            at: at.to_owned(),
            by: by.trim().to_owned(),
        });
        Ok(&self.decisions[self.decisions.len() - 1])
    }

    /// Every token that was ever given: an earlier export may have it, so none is given twice.
    fn tokens(&self) -> impl Iterator<Item = Token> {
        self.decisions.iter().filter_map(|decision| decision.token)
    }

    fn highest(&self, kind: NameKind) -> u32 {
        let of_kind = self.tokens().filter(|token| token.kind == kind);
        of_kind.map(|token| token.number).max().unwrap_or(0)
    }
}

/// Why a register cannot be read, or a decision not be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Another file, or a broken one.
    #[error("this is no register of names")]
    NotARegister,
    /// Written by a newer program.
    #[error("the register was written by a newer program")]
    Newer,
    /// A name without a letter or a digit.
    #[error("a name needs a letter or a digit")]
    NoWords,
    /// Nobody decides.
    #[error("nobody is named who decides")]
    NoPerson,
    /// No token of the form `person 3`.
    #[error("a token is a kind and a number, as \"person 3\"")]
    NoToken,
    /// Nothing has that token.
    #[error("nothing has the token {0}")]
    UnknownToken(Token),
}

impl RegisterError {
    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NotARegister => {
                "name register.json; if it is damaged, take it from a backup: without it no token leads back to a name"
            }
            Self::Newer => "install the newest loop-desk",
            Self::NoWords => "write the name as it stands in the text",
            Self::NoPerson => "say who decides: a team needs to know whose decision it was",
            Self::NoToken => {
                "the kinds are person, place, organisation, date, address, email, phone, handle and other"
            }
            Self::UnknownToken(_) => "list the register to see which tokens there are",
        }
    }
}
