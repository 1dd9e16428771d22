//! One pass from entries and recordings to the sealed file, with one recording in memory.

use std::collections::BTreeMap;

use journal::{BundleId, Entry, Media, Moment, Recording, Times};
use sha2::{Digest, Sha256, Sha512};

use super::{Outgoing, PackError, Packed, bundle_form, entry_bytes, json_bytes};
use crate::bag::{self, BagError, BagWriter, Sums};
use crate::envelope::{self, SIZE_CAP, Sealer};
use crate::key::{DeviceKey, Recipient};
use crate::receipt::{Receipt, SharedEntry};
use crate::sign;
use crate::submission::{EntryRef, RecipientDigest, Submission, Withdrawn};

/// A recording as it leaves: what is not for the team is silence in it, and nothing tells when,
/// where and with what it was made.
#[derive(Debug, Clone, Copy)]
pub struct CleanFile<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its media type; one that [`journal::media_extension`] knows.
    pub mime: &'a str,
    /// Its length in milliseconds.
    pub duration_ms: u64,
}

/// A bundle that is being packed. [`begin`](Self::begin) it, [`add`](Self::add) the file of every
/// recording that [`recordings`](Self::recordings) lists, one at a time and in any order, and
/// [`finish`](Self::finish) it. The age file is what `add` gave out and what `finish` gives out, in
/// that order. In memory are the text, one recording, and the same recording sealed.
pub struct Packer {
    bundle_id: BundleId,
    outgoing: Outgoing,
    /// The entries as they leave, still with their recordings as they lie at rest.
    entries: Vec<Entry>,
    device: DeviceKey,
    /// For the submission: every key by its digest.
    listed: Vec<RecipientDigest>,
    /// For the receipt: whom it is sealed to, in words.
    names: Vec<String>,
    wanted: Vec<Wanted>,
    /// The files that are in, by their digests.
    files: BTreeMap<String, Media>,
    /// Everything that comes behind the recordings, as lengths of names and sizes; rather too
    /// much than too little.
    rest: Vec<(usize, u64)>,
    bag: BagWriter,
    sealer: Sealer,
    given: Sha256,
    size: u64,
    /// The largest file, in bytes.
    pub(crate) cap: u64,
}

/// A recording that must go in.
struct Wanted {
    at_rest: Recording,
    leaves: Option<Media>,
}

impl Wanted {
    /// Whether it gives the same file: title and gist are not in it.
    fn is(&self, recording: &Recording) -> bool {
        let Recording {
            id,
            media,
            withheld,
            lost,
            ..
        } = &self.at_rest;
        (id, media, withheld, lost)
            == (
                &recording.id,
                &recording.media,
                &recording.withheld,
                &recording.lost,
            )
    }
}

impl Packer {
    /// Begins a bundle sealed to the study's recipients and to the writer's own key.
    ///
    /// `recipients` are the study's keys with their ids in the pack and the names a writer reads;
    /// `own` is the writer's. Draws a bundle id, the envelope's keys and a file name at random.
    ///
    /// # Errors
    /// When there is nothing to share, no recipient, or no randomness.
    pub fn begin(
        outgoing: Outgoing,
        device: &DeviceKey,
        recipients: &[(String, String, Recipient)],
        own: &Recipient,
    ) -> Result<Self, PackError> {
        if outgoing.entries.is_empty() && outgoing.withdrawn.is_empty() {
            return Err(PackError::Nothing);
        }
        if recipients.is_empty() {
            return Err(PackError::NoRecipient);
        }
        let bundle_id = BundleId::make().map_err(|_| PackError::NoRandomness)?;
        let mut entries: Vec<Entry> = outgoing
            .entries
            .iter()
            .filter_map(|revisions| bundle_form(revisions, outgoing.times))
            .collect();
        entries.sort_by_key(|entry| (entry.id, entry.rev));
        let mut wanted: Vec<Wanted> = Vec::new();
        for recording in entries.iter().flat_map(|entry| &entry.recordings) {
            if !wanted.iter().any(|known| known.is(recording)) {
                wanted.push(Wanted {
                    at_rest: recording.clone(),
                    leaves: None,
                });
            }
        }
        let keys: Vec<&Recipient> = recipients
            .iter()
            .map(|(.., key)| key)
            .chain([own])
            .collect();
        let labels = recipients.iter().map(|(label, ..)| label.as_str());
        let listed: Vec<RecipientDigest> = labels
            .chain([Submission::SELF_LABEL])
            .zip(&keys)
            .map(|(label, key)| RecipientDigest {
                label: label.to_owned(),
                sha256: key.sha256(),
            })
            .collect();
        let offers = outgoing.offers.as_ref().map_or(0, |offers| {
            offers.shown.len() + offers.declined.len() + offers.returned.len()
        });
        let lists = 300 * (listed.len() + outgoing.withdrawn.len() + offers) as u64;
        Ok(Self {
            bundle_id,
            rest: rest(&entries, wanted.len(), lists),
            entries,
            device: device.clone(),
            listed,
            names: recipients.iter().map(|(_, name, _)| name.clone()).collect(),
            wanted,
            files: BTreeMap::new(),
            bag: BagWriter::new(bundle_id.to_string()),
            sealer: Sealer::new(&keys).ok_or(PackError::NoRecipient)?,
            given: Sha256::new(),
            size: 0,
            cap: SIZE_CAP as u64,
            outgoing,
        })
    }

