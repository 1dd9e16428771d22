//! Recordings at rest: what is known of each, and its sound in sealed slices.
//!
//! A take is begun with its record and a state of its draft in one change, before its first slice;
//! it is finished by reading every slice back. What a kill or a power cut left unfinished is
//! finished the same way at the next unlocking, so that nothing of a take is in memory only.

use std::collections::BTreeMap;

use journal::{Media, Moment, Recording, RecordingId, Span};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vault::{BlobKey, BlobSeed};
use zeroize::Zeroizing;

use super::drafts::{DraftId, States};
use super::journal::Journal;
use super::recorder::Begun;
use super::records::{Records, SaveError, Write};
use super::trouble::Trouble;
use crate::browser::clock;
use crate::browser::database::RECORDINGS;
use crate::browser::player::Playable;
use crate::jobs::Failure;

mod gone;
mod heard;
mod slices;

use slices::{SLICE, Slices};

/// All recordings by their ids.
pub(super) type Takes = BTreeMap<RecordingId, Take>;

/// What is known of a recording, as it lies in its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Take {
    /// The record's version.
    pub v: u8,
    /// What the key of its slices is drawn from.
    pub seed: BlobSeed,
    /// What it is recorded as, as the browser said.
    pub mime: String,
    /// When it was begun.
    pub started_at: Moment,
    /// The draft it was begun in.
    pub draft: DraftId,
    /// What it came to; nothing while it is recorded, and after a kill.
    pub finished: Option<Finished>,
    /// What it begins with and the rest cannot be read without, once more, in hex; nothing where
    /// packets say enough of themselves, and before it is finished.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub head: String,
    /// Thrown away, and still to be undone: it goes with the undo's time or the next unlocking.
    pub discarded: bool,
}

/// What a recording came to: what was read back of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finished {
    /// How many slices hold sound; one more, which is empty, ends it.
    pub slices: u32,
    /// How long it is, in milliseconds.
    pub duration_ms: u64,
    /// The size of all slices together, in bytes.
    pub bytes: u64,
    /// Their SHA-256, lower-case hex.
    pub sha256: String,
    /// Whether something else than the writer ended it.
    pub interrupted: bool,
    /// How loud it is, five times a second, as bytes in hex; empty where nobody listened.
    pub peaks: String,
    /// What was lost before it was finished.
    pub lost: Vec<Span>,
}

/// A recording's sound, ready to be played.
pub struct Sound {
    /// The sound, for as long as this value lives.
    pub playable: Playable,
    /// What is gone or damaged: it is left out.
    pub lost: Vec<Span>,
    /// Its packets, where its wave was never drawn: for [`Journal::draw_wave`].
    pub undrawn: Option<sound::Sound>,
}

/// A recording as a file.
pub(super) struct SoundFile {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) mime: String,
    pub(super) duration_ms: u64,
    /// What is gone or damaged: silence, where it is understood.
    pub(super) lost: Vec<Span>,
}

/// What was recorded in a draft, all takes together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recorded {
    /// How many recordings.
    pub count: usize,
    /// How long they are together, in milliseconds.
    pub length_ms: u64,
    /// Whether one of them was ended by something else than the writer.
    pub is_interrupted: bool,
}

fn spans(ranges: Vec<std::ops::Range<u64>>) -> Vec<Span> {
    let span = |range: std::ops::Range<u64>| Span {
        from_ms: range.start,
        to_ms: range.end,
    };
    ranges.into_iter().map(span).collect()
}

impl Take {
    /// How long it is, in milliseconds.
    pub fn duration_ms(&self) -> u64 {
        self.finished.as_ref().map_or(0, |done| done.duration_ms)
    }

    /// How loud it is, five times a second.
    pub fn peaks(&self) -> Vec<u8> {
        let peaks = self.finished.as_ref().map(|done| hex::decode(&done.peaks));
        peaks.and_then(Result::ok).unwrap_or_default()
    }

    /// What it begins with, if that was kept once more.
    fn head(&self) -> Vec<u8> {
        hex::decode(&self.head).unwrap_or_default()
    }

