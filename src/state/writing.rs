//! Writing: entries, revisions, and what is deleted.

use std::collections::BTreeSet;

use journal::{Entry, EntryId, EntryKind, Handling, Recording, Role, Sharing};
use leptos::prelude::*;

use super::backup::BACKUP_ID;
use super::drafts::{DraftId, DraftOf, Occasion};
use super::journal::Journal;
use super::kept::Kept;
use super::notices::UNDO;
use super::records::{SaveError, Write};
use super::returning::KNOWN_DAY_ID;
use crate::browser::database::{ENTRIES, PROFILE};
use crate::browser::{BrowserError, clock};

/// What the composer hands over.
pub struct Written {
    /// A new entry or a revision, the question, and what it answers.
    pub on: Occasion,
    /// The text.
    pub text: String,
    /// The writer's own heading.
    pub title: String,
    /// The role.
    pub role: Role,
    /// Whether it may be shared.
    pub sharing: Sharing,
    /// The wishes.
    pub handling: Handling,
}

impl Journal {
    /// Keeps what was written: a new entry, or the next revision of one. Its draft goes with
    /// the same transaction. On error nothing has changed, on disk or on screen.
    pub async fn write(self, draft_id: DraftId, written: Written) -> Result<EntryId, SaveError> {
        let recorded = untrack(|| self.draft(draft_id)).unwrap_or_default();
        let recorded = self.described(recorded.recordings()).await?;
        let now = clock::now();
        let on = written.on;
        let (id, mut kept) = match on.of {
            DraftOf::New => {
                let id = EntryId::make().map_err(|_| SaveError::Seal)?;
                let first = Entry::new(id, on.prompt.clone(), written.text.clone(), now);
                (
                    id,
                    Kept {
                        v: 1,
                        revisions: vec![first],
                        discarded: false,
                    },
                )
            }
            DraftOf::Revision(id) => {
                let mut kept = self.entry(id).ok_or(SaveError::Locked)?;
                let next = kept.newest().amended(now);
                kept.revisions.push(next);
                (id, kept)
            }
        };
        if let Some(newest) = kept.revisions.last_mut() {
            newest.text = written.text;
            newest.recordings.extend(recorded);
            newest.kind = EntryKind::of(&newest.text, &newest.recordings);
            newest.title = written.title;
            newest.role = written.role;
            newest.sharing = written.sharing;
            newest.handling = written.handling;
            // A draft may be older than a deletion: what it was shown with is known better here.
            let shown = newest.stimuli().to_vec();
            newest.context = on.context.clone();
            match (on.of, &mut newest.context) {
                (DraftOf::Revision(_), Some(context)) => context.stimuli = shown,
                _ => newest.drop_shown_words(|shown| {
                    self.entries
                        .with_untracked(|entries| !entries.contains_key(&shown))
                }),
            }
        }
        let records = self.session.records()?;
        let _turn = records.drafting.lock().await;
        let mut writes = vec![Write::put(ENTRIES, *id.as_bytes(), &kept)?];
        if let Some(states) = untrack(|| self.draft(draft_id)) {
            writes.extend(states.deletions());
        }
        let note = match on.of {
            DraftOf::New => Some(self.note_after_entry(&kept.newest().created_at)),
            DraftOf::Revision(_) => None,
        };
        if let Some(note) = &note {
            writes.push(Write::put(PROFILE, BACKUP_ID, note)?);
        }
        let day = self.day_after_writing(&kept.newest().edited_at);
        if let Some(day) = &day {
            writes.push(Write::put(PROFILE, KNOWN_DAY_ID, day)?);
        }
        records.change(writes).await?;
        self.session.ask_for_promise();
        let turned = on
            .prompt
            .filter(|prompt| untrack(|| self.is_on_offer(prompt)));
        self.if_open(|| {
            self.entries
                .update(|entries| drop(entries.insert(id, kept)));
            self.drafts.update(|drafts| drop(drafts.remove(&draft_id)));
            if let Some(note) = note {
                self.backup.set(note);
            }
            if let Some(day) = day {
                self.known_day.set(day);
            }
        });
        if let (DraftOf::New, Some(context)) = (on.of, &on.context) {
            // The same holds for what is remembered of an entry that was brought back.
            let _ = self.note_reply(context).await;
        }
        if let (DraftOf::New, Some(prompt)) = (on.of, turned) {
            // The entry is kept; that the door still shows the old question is no failure.
            let _ = self.note_answered(prompt.theme).await;
        }
        Ok(id)
    }