    /// The recordings whose files must go in and are not in yet. Their `media` is the one at rest;
    /// their spans are those that the file must be silent in.
    pub fn recordings(&self) -> impl Iterator<Item = &Recording> {
        let missing = self.wanted.iter().filter(|wanted| wanted.leaves.is_none());
        missing.map(|wanted| &wanted.at_rest)
    }

    /// One of [`recordings`](Self::recordings); `None` once all files are in.
    pub fn next_recording(&self) -> Option<&Recording> {
        self.recordings().next()
    }

    /// Takes in the file of a recording, as [`recordings`](Self::recordings) lists it, and gives
    /// out the next piece of the bundle; it may be empty. No file is taken in twice, and for each
    /// recording only the first.
    ///
    /// # Errors
    /// When no chosen entry names the recording, its media type is none that a bundle carries, or
    /// the bundle would be over [`SIZE_CAP`]. The bundle is as it was before then.
    pub fn add(
        &mut self,
        recording: &Recording,
        file: &CleanFile<'_>,
    ) -> Result<Vec<u8>, PackError> {
        let place = self.wanted.iter().position(|known| known.is(recording));
        let place = place.ok_or(PackError::UnknownRecording)?;
        if self.wanted[place].leaves.is_some() {
            return Ok(Vec::new());
        }
        let sums = Sums::of(file.bytes);
        let media = Media {
            sha256: sums.sha256.clone(),
            bytes: file.bytes.len() as u64,
            mime: file.mime.to_owned(),
            duration_ms: file.duration_ms,
        };
        let name = media.file_name().ok_or(PackError::MediaType)?;
        if let Some(known) = self.files.get(&media.sha256) {
            self.wanted[place].leaves = Some(known.clone());
            return Ok(Vec::new());
        }
        let this = (bag::AUDIO.len() + name.len(), media.bytes);
        let with = self.rest.iter().copied().chain([this]);
        if self.sealer.size_of(self.bag.padded_size_with(with)) > self.cap {
            return Err(PackError::TooLarge);
        }
        let before = self.bag.add(&name, file.bytes, sums).map_err(too_large)?;
        self.sealer.reserve(before.len() as u64 + media.bytes);
        self.sealer.write(&before);
        self.sealer.write(file.bytes);
        self.files.insert(media.sha256.clone(), media.clone());
        self.wanted[place].leaves = Some(media);
        let piece = self.sealer.take();
        self.give(&piece);
        Ok(piece)
    }

