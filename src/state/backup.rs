//! The backup: one sealed file with everything, opened again before it is called done.

use journal::{Moment, RecordingId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::hand_over::HeldFile;
use super::journal::Journal;
use super::progress::{Doing, Progress, Told};
use super::records::{SaveError, Write};
use super::session::Key;
use super::trouble::Trouble;
use crate::browser::clock;
use crate::browser::database::PROFILE;

mod sealing;

pub(super) use sealing::{SLICES, Secret};

/// The id of the record that remembers the last backup, in the profile store.
pub(super) const BACKUP_ID: [u8; 16] = [3; 16];
/// How many entries, and how many days, may pass before the writer is reminded.
const ENTRIES: u32 = 3;
const DAYS: i64 = 7;

/// What is remembered of the last backup that was opened again and handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupNote {
    /// The record's version.
    pub v: u8,
    /// When the last one was made.
    pub made_at: Option<Moment>,
    /// Entries kept since then.
    pub entries_since: u32,
    /// When the first of them was kept.
    pub since: Option<Moment>,
}

impl BackupNote {
    /// Whether it is time to say so, quietly: after every third entry, or seven days after the
    /// first that is in no backup.
    fn is_due(&self) -> bool {
        let waits = self.since.as_ref().map_or(0, clock::days_since);
        self.entries_since > 0 && (self.entries_since.is_multiple_of(ENTRIES) || waits >= DAYS)
    }
}

/// A backup that was made and opened again.
#[derive(Clone)]
pub struct BackupFile {
    /// Its name: the day, and nothing of the study.
    pub name: String,
    /// The age file.
    pub file: HeldFile,
    /// How many sealed records it holds.
    pub records: usize,
    /// How many recordings, and how long they are together, in milliseconds.
    pub recordings: (usize, u64),
    made_at: Moment,
}

impl Journal {
    /// When the last good backup was made.
    pub fn last_backup(self) -> Option<Moment> {
        self.backup.with(|note| note.made_at.clone())
    }

    /// Whether a backup is worth a reminder.
    pub fn is_backup_due(self) -> bool {
        self.backup.with(BackupNote::is_due)
    }

    /// How many entries no backup holds yet.
    pub fn entries_since_backup(self) -> u32 {
        self.backup.with(|note| note.entries_since)
    }

    /// The note after another entry was kept, to be written with it.
    pub(super) fn note_after_entry(self, now: &Moment) -> BackupNote {
        let mut note = self.backup.get_untracked();
        note.v = 1;
        note.entries_since = note.entries_since.saturating_add(1);
        note.since.get_or_insert_with(|| now.clone());
        note
    }

    /// Makes a backup that opens with the passphrase or the recovery code that is typed once more.
    /// It has been opened again when this returns.
    pub async fn make_backup(
        self,
        secret: Key,
        tell: impl Fn(Progress) + 'static,
    ) -> Result<BackupFile, Trouble> {
        let told = Told::new(tell);
        told.begin(Doing::Beginning);
        let typed = Secret::typed(&secret)?;
        let records = self.session.records()?;
        let keyring = self.session.keyring().await?;
        // Whoever holds an unlocked phone must not carry everything away; and a file sealed with a
        // slip of the finger would never open again.
        self.session.open_key(&keyring, secret).await?;
        let made_at = clock::now();
        let sealed = sealing::seal(self.session, &records, &made_at, &typed, &told).await?;
        let takes = sealed.recordings.into_iter().map(RecordingId::from_random);
        let takes: Vec<_> = takes.filter_map(|id| untrack(|| self.take(id))).collect();
        let length = takes.iter().map(super::recordings::Take::duration_ms).sum();
        Ok(BackupFile {
            name: format!("backup-{}.age", made_at.date()),
            file: sealed.file,
            records: sealed.records,
            recordings: (takes.len(), length),
            made_at,
        })
    }

    /// What is remembered of backups.
    pub fn backup_note(self) -> BackupNote {
        self.backup.get()
    }

    /// Remembers a backup that was handed over, or what was remembered before it.
    pub async fn note_backup(self, note: BackupNote) -> Result<(), SaveError> {
        let write = Write::put(PROFILE, BACKUP_ID, &note)?;
        self.session.records()?.change(vec![write]).await?;
        self.if_open(|| self.backup.set(note));
        Ok(())
    }
}

impl BackupFile {
    /// What is remembered once it was handed over.
    pub fn note(&self) -> BackupNote {
        BackupNote {
            v: 1,
            made_at: Some(self.made_at.clone()),
            ..BackupNote::default()
        }
    }
}
