//! The work around keys, as values that travel: drawing, proving, rehearsing.

use bundle::{OpenKeyError, ParseKeyError, SealKeyError, TypedKeyError};
use desk::{CeremonyError, KeyFileError, Paper, Rehearsal};
use journal::Localized;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DeskFailure, FileRow, ShownKey, Told};

/// Something to be done with keys. The worker keeps what it draws or reads here apart from the keys
/// that open bundles.
#[derive(Serialize, Deserialize)]
pub enum KeyJob {
    /// Draws a key, or takes the one that was typed, and seals it. The key file is the answer's
    /// payload.
    Seal {
        is_new: bool,
        passphrase: Zeroizing<String>,
        made_at: String,
    },
    /// The paper copy of the key that was sealed.
    Paper { holder: String, language: String },
    /// Opens the key file that is the payload, which must hold the key that was sealed, and has it
    /// open a test bundle.
    Prove {
        passphrase: Zeroizing<String>,
        today: String,
    },
    /// Reads the study pack that is the payload.
    Pack,
    /// Reads the keys to rehearse with: the words of a paper, or the file that is the payload.
    Give {
        typed: Option<Zeroizing<String>>,
        passphrase: Option<Zeroizing<String>>,
    },
    /// Has them open a test bundle that is made for the recipients of the pack.
    Rehearse { today: String },
    /// Has them open the bundle that is the payload.
    Try { name: String },
    /// Forgets all of these keys, and the pack.
    Forget,
}

/// What came of it.
#[derive(Serialize, Deserialize)]
pub enum KeyDone {
    /// The key file is the payload.
    Sealed(ShownKey),
    /// The paper. **It is the key.**
    Paper(Box<Paper>),
    /// The key opened a test bundle.
    Proved,
    /// What the pack says.
    Pack(PackKeys),
    /// The keys that were read.
    Given(GivenKeys),
    /// Who opened the test bundle, and who else could.
    Rehearsed(Rehearsal),
    /// What became of the bundle.
    Tried(Box<Tried>),
    /// They are forgotten.
    Forgotten,
}

/// Who can open the bundles of a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackKeys {
    /// The study's title.
    pub title: Localized,
    /// Its language.
    pub default_language: String,
    /// The revision of the pack.
    pub revision: u32,
    /// The names of the recipients, with their keys.
    pub recipients: Vec<(String, ShownKey)>,
}

/// Keys to rehearse with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenKeys {
    /// The keys.
    pub keys: Vec<ShownKey>,
    /// Whether they were typed from a paper.
    pub is_typed: bool,
    /// Whether what was typed certainly is what stands on the paper.
    pub is_certain: bool,
}

/// What became of a bundle that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The file, and what its bundle says of itself where it opened.
    pub file: FileRow,
    /// Why it did not open, or cannot be used.
    pub problem: Option<Told>,
}

/// Why something around keys did not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyFailure {
    /// The key file is sealed, and no passphrase was given.
    NeedsPassphrase,
    /// It opens with another passphrase.
    WrongPassphrase,
    /// It is damaged or cut short.
    Damaged,
    /// Opening it would take too much memory.
    TooCostly,
    /// It lies open, where a sealed one is asked for.
    NotSealed,
    /// It is an age file that keys open, as a bundle is.
    SealedToKeys,
    /// It holds several keys.
    Several,
    /// It holds another key.
    OtherKey,
    /// The passphrase for sealing is too short.
    Short,
    /// The computer has too little memory.
    NoMemory,
    /// A test bundle was made, and did not open.
    NotOpened,
    /// No test bundle could be made.
    NoTest,
    /// The key is none of the study's.
    NotOfTheStudy,
    /// A recipient of the pack has no usable key.
    StudyKey(String),
    /// What was typed from the paper is no key.
    Mistyped(Mistyped),
}

