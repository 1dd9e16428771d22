//! From the sealed file back to a submission: nothing is handed out before everything is
//! checked.

use std::collections::{BTreeMap, BTreeSet};

use journal::Entry;
use sha2::{Digest, Sha256};

use crate::bag::{self, BagError};
use crate::envelope::{self, EnvelopeError};
use crate::key::Identity;
use crate::sign::{self, VerifyError};
use crate::submission::{RecipientDigest, Submission};
use crate::zip::ZipError;

/// A bundle that was opened and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it says about itself.
    pub submission: Submission,
    /// Its entries, in the order of their ids and revisions.
    pub entries: Vec<OpenedEntry>,
    /// SHA-512 of its `tagmanifest-sha512.txt`, lower-case hex: the bundle's identity.
    pub tagmanifest_sha512: String,
    /// SHA-256 of the age file, lower-case hex.
    pub file_sha256: String,
}

/// An entry with the digest of the file it stood in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedEntry {
    /// The entry.
    pub entry: Entry,
    /// SHA-256 of its file, lower-case hex.
    pub sha256: String,
}

/// Opens a bundle: decrypts it whole, checks that it is sealed to exactly the keys it names and
/// to one of `identities`, its signature, every digest, and that what is signed is what is
/// there. The signature is checked against the key that the bundle itself names: **the caller
/// MUST decide whether it knows that key.**
///
/// # Errors
/// One of [`OpenError`]; no part of the content is handed out then.
pub fn open(bytes: &[u8], identities: &[Identity]) -> Result<Opened, OpenError> {
    let archive = envelope::open(bytes, identities)?;
    let bag = bag::read(&archive)?;
    let unreadable = |error: serde_json::Error| OpenError::Submission(place(&error));
    let head: Head = serde_json::from_slice(bag.submission).map_err(unreadable)?;
    if head.schema != Submission::SCHEMA || head.version > Submission::VERSION {
        return Err(OpenError::NewerFormat);
    }
    let submission: Submission = serde_json::from_slice(bag.submission).map_err(unreadable)?;
    if !submission.participant_id.is_safe() || submission.study_id.is_empty() {
        return Err(OpenError::Submission(
            "the participant's code or the study is not named".into(),
        ));
    }
    if bag.folder != submission.bundle_id.to_string() {
        return Err(OpenError::Contradiction(
            "the folder is not named by the bundle's id",
        ));
    }
    sign::verify(
        &submission.device_key,
        &submission.study_id,
        bag.tagmanifest,
        bag.signature,
    )?;
    sealed_to_us(&submission.recipients, identities)?;
    let entries = read_entries(&submission, &bag.entries)?;
    Ok(Opened {
        entries,
        tagmanifest_sha512: hex::encode(sha2::Sha512::digest(bag.tagmanifest)),
        file_sha256: hex::encode(Sha256::digest(bytes)),
        submission,
    })
}

/// What tells the format; read first and alone, because a later version has fields that this one
/// refuses.
#[derive(serde::Deserialize)]
struct Head {
    schema: String,
    version: u32,
}

/// A recipient can re-encrypt a signed bag to somebody else as if its writer had sent it there.
/// The signed list of recipients is what stops that.
fn sealed_to_us(listed: &[RecipientDigest], identities: &[Identity]) -> Result<(), OpenError> {
    let ours: BTreeSet<String> = identities
        .iter()
        .map(|id| id.recipient().sha256())
        .collect();
    if listed
        .iter()
        .any(|recipient| ours.contains(&recipient.sha256))
    {
        Ok(())
    } else {
        Err(OpenError::Forwarded)
    }
}

fn read_entries(
    submission: &Submission,
    files: &BTreeMap<&str, &[u8]>,
) -> Result<Vec<OpenedEntry>, OpenError> {
    let mut entries = Vec::with_capacity(submission.entries.len());
    let mut before = None;
    for listed in &submission.entries {
        let name = format!("{}.r{}.json", listed.id, listed.rev);
        let bytes = *files
            .get(name.as_str())
            .ok_or_else(|| OpenError::Missing(format!("data/entries/{name}")))?;
        if hex::encode(Sha256::digest(bytes)) != listed.sha256 {
            return Err(OpenError::Digest(format!("data/entries/{name}")));
        }
        let entry: Entry = serde_json::from_slice(bytes)
            .map_err(|error| OpenError::Entry(name.clone(), place(&error)))?;
        let key = Some((listed.id, listed.rev));
        if (entry.id, entry.rev) != (listed.id, listed.rev) || entry.rev == 0 || key <= before {
            return Err(OpenError::Contradiction(
                "an entry is not the one its file name says",
            ));
        }
        before = key;
        entries.push(OpenedEntry {
            entry,
            sha256: listed.sha256.clone(),
        });
    }
    if files.len() != entries.len() {
        return Err(OpenError::Contradiction(
            "there are entry files that the submission does not list",
        ));
    }
    Ok(entries)
}

