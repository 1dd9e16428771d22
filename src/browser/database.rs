//! IndexedDB through rexie, made strict and honest about aborts. Only sealed bytes pass here.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use js_sys::Uint8Array;
use rexie::{ObjectStore, Rexie, TransactionMode};
use vault::{SealedRecord, Store};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::BrowserError;

#[wasm_bindgen(module = "/src/browser/strict.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeStrict)]
    fn make_strict();
    #[wasm_bindgen(js_name = abortReason)]
    fn abort_reason() -> String;
}

/// Study, participant, keys and what was offered.
pub const PROFILE: Store = Store {
    code: 1,
    name: "profile",
};
/// Entries with all their revisions.
pub const ENTRIES: Store = Store {
    code: 2,
    name: "entries",
};
/// Entries not yet finished.
pub const DRAFTS: Store = Store {
    code: 3,
    name: "drafts",
};
/// What was made to be shared.
pub const RECEIPTS: Store = Store {
    code: 4,
    name: "receipts",
};
/// What should be there.
pub const CATALOGUE: Store = Store {
    code: 5,
    name: "catalogue",
};

/// Every store of sealed records, for ever: rexie deletes what a version bump does not name, so
/// this list only grows.
pub const STORES: [Store; 5] = [PROFILE, ENTRIES, DRAFTS, RECEIPTS, CATALOGUE];
/// The one plain store: the keyring, which is made to be read by anyone.
const KEYRING: &str = "keyring";
const KEYRING_KEY: &str = "keyring";
const VERSION: u32 = 1;

/// One row to write or to remove.
pub enum Change {
    /// Writes a sealed record under its random id.
    Put(Store, [u8; 16], SealedRecord),
    /// Removes a record.
    Delete(Store, [u8; 16]),
    /// Writes the keyring.
    Keyring(Vec<u8>),
}

/// An open database.
pub struct Database {
    name: String,
    /// Replaced when a phone closed the connection under us.
    connection: RefCell<Option<Rc<Rexie>>>,
}

impl Database {
    /// Opens the journal's database, creating it where there is none.
    ///
    /// # Errors
    /// When the browser blocks storage, or the store is newer than this app.
    pub async fn open(name: &str) -> Result<Self, BrowserError> {
        thread_local! { static STRICT: std::cell::Cell<bool> = const { std::cell::Cell::new(false) } }
        if !STRICT.replace(true) {
            make_strict();
        }
        let database = Self {
            name: name.to_owned(),
            connection: RefCell::new(None),
        };
        database.connect().await?;
        Ok(database)
    }

    /// The keyring's bytes, if a journal was started here.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn keyring(&self) -> Result<Option<Vec<u8>>, BrowserError> {
        let read = self.with_retry(|connection| async move {
            let transaction = connection
                .transaction(&[KEYRING], TransactionMode::ReadOnly)
                .map_err(map)?;
            let store = transaction.store(KEYRING).map_err(map)?;
            store.get(JsValue::from_str(KEYRING_KEY)).await.map_err(map)
        });
        Ok(read.await?.and_then(|value| bytes_of(&value)))
    }

    /// Every record of a store with its id. A row that is not of our making is left out and
    /// counted in the second value.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn list(
        &self,
        store: Store,
    ) -> Result<(Vec<([u8; 16], SealedRecord)>, usize), BrowserError> {
        let rows = self.with_retry(|connection| async move {
            let transaction = connection
                .transaction(&[store.name], TransactionMode::ReadOnly)
                .map_err(map)?;
            let rows = transaction.store(store.name).map_err(map)?;
            let keys = rows.get_all_keys(None, None).await.map_err(map)?;
            let values = rows.get_all(None, None).await.map_err(map)?;
            Ok(keys.into_iter().zip(values).collect::<Vec<_>>())
        });
        let rows = rows.await?;
        let found = rows.len();
        let good: Vec<_> = rows
            .into_iter()
            .filter_map(|(key, value)| {
                Some((id_of(&key)?, SealedRecord::from_bytes(bytes_of(&value)?)))
            })
            .collect();
        let strange = found - good.len();
        Ok((good, strange))
    }

    /// Applies all changes in one strict transaction: all of them are on the disk when this
    /// returns, or none.
    ///
    /// # Errors
    /// When the browser gave the change up; the old state stands then.
    pub async fn change(&self, changes: Vec<Change>) -> Result<(), BrowserError> {
        let changes = Rc::new(changes);
        self.with_retry(move |connection| apply(connection, Rc::clone(&changes)))
            .await
    }

    async fn connect(&self) -> Result<Rc<Rexie>, BrowserError> {
        let known = self.connection.borrow().clone();
        if let Some(connection) = known {
            return Ok(connection);
        }
        let mut builder = Rexie::builder(&self.name).version(VERSION);
        for store in STORES {
            builder = builder.add_object_store(ObjectStore::new(store.name));
        }
        let builder = builder.add_object_store(ObjectStore::new(KEYRING));
        let connection =
            Rc::new(detached(async move { builder.build().await.map_err(map) }).await?);
        *self.connection.borrow_mut() = Some(Rc::clone(&connection));
        Ok(connection)
    }

    /// Runs a transaction; where the connection was lost, opens it anew and tries once more.
    async fn with_retry<T, F, R>(&self, run: R) -> Result<T, BrowserError>
    where
        T: 'static,
        F: Future<Output = Result<T, BrowserError>> + 'static,
        R: Fn(Rc<Rexie>) -> F,
    {
        let connection = self.connect().await?;
        match detached(run(connection)).await {
            Err(BrowserError::Lost(_)) => {
                self.connection.borrow_mut().take();
                let connection = self.connect().await?;
                detached(run(connection)).await
            }
            result => result,
        }
    }
}