    /// How an entry names it.
    fn described(&self, id: RecordingId) -> Option<Recording> {
        let done = self.finished.as_ref()?;
        Some(Recording {
            id,
            recorded_at: self.started_at.clone(),
            media: Media {
                sha256: done.sha256.clone(),
                bytes: done.bytes,
                mime: self.mime.clone(),
                duration_ms: done.duration_ms,
            },
            title: String::new(),
            gist: String::new(),
            withheld: Vec::new(),
            lost: done.lost.clone(),
        })
    }
}

impl Journal {
    /// A recording that was not thrown away.
    pub fn take(self, id: RecordingId) -> Option<Take> {
        self.takes
            .with(|takes| takes.get(&id).filter(|take| !take.discarded).cloned())
    }

    /// Whether anything was recorded.
    pub fn has_recordings(self) -> bool {
        self.takes.with(|takes| !takes.is_empty())
    }

    /// What was recorded in a draft.
    pub fn recorded(self, states: &States) -> Recorded {
        let takes = states.recordings().iter().filter_map(|id| self.take(*id));
        takes.fold(Recorded::default(), |all, take| Recorded {
            count: all.count + 1,
            length_ms: all.length_ms + take.duration_ms(),
            is_interrupted: all.is_interrupted || take.finished.is_none_or(|done| done.interrupted),
        })
    }

    /// Begins a take: its record, and a state of its draft that names it, in one change.
    pub(super) async fn begin_take(
        self,
        records: &Records,
        begun: Begun,
        mime: String,
    ) -> Result<(RecordingId, BlobKey), SaveError> {
        let id = RecordingId::make().map_err(|_| SaveError::Seal)?;
        let new = records.vault().new_blob(*id.as_bytes());
        let (key, seed) = new.map_err(|_| SaveError::Seal)?;
        let take = Take {
            v: 1,
            seed,
            mime,
            started_at: clock::now(),
            draft: begun.draft,
            finished: None,
            head: String::new(),
            discarded: false,
        };
        let header = Write::put(RECORDINGS, *id.as_bytes(), &take)?;
        let Begun { draft, on, text } = begun;
        self.takes.update(|takes| drop(takes.insert(id, take)));
        let saved = self.save_state(draft, on, Some(text), |all| all.push(id), vec![header]);
        if let Err(error) = saved.await {
            self.takes.update(|takes| drop(takes.remove(&id)));
            return Err(error);
        }
        Ok((id, key))
    }

    /// Finishes a take: reads every slice back, notes what it came to, and ends it. Gives whether
    /// the browser can play it, as far as that was looked at: where it was `heard` just now.
    pub(super) async fn finish_take(
        self,
        records: &Records,
        id: RecordingId,
        interrupted: bool,
        heard: Option<(u64, Vec<u8>)>,
    ) -> Result<bool, SaveError> {
        let take = self.takes.with_untracked(|takes| takes.get(&id).cloned());
        let mut take = take.ok_or(SaveError::Locked)?;
        let raw = *id.as_bytes();
        let key = key(records, id, &take)?;
        let slices = Slices::read(records, &key, id, &take).await?;
        let count = slices.count();
        if count == 0 {
            // Nothing of it was ever stored: it ended before its first slice.
            self.drop_take(take.draft, id).await?;
            return Ok(true);
        }
        let is_heard = heard.is_some();
        let (clocked, peaks) = heard.unwrap_or((u64::from(count) * SLICE, Vec::new()));
        let bytes = slices.bytes().len() as u64;
        let sha256 = hex::encode(Sha256::digest(slices.bytes()));
        // Read back as a player would: what is in it counts, and not the clock on the wall.
        let sound = slices.sound();
        let (duration_ms, lost) = match &sound {
            Ok(sound) => (sound.duration_ms(), spans(sound.lost())),
            Err(slices) => (clocked, slices.lost(clocked)),
        };
        let head = sound.as_ref().ok().and_then(sound::Sound::head);
        take.head = head.map(hex::encode).unwrap_or_default();
        take.finished = Some(Finished {
            slices: count,
            duration_ms,
            bytes,
            sha256,
            interrupted,
            peaks: hex::encode(peaks),
            lost,
        });
        let writes = vec![
            Write::put(RECORDINGS, raw, &take)?,
            Records::end_of_slices(&key, raw, count)?,
        ];
        let written = records.change(writes).await;
        // Without room for this note the sound is kept all the same: it is noted once there is.
        self.if_open(|| self.takes.update(|takes| drop(takes.insert(id, take))));
        written?;
        Ok(!is_heard || heard::can_be_played(sound.ok().as_ref()).await)
    }

