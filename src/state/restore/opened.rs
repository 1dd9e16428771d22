//! A backup that was opened: what it holds, still sealed by its own vault, read part by part.

use std::collections::{BTreeMap, BTreeSet};

use bundle::{BackupRow, BackupRun};
use journal::{EntryId, RecordingId};
use serde::de::DeserializeOwned;
use vault::{Keyring, Label, SealedRecord, Store, Vault, VaultKey};

use crate::browser::database::{DRAFTS, ENTRIES, RECORDINGS, STORES};
use crate::jobs::{AboutBackup, Done, Failure, Job, uncarry};
use crate::state::backup::{SLICES, Secret};
use crate::state::drafts::{Draft, DraftId, States, group};
use crate::state::hand_over::HeldFile;
use crate::state::journal::Journal;
use crate::state::kept::Kept;
use crate::state::progress::{Doing, Progress, Told};
use crate::state::recordings::{Take, Takes};
use crate::state::records::Values;
use crate::state::session::{Key, Session};
use crate::state::trouble::Trouble;

/// A backup that was opened: everything in it is still sealed by its own vault. Its slices lie in
/// the file, which the worker holds open.
pub struct OpenedBackup {
    pub(super) about: AboutBackup,
    pub(super) keyring: Keyring,
    pub(super) key: VaultKey,
    pub(super) vault: Vault,
    pub(super) records: Vec<(Store, [u8; 16], SealedRecord)>,
    pub(super) runs: BTreeMap<[u8; 16], BackupRun>,
    parts: u32,
}

impl OpenedBackup {
    /// Every value of a store, and how many do not open.
    pub(super) fn values<T: DeserializeOwned>(&self, store: Store) -> (Values<T>, usize) {
        let of_store = self.records.iter().filter(|(known, ..)| *known == store);
        let mut damaged = 0;
        let values = of_store.filter_map(|(store, id, record)| {
            let opened = self.vault.unseal(&Label::new(*store, *id), record).ok();
            let value = opened.and_then(|opened| serde_json::from_slice(&opened.plaintext).ok());
            damaged += usize::from(value.is_none());
            Some((*id, value?))
        });
        (values.collect(), damaged)
    }

    pub(super) fn entries(&self) -> (BTreeMap<EntryId, Kept>, usize) {
        let (entries, damaged) = self.values::<Kept>(ENTRIES);
        let whole = entries
            .into_iter()
            .filter(|(_, kept)| !kept.revisions.is_empty() && !kept.discarded)
            .map(|(_, kept)| (kept.newest().id, kept));
        (whole.collect(), damaged)
    }

    pub(super) fn drafts(&self) -> BTreeMap<DraftId, States> {
        group(self.values::<Draft>(DRAFTS).0)
    }

    /// Recordings that were not thrown away.
    pub(super) fn takes(&self) -> Takes {
        let takes = self.values::<Take>(RECORDINGS).0.into_iter();
        let takes = takes.filter(|(_, take)| !take.discarded);
        takes
            .map(|(id, take)| (RecordingId::from_random(id), take))
            .collect()
    }

    /// The parts in which slices of these recordings lie.
    pub(super) fn parts_of(&self, wanted: impl Fn(&[u8; 16]) -> bool) -> BTreeSet<u32> {
        let last = self.parts.saturating_sub(1);
        let runs: Vec<&BackupRun> = self.runs.values().collect();
        let mut parts = BTreeSet::new();
        for (at, run) in runs.iter().enumerate().filter(|(_, run)| wanted(&run.id)) {
            // A run may end in the part that the next one begins in.
            let end = runs.get(at + 1).map_or(last, |next| next.first_part);
            parts.extend(run.first_part..=end);
        }
        parts
    }
}

impl Journal {
    /// Opens a backup with the passphrase or the recovery code of the day it was made. The whole
    /// file is checked before this returns.
    pub async fn open_backup(
        self,
        file: HeldFile,
        secret: Key,
        tell: impl Fn(Progress) + 'static,
    ) -> Result<OpenedBackup, Trouble> {
        let told = Told::new(tell);
        told.begin(Doing::Beginning);
        let typed = Secret::typed(&secret)?;
        let job = Job::OpenBackup {
            secret: typed.text,
            is_recovery_code: typed.is_recovery_code,
        };
        let step = told.of_worker(Doing::Opening);
        let (done, _) = self.session.run_on(&job, &file, step).await?;
        let Done::BackupOpened(contents) = done else {
            return Err(Failure::Other.into());
        };
        told.begin(Doing::Comparing);
        // A store that this app does not know is a newer app's: half a journal is none.
        if contents.runs.iter().any(|run| run.store != SLICES) {
            return Err(Failure::BackupNewer.into());
        }
        let damaged = |_| Failure::BackupDamaged;
        let about = contents.about;
        let keyring = Keyring::from_json(about.keyring.as_bytes()).map_err(damaged)?;
        let key = self.session.open_key(&keyring, secret).await?;
        let vault = Vault::open(&keyring, VaultKey::from_bytes(*key.to_bytes()));
        let vault = vault.map_err(|_| Failure::BackupDamaged)?;
        let mut records = Vec::new();
        'parts: for number in 0..contents.parts {
            for row in part(self.session, number).await? {
                if row.number.is_some() {
                    break 'parts;
                }
                let store = STORES.into_iter().find(|store| store.name == row.store);
                let store = store.ok_or(Failure::BackupNewer)?;
                records.push((store, row.id, SealedRecord::from_bytes(row.record)));
            }
        }
        Ok(OpenedBackup {
            about,
            keyring,
            key,
            vault,
            records,
            runs: contents.runs.into_iter().map(|run| (run.id, run)).collect(),
            parts: contents.parts,
        })
    }
}

/// The rows of a part of the backup that the worker holds open.
pub(super) async fn part(session: Session, number: u32) -> Result<Vec<BackupRow>, Trouble> {
    let (done, payload) = session
        .run_on(&Job::BackupPart { number }, &[][..], |_| {})
        .await?;
    match done {
        Done::BackupRows => Ok(uncarry(&payload).ok_or(Failure::Other)?),
        _ => Err(Failure::Other.into()),
    }
}
