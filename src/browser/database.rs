//! IndexedDB through rexie, made strict and honest about aborts. Only sealed bytes pass here.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use rexie::{Transaction, TransactionMode};
use vault::{SealedRecord, Store};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

mod carried;
mod connection;
mod id;
mod log;
mod refusals;
mod rows;
mod slices;

use super::{BrowserError, clock};

pub use carried::RecordPage;
use connection::Connection;
pub(super) use id::{hex, unhex};
use refusals::{aborted, map};
pub use rows::Rows;

/// How long the store may take before the writer is told that it does not answer. Phones are
/// known to hang for ever after a page came back from the background.
const PATIENCE: Duration = Duration::from_secs(5);

#[wasm_bindgen(module = "/src/browser/strict.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeStrict)]
    fn make_strict();
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
/// Recordings: what is known of each; its sound lies in slices.
pub const RECORDINGS: Store = Store {
    code: 6,
    name: "recordings",
};

/// Every store of sealed records, for ever: rexie deletes what a version bump does not name, so
/// this list only grows.
pub const STORES: [Store; 6] = [PROFILE, ENTRIES, DRAFTS, RECEIPTS, CATALOGUE, RECORDINGS];
/// The one plain store: the keyring, which is made to be read by anyone.
const KEYRING: &str = "keyring";
const KEYRING_KEY: &str = "keyring";
/// The schema. **Raised only to add a store**, and `tests/web/golden` keeps a store of each.
pub const VERSION: u32 = 2;

/// One row to write or to remove.
pub enum Change {
    /// Writes a sealed record under its random id.
    Put(Store, [u8; 16], SealedRecord),
    /// Removes a record.
    Delete(Store, [u8; 16]),
    /// Writes the keyring.
    Keyring(Vec<u8>),
    /// Writes one sealed slice of a recording.
    PutSlice([u8; 16], u32, Vec<u8>),
    /// Removes every slice of a recording.
    DeleteSlices([u8; 16]),
    /// Removes every slice of all recordings.
    ClearSlices,
}

/// An open database.
pub struct Database {
    name: String,
    /// Replaced when a phone closed the connection under us.
    connection: RefCell<Option<Rc<Connection>>>,
    /// The store was written by a newer app: it is read, and never written.
    is_newer: Cell<bool>,
    /// The browser writes into a log that this opening began.
    has_own_log: Cell<bool>,
}

impl Database {
    /// Opens the journal's database, creating it where there is none.
    ///
    /// # Errors
    /// When the browser blocks storage. A store of a newer app is opened for reading only.
    pub async fn open(name: &str) -> Result<Self, BrowserError> {
        thread_local! { static STRICT: std::cell::Cell<bool> = const { std::cell::Cell::new(false) } }
        if !STRICT.replace(true) {
            make_strict();
        }
        let database = Self {
            name: name.to_owned(),
            connection: RefCell::new(None),
            is_newer: Cell::new(false),
            has_own_log: Cell::new(false),
        };
        database.connect().await?;
        Ok(database)
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a newer app wrote the store, so that this one only reads it.
    pub fn is_newer(&self) -> bool {
        self.is_newer.get()
    }

    /// Closes the connection as soon as what is on the way is done, so that another tab can change
    /// the store.
    pub fn close(&self) {
        self.connection.borrow_mut().take();
    }

    /// The keyring's bytes, if a journal was started here.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn keyring(&self) -> Result<Option<Vec<u8>>, BrowserError> {
        let value = self
            .value(KEYRING, || JsValue::from_str(KEYRING_KEY))
            .await?;
        Ok(value.and_then(|value| bytes_of(&value)))
    }

    /// Whether neither a keyring nor a record is in it. Slices alone open under no key: they are what
    /// is left of a backup that was not brought back to its end.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn is_empty(&self) -> Result<bool, BrowserError> {
        let names = names().filter(|name| *name != slices::STORE);
        Ok(self.count(names).await? == 0)
    }

    /// Applies all changes in one strict transaction: all of them are on the disk when this
    /// returns, or none.
    ///
    /// # Errors
    /// When the browser gave the change up; the old state stands then. After
    /// [`BrowserError::Slow`] nobody knows yet which state will stand.
    pub async fn change(&self, changes: impl Into<Rc<Vec<Change>>>) -> Result<(), BrowserError> {
        let changes = changes.into();
        self.with_retry(|connection| {
            // Looked at each time: a lost connection may come back to a store of a newer app.
            let (is_newer, changes) = (self.is_newer(), Rc::clone(&changes));
            async move {
                match is_newer {
                    true => Err(BrowserError::Newer),
                    false => apply(connection, changes).await,
                }
            }
        })
        .await
    }

    async fn connect(&self) -> Result<Rc<Connection>, BrowserError> {
        let known = self.connection.borrow().clone();
        if let Some(connection) = known {
            return Ok(connection);
        }
        let opened = detached(Connection::open(self.name.clone(), Some(VERSION))).await;
        let connection = match opened {
            Err(BrowserError::Newer) => {
                self.is_newer.set(true);
                detached(Connection::open(self.name.clone(), None)).await?
            }
            opened => opened?,
        };
        let connection = Rc::new(connection);
        *self.connection.borrow_mut() = Some(Rc::clone(&connection));
        Ok(connection)
    }

    /// Runs a transaction; where the connection was lost, opens it anew and tries once more.
    async fn with_retry<T, F, R>(&self, run: R) -> Result<T, BrowserError>
    where
        T: 'static,
        F: Future<Output = Result<T, BrowserError>> + 'static,
        R: Fn(Rc<Connection>) -> F,
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

