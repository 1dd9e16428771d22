//! What should be there and what is: the catalogue, the canary and the mirror held against the
//! store, and what the second copy can bring back.

use std::collections::HashMap;

use vault::{Catalogue, Label, SealedRecord, Store, Vault};

use super::records::{CATALOGUE_ID, Records, SaveError, WATCHED, Write};
use crate::browser::BrowserError;
use crate::browser::database::{CATALOGUE, Change, Database};
use crate::browser::mirror::{Mirror, Mirrored};

/// Sealed records with their places.
pub type Copies = Vec<(Store, [u8; 16], SealedRecord)>;

/// What was found at unlocking that is not as it should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Findings {
    /// Records that do not open, or were written by a newer version.
    pub damaged: usize,
    /// Records that the catalogue names and that are gone.
    pub missing: u64,
    /// Records that the catalogue does not name.
    pub unexpected: u64,
    /// Records were changed, or the whole store was put back to an older state.
    pub rolled_back: bool,
    /// The second copy holds what is lost here and was not brought back.
    pub is_aside: bool,
}

impl Findings {
    /// Whether everything is as it was called saved.
    pub fn is_whole(self) -> bool {
        self == Self::default()
    }
}

/// What is on the disk: sealed records and the catalogue of them.
#[derive(Default)]
pub struct Known {
    pub(super) catalogue: Catalogue,
    pub(super) catalogue_revision: u64,
    sealed: HashMap<(u8, [u8; 16]), SealedRecord>,
}

impl Known {
    /// Reads the store and compares it with its catalogue. `saved` is how many changes were called
    /// saved, as far as anyone else remembers.
    pub(super) async fn read(
        database: &Database,
        vault: &Vault,
        saved: u64,
    ) -> Result<(Self, Findings), BrowserError> {
        let mut known = Self::default();
        let mut findings = Findings::default();
        for store in WATCHED {
            let (rows, strange) = database.list(store).await?;
            findings.damaged += strange;
            for (id, record) in rows {
                known.catalogue.add(vault, &Label::new(store, id), &record);
                known.sealed.insert((store.code, id), record);
            }
        }
        let (rows, _) = database.list(CATALOGUE).await?;
        let written = rows.iter().find(|(id, _)| *id == CATALOGUE_ID);
        let written = written.and_then(|(_, record)| open_catalogue(vault, record));
        let counter = match written {
            Some((written, revision)) => {
                known.catalogue_revision = revision;
                let counter = written.counter();
                match written.agrees_with(&known.catalogue) {
                    Ok(()) => known.catalogue = written,
                    Err(mismatch) => {
                        findings.missing = mismatch.missing;
                        findings.unexpected = mismatch.unexpected;
                        findings.rolled_back = mismatch.missing + mismatch.unexpected == 0;
                    }
                }
                counter
            }
            None => {
                findings.rolled_back = !known.sealed.is_empty() || saved > 0;
                0
            }
        };
        findings.rolled_back |= counter < saved;
        known.catalogue.catch_up(counter.max(saved));
        Ok((known, findings))
    }

    /// The sealed records of a store.
    pub(super) fn of_store(&self, store: Store) -> impl Iterator<Item = ([u8; 16], &SealedRecord)> {
        let of_store = self
            .sealed
            .iter()
            .filter(move |((code, _), _)| *code == store.code);
        of_store.map(|((_, id), record)| (*id, record))
    }

    /// A sealed record.
    pub(super) fn get(&self, store: Store, id: [u8; 16]) -> Option<&SealedRecord> {
        self.sealed.get(&(store.code, id))
    }

    /// Everything that is on the disk, the catalogue left out.
    pub(super) fn all(&self) -> impl Iterator<Item = (Store, [u8; 16], &SealedRecord)> {
        WATCHED
            .into_iter()
            .flat_map(|store| self.of_store(store).map(move |(id, r)| (store, id, r)))
    }

    /// Takes over that a record was deleted; the catalogue of it is not on the disk yet.
    pub(super) fn forget(&mut self, store: Store, id: [u8; 16], catalogue: Catalogue) {
        self.sealed.remove(&(store.code, id));
        self.catalogue = catalogue;
    }

    /// Takes over what was committed.
    pub(super) fn apply(&mut self, changes: &[Change], catalogue: Catalogue) {
        self.catalogue = catalogue;
        self.catalogue_revision += 1;
        for change in changes {
            match change {
                Change::Put(store, id, record) if *store != CATALOGUE => {
                    self.sealed.insert((store.code, *id), record.clone());
                }
                Change::Delete(store, id) => drop(self.sealed.remove(&(store.code, *id))),
                Change::Put(..)
                | Change::Keyring(_)
                | Change::PutSlice(..)
                | Change::DeleteSlices(_) => {}
            }
        }
    }
}

