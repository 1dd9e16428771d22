//! Records at rest: the one place where plaintext becomes a sealed record and back.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_util::lock::Mutex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::{Catalogue, Keyring, Label, SealedRecord, Store, Vault, VaultKey};

use crate::browser::BrowserError;
use crate::browser::database::{CATALOGUE, Change, DRAFTS, Database, ENTRIES, PROFILE, RECEIPTS};

/// The id of the catalogue's only record.
const CATALOGUE_ID: [u8; 16] = [0; 16];
/// What the catalogue watches over: all but itself.
const WATCHED: [Store; 4] = [PROFILE, ENTRIES, DRAFTS, RECEIPTS];

/// An unlocked journal's records: exists only while unlocked, keys are wiped on drop.
pub struct Records {
    vault: Vault,
    database: Rc<Database>,
    /// One change at a time: each one's catalogue builds on the one before.
    turn: Mutex<()>,
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    catalogue: Catalogue,
    catalogue_revision: u64,
    sealed: HashMap<(u8, [u8; 16]), SealedRecord>,
}

/// A record to be written or removed.
pub enum Write {
    /// Seals a value under its id.
    Put(Store, [u8; 16], Vec<u8>),
    /// Removes a record.
    Delete(Store, [u8; 16]),
}

impl Write {
    /// A value as JSON.
    pub fn put(store: Store, id: [u8; 16], value: &impl Serialize) -> Result<Self, SaveError> {
        let json = serde_json::to_vec(value).map_err(|_| SaveError::Seal)?;
        Ok(Self::Put(store, id, json))
    }
}

/// What was found at unlocking that is not as it should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Findings {
    /// Records that do not open, or were written by a newer version.
    pub damaged: usize,
    /// Records that the catalogue names and that are gone or older than they were.
    pub missing: bool,
}

impl Records {
    /// Opens the vault with its key and reads what is there.
    pub async fn open(
        database: Rc<Database>,
        keyring: &Keyring,
        key: VaultKey,
    ) -> Result<(Self, Findings), SaveError> {
        let vault = Vault::open(keyring, key).map_err(|_| SaveError::Seal)?;
        let mut known = Known::default();
        let mut findings = Findings::default();
        for store in WATCHED {
            let (rows, strange) = database.list(store).await?;
            findings.damaged += strange;
            for (id, record) in rows {
                known.catalogue.add(&vault, &Label::new(store, id), &record);
                known.sealed.insert((store.code, id), record);
            }
        }
        let (rows, _) = database.list(CATALOGUE).await?;
        let written = rows
            .into_iter()
            .find(|(id, _)| *id == CATALOGUE_ID)
            .and_then(|(id, record)| {
                let unsealed = vault.unseal(&Label::new(CATALOGUE, id), &record).ok()?;
                known.catalogue_revision = unsealed.revision;
                Catalogue::from_json(&unsealed.plaintext).ok()
            });
        match written {
            Some(written) => {
                findings.missing = written.agrees_with(&known.catalogue).is_err();
                if !findings.missing {
                    known.catalogue = written;
                }
            }
            None => findings.missing = !known.sealed.is_empty(),
        }
        let records = Self {
            vault,
            database,
            turn: Mutex::new(()),
            known: RefCell::new(known),
        };
        Ok((records, findings))
    }

    /// Every record of a store that opens, and how many do not.
    pub fn read<T: DeserializeOwned>(&self, store: Store) -> (Vec<([u8; 16], T)>, usize) {
        let known = self.known.borrow();
        let of_store = known
            .sealed
            .iter()
            .filter(|((code, _), _)| *code == store.code);
        let mut damaged = 0;
        let values = of_store
            .filter_map(|((_, id), record)| {
                let value = self
                    .vault
                    .unseal(&Label::new(store, *id), record)
                    .ok()
                    .and_then(|unsealed| serde_json::from_slice(&unsealed.plaintext).ok());
                damaged += usize::from(value.is_none());
                Some((*id, value?))
            })
            .collect();
        (values, damaged)
    }

    /// How many changes were made so far.
    pub fn counter(&self) -> u64 {
        self.known.borrow().catalogue.counter()
    }

    /// Writes everything in one strict transaction, the catalogue with it. When this returns
    /// without an error, it is on the disk; with one, nothing has changed. **A record MUST stand
    /// in `writes` once at most.**
    pub async fn change(&self, writes: Vec<Write>) -> Result<(), SaveError> {
        self.change_with(writes, None).await
    }

    /// The same, with the keyring of a journal that begins.
    pub async fn change_with(
        &self,
        writes: Vec<Write>,
        keyring: Option<Vec<u8>>,
    ) -> Result<(), SaveError> {
        let _turn = self.turn.lock().await;
        let mut changes = Vec::with_capacity(writes.len() + 2);
        changes.extend(keyring.map(Change::Keyring));
        let (mut catalogue, catalogue_revision) = {
            let known = self.known.borrow();
            (known.catalogue.clone(), known.catalogue_revision + 1)
        };
        let mut sealed_anew = Vec::with_capacity(writes.len());
        for write in writes {
            let (store, id, json) = match write {
                Write::Put(store, id, json) => (store, id, Some(json)),
                Write::Delete(store, id) => (store, id, None),
            };
            let (key, label) = ((store.code, id), Label::new(store, id));
            let mut revision = 0;
            if let Some(before) = self.known.borrow().sealed.get(&key) {
                catalogue.remove(&self.vault, &label, before);
                revision = before.revision().unwrap_or(0);
            }
            let Some(json) = json else {
                changes.push(Change::Delete(store, id));
                sealed_anew.push((key, None));
                continue;
            };
            let json = zeroize::Zeroizing::new(json);
            let sealed = self
                .vault
                .seal(&label, revision + 1, &json)
                .map_err(|_| SaveError::Seal)?;
            catalogue.add(&self.vault, &label, &sealed);
            sealed_anew.push((key, Some(sealed.clone())));
            changes.push(Change::Put(store, id, sealed));
        }
        let label = Label::new(CATALOGUE, CATALOGUE_ID);
        let sealed = self
            .vault
            .seal(&label, catalogue_revision, &catalogue.to_json())
            .map_err(|_| SaveError::Seal)?;
        changes.push(Change::Put(CATALOGUE, CATALOGUE_ID, sealed));
        // Disk first, then memory.
        self.database.change(changes).await?;
        let mut known = self.known.borrow_mut();
        known.catalogue = catalogue;
        known.catalogue_revision = catalogue_revision;
        for (key, sealed) in sealed_anew {
            match sealed {
                Some(sealed) => drop(known.sealed.insert(key, sealed)),
                None => drop(known.sealed.remove(&key)),
            }
        }
        Ok(())
    }
}

/// Why something was not saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The browser would not.
    #[error(transparent)]
    Browser(#[from] BrowserError),
    /// The record could not be sealed.
    #[error("the record could not be sealed")]
    Seal,
    /// The journal was locked meanwhile.
    #[error("the journal is locked")]
    Locked,
}

impl SaveError {
    /// The key of the sentence in the translations.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Browser(error) => error.words(),
            Self::Seal => "trouble.other",
            Self::Locked => "trouble.locked",
        }
    }
}
