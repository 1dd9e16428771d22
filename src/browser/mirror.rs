//! The mirror: a sealed second copy of every record in the origin's private folder (OPFS), made
//! after each commit. Best effort: it helps after a broken store, and is never the truth.
//!
//! The sound of recordings is not in it: twice an hour of sound is what fills a phone, and a full
//! phone loses more than a broken store. A recording whose record comes back from here without its
//! slices says on its entry that its sound is lost.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use vault::{SealedRecord, Store};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::BrowserError;
use super::database::{Change, STORES, hex, unhex};

#[wasm_bindgen(module = "/src/browser/mirror.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn put(
        vault: &str,
        store: &str,
        name: &str,
        bytes: Uint8Array,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn remove(vault: &str, store: &str, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn vaults() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn list(vault: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn names(vault: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn read(vault: &str, store: &str, names: Vec<String>) -> Result<JsValue, JsValue>;
}

/// The name of the keyring's file.
const KEYRING: &str = "keyring";

/// What a mirror holds. The bytes are not trusted: they are unsealed before they count.
#[derive(Default, Clone)]
pub struct Mirrored {
    /// The keyring.
    pub keyring: Option<Vec<u8>>,
    /// Every sealed record, the catalogue among them.
    pub records: Vec<(Store, [u8; 16], SealedRecord)>,
}

/// A file: its store, its name.
type File = (&'static str, String);

/// Files to be written, or with no bytes to be removed, in the order in which they were last asked
/// for.
#[derive(Default)]
struct Queue {
    turns: HashMap<File, u64>,
    files: BTreeMap<u64, (File, Option<Vec<u8>>)>,
    last: u64,
}

impl Queue {
    fn push(&mut self, file: File, bytes: Option<Vec<u8>>) {
        self.last += 1;
        if let Some(before) = self.turns.insert(file.clone(), self.last) {
            self.files.remove(&before);
        }
        self.files.insert(self.last, (file, bytes));
    }

    fn pop(&mut self) -> Option<(File, Option<Vec<u8>>)> {
        let (_, next) = self.files.pop_first()?;
        self.turns.remove(&next.0);
        Some(next)
    }
}

/// The mirror of one vault.
pub struct Mirror {
    vault: String,
    /// What is still to be done. The last change of a file wins, and the
    /// catalogue comes after what it speaks of.
    waiting: RefCell<Queue>,
    is_writing: Cell<bool>,
    /// Whether every write worked; `None` before there was one.
    works: Cell<Option<bool>>,
}

impl Mirror {
    /// The mirror of a vault, named by its id.
    pub fn new(vault: &str) -> Rc<Self> {
        Rc::new(Self {
            vault: vault.to_owned(),
            waiting: RefCell::new(Queue::default()),
            is_writing: Cell::new(false),
            works: Cell::new(None),
        })
    }

    /// Ids of all vaults that have a mirror here; none where there is no such folder.
    pub async fn vaults() -> Vec<String> {
        let found = vaults().await.unwrap_or(JsValue::UNDEFINED);
        let found = found.dyn_into::<Array>().unwrap_or_default();
        found.iter().filter_map(|name| name.as_string()).collect()
    }

    /// Everything that the mirror holds.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn read(vault: &str) -> Result<Mirrored, BrowserError> {
        let found = list(vault).await;
        let found: Array = found
            .map_err(|error| BrowserError::from_js(&error))?
            .unchecked_into();
        let mut mirrored = Mirrored::default();
        for file in found.iter() {
            let parts: Array = file.unchecked_into();
            let text = |at| parts.get(at).as_string().unwrap_or_default();
            let (store, name) = (text(0), text(1));
            let Ok(bytes) = parts.get(2).dyn_into::<Uint8Array>() else {
                continue;
            };
            if store.is_empty() && name == KEYRING {
                mirrored.keyring = Some(bytes.to_vec());
            }
            let store = STORES.into_iter().find(|known| known.name == store);
            if let (Some(store), Some(id)) = (store, unhex(&name)) {
                let record = SealedRecord::from_bytes(bytes.to_vec());
                mirrored.records.push((store, id, record));
            }
        }
        Ok(mirrored)
    }

    /// Of every record that the mirror holds, its store and its id.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn ids(&self) -> Result<Vec<(Store, [u8; 16])>, BrowserError> {
        let found = names(&self.vault).await;
        let found: Array = found
            .map_err(|error| BrowserError::from_js(&error))?
            .unchecked_into();
        let ids = found.iter().filter_map(|file| {
            let file: Array = file.unchecked_into();
            let store = file.get(0).as_string()?;
            let store = STORES.into_iter().find(|known| known.name == store)?;
            Some((store, unhex(&file.get(1).as_string()?)?))
        });
        Ok(ids.collect())
    }

    /// The records of a store under some ids, in the same order; `None` where there is none.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn records(
        &self,
        store: Store,
        ids: &[[u8; 16]],
    ) -> Result<Vec<Option<SealedRecord>>, BrowserError> {
        let found = read(&self.vault, store.name, ids.iter().map(hex).collect()).await;
        let found: Array = found
            .map_err(|error| BrowserError::from_js(&error))?
            .unchecked_into();
        let record = |bytes: JsValue| {
            let bytes = bytes.dyn_into::<Uint8Array>().ok()?;
            Some(SealedRecord::from_bytes(bytes.to_vec()))
        };
        Ok(found.iter().map(record).collect())
    }

    /// Writes committed changes once more, later and one after another.
    pub fn note(self: &Rc<Self>, changes: &[Change]) {
        for change in changes {
            let (store, name, bytes) = match change {
                Change::Put(store, id, record) => {
                    (store.name, hex(id), Some(record.as_bytes().to_vec()))
                }
                Change::Delete(store, id) => (store.name, hex(id), None),
                Change::Keyring(bytes) => ("", KEYRING.to_owned(), Some(bytes.clone())),
                Change::PutSlice(..) | Change::DeleteSlices(_) | Change::ClearSlices => continue,
            };
            self.waiting.borrow_mut().push((store, name), bytes);
        }
        if !self.is_writing.replace(true) {
            let mirror = Rc::clone(self);
            wasm_bindgen_futures::spawn_local(async move {
                mirror.drain().await;
                mirror.is_writing.set(false);
            });
        }
    }

    /// Whether there is something still to be written.
    pub fn is_busy(&self) -> bool {
        self.is_writing.get()
    }

    /// Whether every write worked; `None` before there was one.
    pub fn works(&self) -> Option<bool> {
        self.works.get()
    }

    async fn drain(&self) {
        loop {
            let Some(((store, name), bytes)) = self.waiting.borrow_mut().pop() else {
                return;
            };
            let written = match bytes {
                Some(bytes) => put(&self.vault, store, &name, Uint8Array::from(&bytes[..])).await,
                None => remove(&self.vault, store, &name).await,
            };
            let worked = self.works.get() != Some(false);
            self.works.set(Some(worked && written.is_ok()));
        }
    }
}
