//! Recordings that are thrown away, with a way back; and what is put in order after unlocking.

use std::collections::BTreeSet;

use journal::{EntryId, EntryKind, Recording, RecordingId};
use leptos::prelude::*;

use super::Take;
use crate::browser::database::{Change, ENTRIES, RECORDINGS};
use crate::browser::{BrowserError, clock};
use crate::state::drafts::{Draft, DraftId, Occasion, States};
use crate::state::journal::Journal;
use crate::state::kept::Kept;
use crate::state::notices::UNDO;
use crate::state::recorder::Begun;
use crate::state::records::{SaveError, Write};

impl Journal {
    /// Takes a recording out of its draft for good.
    pub(super) async fn drop_take(self, draft: DraftId, id: RecordingId) -> Result<(), SaveError> {
        let on = self.occasion_of(draft);
        let out = |all: &mut Vec<RecordingId>| all.retain(|known| *known != id);
        let writes = deletions(id).into();
        self.save_state(draft, on, None, out, writes).await?;
        self.if_open(|| self.takes.update(|takes| drop(takes.remove(&id))));
        Ok(())
    }

    /// What a draft is written on.
    fn occasion_of(self, draft: DraftId) -> Occasion {
        let states = untrack(|| self.draft(draft));
        let newest = states.as_ref().and_then(States::newest);
        newest.map(Draft::occasion).unwrap_or_default()
    }

    /// Throws a take of a draft away, and says whether that can be undone: on a full phone there is
    /// no room for a mark, and throwing away is what makes room.
    pub async fn discard_take(self, draft: DraftId, id: RecordingId) -> Result<bool, SaveError> {
        let on = self.occasion_of(draft);
        match self.move_take(draft, on.clone(), id, true).await {
            Err(SaveError::Browser(BrowserError::Full)) => {
                // The sound alone, which frees room; the catalogue does not speak of it.
                let sound = vec![Change::DeleteSlices(*id.as_bytes())];
                self.session.records()?.database().change(sound).await?;
                self.move_take(draft, on, id, true).await?;
                Ok(false)
            }
            moved => {
                moved?;
                self.purge_takes_later(vec![id]);
                Ok(true)
            }
        }
    }

    /// Undoes that. The draft may have gone with its only recording: it is begun again as it was.
    pub async fn restore_take(self, begun: Begun, id: RecordingId) -> Result<(), SaveError> {
        self.move_take(begun.draft, begun.on, id, false).await
    }

    async fn move_take(
        self,
        draft: DraftId,
        on: Occasion,
        id: RecordingId,
        out: bool,
    ) -> Result<(), SaveError> {
        let marked = self.marked(&[id], out);
        let change = |all: &mut Vec<RecordingId>| {
            all.retain(|known| *known != id);
            if !out {
                all.push(id);
            }
        };
        let writes = Self::puts(&marked)?;
        self.save_state(draft, on, None, change, writes).await?;
        self.if_open(|| self.show_takes(marked));
        Ok(())
    }

    /// The same recordings, thrown away or not.
    pub(in crate::state) fn marked(
        self,
        ids: &[RecordingId],
        discarded: bool,
    ) -> Vec<(RecordingId, Take)> {
        self.takes.with_untracked(|takes| {
            let known = ids
                .iter()
                .filter_map(|id| Some((*id, takes.get(id)?.clone())));
            known
                .map(|(id, take)| (id, Take { discarded, ..take }))
                .collect()
        })
    }

    pub(in crate::state) fn puts(takes: &[(RecordingId, Take)]) -> Result<Vec<Write>, SaveError> {
        let put = |(id, take): &(RecordingId, Take)| Write::put(RECORDINGS, *id.as_bytes(), take);
        takes.iter().map(put).collect()
    }

    pub(in crate::state) fn show_takes(self, takes: Vec<(RecordingId, Take)>) {
        self.takes.update(|all| all.extend(takes));
    }

    /// What removes the sound of an entry: the records and the slices of all its recordings.
    pub(in crate::state) fn sound_of(self, kept: &Kept) -> impl Iterator<Item = Write> + use<> {
        let all = kept.revisions.iter().flat_map(|entry| &entry.recordings);
        let ids: BTreeSet<RecordingId> = all.map(|recording| recording.id).collect();
        ids.into_iter().flat_map(deletions)
    }

    /// Throws a recording of an entry away: the entry's next revision is without it. Says whether
    /// that can be undone, as [`Journal::discard_take`] does.
    pub async fn discard_recording(
        self,
        entry: EntryId,
        id: RecordingId,
    ) -> Result<bool, SaveError> {
        match self.change_recordings(entry, id, None).await {
            Err(SaveError::Browser(BrowserError::Full)) => {
                let sound = vec![Change::DeleteSlices(*id.as_bytes())];
                self.session.records()?.database().change(sound).await?;
                self.change_recordings(entry, id, None).await?;
                Ok(false)
            }
            changed => {
                changed?;
                self.purge_takes_later(vec![id]);
                Ok(true)
            }
        }
    }