/// Where reading stopped. The library's own message may quote what it stopped at, and that may be
/// a line of somebody's diary.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// Why a file gives no submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No age file, binary or armoured.
    #[error("this is not a bundle: it does not begin as an age file does")]
    NotABundle,
    /// Larger than [`SIZE_CAP`](crate::SIZE_CAP).
    #[error("the file is larger than a bundle may be")]
    TooLarge,
    /// The age header is broken or larger than [`HEADER_CAP`](crate::HEADER_CAP).
    #[error("the file's header is damaged or was made to be costly")]
    Header,
    /// Sealed, but not to any key at hand.
    #[error("the bundle is not sealed to this key")]
    NotForThisKey,
    /// The ciphertext is torn or was changed.
    #[error("the bundle is damaged or cut short")]
    Damaged,
    /// The sealed content is no archive of the kind a bundle is.
    #[error("the bundle's archive breaks a rule: {0}")]
    Archive(String),
    /// A listed file is not there.
    #[error("the file {0} is missing in the bundle")]
    Missing(String),
    /// A file is not what its digest says.
    #[error("the file {0} does not match its digest")]
    Digest(String),
    /// The signature does not fit.
    #[error("the bundle's signature does not hold: {0}")]
    Signature(#[from] VerifyError),
    /// Signed by its writer, but for other keys: somebody re-sealed it.
    #[error("the bundle was sealed to this key by somebody other than its writer")]
    Forwarded,
    /// A later version of the format.
    #[error("the bundle is of a newer format than this program knows")]
    NewerFormat,
    /// The submission cannot be read.
    #[error("the bundle's submission cannot be read: {0}")]
    Submission(String),
    /// An entry cannot be read.
    #[error("the entry {0} cannot be read: {1}")]
    Entry(String, String),
    /// Two parts of the bundle disagree.
    #[error("the bundle contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl OpenError {
    /// A stable name for tables and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABundle => "not-a-bundle",
            Self::TooLarge => "too-large",
            Self::Header => "header",
            Self::NotForThisKey => "wrong-key",
            Self::Damaged => "damaged",
            Self::Archive(_) => "archive",
            Self::Missing(_) => "missing-file",
            Self::Digest(_) => "digest",
            Self::Signature(_) => "signature",
            Self::Forwarded => "forwarded",
            Self::NewerFormat => "newer-format",
            Self::Submission(_) | Self::Entry(..) => "unreadable",
            Self::Contradiction(_) => "contradiction",
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotABundle => {
                "look for the file the participant's app made: its content begins with \"age-encryption.org\" or \"-----BEGIN AGE\""
            }
            Self::TooLarge => "ask the participant to share fewer entries in one bundle",
            Self::NotForThisKey => {
                "try the study's other key, or check that the file belongs to this study"
            }
            Self::NewerFormat => "install the newest loop-desk and open it again",
            Self::Forwarded => {
                "ask the participant for a bundle made for this study, and tell the study's data steward"
            }
            Self::Signature(_) => {
                "keep the file, ask the participant to make the bundle again, and tell the study's data steward"
            }
            Self::Header
            | Self::Damaged
            | Self::Archive(_)
            | Self::Missing(_)
            | Self::Digest(_)
            | Self::Submission(_)
            | Self::Entry(..)
            | Self::Contradiction(_) => {
                "keep the file and ask the participant to make and send the bundle again"
            }
        })
    }
}

impl From<EnvelopeError> for OpenError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::NotAge => Self::NotABundle,
            EnvelopeError::TooLarge => Self::TooLarge,
            EnvelopeError::Header | EnvelopeError::HeaderCut | EnvelopeError::TooCostly => {
                Self::Header
            }
            EnvelopeError::NoMatch => Self::NotForThisKey,
            EnvelopeError::Damaged | EnvelopeError::Cut => Self::Damaged,
        }
    }
}

impl From<BagError> for OpenError {
    fn from(error: BagError) -> Self {
        match error {
            BagError::Zip(error) => error.into(),
            BagError::Missing(name) => Self::Missing(name),
            BagError::Digest(name) => Self::Digest(name),
            BagError::Unlisted(name) => Self::Archive(format!("the file {name} is in no manifest")),
            BagError::Manifest(name) => Self::Archive(format!("{name} cannot be read")),
            BagError::Layout(what) => Self::Archive(what.into()),
        }
    }
}

impl From<ZipError> for OpenError {
    fn from(error: ZipError) -> Self {
        Self::Archive(error.to_string())
    }
}
