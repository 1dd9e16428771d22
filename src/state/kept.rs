//! An entry as it is kept: with every revision.

use journal::Entry;
use serde::{Deserialize, Deserializer, Serialize};

/// An entry with all its revisions, oldest first, as it lies in its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The record's version.
    pub v: u8,
    /// Never empty.
    #[serde(deserialize_with = "exact")]
    pub revisions: Vec<Entry>,
    /// Deleted, and still to be undone: it goes for good with the undo's time or the next lock.
    pub discarded: bool,
}

impl Kept {
    /// The newest revision.
    pub fn newest(&self) -> &Entry {
        self.revisions
            .last()
            .expect("a record without revisions is not read")
    }
}

/// Revisions in as much memory as they need: most entries have one, and a list that grew has room for
/// four.
fn exact<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Entry>, D::Error> {
    Box::<[Entry]>::deserialize(from).map(Vec::from)
}
