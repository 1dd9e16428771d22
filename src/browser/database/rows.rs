//! Reading: one row, or a store of any size some rows at a time.

use rexie::{KeyRange, TransactionMode};
use vault::{SealedRecord, Store};
use wasm_bindgen::JsValue;

use super::{Database, bytes_of, hex, map, unhex};
use crate::browser::BrowserError;

/// How many rows are read at once: a store of any size answers in time.
pub(super) const PAGE: u32 = 1_000;

/// Records with their ids. A value that is no bytes is an empty record here, which opens under no
/// key.
pub type Rows = Vec<([u8; 16], SealedRecord)>;

/// Rows as the browser has them: keys and values.
pub(super) type Page = Vec<(JsValue, JsValue)>;

impl Database {
    /// Every record of a store, and how many more rows have a key that is none of ours.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn list(&self, store: Store) -> Result<(Rows, usize), BrowserError> {
        let mut all = Vec::new();
        let strange = self.each(store, |id, record| all.push((id, record)));
        let strange = strange.await?;
        Ok((all, strange))
    }

    /// Shows every record of a store, one after another, so that nobody has to hold them all.
    /// Gives how many more rows have a key that is none of ours.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn each(
        &self,
        store: Store,
        mut show: impl FnMut([u8; 16], SealedRecord),
    ) -> Result<usize, BrowserError> {
        let mut strange = 0;
        // Taken over one by one: a thousand at once would leave a thousand holes in the memory
        // that the entries in clear then lie between.
        let take = async |page: Page| {
            for row in page {
                match row_of(row) {
                    Some((id, record)) => show(id, record),
                    None => strange += 1,
                }
            }
        };
        self.pages(store, take).await?;
        Ok(strange)
    }

    /// Shows every record of a store, some at a time.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn some(
        &self,
        store: Store,
        mut show: impl AsyncFnMut(Rows),
    ) -> Result<(), BrowserError> {
        let take = async |page: Page| show(page.into_iter().filter_map(row_of).collect()).await;
        self.pages(store, take).await
    }

    async fn pages(
        &self,
        store: Store,
        mut show: impl AsyncFnMut(Page),
    ) -> Result<(), BrowserError> {
        let mut last = None;
        loop {
            let page = self.page(store, last).await?;
            last = page.last().map(|(key, _)| key.clone());
            let is_last = page.len() < PAGE as usize;
            show(page).await;
            if is_last {
                return Ok(());
            }
        }
    }

    /// The next rows of a store, in the order of their keys.
    async fn page(&self, store: Store, last: Option<JsValue>) -> Result<Page, BrowserError> {
        let behind = move || {
            let range = last
                .as_ref()
                .map(|last| KeyRange::lower_bound(last, Some(true)));
            range.transpose().map_err(|error| map(error.into()))
        };
        self.within(store.name, PAGE, behind).await
    }

    /// The first rows of a store in a range, in the order of their keys.
    pub(super) async fn within(
        &self,
        store: &'static str,
        most: u32,
        range: impl Fn() -> Result<Option<KeyRange>, BrowserError> + Clone + 'static,
    ) -> Result<Page, BrowserError> {
        self.with_retry(|connection| {
            let range = range.clone();
            async move {
                let transaction = connection.transaction(&[store], TransactionMode::ReadOnly)?;
                let rows = transaction.store(store).map_err(map)?;
                let keys = rows.get_all_keys(range()?, Some(most)).await.map_err(map)?;
                let values = rows.get_all(range()?, Some(most)).await.map_err(map)?;
                Ok(keys.into_iter().zip(values).collect())
            }
        })
        .await
    }

    /// The record under an id, if there is one.
    ///
    /// # Errors
    /// When the browser cannot read.
    pub async fn get(
        &self,
        store: Store,
        id: [u8; 16],
    ) -> Result<Option<SealedRecord>, BrowserError> {
        let value = self.value(store.name, || JsValue::from_str(&hex(&id)));
        Ok(value.await?.map(|value| record_of(&value)))
    }

    /// The value under a key, if there is one.
    pub(super) async fn value(
        &self,
        store: &'static str,
        key: impl Fn() -> JsValue,
    ) -> Result<Option<JsValue>, BrowserError> {
        let read = self.with_retry(|connection| {
            let key = key();
            async move {
                let transaction = connection.transaction(&[store], TransactionMode::ReadOnly)?;
                let rows = transaction.store(store).map_err(map)?;
                rows.get(key).await.map_err(map)
            }
        });
        read.await
    }
}

fn row_of((key, value): (JsValue, JsValue)) -> Option<([u8; 16], SealedRecord)> {
    Some((unhex(&key.as_string()?)?, record_of(&value)))
}

fn record_of(value: &JsValue) -> SealedRecord {
    SealedRecord::from_bytes(bytes_of(value).unwrap_or_default())
}
