//! Records at rest: the one place where plaintext becomes a sealed record and back.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use futures_util::lock::{Mutex, MutexGuard};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::{BlobKey, Catalogue, Keyring, Label, SealedRecord, Store, Vault, VaultKey};
use zeroize::Zeroizing;

use super::findings::{Findings, Known};
use crate::browser::BrowserError;
use crate::browser::canary::Canary;
use crate::browser::database::{
    CATALOGUE, Change, DRAFTS, Database, ENTRIES, PROFILE, RECEIPTS, RECORDINGS,
};
use crate::browser::mirror::Mirror;

/// The id of the catalogue's only record.
pub(super) const CATALOGUE_ID: [u8; 16] = [0; 16];
/// What the catalogue watches over: all but itself.
pub(super) const WATCHED: [Store; 5] = [PROFILE, ENTRIES, DRAFTS, RECEIPTS, RECORDINGS];

/// An unlocked journal's records: exists only while unlocked, keys are wiped on drop.
pub struct Records {
    /// Another one after the passphrase was changed, which begins a new epoch.
    vault: RefCell<Rc<Vault>>,
    database: Rc<Database>,
    mirror: Rc<Mirror>,
    /// One change at a time: each one's catalogue builds on the one before.
    turn: Mutex<()>,
    /// One state of a draft at a time: each one knows the one before.
    pub(super) drafting: Mutex<()>,
    known: RefCell<Known>,
    /// A change did not answer, so what is on the disk has to be read again before the next one.
    is_uncertain: Cell<bool>,
    /// The second copy holds what is lost here and was not brought back: it keeps it.
    is_set_aside: Cell<bool>,
}

/// Values out of their records, with the records' ids.
pub type Values<T> = Vec<([u8; 16], T)>;

/// A record to be written or removed.
pub enum Write {
    /// Seals a value under its id.
    Put(Store, [u8; 16], Zeroizing<Vec<u8>>),
    /// Puts a sealed record back as it was.
    PutBack(Store, [u8; 16], SealedRecord),
    /// Removes a record.
    Delete(Store, [u8; 16]),
    /// Writes the slice that [`Records::end_of_slices`] sealed.
    Slice([u8; 16], u32, Vec<u8>),
    /// Removes every slice of a recording.
    DeleteSlices([u8; 16]),
    /// Replaces the keyring, and with it the keys that this value was opened with.
    Keyring(Box<Keyring>, Rc<Vault>),
}

impl Write {
    /// A value as JSON.
    pub fn put(store: Store, id: [u8; 16], value: &impl Serialize) -> Result<Self, SaveError> {
        let json = serde_json::to_vec(value).map_err(|_| SaveError::Seal)?;
        Ok(Self::Put(store, id, Zeroizing::new(json)))
    }
}

/// A slice of a recording, as it was found.
pub enum Slice {
    /// A part of the sound.
    Sound(Zeroizing<Vec<u8>>),
    /// The empty one that ends a recording.
    End,
    /// It is not there, or does not open.
    Gone,
}

/// The records of a change, sealed and counted, before they are on the disk.
struct Sealed {
    changes: Vec<Change>,
    catalogue: Catalogue,
    vault: Rc<Vault>,
}

impl Records {
    /// Opens the vault with its key and reads what is there. What the store itself does not know
    /// to be missing is held against the canary.
    pub async fn open(
        database: Rc<Database>,
        keyring: &Keyring,
        key: VaultKey,
    ) -> Result<(Self, Findings), SaveError> {
        let vault = Vault::open(keyring, key).map_err(|_| SaveError::Seal)?;
        let name = keyring.vault_id().to_string();
        let canary = Canary::load().filter(|canary| canary.vault == name);
        let saved = canary.as_ref().map_or(0, |canary| canary.counter);
        let is_set_aside = canary.is_some_and(|canary| canary.is_set_aside);
        let (known, findings) = Known::read(&database, &vault, saved).await?;
        let records = Self {
            vault: RefCell::new(Rc::new(vault)),
            database,
            mirror: Mirror::new(&name),
            turn: Mutex::new(()),
            drafting: Mutex::new(()),
            known: RefCell::new(known),
            is_uncertain: Cell::new(false),
            is_set_aside: Cell::new(is_set_aside),
        };
        Ok((records, findings))
    }

