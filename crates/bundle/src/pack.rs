//! From entries to the sealed file.

mod packer;

use journal::{Context, Entry, Media, Moment, OfferLog, ParticipantCode, Span, Times};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::key::{DeviceKey, Recipient};
use crate::receipt::Receipt;
use crate::submission::{Consented, Mode, Withdrawn};

pub use packer::{CleanFile, Packer};

/// What is to leave, in clear, in memory.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Submission")]
pub struct Outgoing {
    pub study_id: String,
    pub study_config_version: u32,
    pub participant_id: ParticipantCode,
    pub device_label: String,
    pub seq: u64,
    pub prev_bundle_sha512: Option<String>,
    pub mode: Mode,
    /// By the phone's clock; coarsened here if the study asks for dates only.
    pub now: Moment,
    pub times: Times,
    pub counter: u64,
    pub app_version: String,
    pub consent: Consented,
    /// Each entry with all its revisions, oldest first; the newest is what leaves.
    pub entries: Vec<Vec<Entry>>,
    pub withdrawn: Vec<Withdrawn>,
    /// What was asked and set aside, if it is to leave.
    pub offers: Option<OfferLog>,
}

/// A bundle, ready to be handed over once it was opened again and compared.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The age file; from a [`Packer`], what is left of it behind the pieces that were given out.
    pub bytes: Vec<u8>,
    /// What the writer keeps of it.
    pub receipt: Receipt,
    /// The entries as they stand in it, to compare with what is opened.
    pub entries: Vec<Entry>,
}

/// Packs a bundle without recordings, sealed to the study's recipients and to the writer's own
/// key. With recordings, see [`Packer`].
///
/// `recipients` are the study's keys with their ids in the pack and the names a writer reads;
/// `own` is the writer's. Draws a bundle id, the envelope's keys and a file name at random.
///
/// # Errors
/// When there is nothing to share, no recipient, a recording, or too much for one bundle.
pub fn pack(
    outgoing: &Outgoing,
    device: &DeviceKey,
    recipients: &[(String, String, Recipient)],
    own: &Recipient,
) -> Result<Packed, PackError> {
    Packer::begin(outgoing.clone(), device, recipients, own)?.finish()
}

/// The newest of an entry's revisions as it stands in a bundle: moments as coarse as the study
/// asks, spans in order, and each revision carrying the [`link_sha256`] of the one before. Its
/// recordings still name the files at rest: only a [`Packer`] knows those that leave. `None`
/// without any revision.
pub fn bundle_form(revisions: &[Entry], times: Times) -> Option<Entry> {
    revisions
        .iter()
        .fold(None, |before: Option<Entry>, revision| {
            let mut entry = revision.clone();
            for recording in &mut entry.recordings {
                recording.withheld = Span::union(recording.withheld.drain(..));
                recording.lost = Span::union(recording.lost.drain(..));
            }
            if times == Times::Date {
                entry.created_at = entry.created_at.coarsened();
                entry.edited_at = entry.edited_at.coarsened();
                for recording in &mut entry.recordings {
                    recording.recorded_at = recording.recorded_at.coarsened();
                }
                let context = entry.context.take();
                entry.context = context.map(|context| Box::new(Context::coarsened(*context)));
            }
            entry.prev_rev_sha256 = before.map(|before| link_sha256(&before));
            Some(entry)
        })
}

/// How the next revision names this one (`prev_rev_sha256`): SHA-256 of its file as it stands in
/// a bundle, lower-case hex. In the file of an entry with recordings every `media` is blank for
/// this: no digest, no type, and 0 for both numbers. The sound is made clean anew for each bundle,
/// and a later app may do it in other bytes. Nor do the `words` of its stimuli count: whether they
/// leave depends on another entry.
pub fn link_sha256(entry: &Entry) -> String {
    let mut entry = entry.clone();
    for recording in &mut entry.recordings {
        recording.media = Media {
            sha256: String::new(),
            bytes: 0,
            mime: String::new(),
            duration_ms: 0,
        };
    }
    entry.drop_shown_words(|_| true);
    hex::encode(Sha256::digest(entry_bytes(&entry)))
}

/// The bytes of an entry's file.
pub(crate) fn entry_bytes(entry: &Entry) -> Vec<u8> {
    json_bytes(entry)
}

/// JSON, indented for the reader who has nothing but `unzip`, with a final line feed.
pub(crate) fn json_bytes(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .expect("structs of strings, numbers and lists always serialize");
    bytes.push(b'\n');
    bytes
}

/// Why nothing was packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Neither an entry nor a withdrawal.
    #[error("nothing was chosen")]
    Nothing,
    /// The study names no key.
    #[error("the study names nobody who could open the bundle")]
    NoRecipient,
    /// Over the cap of a bundle.
    #[error("this is more than one bundle can carry")]
    TooLarge,
    /// A recording was to go in that no chosen entry names.
    #[error("a recording belongs to none of the chosen entries")]
    UnknownRecording,
    /// A recording of a chosen entry did not go in.
    #[error("a recording of a chosen entry is missing")]
    MissingRecording,
    /// A recording is of a media type that bundles do not carry.
    #[error("a recording is of a kind that no bundle carries")]
    MediaType,
    /// The platform gave no randomness.
    #[error("this device gave no random bytes")]
    NoRandomness,
}

impl PackError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Nothing => "choose at least one entry",
            Self::NoRecipient => "ask the study team for a new study pack",
            Self::TooLarge => "choose fewer entries and make a second bundle of the rest",
            Self::UnknownRecording | Self::MissingRecording => {
                "make the bundle again; if this comes back, leave that entry out and tell the study team"
            }
            Self::MediaType => "leave that entry out and tell the study team",
            Self::NoRandomness => "restart the browser and try again",
        })
    }
}
