//! An entry as it is kept: with every revision.

use std::fmt;

use journal::Entry;
use serde::de::{SeqAccess, Visitor};
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

/// Revisions in as much memory as they need: most entries have one, and the room for three more that
/// a list begins with would be a quarter of a journal of many years.
fn exact<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Entry>, D::Error> {
    struct Exact;

    impl<'de> Visitor<'de> for Exact {
        type Value = Vec<Entry>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the revisions of an entry")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut found: A) -> Result<Vec<Entry>, A::Error> {
            let mut revisions = Vec::new();
            while let Some(revision) = found.next_element()? {
                revisions.reserve_exact(1);
                revisions.push(revision);
            }
            Ok(revisions)
        }
    }

    from.deserialize_seq(Exact)
}