    /// Every record of a store that opens, and the ids of those that do not.
    pub async fn read<T: DeserializeOwned>(
        &self,
        store: Store,
    ) -> Result<(Values<T>, Vec<[u8; 16]>), BrowserError> {
        let (mut values, mut damaged) = (Vec::new(), Vec::new());
        let open = |id, record| match self.value(store, id, &record) {
            Some(value) => values.push((id, value)),
            None => damaged.push(id),
        };
        self.database.each(store, open).await?;
        Ok((values, damaged))
    }

    /// One record, if it is there and opens.
    pub async fn one<T: DeserializeOwned>(
        &self,
        store: Store,
        id: [u8; 16],
    ) -> Result<Option<T>, BrowserError> {
        let record = self.database.get(store, id).await?;
        Ok(record.and_then(|record| self.value(store, id, &record)))
    }

    fn value<T: DeserializeOwned>(
        &self,
        store: Store,
        id: [u8; 16],
        record: &SealedRecord,
    ) -> Option<T> {
        let unsealed = self.vault().unseal(&Label::new(store, id), record).ok()?;
        serde_json::from_slice(&unsealed.plaintext).ok()
    }

    /// How many changes were made so far.
    pub fn counter(&self) -> u64 {
        self.known().catalogue.counter()
    }