    /// How an entry names what was recorded; what a kill left unfinished is finished first.
    pub(super) async fn described(self, ids: &[RecordingId]) -> Result<Vec<Recording>, SaveError> {
        let mut described = Vec::with_capacity(ids.len());
        for id in ids {
            let unfinished = |take: Take| take.finished.is_none();
            if untrack(|| self.take(*id)).is_some_and(unfinished) {
                let records = self.session.records()?;
                self.finish_take(&records, *id, true, None).await?;
            }
            let take = untrack(|| self.take(*id));
            described.extend(take.and_then(|take| take.described(*id)));
        }
        Ok(described)
    }

    /// A recording that was not thrown away, and its slices, decrypted one by one.
    async fn read_slices(self, id: RecordingId) -> Result<Option<(Take, Slices)>, SaveError> {
        let records = self.session.records()?;
        let Some(take) = untrack(|| self.take(id)) else {
            return Ok(None);
        };
        let key = key(&records, id, &take)?;
        let slices = Slices::read(&records, &key, id, &take).await?;
        Ok(Some((take, slices)))
    }

    /// The file of a recording as it leaves: without date, application or device, and silent where
    /// it is not for the team.
    pub(super) async fn clean_file(self, recording: &Recording) -> Result<SoundFile, Trouble> {
        let read = self.read_slices(recording.id).await?;
        let (_, slices) = read.ok_or(Failure::Recording)?;
        // What is not understood cannot be silenced either.
        let sound = slices.sound().map_err(|_| Failure::Recording)?;
        let silences = recording.silences().into_iter();
        let clean = sound.clean(
            &silences
                .map(|span| span.from_ms..span.to_ms)
                .collect::<Vec<_>>(),
        );
        Ok(SoundFile {
            bytes: clean.bytes,
            mime: clean.mime.to_owned(),
            duration_ms: clean.duration_ms,
            lost: spans(clean.lost),
        })
    }

    /// The sound of a recording, decrypted slice by slice; `None` where nothing of it is left.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn sound(self, id: RecordingId) -> Result<Option<Sound>, SaveError> {
        let (take, slices) = self.read_slices(id).await?.ok_or(SaveError::Locked)?;
        let is_drawn = take
            .finished
            .as_ref()
            .is_none_or(|done| !done.peaks.is_empty());
        let Some((file, sound)) = whole(&take, slices) else {
            return Ok(None);
        };
        Ok(Some(Sound {
            playable: Playable::new(&file.bytes, &file.mime)?,
            lost: file.lost,
            undrawn: sound.filter(|_| !is_drawn),
        }))
    }

    /// The whole sound of a recording as a file, with nothing silenced; `None` where nothing of it
    /// is left.
    pub(super) async fn sound_file(self, id: RecordingId) -> Result<Option<SoundFile>, SaveError> {
        let read = self.read_slices(id).await?;
        let file = read.and_then(|(take, slices)| whole(&take, slices));
        Ok(file.map(|(file, _)| file))
    }
}

/// Everything that is left of a recording, and its packets where they are understood. It is written
/// anew then: a browser's own file has no length and cannot be searched.
fn whole(take: &Take, slices: Slices) -> Option<(SoundFile, Option<sound::Sound>)> {
    if slices.bytes().is_empty() {
        return None;
    }
    Some(match slices.sound() {
        Ok(sound) => {
            let clean = sound.clean(&[]);
            let file = SoundFile {
                bytes: clean.bytes,
                mime: clean.mime.to_owned(),
                duration_ms: clean.duration_ms,
                lost: spans(clean.lost),
            };
            (file, Some(sound))
        }
        Err(slices) => {
            let file = SoundFile {
                bytes: Zeroizing::new(slices.bytes().to_vec()),
                mime: take.mime.clone(),
                duration_ms: take.duration_ms(),
                lost: slices.lost(take.duration_ms()),
            };
            (file, None)
        }
    })
}

fn key(records: &Records, id: RecordingId, take: &Take) -> Result<BlobKey, SaveError> {
    let key = records.vault().blob(*id.as_bytes(), &take.seed);
    key.map_err(|_| SaveError::Seal)
}