/// Every store of the database.
fn names() -> impl Iterator<Item = &'static str> {
    STORES
        .map(|store| store.name)
        .into_iter()
        .chain([KEYRING, slices::STORE])
}

async fn apply(connection: Rc<Connection>, changes: Rc<Vec<Change>>) -> Result<(), BrowserError> {
    let mut names: Vec<&str> = changes.iter().map(Change::store_name).collect();
    names.sort_unstable();
    names.dedup();
    let transaction = connection.transaction(&names, TransactionMode::ReadWrite)?;
    if let Err(error) = ask_all(&transaction, &changes).await {
        // Given up as a whole: the browser would commit what was asked for before the refusal.
        let _ = transaction.abort().await;
        return Err(error);
    }
    // `done` alone says Ok(Aborted) where a full phone gave up: only `committed` is saved.
    match transaction.done().await {
        Ok(result) if result.is_committed() => Ok(()),
        Ok(_) => Err(aborted()),
        Err(error) => Err(map(error)),
    }
}

/// Asks for every change. Everything was sealed before the transaction began; inside it only its
/// own requests are awaited, or the browser would commit early.
async fn ask_all(transaction: &Transaction, changes: &[Change]) -> Result<(), BrowserError> {
    for change in changes {
        let store = transaction.store(change.store_name()).map_err(map)?;
        match change {
            Change::Put(_, id, record) => {
                let value: JsValue = Uint8Array::from(record.as_bytes()).into();
                let key = JsValue::from_str(&hex(id));
                store.put(&value, Some(&key)).await.map_err(map)?;
            }
            Change::Delete(_, id) => {
                let key = JsValue::from_str(&hex(id));
                store.delete(key).await.map_err(map)?;
            }
            Change::Keyring(bytes) => {
                let value: JsValue = Uint8Array::from(&bytes[..]).into();
                let key = JsValue::from_str(KEYRING_KEY);
                store.put(&value, Some(&key)).await.map_err(map)?;
            }
            Change::PutSlice(id, number, bytes) => {
                let value: JsValue = Uint8Array::from(&bytes[..]).into();
                let key = slices::key(id, *number);
                store.put(&value, Some(&key)).await.map_err(map)?;
            }
            Change::DeleteSlices(id) => {
                // IndexedDB deletes a whole range of keys at once.
                let range = slices::range(id, 0)?.into();
                store.delete(range).await.map_err(map)?;
            }
            Change::ClearSlices => store.clear().await.map_err(map)?,
        }
    }
    Ok(())
}

impl Change {
    fn store_name(&self) -> &'static str {
        match self {
            Self::Put(store, ..) | Self::Delete(store, _) => store.name,
            Self::Keyring(_) => KEYRING,
            Self::PutSlice(..) | Self::DeleteSlices(_) | Self::ClearSlices => slices::STORE,
        }
    }
}

/// Runs to its end even if the page that asked is gone: a dropped request would abort its
/// transaction. Whoever asked waits only so long.
async fn detached<T: 'static>(
    future: impl Future<Output = Result<T, BrowserError>> + 'static,
) -> Result<T, BrowserError> {
    let (done, result) = futures_channel::oneshot::channel();
    wasm_bindgen_futures::spawn_local(async move {
        // Whoever asked may be gone; the change is made all the same.
        let _ = done.send(future.await);
    });
    match select(result, Box::pin(clock::pause(PATIENCE))).await {
        Either::Left((result, _)) => {
            result.unwrap_or_else(|_| Err(BrowserError::Other("cancelled".into())))
        }
        Either::Right(_) => Err(BrowserError::Slow),
    }
}

fn bytes_of(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}