fn open_catalogue(vault: &Vault, record: &SealedRecord) -> Option<(Catalogue, u64)> {
    let label = Label::new(CATALOGUE, CATALOGUE_ID);
    let unsealed = vault.unseal(&label, record).ok()?;
    let catalogue = Catalogue::from_json(&unsealed.plaintext).ok()?;
    Some((catalogue, unsealed.revision))
}

impl Records {
    /// Records of the second copy that open and are not here, or are damaged or older here.
    ///
    /// One that was deleted while the copy could not be written comes back with them: a text too
    /// many is a smaller harm than a text too few.
    pub(super) fn in_mirror(&self, mirrored: &Mirrored) -> Copies {
        let (known, vault) = (self.known(), self.vault());
        let helps = |(store, id, record): &&(Store, [u8; 16], SealedRecord)| {
            let label = Label::new(*store, *id);
            let Ok(copy) = vault.unseal(&label, record) else {
                return false;
            };
            match known
                .get(*store, *id)
                .map(|here| vault.unseal(&label, here))
            {
                Some(Ok(here)) => here.revision < copy.revision,
                Some(Err(_)) | None => true,
            }
        };
        let watched = |(store, ..): &&(Store, [u8; 16], SealedRecord)| *store != CATALOGUE;
        let all = mirrored.records.iter().filter(watched);
        all.filter(helps).cloned().collect()
    }

    /// What the second copy could bring back.
    pub async fn read_mirror(&self) -> Copies {
        let vault = self.vault().id().to_string();
        match Mirror::read(&vault).await {
            Ok(mirrored) => self.in_mirror(&mirrored),
            Err(_) => Vec::new(),
        }
    }

    /// Puts records of the second copy back, in one transaction.
    pub async fn bring_back(&self, records: Copies) -> Result<(), SaveError> {
        let back = |(store, id, record)| Write::PutBack(store, id, record);
        self.change(records.into_iter().map(back).collect()).await?;
        self.set_aside(false);
        Ok(())
    }

    /// Makes the second copy the same as the store, which was found whole; in the background.
    /// Returns false where the copy knows of more changes than the store: then the store was put
    /// back, and the copy is left as it is.
    pub async fn sync_mirror(&self, keyring: &[u8]) -> bool {
        let vault = self.vault();
        let Ok(mirrored) = Mirror::read(&vault.id().to_string()).await else {
            return true;
        };
        let there = |at: &(Store, [u8; 16], SealedRecord)| at.0 == CATALOGUE;
        let newer = mirrored.records.iter().find(|at| there(at));
        let newer = newer.and_then(|(_, _, record)| open_catalogue(&vault, record));
        if newer.is_some_and(|(catalogue, _)| catalogue.counter() > self.counter()) {
            return false;
        }
        let mut changes = Vec::new();
        let mut copies: HashMap<(u8, [u8; 16]), SealedRecord> = mirrored
            .records
            .into_iter()
            .filter(|at| !there(at))
            .map(|(store, id, record)| ((store.code, id), record))
            .collect();
        for (store, id, record) in self.known().all() {
            if copies.remove(&(store.code, id)).as_ref() != Some(record) {
                changes.push(Change::Put(store, id, record.clone()));
            }
        }
        let leftover = if self.is_set_aside() {
            &[][..]
        } else {
            &WATCHED
        };
        for store in leftover.iter().copied() {
            let of_store = copies.keys().filter(|(code, _)| *code == store.code);
            changes.extend(of_store.map(|(_, id)| Change::Delete(store, *id)));
        }
        if mirrored.keyring.as_deref() != Some(keyring) {
            changes.push(Change::Keyring(keyring.to_vec()));
        }
        if let Ok((rows, _)) = self.database().list(CATALOGUE).await {
            let catalogue = rows.into_iter().find(|(id, _)| *id == CATALOGUE_ID);
            changes.extend(catalogue.map(|(id, record)| Change::Put(CATALOGUE, id, record)));
        }
        self.mirror().note(&changes);
        true
    }
}

/// Writes a keyring and sealed records, as they are, into an empty store.
///
/// # Errors
/// When the browser would not; nothing is there then.
pub async fn place(
    database: &Database,
    keyring: Vec<u8>,
    records: Copies,
) -> Result<(), SaveError> {
    let put = |(store, id, record)| Change::Put(store, id, record);
    let mut changes: Vec<Change> = records.into_iter().map(put).collect();
    changes.push(Change::Keyring(keyring));
    Ok(database.change(changes).await?)
}
