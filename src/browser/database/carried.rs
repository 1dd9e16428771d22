//! What a backup carries, in the order of the keys and some rows at a time: it may be larger than
//! memory, and whoever asks goes on when the rows before are sealed.

use std::rc::Rc;

use js_sys::Array;
use rexie::{KeyRange, TransactionMode};
use vault::Store;
use wasm_bindgen::JsValue;

use super::{Database, RECORDINGS, STORES, bytes_of, hex, map, slices, unhex};
use crate::browser::BrowserError;

/// So many records are read at once: most have some kilobytes.
const RECORDS: u32 = 100;
/// So many slices are read at once: most have some four kilobytes.
const SLICES: u32 = 64;

/// Records with their ids, and the key to go on behind.
pub struct RecordPage {
    /// Ids and sealed bytes, in the order of the ids.
    pub rows: Vec<([u8; 16], Vec<u8>)>,
    /// Where the next page begins; `None` behind the last.
    pub next: Option<String>,
}

impl Database {
    /// The next records of a store, in the order of their ids. What has a key that is none of ours
    /// is passed over; a value that is no bytes is an empty record.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn record_page(
        &self,
        store: Store,
        after: Option<String>,
    ) -> Result<RecordPage, BrowserError> {
        let range = move || texts(after.as_deref()).map(Some);
        let page = self.within(store.name, RECORDS, range).await?;
        let is_last = page.len() < RECORDS as usize;
        let last = page.last().and_then(|(key, _)| key.as_string());
        let rows = page.iter().filter_map(|(key, value)| {
            let key = key.as_string()?;
            // One id has one spelling here, or it could stand twice.
            let id = unhex(&key).filter(|id| hex(id) == key)?;
            Some((id, bytes_of(value).unwrap_or_default()))
        });
        Ok(RecordPage {
            rows: rows.collect(),
            next: last.filter(|_| !is_last),
        })
    }

    /// The ids of all recordings that have a record, in order.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn recording_ids(&self) -> Result<Vec<[u8; 16]>, BrowserError> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = self.record_page(RECORDINGS, after).await?;
            ids.extend(page.rows.into_iter().map(|(id, _)| id));
            after = page.next;
            if after.is_none() {
                return Ok(ids);
            }
        }
    }

    /// The next sealed slices of a recording with their numbers, from a number on; none behind the
    /// last. What is no bytes is an empty slice, which opens under no key.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn slice_page(
        &self,
        id: [u8; 16],
        from: u32,
    ) -> Result<Vec<(u32, Vec<u8>)>, BrowserError> {
        let range = move || slices::range(&id, from).map(Some);
        let page = self.within(slices::STORE, SLICES, range).await?;
        let slice = |(key, value): &(JsValue, JsValue)| {
            Some((slices::number(key)?, bytes_of(value).unwrap_or_default()))
        };
        Ok(page.iter().filter_map(slice).collect())
    }

    /// How many records and slices there are: what a backup reads.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn count_rows(&self) -> Result<u32, BrowserError> {
        let names = STORES.map(|store| store.name).into_iter();
        self.count(names.chain([slices::STORE])).await
    }

    /// How many rows some stores have together.
    pub(super) async fn count(
        &self,
        names: impl Iterator<Item = &'static str>,
    ) -> Result<u32, BrowserError> {
        let names: Rc<[&'static str]> = names.collect();
        let count = self.with_retry(|connection| {
            let names = Rc::clone(&names);
            async move {
                let mut count = 0;
                for name in names.iter() {
                    let transaction =
                        connection.transaction(&[*name], TransactionMode::ReadOnly)?;
                    let rows = transaction.store(name).map_err(map)?;
                    count += rows.count(None).await.map_err(map)?;
                }
                Ok(count)
            }
        });
        count.await
    }
}

/// Every key that is a text, behind one of them.
fn texts(after: Option<&str>) -> Result<KeyRange, BrowserError> {
    let from = JsValue::from_str(after.unwrap_or_default());
    // A list sorts after every text.
    let end = Array::new();
    KeyRange::bound(&from, &end, Some(after.is_some()), None).map_err(|error| map(error.into()))
}