    /// Keeps what a writer says of a recording, its marks among it, as the next revision of its
    /// entry.
    pub async fn describe_recording(
        self,
        id: EntryId,
        described: Recording,
    ) -> Result<(), SaveError> {
        let mut kept = untrack(|| self.entry(id)).ok_or(SaveError::Locked)?;
        let mut next = kept.newest().amended(clock::now());
        for recording in &mut next.recordings {
            if recording.id == described.id {
                *recording = described.clone();
            }
        }
        if next.recordings == kept.newest().recordings {
            return Ok(());
        }
        kept.revisions.push(next);
        self.put_entry(id, kept).await
    }

    /// Stores an entry with all its revisions, and then shows it.
    pub(super) async fn put_entry(self, id: EntryId, kept: Kept) -> Result<(), SaveError> {
        let write = Write::put(ENTRIES, *id.as_bytes(), &kept)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| {
            self.entries
                .update(|entries| drop(entries.insert(id, kept)))
        });
        Ok(())
    }

    /// Deletes an entry, and says whether that can be undone: on a full phone there is no room for
    /// a mark, and deleting is what makes room.
    pub async fn discard(self, id: EntryId) -> Result<bool, SaveError> {
        match self.mark(id, true).await {
            Err(SaveError::Browser(BrowserError::Full)) => {
                let records = self.session.records()?;
                let kept = untrack(|| self.entry(id));
                records.delete_on_full(ENTRIES, *id.as_bytes()).await?;
                let sound = kept.map(|kept| self.sound_of(&kept).collect());
                self.entries.update(|entries| drop(entries.remove(&id)));
                // What is left of it goes with the next unlocking that finds room.
                let left = sound.unwrap_or_default();
                let _ = self.delete(&BTreeSet::from([id]), left).await;
                Ok(false)
            }
            marked => marked.map(|()| true),
        }
    }

    /// Undoes a deletion.
    pub async fn restore(self, id: EntryId) -> Result<(), SaveError> {
        self.mark(id, false).await
    }

    /// Makes a deletion final, unless it was undone.
    pub async fn purge(self, id: EntryId) -> Result<(), SaveError> {
        let kept = self
            .entries
            .with_untracked(|entries| entries.get(&id).cloned());
        let Some(kept) = kept.filter(|kept| kept.discarded) else {
            return Ok(());
        };
        let mut writes = vec![Write::Delete(ENTRIES, *id.as_bytes())];
        writes.extend(self.sound_of(&kept));
        self.delete(&BTreeSet::from([id]), writes).await
    }

    /// Deletes entries for good: what is given removes them, and their words go as well where they
    /// were shown.
    pub(super) async fn delete(
        self,
        gone: &BTreeSet<EntryId>,
        mut writes: Vec<Write>,
    ) -> Result<(), SaveError> {
        let records = self.session.records()?;
        // Nothing that shows them is written meanwhile.
        let _turn = records.drafting.lock().await;
        let shows = |kept: &&Kept| {
            let mut stimuli = kept.revisions.iter().flat_map(Entry::stimuli);
            stimuli.any(|shown| shown.words.is_some() && gone.contains(&shown.entry))
        };
        let mut others: Vec<(EntryId, Kept)> = self.entries.with_untracked(|entries| {
            let others = entries.iter().filter(|(_, kept)| shows(kept));
            others.map(|(id, kept)| (*id, kept.clone())).collect()
        });
        for (id, kept) in &mut others {
            for revision in &mut kept.revisions {
                revision.drop_shown_words(|shown| gone.contains(&shown));
            }
            writes.push(Write::put(ENTRIES, *id.as_bytes(), kept)?);
        }
        records.change(writes).await?;
        self.if_open(|| {
            self.entries.update(|entries| {
                entries.retain(|id, _| !gone.contains(id));
                entries.extend(others);
            });
        });
        Ok(())
    }

    async fn mark(self, id: EntryId, discarded: bool) -> Result<(), SaveError> {
        let kept = self
            .entries
            .with_untracked(|entries| entries.get(&id).cloned());
        let kept = Kept {
            discarded,
            ..kept.ok_or(SaveError::Locked)?
        };
        self.put_entry(id, kept).await
    }

    /// Makes a deletion final once its undo has passed. A journal that is locked meanwhile does
    /// so at its next unlocking.
    pub fn purge_later(self, id: EntryId) {
        leptos::task::spawn_local(async move {
            clock::pause(UNDO).await;
            let _ = self.purge(id).await;
        });
    }
}
