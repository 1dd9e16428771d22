//! A connection to the store that is closed as soon as nobody holds it any longer.

use rexie::{ObjectStore, Rexie, Transaction, TransactionMode};

use super::{map, names};
use crate::browser::BrowserError;

/// An open connection. One that is only dropped stays open for as long as the page lives, and no
/// longer hears that a newer app waits for it; work on the way may be the last to hold it.
pub(super) struct Connection(Option<Rexie>);

impl Connection {
    /// Opens the database, in the schema of this app or in the one that is there. Every store is
    /// named each time, because rexie deletes what a new schema does not name.
    pub(super) async fn open(name: String, version: Option<u32>) -> Result<Self, BrowserError> {
        let mut builder = Rexie::builder(&name);
        if let Some(version) = version {
            builder = builder.version(version);
        }
        for name in names() {
            builder = builder.add_object_store(ObjectStore::new(name));
        }
        Ok(Self(Some(builder.build().await.map_err(map)?)))
    }

    /// Begins a transaction on the stores.
    pub(super) fn transaction(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, BrowserError> {
        match &self.0 {
            Some(open) => open.transaction(stores, mode).map_err(map),
            None => Err(BrowserError::Lost("closed".into())),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // The browser ends the transactions on the way before it closes.
        if let Some(open) = self.0.take() {
            open.close();
        }
    }
}
