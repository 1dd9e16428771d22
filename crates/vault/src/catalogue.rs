//! The catalogue: how many records there are and one keyed sum over all, so that a loss is noticed.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::record::{Label, Store, Trace};
use crate::secret_bytes::wiping_stack;
use crate::vault::Vault;

const VERSION: u32 = 1;

/// What should be in the vault: a count for every store and a keyed hash of the set of records.
///
/// A pure value. The app seals it like any other record, in the transaction that changes the
/// records, and after unlocking compares it with one made anew from what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    v: u32,
    counter: u64,
    counts: BTreeMap<u8, u64>,
    #[serde(with = "hex::serde")]
    sum: [u8; 32],
}

impl Catalogue {
    /// The catalogue of an empty vault.
    pub fn new() -> Self {
        Self {
            v: VERSION,
            counter: 0,
            counts: BTreeMap::new(),
            sum: [0; 32],
        }
    }

    /// Reads what [`Catalogue::to_json`] wrote.
    ///
    /// # Errors
    /// When it is not a catalogue, or one of a newer version.
    pub fn from_json(json: &[u8]) -> Result<Self, CatalogueError> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        let malformed = |_| CatalogueError::Malformed;
        let Version { v } = serde_json::from_slice(json).map_err(malformed)?;
        if v != VERSION {
            return Err(CatalogueError::UnknownVersion { found: v });
        }
        serde_json::from_slice(json).map_err(malformed)
    }

    /// The bytes to seal.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("numbers and hexadecimal digits are always JSON")
    }

    /// Counts a record in. A record that is replaced is removed first.
    pub fn add(&mut self, vault: &Vault, label: &Label, trace: Trace) {
        let count = self.counts.entry(label.store.code).or_default();
        *count = count.saturating_add(1);
        self.sum = plus(self.sum, derive_mark(vault, label, trace));
        self.counter = self.counter.saturating_add(1);
    }

    /// Counts a record out. **It is the one that was counted in**, not its successor.
    pub fn remove(&mut self, vault: &Vault, label: &Label, trace: Trace) {
        if let Some(count) = self.counts.get_mut(&label.store.code) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.counts.remove(&label.store.code);
            }
        }
        self.sum = plus(self.sum, negative(derive_mark(vault, label, trace)));
        self.counter = self.counter.saturating_add(1);
    }

    /// How many changes this catalogue has seen: of two copies, the one with more is newer.
    pub fn counter(&self) -> u64 {
        self.counter
    }

    /// Counts on from `counter` at least: a catalogue made anew after a loss must not look older
    /// than what was lost.
    pub fn catch_up(&mut self, counter: u64) {
        self.counter = self.counter.max(counter);
    }

    /// How many records of `store` there are.
    pub fn count(&self, store: Store) -> u64 {
        self.counts.get(&store.code).copied().unwrap_or(0)
    }

    /// Whether `other`, made from what was found, holds exactly the records that `self` wrote down.
    /// The counters are not compared: a catalogue made anew has seen fewer changes.
    ///
    /// # Errors
    /// How many records are missing or too many; when neither, some are not the ones written down.
    pub fn agrees_with(&self, other: &Catalogue) -> Result<(), CatalogueMismatch> {
        if self.counts == other.counts && self.sum == other.sum {
            return Ok(());
        }
        let count = |of: &Catalogue, code: &u8| of.counts.get(code).copied().unwrap_or(0);
        let missing = self.counts.keys().fold(0u64, |sum, code| {
            sum.saturating_add(count(self, code).saturating_sub(count(other, code)))
        });
        let unexpected = other.counts.keys().fold(0u64, |sum, code| {
            sum.saturating_add(count(other, code).saturating_sub(count(self, code)))
        });
        Err(CatalogueMismatch {
            missing,
            unexpected,
        })
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new()
    }
}

/// What was found is not what was written down. The numbers are the least that explains it: one
/// record lost and another put in its place is a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct CatalogueMismatch {
    /// How many records are missing.
    pub missing: u64,
    /// How many records are there that were not written down.
    pub unexpected: u64,
}

impl CatalogueMismatch {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some("bring them back from the second copy or a backup; what opens can be read meanwhile")
    }

    fn sentence(&self) -> String {
        let records = |n: u64| match n {
            1 => "1 record is".to_owned(),
            n => format!("{n} records are"),
        };
        match (self.missing, self.unexpected) {
            (0, 0) => "records were changed or put back to an older state".to_owned(),
            (missing, 0) => format!("{} missing", records(missing)),
            (0, unexpected) => format!(
                "{} there that the catalogue does not have",
                records(unexpected)
            ),
            (missing, unexpected) => format!(
                "{} missing, and {} there that the catalogue does not have",
                records(missing),
                records(unexpected)
            ),
        }
    }
}

/// Why bytes are not a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Not what `to_json` writes.
    #[error("the catalogue is not readable")]
    Malformed,
    /// Written by another version of the format.
    #[error("the catalogue is of version {found}, and this app reads version 1")]
    UnknownVersion {
        /// The version found.
        found: u32,
    },
}

impl CatalogueError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::Malformed => "bring the catalogue back from the second copy or a backup",
            Self::UnknownVersion { .. } => "update the app",
        })
    }
}

/// `HMAC-SHA-256(index key, id || revision u64be || tag)`, as a number of 256 bits, big-endian.
///
/// Bytes that are no record count too: the sum is then another one, and the loss is noticed.
fn derive_mark(vault: &Vault, label: &Label, trace: Trace) -> [u8; 32] {
    wiping_stack(|| {
        let mut mac = Hmac::<Sha256>::new_from_slice(vault.index_key().as_slice())
            .expect("HMAC takes a key of any length");
        mac.update(&label.id);
        mac.update(&trace.revision().to_be_bytes());
        mac.update(trace.end());
        mac.finalize().into_bytes().into()
    })
}

/// `a + b` modulo 2^256.
fn plus(a: [u8; 32], b: [u8; 32]) -> [u8; 32] {
    let mut sum = [0; 32];
    let mut carry = 0u16;
    for i in (0..32).rev() {
        carry += u16::from(a[i]) + u16::from(b[i]);
        sum[i] = carry as u8;
        carry >>= 8;
    }
    sum
}

/// `-a` modulo 2^256.
fn negative(a: [u8; 32]) -> [u8; 32] {
    let mut one = [0; 32];
    one[31] = 1;
    plus(a.map(|byte| !byte), one)
}

#[cfg(test)]
mod tests;
