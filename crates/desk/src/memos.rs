//! What the team notes while it reads, memos and tags: a file of lines, to which lines are only
//! added.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use journal::{EntryId, Moment, ParticipantCode, RecordingId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

mod fault;
#[cfg(test)]
mod laws;
mod place;
#[cfg(test)]
mod tests;

pub use fault::{MemoError, UnreadLine, UnreadReason};
pub use place::{EntryTag, Memo};

/// The longest memo, in characters.
const MOST_TEXT: usize = 100_000;
/// The longest tag, in characters: a word or two.
const MOST_TAG: usize = 60;

/// What a line is called: the first 32 hexadecimal digits of SHA-256 over the line as it is written
/// without its `id`. A line therefore names only what was there before it, and one that was
/// changed by hand no longer has its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemoId(String);

impl MemoId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MemoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One line of the file, a JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoLine {
    /// [`MemoLine::VERSION`].
    pub version: u32,
    /// What it is called.
    pub id: MemoId,
    /// When it was written, RFC 3339.
    pub at: String,
    /// Who wrote it.
    pub author: String,
    /// What was noted.
    pub noted: Noted,
}

/// What was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Noted {
    /// A memo, or a new wording of one.
    Memo {
        /// What kind of thinking it is.
        kind: MemoKind,
        /// What it is about.
        about: About,
        /// Its words.
        text: String,
        /// The memo that it corrects, which stays in the file.
        follows: Option<MemoId>,
    },
    /// A word or two that an entry is found by.
    Tag {
        /// Whose entry.
        participant: ParticipantCode,
        /// The entry.
        entry: EntryId,
        /// The words.
        tag: String,
    },
    /// Takes tags away, by the lines that gave them.
    Untag {
        /// The lines.
        lines: BTreeSet<MemoId>,
    },
}

/// What kind of thinking a memo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoKind {
    /// On what the material says.
    Analytic,
    /// On the reader: what it does to them, and what they bring to it.
    Reflexive,
    /// On how the study is done.
    Method,
}

impl MemoKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Analytic, Self::Reflexive, Self::Method];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Analytic => "analytic",
            Self::Reflexive => "reflexive",
            Self::Method => "method",
        }
    }
}

/// What a memo is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub enum About {
    Study,
    Person {
        participant: ParticipantCode,
    },
    Entry {
        participant: ParticipantCode,
        entry: EntryId,
    },
    Recording {
        participant: ParticipantCode,
        recording: RecordingId,
    },
}

impl About {
    /// Whom it is about, if it is about one participant.
    pub fn participant(&self) -> Option<&ParticipantCode> {
        match self {
            Self::Study => None,
            Self::Person { participant }
            | Self::Entry { participant, .. }
            | Self::Recording { participant, .. } => Some(participant),
        }
    }
}

impl MemoLine {
    /// The version of the line.
    pub const VERSION: u32 = 1;

    fn new(at: &str, author: &str, noted: Noted) -> Self {
        let mut line = Self {
            version: Self::VERSION,
            id: MemoId(String::new()),
            at: at.to_owned(),
            author: author.trim().to_owned(),
            noted,
        };
        line.id = line.derive_id();
        line
    }

    fn derive_id(&self) -> MemoId {
        let signed = (self.version, &self.at, &self.author, &self.noted);
        let json = serde_json::to_vec(&signed).expect("strings and numbers are written as JSON");
        MemoId(hex::encode(&Sha256::digest(&json)[..16]))
    }

    /// The line, without a line end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers are written as JSON")
    }

    fn read(text: &str) -> Result<Self, UnreadReason> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let version = serde_json::from_str::<Version>(text)
            .map_err(|_| UnreadReason::NotALine)?
            .version;
        if version > Self::VERSION {
            return Err(UnreadReason::Newer);
        }
        let line: Self = serde_json::from_str(text).map_err(|_| UnreadReason::NotALine)?;
        let day = line.at.get(..10).unwrap_or_default();
        if Moment::parse(day).is_err() {
            return Err(UnreadReason::NotALine);
        }
        match line.derive_id() == line.id {
            true => Ok(line),
            false => Err(UnreadReason::Changed),
        }
    }
}

