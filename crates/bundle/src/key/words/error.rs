//! What went wrong while a key was typed from paper, with the place wherever it can be known.

use std::fmt::Write;

/// A typed word that is in no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// Which of the words, from 1.
    pub position: usize,
    /// The word of the list that begins as the typed one does.
    pub nearest: Option<&'static str>,
}

/// Why what was typed is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypedKeyError {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Neither 24 nor 30 words.
    #[error("these are {0} words; a paper copy has 24, and six check words behind them")]
    Count(usize),
    /// Words that are not in the list.
    #[error("{}", unknown(.0))]
    Unknown(Vec<UnknownWord>),
    /// The check words tell which word it must be.
    #[error("word {position} is not the one of the paper: it should be \"{meant}\"")]
    Word {
        /// Which of the words, from 1.
        position: usize,
        /// What stands on the paper.
        meant: &'static str,
    },
    /// Two neighbours changed places; the first of them, from 1.
    #[error("words {0} and {next} have changed places", next = .0 + 1)]
    Swapped(usize),
    /// The 24 words do not add up, and no check words were typed.
    #[error("every word is one of the list, but together they do not add up")]
    Sum,
    /// The words do not add up, in more than one place.
    #[error("more than one word is not the one of the paper")]
    Several,
    /// One of the six check words, by its place from 25.
    #[error("the key adds up, but word {0}, a check word, is not the one of this key")]
    CheckWord(usize),
    /// The check words are another key's.
    #[error("the key adds up, but the six check words are those of another key")]
    OtherKey,
    /// The half that seals, where the half that opens is needed.
    #[error("this is a public key (age1…), not the secret one")]
    Public,
    /// The text does not begin as it must.
    #[error("the text does not begin with AGE-SECRET-KEY-1")]
    Start,
    /// Characters behind the beginning, of which there must be 58.
    #[error("behind AGE-SECRET-KEY-1 are {0} characters; there must be 58")]
    Length(usize),
    /// Characters that no key has, with their places behind the beginning, from 1.
    #[error("{}", strangers(.0))]
    Strangers(Vec<(usize, char)>),
    /// The sum tells which character it must be.
    #[error(
        "character {position} behind AGE-SECRET-KEY-1 is not the one of the paper: it should be {meant}"
    )]
    Character {
        /// Which character behind the beginning, from 1.
        position: usize,
        /// What stands on the paper.
        meant: char,
    },
    /// The text does not add up, in more than one place.
    #[error("the text does not add up, and more than one character is wrong")]
    TextSum,
}

impl TypedKeyError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Empty => "type the words of the paper copy, or its text AGE-SECRET-KEY-1…",
            Self::Count(_) => "compare with the paper line by line: it has six words in each",
            Self::Unknown(_) | Self::Word { .. } | Self::Swapped(_) | Self::CheckWord(_) => {
                "look at these words on the paper, and type all of them again"
            }
            Self::Sum => {
                "type the six check words of the paper behind them: then the place can be named"
            }
            Self::Several => {
                "compare with the paper line by line, or type the text AGE-SECRET-KEY-1… instead"
            }
            Self::OtherKey => "all thirty words must come from one paper",
            Self::Public => "the paper's secret begins with AGE-SECRET-KEY-1",
            Self::Start | Self::Length(_) | Self::Strangers(_) | Self::Character { .. } => {
                "compare with the paper group by group: it has four characters in each"
            }
            Self::TextSum => "compare with the paper group by group, or type the words instead",
        })
    }
}

fn unknown(words: &[UnknownWord]) -> String {
    let mut text = String::new();
    for word in words {
        let between = if text.is_empty() { "" } else { "; " };
        let _ = write!(text, "{between}word {} is not in the list", word.position);
        if let Some(nearest) = word.nearest {
            let _ = write!(text, " (\"{nearest}\" begins alike)");
        }
    }
    text
}

fn strangers(strangers: &[(usize, char)]) -> String {
    let mut text = String::new();
    for (position, c) in strangers {
        let between = if text.is_empty() { "" } else { "; " };
        let _ = write!(
            text,
            "{between}character {position} behind AGE-SECRET-KEY-1 is \"{}\", which no key has",
            c.escape_default()
        );
    }
    text
}
