//! The slices of recordings: rows of bytes under `[recording in hexadecimal digits, number]`, so
//! that those of one recording lie together and in order.
//!
//! They are no records of the catalogue: an hour of sound has thousands of them, and what should be
//! there is said by the recording's own record. One that is absent is a part that is lost.

use js_sys::{Array, Uint8Array};
use rexie::{KeyRange, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use super::rows::PAGE;
use super::{Database, hex, map};
use crate::browser::{BrowserError, buffers};

/// The store's name.
pub(super) const STORE: &str = "slices";

/// The key of one slice.
pub(super) fn key(id: &[u8; 16], number: u32) -> JsValue {
    Array::of2(&JsValue::from_str(&hex(id)), &JsValue::from(number)).into()
}

/// The keys of the slices of a recording, from one number on.
pub(super) fn range(id: &[u8; 16], from: u32) -> Result<KeyRange, BrowserError> {
    // A list sorts after every number, so this is past the last slice.
    let end = Array::of2(&JsValue::from_str(&hex(id)), &Array::new());
    KeyRange::bound(&key(id, from), &end, None, None).map_err(|error| map(error.into()))
}

/// The number in the key of a slice. Numbers of ours are whole and small; another one is none of
/// ours.
pub(super) fn number(key: &JsValue) -> Option<u32> {
    let key: &Array = key.dyn_ref()?;
    key.get(1).as_f64().map(|number| number as u32)
}

impl Database {
    /// The numbers of the slices that are there of a recording, in order.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn slice_numbers(&self, id: [u8; 16]) -> Result<Vec<u32>, BrowserError> {
        let mut numbers: Vec<u32> = Vec::new();
        loop {
            let next = numbers.last().map_or(0, |last| last + 1);
            let page = self.with_retry(move |connection| async move {
                let transaction = connection.transaction(&[STORE], TransactionMode::ReadOnly)?;
                let rows = transaction.store(STORE).map_err(map)?;
                let range = range(&id, next)?;
                rows.get_all_keys(Some(range), Some(PAGE))
                    .await
                    .map_err(map)
            });
            let page = page.await?;
            let found = page.len();
            numbers.extend(page.iter().filter_map(number));
            if found < PAGE as usize {
                return Ok(numbers);
            }
        }
    }

    /// One sealed slice; `None` where it is gone or is no bytes.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn slice(&self, id: [u8; 16], number: u32) -> Result<Option<Vec<u8>>, BrowserError> {
        let value = self.value(STORE, || key(&id, number)).await?;
        let bytes = value
            .as_ref()
            .and_then(|value| value.dyn_ref::<Uint8Array>());
        Ok(bytes.map(buffers::take))
    }
}
