//! What should be there and what is: the catalogue, the canary and the mirror held against the
//! store, and what the second copy can bring back.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use vault::{Catalogue, Label, SealedRecord, Store, Trace, Vault};

use super::records::{CATALOGUE_ID, Records, SaveError, WATCHED, Write};
use crate::browser::BrowserError;
use crate::browser::clock;
use crate::browser::database::{CATALOGUE, Change, Database, Rows};
use crate::browser::mirror::{Mirror, Mirrored};

/// How often it is looked whether the second copy has taken what it was given.
const MOMENT: Duration = Duration::from_millis(20);

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

/// What is on the disk: the catalogue, and of each record what the catalogue needs of it. The
/// records themselves stay where they are, so that a journal of many years fits a phone's memory.
#[derive(Default)]
pub struct Known {
    pub(super) catalogue: Catalogue,
    pub(super) catalogue_revision: u64,
    traces: HashMap<(u8, [u8; 16]), Trace>,
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
            let count = |id, record: SealedRecord| {
                let trace = record.trace();
                known.catalogue.add(vault, &Label::new(store, id), trace);
                known.traces.insert((store.code, id), trace);
            };
            findings.damaged += database.each(store, count).await?;
        }
        let written = database.get(CATALOGUE, CATALOGUE_ID).await?;
        let written = written.and_then(|record| open_catalogue(vault, &record));
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
                findings.rolled_back = !known.traces.is_empty() || saved > 0;
                0
            }
        };
        findings.rolled_back |= counter < saved;
        known.catalogue.catch_up(counter.max(saved));
        Ok((known, findings))
    }

    /// What is known of a record; `None` where there is none.
    pub(super) fn get(&self, store: Store, id: [u8; 16]) -> Option<Trace> {
        self.traces.get(&(store.code, id)).copied()
    }

    /// Takes over that a record was deleted; the catalogue of it is not on the disk yet.
    pub(super) fn forget(&mut self, store: Store, id: [u8; 16], catalogue: Catalogue) {
        self.traces.remove(&(store.code, id));
        self.catalogue = catalogue;
    }

    /// Takes over what was committed.
    pub(super) fn apply(&mut self, changes: &[Change], catalogue: Catalogue) {
        self.catalogue = catalogue;
        self.catalogue_revision += 1;
        for change in changes {
            match change {
                Change::Put(store, id, record) if *store != CATALOGUE => {
                    self.traces.insert((store.code, *id), record.trace());
                }
                Change::Delete(store, id) => drop(self.traces.remove(&(store.code, *id))),
                Change::Put(..)
                | Change::Keyring(_)
                | Change::PutSlice(..)
                | Change::DeleteSlices(_)
                | Change::ClearSlices => {}
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
    async fn in_mirror(&self, mirrored: Mirrored) -> Result<Copies, BrowserError> {
        let vault = self.vault();
        let revision = |store, id, record: &SealedRecord| {
            let unsealed = vault.unseal(&Label::new(store, id), record);
            unsealed.ok().map(|unsealed| unsealed.revision)
        };
        let watched = mirrored.records.into_iter();
        let watched = watched.filter(|(store, ..)| *store != CATALOGUE);
        let mut copies: HashMap<_, _> = watched
            .filter_map(|(store, id, record)| {
                let copied = revision(store, id, &record)?;
                Some(((store.code, id), (store, record, copied)))
            })
            .collect();
        for store in WATCHED {
            let compare = |id, record| {
                let copied = copies.get(&(store.code, id)).map(|(.., copied)| *copied);
                let here = revision(store, id, &record);
                if copied.is_some_and(|copied| here.is_some_and(|here| here >= copied)) {
                    copies.remove(&(store.code, id));
                }
            };
            self.database().each(store, compare).await?;
        }
        let left = copies.into_iter();
        Ok(left
            .map(|((_, id), (store, record, _))| (store, id, record))
            .collect())
    }

    /// What the second copy could bring back.
    pub async fn read_mirror(&self) -> Copies {
        let vault = self.vault().id().to_string();
        let Ok(mirrored) = Mirror::read(&vault).await else {
            return Vec::new();
        };
        self.in_mirror(mirrored).await.unwrap_or_default()
    }

    /// Puts records of the second copy back, in one transaction.
    pub async fn bring_back(&self, records: Copies) -> Result<(), SaveError> {
        let back = |(store, id, record)| Write::PutBack(store, id, record);
        self.change(records.into_iter().map(back).collect()).await?;
        self.set_aside(false);
        Ok(())
    }

    /// Makes the second copy the same as the store, which was found whole; in the background, and
    /// only as long as `is_open`. Where the copy knows of more changes than the store, the store
    /// was put back, and the copy is left as it is.
    pub async fn sync_mirror(
        &self,
        keyring: &[u8],
        is_open: impl Fn() -> bool,
    ) -> Result<(), BrowserError> {
        let (database, mirror) = (self.database(), self.mirror());
        let copied = mirror.records(CATALOGUE, &[CATALOGUE_ID]).await?.pop();
        let catalogue = copied
            .flatten()
            .and_then(|record| open_catalogue(&self.vault(), &record));
        if catalogue.is_some_and(|(catalogue, _)| catalogue.counter() > self.counter()) {
            return Ok(());
        }
        let mut copies: HashSet<_> = mirror.ids().await?.into_iter().collect();
        for store in WATCHED {
            let copy = async |rows: Rows| {
                let there = rows.iter().filter(|(id, _)| copies.remove(&(store, *id)));
                let ids: Vec<_> = there.map(|(id, _)| *id).collect();
                let copied = mirror.records(store, &ids).await.unwrap_or_default();
                let copied: HashMap<_, _> = ids.into_iter().zip(copied).collect();
                // What was changed since it was read is noted by that change.
                let changed = rows.into_iter().filter(|(id, record)| {
                    let is_same = copied
                        .get(id)
                        .is_some_and(|copy| copy.as_ref() == Some(record));
                    !is_same && self.known().get(store, *id) == Some(record.trace())
                });
                let put = changed.map(|(id, record)| Change::Put(store, id, record));
                if is_open() {
                    mirror.note(&put.collect::<Vec<_>>());
                }
                while mirror.is_busy() && is_open() {
                    clock::pause(MOMENT).await;
                }
            };
            database.some(store, copy).await?;
        }
        if !is_open() {
            return Ok(());
        }
        let is_gone = |(store, id): &(Store, [u8; 16])| {
            WATCHED.contains(store) && self.known().get(*store, *id).is_none()
        };
        let mut changes = Vec::new();
        if !self.is_set_aside() {
            let gone = copies.into_iter().filter(is_gone);
            changes.extend(gone.map(|(store, id)| Change::Delete(store, id)));
        }
        changes.push(Change::Keyring(keyring.to_vec()));
        let catalogue = database.get(CATALOGUE, CATALOGUE_ID).await?;
        changes.extend(catalogue.map(|record| Change::Put(CATALOGUE, CATALOGUE_ID, record)));
        mirror.note(&changes);
        Ok(())
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
