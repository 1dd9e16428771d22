//! What cannot be read of a file of memos, and what cannot be written into it.

/// A line that is not understood. It stays in the file as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the memos {why}")]
pub struct UnreadLine {
    /// Which one, from 1.
    pub line: usize,
    /// Why.
    pub why: UnreadReason,
}

/// Why a line is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadReason {
    /// No line of memos, or a broken one.
    #[error("is no memo")]
    NotALine,
    /// Written by a newer program.
    #[error("was written by a newer program")]
    Newer,
    /// Its words are not those that it was written with.
    #[error("was changed by hand")]
    Changed,
}

impl UnreadLine {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self.why {
            UnreadReason::NotALine => {
                "it is kept, and shown nowhere: look at it, and write the memo again if it was cut off"
            }
            UnreadReason::Newer => "install the newest loop-desk",
            UnreadReason::Changed => {
                "it is kept, and shown nowhere: write what it should say as a new memo"
            }
        }
    }
}

/// Why a memo or a tag cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemoError {
    /// No author.
    #[error("nobody is named as the author")]
    NoAuthor,
    /// A memo without words.
    #[error("the memo has no words")]
    NoText,
    /// A memo beyond 100,000 characters.
    #[error("the memo is longer than 100 000 characters")]
    LongText,
    /// A tag without words.
    #[error("the tag has no letters")]
    NoTag,
    /// A tag beyond 60 characters.
    #[error("the tag is longer than 60 characters")]
    LongTag,
    /// The memo to be corrected is not there, or was corrected already.
    #[error("the memo that is to be corrected is not there, or was corrected already")]
    NotStanding,
    /// The entry does not have the tag.
    #[error("the entry does not have this tag")]
    NotTagged,
    /// The entry has the tag.
    #[error("the entry has this tag already")]
    TaggedAlready,
}

impl MemoError {
    /// What to do about it.
    pub fn advice(self) -> Option<&'static str> {
        match self {
            Self::NoAuthor => Some("say who writes: a team needs to know whose thought it was"),
            Self::NoText => Some("write something"),
            Self::LongText => Some("write it in parts"),
            Self::NoTag | Self::LongTag => Some("a tag is a word or two; write a memo for more"),
            Self::NotStanding => Some("correct the newest wording: list the memos to see its id"),
            Self::NotTagged => Some("list the tags to see which there are"),
            Self::TaggedAlready => None,
        }
    }
}
