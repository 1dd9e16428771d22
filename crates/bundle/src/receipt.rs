//! What the writer keeps of a bundle: numbers and digests, no words.

use journal::{BundleId, EntryId, Media, Moment};
use serde::{Deserialize, Serialize};

/// A bundle that was made, as the journal remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The bundle.
    pub bundle_id: BundleId,
    /// Its number in this device's sequence.
    pub seq: u64,
    /// When it was made, by the phone's clock.
    pub made_at: Moment,
    /// When it was handed over; `None` as long as it never left the app.
    pub handed_over_at: Option<Moment>,
    /// The name of the file.
    pub file_name: String,
    /// The size of the file in bytes.
    pub size: u64,
    /// SHA-256 of the age file, lower-case hex.
    pub file_sha256: String,
    /// SHA-512 of the bag's `tagmanifest-sha512.txt`: what the next bundle names as the one
    /// before.
    pub tagmanifest_sha512: String,
    /// The same of the bundle before this one.
    pub prev_bundle_sha512: Option<String>,
    /// The entries in it.
    pub entries: Vec<SharedEntry>,
    /// The recordings in it, as the files that left, in the order of their digests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<Media>,
    /// Entries that it takes back.
    pub withdrawn: Vec<EntryId>,
    /// Whom it is sealed to, in words, the writer not counted.
    pub recipients: Vec<String>,
}

/// An entry at the revision that was shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedEntry {
    /// The entry.
    pub id: EntryId,
    /// The revision.
    pub rev: u32,
}