    /// What is on the disk, as far as it is known.
    pub(super) fn known(&self) -> Ref<'_, Known> {
        self.known.borrow()
    }

    /// The open vault.
    pub(super) fn vault(&self) -> Rc<Vault> {
        Rc::clone(&self.vault.borrow())
    }

    /// The second copy.
    pub fn mirror(&self) -> &Rc<Mirror> {
        &self.mirror
    }

    /// The store.
    pub(super) fn database(&self) -> &Rc<Database> {
        &self.database
    }

    /// Whether a newer app wrote the store, so that this one only reads it.
    pub fn is_newer(&self) -> bool {
        self.database.is_newer()
    }

    /// Writes everything in one strict transaction, the catalogue with it. When this returns
    /// without an error, it is on the disk; with one, nothing has changed. **A record MUST stand
    /// in `writes` once at most.**
    pub async fn change(&self, writes: Vec<Write>) -> Result<(), SaveError> {
        let _turn = self.turn.lock().await;
        if self.is_uncertain.get() {
            let (known, _) = Known::read(&self.database, &self.vault(), self.counter()).await?;
            *self.known.borrow_mut() = known;
            self.is_uncertain.set(false);
        }
        let sealed = self.seal(writes)?;
        let changes = Rc::new(sealed.changes);
        let changed = self.database.change(Rc::clone(&changes)).await;
        if changed == Err(BrowserError::Slow) {
            self.is_uncertain.set(true);
        }
        // Disk first, then memory.
        changed?;
        self.known.borrow_mut().apply(&changes, sealed.catalogue);
        *self.vault.borrow_mut() = sealed.vault;
        self.leave_sign();
        self.mirror.note(&changes);
        Ok(())
    }

    /// Writes the next slice of a recording in a strict transaction of its own. When this returns
    /// without an error, it is on the disk.
    pub async fn put_slice(
        &self,
        key: &BlobKey,
        id: [u8; 16],
        number: u32,
        slice: &[u8],
    ) -> Result<(), SaveError> {
        let sealed = key
            .seal(number, false, slice)
            .map_err(|_| SaveError::Seal)?;
        let changes = Rc::new(vec![Change::PutSlice(id, number, sealed)]);
        // The same slice once more does no harm, so one that did not answer is written again.
        match self.database.change(Rc::clone(&changes)).await {
            Err(BrowserError::Slow) => Ok(self.database.change(changes).await?),
            changed => Ok(changed?),
        }
    }

    /// The slice that ends a recording: it is empty, and nothing can follow it.
    pub fn end_of_slices(key: &BlobKey, id: [u8; 16], number: u32) -> Result<Write, SaveError> {
        let sealed = key.seal(number, true, &[]).map_err(|_| SaveError::Seal)?;
        Ok(Write::Slice(id, number, sealed))
    }

    /// A slice of a recording.
    pub async fn slice(
        &self,
        key: &BlobKey,
        id: [u8; 16],
        number: u32,
    ) -> Result<Slice, BrowserError> {
        let Some(sealed) = self.database.slice(id, number).await? else {
            return Ok(Slice::Gone);
        };
        Ok(match key.unseal(number, false, &sealed) {
            Ok(sound) => Slice::Sound(sound),
            Err(_) if key.unseal(number, true, &sealed).is_ok() => Slice::End,
            Err(_) => Slice::Gone,
        })
    }

    /// Deletes a record where the phone has no room left for a new catalogue: first the record
    /// alone, which frees room, then the catalogue as part of an empty change. Where that finds no
    /// room either, the next change brings it up to date.
    pub async fn delete_on_full(&self, store: Store, id: [u8; 16]) -> Result<(), SaveError> {
        {
            let _turn = self.turn.lock().await;
            let sealed = self.seal(vec![Write::Delete(store, id)])?;
            let changes = vec![Change::Delete(store, id)];
            self.database.change(changes).await?;
            self.known.borrow_mut().forget(store, id, sealed.catalogue);
            self.mirror.note(&[Change::Delete(store, id)]);
        }
        let _ = self.change(Vec::new()).await;
        Ok(())
    }

    fn seal(&self, writes: Vec<Write>) -> Result<Sealed, SaveError> {
        let known = self.known();
        let mut catalogue = known.catalogue.clone();
        let mut changes = Vec::with_capacity(writes.len() + 1);
        // What is sealed from now on belongs to the epoch of a new keyring.
        let vault = writes.iter().find_map(|write| match write {
            Write::Keyring(_, vault) => Some(Rc::clone(vault)),
            _ => None,
        });
        let vault = vault.unwrap_or_else(|| self.vault());
        for write in writes {
            let (store, id) = match &write {
                Write::Keyring(keyring, _) => {
                    changes.push(Change::Keyring(keyring.to_json()));
                    continue;
                }
                Write::Slice(id, number, bytes) => {
                    changes.push(Change::PutSlice(*id, *number, bytes.clone()));
                    continue;
                }
                Write::DeleteSlices(id) => {
                    changes.push(Change::DeleteSlices(*id));
                    continue;
                }
                Write::Put(store, id, _) | Write::PutBack(store, id, _) => (*store, *id),
                Write::Delete(store, id) => (*store, *id),
            };
            let label = Label::new(store, id);
            let mut revision = 0;
            if let Some(before) = known.get(store, id) {
                catalogue.remove(&vault, &label, before);
                revision = before.revision();
            }
            let sealed = match write {
                Write::Put(_, _, json) => vault
                    .seal(&label, revision + 1, &json)
                    .map_err(|_| SaveError::Seal)?,
                Write::PutBack(_, _, record) => record,
                _ => {
                    changes.push(Change::Delete(store, id));
                    continue;
                }
            };
            catalogue.add(&vault, &label, sealed.trace());
            changes.push(Change::Put(store, id, sealed));
        }
        let label = Label::new(CATALOGUE, CATALOGUE_ID);
        let sealed = vault
            .seal(&label, known.catalogue_revision + 1, &catalogue.to_json())
            .map_err(|_| SaveError::Seal)?;
        changes.push(Change::Put(CATALOGUE, CATALOGUE_ID, sealed));
        Ok(Sealed {
            changes,
            catalogue,
            vault,
        })
    }

    /// Holds the journal between two changes for as long as this lives.
    pub(super) async fn between_changes(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// A slice under another key, sealed anew; `None` where it does not open.
    pub(super) fn reseal(
        from: &BlobKey,
        to: &BlobKey,
        number: u32,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, SaveError> {
        for last in [false, true] {
            if let Ok(slice) = from.unseal(number, last, sealed) {
                let sealed = to.seal(number, last, &slice);
                return sealed.map(Some).map_err(|_| SaveError::Seal);
            }
        }
        Ok(None)
    }

    /// Whether the second copy keeps what is lost here.
    pub(super) fn is_set_aside(&self) -> bool {
        self.is_set_aside.get()
    }

    /// Has the second copy keep what is lost here, or lets it go with the store again.
    pub(super) fn set_aside(&self, is_set_aside: bool) {
        self.is_set_aside.set(is_set_aside);
        self.leave_sign();
    }

    /// Says outside the store how much was called saved.
    pub(super) fn leave_sign(&self) {
        Canary {
            is_set_aside: self.is_set_aside.get(),
            vault: self.vault().id().to_string(),
            database: self.database.name().to_owned(),
            counter: self.counter(),
        }
        .store();
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
