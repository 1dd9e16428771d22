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
}

/// A recording's file as it leaves.
pub(super) struct CleanFile {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) mime: &'static str,
    pub(super) duration_ms: u64,
    /// What is gone or damaged: silence.
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
            discarded: false,
        };
        let header = Write::put(RECORDINGS, *id.as_bytes(), &take)?;
        let Begun {
            draft,
            of,
            prompt,
            text,
        } = begun;
        self.takes.update(|takes| drop(takes.insert(id, take)));
        let saved = self.save_state(
            draft,
            of,
            prompt,
            Some(text),
            |all| all.push(id),
            vec![header],
        );
        if let Err(error) = saved.await {
            self.takes.update(|takes| drop(takes.remove(&id)));
            return Err(error);
        }
        Ok((id, key))
    }

    /// Finishes a take: reads every slice back, notes what it came to, and ends it.
    pub(super) async fn finish_take(
        self,
        records: &Records,
        id: RecordingId,
        interrupted: bool,
        heard: Option<(u64, Vec<u8>)>,
    ) -> Result<(), SaveError> {
        let take = self.takes.with_untracked(|takes| takes.get(&id).cloned());
        let mut take = take.ok_or(SaveError::Locked)?;
        let raw = *id.as_bytes();
        let key = key(records, id, &take)?;
        let slices = Slices::read(records, &key, id, 0).await?;
        if slices.count() == 0 {
            // Nothing of it was ever stored: it ended before its first slice.
            return self.drop_take(take.draft, id).await;
        }
        let (clocked, peaks) = heard.unwrap_or((u64::from(slices.count()) * SLICE, Vec::new()));
        // Read back as a player would: what is in it counts, and not the clock on the wall.
        let sound = slices.sound();
        let duration_ms = sound.as_ref().map_or(clocked, sound::Sound::duration_ms);
        let mut digest = Sha256::new();
        slices.there().for_each(|slice| digest.update(slice));
        take.finished = Some(Finished {
            slices: slices.count(),
            duration_ms,
            bytes: slices.there().map(|slice| slice.len() as u64).sum(),
            sha256: hex::encode(digest.finalize()),
            interrupted,
            peaks: hex::encode(peaks),
            lost: sound.map_or_else(|| slices.lost(duration_ms), |sound| spans(sound.lost())),
        });
        let writes = vec![
            Write::put(RECORDINGS, raw, &take)?,
            Records::end_of_slices(&key, raw, slices.count())?,
        ];
        let written = records.change(writes).await;
        // Without room for this note the sound is kept all the same: it is noted once there is.
        self.if_open(|| self.takes.update(|takes| drop(takes.insert(id, take))));
        written
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
        let least = take.finished.as_ref().map_or(0, |done| done.slices);
        let key = key(&records, id, &take)?;
        let slices = Slices::read(&records, &key, id, least).await?;
        Ok(Some((take, slices)))
    }

    /// The file of a recording as it leaves: without date, application or device, and silent where
    /// it is not for the team.
    pub(super) async fn clean_file(self, recording: &Recording) -> Result<CleanFile, Trouble> {
        let read = self.read_slices(recording.id).await?;
        let (_, slices) = read.ok_or(Failure::Recording)?;
        // What is not understood cannot be silenced either.
        let sound = slices.sound().ok_or(Failure::Recording)?;
        let silences = recording.silences().into_iter();
        let clean = sound.clean(
            &silences
                .map(|span| span.from_ms..span.to_ms)
                .collect::<Vec<_>>(),
        );
        Ok(CleanFile {
            bytes: clean.bytes,
            mime: clean.mime,
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
        if slices.there().next().is_none() {
            return Ok(None);
        }
        // Written anew for the player: a browser's own file has no length and cannot be searched.
        let (playable, lost) = match slices.sound() {
            Some(sound) => {
                let clean = sound.clean(&[]);
                (
                    Playable::new(&[&clean.bytes], clean.mime)?,
                    spans(clean.lost),
                )
            }
            None => {
                let parts: Vec<&[u8]> = slices.there().collect();
                let lost = slices.lost(take.duration_ms());
                (Playable::new(&parts, &take.mime)?, lost)
            }
        };
        Ok(Some(Sound { playable, lost }))
    }
}

fn key(records: &Records, id: RecordingId, take: &Take) -> Result<BlobKey, SaveError> {
    let key = records.vault().blob(*id.as_bytes(), &take.seed);
    key.map_err(|_| SaveError::Seal)
}
