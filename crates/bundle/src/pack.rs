//! From entries to the sealed file.

use journal::{BundleId, Entry, Moment, ParticipantCode, Times};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};

use crate::bag;
use crate::envelope;
use crate::key::{DeviceKey, Recipient};
use crate::receipt::{Receipt, SharedEntry};
use crate::sign;
use crate::submission::{Consented, EntryRef, Mode, RecipientDigest, Submission, Withdrawn};

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
}

/// A bundle, ready to be handed over once it was opened again and compared.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The age file.
    pub bytes: Vec<u8>,
    /// What the writer keeps of it.
    pub receipt: Receipt,
    /// The entries as they stand in it, to compare with what is opened.
    pub entries: Vec<Entry>,
}

/// Packs a bundle sealed to the study's recipients and to the writer's own key.
///
/// `recipients` are the study's keys with their ids in the pack and the names a writer reads;
/// `own` is the writer's. Draws a bundle id, the envelope's keys and a file name at random.
///
/// # Errors
/// When there is nothing to share, no recipient, or too much for one bundle.
pub fn pack(
    outgoing: &Outgoing,
    device: &DeviceKey,
    recipients: &[(String, String, Recipient)],
    own: &Recipient,
) -> Result<Packed, PackError> {
    let bundle_id = BundleId::make().map_err(|_| PackError::NoRandomness)?;
    pack_with_id(outgoing, device, recipients, own, bundle_id)
}

fn pack_with_id(
    outgoing: &Outgoing,
    device: &DeviceKey,
    recipients: &[(String, String, Recipient)],
    own: &Recipient,
    bundle_id: BundleId,
) -> Result<Packed, PackError> {
    if outgoing.entries.is_empty() && outgoing.withdrawn.is_empty() {
        return Err(PackError::Nothing);
    }
    if recipients.is_empty() {
        return Err(PackError::NoRecipient);
    }
    let coarsen = |moment: &Moment| match outgoing.times {
        Times::Date => moment.coarsened(),
        Times::LocalTime => moment.clone(),
    };
    let mut entries: Vec<Entry> = outgoing
        .entries
        .iter()
        .filter_map(|revisions| bundle_form(revisions, outgoing.times))
        .collect();
    entries.sort_by_key(|entry| (entry.id, entry.rev));
    let files: Vec<Vec<u8>> = entries.iter().map(entry_bytes).collect();

    let listed = recipients
        .iter()
        .map(|(label, _, recipient)| (label.as_str(), recipient))
        .chain([(Submission::SELF_LABEL, own)])
        .map(|(label, recipient)| RecipientDigest {
            label: label.to_owned(),
            sha256: recipient.sha256(),
        })
        .collect();
    let submission = Submission {
        schema: Submission::SCHEMA.into(),
        version: Submission::VERSION,
        bundle_id,
        study_id: outgoing.study_id.clone(),
        study_config_version: outgoing.study_config_version,
        participant_id: outgoing.participant_id.clone(),
        device_key: device.public(),
        device_label: outgoing.device_label.clone(),
        seq: outgoing.seq,
        prev_bundle_sha512: outgoing.prev_bundle_sha512.clone(),
        mode: outgoing.mode,
        created_at: coarsen(&outgoing.now),
        counter: outgoing.counter,
        app_version: outgoing.app_version.clone(),
        consent: outgoing.consent.clone(),
        recipients: listed,
        entries: entries
            .iter()
            .zip(&files)
            .map(|(entry, bytes)| EntryRef {
                id: entry.id,
                rev: entry.rev,
                sha256: hex::encode(Sha256::digest(bytes)),
            })
            .collect(),
        withdrawn: outgoing
            .withdrawn
            .iter()
            .map(|gone| Withdrawn {
                id: gone.id,
                at: coarsen(&gone.at),
            })
            .collect(),
    };

    let payload = bag::Payload {
        folder: bundle_id.to_string(),
        date: outgoing.now.date().to_owned(),
        submission: json_bytes(&submission),
        entries: entries
            .iter()
            .zip(files)
            .map(|(entry, bytes)| (format!("{}.r{}.json", entry.id, entry.rev), bytes))
            .collect(),
    };
    let (archive, tagmanifest) = bag::write(&payload, |tagmanifest| {
        sign::sign(device, &outgoing.study_id, tagmanifest)
    })
    .map_err(|_| PackError::TooLarge)?;
    let keys: Vec<&Recipient> = recipients
        .iter()
        .map(|(.., key)| key)
        .chain([own])
        .collect();
    let bytes = envelope::seal(&archive, &keys).ok_or(PackError::TooLarge)?;

    let receipt = Receipt {
        bundle_id,
        seq: outgoing.seq,
        made_at: outgoing.now.clone(),
        handed_over_at: None,
        file_name: format!("{}.age", envelope::make_name()),
        size: bytes.len() as u64,
        file_sha256: hex::encode(Sha256::digest(&bytes)),
        tagmanifest_sha512: hex::encode(Sha512::digest(&tagmanifest)),
        prev_bundle_sha512: outgoing.prev_bundle_sha512.clone(),
        entries: entries
            .iter()
            .map(|e| SharedEntry {
                id: e.id,
                rev: e.rev,
            })
            .collect(),
        withdrawn: outgoing.withdrawn.iter().map(|gone| gone.id).collect(),
        recipients: recipients.iter().map(|(_, name, _)| name.clone()).collect(),
    };
    Ok(Packed {
        bytes,
        receipt,
        entries,
    })
}

/// The newest of an entry's revisions as it stands in a bundle: moments as coarse as the study
/// asks, and each revision carrying the digest of the file of the one before. `None` without
/// any revision.
pub fn bundle_form(revisions: &[Entry], times: Times) -> Option<Entry> {
    revisions
        .iter()
        .fold(None, |before: Option<Entry>, revision| {
            let mut entry = revision.clone();
            if times == Times::Date {
                entry.created_at = entry.created_at.coarsened();
                entry.edited_at = entry.edited_at.coarsened();
            }
            entry.prev_rev_sha256 =
                before.map(|before| hex::encode(Sha256::digest(entry_bytes(&before))));
            Some(entry)
        })
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
            Self::NoRandomness => "restart the browser and try again",
        })
    }
}