    /// Closes the bundle.
    ///
    /// # Errors
    /// When a recording did not go in, or there is too much text for one bundle.
    pub fn finish(mut self) -> Result<Packed, PackError> {
        self.name_files()?;
        let files: Vec<Vec<u8>> = self.entries.iter().map(entry_bytes).collect();
        let submission = json_bytes(&self.submission(&files));
        let names = self
            .entries
            .iter()
            .map(|entry| format!("{}{}.r{}.json", bag::ENTRIES, entry.id, entry.rev));
        let payload = names
            .zip(files)
            .chain([(bag::SUBMISSION.to_owned(), submission)])
            .collect();
        let date = self.outgoing.now.date();
        let sign =
            |tagmanifest: &[u8]| sign::sign(&self.device, &self.outgoing.study_id, tagmanifest);
        let closing = self.bag.close(date, payload, sign).map_err(too_large)?;
        if self.sealer.size_of(closing.size) > self.cap {
            return Err(PackError::TooLarge);
        }
        let mut sealer = self.sealer;
        sealer.reserve(closing.size - closing.start);
        closing.each(|piece| sealer.write(piece));
        let bytes = sealer.finish();
        self.given.update(&bytes);
        let receipt = Receipt {
            bundle_id: self.bundle_id,
            seq: self.outgoing.seq,
            made_at: self.outgoing.now,
            handed_over_at: None,
            file_name: format!("{}.age", envelope::make_name()),
            size: self.size + bytes.len() as u64,
            file_sha256: hex::encode(self.given.finalize()),
            tagmanifest_sha512: hex::encode(Sha512::digest(&closing.tagmanifest)),
            prev_bundle_sha512: self.outgoing.prev_bundle_sha512,
            entries: self
                .entries
                .iter()
                .map(|e| SharedEntry {
                    id: e.id,
                    rev: e.rev,
                })
                .collect(),
            recordings: self.files.into_values().collect(),
            withdrawn: self.outgoing.withdrawn.iter().map(|gone| gone.id).collect(),
            recipients: self.names,
        };
        Ok(Packed {
            bytes,
            receipt,
            entries: self.entries,
        })
    }

    /// Lets the entries name the files that left instead of those at rest.
    fn name_files(&mut self) -> Result<(), PackError> {
        let recordings = self
            .entries
            .iter_mut()
            .flat_map(|entry| &mut entry.recordings);
        for recording in recordings {
            let known = self.wanted.iter().find(|known| known.is(recording));
            let leaves = known.and_then(|known| known.leaves.clone());
            recording.media = leaves.ok_or(PackError::MissingRecording)?;
        }
        Ok(())
    }

    fn submission(&self, files: &[Vec<u8>]) -> Submission {
        let outgoing = &self.outgoing;
        let coarsen = |moment: &Moment| match outgoing.times {
            Times::Date => moment.coarsened(),
            Times::LocalTime => moment.clone(),
        };
        let offers = outgoing.offers.clone().map(|offers| match outgoing.times {
            Times::Date => offers.coarsened(),
            Times::LocalTime => offers,
        });
        let (holds, version) =
            Submission::holds_of(&self.entries, offers.as_ref(), !self.files.is_empty());
        Submission {
            schema: Submission::SCHEMA.into(),
            version,
            bundle_id: self.bundle_id,
            study_id: outgoing.study_id.clone(),
            study_config_version: outgoing.study_config_version,
            participant_id: outgoing.participant_id.clone(),
            device_key: self.device.public(),
            device_label: outgoing.device_label.clone(),
            seq: outgoing.seq,
            prev_bundle_sha512: outgoing.prev_bundle_sha512.clone(),
            mode: outgoing.mode,
            created_at: coarsen(&outgoing.now),
            counter: outgoing.counter,
            app_version: outgoing.app_version.clone(),
            consent: outgoing.consent.clone(),
            recipients: self.listed.clone(),
            entries: self
                .entries
                .iter()
                .zip(files)
                .map(|(entry, bytes)| EntryRef {
                    id: entry.id,
                    rev: entry.rev,
                    sha256: hex::encode(Sha256::digest(bytes)),
                })
                .collect(),
            recordings: self.files.values().cloned().collect(),
            withdrawn: outgoing
                .withdrawn
                .iter()
                .map(|gone| Withdrawn {
                    id: gone.id,
                    at: coarsen(&gone.at),
                })
                .collect(),
            holds,
            offers,
        }
    }

    fn give(&mut self, piece: &[u8]) {
        self.given.update(piece);
        self.size += piece.len() as u64;
    }
}

/// What stands in a bundle besides its recordings, as lengths of names and sizes. `lists` is what
/// the submission says of recipients and withdrawals, in bytes.
fn rest(entries: &[Entry], recordings: usize, lists: u64) -> Vec<(usize, u64)> {
    /// Longer than any name is.
    const NAME: usize = 80;
    let files = (entries.len() + recordings + 1) as u64;
    let manifest = 250 * files;
    let submission = 16 * 1024 + 300 * files + lists;
    let others = [manifest, manifest, submission, 8 * 1024, 0, 0, 0, 0, 0];
    let entries = entries.iter().map(|entry| {
        // In place of the file at rest another is named, whose numbers may be longer.
        let media = 200 * entry.recordings.len() as u64;
        entry_bytes(entry).len() as u64 + media
    });
    entries.chain(others).map(|size| (NAME, size)).collect()
}

fn too_large(_: BagError) -> PackError {
    PackError::TooLarge
}