/// What is wrong with what was typed from a paper. Places count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mistyped {
    /// Nothing was typed.
    Empty,
    /// So many words, where there must be 24 or 30.
    Count(usize),
    /// Words of no list, with those that begin alike.
    Unknown(Vec<(usize, Option<String>)>),
    /// A word, and the one it must be.
    Word(usize, String),
    /// This word and the next have changed places.
    Swapped(usize),
    /// The words do not add up, somewhere.
    Sum,
    /// More than one word is wrong.
    Several,
    /// A check word is not this key's.
    CheckWord(usize),
    /// The check words are another key's.
    OtherKey,
    /// It is the public key.
    Public,
    /// The text does not begin as it must.
    Start,
    /// So many characters behind the beginning, where there must be 58.
    Length(usize),
    /// Characters that no key has.
    Strangers(Vec<usize>),
    /// A character, and the one it must be.
    Character(usize, char),
    /// More than one character is wrong.
    TextSum,
}

impl From<KeyFailure> for DeskFailure {
    fn from(failure: KeyFailure) -> Self {
        Self::Key(failure)
    }
}

impl From<ParseKeyError> for DeskFailure {
    fn from(error: ParseKeyError) -> Self {
        match error {
            ParseKeyError::PublicInsteadOfSecret => Self::PublicKey,
            ParseKeyError::Recipient | ParseKeyError::Identity | ParseKeyError::NoIdentity => {
                Self::NoKey
            }
        }
    }
}

impl From<KeyFileError> for DeskFailure {
    fn from(error: KeyFileError) -> Self {
        match error {
            KeyFileError::SealedToKeys => KeyFailure::SealedToKeys.into(),
            KeyFileError::Keys(error) => error.into(),
        }
    }
}

impl From<OpenKeyError> for DeskFailure {
    fn from(error: OpenKeyError) -> Self {
        Self::Key(match error {
            OpenKeyError::WrongPassphrase => KeyFailure::WrongPassphrase,
            OpenKeyError::Damaged => KeyFailure::Damaged,
            OpenKeyError::TooCostly => KeyFailure::TooCostly,
            OpenKeyError::NotSealed => KeyFailure::NotSealed,
            OpenKeyError::Keys(error) => return error.into(),
        })
    }
}

impl From<SealKeyError> for DeskFailure {
    fn from(error: SealKeyError) -> Self {
        Self::Key(match error {
            SealKeyError::Short { .. } => KeyFailure::Short,
            SealKeyError::NoMemory => KeyFailure::NoMemory,
        })
    }
}

impl From<CeremonyError> for DeskFailure {
    fn from(error: CeremonyError) -> Self {
        Self::Key(match error {
            CeremonyError::Sealed(error) => return error.into(),
            CeremonyError::NotOneKey => KeyFailure::Several,
            CeremonyError::OtherKey => KeyFailure::OtherKey,
            CeremonyError::NotOpened => KeyFailure::NotOpened,
            CeremonyError::NotOfTheStudy => KeyFailure::NotOfTheStudy,
            CeremonyError::StudyKey(name) => KeyFailure::StudyKey(name),
            CeremonyError::Pack(_) | CeremonyError::Codes(_) | CeremonyError::Today(_) => {
                KeyFailure::NoTest
            }
        })
    }
}

impl From<TypedKeyError> for DeskFailure {
    fn from(error: TypedKeyError) -> Self {
        let mistyped = match error {
            TypedKeyError::Empty => Mistyped::Empty,
            TypedKeyError::Count(found) => Mistyped::Count(found),
            TypedKeyError::Unknown(words) => {
                let words = words.into_iter();
                let words = words.map(|word| (word.position, word.nearest.map(str::to_owned)));
                Mistyped::Unknown(words.collect())
            }
            TypedKeyError::Word { position, meant } => Mistyped::Word(position, meant.to_owned()),
            TypedKeyError::Swapped(first) => Mistyped::Swapped(first),
            TypedKeyError::Sum => Mistyped::Sum,
            TypedKeyError::Several => Mistyped::Several,
            TypedKeyError::CheckWord(position) => Mistyped::CheckWord(position),
            TypedKeyError::OtherKey => Mistyped::OtherKey,
            TypedKeyError::Public => Mistyped::Public,
            TypedKeyError::Start => Mistyped::Start,
            TypedKeyError::Length(found) => Mistyped::Length(found),
            TypedKeyError::Strangers(found) => {
                Mistyped::Strangers(found.into_iter().map(|(position, _)| position).collect())
            }
            TypedKeyError::Character { position, meant } => Mistyped::Character(position, meant),
            TypedKeyError::TextSum => Mistyped::TextSum,
        };
        Self::Key(KeyFailure::Mistyped(mistyped))
    }
}