/// The words of a tag as they are kept: without blanks at either end, and one blank between words.
fn tag_words(tag: &str) -> Result<String, MemoError> {
    let words: Vec<&str> = tag.split_whitespace().collect();
    let words = words.join(" ");
    if !words.chars().any(char::is_alphanumeric) {
        return Err(MemoError::NoTag);
    }
    if words.chars().count() > MOST_TAG || words.chars().any(crate::printable::acts) {
        return Err(MemoError::LongTag);
    }
    Ok(words)
}

/// Every line, whoever wrote it. Two files put together are the lines of both, whichever comes
/// first and however often: a line is what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memos {
    /// By moment, then id.
    lines: BTreeMap<(String, MemoId), MemoLine>,
    /// Lines that are not understood, as they stand.
    unread: BTreeSet<String>,
}

impl Memos {
    /// Reads the lines. Those that are not understood are named, and kept.
    pub fn parse(text: &str) -> (Self, Vec<UnreadLine>) {
        let mut memos = Self::default();
        let mut unread = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() {
                continue;
            }
            match MemoLine::read(text) {
                Ok(read) => memos.put(read),
                Err(why) => {
                    unread.push(UnreadLine { line, why });
                    memos.unread.insert(text.to_owned());
                }
            }
        }
        (memos, unread)
    }

    /// The whole file: the lines by moment, and behind them those that are not understood.
    pub fn text(&self) -> String {
        let lines = self.lines.values().map(MemoLine::line);
        let all = lines.chain(self.unread.iter().cloned());
        all.map(|line| line + "\n").collect()
    }

    /// Takes the lines of another file in.
    pub fn unite(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.unread.extend(other.unread);
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines there are, those that are not understood not counted.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    fn put(&mut self, line: MemoLine) {
        self.lines.insert((line.at.clone(), line.id.clone()), line);
    }

    fn keep(&mut self, at: &str, author: &str, noted: Noted) -> Result<MemoLine, MemoError> {
        let line = MemoLine::new(at, author, noted);
        if line.author.is_empty() {
            return Err(MemoError::NoAuthor);
        }
        self.put(line.clone());
        Ok(line)
    }

    /// Writes a memo, at that moment (RFC 3339); gives the line to append to the file.
    ///
    /// # Errors
    /// When there is no author or no text, or `follows` is no memo that stands.
    pub fn write(
        &mut self,
        (at, author): (&str, &str),
        kind: MemoKind,
        about: About,
        text: &str,
        follows: Option<MemoId>,
    ) -> Result<MemoLine, MemoError> {
        if text.trim().is_empty() {
            return Err(MemoError::NoText);
        }
        if text.chars().count() > MOST_TEXT {
            return Err(MemoError::LongText);
        }
        if let Some(follows) = &follows
            && !self
                .memos()
                .iter()
                .any(|memo| memo.is_standing && memo.id == *follows)
        {
            return Err(MemoError::NotStanding);
        }
        let text = text.trim().to_owned();
        let noted = Noted::Memo {
            kind,
            about,
            text,
            follows,
        };
        self.keep(at, author, noted)
    }

    /// Gives an entry a tag.
    ///
    /// # Errors
    /// When there is no author, the tag is none, or the entry has it.
    pub fn tag(
        &mut self,
        (at, author): (&str, &str),
        participant: &ParticipantCode,
        entry: EntryId,
        tag: &str,
    ) -> Result<MemoLine, MemoError> {
        let tag = tag_words(tag)?;
        if !self.givers(participant, entry, &tag).is_empty() {
            return Err(MemoError::TaggedAlready);
        }
        let noted = Noted::Tag {
            participant: participant.clone(),
            entry,
            tag,
        };
        self.keep(at, author, noted)
    }

    /// Takes a tag from an entry.
    ///
    /// # Errors
    /// When there is no author, or the entry does not have the tag.
    pub fn untag(
        &mut self,
        (at, author): (&str, &str),
        participant: &ParticipantCode,
        entry: EntryId,
        tag: &str,
    ) -> Result<MemoLine, MemoError> {
        let lines = self.givers(participant, entry, &tag_words(tag)?);
        if lines.is_empty() {
            return Err(MemoError::NotTagged);
        }
        self.keep(at, author, Noted::Untag { lines })
    }

    /// The lines that give an entry a tag now.
    fn givers(&self, participant: &ParticipantCode, entry: EntryId, tag: &str) -> BTreeSet<MemoId> {
        let given = self.given().into_iter();
        given
            .filter(|(_, given)| {
                given.participant == *participant && given.entry == entry && given.tag == tag
            })
            .map(|(id, _)| id.clone())
            .collect()
    }
}
