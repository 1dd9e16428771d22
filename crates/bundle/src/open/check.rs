//! Whether what is signed is what is there.

use std::collections::{BTreeMap, BTreeSet};

use journal::{Entry, EntryKind, Media, Span};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{OpenError, OpenedEntry};
use crate::bag::{self, Bag, Stored};
use crate::key::Identity;
use crate::submission::{RecipientDigest, Submission};

/// What tells the format; read first and alone, because a later version has fields that this one
/// refuses.
#[derive(serde::Deserialize)]
struct Head {
    schema: String,
    version: u32,
    recordings: Option<serde::de::IgnoredAny>,
    holds: Option<serde::de::IgnoredAny>,
}

impl Head {
    /// Version 2 lists recordings, version 3 what it holds: what calls itself that and does not is
    /// some other format.
    fn is_known(&self) -> bool {
        let is_version = match self.version {
            Submission::VERSION => self.holds.is_some(),
            Submission::SPOKEN_VERSION => self.recordings.is_some(),
            version => version <= Submission::TEXT_VERSION,
        };
        is_version && self.schema == Submission::SCHEMA
    }
}

/// The submission of a bag, which is named by it.
pub(super) fn submission(bag: &Bag) -> Result<Submission, OpenError> {
    let unreadable = |error: serde_json::Error| OpenError::Submission(place(&error));
    let head: Head = serde_json::from_slice(&bag.submission).map_err(unreadable)?;
    if !head.is_known() {
        return Err(OpenError::NewerFormat);
    }
    let submission: Submission = serde_json::from_slice(&bag.submission).map_err(unreadable)?;
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
    Ok(submission)
}

/// A recipient can re-encrypt a signed bag to somebody else as if its writer had sent it there.
/// The signed list of recipients is what stops that.
pub(super) fn sealed_to_us(
    listed: &[RecipientDigest],
    identities: &[Identity],
) -> Result<(), OpenError> {
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

/// The entries that the submission lists, and no other.
pub(super) fn entries(
    submission: &Submission,
    files: &BTreeMap<String, Zeroizing<Vec<u8>>>,
) -> Result<Vec<OpenedEntry>, OpenError> {
    let mut entries = Vec::with_capacity(submission.entries.len());
    let mut before = None;
    for listed in &submission.entries {
        let name = format!("{}.r{}.json", listed.id, listed.rev);
        let bytes = files
            .get(name.as_str())
            .ok_or_else(|| OpenError::Missing(format!("{}{name}", bag::ENTRIES)))?;
        if hex::encode(Sha256::digest(&**bytes)) != listed.sha256 {
            return Err(OpenError::Digest(format!("{}{name}", bag::ENTRIES)));
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

/// Whether the recordings that the submission lists are those that the entries name and those
/// that are there, each once and under the name that follows from what it is.
pub(super) fn recordings(
    submission: &Submission,
    entries: &[OpenedEntry],
    files: &BTreeMap<String, Stored>,
) -> Result<(), OpenError> {
    let contradiction = |what| Err(OpenError::Contradiction(what));
    let listed = &submission.recordings;
    let (holds, version) = Submission::holds_of(
        entries.iter().map(|opened| &opened.entry),
        submission.offers.as_ref(),
        !listed.is_empty(),
    );
    if holds != submission.holds || version != submission.version {
        return contradiction("its version does not fit what is in it");
    }
    if listed.windows(2).any(|two| two[0].sha256 >= two[1].sha256) {
        return contradiction("a recording is listed twice or out of order");
    }
    for media in listed {
        let Some(name) = media.file_name() else {
            return contradiction("a recording is of a kind that no bundle carries");
        };
        let missing = || OpenError::Missing(format!("{}{name}", bag::AUDIO));
        let stored = files.get(&name).ok_or_else(missing)?;
        if stored.sha256 != media.sha256 {
            return Err(OpenError::Digest(format!("{}{name}", bag::AUDIO)));
        }
        if stored.size != media.bytes {
            return contradiction("a recording is not as large as the submission says");
        }
    }
    if files.len() != listed.len() {
        return contradiction("there are recordings that the submission does not list");
    }
    let mut named: BTreeSet<&Media> = BTreeSet::new();
    for OpenedEntry { entry, .. } in entries {
        if entry.kind == EntryKind::Audio && entry.recordings.is_empty() {
            return contradiction("a spoken entry has no recording");
        }
        for recording in &entry.recordings {
            let in_order = |spans: &[Span]| Span::union(spans.iter().copied()) == *spans;
            if !in_order(&recording.withheld) || !in_order(&recording.lost) {
                return contradiction("the silences of a recording are not in order");
            }
            named.insert(&recording.media);
        }
    }
    if !named.iter().copied().eq(listed) {
        return contradiction("the recordings of the entries are not those of the submission");
    }
    Ok(())
}

/// Where reading stopped. The library's own message may quote what it stopped at, and that may be
/// a line of somebody's diary.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}
