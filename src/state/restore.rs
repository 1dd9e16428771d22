//! Bringing a backup back: into an empty app as it was, into a used one entry by entry, and never
//! over anything newer.

use std::collections::BTreeMap;

use bundle::Receipt;
use journal::{EntryId, Moment};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use vault::{Keyring, Label, SealedRecord, Store, Vault, VaultKey};

use super::drafts::{Draft, DraftId, States, group};
use super::findings::Findings;
use super::journal::{Journal, Kept, PROFILE_ID, Profile};
use super::records::{SaveError, Values, Write};
use super::session::{Key, Phase};
use super::trouble::Trouble;
use crate::browser::database::{DRAFTS, ENTRIES, PROFILE, RECEIPTS, STORES};
use crate::jobs::{AboutBackup, Done, Failure, Job, uncarry};

/// A backup that was opened: everything in it is still sealed by its own vault.
pub struct OpenedBackup {
    about: AboutBackup,
    keyring: Keyring,
    key: VaultKey,
    vault: Vault,
    records: Vec<(Store, [u8; 16], SealedRecord)>,
}

/// What bringing a backup back will do, before it does it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// When the backup was made.
    pub made_at: Option<Moment>,
    /// Whether the app is empty, and gets everything as it was.
    pub is_whole: bool,
    /// Entries in the backup.
    pub entries: usize,
    /// Those that are not here, with the first words of each.
    pub missing: Vec<String>,
    /// Those that the backup has a later revision of.
    pub later: usize,
    /// Those that are here as they are in the backup, or newer, and stay as they are.
    pub stay: usize,
    /// Drafts that are not here.
    pub drafts: usize,
    /// Records of the backup that do not open.
    pub damaged: usize,
}

impl Plan {
    /// Whether there is anything to bring back.
    pub fn is_nothing(&self) -> bool {
        !self.is_whole && self.missing.is_empty() && self.later == 0 && self.drafts == 0
    }
}

impl OpenedBackup {
    fn values<T: DeserializeOwned>(&self, store: Store) -> (Values<T>, usize) {
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

    fn entries(&self) -> (BTreeMap<EntryId, Kept>, usize) {
        let (entries, damaged) = self.values::<Kept>(ENTRIES);
        let whole = entries
            .into_iter()
            .filter(|(_, kept)| !kept.revisions.is_empty() && !kept.discarded)
            .map(|(_, kept)| (kept.newest().id, kept));
        (whole.collect(), damaged)
    }

    fn drafts(&self) -> BTreeMap<DraftId, States> {
        group(self.values::<Draft>(DRAFTS).0)
    }
}

impl Journal {
    /// Opens a backup with the passphrase or the recovery code of the day it was made.
    pub async fn open_backup(self, file: Vec<u8>, secret: Key) -> Result<OpenedBackup, Trouble> {
        let (text, is_recovery_code) = match &secret {
            Key::Passphrase(text) => (text.clone(), false),
            Key::RecoveryCode(text) => (text.clone(), true),
            Key::Device(_) => return Err(Failure::Other.into()),
        };
        let job = Job::OpenBackup {
            secret: text,
            is_recovery_code,
        };
        let (done, payload) = self.session.run_on(&job, &file[..], |_| {}).await?;
        let Done::BackupOpened(about) = done else {
            return Err(Failure::Other.into());
        };
        let damaged = |_| Failure::BackupDamaged;
        let keyring = Keyring::from_json(about.keyring.as_bytes()).map_err(damaged)?;
        let key = self.session.open_key(&keyring, secret).await?;
        let vault = Vault::open(&keyring, VaultKey::from_bytes(*key.to_bytes()));
        let vault = vault.map_err(|_| Failure::BackupDamaged)?;
        let records = uncarry(&payload).ok_or(Failure::Other)?;
        let known = |name: &str| STORES.into_iter().find(|store| store.name == name);
        let records = records.into_iter().map(|(store, id, bytes)| {
            // A store that this app does not know is a newer app's: half a journal is none.
            let store = known(&store).ok_or(Failure::BackupNewer)?;
            Ok((store, id, SealedRecord::from_bytes(bytes)))
        });
        Ok(OpenedBackup {
            about,
            keyring,
            key,
            vault,
            records: records.collect::<Result<_, Failure>>()?,
        })
    }