async fn apply(connection: Rc<Rexie>, changes: Rc<Vec<Change>>) -> Result<(), BrowserError> {
    let mut names: Vec<&str> = changes.iter().map(Change::store_name).collect();
    names.sort_unstable();
    names.dedup();
    // Everything is sealed before the transaction begins; inside it only its own requests are
    // awaited, or the browser would commit early.
    let transaction = connection
        .transaction(&names, TransactionMode::ReadWrite)
        .map_err(map)?;
    for change in changes.iter() {
        let store = transaction.store(change.store_name()).map_err(map)?;
        match change {
            Change::Put(_, id, record) => {
                let value: JsValue = Uint8Array::from(record.as_bytes()).into();
                store.put(&value, Some(&key_of(id))).await.map_err(map)?;
            }
            Change::Delete(_, id) => store.delete(key_of(id)).await.map_err(map)?,
            Change::Keyring(bytes) => {
                let value: JsValue = Uint8Array::from(&bytes[..]).into();
                let key = JsValue::from_str(KEYRING_KEY);
                store.put(&value, Some(&key)).await.map_err(map)?;
            }
        }
    }
    // `done` alone says Ok(Aborted) where a full phone gave up: only `committed` is saved.
    match transaction.done().await {
        Ok(result) if result.is_committed() => Ok(()),
        Ok(_) => Err(aborted()),
        Err(error) => Err(map(error)),
    }
}

impl Change {
    fn store_name(&self) -> &'static str {
        match self {
            Self::Put(store, ..) | Self::Delete(store, _) => store.name,
            Self::Keyring(_) => KEYRING,
        }
    }
}

/// Runs to its end even if the page that asked is gone: a dropped request would abort its
/// transaction.
async fn detached<T: 'static>(
    future: impl Future<Output = Result<T, BrowserError>> + 'static,
) -> Result<T, BrowserError> {
    let (done, result) = futures_channel::oneshot::channel();
    wasm_bindgen_futures::spawn_local(async move {
        // Whoever asked may be gone; the change is made all the same.
        let _ = done.send(future.await);
    });
    result
        .await
        .unwrap_or_else(|_| Err(BrowserError::Other("cancelled".into())))
}

fn key_of(id: &[u8; 16]) -> JsValue {
    JsValue::from_str(
        &id.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>(),
    )
}

fn id_of(key: &JsValue) -> Option<[u8; 16]> {
    let text = key
        .as_string()
        .filter(|text| text.len() == 32 && text.is_ascii())?;
    let mut id = [0; 16];
    for (at, byte) in id.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(id)
}

fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

/// The reason of the last abort; a full phone says nothing else.
fn aborted() -> BrowserError {
    match abort_reason() {
        reason if reason.is_empty() => BrowserError::Aborted("no reason given".into()),
        reason => match BrowserError::from_name(reason) {
            BrowserError::Full => BrowserError::Full,
            other => BrowserError::Aborted(other.to_string()),
        },
    }
}

fn map(error: rexie::Error) -> BrowserError {
    use idb::Error as Idb;
    let error = match error {
        rexie::Error::IdbError(error) => error,
        _ => return aborted(),
    };
    match error {
        Idb::DomException(exception) => BrowserError::from_name(exception.name()),
        Idb::IndexedDbNotFound(_) => BrowserError::Blocked("no IndexedDB".into()),
        Idb::IndexedDbOpenFailed(value)
        | Idb::TransactionOpenFailed(value)
        | Idb::ObjectStoreNotFound(value)
        | Idb::GetFailed(value)
        | Idb::GetAllFailed(value)
        | Idb::GetAllKeysFailed(value)
        | Idb::UpdateFailed(value)
        | Idb::DeleteFailed(value) => BrowserError::from_js(&value),
        // The name of the library's case tells which call failed, and holds no data.
        other => BrowserError::Other(format!("{other:?}").chars().take(80).collect()),
    }
}