    /// Undoes that, in one more revision: the one without it may have left already.
    pub async fn restore_recording(
        self,
        entry: EntryId,
        at: usize,
        recording: Recording,
    ) -> Result<(), SaveError> {
        let id = recording.id;
        self.change_recordings(entry, id, Some((at, recording)))
            .await
    }

    /// Takes a recording out of an entry, or puts it into its place there.
    async fn change_recordings(
        self,
        entry: EntryId,
        id: RecordingId,
        back: Option<(usize, Recording)>,
    ) -> Result<(), SaveError> {
        let mut kept = untrack(|| self.entry(entry)).ok_or(SaveError::Locked)?;
        let marked = self.marked(&[id], back.is_none());
        let mut next = kept.newest().amended(clock::now());
        next.recordings.retain(|known| known.id != id);
        if let Some((at, recording)) = back {
            // Its time to be undone is over.
            if marked.is_empty() {
                return Err(SaveError::Locked);
            }
            next.recordings
                .insert(at.min(next.recordings.len()), recording);
        }
        next.kind = EntryKind::of(&next.text, &next.recordings);
        kept.revisions.push(next);
        let mut writes = Self::puts(&marked)?;
        writes.push(Write::put(ENTRIES, *entry.as_bytes(), &kept)?);
        self.session.records()?.change(writes).await?;
        self.if_open(|| {
            self.entries
                .update(|entries| drop(entries.insert(entry, kept)));
            self.show_takes(marked);
        });
        Ok(())
    }

    /// Removes what was thrown away once its undo has passed, unless it was undone. A journal that
    /// is locked meanwhile does so at its next unlocking.
    pub(in crate::state) fn purge_takes_later(self, ids: Vec<RecordingId>) {
        leptos::task::spawn_local(async move {
            clock::pause(UNDO).await;
            let _ = self.purge_takes(|id| ids.contains(id)).await;
        });
    }

    /// Removes some of what was thrown away, without waiting for its undo.
    pub(in crate::state) async fn purge_takes(
        self,
        which: impl Fn(&RecordingId) -> bool,
    ) -> Result<(), SaveError> {
        let records = self.session.records()?;
        let gone: Vec<RecordingId> = self.takes.with_untracked(|takes| {
            let gone = takes
                .iter()
                .filter(|(id, take)| take.discarded && which(id));
            gone.map(|(id, _)| *id).collect()
        });
        if gone.is_empty() {
            return Ok(());
        }
        let writes = gone.iter().copied().flat_map(deletions).collect();
        records.change(writes).await?;
        self.if_open(|| {
            self.takes
                .update(|takes| takes.retain(|id, _| !gone.contains(id)));
        });
        Ok(())
    }

    /// After unlocking: what was thrown away goes, what a kill left is finished, and what nothing
    /// names any more is given back to its draft.
    pub(in crate::state) fn tidy_takes(self) {
        let Ok(records) = self.session.records() else {
            return;
        };
        if records.is_newer() {
            return;
        }
        let takes = self.takes.get_untracked();
        let named: BTreeSet<RecordingId> = untrack(|| {
            let drafts = self.drafts.get();
            let of_drafts = drafts
                .values()
                .flat_map(|states| states.recordings().to_vec());
            let entries = self.entries.get();
            let revisions = entries.values().flat_map(|kept| &kept.revisions);
            let of_entries = revisions.flat_map(|entry| entry.recordings.iter().map(|r| r.id));
            of_drafts.chain(of_entries).collect()
        });
        leptos::task::spawn_local(async move {
            let _ = self.purge_takes(|_| true).await;
            for (id, take) in takes.into_iter().filter(|(_, take)| !take.discarded) {
                if take.finished.is_none() {
                    // What does not work now is tried again at the next unlocking.
                    let _ = self.finish_take(&records, id, true, None).await;
                }
                if !named.contains(&id) {
                    let push = |all: &mut Vec<RecordingId>| all.push(id);
                    let on = self.occasion_of(take.draft);
                    let again = self.save_state(take.draft, on, None, push, Vec::new());
                    let _ = again.await;
                }
            }
        });
    }
}

/// What removes one recording.
fn deletions(id: RecordingId) -> [Write; 2] {
    let raw = *id.as_bytes();
    [Write::Delete(RECORDINGS, raw), Write::DeleteSlices(raw)]
}