    /// What bringing a backup back would do. Changes nothing.
    pub fn plan(self, backup: &OpenedBackup) -> Plan {
        let (entries, damaged) = backup.entries();
        let mut plan = Plan {
            made_at: Some(backup.about.made_at.clone()),
            is_whole: untrack(|| self.session.phase()) != Phase::Unlocked,
            entries: entries.len(),
            damaged,
            ..Plan::default()
        };
        self.entries.with_untracked(|here| {
            for (id, kept) in &entries {
                match here.get(id) {
                    None => plan.missing.push(kept.newest().heading(60)),
                    Some(known) if follows(known, kept) => plan.later += 1,
                    Some(_) => plan.stay += 1,
                }
            }
        });
        let drafts = backup.drafts();
        plan.drafts = self
            .drafts
            .with_untracked(|here| drafts.keys().filter(|id| !here.contains_key(id)).count());
        plan
    }

    /// Brings a backup back. Doing it twice does nothing more.
    pub async fn bring_backup_back(self, backup: OpenedBackup) -> Result<(), Trouble> {
        if untrack(|| self.session.phase()) == Phase::Unlocked {
            return Ok(self.merge_backup(&backup).await?);
        }
        let vault = backup.keyring.vault_id().to_string();
        let keyring = backup.keyring.to_json();
        self.session
            .place_anew(&vault, keyring, backup.records)
            .await?;
        let opened = self.session.open_records(&backup.keyring, backup.key).await;
        Ok(self.read(opened?)?)
    }

    async fn merge_backup(self, backup: &OpenedBackup) -> Result<(), SaveError> {
        let mut writes = Vec::new();
        let (entries, _) = backup.entries();
        self.entries.with_untracked(|here| {
            for (id, kept) in &entries {
                if here.get(id).is_none_or(|known| follows(known, kept)) {
                    writes.push(Write::put(ENTRIES, *id.as_bytes(), kept));
                }
            }
        });
        let drafts = backup.drafts();
        let known = self.drafts.with_untracked(|here| {
            let ids = drafts.keys().filter(|id| here.contains_key(id));
            ids.copied().collect::<Vec<_>>()
        });
        let states = drafts.iter().filter(|(id, _)| !known.contains(id));
        writes.extend(states.flat_map(|(_, states)| states.copies()));
        writes.extend(self.lost_receipts(backup));
        if writes.is_empty() {
            return Ok(());
        }
        let records = self.session.records()?;
        records
            .change(writes.into_iter().collect::<Result<_, _>>()?)
            .await?;
        // What is damaged is counted anew.
        let findings = Findings {
            damaged: 0,
            ..untrack(|| self.findings())
        };
        self.read(findings)
    }

    /// Receipts of this phone's own bundles that are not here: a number that may have left is
    /// never given again.
    fn lost_receipts(self, backup: &OpenedBackup) -> Vec<Result<Write, SaveError>> {
        let (profiles, _) = backup.values::<Profile>(PROFILE);
        let theirs = profiles.into_iter().find(|(id, _)| *id == PROFILE_ID);
        let ours = self
            .profile
            .with_value(|profile| profile.as_ref().map(|p| p.device_key.clone()));
        if theirs.map(|(_, profile)| profile.device_key) != ours {
            return Vec::new();
        }
        let (receipts, _) = backup.values::<Receipt>(RECEIPTS);
        self.receipts.with_untracked(|here| {
            let lost = receipts
                .iter()
                .filter(|(id, _)| !here.iter().any(|(known, _)| known == id));
            lost.map(|(id, receipt)| Write::put(RECEIPTS, *id, receipt))
                .collect()
        })
    }
}

/// Whether a copy of an entry goes on where this one ends. One that went another way is not taken:
/// nothing here is overwritten by anything but its own continuation.
fn follows(here: &Kept, copy: &Kept) -> bool {
    copy.revisions.len() > here.revisions.len() && copy.revisions.starts_with(&here.revisions)
}
