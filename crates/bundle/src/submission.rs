//! `data/submission.json`: what a bundle says about itself, under the signature.

use std::collections::BTreeMap;

use journal::{BundleId, Entry, EntryId, Media, Moment, OfferLog, ParticipantCode};
use serde::{Deserialize, Serialize};

/// The signed statement of a bundle. Unknown fields are refused: what is signed is what is
/// understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Always [`Submission::SCHEMA`].
    pub schema: String,
    /// [`Submission::TEXT_VERSION`] for entries that are text and stand by themselves,
    /// [`Submission::SPOKEN_VERSION`] with recordings, [`Submission::VERSION`] where
    /// [`holds`](Self::holds) is not empty.
    pub version: u32,
    /// Drawn anew for each bundle; also the name of the bag's folder.
    pub bundle_id: BundleId,
    /// The `pack_id` of the study it is made for.
    pub study_id: String,
    /// The `revision` of the pack the phone held.
    pub study_config_version: u32,
    /// The pseudonym.
    pub participant_id: ParticipantCode,
    /// The public key the bundle is signed with, `ssh-ed25519 AAAA…`. A claim: only a registry
    /// of known signers turns it into knowledge.
    pub device_key: String,
    /// What the writer calls the device; may be empty.
    pub device_label: String,
    /// 1, 2, 3… per device key.
    pub seq: u64,
    /// SHA-512 of the previous bundle's `tagmanifest-sha512.txt`, lower-case hex.
    pub prev_bundle_sha512: Option<String>,
    /// Everything that may be shared, or a choice.
    pub mode: Mode,
    /// When it was made: the date, unless the study asks for local time.
    pub created_at: Moment,
    /// Changes on the phone so far: grows even where the clock does not.
    pub counter: u64,
    /// The version of the app.
    pub app_version: String,
    /// What the participant agreed to.
    pub consent: Consented,
    /// Every key the envelope is sealed to, the writer's own as `self`.
    pub recipients: Vec<RecipientDigest>,
    /// The entries in the bundle, in the order of their ids.
    pub entries: Vec<EntryRef>,
    /// The recordings in the bundle, in the order of their digests, each once, with the file at
    /// `data/audio/<sha256>.<extension>` ([`Media::file_name`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<Media>,
    /// Entries that were shared before and are taken back.
    pub withdrawn: Vec<Withdrawn>,
    /// What is in it that version 2 did not have, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Holds>,
    /// What the writer was asked and set aside, if the writer wants that to leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<OfferLog>,
}

/// What version 3 can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// An entry has a context: links, a form, stimuli, people or a session.
    Context,
    /// There are [`offers`](Submission::offers).
    Offers,
}

impl Submission {
    /// What it holds that version 2 did not have, and the version that follows from it.
    pub(crate) fn holds_of<'a>(
        entries: impl IntoIterator<Item = &'a Entry>,
        offers: Option<&OfferLog>,
        has_recordings: bool,
    ) -> (Vec<Holds>, u32) {
        let is_tied = entries.into_iter().any(|entry| entry.context.is_some());
        let context = is_tied.then_some(Holds::Context);
        let offers = offers.map(|_| Holds::Offers);
        let holds: Vec<Holds> = context.into_iter().chain(offers).collect();
        let version = match (holds.is_empty(), has_recordings) {
            (false, _) => Self::VERSION,
            (true, true) => Self::SPOKEN_VERSION,
            (true, false) => Self::TEXT_VERSION,
        };
        (holds, version)
    }

    /// The schema id.
    pub const SCHEMA: &str = "closing-the-loop/submission";
    /// The version of the schema that is written for entries that are text: readers that know no
    /// other open those still.
    pub const TEXT_VERSION: u32 = 1;
    /// The version that is written where there is a recording and nothing newer.
    pub const SPOKEN_VERSION: u32 = 2;
    /// The newest version of the schema, written where there is something that it lists in
    /// [`holds`](Self::holds).
    pub const VERSION: u32 = 3;
    /// The label of the writer's own key among the recipients.
    pub const SELF_LABEL: &str = "self";
}

/// Whether a bundle holds all that may be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Every entry that may be shared, whether it was shared before or not.
    Full,
    /// Entries that the writer chose.
    Incremental,
}

/// What was agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consented {
    /// The version of the consent text.
    pub version: String,
    /// The language it was read in.
    pub language: String,
    /// Yes or no per item of the text.
    pub items: BTreeMap<String, bool>,
}

/// A key the envelope is sealed to, by the SHA-256 of its recipient string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientDigest {
    /// The recipient's id in the study pack, or `self`.
    pub label: String,
    /// SHA-256 over the recipient string (`age1…`), lower-case hex.
    pub sha256: String,
}

/// An entry file of the bundle: `data/entries/<id>.r<rev>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryRef {
    /// The entry.
    pub id: EntryId,
    /// Its revision.
    pub rev: u32,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// An entry that is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The entry; every revision of it, past and future.
    pub id: EntryId,
    /// When it was taken back.
    pub at: Moment,
}
