//! A log of its own for every opening. Chromium keeps IndexedDB in LevelDB and writes on behind the
//! end of the log it finds. After a power cut that end may hold zeros, and the reader skips what is
//! behind them the next time: what was called saved would be gone. LevelDB begins a new log as soon
//! as its buffer in memory is full, and so it is filled before anything else is written.

use std::rc::Rc;

use js_sys::Uint8Array;
use rexie::{KeyRange, TransactionMode};
use wasm_bindgen::JsValue;

use super::{Connection, Database, KEYRING, detached, map};
use crate::browser::{BrowserError, persistence};

/// Somewhat less than the size from which Chromium writes a value to a file of its own, in bytes.
const PIECE: usize = 60_000;
/// Together somewhat more than LevelDB's buffer of 4 MiB.
const PIECES: usize = 76;
/// The fill lies in the plain store, whose one key is none of these.
const FILL: (&str, &str) = ("fill-", "fill.");

impl Database {
    /// Has a Chromium begin its log anew before anything is written, once for each opening. Where
    /// there is no room or no answer the old log goes on.
    ///
    /// # Errors
    /// When the browser found its own files damaged: it may have given up the store.
    pub async fn begin_log(&self) -> Result<(), BrowserError> {
        if !persistence::is_chromium() || self.is_newer() || self.has_own_log.replace(true) {
            return Ok(());
        }
        match detached(begin_anew(self.connect().await?)).await {
            Err(BrowserError::Full | BrowserError::Slow) => Ok(()),
            begun => begun,
        }
    }
}

/// Fills the buffer and takes the fill away again, which is the first thing in the new log.
async fn begin_anew(connection: Rc<Connection>) -> Result<(), BrowserError> {
    // Random, because Chromium compresses.
    let mut piece = vec![0; PIECE];
    getrandom::fill(&mut piece).map_err(|error| BrowserError::Other(error.to_string()))?;
    let piece: JsValue = Uint8Array::from(&piece[..]).into();
    let filling = connection.transaction(&[KEYRING], TransactionMode::ReadWrite)?;
    let store = filling.store(KEYRING).map_err(map)?;
    for number in 0..PIECES {
        let key = JsValue::from_str(&format!("{}{number}", FILL.0));
        store.put(&piece, Some(&key)).await.map_err(map)?;
    }
    filling.done().await.map_err(map)?;
    let emptying = connection.transaction(&[KEYRING], TransactionMode::ReadWrite)?;
    let store = emptying.store(KEYRING).map_err(map)?;
    let (from, to) = (JsValue::from_str(FILL.0), JsValue::from_str(FILL.1));
    let fill = KeyRange::bound(&from, &to, None, None).map_err(|error| map(error.into()))?;
    store.delete(fill.into()).await.map_err(map)?;
    emptying.done().await.map_err(map)?;
    Ok(())
}
